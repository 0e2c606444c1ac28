"""Ways out: what each rule advises, where no value of the law is behind it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from checks.clean import add, change, clean, later, old, project, told

from vetpartner.checks import check
from vetpartner.model import (
    Amended,
    Attended,
    Decided,
    Delivered,
    Held,
    Measured,
    Money,
    Noted,
    Organisation,
    Partnership,
    Person,
    Risk,
    Task,
    Venue,
    When,
)

NEW = date(2026, 1, 1)
RECORD_IT = "record it as held, or amend its date or cancel it with a reason"

WITHOUT_LAW: list[tuple[str, Partnership, str | None]] = [
    ("id-used-twice", add("tasks", Task(id="M1")), "give one of them another id"),
    ("link-to-nowhere", project(coordinator="AMU"), "add it, or correct the id"),
    ("link-to-nowhere", told(Held(of="M3x", recorded=NEW)), "add it, or correct the id"),
    ("link-to-nowhere", change("M1", host="an"), "add it, or correct the id"),
    ("link-to-nowhere", told(Held(of="M12", recorded=NEW)), "did you mean M2 or M1?"),
    ("link-to-nowhere", told(Noted(of="WP22", note="?", recorded=NEW)), "did you mean WP2 or P2?"),
    (
        "link-to-nowhere",
        told(
            Attended(of="M1", organisation="st", recorded=NEW),
            p=add("organisations", *(Organisation(id=f"st{n}") for n in (1, 2, 3))),
        ),
        "did you mean sts or st3 or st2?",
    ),
    (
        "link-to-wrong-kind",
        told(Held(of="M12", recorded=NEW), p=add("risks", Risk(id="M12", title="Late"))),
        "did you mean M2 or M1?",
    ),
    ("link-to-wrong-kind", change("M1", work_package="A1"), None),
    (
        "unknown-call",
        old(clean(), call=2031),
        "state action and call, or put a rules.toml into the project's folder",
    ),
    (
        "reference-missing",
        project(reference=None),
        "write reference as soon as the agreement gives it",
    ),
    ("coordinator-missing", project(coordinator=None), 'write coordinator = "…" with an id'),
    ("coordinator-associated", project(coordinator="uni"), "name a full partner"),
    ("country-unknown", change("hwk", country="XX"), "write two letters such as HR or DE"),
    (
        "oid-missing",
        change("hwk", oid=None),
        'write oid = "E…" from the registration system',
    ),
    ("organisation-twice", change("hwk", oid="E10000001"), "keep one of the two"),
    ("project-dates-missing", project(start=None), "write start"),
    ("project-dates-missing", project(months=None), "write months"),
    (
        "activity-outside-work-package",
        change("M1", when=When.parse("2025-10-01")),
        "move it, or change when of WP2",
    ),
    (
        "activity-without-date",
        change("E1", when=When.undecided()),
        "write a day, or if it is not fixed yet a project month such as M7",
    ),
    (
        "lump-sum-missing",
        project(lump_sum=None),
        "write 120 000 EUR or 250 000 EUR or 400 000 EUR",
    ),
    (
        "shares-differ-from-amount",
        change("WP2", amount=Money(95_000)),
        "leave amount out, or correct a share",
    ),
    ("foreign-currency", change("M1", amount=Money(5_000, "CZK")), "convert it to EUR"),
    ("work-package-without-dates", change("WP2", when=When.undecided()), 'write when = "M1..M12"'),
    ("without-work-package", change("M1", work_package=None), "add work_package"),
    (
        "activity-without-place",
        change("M1", venue=None, host=None),
        'write venue = { city = "…", country = "…" }',
    ),
    ("online-without-link", change("M2", link=None), "add link"),
    ("participants-not-planned", change("T1", expected=None), "add expected"),
    ("event-without-audience", change("E1", audience=()), "add audience"),
    ("person-without-organisation", add("people", Person(id="eva")), "add organisation"),
    (
        "deliverable-without-date",
        change("D1", due=When.undecided()),
        'write due = "M9" or a day',
    ),
    ("deliverable-without-language", change("D1", languages=()), 'write languages = ["en"]'),
    (
        "deliverable-overdue",
        later(date(2026, 11, 1)),
        "record it as delivered, or a new date as amended",
    ),
    ("indicator-without-target", change("I1", target=None), "add target"),
    ("indicator-without-target", change("I2", expected=None), "add expected"),
    ("indicator-without-source", change("I1", source=None), "add source"),
    ("report-overdue", later(date(2026, 12, 1)), "send it, and record it"),
    (
        "fact-without-id",
        told(Delivered(recorded=NEW)),
        'write of = "…" with the id of the plan',
    ),
    ("activity-without-fact", later(date(2026, 5, 7)), RECORD_IT),
    ("moved-without-reason", told(Held(of="M2", when=When.parse("2026-02-06"))), "add note"),
    (
        "held-elsewhere-without-reason",
        told(Held(of="M1", venue=Venue(country="DE"), recorded=NEW)),
        "add note",
    ),
    (
        "amendment-does-not-fit",
        told(Amended(of="D1", when=When.parse("M13"), reason="late", recorded=NEW)),
        "it can change title, lead, due",
    ),
    (
        "amendment-does-not-fit",
        told(Amended(of="I1", when=When.parse("M13"), reason="late", recorded=NEW)),
        "it can change title, target, due",
    ),
    (
        "item-overdue",
        told(Decided(text="Print", due=date(2026, 3, 2), recorded=NEW)),
        "write done = a day",
    ),
]


@pytest.mark.parametrize(("slug", "broken", "way_out"), WITHOUT_LAW)
def test_way_out(slug: str, broken: Partnership, way_out: str | None) -> None:
    """Guards what a coordinator is told to do, where no value of the law is behind a rule."""
    assert [(way_out, None)] == advice(slug, broken)


def test_each_of_several_findings_has_its_own_way_out() -> None:
    """Guards that a plan with two mistakes of a kind gets two answers."""
    p = told(Measured(of="I9", value=Decimal(3), recorded=NEW), p=change("M1", host="stz"))

    expected = [("add it, or correct the id", None), ("did you mean sts?", None)]

    assert expected == sorted(advice("link-to-nowhere", p))


def advice(slug: str, p: Partnership) -> list[tuple[str | None, str | None]]:
    """Return way out and basis of the findings of one rule."""
    return [(f.way_out, f.basis) for f in check(p) if f.slug == slug]

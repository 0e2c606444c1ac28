"""What looks wrong and is right: each rule stays silent at its edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from checks.clean import add, change, clean, eur, found, later, old, plan, project, told

from vetpartner.model import (
    Agreement,
    Amended,
    Attended,
    Decided,
    Delivered,
    Held,
    Measured,
    Money,
    Organisation,
    Paid,
    Partnership,
    Payment,
    Precision,
    Reported,
    Share,
    Spent,
    Surveyed,
    Training,
    Venue,
    When,
)


def amended(**fields: Any) -> Partnership:  # noqa: ANN401
    """Give the clean partnership with an amendment of January 2026."""
    return told(Amended(recorded=date(2026, 1, 1), reason="needed", **fields))


SILENT: list[tuple[str, Partnership]] = [
    ("extension-too-long", amended(months=36)),
    ("extension-too-long", project(months=None)),
    ("duration-not-allowed", amended(months=37)),
    ("duration-not-allowed", project(months=12)),
    ("duration-not-allowed", project(months=36)),
    ("start-outside-window", project(start=date(2025, 12, 31))),
    ("start-outside-window", project(start=date(2026, 1, 1), reference=None)),
    ("activity-outside-project", change("E1", when=When.parse("2025-11..2027-11"))),
    ("activity-outside-project", change("E1", when=When.parse("M24"))),
    ("activity-outside-project", change("M1", when=When.parse("2020-01-01"), cancelled=True)),
    ("activity-outside-work-package", change("WP2", when=When.undecided())),
    ("activities-overlap", change("E1", when=When.parse("2026-09-11"), organisations=("fbk",))),
    ("activities-overlap", change("M2", when=When.parse("2025-12-05 09:00..12:00"))),
    (
        "activities-overlap",
        change("E1", when=When.parse("2025-12-05"), venue=Venue(city="Split", country="HR")),
    ),
    (
        "trainer-in-two-places",
        add("trainings", Training(id="T2", when=When.parse("2026-09-14"), trainers=("ugo",))),
    ),
    (
        "trainer-in-two-places",
        add("trainings", Training(id="T2", when=When.parse("2026-09"), trainers=("ugo",))),
    ),
    ("coordinator-too-young", change("sts", established=date(2023, 10, 1))),
    ("coordinator-not-eligible", change("sts", country="RS")),
    ("too-few-organisations", change("hwk", country=None)),
    ("too-few-countries", change("hwk", country=None)),
    ("partner-not-eligible", change("hwk", country="UA")),
    ("partner-not-eligible", change("uni", country="CH")),
    ("country-unknown", change("hwk", country="EL")),
    ("organisation-twice", change("hwk", also_known_as=("HWK", "Chamber"))),
    ("reference-disagrees", project(national_agency="AMPEU")),
    ("reference-disagrees", project(coordinator=None)),
    ("allocations-differ-from-lump-sum", change("WP1", grant=eur(), amount=None)),
    ("allocations-differ-from-lump-sum", project(lump_sum=Money(1, "CZK"))),
    ("allocations-differ-from-lump-sum", project(lump_sum=None)),
    ("shares-differ-from-amount", change("WP2", amount=Money(96_000))),
    ("activities-differ-from-work-package", change("A1", amount=None)),
    ("activities-differ-from-work-package", change("E1", cancelled=True)),
    ("management-over-share", change("WP1", grant=eur(sts=24_000))),
    ("management-over-share", change("WP1", grant=eur(), amount=Money(1, "CZK"))),
    ("associated-partner-with-money", change("M1", grant=eur(uni=0))),
    ("payments-do-not-add-up", change("P2", share=None, amount=Money(1))),
    (
        "payments-do-not-add-up",
        plan(payments=(Payment(id="P1", amount=Money(120_000)),)),
    ),
    (
        "payments-do-not-add-up",
        plan(payments=tuple(Payment(id=f"P{n}", share=Share("0.25")) for n in range(4))),
    ),
    (
        "received-more-than-lump-sum",
        told(
            Paid(of="P1", amount=Money(120_000), recorded=date(2026, 1, 1)),
            Paid(of="P1", amount=Money(1), payer="sts", payee="fbk", recorded=date(2026, 1, 1)),
        ),
    ),
    (
        "negative-amount",
        told(Spent(of="WP2", amount=Money(-5), recorded=date(2026, 1, 1))),
    ),
    ("work-package-without-lead", old(clean(), call=2031)),
    ("too-few-work-packages", old(plan(work_packages=()), action="KA210-VET")),
    ("without-work-package", old(plan(work_packages=()), action="KA210-VET")),
    ("venue-outside-partnership", change("M1", venue=Venue(city="Paris", country="FR"))),
    ("venue-outside-partnership", change("M1", venue=Venue(city="Paris"))),
    ("venue-outside-partnership", change("M2", venue=Venue(city="Graz", country="AT"))),
    (
        "venue-outside-partnership",
        told(Held(of="M2", venue=Venue(country="AT"), recorded=date(2026, 1, 1))),
    ),
    (
        "seat-without-reason",
        change("M1", venue=Venue(city="Brussel", country="BE", reason="final event")),
    ),
    ("seat-without-reason", change("M1", venue=Venue(city="Strasbourg", country="FR"))),
    ("activity-without-place", change("M1", venue=None)),
    ("activity-without-place", change("M1", venue=None, host=None, when=When.parse("M2"))),
    ("online-without-link", later(date(2026, 6, 1), change("M2", link=None))),
    ("online-without-link", change("M2", link=None, when=When.parse("M7"))),
    ("event-without-audience", change("E1", audience=(), cancelled=True)),
    ("more-foreign-than-expected", change("E1", expected_foreign=60)),
    ("host-does-not-take-part", change("M1", host="stz")),
    ("same-person-twice", change("ugo", name="Ana")),
    ("deliverable-overdue", later(date(2026, 10, 31))),
    ("languages-missing", told(Delivered(of="D1", recorded=date(2026, 3, 1)))),
    ("licence-not-open", change("D1", licence="Creative Commons Attribution-NonCommercial 4.0")),
    ("licence-not-open", change("D1", licence=None, learning_material=False)),
    ("indicator-without-target", change("I2", expected=None, target=Decimal(4))),
    (
        "indicator-overdue",
        later(
            date(2027, 7, 1), told(Measured(of="I1", value=Decimal(9), recorded=date(2026, 1, 1)))
        ),
    ),
    ("report-overdue", later(date(2026, 11, 30))),
    ("report-late", later(date(2026, 12, 1), told(Reported(of="RI", when=When.parse("M13"))))),
    ("report-late", told(Reported(of="final", when=When.parse("2026-01-01")))),
    ("fact-after-day", amended(of="M2", when=When.parse("2030-01-01"))),
    (
        "activity-without-fact",
        later(date(2026, 5, 7), told(Surveyed(of="M2", recorded=date(2026, 5, 6)))),
    ),
    (
        "activity-without-fact",
        later(
            date(2026, 11, 1),
            attrs.evolve(
                plan(meetings=(), trainings=(), dissemination_events=()),
                facts=(Delivered(of="D1", recorded=date(2026, 10, 1)),),
            ),
        ),
    ),
    (
        "moved-without-reason",
        told(Held(of="M2", when=When.parse("2026-02-06"), note="The school was closed.")),
    ),
    ("moved-without-reason", told(Held(of="A1", when=When.parse("2025-11-05")))),
    (
        "held-elsewhere-without-reason",
        told(Held(of="M1", venue=Venue(city="Zagreb", country="HR"), recorded=date(2026, 1, 1))),
    ),
    ("cancelled-without-reason", amended(of="E1", cancelled=True)),
    (
        "participants-differ",
        told(Held(of="M1", participants=3, recorded=date(2026, 1, 1))),
    ),
    (
        "agreement-overrides-rule",
        plan(agreement=Agreement(rules=(("management_share_max", "a lot"),))),
    ),
    (
        "activity-outside-project",
        attrs.evolve(
            change("M1", when=When.parse("2025-10-01")),
            own_rules='action = "KA220-VET"\ncall = 2025\ntitle = "Own"\n'
            "[activities_inside_period]\nvalue = false\n"
            'source = "invented"\nconfidence = "A"\nchecked = 2026-01-01\n',
        ),
    ),
    ("participants-differ", told(Held(of="M2", participants=9, recorded=date(2026, 1, 1)))),
    (
        "attended-impossible",
        told(Attended(of="T1", organisation="fbk", person="ugo", recorded=date(2026, 1, 1))),
    ),
    ("amendment-does-not-fit", amended(of="M9", title="x")),
    (
        "item-overdue",
        told(
            Decided(
                text="Book",
                due=date(2026, 1, 2),
                done=date(2026, 1, 5),
                recorded=date(2026, 1, 1),
            )
        ),
    ),
    (
        "partner-without-task",
        add("organisations", Organisation(id="x", role="associated")),
    ),
]


@pytest.mark.parametrize(("slug", "p"), SILENT)
def test_silent(slug: str, p: Partnership) -> None:
    """Guards against a false alarm where a rule ends."""
    assert [] == found(slug, p)


def test_two_meetings_on_one_day_need_not_overlap() -> None:
    """Guards that times count, and that a zone that does not exist falls back to the days."""
    split, bremen = Venue(city="Split", country="HR"), Venue(city="Bremen", country="DE")
    first, second, *_ = clean().baseline.meetings

    def overlaps(zone: str | None) -> int:
        one = attrs.evolve(When.parse("2026-09-01 09:00..12:00"), zone=zone)
        two = attrs.evolve(When.parse("2026-09-01 12:00..18:00"), zone=zone)
        meetings = (
            attrs.evolve(first, when=two, venue=split),
            attrs.evolve(second, when=one, venue=bremen, mode="in person"),
        )
        return len(found("activities-overlap", plan(meetings=meetings)))

    assert 0 == overlaps(None)
    assert 0 == overlaps("Europe/Zagreb")
    assert 1 == overlaps("Nowhere/Land")


def test_an_impossible_end_is_no_traceback() -> None:
    """Guards that a start at the end of time leaves the period unknown."""
    p = attrs.evolve(project(start=date(9999, 6, 1)), facts=())

    assert [] == found("activity-outside-project", p)
    assert [] == found("held-outside-project", p)


def test_times_without_days_are_no_traceback() -> None:
    """Guards that a date made by hand without its days is nowhere."""
    nowhere = When(precision=Precision.TIMES)

    assert [] == found("activities-overlap", change("E1", when=nowhere))

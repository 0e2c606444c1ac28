"""Words about the plan: for one and for several, for what is not named or comes second."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from checks.clean import (
    Found,
    add,
    change,
    clean_plan,
    eur,
    found,
    later,
    old,
    plan,
    project,
    told,
)

from vetpartner.model import (
    Amounts,
    Held,
    Money,
    Paid,
    Partnership,
    Person,
    Risk,
    Spent,
    Training,
    Venue,
    When,
)

NEW = date(2026, 1, 1)
PLAN = clean_plan()
M1, M2, *_ = PLAN.meetings
(T1,) = PLAN.trainings
WP1, WP2 = PLAN.work_packages

SAYS: list[tuple[str, Partnership, Found]] = [
    (
        "too-few-organisations",
        plan(organisations=PLAN.organisations[:1]),
        [
            (
                "error",
                "organisations",
                (
                    "1 organisation from member states or associated countries takes part "
                    "as full partner; KA220-VET 2025 needs 3"
                ),
            )
        ],
    ),
    (
        "too-few-countries",
        plan(
            organisations=tuple(
                attrs.evolve(o, country=code)
                for o, code in zip(PLAN.organisations, ("HR", "HR", None), strict=False)
            )
        ),
        [
            (
                "error",
                "organisations",
                (
                    "the full partners come from Croatia only, and the country of 1 is not "
                    "stated; KA220-VET 2025 needs 3 countries"
                ),
            )
        ],
    ),
    (
        "venue-outside-partnership",
        told(Held(of="M1", venue=Venue(country="AT"), recorded=NEW), p=change("uni", country=None)),
        [
            (
                "warning",
                "held/M1#2/venue",
                "M1 took place in Austria, but no partner is from there",
            )
        ],
    ),
    (
        "seat-without-reason",
        change("T1", venue=Venue(city="Brussels", country="BE")),
        [
            (
                "warning",
                "trainings/T1/venue",
                (
                    "T1 takes place in Brussels (BE), a seat of an institution of the EU, "
                    "without a reason for it"
                ),
            )
        ],
    ),
    (
        "online-without-link",
        later(date(2026, 5, 6), change("M2", link=None)),
        [("warning", "meetings/M2", "M2 is online on 2026-05-06 09:00..12:00, but has no link")],
    ),
    (
        "organisation-twice",
        change("hwk", oid="e10000001", name="School"),
        [("error", "organisations/hwk", "hwk and sts have the same OID")],
    ),
    (
        "start-outside-window",
        project(start=date(2025, 8, 31), reference=None),
        [
            (
                "warning",
                "project/start",
                (
                    "the project starts on 2025-08-31; projects of KA220-VET 2025 start "
                    "between 2025-09-01 and 2025-12-31 or between 2026-01-01 and 2026-08-31"
                ),
            )
        ],
    ),
    (
        "trainer-in-two-places",
        plan(
            trainings=(
                attrs.evolve(T1, id="T0", cancelled=True),
                T1,
                Training(id="T2", when=When.parse("2026-09-11"), trainers=("ugo",)),
            )
        ),
        [
            (
                "error",
                "trainings/T2/trainers",
                (
                    "Ugo is trainer in T1 (2026-09-07 to 2026-09-11) and in T2 "
                    "(2026-09-11) at the same time"
                ),
            )
        ],
    ),
    (
        "associated-partner-with-money",
        change("M1", grant=Amounts({"uni": Money("0.50")})),
        [
            (
                "error",
                "meetings/M1/grant/uni",
                "uni is an associated partner, but gets 0.50 EUR in M1",
            )
        ],
    ),
    (
        "partner-without-money",
        plan(
            work_packages=(
                attrs.evolve(WP1, grant=eur(sts=12_000, hwk=0)),
                attrs.evolve(WP2, grant=Amounts({"fbk": Money("0.50")})),
            )
        ),
        [("warning", "organisations/hwk", "HWK is a full partner, but has no share of the grant")],
    ),
    (
        "foreign-currency",
        project(lump_sum=Money(120_000, "CZK")),
        [
            (
                "error",
                "project/lump_sum",
                "the lump sum has 120 000 CZK, but the currency of the project is EUR",
            )
        ],
    ),
    (
        "foreign-currency",
        told(
            Paid(amount=Money(5, "CZK"), recorded=NEW), Spent(amount=Money(6, "CZK"), recorded=NEW)
        ),
        [
            (
                "error",
                "paid/#1/amount",
                "a payment for the project has 5 CZK, but the currency of the project is EUR",
            ),
        ],
    ),
    (
        "negative-amount",
        change("WP2", grant=eur(sts=36_000, fbk=-1, hwk=0)),
        [
            (
                "error",
                "work_packages/WP2/grant/fbk",
                "the share of FBK in WP2 has -1 EUR, which is below zero",
            )
        ],
    ),
    (
        "work-packages-not-foreseen",
        old(plan(work_packages=(WP1,)), action="KA210-VET"),
        [
            (
                "warning",
                "work_packages",
                "the plan has 1 work package, but KA210-VET 2025 is planned by activities",
            )
        ],
    ),
    (
        "management-with-activities",
        plan(meetings=tuple(attrs.evolve(m, work_package="WP1") for m in (M1, M2))),
        [
            (
                "warning",
                "work_packages/WP1",
                "M1 and M2 stand under WP1, but project management has no activities",
            )
        ],
    ),
    (
        "activity-without-place",
        change("M1", venue=None, host=None, mode="in person"),
        [
            (
                "warning",
                "meetings/M1",
                "M1 is fixed for 2025-12-04..2025-12-05, but has no venue and no host",
            )
        ],
    ),
    (
        "activity-without-place",
        change("M1", venue=None, host=None, mode="blended"),
        [
            (
                "warning",
                "meetings/M1",
                "M1 is fixed for 2025-12-04..2025-12-05, but has no venue and no host",
            )
        ],
    ),
    (
        "host-does-not-take-part",
        change("M1", lead="sts", host="fbk", organisations=("fbk", "hwk")),
        [
            (
                "warning",
                "meetings/M1/organisations",
                "STS leads M1, but is not among its organisations",
            )
        ],
    ),
    (
        "same-person-twice",
        add(
            "people",
            Person(id="ana2", name="ana", organisation="sts"),
            Person(id="ana3", name="ANA", organisation="sts"),
        ),
        [("warning", "people/ana3", "ana, ana2 and ana3 have the same name and organisation")],
    ),
]


@pytest.mark.parametrize(("slug", "p", "expected"), SAYS)
def test_says(slug: str, p: Partnership, expected: Found) -> None:
    """Guards the words for one and for several, for what is not named, and what comes second."""
    assert expected == found(slug, p)


def test_an_id_of_two_wrong_kinds_is_called_both() -> None:
    """Guards that a link to an id that is used twice names both kinds."""
    p = add("risks", Risk(id="D1", title="Late"))
    p = attrs.evolve(
        p, baseline=attrs.evolve(p.baseline, meetings=(attrs.evolve(M1, work_package="D1"), M2))
    )

    message = "`work_package` of M1 leads to D1, which is a deliverable and a risk and not a work "

    assert [("error", "meetings/M1/work_package", f"{message}package")] == found(
        "link-to-wrong-kind", p
    )

"""Ways out of the findings about lists, evidence and consistency, and their less common sides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from checks import (
    test_accepting,
    test_aspects,
    test_consistency,
    test_dissemination,
    test_free_days,
    test_organisations,
    test_people,
    test_proofs,
    test_shares,
    test_time_zones,
    test_transfers,
)
from checks.clean import Found, add, change, clean, eur, found, later, plan, told

import vetpartner as vp
from vetpartner.model import (
    Attended,
    Deliverable,
    Delivered,
    Disseminated,
    DisseminationEvent,
    Evidence,
    Held,
    Meeting,
    Organisation,
    Partnership,
    Person,
    Venue,
    When,
    WorkPackage,
)

WAYS_OUT = {
    "acceptance-expired": {"decide anew, and give a later day"},
    "acceptance-matches-nothing": {"take it out, or correct slug or address"},
    "acceptance-of-error": {"put the error right, and take this out"},
    "action-without-audience": {"add audience and channel", "add channel"},
    "activity-on-public-holiday": {"move it, or accept this with a reason"},
    "amount-without-rationale": {"add rationale"},
    "aspect-without-measure": {
        f'write measures = [{{ aspect = "ASPECT:{key}", what = "…" }}]'
        for key in ("DIGITAL", "INCLUSION", "CIVIC")
    },
    "dissemination-without-proof": {"add url, or evidence with a file"},
    "evidence-without-place": {"write file or url"},
    "hungarian-trust-not-stated": {"write public_interest_trust = true or false"},
    "hungarian-trust-with-money": {'set role = "associated"'},
    "id-under-other-package": {"correct the id, or the work package"},
    "measure-of-unknown-aspect": {
        "known: ASPECT:INCLUSION, ASPECT:ENV, ASPECT:DIGITAL, ASPECT:CIVIC"
    },
    "left-with-open-work": {"amend host", "amend lead"},
    "meetings-far-apart": {"plan a meeting, online will do"},
    "minors-without-accompanying-person": {
        'record them with the role "accompanying person"',
        "write how many adults come with them into accompanying",
    },
    "organisation-maybe-twice": {"keep one, and add also_known_as"},
    "partner-silent-for-half-a-year": {
        "record what it did as `disseminated` with its `organisation`"
    },
    "partner-without-contact": {"add a person with email"},
    "payment-without-report": {"add the report"},
    "reach-not-recorded": {"add reach"},
    "result-without-proof": {"add url, or evidence with a file"},
    "session-outside-training": {"move the session, or change when of the training"},
    "third-country-without-reason": {"write description"},
    "transfer-not-possible": {"take it back, or write approved = its day"},
    "transfer-without-amendment": {"ask for it, and write approved = its day"},
    "transfer-without-other-side": {"record the other side on the same day"},
    "transfer-without-reason": {"write the reason"},
    "time-skipped": {"write an hour that exists"},
    "time-zone-not-chosen": {
        "add a venue or a host with its country",
        'write timezone = "Europe/Madrid" or "Atlantic/Canary"',
        'write timezone = "Europe/Zagreb", or what it is there',
    },
    "time-zone-unknown": {'write timezone = "Europe/Zagreb", or what it is there'},
    "venue-not-on-earth": {"write both in degrees, such as 43.508133 and 16.440193"},
}
FAMILIES = (
    test_accepting,
    test_aspects,
    test_consistency,
    test_dissemination,
    test_free_days,
    test_organisations,
    test_people,
    test_proofs,
    test_shares,
    test_transfers,
    test_time_zones,
)
CASES = [(slug, broken) for family in FAMILIES for slug, broken, _ in family.CASES]


def test_each_way_out_is_said() -> None:
    """Guards the words that tell a coordinator what to do; other rules of these rooms say none."""
    said: dict[str, set[str]] = {}
    for slug, broken in CASES:
        ways = {f.way_out for f in vp.check(broken) if f.slug == slug and f.way_out}
        if ways:
            said.setdefault(slug, set()).update(ways)

    assert WAYS_OUT == said


EVENT = DisseminationEvent(id="E2", when=When.parse("2026-02-02"), organisations=("fbk",))
SPLIT = Meeting(id="M5", when=When.parse("2025-12-05"), venue=Venue(city="Trento", country="IT"))
SIDES: list[tuple[str, Partnership, Found]] = [
    (
        "id-skips-number",
        plan(deliverables=(Deliverable(id="D01"), Deliverable(id="D03"), Deliverable(id="D10.1"))),
        [("warning", "deliverables/D03", "D02 is not among the deliverables, but D03 is")],
    ),
    (
        "lead-not-in-package",
        plan(
            work_packages=(
                WorkPackage(id="WP1", lead="sts", organisations=("sts",), grant=eur(fbk=1)),
            ),
            deliverables=(
                Deliverable(id="D1", work_package="WP1", lead="hwk"),
                Deliverable(id="D2", work_package="WP1", lead="fbk"),
                Deliverable(id="D3", work_package="WP1", lead="nobody"),
            ),
        ),
        [
            (
                "warning",
                "deliverables/D1/lead",
                "HWK leads D1, but is not one of the organisations of WP1",
            )
        ],
    ),
    (
        "indicator-differs-from-expected",
        change("I1", of="T1", unit="Participant", target=Decimal(13)),
        [
            (
                "warning",
                "indicators/I1/target",
                "I1 wants 13 Participant, but T1 expects 12",
            )
        ],
    ),
    ("indicator-differs-from-expected", change("I1", of="T1", unit=None), []),
    (
        "evidence-missing",
        told(
            Held(of="M2", when=When.parse("2026-03-02"), mode="in person"),
            p=change("M2", venue=Venue(city="Split", country="HR")),
        ),
        [
            (
                "warning",
                "held/M2/evidence",
                (
                    "M2 was held, but agenda, minutes and attendance list are missing "
                    "(unverified rule)"
                ),
            )
        ],
    ),
    (
        "evidence-missing",
        told(
            Held(of="M2", when=When.parse("2026-03-02")),
            Held(of="M2", when=When.parse("2026-03-03"), mode=None),
        ),
        [
            (
                "warning",
                "held/M2#2/evidence",
                (
                    "M2 was held, but agenda, minutes, organiser's declaration and platform log "
                    "are missing (unverified rule)"
                ),
            )
        ],
    ),
    (
        "dissemination-without-proof",
        told(
            Disseminated(
                of="DA1",
                when=When.parse("2026-01-10"),
                reach=5,
                evidence=(Evidence(kind="page", url="https://example.org"),),
            ),
            Disseminated(when=When.parse("2026-01-10"), reach=5),
        ),
        [
            (
                "warning",
                "disseminated/#1",
                "nothing shows a dissemination: no address and no file",
            )
        ],
    ),
    (
        "result-without-proof",
        told(
            Delivered(
                of="D1",
                when=When.parse("2026-03-02"),
                evidence=(Evidence(kind="result", file="a.pdf"),),
            )
        ),
        [],
    ),
    (
        "evidence-without-place",
        told(Disseminated(when=When.parse("2026-03-02"), evidence=(Evidence(kind="cutting"),))),
        [
            (
                "warning",
                "disseminated/#1/evidence",
                "cutting of disseminated/#1: neither a file nor an address is given",
            )
        ],
    ),
    (
        "same-person-twice",
        add(
            "people",
            Person(id="ana2", name="ANA", organisation="sts"),
            Person(id="ana3", name="Ana", organisation="fbk"),
        ),
        [("warning", "people/ana2", "ana and ana2 have the same name and organisation")],
    ),
    (
        "person-in-two-places",
        told(
            Attended(of="M5", person="ana", recorded=date(2025, 12, 6)),
            p=add("meetings", SPLIT),
        ),
        [
            (
                "error",
                "attended/M5/person",
                (
                    "Ana attended M1 in Split (2025-12-04 to 2025-12-05) and M5 in Trento "
                    "(2025-12-05)"
                ),
            )
        ],
    ),
    (
        "partner-silent-for-half-a-year",
        told(
            Held(of="E2", recorded=date(2026, 2, 3)),
            Disseminated(of="DA1", recorded=date(2026, 2, 3)),
            p=later(date(2026, 5, 1), add("dissemination_events", EVENT)),
        ),
        [
            (
                "warning",
                "organisations/sts",
                "nothing is recorded by which STS made the project known in M1 to M6",
            )
        ],
    ),
    (
        "participants-on-public-holiday",
        change("SC1", when=When.parse("2027-01-06 10:00..11:00"), organisations=("fbk", "none")),
        [
            (
                "note",
                "meetings/SC1/when",
                "SC1 falls on a public holiday of partners: 2027-01-06 (Epiphany) in Italy (FBK)",
            )
        ],
    ),
    (
        "activity-on-public-holiday",
        change("E1", when=When.parse("2026-06-04"), venue=Venue(city="Split", country="HR")),
        [
            (
                "warning",
                "dissemination_events/E1/when",
                "E1 takes place on 2026-06-04 (Corpus Christi), a public holiday in Croatia",
            )
        ],
    ),
    (
        "activity-on-public-holiday",
        told(
            Held(of="T1", when=When.parse("2026-03-02")),
            p=change("T1", when=When.parse("2026-10-03")),
        ),
        [],
    ),
    (
        "organisation-maybe-twice",
        add(
            "organisations",
            Organisation(id="a", name="Trade & Craft A.B.", country="AT"),
            Organisation(id="b", name="x", also_known_as=("CRAFT and trade",), country="AT"),
        ),
        [
            (
                "warning",
                "organisations/b",
                "b (CRAFT and trade) and a (Trade & Craft A.B.) look like the same",
            )
        ],
    ),
    (
        "title-used-twice",
        plan(
            deliverables=(
                Deliverable(id="D1"),
                Deliverable(id="D2", title="A"),
                Deliverable(id="D3"),
                Deliverable(id="D4", title="a"),
            )
        ),
        [("warning", "deliverables/D4/title", "D4 has the same title as D2: a")],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), SIDES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards the sides of a rule that its first case does not show."""
    assert expected == found(slug, broken)


def test_the_basis_of_an_aspect() -> None:
    """Guards that the Guide is cited for the aspects."""
    one = next(f for f in vp.check(change("T1", measures=())) if f.slug == "aspect-without-measure")

    assert one.basis == "Programme Guide 2025, p. 252 (confidence A, checked 2026-06-30)"
    assert 0 == len([f for f in vp.check(clean()) if f.slug == "aspect-without-measure"])

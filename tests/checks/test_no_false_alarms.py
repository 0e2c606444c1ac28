"""What looks wrong and is right: each rule stays silent at its edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from checks.clean import add, change, clean, eur, found, later, old, plan, project, told

from vetpartner.model import (
    Acceptance,
    Agreement,
    Amended,
    Attended,
    Decided,
    Deliverable,
    Delivered,
    Disseminated,
    Held,
    Measured,
    Meeting,
    Money,
    Organisation,
    Paid,
    Partnership,
    Payment,
    Precision,
    Reported,
    Risk,
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
    ("hungarian-trust-with-money", change("hwk", country="HU", public_interest_trust=False)),
    (
        "hungarian-trust-with-money",
        old(
            plan(
                agreement=Agreement(signed=date(2022, 12, 15)),
                organisations=change(
                    "hwk", country="HU", public_interest_trust=True
                ).plan.organisations,
            ),
            call=2022,
        ),
    ),
    (
        "hungarian-trust-with-money",
        change("hwk", country="HU", public_interest_trust=True, role="associated"),
    ),
    ("hungarian-trust-not-stated", change("hwk", country="HU", kind="vet-school")),
    ("hungarian-trust-not-stated", change("hwk", name="University")),
    ("too-many-applications", change("hwk", applications=10)),
    ("too-many-applications", old(change("hwk", applications=5), action="KA210-VET")),
    ("third-country-without-reason", change("hwk", country="UA", description="knows the war")),
    ("third-country-without-reason", change("hwk", country="RS")),
    ("project-ends-too-late", old(project(start=date(2021, 11, 1), months=34), call=2021)),
    ("activity-on-weekend", change("T1", when=When.parse("2026-09-07..2026-09-18"))),
    ("activity-on-weekend", change("T1", when=When.parse("2026-09"))),
    ("activity-on-weekend", change("M1", when=When.parse("2025-12-06"))),
    ("activity-on-public-holiday", change("T1", when=When.parse("2026-10-02"))),
    ("activity-on-public-holiday", change("T1", when=When.parse("2026-06-04"))),
    ("activity-on-public-holiday", change("T1", host=None, venue=Venue(city="x", country="x"))),
    (
        "participants-on-public-holiday",
        change("T1", when=When.parse("2026-06-22"), organisations=("fbk", "hwk")),
    ),
    ("participants-on-public-holiday", change("T1", when=When.parse("2026-10-03"))),
    ("meetings-far-apart", change("SC1", when=When.parse("2027-01"))),
    ("meetings-far-apart", change("M2", when=When.parse("2026-09-05"))),
    ("meetings-far-apart", project(start=None)),
    ("grant-outside-range", old(project(lump_sum=Money(100_000)), call=2021)),
    ("grant-outside-range", old(project(lump_sum=Money(400_000)), call=2021)),
    (
        "grant-outside-range",
        old(project(lump_sum=Money(300_000)), action="KA202-VET", call=2019),
    ),
    ("grant-outside-range", old(project(lump_sum=Money(9, "CZK")), call=2021)),
    ("amount-without-rationale", change("WP1", rationale=None)),
    ("amount-without-rationale", change("WP2", grant=eur(), rationale=None)),
    ("amount-without-rationale", old(change("WP2", rationale=None), call=2021)),
    ("money-without-work", change("WP1", organisations=("sts", "fbk", "hwk"))),
    ("money-without-work", change("A1", organisations=())),
    ("work-without-money", change("D1", lead="uni")),
    ("work-without-money", change("WP2", grant=eur())),
    (
        "place-taken-twice",
        add(
            "meetings",
            Meeting(id="M5", when=When.parse("2026-09-09"), venue=Venue(city="Bremen", name="B")),
            Meeting(id="M6", when=When.parse("2026-09-09"), venue=Venue(city="Bremen")),
            Meeting(id="M7", when=When.parse("2026-09-14"), venue=Venue(city="Bremen", name="A")),
            p=change("T1", venue=Venue(city="Bremen", country="DE", name="A")),
        ),
    ),
    ("partner-without-contact", plan(people=())),
    (
        "payment-without-report",
        plan(
            reports=(),
            payments=(
                Payment(id="P1", trigger="signature"),
                Payment(id="P2", trigger="final report"),
                Payment(id="P3"),
            ),
        ),
    ),
    ("payment-without-report", plan(payments=(Payment(id="P1", trigger="interim report"),))),
    ("partner-not-eligible", old(change("hwk", country="CH"), call=2023)),
    ("partner-not-eligible", old(change("hwk", country="UK"), call=2023)),
    ("partner-not-eligible", old(change("hwk", country="UK"), action="KA202-VET", call=2020)),
    ("coordinator-not-eligible", old(change("sts", country="UK"), action="KA202-VET", call=2020)),
    ("minors-without-accompanying-person", change("T1", minors=8, accompanying=1)),
    ("minors-without-accompanying-person", change("T1", minors=8, mode="online")),
    (
        "minors-without-accompanying-person",
        told(
            Attended(of="M1", count=5, minors=4, recorded=date(2025, 12, 6)),
            Attended(of="M1", role="accompanying person", recorded=date(2025, 12, 6)),
        ),
    ),
    ("more-minors-than-participants", change("T1", minors=12, accompanying=1)),
    (
        "person-in-two-places",
        told(
            Attended(of="M5", person="ana", recorded=date(2025, 12, 6)),
            p=add(
                "meetings",
                Meeting(
                    id="M5",
                    when=When.parse("2025-12-05"),
                    venue=Venue(city="Split", country="HR"),
                ),
            ),
        ),
    ),
    ("partner-silent-for-half-a-year", later(date(2026, 4, 30))),
    (
        "partner-silent-for-half-a-year",
        told(
            Held(of="E1", when=When.parse("2026-03-02")),
            p=later(date(2026, 5, 1)),
        ),
    ),
    (
        "partner-silent-for-half-a-year",
        told(
            Held(of="E1", when=When.parse("2026-03-02")),
            Disseminated(organisation="sts", when=When.parse("2026-10-30")),
            Disseminated(organisation="fbk", when=When.parse("2026-05-01")),
            p=later(date(2026, 11, 1), change("hwk", joined=date(2026, 5, 2))),
        ),
    ),
    ("result-without-proof", told(Delivered(of="MS1", when=When.parse("2026-03-02")))),
    (
        "result-without-proof",
        told(Delivered(of="D1", when=When.parse("2026-03-02"), url="https://example.org")),
    ),
    (
        "evidence-missing",
        told(Held(of="A1", when=When.parse("2026-03-02"))),
    ),
    ("id-skips-number", plan(deliverables=(Deliverable(id="D1"), Deliverable(id="D20")))),
    ("id-skips-number", plan(deliverables=(Deliverable(id="a"), Deliverable(id="c")))),
    (
        "id-skips-number",
        plan(
            trainings=(Training(id="C1"), Training(id="C3")),
            meetings=(Meeting(id="C2"), Meeting(id="C4")),
        ),
    ),
    (
        "id-under-other-package",
        plan(deliverables=(Deliverable(id="D02.1", work_package="WP2"), Deliverable(id="D1.1"))),
    ),
    ("text-names-missing-thing", change("MS1", title="WP2 and WP 1 are done, see D9.9")),
    ("text-names-missing-thing", plan(work_packages=(), risks=(Risk(id="R1", title="WP9"),))),
    ("title-used-twice", change("M2", title="Kick-off")),
    ("organisation-maybe-twice", change("fbk", name="School")),
    (
        "organisation-maybe-twice",
        add(
            "organisations",
            Organisation(id="a", name="Technical School", country="AT"),
            Organisation(id="b", name="School, technical", country="CZ"),
        ),
    ),
    ("lead-not-in-package", change("WP2", organisations=("sts", "fbk"))),
    ("lead-not-in-package", change("WP2", organisations=("sts", "hwk"))),
    ("indicator-differs-from-expected", change("I1", of="T1", unit="participants")),
    ("indicator-differs-from-expected", change("I1", of="T1", unit="schools", target=Decimal(3))),
    (
        "acceptance-matches-nothing",
        plan(
            accepted=(
                Acceptance(slug="evidence-file-missing", address="held/M1", reason="on paper"),
            )
        ),
    ),
    (
        "acceptance-expired",
        plan(
            accepted=(
                Acceptance(slug="x", address="held/M1", reason="on paper", until=date(2026, 3, 31)),
            )
        ),
    ),
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

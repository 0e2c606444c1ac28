"""An invented partnership in which nothing is wrong, and ways to break it in one place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from vetpartner.checks import check
from vetpartner.model import (
    Agreement,
    Amounts,
    Attended,
    Deliverable,
    DisseminationAction,
    DisseminationEvent,
    Evidence,
    Fact,
    Held,
    Indicator,
    Instalment,
    Measure,
    Meeting,
    Milestone,
    Money,
    Objective,
    Organisation,
    Participant,
    Partnership,
    Payment,
    Person,
    Plan,
    Project,
    ReportDue,
    Risk,
    Share,
    Task,
    Training,
    Venue,
    When,
    WorkPackage,
)

Found = list[tuple[str, str, str]]


def eur(**amounts: int) -> Amounts:
    """Give whole euros by organisation."""
    return Amounts({key: Money(value) for key, value in amounts.items()})


def clean_plan() -> Plan:
    """Give the plan of a KA220-VET of call 2025 in which all is right."""
    every = {"work_package": "WP2", "organisations": ("sts", "fbk", "hwk")}
    return Plan(
        project=Project(
            reference="2025-1-HR01-KA220-VET-000157891",
            acronym="Clean",
            title="An invented project",
            action="KA220-VET",
            call=2025,
            start=date(2025, 11, 1),
            months=24,
            lump_sum=Money(120_000),
            coordinator="sts",
            national_agency="HR01",
            priorities=("HORIZ:GREEN", "VET:LABOUR"),
            topics=("Green skills",),
        ),
        agreement=Agreement(reference="GA-1", signed=date(2025, 10, 1)),
        organisations=(
            Organisation(
                id="sts",
                name="School",
                acronym="STS",
                country="HR",
                oid="E10000001",
                established=date(1950, 1, 1),
            ),
            Organisation(id="fbk", name="Centre", acronym="FBK", country="IT", oid="E10000002"),
            Organisation(id="hwk", name="Chamber", acronym="HWK", country="DE", oid="E10000003"),
            Organisation(id="uni", name="University", country="FR", role="associated"),
        ),
        people=(
            Person(id="ana", name="Ana", organisation="sts", email="ana@example.org"),
            Person(id="ugo", name="Ugo", organisation="fbk", email="ugo@example.org"),
            Person(id="eva", name="Eva", organisation="hwk", email="eva@example.org"),
        ),
        participants=(Participant(id="L1", organisation="sts"),),
        objectives=(Objective(id="O1", title="Better welders"),),
        work_packages=(
            WorkPackage(
                id="WP1",
                title="Management",
                lead="sts",
                when=When.parse("M1..M24"),
                grant=eur(sts=12_000, fbk=6_000, hwk=6_000),
            ),
            WorkPackage(
                id="WP2",
                title="Curriculum",
                lead="fbk",
                when=When.parse("M1..M24"),
                grant=eur(sts=36_000, fbk=30_000, hwk=30_000),
                objectives=("O1",),
                rationale="12 units of 8 000 EUR",
            ),
        ),
        meetings=(
            Meeting(
                id="M1",
                title="Kick-off",
                host="sts",
                when=When.parse("2025-12-04..2025-12-05"),
                venue=Venue(city="Split", country="HR"),
                amount=Money(10_000),
                **every,
            ),
            Meeting(
                id="M2",
                title="Second meeting",
                host="fbk",
                mode="online",
                link="https://example.org/m2",
                when=When.parse("2026-05-06 09:00..12:00"),
                amount=Money(2_000),
                **every,
            ),
            Meeting(
                id="SC1",
                title="Steering call",
                host="sts",
                mode="online",
                link="https://example.org/sc1",
                when=When.parse("2027-02-03 10:00..11:00"),
                amount=Money(0),
                **every,
            ),
        ),
        trainings=(
            Training(
                id="T1",
                title="Training",
                host="hwk",
                when=When.parse("2026-09-07..2026-09-11"),
                venue=Venue(city="Bremen", country="DE"),
                expected=12,
                hours=Decimal(30),
                learning_outcomes=("can weld",),
                trainers=("ugo",),
                measures=tuple(
                    Measure(aspect=f"ASPECT:{key}", what="something")
                    for key in ("INCLUSION", "ENV", "DIGITAL", "CIVIC")
                ),
                amount=Money(30_000),
                **every,
            ),
        ),
        dissemination_events=(
            DisseminationEvent(
                id="E1",
                title="Conference",
                host="fbk",
                when=When.parse("2027-10"),
                venue=Venue(city="Trento", country="IT"),
                expected=60,
                expected_foreign=10,
                audience=("VET schools",),
                amount=Money(20_000),
                **every,
            ),
        ),
        tasks=(
            Task(
                id="A1",
                title="Writing",
                lead="fbk",
                when=When.parse("M2..M12"),
                amount=Money(34_000),
                results=("D1",),
                **every,
            ),
        ),
        deliverables=(
            Deliverable(
                id="D1",
                title="Curriculum",
                work_package="WP2",
                lead="fbk",
                due=When.parse("M12"),
                languages=("en", "hr"),
                learning_material=True,
                licence="CC BY 4.0",
            ),
        ),
        milestones=(
            Milestone(id="MS1", title="Draft", work_package="WP2", due=When.parse("M6")),
            Milestone(id="MS2", title="Final", work_package="WP2", due=When.parse("M12")),
        ),
        indicators=(
            Indicator(
                id="I1",
                title="Teachers",
                work_package="WP2",
                unit="teachers",
                target=Decimal(12),
                source="lists",
                due=When.parse("M20"),
            ),
            Indicator(
                id="I2",
                title="Satisfaction",
                kind="qualitative",
                of="T1",
                expected="good",
                source="questionnaire",
            ),
        ),
        risks=(Risk(id="R1", title="A partner leaves", owner="sts"),),
        dissemination_actions=(
            DisseminationAction(
                id="DA1", organisations=("hwk",), audience=("companies",), channel="newsletter"
            ),
        ),
        payments=(
            Payment(id="P1", share=Share("0.8"), trigger="signature"),
            Payment(id="P2", share=Share("0.2"), trigger="final report"),
        ),
        instalments=(
            Instalment(id="IN1", share=Share("0.8"), after="P1"),
            Instalment(id="IN2", share=Share("0.2"), after="P2"),
        ),
        reports=(
            ReportDue(id="RI", kind="interim", due=date(2026, 11, 30)),
            ReportDue(id="RF", kind="final"),
        ),
    )


def clean() -> Partnership:
    """Give the clean partnership with its first meeting held, as of the end of March 2026."""
    facts = (
        Held(
            of="M1",
            when=When.parse("2025-12-04..2025-12-05"),
            participants=3,
            evidence=tuple(
                Evidence(kind=kind, file=f"evidence/m1-{kind.split()[0]}.pdf")
                for kind in ("agenda", "minutes", "attendance list")
            ),
        ),
        Attended(of="M1", organisation="sts", person="ana", recorded=date(2025, 12, 6)),
        Attended(of="M1", organisation="fbk", count=2, recorded=date(2025, 12, 6)),
    )
    return Partnership(baseline=clean_plan(), facts=facts, day=date(2026, 3, 31))


def project(**fields: Any) -> Partnership:  # noqa: ANN401
    """Give the clean partnership with some fields of the project changed."""
    p = clean()
    plan = attrs.evolve(p.baseline, project=attrs.evolve(p.baseline.project, **fields))
    return attrs.evolve(p, baseline=plan)


def plan(**tables: Any) -> Partnership:  # noqa: ANN401
    """Give the clean partnership with whole tables of the plan changed."""
    p = clean()
    return attrs.evolve(p, baseline=attrs.evolve(p.baseline, **tables))


def change(id_: str, **fields: Any) -> Partnership:  # noqa: ANN401
    """Give the clean partnership with some fields of one thing changed."""
    p = clean()
    kind = str(p.kind_of(id_))
    things = tuple(
        attrs.evolve(thing, **fields) if thing.id == id_ else thing
        for thing in getattr(p.baseline, kind)
    )
    return plan(**{kind: things})


def add(kind: str, *things: Any, p: Partnership | None = None) -> Partnership:  # noqa: ANN401
    """Give a partnership, the clean one unless another is given, with more things of a kind."""
    p = clean() if p is None else p
    more: dict[str, Any] = {kind: (*getattr(p.baseline, kind), *things)}
    return attrs.evolve(p, baseline=attrs.evolve(p.baseline, **more))


def told(*facts: Fact, p: Partnership | None = None) -> Partnership:
    """Give a partnership, the clean one unless another is given, with more facts."""
    p = clean() if p is None else p
    return attrs.evolve(p, facts=(*p.facts, *facts))


def later(day: date, p: Partnership | None = None) -> Partnership:
    """Give a partnership as of another day."""
    return attrs.evolve(clean() if p is None else p, day=day)


def old(p: Partnership, **fields: Any) -> Partnership:  # noqa: ANN401
    """Give a partnership under the rules of another action or call."""
    changed = attrs.evolve(p.baseline.project, reference=None, **fields)
    return attrs.evolve(p, baseline=attrs.evolve(p.baseline, project=changed))


def found(slug: str, p: Partnership) -> Found:
    """Return severity, address and message of the findings of one rule."""
    return [(f.severity.value, f.address, f.message) for f in check(p) if f.slug == slug]

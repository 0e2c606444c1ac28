"""A small invented partnership for the tests of views and reports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from attrs import evolve

from vetpartner.model import (
    Amounts,
    Deliverable,
    DisseminationAction,
    DisseminationEvent,
    Fact,
    Indicator,
    Meeting,
    Money,
    Narrative,
    Organisation,
    Partnership,
    Payment,
    Plan,
    Project,
    Share,
    Task,
    Training,
    Venue,
    When,
    WorkPackage,
)

DAY = date(2024, 12, 31)
PROJECT = Project(
    reference="2023-1-HR01-KA220-VET-000000001",
    acronym="Weld",
    title="Welding & <more>",
    action="KA220-VET",
    call=2023,
    start=date(2023, 11, 1),
    months=24,
    lump_sum=Money(120_000),
    coordinator="sts",
)
PLAN = Plan(
    project=PROJECT,
    organisations=(
        Organisation(id="fbk", name="Fachberufskolleg", acronym="FBK", country="AT", city="Graz"),
        Organisation(id="sts", name="Strukovna škola", acronym="STS", country="HR", city="Split"),
    ),
    work_packages=(
        WorkPackage(
            id="WP1", title="Management", lead="sts", grant=Amounts({"sts": Money(20_000)})
        ),
        WorkPackage(
            id="WP2",
            title="Curriculum",
            lead="fbk",
            when=When.parse("M2..M12"),
            grant=Amounts({"sts": Money(60_000), "fbk": Money(40_000)}),
        ),
    ),
    meetings=(
        Meeting(
            id="M1",
            title="Kick-off",
            work_package="WP2",
            host="sts",
            when=When.parse("2023-12-04..2023-12-05"),
            venue=Venue(city="Split", country="HR"),
            mode="in person",
            expected=10,
        ),
    ),
    trainings=(
        Training(id="T1", title="Training", work_package="WP2", lead="fbk", when=When.parse("M14")),
    ),
    dissemination_events=(
        DisseminationEvent(
            id="E1", title="Fair", work_package="WP2", when=When.parse("2024-05-08")
        ),
    ),
    tasks=(
        Task(
            id="A1",
            title="Writing",
            work_package="WP2",
            when=When.parse("M2..M8"),
            results=("D1",),
        ),
    ),
    deliverables=(
        Deliverable(
            id="D1",
            title="Curriculum",
            work_package="WP2",
            lead="fbk",
            due=When.parse("M9"),
            languages=("en", "hr"),
        ),
    ),
    indicators=(
        Indicator(
            id="I1",
            title="Interviews",
            work_package="WP2",
            unit="interviews",
            target=Decimal(60),
            due=When.parse("2024-03"),
        ),
    ),
    dissemination_actions=(
        DisseminationAction(
            id="N1",
            title="Newsletter",
            work_package="WP2",
            count=2,
            reach=500,
            when=When.parse("M12"),
        ),
    ),
    payments=(
        Payment(id="P1", title="First", share=Share("0.8"), trigger="signature"),
        Payment(id="P2", title="Balance", share=Share("0.2"), trigger="final report"),
    ),
)


def partnership(
    *facts: Fact, day: date = DAY, answers: dict[str, str] | None = None, **changes: Any
) -> Partnership:
    """Return the small partnership with facts, answers of the final report, and other plan parts."""
    narrative = Narrative(report="final", language="en", answers=tuple((answers or {}).items()))
    return Partnership(
        baseline=evolve(PLAN, **changes), facts=facts, day=day, narratives=(narrative,)
    )

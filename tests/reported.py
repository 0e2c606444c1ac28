"""A small invented partnership for the tests of views and reports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from vetpartner.model import (
    Amended,
    Amounts,
    Attended,
    Deliverable,
    Delivered,
    Disseminated,
    DisseminationAction,
    DisseminationEvent,
    Evidence,
    Fact,
    Held,
    Indicator,
    Measured,
    Meeting,
    Milestone,
    Money,
    Narrative,
    Organisation,
    Paid,
    Partnership,
    Payment,
    Place,
    Plan,
    Project,
    Risk,
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
    *facts: Fact,
    day: date = DAY,
    answers: dict[str, str] | None = None,
    **changes: Any,  # noqa: ANN401 - parts of the plan
) -> Partnership:
    """Return the small partnership with facts, answers of the final report, other plan parts."""
    narrative = Narrative(report="final", language="en", answers=tuple((answers or {}).items()))
    return Partnership(
        baseline=evolve(PLAN, **changes), facts=facts, day=day, narratives=(narrative,)
    )


@frozen(kw_only=True)
class Folder:
    """Where the small partnership pretends to come from."""

    folder: Path

    def locate(self, address: str, fact: Fact | None = None) -> Place | None:
        """Return a place that is easy to recognise."""
        del fact
        return Place(file=address, line=3, column=1) if address else None

    def line(self, place: Place) -> str | None:
        """Return the line at a place."""
        return f"line {place.line}"


HOSTILE = "<script>alert(1)</script> | {{ 7 * 7 }} *not bold* [x](javascript:a)\nnext & more"
FACTS = (
    Held(of="M1", participants=9, evidence=(Evidence(kind="agenda", file="evidence/a.pdf"),)),
    Attended(of="M1", organisation="sts", count=9),
    Delivered(
        of="D1", when=When.parse("2024-08-02"), languages=("en", "hr"), url="https://x.org/d"
    ),
    Measured(of="I1", when=When.parse("2024-03-20"), value=74),
    Disseminated(of="N1", when=When.parse("2024-05-02"), reach=100, url="javascript:alert(1)"),
    Amended(of="E1", recorded=date(2024, 4, 2), cancelled=True, reason="no fair"),
    Paid(of="P1", recorded=date(2023, 12, 1), amount=Money(96_000)),
)


def full() -> Partnership:
    """Return a partnership with something in every part of a report."""
    p = partnership(
        *FACTS,
        answers={"sum.results": "# Big\n\nText **bold**.", "wp.WP2.results": HOSTILE},
        risks=(Risk(id="R1", title=HOSTILE, likelihood="low", impact="high"),),
        milestones=(Milestone(id="MS1", title="Agreed", due=When.parse("M9")),),
    )
    croatian = Narrative(report="final", language="hr", answers=(("imp.sharing", "Podijeljeno."),))
    return evolve(p, narratives=(*p.narratives, croatian))

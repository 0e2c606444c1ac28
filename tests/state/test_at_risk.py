"""Money at risk: what may be cut, why, and that no euro is counted twice."""

from datetime import date

from vetpartner.model import (
    Amended,
    Amounts,
    Deliverable,
    Evidence,
    Held,
    Meeting,
    Money,
    Organisation,
    Partnership,
    Plan,
    Project,
    Task,
    When,
    WorkPackage,
)
from vetpartner.state.earned import at_risk, total_at_risk
from vetpartner.state.status import status


def partnership(**tables: object) -> Partnership:
    """Return a project of which something is late on 1 June 2024."""
    plan = Plan(
        project=Project(action="KA220-VET", call=2023, start=date(2024, 1, 1), months=24),
        organisations=(Organisation(id="sts", acronym="STS"),),
        work_packages=(
            WorkPackage(id="WP2", title="Course", lead="sts", amount=Money(50_000)),
            WorkPackage(id="WP3", title="Pilot", lead="sts", grant=Amounts({"sts": Money(9_000)})),
        ),
        **tables,
    )
    return Partnership(baseline=plan, day=date(2024, 6, 1))


def meeting(id_: str, **given: object) -> Meeting:
    """Return a meeting of February 2024 with its amount."""
    fields = {"work_package": "WP2", "amount": Money(4_000), **given}
    return Meeting(id=id_, title="Kick-off", when=When.parse("2024-02-01"), **fields)


def test_activities_with_amounts() -> None:
    """Late, cancelled and unproven activities count with their own amount, the largest first."""
    p = partnership(
        meetings=(meeting("M1"), meeting("M2", amount=Money(5_000)), meeting("M3"), meeting("M4"))
    )
    facts = (
        Amended(of="M2", cancelled=True, reason="no host", recorded=date(2024, 1, 20)),
        Held(of="M3", recorded=date(2024, 2, 2), evidence=(Evidence(kind="agenda", file="a"),)),
        Held(
            of="M4",
            recorded=date(2024, 2, 2),
            evidence=tuple(
                Evidence(kind=kind, file="a") for kind in ("agenda", "minutes", "signed list")
            ),
        ),
    )
    p = Partnership(baseline=p.baseline, facts=facts, day=p.day)
    found = at_risk(p)

    assert [
        ("M2", Money(5_000), "cancelled", "sts", "meetings/M2"),
        ("M1", Money(4_000), "overdue", "sts", "meetings/M1"),
        ("M3", Money(4_000), "held, no minutes, no attendance list", "sts", "meetings/M3"),
    ] == [(at.id, at.amount, at.why, at.owner, at.address) for at in found]
    assert Money(13_000) == total_at_risk(p, found)


def test_a_result_counts_with_the_task_that_makes_it() -> None:
    """One task, two reasons, one amount."""
    p = partnership(
        tasks=(
            Task(
                id="A1",
                work_package="WP2",
                when=When.parse("M1..M4"),
                amount=Money(7_000),
                results=("D1",),
            ),
        ),
        deliverables=(Deliverable(id="D1", work_package="WP2", due=When.parse("M4")),),
    )

    assert [("A1", Money(7_000), "overdue; D1 overdue")] == [
        (at.id, at.amount, at.why) for at in at_risk(p)
    ]


def test_without_amounts_of_activities_the_work_package_counts_once() -> None:
    """The whole work package is at risk, and its activities are not counted again."""
    p = partnership(
        meetings=(meeting("M1"), meeting("M2", amount=None)),
        deliverables=(Deliverable(id="D3", work_package="WP3", due=When.parse("M4")),),
    )

    assert [("WP2", Money(50_000), "M2 overdue"), ("WP3", Money(9_000), "D3 overdue")] == [
        (at.id, at.amount, at.why) for at in at_risk(p)
    ]


def test_nothing_is_at_risk_without_amounts() -> None:
    """Zero, another currency and an unknown call are no amounts and no reasons."""
    p = partnership(meetings=(meeting("M1", amount=Money(5, "CZK"), work_package=None),))

    assert () == at_risk(p)
    assert () == at_risk(Partnership())
    assert status(p).risk is None
    assert "Money at risk" not in str(status(p))


def test_status_says_how_much() -> None:
    """The Monday screen has the sum in the heading, and who answers for each amount."""
    text = str(status(partnership(meetings=(meeting("M1"),))))

    assert "Money at risk (1): 4 000 EUR in all\n" in text
    assert "4 000 EUR of M1 Kick-off: overdue  [STS]" in text

"""What is still to come after the day of a report: what is late first."""

from __future__ import annotations

from datetime import date

from reported import partnership

from vetpartner.model import (
    Amended,
    Delivered,
    Disseminated,
    Fact,
    Held,
    Measured,
    Milestone,
    When,
)
from vetpartner.state.ahead import Ahead, AheadRow, ahead
from vetpartner.state.periods import within
from vetpartner.values.phrase import joined

UNTIL, NOW = date(2024, 6, 30), date(2024, 8, 10)


def found(*facts: Fact) -> Ahead:
    """Return what is ahead of the small partnership after its first eight months."""
    p = partnership(*facts, milestones=(Milestone(id="MS1", due=When.parse("M9")),)).on(NOW)
    return ahead(within(p, UNTIL), p, UNTIL)


def shown(rows: tuple[AheadRow, ...]) -> list[tuple[str, str, str]]:
    """Return id, what is done, and state of rows."""
    return [(one.row.id, joined(one.so_far), one.row.status) for one in rows]


def test_late_first_then_by_kind() -> None:
    """Late is judged on the day of the report, and what is done of it by the last day covered."""
    one = Disseminated(of="N1", when=When.parse("2024-05-02"), reach=100)
    all_ = found(Held(of="M1"), one, Measured(of="I1", when=When.parse("2024-03-20"), value=30))

    assert [
        ("I1", "30 interviews; as of 2024-03-20; 132 days overdue", "partly"),
        ("E1", "94 days overdue", "overdue"),
        ("A1", "41 days overdue", "overdue"),
        ("D1", "10 days overdue", "overdue"),
        ("MS1", "10 days overdue", "overdue"),
    ] == [row for row in shown(all_.late) if row[0] != "M1"]
    assert [("activity", ["T1"]), ("dissemination", ["N1"])] == [
        (kind, [one.row.id for one in rows]) for kind, rows in all_.coming
    ]
    assert "1 time; 100 people reached" == joined(all_.coming[1][1][0].so_far)
    assert () == all_.since


def test_what_came_after_the_period() -> None:
    """What was done or cancelled between the last day covered and the report stands apart."""
    late = Delivered(of="D1", when=When.parse("2024-08-02"), languages=("en", "hr"))
    gone = Amended(of="E1", recorded=date(2024, 7, 1), cancelled=True, reason="no fair")
    all_ = found(late, gone)

    assert [("E1", "cancelled", "cancelled"), ("A1", "its results are delivered: D1", "done")] == [
        row for row in shown(all_.since) if row[0] != "D1"
    ]
    assert ("D1", "delivered 2024-08-02; en, hr", "done") in shown(all_.since)
    assert {"D1", "E1", "A1"}.isdisjoint(one.row.id for one in all_.late)


def test_who_leads() -> None:
    """The lead is that of the thing itself, or else that of its work package."""
    leads = {one.row.id: one.lead for one in found().late}

    assert ("FBK", "FBK") == (leads["D1"], leads["E1"])

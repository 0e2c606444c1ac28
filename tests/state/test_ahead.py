"""What is still to come after the day of a report: what is late first."""

from __future__ import annotations

from datetime import date

from reported import partnership

from vetpartner.model import (
    Amended,
    Decided,
    Delivered,
    Disseminated,
    Fact,
    Held,
    Indicator,
    Measured,
    Milestone,
    When,
)
from vetpartner.state.ahead import Ahead, AheadItem, AheadRow, Open, ahead
from vetpartner.state.periods import within
from vetpartner.values.phrase import joined

UNTIL, NOW = date(2024, 6, 30), date(2024, 8, 10)


def found(*facts: Fact) -> Ahead:
    """Return what is ahead of the small partnership after its first eight months."""
    p = partnership(*facts, milestones=(Milestone(id="MS1", due=When.parse("M9")),)).on(NOW)
    return ahead(within(p, UNTIL), p, UNTIL)


def shown(rows: tuple[Open, ...]) -> list[tuple[str, str, str]]:
    """Return id, what is done, and state of rows."""
    return [
        (one.row.id, joined(one.so_far), one.row.status)
        for one in rows
        if isinstance(one, AheadRow)
    ]


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
        (kind, [id_ for id_, _, _ in shown(rows)]) for kind, rows in all_.coming
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
    assert {"D1", "E1", "A1"}.isdisjoint(id_ for id_, _, _ in shown(all_.late))


def test_who_leads() -> None:
    """The lead is that of the thing itself, or else that of its work package."""
    leads = {one.row.id: one.lead for one in found().late if isinstance(one, AheadRow)}

    assert ("FBK", "FBK") == (leads["D1"], leads["E1"])


def item(text: str, due: str | None, done: str | None = None, when: str = "2024-05-02") -> Decided:
    """Return something agreed at the first meeting."""
    return Decided(
        of="M1",
        when=When.parse(when),
        text=text,
        owner="fbk",
        due=None if due is None else date.fromisoformat(due),
        done=None if done is None else date.fromisoformat(done),
    )


def test_what_was_agreed_in_minutes_is_ahead_too() -> None:
    """Guard late items among what is late, by the day of the report, and the others after it."""
    all_ = found(
        item("was late within", "2024-05-31"),
        item("is late by now", "2024-07-31"),
        item("is due on the day", "2024-08-10"),
        item("comes", "2024-09-30"),
        item("has no day", None),
        item("was done in time", "2024-06-30", done="2024-06-30"),
        item("was done since", "2024-06-15", done="2024-07-02"),
        item("is done later", "2024-08-01", done="2024-08-11"),
        item("was agreed later", "2024-07-20", when="2024-07-10"),
    )

    def told(rows: tuple[Open, ...]) -> list[tuple[str, str]]:
        items = (one for one in rows if isinstance(one, AheadItem))
        return [(one.item.text, joined(one.so_far)) for one in items]

    assert [
        ("was late within", "71 days overdue"),
        ("is late by now", "10 days overdue"),
        ("is done later", "9 days overdue"),
    ] == told(all_.late)
    assert [("is due on the day", ""), ("comes", ""), ("has no day", "")] == told(all_.agreed)
    assert [("was done since", "done 2024-07-02")] == told(all_.since)
    one = next(one for one in all_.late if isinstance(one, AheadItem))
    assert ("Agreed: was late within", "by 2024-05-31; M1 Kick-off", "FBK") == (
        str(one.named),
        joined(one.planned),
        one.lead,
    )


def test_what_was_measured_and_not_judged_is_not_late() -> None:
    """Guard against calling late what nobody said to be reached or not."""
    words = Indicator(id="I2", expected="they like it", due=When.parse("2024-03-31"))
    p = partnership(
        Measured(of="I2", when=When.parse("2024-03-20"), text="some do"), indicators=(words,)
    ).on(NOW)
    all_ = ahead(within(p, UNTIL), p, UNTIL)

    assert "I2" not in {id_ for id_, _, _ in shown(all_.late)}
    ((_, rows),) = ((kind, rows) for kind, rows in all_.coming if kind == "indicator")
    assert [("I2", "some do; as of 2024-03-20; not judged", "not judged")] == shown(rows)

"""Until when a project runs and a report counts: one end, one count of days, nothing invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import KA220, day, partnership, when

import vetpartner as vp
from vetpartner.model import (
    Amended,
    Deliverable,
    Delivered,
    DisseminationAction,
    DisseminationEvent,
    Fact,
    Held,
    Indicator,
    Measured,
    Meeting,
    Milestone,
    Partnership,
    ReportDue,
    Task,
    Training,
)
from vetpartner.papers.report import ReportData, covered, report_data
from vetpartner.papers.report_tables import ReportTables
from vetpartner.state.achieved import achieved, milestones
from vetpartner.state.ahead import ahead
from vetpartner.state.deadlines import deadlines
from vetpartner.state.gaps import gaps
from vetpartner.state.periods import covered_until, periods, within

if TYPE_CHECKING:
    from vetpartner.state.rows import Achieved

FINAL = ReportDue(id="final", kind="final", until=day("2025-12-31"))
INTERIM = ReportDue(id="interim", kind="interim", until=day("2024-12-31"))


def longer(months: int, recorded: str = "2025-06-01") -> Amended:
    """Return an amendment of the duration of a project that ran to the end of 2025."""
    return Amended(recorded=day(recorded), months=months, reason="Invented.")


def rows(p: Partnership) -> dict[str, Achieved]:
    """Return all rows by id."""
    return {row.id: row for row in (*achieved(p), *milestones(p))}


def data(*things: object, on: str, kind: str = "interim") -> ReportData:
    """Return what a report shows."""
    return report_data(partnership(FINAL, INTERIM, *things, **KA220).on(day(on)), kind, "en")


@pytest.mark.parametrize(
    ("months", "end"), [(22, "2025-10-31"), (24, "2025-12-31"), (27, "2026-03-31")]
)
def test_the_final_report_covers_to_the_end_in_force(months: int, end: str) -> None:
    """Guard a project that was made longer or shorter: what happened by its new end counts."""
    meeting, late = Meeting(id="M1", when=when("2025-10-10")), Held(of="M1", when=when(end))
    p = partnership(FINAL, INTERIM, meeting, late, longer(months), on="2026-12-01", **KA220)
    seen, until = covered(p, "final")

    assert (day(end), day(end)) == (until, covered_until(p, FINAL))
    assert "done late" == rows(seen)["M1"].word
    assert [day("2024-12-31"), day(end)] == [period.last for period in periods(p)]


def test_before_an_extension_is_known_the_old_end_holds() -> None:
    """Guard that a report of a day knows no amendment that was recorded later."""
    p = partnership(FINAL, longer(27, "2026-02-15"), **KA220).on(day("2026-02-01"))

    assert day("2025-12-31") == covered(p, "final")[1]


@pytest.mark.parametrize(
    ("on", "end", "said"),
    [
        ("2025-02-01", "2025-12-31", "The project goes on until 2025-12-31."),
        ("2025-07-01", "2026-03-31", "The project goes on until 2026-03-31."),
        ("2026-03-31", "2026-03-31", "The project goes on until 2026-03-31."),
        ("2026-04-01", "2026-03-31", "The project ended 1 day ago, on 2026-03-31."),
        ("2027-03-31", "2026-03-31", "The project ended 365 days ago, on 2026-03-31."),
    ],
)
def test_an_interim_report_knows_the_end_of_its_day(on: str, end: str, said: str) -> None:
    """Guard the end in the head, in what is to come and among the deadlines: always the same."""
    made = data(longer(27), on=on)

    assert day(end) == made.end
    assert said == str(ReportTables(made).on_end)
    assert str(day(end)) in [str(pair.value) for pair in made.pairs if pair.label == "End"]
    dates = {one.id: one.day for one in made.deadlines}
    assert (day(end) if day(on) <= day(end) else None) == dates.get("project-end")
    assert all(one.day >= made.as_of for one in made.deadlines)


@pytest.mark.parametrize(
    ("months", "agreed", "due"),
    [
        (24, "2026-02-15", "2026-02-15"),
        (25, "2026-02-15", "2026-02-15"),
        (26, "2026-02-28", "2026-04-29"),
        (30, "2026-02-15", "2026-08-29"),
    ],
)
def test_no_final_report_is_due_before_the_end(months: int, agreed: str, due: str) -> None:
    """Guard a day of the agreement that an extension took back: then the law counts."""
    report = ReportDue(id="R", kind="final", due=day(agreed))
    p = partnership(report, longer(months), on="2025-07-01", **(KA220 | {"call": 2025}))

    assert [day(due)] == [one.day for one in deadlines(p) if one.id == "report-R"]


DUE = ("2024-06-30", "2024-06-29", "2024-06-01", "2023-07-01")


def things(due: str) -> tuple[object, ...]:
    """Return one thing of each kind that has a last day."""
    return (
        Meeting(id="M1", when=when(due), expected=7),
        Deliverable(id="D1", due=when(due)),
        Milestone(id="MS1", due=when(due)),
        Indicator(id="I1", due=when(due), target=5),
        DisseminationAction(id="N1", when=when(due), count=2),
    )


@pytest.mark.parametrize("due", DUE)
def test_days_late_are_counted_to_the_last_day_covered(due: str) -> None:
    """Guard one count: from the last day planned to the last one covered, or to that of looking."""
    until, now = day("2024-06-30"), day("2024-08-15")
    p = partnership(*things(due), on=str(now), **KA220)
    seen, days = within(p, until), (until - day(due)).days
    beyond = (now - day(due)).days

    for row in rows(seen).values():
        counted = [v for phrase in row.difference_phrases for n, v in phrase.values if n == "n"]
        assert ([days] if days else []) == counted, row.id
        assert row.difference, row.id
    for one in ahead(seen, p, until).late:
        assert [beyond] == [v for phrase in one.so_far for n, v in phrase.values if n == "n"]


CAME = {
    "M1": Held(of="M1", when=when("2026-02-10"), participants=3),
    "D1": Delivered(of="D1", when=when("2026-02-10")),
    "MS1": Delivered(of="MS1", when=when("2026-02-10")),
    "I1": Measured(of="I1", when=when("2026-02-10"), value=5),
}


@pytest.mark.parametrize("due", ["2025-12-31", "2025-10-31"])
@pytest.mark.parametrize("id_", CAME)
def test_what_came_after_the_end_is_not_unrecorded(id_: str, due: str) -> None:
    """Guard that a final report says it came later, where the record says so by its day."""
    p = partnership(FINAL, *things(due), CAME[id_], on="2026-03-01", **KA220)
    seen = covered(p, "final")[0]
    found = rows(seen)

    assert "overdue" == found[id_].status
    said = "not done by 2025-12-31" if due == "2025-12-31" else "61 days overdue"
    assert said == found[id_].difference
    assert id_ not in {gap.id for gap in gaps(seen)}
    others = {row.status for row in found.values() if row.id != id_}
    assert {"not recorded"} == others


SILENT = {
    "M1": "not recorded whether done",
    "D1": "nothing is recorded",
    "MS1": "nothing is recorded",
    "I1": "never measured",
    "N1": "nothing is recorded",
}


@pytest.mark.parametrize("due", ["2024-03-01", "2025-12-31"])
def test_what_nobody_recorded_is_said_to_be_that(due: str) -> None:
    """Guard that no page says `not done` or `not reached` of what nobody spoke of."""
    p = partnership(FINAL, *things(due), on="2026-03-01", **KA220)
    found = rows(p)
    made = report_data(p, "final", "en")

    assert SILENT == {id_: row.difference for id_, row in found.items()}
    assert {"not recorded"} == {row.word for row in found.values()}
    assert not [say for told in made.effects.values() for say in told if "reached" in str(say)]
    text = vp.report(p, "final", draft=True).markdown
    for word in ("not done", "not reached", "not delivered"):
        assert word not in text, word


@pytest.mark.parametrize("kind", [Meeting, Training, DisseminationEvent])
def test_who_was_planned_for_what_was_cancelled(kind: type) -> None:
    """Guard the other side: of what was cancelled somebody said that it did not take place."""
    off = Amended(of="X", recorded=day("2024-02-01"), cancelled=True, reason="Invented.")
    made = data(kind(id="X", when=when("2024-03-01"), expected=16), off, on="2026-03-01")

    told = [str(phrase) for phrases in made.effects.values() for phrase in phrases]
    assert ["16 planned participants were not reached"] == told


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ((), "not recorded"),
        ((Measured(of="I1", when=when("2024-02-01"), reached=False, text="no"),), "not reached"),
        ((Measured(of="I1", when=when("2024-02-01"), value=0),), "not reached"),
        ((Measured(of="I1", when=when("2024-02-01"), value=2),), "partly"),
        ((Measured(of="I1", when=when("2024-02-01"), value=5),), "done"),
    ],
)
@pytest.mark.parametrize("on", ["2024-04-01", "2026-03-01"])
def test_a_measured_indicator_is_judged_by_what_is_recorded(
    facts: tuple[Fact, ...], status: str, on: str
) -> None:
    """Guard that a target somebody says is not reached is neither overdue nor not recorded."""
    target = (
        None if facts and facts[0] != Measured and getattr(facts[0], "reached", 1) is False else 5
    )
    p = partnership(
        Indicator(id="I1", due=when("2024-03-01"), target=target), *facts, on=on, **KA220
    )
    expected = "overdue" if status == "not recorded" and on == "2024-04-01" else status

    assert expected == rows(p)["I1"].status
    assert "overdue" not in (rows(p)["I1"].difference or "") or expected == "overdue"


@pytest.mark.parametrize("day_", ["2024-06-20", "2024-06-30", "2024-07-30"])
def test_a_result_without_all_languages_has_not_come(day_: str) -> None:
    """Guard one count of a result in part: it goes on to be overdue, whenever the part came."""
    due = Deliverable(id="D1", due=when("2024-06-01"), languages=("en", "hr"))
    task = Task(id="A1", when=when("2024-01-01..2024-06-01"), results=("D1",))
    moved = Amended(
        of="A1", recorded=day("2024-02-01"), when=when("2024-01-01..2024-06-05"), reason="x"
    )
    part = Delivered(of="D1", when=when(day_), languages=("en",))
    p = partnership(due, task, moved, part, on="2024-08-01", **KA220)
    row = rows(p)["D1"]

    assert ("partly", None) == (row.status, row.late)
    assert "missing languages: hr; 61 days overdue" == row.difference
    told = report_data(p, "interim", "en").effects["tasks/A1"]
    assert "D1: not delivered in all languages" in [str(one) for one in told]

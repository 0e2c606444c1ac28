"""One word for one state in chapters, timetable and annexes, and the line of the day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import KA220, partnership, when
from hypothesis import given
from hypothesis import strategies as st

import vetpartner as vp
from vetpartner.export.gantt import gantt, gantt_table
from vetpartner.export.report import context, report
from vetpartner.model import (
    Deliverable,
    Delivered,
    Held,
    Meeting,
    Milestone,
    Organisation,
    ReportDue,
    Task,
    When,
    WorkPackage,
)
from vetpartner.papers.report_tables import ReportTables
from vetpartner.render.language import language
from vetpartner.values.grid import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.values.table import Table

ROOT = Path(__file__).parents[2] / "examples"
DAYS = {
    "green-welding": ("2023-11-02", "2024-08-31", "2025-01-31", "2025-04-10", "2026-03-01"),
    "small-harvest": ("2024-09-01", "2025-04-30", "2026-06-01"),
}


@cache
def example(name: str) -> vp.Partnership:
    """Return an example."""
    return vp.load(ROOT / name)


def states(table: Table, code: str) -> Iterator[tuple[str, str]]:
    """Yield what a table says of each row by its first cell: what it is and its state."""
    grid = table.grid(language(code))
    word = language(code).gettext("Status")
    number = grid.heads.index(word)
    for row in grid.rows:
        yield text_of(row.cells[0]), text_of(row.cells[number])


@pytest.mark.parametrize("code", ["en", "hr"])
@pytest.mark.parametrize("kind", ["interim", "final"])
@pytest.mark.parametrize("name", DAYS)
def test_chapters_and_annex_say_the_same(name: str, kind: str, code: str) -> None:
    """Guard both examples from their first to their last day, in every table with a state."""
    for day in DAYS[name]:
        made = report(example(name).on(date.fromisoformat(day)), kind, language=code, draft=True)
        tables = ReportTables(made.data)
        whole = made.data.everything
        chapters = dict(
            pair
            for table in (tables.activities(whole), tables.deliverables(whole), tables.milestones)
            for pair in states(table, code)
        )
        annex = dict(states(context(made)["timetable"], code))

        assert len(chapters) > 5
        assert chapters == {of: word for of, word in annex.items() if of in chapters}, day


DAY = st.dates(min_value=date(2023, 12, 1), max_value=date(2025, 12, 31))


@given(day=DAY, came=DAY | st.none())
def test_whatever_happened_when(*, day: date, came: date | None) -> None:
    """Guard any day of looking and of happening: one word in all places, late where it was."""
    due = date(2024, 6, 30)
    things = (
        WorkPackage(id="WP1", when=when("M1..M24")),
        Organisation(id="sts"),
        Meeting(id="M1", title="Meeting", when=when("2024-06-30")),
        Task(id="A1", title="Work", when=when("M3..M6"), results=("D1",)),
        Deliverable(id="D1", title="Units", due=when("M6")),
        Milestone(id="MS1", title="Point", due=when("M6")),
    )
    facts = (
        ()
        if came is None or came > day
        else (
            Held(of="M1", when=when(str(came))),
            Delivered(of="D1", when=when(str(came))),
            Delivered(of="MS1", when=when(str(came))),
        )
    )
    p = partnership(*things, *facts, on=str(day), **KA220)
    made = report(p, "progress", language="en", draft=True)
    data = made.data
    whole, tables = data.everything, ReportTables(data)
    said = dict(
        pair
        for table in (tables.activities(whole), tables.deliverables(whole), tables.milestones)
        for pair in states(table, "en")
    )
    annex = dict(states(context(made)["timetable"], "en"))

    assert said == {of: word for of, word in annex.items() if of in said}
    assert len(said) == 4
    if facts and came is not None:
        assert said["D1 Units"] == ("done late" if came > due else "done")
    else:
        assert not {"done", "done late"} & set(said.values())


def test_the_chart_explains_the_words_that_it_has() -> None:
    """Guard that the signs of a chart have the words of the table beside it, and no others."""
    for day in ("2024-08-31", "2025-04-10", "2026-03-01"):
        p = example("green-welding").on(date.fromisoformat(day))
        made = gantt(p, language="en")
        legend = made.svg.partition('<g class="legend"')[2]
        texts = re.findall(r">([^<>]+)</text>", legend)
        words = {word for _, word in states(gantt_table(p), "en")}
        hovered = set(re.findall(r"<title>[^<]*: [^<,]*, ([^<(]*?)(?: \([^<]*)?</title>", made.svg))

        assert words <= set(texts)
        assert not (set(texts) - words) & {"done", "open", "not due", "overdue", "not recorded"}
        assert hovered == words


def lines(svg: str) -> list[str]:
    """Return the days of the dotted lines in a drawing."""
    return re.findall(r'stroke-dasharray="2 3"><title>(.*?)</title>', svg)


def line_at(svg: str) -> float:
    """Return how far from the left the dotted line of a drawing stands."""
    (found,) = re.findall(r'd="M([0-9.]+) [^"]*" [^>]*stroke-dasharray="2 3"><title>', svg)
    return float(found)


@pytest.mark.parametrize("name", DAYS)
def test_the_line_stands_at_the_day_of_the_states(name: str) -> None:
    """Guard the line of each drawing, its legend and Annex C: the last day covered, or the day."""
    p, words = example(name), language("en")
    assert p.start is not None
    assert p.end is not None
    for days in (30, 100, 440, 500, 900):
        now = p.on(p.start + timedelta(days=days))
        for kind in ("interim", "final"):
            until = next((one.until for one in p.plan.reports if one.kind == kind), None)
            last = min(until or p.end, p.end)
            ended = last < now.as_of
            day = last if ended else now.as_of
            given = context(report(now, kind, language="en", draft=True))
            drawn = [picture.data.decode() for picture in given["gantt"]]
            caption = text_of(given["timetable"].grid(words).caption)

            assert drawn
            assert all(lines(one) == [words.value(day)] for one in drawn), (day, kind)
            assert all(("last day covered" in one) == ended for one in drawn)
            assert all(("as of this day" in one) != ended for one in drawn)
            told = f"last day covered: {words.value(day)}" if ended else f"as of {words.value(day)}"
            assert caption == f"Timetable – {told}"


@given(st.dates(date(2024, 2, 1), date(2025, 12, 1)), st.integers(0, 400))
def test_what_is_not_due_begins_behind_the_line(until: date, later: int) -> None:
    """Guard both sides of the line: what began by the last day covered is left of it."""
    p = partnership(
        Organisation(id="sts"),
        Task(id="A1", when=When.days(until, until)),
        Task(id="A2", when=When.days(until + timedelta(days=1), until + timedelta(days=1))),
        ReportDue(id="R1", kind="interim", until=until),
        on=str(until + timedelta(days=1 + later)),
        **KA220,
    )
    (picture,) = context(report(p, "interim", language="en", draft=True))["gantt"]
    svg = picture.data.decode()
    begins = {
        name: float(re.findall(rf"<title>{name}\b.*?<rect x=\"([0-9.]+)\"", svg, re.DOTALL)[0])
        for name in ("A1", "A2")
    }

    assert begins["A1"] < line_at(svg) <= begins["A2"] + 0.1


@pytest.mark.parametrize("day", ["2023-12-31", "2027-06-01"])
def test_a_day_outside_is_said(day: str) -> None:
    """Guard a day before and one after all that is drawn: no line, and a sentence in its place.

    A report has its line even then where its period ended within the time drawn.
    """
    p = partnership(
        Organisation(id="sts"),
        Meeting(id="M1", when=when("2024-06-10")),
        ReportDue(id="R1", kind="interim", until=date(2024, 12, 31)),
        on=day,
        **KA220,
    )
    told = f"No line stands for {language('en').value(date.fromisoformat(day))}"
    made = report(p, "interim", language="en", draft=True)
    (picture,) = context(made)["gantt"]

    svg = gantt(p, language="en").svg
    assert [] == lines(svg)
    assert 2 == svg.count(told)  # in its description, and below the rows
    assert "as of this day" not in svg
    ended = p.as_of > date(2024, 12, 31)
    assert ended == ("last day covered" in picture.data.decode())
    assert ended == (told not in picture.alt)


def test_the_timetable_says_of_which_day_its_states_are() -> None:
    """Guard a period that ended before the report: the states are those of its end."""
    p = example("green-welding")
    later = report(p.on(date(2025, 1, 31)), "interim", language="en", draft=True).markdown
    within = report(p.on(date(2024, 12, 1)), "interim", language="en", draft=True).markdown
    told = "The report covers what happened until 31 December 2024"

    assert told in later.partition(". Timetable")[2]
    assert told not in within.partition(". Timetable")[2]

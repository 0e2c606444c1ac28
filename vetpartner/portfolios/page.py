"""The overview page of a portfolio: what all projects together tell, in one file.

Names of people stand on this page and nowhere else; they are looked up in the projects when it is
made, and only those of people who are asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.portfolios.funding import ORDER
from vetpartner.portfolios.sums import totals, way_of
from vetpartner.portfolios.taken import people_of, words_of
from vetpartner.render.dots import Dots, drawn_dots
from vetpartner.render.markdown import plain
from vetpartner.render.templates import render, table_markup
from vetpartner.values.grid import Run
from vetpartner.values.table import NOT_KNOWN, Column, Table, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vetpartner.model import Money
    from vetpartner.portfolios.clashes import Clash
    from vetpartner.portfolios.portfolio import Portfolio
    from vetpartner.values.grid import Runs

PAGES = Path(__file__).with_name("pages")
MOST = {"mistakes": 15, "projects": 500, "progress": 10}
FEW = 15
"""How many rows of a table the page shows; the others stand in its file."""
LINES = 6
"""How many lines of a cell it shows."""
_LOOKS = {"error": "error", "warning": "warning", "note": "muted"}
LISTED = Table(
    name="listed",
    caption="All projects; those with errors first",
    columns=in_order(
        Column("project", "Project", names=True),
        Column("state", "State", "word"),
        Column("coordinator", "Coordinator", absent=NOT_KNOWN),
        Column("ends", "Ends", "day", absent=NOT_KNOWN),
        Column("time", "Time", "progress"),
        Column("kept", "Kept", "progress"),
        Column("errors", "Errors", "count", summed=False),
        Column("warnings", "Warnings", "count", summed=False),
    ),
    empty="There is no project.",
)
TROUBLES = Table(
    name="troubles",
    caption="What could not be read, and why",
    columns=in_order(
        Column("path", "Path", names=True),
        Column("state", "State", "word"),
        Column("reason", "Why"),
    ),
)


@frozen(kw_only=True)
class Tile:
    """A number with its name, at the head of the page; `tone` is the trouble it tells of."""

    name: str
    value: str
    note: str = ""
    tone: str = ""


@frozen(kw_only=True)
class Board:
    """Everything on the page; each table has as many rows as are shown, and counts the rest."""

    day: str
    days: int
    about: str
    tiles: tuple[Tile, ...]
    tables: Mapping[str, Table]
    drawing: str
    with_people: bool
    projects: Table
    troubles: Table
    copies: tuple[tuple[str, str], ...]
    states: tuple[str, ...]
    at_risk: str
    files: tuple[str, ...] = ()


def page(found: Portfolio, files: Iterable[str] = ()) -> str:
    """Return the page as HTML, with links to these files beside it."""
    board = board_of(found, tuple(files))
    return render("portfolio.html", {"board": board}, words={"table": table_markup}, beside=PAGES)


def board_of(found: Portfolio, files: tuple[str, ...]) -> Board:
    """Return what stands on the page."""
    answers = found.answers
    tables = {name: _shown(table, files) for name, table in answers.tables.items()}
    tables["people_clashes"] = _named(found, tables["people_clashes"])
    listed, troubles = _listed(found)
    points = tuple((row[1], row[2]) for row in answers.tables["progress"].rows)
    drawing = Dots(
        title="Progress beside time", right="time that is over", up="promises kept", points=points
    )
    read = answers.states.get("read", 0)
    return Board(
        day=str(found.day),
        days=found.days,
        about=f"{read} of {len(found.paths)} read",
        tiles=tuple(_tiles(found)),
        tables=tables,
        drawing=drawn_dots(drawing, "progress-dots") if points else "",
        with_people=found.with_people,
        projects=_cut(listed, MOST["projects"], _where("projects", files, "tables")),
        troubles=_cut(troubles, 50, ""),
        copies=answers.copies,
        states=tuple(sorted(answers.states)),
        at_risk=_sum(answers.tables["money_at_risk"], 1),
        files=files,
    )


def _shown(table: Table, files: tuple[str, ...]) -> Table:
    changed = table
    for column in table.columns:
        if column.kind == "lines":
            changed = changed.changed(column.name, get=partial(_few, column.get))
    if table.name == "double_funding":
        changed = changed.changed("kind", get=lambda row: _kind(row.kind))
    if table.name == "mistakes":
        changed = changed.changed("severity", get=lambda row: _severity(row[1]))
    if table.name == "coming":
        changed = changed.changed("days", get=lambda row: _left(row[1]))
    return _cut(changed, MOST.get(table.name, FEW), _where(table.name, files, "answers"))


def _cut(table: Table, most: int, where: str) -> Table:
    """Return a table with so many rows, and a note that counts the rest; the page is in English."""
    left = len(table.rows) - most
    if left <= 0:
        return table
    notes = (*table.notes, f"… and {left} more{where}")
    return evolve(table, rows=table.rows[:most], notes=notes)


def _few(get: Callable[[Any], tuple[str, ...]], row: object) -> tuple[str, ...]:
    """Return the first lines of a cell, and how many more there are."""
    lines = get(row)
    left = len(lines) - LINES
    return lines if left <= 1 else (*lines[:LINES], f"… and {left} more")


def _where(name: str, files: tuple[str, ...], folder: str) -> str:
    """Return where the rows stand that the page does not show."""
    there = next((file for file in files if file.startswith(f"{folder}/{name}.")), None)
    return f" in {there}" if there else ""


def _kind(kind: str) -> Runs:
    return (Run(kind, look="word warning" if kind in ORDER[:3] else "word"),)


def _severity(word: str) -> Runs:
    return (Run(word, look=f"word {_LOOKS[word]}"),)


def _left(days: int) -> Runs | int:
    return (Run(f"{-days} late", look="overdue"),) if days < 0 else days


def _listed(found: Portfolio) -> tuple[Table, Table]:
    """Return the list of all projects, and that of what could not be read."""
    rows = []
    for path, about in found.answers.abouts.items():
        end = None if about["end"] is None else date.fromisoformat(about["end"])
        way = way_of(about, found.day) or (None, None)
        told = about["coordinator"], end, *way, about["errors"], about["warnings"]
        rows.append((found.answers.labels[path], about["state"], *told))
    rows.sort(key=lambda row: (row[1] == "read", -(row[6] or 0), -(row[7] or 0), row[0]))
    return LISTED.of(rows), TROUBLES.of(found.troubles)


def _tiles(found: Portfolio) -> Iterator[Tile]:
    answers = found.answers
    tables, read = answers.tables, answers.states.get("read", 0)
    away = len(found.paths) - read
    note = f"{away} could not be read" if away else "all were read"
    yield Tile(
        name="Projects", value=str(answers.projects), note=note, tone="error" if away else ""
    )
    late = sum(row[1] < 0 for row in tables["coming"].rows)
    near = len(tables["coming"].rows) - late
    tone = "error" if late else ""
    note = f"{near} more in the next {found.days} days"
    yield Tile(name="Overdue", value=str(late), note=note, tone=tone)
    risk = _sum(tables["money_at_risk"], 1)
    unsure = _sum(tables["money_at_risk"], 2)
    note = f"of {unsure} it is not known" if unsure else ""
    tone = "warning" if risk else ""
    yield Tile(name="Money at risk", value=risk or "none known", note=note, tone=tone)
    doubles = tables["double_funding"].rows
    note = f"{sum(bool(row.shared) for row in doubles)} with a common organisation"
    tone = "warning" if doubles else ""
    yield Tile(name="Funded twice?", value=str(len(doubles)), note=note, tone=tone)
    clashes = tables["people_clashes"].rows
    value = str(len(clashes)) if found.with_people else "not asked"
    note = "in two places on one day" if found.with_people else "no key was given"
    tone = "warning" if clashes else ""
    yield Tile(name="People", value=value, note=note, tone=tone)
    over = tables["limits"].rows
    note = f"{sum(row[4] == 'over' for row in over)} of them certain"
    tone = "error" if over else ""
    yield Tile(name="Over the limit?", value=str(len(over)), note=note, tone=tone)


def _sum(table: Table, column: int) -> str:
    sums: tuple[Money, ...] = totals(row[column] for row in table.rows)
    return ", ".join(map(str, sums))


# Names, which are looked up in the projects themselves.


def _named(found: Portfolio, table: Table) -> Table:
    """Return the clashes of people with their names, as far as their projects still tell them."""
    names = _names(found, table.rows)
    runs = {word: (Run(plain(name)),) for word, name in names.items()}
    told = (Run("name not found", look="muted"),)
    rows: list[Any] = list(table.rows)
    return evolve(table.changed("who", get=lambda row: runs.get(row.who, told)), rows=tuple(rows))


def _names(found: Portfolio, rows: Iterable[Clash]) -> dict[str, str]:
    from vetpartner.files import read

    key = found.key
    wanted: dict[int, set[str]] = {}
    names: dict[str, str] = {}
    if key is None:
        return names
    for row in rows:
        for at in row.people:
            wanted.setdefault(at, set()).add(row.who)
    for at, words in sorted(wanted.items()):
        if words <= names.keys():
            continue
        p = read(found.paths[at]).partnership
        for name, mail in people_of(p) if p is not None else ():
            for word in words_of(key, name, mail):
                if name and word in words:
                    names.setdefault(str(word), name)
    return names

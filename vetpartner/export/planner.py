"""The year planner for the wall: a page across for each year, months side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import ACTIVITY_KINDS, When
from vetpartner.render.grids import Joined
from vetpartner.render.markdown import plain
from vetpartner.render.paper import Paper, page_of, paper_of, spoken
from vetpartner.render.svg import one_line
from vetpartner.state.entries import undated
from vetpartner.state.off_days import Home
from vetpartner.state.timeline import (
    KINDS,
    WORDS,
    Item,
    PlannerDay,
    PlannerYear,
    planner_year,
    years_of,
)
from vetpartner.values.grid import Grid, GridRow, Run, Shaded
from vetpartner.values.phrase import say
from vetpartner.values.table import Column, Table
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vetpartner.model import Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.values.grid import Runs


SIGNS: dict[str, str] = {
    **{str(cls.word): cls.sign for cls in ACTIVITY_KINDS if cls.sign is not None},
    "deliverable": "◆",
    "milestone": "►",
    "deadline": "■",
    "partners' part": "□",
}
"""The sign of each kind, so that kinds are told apart without colours."""
_LONGEST = 60
"""Characters in the grid; the list below has all of them."""
_MOST_NAMED = 2
_EARLIEST, _LATEST = 1900, 2200


@frozen(kw_only=True)
class Year:
    """A year as the template shows it: the grid of its days, and the same as lists."""

    name: str
    grid: Grid
    dates: Table
    holidays: Table


def planner(
    p: Partnership,
    year: int | None = None,
    *,
    partner: str | None = None,
    language: str | None = None,
) -> Paper:
    """Return the planner of one year, or of all years of the project, in all formats.

    Each year has a grid on A4 across, and below it the same dates and the holidays as lists.
    With `partner` it has what concerns one organisation, and only its holidays.
    Without `language` it is in the project's language, in English where there are no words for it.
    Raises `UnknownId` for an unknown organisation, `UnknownLanguage` for a language without words,
    and `ValueError` for a year outside 1900 to 2200.
    """
    if year is not None and not _EARLIEST <= year <= _LATEST:
        raise ValueError(f"{year} is not a year such as 2025")
    p, words = spoken(p, language, papers=False)
    years = years_of(p) if year is None else (year,)
    label = p.plan.project.label
    who = "" if partner is None else f" ({p.label(partner)})"
    shown = "–".join(dict.fromkeys((str(years[0]), str(years[-1]))))
    title = f"{label}: {words.gettext('Year planner')} {shown}"
    context = {
        "title": title,
        "under": say("{project}, as of {day}", project=f"{label}{who}", day=p.as_of),
        "years": tuple(_year(p, planner_year(p, one, partner), words) for one in years),
        "legend": tuple((sign, KINDS[kind]) for kind, sign in SIGNS.items()),
        "undated": tuple(entitled(id_, p.label(id_)) for id_ in undated(p)),
    }
    page = page_of(
        p, "planner.md", context, what="a year planner", title=title, language=words, across=True
    )
    return paper_of(page)


def _year(p: Partnership, year: PlannerYear, language: ReportLanguage) -> Year:
    return Year(
        name=str(year.year),
        grid=_grid(p, year, language),
        dates=_DATES.of(year.dates),
        holidays=_HOLIDAYS.of(year.holidays),
    )


def _grid(p: Partnership, year: PlannerYear, language: ReportLanguage) -> Grid:
    """Return a year with its months side by side, a row for each day of the month."""
    from babel.dates import get_day_names, get_month_names

    names = get_month_names("wide", context="stand-alone", locale=language.locale)
    weekdays = get_day_names("short", context="stand-alone", locale=language.locale)
    rows = [
        GridRow((str(number), *(_cell(p, day, weekdays, language) for day in row)))
        for number, row in enumerate(year.rows, start=1)
    ]
    if any(year.vague):
        spoken_ = Run(f" {language.gettext('day not fixed')}", look="spoken")
        cells = (_marks(items, language) for items in year.vague)
        rows.append(GridRow(((Run("?"), spoken_), *cells)))
    return Grid(
        caption=f"{language.gettext('Year planner')} {year.year}",
        captioned=False,
        heads=(language.gettext("Day"), *(str(names[number]) for number in range(1, 13))),
        rows=tuple(rows),
        numbers=frozenset({0}),
        widths=(10,),
        look="year",
    )


def _cell(
    p: Partnership, day: PlannerDay | None, weekdays: Mapping[int, str], language: ReportLanguage
) -> Shaded:
    """Return a day: weekday, countries with a holiday, closed schools, and what is on."""
    if day is None:
        return Shaded((), "nothing")
    codes = " ".join(dict.fromkeys(home.region or home.country for home, _ in day.holidays))
    few = len(day.closed) <= _MOST_NAMED
    closed = ", ".join(day.closed) if few else str(len(day.closed))
    today = day.day == p.as_of
    found = [Run(str(weekdays[day.day.weekday()]), look="soft")]
    found += [Run(f" {codes}", look="codes")] if codes else []
    found += [Run(f" ({closed})", look="soft")] if day.closed else []
    found += [Run(f" {language.gettext('as of this day')}", look="spoken")] if today else []
    look = "weekend" if day.weekend else ""
    marks = _marks(day.items, language)
    found += (Run("\n"), *marks) if marks else ()
    return Shaded(tuple(found), f"{look} today".strip() if today else look)


def _marks(items: tuple[Item, ...], language: ReportLanguage) -> Runs:
    """Return what is on, each on a line: its sign, a text that may be cut, what is spoken."""
    found: list[Run] = []
    for item in items:
        state = {"done": "✓", "after": "✓", "late": "!"}.get(item.state, "")
        text = one_line(_named(item, language), _LONGEST)
        said = f"{KINDS[item.kind].within(language)}, {WORDS[item.word].within(language)}"
        found += [
            Run(f"{SIGNS[item.kind]}{state} {text}", bold=True, look=f"mark {item.state}"),
            Run(f" ({said})", look="spoken"),
            Run("\n"),
        ]
    return tuple(found[:-1])


def _named(item: Item, language: ReportLanguage) -> str:
    """Return id and title; deadlines have ids that nobody has typed, which are left out."""
    title = item.title.within(language)
    own = item.kind not in {"deadline", "partners' part"}
    return entitled(item.id, title) if own else title


_DATES = Table(
    name="dates",
    empty="Nothing has a date in this year.",
    columns=(
        Column("when", "Date", "when", get=lambda row: When.days(row[0].first, row[0].last)),
        Column("what", "What", get=lambda row: _Item(row[1])),
        Column(
            "kind", "Kind", get=lambda row: Joined((SIGNS[row[1].kind], KINDS[row[1].kind]), " ")
        ),
        Column("status", "Status", "word", get=lambda row: WORDS[row[1].word]),
    ),
)
_HOLIDAYS = Table(
    name="holidays",
    columns=(
        Column("day", "Date", "day", get=lambda row: row[0]),
        Column("name", "Public holiday", get=lambda row: _English(row[1])),
        Column("where", "Country", get=lambda row: _Where(row[2])),
    ),
)


@frozen
class _Item:
    """The name of an item in a language."""

    item: Item

    def runs(self, language: ReportLanguage) -> Runs:
        return (Run(plain(_named(self.item, language))),)


@frozen
class _English:
    """A name that is known in English alone."""

    name: str

    def runs(self, language: ReportLanguage) -> Runs:
        return (Run(self.name, language="en" if language.code != "en" else ""),)


@frozen
class _Where:
    """Countries and the regions of them, each once."""

    homes: tuple[Home, ...]

    def runs(self, language: ReportLanguage) -> Runs:
        named = (
            " ".join(filter(None, (language.country(home.country), home.region)))
            for home in self.homes
        )
        return (Run(", ".join(dict.fromkeys(named))),)

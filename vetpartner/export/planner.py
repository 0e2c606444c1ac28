"""The year planner for the wall: a page across for each year, months side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import When
from vetpartner.render.language import has_catalogue, words
from vetpartner.render.language import language as language_of
from vetpartner.render.paper import Paper, pdf_of
from vetpartner.render.svg import one_line
from vetpartner.render.templates import render
from vetpartner.state.entries import undated
from vetpartner.state.statement import statement
from vetpartner.state.timeline import (
    KINDS,
    STATES,
    Item,
    ItemKind,
    PlannerDay,
    PlannerYear,
    planner_year,
    years_of,
)
from vetpartner.values.phrase import say

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.model import Partnership, Span
    from vetpartner.render.language import ReportLanguage
    from vetpartner.state.off_days import Home


SIGNS: dict[ItemKind, str] = {
    "meeting": "●",
    "training": "▲",
    "dissemination event": "★",
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
class Mark:
    """Something in a cell of the grid: its sign, a text that may be cut, and what is spoken."""

    sign: str
    text: str
    spoken: str
    state: str


@frozen(kw_only=True)
class Cell:
    """A day of the grid: weekday, countries with a holiday, closed schools, and what is on."""

    weekday: str
    weekend: bool
    today: bool
    codes: str
    closed: str
    marks: tuple[Mark, ...]


@frozen(kw_only=True)
class Page:
    """A year as the template shows it."""

    year: int
    months: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell | None, ...]], ...]
    vague: tuple[tuple[Mark, ...], ...]
    dates: tuple[tuple[str, str, str, str], ...]
    holidays: tuple[tuple[str, str, str], ...]


def planner(
    p: Partnership,
    year: int | None = None,
    *,
    partner: str | None = None,
    language: str | None = None,
) -> Paper:
    """Return the planner of one year, or of all years of the project: `.html` and `.pdf`.

    Each year has a grid on A4 across, and below it the same dates and the holidays as lists.
    With `partner` it has what concerns one organisation, and only its holidays.
    Without `language` it is in the project's language, in English where there are no words for it.
    Raises `UnknownId` for an unknown organisation, `UnknownLanguage` for a language without words,
    and `ValueError` for a year outside 1900 to 2200.
    """
    if year is not None and not _EARLIEST <= year <= _LATEST:
        raise ValueError(f"{year} is not a year such as 2025")
    code = language or p.plan.project.language
    spoken = language_of(code if language is not None or has_catalogue(code) else "en")
    years = years_of(p) if year is None else (year,)
    label = p.plan.project.label
    who = "" if partner is None else f" ({p.label(partner)})"
    under = say("{project}, as of {day}", project=f"{label}{who}", day=p.as_of)
    shown = "–".join(dict.fromkeys((str(years[0]), str(years[-1]))))
    title = f"{label}: {spoken.gettext('Year planner')} {shown}"
    context = {
        "title": title,
        "under": under.within(spoken),
        "pages": [_page(p, planner_year(p, one, partner), spoken) for one in years],
        "legend": [(sign, KINDS[kind].within(spoken)) for kind, sign in SIGNS.items()],
        "statement": statement(p, spoken.code),
        "undated": [" ".join(dict.fromkeys((id_, p.label(id_)))) for id_ in undated(p)],
    }
    folder = p.origin.folder if p.origin is not None else None
    html = render("planner.html", context, words=words(spoken, html=True), folder=folder)
    return Paper(what="a year planner", html=html, makers=((".pdf", pdf_of(html)),))


def _page(p: Partnership, year: PlannerYear, language: ReportLanguage) -> Page:
    from babel.dates import get_day_names, get_month_names

    names = get_month_names("wide", context="stand-alone", locale=language.locale)
    weekdays = get_day_names("short", context="stand-alone", locale=language.locale)
    rows = []
    for number, row in enumerate(year.rows, start=1):
        cells = (
            None if day is None else _cell(p, day, str(weekdays[day.day.weekday()]), language)
            for day in row
        )
        rows.append((number, tuple(cells)))
    return Page(
        year=year.year,
        months=tuple(str(names[number]) for number in range(1, 13)),
        rows=tuple(rows),
        vague=tuple(tuple(_mark(item, language) for item in month) for month in year.vague),
        dates=tuple(_date(span, item, language) for span, item in year.dates),
        holidays=tuple(_holiday(day, name, homes, language) for day, name, homes in year.holidays),
    )


def _cell(p: Partnership, day: PlannerDay, weekday: str, language: ReportLanguage) -> Cell:
    codes = dict.fromkeys(home.region or home.country for home, _ in day.holidays)
    few = len(day.closed) <= _MOST_NAMED
    return Cell(
        weekday=weekday,
        weekend=day.weekend,
        today=day.day == p.as_of,
        codes=" ".join(codes),
        closed=", ".join(day.closed) if few else str(len(day.closed)),
        marks=tuple(_mark(item, language) for item in day.items),
    )


def _named(item: Item, language: ReportLanguage) -> str:
    """Return id and title; deadlines have ids that nobody has typed, which are left out."""
    title = item.title.within(language)
    own = item.kind not in {"deadline", "partners' part"}
    return " ".join(dict.fromkeys((item.id, title))) if own else title


def _mark(item: Item, language: ReportLanguage) -> Mark:
    return Mark(
        sign=SIGNS[item.kind],
        text=one_line(_named(item, language), _LONGEST),
        spoken=f"{KINDS[item.kind].within(language)}, {STATES[item.state].within(language)}",
        state=item.state,
    )


def _date(span: Span, item: Item, language: ReportLanguage) -> tuple[str, str, str, str]:
    when = language.value(When.days(span.first, span.last))
    kind = f"{SIGNS[item.kind]} {KINDS[item.kind].within(language)}"
    return when, _named(item, language), kind, STATES[item.state].within(language)


def _holiday(
    day: date, name: str, homes: tuple[Home, ...], language: ReportLanguage
) -> tuple[str, str, str]:
    where = (
        " ".join(filter(None, (language.country(home.country), home.region))) for home in homes
    )
    return language.value(day), name, ", ".join(dict.fromkeys(where))

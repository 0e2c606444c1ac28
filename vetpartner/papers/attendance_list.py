"""The attendance list of an activity, to be printed and signed: a column for each day."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.model import Meeting
from vetpartner.render.language import ReportLanguage
from vetpartner.render.page import Grid, Row, Run
from vetpartner.render.paper import Paper, formats, page_of, spoken
from vetpartner.state.attendance import ActivityHead, activity_head, name_of, registered
from vetpartner.state.statement import VisibleStatement, statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.model import Activity, Participant, Partnership
    from vetpartner.render.page import Cell, Page

MOST_COLUMNS = 6
"""Columns to sign in that stand side by side on A4; more days go on to further sheets."""
EMPTY_LINES = 5
MOST_LINES = 500
"""Lines for one counted group, and empty lines for those expected; a larger group has one line."""
_MILLIMETRES = (11, 52, 30, 27)
"""Widths of the columns on paper, but those to sign in."""


@frozen(kw_only=True)
class Line:
    """A line to sign; all but the number is empty in a line for somebody who is not listed.

    `id` is shown beside the name, and alone where there is no name.
    """

    number: int
    id: str = ""
    name: str = ""
    organisation: str = ""
    country: str | None = None

    @property
    def shown(self) -> str:
        """Return the name with the id behind it, or the id alone."""
        return f"{self.name} ({self.id})" if self.name and self.id else self.name or self.id


@frozen(kw_only=True)
class ListData:
    """All that the list shows.

    `sheets` are the days that stand side by side, sheet by sheet; `which` stands above the heads
    of the columns on every page, so that no page is without its activity.
    """

    head: ActivityHead
    facts: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    sheets: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...]
    statement: VisibleStatement
    title: str
    language: ReportLanguage

    @property
    def which(self) -> str:
        """Return project, activity, dates and place in one line."""
        return " – ".join((self.head.label, *(value for _, value in self.facts[2:])))


def attendance_list(
    p: Partnership, activity: str, *, language: str | None = None, empty: int = EMPTY_LINES
) -> Paper:
    """Return the list to sign of an activity: `.html`, `.xlsx`, and `.write` also for PDF and Word.

    Project, dates and place are those of the plan in force.
    It has a line for each registered participant and each one of a counted group (up to 500, else
    one for all of it); for a meeting without registrations, for the people of the organisations
    that take part; and `empty` lines more, or as many as are expected where nobody is listed.
    Without `language` it is in the project's language, in English where there are no words for it.
    Raises `UnknownId` for an unknown activity, `UnknownLanguage` for a language without words.
    """
    found: Activity = p[activity]
    words = spoken(p, language)
    data = list_data(p, found, words, empty)
    head = data.head
    what = "an attendance list"

    def page() -> Page:
        return page_of(
            p,
            "attendance.md",
            {"title": data.title, "pairs": data.facts, "sheets": tuple(_grids(data)), "head": head},
            what=what,
            title=f"{data.title} – {head.id} {head.title} – {head.label}",
            language=words,
            across=True,
        )

    return Paper(what=what, makers=(*formats(page), (".xlsx", lambda: _xlsx(data))))


def list_data(
    p: Partnership, activity: Activity, language: ReportLanguage, empty: int = EMPTY_LINES
) -> ListData:
    """Compute what the list shows, in its language."""
    gettext = language.gettext
    head = activity_head(p, activity)
    lines = list(_lines(p, activity))
    more = empty if lines else max(empty, min(activity.expected or 0, MOST_LINES))
    lines += [Line(number=len(lines) + n) for n in range(1, more + 1)]
    return ListData(
        head=head,
        facts=head_facts(head, language),
        heads=(gettext("No."), gettext("Name"), gettext("Organisation"), gettext("Country")),
        sheets=tuple(_sheets(head.days, language)),
        lines=tuple(lines),
        statement=statement(p, language.code),
        title=gettext("Attendance list"),
        language=language,
    )


def _grids(data: ListData) -> Iterator[Grid]:
    """Yield a table for each sheet, with its activity above the heads on every page."""
    known = tuple(_known(line, data.language) for line in data.lines)
    for days in data.sheets:
        signed = tuple("" for _ in days)
        yield Grid(
            caption=data.language.gettext("Please sign for each day on which you take part."),
            heads=(*data.heads, *days),
            rows=tuple(Row((*cells, *signed)) for cells in known),
            numbers=frozenset({0}),
            named=False,
            above=data.which,
            widths=_MILLIMETRES,
            look="sign",
        )


def _known(line: Line, language: ReportLanguage) -> tuple[Cell, ...]:
    """Return the cells of a line but those to sign in."""
    id_ = Run(f" {line.id}" if line.name else line.id, look="id" if line.name else "")
    name = (Run(line.name), id_) if line.name else (id_,)
    country = language.country(line.country) if line.country else ""
    return str(line.number), name, line.organisation, country


def place_of(head: ActivityHead, language: ReportLanguage) -> str:
    """Return the venue with its country, or that it is online; a dash where neither is known."""
    if head.mode == "online":
        return language.gettext("online")
    country = language.country(head.country) if head.country else None
    return ", ".join(filter(None, (head.place, country))) or language.value(None)


def each_of(id_: str, count: int) -> Iterator[str]:
    """Yield an id for each one of a counted group, `G/1`; for a single one, or too many, itself."""
    if 1 < count <= MOST_LINES:
        yield from (f"{id_}/{one}" for one in range(1, count + 1))
    else:
        yield id_


def head_facts(head: ActivityHead, language: ReportLanguage) -> tuple[tuple[str, str], ...]:
    """Return project, reference, activity, dates and place, with their labels."""
    gettext = language.gettext
    return (
        (gettext("Project"), " – ".join(dict.fromkeys(filter(None, (head.label, head.project))))),
        (gettext("Project reference"), language.value(head.reference)),
        (gettext("Activity"), f"{head.id} {head.title}" if head.title != head.id else head.id),
        (gettext("Date"), language.value(head.when)),
        (gettext("Place"), place_of(head, language)),
    )


def _sheets(days: tuple[date, ...], language: ReportLanguage) -> Iterator[tuple[str, ...]]:
    """Yield the heads of the columns to sign in, as many on each sheet as on the others."""
    if not days:
        yield (language.gettext("Date and signature"),)
        return
    count = -(-len(days) // MOST_COLUMNS)
    size = -(-len(days) // count)
    for start in range(0, len(days), size):
        yield tuple(language.value(day) for day in days[start : start + size])


def _lines(p: Partnership, activity: Activity) -> Iterator[Line]:
    number = 0
    listed = registered(p, activity.id)
    for who in listed:
        for id_ in each_of(who.id, who.count):
            number += 1
            yield _line(p, who, number, id_)
    if listed or not isinstance(activity, Meeting):
        return
    taking = activity.organisations or tuple(o.id for o in p.plan.organisations)
    for organisation in dict.fromkeys(taking):
        for person in p.plan.people:
            if person.organisation == organisation:
                number += 1
                home = p.get(organisation)
                yield Line(
                    number=number,
                    name=person.name or person.id,
                    organisation=p.label(organisation),
                    country=getattr(home, "country", None),
                )


def _line(p: Partnership, who: Participant, number: int, id_: str) -> Line:
    home = p.get(who.organisation)
    return Line(
        number=number,
        id=id_,
        name=name_of(p, who.id) or "",
        organisation=p.label(who.organisation),
        country=who.country or getattr(home, "country", None),
    )


_WIDTHS = (6, 34, 18, 16)
_SIGNING_WIDTH = 20
_SIGNING_HEIGHT = 28


def _xlsx(data: ListData) -> bytes:
    """Return the list as a workbook, a sheet for each part, each printed on A4 across."""
    from vetpartner.render.xlsx import CalculatedWorkbook, lay_out

    book = CalculatedWorkbook(data.head.as_of)
    top = len(data.facts) + 3
    for number, days in enumerate(data.sheets, start=1):
        name = data.title if len(data.sheets) == 1 else f"{data.title} {number}"
        sheet: Any = book.create_sheet(name)
        book.put(sheet, 1, 1, data.title, "title")
        for row, (label, value) in enumerate(data.facts, start=2):
            book.put(sheet, row, 1, f"{label}: {value}", "remark")
        book.put(sheet, top - 1, 1, data.which, "remark")
        for column, head in enumerate((*data.heads, *days), start=1):
            book.put(sheet, top, column, head, "head")
        for row, line in enumerate(data.lines, start=top + 1):
            country = data.language.country(line.country) if line.country else ""
            known = (line.shown, line.organisation, country)
            book.put(sheet, row, 1, line.number, "sign")
            for column, text in enumerate((*known, *("" for _ in days)), start=2):
                book.put(sheet, row, column, text, "sign")
        below = top + len(data.lines) + 2
        said = (data.statement.funding, data.statement.disclaimer)
        for row, text in enumerate(filter(None, said), start=below):
            # A long text in a narrow first column would make the row as high as a page.
            sheet.merge_cells(
                start_row=row, end_row=row, start_column=1, end_column=len(data.heads) + len(days)
            )
            book.put(sheet, row, 1, text, "text")
        widths = [*_WIDTHS, *(_SIGNING_WIDTH for _ in days)]
        lay_out(sheet, widths, freeze=f"C{top + 1}", head_row=top)
        sheet.print_title_rows = f"{top - 1}:{top}"
        for row in range(top + 1, top + len(data.lines) + 1):
            sheet.row_dimensions[row].height = _SIGNING_HEIGHT
        for row in range(below, below + 2):
            sheet.row_dimensions[row].height = _SIGNING_HEIGHT
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

"""The attendance list of an activity, to be printed and signed: a column for each day."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import Activity, Meeting
from vetpartner.render.language import ReportLanguage
from vetpartner.render.paper import Paper, formats, page_of, spoken
from vetpartner.state.activity_entries import begins, is_in, taking_part
from vetpartner.state.attendance import ActivityHead, activity_head, name_of, registered
from vetpartner.state.coming import answers, phrase_of
from vetpartner.state.statement import VisibleStatement, statement
from vetpartner.values.grid import Grid, Run
from vetpartner.values.members import MOST_MEMBERS, each_of
from vetpartner.values.phrase import Phrase
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from vetpartner.model import Participant, Partnership
    from vetpartner.render.page import Page
    from vetpartner.state.coming import Stands
    from vetpartner.values.grid import Grid, Runs

MOST_COLUMNS = 6
"""Columns to sign in that stand side by side on A4; more days go on to further sheets."""
EMPTY_LINES = 5
_MILLIMETRES = 1.6
"""How wide a sign of a column is on paper; columns to sign in share what is left there."""


ATTENDANCE_LIST = Table(
    name="attendance_list",
    about="One row for each line to sign; a column for each day stands behind these.",
    columns=(
        Column("number", "No.", "count", "the number of the line", width=7),
        Column("name", "Name", "text", "who signs, with the id", lambda line: line, width=32),
        Column("organisation", "Organisation", "text", "the home organisation", width=19),
        Column("country", "Country", "text", "its country, in words", width=17),
    ),
)


def _signed(number: int, day: str) -> Column:
    """Return the column of a day, which is empty until somebody signs."""
    return Column(f"day_{number}", day, "text", get=lambda _: None, absent="", width=20)


@frozen(kw_only=True)
class SignatureLine:
    """A line to sign; all but the number is empty in a line for somebody who is not listed.

    `id` is shown beside the name, and alone where there is no name; `said` is what they answered to
    the invitation.
    """

    number: int
    id: str = ""
    name: str = ""
    organisation: str = ""
    country: str | None = None
    said: Phrase | None = None

    def __str__(self) -> str:
        shown = f"{self.name} ({self.id})" if self.name and self.id else self.name or self.id
        return f"{shown} – {self.said}" if self.said is not None else shown

    def runs(self, language: ReportLanguage) -> Runs:
        """Return the name with the id behind it, or the id alone; then what they answered."""
        id_ = Run(f" {self.id}" if self.name else self.id, look="id" if self.name else "")
        if self.said is None:
            return (Run(self.name), id_) if self.name else (id_,)
        shown = (Run(self.name), id_) if self.name and self.id else (Run(self.name or self.id),)
        return (*shown, Run(f" – {self.said.within(language)}"))


@frozen(kw_only=True)
class ListData:
    """All that the list shows.

    `sheets` are the days that stand side by side, sheet by sheet; `which` stands above the heads
    of the columns on every page, so that no page is without its activity.
    """

    head: ActivityHead
    facts: tuple[tuple[str, str], ...]
    sheets: tuple[tuple[str, ...], ...]
    lines: tuple[SignatureLine, ...]
    statement: VisibleStatement
    title: str
    language: ReportLanguage

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return a table for each sheet: the lines, and a column for each of its days."""
        words = self.language

        def country(line: SignatureLine) -> str:
            return words.country(line.country) if line.country else ""

        known = ATTENDANCE_LIST.changed("country", get=country).of(
            self.lines, caption="Please sign for each day on which you take part."
        )
        return tuple(
            evolve(known, columns=(*known.columns, *map(_signed, count(1), days)))
            for days in self.sheets
        )

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
    p, words = spoken(p, language)
    found = p.thing(activity, Activity)
    data = list_data(p, found, words, empty)
    head = data.head
    what = "an attendance list"

    def page() -> Page:
        return page_of(
            p,
            "attendance.md",
            {"title": data.title, "pairs": data.facts, "sheets": tuple(_grids(data)), "head": head},
            what=what,
            title=f"{data.title} – {head.named} – {head.label}",
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
    more = empty if lines else max(empty, min(activity.expected or 0, MOST_MEMBERS))
    lines += [SignatureLine(number=len(lines) + n) for n in range(1, more + 1)]
    return ListData(
        head=head,
        facts=head_facts(head, language),
        sheets=tuple(_sheets(head.days, language)),
        lines=tuple(lines),
        statement=statement(p, language.code),
        title=gettext("Attendance list"),
        language=language,
    )


def _grids(data: ListData) -> Iterator[Grid]:
    """Yield a table for each sheet, with its activity above the heads on every page."""
    widths = tuple(round((column.width or 0) * _MILLIMETRES) for column in ATTENDANCE_LIST.columns)
    for table in data.tables:
        yield evolve(
            table.grid(data.language, full=True), above=data.which, widths=widths, look="sign"
        )


def place_of(head: ActivityHead, language: ReportLanguage) -> str:
    """Return the venue with its country, or that it is online; a dash where neither is known."""
    if head.mode == "online":
        return language.gettext("online")
    country = language.country(head.country) if head.country else None
    return ", ".join(filter(None, (head.place, country))) or language.value(None)


def head_facts(head: ActivityHead, language: ReportLanguage) -> tuple[tuple[str, str], ...]:
    """Return project, reference, activity, dates and place, with their labels."""
    gettext = language.gettext
    return (
        (gettext("Project"), " – ".join(dict.fromkeys(filter(None, (head.label, head.project))))),
        (gettext("Project reference"), language.value(head.reference)),
        (gettext("Activity"), head.named),
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


def _lines(p: Partnership, activity: Activity) -> Iterator[SignatureLine]:
    number = 0
    said = answers(p, activity.id).get(None, {})
    first = begins(p, activity)
    listed = [who for who in registered(p, activity.id) if is_in(p, who.organisation or "", first)]
    for who in listed:
        for id_ in each_of(who.id, who.count):
            number += 1
            yield _line(p, who, number, id_, said)
    if listed or not isinstance(activity, Meeting):
        return
    for organisation in taking_part(p, activity):
        for person in p.plan.people:
            if person.organisation == organisation:
                number += 1
                home = p.get(organisation)
                answer = said.get(person.id)
                yield SignatureLine(
                    number=number,
                    name=person.name or person.id,
                    organisation=p.label(organisation),
                    country=getattr(home, "country", None),
                    said=phrase_of(answer) if answer else None,
                )


def _line(
    p: Partnership, who: Participant, number: int, id_: str, said: Mapping[str, Stands]
) -> SignatureLine:
    home = p.get(who.organisation)
    answer = said.get(who.person or "")
    return SignatureLine(
        number=number,
        id=id_,
        said=phrase_of(answer) if answer else None,
        name=name_of(p, who.id) or "",
        organisation=p.label(who.organisation),
        country=who.country or getattr(home, "country", None),
    )


def _written(line: SignatureLine, language: ReportLanguage) -> str:
    """Return who signs as it is read back: whatever is said of them, the id stands behind it."""
    said = f"\N{EN DASH} {line.said.within(language)}" if line.said is not None else ""
    return " ".join(filter(None, (line.name, said, line.id and f"({line.id})")))


_SIGNING_HEIGHT = 28
"""How high a row to sign is in a sheet, in points."""


def _xlsx(data: ListData) -> bytes:
    """Return the list as a workbook, a sheet for each part, each printed on A4 across.

    It is read back as it comes from being filled in: nothing stands below the lines but lines, and
    who has no name has the id in brackets, as it stands behind the names of others.
    """
    from vetpartner.render.xlsx import put_table
    from vetpartner.render.xlsx_cells import Book
    from vetpartner.render.xlsx_parts import book_bytes

    book = Book(data.head.as_of)
    said = tuple(filter(None, (data.statement.funding, data.statement.disclaimer)))
    above = len(data.facts) + 2
    top = above + len(said) + 1
    for number, table in enumerate(data.tables, start=1):
        name = data.title if len(data.tables) == 1 else f"{data.title} {number}"
        sheet = book.sheet(name)
        sheet.put(1, 1, data.title, "title")
        for row, (label, value) in enumerate(data.facts, start=2):
            sheet.put(row, 1, f"{label}: {value}", "remark")
        sheet.put(top - 1, 1, data.which, "remark")
        placed = put_table(
            sheet,
            table.changed("name", get=lambda line: _written(line, data.language)),
            f"List{number}",
            top=top,
            beside=2,
            language=data.language,
            style="sign",
        )
        sheet.heads = (top - 1, top)
        for row, text in enumerate(said, start=above):
            # A long text in a narrow first column would make the row as high as a page.
            sheet.merged[row] = len(table.columns)
            sheet.put(row, 1, text)
            sheet.heights[row] = _SIGNING_HEIGHT
        for row in range(placed.first, placed.end):
            sheet.heights[row] = _SIGNING_HEIGHT
    return book_bytes(book)

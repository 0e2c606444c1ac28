"""Writing a planning workbook: a cover, and a sheet for each question, in words of people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from vetpartner.files.structuring import plain_facts, plain_plan
from vetpartner.files.workbooks.cells import apart, newest_rules
from vetpartner.files.workbooks.drawing import (
    LAST_ROW,
    Offers,
    Styles,
    day_format,
    fold,
    height,
    lights,
    page,
    put,
    shown,
    widths,
)
from vetpartner.files.workbooks.human import Row, country_name, human_of
from vetpartner.files.workbooks.sheets import (
    CLASSES,
    COVER,
    HAPPENED,
    HELP_SIGN,
    KIND,
    LIGHT,
    MANY,
    SECTIONS,
    SHEETS,
    TEXTS,
    WORDS,
    SheetOf,
    columns_of,
    divided,
    help_line,
    texts_of,
)
from vetpartner.files.workbooks.workbook import book_bytes, ids_of, parts, words_of
from vetpartner.model import FACTS, Amounts, Money, Share, When
from vetpartner.model.facts import CHANGES
from vetpartner.programme.questions import REPORT_KINDS, asked, structure_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from vetpartner.model import Partnership


_HEAD, _HELP, _FIRST = 3, 4, 5
"""The rows of heads and help, and the first row of what is planned."""
_EMPTY = {HAPPENED: 12, "attended": 12}
"""How many empty rows are drawn below the last one; elsewhere a few."""
_FEW = 5
_MANY = 500
"""From how many rows on only what is written is drawn."""
_MOST_AMOUNTS = 12
"""For how many partners there are columns of amounts that stand open."""
STEPS = (
    (
        "1. Fill in",
        (
            "Go through the sheets from left to right. Leave empty what you do not know yet. "
            "Dates and amounts are understood as you write them."
        ),
    ),
    (
        "2. Check",
        (
            "`vetpartner check plan.xlsx --write` writes a copy in which each cell says what is "
            "wrong or missing, with a light beside each row and a sheet of all that is to be done."
        ),
    ),
    (
        "3. Report",
        (
            "Write down what happened, a row for each thing. Then "
            "`vetpartner report plan.xlsx interim -o interim.docx` writes the report."
        ),
    ),
)
REMARKS = (
    "✖ cannot be right · ▲ look at it · ✔ nothing was found · empty: not checked yet",
    "The + above the sheets opens further columns. Columns, sheets and colours of your own stay.",
)
HEADING = "A project in one workbook"


def workbook_bytes(p: Partnership) -> bytes:
    """Return a partnership as an .xlsx file: the same bytes for the same partnership.

    Its heads are in the language of the project where there are words for it, else in English.
    Raises `ValueError` for a text that no cell can hold.
    """
    book = Workbook()
    del book[book.sheetnames[0]]
    _Book(book, p).write()
    return book_bytes(book, p.as_of)


def word_texts() -> Iterator[str]:
    """Yield what the workbook says beside its heads, for the catalogues."""
    for step in STEPS:
        yield from step
    yield from (*REMARKS, HEADING, "There is no number in it. Keep it?")
    yield "This is not in the list. Keep it?"


class _Book:
    """Writes the sheets of one partnership."""

    def __init__(self, book: Workbook, p: Partnership) -> None:
        self.book, self.p = book, p
        self.language = p.baseline.project.language
        self.human = human_of(p)
        self.code = self.human.code
        self.said = self.human.said
        self.tables: dict[str, Any] = plain_plan(p) | plain_facts(p)
        self.ids = ids_of(p)
        self.words = words_of(p)
        self.styles = Styles(book)
        self.offers = Offers(book, self.code)

    def write(self) -> None:
        """Write all sheets that are wanted, and the cover that leads to them."""
        cover = self.book.create_sheet(self.said(COVER))
        rows = {sheet.table: self._rows(sheet) for sheet in SHEETS}
        self.wanted = [sheet for sheet in SHEETS if sheet.always or rows[sheet.table] is not None]
        for sheet in self.wanted:
            self.book.create_sheet(self.said(sheet.title))
        self._cover(cover)
        for sheet in self.wanted:
            made = self.book[self.said(sheet.title)]
            if sheet.table == "project":
                self._lines(made, sheet)
            else:
                self._table(made, sheet, rows[sheet.table] or [])
        self.offers.write()
        self.styles.done()

    def _rows(self, sheet: SheetOf) -> list[Row] | None:
        """Return the rows of a sheet by key; None where there is nothing of it."""
        if sheet.table == HAPPENED:
            return [
                {KIND: self.said(WORDS[kind]), **apart(row, CLASSES[kind], self.language)}
                for kind in WORDS
                for row in self.tables.get(kind, ())
            ]
        if sheet.table == "narratives":
            return self._answers()
        if sheet.table == "own_rules":
            text = self.p.own_rules
            return None if text is None else [{"text": part} for part in parts(text)]
        if sheet.table not in MANY:
            return []
        found = self.tables.get(sheet.table)
        # A fact of which nothing is known yet is a row too, and would be none without any cell.
        nothing = {"void": False} if sheet.table in FACTS else {}
        cls = CLASSES[sheet.table]
        return found and [apart(row or nothing, cls, self.language) for row in found]

    def _answers(self) -> list[Row]:
        labels = {
            each.id: self.said(each.question.label) + (f" – {each.of}" if each.of else "")
            for block in structure_for(self.p).blocks
            for kind in REPORT_KINDS
            for each in asked(self.p, block, kind, language=self.language)
        }
        return [
            {
                "report": self.said(n.report),
                "language": n.language,
                "question": question,
                "asked": labels.get(question or ""),
                "text": part or None,
            }
            for n in self.p.narratives
            for question, text in n.answers or ((None, ""),)
            for part in parts(text)
        ]

    # A sheet with a row for each thing.

    def _table(self, sheet: Worksheet, of: SheetOf, rows: list[Row]) -> None:
        keys, open_ = self._keys(of, rows)
        heads = [self.human.head(of.table, key) for key in keys]
        helps = [
            self.said(text) if (text := _help(of.table, key)) and number < open_ else ""
            for number, key in enumerate(keys)
        ]
        cells = [[self.human.value(of.table, row, key) for key in keys] for row in rows]
        wide = {
            number: widths(
                [row[number - 2] for row in cells[:200]], heads[number - 2], helps[number - 2]
            )
            for number in range(2, len(keys) + 2)
        }
        for number, key in enumerate(keys, start=2):
            wide[number] = max(wide[number], _WIDTHS.get(key.rpartition(".")[2], 0))
            sheet.column_dimensions[get_column_letter(number)].width = wide[number]
        sheet.column_dimensions["A"].width = 3.5
        fold(sheet, open_ + 2, len(keys) + 1, wide)
        self._top(sheet, of, heads, helps, wide, open_)
        empty = _EMPTY.get(of.table, _FEW) if len(rows) < _MANY else 0
        looks = [self._look(of.table, key) for key in keys]
        for at in range(len(rows) + empty):
            line = cells[at] if at < len(cells) else [None] * len(keys)
            self.styles.give(sheet.cell(at + _FIRST, 1), "light")
            for number, (value, (look, form)) in enumerate(zip(line, looks, strict=True), start=2):
                if value is None and number > open_ + 1:
                    continue
                put(
                    self.styles,
                    sheet.cell(at + _FIRST, number),
                    value,
                    *_fitting(value, look, form),
                )
            if any(isinstance(value, str) and len(value) > 8 for value in line[:open_]):  # noqa: PLR2004
                texts = [(shown(v), wide[n]) for n, v in enumerate(line[:open_], start=2)]
                sheet.row_dimensions[at + _FIRST].height = min(height(texts, 15), 400)
        for number, key in enumerate(keys, start=2):
            self._offer(sheet, of.table, key, number, helps[number - 2])
        lights(sheet, f"A{_FIRST}:A{LAST_ROW}")
        page(sheet, head=f"{_HEAD}:{_HELP}")
        sheet.freeze_panes = f"{'D' if open_ > 2 else 'B'}{_FIRST}"  # noqa: PLR2004

    def _keys(self, of: SheetOf, rows: list[Row]) -> tuple[list[str], int]:
        """Return the columns of a sheet, and how many of them stand open."""
        given = dict.fromkeys(key for row in rows for key in row)
        if of.table in TEXTS:
            keys = [*of.shown[:-1], *(("asked",) if len(of.shown) > 1 else ()), of.shown[-1]]
            return keys, len(keys)
        open_: list[str] = list(of.shown)
        closed: list[str] = []
        for key in columns_of(of.table):
            if divided(of.table, key):
                inner = dict.fromkeys(k for row in rows for k in row.get(key, {}))
                if of.table == "work_packages" and len(self.ids["organisations"]) <= _MOST_AMOUNTS:
                    inner = dict.fromkeys((*self.ids["organisations"], *inner))
                parted = [f"{key}.{each}" for each in inner]
                (open_ if len(parted) <= _MOST_AMOUNTS else closed).extend(parted)
            elif key not in of.shown:
                closed.append(key)
            if key in texts_of(of.table):
                closed += [
                    each for each in given if each.startswith(f"{key}.") and each not in closed
                ]
        return [*open_, *closed], len(open_)

    def _top(
        self,
        sheet: Worksheet,
        of: SheetOf,
        heads: Sequence[str],
        helps: Sequence[str],
        wide: dict[int, float],
        open_: int,
    ) -> None:
        put(self.styles, sheet.cell(1, 2), self.said(of.title), "title")
        put(self.styles, sheet.cell(2, 2), self.said(of.asks), "asks")
        put(self.styles, sheet.cell(_HEAD, 1), LIGHT, "head")
        put(self.styles, sheet.cell(_HELP, 1), HELP_SIGN, "help")
        for number, (text, help_) in enumerate(zip(heads, helps, strict=True), start=2):
            put(self.styles, sheet.cell(_HEAD, number), text, "head")
            put(self.styles, sheet.cell(_HELP, number), help_ or None, "help")
        sheet.row_dimensions[1].height = 26
        lines = [(text, wide[n]) for n, text in enumerate(heads[:open_], start=2)]
        sheet.row_dimensions[_HEAD].height = height(lines, 15.5)
        lines = [(text, wide[n] * 1.15) for n, text in enumerate(helps[:open_], start=2)]
        sheet.row_dimensions[_HELP].height = height(lines, 12.5)

    def _look(self, table: str, key: str) -> tuple[str, str]:
        if table in TEXTS:
            return ("text", "")
        first = key.partition(".")[0]
        column = columns_of(table).get(key) or columns_of(table)[first]
        if key == "id":
            return "id", ""
        if column.type is Money or divided(table, first):
            return "number", "#,##0.00"
        if column.type in {int, Decimal, Share}:
            return "number", ""
        if column.type in {date, When}:
            return "left", day_format(self.code)
        return "text", ""

    def _offer(self, sheet: Worksheet, table: str, key: str, number: int, help_: str) -> None:
        letter = get_column_letter(number)
        cells, first = f"{letter}{_FIRST}:{letter}{LAST_ROW}", f"{letter}{_FIRST}"
        if table in TEXTS:
            if key in {"report", "question"}:
                choices = REPORT_KINDS if key == "report" else ()
                self.offers.choose(sheet, cells, tuple(choices), "", asks=True)
            return
        self._offer_of(sheet, (cells, first), table, key, help_)

    def _offer_of(
        self, sheet: Worksheet, where: tuple[str, str], table: str, key: str, help_: str
    ) -> None:
        """Let cells offer what a column takes."""
        cells, first = where
        column = columns_of(table).get(key) or columns_of(table)[key.partition(".")[0]]
        type_ = column.type
        words = self.words.get((CLASSES[table].__name__, key)) if table in CLASSES else None
        if key == KIND:
            kinds = (*WORDS.values(), *CHANGES)
            self.offers.choose(sheet, cells, tuple(map(self.said, kinds)), help_, asks=True)
        elif words:
            self.offers.choose(sheet, cells, tuple(words), help_, asks=False)
        elif key.rpartition(".")[2] == "country":
            self.offers.choose(sheet, cells, _countries(self.code), help_, asks=False)
        elif get_origin(type_) is Literal:
            choices = tuple(self.said(str(each)) for each in get_args(type_))
            self.offers.choose(sheet, cells, choices, help_, asks=True)
        elif type_ is bool:
            self.offers.choose(sheet, cells, (self.said("yes"), self.said("no")), help_, asks=True)
        elif column.links and type_ is not Amounts:
            self._ids(sheet, cells, column.links, help_)
        elif type_ in {int, Decimal, Money, Share, date, When, Amounts}:
            self.offers.number(sheet, cells, first, help_)

    def _ids(self, sheet: Worksheet, cells: str, kinds: tuple[str, ...], help_: str) -> None:
        known = [each for each in self.wanted if each.table in kinds]
        if len(known) == 1 and len(kinds) == 1:
            title = self.said(known[0].title).replace("'", "''")
            where = f"'{title}'!$B${_FIRST}:$B${LAST_ROW}"
            self.offers.choose_from(sheet, cells, where, help_)
        else:
            choices = tuple(id_ for kind in kinds for id_ in self.ids.get(kind, ()))
            self.offers.choose(sheet, cells, choices, help_, asks=False)

    # The sheets with a line for each field, and the cover.

    def _lines(self, sheet: Worksheet, of: SheetOf) -> None:
        for letter, width in zip("ABCD", (3.5, 30, 52, 46), strict=True):
            sheet.column_dimensions[letter].width = width
        put(self.styles, sheet.cell(1, 2), self.said(of.title), "title")
        put(self.styles, sheet.cell(2, 2), self.said(of.asks), "asks")
        put(self.styles, sheet.cell(_HEAD, 1), LIGHT, "light")
        self.tables.setdefault("project", {}).setdefault("language", self.language)
        row = self._fields(sheet, "project", _HEAD + 1, of.shown)
        for table, title in SECTIONS.items():
            held = self.tables.get(table)
            put(self.styles, sheet.cell(row, 2), self.said(title), "head")
            put(self.styles, sheet.cell(row, 3), "–" if held == {} else None, "head")
            put(self.styles, sheet.cell(row, 4), None, "head")
            sheet.row_dimensions[row].height = height([(self.said(title), 28.0)], 15.5)
            if table == "look" and not held:
                sheet.row_dimensions[row].outlineLevel = 1
                sheet.row_dimensions[row].hidden = held is None
            row = self._fields(
                sheet, table, row + 1, () if table == "look" else ("reference", "signed")
            )
        lights(sheet, f"A{_HEAD + 1}:A{row}")
        page(sheet, landscape=False)
        sheet.freeze_panes = f"C{_HEAD + 1}"

    def _fields(self, sheet: Worksheet, table: str, row: int, open_: tuple[str, ...]) -> int:
        """Write a line for each field of a single table from a row on; return the next row."""
        held = apart(self.tables.get(table, {}), CLASSES[table], self.language)
        keys: list[str] = [*open_]
        for key in columns_of(table):
            if divided(table, key):
                keys += [f"{key}.{each}" for each in held.get(key, {})]
            elif key not in keys:
                keys.append(key)
            keys += [each for each in held if each.startswith(f"{key}.") and each not in keys]
        for key in keys:
            help_ = self.said(_help(table, key)) if _help(table, key) else None
            value = self.human.value(table, held, key)
            _, form = self._look(table, key)
            self.styles.give(sheet.cell(row, 1), "light")
            put(self.styles, sheet.cell(row, 2), self.human.head(table, key), "label")
            put(self.styles, sheet.cell(row, 3), value, *_fitting(value, "left", form))
            put(
                self.styles,
                sheet.cell(row, 4),
                help_ if key in open_ else None,
                "help" if key in open_ and help_ else "plain",
            )
            self._offer_of(sheet, (f"C{row}", f"C{row}"), table, key, help_ or "")
            lines = shown(value) if value is not None or key != "priorities" else "\n\n"
            sheet.row_dimensions[row].height = min(height([(lines, 52.0)], 15), 400)
            if key not in open_:
                sheet.row_dimensions[row].outlineLevel = 1
                sheet.row_dimensions[row].hidden = value is None
            row += 1
        return row

    def _cover(self, sheet: Worksheet) -> None:
        for letter, width in zip("ABC", (3.5, 26, 86), strict=True):
            sheet.column_dimensions[letter].width = width
        project = self.p.baseline.project
        title = project.acronym or project.title or self.said(HEADING)
        put(self.styles, sheet.cell(1, 2), title[:200], "title")
        put(
            self.styles,
            sheet.cell(2, 2),
            self.said(HEADING) if title != self.said(HEADING) else None,
            "asks",
        )
        row = 4
        for step, text in STEPS:
            put(self.styles, sheet.cell(row, 2), self.said(step), "label")
            words = self.said(text).replace("`", "")
            put(self.styles, sheet.cell(row, 3), words, "plain")
            sheet.row_dimensions[row].height = height([(words, 86.0)], 15)
            row += 1
        row += 1
        for remark in REMARKS:
            put(self.styles, sheet.cell(row, 2), self.said(remark), "plain")
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
            row += 1
        row += 1
        for each in self.wanted:
            name = self.said(each.title)
            cell: Any = sheet.cell(row, 2)
            put(self.styles, cell, name, "link")
            cell.hyperlink = f"#'{name}'!A1"
            self.styles.give(cell, "link")
            put(self.styles, sheet.cell(row, 3), self.said(each.asks), "plain")
            row += 1
        page(sheet)
        sheet.sheet_view.showGridLines = False


_WIDTHS = {
    **dict.fromkeys(("title", "mitigation", "description"), 34),
    **dict.fromkeys(("name", "evidence", "verification"), 28),
    **dict.fromkeys(("reason", "email"), 24),
    "report": 15,
    "question": 17,
    "when": 25,
    "due": 13,
    **dict.fromkeys(("amount", "expected", "recorded", "city"), 13),
    "text": 70,
    "asked": 38,
    "what": 15,
    "payee": 11,
}
"""How wide columns are at least, in signs."""


def _help(table: str, key: str) -> str:
    if table in TEXTS:
        return help_line(table, key)
    known = columns_of(table)
    first = key.partition(".")[0]
    return (
        help_line(table, key if key in known else first) if first in known or key in known else ""
    )


def _fitting(value: object, look: str, form: str) -> tuple[str, str]:
    """Return look and number format of a cell, as the value allows."""
    if isinstance(value, str):
        return ("text" if look == "number" else look), ""
    if isinstance(value, Decimal) and form and value != round(value, 2):
        return look, ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and look == "text":
        return "number", ""
    return look, form


def _countries(language: str) -> tuple[str, ...]:
    """Return the countries in the programme, by the newest call that is known."""
    law = newest_rules()
    codes = (*law.member_states, *law.associated_countries)
    return tuple(sorted(country_name(code, language) for code in codes))

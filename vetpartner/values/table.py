"""A table as one value: typed columns and rows, from which every format is made.

A table is declared once, beside what computes its rows, and filled by `Table.of`:

    LEDGER = Table(name="ledger", about="One row for each account.", columns=(
        Column("label", "Partner", "text", "what people call it", names=True),
        Column("share", "Share", "money", "its part of the lump sum"),
    ))
    LEDGER.of(accounts, caption="GreenWeld, EUR, as of 2025-01-31", total=sums).text()

Heads, captions, notes and words are English, and the message ids of the catalogues. Text and HTML
take a language; records, CSV and JSON have names and plain values. Sheets, Word tables and data
frames are made from the same columns by their own writers.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from html import escape
from operator import add, attrgetter, itemgetter
from typing import Any, Literal

from attrs import Factory, evolve, field, frozen

from vetpartner.values import phrase
from vetpartner.values.counts import AtLeast, percent, told
from vetpartner.values.grid import Grid, GridRow, RowKind, cell, table_html, text_in, text_of
from vetpartner.values.phrase import Language, Phrase
from vetpartner.values.showing import Brief
from vetpartner.values.words import NOT_TOLD

Kind = Literal[
    "text",  # a text as somebody typed it, or a phrase
    "word",  # one of a few fixed words, which a language translates
    "id",  # an id of the plan
    "lines",  # a tuple of texts or phrases
    "money",  # an amount in the one currency of the table, which caption or notes name
    "amount",  # an amount with its own currency
    "count",  # a whole number
    "number",  # a Decimal
    "share",  # a part of a whole: a Share, or a Decimal from 0 to 1
    "progress",  # whole percent, drawn as a bar where that can be
    "day",  # a date
    "when",  # a When, as exact as it is known
    "flag",  # yes or no
]
Warns = Literal["attention", "wrong", "below zero"]
"""What a number warns of: above zero asks for attention or is wrong, or below zero is wrong."""

DASH = "\N{EN DASH}"
NOT_KNOWN = "not known"
"""What stands for a value that ought to be there, and that nobody stated."""
NUMBERS: frozenset[Kind] = frozenset({"money", "amount", "count", "number", "share"})
"""The kinds that stand at the right."""
_ADDED: frozenset[Kind] = NUMBERS - {"amount"}
_SHORT = frozenset({"day", "when", "flag", "progress"})
"""The kinds whose cells are not broken."""
_SHORT_TEXT: dict[str, int] = {"word": 22, "text": 10}
"""How many signs the texts of a column have at most for its cells not to be broken: `not done`."""
_CALCULATING = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""
Say = Callable[[Any], str]
"""Makes a text of a value."""


def _getter(get: str | int | Callable[[Any], Any]) -> Callable[[Any], Any]:
    if isinstance(get, str):
        return attrgetter(get)
    return itemgetter(get) if isinstance(get, int) else get


@frozen
class Column:
    """A column: what a program and a reader call it, what it means, how it is got from a row.

    `get` is a function of a row, an attribute such as `fact.when`, or a place in it; `name` if left
    out. None is a value that is not known: shown as `absent`, an empty cell of a sheet, and never
    added up as zero.
    Where `absent` is `NOT_KNOWN` a sum is not known either if one of its values is not, and a sheet
    says so.
    `full` is the head where there is room, as in a letter.
    `place` tells where it stands: `shown` for people only, `data` for records and frames only.
    With `names` it tells the rows apart: the head of its row in HTML, bold in a sheet.
    `formula` makes the value in a sheet: `{share}` is the cell of that column in the same row,
    `{share.sum}` the one in the row of sums; it may depend on the row. Where the value is None no
    formula is written.
    `warns` colours the numbers of a sheet, `input` lets amounts be tried out there, and `width` is
    in signs, or as usual for the kind.
    """

    name: str
    head: str
    kind: Kind = "text"
    meaning: str = ""
    get: Callable[[Any], Any] = field(
        default=Factory(lambda self: self.name, takes_self=True),
        converter=_getter,
        eq=False,
        repr=False,
    )
    formula: str | Callable[[Any], str | None] | None = field(default=None, kw_only=True)
    warns: Warns | None = field(default=None, kw_only=True)
    input: bool = field(default=False, kw_only=True)
    summed: bool = field(default=True, kw_only=True)
    full: str = field(default="", kw_only=True)
    place: Literal["everywhere", "shown", "data"] = field(default="everywhere", kw_only=True)
    names: bool = field(default=False, kw_only=True)
    absent: str = field(default=DASH, kw_only=True)
    width: int | None = field(default=None, kw_only=True)

    @property
    def number(self) -> bool:
        """Tell whether it stands at the right."""
        return self.kind in NUMBERS

    @property
    def adds(self) -> bool:
        """Tell whether its values are added up."""
        return self.summed and self.kind in _ADDED

    def sum(self, rows: Iterable[Any]) -> Any:  # noqa: ANN401 - of the kind of its values
        """Return the sum of what is known, None where nothing is or nothing can be added."""
        values = list(map(self.get, rows)) if self.adds else []
        known = [value for value in values if value is not None]
        whole = self.absent != NOT_KNOWN or len(known) == len(values)
        return reduce(add, known) if known and whole else None


@frozen(kw_only=True)
class Group:
    """Some rows of a table under a title, which stands in place of the first head.

    A page may have a title that is more than a text.
    """

    title: Any
    rows: Sequence[Any]
    total: Any = None


@frozen(kw_only=True, repr=False)
class Table(Brief):
    """What is shown: rows, or groups of rows, of the same columns.

    `total` is one more row, or a word such as `Total`: then the numbers are the sums of the rows.
    `about` says what a row is, for the reference; `empty` is said where there are no rows.
    With `cents` amounts have their cents, without them only where an amount of the table has some.
    """

    name: str
    columns: tuple[Column, ...]
    about: str = ""
    caption: str | Phrase = ""
    rows: Sequence[Any] = ()
    total: Any = None
    groups: tuple[Group, ...] = ()
    notes: tuple[str | Phrase, ...] = ()
    empty: str = ""
    cents: bool = True

    def __repr__(self) -> str:
        rows = sum(len(group.rows) for group in self.parts)
        return f"<Table {self.name}: {rows} row{'' if rows == 1 else 's'}>"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()

    def of(self, rows: Iterable[Any], **given: Any) -> Table:  # noqa: ANN401 - fields of a table
        """Return it with rows, and with what else is given: caption, total, notes."""
        return evolve(self, rows=tuple(rows), **given)

    def only(self, *names: str) -> Table:
        """Return it with these columns, in this order; `KeyError` for a column it does not have."""
        return evolve(self, columns=tuple(self[name] for name in names))

    def without(self, *names: str) -> Table:
        """Return it without these columns; `KeyError` for a column it does not have."""
        gone = {self[name].name for name in names}
        return evolve(self, columns=tuple(c for c in self.columns if c.name not in gone))

    def changed(self, name: str, **changes: Any) -> Table:  # noqa: ANN401 - fields of a column
        """Return it with one column changed; `KeyError` for a column it does not have."""
        new = evolve(self[name], **changes)
        return evolve(self, columns=tuple(new if c.name == name else c for c in self.columns))

    def first(self, most: int, more: Callable[[int], Phrase] | None = None) -> Table:
        """Return it with so many rows, and a note that counts the rest in the words of `more`."""
        left = len(self.rows) - most
        if left <= 0:
            return self
        note = more(left) if more else phrase.say("… and {n} more", n=left)
        return evolve(self, rows=self.rows[:most], notes=(*self.notes, note))

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def shown(self) -> tuple[Column, ...]:
        """Return the columns that people see."""
        return tuple(c for c in self.columns if c.place != "data")

    @property
    def data(self) -> tuple[Column, ...]:
        """Return the columns of records and data frames."""
        return tuple(c for c in self.columns if c.place != "shown")

    @property
    def parts(self) -> tuple[Group, ...]:
        """Return the groups; all rows are one without a title where there are none."""
        return self.groups or (Group(title="", rows=self.rows, total=self.total),)

    # For people

    def heads(self, language: Language | None = None) -> tuple[str, ...]:
        """Return the heads of the columns that people see."""
        return tuple(_in(language, column.head) for column in self.shown)

    def blocks(
        self, language: Language | None = None
    ) -> Iterator[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
        """Yield for each group its heads, none where all are empty, and its rows with the total."""
        says = self.says(language)
        for group in self.parts:
            total = [] if group.total is None else [self._total(group, says, language)]
            yield self._heads_of(group, language), [*self._lines(group, says), *total]

    def lines(self, language: Language | None = None) -> Iterator[tuple[str, ...]]:
        """Yield the cells of each row as texts, those of groups and totals in their place."""
        for _, rows in self.blocks(language):
            yield from rows

    def _lines(self, group: Group, says: list[Say]) -> Iterator[tuple[str, ...]]:
        columns = [(column.get, say) for column, say in zip(self.shown, says, strict=True)]
        for row in group.rows:
            yield tuple(say(get(row)) for get, say in columns)

    def _total(self, group: Group, says: list[Say], language: Language | None) -> tuple[str, ...]:
        if not isinstance(group.total, str):
            return next(self._lines(evolve(group, rows=(group.total,)), says))
        _, *others = zip(self.shown, says, strict=True)
        sums = (say(column.sum(group.rows)) if column.adds else "" for column, say in others)
        return (_in(language, group.total), *sums)

    def says(self, language: Language | None) -> list[Say]:
        """Return for each column that people see what makes a text of its values."""
        whole = not self.cents and self._whole

        def saying(column: Column) -> Say:
            kind = "whole money" if whole and column.kind == "money" else column.kind
            absent = _in(language, column.absent)
            return lambda value: absent if value is None else _said(kind, value, language)

        return [saying(column) for column in self.shown]

    @property
    def _whole(self) -> bool:
        """Tell whether no amount has cents, so that none is shown with them."""
        columns = [c for c in self.shown if c.kind == "money"]
        rows = [row for g in self.parts for row in (*g.rows, g.total) if not isinstance(row, str)]
        values = (c.get(row) for row in rows if row is not None for c in columns)
        return not any(value.amount % 1 for value in values if value is not None)

    def _heads_of(self, group: Group, language: Language | None) -> tuple[str, ...]:
        """Return the heads over a group, none where all are empty."""
        heads = self.heads(language)
        if group.title:
            heads = (_in(language, group.title), *heads[1:])
        return heads if any(heads) else ()

    def text(self, language: Language | None = None) -> str:
        """Return it for a terminal: columns in line, numbers at the right."""
        lines = [_in(language, self.caption)] if self.caption else []
        if not any(group.rows for group in self.parts) and self.empty:
            return "\n".join([*lines, _in(language, self.empty)])
        blocks = [[heads, *rows] if heads else rows for heads, rows in self.blocks(language)]
        columns = self.shown
        widths = [
            max(map(len, cells)) for cells in zip(*(r for b in blocks for r in b), strict=True)
        ]
        for block in blocks:
            lines += [""] if lines else []
            for row in block:
                cells = (
                    cell.rjust(width) if column.number else cell.ljust(width)
                    for column, cell, width in zip(columns, row, widths, strict=True)
                )
                lines.append("  ".join(cells).rstrip())
        notes = [_in(language, note) for note in self.notes]
        return "\n".join([*lines, *(["", *notes] if notes else [])])

    def grid(self, language: Language | None = None, *, full: bool = False) -> Grid:
        """Return it in the words of a language, with the long heads if there is room for them."""
        columns = self.shown
        heads = (column.full or column.head if full else column.head for column in columns)
        rows = tuple(self._grid_rows(language))
        return Grid(
            caption=_in(language, self.caption),
            heads=tuple(_in(language, head) for head in heads),
            rows=rows,
            numbers=frozenset(n for n, column in enumerate(columns) if column.number),
            short=frozenset(
                n
                for n, column in enumerate(columns)
                if column.kind in _SHORT
                or (not column.names and _all_short(rows, n, _SHORT_TEXT.get(column.kind, 0)))
            ),
            named=columns[0].names,
        )

    def _grid_rows(self, language: Language | None) -> Iterator[GridRow]:
        says = self.says(language)
        columns = list(zip(self.shown, says, strict=True))

        def row(value: Any, kind: RowKind = "") -> GridRow:  # noqa: ANN401 - whatever the rows are
            first = columns[0][0].get(value)
            return GridRow(
                tuple(cell(c.kind, c.get(value), say, c.head, language) for c, say in columns),
                kind or getattr(first, "kind", ""),
                getattr(first, "anchor", ""),
            )

        for group in self.parts:
            if group.title:
                made = getattr(group.title, "runs", None)
                title = made(language) if made is not None else _in(language, group.title)
                yield GridRow((title,), "group", getattr(group.title, "anchor", ""))
            yield from map(row, group.rows)
            if isinstance(group.total, str):
                yield GridRow(self._total(group, says, language), "total")
            elif group.total is not None:
                yield row(group.total, "total")

    def html(self, language: Language | None = None, *, inline: bool = True) -> str:
        """Return it as an HTML table, or what it says when it is empty, with its notes below.

        Everything is escaped. With `inline` it is for a notebook; without, a page gives it its
        look.
        """
        told = (escape(_in(language, note)) for note in self.notes)
        begin = "<p>" if inline else '<p class="note">'
        if self.empty and not any(group.rows for group in self.parts):
            said = (self.caption if inline else "", self.empty)
            made = "".join(f"<p>{escape(_in(language, one))}</p>" for one in said if one)
        else:
            made = table_html(self.grid(language), inline=inline)
        return "".join((made, *(f"{begin}{note}</p>" for note in told if note)))

    # For programs

    def records(self) -> list[dict[str, Any]]:
        """Return the rows without their sums: names of the columns and plain values.

        Amounts and shares are Decimals, days are dates; a column `group` tells of which group.
        """
        columns = [(c.name, c.kind, c.get) for c in self.data]
        return [
            ({"group": group.title} if self.groups else {})
            | {name: plain(kind, get(row)) for name, kind, get in columns}
            for group in self.parts
            for row in group.rows
        ]

    def csv(self) -> str:
        """Return the records as CSV; a text that looks like a formula is quoted by a `'`."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow((*(("group",) if self.groups else ()), *(c.name for c in self.data)))
        writer.writerows([_csv(value) for value in row.values()] for row in self.records())
        return out.getvalue()

    def json(self) -> str:
        """Return the records as a JSON array of objects; amounts are numbers with their cents."""
        objects = (
            ",\n".join(f"    {json.dumps(name)}: {_json(value)}" for name, value in row.items())
            for row in self.records()
        )
        inside = ",\n".join(f"  {{\n{one}\n  }}" for one in objects)
        return f"[\n{inside}\n]" if inside else "[]"


class Tabled(Brief):
    """A result that prints and shows as its table."""

    __slots__ = ()

    @property
    def table(self) -> Table:
        """Return it as a table."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.table.text()

    def _repr_html_(self) -> str:
        return self.table.html()


def data(
    name: str, kind: Kind, meaning: str, get: str | Callable[[Any], Any] | None = None
) -> Column:
    """Return a column of records and data frames that people do not see."""
    return Column(name, "", kind, meaning, get or name, place="data")


def in_order(*columns: Column) -> tuple[Column, ...]:
    """Return columns whose values stand in each row in this order, in a tuple or a list."""
    return tuple(evolve(column, get=n) for n, column in enumerate(columns))


def pairs(caption: str, rows: Iterable[tuple[str, Any]], kind: Kind = "text") -> Table:
    """Return a table of names and values without heads."""
    columns = in_order(Column("name", "", names=True), Column("value", "", kind))
    return Table(name="pairs", columns=columns, caption=caption, rows=tuple(rows))


def plain(kind: Kind, value: Any) -> Any:  # noqa: ANN401 - a value of any kind
    """Return a value as a program takes it: text, int, Decimal, bool, date or None.

    A count that is kept back, or of which a part is not known, is None too: a column of numbers has
    no room for the word.
    """
    if isinstance(value, AtLeast) or (kind == "count" and value == NOT_TOLD):
        return None
    if value is None or kind in {"count", "number", "progress", "day", "flag"}:
        return value
    if kind in {"money", "amount"}:
        return value.amount
    if kind == "share":
        return getattr(value, "portion", value)
    if kind == "lines":
        return "; ".join(map(str, value))
    return str(value)


def _all_short(rows: Sequence[GridRow], number: int, most: int) -> bool:
    """Tell whether no cell of a column is too long for a line of its own."""
    cells = (row.cells[number] for row in rows if len(row.cells) > max(number, 1))
    return most > 0 and all(len(text_of(cell)) <= most for cell in cells)


def _in(language: Language | None, text: Any) -> str:  # noqa: ANN401 - a text, or more
    if not isinstance(text, str):
        return text_in(language, text)
    return text if language is None or not text else language.gettext(text)


def _said(kind: str, value: Any, language: Language | None) -> str:  # noqa: ANN401 - of any kind
    """Return a value that is known as a text of one line, in the plain way or in a language."""
    if isinstance(value, AtLeast):
        value = told(value)
    if isinstance(value, Phrase | tuple):
        return text_in(language, value)
    if kind == "money":
        return language.cents(value) if language else f"{value.amount:,.2f}".replace(",", " ")
    if kind == "whole money":
        return language.amount(value) if language else f"{value.amount:,.0f}".replace(",", " ")
    if kind == "progress":
        return f"{value} %"
    if kind == "share":
        part = getattr(value, "portion", None)
        number = part * 100 if part is not None else percent(value, 1, digits=1)
        return f"{_said('number', number, language)} %"
    if kind == "flag":
        return _in(language, "yes" if value else "no")
    if kind == "word" or (kind == "count" and value == NOT_TOLD):
        return _in(language, str(value))
    if kind in {"text", "id"}:
        return str(value)
    return language.value(value) if language else phrase.plain(value)


def _csv(value: Any) -> str:  # noqa: ANN401 - a plain value
    if value is None:
        return ""
    if isinstance(value, str):
        # A lone CR would not be quoted, and cut the row in two.
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if value.startswith(_CALCULATING) else text
    if isinstance(value, bool):
        return "yes" if value else "no"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _json(value: Any) -> str:  # noqa: ANN401 - a plain value
    if isinstance(value, Decimal):
        # As it is written, with its cents: a float would change it.
        return format(value, "f")
    return json.dumps(value.isoformat() if isinstance(value, date) else value, ensure_ascii=False)

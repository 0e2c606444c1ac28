"""Tables in the words of a language, and the values of cells that are more than a text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner import model
from vetpartner.model import When
from vetpartner.render.language import NOTHING
from vetpartner.render.markdown import clean, plain
from vetpartner.render.page import Grid, Paragraph, Part, Row, RowKind, Run, Shaded, runs, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.page import Block, Cell, Runs
    from vetpartner.values.table import Column, Group, Table

_SHORT = frozenset({"day", "when", "flag", "progress"})
"""Kinds whose cells are not broken."""


_WEB = re.compile(r"https?://[^\s<>\"|\\^`{}]+")


def link(url: str | None) -> Runs:
    """Return a link to a web page; any other address stays a text."""
    if url is None:
        return (Run(NOTHING),)
    return (Run(plain(url), href=url if _WEB.fullmatch(url) else ""),)


@frozen(kw_only=True)
class Named:
    """The first cell of a row: id and title, where links to the row lead, and what row it is.

    With `word` the title is a word of the catalogue; `more` stands behind it.
    """

    id: str = ""
    title: Any = ""
    anchor: str = ""
    kind: RowKind = ""
    word: bool = False
    more: Any = ""

    def runs(self, language: ReportLanguage) -> Runs:
        """Return its pieces in a language."""
        title = _text(self.title, language)
        if self.word:
            title = language.gettext(title)
        found = [Run(plain(self.id), look="id")] if self.id else []
        if title and title != self.id:
            found.append(Run(f" {plain(title)}" if found else plain(title)))
        more = _text(self.more, language)
        return (*found, Run(plain(more))) if more else tuple(found)


@frozen
class Word:
    """A word of the catalogue in a column of texts; `look` as that of a `Run`."""

    text: str
    look: str = ""

    def runs(self, language: ReportLanguage) -> Runs:
        """Return it in a language."""
        return (Run(language.gettext(self.text), look=self.look),)


@frozen
class Plain:
    """A text as it is, in a look."""

    text: str
    look: str

    def runs(self, language: ReportLanguage) -> Runs:
        """Return it; no language changes it."""
        del language
        return (Run(plain(self.text), look=self.look),)


@frozen
class Place:
    """A town and the code of its country, which a language names."""

    town: str | None
    country: str | None

    def runs(self, language: ReportLanguage) -> Runs:
        """Return it in a language."""
        country = language.country(self.country)
        return (Run(plain(", ".join(filter(None, (self.town, country))))),)


@frozen
class Languages:
    """Languages by their codes, which a page names."""

    codes: tuple[str, ...]

    def runs(self, language: ReportLanguage) -> Runs:
        """Return their names in a language, a dash for none."""
        names = ", ".join(language.language_name(code) for code in self.codes)
        return (Run(names or language.value(None)),)


@frozen
class Missing:
    """What is missing, named so that it is seen."""

    what: str

    def runs(self, language: ReportLanguage) -> Runs:
        """Return it in a language."""
        text = f"[{language.gettext('missing')}{language.colon} {language.gettext(self.what)}]"
        return (Run(text, bold=True, look="missing"),)


@frozen
class Web:
    """An address, which is a link if it is one of the web."""

    url: str | None

    def runs(self, language: ReportLanguage) -> Runs:
        """Return it as a link."""
        del language
        return link(self.url)


@frozen
class Explained:
    """A value with a link to the records behind it; None where there are none."""

    value: Any
    address: str | None

    @property
    def amount(self) -> Decimal:
        """Return its number, by which a table tells whether it has cents."""
        return Decimal(getattr(self.value, "amount", 0))

    def runs(self, language: ReportLanguage) -> Runs:
        """Return it in a language."""
        href = f"#figure-{self.address}" if self.address else ""
        return (Run(plain(_text(self.value, language)), href=href),)


@frozen
class Amount:
    """An amount in a column of texts, without its currency."""

    value: Any

    @property
    def amount(self) -> Decimal:
        """Return its number, by which a table tells whether it has cents."""
        return Decimal(getattr(self.value, "amount", 0))

    def runs(self, language: ReportLanguage) -> Runs:
        """Return it in a language."""
        return (Run(language.amount(self.value)),)


@frozen
class Joined:
    """Several values one after the other; what there is not of them is left out."""

    parts: tuple[Any, ...]
    between: str = ""

    def runs(self, language: ReportLanguage) -> Runs:
        """Return them in a language."""
        found: list[Run] = []
        for part in self.parts:
            if part is None or part == "":
                continue
            if found and self.between:
                found.append(Run(self.between))
            made = getattr(part, "runs", None)
            found += made(language) if made is not None else (Run(plain(_text(part, language))),)
        return tuple(found) or (Run(language.value(None)),)


def _text(value: Any, language: ReportLanguage) -> str:  # noqa: ANN401 - any value of a cell
    if isinstance(value, tuple):
        return "; ".join(_text(one, language) for one in value)
    within = getattr(value, "within", None)
    if within is not None:
        return str(within(language))
    runs = getattr(value, "runs", None)
    if runs is not None:
        return text_of(runs(language))
    known = value is None or isinstance(value, str | int | Decimal | date | When | model.Money)
    return language.value(value) if known else str(value)


def shown(table: Table, language: ReportLanguage) -> Iterator[Block]:
    """Yield a table in a language and the notes below it, or what it says when it is empty."""
    if not any(group.rows for group in table.parts):
        if table.empty:
            yield Part(kind="none", blocks=(Paragraph((Run(language.gettext(table.empty)),)),))
        return
    yield grid(table, language)
    for note in table.notes:
        text = language.gettext(note) if isinstance(note, str) else note.within(language)
        yield Part(kind="note", blocks=(Paragraph((Run(plain(text)),)),))


def cleaned(grid: Grid) -> Grid:
    """Return a table that was not made of a `Table`, its texts without signs that are no text."""

    def cell(value: Cell) -> Cell:
        if isinstance(value, str):
            return plain(value)
        made = tuple(evolve(run, text=clean(run.text)) for run in runs(value))
        return evolve(value, text=made) if isinstance(value, Shaded) else made

    return evolve(
        grid,
        caption=plain(grid.caption),
        above=plain(grid.above),
        heads=tuple(map(plain, grid.heads)),
        rows=tuple(evolve(row, cells=tuple(map(cell, row.cells))) for row in grid.rows),
    )


def grid(table: Table, language: ReportLanguage) -> Grid:
    """Return a table in a language."""
    columns = table.shown
    caption = table.caption
    return Grid(
        caption=plain(
            language.gettext(caption) if isinstance(caption, str) else _text(caption, language)
        ),
        heads=tuple(plain(_text(_head(column, language), language)) for column in columns),
        rows=tuple(_rows(table, language)),
        numbers=frozenset(n for n, column in enumerate(columns) if column.number),
        short=frozenset(n for n, column in enumerate(columns) if column.kind in _SHORT),
        named=columns[0].names,
    )


def _head(column: Column, language: ReportLanguage) -> Any:  # noqa: ANN401 - a text or a phrase
    head = column.full or column.head
    return language.gettext(head) if isinstance(head, str) else head


def _rows(table: Table, language: ReportLanguage) -> Iterator[Row]:
    columns = table.shown
    writers = [
        _writer(column, say, language)
        for column, say in zip(columns, table.says(language), strict=True)
    ]
    gets = [column.get for column in columns]

    def row(value: Any, kind: RowKind = "") -> Row:  # noqa: ANN401 - whatever the rows are
        values = [get(value) for get in gets]
        first = values[0]
        return Row(
            tuple(write(one) for write, one in zip(writers, values, strict=True)),
            kind or getattr(first, "kind", ""),
            getattr(first, "anchor", ""),
        )

    for group in table.parts:
        if group.title:
            yield _title(group.title, language)
        for value in group.rows:
            yield row(value)
        if isinstance(group.total, str):
            yield Row(tuple(_sums(table, group, language, writers)), "total")
        elif group.total is not None:
            yield row(group.total, "total")


def _title(title: Any, language: ReportLanguage) -> Row:  # noqa: ANN401 - a text or a Named
    if isinstance(title, str):
        return Row((language.gettext(title),), "group")
    return Row((title.runs(language),), "group", title.anchor)


def _sums(
    table: Table, group: Group, language: ReportLanguage, writers: list[Callable[[Any], Cell]]
) -> Iterator[Cell]:
    for number, (column, write) in enumerate(zip(table.shown, writers, strict=True)):
        if not number:
            yield language.gettext(group.total)
        else:
            yield write(column.sum(group.rows)) if column.adds else ""


def _writer(
    column: Column, say: Callable[[Any], str], language: ReportLanguage
) -> Callable[[Any], Cell]:
    """Return what makes a cell of a value of a column."""

    def write(value: Any) -> Cell:  # noqa: ANN401 - a value of any kind
        if value is None:
            return column.absent
        made = getattr(value, "runs", None)
        if made is not None:
            cell: Cell = made(language)
            return cell
        text = _text(value, language) if isinstance(value, tuple) else say(value)
        return link(text) if text.startswith("http") else plain(text)

    return write

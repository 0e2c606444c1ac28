"""Tables in the words of a language, and the values of cells that are more than a text."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.model import Money
from vetpartner.render.language import NOTHING
from vetpartner.render.markdown import clean, plain
from vetpartner.render.page import Paragraph, Part
from vetpartner.values import grid as values
from vetpartner.values.grid import Bar, RowKind, Run, Shaded, Stacked, runs, text_in
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.page import Block
    from vetpartner.values.grid import Cell, Grid, Runs
    from vetpartner.values.table import Table


def link(url: str | None) -> Runs:
    """Return a link to a web page; any other address stays a text, and none is a dash."""
    return (Run(NOTHING),) if url is None else values.link(plain(url))


@frozen(kw_only=True)
class Named:
    """The first cell of a row: id and title, where links to the row lead, and what row it is.

    With `word` the title is a word of the catalogue; with `whole` it is not broken; `more` stands
    behind it.
    """

    id: str = ""
    title: Any = ""
    anchor: str = ""
    kind: RowKind = ""
    word: bool = False
    whole: bool = False
    more: Any = ""

    def runs(self, language: ReportLanguage) -> Runs:
        """Return its pieces in a language."""
        title = text_in(language, self.title)
        if self.word:
            title = language.gettext(title)
        found = [Run(plain(self.id), look="id")] if self.id else []
        # What the title says beyond the id, with which it may begin itself.
        if rest := entitled(self.id, title).removeprefix(self.id):
            found.append(Run(plain(rest), look="nowrap" if self.whole else ""))
        more = text_in(language, self.more)
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
class Town:
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
class Numbers:
    """Numbers of evidence, none of them broken at its hyphen."""

    numbers: tuple[str, ...]

    def runs(self, language: ReportLanguage) -> Runs:
        """Return them one after the other, a dash for none."""
        found = (Run(plain(number), look="nowrap") for number in self.numbers)
        between = ((Run(", "), one) for one in found)
        return tuple(one for pair in between for one in pair)[1:] or (Run(language.value(None)),)


@frozen
class Missing:
    """What is missing, named so that it is seen."""

    what: str

    def runs(self, language: ReportLanguage) -> Runs:
        """Return it in a language."""
        text = f"[{language.gettext('missing')}{language.colon} {language.gettext(self.what)}]"
        return (Run(text, bold=True, look="missing"),)


@frozen
class Explained:
    """A value with a link to the records behind it; None where there are none.

    An amount stands without its currency.
    """

    value: Any
    address: str | None

    @property
    def amount(self) -> Decimal:
        """Return its number, by which a table tells whether it has cents."""
        return Decimal(getattr(self.value, "amount", 0))

    def runs(self, language: ReportLanguage) -> Runs:
        """Return it in a language."""
        return self.said(language.amount, language)

    def said(self, amount: Callable[[Any], str], language: ReportLanguage) -> Runs:
        """Return it in a language; `amount` makes a text of an amount."""
        href = f"#figure-{self.address}" if self.address else ""
        money = isinstance(self.value, Money)
        text = amount(self.value) if money else text_in(language, self.value)
        return (Run(plain(text), href=href),)


@frozen
class Joined:
    """Several values one after the other; what there is not of them is left out."""

    parts: tuple[Any, ...]
    between: str = ""

    def runs(self, language: ReportLanguage) -> Runs:
        """Return them in a language."""
        found: list[Run] = []
        for part in self.parts:
            if part in (None, "", ()):
                continue
            if found and self.between:
                found.append(Run(language.gettext(self.between)))
            if isinstance(part, tuple) and isinstance(part[0], Run):
                found += part
            elif hasattr(part, "runs"):
                found += part.runs(language)
            else:
                found.append(Run(plain(text_in(language, part))))
        return tuple(found) or (Run(language.value(None)),)


def shown(table: Table, language: ReportLanguage) -> Iterator[Block]:
    """Yield a table in a language and the notes below it, or what it says when it is empty."""
    if not any(group.rows or group.title for group in table.parts):
        if table.empty:
            yield Part(kind="none", blocks=(Paragraph((Run(language.gettext(table.empty)),)),))
    else:
        yield cleaned(table.grid(language, full=True))
    for note in table.notes:
        text = language.gettext(note) if isinstance(note, str) else note.within(language)
        yield Part(kind="note", blocks=(Paragraph((Run(plain(text)),)),))


def _clean_run(run: Run) -> Run:
    text = clean(run.text)
    return run if text == run.text else evolve(run, text=text)


def cleaned(grid: Grid) -> Grid:
    """Return a table whose texts have no signs that are no text."""

    def cell(value: Cell) -> Cell:
        if isinstance(value, str):
            return plain(value)
        if isinstance(value, Stacked):
            return evolve(value, lines=tuple(map(plain, value.lines)))
        if isinstance(value, Bar):
            return value
        made = tuple(map(_clean_run, runs(value)))
        return evolve(value, text=made) if isinstance(value, Shaded) else made

    return evolve(
        grid,
        caption=plain(grid.caption),
        above=plain(grid.above),
        heads=tuple(map(plain, grid.heads)),
        rows=tuple(evolve(row, cells=tuple(map(cell, row.cells))) for row in grid.rows),
    )

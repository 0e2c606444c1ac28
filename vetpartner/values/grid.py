"""A table in the words of a language, of which every format is made, and its HTML."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from vetpartner.values.money import Money
from vetpartner.values.phrase import BETWEEN, plain
from vetpartner.values.when import When

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vetpartner.values.phrase import Language


@frozen
class Run:
    r"""A piece of text in one look; `\n` breaks the line.

    `href` is a web address, or `#` with the `id` of something on the page.
    `language` is that of the piece if it is not that of the page.
    `look` are words such as `id`, `soft`, `missing`, `status overdue`: what the text is, of which
    each format makes what it can; one of `WHOLE` stands on one line.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""
    look: str = ""
    language: str = ""

    def looks_like(self, other: Run) -> bool:
        """Tell whether two pieces differ in their text alone, so that they may be one."""
        mine = (self.bold, self.italic, self.code, self.href, self.look, self.language)
        return mine == (
            other.bold,
            other.italic,
            other.code,
            other.href,
            other.look,
            other.language,
        )


Runs = tuple[Run, ...]
WHOLE = frozenset({"id", "nowrap"})
"""The looks of what is not broken at the end of a line, as an id or the number of evidence."""


@frozen
class Shaded:
    """The pieces of a cell that has a look of its own, such as `weekend`."""

    text: Runs
    look: str


@frozen
class Stacked:
    """The lines of a cell: one below the other in HTML, one after the other elsewhere."""

    lines: tuple[str, ...]
    between: str = BETWEEN

    @property
    def text(self) -> Runs:
        """Return them one after the other."""
        return (Run(self.between.join(self.lines)),)


@frozen
class Bar:
    """A part in whole percent: a bar in HTML, a number elsewhere; `name` tells of what."""

    percent: int
    name: str

    @property
    def text(self) -> Runs:
        """Return it as a number."""
        return (Run(f"{self.percent} %"),)


Cell = str | Runs | Shaded | Stacked | Bar
"""What stands in a cell: a text as it is, or pieces with their looks."""
RowKind = Literal["", "group", "total", "strong"]


@frozen
class GridRow:
    """A row of a table; a `group` has one cell, a title for the rows below it."""

    cells: tuple[Cell, ...]
    kind: RowKind = ""
    id: str = ""


@frozen(kw_only=True)
class Grid:
    """A table in the words of a language.

    `numbers` are the columns that stand at the right, `short` those whose cells are not broken.
    With `named` the first cell of a row is its head. `above` stands over the heads on every page.
    `widths` are millimetres of the first columns; the others share what is left.
    `look` is `sign` for one to be signed, whose rows are high, and `year` for days by months.
    """

    caption: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[GridRow, ...] = ()
    numbers: frozenset[int] = frozenset()
    short: frozenset[int] = frozenset()
    named: bool = True
    captioned: bool = True
    above: str = ""
    widths: tuple[int, ...] = ()
    look: str = ""


def runs(cell: Cell) -> Runs:
    """Return the pieces of a cell."""
    if isinstance(cell, str):
        return (Run(cell),)
    return cell if isinstance(cell, tuple) else cell.text


def text_of(cell: Cell) -> str:
    """Return the text of a cell without its looks."""
    return cell if isinstance(cell, str) else "".join(run.text for run in runs(cell))


def unbroken(cell: Cell) -> str:
    """Return the text of a cell as lines end in it: what stands whole has hyphens that join."""
    return "".join(
        run.text.replace("-", "\N{NON-BREAKING HYPHEN}") if run.look in WHOLE else run.text
        for run in runs(cell)
    )


_WEB = re.compile(r"https?://[^\s<>\"|\\^`{}]+")
_NO_ID = re.compile(r"[^\w.\-]+")


def link(url: str) -> Runs:
    """Return a link to a web page; any other address stays a text."""
    return (Run(url, href=url if _WEB.fullmatch(url) else ""),)


def text_in(language: Language | None, value: Any) -> str:  # noqa: ANN401 - any value of a cell
    """Return a value of any kind as a text, in a language or in the plain way."""
    if isinstance(value, tuple):
        if all(isinstance(one, Run) for one in value):
            return text_of(value)
        return _between(language).join(text_in(language, one) for one in value)
    if language is None:
        return plain(value)
    if hasattr(value, "within"):
        return str(value.within(language))
    if hasattr(value, "runs"):
        return text_of(value.runs(language))
    known = value is None or isinstance(value, str | int | Decimal | date | When | Money)
    return language.value(value) if known else str(value)


def _between(language: Language | None) -> str:
    return BETWEEN if language is None else language.gettext(BETWEEN)


def cell(
    kind: str,
    value: Any,  # noqa: ANN401 - of that kind
    say: Callable[[Any], str],
    head: str,
    language: Language | None,
) -> Cell:
    """Return the cell of a value: its text, which `say` makes, or what is more than a text."""
    if value is None:
        return say(value)
    if language is not None and hasattr(value, "runs"):
        # An amount that leads somewhere is written as those beside it, with cents or without.
        own = getattr(value, "said", None) if kind == "money" else None
        made: Runs = value.runs(language) if own is None else own(say, language)
        return made
    if isinstance(value, tuple):
        if value and isinstance(value[0], Run):
            return value
        if kind == "lines" and value:
            return Stacked(tuple(text_in(language, one) for one in value), _between(language))
        return text_in(language, value)
    if kind == "progress":
        return Bar(value, language.gettext(head) if language is not None else head)
    text = say(value)
    return link(text) if text.startswith("http") else text


# As HTML, everything escaped.


def id_html(text: str) -> str:
    """Return an `id` that HTML can have."""
    return escape(_NO_ID.sub("-", text))


def class_html(name: str) -> str:
    """Return the attribute for a look, nothing for none."""
    return f' class="{escape(name)}"' if name else ""


def cell_html(cell: Cell) -> str:
    """Return what stands in a cell."""
    if isinstance(cell, str):
        return escape(cell)
    if isinstance(cell, Stacked):
        first, *more = map(escape, cell.lines)
        return "".join((first, *(f'<br><span class="sub">{line}</span>' for line in more)))
    said = "".join(map(_run, runs(cell)))
    if isinstance(cell, Bar):
        named = f'aria-label="{escape(cell.name)}"'
        return f'<progress max="100" value="{cell.percent}" {named}>{said}</progress> {said}'
    return said


def _run(run: Run) -> str:
    text = escape(run.text)
    if "\n" in text:
        text = text.replace("\n", "<br>")
    if run.code:
        text = f"<code>{text}</code>"
    if run.href.startswith("#"):
        text = f'<a class="figure" href="#{id_html(run.href[1:])}">{text}</a>'
    elif run.href:
        text = f'<a href="{escape(run.href)}">{text}</a>'
    if run.italic:
        text = f"<em>{text}</em>"
    if run.bold:
        text = f"<strong>{text}</strong>"
    spoken = f' lang="{run.language}"' if run.language else ""
    if not run.look and not spoken:
        return text
    return f"<span{class_html(run.look)}{spoken}>{text}</span>"


def table_html(grid: Grid, *, inline: bool = False) -> str:
    """Return a table, its looks as classes.

    `number` and `nowrap` are cells, `sum` is the row of sums and any other that is strong, and
    `sub` a line of a cell below the first.
    With `inline` each cell says on which side it stands, since notebooks put all at the right.
    """
    looks = ("number" if n in grid.numbers else "" for n in range(len(grid.heads)))
    heads = [
        f'<th scope="col"{_look(look, inline=inline)}>{escape(head)}</th>'
        for look, head in zip(looks, grid.heads, strict=True)
    ]
    above = (
        f'<tr><th scope="colgroup" colspan="{len(grid.heads)}" class="above">{escape(grid.above)}'
        "</th></tr>\n"
        if grid.above
        else ""
    )
    # How wide they are is said in the style, by the look of the table.
    columns = "<col>" * len(grid.heads) if grid.widths else ""
    parts = [
        f"<table{class_html(grid.look)}>\n",
        f"<caption>{escape(grid.caption)}</caption>\n" if grid.caption and grid.captioned else "",
        f"<colgroup>{columns}</colgroup>\n" if columns else "",
        f"<thead>{above}<tr>{''.join(heads)}</tr></thead>\n" if any(grid.heads) else "",
        *_bodies(grid, inline=inline),
        "</table>\n",
    ]
    return "".join(parts)


def _bodies(grid: Grid, *, inline: bool) -> Iterator[str]:
    """Yield the bodies of a table: a new one for each title within it, the one total in a foot."""
    tag = ""
    totals = sum(row.kind == "total" for row in grid.rows)
    for row in grid.rows:
        wanted = "tfoot" if row.kind == "total" and totals == 1 else "tbody"
        if wanted != tag or row.kind == "group":
            yield f"</{tag}>\n" if tag else ""
            yield f"<{wanted}>\n"
            tag = wanted
        yield _row(grid, row, inline=inline)
    yield f"</{tag}>\n" if tag else "<tbody></tbody>\n"


def _row(grid: Grid, row: GridRow, *, inline: bool) -> str:
    strong = row.kind in {"strong", "total"}
    id_ = f' id="{id_html(row.id)}"' if row.id else ""
    if row.kind == "group" and len(row.cells) == 1:
        inside = cell_html(row.cells[0])
        look = _look("", inline=inline)
        span = f'colspan="{len(grid.heads)}"'
        return f'<tr><th scope="rowgroup" {span}{id_}{look}>{inside}</th></tr>\n'
    scope = "rowgroup" if row.kind == "group" else "row"
    cells = []
    for n, cell in enumerate(row.cells):
        look = "number" if n in grid.numbers else "nowrap" if n in grid.short else ""
        if n == 0 and grid.named:
            look = _look(look, inline=inline, strong=strong)
            cells.append(f'<th scope="{scope}"{id_}{look}>{cell_html(cell)}</th>')
        else:
            look = cell.look if isinstance(cell, Shaded) else look
            cells.append(f"<td{_look(look, inline=inline, strong=strong)}>{cell_html(cell)}</td>")
    return f"<tr{class_html('sum' if strong else '')}>{''.join(cells)}</tr>\n"


def _look(name: str, *, inline: bool, strong: bool = False) -> str:
    if not inline:
        return class_html(name)
    side = "right;white-space:nowrap" if name == "number" else "left"
    return f' style="text-align:{side}{";font-weight:bold" if strong else ""}"'

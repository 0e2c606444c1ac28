"""Charts of bars: the drawing as SVG, and the same numbers as a table."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from math import ceil
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.render.svg import BLUE, INK, LINE, RED, SOFT, fitting, one_line, patterns, text_at
from vetpartner.render.widths import drawn_width
from vetpartner.values.table import Column, Table, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WIDTH, BAR, GAP, HEAD = 680, 14, 8, 62
"""Width of all; height of a bar, between rows and of the head."""
_LEFT, _APART = 8, 10
"""Room before a name, and between a name and its bar, and behind a number."""
_LABELS, _VALUES = (90, 300), (60, 230)
"""Least and most room of the names and of the numbers, each as wide as its widest text."""
_SMALL = 11
"""Size of numbers and legend."""
_FONT = "'Liberation Sans', Arial, 'DejaVu Sans', 'Libertinus Serif', sans-serif"
_LONGEST_TITLE = 200
_SWATCH = 26

Values = tuple[Decimal | None, ...]


@frozen
class Look:
    """How a form looks where there are no patterns: the colours of its inside and edge, its dashes.

    What is striped in a drawing is pale here.
    """

    inside: str
    edge: str
    dash: tuple[int, int] = (1, 0)


LOOKS = {
    "full": Look(BLUE, BLUE),
    "empty": Look("#ffffff", BLUE),
    "striped": Look("#e3bcbe", RED),
    "crossed": Look("#8fa6cf", RED),
    "dashed": Look("#ffffff", INK, (3, 2)),
}


@frozen(kw_only=True)
class Series:
    """One bar of each row: its name, and its form, one of `LOOKS`."""

    name: str
    form: str


@frozen(kw_only=True)
class Bars:
    """What is drawn: for each row a name and a value, or None, for each series.

    `unit` says what the numbers are, such as `in EUR`; in a `stacked` chart the values of a row
    stand in one bar, one behind the other. `remarks` stand behind the number of each row, empty for
    none, in a chart of one series. `notes` stand below the table of the numbers. With `cents` the
    numbers are amounts, some of them no whole ones.
    """

    title: str
    unit: str
    series: tuple[Series, ...]
    rows: tuple[tuple[str, Values], ...]
    stacked: bool = False
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cents: bool = False

    @property
    def described(self) -> str:
        """Return what a reader hears who does not see the drawing."""
        return f"Bars for {len(self.rows)} rows, {self.unit}."


def figure(value: Decimal | None) -> str:
    """Return a number with its thousands apart, and a dash where none is known."""
    if value is None:
        return "–"
    whole = value == value.to_integral_value()
    return f"{value:,.0f}".replace(",", " ") if whole else f"{value:,.2f}".replace(",", " ")


def drawn_bars(
    bars: Bars,
    name: str,
    show: Callable[[Decimal | None], str] | None = None,
    *,
    described: str = "",
) -> str:
    """Return the drawing; `name` begins the ids in it, `show` writes its numbers.

    `described` is what a reader hears who does not see it, in English if left out.
    """
    show = show or figure
    high = BAR * (1 if bars.stacked else len(bars.series)) + GAP
    height = HEAD + high * max(len(bars.rows), 1) + GAP
    frame = _frame(bars, show)
    described = described or f"{bars.described} The table has the same numbers."
    opening = (
        f'<svg class="bars" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-family="{_FONT}" font-size="12" '
        f'aria-labelledby="chart-{name}-title chart-{name}-desc">'
    )
    parts = [
        opening,
        f'<title id="chart-{name}-title">{escape(one_line(bars.title, _LONGEST_TITLE))}</title>',
        f'<desc id="chart-{name}-desc">{escape(one_line(described, len(described)))}</desc>',
        patterns(f"chart-{name}"),
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        text_at(
            _LEFT,
            20,
            fitting(bars.title, WIDTH - 2 * _LEFT, 14, bold=True),
            more=' font-weight="bold"',
            size=14,
        ),
        *_legend(bars, name),
    ]
    for number in range(len(bars.rows)):
        parts += _row(bars, name, number, HEAD + number * high, frame, show)
    if not bars.rows:
        parts.append(text_at(_LEFT, HEAD + 15, "nothing to draw", colour=SOFT))
    return "\n".join((*parts, "</svg>\n"))


@frozen
class _Frame:
    """Where bars begin, how long the longest is, and the value that it stands for."""

    begins: float
    longest: float
    most: Decimal

    def wide(self, value: Decimal | None) -> float:
        """Return the length of a bar; a value below zero has none, its number tells it."""
        if value is None or value <= 0 or self.most <= 0:
            return 0.0
        return max(float(value / self.most) * self.longest, 1.0)


def _frame(bars: Bars, show: Callable[[Decimal | None], str]) -> _Frame:
    """Return what is left for the bars between the widest name and the widest number."""

    def room(texts: Iterable[str], size: float, bounds: tuple[int, int]) -> float:
        least, most = bounds
        widest = max((drawn_width(one_line(t, _LONGEST_TITLE), size) for t in texts), default=0.0)
        # Whole, so that no sum of fractions cuts the widest of them.
        return min(max(ceil(widest), least), most)

    told = (text for n in range(len(bars.rows)) for text in _told(bars, n, show))
    begins = _LEFT + room((label for label, _ in bars.rows), 12, _LABELS) + _APART
    longest = WIDTH - begins - room(told, _SMALL, _VALUES) - 2 * _APART
    lengths = (_length(bars, values) for _, values in bars.rows)
    return _Frame(begins, longest, max(lengths, default=Decimal(0)))


def _in_words(bars: Bars, values: Values, show: Callable[[Decimal | None], str]) -> str:
    pairs = zip(bars.series, values, strict=True)
    return ", ".join(f"{show(value)} {series.name}" for series, value in pairs if value != 0)


def _told(bars: Bars, number: int, show: Callable[[Decimal | None], str]) -> tuple[str, ...]:
    """Return what stands behind the bars of a row: a number for each, or all behind the one."""
    _, values = bars.rows[number]
    if bars.stacked:
        return (_in_words(bars, values, show),)
    remark = bars.remarks[number] if bars.remarks else ""
    return tuple(f"{show(value)} {remark}".rstrip() for value in values)


def _length(bars: Bars, values: Values) -> Decimal:
    known = [value for value in values if value is not None and value > 0]
    return sum(known, Decimal(0)) if bars.stacked else max(known, default=Decimal(0))


def _legend(bars: Bars, name: str) -> Iterator[str]:
    x = float(_LEFT)
    for series in bars.series if len(bars.series) > 1 else ():
        form = _style(series.form, name)
        yield f'<rect x="{x:.1f}" y="34" width="{_SWATCH}" height="12" {form}/>'
        yield text_at(x + _SWATCH + 6, 44, series.name, size=_SMALL)
        x += _SWATCH + 6 + drawn_width(series.name, _SMALL) + 2 * _APART
    unit = fitting(bars.unit, WIDTH - x - _LEFT, _SMALL)
    yield text_at(x, 44, unit, colour=SOFT, size=_SMALL)


def _row(
    bars: Bars,
    name: str,
    number: int,
    top: int,
    frame: _Frame,
    show: Callable[[Decimal | None], str],
) -> Iterator[str]:
    label, values = bars.rows[number]
    pairs = list(zip(bars.series, values, strict=True))
    told, behind = _in_words(bars, values, show), _told(bars, number, show)
    lines = 1 if bars.stacked else len(pairs)
    yield f"<g><title>{escape(one_line(f'{label}: {told}', _LONGEST_TITLE))}</title>"
    yield f'<path d="M0 {top - GAP / 2}H{WIDTH}" stroke="{LINE}"/>'
    name_room = frame.begins - _LEFT - _APART
    yield text_at(_LEFT, top + BAR * lines / 2 + 4, fitting(label, name_room))
    x, y = frame.begins, top
    for n, (series, value) in enumerate(pairs):
        wide = frame.wide(value)
        if wide:
            box = f'x="{x:.1f}" y="{y + 1}" width="{wide:.1f}" height="{BAR - 2}"'
            yield f"<rect {box} {_style(series.form, name)}/>"
        if bars.stacked:
            x += wide
        else:
            yield text_at(x + wide + 6, y + 11, behind[n], size=_SMALL)
            y += BAR
    if bars.stacked:
        yield text_at(x + 6, y + 11, fitting(told, WIDTH - x - _APART, _SMALL), size=_SMALL)
    yield "</g>"


def _style(form: str, name: str) -> str:
    return {
        "full": f'fill="{BLUE}"',
        "empty": f'fill="#fff" stroke="{BLUE}" stroke-width="1.5"',
        "striped": f'fill="url(#chart-{name}-late)" stroke="{RED}"',
        "crossed": f'fill="url(#chart-{name}-after)" stroke="{RED}"',
        "dashed": f'fill="#fff" stroke="{INK}" stroke-dasharray="3 2"',
    }[form]


def bar_table(bars: Bars, show: Callable[[Decimal | None], str] | None = None) -> Table:
    """Return the numbers of the chart as a table with heads and a caption."""
    columns = (
        Column(f"series {n}", one.name or bars.unit, "number") for n, one in enumerate(bars.series)
    )
    return Table(
        name="bars",
        columns=in_order(Column("of", "What", names=True), *columns),
        caption=f"{bars.title}, {bars.unit}",
        rows=tuple((label, *map(show or figure, values)) for label, values in bars.rows),
        notes=bars.notes,
    )

"""Charts of bars: the drawing as SVG, and the same numbers as a table."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.render.svg import BLUE, INK, LINE, RED, SOFT, one_line, patterns, text_at
from vetpartner.values.table import Column, Table, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WIDTH, LABELS, VALUES, BAR, GAP, HEAD = 680, 255, 150, 14, 8, 62
"""Width of all, of the names and of the numbers; height of a bar, between rows and of the head."""
_FONT = "'Liberation Sans', Arial, 'DejaVu Sans', 'Libertinus Serif', sans-serif"
_LONGEST_LABEL, _LONGEST_HEAD, _LONGEST_TITLE = 40, 80, 200
_SWATCH, _LEGEND_STEP = 26, 130

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
    "dashed": Look("#ffffff", INK, (3, 2)),
}


@frozen(kw_only=True)
class Series:
    """One bar of each row: its name, and its form, which is full, empty, striped or dashed."""

    name: str
    form: str


@frozen(kw_only=True)
class Bars:
    """What is drawn: for each row a name and a value, or None, for each series.

    `unit` says what the numbers are, such as `in EUR`; in a `stacked` chart the values of a row
    stand in one bar, one behind the other.
    """

    title: str
    unit: str
    series: tuple[Series, ...]
    rows: tuple[tuple[str, Values], ...]
    stacked: bool = False

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
    lengths = [_length(bars, values) for _, values in bars.rows]
    most = max(lengths, default=Decimal(0))
    described = described or f"{bars.described} The table has the same numbers."
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-family="{_FONT}" font-size="12" '
        f'aria-labelledby="chart-{name}-title chart-{name}-desc">'
    )
    parts = [
        opening,
        f'<title id="chart-{name}-title">{escape(one_line(bars.title, _LONGEST_TITLE))}</title>',
        f'<desc id="chart-{name}-desc">{escape(described)}</desc>',
        patterns(f"chart-{name}"),
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        text_at(8, 20, one_line(bars.title, _LONGEST_HEAD), more=' font-weight="bold"', size=14),
        *_legend(bars, name),
    ]
    for number, (label, values) in enumerate(bars.rows):
        parts += _row(bars, name, (label, values), HEAD + number * high, most, show)
    if not bars.rows:
        parts.append(text_at(8, HEAD + 15, "nothing to draw", colour=SOFT))
    return "\n".join((*parts, "</svg>\n"))


def _length(bars: Bars, values: Values) -> Decimal:
    known = [value for value in values if value is not None and value > 0]
    return sum(known, Decimal(0)) if bars.stacked else max(known, default=Decimal(0))


def _legend(bars: Bars, name: str) -> Iterator[str]:
    x = 8
    for series in bars.series if len(bars.series) > 1 else ():
        yield f'<rect x="{x}" y="34" width="{_SWATCH}" height="12" {_style(series.form, name)}/>'
        yield text_at(x + _SWATCH + 6, 44, series.name, size=11)
        x += _LEGEND_STEP
    yield text_at(x, 44, bars.unit, colour=SOFT, size=11)


def _row(
    bars: Bars,
    name: str,
    row: tuple[str, Values],
    top: int,
    most: Decimal,
    show: Callable[[Decimal | None], str],
) -> Iterator[str]:
    label, values = row
    pairs = list(zip(bars.series, values, strict=True))
    told = ", ".join(f"{show(value)} {series.name}" for series, value in pairs if value != 0)
    lines = 1 if bars.stacked else len(pairs)
    yield f"<g><title>{escape(one_line(f'{label}: {told}', _LONGEST_TITLE))}</title>"
    yield f'<path d="M0 {top - GAP / 2}H{WIDTH}" stroke="{LINE}"/>'
    yield text_at(8, top + BAR * lines / 2 + 4, one_line(label, _LONGEST_LABEL))
    x, y = float(LABELS), top
    for series, value in pairs:
        wide = _wide(value, most)
        if wide:
            box = f'x="{x:.1f}" y="{y + 1}" width="{wide:.1f}" height="{BAR - 2}"'
            yield f"<rect {box} {_style(series.form, name)}/>"
        if bars.stacked:
            x += wide
        else:
            yield text_at(x + wide + 6, y + 11, show(value), size=11)
            y += BAR
    if bars.stacked:
        yield text_at(x + 6, y + 11, told, size=11)
    yield "</g>"


def _wide(value: Decimal | None, most: Decimal) -> float:
    """Return the length of a bar; a value below zero has none, its number tells it."""
    if value is None or value <= 0 or most <= 0:
        return 0.0
    return max(float(value / most) * (WIDTH - LABELS - VALUES), 1.0)


def _style(form: str, name: str) -> str:
    return {
        "full": f'fill="{BLUE}"',
        "empty": f'fill="#fff" stroke="{BLUE}" stroke-width="1.5"',
        "striped": f'fill="url(#chart-{name}-late)" stroke="{RED}"',
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
    )

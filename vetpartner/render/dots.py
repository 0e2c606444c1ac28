"""A field of dots: two percentages of many things beside each other, as SVG."""

from __future__ import annotations

from collections import Counter
from html import escape
from math import sqrt
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.render.svg import BLUE, LINE, RED, SOFT, text_at

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDE, HIGH, LEFT, TOP = 340, 300, 44, 14
"""Width and height of all, and where the field begins; it fits a telephone at its own size."""
_FIELD_WIDE, _FIELD_HIGH = WIDE - LEFT - 24, HIGH - TOP - 44
STEP = 5
"""Things within so many percent share one dot, so that ten thousand are drawn as few are."""
_LARGEST, _SMALLEST = 9.0, 2.5
_EVERY = 25


@frozen(kw_only=True)
class Dots:
    """What is drawn: for each thing a number from 0 to 100 to the right, and one upwards.

    What lies below the line from corner to corner is `behind`, drawn in red and as squares.
    """

    title: str
    right: str
    up: str
    points: tuple[tuple[int, int], ...]

    @property
    def described(self) -> str:
        """Return what a reader hears who does not see the drawing."""
        behind = sum(right > up for right, up in self.points)
        return (
            f"{len(self.points)} dots by {self.right} and {self.up}; {behind} of them lie below "
            "the line on which both are the same. The table has the numbers."
        )


def drawn_dots(dots: Dots, name: str) -> str:
    """Return the drawing; `name` begins the ids in it."""
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" '
        f'height="{HIGH}" role="img" font-family="sans-serif" font-size="12" '
        f'aria-labelledby="{name}-title {name}-desc">'
    )
    parts = [
        opening,
        f'<title id="{name}-title">{escape(dots.title)}</title>',
        f'<desc id="{name}-desc">{escape(dots.described)}</desc>',
        *_axes(dots),
        *_marks(dots),
    ]
    return "\n".join((*parts, "</svg>\n"))


def _x(percent: float) -> float:
    return round(LEFT + _FIELD_WIDE * percent / 100, 1)


def _y(percent: float) -> float:
    return round(TOP + _FIELD_HIGH * (1 - percent / 100), 1)


def _axes(dots: Dots) -> Iterator[str]:
    for percent in range(0, 101, _EVERY):
        x, y = _x(percent), _y(percent)
        yield f'<path d="M{_x(0)} {y}H{_x(100)}M{x} {_y(0)}V{_y(100)}" stroke="{LINE}"/>'
        yield text_at(LEFT - 6, y + 4, f"{percent} %", more=' text-anchor="end"', colour=SOFT)
        yield text_at(x, _y(0) + 16, f"{percent} %", more=' text-anchor="middle"', colour=SOFT)
    line = f'd="M{_x(0)} {_y(0)}L{_x(100)} {_y(100)}"'
    yield f'<path {line} stroke="{SOFT}" stroke-dasharray="4 3"/>'
    yield text_at(_x(100), HIGH - 8, dots.right, more=' text-anchor="end"', colour=SOFT)
    yield text_at(LEFT + 6, TOP + 12, dots.up, colour=SOFT)


def _marks(dots: Dots) -> Iterator[str]:
    cells = Counter(
        (min(right // STEP, 100 // STEP - 1), min(up // STEP, 100 // STEP - 1), right > up)
        for right, up in dots.points
    )
    most = max(cells.values(), default=1)
    for (right, up, behind), number in sorted(cells.items()):
        size = _SMALLEST + (_LARGEST - _SMALLEST) * sqrt(number / most)
        x, y = _x((right + 0.5) * STEP), _y((up + 0.5) * STEP)
        said = f"<title>{number} at {right * STEP} %, {up * STEP} %</title>"
        if behind:
            half = round(size * 0.9, 1)
            box = f'x="{round(x - half, 1)}" y="{round(y - half, 1)}" width="{2 * half}"'
            yield f'<rect {box} height="{2 * half}" fill="{RED}" fill-opacity=".75">{said}</rect>'
        else:
            circle = f'cx="{x}" cy="{y}" r="{round(size, 1)}"'
            yield f'<circle {circle} fill="{BLUE}" fill-opacity=".75">{said}</circle>'

"""The forms of a chart in SVG: what is done, late or open is told apart without colours too."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import ProjectMonth, Span, add_months
from vetpartner.views.dates.timeline import STATES
from vetpartner.views.phrases import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.export.pages.report_language import ReportLanguage
    from vetpartner.views.dates.timeline import Item, State

WIDTH, LABELS, ROW, HEAD, FOOT = 1200, 330, 22, 58, 34
"""The whole width, the part of the names, a row, and what stands above and below the rows."""
INK, SOFT, LINE, WASH = "#1c2530", "#4d5a6a", "#d5dbe3", "#f3f6fa"
BLUE, RED = "#0b3d91", "#8f1418"
_SWATCH, _STEP = 26, 150


@frozen(kw_only=True)
class Scale:
    """The days from the left to the right edge; `start` is the first day of the project."""

    span: Span
    start: date | None

    def x(self, day: date, *, end: bool = False) -> float:
        """Return where a day begins or ends; a day beyond an edge stands at the edge."""
        inside = min(max((day - self.span.first).days + end, 0), self.span.days)
        return LABELS + (WIDTH - LABELS - 14) * inside / self.span.days

    @property
    def months(self) -> tuple[date, ...]:
        """Return the first day of each calendar month that is shown."""
        first, last = self.span.first.replace(day=1), self.span.last
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        return tuple(add_months(first, number) for number in range(count))

    @property
    def project_months(self) -> Iterator[tuple[str, date]]:
        """Yield the project months that are shown, with their first days."""
        if self.start is None:
            return
        month = ProjectMonth(1)
        while (day := month.first_day(self.start)) <= self.span.last:
            yield str(month), day
            month += 1


def patterns(name: str) -> str:
    """Return the filling of what is late: stripes, which are seen without colours."""
    return (
        f'<defs><pattern id="{name}-late" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        f'<rect width="3" height="6" fill="{RED}"/></pattern></defs>'
    )


def bar(item: Item, scale: Scale, span: Span, y: float, name: str) -> str:
    """Return a bar: full if done, striped if late, empty if open, dashed if cancelled or vague."""
    x = scale.x(span.first)
    wide = max(scale.x(span.last, end=True) - x, 5)
    package = item.kind == "work package"
    top, high = (y + 6, 10) if package else (y + 4, 14)
    drawn = (
        f'<rect x="{x:.1f}" y="{top}" width="{wide:.1f}" height="{high}" rx="2" '
        f"{_style(item.state, name, dashed=item.vague)}/>"
    )
    if package:
        drawn += "".join(
            f'<path d="M{end:.1f} {top - 3}v{high + 6}" stroke="{INK}" stroke-width="2"/>'
            for end in (x, x + wide)
        )
    return drawn + _mark(item.state, x + wide + 5, y + ROW / 2)


def point(item: Item, x: float, y: float, name: str) -> str:
    """Return a flag for a milestone, a diamond for anything else that is due on a day."""
    shape = _flag(x, y) if item.kind == "milestone" else _diamond(x, y)
    return f'<path d="{shape}" {_style(item.state, name)}/>{_mark(item.state, x + 11, y)}'


def legend(name: str, y: float, language: ReportLanguage) -> Iterator[str]:
    """Yield what the forms mean, from left to right."""
    x = 8
    for state, phrase in STATES.items():
        form = f'<rect x="{x}" y="{y - 10}" width="{_SWATCH}" height="12" rx="2" '
        yield f"{form}{_style(state, name)}/>{_mark(state, x + _SWATCH + 4, y - 4)}"
        yield text_at(x + _SWATCH + 18, y, phrase.within(language), size=11)
        x += _STEP
    points = (
        (_diamond(x + 8, y - 4), say("deliverable")),
        (_flag(x + _STEP + 4, y - 4), say("milestone")),
    )
    for shape, phrase in points:
        yield f'<path d="{shape}" fill="#fff" stroke="{BLUE}" stroke-width="1.5"/>'
        yield text_at(x + 24, y, phrase.within(language), size=11)
        x += _STEP
    yield today_line(x + 8, y - 11, y + 3)
    yield text_at(x + 18, y, say("as of this day").within(language), size=11)


def today_line(x: float, top: float, bottom: float, told: str = "") -> str:
    """Return the dotted line of the day as of which the chart is."""
    title = f"<title>{escape(told)}</title>" if told else ""
    return (
        f'<path d="M{x:.1f} {top}V{bottom}" stroke="{INK}" stroke-width="1.5" '
        f'stroke-dasharray="2 3">{title}</path>'
    )


def text_at(
    x: float,
    y: float,
    text: str,
    *,
    colour: str = INK,
    size: int = 12,
    more: str = "",
) -> str:
    """Return a text whose first letter stands at a point; `more` are further attributes."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}"{more}>'
        f"{escape(text)}</text>"
    )


def _diamond(x: float, y: float) -> str:
    return f"M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z"


def _flag(x: float, y: float) -> str:
    return f"M{x - 4:.1f} {y + 7:.1f}v-14l11 5l-11 5"


def _style(state: State, name: str, *, dashed: bool = False) -> str:
    fill, stroke = {
        "done": (BLUE, BLUE),
        "late": (f"url(#{name}-late)", RED),
        "open": ("#fff", BLUE),
        "cancelled": ("none", SOFT),
    }[state]
    dash = ' stroke-dasharray="4 3"' if dashed or state == "cancelled" else ""
    return f'fill="{fill}" stroke="{stroke}" stroke-width="1.5"{dash}'


def _mark(state: State, x: float, y: float) -> str:
    """Return a tick behind what is done, and an exclamation mark behind what is late."""
    if state == "done":
        return (
            f'<path d="M{x:.1f} {y:.1f}l3 4l6 -8" fill="none" stroke="{INK}" stroke-width="1.5"/>'
        )
    if state == "late":
        return f'<path d="M{x + 2:.1f} {y - 5:.1f}v6m0 2.5v2" stroke="{RED}" stroke-width="2.2"/>'
    return ""

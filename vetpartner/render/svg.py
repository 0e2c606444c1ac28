"""The chart of a partnership as SVG: a row for each thing, months above, states by form."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import ProjectMonth, Span, add_months
from vetpartner.render.widths import drawn_width
from vetpartner.state.timeline import KINDS, WORDS
from vetpartner.values.keyed import firsts
from vetpartner.values.phrase import say
from vetpartner.values.translations import unmarked
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vetpartner.render.language import ReportLanguage
    from vetpartner.state.timeline import Item, State
    from vetpartner.values.phrase import Phrase


# The forms of a chart in SVG: what is done, late or open is told apart without colours too.

WIDTH, LABELS, ROW, HEAD, FOOT = 1200, 330, 22, 58, 34
"""The whole width, the part of the names, a row, and what stands above and below the rows."""
UPRIGHT, UPRIGHT_LABELS = 800, 270
"""The width of a chart on an upright sheet, with letters of the same size, and its names."""
INK, SOFT, LINE, WASH = "#1c2530", "#4d5a6a", "#d5dbe3", "#f3f6fa"
BLUE, RED, PALE = "#0b3d91", "#8f1418", "#8fa3c4"
_SWATCH, _BETWEEN, _APART, _LEGEND = 26, 20, 8, 18
"""A sign of the legend, the room between two, that between a name and the chart, and a line."""


@frozen(kw_only=True)
class Scale:
    """The days from the left to the right edge; `start` is the first day of the project.

    `today` is the day as of which the chart is, or the last day that it has where it is `covered`:
    then its line stands at the end of that day, and else at the beginning.
    `upright` tells that the chart is for a sheet that stands, and is narrower.
    """

    span: Span
    start: date | None
    today: date
    covered: bool = False
    upright: bool = False

    @property
    def width(self) -> int:
        """Return the width of the whole chart."""
        return UPRIGHT if self.upright else WIDTH

    @property
    def labels(self) -> int:
        """Return the width of the names."""
        return UPRIGHT_LABELS if self.upright else LABELS

    def x(self, day: date, *, end: bool = False) -> float:
        """Return where a day begins or ends; a day beyond an edge stands at the edge."""
        inside = min(max((day - self.span.first).days + end, 0), self.span.days)
        return self.labels + (self.width - self.labels - 14) * inside / self.span.days

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
    """Return the fillings of what is overdue, done late and done in part: seen without colours."""
    return (
        f'<defs><pattern id="{name}-late" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        f'<rect width="3" height="6" fill="{RED}"/></pattern>'
        f'<pattern id="{name}-after" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(-45)"><rect width="6" height="6" fill="{BLUE}"/>'
        f'<rect width="2" height="6" fill="#fff"/></pattern>'
        f'<pattern id="{name}-partly" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="#fff"/><rect width="6" height="3" fill="{BLUE}"/>'
        f"</pattern></defs>"
    )


def bar(item: Item, scale: Scale, span: Span, y: float, name: str) -> str:
    """Return a bar: full if done, striped if late, empty if open, dashed if cancelled or vague.

    What was done late is full with white stripes, what is done in part has lines along it, within a
    red edge once its time is past, and what is not due has a pale edge.
    """
    x = scale.x(span.first)
    wide = max(scale.x(span.last, end=True) - x, 5)
    package = item.kind == "work package"
    top, high = (y + 6, 10) if package else (y + 4, 14)
    drawn = (
        f'<rect x="{x:.1f}" y="{top}" width="{wide:.1f}" height="{high}" rx="2" '
        f"{_style(item, name, dashed=item.vague)}/>"
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
    return f'<path d="{shape}" {_style(item, name)}/>{_mark(item.state, x + 11, y)}'


def legend(
    rows: Sequence[Item], name: str, scale: Scale, language: ReportLanguage
) -> tuple[tuple[str, ...], ...]:
    """Return what the forms mean in lines as wide as the chart, each sign with room for its words.

    Of the states those that a row has are told.

    The first line begins at the point 0, 0 of what it is drawn in.
    """
    lines: list[list[str]] = [[]]
    x = 8.0
    for room, told, drawn in _signs(rows, name, scale, language):
        needed = room + drawn_width(told, 11) + _BETWEEN
        if x + needed > scale.width and lines[-1]:
            lines.append([])
            x = 8.0
        y = _LEGEND * (len(lines) - 1)
        lines[-1].append(drawn(x, y) + text_at(x + room, y, told, size=11))
        x += needed
    return tuple(map(tuple, lines))


def _signs(
    rows: Sequence[Item], name: str, scale: Scale, language: ReportLanguage
) -> Iterator[tuple[int, str, Callable[[float, float], str]]]:
    """Yield the signs of the legend: where the words begin, the words, and how it is drawn."""

    def swatch(item: Item) -> Callable[[float, float], str]:
        return lambda x, y: (
            f'<rect x="{x:.1f}" y="{y - 10}" width="{_SWATCH}" height="12" rx="2" '
            f"{_style(item, name)}/>{_mark(item.state, x + _SWATCH + 4, y - 4)}"
        )

    def outlined(shape: Callable[[float, float], str]) -> Callable[[float, float], str]:
        return lambda x, y: (
            f'<path d="{shape(x + 8, y - 4)}" fill="#fff" stroke="{BLUE}" stroke-width="1.5"/>'
        )

    for word, phrase in WORDS.items():
        # What is partly done has another form once its time is past.
        for item in firsts((one.state, one) for one in rows if one.word == word).values():
            yield _SWATCH + 18, phrase.within(language), swatch(item)
    points = {one.kind == "milestone" for one in rows if one.point}
    for flagged, shape, phrase in (
        (False, _diamond, say("deliverable")),
        (True, _flag, say("milestone")),
    ):
        if flagged in points:
            yield 24, phrase.within(language), outlined(shape)
    if (beyond := outside(scale)) is not None:
        yield 0, beyond.within(language), lambda _x, _y: ""
    else:
        told = say("last day covered") if scale.covered else say("as of this day")
        yield 18, told.within(language), lambda x, y: today_line(x + 8, y - 11, y + 3)


def outside(scale: Scale) -> Phrase | None:
    """Return that the day as of which a chart is lies outside of it; None where it has its line."""
    if scale.today in scale.span:
        return None
    return say("No line stands for {day}, which lies outside the time drawn.", day=scale.today)


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


def _style(item: Item, name: str, *, dashed: bool = False) -> str:
    state = item.state
    fill, stroke = {
        "done": (BLUE, BLUE),
        "after": (f"url(#{name}-after)", RED),
        "late": (f"url(#{name}-late)", RED),
        "open": ("#fff", BLUE),
        "cancelled": ("none", SOFT),
    }[state]
    if state == "open" and item.word == "not due":
        stroke = PALE
    elif item.word == "partly":
        fill = f"url(#{name}-partly)"
    dash = ' stroke-dasharray="4 3"' if dashed or state == "cancelled" else ""
    return f'fill="{fill}" stroke="{stroke}" stroke-width="1.5"{dash}'


def _mark(state: State, x: float, y: float) -> str:
    """Return a tick behind what is done, and an exclamation mark behind what is overdue."""
    if state in {"done", "after"}:
        return (
            f'<path d="M{x:.1f} {y:.1f}l3 4l6 -8" fill="none" stroke="{INK}" stroke-width="1.5"/>'
        )
    if state == "late":
        return f'<path d="M{x + 2:.1f} {y - 5:.1f}v6m0 2.5v2" stroke="{RED}" stroke-width="2.2"/>'
    return ""


_LONGEST_TITLE, _LONGEST_DESCRIPTION = 200, 1000
_FONT = "'Liberation Sans', Arial, 'DejaVu Sans', 'Libertinus Serif', sans-serif"
_ROOM_FOR_MONTH, _ROOM_FOR_NUMBER, _ROOM_FOR_YEAR = 26, 28, 34
_LAST_WITH_ROOM = 10
"""The last month in which a year has room to be written before the next one begins."""
_QUARTERS = (1, 4, 7, 10)
_NOT_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of what follows, and would tear a line of a chart apart."""


def one_line(text: str, longest: int) -> str:
    """Return a text for a line of a chart, without control signs, with a visible end if cut."""
    plain = " ".join(_TURNING.sub("", _NOT_XML.sub(" ", unmarked(text))).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def fitting(text: str, room: float, size: float = 12, *, bold: bool = False) -> str:
    """Return as much of a text as has room in a drawing, in the unit of its size.

    The table beside a chart has all of it.
    """
    whole = kept = one_line(text, _LONGEST_TITLE)
    while kept and drawn_width(kept, size, bold=bold) > room:
        whole = whole[:-1].rstrip()
        kept = f"{whole}…" if whole else ""
    return kept


def drawing(
    rows: Sequence[Item],
    scale: Scale,
    language: ReportLanguage,
    *,
    name: str,
    about: tuple[str, str],
) -> str:
    """Return an SVG with these rows.

    `about` are its title and description; `name` begins the ids in it, so that several of them fit
    on one page.
    """
    told, wide = legend(rows, name, scale, language), scale.width
    foot = FOOT + _LEGEND * (len(told) - 1)
    height = HEAD + ROW * len(rows) + foot
    title, description = about
    look = ' class="upright"' if scale.upright else ""
    opening = (
        f'<svg{look} xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" '
        f'width="{wide}" height="{height}" role="img" font-family="{_FONT}" font-size="12" '
        f'aria-labelledby="{name}-title {name}-desc">'
    )
    parts = [
        opening,
        f'<title id="{name}-title">{escape(one_line(title, _LONGEST_TITLE))}</title>',
        f'<desc id="{name}-desc">{escape(one_line(description, _LONGEST_DESCRIPTION))}</desc>',
        patterns(name),
        f'<rect width="{wide}" height="{height}" fill="#fff"/>',
        *_stripes(rows, wide),
        *_head(scale, height - foot, language),
        *_today(scale, height - foot, language),
    ]
    for number, item in enumerate(rows):
        parts += _row(item, scale, HEAD + ROW * number, name, language)
    below = f'<g class="legend" transform="translate(0 {height - foot + 24})">'
    parts += [below, *(sign for line in told for sign in line), "</g>"]
    return "\n".join((*parts, "</svg>\n"))


def _stripes(rows: Sequence[Item], wide: int) -> Iterator[str]:
    for number, item in enumerate(rows):
        if item.kind == "work package":
            y = HEAD + ROW * number
            yield f'<rect y="{y}" width="{wide}" height="{ROW}" fill="{WASH}"/>'


def _head(scale: Scale, bottom: int, language: ReportLanguage) -> Iterator[str]:
    """Yield years, calendar months and project months, and a line for each month."""
    months = scale.months
    wide = (scale.width - scale.labels) / len(months)
    for number, month in enumerate(months):
        x = scale.x(month)
        begins = month.month == 1 or number == 0
        colour, top = ("#8a96a5", 4) if begins else (LINE, 22)
        yield f'<path d="M{x:.1f} {top}V{bottom}" stroke="{colour}"/>'
        if begins and (month.month <= _LAST_WITH_ROOM or wide >= _ROOM_FOR_YEAR):
            yield text_at(x + 4, 17, str(month.year), more=' font-weight="bold"')
        if wide >= _ROOM_FOR_MONTH or month.month in _QUARTERS:
            yield text_at(x + 4, 34, _month(month, language, wide), colour=SOFT, size=10)
    step = next((n for n in (1, 3, 6) if wide * n >= _ROOM_FOR_NUMBER), 12)
    for number, (project_month, day) in enumerate(scale.project_months):
        if number % step == 0 and day >= scale.span.first:
            x = scale.x(day)
            yield f'<path d="M{x:.1f} 41v9" stroke="{BLUE}"/>'
            yield text_at(x + 4, 49, project_month, colour=BLUE, size=10)
    yield f'<path d="M0 {HEAD - 4}H{scale.width}" stroke="{INK}"/>'


def _month(month: date, language: ReportLanguage, wide: float) -> str:
    from babel.dates import get_month_names

    names = get_month_names(
        "abbreviated" if wide >= _ROOM_FOR_MONTH else "narrow",
        context="stand-alone",
        locale=language.locale,
    )
    return str(names[month.month])


def _today(scale: Scale, bottom: int, language: ReportLanguage) -> Iterator[str]:
    if outside(scale) is None:
        x = scale.x(scale.today, end=scale.covered)
        yield today_line(x, HEAD - 4, bottom, language.value(scale.today))
        yield f'<path d="M{x - 5:.1f} {HEAD - 4}h10l-5 7z" fill="{INK}"/>'


def _row(item: Item, scale: Scale, y: int, name: str, language: ReportLanguage) -> Iterator[str]:
    package = item.kind == "work package"
    named = entitled(item.id, item.title.within(language))
    whole, x = one_line(named, _LONGEST_TITLE), 8 if package else 20
    label = fitting(named, scale.labels - x - _APART, bold=package)
    told = f"{whole}: {KINDS[item.kind].within(language)}, {WORDS[item.word].within(language)}"
    if item.due is not None:
        told += f" ({say('due {day}', day=item.due).within(language)})"
    yield f"<g><title>{escape(told)}</title>"
    more = ' font-weight="bold"' if package else ""
    if item.state == "cancelled":
        more += ' text-decoration="line-through"'
    yield text_at(x, y + 15, label, more=more)
    yield from _delay(item, scale, y + ROW / 2)
    for span in item.spans:
        if span.last < scale.span.first or span.first > scale.span.last:
            yield text_at(scale.labels + 4, y + 15, f"→ {language.value(span.first)}", colour=SOFT)
        elif item.point:
            yield point(item, scale.x(span.last), y + ROW / 2, name)
        else:
            yield bar(item, scale, span, y, name)
    yield "</g>"


def _delay(item: Item, scale: Scale, y: float) -> Iterator[str]:
    """Yield a line from the day on which something was due to that on which it was done."""
    if item.due is None or item.last is None:
        return
    begins, ends = scale.x(item.due, end=not item.point), scale.x(item.last)
    if ends > begins:
        yield (
            f'<path d="M{begins:.1f} {y - 6:.1f}v12m0 -6H{ends:.1f}" fill="none" stroke="{RED}" '
            f'stroke-width="1.5" stroke-dasharray="3 2"/>'
        )

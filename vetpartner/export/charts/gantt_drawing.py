"""The chart of a partnership as SVG: a row for each thing, months above, states by form."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from vetpartner.export.charts.gantt_forms import (
    BLUE,
    FOOT,
    HEAD,
    INK,
    LABELS,
    LINE,
    ROW,
    SOFT,
    WASH,
    WIDTH,
    Scale,
    bar,
    legend,
    patterns,
    point,
    text_at,
    today_line,
)
from vetpartner.views.dates.timeline import KINDS, STATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from vetpartner.export.pages.report_language import ReportLanguage
    from vetpartner.views.dates.timeline import Item

LONGEST_LABEL = 46
"""Characters of a name beside the chart; the table has all of them."""
_LONGEST_TITLE, _LONGEST_DESCRIPTION = 200, 1000
_FONT = "'Liberation Sans', Arial, 'DejaVu Sans', sans-serif"
_ROOM_FOR_MONTH, _ROOM_FOR_NUMBER, _ROOM_FOR_YEAR = 26, 28, 34
_LAST_WITH_ROOM = 10
"""The last month in which a year has room to be written before the next one begins."""
_QUARTERS = (1, 4, 7, 10)
_NOT_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of what follows, and would tear a line of a chart apart."""


def one_line(text: str, longest: int = LONGEST_LABEL) -> str:
    """Return a text for a line of a chart, without control signs, with a visible end if cut."""
    plain = " ".join(_TURNING.sub("", _NOT_XML.sub(" ", text)).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def drawing(
    rows: Sequence[Item],
    scale: Scale,
    today: date,
    language: ReportLanguage,
    *,
    name: str,
    about: tuple[str, str],
) -> str:
    """Return an SVG with these rows.

    `about` are its title and description; `name` begins the ids in it, so that several of them fit
    on one page.
    """
    height = HEAD + ROW * len(rows) + FOOT
    title, description = about
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-family="{_FONT}" font-size="12" '
        f'aria-labelledby="{name}-title {name}-desc">'
    )
    parts = [
        opening,
        f'<title id="{name}-title">{escape(one_line(title, _LONGEST_TITLE))}</title>',
        f'<desc id="{name}-desc">{escape(one_line(description, _LONGEST_DESCRIPTION))}</desc>',
        patterns(name),
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        *_stripes(rows),
        *_head(scale, height, language),
        *_today(scale, today, height, language),
    ]
    for number, item in enumerate(rows):
        parts += _row(item, scale, HEAD + ROW * number, name, language)
    parts += legend(name, height - FOOT + 24, language)
    return "\n".join((*parts, "</svg>\n"))


def _stripes(rows: Sequence[Item]) -> Iterator[str]:
    for number, item in enumerate(rows):
        if item.kind == "work package":
            y = HEAD + ROW * number
            yield f'<rect y="{y}" width="{WIDTH}" height="{ROW}" fill="{WASH}"/>'


def _head(scale: Scale, height: int, language: ReportLanguage) -> Iterator[str]:
    """Yield years, calendar months and project months, and a line for each month."""
    months = scale.months
    wide = (WIDTH - LABELS) / len(months)
    for number, month in enumerate(months):
        x = scale.x(month)
        begins = month.month == 1 or number == 0
        colour, top = ("#8a96a5", 4) if begins else (LINE, 22)
        yield f'<path d="M{x:.1f} {top}V{height - FOOT}" stroke="{colour}"/>'
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
    yield f'<path d="M0 {HEAD - 4}H{WIDTH}" stroke="{INK}"/>'


def _month(month: date, language: ReportLanguage, wide: float) -> str:
    from babel.dates import get_month_names

    names = get_month_names(
        "abbreviated" if wide >= _ROOM_FOR_MONTH else "narrow",
        context="stand-alone",
        locale=language.locale,
    )
    return str(names[month.month])


def _today(scale: Scale, today: date, height: int, language: ReportLanguage) -> Iterator[str]:
    if scale.span.first <= today <= scale.span.last:
        x = scale.x(today)
        yield today_line(x, HEAD - 4, height - FOOT, language.value(today))
        yield f'<path d="M{x - 5:.1f} {HEAD - 4}h10l-5 7z" fill="{INK}"/>'


def _row(item: Item, scale: Scale, y: int, name: str, language: ReportLanguage) -> Iterator[str]:
    package = item.kind == "work package"
    label = one_line(" ".join(dict.fromkeys((item.id, item.title.within(language)))))
    told = f"{label}: {KINDS[item.kind].within(language)}, {STATES[item.state].within(language)}"
    yield f"<g><title>{escape(told)}</title>"
    more = ' font-weight="bold"' if package else ""
    if item.state == "cancelled":
        more += ' text-decoration="line-through"'
    yield text_at(8 if package else 20, y + 15, label, more=more)
    for span in item.spans:
        if span.last < scale.span.first or span.first > scale.span.last:
            yield text_at(LABELS + 4, y + 15, f"→ {language.value(span.first)}", colour=SOFT)
        elif item.point:
            yield point(item, scale.x(span.last), y + ROW / 2, name)
        else:
            yield bar(item, scale, span, y, name)
    yield "</g>"

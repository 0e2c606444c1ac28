"""The chart as Mermaid text, which wikis and repositories draw by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.export.charts.gantt_drawing import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from vetpartner.export.pages.report_language import ReportLanguage
    from vetpartner.views.dates.timeline import Group, Item

_LONGEST = 80
"""Characters of a name: longer ones leave no room for the bars."""
_SIGNS = re.compile(r"[^\w\s.,()/+'–—…-]|_")
_KEYWORD = re.compile(
    r"(?:acc(?:Title|Descr)|axisFormat|click|dateFormat|excludes|gantt|href|call|includes|"
    r"inclusiveEndDates|section|tickInterval|title|todayMarker|topAxis|weekday|weekend)",
    re.IGNORECASE,
)
"""Words that begin a statement; a name that begins like one is written so that it begins none."""


def mermaid(
    title: str, groups: Sequence[Group], rest: str, today: date, language: ReportLanguage
) -> str:
    """Return a `gantt` diagram; `rest` is the heading of what belongs to no work package.

    What is cancelled or has no date is not drawn.
    """
    lines = [
        "gantt",
        f"    title {escaped(title)}",
        "    dateFormat YYYY-MM-DD",
        "    axisFormat %Y-%m",
        "    inclusiveEndDates",
    ]
    for group in groups:
        inside = [*_tasks(group, today, language)]
        if inside:
            name = _name(group.package, language) if group.package is not None else escaped(rest)
            lines += [f"    section {name}", *inside]
    return "\n".join((*lines, ""))


def escaped(text: str) -> str:
    """Return a text in which no sign means anything to Mermaid, as codes such as `#58;` for `:`."""
    codes = _SIGNS.sub(lambda sign: f"#{ord(sign[0])};", one_line(text, _LONGEST)) or "–"
    return f"#{ord(codes[0])};{codes[1:]}" if _KEYWORD.match(codes) else codes


def _name(item: Item, language: ReportLanguage) -> str:
    return escaped(" ".join(dict.fromkeys((item.id, item.title.within(language)))))


def _tasks(group: Group, today: date, language: ReportLanguage) -> Iterator[str]:
    package = (group.package,) if group.package is not None else ()
    for item in (*package, *group.items):
        if item.state == "cancelled":
            continue
        for span in item.spans:
            tags = ["milestone"] if item.point else []
            tags += {"done": ["done"], "late": ["crit"]}.get(item.state, [])
            if item.state == "open" and not item.point and span.first <= today <= span.last:
                tags.append("active")
            until = "0d" if item.point else str(span.last)
            yield f"    {_name(item, language)} :{', '.join((*tags, str(span.first), until))}"

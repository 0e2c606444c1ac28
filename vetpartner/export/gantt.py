"""The Gantt chart of a partnership: a page, a drawing, a text for wikis, a PDF."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import evolve, field, frozen

from vetpartner.model import ProjectMonth, Span, When, add_months
from vetpartner.render.grids import Named
from vetpartner.render.page import Page, Picture
from vetpartner.render.paper import Paper, formats, page_of, spoken
from vetpartner.render.svg import Scale, drawing, one_line, outside
from vetpartner.state.timeline import KINDS, WORDS, Item, PackageItems, groups
from vetpartner.values.phrase import listed, say
from vetpartner.values.table import Column, Table
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vetpartner.model import Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.state.timeline import State


# The chart as Mermaid text, which wikis and repositories draw by themselves.

_LONGEST = 80
"""Characters of a name: longer ones leave no room for the bars."""
_SIGNS = re.compile(r"[^\w\s.,()/+'–—…-]|_")
_KEYWORD = re.compile(
    r"(?:acc(?:Title|Descr)|axisFormat|click|dateFormat|excludes|gantt|href|call|includes|"
    r"inclusiveEndDates|section|tickInterval|title|todayMarker|topAxis|weekday|weekend)",
    re.IGNORECASE,
)
"""Words that begin a statement; a name that begins like one is written so that it begins none."""


_TAGS: Mapping[State, tuple[str, ...]] = {
    "done": ("done",),
    "after": ("crit", "done"),
    "late": ("crit",),
}


def mermaid(
    title: str, groups: Sequence[PackageItems], rest: str, today: date, language: ReportLanguage
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
    return escaped(entitled(item.id, item.title.within(language)))


def _tasks(group: PackageItems, today: date, language: ReportLanguage) -> Iterator[str]:
    package = (group.package,) if group.package is not None else ()
    for item in (*package, *group.items):
        if item.state == "cancelled":
            continue
        for span in item.spans:
            tags = ["milestone"] if item.point else []
            tags += _TAGS.get(item.state, ())
            if item.state == "open" and not item.point and span.first <= today <= span.last:
                tags.append("active")
            until = "0d" if item.point else str(span.last)
            yield f"    {_name(item, language)} :{', '.join((*tags, str(span.first), until))}"


ROWS_ON_A_PAGE, ROWS_AMONG_TEXT = 28, 15
"""How many rows a chart has on a sheet of its own, and in a text, where no large gap is left."""
_MARGIN_MONTHS, _LONGEST_MONTHS = 6, 120
"""How far beyond the project a chart reaches, and how long it is where nothing else is known."""
_NO_ID = re.compile(r"[^A-Za-z0-9]+")


@frozen(kw_only=True)
class Gantt(Paper):
    """A Gantt chart: `.svg` is the drawing, `.mermaid` the text for wikis, `.html` the page.

    `.write(path)` writes it as `.html`, `.md`, `.docx`, `.pdf`, `.svg` or `.mmd`.
    In a notebook it shows itself as the drawing with its table.
    """

    svg: str = field(repr=False)
    mermaid: str = field(repr=False)
    table: str = field(repr=False)

    def _repr_html_(self) -> str:
        return f"{self.svg}{self.table}"


def gantt(p: Partnership, *, language: str | None = None) -> Gantt:
    """Return the chart of work packages, activities, deliverables and milestones, as of the day.

    States differ by form as well as by colour, and each chart explains those that it has.
    What has no date stands in the table only.
    Without `language` it is in the project's language, in English where there are no words for it.
    Raises `UnknownLanguage` for a language without words.
    """
    p, words = spoken(p, language, papers=False)
    found = groups(p)
    rows = rows_of(found)
    under = say("{project}, as of {day}", project=p.plan.project.label, day=p.as_of)
    about = f"{p.plan.project.label}: {words.gettext('Gantt chart')}"
    dated = [item for item in rows if item.spans]
    scale = _scale(p, dated)
    drawings = gantt_drawings(p, words)
    table = gantt_table(p).of(rows, caption=under)

    def page() -> Page:
        return page_of(
            p,
            "gantt.md",
            {"about": about, "under": under, "drawings": drawings, "table": table},
            what="a chart",
            title=about,
            language=words,
            across=True,
        )

    text = mermaid(about, found, words.gettext("The whole project"), p.as_of, words)
    svg = _drawn(p, dated, scale, about, words)
    return Gantt(
        what="a chart",
        makers=(*formats(page), (".svg", svg.encode), (".mmd", text.encode)),
        svg=svg,
        mermaid=text,
        table=table.html(words, inline=False),
    )


def gantt_drawings(
    p: Partnership, words: ReportLanguage, *, upright: bool = False, covered: date | None = None
) -> tuple[Picture, ...]:
    """Return the chart as of the day as drawings for pages, each with what it shows in words.

    `covered` is the last day of which the partnership's facts are, where it is not that as of which
    it is looked at: the line stands at its end, since the states that are drawn are those of it.
    Those that are `upright` stand among the text of a sheet that stands, the others on one that
    lies on its side.
    """
    found, about = groups(p), f"{p.plan.project.label}: {words.gettext('Gantt chart')}"
    scale = _scale(p, [item for item in rows_of(found) if item.spans])
    scale = evolve(scale, upright=upright, today=covered or p.as_of, covered=covered is not None)
    most = ROWS_AMONG_TEXT if upright else ROWS_ON_A_PAGE
    return tuple(
        Picture(
            data=_drawn(p, part, scale, about, words, number).encode(),
            media="image/svg+xml",
            alt=f"{words.gettext('Gantt chart')} {number}: {_described(part, scale, words)}",
        )
        for number, part in enumerate(_parts(found, most), start=1)
    )


def gantt_table(p: Partnership) -> Table:
    """Return the table beside the chart, which has what has no date too."""
    return Table(
        name="gantt",
        columns=(
            Column("what", "What", get=_named, names=True),
            Column("kind", "Kind", get=lambda item: KINDS[item.kind]),
            Column("begins", "Begins", "when", get=lambda item: _day(item.first)),
            Column("ends", "Ends", "when", get=lambda item: _day(item.last)),
            Column("months", "Project months", get=lambda item: _project_months(p, item)),
            Column("state", "Status", "word", get=lambda item: WORDS[item.word]),
        ),
        rows=tuple(rows_of(groups(p))),
    )


def _named(item: Item) -> Named:
    kind: Literal["strong", ""] = "strong" if item.kind == "work package" else ""
    return Named(id=item.id, title=item.title, kind=kind)


def _day(day: date | None) -> When:
    return When.undecided() if day is None else When.day(day)


def rows_of(found: tuple[PackageItems, ...]) -> list[Item]:
    """Return the rows of a chart: each work package, and below it what belongs to it."""
    rows: list[Item] = []
    for group in found:
        rows += [group.package] if group.package is not None else []
        rows += group.items
    return rows


def _parts(found: tuple[PackageItems, ...], most: int) -> Iterator[list[Item]]:
    """Yield as many rows as fit on a page; a work package is cut only if it needs a whole page."""
    page: list[Item] = []
    for group in found:
        rows = [item for item in rows_of((group,)) if item.spans]
        if page and len(page) + len(rows) > most:
            yield page
            page = []
        page = page + rows
        while len(page) > most:
            yield page[:most]
            page = page[most:]
    if page:
        yield page


def _scale(p: Partnership, dated: list[Item]) -> Scale:
    """Return the days of the chart: the project and what lies near it, in whole months."""
    spans = [span for item in dated for span in item.spans]
    first = p.start or min((s.first for s in spans), default=p.as_of)
    last = p.end or max((s.last for s in spans), default=first)
    last = min(last, _moved(first, _LONGEST_MONTHS))
    earliest, latest = _moved(first, -_MARGIN_MONTHS), _moved(last, _MARGIN_MONTHS)
    near = [s for s in spans if s.last >= earliest and s.first <= latest]
    first = min([first, *(max(s.first, earliest) for s in near)])
    last = max([last, *(min(s.last, latest) for s in near)])
    return Scale(span=Span(first=first.replace(day=1), last=last), start=p.start, today=p.as_of)


def _moved(day: date, months: int) -> date:
    """Return a day some months on, or the first or last day that there is."""
    try:
        return add_months(day, months)
    except ValueError:
        return date.min if months < 0 else date.max


def _drawn(
    p: Partnership,
    rows: list[Item],
    scale: Scale,
    about: str,
    language: ReportLanguage,
    number: int = 0,
) -> str:
    """Return a drawing; `number` tells several on one page apart, in their ids and for readers."""
    description = _described(rows, scale, language)
    slug = _NO_ID.sub("-", p.plan.project.label).strip("-").lower()[:40]
    name = "-".join(filter(None, ("gantt", slug, str(number) if number else "")))
    title = f"{about} ({number})" if number > 1 else about
    return drawing(rows, scale, language, name=name, about=(title, description))


def _described(rows: list[Item], scale: Scale, language: ReportLanguage) -> str:
    """Return what a drawing shows: its days, how much is in which state, and where its line is."""
    words = Counter(item.word for item in rows)
    states = listed(
        say("{part}: {of}", part=phrase, of=words[word])
        for word, phrase in WORDS.items()
        if words[word]
    )
    told = say("Nothing has a date yet.")
    if states is not None:
        told = say(
            "{n} rows from {first} to {last} – {states}. The table has the same in words.",
            n=len(rows),
            first=scale.span.first,
            last=scale.span.last,
            states=states,
        )
    beyond = outside(scale)
    return " ".join(one.within(language) for one in (told, beyond) if one is not None)


def _project_months(p: Partnership, item: Item) -> str:
    """Return the project months of something, such as `M3` or `M3–M14`."""
    if p.start is None or item.first is None or item.last is None or item.first < p.start:
        return ""
    months = (str(ProjectMonth.of(day, p.start)) for day in (item.first, item.last))
    return "–".join(dict.fromkeys(months))

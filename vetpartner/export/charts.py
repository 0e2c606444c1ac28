"""Bar charts of a partnership: the drawing as SVG, and the same numbers as a table."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from attrs import field, frozen

from vetpartner.export.gantt import gantt, rows_of
from vetpartner.files.atomic import write_whole
from vetpartner.render.bars import LOOKS, Bars, Series, bar_table, drawn_bars
from vetpartner.render.pdf import needed
from vetpartner.state.achieved import achieved
from vetpartner.state.costs import costs
from vetpartner.state.timeline import STATES, due_items, groups, items
from vetpartner.values.words import entitled, no_format, none_such

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from vetpartner.model import Partnership
    from vetpartner.state.timeline import Item, State


Rows = list[dict[str, Any]]
_WIDTH, _STEP, _LONGEST = 600, 24, 320
"""Width of the drawing, height of a row, and how long a label may be."""
_TAG = re.compile(r"<(?=\S)")


def harmless(text: str) -> str:
    """Return a text in which nothing can be a tag: a sign such as `<` is followed by a space.

    The page of altair puts all texts into a script as they are, where a tag would end it.
    """
    return _TAG.sub("< ", text)


def altair_bars(bars: Bars) -> Any:  # noqa: ANN401 - a chart of altair
    """Return horizontal bars, one row of data for each value, whether it is known or not."""
    alt = _altair()
    rows = [
        {"of": harmless(label), "series": series.name, "value": _number(value)}
        for label, values in bars.rows
        for series, value in zip(bars.series, values, strict=True)
    ]
    told = [
        alt.Tooltip("of:N", title="Of"),
        alt.Tooltip("series:N", title="What"),
        alt.Tooltip("value:Q", title=bars.unit, format=",.2~f"),
    ]
    made = _chart(alt, rows, bars.title, bars.described, bars.series).encode(
        x=alt.X(
            "value:Q",
            title=bars.unit,
            stack="zero" if bars.stacked else None,
            axis=alt.Axis(tickMinStep=1),
        ),
        y=_names(alt, rows),
        tooltip=told,
    )
    if bars.stacked:
        # A bar of no length would still have an edge.
        return made.transform_filter("datum.value !== 0")
    if len(bars.series) == 1:
        return made
    return made.encode(yOffset=alt.YOffset("series:N", sort=[s.name for s in bars.series]))


def altair_gantt(title: str, items: Sequence[Item], series: Sequence[Series]) -> Any:  # noqa: ANN401 - a chart of altair
    """Return a bar for each span of days; what has no date is left out."""
    alt = _altair()
    rows = [
        {
            "of": harmless(entitled(item.id, str(item.title))),
            "series": STATES[item.state].text,
            "kind": item.kind,
            # Without a zone these are hours of the reader's own place, so that days stay days.
            "first": f"{span.first}T00:00:00",
            "last": f"{span.last}T23:59:59",
        }
        for item in items
        for span in item.spans
    ]
    told = [
        alt.Tooltip("of:N", title="Of"),
        alt.Tooltip("kind:N", title="Kind"),
        alt.Tooltip("series:N", title="State"),
        alt.Tooltip("first:T", title="First day", format="%Y-%m-%d"),
        alt.Tooltip("last:T", title="Last day", format="%Y-%m-%d"),
    ]
    described = f"Bars over time for {len(rows)} spans of days."
    return _chart(alt, rows, title, described, series).encode(
        x=alt.X("first:T", title=None, axis=alt.Axis(format="%Y-%m")),
        x2=alt.X2("last:T"),
        y=_names(alt, rows),
        tooltip=told,
    )


def _altair() -> Any:  # noqa: ANN401 - a module
    return needed("altair", "plots", "a chart of altair")


def _names(alt: Any, rows: Rows) -> Any:  # noqa: ANN401 - of altair
    """Return the axis of the names in their order, those too of which no number is known."""
    domain = list(dict.fromkeys(row["of"] for row in rows))
    return alt.Y(
        "of:N", title=None, scale=alt.Scale(domain=domain), axis=alt.Axis(labelLimit=_LONGEST)
    )


def _chart(alt: Any, rows: Rows, title: str, described: str, series: Iterable[Series]) -> Any:  # noqa: ANN401 - of altair
    """Return bars whose series differ in their filling and edge as well as in their colour."""
    forms = {one.name: LOOKS[one.form] for one in series}

    def look(channel: Any, part: str) -> Any:  # noqa: ANN401 - of altair
        scale = alt.Scale(domain=list(forms), range=[getattr(f, part) for f in forms.values()])
        return channel("series:N", title=None, scale=scale)

    return (
        alt.Chart(
            alt.Data(values=rows),
            title=alt.TitleParams(text=harmless(title), anchor="start"),
            description=harmless(f"{title}. {described}"),
            width=_WIDTH,
            height=alt.Step(_STEP),
        )
        .mark_bar(strokeWidth=1.5)
        .encode(
            fill=look(alt.Fill, "inside"),
            stroke=look(alt.Stroke, "edge"),
            strokeDash=look(alt.StrokeDash, "dash"),
        )
    )


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


_FORMS: Mapping[State, str] = {
    "done": "full",
    "after": "crossed",
    "open": "empty",
    "late": "striped",
    "cancelled": "dashed",
}


class UnknownChart(ValueError):
    """There is no such chart or backend; the message lists those that there are."""


@frozen(kw_only=True)
class Chart:
    """A chart: `.svg` is the drawing, `.table` the same numbers as an HTML table.

    In a notebook it shows itself as both.
    """

    title: str
    svg: str = field(repr=False)
    table: str = field(repr=False)

    def write(self, path: str | Path) -> None:
        """Write the drawing, whole or not at all, as .svg; any other suffix raises `ValueError`."""
        target = Path(path)
        if target.suffix.lower() != ".svg":
            raise ValueError(no_format("a chart", target.suffix, (".svg",)))
        write_whole(target, self.svg.encode())

    def _repr_html_(self) -> str:
        return f"{self.svg}{self.table}"


@overload
def chart(p: Partnership, what: str, *, backend: Literal["svg"] = "svg") -> Chart: ...
@overload
def chart(p: Partnership, what: str, *, backend: str) -> Any: ...  # noqa: ANN401 - of altair


def chart(p: Partnership, what: str, *, backend: str = "svg") -> Any:
    """Return a chart as of the partnership's day.

    `budget` shows planned and spent for each work package, in a project without them for each
    activity; `participation` the participants planned and recorded for each activity; `timeline`
    how many activities, results and deadlines each quarter has, and how many of them are done;
    `gantt` work packages, activities and results from day to day.
    With `backend="altair"` it is a chart of the package altair, from the same rows, with texts in
    which nothing can be a tag; that needs the extra `plots`, without which it is `MissingExtra`.
    Another chart or backend raises `UnknownChart`.
    """
    if what not in CHARTS:
        raise UnknownChart(none_such("chart", what, CHARTS))
    if backend not in BACKENDS:
        raise UnknownChart(none_such("package of charts", backend, BACKENDS))
    make = CHARTS[what]
    if make is None:
        return _gantt(p, backend)
    bars = make(p)
    if backend == "altair":
        return altair_bars(bars)
    return Chart(title=bars.title, svg=drawn_bars(bars, what), table=bar_table(bars).html())


def _gantt(p: Partnership, backend: str) -> Any:  # noqa: ANN401 - of altair, or ours
    title = f"{p.plan.project.label}: Gantt chart as of {p.as_of}"
    if backend == "svg":
        drawn = gantt(p)
        return Chart(title=title, svg=drawn.svg, table=drawn.table)
    found = [item for item in rows_of(groups(p)) if item.spans]
    there = {item.state for item in found}
    series = [Series(name=STATES[s].text, form=form) for s, form in _FORMS.items() if s in there]
    return altair_gantt(title, found, series)


def _budget(p: Partnership) -> Bars:
    found = costs(p)
    lines = found.packages
    series = [Series(name="planned", form="empty")]
    if any(line.spent for line in lines):
        series.append(Series(name="spent", form="full"))
    return Bars(
        title=f"{p.plan.project.label}: budget as of {p.as_of}",
        unit=f"in {found.currency}",
        series=tuple(series),
        rows=tuple(
            (
                entitled(line.id, line.title),
                tuple(m.amount if m is not None else None for m in (line.planned, line.spent))[
                    : len(series)
                ],
            )
            for line in lines
        ),
    )


def _participation(p: Partnership) -> Bars:
    rows = [row for row in achieved(p) if row.kind == "activity"]
    return Bars(
        title=f"{p.plan.project.label}: participants as of {p.as_of}",
        unit="number of participants",
        series=(Series(name="planned", form="empty"), Series(name="took part", form="full")),
        rows=tuple(
            (entitled(row.id, row.title), (row.planned_value, row.achieved_value))
            for row in rows
            if row.planned_value is not None or row.achieved_value is not None
        ),
    )


def _timeline(p: Partnership) -> Bars:
    found = [x for x in (*items(p), *due_items(p)) if x.spans and x.kind != "partners' part"]
    states = [state for state in STATES if any(item.state == state for item in found)]
    quarters: dict[str, list[Item]] = {}
    for item in sorted(found, key=lambda x: x.spans[-1].last):
        last = item.spans[-1].last
        quarters.setdefault(f"{last.year:04d} Q{(last.month + 2) // 3}", []).append(item)
    return Bars(
        title=f"{p.plan.project.label}: what ends or is due in each quarter, as of {p.as_of}",
        unit="number of activities, results and deadlines",
        series=tuple(Series(name=STATES[state].text, form=_FORMS[state]) for state in states),
        rows=tuple(
            (name, tuple(Decimal(sum(x.state == state for x in inside)) for state in states))
            for name, inside in quarters.items()
        ),
        stacked=True,
    )


CHARTS: Mapping[str, Callable[[Partnership], Bars] | None] = {
    "budget": _budget,
    "participation": _participation,
    "timeline": _timeline,
    "gantt": None,
}
"""The charts by name, and what makes their bars; the Gantt chart has bars of its own."""
BACKENDS = ("svg", "altair")

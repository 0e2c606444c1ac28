"""The charts as charts of altair: the same rows, to be looked at with a mouse and worked on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from vetpartner.export.charts.chart_drawing import LOOKS
from vetpartner.export.pages.report_extras import needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from vetpartner.export.charts.chart_drawing import Bars, Series
    from vetpartner.views.dates.timeline import Item

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
            "of": harmless(" ".join(dict.fromkeys((item.id, str(item.title))))),
            "series": item.state,
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

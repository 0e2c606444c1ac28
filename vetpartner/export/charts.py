"""Bar charts of a partnership: the drawing as SVG, and the same numbers as a table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.export.chart_drawing import Bars, Series, bar_table, drawn_bars
from vetpartner.files.atomic import write_whole
from vetpartner.programme.near import did_you_mean
from vetpartner.views.achieved import achieved
from vetpartner.views.costs import costs
from vetpartner.views.timeline import STATES, due_items, items

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vetpartner.model import Partnership
    from vetpartner.views.timeline import Item


class UnknownChart(ValueError):
    """There is no such chart; the message lists those that there are."""


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
            wrong = repr(target.suffix or "a file without a suffix")
            raise ValueError(f"a chart cannot be written as {wrong}; use .svg")
        write_whole(target, self.svg.encode())

    def _repr_html_(self) -> str:
        return f"{self.svg}{self.table}"


def chart(p: Partnership, what: str) -> Chart:
    """Return a chart as of the partnership's day.

    `budget` shows planned and spent for each work package, in a project without them for each
    activity; `participation` the participants planned and recorded for each activity; `timeline`
    how many activities, results and deadlines each quarter has, and how many of them are done.
    Another one raises `UnknownChart`.
    """
    if what not in CHARTS:
        near = did_you_mean(what, CHARTS)
        raise UnknownChart(f"there is no chart {what!r}{near}; there are {', '.join(CHARTS)}")
    bars = CHARTS[what](p)
    return Chart(title=bars.title, svg=drawn_bars(bars, what), table=bar_table(bars))


def _budget(p: Partnership) -> Bars:
    found = costs(p)
    lines = found.packages
    series = [Series(name="planned", form="empty")]
    if any(line.spent for line in lines):
        series.append(Series(name="spent", form="full"))
    return Bars(
        title=f"{p.plan.project.label}: budget as of {p.as_of}",
        unit=f"in {found.total.spent.currency}",
        series=tuple(series),
        rows=tuple(
            (
                " ".join(dict.fromkeys(filter(None, (line.id, line.title)))),
                (line.planned.amount if line.planned else None, line.spent.amount)[: len(series)],
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
            (" ".join(dict.fromkeys((row.id, row.title))), (row.planned_value, row.achieved_value))
            for row in rows
            if row.planned_value is not None or row.achieved_value is not None
        ),
    )


def _timeline(p: Partnership) -> Bars:
    found = [x for x in (*items(p), *due_items(p)) if x.spans and x.kind != "partners' part"]
    forms = {"done": "full", "open": "empty", "late": "striped", "cancelled": "dashed"}
    states = [state for state in STATES if any(item.state == state for item in found)]
    quarters: dict[str, list[Item]] = {}
    for item in sorted(found, key=lambda x: x.spans[-1].last):
        last = item.spans[-1].last
        quarters.setdefault(f"{last.year:04d} Q{(last.month + 2) // 3}", []).append(item)
    return Bars(
        title=f"{p.plan.project.label}: what ends or is due in each quarter, as of {p.as_of}",
        unit="number of activities, results and deadlines",
        series=tuple(Series(name=state, form=forms[state]) for state in states),
        rows=tuple(
            (name, tuple(Decimal(sum(x.state == state for x in inside)) for state in states))
            for name, inside in quarters.items()
        ),
        stacked=True,
    )


CHARTS: Mapping[str, Callable[[Partnership], Bars]] = {
    "budget": _budget,
    "participation": _participation,
    "timeline": _timeline,
}
"""The charts by name."""

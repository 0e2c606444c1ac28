"""Indicators in a report: how each is verified."""

from __future__ import annotations

import pytest
from builders import KA220, partnership, when

from vetpartner.export.report import report
from vetpartner.model import Deliverable, Indicator, Organisation, WorkPackage
from vetpartner.render.page import walk
from vetpartner.values.grid import Grid, text_of

HEAD = "Source of verification"


def indicators(*things: object, **project: object) -> dict[str, dict[str, str]]:
    """Return the cells of each indicator in a final report by their heads, by its id."""
    p = partnership(Organisation(id="sts"), *things, on="2026-01-31", **(KA220 | project))
    found: dict[str, dict[str, str]] = {}

    for block in walk(report(p, "final", language="en", draft=True).page.blocks):
        if (
            isinstance(block, Grid)
            and block.heads[:1] == ("Indicator",)
            and "Status" in block.heads
        ):
            for row in block.rows:
                cells = dict(zip(block.heads, map(text_of, row.cells), strict=True))
                found[cells["Indicator"].split()[0]] = cells
    return found


@pytest.mark.parametrize("action", ["KA220-VET", "KA210-VET"])
@pytest.mark.parametrize("package", ["WP1", None])
def test_each_indicator_says_how_it_is_verified(action: str, package: str | None) -> None:
    """Guard numbers, words and what belongs to no work package, in both kinds of project."""
    packages = (WorkPackage(id="WP1"),) if package else ()
    found = indicators(
        *packages,
        Indicator(id="I1", title="A", work_package=package, target=5, source="attendance lists"),
        Indicator(id="I2", title="B", work_package=package, expected="most", source="<talks>"),
        Indicator(id="I3", title="C", work_package=package, target=7),
        action=action,
    )

    assert {"I1": "attendance lists", "I2": "<talks>", "I3": "not stated"} == {
        id_: cells[HEAD] for id_, cells in found.items()
    }


def test_through_what_it_measures() -> None:
    """Guard an indicator that is of a work package by the result that it measures."""
    found = indicators(
        WorkPackage(id="WP1"),
        Deliverable(id="D1", work_package="WP1", due=when("M6")),
        Indicator(id="I1", of="D1", target=5, source="web counter"),
    )

    assert "web counter" == found["I1"][HEAD]


def test_no_column_of_nothing() -> None:
    """Guard a plan that says of no indicator how it is verified: no column, and no dashes."""
    found = indicators(WorkPackage(id="WP1"), Indicator(id="I1", work_package="WP1", target=5))

    assert HEAD not in found["I1"]

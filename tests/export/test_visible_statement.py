"""The funding statement, which has to stand on everything that leaves the house."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import vetpartner as vp
from vetpartner.papers.certificates import certificate_register
from vetpartner.papers.evidence_index import evidence_index, reconciliation

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.model import Partnership
    from vetpartner.render.paper import Paper

SAID = (
    "Funded by the European Union. Views and opinions expressed are however those of the author(s) "
    "only and do not necessarily reflect those of the European Union or AMPEU. Neither the "
    "European Union nor AMPEU can be held responsible for them."
)


@pytest.fixture(scope="module")
def green() -> Partnership:
    """Return the example on its last day."""
    folder = Path(__file__).parents[2] / "examples" / "green-welding"
    return vp.load(folder).on(date(2025, 1, 31))


@pytest.mark.parametrize(
    "make",
    [
        evidence_index,
        reconciliation,
        lambda p: certificate_register(p, "T2"),
        vp.gantt,
        vp.planner,
        lambda p: vp.paste_pack(p, "final"),
    ],
)
def test_pages(green: Partnership, make: Callable[[Partnership], Paper]) -> None:
    """Guard the pages that are neither a report nor a paper to sign."""
    assert 1 == make(green).html.count(f"<p>{SAID}</p>")


def test_pages_in_another_language(green: Partnership) -> None:
    """Guard the German words on German pages."""
    for made in (vp.gantt(green, language="de"), vp.planner(green, language="de")):
        assert "<p>Von der Europäischen Union finanziert. Die geäußerten" in made.html


def test_workbooks(green: Partnership) -> None:
    """Guard every sheet, since a sheet may be printed alone; the disclaimer is in the budget."""
    books = [vp.budget(green)]
    made = (evidence_index(green), reconciliation(green), certificate_register(green, "T2"))
    books += [openpyxl.load_workbook(io.BytesIO(paper.xlsx)) for paper in made]

    for book in books:
        assert {"Funded by the European Union"} == {sheet.cell(3, 1).value for sheet in book}
    assert SAID in [row[1].value for row in books[0]["Summary"].rows]


def test_calendar(green: Partnership) -> None:
    """Guard what a calendar says of itself."""
    assert SAID == vp.calendar(green)["DESCRIPTION"]

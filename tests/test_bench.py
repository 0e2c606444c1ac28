"""The table of speed says what was not measured, and what is beyond what is let pass."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).with_name("bench")))

from typing import TYPE_CHECKING

from speed import ROWS, Row, table

if TYPE_CHECKING:
    import pytest


def test_a_row_that_was_not_measured_is_none_that_passed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guard honesty: without what it is compared with a row says so, and the end is 1."""
    fine = Row("fine", 3, 1, lambda: 2.0)
    slow = Row("slow", 3, 1, lambda: 2.01)
    unknown = Row("unknown", 3, 1, lambda: 0.0, ("no_such_package",))

    assert 0 == table((fine,))
    assert "| fine | 3 | 1 | 2.00 | 2 x |" in capsys.readouterr().out
    assert 1 == table((fine, slow))
    assert "| slow | 3 | 1 | 2.01 (beyond) | 2 x |" in capsys.readouterr().out
    assert 1 == table((fine, unknown))
    assert (
        "| unknown | 3 | 1 | not measured: no_such_package is not installed | 2 x |\n"
        "\n1 not measured: unknown\n"
    ) in capsys.readouterr().out


def test_all_that_was_asked_for_is_measured() -> None:
    """Guard the table: fifteen comparisons, and the memory of three commands."""
    assert 18 == len(ROWS)
    assert 3 == sum(row.unit == "MB" for row in ROWS)

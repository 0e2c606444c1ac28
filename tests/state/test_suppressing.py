"""No cell that was left out can be reckoned from those that are shown."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from vetpartner.state.suppression import suppressed


def table(rows: list[list[int]]) -> dict[tuple[int, int], int]:
    """Return a table with its totals."""
    cells = {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row)}
    cells |= {(r, -1): sum(row) for r, row in enumerate(rows)}
    cells |= {(-1, c): sum(column) for c, column in enumerate(zip(*rows, strict=True))}
    cells[-1, -1] = sum(map(sum, rows))
    return cells


def solutions(
    cells: dict[tuple[int, int], int], out: frozenset[tuple[int, int]], size: tuple[int, int]
) -> list[dict[tuple[int, int], int]]:
    """Return tables near the true one that agree with all that is shown, by trying all changes."""
    inner = [cell for cell in out if -1 not in cell]
    found = []
    for steps in product((-1, 0, 1), repeat=len(inner)):
        changed = dict(cells) | {c: cells[c] + s for c, s in zip(inner, steps, strict=True)}
        rows = [[changed[r, c] for c in range(size[1])] for r in range(size[0])]
        full = table(rows)
        fits = all(full[c] == cells[c] for c in cells if c not in out)
        if fits and all(full[c] >= 1 for c in out if cells[c] > 0):
            found.append(full)
    return found


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=2))
def test_nothing_left_out_can_be_reckoned(rows: list[list[int]]) -> None:
    """Guards by trial of all tables, an independent judge: each has at least two values."""
    cells = table(rows)
    out = suppressed(cells)

    assert all(cell in out for cell, value in cells.items() if 0 < value < 5)
    if len(out) < len(cells):
        possible = solutions(cells, out, (2, 3))
        for cell in out:
            assert len({each[cell] for each in possible}) > 1


def test_large_cells_are_shown() -> None:
    """Guards that nothing is left out without need, and that zeros are shown."""
    assert frozenset() == suppressed(table([[5, 0], [7, 9]]))
    assert {(0, 0), (0, 1), (1, 0), (1, 1)} == suppressed(table([[2, 8], [9, 20]]))

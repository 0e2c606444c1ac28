"""How values show themselves: a `repr` of one line."""

from __future__ import annotations

from vetpartner.model import WorkPackage


def test_a_repr_tells_what_is_set() -> None:
    """Guard that a value of many fields stays one line that can be read."""
    package = WorkPackage(id="WP2", title="Needs", organisations=("a", "b", "c", "d"))
    long = WorkPackage(id="WP3", title="x" * 500, lead="a")

    assert "WorkPackage(id='WP2', title='Needs', organisations=('a', … 4 in all))" == repr(package)
    assert f"WorkPackage(id='WP3', title='{'x' * 99}…, lead='a')" == repr(long)
    assert "WorkPackage(id='WP4')" == repr(WorkPackage(id="WP4"))

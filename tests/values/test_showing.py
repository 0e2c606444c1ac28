"""Tables of a notebook: escaped, with heads; texts stand at the left, numbers at the right."""

from __future__ import annotations

from vetpartner.model import WorkPackage
from vetpartner.values.showing import Html, html_table

LEFT, RIGHT = ' style="text-align:left"', ' style="text-align:right;white-space:nowrap"'


def test_sides_and_heads() -> None:
    """Guards the whole table: each column has one side, and a named row has a head."""
    expected = (
        "<table><caption>T</caption>"
        f'<thead><tr><th scope="col"{LEFT}>Of</th><th scope="col"{RIGHT}>n</th></tr></thead>'
        f'<tbody><tr><th scope="row"{LEFT}>a</th><td{RIGHT}>1</td></tr></tbody></table>'
    )

    assert expected == html_table("T", ("Of", "n"), [("a", 1)], numbers=(1,), named=True)


def test_without_heads_caption_and_values() -> None:
    """Guards that what is not there leaves no empty element, and None an empty cell."""
    assert f"<table><tbody><tr><td{LEFT}></td><td{LEFT}>0</td></tr></tbody></table>" == html_table(
        "", (), [(None, 0)]
    )


def test_all_texts_are_escaped() -> None:
    """Guards caption, heads and cells; only what says so is taken as HTML."""
    made = html_table("<c>", ("<h>",), [("<d>",), (Html("<b>e</b>"),)])

    assert "<caption>&lt;c&gt;</caption>" in made
    assert ">&lt;h&gt;</th>" in made
    assert ">&lt;d&gt;</td>" in made
    assert "><b>e</b></td>" in made


def test_a_repr_tells_what_is_set() -> None:
    """Guard that a value of many fields stays one line that can be read."""
    package = WorkPackage(id="WP2", title="Needs", organisations=("a", "b", "c", "d"))
    long = WorkPackage(id="WP3", title="x" * 500, lead="a")

    assert "WorkPackage(id='WP2', title='Needs', organisations=('a', … 4 in all))" == repr(package)
    assert f"WorkPackage(id='WP3', title='{'x' * 99}…, lead='a')" == repr(long)
    assert "WorkPackage(id='WP4')" == repr(WorkPackage(id="WP4"))

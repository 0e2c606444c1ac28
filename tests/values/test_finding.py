"""Findings: how they print, sort, count and show in a notebook."""

from __future__ import annotations

import json

import attrs

from vetpartner.model import Place
from vetpartner.values.finding import Finding, Findings, Severity, error, note, warning

AT = Place(file="project.toml", line=12, column=5)
LATE = attrs.evolve(
    warning("D1 is <late>", "deliverables/D1", basis="the plan", way_out="send it"),
    slug="late",
    place=AT,
    line="\tdue = 1  ",
)
WRONG = attrs.evolve(error("M1 is wrong", "meetings/M1"), slug="wrong")
GOOD = attrs.evolve(note("all is new", ""), slug="new")
ALL = Findings([GOOD, WRONG, LATE])


def test_one_line_for_editors() -> None:
    """Guards the compact form: place or address, severity, message, slug."""
    expected = [
        "note: all is new [new]",
        "meetings/M1: error: M1 is wrong [wrong]",
        "project.toml:12:5: warning: D1 is <late> [late]",
    ]

    assert expected == ALL.compact().split("\n")


def test_the_terminal_shows_line_caret_way_out_and_basis() -> None:
    """Guards that the caret stands under the column, also after a tab."""
    expected = [
        "project.toml:12:5: warning: D1 is <late> [late]",
        "    12 |  due = 1",
        "       |     ^",
        "    way out: send it",
        "    basis: the plan",
    ]

    assert expected == LATE.text().split("\n")
    assert "meetings/M1: error: M1 is wrong [wrong]" == WRONG.text()
    assert str(ALL) == ALL.text()
    assert "1 error, 1 warning, 1 note" == ALL.text().split("\n")[-1]


def test_counting() -> None:
    """Guards the plural, and the three groups."""
    assert "2 errors, 0 warnings, 0 notes" == Findings([WRONG, WRONG]).summary()
    assert ((WRONG,), (LATE,), (GOOD,)) == (ALL.errors, ALL.warnings, ALL.notes)
    assert "<Findings: 1 error, 1 warning, 1 note>" == repr(ALL)
    assert [0, 1, 2] == [severity.rank for severity in Severity]


def test_order_of_findings() -> None:
    """Guards that those with a place come first, then the worse ones."""
    later = attrs.evolve(WRONG, place=attrs.evolve(AT, line=13))

    assert (LATE, later, WRONG, GOOD) == Findings([GOOD, later, WRONG, LATE]).sorted().all


def test_as_a_sequence() -> None:
    """Guards that findings are a sequence that can be sliced and added."""
    assert 3 == len(ALL)
    assert GOOD == ALL[0]
    assert Findings([WRONG, LATE]) == ALL[1:]
    assert Findings([GOOD, WRONG, LATE, WRONG, LATE]) == ALL + ALL[1:]
    assert [GOOD, WRONG, LATE] == list(ALL)


def test_json() -> None:
    """Guards the fields that other programs read."""
    expected = {
        "slug": "late",
        "severity": "warning",
        "message": "D1 is <late>",
        "address": "deliverables/D1",
        "file": "project.toml",
        "line": 12,
        "column": 5,
        "basis": "the plan",
        "accepted": None,
        "way_out": "send it",
    }

    first, _, last = json.loads(ALL.json())

    assert expected == last
    assert (None, None, None) == (first["file"], first["line"], first["basis"])


def test_a_finding_is_a_value() -> None:
    """Guards that equal findings are equal and can stand in a set."""
    assert 1 == len({LATE, attrs.evolve(LATE)})
    assert isinstance(LATE, Finding)

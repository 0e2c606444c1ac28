"""Rules of an action for many calls: what one call takes from the lines that name it."""

from __future__ import annotations

from datetime import date

import pytest

from vetpartner.programme import Citation, OtherReading
from vetpartner.programme.reading import read_call

HEAD = """
action = "KA220-VET"
title = "Cooperation Partnerships"
calls = [2023, 2024, 2025, 2026]

[sources]
guide = "Programme Guide 2025"
agency = "Croatian national agency"

"""
CHECKED = "checked = 2026-06-30"


def read(tables: str, call: int) -> tuple[object, Citation]:
    """Return the shortest duration of a call, and its citation; the file has to be sound."""
    reading = read_call(HEAD + tables, call, file="ka220-vet.toml")

    assert reading.problems == ()
    assert reading.rules is not None
    return reading.rules.min_months, reading.rules.cite("min_months")


def problems_of(tables: str, call: int = 2025) -> list[tuple[str, str]]:
    """Return address and message of every problem."""
    reading = read_call(HEAD + tables, call, file="ka220-vet.toml")

    assert reading.rules is None
    return [(problem.address, problem.message) for problem in reading.problems]


TWO_VALUES = f"""
[[min_months]]
value = 6
cited = [{{ calls = [2023], source = "agency", confidence = "B", {CHECKED} }}]

[[min_months]]
value = 12
cited = [
  {{ calls = [2025], source = "guide", place = "p. 250", confidence = "A", {CHECKED} }},
  {{ calls = [2024], assumed_from = 2025, checked = 2026-10-31 }},
]
note = "Set in the application."
others = [{{ value = "6", source = "agency", confidence = "B" }}]
"""


def test_each_call_has_its_value_and_source() -> None:
    """A call takes the line that names it; what stands beside the value is part of it."""
    assert (
        6,
        Citation(
            key="min_months",
            source="Croatian national agency",
            confidence="B",
            checked=date(2026, 6, 30),
        ),
    ) == read(TWO_VALUES, 2023)
    assert (
        12,
        Citation(
            key="min_months",
            source="Programme Guide 2025",
            place="p. 250",
            confidence="A",
            checked=date(2026, 6, 30),
            note="Set in the application.",
            others=(OtherReading(value="6", source="Croatian national agency", confidence="B"),),
        ),
    ) == read(TWO_VALUES, 2025)


def test_what_is_assumed_is_unverified() -> None:
    """The source of another call is cited with D, says that it was carried over, and when."""
    assert (
        12,
        Citation(
            key="min_months",
            source="Programme Guide 2025",
            place="p. 250",
            confidence="D",
            checked=date(2026, 10, 31),
            note=("Carried over from 2025; no source read for this year. Set in the application."),
            others=(OtherReading(value="6", source="Croatian national agency", confidence="D"),),
            assumed_from="2025",
        ),
    ) == read(TWO_VALUES, 2024)


PARTS = f"""
[[min_months]]
value = 12
cited = [
  {{ calls = [2025], source = "guide", {CHECKED}, parts = [{{ of = "which", confidence = "A" }}, \
{{ of = "names", source = "agency", confidence = "C", items = ["X"] }}] }},
  {{ calls = [2026], assumed_from = 2025, {CHECKED} }},
]
"""


def test_parts_of_a_value() -> None:
    """The weakest part gives the letter of the whole; what is carried over is D in all parts."""
    read_, assumed = (read(PARTS, year)[1] for year in (2025, 2026))

    assert ("C", "D") == (read_.confidence, assumed.confidence)
    assert [("which", "A", ""), ("names", "C", "Croatian national agency")] == [
        (part.of, part.confidence, part.source) for part in read_.parts
    ]
    assert {"D"} == {part.confidence for part in assumed.parts}
    assert "names (X): Croatian national agency, confidence C" == str(read_.parts[1])


def test_a_letter_beside_parts() -> None:
    """A letter that is not that of the weakest part is a mistake."""
    wrong = PARTS.replace('"guide", ', '"guide", confidence = "A", ')

    assert ("min_months/confidence", "the weakest of its `parts` is C; leave it out") in (
        problems_of(wrong)
    )


@pytest.mark.parametrize(
    ("line", "source", "place", "note"),
    [
        (
            'assumed_from = 2025, note = "Carried over from 2025 with another limit."',
            "Programme Guide 2025",
            "p. 250",
            "Carried over from 2025 with another limit.",
        ),
        (
            'assumed_from = 2025, source = "agency"',
            "Croatian national agency",
            "",
            "Carried over from 2025; no source read for this year.",
        ),
        (
            'assumed_from = "the programme before", source = "agency", place = "p. 1"',
            "Croatian national agency",
            "p. 1",
            "Carried over from the programme before; no source read for this year.",
        ),
    ],
)
def test_own_words_of_what_is_assumed(line: str, source: str, place: str, note: str) -> None:
    """Words of its own come first, a place goes with its source, nothing is said twice."""
    tables = f"""
[[min_months]]
value = 12
cited = [
  {{ calls = [2025], source = "guide", place = "p. 250", confidence = "A", {CHECKED} }},
  {{ calls = [2024], {line}, {CHECKED} }},
]
"""
    cited = read(tables, 2024)[1]

    assert (source, place, "D", note) == (cited.source, cited.place, cited.confidence, cited.note)


def test_a_call_that_no_line_names_has_no_value() -> None:
    """Nothing is taken from another call unless a line says so."""
    reading = read_call(HEAD + TWO_VALUES, 2026, file="ka220-vet.toml")

    assert reading.rules is not None
    assert (2026, ()) == (reading.rules.call, reading.rules.citations)


@pytest.mark.parametrize(
    ("line", "at", "message"),
    [
        (
            'assumed_from = "2022", source = "guide", confidence = "A"',
            "/confidence",
            "`assumed_from` is confidence D by itself; leave it out",
        ),
        ("assumed_from = 2022", "", "`source` is missing"),
        ('source = "guide"', "", "`confidence` is missing"),
        (
            'source = "gide", confidence = "A"',
            "/source",
            "'gide' is not one of `sources`; did you mean guide?",
        ),
        ('source = [1], confidence = "A"', "/source", "a list is not one of `sources`"),
        (
            'source = "guide", page = "3", confidence = "A"',
            "/page",
            "`page` is not known here; did you mean place?",
        ),
    ],
)
def test_wrong_lines(line: str, at: str, message: str) -> None:
    """A mistake in a line is said with its place, and no citation is guessed."""
    cited = f"cited = [{{ calls = [2025], {line}, {CHECKED} }}]"

    assert (f"min_months{at}", message) == problems_of(f"[[min_months]]\nvalue = 6\n{cited}")[0]


SHAPE = "expected [[min_months]] with lines of `cited` that each have a list of `calls`"


@pytest.mark.parametrize(
    ("tables", "at", "message"),
    [
        (
            TWO_VALUES.replace("[2023]", "[2023, 2025]"),
            "min_months",
            "two lines of `cited` hold for 2025",
        ),
        ("[[min_months]]\ncited = [{ calls = [2025] }, { call = 2024 }]", "min_months", SHAPE),
        ("[min_months]\nvalue = 6", "min_months", SHAPE),
        (
            "[[min_month]]\ncited = [{ calls = [2025] }]",
            "min_month",
            (
                "`min_month` is not a rule that ka220-vet.toml can hold; "
                "did you mean min_months or max_months?"
            ),
        ),
        (
            "[[max_months]]\nvalue = 6\n\n[[min_months]]\nvalue = \ncited = [{ calls = [2025] }]",
            "",
            "ka220-vet.toml is not TOML: Invalid value (at line 14, column 9)",
        ),
    ],
)
def test_wrong_tables(tables: str, at: str, message: str) -> None:
    """A wrong shape is said; the line in a message is that of the whole file."""
    assert (at, message) == problems_of(tables)[0]

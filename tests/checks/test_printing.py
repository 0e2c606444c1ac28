"""How findings print, sort and are explained, to the letter."""

from __future__ import annotations

import attrs
import pytest

from vetpartner.checks import (
    RULES,
    Finding,
    Findings,
    Severity,
    UnknownSlug,
    error,
    explain,
    note,
    page,
    warning,
)
from vetpartner.checks.rule import land, listed, reading_pages
from vetpartner.model import Place

PLACE = Place(file="project.toml", line=12, column=5)


def at(file: str, line: int, column: int) -> Finding:
    """Give a warning at a place."""
    return attrs.evolve(warning("odd", "project"), place=Place(file=file, line=line, column=column))


def test_each_severity_keeps_basis_and_way_out() -> None:
    """Guards that error, warning and note carry all that they are given."""
    fields = {"message": "odd", "address": "project", "basis": "the plan", "way_out": "wait"}

    for make, severity in (
        (error, Severity.ERROR),
        (warning, Severity.WARNING),
        (note, Severity.NOTE),
    ):
        made = make("odd", "project", basis="the plan", way_out="wait")

        assert Finding(severity=severity, **fields) == made


def test_the_caret_needs_both_line_and_place() -> None:
    """Guards that a finding of which only one of the two is known prints one line."""
    finding = attrs.evolve(warning("odd", "project"), slug="odd")

    placed = attrs.evolve(finding, place=PLACE).text()
    lined = attrs.evolve(finding, line="months = 0").text()

    assert "project.toml:12:5: warning: odd [odd]" == placed
    assert "project: warning: odd [odd]" == lined


def test_json_is_readable() -> None:
    """Guards that JSON is indented by two and keeps letters such as š."""
    text = Findings([note("škola", "project")]).json()

    assert text.startswith('[\n  {\n    "slug": "",\n    "severity": "note",\n')
    assert '\n    "message": "škola",\n' in text
    assert text.endswith("\n  }\n]")


def test_findings_are_sorted_by_file_line_and_column() -> None:
    """Guards that findings stand in the order in which somebody reads the files."""
    expected = [
        at("facts.toml", 9, 9),
        at("project.toml", 2, 1),
        at("project.toml", 2, 7),
        at("project.toml", 10, 1),
    ]

    assert expected == list(Findings(reversed(expected)).sorted())


def test_countries_in_sentences() -> None:
    """Guards the article that English asks for."""
    assert "the Netherlands" == land("NL")
    assert "the United Kingdom" == land("UK")
    assert "Croatia" == land("HR")
    assert "Atlantis" == land("Atlantis")


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_in_sentences(words: list[str], expected: str) -> None:
    """Guards commas and the last word."""
    assert expected == listed(words)


def test_an_unknown_slug_names_three_similar_ones() -> None:
    """Guards that the hint is short, and that each slug in it has a page."""
    with pytest.raises(UnknownSlug) as raised:
        explain("activity_without_x")
    before, _, near = str(raised.value).rstrip("?").partition("; did you mean ")
    slugs = near.split(" or ")

    assert "there is no finding `activity_without_x`" == before
    assert 3 == len(slugs)
    assert all(explain(slug).startswith(f"# {slug}\n") for slug in slugs)


def test_the_page_explains_each_finding() -> None:
    """Guards that the reference has the whole text below each heading, and ends with a line end."""
    text = page()

    for rule in RULES:
        assert f"\n\n### {rule.slug}\n\n{rule.page}\n" in text
    for slug, what in reading_pages().items():
        assert f"\n\n### {slug}\n\n{what}\n" in text
    assert text.endswith(f"{list(reading_pages().values())[-1]}\n")

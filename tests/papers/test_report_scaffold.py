"""The file of questions: complete, readable by ourselves, and with the facts to write from."""

from __future__ import annotations

import re
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from reported import full, partnership

from vetpartner.export.report import report, scaffold
from vetpartner.files.origin import read_narrative, without_comments
from vetpartner.model import Amended, Narrative, When
from vetpartner.papers.report import all_answers, report_data

HEADING = re.compile(r"^## (\S+) — (.+)$", re.MULTILINE)


@pytest.mark.parametrize("kind", ["progress", "interim", "final"])
def test_every_question_stands_in_it_once(kind: str) -> None:
    """Guard that who fills the file in has answered the whole report."""
    text = scaffold(partnership(), kind, "en")
    asked = [found.id for found in all_answers(report_data(partnership(), kind, "en").sections)]

    assert asked == [id_ for id_, _ in HEADING.findall(text)]


def test_filled_in_it_makes_a_complete_report() -> None:
    """Guard the way from the empty file to a report in which no answer is missing."""
    text = re.sub(r"(?m)^(## .*)$", r"\1\n\nAnswered.", scaffold(partnership(), "final", "en"))
    narrative = read_narrative(text, report="final", language="en")
    made = report(evolve(partnership(), narratives=(narrative,)), "final")

    assert {"deviation-without-reason"} == {found.slug for found in made.findings}
    assert {"Answered."} == {answer for _, answer in narrative.answers}


def test_comments_do_not_get_into_the_report() -> None:
    """Guard that an untouched file answers nothing."""
    text = scaffold(partnership(), "final", "en")

    assert {""} == {answer for _, answer in read_narrative(text, report="f", language="e").answers}


def test_facts_to_write_from() -> None:
    """Guard the hints: differences, results with evidence, risks, rows of each work package."""
    text = scaffold(full(), "final", "en")

    assert "- M1 Kick-off: 1 participant fewer\n" in text
    assert "- D1 Curriculum: delivered 2 August 2024; English, Croatian [D1-a]" in text
    assert "- E1 Fair: cancelled (no fair)\n" in text
    assert "- N1 Newsletter: 1 time; 100 people reached" in text
    assert "<!-- WP2 Curriculum\n- Lead: Fachberufskolleg\n" in text
    assert "- I1 Interviews: 60 interviews; by March 2024 → 74 interviews" in text
    assert "- T1 Training: month 14 (December 2024) → open\n" in text


def test_answers_are_kept() -> None:
    """Guard that a new file does not lose what was written in the old one."""
    text = scaffold(full(), "final", "en")
    croatian = scaffold(full(), "final", "hr")

    assert "# Big\n\nText **bold**." in text
    assert "# Big" not in croatian
    assert "Podijeljeno." in croatian


def test_language_of_the_hints() -> None:
    """Guard that hints are in the language, English where there are no words."""
    croatian, slovene = scaffold(full(), "final", "hr"), scaffold(full(), "final", "sl")

    assert "## sum.results.en — Rezultati (na engleskom)" in croatian
    assert "(nije obvezno)" in croatian
    assert "## sum.results — Results\n" in slovene


def test_no_text_can_end_a_comment() -> None:
    """Guard facts with marks of comments in them."""
    reason = "x --> <script> -- <!-- y"
    fact = Amended(of="M1", recorded=date(2024, 1, 1), when=When.parse("M3"), reason=reason)
    text = scaffold(partnership(fact), "final", "en")
    answers = read_narrative(text, report="final", language="en").answers

    assert "(x –> <script> – <!– y)" in text
    assert {""} == {answer for _, answer in answers}


def test_unknown_kind() -> None:
    """Guard the message for a kind of report that does not exist."""
    with pytest.raises(ValueError, match="no report 'mid'; there are progress, interim, final"):
        scaffold(partnership(), "mid", "en")


def test_variant_of_a_language_is_its_own() -> None:
    """Guard that answers in `en` are not written over as answers in `en_IE`."""
    words = Narrative(report="final", language="en", answers=(("sum.results", "Mine."),))

    assert "Mine." not in scaffold(evolve(partnership(), narratives=(words,)), "final", "en_IE")


@given(
    st.lists(st.sampled_from(["<!--", "-->", "->", "\n## a.b", "\n## a", "x", "\n"])).map("".join)
)
def test_comments_that_are_not_closed(text: str) -> None:
    """Guard that a comment ends where it is closed, else before the next heading or comment."""
    comment = re.compile(r"<!--(?:(?:(?!<!--).)*?-->|(?:(?!<!--|\n##[ \t]+\w+\.).)*)", re.DOTALL)
    plain, lines = (
        comment.sub("", text),
        comment.sub(lambda found: "\n" * found[0].count("\n"), text),
    )

    assert plain == without_comments(text)
    assert lines == without_comments(text, lines=True)

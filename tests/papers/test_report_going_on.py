"""What a report says of a project that goes on: its end, what is to come, what is used."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from reported import FACTS, full, partnership

import vetpartner as vp
from vetpartner.state.used import payment_use

EXAMPLES = Path(__file__).parents[2] / "examples"


def text(p: vp.Partnership, kind: str, **given: str) -> str:
    """Return a draft of a report as Markdown."""
    made = vp.report(p, kind, draft=True, **given)  # type: ignore[arg-type]
    return made.markdown.replace("\xa0", " ").replace("\u2009", " ")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                (
                    "The project ends on 31 October 2025. This is a final report as of "
                    "31 December 2024."
                ),
                "What is still planned stands in the chapter “What is still to come”.",
            ),
        ),
        (
            "de",
            (
                (
                    "Das Projekt endet am 31. Oktober 2025. Dies ist ein Abschlussbericht mit "
                    "Stand vom 31. Dezember 2024."
                ),
                "Was noch geplant ist, steht im Kapitel „Was noch bevorsteht“.",
            ),
        ),
    ],
)
def test_a_final_report_before_the_end_says_so(language: str, said: tuple[str, str]) -> None:
    """Its cover names the end, the day and the chapter of what is still planned, which it has."""
    cover, _, rest = text(full(), "final", language=language).partition("\n## ")
    chapter = re.findall("[“„](.*)[”“]", said[1])[0]

    assert f"**{said[0]}** {said[1]}" in cover
    assert f". {chapter}" in rest
    assert "The report covers" not in cover


def test_the_cover_names_no_chapter_that_is_not_there() -> None:
    """On the last day of the project nothing is to come any more, though it is not over."""
    cover, _, rest = text(full().on(date(2025, 10, 31)), "final").partition("\n## ")

    assert "**The project ends on 31 October 2025." in cover
    assert "still planned stands" not in cover
    assert "still to come" not in rest


def test_a_final_report_after_the_end_says_nothing_of_it() -> None:
    """Then nothing is to come, nothing was planned until a day alone, nothing is used yet."""
    after = text(full().on(date(2025, 12, 1)), "final")
    nobody = partnership(*FACTS, project=evolve(full().plan.project, months=None))

    for said in ("The project ends on", "still to come", "Planned until", "Use of the payments"):
        assert said not in after
    assert "It is not known when the project ends. This is a final report" in text(nobody, "final")


def test_an_interim_report_tells_what_is_used_and_to_come() -> None:
    """Both editions have both, that for the agency without who leads it."""
    p = vp.load(EXAMPLES / "green-welding").on(date(2025, 1, 31))
    agency, partners = (text(p, "interim", edition=one) for one in ("agency", "partners"))
    line = "- A3.1 Making the learning units: months 7–17 (May 2024 – March 2025) – **"

    for made in (agency, partners):
        assert "| Meetings, trainings and events held | 10 | 6 | 5 |" in made
        assert "a whole, or nothing of it | 82,500 EUR | 82.5 % |" in made
        assert f"{line}its planned time has begun; 1 of 2 results delivered: D3.1**" in made
        _, since = made.split("**Done or cancelled after the period of this report**\n\n")
        assert ["Agreed: Fix the days", "T2 Pilot week"] == [
            next(said for said in ("Agreed: Fix the days", "T2 Pilot week") if said in one)
            for one in since.splitlines()[:2]
        ]
        assert "**Late**\n\n- Agreed: Ask the national agency whether an online event" in made
        assert (
            "by 20 December 2024; E2 Welding and climate: multiplier event – **42 days overdue**"
            in made
        )
        assert "Nothing that is still to come was due" not in made
    assert f"{line}its planned time has begun; 1 of 2 results delivered: D3.1**\n" in agency
    assert f"{line}its planned time has begun; 1 of 2 results delivered: D3.1** (CFS)\n" in partners


def test_nothing_paid_is_not_known_to_be_used() -> None:
    """Guard that no payment is no share of nought."""
    assert "No payment of the agency is recorded: the share that is used is not known." in text(
        partnership(), "progress"
    )


def test_what_rests_on_an_unverified_rule_stands_with_what_is_used() -> None:
    """Guard both editions: a row of what is used, and the activity with the evidence it lacks."""
    p = vp.load(EXAMPLES / "small-harvest").on(date(2025, 4, 30))

    for edition in ("agency", "partners"):
        made = text(p, "interim", edition=edition)
        assert "| Rests on an unverified rule | 12,000 EUR | 25 % |" in made
        assert "| Both together | 16,000 EUR | 33.3 % |" in made
        lacking = "the survey has no document among the evidence"
        assert f"| T1 First course week: sowing and planting | {lacking} | 12,000 EUR |" in made
        assert "What only an unverified rule asks for stands apart." in made


def test_nothing_is_said_to_stand_apart_where_nothing_does() -> None:
    """Guard that the agency reads of an unverified rule only beside an amount that rests on it."""
    p = vp.load(EXAMPLES / "green-welding").on(date(2025, 1, 31))
    made = text(p, "interim", edition="agency")

    assert "Earned are whole activities and work packages" in made
    assert "stands apart" not in made


def test_a_rule_without_a_source_is_not_asserted() -> None:
    """Guard against a sentence that demands a share and denies that anybody does."""
    p = vp.load(EXAMPLES / "green-welding").on(date(2025, 1, 31))
    made, book = text(p, "interim", edition="partners"), str(vp.ledger(p))

    assert "must be used before the next payment" not in text(p, "interim", edition="agency")
    assert "That 70 % of it must be used before the next payment is not verified" in made
    assert "Before the next payment 70 %" not in made
    assert "that 70 % must be used before the next payment is not verified" in book


@pytest.mark.parametrize("example", ["green-welding", "small-harvest"])
def test_work_packages_are_named_where_there_are_some(example: str) -> None:
    """Guard that a KA210 report tells of activities alone how what is used is calculated."""
    p = vp.load(EXAMPLES / example).on(date(2025, 4, 30))
    readings = [str(use.reading) for use in payment_use(p).uses if "Earned" in str(use.reading)]

    assert len(readings) > 1
    assert {"work package" in reading for reading in readings} == {bool(p.plan.work_packages)}

"""The results that were delivered, in the final report."""

from __future__ import annotations

import re
from datetime import date

from attrs import evolve
from reported import full, partnership

from vetpartner.export.report import report
from vetpartner.model import Delivered, Held, Money, When
from vetpartner.papers.report_groups import result_rows


def test_amounts_and_outcomes_are_told() -> None:
    """Guard the amounts of activities in their table, and what a training was to teach."""
    amount, outcomes = Money(6000), ("can weld", "can plan a lesson")
    p = partnership(Held(of="T1", when=When.parse("2024-05-06")))
    plain = report(p, "final", draft=True).markdown
    trainings = tuple(evolve(t, learning_outcomes=outcomes) for t in p.baseline.trainings)
    meetings = tuple(evolve(m, amount=amount) for m in p.baseline.meetings)
    p = evolve(p, baseline=evolve(p.baseline, trainings=trainings, meetings=meetings))
    made = report(p, "final", draft=True).markdown

    assert "| Status | Evidence | Amount |" not in plain
    assert "| Status | Evidence | Amount |" in made
    assert "| 6,000\N{NO-BREAK SPACE}EUR |" in made
    assert "| not known |" in made
    assert re.search(
        r"\*\*T1 .*\*\* – Learning outcomes \(planned\):\n\n- can weld\n- can plan a lesson\n", made
    )


def test_addresses_of_files_are_for_partners_alone() -> None:
    """Guard the annex of records: the agency has not got the project's files."""
    agency = report(full(), "final", draft=True).markdown
    partners = report(full(), "final", draft=True, edition="partners").markdown

    assert "| Activity M1 |" in agency
    assert "| Planned WP2 | FBK |" in agency
    assert "| held/M1 |" in partners
    assert "| work_packages/WP2/grant/fbk | FBK |" in partners
    table = agency.partition("Records behind the figures")[2].rpartition("## ")[2]
    assert [] == re.findall(r"\| [a-z_]+/\S+ \|", table)


def test_latest_address_and_licence_and_all_languages() -> None:
    """Guard a result that came in two steps, and that what is not delivered is not in the list."""
    p = partnership(
        Delivered(of="D1", when=When.parse("2024-05-02"), languages=("en",), url="https://x.org/1"),
        Delivered(
            of="D1",
            when=When.parse("2024-08-02"),
            languages=("hr", "en"),
            url="https://x.org/2",
            licence="CC BY 4.0",
        ),
    )
    (row,) = result_rows(p, {"D1": ("D1-a", "D1-b")})

    assert ("D1", "Curriculum", ("en", "hr")) == (row.id, row.title, row.languages)
    assert ("https://x.org/2", "CC BY 4.0", ("D1-a", "D1-b")) == (
        row.url,
        row.licence,
        row.evidence,
    )
    assert () == result_rows(partnership(), {})


def test_report_lists_them_in_both_formats() -> None:
    """Guard that a report says of each result its languages, licence and address."""
    made = report(full(), "final", draft=True)

    assert "| D1 Curriculum | – | English, Croatian |" in made.markdown
    assert "<https://x.org/d> | D1-a |" in made.markdown
    assert "<td>English, Croatian</td>" in made.html
    assert "No result is delivered yet." in report(partnership(), "final", draft=True).markdown


def test_done_task_has_the_evidence_of_its_results() -> None:
    """Guard that a task, which nobody attends, does not look as if nothing showed it."""
    made = report(full(), "final", draft=True)

    assert "| its results are delivered: D1 | done | D1-a |" in made.markdown


def test_small_difference_is_not_marked_as_without_a_reason() -> None:
    """Guard against a mark in a report that has no error; a large difference keeps its mark.

    What is handed in has none: there the finding tells it.
    """
    small, large = (
        report(partnership(Delivered(of="D1", when=When.parse(day))), "final", draft=True)
        for day in ("2024-08-01", "2024-11-01")
    )
    handed_in = report(partnership(Delivered(of="D1", when=When.parse("2024-11-01"))), "final")
    mark = "[missing: Reason]"

    assert re.search(r"\*: 1 day late\. *(?!\*\*)", small.markdown, re.MULTILINE)
    assert "93 days late. **\\[missing: Reason\\]**" in large.markdown
    for made, marked in ((small, False), (large, True)):
        lines = [part for part in made.html.split("<p>") if "late. " in part]
        assert marked is any(mark in line for line in lines)
    assert "93 days late" in handed_in.markdown
    assert mark not in handed_in.html
    assert "deviation-without-reason" in {one.slug for one in handed_in.findings.errors}


def test_final_report_that_is_handed_in_has_no_deadlines_for_partners() -> None:
    """Guard against homework in what the agency reads; the draft says what goes with it."""
    p = partnership(day=date(2024, 6, 1))
    draft, made = report(p, "final", draft=True, edition="partners"), report(p, "final")
    told = "With the final report go the Declaration on Honour"

    assert "### Deadlines ahead" in draft.markdown
    assert told in draft.markdown
    assert told in draft.html
    for text in (made.markdown, made.html):
        assert "Deadlines ahead" not in text
        assert told not in text
    assert told not in report(p, "interim", draft=True).markdown

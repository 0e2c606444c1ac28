"""The structure of reports: which questions, in which report, with which ids."""

from __future__ import annotations

import re
from datetime import date

import pytest
from attrs import evolve
from reported import PLAN, partnership

from vetpartner.model import Meeting, Partnership, Project
from vetpartner.programme.questions import (
    REPORT_KINDS,
    asked,
    statements,
    structure,
    structure_for,
    work_packages_of,
)
from vetpartner.render.language import languages

COMPUTED = {
    "activities",
    "amendments",
    "budget",
    "budget_lines",
    "deviations",
    "dissemination",
    "elsewhere",
    "management",
    "milestones",
    "missing",
    "objectives",
    "organisations",
    "outputs",
    "packages",
    "partners",
    "payments",
    "people",
    "photos",
    "quality",
    "learned",
    "deadlines",
    "aspects",
    "transfers",
    "ahead",
    "used",
    "project",
    "reached",
    "results",
    "risks",
    "sustainability",
}
KA210 = Project(action="KA210-VET", call=2024, start=date(2024, 9, 1), months=18)


def ids(p: Partnership, kind: str, language: str = "en", *, required: bool = False) -> list[str]:
    """Return the ids of the questions that a report asks."""
    return [
        found.id
        for block in structure_for(p).blocks
        for found in asked(p, block, kind, language=language)
        if found.required or not required
    ]


def test_blocks_of_a_cooperation_partnership() -> None:
    """Guard the order of the blocks, which is that of the handbook; that on quality is ours."""
    expected = [
        "context",
        "summary",
        "management",
        "implementation",
        "quality",
        "impact",
        "lessons",
        "results",
        "ahead",
        "budget",
        "check",
    ]
    assert expected == [block.id for block in structure("ka220-vet").blocks]


def test_blocks_of_a_small_partnership() -> None:
    """Guard that a small partnership is asked by the four criteria."""
    expected = [
        "context",
        "summary",
        "relevance",
        "implementation",
        "partnership",
        "quality",
        "impact",
        "lessons",
        "results",
        "ahead",
        "budget",
        "check",
    ]
    assert expected == [block.id for block in structure("ka210-vet").blocks]


@pytest.mark.parametrize("name", ["ka220-vet", "ka210-vet"])
def test_data_is_sound(name: str) -> None:
    """Guard the data files: ids are stable and unique, kinds exist, computed parts are known."""
    blocks = structure(name).blocks
    questions = [question for block in blocks for question in block.questions]

    assert len(questions) == len({question.id for question in questions})
    for question in questions:
        assert re.fullmatch(r"(sum|part|wp1|rel|need|wp|act|imp|rep)\.[a-z_]+", question.id)
        assert set(question.required_in) <= set(question.reports) <= set(REPORT_KINDS)
        assert question.per in {"project", "work package", "activity"}
        assert question.label
        assert question.help.endswith(".")
    for block in blocks:
        assert set(block.before) | set(block.after) <= COMPUTED


def test_set_of_call_2026() -> None:
    """Guard that a project of 2026 is asked what the new form asks, and an older one is not."""
    old, new = (
        {
            question.id
            for block in structure("ka220-vet", call).blocks
            for question in block.questions
        }
        for call in (2025, 2026)
    )

    assert {
        "rel.earlier_erasmus",
        "rel.earlier_other",
        "rel.other_initiatives",
        "imp.levels",
        "imp.at_levels",
    } == new - old
    assert {"rel.complementarity", "imp.organisations", "imp.wider"} == old - new
    assert structure("ka210-vet", 2025).blocks == structure("ka210-vet", 2026).blocks


def test_call_2021_asks_each_activity() -> None:
    """Guard that nobody is asked about work packages that the call did not have."""
    asked_by = {
        call: {q.per for block in structure("ka220-vet", call).blocks for q in block.questions}
        for call in (2021, 2022)
    }

    assert {2021: {"project", "activity"}, 2022: {"project", "work package"}} == asked_by


@pytest.mark.parametrize("name", ["ka220-vet", "ka210-vet"])
def test_a_set_that_was_not_read_says_so(name: str) -> None:
    """Guard that questions of a later form are of general knowledge for earlier calls."""
    letters = [structure(name, call).confidence for call in (2021, 2022, 2024, 2025, 2026)]

    assert ["D", "D", "D", "C", "C"] == letters
    assert "no form of this call was read" in structure(name, 2021).note.casefold()


def test_source_of_each_set() -> None:
    """Guard that a report names the form that its questions were taken from."""
    ends = [
        structure("ka220-vet", call).source.rpartition(", ")[2] for call in (2015, 2023, 2026, 2027)
    ]

    assert ["call 2025", "call 2025", "call 2026", "call 2026"] == ends
    assert structure("ka220-vet") == structure("ka220-vet", 2026)


@pytest.mark.parametrize("name", ["ka220-vet", "ka210-vet"])
def test_source_is_named_and_modest(name: str) -> None:
    """Guard that nobody takes our wording for the official one."""
    found = structure(name)

    assert ("C", date(2026, 6, 30)) == (found.confidence, found.checked)
    assert "the wording is ours" in found.note


def test_final_report_asks_each_work_package_but_management() -> None:
    """Guard the ids of questions about work packages, which narratives use as headings."""
    found = ids(partnership(), "final")

    assert "wp.WP2.results" in found
    assert "wp.WP2.cost_effectiveness" in found
    assert not [id_ for id_ in found if ".WP1." in id_]
    assert found.index("wp.WP2.partner_tasks") > found.index("rep.deviations")


def test_kinds_ask_for_less() -> None:
    """Guard what a progress and an interim report cannot do without."""
    p = partnership()

    expected = ["sum.implementation", "rep.deviations", "wp.WP2.results"]
    assert expected == ids(p, "progress", required=True)
    assert "imp.sustainability" in ids(p, "interim")
    assert "imp.sustainability" not in ids(p, "interim", required=True)
    assert "imp.sustainability" in ids(p, "final", required=True)


def test_summary_in_english_too() -> None:
    """Guard that a final report in another language asks for its summary in English as well."""
    p = partnership()

    english = ["sum.objectives.en", "sum.implementation.en", "sum.results.en"]
    assert english == [id_ for id_ in ids(p, "final", "hr") if id_.endswith(".en")]
    assert [] == [id_ for id_ in ids(p, "final", "en") if id_.endswith(".en")]
    assert [] == [id_ for id_ in ids(p, "interim", "hr") if id_.endswith(".en")]


def test_small_partnership_is_asked_by_activity() -> None:
    """Guard that activities take the place of work packages, whatever dots their ids have."""
    plan = evolve(PLAN, project=KA210, work_packages=(), meetings=(Meeting(id="A2.1"),))
    found = ids(Partnership(baseline=plan), "progress")

    assert ["act.A2.1.content", "act.A2.1.contribution", "act.A2.1.results"] == [
        id_ for id_ in found if ".A2.1." in id_
    ][:3]


def test_other_actions_go_by_having_work_packages() -> None:
    """Guard actions of the archive, and a KA210 that somebody wrote with work packages."""
    ka220, ka210 = structure("ka220-vet"), structure("ka210-vet", 2024)
    old = evolve(PLAN, project=Project(action="KA202-VET"))
    odd = evolve(PLAN, project=KA210)

    assert ka220 == structure_for(Partnership(baseline=old))
    without = structure_for(Partnership(baseline=evolve(old, work_packages=())))
    assert structure("ka210-vet") == without
    assert ka210 == structure_for(Partnership(baseline=odd))


def test_first_work_package_with_activities_is_reported() -> None:
    """Guard that nothing is lost where the first work package is not project management."""
    p = partnership(meetings=(Meeting(id="M1", work_package="WP1"),))

    assert ["WP1", "WP2"] == [package.id for package in work_packages_of(p)]
    assert ["WP2"] == [package.id for package in work_packages_of(partnership())]
    assert () == work_packages_of(partnership(work_packages=()))


def test_statements_name_the_agency_and_their_confidence() -> None:
    """Guard that an unverified translation of the disclaimer says so, and where it is from."""
    found = dict(statements())

    sure = {language: said.confidence for language, said in found.items()}
    assert {"de", "es", "fr", "it", "pl"} == {
        language for language in sure if sure[language] == "C"
    }
    assert {"C", "D"} == set(sure.values())
    assert {code for code in languages(papers=True) if code != "en"} == set(found)
    assert {False} == {said.verified for said in found.values()}
    assert {"Funded by the European Union"} == {said.translates for said in found.values()}
    for said in found.values():
        assert 2 == said.disclaimer.count(" {agency}")
        assert said.disclaimer.startswith(said.funding_statement)
        assert "no official text of an agency was found" in said.source
    assert evolve(found["de"], confidence="B").verified


def test_statements_with_and_without_an_agency() -> None:
    """Guard that a language's own word for the agency stands alone where its name is unknown."""
    polish = dict(statements())["pl"]

    assert "Europejskiej lub Narodowej Agencji FRSE. Unia" in polish.disclaimer_of("FRSE")
    assert "Europejskiej lub Narodowej Agencji. Unia" in polish.disclaimer_of(None)
    assert "ani Narodowa Agencja nie ponoszą" in polish.disclaimer_of(None)

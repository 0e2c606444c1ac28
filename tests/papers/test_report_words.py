"""What a report says, and how: objectives without a link, tense, counts, heads, words of people."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from builders import KA220, partnership, when

import vetpartner as vp
from vetpartner.export.report import report
from vetpartner.model import (
    Deliverable,
    Delivered,
    Held,
    Indicator,
    Measured,
    Meeting,
    Money,
    Objective,
    Organisation,
    Paid,
    Payment,
    Risk,
    Task,
    Training,
    WorkPackage,
)
from vetpartner.papers.report_tables import ReportTables
from vetpartner.render.page import Heading, Paragraph, Part, walk, without, without_bare_heads
from vetpartner.values.grid import Grid, Run, text_of

ROOT = Path(__file__).parents[2] / "examples"
DAYS = {"green-welding": "2025-01-31", "small-harvest": "2025-04-30"}


@cache
def example(name: str) -> vp.Partnership:
    """Return an example on the last day of its facts."""
    return vp.load(ROOT / name).on(date.fromisoformat(DAYS[name]))


def told(*things: object, kind: str = "final", on: str = "2024-06-15", **project: object) -> str:
    """Return a report of a small project as Markdown."""
    p = partnership(Organisation(id="sts", name="STS"), *things, on=on, **(KA220 | project))
    return report(p, kind, language="en", draft=True).markdown


# Objectives.


def test_an_objective_that_nothing_serves_is_a_sentence() -> None:
    """Guard one that nothing is linked to, alone and beside others, and one with an empty package.

    No row of dashes stands for it.
    """
    alone = told(Objective(id="O1", title="Alone"), Meeting(id="M1"))
    said = "Nothing of the plan is counted in this table for the objective “O1 Alone”."
    assert said in alone
    assert "| **O1" not in alone
    assert "### Specific objectives" in alone

    beside = told(
        Objective(id="O1", title="Alone"),
        Objective(id="O2", title="Served"),
        Indicator(id="I1", of="O2", target=5),
    )
    assert said in beside
    assert re.search(r"\| \*?\*?O2", beside)
    assert "objective: O2" not in beside

    empty = told(
        Objective(id="O1", title="Alone"), WorkPackage(id="WP1", title="W", objectives=("O1",))
    )
    assert said in empty


# Tense.

PAST = ("What took place", "What came out of it", "Who took part", "How it served the objectives")
NOW = ("What takes place", "What comes out of it", "Who takes part", "How it serves the objectives")


def heads(p: vp.Partnership, kind: str) -> dict[str | None, set[str]]:
    """Return the labels of the questions by what they are about."""
    data = report(p, kind, language="en", draft=True).data
    found: dict[str | None, set[str]] = {}
    for section in data.sections:
        found.setdefault(None, set()).update(one.label for one in section.answers)
        for group in section.groups:
            found.setdefault(group.id, set()).update(one.label for one in group.answers)
    return found


@pytest.mark.parametrize("kind", ["progress", "interim", "final"])
def test_headings_of_what_is_to_come_are_in_the_present(kind: str) -> None:
    """Guard activities: held, running, to come, cancelled."""
    things = (
        Organisation(id="sts"),
        Meeting(id="M1", when=when("2024-02-05")),
        Meeting(id="M2", when=when("2024-08-05")),
        Meeting(id="M3", when=when("2024-09-05"), cancelled=True),
        Task(id="A1", when=when("M1..M12")),
        Held(of="M1", when=when("2024-02-05")),
    )
    p = partnership(*things, on="2024-06-15", **(KA220 | {"action": "KA210-VET"}))
    found = heads(p, kind)

    for id_ in ("M1", "M3"):
        assert set(PAST) >= found[id_]
    for id_ in ("M2", "A1"):
        assert set(NOW) >= found[id_]
    assert found["M1"]


@pytest.mark.parametrize(("on", "running"), [("2024-06-15", True), ("2026-02-01", False)])
def test_headings_of_the_project(on: str, running: bool) -> None:  # noqa: FBT001 - a case
    """Guard the questions about the whole, while the project runs and once it is over."""
    p = partnership(
        Organisation(id="sts"),
        WorkPackage(id="WP1", when=when("M1..M24")),
        WorkPackage(id="WP2", when=when("M1..M3")),
        Meeting(id="M1", work_package="WP2", when=when("2024-02-05")),
        Meeting(id="M2", work_package="WP1", when=when("2024-02-05")),
        on=on,
        **KA220,
    )
    found = heads(p, "final")
    every = set().union(*found.values())

    assert ("How achievement is measured" in found[None]) is running
    assert ("How achievement was measured" in found[None]) is not running
    assert not {one for one in found["WP2"] if re.search(r"\b(takes?|comes?|serves?)\b", one)}
    assert running or not every & set(NOW)


# Counts and heads.


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5])
def test_achievements_are_not_counted_in_words(number: int) -> None:
    """Guard any number of them: the caption promises none."""
    things = [Indicator(id=f"I{n}", title=f"I {n}", target=5) for n in range(number)]
    facts = [Measured(of=f"I{n}", value=5, when=when("2024-05-01")) for n in range(number)]
    text = told(*things, *facts)

    assert "Three achievements" not in text
    assert ("Achievements" in text) == (number > 0)


def test_planned_outcomes_say_so() -> None:
    """Guard learning outcomes of the plan below a training that was held."""
    text = told(
        Training(
            id="T1", title="Week", when=when("2024-05-06"), learning_outcomes=("can weld",),
            staff_outcomes=("can teach",),
        ),
        Held(of="T1", when=when("2024-05-06"), participants=8),
    )  # fmt: skip

    assert "**T1 Week** – Learning outcomes (planned):" in text
    assert "**T1 Week** – Staff outcomes (planned):" in text


def test_a_sum_says_where_its_records_are() -> None:
    """Guard the annex of records: it promises no more than it has, and no head is without rows."""
    p = partnership(
        Organisation(id="sts"),
        WorkPackage(id="WP1", amount=Money(1_000)),
        Payment(id="P1", amount=Money(1_000)),
        Paid(of="P1", amount=Money(1_000), when=when("2024-02-01")),
        on="2024-06-15",
        **KA220,
    )
    for edition in ("agency", "partners"):
        made = report(p, "final", language="en", draft=True, edition=edition)
        table = ReportTables(made.data, internal=edition == "partners").records
        assert "Each number of this report" not in made.markdown
        assert "These figures of the report are made of the records below" in made.markdown
        for group in table.groups:
            said = text_of(group.title.runs(_english()))
            assert group.rows or "the records stand under the figures of each part" in said


def _english() -> object:
    from vetpartner.render.language import language

    return language("en")


@pytest.mark.parametrize("edition", ["agency", "partners"])
@pytest.mark.parametrize("kind", ["progress", "interim", "final"])
def test_no_head_without_something_below(kind: str, edition: str) -> None:
    """Guard an empty project, a small one and both examples."""
    empty = partnership(on="2024-06-15")
    small = partnership(Organisation(id="sts"), Meeting(id="M1"), on="2024-06-15", **KA220)
    for p in (empty, small, *map(example, DAYS)):
        page = report(p, kind, language="en", draft=True, edition=edition).page
        order = [b for b in walk(without(page.blocks, "contents")) if not isinstance(b, Part)]
        for head, below in zip(order, [*order[1:], None], strict=True):
            if isinstance(head, Heading):
                assert below is not None, text_of(head.text)
                deeper = not isinstance(below, Heading) or below.level > head.level
                assert deeper, text_of(head.text)
            if isinstance(head, Grid):
                assert head.rows, head.caption


def test_bare_heads_are_left_out() -> None:
    """Guard heads in a row, in parts, at the end, and that of the contents, which stays."""

    def head(level: int, text: str) -> Heading:
        return Heading(level=level, text=(Run(text),))

    words = Paragraph((Run("words"),))
    blocks = (
        Part(kind="contents", blocks=(head(2, "Contents"),)),
        head(2, "a"),
        head(3, "b"),
        Part(kind="group", blocks=(head(3, "c"), words)),
        head(2, "d"),
        head(3, "e"),
        head(2, "f"),
        words,
        Part(kind="group", blocks=(head(3, "g"),)),
    )
    left = [text_of(b.text) for b in walk(without_bare_heads(blocks)) if isinstance(b, Heading)]

    assert ["Contents", "a", "c", "f"] == left
    assert without_bare_heads((head(2, "a"), words)) == (head(2, "a"), words)


# Words of people.


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("kind", ["interim", "final"])
@pytest.mark.parametrize("name", DAYS)
def test_no_words_of_machines(name: str, kind: str, code: str) -> None:
    """Guard keys of priorities, codes of languages in a row, and numbers with strokes between."""
    text = report(example(name), kind, language=code, draft=True).markdown
    cells = [cell.strip() for line in text.splitlines() for cell in line.split("|")]

    assert not re.findall(r"\b(?:HORIZ|VET|SCHOOL|ADULT|YOUTH|HE):[A-Z]+", text)
    assert not re.findall(r"\b(?:en|hr|de|pt|sl|it)(?:, (?:en|hr|de|pt|sl|it)\b)+", text)
    assert not [cell for cell in cells if re.fullmatch(r"\d+ ?/ ?\d+(?: ?/ ?\d+)?", cell)]


def test_languages_have_their_names() -> None:
    """Guard planned, delivered and missing languages, and a code that no language has."""
    text = told(
        WorkPackage(id="WP1"),
        Deliverable(id="D1", work_package="WP1", due=when("M2"), languages=("en", "hr", "xx")),
        Delivered(of="D1", languages=("en",), when=when("2024-02-01")),
    )

    assert "English, Croatian, xx" in text
    assert "missing languages: Croatian, xx" in text
    assert "en, hr" not in text


def test_risks_are_listed_with_the_numbers_that_others_use() -> None:
    """Guard each risk of the plan, with and without a title, or with its id in it."""
    risks = (
        Risk(id="R1", title="Late"),
        Risk(id="R2", title="R20 comes"),
        Risk(id="R3", title="R3: gone"),
    )
    text = told(WorkPackage(id="WP1"), *risks)

    for named in ("**R1 Late**", "**R2 R20 comes**", "**R3: gone**"):
        assert named in text


def test_a_work_package_says_how_much_of_what() -> None:
    """Guard the numbers of a work package, planned by a day or not, and where none is planned."""
    things = (
        WorkPackage(id="WP1", when=when("M1..M12")),
        Meeting(id="M1", work_package="WP1", when=when("2024-02-05")),
        Meeting(id="M2", work_package="WP1", when=when("2024-08-05")),
        Held(of="M1", when=when("2024-02-05")),
    )

    assert re.search(r"WP1\W.*\| 1 of 2; due: 1 +\| – +\| – ", told(*things))
    assert re.search(r"WP1\W.*\| 1 of 2 +\| – +\| – ", told(*things, on="2026-02-01"))

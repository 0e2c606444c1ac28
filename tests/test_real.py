"""Real partnerships, transcribed as printed: what the model must bear, and what the rules find.

Each folder under `tests/real` lists the contradictions of its sources on top of `project.toml`,
and how each of them is found, or why not.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.model import Held, Precision
from vetpartner.programme import rules_for

REAL = Path(__file__).parent / "real"
FOLDERS = ["career-tree", "green-finance", "green-finance-timeline", "robostem"]
AFTER_ALL = date(2029, 1, 1)
"""All four are over on this day."""

every = pytest.mark.parametrize("name", FOLDERS)


def real(name: str) -> vp.Partnership:
    """Return a real partnership as of a day after its end."""
    return vp.load(REAL / name).on(AFTER_ALL)


@every
def test_reads(name: str) -> None:
    """Guards that nothing that was printed is refused by the reader."""
    assert () == vp.read(REAL / name).findings.errors


@every
def test_checks_and_tells_the_line(name: str) -> None:
    """Guards that checking bears what is unknown, and that each finding has its line."""
    found = vp.check(real(name))

    assert len(found) > 0
    assert [] == [str(f) for f in found if f.place is None or f.place.line < 1]


@every
def test_everything_can_be_built(name: str, tmp_path: Path) -> None:
    """Guards that calendar, workbook and reports are made without amounts, days or a known call."""
    p = real(name)

    calendar = vp.calendar(p).to_ical()
    vp.budget(p).save(tmp_path / "budget.xlsx")
    reports = [vp.report(p, kind, draft=True) for kind in ("progress", "interim", "final")]

    assert calendar.startswith(b"BEGIN:VCALENDAR")
    assert (tmp_path / "budget.xlsx").read_bytes().startswith(b"PK")
    assert [True] * 3 == [p.plan.project.label in report.html for report in reports]


@every
def test_every_thing_has_its_source(name: str) -> None:
    """Guards that a source stands beside each thing, and that it is one of those listed on top."""
    text = (REAL / name / "project.toml").read_text(encoding="utf-8")
    listed = set(re.findall(r"^#   ([A-Z]+\d?) ", text, re.MULTILINE))
    tables = text.split("\n[[")[1:]

    cited = {key for line in re.findall(r"source: ([A-Z0-9, ]+)", text) for key in line.split(", ")}

    people_and_things = [table.split("\n")[:6] for table in tables]
    assert [] == [lines for lines in people_and_things if "source: " not in "\n".join(lines)]
    assert cited <= listed


@every
def test_contradictions_are_listed(name: str) -> None:
    """Guards that the list on top is numbered and says for each how it is found."""
    text = (REAL / name / "project.toml").read_text(encoding="utf-8")
    numbers = [int(number) for number in re.findall(r"^#   (\d+)\. ", text, re.MULTILINE)]

    answers = re.findall(r"^# +found by: (\S.*)$", text, re.MULTILINE)

    assert list(range(1, len(numbers) + 1)) == numbers
    assert len(numbers) == len(answers)


def test_counts_of_the_sources() -> None:
    """Guards that nothing of the sources was lost in copying."""
    counts = {
        name: tuple(
            len(getattr(p.plan, kind))
            for kind in ("organisations", "work_packages", "meetings", "tasks", "deliverables")
        )
        for name in FOLDERS
        for p in [real(name)]
    }

    assert {
        "career-tree": (4, 0, 6, 5, 5),
        "green-finance": (15, 5, 4, 21, 19),
        "green-finance-timeline": (15, 5, 4, 60, 19),
        "robostem": (7, 0, 2, 0, 5),
    } == counts


def test_career_tree_meetings_moved() -> None:
    """Guards that planned and real dates and places of a meeting stand side by side."""
    p = real("career-tree")

    moved = {
        held.of: (str(p[held.of].when), str(held.when), str(p[held.of].venue), str(held.venue))
        for held in p.facts_of_kind(Held)
        if held.of is not None and held.when != p[held.of].when
    }

    assert {
        "M4": ("2016-04-04..2016-04-05", "2016-04-11..2016-04-12", "UK", "London, UK"),
        "M5": ("2016-11-21..2016-11-22", "2016-12-21..2016-12-22", "TR", "Barcelona, ES"),
    } == moved


def test_green_finance_has_months_only() -> None:
    """Guards that a project without a single exact day is placed in the calendar by its months."""
    p = real("green-finance")

    assert {Precision.PROJECT_MONTHS} == {m.when.precision for m in p.plan.meetings}
    span = p["M1"].when.span(p.start)
    assert (date(2026, 1, 1), date(2026, 1, 31)) == (span.first, span.last)


def test_green_finance_two_versions() -> None:
    """Guards that comparing the two pages shows each deliverable on which they disagree."""
    changes = vp.compare(real("green-finance"), real("green-finance-timeline"))

    months = {
        change.address: (change.before, change.after)
        for change in changes
        if change.address.endswith("/due")
    }
    titles = {c.address for c in changes if re.fullmatch(r"deliverables/D\d\.\d/title", c.address)}

    assert {
        "deliverables/D1.2/due": ("M3", "M6"),
        "deliverables/D2.1/due": ("M6", "M3"),
        "deliverables/D2.2/due": ("M9", "M6"),
        "deliverables/D3.1/due": ("M11", "M10"),
        "deliverables/D3.2/due": ("M18", "M14"),
        "deliverables/D3.3/due": ("M24", "M22"),
        "deliverables/D4.1/due": ("M20", "M26"),
    } == months
    assert {
        f"deliverables/{id_}/title"
        for id_ in ("D1.3", "D1.4", "D2.1", "D2.2", "D2.3", "D3.1", "D3.2", "D3.3")
    } == titles


NOWHERE = {
    "green-finance": {"LBUS": {"tasks/EU1", "tasks/EU3"}, "UT": {"tasks/EU2", "trainings/L2"}},
    "green-finance-timeline": {
        "AMU": {
            *(f"deliverables/D4.{n}" for n in range(1, 5)),
            *(f"tasks/{id_}" for id_ in ("A28", "A32", "A34", "A37")),
        },
        "External": {"deliverables/D1.3", "deliverables/D1.4", "tasks/A18", "tasks/A36"},
        "LBUS": {"tasks/EU1", "tasks/EU3", "tasks/A21", "tasks/A23"},
        "UT": {"tasks/EU2", "tasks/A22", "trainings/L2"},
    },
    "robostem": {"SFV": {"deliverables/IO1"}},
}
"""The acronyms that belong to no partner, and the things that name them as printed."""


@pytest.mark.parametrize("name", ["green-finance", "green-finance-timeline", "robostem"])
def test_acronyms_that_belong_to_nobody_are_found(name: str) -> None:
    """Guards contradictions 13 (Green Finance) and 3 (ROBOSTEM): acronyms spelt in several ways."""
    found = vp.check(real(name))

    named = {
        acronym: {
            f.address.rpartition("/")[0]
            for f in found
            if f.slug == "link-to-nowhere"
            and re.search(rf"\b{acronym}\b", f.message)
            and f.address.endswith(("/lead", "/host", "/organisations"))
        }
        for acronym in NOWHERE[name]
    }

    assert NOWHERE[name] == named


@pytest.mark.parametrize("name", ["green-finance", "green-finance-timeline"])
def test_green_finance_milestones_out_of_order(name: str) -> None:
    """Guards contradiction 10: the milestones of the first year are not in order of month."""
    found = [f.address for f in vp.check(real(name)) if f.slug == "milestones-out-of-order"]

    assert ["milestones/MS2/due"] == found


def test_robostem_has_the_rules_of_its_call() -> None:
    """Guards that an older action is known, and that its reference is understood."""
    rules = rules_for(real("robostem"))

    assert [] == [f for f in vp.check(real("robostem")) if f.slug.startswith("reference-")]
    assert ("KA202-VET", 2019, 50) == (rules.action, rules.call, rules.final_threshold)
    assert "B" == rules.cite("final_bands").confidence
    assert rules.lump_sums == ()


def test_career_tree_meetings_that_moved() -> None:
    """Guards both contradictions: meeting 4 a week later, meeting 5 a month later and elsewhere."""
    found = {(f.slug, f.address.rpartition("/")[0]) for f in vp.check(real("career-tree"))}

    assert {
        ("moved-without-reason", "held/M4"),
        ("moved-without-reason", "held/M5"),
        ("held-elsewhere-without-reason", "held/M5"),
    } <= found

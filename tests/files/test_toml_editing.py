"""Saving changes values where they stand: comments, order and spelling stay as somebody wrote."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.files.toml_text import CannotEdit, edited
from vetpartner.model import Meeting, Noted, Partnership

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
PLAN = """\
# Above.
[project]
title = 'Old'      # beside
months = 24

# Of the meeting.
[[meetings]]
id = "M1"
expected = 1_0 # ten
venue = { city = "Split" }   # a place

[[meetings]]
id = "M2" # last
"""
OLD: dict[str, Any] = {
    "project": {"title": "Old", "months": 24},
    "meetings": [{"id": "M1", "expected": 10, "venue": {"city": "Split"}}, {"id": "M2"}],
}


def new(**tables: Any) -> dict[str, Any]:  # noqa: ANN401
    """Give the tables with some of them changed."""
    return {**OLD, **tables}


@pytest.mark.parametrize(
    ("after", "old", "becomes"),
    [
        (new(project={"title": "New", "months": 24}), "'Old'      # beside", '"New"      # beside'),
        (new(project={"title": "Old"}), "months = 24\n", ""),
        (
            new(project={"title": "Old", "months": 24, "call": 2023}),
            "months = 24\n",
            "months = 24\ncall = 2023\n",
        ),
        (
            new(meetings=[{"id": "M1", "expected": 12, "venue": {"city": "Split"}}, {"id": "M2"}]),
            "1_0 # ten",
            "12 # ten",
        ),
        (
            new(meetings=[{"id": "M1", "expected": 10, "venue": {"city": "Graz"}}, {"id": "M2"}]),
            '{ city = "Split" }   # a',
            '{ city = "Graz" }   # a',
        ),
        (new(meetings=OLD["meetings"][:1]), '[[meetings]]\nid = "M2" # last\n', ""),
        (
            new(meetings=[*OLD["meetings"], {"id": "M3"}]),
            'id = "M2" # last\n',
            'id = "M2" # last\n\n[[meetings]]\nid = "M3"\n',
        ),
        (
            new(tasks=[{"id": "A1"}]),
            'id = "M2" # last\n',
            'id = "M2" # last\n\n[[tasks]]\nid = "A1"\n',
        ),
    ],
)
def test_edits(after: dict[str, Any], old: str, becomes: str) -> None:
    """Guard each kind of change: nothing else of the text is another."""
    assert PLAN.count(old) == 1
    assert PLAN.replace(old, becomes) == edited(PLAN, OLD, after)


@pytest.mark.parametrize(
    ("text", "old", "after"),
    [
        ("[project]\nvenue.city = 'a'\n", {"project": {"venue": 1}}, {"project": {"venue": 2}}),
        ("[[a]]\nx = 1\n", {"a": [{"x": 1}]}, {"a": [{"x": 2}]}),
        ("[[a]]\nid = 1\n", {"a": [{"id": 1}, {"id": 2}]}, {"a": []}),
        ("[a]\n[a]\n", {"a": {"x": 1}}, {"a": {}}),
        ("= broken", {"a": {"x": 1}}, {"a": {}}),
    ],
)
def test_what_cannot_be_edited(text: str, old: dict[str, Any], after: dict[str, Any]) -> None:
    """Guard that a text that would have to be rearranged is refused, and not guessed at."""
    with pytest.raises(CannotEdit):
        edited(text, old, after)


def test_a_folder_keeps_its_comments(tmp_path: Path) -> None:
    """Guard the whole way on the example: only the changed lines differ, and all is read back."""
    folder = tmp_path / "p"
    shutil.copytree(GREEN, folder)
    p = vp.load(folder)
    meetings = tuple(
        attrs.evolve(m, title="Other", link="https://example.org") if m.id == "M3" else m
        for m in p.baseline.meetings
        if m.id != "M2"
    )
    plan = attrs.evolve(p.baseline, meetings=(*meetings, Meeting(id="M9", title="Added")))
    changed = attrs.evolve(
        p, baseline=plan, facts=(*p.facts, Noted(note="x", recorded=date(2025, 1, 31)))
    )
    before = (folder / "project.toml").read_text("utf-8")
    vp.save(changed, folder)
    after = (folder / "project.toml").read_text("utf-8")
    again = vp.load(folder)

    assert (changed.baseline, changed.facts) == (again.baseline, again.facts)
    assert before == (folder / "project.toml.bak1").read_text("utf-8")
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert not [line for line in gone if line.lstrip().startswith("#")]
    assert 12 >= len(gone)


def test_what_cannot_be_edited_is_written_anew(tmp_path: Path) -> None:
    """Guard that a change in a nested table is saved all the same, and the old file kept."""
    shutil.copytree(GREEN, tmp_path / "p")
    p = vp.load(tmp_path / "p")
    plan = attrs.evolve(p.baseline, meetings=tuple(reversed(p.baseline.meetings)))
    vp.save(attrs.evolve(p, baseline=plan), tmp_path / "p")

    assert plan == vp.load(tmp_path / "p").baseline
    assert (tmp_path / "p" / "project.toml.bak1").exists()


@settings(max_examples=examples(40))
@given(partnerships(), partnerships())
def test_any_partnership_over_any_other(
    tmp_path_factory: pytest.TempPathFactory, first: Partnership, second: Partnership
) -> None:
    """Guard that what is read is what was saved, whatever stood there before."""
    folder = tmp_path_factory.mktemp("over")
    for p in (first, second):
        vp.save(p, folder)

    assert second == vp.load(folder)

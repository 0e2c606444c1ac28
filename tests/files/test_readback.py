"""What is written reads back as what was meant, or nothing is written."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given, settings
from strategies import examples, hard, partnerships

import vetpartner as vp
from vetpartner.files.atomic import NotKept
from vetpartner.files.seals.sealing import open_seal, seal
from vetpartner.model import Meeting, Narrative, Partnership, Plan

if TYPE_CHECKING:
    from collections.abc import Mapping

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
HOMES = ("folder", "one.toml", "one.json", "one.xlsx")


def content(place: Path) -> Mapping[str, bytes]:
    """Return all files of a place by name, but the copies that are kept of older ones."""
    files = place.rglob("*") if place.is_dir() else [place]
    return {
        str(path.relative_to(place.parent)): path.read_bytes()
        for path in files
        if path.is_file() and ".bak" not in path.name
    }


@pytest.mark.parametrize("home", HOMES)
@settings(max_examples=examples(60))
@given(partnerships(), hard())
def test_what_was_meant_or_nothing(
    home: str, tmp_path_factory: pytest.TempPathFactory, first: Partnership, second: Partnership
) -> None:
    """Guard every home over any earlier state: it reads back equal, or stays as it was."""
    place = tmp_path_factory.mktemp("any") / home
    vp.save(first, place)
    before = content(place)
    try:
        vp.save(second, place)
    except NotKept:
        assert before == content(place)
        assert first == vp.load(place)
    else:
        assert second == vp.load(place)
        after = content(place)
        vp.save(second, place)
        assert after == content(place)


@settings(max_examples=examples(40))
@given(hard())
def test_the_homes_agree(tmp_path_factory: pytest.TempPathFactory, p: Partnership) -> None:
    """Guard that what two homes hold is the same, whatever a third refuses."""
    folder = tmp_path_factory.mktemp("homes")
    for home in HOMES:
        try:
            vp.save(p, folder / home)
        except NotKept:
            continue
        assert p == vp.load(folder / home)


@settings(max_examples=examples(30))
@given(hard())
def test_what_is_sealed_opens(tmp_path_factory: pytest.TempPathFactory, p: Partnership) -> None:
    """Guard against a seal that looks as if somebody had tampered with it."""
    folder = tmp_path_factory.mktemp("sealed")
    (folder / "project.toml").write_text('[project]\nacronym = "X"\n', "utf-8")
    try:
        seal(p, "final", folder=folder)
    except NotKept:
        assert not (folder / "sealed" / "final").exists()
        assert [] == list((folder / "sealed").glob(".*"))
        return
    opened = open_seal(folder, "final")

    assert opened.partnership is not None
    assert (p.baseline, p.facts) == (opened.partnership.baseline, opened.partnership.facts)


def test_answers_of_an_earlier_state_do_not_stay(tmp_path: Path) -> None:
    """Guard that a narrative that is gone is moved aside, and nothing is lost."""
    words = Narrative(report="final", language="en", answers=(("a.b", "Done."), ("c.d", "")))
    p = Partnership(baseline=Plan(meetings=(Meeting(id="M1"),)), narratives=(words,))
    vp.save(p, tmp_path / "p")
    bare = attrs.evolve(p, narratives=())
    vp.save(bare, tmp_path / "p")

    assert bare == vp.load(tmp_path / "p")
    assert "Done." in (tmp_path / "p/narrative/final.en.md.bak1").read_text("utf-8")


def test_a_refusal_names_place_and_both_values(tmp_path: Path) -> None:
    """Guard the sentence of a text that no file of the project can hold."""
    p = Partnership(baseline=Plan(meetings=(Meeting(id="M1", title=" "),)))

    with pytest.raises(NotKept, match=r"p was not written, .*`title`: the text is empty"):
        vp.save(p, tmp_path / "p")
    assert not (tmp_path / "p").exists()


def test_a_seal_with_an_answer_left_empty_opens(tmp_path: Path) -> None:
    """Guard the report of which one heading has nothing below it."""
    folder = Path(shutil.copytree(GREEN, tmp_path / "p"))
    path = folder / "narrative" / "interim.en.md"
    path.write_text(path.read_text("utf-8") + "\n\n## dis.nothing\n", "utf-8")
    p = vp.load(folder)
    seal(p, "interim-1")

    assert open_seal(folder, "interim-1").partnership is not None

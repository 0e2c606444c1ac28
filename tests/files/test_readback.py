"""What is written reads back as what was meant, or nothing is written."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import openpyxl
import pytest
from filled import columns
from hypothesis import given, settings
from strategies import examples, hard, partnerships

import vetpartner as vp
from vetpartner.files.atomic import NotKept
from vetpartner.files.seals.sealing import SealRefused, open_seal, seal
from vetpartner.files.workbooks.sheets import BY_TABLE
from vetpartner.model import Meeting, Narrative, Noted, Partnership, Plan, Venue
from vetpartner.values.when import NO_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
HOMES = ("folder", "one.toml", "one.json", "one.xlsx")


def content(place: Path) -> Mapping[str, bytes]:
    """Return all files of a place by name, but copies of older ones, and what is only locked."""
    files = place.rglob("*") if place.is_dir() else [place]
    return {
        str(path.relative_to(place.parent)): path.read_bytes()
        for path in files
        if path.is_file() and ".bak" not in path.name and ".vetpartner" not in path.parts
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
    if p.as_of == NO_DAY:
        with pytest.raises(SealRefused, match="it is not known as of which day"):
            seal(p, "final", folder=folder)
        p = p.on(date(2025, 1, 31))
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
    p = Partnership(baseline=Plan(meetings=(Meeting(id="M1", title="\x00"),)))

    with pytest.raises(NotKept, match=r"p was not written, .*`title`: the text holds the control"):
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


def _narrative(folder: Path, text: str) -> list[tuple[str, int]]:
    """Return slug and line of what is found in a narrative of this text."""
    (folder / "narrative").mkdir()
    (folder / "project.toml").write_text('[project]\nacronym = "X"\n', "utf-8")
    (folder / "narrative" / "final.en.md").write_bytes(text.encode())
    return [(f.slug, f.place.line if f.place else 0) for f in vp.read(folder).findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## a.b\n\none\n\n## a.b\n\ntwo\n", [("narrative-question-twice", 5)]),
        ("<!-- ## a.b\n## a.b\n-->\n## a.b\none\n", []),
        ("## a.b\none\x00\ntwo \x1f\n", [("control-character", 2), ("control-character", 3)]),
        ("## a.b\r\none\x0btwo\x0c\tthree\rfour\n", []),  # line ends of other programs
    ],
)
def test_a_narrative_holds_what_every_home_can(
    tmp_path: Path, text: str, expected: list[tuple[str, int]]
) -> None:
    """Guard against answers that a folder takes and no other home, or that are joined unseen."""
    assert expected == _narrative(tmp_path, text)
    if not expected:
        p = vp.load(tmp_path)
        for home in HOMES:
            vp.save(p, tmp_path / "out" / home)
            assert p == vp.load(tmp_path / "out" / home)


def test_an_answer_that_stands_twice_is_told_in_every_home(tmp_path: Path) -> None:
    """Guard one reading of a question that is answered twice, wherever that was typed."""
    words = Narrative(report="final", language="en", answers=(("a.b", "x" * 32_000), ("c.d", "")))
    p = Partnership(narratives=(words,))
    vp.save(p, tmp_path / "p.xlsx")
    assert p == vp.load(tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    sheet = book[BY_TABLE["narratives"].title]
    for question in ("a.b", "a.b", "c.d"):
        cells = {"Report": "final", "Language": "en", "Question": question, "Your answer": "y"}
        sheet.append({columns(sheet)[head]: value for head, value in cells.items()})
    book.save(tmp_path / "p.xlsx")
    (tmp_path / "p.json").write_text(
        '{"narratives": [{"report": "final", "language": "en"}, '
        '{"report": "final", "language": "en", "answers": {"a.b": "x"}}]}'
    )

    assert [12, 13, 14] == [
        f.place.line
        for f in vp.read(tmp_path / "p.xlsx").findings
        if f.place and f.slug == "narrative-question-twice"
    ]
    assert [("narrative-question-twice", "narratives/1")] == [
        (f.slug, f.address) for f in vp.read(tmp_path / "p.json").findings
    ]
    for home in HOMES:
        with pytest.raises(NotKept):
            vp.save(attrs.evolve(p, narratives=(words, words)), tmp_path / "twice" / home)


def test_a_fact_of_which_nothing_is_known_is_kept(tmp_path: Path) -> None:
    """Guard the row of a workbook in which nothing stands, and the place that says nothing."""
    p = Partnership(
        baseline=Plan(meetings=(Meeting(id="M1", venue=Venue(), title=" "),)),
        facts=(Noted(), Noted(note="x"), Noted()),
    )

    assert (None, None) == (p.baseline.meetings[0].venue, p.baseline.meetings[0].title)
    for home in HOMES:
        vp.save(p, tmp_path / home)
        assert p == vp.load(tmp_path / home)

"""Slips of the pen in one project: each is told once, at its line, whatever else is wrong there.

Those of docs/slips.toml are tried alone, in pairs and in triples, and so is what `fix` makes of
them.
"""

from __future__ import annotations

import random
import tomllib
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from vetpartner.checks import check
from vetpartner.files import read
from vetpartner.files.fixing import fixes

if TYPE_CHECKING:
    from collections.abc import Iterable

GIVEN = tomllib.loads((Path(__file__).parents[2] / "docs/slips.toml").read_text("utf-8"))
FILES: dict[str, str] = GIVEN["files"]
SLIPS: dict[str, dict[str, Any]] = {slip["about"]: slip for slip in GIVEN["slips"]}
LINK = "link-to-nowhere"
Told = tuple[str, int, int, str, str, str | None]


def at(about: str) -> tuple[str, int]:
    """Return file and line of a slip; its line stands once in the files, unless it says where."""
    right, nth = SLIPS[about]["right"], SLIPS[about].get("nth")
    found = [
        (name, number)
        for name, text in FILES.items()
        for number, line in enumerate(text.split("\n"), start=1)
        if line == right
    ]
    assert nth is not None or len(found) == 1
    return found[(nth or 1) - 1]


def spoilt(folder: Path, abouts: Iterable[str]) -> Path:
    """Write the project with slips, without what an earlier one left in the folder."""
    lines = {name: text.split("\n") for name, text in FILES.items()}
    for about in abouts:
        name, number = at(about)
        lines[name][number - 1] = SLIPS[about]["typed"]
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    (folder / "evidence" / "I1-beta.pdf").write_bytes(b"%PDF-1.7\n")
    for name, held in lines.items():
        (folder / name).write_text("\n".join(held), "utf-8")
    return folder


def told(folder: Path, abouts: Iterable[str]) -> list[Told]:
    """Return what is told of a project with slips, line by line.

    A rule says more of a link in a sound project than the reader of a broken one; so its words do
    not count here.
    """
    return told_here(spoilt(folder, abouts))


def told_here(folder: Path) -> list[Told]:
    """Return what is told of a project as it lies there."""
    reading = read(folder)
    found = reading.findings.errors
    assert (reading.partnership is None) is bool(found)
    if reading.partnership is not None:
        found = tuple(f for f in check(reading.partnership).errors if f.slug == LINK)
    return sorted(
        (f.place.file, f.place.line, f.place.column, f.slug)
        + (("", None) if f.slug == LINK else (f.message, f.way_out))
        for f in found
        if f.place is not None
    )


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Told]]:
    """Return what is told of each slip alone."""
    folder = tmp_path_factory.mktemp("alone")
    return {about: told(folder, [about]) for about in SLIPS}


def test_without_any(tmp_path: Path) -> None:
    """Guard that the files are sound as they are."""
    assert [] == told(tmp_path, [])


@pytest.mark.parametrize("about", SLIPS)
def test_alone(about: str, alone: dict[str, list[Told]]) -> None:
    """Each slip is told once, in its own line, or where else it is seen."""
    (found,) = alone[about]
    name, number = at(about)

    elsewhere = SLIPS[about].get("told")
    lines = FILES[name].split("\n")
    assert (name, lines.index(elsewhere) + 1 if elsewhere else number) == found[:2]


def together(
    folder: Path, several: Iterable[tuple[str, ...]], alone: dict[str, list[Told]]
) -> None:
    """Guard that slips together are told as each of them is alone."""
    wrong = {}
    for abouts in several:
        expected = sorted(one for about in abouts for one in alone[about])
        found = told(folder, abouts)
        if expected != found:
            wrong[abouts] = (
                [one for one in found if one not in expected],
                [one for one in expected if one not in found],
            )
    assert not wrong, f"{len(wrong)} differ, such as {next(iter(wrong.items()))}"


def test_some_at_once(tmp_path: Path, alone: dict[str, list[Told]]) -> None:
    """With one slip gone, the others are told as before; some pairs and triples stand for all."""
    drawn = random.Random(21)  # noqa: S311 - no secret
    for number, tried in ((2, 300), (3, 300), (8, 50)):
        some = {tuple(drawn.sample(list(SLIPS), number)) for _ in range(tried)}
        together(tmp_path, sorted(some), alone)


@pytest.mark.long
@pytest.mark.parametrize("number", [2, 3])
def test_in_pairs_and_triples(number: int, tmp_path: Path, alone: dict[str, list[Told]]) -> None:
    """The same of all pairs and all triples."""
    together(tmp_path, combinations(SLIPS, number), alone)


def test_all_at_once(tmp_path: Path, alone: dict[str, list[Told]]) -> None:
    """All slips of both files are told in one run."""
    together(tmp_path, [tuple(SLIPS)], alone)


def left(folder: Path, abouts: Iterable[str], alone: dict[str, list[Told]]) -> None:
    """Guard that `fix` puts right what is certain of some slips, and nothing else of them."""
    abouts, certain = tuple(abouts), set[str]()
    for about in abouts:
        certain |= {about} if fixes(spoilt(folder, [about])) else set()
    spoilt(folder, abouts)
    before = {name: (folder / name).read_text("utf-8").split("\n") for name in FILES}
    shown = fixes(folder, write=True)

    lines = sorted(one[:2] for about in certain for one in alone[about])
    assert lines == sorted((fix.file, fix.line) for fix in shown)
    for fix in shown:
        before[fix.file][fix.line - 1] = fix.right
    after = {name: (folder / name).read_text("utf-8").split("\n") for name in FILES}
    assert {name: [*map(str.strip, lines)] for name, lines in before.items()} == {
        name: [*map(str.strip, lines)] for name, lines in after.items()
    }
    assert () == fixes(folder)
    expected = sorted(one for about in {*abouts} - certain for one in alone[about])
    assert expected == told_here(folder)


def test_fix(tmp_path: Path, alone: dict[str, list[Told]]) -> None:
    """Afterwards a check tells what was uncertain, and that alone: of all slips, and of some."""
    left(tmp_path / "all", SLIPS, alone)
    drawn = random.Random(22)  # noqa: S311 - no secret
    for number in range(25):
        left(tmp_path / f"some-{number}", drawn.sample(list(SLIPS), 4), alone)


OF_FILES = {
    "rules": (
        "action: KA220-VET\ncall = 2024\ntitle = “Mine”\n\n[lump_sumz]\nvalue = [250_000]\n",
        [(1, "not-toml"), (3, "not-toml"), (5, "rules-problem")],
    ),
    "a table that is lost": (
        'action = "KA220-VET"\ncall = 2024\ntitle = "Mine"\n\n[min months & more]\nvalue = 3\n',
        [(5, "not-toml")],
    ),
    "a rule that is lost": (
        (
            'action = "KA220-VET"\ncall = 2024\ntitle = "Mine"\n\n[min_months]\nhalf a year?\n'
            '[max_months]\nvalue = "many"\nsource = "x"\nconfidence = "D"\nchecked = 2026-01-01\n'
        ),
        [(6, "not-toml"), (8, "rules-problem")],
    ),
}


@pytest.mark.parametrize("case", OF_FILES)
def test_in_own_rules(case: str, tmp_path: Path) -> None:
    """Rules of a project's own are read on too; their tables are their own."""
    text, expected = OF_FILES[case]
    folder = spoilt(tmp_path, [])
    (folder / "rules.toml").write_text(text, "utf-8")

    assert expected == [one[1:4:2] for one in told_here(folder)]


def test_not_utf_8(tmp_path: Path) -> None:
    """What else is wrong in a file of another encoding is told beside it; it is not written to."""
    folder = spoilt(tmp_path, ["A colon for =", "A text where a number stands"])
    text = (folder / "project.toml").read_text("utf-8").replace("Udo", "Jürgen")
    (folder / "project.toml").write_bytes(text.encode("cp1252"))
    found = [one[1:4:2] for one in told_here(folder)]

    udo = FILES["project.toml"].split("\n").index('name = "Udo"') + 1
    assert [(3, "not-toml"), (8, "wrong-type"), (udo, "not-utf-8")] == found
    assert () == fixes(folder, write=True)


def test_without_its_language(tmp_path: Path) -> None:
    """Where the language of a project cannot be read, no text lacks it, in no file."""
    folder = spoilt(tmp_path, ["A word where a number stands"])
    text = (folder / "project.toml").read_text("utf-8")
    text = text.replace('title = "Green skills"', 'title = { hr = "Zelene" }\nlanguage hr?')
    (folder / "project.toml").write_text(text, "utf-8")

    assert [("facts.toml", 4), ("project.toml", 3)] == [one[:2] for one in told_here(folder)]


def test_nothing_is_compared_with_a_part(tmp_path: Path) -> None:
    """Lists in `tables/` name activities that are lost with the head of their table."""
    folder = spoilt(tmp_path, ["A line that says nothing"])
    (folder / "tables").mkdir()
    (folder / "tables" / "attendance-M1.csv").write_text("name;2024-10-07\nAna;x\n", "utf-8")

    assert [("project.toml", "not-toml")] == [(one[0], one[3]) for one in told_here(folder)]

"""Mending a seal: written anew, the old one kept beside it, and nothing that was changed mended."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.files import disk
from vetpartner.files.document import json_text
from vetpartner.files.seals.folder import seal_findings, seals
from vetpartner.files.seals.sealing import SealRefused

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = Path(__file__).parents[1] / "fixtures" / "version-0.1.0" / "hard"
FIRST = "15bacdf0e19e1593f36c32d15b87e1f72cd858f130f3713013cdde8d312ffe48"
KEPT = f"interim-1_{FIRST[:8]}"
DAY = date(2025, 9, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project with two seals that version 0.1.0 wrote, one on the other."""
    return Path(shutil.copytree(OLD, tmp_path / "hard"))


def found(folder: Path) -> list[tuple[str, str]]:
    """Return what is found in the seals of a folder."""
    return [(f.slug, f.address) for f in seal_findings(folder)]


def content(place: Path) -> dict[str, bytes]:
    """Return the files below a place, by name."""
    files = (
        path for path in place.rglob("*") if path.is_file() and ".vetpartner" not in path.parts
    )
    return {str(path.relative_to(place)): path.read_bytes() for path in files}


def test_the_old_one_stays_beside_it_and_both_say_the_same(folder: Path) -> None:
    """Guard that nothing is lost by mending, and that each fingerprint goes on to prove."""
    place = folder / "sealed"
    before, old = content(place / "interim-1"), vp.open_seal(folder, "interim-1")
    made = vp.mend_seal(folder, "interim-1", DAY)
    new = vp.open_seal(folder, "interim-1")

    assert {"interim-1", KEPT, "state"} == {path.name for path in place.iterdir()}
    assert before == content(place / KEPT)
    assert (FIRST, DAY) == (
        made.mended and made.mended.fingerprint,
        made.mended and made.mended.day,
    )
    assert made == new.seal
    assert made.fingerprint not in {"", FIRST}
    assert old.partnership == new.partnership
    assert before["rules.json"] == (place / "interim-1" / "rules.json").read_bytes()
    assert b'"value": 7.1250' in (place / "interim-1" / "project.json").read_bytes()
    assert [("seal-mended", "sealed/interim-1")] == [(f.slug, f.address) for f in new.findings]
    assert f"it is kept in sealed/{KEPT}, fingerprint {FIRST}" in next(iter(new.findings)).message


def test_the_seal_after_it_still_holds(folder: Path) -> None:
    """Guard the chain: a seal that refers to the old fingerprint, and one that is made later."""
    vp.mend_seal(folder, "interim-1", DAY)
    assert [("seal-mended", "sealed/interim-1")] == found(folder)
    second = vp.mend_seal(folder, "state", DAY)
    p = vp.load(OLD.parent / "written" / "hard.json").on(DAY)
    third = vp.seal(p, "final", folder=folder)

    assert (FIRST, second.fingerprint) == (
        second.previous and second.previous.fingerprint,
        third.previous and third.previous.fingerprint,
    )
    assert [("seal-mended", f"sealed/{name}") for name in ("interim-1", "state")] == found(folder)
    assert ["interim-1", "state", "final"] == [each.name for each in seals(folder)]


def test_on_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the words, and that `check` and `compare` tell from what it was mended."""
    for name, file in ((n, folder / n) for n in ("project.toml", "facts.toml")):
        text = file.read_text("utf-8").replace("1.125\n", "1.1250\n").replace("12.500", "12.5")
        (folder / name).write_text(text.replace("7.125\n", "7.1250\n"), "utf-8")
    arguments = ["seal", str(folder), "interim-1", "--mend", "--on", DAY.isoformat()]

    assert 2 == main([*arguments[:3], "report.pdf", *arguments[3:]])
    assert "--mend takes no FILE" in capsys.readouterr().err
    assert 0 == main(arguments)
    assert f"mended from the seal with the fingerprint {FIRST}, which is kept" in (
        capsys.readouterr().out
    )
    assert 1 == main(arguments)
    assert "has today's form already; nothing is to be mended" in capsys.readouterr().err
    for command in (["check", str(folder)], ["compare", str(folder), "interim-1"]):
        main([*command, "--on", DAY.isoformat()])
        assert f"the seal interim-1 was mended on {DAY}" in capsys.readouterr().out


def edit(path: Path, old: str, new: str) -> None:
    """Change a text of a file that has it."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "data": lambda place: edit(place / "project.json", "7.125", "8.125"),
    "list": lambda place: edit(place / "seal.json", '"number": 1', '"number": -1'),
    "gone": lambda place: (place / "rules.json").unlink(),
    "added": lambda place: (place / "new.txt").write_text("x"),
    "link": lambda place: (place / "more").symlink_to(place),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_is_never_mended(folder: Path, change: str) -> None:
    """Guard that mending hides nothing: a seal that somebody touched stays as it is."""
    place = folder / "sealed" / "interim-1"
    CHANGES[change](place)
    before = content(folder)

    with pytest.raises(SealRefused, match="is not what was sealed, and is not mended"):
        vp.mend_seal(folder, "interim-1", DAY)
    assert before == content(folder)


def test_a_seal_on_a_changed_one_is_not_mended(folder: Path) -> None:
    """Guard the chain before it."""
    edit(folder / "sealed" / "interim-1" / "seal.json", '"2025-07-15"', '"2025-07-14"')

    with pytest.raises(SealRefused, match="is not what was sealed"):
        vp.mend_seal(folder, "state", DAY)


def test_not_before_it_was_sealed(folder: Path) -> None:
    """Guard the order of days."""
    with pytest.raises(SealRefused, match="was sealed on 2025-07-15, after 2025-07-14"):
        vp.mend_seal(folder, "interim-1", date(2025, 7, 14))


def forged(folder: Path, **changes: object) -> None:
    """Write the list of a mended seal anew, with right hashes, as somebody might who cheats."""
    place = folder / "sealed" / "interim-1"
    listed = json.loads((place / "seal.json").read_text("utf-8"))
    data = (place / "project.json").read_bytes()
    listed["files"][0] |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (place / "seal.json").write_text(json.dumps(listed | changes, indent=2) + "\n", "utf-8")


def test_a_mended_seal_says_what_the_old_one_said(folder: Path) -> None:
    """Guard against a seal that only claims to be mended, with other numbers in it."""
    vp.mend_seal(folder, "interim-1", DAY)
    edit(folder / "sealed" / "interim-1" / "project.json", "7.1250", "8.1250")
    forged(folder)

    assert [("seal-file-changed", "sealed/interim-1/project.json")] == found(folder)
    edit(folder / "sealed" / "interim-1" / "project.json", "8.1250", "7.1250")
    forged(folder, until="2025-07-01")
    assert [("seal-file-changed", "sealed/interim-1/seal.json")] == found(folder)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (shutil.rmtree, "seal-file-missing"),
        (lambda kept: edit(kept / "seal.json", "2025-07-15", "2025-07-14"), "seal-file-changed"),
        (lambda kept: edit(kept / "project.json", "7.125", "8.125"), "seal-file-changed"),
    ],
)
def test_the_old_one_is_looked_at_too(
    folder: Path, change: Callable[[Path], object], expected: str
) -> None:
    """Guard what the new one refers to."""
    vp.mend_seal(folder, "interim-1", DAY)
    change(folder / "sealed" / KEPT)

    assert expected in {slug for slug, _ in found(folder)}


def test_an_old_one_without_a_new_one_is_told(folder: Path) -> None:
    """Guard against a seal in the place of a mended one that says nothing of it."""
    vp.mend_seal(folder, "interim-1", DAY)
    shutil.rmtree(folder / "sealed" / "interim-1")

    assert [
        ("seal-chain-broken", "sealed/interim-1/seal.json"),
        ("seal-chain-broken", f"sealed/{KEPT}"),
    ] == found(folder)


def test_mended_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard that a later version can mend again, and all that came before is kept."""
    first = vp.mend_seal(folder, "interim-1", DAY)
    later = "vetpartner.files.seals.sealing.json_text"
    monkeypatch.setattr(later, lambda p: f"{json.dumps(json.loads(json_text(p)))}\n")
    second = vp.mend_seal(folder, "interim-1", DAY)
    monkeypatch.undo()

    assert second.mended is not None
    assert first.fingerprint == second.mended.fingerprint
    assert 4 == len([*(folder / "sealed").iterdir()])
    assert [("seal-mended", "sealed/interim-1")] * 2 == found(folder)


def test_whole_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard that a disk that refuses leaves the old seal in its place, and nothing beside it."""
    before, create, calls = content(folder), disk.create, list[Path]()

    def refusing(path: Path, data: bytes, **more: Any) -> None:  # noqa: ANN401
        calls.append(path)
        if len(calls) == 4:
            raise OSError(28, "No space left on device", str(path))
        create(path, data, **more)

    monkeypatch.setattr(disk, "create", refusing)
    with pytest.raises(OSError, match="No space left"):
        vp.mend_seal(folder, "interim-1", DAY)
    assert before == content(folder)


def test_same_input_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Guard that two people who mend one seal on one day have one fingerprint."""
    other = shutil.copytree(OLD, tmp_path / "other")

    assert vp.mend_seal(folder, "interim-1", DAY) == vp.mend_seal(other, "interim-1", DAY)
    assert content(folder) == content(Path(other))

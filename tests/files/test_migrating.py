"""Folders that version 0.1.0 wrote become today's, and the old stays beside the new."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.cli import main

OLD = Path(__file__).parents[1] / "fixtures" / "version-0.1.0"
FOLDERS = sorted(path.name for path in OLD.iterdir() if (path / "project.toml").exists())


def certain(folder: Path) -> None:
    """Write numbers as the way out asks, which nobody but a person can do."""
    for name in ("project.toml", "facts.toml"):
        text = (folder / name).read_text("utf-8")
        (folder / name).write_text(re.sub(r"(?m)(= \d+\.\d{3})$", r"\g<1>0", text), "utf-8")


@pytest.mark.parametrize("name", FOLDERS)
def test_what_an_earlier_version_wrote(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that all is read as before, that each file says its format, and that twice is once."""
    folder = Path(shutil.copytree(OLD / name, tmp_path / name))
    certain(folder)
    before, old = vp.load(folder), (folder / "project.toml").read_bytes()
    sealed = {path.name for path in (folder / "sealed").iterdir()}
    assert 0 == main(["migrate", str(folder), "--on", "2026-11-29"])
    new = (folder / "project.toml").read_bytes()

    assert before == vp.load(folder)
    assert (folder / "project.toml.bak1").read_bytes() == old
    assert new != old == new.replace(b"format = 1\n\n", b"", 1)
    ledger = "calendar-ledger.json"
    if (folder / ledger).exists():
        sent = [json.loads((place / ledger).read_text("utf-8")) for place in (OLD / name, folder)]
        assert [None, 2] == [each.get("format") for each in sent]
        assert sent[0]["sent"].keys() == {e["uid"] for e in sent[1]["entries"].values()}
        assert (folder / f"{ledger}.bak1").exists()
    for seal in sealed:
        assert vp.open_seal(folder, seal).partnership is not None
    assert not [f for f in vp.read(folder).findings.errors if f.slug.startswith("seal-")]
    capsys.readouterr()
    assert 0 == main(["migrate", str(folder), "--on", "2026-11-29"])
    assert "all has today's form; nothing was written\n" == capsys.readouterr().out


def test_what_nobody_can_decide_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that a folder with a number of two readings stays as it is, and says where."""
    folder = Path(shutil.copytree(OLD / "hard", tmp_path / "hard"))
    assert 1 == main(["migrate", str(folder), "--on", "2026-11-29"])
    assert "write 1125 or 1.1250" in capsys.readouterr().err
    assert (folder / "project.toml").read_bytes() == (OLD / "hard" / "project.toml").read_bytes()


@pytest.mark.parametrize("name", ["project.toml", "p.json"])
def test_a_later_version_is_not_misread(name: str, tmp_path: Path) -> None:
    """Guard that what a later version wrote is refused with the way out, and not half read."""
    vp.save(vp.Partnership(), tmp_path / "p.json")
    (tmp_path / "p.json").write_text('{"format": 2, "project": {}}', "utf-8")
    (tmp_path / "project.toml").write_text("format = 2\n[project]\n", "utf-8")
    (found,) = vp.read(tmp_path if name == "project.toml" else tmp_path / name).findings

    assert "format-unknown" == found.slug
    assert "its format is 2, and this version of the program knows 1" in found.message

"""The commands about personal data: what they write, and what they refuse."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.whatif.erase import pseudonym

if TYPE_CHECKING:
    import pytest

GREEN = str(Path(__file__).parents[2] / "examples" / "green-welding")


def test_public(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards that the copy can be read and names nobody, and that nothing is written over."""
    target = str(tmp_path / "public.json")

    assert 0 == main(["public", GREEN, "-o", target, "--on", "2025-01-31"])
    assert () == vp.load(target).plan.people
    assert 1 == main(["public", GREEN, "-o", target])
    assert "is there already" in capsys.readouterr().err


def test_erase(tmp_path: Path) -> None:
    """Guards that the name is in no file of the new folder, and that all facts are there."""
    target = tmp_path / "without"
    code = main(["erase", GREEN, "silke", "-o", str(target)])
    written = b"".join(file.read_bytes() for file in target.rglob("*") if file.is_file())

    assert 0 == code
    assert b"Silke" not in written
    assert len(vp.load(GREEN).facts) == len(vp.load(target).facts)


def test_pseudonyms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards the key: made once, kept to its owner, never printed, and good for the same again."""
    project, key = tmp_path / "p", tmp_path / "key"
    shutil.copytree(GREEN, project)
    table = project / "tables/participants.csv"
    lines = table.read_text("utf-8").splitlines()
    named = [f"{lines[0]},name", f"{lines[1]},Iva Ivić", *(f"{line}," for line in lines[2:])]
    table.write_text("\n".join(named), "utf-8")
    command = ["pseudonyms", str(project), "--key", str(key), "-o"]

    assert 1 == main([*command, str(tmp_path / "0")])
    assert "make one with --new-key" in capsys.readouterr().err
    assert 0 == main([*command, str(tmp_path / "1"), "--new-key"])
    assert 0 == main([*command, str(tmp_path / "2")])
    assert 1 == main([*command, str(tmp_path / "3"), "--new-key"])
    said = "".join(capsys.readouterr())
    secret = key.read_text().strip()
    one, other = ((tmp_path / name / "tables/participants.csv").read_text("utf-8") for name in "12")

    assert 0o600 == key.stat().st_mode & 0o777
    assert secret not in said
    assert "is there already" in said
    assert one == other
    assert "Iva" not in one
    assert pseudonym(secret.encode(), "Iva Ivić") in one
    key.write_text("short")
    assert 1 == main([*command, str(tmp_path / "4")])

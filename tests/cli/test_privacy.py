"""The commands about personal data: what they write, and what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli import main

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


def test_erase(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards that the name is in no file of the new folder, and that all facts are there."""
    target = tmp_path / "without"
    code = main(["erase", GREEN, "silke", "-o", str(target)])
    written = b"".join(file.read_bytes() for file in target.rglob("*") if file.is_file())

    assert 0 == code
    assert b"Silke" not in written
    assert len(vp.load(GREEN).facts) == len(vp.load(target).facts)
    assert 2 == main(["erase", GREEN, "T1", "-o", str(tmp_path / "other")])
    assert "only people and participants" in capsys.readouterr().err

"""The command `withdraw`: what it prints, that its facts can be added, and how it refuses."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.model import Money
from vetpartner.state.shares import matrix

if TYPE_CHECKING:
    import pytest

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = ("--on", "2025-01-31")


def test_the_facts_can_be_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards the way from the command to the facts: nothing is written, and what is added fits."""
    green = Path(shutil.copytree(GREEN, tmp_path / "green"))
    facts = green / "facts.toml"
    before = facts.read_text("utf-8")
    code = main(["withdraw", str(green), "cfs", *DAY, "--reason", 'It was "sold".'])
    shown, _, added = capsys.readouterr().out.partition("as approved:\n\n")

    assert 0 == code
    assert shown.startswith("CFS Centro de Formação Soldarte withdraws")
    assert before == facts.read_text("utf-8")
    facts.write_text(f"{before}\n{added}", "utf-8")
    p = vp.load(green).on(date(2025, 1, 31))
    assert date(2025, 1, 31) == p["cfs"].left
    assert Money("23473.52") == matrix(p).totals[3]
    assert Money(250_000) == matrix(p).total
    assert {'It was "sold".'} == {row.reason for row in vp.transfers(p).rows}

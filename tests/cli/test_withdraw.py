"""The command `withdraw`: what it prints, that its facts can be added, and how it refuses."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.model import Money
from vetpartner.state.shares import matrix

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


def test_another_last_day(capsys: pytest.CaptureFixture[str]) -> None:
    """Guards the option for a day that is not the one as of which one looks."""
    code = main(["withdraw", str(GREEN), "zja", *DAY, "--last-day", "2024-06-30"])
    out = capsys.readouterr().out

    assert 0 == code
    assert "its last day is 2024-06-30" in out
    assert "left = 2024-06-30" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["WP1"], "no organisation “WP1”; there are sts, fbk, hwk, cfs, zja"),
        (["cfs", "--last-day", "2020-01-01"], "2020-01-01 is before the project"),
    ],
)
def test_refuses(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards that a wrong id or day is said in words, with the code of wrong usage."""
    assert 2 == main(["withdraw", str(GREEN), *arguments, *DAY])
    assert message in capsys.readouterr().err

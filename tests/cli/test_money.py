"""The commands about money: what they print and write, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from vetpartner.cli import main

GREEN = str(Path(__file__).parents[2] / "examples" / "green-welding")
DAY = ("--on", "2025-01-31")


def test_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards the table, and the letter in a language."""
    letter = tmp_path / "cfs.html"

    assert 0 == main(["ledger", GREEN, *DAY])
    assert "From the agency 100 000 EUR" in capsys.readouterr().out
    assert 0 == main(
        ["ledger", GREEN, "--partner", "cfs", "-o", str(letter), "--language", "hr", *DAY]
    )
    assert "Izvod o stanju" in letter.read_text("utf-8")


def test_forecast(capsys: pytest.CaptureFixture[str]) -> None:
    """Guards the outcome for points of the command line."""
    assert 0 == main(["forecast", GREEN, "WP2=75", "WP3=60", "WP4=90", "WP5=80", *DAY])
    assert "paid 244 000 EUR of 250 000 EUR" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ["ledger", GREEN, "-o", "x.odt"],
            1,
            "a table cannot be written as '.odt'; use .html, .md, .docx",
        ),
        (["ledger", GREEN, "--partner", "cfs"], 2, "missing -o"),
        (["ledger", GREEN, "--partner", "cfs", "-o", "x.odt"], 1, "cannot be written as '.odt'"),
        (["ledger", GREEN, "--partner", "nobody", "-o", "x.html"], 2, "no organisation “nobody”"),
        (["forecast", GREEN, "WP2"], 2, "'WP2' is not of the form WP2=75"),
        (["forecast", GREEN, "WP2=many"], 2, "'WP2=many' is not of the form"),
        (["forecast", GREEN, "WP2=75"], 1, "WP3"),
    ],
)
def test_refused(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guards that what cannot be done is said in words."""
    assert code == main([*arguments, *DAY])
    assert message in capsys.readouterr().err

"""The commands about those who take part: what they write, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from vetpartner.cli import main

GREEN = str(Path(__file__).parents[2] / "examples" / "green-welding")
DAY = ("--on", "2025-01-31")


def test_attendance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards that a list is written in the format of its suffix and in a language."""
    page, book = tmp_path / "list.html", tmp_path / "list.xlsx"

    assert 0 == main(["attendance", GREEN, "T2", "-o", str(page), "--language", "hr", *DAY])
    assert 0 == main(["attendance", GREEN, "M4", "-o", str(book), *DAY])
    assert "Potpisna lista" in page.read_text("utf-8")
    assert b"PK" == book.read_bytes()[:2]
    assert f"wrote {page}\nwrote {book}\n" == capsys.readouterr().out


def test_certificates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards threshold and register: at 60 % the learner who was ill has a certificate."""
    page, register = tmp_path / "c.html", tmp_path / "r.html"
    code = main(["certificates", GREEN, "T2", "-o", str(page), "--register", str(register), *DAY])

    assert 0 == code
    assert 1 == page.read_text("utf-8").count("<h2>Participation note</h2>")
    assert "participation note" in register.read_text("utf-8")
    assert f"wrote {page}\nwrote {register}\n" == capsys.readouterr().out
    main(["certificates", GREEN, "T2", "-o", str(page), "--threshold", "60 %", *DAY])
    assert "Participation note" not in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["attendance", GREEN, "T22"], 2, "no activity “T22”; did you mean T2"),
        (["attendance", GREEN, "T2", "--language", "sl"], 1, "there are words for de (German), el"),
        (["certificates", GREEN, "T1"], 1, "no presences of T1 are recorded"),
        (["certificates", GREEN, "T2", "--threshold", "much"], 2, "--threshold: 'much' is not"),
        (["certificates", GREEN, "T2", "--register", "r.odt"], 1, "cannot be written as '.odt'"),
        (["evidence", GREEN], 1, "an index of evidence cannot be written as '.doc'"),
    ],
)
def test_refusals(
    arguments: list[str],
    code: int,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guards that a mistake is one sentence, and that nothing is written then."""
    suffix = ".doc" if arguments[0] == "evidence" else ".html"
    target = tmp_path / f"out{suffix}"

    assert code == main([*arguments, "-o", str(target), *DAY])
    assert message in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())


def test_reconcile(capsys: pytest.CaptureFixture[str]) -> None:
    """Guards the printed table."""
    assert 0 == main(["reconcile", GREEN, *DAY])
    assert "\n  M3: 12 are stated, but 11 were there\n" in capsys.readouterr().out


def test_evidence(tmp_path: Path) -> None:
    """Guards that the index is written, with the day as of which it is."""
    page = tmp_path / "index.html"

    assert 0 == main(["evidence", GREEN, "-o", str(page), *DAY])
    assert "GreenWeld, as of 2025-01-31" in page.read_text("utf-8")

"""The commands `move` and `withdraw`: what they print, and that they write nothing."""

from __future__ import annotations

import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.model import Amended, Money
from vetpartner.state.shares import matrix

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = ("--on", "2025-01-31")
RECORD = "Nothing was written. To record it, add this to the facts:\n\n"


@pytest.fixture
def green(tmp_path: Path) -> Path:
    """Give a copy of the invented partnership."""
    return Path(shutil.copytree(GREEN, tmp_path / "green"))


def contents(folder: Path) -> dict[Path, bytes]:
    """Return all files of a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_move_prints_and_writes_nothing(green: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What moves is shown with the fact that would record it; no file changes."""
    before = contents(green)
    code = main(
        ["move", str(green), "M4", "2025-09-23 09:00..16:00", *DAY, "--reason", 'Term "B" begins.']
    )
    shown, _, fact = capsys.readouterr().out.partition(RECORD)

    assert 0 == code
    assert shown.startswith(
        "M4 Fourth meeting: 2025-09-16 09:00 to 2025-09-17 13:00 → 2025-09-23 09:00 to 16:00\n"
    )
    assert "  STS: Marija Perković, Ante Bralić, Jelena Tomić\n" in shown
    assert (
        '[[amended]]\nof = "M4"\nwhen = "2025-09-23 09:00..16:00"\nrecorded = 2025-01-31\n'
        'reason = "Term \\"B\\" begins."\n'
    ) == fact
    assert before == contents(green)


@pytest.mark.parametrize(
    ("id_", "when"),
    [
        ("M4", "2025-09-23"),
        ("WP3", "M5..M20"),
        ("D4.2", "M23"),
        ("MS3", "2025-10-15"),
        ("I5.1", "M23"),
        ("N2", "M8..M24"),
        ("interim", "2025-02-28"),
        ("project", "27 months"),
    ],
)
def test_the_fact_does_what_was_shown(
    green: Path, capsys: pytest.CaptureFixture[str], id_: str, when: str
) -> None:
    """Added to the facts, the printed entry makes the plan that `move` spoke of."""
    assert 0 == main(["move", str(green), id_, when, *DAY, "--reason", "Because."])
    _, _, fact = capsys.readouterr().out.partition(RECORD)
    file = green / "facts.toml"
    expected = vp.move(vp.load(green).on(date(2025, 1, 31)), id_, when, reason="Because.")
    file.write_text(f"{file.read_text('utf-8')}\n{fact}", "utf-8")
    p = vp.load(green).on(date(2025, 1, 31))

    assert ["amended"] == list(tomllib.loads(fact))
    assert expected.amendment == p.facts_of_kind(Amended)[-1]
    assert expected.after.plan == p.plan


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (("project", "2023-12-01"), "To record it, change project/start in the plan."),
        (("P2", "2025-04"), "To record it, change payments/P2/expected in the plan."),
        (("M4", "2025-09-16 09:00..2025-09-17 13:00"), "Nothing was written."),
    ],
)
def test_what_is_no_amendment(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, str], last: str
) -> None:
    """Where the plan itself has to change, or nothing has, the last line says so."""
    assert 0 == main(["move", str(GREEN), *arguments, *DAY])
    out = capsys.readouterr().out

    assert out.splitlines()[-1].endswith(last)
    assert "[[amended]]" not in out


def test_a_broken_project_stops_it(green: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The findings of reading are shown, as with every command."""
    (green / "facts.toml").write_text("[[held", "utf-8")

    assert 1 == main(["move", str(green), "M4", "2025-09-23", *DAY])
    assert "facts.toml:1:7" in capsys.readouterr().err


def test_the_facts_of_a_withdrawal_can_be_added(
    green: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guards the way from the command to the facts: nothing is written, and what is added fits."""
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
    assert Money("22273.52") == matrix(p).totals[3]
    assert Money(250_000) == matrix(p).total
    assert {'It was "sold".'} == {row.reason for row in vp.transfers(p).rows}

"""The commands about time: what they print and write, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from vetpartner.cli import main

GREEN = str(Path(__file__).parents[2] / "examples" / "green-welding")
DAY = ("--on", "2025-01-31")


def test_dates(capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the question on the command line, and exit code 1 where there is no day."""
    between = ("--between", "2025-05-26", "2025-05-30")
    some = main(["dates", GREEN, *DAY, *between, "--partner", "sts", "--partner", "hwk"])
    printed = capsys.readouterr().out
    none = main(["dates", GREEN, *DAY, *between, "--days", "5"])

    assert (0, 1) == (some, none)
    assert printed.startswith("GreenWeld: 2 working days in a row for STS, HWK, 2025-05-26 to")
    assert "   1. Mon 2025-05-26 to Tue 2025-05-27      1  travel there falls on a" in printed
    assert "There are no such days" in capsys.readouterr().out


def test_planner_and_gantt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard each format, the year, the partner and the language."""
    names = ("p.html", "g.html", "g.svg", "g.mmd")
    page, chart, svg, text = (tmp_path / name for name in names)
    options = ("--year", "2025", "--partner", "fbk", "--language", "hr")

    assert 0 == main(["planner", GREEN, *DAY, "-o", str(page), *options])
    for target in (chart, svg, text):
        assert 0 == main(["gantt", GREEN, *DAY, "-o", str(target)])
    assert "GreenWeld: Godišnji planer 2025" in page.read_text("utf-8")
    assert "<h1>GreenWeld: Gantt chart</h1>" in chart.read_text("utf-8")
    assert svg.read_text("utf-8").startswith("<svg xmlns=")
    assert text.read_text("utf-8").startswith("gantt\n    title GreenWeld")
    wrote = "".join(f"wrote {tmp_path / name}\n" for name in names)
    assert wrote == capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["dates", GREEN, "--partner", "x"], 2, "no organisation “x”"),
        (["dates", GREEN, "--days", "0"], 2, "ask for one day or more, not 0"),
        (["dates", GREEN, "--between", "2025-02-02", "2025-02-01"], 2, "is before the first"),
        (["planner", GREEN, "-o", "p.xlsx"], 1, "use .html, .md, .docx or .pdf"),
        (["planner", GREEN, "-o", "p.html", "--year", "0"], 1, "0 is not a year such as 2025"),
        (["planner", GREEN, "-o", "p.html", "--partner", "M1"], 2, "no organisation “M1”"),
        (["gantt", GREEN, "-o", "g.png"], 1, "use .html, .md, .docx, .pdf, .svg or .mmd"),
        (
            ["gantt", GREEN, "-o", "g.html", "--language", "sl"],
            1,
            "there are words for de (German)",
        ),
    ],
)
def test_refusals(
    arguments: list[str],
    code: int,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guard that a mistake is one sentence, and that nothing is written then."""
    monkeypatch.chdir(tmp_path)

    assert code == main([*arguments, *DAY])
    assert message in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())

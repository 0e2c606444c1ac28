"""The commands that keep what was reported, and those that write papers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vetpartner.cli import main

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = ("--on", "2025-01-31")
LATER = ("--on", "2025-06-30")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the example."""
    copied = tmp_path / "green"
    shutil.copytree(GREEN, copied)
    return copied


def test_seal_and_compare(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the way of a coordinator: seal, edit, compare, and find who touched the seal."""
    name, report = str(folder), folder.parent / "interim.html"
    report.write_text("<p>as sent")

    assert 0 == main(["seal", name, "interim-1", str(report), *DAY])
    out = capsys.readouterr().out
    assert f"wrote {folder}/sealed/interim-1\n" in out
    assert "sealed as of 2025-01-31, with 3 files; it covers until 2024-12-31" in out
    assert 0 == main(["compare", name, "interim-1", *LATER])
    assert "nothing that was reported has changed" in capsys.readouterr().out
    facts = folder / "facts.toml"
    facts.write_text(facts.read_text("utf-8").replace("value = 74", "value = 70"), "utf-8")
    assert 0 == main(["compare", name, "interim-1", *LATER])
    out = capsys.readouterr().out
    assert (
        "  indicators/I2.1 Companies and teachers interviewed: 74 interviews; as of 2024-03-27 → "
        "70 interviews; as of 2024-03-27\n"
    ) in out
    assert "  measured/I2.1/value: 74 → 70" in out
    (folder / "sealed" / "interim-1" / "outputs" / "interim.html").write_text("<p>other")
    assert 1 == main(["compare", name, "interim-1", *LATER])
    assert "outputs/interim.html was changed after it was sealed" in capsys.readouterr().out
    (folder / "sealed" / "interim-1" / "project.json").unlink()
    assert 1 == main(["compare", name, "interim-1", *LATER])
    assert "cannot be compared" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["interim-1", *DAY], 1, "is there already and is never written over"),
        (["../x", *DAY], 1, "is not a name for a seal"),
    ],
)
def test_seal_refusals(
    folder: Path,
    arguments: list[str],
    code: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guard that each mistake is one sentence."""
    main(["seal", str(folder), "interim-1", *DAY])
    capsys.readouterr()

    assert code == main(["seal", str(folder), *arguments])
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["final", *DAY], 1, "no such file or folder, and there is no seal 'final' in sealed/"),
        (["interim-1", "--on", "2024-12-31"], 2, "sealed on 2025-01-31, after"),
    ],
)
def test_compare_refusals(
    folder: Path,
    arguments: list[str],
    code: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guard that a name that is neither a project nor a seal is told as such."""
    main(["seal", str(folder), "interim-1", *DAY])
    capsys.readouterr()

    assert code == main(["compare", str(folder), *arguments])
    assert message in capsys.readouterr().err


def test_paper(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that a paper is written in the format of its suffix, for a period, or refused."""
    page, log = tmp_path / "a.html", tmp_path / "l.docx"
    green = str(GREEN)

    assert 0 == main(["paper", green, "agenda", "M4", "-o", str(page), "--language", "hr", *DAY])
    assert "Dnevni red" in page.read_text("utf-8")
    period = ["--from", "2024-04-01", "--to", "2024-04-30"]
    assert 0 == main(["paper", green, "dissemination-log", "-o", str(log), *period, *DAY])
    assert f"wrote {page}\nwrote {log}\n" == capsys.readouterr().out
    bad = str(tmp_path / "a.odt")
    assert 1 == main(["paper", green, "agenda", "M4", "-o", bad, *DAY])
    assert "an agenda cannot be written as '.odt'; use .html, .md, .docx or .pdf" in (
        capsys.readouterr().err
    )
    assert 1 == main(["paper", green, "agenda", "M44", "-o", bad, *DAY])
    assert "nothing in the plan has the id 'M44'" in capsys.readouterr().err
    assert not Path(bad).exists()

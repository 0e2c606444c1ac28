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
    ("command", "arguments", "code", "message"),
    [
        ("seal", ["interim-1", *DAY], 1, "is there already and is never written over"),
        ("seal", ["../x", *DAY], 1, "is not a name for a seal"),
        ("compare", ["final", *DAY], 1, "no such file or folder, and there is no seal 'final' in"),
        ("compare", ["interim-1", "--on", "2024-12-31"], 2, "sealed on 2025-01-31, after"),
    ],
)
def test_refusals(
    folder: Path,
    command: str,
    arguments: list[str],
    code: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guard that each mistake is one sentence."""
    main(["seal", str(folder), "interim-1", *DAY])
    capsys.readouterr()

    assert code == main([command, str(folder), *arguments])
    assert message in capsys.readouterr().err

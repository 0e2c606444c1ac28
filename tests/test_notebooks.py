"""The notebooks run from top to bottom, say what is invented, and write into a temporary folder."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(notebook: Path, kind: str) -> list[dict[str, Any]]:
    """Return the cells of a kind."""
    return [
        cell
        for cell in json.loads(notebook.read_text("utf-8"))["cells"]
        if cell["cell_type"] == kind
    ]


def files(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_there_are_six() -> None:
    """Guard that the tests below have something to run."""
    expected = [
        "01-first-partnership",
        "02-a-month",
        "03-reports",
        "04-real-tables",
        "05-documents",
        "06-many-projects",
    ]

    assert expected == [path.stem for path in NOTEBOOKS]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_leaves_nothing_behind(
    notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard that a reader can run it anywhere, and that examples and notebooks stay as they are."""
    place, temporary = tmp_path / "copy", tmp_path / "temporary"
    temporary.mkdir()
    shutil.copytree(ROOT / "examples", place / "examples")
    (place / "notebooks").mkdir()
    monkeypatch.chdir(place / "notebooks")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before, names = files(place), {"__name__": "__main__"}
    for cell in cells(notebook, "code"):
        exec(compile("".join(cell["source"]), notebook.name, "exec"), names)  # noqa: S102 - ours

    assert before == files(place)
    assert files(temporary)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_stripped_and_says_what_is_invented(notebook: Path) -> None:
    """Guard that no output is kept, and that the first text names what is invented."""
    code = cells(notebook, "code")
    first = "".join(cells(notebook, "markdown")[0]["source"])

    assert [] == [cell["outputs"] for cell in code if cell["outputs"]]
    assert {None} == {cell["execution_count"] for cell in code}
    assert "**invented**" in first
    assert "temporary folder" in first


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_lead_somewhere(notebook: Path) -> None:
    """Guard the links from one notebook to the next and to the documentation."""
    text = "".join("".join(cell["source"]) for cell in cells(notebook, "markdown"))
    targets = [part.partition(")")[0] for part in text.split("](")[1:]]

    assert targets
    assert [] == [one for one in targets if not (notebook.parent / one).exists()]

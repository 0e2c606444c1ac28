"""Files that went wrong in all kinds of ways, under every command: 300 seeds of `make fuzz`."""

from __future__ import annotations

import contextlib
import io
import shutil
from typing import TYPE_CHECKING

import pytest
from fuzz import ARGUMENTS, DAY, SELDOM, attempt, base

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.cli.command import COMMANDS
from vetpartner.cli.parser import words_of

if TYPE_CHECKING:
    from pathlib import Path

BATCHES, EACH = 12, 25


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_traceback_no_hang_nothing_outside(batch: int) -> None:
    """Guard that whatever lies in a folder ends with 0, 1 or 2, within seconds and its place."""
    said = ((seed, attempt(seed)) for seed in range(batch * EACH, (batch + 1) * EACH))

    assert [] == [f"seed {seed}: {wrong}" for seed, wrong in said if wrong is not None]


def test_what_is_spoilt_was_sound(tmp_path: Path) -> None:
    """Guard against a test that cannot fail: before anything is spoilt every command runs."""
    assert not vp.read(base() / "project").findings.errors
    for each in COMMANDS:
        place = tmp_path / each.name
        shutil.copytree(base(), place)
        (place / "out").mkdir()
        given = ARGUMENTS.get(each.name, "{p}").format(
            p=place / "project", out=place / "out", form=place / "form.xlsx"
        )
        on = ["--on", DAY] if any(a.name == "--on" for a in each.takes) else []
        with contextlib.redirect_stdout(io.StringIO()) as out:
            code = main([*words_of(each.name), *given.split(), *on])

        assert 0 == code or each.name in {"forecast", "import", "lint"}, (each.name, out.getvalue())


def test_a_fault_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard that a mistake of the program's own is seen as one, whichever file leads to it."""

    def broken(*_: object) -> None:
        raise AttributeError("no span")

    monkeypatch.setattr("vetpartner.files.reading.folder_tables", broken)
    said = [attempt(seed) for seed in range(20)]

    assert any(wrong is not None and "no span" in wrong for wrong in said)
    assert SELDOM < {each.name for each in COMMANDS}

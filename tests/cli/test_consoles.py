"""Every command on every console: what it says is never lost for a letter that is not there."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from vetpartner.cli import main
from vetpartner.cli.parser import groups

ROOT = Path(__file__).parents[2]
P, DAY = "green", ("--on", "2025-01-31")
COMMAND_LINES: dict[str, list[str]] = {
    "new": ["new", "new-žuti", *DAY],
    "convert": ["convert", P, "plan-ž.xlsx"],
    "schema": ["schema", "-o", "schema.json"],
    "rules": ["rules", "KA220-VET", "2025"],
    "compare": ["compare", P, "small", *DAY],
    "check": ["check", P, "--all", *DAY],
    "fix": ["fix", P],
    "add": ["add", P, "held", "M4", "--note", "Ručak je bio dobar."],
    "undo": ["undo", P],
    "completion": ["completion", "bash"],
    "status": ["status", P, "--all", *DAY],
    "explain": ["explain", "id-used-twice"],
    "move": ["move", P, "M4", "2025-06-02", *DAY],
    "withdraw": ["withdraw", P, "zja", "--last-day", "2024-06-30", *DAY],
    "dates": ["dates", P, "--between", "2025-05-26", "2025-05-30", *DAY],
    "planner": ["paper", "planner", P, "-o", "planner.html", *DAY],
    "gantt": ["paper", "gantt", P, "-o", "gantt-č.svg", *DAY],
    "calendar": ["calendar", P, "--updates", "--dry-run", *DAY],
    "answers": ["people", "answers", P, P, *DAY],
    "budget": ["money", "budget", P, "-o", "budget.xlsx", *DAY],
    "ledger": ["money", "ledger", P, *DAY],
    "forecast": ["money", "forecast", P, "WP2=75", *DAY],
    "form": ["form", P, "--partner", "fbk", "-o", "form.xlsx", *DAY],
    "merge": ["merge", P, "form.xlsx", *DAY],
    "costs": ["money", "costs", P, *DAY],
    "tables": ["people", "tables", P, "participants.csv", "--write"],
    "attendance": ["people", "attendance", P, "T2", "-o", "list.html", *DAY],
    "reconcile": ["people", "reconcile", P, *DAY],
    "report": ["report", P, "interim", "--draft", "-o", "report.html", *DAY],
    "certificates": ["people", "certificates", P, "T2", "-o", "certificates.html", *DAY],
    "evidence": ["paper", "evidence", P, "-o", "evidence.html", *DAY],
    "import": ["import", "list-č.csv", "-o", "imported"],
    "pack": ["paper", "pack", P, "interim", "--draft", "-o", "pack-č", *DAY],
    "templates": ["paper", "templates", P, *DAY],
    "paper": ["paper", "agenda", P, "M4", "-o", "agenda.html", *DAY],
    "lint": ["lint", P, *DAY],
    "build": ["build", P, "-o", "built", *DAY],
    "portfolio": ["portfolio", P, "small", "-o", "portfolio-č", *DAY],
    "demo": ["demo", "-o", "demo"],
    "seal": ["seal", P, "interim-1", *DAY],
    "migrate": ["migrate", P],
    "claims": ["claims", P, *DAY],
    "privacy": ["privacy", "data", P, *DAY],
    "public": ["privacy", "public", P, "-o", "public", *DAY],
    "pseudonyms": ["privacy", "pseudonyms", P, "--key", "key", "--new-key", "-o", "hidden", *DAY],
    "erase": ["privacy", "erase", P, "ana", "-o", "erased", *DAY],
}
"""One line for each command; a wrong one is as good, if it says why."""


class Terminal(io.TextIOWrapper):
    """A terminal with few letters."""

    def isatty(self) -> bool:
        """Say that somebody sits there."""
        return True


def told(
    line: list[str], console: type[io.TextIOWrapper], encoding: str, folder: Path
) -> tuple[bytes, bytes]:
    """Run a command beside the examples, and return what it printed, and complained of."""
    for name, to in (("green-welding", P), ("small-harvest", "small")):
        shutil.copytree(ROOT / "examples" / name, folder / to)
    out, err = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        # Whether a bar is drawn depends on how long this machine takes.
        patch.setattr("vetpartner.cli.terminal.AFTER", float("inf"))
        for name, stream in (("stdout", out), ("stderr", err)):
            patch.setattr(sys, name, console(stream, encoding=encoding, errors="strict"))
        main(line)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            assert (encoding, "strict") == (stream.encoding, stream.errors)
        coloured = re.compile(rb"\x1b\[[0-9;]*m")
        return coloured.sub(b"", out.getvalue()), coloured.sub(b"", err.getvalue())


def test_each_command_has_a_line() -> None:
    """Guard that a new command is run here too."""
    known = {each.name for commands in groups().values() for each in commands}

    assert known == set(COMMAND_LINES)


@pytest.mark.parametrize("name", COMMAND_LINES)
def test_every_command_on_every_console(name: str, tmp_path: Path) -> None:
    """Guard UTF-8 in files and pipes, and a question mark where a terminal lacks a letter."""
    line = COMMAND_LINES[name]
    whole = told(line, io.TextIOWrapper, "utf-8", tmp_path / "utf-8")

    assert b"".join(whole).decode("utf-8")
    assert whole == told(line, io.TextIOWrapper, "ascii", tmp_path / "ascii")
    for encoding in ("cp1252", "cp437"):
        shown = told(line, Terminal, encoding, tmp_path / encoding)
        plain = tuple(part.decode("utf-8").encode(encoding, "replace") for part in whole)

        assert plain == shown


PROGRAM = "import sys; from vetpartner.cli import main; sys.exit(main(sys.argv[1:]))"
CONSOLES = [
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "cp437:strict"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.parametrize("console", CONSOLES)
@pytest.mark.parametrize("name", ["check", "dates", "rules"])
def test_processes(name: str, console: dict[str, str]) -> None:
    """Guard the same in a process of its own, as it is started by a script or a task."""
    line = [
        str(ROOT / "examples" / "green-welding") if arg == P else arg for arg in COMMAND_LINES[name]
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **console}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *line], capture_output=True, check=False, env=environment
    )

    assert b"" == run.stderr
    assert not run.stdout.decode("utf-8").isascii()


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """Guard names of files that a system hands on as bytes."""
    out, err = told(["check", "nowhere-\udcff"], io.TextIOWrapper, "utf-8", tmp_path / "x")

    assert "nowhere-?" in (out + err).decode("utf-8")

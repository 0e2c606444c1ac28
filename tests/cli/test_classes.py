"""The classes of attrs, compiled once for all commands: the same classes, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = """\
import attr._make
from vetpartner.cli.classes import compiled_once
with compiled_once():
    from vetpartner.model import Money, Organisation
same = {Organisation(id="a", name="A", country="HR"), Organisation(id="a", name="A", country="HR")}
print(len(same), Money(5) == Money(5), hash(Money(5)) == hash(Money(5)), Money(5) == Money(6))
print("compile" in vars(attr._make), Organisation.__init__.__code__.co_filename)
"""


def run(code: str, place: Path) -> str:
    """Run code in a new interpreter that keeps things in a folder."""
    environment = {**os.environ, "VETPARTNER_CACHE": str(place)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    return done.stdout


def test_classes_from_the_last_start_are_the_same(tmp_path: Path) -> None:
    """Guard equality and hashes: a class whose code was kept is as one that was just compiled."""
    first, second = run(CODE, tmp_path), run(CODE, tmp_path)
    (kept,) = (path for path in tmp_path.iterdir() if path.name.startswith("classes-"))
    before = kept.stat().st_mtime_ns
    third = run(CODE, tmp_path)

    assert first == second == third
    assert first.startswith("1 True True False\nFalse <attrs generated")
    assert before == kept.stat().st_mtime_ns


def test_nothing_is_compiled_twice(tmp_path: Path) -> None:
    """Guard the gain: the second start of a command compiles no class."""
    count = (
        "import vetpartner.cli.classes as classes, contextlib, io\n"
        "known = classes.keep; calls = []\n"
        "classes.keep = lambda *a: (calls.append(len(a[2])), known(*a))\n"
        "from vetpartner.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(['status', 'examples/green-welding', '--on', '2025-01-31'])\n"
        "print(len(calls))"
    )

    assert ["1\n", "0\n"] == [run(count, tmp_path) for _ in "12"]


def test_what_differs_at_each_start_is_not_written_each_time(tmp_path: Path) -> None:
    """Guard the disk: were attrs to number its texts by chance, they would be kept once alone."""
    code = (
        "import os, re, vetpartner.cli.classes as classes\n"
        "classes._SALT = re.compile('(?!)'); calls = []; known = classes.keep\n"
        "classes.keep = lambda *a: (calls.append(1), known(*a))\n"
        "with classes.compiled_once():\n"
        "    import vetpartner.model\n"
        "print(len(calls))"
    )

    assert ["1\n", "0\n", "0\n"] == [run(code, tmp_path) for _ in "123"]

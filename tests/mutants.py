"""Small changes of the code by chance, each of which a test should notice.

`python tests/mutants.py SEED COUNT` takes so many places of the rooms below, changes one at a time
in a copy of the project, and runs the tests that go through its line: the quick ones first, then
the others. It prints what was noticed for each room, and each change that was not, with its line
before and after. What cannot be noticed stands in `mutants_equal.toml` with its reason.
"""

from __future__ import annotations

import ast
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
HOME = ROOT / "build" / "mutants"
ROOMS = ("checks", "state", "whatif", "files", "papers", "export")
AT_FIRST, SLOWER = 20, 8
"""Seconds that the tests tried first took when they were measured; how much slower they may be."""
WORKERS = 2
ALONE = ("-p", "_hypothesis_pytestplugin")
NO_SUCH_TEST = 4
NO_OTHERS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
"""The only plugin of pytest that the tests need; to load all takes as long as a test."""
ENOUGH = 0.85
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div,
    ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
}  # fmt: skip
Tests = dict[str, float]
"""Names of tests, and the seconds that each took."""


class Change:
    """One changed place: the file, its line, and the text of the file with the change.

    `lines` are those at which the tests that go through it can be found: its own, then those of the
    statement around it, as not every line of a statement is seen on its own.
    """

    def __init__(self, path: Path, node: ast.expr, new: ast.expr, around: ast.stmt) -> None:
        """Take a node, what stands in its place, and its statement."""
        data = path.read_bytes()
        starts = [0, *accumulate(len(line) + 1 for line in data.split(b"\n"))]
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        self.file, self.line = path.relative_to(ROOT).as_posix(), node.lineno
        self.lines = (node.lineno, *range(around.lineno, (around.end_lineno or 0) + 1))
        self.text_of_line = data.split(b"\n")[node.lineno - 1].decode().strip()
        self.before = data[first:last].decode()
        self.after = f"({ast.unparse(new)})"
        self.text = data[:first] + self.after.encode() + data[last:]

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what it is called in the list of what cannot be noticed."""
        return self.file, self.text_of_line, self.before, self.after

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} -> {self.after}"


def changes(path: Path) -> list[Change]:
    """Return every change of a file; texts, annotations and defaults of classes stay.

    So does whether `zip` is strict: that is a guard against ourselves, which no reader meets.
    """
    tree = ast.parse(path.read_bytes())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    statements = (node for each in functions for part in each.body for node in ast.walk(part))
    unique = {}
    # The statement within which a node stands is the last one around it: inner ones come later.
    for around in statements:
        nodes = list(ast.walk(around)) if isinstance(around, ast.stmt) else []
        guards = [n.value for n in nodes if isinstance(n, ast.keyword) and n.arg == "strict"]
        for node in nodes:
            if node in guards:
                continue
            if isinstance(node, ast.expr) and (new := changed(node)) is not None:
                change = Change(path, node, new, around)
                unique[change.line, change.before, change.after] = change
    return list(unique.values())


def changed(node: ast.expr) -> ast.expr | None:
    """Return what stands in the place of a node, or None."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED:
        ops = [SWAPPED[type(node.ops[0])](), *node.ops[1:]]
        return ast.Compare(node.left, ops, node.comparators)  # type: ignore[arg-type]
    if isinstance(node, ast.BoolOp):
        return ast.BoolOp(SWAPPED[type(node.op)](), node.values)  # type: ignore[arg-type]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node.operand
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
        return ast.BinOp(node.left, SWAPPED[type(node.op)](), node.right)  # type: ignore[arg-type]
    if isinstance(node, ast.IfExp):
        return ast.IfExp(node.test, node.orelse, node.body)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return ast.Constant(not node.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return ast.Constant(node.value + 1)
    return None


def every_change() -> list[Change]:
    """Return all changes of the rooms."""
    files = (path for room in ROOMS for path in sorted((ROOT / "vetpartner" / room).rglob("*.py")))
    return [each for path in files for each in changes(path)]


def called_equal() -> dict[tuple[str, str, str, str], str]:
    """Return the changes that no test can notice, with the reason of each."""
    rows = tomllib.loads((ROOT / "tests" / "mutants_equal.toml").read_text("utf-8"))["equal"]
    return {(row["file"], row["line"], row["before"], row["after"]): row["reason"] for row in rows}


# What goes through a line.


def copied(place: Path) -> None:
    """Copy the project, so that work on it can go on."""
    shutil.rmtree(place, ignore_errors=True)
    unwanted = shutil.ignore_patterns(".git", ".venv", "build", ".*_cache", ".hypothesis", "__py*")
    shutil.copytree(ROOT, place, ignore=unwanted)


def run(
    place: Path, *more: str, seconds: float | None = None, **environment: str
) -> tuple[int, str]:
    """Run tests in a copy, with the same draws each time.

    Return how pytest ended, 1 if too late, and the first test that failed.
    """
    with TemporaryFile("w+") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=1",
             *more],
            cwd=place, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "",
                 **environment},
        )  # fmt: skip
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # what the tests started too
            process.wait()
            return 1, "it came to no end"
        out.seek(0)
        failed = re.search(r"^(?:FAILED|ERROR) (.*?)(?: - .*)?$", out.read(), re.MULTILINE)
    return code, failed[1] if failed else ""


def measured() -> dict[tuple[str, int], Tests]:
    """Return the tests that go through each line, by running all of them once.

    As long as the code is the same, only files of tests that are others than before run again.
    """
    data, kept, place = HOME / "coverage", HOME / "measured.json", HOME / "all"
    held = json.loads(kept.read_text()) if kept.exists() else {}
    code = hashed(*sorted((ROOT / "vetpartner").rglob("*.py")))
    files = {
        path.relative_to(ROOT).as_posix(): hashed(path)
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
    }
    if held.get("code") != code:
        held = {"code": code, "files": {}, "seconds": {}}
        data.unlink(missing_ok=True)
    seconds: Tests = held["seconds"]
    new = [name for name in files if files[name] != held["files"].get(name)]
    if new:
        copied(place)
        times = HOME / "times.xml"
        run(place, *new, "-n", "logical", "--dist", "worksteal", "--cov", "--cov-context=test",
            "--cov-append", "--cov-report=", "--cov-fail-under=0", f"--junitxml={times}",
            COVERAGE_FILE=str(data))  # fmt: skip
        seconds.update(timed(times))
        kept.write_text(json.dumps(held | {"files": files}))
    found: dict[tuple[str, int], Tests] = {}
    with sqlite3.connect(data) as base:
        rows = base.execute(
            "SELECT DISTINCT file.path, context.context, abs(arc.fromno) FROM arc"
            " JOIN file ON file.id = arc.file_id JOIN context ON context.id = arc.context_id"
        )
        for path, context, line in rows:
            test = context.rpartition("|")[0]
            if test in seconds and test.partition("::")[0] in files:
                name = Path(path).relative_to(place).as_posix()
                found.setdefault((name, line), {})[test] = seconds[test]
    return found


def hashed(*paths: Path) -> str:
    """Return a hash of what files hold."""
    return sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def timed(times: Path) -> Iterator[tuple[str, float]]:
    """Yield the tests that held, with their seconds; what fails as it is notices nothing."""
    failed = []
    for case in ET.parse(times).iter("testcase"):  # noqa: S314 - pytest wrote it
        file = case.get("classname", "").replace(".", "/")
        test = f"{file}.py::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(test)
        elif case.find("skipped") is None:
            yield test, float(case.get("time", 0))
    if failed:
        sys.stdout.write(f"these fail without any change: {', '.join(failed)}\n")


def noticed(change: Change, tests: Tests, place: Path) -> str | None:
    """Return which test fails once a change is made in a copy of the project."""
    target = place / change.file
    whole = target.read_bytes()
    target.write_bytes(change.text)
    try:
        for names in in_turn(change, tests):
            limit = 60 + SLOWER * sum(map(tests.__getitem__, names))
            code, failed = run(place, "-x", *ALONE, *names, seconds=limit, **NO_OTHERS)
            if code == NO_SUCH_TEST:  # the change has other names of tests: their files, then
                files = dict.fromkeys(name.partition("::")[0] for name in names)
                code, failed = run(place, "-x", *ALONE, *files, seconds=limit, **NO_OTHERS)
            if code in {1, 2}:
                return failed
    finally:
        target.write_bytes(whole)
    return None


def in_turn(change: Change, tests: Tests) -> Iterator[list[str]]:
    """Yield the tests to try first, and then the others.

    First come those whose file is called like the changed one, then the quick ones.
    """
    stem = re.escape(Path(change.file).stem)
    own = re.compile(rf"/test_\w*{stem}\w*\.py")
    names = sorted(tests, key=lambda test: (own.search(test) is None, tests[test], test))
    until = accumulate(map(tests.__getitem__, names))
    first = sum(seconds <= AT_FIRST for seconds in until)
    yield from filter(None, (names[:first], names[first:]))


def main(seed: int, count: int) -> int:
    """Try changes and print what was noticed; return 1 where less than 85 % were."""
    HOME.mkdir(parents=True, exist_ok=True)
    chosen = random.Random(seed).sample(every_change(), count)  # noqa: S311 - the same for a seed
    equal = called_equal()
    lines = measured()
    said: dict[Change, str] = {change: "equal" for change in chosen if change.key in equal}
    open_ = [change for change in chosen if change not in said]

    def tried(number: int) -> None:
        place = HOME / f"copy{number}"
        copied(place)
        for change in open_[number::WORKERS]:
            keys = ((change.file, line) for line in change.lines)
            tests = next((lines[key] for key in keys if key in lines), {})
            by = noticed(change, tests, place) if tests else None
            said[change] = "noticed" if by is not None else "not noticed"
            sys.stdout.write(f"{said[change]}: {change} ({by or f'{len(tests)} tests'})\n")
            sys.stdout.flush()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(tried, range(WORKERS)))
    table = {}
    for room in ("", *ROOMS):
        mine = [how for each, how in said.items() if each.file.startswith(f"vetpartner/{room}")]
        table[room or "all"] = {how: mine.count(how) for how in sorted(set(mine))}
    sys.stdout.write(json.dumps({"seed": seed, **table}, indent=1) + "\n")
    how = table["all"]
    return 0 if how.get("noticed", 0) >= ENOUGH * (count - how.get("equal", 0)) else 1


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in sys.argv[1:3])))

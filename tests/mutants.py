"""Small changes of the code by chance, each of which a test should notice.

`python tests/mutants.py SEED COUNT` takes so many places of the rooms below, changes one at a time
in a copy of the project, and runs the tests that go through its line, the shortest first. It prints
what was noticed for each room, and each change that was not, with its line before and after.
"""

from __future__ import annotations

import ast
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = ROOT / "build" / "mutants"
ROOMS = ("checks", "state", "whatif", "files", "papers", "export")
MOST_TESTS = 150
LONGEST = 300
"""Seconds after which the tests of one change have noticed it: it made an endless loop."""
WORKERS = 2
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div,
    ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
}  # fmt: skip


class Change:
    """One changed place: the file, its line, and the text of the file with the change."""

    def __init__(self, file: Path, node: ast.expr, new: ast.expr) -> None:
        """Take a node and what stands in its place."""
        data = file.read_bytes()
        starts = [0]
        for line in data.split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        self.file, self.line = file, node.lineno
        self.before = data[first:last].decode()
        self.after = f"({ast.unparse(new)})"
        self.text = data[:first] + self.after.encode() + data[last:]

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}: {self.before} -> {self.after}"


def changes(file: Path) -> list[Change]:
    """Return every change of a file; texts, annotations and defaults of classes stay."""
    tree = ast.parse(file.read_bytes())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    inside = (node for each in functions for part in each.body for node in ast.walk(part))
    expressions = (node for node in inside if isinstance(node, ast.expr))
    found = [Change(file, node, new) for node in expressions if (new := changed(node)) is not None]
    unique = {(each.line, each.before, each.after): each for each in found}
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


def covering() -> dict[tuple[str, int], list[str]]:
    """Return the tests that go through each line, by running all of them once."""
    data = HOME / "coverage"
    if not data.exists():
        environment = {**os.environ, "COVERAGE_FILE": str(data)}
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "logical", "--cov", "--cov-context=test",
             "--cov-report=", "--cov-fail-under=0", "-p", "no:cacheprovider"],
            cwd=ROOT, env=environment, check=True,
        )  # fmt: skip
    found: dict[tuple[str, int], list[str]] = {}
    with sqlite3.connect(data) as base:
        rows = base.execute(
            "SELECT file.path, context.context, arc.fromno FROM arc"
            " JOIN file ON file.id = arc.file_id JOIN context ON context.id = arc.context_id"
        )
        for path, context, line in rows:
            test = context.partition("|")[0]
            if test:
                found.setdefault((path, abs(line)), []).append(test)
    return found


def noticed(change: Change, tests: list[str], worker: Path) -> bool:
    """Tell whether a test fails once a change is made in a copy of the project."""
    target = worker / change.file.relative_to(ROOT)
    whole = target.read_bytes()
    target.write_bytes(change.text)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider",
             *tests],
            cwd=worker, capture_output=True, timeout=LONGEST, check=False,
            env={**os.environ, "PYTHONPATH": str(worker), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_bytes(whole)
    return done.returncode != 0


def main(seed: int, count: int) -> int:
    """Try changes and print what was noticed; return 1 where less than 85 % were."""
    HOME.mkdir(parents=True, exist_ok=True)
    lines = covering()
    rnd = random.Random(seed)  # noqa: S311 - the same for the same seed
    files = [path for room in ROOMS for path in sorted((ROOT / "vetpartner" / room).rglob("*.py"))]
    every = [each for file in files for each in changes(file)]
    chosen = rnd.sample(every, count)
    workers = []
    for number in range(WORKERS):
        worker = HOME / f"copy{number}"
        shutil.rmtree(worker, ignore_errors=True)
        ignored = shutil.ignore_patterns(".git", ".venv", "build", ".hypothesis", "__pycache__")
        shutil.copytree(ROOT, worker, ignore=ignored)
        workers.append(worker)

    def tried(number: int) -> list[tuple[Change, str]]:
        out = []
        for change in chosen[number::WORKERS]:
            names = dict.fromkeys(lines.get((str(change.file), change.line), []))
            tests = sorted(names, key=lambda test: ("hypothesis" in test, len(test)))[:MOST_TESTS]
            said = "not covered"
            if tests:
                said = "noticed" if noticed(change, tests, workers[number]) else "not noticed"
            out.append((change, said))
            sys.stdout.write(f"{said}: {change}\n")
            sys.stdout.flush()
        return out

    with ThreadPoolExecutor(WORKERS) as pool:
        results = [each for batch in pool.map(tried, range(WORKERS)) for each in batch]
    table = {}
    for room in ROOMS:
        mine = [
            said
            for change, said in results
            if change.file.is_relative_to(ROOT / "vetpartner" / room)
        ]
        table[room] = f"{mine.count('noticed')} of {len(mine)}"
    killed = [said for _, said in results].count("noticed")
    sys.stdout.write(json.dumps({"seed": seed, "noticed": killed, "of": count, **table}) + "\n")
    return 0 if killed >= 0.85 * count else 1


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in sys.argv[1:3])))

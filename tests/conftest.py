"""What all tests share: golden files, repeatable property tests, and no skipped test in CI."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

GOLDEN = Path(__file__).parent / "golden"
IN_CI = os.environ.get("CI") == "true"

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "local")

Golden = Callable[[str, bytes], None]
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes golden files anew."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write tests/golden anew from what the tests produce",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one in CI, where every program it needs is installed."""
    return refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a module that is skipped as a whole into a failure in CI."""
    return refuse_skip((yield))


def refuse_skip(report: Report) -> Report:
    """Make a failure of a skip where `CI` is `true`."""
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, but in CI no test may be: {report.longrepr}"
    return report


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare bytes with the file of that name under `tests/golden`, to the last byte."""
    update = request.config.getoption("--update-golden")

    def compare(name: str, data: bytes) -> None:
        path = GOLDEN / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            return
        if not path.is_file():
            pytest.fail(f"tests/golden/{name} does not exist; `make golden` writes it")
        expected = path.read_bytes()
        if expected != data:
            pytest.fail(f"differs from tests/golden/{name}:\n{difference(expected, data)}")

    return compare


def difference(expected: bytes, actual: bytes) -> str:
    """Return a unified diff of two texts with line ends shown, or for other data the sizes."""
    if b"\0" in expected + actual:
        pairs = zip(expected, actual, strict=False)
        shorter = min(len(expected), len(actual))
        first = next((at for at, (a, b) in enumerate(pairs) if a != b), shorter)
        return f"{len(expected)} bytes expected, {len(actual)} got; first difference at {first}"
    old, new = (
        [
            repr(line)[1:-1]
            for line in data.decode(errors="backslashreplace").splitlines(keepends=True)
        ]
        for data in (expected, actual)
    )
    return "\n".join(difflib.unified_diff(old, new, "golden", "got", lineterm=""))

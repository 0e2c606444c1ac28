"""What all tests share: golden files, repeatable property tests, and judges that may be missing."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from outside import FILES, PACKAGES, PROGRAMS, here, missing

from vetpartner.values.kept import PLACE

GOLDEN = Path(__file__).parent / "golden"
IN_CI = os.environ.get("CI") == "true"

# What depends on the machine or on the luck of a draw refuses no test.
UNRELIABLE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
for profile, examples in (("quick", 20), ("thorough", 70)):
    settings.register_profile(
        profile,
        max_examples=examples,
        deadline=None,
        suppress_health_check=UNRELIABLE,
        derandomize=IN_CI,
        print_blob=IN_CI,
    )
settings.load_profile("quick")  # `--hypothesis-profile=thorough` loads the other

Golden = Callable[[str, bytes], None]
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
MISSING = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes golden files anew."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write tests/golden anew from what the tests produce",
    )
    parser.addoption(
        "--judges",
        choices=("found", "all", "none"),
        default="all" if IN_CI else "found",
        help="programs from outside Python: use those found, which is the default; or refuse any"
        " skipped test (all), which is the default where CI=true; or refuse any skipped test but"
        " those without their program, and any such program (none)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to call a machine bare that is not; keep what is kept away from the user's own."""
    if PLACE not in os.environ:  # what the other processes of the tests are given
        kept = tempfile.TemporaryDirectory(prefix="vetpartner-tests-")
        config.add_cleanup(kept.cleanup)
        os.environ[PLACE] = kept.name
    if config.getoption("judges") == "none" and here():
        raise pytest.UsageError(f"--judges=none, but here are {', '.join(here())}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes where no thorough run is asked for."""
    if config.getoption("--hypothesis-profile") != "thorough":
        long = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if not item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose judges are not all here."""
    for mark in item.iter_markers("judge"):
        if not mark.args or not {*mark.args} <= {*PROGRAMS, *FILES, *PACKAGES}:
            raise pytest.UsageError(f"{item.nodeid}: judge(...) names what tests/outside.py knows")
        for judge in mark.args:
            if reason := missing(judge):
                item.stash[MISSING] = True
                pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one where nothing may be skipped."""
    report = yield
    judges = item.config.getoption("judges")
    if judges == "none" and MISSING in item.stash:
        return report
    return refuse_skip(report, judges)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a module that is skipped as a whole into a failure where nothing may be skipped."""
    return refuse_skip((yield), collector.config.getoption("judges"))


def refuse_skip(report: Report, judges: str) -> Report:
    """Make a failure of a skip, unless a run uses what it finds."""
    if judges != "found" and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, but with --judges={judges} it may not be: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def built() -> dict[str, bytes]:
    """Return what `build` makes of the larger example: the content of each file by its name."""
    import vetpartner as vp
    from vetpartner.export.building import build

    p = vp.load(Path(__file__).parents[1] / "examples" / "green-welding").on(date(2025, 1, 31))
    return dict(build(p, vp.check(p)))


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

"""Any file up to 20 MB is read or refused in 10 s and 500 MB, and ends no process."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import worst

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.mark import ParameterSet
    from worst import Make

resource = pytest.importorskip("resource", reason="this system bounds no process")
SECONDS, MEGABYTES = 10, 500
MOST = 3_000_000_000
"""Bytes of address space, so that a file that fills the memory stops its own reader alone."""
READ = """
import json, re, sys, time, warnings
from pathlib import Path

import vetpartner as vp

warnings.simplefilter("ignore")  # openpyxl warns of workbooks that were not made to be read
checked = sys.argv[1] == "check"
for path in sys.argv[2:]:
    begin = time.process_time()
    reading = vp.read(path)
    if checked:
        print(len(vp.check(reading.partnership or vp.Partnership()).text()), file=sys.stderr)
    seconds = time.process_time() - begin
    status = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
    found = [str(finding) for finding in reading.findings]
    is_read = reading.partnership is not None
    megabytes = int(peak[1]) // 1024 if peak else 0
    print(json.dumps([path, seconds, megabytes, is_read, len(found), found[:1]]), flush=True)
"""
"""What reads the files; a file that ends the process is the one behind the last that was told."""
KINDS: dict[str, tuple[str, dict[str, Make]]] = {
    "list.xlsx": ("tables/participants.xlsx", worst.XLSX),
    "list.ods": ("tables/participants.ods", worst.ODS),
    "list.csv": ("tables/participants.csv", worst.CSV),
    "planning.xlsx": ("p.xlsx", worst.XLSX),
    "plan.toml": ("p.toml", worst.TOML),
    "document.json": ("p.json", worst.JSON),
    "answers.md": ("narrative/final.en.md", worst.ANSWERS),
}
TEXTS: dict[str, tuple[str, dict[str, Make]]] = {
    "answers": (
        "narrative/final.en.md",
        {name: worst.answer(text) for name, text in worst.TEXTS.items()},
    ),
    "a title": ("p.toml", {name: worst.titled(text) for name, text in worst.TEXTS.items()}),
}
"""Where texts stand that `check` looks into."""


def written(folder: Path, kind: str, name: str, share: float) -> Path:
    """Write a file, in a project if it belongs into one, and return what is to be read."""
    file, made = (KINDS | TEXTS)[kind]
    data = made[name](share)
    if data.startswith(worst.COSTS):
        file = "tables/costs.csv"
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if "/" not in file:
        return path
    (folder / "project.toml").write_bytes(worst.PLAN)
    return folder


def read(paths: list[Path], seconds: int, *, check: bool = False) -> list[Any]:
    """Read files in another process, in so many seconds, and return what it tells of each."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))

    command = [sys.executable, "-c", READ, "check" if check else "read", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=bounded)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    behind = paths[len(told)] if len(told) < len(paths) else None

    assert (0, None) == (done.returncode, behind), done.stderr[-500:]
    return told


@pytest.mark.parametrize("kind", KINDS)
def test_small_ones(kind: str, tmp_path: Path) -> None:
    """Guard against time that grows faster than the file: of 100 kB nothing takes seconds."""
    names = list(KINDS[kind][1])
    folders = [tmp_path / str(number) for number in range(len(names))]
    told = read([written(f, kind, n, 0.005) for f, n in zip(folders, names, strict=True)], 120)
    slow = {name: row for name, row in zip(names, told, strict=True) if row[1] > 2}

    assert {} == slow


def cases() -> list[ParameterSet]:
    """Return all of them as large as a file may be, and TOML as large as it is read too."""
    shares = {"plan.toml": (1, 0.22)}
    return [
        pytest.param(kind, name, share, id=f"{kind} {name} {share}")
        for kind, (_, made) in KINDS.items()
        for name in made
        for share in shares.get(kind, (1,))
    ]


@pytest.mark.long
@pytest.mark.parametrize(("kind", "name", "share"), cases())
def test_large_ones(kind: str, name: str, share: float, tmp_path: Path) -> None:
    """Guard the promise: read or refused in 10 s of computing and 500 MB."""
    ((_, seconds, megabytes, *_),) = read([written(tmp_path, kind, name, share)], 60)

    assert seconds < SECONDS
    assert megabytes < MEGABYTES


@pytest.mark.parametrize("kind", TEXTS)
def test_small_texts_are_looked_at(kind: str, tmp_path: Path) -> None:
    """Guard that personal data are looked for in a time that grows no faster than the text."""
    names = list(worst.TEXTS)
    folders = [tmp_path / str(number) for number in range(len(names))]
    paths = [written(f, kind, n, 0.005) for f, n in zip(folders, names, strict=True)]
    told = read(paths, 120, check=True)
    slow = {name: row for name, row in zip(names, told, strict=True) if row[1] > 2}

    assert {} == slow
    assert {True} == {row[3] for row in told}


@pytest.mark.long
@pytest.mark.parametrize("name", worst.TEXTS)
@pytest.mark.parametrize("kind", TEXTS)
def test_large_texts_are_looked_at(kind: str, name: str, tmp_path: Path) -> None:
    """Guard that `check` too needs 10 s and 500 MB at most for a text of up to 20 MB."""
    ((_, seconds, megabytes, *_),) = read([written(tmp_path, kind, name, 1)], 60, check=True)

    assert seconds < SECONDS
    assert megabytes < MEGABYTES

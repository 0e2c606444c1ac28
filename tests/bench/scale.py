"""Many projects at once: time and memory by their number, as a Markdown table.

`python tests/bench/scale.py 100 1000` writes so many invented projects and looks at them by the
command, each time in a fresh process: by one worker, by two, and again after ten have changed. It
is no part of `make bench`, since a thousand take minutes. Seconds of work tell more than those of
the clock where a machine has other things to do.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from many import write_many

ROOT = Path(__file__).parents[2]
DAY = "2026-10-15"
CHANGED = 10
MEASURE = """\
import resource, subprocess, sys, time
begin = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def main() -> None:
    """Measure and print a line for each number of projects."""
    print(
        "| Projects | 1 worker | work | each | 2 workers | ratio | memory | again | of the first |"
    )
    print("| --: | --: | --: | --: | --: | --: | --: | --: | --: |")
    for number in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as name:
            print(line(number, Path(name)), flush=True)


def line(number: int, place: Path) -> str:
    """Return the line of so many projects."""
    folders = write_many(place / "projects", number)
    one, work, memory = measured(place, "one")
    two, _, _ = measured(place, "two", "--workers", "2")
    shutil.rmtree(place / "two")
    for folder in folders[:: max(number // CHANGED, 1)][:CHANGED]:
        plan = folder / "project.toml"
        plan.write_text(plan.read_text("utf-8").replace("Work 1", "Changed work"), "utf-8")
    _, again, _ = measured(place, "one")
    each = f"{work / number * 1e3:.0f} ms"
    return (
        f"| {number} | {one:.1f} s | {work:.1f} s | {each} | {two:.1f} s | {one / two:.2f} x "
        f"| {memory:.0f} MB | {again:.1f} s | 1/{work / again:.1f} |"
    )


def measured(place: Path, out: str, *more: str) -> tuple[float, float, float]:
    """Return seconds, seconds of work and megabytes at most of the command over all projects."""
    key = place / "key"
    made = () if key.exists() else ("--new-key",)
    command = [sys.executable, "-m", "vetpartner", "portfolio", str(place / "projects")]
    command += ["-o", str(place / out), "--on", DAY, "--key", str(key), *made, *more]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, work, megabytes = map(float, done.stdout.split())
    return seconds, work, megabytes


if __name__ == "__main__":
    main()

"""Compare speed and memory side by side in one run and print two Markdown tables.

`make bench` runs it and ends with 1 where a row of the first, see `speed`, is beyond what is let
pass, or could not be measured; the second, of parts of the work, is for reading only. In it ours
and the other are measured in turn, so that a slow moment of the machine meets both; of each the
median counts. It is no test: numbers differ from machine to machine.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from big import big_pair, big_report_pair
from cases import ROOT, Pair, calendar_pair, load_pair, report_pair, workbook_pair
from feeds import all_feeds_pair, bytes_an_event, events_pair, large_feed_pair
from speed import ROWS, table
from tables import memory, rows_pair

import vetpartner as vp

Work = Callable[[], object]
ROUNDS = 15
HEAVY = ("icalendar", "openpyxl", "jinja2", "babel", "holidays", "tree_sitter")


def main() -> int:
    """Measure everything and print the tables; return 1 where the first is not as it should be."""
    code = table(ROWS)
    print()
    parts()
    return code


def parts() -> None:
    """Measure parts of the work, and print their table."""
    print("| What | Ours | Beside | Ratio or difference | Wanted |")
    print("| --- | --- | --- | --- | --- |")
    bare, ours = in_turn(lambda: python("pass"), lambda: python("import vetpartner"), ROUNDS)
    row(
        "import vetpartner | bare interpreter",
        ours,
        bare,
        f"{(ours - bare) * 1e3:+.0f} ms",
        "60 ms",
    )
    print(f"| heavy packages loaded by it | {loaded() or 'none'} | | | none |")
    compare("load 200 kB | tomllib.loads of the same text", load_pair(), 2.5)
    compare("check 50 × 20 × 400 × 400 | loading it", big_pair(vp.check), 2)
    compare("ledger of the same | loading it", big_pair(vp.ledger), 1)
    compare("rows of a list of 100 000 | python-calamine", rows_pair(), 1.5)
    mine, other = memory("ours"), memory("plain")
    print(f"| its memory | {mine:.0f} MB | {other:.0f} MB | {mine / other:.2f} x | at most 1.5 x |")
    books = find_spec("xlsxwriter") is not None
    for kind in ("example", "large"):
        compare(f"calendar, {kind} | plain icalendar code", calendar_pair(kind), 1.2)
        if books:
            compare(f"workbook, {kind} | XlsxWriter, same cells", workbook_pair(kind), 1.5)
        compare(f"report, {kind} | bare template render", report_pair(kind), 1.3)
    name = "final report with 10 000 attendances, HTML | bare template render"
    compare(name, big_report_pair(), 1.5)
    calendars()
    for rows in ("1000", "10000") if books else ():
        name = f"workbook with {rows} costs | XlsxWriter, same cells"
        compare(name, workbook_pair(rows), 1.5)
    seconds, megabytes = built()
    print(f"| vetpartner build examples/green-welding | {seconds:.2f} s | | | 1.5 s |")
    print(f"| its memory at most | {megabytes:.0f} MB | | | 120 MB |")


def calendars() -> None:
    """Measure many calendars, and a large one with the memory that it needs."""
    compare("73 calendars of 200 activities | each event once", all_feeds_pair(), 1.5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pair = large_feed_pair(folder)
        compare("calendar of 10 000 events | icalendar, same bytes", pair, 0.2, rounds=3)
        pair = events_pair(folder)
        compare("its events alone | icalendar, same bytes", pair, 1 / 15, rounds=3)
        grown = bytes_an_event(folder)
    print(f"| its memory for each event | {grown:.0f} bytes | | | under 1000 bytes |")


def compare(name: str, pair: Pair, wanted: float, rounds: int = ROUNDS) -> None:
    """Measure a pair and print its line; `name` is ours and the other, with a bar between."""
    theirs, ours = in_turn(pair[1], pair[0], rounds)
    row(name, ours, theirs, f"{ours / theirs:.2f} x", f"{wanted:.3g} x")


def row(name: str, ours: float, other: float, ratio: str, wanted: str) -> None:
    """Print one line of the table."""
    what, _, beside = name.partition(" | ")
    shown = f"{other * 1e3:.1f} ms ({beside})"
    print(f"| {what} | {ours * 1e3:.1f} ms | {shown} | {ratio} | at most {wanted} |")


def in_turn(first: Work, second: Work, rounds: int) -> tuple[float, float]:
    """Return the median seconds of two pieces of work, done in turn after one round to warm up."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for work, taken in zip((first, second), times, strict=True):
            gc.collect()
            begin = time.perf_counter()
            work()
            if number:
                taken.append(time.perf_counter() - begin)
    return statistics.median(times[0]), statistics.median(times[1])


def python(code: str) -> str:
    """Run code in a new interpreter and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def loaded() -> str:
    """Return the heavy packages that importing ours loads."""
    return python(f"import sys, vetpartner; print(*[m for m in {HEAVY!r} if m in sys.modules])")


BUILD = """\
import resource, subprocess, sys, time
begin = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - begin, used.ru_maxrss)
"""
"""Runs a command from a small program: the child of a large one counts its memory as its own."""


def built() -> tuple[float, float]:
    """Return seconds (median of five) and megabytes at most of building the example."""
    taken, peak = [], 0
    example = str(ROOT / "examples/green-welding")
    program = str(Path(sys.executable).with_name("vetpartner"))
    command = [program, "build", example, "--on", "2025-01-31", "-o"]
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            measured = [sys.executable, "-c", BUILD, *command, folder]
            shown = subprocess.run(measured, check=True, capture_output=True, text=True).stdout
            seconds, kilobytes = shown.split()
            taken.append(float(seconds))
            peak = max(peak, int(kilobytes))
    return statistics.median(taken), peak / 1024


if __name__ == "__main__":
    sys.exit(main())

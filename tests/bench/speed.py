"""The table of speed: what is measured beside what, what it was, what is wanted, what it is.

`make bench` ends with 1 where a row takes more than twice what is wanted. With `--held`, as every
change is tried, one may take what its row says it is `held` to: so much more than it took here that
only a change for the worse passes it.

Work of the processor counts, not the clock, so that what else the machine does changes little. Of
each side the least of several rounds in turn counts. Commands are fresh processes, after one that
wrote all bytecode and filled the cache.
"""

from __future__ import annotations

import io
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import NamedTuple

import attrs
from big import big_report_pair
from cases import EXAMPLE, load_pair, partnership, workbook_pair
from feeds import partnership as many

import vetpartner as vp

Pair = tuple[Callable[[], object], Callable[[], object]]
ROUNDS, GENEROUS = 7, 2
DAY = "2025-01-31"
MEMORY = (55, 72, 90)
COMMAND = [sys.executable, "-m", "vetpartner"]
BESIDE = [sys.executable, "-c", "import attrs, enum, datetime, decimal"]
LOADING = """\
import sys, time, vetpartner as vp
begin = time.process_time()
vp.load(sys.argv[1])
print(time.process_time() - begin)
"""
PEAK = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""
"""Runs a command from a small program: the child of a large one counts its memory as its own."""


class Row(NamedTuple):
    """What is measured, how many times the other it took when the row was written, and may take.

    `needs` are packages without which there is nothing to compare with. `held` is what a row may
    take that misses twice what is wanted, so that it grows no worse.
    """

    what: str
    today: float
    wanted: float
    measure: Callable[[], float]
    needs: tuple[str, ...] = ()
    unit: str = "x"
    bound: float | None = None
    held: float | None = None

    def most(self, *, held: bool = False) -> float:
        """Return what is not let pass: twice what is wanted, unless the row says otherwise."""
        if held and self.held is not None:
            return self.held
        return GENEROUS * self.wanted if self.bound is None else self.bound

    def missing(self) -> tuple[str, ...]:
        """Return what is needed and not installed."""
        return tuple(each for each in self.needs if find_spec(each) is None)


def table(rows: tuple[Row, ...], *, held: bool = False) -> int:
    """Print the rows as they are measured; return 1 if one is beyond its bound or not measured."""
    print("| Work | Before | Wanted | Measured | At most |")
    print("| --- | --: | --: | --: | --: |")
    beyond, unknown = [], []
    for row in rows:
        if lacking := row.missing():
            measured = f"not measured: {', '.join(lacking)} is not installed"
            unknown.append(row.what)
        else:
            found = row.measure()
            measured = f"{found:.2f}"
            if found > row.most(held=held):
                beyond.append(row.what)
                measured += " (beyond)"
        figures = (
            f"{row.today:g} | {row.wanted:g} | {measured} | {row.most(held=held):g} {row.unit}"
        )
        print(f"| {row.what} | {figures} |", flush=True)
    for said, found_ in (("beyond what is let pass", beyond), ("not measured", unknown)):
        if found_:
            print(f"\n{len(found_)} {said}: {'; '.join(found_)}")
    return 1 if beyond or unknown else 0


# Fresh processes.


def work_of(command: list[str]) -> float:
    """Return the seconds of work of a command, of the user and the system together."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def command(*words: str) -> float:
    """Return how many times the work of importing attrs a command takes."""
    with tempfile.TemporaryDirectory() as folder:
        out = [str(Path(folder, word[1:])) if word[:1] == "@" else word for word in words]
        return least(lambda: work_of([*COMMAND, *out]), lambda: work_of(BESIDE))


def first_load() -> float:
    """Return the same of the first reading of the example behind the import."""

    def load() -> float:
        done = subprocess.run(
            [sys.executable, "-c", LOADING, str(EXAMPLE)],
            check=True,
            capture_output=True,
            text=True,
        )
        return float(done.stdout)

    return least(load, lambda: work_of(BESIDE))


def peak(*words: str) -> float:
    """Return the megabytes that a command holds at most."""
    with tempfile.TemporaryDirectory() as folder:
        out = [str(Path(folder, word[1:])) if word[:1] == "@" else word for word in words]
        measured = [sys.executable, "-c", PEAK, *COMMAND, *out]
        done = subprocess.run(measured, check=True, capture_output=True, text=True)
    return float(done.stdout)


def least(ours: Callable[[], float], other: Callable[[], float], rounds: int = ROUNDS) -> float:
    """Return the least of one side beside the least of the other, in turn after a first round."""
    ours(), other()
    pairs = [(ours(), other()) for _ in range(rounds)]
    return min(one for one, _ in pairs) / min(two for _, two in pairs)


# Within one process.


def ratio(pair: Callable[[], Pair], rounds: int = ROUNDS) -> float:
    """Return how many times the work of the second of a pair the first takes."""
    ours, other = pair()
    return least(partial(spent, ours), partial(spent, other), rounds)


def spent(work: Callable[[], object]) -> float:
    """Return the seconds that the processor works on something, at least a hundredth of them."""
    begin, rounds = time.process_time(), 0
    while (taken := time.process_time() - begin) < 0.01:
        work()
        rounds += 1
    return taken / rounds


def growth() -> float:
    """Return by which power of their number the time of lists of attendance grows, 16 times."""
    with tempfile.TemporaryDirectory() as name:
        few, many_ = (write_lists(Path(name, str(n)), n) for n in (20, 320))
        pair = (lambda: vp.load(many_), lambda: vp.load(few))
        return math.log(ratio(lambda: pair, 3), 16)


def write_lists(folder: Path, lists: int) -> Path:
    """Write an invented project with so many meetings, each with its list of 30 people."""
    tables = folder / "tables"
    tables.mkdir(parents=True)
    plan = [
        (
            '[project]\nacronym = "Lists"\ntitle = "Invented for measuring"\naction = "KA220-VET"\n'
            'call = 2023\nstart = 2023-11-01\nmonths = 36\ncoordinator = "sts"\n'
            '[[organisations]]\nid = "sts"\nname = "School"\ncountry = "HR"\n'
        )
    ]
    people = [f"P{n},sts,learner,HR\n" for n in range(30)]
    for n in range(lists):
        day = f"{2024 + n % 2}-{n % 12 + 1:02}-{n % 27 + 1:02}"
        plan.append(f'[[meetings]]\nid = "M{n}"\ntitle = "Meeting {n}"\nwhen = "{day}"\n')
        rows = "".join(f"P{who},{day},6,yes\n" for who in range(30))
        sheet = tables / f"attendance-M{n}.csv"
        sheet.write_text(f"participant,day,hours,signed\n{rows}", "utf-8")
    (folder / "project.toml").write_text("".join(plan), "utf-8")
    (folder / "facts.toml").write_text("", "utf-8")
    head = "id,organisation,role,country\n"
    (tables / "participants.csv").write_text(head + "".join(people), "utf-8")
    return folder


def feed_pair() -> Pair:
    """Compare a feed of 1 000 events with icalendar writing the same bytes."""
    import icalendar

    from vetpartner.export.feeds import feed
    from vetpartner.state.entries import Choice

    p = many(1_000)
    data = feed(p, Choice())
    read = icalendar.Calendar.from_ical(data)
    if read.to_ical() != data:
        raise RuntimeError("the bytes differ, so that comparing them means nothing")
    # What a partnership has computed once it keeps; a new one computes it again.
    return lambda: feed(attrs.evolve(p), Choice()), read.to_ical


def untouched_pair() -> Pair:
    """Compare a calendar that nobody looks into with the feed."""
    from vetpartner.export.feeds import feed
    from vetpartner.state.entries import Choice

    p = many(1_000)
    return lambda: vp.calendar(attrs.evolve(p)).to_ical(), lambda: feed(attrs.evolve(p), Choice())


def word_pair() -> Pair:
    """Compare the interim report as a Word document with the same as HTML."""
    p = partnership("example")
    folder = tempfile.TemporaryDirectory()  # it lives as long as the closures that write into it

    def written(suffix: str) -> None:
        made = vp.report(attrs.evolve(p), "interim", draft=True)
        made.write(Path(folder.name, f"report{suffix}"))

    return lambda: written(".docx"), lambda: written(".html")


def pdf_pair() -> Pair:
    """Compare 20 pages as PDF with typst alone, given the same text in paragraphs."""
    import typst
    from pypdf import PdfReader

    from vetpartner.render.language import language
    from vetpartner.render.markdown import read
    from vetpartner.render.page import Page
    from vetpartner.render.pdf import STANDARDS, pdf

    said = "All partners tried the new units with their own learners and told what they saw. "
    rounds = count()

    def text() -> str:
        # typst remembers what it set before, so that each round has other words.
        number = next(rounds)
        return "\n\n".join(f"Invented answer {number}.{n}. {said * 12}" for n in range(124))

    def ours() -> bytes:
        page = Page(
            kind="report",
            what="a report",
            title="Invented",
            language=language("en"),
            label="Invented",
            reference=None,
            as_of=date(2025, 1, 31),
            blocks=read(text(), ()),
        )
        return pdf(page)

    def plain() -> bytes:
        head = '#set document(title: "Invented", date: datetime(year: 2025, month: 1, day: 31))\n'
        source = f"{head}{text()}".encode()
        made: bytes = typst.compile(source, ignore_system_fonts=True, pdf_standards=STANDARDS)
        return made

    sheets = len(PdfReader(io.BytesIO(ours())).pages)
    if not 18 <= sheets <= 22:
        raise RuntimeError(f"there are {sheets} pages, and not 20")
    return ours, plain


EXAMPLE_ON = (str(EXAMPLE), "--on", DAY)
REPORT = ("report", *EXAMPLE_ON, "final", "--draft", "-o", "@x.html")
BUDGET = ("money", "budget", *EXAMPLE_ON, "-o", "@x.xlsx")
BUILD = ("build", *EXAMPLE_ON, "-o", "@build")
ATTRS = "importing attrs, enum, datetime, decimal"
ROWS = (
    Row(f"vetpartner --version, beside {ATTRS}", 3.4, 1.3, partial(command, "--version")),
    Row(
        "status of the example, beside the same",
        6.1,
        3,
        partial(command, "status", *EXAMPLE_ON),
        held=8,
    ),
    Row("check, beside the same", 9.9, 4, partial(command, "check", *EXAMPLE_ON), held=11),
    Row("report as HTML, beside the same", 12.4, 6, partial(command, *REPORT), held=16),
    Row("build, beside the same", 31, 10, partial(command, *BUILD), held=38),
    Row("first vp.load after import, beside the same", 2.5, 1.2, first_load, held=7.5),
    Row("load 200 kB, beside tomllib", 1.48, 1.2, partial(ratio, load_pair), held=2.8),
    # Beyond it 16 times the lists take more than twice 16 times the time.
    Row(
        "16 times the lists of attendance", 1.15, 1, growth, unit="as power", bound=1.25, held=1.35
    ),
    Row(
        "feed of 1 000 events, beside icalendar",
        1 / 6.5,
        1 / 20,
        partial(ratio, feed_pair),
        held=0.25,
    ),
    Row("calendar untouched, beside the feed", 6.8, 1, partial(ratio, untouched_pair)),
    Row(
        "workbook of the example, beside XlsxWriter",
        2.9,
        1.2,
        partial(ratio, partial(workbook_pair, "example")),
        ("xlsxwriter",),
        held=4.8,
    ),
    Row(
        "workbook with 1 000 costs, beside XlsxWriter",
        1.4,
        0.6,
        partial(ratio, partial(workbook_pair, "1000")),
        ("xlsxwriter",),
        held=3,
    ),
    Row(
        "report of 10 000 rows, beside Jinja2",
        1.38,
        1,
        partial(ratio, big_report_pair, 3),
        held=7.5,
    ),
    Row(
        "interim report as Word, beside HTML",
        2.1,
        1.2,
        partial(ratio, word_pair),
        ("docx",),
        held=5.5,
    ),
    Row("20 pages as PDF, beside typst", 12, 1.3, partial(ratio, pdf_pair), ("typst", "pypdf")),
    Row("memory of a report", MEMORY[0], MEMORY[0], partial(peak, *REPORT), unit="MB"),
    Row("memory of a workbook", MEMORY[1], MEMORY[1], partial(peak, *BUDGET), unit="MB", held=72),
    Row("memory of a build", MEMORY[2], MEMORY[2], partial(peak, *BUILD), unit="MB", held=100),
)
"""The rows of the table that was asked for, and the memory of what takes most."""


if __name__ == "__main__":
    sys.exit(table(ROWS, held="--held" in sys.argv[1:]))

"""Reading the rows of a long workbook, beside python-calamine reading the same file."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.files.tables.attendance import Attendance
from vetpartner.files.tables.headings import TableFindings
from vetpartner.files.tables.rows import tables
from vetpartner.model import Plan

if TYPE_CHECKING:
    from cases import Pair

ROWS = 100_000
_HEADINGS = ("participant", "name", "organisation", "date", "session", "status", "hours", "note")


def write_long(path: Path) -> None:
    """Write an invented list of attendance with a hundred thousand rows of eight cells."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, _HEADINGS)
    for row in range(1, ROWS + 1):
        texts = (f"P{row}", f"Ana Anić {row}", "sts", "2024-02-12", "morning", "present")
        sheet.write_row(row, 0, (*texts, 4.5, f"note {row % 50}"))
    book.close()


def ours(path: Path) -> int:
    """Go through the rows below the headings and return their number."""
    wanted = Attendance(path.name, Plan(), "T1", ()).wanted
    read = tables(path, wanted, Plan(), TableFindings(path.name))
    return sum(1 for table in (read[1] if read else ()) for _ in table.rows)


def plain(path: Path) -> int:
    """Go through all rows of the first sheet with python-calamine alone."""
    from python_calamine import CalamineWorkbook

    return sum(1 for _ in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows())


def rows_pair() -> Pair:
    """Compare reading the rows with python-calamine reading the same file."""
    folder = tempfile.TemporaryDirectory()  # it lives as long as the closures that read it
    path = Path(folder.name, "attendance-T1.xlsx")
    write_long(path)
    if (ours(path), plain(path)) != (ROWS, ROWS + 1):
        raise RuntimeError("the rows differ, so that comparing them means nothing")

    def read_ours() -> int:
        return ours(Path(folder.name, path.name))

    return read_ours, lambda: plain(path)


def memory(which: str) -> float:
    """Return the megabytes at most of a new interpreter that reads the rows in one way."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "attendance-T1.xlsx")
        write_long(path)
        command = [sys.executable, __file__, which, str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


if __name__ == "__main__":
    {"ours": ours, "plain": plain}[sys.argv[1]](Path(sys.argv[2]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

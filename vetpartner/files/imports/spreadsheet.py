"""A spreadsheet of partners, work packages, activities and amounts, under whatever heads."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from vetpartner.files.imports.draft import Draft, NotImported
from vetpartner.files.imports.drafting import Drafting
from vetpartner.files.imports.plan_tables import PlanFindings
from vetpartner.files.imports.plan_words import KEYS, TABLES, heads
from vetpartner.files.tables.rows import BOOKS, SUFFIXES, Opened, Wanted, opened
from vetpartner.model import Plan
from vetpartner.values.finding import Severity


def from_spreadsheet(data: bytes, source: str) -> Draft:
    """Return the plan of a file in CSV, XLSX or ODS: several sheets, several tables in a sheet.

    Raises `NotImported` for a file that cannot be read, or in which nothing is understood.
    """
    found = PlanFindings(source)
    file = open_sheets(data, source, found)
    if file is None:
        raise NotImported("; ".join(each.message for each in found.all()))
    draft = Draft(source=source, what="a spreadsheet")
    shown = [sheet for sheet in file.sheets if sheet.visible]
    for sheet in file.sheets:
        if not sheet.visible:
            at = found.place(sheet.name, 1)
            draft.leave(str(at), sheet.name, "the sheet is hidden, and is not read", at)
    drafting = Drafting(draft=draft, sheets=shown, found=found)
    made = drafting.made()
    if not drafting.understood:
        why = "no table of partners, work packages or activities is known in it"
        raise NotImported(f"{source}: {why}: head the columns as {wanted_heads()}")
    if file.encoding is not None and not file.certain:
        draft.told.append(f"It is not in UTF-8, and was read as {file.encoding}")
    return made


def open_sheets(data: bytes, source: str, found: PlanFindings) -> Opened | None:
    """Open a file; None, with a finding, if it cannot be read as a table."""
    suffix = Path(source).suffix.lower()
    path = Path(source if suffix in SUFFIXES else f"{source}.csv")
    wanted = Wanted(known=_every_head())
    opened_file = opened(path, wanted, Plan(), found, data=data)
    errors = [each for each in found.all() if each.severity is Severity.ERROR]
    broken = opened_file is None or (errors and path.suffix.lower() not in BOOKS)
    return None if broken else opened_file


@cache
def _every_head() -> dict[str, str]:
    """Return every head that is known, for the separator of a CSV file."""
    return {word: name for table in reversed(TABLES) for word, name in heads(table).items()}


def wanted_heads() -> str:
    """Return which heads are needed at least, for a way out."""
    lists = (f"{table.replace('_', ' ')}: {', '.join(sorted(KEYS[table]))}" for table in TABLES[:3])
    return "; ".join(lists)

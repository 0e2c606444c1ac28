"""What workbooks have in common: their bytes, and the ids and words among which cells choose."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from vetpartner.files.atomic import steady_zip
from vetpartner.files.schema import EXAMPLES
from vetpartner.files.workbooks.cells import LONGEST
from vetpartner.model import KINDS
from vetpartner.programme import calls, known_rules

if TYPE_CHECKING:
    from openpyxl import Workbook

    from vetpartner.model import Partnership

    Words = dict[tuple[str, str], tuple[str, ...]]

_EARLIEST = date(1990, 1, 1)


def book_bytes(book: Workbook, day: date) -> bytes:
    """Return a book as a file; the bytes depend on its content and the day alone."""
    raw = io.BytesIO()
    book.save(raw)
    return steady_zip(raw.getvalue(), max(day, _EARLIEST))


def ids_of(p: Partnership) -> dict[str, list[str]]:
    """Return the ids of each kind of thing, as they may be chosen."""
    return {kind: [thing.id for thing in getattr(p.baseline, kind)] for kind in KINDS}


def words_of(p: Partnership) -> Words:
    """Return the words that cells propose: of the call for the project, usual ones elsewhere."""
    words = dict(EXAMPLES) | {("Project", "action"): tuple(sorted({name for name, _ in calls()}))}
    law = known_rules(p)
    if law.priorities:
        words["Project", "priorities"] = tuple(priority.key for priority in law.priorities)
        words["Project", "topics"] = law.topics
    return words


def parts(text: str) -> list[str]:
    """Return a text in pieces that each fit into a cell."""
    return [text[i : i + LONGEST] for i in range(0, len(text), LONGEST)] or [""]

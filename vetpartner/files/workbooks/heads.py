"""Where the heads of a sheet stand, and in which language they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.files.tables.headings import folded
from vetpartner.files.workbooks.sheets import SECTIONS, heads
from vetpartner.values.catalogue import ENGLISH, catalogue, languages

if TYPE_CHECKING:
    from collections.abc import Iterator

TOP = 8
"""Among how many rows the heads of a sheet are looked for."""
VALUE = 3
"""In which column the values of a sheet of lines stand, behind a light and a label."""


def fitting(table: str, cells: list[list[object]]) -> tuple[int, int, str]:
    """Return how many heads of a table stand in the row that has most of them.

    With them come the place of the row, from 0, and the language of most of its heads.
    """
    known = {code: heads(table, code) for code in languages()}
    fits = [
        (sum(folded(text) in words for text in map(text_of, row) if text), -at, code)
        for at, row in enumerate(cells[:TOP])
        for code, words in known.items()
    ]
    most, at, code = max(fits, default=(0, 0, ENGLISH))
    return most, -at, code


def labelled(cells: list[list[object]], code: str) -> Iterator[tuple[int, str, str, object]]:
    """Yield the lines of the sheet of a project: row, table, head, and value or None.

    Without a head it is the line above a table, in which something stands.
    """
    said = catalogue(code).said
    sections = {folded(each(text)): name for each in (str, said) for name, text in SECTIONS.items()}
    table = "project"
    for number, row in enumerate(cells, start=1):
        label = text_of(row[VALUE - 2]) if len(row) >= VALUE - 1 else ""
        value = row[VALUE - 1] if len(row) >= VALUE else None
        if folded(label) in sections:
            table = sections[folded(label)]
            if value is not None:
                yield number, table, "", value
        elif label:
            yield number, table, label, value


def language_of(cells: list[list[object]]) -> str:
    """Return the language in which most lines of the sheet of a project are called."""
    labels = {folded(text_of(row[VALUE - 2])) for row in cells if len(row) >= VALUE}
    counted = [(len(labels & heads("project", code).keys()), code) for code in languages()]
    return max(counted, key=lambda each: (each[0], each[1] == ENGLISH))[1]


def text_of(value: object) -> str:
    """Return the text of a cell without spaces around it."""
    return str(value).strip() if value is not None else ""

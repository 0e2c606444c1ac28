"""An application form, as PDF, Word or OpenDocument, read as the plan of a project.

The labels are those of the forms of call 2025 as they are printed, see `plan_words.toml`; others
are known by our own words. What is answered in words, and is no name, date, place or amount, is
told and not taken: it belongs to the narrative.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from vetpartner.files.imports.draft import Draft, NotImported
from vetpartner.files.imports.drafting import Drafting, lines_of
from vetpartner.files.imports.plan_words import meant
from vetpartner.files.imports.project_facts import CALL, FORM_ID
from vetpartner.files.tables.headings import folded
from vetpartner.values.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.documents.document import Document, Line
    from vetpartner.files.tables.days import Order

_DAY_FIRST = re.compile(r"dd\s?[/.-]\s?mm\s?[/.-]\s?yyyy", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_FEWEST_PAGES = 3


def from_document(document: Document) -> Draft:
    """Return the plan of a form; raises `NotImported` where nothing in it is understood."""
    draft = Draft(source=document.name, what="an application form")
    rows, places = _numbered(document)
    every = " ".join(line.text for line in document.lines)
    order: Order | None = "day first" if _DAY_FIRST.search(every) else None
    drafting = Drafting(
        draft=draft, sheets=[lines_of(rows)], places=places, order=order, in_words=True
    )
    _heads(document, drafting)
    drafting.made()
    if not drafting.understood:
        why = "no organisations, work packages or activities are known in it"
        raise NotImported(f"{document.name}: {why}")
    for trouble in document.troubles:
        place = Place(file=called(document.name, trouble.page), line=1, column=1)
        draft.leave(str(place), trouble.slug, trouble.message, place)
    return draft


def called(name: str, page: str) -> str:
    """Return how a place calls a file and its page."""
    return f"{name}, p. {page}" if page.isdigit() else f"{name}, {page}" if page else name


def _numbered(
    document: Document,
) -> tuple[list[tuple[int, tuple[str, ...]]], dict[int, Place]]:
    """Return the rows of a document with numbers of their own, and the place of each number.

    A number is left out before each table, so that two of them are no one.
    """
    cells = {
        line: row
        for grid in document.grids
        for row, line in zip(grid.rows, grid.places, strict=True)
    }
    begins = {grid.places[0] for grid in document.grids}
    rows: list[tuple[int, tuple[str, ...]]] = []
    places: dict[int, Place] = {}
    number = 0
    for line in _own(document):
        number += 2 if line in begins else 1
        places[number] = Place(file=called(document.name, line.page), line=line.number, column=1)
        rows.append((number, cells.get(line, (line.text,))))
    return rows, places


def _own(document: Document) -> Iterator[Line]:
    """Yield the lines that are no head or foot of pages, and no list of contents."""
    often = _running(document)
    contents = ""
    for line in document.lines:
        plain = folded(line.text)
        if plain in meant("contents"):
            contents = line.page or "?"
            continue
        if contents and (line.page == contents or (contents == "?" and _DIGITS.search(line.text))):
            continue
        contents = ""
        if line.page not in {"head", "foot"} and _bare(line.text) not in often:
            yield line


def _bare(text: str) -> str:
    return _DIGITS.sub("", text)


def _running(document: Document) -> set[str]:
    """Return the texts that stand at the head or foot of most pages, without their numbers."""
    pages = [list(lines) for _, lines in groupby(document.lines, key=lambda line: line.page)]
    if len(pages) < _FEWEST_PAGES:
        return set()
    ends = [{_bare(line.text) for line in (*lines[:4], *lines[-2:])} for lines in pages]
    counted = Counter(text for texts in ends for text in texts)
    return {text for text, count in counted.items() if count > len(pages) / 2}


def _heads(document: Document, drafting: Drafting) -> None:
    """Take action, call, round and the form's own number from the heads of the pages."""
    for line in document.lines:
        at = Place(file=called(document.name, line.page), line=line.number, column=1)
        if found := CALL.search(line.text):
            drafting.facts.add("call", found[1], at)
            if found[2]:
                drafting.facts.add("round", found[2], at)
        if found := FORM_ID.search(line.text):
            drafting.facts.add("action", found[1], at)
            told = f"Form ID {found[0]}, for which the plan has no place"
            if told not in drafting.draft.told:
                drafting.draft.told.append(told)

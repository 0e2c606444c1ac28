"""What a check found, at the cells of a workbook: said in its words, and written into a copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.files.disk import contents
from vetpartner.files.tables.headings import folded
from vetpartner.files.workbooks.changing import Patch, letters
from vetpartner.files.workbooks.drawing import LIGHTS, LOOK, WELL, WRONG
from vetpartner.files.workbooks.home import BookOrigin
from vetpartner.files.workbooks.human import Human, human_of
from vetpartner.files.workbooks.reading import BookReader
from vetpartner.files.workbooks.sheets import (
    BY_TABLE,
    CLASSES,
    HAPPENED,
    TO_DO,
    WORDS,
    columns_of,
    titles,
)
from vetpartner.values.finding import Findings, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vetpartner.model import Partnership, Place
    from vetpartner.values.finding import Finding

_FIELD = re.compile(
    r"(?:add|write|state|set) (?P<key>[a-z_]+) = (?P<value>\"[^\"]*\"|\[[^\]]*\]|[^\s,;]+)"
    r"(?: to \[\w+\])?"
)
"""How a way out names a field of the files, and what may stand in it."""
_QUOTES = str.maketrans("", "", '"[]')
SIGNS = {Severity.ERROR: WRONG, Severity.WARNING: LOOK, Severity.NOTE: LOOK}
_TITLE, _HEAD, _TEXT, _LINK = "FF1F3A5F", "FFFFFFFF", "FF222222", "FF0B57D0"


def in_cells(findings: Iterable[Finding], p: Partnership | None) -> Findings:
    """Return findings in the words of the workbook from which a partnership was read.

    What is missing stands at its own cell, and the way out names the head of the column instead of
    the key of the files. Of a partnership from elsewhere they stay as they are.
    """
    origin = p.origin if p is not None else None
    if p is None or not isinstance(origin, BookOrigin):
        return Findings(findings)
    human = human_of(p)
    return Findings(_in_cells(each, origin, human) for each in findings).sorted()


def _in_cells(finding: Finding, origin: BookOrigin, human: Human) -> Finding:
    way_out = finding.way_out or ""
    if "project" in origin.columns:  # its heads are the keys of the files
        return finding
    table = finding.address.partition("/")[0]
    asked = _FIELD.search(way_out)
    if asked is not None and table in CLASSES and asked["key"] in columns_of(table):
        thing = "/".join(finding.address.split("/")[:2]) if table in _THINGS else table
        place = origin.locate(f"{thing}/{asked['key']}") or finding.place
        said = f"fill in {_said(human, table, asked['key'], asked['value'])}"
        return evolve(finding, place=place, way_out=_FIELD.sub(lambda _: said, way_out, count=1))
    way_out = _MEASURE.sub(
        rf"add to “{human.head('meetings', 'measures')}” of an activity: \g<aspect>: \g<what>",
        way_out,
    )
    way_out = _PROOF.sub(lambda found: _proof(human, found), way_out)
    way_out = _RECORD.sub(lambda found: _row(human, found), way_out)
    return evolve(finding, way_out=way_out or None)


def _said(human: Human, table: str, key: str, value: str) -> str:
    return f"“{human.head(table, key)}”: {value.translate(_QUOTES)}"


def _proof(human: Human, found: re.Match[str]) -> str:
    """Return how a proof is written into a cell."""
    file = found["file"].removeprefix("evidence/")
    return f"add to “{human.head(HAPPENED, 'evidence')}”: {found['kind']}: {file}"


def _row(human: Human, found: re.Match[str]) -> str:
    """Return how a fact is written into a row."""
    kind = found["kind"]
    table = HAPPENED if kind in WORDS else kind
    if table not in BY_TABLE:
        return found[0]
    known = columns_of(table)
    pairs = [(key, value) for key, value in _PAIR.findall(found["fields"]) if key in known]
    what = [human.said(WORDS[kind])] if kind in WORDS else []
    said = ", ".join((*what, *(_said(human, table, key, value) for key, value in pairs)))
    return f"write a row on “{human.said(BY_TABLE[table].title)}”: {said}"


_VALUE = r"\"[^\"]*\"|[^\s,]+"
_PAIR = re.compile(rf"(\w+) = ({_VALUE})")
_RECORD = re.compile(
    rf"(?:record|add) \[\[(?P<kind>\w+)\]\] with "
    rf"(?P<fields>\w+ = (?:{_VALUE})(?:(?:,| and|, and) \w+ = (?:{_VALUE}))*)"
)
_MEASURE = re.compile(
    r"add measures = \[\{ aspect = \"(?P<aspect>[^\"]*)\", what = \"(?P<what>[^\"]*)\" \}\]"
)
_PROOF = re.compile(
    r"add \{ kind = \"(?P<kind>[^\"]*)\", (?:file|url) = \"(?P<file>[^\"]*)\" \} to evidence"
)
_THINGS = frozenset(CLASSES) - {"project", "agreement", "look"}


def checked_copy(file: Path, findings: Findings, human: Human) -> bytes:
    """Return a copy of a workbook that says at its cells what was found, and lists it.

    Rows have a light beside them where the sheet has a column of lights. All else stays as it is.
    Raises `NotWritten` for what is no plain .xlsx file.
    """
    # What is somebody's own is no work to do, and its sheets are left alone.
    findings = Findings(
        each
        for each in findings
        if each.slug != "sheet-not-read" or each.severity is not Severity.NOTE
    )
    data = contents(file)
    patch, reader = Patch(data), BookReader(file.name)
    reader.tables(file)
    at: dict[str, dict[tuple[int, int], list[Finding]]] = {title: {} for title in patch.sheets}
    for each in findings:
        sheet = _sheet(each.place, file.name)
        if sheet in at and each.place is not None and not each.accepted:
            cell = (each.place.line, each.place.column)
            at[sheet].setdefault(cell, []).append(each)
    for title, cells in at.items():
        if titles().get(folded(title)) == TO_DO:
            continue
        patch.comment(title, {cell: _comment(found) for cell, found in cells.items()})
        empty = _unanswered(reader, title)
        if (column := reader.lights.get(title)) is not None:
            for row in sorted(
                {place.line for place in reader.cells.values() if _sheet(place, file.name) == title}
            ):
                found = [one for (line, _), all_ in cells.items() if line == row for one in all_]
                if not found and row in empty:
                    continue
                patch.put(title, row, column, _light(found))
    _to_do(patch, findings, human, file.name)
    return patch.data()


def _unanswered(reader: BookReader, title: str) -> frozenset[int]:
    """Return the rows of questions to which nothing was answered yet: no light is green there."""
    named, keys = reader.columns.get("narratives", ("", ()))
    if named != title or "text" not in keys:
        return frozenset()
    at = keys.index("text")
    rows = enumerate(reader.sheets[title], start=1)
    return frozenset(number for number, row in rows if len(row) <= at or row[at] is None)


def _light(found: list[Finding]) -> str:
    worst = min((each.severity.rank for each in found), default=None)
    return WELL if worst is None else SIGNS[list(Severity)[worst]]


def _sheet(place: Place | None, name: str) -> str:
    return place.file.removeprefix(f"{name}!") if place is not None else ""


def _comment(found: list[Finding]) -> str:
    return "\n\n".join(
        "\n".join(filter(None, (f"{SIGNS[each.severity]} {each.message}", each.way_out)))
        for each in found
    )


def _to_do(patch: Patch, findings: Findings, human: Human, name: str) -> None:
    """Write the sheet that lists what was found, the worst first, each with a link to its cell."""
    title = next((t for t in patch.sheets if titles().get(folded(t)) == TO_DO), human.said(TO_DO))
    big = patch.style(font={"b": "", "sz": "18", "color": _TITLE, "name": "Calibri"}, wrap=False)
    head = patch.style(font={"b": "", "sz": "11", "color": _HEAD, "name": "Calibri"}, fill=_TITLE)
    text = patch.style(font={"sz": "11", "color": _TEXT, "name": "Calibri"})
    link = patch.style(font={"u": "", "sz": "11", "color": _LINK, "name": "Calibri"})
    signs = {
        sign: patch.style(font={"b": "", "sz": "11", "color": f"FF{colour}", "name": "Calibri"})
        for sign, colour in LIGHTS.items()
    }
    rows: list[list[tuple[str, int, str]]] = [
        [("", text, ""), (human.said(TO_DO), big, "")],
        [("", text, ""), (findings.summary(), text, "")],
        [("●", head, ""), *((human.said(each), head, "") for each in HEADS)],
    ]
    open_ = sorted(
        (each for each in findings if not each.accepted), key=lambda each: each.severity.rank
    )
    for each in open_:
        sheet = _sheet(each.place, name)
        where, target = each.address, ""
        if each.place is not None and sheet in patch.sheets:
            cell = f"{letters(each.place.column)}{each.place.line}"
            where, target = f"{sheet}, {cell}", f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"
        elif each.place is not None:
            where = str(each.place)
        sign = SIGNS[each.severity]
        rows.append(
            [
                (sign, signs[sign], ""),
                (where, link if target else text, target),
                (each.message, text, ""),
                (each.way_out or "", text, ""),
            ]
        )
    if not open_:
        rows.append([(WELL, signs[WELL], ""), (human.said(NOTHING_OPEN), text, "")])
    patch.sheet(title, rows, (3.5, 26, 70, 56))


HEADS = ("Where", "What", "Way out")
"""The heads of the sheet of what is to be done, which are those of findings elsewhere."""


NOTHING_OPEN = "Nothing is open."

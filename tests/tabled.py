"""For the tests of reading tables: a plan, cases in CSV, and an OpenDocument file by hand."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import frozen

from vetpartner.files.tables.participants import Participants
from vetpartner.model import Organisation, Plan, Project, Training

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from vetpartner.files.tables.lists import TableReading

PLAN = Plan(
    project=Project(coordinator="sts"),
    organisations=(
        Organisation(id="sts", name="Strukovna škola Split", country="HR", acronym="STS"),
        Organisation(id="fbk", name="Fondazione Bora", country="IT"),
        Organisation(id="epl", name="EPAL Patras", country="GR"),
    ),
    trainings=(Training(id="T1"), Training(id="T2")),
)


def people(data: str | bytes, plan: Plan = PLAN) -> TableReading:
    """Read participants from the content of a CSV file."""
    raw = data.encode() if isinstance(data, str) else data
    return Participants("p.csv", plan).read(Path(), raw)


def said(reading: TableReading) -> list[str]:
    """Return slug, row and column of each finding."""
    return [f"{f.slug} {f.place.line}:{f.place.column}" for f in reading.findings if f.place]


@frozen(kw_only=True)
class Case:
    """A list of `lists.toml`: its content, and what is to be read of it and found in it."""

    guards: str
    data: str
    fields: str
    rows: list[str]
    found: list[str]

    def guard(self, reading: TableReading) -> None:
        """Compare what was read and found, as exactly as the case says it."""
        held = ([getattr(row, name) for name in self.fields.split()] for row in reading.rows)
        rows = [", ".join("-" if value is None else str(value) for value in row) for row in held]
        messages = [f"{f.message} | {f.way_out}" for f in reading.findings]
        told = [
            f"{short}: {message}"[: len(expected)] if ": " in expected else short
            for short, message, expected in zip(
                said(reading), messages, self.found + [""] * len(messages), strict=False
            )
        ]

        assert self.rows == rows
        assert self.found == told


def cases(kind: str) -> list[ParameterSet]:
    """Return the cases of a kind of list."""
    listed = tomllib.loads(
        Path(__file__).with_name("files").joinpath("lists.toml").read_text("utf-8")
    )
    return [pytest.param(Case(**case), id=case["guards"]) for case in listed[kind]]


def write_ods(path: Path, rows: tuple[tuple[str, ...], ...], head: str = "") -> None:
    """Write an OpenDocument sheet of texts; a cell that begins with < stands as it is."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            cell
            if cell.startswith("<")
            else '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content {spaces} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="S">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", content)

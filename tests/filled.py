"""A planning workbook filled in as people do: by its heads, with dates and amounts as they write.

The partnership is invented.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from vetpartner.files.workbooks.human import Human
from vetpartner.files.workbooks.sheets import BY_TABLE

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

PROJECT = {
    "acronym": "InventedWeld",
    "title": "An invented partnership for welding schools",
    "reference": "2024-1-HR01-KA220-VET-000999999",
    "call": 2024,
    "start": date(2024, 11, 1),
    "months": 24,
    "lump_sum": "250 000 €",
    "coordinator": "P1",
    "national_agency": "HR01",
    "priorities": "HORIZ:GREEN\nVET:LABOUR",
    "languages": "en, hr",
}
ROWS: dict[str, list[dict[str, Any]]] = {
    "organisations": [
        {"name": "Invented school", "acronym": "ISA", "country": "HR", "city": "Split"},
        {"name": "Invented training centre", "country": "Austria", "city": "Graz"},
        {"name": "Invented chamber", "country": "DE", "city": "Bremen"},
    ],
    "people": [
        {"id": "ana", "name": "Ana Invented", "organisation": "P1", "role": "coordinator"},
    ],
    "work_packages": [
        {
            "title": "Project management",
            "lead": "P1",
            "when": "M1..M24",
            "grant.P1": "20 000 €",
            "grant.P2": "12.500,00",
            "grant.P3": 12_500,
        },
        {
            "title": "Curriculum",
            "lead": "P2",
            "when": "01.01.2025 – 31.10.2025",
            "grant.P1": "40 000",
            "grant.P2": "55 000",
            "grant.P3": "30 000 €",
        },
        {
            "title": "Pilot",
            "lead": "P3",
            "when": "M10-M24",
            "grant.P1": 30_000,
            "grant.P2": "25 000 €",
            "grant.P3": "25.000,00 €",
        },
    ],
    "meetings": [
        {
            "title": "Kick-off",
            "work_package": "WP1",
            "when": "09.12.2024 - 10.12.2024",
            "host": "P1",
            "venue.city": "Split",
            "mode": "in person",
            "expected": 9,
        },
        {
            "title": "Second meeting",
            "work_package": "WP1",
            "when": date(2025, 6, 12),
            "host": "P2",
            "venue.city": "Graz",
            "mode": "in person",
            "expected": "9",
        },
    ],
    "trainings": [
        {
            "title": "Training of trainers",
            "work_package": "WP2",
            "when": "12.-14.5.2025",
            "host": "P3",
            "venue.city": "Bremen",
            "hours": 24,
            "expected": 12,
        },
    ],
    "deliverables": [
        {
            "title": "Curriculum",
            "work_package": "WP2",
            "lead": "P2",
            "due": "31.10.2025",
            "languages": "en, hr",
            "kind": "curriculum",
        },
    ],
    "indicators": [
        {
            "title": "Teachers trained",
            "of": "T1",
            "unit": "participants",
            "baseline": 0,
            "target": 12,
            "due": "M12",
        },
    ],
    "payments": [
        {"id": "Y1", "title": "First payment", "share": "40 %", "expected": "01.12.2024"},
        {"id": "Y2", "title": "Second payment", "share": "40 %", "expected": "M13"},
        {"id": "Y3", "title": "Balance", "share": "20 %"},
    ],
    "reports": [{"id": "R1", "kind": "interim", "due": "15.12.2025", "until": "31.10.2025"}],
    "happened": [
        {
            "what": "held",
            "of": "M1",
            "when": "09.12.2024 - 10.12.2024",
            "participants": 9,
            "evidence": "minutes: M1-minutes.pdf\nattendance list: M1-list.pdf",
            "recorded": "12.12.2024",
        },
        {"what": "paid", "of": "Y1", "when": date(2024, 12, 2), "amount": "100 000 €"},
        {
            "what": "moved",
            "of": "M2",
            "when": "19.06.2025",
            "recorded": "10.03.2025",
            "reason": "The school in Graz has examinations that week.",
        },
        {
            "what": "held",
            "of": "T1",
            "when": "12.-14.5.2025",
            "participants": "11",
            "recorded": "20.05.2025",
        },
        {"what": "measured", "of": "I1", "when": "14.05.2025", "value": 11},
    ],
    "attended": [
        {"of": "T1", "organisation": "P1", "role": "staff", "count": 4},
        {"of": "T1", "organisation": "P2", "role": "staff", "count": 4},
        {"of": "T1", "organisation": "P3", "role": "staff", "count": 3},
    ],
}
ANSWERS = {
    "sum.objectives": "Welding teachers learn to save energy and gas. This is an invented answer.",
    "sum.implementation": "The partners met once and held one training. This is invented.",
}


def fill(file: Path, code: str = "en") -> None:
    """Write all of it into a workbook of `vetpartner new`, in its language."""
    book, human = load_workbook(file), Human(code)
    lines = book[human.said("Project")]
    labels = {lines.cell(row, 2).value: row for row in range(1, lines.max_row + 1)}
    for key, value in PROJECT.items():
        lines.cell(labels[human.head("project", key)], 3).value = value
    for table, rows in ROWS.items():
        sheet = book[human.said(BY_TABLE[table].title)]
        at = columns(sheet)
        for number, row in enumerate(rows, start=5):
            for key, value in row.items():
                said = human.said(value) if key in {"what", "mode", "role", "kind"} else value
                sheet.cell(number, at[human.head(table, key)]).value = said
    sheet = book[human.said("In your own words")]
    at = columns(sheet)
    question, text = human.said("Question"), human.said("Your answer")
    for number in range(5, sheet.max_row + 1):
        answer = ANSWERS.get(str(sheet.cell(number, at[question]).value))
        if answer is not None:
            sheet.cell(number, at[text]).value = answer
    book.save(file)


def columns(sheet: Worksheet) -> dict[str, int]:
    """Return the columns of a sheet by their heads."""
    return {str(cell.value): cell.column for cell in sheet[3] if cell.value is not None}

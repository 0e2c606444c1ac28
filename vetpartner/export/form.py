"""The form of a partner: three sheets in its language, and a draft of the mail that brings it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.export.form_values import kinds_of_proof
from vetpartner.export.telling import language_of
from vetpartner.files.workbooks.merging import SENT, said
from vetpartner.files.workbooks.workbook import book_bytes, parts
from vetpartner.model import Organisation
from vetpartner.model.languages import in_language
from vetpartner.render.form_sheet import FormSheet, shown
from vetpartner.render.language import ReportLanguage, language
from vetpartner.state.partner_form import (
    DATES,
    DISSEMINATED,
    HAPPENED,
    HELD,
    PROOFS,
    deadline,
    form_tables,
)
from vetpartner.values.phrase import Phrase, say
from vetpartner.values.table import Table
from vetpartner.values.translations import unmarked
from vetpartner.values.words import CHANNELS

if TYPE_CHECKING:
    from vetpartner.model import Partnership

FORMAT = 2
"""The form that is written now; the first one had the tables of the files as its sheets."""
SHEETS = {
    "dates": say("Your next dates"),
    "happened": say("What happened"),
    "proofs": say("Proofs"),
}
"""The sheets of a form and how they are called."""
YELLOW = say("Please fill in the yellow cells that you know, and leave the others empty.")
"""What a partner is asked to do."""
_WHY = {
    "dates": say("The dates as they stand today. This sheet is only to look at."),
    "happened": YELLOW,
    "proofs": say("Please write the name of the file, or a link, and send the files along."),
}
_LISTS = say(
    "Who took part goes into a list of its own, one row for each person; "
    "write its name on the sheet “{sheet}”.",
    sheet=SHEETS["proofs"],
)
_ONLY_SHOWN = say("What is grey is only shown; if something in it is wrong, please answer by mail.")
"""Said where something grey could be wrong."""
_NOTHING = say("Today no proof is missing.")
LONGEST_TITLE = 31


@frozen(kw_only=True)
class Form:
    """The form of a partner in a language: its tables, and until when it should come back."""

    partner: str
    language: ReportLanguage
    tables: Mapping[str, Table]
    due: date | None


def form_of(p: Partnership, partner: str, *, by: date | None = None, code: str = "") -> Form:
    """Return what a form says. `by` is when it should come back, else as the next report asks.

    Its language is that of the organisation, or else `code`. Raises `UnknownId` and
    `UnknownLanguage`.
    """
    p.thing(partner, Organisation)
    spoken = code or language_of(p, partner)
    return Form(
        partner=partner,
        language=language(spoken, papers=True),
        tables=form_tables(in_language(p, language(spoken, papers=True).code), partner),
        due=by or deadline(p),
    )


def title_of(p: Partnership, partner: str) -> str:
    """Return what stands on top of each sheet: the project and the partner."""
    return f"{p.plan.project.label} – {p[partner].label}"


def form(p: Partnership, partner: str, *, by: date | None = None, code: str = "") -> bytes:
    """Return the form of a partner as a workbook; the same bytes for the same partnership."""
    from openpyxl import Workbook

    made = form_of(p, partner, by=by, code=code)
    book = Workbook()
    del book[book.sheetnames[0]]
    here = made.language
    for name, phrase in SHEETS.items():
        title = phrase.within(here)[:LONGEST_TITLE]
        tables = _tables_of(name, made)
        widths = [c.width or 16 for c in (tables[0] if name != "happened" else HELD).shown]
        sheet = FormSheet(book.create_sheet(title), here, widths=widths)
        sheet.line(unmarked(title_of(p, partner)), "title")
        sheet.line(f"{title}{here.colon} {_WHY[name].within(here)}")
        if name == "happened":
            sheet.line(_LISTS.within(here))
        if name != "proofs":
            sheet.line(_ONLY_SHOWN.within(here))
        if made.due is not None:
            sheet.line(say("Please send it back by {day}.", day=made.due).within(here), "bold")
        if name == "proofs" and not any(row.of for row in tables[0].rows):
            sheet.line(_NOTHING.within(here))
        sheet.gap()
        for table in tables:
            if table.caption and name == "happened":
                sheet.line(here.gettext(str(table.caption)), "caption")
            sheet.table(table, choices=_choices(p, made, table))
        sheet.finish(f"{p.plan.project.label} – {title}")
    _remember(book, p, made)
    return book_bytes(book, p.as_of)


def _tables_of(sheet: str, made: Form) -> list[Table]:
    wanted = {"dates": (DATES,), "happened": HAPPENED, "proofs": (PROOFS,)}[sheet]
    return [made.tables[table.name] for table in wanted if table.name in made.tables]


def _choices(p: Partnership, made: Form, table: Table) -> dict[str, tuple[str, ...]]:
    say_ = made.language.gettext
    channels = (a.channel for a in p.plan.dissemination_actions if a.channel)
    offered = {DISSEMINATED.name: ("channel", (*channels, *CHANNELS))}
    offered[PROOFS.name] = ("kind", kinds_of_proof(p))
    if table.name not in offered:
        return {}
    name, words = offered[table.name]
    return {name: tuple(word for word in dict.fromkeys(map(say_, words)) if "," not in word)}


def remembered(made: Form) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a form as they are kept with it, to see what was changed."""
    return {
        name: [
            {
                "of": row.of,
                "label": text_of(row.label, made.language),
                "cells": {
                    c.name: said(plain(shown(row.value(c), c, made.language)))
                    for c in table.shown[1:]
                    if row.value(c) is not None
                },
            }
            for row in table.rows
        ]
        for name, table in made.tables.items()
    }


def text_of(label: str | Phrase, spoken: ReportLanguage) -> str:
    """Return how a row is called, as it stands in its first cell."""
    return label.within(spoken) if isinstance(label, Phrase) else unmarked(label)


def plain(value: object) -> object:
    """Return what a cell holds as it can be compared: a day as its text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _remember(book: Any, p: Partnership, made: Form) -> None:  # noqa: ANN401
    sheet = book.create_sheet(SENT)
    sheet.sheet_state = "hidden"
    held = {
        "form": FORMAT,
        "project": p.plan.project.label,
        "partner": made.partner,
        "language": made.language.code,
        "rows": remembered(made),
    }
    for row, part in enumerate(parts(json.dumps(held, ensure_ascii=False)), start=1):
        cell: Any = sheet.cell(row, 1, part)
        cell.data_type = "s"

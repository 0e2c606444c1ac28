"""The sheets of a planning workbook: what each asks, what it holds, and what most need of it.

What a sheet and its columns are called is English here, and the message ids of the catalogues.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import attrs
from attrs import frozen

from vetpartner.files.tables.headings import folded
from vetpartner.files.workbooks.cells import SheetColumn, columns
from vetpartner.model import (
    FACTS,
    KINDS,
    Acceptance,
    Agreement,
    Amounts,
    Identity,
    Limit,
    LintSettings,
    LookSettings,
    Project,
    Venue,
)
from vetpartner.model.facts import CHANGES
from vetpartner.model.links import head_of, help_of
from vetpartner.values.catalogue import ENGLISH, catalogue, languages
from vetpartner.values.translations import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

SINGLE = {"project": Project, "agreement": Agreement, "look": LookSettings, "lint": LintSettings}
"""Tables of which there is one thing: they stand below each other, a line for each field."""
MANY = {**KINDS, "accepted": Acceptance, "identities": Identity, "limits": Limit, **FACTS}
CLASSES: dict[str, type[Any]] = {**SINGLE, **MANY}
TEXTS = {"narratives": ("report", "language", "question", "text"), "own_rules": ("text",)}
RULE_COLUMN, RULE_PREFIX = "rules", "rules."
HAPPENED = "happened"
"""The sheet on which facts of several kinds stand, each kind in words."""
KIND = "what"
"""The column of that sheet that says the kind."""


@frozen(kw_only=True)
class SheetOf:
    """A sheet: its title, the question it asks, and the columns that most need.

    `always` tells that it stands in every workbook, be it empty.
    """

    table: str
    title: str
    asks: str
    shown: tuple[str, ...]
    always: bool = False


def _sheet(table: str, title: str, asks: str, shown: str, *, always: bool = False) -> SheetOf:
    return SheetOf(table=table, title=title, asks=asks, shown=tuple(shown.split()), always=always)


SHEETS = (
    _sheet(
        "project",
        "Project",
        "What is the project?",
        "acronym title reference action call start months lump_sum coordinator national_agency "
        "priorities language languages",
        always=True,
    ),
    _sheet(
        "organisations",
        "Partners",
        "Who takes part?",
        "id name acronym country city oid role",
        always=True,
    ),
    _sheet(
        "people",
        "People",
        "Who works for the project?",
        "id name organisation role email",
        always=True,
    ),
    _sheet("objectives", "Objectives", "What is the project to achieve?", "id title"),
    _sheet(
        "work_packages",
        "Work packages",
        "How is the work divided, who leads it, and what does each partner get?",
        "id title lead when amount",
        always=True,
    ),
    _sheet(
        "meetings",
        "Meetings",
        "When and where do the partners meet?",
        "id title work_package when host venue.city mode expected",
        always=True,
    ),
    _sheet(
        "trainings",
        "Trainings",
        "Which trainings are there, and for how many?",
        "id title work_package when host venue.city hours expected",
        always=True,
    ),
    _sheet(
        "dissemination_events",
        "Events",
        "At which events are results shared with others?",
        "id title work_package when host venue.city expected expected_foreign",
        always=True,
    ),
    _sheet("tasks", "Tasks", "Which work makes the results?", "id title work_package lead when"),
    _sheet(
        "deliverables",
        "Results",
        "What will be there in the end, by when, and in which languages?",
        "id title work_package lead due languages kind",
        always=True,
    ),
    _sheet(
        "milestones",
        "Milestones",
        "What must be reached on the way?",
        "id title work_package due verification",
    ),
    _sheet(
        "indicators",
        "Indicators",
        "By which numbers will one see that it was achieved?",
        "id title of unit baseline target due",
        always=True,
    ),
    _sheet(
        "risks",
        "Risks",
        "What may go wrong, and what is done about it?",
        "id title likelihood impact mitigation owner",
    ),
    _sheet(
        "dissemination_actions",
        "Dissemination",
        "How is the project made known?",
        "id title channel when count reach",
    ),
    _sheet(
        "payments",
        "Money",
        "What does the National Agency pay, and when?",
        "id title share amount trigger expected",
        always=True,
    ),
    _sheet(
        "instalments",
        "Money to partners",
        "What is passed on to each partner, and when?",
        "id title share after expected",
        always=True,
    ),
    _sheet(
        "reports",
        "Reports",
        "Which reports does the agreement ask for, and until when?",
        "id kind due until",
        always=True,
    ),
    _sheet(
        HAPPENED,
        "What happened",
        "What happened, when, and what shows it? A row for each thing.",
        "what of when participants value amount payee reason evidence recorded",
        always=True,
    ),
    _sheet(
        "attended",
        "Attendance",
        "How many came to each activity, from whom, and as what?",
        "of organisation role count fewer_opportunities minors",
        always=True,
    ),
    _sheet(
        "participants",
        "Participants",
        "Who is registered? A number or a pseudonym will do.",
        "id name organisation role activities fewer_opportunities",
    ),
    _sheet(
        "presences",
        "Days present",
        "Who was there on which day?",
        "of participant when status hours",
    ),
    _sheet(
        "spent",
        "Costs",
        "What was spent, by whom?",
        "when organisation of amount document",
    ),
    _sheet("rates", "Exchange rates", "Which rates hold?", "currency when rate source recorded"),
    _sheet(
        "answered",
        "Answers to invitations",
        "Who said that they come?",
        "of person answer at",
    ),
    _sheet(
        "narratives",
        "In your own words",
        "What do you answer to the questions of the report?",
        "report language question text",
        always=True,
    ),
    _sheet(
        "accepted",
        "Accepted findings",
        "Which warnings are known and accepted, and why?",
        "slug address reason until",
    ),
    _sheet(
        "identities",
        "Same people",
        "Which ids of the lists are one person?",
        "ids same reason",
    ),
    _sheet(
        "limits",
        "Lengths of answers",
        "How long may an answer be in the online form?",
        "question characters",
    ),
    _sheet("own_rules", "Own rules", "Which rules of your own hold?", "text"),
)
BY_TABLE = {sheet.table: sheet for sheet in SHEETS}
SECTIONS = {
    "agreement": "Grant agreement",
    "look": "Look of the pages",
    "lint": "Partners' documents",
}
"""What stands above the lines of the other single tables, on the sheet of the project."""
COVER, TO_DO, LIGHT, HELP_SIGN = "Start", "To do", "●", "?"
"""The sheets that are not read, the head of the column of lights, and the mark of a row of help."""
OF_TEXTS = {
    "report": "Report",
    "language": "Language",
    "question": "Question",
    "asked": "Asked is",
    "text": "Your answer",
}
"""The heads of the sheets of texts; what is asked is shown and not read."""

WORDS = {
    "held": "held",
    "delivered": "delivered",
    "measured": "measured",
    "disseminated": "made known",
    "paid": "paid",
    "amended": "changed",
    "decided": "agreed",
    "surveyed": "survey",
    "certified": "certificates given",
    "quoted": "words of somebody",
    "risked": "about a risk",
    "sustained": "kept after the project",
    "noted": "note",
    "reported": "report sent",
    "evidence": "proof added",
    "settled": "settled",
}
"""The kinds of facts on the sheet of what happened, in words."""


@cache
def columns_of(table: str) -> dict[str, SheetColumn]:
    """Return the columns of a table by key; of what happened, those of all its kinds."""
    if table != HAPPENED:
        return columns(CLASSES[table])
    found = {KIND: SheetColumn(str, (), KIND)}
    for kind in WORDS:
        for key, column in columns(FACTS[kind]).items():
            found.setdefault(key, column)
    return found


@cache
def head(table: str, key: str) -> str:
    """Return what people call a column, in English: `Led by`, of the city of a venue `City`."""
    if table in TEXTS:
        return OF_TEXTS[key]
    if key == KIND:
        return "What happened"
    return head_of(*_said_by(table, key))


@cache
def help_line(table: str, key: str) -> str:
    """Return a line of help for a column, in English; empty where the head says all."""
    if table in TEXTS or key == KIND:
        return "choose" if key == KIND else ""
    said = help_of(*_said_by(table, key))
    return said or _by_type(key, columns_of(table)[key])


def _said_by(table: str, key: str) -> tuple[type[Any], str]:
    """Return the class that says a column, and its field there."""
    first, _, rest = key.partition(".")
    kinds = WORDS if table == HAPPENED else (table,)
    owners = (CLASSES[kind] for kind in kinds)
    owner = next(cls for cls in owners if first in attrs.fields_dict(cls))
    return (Venue, rest) if rest and first == "venue" else (owner, first)


_HELPS = {
    "id": "short, and stays",
    "When": "as 12.05.2025, M3, or 12.-14.5.2025",
    "date": "a day, as 12.05.2025",
    "Money": "as 16 000 or 16 000,50",
    "Share": "as 40 %",
    "int": "a number",
    "Decimal": "a number",
    "bool": "yes or no",
    "choose": "choose",
    "ids": "ids with commas between",
    "lines": "a line each (Alt+Enter)",
    "country": "a code such as HR",
}
"""What is said of a column by the kind of its values."""


def _by_type(key: str, column: SheetColumn) -> str:
    type_ = column.type
    if key == "id":
        return _HELPS["id"]
    if key.rpartition(".")[2] == "country":
        return _HELPS["country"]
    if get_origin(type_) is tuple:
        inner = get_args(type_)[0]
        return _HELPS["ids"] if column.links else "" if attrs.has(inner) else _HELPS["lines"]
    if type_ is Amounts:
        return ""  # its columns are beside that of the whole amount
    if column.links or get_origin(type_) is not None:
        return _HELPS["choose"]
    return _HELPS.get(getattr(type_, "__name__", ""), "")


def divided(table: str, first: str) -> bool:
    """Tell whether a column stands once for each key in it: amounts by partner, rules."""
    column = columns_of(table).get(first) if table not in TEXTS else None
    return column is not None and (column.type is Amounts or first == RULE_COLUMN)


def texts() -> Iterator[str]:
    """Yield all that a workbook shows in a language, for the catalogues."""
    for sheet in SHEETS:
        yield from (sheet.title, sheet.asks)
        if sheet.table in TEXTS:
            continue
        yield from (head(sheet.table, key) for key in columns_of(sheet.table))
        yield from filter(None, (help_line(sheet.table, key) for key in sheet.shown))
    for table in SECTIONS:
        yield from (head(table, key) for key in columns_of(table))
    yield from (*SECTIONS.values(), *OF_TEXTS.values(), *WORDS.values(), *CHANGES)
    yield from (COVER, TO_DO)
    yield from chosen()


@cache
def chosen() -> tuple[str, ...]:
    """Return the words among which cells choose."""
    found: dict[str, None] = {}
    for cls in CLASSES.values():
        for column in columns(cls).values():
            if get_origin(column.type) is Literal:
                found |= dict.fromkeys(map(str, get_args(column.type)))
    return tuple(found)


# What is called how, in which language.


@cache
def titles() -> dict[str, str]:
    """Return sheets by their title in each language, in its plain spelling."""
    found: dict[str, str] = {}
    for code in (*languages(), ENGLISH):
        said = catalogue(code).said
        found |= {folded(said(sheet.title)): sheet.table for sheet in SHEETS}
        found |= {folded(said(name)): name for name in (COVER, TO_DO)}
    return found


@cache
def heads(table: str, code: str) -> dict[str, str]:
    """Return the keys of a table by their heads in a language, in its plain spelling."""
    said = catalogue(code).said
    keys = ("asked", *TEXTS[table]) if table in TEXTS else columns_of(table)
    return {folded(said(head(table, key))): key for key in keys if not divided(table, key)}


def key_of(table: str, text: str, code: str) -> str | None:
    """Return the key of a column by its head; None for a column that is none of the table.

    Heads are known in the language `code`, in English, as keys of the files, and in any other
    language there are words for, in this order. `Title (hr)` is a text in a further language, and
    `Amount: P1` what one partner has of it.
    """
    for each in dict.fromkeys((code, ENGLISH, *languages())):
        if (key := heads(table, each).get(folded(text))) is not None:
            return key
        before, colon, rest = text.partition(":")
        parts = _divided_heads(table, each)
        if colon and (key := parts.get(folded(before))) is not None:
            return f"{key}.{rest.strip()}"
        of_text = _IN_LANGUAGE.fullmatch(text)
        key = heads(table, each).get(folded(of_text[1])) if of_text else None
        if of_text and key in texts_of(table):
            return f"{key}.{of_text[2]}"
    first = text.partition(".")[0]
    keys = TEXTS[table] if table in TEXTS else columns_of(table)
    inside = first in texts_of(table) or divided(table, first)
    return text if text in keys or (first != text and inside) else None


_IN_LANGUAGE = re.compile(r"(.*\S) ?\(([a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*)\)")


@cache
def texts_of(table: str) -> frozenset[str]:
    """Return the columns of a table that may stand once more in another language."""
    kinds = WORDS if table == HAPPENED else (table,)
    return frozenset(key for kind in kinds if kind in CLASSES for key in spoken(CLASSES[kind]))


@cache
def _divided_heads(table: str, code: str) -> dict[str, str]:
    said = catalogue(code).said
    keys = () if table in TEXTS else columns_of(table)
    return {folded(said(head(table, key))): key for key in keys if divided(table, key)}

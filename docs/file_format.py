"""The page of the file format, made from the classes of the model."""

from __future__ import annotations

import inspect
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import attrs
from format_examples import examples

from vetpartner.files.tables.attendance import Attendance
from vetpartner.files.tables.costs import Costs
from vetpartner.files.tables.participants import Participants
from vetpartner.model import (
    FACTS,
    KINDS,
    LINKS_TO,
    Acceptance,
    Agreement,
    Amounts,
    Evidence,
    Identity,
    Limit,
    LintSettings,
    LookSettings,
    Measure,
    Money,
    Plan,
    Project,
    Session,
    Share,
    Venue,
    When,
)
from vetpartner.values.hints import is_union, without_none, without_words
from vetpartner.values.translations import FIELD, IN_LANGUAGES
from vetpartner.values.words import Stated

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTRODUCTION = """# The file format

A project is a folder.
`project.toml` holds the plan, `facts.toml` what happened, both in [TOML](https://toml.io).
Every key that the program knows is on this page; any other key is an error with a suggestion.
A key that you leave out is unknown: nothing is assumed in its place.

## How values are written

| What | How |
| --- | --- |
| text | `"in straight quotation marks"` |
| whole number, number | `24`, `3.5`; `12_500` is the same as `12500` |
| yes or no | `true` or `false` |
| day | `2023-12-04`, without quotation marks |
| date | a day, or a text as in the next table |
| amount | `30_000` or `12_500.50` in the project's currency, or `"500.00 CZK"` |
| share | `"40 %"` |
| amounts by organisation | `{ sts = 30_000, fbk = 22_500 }`, by the ids of organisations |
| list | `["hr", "en"]` |
| text for each language | `{ en = "Kick-off", hr = "Početak" }`, by codes of languages |
| id | a text that names one thing, such as `"M1"`; no two things have the same id |
"""

_WORDS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    Decimal: "number",
    bool: "yes or no",
    date: "day",
    When: "date",
    Money: "amount",
    Share: "share",
    Amounts: "amounts by organisation",
    Venue: "venue",
    Evidence: "evidence",
    Measure: "measure",
    Session: "session",
    Stated: "text, number, day, or list of texts",
}

_FACTS = """## What happened: facts.toml

A fact is added and never edited.
Its `of` is the id of the planned thing that it is about.
A fact counts from the day on which it was written down, `recorded`, or else from the last day of
its `when`: that is how an earlier report can be made again.
"""

_TABLES = """## Lists: tables/

`tables/participants.*` and `tables/attendance-T1.*` hold participants and their presences as CSV,
XLSX or ODS, instead of `[[participants]]` and `[[presences]]`; `tables/costs.*` holds what was
spent, instead of `[[spent]]`.
Each column has one of these headings, in any order; upper case, accents and spaces make no
difference. How to write the cells is in the how-to pages about lists of participants and about
costs.

"""

_NARRATIVE = """## The coordinator's own words: narrative/

`narrative/final.en.md` holds the answers for the final report in English, `interim.hr.md` those for
the interim report in Croatian.
Each answer stands below a heading of the second level with the question's id, as
`## sum.objectives — Objectives`.
Comments between `<!--` and `-->` are hints and never appear in a report.
`vetpartner report my-project final --scaffold` writes a file with all questions.
"""


def file_format() -> str:
    """Return the page: how values are written, then every table with every key."""
    parts = [_INTRODUCTION, "## How dates are written\n", _table_of(When)]
    parts += ["## The plan: project.toml\n", *_section("[project]", Project)]
    parts += _section("[agreement]", Agreement)
    parts += _section("[look]", LookSettings)
    parts += _section("[lint]", LintSettings)
    for name, cls in KINDS.items():
        parts += _section(f"[[{name}]]", cls)
    parts += _section("[[accepted]]", Acceptance)
    parts += _section("[[identities]]", Identity)
    parts += _section("[[limits]]", Limit)
    parts += [_FACTS]
    for name, cls in FACTS.items():
        parts += _section(f"[[{name}]]", cls)
    parts += ["## Inside a table\n", *_section("venue", Venue), *_section("evidence", Evidence)]
    parts += [*_section("measure", Measure), *_section("session", Session)]
    return "\n".join([*parts, _TABLES, *_headings(), _NARRATIVE])


def _headings() -> Iterator[str]:
    """Yield a table of all headings for each list, those of the English file first."""
    lists = {"participants": Participants, "attendance-…": Attendance, "costs": Costs}
    for name, reader in lists.items():
        known = reader.headings(Plan())
        yield f"### `tables/{name}`\n"
        yield "| Column | Headings |"
        yield "| --- | --- |"
        for field in dict.fromkeys((*reader.columns, *known.values())):
            own = field.replace("_", " ")
            others = sorted(h for h, meaning in known.items() if meaning == field and h != own)
            yield f"| `{field}` | {', '.join((own, *others))} |"
        yield ""


def _table_of(cls: type) -> str:
    """Return the Markdown table that stands in a docstring."""
    lines = (inspect.getdoc(cls) or "").splitlines()
    return "\n".join(line for line in lines if line.startswith("|")) + "\n"


def _section(title: str, cls: type[attrs.AttrsInstance]) -> Iterator[str]:
    yield f"### `{title}`\n"
    own = inspect.getdoc(cls) or ""
    bases = [base for base in cls.__mro__[1:] if attrs.has(base)]
    yield from (f"{text}\n" for text in (own, *(inspect.getdoc(base) or "" for base in bases)))
    yield "| Key | What it is |"
    yield "| --- | --- |"
    hints = get_type_hints(cls)
    for attribute in attrs.fields(cls):
        if attribute.name == FIELD:
            continue  # stands with each text
        what = [_in_words(hints[attribute.name], attribute.metadata.get(LINKS_TO))]
        if IN_LANGUAGES in attribute.metadata:
            what.append("or one for each language")
        if attribute.name == "id":
            what = ["id, its own"]
        if attribute.default is attrs.NOTHING:
            what.append("must be given")
        elif _worth_saying(attribute.default):
            what.append(f"`{_toml(attribute.default)}` if left out")
        yield f"| `{attribute.name}` | {'; '.join(what)} |"
    yield ""
    if example := examples().get(title.strip("[]")):
        yield f"```toml\n{example}```\n"


def _in_words(hint: Any, links: tuple[str, ...] | None) -> str:  # noqa: ANN401 - a type hint
    origin, arguments = get_origin(hint), get_args(hint)
    if is_union(hint):
        plain, words = without_words(without_none(hint))
        said = _in_words(plain, links)
        return ", or ".join((said, *(f'`"{word}"`' for word in words)))
    if origin is tuple:
        if get_origin(arguments[0]) is tuple:
            return "a table of rule names and values, `[agreement.rules]`"
        return f"list of {_plural(_in_words(arguments[0], links))}"
    if origin is Literal:
        return f"one of {', '.join(f'`{word}`' for word in arguments)}"
    if links and hint is str:
        return "id of anything" if links == ("anything",) else f"id from {_or(links)}"
    return _WORDS[hint]


def _plural(words: str) -> str:
    first, _, rest = words.partition(" ")
    plural = {"text": "texts", "id": "ids", "evidence": "pieces of evidence"}.get(first, first)
    return f"{plural} {rest}".strip()


def _or(names: tuple[str, ...]) -> str:
    shown = [f"`{name}`" for name in names]
    return " or ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _worth_saying(default: object) -> bool:
    return default is not None and not isinstance(default, attrs.Factory) and default != ()


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)

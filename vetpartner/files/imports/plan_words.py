"""What heads of tables and labels of forms mean, in the languages of lists and workbooks."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from vetpartner.files.tables.headings import folded, meaning
from vetpartner.files.tables.headings import words as list_words
from vetpartner.files.workbooks.sheets import heads as workbook_heads
from vetpartner.values.catalogue import languages

ORGANISATIONS, PACKAGES, ACTIVITIES, PROJECT = (
    "organisations",
    "work_packages",
    "activities",
    "project",
)
TABLES = (ORGANISATIONS, PACKAGES, ACTIVITIES, PROJECT)
"""What a table can hold: three lists, or the facts of the project in one row."""
FIELDS: dict[str, tuple[str, ...]] = {
    ORGANISATIONS: (
        *("id", "name", "acronym", "country", "city", "region", "oid", "pic", "kind", "website"),
        *("address", "role", "newcomer", "established", "description", "contact"),
    ),
    PACKAGES: (
        *("id", "title", "lead", "organisations", "start", "end", "when", "amount"),
        *("description", "rationale", "unused"),
    ),
    ACTIVITIES: (
        *("id", "title", "work_package", "kind", "lead", "host", "organisations"),
        *("start", "end", "when", "venue", "city", "country", "venue_name", "address", "mode"),
        *("expected", "amount", "rationale", "description", "unused"),
    ),
    PROJECT: (
        *("title", "acronym", "reference", "action", "call", "round", "start", "end", "months"),
        *("lump_sum", "national_agency", "language", "website", "summary", "priorities", "topics"),
        *("coordinator", "unused"),
    ),
}
KEYS = {
    ORGANISATIONS: frozenset({"name", "oid", "acronym"}),
    PACKAGES: frozenset({"id", "title"}),
    ACTIVITIES: frozenset({"title"}),
    PROJECT: frozenset({"title", "start", "acronym"}),
}
"""Fields without which no row says anything."""
_INHERITED = ("lead", "organisations", "start", "end", "when", "amount", "description")
_OF_LISTS = {
    ORGANISATIONS: {"id": "id", "country": "country", "contact": "contact"},
    PACKAGES: {"id": "id", "amount": "amount"},
    ACTIVITIES: {"id": "id", "country": "country", "amount": "amount", "hours": "unused"},
    PROJECT: {},
}
"""Which headings of lists are heads here."""
_OF_WORKBOOK = {
    ORGANISATIONS: ("organisations",),
    PACKAGES: ("work_packages",),
    ACTIVITIES: ("meetings", "trainings", "dissemination_events", "tasks"),
    PROJECT: ("project",),
}
_CALLED = {
    "venue.city": "city",
    "venue.country": "country",
    "venue.name": "venue_name",
    "venue.address": "address",
}


@cache
def plan_words() -> dict[str, dict[str, Any]]:
    """Return what stands in `plan_words.toml`, as it is written there."""
    text = (files("vetpartner") / "files" / "imports" / "plan_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def meant(section: str) -> dict[str, str]:
    """Return the words of a section in plain spelling, and what each means; the first one leads."""
    held = plan_words()[section]
    return {
        folded(word): name
        for name, spellings in reversed(held.items())
        for word in reversed(spellings)
        if folded(word)
    }


@cache
def heads(table: str) -> dict[str, str]:
    """Return the heads of a table in plain spelling, with the field that each means."""
    known: dict[str, str] = {}
    for word, name in list_words("headings").items():
        if name in _OF_LISTS[table]:
            known[word] = _OF_LISTS[table][name]
    for code in reversed(languages()):
        for each in reversed(_OF_WORKBOOK[table]):
            for head, key in workbook_heads(each, code).items():
                name = _CALLED.get(key, key)
                if name in FIELDS[table]:
                    known[head] = name
    if table == ACTIVITIES:
        known |= {w: name for w, name in meant(PACKAGES).items() if name in _INHERITED}
        known |= {w: name for w, name in meant("work_packages_form").items() if name == "amount"}
    known |= meant(table)
    if table in {PACKAGES, ACTIVITIES}:
        known = _of_months(known) | known
    return known | meant(f"{table}_form")


def _of_months(known: dict[str, str]) -> dict[str, str]:
    """Return heads such as `from month` and `Monat Ende`, made of words for both."""
    months = [folded(word) for word in plan_words()["months"]["month"]]
    ends = [(word, name) for word, name in known.items() if name in {"start", "end"}]
    return {
        each: name
        for word, name in ends
        for month in months
        for each in (f"{word} {month}", f"{month} {word}")
    }


@lru_cache(maxsize=20_000)
def field_of(text: str, table: str, *, sure: bool = False) -> str:
    """Return the field that a head or label means in a table, nothing for another text.

    With `sure` no part of it may be unknown, as one of two languages may be in a head.
    """
    found = meaning(text, heads(table))
    return found.name if found.sure or not sure else ""


@cache
def package_label() -> re.Pattern[str]:
    """Return the pattern of a work package by its number: `WP2`, `Work package No.2 - Title`."""
    names = list_words("headings")
    spelt = [word for word, name in names.items() if name == "work_package"]
    own = plan_words()[ACTIVITIES]["work_package"]
    every = {*spelt, *(folded(word) for word in own)} - {"part of", "wp no", "work package no"}
    ordered = sorted(every, key=lambda word: (-len(word), word))
    called = "|".join(map(re.escape, ordered))
    return re.compile(
        rf"(?:{called})s? ?(?:no|nr|n|br|number|num|nummer|№)? ?(\d{{1,2}})(?: (.*))?"
    )


@cache
def month_label() -> re.Pattern[str]:
    """Return the pattern of a month of the project: `M7`, `month 7`, `Monat 7`."""
    names = sorted((folded(word) for word in plan_words()["months"]["month"]), key=len)
    called = "|".join(map(re.escape, reversed(names)))
    return re.compile(rf"(?:{called}) ?(\d{{1,3}})")


def in_title(section: str, title: str) -> set[str]:
    """Return what the words of a section that stand in a title mean."""
    padded = f" {folded(title)} "
    return {name for word, name in meant(section).items() if f" {word} " in padded}

"""The JSON Schema of a project: for editors that complete keys and underline slips."""

from __future__ import annotations

import inspect
import json
import re
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs

from vetpartner.files.structuring import FORMAT
from vetpartner.model import (
    FACTS,
    KINDS,
    LINKS_TO,
    Acceptance,
    Agreement,
    Amounts,
    Identity,
    Limit,
    LintSettings,
    LookSettings,
    Money,
    Narrative,
    Project,
    Share,
    When,
)
from vetpartner.values import words
from vetpartner.values.hints import are_pairs, without_none, without_words
from vetpartner.values.translations import FIELD, IN_LANGUAGES

_SENTENCES = re.compile(r"(?<=\.)(?<!e\.g\.)\s+(?=[A-Z`])")
SCHEMA_FILE = "vetpartner.schema.json"

_TEXT = {"type": "string"}
_MONEY = {
    "description": "an amount in the project's currency, or a text such as `500.00 CZK`",
    "type": ["number", "string"],
}
_SIMPLE: dict[Any, dict[str, Any]] = {
    str: _TEXT,
    words.Stated: {
        "description": "a value of the field: 19, 2024-05-14 or en, hr",
        "type": ["number", "string", "array"],
    },
    int: {"type": "integer"},
    Decimal: {"type": "number"},
    bool: {"type": "boolean"},
    # A TOML day is no text, and editors hand it over as one.
    date: {"description": "a day, as 2024-03-14", "type": "string"},
    When: {
        "description": "a day, days, hours, project months such as M7..M9, a month, or undecided",
        "type": "string",
    },
    Money: _MONEY,
    Share: {"description": "a share, as `40 %`", "type": "string", "pattern": "%"},
    Amounts: {
        "description": "amounts by the ids of organisations",
        "type": "object",
        "additionalProperties": _MONEY,
    },
}

EXAMPLES = {
    ("Evidence", "kind"): words.EVIDENCE,
    ("Organisation", "kind"): words.ORGANISATIONS,
    ("Deliverable", "kind"): words.RESULTS,
    ("Indicator", "unit"): words.UNITS,
    ("DisseminationAction", "channel"): words.CHANNELS,
    ("Disseminated", "channel"): words.CHANNELS,
}
"""What an editor may propose where any word will do."""


def schema() -> dict[str, Any]:
    """Return the schema of plan, facts and narratives, by JSON Schema 2020-12.

    It serves `project.toml`, `facts.toml`, a single TOML file and the JSON document alike.
    It says what keys there are and what they hold; whether ids lead anywhere only `check` says.
    """
    defs: dict[str, Any] = {}
    properties: dict[str, Any] = {
        "format": {"description": "The form of these files.", "const": FORMAT["format"]},
        "project": _object(Project, defs),
        "agreement": _object(Agreement, defs),
        "look": _object(LookSettings, defs),
        "lint": _object(LintSettings, defs),
    }
    of_plan = {"accepted": Acceptance, "identities": Identity, "limits": Limit}
    for name, cls in {**KINDS, **of_plan, **FACTS}.items():
        properties[name] = {"type": "array", "items": _object(cls, defs)}
    narrative = _object(Narrative, defs)
    defs["Narrative"]["properties"]["answers"] = {"type": "object", "additionalProperties": _TEXT}
    properties["narratives"] = {"type": "array", "items": narrative}
    properties["own_rules"] = _TEXT
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A project of vetpartner",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "$defs": dict(sorted(defs.items())),
    }


def schema_text() -> str:
    """Return the schema as it is written to a file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _object(cls: type[Any], defs: dict[str, Any]) -> dict[str, str]:
    """Return a reference to the definition of a class, which is made on the way."""
    name = cls.__name__
    if name not in defs:
        defs[name] = {}
        hints = get_type_hints(cls)
        fields = attrs.fields(cls)
        defs[name] = {
            "description": (inspect.getdoc(cls) or "").replace("\n", " ").strip(),
            "type": "object",
            "additionalProperties": False,
            "properties": {
                a.name: _meant(cls, a.name, _value(hints[a.name], a, defs))
                | _examples(name, a.name)
                for a in fields
                if a.name != FIELD
            },
            "required": [a.name for a in fields if a.default is attrs.NOTHING],
        }
    return {"$ref": f"#/$defs/{name}"}


def _value(hint: Any, a: attrs.Attribute[Any], defs: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    found = _of(hint, defs)
    if IN_LANGUAGES in a.metadata:
        how = "or one for each language, as { en = …, hr = … }"
        return {
            "anyOf": [found, {"type": "object", "additionalProperties": found}],
            "description": how,
        }
    kinds = a.metadata.get(LINKS_TO)
    if kinds and found.get("type") != "object":
        words = "id" if found.get("type") == "string" else "ids"
        return {**found, "description": f"{words} from {' or '.join(kinds)}"}
    return found


def _meant(cls: type[Any], key: str, value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a value with what its key means, after how it is written."""
    if "$ref" in value or not (said := meaning(cls, key)):
        return value
    how = value.get("description")
    return {**value, "description": f"{how}. {said}" if how else said}


def meaning(cls: type[Any], key: str) -> str:
    """Return what the text of a class, or of one above it, says of a key; empty if nothing."""
    for home in cls.__mro__[:-1]:
        if home.__doc__ is None:
            continue
        paragraphs = inspect.cleandoc(home.__doc__).split("\n\n")[1:]
        sentences = (p for text in paragraphs for p in _SENTENCES.split(" ".join(text.split())))
        if said := [sentence for sentence in sentences if f"`{key}`" in sentence]:
            return " ".join(said)
    return ""


def _examples(name: str, key: str) -> dict[str, Any]:
    words = EXAMPLES.get((name, key))
    return {"examples": list(words)} if words else {}


def _of(hint: Any, defs: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a type hint
    hint, words = without_words(without_none(hint))
    if words:
        return {"anyOf": [_of(hint, defs), {"enum": list(words)}]}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments)}
    if are_pairs(hint):
        return {"type": "object", "description": "values by the names of rules"}
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0], defs)}
    if hint in _SIMPLE:
        return dict(_SIMPLE[hint])
    return _object(hint, defs)

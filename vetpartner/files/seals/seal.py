"""The list of a seal, `seal.json`: what was sealed, when, and the hash of each file."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
from attrs import evolve, field, frozen

from vetpartner.programme import FACTS, UnknownCall, rules_for
from vetpartner.programme.describing import shown
from vetpartner.values.reading import KEY, Strict, WrongValue, read_any_text, read_date
from vetpartner.values.showing import Shown
from vetpartner.values.when import NO_DAY

if TYPE_CHECKING:
    from vetpartner.model import Partnership


SEAL_FILE = "seal.json"
DATA_FILE = "project.json"
RULES_FILE = "rules.json"
OUTPUTS = "outputs"

NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
"""What a seal may be called: it is the name of a folder on any computer."""
_HASH = re.compile(r"[0-9a-f]{64}")
_NO_DAYS = ("0001-01-01", NO_DAY.isoformat())
"""What was written for the day of a partnership that had none, when it could be sealed."""


FORMAT = 1
"""The form of `seal.json`; one that does not say it was written by version 0.1.0."""


class BrokenSeal(ValueError):
    """A `seal.json` cannot be understood; the message says why."""


@frozen(kw_only=True)
class SealedFile:
    """A file of a seal: its name below the seal's folder, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


@frozen(kw_only=True)
class Link:
    """The seal before this one, by name and fingerprint."""

    name: str = field(metadata={KEY: "seal"})
    fingerprint: str = field(metadata={KEY: "sha256"})


@frozen(kw_only=True)
class Mended:
    """That a seal was written anew in today's form on `day`, from the one of this fingerprint."""

    fingerprint: str = field(metadata={KEY: "sha256"})
    day: date


@frozen(kw_only=True)
class Seal(Shown):
    """What was reported, as it was sealed.

    `day` is the day as of which it was sealed, `until` the last day that the report covers; in
    seals of version 0.1.0 both may be `NO_DAY`.
    `report` is the kind of the report, None where the name tells none of the plan.
    `program` is the version that wrote it. `number` counts the seals of a project from 1.
    `previous` is the seal before; so a change of an earlier `seal.json` is seen in the next.
    `mended` tells of which seal this one is the form of today.
    `fingerprint` is the SHA-256 of `seal.json` itself: keep it where nobody can change it.
    """

    name: str = field(metadata={KEY: "seal"})
    number: int
    day: date
    until: date
    report: str | None
    project: str
    program: str = field(metadata={KEY: "vetpartner"})
    previous: Link | None
    mended: Mended | None = None
    files: tuple[SealedFile, ...]
    format: int = FORMAT
    fingerprint: str = field(default="", eq=False, metadata={KEY: None})


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def seal_text(seal: Seal) -> str:
    """Return the text of `seal.json`: the same for the same seal."""
    return json.dumps(_table(seal), ensure_ascii=False, indent=2, default=_plain) + "\n"


def _table(record: attrs.AttrsInstance) -> dict[str, object]:
    """Return the fields by their keys, but what is left out: a seal that was never mended."""
    held = ((a, getattr(record, a.name)) for a in attrs.fields(type(record)))
    keyed = ((a.metadata.get(KEY, a.name), value) for a, value in held if value != a.default)
    return {key: value for key, value in keyed if key is not None}


def _plain(value: Any) -> object:  # noqa: ANN401 - for `json.dumps(default=…)`
    return value.isoformat() if isinstance(value, date) else _table(value)


def _hash(value: object) -> str:
    if not _HASH.fullmatch(text := read_any_text(value)):
        raise WrongValue("wrong-type", f"expected a SHA-256, not {text!r}")
    return text


def _day(value: object) -> date:
    return NO_DAY if value in _NO_DAYS else read_date(value)


_STRICT = Strict({str: read_any_text, date: _day}, named={"sha256": _hash, "fingerprint": _hash})


def read_seal(data: bytes) -> Seal:
    """Read a `seal.json`; raise `BrokenSeal` for anything that this program would not write."""
    try:
        seal, problems = _STRICT.structure(json.loads(data.decode()), Seal)
    except RecursionError:
        raise BrokenSeal("it nests lists too deeply") from None
    except ValueError as error:
        raise BrokenSeal(str(error)) from None
    if problems:
        raise BrokenSeal("; ".join(problem.message for problem in problems))
    if seal.format != FORMAT:
        raise BrokenSeal(f"its format is {seal.format}, and this version knows {FORMAT}")
    read: Seal = evolve(seal, fingerprint=sha256(data))
    return read


# The rules in force, as a seal keeps them: each value with its source.


def rules_text(p: Partnership) -> str:
    """Return the rules in force as JSON: each value that is said, with source and confidence."""
    try:
        rules = rules_for(p)
    except UnknownCall:
        table: dict[str, object] = {"action": None, "call": None, "rules": []}
        return json.dumps(table, indent=2) + "\n"
    rows = []
    for key in filter(rules.says, FACTS):
        cited = rules.cite(key)
        rows.append(
            {
                "rule": key,
                "value": shown(getattr(rules, key)),
                "source": cited.source,
                "place": cited.place,
                "confidence": cited.confidence,
                "checked": cited.checked.isoformat() if cited.checked else None,
                "agreed": key in rules.overridden,
            }
        )
    table = {"action": rules.action, "call": rules.call, "rules": rows}
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def rule_values(text: str) -> tuple[tuple[str, str], ...]:
    """Return names and values of the rules in a text that `rules_text` wrote."""
    return tuple((row["rule"], row["value"]) for row in json.loads(text)["rules"])

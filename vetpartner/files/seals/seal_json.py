"""The list of a seal, `seal.json`: what was sealed, when, and the hash of each file."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import Any

from attrs import field, frozen

from vetpartner.showing import Shown

SEAL_FILE = "seal.json"
DATA_FILE = "project.json"
RULES_FILE = "rules.json"
OUTPUTS = "outputs"

NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
"""What a seal may be called: it is the name of a folder on any computer."""
_HASH = re.compile(r"[0-9a-f]{64}")


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

    name: str
    fingerprint: str


@frozen(kw_only=True)
class Seal(Shown):
    """What was reported, as it was sealed.

    `day` is the day as of which it was sealed, `until` the last day that the report covers.
    `report` is the kind of the report, None where the name tells none of the plan.
    `program` is the version that wrote it. `number` counts the seals of a project from 1.
    `previous` is the seal before; so a change of an earlier `seal.json` is seen in the next.
    `fingerprint` is the SHA-256 of `seal.json` itself: keep it where nobody can change it.
    """

    name: str
    number: int
    day: date
    until: date
    report: str | None
    project: str
    program: str
    files: tuple[SealedFile, ...] = ()
    previous: Link | None = None
    fingerprint: str = field(default="", eq=False)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def seal_text(seal: Seal) -> str:
    """Return the text of `seal.json`: the same for the same seal."""
    previous = seal.previous
    table = {
        "seal": seal.name,
        "number": seal.number,
        "day": seal.day.isoformat(),
        "until": seal.until.isoformat(),
        "report": seal.report,
        "project": seal.project,
        "vetpartner": seal.program,
        "previous": previous and {"seal": previous.name, "sha256": previous.fingerprint},
        "files": [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in seal.files],
    }
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def read_seal(data: bytes) -> Seal:
    """Read a `seal.json`; raise `BrokenSeal` for anything that this program would not write."""
    try:
        table = json.loads(data.decode())
        previous = table["previous"]
        seal = Seal(
            name=_text(table["seal"]),
            number=_whole(table["number"]),
            day=date.fromisoformat(table["day"]),
            until=date.fromisoformat(table["until"]),
            report=None if table["report"] is None else _text(table["report"]),
            project=_text(table["project"]),
            program=_text(table["vetpartner"]),
            files=tuple(_file(each) for each in table["files"]),
            previous=previous
            and Link(name=_text(previous["seal"]), fingerprint=_hash(previous["sha256"])),
            fingerprint=sha256(data),
        )
    except KeyError as error:
        msg = f"it has no {error.args[0]!r}"
        raise BrokenSeal(msg) from None
    except RecursionError:
        raise BrokenSeal("it nests lists too deeply") from None
    except (ValueError, TypeError) as error:
        raise BrokenSeal(str(error)) from None
    return seal


def _file(table: Any) -> SealedFile:  # noqa: ANN401 - whatever stands in the file
    return SealedFile(
        name=_text(table["name"]), size=_whole(table["size"]), sha256=_hash(table["sha256"])
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        msg = f"{value!r} is no text"
        raise TypeError(msg)
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        msg = f"{value!r} is no number"
        raise TypeError(msg)
    return value


def _hash(value: object) -> str:
    if not _HASH.fullmatch(_text(value)):
        msg = f"{value!r} is no SHA-256"
        raise ValueError(msg)
    return str(value)

"""One fact typed in one line, such as `held M2 --participants 11`, and the last one taken back."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, get_origin

import attrs

from vetpartner.checks import check
from vetpartner.checks.running import CONTRADICTION, RISK, meaning
from vetpartner.files import disk, record
from vetpartner.files.homes import nowhere
from vetpartner.files.reading import NotRecorded
from vetpartner.files.structuring import TABLES_OF_FACTS, Own, assemble, known_ids, plain_plan
from vetpartner.files.transaction import STATE, transaction, working
from vetpartner.files.workbooks.cells import CellError, SheetColumn, columns, from_cell
from vetpartner.model import FACTS, KINDS, LINKS_TO
from vetpartner.model.facts import CHANGES, FACT_TABLES
from vetpartner.programme import known_rules
from vetpartner.state.evidence import SAME_EVIDENCE, kind_in_name
from vetpartner.values.finding import Finding, Findings, Severity
from vetpartner.values.reading import WrongValue
from vetpartner.values.words import alike, meant, none_such

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from vetpartner.model import Fact, Partnership

_SHORT = {"on": "when", "to": "payee", "from": "payer", "file": "evidence", "files": "evidence"}
_OF_EVIDENCE = {"--file": "--files", "--evidence": "--files"}
"""Proof that comes later has the files themselves, and one kind of all of them."""
_SECOND = {"moved": "when", "left": "left", "paid": "amount", "measured": "value"}
"""What a second word behind the id is."""
SENT = "calendar-ledger.json"
_LAST = f"{STATE}/added.json"
_FORMAT, _MOST = 1, 40 * disk.MEGABYTE
_HOMES = re.compile(r"project\.toml|facts\.toml|tables/[\w. -]+\.csv|[^/\\]+\.xlsx", re.IGNORECASE)
"""The files in which facts may stand; no other is ever taken back."""
_LINK = re.compile(r"https?://\S+")


class NotUnderstood(ValueError):
    """What was typed is no fact; the message says why and what to type."""


class NotUndone(ValueError):
    """What was added last cannot be taken back; the message says why."""


def typed_fact(p: Partnership, kind: str, words: Sequence[str], recorded: date) -> Fact:
    """Return the fact that words tell: an id, what else is always said, and `--field value`.

    Values are read as in forms, so `--on 12.5.2025` and `--amount "16 400"` will do. `recorded` is
    the day of writing it down. Raises `NotUnderstood`.
    """
    name = "amended" if kind in CHANGES else kind
    if name not in FACTS:
        raise NotUnderstood(none_such("kind of fact", kind, (*FACTS, *CHANGES)))
    known = columns(FACTS[name])
    if name == "evidence":
        words = [_OF_EVIDENCE.get(word, word) for word in words]
    row: dict[str, Any] = {"recorded": recorded, **CHANGES.get(kind, {})}
    for field, values in _fields(p, kind, words, known):
        if field == "evidence":
            row[field] = [_proof(p, value) for value in values]
        elif name == "evidence" and field == "files":
            proofs = [_proof(p, value, row.get("kind", "")) for value in values]
            row |= {"files": [one["file"] for one in proofs], "kind": proofs[0]["kind"]}
        elif field in row and field != "recorded":
            raise NotUnderstood(f"{field} is said twice")
        else:
            row[field] = _value(field, values, known[field])
    if name == "amended" and "reason" not in row:
        raise NotUnderstood('say why: --reason "The school is closed that week."')
    if name == "settled" and "reason" not in row:
        raise NotUnderstood('say why: --reason "All who were there signed the list."')
    if name == "paid" and p.kind_of(row.get("of", "")) == "instalments":
        # An instalment is what the coordinator passes on, and nothing else.
        row.setdefault("payer", p.plan.project.coordinator)
    return _built(p, name, row)


def _fields(
    p: Partnership, kind: str, words: Sequence[str], known: dict[str, SheetColumn]
) -> Iterator[tuple[str, list[str]]]:
    """Yield the fields that are said, with their words."""
    first = next((n for n, word in enumerate(words) if word.startswith("--")), len(words))
    plain, rest = list(words[:first]), list(words[first:])
    if plain:
        yield "of", [_id(p, plain.pop(0))]
    if plain and kind == "settled":
        yield "field", [plain.pop(0)]
        yield from [("value", [" ".join(plain)])] if plain else ()
    elif plain and (second := _SECOND.get(kind, "when")) in known:
        yield second, [" ".join(plain)]
    while rest:
        option, _, given = rest.pop(0)[2:].partition("=")
        values = [given] if given else []
        while rest and not rest[0].startswith("--"):
            values.append(rest.pop(0))
        field = _field(option.replace("-", "_"), known)
        links = known[field].links if field in known else ()
        yield field, [_id(p, value) for value in values] if links else values


def _field(name: str, known: dict[str, SheetColumn]) -> str:
    fields = (*known, "evidence")
    name = name if name in fields else _SHORT.get(name, name)
    if name in fields:
        return name
    offered = ", ".join(f"--{field.replace('_', '-')}" for field in fields if field != "of")
    near = get_close_matches(name, fields, 1)
    hint = f"did you mean --{near[0].replace('_', '-')}?" if near else f"there are {offered}"
    raise NotUnderstood(f"there is no --{name.replace('_', '-')} here; {hint}")


def _id(p: Partnership, word: str) -> str:
    """Return an id of the plan in its capitals; another word as it is, which is told later."""
    found = meant(word, known_ids(plain_plan(p)))
    if len(found) > 1:
        raise NotUnderstood(f"“{word}” may be {' or '.join(found)}")
    return found[0] if found else word


def _value(field: str, values: list[str], column: SheetColumn) -> Any:  # noqa: ANN401 - plain values
    if not values and column.type is not bool:
        raise NotUnderstood(f"--{field.replace('_', '-')} needs a value")
    text = "\n".join(values) if get_origin(column.type) is tuple else " ".join(values)
    if column.type is bool and not values:
        return True
    try:
        return from_cell(text, column)
    except (CellError, WrongValue) as error:
        raise NotUnderstood(f"{field}: {error}") from None


def _proof(p: Partnership, value: str, kind_: str = "") -> dict[str, str]:
    """Return evidence as `kind=file`, or a file whose kind is said, or whose name says it."""
    kind, _, file = value.rpartition("=") if not _LINK.match(value) else ("", "", value)
    found = kind or kind_ or kind_in_name(file, known_rules(p)) or ""
    if not found:
        raise NotUnderstood(f'what is {file}? write --evidence "minutes={file}"')
    if _LINK.match(file):
        return {"kind": SAME_EVIDENCE.get(found, found), "url": file}
    folder = p.origin.folder if p.origin is not None else None
    below = file if file.startswith("evidence/") else f"evidence/{file}"
    if ".." in PurePosixPath(below).parts or PurePosixPath(file).is_absolute():
        raise NotUnderstood(f"{file} is not in the folder evidence/ of the project; put it there")
    if folder is not None and not (folder / below).is_file():
        there = [f"evidence/{each.name}" for each in sorted((folder / "evidence").glob("*"))]
        near = alike(below, there, 1)
        hint = f"; did you mean {near[0]}?" if near else "; put the file there first"
        raise NotUnderstood(f"there is no {below} in the project{hint}")
    return {"kind": SAME_EVIDENCE.get(found, found), "file": below}


def _built(p: Partnership, name: str, row: dict[str, Any]) -> Fact:
    made = assemble({name: [row]}, TABLES_OF_FACTS, own=Own.of(p), name="facts.toml")
    if made.problems or not made.facts:
        said = (
            f"{one.reason}" + (f"; {one.way_out}" if one.way_out else "") for one in made.problems
        )
        raise NotUnderstood("\n".join(said))
    fact: Fact = made.facts[0]
    if fact.of is not None and p.get(fact.of) is None and fact.of not in dict(p.typed):
        kinds = [kind for kind in _links(name) if kind in KINDS]
        ids = [thing.id for kind in kinds for thing in getattr(p.plan, kind)]
        raise NotUnderstood(none_such("id", fact.of, ids))
    return fact


def _links(name: str) -> Iterable[str]:
    links: tuple[str, ...] = attrs.fields_dict(FACTS[name])["of"].metadata.get(LINKS_TO, ())
    return links


def understood(p: Partnership, kind: str, field: str, text: str) -> None:
    """Raise `NotUnderstood` for a text that a field of this kind of fact cannot be."""
    known = columns(FACTS["amended" if kind in CHANGES else kind])
    if field == "evidence":
        _proof(p, text)
    elif field in known and not (kind == "evidence" and field == "files"):
        links = known[field].links
        value = _value(field, [_id(p, text)] if links else [text], known[field])
        name = "amended" if kind in CHANGES else kind
        made = assemble({name: [{field: value}]}, TABLES_OF_FACTS, own=Own.of(p), name="facts.toml")
        for one in made.problems:
            if field in one.path:
                raise NotUnderstood(one.reason)


# What a fact brings to light.


def news(p: Partnership, fact: Fact, day: date) -> tuple[Findings, Findings]:
    """Return what cannot be true together with a fact, and what else it brings, as of a day.

    The first are doubts: a number that is far from all others, a day outside the project, more
    money than there is. Errors are told by `record`, which refuses them.
    """
    before = p.on(day)
    known = {(one.slug, one.message) for one in check(before)}
    new = [
        nowhere(one)
        for one in check(before.with_news(fact))
        if (one.slug, one.message) not in known
    ]
    if any(one.severity is Severity.ERROR for one in new):
        return Findings(), Findings()
    doubts = [
        one
        for one in new
        if one.severity is Severity.WARNING
        and meaning(one) == CONTRADICTION
        and one.slug not in _MAY_FOLLOW
    ]
    risks = [one for one in new if meaning(one) == RISK]
    return Findings((*_impossible(p, fact), *doubts)), Findings(risks)


_MAY_FOLLOW = frozenset({"instalment-sum-off"})
"""What is no doubt, since the rest may follow."""


def _impossible(p: Partnership, fact: Fact) -> Iterator[Finding]:
    """Yield what no rule looks for, since nobody means it: slips of a finger."""
    project, amount = p.plan.project, getattr(fact, "amount", None)
    whole = project.lump_sum
    if whole is None or amount is None or amount.currency != whole.currency:
        pass  # nothing to compare it with
    elif amount.amount > whole.amount:
        message = f"{amount} is more than the lump sum of the whole project, {whole}"
        yield Finding(slug="more-than-lump-sum", message=message, severity=Severity.WARNING)
    left = getattr(fact, "left", None)
    if left is not None and project.start is not None and left < project.start:
        message = f"{left} is before the project began on {project.start}"
        yield Finding(slug="left-before-start", message=message, severity=Severity.WARNING)


# Taking back what was added last.


def add(path: Path | str, fact: Fact) -> tuple[Path, ...]:
    """Write a fact down as `record` does; in a folder or workbook `undo` takes it back."""
    home, name = _home(path)
    if name is None and not home.is_dir():
        return record(path, fact)
    with working(home, "vetpartner add"):
        before = _texts(home, name)
        try:
            written = record(path, fact)
        except NotRecorded as refused:
            raise NotRecorded(Findings(_corrected(fact, one) for one in refused.findings)) from None
        if not written:
            return ()
        names = [each.relative_to(home).as_posix() for each in written]
        last = {
            "format": _FORMAT,
            "kept": _kept(home),
            "files": {name: [before.get(name), _hash(home / name)] for name in names},
        }
        with transaction(home, "vetpartner add") as changes:
            changes.write(_LAST, (json.dumps(last, ensure_ascii=False) + "\n").encode())
    return written


def _corrected(fact: Fact, finding: Finding) -> Finding:
    """Return a finding with the way out of somebody who types: what is recorded is corrected."""
    if finding.slug != "facts-contradict":
        return finding
    first = re.search(r" and (\S+) contradict", finding.message)
    address = first[1] if first else f"{FACT_TABLES[type(fact)]}/{fact.of}"
    way_out = f'if the new one is right, add --corrects {address} --reason "…"; nothing was written'
    return attrs.evolve(finding, way_out=way_out)


def _home(path: Path | str) -> tuple[Path, str | None]:
    """Return the folder of a project, and the name of the workbook in it, if it is one."""
    path = Path(path)
    return (path.parent, path.name) if path.suffix.lower() == ".xlsx" else (path, None)


def undo(path: Path) -> tuple[str, ...]:
    """Take back what `add` wrote last in a folder or workbook, and return the files as before.

    Raises `NotUndone` where nothing was added, where a file was edited since, or where something
    was sealed or sent since: what others have is not taken back but corrected.
    """
    home, book = _home(path)
    with transaction(home, "vetpartner undo") as changes:
        files = _last(home)
        if (book is None) is any(name.endswith(".xlsx") for name in files):
            raise NotUndone(f"the last fact was added to {', '.join(files)}; name that")
        for name, before in files.items():
            if before is None:
                changes.remove(name)
            else:
                changes.write(name, before)
        changes.remove(_LAST)
    return tuple(files)


def _last(home: Path) -> dict[str, bytes | None]:
    """Return what the files of the last fact held before it; None where there was none."""
    path = home / _LAST
    if not path.is_file():
        raise NotUndone("nothing was added here that could be taken back")
    try:
        last = json.loads(disk.contents(path, most=_MOST))
        files = {str(name): tuple(held) for name, held in last["files"].items()}
        before = {
            name: None if old is None else b64decode(old, validate=True)
            for name, (old, _) in files.items()
        }
        kept = last["kept"]
        if any(_HOMES.fullmatch(name) is None for name in files):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise NotUndone(f"{_LAST} cannot be read, so nothing is taken back") from None
    if kept != _kept(home):
        raise NotUndone(
            "something was sealed or sent since; correct the fact instead, with `corrects`"
        )
    changed = [name for name, (_, after) in files.items() if _hash(home / name) != after]
    if changed:
        raise NotUndone(f"{', '.join(changed)} was edited since; take the fact out by hand")
    return before


def _texts(home: Path, book: str | None) -> dict[str, str]:
    """Return the files in which facts may stand, as they are now, whatever their encoding."""
    if book is not None:
        return {book: b64encode(disk.contents(home / book)).decode()}
    paths = [home / "project.toml", home / "facts.toml", *sorted((home / "tables").glob("*.csv"))]
    return {
        path.relative_to(home).as_posix(): b64encode(disk.contents(path)).decode()
        for path in paths
        if path.is_file()
    }


def _kept(home: Path) -> list[str | None]:
    """Return what tells whether something was sealed or sent."""
    seals = sorted(each.name for each in (home / "sealed").glob("*"))
    return [*seals, _hash(home / SENT)]


def _hash(path: Path) -> str | None:
    return disk.hash_of(path) if path.is_file() else None

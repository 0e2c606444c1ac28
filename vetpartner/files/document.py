"""One JSON document as a home of a partnership: plan, facts, narratives and own rules."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import attrs

from vetpartner.files.disk import contents, text_of
from vetpartner.files.reading import Reader
from vetpartner.files.structuring import (
    ALL_TABLES,
    FORMAT,
    OURS,
    STRICT,
    Own,
    assemble,
    iso,
    plain_extras,
    plain_facts,
    plain_plan,
)
from vetpartner.model import FACTS, HOW_MANY, Place
from vetpartner.values.finding import Severity
from vetpartner.values.reading import AMBIGUOUS, unmistakable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path as File

    from vetpartner.files.reading import Reading
    from vetpartner.model import Partnership
    from vetpartner.values.problems import Path, Problem

_THREE_DECIMALS = re.compile(r"\d\.\d{3}(?!\d)")


def json_text(p: Partnership) -> str:
    """Return a partnership as JSON; money in the project's currency stands as a number."""
    plain = FORMAT | plain_plan(p) | plain_facts(p) | plain_extras(p)
    return "".join(_pieces(plain)) + "\n"


_ENCODED = json.JSONEncoder(ensure_ascii=False, default=iso).encode


def _pieces(value: Any, indent: str = "") -> Iterator[str]:  # noqa: ANN401 - json has no exact decimals
    """Yield the text of a value piece by piece."""
    if isinstance(value, Decimal):
        yield format(value, "f")
    elif isinstance(value, dict | list) and value:
        opened, closed = "{}" if isinstance(value, dict) else "[]"
        inner = indent + "  "
        between = f"{opened}\n{inner}"
        for item in value:
            yield between
            if isinstance(value, dict):
                yield f"{_ENCODED(item)}: "
            yield from _pieces(value[item] if isinstance(value, dict) else item, inner)
            between = f",\n{inner}"
        yield f"\n{indent}{closed}"
    else:
        yield _ENCODED(value)


def read_json(file: File, *, ours: bool = False) -> Reading:
    """Read a JSON document; findings carry addresses, and line and column for bad syntax.

    A count of exactly three decimals is taken with a warning where a program wrote the document,
    because version 0.1.0 did so: it has the very form that `json_text` gives it. `ours` tells that
    only this program wrote into it, so that texts are taken as they are too.
    """
    reader = Reader(OURS if ours else STRICT)
    text = text_of(partial(contents, file), file.name, reader.say)
    raw = _parsed(file.name, text, reader) if text is not None else None
    if raw is None:
        return reader.result(None, file)
    three = _THREE_DECIMALS.search(text or "") is not None
    by_a_program = ("format" not in raw or three) and (ours or _is_our_form(raw, text or ""))
    if by_a_program and "format" not in raw:
        _count_as_written(raw)
    if by_a_program and three:
        _take_as_written(raw, file.name, reader)
    return reader.result(reader.document(raw, file.name, _where), file)


def _where(problem: Problem) -> dict[str, str]:
    return {"address": "/".join(map(str, problem.path))}


def _is_our_form(raw: dict[str, Any], text: str) -> bool:
    """Tell whether a text has every space and every line end where `json_text` sets them."""
    at = 0
    try:
        for piece in _pieces(raw):
            if not text.startswith(piece, at):
                return False
            at += len(piece)
    except RecursionError:
        return False
    return text[at:] == "\n"


_LEFT_OUT: dict[str, tuple[str, tuple[str, ...]]] = {
    "attended": ("person", HOW_MANY[:2]),
    "certified": ("participant", ()),
    "participants": ("count", HOW_MANY),
}
"""What version 0.1.0 left out of a row: a count where it does not have this, and how many."""


def _left_out(table: str, has: Callable[[str], bool]) -> dict[str, int | str]:
    """Return what version 0.1.0 meant by what a row has not: a count of 1, 0 of them, and staff."""
    whose, names = _LEFT_OUT[table]
    counts: dict[str, int | str] = {} if has(whose) or has("count") else {"count": 1}
    role = {"role": "staff"} if table == "attended" and not has("role") else {}
    return counts | role | {name: 0 for name in names if not has(name)}


def _count_as_written(raw: dict[str, Any]) -> None:
    """Say the counts and roles that version 0.1.0 left out, where nobody typed another."""
    for table in _LEFT_OUT:
        rows = raw.get(table)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                row.update(_left_out(table, row.__contains__))


def as_counted_before(p: Partnership) -> Partnership:
    """Return a partnership as version 0.1.0 counted it, beside what that version wrote.

    There a count that nobody stated and one that was typed were the same, and so were no role and
    that of staff, so that neither of them was edited since.
    """

    def counted(table: str, thing: Any) -> Any:  # noqa: ANN401 - of the tables
        meant = _left_out(table, lambda name: getattr(thing, name) is not None)
        return attrs.evolve(thing, **meant) if meant else thing

    tables = {FACTS[table]: table for table in _LEFT_OUT if table in FACTS}
    people = tuple(counted("participants", who) for who in p.baseline.participants)
    return attrs.evolve(
        p,
        baseline=attrs.evolve(p.baseline, participants=people),
        facts=tuple(counted(tables[type(f)], f) if type(f) in tables else f for f in p.facts),
    )


def _take_as_written(raw: dict[str, Any], name: str, reader: Reader) -> None:
    """Take counts of three decimals as the program that wrote them took them, and say so."""

    def problems() -> tuple[Problem, ...]:
        own = Own.in_tables(raw)
        return assemble(raw, ALL_TABLES, own=own, name=name, strict=reader.strict).problems

    taken: dict[Path, tuple[Any, Decimal, Problem]] = {}
    for problem in problems():
        *way, last = problem.path
        table: Any = raw
        for step in way:
            table = table[step]
        number = table[last] if problem.slug == AMBIGUOUS else None
        if isinstance(number, Decimal):
            table[last] = unmistakable(number)
            taken[problem.path] = (table, number, problem)
    refused = {problem.path for problem in problems()} if taken else set()
    for path, (table, number, problem) in taken.items():
        if path in refused:  # a whole number, which no version of the program wrote so
            table[path[-1]] = number
            continue
        message = f"{problem.message}; {number} is taken, as a program wrote it"
        told = {"severity": Severity.WARNING, "way_out": problem.way_out, **_where(problem)}
        reader.say(AMBIGUOUS, message, **told)


def _parsed(name: str, text: str, reader: Reader) -> dict[str, Any] | None:
    place = Place(file=name, line=1, column=1)

    def read() -> dict[str, Any]:
        raw = json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique
        )
        if not isinstance(raw, dict):
            # Not by what `parsed` returns: there null would pass for a text nested too deeply.
            msg = f"{name} holds no JSON object"
            raise ValueError(msg)  # noqa: TRY004 - told below like what else is wrong with it
        return raw

    try:
        return cast("dict[str, Any] | None", reader.parsed(name, read))
    except json.JSONDecodeError as error:
        message = f"this is not JSON: {error.msg}"
        place = Place(file=name, line=error.lineno, column=error.colno)
    except ValueError as error:
        message = str(error)
    reader.say("not-json", message, place=place)
    return None


def _no_constant(name: str) -> object:
    msg = f"{name} is not a number"
    raise ValueError(msg)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = next(key for key, number in counts.items() if number > 1)
        msg = f"the key {twice!r} appears twice in one object"
        raise ValueError(msg)
    return table

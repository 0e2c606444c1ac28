"""One JSON document as a home of a partnership: plan, facts, narratives and own rules."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from vetpartner.files.disk import contents
from vetpartner.files.reading import Reader, text_of
from vetpartner.files.structuring import iso, plain_extras, plain_facts, plain_plan
from vetpartner.model import Place
from vetpartner.values.reading import unmistakable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vetpartner.files.reading import Reading
    from vetpartner.model import Partnership
    from vetpartner.values.problems import Problem


def json_text(p: Partnership) -> str:
    """Return a partnership as JSON; money in the project's currency stands as a number."""
    return _dump(plain_plan(p) | plain_facts(p) | plain_extras(p)) + "\n"


def _dump(value: Any, indent: str = "") -> str:  # noqa: ANN401 - json has no exact decimals
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        inner = indent + "  "
        rows = (
            f"{inner}{json.dumps(k, ensure_ascii=False)}: {_dump(v, inner)}"
            for k, v in value.items()
        )
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}" if value else "{}"
    if isinstance(value, list):
        inner = indent + "  "
        rows = (f"{inner}{_dump(item, inner)}" for item in value)
        return "[\n" + ",\n".join(rows) + f"\n{indent}]" if value else "[]"
    return json.dumps(value, ensure_ascii=False, default=iso)


def read_json(file: Path, *, ours: bool = False) -> Reading:
    """Read a JSON document; findings carry addresses, and line and column for bad syntax.

    `ours` tells that only this program wrote into it, so that 4.125 is never meant as 4 125.
    """
    reader = Reader()
    raw = _parsed(file, reader, _ours if ours else Decimal)
    built = reader.document(raw, file.name, _where) if raw is not None else None
    return reader.result(built, file)


def _where(problem: Problem) -> dict[str, str]:
    return {"address": "/".join(map(str, problem.path))}


def _ours(digits: str) -> Decimal:
    return unmistakable(Decimal(digits))


def _parsed(file: Path, reader: Reader, number: Callable[[str], Decimal]) -> dict[str, Any] | None:
    text = text_of(partial(contents, file), file.name, reader.say)
    if text is None:
        return None
    place = Place(file=file.name, line=1, column=1)
    read = partial(
        json.loads,
        text,
        parse_float=number,
        parse_constant=_no_constant,
        object_pairs_hook=_unique,
    )
    try:
        raw = reader.parsed(file.name, read)
        message = f"{file.name} holds no JSON object"
    except json.JSONDecodeError as error:
        raw, message = (), f"this is not JSON: {error.msg}"
        place = Place(file=file.name, line=error.lineno, column=error.colno)
    except ValueError as error:
        raw, message = (), str(error)
    if raw is not None and not isinstance(raw, dict):
        reader.say("not-json", message, place=place)
        return None
    return raw


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

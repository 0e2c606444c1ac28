"""Ids and free texts everywhere in a plan, its facts and words: where they are, and new ones."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

import attrs

from vetpartner.model.links import LINKS_TO
from vetpartner.model.plan import KINDS
from vetpartner.values.hints import types_of
from vetpartner.values.money import Amounts
from vetpartner.values.translations import FIELD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model.partnership import Partnership

T = TypeVar("T", bound=attrs.AttrsInstance)
Text = Callable[[str, str], str | None]
"""What makes of a field's name and text the new text; None leaves an optional field empty."""

CODES = frozenset(
    {
        "action",
        "aspect",
        "aspects",
        "colour",
        "country",
        "currency",
        "field",
        "font",
        "language",
        "languages",
        "national_agency",
        "oid",
        "pic",
        "priorities",
        "report",
        "slug",
        "timezone",
    }
)
"""Fields of text that hold a code, never words."""

LINKS = frozenset({"url", "website", "link", "file", "files"})
"""Fields with a link or a file name, which is of no use with a part taken out."""

_Way = Literal["id", "text", "inner", "languages"]


def rewritten(value: T, ids: Mapping[str, str], text: Text) -> T:
    """Return an object of the model with ids renamed and texts passed through `text`.

    Links follow their ids. Codes, choices, dates and money stay.
    """
    changes: dict[str, Any] = {}
    for name, way in ways(value.__class__):
        old = getattr(value, name)
        if old is None or old == ():
            continue
        if way == "id":
            new = _renamed(old, ids)
        elif way == "text":
            new = _worded(name, old, text)
        elif way == "languages":
            new = old.changed(text)
        elif isinstance(old, tuple):
            new = tuple(rewritten(item, ids, text) for item in old)
        else:
            new = rewritten(old, ids, text)
        if new != old:
            changes[name] = new
    if not changes:
        return value
    known: Any = value
    return cast("T", attrs.evolve(known, **changes))


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401 - one id or several
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, Amounts):
        return Amounts((ids.get(key, key), money) for key, money in value.items())
    return tuple(ids.get(item, item) for item in value)


def _worded(name: str, value: Any, text: Text) -> Any:  # noqa: ANN401 - one text or several
    if isinstance(value, str):
        return text(name, value)
    return tuple(new for item in value if (new := text(name, item)) is not None)


@cache
def ways(cls: type) -> tuple[tuple[str, _Way], ...]:
    """Return the fields of a class that hold ids, free texts, or objects with either."""
    hints = types_of(cls)
    found: list[tuple[str, _Way]] = []
    for a in attrs.fields(cls):
        kinds = _kinds(hints[a.name])
        if a.name == FIELD:
            found.append((a.name, "languages"))
            continue
        if a.name in {"id", "corrects"} or LINKS_TO in a.metadata:
            found.append((a.name, "id"))
        elif str in kinds and a.name not in CODES:
            found.append((a.name, "text"))
        elif any(attrs.has(kind) and _has_text(kind) for kind in kinds):
            found.append((a.name, "inner"))
    return tuple(found)


def _kinds(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type as it is written
    origin = get_origin(hint)
    if origin in {types.UnionType, Union}:
        return tuple(kind for arg in get_args(hint) for kind in _kinds(arg))
    if origin is tuple:
        # Pairs of a name and a value, such as the rules of an agreement, are no list of texts.
        item = get_args(hint)[0]
        return () if get_origin(item) is tuple else _kinds(item)
    hint = getattr(hint, "__supertype__", hint)
    return (hint,) if isinstance(hint, type) else ()


def _has_text(cls: type) -> bool:
    """Tell whether a class holds words; dates, money and shares do not."""
    values = ("When", "Money", "Share", "Span", "ProjectMonth", "Amounts")
    return cls.__name__ not in values


def ids_in(value: Any) -> Iterator[str]:  # noqa: ANN401 - any object of the model
    """Yield every id in an object of the model, its own and those that it links to."""
    for name, way in ways(value.__class__):
        held = getattr(value, name)
        if way == "inner":
            for one in held if isinstance(held, tuple) else (held,):
                yield from ids_in(one) if one is not None else ()
        elif way == "id" and held is not None:
            yield from (held,) if isinstance(held, str) else held


def texts(p: Partnership) -> Iterator[tuple[str, str, str]]:
    """Yield `(address, name of the field, text)` for all words of a partnership as typed.

    Facts later than its day have none; own rules are one text, without an address within it.
    """
    for a in attrs.fields(type(p.baseline)):
        held = getattr(p.baseline, a.name)
        if not isinstance(held, tuple):
            yield from _texts_in(a.name, held) if held is not None else ()
            continue
        for number, one in enumerate(held):
            of = one.id if a.name in KINDS else number
            yield from _texts_in(f"{a.name}/{of}", one)
    if p.baseline.agreement is not None:
        for key, value in p.baseline.agreement.rules:
            yield from ((f"agreement/rules/{key}", key, text) for text in _in_rule(value))
    for address, fact in p.typed:
        yield from _texts_in(address, fact)
    for each in p.narratives:
        name = f"narrative/{each.report}.{each.language}"
        yield from ((f"{name}/{question}", "answer", text) for question, text in each.answers)
    if p.own_rules:
        yield "rules", "own_rules", p.own_rules


def _texts_in(address: str, value: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401
    for name, way in ways(value.__class__):
        held = getattr(value, name)
        if way == "languages":
            told = [(of, text) for of, texts in held.items() for text in texts.values()]
            for of, text in told:
                several = (text,) if isinstance(text, str) else text
                yield from ((f"{address}/{of}", of, one) for one in several)
            continue
        for one in held if isinstance(held, tuple) else (held,):
            if way == "text" and one is not None:
                yield f"{address}/{name}", name, one
            elif way == "inner" and one is not None:
                yield from _texts_in(f"{address}/{name}", one)


def _in_rule(value: Any) -> Iterator[str]:  # noqa: ANN401 - rules of an agreement
    if isinstance(value, str):
        yield value
    for one in value if isinstance(value, tuple) else ():
        yield from _in_rule(one)

"""Changing ids and free texts everywhere in a plan and its facts, whatever the class."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs

from vetpartner.model.amounts import Amounts
from vetpartner.model.links import LINKS_TO

T = TypeVar("T", bound=attrs.AttrsInstance)
Text = Callable[[str, str], str | None]
"""What makes of a field's name and text the new text; None leaves an optional field empty."""

CODES = frozenset(
    {
        "action",
        "aspect",
        "aspects",
        "country",
        "currency",
        "language",
        "languages",
        "national_agency",
        "oid",
        "pic",
        "priorities",
        "region",
        "report",
        "slug",
        "timezone",
    }
)
"""Fields of text that hold a code, never words."""

_Way = Literal["id", "text", "inner"]


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
    hints = get_type_hints(cls)
    found: list[tuple[str, _Way]] = []
    for a in attrs.fields(cls):
        kinds = _kinds(hints[a.name])
        if a.name == "id" or LINKS_TO in a.metadata:
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
    return (hint,) if isinstance(hint, type) else ()


def _has_text(cls: type) -> bool:
    """Tell whether a class holds words; dates, money and shares do not."""
    values = ("When", "Money", "Share", "Span", "ProjectMonth", "Amounts")
    return cls.__name__ not in values

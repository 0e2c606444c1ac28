"""From parsed tables to the model: strict, complete in its errors, and with near words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import attrs
from attrs import frozen

from vetpartner.files.positions import Path
from vetpartner.files.scalars import (
    SCALARS,
    WrongValue,
    literal_reader,
    near,
    read_id,
    read_money,
    read_str,
    shown,
)
from vetpartner.model import Agreement, Amounts, Money, Narrative

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cattrs import Converter


@frozen(kw_only=True)
class Problem:
    """Something in the parsed tables that does not fit the model.

    `path` leads to it; `at_key` tells that the key is wrong rather than its value.
    """

    slug: str
    message: str
    path: Path
    at_key: bool = False
    way_out: str | None = None


def structure(
    raw: object, cls: type[Any], *, currency: str = "EUR", at: Path = ()
) -> tuple[Any, tuple[Problem, ...]]:
    """Return a parsed table as an object of the model, or None with every problem in it.

    Plain numbers are money in `currency`; `at` is the path of the table, for the problems.
    """
    try:
        return converter(currency).structure(raw, cls), ()
    except Exception as error:  # noqa: BLE001 - cattrs raises groups of whatever hooks raise
        return None, tuple(_problems(error, at, cls))


@lru_cache(maxsize=16)
def converter(currency: str) -> Converter:
    """Return a converter with strict hooks, in which plain numbers are money in `currency`."""
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn, override

    conv = Converter(forbid_extra_keys=True)

    def class_hook(cls: type[Any]) -> Callable[[object, Any], Any]:
        overrides: dict[str, Any] = {"id": override(struct_hook=read_id)} if _has(cls, "id") else {}
        build = make_dict_structure_fn(cls, conv, **overrides)

        def read(value: object, type_: Any) -> Any:  # noqa: ANN401
            if not isinstance(value, dict):
                raise WrongValue("wrong-type", f"expected a table, not {shown(value)}")
            return build(value, type_)

        return read

    def tuple_hook(cls: type[Any]) -> Callable[[object, Any], Any]:
        (element, *_) = get_args(cls)
        return lambda value, _: tuple(_each(conv, value, element))

    conv.register_structure_hook_factory(attrs.has, class_hook)
    conv.register_structure_hook_factory(_is_tuple, tuple_hook)
    conv.register_structure_hook_factory(_is_literal, literal_reader)
    for type_, hook in SCALARS.items():
        conv.register_structure_hook(type_, hook)
    conv.register_structure_hook(Money, lambda value, _: read_money(value, currency))
    conv.register_structure_hook(Amounts, lambda value, _: Amounts(_amounts(value, currency)))
    # Rules agreed differently stay as typed: only the programme knows what they may be.
    conv.register_structure_hook(Agreement, _with_pairs(conv, Agreement, "rules", _frozen))
    conv.register_structure_hook(Narrative, _with_pairs(conv, Narrative, "answers", read_str))
    return conv


def _is_tuple(type_: Any) -> bool:  # noqa: ANN401 - a type as typing gives it
    return get_origin(type_) is tuple


def _is_literal(type_: Any) -> bool:  # noqa: ANN401
    return get_origin(type_) is Literal


def _has(cls: type[Any], name: str) -> bool:
    return any(a.name == name for a in attrs.fields(cls))


def _each(conv: Converter, value: object, element: type[Any]) -> Iterator[Any]:
    from cattrs.errors import IterableValidationError, IterableValidationNote

    if not isinstance(value, list | tuple):
        hint = "write the header in double brackets: [[…]]" if isinstance(value, dict) else None
        raise WrongValue("wrong-type", f"expected a list in brackets, not {shown(value)}", hint)
    errors: list[Exception] = []
    for index, item in enumerate(value):
        try:
            yield conv.structure(item, element)
        except Exception as error:  # noqa: BLE001 - collected, and raised together below
            text = f"at index {index}"
            error.__notes__ = [
                *getattr(error, "__notes__", ()),
                IterableValidationNote(text, index, element),
            ]
            errors.append(error)
    if errors:
        raise IterableValidationError("in a list", errors, tuple)


def _amounts(value: object, currency: str) -> list[tuple[str, Money]]:
    from cattrs.errors import IterableValidationError, IterableValidationNote

    if not isinstance(value, dict):
        message = f"expected amounts by organisation, not {shown(value)}"
        raise WrongValue("wrong-type", message, "write { sts = 30_000, fbk = 22_500 }")
    pairs, errors = [], []
    for key, amount in value.items():
        try:
            pairs.append((read_str(key), read_money(amount, currency)))
        except WrongValue as error:
            error.__notes__ = [IterableValidationNote(f"at {key}", key, Money)]
            errors.append(error)
    if errors:
        raise IterableValidationError("in amounts", errors, Amounts)
    return pairs


def _with_pairs(
    conv: Converter, cls: type[Any], name: str, item: Callable[[object], Any]
) -> Callable[[object, Any], Any]:
    """Return a hook for a class of which one field is a free table, kept as pairs in its order."""
    from cattrs.gen import make_dict_structure_fn, override

    def pairs(value: object, _: object) -> tuple[tuple[str, Any], ...]:
        if not isinstance(value, dict):
            raise WrongValue("wrong-type", f"expected a table, not {shown(value)}")
        return tuple((read_str(key), item(held)) for key, held in value.items())

    overrides: dict[str, Any] = {name: override(struct_hook=pairs)}
    build = make_dict_structure_fn(cls, conv, **overrides)

    def read(value: object, type_: Any) -> Any:  # noqa: ANN401
        if not isinstance(value, dict):
            raise WrongValue("wrong-type", f"expected a table, not {shown(value)}")
        return build(value, type_)

    return read


def _frozen(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        raise WrongValue("wrong-type", "expected a value or a list, not a table")
    return value


def _problems(error: BaseException, path: Path, cls: type[Any] | None) -> Iterator[Problem]:
    from cattrs.errors import (
        AttributeValidationNote,
        ForbiddenExtraKeysError,
        IterableValidationNote,
    )

    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            path = (*path, note.name)
        elif isinstance(note, IterableValidationNote):
            path = (*path, note.index)
    if isinstance(error, BaseExceptionGroup):
        inner = getattr(error, "cl", None) or cls
        for child in error.exceptions:
            yield from _problems(child, path, inner)
    elif isinstance(error, ForbiddenExtraKeysError):
        names = tuple(a.name for a in attrs.fields(error.cl))
        for key in sorted(error.extra_fields):
            message = f"`{key}` is not a key of {_table(path)}"
            yield Problem(
                slug="unknown-key",
                message=message,
                path=(*path, key),
                at_key=True,
                way_out=near(key, names) or f"known keys: {', '.join(names)}",
            )
    elif isinstance(error, KeyError):
        message = f"{_table(path[:-1])} needs the key `{path[-1]}`"
        yield Problem(slug="missing-key", message=message, path=path[:-1])
    elif isinstance(error, WrongValue):
        message = f"`{_field(path)}`: {error}" if _field(path) else str(error)
        yield Problem(slug=error.slug, message=message, path=path, way_out=error.way_out)
    else:
        yield Problem(slug="impossible-value", message=str(error), path=path)


def _table(path: Path) -> str:
    """Return how the table at a path is written in the file."""
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return "this file"
    header = ".".join(names)
    return f"[[{header}]]" if path and isinstance(path[-1], int) else f"[{header}]"


def _field(path: Path) -> str | None:
    names = [part for part in path[1:] if isinstance(part, str)]
    return ".".join(names) or None

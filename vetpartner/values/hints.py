"""Types of fields as they are written, taken apart."""

from __future__ import annotations

import sys
from functools import cache
from inspect import get_annotations
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping


_KNOWN: dict[type[attrs.AttrsInstance], Mapping[str, Any]] = {}


def types_of(cls: type[attrs.AttrsInstance]) -> Mapping[str, Any]:
    """Return the types of a class's fields by name."""
    known = _KNOWN.get(cls)
    if known is None:
        known = _KNOWN[cls] = _types_of(cls)
    return known


def _types_of(cls: type[attrs.AttrsInstance]) -> Mapping[str, Any]:
    types = {a.name: a.type for a in attrs.fields(cls)}
    if str not in map(type, types.values()):
        return types
    found: dict[str, Any] = {}
    try:
        for base in reversed(cls.__mro__):
            written = get_annotations(base).items()
            found |= {name: _type(text, base.__module__) for name, text in written}
    except NameError:
        return get_type_hints(cls)
    return {name: found[name] for name in types}


@cache
def _type(written: Any, module: str) -> Any:  # noqa: ANN401 - a type, or the text of one
    """Return the type that is written in a module; `get_type_hints` takes ten times as long.

    Raises `NameError` where that alone can tell what is meant.
    """
    type_ = eval(written, vars(sys.modules[module])) if isinstance(written, str) else written  # noqa: S307 - our own
    if not _is_whole(type_):
        raise NameError(f"{written} has a type in it that is a text")
    return type_


def _is_whole(type_: Any) -> bool:  # noqa: ANN401
    if isinstance(type_, str):
        return False
    return get_origin(type_) is Literal or all(map(_is_whole, get_args(type_)))


def default_of(a: attrs.Attribute[Any]) -> object:
    """Return what a field is where it is left out, `NOTHING` where it cannot be."""
    factory = getattr(a.default, "factory", None)
    return factory() if factory is not None else a.default


def are_pairs(type_: Any) -> bool:  # noqa: ANN401
    """Tell whether a type is a tuple of pairs, which stands as a table."""
    return get_origin(type_) is tuple and get_origin(get_args(type_)[0]) is tuple


def without_none(type_: Any) -> Any:  # noqa: ANN401
    """Return `X` of `X | None`; another type stays as it is."""
    if not is_union(type_):
        return type_
    return Union[tuple(each for each in get_args(type_) if each is not NoneType)]  # noqa: UP007


def is_union(type_: Any) -> bool:  # noqa: ANN401
    """Tell whether a type is one of several, or None."""
    return get_origin(type_) in (Union, UnionType)


def without_words(type_: Any) -> tuple[Any, tuple[str, ...]]:  # noqa: ANN401
    """Return `X` and the words of `X | Literal["a word"]`; another type, and no words."""
    if not is_union(type_):
        return type_, ()
    kinds = get_args(type_)
    words = next((get_args(each) for each in kinds if get_origin(each) is Literal), ())
    return Union[tuple(each for each in kinds if get_origin(each) is not Literal)], words  # noqa: UP007

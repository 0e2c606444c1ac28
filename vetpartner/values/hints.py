"""Types of fields as they are written, taken apart."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs


def types_of(cls: type[attrs.AttrsInstance]) -> dict[str, Any]:
    """Return the types of a class's fields by name."""
    types = {a.name: a.type for a in attrs.fields(cls)}
    # Looking them up as texts takes long, and is needed only where annotations are texts.
    return get_type_hints(cls) if str in map(type, types.values()) else types


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

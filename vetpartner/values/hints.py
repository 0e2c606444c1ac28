"""Types of fields as they are written, taken apart."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs


def types_of(cls: type[attrs.AttrsInstance]) -> dict[str, Any]:
    """Return the types of a class's fields by name."""
    types = {a.name: a.type for a in attrs.fields(cls)}
    # Looking them up as texts takes long, and is needed only where annotations are texts.
    return get_type_hints(cls) if str in map(type, types.values()) else types


def are_pairs(type_: Any) -> bool:  # noqa: ANN401
    """Tell whether a type is a tuple of pairs, which stands as a table."""
    return get_origin(type_) is tuple and get_origin(get_args(type_)[0]) is tuple


def without_none(type_: Any) -> Any:  # noqa: ANN401
    """Return `X` of `X | None`; another type stays as it is."""
    if get_origin(type_) in (Union, UnionType):
        return next(each for each in get_args(type_) if each is not NoneType)
    return type_


def may_be_untold(a: attrs.Attribute[Any], type_: Any) -> bool:  # noqa: ANN401
    """Tell whether None says more of a field than leaving it out: a file says `not told` then."""
    return without_none(type_) is not type_ and a.default is not None

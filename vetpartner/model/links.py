"""How a field says that it holds the id of something else, for checks and readers to follow."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINKS_TO = "links_to"
ANYTHING = ("anything",)


def link(*kinds: str) -> Any:  # noqa: ANN401 - stands where attrs.field stands
    """Declare an optional field that holds the id of one thing of these kinds."""
    return attrs.field(default=None, metadata={LINKS_TO: kinds})


def links(*kinds: str) -> Any:  # noqa: ANN401 - stands where attrs.field stands
    """Declare a field that holds a tuple of ids of things of these kinds."""
    return attrs.field(default=(), metadata={LINKS_TO: kinds})


def link_values(
    cls: type, value_of: Callable[[str], object]
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield `(field, kinds, id)` for every link of one object, read through `value_of`.

    It serves objects (`partial(getattr, thing)`) and raw tables (`table.get`) alike.
    """
    for name, kinds in _link_fields(cls):
        value = value_of(name)
        if isinstance(value, str):
            yield name, kinds, value
        elif isinstance(value, Collection):
            for item in value:
                if isinstance(item, str):
                    yield name, kinds, item


@cache
def _link_fields(cls: type) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (a.name, a.metadata[LINKS_TO]) for a in attrs.fields(cls) if LINKS_TO in a.metadata
    )

"""What a field says of itself: what people call it, and that it holds the id of something else.

The head of its column in a workbook and a line of help are said where the field is declared. They
are English, and the message ids of the catalogues.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINKS_TO = "links_to"
ANYTHING = ("anything",)
HEAD, HELP = "head", "help"
"""Metadata of a field: what people call it, and one line about how it is filled in."""


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


# What people call a field.


def called(
    head: str,
    field: Any = None,  # noqa: ANN401 - a default, or what stands where attrs.field stands
    *,
    help: str = "",  # noqa: A002 - as a reader knows it
) -> Any:  # noqa: ANN401 - stands where attrs.field stands
    """Declare a field with what people call it: `called("Led by", link("organisations"))`.

    `field` is another declaration, or the default alone; `help` says in a line what to write.
    """
    made = field if hasattr(field, "metadata") else attrs.field(default=field)
    made.metadata = {**made.metadata, HEAD: head, HELP: help}
    return made


def head_of(cls: type[Any], name: str) -> str:
    """Return what people call a field of a class; its name in words where it says no other."""
    said: str | None = attrs.fields_dict(cls)[name].metadata.get(HEAD)
    return said or name.replace("_", " ").capitalize()


def help_of(cls: type[Any], name: str) -> str:
    """Return the line of help of a field, empty where the kind of its value says all."""
    return str(attrs.fields_dict(cls)[name].metadata.get(HELP, ""))

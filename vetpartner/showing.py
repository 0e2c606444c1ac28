"""Values that show themselves in a notebook; how they look stands in `vetpartner.export.cards`."""

from __future__ import annotations

from importlib import import_module
from typing import TypeVar

T = TypeVar("T")


def _card(value: object) -> str:
    # Imported by name when a notebook asks, as the public names of the package are: what a value
    # is depends on nothing that is shown.
    html: str = import_module("vetpartner.export.cards").card(value)
    return html


class Shown:
    """A value that a notebook shows as a table or a card instead of its plain text."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return _card(self)


class Listing(tuple[T, ...]):
    """A tuple like any other, which a notebook shows as one table."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return _card(self)

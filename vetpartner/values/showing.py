"""Values that show themselves in a notebook, and the tables that they are shown in."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attrs import Attribute


T = TypeVar("T")
_LONGEST, _LONGEST_PART = 240, 100
"""Characters of a `repr`, and of what it says of one field."""
_FEW = 3


class Cards:
    """Where the cards are drawn: told by the package, so that no value depends on how it looks."""

    home: ClassVar[str]

    @classmethod
    def card(cls, value: object) -> str:
        """Return a value as HTML; what draws it is imported when a notebook asks for the first."""
        html: str = import_module(cls.home).card(value)
        return html


class Brief:
    """A value of attrs whose `repr` is short: what differs from the defaults, with long parts cut.

    A class with a `repr` of its own keeps it.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        # attrs writes no `repr` into a class that has one already.
        if "__repr__" not in cls.__dict__:
            type.__setattr__(cls, "__repr__", Brief.__repr__)

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={_cut(value)}" for name, value in _set(self))
        told = " ".join(told.split())
        if len(told) > _LONGEST:
            # It takes ten times as long as all else, and facts are put in order by what they say.
            import textwrap

            told = textwrap.shorten(told, _LONGEST, placeholder=" …")
        return f"{type(self).__name__}({told})"


def _set(value: object) -> Iterator[tuple[str, object]]:
    """Yield the names and values of the fields that are shown and are not as they are left out."""
    fields: Iterable[Attribute[Any]] = getattr(type(value), "__attrs_attrs__", ())
    for each in fields:
        make = getattr(each.default, "factory", None)
        here = getattr(value, each.name)
        if each.repr and here != (each.default if make is None else make()):
            yield each.name, here


def _cut(value: object) -> str:
    if isinstance(value, tuple) and len(value) > _FEW:
        return f"({_cut(value[0])}, … {len(value)} in all)"
    text = repr(value)
    return text if len(text) <= _LONGEST_PART else f"{text[:_LONGEST_PART]}…"


class Shown(Brief):
    """A value that a notebook shows as a table or a card instead of its plain text."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return Cards.card(self)


class Listing(tuple[T, ...]):
    """A tuple like any other, which a notebook shows as one table."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return Cards.card(self)

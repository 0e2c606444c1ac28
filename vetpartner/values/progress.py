"""How far long work is: told below the command line, shown by whoever listens.

What goes through many rows, lists or files does so by `steps`, which says now and then how far it
is. Without a listener nothing is counted. Nothing here knows a clock: when a bar is worth showing,
and how it looks, is for the command line to say, or for a notebook.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Step = TypeVar("Step")

EVERY = 500
"""After how many steps it is said how far the work is, where they are many and short."""


class Listener(Protocol):
    """Who is told how far work is."""

    def told(self, what: str, done: int, of: int | None) -> None:
        """Take what is being done, how many steps are done, and of how many, where that is known.

        `done` is `of` when all of it is; it is called seldom enough to draw something each time.
        """

    def ended(self, what: str) -> None:
        """Take that this work has ended, whole or not."""


_LISTENS: ContextVar[Listener | None] = ContextVar("listens", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell a listener how far all work is that is done within."""
    token = _LISTENS.set(listener)
    try:
        yield
    finally:
        _LISTENS.reset(token)


@contextmanager
def unheard() -> Iterator[None]:
    """Let nobody hear of the work within: one of many pieces, whose number is told elsewhere."""
    token = _LISTENS.set(None)
    try:
        yield
    finally:
        _LISTENS.reset(token)


def steps(
    work: Iterable[Step], what: str, *, of: int | None = None, every: int = EVERY
) -> Iterable[Step]:
    """Return the steps of some work as they are, and tell who listens how far it is.

    `of` is how many there are, where that is known; it is told after each `every` of them.
    """
    listener = _LISTENS.get()
    return work if listener is None else _told(work, what, of, every, listener)


def _told(
    work: Iterable[Step], what: str, of: int | None, every: int, listener: Listener
) -> Iterator[Step]:
    try:
        for done, step in enumerate(work):
            if done % every == 0:
                listener.told(what, done, of)
            yield step
    finally:
        listener.ended(what)

"""What is no TOML and what does not fit in its tables: where, and no more than somebody reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import frozen

Path: TypeAlias = tuple[str | int, ...]
"""A way into parsed TOML or JSON: keys of tables and indexes of lists."""
WayOut: TypeAlias = str | Callable[[], str | None] | None
"""What can be done, or how to find it out once somebody asks."""
MOST = 1_000
"""How many problems of one text are told."""
ENOUGH = 50_000
"""How many are counted: a text with more of them is something else, and is read no further."""


class Enough(Exception):
    """There are so many problems in a text that its reading ends here."""


@frozen(kw_only=True)
class Problem:
    """Something in parsed tables that does not fit the type that was asked for.

    `path` leads to it; `at_key` tells that the key is wrong rather than its value, `key` which one
    is missing.
    `message` begins with the field where that is not plain, `reason` never does.
    """

    slug: str
    reason: str
    path: Path
    at_key: bool = False
    way_out: str | None = None
    field: str = ""
    key: str = ""

    @property
    def message(self) -> str:
        """Return what is wrong, for the user."""
        return f"`{self.field}`: {self.reason}" if self.field else self.reason


@frozen
class Slip:
    """A line that is not TOML: `line` from 1 and `column` from 1, why, and what to paste instead.

    `slug` is that of the finding. `right` is the whole line as it was meant, None where that is not
    known; `way_out` says in its place what to decide. `sure` is False where somebody is to look at
    the line before it is put right.
    """

    line: int
    column: int
    why: str
    right: str | None = None
    way_out: str | None = None
    slug: str = "not-toml"
    sure: bool = True


class Problems:
    """The problems of one text, as they are found; their number is `len`."""

    def __init__(self) -> None:
        """Begin without any."""
        self._first: list[Problem] = []
        self._number = 0

    def __len__(self) -> int:
        return self._number

    def say(
        self,
        slug: str,
        reason: str,
        path: Path,
        *,
        way_out: WayOut = None,
        **more: Any,  # noqa: ANN401 - as `Problem` has them
    ) -> None:
        """Add a problem; of very many only the number, and no way out is looked for.

        Raises `Enough` when there are so many that the rest is not worth anybody's time.
        """
        self._number += 1
        if self._number > ENOUGH:
            raise Enough
        if self._number <= MOST:
            known = way_out() if callable(way_out) else way_out
            made = Problem(slug=slug, reason=reason, path=path, way_out=known, **more)
            self._first.append(made)

    def told(self) -> tuple[Problem, ...]:
        """Return the first thousand, and how many more there are, as far as they were counted."""
        rest = self._number - len(self._first)
        if not rest:
            return tuple(self._first)
        more = "many more" if self._number > ENOUGH else f"{rest} more"
        reason = f"{more} mistakes are not shown; put these right first"
        return (*self._first, Problem(slug="too-many-mistakes", reason=reason, path=()))

"""The ids of the members of a counted group: on a list to sign, and read back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_MEMBERS = 500
"""Lines for one counted group; a larger one has a single line."""


def each_of(id_: str, count: int) -> Iterator[str]:
    """Yield an id for each one of a counted group, `G/1`; for a single one, or too many, itself."""
    if 1 < count <= MOST_MEMBERS:
        yield from (f"{id_}/{one}" for one in range(1, count + 1))
    else:
        yield id_


def group_of(member: str) -> tuple[str, int]:
    """Return the id of the group of which this is the id of a member, and the member's number.

    The number is 0 where it is of none.
    """
    group, _, number = member.rpartition("/")
    is_number = number.isascii() and number.isdecimal() and len(number) <= len(str(MOST_MEMBERS))
    return (group, int(number)) if group and is_number else ("", 0)

"""What stands in more than one project, found without keeping what stands in one only.

All keys pass twice: the first time four bytes are kept of each, which tell those that may come
again; the second time only these are gathered, so that memory hardly grows with the projects.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zlib import crc32

from attrs import frozen

from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@frozen(kw_only=True)
class Found:
    """Something of a project: the number of its path, what the project is, and what it says.

    Two paths to one project, such as a folder and its copy, have one `project`.
    """

    at: int
    project: str
    told: Mapping[str, Any]


def number_of(key: str) -> int:
    """Return four bytes of a key as a number, the same in every process.

    Two keys may have one number; they are told apart when they are gathered.
    """
    return crc32(key.encode("utf-8", "surrogatepass"))


class Twice:
    """Takes the keys of one project after the other, and tells those that came more than once."""

    def __init__(self) -> None:
        """Begin without keys."""
        self._numbers = array("L" if array("I").itemsize < _BYTES else "I")
        self._ends = array("Q")

    def add(self, numbers: Iterable[int]) -> None:
        """Take the numbers of the keys of a project, each once."""
        self._numbers.extend(numbers)
        self._ends.append(len(self._numbers))

    def again(self) -> tuple[frozenset[int], tuple[int, ...]]:
        """Return the numbers that came from more than one project, and which projects have any."""
        found: set[int] = set()
        # In parts, so that the list that is sorted stays small beside the numbers themselves.
        parts = len(self._numbers) // _AT_ONCE + 1
        for part in range(parts):
            some = sorted(n for n in self._numbers if n % parts == part)
            found.update(one for one, after in pairwise(some) if one == after)
        begin, concerned = 0, []
        for at, end in enumerate(self._ends):
            if any(number in found for number in self._numbers[begin:end]):
                concerned.append(at)
            begin = end
        return frozenset(found), tuple(concerned)


_BYTES = 4
_AT_ONCE = 200_000


def in_several(
    pairs: Iterable[tuple[str, Found]],
) -> Iterator[tuple[str, list[Found]]]:
    """Yield what has one key in more than one project, in the order of the keys."""
    for key, found in sorted(grouped(pairs).items()):
        if len({one.project for one in found}) > 1:
            yield key, found

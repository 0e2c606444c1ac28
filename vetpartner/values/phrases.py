"""Phrases found in a text word by word, all at once: the time does not grow with their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")
_VOWELS = frozenset("aeiouασηο")  # noqa: RUF001 - Greek letters
"""Letters that give way to an ending."""
_SHORT = 4
_MANY = 50_000


class Phrases(Generic[T]):
    """Phrases with what each stands for; of two that begin alike the longer one is found.

    With `endings` a word may end in so many other letters, as languages bend names: Split, Splitu.
    """

    def __init__(self, *, endings: int = 0) -> None:
        """Begin with none."""
        self._endings = endings
        self._first: _Node[T] = _Node()
        self._begins: dict[str, _Node[T] | None] = {}  # by first word: most words begin nothing

    def add(self, words: Sequence[str], value: T) -> None:
        """Add a phrase, as its folded words; where it is there already, the first one counts."""
        node = self._first
        self._begins.clear()
        for word in words:
            node = node.next.setdefault(self._stem(word), _Node())
        if words and not node.values:
            node.values.append(value)

    def found(self, words: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """Yield the first word of each phrase found, the one behind its last, and its value."""
        begins = self._begins
        if len(begins) > _MANY:
            begins.clear()
        for word in {*words} - begins.keys():
            begins[word] = self._next(self._first, word)
        behind = 0
        for at in [at for at, word in enumerate(words) if begins[word] is not None]:
            if at < behind:
                continue
            node = begins[words[at]]
            end, best = at, None
            while node is not None:
                end += 1
                if node.values:
                    behind, best = end, node
                node = self._next(node, words[end]) if end < len(words) else None
            if best is not None:
                yield at, behind, best.values[0]

    def _next(self, node: _Node[T], word: str) -> _Node[T] | None:
        for cut in range(self._endings + 1):
            stem = word[: len(word) - cut]
            if len(stem) < min(len(word), _SHORT):
                return None
            if (found := node.next.get(stem)) is not None:
                return found
        return None

    def _stem(self, word: str) -> str:
        if self._endings and word[-1:] in _VOWELS and len(word) > _SHORT:
            return word[:-1]
        return word


class _Node(Generic[T]):
    """Where a word leads: the words that may follow, and what the phrase up to here stands for."""

    __slots__ = ("next", "values")

    def __init__(self) -> None:
        self.next: dict[str, _Node[T]] = {}
        self.values: list[T] = []

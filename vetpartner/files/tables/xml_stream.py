"""XML as a stream: what it may be made of is bounded, and nothing is kept that nobody asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from attrs import define

from vetpartner.files.tables.archive import Damaged, UnsafeTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Held = dict[str, str]
    """The attributes of an element."""
    Take = Callable[[Held], None]
    """What is called when an element begins."""

DEEPEST = 100
MOST_ATTRIBUTES, LONGEST_TAG = 300, 1_500_000
MOST_NAMES = 3_000
LONGEST_TEXT = 131_072
"""How many signs a cell may hold; the reader of CSV has the same limit."""
_SIGN_BYTES = 4


@define
class Budget:
    """How many elements, signs and texts that cells share are still read, in all parts."""

    elements: int
    signs: int
    strings: int

    def take_strings(self, number: int) -> None:
        """Take so many texts that cells share."""
        self.strings -= number
        if self.strings < 0:
            raise UnsafeTable("table-unsafe", "it has more texts than are read")

    def take_text(self, signs: int, times: int = 1) -> None:
        """Take a text that stands so often in what is read."""
        self.signs -= signs * times
        if self.signs < 0:
            raise UnsafeTable("table-unsafe", "its texts fill the memory")


class Stream:
    """Goes once through the elements of a part.

    `takes` says by local name what is called when an element begins, None for nothing; `other` is
    called for all other names. `opened` are the names of the elements that are open, in no order;
    `texts` are the texts since `keep`, or since a moment before where that is None. A text of more
    than `longest` signs is refused, where that is given.
    Raises `UnsafeTable` for what is deeper or larger than any spreadsheet program writes it, and
    `Damaged` for what is not well-formed.
    """

    def __init__(
        self, takes: Mapping[str, Take | None], budget: Budget, *, other: Take | None = None
    ) -> None:
        """Take what is called, and from what it takes elements and texts."""
        self.takes, self.other, self.budget = takes, other, budget
        self.opened: list[str] = []
        self.texts: list[str] = []
        self.keep: int | None = None
        self.longest: int | None = None
        self._known = _Known(self)
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = LONGEST_TEXT * _SIGN_BYTES  # a longer text comes in parts
        parser.StartDoctypeDeclHandler = _refuse_entities
        parser.StartElementHandler = self._starting()
        # Both are written in C; of a name that is open twice the first goes, which is the same.
        parser.EndElementHandler = self.opened.remove
        parser.CharacterDataHandler = self.texts.append

    def _starting(self) -> Callable[[str, Held], None]:
        """Return what is called at each element: in a large part this is most of the work."""
        known, opened, push = self._known, self.opened, self.opened.append

        def start(name: str, held: Held) -> None:
            push(name)
            if len(opened) > DEEPEST or len(held) > MOST_ATTRIBUTES:
                raise UnsafeTable("table-unsafe", "it nests too deeply, or has too many attributes")
            if take := known[name]:
                take(held)

        return start

    def turn(self, takes: Mapping[str, Take | None], *, longest: int | None = None) -> None:
        """Call these from here on, and none of those before."""
        self.takes, self.longest = takes, longest
        self._known.clear()

    def kept(self) -> list[str]:
        """Return the texts since `keep`; none where that is None."""
        return self.texts[self.keep :] if self.keep is not None else []

    def run(self, pieces: Iterable[bytes]) -> None:
        """Go through all pieces of a part."""
        fed = 0
        try:
            for piece in pieces:
                # An element has one or two of these, so that nobody has to count elements.
                self.budget.elements -= piece.count(b"<") // 2
                if self.budget.elements < 0:
                    raise UnsafeTable("table-unsafe", "it has more elements than any table needs")
                self._parser.Parse(piece, False)  # noqa: FBT003 - as expat names it
                fed += len(piece)
                if fed - self._parser.CurrentByteIndex > LONGEST_TAG:
                    raise UnsafeTable("table-unsafe", "an element has too many attributes")
                self._let_go()
            self._parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise Damaged(error) from None

    def refuse_long(self, signs: int) -> None:
        """Refuse a text that is longer than a cell may hold."""
        if self.longest is not None and signs > self.longest:
            raise UnsafeTable("table-unsafe", f"a cell holds more than {self.longest} signs")

    def _let_go(self) -> None:
        """Count the texts, and forget those that nobody waits for."""
        sizes = list(map(len, self.texts[: self.keep]))
        self.budget.take_text(sum(sizes))
        self.refuse_long(max(sizes, default=0))
        del self.texts[: self.keep]
        self.keep = None if self.keep is None else 0


class _Known(dict[str, "Take | None"]):
    """What is called for each name, found out when it is met for the first time."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self.stream = stream

    def __missing__(self, name: str) -> Take | None:
        if len(self) >= MOST_NAMES:
            raise UnsafeTable("table-unsafe", "its elements have too many names")
        stream = self.stream
        self[name] = take = stream.takes.get(name.rpartition(":")[2], stream.other)
        return take


def _refuse_entities(*_: object) -> None:
    raise UnsafeTable("table-unsafe", "it declares a document type or entities")

"""Whether a workbook may be opened at all, and what reading its values alone would not show."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from vetpartner.files.disk import MEGABYTE
from vetpartner.files.tables.archive import Archive, Damaged, UnsafeTable, plain_name
from vetpartner.files.tables.beside import Beside, Styles
from vetpartner.files.tables.documents import Document
from vetpartner.files.tables.money import NumberCell
from vetpartner.files.tables.plain_rows import PlainRows, without_plain_texts
from vetpartner.files.tables.sheets import Found, Limits, OddCell, Sheet
from vetpartner.files.tables.xml_stream import LONGEST_TEXT, Budget, Stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.files.tables.xml_stream import Held, Take

T = TypeVar("T")
LISTS = Limits(
    unpacked=200 * MEGABYTE,
    elements=4_000_000,
    signs=40_000_000,
    strings=2_000_000,
    cells=1_000_000,
    area=3_000_000,
    rows=120_000,
    columns=2_000,
    others=1_000_000,
)
"""What a list may hold, whose cells are read as they are."""
PLANNING = Limits(
    unpacked=60 * MEGABYTE,
    elements=2_000_000,
    signs=10_000_000,
    strings=200_000,
    cells=200_000,
    area=400_000,
    rows=50_000,
    columns=2_000,
    others=50_000,
    empty=True,
)
"""What a planning workbook may hold, of which each cell becomes an object with a style."""
_CONTENT = "content.xml"
_XML = (".xml", ".rels")


@frozen(kw_only=True)
class Looked:
    """What a workbook has beside its values, by the name of the sheet.

    `odd` are cells whose value a reader does not show: of an .xlsx file, since of an .ods file the
    texts show them. `shown` are numbers that show otherwise, by row and column from 1; `formulas`
    are the rows and columns of all formulas. `hidden` are rows that nobody sees, `hidden_columns`
    the first and the last of such columns; `sums` are cells whose formula adds up cells above them,
    `totals` the total rows of tables, `bold` numbers in bold.
    """

    odd: Mapping[str, list[OddCell]]
    shown: Mapping[str, Mapping[tuple[int, int], NumberCell]]
    formulas: Mapping[str, list[tuple[int, int]]]
    hidden: Mapping[str, set[int]]
    hidden_columns: Mapping[str, list[tuple[int, int]]]
    sums: Mapping[str, set[tuple[int, int]]]
    totals: Mapping[str, set[int]]
    bold: Mapping[str, set[tuple[int, int]]]


def look(data: bytes, limits: Limits = LISTS) -> Looked:
    """Go once through all parts of a workbook, and keep nothing of them but what is odd.

    Raises `UnsafeTable` for a file that is no workbook, or one that would fill the memory of who
    reads it, or keep them busy without end.
    """
    archive, found = Archive(data, most=limits.unpacked), Found(limits)
    book = _Book(archive, _budget(limits), found.count_other)
    styles = book.styles()
    found.formats, found.bold_styles = styles.formats(), styles.bold()
    sizes: list[int] = []
    book.strings(lambda text: sizes.append(len(text)), plain=sizes)
    for name in archive.names:
        if name.endswith(_XML) and name not in book.seen:
            book.look_at(name, found)
    for name in (*book.sheets.values(), _CONTENT):
        if (broken := book.broken.get(name)) is not None:
            raise broken
    if max(sizes, default=0) * found.cells > limits.signs:
        book.refuse_shared(limits)
    if archive.has(_CONTENT):
        return Looked(
            odd={},
            shown=found.shown,
            formulas={},
            hidden=found.hidden,
            hidden_columns=found.hidden_columns,
            sums=found.sums,
            totals={},
            bold=found.bold,
        )
    return Looked(
        odd=book.by_sheet(found.odd),
        shown=book.by_sheet(found.shown),
        formulas=book.by_sheet(found.formulas),
        hidden=book.by_sheet(found.hidden),
        hidden_columns=book.by_sheet(found.hidden_columns),
        sums=book.by_sheet(found.sums),
        totals=book.by_sheet(found.totals()),
        bold=book.by_sheet(found.bold),
    )


def _budget(limits: Limits) -> Budget:
    return Budget(limits.elements, limits.signs, limits.strings)


class _Enough(Exception):
    """What was looked for is found, and the rest need not be read."""


class _Book:
    """The parts of a workbook, and what they are: `sheets` are the parts of the sheets by name.

    `seen` are the parts that were looked at, `broken` those among them that are not well-formed.
    """

    def __init__(self, archive: Archive, budget: Budget, other: Take | None = None) -> None:
        """Find the sheets; raise `UnsafeTable` where they would be read otherwise than seen."""
        self.archive, self.budget, self.other = archive, budget, other
        self.seen: set[str] = set()
        self.broken: dict[str, Damaged] = {}
        self.folder = "xl/"
        self.sheets: dict[str, str] = {}
        targets: dict[str, str] = {}
        named: dict[str, str] = {}

        def root(held: Held) -> None:
            if held.get("Type", "").endswith("/officeDocument"):
                self.folder = held.get("Target", "").lstrip("/").rpartition("/")[0] + "/"

        def target(held: Held) -> None:
            targets[held.get("Id", "")] = held.get("Target", "")

        def sheet(held: Held) -> None:
            link = next((held[key] for key in held if key.rpartition(":")[2] == "id"), "")
            named[held.get("name", "")] = link

        self.run("_rels/.rels", {"Relationship": root})
        self.folder = self.folder.lstrip("/")
        self.run(f"{self.folder}_rels/workbook.xml.rels", {"Relationship": target})
        self.run(f"{self.folder}workbook.xml", {"sheet": sheet})
        for name, link in named.items():
            path = targets.get(link, "")
            self.sheets[name] = plain_name(
                path[1:] if path.startswith("/") else f"{self.folder}{path}"
            )
        parts = [part for part in self.sheets.values() if archive.has(part)]
        if len(set(parts)) < len(parts):
            raise UnsafeTable("table-unsafe", "a part of it is two sheets")
        if not all(part.endswith(_XML) for part in parts) or archive.has(
            f"{self.folder}workbook.bin"
        ):
            raise UnsafeTable("not-a-workbook", "its sheets are not XML", "save it as .xlsx")

    def run(self, name: str, takes: Mapping[str, Take | None]) -> Stream:
        """Go through a part that must be well-formed, if it is there."""
        self.seen.add(plain_name(name))
        stream = Stream(takes, self.budget, other=self.other)
        if self.archive.has(name):
            stream.run(self.archive.pieces(name))
        return stream

    def styles(self) -> Styles:
        """Return the styles of cells."""
        styles = Styles(self.count)
        self.run(f"{self.folder}styles.xml", styles.takes())
        return styles

    def count(self, held: Held) -> None:
        """Count an element that is no cell."""
        if self.other is not None:
            self.other(held)

    def strings(self, take: Callable[[str], None], *, plain: list[int] | None = None) -> None:
        """Give each text that cells share, in their order; of plain ones only the size, if asked.

        Sizes are in bytes where they are not in signs.
        """
        waits = False

        def begin(held: Held) -> None:
            count = held.get("uniqueCount", "")
            if count.isdecimal() and int(count[:9]) > self.budget.strings:
                self.budget.take_strings(int(count[:9]))  # a reader makes room for as many
            stream.turn({"si": text, "t": None}, longest=LONGEST_TEXT)

        def text(_: Held) -> None:
            nonlocal waits
            if waits:
                self.budget.take_strings(1)
                held = "".join(stream.kept())
                stream.refuse_long(len(held))
                take(held)
            waits, stream.keep = True, len(stream.texts)

        stream = Stream({"sst": begin}, self.budget, other=self.other)
        name = f"{self.folder}sharedStrings.xml"
        self.seen.add(plain_name(name))
        if self.archive.has(name):
            pieces = self.archive.pieces(name)
            if plain is not None:
                pieces = without_plain_texts(pieces, plain, self.budget)
            stream.run(pieces)
        text({})

    def some_strings(self, wanted: set[int]) -> dict[int, str]:
        """Return those of the texts that cells share that have these numbers."""
        found: dict[int, str] = {}
        number = 0

        def take(text: str) -> None:
            nonlocal number
            if number in wanted:
                found[number] = text
            number += 1
            if len(found) == len(wanted):
                raise _Enough

        with suppress(_Enough, UnsafeTable):
            self.strings(take)
        return found

    def first_row(self, part: str) -> list[int | str]:
        """Return the texts of the first row of a sheet, or their numbers where they are shared."""
        cells: list[int | str] = []
        rows = depth = 0
        kind: str | None = None

        def begin(_: Held) -> None:
            nonlocal depth
            depth = len(stream.opened)

        def row(held: Held) -> None:
            nonlocal rows
            rows += 1
            if rows > 1 or held.get("r", "1") != "1":
                raise _Enough

        def cell(held: Held) -> None:
            nonlocal kind
            settle()
            kind, stream.keep = held.get("t", "n"), None

        def text(_: Held) -> None:
            stream.keep = len(stream.texts) if stream.keep is None else stream.keep

        def other(_: Held) -> None:
            if len(stream.opened) <= depth:
                raise _Enough

        def settle() -> None:
            held = "".join(stream.kept()).strip()
            if kind is not None:
                cells.append(int(held) if kind == "s" and held.isdecimal() else held)

        takes = {"sheetData": begin, "row": row, "c": cell, "v": text, "t": text}
        stream = Stream(takes, self.budget, other=other)
        with suppress(_Enough, UnsafeTable):
            stream.run(self.archive.pieces(part))
        settle()
        return cells

    def look_at(self, name: str, found: Found) -> None:
        """Look at a part, whatever it is; keep it in mind where it is not well-formed."""
        inside: list[Sheet | Document] = []

        def table(held: Held) -> None:
            if "ref" in held:
                found.keep_table(name, held)
            else:
                inside.append(Document(held, stream, found))

        takes: dict[str, Take | None] = {
            **Beside(name, found).takes(),
            "sheetData": lambda _: inside.append(Sheet(plain, stream, found)),
            "table": table,
        }
        stream = Stream(takes, self.budget, other=self.other)
        plain = PlainRows(name, found, self.budget)
        pieces = self.archive.pieces(name)
        try:
            stream.run(pieces if found.limits.empty else plain.left(pieces))
            for each in inside:
                each.end()
        except Damaged as error:
            self.broken[name] = error

    def refuse_shared(self, limits: Limits) -> None:
        """Refuse texts that so many cells share that together they fill the memory."""
        self.budget = _budget(limits)  # what was looked at is gone through once more
        sizes: list[int] = []
        self.strings(lambda text: sizes.append(len(text)))
        waits = False

        def cell(held: Held) -> None:
            nonlocal waits
            if text := "".join(stream.kept()).strip():
                index = int(text) if text.isdecimal() else len(sizes)
                self.budget.take_text(sizes[index] if index < len(sizes) else 0)
            waits, stream.keep = held.get("t") == "s", None

        def value(_: Held) -> None:
            stream.keep = len(stream.texts) if waits else None

        for name in self.sheets.values():
            stream = Stream({"c": cell, "v": value}, self.budget)
            stream.run(self.archive.pieces(name))
            cell({})

    def by_sheet(self, parts: Mapping[str, T]) -> dict[str, T]:
        """Return the same by the name of the sheet instead of the name of its part."""
        return {name: parts[part] for name, part in self.sheets.items() if part in parts}


def first_rows(data: bytes) -> dict[str, list[str]]:
    """Return the texts in the first row of each sheet of an .xlsx file, by the sheet's name.

    The sheets are not read whole: those of an agency are large. What is found in a broken file,
    or in one that is written in another way, is empty; who reads it whole says what is wrong.
    """
    try:
        book = _Book(Archive(data), _budget(PLANNING))
    except UnsafeTable:
        return {}
    rows = {name: book.first_row(part) for name, part in book.sheets.items()}
    wanted = {cell for row in rows.values() for cell in row if isinstance(cell, int)}
    texts = book.some_strings(wanted) if wanted else {}
    return {
        name: [texts.get(cell, "") if isinstance(cell, int) else cell for cell in row]
        for name, row in rows.items()
    }

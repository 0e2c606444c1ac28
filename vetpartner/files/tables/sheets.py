"""What is looked at in the cells of a sheet, as it passes by: where they lie, and what is odd."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import Factory, define, frozen

from vetpartner.files.tables.archive import Damaged, UnsafeTable, too_large
from vetpartner.files.tables.money import NumberCell, as_shown
from vetpartner.files.tables.xml_stream import LONGEST_TEXT

if TYPE_CHECKING:
    from vetpartner.files.tables.plain_rows import PlainRows
    from vetpartner.files.tables.xml_stream import Held, Stream

MOST_MERGED = 50_000
MOST_BOLD = 20_000
MOST_TOTALS = 10
TRUE = frozenset({"1", "true"})
"""How a workbook writes that something is so."""
_REF = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)


@frozen(kw_only=True)
class Limits:
    """How much of what a workbook may hold, all its sheets together.

    `unpacked` is in bytes, `signs` are those of all texts, `strings` are texts that cells share.
    `area` is what lies between the first cell and the last one of each sheet, which has at most
    `rows` and `columns`. `others` are elements that are no cells. `empty` tells that empty cells
    count, because who reads the file next makes something of each.
    """

    unpacked: int
    elements: int
    signs: int
    strings: int
    cells: int
    area: int
    rows: int
    columns: int
    others: int | None = None
    empty: bool = False


@frozen(kw_only=True)
class OddCell:
    """A cell whose value a reader does not show: `error`, or a formula without a stored value."""

    line: int
    column: int
    error: bool


@define
class Found:
    """What was found so far: what is odd in each sheet.

    `odd` are cells that readers do not show, `formulas` all formulas, `shown` what shows otherwise,
    `hidden` rows that nobody sees, `hidden_columns` the first and the last of such columns, `sums`
    cells whose formula adds up those above, `bold` cells in bold, as long as they are few.
    `bold_styles` are the numbers or names of styles in bold. `tables` are the total rows of tables
    by the part of the table, `linked` the parts of the tables of a sheet.

    Sheets are known by their parts, or in OpenDocument by name. `merged` counts cells that are
    merged.
    """

    limits: Limits
    formats: dict[str, str] = Factory(dict)
    odd: dict[str, list[OddCell]] = Factory(dict)
    formulas: dict[str, list[tuple[int, int]]] = Factory(dict)
    shown: dict[str, dict[tuple[int, int], NumberCell]] = Factory(dict)
    hidden: dict[str, set[int]] = Factory(dict)
    hidden_columns: dict[str, list[tuple[int, int]]] = Factory(dict)
    sums: dict[str, set[tuple[int, int]]] = Factory(dict)
    bold_styles: set[str] = Factory(set)
    bold: dict[str, set[tuple[int, int]]] = Factory(dict)
    tables: dict[str, range] = Factory(dict)
    linked: dict[str, list[str]] = Factory(dict)
    cells: int = 0
    area: int = 0
    merged: int = 0
    others: int = 0

    def count_cells(self, number: int) -> None:
        """Add cells, and refuse what holds too many."""
        self.cells += number
        if self.cells > self.limits.cells:
            raise too_large(f"more than {self.limits.cells} cells")

    def count_area(self, rows: int, columns: int) -> None:
        """Add the area of a sheet, and refuse cells that lie so far apart that it is too large."""
        self.area += rows * columns
        limits = self.limits
        if self.area > limits.area or rows > limits.rows or columns > limits.columns:
            raise UnsafeTable("table-unsafe", "a cell lies far away from the others")

    def count_other(self, _: Held) -> None:
        """Count an element that is no cell."""
        self.others += 1
        if self.limits.others is not None and self.others > self.limits.others:
            raise UnsafeTable("table-unsafe", "it has more settings than a table needs")

    def keep_bold(self, sheet: str, at: tuple[int, int]) -> None:
        """Keep a cell in bold; where many are, it is no sign of anything."""
        cells = self.bold.setdefault(sheet, set())
        if len(cells) < MOST_BOLD:
            cells.add(at)

    def hide_columns(self, sheet: str, first: int, last: int) -> None:
        """Keep columns that nobody sees."""
        held = self.hidden_columns.setdefault(sheet, [])
        if len(held) < self.limits.columns:
            held.append((first, last))

    def keep_table(self, part: str, held: Held) -> None:
        """Keep the total rows of a table, which are its last ones."""
        rows = min(counted(held.get("totalsRowCount", "0")), MOST_TOTALS)
        last, _ = place(held.get("ref", "").rpartition(":")[2])
        self.tables[part] = range(last - rows + 1, last + 1)

    def totals(self) -> dict[str, set[int]]:
        """Return the total rows of the tables of each sheet."""
        return {
            sheet: {line for part in parts for line in self.tables.get(part, ())}
            for sheet, parts in self.linked.items()
        }

    def count_merged(self, held: Held) -> None:
        """Count the cells that are merged, or have a link, as one range."""
        self.count_other(held)
        ends = [place(ref) for ref in held.get("ref", "").split(":")]
        rows, columns = (abs(a - b) + 1 for a, b in zip(ends[0], ends[-1], strict=True))
        # A planning workbook is read by who makes a cell of each, and compares all ranges.
        self.merged += max(rows * columns, 10) if self.limits.empty else 1
        if self.merged > MOST_MERGED:
            raise UnsafeTable("table-unsafe", "too many cells are merged, or have a link")


def place(ref: str) -> tuple[int, int]:
    """Return row and column of a reference such as `B12`, from 1; raise `Damaged` for others."""
    match = _REF.fullmatch(ref)
    if match is None:
        raise Damaged(f"{ref[:20]!r} is no cell")
    return int(match[2]), column_of(match[1])


def column_of(letters: str) -> int:
    """Return the number of a column, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def counted(text: str | None) -> int:
    """Return how often something is repeated; once where nothing says it."""
    if text is None:
        return 1
    if not _COUNT.fullmatch(text):
        raise Damaged(f"{text[:20]!r} is no number")
    return int(text)


class Sheet:
    """Looks at the cells of a sheet of an .xlsx file, from `sheetData` on, that were not `passed`.

    Before a row without a number nothing is passed over in the same piece.
    """

    def __init__(self, passed: PlainRows, stream: Stream, found: Found) -> None:
        """Begin before the first row."""
        self.part, self.passed, self.stream, self.found = passed.part, passed, stream, found
        self.depth = len(stream.opened) + 1
        self.row_name = self.row_text = ""
        self.columns: set[str] = set()
        self.number = self.at = self.last = self.widest = self.cells = self.before = 0
        self.ref: Held = {}
        self.waits = self.formula = self.at_formula = False
        self.shared: set[str] = set()
        self.shares = ""
        self.count = stream.other
        every = found.limits.empty
        stream.other = self.other
        stream.turn(
            {
                "row": self.row,
                "c": self.every_cell if every else self.cell,
                "v": self.value if every else self.counted_value,
                "is": None if every else self.content,
                "t": None,
                "f": self.has_formula,
                "mergeCell": found.count_merged,
                "hyperlink": found.count_merged if every else None,
            },
            longest=LONGEST_TEXT,
        )

    def row(self, held: Held) -> None:
        """Come to a row."""
        if len(self.stream.opened) != self.depth:
            raise Damaged("a row does not stand in its sheet")
        self.leave()
        self.row_name, self.row_text = self.stream.opened[-1], held.get("r", "")
        last = max(self.number, self.passed.last)
        self.number = counted(self.row_text) if self.row_text else last + 1
        self.ref, self.at = {}, 0
        if held.get("hidden") in TRUE:
            self.found.hidden.setdefault(self.part, set()).add(self.number)

    def leave(self) -> None:
        """Leave a row, or the sheet."""
        if self.waits:
            self.settle()
        if self.cells != self.before:
            self.last, self.before = max(self.last, self.number), self.cells
            limits = self.found.limits
            if self.number > limits.rows or self.cells > limits.cells:  # both are refused
                self.found.count_cells(self.cells)
                self.found.count_area(self.number, 1)

    def cell(self, held: Held) -> None:
        """Come to a cell."""
        if self.waits:
            self.settle()
        if self.stream.opened[-2] != self.row_name:
            raise Damaged("a cell does not stand in a row")
        if "r" not in held:  # it stands behind the one before
            self.at = 1 + (self.where()[1] if "r" in self.ref else self.at)
        self.ref = held
        kind = held.get("t", "n")
        if kind == "n":
            self.waits = held.get("s") in self.found.formats
            if held.get("s") in self.found.bold_styles:
                self.found.keep_bold(self.part, self.where())
        elif kind == "e":
            self.odd(error=True)

    def other(self, held: Held) -> None:
        """Come to something else: what follows is no text of a cell."""
        if self.waits:
            self.settle()
        if self.count is not None:
            self.count(held)

    def every_cell(self, held: Held) -> None:
        """Come to a cell where empty ones count too."""
        self.cell(held)
        self.content(held)

    def content(self, _: Held) -> None:
        """Count the cell, and see how far from the others it lies."""
        self.cells += 1
        letters = self.ref.get("r", "").removesuffix(self.row_text)
        if letters not in self.columns:
            row, column = self.where()
            self.widest, self.last = max(self.widest, column), max(self.last, row)
            if self.row_text and letters.isalpha():
                self.columns.add(letters)

    def counted_value(self, held: Held) -> None:
        """Come to the stored value of a cell that counts because of it."""
        self.content(held)
        if self.waits:
            self.value(held)

    def value(self, _: Held) -> None:
        """Come to the stored value of a cell."""
        self.take_formula()
        self.stream.keep = len(self.stream.texts)

    def has_formula(self, held: Held) -> None:
        """Come to a formula."""
        if self.found.limits.empty:
            self.found.formulas.setdefault(self.part, []).append(self.where())
        self.waits = self.formula = self.at_formula = True
        self.shares = held.get("si", "") if held.get("t") == "shared" else ""
        self.stream.keep = len(self.stream.texts)

    def take_formula(self) -> None:
        """Look at the formula that is behind us: whether it adds up what stands above."""
        if not self.at_formula:
            return
        self.at_formula = False
        text = "".join(self.stream.kept())
        at = self.where()
        # Copies of a formula have its number instead of its text.
        if adds_up(text, at) or (not text.strip() and self.shares in self.shared):
            self.found.sums.setdefault(self.part, set()).add(at)
            if self.shares:
                self.shared.add(self.shares)

    def where(self) -> tuple[int, int]:
        """Return row and column of the cell; where it does not say them, as readers count."""
        ref = self.ref.get("r")
        return (self.number, self.at) if ref is None else place(ref)

    def odd(self, *, error: bool) -> None:
        """Keep where an odd cell stands."""
        row, column = self.where()
        odd = OddCell(line=row, column=column, error=error)
        self.found.odd.setdefault(self.part, []).append(odd)

    def settle(self) -> None:
        """Look at the stored value of the cell that is behind us."""
        without = self.at_formula
        self.take_formula()
        text = "" if without else "".join(self.stream.kept()).strip()
        kind = self.ref.get("t", "n")
        if self.formula and not text and kind != "e":
            self.odd(error=False)
            self.cells += 1
        code = self.found.formats.get(self.ref.get("s", ""))
        if text and code is not None and kind == "n":
            self.keep(as_number(text, code))
        self.waits = self.formula = False
        self.stream.keep = None

    def keep(self, shown: NumberCell | None) -> None:
        """Keep a number that shows otherwise."""
        if shown is not None:
            self.found.shown.setdefault(self.part, {})[self.where()] = shown

    def end(self) -> None:
        """Come to the end of the part."""
        self.leave()
        passed = self.passed
        widest = max(self.widest, passed.widest if passed.cells else 0)
        self.found.count_cells(self.cells + passed.cells)
        self.found.count_area(max(self.last, passed.last), widest)


_ADDS = re.compile(r"(?:SUBTOTAL|AGGREGATE)\s*\(", re.IGNORECASE)
_SUM = re.compile(r"SUM\s*\(([^()]*)\)", re.IGNORECASE)
_PLUS = re.compile(r"[A-Z]{1,3}[0-9]{1,7}(?:\s*\+\s*[A-Z]{1,3}[0-9]{1,7})+", re.IGNORECASE)
_LONGEST_FORMULA = 2_000


def adds_up(formula: str, at: tuple[int, int]) -> bool:
    """Tell whether a formula in row and column `at` adds up cells above it in its own column."""
    if not formula or len(formula) > _LONGEST_FORMULA:
        return False
    text = re.sub(r"^\s*(?:of:|oooc:)?=?|[$\[\].]", "", formula).strip()
    if _ADDS.match(text):
        return True
    match = _SUM.fullmatch(text)
    inner = match[1] if match else text if _PLUS.fullmatch(text) else ""
    refs = _REF.findall(inner)
    row, column = at
    return bool(refs) and all(column_of(c) == column and int(r) < row for c, r in refs)


def as_number(stored: str, code: str) -> NumberCell | None:
    """Return a stored number that its format shows otherwise; None for all others."""
    try:
        shown = as_shown(float(stored), code)
    except ValueError:
        return None
    return shown if isinstance(shown, NumberCell) else None

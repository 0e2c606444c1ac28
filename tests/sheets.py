"""A workbook as a spreadsheet program shows it: every formula is worked out again."""

from __future__ import annotations

import io
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, frozen
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

if TYPE_CHECKING:
    from collections.abc import Iterator

Where = tuple[str, int, int]
_CELL = r"\$?[A-Z]{1,3}\$?\d+"
_PART = re.compile(
    r'"[^"]*"'
    rf"|(?:'(?P<sheet>[^']+)'!)?(?P<cell>{_CELL})(?::(?P<end>{_CELL}))?"
    r"|(?P<equals>=)|\d+|[A-Z]+\(|[-+/(),<>]"
)


class NoValue(Exception):
    """What a spreadsheet shows as #VALUE!."""


@frozen
class Sheets:
    """The cells of a workbook as it was saved: what stands in each, and its value if worked out."""

    book: Workbook
    stored: Workbook = field(repr=False)

    @classmethod
    def of(cls, book: Workbook) -> Sheets:
        """Save a workbook and read it back, with formulas and with the values beside them."""
        out = io.BytesIO()
        book.save(out)
        return cls(load_workbook(out), load_workbook(out, data_only=True))

    @property
    def formulas(self) -> Iterator[tuple[Where, str]]:
        """Yield all formulas and where they stand."""
        for sheet in self.book:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield (sheet.title, cell.row, cell.column), str(cell.value)

    def shown(self, at: Where) -> Any:  # noqa: ANN401 - of any type
        """Return the value that was stored."""
        sheet, row, column = at
        return self.stored[sheet].cell(row, column).value

    def value(self, at: Where) -> Any:  # noqa: ANN401 - of any type
        """Return the value of a cell, a formula worked out; raise `NoValue` where it has none."""
        known = self._values
        if at not in known:
            sheet, row, column = at
            cell = self.book[sheet].cell(row, column)
            made = self._worked(sheet, str(cell.value)[1:]) if cell.data_type == "f" else cell.value
            known[at] = Decimal(repr(made)) if isinstance(made, float) else made
        return known[at]

    def rows(self, sheet: str, names: int = 1) -> dict[str, dict[str, Any]]:
        """Return the rows of a table by their first cells, with the values below each head."""
        cells = self.book[sheet]
        first = next(
            row
            for row in range(1, cells.max_row + 1)
            if len([c for c in range(1, 9) if cells.cell(row, c).value is not None]) > 1
        )
        heads = [str(cells.cell(first, c).value or "") for c in range(1, cells.max_column + 1)]
        found: dict[str, dict[str, Any]] = {}
        for row in range(first + 1, cells.max_row + 1):
            called = " ".join(str(cells.cell(row, c).value) for c in range(1, names + 1))
            found.setdefault(
                called,
                {head: self.value((sheet, row, c)) for c, head in enumerate(heads, start=1)},
            )
        return found

    @cached_property
    def _values(self) -> dict[Where, Any]:
        return {}

    def _worked(self, sheet: str, formula: str) -> Any:  # noqa: ANN401 - of any type
        def part(match: re.Match[str]) -> str:
            if match["cell"] is None:
                return "==" if match["equals"] else match[0]
            what, where = "many" if match["end"] else "one", match["sheet"] or sheet
            return f"{what}({where!r}, {match['cell']!r}, {match['end'] or match['cell']!r})"

        assert "" == _PART.sub("", formula), formula
        names = {"SUM": _sum, "ROUND": _round, "MAX": max, "IF": _either}
        names |= {"one": self._one, "many": self._many, "__builtins__": {}}
        try:
            with localcontext(traps=[]):
                # The formulas are our own, and hold nothing but the parts that were looked at.
                made = eval(_PART.sub(part, formula), names)  # noqa: S307
        except TypeError as error:  # a text where a number should be
            raise NoValue(f"{sheet}: ={formula}") from error
        if isinstance(made, Decimal) and not made.is_finite():
            raise NoValue(f"{sheet}: ={formula}")
        return made

    def _one(self, sheet: str, cell: str, _: str) -> Any:  # noqa: ANN401 - of any type
        found = self._many(sheet, cell, cell)[0]
        return Decimal(0) if found is None else found

    def _many(self, sheet: str, first: str, last: str) -> list[Any]:
        (left, top), (right, bottom) = coordinate_from_string(first), coordinate_from_string(last)
        columns = range(column_index_from_string(left), column_index_from_string(right) + 1)
        return [self.value((sheet, row, n)) for row in range(top, bottom + 1) for n in columns]


def _sum(values: list[Any]) -> Decimal:
    return sum((v for v in values if isinstance(v, Decimal | int)), Decimal(0))


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _either(test: object, yes: object, no: object) -> object:
    return yes if test else no

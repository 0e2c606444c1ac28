"""Lines of planned and spent money, in groups, printed as text and as a table."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from attrs import evolve, frozen

from vetpartner.model import Money, Rate
from vetpartner.showing import Brief

HEADS = ("Planned", "Spent", "Left", "Days")
NOWHERE = "not stated"
NO_DATE = "no date"
_LEFT = ' style="text-align:left;font-weight:normal"'
_RIGHT = ' style="text-align:right;white-space:nowrap"'


@frozen(kw_only=True)
class CostLine:
    """One line: what was planned for something, what was spent on it, and the staff days.

    `planned` is None where nothing is planned for such a line, as for a category.
    """

    id: str
    title: str
    planned: Money | None
    spent: Money
    days: Decimal

    @property
    def left(self) -> Money | None:
        """Return planned less spent; below zero more was spent than planned."""
        return None if self.planned is None else self.planned - self.spent


@frozen(kw_only=True)
class Costs(Brief):
    """Planned and spent as of the day, in the project's currency; each group adds up to `total`.

    Amounts planned for a period are those of its activities, and of each work package the rest,
    spread evenly over its days.
    `packages` are activities in a project without work packages.
    `cells` are work package (or activity), partner, planned and spent, where either is stated.
    `unconverted` are the sums in other currencies that are in no line.
    `rates` are the exchange rates on which conversions can rest, with source and day of entry.
    """

    label: str
    packages: tuple[CostLine, ...]
    partners: tuple[CostLine, ...]
    periods: tuple[CostLine, ...]
    categories: tuple[CostLine, ...]
    total: CostLine
    cells: tuple[tuple[str, str, Money | None, Money], ...]
    unconverted: tuple[Money, ...]
    rates: tuple[Rate, ...]

    @property
    def groups(self) -> tuple[tuple[str, tuple[CostLine, ...]], ...]:
        """Return the groups of lines with their headings, without empty ones."""
        named = (
            ("Work packages", self.packages),
            ("Partners", self.partners),
            ("Periods", self.periods),
            ("Categories", self.categories),
        )
        return tuple((name, lines) for name, lines in named if lines)

    def __str__(self) -> str:
        tables = [(name, [*map(_cells, lines)]) for name, lines in self.groups]
        rows = [row for _, lines in tables for row in lines] + [_cells(self.total), ("", *HEADS)]
        widths = [max(len(row[i]) for row in rows) for i in range(len(HEADS) + 1)]
        lines = [f"{self.label}, amounts in {self.total.spent.currency}"]
        found_of = dict(self.groups)
        for name, found in tables:
            head = (name, *HEADS)
            total = _cells(_total(found_of[name], self.total))
            lines += ["", *(_aligned(row, widths) for row in (head, *found, total))]
        lines += ["", *_remarks(self)] if _remarks(self) else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        caption = f"{escape(self.label)}, amounts in {self.total.spent.currency}"
        body = "".join(_html_group(name, lines, self.total) for name, lines in self.groups)
        remarks = "".join(f"<p>{escape(remark)}</p>" for remark in _remarks(self))
        return f"<table><caption>{caption}</caption>{body}</table>{remarks}"


def _total(lines: tuple[CostLine, ...], total: CostLine) -> CostLine:
    """Return the total of a group, without what is planned where its lines have no plan."""
    planned = any(line.planned is not None for line in lines)
    return total if planned else evolve(total, planned=None)


def _cells(line: CostLine) -> tuple[str, ...]:
    name = line.title if line.id in {"", line.title} else f"{line.id} {line.title}"
    moneys = (_plain(line.planned), _plain(line.spent), _plain(line.left))
    return (name, *moneys, f"{line.days.normalize():f}" if line.days else "")


def _plain(money: Money | None) -> str:
    return "" if money is None else str(money).removesuffix(f" {money.currency}")


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    first, *numbers = row
    cells = [cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=True)]
    return "  ".join((first.ljust(widths[0]), *cells)).rstrip()


def _remarks(found: Costs) -> list[str]:
    if not found.unconverted:
        return []
    sums = ", ".join(str(money) for money in found.unconverted)
    return [f"Not converted, and in none of these sums: {sums}"]


def _html_group(name: str, lines: tuple[CostLine, ...], total: CostLine) -> str:
    first = f'<th scope="col" style="text-align:left">{name}</th>'
    heads = "".join(f'<th scope="col"{_RIGHT}>{head}</th>' for head in HEADS)
    rows = "".join(_html_row(line, "td") for line in lines)
    return f"<tbody><tr>{first}{heads}</tr>{rows}{_html_row(_total(lines, total), 'th')}</tbody>"


def _html_row(line: CostLine, tag: str) -> str:
    name, *numbers = _cells(line)
    cells = "".join(f"<{tag}{_RIGHT}>{number}</{tag}>" for number in numbers)
    return f'<tr><th scope="row"{_LEFT}>{escape(name)}</th>{cells}</tr>'

"""Transfers of money against the approved plan: as rows, with totals by verdict and by place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.checks.transferring import Transfer, Verdict, transfers_of
from vetpartner.model import Money, Partnership
from vetpartner.programme import UnknownCall, rules_for
from vetpartner.showing import Brief, html_table
from vetpartner.views.finance.money import matrix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.moved_money import Side

__all__ = ["Balance", "Transfer", "Transfers", "Verdict", "transfers"]

HEADS = ("Date", "From", "To", "Amount", "By the rules", "Approved", "Reason")
MISSING = "[missing: reason]"


@frozen(kw_only=True)
class Balance:
    """What a work package, activity or organisation had when approved, and has now."""

    id: str
    approved: Money
    now: Money

    @property
    def difference(self) -> Money:
        """Return by how much it grew."""
        return self.now - self.approved


@frozen(kw_only=True)
class Transfers(Brief):
    """All transfers up to a day, in their order; prints and shows as a table.

    `packages` are the work packages, in a project without them the activities, whose sum changed;
    `organisations` those whose sum changed.
    `law` is the rule of the call in words with its source, None where the call is not known.
    """

    label: str
    day: date
    currency: str
    rows: tuple[Transfer, ...]
    packages: tuple[Balance, ...]
    organisations: tuple[Balance, ...]
    law: str | None

    @property
    def total(self) -> Money:
        """Return the sum of all transfers."""
        return Money.total((row.amount for row in self.rows), self.currency)

    @property
    def by_verdict(self) -> tuple[tuple[Verdict, Money], ...]:
        """Return the sum of each verdict, in the order in which they first occur."""
        sums: dict[Verdict, Money] = {}
        for row in self.rows:
            sums[row.verdict] = sums.get(row.verdict, Money(0, self.currency)) + row.amount
        return tuple(sums.items())

    @property
    def without_reason(self) -> tuple[Transfer, ...]:
        """Return those for which no reason is recorded."""
        return tuple(row for row in self.rows if row.reason is None)

    def __str__(self) -> str:
        lines = [self._caption()]
        if not self.rows:
            return f"{lines[0]}\nNo money was moved."
        cells = [HEADS, *(_cells(row) for row in self.rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(HEADS) - 1)]
        lines.append("")
        for row in cells:
            padded = [
                cell.rjust(width) if column == _AMOUNT else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=False))
            ]
            lines.append("  ".join((*padded, row[-1])).rstrip())
        lines += ["", *(f"{verdict}: {money}" for verdict, money in self.by_verdict)]
        lines += ["", *(_balance(one) for one in (*self.packages, *self.organisations))]
        if self.law is not None:
            lines += ["", f"Rule: {self.law}"]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        sums = "; ".join(f"{verdict}: {money}" for verdict, money in self.by_verdict)
        caption = f"{self._caption()}{f' ({sums})' if sums else ''}"
        return html_table(caption, HEADS, map(_cells, self.rows), numbers=(_AMOUNT,))

    def _caption(self) -> str:
        return f"{self.label}, transfers of money as of {self.day}"


_AMOUNT = HEADS.index("Amount")


def _cells(row: Transfer) -> tuple[str, ...]:
    ends = (str(side) if side is not None else "not recorded" for side in (row.giver, row.taker))
    return (
        str(row.day),
        *ends,
        str(row.amount),
        row.verdict,
        str(row.approved or "\N{EN DASH}"),
        row.reason or MISSING,
    )


def _balance(one: Balance) -> str:
    sign = "+" if one.difference.amount > 0 else ""
    return f"{one.id}: {one.approved} → {one.now} ({sign}{one.difference})"


@frozen(kw_only=True)
class TransferLine:
    """A transfer as a report shows it, with what people call the organisations."""

    day: date
    giver: str | None
    taker: str | None
    amount: Money
    verdict: Verdict
    approved: date | None
    reason: str | None


def transfer_lines(p: Partnership) -> tuple[TransferLine, ...]:
    """Return the transfers for a report."""
    return tuple(
        TransferLine(
            day=row.day,
            giver=_named(p, row.giver),
            taker=_named(p, row.taker),
            amount=row.amount,
            verdict=row.verdict,
            approved=row.approved,
            reason=row.reason,
        )
        for row in transfers_of(p)
    )


def _named(p: Partnership, side: Side | None) -> str | None:
    if side is None:
        return None
    return f"{side.id} {p.label(side.organisation)}".strip()


def transfers(p: Partnership) -> Transfers:
    """Return the money moved between activities, work packages and organisations up to the day.

    The plan as approved is compared with the amendments known on the day, one day after the other.
    Each transfer is free, to be explained, needs an amendment, or is impossible because a work
    package is completed; where the call's rules do not say, it is not decided.
    """
    rows = transfers_of(p)
    before, none = Partnership(baseline=p.baseline), Money(0, p.plan.project.currency)
    return Transfers(
        label=p.plan.project.label,
        day=p.as_of,
        currency=p.plan.project.currency,
        rows=rows,
        packages=tuple(_changed(_by_row(before), _by_row(p), none)),
        organisations=tuple(_changed(_by_organisation(before), _by_organisation(p), none)),
        law=_law(p),
    )


def _by_row(p: Partnership) -> dict[str, Money | None]:
    return {row.id: row.total for row in matrix(p).rows}


def _by_organisation(p: Partnership) -> dict[str, Money | None]:
    found = matrix(p)
    return {o.id: money for o, money in zip(found.organisations, found.totals, strict=True)}


def _changed(
    before: dict[str, Money | None], after: dict[str, Money | None], none: Money
) -> Iterator[Balance]:
    for id_ in dict.fromkeys((*before, *after)):
        approved, now = before.get(id_) or none, after.get(id_) or none
        if approved != now:
            yield Balance(id=id_, approved=approved, now=now)


def _law(p: Partnership) -> str | None:
    try:
        rules = rules_for(p)
    except UnknownCall:
        return None
    if rules.transfer_rule is None:
        return None
    return f"{rules.transfer_rule} {rules.cite('transfer_rule')}"

"""A proposal of who gets which part of a work package or activity, ready to be pasted."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import ACTIVITIES, Amounts, Money, Organisation
from vetpartner.state.shares import amount_of
from vetpartner.values.money import distribute
from vetpartner.values.table import Column, Table, Tabled, data, in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vetpartner.model import Partnership
    from vetpartner.values.money import Weight


_SHARED = ("work_packages", *ACTIVITIES)
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@frozen(kw_only=True)
class Proposal(Tabled):
    """Amounts by organisation that add up to the whole; prints as a table with lines to paste.

    `names` are what the organisations are called, in the order of `amounts`.
    """

    id: str
    whole: Money
    amounts: Amounts
    names: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def toml(self) -> str:
        """Return the line for the plan: `grant = { sts = 12_000, fbk = 8_000.50 }`."""
        parts = (f"{_key(id_)} = {_plain(money)}" for id_, money in self.amounts.items())
        return f"grant = {{ {', '.join(parts)} }}"

    @property
    def table(self) -> Table:
        """Return the amounts and their sum, with the line to paste as a note."""
        return PROPOSAL.of(
            zip(self.amounts, self.names, self.amounts.values(), strict=True),
            caption=f"{self.id}, a proposal in {self.whole.currency}",
            total="all",
            notes=(*self.remarks, self.toml),
        )


PROPOSAL = Table(
    name="proposal",
    about="One row for each organisation, as in `vp.propose`.",
    columns=in_order(
        data("id", "id", "id of the organisation"),
        Column("organisation", "", "text", "what people call it", names=True),
        Column("amount", "", "money", "what it is to get"),
    ),
    cents=False,
)


def propose(
    p: Partnership,
    id_: str,
    by: Mapping[str, Weight] | None = None,
    *,
    amount: Money | None = None,
) -> Proposal:
    """Propose how the money of a work package or activity is shared out; nothing is written.

    `by` gives percentages such as `"40 %"` or staff days by organisation; left out, all full
    partners that take part in it get equal parts. Associated partners get none.
    `amount` is shared out in place of what the plan states.
    Parts are made by largest remainder, so that they add up to the cent.

    Raises `UnknownId`, a `KeyError`, for an unknown id of the thing or of an organisation;
    `ValueError` for a thing without an amount, for weights that make no sense, and where `by`
    names an associated partner or one that left.
    """
    thing = p[id_]
    if p.kind_of(id_) not in _SHARED:
        raise ValueError(f"{id_} is neither a work package nor an activity")
    whole = amount if amount is not None else amount_of(p, thing)
    if whole is None:
        raise ValueError(f"{id_} has no amount to share out; give one, such as Money(60_000)")
    if whole.currency != p.plan.project.currency:
        raise ValueError(f"{whole} is not in {p.plan.project.currency}, as the project is")
    remarks: tuple[str, ...] = ()
    if by is None:
        listed = thing.organisations or tuple(o.id for o in p.plan.organisations)
        getting = tuple(o for o in listed if _barred(p, o) is None)
        remarks = tuple(why for o in listed if (why := _barred(p, o)) is not None)
        shares = distribute(whole, getting)
    else:
        for organisation in by:
            if (why := _barred(p, organisation)) is not None:
                raise ValueError(why)
        shares = distribute(whole, by)
    return Proposal(
        id=id_,
        whole=whole,
        amounts=shares,
        names=tuple(p.label(o) for o in shares),
        remarks=remarks,
    )


def _barred(p: Partnership, id_: str) -> str | None:
    """Return why an organisation gets no money, or None where it may."""
    found = p[id_]
    if not isinstance(found, Organisation):
        return f"{id_} is not an organisation"
    if found.role == "associated":
        return f"{found.short} is an associated partner and gets none"
    return f"{found.short} left on {found.left} and gets none" if found.left else None


def _key(id_: str) -> str:
    return id_ if _BARE.fullmatch(id_) else json.dumps(id_, ensure_ascii=False)


def _plain(money: Money) -> str:
    whole = money.amount == money.amount.to_integral_value()
    return f"{int(money.amount):_}" if whole else f"{money.amount:.2f}"

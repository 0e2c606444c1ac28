"""What the rules of the call say of money that was moved: free, to be explained, amended, never."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from vetpartner.model import (
    ACTIVITIES,
    Money,
    Partnership,
)
from vetpartner.programme import Rules, known_rules
from vetpartner.state.flows import Flow, Side, flows
from vetpartner.state.open_work import complete_since
from vetpartner.state.shares import matrix
from vetpartner.values.keyed import beside, summed
from vetpartner.values.table import Column, Table, Tabled, data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


Verdict = Literal["free", "to be explained", "needs an amendment", "impossible", "not decided"]
LAW = "transfer_limits"
"""The value of the law that says which borders money crosses only with an amendment."""


@frozen(kw_only=True)
class Transfer:
    """Money that went from one place of the plan to another, and what the rules say of it.

    `day` is the one on which it became known, `approved` the one on which the agency agreed.
    `reason` is None where none is recorded; `address` that of the amendment.
    `why` says in a sentence how the verdict comes about, `basis` where the rule stands.
    `giver` and `taker` are None where no amendment tells the other side.
    """

    day: date
    giver: Side | None
    taker: Side | None
    amount: Money
    verdict: Verdict
    why: str
    basis: str | None
    reason: str | None
    approved: date | None
    address: str = field(repr=False)

    @property
    def route(self) -> str:
        """Return from where to where it went: `WP2 (fbk) → WP3 (fbk)`."""
        return f"{self.giver or 'not recorded'} → {self.taker or 'not recorded'}"

    @property
    def lacks_consent(self) -> bool:
        """Tell whether it needs, or may need, a word of the agency that nobody recorded."""
        return self.approved is None and self.verdict in {"needs an amendment", "not decided"}


def transfers_of(p: Partnership) -> tuple[Transfer, ...]:
    """Return the transfers that the amendments known on the day make, in their order."""
    return tuple(_Judge(p=p, rules=known_rules(p), complete=complete_since(p)).judged())


@frozen(kw_only=True)
class _Judge:
    """The partnership, its law, and when each work package and activity was complete."""

    p: Partnership
    rules: Rules
    complete: dict[str, date]

    def judged(self) -> Iterator[Transfer]:
        away: dict[str, Money] = {}
        for flow in flows(self.p):
            if flow.amount.currency != self.p.plan.project.currency:
                continue
            verdict, why = self._verdict(flow, away)
            ends = [side for side in (flow.giver, flow.taker) if side is not None]
            approvals = [side.fact.approved for side in ends]
            known = [day for day in approvals if day is not None]
            yield Transfer(
                day=flow.day,
                giver=flow.giver,
                taker=flow.taker,
                amount=flow.amount,
                verdict=verdict,
                why=why,
                basis=self._basis(),
                reason=_reason(ends),
                approved=max(known) if len(known) == len(approvals) else None,
                address=ends[0].address,
            )

    def _basis(self) -> str | None:
        return str(self.rules.cite(LAW)) if self.rules.says(LAW) else None

    def _verdict(self, flow: Flow, away: dict[str, Money]) -> tuple[Verdict, str]:
        giver, taker = flow.giver, flow.taker
        if giver is None or taker is None:
            return "not decided", "no amendment of this day tells the other side"
        limits = self.rules.transfer_limits
        if not limits:
            return "not decided", "the rules of the call say nothing about it; ask the agency"
        if "headings" in limits:
            return self._by_heading(giver, taker, flow.amount, away)
        crossed = _crossed(flow, giver, taker, self.complete)
        needed = [border for border in limits if border in crossed]
        if not needed:
            return "to be explained", "it stays inside what the rules leave to the partnership"
        for side in (giver, taker):
            done = self.complete.get(side.package or "")
            if done is not None and done < flow.day:
                return "impossible", f"{side.package} was completed on {done}"
        return "needs an amendment", f"it is between {needed[0]}" if needed[0] in _BETWEEN else (
            "it goes with another content of an activity that is not finished"
        )

    def _by_heading(
        self, giver: Side, taker: Side, amount: Money, away: dict[str, Money]
    ) -> tuple[Verdict, str]:
        """Judge by headings, which in the plan are the kinds of activities."""
        kinds = [self.p.kind_of(side.id) or "" for side in (giver, taker)]
        if not set(kinds) <= set(ACTIVITIES):
            return "not decided", "a work package has no heading; record it at the activities"
        old, new = kinds
        if old == new:
            return "free", "it stays inside a heading"
        share = self.rules.transfer_share_max
        if not self._approved(new):
            return "impossible", f"no grant was awarded for {new.replace('_', ' ')}"
        away[old] = away[old] + amount if old in away else amount
        if share is None:
            return "not decided", "the share that may leave a heading is not known"
        most = share.of(self._approved(old))
        if away[old] <= most:
            return "free", f"{away[old]} of at most {most} ({share}) have left the heading"
        return (
            "needs an amendment",
            f"{away[old]} have left the heading, more than {most} ({share})",
        )

    def _approved(self, kind: str) -> Money:
        currency = self.p.plan.project.currency
        amounts = [
            money
            for activity in getattr(self.p.baseline, kind)
            for money in (tuple(activity.grant.values()) or (activity.amount,))
            if money is not None and money.currency == currency
        ]
        return Money.total(amounts, currency)


_BETWEEN = frozenset({"work packages", "organisations"})


def _crossed(flow: Flow, giver: Side, taker: Side, complete: dict[str, date]) -> set[str]:
    """Return the borders that a transfer crosses."""
    crossed = set()
    if giver.package != taker.package:
        crossed.add("work packages")
    known = giver.organisation is not None and taker.organisation is not None
    if known and giver.organisation != taker.organisation:
        crossed.add("organisations")
    for side in (giver, taker):
        done = complete.get(side.id)
        if side.id in flow.content and (done is None or done >= flow.day):
            crossed.add("unfinished activities")
    return crossed


def _reason(sides: list[Side]) -> str | None:
    """Return the reasons of the amendments on both sides, each once."""
    texts = (side.fact.why for side in sides)
    return " ".join(dict.fromkeys(text for text in texts if text)) or None


# Transfers of money against the approved plan: as rows, with totals by verdict and by place.

__all__ = ["Balance", "Transfer", "Transfers", "Verdict", "transfers"]

UNKNOWN, MISSING = "not recorded", "[missing: reason]"


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
class Transfers(Tabled):
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
        return tuple(summed((row.verdict, row.amount) for row in self.rows).items())

    @property
    def without_reason(self) -> tuple[Transfer, ...]:
        """Return those for which no reason is recorded."""
        return tuple(row for row in self.rows if row.reason is None)

    @property
    def table(self) -> Table:
        """Return them with the sums of each verdict and what changed for whom as notes."""
        law = ("", f"Rule: {self.law}") if self.law is not None else ()
        return TRANSFERS.of(
            self.rows,
            caption=f"{self.label}, transfers of money as of {self.day}",
            notes=(
                *(f"{verdict}: {money}" for verdict, money in self.by_verdict),
                "",
                *(_balance(one) for one in (*self.packages, *self.organisations)),
                *law,
            ),
        )


def _end(name: str, part: str) -> Callable[[Transfer], str | None]:
    """Return what gets the place or the organisation of an end, None where it is not recorded."""
    return lambda row: getattr(getattr(row, name), part, None)


TRANSFERS = Table(
    name="transfers",
    about="One row for each amount that was moved inside the budget after approval.",
    columns=(
        Column("day", "Date", "day", "day on which it became known"),
        Column("from", "From", get="giver", place="shown", absent=UNKNOWN),
        Column("to", "To", get="taker", place="shown", absent=UNKNOWN),
        data("giver", "id", "id of the work package or activity that gave", _end("giver", "id")),
        data("giver_organisation", "id", "id of its organisation", _end("giver", "organisation")),
        data("taker", "id", "id of the work package or activity that got it", _end("taker", "id")),
        data("taker_organisation", "id", "id of its organisation", _end("taker", "organisation")),
        Column("amount", "Amount", "amount", "amount moved"),
        data("currency", "text", "currency of the amounts, such as EUR", "amount.currency"),
        Column(
            "verdict",
            "By the rules",
            "word",
            "free, to be explained, needs an amendment, impossible or not decided",
        ),
        data("why", "text", "how the verdict comes about"),
        data("basis", "text", "source of the rule"),
        Column("approved", "Approved", "day", "day on which the agency agreed"),
        Column("reason", "Reason", "text", "reason recorded", absent=MISSING),
        data("address", "text", "where it stands in the project, such as meetings/M3"),
    ),
    empty="No money was moved.",
)


def _balance(one: Balance) -> str:
    sign = "+" if one.difference.amount > 0 else ""
    return f"{one.id}: {one.approved} → {one.now} ({sign}{one.difference})"


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
    for id_, old, new in beside(before, after):
        approved, now = old or none, new or none
        if approved != now:
            yield Balance(id=id_, approved=approved, now=now)


def _law(p: Partnership) -> str | None:
    rules = known_rules(p)
    if rules.transfer_rule is None:
        return None
    return f"{rules.transfer_rule} {rules.cite('transfer_rule')}"

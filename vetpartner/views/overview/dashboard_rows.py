"""The tables of the overview page: work packages, money, transfers, evidence, participants."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.views.finance.at_risk import at_risk as amounts_at_risk
from vetpartner.views.finance.partner_ledger import Account, ledger
from vetpartner.views.finance.transfers import Transfer, transfers
from vetpartner.views.progress.achieved import achieved
from vetpartner.views.reports.gaps import gaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Money, Partnership
    from vetpartner.views.reports.gaps import Gap

COUNTED = ("done", "exceeded")
NOTHING = "\N{EN DASH}"


@frozen(kw_only=True)
class Progress:
    """How much of a work package is done: activities, deliverables and indicators.

    `late` of those that are not done are overdue.
    """

    name: str
    done: int
    all: int
    late: int = 0

    @property
    def percent(self) -> int:
        """Return the part that is done, in whole percent."""
        return 100 * self.done // self.all if self.all else 0


@frozen(kw_only=True)
class AccountLine:
    """The money of one organisation as texts, without the currency."""

    name: str
    share: str
    due: str
    sent: str
    to_send: str
    earned: str
    at_risk: str


@frozen(kw_only=True)
class RiskLine:
    """An amount that the agency may cut, whose it is, and why."""

    amount: str
    subject: str
    why: str
    owner: str


@frozen(kw_only=True)
class TransferNote:
    """A transfer of money that still needs something, and what that is."""

    day: str
    route: str
    amount: str
    verdict: str


@frozen(kw_only=True)
class GapLine:
    """What proofs something lacks, who owes them, how many days are left, what it may cost.

    `days` are left until the partners' part of the next report, None where none is ahead.
    """

    subject: str
    what: str
    owner: str
    days: int | None
    amount: str


@frozen(kw_only=True)
class PeopleLine:
    """The participants of an activity; `achieved` is None where it has not taken place."""

    name: str
    planned: int
    achieved: int | None

    @property
    def missing(self) -> int:
        """Return how many fewer there were than planned."""
        return 0 if self.achieved is None else max(self.planned - self.achieved, 0)


def packages(p: Partnership) -> tuple[Progress, ...]:
    """Count rows by work package; what belongs to none stands under the whole project."""
    found: dict[str, list[str]] = {wp.id: [] for wp in p.plan.work_packages}
    for row in achieved(p):
        found.setdefault(row.work_package or "", []).append(row.status)
    return tuple(
        Progress(
            name=named(p, id_) if id_ else "The whole project",
            done=sum(state in COUNTED for state in states),
            all=len(states),
            late=states.count("overdue"),
        )
        for id_, states in found.items()
        if states
    )


def accounts(p: Partnership) -> tuple[AccountLine, ...]:
    """Return the accounts of all partners and their sum; nothing where no money is planned."""
    found = ledger(p)
    if not any(account.share or account.sent for account in found.accounts):
        return ()
    lines = (*found.accounts, found.total)
    cents = any(money.amount % 1 for line in lines for money in _amounts(line) if money is not None)
    return tuple(_account(line, cents=cents) for line in lines)


def _amounts(account: Account) -> tuple[Money | None, ...]:
    return (
        account.share,
        account.due,
        account.sent,
        account.to_send,
        account.earned,
        account.at_risk,
    )


def _account(account: Account, *, cents: bool) -> AccountLine:
    share, due, sent, to_send, earned, at_risk = (
        _digits(money, cents=cents) for money in _amounts(account)
    )
    return AccountLine(
        name=account.label,
        share=share,
        due=due,
        sent=sent,
        to_send=to_send,
        earned=earned,
        at_risk=at_risk,
    )


def _digits(money: Money | None, *, cents: bool) -> str:
    """Return an amount without its currency; with cents in all cells or in none."""
    if money is None:
        return NOTHING
    return f"{money.amount:,.{2 if cents else 0}f}".replace(",", " ")


def risks(p: Partnership) -> tuple[RiskLine, ...]:
    """Return the amounts at risk, the largest first."""
    return tuple(
        RiskLine(
            amount=str(risk.amount),
            subject=named(p, risk.id),
            why=risk.why,
            owner=p.label(risk.owner) if risk.owner else "",
        )
        for risk in amounts_at_risk(p)
    )


def open_transfers(p: Partnership) -> tuple[TransferNote, ...]:
    """Return the transfers that still need the agency, a reason, or a second look."""
    return tuple(
        TransferNote(day=str(row.day), route=row.route, amount=str(row.amount), verdict=row.verdict)
        for row in transfers(p).rows
        if _is_open(row)
    )


def _is_open(row: Transfer) -> bool:
    """Tell whether a transfer lacks the agency's word or a reason; a free one needs nothing."""
    if row.verdict == "to be explained":
        return row.reason is None
    if row.verdict in {"needs an amendment", "not decided"}:
        return row.approved is None
    return row.verdict == "impossible"


def proofs(p: Partnership) -> tuple[GapLine, ...]:
    """Return the proofs that are missing, one line for each thing, those of most money first."""
    found: dict[str, list[Gap]] = {}
    for gap in gaps(p):
        if gap.kind == "evidence":
            found.setdefault(gap.id, []).append(gap)
    return tuple(
        GapLine(
            subject=named(p, id_),
            what=", ".join(gap.what for gap in each),
            owner=each[0].owner_label,
            days=each[0].days,
            amount=str(each[0].amount or ""),
        )
        for id_, each in sorted(found.items(), key=lambda item: _cost(item[1][0]))
    )


def _cost(gap: Gap) -> Decimal:
    """Return what puts the dearest first."""
    return -gap.amount.amount if gap.amount is not None else Decimal(0)


def people(p: Partnership) -> tuple[PeopleLine, ...]:
    """Return planned and achieved participants by activity; what was cancelled is left out."""
    return tuple(_people(p))


def _people(p: Partnership) -> Iterator[PeopleLine]:
    for row in achieved(p):
        if row.kind == "activity" and row.planned_value is not None and row.status != "cancelled":
            yield PeopleLine(
                name=named(p, row.id),
                planned=int(row.planned_value),
                achieved=None if row.achieved_value is None else int(row.achieved_value),
            )


def named(p: Partnership, id_: str) -> str:
    """Return the id of something with its title, or the id alone where it has none."""
    return " ".join(dict.fromkeys((id_, p.label(id_))))

"""The account of one partner in full: instalments, transfers, work packages, what is at risk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Money, Paid, When
from vetpartner.state.earned import AtRisk, at_risk, earning, unverified
from vetpartner.state.ledger import LEDGER, Account, instalments, ledger
from vetpartner.state.shares import InstalmentPart, matrix
from vetpartner.values.phrase import Phrase, say
from vetpartner.values.table import Column, Table
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vetpartner.model import Partnership
    from vetpartner.state.earned import OwnedRow


@frozen(kw_only=True)
class Movement:
    """Money from or to a partner; below zero it went out.

    `when` is the day on which it arrived, or that it is on its way since it was sent, or that
    nobody stated it.
    """

    when: When | Phrase | None
    of: str
    other: str | Phrase
    amount: Money
    note: str | None


MOVEMENTS = Table(
    name="movements",
    caption="Transfers",
    columns=(
        Column("when", "Date", "when", names=True),
        Column("of", "For"),
        Column("other", "From or to"),
        Column("amount", "Amount", "money"),
    ),
)


@frozen(kw_only=True)
class PackageRow:
    """A work package, or an activity of a project without them: the partner's part of it."""

    id: str
    title: str
    share: Money
    earned: Money | None
    unverified: Money | None
    at_risk: Money | None

    @property
    def named(self) -> str:
        """Return id and title."""
        return entitled(self.id, self.title)

    @property
    def open(self) -> Money | None:
        """Return what is neither earned nor at risk; None where nobody knows that."""
        if self.earned is None or self.unverified is None or self.at_risk is None:
            return None
        return self.share - self.earned - self.unverified - self.at_risk


PACKAGES = Table(
    name="packages",
    caption="Work packages",
    columns=(
        Column("named", "Work package", names=True),
        *LEDGER.only("share", "earned", "unverified", "at_risk", "open").columns,
    ),
)


@frozen(kw_only=True)
class AccountStatement:
    """All that a partner has to know about its money, as of the day."""

    account: Account
    day: date
    coordinator: str | None
    instalments: tuple[InstalmentPart, ...]
    transfers: tuple[Movement, ...]
    packages: tuple[PackageRow, ...]
    risks: tuple[AtRisk, ...]
    unverified: tuple[AtRisk, ...]


def account_statement(p: Partnership, organisation: str) -> AccountStatement:
    """Return the account of an organisation in full.

    Raises `KeyError` where it has neither a share nor a payment.
    """
    account = ledger(p).account(organisation)
    rows, found = _packages(p, organisation), earning(p)

    def own(listed: tuple[AtRisk, ...], amounts: Mapping[OwnedRow, Money]) -> tuple[AtRisk, ...]:
        lines = {line for (line, home), money in amounts.items() if home == organisation and money}
        packages = ((at, getattr(p.get(at.id), "work_package", None)) for at in listed)
        return tuple(at for at, package in packages if {at.id, package} & lines)

    return AccountStatement(
        account=account,
        day=p.as_of,
        coordinator=p.plan.project.coordinator,
        instalments=tuple(x for x in instalments(p) if x.organisation == organisation),
        transfers=_transfers(p, organisation),
        packages=rows,
        risks=own(at_risk(p), found.at_risk),
        unverified=own(unverified(p), found.unverified),
    )


def _transfers(p: Partnership, organisation: str) -> tuple[Movement, ...]:
    coordinator = p.plan.project.coordinator
    found = []
    for fact in p.facts_of_kind(Paid):
        payee = fact.payee or coordinator
        if organisation in {payee, fact.payer}:
            out = fact.payer == organisation
            other = payee if out else fact.payer
            found.append(
                Movement(
                    when=fact.when or _undated(fact),
                    of=p.label(fact.of) if fact.of else "",
                    other=p.label(other) if other is not None else say("National agency"),
                    amount=-fact.amount if out else fact.amount,
                    note=fact.note,
                )
            )
    return tuple(found)


def _undated(fact: Paid) -> Phrase:
    if fact.sent is None:
        return say("date not stated")
    return say("{day}, on its way", day=fact.sent)


def _packages(p: Partnership, organisation: str) -> tuple[PackageRow, ...]:
    table = matrix(p)
    column = next((n for n, o in enumerate(table.organisations) if o.id == organisation), None)
    if column is None:
        return ()
    found = earning(p)
    nothing = Money(0, p.plan.project.currency)

    def of(line: str, amounts: Mapping[OwnedRow, Money]) -> Money | None:
        return None if found.earned is None else amounts.get((line, organisation), nothing)

    return tuple(
        PackageRow(
            id=line.id,
            title=line.title,
            share=share,
            earned=of(line.id, found.earned or {}),
            unverified=of(line.id, found.unverified),
            at_risk=of(line.id, found.at_risk),
        )
        for line in table.rows
        if (share := line.shares[column]) is not None
    )

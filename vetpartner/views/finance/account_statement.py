"""The account of one partner in full: instalments, transfers, work packages, what is at risk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.checks.instalments import is_due, parts_of
from vetpartner.model import Money, Paid, When
from vetpartner.views.finance.at_risk import AtRisk, at_risk
from vetpartner.views.finance.earning import earning
from vetpartner.views.finance.money import matrix
from vetpartner.views.finance.partner_ledger import Account, ledger

if TYPE_CHECKING:
    from vetpartner.model import Partnership


@frozen(kw_only=True)
class InstalmentRow:
    """An instalment: what the partner gets of it, and what was sent of it."""

    id: str
    title: str
    amount: Money
    sent: Money
    due: bool
    after: str | None
    expected: When


@frozen(kw_only=True)
class Transfer:
    """Money from or to a partner; below zero it went out. `when` is None while it is on its way."""

    when: When | None
    sent: date | None
    amount: Money
    of: str | None
    other: str | None
    note: str | None


@frozen(kw_only=True)
class PackageRow:
    """A work package, or an activity of a project without them: the partner's part of it."""

    id: str
    title: str
    share: Money
    earned: Money
    at_risk: Money

    @property
    def open(self) -> Money:
        """Return what is neither earned nor at risk."""
        return self.share - self.earned - self.at_risk


@frozen(kw_only=True)
class AccountStatement:
    """All that a partner has to know about its money, as of the day."""

    account: Account
    day: date
    coordinator: str | None
    instalments: tuple[InstalmentRow, ...]
    transfers: tuple[Transfer, ...]
    packages: tuple[PackageRow, ...]
    risks: tuple[AtRisk, ...]


def account_statement(p: Partnership, organisation: str) -> AccountStatement:
    """Return the account of an organisation in full.

    Raises `KeyError` where it has neither a share nor a payment.
    """
    account = ledger(p).account(organisation)
    rows = _packages(p, organisation)
    known = {row.id for row in rows if row.at_risk}
    risks = (
        at
        for at in at_risk(p)
        if at.id in known or getattr(p.get(at.id), "work_package", None) in known
    )
    return AccountStatement(
        account=account,
        day=p.as_of,
        coordinator=p.plan.project.coordinator,
        instalments=_instalments(p, organisation, account.share),
        transfers=_transfers(p, organisation),
        packages=rows,
        risks=tuple(risks),
    )


def _instalments(p: Partnership, organisation: str, share: Money) -> tuple[InstalmentRow, ...]:
    nothing = Money(0, share.currency)
    return tuple(
        InstalmentRow(
            id=each.id,
            title=each.title or each.id,
            amount=parts.get(organisation, nothing),
            sent=Money.total(
                (
                    fact.amount
                    for fact in p.facts_of(each.id, Paid)
                    if fact.payee == organisation and fact.amount.currency == share.currency
                ),
                share.currency,
            ),
            due=is_due(p, each),
            after=each.after,
            expected=each.expected,
        )
        for each, parts in parts_of(p, {organisation: share})
    )


def _transfers(p: Partnership, organisation: str) -> tuple[Transfer, ...]:
    coordinator = p.plan.project.coordinator
    found = []
    for fact in p.facts_of_kind(Paid):
        payee = fact.payee or coordinator
        if organisation in {payee, fact.payer}:
            out = fact.payer == organisation
            found.append(
                Transfer(
                    when=fact.when,
                    sent=fact.sent,
                    amount=-fact.amount if out else fact.amount,
                    of=fact.of,
                    other=payee if out else fact.payer,
                    note=fact.note,
                )
            )
    return tuple(found)


def _packages(p: Partnership, organisation: str) -> tuple[PackageRow, ...]:
    table = matrix(p)
    column = next((n for n, o in enumerate(table.organisations) if o.id == organisation), None)
    if column is None:
        return ()
    found = earning(p)
    nothing = Money(0, p.plan.project.currency)
    return tuple(
        PackageRow(
            id=line.id,
            title=line.title,
            share=share,
            earned=found.earned.get((line.id, organisation), nothing),
            at_risk=found.at_risk.get((line.id, organisation), nothing),
        )
        for line in table.rows
        if (share := line.shares[column]) is not None
    )

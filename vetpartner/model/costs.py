"""Facts about money: what arrived, what was spent, and the exchange rates that hold for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen

from vetpartner.model.fact import Fact
from vetpartner.model.links import ACTIVITIES, link
from vetpartner.model.money import Money
from vetpartner.model.when import When


@frozen(kw_only=True)
class Paid(Fact):
    """Money arrived. No payer means the national agency; no payee means the coordinator.

    `of` is a payment of the agency, or an instalment to a partner. `sent` is the day of the
    transfer; with it and without `when` the money is on its way.
    """

    of: str | None = link("payments", "instalments")
    amount: Money
    sent: date | None = None
    payer: str | None = link("organisations")
    payee: str | None = link("organisations")

    @property
    def received(self) -> bool:
        """Tell whether the money is there, and not only on its way."""
        return self.when is not None or self.sent is None

    @property
    def from_agency(self) -> bool:
        """Tell whether it is money of the national agency that is there."""
        return self.payer is None and self.received


CATEGORIES = (
    "staff",
    "travel",
    "subsistence",
    "equipment",
    "venue",
    "it",
    "publication",
    "translation",
    "accounting",
    "subcontracting",
    "other",
)
"""Usual categories of costs, after those that a lump sum covers (Handbook 2026, 3.4 and 5.1)."""


@frozen(kw_only=True)
class Rate(Fact):
    """The exchange rate of the month `when`: so many units of `currency` for one of the project's.

    `source` is where it was published; `recorded` the day of entry. A rate is never edited.
    """

    currency: str
    when: When
    rate: Decimal
    source: str
    recorded: date


@frozen(kw_only=True)
class Spent(Fact):
    """Money was used by an organisation; kept for planning only, a lump sum needs no cost proof.

    `days` are staff days; `document` is the number of the invoice or receipt.
    An amount in another currency is converted once: `converted` is the amount in the project's
    currency, at the `rate` of `rate_month`, and stays whatever becomes of the rates.
    """

    of: str | None = link("work_packages", *ACTIVITIES)
    organisation: str | None = link("organisations")
    person: str | None = link("people")
    amount: Money
    category: str | None = None
    days: Decimal | None = None
    document: str | None = None
    rate_month: When | None = None
    rate: Decimal | None = None
    converted: Money | None = None

    def booked(self, currency: str) -> Money | None:
        """Return the amount in a currency: as paid or as converted; None if it is not known."""
        for money in (self.amount, self.converted):
            if money is not None and money.currency == currency:
                return money
        return None

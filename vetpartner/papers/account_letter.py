"""The statement of account of a partner, as a letter of the coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.model import Organisation, UnknownId
from vetpartner.render.paper import Paper, page_of, paper_of, spoken
from vetpartner.state.account import MOVEMENTS, PACKAGES, AccountStatement, account_statement
from vetpartner.state.earned import AT_RISK, UNVERIFIED
from vetpartner.state.ledger import LEDGER, Account
from vetpartner.state.shares import INSTALMENTS
from vetpartner.values.grid import Grid, GridRow
from vetpartner.values.phrase import say

if TYPE_CHECKING:
    from vetpartner.model import Partnership, When
    from vetpartner.render.language import ReportLanguage
    from vetpartner.state.shares import InstalmentPart
    from vetpartner.values.phrase import Phrase
    from vetpartner.values.table import Column


def account_letter(p: Partnership, organisation: str, *, language: str | None = None) -> Paper:
    """Return the letter: `.html`, and with the extra `pdf` as PDF.

    It has share, instalments, transfers, and what is earned, at risk and open by work package.
    Without `language` it is in that of the partner, else of the project, in English where there are
    no words for either.
    Raises `UnknownId` for what is not an organisation with a share that somebody stated, and
    `UnknownLanguage` for a language without words.
    """
    p, words = spoken(p, language, p.thing(organisation, Organisation).language)
    home = p.thing(organisation, Organisation)
    try:
        data = account_statement(p, organisation)
    except KeyError:
        raise UnknownId(f"{organisation!r} has neither a share nor a payment") from None
    if data.account.share is None:
        msg = f"the share of {home.short} is not known, so no letter can state it; add it to the "
        raise UnknownId(f"{msg}work packages, as grant = {{ {home.id} = 10_000 }}")
    place = ", ".join(filter(None, (home.city, home.country and words.country(home.country))))
    tables = TABLES if data.unverified else _WITHOUT
    rows = (data.instalments, data.transfers, data.packages, data.risks, data.unverified)
    context = {
        "home": home,
        "address": [line for line in (home.address, place) if line],
        "sender": getattr(p.get(data.coordinator), "label", ""),
        "data": data,
        "summary": _summary(data, words),
        "tables": tuple(table.of(some) for table, some in zip(tables, rows, strict=True) if some),
    }
    title = words.gettext("Statement of account")
    page = page_of(
        p,
        "account.md",
        context,
        what="a statement of account",
        title=f"{title} – {home.label} – {p.plan.project.label}",
        language=words,
    )
    return paper_of(page)


_FIRST = ("share", "earned", "unverified", "at_risk", "open")
_STRONG = frozenset({"share", "due", "to_send", "to_recover"})


def _summary(data: AccountStatement, language: ReportLanguage) -> Grid:
    """Return the account of the partner, a row for each amount."""
    columns = (*LEDGER.only(*_FIRST).columns, *LEDGER.without("label", *_FIRST).shown)
    columns = tuple(c for c in columns if c.name != "unverified" or data.account.unverified)
    return Grid(
        caption=language.gettext("Summary"),
        captioned=False,
        heads=("", ""),
        numbers=frozenset({1}),
        rows=tuple(
            GridRow(
                (
                    language.gettext(column.full or column.head),
                    _amount(column, data.account, language),
                ),
                "strong" if column.name in _STRONG else "",
            )
            for column in columns
        ),
    )


def _amount(column: Column, account: Account, language: ReportLanguage) -> str:
    """Return an amount with its cents; what None means, its column says."""
    money = column.get(account)
    return language.gettext(column.absent) if money is None else language.cents(money)


def _expected(row: InstalmentPart) -> When | Phrase | None:
    """Return when an instalment is expected: a day, or after another payment."""
    if row.expected is not None or row.after is None:
        return row.when
    return say("after {payment}", payment=row.after)


TABLES = (
    evolve(INSTALMENTS, caption="Instalments")
    .only("instalment", "when", "state", "amount", "has")
    .changed("instalment", kind="text", get="named")
    .changed("when", get=_expected)
    .changed("state", head="Status"),
    MOVEMENTS,
    evolve(PACKAGES, total="Total"),
    *(
        table.without("owner_label").changed("amount", kind="money")
        for table in (AT_RISK, UNVERIFIED)
    ),
)
"""The tables below the summary; those without rows are left out of a letter."""
_WITHOUT = tuple(t.without("unverified") if t.name == "packages" else t for t in TABLES)
"""The same where nothing rests on a rule without a source."""

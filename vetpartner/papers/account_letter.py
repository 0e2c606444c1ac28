"""The statement of account of a partner, as a letter of the coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.model import Organisation, UnknownId
from vetpartner.render.grids import Joined, Word
from vetpartner.render.paper import Paper, page_of, paper_of, spoken
from vetpartner.state.ledger import LEDGER, AccountStatement, account_statement
from vetpartner.values.grid import Grid, GridRow
from vetpartner.values.phrase import say
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.state.earned import AtRisk
    from vetpartner.state.ledger import Movement
    from vetpartner.state.shares import InstalmentPart


def account_letter(p: Partnership, organisation: str, *, language: str | None = None) -> Paper:
    """Return the letter: `.html`, and with the extra `pdf` as PDF.

    It has share, instalments, transfers, and what is earned, at risk and open by work package.
    Without `language` it is in the project's language, in English where there are no words for it.
    Raises `UnknownId` for what is not an organisation with a share that somebody stated, and
    `UnknownLanguage` for a language without words.
    """
    home = p[organisation]
    if not isinstance(home, Organisation):
        raise UnknownId(f"{organisation!r} is not an organisation of the partnership")
    words = spoken(p, language)
    try:
        data = account_statement(p, organisation)
    except KeyError:
        raise UnknownId(f"{organisation!r} has neither a share nor a payment") from None
    if data.account.share is None:
        msg = f"the share of {home.short} is not known, so no letter can state it; add it to the "
        raise UnknownId(f"{msg}work packages, as grant = {{ {home.id} = 10_000 }}")
    place = ", ".join(filter(None, (home.city, home.country and words.country(home.country))))
    context = {
        "home": home,
        "address": [line for line in (home.address, place) if line],
        "sender": getattr(p.get(data.coordinator), "label", ""),
        "data": data,
        "summary": _summary(data, words),
        "tables": tuple(table for table in _tables(p, data) if table.rows),
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


_FIRST = ("share", "earned", "at_risk", "open")
_STRONG = frozenset({"share", "due", "to_send", "to_recover"})


def _summary(data: AccountStatement, language: ReportLanguage) -> Grid:
    """Return the account of the partner, a row for each amount."""
    columns = (*LEDGER.only(*_FIRST).columns, *LEDGER.without("label", *_FIRST).shown)
    return Grid(
        caption=language.gettext("Summary"),
        captioned=False,
        heads=("", ""),
        numbers=frozenset({1}),
        rows=tuple(
            GridRow(
                (
                    language.gettext(column.full or column.head),
                    language.cents(column.get(data.account)),
                ),
                "strong" if column.name in _STRONG else "",
            )
            for column in columns
        ),
    )


def _tables(p: Partnership, data: AccountStatement) -> Iterator[Table]:
    """Yield the tables below the summary; those without rows are left out of the letter."""
    yield _INSTALMENTS.of(data.instalments)
    yield Table(
        name="transfers",
        caption="Transfers",
        columns=(
            Column("when", "Date", get=_arrived, names=True),
            Column("for", "For", get=lambda row: p.label(row.of) if row.of else ""),
            Column("other", "From or to", get=lambda row: _other(p, row)),
            Column("amount", "Amount", "money"),
        ),
        rows=data.transfers,
    )
    yield _PACKAGES.of(data.packages, total="Total")
    yield _RISKS.of(data.risks)


def _why(risk: AtRisk) -> Joined:
    """Return what is at risk for which reason, one after the other."""
    reasons = (
        Joined((id_, Joined(phrases, between=", ")), between=" ") for id_, phrases in risk.reasons
    )
    return Joined(tuple(reasons), between="; ")


def _expected(row: InstalmentPart) -> Any:  # noqa: ANN401 - a day or a phrase
    """Return when an instalment is expected: a day, or after another payment."""
    if row.expected is not None or row.after is None:
        return Joined((row.when,))
    return say("after {payment}", payment=row.after)


_INSTALMENTS = Table(
    name="instalments",
    caption="Instalments",
    columns=(
        Column(
            "what",
            "Instalment",
            get=lambda row: " ".join(filter(None, (row.instalment.id, row.instalment.title))),
            names=True,
        ),
        Column("when", "When", get=_expected),
        Column("status", "Status", get=lambda row: Word("due" if row.due else "not due")),
        Column("amount", "Amount", "money"),
        Column("sent", "Sent", "money", get=lambda row: row.paid),
    ),
)
_PACKAGES = Table(
    name="packages",
    caption="Work packages",
    columns=(
        Column("what", "Work package", get=lambda row: f"{row.id} {row.title}", names=True),
        Column("share", "Share of the lump sum", "money"),
        Column("earned", "Earned", "money"),
        Column("at_risk", "At risk", "money"),
        Column("open", "Still open", "money"),
    ),
)
_RISKS = Table(
    name="risks",
    caption="What is at risk",
    columns=(
        Column("what", "Activity", get=lambda at: f"{at.id} {at.title}", names=True),
        Column("reason", "Reason", get=_why),
        Column("amount", "Amount of all partners", "money"),
    ),
)


def _arrived(row: Movement) -> Any:  # noqa: ANN401 - a day or a phrase
    """Return the day on which money arrived, or that it is on its way since it was sent."""
    if row.when is not None:
        return Joined((row.when,))
    return Joined((row.sent, Word("on its way")), between=", ")


def _other(p: Partnership, row: Movement) -> Any:  # noqa: ANN401 - a text or a word
    return p.label(row.other) if row.other is not None else Word("National agency")

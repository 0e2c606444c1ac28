"""The statement of account of a partner, as a letter of the coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Money, Organisation, UnknownId
from vetpartner.render.language import ReportLanguage, has_catalogue, words
from vetpartner.render.language import language as language_of
from vetpartner.render.paper import Paper, pdf_of
from vetpartner.render.templates import render
from vetpartner.state.ledger import LEDGER, AccountStatement, account_statement
from vetpartner.state.statement import statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership
    from vetpartner.state.earned import AtRisk
    from vetpartner.state.ledger import Movement, PackageRow
    from vetpartner.state.shares import InstalmentPart


@frozen(kw_only=True)
class Table:
    """A table of the letter: the first `texts` columns hold texts, the others amounts."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int
    summed: bool = False


def account_letter(p: Partnership, organisation: str, *, language: str | None = None) -> Paper:
    """Return the letter: `.html`, and with the extra `pdf` as PDF.

    It has share, instalments, transfers, and what is earned, at risk and open by work package.
    Without `language` it is in the project's language, in English where there are no words for it.
    Raises `UnknownId` for what is not an organisation with a share or a payment, and
    `UnknownLanguage` for a language without words.
    """
    home = p[organisation]
    if not isinstance(home, Organisation):
        raise UnknownId(f"{organisation!r} is not an organisation of the partnership")
    code = language or p.plan.project.language
    spoken = language_of(code if language is not None or has_catalogue(code) else "en")
    try:
        data = account_statement(p, organisation)
    except KeyError:
        raise UnknownId(f"{organisation!r} has neither a share nor a payment") from None
    place = ", ".join(filter(None, (home.city, home.country and spoken.country(home.country))))
    context = {
        "project": p.plan.project,
        "home": home,
        "address": [line for line in (home.address, place) if line],
        "sender": getattr(p.get(data.coordinator), "label", ""),
        "data": data,
        "summary": [
            (label, spoken.cents(money), strong) for label, money, strong in _summary(data, spoken)
        ],
        "tables": tuple(table for table in _tables(p, data, spoken) if table.rows),
        "statement": statement(p, spoken.code),
    }
    folder = p.origin.folder if p.origin is not None else None
    html = render("account.html", context, words=words(spoken, html=True), folder=folder)
    return Paper(what="a statement of account", html=html, makers=((".pdf", pdf_of(html)),))


_FIRST = ("share", "earned", "at_risk", "open")
_STRONG = frozenset({"share", "due", "to_send", "to_recover"})


def _summary(
    data: AccountStatement, language: ReportLanguage
) -> Iterator[tuple[str, Money | None, bool]]:
    columns = (*LEDGER.only(*_FIRST).columns, *LEDGER.without("label", *_FIRST).shown)
    for column in columns:
        label = language.gettext(column.full or column.head)
        yield label, column.get(data.account), column.name in _STRONG


def _tables(p: Partnership, data: AccountStatement, language: ReportLanguage) -> Iterator[Table]:
    gettext, amount = language.gettext, language.cents
    what, share = gettext("Instalment"), gettext("Amount")
    yield Table(
        title=gettext("Instalments"),
        heads=(what, gettext("When"), gettext("Status"), share, gettext("Sent")),
        rows=tuple(
            (
                " ".join(filter(None, (row.instalment.id, row.instalment.title))),
                _expected(row, language),
                gettext("due") if row.due else gettext("not due"),
                amount(row.amount),
                amount(row.paid),
            )
            for row in data.instalments
        ),
        texts=3,
    )
    yield Table(
        title=gettext("Transfers"),
        heads=(gettext("Date"), gettext("For"), gettext("From or to"), share),
        rows=tuple(_transfer(p, row, language) for row in data.transfers),
        texts=3,
    )
    yield Table(
        title=gettext("Work packages"),
        heads=(
            gettext("Work package"),
            gettext("Share of the lump sum"),
            gettext("Earned"),
            gettext("At risk"),
            gettext("Still open"),
        ),
        rows=tuple(_packages(data.packages, language)),
        texts=1,
        summed=True,
    )
    yield Table(
        title=gettext("What is at risk"),
        heads=(gettext("Activity"), gettext("Reason"), gettext("Amount of all partners")),
        rows=tuple(
            (f"{at.id} {at.title}", _why(at, language), amount(at.amount)) for at in data.risks
        ),
        texts=2,
    )


def _why(risk: AtRisk, language: ReportLanguage) -> str:
    return "; ".join(
        f"{id_} {', '.join(phrase.within(language) for phrase in phrases)}".strip()
        for id_, phrases in risk.reasons
    )


def _expected(row: InstalmentPart, language: ReportLanguage) -> str:
    if row.expected is not None or row.after is None:
        return language.value(row.when)
    return language.gettext("after {payment}").format(payment=row.after)


def _transfer(p: Partnership, row: Movement, language: ReportLanguage) -> tuple[str, ...]:
    if row.when is not None:
        when = language.value(row.when)
    else:
        when = language.gettext("on its way")
        if row.sent is not None:
            when = f"{language.value(row.sent)}, {when}"
    other = p.label(row.other) if row.other is not None else language.gettext("National agency")
    return (when, p.label(row.of) if row.of else "", other, language.cents(row.amount))


def _packages(rows: tuple[PackageRow, ...], language: ReportLanguage) -> Iterator[tuple[str, ...]]:
    for row in rows:
        moneys = (row.share, row.earned, row.at_risk, row.open)
        yield (f"{row.id} {row.title}", *map(language.cents, moneys))
    if rows:
        currency = rows[0].share.currency
        sums = (
            Money.total((getattr(row, name) for row in rows), currency)
            for name in ("share", "earned", "at_risk", "open")
        )
        yield (language.gettext("Total"), *map(language.cents, sums))

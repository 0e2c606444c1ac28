"""What has to stand on every output: funding statement, disclaimer, reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.programme import UnknownCall, UnknownRule, rules_for
from vetpartner.programme.questions import statements
from vetpartner.views.reports.report_people import agency

if TYPE_CHECKING:
    from vetpartner.model import Partnership

UNNAMED_AGENCY = "the national agency"


@frozen(kw_only=True)
class VisibleStatement:
    """Funding statement and disclaimer, in which language, and how sure we are of the words.

    Texts are None where the rules of the action say none.
    `verified` says that the words come from an official text: in English from one that others
    quote, in another language from one that was read.
    """

    funding: str | None
    disclaimer: str | None
    language: str
    confidence: str | None
    verified: bool
    source: str | None

    @property
    def said(self) -> tuple[str, ...]:
        """Return funding statement and disclaimer, of which one may begin with the other."""
        if self.funding and self.disclaimer and self.disclaimer.startswith(self.funding):
            return (self.disclaimer,)
        return tuple(filter(None, (self.funding, self.disclaimer)))


def statement(p: Partnership, language: str) -> VisibleStatement:
    """Return the statement in a language if there is one, else in English.

    The translations are those of the English words of 2021 and later; under other words, those of
    earlier calls or of own rules, the statement is in English.
    """
    name = agency(p)
    own = dict(statements()).get(language.partition("_")[0])
    try:
        rules = rules_for(p)
    except UnknownCall:
        return VisibleStatement(
            funding=None,
            disclaimer=None,
            language="en",
            confidence=None,
            verified=False,
            source=None,
        )
    translated = own is not None and own.translates == rules.funding_statement
    if own is not None and translated and rules.disclaimer is not None:
        return VisibleStatement(
            funding=own.funding_statement,
            disclaimer=own.disclaimer_of(name),
            language=language,
            confidence=own.confidence,
            verified=own.verified,
            source=own.source,
        )
    try:
        citation = rules.cite("disclaimer")
    except UnknownRule:
        citation = None
    english = rules.disclaimer
    return VisibleStatement(
        funding=rules.funding_statement,
        disclaimer=english and english.replace("{agency}", name or UNNAMED_AGENCY),
        language="en",
        confidence=citation.confidence if citation else None,
        verified=citation is not None and citation.confidence != "D",
        source=str(citation) if citation else None,
    )

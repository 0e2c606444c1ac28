"""What has to stand on every output: funding statement, disclaimer, reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.programme import UnknownCall, UnknownRule, rules_for
from vetpartner.programme.questions import statements
from vetpartner.views.report_people import agency

if TYPE_CHECKING:
    from vetpartner.model import Partnership

UNNAMED_AGENCY = "the national agency"


@frozen(kw_only=True)
class VisibleStatement:
    """Funding statement and disclaimer, in which language, and how sure we are of the words.

    Texts are None where the rules of the action say none.
    """

    funding: str | None
    disclaimer: str | None
    language: str
    confidence: str | None
    source: str | None


def statement(p: Partnership, language: str) -> VisibleStatement:
    """Return the statement in a language if there is one, else in English."""
    known = agency(p)
    name = known or UNNAMED_AGENCY
    own = dict(statements()).get(language.partition("_")[0])
    try:
        rules = rules_for(p)
    except UnknownCall:
        return VisibleStatement(
            funding=None, disclaimer=None, language="en", confidence=None, source=None
        )
    if own is not None and rules.disclaimer is not None:
        return VisibleStatement(
            funding=own.funding_statement,
            # The name stands in apposition, so that the sentence is whole without it.
            disclaimer=own.disclaimer.replace(" {agency}", f" {known}" if known else ""),
            language=language,
            confidence=own.confidence,
            source=own.source,
        )
    try:
        citation = rules.cite("disclaimer")
    except UnknownRule:
        citation = None
    return VisibleStatement(
        funding=rules.funding_statement,
        disclaimer=rules.disclaimer and rules.disclaimer.replace("{agency}", name),
        language="en",
        confidence=citation.confidence if citation else None,
        source=str(citation) if citation else None,
    )

"""What has to stand on every output: funding statement, disclaimer, reference."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Held
from vetpartner.programme import UnknownCall, UnknownRule, rules_for
from vetpartner.programme.questions import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Measure, Partnership
    from vetpartner.programme import Aspect


def agency(p: Partnership) -> str | None:
    """Return the name of the national agency, by the project's own word or its reference."""
    project = p.plan.project
    code = project.national_agency
    if code is None and project.reference is not None:
        parts = project.reference.split("-")
        code = parts[2] if len(parts) > 2 else None  # noqa: PLR2004 - year, round, agency
    if code is None:
        return None
    try:
        known = {found.code: found.name for found in rules_for(p).national_agencies}
    except UnknownCall:
        return project.national_agency
    return known.get(code, project.national_agency)


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


# What the project did, and plans to do, for each of the four aspects.


@frozen(kw_only=True)
class AspectRow:
    """One measure: for which aspect, in which activity, what, how much, and whether it was done."""

    aspect: str
    name: str
    id: str
    activity: str
    what: str
    number: Decimal | None
    unit: str | None
    done: bool


def aspects(p: Partnership) -> tuple[AspectRow, ...]:
    """Return the measures in the order of the call's aspects, then of the activities.

    What is recorded of an activity that was held takes the place of what was planned for it.
    """
    try:
        known = rules_for(p).aspects
    except UnknownCall:
        return ()
    rows = [row for aspect in known for row in _of(p, aspect)]
    return tuple(rows)


def _of(p: Partnership, aspect: Aspect) -> Iterator[AspectRow]:
    for activity in p.plan.activities:
        done = [m for fact in p.facts_of(activity.id, Held) for m in fact.measures]
        for measure in done or (() if activity.cancelled else activity.measures):
            if measure.aspect == aspect.key:
                yield _row(aspect, activity.id, p.label(activity.id), measure, done=bool(done))


def _row(aspect: Aspect, id_: str, label: str, measure: Measure, *, done: bool) -> AspectRow:
    return AspectRow(
        aspect=aspect.key,
        name=aspect.name,
        id=id_,
        activity=label,
        what=measure.what,
        number=measure.number,
        unit=measure.unit,
        done=done,
    )

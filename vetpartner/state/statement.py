"""What has to stand on every output: funding statement, disclaimer, reference."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Held
from vetpartner.programme import known_rules
from vetpartner.programme.questions import statements
from vetpartner.state.achieved import achieved
from vetpartner.state.rows import DONE, LATE, is_over
from vetpartner.values.phrase import Phrase, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Activity, Measure, Partnership
    from vetpartner.state.rows import Achieved


def agency(p: Partnership) -> str | None:
    """Return the name of the national agency, by the project's own word or its reference."""
    project = p.plan.project
    code = project.national_agency
    if code is None:
        parts = (project.reference or "").split("-")
        code = parts[2] if len(parts) > 2 else None  # noqa: PLR2004 - year, round, agency
    known = {found.code: found.name for found in known_rules(p).national_agencies}
    return known.get(code or "", project.national_agency)


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
    name, rules = agency(p), known_rules(p)
    own = dict(statements()).get(language.partition("_")[0])
    english = rules.disclaimer
    if own is not None and english is not None and own.translates == rules.funding_statement:
        return VisibleStatement(
            funding=own.funding_statement,
            disclaimer=own.disclaimer_of(name),
            language=language,
            confidence=own.confidence,
            verified=own.verified,
            source=own.source,
        )
    citation = rules.cite("disclaimer") if rules.says("disclaimer") else None
    return VisibleStatement(
        funding=rules.funding_statement,
        disclaimer=english and english.replace("{agency}", name or UNNAMED_AGENCY),
        language="en",
        confidence=citation.confidence if citation else None,
        verified=citation is not None and citation.verified,
        source=str(citation) if citation else None,
    )


# What the project did, and plans to do, for each of the four aspects.


@frozen(kw_only=True)
class AspectRow:
    """One measure: for which aspect, in which activity, what, how much, and whether it was done.

    `over` tells that its activity is: of what is neither done nor ahead nobody recorded whether it
    was done.
    """

    aspect: str
    name: str
    id: str
    activity: str
    what: str
    number: Decimal | None
    unit: str | None
    done: bool
    over: bool = False

    @property
    def standing(self) -> Phrase | None:
        """Return how a measure stands that is not recorded as done, None for one that is."""
        if self.done:
            return None
        return say("not recorded whether done") if self.over else say("planned")


def aspects(p: Partnership) -> tuple[AspectRow, ...]:
    """Return the measures in the order of the call's aspects, then of the activities.

    What is recorded of an activity that was held takes the place of what was planned for it and
    the same aspect.
    """
    over = {row.id for row in achieved(p) if row.kind == "activity" and _over(p, row)}
    return tuple(
        AspectRow(
            aspect=aspect.key,
            name=aspect.name,
            id=activity.id,
            activity=p.label(activity.id),
            what=measure.what,
            number=measure.number,
            unit=measure.unit,
            done=done,
            over=activity.id in over,
        )
        for aspect in known_rules(p).aspects
        for activity in p.plan.activities
        for measure, done in _measures(p, activity, aspect.key)
    )


def _over(p: Partnership, row: Achieved) -> bool:
    return row.status in DONE or row.status in LATE or is_over(p, row.due)


def _measures(p: Partnership, activity: Activity, aspect: str) -> Iterator[tuple[Measure, bool]]:
    """Yield what was done for an aspect in an activity, or else what is planned for it."""
    recorded = (measure for fact in p.facts_of(activity.id, Held) for measure in fact.measures)
    done = [measure for measure in recorded if measure.aspect == aspect]
    planned = () if activity.cancelled else activity.measures
    yield from ((measure, bool(done)) for measure in done or planned if measure.aspect == aspect)

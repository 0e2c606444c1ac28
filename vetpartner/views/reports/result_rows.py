"""The results that were delivered, as the results platform and the final report show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Delivered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vetpartner.model import Deliverable, Partnership


@frozen(kw_only=True)
class ResultRow:
    """A delivered result: what it is, in which languages (codes), its licence and address.

    `evidence` are the numbers of what shows it.
    """

    id: str
    title: str
    kind: str | None
    languages: tuple[str, ...]
    licence: str | None
    url: str | None
    evidence: tuple[str, ...] = ()


def result_row(p: Partnership, result: Deliverable, evidence: tuple[str, ...] = ()) -> ResultRow:
    """Return what is known of a result: the latest address and licence, all languages."""
    facts = p.facts_of(result.id, Delivered)
    licence = next((fact.licence for fact in reversed(facts) if fact.licence), result.licence)
    return ResultRow(
        id=result.id,
        title=p.label(result.id),
        kind=result.kind,
        languages=tuple(dict.fromkeys(code for fact in facts for code in fact.languages)),
        licence=licence or p.plan.project.licence,
        url=next((fact.url for fact in reversed(facts) if fact.url), None),
        evidence=evidence,
    )


def result_rows(p: Partnership, evidence: Mapping[str, tuple[str, ...]]) -> tuple[ResultRow, ...]:
    """Return the delivered results in the order of the plan; `evidence` are numbers by id."""
    return tuple(
        result_row(p, result, evidence.get(result.id, ()))
        for result in p.plan.deliverables
        if p.facts_of(result.id, Delivered)
    )

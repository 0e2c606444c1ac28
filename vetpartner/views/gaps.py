"""What is missing: facts, evidence and answers that somebody will ask for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.checks.proofs import missing_evidence
from vetpartner.model import Delivered
from vetpartner.programme import UnknownCall, rules_for
from vetpartner.views.achieved import Row, achieved
from vetpartner.views.phrases import Phrase, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Partnership

Missing = Literal["fact", "evidence", "deliverable", "measurement", "answer"]


@frozen(kw_only=True)
class Gap:
    """Something missing: `what` in a sentence, of which thing, who owes it and since when.

    `owner` is the id of an organisation, `owner_label` what it is called.
    """

    kind: Missing
    phrase: Phrase
    id: str
    title: str
    owner: str | None
    owner_label: str
    due: date | None
    address: str

    @property
    def what(self) -> str:
        """Return what is missing, in English."""
        return str(self.phrase)


def gaps(
    p: Partnership,
    answers: Iterable[tuple[str, str]] = (),
    *,
    rows: Iterable[Row] | None = None,
) -> tuple[Gap, ...]:
    """Return what is missing as of the day; nothing that is not due yet counts.

    `answers` are questions without an answer, as address and label; `rows` those of `achieved`,
    if they were computed before.
    """
    found = tuple(achieved(p) if rows is None else rows)
    missing = _evidence(p)
    return (
        *(gap for row in found for gap in _of_row(p, row, missing)),
        *(_answer(p, address, label) for address, label in answers),
    )


def _of_row(p: Partnership, row: Row, missing: dict[str, tuple[str, ...]]) -> Iterator[Gap]:
    if row.kind == "activity":
        yield from _of_activity(p, row, missing.get(row.id, ()))
    elif row.kind == "deliverable":
        yield from _of_deliverable(p, row)
    elif row.kind == "indicator" and row.status == "overdue":
        yield _gap(p, row, "measurement", say("never measured"))
    elif row.kind == "dissemination" and row.status == "overdue":
        yield _gap(p, row, "fact", say("nothing recorded"))


def _of_activity(p: Partnership, row: Row, missing: tuple[str, ...]) -> Iterator[Gap]:
    if row.status in {"overdue", "partly"}:
        yield _gap(p, row, "fact", say("past, but not recorded as held"))
    for kind in missing:
        yield _gap(p, row, "evidence", say(f"no {kind}"))


def _of_deliverable(p: Partnership, row: Row) -> Iterator[Gap]:
    if row.status == "overdue":
        yield _gap(p, row, "deliverable", say("not delivered"))
    elif row.status == "partly" and row.difference_phrases:
        yield _gap(p, row, "deliverable", say("not delivered in all languages"))
    facts = p.facts_of(row.id, Delivered)
    shown = any(f.url or any(e.file or e.url for e in f.evidence) for f in facts)
    if facts and not shown:
        yield _gap(p, row, "evidence", say("neither a file nor an address to show"))


def _gap(p: Partnership, row: Row, kind: Missing, phrase: Phrase) -> Gap:
    owner = owner_of(p, row.id)
    return Gap(
        kind=kind,
        phrase=phrase,
        id=row.id,
        title=row.title,
        owner=owner,
        owner_label=p.label(owner),
        due=row.due,
        address=row.address,
    )


def _answer(p: Partnership, address: str, label: str) -> Gap:
    return Gap(
        kind="answer",
        phrase=say("not answered"),
        id=address.rpartition("/")[2],
        title=label,
        owner=p.plan.project.coordinator,
        owner_label=p.label(p.plan.project.coordinator),
        due=None,
        address=address,
    )


def owner_of(p: Partnership, id_: str) -> str | None:
    """Return the organisation that answers for something: itself, its work package, or all."""
    thing = p.get(id_)
    for name in ("lead", "host", "owner"):
        if (found := getattr(thing, name, None)) is not None:
            return str(found)
    package = p.get(getattr(thing, "work_package", None))
    return getattr(package, "lead", None) or p.plan.project.coordinator


def _evidence(p: Partnership) -> dict[str, tuple[str, ...]]:
    """Return which kinds of evidence each held activity lacks, where the rules are known."""
    try:
        rules = rules_for(p)
    except UnknownCall:
        return {}
    return dict(missing_evidence(p, rules))

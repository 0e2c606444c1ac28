"""The evidence of a partnership, numbered, so that a report can point to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Delivered, Disseminated, Evidence, Reported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Fact, Partnership

WEB_PAGE = "web page"
"""The kind of evidence that an address is."""


@frozen(kw_only=True)
class EvidenceRow:
    """One proof: its number such as `EV7`, what it proves (`of`) and where it is.

    Events are called `E1`, `E2`, so that a number with `E` alone would be read as one of them.

    `known` is the day from which the partnership had it; `address` is that of the fact.
    """

    number: str
    of: str | None
    title: str
    kind: str
    file: str | None
    url: str | None
    seen: date | None
    known: date
    address: str


def evidence(p: Partnership) -> tuple[EvidenceRow, ...]:
    """Return all evidence of the facts, in the order in which it became known.

    Facts are only added, so that a number stays what it is from one report to the next.
    A published address of a result or of a dissemination counts as evidence too.
    """
    # Of thousands of presences none has a proof of its own, and they need no addresses.
    kinds = dict.fromkeys(type(fact) for fact in p.facts if fact.evidence or _url(fact))
    known = [
        (fact.known_from(p.start), address, fact)
        for kind in kinds
        for address, fact in p.numbered_facts(kind)
        if fact.evidence or _url(fact)
    ]
    # The sort is stable: facts of one day keep the order of the file.
    known.sort(key=lambda found: found[0])
    rows: list[EvidenceRow] = []
    for day, address, fact in known:
        for proof in _proofs(fact):
            rows.append(
                EvidenceRow(
                    number=f"EV{len(rows) + 1}",
                    of=fact.of,
                    title=proof.title or _called(p, fact),
                    kind=proof.kind,
                    file=proof.file,
                    url=proof.url,
                    seen=proof.seen,
                    known=day,
                    address=address,
                )
            )
    return tuple(rows)


def numbers_by_id(rows: Iterable[EvidenceRow]) -> dict[str, tuple[str, ...]]:
    """Return the numbers of the evidence by the id of the thing that it proves."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.of is not None:
            found.setdefault(row.of, []).append(row.number)
    return {id_: tuple(numbers) for id_, numbers in found.items()}


def _called(p: Partnership, fact: Fact) -> str:
    """Return what the fact is about; a report has no title but its kind."""
    kind = getattr(p.get(fact.of), "kind", None) if isinstance(fact, Reported) else None
    return f"{kind} report" if kind else p.label(fact.of)


def _url(fact: Fact) -> str | None:
    return fact.url if isinstance(fact, Delivered | Disseminated) else None


def _proofs(fact: Fact) -> Iterator[Evidence]:
    yield from fact.evidence
    url = _url(fact)
    if url is not None and url not in {proof.url for proof in fact.evidence}:
        yield Evidence(kind=WEB_PAGE, url=url)

"""Evidence: what each held activity, result and dissemination must have to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.finding import warning
from vetpartner.checks.subject import listed
from vetpartner.model import Deliverable, Delivered, Disseminated, Held

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject
    from vetpartner.model import Activity, Partnership
    from vetpartner.programme import Rules

SAME_EVIDENCE = {
    "signed list": "attendance list",
    "signature list": "attendance list",
    "list of participants": "attendance list",
    "participants list": "attendance list",
    "certificates": "certificate",
    "photos": "photo",
    "photograph": "photo",
    "program": "programme",
    "survey": "evaluation",
    "questionnaire": "evaluation",
    "feedback": "evaluation",
    "declaration": "organiser's declaration",
    "log": "platform log",
    "screenshot": "platform log",
    "peer review": "review",
    "reviews": "review",
}
"""Other names under which the kinds of evidence of the rules are met."""
_LIST = "attendance list"


def missing_evidence(p: Partnership, rules: Rules) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the id and the missing kinds of evidence of what was held or delivered.

    What took place online is proven by declaration and log of the platform, not by a signed list;
    of the results it is learning material that needs a review.
    """
    there: dict[str, set[str]] = {}
    for fact in p.facts:
        if fact.of is not None and fact.evidence:
            names = (proof.kind.strip().lower() for proof in fact.evidence)
            there.setdefault(fact.of, set()).update(SAME_EVIDENCE.get(n, n) for n in names)
    for kind in rules.activity_kinds:
        for thing in getattr(p.plan, kind.key):
            result = isinstance(thing, Deliverable)
            if result and not thing.learning_material:
                continue
            if p.facts_of(thing.id, Delivered if result else Held):
                needed = kind.evidence
                if _online(p, thing) and _LIST in needed:
                    needed = (*(name for name in needed if name != _LIST), *rules.online_evidence)
                missing = tuple(n for n in needed if n not in there.get(thing.id, set()))
                if missing:
                    yield thing.id, missing


def _online(p: Partnership, thing: Activity | Deliverable) -> bool:
    held = p.facts_of(thing.id, Held)
    mode = next((fact.mode for fact in reversed(held) if fact.mode is not None), None)
    return (mode or getattr(thing, "mode", None)) == "online"


def evidence_missing(s: Subject) -> Iterator[Finding]:
    """Guard that each activity held, and each result delivered, has the evidence of its kind.

    A check asks for it years later, and what cannot be shown is not paid.
    Collect it now, while people remember: put the file into `evidence/` and name it in the fact.

    Basis: Handbook on the lump sum funding model, evidence of activities.
    """
    done = {fact.of: at for at, fact in (*s.facts(Delivered), *s.facts(Held))}
    results = {deliverable.id for deliverable in s.plan.deliverables}
    for id_, missing in missing_evidence(s.p, s.rules):
        has = "is" if len(missing) == 1 else "are"
        what = "is delivered" if id_ in results else "was held"
        message = f"{id_} {what}, but {listed(missing)} {has} missing"
        yield s.law("activity_kinds", message, f"{done[id_]}/evidence", may=True)


def result_without_proof(s: Subject) -> Iterator[Finding]:
    """Guard that each delivered result can be shown: by a file or an address.

    The final report asks for all results on the results platform.
    Write `url`, or add evidence with a file.

    Basis: upload to the Erasmus+ project results platform.
    """
    for at, fact in s.facts(Delivered):
        of_deliverable = fact.of is not None and s.p.kind_of(fact.of) == "deliverables"
        if of_deliverable and not _shown(s, fact.of, Delivered):
            message = f"{fact.of} is delivered, but neither a file nor an address shows it"
            yield warning(message, at, way_out="add url, or evidence with a file")


def dissemination_without_proof(s: Subject) -> Iterator[Finding]:
    """Guard that each dissemination can be shown: by an address, a picture or a cutting.

    Posts vanish, and a number without a trace convinces nobody.
    Write `url`, or add a screenshot as evidence.

    Basis: Handbook on the lump sum funding model, evidence of activities.
    """
    for at, fact in s.facts(Disseminated):
        if fact.url is None and not any(e.file or e.url for e in fact.evidence):
            name = fact.title or fact.of or "a dissemination"
            message = f"nothing shows {name}: no address and no file"
            yield warning(message, at, way_out="add url, or evidence with a file")


def _shown(s: Subject, id_: str | None, kind: type[Delivered]) -> bool:
    facts: Iterable[Delivered] = s.p.facts_of(id_ or "", kind)
    return any(f.url or any(e.file or e.url for e in f.evidence) for f in facts)


def evidence_without_place(s: Subject) -> Iterator[Finding]:
    """Guard that each piece of evidence says where it is.

    Who looks for it in five years will not find it.
    Write `file` with its name in the folder, or `url`.

    Basis: keeping of records.
    """
    for at, fact in s.numbered:
        for proof in fact.evidence:
            if proof.file is None and proof.url is None:
                message = f"{proof.kind} of {fact.of or at}: neither a file nor an address is given"
                yield warning(message, f"{at}/evidence", way_out="write file or url")


PROOFS = (
    evidence_missing,
    result_without_proof,
    dissemination_without_proof,
    evidence_without_place,
)

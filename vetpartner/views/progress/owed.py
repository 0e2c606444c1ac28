"""Which proofs are missing, and which organisation answers for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.proofs import missing_evidence
from vetpartner.model.once import once
from vetpartner.programme import UnknownCall, rules_for

if TYPE_CHECKING:
    from vetpartner.model import Partnership


def owner_of(p: Partnership, id_: str) -> str | None:
    """Return the organisation that answers for something: itself, its work package, or all."""
    thing = p.get(id_)
    for name in ("lead", "host", "owner"):
        if (found := getattr(thing, name, None)) is not None:
            return str(found)
    package = p.get(getattr(thing, "work_package", None))
    return getattr(package, "lead", None) or p.plan.project.coordinator


@once
def missing_proofs(p: Partnership) -> dict[str, tuple[str, ...]]:
    """Return which kinds of evidence are missing, by activity or result."""
    try:
        rules = rules_for(p)
    except UnknownCall:
        return {}
    return dict(missing_evidence(p, rules))

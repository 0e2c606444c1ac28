"""The changes of the plan after its approval, and those of which nobody wrote why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Amended
from vetpartner.state.gaps import Unexplained

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Partnership


CHANGED = {
    "when": "dates",
    "title": "title",
    "lead": "leading organisation",
    "host": "host",
    "venue": "venue",
    "mode": "in person or online",
    "due": "deadline",
    "target": "target",
    "amount": "amount",
    "grant": "shares of the grant",
    "months": "duration",
    "left": "withdrawal of the organisation",
    "cancelled": "cancelled",
}
"""What an amendment changes, in words."""
DETAILS = "details"
"""What stands for any other field."""


@frozen(kw_only=True)
class Amendment:
    """A change of the plan: what, which fields, from which day, why, and the agency's consent.

    `address` is that of the fact.
    """

    address: str
    id: str | None
    title: str
    fields: tuple[str, ...]
    known: date
    approved: date | None
    reason: str | None


def amendments(p: Partnership) -> Iterator[Amendment]:
    """Yield the changes of the plan, in the order of the facts."""
    for address, fact in p.numbered_facts(Amended):
        yield Amendment(
            address=address,
            id=fact.of,
            title=p.label(fact.of) or p.plan.project.label,
            fields=tuple(dict.fromkeys(CHANGED.get(name, DETAILS) for name in fact.changes())),
            known=fact.known_from(p.start),
            approved=fact.approved,
            reason=fact.why,
        )


def unreasoned(changed: Iterable[Amendment], known: set[str]) -> Iterator[Unexplained]:
    """Yield changes of the plan without a reason, but for those of what is `known` to need one."""
    for one in changed:
        if one.reason is None and (one.id or "") not in known:
            yield Unexplained(
                id=one.id or "",
                title=one.title,
                address=one.address,
                difference=f"amended: {', '.join(one.fields)}",
            )

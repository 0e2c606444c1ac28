"""Transfers of money: each has a reason, the consent that it needs, and two sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.finding import warning
from vetpartner.checks.transferring import LAW
from vetpartner.model import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject
    from vetpartner.checks.transferring import Transfer
    from vetpartner.model import Amended


def transfer_without_reason(s: Subject) -> Iterator[Finding]:
    """Guard that an amendment that moves money says why.

    The final report lists each transfer with its reason, and is not complete without it.

    Basis: German national agency at BIBB, pages for beneficiaries, money between activities is
    explained in the final report (confidence B).
    """
    silent: dict[str, list[Transfer]] = {}
    for one in s.transfers:
        if one.reason is None:
            silent.setdefault(one.address, []).append(one)
    for at, moved in silent.items():
        message = f"{_said(moved)}, and nothing says why"
        yield warning(message, f"{at}/reason", way_out="write the reason")


def transfer_without_amendment(s: Subject) -> Iterator[Finding]:
    """Guard that the agency agreed to a transfer that needs an amendment of the agreement.

    What was changed first and told later may be found not eligible.
    Ask for the amendment, and write the day of the agency's letter as `approved`.

    Basis: German national agency at BIBB, pages for beneficiaries (confidence B); Handbook on the
    lump sum funding model, section 3.5.
    """
    found = _by_amendment(
        s, lambda one: one.verdict == "needs an amendment", lambda fact: fact.approved is None
    )
    for at, moved in found:
        message = f"{_said(moved)}: {moved[0].why}, and no consent of the agency is recorded"
        yield s.law(LAW, message, at, way_out="ask for it, and write approved = its day", may=True)


def transfer_not_possible(s: Subject) -> Iterator[Finding]:
    """Guard that no money is moved out of or into a work package that is completed.

    An amendment is possible only while the work package is not completed; in calls with headings,
    money never goes to one for which no grant was awarded.
    Take the transfer back, or correct the days of the facts.
    A transfer that the agency approved all the same is left alone.

    Basis: German national agency at BIBB, pages for beneficiaries (confidence B); Handbook on the
    lump sum funding model, section 3.5.
    """
    found = _by_amendment(
        s, lambda one: one.verdict == "impossible", lambda fact: fact.approved is None
    )
    for at, moved in found:
        message = f"{_said(moved)}, which is not possible: {moved[0].why}"
        yield s.law(LAW, message, at, way_out="take it back, or write approved = its day")


def transfer_without_other_side(s: Subject) -> Iterator[Finding]:
    """Guard that what one place of the plan lost another gained on the same day.

    The lump sum never changes, so that money cannot come from nowhere.
    Record the amendments of both sides with the same `recorded`.

    Basis: Handbook on the lump sum funding model, section 3.1.
    """
    for one in s.transfers if s.rules.lump_sums else ():
        if one.giver is None or one.taker is None:
            side = one.giver or one.taker
            verb = "lost" if one.taker is None else "gained"
            message = f"{side} {verb} {one.amount} on {one.day}, and no amendment of that day "
            message += f"says {'who got them' if verb == 'lost' else 'where they come from'}"
            yield warning(message, one.address, way_out="record the other side on the same day")


def _by_amendment(
    s: Subject, chosen: Callable[[Transfer], bool], wanting: Callable[[Amended], bool]
) -> Iterator[tuple[str, list[Transfer]]]:
    """Yield the address of each amendment that wants something, once for both sides."""
    moved: dict[str, list[Transfer]] = {}
    for one in s.transfers:
        sides = [side for side in (one.giver, one.taker) if side is not None]
        # Both sides may want the same; one of them is enough to say so.
        at = next((side.address for side in sides if wanting(side.fact)), None)
        if at is not None and chosen(one):
            moved.setdefault(at, []).append(one)
    yield from moved.items()


def _said(moved: list[Transfer]) -> str:
    first = moved[0]
    if len(moved) == 1:
        return f"{first.amount} went {first.route} on {first.day}"
    total = Money.total((one.amount for one in moved), first.amount.currency)
    return f"{total} went in {len(moved)} transfers on {first.day}, the first {first.route}"


TRANSFERS = (
    transfer_without_reason,
    transfer_without_amendment,
    transfer_not_possible,
    transfer_without_other_side,
)

"""Transfers of money: each has a reason, the consent that it needs, and two sides."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family
from vetpartner.model import Money, Share
from vetpartner.state.transfers import LAW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Amended
    from vetpartner.state.transfers import Transfer

rule = family("Money")


@rule(
    "German national agency at BIBB, pages for beneficiaries, money between activities is "
    "explained in the final report (confidence B)"
)
def transfer_without_reason(s: Subject) -> Found:
    """An amendment that moves money says why.

    The final report lists each transfer with its reason, and is not complete without it.
    """
    silent: dict[str, list[Transfer]] = {}
    for one in s.transfers:
        if one.reason is None:
            silent.setdefault(one.address, []).append(one)
    for at, moved in silent.items():
        way_out = 'add reason = "the course became cheaper"'
        yield s.warning(f"{_said(moved)}, but nothing says why", f"{at}/reason", way_out)


@rule(
    "German national agency at BIBB, pages for beneficiaries (confidence B); Handbook on the "
    "lump sum funding model, section 3.5"
)
def transfer_without_amendment(s: Subject) -> Found:
    """The agency agreed to each transfer that needs an amendment of the agreement.

    What was changed first and told later may be found not eligible.
    Ask for the amendment, and write the day of the agency's letter as `approved`.
    """
    found = _by_amendment(
        s, lambda one: one.verdict == "needs an amendment", lambda fact: fact.approved is None
    )
    for at, moved in found:
        message = f"{_said(moved)}: {moved[0].why}, but no consent of the agency is recorded"
        yield s.law(LAW, message, at, f"ask for it; then {_approved(moved)}", may=True)


@rule(
    "German national agency at BIBB, pages for beneficiaries (confidence B); Handbook on the "
    "lump sum funding model, section 3.5"
)
def transfer_not_possible(s: Subject) -> Found:
    """No money is moved out of or into a work package that is completed.

    An amendment is possible only while the work package is not completed; in calls with headings,
    money never goes to one for which no grant was awarded.
    Take the transfer back, or correct the days of the facts.
    A transfer that the agency approved all the same is left alone.
    """
    found = _by_amendment(
        s, lambda one: one.verdict == "impossible", lambda fact: fact.approved is None
    )
    for at, moved in found:
        message = f"{_said(moved)}, which is not possible: {moved[0].why}"
        yield s.law(LAW, message, at, f"undo the transfer, or {_approved(moved)}")


@rule("Handbook on the lump sum funding model, section 3.1")
def transfer_without_other_side(s: Subject) -> Found:
    """What one place of the plan loses, another gains on the same day.

    The lump sum never changes, so that money cannot come from nowhere.
    Record the amendments of both sides with the same `recorded`.
    """
    for one in s.transfers if s.rules.lump_sums else ():
        if one.giver is None or one.taker is None:
            side = one.giver or one.taker
            verb = "lost" if one.taker is None else "gained"
            message = f"{side} {verb} {one.amount} on {one.day}, but no amendment of that day "
            message += f"says {'who got them' if verb == 'lost' else 'where they come from'}"
            way_out = f"record [[amended]] of the other side with recorded = {one.day}"
            yield s.warning(message, one.address, way_out)


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


def _approved(moved: list[Transfer]) -> str:
    return f"add approved = {moved[0].day} (the date of the agency's consent)"


def _said(moved: list[Transfer]) -> str:
    first = moved[0]
    if len(moved) == 1:
        return f"{first.amount} went {first.route} on {first.day}"
    total = Money.total((one.amount for one in moved), first.amount.currency)
    return f"{total} went in {len(moved)} transfers on {first.day}, the first {first.route}"


# Instalments from the coordinator to the partners: they add up, and they arrive.


@rule("arithmetic")
def instalments_do_not_add_up(s: Subject) -> Found:
    """The instalments to the partners add up to the whole of their shares.

    What is missing is asked for at the end of the project, when the money is gone.
    """
    portions = [each.share.portion for each in s.plan.instalments if each.share is not None]
    total = sum(portions, Decimal(0))
    if portions and len(portions) == len(s.plan.instalments) and total != 1:
        percent = Share(total) if total <= 1 else f"{(total * 100).normalize():f} %"
        yield s.error(
            f"the instalments add up to {percent} of the shares, not to 100 %", "instalments"
        )

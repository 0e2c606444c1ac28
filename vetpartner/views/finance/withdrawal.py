"""The result of a withdrawal, and how it reads."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.checks import Finding, Findings
from vetpartner.checks.open_work import OpenRole
from vetpartner.model import Amended, Amounts, Money, Partnership
from vetpartner.showing import Brief, html_table
from vetpartner.views.dates.deadlines import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen(kw_only=True)
class Part:
    """The share of the organisation in one work package or activity.

    `worked` stays with it, for the reason in `basis`; `open` is the rest, `to` who could take it.
    """

    id: str
    title: str
    share: Money
    worked: Money
    basis: str
    open: Money
    to: Amounts


@frozen(kw_only=True)
class Withdrawal(Brief):
    """What happens if a partner withdraws; prints as text and shows as a table. Nothing is written.

    `day` is its last day; `before` and `after` the partnership without and with the withdrawal.
    `roles` are what it leads, hosts and trains in that is not done, for which nobody is proposed.
    `parts` are its shares, `received` what it got and kept of the money so far.
    `ask_by` is the last day to ask the agency for an amendment.
    `amendments` are the facts that record it in `after`.
    `appeared` are the findings that break with it, `disappeared` those that it solves.
    """

    id: str
    day: date
    before: Partnership = field(repr=False)
    after: Partnership = field(repr=False)
    roles: tuple[OpenRole, ...]
    parts: tuple[Part, ...]
    received: Money
    ask_by: Deadline | None
    amendments: tuple[Amended, ...]
    appeared: Findings
    disappeared: Findings
    remarks: tuple[str, ...] = ()

    @property
    def worked(self) -> Money:
        """Return what it worked for in all, which stays with it."""
        return self._total(part.worked for part in self.parts)

    @property
    def open(self) -> Money:
        """Return what is open of its shares in all."""
        return self._total(part.open for part in self.parts)

    @property
    def taken_over(self) -> Amounts:
        """Return how much each of the others would take over in all."""
        sums: dict[str, Money] = {}
        for part in self.parts:
            for id_, money in part.to.items():
                sums[id_] = sums[id_] + money if id_ in sums else money
        return Amounts(sums)

    @property
    def to_return(self) -> Money:
        """Return what must come back from it: received minus worked for, or nothing."""
        rest = self.received - self.worked
        return rest if rest.amount > 0 else self._total(())

    @property
    def to_pay(self) -> Money:
        """Return what it still has to get: worked for minus received, or nothing."""
        rest = self.worked - self.received
        return rest if rest.amount > 0 else self._total(())

    @property
    def tell(self) -> tuple[str, ...]:
        """Return whom to tell, a line each: the agency, the organisations with their people."""
        return tuple(self._tell())

    def __str__(self) -> str:
        lines = [self._head(), *self.remarks]
        for title, rows in self._groups():
            lines += ["", title, *(f"  {row}" for row in rows)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [(title, row) for title, found in self._groups() for row in found]
        caption = " ".join((self._head(), *self.remarks))
        return html_table(caption, ("What happens", ""), rows)

    def _head(self) -> str:
        name = self.before[self.id].label
        return f"{self.before.label(self.id)} {name} withdraws, its last day is {self.day}"

    def _groups(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        found = (
            (
                "Nobody does this any more",
                tuple(_duty(tuple(roles)) for _, roles in groupby(self.roles, lambda r: r.id)),
            ),
            (f"Its money: {self._sum_up()}", tuple(map(self._part, self.parts))),
            ("Received so far", (self._settled(),)),
            ("Rules that break", tuple(self._broken())),
            ("Findings that are solved", tuple(map(_finding, self.disappeared))),
            ("Whom to tell", self.tell),
        )
        yield from ((title, rows) for title, rows in found if rows)

    def _broken(self) -> Iterator[str]:
        """Yield the new findings that are not said in another group already."""
        found = [one for one in self.appeared if one.slug not in _SAID]
        yield from map(_finding, found)
        if not found:
            yield "no other than that the agency has to agree, and others have to take over"

    def _sum_up(self) -> str:
        share = self._total(part.share for part in self.parts)
        return f"{self.worked} of {share} worked for, {self.open} open"

    def _part(self, part: Part) -> str:
        line = f"{part.id}: {part.worked} of {part.share} worked for ({part.basis})"
        if not part.open:
            return line
        names = (f"{self.before.label(id_)} {money}" for id_, money in part.to.items())
        return f"{line}; {part.open} open, proposal: {', '.join(names) or 'nobody is left for it'}"

    def _settled(self) -> str:
        if self.to_return:
            return f"{self.received}; {self.to_return} must come back"
        if self.to_pay:
            return f"{self.received}; {self.to_pay} are still to be paid to it"
        return f"{self.received}; nothing is to come back"

    def _tell(self) -> Iterator[str]:
        plan = self.before.plan
        by = f"; ask for the amendment by {self.ask_by.day}" if self.ask_by is not None else ""
        agency = plan.project.national_agency
        yield f"the national agency{f' {agency}' if agency else ''}: it has to agree{by}"
        for organisation in plan.organisations:
            people = [one for one in plan.people if one.organisation == organisation.id]
            names = ", ".join(person.name or person.id for person in people)
            yield organisation.short + (f": {names}" if names else "")

    def _total(self, amounts: Iterator[Money] | tuple[()]) -> Money:
        return Money.total(amounts, self.before.plan.project.currency)


_SAID = frozenset({"left-with-open-work", "transfer-without-amendment", "transfer-without-reason"})
"""Findings about what is still to be decided, which the other groups tell one by one."""


def _duty(roles: tuple[OpenRole, ...]) -> str:
    """Return all that it does in one thing: `leads, hosts M4 Fourth meeting (until 2025-09-17)`."""
    verbs = ", ".join(role.verb for role in roles[:-1])
    return f"{verbs}, {roles[-1].said}" if verbs else roles[-1].said


def _finding(finding: Finding) -> str:
    return f"{finding.severity.value}: {finding.message} [{finding.slug}]"

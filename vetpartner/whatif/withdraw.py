"""What happens if a partner withdraws: its work, its money, and the rules that break."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import attrs
from attrs import field, frozen

from vetpartner.model import NO_REASON, Activity, Amended, Amounts, Money, Paid, Partnership
from vetpartner.state.deadlines import Deadline, deadlines
from vetpartner.state.open_work import OpenRole, complete_since, open_roles
from vetpartner.state.shares import amount_of, matrix
from vetpartner.values.finding import Findings
from vetpartner.values.keyed import summed
from vetpartner.values.table import Table, Tabled
from vetpartner.whatif.compare import findings_that_differ, people_of, with_names
from vetpartner.whatif.move import amending
from vetpartner.whatif.telling import Told, of_finding, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vetpartner.model import WorkPackage


@frozen(kw_only=True)
class ShareOfLeaver:
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
class Withdrawal(Tabled):
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
    parts: tuple[ShareOfLeaver, ...]
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
        return Amounts(summed(pair for part in self.parts for pair in part.to.items()))

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

    @property
    def table(self) -> Table:
        """Return what happens."""
        text = " ".join((self._head(), *self.remarks))
        address = f"organisations/{self.id}"
        first = Told(kind="Withdrawal", id=self.id, address=address, after=str(self.day), text=text)
        return told("withdraw", first, self._groups())

    def _head(self) -> str:
        name = self.before[self.id].label
        return f"{self.before.label(self.id)} {name} withdraws, its last day is {self.day}"

    def _groups(self) -> Iterator[tuple[str, tuple[Told, ...]]]:
        found = (
            (
                "Tasks left without anybody responsible",
                tuple(_duty(tuple(roles)) for _, roles in groupby(self.roles, lambda r: r.id)),
            ),
            self._money(),
            ("Received so far", (Told(id=self.id, text=self._settled()),)),
            ("Rules that break", tuple(self._broken())),
            ("Findings that are solved", tuple(map(of_finding, self.disappeared))),
            ("Whom to tell", tuple(Told(text=line) for line in self.tell)),
        )
        yield from ((title, rows) for title, rows in found if rows)

    def _broken(self) -> Iterator[Told]:
        """Yield the new findings that are not said in another group already."""
        found = [one for one in self.appeared if one.slug not in _SAID]
        yield from map(of_finding, found)
        if not found:
            text = "no other than that the agency has to agree, and others have to take over"
            yield Told(text=text)

    @property
    def _known(self) -> bool:
        """Tell whether anybody stated a share of it."""
        table = matrix(self.before)
        homes = zip(table.organisations, table.totals, strict=True)
        return any(home.id == self.id and total is not None for home, total in homes)

    def _money(self) -> tuple[str, tuple[Told, ...]]:
        if not self._known:
            text = "its share is not known, so nobody can tell what it worked for"
            return "Its money", (Told(id=self.id, text=text),)
        return f"Its money: {self._sum_up()}", tuple(map(self._part, self.parts))

    def _sum_up(self) -> str:
        share = self._total(part.share for part in self.parts)
        return f"{self.worked} of {share} worked for, {self.open} open"

    def _part(self, part: ShareOfLeaver) -> Told:
        return Told(id=part.id, address=self._address(part.id), text=self._shared(part))

    def _address(self, id_: str) -> str:
        return f"{self.before.kind_of(id_)}/{id_}"

    def _shared(self, part: ShareOfLeaver) -> str:
        line = f"{part.id}: {part.worked} of {part.share} worked for ({part.basis})"
        if not part.open:
            return line
        names = (f"{self.before.label(id_)} {money}" for id_, money in part.to.items())
        return f"{line}; {part.open} open, proposal: {', '.join(names) or 'nobody is left for it'}"

    def _settled(self) -> str:
        if not self._known:
            return f"{self.received}; what must come back is not known"
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
            yield with_names(organisation.short, people_of(self.before, organisation.id))

    def _total(self, amounts: Iterator[Money] | tuple[()]) -> Money:
        return Money.total(amounts, self.before.plan.project.currency)


_SAID = frozenset({"left-with-open-work", "transfer-without-amendment", "transfer-without-reason"})
"""Findings about what is still to be decided, which the other groups tell one by one."""


def _duty(roles: tuple[OpenRole, ...]) -> Told:
    """Return all that it does in one thing: `leads, hosts M4 Fourth meeting (until 2025-09-17)`."""
    verbs = ", ".join(role.verb for role in roles[:-1])
    last = roles[-1]
    text = f"{verbs}, {last.said}" if verbs else last.said
    return Told(id=last.id, address=last.address, text=text)


# What an organisation has worked for of its share in a work package or activity up to a day.


def worked_for(
    p: Partnership, thing: WorkPackage | Activity, organisation: str, day: date
) -> tuple[Money, str]:
    """Return how much of its share an organisation has worked for up to a day, and how one knows.

    An activity counts once it is done, without asking for proof.
    In a work package the share counts in proportion to the amounts of its activities that are
    done, where there are none to its days that are over.
    """
    share = thing.grant[organisation]
    done = {id_ for id_, since in complete_since(p).items() if since <= day}
    if isinstance(thing, Activity):
        if thing.id in done and not thing.cancelled:
            return share, "done"
        return Money(0, share.currency), "not done"
    known = [(a, m) for a in _inside(p, thing) if (m := amount_of(p, a)) is not None]
    if known:
        finished = [(a, m) for a, m in known if a.id in done and not a.cancelled]
        whole = Money.total((m for _, m in known), share.currency)
        part = Money.total((m for _, m in finished), share.currency)
        basis = f"{len(finished)} of {len(known)} activities done, {part} of {whole}"
        return _portion(share, int(part.amount * 100), int(whole.amount * 100)), basis
    span = thing.when.span(p.start)
    if span is None:
        return Money(0, share.currency), "no activities with amounts, and no dates"
    length = (span.last - span.first).days + 1
    over = min(max((day - span.first).days + 1, 0), length)
    return _portion(share, over, length), f"{over} of {length} days elapsed"


def _inside(p: Partnership, package: WorkPackage) -> tuple[Activity, ...]:
    return tuple(a for a in p.plan.activities if a.work_package == package.id)


def _portion(share: Money, part: int, whole: int) -> Money:
    return share.allocate((part, whole - part))[0]


def withdraw(
    p: Partnership,
    id_: str,
    *,
    on: date | None = None,
    reason: str | None = None,
    worked: Mapping[str, Money] | None = None,
) -> Withdrawal:
    """Return what happens if an organisation withdraws; nothing is written anywhere.

    `on` is the last day on which it takes part, the day as of which `p` is looked at if left out.
    What it worked for up to then stays with it. By work package that is its share times what is
    done:
    by the amounts of the activities, where there are none by the days that are over.
    `worked` gives other amounts, by the id of a work package, or of an activity in a project
    without work packages.

    The open rest is shared out among those that have a share of the same work package, in
    proportion to it, by largest remainder; where there are none, in equal parts among the
    remaining full partners. That is a proposal: who does the work decides who gets the money.
    `amendments` are the facts that would record it; nobody is proposed as leader or host.

    Raises `UnknownId`, a `KeyError`, for an unknown id; `ValueError` for what is not an
    organisation or left already, for a day outside the project, and for `worked` that cannot be.
    """
    day = on or p.as_of
    _refuse(p, id_, day)
    parts = tuple(_parts(p, id_, day, worked or {}))
    changed = (
        Amended(of=id_, recorded=p.as_of, reason=reason or NO_REASON, left=day),
        *(_amendment(p, id_, part, reason) for part in parts if part.open.amount > 0 and part.to),
    )
    amendments = tuple(amending(p, one) for one in changed)
    after = attrs.evolve(p, facts=(*p.facts, *amendments), day=p.as_of)
    appeared, disappeared = findings_that_differ(p, after)
    return Withdrawal(
        id=id_,
        day=day,
        before=p,
        after=after,
        roles=tuple(open_roles(p, id_, day)),
        parts=parts,
        received=_received(p, id_),
        ask_by=next((one for one in deadlines(p) if one.kind == "amendment"), None),
        amendments=amendments,
        appeared=appeared,
        disappeared=disappeared,
        remarks=tuple(_remarks(p, id_)),
    )


def _refuse(p: Partnership, id_: str, day: date) -> None:
    """Raise `ValueError` for a withdrawal that cannot be."""
    organisation = p[id_]
    if p.kind_of(id_) != "organisations":
        raise ValueError(f"{id_} is not an organisation, and only an organisation can withdraw")
    if organisation.left is not None:
        raise ValueError(f"{organisation.short} left on {organisation.left} already")
    if p.start is not None and day < p.start:
        raise ValueError(f"{day} is before the project, which starts on {p.start}")


def _parts(
    p: Partnership, id_: str, day: date, given: Mapping[str, Money]
) -> Iterator[ShareOfLeaver]:
    """Yield what the organisation has in each work package, or activity where there are none."""
    things: tuple[WorkPackage | Activity, ...] = p.plan.work_packages or p.plan.activities
    shared = {thing.id: thing for thing in things if id_ in thing.grant}
    for key, money in given.items():
        if key not in shared:
            raise ValueError(
                f"{id_} has no share in {key}, of which it could have worked for {money}"
            )
    for thing in shared.values():
        share = thing.grant[id_]
        if share.currency != p.plan.project.currency:
            continue
        basis, worked = "as given", given.get(thing.id)
        if worked is None:
            worked, basis = worked_for(p, thing, id_, day)
        if not Money(0, share.currency) <= worked <= share:
            raise ValueError(f"of {share} in {thing.id} nobody can have worked for {worked}")
        rest = share - worked
        yield ShareOfLeaver(
            id=thing.id,
            title=thing.title or thing.id,
            share=share,
            worked=worked,
            basis=basis,
            open=rest,
            to=_shared_out(p, id_, thing, rest),
        )


def _shared_out(p: Partnership, id_: str, thing: WorkPackage | Activity, rest: Money) -> Amounts:
    """Return a proposal of who takes over how much of what is open."""
    staying = {o.id for o in p.partners if o.id != id_ and o.left is None}
    weights = {
        o: money.amount
        for o, money in thing.grant.items()
        if o in staying and money.amount > 0 and money.currency == rest.currency
    }
    if not weights:
        named = [o for o in thing.organisations if o in staying]
        weights = dict.fromkeys(
            named or [o.id for o in p.partners if o.id in staying], Money(1).amount
        )
    if not weights or not rest:
        return Amounts()
    return Amounts(zip(weights, rest.allocate(tuple(weights.values())), strict=True))


def _amendment(p: Partnership, id_: str, part: ShareOfLeaver, reason: str | None) -> Amended:
    """Return the amendment that gives the open rest of one part to the others."""
    old: Amounts = p[part.id].grant
    kept = {o: part.worked if o == id_ else money for o, money in old.items()}
    if not part.worked:
        del kept[id_]
    new = Amounts(summed((*kept.items(), *part.to.items())))
    return Amended(of=part.id, recorded=p.as_of, reason=reason or NO_REASON, grant=new)


def _received(p: Partnership, id_: str) -> Money:
    """Return what an organisation got and kept: received minus passed on or given back."""
    currency, coordinator = p.plan.project.currency, p.plan.project.coordinator
    paid = [fact for fact in p.facts_of_kind(Paid) if fact.amount.currency == currency]
    got = [fact.amount for fact in paid if (fact.payee or coordinator) == id_]
    return Money.total((*got, *(-fact.amount for fact in paid if fact.payer == id_)), currency)


def _remarks(p: Partnership, id_: str) -> Iterator[str]:
    if id_ == p.plan.project.coordinator:
        yield "It coordinates the project: another partner has to take that over first."
    if p.plan.work_packages:
        for activity in p.plan.activities:
            if id_ in activity.grant and not activity.cancelled:
                money = activity.grant[id_]
                yield f"{activity.id} has a share of its own for it, {money}; amend it too."

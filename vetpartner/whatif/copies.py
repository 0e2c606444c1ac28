"""A partnership without any personal datum, from which everything can be exported for all."""

from __future__ import annotations

import re
from functools import reduce
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.model import (
    Attended,
    Certified,
    Decided,
    Evidence,
    LaterEvidence,
    Participant,
    Presence,
    Spent,
    Surveyed,
)
from vetpartner.model.mentions import Mentions, rewritten
from vetpartner.values.keyed import grouped as by_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeVar

    from vetpartner.model import Fact, Partnership, Person, Plan

    Counted = TypeVar("Counted", Attended, Participant)


SMALLEST = 5
"""Groups with fewer people than this are not shown."""
LINKS = frozenset({"url", "website", "link", "file", "files"})
"""Fields that are of no use with a part taken out."""
LICENCE = re.compile(r"CC(?:0| BY(?:-(?:NC|SA|ND)){0,2})(?: \d\.\d)?")
"""What is nobody's initials."""
_OF_PEOPLE = re.compile(
    r"list|attendance|certificate|photo|video|picture|consent|log|minutes|declaration|survey",
    re.IGNORECASE,
)


def public(p: Partnership, *, least: int = SMALLEST) -> Partnership:
    """Return the partnership as known on its day without any personal datum.

    People vanish: what they own passes to their organisation, trainers are left out. Participants
    and attendance become counted groups by organisation and role, see `grouped`.
    Names, parts of names and all e-mail addresses in texts become `[…]`; file names and links with
    a name in them, links to meetings and to lists, photos and minutes are dropped.
    Where it was read from is forgotten, so templates of the project are not used: they may name
    people too.
    """
    names = mentions(p)
    ids = _renamed_ids(p, names)
    homes = {person.id: person.organisation for person in p.plan.people}

    plan, facts = _plan(p.baseline, homes, least), tuple(_facts(p, homes, least))
    bare = attrs.evolve(p, baseline=plan, facts=facts)
    return hidden(bare, names, ids, in_rules=names, never=frozenset({"link"}))


def hidden(
    p: Partnership,
    look: Mentions,
    ids: Mapping[str, str],
    *,
    in_rules: Mentions,
    never: frozenset[str] = frozenset(),
) -> Partnership:
    """Return a partnership with ids renamed, and every mention hidden in plan, facts and words.

    Links and file names with a mention go, links of a field in `never` always. In the rules of the
    agreement, which name no participants, `in_rules` is looked for. Where it was read is forgotten.
    """

    def text(name: str, value: str) -> str | None:
        if name in LINKS:
            return None if name in never or look.in_file_name(value) else value
        return value if LICENCE.fullmatch(value) else look.hide(value)

    tables: dict[str, Any] = {}
    for a in attrs.fields(type(p.baseline)):
        value = getattr(p.baseline, a.name)
        if isinstance(value, tuple):
            tables[a.name] = tuple(rewritten(item, ids, text) for item in value)
        elif value is not None:
            tables[a.name] = rewritten(value, ids, text)
    if (agreement := p.baseline.agreement) is not None:
        rules = tuple((key, _without(value, in_rules)) for key, value in agreement.rules)
        tables["agreement"] = attrs.evolve(tables["agreement"], rules=rules)
    return attrs.evolve(
        p,
        baseline=attrs.evolve(p.baseline, **tables),
        facts=tuple(rewritten(fact, ids, text) for fact in p.facts),
        narratives=tuple(
            attrs.evolve(each, answers=tuple((k, look.hide(v)) for k, v in each.answers))
            for each in p.narratives
        ),
        own_rules=p.own_rules and look.hide(p.own_rules),
        origin=None,
        seen=None,
        recorded=(),
    )


def _without(value: Any, names: Mentions) -> Any:  # noqa: ANN401 - rules of an agreement
    """Return a value of an agreement's rule without names."""
    if isinstance(value, str):
        return names.hide(value)
    return tuple(_without(item, names) for item in value) if isinstance(value, tuple) else value


def mentions(p: Partnership) -> Mentions:
    """Return all names, addresses and ids of people and participants, to look for in texts."""
    plans = (p.baseline, p.plan)
    everybody: list[Person | Participant] = []
    for plan in plans:
        everybody += [*plan.people, *plan.participants]
    return Mentions.of(
        names=[each.name for each in everybody],
        mails=[person.email for plan in plans for person in plan.people],
        ids=[each.id for each in everybody],
        every_mail=True,
    )


def _plan(plan: Plan, homes: dict[str, str | None], least: int) -> Plan:
    return attrs.evolve(
        plan,
        people=(),
        participants=participant_groups(plan.participants, least),
        trainings=tuple(attrs.evolve(each, trainers=()) for each in plan.trainings),
        risks=tuple(attrs.evolve(r, owner=_home(r.owner, plan, homes)) for r in plan.risks),
        accepted=tuple(
            each
            for each in plan.accepted
            if not each.address.startswith(("people/", "participants/", "presences/"))
        ),
    )


def _home(owner: str | None, plan: Plan, homes: dict[str, str | None]) -> str | None:
    known = {organisation.id for organisation in plan.organisations}
    return owner if owner in known else homes.get(owner or "")


def _facts(p: Partnership, homes: dict[str, str | None], least: int) -> Iterator[Fact]:
    yield from _attendance(p, homes, least)
    yield from _certificates(p)
    # As they count: neither a correction nor an id, which may be made of a name, goes along.
    for _, fact in p.settled.facts:
        if isinstance(fact, Attended | Presence | Certified | LaterEvidence):
            continue
        changed: Any = attrs.evolve(fact, id=None, evidence=tuple(map(_proof, fact.evidence)))
        if isinstance(changed, Decided):
            changed = attrs.evolve(changed, owner=_home(changed.owner, p.plan, homes))
        if isinstance(changed, Spent):
            changed = attrs.evolve(changed, person=None)
        if isinstance(changed, Surveyed) and (changed.respondents or 0) < least:
            changed = attrs.evolve(changed, score=None)
        yield changed


def _attendance(p: Partnership, homes: dict[str, str | None], least: int) -> Iterator[Attended]:
    ids = [fact.of for fact in p.facts if isinstance(fact, Attended | Presence)]
    for id_ in dict.fromkeys(ids):
        if id_ is None:
            continue
        rows = p.attended(id_)
        sources = (*rows, *p.presences.get(id_, ()))
        recorded = max((row.recorded for row in sources if row.recorded), default=None)
        plain = [
            Attended(
                of=id_,
                when=next((r.when for r in rows if r.when is not None), None),
                recorded=recorded,
                organisation=row.organisation or homes.get(row.person or ""),
                role=row.role,
                count=row.count,
                fewer_opportunities=row.fewer_opportunities,
                minors=row.minors,
            )
            for row in rows
        ]
        proofs = tuple(dict.fromkeys(_proof(e) for row in sources for e in row.evidence))
        for number, row in enumerate(grouped(plain, least)):
            yield row if number else attrs.evolve(row, evidence=proofs)


def _certificates(p: Partnership) -> Iterator[Certified]:
    certified = by_key(((f.of or "", str(f.recorded or "")), f) for f in p.facts_of_kind(Certified))
    for _, rows in sorted(certified.items(), key=itemgetter(0)):
        proofs = tuple(dict.fromkeys(_proof(e) for row in rows for e in row.evidence))
        first = rows[0]
        yield Certified(
            of=first.of,
            when=first.when,
            recorded=first.recorded,
            count=sum(row.count for row in rows),
            evidence=proofs,
        )


def _proof(evidence: Evidence) -> Evidence:
    """Return a proof without a link that leads to people or carries a token."""
    url = evidence.url
    private = url is not None and (_OF_PEOPLE.search(evidence.kind) or set("?#@") & set(url))
    return attrs.evolve(evidence, url=None) if private else evidence


def _renamed_ids(p: Partnership, names: Mentions) -> dict[str, str]:
    """Return new ids for things of which the own id holds a name."""
    taken = {thing.id for _, thing in (*p.baseline.things(), *p.plan.things())}
    people = {each.id for each in p.plan.people} | {each.id for each in p.plan.participants}
    found: dict[str, str] = {}
    free = (f"X{n}" for n in range(1, len(taken) * 2 + 2) if f"X{n}" not in taken)
    for _, thing in p.baseline.things():
        if thing.id not in people and thing.id not in found and names.within(thing.id):
            found[thing.id] = next(free)
    return found


# Participants and attendance as counted groups, none of which is small enough to point at one.

COUNTS = ("fewer_opportunities", "minors", "green_travel")


def participant_groups(people: Iterable[Participant], least: int) -> tuple[Participant, ...]:
    """Return participants as groups by organisation and role, with ids `G1`, `G2`, …."""
    plain = [
        Participant(
            id="G",
            organisation=each.organisation,
            role=each.role,
            count=each.count,
            fewer_opportunities=each.fewer_opportunities,
            minors=each.minors,
            green_travel=each.green_travel,
        )
        for each in people
    ]
    groups = grouped(plain, least)
    return tuple(attrs.evolve(group, id=f"G{n}") for n, group in enumerate(groups, start=1))


def grouped(rows: Iterable[Counted], least: int) -> tuple[Counted, ...]:
    """Add rows up by organisation and role; what is below `least` joins the others of its role.

    The others of a role have no organisation. If they are still too few, the next smallest group
    of the role joins them. Where a whole role is below `least`, it goes to those of role `other`,
    and if they are too few, the smallest group of all joins them. So a small number stays only
    where there are no more people at all.
    Counts within a group that are small, or leave a small rest, become 0: they are not told.
    """
    alike = by_key(((row.role, row.organisation), row) for row in rows)
    roles = by_key((role, reduce(_plus, some)) for (role, _), some in alike.items())
    shown = [row for groups in roles.values() for row in _merged(groups, least)]
    return tuple(_quiet(row, least) for row in _without_small_roles(shown, least))


def _without_small_roles(shown: list[Counted], least: int) -> list[Counted]:
    """Put roles that are too small together, with as many others as it takes."""
    small: list[Counted] = [row for row in shown if row.count < least]
    kept: list[Counted] = [row for row in shown if row.count >= least]
    if not small:
        return shown
    while sum(row.count for row in small) < least and kept:
        fewest = min(row.count for row in kept)
        small.append(next(row for row in kept if row.count == fewest))
        kept.remove(small[-1])
    kept.append(attrs.evolve(reduce(_plus, small), role="other", organisation=None))
    return kept


def _merged(groups: list[Counted], least: int) -> list[Counted]:
    kept = sorted(groups, key=lambda row: (row.organisation is not None, row.count))
    others: list[Counted] = [row for row in kept if row.organisation is None]
    others += [row for row in kept if row.organisation is not None and row.count < least]
    rest = [row for row in kept if row not in others]
    while others and sum(row.count for row in others) < least and rest:
        others.append(rest.pop(0))
    order = [row for row in groups if row in rest]
    if others:
        order.append(attrs.evolve(reduce(_plus, others), organisation=None))
    return order


def _plus(one: Counted, other: Counted) -> Counted:
    names = [name for name in ("count", *COUNTS) if hasattr(one, name)]
    sums: dict[str, Any] = {name: getattr(one, name) + getattr(other, name) for name in names}
    return attrs.evolve(one, **sums)


def _quiet(row: Counted, least: int) -> Counted:
    told = {name: getattr(row, name) for name in COUNTS if hasattr(row, name)}
    quiet: dict[str, Any] = {
        name: 0 for name, n in told.items() if 0 < n < least or 0 < row.count - n < least
    }
    return attrs.evolve(row, **quiet)

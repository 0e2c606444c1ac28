"""A partnership without any personal datum, from which everything can be exported for all."""

from __future__ import annotations

import re
from itertools import chain, count
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.checks import Findings, placed
from vetpartner.model import (
    Attended,
    Certified,
    Decided,
    Evidence,
    LaterEvidence,
    Presence,
    Spent,
    Surveyed,
)
from vetpartner.model.mentions import PEOPLE, everybody
from vetpartner.model.rewriting import LINKS, ids_in, rewritten, texts
from vetpartner.state.inclusion import SMALLEST
from vetpartner.values.finding import note
from vetpartner.values.keyed import grouped as by_key
from vetpartner.whatif.groups import grouped, participant_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vetpartner.model import Fact, Partnership, Plan
    from vetpartner.model.mentions import Mentions
    from vetpartner.values.finding import Finding


LICENCE = re.compile(r"CC(?:0| BY(?:-(?:NC|SA|ND)){0,2})(?: \d\.\d)?")
"""What is nobody's initials."""
_OF_PEOPLE = re.compile(
    r"list|attendance|certificate|photo|video|picture|consent|log|minutes|declaration|survey",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r'"""[\s\S]*?"""|' r"'''[\s\S]*?'''" r'|"(?:[^"\\\n]|\\.)*"|' r"'[^'\n]*'|#[^\n]*"
)
"""Texts and remarks of TOML: what stands outside of them would be broken by `[…]`."""


def public(p: Partnership, *, least: int = SMALLEST) -> Partnership:
    """Return the partnership as known on its day without any personal datum.

    People vanish: what they own passes to their organisation, trainers are left out. Participants
    and attendance become counted groups by organisation and role, see `grouped`; a count that
    could point at somebody is None, not told.
    In texts `[…]` stands for names, parts of names, initials and ids of people, and for all e-mail
    addresses, handles, telephone and national numbers, bank accounts, dates of birth and home
    addresses; `found_in` tells where. File names and links with any of them, links to meetings and
    to lists, photos and minutes are dropped.
    Where it was read from is forgotten, so templates of the project are not used: they may name
    people too.
    """
    look = everybody(p)
    homes = {person.id: person.organisation for person in p.plan.people}
    plan, facts = _plan(p.baseline, homes, least), tuple(_facts(p, homes, least))
    bare = attrs.evolve(p, baseline=plan, facts=facts)
    ids = _renamed_ids(bare, look)
    return hidden(bare, look, ids, in_rules=look, never=frozenset({"link"}))


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
    tables["accepted"] = tuple(
        attrs.evolve(rewritten(each, ids, text), address=look.hide(_moved(each.address, ids)))
        for each in p.baseline.accepted
    )
    return attrs.evolve(
        p,
        baseline=attrs.evolve(p.baseline, **tables),
        facts=tuple(rewritten(fact, ids, text) for fact in p.facts),
        narratives=tuple(
            attrs.evolve(
                each, answers=tuple((_question(k, ids), look.hide(v)) for k, v in each.answers)
            )
            for each in p.narratives
        ),
        own_rules=p.own_rules and _QUOTED.sub(lambda match: look.hide(match[0]), p.own_rules),
        origin=None,
        seen=None,
        recorded=(),
    )


def _moved(address: str, ids: Mapping[str, str]) -> str:
    return "/".join(ids.get(part, part) for part in address.split("/"))


def _question(key: str, ids: Mapping[str, str]) -> str:
    """Return a question with the new id of what it asks about: `wp.WP2.results`."""
    for old, new in ids.items():
        if f".{old}." in key:
            return key.replace(f".{old}.", f".{new}.")
    return key


def _without(value: Any, names: Mentions) -> Any:  # noqa: ANN401 - rules of an agreement
    """Return a value of an agreement's rule without names."""
    if isinstance(value, str):
        return names.hide(value)
    return tuple(_without(item, names) for item in value) if isinstance(value, tuple) else value


def found_in(p: Partnership, look: Mentions) -> Findings:
    """Return what of a partnership's texts is personal, with its places: a note for each kind.

    `look` is what to look for, such as `everybody(p)`. Names and addresses of people in their own
    tables are no finding.
    """
    places: dict[str, dict[str, int]] = {}
    for address, name, text in texts(p):
        own = address.startswith(PEOPLE) and name in {"name", "email"}
        for mark in () if own else look.found(text, link=name in LINKS):
            at = places.setdefault(mark.kind, {})
            at[address] = at.get(address, 0) + 1
    return Findings(_told(p, kind, places[kind]) for kind in sorted(places))


def _told(p: Partnership, kind: str, places: Mapping[str, int]) -> Finding:
    number, first = sum(places.values()), next(iter(places))
    where = []
    for address in places:
        spot = p.origin and p.origin.locate(address)
        where.append(f"{address} ({spot})" if spot else address)
    one = note(
        f"{number} × {kind}: {', '.join(where)}",
        first,
        way_out="where a text still tells who it is about, put it right in the project itself",
    )
    return placed(attrs.evolve(one, slug="personal-data-in-text"), p.origin)


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


def _renamed_ids(p: Partnership, look: Mentions) -> dict[str, str]:
    """Return new ids for those with a name or the like in them, whatever they lead to."""
    plans = (p.baseline, p.plan)
    things = [thing for plan in plans for _, thing in plan.things()]
    linked = chain(things, (p.baseline.project,), p.facts)
    ids = dict.fromkeys(chain.from_iterable(map(ids_in, linked)))
    free = (id_ for n in count(1) if (id_ := f"X{n}") not in ids)
    return {id_: next(free) for id_ in ids if look.within(id_, link=True)}

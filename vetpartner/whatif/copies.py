"""Copies without personal data: of everything, of one person, or with pseudonyms for names."""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata
from functools import lru_cache, partial
from itertools import chain, count, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.checks import placed
from vetpartner.model import (
    Amended,
    Answered,
    Attended,
    Certified,
    Decided,
    Evidence,
    LaterEvidence,
    Participant,
    Person,
    Presence,
    Quoted,
    Settled,
    Spent,
    Surveyed,
)
from vetpartner.model.identities import joined, same_ids
from vetpartner.model.mentions import PEOPLE, Mentions, anybody, everybody, words
from vetpartner.model.rewriting import LINKS, ids_in, rewritten, texts
from vetpartner.state.attendance import given_out
from vetpartner.state.disputed import certain, certain_there
from vetpartner.state.open_lists import open_people, pass_gate, people_read
from vetpartner.state.suppression import SMALLEST
from vetpartner.values.finding import Findings, note
from vetpartner.values.keyed import grouped as by_key
from vetpartner.values.page_text import folded
from vetpartner.values.words import Stated
from vetpartner.whatif.groups import grouped, participant_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vetpartner.model import Fact, Partnership, Plan
    from vetpartner.values.finding import Finding


LICENCE = re.compile(r"CC(?:0| BY(?:-(?:NC|SA|ND)){0,2})(?: \d\.\d)?")
"""What is nobody's initials."""
_OF_PEOPLE = re.compile(
    r"(?i)list|attendance|certificate|photo|video|picture|consent|log|minutes|declaration|survey"
)
_QUOTED = re.compile(
    r'"""[\s\S]*?"""|' r"'''[\s\S]*?'''" r'|"(?:[^"\\\n]|\\.)*"|' r"'[^'\n]*'|#[^\n]*"
)
"""Texts and remarks of TOML: what stands outside of them would be broken by `[…]`."""
_LEFT_OUT = (Answered, Attended, Presence, Certified, LaterEvidence, Quoted, Settled)
_OF_A_PERSON = {Amended: "trainers", Spent: "person"}
NO_COPY = "no copy is made"


def public(p: Partnership, *, least: int = SMALLEST, anyway: str | None = None) -> Partnership:
    """Return the partnership as known on its day without any personal datum.

    People vanish: what they own passes to their organisation, trainers are left out. Participants
    and attendance become counted groups by organisation and role, see `grouped`; a count that
    could point at somebody is `"not told"`, and what nobody stated stays not known.
    In texts `[…]` stands for names, parts of names, initials and ids of people, and for all e-mail
    addresses, handles, telephone and national numbers, bank accounts, dates of birth and home
    addresses; `found_in` of this module tells where. File names and links with what is certain of
    that, links to meetings and to lists, photos and minutes are dropped.
    Where it was read from is forgotten, so templates of the project are not used: they may name
    people too.
    Raises `OpenLists` where not all of a list of people was read, so that a name in it is not known
    and could not be hidden; unless `anyway` gives the reason to go on.
    """
    pass_gate(NO_COPY, open_people(p), anyway, partial(people_read, p))
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
    if "look" in tables:  # the picture stays in the folder of the project
        tables["look"] = attrs.evolve(tables["look"], logo=None)
    tables["organisations"] = tuple(
        attrs.evolve(each, logo=None) for each in tables["organisations"]
    )
    tables["accepted"] = tuple(
        attrs.evolve(rewritten(each, ids, text), address=look.hide(_moved(each.address, ids)))
        for each in p.baseline.accepted
    )
    tables["identities"] = tuple(
        attrs.evolve(rewritten(each, ids, text), ids=tuple(ids.get(id_, id_) for id_ in each.ids))
        for each in p.baseline.identities
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
        unread=(),
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
        identities=(),
        participants=participant_groups(
            joined(plan).participants,
            least,
            {thing.id for kind, thing in plan.things() if kind not in PEOPLE},
        ),
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
    # As they count: no correction, no id, which may be made of a name, and no disputed number.
    for address, fact in p.settled.facts:
        if isinstance(fact, _LEFT_OUT):
            continue
        changed: Any = certain(p, address, fact)
        changed = attrs.evolve(changed, id=None, evidence=tuple(map(_proof, fact.evidence)))
        if isinstance(changed, Decided):
            changed = attrs.evolve(changed, owner=_home(changed.owner, p.plan, homes))
        if (person := _OF_A_PERSON.get(type(changed))) is not None:
            changed = attrs.evolve(changed, **{person: None})
        if isinstance(changed, Surveyed) and (changed.respondents or 0) < least:
            changed = attrs.evolve(changed, score=None)
        yield changed
    # The other facts say what holds already; how many were there the groups may tell otherwise.
    for activity in p.plan.activities:
        held = p.settled.number_of(activity.id)
        if held is not None:
            value = Stated(str(held.value))
            yield attrs.evolve(held.fact, of=activity.id, value=value, claim=None, id=None)


def _attendance(p: Partnership, homes: dict[str, str | None], least: int) -> Iterator[Attended]:
    ids = [fact.of for fact in p.facts if isinstance(fact, Attended | Presence)]
    for id_ in filter(None, dict.fromkeys(ids)):
        rows = certain_there(p, id_)
        sources = (*rows, *p.presences.get(id_, ()))
        recorded = max((row.recorded for row in sources if row.recorded), default=None)
        plain = [
            Attended(
                of=id_,
                when=next((r.when for r in rows if r.when is not None), None),
                recorded=recorded,
                organisation=row.organisation or homes.get(row.person or ""),
                role=row.role,
                count=row.people,
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
            count=given_out(p, rows),
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


# A copy without one person.


_LETTERS_OF_A_NAME = 3


def erase(p: Partnership, id_: str, *, anyway: str | None = None) -> Partnership:
    """Return the partnership without any personal datum of one person or participant.

    Name, e-mail, role of a person and gender go, also those of the participant that is the same
    person; the name becomes `[…]` in all texts, and file names and links with the name in them are
    dropped. Presences and certificates stay under the id; an id that may come from the name, or
    whose name is not known, is replaced everywhere by the next free one such as `X1`.
    All counts stay, but for gender, which is no longer known.
    Where it was read from is forgotten; files of evidence are not looked into.
    Raises `UnknownId` for an unknown id, `ValueError` for that of something else, and `OpenLists`
    as `public` does: whoever was not read would be gone from the copy.
    """
    id_ = same_ids(p.baseline).get(id_, id_)
    found = p[id_]
    if not isinstance(found, Person | Participant):
        msg = f"{id_} stands in {p.kind_of(id_)}; only people and participants can be erased"
        raise ValueError(msg)  # noqa: TRY004 - the id is wrong, not its type
    pass_gate(NO_COPY, open_people(p, id_), anyway, partial(people_read, p))
    same = _same(p, found)
    return without(p, same, _new_ids(p, same, _names(p, same)))


def without(
    p: Partnership, same: frozenset[str], ids: dict[str, str], *, gender: bool = False
) -> Partnership:
    """Return the partnership without the names of these people, under other ids.

    With `gender` that stays as it is. Texts, links and origin are treated as in `erase`.
    """
    plans = (p.baseline, p.plan)
    names = _names(p, same)
    mails = [each.email for plan in plans for each in plan.people if each.id in same]
    look = Mentions.of(names, mails, ids, known=anybody(p).known)
    accepted = tuple(
        attrs.evolve(
            each, address="/".join(ids.get(part, part) for part in each.address.split("/"))
        )
        for each in p.baseline.accepted
    )
    plan = attrs.evolve(_bare(p.baseline, same, gender=gender), accepted=accepted)
    found = hidden(attrs.evolve(p, baseline=plan), look, ids, in_rules=Mentions.of(names, mails))
    return attrs.evolve(found, baseline=_with_others(found.baseline, plan, same))


def _with_others(after: Plan, before: Plan, same: frozenset[str]) -> Plan:
    """Return a plan in which everybody else is called as before: a family name is theirs too."""
    people = tuple(
        one if old.id in same else attrs.evolve(one, name=old.name, email=old.email)
        for one, old in zip(after.people, before.people, strict=True)
    )
    participants = tuple(
        one if old.id in same else attrs.evolve(one, name=old.name)
        for one, old in zip(after.participants, before.participants, strict=True)
    )
    return attrs.evolve(after, people=people, participants=participants)


def _names(p: Partnership, same: frozenset[str]) -> list[str]:
    """Return the names under which they stand, in the first plan and in that in force."""
    everybody = (
        each
        for those in ("participants", "people")
        for plan in (p.baseline, p.plan)
        for each in getattr(plan, those)
    )
    return [each.name for each in everybody if each.id in same and each.name]


def _same(p: Partnership, found: Person | Participant) -> frozenset[str]:
    """Return the ids under which somebody stands: as a person and as a participant."""
    person = found.person if isinstance(found, Participant) else found.id
    linked = {each.id for each in p.plan.participants if person and each.person == person}
    known = person is not None and p.kind_of(person) == "people"
    first = same_ids(p.baseline)
    ones = {found.id, *linked}
    others = {id_ for id_, one in first.items() if one in ones}
    return frozenset({*ones, *others, *({person} if known and person else ())})


def _bare(plan: Plan, same: frozenset[str], *, gender: bool) -> Plan:
    return attrs.evolve(
        plan,
        people=tuple(
            attrs.evolve(each, name=None, email=None, role=None) if each.id in same else each
            for each in plan.people
        ),
        participants=tuple(
            attrs.evolve(each, name=None, gender=each.gender if gender else None)
            if each.id in same
            else each
            for each in plan.participants
        ),
    )


def _new_ids(p: Partnership, same: frozenset[str], names: list[str]) -> dict[str, str]:
    """Return new ids for those that may come from a name."""
    taken = {thing.id for _, thing in (*p.baseline.things(), *p.plan.things())}
    taken |= {str(getattr(fact, "participant", None)) for fact in p.facts}
    taken |= {str(fact.id) for fact in p.facts}
    free = (id_ for n in count(1) if (id_ := f"X{n}") not in taken)
    own = {fact.id for fact in p.facts if fact.id is not None}
    return {id_: next(free) for id_ in sorted(same | own) if tells(id_, names)}


def tells(id_: str, names: list[str]) -> bool:
    """Tell whether an id may come from a name; without a known name, any word may."""
    inner = [part for part in words(id_) if part]
    if not names:
        return any(len(part) >= _LETTERS_OF_A_NAME for part in inner)
    parts: list[Any] = [part for name in names for part in words(name)]
    initials = {"".join(part[0] for part in words(name)) for name in names}
    flat = folded(id_)
    return (
        any(part in flat for part in parts if len(part) >= _LETTERS_OF_A_NAME)
        or any(
            len(word) >= _LETTERS_OF_A_NAME and part.startswith(word)
            for word in inner
            for part in parts
        )
        or bool({*inner} & ({i for i in initials if len(i) > 1} | set(parts)))
    )


# Pseudonyms by keyed hash: the same text gives the same word, and only the key tells which.

LETTERS = 10
_FEWEST = 16
"""So many different bytes, and steps between them, has a key that was drawn; most have 30."""


@lru_cache(maxsize=1)
def weakness(key: bytes) -> str | None:
    """Return what is wrong with a key that was not drawn at random, None for a good one.

    Names are few: with a key that somebody thought of, all of them can be tried. A good one is 32
    random bytes, written as 64 hexadecimal digits.
    """
    if re.fullmatch(rb"[0-9a-f]{64}", key) is None:
        return "it is not the 64 hexadecimal digits of a key that was made for this"
    drawn = bytes.fromhex(key.decode())
    steps = {(after - before) % 256 for before, after in pairwise(drawn)}
    return None if min(len({*drawn}), len(steps)) >= _FEWEST else "it was not drawn at random"


def _refuse_weak(key: bytes) -> None:
    if (weak := weakness(key)) is not None:
        raise ValueError(f"this key can be guessed: {weak}; make one with --new-key")


def pseudonym(key: bytes, text: str) -> str:
    """Return ten letters and digits for a text, by HMAC-SHA-256; spelling is normalised before.

    Width, case and spaces make no difference. Raises `ValueError` for a key that can be guessed;
    `vetpartner privacy pseudonyms … --new-key` makes one.
    """
    _refuse_weak(key)
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    digest = hmac.digest(key, unicodedata.normalize("NFKC", plain).encode(), "sha256")
    return base64.b32encode(digest).decode()[:LETTERS]


def pseudonymised(p: Partnership, key: bytes, *, anyway: str | None = None) -> Partnership:
    """Return the partnership with a pseudonym as id of each participant who has a name.

    So has each one whose presences or certificates name an unknown id that may be a name.
    The names go, from texts and file names too, as when a person is erased; gender and all counts
    stay. People of the plan keep their names: they work for the partnership. Of two participants
    with one name the second has `-2` behind it. Raises `ValueError` as `pseudonym` does, and
    `OpenLists` as `erase` does.
    """
    _refuse_weak(key)
    pass_gate(NO_COPY, open_people(p), anyway, partial(people_read, p))
    ids = {id_: pseudonym(key, id_) for id_ in _unknown(p) if tells(id_, [])}
    given: dict[str, int] = {}
    for plan in (p.plan, p.baseline):
        for each in plan.participants:
            if each.name is not None and each.person is None and each.id not in ids:
                word = pseudonym(key, each.name)
                given[word] = given.get(word, 0) + 1
                ids[each.id] = word if given[word] == 1 else f"{word}-{given[word]}"
    return without(p, frozenset(ids), ids, gender=True)


def _unknown(p: Partnership) -> Iterator[str]:
    """Yield the ids of participants who stand in facts and in no plan."""
    known = {thing.id for plan in (p.plan, p.baseline) for _, thing in plan.things()}
    for fact in p.facts:
        if not isinstance(fact, Presence | Certified) or fact.participant is None:
            continue
        if fact.participant not in known:
            yield fact.participant

"""The evidence of a partnership, numbered for the reports, and what is missing of it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.model import (
    FACT_TABLES,
    Activity,
    Amended,
    Attended,
    Certified,
    Deliverable,
    Delivered,
    Disseminated,
    DisseminationAction,
    Evidence,
    Held,
    Indicator,
    LaterEvidence,
    Measured,
    Milestone,
    Presence,
    Quoted,
    ReportDue,
    Reported,
    Surveyed,
    When,
)
from vetpartner.model.partnership import once
from vetpartner.programme import known_rules
from vetpartner.state.held import actual, held_facts
from vetpartner.state.rows import happened
from vetpartner.values.keyed import grouped
from vetpartner.values.phrase import Phrase, say
from vetpartner.values.table import Column, Table, data
from vetpartner.values.when import NO_DAY
from vetpartner.values.words import EVIDENCE as USUAL_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Fact, Partnership
    from vetpartner.programme import Rules


WEB_PAGE = "web page"
"""The kind of evidence that an address is."""


@frozen(kw_only=True)
class EvidenceRow:
    """One piece of evidence: its number such as `M1-a`, what it is `of`, and where it is.

    `about` is when what it shows took place, and `known` the day from which the partnership had it;
    each is None where nobody wrote a day down.
    `address` is that of the fact. `consent` is that of `Evidence`; one no outweighs every yes.
    """

    number: str
    of: str | None
    title: str
    kind: str
    file: str | None
    url: str | None
    seen: date | None
    known: date | None
    address: str
    consent: bool | None = None
    about: When | None = None


EVIDENCE = Table(
    name="evidence",
    about="One row for each proof, in the order of the plan, and in that in which it became known.",
    columns=(
        Column(
            "number",
            "Number",
            "id",
            "its number in the reports, such as M1-a: the same in each of them",
            names=True,
            width=10,
        ),
        Column("of", "Proves", "id", "id of what it proves", absent=""),
        Column("title", "Title", "text", "title, or else the id", width=40),
        Column("kind", "Kind", "text", "agenda, minutes, attendance list and so on", width=20),
        Column(
            "where",
            "File or link",
            get=lambda row: " – ".join(filter(None, (row.file, row.url))),
            place="shown",
            width=48,
        ),
        data("file", "text", "file in the project's folder"),
        data("url", "text", "address on the web"),
        Column("seen", "Seen", "day", "day on which the address was seen", absent="", width=12),
        data("known", "day", "day from which the partnership had it"),
        data("address", "text", "where it stands in the project, such as meetings/M3"),
    ),
)


@once
def evidence(p: Partnership) -> tuple[EvidenceRow, ...]:
    """Return all evidence of the facts, by the thing of the plan that it is of.

    What was there first stands first. Its number is made of where it was written down, see
    `_numbers`, so that nothing that is recorded later moves it.
    A published address of a result or of a dissemination counts as evidence too.
    """
    settled = p.settled
    # Of thousands of presences none has evidence of its own.
    typed = [(at, fact) for at, fact in p.typed if fact.shows or _url(fact)]
    order = {at: place for place, (at, _) in enumerate(settled.facts)} if typed else {}
    known: dict[tuple[str, Evidence], tuple[date, int, date]] = {}
    consents: dict[tuple[str, Evidence], set[bool | None]] = {}
    numbers: dict[tuple[str, Evidence], tuple[date, str]] = {}
    for at, fact, written in _numbers(p, typed):
        home = settled.home(at)
        if home is None:
            continue
        day = (p.known_from(fact), order[home], fact.known_from(p.start))
        for number, typed_one in zip(written, _evidence_of(fact), strict=True):
            one = evolve(typed_one, consent=None)
            consents.setdefault((home, one), set()).add(typed_one.consent)
            if (home, one) not in numbers or day[0] < numbers[home, one][0]:
                numbers[home, one] = day[0], number
            known[home, one] = min(day, known.get((home, one), day))
    things = {thing.id: place for place, (_, thing) in reversed([*enumerate(p.plan.things())])}

    def place(piece: tuple[str, Evidence]) -> tuple[int, tuple[date, int, date]]:
        return things.get(settled.at[piece[0]].of or "", len(things)), known[piece]

    # The sort is stable: the evidence of one fact keeps its order.
    return tuple(
        EvidenceRow(
            number=numbers[home, one][1],
            of=settled.at[home].of,
            title=one.title or _called(p, settled.at[home]),
            kind=one.kind,
            file=one.file,
            url=one.url,
            seen=one.seen,
            known=day if day > NO_DAY else None,
            address=home,
            consent=_agreed(consents[home, one]),
            about=_about(p, settled.at[home]),
        )
        for home, one in sorted(known, key=place)
        for *_, day in (known[home, one],)
    )


_OF_ITS_DAYS = (Held, Attended, Presence, Certified, Surveyed, Quoted, LaterEvidence)
"""Facts that are about the days of their activity where they have none of their own."""


def _about(p: Partnership, fact: Fact) -> When | None:
    """Return the days on which what a fact tells took place, None where nobody stated them.

    The date of an amendment is that of what it changes, and not of the change.
    """
    thing = p.get(fact.of)
    if isinstance(fact, Amended):
        return When.day(fact.approved or fact.recorded)
    when = happened(fact) if isinstance(fact, Measured) else fact.when
    if when is None and isinstance(thing, Activity) and isinstance(fact, _OF_ITS_DAYS):
        now = actual(p, thing)
        when = now.when if now.held else None
    span = when.span(p.start) if when is not None else None
    if when is None or span is None or when.tentative:
        return when if span is not None else None
    return When.day(span.first) if span.days == 1 else When.days(span.first, span.last)


# The number of a piece of evidence: the thing, which fact about it, and which piece of that fact.

_OWN: dict[type, type[Fact]] = {
    Activity: Held,
    Deliverable: Delivered,
    Milestone: Delivered,
    Indicator: Measured,
    DisseminationAction: Disseminated,
    ReportDue: Reported,
}
"""The fact that says of a thing that it is there, whose evidence needs no letter of its own."""
LETTERS = {
    "held": "H",
    "answered": "W",
    "attended": "A",
    "presences": "L",
    "certified": "C",
    "delivered": "D",
    "measured": "M",
    "disseminated": "P",
    "paid": "B",
    "rates": "R",
    "spent": "K",
    "decided": "T",
    "surveyed": "S",
    "quoted": "Q",
    "risked": "V",
    "settled": "F",
    "sustained": "U",
    "noted": "N",
    "amended": "X",
    "reported": "G",
    "evidence": "E",
}
"""One letter for each table of facts; it is part of numbers that were sent, and never changes."""
_OF_NO_THING = "EV"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def _numbers(
    p: Partnership, typed: Iterable[tuple[str, Fact]]
) -> Iterator[tuple[str, Fact, tuple[str, ...]]]:
    """Yield each fact with its address and the numbers of its pieces of evidence.

    `M1-a` and `M1-b` are those of the first record of M1, `M1-2a` that of the second, `M1-Sa` of a
    survey, `M1-E2a` of what was added the second time, `EV-1Na` of a note about no thing.
    """
    settled = p.settled
    later: dict[str, int] = {}
    for at, fact in typed:
        home, table = settled.home(at), FACT_TABLES[type(fact)]
        of = (settled.at[home].of if home is not None else fact.of) or ""
        if isinstance(fact, LaterEvidence):
            # Some name the thing, others one fact about it by its address: they are counted as one.
            later[of] = number = later.get(of, 0) + 1
        else:
            number = int(at.removeprefix(f"{table}/{fact.of or ''}")[1:] or 1)
        thing = p.get(of)
        own = any(isinstance(thing, cls) and type(fact) is kind for cls, kind in _OWN.items())
        letter = "" if own else LETTERS[table]
        counted = str(number) if number > 1 else ""
        begins = f"{of}-{letter}{counted}" if of else f"{_OF_NO_THING}-{number}{letter}"
        pieces = enumerate(_evidence_of(fact))
        yield at, fact, tuple(f"{begins}{_letters(piece)}" for piece, _ in pieces)


def _letters(place: int) -> str:
    """Return the letters of a place: a to z, then aa, ab and so on."""
    more, last = divmod(place, len(_ALPHABET))
    return (_letters(more - 1) if more else "") + _ALPHABET[last]


def numbers_by_id(rows: Iterable[EvidenceRow]) -> dict[str, tuple[str, ...]]:
    """Return the numbers of the evidence by the id of the thing that it is of."""
    numbers = grouped((row.of, row.number) for row in rows if row.of is not None)
    return {id_: tuple(some) for id_, some in numbers.items()}


def _agreed(said: set[bool | None]) -> bool | None:
    return False if False in said else True if True in said else None


def _called(p: Partnership, fact: Fact) -> str:
    """Return what the fact is about; a report has no title but its kind."""
    kind = getattr(p.get(fact.of), "kind", None) if isinstance(fact, Reported) else None
    return f"{kind} report" if kind else p.label(fact.of)


def _url(fact: Fact) -> str | None:
    return fact.url if isinstance(fact, Delivered | Disseminated) else None


def _evidence_of(fact: Fact) -> Iterator[Evidence]:
    yield from fact.shows
    url = _url(fact)
    if url is not None and url not in {one.url for one in fact.shows}:
        yield Evidence(kind=WEB_PAGE, url=url)


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


@once
def missing_evidence(p: Partnership) -> dict[str, tuple[str, ...]]:
    """Return the kinds of evidence missing by the rules, by the id of what was held or delivered.

    What took place online is proven by declaration and log of the platform, not by a signed list;
    of the results it is learning material that needs a review.
    """
    return {thing.id: lacking for thing, lacking in open_evidence(p) if _done(p, thing)}


def _done(p: Partnership, thing: Any) -> bool:  # noqa: ANN401 - an activity or a result
    return bool(
        p.facts_of(thing.id, Delivered) if isinstance(thing, Deliverable) else held_facts(p, thing)
    )


@once
def open_evidence(p: Partnership) -> tuple[tuple[Any, tuple[str, ...]], ...]:
    """Return activities and results with the evidence that is not there, whether held or not."""
    rules = known_rules(p)
    found = []
    facts = (fact for _, fact in p.settled.facts)
    kinds = grouped((f.of, one.kind.strip().lower()) for f in facts for one in f.evidence)
    for kind in rules.activity_kinds:
        for thing in getattr(p.plan, kind.key):
            result = isinstance(thing, Deliverable)
            if result and not thing.learning_material:
                continue
            needed = kind.evidence
            if _LIST in needed and not result and actual(p, thing).mode == "online":
                needed = (*(name for name in needed if name != _LIST), *rules.online_evidence)
            there = {SAME_EVIDENCE.get(name, name) for name in kinds.get(thing.id, ())}
            if lacking := tuple(name for name in needed if name not in there):
                found.append((thing, lacking))
    return tuple(found)


def lacks_document(p: Partnership, id_: str, kind: str) -> Phrase:
    """Return that a thing lacks a kind of evidence of `missing_evidence`.

    Where what such a document would show is on record, only the document is missing: who reads
    that there is no evaluation beside the answers to the survey believes neither.
    """
    if kind == "evaluation" and p.facts_of(id_, Surveyed):
        return say("the survey has no document among the evidence")
    if kind == "certificate" and p.facts_of(id_, Certified):
        return say("the certificates given out have no document among the evidence")
    if kind == _LIST and p.presences.get(id_):
        return say("the attendance on record has no signed list among the evidence")
    return say(f"no {kind}")


def proofs_verified(p: Partnership) -> bool:
    """Tell whether a source says what must be proved, and not general knowledge alone."""
    rules = known_rules(p)
    asked = [key for key in ("activity_kinds", "online_evidence") if rules.says(key)]
    return all(rules.cite(key).verified for key in asked)


@once
def unshown(p: Partnership) -> tuple[str, ...]:
    """Return the ids of delivered results that neither a file nor an address shows."""
    delivered = ((d.id, p.facts_of(d.id, Delivered)) for d in p.plan.deliverables)
    return tuple(
        id_
        for id_, facts in delivered
        if facts and not any(f.url or any(e.file or e.url for e in f.evidence) for f in facts)
    )


@once
def untraced(p: Partnership) -> tuple[tuple[str, Disseminated], ...]:
    """Return what was made known and neither a file nor an address shows, with its address."""
    return tuple(
        (at, fact)
        for at, fact in p.numbered_facts(Disseminated)
        if not fact.url and not any(proof.file or proof.url for proof in fact.evidence)
    )


def owner_of(p: Partnership, id_: str) -> str | None:
    """Return the organisation that answers for something: itself, its work package, or all."""
    thing = p.get(id_)
    for name in ("lead", "host", "owner"):
        if (found := getattr(thing, name, None)) is not None:
            return str(found)
    package = p.get(getattr(thing, "work_package", None))
    return getattr(package, "lead", None) or p.plan.project.coordinator


def kind_in_name(file: str, rules: Rules) -> str | None:
    """Return the kind of evidence that the name of a file says, such as `M1-minutes.pdf`.

    `rules` name the kinds that a call asks for; None where the name says none.
    """
    asked = (name for one in rules.activity_kinds for name in one.evidence)
    kinds = dict.fromkeys((*asked, *rules.online_evidence, *USUAL_KINDS, *SAME_EVIDENCE))
    plain = re.sub(r"[\W_]+", " ", file.rpartition("/")[2].rpartition(".")[0].casefold())
    found = next((one for one in kinds if one in plain), None)
    return SAME_EVIDENCE.get(found, found) if found is not None else None

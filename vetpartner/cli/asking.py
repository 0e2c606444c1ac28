"""The questions of `add`, one after the other, with what is likely as the answer.

A likely answer comes from the plan, or is the present day; nothing is taken without somebody
pressing Enter, and an answer that cannot be is asked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.cli.command import Trouble
from vetpartner.model import FACTS, LINKS_TO
from vetpartner.model.facts import CHANGES
from vetpartner.values.words import meant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import vetpartner as vp

ASKED = {
    "held": ("when", "participants", "evidence"),
    "delivered": ("when", "languages", "url", "evidence"),
    "disseminated": ("when", "channel", "count", "reach", "url", "evidence"),
    "paid": ("payee", "amount", "when"),
    "measured": ("value", "text", "reached", "when"),
    "moved": ("when", "reason"),
    "cancelled": ("reason",),
    "left": ("left", "reason"),
    "decided": ("text", "owner", "due"),
    "attended": ("organisation", "role", "count"),
    "answered": ("person", "answer"),
    "presences": ("participant", "when", "hours"),
    "certified": ("count",),
    "surveyed": ("respondents", "score", "scale"),
    "spent": ("organisation", "amount", "when"),
    "rates": ("currency", "when", "rate", "source"),
    "quoted": ("text", "role", "organisation", "agreed"),
    "risked": ("came_true", "done"),
    "sustained": ("organisation", "until", "url"),
    "noted": ("note",),
    "reported": ("when",),
    "evidence": ("files",),
    "amended": ("when", "reason"),
    "settled": ("field", "value", "reason"),
}
"""What is asked of each kind of fact, question by question; the first kinds are the commonest."""
_NEEDED = frozenset(
    {"reason", "text", "left", "currency", "rate", "source", "answer", "files", "field"}
)
"""What no fact of its kind is without."""
_FROM_THE_PLAN = {
    "participants": "expected",
    "count": "count",
    "languages": "languages",
    "channel": "channel",
    "reach": "reach",
    "organisation": "host",
}
"""Which field of what is planned is the likely answer."""


def answers(p: vp.Partnership, words: list[str], day: date) -> Iterator[str]:
    """Yield the words of a fact as `add` takes them, asking for each."""
    kind = words[0] if words else _ask("What happened?", "held", offered=ASKED)
    while kind not in ASKED:
        kind = _ask(f"There is no “{kind}”. What happened?", "held", offered=ASKED)
    yield kind
    fields = attrs.fields_dict(FACTS["amended" if kind in CHANGES else kind])
    thing = None
    if "of" in fields:
        thing = _thing(p, kind, fields["of"].metadata.get(LINKS_TO, ()), day)
        if thing is not None:
            yield thing.id
    for field in ASKED[kind]:
        if said := _field(p, kind, field, thing, day):
            yield f"--{field.replace('_', '-')}"
            yield said


def _thing(p: vp.Partnership, kind: str, links: tuple[str, ...], day: date) -> Any:  # noqa: ANN401 - anything planned
    """Return what the fact is about: the first of its kind of which none is recorded is likely."""
    cls = FACTS["amended" if kind in CHANGES else kind]
    tables = [name for name in links if hasattr(p.plan, name)]
    now = p.on(day).plan
    things = [thing for name in tables for thing in getattr(now, name)]
    open_ = [thing for thing in things if not p.facts_of(thing.id, cls)]
    likely = open_[0].id if open_ and kind not in CHANGES else ""
    while True:
        said = _ask("Of what (its id)?", likely, needed=kind not in {"paid", "decided"})
        if not said:
            return None
        ids = meant(said, (thing.id for thing in things))
        found = p.get(ids[0] if ids else said)
        if len(ids) > 1:
            print(f"“{said}” may be {' or '.join(ids)}")
        elif found is not None or not tables:
            return found
        else:
            print(f"there is no {said}; there are {', '.join(thing.id for thing in things)}")


def _field(p: vp.Partnership, kind: str, field: str, thing: Any, day: date) -> str:  # noqa: ANN401
    """Ask for a field until the answer can be one; return an empty text to leave it out."""
    from vetpartner.files.added import NotUnderstood, understood

    likely = _likely(p, kind, field, thing, day)
    needed = field in _NEEDED
    question = f"{field.replace('_', ' ').capitalize()}{'' if needed else ' (- to leave it out)'}?"
    while True:
        said = _ask(question, likely, needed=needed)
        try:
            if said:
                understood(p, kind, field, said)
        except NotUnderstood as wrong:
            print(wrong)
        else:
            return said


def _likely(p: vp.Partnership, kind: str, field: str, thing: Any, day: date) -> str:  # noqa: ANN401
    """Return the likely answer, empty where there is none."""
    if field == "when":
        planned = getattr(thing, "when", None) if kind == "held" else None
        return str(planned) if planned is not None and planned.first is not None else str(day)
    if field == "amount":
        amounts = getattr(thing, "amounts", None)
        same = {str(one.amount) for one in amounts.values()} if amounts else set()
        return same.pop() if len(same) == 1 else ""
    if field in {"evidence", "files"}:
        return _proof(p, thing)
    value = getattr(thing, _FROM_THE_PLAN.get(field, ""), None)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _proof(p: vp.Partnership, thing: Any) -> str:  # noqa: ANN401
    """Return a file of the folder of evidence that begins with the id and is recorded nowhere."""
    if p.origin is None or thing is None:
        return ""
    recorded = {piece.file for fact in p.facts for piece in fact.evidence}
    begins = f"{thing.id}-".casefold()
    for path in sorted((p.origin.folder / "evidence").glob("*")):
        if path.name.casefold().startswith(begins) and f"evidence/{path.name}" not in recorded:
            return path.name
    return ""


def _ask(question: str, likely: str, *, needed: bool = False, offered: Any = ()) -> str:  # noqa: ANN401
    """Return an answer; Enter takes what is likely, and a dash leaves out what is not needed."""
    if offered:
        print(", ".join(offered))
    while True:
        try:
            typed = input(f"{question} [{likely}] " if likely else f"{question} ").strip()
        except EOFError:
            raise Trouble("nothing was written") from None
        said = typed or likely
        if said in {"", "-"}:
            if needed:
                continue
            return ""
        return said

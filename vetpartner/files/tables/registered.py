"""Who is meant in a list: a registered participant, by id or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.files.scalars import WrongValue, near, read_id
from vetpartner.files.tables.table_findings import SHOWN
from vetpartner.files.tables.table_headings import folded

if TYPE_CHECKING:
    from vetpartner.model import Participant

_AMBIGUOUS, _UNKNOWN = "table-ambiguous-participant", "table-unknown-participant"


@frozen(kw_only=True)
class Found:
    """The id of who is meant, and what should be looked at all the same."""

    id: str
    problem: WrongValue | None = None


class Registered:
    """Finds participants by id, by exact name, and by name without accents and case."""

    def __init__(self, participants: tuple[Participant, ...]) -> None:
        """Take all who are registered."""
        self.by_id: dict[str, Participant] = {}
        self.exact: dict[str, list[Participant]] = {}
        self.plain: dict[str, list[Participant]] = {}
        for who in participants:
            self.by_id.setdefault(who.id, who)
            if who.name:
                self.exact.setdefault(" ".join(who.name.split()), []).append(who)
                self.plain.setdefault(_plain(who.name), []).append(who)
        self.ids = {folded(id_): id_ for id_ in reversed(self.by_id)}
        self.unknown: set[str] = set()
        self.known: dict[tuple[str | None, str | None, str | None], Found] = {}

    def find(self, id_: str | None, name: str | None, organisation: str | None) -> Found:
        """Return who is meant; an id leads before a name, an organisation tells names apart.

        Somebody who is not registered keeps an id that can be one, with a problem; a name, or a
        running number beside one, is no id.
        Raises `WrongValue` if nobody, or more than one, can be meant.
        """
        key = (id_, name, organisation)
        if key not in self.known:
            self.known[key] = self._find(id_, name, organisation)
        return self.known[key]

    def _find(self, id_: str | None, name: str | None, organisation: str | None) -> Found:
        text = id_ or name
        if text is None:
            message = "the row does not say who is meant, and is left out"
            raise WrongValue(_UNKNOWN, message, "write the participant's id or name")
        who = self.by_id.get(text)
        if who is not None:
            return Found(id=who.id, problem=_other_name(who, name if id_ else None))
        # A running number in a list is not an id where nobody has it, but a name beside it counts.
        for candidate in dict.fromkeys(part for part in (id_, name) if part):
            named = self._named(candidate, organisation)
            if named is not None:
                return Found(id=named.id)
        if (same := self.ids.get(folded(text))) is not None and not name:
            return Found(id=same)
        is_id = id_ is not None and not (name and id_.isdecimal())
        return self._unknown(text if is_id else name or text, is_id=is_id)

    def _named(self, name: str, organisation: str | None) -> Participant | None:
        for known, key in ((self.exact, " ".join(name.split())), (self.plain, _plain(name))):
            meant = known.get(key, [])
            if len(meant) > 1 and organisation is not None:
                meant = [who for who in meant if who.organisation == organisation]
            if len(meant) > 1:
                ids = ", ".join(who.id for who in meant)
                message = f"{name} can be {ids}; the row is left out"
                raise WrongValue(_AMBIGUOUS, message, "write the id instead of the name")
            if meant:
                return meant[0]
        return None

    def _unknown(self, text: str, *, is_id: bool) -> Found:
        way_out = "add a row to the participants"
        if len(self.unknown) < SHOWN:  # looking for similar words is slow, and more are not shown
            way_out = near(text, [*self.by_id, *self.exact]) or way_out
        self.unknown.add(text)
        try:
            id_ = read_id(text) if is_id else None
        except WrongValue:
            id_ = None
        if id_ is None:
            message = f"{text[:60]!r} is not a registered participant; the row is left out"
            raise WrongValue(_UNKNOWN, message, way_out)
        return Found(id=id_, problem=WrongValue(_UNKNOWN, f"`{id_}` is not registered", way_out))


def _plain(name: str) -> str:
    return " ".join(sorted(folded(name).split()))


def _other_name(who: Participant, name: str | None) -> WrongValue | None:
    if name is None or who.name is None or _plain(who.name) == _plain(name):
        return None
    message = f"`{who.id}` is registered as {who.name}, and here called {name}; the id counts"
    return WrongValue("table-other-name", message, "correct the id or the name")

"""Who is meant in a list: by name before a running number, by an id without doubt, or nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from vetpartner.files.tables.headings import folded, words
from vetpartner.files.tables.values import shown
from vetpartner.values.members import MOST_MEMBERS, group_of
from vetpartner.values.person_names import signs
from vetpartner.values.reading import WrongValue, read_id
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vetpartner.model import Participant, PresenceStatus

    Found = tuple[str, WrongValue | None, bool]
    """The id of who is meant, what should be looked at all the same, and whether it is certain."""

AMBIGUOUS, UNKNOWN = "table-ambiguous-participant", "table-unknown-participant"
_SHORTEST = 4
_BEHIND = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")


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
                self.plain.setdefault(plain_name(who.name), []).append(who)
        self.ids = {folded(id_): id_ for id_ in reversed(self.by_id)}
        self.numbers: dict[str, list[str]] = {}
        for id_ in self.by_id:
            if id_.isdecimal():
                self.numbers.setdefault(id_.lstrip("0"), []).append(id_)
        self.groups = {who.id: who.count for who in participants if 1 < who.count <= MOST_MEMBERS}
        self.known: dict[tuple[str | None, str | None, str | None], Found] = {}

    @classmethod
    def of(cls, participants: tuple[Participant, ...] | Registered) -> Registered:
        """Take all who are registered, or those whom many lists have in common."""
        return participants if isinstance(participants, Registered) else cls(participants)

    def knows(self, text: str) -> bool:
        """Tell whether a text is the id or name of somebody."""
        return text in self.by_id or bool(self._of_name(text))

    def signs(self, id_: str, value: object) -> bool:
        """Tell whether a cell holds how somebody signs; states are shorter than any signature."""
        if not isinstance(value, str) or len(value) < _SHORTEST or folded(value) in words("status"):
            return False
        who = self.by_id.get(id_)
        return who is not None and who.name is not None and signs(value, who.name)

    def signed(self, id_: str, text: str) -> PresenceStatus:
        """Return the state that a cell for signatures tells: a word for one, or who signs so.

        Who has no name may sign in any way. Raises `WrongValue` for what may be a remark.
        """
        known: Mapping[str, Any] = words("status")
        state: PresenceStatus | None = known.get(folded(text) or text)
        who = self.by_id.get(id_)
        name = who.name if who is not None else None
        if state is not None:
            return state
        first = "".join(word[0] for word in folded(name or "").split())
        initials = folded(text).replace(" ", "")
        if name and not signs(text, name) and initials not in {first, first[::-1]}:
            message = f"nobody knows whether {shown(text)} is the signature of {name}"
            raise WrongValue("table-value", message, "write present, online, absent or excused")
        return "present"

    def find(self, id_: str | None, name: str | None, organisation: str | None) -> Found:
        """Return who is meant; an organisation tells those of one name apart.

        A name leads before a number that contradicts it, since that is the number of the row. An
        id that is no number leads before a name, and where this is another's, it is not certain.
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
            raise WrongValue(UNKNOWN, message, "write the participant's id or name")
        if name and (match := _BEHIND.search(name)) and self._is_id(match[1]):
            return match[1], None, True  # as the list to sign has it: Ana Horvat (Q1)
        if self._is_id(text) and text not in self.by_id:
            return text, None, True
        if (who := self._of_id(text)) is not None:
            return self._by_id(who, text, name if id_ else None, organisation)
        for candidate in dict.fromkeys(part for part in (id_, name) if part):
            named = self._named(candidate, organisation)
            if named is not None:
                return named.id, None, True
        is_id = id_ is not None and not (name and id_.isdecimal())
        if (same := self.ids.get(folded(text))) is not None and not name:
            return same, None, True
        return self._unknown(text if is_id else name or text, is_id=is_id)

    def _is_id(self, text: str) -> bool:
        """Tell whether this is somebody's id, or that of a member of a group: `G1/3`."""
        group, number = group_of(text)
        return text in self.by_id or 0 < number <= self.groups.get(group, 0)

    def _of_id(self, text: str) -> Participant | None:
        """Return who has an id; zeros before it count only where two ids differ in them."""
        if (who := self.by_id.get(text)) is not None or not text.isdecimal():
            return who
        same = self.numbers.get(text.lstrip("0"), [])
        return self.by_id[same[0]] if len(same) == 1 else None

    def _by_id(
        self, who: Participant, id_: str, name: str | None, organisation: str | None
    ) -> Found:
        """Return who has an id, unless the name beside it is another's and the id only a number."""
        if name is None or who.name is None or self._is_called(who, name):
            return who.id, None, True
        named = self._of_name(name)
        if id_.isdecimal():
            if named:
                other = self._named(name, organisation)
                return (other or who).id, None, True
            if near(plain_name(name), [plain_name(who.name)]):
                return who.id, _other_name(who, name), True
            return self._unknown(name, is_id=False)
        return who.id, _other_name(who, name), not named

    def _is_called(self, who: Participant, name: str) -> bool:
        return plain_name(who.name or "") in {plain_name(name), plain_name(_bare(name))}

    def _of_name(self, name: str) -> list[Participant]:
        for text in dict.fromkeys((name, _bare(name))):
            if found := self.exact.get(" ".join(text.split())) or self.plain.get(plain_name(text)):
                return found
        return []

    def _named(self, name: str, organisation: str | None) -> Participant | None:
        meant = self._of_name(name)
        if len(meant) > 1 and organisation is not None:
            meant = [who for who in meant if who.organisation == organisation]
        if len(meant) > 1:
            ids = ", ".join(who.id for who in meant)
            message = f"{name} can be {ids}; the row is left out"
            raise WrongValue(AMBIGUOUS, message, "write the id instead of the name")
        return meant[0] if meant else None

    def _unknown(self, text: str, *, is_id: bool) -> Found:

        def way_out() -> str:
            return near(text, [*self.by_id, *self.exact]) or "add a row to the participants"

        try:
            id_ = read_id(text) if is_id else None
        except WrongValue:
            id_ = None
        if id_ is None:
            message = f"{text[:60]!r} is not a registered participant; the row is left out"
            raise WrongValue(UNKNOWN, message, way_out)
        return id_, WrongValue(UNKNOWN, f"`{id_}` is not registered", way_out), True


def plain_name(name: str) -> str:
    """Return the words of a name without accents and case, in the order of the alphabet."""
    return " ".join(sorted(folded(name).split()))


def _bare(name: str) -> str:
    """Return a name without what a program puts behind it: `Ana Horvat (Guest)`."""
    return _BEHIND.sub("", name)


def _other_name(who: Participant, name: str) -> WrongValue:
    message = f"`{who.id}` is registered as {who.name}, and here called {name}; the id counts"
    return WrongValue("table-other-name", message, "correct the id or the name")

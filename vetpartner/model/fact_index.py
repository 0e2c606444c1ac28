"""The facts of a partnership by kind, by what they are about, and with their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from attrs import field, frozen

from vetpartner.model.facts import FACT_TABLES, Fact
from vetpartner.model.settling import Settled, settled
from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

F = TypeVar("F", bound=Fact)


def fact_address(kind: type[Fact], of: str | None, number: int) -> str:
    """Return the address of a fact: the how many-th of its kind about something."""
    suffix = f"#{number}" if number > 1 or not of else ""
    return f"{FACT_TABLES[kind]}/{of or ''}{suffix}"


@frozen(kw_only=True)
class FactIndex:
    """Looks facts up as they count, see `settled`; each way of looking costs one walk, once.

    `facts` are those known; `recorded` all that are numbered, later ones too. `start` is the first
    day of the project, and `places` the order of the things of the plan by their ids.
    """

    facts: tuple[Fact, ...]
    recorded: tuple[Fact, ...]
    start: date | None = None
    places: Mapping[str, int] = field(factory=dict)

    def about(self, id_: str, kind: type[F]) -> tuple[F, ...]:
        """Return the facts of a kind about the thing with this id, in their order."""
        return cast("tuple[F, ...]", self._about.get((kind, id_), ()))

    def of_kind(self, kind: type[F]) -> tuple[F, ...]:
        """Return all facts of a kind, in their order."""
        return cast("tuple[F, ...]", tuple(fact for _, fact in self._of_kind.get(kind, ())))

    def numbered(self, kind: type[F]) -> tuple[tuple[str, F], ...]:
        """Return the facts of a kind with their addresses; those of all kinds for `Fact`."""
        pairs = self.settled.facts if kind is Fact else tuple(self._of_kind.get(kind, ()))
        return cast("tuple[tuple[str, F], ...]", pairs)

    @cached_property
    def typed(self) -> tuple[tuple[str, Fact], ...]:
        """Return the facts known as they were typed, corrections too, with their addresses."""
        return tuple(_numbered(self.listed, self.facts))

    @cached_property
    def settled(self) -> Settled:
        """Return the facts that count, and what does not fit together."""
        return settled(self.typed, start=self.start, places=self.places)

    @cached_property
    def listed(self) -> tuple[Fact, ...]:
        """Return the facts that are numbered: all recorded, unless others are in their place."""
        listed = {id(fact) for fact in self.recorded}
        return self.recorded if all(id(fact) in listed for fact in self.facts) else self.facts

    @cached_property
    def _of_kind(self) -> dict[type[Fact], list[tuple[str, Fact]]]:
        return grouped((type(fact), (at, fact)) for at, fact in self.settled.facts)

    @cached_property
    def _about(self) -> dict[tuple[type[Fact], str], tuple[Fact, ...]]:
        about = grouped(((type(fact), fact.of or ""), fact) for _, fact in self.settled.facts)
        return {key: tuple(facts) for key, facts in about.items()}


def _numbered(listed: Iterable[F], known: Iterable[F]) -> Iterator[tuple[str, F]]:
    """Yield those listed that are known, each with its address among all that are listed."""
    wanted = {id(fact) for fact in known}
    seen: dict[tuple[type[Fact], str], int] = {}
    for fact in listed:
        key = (type(fact), fact.of or "")
        seen[key] = number = seen.get(key, 0) + 1
        if id(fact) in wanted:
            yield fact_address(type(fact), fact.of, number), fact

"""The facts of a partnership by kind, by what they are about, and with their addresses."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import frozen

from vetpartner.model.facts import FACT_TABLES, Fact
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
    """Looks facts up; each way of looking costs one walk through all, however often it is used.

    `facts` are those known; `recorded` all that are numbered, later ones too.
    """

    facts: tuple[Fact, ...]
    recorded: tuple[Fact, ...]

    def about(self, id_: str, kind: type[F]) -> tuple[F, ...]:
        """Return the facts of a kind about the thing with this id, in their order."""
        return cast("tuple[F, ...]", self._about.get((kind, id_), ()))

    def of_kind(self, kind: type[F]) -> tuple[F, ...]:
        """Return all facts of a kind, in their order."""
        return cast("tuple[F, ...]", tuple(self._of_kind.get(kind, ())))

    def numbered(self, kind: type[F]) -> tuple[tuple[str, F], ...]:
        """Return the facts of a kind with their addresses; those of all kinds for `Fact`."""
        if kind is Fact:
            return cast("tuple[tuple[str, F], ...]", self._numbered)
        own = self._of_kind.get(kind)
        if own is None:
            return ()
        listed: list[Any] = [fact for fact in self.listed if type(fact) is kind]
        return cast("tuple[tuple[str, F], ...]", tuple(_numbered(listed, own)))

    @cached_property
    def listed(self) -> tuple[Fact, ...]:
        """Return the facts that are numbered: all recorded, unless others are in their place."""
        listed = {id(fact) for fact in self.recorded}
        return self.recorded if all(id(fact) in listed for fact in self.facts) else self.facts

    @cached_property
    def _numbered(self) -> tuple[tuple[str, Fact], ...]:
        return tuple(_numbered(self.listed, self.facts))

    @cached_property
    def _of_kind(self) -> dict[type[Fact], list[Fact]]:
        return grouped((type(fact), fact) for fact in self.facts)

    @cached_property
    def _about(self) -> dict[tuple[type[Fact], str], tuple[Fact, ...]]:
        about = grouped(((type(fact), fact.of or ""), fact) for fact in self.facts)
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

"""What the coordinator settled: of facts that contradict each other, the value that holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

import attrs
from attrs import frozen

from vetpartner.model.fact import Fact
from vetpartner.model.facts import (
    FACT_TABLES,
    Amended,
    Answered,
    Attended,
    Certified,
    Delivered,
    Disseminated,
    Held,
    LaterEvidence,
    Measured,
    Noted,
    Paid,
    Presence,
    Reported,
    Risked,
    Settled,
    Surveyed,
    Sustained,
)
from vetpartner.model.identities import Numbered
from vetpartner.model.links import LINKS_TO
from vetpartner.values.hints import types_of, without_none, without_words
from vetpartner.values.money import Money
from vetpartner.values.reading import (
    WrongValue,
    number_of,
    read_date,
    read_money,
    read_str,
    read_when,
    read_word,
)
from vetpartner.values.when import When
from vetpartner.values.words import near

Groups = Callable[[type[Fact], list[Numbered]], list[list[Numbered]]]
"""Puts together the facts of a kind that tell of the same."""

PEOPLE = "participants"
"""The field of what was held that lists of attendance tell too."""
_NO_CLAIMS = (Amended, Answered, LaterEvidence, Noted, Presence, Settled)
"""Kinds that say nothing of a thing that others could say otherwise: plans, answers, notes."""
CLAIMED_OF = (
    *(Held, Delivered, Measured, Disseminated, Paid, Reported),
    *(Surveyed, Certified, Risked, Sustained),
)
"""Which facts are meant by the id of what is planned, the likeliest first."""
_SEPARATED = re.compile(r"\s*[,;\n]\s*")


def claimed(kind: type[Fact]) -> tuple[str, ...]:
    """Return the fields of a kind of fact of which two facts may say different things.

    Who and about what is none of them: that tells which facts are about the same.
    """
    return _CLAIMED[kind]


def _fields(kind: type[Fact]) -> tuple[str, ...]:
    about = {a.name for a in attrs.fields(Fact)} - {"when"}
    fields = (a for a in attrs.fields(kind) if a.name not in about and LINKS_TO not in a.metadata)
    types = types_of(kind)
    return tuple(a.name for a in fields if not _is_several(types[a.name]))


def _is_several(type_: Any) -> bool:  # noqa: ANN401 - as typing gives it
    """Tell whether a type is a list of things, such as measures, of which each stands alone."""
    return get_origin(type_) is tuple and attrs.has(get_args(type_)[0])


_CLAIMED = {kind: () if kind in _NO_CLAIMS else _fields(kind) for kind in FACT_TABLES}


@frozen(kw_only=True)
class Holding:
    """A value that was settled: `at` is the address of the entry that says it, `fact` the entry.

    `of` is the planned thing, and `rows` are the addresses of the facts of which it holds. A number
    of participants is of the `whole` activity unless it is of one of its parts alone; it has no
    rows where only lists tell it.
    """

    of: str | None
    at: str
    fact: Settled
    kind: type[Fact]
    value: object
    rows: tuple[str, ...] = ()
    whole: bool = False


class NotSettled(ValueError):
    """An entry that settles nothing; the message says why, `field` where, and what can be done."""

    def __init__(self, message: str, field: str, way_out: str | None = None) -> None:
        """Take the message, the field of the entry that is wrong, and the way out."""
        super().__init__(message)
        self.field, self.way_out = field, way_out


@frozen
class Settling:
    """Facts of each kind with their addresses, in which what was settled takes its place.

    `stated` are the same as they were before; `names` are addresses by ids, and `groups` puts
    together what tells of the same.
    """

    kinds: dict[type[Fact], list[Numbered]]
    stated: Mapping[type[Fact], list[Numbered]]
    names: Mapping[str, str]
    groups: Groups
    currency: str

    def hold(self, at: str, fact: Settled) -> Holding:
        """Give the facts that an entry is about its value; raise `NotSettled` if there are none."""
        kind, rows = self._rows(fact)
        value = self._value(kind, rows, fact)
        within = {address for address, _ in rows}
        changes: dict[str, Any] = {fact.field: value}
        self.kinds[kind] = [
            (address, attrs.evolve(one, **changes) if address in within else one)
            for address, one in self.kinds.get(kind, [])
        ]
        of = rows[0][1].of if rows else fact.of
        held = sum(one.of == of for _, one in self.stated.get(Held, []))
        return Holding(
            of=of,
            at=at,
            fact=fact,
            kind=kind,
            value=value,
            rows=tuple(address for address, _ in rows),
            whole=kind is Held and fact.field == PEOPLE and len(rows) in {0, held},
        )

    def _rows(self, fact: Settled) -> tuple[type[Fact], list[Numbered]]:
        """Return the kind of the facts that are meant, and those of them that tell of the same."""
        of, field = fact.of or "", fact.field
        address = self.names.get(of, of)
        for kind, rows in self.stated.items():
            if any(at == address for at, _ in rows):
                self._check_field(field, (kind,))
                groups = self.groups(kind, rows)
                return kind, next(g for g in groups if any(at == address for at, _ in g))
        known = [
            kind
            for kind, rows in self.stated.items()
            if (claimed(kind) or kind is Presence) and any(f.of == of for _, f in rows)
        ]
        if not known:
            message = f"nothing is recorded of “{of}”" if of else "it does not say of what"
            raise NotSettled(message, "of", "write the id of the activity or result")
        if field == PEOPLE and {Attended, Presence}.intersection(known) and Held not in known:
            return Held, []
        meant = [kind for kind in CLAIMED_OF if kind in known]
        self._check_field(field, tuple(meant))
        kind = next(kind for kind in meant if field in claimed(kind))
        groups = self.groups(kind, [pair for pair in self.stated[kind] if pair[1].of == of])
        if len(groups) > 1 and kind is Held and field == PEOPLE:
            return Held, []  # of all parts together
        if len(groups) > 1:
            entries = " or ".join(f'"{group[0][0]}"' for group in groups)
            message = f"{of} has several entries in [[{FACT_TABLES[kind]}]]"
            raise NotSettled(message, "of", f"say which: of = {entries}")
        return kind, groups[0]

    @staticmethod
    def _check_field(field: str, kinds: tuple[type[Fact], ...]) -> None:
        known = tuple(dict.fromkeys(name for kind in kinds for name in claimed(kind)))
        if field not in known:
            tables = " or ".join(f"[[{FACT_TABLES[kind]}]]" for kind in kinds)
            message = (
                f"{tables} has no `{field}` that could be settled"
                if known
                else (f"`{field}` cannot be settled here")
            )
            way_out = near(field, known) or (f"there are {', '.join(known)}" if known else None)
            raise NotSettled(message, "field", way_out)

    def _value(self, kind: type[Fact], rows: list[Numbered], fact: Settled) -> object:
        if fact.claim is not None and fact.value is not None:
            raise NotSettled("it says both value and claim", "claim", "leave one of them out")
        if fact.claim is not None:
            names = {self.names.get(fact.claim, fact.claim), fact.claim}
            for at, one in rows:
                held = getattr(one, fact.field)
                if held is not None and names.intersection({at, one.id, one.source}):
                    return held
            told = [at for at, one in rows if getattr(one, fact.field) is not None]
            message = f"“{fact.claim}” is no entry that says {fact.field} of {fact.of}"
            way_out = near(fact.claim, told) or "write value = 18, what holds, in its place"
            raise NotSettled(message, "claim", way_out)
        if fact.value is None:
            way_out = "add value = 18, or claim = the address of the entry that is right"
            raise NotSettled("it does not say what holds", "field", way_out)
        try:
            return value_of(kind, fact.field, fact.value, self.currency)
        except ValueError as wrong:
            raise NotSettled(str(wrong), "value", getattr(wrong, "way_out", None)) from None


def sayable(value: object) -> bool:
    """Tell whether a value can be said in one text, see `value_of`."""
    parts = value if isinstance(value, tuple) else (value,)
    return all(isinstance(part, _SAYABLE) for part in parts)


_SAYABLE = (str, int, Decimal, date, When, Money)


def value_of(kind: type[Fact], field: str, text: str, currency: str) -> object:
    """Return what a text says as the value of a field; amounts without a currency are in this one.

    Raises `WrongValue`; for a place too, of which no text tells city and country apart.
    """
    type_, words = without_words(without_none(types_of(kind)[field]))
    if text in words:
        return text
    if get_origin(type_) is Literal:
        return read_word(text, get_args(type_))
    if get_origin(type_) is tuple and get_args(type_)[0] is str:
        return tuple(filter(None, _SEPARATED.split(text.strip())))
    readers: dict[Any, Callable[[], object]] = {
        str: lambda: read_str(text),
        int: lambda: _whole(text),
        Decimal: lambda: _number(text),
        bool: lambda: read_word(text, ("true", "false")) == "true",
        date: lambda: read_date(text),
        When: lambda: read_when(text),
        Money: lambda: read_money(text, currency),
    }
    if type_ not in readers:
        way_out = "write claim = the address of the entry that is right"
        raise WrongValue("wrong-type", f"{field} has parts that no single value tells", way_out)
    return readers[type_]()


def _number(text: str) -> Decimal:
    found = number_of(text)
    if found is None:
        raise WrongValue("wrong-type", f"“{text}” is not a number")
    return found


def _whole(text: str) -> int:
    number = _number(text)
    if number < 0 or number != number.to_integral_value():
        raise WrongValue("wrong-type", f"“{text}” is not a whole number")
    return int(number)

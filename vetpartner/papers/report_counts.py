"""The tables of who took part in a report: people or participations, by country and role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.papers.report_columns import naming
from vetpartner.programme import country_code
from vetpartner.render.grids import Joined, Town, Word
from vetpartner.state.inclusion import EVERYBODY, staff_apart
from vetpartner.state.suppression import SMALLEST
from vetpartner.values.phrase import listed, say
from vetpartner.values.table import NOT_KNOWN, Column, Table
from vetpartner.values.words import NOT_TOLD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vetpartner.state.inclusion import CountTable, Inclusion
    from vetpartner.values.phrase import Phrase


def of_everybody(found: Inclusion) -> Phrase:
    """Return how the row of all is called, with which the counts of some are compared."""
    return say(
        "all participants, for comparison" if found.once else "all participations, for comparison"
    )


def people_tables(found: Inclusion) -> tuple[Table, ...]:
    """Return who took part by country and role, and how many of them are counted apart.

    Captions and rows say whether people are counted, or participations.
    """
    whole = of_everybody(found)

    def about(row: Any) -> Any:  # noqa: ANN401 - a value of a cell
        return whole if row[0] == EVERYBODY else _of_people(row)

    told: tuple[tuple[CountTable, Column, tuple[Phrase, ...]], ...] = (
        (found.countries, naming("Country", _of_people), tuple(_unlisted(found))),
        (found.traits, naming("How many of them", about), trait_notes(found)),
    )
    return tuple(_counts(one, first, notes) for one, first, notes in told if one.rows)


def trait_notes(found: Inclusion) -> tuple[Phrase, ...]:
    """Return who is counted where some of all are, if the four aspects count others.

    They leave staff out, and have journeys of which only measures tell.
    """
    return tuple(_of_traits(found))


def _unlisted(found: Inclusion) -> Iterator[Phrase]:
    """Yield that some are in no count, since nobody recorded who they were."""
    if found.unlisted:
        yield say("Of {ids} it is not recorded who was there.", ids=", ".join(found.unlisted))


def _of_traits(found: Inclusion) -> Iterator[Phrase]:
    yield from _unlisted(found)
    if any(staff_apart(found.traits.heads[:-1])):
        yield say(
            "People with fewer opportunities are counted among all, staff and trainers included."
        )
    measured = listed(one.phrase for one in found.travellers)
    if measured is not None:
        yield say(
            "Green travel is counted without what only measures of activities tell: {parts}."
            if found.once
            else "Green travel is counted with what only measures of activities tell: {parts}.",
            parts=measured,
        )


def _of_people(row: Any) -> Any:  # noqa: ANN401 - a value of a cell
    """Return what a row of counts is about: countries, or people of some kind."""
    return Joined(tuple(_land(name) for name in row[0].split(", ")), between=", ")


def _counts(counted: CountTable, first: Column, notes: tuple[Phrase, ...]) -> Table:
    """Return counts of people whose names of rows and columns a language knows.

    Roles with few people are one column; the note below says which they are.
    """
    heads = (
        Column(
            f"count_{n}",
            "others" if ", " in head else head,
            "count",
            get=_count(n),
            absent=NOT_KNOWN,
            summed=False,
        )
        for n, head in enumerate(counted.heads)
    )
    table = Table(name="people", columns=(first, *heads))
    return table.of(counted.told, caption=say(counted.title), notes=(*_read_so(counted), *notes))


def _read_so(counted: CountTable) -> Iterator[Phrase]:
    """Yield what must be known to read counts of people."""
    for head in counted.heads:
        roles = listed(say(role) for role in head.split(", ")) if ", " in head else None
        if roles is not None:
            yield say("Others, counted together: {roles}.", roles=roles)
    if any(NOT_TOLD in counts for _, counts in counted.rows):
        yield say(
            "Not told: numbers below {n}, and numbers from which one of these could be worked out.",
            n=SMALLEST,
        )


def _land(name: str) -> Any:  # noqa: ANN401 - a value of a cell
    code = country_code(name)
    return Word(name) if code is None else Town(None, code)


def _count(number: int) -> Callable[[Any], Any]:
    def of(row: Any) -> Any:  # noqa: ANN401 - a number, or a word
        found = row[1][number]
        return Word(NOT_TOLD) if found == NOT_TOLD else found

    return of

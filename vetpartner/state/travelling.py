"""Who travelled green by the measures of an activity, where no list of participants says it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Participant, those_there
from vetpartner.model.partnership import once
from vetpartner.state.statement import aspects
from vetpartner.values.phrase import Phrase, bare, say
from vetpartner.values.translations import unmarked
from vetpartner.values.words import TRAVELLERS

if TYPE_CHECKING:
    from vetpartner.model import Partnership
    from vetpartner.values.phrase import Value

ENVIRONMENT = "ASPECT:ENV"
"""The aspect whose measures in travellers count green travel."""


@frozen(kw_only=True)
class Travellers:
    """How many travelled green to an activity, and of how many, None where its unit does not say.

    `of` is the id of the activity.
    """

    of: str
    number: Decimal
    whole: Decimal | None

    @property
    def phrase(self) -> Phrase:
        """Return them behind their activity: `M1 (2)`, `T1 (5 of 9)`."""
        much = bare(self.number)
        if self.whole is not None:
            much = say("{part} of {whole}", part=self.number, whole=self.whole)
        return beside(self.of, much)


@once
def travellers(p: Partnership) -> tuple[Travellers, ...]:
    """Return those that only measures state, in the order of the plan.

    Where the list of an activity says who travelled green, it counts, and its measures do not.
    """
    return tuple(
        Travellers(
            of=row.id, number=row.number, whole=Decimal(match["of"]) if match["of"] else None
        )
        for row in aspects(p)
        if row.aspect == ENVIRONMENT and row.done and row.number is not None
        if not _listed_green(p, row.id) and (match := is_in(TRAVELLERS, row.unit))
    )


@once
def listed_green(p: Partnership) -> tuple[str, ...]:
    """Return the ids of the activities whose lists say who travelled green."""
    return tuple(one.id for one in p.plan.activities if _listed_green(p, one.id))


def _listed_green(p: Partnership, activity: str) -> bool:
    there = (p.get(id_) for id_ in those_there(p.presences.get(activity, ())))
    return any(isinstance(who, Participant) and who.green_travel is not None for who in there)


def beside(who: Value, much: Value) -> Phrase:
    """Return who or what a number is of, and the number in brackets: the same in each language."""
    return Phrase(text="{who} ({much})", values=(("who", who), ("much", much)))


_UNIT = re.compile(r"(?:\w{1,5}\s+(?P<of>\d{1,6})\s+)?(?P<word>\w+)\.?")
"""A unit with or without the whole of which its number is a part: `of 9 travellers`."""


def is_in(words: frozenset[str], unit: str | None) -> re.Match[str] | None:
    """Return a unit that is one of the words, with the whole of which it says that it is a part."""
    match = _UNIT.fullmatch(unmarked(unit).strip()) if unit else None
    return match if match is not None and match["word"].casefold() in words else None

"""How long somebody was in a meeting, by all their visits of a day together."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from attrs import Factory, define

from vetpartner.model import Place, When

if TYPE_CHECKING:
    from collections.abc import Iterator


_CENT = Decimal("0.01")


@define
class _Stay:
    """The visits of one person on one day."""

    place: Place
    said: Decimal = Decimal(0)
    spans: list[tuple[datetime, datetime]] = Factory(list)
    whole: bool = True

    def hours(self, *, exact: bool) -> Decimal | None:
        """Return the hours; two devices at once count once where each visit has its times."""
        if self.whole and self.spans and (exact or not self.said):
            seconds, end = 0.0, self.spans[0][0]
            for begin, until in sorted(self.spans):
                seconds += max(0.0, (until - max(begin, end)).total_seconds())
                end = max(end, until)
            both = Decimal(int(seconds)) / 3600
            # What the program says is rounded by visit; times that overlap make less of it.
            overlap = self.said - both > Decimal("0.1")
            if not self.said or overlap:
                return rounded(both)
        return rounded(self.said)


def rounded(hours: Decimal) -> Decimal:
    """Return hours with at most two decimals."""
    text = f"{hours.quantize(_CENT, ROUND_HALF_UP):f}"
    return Decimal(text.rstrip("0").rstrip(".") or "0")


@define
class Visits:
    """Visits by person and day, in the order in which they are met."""

    exact: bool
    stays: dict[tuple[str, When], _Stay] = Factory(dict)

    def add(
        self,
        who: str,
        when: When,
        place: Place,
        joined: datetime | time | None,
        left: datetime | time | None,
        hours: Decimal | None,
    ) -> None:
        """Add a visit: its times, or how long it was, or both."""
        stay = self.stays.setdefault((who, when), _Stay(place))
        stay.said += hours or Decimal(0)
        if isinstance(joined, datetime) and isinstance(left, datetime) and joined <= left:
            stay.spans.append((joined, left))
        else:
            stay.whole = False

    def all(self) -> Iterator[tuple[str, When, Place, Decimal | None]]:
        """Yield each person and day with the place of the first visit and the hours."""
        for (who, when), stay in self.stays.items():
            yield who, when, stay.place, stay.hours(exact=self.exact)


def between(came: datetime | time | None, went: datetime | time | None) -> Decimal | None:
    """Return the hours between two moments of one kind; None where they are not in order."""
    if isinstance(came, time) and isinstance(went, time):
        came, went = (datetime.combine(date.min, each) for each in (came, went))
    if not isinstance(came, datetime) or not isinstance(went, datetime) or went < came:
        return None
    return Decimal((went - came).total_seconds()) / 3600

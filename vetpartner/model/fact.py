"""What all facts have in common, and the evidence that hangs on them."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from vetpartner.model.links import ANYTHING, link
from vetpartner.model.when import When
from vetpartner.showing import Shown


@frozen(kw_only=True)
class Evidence:
    """A proof that hangs on a fact: a file in the project's folder, or a link and the day seen.

    `kind` says what it is: agenda, minutes, attendance list, certificate, photo, result, …
    """

    kind: str
    file: str | None = None
    url: str | None = None
    title: str | None = None
    seen: date | None = None


@frozen(kw_only=True)
class Fact(Shown):
    """What all facts have in common.

    `of` is the id of the planned thing; `when` the day or days it happened; `recorded` the day it
    was written down (left out, it counts as written down on the last day of `when`).
    """

    of: str | None = link(*ANYTHING)
    when: When | None = None
    recorded: date | None = None
    note: str | None = None
    evidence: tuple[Evidence, ...] = ()

    def known_from(self, start: date | None) -> date:
        """Return the day from which a partnership knew this; `start` places project months."""
        if self.recorded is not None:
            return self.recorded
        if self.when is None:
            return date.min
        if self.when.last is not None:
            return self.when.last
        span = self.when.span(start)
        return span.last if span is not None else date.min

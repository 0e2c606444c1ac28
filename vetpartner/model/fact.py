"""What all facts have in common, and the proofs that hang on them."""

from __future__ import annotations

from datetime import date

from attrs import field

from vetpartner.model.links import ANYTHING, called, link
from vetpartner.values.showing import Shown
from vetpartner.values.typed import frozen
from vetpartner.values.when import NO_DAY, When


@frozen(kw_only=True)
class Evidence:
    """A proof that hangs on a fact: a file in the project's folder, or a link and the day seen.

    `kind` says what it is: agenda, minutes, attendance list, certificate, photo, result, …
    `consent` tells of a photo that everybody who can be recognised on it agreed to its being
    published, or that nobody can; false that somebody did not. Left out, it is not known, and
    nothing publishes the photo. What they signed is kept elsewhere.
    """

    kind: str
    file: str | None = None
    url: str | None = None
    title: str | None = None
    seen: date | None = None
    consent: bool | None = None


NO_REASON = "not yet recorded"
"""The reason of an amendment for which none is given."""


@frozen(kw_only=True)
class Fact(Shown):
    """What all facts have in common.

    `of` is the id of the planned thing; `when` the day or days it happened; `recorded` the day it
    was written down (left out, it counts as written down on the last day of `when`).
    `reason` is why it was otherwise than planned; a `note` is a remark and no reason.
    `source` is where it stands or who said it, such as `minutes-M2.pdf, p. 3`: of two that
    contradict each other it tells which is which.
    `corrects` is the id or the address of an earlier fact of the same kind, such as `held/M1`, that
    was wrong: what is given here takes its place from `recorded` on, and `reason` says why. With
    `void` the earlier one does not count any more. `id` is needed only to tell apart facts that
    would be the same: two transfers of one day, two parts of one meeting.
    """

    of: str | None = called("About", link(*ANYTHING))
    when: When | None = called("Date")
    recorded: date | None = called("Written down on")
    note: str | None = called("Remark")
    source: str | None = called("Source", help="as minutes-M2.pdf, p. 3")
    evidence: tuple[Evidence, ...] = called("Proofs", (), help="a file name in each line")
    reason: str | None = called("Reason", help="why it was otherwise than planned")
    id: str | None = None
    corrects: str | None = None
    void: bool = called("Does not count", field(default=False))

    @property
    def shows(self) -> tuple[Evidence, ...]:
        """Return the evidence that this fact names."""
        return self.evidence

    @property
    def why(self) -> str | None:
        """Return the reason, None where none is given; a note is none, and neither is a dash."""
        reason = (self.reason or "").strip()
        said = any(sign.isalnum() for sign in reason) and reason != NO_REASON
        return reason if said else None

    def known_from(self, start: date | None) -> date:
        """Return the day from which a partnership knew this; `start` places project months."""
        if self.recorded is not None:
            return self.recorded
        if self.when is None:
            return getattr(self, "sent", None) or NO_DAY  # money on its way
        if self.when.last is not None:
            return self.when.last
        span = self.when.span(start)
        return span.last if span is not None else NO_DAY

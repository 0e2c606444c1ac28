"""Where a value of the law comes from, and how sure we are of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

Confidence = Literal["A", "B", "C", "D"]
"""A: official document read. B: page of a national agency or of the Commission.
C: somebody else quoting an official document. D: general knowledge or carried over from another
year. A value that was put together from several sources has the confidence of the weakest."""

CONFIDENCE_MEANS: tuple[tuple[Confidence, str], ...] = (
    ("A", "official document read"),
    ("B", "page of a national agency or of the Commission"),
    ("C", "somebody else quoting an official document"),
    ("D", "unverified: general knowledge, or carried over from another year"),
)


@frozen(kw_only=True)
class OtherReading:
    """What another source says about the same value, where sources disagree; `value` is text."""

    value: str
    source: str
    place: str = ""
    confidence: Confidence

    def __str__(self) -> str:
        where = f"{self.source}, {self.place}" if self.place else self.source
        return f"{self.value} says {where} (confidence {self.confidence})"


@frozen(kw_only=True)
class Citation:
    """The source of one value: document, page or section, confidence, day of the last check.

    `key` is the name of the value in `Rules`.
    `place` is "" where the source has no pages, `checked` None where the project says it itself.
    `others` are the readings of sources that disagree and were not taken.
    """

    key: str
    source: str
    place: str = ""
    confidence: Confidence
    checked: date | None = None
    note: str | None = None
    others: tuple[OtherReading, ...] = ()

    @property
    def verified(self) -> bool:
        """Return whether any source was seen for the value in this call's year."""
        return self.confidence != "D"

    def __str__(self) -> str:
        where = f"{self.source}, {self.place}" if self.place else self.source
        checked = f", checked {self.checked.isoformat()}" if self.checked else ""
        return f"{where} (confidence {self.confidence}{checked})"

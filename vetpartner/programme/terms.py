"""What the values of the law are made of, each typed and named in the field's words."""

# No `from __future__ import annotations` here: each start looks the types up to know what a file
# may hold, and to make them out of a hundred texts takes 3 ms.

from datetime import date
from typing import TYPE_CHECKING, Literal, NewType

from attrs import frozen

from vetpartner.model import ACTIVITIES, Money, Share

Country = NewType("Country", str)
"""A country as an ISO 3166 code of two letters, with XK for Kosovo."""
Pattern = NewType("Pattern", str)
"""A regular expression that a whole text has to match."""

Funding = Literal["lump sum by work package", "lump sum by activity", "unit costs and real costs"]
FinalScore = Literal["sum of criteria", "mean of work packages weighted by budget"]
Rounding = Literal["up", "nearest"]
TransferLimit = Literal["work packages", "organisations", "unfinished activities", "headings"]
"""What money may not cross without an amendment; `headings` beyond a share of the heading."""
PriorityField = Literal["horizontal", "VET"]
ThirdCountryPartners = Literal["all countries", "no country", "by region"]
"""From which third countries partners may come: `by region` is what the list of regions says."""
VenueOf = Literal["participating organisations", "associated partners"]
"""Whose countries activities may take place in."""
SharingIn = Literal["member states", "associated countries", "eligible third countries"]
"""Where sharing and promotion at an event of others may take place besides, with a reason."""
if TYPE_CHECKING:
    ActivityTable = str
else:  # strict readers read it as one of these words
    ActivityTable = Literal[(*ACTIVITIES, "deliverables")]


@frozen(kw_only=True)
class Term:
    """A word of a fixed list: a stable `key` of ours and the `label` of the official text.

    `code` is the number of the project results platform, where one is known.
    """

    key: str
    label: str
    code: str | None = None

    def __str__(self) -> str:
        return f"{self.key}: {self.label}"


@frozen(kw_only=True)
class ActivityKind:
    """A kind of activity or result: its table in the files, its name, and what has to prove it.

    `formerly` is the name in calls with unit costs, such as TPM or LTTA.
    """

    key: ActivityTable
    label: str
    formerly: str | None = None
    evidence: tuple[str, ...] = ()

    def __str__(self) -> str:
        old = f", formerly {self.formerly}" if self.formerly else ""
        return f"{self.label}{old}: {', '.join(self.evidence) or 'no list of evidence'}"


@frozen(kw_only=True)
class UnitCost:
    """An amount that is paid per unit, such as 575 EUR per participant of a meeting.

    `condition` says for which distance, country group or length it holds.
    `verified` tells whether a source was seen; the confidence of the whole list is the weakest.
    """

    heading: str
    amount: Money
    unit: str
    condition: str | None = None
    verified: bool

    def __str__(self) -> str:
        condition = f" ({self.condition})" if self.condition else ""
        mark = "" if self.verified else " [unverified]"
        return f"{self.heading}: {self.amount} per {self.unit}{condition}{mark}"


@frozen(kw_only=True)
class SelectionRound:
    """The last day of a selection round for applications."""

    round: int
    day: date

    def __str__(self) -> str:
        return f"round {self.round}: {self.day.isoformat()}"


@frozen(kw_only=True)
class StartWindow:
    """The first and the last day on which a project selected in a round may start."""

    round: int
    first: date
    last: date

    def __str__(self) -> str:
        return f"round {self.round}: {self.first.isoformat()} to {self.last.isoformat()}"


@frozen(kw_only=True)
class Priority:
    """A priority of the call, horizontal or of the field of VET; `label` is its title.

    `names` are titles that were read in other languages or editions.
    `since` is the day of the corrigendum that added it, None where it is in the call as published.
    """

    key: str
    label: str
    field: PriorityField
    names: tuple[str, ...] = ()
    since: date | None = None

    def __str__(self) -> str:
        since = f" (since {self.since.isoformat()})" if self.since else ""
        return f"{self.key} {self.label}{since}"


def plain(text: str) -> str:
    """Return a title as it is compared: in small letters, with single spaces and no full stop."""
    return " ".join(text.split()).casefold().rstrip(".")


@frozen(kw_only=True)
class Corrigendum:
    """What was changed after the call was published: the day, the words, the values changed.

    `day` is the first on which the change was seen.
    """

    day: date
    text: str
    changes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.day.isoformat()}: {self.text}"


@frozen(kw_only=True)
class Round:
    """A selection round that is open to the action, with what holds in it.

    `first` and `last` are the days on which a project may start, `founded_by` is the last day on
    which an applicant may have been established. None where the rules do not say it.
    `priorities` are those that were in force on the deadline.
    """

    number: int
    deadline: date | None = None
    first: date | None = None
    last: date | None = None
    founded_by: date | None = None
    priorities: tuple[Priority, ...] = ()

    def __str__(self) -> str:
        said = [f"deadline {self.deadline}"] if self.deadline else []
        said += [f"projects start {self.first} to {self.last}"] if self.first else []
        said += [f"applicants established by {self.founded_by}"] if self.founded_by else []
        return f"round {self.number}: {', '.join(said)}"


@frozen(kw_only=True)
class Aspect:
    """One of the aspects that every project has to address in all its phases."""

    key: str
    name: str
    meaning: str

    def __str__(self) -> str:
        return f"{self.key} {self.name}: {self.meaning}"


@frozen(kw_only=True)
class Criterion:
    """A criterion with its maximum of points and the minimum needed, where there is one."""

    name: str
    maximum: int
    minimum: int | None = None

    def __str__(self) -> str:
        needed = "" if self.minimum is None else f", at least {self.minimum}"
        return f"{self.name}: at most {self.maximum}{needed}"


@frozen(kw_only=True)
class Band:
    """A range of points of the final report, both ends included, and the share that is paid."""

    at_least: int
    at_most: int
    paid: Share

    def __str__(self) -> str:
        return f"{self.at_least} to {self.at_most} points: {self.paid}"


@frozen(kw_only=True)
class Region:
    """A region of third countries not associated to the programme.

    `eligible` tells whether organisations from it may take part as partners.
    """

    number: int
    name: str
    eligible: bool
    countries: tuple[Country, ...]

    def __str__(self) -> str:
        eligible = "eligible" if self.eligible else "not eligible"
        return f"Region {self.number} {self.name} ({eligible})"


@frozen(kw_only=True)
class ThirdCountry:
    """A third country, its region, and whether organisations from it may be partners."""

    code: Country
    region: int
    eligible_as_partner: bool


@frozen(kw_only=True)
class Seat:
    """A seat of an institution of the European Union; `names` are its names in other languages."""

    city: str
    country: Country
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.city} ({self.country})"

    def is_named(self, city: str) -> bool:
        """Return whether a text names this city, in English or in another language."""
        return city.strip().casefold() in {name.casefold() for name in (self.city, *self.names)}


@frozen(kw_only=True)
class NationalAgency:
    """A national agency and its code in project references, such as HR01.

    `vet` tells whether it manages the field of VET.
    `seen` tells whether the code was seen in a real project reference; else it is unverified.
    """

    code: str
    country: Country
    name: str
    languages: tuple[str, ...] = ()
    vet: bool
    seen: bool

    def __str__(self) -> str:
        unseen = "" if self.seen else ", code unverified"
        return f"{self.code} {self.name} ({self.country}{unseen})"


# Where a value stands, and how sure we are of it.

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
class Part:
    """A part of a value put together from several sources, which is known better or worse.

    `of` says which part: one of `WHICH`, `TITLES`, `ELIGIBLE`, `MEMBERS` and `MEASURES`.
    `items` are the keys that it is about, where it is not about all of them.
    `source` is "" where it is the source of the whole.
    """

    of: str
    confidence: Confidence
    source: str = ""
    place: str = ""
    items: tuple[str, ...] = ()

    def __str__(self) -> str:
        items = f" ({', '.join(self.items)})" if self.items else ""
        where = ", ".join(filter(None, (self.source, self.place)))
        return f"{self.of}{items}: {where + ', ' if where else ''}confidence {self.confidence}"


WHICH, TITLES = "which there are", "English titles"
ELIGIBLE, MEMBERS = "which may take part", "countries of regions"
MEASURES = "countries of the measures"
"""Parts of priorities, of regions, and of restrictive measures."""


@frozen(kw_only=True)
class Citation:
    """The source of one value: document, page or section, confidence, day of the last check.

    `key` is the name of the value in `Rules`.
    `place` is "" where the source has no pages, `checked` None where the project says it itself.
    `others` are the readings of sources that disagree and were not taken.
    `parts` are known from several sources; the confidence of the whole is that of the weakest.
    `assumed_from` is the call, or the document without a year, that the value is carried over from.
    """

    key: str
    source: str
    place: str = ""
    confidence: Confidence
    checked: date | None = None
    note: str | None = None
    others: tuple[OtherReading, ...] = ()
    parts: tuple[Part, ...] = ()
    assumed_from: str | None = None

    @property
    def verified(self) -> bool:
        """Return whether any source was seen for the value in this call's year."""
        return self.confidence != "D"

    def about(self, of: str, item: str | None = None) -> "Citation":
        """Return the source of a part of the value, maybe of one item; the whole has no other."""
        named = [part for part in self.parts if part.of == of and item in part.items]
        all_ = [part for part in self.parts if part.of == of and not part.items]
        for part in (*named, *all_):
            source, place = (part.source, part.place) if part.source else (self.source, self.place)
            return Citation(
                key=self.key,
                source=source,
                place=place,
                confidence=part.confidence,
                checked=self.checked,
                note=self.note,
                assumed_from=self.assumed_from,
            )
        return self

    def __str__(self) -> str:
        where = f"{self.source}, {self.place}" if self.place else self.source
        checked = f", checked {self.checked.isoformat()}" if self.checked else ""
        return f"{where} (confidence {self.confidence}{checked})"

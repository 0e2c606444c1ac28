"""The values that the rules of a call are made of, besides numbers and texts."""

from datetime import date
from typing import TYPE_CHECKING, Literal, NewType

from attrs import frozen

from vetpartner.model import ACTIVITIES, Money, Share

Country = NewType("Country", str)
"""A country as an ISO 3166 code of two letters, with XK for Kosovo."""
Pattern = NewType("Pattern", str)
"""A regular expression that a whole text has to match."""

Funding = Literal[
    "lump sum by work package",
    "lump sum by activity",
    "unit costs and real costs",
]
FinalScore = Literal["sum of criteria", "mean of work packages weighted by budget"]
Rounding = Literal["up", "nearest"]
TransferLimit = Literal["work packages", "organisations", "unfinished activities", "headings"]
"""What money may not cross without an amendment; `headings` beyond a share of the heading."""
PriorityField = Literal["horizontal", "VET"]
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
class Deadline:
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
    """A priority of the call, horizontal or of the field of VET; `label` is its title."""

    key: str
    label: str
    field: PriorityField

    def __str__(self) -> str:
        return f"{self.key} {self.label}"


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

"""The law of one call: its values, each typed, named in the field's words, labelled and cited."""

# No `from __future__ import annotations` here: each start looks the types up to know what a file
# may hold, and to make them out of a hundred texts takes 3 ms.

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NewType

import attrs
from attrs import field, frozen

from vetpartner.model import ACTIVITIES, Money, Share
from vetpartner.values.showing import Shown
from vetpartner.values.words import did_you_mean

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


# The rules of one call.


def fact(label: str, *, opens: str = "", default: object = None) -> Any:  # noqa: ANN401 - of any type
    """Make a value of the law, with what it is called in plain English.

    `opens` is the group that begins with it, in the order of showing.
    """
    return field(default=default, metadata={"label": label, "opens": opens})


def facts(label: str, *, opens: str = "") -> Any:  # noqa: ANN401 - a tuple of any type
    """Make a value of the law that is a list."""
    return fact(label, opens=opens, default=())


_ALIASES = {"third_countries": "third_country_regions"}


class UnknownRule(KeyError):
    """No value of the law has this name, or the call says nothing about it."""

    def __str__(self) -> str:
        return str(self.args[0])


@frozen(kw_only=True, repr=False)
class Rules(Shown):
    """The rules of a call for one action, such as KA220-VET in 2023.

    Each value has a citation: `rules.cite("lump_sums")`.
    None, or an empty tuple, means that the law sets no value if it is cited, and that the rules
    say nothing about it if it is not.
    Durations are in months, periods in days or years, countries are ISO 3166 codes.
    `overridden` names the values that the project's grant agreement replaced.
    """

    action: str
    call: int
    title: str
    citations: tuple[Citation, ...] = field(default=(), repr=False)
    overridden: tuple[str, ...] = ()

    call_id: str | None = fact("Call for proposals", opens="Documents")
    guide_versions: tuple[str, ...] = facts("Versions of the Programme Guide")
    legal_basis: tuple[str, ...] = facts("Legal basis")

    min_organisations: int | None = fact(
        "Minimum number of organisations", opens="Who may take part"
    )
    min_countries: int | None = fact("Minimum number of countries")
    max_organisations: int | None = fact("Maximum number of organisations")
    applicant_min_age_years: int | None = fact("Minimum age of the applicant organisation in years")
    max_applications_per_oid: int | None = fact("Applications per organisation, at most")
    max_applications_per_oid_low: int | None = fact(
        "Applications per organisation, stricter reading"
    )
    max_applications_as_applicant: int | None = fact("Applications as applicant, at most")
    member_states: tuple[Country, ...] = facts("Member states")
    associated_countries: tuple[Country, ...] = facts("Associated countries")
    third_country_role: str | None = fact("Role of other third countries")
    third_country_regions: tuple[Region, ...] = facts("Other third countries")
    ineligible_countries: tuple[Country, ...] = facts("Countries excluded by name")
    associated_partners: str | None = fact("Associated partners")
    hungarian_trusts_barred_from: date | None = fact("Hungarian public-interest trusts barred from")
    organisation_types: tuple[Term, ...] = facts("Types of organisation")
    barriers: tuple[Term, ...] = facts("Barriers that make fewer opportunities")
    national_agencies: tuple[NationalAgency, ...] = facts("National agencies")

    min_months: int | None = fact("Shortest duration in months", opens="Time")
    max_months: int | None = fact("Longest duration in months")
    max_total_months_extended: int | None = fact("Longest duration with an extension, in months")
    max_extra_months: int | None = fact("Longest extension in months")
    latest_end: date | None = fact("Projects end at the latest on")
    deadlines: tuple[SelectionRound, ...] = facts("Deadlines for applications")
    deadline_time: str | None = fact("Time of day of the deadlines")
    start_windows: tuple[StartWindow, ...] = facts("When projects start")
    award_months: int | None = fact("Months from deadline to agreement, about")
    activities_inside_period: bool | None = fact("Activities only inside the project period")
    amendment_lead_days: int | None = fact("Amendments are asked for this many days before the end")

    funding: Funding | None = fact("Kind of funding", opens="Money")
    lump_sums: tuple[Money, ...] = facts("Lump sums")
    grant_min: Money | None = fact("Smallest grant")
    grant_max: Money | None = fact("Largest grant")
    grant_max_per_month: Money | None = fact("Largest grant per month of duration")
    unit_costs: tuple[UnitCost, ...] = facts("Unit costs")
    max_funded_organisations: int | None = fact("Organisations paid for management, at most")
    transfer_share_max: Share | None = fact(
        "Transfer between headings without amendment, share at most"
    )
    transfer_rule: str | None = fact("Transfers between headings")
    transfer_limits: tuple[TransferLimit, ...] = facts(
        "Borders that money crosses only with an amendment"
    )
    total_must_equal_lump_sum: bool | None = fact("Amounts add up to the lump sum exactly")
    co_financing: str | None = fact("Co-financing")
    subcontracting: str | None = fact("Subcontracting")
    payment_options: tuple[str, ...] = facts("Ways of paying that an agency may choose")
    prefinancing_days: int | None = fact("First payment, days after the last signature")
    further_prefinancing_days: int | None = fact("Further payment, days after request and report")
    used_share_before_next: Share | None = fact("Share of a payment to be used before the next")
    balance_days: int | None = fact("Balance, days after the final report was received")
    low_value_limit: Money | None = fact("Limit of a low-value grant")

    has_work_packages: bool | None = fact("Work packages", opens="Work packages and activities")
    min_work_packages: int | None = fact("Work packages, at least")
    max_work_packages: int | None = fact("Work packages, at most")
    recommended_max_work_packages: int | None = fact("Work packages, recommended at most")
    min_activities_per_work_package: int | None = fact("Activities in a work package, at least")
    management_share_max: Share | None = fact("Management, share of the lump sum at most")
    management_has_activities: bool | None = fact("Management has activities")
    management_is_scored: bool | None = fact("Management is scored in the final report")
    work_package_contents: tuple[str, ...] = facts("What each work package or activity needs")
    activity_kinds: tuple[ActivityKind, ...] = facts("Kinds of activity and what proves them")
    online_evidence: tuple[str, ...] = facts(
        "What proves an online activity in place of a signed list"
    )
    venue_rule: str | None = fact("Where activities may take place")
    eu_seats: tuple[Seat, ...] = facts("Seats of institutions of the European Union")

    priorities: tuple[Priority, ...] = facts("Priorities", opens="What the project is about")
    max_additional_priorities: int | None = fact("Priorities beside the most relevant one, at most")
    topics: tuple[str, ...] = facts("Topics")
    max_topics: int | None = fact("Topics, at most")
    aspects: tuple[Aspect, ...] = facts("Aspects of every project")

    award_criteria: tuple[Criterion, ...] = facts("Award criteria", opens="Selection")
    award_pass_mark: int | None = fact("Points needed to be selected")
    award_tie_break: tuple[str, ...] = facts("Criteria that decide a tie")

    report_kinds: tuple[Term, ...] = facts("Kinds of report", opens="Final report")
    final_report_days: int | None = fact("Final report, days after the end")
    final_score: FinalScore | None = fact("How the score is made")
    final_criteria: tuple[Criterion, ...] = facts("Criteria of the final report")
    final_rounding: Rounding | None = fact("How the score is rounded")
    final_threshold: int | None = fact("Points needed for the whole grant")
    final_bands: tuple[Band, ...] = facts("Share of the grant that is paid")
    reduction_rule: str | None = fact("What a reduction applies to")
    english_summary: bool | None = fact("Public summary also in English")

    funding_statement: str | None = fact("Funding statement", opens="Visibility and openness")
    co_funding_statement: str | None = fact("Funding statement, co-funded")
    disclaimer: str | None = fact("Disclaimer")
    emblem_rule: str | None = fact("Emblem")
    open_licence: str | None = fact("Open licence")
    results_platform: str | None = fact("Project results platform")

    retention_years_high: int | None = fact(
        "Years to keep records after the balance", opens="Records and identifiers"
    )
    retention_years_low: int | None = fact("Years to keep records of a low-value grant")
    reference_pattern: Pattern | None = fact("Form of a project reference")
    oid_pattern: Pattern | None = fact("Form of an organisation id (OID)")

    def __repr__(self) -> str:
        return f"<Rules {self.action} {self.call}>"

    @property
    def third_countries(self) -> tuple[ThirdCountry, ...]:
        """Return every third country of the regions, and whether it may be a partner."""
        return tuple(
            ThirdCountry(
                code=code,
                region=region.number,
                eligible_as_partner=region.eligible and code not in self.ineligible_countries,
            )
            for region in self.third_country_regions
            for code in region.countries
        )

    def cite(self, key: str) -> Citation:
        """Return where a value comes from.

        Raise `UnknownRule`, a `KeyError`, for a name that no value has, with similar names, and
        for a value about which these rules say nothing.
        """
        found = self._citations.get(_ALIASES.get(key, key))
        if found is not None:
            return found
        if key in FACTS:
            msg = f"the rules of {self.action} {self.call} say nothing about `{key}`"
            raise UnknownRule(msg)
        msg = f"`{key}` is not a value of the rules{did_you_mean(key, (*FACTS, *_ALIASES))}"
        raise UnknownRule(msg)

    def says(self, key: str) -> bool:
        """Return whether these rules have a citation for a value, be it that there is none."""
        return _ALIASES.get(key, key) in self._citations

    def longest_months(self, months: int) -> int | None:
        """Return how long a project approved with `months` may last with an extension."""
        total = self.max_total_months_extended
        if self.max_extra_months is None:
            return total or self.max_months
        longest = months + self.max_extra_months
        return longest if total is None else min(longest, total)

    @cached_property
    def _citations(self) -> dict[str, Citation]:
        return {citation.key: citation for citation in self.citations}


def _labels() -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    group: dict[str, str] = {}
    for value in (each for each in attrs.fields(Rules) if "label" in each.metadata):
        if value.metadata["opens"]:
            group = groups.setdefault(value.metadata["opens"], {})
        group[value.name] = value.metadata["label"]
    return groups


GROUPS = _labels()
"""What every value of the law is called in plain English, by group, in the order of showing."""
FACTS: dict[str, str] = {key: label for group in GROUPS.values() for key, label in group.items()}
"""The label of every value of the law by its name in `Rules`."""
IDENTITY = ("action", "call", "title")
"""What names the rules, and is required."""

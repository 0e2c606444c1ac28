"""The rules of one call: every value typed, named in the field's words, and cited."""

# No `from __future__ import annotations` here and in `values`: each start looks the types up to
# know what a file may hold, and to make them out of a hundred texts takes 3 ms.

from datetime import date
from functools import cached_property
from typing import Literal

from attrs import field, frozen

from vetpartner.model import Money, Share
from vetpartner.programme.labels import FACTS
from vetpartner.programme.values import (
    ActivityKind,
    Aspect,
    Band,
    Country,
    Criterion,
    Deadline,
    FinalScore,
    Funding,
    NationalAgency,
    Pattern,
    Priority,
    Region,
    Rounding,
    Seat,
    StartWindow,
    Term,
    ThirdCountry,
    TransferLimit,
    UnitCost,
)
from vetpartner.values.showing import Shown
from vetpartner.values.words import did_you_mean

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


# The rules of one call: every value typed, named in the field's words, and cited.

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

    call_id: str | None = None
    guide_versions: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()

    min_organisations: int | None = None
    min_countries: int | None = None
    max_organisations: int | None = None
    applicant_min_age_years: int | None = None
    max_applications_per_oid: int | None = None
    max_applications_per_oid_low: int | None = None
    max_applications_as_applicant: int | None = None
    member_states: tuple[Country, ...] = ()
    associated_countries: tuple[Country, ...] = ()
    third_country_role: str | None = None
    third_country_regions: tuple[Region, ...] = ()
    ineligible_countries: tuple[Country, ...] = ()
    associated_partners: str | None = None
    hungarian_trusts_barred_from: date | None = None
    organisation_types: tuple[Term, ...] = ()
    barriers: tuple[Term, ...] = ()
    national_agencies: tuple[NationalAgency, ...] = ()

    min_months: int | None = None
    max_months: int | None = None
    max_total_months_extended: int | None = None
    max_extra_months: int | None = None
    latest_end: date | None = None
    deadlines: tuple[Deadline, ...] = ()
    deadline_time: str | None = None
    start_windows: tuple[StartWindow, ...] = ()
    award_months: int | None = None
    activities_inside_period: bool | None = None
    amendment_lead_days: int | None = None

    funding: Funding | None = None
    lump_sums: tuple[Money, ...] = ()
    grant_min: Money | None = None
    grant_max: Money | None = None
    grant_max_per_month: Money | None = None
    unit_costs: tuple[UnitCost, ...] = ()
    max_funded_organisations: int | None = None
    transfer_share_max: Share | None = None
    transfer_rule: str | None = None
    transfer_limits: tuple[TransferLimit, ...] = ()
    total_must_equal_lump_sum: bool | None = None
    co_financing: str | None = None
    subcontracting: str | None = None
    payment_options: tuple[str, ...] = ()
    prefinancing_days: int | None = None
    further_prefinancing_days: int | None = None
    used_share_before_next: Share | None = None
    balance_days: int | None = None
    low_value_limit: Money | None = None

    has_work_packages: bool | None = None
    min_work_packages: int | None = None
    max_work_packages: int | None = None
    recommended_max_work_packages: int | None = None
    min_activities_per_work_package: int | None = None
    management_share_max: Share | None = None
    management_has_activities: bool | None = None
    management_is_scored: bool | None = None
    work_package_contents: tuple[str, ...] = ()
    activity_kinds: tuple[ActivityKind, ...] = ()
    online_evidence: tuple[str, ...] = ()
    venue_rule: str | None = None
    eu_seats: tuple[Seat, ...] = ()

    priorities: tuple[Priority, ...] = ()
    max_additional_priorities: int | None = None
    topics: tuple[str, ...] = ()
    max_topics: int | None = None
    aspects: tuple[Aspect, ...] = ()

    award_criteria: tuple[Criterion, ...] = ()
    award_pass_mark: int | None = None
    award_tie_break: tuple[str, ...] = ()

    report_kinds: tuple[Term, ...] = ()
    final_report_days: int | None = None
    final_score: FinalScore | None = None
    final_criteria: tuple[Criterion, ...] = ()
    final_rounding: Rounding | None = None
    final_threshold: int | None = None
    final_bands: tuple[Band, ...] = ()
    reduction_rule: str | None = None
    english_summary: bool | None = None

    funding_statement: str | None = None
    co_funding_statement: str | None = None
    disclaimer: str | None = None
    emblem_rule: str | None = None
    open_licence: str | None = None
    results_platform: str | None = None

    retention_years_high: int | None = None
    retention_years_low: int | None = None
    reference_pattern: Pattern | None = None
    oid_pattern: Pattern | None = None

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


IDENTITY = ("action", "call", "title")
"""What names the rules, and is required."""

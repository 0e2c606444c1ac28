"""The law of one call: its values, each typed, named in the field's words, labelled and cited."""

# No `from __future__ import annotations` here: each start looks the types up to know what a file
# may hold, and to make them out of a hundred texts takes 3 ms.

from datetime import date
from functools import cached_property
from typing import Any

import attrs
from attrs import field, frozen

from vetpartner.model import Money, Share, add_months
from vetpartner.programme.terms import (
    ActivityKind,
    Aspect,
    Band,
    Citation,
    Corrigendum,
    Country,
    Criterion,
    FinalScore,
    Funding,
    NationalAgency,
    Pattern,
    Priority,
    Region,
    Round,
    Rounding,
    Seat,
    SelectionRound,
    SharingIn,
    StartWindow,
    Term,
    ThirdCountry,
    ThirdCountryPartners,
    TransferLimit,
    UnitCost,
    VenueOf,
    plain,
)
from vetpartner.values.showing import Shown
from vetpartner.values.words import did_you_mean

# The rules of one call.


def fact(label: str, by: str, *, opens: str = "", default: object = None) -> Any:  # noqa: ANN401 - of any type
    """Make a value of the law, with what it is called in plain English.

    `by` names what applies it: rules by their slugs, modules of `state`, `whatif` or `papers` by
    their paths, separated by spaces. A value that nothing can apply says why: `told: …`.
    `opens` is the group that begins with it, in the order of showing.
    """
    return field(default=default, metadata={"label": label, "by": by, "opens": opens})


def facts(label: str, by: str, *, opens: str = "") -> Any:  # noqa: ANN401 - a tuple of any type
    """Make a value of the law that is a list."""
    return fact(label, by, opens=opens, default=())


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

    call_id: str | None = fact("Call for proposals", "told: it names the call", opens="Documents")
    guide_versions: tuple[str, ...] = facts(
        "Versions of the Programme Guide", "told: it names what was in force"
    )
    corrigenda: tuple[Corrigendum, ...] = facts(
        "Changes after publication",
        "told: the values that were changed are applied, with their day",
    )
    legal_basis: tuple[str, ...] = facts("Legal basis", "told: it names the law")

    min_organisations: int | None = fact(
        "Minimum number of organisations", "too-few-organisations", opens="Who may take part"
    )
    min_countries: int | None = fact("Minimum number of countries", "too-few-countries")
    max_organisations: int | None = fact(
        "Maximum number of organisations", "too-many-organisations"
    )
    applicant_min_age_years: int | None = fact(
        "Minimum age of the applicant organisation in years", "coordinator-too-young"
    )
    max_applications_per_oid: int | None = fact(
        "Applications per organisation, at most", "too-many-applications"
    )
    max_applications_per_oid_low: int | None = fact(
        "Applications per organisation, stricter reading", "too-many-applications"
    )
    max_applications_as_applicant: int | None = fact(
        "Applications as applicant, at most", "too-many-applications"
    )
    member_states: tuple[Country, ...] = facts(
        "Member states",
        "too-few-organisations too-few-countries coordinator-not-eligible",
    )
    associated_countries: tuple[Country, ...] = facts(
        "Associated countries",
        "too-few-organisations too-few-countries coordinator-not-eligible",
    )
    overseas_as_member_state: bool | None = fact(
        "Overseas countries and territories count as their member state",
        "too-few-organisations too-few-countries coordinator-not-eligible",
    )
    third_country_role: str | None = fact(
        "Role of other third countries", "told: the values below apply it"
    )
    third_country_partners: ThirdCountryPartners | None = fact(
        "Third countries from which partners may come",
        "partner-not-eligible coordinator-not-eligible",
    )
    third_country_regions: tuple[Region, ...] = facts(
        "Other third countries",
        "partner-not-eligible coordinator-not-eligible",
    )
    third_country_needs_reason: bool | None = fact(
        "Partners from third countries need a reason", "third-country-without-reason"
    )
    ineligible_countries: tuple[Country, ...] = facts(
        "Countries excluded by name", "partner-not-eligible"
    )
    restrictive_measures: tuple[Country, ...] = facts(
        "Countries whose organisations may be under restrictive measures of the Union",
        "associated-from-excluded-country partner-not-eligible",
    )
    associated_partners: str | None = fact("Associated partners", "associated-partner-with-money")
    hungarian_trusts_barred_from: date | None = fact(
        "Hungarian public-interest trusts barred from",
        "hungarian-trust-with-money hungarian-trust-not-stated",
    )
    organisation_types: tuple[Term, ...] = facts(
        "Types of organisation", "told: a list to choose from, never closed"
    )
    barriers: tuple[Term, ...] = facts(
        "Barriers that make fewer opportunities", "told: a list to choose from, never closed"
    )
    national_agencies: tuple[NationalAgency, ...] = facts(
        "National agencies", "agency-unlikely state.statement"
    )

    min_months: int | None = fact(
        "Shortest duration in months", "duration-not-allowed", opens="Time"
    )
    max_months: int | None = fact("Longest duration in months", "duration-not-allowed")
    max_total_months_extended: int | None = fact(
        "Longest duration with an extension, in months", "extension-too-long"
    )
    max_extra_months: int | None = fact("Longest extension in months", "extension-too-long")
    latest_end: date | None = fact("Projects end at the latest on", "project-ends-too-late")
    deadlines: tuple[SelectionRound, ...] = facts(
        "Deadlines for applications", "round-not-open coordinator-too-young"
    )
    deadline_time: str | None = fact(
        "Time of day of the deadlines", "told: no project states the hour at which it was sent"
    )
    start_windows: tuple[StartWindow, ...] = facts("When projects start", "start-outside-window")
    award_months: int | None = fact(
        "Months from deadline to agreement, about", "told: indicative, and nobody is late by it"
    )
    activities_inside_period: bool | None = fact(
        "Activities only inside the project period", "activity-outside-project"
    )
    amendment_lead_days: int | None = fact(
        "Amendments are asked for this many days before the end", "state.deadlines"
    )

    funding: Funding | None = fact(
        "Kind of funding", "told: what pays is in the values below", opens="Money"
    )
    lump_sums: tuple[Money, ...] = facts(
        "Lump sums", "lump-sum-missing lump-sum-not-allowed amount-without-rationale"
    )
    grant_min: Money | None = fact("Smallest grant", "grant-outside-range")
    grant_max: Money | None = fact("Largest grant", "grant-outside-range")
    grant_max_per_month: Money | None = fact(
        "Largest grant per month of duration", "grant-outside-range"
    )
    unit_costs: tuple[UnitCost, ...] = facts("Unit costs", "state.unit_costs")
    max_funded_organisations: int | None = fact(
        "Organisations paid for management, at most",
        "told: management is shared as the partners agree, and only its sum is limited",
    )
    transfer_share_max: Share | None = fact(
        "Transfer between headings without amendment, share at most", "state.transfers"
    )
    transfer_rule: str | None = fact("Transfers between headings", "state.transfers")
    transfer_limits: tuple[TransferLimit, ...] = facts(
        "Borders that money crosses only with an amendment", "state.transfers"
    )
    total_must_equal_lump_sum: bool | None = fact(
        "Amounts add up to the lump sum exactly", "allocations-differ-from-lump-sum"
    )
    co_financing: str | None = fact(
        "Co-financing", "told: no proof is asked, so that nothing can be compared"
    )
    subcontracting: str | None = fact(
        "Subcontracting", "told: nothing in a plan says which work is bought"
    )
    payment_options: tuple[str, ...] = facts(
        "Ways of paying that an agency may choose", "told: the agreement says which one holds"
    )
    prefinancing_days: int | None = fact(
        "First payment, days after the last signature", "state.deadlines"
    )
    further_prefinancing_days: int | None = fact(
        "Further payment, days after request and report", "state.deadlines"
    )
    used_share_before_next: Share | None = fact(
        "Share of a payment to be used before the next", "state.ledger"
    )
    balance_days: int | None = fact(
        "Balance, days after the final report was received", "state.deadlines"
    )
    low_value_limit: Money | None = fact("Limit of a low-value grant", "state.deadlines")

    has_work_packages: bool | None = fact(
        "Work packages",
        "work-packages-not-foreseen allocations-differ-from-lump-sum amount-without-rationale",
        opens="Work packages and activities",
    )
    min_work_packages: int | None = fact("Work packages, at least", "too-few-work-packages")
    max_work_packages: int | None = fact("Work packages, at most", "too-many-work-packages")
    recommended_max_work_packages: int | None = fact(
        "Work packages, recommended at most", "too-many-work-packages"
    )
    min_activities_per_work_package: int | None = fact(
        "Activities in a work package, at least", "work-package-without-activity"
    )
    management_share_max: Share | None = fact(
        "Management, share of the lump sum at most", "management-over-share whatif.forecast"
    )
    management_has_activities: bool | None = fact(
        "Management has activities", "management-with-activities"
    )
    management_is_scored: bool | None = fact(
        "Management is scored in the final report", "whatif.forecast"
    )
    work_package_contents: tuple[str, ...] = facts(
        "What each work package or activity needs", "work-package-without-lead"
    )
    activity_kinds: tuple[ActivityKind, ...] = facts(
        "Kinds of activity and what proves them", "state.evidence"
    )
    online_evidence: tuple[str, ...] = facts(
        "What proves an online activity in place of a signed list", "state.evidence"
    )
    venue_rule: str | None = fact("Where activities may take place", "venue-outside-partnership")
    venue_countries_of: tuple[VenueOf, ...] = facts(
        "Activities take place in the countries of", "venue-outside-partnership"
    )
    sharing_elsewhere: tuple[SharingIn, ...] = facts(
        "Sharing at events of others, with a reason, also in",
        "venue-outside-partnership sharing-without-reason",
    )
    eu_seats: tuple[Seat, ...] = facts(
        "Seats of institutions of the European Union",
        "venue-outside-partnership seat-without-reason",
    )

    priorities: tuple[Priority, ...] = facts(
        "Priorities", "priority-missing priority-unknown", opens="What the project is about"
    )
    max_additional_priorities: int | None = fact(
        "Priorities beside the most relevant one, at most", "too-many-priorities"
    )
    topics: tuple[str, ...] = facts("Topics", "topic-misspelt")
    max_topics: int | None = fact("Topics, at most", "too-many-topics")
    aspects: tuple[Aspect, ...] = facts(
        "Aspects of every project", "aspect-without-measure measure-of-unknown-aspect"
    )

    award_criteria: tuple[Criterion, ...] = facts(
        "Award criteria",
        "told: the agency's assessors give these points, not the project",
        opens="Selection",
    )
    award_pass_mark: int | None = fact(
        "Points needed to be selected",
        "told: the agency's assessors give these points, not the project",
    )
    award_tie_break: tuple[str, ...] = facts(
        "Criteria that decide a tie", "told: it is applied among applications of an agency"
    )

    annex_megabytes: int | None = fact(
        "Megabytes of an annex to the application, at most", "export.pack", opens="Annexes"
    )
    annexes_megabytes: int | None = fact(
        "Megabytes of all annexes to the application, at most", "export.pack"
    )
    annexes_number: int | None = fact(
        "Annexes to the application beside the declaration, at most", "export.pack"
    )

    report_kinds: tuple[Term, ...] = facts(
        "Kinds of report", "told: the agreement says which ones are due", opens="Final report"
    )
    final_report_days: int | None = fact("Final report, days after the end", "state.deadlines")
    final_score: FinalScore | None = fact("How the score is made", "whatif.forecast")
    final_criteria: tuple[Criterion, ...] = facts("Criteria of the final report", "whatif.forecast")
    final_rounding: Rounding | None = fact("How the score is rounded", "whatif.forecast")
    final_threshold: int | None = fact("Points needed for the whole grant", "whatif.forecast")
    final_bands: tuple[Band, ...] = facts("Share of the grant that is paid", "whatif.forecast")
    reduction_rule: str | None = fact(
        "What a reduction applies to", "told: the forecast applies it in each of its readings"
    )
    english_summary: bool | None = fact(
        "Public summary also in English", "told: every final report in another language asks for it"
    )

    funding_statement: str | None = fact(
        "Funding statement", "state.statement", opens="Visibility and openness"
    )
    co_funding_statement: str | None = fact(
        "Funding statement, co-funded", "told: it may stand in place of the other, which is printed"
    )
    disclaimer: str | None = fact("Disclaimer", "state.statement")
    emblem_rule: str | None = fact("Emblem", "told: nothing in a plan shows a logo")
    open_licence: str | None = fact("Open licence", "licence-not-open")
    results_platform: str | None = fact("Project results platform", "state.deadlines")

    retention_years_high: int | None = fact(
        "Years to keep records after the balance",
        "state.deadlines",
        opens="Records and identifiers",
    )
    retention_years_low: int | None = fact(
        "Years to keep records of a low-value grant", "state.deadlines"
    )
    reference_pattern: Pattern | None = fact(
        "Form of a project reference", "reference-malformed reference-disagrees"
    )
    oid_pattern: Pattern | None = fact(
        "Form of an organisation id (OID)", "oid-malformed oid-missing"
    )

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

    @property
    def rounds(self) -> tuple[Round, ...]:
        """Return the selection rounds that were open to the action, each with what holds in it."""
        deadlines = {each.round: each.day for each in self.deadlines}
        windows = {each.round: each for each in self.start_windows}
        return tuple(
            self._round(number, deadlines.get(number), windows.get(number))
            for number in sorted({*deadlines, *windows})
        )

    def _round(self, number: int, day: date | None, window: StartWindow | None) -> Round:
        years = self.applicant_min_age_years
        return Round(
            number=number,
            deadline=day,
            first=window.first if window else None,
            last=window.last if window else None,
            founded_by=add_months(day, -12 * years) if day is not None and years else None,
            priorities=tuple(
                each for each in self.priorities if not (each.since and day and each.since > day)
            ),
        )

    def round(self, number: int | None) -> Round | None:
        """Return a round by its number, or the only one there is; None where it is not known."""
        if number is None and len(self.rounds) == 1:
            return self.rounds[0]
        return next((each for each in self.rounds if each.number == number), None)

    def priority(self, text: str) -> Priority | None:
        """Return the priority that a text names, by its key or by a title in any language.

        The forms print `HORIZ:` or `VET:` before a title.
        """
        words = plain(text)
        found = self._named.get(words)
        return found or self._named.get(words.removeprefix("horiz:").removeprefix("vet:").strip())

    @cached_property
    def _named(self) -> dict[str, Priority]:
        named = ((name, each) for each in self.priorities for name in (each.label, *each.names))
        keys = ((each.key, each) for each in self.priorities)
        return {plain(name): each for name, each in (*named, *keys)}

    @property
    def assumed(self) -> tuple[Citation, ...]:
        """Return the sources of what was carried over from another call."""
        return tuple(each for each in self.citations if each.assumed_from is not None)

    def longest_months(self, months: int) -> int | None:
        """Return how long a project approved with `months` may last with an extension.

        None where the rules say nothing about extensions.
        """
        if not (self.says("max_total_months_extended") or self.says("max_extra_months")):
            return None
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
APPLIED: dict[str, str] = {
    each.name: each.metadata["by"] for each in attrs.fields(Rules) if "by" in each.metadata
}
"""What applies each value of the law, or why it is only told."""
IDENTITY = ("action", "call", "title")
"""What names the rules, and is required."""

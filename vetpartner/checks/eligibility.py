"""Who may take part: organisations, countries, the coordinator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family, land, listed
from vetpartner.model import Organisation
from vetpartner.programme import MEASURES, MEMBERS, country, country_status, state_within
from vetpartner.state.open_work import open_roles

if TYPE_CHECKING:
    from vetpartner.checks.subject import Subject
    from vetpartner.programme import CountryStatus

rule = family("Who may take part")


@rule("Programme Guide, Partnerships for Cooperation, eligible organisations")
def too_few_organisations(s: Subject) -> Found:
    """Enough organisations from member states and associated countries take part.

    A partnership below the minimum is not eligible, and the whole grant is at stake.
    Associated partners, third countries and partners that left do not count.
    Add a full partner, or ask the agency what the withdrawal of one means.
    """
    needed = s.rules.min_organisations
    counted = len(_counting(s))
    if needed is not None and counted < needed:
        message = f"too few full partners from member states or associated countries: {counted}, "
        message += f"but {s.law_name} needs {needed}"
        yield s.law("min_organisations", message, "organisations", "add a full partner")


@rule("Programme Guide, Partnerships for Cooperation, eligible organisations")
def too_few_countries(s: Subject) -> Found:
    """The full partners come from enough member states and associated countries.

    A partnership below the minimum is not eligible, and the whole grant is at stake.
    Add a full partner from another country; countries that are not yet stated count as different.
    """
    needed = s.rules.min_countries
    counting = _counting(s)
    codes = sorted({code for o in counting if (code := s.state(o))})
    unknown = sum(1 for o in counting if s.state(o) is None)
    if needed is not None and codes and len(codes) + unknown < needed:
        names = listed([land(code) for code in codes])
        message = f"the full partners come from {names} only"
        if unknown:
            message += f", and the country of {unknown} is not known"
        message += f"; {s.law_name} needs {needed} countries"
        way_out = "add a full partner from another member state or associated country"
        yield s.law("min_countries", message, "organisations", way_out)


def _counting(s: Subject) -> list[Organisation]:
    """Return the full partners that count for the minimum; unknown countries count."""
    full = {"member state", "associated", "unknown"}
    return [
        o
        for o in s.p.partners
        if o.left is None and (o.country is None or country_status(s.rules, o.country).kind in full)
    ]


@rule("Programme Guide, Partnerships for Cooperation, eligible organisations")
def too_many_organisations(s: Subject) -> Found:
    """No more organisations take part than the call allows.

    Calls since 2021 set no maximum; an agreement may.
    """
    most, count = s.rules.max_organisations, len(s.partners)
    if most is not None and count > most:
        message = f"{count} full partners take part; {s.law_name} allows {most}"
        yield s.law("max_organisations", message, "organisations")


@rule("Programme Guide, Partnerships for Cooperation, eligible organisations")
def coordinator_missing(s: Subject) -> Found:
    """One organisation is named as coordinator.

    The coordinator signs the agreement, receives the money and sends the reports.
    Write its id into `coordinator` of the project.
    """
    if s.plan.project.coordinator is None:
        message = "the project names no coordinator"
        way_out = f'add coordinator = "{s.some(Organisation, "sts")}" to [project]'
        yield s.warning(message, "project/coordinator", way_out)


@rule("Programme Guide, Partnerships for Cooperation, associated partners")
def coordinator_associated(s: Subject) -> Found:
    """The coordinator is a full partner.

    An associated partner signs nothing and receives no money, so it cannot coordinate.
    Give the organisation the role `partner`, or name another coordinator.
    """
    found = s.coordinator
    if found is not None and found.role == "associated":
        message = f"{found.short} coordinates the project, but is an associated partner"
        yield s.error(message, "project/coordinator", "name a full partner")


@rule("Programme Guide, Partnerships for Cooperation, eligible applicants")
def coordinator_not_eligible(s: Subject) -> Found:
    """The coordinator is from a member state or an associated country.

    Only such an organisation may apply; others can be partners at most.
    """
    found, code = s.coordinator, s.country(s.coordinator)
    if found is None or code is None:
        return
    status = country_status(s.rules, code)
    if status.may_coordinate is False and status.key is not None:
        message = (
            f"{found.short} coordinates the project, but {land(code)} is neither a member state "
            f"nor associated in {s.law_name}"
        )
        at, way_out = "project/coordinator", "name another coordinator"
        yield s.law(status.key, message, at, way_out, part=_members(status))


@rule("Programme Guide, Partnerships for Cooperation, eligible applicants")
def coordinator_too_young(s: Subject) -> Found:
    """The coordinator was established long enough before the deadline of its own round.

    A younger applicant is not eligible; the rule came with call 2024 for KA220.
    Write `round = 1` into the project where no reference says the round.
    """
    found, rounds = s.coordinator, [s.round] if s.round is not None else s.rules.rounds
    limits = sorted((each.founded_by, each) for each in rounds if each.founded_by is not None)
    if not limits or found is None or found.established is None:
        return
    (first, early), (last, late) = limits[0], limits[-1]
    if found.established <= first:
        return
    years, sure = s.rules.applicant_min_age_years, found.established > last
    each = late if sure else early
    message = (
        f"{found.short} was established on {found.established}, less than {years} years "
        f"before the deadline of round {each.number} on {each.deadline}"
    )
    way_out = "name another coordinator"
    if not sure:
        message += "; which round it was is not stated"
        way_out = f"add round = {late.number} to [project] if it applied in round {late.number}"
    at = f"organisations/{found.id}/established"
    yield s.law("applicant_min_age_years", message, at, way_out, may=not sure)


@rule("Programme Guide, Partnerships for Cooperation, third countries not associated")
def partner_not_eligible(s: Subject) -> Found:
    """Full partners come from countries whose organisations may take part.

    The share of a partner that is not eligible is not paid, and the assessors take it out.
    Make it an associated partner without money where the call allows that.
    """
    for at, o in s.partners:
        code = s.country(o)
        if code is None or o is s.coordinator:
            continue
        status = country_status(s.rules, code)
        if status.eligible is False and status.key is not None:
            message = (
                f"{o.short} is a full partner, but organisations from {land(code)} "
                f"may not take part in {s.law_name}"
            )
            way_out = 'set role = "associated"'
            if code in s.rules.restrictive_measures:
                way_out = "ask the agency whether it may be an associated partner at least"
            yield s.law(status.key, message, f"{at}/country", way_out, part=_members(status))


def _members(status: CountryStatus) -> tuple[str, str | None] | None:
    """Return the part of the list of regions that says to which of them a country belongs."""
    return None if status.region is None else (MEMBERS, str(status.region))


@rule("Programme Guide, Partnerships for Cooperation, eligible organisations")
def country_status_not_known(s: Subject) -> Found:
    """It is known what the country of each full partner is to the programme.

    Of some territories no source that was read says whether they count as their state, so that
    they are counted for the minimum and nobody can tell whether they do.
    Ask the agency, and write into `description` what it said.
    """
    for at, o in s.partners if s.rules.member_states else ():
        code = s.country(o)
        if code is not None and country_status(s.rules, code).kind == "unknown":
            state = state_within(code)
            counts = f"whether it counts as {land(state)}" if state else "what it counts as"
            message = f"{o.short} is from {land(code)}; it is not known {counts} in {s.law_name}, "
            message += "nor whether an organisation from there may take part"
            way_out = "ask the agency before you count on it"
            yield s.warning(message, f"{at}/country", way_out)


@rule("Programme Guide, Partnerships for Cooperation, third countries not associated")
def associated_from_excluded_country(s: Subject) -> Found:
    """It is asked whether an associated partner is under restrictive measures of the Union.

    Whom the Union has listed takes part in no capacity, not even without money, and neither do
    public bodies and state-owned enterprises of Belarus (Programme Guide 2025, pp. 35 and 448).
    Clear it with the agency, and write into `description` who it is.
    """
    for at, o in s.each(Organisation):
        code = s.country(o)
        if o.role == "associated" and code is not None and code in s.rules.restrictive_measures:
            message = f"{o.short} is an associated partner from {land(code)}; ask the agency "
            message += "whether restrictive measures of the Union bar it from taking part"
            key, part = "restrictive_measures", (MEASURES, code)
            yield s.law(key, message, f"{at}/country", told=True, part=part)


@rule("ISO 3166-1 alpha-2")
def country_unknown(s: Subject) -> Found:
    """Countries of organisations and venues are codes of ISO 3166 or of the EU.

    Rules about countries, time zones and public holidays need the code.
    Write two letters such as HR; GR and EL, GB and UK are both understood.
    """
    stated = [(at, o.short, o) for at, o in s.each(Organisation)]
    venues = [(f"{at}/venue", a.id, a.venue) for at, a in s.all_activities]
    for at, name, where in (*stated, *venues):
        if where is not None and where.country is not None and country(where.country) is None:
            message = f"`{where.country}` is not the code of a country: {name}"
            yield s.error(message, f"{at}/country", 'write two letters, such as country = "HR"')


@rule("Programme Guide, Partnerships for Cooperation, eligible organisations")
def country_missing(s: Subject) -> Found:
    """The country of each full partner is stated.

    Without it nobody can tell whether the partnership is eligible and where it may meet.
    """
    partners = ((f"{at}/country", o) for at, o in s.partners)
    says = "{} is a full partner, but has no country"
    return s.missing(partners, "country", says, way_out='add country = "HR"')


@rule("organisation registration system of Erasmus+")
def oid_malformed(s: Subject) -> Found:
    """An organisation ID is the letter `E` and eight digits.

    The agency's forms find an organisation by it.
    Copy it from the organisation registration system; nine digits alone are the older PIC.
    """
    for at, o in s.each(Organisation):
        if o.oid is not None and not s.matches("oid_pattern", o.oid):
            message = f"`{o.oid}` is not an OID, E and eight digits: {o.short}"
            way_out = 'write it as in the registration system, such as oid = "E10123456"'
            if o.oid.isdecimal():
                way_out = f'digits alone are a PIC: write pic = "{o.oid}" instead'
            yield s.law("oid_pattern", message, f"{at}/oid", way_out)


@rule("organisation registration system of Erasmus+")
def oid_missing(s: Subject) -> Found:
    """Each full partner has its organisation ID.

    Reports and amendments name the organisations by it.
    """
    partners = s.partners if s.rules.oid_pattern is not None else ()
    way_out = 'add oid = "E10123456" as the registration system shows it'
    return s.missing(partners, "oid", "{} has no OID", way_out=way_out, note=True)


@rule("one organisation ID per organisation")
def organisation_twice(s: Subject) -> Found:
    """No organisation is in the plan under two ids.

    Its money, its tasks and the number of partners would be counted apart.
    Keep one of them, and put the other name into `also_known_as`.
    """
    seen: dict[tuple[str, str], Organisation] = {}
    for at, o in s.each(Organisation):
        names = {("name", n.casefold()) for n in (o.name, o.acronym, *o.also_known_as) if n}
        keys = sorted(names | ({("oid", o.oid.upper())} if o.oid else set()), reverse=True)
        kind, first = next(((key[0], seen[key]) for key in keys if key in seen), ("", o))
        if first.id != o.id:
            what = "the same OID" if kind == "oid" else "the same name or acronym"
            make = s.error if kind == "oid" else s.warning
            way_out = "keep one of the two, and put the other name into also_known_as"
            yield make(f"{o.id} and {first.id} have {what}", at, way_out)
        for key in keys:
            seen.setdefault(key, o)


# Organisations under special rules: trusts, third countries, too many applications.

_LIKE_A_TRUST = re.compile(
    r"higher-education|universit|egyetem|foundation|alapítvány", re.IGNORECASE
)
_BARRED = "hungarian_trusts_barred_from"


@rule("Council Implementing Decision (EU) 2022/2506")
def hungarian_trust_with_money(s: Subject) -> Found:
    """No Hungarian public-interest trust, nor what it maintains, gets a grant.

    No new agreement may commit money to them since 16 December 2022; older agreements go on.
    Let it take part without money as an associated partner, or clear it with the agency.
    """
    barred, agreement = s.rules.hungarian_trusts_barred_from, s.plan.agreement
    signed = agreement.signed if agreement is not None else None
    if barred is None or (signed is not None and signed < barred):
        return
    for at, o in s.partners:
        if o.public_interest_trust and s.country(o) == "HU":
            message = (
                f"{o.short} is a Hungarian public-interest trust or maintained by one, "
                f"and may get no money from an agreement made since {barred}"
            )
            yield s.law(_BARRED, message, f"{at}/public_interest_trust", 'set role = "associated"')


@rule("Council Implementing Decision (EU) 2022/2506")
def hungarian_trust_not_stated(s: Subject) -> Found:
    """Hungarian universities and foundations say whether they are public-interest trusts.

    Many universities of Hungary are maintained by a public-interest trust, and may get no money.
    Write `public_interest_trust = true` or `false`.
    """
    for at, o in s.partners if s.rules.hungarian_trusts_barred_from is not None else ():
        like = _LIKE_A_TRUST.search(" ".join(filter(None, (o.kind, o.name))))
        if s.country(o) == "HU" and like and o.public_interest_trust is None:
            message = f"{o.short} does not say whether it is a public-interest trust"
            yield s.note(message, at, "add public_interest_trust = false, or true if it is one")


@rule("Programme Guide, applications per organisation; application form")
def too_many_applications(s: Subject) -> Found:
    """No organisation takes part in more applications of one deadline than allowed.

    The agencies reject what is above the limit, which came with call 2024; applications that it
    sent as applicant have a limit of their own in KA210.
    Where a call has a stricter reading, the stricter number gives a warning.
    """
    rules = s.rules
    for at, o in s.partners:
        sent, most = o.applications_as_applicant or 0, rules.max_applications_as_applicant
        if most is not None and sent > most:
            message = f"{o.short} sent {sent} applications of one deadline as applicant; "
            message += f"{s.law_name} allows {most}"
            key = "max_applications_as_applicant"
            yield s.law(key, message, f"{at}/applications_as_applicant")
        number = max(o.applications or 0, sent)
        most, low = rules.max_applications_per_oid, rules.max_applications_per_oid_low
        said = f"{o.short} takes part in {number} applications of one deadline"
        if most is not None and number > most:
            message = f"{said}; {s.law_name} allows {most}"
            yield s.law("max_applications_per_oid", message, f"{at}/applications")
        elif low is not None and number > low:
            message = f"{said}; by the stricter reading {s.law_name} allows {low}"
            yield s.law("max_applications_per_oid_low", message, f"{at}/applications", may=True)


@rule("Programme Guide, Partnerships for Cooperation, third countries not associated")
def third_country_without_reason(s: Subject) -> Found:
    """A partner from a third country says what it adds to the project.

    Without essential added value the assessors take it out of the project.
    Write into `description` what nobody else of the partnership can do.
    """
    for at, o in s.partners if s.rules.third_country_needs_reason else ():
        code = s.country(o)
        if code is None or o.description is not None:
            continue
        status = country_status(s.rules, code)
        if status.kind == "third country" and status.eligible:
            message = f"{o.short} is from {land(code)}, but nothing says what it adds"
            way_out = 'add description = "the only partner that trains welders for shipyards"'
            yield s.law("third_country_needs_reason", message, at, way_out, may=True)


# Partners that left: what they still lead, host and are expected to do.


@rule(
    "German national agency at BIBB, pages for beneficiaries, a partner in or out needs the "
    "consent of the agency (confidence B)"
)
def left_with_open_work(s: Subject) -> Found:
    """A partner that left leads and hosts nothing that is still to come.

    Nobody does the work otherwise, and its amount may be cut.
    Amend `lead` or `host`, or cancel what nobody can do.
    """
    other = next((each.id for each in s.p.partners if each.left is None), "sts")
    for o in s.plan.organisations:
        for role in open_roles(s.p, o.id, o.left) if o.left is not None else ():
            message = f"{o.short} left on {o.left}, but {role.said}"
            change = f'of = "{role.id}" and {role.field} = "{other}"'
            way_out = f"record [[amended]] with {change}" if role.amendable else None
            yield s.warning(message, f"{role.address}/{role.field}", way_out)

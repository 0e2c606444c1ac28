"""Organisations under special rules: trusts, third countries, too many applications."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.checks.finding import note
from vetpartner.checks.subject import land
from vetpartner.programme import country_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject

_LIKE_A_TRUST = re.compile(
    r"higher-education|universit|egyetem|foundation|alapítvány", re.IGNORECASE
)
_BARRED = "hungarian_trusts_barred_from"


def hungarian_trust_with_money(s: Subject) -> Iterator[Finding]:
    """Guard that no Hungarian public-interest trust, nor what it maintains, gets a grant.

    No new agreement may commit money to them since 16 December 2022; older agreements go on.
    Let it take part without money as an associated partner, or clear it with the agency.

    Basis: Council Implementing Decision (EU) 2022/2506.
    """
    barred, agreement = s.rules.hungarian_trusts_barred_from, s.plan.agreement
    signed = agreement.signed if agreement is not None else None
    if barred is None or (signed is not None and signed < barred):
        return
    for o in s.p.partners:
        if o.public_interest_trust and s.country(o) == "HU":
            message = (
                f"{o.short} is a Hungarian public-interest trust or maintained by one, "
                f"and may get no money from an agreement made from {barred} on"
            )
            at = f"organisations/{o.id}/public_interest_trust"
            yield s.law(_BARRED, message, at, way_out='set role = "associated"')


def hungarian_trust_not_stated(s: Subject) -> Iterator[Finding]:
    """Tell which Hungarian universities and foundations do not say whether they are trusts.

    Many universities of Hungary are maintained by a public-interest trust, and may get no money.
    Write `public_interest_trust = true` or `false`.

    Basis: Council Implementing Decision (EU) 2022/2506.
    """
    for o in s.p.partners if s.rules.hungarian_trusts_barred_from is not None else ():
        like = _LIKE_A_TRUST.search(" ".join(filter(None, (o.kind, o.name))))
        if s.country(o) == "HU" and like and o.public_interest_trust is None:
            message = f"{o.short} does not say whether it is a public-interest trust"
            at = f"organisations/{o.id}"
            yield note(message, at, way_out="write public_interest_trust = true or false")


def too_many_applications(s: Subject) -> Iterator[Finding]:
    """Guard that no organisation takes part in more applications of a deadline than allowed.

    The agencies reject what is above the limit.
    For KA210 two texts disagree, so that the stricter number gives a warning.

    Basis: Programme Guide, applications per organisation; application form.
    """
    most, low = s.rules.max_applications_per_oid, s.rules.max_applications_per_oid_low
    for o in s.p.partners:
        number, at = o.applications, f"organisations/{o.id}/applications"
        if number is None:
            continue
        said = f"{o.short} takes part in {number} applications of one deadline"
        if most is not None and number > most:
            message = f"{said}; {s.law_name} allows {most}"
            yield s.law("max_applications_per_oid", message, at)
        elif low is not None and number > low:
            message = f"{said}; by the stricter reading {s.law_name} allows {low}"
            yield s.law("max_applications_per_oid_low", message, at, may=True)


def third_country_without_reason(s: Subject) -> Iterator[Finding]:
    """Guard that a partner from a third country says what it adds.

    Without essential added value the assessors take it out of the project.
    Write into `description` what nobody else of the partnership can do.

    Basis: Programme Guide, Partnerships for Cooperation, third countries not associated.
    """
    for o in s.p.partners:
        code = s.country(o)
        if code is None or o.description is not None:
            continue
        status = country_status(s.rules, code)
        if status.kind == "third country" and status.eligible:
            message = f"{o.short} is from {land(code)}, and nothing says what it adds"
            at = f"organisations/{o.id}"
            yield s.law("third_country_role", message, at, way_out="write description", may=True)


ORGANISATIONS = (
    hungarian_trust_with_money,
    hungarian_trust_not_stated,
    too_many_applications,
    third_country_without_reason,
)

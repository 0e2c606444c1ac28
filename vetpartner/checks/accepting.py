"""Findings that the coordinator accepts with a reason, and acceptances that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family, reading_pages
from vetpartner.model import add_months
from vetpartner.values.finding import Severity
from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Acceptance
    from vetpartner.values.finding import Finding

rule = family("Accepted findings")


def covers(acceptance: Acceptance, finding: Finding) -> bool:
    """Tell whether an acceptance is about the finding's address or something that it is part of."""
    return f"{finding.address}/".startswith(f"{acceptance.address.rstrip('/')}/")


@rule("none; what is accepted should be known")
def acceptance_matches_nothing(s: Subject) -> Found:
    """Each acceptance still has its finding.

    Otherwise the mistake is mended, or the address is wrong and the finding still stands.
    Take it out, or copy slug and address from the finding.
    Acceptances of what is found while files are read, such as missing evidence files, are not
    looked after.
    """
    at_slug = grouped((finding.slug, finding) for finding in s.found)
    for at, each in _acceptances(s):
        if each.slug in reading_pages():
            continue
        if not any(covers(each, finding) for finding in at_slug.get(each.slug, ())):
            message = f"`{each.slug}` is accepted for {each.address}, but is not found there"
            way_out = "delete this acceptance, or copy slug and address from the finding"
            yield s.warning(message, at, way_out)


@rule("none; what was accepted for a time is to be decided anew")
def acceptance_expired(s: Subject) -> Found:
    """An acceptance is looked at again when its day has come.

    The finding counts again.
    Put it right, or accept it with a later `until` or a new reason.
    """
    for at, each in _acceptances(s):
        if each.until is not None and each.until < s.day:
            message = f"the acceptance of `{each.slug}` for {each.address} ended on {each.until}"
            way_out = f"decide anew: until = {add_months(s.day, 6)}, or delete it"
            yield s.warning(message, f"{at}/until", way_out)


@rule("none; errors cannot be accepted")
def acceptance_of_error(s: Subject) -> Found:
    """An error cannot be accepted.

    What cannot be right does not become right by a reason.
    Put the error right, and take the acceptance out.
    """
    wrong = (finding for finding in s.found if finding.severity is Severity.ERROR)
    by_slug = grouped((finding.slug, finding) for finding in wrong)
    for at, each in _acceptances(s):
        if any(covers(each, finding) for finding in by_slug.get(each.slug, ())):
            message = f"an error cannot be accepted: `{each.slug}` for {each.address}"
            yield s.warning(message, at, "put the error right, and delete this acceptance")


def _acceptances(s: Subject) -> Iterator[tuple[str, Acceptance]]:
    for number, acceptance in enumerate(s.plan.accepted, start=1):
        yield f"accepted/#{number}", acceptance

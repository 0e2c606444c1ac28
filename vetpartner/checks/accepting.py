"""Findings that the coordinator accepts with a reason, and acceptances that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from vetpartner.checks.reading_pages import READING
from vetpartner.values.finding import Severity, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Acceptance, Partnership
    from vetpartner.values.finding import Finding


def accept(findings: Iterable[Finding], p: Partnership) -> tuple[Finding, ...]:
    """Return the findings, with each warning that the project accepts as a note with the reason.

    What holds is decided as of the partnership's day. Errors and notes stay as they are.
    """
    by_slug: dict[str, list[Acceptance]] = {}
    for acceptance in p.plan.accepted:
        if acceptance.until is None or p.as_of <= acceptance.until:
            by_slug.setdefault(acceptance.slug, []).append(acceptance)
    return tuple(_settled(finding, by_slug.get(finding.slug, ())) for finding in findings)


def _settled(finding: Finding, acceptances: Iterable[Acceptance]) -> Finding:
    if finding.severity is not Severity.WARNING:
        return finding
    held = next((each for each in acceptances if _covers(each, finding)), None)
    if held is None:
        return finding
    until = f" until {held.until}" if held.until else ""
    return attrs.evolve(
        finding,
        severity=Severity.NOTE,
        message=f"{finding.message} (accepted{until}: {held.reason})",
        way_out=None,
        accepted=held.reason,
    )


def _covers(acceptance: Acceptance, finding: Finding) -> bool:
    """Tell whether an acceptance is about the finding's address or something that it is part of."""
    return f"{finding.address}/".startswith(f"{acceptance.address.rstrip('/')}/")


def acceptance_matches_nothing(s: Subject) -> Iterator[Finding]:
    """Guard that each acceptance still has its finding.

    Otherwise the mistake is mended, or the address is wrong and the finding still stands.
    Take it out, or copy slug and address from the finding.
    Acceptances of what is found while files are read, such as missing evidence files, are not
    looked after.

    Basis: none; what is accepted should be known.
    """
    at_slug: dict[str, list[Finding]] = {}
    for finding in s.found:
        at_slug.setdefault(finding.slug, []).append(finding)
    for at, each in _acceptances(s):
        if each.slug in READING:
            continue
        if not any(_covers(each, finding) for finding in at_slug.get(each.slug, ())):
            message = f"`{each.slug}` is accepted for {each.address}, but is not found there"
            yield warning(message, at, way_out="take it out, or correct slug or address")


def acceptance_expired(s: Subject) -> Iterator[Finding]:
    """Guard that each acceptance is looked at again when its day has come.

    The finding counts again.
    Put it right, or accept it with a later `until` or a new reason.

    Basis: none; what was accepted for a time is to be decided anew.
    """
    for at, each in _acceptances(s):
        if each.until is not None and each.until < s.day:
            message = f"the acceptance of `{each.slug}` for {each.address} ended on {each.until}"
            yield warning(message, f"{at}/until", way_out="decide anew, and give a later day")


def acceptance_of_error(s: Subject) -> Iterator[Finding]:
    """Guard that nobody tries to accept an error.

    What cannot be right does not become right by a reason.
    Put the error right, and take the acceptance out.

    Basis: none; errors cannot be accepted.
    """
    wrong = [finding for finding in s.found if finding.severity is Severity.ERROR]
    by_slug: dict[str, list[Finding]] = {}
    for finding in wrong:
        by_slug.setdefault(finding.slug, []).append(finding)
    for at, each in _acceptances(s):
        if any(_covers(each, finding) for finding in by_slug.get(each.slug, ())):
            message = f"`{each.slug}` for {each.address} is an error, which cannot be accepted"
            yield warning(message, at, way_out="put the error right, and take this out")


def _acceptances(s: Subject) -> Iterator[tuple[str, Acceptance]]:
    for number, acceptance in enumerate(s.plan.accepted, start=1):
        yield f"accepted/#{number}", acceptance


ACCEPTED = (
    acceptance_matches_nothing,
    acceptance_expired,
    acceptance_of_error,
)

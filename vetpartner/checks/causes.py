"""Findings by what they mean and by their cause: each cause once, with how often it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.values.finding import Finding, Findings, Severity
from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTRADICTION, RISK, OPEN = "Cannot both be true", "May cost money or points", "Not typed yet"
MEANINGS = (CONTRADICTION, RISK, OPEN)

_CONTRADICTS = re.compile(
    r"differ|twice|overlap|contradict|in-two|on-other|out-of-order|disagrees|outside|after-the-end"
    r"|more-than|more-hours|more-minors|more-certif|falls|far-from|maybe|may-be|skips|under-other"
    r"|names-missing|not-in-package|impossible|sum-off|counts-nowhere|of-unregistered|does-not"
)
_OPEN = re.compile(r"-missing$|without|unknown|-not-|silent|not-recorded|too-few|counts-nowhere")
_RISKS = re.compile(
    r"evidence-missing|languages-missing|without-(work|money)$"
    r"|without-(proof|fact|reason|share|parties|amendment|rationale|accompanying|other-side)"
)
"""What is not typed yet and costs something all the same."""


def meaning(finding: Finding) -> str:
    """Return whether a finding is a contradiction, a risk, or only something not typed yet."""
    slug = finding.slug
    if finding.severity is Severity.ERROR or _CONTRADICTS.search(slug):
        return CONTRADICTION
    return OPEN if _OPEN.search(slug) and not _RISKS.search(slug) else RISK


def by_cause(findings: Findings) -> str:
    """Return findings for a terminal: what contradicts, what is at risk, what is not typed yet.

    Errors stand whole. Of each other cause the first does, and the rest are counted with their
    places; all of them stand in `findings.text()`.
    """
    lines: list[str] = []
    groups = grouped((meaning(finding), finding) for finding in findings)
    for title in MEANINGS:
        found = groups.get(title, [])
        if found:
            lines += [*([""] if lines else []), f"{title} ({len(found)})"]
            for same in grouped((one.slug, one) for one in found).values():
                lines += _told(same)
    return "\n".join([*lines, *([""] if lines else []), findings.summary()])


def _told(same: list[Finding]) -> Iterator[str]:
    if same[0].severity is Severity.ERROR:
        # What cannot be right is different each time, and all of it has to be put right.
        yield from (one.text() for one in same)
        return
    yield same[0].text()
    if len(same) > 1:
        places = ", ".join(str(one.place or one.address) for one in same[1:])
        more = f"and {len(same) - 1} more of this cause, see --all"
        yield f"    {more}: {places}" if places else f"    {more}"

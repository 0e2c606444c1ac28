"""Running all rules over a partnership, explaining them, and printing findings by their cause."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

import attrs

from vetpartner.checks.accepting import covers
from vetpartner.checks.rule import Rule, reading_pages
from vetpartner.checks.subject import Subject
from vetpartner.model.partnership import once
from vetpartner.values.finding import Finding, Findings, Severity
from vetpartner.values.keyed import grouped
from vetpartner.values.progress import steps
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Acceptance, Fact, Origin, Partnership


_MODULES = (
    "identity",
    "eligibility",
    "timetable",
    "free_days",
    "money",
    "transfers",
    "payments",
    "costs",
    "work_packages",
    "activities",
    "people",
    "attendance",
    "results",
    "facts",
    "settled",
    "consistency",
    "accepting",
)
"""The modules of rules, in the order of the reference."""
RULES: tuple[Rule, ...] = tuple(
    each
    for name in _MODULES
    for each in vars(import_module(f"vetpartner.checks.{name}")).values()
    if isinstance(each, Rule)
)
FAMILIES: dict[str, tuple[Rule, ...]] = {
    title: tuple(rule for rule in RULES if rule.family == title)
    for title in dict.fromkeys(rule.family for rule in RULES)
}
_LAST = "Accepted findings"
"""The family that looks at what the others found."""
_AS_TYPED = "Facts among each other"
"""The family that looks at each entry by itself; for the others those of one fact are joined."""


_INTRODUCTION = f"""\
There are {len(RULES)} rules about partnerships,
and {len(reading_pages())} kinds of mistakes that are found while files are read or reports made.
An `error` cannot be right, a `warning` may cost money or points, a `note` is good to know.
A rule that rests on an unverified value of the law makes at most a warning, and says so."""


class UnknownSlug(LookupError):
    """No rule and no mistake of reading has this slug; the message names similar ones."""


@once
def check(p: Partnership) -> Findings:
    """Return all findings about a partnership, in the order of its files, then by severity.

    It never raises for what is written in a project: mistakes are findings.
    """
    subject = Subject.of(p)
    found = tuple(_run((rule for rule in RULES if rule.family != _LAST), subject))
    after = attrs.evolve(subject, found=found)
    return Findings((*accept(found, p), *_run(FAMILIES[_LAST], after))).sorted()


def check_family(p: Partnership, name: str) -> Findings:
    """Return the findings of one family of rules, such as `Money`; `KeyError` for another name."""
    return Findings(accept(_run(FAMILIES[name], Subject.of(p)), p)).sorted()


def _run(rules: Iterable[Rule], s: Subject) -> Iterator[Finding]:
    for rule in steps(rules, "checking", of=len(RULES), every=1):
        for found in rule(s):
            one = found
            if rule.family != _AS_TYPED:
                one = attrs.evolve(found, address=s.p.settled.typed_at(found.address))
            fact = s.presence_at(one.address) if s.p.origin is not None else None
            yield placed(one, s.p.origin, fact)


def placed(finding: Finding, origin: Origin | None, fact: Fact | None = None) -> Finding:
    """Add where in the files a finding is, and the line, if the partnership was read from files."""
    place = origin.locate(finding.address, fact) if origin is not None else None
    if origin is None or place is None:
        return finding
    return attrs.evolve(finding, place=place, line=origin.line(place))


def explain(slug: str) -> str:
    """Return the page of a finding: the rule, why it is one, what to do, and the basis.

    Raise `UnknownSlug`, a `LookupError`, for a slug that does not exist.
    """
    pages = _pages()
    if slug not in pages:
        near = did_you_mean(slug.replace("_", "-"), pages, 3)
        raise UnknownSlug(f"there is no finding `{slug}`{near}")
    return f"# {slug}\n\n{pages[slug]}\n"


def page() -> str:
    """Return the reference of all findings as Markdown, by family."""
    parts = ["# Findings", _INTRODUCTION]
    for title, rules in FAMILIES.items():
        parts.append(f"## {title}")
        for rule in rules:
            parts += [f"### {rule.slug}", rule.page]
    parts.append("## Reading files and making reports")
    for slug, text in reading_pages().items():
        parts += [f"### {slug}", text]
    return "\n\n".join(parts) + "\n"


def _pages() -> dict[str, str]:
    return {**reading_pages(), **{rule.slug: rule.page for rule in RULES}}


# What the project accepts.


def accept(findings: Iterable[Finding], p: Partnership) -> tuple[Finding, ...]:
    """Return the findings, with each warning that the project accepts as a note with the reason.

    What holds is decided as of the partnership's day. Errors and notes stay as they are.
    """
    held = (each for each in p.plan.accepted if each.until is None or p.as_of <= each.until)
    by_slug = grouped((acceptance.slug, acceptance) for acceptance in held)
    return tuple(_settled(finding, by_slug.get(finding.slug, ())) for finding in findings)


def _settled(finding: Finding, acceptances: Iterable[Acceptance]) -> Finding:
    if finding.severity is not Severity.WARNING:
        return finding
    held = next((each for each in acceptances if covers(each, finding)), None)
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


# Findings by what they mean and by their cause: each cause once, with how often it stands.


UNREAD, CONTRADICTION = "Cannot be read or judged", "Cannot both be true"
RISK, OPEN = "May cost money or points", "Not typed yet"
MEANINGS = (UNREAD, CONTRADICTION, RISK, OPEN)

_UNJUDGED = frozenset({"unknown-call", "fact-without-id"})
"""Errors of rules that leave the others nothing to judge by."""

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
    """Return whether a finding is a contradiction, a risk, or only something not typed yet.

    An error of a file or of what everything else goes by is none of these.
    """
    slug = finding.slug
    if finding.severity is Severity.ERROR and (slug in _UNJUDGED or slug in reading_pages()):
        return UNREAD
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

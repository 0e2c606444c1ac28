"""Running all rules over a partnership, and explaining them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import attrs

from vetpartner.checks.accepting import covers
from vetpartner.checks.reading_pages import READING
from vetpartner.checks.rule import Rule
from vetpartner.checks.subject import Subject
from vetpartner.model.partnership import once
from vetpartner.values.finding import Finding, Findings, Severity
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
and {len(READING)} kinds of mistakes that are found while files are read or reports made.
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
    for rule in rules:
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
    for slug, text in READING.items():
        parts += [f"### {slug}", text]
    return "\n\n".join(parts) + "\n"


def _pages() -> dict[str, str]:
    return {**READING, **{rule.slug: rule.page for rule in RULES}}


# What the project accepts.


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

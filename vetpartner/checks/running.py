"""Running all rules over a partnership, and explaining them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from inspect import getdoc
from typing import TYPE_CHECKING

import attrs

from vetpartner.checks.accepting import ACCEPTED, accept
from vetpartner.checks.activities import ACTIVITIES, ASPECTS
from vetpartner.checks.attendance import ATTENDANCE
from vetpartner.checks.consistency import CONSISTENCY
from vetpartner.checks.costs import COSTS
from vetpartner.checks.eligibility import ELIGIBILITY, ORGANISATIONS, WITHDRAWING
from vetpartner.checks.facts import FACTS, PROOFS
from vetpartner.checks.free_days import FREE_DAYS
from vetpartner.checks.identity import IDENTITY, LINKS
from vetpartner.checks.money import MONEY, SHARES
from vetpartner.checks.people import PEOPLE, PRIVACY
from vetpartner.checks.reading_pages import READING
from vetpartner.checks.results import DISSEMINATION, FORM_LIMITS, RESULTS
from vetpartner.checks.subject import Subject
from vetpartner.checks.timetable import TIME_ZONES, TIMETABLE
from vetpartner.checks.transfers import INSTALMENTS, TRANSFERS
from vetpartner.checks.work_packages import WORK_PACKAGES
from vetpartner.model.partnership import once
from vetpartner.values.finding import Finding, Findings

if TYPE_CHECKING:
    from vetpartner.model import Fact, Origin, Partnership

Rule = Callable[[Subject], Iterator[Finding]]

FAMILIES: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("Ids and links", LINKS),
    ("The project and its agreement", IDENTITY),
    ("Who may take part", (*ELIGIBILITY, *ORGANISATIONS, *WITHDRAWING)),
    ("Timetable", (*TIMETABLE, *TIME_ZONES)),
    ("Weekends, holidays and pauses", FREE_DAYS),
    ("Money", (*MONEY, *SHARES, *TRANSFERS, *INSTALMENTS)),
    ("Costs", COSTS),
    ("Work packages", WORK_PACKAGES),
    ("Activities", (*ACTIVITIES, *ASPECTS)),
    ("People", PEOPLE),
    ("Attendance", ATTENDANCE),
    ("Privacy", PRIVACY),
    ("Results, indicators and reports", (*RESULTS, *FORM_LIMITS)),
    ("Dissemination", DISSEMINATION),
    ("Evidence", PROOFS),
    ("Facts", FACTS),
    ("Consistency", CONSISTENCY),
    ("Accepted findings", ACCEPTED),
)
RULES: tuple[Rule, ...] = tuple(rule for _, rules in FAMILIES for rule in rules)


_INTRODUCTION = f"""\
There are {len(RULES)} rules about partnerships,
and {len(READING)} kinds of mistakes that are found while files are read or reports made.
An `error` cannot be right, a `warning` may cost money or points, a `note` is good to know.
A rule that rests on an unverified value of the law makes at most a warning, and says so."""


class UnknownSlug(LookupError):
    """No rule and no mistake of reading has this slug; the message names similar ones."""


def slug_of(rule: Rule) -> str:
    """Return the slug of a rule: its name with dashes."""
    return rule.__name__.replace("_", "-")


@once
def check(p: Partnership) -> Findings:
    """Return all findings about a partnership, in the order of its files, then by severity.

    It never raises for what is written in a project: mistakes are findings.
    """
    subject = Subject.of(p)
    found = tuple(_run((rule for rule in RULES if rule not in ACCEPTED), subject))
    after = attrs.evolve(subject, found=found)
    return Findings((*accept(found, p), *_run(ACCEPTED, after))).sorted()


def check_family(p: Partnership, name: str) -> Findings:
    """Return the findings of one family of rules, such as `Money`; `KeyError` for another name."""
    found = _run(dict(FAMILIES)[name], Subject.of(p))
    return Findings(accept(tuple(found), p)).sorted()


def _run(rules: Iterable[Rule], s: Subject) -> Iterator[Finding]:
    for rule in rules:
        slug = slug_of(rule)
        for one in rule(s):
            fact = s.presence_at(one.address) if s.p.origin is not None else None
            yield placed(attrs.evolve(one, slug=slug), s.p.origin, fact)


def placed(finding: Finding, origin: Origin | None, fact: Fact | None = None) -> Finding:
    """Add where in the files a finding is, and the line, if the partnership was read from files."""
    place = origin.locate(finding.address, fact) if origin is not None else None
    if origin is None or place is None:
        return finding
    return attrs.evolve(finding, place=place, line=origin.line(place))


def explain(slug: str) -> str:
    """Return the page of a finding: what it guards, why, how to put it right, and the basis.

    Raise `UnknownSlug`, a `LookupError`, for a slug that does not exist.
    """
    pages = _pages()
    if slug not in pages:
        near = get_close_matches(slug.replace("_", "-"), pages, n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UnknownSlug(f"there is no finding `{slug}`{hint}")
    return f"# {slug}\n\n{pages[slug]}\n"


def page() -> str:
    """Return the reference of all findings as Markdown, by family."""
    parts = ["# Findings", _INTRODUCTION]
    for title, rules in FAMILIES:
        parts.append(f"## {title}")
        for rule in rules:
            parts += [f"### {slug_of(rule)}", _docstring(rule)]
    parts.append("## Reading files and making reports")
    for slug, text in READING.items():
        parts += [f"### {slug}", text]
    return "\n\n".join(parts) + "\n"


def _pages() -> dict[str, str]:
    return {**READING, **{slug_of(rule): _docstring(rule) for rule in RULES}}


def _docstring(rule: Rule) -> str:
    return getdoc(rule) or ""

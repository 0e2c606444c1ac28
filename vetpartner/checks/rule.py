"""A rule: one generator function over a subject; its name is the slug, its docstring the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from functools import cache, partial
from inspect import getdoc
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import attrs

from vetpartner.checks.subject import Subject
from vetpartner.model import Deliverable, Milestone, Organisation, Precision, WorkPackage
from vetpartner.programme import country_name
from vetpartner.values.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from vetpartner.model import Activity, Span, Venue, When

_FOLDER = Path(__file__).parent
Found = Iterator[Finding]
T = TypeVar("T", WorkPackage, Deliverable, Milestone)


@attrs.frozen
class Rule:
    """A rule of a family; called with a subject, it yields what it finds, each with its slug.

    `basis` says on what it rests: a document of the programme, arithmetic, practice.
    """

    family: str
    basis: str
    find: Callable[[Subject], Found]

    @property
    def slug(self) -> str:
        """Return its name with dashes."""
        return self.find.__name__.replace("_", "-")

    @property
    def page(self) -> str:
        """Return what `explain` says: the rule, why it is one, what to do, and the basis."""
        return f"{getdoc(self.find)}\n\nBasis: {self.basis}."

    def __call__(self, s: Subject) -> Found:
        """Yield what it finds."""
        return (attrs.evolve(one, slug=self.slug) for one in self.find(s))


def family(title: str) -> Callable[[str], Callable[[Callable[[Subject], Found]], Rule]]:
    """Return what makes functions rules of a family, `@rule("arithmetic")` with the basis of each.

    Whatever rules a module of rules holds are run, in the order in which they stand there.
    """
    return lambda basis: partial(Rule, title, basis)


def reading_pages() -> dict[str, str]:
    """Return what `explain` says of what is found otherwise than by a rule.

    That is while files are read or reports made, and in partners' documents.
    """
    return {**pages_of("reading"), **pages_of("documents")}


@cache
def pages_of(name: str) -> dict[str, str]:
    """Return the pages of `reading` or of `documents`."""
    text = (_FOLDER / f"{name}.md").read_text("utf-8")
    pages = text.removeprefix("## ").rstrip("\n").split("\n\n## ")
    return {slug: page for slug, _, page in (each.partition("\n\n") for each in pages)}


# Words for sentences.


def land(code: str) -> str:
    """Return a country for a sentence: its English name, with `the` where English has it."""
    name = country_name(code)
    return f"the {name}" if name.startswith(("United", "Netherlands")) else name


def listed(words: Sequence[str]) -> str:
    """Return `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


# Days for sentences: what lies outside of what, and what meets what.


def meeting(
    rows: Iterable[tuple[Activity, Span, str]],
) -> Iterator[tuple[Activity, Activity, str]]:
    """Yield each activity that begins while the longest other one so far goes on, in one pass."""
    longest: Activity | None = None
    end: date | None = None
    for activity, span, at in sorted(rows, key=lambda row: (row[1], row[0].when.starts or time())):
        apart = longest is None or longest.id == activity.id
        if longest is not None and not apart and longest.when.overlaps(activity.when):
            yield longest, activity, at
        if end is None or span.last >= end:
            longest, end = activity, span.last


def place(s: Subject, activity: Activity) -> Venue | Organisation | None:
    """Return where an activity in person is: its venue, or else the host; None if nobody says."""
    host = s.p.get(activity.host)
    where = (activity.venue, host if isinstance(host, Organisation) else None)
    known = (one for one in where if one is not None and (one.city or one.country))
    return None if activity.online else next(known, None)


def called(where: Venue | Organisation | None) -> str | None:
    """Return the city or country of a place."""
    return None if where is None else where.city or where.country


def same_place(one: Venue | Organisation | None, other: Venue | Organisation | None) -> bool:
    """Tell whether two places can be in one city: nothing that is known says otherwise."""
    if one is None or other is None:
        return True
    names = ("city", "country") if one.city and other.city else ("country",)
    both = ((getattr(one, name), getattr(other, name)) for name in names)
    return all(None in pair or pair[0].casefold() == pair[1].casefold() for pair in both)


def outside(
    s: Subject,
    name: str,
    when: When | None,
    around: Span | None,
    what: str,
    verb: str = "is planned for",
) -> str | None:
    """Return a sentence saying on which side `when` lies outside; None if it does not."""
    span = s.span(when)
    if when is None or span is None or around is None:
        return None
    # A calendar month at the edge of the period may mean the days of it that lie inside.
    vague = when.precision is Precision.CALENDAR_MONTHS
    sides = []
    if (span.last if vague else span.first) < around.first:
        sides.append(f"{what} begins on {around.first}")
    if (span.first if vague else span.last) > around.last:
        sides.append(f"{what} ends on {around.last}")
    return f"{name} {verb} {said(when)}, but {listed(sides)}" if sides else None


def outside_project(s: Subject, kind: type[T], field: str, verb: str) -> Found:
    """Yield an error for each thing of a kind with a date outside the project's period."""
    for at, thing in s.each(kind):
        message = outside(s, thing.id, getattr(thing, field), s.period, "the project", verb)
        if message is not None:
            yield s.error(message, f"{at}/{field}")


def said(when: When) -> str:
    """Return a date for a sentence."""
    return str(when).replace("..", " to ")

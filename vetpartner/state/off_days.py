"""Why a day is off for some of the partners: weekend, public holiday, school holiday, activity."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Activity, Span, Task, Training
from vetpartner.programme import country, country_name
from vetpartner.programme.countries import public_holiday, weekend
from vetpartner.state.activity_entries import takes_part
from vetpartner.state.held import actual
from vetpartner.values.keyed import grouped
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Organisation, Partnership


DAY = timedelta(days=1)


@frozen(kw_only=True)
class Home:
    """A country, or a region with holidays of its own, and the partners who live there."""

    country: str
    region: str | None
    organisations: tuple[str, ...]

    @property
    def named(self) -> str:
        """Return the country with its region, and who lives there: `Croatia (STS, ZJA)`."""
        region = f" {self.region}" if self.region else ""
        return f"{country_name(self.country)}{region} ({', '.join(self.organisations)})"

    def holiday(self, day: date) -> str | None:
        """Return the name of the public holiday that falls on a day, or None."""
        return public_holiday(self.country, self.region, day)

    def weekend(self, day: date) -> bool:
        """Tell whether a day is at the weekend there."""
        return day.weekday() in weekend(self.country)


@frozen(kw_only=True)
class Busy:
    """An activity with its days; `fixed` is False where only the month is known."""

    activity: Activity
    span: Span
    fixed: bool

    @property
    def named(self) -> str:
        """Return id and title in one text."""
        return entitled(self.activity.id, self.activity.title)


def homes_of(organisations: tuple[Organisation, ...]) -> tuple[Home, ...]:
    """Return where organisations live, in their order; those without a known country are left out.

    A region counts only where it has days of its own; it is kept as it is typed.
    """
    living = grouped(((country(o.country or ""), o.region), o.short) for o in organisations)
    return tuple(
        Home(country=code, region=region, organisations=tuple(who))
        for (code, region), who in living.items()
        if code is not None
    )


def holidays_on(homes: tuple[Home, ...], day: date) -> tuple[str, ...]:
    """Return the public holidays on a day, each once, with all the homes that have it."""
    named = grouped((name, home.named) for home in homes if (name := home.holiday(day)) is not None)
    return tuple(f"{holiday} in {', '.join(where)}" for holiday, where in named.items())


def school_holidays(p: Partnership, organisation: Organisation) -> tuple[Span, ...]:
    """Return the days on which an organisation is closed, as given in the plan."""
    spans = (when.span(p.start) for when in organisation.school_holidays)
    return tuple(span for span in spans if span is not None)


def busy(p: Partnership, organisations: tuple[Organisation, ...]) -> tuple[Busy, ...]:
    """Return what keeps some of the organisations busy, by its days.

    Tasks go on beside meetings and keep nobody from them; what is cancelled is left out.
    A training also needs the organisations of its trainers.
    """
    found = []
    for activity in p.plan.activities:
        if isinstance(activity, Task) or activity.cancelled:
            continue
        when = actual(p, activity).when
        span = when.span(p.start)
        if span is not None and any(_needs(p, activity, o.id) for o in organisations):
            found.append(Busy(activity=activity, span=span, fixed=not when.tentative))
    return tuple(sorted(found, key=lambda one: (one.span, one.activity.id)))


def _needs(p: Partnership, activity: Activity, organisation: str) -> bool:
    trainers = activity.trainers if isinstance(activity, Training) else ()
    sent = {getattr(p.get(person), "organisation", None) for person in trainers}
    return takes_part(activity, organisation) or organisation in sent


def days_of(span: Span) -> Iterator[date]:
    """Yield each day of a span."""
    return (span.first + timedelta(days=number) for number in range(span.days))

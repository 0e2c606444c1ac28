"""The answer to the question on which days partners can meet, as a value that shows itself."""

from __future__ import annotations

from datetime import date
from html import escape

from attrs import frozen

from vetpartner.model import Span
from vetpartner.showing import Brief, html_table
from vetpartner.views.dates.date_reasons import Reason

SHOWN = 10
SHOWN_OUT = 25
"""How many choices, and how many reasons for other days, are printed."""
NOTHING_AGAINST = "nothing speaks against it"


@frozen(kw_only=True)
class DateChoice:
    """Days in a row on which all can meet; `points` count what speaks against them."""

    first: date
    last: date
    reasons: tuple[Reason, ...] = ()

    @property
    def points(self) -> int:
        """Return the sum of all points against these days; 0 is best."""
        return sum(reason.points for reason in self.reasons)

    @property
    def why(self) -> str:
        """Return the reasons in one text."""
        return "; ".join(reason.text for reason in self.reasons) or NOTHING_AGAINST

    @property
    def days(self) -> str:
        """Return the days with their weekdays."""
        return _shown(self.first, self.last)


@frozen(kw_only=True)
class NotFree:
    """Days on which not all can meet, and why."""

    first: date
    last: date
    why: str

    @property
    def days(self) -> str:
        """Return the days with their weekdays."""
        return _shown(self.first, self.last)


@frozen(kw_only=True)
class FreeDays(Brief):
    """The days on which partners can meet: prints as a small table, and shows as one in a notebook.

    `choices` are all of them, best first; `best` the best one of each week.
    `not_free` says why other days fall out, weekends alone left out; `notes` what is not known.
    """

    label: str
    days: int
    between: Span
    organisations: tuple[str, ...]
    choices: tuple[DateChoice, ...]
    not_free: tuple[NotFree, ...]
    notes: tuple[str, ...]

    @property
    def best(self) -> tuple[DateChoice, ...]:
        """Return the best choice of each week, best first."""
        found: dict[tuple[int, int], DateChoice] = {}
        for choice in self.choices:
            found.setdefault(choice.first.isocalendar()[:2], choice)
        return tuple(found.values())

    @property
    def line(self) -> str:
        """Return what was looked for, in one sentence."""
        what = "1 working day" if self.days == 1 else f"{self.days} working days in a row"
        return (
            f"{self.label}: {what} for {', '.join(self.organisations)}, "
            f"{self.between.first} to {self.between.last}"
        )

    def __str__(self) -> str:
        best = self.best[:SHOWN]
        lines = [self.line, ""]
        if best:
            width = max(len(choice.days) for choice in best)
            lines.append(f"      {'Days':<{width}}  Against  Why")
            for number, choice in enumerate(best, start=1):
                lines.append(
                    f"{number:>4}. {choice.days:<{width}}  {choice.points:>7}  {choice.why}"
                )
            lines += [self._more] if len(self.choices) > len(best) else []
        else:
            lines.append("There are no such days; look at other days, or ask for fewer partners.")
        if self.not_free:
            lines += ["", "Not free"]
            shown = self.not_free[:SHOWN_OUT]
            width = max(len(row.days) for row in shown)
            lines += [f"      {row.days:<{width}}  {row.why}" for row in shown]
            if len(self.not_free) > len(shown):
                lines.append(f"      … and {len(self.not_free) - len(shown)} more")
        if self.notes:
            lines += ["", *self.notes]
        return "\n".join(lines)

    @property
    def _more(self) -> str:
        left = len(self.choices) - min(len(self.best), SHOWN)
        return f"      … and {left} more; the best of each week stands here, up to {SHOWN} weeks"

    def _repr_html_(self) -> str:
        rows = [
            (number, choice.days, choice.points, choice.why)
            for number, choice in enumerate(self.best[:SHOWN], start=1)
        ]
        heads = ("Rank", "Days", "Points against", "Why")
        free = html_table(self.line, heads, rows, numbers=(0, 2))
        gone = [(x.days, x.why) for x in self.not_free]
        out = html_table("Not free", ("Days", "Why"), gone) if gone else ""
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"{free}{out}{notes}"


def _shown(first: date, last: date) -> str:
    if first == last:
        return f"{_DAYS[first.weekday()]} {first}"
    return f"{_DAYS[first.weekday()]} {first} to {_DAYS[last.weekday()]} {last}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

"""Project months (M1, M2, …) and the calendar arithmetic behind them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Self

from attrs import field, frozen
from attrs.validators import ge, instance_of

from vetpartner.showing import Shown


def add_months(day: date, months: int) -> date:
    """Move a day by calendar months; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def project_end(start: date, months: int) -> date:
    """Return the last day of a project that starts on `start` and runs `months` months."""
    return add_months(start, months) - timedelta(days=1)


LONGEST = 120


def possible_duration(_: object, __: object, months: int | None) -> None:
    """Validate a duration in months, for attrs: a project lasts one month at least."""
    if months is not None and not 1 <= months <= LONGEST:
        msg = f"a project lasts 1 to {LONGEST} months, not {months}"
        raise ValueError(msg)


@frozen(order=True)
class ProjectMonth(Shown):
    """A month of the project, counted from 1: `ProjectMonth(1)` is the first, written `M1`.

    Month n begins `n - 1` calendar months after the start of the project.
    M12 of a project that starts in December is November.
    """

    number: int = field(validator=[instance_of(int), ge(1)])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `M7`; raise `ValueError` for anything else."""
        match = re.fullmatch(r"M(\d{1,3})", text.strip())
        if not match:
            msg = f"a project month is written M1, M2, …, not {text!r}"
            raise ValueError(msg)
        return cls(int(match[1]))

    @classmethod
    def of(cls, day: date, start: date) -> Self:
        """Return the month in which a day falls; raise `ValueError` before the start."""
        if day < start:
            msg = f"{day} lies before the start of the project on {start}"
            raise ValueError(msg)
        number = (day.year - start.year) * 12 + day.month - start.month + 1
        month = cls(number)
        return month if month.first_day(start) <= day else cls(number - 1)

    def first_day(self, start: date) -> date:
        """Return the first day of this month in a project that starts on `start`."""
        return add_months(start, self.number - 1)

    def last_day(self, start: date) -> date:
        """Return the last day of this month in a project that starts on `start`."""
        return project_end(start, self.number)

    def __add__(self, months: int) -> Self:
        return type(self)(self.number + months)

    def __sub__(self, months: int) -> Self:
        return type(self)(self.number - months)

    def __str__(self) -> str:
        return f"M{self.number}"

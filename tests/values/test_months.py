"""Project months: M1 is the first, and months of calendars are uneven."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.model import ProjectMonth, add_months, project_end

starts = st.dates(date(2014, 1, 1), date(2030, 12, 31))


def test_m12_of_a_december_start_is_november() -> None:
    """The twelfth month is the eleventh calendar month after the start."""
    start = date(2025, 12, 1)

    assert date(2026, 11, 1) == ProjectMonth(12).first_day(start)
    assert date(2026, 11, 30) == ProjectMonth(12).last_day(start)


def test_a_start_within_a_month() -> None:
    """A project that starts on the 10th has months that begin on the 10th."""
    start = date(2019, 11, 10)

    assert date(2021, 11, 9) == project_end(start, 24)
    assert ProjectMonth(1) == ProjectMonth.of(date(2019, 12, 9), start)
    assert ProjectMonth(2) == ProjectMonth.of(date(2019, 12, 10), start)


def test_short_months() -> None:
    """The 31st becomes the last day of a shorter month, leap years included."""
    assert date(2024, 2, 29) == add_months(date(2024, 1, 31), 1)
    assert date(2023, 2, 28) == add_months(date(2023, 1, 31), 1)
    assert date(2023, 12, 31) == add_months(date(2024, 1, 31), -1)


@given(starts, st.integers(1, 60))
def test_months_follow_each_other(start: date, number: int) -> None:
    """The day after a month's last is the first of the next, and each day has its month."""
    month = ProjectMonth(number)

    assert (month + 1).first_day(start).toordinal() == month.last_day(start).toordinal() + 1
    assert month == ProjectMonth.of(month.first_day(start), start)
    assert month == ProjectMonth.of(month.last_day(start), start)


def test_text_and_arithmetic() -> None:
    """Months are written M7, count in whole numbers and have no zero."""
    assert ProjectMonth(7) == ProjectMonth.parse("M7")
    assert "M7" == str(ProjectMonth(9) - 2)
    assert ProjectMonth(2) < ProjectMonth(11)
    for wrong in ("7", "m7", "M", "M1234", "M-1"):
        with pytest.raises(ValueError, match="a project month is written"):
            ProjectMonth.parse(wrong)
    for number in (0, -1):
        with pytest.raises(ValueError, match="must be >= 1"):
            ProjectMonth(number)
    with pytest.raises(TypeError):
        ProjectMonth("3")
    with pytest.raises(ValueError, match="before the start"):
        ProjectMonth.of(date(2023, 1, 1), date(2023, 2, 1))

"""When: every form that people use, in order, and overlapping where it does."""

from datetime import UTC, date, datetime, time

import pytest
from attrs import evolve
from hypothesis import given
from strategies import whens

from vetpartner.model import NeedsProjectStart, Precision, Span, When, local_instant, zone_of

START = date(2023, 11, 1)
FORMS = [
    ("2023-12-04", Precision.DAYS, date(2023, 12, 4), date(2023, 12, 4)),
    ("2023-12-04..2023-12-05", Precision.DAYS, date(2023, 12, 4), date(2023, 12, 5)),
    ("2023-12-04 09:00..13:00", Precision.TIMES, date(2023, 12, 4), date(2023, 12, 4)),
    ("2023-12-04 09:00..2023-12-05 13:00", Precision.TIMES, date(2023, 12, 4), date(2023, 12, 5)),
    (
        "2023-12-04 09:00..13:00 Europe/Zagreb",
        Precision.TIMES,
        date(2023, 12, 4),
        date(2023, 12, 4),
    ),
    ("M7", Precision.PROJECT_MONTHS, date(2024, 5, 1), date(2024, 5, 31)),
    ("M11..M12", Precision.PROJECT_MONTHS, date(2024, 9, 1), date(2024, 10, 31)),
    ("2026-05", Precision.CALENDAR_MONTHS, date(2026, 5, 1), date(2026, 5, 31)),
    ("2026-12..2027-02", Precision.CALENDAR_MONTHS, date(2026, 12, 1), date(2027, 2, 28)),
]


@pytest.mark.parametrize(("text", "precision", "first", "last"), FORMS)
def test_forms(text: str, precision: Precision, first: date, last: date) -> None:
    """Each form is read, placed in the calendar, and written as it was."""
    when = When.parse(text)

    assert precision is when.precision
    assert Span(first=first, last=last) == when.span(START)
    assert text == str(when)
    assert when.tentative is (precision not in {Precision.DAYS, Precision.TIMES})


def test_undecided() -> None:
    """What is not fixed has no days, comes last and overlaps nothing."""
    undecided = When.parse("undecided")

    assert None is undecided.span(START)
    assert undecided.tentative
    assert not undecided.overlaps(When.parse("2023-12-04"))
    assert When.parse("2030-01-01") < undecided
    assert not undecided < When.parse("2030-01-01")
    assert not undecided < When.undecided()
    assert When.parse("M3") < undecided
    assert not undecided < When.parse("M3")
    assert "undecided" == str(undecided)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2023-02-30", "there is no day '2023-02-30'"),
        ("2023-13", "there is no month '2023-13'"),
        ("2023-12-05..2023-12-04", "it ends .* before it begins"),
        ("2023-12-04 25:00..26:00", "there is no time '25:00'"),
        ("2023-02-30 09:00..10:00", "there is no day"),
        ("2023-12-04 09:00..09:00", "the minute it starts"),
        ("2023-12-04 09:00", "is not a date; write"),
        ("M12..M11", "it ends .* before it begins"),
        ("M0", "must be >= 1"),
        ("4.12.2023", "is not a date; write"),
        ("2023-12-04 09:00..13:00 Europe/Atlantis", "is not a time zone"),
        ("2024-03-31 02:30..05:00 Europe/Zagreb", "the clock goes forward"),
        ("", "is not a date; write"),
    ],
)
def test_impossible_dates(text: str, message: str) -> None:
    """What cannot be is refused with the reason."""
    with pytest.raises(ValueError, match=message):
        When.parse(text)


@given(whens())
def test_text_form_reads_back(when: When) -> None:
    """Whatever it is, writing and reading give the same value."""
    assert when == When.parse(str(when))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2023-12-04..2023-12-06", "2023-12-06 14:00..16:00", True),  # last day, first day
        ("2023-12-04 09:00..13:00", "2023-12-04 13:00..15:00", False),
        ("2023-12-04 09:00..13:00", "2023-12-04 12:59..15:00", True),
        ("2023-12-04 09:00..10:00 Europe/Lisbon", "2023-12-04 10:30..11:30 Europe/Zagreb", True),
        ("2023-12-04 09:00..10:00 Europe/Lisbon", "2023-12-04 09:00..10:00 Europe/Zagreb", False),
        ("2023-12-04 09:00..10:00 Europe/Lisbon", "2023-12-04 20:00..21:00", True),  # day by day
        ("M1", "2023-11-30", True),
        ("M1", "2023-12-01", False),
        ("M1..M3", "M3..M4", True),
        ("M1..M2", "M3", False),
        ("2026-05", "2026-05-31..2026-06-02", True),
    ],
)
def test_overlaps(one: str, other: str, *, expected: bool) -> None:
    """Times are compared with times, days with days; it is the same both ways."""
    a, b = When.parse(one), When.parse(other)

    assert expected is a.overlaps(b, start=START)
    assert expected is b.overlaps(a, start=START)


def test_project_months_meet_dates_only_with_a_start() -> None:
    """Without the start of the project, M3 has no place in a calendar."""
    month, day = When.parse("M3"), When.parse("2024-01-15")

    assert month < When.parse("M4")
    for attempt in (lambda: month.overlaps(day), lambda: month < day, month.key):
        with pytest.raises(NeedsProjectStart, match="give the start of the project"):
            attempt()
    assert month.overlaps(day, start=START)
    assert None is month.span(None)


def test_order() -> None:
    """Sorting goes by beginning, then by end; zones count."""
    texts = [
        "2023-12-04 09:00..10:00 Europe/Bucharest",
        "2023-12-04 08:30..10:00 Europe/Lisbon",
        "2023-12-05",
        "2023-12-05..2023-12-06",
        "2023-12",
        "undecided",
    ]
    ordered = [str(when) for when in sorted(map(When.parse, reversed(texts)))]

    assert [texts[4], *texts[:4], texts[5]] == ordered


def test_instants() -> None:
    """Times are local to the venue unless they name a zone; days have no instants."""
    local = When.parse("2024-07-01 09:00..10:00")
    own = When.parse("2024-07-01 09:00..10:00 Europe/Lisbon")

    begin, _ = local.instants("Europe/Zagreb") or (None, None)
    assert datetime(2024, 7, 1, 7, 0, tzinfo=UTC) == begin
    begin, _ = own.instants("Europe/Zagreb") or (None, None)
    assert datetime(2024, 7, 1, 8, 0, tzinfo=UTC) == begin
    assert None is When.parse("2024-07-01").instants("Europe/Zagreb")


def test_times_that_the_clock_skips() -> None:
    """An hour that does not exist is refused rather than shifted."""
    with pytest.raises(ValueError, match="does not exist in Europe/Zagreb"):
        local_instant(datetime(2024, 3, 31, 2, 30), "Europe/Zagreb")  # noqa: DTZ001
    with pytest.raises(ValueError, match="is not a time zone"):
        zone_of("../etc/passwd")


def test_spans() -> None:
    """A span counts both its ends."""
    span = Span(first=date(2024, 1, 1), last=date(2024, 1, 3))

    assert 3 == span.days
    assert span.overlaps(Span(first=date(2024, 1, 3), last=date(2024, 1, 9)))
    assert not span.overlaps(Span(first=date(2024, 1, 4), last=date(2024, 1, 9)))


def test_a_value_without_times_has_no_moments() -> None:
    """Days do not pretend to begin at midnight somewhere."""
    with pytest.raises(ValueError, match="has no times"):
        When.parse("2024-01-01")._moments()  # noqa: SLF001


def test_a_zone_that_is_none_still_has_an_order() -> None:
    """Guard sorting and overlaps where a zone is misspelt: a check tells of it, nothing raises."""
    early = When(
        precision=Precision.TIMES,
        first=date(2026, 9, 7),
        last=date(2026, 9, 7),
        starts=time(9),
        ends=time(12),
        zone="Nowhere/Land",
    )
    late = evolve(early, starts=time(11), ends=time(13))

    assert [early, late] == sorted([late, early])
    assert early.overlaps(late)

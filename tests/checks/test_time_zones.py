"""Hours, sessions and positions: what each rule finds, where, and in which words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from checks.clean import Found, change, clean, found

from vetpartner.model import Meeting, Organisation, Partnership, Plan, Session, Venue, When

HOURS = When.parse("2026-09-07 09:00..16:00")
SPRING = When.parse("2026-03-29 02:30..05:00")


def timed(venue: Venue | None, when: When = HOURS) -> Partnership:
    """Give the clean partnership with a training that has hours in this place."""
    return change("T1", venue=venue, when=when)


def alone(**fields: object) -> Partnership:
    """Give a plan of one meeting with hours and nobody who leads it."""
    return Partnership(baseline=Plan(meetings=(Meeting(id="M9", when=HOURS, **fields),)))


def with_sessions(*whens: str) -> Partnership:
    """Give the clean partnership with a training of these sessions."""
    return change("T1", sessions=tuple(Session(when=When.parse(when)) for when in whens))


CASES: list[tuple[str, Partnership, Found]] = [
    (
        "time-zone-unknown",
        timed(Venue(country="HR", timezone="Europe/Zagrb")),
        [("error", "trainings/T1/venue/timezone", "'Europe/Zagrb' is not a time zone")],
    ),
    (
        "time-zone-unknown",
        change("fbk", timezone="Rome"),
        [("error", "organisations/fbk/timezone", "'Rome' is not a time zone")],
    ),
    (
        "time-zone-not-chosen",
        timed(Venue(country="ES", city="Alcorisa")),
        [
            (
                "warning",
                "trainings/T1/venue",
                "T1 has hours in Alcorisa, Spain, for which Europe/Madrid is taken",
            )
        ],
    ),
    (
        "time-zone-not-chosen",
        timed(Venue(country="BR", city="Brasilia")),
        [
            (
                "warning",
                "trainings/T1/venue",
                "T1 has hours, but the time zone in Brazil is not known",
            )
        ],
    ),
    (
        "time-zone-not-chosen",
        alone(),
        [("warning", "meetings/M9", "M9 has hours, but no place that says in which time zone")],
    ),
    (
        "time-skipped",
        timed(Venue(country="DE"), SPRING),
        [
            (
                "error",
                "trainings/T1/when",
                "T1: 2026-03-29 02:30 does not exist in Europe/Berlin: the clock goes forward then",
            )
        ],
    ),
    (
        "session-outside-training",
        with_sessions("2026-09-07", "2026-09-14"),
        [
            (
                "warning",
                "trainings/T1/sessions",
                (
                    "a session of T1 is planned for 2026-09-14, "
                    "but the training is planned for 2026-09-07 to 2026-09-11"
                ),
            )
        ],
    ),
    (
        "session-outside-training",
        with_sessions("undecided"),
        [
            (
                "warning",
                "trainings/T1/sessions",
                (
                    "a session of T1 is not dated, "
                    "but the training is planned for 2026-09-07 to 2026-09-11"
                ),
            )
        ],
    ),
    (
        "venue-not-on-earth",
        timed(Venue(country="DE", latitude=Decimal("53.1"))),
        [
            (
                "warning",
                "trainings/T1/venue",
                "the venue of T1 has 53.1 and nothing as latitude and longitude",
            )
        ],
    ),
    (
        "venue-not-on-earth",
        timed(Venue(country="DE", latitude=Decimal(153), longitude=Decimal(8))),
        [
            (
                "warning",
                "trainings/T1/venue",
                "the venue of T1 has 153 and 8 as latitude and longitude",
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)


@pytest.mark.parametrize(
    "p",
    [
        timed(Venue(country="ES", city="Sevilla")),
        timed(Venue(country="ES", city="Arona, Tenerife")),
        timed(Venue(country="ES", city="Alcorisa", region="ES-AR")),
        timed(Venue(country="PT", timezone="Europe/Lisbon")),
        timed(Venue(country="DE", latitude=Decimal("53.1"), longitude=Decimal("8.8"))),
        timed(Venue(country="ES"), When.parse("2026-09-07..2026-09-08")),
        timed(Venue(country="ES"), When.parse("2026-09-07 09:00..16:00 Europe/Madrid")),
        with_sessions("2026-09-07", "2026-09-11 09:00..12:00"),
    ],
)
def test_what_is_clear_is_not_asked(p: Partnership) -> None:
    """Guards against false alarms: a known town, a region, a zone or whole days settle it."""
    slugs = ("time-zone-not-chosen", "time-skipped", "venue-not-on-earth", "time-zone-unknown")

    assert [] == [one for slug in (*slugs, "session-outside-training") for one in found(slug, p)]


def test_one_organisation_is_asked_once() -> None:
    """Guards against the same question for each of its meetings."""
    school = Organisation(id="x", country="PT")
    meetings = tuple(Meeting(id=f"M{n}", when=HOURS, host="x") for n in range(3))
    p = Partnership(baseline=Plan(organisations=(school,), meetings=meetings))

    assert [
        (
            "warning",
            "organisations/x",
            "M0 has hours in Portugal, for which Europe/Lisbon is taken",
        )
    ] == found("time-zone-not-chosen", p)


def test_the_clean_partnership_stays_clean() -> None:
    """Guards the base of the cases above."""
    assert [] == found("time-zone-not-chosen", clean())

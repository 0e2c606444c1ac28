"""Weekends, holidays and pauses: what each rule finds, where, and in which words."""

from __future__ import annotations

import pytest
from checks.clean import Found, add, change, found, plan

from vetpartner.model import Meeting, Partnership, Venue, When

HALL = Venue(city="Bremen", country="DE", name="Workshop Hall")
CASES: list[tuple[str, Partnership, Found]] = [
    (
        "place-taken-twice",
        add(
            "meetings",
            Meeting(
                id="M5",
                when=When.parse("2026-09-09 10:00..12:00"),
                venue=Venue(city="bremen", country="DE", name="workshop hall"),
            ),
            p=change("T1", venue=HALL),
        ),
        [
            (
                "note",
                "meetings/M5/when",
                (
                    "M5 (2026-09-09 10:00 to 12:00) is at the same venue as T1 "
                    "(2026-09-07 to 2026-09-11)"
                ),
            )
        ],
    ),
    (
        "activity-on-weekend",
        change("T1", when=When.parse("2026-09-11..2026-09-13")),
        [
            (
                "note",
                "trainings/T1/when",
                "T1 takes place on Saturday 2026-09-12 and Sunday 2026-09-13",
            )
        ],
    ),
    (
        "activity-on-weekend",
        change("SC1", when=When.parse("2027-02-06 10:00..11:00")),
        [("note", "meetings/SC1/when", "SC1 takes place on Saturday 2027-02-06")],
    ),
    (
        "activity-on-public-holiday",
        change("T1", when=When.parse("2026-10-01..2026-10-03")),
        [
            (
                "warning",
                "trainings/T1/when",
                "T1 takes place on 2026-10-03 (German Unity Day), a public holiday in Germany",
            )
        ],
    ),
    (
        "activity-on-public-holiday",
        change(
            "T1",
            when=When.parse("2026-06-04"),
            venue=Venue(city="Augsburg", country="DE", region="DE-BY"),
        ),
        [
            (
                "warning",
                "trainings/T1/when",
                "T1 takes place on 2026-06-04 (Corpus Christi), a public holiday in Germany",
            )
        ],
    ),
    (
        "activity-on-public-holiday",
        change("M2", when=When.parse("2026-06-02 09:00..12:00")),
        [
            (
                "warning",
                "meetings/M2/when",
                "M2 takes place on 2026-06-02 (Republic Day), a public holiday in Italy",
            )
        ],
    ),
    (
        "participants-on-public-holiday",
        change("T1", when=When.parse("2026-06-22")),
        [
            (
                "note",
                "trainings/T1/when",
                (
                    "T1 falls on a public holiday of partners: 2026-06-22 (Anti-Fascist "
                    "Struggle Day) in Croatia (STS)"
                ),
            )
        ],
    ),
    (
        "participants-on-public-holiday",
        change("SC1", when=When.parse("2027-01-06 10:00..11:00")),
        [
            (
                "note",
                "meetings/SC1/when",
                "SC1 falls on a public holiday of partners: 2027-01-06 (Epiphany) in Italy (FBK)",
            )
        ],
    ),
    (
        "meetings-far-apart",
        change("M2", when=When.parse("2026-10-06")),
        [
            (
                "warning",
                "meetings/M2/when",
                "M1 ends on 2025-12-05, and nobody meets before M2 on 2026-10-06",
            )
        ],
    ),
    (
        "meetings-far-apart",
        change("SC1", cancelled=True),
        [
            (
                "warning",
                "meetings/M2/when",
                "M2 ends on 2026-05-06, and nobody meets until the project ends on 2027-10-31",
            )
        ],
    ),
    (
        "meetings-far-apart",
        plan(meetings=()),
        [
            (
                "warning",
                "project",
                (
                    "the project begins on 2025-11-01, and nobody meets until the project "
                    "ends on 2027-10-31"
                ),
            )
        ],
    ),
    (
        "meetings-far-apart",
        plan(
            meetings=(
                Meeting(id="M1", when=When.parse("2026-08-02")),
                Meeting(id="M2", when=When.parse("2027-02-01")),
            )
        ),
        [
            (
                "warning",
                "meetings/M2/when",
                "M1 ends on 2025-12-05, and nobody meets before M2 on 2027-02-01",
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)

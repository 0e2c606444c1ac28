"""Activities and people: what each rule finds, where, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from checks.clean import Found, add, change, found, told

from vetpartner.model import Held, Partnership, Person, Venue

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "venue-outside-partnership",
        change("M1", venue=Venue(city="Goussainville", country="BE")),
        [
            (
                "error",
                "meetings/M1/venue",
                "M1 takes place in Goussainville (BE), but no partner is from Belgium",
            )
        ],
    ),
    (
        "venue-outside-partnership",
        change("M1", venue=Venue(country="UK")),
        [
            (
                "error",
                "meetings/M1/venue",
                "M1 takes place in the United Kingdom, but no partner is from there",
            )
        ],
    ),
    (
        "venue-outside-partnership",
        told(
            Held(
                of="M1", venue=Venue(city="Graz", country="AT"), note="", recorded=date(2026, 1, 1)
            )
        ),
        [
            (
                "error",
                "held/M1#2/venue",
                "M1 took place in Graz (AT), but no partner is from Austria",
            )
        ],
    ),
    (
        "seat-without-reason",
        change("M1", venue=Venue(city="Bruxelles", country="BE")),
        [
            (
                "warning",
                "meetings/M1/venue",
                (
                    "M1 takes place in Brussels (BE), a seat of an institution of the EU, "
                    "without a reason for it"
                ),
            )
        ],
    ),
    (
        "activity-without-place",
        change("M1", venue=None, host=None),
        [
            (
                "warning",
                "meetings/M1",
                "M1 is fixed for 2025-12-04..2025-12-05, but has no venue and no host",
            )
        ],
    ),
    (
        "online-without-link",
        change("M2", link=None),
        [("warning", "meetings/M2", "M2 is online on 2026-05-06 09:00..12:00, but has no link")],
    ),
    (
        "training-without-hours",
        change("T1", hours=None),
        [("warning", "trainings/T1", "T1 does not say how many hours it has")],
    ),
    (
        "training-without-learning-outcomes",
        change("T1", learning_outcomes=()),
        [("warning", "trainings/T1", "T1 has no learning outcomes")],
    ),
    (
        "participants-not-planned",
        change("T1", expected=None),
        [("warning", "trainings/T1", "T1 does not say how many participants are expected")],
    ),
    (
        "participants-not-planned",
        change("E1", expected=None),
        [
            (
                "warning",
                "dissemination_events/E1",
                "E1 does not say how many participants are expected",
            )
        ],
    ),
    (
        "event-without-audience",
        change("E1", audience=()),
        [("warning", "dissemination_events/E1", "E1 does not say for whom it is")],
    ),
    (
        "more-foreign-than-expected",
        change("E1", expected_foreign=61),
        [
            (
                "error",
                "dissemination_events/E1/expected_foreign",
                "E1 expects 61 participants from abroad of 60 in all",
            )
        ],
    ),
    (
        "host-does-not-take-part",
        change("M1", organisations=("fbk", "hwk")),
        [
            (
                "warning",
                "meetings/M1/organisations",
                "STS hosts M1, but is not among its organisations",
            )
        ],
    ),
    (
        "person-without-organisation",
        change("ugo", organisation=None),
        [("warning", "people/ugo", "Ugo belongs to no organisation")],
    ),
    (
        "email-malformed",
        change("ana", email="ana at example.org"),
        [("error", "people/ana/email", "`ana at example.org` of Ana is no e-mail address")],
    ),
    (
        "same-person-twice",
        add("people", Person(id="ana2", name="ANA", organisation="sts")),
        [("warning", "people/ana2", "ana and ana2 have the same name and organisation")],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)

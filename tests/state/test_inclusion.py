"""Who took part, counted once, and what of it may be published."""

from __future__ import annotations

from datetime import date

from builders import partnership

from vetpartner.model import (
    Attended,
    Organisation,
    Participant,
    Partnership,
    Presence,
    Training,
    When,
)
from vetpartner.state.inclusion import CountTable, inclusion
from vetpartner.values.counts import AtLeast
from vetpartner.values.words import NOT_TOLD

NONE = {"fewer_opportunities": 0, "minors": 0, "green_travel": 0}
DAYS = (date(2025, 1, 20), date(2025, 1, 21))


def learner(number: int, organisation: str, **given: object) -> Participant:
    """Return a learner of whom everything was asked."""
    return Participant(id=f"L{number}", organisation=organisation, **{**NONE, **given})


PEOPLE = (
    *(learner(n, "sts", minors=1, gender="female") for n in range(1, 8)),
    *(learner(n, "fbk", green_travel=1, gender="male") for n in range(8, 15)),
    learner(15, "fbk", fewer_opportunities=1),
    Participant(id="C1", organisation="fbk", role="accompanying person", **NONE),
    learner(99, "sts"),
)


def trainings(*facts: Attended) -> Partnership:
    """Return two trainings of the same people, one of whom never came."""
    presences = [
        Presence(of=of, participant=who.id, when=When.day(day))
        for of, day in zip(("T1", "T2"), DAYS, strict=True)
        for who in PEOPLE[:-1]
    ]
    absent = Presence(of="T1", participant="L99", when=When.day(DAYS[0]), status="absent")
    return partnership(
        Organisation(id="sts", country="HR"),
        Organisation(id="fbk", country="AT"),
        *PEOPLE,
        Training(id="T1", expected=16),
        Training(id="T2"),
        Training(id="T3"),
        *presences,
        absent,
        *facts,
    )


def test_each_person_counts_once_in_the_project() -> None:
    """Two trainings of the same people are sixteen people, and who was absent is none."""
    found = inclusion(trainings())

    assert ("learner", "accompanying person", "all") == found.countries.heads
    assert (("Austria", (8, 1, 9)), ("Croatia", (7, 0, 7)), ("all", (15, 1, 16))) == (
        found.countries.rows
    )
    assert {"female": 7, "male": 7, "all": 14} == {
        name: counts[-1] for name, counts in found.genders.rows
    }
    assert found.once


def test_traits_and_activities() -> None:
    """Fewer opportunities, minors and green travel; planned beside achieved."""
    found = inclusion(trainings())

    assert {
        "fewer opportunities": 1,
        "under 18": 7,
        "green travel": 7,
        "all of them": 16,
    } == {name: counts[-1] for name, counts in found.traits.rows}
    assert (("T1", (16, 16, 1, 7)), ("T2", (None, 16, 1, 7))) == found.activities.rows


def test_groups_without_a_list() -> None:
    """Counted groups are added, and it is said that somebody may be counted twice."""
    guests = Attended(of="T3", role="guest", count=20, recorded=DAYS[0])
    found = inclusion(trainings(guests))

    assert ("not stated", (0, 0, 20, 20)) == found.countries.rows[2]
    assert not found.once
    assert "may be counted twice" in str(found)


def test_public_counts_hide_small_numbers() -> None:
    """One accompanying person is put together with learners; one with fewer opportunities hides."""
    found = inclusion(trainings()).public()

    assert ("learner, accompanying person", "all") == found.countries.heads
    assert (("Austria", (9, 9)), ("Croatia", (7, 7)), ("all", (16, 16))) == found.countries.rows
    assert {
        "fewer opportunities": NOT_TOLD,
        "under 18": 7,
        "green travel": 7,
        "all of them": 16,
    } == {name: counts[-1] for name, counts in found.traits.rows}
    assert [(16, 16, NOT_TOLD, 7), (None, 16, NOT_TOLD, 7)] == [c for _, c in found.activities.rows]
    assert "T2        –        16    not told         7" in str(found)


def test_small_rests_hide_too() -> None:
    """Fifteen of sixteen tell as much as one of sixteen."""
    people = [learner(n, "sts", fewer_opportunities=int(n > 1)) for n in range(1, 17)]
    facts = tuple(Presence(of="T1", participant=w.id, when=When.day(DAYS[0])) for w in people)
    found = inclusion(
        partnership(Organisation(id="sts", country="HR"), *people, Training(id="T1"), *facts)
    ).public()

    assert (NOT_TOLD, NOT_TOLD) == found.traits.rows[0][1]
    assert (None, 16, NOT_TOLD, 0) == found.activities.rows[0][1]


def test_an_activity_of_few_shows_nothing() -> None:
    """Where fewer than five were there, not even their number is public; nor is more made of it."""
    few = Attended(of="T3", role="learner", organisation="sts", count=3, recorded=DAYS[0])
    found = inclusion(trainings(few)).public()

    assert ("T3", (None, NOT_TOLD, None, None)) == found.activities.rows[2]


def test_nobody() -> None:
    """A project without people has empty tables and says nothing."""
    found = inclusion(Partnership())

    assert () == found.countries.rows == found.traits.rows == found.activities.rows
    assert "" == str(found) == found._repr_html_()
    assert found == found.public()


def test_a_table_reads_well() -> None:
    """Names to the left, numbers below the ends of their heads."""
    table = CountTable(title="People", heads=("staff", "all"), rows=(("Austria", (1, None)),))

    assert "People\n\n         staff         all\nAustria      1  at least 1" == str(table)
    assert [{"name": "Austria", "count 0": 1, "count 1": None}] == table.table.records()


def test_a_total_is_at_least_what_is_shown_of_it() -> None:
    """A part that is not known, or kept back, is in no total; nothing at least is not known."""
    rows = (("Austria", (10, None, None)), ("Malta", (0, None, None)), ("all", (10, None, None)))
    found = CountTable(title="People", heads=("staff", "guest", "all"), rows=rows)
    parts = (("under 18", ("not told", 9, None)), ("all of them", (6, 9, 15)))
    kept = CountTable(title="Among", heads=("staff", "learner", "all"), rows=parts, summed=False)

    assert [(10, None, 10), (0, None, None), (10, None, 10)] == [c for _, c in found.told]
    assert all(isinstance(counts[-1], AtLeast) for _, counts in found.told if counts[-1])
    assert [("not told", 9, 9), (6, 9, 15)] == [counts for _, counts in kept.told]
    assert isinstance(kept.told[0][1][-1], AtLeast)
    assert not isinstance(kept.told[1][1][-1], AtLeast)


def test_what_is_kept_back_reads_otherwise_than_what_is_not_known() -> None:
    """Two words for people; a program has no number of either."""
    rows = (("Austria", (NOT_TOLD, None, 0)),)
    table = CountTable(title="People", heads=("staff", "guest", "all"), rows=rows).table

    assert ("Austria", "not told", "not known", "0") == next(table.lines())
    assert [None, None, 0] == [*table.records()[0].values()][1:]

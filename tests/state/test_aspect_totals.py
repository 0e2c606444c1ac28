"""The totals of the four aspects add up to the measures and counts that stand below them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from builders import partnership, when
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.model import (
    Attended,
    Fact,
    Held,
    Measure,
    Meeting,
    Organisation,
    Participant,
    Partnership,
    Presence,
    Training,
)
from vetpartner.papers.report_counts import people_tables, trait_notes
from vetpartner.state.achieved import achieved
from vetpartner.state.inclusion import inclusion
from vetpartner.state.outcomes import AspectTotal, aspect_totals

HOMES = (Organisation(id="a", country="HR"), Organisation(id="b", country="AT"))
ONLINE = {"when": when("2025-02-03 09:00..13:00"), "mode": "online"}
ON_SITE = {"when": when("2025-03-03 09:00..17:00"), "mode": "in person"}


def measure(aspect: str, number: int | None = None, unit: str | None = None) -> Measure:
    """Return a measure for one of the aspects."""
    much = None if number is None else Decimal(number)
    return Measure(aspect=f"ASPECT:{aspect}", what="what we did", number=much, unit=unit)


def project(*things: object) -> Partnership:
    """Return a project in which everything is past."""
    return partnership(*HOMES, *things, on="2025-12-31", action="KA220-VET", call=2025)


def totals(*things: object) -> dict[str, AspectTotal]:
    """Return the totals of such a project by the first word of the aspect."""
    p = project(*things)
    found = aspect_totals(p, inclusion(p).public(), achieved(p))
    return {one.name.partition(" ")[0]: one for one in found}


def there(of: str, count: int | None, **given: object) -> Attended:
    """Return a counted group."""
    return Attended(of=of, organisation="a", count=count, **given)


# Hours online.


@given(st.lists(st.tuples(st.booleans(), st.none() | st.integers(1, 40)), max_size=5))
def test_hours_online_are_those_of_activities_and_of_measures(
    held: list[tuple[bool, int | None]],
) -> None:
    """Four hours of each online meeting, and what measures say of those on site: none is lost."""
    facts: list[object] = []
    for n, (online, hours) in enumerate(held):
        measures = () if hours is None else (measure("DIGITAL", hours, "hours"),)
        facts += [
            Meeting(id=f"M{n}", **(ONLINE if online else ON_SITE)),
            Held(of=f"M{n}", measures=measures),
        ]
    expected = sum(max(hours or 0, 4 if online else 0) for online, hours in held)

    found = totals(*facts)["Digital"]

    assert str(expected) == str(found.much)
    assert expected == sum(int(str(dict(part.values)["much"]).split()[0]) for part in found.parts)
    assert all(part.rstrip(")").split()[-1] in {"hour", "hours"} for part in map(str, found.parts))


def test_hours_that_nobody_recorded_leave_a_total_open() -> None:
    """Planned hours of a past activity may have been or not, as may those of a blended one."""
    plan = Training(id="T1", **ON_SITE, measures=(measure("DIGITAL", 6, "hours"),))
    blended = Training(id="T2", when=when("2025-04-01"), mode="blended")
    meeting = (Meeting(id="M1", **ONLINE), Held(of="M1"))

    assert "4" == str(totals(*meeting)["Digital"].much)
    assert "at least 4" == str(totals(*meeting, plan, Held(of="T1"))["Digital"].much)
    assert "at least 4" == str(totals(*meeting, blended, Held(of="T2"))["Digital"].much)
    assert totals(blended, Held(of="T2"))["Digital"].much is None


def test_a_measure_in_percent_is_no_hours() -> None:
    """Only a unit that is hours counts, in any language of reports."""
    training = Training(id="T1", **ON_SITE)
    units = {"hours": "6", "Stunden": "6", "sati": "6", "% of the days": "0", "units": "0"}

    for unit, expected in units.items():
        held = Held(of="T1", measures=(measure("DIGITAL", 6, unit),))
        assert expected == str(totals(training, held)["Digital"].much), unit


# Green travel.


def test_travellers_of_measures_count_beside_those_of_lists() -> None:
    """Seven of a list and two and five of measures are at least fourteen of all who took part."""
    learners = [
        Participant(id=f"L{n}", organisation="a", role="learner", green_travel=int(n < 7))
        for n in range(20)
    ]
    found = totals(
        *learners,
        *(Training(id=id_, **ON_SITE) for id_ in ("T1", "T2")),
        Meeting(id="M1", **ON_SITE),
        *(Presence(of="T2", participant=one.id, when=when("2025-03-03")) for one in learners),
        Held(of="M1", measures=(measure("ENV", 2, "travellers"), measure("ENV", 9, "trees"))),
        Held(of="T1", measures=(measure("ENV", 5, "of 9 travellers"),)),
        Held(of="T2", measures=(measure("ENV", 8, "travellers"),)),
        there("M1", 12, role="staff"),
        there("T1", 12, role="staff"),
    )["Environment"]

    assert "at least 14 of 44 (31 %)" == str(found.much)
    assert ["T2 (7 of 20)", "M1 (2)", "T1 (5 of 9)"] == list(map(str, found.parts))


@pytest.mark.parametrize("lists", [0, 1, 2])
@given(listed=st.integers(5, 9), some=st.lists(st.integers(0, 9), min_size=1, max_size=3))
def test_the_table_of_participants_and_the_aspects_tell_one_number(
    lists: int, listed: int, some: list[int]
) -> None:
    """Where participations are counted both say the same; where people are, notes say why not."""
    people = [
        Participant(id=f"L{n}", organisation="a", role="learner", green_travel=int(n < listed))
        for n in range(20)
    ]
    days = [when("2025-03-03"), when("2025-03-04")]
    p = project(
        *people,
        *(Training(id=f"T{n}", **ON_SITE) for n in range(2)),
        *(Meeting(id=f"M{n}", **ON_SITE) for n in range(len(some))),
        *(
            Presence(of=f"T{n}", participant=one.id, when=days[n])
            for n in range(lists)
            for one in people
        ),
        *(
            Held(of=f"M{n}", measures=(measure("ENV", number, "travellers"),))
            for n, number in enumerate(some)
        ),
        *(there(f"M{n}", 12, role="staff") for n in range(len(some))),
    )
    known = inclusion(p).public()
    table = dict(known.traits.told)["green travel"][-1]
    whole = sum(some) + (listed if lists else 0)

    found = {one.name: one for one in aspect_totals(p, known, achieved(p))}

    green = found["Environment and sustainability"]
    assert (whole or None) == table
    assert (green.much is None) if not whole else str(green.much).startswith(f"at least {whole} of")
    named = [part for part in map(str, green.parts) if part.startswith("T")]
    assert named == ([f"{', '.join(f'T{n}' for n in range(lists))} ({listed} of 20)"] * bool(lists))
    assert [f"M{n} ({number})" for n, number in enumerate(some)] == [
        str(one.phrase) for one in known.travellers
    ]


def test_where_people_are_counted_journeys_of_measures_stand_in_a_note() -> None:
    """The same three may have travelled twice: they are no six people, and nobody hides them."""
    people = [
        Participant(id=f"L{n}", organisation="a", role="learner", green_travel=int(n < 7))
        for n in range(14)
    ]
    staff = [Participant(id=f"S{n}", organisation="a", role="staff") for n in range(6)]
    came = {"T1": people, "M1": staff, "M2": staff}
    p = project(
        *people,
        *staff,
        Training(id="T1", **ON_SITE),
        *(Meeting(id=id_, **ON_SITE) for id_ in ("M1", "M2")),
        *(
            Presence(of=of, participant=one.id, when=when("2025-03-03"))
            for of, ones in came.items()
            for one in ones
        ),
        *(Held(of=of, measures=(measure("ENV", 3, "travellers"),)) for of in ("M1", "M2")),
    )
    known = inclusion(p).public()

    (green,) = (one for one in aspect_totals(p, known, achieved(p)) if "green" in str(one.what))

    assert known.once
    assert 7 == dict(known.traits.told)["green travel"][-1]
    assert "at least 13 of 20 (65 %)" == str(green.much)
    assert (
        "Green travel is counted without what only measures of activities tell: M1 (3); M2 (3)."
        in map(str, trait_notes(known))
    )


@pytest.mark.parametrize(
    ("roles", "noted"),
    [
        (("staff", "learner"), True),
        (("trainer", "guest"), True),
        (("staff",), False),
        (("learner", "guest"), False),
    ],
)
def test_the_table_says_that_it_counts_staff_where_the_aspects_do_not(
    roles: tuple[str, ...], *, noted: bool
) -> None:
    """Who reads 15 of 15 here and at least 15 there has to read of whom."""
    p = project(Training(id="T1", **ON_SITE), *(there("T1", 15, role=role) for role in roles))

    notes = list(map(str, trait_notes(inclusion(p).public())))

    assert noted is any("staff and trainers included" in note for note in notes)


# Fewer opportunities.


def fewer(*facts: Fact) -> AspectTotal:
    """Return who of a training has fewer opportunities."""
    return totals(Training(id="T1", **ON_SITE), *facts)["Inclusion"]


def test_staff_are_no_participants_with_fewer_opportunities() -> None:
    """Eight of the staff of whom nobody asked do not make 15 learners a part of 23."""
    learners = there("T1", 15, role="learner", fewer_opportunities=15)

    found = fewer(learners, there("T1", 8, role="staff"), there("T1", 6, role="trainer"))

    assert "15 of 15 (100 %)" == str(found.much)
    assert ["learner (15 of 15)"] == list(map(str, found.parts))
    assert ["People with fewer opportunities are counted without staff and trainers."] == list(
        map(str, found.notes)
    )


def test_staff_count_where_only_they_took_part() -> None:
    """A training of teachers has participants too, and the report says that they are staff."""
    found = fewer(there("T1", 12, role="staff", fewer_opportunities=6))

    assert "6 of 12 (50 %)" == str(found.much)
    assert [
        "People with fewer opportunities are counted among all, staff and trainers included."
    ] == list(map(str, found.notes))


@pytest.mark.parametrize(
    ("learners", "guests", "expected"),
    [
        (2, 6, "8 of 40 (20 %)"),  # which of the two has few is kept back, all are told
        (2, None, "not told"),  # a number is known, and nobody is to read it
        (None, None, "None"),  # nobody knows any
        (0, 6, "6 of 40 (15 %)"),
    ],
)
def test_kept_back_is_not_told_and_unknown_is_not_known(
    learners: int | None, guests: int | None, expected: str
) -> None:
    """What is kept back is said to be, also beside what nobody stated."""
    found = fewer(
        there("T1", 20, role="learner", fewer_opportunities=learners),
        there("T1", 20, role="guest", fewer_opportunities=guests),
    )

    assert expected == str(found.much)


# Measures for participation.


def test_a_measure_of_which_nothing_is_recorded_is_no_measure_not_taken() -> None:
    """0 only where nothing was planned for what is over; else at least what was done."""
    planned = Training(id="T1", **ON_SITE, measures=(measure("CIVIC"),))
    ahead = Training(id="T2", when=when("2026-05-01"), measures=(measure("CIVIC"),))
    done = (Meeting(id="M1", **ON_SITE), Held(of="M1", measures=(measure("CIVIC"),)))

    assert "0" == str(totals(ahead)["Participation"].much)
    assert totals(planned)["Participation"].much is None
    assert "1" == str(totals(*done, ahead)["Participation"].much)
    assert ["M1 (1 measure)"] == list(map(str, totals(*done)["Participation"].parts))
    assert "at least 1" == str(totals(*done, planned)["Participation"].much)


# What nobody recorded of those who were there.


@pytest.mark.parametrize(
    ("facts", "fewer_", "green"),
    [
        ((), "0", "0"),  # nothing was held, and nobody was there
        ((Held(of="M1"),), "None", "None"),
        ((Held(of="M1", participants=12),), "None", "None"),
        ((Held(of="M1", participants=0),), "0", "0"),
        ((there("T1", 20, role="learner", fewer_opportunities=12),), "12 of 20 (60 %)", "None"),
        (
            (there("T1", 20, role="learner", fewer_opportunities=12), Held(of="M1")),
            "at least 12",
            "None",
        ),
        (
            (there("T1", 20, role="learner", fewer_opportunities=0), Held(of="M1")),
            "None",
            "None",
        ),
    ],
)
def test_who_was_there_and_is_not_recorded(
    facts: tuple[Fact, ...], fewer_: str, green: str
) -> None:
    """Nobody of a meeting without a list is none, and a total beside it is what is known of it."""
    meeting, training = Meeting(id="M1", **ON_SITE), Training(id="T1", **ON_SITE)
    found = totals(meeting, training, *facts)
    p = project(meeting, training, *facts)
    of_meeting = any(isinstance(f, Held) and f.participants != 0 for f in facts)

    assert (fewer_, green) == tuple(str(found[name].much) for name in ("Inclusion", "Environment"))
    assert ("M1",) * of_meeting == inclusion(p).unlisted
    notes = [note for table in people_tables(inclusion(p).public()) for note in table.notes]
    assert any("it is not recorded who was there" in str(note) for note in notes) is (
        of_meeting and len(facts) > 1
    )

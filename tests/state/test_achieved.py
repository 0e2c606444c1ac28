"""Planned and achieved: every status, difference and reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from builders import when
from reported import PLAN, partnership

from vetpartner.model import (
    Amended,
    Attended,
    Certified,
    Deliverable,
    Delivered,
    Disseminated,
    DisseminationAction,
    Fact,
    Held,
    Indicator,
    Measured,
    Meeting,
    Milestone,
    Noted,
    Partnership,
    Plan,
    Surveyed,
    Task,
    Venue,
    When,
)
from vetpartner.state.achieved import achieved, milestones
from vetpartner.state.rows import Achieved, deviations, period
from vetpartner.values.phrase import clause

DEC = when("2023-12-04..2023-12-05")


def row(id_: str, *facts: Fact, **keywords: Any) -> Achieved:  # noqa: ANN401 - parts of the plan
    """Return the row of one thing of the small partnership."""
    return next(r for r in achieved(partnership(*facts, **keywords)) if r.id == id_)


def test_rows_in_the_order_of_the_plan() -> None:
    """Guard the contract: kinds one after the other, each in the order of the plan."""
    rows = achieved(partnership())

    expected = [
        ("activity", "M1", "meetings/M1"),
        ("activity", "T1", "trainings/T1"),
        ("activity", "E1", "dissemination_events/E1"),
        ("activity", "A1", "tasks/A1"),
        ("deliverable", "D1", "deliverables/D1"),
        ("indicator", "I1", "indicators/I1"),
        ("dissemination", "N1", "dissemination_actions/N1"),
    ]
    assert expected == [(r.kind, r.id, r.address) for r in rows]
    assert {"WP2"} == {r.work_package for r in rows}


def test_held_as_planned() -> None:
    """Guard the plain case: held, nobody missing, no difference, no reason."""
    found = row("M1", Held(of="M1", participants=10, note="went well"))

    assert "2023-12-04 to 2023-12-05; Split; 10 participants" == found.planned
    assert "held 2023-12-04 to 2023-12-05; 10 participants" == found.achieved
    assert ("done", None, None, 100) == (
        found.status,
        found.difference,
        found.reason,
        found.percent,
    )
    assert (date(2023, 12, 4), date(2023, 12, 5), date(2023, 12, 5)) == (
        found.first,
        found.last,
        found.due,
    )


def test_held_elsewhere_on_other_days_online_with_fewer() -> None:
    """Guard that each way of being different is named, with the note as the reason.

    What was online was in no other place, whatever venue stands in its record.
    """
    held = Held(
        of="M1",
        when=when("2023-12-11"),
        venue=Venue(city="Graz"),
        mode="online",
        participants=9,
        reason="snow",
    )
    found = row("M1", held)

    expected = (
        "held 2023-12-11 instead of 2023-12-04 to 2023-12-05; online instead of in person; "
        "1 participant fewer"
    )
    assert expected == found.difference
    elsewhere = row("M1", Held(of="M1", venue=Venue(city="Graz")))
    assert elsewhere.difference == "in Graz instead of Split"
    assert ("snow", Decimal(9), Decimal(10)) == (
        found.reason,
        found.achieved_value,
        found.planned_value,
    )


def test_recorded_participants_count_and_disagreement_shows() -> None:
    """Guard that records win over the number stated, and that both are shown where they differ."""
    facts = (
        Held(of="M1", participants=14),
        Attended(of="M1", organisation="sts", count=7),
        Attended(of="M1", organisation="fbk", count=5),
    )
    found = row("M1", *facts)

    assert "2 participants more; 14 participants stated, 12 recorded" == found.difference
    assert Decimal(12) == found.achieved_value


def test_project_months_say_their_time_in_the_calendar() -> None:
    """Guard that nobody has to count months, also where the project begins within one."""
    p = partnership()
    within = partnership(project=evolve(PLAN.project, start=date(2023, 11, 15)))
    months = when("M2..M8")

    assert "M2 to M8 (2023-12 to 2024-06)" == str(period(p, months))
    assert "M2 to M8 (2023-12-15 to 2024-07-14)" == str(period(within, months))
    assert "2024-05" == str(period(p, when("2024-05")))
    assert period(p, When.undecided()) is None
    assert "M2 to M8" == str(period(partnership(project=evolve(PLAN.project, start=None)), months))


def test_certificates_and_what_participants_thought() -> None:
    """Guard that a report shows what certificates and surveys are recorded for."""
    found = row(
        "T1",
        Held(of="T1"),
        Certified(of="T1", count=19),
        Surveyed(of="T1", respondents=1, score=Decimal("4.5"), scale=Decimal(5)),
        Surveyed(of="T1", respondents=16, score=Decimal("4.4"), scale=Decimal(5)),
        Surveyed(of="T1", respondents=3),
    )

    told = "19 certificates; rated 4.5 of 5 by 1 person; rated 4.4 of 5 by 16 people"
    assert found.achieved.endswith(told)


def test_reason_that_is_found_later_is_a_note_of_its_own() -> None:
    """Guard against having to edit a fact that was reported, because a reason came later."""
    held = Held(of="M1", participants=7)
    note = Noted(of="M1", recorded=date(2025, 1, 9), reason="Three were ill.")

    assert (None, "Three were ill.") == (row("M1", held).reason, row("M1", held, note).reason)


def test_sentence_before_another_text_loses_its_full_stop() -> None:
    """Guard against `gas.; as of`, an abbreviation that loses its dot, and a date that does."""
    judged = Measured(of="I1", when=when("2024-05"), text="They ask for more gas.")

    assert "They ask for more gas; as of 2024-05" == row("I1", judged).achieved
    for text in ("etc.", "with Zavarivanje Jadran and d.o.o.", "They ask for more", ""):
        assert text == str(clause(text))


def test_held_twice_covers_both_parts() -> None:
    """Guard an activity in two parts: the days span both, and nobody counts twice."""
    facts = (
        Held(of="M1", when=when("2023-12-04"), participants=5),
        Held(of="M1", when=when("2023-12-05"), participants=5),
    )
    found = row("M1", *facts)

    assert (date(2023, 12, 4), date(2023, 12, 5)) == (found.first, found.last)
    assert ("5 participants fewer", Decimal(5)) == (found.difference, found.achieved_value)


def test_moved_by_an_amendment() -> None:
    """Guard that a moved date is a difference, with the amendment's reason, until it is held."""
    moved = Amended(of="M1", recorded=date(2023, 11, 20), when=when("2025-01-13"), reason="strike")
    found = row("M1", moved)

    assert ("not due", "moved from 2023-12-04 to 2023-12-05 to 2025-01-13", "strike") == (
        found.status,
        found.difference,
        found.reason,
    )


@pytest.mark.parametrize(
    ("id_", "changed", "amended"),
    [
        ("M1", {"when": when("2025-01-13")}, "2025-01-13"),
        ("M1", {"when": when("2025-01-13"), "expected": 7}, "2025-01-13, 7 participants"),
        ("M1", {"venue": Venue(city="Graz")}, "Graz"),
        ("M1", {"mode": "online"}, "online"),
        ("M1", {"lead": "fbk"}, ""),
        ("D1", {"due": when("2024-11-30")}, "by 2024-11-30"),
        ("D1", {"languages": ("en", "de")}, "en, de"),
        ("I1", {"target": Decimal(40)}, "40 interviews"),
        ("I1", {"target": Decimal(40), "due": when("2024-05")}, "40 interviews, by 2024-05"),
        ("N1", {"count": 9}, "9 times"),
    ],
)
def test_what_is_amended_stands_behind_what_was_approved(
    id_: str, changed: dict[str, Any], amended: str
) -> None:
    """Guard that no plan mixes both: all as approved, then what is otherwise, by its name."""
    fact = Amended(of=id_, recorded=date(2023, 11, 20), reason="strike", **changed)
    before, now = row(id_), row(id_, fact)
    told = [str(phrase) for phrase in now.plan_phrases]

    assert before.planned_phrases == now.planned_phrases
    assert before.plan_phrases == before.planned_phrases
    assert [f"as amended: {amended}"] * bool(amended) == told[len(before.planned_phrases) :]


def test_planned_is_what_was_approved() -> None:
    """Guard that what something was moved to is told as a difference, and not as its plan."""
    first, due = row("M1").planned, row("D1").planned
    change = {"recorded": date(2023, 11, 20), "reason": "strike"}
    moved = row("M1", Amended(of="M1", when=when("2025-01-13"), venue=Venue(city="Graz"), **change))
    later = row("D1", Amended(of="D1", due=when("2024-11-30"), **change))

    assert first.startswith("2023-12-04 to 2023-12-05")
    assert (first, due) == (moved.planned, later.planned)
    assert str(moved.difference).startswith("moved from 2023-12-04 to 2023-12-05 to 2025-01-13")


def test_other_number_of_people_is_told() -> None:
    """Guard that who is there is compared with the plan in force, and that it was another one."""
    fewer = Amended(of="M1", recorded=date(2023, 11, 20), expected=6, reason="flu")
    found = row("M1", fewer, Held(of="M1", participants=6))

    assert "planned for 6 instead of 10 people" == found.difference
    assert (Decimal(6), Decimal(6)) == (found.planned_value, found.achieved_value)


def test_other_hours_on_the_same_days_are_no_difference() -> None:
    """Guard against noise: a meeting that begins an hour later is as planned."""
    hours = when("2023-12-04 10:00..2023-12-05 12:00")
    moved = Amended(of="M1", recorded=DEC.first, when=hours, reason="trains")

    assert row("M1", moved, Held(of="M1", participants=10)).difference is None


def test_amended_place_and_mode() -> None:
    """Guard that a change of place or mode is a difference, however it is written."""
    change = Amended(
        of="M1", recorded=DEC.first, venue=Venue(country="AT"), mode="blended", reason="x"
    )

    difference = row("M1", change, Held(of="M1")).difference

    assert "in AT instead of Split; blended instead of in person" == difference


def test_cancelled_with_its_reason() -> None:
    """Guard that a cancelled activity is never overdue."""
    facts = Amended(of="E1", recorded=date(2024, 4, 1), cancelled=True, reason="no fair")
    found = row("E1", facts)

    assert ("cancelled", "cancelled", "cancelled", "no fair") == (
        found.status,
        found.achieved,
        found.difference,
        found.reason,
    )


def test_overdue_open_and_not_due() -> None:
    """Guard what time does to an activity of which nothing is known."""
    assert ("overdue", "237 days overdue") == (row("E1").status, row("E1").difference)
    assert ("open", None) == (row("T1").status, row("T1").difference)
    assert "not due" == row("T1", day=date(2024, 11, 30)).status


@pytest.mark.parametrize(
    ("day", "expected"), [("2025-10-31", "open"), ("2025-11-01", "not recorded")]
)
def test_undecided_date_is_past_only_after_the_project(day: str, expected: str) -> None:
    """Guard that nobody is late against a date that was never fixed."""
    undecided = (Meeting(id="M1"),)
    found = row("M1", meetings=undecided, day=date.fromisoformat(day))

    assert ("date not fixed", expected) == (found.planned, found.status)
    over = "not recorded whether done"
    assert (over if expected == "not recorded" else None) == found.difference


def test_nothing_known_at_all() -> None:
    """Guard a plan without dates, places and numbers, as real projects have."""
    p = Partnership(baseline=evolve(PLAN, project=evolve(PLAN.project, start=None, months=None)))
    rows = {found.id: found for found in achieved(p)}

    assert ("open", "M14", None) == (rows["T1"].status, rows["T1"].planned, rows["T1"].due)


def test_attendance_without_held() -> None:
    """Guard that who was there shows that it was held, and no more than that."""
    found = row("E1", Attended(of="E1", count=30))
    ahead = row("E1", Attended(of="E1", count=30), day=date(2024, 5, 7))

    assert ("done", "held, date not stated; 30 participants") == (found.status, found.achieved)
    assert "30 participants; attendance is recorded, but not that it was held" == ahead.achieved
    assert "partly" == ahead.status


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ({"when": when("2024-05-08"), "count": 30}, "held 2024-05-08; 30 participants"),
        ({"when": when("2024-05-10"), "count": 30}, "held 2024-05-10; 30 participants"),
        ({}, "held, date not stated; how many took part is not known"),
    ],
)
def test_the_day_of_attendance(there: dict[str, Any], expected: str) -> None:
    """Guard that the day is that of the attendance, whether it is the planned one or not."""
    found = row("E1", Attended(of="E1", **there))

    assert ("done", expected) == (found.status, found.achieved)


@pytest.mark.parametrize(
    ("facts", "achieved", "difference"),
    [
        (
            (Held(of="M1", when=DEC, participants=4), Held(of="M1", when=when("2023-12-11"))),
            "at least 4 participants",
            None,
        ),
        (
            (
                Held(of="M1", when=DEC, participants=4, id="one"),
                Held(of="M1", when=DEC, participants=3, id="two"),
            ),
            "4 participants",
            "6 participants fewer",
        ),
        (
            (Held(of="M1", when=DEC), Held(of="M1", participants=4)),
            "4 participants",
            "6 participants fewer",
        ),
        (
            (
                Held(of="M1", when=DEC),
                Attended(of="M1", organisation="sts", count=4),
                Attended(of="M1", organisation="fbk"),
            ),
            "at least 4 participants",
            None,
        ),
    ],
)
def test_a_part_that_nobody_counted(
    facts: tuple[Fact, ...], achieved: str, difference: str | None
) -> None:
    """Guard that those of the counted parts are a part of all, and no difference from the plan."""
    found = row("M1", *facts, meetings=(Meeting(id="M1", when=DEC, expected=10),))

    assert achieved in found.achieved.split("; ")
    assert (difference is not None) == ("fewer" in (found.difference or ""))
    assert (difference is None) == (found.achieved_value is None)


def test_nobody_there_and_a_task() -> None:
    """Guard that an event without anybody was not held, and that people do not finish a task."""
    assert "overdue" == row("E1", Attended(of="E1", count=0)).status
    task = (Task(id="A1", work_package="WP2", when=when("2024-05-08")),)
    assert "overdue" == row("A1", Attended(of="A1", count=3), tasks=task).status


def test_held_without_date_and_online() -> None:
    """Guard an online meeting with no date in plan or fact."""
    found = row("M1", Held(of="M1"), meetings=(Meeting(id="M1", mode="online"),))

    assert ("date not fixed; online", "held, date not stated", "M1") == (
        found.planned,
        found.achieved,
        found.title,
    )


def test_a_month_that_was_kept_is_no_difference() -> None:
    """Guard that a day inside the planned month is as planned, and one outside is not."""
    inside = row("T1", Held(of="T1", when=when("2024-12-09")))
    outside = row("T1", Held(of="T1", when=when("2024-11-09")))

    assert inside.difference is None
    assert "held 2024-11-09 instead of M14" == outside.difference


def test_task_is_done_when_its_results_are_delivered() -> None:
    """Guard that nobody has to record that a task was held."""
    found = row("A1", Delivered(of="D1", when=when("2024-06-10"), languages=("en", "hr")))
    without = row("A1", tasks=(Task(id="A1"),))

    assert ("done", "its results are delivered: D1") == (found.status, found.achieved)
    assert "open" == without.status


def test_a_running_task_says_what_it_delivered() -> None:
    """Guard that a task is no dash while it runs, and that one that has not begun is."""
    task = Task(id="A1", when=when("2024-06-01..2025-05-31"), results=("D1", "D2"))
    runs = row("A1", tasks=(task,))
    some = row("A1", Delivered(of="D1", when=when("2024-06-10")), tasks=(task,))
    alone = row("A1", tasks=(evolve(task, results=()),))
    later = row("A1", tasks=(evolve(task, when=when("2024-12-31..2025-05-31")),))
    over = Task(id="A1", when=when("2024-01-01..2024-08-31"), results=("D1", "D2"))
    late = row("A1", Delivered(of="D1", when=when("2024-06-10")), tasks=(over,))

    assert ("open", "its planned time has begun; its 2 results are still to come") == (
        runs.status,
        runs.achieved,
    )
    assert ("open", "its planned time has begun; 1 of 2 results delivered: D1") == (
        some.status,
        some.achieved,
    )
    assert ("open", "its planned time has begun") == (alone.status, alone.achieved)
    assert ("not due", "") == (later.status, later.achieved)
    assert ("overdue", "1 of 2 results delivered: D1") == (late.status, late.achieved)


def test_delivered_in_time() -> None:
    """Guard the plain case of a deliverable."""
    found = row("D1", Delivered(of="D1", when=when("2024-07-31"), languages=("hr", "en")))

    assert "by M9 (2024-07-31); en, hr" == found.planned
    assert "delivered 2024-07-31; hr, en" == found.achieved
    assert ("done", None, 100) == (found.status, found.difference, found.percent)


def test_delivered_late_in_two_steps() -> None:
    """Guard that lateness counts to the day when the last language was there."""
    facts = (
        Delivered(of="D1", when=when("2024-07-20"), languages=("en",)),
        Delivered(of="D1", when=when("2024-08-01"), languages=("hr",), reason="translator ill"),
    )
    found = row("D1", *facts)

    assert ("done", "1 day late", "translator ill") == (
        found.status,
        found.difference,
        found.reason,
    )
    assert date(2024, 8, 1) == found.last


def test_delivered_with_a_language_missing() -> None:
    """Guard that a missing language shows after the due day, and not before."""
    fact = Delivered(of="D1", when=when("2024-06-20"), languages=("en",))
    late, early = row("D1", fact), row("D1", fact, day=date(2024, 7, 1))

    short = "missing languages: hr; 153 days overdue"
    assert ("partly", short, 50) == (late.status, late.difference, late.percent)
    assert ("partly", None) == (early.status, early.difference)


def test_delivered_without_languages_or_date() -> None:
    """Guard that what is not stated is not held against anybody."""
    undated, recorded = (
        row("D1", Delivered(of="D1")),
        row("D1", Delivered(of="D1", recorded=date(2024, 8, 2))),
    )

    assert ("done", "delivered, date not stated", None) == (
        undated.status,
        undated.achieved,
        undated.difference,
    )
    # The day on which somebody wrote it down is not the one on which it was delivered.
    assert ("delivered, date not stated", None) == (recorded.achieved, recorded.difference)


@pytest.mark.parametrize(
    ("delivered", "difference", "late", "word"),
    [
        ("2024-09", "32–61 days late", 32, "done late"),
        ("2024-08", "1–31 days late", 1, "done late"),
        ("2024-07", None, None, "done"),  # it was due on the last day of that month
        ("2024-08-02", "2 days late", 2, "done late"),
        ("2024-07-30..2024-08-02", "2 days late", 2, "done late"),
        ("2024-06", None, None, "done"),
    ],
)
def test_delivered_in_a_month(
    delivered: str, difference: str | None, late: int | None, word: str
) -> None:
    """Guard that of a month only its days are known, and by how many of them it was late."""
    found = row("D1", Delivered(of="D1", when=when(delivered), recorded=date(2024, 12, 1)))

    assert (difference, late, word) == (found.difference, found.late, found.word)


def test_delivered_in_the_month_in_which_it_was_due() -> None:
    """Guard that nobody is called late, nor in time, for a month with the due day in it."""
    due = Deliverable(id="D9", due=when("2024-07-10"))
    some = Delivered(of="D9", when=when("2024-07"))
    p = Partnership(baseline=Plan(deliverables=(due,)), facts=(some,)).on(date(2024, 12, 1))
    (found,) = achieved(p)

    assert (None, None, "done", None) == (found.difference, found.late, found.word, found.last)


def test_deliverable_moved_and_overdue() -> None:
    """Guard that the new due day counts, and the old one is shown."""
    moved = Amended(of="D1", recorded=date(2024, 7, 1), due=when("2024-11-30"), reason="ill")
    found = row("D1", moved)

    assert ("overdue", "moved from M9 to 2024-11-30; 31 days overdue", "ill") == (
        found.status,
        found.difference,
        found.reason,
    )


def test_deliverable_without_due_day() -> None:
    """Guard a deliverable for which the plan names no date."""
    found = row("D1", deliverables=(Deliverable(id="D1"),))

    assert ("date not fixed", "open", None) == (found.planned, found.status, found.due)


def test_indicator_exceeded_reached_and_short() -> None:
    """Guard the three outcomes of a number, with the distance and the note as the reason."""
    facts = [
        Measured(of="I1", when=when("2024-02-01"), value=Decimal(20)),
        Measured(of="I1", when=when("2024-03-20"), value=Decimal(74), reason="passed on"),
    ]
    more = row("I1", *facts)
    equal = row("I1", Measured(of="I1", value=Decimal(60)))
    less = row("I1", Measured(of="I1", value=Decimal("45.5")))
    early = row("I1", facts[0], day=date(2024, 3, 1))

    assert "60 interviews; by 2024-03" == more.planned
    assert "74 interviews; as of 2024-03-20" == more.achieved
    assert ("exceeded", "14 interviews above the target", "passed on", 123) == (
        more.status,
        more.difference,
        more.reason,
        more.percent,
    )
    assert ("done", None) == (equal.status, equal.difference)
    assert ("partly", "14.5 interviews below the target") == (less.status, less.difference)
    assert ("partly", None) == (early.status, early.difference)


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        (None, "45", "15 below the target"),
        ("people", "45", "15 people below the target"),
        ("downloads", "75", "15 downloads above the target"),
        ("%", "45", "15 percentage points below the target"),
        ("percent", "61", "1 percentage point above the target"),
        ("%", "59.75", "0.25 percentage points below the target"),
    ],
)
def test_how_far_from_the_target_has_a_unit(unit: str | None, value: str, said: str) -> None:
    """Guard that shares lie apart by percentage points, and others by what they count."""
    indicator = Indicator(id="I1", target=Decimal(60), unit=unit, due=when("2024-03"))
    found = row("I1", Measured(of="I1", value=Decimal(value)), indicators=(indicator,))

    assert said == found.difference


def test_indicator_where_less_is_better() -> None:
    """Guard a target below the baseline, such as accidents: fewer is more."""
    fewer = Indicator(id="I1", baseline=Decimal(10), target=Decimal(5))
    good = row("I1", Measured(of="I1", value=Decimal(3)), indicators=(fewer,))
    bad = row("I1", Measured(of="I1", value=Decimal(7)), indicators=(fewer,))

    assert ("exceeded", "2 below the target", 140) == (
        good.status,
        good.difference,
        good.percent,
    )
    assert ("partly", None, 60) == (bad.status, bad.difference, bad.percent)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("20", ("open", 0)), ("8", ("partly", 80)), ("5.01", ("partly", 99)), ("5", ("done", 100)),
     ("20.01", ("partly", -1))],
)  # fmt: skip
def test_the_way_of_an_indicator_that_is_to_fall(value: str, expected: tuple[str, int]) -> None:
    """Guard 20 that stays 20 where 5 was promised: no 400 %, and never above what was reached."""
    falls = Indicator(id="I1", baseline=Decimal(20), target=Decimal(5))
    found = row("I1", Measured(of="I1", value=Decimal(value)), indicators=(falls,))

    assert expected == (found.status, found.percent)


def test_the_way_down_to_none() -> None:
    """Guard a target of 0, of which no percent can be made by itself."""
    falls = Indicator(id="I1", baseline=Decimal(8), target=Decimal(0))
    found = row("I1", Measured(of="I1", value=Decimal(2)), indicators=(falls,))

    assert 75 == found.percent


def test_indicator_at_its_start() -> None:
    """Guard that what stands where it began is not reached in part."""
    begun = Indicator(id="I1", baseline=Decimal(20), target=Decimal(60))
    still = row("I1", Measured(of="I1", value=Decimal(20)), indicators=(begun,))
    none = row("I1", Measured(of="I1", value=Decimal(0)))

    early = row("I1", Measured(of="I1", value=Decimal(0)), day=date(2024, 1, 5))
    assert ("open", "20") == (still.status, still.achieved)
    assert ("open", 0) == (early.status, early.percent)
    assert ("not reached", 0) == (none.status, none.percent)


def test_indicator_that_was_measured_without_a_value() -> None:
    """Guard that nobody takes for none what nobody stated."""
    found = row("I1", Measured(of="I1", when=when("2024-02-01")))

    assert ("not judged", "value not stated; as of 2024-02-01") == (found.status, found.achieved)
    assert (None, None) == (found.achieved_value, found.percent)


IN_WORDS = Indicator(id="I1", kind="qualitative", expected="users like it")


@pytest.mark.parametrize(
    "indicator",
    [IN_WORDS, Indicator(id="I1", target=Decimal(40)), Indicator(id="I1", expected="many")],
    ids=lambda one: one.kind or str(one.target),
)
@pytest.mark.parametrize("said", [None, "they do", "three of four find it unfit"])
def test_words_do_not_tell_whether_it_is_reached(indicator: Indicator, said: str | None) -> None:
    """Guard that whatever is said, good or bad, somebody has to say whether it is enough."""
    found = row("I1", Measured(of="I1", text=said), indicators=(indicator,))

    assert "not judged" == found.status
    assert () == found.difference_phrases


@pytest.mark.parametrize("value", [None, Decimal(3)])
@pytest.mark.parametrize(
    ("reached", "due", "status", "difference"),
    [
        (True, None, "done", None),
        (True, "2024-03-01", "done", None),
        (False, None, "open", None),
        (False, "2025-01-15", "open", None),
        (False, "2024-12-30", "not reached", "its target is not reached"),
        (None, "2024-03-01", "not judged", None),
    ],
)
def test_somebody_judges(
    value: Decimal | None,
    reached: bool | None,  # noqa: FBT001 - a case of the table above
    due: str | None,
    status: str,
    difference: str | None,
) -> None:
    """Guard the word of the record where no two numbers tell it, before and after the day."""
    indicator = evolve(IN_WORDS, due=When.undecided() if due is None else when(due))
    fact = Measured(of="I1", text="three of four do", value=value, reached=reached)
    found = row("I1", fact, indicators=(indicator,))

    assert (status, difference) == (found.status, found.difference)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (Measured(of="I1", when=when("2024-04-01"), text="fewer do now"), "not judged"),
        (Measured(of="I1", when=when("2024-04-01"), reached=False), "open"),
        (Measured(of="I1", when=when("2024-04-01")), "done"),
        (Measured(of="I1", when=when("2024-01-05"), reached=False), "done"),
    ],
)
def test_the_latest_judgement_counts(second: Measured, expected: str) -> None:
    """Guard that an earlier judgement says nothing of what was found later."""
    first = Measured(of="I1", when=when("2024-02-01"), text="all do", reached=True)

    assert expected == row("I1", second, first, indicators=(IN_WORDS,)).status


@pytest.mark.parametrize("reached", [True, False, None])
def test_a_number_judges_itself(reached: bool | None) -> None:  # noqa: FBT001 - a case
    """Guard that numbers decide where target and value are numbers."""
    less = row("I1", Measured(of="I1", value=Decimal(45), reached=reached))
    more = row("I1", Measured(of="I1", value=Decimal(60), reached=reached))

    assert ("partly", "done") == (less.status, more.status)


def test_indicator_in_words_and_without_target() -> None:
    """Guard words as they are, and that a number without a target is neither reached nor missed."""
    words = Indicator(id="I1", kind="qualitative", expected="users {like} it")
    asked = row("I1", Measured(of="I1", text="they do", reached=True), indicators=(words,))
    bare = row("I1", Measured(of="I1", value=Decimal(3)), indicators=(Indicator(id="I1"),))

    assert ("users {like} it", "they do", "done") == (asked.planned, asked.achieved, asked.status)
    assert ("", "3", "not judged", None) == (bare.planned, bare.achieved, bare.status, bare.percent)


def test_indicator_with_another_target_or_never_measured() -> None:
    """Guard that lowering a target is visible, and that silence after the date is overdue."""
    changed = Amended(of="I1", recorded=date(2024, 1, 8), target=Decimal(50), reason="strike")
    found = row("I1", changed)

    assert ("overdue", "target changed from 60 to 50; 275 days overdue", "strike") == (
        found.status,
        found.difference,
        found.reason,
    )


def test_dissemination() -> None:
    """Guard counts and reach: partly, done, exceeded, fewer than planned after the date."""
    once = Disseminated(of="N1", reach=200)
    more = Disseminated(of="N1", reach=301)
    less = Disseminated(of="N1", reach=299)

    less_told = "1 instead of 2 actions; 300 people fewer reached"

    assert "2 times; 500 people reached; M12 (2024-10)" == row("N1", once).planned
    assert ("partly", "1 time; 200 people reached", less_told, 40) == (
        row("N1", once).status,
        row("N1", once).achieved,
        row("N1", once).difference,
        row("N1", once).percent,
    )
    assert ("exceeded", "1 person more reached") == (
        row("N1", once, more).status,
        row("N1", once, more).difference,
    )
    assert ("partly", "1 person fewer reached") == (
        row("N1", once, less).status,
        row("N1", once, less).difference,
    )
    # A sum of which a part is not known is at least what the rest makes.
    assert ("open", "2 times; at least 200 people reached", None) == (
        row("N1", once, Disseminated(of="N1", reach=None)).status,
        row("N1", once, Disseminated(of="N1", reach=None)).achieved,
        row("N1", once, Disseminated(of="N1", reach=None)).difference,
    )
    assert ("overdue", "61 days overdue") == (row("N1").status, row("N1").difference)
    assert "not due" == row("N1", day=date(2024, 10, 31)).status


def test_dissemination_without_numbers() -> None:
    """Guard an action of which only the name is planned: anything done is done."""
    bare = (DisseminationAction(id="N1"),)
    found = row("N1", Disseminated(of="N1"), dissemination_actions=bare)

    assert ("", "1 time", "done", None) == (
        found.planned,
        found.achieved,
        found.status,
        found.difference,
    )


def test_milestones() -> None:
    """Guard milestones, which are reached, not delivered."""
    stone = Milestone(id="MS1", title="Agreed", due=when("2024-06"))
    reached = partnership(Delivered(of="MS1", when=when("2024-07-01")), milestones=(stone,))
    (found,) = milestones(reached)

    assert ("milestone", "by 2024-06", "reached 2024-07-01", "1 day late", "milestones/MS1") == (
        found.kind,
        found.planned,
        found.achieved,
        found.difference,
        found.address,
    )


def test_deviations_are_the_rows_that_differ() -> None:
    """Guard that rows as planned and rows not yet due are no deviations."""
    p = partnership(Held(of="M1"), Measured(of="I1", value=Decimal(60)))

    assert ["E1", "A1", "D1", "N1"] == [found.id for found in deviations(achieved(p))]


def test_as_of_the_day() -> None:
    """Guard that facts recorded later do not show in the report of an earlier day."""
    p = partnership(Held(of="M1", recorded=date(2024, 1, 15), participants=10))

    assert "overdue" == achieved(p.on(date(2024, 1, 14)))[0].status
    assert "done" == achieved(p.on(date(2024, 1, 15)))[0].status

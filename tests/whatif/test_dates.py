"""On which days partners can meet: what falls out and why, and what is best."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from builders import partnership

from vetpartner.model import (
    Held,
    Meeting,
    Organisation,
    Partnership,
    Person,
    ReportDue,
    Task,
    Training,
    UnknownId,
    When,
)
from vetpartner.whatif.dates import free_days

W = When.parse
DAY = date(2025, 1, 1)


HOMES = (
    Organisation(id="sts", acronym="STS", country="HR"),
    Organisation(id="fbk", acronym="FBK", country="AT"),
)


def project(*things: object, homes: tuple[Organisation, ...] = HOMES) -> Partnership:
    """Return an invented project of 2025 with a school in Split and one in Graz."""
    fields = {"acronym": "Pro", "start": DAY, "months": 12, "coordinator": "sts"}
    return partnership(*homes, *things, on=DAY, **fields)


def days(p: Partnership, first: str, last: str, number: int = 1, **more: Any) -> list[str]:  # noqa: ANN401
    """Return the first days of all choices, by day."""
    between = (date.fromisoformat(first), date.fromisoformat(last))
    return sorted(str(c.first) for c in free_days(p, days=number, between=between, **more).choices)


def not_free(p: Partnership, first: str, last: str, number: int = 1) -> list[tuple[str, str]]:
    """Return the days that fall out, with the reasons."""
    between = (date.fromisoformat(first), date.fromisoformat(last))
    return [(row.days, row.why) for row in free_days(p, days=number, between=between).not_free]


def against(p: Partnership, first: str, number: int = 2) -> list[tuple[int, str]]:
    """Return what speaks against the run that begins on a day."""
    day = date.fromisoformat(first)
    found = free_days(p, days=number, between=(day, date(2025, 12, 31))).choices
    (choice,) = (choice for choice in found if choice.first == day)
    return [(reason.points, reason.text) for reason in choice.reasons]


def test_weekends_and_holidays_of_every_country_fall_out() -> None:
    """Guard that a holiday of one partner is enough, and that holidays of others are none."""
    p = project()

    # Corpus Christi, 19 June, is a holiday of both; 22 June one of Croatia, on a Sunday.
    assert ["2025-06-16", "2025-06-17", "2025-06-18", "2025-06-20", "2025-06-23"] == (
        days(p, "2025-06-16", "2025-06-23")
    )
    assert [("Thu 2025-06-19", "Corpus Christi in Croatia (STS), Austria (FBK)")] == not_free(
        p, "2025-06-16", "2025-06-23"
    )
    # Statehood Day is Croatia's alone.
    assert "2025-05-30" not in days(p, "2025-05-26", "2025-05-30")
    assert "2025-05-30" in days(p, "2025-05-26", "2025-05-30", organisations=["fbk"])


def test_runs_do_not_cross_weekends_unless_they_are_longer_than_a_week() -> None:
    """Guard runs: two days are never Friday and Monday, ten days go on after the weekend."""
    p = project()
    ten = free_days(p, days=10, between=(date(2025, 3, 3), date(2025, 3, 17))).choices

    assert ["2025-03-03", "2025-03-04", "2025-03-05", "2025-03-06", "2025-03-10"] == (
        days(p, "2025-03-03", "2025-03-11", 2)
    )
    assert [] == days(p, "2025-03-03", "2025-03-06", 5)
    assert ["2025-03-03"] == days(p, "2025-03-03", "2025-03-08", 5)
    assert {("2025-03-03", "2025-03-14"), ("2025-03-04", "2025-03-17")} == {
        (str(c.first), str(c.last)) for c in ten
    }


def test_school_holidays_of_one_partner() -> None:
    """Guard given school holidays, those of the other partner and those in project months."""
    sts, fbk = HOMES
    closed = attrs.evolve(sts, school_holidays=(W("2025-03-04..2025-03-07"), W("M4")))
    p = project(homes=(closed, fbk))

    assert ["2025-03-03", "2025-03-10"] == days(p, "2025-03-03", "2025-03-10")
    assert [("Tue 2025-03-04 to Fri 2025-03-07", "school holidays of STS")] == not_free(
        p, "2025-03-03", "2025-03-10"
    )
    assert [] == days(p, "2025-04-01", "2025-04-30")
    assert "2025-03-04" in days(p, "2025-03-04", "2025-03-04", organisations=["fbk"])


def test_other_activities_of_the_same_organisations() -> None:
    """Guard what keeps whom busy: not tasks, not what is cancelled, and trainers too."""
    training = Training(
        id="T1", organisations=("x",), trainers=("ana",), when=W("2025-03-05..2025-03-06")
    )
    p = project(
        Meeting(id="M1", title="Kick-off", organisations=("sts",), when=W("2025-03-03")),
        Meeting(id="M2", cancelled=True, when=W("2025-03-04")),
        training,
        Task(id="A1", when=W("2025-03-01..2025-03-31")),
        Person(id="ana", organisation="fbk"),
    )

    assert ["2025-03-04", "2025-03-07"] == days(p, "2025-03-03", "2025-03-07")
    assert [
        ("Mon 2025-03-03", "M1 Kick-off"),
        ("Wed 2025-03-05 to Thu 2025-03-06", "T1"),
    ] == not_free(p, "2025-03-03", "2025-03-07")
    assert "2025-03-03" in days(p, "2025-03-03", "2025-03-03", organisations=["fbk"])
    assert "2025-03-05" in days(p, "2025-03-05", "2025-03-05", organisations=["sts"])


def test_a_meeting_counts_on_the_days_on_which_it_was_held() -> None:
    """Guard that facts go before the plan."""
    p = project(Meeting(id="M1", when=W("2025-03-03")))
    p = attrs.evolve(p, facts=(Held(of="M1", when=W("2025-03-05"), recorded=DAY),))

    assert ["2025-03-03", "2025-03-04", "2025-03-06"] == days(p, "2025-03-03", "2025-03-06")


def test_past_and_outside_of_the_project() -> None:
    """Guard that nobody is invited to yesterday, or to a day on which nothing can be charged."""
    p = attrs.evolve(project(), day=date(2025, 12, 29))

    assert [
        ("Mon 2025-12-22 to Fri 2025-12-26", "in the past"),
        ("Thu 2025-12-25", "Christmas Day in Croatia (STS), Austria (FBK)"),
        ("Fri 2025-12-26", "Saint Stephen's Day in Croatia (STS), Austria (FBK)"),
        ("Thu 2026-01-01", "New Year's Day in Croatia (STS), Austria (FBK)"),
        ("Thu 2026-01-01 to Fri 2026-01-02", "after the project ends on 2025-12-31"),
    ] == not_free(p, "2025-12-22", "2026-01-02")
    assert [
        ("Tue 2024-12-31", "before the project begins on 2025-01-01"),
    ] == not_free(attrs.evolve(p, day=date(2024, 1, 1)), "2024-12-31", "2024-12-31")


def test_days_that_are_too_few() -> None:
    """Guard that a single day between others is named, so that nobody looks for it."""
    p = project(Meeting(id="M1", when=W("2025-03-04")))

    assert [
        ("Mon 2025-03-03", "free, but fewer than 2 working days in a row"),
        ("Tue 2025-03-04", "M1"),
    ] == not_free(p, "2025-03-03", "2025-03-07", 2)


@pytest.mark.parametrize(
    ("first", "number", "expected"),
    [
        ("2025-03-04", 2, []),
        ("2025-03-03", 2, [(1, "travel there falls on a weekend")]),
        (
            "2025-03-03",
            5,
            [(1, "travel there falls on a weekend"), (1, "travel home falls on a weekend")],
        ),
        (
            "2025-05-02",
            1,
            [
                (3, "2025-05-02 is a bridge day in Croatia (STS), Austria (FBK)"),
                (2, "travel there falls on Labor Day in Croatia (STS), Austria (FBK)"),
                (1, "travel home falls on a weekend"),
            ],
        ),
        (
            "2025-11-17",
            1,
            [
                (3, "2025-11-17 is a bridge day in Croatia (STS)"),
                (1, "travel there falls on a weekend"),
                (2, "travel home falls on Remembrance Day in Croatia (STS)"),
            ],
        ),
        ("2025-07-08", 2, [(2, "in July and August many are on leave")]),
        (
            "2025-12-22",
            1,
            [
                (1, "travel there falls on a weekend"),
                (2, "at the turn of the year many are on leave"),
            ],
        ),
    ],
)
def test_what_speaks_against_a_date(
    first: str, number: int, expected: list[tuple[int, str]]
) -> None:
    """Guard bridge days, travel on free days and the season, each with its points."""
    assert expected == against(project(), first, number)


def test_other_meetings_and_reports_near_a_date() -> None:
    """Guard what is near: a week around an activity, a fortnight before a report, a bare month."""
    p = project(
        Meeting(id="M1", title="Near", when=W("2025-03-10..2025-03-11")),
        Meeting(id="M2", mode="online", when=W("2025-03-25")),
        Meeting(id="M3", title="Some day", when=W("2025-04")),
        ReportDue(id="R1", kind="interim", due=date(2025, 4, 3)),
    )

    assert [(2, "M1 Near is 5 days after")] == against(p, "2025-03-04")
    assert [(2, "M1 Near is 7 days before"), (1, "M2 is 6 days after")] == against(p, "2025-03-18")
    assert [
        (1, "M2 is 1 day before"),
        (1, "Interim report to the national agency is due on 2025-04-03"),
    ] == against(p, "2025-03-26")
    assert [(1, "M3 Some day is planned for 2025-04, day not fixed")] == against(p, "2025-04-08")


def test_ranking() -> None:
    """Guard the order: fewest points first, then the earliest; the best one of each week."""
    found = free_days(project(), days=2, between=(date(2025, 3, 3), date(2025, 3, 14)))

    assert [
        ("2025-03-04", 0),
        ("2025-03-05", 0),
        ("2025-03-11", 0),
        ("2025-03-12", 0),
        ("2025-03-03", 1),
        ("2025-03-06", 1),
        ("2025-03-10", 1),
        ("2025-03-13", 1),
    ] == [(str(c.first), c.points) for c in found.choices]
    assert ["Tue 2025-03-04 to Wed 2025-03-05", "Tue 2025-03-11 to Wed 2025-03-12"] == [
        choice.days for choice in found.best
    ]


def test_it_prints_as_a_small_table() -> None:
    """Guard the table: what was asked, the best of each week, what is left out, what is unknown."""
    p = project(Meeting(id="M1", title="<b>", when=W("2025-03-06")))
    found = free_days(p, days=2, between=(date(2025, 3, 3), date(2025, 3, 7)))

    assert (
        "Pro: 2 working days in a row for STS, FBK, 2025-03-03 to 2025-03-07\n"
        "\n"
        "      Days                              Score  Why\n"
        "   1. Tue 2025-03-04 to Wed 2025-03-05      2  M1 <b> is 1 day after\n"
        "      … and 1 more, see --all; the best of each week stands here, up to 10 weeks\n"
        "\n"
        "Not free\n"
        "      Thu 2025-03-06  M1 <b>\n"
        "      Fri 2025-03-07  free, but fewer than 2 working days in a row\n"
        "\n"
        "No school holidays are given for STS, FBK: write them as school_holidays."
    ) == str(found)


def test_no_day_at_all() -> None:
    """Guard that an empty answer says what can be done."""
    found = free_days(project(), days=1, between=(date(2025, 3, 1), date(2025, 3, 2)))

    assert (
        "Pro: 1 working day for STS, FBK, 2025-03-01 to 2025-03-02\n"
        "\n"
        "There are no such days; look at other days, or ask for fewer partners.\n"
        "\n"
        "No school holidays are given for STS, FBK: write them as school_holidays."
    ) == str(found)


def test_what_is_not_known_is_said() -> None:
    """Guard that a partner without a known country is not taken for one without holidays."""
    odd = (
        Organisation(id="a"),
        Organisation(id="b", country="Atlantis"),
        Organisation(id="c", country="EL", school_holidays=(W("2025-08"),)),
    )
    found = free_days(project(homes=odd), between=(date(2025, 3, 24), date(2025, 3, 28)))

    assert (
        "Public holidays are not known for a, b.",
        "No school holidays are given for a, b: write them as school_holidays.",
    ) == found.notes
    # 25 March is Independence Day of Greece, which the EU calls EL.
    assert ["2025-03-26", "2025-03-27"] == (
        days(project(homes=odd[2:]), "2025-03-24", "2025-03-28", 2)
    )


def test_without_days_it_looks_until_the_end_of_the_project() -> None:
    """Guard the days that are looked at where none are given."""
    found = free_days(project())

    assert (date(2025, 1, 2), date(2025, 12, 31)) == (found.between.first, found.between.last)


@pytest.mark.parametrize(
    ("number", "between", "message"),
    [
        (0, ("2025-01-01", "2025-01-02"), "ask for one day or more, not 0"),
        (1, ("2025-01-02", "2025-01-01"), "the last day, 2025-01-01, is before the first"),
        (1, ("2025-01-01", "2028-01-03"), "longer than three years"),
        (1, ("0001-01-01", "0001-01-02"), "not between 1900 and 2200"),
        (1, ("9999-12-30", "9999-12-31"), "not between 1900 and 2200"),
    ],
)
def test_refusals(number: int, between: tuple[str, str], message: str) -> None:
    """Guard that a question without an answer is refused in one sentence."""
    first, last = (date.fromisoformat(day) for day in between)

    with pytest.raises(ValueError, match=message):
        free_days(project(), days=number, between=(first, last))


def test_refusals_of_ids_and_unknown_ends() -> None:
    """Guard an unknown organisation, an id of something else, and a project without an end."""
    p = project(Meeting(id="M1"))

    with pytest.raises(UnknownId, match="did you mean"):
        free_days(p, ["stss"])
    with pytest.raises(UnknownId, match="'M1' is not an organisation"):
        free_days(p, ["M1"])
    with pytest.raises(ValueError, match="no known end ahead"):
        free_days(attrs.evolve(p, day=date(2026, 1, 1)))


def test_a_long_search_prints_no_endless_list() -> None:
    """Guard the screen: the first 25 reasons, and how many there are more."""
    found = free_days(project(), days=1, between=(date(2025, 1, 2), date(2027, 12, 31)))

    assert 25 < len(found.not_free)
    assert f"      … and {len(found.not_free) - 25} more, see --all\n" in str(found)
    assert 10 == str(found).count("no conflicts")


def test_all_of_it_is_told_to_be_all() -> None:
    """Guard that nothing is said to be left out where nothing is, on screen and in a notebook."""
    one = free_days(project(), days=1, between=(date(2025, 3, 3), date(2025, 3, 3)))
    week = free_days(project(), days=1, between=(date(2025, 3, 3), date(2025, 3, 7)))
    p = project(Meeting(id="M1", when=W("2025-03-05")))
    busy = free_days(p, days=1, between=(date(2025, 3, 3), date(2025, 3, 7)))

    assert "more, see --all" not in str(one)
    assert "… and 4 more, see --all" in str(week)
    assert "more, see --all" not in week.text(whole=True)
    shown = [each._repr_html_() for each in (one, week, busy)]
    assert [1, 1, 2] == [html.count("<table") for html in shown]
    assert [False, False, True] == ["Wed 2025-03-05" in html for html in shown]

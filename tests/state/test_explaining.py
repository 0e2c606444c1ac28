"""Which differences need a reason: numbers by a share, dates by days, all else always."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve
from reported import PLAN, PROJECT, partnership

from vetpartner.export.report import report
from vetpartner.model import (
    Amended,
    Amounts,
    Attended,
    Deliverable,
    Delivered,
    Disseminated,
    DisseminationAction,
    Fact,
    Held,
    Indicator,
    Measured,
    Meeting,
    Money,
    Partnership,
    Plan,
    Share,
    Venue,
    When,
)
from vetpartner.state import achieved as achieved_rows
from vetpartner.state import dissemination, indicators, rows
from vetpartner.state import gaps as explaining
from vetpartner.state.achieved import achieved
from vetpartner.state.balance import budget_lines
from vetpartner.state.gaps import needs_reason, unexplained
from vetpartner.state.rows import deviations

DAY = date(2024, 12, 31)


def only(thing: object, *facts: Fact, **project: object) -> Partnership:
    """Return a partnership with one planned thing."""
    kinds = {
        Meeting: "meetings",
        Deliverable: "deliverables",
        Indicator: "indicators",
        DisseminationAction: "dissemination_actions",
    }
    plan = Plan(project=evolve(PROJECT, **project), **{kinds[type(thing)]: (thing,)})
    return Partnership(baseline=plan, facts=facts).on(DAY)


def large(p: Partnership) -> bool:
    """Tell whether the one thing of a partnership needs a reason."""
    (row,) = achieved(p)
    return needs_reason(p, row)


MEETING = Meeting(id="M1", when=When.parse("2024-05-08"), expected=20, venue=Venue(city="Split"))


@pytest.mark.parametrize(
    ("came", "expected"), [(20, False), (22, False), (23, True), (18, False), (17, True)]
)
def test_number_of_participants(came: int, expected: bool) -> None:  # noqa: FBT001 - a table
    """Guard both sides of 10 % of the planned number: exactly 10 % still passes."""
    assert expected is large(only(MEETING, Held(of="M1", participants=came)))


def test_settings_of_the_project() -> None:
    """Guard that a project may be stricter or laxer, down to nothing."""
    held = Held(of="M1", participants=22)
    late = Held(of="M1", when=When.parse("2024-05-13"))

    assert large(only(MEETING, held, deviation_share=Share("0.05")))
    assert not large(only(MEETING, held, deviation_share=Share("0.1")))
    assert large(only(MEETING, late, deviation_days=4))
    assert not large(only(MEETING, late, deviation_days=5))
    with pytest.raises(ValueError, match="deviation_days"):
        evolve(PROJECT, deviation_days=-1)


@pytest.mark.parametrize(
    ("when", "expected"),
    [("2024-05-22", False), ("2024-05-23", True), ("2024-04-24", False), ("2024-04-23", True)],
)
def test_other_days(when: str, expected: bool) -> None:  # noqa: FBT001 - a table
    """Guard 14 days before and after."""
    assert expected is large(only(MEETING, Held(of="M1", when=When.parse(when))))


@pytest.mark.parametrize(
    ("planned", "now", "expected"),
    [
        ("2024-05", "2024-05-30", False),
        ("2024-05", "2024-06-14", False),
        ("2024-05", "2024-06-15", True),
        ("undecided", "2024-06-15", False),
        ("2024-05-08", "undecided", True),
    ],
)
def test_moved_dates(planned: str, now: str, expected: bool) -> None:  # noqa: FBT001 - a table
    """Guard that fixing a day within the month promised is no move, and giving one up is."""
    meeting = evolve(MEETING, when=When.parse(planned))
    day = date(2024, 4, 1)
    moved = Amended(of="M1", recorded=day, reason="not yet recorded", when=When.parse(now))
    p = only(meeting, moved).on(day)

    assert expected is large(p)


def test_what_is_no_number_always_needs_a_reason() -> None:
    """Guard another place, another mode, and a cancelled activity."""
    for held in (
        Held(of="M1", venue=Venue(city="Graz")),
        Amended(of="M1", recorded=DAY, reason="not yet recorded", cancelled=True),
    ):
        assert large(only(MEETING, held))


@pytest.mark.parametrize(("when", "expected"), [("2024-06-14", False), ("2024-06-15", True)])
def test_late_deliverables(when: str, expected: bool) -> None:  # noqa: FBT001 - a table
    """Guard days after the deadline."""
    result = Deliverable(id="D1", due=When.parse("2024-05"))

    assert expected is large(only(result, Delivered(of="D1", when=When.parse(when))))


def test_overdue_and_missing_languages() -> None:
    """Guard what never came, and what came in too few languages."""
    result = Deliverable(id="D1", due=When.parse("2024-12-20"), languages=("en", "hr"))
    partly = Delivered(of="D1", when=When.parse("2024-12-20"), languages=("en",))

    assert not large(only(result))
    assert large(only(result).on(date(2025, 1, 4)))
    assert large(only(result, partly))


@pytest.mark.parametrize(("value", "expected"), [("66", False), ("66.5", True), ("53", True)])
def test_indicators(value: str, expected: bool) -> None:  # noqa: FBT001 - a table
    """Guard target and value, more and less."""
    target = Indicator(id="I1", target=Decimal(60), due=When.parse("2024-03"))

    assert expected is large(only(target, Measured(of="I1", value=Decimal(value))))


def test_other_targets_and_people_reached() -> None:
    """Guard a target that was changed, and a dissemination action that reached fewer."""
    target = Indicator(id="I1", target=Decimal(60), due=When.parse("2025-03"))
    action = DisseminationAction(id="N1", reach=100, when=When.parse("2024-03"))
    changed = [
        Amended(of="I1", recorded=DAY, reason="not yet recorded", target=Decimal(new))
        for new in (66, 67)
    ]

    assert [False, True] == [large(only(target, fact)) for fact in changed]
    assert not large(only(action, Disseminated(of="N1", reach=90, recorded=DAY)))
    assert large(only(action, Disseminated(of="N1", reach=89, recorded=DAY)))


def test_counts_that_contradict_each_other() -> None:
    """Guard participants stated and recorded."""
    stated = Held(of="M1", participants=20)
    lists = [Attended(of="M1", organisation="sts", count=count) for count in (19, 17)]

    assert [False, True] == [large(only(MEETING, stated, attended)) for attended in lists]


def test_texts_are_those_of_the_rows() -> None:
    """Guard that nobody rewords a difference without the rule that measures it."""
    homes = (achieved_rows, dissemination, indicators, rows)
    others = "".join(Path(str(home.__file__)).read_text("utf-8") for home in homes)

    for text in (*explaining.OF_THE_NUMBER, *explaining.OF_DAYS):
        assert f'"{text}"' in others
    for before, now in explaining.PAIRS:
        assert any(f"{{{before}}}" in line and f"{{{now}}}" in line for line in others.splitlines())


def test_a_reason_is_enough_and_a_blank_for_one_is_none() -> None:
    """Guard reasons of facts and reasons of amendments, and the words that stand for no reason."""
    fact = Held(of="M1", participants=12)
    noted = evolve(fact, reason="flu")
    blank = Amended(of="M1", recorded=DAY, reason="not yet recorded", cancelled=True)
    said = evolve(blank, reason="no room")

    def found(p: Partnership) -> list[str]:
        return [one.difference for one in unexplained(p, deviations(achieved(p)))]

    assert [["8 participants fewer"], [], ["cancelled"], []] == [
        found(only(MEETING, each)) for each in (fact, noted, blank, said)
    ]


def moved(reason: str) -> Partnership:
    """Return the small partnership with a tenth and more of a work package moved."""
    amounts = Amounts({"sts": Money(45_000), "fbk": Money(40_000)})
    return partnership(Amended(of="WP2", recorded=DAY, reason=reason, grant=amounts))


def test_lines_of_the_budget() -> None:
    """Guard that a work package that lost 15 % needs a reason, and one that lost none does not."""
    p = moved("not yet recorded")
    (one,) = unexplained(p, (), budget_lines(p))
    said = moved("fewer days")

    assert ("WP2", f"{Money(85_000)} instead of {Money(100_000)}", "work_packages/WP2/grant") == (
        one.id,
        one.difference,
        one.address,
    )
    assert () == unexplained(said, (), budget_lines(said))


def test_final_report_stops_and_a_draft_goes_on() -> None:
    """Guard error, warning, the mark in the text, and the line in what is still missing."""
    p = partnership(Held(of="M1", participants=7))
    made, draft = report(p, "final"), report(p, "final", draft=True, edition="partners")
    errors = [f for f in made.findings.errors if f.slug == "deviation-without-reason"]
    warnings = [f for f in draft.findings.warnings if f.slug == "deviation-without-reason"]
    first = errors[0]
    gaps = [gap for gap in made.data.gaps if gap.kind == "reason"]

    assert "M1 Kick-off differs from the plan without a reason: 3 participants fewer" == (
        first.message
    )
    assert "meetings/M1" == first.address
    assert (
        "write why as `reason` of its fact, of a `[[noted]]`, or of its amendment, "
        "or make a draft with --draft"
    ) == first.way_out
    assert [f.message for f in errors] == [f.message for f in warnings]
    assert () == draft.findings.errors
    assert "E1" in [one.id for one in made.data.unexplained]
    assert ["past, but not recorded as held"] == [g.what for g in made.data.gaps if g.id == "E1"]
    assert ["M1"] == [gap.id for gap in gaps]
    assert ("no reason for the difference from the plan", "sts") == (gaps[0].what, gaps[0].owner)
    assert "| M1 Kick-off | no reason for the difference from the plan |" in draft.markdown
    assert PLAN.meetings[0].id == gaps[0].id

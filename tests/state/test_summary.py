"""The key figures of a project: what is known, and nothing more."""

from datetime import date

import pytest

from vetpartner.model import (
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
    Organisation,
    Partnership,
    Plan,
    Project,
    Task,
    When,
    WorkPackage,
)
from vetpartner.papers.report_groups import amounts, concerned
from vetpartner.state.achieved import achieved
from vetpartner.state.figures import explain_figure
from vetpartner.state.shares import matrix
from vetpartner.state.summary import MOST, Concerned, achievements, gravest, key_figures

DAY = date(2025, 6, 1)
PLAN = Plan(
    project=Project(start=date(2024, 9, 1), months=24),
    organisations=(
        Organisation(id="a", country="HR"),
        Organisation(id="b", country="EL"),
        Organisation(id="c", country="GR", left=date(2025, 1, 31)),
        Organisation(id="d", country="DE", role="associated"),
    ),
    meetings=(
        Meeting(id="M1", when=When.parse("2024-10-01"), expected=10),
        Meeting(id="M2", when=When.parse("2025-02-01"), expected=12),
    ),
    deliverables=(Deliverable(id="D1", due=When.parse("2025-01-31"), languages=("en", "hr")),),
    dissemination_actions=(DisseminationAction(id="N1", reach=500),),
)


def told(*facts: Fact, plan: Plan = PLAN) -> dict[str, tuple[str | None, str | None]]:
    """Return planned and achieved by the name of the figure, as texts."""
    p = Partnership(baseline=plan, facts=facts).on(DAY)
    return {
        str(one.what): tuple(
            None if each is None else str(each) for each in (one.planned, one.achieved)
        )  # type: ignore[misc]
        for one in key_figures(p, achieved(p))
    }


def held(of: str, day: str, count: int | None = None) -> tuple[Fact, ...]:
    """Return that a meeting was held, and who was there."""
    when = When.parse(day)
    there = () if count is None else (Attended(of=of, when=when, organisation="a", count=count),)
    return (Held(of=of, when=when), *there)


def test_all_that_is_known() -> None:
    """Who left took part too, EL and GR are one country, both numbers stand there."""
    found = told(
        *held("M1", "2024-10-01", 11),
        *held("M2", "2025-02-01", 9),
        Delivered(of="D1", when=When.parse("2025-01-20"), languages=("en",)),
        Disseminated(of="N1", when=When.parse("2025-03-01"), reach=300),
    )

    assert {
        "Participating organisations": ("3", "3, of which c until 2025-01-31"),
        "Countries": ("2", "2"),
        "Meetings, trainings and events held": ("2", "2"),
        "Participations": ("22", "20"),
        "Results delivered": ("1", "0, and 1 in part"),
        "Languages of the results": ("2", "1"),
        "People reached by dissemination": ("500", "300"),
    } == found


def test_what_is_not_known_is_none() -> None:
    """A meeting without a number and a post without reach make a sum that is at least so much."""
    found = told(
        *held("M1", "2024-10-01", 11),
        *held("M2", "2025-02-01"),
        Disseminated(of="N1", when=When.parse("2025-03-01"), reach=300),
        Disseminated(of="N1", when=When.parse("2025-04-01")),
    )

    assert ("22", "at least 11") == found["Participations"]
    assert ("500", "at least 300") == found["People reached by dissemination"]


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ({}, "0"),
        ({"I1": None}, "0; measured, not judged: 1"),
        ({"I1": 10}, "1"),
        ({"I1": 10, "I2": None}, "1; measured, not judged: 1"),
        ({"I1": 10, "I3": 5}, "1; measured, not judged: 1"),
        ({"I1": 10, "I2": 5}, "1"),
    ],
)
def test_whether_an_indicator_is_reached(
    measured: dict[str, int | None], expected: str | None
) -> None:
    """An entry without a value, or a value without a target, tells nothing."""
    indicators = (*(Indicator(id=id_, target=10) for id_ in ("I1", "I2")), Indicator(id="I3"))
    plan = Plan(project=PLAN.project, indicators=indicators)
    facts = (Measured(of=id_, value=value) for id_, value in measured.items())

    assert ("3", expected) == told(*facts, plan=plan)["Indicators reached"]


def test_reach_that_nobody_planned() -> None:
    """Without an action in the plan no number of people is planned, not even none."""
    plan = Plan(project=PLAN.project)
    post = Disseminated(when=When.parse("2025-03-01"), reach=40)

    assert (None, "40") == told(post, plan=plan)["People reached by dissemination"]


def test_nothing_is_planned() -> None:
    """An empty project has no figures, and a country that nobody stated is not known."""
    assert {} == told(plan=Plan())
    assert (None, None) == told(plan=Plan(organisations=(Organisation(id="a"),)))["Countries"]


@pytest.mark.parametrize("number", [1, MOST + 2])
def test_what_went_furthest(number: int) -> None:
    """What exceeded its target comes first by how much, three at most; what fell short, never."""
    plan = Plan(
        project=Project(start=date(2024, 9, 1), months=24),
        indicators=tuple(Indicator(id=f"I{n}", target=10) for n in range(number + 1)),
    )
    facts = [
        Measured(of=f"I{n}", when=When.parse("2025-01-01"), value=11 + n) for n in range(number)
    ]
    facts.append(Measured(of=f"I{number}", when=When.parse("2025-01-01"), value=3))
    p = Partnership(baseline=plan, facts=tuple(facts)).on(DAY)
    best = [row.id for row in achievements(achieved(p))]

    assert [f"I{n}" for n in reversed(range(number))][:MOST] == best


def test_the_gravest_have_weight_in_money_or_results() -> None:
    """Guard that more people never stand above what is missing, short or late."""
    plan = Plan(
        project=Project(start=date(2024, 9, 1), months=24),
        meetings=(
            Meeting(id="M1", when=When.parse("2024-10-01"), expected=8),
            Meeting(id="M2", when=When.parse("2024-11-01"), expected=8, cancelled=True),
            Meeting(id="M3", when=When.parse("2024-12-02"), expected=8),
            Meeting(id="M4", when=When.parse("2025-01-10"), expected=8),
        ),
        deliverables=(
            Deliverable(id="D1", due=When.parse("2024-10-31")),
            Deliverable(id="D2", due=When.parse("2024-10-31")),
            Deliverable(id="D3", due=When.parse("2024-10-31"), languages=("en", "hr")),
        ),
        indicators=(Indicator(id="I1", target=10),),
    )
    facts = (
        *held("M1", "2024-10-01", 14),
        *held("M3", "2024-12-03", 8),
        *held("M4", "2025-01-10", 6),
        Delivered(of="D1", when=When.parse("2024-11-30")),
        Delivered(of="D3", when=When.parse("2024-10-31"), languages=("en",)),
        Measured(of="I1", when=When.parse("2025-01-01"), value=40),
    )
    rows = achieved(Partnership(baseline=plan, facts=facts).on(DAY))
    known = {"M1": 90_000, "M3": 2_000, "M4": 5_000, "D1": 1}
    rich = {id_: Concerned(amount=Money(money), of=id_) for id_, money in known.items()}
    ranked, left = list[str](), list(rows)
    while found := gravest(left, rich):
        ranked.append(found[0][0].id)
        left = [row for row in left if row.id != ranked[-1]]

    assert ["M2", "D2", "D3", "D1", "M4", "M3", "M1"] == ranked


def test_one_amount_is_one_of_the_gravest() -> None:
    """Guard that an activity and its results do not tell of one amount three times."""
    plan = Plan(
        project=Project(start=date(2024, 9, 1), months=24),
        deliverables=tuple(
            Deliverable(id=f"D{n}", due=When.parse("2024-10-31")) for n in range(1, 6)
        ),
    )
    rows = achieved(Partnership(baseline=plan).on(DAY))
    of = {"D1": "A1", "D2": "A1", "D3": "A2", "D4": "A1"}
    money = {"A1": 30_000, "A2": 20_000}
    known = {id_: Concerned(amount=Money(money[one]), of=one) for id_, one in of.items()}

    assert ["D1", "D3", "D5"] == [row.id for row, _ in gravest(rows, known)]


@pytest.mark.parametrize(
    ("own", "package", "expected"),
    [(7_000, 50_000, (7_000, "A1")), (None, 50_000, (50_000, "WP2")), (None, None, None)],
)
def test_a_result_has_the_amount_it_stands_with(
    own: int | None, package: int | None, expected: tuple[int, str] | None
) -> None:
    """Guard the amount of the activity that makes it, or else of its work package."""
    plan = Plan(
        project=Project(start=date(2024, 9, 1), months=24),
        work_packages=(WorkPackage(id="WP2", amount=None if package is None else Money(package)),),
        tasks=(
            Task(
                id="A1",
                work_package="WP2",
                results=("D1",),
                amount=None if own is None else Money(own),
            ),
        ),
        deliverables=(Deliverable(id="D1", work_package="WP2", due=When.parse("2024-10-31")),),
    )
    p = Partnership(baseline=plan).on(DAY)
    found = concerned(p, achieved(p), amounts(p, matrix(p)))

    result = found.get("D1")
    assert expected == (result and (result.amount.amount, result.of))
    assert found.get("A1") == result


@pytest.mark.parametrize(
    ("left", "expected", "lands"),
    [
        (None, "2", "2"),
        (date(2025, 1, 31), "2, of which B until 2025-01-31", "2"),
        (date(2026, 1, 31), "2", "2"),  # still there on the day
        (date(2024, 8, 1), "1", "1"),  # gone before the start
    ],
)
def test_who_left_took_part(left: date | None, expected: str, lands: str) -> None:
    """Guard that nobody who was there is counted out, and that the last day is said."""
    homes = (
        Organisation(id="a", country="HR"),
        Organisation(id="b", acronym="B", country="DE", left=left),
    )
    found = told(plan=Plan(project=PLAN.project, organisations=homes))

    assert ("2", expected) == found["Participating organisations"]
    assert ("2", lands) == found["Countries"]


@pytest.mark.parametrize(
    ("begins", "facts", "expected"),
    [
        ("2025-01-01", (), None),
        ("undecided", (), None),
        ("2025-09-01", (), "0"),
        ("2025-01-01", (Disseminated(of="N1", reach=0),), "0"),
        ("2025-01-01", (Disseminated(of="N1"),), None),
    ],
)
def test_nobody_knows_whom_nothing_recorded_reached(
    begins: str, facts: tuple[Fact, ...], expected: str | None
) -> None:
    """Guard that no record is not nobody, once its time has begun."""
    action = DisseminationAction(id="N1", reach=500, when=When.parse(begins))
    plan = Plan(project=PLAN.project, dissemination_actions=(action,))

    assert ("500", expected) == told(*facts, plan=plan)["People reached by dissemination"]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_results_in_part_stand_beside_those_that_are_delivered(count: int) -> None:
    """Guard one number in the key figures and in the figure with its records."""
    results = tuple(
        Deliverable(id=f"D{n}", due=When.parse("2025-01-31"), languages=("en", "hr"))
        for n in range(4)
    )
    facts = [
        Delivered(
            of=one.id,
            when=When.parse("2025-01-20"),
            languages=("en",) if n < count else ("en", "hr"),
        )
        for n, one in enumerate(results)
    ]
    plan = Plan(project=PLAN.project, deliverables=results)
    (_, achieved_) = told(*facts, plan=plan)["Results delivered"]
    figure = explain_figure(Partnership(baseline=plan, facts=tuple(facts)).on(DAY), "deliverables")

    assert achieved_ == (f"{4 - count}, and {count} in part" if count else "4")
    assert figure.value == 4 - count == sum(record.counts for record in figure.records)
    assert (f"{count} in part" in figure.shown) is (count > 0)

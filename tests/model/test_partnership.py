"""A partnership: one namespace of ids, plan and facts joined, as of a day."""

from datetime import date
from itertools import permutations

import pytest
from attrs import evolve
from builders import partnership, when

from vetpartner.model import (
    Agreement,
    Amended,
    Attended,
    Deliverable,
    Fact,
    Held,
    Meeting,
    Narrative,
    Noted,
    Organisation,
    Partnership,
    Payment,
    Person,
    Plan,
    Project,
    ReportDue,
    Task,
    UnknownId,
    When,
    WorkPackage,
    link_values,
)


@pytest.fixture
def p() -> Partnership:
    """Give a small partnership with a meeting that was moved and then held."""
    facts = (
        Noted(note="began", recorded=date(2023, 11, 2)),
        Amended(of="M1", recorded=date(2023, 11, 20), reason="exams", when=when("2024-01-15")),
        Held(of="M1", when=when("2024-01-15")),
        Attended(of="M1", organisation="sts", count=2, recorded=date(2024, 1, 20)),
        Attended(of="M1", organisation="uni", count=1, recorded=date(2024, 1, 16)),
        Amended(recorded=date(2024, 2, 1), reason="more time", months=30),
    )
    return partnership(
        Organisation(id="sts", name="Strukovna škola", acronym="STS"),
        Organisation(id="uni", role="associated"),
        Person(id="ana", name="Ana", organisation="sts"),
        WorkPackage(id="WP1"),
        Meeting(id="M1", title="Kick-off", when=when("M2")),
        Meeting(id="M2"),
        Deliverable(id="D1.1", title="Curriculum"),
        *facts,
        start="2023-11-01",
        months=24,
        coordinator="sts",
    )


def test_one_namespace_of_ids(p: Partnership) -> None:
    """Whatever has an id is found by it, and near ids are named when nothing is."""
    assert "Kick-off" == p["M1"].title
    assert "meetings" == p.kind_of("M1")
    assert None is p.kind_of("M9")
    assert None is p.get("M9")
    assert None is p.get(None)
    assert "sts" in p
    assert "M9" not in p
    with pytest.raises(
        UnknownId, match=r"nothing in the plan has the id 'D1\.2'; did you mean D1\.1"
    ):
        p["D1.2"]
    with pytest.raises(KeyError, match=r"'zzzzzz'$"):
        p["zzzzzz"]


def test_as_of_a_day(p: Partnership) -> None:
    """Only what was recorded up to a day is known on it, and the plan follows."""
    early = p.on(date(2023, 11, 10))
    moved = p.on(date(2023, 12, 31))

    assert when("M2") == early["M1"].when
    assert when("2024-01-15") == moved["M1"].when
    assert when("M2") == moved.baseline.meetings[0].when
    assert () == moved.facts_of("M1", Held)
    assert date(2023, 12, 31) == moved.as_of
    assert date(2024, 2, 1) == p.as_of
    assert 1 == len(p.on(date(2024, 1, 15)).facts_of("M1", Held))
    assert 1 == len(p.on(date(2024, 1, 16)).facts_of_kind(Attended))


def test_amendments(p: Partnership) -> None:
    """The plan in force has what was amended; a project is amended without an id."""
    assert date(2025, 10, 31) == p.baseline.project.end
    assert date(2026, 4, 30) == p.end
    assert date(2023, 11, 1) == p.start


def test_an_amendment_that_fits_nothing_changes_nothing() -> None:
    """Unknown ids and fields that a thing does not have are left for the checks to say."""
    plan = Plan(organisations=(Organisation(id="a"),))
    facts = (
        Amended(of="zz", recorded=date(2024, 1, 1), reason="?", title="x"),
        Amended(of="a", recorded=date(2024, 1, 1), reason="?", months=3),
    )

    assert plan == Partnership(baseline=plan, facts=facts).plan


def test_labels_and_roles(p: Partnership) -> None:
    """Texts call things by acronym, title or name, and unknown ids by themselves."""
    assert ["STS", "uni", "Kick-off", "M2", "Ana", "AMU", ""] == [
        p.label(i) for i in ("sts", "uni", "M1", "M2", "ana", "AMU", None)
    ]
    assert ["coordinator", "associated", "partner"] == [p.role_of(i) for i in ("sts", "uni", "AMU")]
    assert ("sts",) == tuple(o.id for o in p.partners)
    assert "Strukovna škola" == p["sts"].label
    assert "Project" == p.plan.project.label
    assert "x" == Project(title="x").label


def test_addresses_of_facts(p: Partnership) -> None:
    """Facts are counted per kind and id, in the order in which they were written."""
    expected = ["held/M1", "attended/M1", "attended/M1#2", "noted/#1", "amended/M1", "amended/#1"]

    assert expected == [address for address, _ in p.typed]
    assert sorted(expected) == sorted(address for address, _ in p.numbered_facts())


def test_the_latest_fact_gives_the_day() -> None:
    """Without a day and without facts it is the start of the project, or no day at all."""
    assert date(2024, 1, 1) == partnership(start="2024-01-01").as_of
    assert date.min == Partnership().as_of
    assert date.min == Noted().known_from(None)
    assert None is Project(start=date(2024, 1, 1)).end


def test_narratives() -> None:
    """An answer that is not there, or empty, is None."""
    narrative = Narrative(report="final", language="hr", answers=(("a.b", "Da."), ("c.d", "")))
    p = Partnership(narratives=(narrative,))

    assert narrative is p.narrative("final", "hr")
    assert None is p.narrative("final", "en")
    assert "Da." == narrative.answer("a.b")
    assert None is narrative.answer("c.d")
    assert None is narrative.answer("e.f")


def test_the_origin_does_not_count(p: Partnership) -> None:
    """Where a partnership was read from makes it no other partnership."""
    other = Partnership(baseline=p.baseline, facts=p.facts, origin=None)

    assert p == other
    assert hash(p.baseline) == hash(other.baseline)


def test_links_are_declared() -> None:
    """Every link of an object or a raw table is found through its marks."""
    meeting = {"host": "sts", "organisations": ["a", 3, "b"], "grant": {"c": 1}, "work_package": 4}

    found = list(link_values(Meeting, meeting.get))

    assert [
        ("host", ("organisations",), "sts"),
        ("organisations", ("organisations",), "a"),
        ("organisations", ("organisations",), "b"),
        ("grant", ("organisations",), "c"),
    ] == found


def test_values_are_hashable() -> None:
    """Frozen means frozen: every value can stand in a set."""
    values = {Agreement(rules=(("a", "1"),)), Payment(id="P1"), Plan(), Partnership()}

    assert 4 == len(values)


@pytest.mark.parametrize("months", [0, 121])
def test_impossible_durations(months: int) -> None:
    """No project lasts ten years, and none lasts no month."""
    with pytest.raises(ValueError, match="months"):
        Project(months=months)


def test_an_amended_report_is_due_on_a_day() -> None:
    """Guards that a new date of a report is the last of its days, and that no date changes none."""

    def due(text: str) -> date | None:
        amended = Amended(of="R1", recorded=date(2024, 1, 1), reason="?", due=When.parse(text))
        return (
            partnership(
                ReportDue(id="R1", kind="interim", due=date(2024, 6, 30)),
                amended,
                start="2024-01-01",
            )
            .plan.reports[0]
            .due
        )

    assert date(2024, 7, 31) == due("M7")
    assert date(2024, 6, 30) == due("undecided")


def test_an_extension_has_the_length_of_a_project() -> None:
    """Guards that no amendment makes a project of a length that is refused in a plan."""
    with pytest.raises(ValueError, match="a project lasts 1 to 120 months, not 500"):
        Amended(recorded=date(2024, 1, 1), reason="?", months=500)


def test_with_facts_adds_and_keeps(p: Partnership) -> None:
    """Guard that a new fact counts, that the old partnership stays, and that addresses go on."""
    new = Attended(of="M1", organisation="AMU", count=3, recorded=date(2024, 1, 22))
    more = p.on(date(2024, 1, 31)).with_facts(new)

    assert 2 == len(p.facts_of("M1", Attended))
    assert new in more.facts_of("M1", Attended)
    assert ("attended/M1#3", new) in more.numbered_facts()
    assert date(2024, 1, 31) == more.day


def test_with_facts_keeps_what_comes_later(p: Partnership) -> None:
    """Guard that a fact added as of an early day does not take the address of a later one."""
    early = p.on(date(2024, 1, 17))
    new = Attended(of="M1", organisation="sts", recorded=date(2024, 1, 17))

    assert ["attended/M1#2", "attended/M1#3"] == [
        address
        for address, fact in early.with_facts(new).numbered_facts()
        if isinstance(fact, Attended)
    ]


def test_with_facts_refuses_what_is_not_known_yet(p: Partnership) -> None:
    """Guard that a fact does not vanish because the partnership is looked at as of a day before."""
    late = Noted(of="M1", recorded=date(2024, 3, 1))

    with pytest.raises(ValueError, match=r"Noted of M1 is known from 2024-03-01, .* `.on\(…\)`"):
        p.on(date(2024, 1, 31)).with_facts(late)
    assert late in p.with_facts(late).facts


def test_what_took_place_as_planned_is_known_from_the_planned_day() -> None:
    """Guard facts without a day: nothing is held before its day, wherever that was moved."""
    moved = Amended(of="M2", recorded=date(2024, 2, 1), reason="snow", when=when("2024-03-20"))
    facts = (
        Held(of="M1"),
        Attended(of="M1", organisation="sts", count=2),
        Held(of="M2"),
        Held(of="M3"),
        Held(of="A1"),
        moved,
    )
    p = partnership(
        Meeting(id="M1", when=when("2024-02-05..2024-02-06")),
        Meeting(id="M2", when=when("2024-02-10")),
        Meeting(id="M3"),
        Task(id="A1", when=when("2024-01..2024-12")),
        *facts,
    )

    def held(day: date) -> list[str | None]:
        return [fact.of for fact in p.on(day).facts_of_kind(Held)]

    # Of what has no date nobody can tell, and a task may end early.
    assert ["M3", "A1"] == sorted(held(date(2024, 2, 5)), reverse=True)
    assert (0, 1) == tuple(len(p.on(date(2024, 2, d)).attended("M1")) for d in (5, 6))
    assert {"M1", "M3", "A1"} == set(held(date(2024, 3, 19)))
    assert "M2" in held(date(2024, 3, 20))
    assert Held(of="M2") in p.on(date(2024, 1, 20)).later


def _corrected(*facts: Fact) -> tuple[int | None, int]:
    """Return how many were at a meeting in the end, and how many contradictions there are."""
    found = {
        (fact.participants, len(p.settled.clashes))
        for order in permutations(facts)
        for p in [Partnership(facts=order).on(date(2025, 6, 1))]
        for fact in p.facts_of_kind(Held)
    }
    (one,) = found  # whatever the order in the file
    return one


def test_corrections_of_one_day() -> None:
    """A correction of a correction counts; of two that correct the same, nobody can tell."""
    day = date(2025, 3, 1)
    held = Held(id="h", of="M1", when=When.parse("2025-02-01"), participants=1)
    first = Held(id="c", of="M1", corrects="h", recorded=day, participants=2)
    second = Held(of="M1", corrects="c", recorded=day, participants=3)
    beside = Held(of="M1", corrects="h", recorded=day, participants=4)

    assert (3, 0) == _corrected(held, first, second)
    assert 1 == _corrected(held, first, beside)[1]
    assert (4, 0) == _corrected(held, first, evolve(beside, recorded=date(2025, 3, 2)))


def test_a_circle_of_corrections_ends() -> None:
    """Two that correct each other correct nothing."""
    one = Held(id="a", of="M1", corrects="b", recorded=date(2025, 3, 1))
    other = Held(id="b", of="M1", corrects="a", recorded=date(2025, 3, 1))

    assert 2 == len(Partnership(facts=(one, other)).on(date(2025, 6, 1)).settled.astray)

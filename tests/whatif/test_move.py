"""What moves when something moves: dates, deadlines, findings, calendars, addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest
from builders import KA220, changed, day, partnership, plan
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from strategies import examples, partnerships, whens

import vetpartner as vp
from vetpartner.model import (
    DATED,
    KINDS,
    NO_REASON,
    Amended,
    Deliverable,
    DisseminationAction,
    DisseminationEvent,
    Fact,
    Held,
    Indicator,
    Meeting,
    Milestone,
    Organisation,
    Partnership,
    Payment,
    Person,
    Plan,
    Project,
    ReportDue,
    Reported,
    Risk,
    Span,
    Task,
    Training,
    UnknownId,
    Venue,
    When,
    WorkPackage,
)
from vetpartner.state.entries import entries
from vetpartner.whatif import compare as module
from vetpartner.whatif.compare import recipients
from vetpartner.whatif.move import SHOWN, Moved, amending, move

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.state.activity_entries import Entry

DAY = date(2024, 2, 1)
EXAMPLES = Path(__file__).parents[2] / "examples"
SPLIT = Venue(city="Split", country="HR")
GRAZ = Venue(city="Graz", country="AT")
W = When.parse
EVERYBODY = ("sts", "fbk", "hwk", "ana", "ugo", "free")


PLAN = plan(
    Organisation(id="sts", acronym="STS", country="HR"),
    Organisation(id="fbk", acronym="FBK", country="AT"),
    Organisation(id="hwk", acronym="HWK", country="DE"),
    Person(id="ana", name="Ana", organisation="sts"),
    Person(id="ugo", name="Ugo", organisation="fbk"),
    Person(id="free", name="Fay"),
    WorkPackage(id="WP2", when=W("M3..M12")),
    Meeting(id="M1", when=W("2024-03-05 09:00..2024-03-06 13:00"), venue=SPLIT),
    Meeting(
        id="M2",
        title="Second meeting",
        work_package="WP2",
        organisations=("sts", "fbk"),
        when=W("2024-06-10..2024-06-11"),
    ),
    Training(id="T1", organisations=("hwk",), when=W("2024-06-17"), venue=GRAZ, trainers=("ugo",)),
    DisseminationEvent(id="E1", when=W("2025-09")),
    Task(id="A1", when=W("M3..M8"), lead="fbk", results=("D1",)),
    Deliverable(id="D1", lead="fbk", due=W("M8")),
    Milestone(id="MS1", due=W("M8")),
    Indicator(id="I1", due=W("M12")),
    Risk(id="R1", title="A partner leaves"),
    DisseminationAction(id="N1", when=W("M6..M10")),
    Payment(id="P1", title="Second payment", expected=W("2024-12")),
    ReportDue(id="RI", kind="interim", due=day("2024-11-30")),
    ReportDue(id="RF", kind="final"),
    **(KA220 | {"acronym": "X", "start": "2023-11-01", "coordinator": "sts"}),
)
"""An invented plan, under the rules of call 2023, with something of every kind."""


def invented(*facts: Fact, **tables: object) -> Partnership:
    """Return the invented partnership as of the first of February 2024."""
    return Partnership(baseline=changed(PLAN, **tables), facts=facts, day=DAY)


def about(findings: Iterable[vp.Finding], slug: str) -> list[tuple[str, str]]:
    """Return address and message of the findings of one rule."""
    return [(one.address, one.message) for one in findings if one.slug == slug]


@pytest.mark.parametrize(
    ("id_", "when", "change", "touched"),
    [
        ("M2", "2024-06-12", "meetings/M2/when: 2024-06-10..2024-06-11 → 2024-06-12", "meetings"),
        ("T1", "2024-07", "trainings/T1/when: 2024-06-17 → 2024-07", "trainings"),
        ("E1", "M20", "dissemination_events/E1/when: 2025-09 → M20", "dissemination_events"),
        ("A1", "undecided", "tasks/A1/when: M3..M8 → undecided", "tasks"),
        ("WP2", "M3..M14", "work_packages/WP2/when: M3..M12 → M3..M14", "work_packages"),
        ("D1", "M9", "deliverables/D1/due: M8 → M9", "deliverables"),
        ("MS1", "2024-08-15", "milestones/MS1/due: M8 → 2024-08-15", "milestones"),
        ("I1", "M14", "indicators/I1/due: M12 → M14", "indicators"),
        (
            "N1",
            "M6..M9",
            "dissemination_actions/N1/when: M6..M10 → M6..M9",
            "dissemination_actions",
        ),
        ("P1", "2025-01", "payments/P1/expected: 2024-12 → 2025-01", "payments"),
        ("RI", "2024-12-15", "reports/RI/due: 2024-11-30 → 2024-12-15", "reports"),
        ("RI", "M14", "reports/RI/due: 2024-11-30 → 2024-12-31", "reports"),
        ("RF", "2026-01-31", "reports/RF/due: added 2026-01-31", "reports"),
    ],
)
def test_everything_that_has_a_date_moves(id_: str, when: str, change: str, touched: str) -> None:
    """Each kind has its date in the plan in force afterwards, whatever the form of the date."""
    moved = move(invented(), id_, when)

    assert change == str(moved.changes[0])
    assert change.startswith(f"{moved.address}: ")
    assert f"{touched}/{id_}" == moved.touched[0]
    assert invented() == moved.before


@pytest.mark.parametrize("kind", DATED)
def test_every_kind_with_a_date_is_known(kind: str) -> None:
    """The table of dates names fields that exist, and no kind with a date is left out."""
    with_dates = {
        name
        for name, cls in KINDS.items()
        if {"when", "due", "expected"} & set(attrs.fields_dict(cls))
    }

    assert DATED[kind] in attrs.fields_dict(KINDS[kind])
    assert set(DATED) == with_dates


def test_a_move_is_an_amendment() -> None:
    """The plan as approved stays; the fact says when it was recorded and why."""
    p = invented()
    moved = move(p, "M2", date(2024, 6, 12), reason="A strike.")
    expected = Amended(of="M2", when=When.day(date(2024, 6, 12)), recorded=DAY, reason="A strike.")

    assert expected == moved.amendment
    assert (expected,) == moved.after.facts
    assert p.baseline == moved.after.baseline
    assert When.day(date(2024, 6, 12)) == moved.after["M2"].when
    assert ["meetings/M2/when", "amended/M2"] == [change.address for change in moved.changes]
    assert NO_REASON == getattr(move(p, "M2", "M9").amendment, "reason", None)


def test_what_is_amended_already_moves_on() -> None:
    """The last word counts, also where an earlier amendment was recorded on the same day."""
    first = Amended(of="M2", when=W("2024-06-12"), recorded=DAY, reason="A strike.")
    moved = move(invented(first), "M2", "2024-06-13")

    assert "2024-06-12 → 2024-06-13" == f"{moved.was} → {moved.now}"
    assert W("2024-06-13") == moved.after["M2"].when
    assert (first, moved.amendment) == moved.after.facts


def test_a_payment_changes_the_plan() -> None:
    """The expected day of a payment is no amendment; the plan itself has it afterwards."""
    moved = move(invented(), "P1", "2025-01-20")
    ((before, after),) = moved.deadlines

    assert None is moved.amendment
    assert () == moved.after.facts
    assert W("2025-01-20") == moved.after.baseline.payments[0].expected
    assert before is not None
    assert after is not None
    assert (date(2024, 12, 31), date(2025, 1, 20)) == (before.day, after.day)
    assert ("sts", "ana") == moved.calendars


@pytest.mark.parametrize("when", [30, "30 months"])
def test_an_extension(when: int | str) -> None:
    """End, final report and last day for amendments move; everybody gets the new end."""
    moved = move(invented(), "project", when)

    assert Amended(months=30, recorded=DAY, reason=NO_REASON) == moved.amendment
    assert ("24 months", "30 months") == (moved.was, moved.now)
    assert date(2026, 4, 30) == moved.after.end
    assert {
        ("amendment-last", date(2025, 10, 1), date(2026, 3, 31)),
        ("project-end", date(2025, 10, 31), date(2026, 4, 30)),
        ("report-RF", date(2025, 12, 30), date(2026, 6, 29)),
    } <= {
        (before.id, before.day, after.day) for before, after in moved.deadlines if before and after
    }
    assert () == moved.shifted
    assert ("project", "reports/RF") == tuple(
        at for at in moved.touched if at.startswith(("project", "reports"))
    )
    assert EVERYBODY == moved.calendars


@pytest.mark.parametrize("when", ["2023-12-01", date(2023, 12, 1), W("2023-12-01")])
def test_another_start(when: date | str | When) -> None:
    """Project months mean other days then; calendar dates, and the day of looking, stay."""
    moved = move(invented(), "project", when)
    shifted = {shift.address: (shift.before, shift.after) for shift in moved.shifted}

    assert None is moved.amendment
    assert date(2023, 12, 1) == moved.after.baseline.project.start
    assert DAY == moved.after.as_of
    assert {
        "work_packages/WP2/when",
        "tasks/A1/when",
        "deliverables/D1/due",
        "milestones/MS1/due",
        "indicators/I1/due",
        "dissemination_actions/N1/when",
    } == set(shifted)
    assert (
        Span(first=date(2024, 6, 1), last=date(2024, 6, 30)),
        Span(first=date(2024, 7, 1), last=date(2024, 7, 31)),
    ) == shifted["milestones/MS1/due"]
    assert {at.rpartition("/")[0] for at in shifted} <= set(moved.touched)
    assert moved.before["M1"] == moved.after["M1"]
    assert EVERYBODY == moved.calendars


def test_an_extension_too_long() -> None:
    """What is found at a field of the project touches the project."""
    project = attrs.evolve(PLAN.project, reference=None, call=2025)
    moved = move(invented(project=project), "project", 60)

    assert ["project/months"] == [at for at, _ in about(moved.appeared, "extension-too-long")]
    assert "project" == moved.touched[0]
    assert [] == [at for at in moved.touched if at.startswith("project/")]


def test_the_start_does_not_move_the_day_of_looking() -> None:
    """Without facts the day follows the start; a move compares both sides on one day."""
    moved = move(Partnership(baseline=PLAN), "project", "2024-02-01")

    assert date(2023, 11, 1) == moved.before.as_of == moved.after.as_of


def test_a_thing_called_project_is_that_thing() -> None:
    """An id of the plan comes first."""
    meeting = Meeting(id="project", when=W("2024-06-10"))

    assert (
        "meetings/project/when"
        == move(invented(meetings=(meeting,)), "project", "2024-06-11").address
    )


def test_an_overlap_appears_and_disappears() -> None:
    """A new finding touches both activities, the one it stands at and the one it names."""
    event = DisseminationEvent(id="E1", when=W("2024-04-09"), venue=GRAZ)
    p = invented(dissemination_events=(event,))
    places = "E1 (2024-04-09, Graz) overlaps with M1 (2024-04-09, Split)"
    overlap = [("dissemination_events/E1/when", f"{places}, and both need all partners")]
    first = move(p, "M1", "2024-04-09")
    second = move(first.after, "M1", "2024-04-10")

    assert overlap == about(first.appeared, "activities-overlap")
    assert [] == about(first.disappeared, "activities-overlap")
    assert ("meetings/M1", "dissemination_events/E1") == first.touched[:2]
    assert overlap == about(second.disappeared, "activities-overlap")
    assert "dissemination_events/E1" not in second.touched


def test_the_other_of_an_overlap_is_touched_whichever_moves() -> None:
    """The finding stands at the later activity only; the earlier one is touched too."""
    event = DisseminationEvent(id="E1", when=W("2024-09-09"), venue=GRAZ)
    moved = move(invented(dissemination_events=(event,)), "E1", "2024-03-06")

    assert ["dissemination_events/E1/when"] == [
        at for at, _ in about(moved.appeared, "activities-overlap")
    ]
    assert ("dissemination_events/E1", "meetings/M1") == moved.touched[:2]


def test_a_work_package_leaves_its_activities_behind() -> None:
    """Activities do not follow; the findings say which of them no longer fit."""
    moved = move(invented(), "WP2", "M3..M5")

    assert [
        (
            "meetings/M2/when",
            "M2 is planned for 2024-06-10 to 2024-06-11, but WP2 ends on 2024-03-31",
        )
    ] == about(moved.appeared, "activity-outside-work-package")
    assert moved.before["M2"] == moved.after["M2"]
    assert "meetings/M2" in moved.touched
    assert () == moved.calendars


def test_a_finding_that_stays_with_other_words() -> None:
    """What was wrong and still is counts neither as new nor as solved."""
    outside = Meeting(id="M2", work_package="WP2", when=W("2025-01-07"))
    text = str(move(invented(meetings=(outside,)), "M2", "2025-01-14"))
    shown = "M2 is planned for 2025-01-14, but WP2 ends on 2024-10-31"

    assert "Findings that stay, with other dates (" in text
    assert 1 == text.count(f"  warning: {shown}")
    assert "New findings" not in text
    assert "solved" not in text


@pytest.mark.parametrize(("id_", "when"), [("A1", "M3..M9"), ("D1", "M7")])
def test_a_result_due_before_the_work_ends(id_: str, when: str) -> None:
    """It is told whichever of the two moved, and only where it was not so before."""
    moved = move(invented(), id_, when)

    assert (("A1", "D1"),) == moved.early
    assert {"tasks/A1", "deliverables/D1"} <= set(moved.touched)
    assert () == move(moved.after, "D1", "M6").early
    assert "D1 is due 20" in str(moved)


def test_a_cancelled_activity_makes_no_results() -> None:
    """Nobody works on it any more, so nothing of it is early."""
    cancelled = Task(id="A1", when=W("M3..M8"), results=("D1", "no such"), cancelled=True)
    moved = move(invented(tasks=(cancelled,)), "A1", "M3..M9")

    assert () == moved.early
    assert ("A1 is cancelled, and stays so.",) == moved.remarks


@pytest.mark.parametrize(
    ("id_", "when", "expected"),
    [
        ("M1", "2024-03-12", EVERYBODY),
        ("M2", "2024-06-12", ("sts", "fbk", "ana", "ugo")),
        ("T1", "2024-06-18", ("hwk", "ugo")),
        ("A1", "2024-05-06..2024-05-10", EVERYBODY),
        ("A1", "M3..M9", ()),
        ("D1", "M9", ("fbk", "ugo")),
        ("MS1", "M9", EVERYBODY),
        ("I1", "M9", ()),
        ("RI", "2024-12-15", EVERYBODY),
        ("M2", "undecided", ("sts", "fbk", "ana", "ugo")),
    ],
)
def test_calendars(id_: str, when: str, expected: tuple[str, ...]) -> None:
    """Only those get a calendar again in whose calendar something else stands."""
    assert expected == move(invented(), id_, when).calendars


def test_calendars_of_a_project_without_an_end() -> None:
    """Where no deadline moves for all, each gets a calendar for the things that it takes part in.

    A meeting without a date, held in a project month, moves with the start too.
    """
    organisations = tuple(Organisation(id=f"o{n}") for n in range(5))
    moved = move(
        partnership(
            *organisations,
            Meeting(id="M1", organisations=("o3",)),
            *(Deliverable(id=f"D{n}", lead=f"o{n}", due=W("M8")) for n in range(3)),
            Held(of="M1", when=W("M3"), recorded=DAY),
            start="2023-11-01",
        ),
        "project",
        "2023-12-01",
    )

    assert ("o0", "o1", "o2", "o3") == moved.calendars


def test_what_happened_does_not_move() -> None:
    """A meeting held on a day of its own stays there in every calendar, and a remark says it."""
    held = Held(of="M2", when=W("2024-01-30"), recorded=DAY)
    moved = move(invented(held), "M2", "2024-06-12")

    assert () == moved.calendars
    assert ("M2 is recorded as done; what is recorded does not move.",) == moved.remarks
    sent = Reported(of="RI", recorded=DAY)
    assert moved.remarks[0].replace("M2", "RI") in str(move(invented(sent), "RI", "2024-12-15"))


def test_lost_hours_are_told() -> None:
    """A meeting with hours that gets a day without them says so."""
    lost = ("The hours are no longer given; write them with the date to keep them.",)

    assert lost == move(invented(), "M1", "2024-03-12").remarks
    assert () == move(invented(), "M1", "2024-03-12 09:00..13:00").remarks
    assert () == move(invented(), "M2", "2024-03-12").remarks


@pytest.mark.parametrize(
    ("id_", "when"),
    [
        ("M1", "2024-03-05 09:00..2024-03-06 13:00"),
        ("A1", "M3..M8"),
        ("P1", "2024-12"),
        ("RI", "2024-11-30"),
        ("RI", date(2024, 11, 30)),
        ("RI", "M13"),
        ("project", "2023-11-01"),
        ("project", 24),
    ],
)
def test_a_move_to_the_same_date_changes_nothing(id_: str, when: str | date | int) -> None:
    """No amendment is made up, nothing is touched, and the text says so."""
    p = invented()
    moved = move(p, id_, when)

    assert p is moved.after
    assert ((), (), (), (), None) == (
        moved.changes,
        moved.deadlines,
        moved.calendars,
        moved.touched,
        moved.amendment,
    )
    assert (0, 0) == (len(moved.appeared), len(moved.disappeared))
    assert "already, so nothing moves" in str(moved)


@pytest.mark.parametrize(
    ("id_", "when", "message"),
    [
        ("M2", "soon", "'soon' is not a date; write 2023-12-04"),
        ("M2", "2024-06-12..2024-06-10", "it ends"),
        ("sts", "2024-06-12", "sts stands in organisations, which have no date to move"),
        ("R1", "2024-06-12", "R1 stands in risks, which have no date to move"),
        ("RI", "undecided", "RI is a report and needs a day; undecided has none in this project"),
        ("project", "soon", "'soon' moves no project; give its first day, such as"),
        ("project", "M4", "a project starts on one day, and M4 is none; give its first day"),
        ("project", "2024-01-01..2024-02-01", "a project starts on one day"),
        ("project", "0 months", "a project lasts 1 to 120 months, not 0"),
        ("project", 999, "a project lasts 1 to 120 months, not 999"),
    ],
)
def test_what_cannot_move(id_: str, when: str | int, message: str) -> None:
    """A text that is no date, and a thing without one, are refused in one sentence."""
    with pytest.raises(ValueError, match=message):
        move(invented(), id_, when)


def test_unknown_ids_and_wrong_types() -> None:
    """An unknown id names similar ones; a time without an end is no date of a plan."""
    with pytest.raises(UnknownId, match=r"the id 'M22'; did you mean M2\?"):
        move(invented(), "M22", "2024-06-12")
    for wrong in (datetime(2024, 6, 12, 9, tzinfo=UTC), 9):
        with pytest.raises(TypeError, match="is neither a When nor its text nor a day"):
            move(invented(), "M2", wrong)


def test_what_moves_with_it_is_told_with_both_dates() -> None:
    """Guard the columns for who takes the answer further: from which day, and to which."""
    rows = move(invented(), "project", "2024-02-01").table.rows
    months = {row.id: (row.before, row.after) for row in rows if row.kind.startswith("Project mon")}

    assert ("2024-01-01 to 2024-06-30", "2024-04-01 to 2024-09-30") == months["A1"]
    assert ("2024-06-01 to 2024-06-30", "2024-09-01 to 2024-09-30") == months["D1"]
    alone = move(invented(), "RI", "2024-12-15").table.rows
    assert ("RI", "2024-11-30", "2024-12-15") == (alone[0].id, alone[0].before, alone[0].after)


def test_how_a_move_reads() -> None:
    """One screen: from where to where, what hangs on it, who gets a calendar again."""
    text = str(move(invented(), "RI", "2024-12-15"))

    assert text == (
        "RI: 2024-11-30 → 2024-12-15\n"
        "\n"
        "Deadlines that move with it (1)\n"
        "  Interim report to the national agency: 2024-11-30 → 2024-12-15 "
        "(the partners' part by 2024-11-17)\n"
        "\n"
        "Calendars to send again (4)\n"
        "  STS: Ana\n"
        "  FBK: Ugo\n"
        "  HWK\n"
        "  Fay"
    )
    assert "M2 Second meeting: 2024-06-10 to 2024-06-11 → M9 (2024-07-01 to 2024-07-31)\n" in str(
        move(invented(), "M2", "M9")
    )
    assert "Nothing hangs on it: no deadline, no finding, no calendar." in str(
        move(invented(), "I1", "M11")
    )


def test_long_lists_are_cut_and_counted() -> None:
    """A screen stays a screen, and the whole is in the value."""
    tasks = tuple(Task(id=f"A{number}", when=W("M3..M8")) for number in range(100))
    moved = move(invented(tasks=tasks), "project", "2024-01-01")

    assert 105 == len(moved.shifted)
    assert f"\n  … and {105 - SHOWN} more, see --all\n" in str(moved)
    assert 60 > len(str(moved).splitlines())


def test_a_deadline_can_appear_and_vanish() -> None:
    """Where a payment gets a day, or loses it, one side of the pair is empty and says so."""
    undated = invented(payments=(Payment(id="P1"),))
    appeared = move(undated, "P1", "2025-01-20")
    vanished = move(appeared.after, "P1", "undecided")

    assert [(True, False)] == [(b is None, a is None) for b, a in appeared.deadlines]
    assert [(False, True)] == [(b is None, a is None) for b, a in vanished.deadlines]
    assert "Payment P1 expected: not known → 2025-01-20\n" in str(appeared)
    assert "Payment P1 expected: 2025-01-20 → not known\n" in str(vanished)


def test_a_project_without_a_start_gets_one() -> None:
    """Project months had no days before; then they have."""
    late = Payment(id="P1", title="<i>", expected=W("M3"))
    p = invented(project=Project(title="<b>"), reports=(), payments=(late,))
    moved = move(p, "project", "2024-01-01")

    assert "<b>: not stated → 2024-01-01" == str(moved).splitlines()[0]
    assert "D1, M8: not known → 2024-08-01 to 2024-08-31" in str(moved)
    assert (
        "Deadlines that move with it",
        None,
        "2024-03-31",
        "<i> expected: not known → 2024-03-31",
    ) in ((row.kind, row.before, row.after, row.text) for row in moved.table.rows)


def test_findings_have_their_places() -> None:
    """Those of a project that was read from files are the very ones of `check`."""
    p = vp.load(EXAMPLES / "green-welding").on(date(2025, 1, 31))
    there = move(p, "M4", "2025-10-09 09:00..2025-10-10 13:00")
    back = move(there.after, "M4", p["M4"].when)

    assert len(there.appeared) > 0
    assert set(there.appeared) <= set(vp.check(there.after))
    assert set(there.disappeared) <= set(vp.check(p))
    assert {"project.toml"} == {one.place.file for one in there.appeared if one.place}
    assert (there.appeared, there.disappeared) == (back.disappeared, back.appeared)


def test_public_names() -> None:
    """The function and its result are names of the package."""
    moved = vp.move(invented(), "M2", "2024-06-12")

    assert isinstance(moved, vp.Moved)
    assert Moved is vp.Moved
    assert "Partnership(" not in repr(moved)


def bare(entry: Entry) -> Entry:
    """Return an entry without what nobody sees in a calendar."""
    return attrs.evolve(entry, sequence=0, changed=DAY)


def one_by_one(before: Partnership, after: Partnership) -> tuple[str, ...]:
    """Return whose calendars differ by making every one of them."""

    def shown(p: Partnership, **whose: str) -> set[Entry]:
        return {bare(entry) for entry in entries(p, **whose)}

    found = []
    for kind, cls, key in (
        ("organisations", Organisation, "partner"),
        ("people", Person, "person"),
    ):
        for id_ in dict.fromkeys(thing.id for thing in getattr(before.plan, kind)):
            known = isinstance(before.get(id_), cls)
            if known and shown(before, **{key: id_}) != shown(after, **{key: id_}):
                found.append(id_)
    return tuple(found)


def test_calendars_are_not_made_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 50 organisations and 400 activities the work grows with the plan, not with both."""
    made = []

    def counted(p: Partnership, **whose: str) -> tuple[Entry, ...]:
        found = entries(p, **whose)
        made.append(len(found))
        return found

    monkeypatch.setattr(module, "entries", counted)
    tasks = tuple(Task(id=f"A{n}", when=W("2024-05-06")) for n in range(200))
    meetings = tuple(Meeting(id=f"M{n}", when=W("M7")) for n in range(200))
    organisations = tuple(Organisation(id=f"o{n}") for n in range(50))
    p = invented(tasks=tasks, meetings=meetings, organisations=organisations)

    for id_, when in (("project", "2023-12-01"), ("M7", "M8")):
        made.clear()
        moved = move(p, id_, when)
        assert 53 == len(moved.calendars)
        assert 2_500 > sum(made)


ROUND = settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=examples(15),
)


def said(p: Partnership) -> set[tuple[str, str, str]]:
    """Return what is found, without the place in a file."""
    return {(one.slug, one.address, one.message) for one in vp.check(p)}


@ROUND
@given(partnerships(), whens(), st.data())
def test_there_and_back(p: Partnership, when: When, data: st.DataObject) -> None:
    """Whatever the plan: a move touches what it says, and the way back restores the findings."""
    ids = [thing.id for _, thing in p.plan.things() if p.kind_of(thing.id) in DATED]
    assume(ids)
    id_ = data.draw(st.sampled_from(ids))
    kind = str(p.kind_of(id_))
    old = getattr(p[id_], DATED[kind])
    assume(old is not None and (kind != "reports" or when.span(p.start) is not None))
    there = move(p, id_, when)
    back = move(there.after, id_, old)

    assert there.calendars == one_by_one(p, there.after)
    assert said(there.after) - said(p) == {(f.slug, f.address, f.message) for f in there.appeared}
    assert said(p) == said(back.after)
    assert getattr(p[id_], DATED[kind]) == getattr(back.after[id_], DATED[kind])
    assert p.as_of == there.after.as_of
    assert there.calendars == back.calendars
    assert str(there)
    assert () == move(p, id_, old).touched


@ROUND
@given(partnerships(), st.dates(date(2014, 1, 1), date(2030, 12, 31)), st.integers(1, 60))
def test_the_project_there_and_back(p: Partnership, start: date, months: int) -> None:
    """The same for start and duration of the project."""
    project = p.plan.project
    assume(project.start is not None and project.months is not None and "project" not in p)
    for new, old in ((start, project.start), (months, project.months)):
        there = move(p, "project", new)

        assert there.calendars == one_by_one(p, there.after)
        assert said(p) == said(move(there.after, "project", old).after)
        assert str(there)


def test_recipients_of_no_change() -> None:
    """Nothing to send where nothing differs; an id used twice by mistake stops nothing."""
    p = invented(people=(Person(id="sts"), Person(id="ana", organisation="sts")))
    moved = move(p, "M2", "2024-06-12")

    assert () == recipients(p, p)
    assert ("sts", "fbk", "ana") == moved.calendars


def test_an_amendment_of_the_same_day_corrects_the_other() -> None:
    """Moving twice on a day leaves one date, and other fields of the first stay."""
    day = date(2025, 3, 1)
    plan = Plan(meetings=(Meeting(id="M1", when=When.parse("2025-05-01")),))
    first = Amended(
        id="x", of="M1", recorded=day, reason="r", when=When.parse("2025-05-08"), title="T"
    )
    p = Partnership(baseline=plan, facts=(first,)).on(day)
    again = amending(p, Amended(of="M1", recorded=day, reason="s", when=When.parse("2025-05-15")))

    assert "x" == again.corrects
    for order in permutations((first, again)):
        meeting = Partnership(baseline=plan, facts=order).on(day)["M1"]
        assert (When.parse("2025-05-15"), "T") == (meeting.when, meeting.title)
    other = Amended(of="M1", recorded=day, reason="s", lead="a")
    assert amending(p, other) == other

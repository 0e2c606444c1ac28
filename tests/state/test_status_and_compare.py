"""Monday morning, and what differs between two versions."""

from datetime import date
from pathlib import Path

import pytest
from builders import partnership

import vetpartner as vp
from vetpartner.model import (
    Agreement,
    Amounts,
    Decided,
    Deliverable,
    Delivered,
    Held,
    Identity,
    Meeting,
    Money,
    Narrative,
    Noted,
    Organisation,
    Partnership,
    Plan,
    Project,
    ReportDue,
    Session,
    Training,
    When,
    WorkPackage,
)
from vetpartner.state.status import SHOWN, status
from vetpartner.whatif.compare import Change, compare

EXAMPLES = Path(__file__).parents[2] / "examples"


def meeting(id_: str, when: str, **given: object) -> Meeting:
    """Return a meeting on a day."""
    return Meeting(id=id_, title=f"Meeting {id_}", when=When.parse(when), host="sts", **given)


def monday() -> Partnership:
    """Return a project with something overdue, due, missing and ahead on 1 June 2024."""
    facts = (
        Held(of="M3", recorded=date(2024, 5, 3)),
        Delivered(of="D2", recorded=date(2024, 4, 1), url="https://example.org"),
        Decided(text="Send the list", owner="sts", due=date(2024, 6, 1), recorded=date(2024, 5, 3)),
        Decided(
            text="Done", due=date(2024, 5, 1), done=date(2024, 5, 1), recorded=date(2024, 5, 3)
        ),
    )
    return partnership(
        Organisation(id="sts", acronym="STS", country="HR"),
        meeting("M1", "2024-02-01"),
        meeting("M2", "2024-06-20"),
        meeting("M3", "2024-05-02"),
        meeting("M4", "2025-01-07", mode="online"),
        Deliverable(id="D1", title="Guide", lead="sts", due=When.parse("M5")),
        Deliverable(id="D2", title="Film", lead="sts", due=When.parse("M4")),
        *facts,
        on="2024-06-01",
        acronym="X",
        action="KA220-VET",
        call=2023,
        start="2024-01-01",
        months=24,
        coordinator="sts",
    )


def test_status_groups() -> None:
    """Most urgent first in each group; what is done is not there."""
    found = status(monday())
    shown = {
        group: [(row.days, row.text.split()[0]) for row in found.of(group)]
        for group in ("overdue", "due", "next")
    }

    assert {
        "overdue": [(-121, "M1"), (-1, "D1")],
        "due": [(0, "Agreed:"), (19, "M2")],
        "next": [(19, "2024-06-20"), (220, "2025-01-07")],
    } == shown
    assert ["agenda", "attendance", "minutes"] == sorted(
        row.text.split("no ")[1].split()[0] for row in found.of("missing")
    )


def test_status_reads_well() -> None:
    """The text says day, project time, days left and owners."""
    text = str(status(monday()))

    assert text.startswith("X, as of 2024-06-01\nDay 153 of the project, 578 left.")
    assert "\n   -121 days  M1 Meeting M1  [STS]\n     -1 days  D1 Guide" in text
    assert "today" in text
    assert "online" in text


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2023, 12, 30), "The project begins in 2 days, on 2024-01-01."),
        (date(2026, 1, 10), "The project ended 10 days ago, on 2025-12-31."),
    ],
)
def test_before_and_after_the_project(day: date, line: str) -> None:
    """Outside the project's time the head says so."""
    assert line == status(monday().on(day)).line


def test_the_partners_part_of_a_report_comes_first() -> None:
    """Four weeks before the report its contributions are due, later the report itself."""
    p = partnership(
        ReportDue(id="R", kind="interim", due=date(2025, 3, 31)),
        action="KA220-VET",
        call=2023,
        start="2024-01-01",
        months=24,
        coordinator="sts",
    )

    def due(day: date) -> list[tuple[int | None, str]]:
        return [(row.days, row.text) for row in status(p.on(day)).of("due")]

    report = "Interim report to the national agency"
    assert [] == due(date(2025, 1, 31))
    assert [(30, f"Contributions of the partners: {report}")] == due(date(2025, 2, 1))
    assert [(30, report)] == due(date(2025, 3, 1))
    assert [] == due(date(2025, 4, 1))
    assert [(-1, report)] == [
        (row.days, row.text) for row in status(p.on(date(2025, 4, 1))).of("overdue")
    ]


def test_long_lists_are_cut_and_counted() -> None:
    """A screen stays a screen."""
    text = str(
        status(
            partnership(
                *(meeting(f"M{n}", "2024-02-01") for n in range(SHOWN["overdue"] + 5)),
                on="2024-06-01",
            )
        )
    )

    assert "… and 5 more" in text
    assert "Start or duration of the project are not known." in text


def test_nothing_to_do() -> None:
    """A quiet Monday says so, and where there is nothing to judge by, that."""
    quiet = Partnership(
        baseline=Plan(
            project=Project(action="KA220-VET", call=2024, start=date(2025, 1, 1), months=24),
            organisations=(Organisation(id="a"),),
            work_packages=(WorkPackage(id="WP1", grant=Amounts({"a": Money(1)})),),
            meetings=(meeting("M1", "2026-11-01"),),
        )
    )
    said = "Nothing is overdue, due soon, missing or at risk."

    assert said in str(vp.status(quiet.on(date(2025, 2, 1))))
    assert said not in str(vp.status(Partnership()))
    assert "what must be proved is not known for this call (no rules)" in str(
        vp.status(Partnership())
    )


def test_compare() -> None:
    """Changed fields one by one; things, facts and words that came or went as one."""
    before = Partnership(
        baseline=Plan(
            project=Project(title="A"),
            work_packages=(WorkPackage(id="WP1", grant=Amounts({"a": Money(1)})),),
            meetings=(meeting("M1", "2024-02-01", organisations=("a", "b")), meeting("M2", "M3")),
            identities=(Identity(ids=("P1", "P2")),),
        ),
        facts=(Noted(note="old"),),
        narratives=(
            Narrative(report="final", language="en", answers=(("a.b", "x"), ("c.d", "y"))),
        ),
    )
    after = Partnership(
        baseline=Plan(
            project=Project(title="B"),
            agreement=Agreement(reference="R"),
            work_packages=(WorkPackage(id="WP1", grant=Amounts({"a": Money(2)})),),
            meetings=(meeting("M1", "2024-02-08", organisations=("a",)), meeting("M3", "M4")),
            identities=(
                Identity(ids=("P1", "P2"), same=True, reason="asked"),
                Identity(ids=("P1", "P3")),
            ),
        ),
        facts=(Noted(note="old", recorded=date(2024, 1, 1)), Held(of="M1", note="held")),
        narratives=(Narrative(report="final", language="en", answers=(("a.b", "z"),)),),
    )

    assert [
        "project/title: A → B",
        "agreement/reference: added R",
        "work_packages/WP1/grant: a 1 EUR → a 2 EUR",
        "meetings/M1/organisations: a, b → a",
        "meetings/M1/when: 2024-02-01 → 2024-02-08",
        "meetings/M2: removed Meeting M2",
        "meetings/M3: added Meeting M3",
        "identities/P1 P2: not one person → one person: asked",
        "identities/P1 P3: added not one person",
        "noted/#1/recorded: added 2024-01-01",
        "held/M1: added held",
        "narrative/final.en/a.b: x → z",
        "narrative/final.en/c.d: removed y",
    ] == [str(change) for change in compare(before, after)]
    assert () == compare(before, before)


def test_compare_two_days() -> None:
    """Two days of one partnership differ by what happened between them."""
    p = vp.load(EXAMPLES / "green-welding")
    changes = vp.compare(p.on(date(2024, 9, 1)), p.on(date(2024, 12, 31)))

    assert (
        Change(
            address="meetings/M3/when",
            before="2024-11-05 09:00..2024-11-06 13:00",
            after="2024-12-03 09:00..2024-12-04 13:00",
        )
        in changes
    )


def test_the_next_session_is_enough() -> None:
    """A training of many sessions does not fill the list: its next session stands for it."""
    sessions = tuple(
        Session(when=When.parse(f"2024-06-{day} 09:00..12:00"), title=f"Day {day}")
        for day in (20, 21, 22)
    )
    training = Training(
        id="T1",
        title="Welding",
        host="sts",
        when=When.parse("2024-06-20..2024-06-22"),
        sessions=sessions,
    )
    found = status(
        partnership(Organisation(id="sts", acronym="STS"), training).on(date(2024, 6, 20))
    )

    assert [("2024-06-21 T1/2 Welding: Day 21 (training)", "STS")] == [
        (row.text, row.owner) for row in found.of("next")
    ]

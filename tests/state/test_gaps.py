"""What is missing, who owes it and since when."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from builders import when
from reported import PLAN, partnership

import vetpartner as vp
from vetpartner.model import (
    Certified,
    Deliverable,
    Delivered,
    Disseminated,
    Evidence,
    Fact,
    Held,
    Measured,
    Meeting,
    Money,
    Presence,
    ReportDue,
    Risk,
    Surveyed,
    Task,
    When,
    WorkPackage,
)
from vetpartner.state.achieved import achieved
from vetpartner.state.evidence import owner_of
from vetpartner.state.gaps import Gap, gaps


def found(*facts: Fact, id_: str, **changes: object) -> list[Gap]:
    """Return the gaps of one thing."""
    return [gap for gap in gaps(partnership(*facts, **changes)) if gap.id == id_]


def proofs(*kinds: str) -> tuple[Evidence, ...]:
    """Return evidence of these kinds."""
    return tuple(Evidence(kind=kind, file=f"{kind}.pdf") for kind in kinds)


def test_past_and_not_recorded() -> None:
    """Guard an activity that is over, of which nobody wrote anything down."""
    (gap,) = found(id_="M1")

    assert ("fact", "past, but not recorded as held", "sts", "STS", date(2023, 12, 5)) == (
        gap.kind,
        gap.what,
        gap.owner,
        gap.owner_label,
        gap.due,
    )
    assert ("meetings/M1", "Kick-off") == (gap.address, gap.title)


def test_usual_evidence_of_each_kind_of_activity() -> None:
    """Guard the lists of handbooks: what is asked for meetings, trainings and events."""
    held = tuple(Held(of=id_) for id_ in ("M1", "T1", "E1"))
    missing = {id_: [gap.what for gap in found(*held, id_=id_)] for id_ in ("M1", "T1", "E1")}

    expected = {
        "M1": ["no agenda", "no minutes", "no attendance list"],
        "T1": ["no programme", "no attendance list", "no certificate", "no evaluation"],
        "E1": ["no invitation", "no attendance list", "no photo"],
    }
    assert expected == missing


@pytest.mark.parametrize(
    ("record", "kind", "said"),
    [
        (Surveyed(of="T1", respondents=9), "evaluation", "the survey has no document"),
        (Certified(of="T1", count=9), "certificate", "the certificates given out have no document"),
        (
            Presence(of="T1", participant="L1", when=When.day(date(2024, 3, 11))),
            "attendance list",
            "the attendance on record has no signed list",
        ),
    ],
)
def test_what_is_on_record_lacks_its_document_alone(record: Fact, kind: str, said: str) -> None:
    """Guard that nobody reads of no evaluation where a survey is recorded."""
    without = [gap.what for gap in found(Held(of="T1"), id_="T1")]
    there = [gap.what for gap in found(Held(of="T1"), record, id_="T1")]

    assert f"no {kind}" in without
    assert f"no {kind}" not in there
    assert f"{said} among the evidence" in there
    assert len(without) == len(there)


def test_evidence_under_other_names_and_on_other_facts() -> None:
    """Guard that a signed list is an attendance list, and that any fact may carry the proof."""
    facts = (
        Held(of="M1", evidence=proofs("Agenda", " signed list ")),
        Surveyed(of="M1", evidence=proofs("minutes")),
    )

    assert [] == found(*facts, id_="M1")


def test_task_needs_no_evidence_of_its_own() -> None:
    """Guard that tasks are proved by their results."""
    assert [] == found(Held(of="A1"), id_="A1")


def test_deliverables() -> None:
    """Guard: overdue, a language short, nothing to show, and complete."""
    bare = Delivered(of="D1", when=when("2024-07-01"))
    short = Delivered(of="D1", languages=("en",), url="https://example.org")

    assert ["nothing recorded"] == [gap.what for gap in found(id_="D1")]
    assert ["neither a file nor an address to show"] == [g.what for g in found(bare, id_="D1")]
    assert ["not delivered in all languages"] == [g.what for g in found(short, id_="D1")]
    assert [] == found(short, id_="D1", day=date(2024, 7, 1))
    assert [] == found(evolve(bare, evidence=proofs("result")), id_="D1")


def test_indicators_and_dissemination() -> None:
    """Guard that silence after the date is a gap, and a poor number is not."""
    assert ["never measured"] == [gap.what for gap in found(id_="I1")]
    assert [] == found(Measured(of="I1"), id_="I1")
    assert ["nothing recorded"] == [gap.what for gap in found(id_="N1")]
    shown = Disseminated(of="N1", reach=1, url="https://example.org/n1")
    assert [] == found(shown, id_="N1")


def test_what_was_made_known_and_nothing_shows() -> None:
    """Guard that no proof is said to be there where `check` asks for one; it costs nothing."""
    told = Disseminated(of="N1", reach=1, evidence=(Evidence(kind="screenshot"),))
    free = Disseminated(title="A talk", organisation="fbk", reach=3)
    (planned,), (unplanned,) = found(told, id_="N1"), found(free, id_="")

    assert "neither a file nor an address to show" == planned.what == unplanned.what
    assert (None, "N1", "A talk", "fbk") == (
        planned.amount,
        planned.id,
        unplanned.title,
        unplanned.owner,
    )
    slugs = [f.slug for f in vp.check(partnership(told, free))]
    assert 2 == slugs.count("dissemination-without-proof")


def test_answers_belong_to_the_coordinator() -> None:
    """Guard that unanswered questions come last, at the address of the narrative."""
    gap = gaps(partnership(), [("narrative/final.en/sum.results", "Results")])[-1]

    assert ("answer", "not answered", "sum.results", "Results", "STS", None) == (
        gap.kind,
        gap.what,
        gap.id,
        gap.title,
        gap.owner_label,
        gap.due,
    )


def test_rows_can_be_given() -> None:
    """Guard that rows computed before are used, not computed again."""
    p = partnership()

    assert gaps(p) == gaps(p, rows=achieved(p))
    assert () == gaps(p, rows=())


def test_owner() -> None:
    """Guard who answers: the thing's own lead, host or owner, its work package's, or all."""
    risk = Risk(id="R1", title="x", owner="fbk")
    loose = Deliverable(id="D9", work_package="WP9")
    p = partnership(risks=(risk,), deliverables=(*PLAN.deliverables, loose))

    expected = ["fbk", "sts", "fbk", "fbk", "sts", "sts"]
    assert expected == [owner_of(p, id_) for id_ in ("T1", "M1", "R1", "I1", "D9", "none")]


def test_online_needs_declaration_and_log() -> None:
    """Guard that nobody asks for a signed list of what took place online, by plan or by fact."""
    online = Held(of="M1", mode="online", evidence=proofs("agenda", "minutes"))
    proven = Held(
        of="M1", mode="online", evidence=proofs("agenda", "minutes", "declaration", "screenshot")
    )

    assert ["no organiser's declaration", "no platform log"] == [
        gap.what for gap in found(online, id_="M1")
    ]
    assert [] == found(proven, id_="M1")


def test_learning_material_needs_a_review() -> None:
    """Guard that only learning material is asked for one."""
    delivered = Delivered(of="D9", languages=("en",), url="https://example.org")
    plain = Deliverable(id="D9", due=when("2024-06-30"), languages=("en",))
    material = evolve(plain, learning_material=True)

    assert [] == found(delivered, id_="D9", deliverables=(plain,))
    assert ["no review"] == [
        gap.what for gap in found(delivered, id_="D9", deliverables=(material,))
    ]


def test_days_left_and_what_is_at_stake() -> None:
    """Guard that a gap says until when it can be closed, and with which amount it is paid for."""
    report = ReportDue(id="R", kind="interim", due=date(2024, 9, 30))
    meeting = Meeting(id="M9", work_package="WP2", when=when("2024-05-02"), amount=Money(4_000))
    task = Task(id="A9", work_package="WP2", amount=Money(7_000), results=("D9",))
    result = Deliverable(id="D9", work_package="WP2", due=when("2024-05-31"))
    loose = Deliverable(id="D8", work_package="WP2", due=when("2024-05-31"))
    package = WorkPackage(id="WP2", amount=Money(50_000))
    changes = {
        "meetings": (meeting,),
        "tasks": (task,),
        "deliverables": (result, loose),
        "work_packages": (package,),
        "reports": (report,),
    }
    p = evolve(partnership(**changes), day=date(2024, 8, 1))
    late = evolve(p, day=date(2024, 9, 10))

    assert {"M9": Money(4_000), "D9": Money(7_000), "D8": Money(50_000)} == {
        gap.id: gap.amount for gap in gaps(p) if gap.id in {"M9", "D9", "D8"}
    }
    assert {32} == {gap.days for gap in gaps(p)}
    assert {20} == {gap.days for gap in gaps(late)}


def test_in_one_line() -> None:
    """Guard what a list of gaps prints: the thing, what is missing, what hangs on it, and who."""
    (gap,) = found(id_="M1")

    assert "M1 Kick-off: past, but not recorded as held, 100 000 EUR  [STS]" == str(gap)
    assert "M1: past, but not recorded as held  [STS]" == str(evolve(gap, title="M1", amount=None))

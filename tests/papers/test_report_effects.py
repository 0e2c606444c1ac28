"""What a difference from the plan moved: days, people, results, deadlines, and nothing guessed."""

from __future__ import annotations

import pytest
from builders import KA220, day, eur, partnership, when

from vetpartner.model import (
    Amended,
    Deliverable,
    Delivered,
    DisseminationEvent,
    Held,
    Indicator,
    Measured,
    Meeting,
    Organisation,
    ReportDue,
    Task,
    Training,
    WorkPackage,
)
from vetpartner.papers.report_effects import WHOLE, amendments, effects, moved_because
from vetpartner.state.achieved import achieved, milestones
from vetpartner.state.balance import budget_lines
from vetpartner.state.rows import deviations


def told(*things: object, on: str = "2025-01-01") -> dict[str, list[str]]:
    """Return what each difference moved, by address."""
    p = partnership(*things, on=on, **KA220)
    rows = (*achieved(p), *milestones(p))
    found = effects(p, deviations(rows), rows)
    if not found[WHOLE]:
        del found[WHOLE]
    return {address: [str(phrase) for phrase in phrases] for address, phrases in found.items()}


def test_days() -> None:
    """Guard the delay: from the date approved to the one on which it took place, not said twice."""
    moved = Amended(of="M1", recorded=day("2024-01-20"), when=when("2024-03-01"), reason="Snow.")
    meeting = Meeting(id="M1", when=when("2024-02-01..2024-02-02"))

    assert {"meetings/M1": ["28 days later than approved"]} == told(
        meeting, moved, Held(of="M1", when=when("2024-03-01"))
    )
    assert {"meetings/M1": ["3 days earlier than approved"]} == told(
        meeting, Held(of="M1", when=when("2024-01-30"), reason="x")
    )
    late = Delivered(of="D1", when=when("2024-05-11"))
    assert {"deliverables/D1": []} == told(Deliverable(id="D1", due=when("2024-05-01")), late)


def test_a_day_within_what_was_approved_is_no_delay() -> None:
    """Guard plans in months: any day of the month keeps the promise."""
    meeting = Meeting(id="M1", when=when("2024-02"), expected=5)

    assert {"meetings/M1": []} == told(meeting, _held("2024-02-10"))
    assert {"meetings/M1": ["9 days later than approved"]} == told(meeting, _held("2024-03-09"))
    assert {"meetings/M1": ["1 day earlier than approved"]} == told(meeting, _held("2024-01-31"))


@pytest.mark.parametrize(
    ("approved", "held", "expected"),
    [
        ("2024-09-23..2024-09-27", "2024-09-23", []),  # shorter
        ("2024-09-23..2024-09-27", "2024-09-27", []),
        ("2024-09-23..2024-09-27", "2024-09-23..2024-09-29", []),  # longer
        ("2024-09-23..2024-09-27", "2024-09-21..2024-09-27", []),
        ("2024-09-23..2024-09-27", "2024-09-20..2024-09-29", []),
        ("2024-09-23..2024-09-27", "2024-09-24..2024-09-28", ["1 day later than approved"]),
        ("2024-09-23..2024-09-27", "2024-09-22..2024-09-25", ["2 days earlier than approved"]),
        ("2024-09", "2024-09-30..2024-10-02", []),
        ("2024-09", "2024-10-01..2024-10-02", ["2 days later than approved"]),
    ],
)
def test_shorter_is_not_earlier_and_longer_not_later(
    approved: str, held: str, expected: list[str]
) -> None:
    """Guard that only what was moved as a whole is called so."""
    meeting = Meeting(id="M1", when=when(approved), expected=5)

    assert {"meetings/M1": expected} == told(meeting, _held(held))


def test_a_result_of_which_only_the_month_is_known() -> None:
    """Guard that no effect tells exact days of it, and none that it came in time."""
    task = Task(id="A1", when=when("2024-02-01..2024-02-28"), results=("D1",))
    result = Deliverable(id="D1", due=when("2024-02-10"))

    for delivered in ("2024-02", "2024-03"):
        found = told(task, result, Delivered(of="D1", when=when(delivered), recorded=LATER))
        assert not [text for some in found.values() for text in some if "D1" in text]
        assert found.get("deliverables/D1", []) == []


LATER = day("2024-12-01")


def _held(on: str) -> Held:
    return Held(of="M1", when=when(on), participants=4)


def test_people_that_were_not_reached() -> None:
    """Guard what was cancelled: whom it was planned for; what nobody planned has no number."""
    gone = Amended(of="E1", recorded=day("2024-02-01"), cancelled=True, reason="Flood.")

    assert {"dissemination_events/E1": ["40 planned participants were not reached"]} == told(
        DisseminationEvent(id="E1", when=when("2024-03-01"), expected=40), gone
    )
    assert {"dissemination_events/E1": []} == told(
        DisseminationEvent(id="E1", when=when("2024-03-01")), gone
    )


def test_results_and_indicators() -> None:
    """Guard what hangs on an activity: its results, late or in time, and what measures it."""
    task = Task(id="A1", when=when("2024-02-01..2024-02-28"), results=("D1", "D2"))
    moved = Amended(
        of="A1", recorded=day("2024-02-01"), when=when("2024-02-01..2024-03-09"), reason="x"
    )
    things = (
        task,
        moved,
        Deliverable(id="D1", due=when("2024-03-01")),
        Deliverable(id="D2", due=when("2024-12-01")),
        Indicator(id="I1", of="A1", target=9, due=when("2024-04-01")),
        Measured(of="I1", when=when("2024-04-01"), value=3),
        Held(of="A1", when=when("2024-02-01..2024-03-09")),
        Delivered(of="D1", when=when("2024-03-09")),
    )

    expected = ["10 days later than approved", "D1 was 8 days late", "D2: nothing is recorded"]
    expected += ["I1 is below its target", "D1 is due before A1 ends"]
    assert expected == told(*things, on="2026-02-01")["tasks/A1"]
    in_time = (
        *things[:-1],
        Delivered(of="D1", when=when("2024-02-20")),
        Delivered(of="D2", when=when("2024-05-01")),
    )
    assert "its results came in time: D1, D2" in told(*in_time)["tasks/A1"]


def test_an_extension_moves_deadlines() -> None:
    """Guard what hangs on the end of the project: each deadline, from which day to which."""
    longer = Amended(recorded=day("2024-06-01"), months=27, reason="A late start.")
    found = told(longer)[WHOLE]

    assert "Last day of the project moved from 2025-12-31 to 2026-03-31" in found
    assert any(one.startswith("Final report to the national agency moved") for one in found)
    assert {} == told(Amended(of="M1", recorded=day("2024-06-01"), title="x", reason="y"))


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"cancelled": True}, ()),
        ({"when": when("2024-03-01")}, ()),
        ({"due": when("2024-07-01")}, ("deadline",)),
        ({"due": when("2024-07-01"), "cancelled": True}, ("deadline",)),
        ({"of": "gone", "due": when("2024-07-01")}, ()),
        ({"session": "1", "due": when("2024-07-01")}, ()),
    ],
)
def test_what_does_not_fit_is_no_amendment(
    changed: dict[str, object], fields: tuple[str, ...]
) -> None:
    """Guard that the list of changes says what changed, and that nothing else explains a row."""
    fact = Amended(**({"of": "D1", "recorded": day("2024-02-01"), "reason": "Because."} | changed))
    p = partnership(Deliverable(id="D1", due=when("2024-05-01")), fact, on="2026-02-01", **KA220)
    (row,) = achieved(p)

    assert ([fields] if fields else []) == [one.fields for one in amendments(p)]
    assert ("Because." if fields else None) == row.reason


def test_an_amendment_of_a_session_changes_what_it_has() -> None:
    """Guard fields of the training that a session does not have."""
    training = Training(id="T1", when=when("2024-03-01"))
    given = {"of": "T1", "session": "2", "recorded": day("2024-02-01"), "reason": "x"}
    fact = Amended(**given, when=when("2024-03-02"), expected=5)

    assert [("dates",)] == [one.fields for one in amendments(partnership(training, fact, **KA220))]


@pytest.mark.parametrize(
    ("changed", "explains"),
    [
        ({"grant": eur(sts=1)}, False),
        ({"lead": "sts"}, False),
        ({"title": "Other"}, False),
        ({"when": when("2024-03-05")}, True),
        ({"expected": 3}, True),
        ({"mode": "online"}, True),
        ({"cancelled": True}, True),
    ],
)
def test_only_what_is_a_difference_explains_one(
    changed: dict[str, object], *, explains: bool
) -> None:
    """Guard that why money was moved is not told as why a meeting is not recorded."""
    meeting = Meeting(id="M1", when=when("2024-03-01"), mode="in person", expected=9)
    fact = Amended(of="M1", recorded=day("2024-02-01"), reason="Because.", **changed)
    p = partnership(Organisation(id="sts"), meeting, fact, on="2026-02-01", **KA220)

    assert ("Because." if explains else None) == achieved(p)[0].reason


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ((), None),
        (({"months": 26},), "0."),
        (({"of": "final", "due": when("2026-05-01")},), "0."),
        (({"months": 26}, {"of": "final", "due": when("2026-05-01")}), "0. 1."),
        (({"of": "D1", "due": when("2024-07-01")}, {"months": 26}), "1."),
        (({"of": "D1", "due": when("2024-07-01")},), None),
    ],
)
def test_why_deadlines_of_the_project_moved(
    facts: tuple[dict[str, object], ...], why: str | None
) -> None:
    """Guard that an extension stands with its reason, and not with that of a result."""
    told_ = (Amended(recorded=day("2024-02-01"), reason=f"{n}.", **f) for n, f in enumerate(facts))
    things = Deliverable(id="D1", due=when("2024-05-01")), ReportDue(id="final", kind="final")

    found = moved_because(partnership(*things, *told_, **KA220))
    assert why == (found and " ".join(sorted(found.split())))


def test_a_share_that_grew_has_not_the_reason_of_who_left() -> None:
    """Guard the reason of each share: who left has less since, and what they got has its own."""
    homes = (Organisation(id="a"), Organisation(id="b"))
    things = (
        WorkPackage(id="WP1", grant=eur(a=5_000, b=5_000)),
        WorkPackage(id="WP2", grant=eur(a=5_000, b=5_000)),
        Amended(of="WP1", recorded=day("2024-02-01"), reason="More.", grant=eur(a=4_000, b=6_000)),
        Amended(of="WP2", recorded=day("2024-03-01"), reason="Less.", grant=eur(a=6_000, b=4_000)),
        Amended(of="b", recorded=day("2024-03-01"), reason="Left.", left=day("2024-03-01")),
    )
    lines = budget_lines(partnership(*homes, *things, **KA220))

    assert {
        ("WP1", "a"): "More.",
        ("WP1", "b"): "More.",
        ("WP2", "a"): "Less.",
        ("WP2", "b"): "Less. Left.",
    } == {(line.id, line.organisation): line.reason for line in lines if line.organisation}

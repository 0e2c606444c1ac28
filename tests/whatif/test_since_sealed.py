"""What changed after a seal: edits, late records and figures, and what is no change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from attrs import evolve
from builders import when
from reported import DAY, full

from vetpartner.model import (
    Amended,
    Attended,
    Decided,
    Delivered,
    Evidence,
    Fact,
    Held,
    Measured,
    Meeting,
    Money,
    Paid,
    Participant,
    Partnership,
    Presence,
    Reported,
)
from vetpartner.whatif.compare import Change, SinceSealed, rule_changes, since_sealed

UNTIL = date(2024, 10, 31)
AFTER = date(2025, 2, 1)


def since(now: Partnership, sealed: Partnership | None = None) -> SinceSealed:
    """Compare with the small partnership as sealed, for the time up to October 2024."""
    return since_sealed(sealed or full(), now.on(AFTER), until=UNTIL)


def later(*facts: Fact) -> Partnership:
    """Return the small partnership with more facts."""
    return evolve(full(), facts=(*full().facts, *facts))


def swapped(kind: type[Any], of: str, **changes: object) -> Partnership:
    """Return the small partnership with one fact edited."""
    p = full()
    (fact, *_) = p.facts_of(of, kind)
    edited: Fact = evolve(fact, **changes)
    return evolve(p, facts=tuple(edited if each is fact else each for each in p.facts))


def test_nothing_changed() -> None:
    """Guard silence: the same partnership later is no difference."""
    found = since(full())

    assert not found
    assert (
        f"sealed on {DAY}, covers the time until 2024-10-31\nnothing that was reported has changed"
    ) == str(found)


def test_an_edited_fact_and_its_figure() -> None:
    """Guard that editing what was reported is seen, with the old and the new value."""
    found = since(swapped(Measured, "I1", value=Decimal(80)))

    assert ["measured/I1/value: 74 → 80"] == [str(change) for change in found.edited]
    assert [
        (
            "indicators/I1",
            "74 interviews; as of 2024-03-20",
            "80 interviews; as of 2024-03-20",
        )
    ] == [(f.address, f.before, f.after) for f in found.figures]
    assert () == found.late


def test_an_attendance_recorded_late() -> None:
    """Guard that a record after the seal about the period changes the figure, and is named."""
    more = Attended(of="M1", when=when("2023-12-04"), recorded=AFTER, count=2)
    found = since(later(more))

    assert [
        ("participants/M1", "9 participants", "11 participants"),
    ] == [
        (f.address, str(f.before).split("; ")[1], str(f.after).split("; ")[1])
        for f in found.figures
    ]
    assert ["attended/M1#2 Kick-off: 1 fact, recorded 2025-02-01"] == [str(f) for f in found.late]
    assert () == found.edited


def test_what_came_later_is_for_the_next_report() -> None:
    """Guard that what happened after the period is no difference."""
    found = since(
        later(
            Held(of="T1", when=when("2024-12-10"), recorded=AFTER, participants=5),
            Measured(of="I1", recorded=AFTER, value=Decimal(90)),
            Delivered(of="D1", recorded=AFTER, languages=("de",)),
            Paid(of="P1", when=when("2025-01-20"), amount=Money(1000)),
        )
    )

    assert not found


def test_backdated_and_taken_out() -> None:
    """Guard that a fact slipped in with an earlier day is seen, and one that is gone."""
    p = full()
    (paid,) = p.facts_of_kind(Paid)
    slipped = evolve(paid, amount=Money(500), when=when("2023-11-02"))
    there = since(evolve(p, facts=(slipped, *p.facts)))
    gone = since(evolve(p, facts=tuple(fact for fact in p.facts if fact is not paid)))

    assert [("paid/P1", None, "paid")] == [(c.address, c.before, c.after) for c in there.edited]
    assert [("payments/P1", "96 000 EUR", "96 500 EUR")] == [
        (f.address, f.before, f.after) for f in there.figures if f.address != "payments"
    ]
    assert [("paid/P1", "paid", None)] == [(c.address, c.before, c.after) for c in gone.edited]
    assert [("payments/P1", "96 000 EUR", None)] == [
        (f.address, f.before, f.after) for f in gone.figures if f.address != "payments"
    ]


def test_filling_in_later_is_no_edit() -> None:
    """Guard that `done` and `accepted` may be added after the seal, but not before or anew."""
    item = Decided(of="M1", when=when("2023-12-05"), text="Sign", owner="sts")
    sent = Reported(of="interim", when=when("2024-12-20"))
    sealed = evolve(later(item, sent), day=DAY)
    done = evolve(item, done=AFTER, evidence=(Evidence(kind="minutes", file="m.pdf"),))

    assert not since(later(done, evolve(sent, accepted=AFTER)), sealed)
    backdated = since(later(evolve(item, done=date(2024, 5, 1)), sent), sealed)
    assert ["decided/M1/done"] == [change.address for change in backdated.edited]


def test_the_plan() -> None:
    """Guard which edits of the approved plan concern the period: by the days of the thing."""
    p = full()
    plan = p.baseline
    far = Meeting(id="M9", when=when("2025-05-05"))
    late = Participant(id="L1", activities=("M9",))
    early = Participant(id="L2", activities=("M1",))
    edited = evolve(
        plan,
        project=evolve(plan.project, title="Other"),
        meetings=(evolve(plan.meetings[0], expected=12), far),
        participants=(late, early),
    )
    found = since(evolve(p, baseline=edited))

    assert {
        "project/title",
        "meetings/M1/expected",
        "participants/L2",
    } == {change.address for change in found.edited}


def test_amendments_go_by_what_they_change() -> None:
    """Guard that an amendment after the seal is late where its thing lies in the period."""
    for of, late in (("M1", ["amended/M1"]), ("T1", []), (None, ["amended/#1"])):
        amended = Amended(of=of, recorded=AFTER, reason="Asked for", title="New")
        found = since(later(amended))

        assert late == [f.address for f in found.late if "amended" in f.address]


def test_presences_are_one_line() -> None:
    """Guard that a list of attendance that came late is one line, with the number of facts."""
    rows = [
        Presence(of="M1", participant=f"L{n}", when=when("2023-12-04"), recorded=AFTER)
        for n in range(30)
    ]
    found = since(later(*rows))

    assert [("presences/M1", 30)] == [(f.address, f.number) for f in found.late]


def test_rules() -> None:
    """Guard that values of the law that changed, came or went are told."""
    found = rule_changes((("a", "1"), ("b", "2"), ("c", "3")), (("a", "1"), ("b", "4"), ("d", "5")))

    assert ["rules/b: 2 → 4", "rules/c: removed 3", "rules/d: added 5"] == [str(c) for c in found]


def test_as_data_the_seal_stands_first() -> None:
    """Guard that what was and what is are values of their own, each at its address."""
    day, until = date(2025, 1, 31), date(2024, 12, 31)
    change = Change(address="rules/days", before="30", after="60")
    found = SinceSealed(day=day, until=until, rules=(change,))
    first, second = found.table.records()

    assert ("Seal", "2025-01-31") == (first["kind"], first["after"])
    assert ("rules/days", "30", "60") == tuple(second[n] for n in ("address", "before", "after"))

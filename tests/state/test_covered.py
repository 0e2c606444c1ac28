"""What a report covers: what a fact is about decides, and when it was known `--on`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from builders import KA220, day, partnership, when

import vetpartner.model.partnership
from vetpartner.model import (
    Amended,
    Attended,
    Certified,
    Decided,
    Deliverable,
    Delivered,
    Disseminated,
    Evidence,
    Fact,
    Held,
    Indicator,
    LaterEvidence,
    Measured,
    Meeting,
    Money,
    Noted,
    Partnership,
    Quoted,
    Rate,
    Risk,
    Risked,
    Spent,
    Surveyed,
    Sustained,
    Task,
    Training,
)
from vetpartner.state.achieved import achieved
from vetpartner.state.held import participants
from vetpartner.state.periods import within

if TYPE_CHECKING:
    from datetime import date

UNTIL, NOW = day("2024-06-30"), day("2024-09-15")
"""The last day that a report covers, and the day on which it is written."""
IN, LATER = {"when": when("2024-05-10")}, {"when": when("2024-08-20")}
THINGS = (
    Training(id="T1", when=when("2024-05-06..2024-05-10"), expected=12),
    Training(id="T2", when=when("2024-08-19..2024-08-23")),
    Meeting(id="M1", when=when("2024-06-10")),
    Task(id="A1", when=when("2024-02..2024-12")),
    Deliverable(id="D1", due=when("2024-05-31")),
    Deliverable(id="D2", due=when("2024-10-31")),
    Indicator(id="I1", due=when("2024-06-01"), target=10),
    Risk(id="R1", title="Too few come"),
)
HELD = (Held(of="T1", **IN), Delivered(of="D1", when=when("2024-05-20")))


def covered(*facts: Fact, on: date = NOW) -> Partnership:
    """Return what a report until the end of June holds of a project with these facts."""
    return within(partnership(*THINGS, *facts, **KA220).on(on), UNTIL)


def is_in(fact: Fact, *others: Fact) -> bool:
    """Tell whether a fact is in such a report."""
    return fact in covered(*others, fact).facts


SAID = [
    Noted(of="T1", reason="One was ill.", recorded=day("2024-08-01")),
    Noted(of="T1", reason="One was ill.", **LATER),
    Noted(of="I1", reason="Nobody answered.", **LATER),  # due in it, and never measured
    Surveyed(of="T1", respondents=12, **LATER),
    Quoted(of="T1", text="Good.", role="learner", **LATER),
    Quoted(of="D1", text="Clear.", role="staff", recorded=day("2024-08-01")),
    LaterEvidence(of="T1", kind="photo", files=("a.png",), **LATER),
    LaterEvidence(of="held/T1", kind="photo", files=("a.png",), recorded=day("2024-08-01")),
    Sustained(of="D1", organisation="a", recorded=day("2024-08-01")),
]


@pytest.mark.parametrize("fact", SAID, ids=lambda fact: type(fact).__name__)
def test_what_is_said_later_of_what_was_over(fact: Fact) -> None:
    """Said in August of May, it is in the report until June, unless nobody knew it by then."""
    assert is_in(fact, *HELD)
    assert fact not in covered(*HELD, fact, on=day("2024-07-15")).facts


AHEAD = [
    Noted(of="T2", reason="One was ill.", **LATER),
    Noted(of="T2", reason="One was ill.", recorded=day("2024-08-30")),
    Noted(of="A1", reason="It takes longer.", **LATER),  # the task goes on
    Noted(of="R1", reason="A year of few pupils.", **LATER),
    Surveyed(of="T2", respondents=12, **LATER),
    Quoted(of="T2", text="Good.", role="learner", agreed=day("2024-08-20")),
    LaterEvidence(of="T2", kind="photo", files=("a.png",), **LATER),
    LaterEvidence(of="held/T2", kind="photo", files=("a.png",), recorded=day("2024-08-30")),
    Decided(of="T2", text="Buy gloves", recorded=day("2024-08-30")),
    Held(of="T2"),
    Attended(of="T2", count=5),
    Certified(of="T2", count=5),
]


@pytest.mark.parametrize("fact", AHEAD, ids=lambda fact: type(fact).__name__)
def test_what_is_about_later_days(fact: Fact) -> None:
    """What is about August is not in the report until June, although nothing states a day."""
    assert not is_in(fact, *HELD, Held(of="T2", **LATER))


WRITTEN_LATER = [
    Held(of="M1", participants=8, recorded=day("2024-07-03")),
    Attended(of="M1", organisation="a", count=8, recorded=day("2024-07-03")),
    Certified(of="T1", count=12, recorded=day("2024-07-03")),
    Decided(of="M1", text="Write to all", recorded=day("2024-07-03")),
    Risked(of="R1", came_true=False, recorded=day("2024-06-03")),
]


@pytest.mark.parametrize("fact", WRITTEN_LATER, ids=lambda fact: type(fact).__name__)
def test_what_took_place_as_planned_is_of_its_planned_day(fact: Fact) -> None:
    """Minutes of June without a day that are written down in July tell of June."""
    assert is_in(fact)


HAPPENED_LATER = [
    Held(of="M1", **LATER),
    Delivered(of="D1", **LATER),
    Delivered(of="D1", recorded=day("2024-08-01")),  # nobody knows that it was there before
    Measured(of="I1", value=8, **LATER),
    Disseminated(of="A1", channel="website", **LATER),
    Sustained(of="D1", organisation="a", **LATER),
    Risked(of="R1", came_true=True, **LATER),
    Spent(of="A1", amount=Money(10), **LATER),
    Amended(of="M1", recorded=day("2024-07-03"), cancelled=True, reason="no room"),
]


@pytest.mark.parametrize("fact", HAPPENED_LATER, ids=lambda fact: type(fact).__name__)
def test_what_happened_later(fact: Fact) -> None:
    """What came about in August is told by the next report."""
    assert not is_in(fact)


def test_a_reason_of_what_came_later_is_known() -> None:
    """In June the result is overdue and the meeting not held; why, the facts of August say."""
    found = covered(
        Delivered(of="D1", reason="The examiner was ill.", **LATER),
        Amended(of="M1", recorded=day("2024-07-03"), cancelled=True, reason="No room was free."),
        Delivered(of="D2", reason="Nobody was in a hurry.", **LATER),
    )
    rows = {row.id: (row.status, row.reason) for row in achieved(found)}

    assert ("overdue", "The examiner was ill.") == rows["D1"]
    assert ("overdue", "No room was free.") == rows["M1"]
    assert ("not due", None) == rows["D2"]
    before = covered(Delivered(of="D1", reason="The examiner was ill.", **LATER), on=UNTIL)
    assert before.facts == ()


def test_why_a_date_was_left() -> None:
    """A note of July on the move of a meeting from June to September is of its first date."""
    moved = Amended(
        of="M1", recorded=day("2024-06-05"), when=when("2024-09-03"), reason="not yet recorded"
    )
    why = Noted(of="M1", when=when("2024-07-10"), reason="The hall was closed.")
    there = Noted(of="M1", when=when("2024-09-03"), reason="One was ill.")

    rows = {row.id: row.reason for row in achieved(covered(moved, why, there))}
    assert "The hall was closed." == rows["M1"]


def test_a_correction_is_of_the_time_of_what_it_corrects() -> None:
    """Twelve were ten, as was found in July; what was moved out of the time is not in it."""
    held = Held(of="M1", when=when("2024-06-10"), participants=12)
    ten = Held(of="M1", corrects="held/M1", participants=10, recorded=day("2024-07-20"))
    void = Held(of="M1", corrects="held/M1", void=True, recorded=day("2024-07-20"))
    moved = Held(of="M1", corrects="held/M1", when=when("2024-07-10"), recorded=day("2024-07-20"))

    def there(*facts: Fact) -> int | None:
        p = covered(*facts)
        return participants(p, p["M1"]).known

    assert (12, 10) == (there(held), there(held, ten))
    assert (None, None) == (there(held, void), there(held, moved))


def test_a_rate_holds_for_the_days_of_its_month_that_are_in() -> None:
    """A report until the middle of a month converts what was spent in it before."""
    rate = Rate(
        currency="CHF",
        when=when("2024-06"),
        rate=Decimal("0.97"),
        source="EC",
        recorded=day("2024-06-01"),
    )
    p = partnership(*THINGS, rate, **KA220).on(NOW)

    assert rate in within(p, day("2024-06-15")).facts
    assert rate not in within(p, day("2024-05-31")).facts


def test_addresses_stay() -> None:
    """Reasons that are taken over change no address of what was typed."""
    facts = (
        Noted(of="D1", reason="first", when=when("2024-06-01")),
        Delivered(of="D1", reason="The examiner was ill.", **LATER),
        Noted(of="D1", reason="second", when=when("2024-06-02")),
        Held(of="T1", evidence=(Evidence(kind="minutes", file="a.pdf"),), **IN),
    )
    p = partnership(*THINGS, *facts, **KA220).on(NOW)

    typed = {address: fact for address, fact in p.typed if not isinstance(fact, Delivered)}
    assert typed.items() <= dict(within(p, UNTIL).typed).items()


@pytest.mark.parametrize("last", ["2024-05-02", "2024-08-02"])
@pytest.mark.parametrize("ring", ["a", "ab", "abc"])
def test_what_is_said_of_each_other(ring: str, last: str) -> None:
    """Guard notes about each other, or about themselves, by mistake: their own day tells."""
    notes = [
        Noted(id=one, of=ring[n - 1], note="Invented.", recorded=day(last))
        for n, one in enumerate(ring)
    ]
    found = covered(*notes).facts

    assert [last < str(UNTIL)] * len(notes) == [note in found for note in notes]


def test_what_is_said_of_what_is_not_in_the_plan() -> None:
    """Guard a note of an id that leads nowhere, but was held: it stops no report."""
    note = Noted(of="X9", note="Invented.", **LATER)

    assert not is_in(note, Held(of="X9", **LATER))
    assert is_in(note, Held(of="X9", **IN))


def test_facts_are_put_in_order_once_for_text_and_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard that what a report is about is computed once: text and charts ask for the same days."""
    counted = []
    settle = vetpartner.model.partnership.settled

    def counting(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as what it stands for
        counted.append(len(args[0]))
        return settle(*args, **kwargs)

    p = partnership(*THINGS, *HELD, **KA220).on(NOW)
    p = attrs.evolve(p, facts=(*p.facts, Held(of="T2", **LATER)))
    monkeypatch.setattr(vetpartner.model.partnership, "settled", counting)
    once = within(p, UNTIL)

    assert [once.plan, achieved(once)] == [within(p, UNTIL).plan, achieved(within(p, UNTIL))]
    assert counted == [3, 2]
    # Another day, and another partnership with the same facts, have their own.
    assert len(within(p, day("2024-08-31")).facts) == len(p.facts)
    assert within(attrs.evolve(p), UNTIL) is not once

"""People and money are neither lost nor made by a move, an erasure, a copy or a withdrawal."""

from __future__ import annotations

from datetime import date

import attrs
from builders import KA220, day, partnership, when
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples, happening

import vetpartner as vp
from vetpartner.files.document import json_text
from vetpartner.model import (
    Attended,
    Held,
    Participant,
    Partnership,
    Person,
    Presence,
    Spent,
    Training,
    When,
)
from vetpartner.state.held import participants
from vetpartner.state.shares import matrix
from vetpartner.whatif.copies import erase

PEOPLE = (
    Person(id="anic-ana", name="Ana Anić", email="ana.anic@example.org", organisation="a"),
    Person(id="P2", name="Boris Babić", organisation="b"),
)
LISTED = (
    Participant(id="anic-a", name="Ana Anić", person="anic-ana", organisation="a", role="staff"),
    *(Participant(id=f"L{n}", name=f"Learner{n} Lozić", organisation="b") for n in range(7)),
)
OF_SOMEBODY = ("Anić", "Babić", "Lozić", "Learner", "anic", "ana.anic", "example.org/ana", '"P2"')


@st.composite
def peopled(draw: st.DrawFn) -> Partnership:
    """Draw a partnership with names, a list of presences, and costs of people."""
    p = draw(happening())
    plan = attrs.evolve(p.baseline, people=PEOPLE, participants=LISTED)
    there = draw(st.lists(st.sampled_from([who.id for who in LISTED]), unique=True, max_size=8))
    facts = (
        *(Presence(of="T1", participant=id_, when=When.day(date(2025, 5, 5))) for id_ in there),
        Attended(of="M1", person="anic-ana", organisation="a"),
        Spent(of="WP1", person="P2", organisation="b", amount=vp.Money(12), note="for Boris Babić"),
    )
    return attrs.evolve(p, baseline=plan, facts=(*p.facts, *facts), day=date(2026, 6, 30))


def numbers(p: Partnership) -> dict[str, object]:
    """Return what must not change: people of each activity, money of each partner."""
    ledger = vp.ledger(p)
    return {
        **{a.id: participants(p, a).known for a in p.plan.activities},
        **{f"{a.id} earned": (a.share, a.earned, a.at_risk, a.sent) for a in ledger.accounts},
        "spent": vp.costs(p).total.spent,
        "grant": matrix(p).total,
    }


@settings(max_examples=examples(40))
@given(peopled())
def test_a_public_copy_tells_nobody_and_keeps_the_numbers(p: Partnership) -> None:
    """Guard names, addresses and ids of people; every count is kept."""
    copy = vp.public(p)
    text = json_text(copy)

    assert [] == [word for word in OF_SOMEBODY if word in text]
    assert numbers(p) == numbers(copy)


def test_what_is_disputed_stays_unknown_in_a_public_copy() -> None:
    """Guard that a copy does not settle which of two numbers holds."""
    p = partnership(
        Training(id="T1", when=when("2024-03-01")),
        Held(of="T1", participants=12, when=when("2024-03-01"), recorded=day("2024-03-02")),
        Held(of="T1", participants=15, recorded=day("2024-03-03")),
        on="2025-01-01",
        **KA220,
    )
    copy = vp.public(p)

    assert {"T1": None} == {id_: n for id_, n in numbers(p).items() if id_ == "T1"}
    assert numbers(p) == numbers(copy)
    assert [None] == [fact.participants for fact in copy.facts if isinstance(fact, Held)]


@settings(max_examples=examples(40))
@given(peopled(), st.sampled_from(["anic-ana", "anic-a", "P2", "L3"]))
def test_an_erased_person_takes_no_number_along(p: Partnership, who: str) -> None:
    """Guard all counts and all money, and that the name is gone from plan and facts."""
    name = p[who].name
    gone = erase(p, who)

    assert numbers(p) == numbers(gone)
    assert name not in json_text(gone)


@settings(max_examples=examples(40))
@given(peopled(), st.sampled_from(["b", "c"]), st.dates(date(2025, 2, 1), date(2026, 5, 1)))
def test_a_withdrawal_conserves_the_grant(p: Partnership, who: str, day: date) -> None:
    """Guard the sum of all shares, whoever takes over what is open."""
    found = vp.withdraw(p, who, on=day)

    assert matrix(p).total == matrix(found.after).total


@settings(max_examples=examples(30))
@given(peopled(), st.dates(date(2025, 2, 1), date(2026, 5, 1)))
def test_a_move_changes_no_number(p: Partnership, day: date) -> None:
    """Guard people and money when a meeting moves."""
    after = vp.move(p, "M1", When.day(day), reason="snow").after

    assert vp.costs(p).total.spent == vp.costs(after).total.spent
    assert matrix(p).total == matrix(after).total
    assert [a.sent for a in vp.ledger(p).accounts] == [a.sent for a in vp.ledger(after).accounts]

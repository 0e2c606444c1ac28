"""Erasing one person: nothing of them is left, and all counts stay."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import attrs
import pytest
from checks.clean import add, clean, told
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples

from vetpartner.files.document import json_text
from vetpartner.model import Evidence, Noted, Participant, Presence, When
from vetpartner.model.mentions import words
from vetpartner.state.achieved import achieved
from vetpartner.whatif import copies

if TYPE_CHECKING:
    import vetpartner as vp

erase = partial(copies.erase, anyway="two people of one name are two here")

DAY = date(2026, 3, 1)


def record(*people: Participant) -> vp.Partnership:
    """Give the clean partnership with participants who were at the first meeting."""
    presences = (
        Presence(of="M1", participant=each.id, when=When.day(DAY), recorded=DAY) for each in people
    )
    note = Noted(
        note="Ivana Horvat left early; Ivanom nobody was.",
        recorded=DAY,
        evidence=(Evidence(kind="photo", file="evidence/IvanaHorvat.png", title="Horvat"),),
    )
    return told(*presences, note, p=add("participants", *people))


def test_nothing_is_left() -> None:
    """Guards name, gender, mentions, file names, and an id that comes from the name."""
    person = Participant(id="horvat", name="Ivana Horvat", gender="female", organisation="sts")
    after = erase(record(person), "horvat")
    left = after.plan.participants[-1]

    assert ("X1", None, None) == (left.id, left.name, left.gender)
    assert "X1" == after.facts_of_kind(Presence)[0].participant
    assert not {"ivana", "horvat", "ivanom"} & set(words(json_text(after)))


def test_a_neutral_id_stays() -> None:
    """Guards that a pseudonym is kept, so that lists outside still fit."""
    after = erase(record(Participant(id="P07", name="Ivana Horvat")), "P07")

    assert "P07" == after.plan.participants[-1].id


def test_others_of_the_family_keep_their_names() -> None:
    """Guards that nobody else loses a name, because a part of it is that of who is erased."""
    after = erase(
        record(
            Participant(id="L7", name="Ivana Horvat"),
            Participant(id="L8", name="Petar Horvat"),
            Participant(id="L9", name="Ivana Horvat"),
        ),
        "L7",
    )

    assert [None, "Petar Horvat", "Ivana Horvat"] == [
        each.name for each in after.plan.participants if each.id in {"L7", "L8", "L9"}
    ]


def test_a_person_of_the_plan() -> None:
    """Guards that links of trainers and attendance follow the new id."""
    after = erase(clean(), "ugo")

    assert ("X1",) == after["T1"].trainers
    assert (None, None) == (after["X1"].name, after["X1"].email)


def test_what_cannot_be_erased() -> None:
    """Guards against a slip of the pen."""
    with pytest.raises(ValueError, match="T1 stands in trainings; only people"):
        erase(clean(), "T1")
    with pytest.raises(KeyError, match="did you mean"):
        erase(clean(), "anaa")


people = st.lists(
    st.builds(
        Participant,
        id=st.from_regex(r"[a-z]{1,4}[0-9]{0,2}x", fullmatch=True),
        name=st.none() | st.sampled_from(["Ivana Horvat", "Bo Wu", "Štefan Ðuro"]),
        organisation=st.sampled_from(["sts", "fbk"]),
        count=st.integers(1, 3),
        minors=st.integers(0, 1),
        fewer_opportunities=st.integers(0, 1),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each.id,
)


@settings(max_examples=examples(40))
@given(people)
def test_counts_stay(drawn: list[Participant]) -> None:
    """Guards the numbers of the report, whoever is erased."""
    before = record(*drawn)
    after = erase(before, drawn[0].id)

    for old, new in zip(achieved(before), achieved(after), strict=True):
        assert (old.status, old.achieved_value) == (new.status, new.achieved_value)
    assert [attrs.evolve(row, evidence=()) for row in before.attended("M1")] == [
        attrs.evolve(row, evidence=()) for row in after.attended("M1")
    ]

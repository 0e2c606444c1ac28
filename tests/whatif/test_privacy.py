"""A public copy tells nothing personal, whatever is typed where, and every count or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from personal import DATA, DISGUISES, LEARNERS, PEOPLE, Datum, planted, sentence, still_told
from strategies import examples

from vetpartner.files.document import json_text
from vetpartner.model import Noted, Partnership, Plan
from vetpartner.whatif.copies import public

if TYPE_CHECKING:
    pass


@settings(max_examples=examples(60))
@given(planted())
def test_a_public_copy_tells_nobody(drawn: tuple[Partnership, tuple[Datum, ...]]) -> None:
    """Guards every free text of plan, facts and words, over all kinds and disguises."""
    p, planted_ = drawn
    told = json_text(public(p))

    assert [] == [(d.kind, d.text) for d in planted_ if still_told(d, told)]


@pytest.mark.parametrize("disguise", sorted(DISGUISES))
@pytest.mark.parametrize("datum", DATA, ids=lambda datum: f"{datum.kind} {datum.text}")
def test_each_kind_in_each_disguise(datum: Datum, disguise: str) -> None:
    """Guards that the record itself tells, so that the search is not blind, and the copy not."""
    note = sentence("note", datum, DISGUISES[disguise](datum.text))
    plan = Plan(people=PEOPLE, participants=LEARNERS)
    p = Partnership(baseline=plan, facts=(Noted(note=note),))

    assert still_told(datum, json_text(p))
    assert not still_told(datum, json_text(public(p)))

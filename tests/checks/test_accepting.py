"""Accepted findings: what an acceptance changes, for which finding, and until when."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from checks.clean import change, plan

import vetpartner as vp
from vetpartner.checks import accept
from vetpartner.model import Acceptance, Partnership
from vetpartner.values.finding import error, note, warning


def lead_missing(*accepted: Acceptance) -> Partnership:
    """Give the clean partnership without the languages of D1, with accepted findings."""
    p = change("D1", languages=())
    return attrs.evolve(p, baseline=attrs.evolve(p.baseline, accepted=accepted))


@pytest.mark.parametrize("address", ["deliverables/D1", "deliverables", "deliverables/"])
def test_an_accepted_warning_is_a_note_with_its_reason(address: str) -> None:
    """Guards that acceptance changes the severity and the sentence, and nothing is lost."""
    until = date(2026, 3, 31)
    accepted = Acceptance(
        slug="deliverable-without-language", address=address, reason="they share it", until=until
    )

    (one,) = vp.check(lead_missing(accepted))

    assert ("note", "deliverable-without-language") == (one.severity.value, one.slug)
    assert (
        "D1 does not say in which languages it is made (accepted until 2026-03-31: they share it)"
        == one.message
    )
    assert ("they share it", None) == (one.accepted, one.way_out)
    assert '"accepted": "they share it"' in vp.check(lead_missing(accepted)).json()


@pytest.mark.parametrize(
    ("slug", "address"),
    [
        ("deliverable-without-language", "deliverables/D"),
        ("deliverable-without-language", "deliverables/D1/languages"),
        ("deliverable-without-date", "deliverables/D1"),
    ],
)
def test_acceptance_is_for_one_finding(slug: str, address: str) -> None:
    """Guards that a similar address or another slug accepts nothing, and that this is said."""
    found_ = vp.check(lead_missing(Acceptance(slug=slug, address=address, reason="x")))

    assert ["acceptance-matches-nothing", "deliverable-without-language"] == sorted(
        finding.slug for finding in found_.warnings
    )


def test_an_expired_acceptance_accepts_nothing() -> None:
    """Guards that the warning comes back on the day after, beside a finding about it."""
    accepted = Acceptance(
        slug="deliverable-without-language",
        address="deliverables/D1",
        reason="x",
        until=date(2026, 3, 30),
    )

    assert ["acceptance-expired", "deliverable-without-language"] == sorted(
        finding.slug for finding in vp.check(lead_missing(accepted)).warnings
    )


def test_errors_and_notes_stay_as_they_are() -> None:
    """Guards that no reason makes an error right, and that nothing is accepted twice."""
    p = plan(accepted=(Acceptance(slug="s", address="a", reason="x"),))
    made = (error("e", "a"), note("n", "a"), warning("w", "a/b"))
    wrong, told, doubtful = (attrs.evolve(one, slug="s") for one in made)

    assert (wrong, told) == accept((wrong, told), p)
    assert ["w (accepted: x)"] == [one.message for one in accept((doubtful,), p)]

"""The register of personal data: complete, with purposes and days."""

from __future__ import annotations

from datetime import date

import attrs
from builders import partnership

import vetpartner as vp
from vetpartner.model import (
    FACTS,
    KINDS,
    Participant,
    Partnership,
    Payment,
    Person,
    Share,
)
from vetpartner.state.personal import PERSONAL, privacy

WORDS = {"name", "email", "gender", "role", "person", "participant", "minors"}
"""Names of fields that hold, as a rule, something about somebody."""
MODEL = {*KINDS.values(), *FACTS.values()}


def test_every_personal_field_is_in_the_register() -> None:
    """A new field with such a name has to be put into the register, or among the exceptions.

    Those are names of organisations, roles in the project, mere counts, and links.
    """
    listed = {(field.kind, field.field) for field in PERSONAL}
    found = {(kind, name) for kind in MODEL for name in attrs.fields_dict(kind) if name in WORDS}

    unlisted = {f"{kind.__name__}.{name}" for kind, name in found - listed}
    assert {
        "Amended.minors",
        "Attended.minors",
        "Organisation.name",
        "Organisation.role",
        "Participant.role",
        "Participant.person",
        "Attended.role",
        "Quoted.role",
        "Certified.participant",
        "Training.minors",
    } == unlisted
    assert all(field.field in attrs.fields_dict(field.kind) for field in PERSONAL)


def with_people() -> Partnership:
    """Return a project of 2025 with two people and a participant."""
    return partnership(
        Person(id="a", name="Ana", email="ana@example.org"),
        Person(id="b"),
        Participant(id="L1", fewer_opportunities=1),
        Participant(id="L2"),
        Payment(id="P2", share=Share("0.2"), trigger="final report"),
        on="2026-01-01",
        acronym="X",
        action="KA210-VET",
        call=2025,
        start="2025-09-01",
        months=12,
        lump_sum=vp.Money(60_000),
    )


def test_the_register() -> None:
    """How many, and until when: the final report for e-mail, three years of records for names."""
    found = {row.what: (row.number, row.until) for row in privacy(with_people()).rows}

    assert (1, date(2026, 12, 29)) == found["e-mail addresses of staff"]
    assert (1, date(2029, 12, 29)) == found["names of staff"]
    assert (1, date(2026, 12, 29)) == found["whether participants have fewer opportunities"]
    assert (0, date(2029, 12, 29)) == found["names of participants"]
    assert () == privacy(with_people()).overdue


def test_overdue() -> None:
    """From the day after, what is still there is overdue, and the text says so."""
    later = privacy(attrs.evolve(with_people(), day=date(2026, 12, 30)))

    assert ["e-mail addresses of staff", "whether participants have fewer opportunities"] == [
        row.what for row in later.overdue
    ]
    assert "OVERDUE  1 × e-mail addresses of staff, until 2026-12-29" in str(later)


def test_nothing_held_and_nothing_known() -> None:
    """An empty project holds nothing, and without a call no day is known."""
    empty = privacy(Partnership())
    unknown = privacy(partnership(Person(id="a", name="Ana")))

    assert "  none" in str(empty).split("\n")
    assert "1 × names of staff, until a day that is not known yet" in str(unknown)

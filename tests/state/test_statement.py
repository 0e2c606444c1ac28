"""Measures for the four aspects: what was done takes the place of what was planned."""

from decimal import Decimal

import pytest
from builders import partnership, when

from vetpartner.model import (
    Held,
    Measure,
    Meeting,
    Partnership,
    Training,
)
from vetpartner.state.statement import aspects

TRAIN = Measure(aspect="ASPECT:ENV", what="by train", number=Decimal(7), unit="travellers")
BUS = Measure(aspect="ASPECT:ENV", what="by bus", number=Decimal(5), unit="travellers")
CIVIC = Measure(aspect="ASPECT:CIVIC", what="with the council")


def measured(**given: object) -> Partnership:
    """Return a project with a meeting and a training that have measures."""
    return partnership(
        Meeting(id="M1", title="Kick-off", measures=(TRAIN,)),
        Training(id="T1", measures=(CIVIC, TRAIN), **given),
        action="KA220-VET",
        call=2025,
    )


def test_planned_measures_in_the_order_of_the_call() -> None:
    """Environment comes before participation, the meeting before the training."""
    found = aspects(measured())

    assert [
        ("Environment and sustainability", "M1", "Kick-off", False),
        ("Environment and sustainability", "T1", "T1", False),
        ("Participation and civic engagement", "T1", "T1", False),
    ] == [(row.name, row.id, row.activity, row.done) for row in found]
    assert (Decimal(7), "travellers") == (found[0].number, found[0].unit)


def test_done_instead_of_planned() -> None:
    """Once measures are recorded, the planned ones of that activity are no longer shown."""
    held = Held(of="M1", when=when("2026-01-10"), measures=(BUS,))
    p = Partnership(baseline=measured().baseline, facts=(held,))

    assert [("by bus", True), ("by train", False), ("with the council", False)] == [
        (row.what, row.done) for row in aspects(p)
    ]


@pytest.mark.parametrize(
    ("on", "facts", "expected"),
    [
        ("2026-01-09", (), ["planned", "planned", "planned"]),
        ("2026-01-11", (), ["not recorded whether done", "planned", "planned"]),
        # Of an activity that was held early, and of the aspect of which nothing is recorded.
        (
            "2026-01-09",
            (Held(of="T1", when=when("2026-01-05"), measures=(BUS,)),),
            ["planned", None, "not recorded whether done"],
        ),
        (
            "2026-03-01",
            (Held(of="M1", when=when("2026-01-10")), Held(of="T1", measures=(CIVIC, TRAIN))),
            ["not recorded whether done", None, None],
        ),
    ],
)
def test_of_what_is_past_nobody_plans(
    on: str, facts: tuple[Held, ...], expected: list[str | None]
) -> None:
    """Guard against a measure that is planned for a day that is over, and against silence."""
    p = partnership(
        Meeting(id="M1", title="Kick-off", when=when("2026-01-10"), measures=(TRAIN,)),
        Training(id="T1", when=when("2026-02-10..2026-02-12"), measures=(CIVIC, TRAIN)),
        *facts,
        action="KA220-VET",
        call=2025,
        on=on,
    )

    assert expected == [None if row.standing is None else str(row.standing) for row in aspects(p)]


def test_nothing_of_cancelled_activities_and_unknown_calls() -> None:
    """A cancelled training has no measures, and without a call there are no aspects."""
    assert ["M1"] == [row.id for row in aspects(measured(cancelled=True))]
    assert () == aspects(Partnership())

"""Whose role nobody recorded is of no role, and heads say whether people are counted."""

from __future__ import annotations

import pytest
from builders import partnership, when

from vetpartner.export.report import report
from vetpartner.model import (
    Attended,
    Fact,
    Held,
    Meeting,
    Organisation,
    Participant,
    Partnership,
    Presence,
    Training,
)
from vetpartner.state.achieved import achieved
from vetpartner.state.figures import figures
from vetpartner.state.inclusion import inclusion

HOMES = (Organisation(id="a", name="A", country="HR"), Organisation(id="b", name="B", country="AT"))
HELD = Held(of="M1", when=when("2025-03-03"))
LISTED = tuple(
    Participant(id=f"L{n}", organisation="a", role="learner", activities=("T1",)) for n in range(9)
)


def project(*things: object) -> Partnership:
    """Return a project with a meeting and a training."""
    return partnership(
        *HOMES,
        Meeting(id="M1", when=when("2025-03-03")),
        Training(id="T1", when=when("2025-04-07")),
        *things,
        on="2025-06-01",
        action="KA220-VET",
        call=2025,
    )


def there(*ids: str) -> list[Presence]:
    """Return a list of those who were at the training."""
    return [Presence(of="T1", participant=id_, when=when("2025-04-07")) for id_ in ids]


def columns(p: Partnership) -> dict[str, object]:
    """Return how many there were of each role, as the table by country has it."""
    table = inclusion(p).countries
    return dict(zip(table.heads, table.rows[-1][1], strict=True))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"organisation": "a", "count": 8}, {"role not recorded": 8, "all": 8}),
        ({"person": "x"}, {"role not recorded": 1, "all": 1}),
        ({"organisation": "a", "count": 8, "role": "guest"}, {"guest": 8, "all": 8}),
    ],
)
def test_nobody_is_staff_whose_role_is_not_recorded(
    given: dict[str, object], expected: dict[str, int]
) -> None:
    """A group or a person without a role stands in a column of its own."""
    p = project(HELD, Attended(of="M1", **given))

    assert expected == columns(p)
    made = report(p, "final", draft=True).markdown
    assert ("staff" in made.partition("### Participants")[2].partition("## Annex")[0]) is False


def test_who_is_not_registered_is_no_learner() -> None:
    """Of an id in a list of presences that no list of participants has, the role is not known."""
    p = project(*LISTED, *there("L0", "L1", "X1"))

    assert {"learner": 2, "role not recorded": 1, "all": 3} == columns(p)
    assert [None, "learner"] == sorted(
        (row.role for row in p.attended("T1")), key=lambda role: role or ""
    )
    said = {str(who) for f in figures(p, achieved(p)) for record in f.records for who in record.who}
    assert {"a", "learner"} == said


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_nobody_counts_twice_whose_role_is_recorded_later(order: tuple[int, int]) -> None:
    """The minutes name no role, a form says staff: eight are not sixteen."""
    both: list[Fact] = [
        Attended(of="M1", organisation="a", count=8),
        Attended(of="M1", organisation="a", count=8, role="staff"),
    ]

    assert {"staff": 8, "all": 8} == columns(project(HELD, *(both[n] for n in order)))


@pytest.mark.parametrize(
    ("facts", "word", "other"),
    [
        ([*LISTED, *there(*(who.id for who in LISTED))], "People", "Participations"),
        ([HELD, Attended(of="M1", organisation="a", count=8)], "Participations", "People"),
        (
            [HELD, Attended(of="M1", organisation="a", count=8), *LISTED, *there("L0", "L1")],
            "Participations",
            "People",
        ),
    ],
)
def test_heads_say_whether_people_are_counted(facts: list[object], word: str, other: str) -> None:
    """Lists tell people apart; where a group is only counted, somebody may be in two of them."""
    p = project(*facts)
    made = report(p, "final", draft=True).markdown
    everybody = {"People": "participants", "Participations": "participations"}

    assert f"{word} by country and role" in made
    assert f"{other} by country and role" not in made
    assert f"Among all {everybody[word]}:" in made
    assert f"all {everybody[word]}, for comparison" in made
    assert f"all {everybody[other]}, for comparison" not in made
    assert f"{word} by country and role" == inclusion(p).countries.title

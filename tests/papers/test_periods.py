"""What a period takes in: its first and last day, what reaches into it, and what has no day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builders import day, partnership, when

import vetpartner as vp
from vetpartner.model import (
    Attended,
    Decided,
    Deliverable,
    Delivered,
    Disseminated,
    Held,
    Meeting,
    Money,
    Organisation,
    Paid,
    Person,
)

if TYPE_CHECKING:
    from vetpartner.model import Fact, Partnership

FIRST, LAST = day("2024-03-01"), day("2024-03-31")
EARLIER, LATER = day("2024-01-10"), day("2024-11-20")


def plan_with(*facts: Fact) -> Partnership:
    """Return a project of two schools with these facts, as of a year later."""
    return partnership(
        Organisation(id="a", name="School A", country="HR"),
        Organisation(id="b", name="School B", country="DE"),
        Person(id="bo", name="Bo", organisation="b"),
        Meeting(id="M1", title="Kick-off", when=when("2024-02-27..2024-03-01")),
        Deliverable(id="D1", title="Guide", organisations=("b",)),
        *facts,
        on="2025-01-31",
        start="2024-01-01",
        months=24,
        coordinator="a",
        currency="EUR",
    )


def told(text: str, recorded: str = "2024-11-20") -> dict[str, Fact]:
    """Return a fact of each kind on a day, all recorded later."""
    at, known = when(text) if text else None, day(recorded)
    return {
        "Payments received": Paid(
            of="p", payee="b", payer="a", amount=Money(100), when=at, recorded=known
        ),
        "Deliverables": Delivered(of="D1", when=at, recorded=known),
        "Dissemination": Disseminated(
            title="Post", organisation="b", reach=7, when=at, recorded=known
        ),
        "Action items": Decided(of="M1", text="Print", owner="bo", when=at, recorded=known),
    }


def shown(p: Partnership, heading: str, **period: object) -> bool:
    """Tell whether the sheet of School B has a row below a heading."""
    given = (period.get("since"), period.get("until"))
    text = vp.paper(p, "partner-sheet", "b", period=given).data(".md").decode()  # type: ignore[arg-type]
    return "|" in text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("heading", told("2024-03-01"))
@pytest.mark.parametrize(
    ("at", "expected"),
    [("2024-02-29", False), ("2024-03-01", True), ("2024-03-31", True), ("2024-04-01", False)],
)
def test_a_period_has_both_its_days(heading: str, at: str, *, expected: bool) -> None:
    """Guard that the day counts on which it happened, not that on which it was written down."""
    p = plan_with(told(at)[heading])

    assert expected is shown(p, heading, since=FIRST, until=LAST)
    assert (at >= "2024-03-01") is shown(p, heading, since=FIRST)
    assert (at <= "2024-03-31") is shown(p, heading, until=LAST)


@pytest.mark.parametrize("heading", ["Payments received", "Deliverables", "Dissemination"])
def test_without_a_day_it_counts_when_it_was_written_down(heading: str) -> None:
    """Guard that what has no day of its own is in the period in which it became known."""
    p = plan_with(told("", "2024-03-15")[heading])

    assert shown(p, heading, since=FIRST, until=LAST)
    assert not shown(p, heading, since=LATER)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, True),
        (FIRST, LAST, True),
        (day("2024-03-02"), None, False),
        (None, day("2024-02-26"), False),
        (None, day("2024-02-27"), True),
        (day("2024-02-28"), day("2024-02-28"), True),
    ],
)
def test_an_activity_counts_where_it_reaches_in(
    since: object, until: object, *, expected: bool
) -> None:
    """Guard that an activity of several days is in each period that has one of them."""
    p = plan_with(
        Held(of="M1", when=when("2024-02-27..2024-03-01"), recorded=EARLIER),
        Attended(of="M1", organisation="b", count=2, recorded=EARLIER),
    )

    assert expected is shown(p, "Activities", since=since, until=until)


def test_people_reached_are_added_up_in_the_period() -> None:
    """Guard the sums of the log, by organisation and period; what has no day at all is in no part.

    An unknown reach is no number and adds nothing.
    """
    posts = [
        Disseminated(title="One", organisation="b", reach=7, when=when("2024-03-01")),
        Disseminated(title="Two", organisation="a", reach=20, when=when("2024-03-31")),
        Disseminated(title="Three", organisation="a", reach=100, when=when("2024-04-01")),
        Disseminated(title="Four", organisation="a", when=when("2024-03-02")),
        Disseminated(title="Five", organisation="a", reach=1_000),
    ]
    p = plan_with(*posts)

    def sums(id_: str | None = None, **more: object) -> tuple[str, str]:
        text = vp.paper(p, "dissemination-log", id_, **more).data(".md").decode()  # type: ignore[arg-type]
        found = dict(re.findall(r"- \*\*(.*):\*\* (.*)", text))
        return found["Records"], found["People reached"]

    assert ("5", "1,127") == sums()
    assert ("3", "27") == sums(period=(FIRST, LAST))
    assert ("1", "7") == sums("b", period=(FIRST, LAST))
    assert ("2", "120") == sums("a", period=(LAST, None))
    assert ("3", "27") == sums(period=(None, LAST))

"""Action items: with which a meeting begins, and when one is done."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from builders import when
from reported import PLAN, partnership

from vetpartner.model import Decided, Evidence, Meeting, Partnership
from vetpartner.state.open_work import action_items, agreed_at, brought_forward

SECOND = Meeting(id="M2", when=when("2024-06-10..2024-06-11"))
ITEMS = (
    Decided(of="M1", when=when("2023-12-05"), text="late", due=date(2024, 3, 1)),
    Decided(of="M1", when=when("2023-12-05"), text="soon", due=date(2024, 2, 1), owner="fbk"),
    Decided(
        of="M1",
        when=when("2023-12-05"),
        text="done before",
        done=date(2024, 6, 9),
        evidence=(Evidence(kind="minutes", file="m.pdf"),),
    ),
    Decided(of="M1", when=when("2023-12-05"), text="done after", done=date(2024, 6, 20)),
    Decided(of="M2", when=when("2024-06-10"), text="own"),
    Decided(of="E1", when=when("2024-07-01"), text="later"),
    Decided(text="no day"),
)


def project(day: date) -> Partnership:
    """Return the small partnership with a second meeting and these items."""
    return partnership(*ITEMS, meetings=(*PLAN.meetings, SECOND), day=day)


def texts(p: Partnership, meeting: str) -> list[str]:
    """Return the texts of the items with which a meeting begins."""
    return [item.text for item in brought_forward(p, p[meeting])]


def test_a_meeting_begins_with_what_is_open_then() -> None:
    """Guard which items are brought forward, those due first come first; none without day is lost.

    What was done after the meeting began was open in it.
    """
    p = project(date(2024, 12, 31))

    assert ["soon", "late", "done after", "no day"] == texts(p, "M2")
    assert ["own"] == [item.text for item in agreed_at(p, "M2")]
    assert ["no day"] == texts(p, "M1")


def test_before_the_meeting_the_day_counts() -> None:
    """Guard the agenda made weeks before: what is open on that day, done later or not."""
    p = project(date(2024, 5, 1))

    assert ["soon", "late", "done after", "done before", "no day"] == texts(p, "M2")


def test_a_meeting_without_a_day_has_all_that_is_open() -> None:
    """Guard that an undated meeting still begins with the open items of all others."""
    p = project(date(2024, 12, 31))
    undated = evolve(p.baseline, meetings=(*PLAN.meetings, Meeting(id="M2")))

    assert ["soon", "late", "later", "no day"] == texts(evolve(p, baseline=undated), "M2")


def test_an_item() -> None:
    """Guard owner, proof and lateness of single items."""
    p = project(date(2024, 12, 31))
    items = {item.text: item for item in action_items(p)}
    soon, late, done = items["soon"], items["late"], items["done before"]

    assert ("FBK", None) == (soon.owner_label, late.owner_label)
    assert ("M1-T3a minutes",) == done.proofs
    assert (True, False, False) == (
        late.overdue_on(date(2024, 3, 2)),
        late.overdue_on(date(2024, 3, 1)),
        done.overdue_on(date(2024, 12, 31)),
    )
    assert (True, False) == (done.open_on(date(2024, 6, 8)), done.open_on(date(2024, 6, 9)))

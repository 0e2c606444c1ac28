"""What nobody stated is a state of its own: never fine, never zero, never a day."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders import partnership
from hypothesis import given, settings
from strategies import examples, sparse

import vetpartner as vp
from vetpartner.export.building import build
from vetpartner.model import (
    Deliverable,
    Delivered,
    Evidence,
    Held,
    LaterEvidence,
    Meeting,
    Money,
    Organisation,
    Partnership,
    Task,
    UnknownId,
    When,
    WorkPackage,
)
from vetpartner.papers.account_letter import account_letter
from vetpartner.state.evidence import evidence
from vetpartner.state.gaps import GAPS
from vetpartner.state.unknown import unknown, unknown_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = Organisation(id="a", name="Alpha")
HELD = Meeting(id="M1", when=When.parse("2025-02-07"), host="a")
SENTINELS = r"0001-01-01|January 1\b(?!,? \d)|\b1 January 1\b|9999|\bNone\b|\bnan\b"
ALL_CLEAR = r"No proof is missing|Nothing is overdue"
"""What is said where everything is known and in order."""


def test_evidence_that_nobody_can_name() -> None:
    """Guard a call without rules: how many have nothing to show is told, and no all-clear."""
    p = partnership(HOME, HELD, Deliverable(id="D1"), Held(of="M1"), Delivered(of="D1"))
    shown = p.with_facts(LaterEvidence(of="M1", kind="minutes", files=("m.pdf",)))
    day = p.on(date(2025, 3, 1))
    page = dict(build(day, vp.check(day)))["index.html"].decode()

    assert "(no rules): 2 activities and results without any file" in str(vp.status(p))
    assert "(no rules): 1 activity or result without any file" in str(vp.status(shown))
    assert "What must be proved is not known for this call" in page
    assert "No proof is missing" not in page


def test_what_has_no_date() -> None:
    """Guard that lateness of what is undated is not known; a task has the months of its package."""
    package = WorkPackage(id="WP1", when=When.parse("2025-01..2025-06"))
    p = partnership(Meeting(id="M1"), Deliverable(id="D1"), package, Task(id="A1"))
    dated = partnership(package, Task(id="A1", work_package="WP1"))

    assert any("3 activities and results have no date" in str(one) for one in unknown(p))
    assert not any("no date" in str(one) for one in unknown(dated))


def test_shares_that_nobody_stated() -> None:
    """Guard ledger, costs, workbook and letter."""
    p = partnership(HOME, HELD, lump_sum=Money(60_000))
    account = vp.ledger(p).account("a")
    cells = [
        cell.value
        for sheet in vp.budget(p).worksheets
        if sheet.title in {"Summary", "Partners"}
        for row in sheet.iter_rows()
        for cell in row
    ]

    assert {None} == {account.share, account.earned, account.open, account.at_risk}
    assert "not known" in str(vp.ledger(p))
    assert cells.count("not known") > 4
    assert vp.costs(p).total.planned is None
    with pytest.raises(UnknownId, match=r"the share of a is not known, .* grant = \{ a = "):
        account_letter(p, "a")


def test_a_withdrawal_without_a_share() -> None:
    """Guard against nothing to come back, where nobody knows what it got the money for."""
    days = {"start": date(2025, 1, 1), "months": 24}
    p = partnership(HOME, Organisation(id="b"), HELD, **days).on(date(2025, 6, 1))
    said = str(vp.withdraw(p, "b"))

    assert "its share is not known" in said
    assert "what must come back is not known" in said
    assert "nothing is to come back" not in said


def test_a_delivery_without_a_day() -> None:
    """Guard against a day that stands for none."""
    p = partnership(Deliverable(id="D1"), Delivered(of="D1", url="https://example.org/d1"))

    assert [None] == [row.known for row in evidence(p)]
    assert "a day that is not known" in str(vp.status(p))


def test_evidence_that_comes_later_keeps_the_numbers() -> None:
    """Guard that what a report called EV1 is EV1 in the next one."""
    first = Evidence(kind="agenda", file="a.pdf")
    held = Held(of="M1", when=When.parse("2025-02-07"), evidence=(first,))
    d1 = Delivered(of="D1", when=When.parse("2025-03-01"), url="https://example.org/d1")
    p = partnership(HELD, Deliverable(id="D1"), held, d1)
    later = p.with_facts(
        LaterEvidence(of="M1", kind="minutes", files=("m.pdf",), recorded=date(2025, 4, 1))
    )
    before, after = evidence(p), evidence(later)

    assert before == after[:2]
    assert ("minutes", "m.pdf", date(2025, 4, 1)) == (after[2].kind, after[2].file, after[2].known)


@settings(max_examples=examples(25))
@given(sparse())
def test_no_output_says_more_than_is_known(p: Partnership) -> None:
    """Guard every page, table and text of projects of which next to nothing is known."""
    clear = not unknown(p)
    forbidden = re.compile(SENTINELS if clear else f"{SENTINELS}|Nothing is overdue")
    if unknown_evidence(p) is not None:
        forbidden = re.compile(f"{SENTINELS}|{ALL_CLEAR}")
    for name, text in texts(p):
        found = forbidden.search(text)

        assert found is None, (name, text[max(0, found.start() - 80) : found.end() + 80])


def texts(p: Partnership) -> Iterator[tuple[str, str]]:
    """Yield all that is written for a partnership, and what its functions print."""
    for view in (vp.status, vp.ledger, vp.costs, vp.reconcile, vp.check):
        yield view.__name__, str(view(p))
    yield "gaps", GAPS.of(vp.gaps(p)).text()
    for name, data in build(p, vp.check(p)):
        if name.endswith((".html", ".md", ".ics", ".txt", ".json", ".csv", ".svg", ".mmd")):
            yield name, data.decode()
    book = vp.budget(p)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield sheet.title, " | ".join("" if cell is None else str(cell) for cell in row)

"""What nobody stated is a state of its own: never fine, never zero, never a day."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest
from builders import partnership
from hypothesis import given, settings
from sheets import Sheets
from strategies import examples, sparse

import vetpartner as vp
from vetpartner.export.building import build
from vetpartner.files.document import json_text
from vetpartner.model import (
    HOW_MANY,
    Amended,
    Attended,
    Deliverable,
    Delivered,
    Evidence,
    Held,
    Indicator,
    LaterEvidence,
    Measured,
    Meeting,
    Money,
    Organisation,
    Paid,
    Participant,
    Partnership,
    Spent,
    Task,
    UnknownId,
    When,
    WorkPackage,
)
from vetpartner.papers.account_letter import account_letter
from vetpartner.state.achieved import achieved
from vetpartner.state.evidence import evidence
from vetpartner.state.gaps import GAPS
from vetpartner.state.unknown import unknown, unknown_evidence
from vetpartner.tables.facts import attendance, participants
from vetpartner.whatif.copies import public

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
    over = dated.on(date(2025, 7, 1))

    assert any("3 activities and results have no date" in str(one) for one in unknown(p))
    assert not any("no date" in str(one) for one in unknown(dated.on(date(2025, 6, 30))))
    assert any("1 activity or result has no date" in str(one) for one in unknown(over))


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


def test_a_delivery_on_a_day_that_nobody_stated_may_have_been_late() -> None:
    """Guard a result that was due on a day: whether it came late is told as not known."""
    due = Deliverable(id="D1", due=When.parse("2025-03-31"))
    told = "1 result was delivered on a day that nobody stated: whether it was late is not known"

    open_ = (
        Delivered(of="D1"),
        Delivered(of="D1", recorded=date(2025, 4, 20)),
    )
    for fact in open_:
        assert told in str(vp.status(partnership(due, fact)))
    for fact in (Delivered(of="D1", recorded=date(2025, 3, 1)), Delivered(of="D1", when="M2")):
        assert "nobody stated" not in str(vp.status(partnership(due, fact)))


def half_planned(**project: object) -> vp.Partnership:
    """Return a partnership in which one of two work packages has no amount."""
    first = WorkPackage(id="WP1", grant={"a": Money(5000), "b": Money(1000)})
    second = WorkPackage(id="WP2")
    cost = Spent(amount=Money(50))
    homes = HOME, Organisation(id="b"), HELD
    return partnership(*homes, first, second, cost, currency="EUR", coordinator="a", **project)


def test_a_sum_with_an_unknown_part_is_not_known_anywhere() -> None:
    """Guard ledger, costs, report and workbook against a total of what happens to be typed."""
    p = half_planned()
    report = vp.report(p, "final", draft=True, edition="partners").markdown
    sheets = Sheets.of(vp.budget(p))

    assert None is vp.ledger(p).total.share is vp.costs(p).total.planned
    assert "| **Total** | not known | not known | – | not known | not known |" in report
    assert "not known" == sheets.rows("Planned and spent")["Total"]["Planned"]
    assert None is sheets.rows("Work packages × partners")["WP2"]["Share"]
    assert "1 line of the budget has no amount" in str(vp.status(p))
    # Where the others make the whole lump sum, nothing is left for it.
    whole = half_planned(lump_sum=Money(6000))
    assert Money(6000) == vp.ledger(whole).total.share == vp.costs(whole).total.planned
    assert "no amount" not in str(vp.status(whole))


def test_what_is_at_risk_without_rules() -> None:
    """Guard ledger, letter and workbook: without rules of evidence nobody knows it."""
    p = half_planned(lump_sum=Money(6000))
    letter = account_letter(p, "b").data(".md").decode()
    account = vp.ledger(p).account("b")

    assert (None, None, None) == (account.earned, account.at_risk, account.to_recover)
    assert "| At risk | not known |" in letter
    assert "| **To be given back** | not known |" in letter


def test_a_payment_without_a_day_is_there() -> None:
    """Guard a letter that calls money on its way which the ledger counts as received."""
    paid = Paid(amount=Money(100), payer="a", payee="b")
    p = half_planned(lump_sum=Money(6000)).with_facts(paid)

    assert Money(100) == vp.ledger(p).account("b").received
    assert "| date not stated |" in account_letter(p, "b").data(".md").decode()
    assert Money(0) == vp.ledger(p).account("a").to_send or vp.ledger(p).account("a").due is None


def test_numbers_with_nothing_to_agree_with() -> None:
    """Guard "all numbers agree" where each stands alone."""
    there = Attended(of="M1", organisation="a", count=3)
    two = partnership(HOME, HELD, Held(of="M1", participants=3), there)

    assert "M1: no two numbers to compare." in str(vp.reconcile(partnership(HOME, HELD, there)))
    # Who is registered for what did not take place yet agrees with nothing.
    early = partnership(
        Meeting(id="M1", expected=12), Participant(id="L1", activities=("M1",)), on="2025-01-01"
    )
    assert "M1: no two numbers to compare." in str(vp.reconcile(early))
    assert "All numbers agree." in str(vp.reconcile(two))
    fewer = partnership(HOME, attrs.evolve(HELD, expected=9), Held(of="M1", participants=3))
    assert "M1: 3 stated, but 9 expected" in str(vp.reconcile(fewer))


def test_a_number_without_a_target_keeps_no_promise() -> None:
    """Guard an indicator that is measured, while nobody said how much is enough."""
    measured = Measured(of="I1", value=3, when="2025-03-01")
    (row,) = achieved(partnership(Indicator(id="I1"), measured))
    worded = partnership(Indicator(id="I1", expected="teachers use it"), measured)
    told = "1 indicator was measured, and nothing says whether it is reached"

    assert ("not judged", "not judged") == (row.status, achieved(worded)[0].status)
    assert told in {str(each) for each in unknown(worded)}
    judged = worded.with_facts(attrs.evolve(measured, reached=False, recorded=date(2025, 3, 2)))
    assert told not in {str(each) for each in unknown(judged)}


def test_evidence_that_comes_later_keeps_the_numbers() -> None:
    """Guard that what a report called M1-a is M1-a in the next one."""
    first = Evidence(kind="agenda", file="a.pdf")
    held = Held(of="M1", when=When.parse("2025-02-07"), evidence=(first,))
    d1 = Delivered(of="D1", when=When.parse("2025-03-01"), url="https://example.org/d1")
    p = partnership(HELD, Deliverable(id="D1"), held, d1)
    later = p.with_facts(
        LaterEvidence(of="M1", kind="minutes", files=("m.pdf",), recorded=date(2025, 4, 1))
    )
    before, after = evidence(p), evidence(later)

    assert before == (after[0], after[2])
    assert ("M1-Ea", "minutes", "m.pdf", date(2025, 4, 1)) == (
        after[1].number,
        after[1].kind,
        after[1].file,
        after[1].known,
    )


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


@settings(max_examples=examples(100))
@given(sparse())
def test_no_output_counts_of_whom_nobody_was_asked(p: Partnership) -> None:
    """Guard that nobody's silence is 0 people with fewer opportunities, minors or on green ways."""
    found = vp.inclusion(p)
    for copy in (found, found.public(), vp.inclusion(public(p))):
        *parts, _ = copy.traits.rows or ((),)
        assert {None} >= {number for _, counts in parts for number in counts}
        assert {None} >= {number for _, row in copy.activities.rows for number in row[2:]}
        assert not re.search(r"(?:opportunities|under 18|green travel)[\s\d]*\d", str(copy.traits))
    for table in (participants, attendance):
        for row in table.of(p).records():
            assert {None} >= {row.get(name) for name in HOW_MANY}
    for home in (json_text(p), json_text(public(p))):
        assert not any(name in home for name in HOW_MANY)


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


def test_a_reason_that_is_not_yet_recorded_is_none() -> None:
    """Guard what forms and `move` write where nobody told why: no page shows it as the reason."""
    gone = Amended(of="M1", recorded=date(2025, 1, 5), reason="not yet recorded", cancelled=True)
    p = partnership(HOME, HELD, gone, on="2025-02-01")
    shown = vp.report(p, "interim", draft=True).markdown + vp.calendar(p).to_ical().decode()

    assert "not yet recorded" not in shown
    assert "CANCELLED" in shown

"""The numbered list of evidence."""

from __future__ import annotations

from datetime import date

from builders import when
from reported import partnership

from vetpartner.export.report import report
from vetpartner.model import (
    Decided,
    Delivered,
    Disseminated,
    Evidence,
    Held,
    Noted,
    ReportDue,
    Reported,
)
from vetpartner.state.evidence import evidence, numbers_by_id

AGENDA = Evidence(kind="agenda", file="evidence/agenda.pdf")
MINUTES = Evidence(kind="minutes", file="evidence/minutes.pdf", title="Minutes of the kick-off")
FACTS = (
    Held(of="M1", recorded=date(2023, 12, 20), evidence=(AGENDA, MINUTES)),
    Delivered(of="D1", when=when("2023-12-10"), url="https://example.org/d1"),
    Decided(of="M1", recorded=date(2024, 1, 9), text="x", evidence=(AGENDA,)),
    Noted(recorded=date(2024, 1, 9), note="y", evidence=(Evidence(kind="photo", file="p.png"),)),
)


def test_numbers_follow_the_day_of_knowing() -> None:
    """Guard that a number stays what it is when facts are added later."""
    rows = evidence(partnership(*FACTS))

    expected = [
        ("EV1", "D1", "web page", "Curriculum", "delivered/D1"),
        ("EV2", "M1", "agenda", "Kick-off", "held/M1"),
        ("EV3", "M1", "minutes", "Minutes of the kick-off", "held/M1"),
        ("EV4", "M1", "agenda", "Kick-off", "decided/M1"),
        ("EV5", None, "photo", "", "noted/#1"),
    ]
    assert expected == [(r.number, r.of, r.kind, r.title, r.address) for r in rows]
    assert evidence(partnership(*FACTS[:3])) == rows[:4]


def test_receipt_of_a_report_says_of_which() -> None:
    """Guard the list against the bare word by which the files call a report."""
    sent = Reported(
        of="r1", when=when("2024-01-09"), evidence=(Evidence(kind="receipt", file="r.pdf"),)
    )
    p = partnership(sent, reports=(ReportDue(id="r1", kind="interim"),))

    assert ["interim report"] == [row.title for row in evidence(p)]
    assert "| EV1 | Zwischenbericht |" in report(p, "final", language="de", draft=True).markdown


def test_numbers_by_id() -> None:
    """Guard the numbers that stand beside a row of planned and achieved."""
    rows = evidence(partnership(*FACTS))

    assert {"D1": ("EV1",), "M1": ("EV2", "EV3", "EV4")} == numbers_by_id(rows)


def test_address_is_not_listed_twice() -> None:
    """Guard a fact that names its address and lists it as evidence with the day it was seen."""
    seen = Evidence(kind="article", url="https://example.org/a", seen=date(2024, 3, 1))
    fact = Disseminated(of="N1", url="https://example.org/a", evidence=(seen,))

    assert [("article", date(2024, 3, 1))] == [
        (row.kind, row.seen) for row in evidence(partnership(fact))
    ]

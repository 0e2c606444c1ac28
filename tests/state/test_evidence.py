"""The numbered list of evidence."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from builders import when
from reported import partnership

from vetpartner.export.report import report
from vetpartner.model import (
    FACT_TABLES,
    Amended,
    Decided,
    Delivered,
    Disseminated,
    Evidence,
    Fact,
    Held,
    LaterEvidence,
    Measured,
    Noted,
    ReportDue,
    Reported,
    Surveyed,
)
from vetpartner.state.evidence import LETTERS, evidence, numbers_by_id

AGENDA = Evidence(kind="agenda", file="evidence/agenda.pdf")
MINUTES = Evidence(kind="minutes", file="evidence/minutes.pdf", title="Minutes of the kick-off")
FACTS = (
    Held(of="M1", recorded=date(2023, 12, 20), evidence=(AGENDA, MINUTES)),
    Delivered(of="D1", when=when("2023-12-10"), url="https://example.org/d1"),
    Decided(of="M1", recorded=date(2024, 1, 9), text="x", evidence=(AGENDA,)),
    Noted(recorded=date(2024, 1, 9), note="y", evidence=(Evidence(kind="photo", file="p.png"),)),
)


def test_numbers_tell_of_what_and_which_record() -> None:
    """Guard that a number stays what it is when facts are added later."""
    rows = evidence(partnership(*FACTS))

    expected = [
        ("M1-a", "M1", "agenda", "Kick-off", "held/M1"),
        ("M1-b", "M1", "minutes", "Minutes of the kick-off", "held/M1"),
        ("M1-Ta", "M1", "agenda", "Kick-off", "decided/M1"),
        ("D1-a", "D1", "web page", "Curriculum", "delivered/D1"),
        ("EV-1Na", None, "photo", "", "noted/#1"),
    ]
    assert expected == [(r.number, r.of, r.kind, r.title, r.address) for r in rows]
    assert evidence(partnership(*FACTS[:3])) == rows[:4]


def test_numbers_stay_whatever_is_recorded_later() -> None:
    """Guard that what one report calls `M1-b` the next one calls so, older days included."""
    more = (
        Held(of="M2", when=when("2023-11-02"), evidence=(AGENDA,)),
        Surveyed(of="M1", when=when("2023-11-03"), evidence=(MINUTES,)),
        Delivered(of="D1", when=when("2023-11-04"), evidence=(AGENDA,)),
        LaterEvidence(of="held/M1", kind="photo", files=("p.png", "q.png")),
        LaterEvidence(of="M1", kind="letter", files=("l.pdf",)),
    )
    before = {(r.address, r.kind, r.file): r.number for r in evidence(partnership(*FACTS))}
    after = {(r.address, r.kind, r.file): r.number for r in evidence(partnership(*FACTS, *more))}

    assert before.items() <= after.items()
    assert {
        "M1-Ea": "p.png",
        "M1-Eb": "q.png",
        "M1-E2a": "l.pdf",
        "M1-Sa": "evidence/minutes.pdf",
        "D1-2a": "evidence/agenda.pdf",
        "M2-Ha": "evidence/agenda.pdf",
    } == {number: file for (_, _, file), number in set(after.items()) - set(before.items())}


def test_evidence_that_was_there_before_its_record_keeps_its_number() -> None:
    """Guard a photo that came first, and counts within the meeting once that is recorded."""
    photo = LaterEvidence(of="M1", kind="photo", files=("p.png",), recorded=date(2024, 1, 2))
    held = Held(of="M1", recorded=date(2024, 3, 4), evidence=(AGENDA,))
    (alone,) = evidence(partnership(photo))
    both = evidence(partnership(photo, held))

    assert ("M1-Ea", "evidence/M1") == (alone.number, alone.address)
    assert [("M1-Ea", "held/M1"), ("M1-a", "held/M1")] == [(r.number, r.address) for r in both]


def test_each_table_of_facts_has_a_letter_of_its_own() -> None:
    """Guard that no two pieces get one number, and that no table of facts has none."""
    assert set(FACT_TABLES.values()) == set(LETTERS)
    assert len(LETTERS) == len(set(LETTERS.values()))


def test_more_pieces_than_letters() -> None:
    """Guard the number of the twenty-seventh piece."""
    files = tuple(f"{n}.pdf" for n in range(28))
    rows = evidence(partnership(LaterEvidence(of="M1", kind="photo", files=files)))

    assert ["M1-Ez", "M1-Eaa", "M1-Eab"] == [row.number for row in rows[25:]]


def test_receipt_of_a_report_says_of_which() -> None:
    """Guard the list against the bare word by which the files call a report."""
    sent = Reported(
        of="r1", when=when("2024-01-09"), evidence=(Evidence(kind="receipt", file="r.pdf"),)
    )
    p = partnership(sent, reports=(ReportDue(id="r1", kind="interim"),))

    assert ["interim report"] == [row.title for row in evidence(p)]
    assert "| r1-a | Zwischenbericht |" in report(p, "final", language="de", draft=True).markdown


def test_numbers_by_id() -> None:
    """Guard the numbers that stand beside a row of planned and achieved."""
    rows = evidence(partnership(*FACTS))

    assert {"D1": ("D1-a",), "M1": ("M1-a", "M1-b", "M1-Ta")} == numbers_by_id(rows)


def test_address_is_not_listed_twice() -> None:
    """Guard a fact that names its address and lists it as evidence with the day it was seen."""
    seen = Evidence(kind="article", url="https://example.org/a", seen=date(2024, 3, 1))
    fact = Disseminated(of="N1", url="https://example.org/a", evidence=(seen,))

    assert [("article", date(2024, 3, 1))] == [
        (row.kind, row.seen) for row in evidence(partnership(fact))
    ]


def _moved(approved: date | None = None) -> Amended:
    """Return that a meeting was moved, which took place on none of these days."""
    return Amended(
        of="M1",
        when=when("2024-03-01"),
        reason="x",
        approved=approved,
        recorded=date(2024, 1, 9),
    )


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (Held(of="M1", when=when("2023-12-05 09:00..13:00 Europe/Zagreb")), "2023-12-05"),
        (Held(of="M1"), "2023-12-04..2023-12-05"),
        (Surveyed(of="M1"), None),
        (Decided(of="M1", text="x"), None),
        (Decided(of="M1", text="x", when=when("2023-12-05")), "2023-12-05"),
        (Delivered(of="D1", when=when("2024-02")), "2024-02"),
        (Delivered(of="D1"), None),
        (Measured(of="I1"), "2024-01-09"),
        (_moved(), "2024-01-09"),
        (_moved(approved=date(2024, 2, 2)), "2024-02-02"),
        (Noted(note="x"), None),
        (Reported(of="R"), None),
    ],
)
def test_the_day_that_it_is_about(fact: Fact, expected: str | None) -> None:
    """Guard that a list of evidence has the day of what it shows, and not that of typing it."""
    (row,) = evidence(partnership(evolve(fact, recorded=date(2024, 1, 9), evidence=(AGENDA,))))

    assert (expected, date(2024, 1, 9)) == (row.about and str(row.about), row.known)


def test_what_was_there_is_about_the_days_that_it_was_held() -> None:
    """Guard that a survey without a day is of the activity, once that was held."""
    held = Held(of="M1", when=when("2023-12-11"))
    (row,) = evidence(partnership(held, Surveyed(of="M1", evidence=(AGENDA,))))

    assert "2023-12-11" == str(row.about)


def test_a_list_of_evidence_has_the_day_of_what_it_shows() -> None:
    """Guard the annex: when it was and not when it was written down, and what nobody recorded."""
    p = partnership(
        Held(of="M1", recorded=date(2023, 12, 20), evidence=(AGENDA,)),
        Noted(recorded=date(2024, 1, 9), note="y", evidence=(MINUTES,)),
        Amended(of="M1", recorded=date(2023, 11, 20), title="First meeting", reason="name"),
    )
    made = report(p, "final", draft=True, edition="partners").markdown.replace("\xa0", " ")

    assert "| File or address | Date of what it shows |" in made
    assert "| evidence/agenda.pdf | 4–5 December 2023 |" in made
    assert "| evidence/minutes.pdf | not recorded |" in made
    assert "| title | not recorded | name |" in made

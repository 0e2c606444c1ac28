"""What entries say differently and nobody settled: told as such, and in no number as known."""

from datetime import date

import pytest
from builders import KA220, partnership, when

from vetpartner.model import (
    Attended,
    Certified,
    Disseminated,
    DisseminationAction,
    Fact,
    Held,
    Indicator,
    Measured,
    Meeting,
    Money,
    Organisation,
    Paid,
    Partnership,
    Payment,
    Settled,
    Surveyed,
    Training,
)
from vetpartner.papers.report_people import _all_sent
from vetpartner.state.achieved import achieved
from vetpartner.state.disputed import MOST
from vetpartner.state.figures import explain_figure
from vetpartner.state.held import participants
from vetpartner.state.inclusion import inclusion
from vetpartner.state.quality import quality
from vetpartner.state.summary import key_figures
from vetpartner.values.counts import AtLeast

FIRST, LATER = date(2024, 5, 1), date(2024, 6, 1)
MEETING = Meeting(id="M1", when=when("2024-04-10"), expected=12)
OTHER = Meeting(id="M2", when=when("2024-04-20"), expected=5)
OF_OTHER = Held(of="M2", participants=5, recorded=FIRST)


def said(p: Partnership, id_: str) -> list[str]:
    """Return what a row says was achieved."""
    return [str(phrase) for row in achieved(p) if row.id == id_ for phrase in row.achieved_phrases]


def held(number: int, recorded: date, **more: object) -> Held:
    """Return an entry that tells how many were at the meeting."""
    return Held(of="M1", participants=number, recorded=recorded, when=MEETING.when, **more)  # type: ignore[arg-type]


def key(p: Partnership, name: str) -> str:
    """Return what a key figure says was achieved."""
    return next(str(f.achieved) for f in key_figures(p, achieved(p)) if str(f.what) == name)


def test_participants_of_two_entries() -> None:
    """Neither number is told as known, in the row, in sums, and among the records."""
    p = partnership(MEETING, OTHER, held(17, FIRST), held(9, LATER), OF_OTHER)
    row = next(row for row in achieved(p) if row.id == "M1")

    assert "9 or 17 participants stated, not settled" in said(p, "M1")
    assert row.achieved_value is None
    assert isinstance(row.known_value, AtLeast)
    assert row.known_value == 9
    assert not [text for text in map(str, row.difference_phrases) if "fewer" in text]
    assert key(p, "Participations") == "at least 14"
    records = explain_figure(p, "participants/M1").records
    assert [(r.value, r.counts) for r in records] == [(17, False), (9, False)]


@pytest.mark.parametrize("order", [1, -1])
def test_three_entries_are_all_told(order: int) -> None:
    """Guard that none is lost, in whatever order they are typed."""
    p = partnership(MEETING, *[held(n, FIRST, source=str(n)) for n in (9, 17, 11)][::order])

    assert "9, 11 or 17 participants stated, not settled" in said(p, "M1")


def test_what_was_settled_is_not_disputed() -> None:
    """Guard that the settled number is told alone."""
    settled = Settled(of="M1", field="participants", value="17", recorded=LATER, reason="counted")
    p = partnership(MEETING, OTHER, held(17, FIRST), held(9, LATER), OF_OTHER, settled)

    assert "17 participants" in said(p, "M1")
    assert key(p, "Participations") == "22"


def test_entries_that_agree_are_not_disputed() -> None:
    """Guard that the same said twice stays one number."""
    p = partnership(MEETING, held(9, FIRST), held(9, LATER))

    assert "9 participants" in said(p, "M1")


def group(count: int, recorded: date, home: str = "sts") -> Attended:
    """Return a group at the meeting."""
    return Attended(
        of="M1", organisation=home, role="staff", when=MEETING.when, count=count, recorded=recorded
    )


def test_a_disputed_group_in_all_counts_of_people() -> None:
    """Guard the number of an activity, of a country, and of an organisation."""
    homes = Organisation(id="sts", country="HR"), Organisation(id="fbk", country="AT")
    p = partnership(*homes, MEETING, group(8, FIRST), group(6, LATER), group(3, FIRST, "fbk"))
    people = participants(p, MEETING)

    assert (9, 11) == people.unsettled
    assert people.known is None
    assert people.least == 9
    assert "9 or 11 participants stated, not settled" in said(p, "M1")
    (_, total) = inclusion(p).countries.told[-1]
    assert isinstance(total[-1], AtLeast)
    assert total[-1] == 3
    assert [fact.people for fact in _all_sent(p)[0]["sts"]] == [None]


def test_a_list_counts_beside_disputed_entries() -> None:
    """Guard that who was listed counts, and the two numbers stated stand as a difference."""
    p = partnership(MEETING, held(17, FIRST), held(9, LATER), group(9, FIRST))
    row = next(row for row in achieved(p) if row.id == "M1")

    assert row.achieved_value == 9
    assert "9 or 17 participants stated, not settled" in map(str, row.difference_phrases)


def test_days_of_two_entries() -> None:
    """Guard that both are told where they are not the same days."""
    meeting = Meeting(id="M1", when=when("2024-04-10..2024-04-12"))
    days = (when("2024-04-10..2024-04-11"), when("2024-04-10..2024-04-12"))
    p = partnership(meeting, *(Held(of="M1", when=each, recorded=FIRST) for each in days))
    hours = (when("2024-04-10"), when("2024-04-10 09:00..2024-04-10 13:00"))
    same = partnership(MEETING, *(Held(of="M1", when=each, recorded=FIRST) for each in hours))

    assert any("stated, not settled" in text for text in said(p, "M1"))
    assert not any("stated, not settled" in text for text in said(same, "M1"))


@pytest.mark.parametrize(
    ("target", "status"), [(40, "not judged"), (50, "partly"), (30, "exceeded"), (41, "not judged")]
)
def test_an_indicator_of_two_values(target: int, status: str) -> None:
    """It is judged only where both values say the same."""
    one = Indicator(id="I1", target=target, unit="learners")  # type: ignore[arg-type]
    values = [Measured(of="I1", when=when("2024-05-30"), value=n, recorded=FIRST) for n in (41, 38)]  # type: ignore[arg-type]
    p = partnership(one, *values)
    row = next(row for row in achieved(p) if row.id == "I1")

    assert row.status == status
    assert row.achieved_value is None
    assert "38 or 41 learners stated, not settled" in said(p, "I1")
    records = explain_figure(p, "indicators/I1").records
    assert [(41, False), (38, False)] == [(r.value, r.counts) for r in records]


def test_people_reached_and_asked() -> None:
    """Guard that a disputed reach, survey and number of certificates is in no sum."""
    training = Training(id="T1", when=when("2024-04-10"))
    spread = [
        Disseminated(of="N1", when=when("2024-05-01"), reach=n, recorded=day)
        for n, day in ((300, FIRST), (500, LATER))
    ]
    more = Disseminated(of="N1", when=when("2024-05-09"), reach=40, recorded=FIRST)
    asked = [Surveyed(of="T1", when=when("2024-04-11"), respondents=n) for n in (5, 9)]
    given = [Certified(of="T1", when=when("2024-04-11"), count=n) for n in (5, 9)]
    things: list[Fact] = [*spread, more, *asked, *given, Held(of="T1", participants=9)]
    p = partnership(training, DisseminationAction(id="N1", reach=500), *things)
    answers = next(one for one in quality(p, (), ()) if str(one.what) == "Answers to surveys")

    assert "at least 40 people reached" in said(p, "N1")
    assert key(p, "People reached by dissemination") == "at least 40"
    assert answers.much is None
    assert "how many certificates were given is not known" in said(p, "T1")


def test_amounts_of_two_entries() -> None:
    """Guard that the records of a payment tell both amounts, and that it is not settled."""
    paid = [
        Paid(of="P1", when=when("2024-05-01"), recorded=day, amount=Money(amount))
        for amount, day in ((90, FIRST), (100, LATER))
    ]
    figure = explain_figure(partnership(Payment(id="P1"), *paid), "payments/P1")

    assert [Money(90), Money(100)] == [record.value for record in figure.records]
    assert "90 EUR or 100 EUR stated, not settled" in map(str, figure.phrases)


def test_many_groups_that_are_disputed_are_reckoned_and_told_in_a_few_words() -> None:
    """Guard against a number for each way in which forty groups may have been counted."""
    homes = tuple(Organisation(id=f"o{n}") for n in range(40))
    facts = tuple(
        Attended(of="M1", organisation=home.id, role="staff", count=many, recorded=known)
        for n, home in enumerate(homes)
        for many, known in ((2**n, FIRST), (2**n + 3**n, LATER))
    )
    meeting = Meeting(id="M1", when=when("2024-03-01"))
    p = partnership(*homes, meeting, *facts, on="2025-01-01", **KA220)
    found = participants(p, meeting)
    (row,) = achieved(p)

    assert found.known is None
    assert sum(2**n for n in range(40)) == found.least == found.disputed[0]
    assert sum(2**n + 3**n for n in range(40)) == found.disputed[-1]
    assert MOST == len(found.disputed)
    assert len(row.achieved) < 250
    assert "… or" in row.achieved

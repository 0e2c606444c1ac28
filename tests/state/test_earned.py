"""Money at risk: what may be cut, why, and that no euro is counted twice."""

from attrs import evolve
from builders import KA220, day, eur, partnership, when

from vetpartner.model import (
    Amended,
    Attended,
    Deliverable,
    Delivered,
    Evidence,
    Held,
    Meeting,
    Money,
    Organisation,
    Partnership,
    Task,
    WorkPackage,
)
from vetpartner.state.earned import at_risk, earning, total_at_risk, unverified
from vetpartner.state.entries import entries
from vetpartner.state.gaps import gaps
from vetpartner.state.ledger import ledger
from vetpartner.state.status import status
from vetpartner.state.timeline import items


def late(*things: object, call: int = 2026) -> Partnership:
    """Return a project of which something is late on 1 June 2024.

    For call 2026 a source says what must be proved, for 2023 none.
    """
    return partnership(
        Organisation(id="sts", acronym="STS"),
        WorkPackage(id="WP2", title="Course", lead="sts", amount=Money(50_000)),
        WorkPackage(id="WP3", title="Pilot", lead="sts", grant=eur(sts=9_000)),
        *things,
        on="2024-06-01",
        **{**KA220, "call": call},
    )


def meeting(id_: str, **given: object) -> Meeting:
    """Return a meeting of February 2024 with its amount."""
    fields = {"work_package": "WP2", "amount": Money(4_000), **given}
    return Meeting(id=id_, title="Kick-off", when=when("2024-02-01"), **fields)


def test_attendance_alone_is_as_much_at_risk_as_a_record() -> None:
    """Guard that writing down who was there does not make the missing evidence vanish."""
    there = Attended(of="M1", when=when("2024-02-05"), count=12)
    p = late(meeting("M1"), there)
    why = "held, no agenda, no minutes, no attendance list"

    assert [("M1", Money(4_000), why)] == [(at.id, at.amount, at.why) for at in at_risk(p)]
    assert {"no agenda", "no minutes", "no attendance list"} == {gap.what for gap in gaps(p)}
    assert [day("2024-02-05")] == [one.first for one in entries(p) if one.id == "M1"]
    drawn = next(item for item in items(p) if item.id == "M1")
    assert ("after", day("2024-02-05")) == (drawn.state, drawn.first)
    assert not status(p).of("overdue")


def test_a_rule_without_a_source_takes_no_money() -> None:
    """Guard that its amount is told apart, and is neither earned nor at risk nor forgotten."""
    held = (Held(of="M1", recorded=day("2024-02-02")), Held(of="M2", recorded=day("2024-02-02")))
    proofs = tuple(Evidence(kind=k, file="a") for k in ("agenda", "minutes", "signed list"))
    p = late(meeting("M1"), meeting("M2"), held[0], evolve(held[1], evidence=proofs), call=2023)
    account = ledger(p).total

    assert () == at_risk(p)
    why = "no agenda, no minutes, no attendance list"
    # With the meeting its work package would be complete.
    assert [("WP2", Money(42_000), f"M1 {why}"), ("M1", Money(4_000), why)] == [
        (one.id, one.amount, one.why) for one in unverified(p)
    ]
    assert (Money(4_000), Money(46_000), Money(0)) == (
        account.earned,
        account.unverified,
        account.at_risk,
    )
    assert "46 000 EUR rests on an unverified rule" in str(ledger(p))
    assert any("unverified rule" in row.text for row in status(p).of("unknown"))
    assert not unverified(late(meeting("M1"), held[0]))


def test_what_else_is_wrong_is_at_risk_whatever_a_rule_without_a_source_asks_for() -> None:
    """Guard that what came after the end is at risk, and in no second column too."""
    p = late(
        meeting("M1"), Held(of="M1", when=when("2026-02-01"), recorded=day("2026-02-02")), call=2023
    )
    p = evolve(p, day=day("2026-03-01"))

    assert ["after the end of the project"] == [at.why for at in at_risk(p)]
    assert () == unverified(p)


def test_by_the_share_of_results() -> None:
    """Guard the second reading: so much of an activity as of its results is done."""
    p = late(
        Task(id="A1", work_package="WP3", when=when("2024-01..2024-12"), results=("D1", "D2")),
        Deliverable(id="D1", work_package="WP3"),
        Deliverable(id="D2", work_package="WP3"),
        Delivered(
            of="D1",
            when=when("2024-03-01"),
            recorded=day("2024-03-01"),
            evidence=(Evidence(kind="result", file="a"),),
        ),
    )
    found = earning(p)

    assert {} == found.earned
    # One of the activity and the two results of WP3 is done.
    assert {("WP3", "sts"): Money(3_000)} == {
        k: m for k, m in (found.by_results or {}).items() if m
    }
    assert "it would be 3 000 EUR" in str(ledger(p))


def test_activities_with_amounts() -> None:
    """Late, cancelled and unproven activities count with their own amount, the largest first."""
    held = Held(of="M3", recorded=day("2024-02-02"), evidence=(Evidence(kind="agenda", file="a"),))
    kinds = ("agenda", "minutes", "signed list")
    p = late(
        *(meeting("M1"), meeting("M2", amount=Money(5_000)), meeting("M3"), meeting("M4")),
        Amended(of="M2", cancelled=True, reason="no host", recorded=day("2024-01-20")),
        held,
        evolve(held, of="M4", evidence=tuple(Evidence(kind=kind, file="a") for kind in kinds)),
    )
    found = at_risk(p)

    assert [
        ("M2", Money(5_000), "cancelled", "sts", "meetings/M2"),
        ("M1", Money(4_000), "overdue", "sts", "meetings/M1"),
        ("M3", Money(4_000), "held, no minutes, no attendance list", "sts", "meetings/M3"),
    ] == [(at.id, at.amount, at.why, at.owner, at.address) for at in found]
    assert Money(13_000) == total_at_risk(p, found)


def test_a_result_counts_with_the_task_that_makes_it() -> None:
    """One task, two reasons, one amount."""
    fields = {"when": when("M1..M4"), "amount": Money(7_000), "results": ("D1",)}
    task = Task(id="A1", work_package="WP2", **fields)
    p = late(task, Deliverable(id="D1", work_package="WP2", due=when("M4")))

    assert [("A1", Money(7_000), "overdue; D1 overdue")] == [
        (at.id, at.amount, at.why) for at in at_risk(p)
    ]


def test_without_amounts_of_activities_the_work_package_counts_once() -> None:
    """The whole work package is at risk, and its activities are not counted again."""
    result = Deliverable(id="D3", work_package="WP3", due=when("M4"))

    assert [
        ("WP2", Money(50_000), "M2 overdue; M1 overdue"),
        ("WP3", Money(9_000), "D3 overdue"),
    ] == [
        (at.id, at.amount, at.why)
        for at in at_risk(late(meeting("M1"), meeting("M2", amount=None), result))
    ]


def test_nothing_is_at_risk_without_amounts() -> None:
    """Zero, another currency and an unknown call are no amounts and no reasons."""
    p = late(meeting("M1", amount=Money(5, "CZK"), work_package=None))

    assert () == at_risk(p)
    assert () == at_risk(Partnership())
    assert status(p).risk is None
    assert "Money at risk" not in str(status(p))


def test_status_says_how_much() -> None:
    """The Monday screen has the sum in the heading, and who answers for each amount."""
    text = str(status(late(meeting("M1"))))

    assert "Money at risk (1): 4 000 EUR in all\n" in text
    assert "4 000 EUR of M1 Kick-off: overdue  [STS]" in text


def test_a_result_that_nothing_shows() -> None:
    """Guard that a delivery without file and address earns nothing, and is at risk until shown."""
    task = Task(
        id="A1", work_package="WP2", when=when("2024-02"), amount=Money(9_000), results=("D1",)
    )
    told = Delivered(of="D1", when=when("2024-02-20"))
    p = late(Deliverable(id="D1", work_package="WP2"), task, told)
    shown = p.with_facts(evolve(told, url="https://example.org"))

    assert [("A1", "D1 neither a file nor an address to show")] == [
        (at.id, at.why) for at in at_risk(p)
    ]
    assert {} == earning(p).earned
    assert () == at_risk(shown)
    assert {("WP2", None): Money(50_000)} == earning(shown).earned


def test_what_is_in_no_work_package_is_told() -> None:
    """Guard that the money of an activity outside of any work package does not go unsaid."""
    p = late(meeting("M1", work_package=None, amount=Money(30_000)))
    said = "30 000 EUR of activities in no work package is in "

    assert f"{said}no sum" in [row.text for row in status(p).of("unknown")]
    assert status(p).at_least
    assert f"{said}none of these sums" in str(ledger(p))
    assert said not in str(ledger(late(meeting("M1"))))

"""Deadlines: computed from agreement and call, and left out where they are not known."""

from datetime import date

import pytest
from builders import KA220, partnership, when

from vetpartner.model import (
    Agreement,
    Money,
    Organisation,
    Paid,
    Partnership,
    Payment,
    Project,
    ReportDue,
    Reported,
    Share,
    zone_of,
)
from vetpartner.programme import rules
from vetpartner.programme.countries import zone_of_place
from vetpartner.state.deadlines import deadlines


def with_rules(*things: object) -> Partnership:
    """Return a KA220 of 2025 that ends on 31 October 2025."""
    return partnership(*things, **(KA220 | {"call": 2025, "start": "2023-11-01"}))


def test_from_the_call_alone() -> None:
    """End, last day for amendments, and final report 60 days after the end."""
    found = {d.id: d.day for d in deadlines(with_rules())}

    assert {
        "amendment-last": date(2025, 10, 1),
        "project-end": date(2025, 10, 31),
        "report-final": date(2025, 12, 30),
        "results-platform": date(2025, 12, 30),
    } == found


def test_from_the_agreement() -> None:
    """Reports and payments of the agreement, each with its basis, done or not."""
    p = with_rules(
        Agreement(signed=date(2023, 10, 16), rules=(("final_report_days", 45),)),
        ReportDue(id="R1", kind="interim", due=date(2025, 1, 31)),
        ReportDue(id="R2", kind="final"),
        Payment(id="P1", share=Share("0.8"), trigger="signature"),
        Payment(id="P2", share=Share("0.2"), trigger="final report"),
        Payment(id="P3", expected=when("2025-03")),
        Payment(id="P4", trigger="date"),
        Reported(of="R1", when=when("2025-01-20")),
        Paid(of="P1", amount=Money(1), recorded=date(2023, 11, 20)),
        Paid(of="P3", amount=Money(1), payer="sts", recorded=date(2023, 11, 20)),
    )
    found = {d.id: (d.day, d.done) for d in deadlines(p)}

    assert (date(2025, 1, 31), True) == found["report-R1"]
    assert (date(2025, 12, 15), False) == found["report-R2"]
    assert (date(2023, 11, 15), True) == found["payment-P1"]
    assert (date(2026, 2, 13), False) == found["payment-P2"]
    assert (date(2025, 3, 31), False) == found["payment-P3"]
    assert "payment-P4" not in found
    assert "report-final" not in found
    assert "Final report to the national agency" in {d.title for d in deadlines(p)}
    assert any(
        d.basis and "grant agreement" in d.basis for d in deadlines(p) if d.id == "report-R2"
    )


def test_what_is_not_known_is_left_out() -> None:
    """Without a call there are no rules, without a start no days."""
    unknown = partnership(Payment(id="P1", trigger="signature"), start="2023-11-01", months=24)
    nothing = partnership(action="KA220-VET", call=2023)

    assert ["project-end"] == [d.id for d in deadlines(unknown)]
    assert () == deadlines(nothing)


def paid_off(lump_sum: Money | None, call: int = 2025, **fact: object) -> Partnership:
    """Return a partnership whose balance was paid."""
    project = Project(action="KA220-VET", call=call, start=date(2025, 11, 1), lump_sum=lump_sum)
    return partnership(
        project,
        Payment(id="P2", trigger="final report"),
        Paid(of="P2", amount=Money(1), **{"when": when("2028-02-29"), **fact}),
    )


@pytest.mark.parametrize(
    ("p", "day"),
    [
        (paid_off(Money(60_000)), date(2031, 2, 28)),
        (paid_off(Money(120_000)), date(2033, 2, 28)),
        (paid_off(Money(120_000), recorded=date(2028, 3, 1), when=None), None),
        (paid_off(Money(120_000), payer="sts"), None),
        (paid_off(Money(120_000, "CZK")), None),
        (paid_off(Money(120_000), call=1999), None),
        (paid_off(None), None),
    ],
)
def test_how_long_to_keep_records(p: Partnership, day: date | None) -> None:
    """Records are kept three or five years from the balance; without its day nothing is said."""
    found = [(d.day, d.kind) for d in deadlines(p) if d.id == "records-end"]

    assert ([(day, "records")] if day else []) == found


def test_an_id_used_twice_does_not_stop_it() -> None:
    """A payment with the id of an organisation is a mistake for the checks, not a crash."""
    p = with_rules(Organisation(id="P1"), Payment(id="P1", expected=when("2024-05-06")))

    assert date(2024, 5, 6) == {d.id: d.day for d in deadlines(p)}["payment-P1"]


@pytest.mark.parametrize(
    ("country", "city", "zone"),
    [
        ("HR", None, "Europe/Zagreb"),
        ("EL", "Athens", "Europe/Athens"),
        ("UK", "London", "Europe/London"),
        ("ES", "Madrid", "Europe/Madrid"),
        ("ES", "Las Palmas de Gran Canaria", "Atlantic/Canary"),
        ("ES", "San Cristóbal de La Laguna", "Atlantic/Canary"),
        ("PT", "Ponta Delgada", "Atlantic/Azores"),
        ("PT", "Angra do Heroísmo", "Atlantic/Azores"),
        ("PT", "Hortaleza", "Europe/Lisbon"),
        ("FR", "Cayenne, Guyane", "America/Cayenne"),
        ("DZ", None, "Africa/Algiers"),
        ("RU", "Kaliningrad", None),
        ("BR", "Brasilia", None),
        ("??", None, None),
        (None, "Split", None),
    ],
)
def test_zones(country: str | None, city: str | None, zone: str | None) -> None:
    """A country has its capital's time; its islands have their own; the rest is not guessed."""
    assert zone == zone_of_place(country, city)


@pytest.mark.parametrize("call", [2022, 2023, 2024, 2025, 2026])
def test_every_full_country_has_a_zone(call: int) -> None:
    """Times of any member state or associated country, as the call lists them, can be shown."""
    law = rules("KA220-VET", call)
    codes = (*law.member_states, *law.associated_countries)

    assert 33 <= len(codes)
    assert [] == [code for code in codes if zone_of_place(code, None) is None]
    for code in codes:
        zone_of(zone_of_place(code, None) or "")


def test_partners_send_their_part_four_weeks_earlier() -> None:
    """Reports, results and amendments have an internal deadline; the rest needs no partner."""
    p = with_rules(Payment(id="P3", expected=when("2025-03")))

    assert {
        "amendment-last": date(2025, 9, 3),
        "payment-P3": None,
        "project-end": None,
        "report-final": date(2025, 12, 2),
        "results-platform": date(2025, 12, 2),
    } == {d.id: d.internal for d in deadlines(p)}


def test_a_payment_that_follows_an_interim_report() -> None:
    """It is expected when the law lets the agency take its time after the last such report."""
    reports = (
        ReportDue(id="R1", kind="interim", due=date(2024, 11, 30)),
        ReportDue(id="R2", kind="interim", due=date(2025, 1, 31)),
        ReportDue(id="R3", kind="progress", due=date(2025, 5, 31)),
    )
    payments = (
        Payment(id="P2", share=Share("0.4"), trigger="interim report"),
        Payment(id="P4", share=Share("0.4"), trigger="progress report"),
    )
    found = {d.id: d.day for d in deadlines(with_rules(*reports, *payments))}

    assert date(2025, 4, 1) == found["payment-P2"]
    assert date(2025, 7, 30) == found["payment-P4"]


def test_records_are_kept_from_the_day_the_balance_is_expected() -> None:
    """Until the balance is paid the day is the least that is certain, and says so."""
    project = Project(
        action="KA220-VET",
        call=2025,
        start=date(2025, 11, 1),
        months=24,
        lump_sum=Money(120_000),
    )
    balance = Payment(id="P2", share=Share("0.2"), trigger="final report")
    bare = partnership(project)
    expected = partnership(project, balance)
    paid = Partnership(
        baseline=expected.baseline,
        facts=(Paid(of="P2", amount=Money(24_000), when=when("2028-03-05")),),
    )

    assert [
        ("Records of the project are kept at least until", date(2033, 2, 28)),
        ("Records of the project are kept at least until", date(2033, 2, 28)),
        ("Records of the project are kept until", date(2033, 3, 5)),
    ] == [
        (d.title, d.day)
        for p in (bare, expected, paid)
        for d in deadlines(p)
        if d.id == "records-end"
    ]


def test_results_are_done_with_the_final_report() -> None:
    """The platform belongs to the final report, under the agreement's id or `final`."""
    sent = Reported(of="R2", when=when("2025-12-20"))
    p = with_rules(ReportDue(id="R2", kind="final"), sent)

    assert {"report-R2": True, "results-platform": True} == {
        d.id: d.done for d in deadlines(p) if d.kind in {"report", "results"}
    }


def test_the_agreement_s_own_day_of_the_final_report() -> None:
    """What the agreement sets is the day of results and balance too, not only of the report."""
    reports = (ReportDue(id="R2", kind="final", due=date(2025, 11, 30)),)
    payments = (Payment(id="P2", share=Share("0.2"), trigger="final report"),)
    p = with_rules(*reports, *payments)
    found = {d.id: d.day for d in deadlines(p)}

    assert date(2025, 11, 30) == found["report-R2"] == found["results-platform"]
    assert date(2026, 1, 29) == found["payment-P2"]

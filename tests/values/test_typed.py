"""Classes and functions that take what they are asked for, and refuse the rest by its name."""

from __future__ import annotations

import inspect
import re
import shutil
import tempfile
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import vetpartner as vp
from vetpartner.model import (
    FACTS,
    KINDS,
    Acceptance,
    Agreement,
    Amended,
    Amounts,
    Attended,
    Evidence,
    Held,
    Limit,
    Meeting,
    Money,
    Narrative,
    Paid,
    Partnership,
    Payment,
    Plan,
    Project,
    ReportDue,
    Session,
    Share,
    Training,
    Venue,
    When,
    WorkPackage,
)
from vetpartner.values.showing import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
CLASSES = (*KINDS.values(), *FACTS.values(), Project, Agreement, Acceptance, Limit, Evidence)
CLASSES = (*CLASSES, Venue, Session, Narrative, Plan)
TWO_DAYS = When.days(date(2024, 12, 4), date(2024, 12, 5))


def meeting(**given: Any) -> Meeting:  # noqa: ANN401
    """Make a meeting."""
    return Meeting(id="M1", **given)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: meeting(when="2024-12-04..2024-12-05").when, TWO_DAYS),
        (lambda: meeting(when=date(2024, 12, 4)).when, When.day(date(2024, 12, 4))),
        (lambda: meeting(venue={"city": "Split"}).venue, Venue(city="Split")),
        (lambda: meeting(organisations=["a", "b"]).organisations, ("a", "b")),
        (lambda: ReportDue(id="R", kind="final", due="2025-03-31").due, date(2025, 3, 31)),
        (lambda: Paid(amount="9000 CZK").amount, Money(9000, "CZK")),
        (lambda: WorkPackage(id="W", grant={"a": Money(1)}).grant, Amounts({"a": Money(1)})),
        (lambda: WorkPackage(id="W", grant={"a": "1 EUR"}).grant, Amounts({"a": Money(1)})),
        (lambda: Training(id="T", hours=7.5).hours, Decimal("7.5")),
        (lambda: Training(id="T", hours=8).hours, Decimal(8)),
        (lambda: Training(id="T", sessions=[{"when": "M7"}]).sessions[0].when, When.parse("M7")),
        (lambda: Project(deviation_share="15 %").deviation_share, Share("0.15")),
        (lambda: Project(deviation_share=0.15).deviation_share, Share("0.15")),
        (lambda: Held(evidence=[{"kind": "minutes"}]).evidence, (Evidence(kind="minutes"),)),
        (lambda: Agreement(rules={"a": 1}).rules, (("a", 1),)),
        (lambda: Partnership(facts=[Held(of="M1")]).facts, (Held(of="M1"),)),
        (lambda: attrs.evolve(meeting(), when="M7").when, When.parse("M7")),
    ],
)
def test_what_is_certain_is_converted(made: Callable[[], object], expected: object) -> None:
    """Guard what somebody types in a notebook, where it has one meaning."""
    assert expected == made()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: meeting(when="soon"), "Meeting.when: 'soon' is not a date; write 2023-12-04"),
        (lambda: meeting(when=5), "Meeting.when: expected a date: When.parse("),
        (lambda: meeting(when=datetime(2024, 1, 1)), "Meeting.when: expected a date: When.parse("),  # noqa: DTZ001
        (lambda: Paid(amount=9000), "Paid.amount: an amount has a currency: write Money(9000)"),
        (lambda: Paid(amount=9.5), "Paid.amount: an amount has a currency: write Money('9.5')"),
        (lambda: Paid(amount="9000"), "Paid.amount: an amount has a currency: write Money('9000')"),
        (lambda: Paid(amount="16.400"), "Paid.amount: '16.400' can be read as 16400 or as 16.400"),
        (lambda: Paid(amount=None), "Paid.amount: an amount has a currency"),
        (lambda: WorkPackage(id="W", grant={"a": 1000}), "WorkPackage.grant: an amount has a curr"),
        (lambda: Amounts({"a": 1000}), "an amount has a currency: write Money(1000)"),
        (lambda: Amounts({1: Money(1)}), "amounts are by the ids of organisations"),
        (lambda: ReportDue(id="R", kind="final", due="31.3.2025"), "ReportDue.due: '31.3.2025' is"),
        (lambda: ReportDue(id="R", kind="last"), "ReportDue.kind: expected one of 'progress', 'in"),
        (lambda: meeting(venue="Split"), "Meeting.venue: expected Venue(city=…), or its fields in"),
        (lambda: meeting(venue={"town": "Split"}), "Meeting.venue: Venue.__init__() got an unexp"),
        (lambda: meeting(organisations="a"), "Meeting.organisations: expected a tuple: ('a',)"),
        (lambda: meeting(organisations=["a", 2]), "Meeting.organisations: expected a text, not 2"),
        (lambda: meeting(expected="12"), "Meeting.expected: expected a whole number, not '12'"),
        (
            lambda: Attended(minors="a few"),
            "Attended.minors: expected a whole number or 'not",
        ),
        (lambda: meeting(expected=True), "Meeting.expected: expected a whole number, not true"),
        (lambda: meeting(cancelled="no"), "Meeting.cancelled: expected True or False, not 'no'"),
        (lambda: meeting(title=5), "Meeting.title: expected a text, not 5"),
        (lambda: Training(id="T", hours="7.5"), "Training.hours: expected a number: Decimal("),
        (lambda: Training(id="T", hours=float("nan")), "Training.hours: NaN is no number of"),
        (lambda: Training(id="T", hours=Decimal("Infinity")), "Training.hours: Infinity is no num"),
        (lambda: Project(months="24"), "Project.months: expected a whole number, not '24'"),
        (lambda: Project(months=0), "a project lasts 1 to 120 months, not 0"),
        (lambda: Project(deviation_days="x"), "Project.deviation_days: expected a whole number"),
        (lambda: Held(evidence=["a.pdf"]), "Held.evidence: expected Evidence(kind=…), or its fi"),
        (lambda: Plan(meetings=[Training(id="T")]), "Plan.meetings: expected Meeting(id=…), or"),
        (lambda: Partnership(facts=[{"of": "M1"}]), "Partnership.facts: expected facts such as"),
        (lambda: attrs.evolve(meeting(), when=5), "Meeting.when: expected a date: When.parse("),
        (lambda: When.day("2024-01-01"), "expected a day such as date(2024, 12, 4), not '2024"),
        (lambda: When.calendar_months("2024-01", "2024-02"), "expected a day such as date("),
    ],
)
def test_the_rest_is_refused_by_name(make: Callable[[], object], said: str) -> None:
    """Guard that class, field, value and the right form stand in the message."""
    with pytest.raises((TypeError, ValueError)) as caught:
        make()

    assert said == str(caught.value)[: len(said)]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_of_every_class(cls: type[Any]) -> None:
    """Guard against a class or a field that is forgotten: nothing takes an object of nowhere."""
    needed = {a.name: _any(a.type) for a in attrs.fields(cls) if a.default is attrs.NOTHING}
    cls(**needed)
    for a in attrs.fields(cls):
        if a.name != "rules":  # pairs of names and values as typed
            with pytest.raises((TypeError, ValueError), match=rf"{cls.__name__}\.{a.name}: "):
                cls(**{**needed, a.name: object()})


def _any(type_: object) -> object:
    known = {"When": TWO_DAYS, "Money": Money(1), "Decimal": Decimal(1), "date": date(2024, 1, 1)}
    chosen = {"ReportKind": "final", "Answer": "accepted", "ParticipantRole": "guest"}
    return {**known, **chosen, "int": 1, "bool": True}.get(str(type_), "a")


def test_what_does_not_fit_is_not_amended() -> None:
    """Guard a plan in force against a field of the same name and another type."""
    plan = Plan(payments=(Payment(id="P1"),), meetings=(meeting(),))
    facts = (
        Amended(of="P1", recorded=date(2024, 1, 1), reason="-", expected=30, title="First"),
        Amended(of="M1", recorded=date(2024, 1, 1), reason="-", expected=30),
    )
    p = Partnership(baseline=plan, facts=facts)

    assert (When.undecided(), "First") == (p["P1"].expected, p["P1"].title)
    assert 30 == p["M1"].expected


def test_a_tuple_with_a_face_keeps_it() -> None:
    """Guard that what needs no change is the same object, so that it costs nothing."""
    listed = Listing(("a", "b"))

    assert listed is meeting(organisations=listed).organisations


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda p: p.on(20250801), "Partnership.on.day: expected a day: date(2025, 3, 31) or"),
        (lambda p: p.on("1.8.2025"), "Partnership.on.day: '1.8.2025' is not a day"),
        (lambda p: vp.withdraw(p, "zja", on=5), "withdraw.on: expected a day"),
        (lambda p: vp.withdraw(p, "zja", worked={"WP1": 5}), "withdraw.worked: an amount has a"),
        (lambda p: vp.free_days(p, between=("x", "y")), "free_days.between: 'x' is not a day"),
        (lambda p: vp.propose(p, "WP2", amount=9000), "propose.amount: an amount has a currency"),
        (lambda p: vp.paper(p, "agenda", "M4", period="x"), "paper.period: expected 2 values in"),
        (lambda p: vp.distribute(9000, ["a"]), "distribute.amount: an amount has a currency"),  # noqa: ARG005
        (
            lambda p: vp.move(p, "M1", []),
            'move.when: expected a date: When.parse("2024-12") or a text or a day',
        ),
        (lambda p: p.with_facts({"of": "M1"}), "Partnership.facts: expected facts such as"),
    ],
)
def test_functions_refuse_by_name(call: Callable[[Partnership], object], said: str) -> None:
    """Guard the public functions that take a day, a date or money."""
    with pytest.raises((TypeError, ValueError)) as caught:
        call(vp.load(GREEN))

    assert said == str(caught.value)[: len(said)]


def test_functions_convert_what_is_certain() -> None:
    """Guard days that are typed as texts."""
    p = vp.load(GREEN)

    assert p.on(date(2025, 8, 1)).facts == p.on("2025-08-01").facts  # type: ignore[arg-type]
    assert date(2024, 6, 30) == vp.withdraw(p, "zja", on="2024-06-30").day  # type: ignore[arg-type]


PUBLIC = sorted(name for name in vp.__all__ if inspect.isfunction(getattr(vp, name)))
WRONG = (object(), 5, 5.5, b"x", "x", True, [], [3], {}, {"x": 3}, date(2025, 1, 1), None)


@cache
def loaded() -> vp.Partnership:
    """Return the example from a copy: what is right for a function may be written there."""
    return vp.load(shutil.copytree(GREEN, Path(tempfile.mkdtemp()) / "green"))


def arguments(name: str, wrong: str, value: object) -> tuple[list[object], dict[str, object]]:
    """Return arguments for a public function: right ones, but for the one that is to be wrong."""
    right = {"Partnership": loaded(), "str": "M1", "date": date(2025, 1, 1), "Money": vp.Money(5)}
    right |= {
        "bytes": b"x",
        "Iterable": ["nowhere"],
        "Path": Path("nowhere"),
        "Decimal": 1,
        "Mapping": ["a"],
        "When": "2025",
        "Points": {},
    }
    given, named = [], {}
    for each in inspect.signature(getattr(vp, name)).parameters.values():
        kind = next(word for word in re.findall(r"\w+", each.annotation))
        held = value if each.name == wrong else right.get(kind)
        if each.name == wrong or each.default is inspect.Parameter.empty:
            if each.kind is inspect.Parameter.KEYWORD_ONLY or each.default is not each.empty:
                named[each.name] = held
            elif each.kind is not inspect.Parameter.VAR_POSITIONAL or each.name == wrong:
                given.append(held)
    return given, named


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_function_refuses_what_it_cannot_take(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Guard every argument of every function against errors that name neither."""
    monkeypatch.chdir(tmp_path)
    for parameter in inspect.signature(getattr(vp, name)).parameters:
        for value in WRONG:
            given, named = arguments(name, parameter, value)
            try:
                getattr(vp, name)(*given, **named)
            except TypeError as error:
                own = (f"{name}.", "expected facts", "amounts are by the ids")
                assert str(error).startswith(own), str(error)  # noqa: PT017 - others may come
            except (AttributeError, IndexError):
                # Records that only the program makes are not looked into.
                assert (name, parameter) in {("gaps", "rows"), ("gaps", "unexplained")}
            except Exception:  # noqa: BLE001, S110 - of any kind that says what is wrong
                pass
        if name != "record" or parameter == "path":
            given, named = arguments(name, parameter, WRONG[0])
            with pytest.raises(TypeError, match=rf"^{name}\.{parameter}: .*not <object object"):
                getattr(vp, name)(*given, **named)


@pytest.mark.parametrize("cls", [vp.When, vp.Money, vp.Share, vp.ProjectMonth])
def test_each_reader_of_texts_wants_a_text(cls: Any) -> None:  # noqa: ANN401
    """Guard what people write first when they read a table of their own."""
    for value in (None, 5, date(2025, 1, 1), [], b"2025"):
        with pytest.raises(TypeError, match=rf"{cls.__name__}\.parse: expected a text such as"):
            cls.parse(value)

"""Generated values of the model, for property tests."""

from __future__ import annotations

import types
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from hypothesis import settings
from hypothesis import strategies as st

from vetpartner.model import (
    FACTS,
    KINDS,
    Acceptance,
    Agreement,
    Amended,
    Amounts,
    Attended,
    Certified,
    Decided,
    Deliverable,
    Delivered,
    Disseminated,
    DisseminationAction,
    DisseminationEvent,
    Held,
    Identity,
    Indicator,
    LaterEvidence,
    Limit,
    LintSettings,
    LookSettings,
    Measured,
    Meeting,
    Money,
    Narrative,
    Noted,
    Organisation,
    Paid,
    Participant,
    Partnership,
    Plan,
    Presence,
    Project,
    Quoted,
    Risked,
    Share,
    Spent,
    Surveyed,
    Sustained,
    Task,
    Training,
    Venue,
    When,
    WorkPackage,
)
from vetpartner.values.translations import FIELD, Translations, spoken
from vetpartner.values.words import Stated

ids = st.from_regex(r"[A-Za-z][A-Za-z0-9._-]{0,5}", fullmatch=True)
nasty = st.sampled_from(
    ["=1+1", "'", '"', "\\", '"""', "'''", "a\nb", "čšž 😀", "[x]", "{x}", "|", "<b>&", "\ttab"]
)
plain_text = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t"), max_size=12
)
blank = st.text(" \t\n", max_size=2)
texts = st.one_of(nasty, plain_text, blank)
full = st.one_of(nasty, plain_text.map("x{}".format))
"""Texts of a field that must not be empty."""
days = st.dates(date(2014, 1, 1), date(2035, 12, 31))
moneys = st.decimals(0, 10**9, places=2).map(Money)
shares = st.integers(0, 10_000).map(lambda n: Share(Decimal(n) / 10_000))
numbers = st.decimals(-(10**9), 10**9, places=3)
times = st.times(time(0), time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))


def examples(thorough: int) -> int:
    """Return how many examples a property test draws: a fifth of them in the quick profile."""
    return thorough if is_thorough() else max(thorough // 5, 3)


def is_thorough() -> bool:
    """Tell whether time is no object: the profile that `make test-all` asks for."""
    return settings.get_current_profile_name() == "thorough"


@st.composite
def whens(draw: st.DrawFn) -> When:
    """Draw a date of any precision."""
    first, last = sorted((draw(days), draw(days)))
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return When.days(first, last)
    if kind == 1:
        return When.calendar_months(first, last)
    if kind == 2:
        numbers_ = sorted((draw(st.integers(1, 60)), draw(st.integers(1, 60))))
        return When.project_months(*numbers_)
    if kind == 3:
        begin, end = sorted(
            (datetime.combine(first, draw(times)), datetime.combine(last, draw(times)))
        )
        return When.times(begin, end) if begin < end else When.day(first)
    return When.undecided()


_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    Stated: texts,
    int: st.integers(0, 10**6),
    bool: st.booleans(),
    Decimal: numbers,
    date: days,
    When: whens(),
    Money: moneys,
    Share: shares,
    Amounts: st.dictionaries(ids, moneys, min_size=1, max_size=3).map(Amounts),
}


@cache
def of_type(hint: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401
    """Return a strategy for a type as it stands in a class of the model."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in {types.UnionType, Union}:
        return st.one_of(*(st.none() if arg is type(None) else of_type(arg) for arg in args))
    if origin is Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(of_type(args[0]), max_size=2).map(tuple)
    return _BY_TYPE[hint] if hint in _BY_TYPE else things(hint)


def of_field(hint: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401
    """Return a strategy for a field of a class: a text that must be there is not blank."""
    return full if hint is str else of_type(hint)


@st.composite
def translated(draw: st.DrawFn, thing: Any) -> Any:  # noqa: ANN401
    """Draw a thing with some of its texts in further languages, also such as it has in no other."""
    if not spoken(type(thing)) or draw(st.integers(0, 3)):
        return thing
    hints = get_type_hints(type(thing))
    names = draw(st.sets(st.sampled_from(spoken(type(thing))), min_size=1, max_size=2))
    codes = st.sampled_from(["hr", "de", "pt_BR"])
    given = {}
    for name in sorted(names):
        several = "tuple" in str(hints[name])
        words = st.lists(full, min_size=1, max_size=2).map(tuple) if several else full
        given[name] = draw(st.dictionaries(codes, words, min_size=1, max_size=2))
    return attrs.evolve(thing, translations=Translations(given))


@cache
def things(cls: type[Any], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for a class of the model; most fields are left at their default."""
    hints = get_type_hints(cls)
    drawn = {a.name: of_field(hints[a.name]) for a in attrs.fields(cls) if a.name != FIELD}
    needed = {a.name for a in attrs.fields(cls) if a.default is attrs.NOTHING}
    required = {name: one for name, one in drawn.items() if name in needed}
    optional = {name: one for name, one in drawn.items() if name not in needed}
    for those in (required, optional):
        if "id" in those:
            those["id"] = ids
    chosen = {**{k: v for k, v in optional.items() if k not in given}}
    made = st.fixed_dictionaries({**required, **given}, optional=chosen)
    return made.map(lambda fields: cls(**fields)).flatmap(translated)


projects = things(
    Project,
    months=st.integers(1, 60),
    currency=st.sampled_from(["EUR", "CZK"]),
    line_break=st.integers(1, 2),
)
agreements = things(
    Agreement,
    rules=st.dictionaries(
        st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
        st.one_of(texts, st.integers(0, 99), st.booleans(), st.tuples(texts, texts)),
        max_size=2,
    ).map(lambda rules: tuple(rules.items())),
)
looks = things(
    LookSettings,
    colour=st.none() | st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
    font=st.none() | st.from_regex(r"[A-Za-z][A-Za-z .]{0,9}[A-Za-z]", fullmatch=True),
    logo_height=st.integers(1, 100),
)
lint_settings = things(LintSettings)
answers = st.dictionaries(
    st.from_regex(r"[a-z]{1,4}\.[A-Za-z0-9]{1,4}", fullmatch=True),
    st.text(st.characters(categories=("L", "N", "P", "Zs"))).map(str.strip),
    max_size=3,
).map(lambda held: tuple(held.items()))


_PLAN = {kind: st.lists(things(cls), max_size=2).map(tuple) for kind, cls in KINDS.items()}
_FACTS = tuple(
    things(cls, months=st.none() | st.integers(1, 60)) if cls is Amended else things(cls)
    for cls in FACTS.values()
)


@st.composite
def partnerships(draw: st.DrawFn) -> Partnership:
    """Draw a partnership with a few things of every kind, sound or not."""
    kinds = {kind: draw(strategy) for kind, strategy in _PLAN.items()}
    kinds["accepted"] = draw(st.lists(things(Acceptance), max_size=2).map(tuple))
    kinds["identities"] = draw(st.lists(things(Identity), max_size=2).map(tuple))
    kinds["limits"] = draw(st.lists(things(Limit), max_size=2).map(tuple))
    plan = Plan(
        project=draw(projects),
        agreement=draw(st.none() | agreements),
        look=draw(st.none() | looks),
        lint=draw(st.none() | lint_settings),
        **kinds,
    )
    facts = [draw(strategy) for strategy in _FACTS if draw(st.booleans())]
    narratives = tuple(
        Narrative(report=report, language="en", answers=draw(answers))
        for report in ("final", "interim")
        if draw(st.booleans())
    )
    return Partnership(baseline=plan, facts=tuple(facts), narratives=narratives)


_WHENS = [When.undecided(), When.parse("2025-02-07"), When.parse("M3"), When.parse("2025-05")]


@st.composite
def sparse(draw: st.DrawFn) -> Partnership:
    """Draw a partnership of which next to nothing is known, as it is in the first weeks."""

    def some(*things_: Any) -> tuple[Any, ...]:  # noqa: ANN401
        return tuple(one for one in things_ if draw(st.booleans()))

    def when() -> When:
        return draw(st.sampled_from(_WHENS))

    known = draw(st.booleans())
    project = Project(
        acronym=draw(st.none() | st.just("X")),
        action="KA220-VET" if known else None,
        call=2024 if known else None,
        start=draw(st.none() | st.just(date(2025, 1, 1))),
        months=draw(st.none() | st.just(24)),
        lump_sum=draw(st.none() | st.just(Money(60_000))),
        coordinator=draw(st.none() | st.just("a")),
    )
    shares = draw(st.sampled_from([Amounts(), Amounts({"a": Money(10)})]))
    plan = Plan(
        project=project,
        organisations=(Organisation(id="a"), *some(Organisation(id="b", name="Beta"))),
        participants=some(Participant(id="L1"), Participant(id="G1", count=12)),
        work_packages=some(WorkPackage(id="WP1", grant=shares)),
        meetings=some(Meeting(id="M1", when=when(), host="a", work_package="WP1")),
        trainings=some(Training(id="T1", when=when())),
        dissemination_events=some(DisseminationEvent(id="E1", when=when())),
        tasks=some(Task(id="A1", when=when(), results=("D1",))),
        deliverables=some(Deliverable(id="D1", due=when())),
        indicators=some(Indicator(id="I1")),
        dissemination_actions=some(DisseminationAction(id="N1")),
    )
    facts = some(
        Held(of="M1"),
        Held(of="T1", participants=draw(st.none() | st.just(9))),
        Attended(of="E1"),
        Attended(of="E1", role="guest", count=9),
        Presence(of="T1", participant="L1"),
        Presence(of="T1", participant="G1"),
        Delivered(of="D1", url=draw(st.none() | st.just("https://example.org/d1"))),
        Measured(of="I1"),
        Disseminated(of="N1"),
        Certified(of="T1"),
        Surveyed(of="T1"),
        Quoted(of="T1", text="Good.", role="learner"),
        Risked(of="R1", came_true=True),
        Sustained(of="D1", organisation="a", cost=Money(5)),
        Decided(of="M1", text="Ask the agency"),
        Paid(amount=Money(5)),
        Spent(amount=Money(5)),
        LaterEvidence(of="M1", files=("m.pdf",)),
        Noted(note="?"),
    )
    return Partnership(baseline=plan, facts=facts)


HARD = ("", " ", "\x00", "\x0b", "a\r\nb", "a\rb", "\ud800", "\ufeffx", "'" * 3, "x" * 40_000)
"""Texts that some home cannot hold, or would hold otherwise."""


@st.composite
def hard(draw: st.DrawFn) -> Partnership:
    """Draw a partnership with texts, venues and ids that are hard to keep."""
    p = draw(partnerships())
    text = draw(st.sampled_from(HARD))
    plan, spot = (
        p.baseline,
        draw(st.sampled_from(["title", "meeting", "venue", "ids", "words", "facts"])),
    )
    if spot == "title":
        plan = attrs.evolve(plan, project=attrs.evolve(plan.project, title=text))
    elif spot == "meeting":
        plan = attrs.evolve(plan, meetings=(Meeting(id="M1", title=text), *plan.meetings))
    elif spot == "venue":
        plan = attrs.evolve(plan, meetings=(Meeting(id="M1", venue=Venue(city=None)),))
    elif spot == "ids":
        plan = attrs.evolve(plan, tasks=(Task(id="A 1"), Task(id="A1"), Task(id="A1")))
    elif spot == "words":
        answers = (("a.b", text), ("c.d", "## e.f"))
        words = Narrative(report="final", language="en", answers=answers)
        return attrs.evolve(p, narratives=(words,))
    else:
        return attrs.evolve(p, facts=(*p.facts, Noted(note=text), Held(of="M1"), Noted()))
    return attrs.evolve(p, baseline=plan)


@st.composite
def happening(draw: st.DrawFn) -> Partnership:
    """Draw a small partnership in which things happen, are repeated, corrected and shown."""
    day = st.dates(date(2025, 1, 1), date(2026, 6, 30))

    def when() -> When:
        return When.day(draw(day))

    plan = Plan(
        project=Project(
            acronym="X",
            action="KA220-VET",
            call=2024,
            start=date(2025, 1, 1),
            months=18,
            lump_sum=Money(120_000),
            coordinator="a",
        ),
        organisations=(Organisation(id="a"), Organisation(id="b"), Organisation(id="c")),
        work_packages=(
            WorkPackage(id="WP1", grant=Amounts({"a": Money(10_000), "b": Money(10_000)})),
            WorkPackage(id="WP2", when=When.parse("M1..M12"), amount=Money(50_000)),
        ),
        meetings=(Meeting(id="M1", when=when(), work_package="WP1", expected=6),),
        trainings=(Training(id="T1", when=when(), work_package="WP2", amount=Money(9_000)),),
        tasks=(Task(id="A1", when=When.parse("M1..M18"), results=("D1",), work_package="WP2"),),
        deliverables=(
            Deliverable(id="D1", due=when(), work_package="WP2", languages=("en", "hr")),
            Deliverable(id="D2", due=when(), work_package="WP1"),
        ),
        indicators=(Indicator(id="I1", target=Decimal(40)),),
        dissemination_actions=(DisseminationAction(id="N1", count=2, reach=100),),
    )
    recorded = st.none() | day
    number = st.integers(1, 9)
    kinds = [
        lambda: Held(of="M1", when=when(), participants=draw(number), recorded=draw(recorded)),
        lambda: Held(of="T1", participants=draw(number), recorded=draw(day)),
        lambda: Attended(of="M1", organisation="a", count=draw(number), recorded=draw(day)),
        lambda: Attended(of="M1", organisation="b", count=draw(number), when=when()),
        lambda: Delivered(of="D1", when=when(), languages=draw(st.sampled_from([(), ("en",)]))),
        lambda: Delivered(of="D1", languages=("en", "hr"), recorded=draw(day)),
        lambda: Delivered(of="D2", url="https://example.org/d2", when=when()),
        lambda: Measured(of="I1", when=when(), value=Decimal(draw(number))),
        lambda: Measured(of="I1", when=when(), reached=draw(st.none() | st.booleans())),
        lambda: Disseminated(of="N1", when=when(), title="Post", reach=draw(number)),
        lambda: Paid(amount=Money(draw(number) * 1000), when=when()),
        lambda: Paid(amount=Money(draw(number)), when=when(), payer="a", payee="b"),
        lambda: Spent(of="WP1", organisation="a", amount=Money(draw(number)), when=when()),
        lambda: LaterEvidence(of="M1", kind="minutes", files=("m.pdf",), recorded=draw(day)),
        lambda: LaterEvidence(of="D1", kind="review", files=("r.pdf",), recorded=draw(day)),
        lambda: Noted(of="M1", reason="snow", recorded=draw(day)),
        lambda: Decided(of="M1", text=draw(st.sampled_from(["Ask", "Book"])), when=when()),
        lambda: Certified(of="T1", count=draw(number), when=when()),
        lambda: Surveyed(of="T1", respondents=draw(number), when=when()),
        lambda: Quoted(of="T1", text="Good.", role="learner", agreed=draw(st.none() | day)),
        lambda: Risked(of="R1", came_true=draw(st.booleans()), done="Asked", when=when()),
        lambda: Sustained(of="D1", organisation="a", cost=Money(draw(number)), until=draw(day)),
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(kinds))), max_size=14))
    return Partnership(baseline=plan, facts=tuple(kinds[n]() for n in chosen))

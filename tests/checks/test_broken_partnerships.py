"""No rule ever raises, whatever stands in a plan, and checking is linear and repeatable."""

from __future__ import annotations

from datetime import date
from time import process_time
from typing import Any, get_type_hints

import attrs
from checks.clean import clean, clean_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import days, examples, of_field, partnerships, whens

from vetpartner.checks import check
from vetpartner.model import (
    FACTS,
    KINDS,
    Amounts,
    Deliverable,
    Fact,
    Meeting,
    Money,
    Organisation,
    Partnership,
    Plan,
    Project,
    When,
    WorkPackage,
    link_values,
)
from vetpartner.values.finding import Findings
from vetpartner.values.translations import FIELD, Translations, spoken

IDS = [thing.id for _, thing in clean_plan().things()]
some_id = st.sampled_from([*IDS, "AMU", "wp2", ""])
moneys = st.builds(Money, st.integers(-(10**6), 10**6), st.sampled_from(["EUR", "CZK"]))
odd_whens = st.one_of(
    whens(),
    st.just(attrs.evolve(When.parse("2026-09-07 09:00..12:00"), zone="Nowhere/Land")),
    st.just(When.project_months(999)),
)
odd_days = days | st.sampled_from([date(1, 1, 1), date(1900, 1, 1), date(9000, 12, 31)])
odd_amounts = st.dictionaries(some_id, moneys, max_size=3).map(Amounts)
ODD: dict[Any, st.SearchStrategy[Any]] = {
    When: odd_whens,
    When | None: st.none() | odd_whens,
    Money: moneys,
    Money | None: st.none() | moneys,
    Amounts: odd_amounts,
    Amounts | None: st.none() | odd_amounts,
    date | None: st.none() | odd_days,
}


def value_for(cls: type[Any], name: str) -> st.SearchStrategy[Any]:
    """Give a strategy for a field: ids known and unknown for links, odd values for the rest."""
    hint = get_type_hints(cls)[name]
    if name == "months":
        return st.integers(1, 120)
    if name == FIELD:
        plain = [one for one in spoken(cls) if "tuple" not in str(get_type_hints(cls)[one])]
        texts = st.dictionaries(st.sampled_from(plain), st.just({"hr": "Naslov"}), max_size=1)
        return texts.map(Translations)
    if hint in ODD:
        return ODD[hint]
    if any(list(link_values(cls, {name: "x"}.get))):
        many = str(hint).startswith("tuple")
        return st.lists(some_id, max_size=3).map(tuple) if many else st.none() | some_id
    return of_field(hint)


FIELDS = [
    (kind, name)
    for kind, cls in {"project": Project, **KINDS}.items()
    for name in attrs.fields_dict(cls)
    if name not in {"id", "months", "line_break"}
]


@st.composite
def broken(draw: st.DrawFn) -> Partnership:
    """Draw the clean partnership with up to eight fields broken, and up to four odd facts."""
    plan = clean_plan()
    for kind, name in draw(st.lists(st.sampled_from(FIELDS), max_size=8)):
        cls = Project if kind == "project" else KINDS[kind]
        change = {name: draw(value_for(cls, name))}
        if kind == "project":
            plan = attrs.evolve(plan, project=attrs.evolve(plan.project, **change))
            continue
        things = list(getattr(plan, kind))
        index = draw(st.integers(0, len(things) - 1))
        things[index] = attrs.evolve(things[index], **change)
        if draw(st.integers(0, 9)) == 0:
            things.append(things[index])
        plan = attrs.evolve(plan, **{kind: tuple(things)})
    facts = [draw(odd_fact()) for _ in range(draw(st.integers(0, 4)))]
    day = draw(st.none() | odd_days)
    return Partnership(baseline=plan, facts=(*clean().facts, *facts), day=day)


@st.composite
def odd_fact(draw: st.DrawFn) -> Fact:
    """Draw a fact about something or nothing, with some fields odd."""
    cls = draw(st.sampled_from(sorted(FACTS.values(), key=str)))
    fields = {
        a.name: draw(value_for(cls, a.name))
        for a in attrs.fields(cls)
        if a.default is attrs.NOTHING or draw(st.integers(0, 2)) == 0
    }
    fact: Fact = cls(**{"recorded": date(2026, 1, 1), **fields})
    return fact


@settings(max_examples=examples(100))
@given(broken())
def test_no_rule_raises_for_one_broken_thing(p: Partnership) -> None:
    """Guards that checking bears None, unknown ids, foreign currencies, and odd dates anywhere."""
    found = check(p)

    assert isinstance(found, Findings)
    assert all(finding.slug and finding.message for finding in found)


@settings(max_examples=examples(30))
@given(partnerships())
def test_no_rule_raises_for_anything(p: Partnership) -> None:
    """Guards that checking bears partnerships of which little is known, and is repeatable."""
    assert check(p) == check(p)


def large(times: int) -> Partnership:
    """Give a partnership with ten times `times` activities and as many deliverables."""
    organisations = tuple(
        Organisation(id=f"o{n}", name=f"O {n}", country="HR", oid=f"E{n:08}") for n in range(50)
    )
    packages = tuple(
        WorkPackage(id=f"WP{n}", lead=f"o{n}", when=When.parse("M1..M24")) for n in range(20)
    )
    every = range(times * 10)
    plan = Plan(
        project=clean_plan().project,
        organisations=organisations,
        work_packages=packages,
        meetings=tuple(
            Meeting(id=f"M{n}", work_package=f"WP{n % 20}", when=When.day(date(2026, 5, 6)))
            for n in every
        ),
        deliverables=tuple(
            Deliverable(id=f"D{n}", work_package=f"WP{n % 20}", due=When.parse("M9")) for n in every
        ),
    )
    return Partnership(baseline=plan)


def test_checking_is_linear() -> None:
    """Guards against a rule that compares everything with everything."""

    def seconds(times: int) -> float:
        runs = []
        for _ in range(3):
            p = large(times)
            begin = process_time()
            check(p)
            runs.append(process_time() - begin)
        return min(runs)

    small, big = seconds(10), seconds(80)

    assert big < small * 8 * 3

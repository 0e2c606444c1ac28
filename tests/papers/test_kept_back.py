"""What one table of a report keeps back cannot be reckoned from all that the report tells."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from builders import partnership, when
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import examples

from vetpartner.export.report import report
from vetpartner.model import (
    Attended,
    Held,
    Organisation,
    Partnership,
    Training,
)
from vetpartner.programme import country_name
from vetpartner.values.words import NOT_TOLD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vetpartner.papers.report import ReportData

HOMES = {"a": "AT", "b": "AT", "c": "HR", "d": "DE", "": "not stated"}
"""The country of each organisation; the last is of groups from nobody knows where."""
TRAININGS = ("T1", "T2", "T3")
ROLES = ("staff", "learner", "guest")
LEAST = 5

Group = tuple[str, str, str, bool]
"""An activity, an organisation, a role, and whether they have fewer opportunities."""
GROUPS: tuple[Group, ...] = tuple(product(TRAININGS, HOMES, ROLES, (True, False)))
KEYS = tuple(product(TRAININGS, HOMES, ROLES))
Sum = frozenset[Group]
"""Whose numbers are added up."""


def among(**only: Iterable[object]) -> Sum:
    """Return the groups whose activity, home, role or `fewer` is one of those given."""
    places = {"activity": 0, "home": 1, "role": 2, "fewer": 3}
    wanted = {places[name]: set(some) for name, some in only.items()}
    return frozenset(g for g in GROUPS if all(g[at] in some for at, some in wanted.items()))


def made(
    numbers: dict[tuple[str, str, str], tuple[int, int]],
    uncounted: Iterable[tuple[str, str]] = (),
) -> Partnership:
    """Return a project in which so many of each organisation and role were at each training.

    Of those `uncounted` nobody knows how many there were besides.
    """
    facts = [
        Attended(
            of=of,
            organisation=home or None,
            role=role,
            count=fewer + rest,
            fewer_opportunities=fewer,
        )
        for (of, home, role), (fewer, rest) in numbers.items()
        if fewer + rest
    ]
    facts += [Attended(of=of, organisation=home or None, role="trainer") for of, home in uncounted]
    held = [Held(of=id_, when=when("2024-03-04")) for id_ in TRAININGS]
    return partnership(
        *(Organisation(id=id_, name=id_, country=code) for id_, code in HOMES.items() if id_),
        *(Training(id=id_, when=when("2024-03-04")) for id_ in TRAININGS),
        *held,
        *facts,
        on="2024-06-01",
        action="KA210-VET",
        call=2024,
        start="2024-01-01",
        months=12,
        coordinator="a",
    )


def homes_of(name: str) -> set[str]:
    """Return the organisations of a row of countries."""
    names = {country_name(code) or code: code for code in HOMES.values()}
    codes = {names[one] for one in name.split(", ")}
    return {home for home, code in HOMES.items() if code in codes}


def told(data: ReportData) -> Iterator[tuple[Sum, object]]:
    """Yield all counts of people in a report: of whom, and what is said."""
    yield from in_tables(data)
    for line in data.everything.activities:
        if line.row.known_value is not None:
            yield among(activity=[line.row.id]), int(line.row.known_value)
    for part in data.parts:
        for pair in part.pairs:
            if pair.label == "Participations in activities":
                number = re.search(r"\d+", str(pair.value))
                yield among(home=[part.id]), int(number[0]) if number else NOT_TOLD
    for figure in data.figures:
        yield from of_records(data, figure.address)


def in_tables(data: ReportData) -> Iterator[tuple[Sum, object]]:
    """Yield the counts of the tables by country and role, and of those with fewer opportunities."""
    lands, traits = data.inclusion.countries, data.inclusion.traits
    for row, (name, counts) in enumerate(lands.rows):
        homes = set(HOMES) if row == len(lands.rows) - 1 else homes_of(name)
        for head, number in zip(lands.heads, counts, strict=True):
            yield among(home=homes, role=roles_of(head)), number
    for name, counts in traits.rows:
        fewer = {"fewer opportunities": [True], "all of them": [True, False]}.get(name, [])
        for head, number in zip(traits.heads, counts, strict=True) if fewer else ():
            yield among(fewer=fewer, role=roles_of(head)), number


def roles_of(head: str) -> Iterable[str]:
    """Return the roles of a column."""
    return ROLES if head == "all" else head.split(", ")


def of_records(data: ReportData, address: str) -> Iterator[tuple[Sum, object]]:
    """Yield the counts of the records of a figure: each may stand for several that follow."""
    table, _, id_ = address.partition("/")
    figure = next(one for one in data.figures if one.address == address)
    everybody = [r for r in figure.records if r.address.startswith("attended/")]
    if table != "participants" or not everybody or None in [r.value for r in everybody]:
        return
    groups = iter(order_of[id_])
    for record in everybody:
        some = [next(groups) for _ in range(record.number)]
        whole = among(activity=[id_]) if len(some) == len(order_of[id_]) else frozenset[Group]()
        yield whole or frozenset(g for g in GROUPS if g[:3] in some), int(record.value or 0)


order_of: dict[str, list[tuple[str, str, str]]] = {}
"""The groups of each activity in the order of their records."""


def can_be_reckoned(wanted: Sum, known: list[Sum], zero: Sum) -> bool:
    """Tell whether a sum follows from others by adding and taking away; nobody is less than none.

    A number of zero tells that each of its parts is zero.
    """
    groups = [g for g in GROUPS if g not in zero]
    rows = [[Fraction(g in one) for g in groups] for one in known]
    target = [Fraction(g in wanted) for g in groups]
    if not any(target):
        return True
    for column in range(len(groups)):
        lead = next((row for row in rows if row[column]), None)
        if lead is None:
            continue
        rows.remove(lead)
        lead = [value / lead[column] for value in lead]
        for row in (*rows, target):
            if factor := row[column]:
                row[:] = [a - factor * b for a, b in zip(row, lead, strict=True)]
    return not any(target)


def at(true: dict[tuple[str, str, str], tuple[int, int]]) -> Callable[[str], int]:
    """Return what tells how many were at a training."""
    return lambda id_: sum(sum(pair) for key, pair in true.items() if key[0] == id_)


@settings(max_examples=examples(120), deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(KEYS),
        st.tuples(st.sampled_from((0, 1, 4, 7)), st.sampled_from((0, 2, 6, 9))),
        min_size=3,
        max_size=9,
    ),
    st.sets(st.tuples(st.sampled_from(TRAININGS), st.sampled_from(tuple(HOMES))), max_size=2),
)
def test_what_is_kept_back_follows_from_nothing_that_is_told(
    numbers: dict[tuple[str, str, str], tuple[int, int]],
    uncounted: set[tuple[str, str]],
) -> None:
    """Guard by an attack: each small number, and each one kept back, against all that is told."""
    true = dict.fromkeys(KEYS, (0, 0)) | numbers
    # How many were at a whole activity a report always tells, however few they were.
    assume(all(of_all == 0 or of_all >= LEAST for of_all in map(at(true), TRAININGS)))
    order_of.update({id_: [k for k in KEYS if k[0] == id_ and sum(true[k])] for id_ in TRAININGS})
    data = report(made(true, sorted(uncounted)), "final", draft=True).data
    said = list(told(data))
    known = [one for one, number in said if isinstance(number, int)]
    zero = frozenset(g for one, number in said if number == 0 for g in one)

    def true_sum(one: Sum) -> int:
        return sum(true[g[:3]][0 if g[3] else 1] for g in one)

    assert all(number == true_sum(one) for one, number in said if isinstance(number, int))
    # Where a group has no number, a sum is at least that of the others, and no secret by itself.
    kept = {o for o, number in said if number == NOT_TOLD and true_sum(o) and not uncounted}
    cells = product((None, *HOMES.values()), (None, *ROLES), ((True, False), (True,), (False,)))
    for code, role, fewer in cells:
        homes = {home for home in HOMES if code in (None, HOMES[home])}
        one = among(home=homes, role=ROLES if role is None else [role], fewer=fewer)
        if 0 < true_sum(one) < LEAST:
            kept.add(one)
    groups = (among(activity=[of], home=[h], role=[r]) for of, h, r in KEYS)
    kept.update(one for one in groups if 0 < true_sum(one) < LEAST)
    for one in kept:
        assert not can_be_reckoned(one, known, zero), (sorted(one), true_sum(one))

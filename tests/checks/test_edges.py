"""Edge cases of the law, all in one file: what each rule says of them now."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import partnership
from checks.case import change, take_away
from checks.clean import CLEAN, DAY, build

from vetpartner.checks import RULES, check
from vetpartner.model import Money, WorkPackage
from vetpartner.programme import FACTS
from vetpartner.whatif.forecast import forecast

if TYPE_CHECKING:
    from vetpartner.model import Partnership

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("edges.toml").read_text("utf-8")
)["cases"]
SLUGS = {rule.slug for rule in RULES}


def changed(case: dict[str, Any]) -> Partnership:
    """Return the clean partnership with what the case changes in it."""
    raw = deepcopy(CLEAN)
    for gone in case.get("without", ()):
        take_away(raw, gone)
    change(raw, tomllib.loads(case.get("change", ""), parse_float=Decimal))
    return build(raw, DAY)


def foreseen(case: dict[str, Any]) -> str:
    """Return what each outcome of a forecast pays, WP1 being management."""
    amounts = [Money(amount) for amount in case["amounts"]]
    packages = (WorkPackage(id=f"WP{n}", amount=a) for n, a in enumerate(amounts, start=1))
    p = partnership(*packages, action="KA220-VET", call=2026, lump_sum=Money.total(amounts))
    points = {f"WP{n}": each for n, each in enumerate(case["points"], start=2)}
    paid = {f"{one.score} points pay {str(one.paid)[:-4]}" for one in forecast(p, points)}
    return ", ".join(sorted(paid))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_edge(case: dict[str, Any]) -> None:
    """Guards the verdict of the rules that a clause concerns, with the severity of each."""
    if "points" in case:
        assert case["now"] == foreseen(case)
        return
    found = [one for one in check(changed(case)) if one.slug in case["asked"]]
    said = sorted({f"{one.severity.value} {one.slug}" for one in found})

    assert case["now"] == (", ".join(said) or "nothing")


def test_what_is_unverified_is_said_to_be() -> None:
    """Guards that no finding states law of confidence D as if it had been read."""
    silent = {
        f"{case['name']}: {one.slug}"
        for case in CASES
        if "points" not in case
        for one in check(changed(case))
        if one.basis is not None and "(confidence D" in one.basis
        if "(unverified rule)" not in one.message and "(assumed from" not in one.message
    }

    assert set() == silent


def test_edges_name_clauses_and_rules_that_exist() -> None:
    """Guards that the table of cases can be read: each has its clause, and each name is one."""
    assert [] == [case["name"] for case in CASES if case["clause"] not in FACTS]
    assert {slug for case in CASES for slug in case.get("asked", ())} <= SLUGS
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert {"edge", "value", "clause"} == {case["origin"] for case in CASES}

"""Proposals of shares: amounts by organisation and the line to paste."""

from __future__ import annotations

import tomllib
from typing import Any

import attrs
import pytest
from checks.clean import add, change, clean, plan

import vetpartner as vp
from vetpartner.model import Money, Organisation, Partnership, UnknownId
from vetpartner.whatif.propose import propose


def test_by_percent() -> None:
    """Guards how a proposal reads: names, amounts, the sum and the line for the plan."""
    found = propose(clean(), "WP2", by={"sts": "40 %", "fbk": "40 %", "hwk": "20 %"})

    assert (
        "WP2, a proposal in EUR\n"
        "\n"
        "STS  38 400\n"
        "FBK  38 400\n"
        "HWK  19 200\n"
        "all  96 000\n"
        "\n"
        "grant = { sts = 38_400, fbk = 38_400, hwk = 19_200 }"
    ) == str(found)


def test_equal_parts_go_to_full_partners_only() -> None:
    """Guards that nobody else gets a cent, and that this is said."""
    p = add("organisations", Organisation(id="gone", left=clean().as_of))
    found = propose(p, "WP1", amount=Money(100))

    assert {"sts": Money("33.34"), "fbk": Money("33.33"), "hwk": Money("33.33")} == dict(
        found.amounts
    )
    assert "grant = { sts = 33.34, fbk = 33.33, hwk = 33.33 }" == found.toml
    assert (
        "uni is an associated partner and gets none",
        "gone left on 2026-03-31 and gets none",
    ) == found.remarks


def test_staff_days_and_ids_with_dots() -> None:
    """Guards that the line is TOML whatever the ids are."""
    p = add("organisations", Organisation(id="vg.1"))
    found = propose(p, "M1", by={"vg.1": 1, "sts": 3})

    assert {"grant": {"vg.1": 2_500, "sts": 7_500}} == tomllib.loads(found.toml)
    assert found == vp.propose(p, "M1", by={"vg.1": 1, "sts": 3})


@pytest.mark.parametrize(
    ("p", "id_", "options", "message"),
    [
        (clean(), "D1", {}, "D1 is neither a work package nor an activity"),
        (clean(), "SC1", {}, "SC1 has no amount to share out"),
        (clean(), "WP1", {"by": {"uni": 1}}, "uni is an associated partner and gets none"),
        (clean(), "WP1", {"by": {"ana": 1}}, "ana is not an organisation"),
        (clean(), "WP1", {"amount": Money(1, "CHF")}, "1 CHF is not in EUR, as the project is"),
        (clean(), "WP1", {"by": {"sts": "90 %"}}, "add up to 90 %"),
        (plan(organisations=()), "WP1", {}, "at least one organisation"),
    ],
)
def test_refuses(p: Partnership, id_: str, options: dict[str, Any], message: str) -> None:
    """Guards that what cannot be proposed is said in words."""
    with pytest.raises(ValueError, match=message):
        propose(p, id_, **options)


def test_an_unknown_id() -> None:
    """Guards that a slip of the pen names what is near."""
    p = attrs.evolve(change("WP2", organisations=("sts", "fbk")))

    with pytest.raises(UnknownId, match="did you mean WP"):
        propose(p, "WP22")
    assert ["sts", "fbk"] == list(propose(p, "WP2").amounts)

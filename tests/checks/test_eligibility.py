"""Who may take part: what each rule finds, where, and in which words."""

from __future__ import annotations

from datetime import date

import pytest
from checks.clean import Found, change, clean_plan, found, old, plan, project

from vetpartner.model import Partnership, Venue

CASES: list[tuple[str, Partnership, Found]] = [
    *(
        (
            "partner-not-eligible",
            old(change("hwk", country=code), call=2025),
            [
                (
                    "error",
                    "organisations/hwk/country",
                    (
                        f"HWK is a full partner, but organisations from {name} may not take part "
                        "in KA220-VET 2025"
                    ),
                )
            ],
        )
        for code, name in (("CH", "Switzerland"), ("UK", "the United Kingdom"), ("BY", "Belarus"))
    ),
    (
        "coordinator-not-eligible",
        old(change("sts", country="CH"), action="KA202-VET", call=2019),
        [
            (
                "warning",
                "project/coordinator",
                (
                    "STS coordinates the project, but Switzerland is neither a member state nor "
                    "associated in KA202-VET 2019 (unverified rule)"
                ),
            )
        ],
    ),
    (
        "too-few-organisations",
        plan(organisations=clean_plan().organisations[:2]),
        [
            (
                "error",
                "organisations",
                (
                    "2 organisations from member states or associated countries take part "
                    "as full partners; KA220-VET 2025 needs 3"
                ),
            )
        ],
    ),
    (
        "too-few-organisations",
        plan(organisations=()),
        [
            (
                "error",
                "organisations",
                (
                    "no organisations from member states or associated countries take part "
                    "as full partners; KA220-VET 2025 needs 3"
                ),
            )
        ],
    ),
    (
        "too-few-organisations",
        change("hwk", country="UA"),
        [
            (
                "error",
                "organisations",
                (
                    "2 organisations from member states or associated countries take part "
                    "as full partners; KA220-VET 2025 needs 3"
                ),
            )
        ],
    ),
    (
        "too-few-countries",
        change("hwk", country="HR"),
        [
            (
                "error",
                "organisations",
                (
                    "the full partners come from Croatia and Italy only; KA220-VET 2025 "
                    "needs 3 countries"
                ),
            )
        ],
    ),
    (
        "coordinator-missing",
        project(coordinator=None),
        [("warning", "project/coordinator", "the project names no coordinator")],
    ),
    (
        "coordinator-associated",
        project(coordinator="uni"),
        [
            (
                "error",
                "project/coordinator",
                "uni coordinates the project, but is an associated partner",
            )
        ],
    ),
    (
        "coordinator-not-eligible",
        change("sts", country="UK"),
        [
            (
                "error",
                "project/coordinator",
                (
                    "STS coordinates the project, but the United Kingdom is neither a "
                    "member state nor associated in KA220-VET 2025"
                ),
            )
        ],
    ),
    (
        "coordinator-too-young",
        change("sts", established=date(2024, 1, 2)),
        [
            (
                "error",
                "organisations/sts/established",
                (
                    "STS was established on 2024-01-02, less than 2 years before the last "
                    "deadline of the call on 2025-10-01"
                ),
            )
        ],
    ),
    (
        "partner-not-eligible",
        change("hwk", country="CH"),
        [
            (
                "error",
                "organisations/hwk/country",
                (
                    "HWK is a full partner, but organisations from Switzerland may not "
                    "take part in KA220-VET 2025"
                ),
            )
        ],
    ),
    (
        "country-unknown",
        change("hwk", country="XX"),
        [
            (
                "error",
                "organisations/hwk/country",
                "HWK is in `XX`, which is not the code of a country",
            )
        ],
    ),
    (
        "country-unknown",
        change("M1", venue=Venue(city="Split", country="Croatia")),
        [
            (
                "error",
                "meetings/M1/venue/country",
                "M1 is in `Croatia`, which is not the code of a country",
            )
        ],
    ),
    (
        "country-missing",
        change("hwk", country=None),
        [("warning", "organisations/hwk/country", "HWK is a full partner, but has no country")],
    ),
    (
        "oid-malformed",
        change("hwk", oid="941588119"),
        [
            (
                "error",
                "organisations/hwk/oid",
                "HWK has the OID `941588119`, which is not E and eight digits",
            )
        ],
    ),
    (
        "oid-malformed",
        change("hwk", oid="E1"),
        [
            (
                "error",
                "organisations/hwk/oid",
                "HWK has the OID `E1`, which is not E and eight digits",
            )
        ],
    ),
    ("oid-missing", change("hwk", oid=None), [("note", "organisations/hwk", "HWK has no OID")]),
    (
        "organisation-twice",
        change("hwk", oid="E10000001"),
        [("error", "organisations/hwk", "hwk and sts have the same OID")],
    ),
    (
        "organisation-twice",
        change("hwk", also_known_as=("sts",)),
        [("warning", "organisations/hwk", "hwk and sts have the same name or acronym")],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)

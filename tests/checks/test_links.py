"""Ids and links: what each rule finds, where, and in which words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from checks.clean import Found, add, change, found, project, told

from vetpartner.model import Held, Measured, Noted, Organisation, Partnership, Task

CASES: list[tuple[str, Partnership, Found]] = [
    (
        "id-used-twice",
        add("tasks", Task(id="M1", work_package="WP2")),
        [("error", "tasks/M1", "the id `M1` is used in meetings and in tasks")],
    ),
    (
        "id-used-twice",
        add("organisations", Organisation(id="fbk", name="Other", country="IT", oid="E10000009")),
        [("error", "organisations/fbk", "the id `fbk` is used twice")],
    ),
    (
        "link-to-nowhere",
        change("M1", host="stz"),
        [("error", "meetings/M1/host", "`host` of M1 leads to `stz`, and nothing has this id")],
    ),
    (
        "link-to-nowhere",
        project(coordinator="AMU"),
        [
            (
                "error",
                "project/coordinator",
                "`coordinator` of the project leads to `AMU`, and nothing has this id",
            )
        ],
    ),
    (
        "link-to-nowhere",
        told(Measured(of="I9", value=Decimal(3), recorded=date(2026, 1, 1))),
        [("error", "measured/I9/of", "`of` of measured/I9 leads to `I9`, and nothing has this id")],
    ),
    (
        "link-to-nowhere",
        told(Noted(of="M9", note="?", recorded=date(2026, 1, 1))),
        [("error", "noted/M9/of", "`of` of noted/M9 leads to `M9`, and nothing has this id")],
    ),
    (
        "link-to-wrong-kind",
        change("M1", work_package="A1"),
        [
            (
                "error",
                "meetings/M1/work_package",
                ("`work_package` of M1 leads to A1, which is a task and not a work package"),
            )
        ],
    ),
    (
        "link-to-wrong-kind",
        told(Held(of="D1", recorded=date(2026, 1, 1))),
        [
            (
                "error",
                "held/D1/of",
                (
                    "`of` of held/D1 leads to D1, which is a deliverable and not a meeting "
                    "or a training or a dissemination event or a task"
                ),
            )
        ],
    ),
]


@pytest.mark.parametrize(("slug", "broken", "expected"), CASES)
def test_finds(slug: str, broken: Partnership, expected: Found) -> None:
    """Guards what a rule says of a partnership that is wrong in one place."""
    assert expected == found(slug, broken)

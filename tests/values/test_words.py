"""Id and title in one text."""

from __future__ import annotations

import pytest

from vetpartner.values.words import entitled


@pytest.mark.parametrize(
    ("id_", "title", "expected"),
    [
        ("T1", "Green welding", "T1 Green welding"),
        ("T1", "T1 Green welding", "T1 Green welding"),
        ("T1", "T1: green welding", "T1: green welding"),
        ("T1", "T1", "T1"),
        ("T1", "T1.", "T1."),
        ("T1", None, "T1"),
        ("T1", "", "T1"),
        ("", "Green welding", "Green welding"),
        ("", None, ""),
        ("T1", "T10 Green welding", "T1 T10 Green welding"),
        ("T1", "T1.2 Green welding", "T1 T1.2 Green welding"),
        ("T1", "T1-b Green welding", "T1 T1-b Green welding"),
        ("T1", "After T1", "T1 After T1"),
        ("D1.1", "D1x1 Guide", "D1.1 D1x1 Guide"),
    ],
)
def test_an_id_is_said_once(id_: str, title: str | None, expected: str) -> None:
    """Guard a title that begins with the id itself, and none that begins with a longer one."""
    assert expected == entitled(id_, title)

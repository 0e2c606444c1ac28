"""Id and title in one text, and which id a word means."""

from __future__ import annotations

import pytest

from vetpartner.values.words import entitled, meant


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


@pytest.mark.parametrize(
    ("word", "ids", "expected"),
    [
        ("m1", ["M1", "M2"], ("M1",)),
        ("m1", ["M1", "m1"], ("m1",)),
        ("M1", ["M1", "m1"], ("M1",)),
        ("d1.a", ["D1.A", "D1.a"], ("D1.A", "D1.a")),
        ("m1", ["M1", "M1"], ("M1",)),
        ("m3", ["M1", "M2"], ()),
    ],
)
def test_ids_in_other_capitals(word: str, ids: list[str], expected: tuple[str, ...]) -> None:
    """Exactly what was typed goes before what merely looks alike; two that do are both told."""
    assert expected == meant(word, ids)

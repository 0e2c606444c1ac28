"""Names of files: every system can hold them, and no system makes one of two."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vetpartner.values.file_names import LONGEST, alike, file_stems, marked, portable, possible
from vetpartner.values.file_names import why_not as file_why_not

if TYPE_CHECKING:
    from collections.abc import Callable

# Long s, the Kelvin and the Ångström sign, an accent alone, i without a dot and I with one.
ODD = st.text(
    st.sampled_from("mMsSß\u017fkK\u212aÅ\u212be\u0301éIi\u0131\u0130.-_/:\\ ~1a\u0430語\ud800"),
    max_size=4,
)
NAMES = st.text(max_size=70) | ODD | st.sampled_from(["NUL", "nul", "aux.txt", "COM1", "lpt9.x"])
# What systems do before they compare two names: nothing, or one of these after the other.
FORMS: list[Callable[[str], str]] = [
    str,
    str.lower,
    str.upper,
    str.casefold,
    *(lambda text, form=form: unicodedata.normalize(form, text) for form in ("NFC", "NFD")),
    lambda text: unicodedata.normalize("NFC", text).casefold(),
    lambda text: unicodedata.normalize("NFD", text).upper(),
]
DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}


@given(st.lists(NAMES, max_size=12))
@example(["M1", "m1", "M1", "M1-2", "../x", "a/b", "a:b", "a-b", "", ".", "..", "x" * 300])
def test_no_two_are_one_anywhere(wanted: list[str]) -> None:
    """Guard that files of different ids are different files on Windows, macOS and Linux."""
    stems = file_stems(wanted)

    assert len(wanted) == len(stems)
    for form in FORMS:
        assert len(stems) == len(set(map(form, stems)))


@given(st.lists(NAMES, max_size=8))
def test_every_system_can_hold_them(wanted: list[str]) -> None:
    """Guard against devices of Windows, dots at an end, signs that no file may have, and length."""
    for stem in file_stems(wanted):
        assert stem
        assert stem.partition(".")[0].lower() not in DEVICES
        assert not stem.startswith(".")
        assert not stem.endswith((".", " "))
        assert not set('<>:"/\\|?*\0 \n') & set(stem)
        assert len(stem.encode()) <= LONGEST
        assert file_why_not(stem) is None


@pytest.mark.parametrize(
    "name",
    ["M1", "WP2", "sts", "calendar-deadlines", "attendance-T1", "žuti-vlak", "M1.2", "a_b", "Ω1"],
)
def test_ordinary_names_stay(name: str) -> None:
    """Guard that a calendar is where it was yesterday."""
    assert [name] == file_stems([name])
    assert [name, "other"] == file_stems([name, "other"])
    assert name == portable(name) == possible(name)


def test_what_the_others_are_called() -> None:
    """Guard that the first keeps its name, and that a mark stays when the first is gone."""
    assert ["M1", marked("m1")] == file_stems(["M1", "m1"])
    assert ["m1"] == file_stems(["m1"])
    assert "m1-ca0df2c9" == marked("m1")
    assert ["a", "a-2", "a-3"] == file_stems(["a", "a", "a"])
    assert ["--x", "_NUL", "_aux.txt", "M1-", "_"] == file_stems(
        ["../x", "NUL", "aux.txt", "M1.", ""]
    )
    assert [marked("a-b/"), "a-b-"] == file_stems(["a-b/", "a-b-"])


@pytest.mark.parametrize(
    ("name", "why", "meant"),
    [
        ("agenda M1 (final), page 2.pdf", None, "agenda M1 (final), page 2.pdf"),
        ("NUL.pdf", "is a name that Windows keeps for a device", "_NUL.pdf"),
        ("a:b?.pdf", "has a sign that no file of Windows may have", "a-b-.pdf"),
        ("list. ", "ends with a dot or a space, which Windows takes away", "list"),
        ("ž" * 200, "has more than 250 bytes", "ž" * 125),
    ],
)
def test_names_that_people_give(name: str, why: str | None, meant: str) -> None:
    """Guard what is said of a file of evidence, and what is offered instead."""
    assert why == file_why_not(name)
    assert meant == possible(name)
    assert file_why_not(meant) is None


def test_alike() -> None:
    """Guard that letters that look alike in two alphabets are two."""
    assert alike("Maße") == alike("MASSE")
    assert alike("café") == alike("CAFE\u0301")
    assert alike("a") != alike("\u0430")

"""Finding the rules of a call, and what is said where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vetpartner.programme import BrokenRules, UnknownCall, UnknownRule, rules, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_read_once() -> None:
    """The same call is the same object, read once."""
    assert rules("KA220-VET", 2023) is rules("KA220-VET", 2023)


def test_unknown_year() -> None:
    """A year that is not shipped is an error that names the file to add, never a guess."""
    with pytest.raises(UnknownCall) as caught:
        rules("KA220-VET", 2031)

    assert str(caught.value).startswith(
        "there are no rules for KA220-VET 2031; add them in "
        "vetpartner/programme/calls/ka220-vet.toml or as rules.toml in the project's folder; "
        "shipped are KA202-VET 2014 to 2020; KA210-VET 2021 to "
    )
    assert isinstance(caught.value, LookupError)


@pytest.mark.parametrize(
    ("action", "start"),
    [
        (
            "ka220-vet",
            "there are no rules for ka220-vet 2023; did you mean KA220-VET or KA226-VET?",
        ),
        (
            "../../x",
            (
                "there are no rules for ../../x 2023; add them in "
                "vetpartner/programme/calls/x.toml or "
            ),
        ),
    ],
)
def test_unknown_action(action: str, start: str) -> None:
    """A word like an action is met with a question; a path leads nowhere."""
    with pytest.raises(UnknownCall) as caught:
        rules(action, 2023)

    assert str(caught.value).startswith(start)


def test_every_call_is_listed() -> None:
    """Actions stand in order, and the calls of each."""
    assert sorted(shipped.calls()) == list(shipped.calls())
    assert [("KA202-VET", year) for year in range(2014, 2021)] == [
        call for call in shipped.calls() if call[0] == "KA202-VET"
    ]


def test_unknown_value() -> None:
    """Citing a name that no value has names similar ones."""
    with pytest.raises(UnknownRule) as caught:
        rules("KA220-VET", 2023).cite("lump_sum")

    assert "`lump_sum` is not a value of the rules; did you mean lump_sums?" == str(caught.value)
    assert isinstance(caught.value, KeyError)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put another folder in the place of the shipped calls."""
    monkeypatch.setattr(shipped, "_FOLDER", tmp_path)
    rules.cache_clear()
    shipped.calls.cache_clear()
    yield tmp_path
    rules.cache_clear()
    shipped.calls.cache_clear()


def test_broken_file(folder: Path) -> None:
    """A file of the package that was edited wrongly says where, and is not half used."""
    text = 'action = "KA220-VET"\ntitle = "T"\ncalls = [2027]\nlump_sum = 1\n'
    (folder / "ka220-vet.toml").write_text(text, encoding="utf-8")

    assert (("KA220-VET", 2027),) == shipped.calls()
    with pytest.raises(
        BrokenRules, match=r"`lump_sum` is not a rule that ka220-vet\.toml can hold"
    ):
        rules("KA220-VET", 2027)

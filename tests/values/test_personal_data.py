"""Personal data by their form: a quick look at a text passes over none of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.values.page_text import plain
from vetpartner.values.personal_data import _MAY_BE_NATIONAL, _lists, _words
from vetpartner.values.personal_numbers import NUMBERS, PersonalNumber


@pytest.mark.parametrize("kind", NUMBERS, ids=lambda kind: kind.where)
@given(data=st.data())
def test_no_shape_is_passed_over(kind: PersonalNumber, data: st.DataObject) -> None:
    """Guard that a text in which the shape of a number stands is always looked at."""
    bare = re.sub(r"\(\?<?!.*?\)", "", kind.shape.pattern)
    shape = re.compile(rf"(?:{bare})", re.ASCII | re.IGNORECASE)
    number = data.draw(st.from_regex(shape, fullmatch=True))

    assert _MAY_BE_NATIONAL.search(f"It is {number}.")


@pytest.mark.parametrize("text", ["on 2025-03-31", "4 of 12, 250 and 75 000", "KA220-VET-2023"])
def test_dates_and_small_numbers_are_none(text: str) -> None:
    """Guard that most texts are passed over: without that, nothing is gained."""
    assert _MAY_BE_NATIONAL.search(text) is None


@pytest.mark.parametrize("name", sorted(_lists()))
def test_every_word_of_a_list_is_found(name: str) -> None:
    """Guard that the first letters, looked at before the words, are those of all of them."""
    pattern = re.compile(_words(name), re.IGNORECASE)
    words = [plain(word).replace("*", "") for word in _lists()[name]]

    assert words
    assert [] == [word for word in words if not pattern.match(word)]
    assert [] == [word for word in words if not pattern.match(word.upper())]

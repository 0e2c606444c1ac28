"""The one strict reader: what each type takes, and what is said of everything else, at its path."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import pytest
from attrs import field, frozen

from vetpartner.values.money import Amounts, Money, Share
from vetpartner.values.reading import (
    KEY,
    Strict,
    WrongValue,
    number_of,
    read_any_text,
    read_id,
    read_int,
    read_money,
    read_quantity,
    read_str,
)
from vetpartner.values.when import When


@frozen(kw_only=True)
class Inner:
    """A class within another one."""

    id: str
    count: int = 1

    def __attrs_post_init__(self) -> None:
        """Refuse what no type can."""
        if self.count == 13:
            raise ValueError("13 brings bad luck")


@frozen(kw_only=True)
class Outer:
    """A class with a bit of everything."""

    kind: str = field(metadata={KEY: "type"})
    inner: tuple[Inner, ...] = ()
    pairs: tuple[tuple[str, Any], ...] = ()
    hidden: str = field(default="", metadata={KEY: None})


STRICT = Strict(named={"id": read_id}, none="none")


@pytest.mark.parametrize(
    ("type_", "raw", "value"),
    [
        (str, "a\nb", "a\nb"),
        (bool, False, False),
        (int, 0, 0),
        (Decimal, 3, Decimal(3)),
        (date, "2024-02-29", date(2024, 2, 29)),
        (When, date(2024, 2, 29), When.day(date(2024, 2, 29))),
        (Share, Decimal("0.4"), Share.parse("40 %")),
        (Money, 5, Money(5, "CZK")),
        (Money, "5 EUR", Money(5)),
        (Literal["a", "b"], "b", "b"),
        (int | None, None, None),
        (int | None, "none", None),
        (tuple[int, ...], [1, 2], (1, 2)),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (Amounts, {"sts": 1}, Amounts({"sts": Money(1, "CZK")})),
        (Any, [1, ["a"]], (1, ("a",))),
        (
            Outer,
            {"type": "x", "inner": [{"id": "M1"}], "pairs": {"a": [1]}},
            Outer(kind="x", inner=(Inner(id="M1"),), pairs=(("a", (1,)),)),
        ),
    ],
)
def test_what_is_read(type_: Any, raw: object, value: object) -> None:  # noqa: ANN401
    """Each type takes what a file holds for it, and nothing is found."""
    assert (value, ()) == STRICT.structure(raw, type_, currency="CZK")


@pytest.mark.parametrize(
    ("type_", "raw", "said"),
    [
        (str, 5, "wrong-type : expected a text in quotes, not 5"),
        (str, " ", "empty-text : the text is empty"),
        (str, "a\x07", "control-character : the text holds the control character U+0007"),
        (bool, "no", "wrong-type : expected true or false, not 'no'"),
        (int, True, "wrong-type : expected a whole number, not true"),
        (int, -1, "impossible-number : -1 cannot be right here"),
        (int, 1 << 9999, "impossible-number : a very large number cannot be right here"),
        (int, "x" * 99, f"wrong-type : expected a whole number, not '{'x' * 56}..."),
        (Decimal, Decimal("nan"), "impossible-number : NaN cannot be right here"),
        (Decimal, "3.7", "wrong-type : expected a number, not '3.7'"),
        (date, datetime(2024, 1, 1), "wrong-type : expected a day such as 2023-11-01, not 2024"),  # noqa: DTZ001 - TOML has them
        (date, "2024-02-30", "bad-date : there is no day '2024-02-30'"),
        (date, date(202, 1, 1), "bad-date : the year 202 cannot be right"),
        (When, "soon", "bad-date : "),
        (When, 5, "wrong-type : expected a day, a range, times, months or undecided, not 5"),
        (Share, "40", "bad-share : "),
        (Money, True, "wrong-type : expected an amount, not true"),
        (Money, "1.234", "bad-money : '1.234' can be read as 1234 or as 1.234"),
        (Literal["a", "b"], 5, "wrong-type : 5 is not one of `a`, `b`"),
        (Literal["a", "b"], "c", "unknown-word : 'c' is not one of `a`, `b`"),
        (tuple[int, ...], {"a": 1}, "wrong-type : expected a list in brackets, not a table"),
        (tuple[int, ...], [1, "a"], "wrong-type 1: expected a whole number, not 'a'"),
        (dict[str, int], [], "wrong-type : expected a table, not a list"),
        (Amounts, 5, "wrong-type : expected amounts by organisation, not 5"),
        (Amounts, {"sts": "x"}, "bad-money sts: "),
        (Any, [{}], "wrong-type : expected a value or a list, not a table"),
        (Outer, [], "wrong-type : expected a table, not a list"),
        (Outer, {}, "missing-key : this file needs the key `type`"),
        (Outer, {"type": "x", "hidden": "y"}, "unknown-key hidden: `hidden` is not a key of this"),
        (Outer, {"type": "x", "inner": [{}]}, "missing-key inner/0: [[inner]] needs the key `id`"),
        (Outer, {"type": "x", "inner": [{"id": "a/b"}]}, "bad-id inner/0/id: `id`: 'a/b' cannot"),
        (
            Outer,
            {"type": "x", "inner": [{"id": "a", "count": 13}]},
            "impossible-value inner/0: 13 brings bad luck",
        ),
        (Outer, {"type": "x", "pairs": {"a": {}}}, "wrong-type pairs/a: `a`: expected a value or"),
    ],
)
def test_what_is_refused(type_: Any, raw: object, said: str) -> None:  # noqa: ANN401
    """Everything else is one problem at its path, and never a value."""
    value, problems = STRICT.structure(raw, type_)

    assert value is None
    found = (f"{p.slug} {'/'.join(map(str, p.path))}: {p.message}" for p in problems)
    assert [said] == [text[: len(said)] for text in found]


def test_all_mistakes_come_at_once() -> None:
    """Guards that one mistake hides no other, each with its way out."""
    raw = {"typ": "x", "inner": [{"id": 1}, {"id": "b", "cout": 2}], "pairs": 3}
    _, problems = STRICT.structure(raw, Outer, at=("outer",))

    assert [
        ("outer/typ", True, "did you mean `type`?"),
        ("outer/inner/0/id", False, 'write "1" in quotes'),
        ("outer/inner/1/cout", True, "did you mean `count`?"),
        ("outer/pairs", False, None),
        ("outer", False, None),
    ] == [("/".join(map(str, p.path)), p.at_key, p.way_out) for p in problems]


def test_own_readers_come_first() -> None:
    """Guards readers of a caller's own, for types and for fields of a name."""

    def even(value: object) -> int:
        if not isinstance(value, int) or value % 2:
            raise WrongValue("odd", "it is odd")
        return value

    strict = Strict({str: read_any_text}, named={"count": even})

    assert (Inner(id="\x07", count=2), ()) == strict.structure({"id": "\x07", "count": 2}, Inner)
    assert ["odd"] == [p.slug for p in strict.structure({"id": "a", "count": 3}, Inner)[1]]
    with pytest.raises(WrongValue, match="expected a text"):
        read_str(None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2000", "2000"),
        ("2 000", "2000"),
        ("2\u00a0000", "2000"),
        ("1.234.567", "1234567"),
        ("1,234,567.5", "1234567.5"),
        ("16.400,50", "16400.50"),
        ("16,5", "16.5"),
        ("0.125", "0.125"),
        ("-12", "-12"),
        ("1234.500", "1234.500"),
    ],
)
def test_numbers_with_one_reading(text: str, number: str) -> None:
    """Guard thousands however they are set apart, where nothing else can be meant."""
    assert Decimal(number) == number_of(text)


@pytest.mark.parametrize("text", ["2.000", "2,000", "16.400", "250,000", "-1.500"])
def test_numbers_with_two_readings(text: str) -> None:
    """Guard against two thousand that becomes two, typed as text, number or amount."""
    digits = text.replace(",", "")
    whole = digits.replace(".", "")
    with pytest.raises(WrongValue, match=f"can be read as {whole} or as "):
        number_of(text)
    number = Decimal(text.replace(",", "."))
    for read in (read_int, read_quantity, lambda value: read_money(value, "EUR")):
        with pytest.raises(WrongValue):
            read(number)


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1 2", "12.34.567", "nan", "1e3"])
def test_what_is_no_number(text: str) -> None:
    """Guard that nothing is guessed."""
    assert number_of(text) is None


@pytest.mark.parametrize(
    ("text", "message", "way_out"),
    [
        ("a/b", "'a/b' cannot be an id", 'write "a-b": letters, digits, dots,'),
        (".x", "'.x' cannot be an id", "write letters, digits, dots, dashes and underscores,"),
        ("cafe\u0301", "cannot be an id: a letter is written as two signs", 'write "caf\u00e9": '),
        (
            "x" * 65,
            "cannot be an id",
            "write letters, digits, dots, dashes and underscores, at most",
        ),
    ],
)
def test_what_cannot_be_an_id(text: str, message: str, way_out: str) -> None:
    """Guard that there is an id to paste, where one is plain."""
    with pytest.raises(WrongValue) as raised:
        read_id(text)

    assert message in str(raised.value)
    assert (raised.value.way_out or "").startswith(way_out)
    assert "é" == read_id("é")


@pytest.mark.parametrize(
    ("wrong", "told", "last"),
    [
        (1_000, 1_000, "expected a table, not 7"),
        (1_003, 1_001, "3 more mistakes are not shown; put these right first"),
        (60_000, 1_001, "many more mistakes are not shown; put these right first"),
    ],
)
def test_very_many_mistakes(wrong: int, told: int, last: str) -> None:
    """Guard that a text of mistakes alone ends its reading, and that a list with one is no list."""
    value, problems = STRICT.structure([7] * wrong, tuple[Inner, ...])

    assert value is None
    assert (told, last) == (len(problems), problems[-1].reason)

"""Amounts as people write them: one reading is read, two readings are shown, none is guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.files.tables.money import currency_code, decimal_sign, read_amount
from vetpartner.model import Money
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from decimal import Decimal

NBSP, NARROW, THIN, FIGURE = "\u00a0", "\u202f", "\u2009", "\u2007"
READ: list[tuple[object, str | None, str]] = [
    ("12500", None, "12500.00"),
    ("0", "HR", "0.00"),
    ("12500.00", "HR", "12500.00"),
    ("12500.00", "IE", "12500.00"),
    ("12500,00", "HR", "12500.00"),
    ("12500,00", "IE", "12500.00"),
    ("12,5", "IE", "12.50"),
    ("12.5", "DE", "12.50"),
    (",50", "IT", "0.50"),
    (".5", "GB", "0.50"),
    ("12 500,00", None, "12500.00"),
    ("12 500,00", "CZ", "12500.00"),
    ("12 500,00", "FR", "12500.00"),
    ("12 500", "PL", "12500.00"),
    ("1 234", "IE", "1234.00"),
    (f"12{NBSP}500,00", "FR", "12500.00"),
    (f"12{NARROW}500,00{NBSP}€", "FR", "12500.00"),
    (f"12{THIN}500,00", "PL", "12500.00"),
    (f"1{FIGURE}250{FIGURE}000", "PT", "1250000.00"),
    ("12.500,00 €", "DE", "12500.00"),
    ("12.500,00 €", "IE", "12500.00"),
    ("12.500,00 €", None, "12500.00"),
    ("12,500.00", "IE", "12500.00"),
    ("12,500.00", "DE", "12500.00"),
    ("1.234.567", "IE", "1234567.00"),
    ("1,234,567", "DE", "1234567.00"),
    ("1.234.567,8", "ES", "1234567.80"),
    ("10'300.30", "CH", "10300.30"),
    ("10\u2019300.30", "CH", "10300.30"),
    ("10'300,30", "LI", "10300.30"),
    ("1'000'000", "CH", "1000000.00"),
    ("10 300.30", "IE", "10300.30"),
    ("10 300.30", "MT", "10300.30"),
    ("10 300.30", None, "10300.30"),
    ("€12,500.00", "IE", "12500.00"),
    ("€ 12 500,00", "NL", "12500.00"),
    ("EUR 12.500,00", "DE", "12500.00"),
    ("12500 eur", "HR", "12500.00"),
    ("12500 Euro", "AT", "12500.00"),
    ("1 250 Kč", "CZ", "1250.00 CZK"),
    ("1250,50 zł", "PL", "1250.50 PLN"),
    ("45 000 Ft", "HU", "45000.00 HUF"),
    ("300 lei", "RO", "300.00 RON"),
    ("7,50 kn", "HR", "7.50 HRK"),
    ("Fr. 120.50", "CH", "120.50 CHF"),
    ("CHF 1'200.–", "CH", "1200.00 CHF"),
    ("120,- €", "DE", "120.00"),
    ("120,-- EUR", "AT", "120.00"),
    ("SEK 500", None, "500.00 SEK"),
    ("500 kr", "SE", "500.00 SEK"),
    ("500 kr.", "DK", "500.00 DKK"),
    ("£1,250.40", "GB", "1250.40 GBP"),
    ("2 000,00 TL", "TR", "2000.00 TRY"),
    ("-12,50", "HR", "-12.50"),
    ("\u221212,50", "SI", "-12.50"),
    ("– 12,50 €", "HR", "-12.50"),
    ("12,50-", "DE", "-12.50"),
    ("€-12.50", "IE", "-12.50"),
    ("-€12.50", "IE", "-12.50"),
    ("(1.234,50)", "IT", "-1234.50"),
    ("(12,50 €)", "IT", "-12.50"),
    ("€ (12.50)", "IE", "-12.50"),
    ("+15", None, "15.00"),
    (" \u200b12,50\u200e ", "FR", "12.50"),
    (12500, None, "12500.00"),
    (0.1 + 0.2, None, "0.30"),
    (10300.3, "HR", "10300.30"),
]
TWO_READINGS = [
    ("1.234", None, "1234", "1.234", "write 1234.00"),
    ("1.234", "DE", "1234", "1.234", "write 1234.00"),
    ("1.234", "IE", "1234", "1.234", "write 1234.00"),
    (16.375, "IE", "16375", "16.375", "write 16375.00"),
    ("1,234", "IE", "1234", "1.234", "write 1234.00"),
    ("12,500 €", "HR", "12500", "12.500", "write 12500.00 or 12.50"),
    ("-999.999 Kč", "CZ", "999999", "999.999", "write 999999.00"),
    ("10 300.30", "HR", "10300.30", "1030030", "write 10300.30 or 1030030.00"),
    ("10 300.30", "DE", "10300.30", "1030030", "write 10300.30 or 1030030.00"),
    (f"10{NARROW}300.3", "FR", "10300.3", "103003", "write 10300.30 or 103003.00"),
    ("10 300,30", "IE", "10300.30", "1030030", "write 10300.30 or 1030030.00"),
]
REFUSED = [
    ("", "'' is not an amount"),
    ("-", "'-' is not an amount"),
    ("€", "'€' is not an amount"),
    ("about 500", "'about' in 'about 500' is not one currency"),
    ("500 kr", "'kr' in '500 kr' is not one currency"),
    ("$500", "'$' in '$500' is not one currency"),
    ("€ 500 CZK", "'€ 500 CZK' names two currencies"),
    ("1.23.456", "'1.23.456' is not an amount"),
    ("1,23,456", "'1,23,456' is not an amount"),
    ("1 23", "'1 23' is not an amount"),
    ("12 34,00", "'12 34,00' is not an amount"),
    ("1.234 567,00", "'1.234 567,00' is not an amount"),
    ("1'234 567", '"1\'234 567" is not an amount'),
    ("1.234,567", "'1.234,567' is not an amount"),
    ("12.", "'12.' is not an amount"),
    ("1234.567", "'1234.567' has more than two decimals"),
    ("0,125", "'0,125' has more than two decimals"),
    ("--5", "'--5' is not an amount"),
    ("(-5)", "'(-5)' is not an amount"),
    ("5+", "'5+' is not an amount"),
    ("12:50", "'12:50' is not an amount"),
    ("12-50", "'12-50' is not an amount"),
    ("1e5", "'1e5' is not an amount"),
    ("20 %", "'20 %' is not an amount"),
    ("٣٠٠", "'٣٠٠' is not an amount"),
    ("x" * 70, f"'{'x' * 57}...' is not an amount"),
    ("9" * 15 + "9", f"{'9' * 16} is too large for an amount"),
    (float("nan"), "nan is not an amount"),
    (True, "'True' is not an amount"),
]


@pytest.mark.parametrize(("text", "country", "expected"), READ)
def test_an_amount_with_one_reading_is_read(
    text: object, country: str | None, expected: str
) -> None:
    """Guards the forms of tables from fourteen countries, in their own currencies."""
    assert Money.parse(expected) == read_amount(text, "EUR", country)


@pytest.mark.parametrize(("text", "country", "first", "second", "way_out"), TWO_READINGS)
def test_two_readings_are_shown_and_none_is_taken(
    text: str, country: str | None, first: str, second: str, way_out: str
) -> None:
    """Guards that a factor of a thousand is never a guess."""
    with pytest.raises(WrongValue) as caught:
        read_amount(text, "EUR", country)

    assert "table-money-ambiguous" == caught.value.slug
    assert str(caught.value).endswith(f" can be read as {first} or as {second}")
    assert way_out == caught.value.way_out


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_what_is_no_amount_is_refused(text: object, expected: str) -> None:
    """Guards that nothing is taken for an amount because it has digits in it."""
    with pytest.raises(WrongValue) as caught:
        read_amount(text, "EUR", None)

    assert expected == str(caught.value)
    assert "table-money" == caught.value.slug


# From 1 000 000 000 on Babel groups only once what a country groups late: 1000000'000.
@given(st.decimals(1 - 10**9, 10**9 - 1, places=2), st.sampled_from(["HR", "DE", "IE", "CH", "FR"]))
def test_what_a_country_writes_is_read_back(number: Decimal, country: str) -> None:
    """Guards, for any amount in the format of a country, that it is the same amount again."""
    from babel import Locale
    from babel.numbers import get_decimal_symbol, get_group_symbol

    # Babel groups the thousands of Swiss German once only, which nobody writes.
    locale = Locale.parse(f"und_{country}")
    signs = {",": get_group_symbol(locale), ".": get_decimal_symbol(locale)}
    text = f"{number:,.2f}".translate(str.maketrans(signs))

    assert Money(number) == read_amount(text, "EUR", country)


def test_signs_of_countries_and_codes_of_currencies() -> None:
    """Guards what is known of a country, and that the unknown is not guessed."""
    assert [",", ".", ".", None, None] == [decimal_sign(c) for c in ("HR", "IE", "CH", "QQ", None)]
    assert ["EUR", "CZK", "PLN", None, None] == [
        currency_code(name) for name in ("€", "czk", "zł", "kr", "Ducats")
    ]

"""How dates, numbers, amounts and names read in each language of the catalogues but Croatian."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_decimal

from vetpartner.model import Money, When
from vetpartner.render.language import language
from vetpartner.values.catalogue import languages
from vetpartner.values.phrase import count


@pytest.mark.parametrize(
    ("code", "when", "expected"),
    [
        ("de", "2023-12-04", "4. Dezember 2023"),
        ("de", "2023-12-04..2023-12-05", "4.–5. Dezember 2023"),
        ("de", "2023-11-30..2023-12-02", "30. November 2023 – 2. Dezember 2023"),
        ("de", "2026-05..2026-07", "Mai–Juli 2026"),
        ("el", "2023-12-04", "4 Δεκεμβρίου 2023"),
        ("el", "2023-12-04..2023-12-05", "4–5 Δεκεμβρίου 2023"),
        ("el", "2023-11-30..2023-12-02", "30 Νοεμβρίου 2023 – 2 Δεκεμβρίου 2023"),
        ("el", "2026-05", "Μάιος 2026"),
        ("el", "undecided", "δεν έχει οριστεί"),
        ("es", "2023-12-04..2023-12-05", "4–5 de diciembre de 2023"),
        ("es", "2026-05", "mayo de 2026"),
        ("es", "2026-05..2026-07", "mayo–julio de 2026"),
        ("fr", "2023-12-04", "4 décembre 2023"),
        ("fr", "2023-12-01", "1er décembre 2023"),
        ("fr", "2023-12-01..2023-12-05", "1er–5 décembre 2023"),
        ("fr", "2023-11-30..2023-12-01", "30 novembre 2023 – 1er décembre 2023"),
        ("fr", "2023-12-11", "11 décembre 2023"),
        ("fr", "2026-05..2026-07", "mai – juillet 2026"),
        ("it", "2023-12-01..2023-12-05", "1–5 dicembre 2023"),
        ("it", "2026-05", "maggio 2026"),
        ("pl", "2023-12-04..2023-12-05", "4–5 grudnia 2023"),
        ("pl", "2026-05", "maj 2026"),
        ("pl", "2025-12..2026-02", "grudzień 2025–luty 2026"),
        ("pl", "undecided", "nie ustalono"),
    ],
)
def test_dates_in_each_language(code: str, when: str, expected: str) -> None:
    """Guard days, ranges and months, the French first of a month among them."""
    actual = language(code).value(When.parse(when))

    assert expected == actual.replace("\N{THIN SPACE}", " ")


@pytest.mark.parametrize(
    ("code", "money", "number", "answers"),
    [
        ("de", "12.500,50\N{NO-BREAK SPACE}EUR", "1.234,5", "ja nein"),
        ("el", "12.500,50\N{NO-BREAK SPACE}EUR", "1.234,5", "ναι όχι"),  # noqa: RUF001 - Greek
        ("es", "12.500,50\N{NO-BREAK SPACE}EUR", "1.234,5", "sí no"),
        (
            "fr",
            "12\N{NARROW NO-BREAK SPACE}500,50\N{NO-BREAK SPACE}EUR",
            "1\N{NARROW NO-BREAK SPACE}234,5",
            "oui non",
        ),
        ("it", "12.500,50\N{NO-BREAK SPACE}EUR", "1.234,5", "sì no"),
        (
            "pl",
            "12\N{NO-BREAK SPACE}500,50\N{NO-BREAK SPACE}EUR",
            "1\N{NO-BREAK SPACE}234,5",
            "tak nie",
        ),
    ],
)
def test_numbers_and_money_in_each_language(
    code: str, money: str, number: str, answers: str
) -> None:
    """Guard the separators of each language, and that no line breaks within an amount."""
    spoken = language(code)
    yes, no = spoken.value(True), spoken.value(False)  # noqa: FBT003

    assert money == spoken.value(Money("12500.50"))
    assert number == spoken.value(Decimal("1234.50"))
    assert answers == f"{yes} {no}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("de", "Österreich, Griechenland, Griechenland; Deutsch, Griechisch"),
        ("el", "Αυστρία, Ελλάδα, Ελλάδα; Γερμανικά, Ελληνικά"),
        ("es", "Austria, Grecia, Grecia; alemán, griego"),
        ("fr", "Autriche, Grèce, Grèce; allemand, grec"),
        ("it", "Austria, Grecia, Grecia; tedesco, greco"),
        ("pl", "Austria, Grecja, Grecja; niemiecki, grecki"),
    ],
)
def test_names_of_countries_and_languages_in_each_language(code: str, expected: str) -> None:
    """Guard the names, of Greece by the code of ISO and by that of the EU."""
    spoken = language(code)
    countries = ", ".join(spoken.country(country) for country in ("AT", "GR", "EL"))
    names = ", ".join(spoken.language_name(name) for name in ("de", "el"))

    assert expected == f"{countries}; {names}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("de", "0 Monate, 1 Monat, 2 Monate, 5 Monate, 12 Monate, 21 Monate, 22 Monate"),
        ("el", "0 μήνες, 1 μήνας, 2 μήνες, 5 μήνες, 12 μήνες, 21 μήνες, 22 μήνες"),
        ("es", "0 meses, 1 mes, 2 meses, 5 meses, 12 meses, 21 meses, 22 meses"),
        ("it", "0 mesi, 1 mese, 2 mesi, 5 mesi, 12 mesi, 21 mesi, 22 mesi"),
        (
            "pl",
            "0 miesięcy, 1 miesiąc, 2 miesiące, 5 miesięcy, 12 miesięcy, 21 miesięcy, 22 miesiące",
        ),
    ],
)
def test_plural_forms_in_each_language(code: str, expected: str) -> None:
    """Guard which form goes with which number, the 21 and 22 of Polish among them."""
    spoken = language(code)
    numbers = (0, 1, 2, 5, 12, 21, 22)
    phrases = [count("{n} month", "{n} months", n).within(spoken) for n in numbers]

    assert expected == ", ".join(phrases)


def test_nothing_is_singular_in_french() -> None:
    """Guard the form of 0, which is that of 1 in French and that of many elsewhere."""
    french = language("fr")
    phrases = [count("{n} participant", "{n} participants", n).within(french) for n in (0, 1, 2)]

    assert ["0 participant", "1 participant", "2 participants"] == phrases


def test_short_numbers_are_written_as_all_others_are() -> None:
    """Guard the short way of numbers below a thousand: in each language it is that of babel."""
    for code in sorted(languages(papers=True)):
        spoken = language(code, papers=True)
        for number in (*range(1000), Decimal(7), Decimal("7.0"), Decimal("0.5"), Decimal("999.9")):
            expected = format_decimal(number, locale=spoken.locale)

            assert expected == spoken.value(number), (code, number)

"""The text of a CSV file: its encoding and its separator, found without guessing in silence."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from typing import TYPE_CHECKING

from vetpartner.files.tables.table_headings import known_headings

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS = (",", ";", "\t")
_LOOKED_AT = 20
_SPACE = 0xA0  # a no-break space in most code pages, and a letter in others
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LETTERS = {
    "HR": "čćđšž",
    "SI": "čšž",
    "PL": "ąćęłńóśźż",
    "CZ": "áčďéěíňóřšťúůýž",
    "SK": "áäčďéíĺľňóôŕšťúýž",
    "HU": "áéíóöőúüű",
    "RO": "âăîşţ",
    "GR": "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",
    "TR": "çğıöşü",
    "DE": "äöüß",
    "AT": "äöüß",
    "FR": "àâçèéêëîïôùûüœ",
    "ES": "áéíñóúü",
    "IT": "àèéìòù",
    "PT": "áâãàçéêíóôõúü",
}
_LETTERS |= {"CY": _LETTERS["GR"], "BA": _LETTERS["HR"], "RS": _LETTERS["HR"]}
_PAGES = {
    "cp1250": ("HR", "SI", "PL", "CZ", "SK", "HU", "RO", "BA", "RS"),
    "iso8859-2": ("HR", "SI", "PL", "CZ", "SK", "HU", "RO", "BA", "RS"),
    "cp1253": ("GR", "CY"),
    "iso8859-7": ("GR", "CY"),
    "cp1254": ("TR",),
    "cp1252": ("DE", "AT", "FR", "ES", "IT", "PT"),
}


def decoded(data: bytes, countries: tuple[str, ...]) -> tuple[str, str | None]:
    """Return the text, and the encoding where it had to be assumed.

    A byte order mark and valid UTF-8 leave no doubt. Otherwise those code pages are tried in which
    the languages of `countries` are written (ISO codes, the most likely first), and that is taken
    in which the fewest signs are foreign to these languages; without countries it is cp1252.
    Raises `ValueError` for what is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding), None
    if b"\0" in data:
        raise ValueError("it holds NUL bytes and is no text")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        return _assumed(data, countries)


def _assumed(data: bytes, countries: tuple[str, ...]) -> tuple[str, str]:
    high = bytes(dict.fromkeys(byte for byte in data if byte > 127))  # noqa: PLR2004 - ASCII
    counts = {byte: data.count(byte) for byte in high}
    first = {land: rank for rank, land in reversed(list(enumerate(countries)))}
    home = "".join(_LETTERS.get(land, "") for land in countries)
    best = ("cp1252", (sum(counts.values()) + 1, len(first), 0))
    for order, (page, lands) in enumerate(_PAGES.items()):
        rank = min((first[land] for land in lands if land in first), default=None)
        if rank is None and page != "cp1252":
            continue
        foreign = sum(counts[byte] for byte in high if _of(byte, page) not in home)
        score = (foreign, len(first) if rank is None else rank, order)
        best = min(best, (page, score), key=lambda each: each[1])
    try:
        return data.decode(best[0]), best[0]
    except UnicodeDecodeError:
        # Latin-1 has a sign for every byte, so that nothing is lost.
        return data.decode("latin-1"), "latin-1"


def _of(byte: int, page: str) -> str:
    sign = bytes((byte,)).decode(page, "replace").lower()
    # A sign that no language owns, such as a dash, speaks against no page; a control code does.
    kind = unicodedata.category(sign[0])
    return "" if kind in {"Zs", "Pd", "Pi", "Pf"} and byte != _SPACE else sign


def csv_rows(text: str, words: dict[str, str]) -> Iterator[tuple[int, list[str]]]:
    """Yield `(line, values)` of each row, in the separator that finds most known headings.

    Raises `csv.Error` for a cell that no table needs.
    """
    best, most = ",", (-1, -1)
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows = [row for row, _ in zip(_until_error(reader), range(_LOOKED_AT), strict=False)]
        known = max((len(known_headings(row, words)) for row in rows), default=0)
        found = (known, max((len(row) for row in rows), default=0))
        if found > most:
            best, most = separator, found
    # Strict, because a quotation mark too many would swallow the rows that follow in silence.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=True)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _until_error(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:
        return

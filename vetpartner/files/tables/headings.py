"""The headings of a table: which column is what, in any order and in fourteen languages."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, partial
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.model import Place
from vetpartner.values.finding import Finding, Severity
from vetpartner.values.words import alike, asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vetpartner.values.problems import WayOut

FIRST_ROWS = 20
"""Among so many rows the headings are looked for; above them stand banners."""

_SINGLE = str.maketrans(
    {
        "đ": "d",
        "ł": "l",
        "ø": "o",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ð": "d",
        "æ": "ae",
        "œ": "oe",
    }
)
_KEPT = frozenset("-–✓✔")
_MOST_SIGNS = 10_000


@cache
def words(kind: str) -> dict[str, str]:
    """Return words in their plain spelling and what they mean; `kind` is `headings`, `role`, …."""
    return {
        folded(word): meaning
        for meaning, spellings in reversed(table_words()[kind].items())
        for word in (*spellings, meaning)
    }


@cache
def table_words() -> dict[str, dict[str, Any]]:
    """Return what stands in `table_words.toml`, as it is written there."""
    text = (files("vetpartner") / "files" / "tables" / "table_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def headings(fields: tuple[str, ...], aliases: tuple[tuple[str, str], ...] = ()) -> dict[str, str]:
    """Return the headings that stand for these fields; an alias reads one field as another."""
    other = dict(aliases)
    found = {}
    for word, meaning in words("headings").items():
        name = other.get(meaning, meaning)
        if name in fields:
            found[word] = name
    return found | {folded(name): name for name in fields}


class _Signs(dict[int, "str | None"]):
    """What stands for each sign of a text, for `str.translate`; found out when it is met first.

    Nobody writes in more than a few thousand signs, and no more are kept.
    """

    def __init__(self, of: Callable[[str], str | None]) -> None:
        super().__init__()
        self.of = of

    def __missing__(self, code: int) -> str | None:
        if len(self) >= _MOST_SIGNS:
            self.clear()
        self[code] = found = self.of(chr(code))
        return found


def _without_marks(sign: str) -> str:
    parts = unicodedata.normalize("NFKD", sign.translate(_SINGLE))
    return "".join(c for c in parts if not unicodedata.combining(c))


def _visible(sign: str) -> str | None:
    if sign.isspace():
        return " "
    return None if unicodedata.category(sign) == "Cf" else sign


_PLAIN, _VISIBLE = _Signs(_without_marks), _Signs(_visible)
_LETTERS = _Signs(lambda sign: sign if sign.isalnum() else " ")


def folded(text: str) -> str:
    """Return a text in its plain spelling: small letters, no accents, single spaces."""
    plain = text.casefold()
    if not plain.isascii():
        plain = plain.translate(_PLAIN)
    if plain.isalnum() or plain in _KEPT:
        return plain
    return " ".join(plain.translate(_LETTERS).split())


def clean(value: object) -> str:
    """Return the text of a cell without spaces around it and without invisible signs."""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text.strip()
    return " ".join(text.translate(_VISIBLE).split())


def known_headings(row: Iterable[object], known: dict[str, str]) -> list[str]:
    """Return the fields for which the cells of a row are headings."""
    names = (known.get(folded(cell)) for cell in row if isinstance(cell, str) and cell)
    return [name for name in names if name is not None]


@frozen(kw_only=True)
class Sheet:
    """A sheet, or a CSV file as the only one: its rows with their numbers, read as they are asked.

    `offset` is how many columns before the first are empty, and left out of the rows;
    `merged` are the merged cells: first row, first column, last row, last column, from 1.
    """

    name: str
    rows: Iterator[tuple[int, Sequence[object]]]
    offset: int = 0
    merged: tuple[tuple[int, int, int, int], ...] = ()


@frozen(kw_only=True)
class Headed:
    """A table below its headings: `columns` lead from field to index, `days` are other columns.

    `unused` are columns with a heading that is not known, or that another column has already.
    """

    of: Sheet
    line: int
    columns: dict[str, int]
    days: tuple[tuple[int, object], ...]
    unused: tuple[tuple[int, str], ...]

    @property
    def sheet(self) -> str:
        """Return the name of the sheet."""
        return self.of.name

    @property
    def rows(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Return the rows below the headings, each once."""
        return self.of.rows

    @property
    def form(self) -> tuple[object, ...]:
        """Return what two sheets with the same headings have in common."""
        return (tuple(sorted(self.columns.items())), tuple(str(day) for _, day in self.days))

    def say_unused(self, known: dict[str, str], found: TableFindings) -> None:
        """Say which columns are not used, and why."""
        for index, text in self.unused:
            at = found.place(self.sheet, self.line, self.of.offset + index + 1)
            if (name := known.get(folded(text))) is not None:
                what = f"two columns are headed as {name.replace('_', ' ')}; only the first is used"
                way_out = "rename one of them, or take it out"
                found.say("table-heading-twice", what, at=at, way_out=way_out)
            else:
                found.say(
                    "table-unknown-heading",
                    f"the heading {text[:60]!r} is not known, and its column is not used",
                    severity=Severity.WARNING,
                    at=at,
                    way_out=partial(_near, text, known),
                )


def headed(sheet: Sheet, known: dict[str, str], is_day: Callable[[object], bool]) -> Headed | None:
    """Find the row of headings and return the table below it, or None where there is none.

    It is the first of the first twenty rows in which two headings are known; a day is one too.
    """
    for line, row in islice(sheet.rows, FIRST_ROWS):
        days = tuple((i, cell) for i, cell in enumerate(row) if cell != "" and is_day(cell))
        if len(known_headings(row, known)) + len(days) > 1:
            columns: dict[str, int] = {}
            unused = []
            for index, cell in enumerate(row):
                text = clean(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
                name = known.get(folded(text))
                if not text or index in dict(days):
                    continue
                if name is None or name in columns:
                    unused.append((index, text))
                else:
                    columns[name] = index
            return Headed(of=sheet, line=line, columns=columns, days=days, unused=tuple(unused))
    return None


def _near(text: str, known: dict[str, str]) -> str:
    names = dict.fromkeys(known[word] for word in alike(folded(text), known, cutoff=0.7))
    return asked(names) or f"known headings: {', '.join(dict.fromkeys(known.values()))}"


# What is wrong with a table, counted where it repeats.

SHOWN = 20
"""How many findings of one kind are shown for a file; one more counts the rest."""


class TableFindings:
    """Collects findings of one file; of each kind only the first twenty are kept, and a count."""

    def __init__(self, file: str) -> None:
        """Take how findings call the file."""
        self.file = file
        self.found: list[Finding] = []
        self.counts: dict[tuple[str, Severity], int] = {}

    def place(self, sheet: str, line: int, column: int = 1) -> Place:
        """Return a place by row and column, both from 1; a CSV file has no sheet."""
        file = f"{self.file}!{sheet}" if sheet else self.file
        return Place(file=file, line=line, column=column)

    def say(
        self,
        slug: str,
        message: str,
        *,
        severity: Severity = Severity.ERROR,
        at: Place | None = None,
        way_out: WayOut = None,
    ) -> None:
        """Add a finding at a place, else at the beginning of the file.

        A way out that has to be found is looked for only where it is shown.
        """
        key = (slug, severity)
        self.counts[key] = count = self.counts.get(key, 0) + 1
        if count <= SHOWN:
            known = way_out() if callable(way_out) else way_out
            self.found.append(self._finding(slug, message, severity, at, known))

    def all(self) -> tuple[Finding, ...]:
        """Return them all, with a finding for each kind that counts those not shown."""
        more = (
            self._finding(slug, f"{count - SHOWN} more of this kind in {self.file}", severity)
            for (slug, severity), count in self.counts.items()
            if count > SHOWN
        )
        return (*self.found, *more)

    def _finding(
        self,
        slug: str,
        message: str,
        severity: Severity,
        at: Place | None = None,
        way_out: str | None = None,
    ) -> Finding:
        place = at or self.place("", 1)
        return Finding(slug=slug, message=message, severity=severity, place=place, way_out=way_out)

"""The headings of a table: which column is what, in any order and in fourteen languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vetpartner.model import Place
from vetpartner.values.finding import Finding, Severity
from vetpartner.values.toml import shipped
from vetpartner.values.words import alike, asked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vetpartner.values.problems import WayOut

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
_KEPT = frozenset("-–+✓✔☑☒✅☐❌")
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
    return shipped(Path(__file__).with_name("table_words.toml"))


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


_VARIANTS = frozenset("\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}")
"""What phones put behind a sign, to show it in colour or not."""


def _visible(sign: str) -> str | None:
    if sign.isspace():
        return " "
    return None if unicodedata.category(sign) == "Cf" or sign in _VARIANTS else sign


_PLAIN, _VISIBLE = _Signs(_without_marks), _Signs(_visible)
_LETTERS = _Signs(lambda sign: sign if sign.isalnum() else " ")


def folded(text: str) -> str:
    """Return a text in its plain spelling: small letters, no accents, single spaces."""
    plain = text.casefold()
    if not plain.isascii():
        # Some signs become capitals, as № does.
        plain = plain.translate(_PLAIN).casefold()
    if plain.isalnum() or plain in _KEPT:
        return plain
    return " ".join(plain.translate(_LETTERS).split())


def clean(value: object) -> str:
    """Return the text of a cell without spaces around it and without invisible signs."""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text.strip()
    return " ".join(text.translate(_VISIBLE).split())


class Meaning(NamedTuple):
    """What a heading means: a field or nothing, whether that is sure, and in which unit."""

    name: str = ""
    sure: bool = True
    unit: str = ""


_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_PARTS = re.compile(r"\s*(?:/|\||\n|;|\s[-\u2013\u2014]\s)\s*")
_UNITS = {
    **dict.fromkeys(("minutes", "minute", "min", "mins", "minuten", "minuta", "minuti"), "minutes"),
    **dict.fromkeys(("minutos", "minut", "minuty", "perc", "dakika", "m"), "minutes"),
    **dict.fromkeys(("hours", "hour", "h", "hrs", "hh mm", "stunden", "sati", "ore"), "hours"),
    **dict.fromkeys(("horas", "heures", "godziny", "hodiny", "saat", "ure", "std"), "hours"),
    **dict.fromkeys(("seconds", "sec", "s", "sekunden", "sekunde"), "seconds"),
}


def meaning(text: str, known: Mapping[str, str]) -> Meaning:
    """Return what a heading means: by all of it, without brackets, or by one language of several.

    Where languages disagree the first counts, and it is not sure.
    """
    plain = folded(text)
    if (name := known.get(plain)) is not None:
        return Meaning(name, unit=_unit(plain, name))
    if len(text) > _LONGEST_HEADING:
        return Meaning()
    unit = next((_UNITS[u] for b in _BRACKETS.findall(text) if (u := folded(b)) in _UNITS), "")
    bare = _BRACKETS.sub(" ", text)
    if (name := known.get(folded(bare))) is not None:
        return Meaning(name, unit=unit or _unit(folded(bare), name))
    parts = [part for part in map(folded, _PARTS.split(bare)) if part]
    names = [name for part in parts if (name := known.get(part)) is not None]
    if len(parts) < 2 or not names:  # noqa: PLR2004 - one is all of it
        return Meaning()
    return Meaning(names[0], sure=len(names) == len(parts) and len(set(names)) == 1, unit=unit)


_LONGEST_HEADING = 200


def _unit(plain: str, name: str) -> str:
    """Return the unit that a heading names by itself, such as `minutes`."""
    if name != "duration":
        return ""
    return next((_UNITS[word] for word in plain.split() if len(word) > 1 and word in _UNITS), "")


def nearest(text: str, known: Mapping[str, str]) -> str:
    """Return the way out for a heading that is not known: those that are like it, or all."""
    names = dict.fromkeys(known[word] for word in alike(folded(text), known, cutoff=0.7))
    return asked(names) or f"known headings: {', '.join(dict.fromkeys(known.values()))}"


# What is wrong with a table, counted where it repeats.

SHOWN = 100
"""How many findings of one kind are shown for a file; one more counts the rest."""


class TableFindings:
    """Collects findings of one file; of each kind only the first hundred are kept, and a count."""

    def __init__(self, file: str) -> None:
        """Take how findings call the file."""
        self.file = file
        self.found: list[Finding] = []
        self.counts: dict[tuple[str, Severity], int] = {}

    def copy(self) -> TableFindings:
        """Return what can be added to without changing this."""
        other = TableFindings(self.file)
        other.found, other.counts = [*self.found], dict(self.counts)
        return other

    def adopt(self, other: TableFindings) -> None:
        """Take what another has, and what is added to it later."""
        self.found, self.counts = other.found, other.counts

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

"""The words of each language, read from its catalogue.

A catalogue is a plain `.po` file, read as it is when its language is asked for: nothing has to be
compiled after editing it. English needs none, because the texts of the program are English.
Some have the words of papers alone, of what partners and participants hold in their hands; their
heads say so.
"""

from __future__ import annotations

import gettext as standard_gettext
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from attrs import frozen

from vetpartner.values.kept import kept, release

FOLDER = Path(__file__).parent.with_name("locale")
ENGLISH = "en"
_HEAD = 2_000
"""Bytes of a catalogue in which its head ends."""
_PAPERS_ALONE = b"X-Covers: papers"


@frozen(eq=False)
class Catalogue:
    """Words by English text, forms by English plural, and which form goes with a number."""

    words: dict[str, str]
    forms: dict[str, tuple[str, ...]]
    form_of: Callable[[int], int]

    def said(self, text: str) -> str:
        """Return a text in the language; what the catalogue lacks stays English."""
        return self.words.get(text, text)


def one_or_many(n: int) -> int:
    """Return which form of an English text goes with a number."""
    return 0 if n == 1 else 1


def languages(*, papers: bool = False) -> tuple[str, ...]:
    """Return the languages that have all words, or with `papers` those of papers; with English."""
    return tuple(sorted({ENGLISH, *(c for c, alone in _found(FOLDER) if papers or not alone)}))


@lru_cache
def _found(folder: Path) -> tuple[tuple[str, bool], ...]:
    """Return the languages that have a catalogue, and whether it has words of papers alone."""
    paths = folder.glob("*/LC_MESSAGES/vetpartner.po")
    return tuple(sorted((path.parent.parent.name, papers_alone(path)) for path in paths))


def papers_alone(path: Path) -> bool:
    """Tell whether a catalogue has the words of papers alone, as its head says."""
    with FOLDER.joinpath(path).open("rb") as file:
        return _PAPERS_ALONE in file.read(_HEAD)


@lru_cache
def catalogue(code: str) -> Catalogue:
    """Return the words of a language by its plain code, such as `hr`.

    Raises `FileNotFoundError` where there is no catalogue.
    """
    if code == ENGLISH:
        return Catalogue({}, {}, one_or_many)
    file = FOLDER / code / "LC_MESSAGES" / "vetpartner.po"
    data = file.read_bytes()
    of = f"{code} {sha256(data).hexdigest()} {release('babel')}"
    words, forms, plural = kept("catalogue", of, lambda: _read(code, data))
    return Catalogue(words, forms, standard_gettext.c2py(plural))


def _read(code: str, data: bytes) -> tuple[dict[str, str], dict[str, tuple[str, ...]], str]:
    """Return the words of a catalogue, its forms, and by what a number chooses among these."""
    from babel.messages.pofile import read_po

    found = read_po(BytesIO(data), locale=code)
    words: dict[str, str] = {}
    forms: dict[str, tuple[str, ...]] = {}
    for message in found:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, str):
            words[message.id] = str(message.string)
        elif all(message.string or ()):
            forms[message.id[1]] = tuple(message.string or ())
    words = {text: word for text, word in words.items() if word}
    return words, forms, found.plural_expr

"""The words of each language, read from its catalogue.

A catalogue is a plain `.po` file, read as it is: nothing has to be compiled after editing it.
English needs none, because the texts of the program are English.
"""

from __future__ import annotations

import gettext as standard_gettext
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from attrs import frozen

FOLDER = Path(__file__).parent.with_name("locale")
ENGLISH = "en"


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


def languages() -> tuple[str, ...]:
    """Return the languages that there are words for, English among them."""
    found = {path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/vetpartner.po")}
    return tuple(sorted({ENGLISH, *found}))


@lru_cache
def catalogue(code: str) -> Catalogue:
    """Return the words of a language by its plain code, such as `hr`.

    Raises `FileNotFoundError` where there is no catalogue.
    """
    if code == ENGLISH:
        return Catalogue({}, {}, one_or_many)
    from babel.messages.pofile import read_po

    with (FOLDER / code / "LC_MESSAGES" / "vetpartner.po").open("rb") as file:
        found = read_po(file, locale=code)
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
    return Catalogue(words, forms, standard_gettext.c2py(found.plural_expr))

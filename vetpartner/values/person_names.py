"""Names of people as they sound, so that one name written in two ways is the same.

Case, accents, order, titles and particles make no difference, nor does the alphabet: Greek and
Cyrillic are written in Latin letters, and what romanisations differ in is left out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_GREEK = {
    **dict(zip("αβγδεζηθικλμνοπρσςτυφχω", "avgdezitiklmnoprsstifho", strict=True)),
    "ξ": "ks",
    "ψ": "ps",
}
_GREEK_PAIRS = (
    *(("ου", "u"), ("αι", "e"), ("ει", "i"), ("οι", "i"), ("υι", "i"), ("αυ", "av"), ("ευ", "ev")),
    *(("μπ", "b"), ("γκ", "g"), ("γγ", "ng"), ("τσ", "c"), ("τζ", "z")),
)
_CYRILLIC = {
    **dict(zip("абвгдежзиіклмнопрстуфхц", "abvgdezziiklmnoprstufhc", strict=True)),
    **dict(zip("чшъыэєґђјѕћџ", "csaieegdizcd", strict=True)),
    "щ": "st",
    "ь": "",
    "ю": "iu",
    "я": "ia",
    "љ": "li",
    "њ": "ni",
}
_LATIN = {
    "ß": "ss",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ø": "o",
    "æ": "a",
    "œ": "o",
    "ı": "i",
    "þ": "t",
}
_LETTERS = str.maketrans({**_GREEK, **_CYRILLIC, **_LATIN})
_SOUNDS = (
    *(("sch", "s"), ("sht", "st"), ("sh", "s"), ("zh", "z"), ("kh", "h"), ("ph", "f"), ("th", "t")),
    *(("dzh", "d"), ("dj", "d"), ("dž", "d"), ("ts", "c"), ("tz", "c"), ("ck", "k"), ("gk", "g")),
    *(("oe", "o"), ("ae", "a"), ("ue", "u"), ("ou", "u")),
    *(("y", "i"), ("j", "i"), ("w", "v"), ("q", "k"), ("x", "ks")),
    *(("oi", "i"), ("ei", "i"), ("ai", "e")),  # Greek by its letters, or as it sounds
)
_CH = ("h", "c")
"""`ch` is a χ to a Greek or a German, and a ч to a Bulgarian."""
TITLES = frozenset(
    {
        *("dr", "dra", "dott", "dottssa", "prof", "doc", "mag", "ing", "dipl", "mgr", "bc", "msc"),
        *("phd", "mr", "mrs", "ms", "mme", "mlle", "frau", "herr", "sr", "sra", "don"),
    }
)
PARTICLES = frozenset(
    {
        *("de", "da", "do", "dos", "das", "di", "del", "dello", "della", "du", "des", "la", "le"),
        *("van", "von", "vom", "zu", "der", "den", "ten", "ter", "al", "el", "y"),
    }
)
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_APART = re.compile(r"[^\w]+|_")


def plain_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in Latin letters without accents, titles and particles.

    A name of which nothing else is left keeps them.
    """
    text = name.casefold().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    bare = "".join(
        sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign)
    )
    for pair, sound in _GREEK_PAIRS:
        bare = bare.replace(pair, sound)
    words = [word for word in _APART.split(bare.translate(_LETTERS)) if word]
    return tuple(word for word in words if word not in TITLES | PARTICLES) or tuple(words)


FAMILY_FIRST = frozenset({"hu"})
"""Languages in which the name of the family stands first."""


def in_order(name: str, language: str) -> str:
    """Return a name as a paper in a language writes it, where a comma tells its parts apart.

    `Anić, Ana` is Ana Anić, and in Hungarian the other way round. A name without a comma stays as
    it was typed, since nobody knows where its family's begins, and so does `Ana Anić, PhD`.
    """
    family, comma, given = (part.strip() for part in name.partition(","))
    titled = {word.strip(".").casefold() for word in given.replace(",", " ").split()} & _BEHIND
    if not (family and comma and given) or "," in given or titled:
        return name
    return f"{family} {given}" if language in FAMILY_FIRST else f"{given} {family}"


def named_first(name: str) -> str:
    """Return a name that begins with that of the family as `Family, Given` where capitals say so.

    `KOVAČ ŠIMIĆ Ana` is certain; of `Kovač Ana` nobody knows whether it was typed in the order that
    the heading of the list asks for.
    """
    words = name.split()
    loud = sum(1 for word in words if len(word) > 1 and word == word.upper() != word.lower())
    ahead = 0 < loud < len(words) and all(word == word.upper() for word in words[:loud])
    if "," in name or not ahead:
        return name
    return f"{' '.join(words[:loud])}, {' '.join(words[loud:])}"


_BEHIND = TITLES | {"ma", "ba", "msc", "bsc", "mba", "jr", "sr", "csc", "drsc"}
"""What stands behind a comma and is no given name."""


@lru_cache(maxsize=8192)
def signs(text: str, name: str) -> bool:
    """Tell whether somebody of this name signs so: with words of it, or their first letters.

    One word must be whole.
    """
    own, whole = list(plain_words(name)), False
    for word in plain_words(text):
        same = next((w for w in own if w == word or (len(word) == 1 and w[0] == word)), None)
        if same is None:
            return False
        own.remove(same)
        whole = whole or len(word) > 1
    return whole


@lru_cache(maxsize=8192)
def sounds(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a name as they sound, in the order of the alphabet.

    There are two readings of a name with `ch` in it, and one of every other.
    """
    words = plain_words(name)
    marks = _CH if any("ch" in word.replace("sch", "") for word in words) else _CH[:1]
    return tuple(tuple(sorted(_sound(word, mark) for word in words)) for mark in marks)


def _sound(word: str, ch: str) -> str:
    for letters, sound in _SOUNDS[:1]:
        word = word.replace(letters, sound)
    word = word.replace("ch", ch)
    if word.startswith("mp"):
        word = f"b{word[2:]}"
    for letters, sound in _SOUNDS[1:]:
        word = word.replace(letters, sound)
    return _DOUBLED.sub(r"\1", word)

"""What a reader of a page sees of a text, and where each sign of it stands in the text.

Entities, escapes and markup are taken for what they show; accents and signs that nobody sees are
left out; letters of another alphabet that look like Latin ones count as these.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTERS = {"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h"}
_LETTERS |= {"ı": "i", "ŧ": "t"}
_UNSEEN = {"Mn", "Me", "Cf"}
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Signs that count as letters or pictures, and show nothing."""
_ALIKE = (
    "AΑА BΒВ CСϹ EΕЕ HΗН IΙІ JЈͿ KΚК MΜМ NΝ OΟО PΡР QԚ SЅ TΤТ WԜ XΧХ YΥУҮ ZΖ aαаɑ bЬ cсϲ "
    "dԁ eеєҽ gɡ hһ iιіɩ jјϳ kκк lӏ mм nпո oοоօσ pρр qԛ rгꭇ sѕꜱ tтτ uυսʋ vνѵ wԝѡω xχх "
    "yуүγ zᴢ"
)
"""Each Latin letter, with letters of Greek, Cyrillic and others that look like it in its case."""
_LATIN = {sign: letters[0] for letters in _ALIKE.split() for sign in letters[1:]}
_LIKE_LATIN = re.compile(f"[{''.join(_LATIN)}]")
_TOKEN = re.compile(r"\w+")
_MEANS_ITSELF = re.compile(r"[\x20-\x7e\n\t]*")
_PIECE = re.compile(
    r"(?P<special>&(?:amp;)*(?:#[xX]?[0-9A-Fa-f]{1,7};?|[A-Za-z][A-Za-z0-9]{1,31};)"
    r"|(?:%[0-9A-Fa-f]{2})+)|[\x00-\x24\x27-\x7f]+|.",
    re.DOTALL,
)
_MARKUP = re.compile(
    r"<!--(?:(?!-->).){0,400}-->|</?[A-Za-z][^<>]*>|\\(?=[!-/:-@\[-`{-~])|-\n\s*|\*\*+|__+|~~+|`+"
    r"|(?<=[^\s\d\\])[*_]|[*_](?=[^\s\d])",
    re.DOTALL,
)
_DIGITS = 3
"""So many digits make a word of another alphabet a mixed one: Х7900365А, 92Р07."""
_FEWEST = 4
"""Shorter words of another alphabet mean something there: Greek και is no Kai."""


@frozen
class Reading:
    """A text as it reads: without accents and markup; `spots` are where its signs came from.

    Each is the first sign in the text typed, and the one behind the last; None where all are the
    same.
    """

    text: str
    spots: tuple[tuple[int, int], ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of it, which is not empty, stands in the text typed."""
        if self.spots is None:
            return start, end
        return self.spots[start][0], self.spots[end - 1][1]


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    """Return one character without accent, in its case; what nobody sees vanishes."""
    kept = (c for c in unicodedata.normalize("NFKD", char) if c not in _BLANK)
    return "".join(_plainly(c) for c in kept if unicodedata.category(c) not in _UNSEEN)


def _plainly(char: str) -> str:
    small = char.lower()
    plain = _LETTERS.get(small)
    return char if plain is None else plain if char == small else plain.upper()


def plain(text: str) -> str:
    """Return a text without accents and what nobody sees; in mixed words look-alikes are Latin."""
    return text if text.isascii() else _latin("".join(map(_letter, text)), whole=False)


def folded(text: str) -> str:
    """Return a text as in `plain`, without case too, to compare spellings."""
    return plain(text).casefold()


def readings(text: str) -> Iterator[Reading]:
    """Yield how a text can be read: as it stands, without its markup, and with look-alikes Latin.

    What is personal in one of them is personal. Most texts have one reading.
    """
    if "&" not in text and "%" not in text and _MEANS_ITSELF.fullmatch(text):
        first = Reading(text)
    else:
        first = _read(_pieces(text))
    yield first
    others = [first]
    if _MARKUP.search(first.text):
        others.append(_without(first, _MARKUP))
        yield others[-1]
    for each in others if not text.isascii() else ():
        latin = _latin(each.text, whole=True)
        if latin != each.text:
            yield Reading(latin, each.spots)


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield what each sign or entity shows, with its place; what shows itself comes in runs."""
    for match in _PIECE.finditer(text):
        special = match.lastgroup == "special"
        yield (_meant(match[0]) if special else match[0]), match.start(), match.end()


def _meant(special: str) -> str:
    """Return what an entity or escaped bytes mean; the same where they mean nothing."""
    if special[0] == "%":
        meant = unquote(special)
        return special if "\N{REPLACEMENT CHARACTER}" in meant else meant
    return html.unescape(re.sub(r"&(?:amp;)+", "&", special))


def _read(pieces: Iterator[tuple[str, int, int]]) -> Reading:
    kept: list[str] = []
    spots: list[tuple[int, int]] = []
    for piece, start, end in pieces:
        if piece.isascii() and len(piece) == end - start:
            kept.append(piece)
            spots += zip(range(start, end), range(start + 1, end + 1), strict=True)
            continue
        shown = "".join(map(_letter, piece))
        if not shown and spots:
            # An accent goes with the letter that it stands on.
            spots[-1] = (spots[-1][0], max(end, spots[-1][1]))
        kept.append(shown)
        spots += [(start, end)] * len(shown)
    return Reading(_latin("".join(kept), whole=False), tuple(spots))


def _without(reading: Reading, what: re.Pattern[str]) -> Reading:
    """Return a reading without all that matches."""
    kept: list[str] = []
    spots: list[tuple[int, int]] = []
    last = 0
    places = [(m.start(), m.end()) for m in what.finditer(reading.text)]
    for start, end in (*places, (len(reading.text), 0)):
        kept.append(reading.text[last:start])
        spots += (reading.span(n, n + 1) for n in range(last, start))
        last = end
    return Reading(_latin("".join(kept), whole=False), tuple(spots))


def _latin(text: str, *, whole: bool) -> str:
    """Return a text of the same length in which letters that look Latin are, in mixed words.

    With `whole` also in longer words that have nothing but such letters.
    """
    found = _LIKE_LATIN.search(text)
    return _TOKEN.sub(lambda m: _taken(m[0], whole=whole), text) if found else text


def _taken(word: str, *, whole: bool) -> str:
    latin = any("A" <= sign <= "z" and sign != "_" for sign in word)
    mixed = latin or sum(map(str.isdigit, word)) >= _DIGITS
    if word.isascii() or not (mixed or whole):
        return word
    if not mixed and (1 < len(word) < _FEWEST or any(sign not in _LATIN for sign in word)):
        return word
    return "".join(_LATIN.get(sign, sign) for sign in word)

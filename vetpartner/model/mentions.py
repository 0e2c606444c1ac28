"""Known names and addresses in free text, however they are spelt, and how to take them out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

GONE = "[…]"
"""What stands where a name stood."""

_LETTERS = {"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h"}
_LETTERS |= {"ı": "i", "ŧ": "t"}  # noqa: RUF001 - letters of names
_SPELT_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"}
_VOWELS = frozenset("aeiouyαειηουω")  # noqa: RUF001 - letters of names
_AFTER_STEM = ("e", "i", "u", "o", "om", "ou", "in", "ina", "ine", "inu", "ino", "in's", "ą", "ę")
_AFTER_NAME = ("a", "e", "i", "u", "s", "om", "em", "ov", "ova", "ove", "ovi", "ovu", "ovou", "σ")  # noqa: RUF001 - letters of names
_GREEK = ("", "ου", "ο", "ε", "α", "η", "ων", "ιου")  # noqa: RUF001 - letters of names
_PARTICLES = frozenset(
    {"van", "von", "der", "den", "dem", "del", "della", "delle", "dei", "dos", "das", "des", "the"}
    | {"and", "und", "les", "los", "las", "ter", "ten", "zum", "zur", "bin", "ibn", "abu", "san"}
    | {"sao", "dal", "dalla"}
)
_SHORTEST = 3
_INSIDE = 4
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\w+(?:[.-]\w+)*")
_MAIL = re.compile(r"[\w.+'%-]+@[\w-]+(?:\.[\w-]+)+")
_RUN = re.compile(rf"{re.escape(GONE)}(?:[\s.,'\u2019-]{{0,2}}{re.escape(GONE)})+")


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    """Return one character without accent and case; invisible ones and accents vanish."""
    kept = [c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) != "Mn"]
    low = "".join(c for c in kept if unicodedata.category(c) != "Cf").casefold()
    plain = "".join(_LETTERS.get(c, c) for c in low)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def folded(text: str) -> str:
    """Return a text without accents, case and invisible characters, to compare spellings."""
    return "".join(map(_letter, text))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded; digits and punctuation separate them."""
    return tuple(_WORD.findall(folded(text)))


def _forms(part: str) -> Iterable[str]:
    """Yield a name and its usual grammatical cases: Marija, Marije, Marijom; Damir, Damirom."""
    yield part
    yield from (part + ending for ending in _AFTER_NAME)
    if part[-1] in _VOWELS:
        yield from (part[:-1] + folded(ending) for ending in _AFTER_STEM)
    if part.endswith("\N{GREEK SMALL LETTER SIGMA}"):
        yield from (part[:-2] + ending for ending in _GREEK if len(part) > _INSIDE)


def _spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the parts of a name, folded, and with ä written as ae where that differs."""
    composed = unicodedata.normalize("NFC", name).casefold()
    spelt_out = "".join(_SPELT_OUT.get(char, char) for char in composed)
    return tuple(dict.fromkeys(filter(None, (words(name), words(spelt_out)))))


@frozen(kw_only=True)
class Mentions:
    """What to look for: forms of names, whole names with short parts, addresses and ids.

    Parts of names with three letters or more count anywhere; shorter ones and particles such as
    `van` only within the whole name. Accents, case, grammatical case and invisible characters make
    no difference.
    """

    forms: frozenset[str] = frozenset()
    whole: frozenset[tuple[str, ...]] = frozenset()
    inside: tuple[str, ...] = ()
    mails: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    every_mail: bool = field(default=False)

    @classmethod
    def of(
        cls,
        names: Iterable[str | None],
        mails: Iterable[str | None] = (),
        ids: Iterable[str] = (),
        *,
        every_mail: bool = False,
    ) -> Mentions:
        """Take up what to look for; `ids` count only as written and if a letter is in them."""
        forms: set[str] = set()
        whole: set[tuple[str, ...]] = set()
        inside: dict[str, None] = {}
        for name in filter(None, names):
            for parts in _spellings(name):
                long = [p for p in parts if len(p) >= _SHORTEST and p not in _PARTICLES]
                forms.update(form for part in long for form in _forms(part))
                forms.update(_joined(parts))
                inside.update(dict.fromkeys(part for part in long if len(part) >= _INSIDE))
                if len(long) < len(parts):
                    whole |= {parts, parts[::-1]}
        return cls(
            forms=frozenset(forms),
            whole=frozenset(whole),
            inside=tuple(inside),
            mails=frozenset(mail.strip().casefold() for mail in mails if mail),
            ids=frozenset(id_ for id_ in ids if any(map(str.isalpha, id_))),
            every_mail=every_mail,
        )

    def hide(self, text: str) -> str:
        """Return a text with `[…]` in place of every mention; the same text if there is none."""
        hidden = text
        if "@" in hidden:
            hidden = _MAIL.sub(self._mail, hidden)
        hidden = self._names(hidden)
        if self.ids:
            hidden = _TOKEN.sub(lambda m: GONE if m[0] in self.ids else m[0], hidden)
        return text if hidden == text else _RUN.sub(GONE, hidden)

    def within(self, text: str) -> bool:
        """Tell whether a text mentions anything."""
        return self.hide(text) != text

    def in_file_name(self, name: str) -> bool:
        """Tell whether a file name or a link mentions anything, run together or not."""
        if self.within(name):
            return True
        flat = folded(name)
        return any(part in flat for part in self.inside)

    def _mail(self, match: re.Match[str]) -> str:
        known = self.every_mail or match[0].casefold() in self.mails
        return GONE if known else match[0]

    def _names(self, text: str) -> str:
        if not self.forms and not self.whole:
            return text
        flat, origin = _mapped(text)
        found = list(_WORD.finditer(flat))
        tokens = [match[0] for match in found]
        hit = [token in self.forms for token in tokens]
        for size in {len(parts) for parts in self.whole}:
            for at in range(len(tokens) - size + 1):
                if tuple(tokens[at : at + size]) in self.whole and (
                    size > 1 or text[origin[found[at].start()]].isupper()
                ):
                    hit[at : at + size] = [True] * size
        pieces, last = [], 0
        for match, is_hit in zip(found, hit, strict=True):
            if is_hit:
                start, end = origin[match.start()], origin[match.end() - 1] + 1
                while end < len(text) and not _letter(text[end]):
                    end += 1
                pieces += [text[last:start], GONE]
                last = end
        return "".join((*pieces, text[last:])) if pieces else text


def _joined(parts: tuple[str, ...]) -> Iterable[str]:
    """Yield how names are run together in file names and addresses: anaanic, aanic, anica."""
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        yield from ("".join(parts), "".join(parts[::-1]), first[0] + last, last + first[0])


def _mapped(text: str) -> tuple[str, list[int]]:
    """Return a text folded, and for each of its characters where it stood."""
    flat: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        for letter in _letter(char):
            flat.append(letter)
            origin.append(at)
    return "".join(flat), origin

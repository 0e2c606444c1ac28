"""Known names and addresses in free text, however they are spelt, and how to take them out."""

from __future__ import annotations

import re
import types
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs
from attrs import field, frozen

from vetpartner.model.links import LINKS_TO
from vetpartner.values.money import Amounts

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


# Changing ids and free texts everywhere in a plan and its facts, whatever the class.

T = TypeVar("T", bound=attrs.AttrsInstance)
Text = Callable[[str, str], str | None]
"""What makes of a field's name and text the new text; None leaves an optional field empty."""

CODES = frozenset(
    {
        "action",
        "aspect",
        "aspects",
        "country",
        "currency",
        "language",
        "languages",
        "national_agency",
        "oid",
        "pic",
        "priorities",
        "region",
        "report",
        "slug",
        "timezone",
    }
)
"""Fields of text that hold a code, never words."""

_Way = Literal["id", "text", "inner"]


def rewritten(value: T, ids: Mapping[str, str], text: Text) -> T:
    """Return an object of the model with ids renamed and texts passed through `text`.

    Links follow their ids. Codes, choices, dates and money stay.
    """
    changes: dict[str, Any] = {}
    for name, way in ways(value.__class__):
        old = getattr(value, name)
        if old is None or old == ():
            continue
        if way == "id":
            new = _renamed(old, ids)
        elif way == "text":
            new = _worded(name, old, text)
        elif isinstance(old, tuple):
            new = tuple(rewritten(item, ids, text) for item in old)
        else:
            new = rewritten(old, ids, text)
        if new != old:
            changes[name] = new
    if not changes:
        return value
    known: Any = value
    return cast("T", attrs.evolve(known, **changes))


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401 - one id or several
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, Amounts):
        return Amounts((ids.get(key, key), money) for key, money in value.items())
    return tuple(ids.get(item, item) for item in value)


def _worded(name: str, value: Any, text: Text) -> Any:  # noqa: ANN401 - one text or several
    if isinstance(value, str):
        return text(name, value)
    return tuple(new for item in value if (new := text(name, item)) is not None)


@cache
def ways(cls: type) -> tuple[tuple[str, _Way], ...]:
    """Return the fields of a class that hold ids, free texts, or objects with either."""
    hints = get_type_hints(cls)
    found: list[tuple[str, _Way]] = []
    for a in attrs.fields(cls):
        kinds = _kinds(hints[a.name])
        if a.name in {"id", "corrects"} or LINKS_TO in a.metadata:
            found.append((a.name, "id"))
        elif str in kinds and a.name not in CODES:
            found.append((a.name, "text"))
        elif any(attrs.has(kind) and _has_text(kind) for kind in kinds):
            found.append((a.name, "inner"))
    return tuple(found)


def _kinds(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type as it is written
    origin = get_origin(hint)
    if origin in {types.UnionType, Union}:
        return tuple(kind for arg in get_args(hint) for kind in _kinds(arg))
    if origin is tuple:
        # Pairs of a name and a value, such as the rules of an agreement, are no list of texts.
        item = get_args(hint)[0]
        return () if get_origin(item) is tuple else _kinds(item)
    return (hint,) if isinstance(hint, type) else ()


def _has_text(cls: type) -> bool:
    """Tell whether a class holds words; dates, money and shares do not."""
    values = ("When", "Money", "Share", "Span", "ProjectMonth", "Amounts")
    return cls.__name__ not in values

"""In which letters a text file is written: by its own marks, or by the languages of the project.

A code page is never guessed: it is taken where every word of the file is one of a language of the
project in this page, and in no other page with other letters. Where two fit, the words that the
project and the headings of lists have decide; where these do not, nobody knows, and it is asked.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress
from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.files.tables.headings import table_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
PAGES = (
    *("cp1250", "iso8859-2", "iso8859-16", "cp1252", "iso8859-15", "cp1253", "iso8859-7"),
    *("cp1254", "iso8859-9", "cp1257", "iso8859-13", "iso8859-4", "cp1251", "iso8859-5"),
    *("mac_roman", "mac_latin2", "mac_croatian", "mac_romanian", "mac_cyrillic"),
    *("mac_turkish", "mac_iceland"),
)
"""The code pages of Windows, of the web and of old Macintoshes in the programme's countries."""
_DOS = ("cp850", "cp852", "cp775", "cp857", "cp861", "cp865", "cp866", "cp737")
"""What Excel calls CSV (MS-DOS). None is read: its letters can be those of a Macintosh."""
_WORD = re.compile(rb"[A-Za-z'\x80-\xff]{0,40}[\x80-\xff][A-Za-z'\x80-\xff]{0,40}")
_MOST_WORDS = 1_000
_SHOWN = 3
_NEUTRAL = frozenset({"Zs", "Pd", "Pi", "Pf", "Ps", "Pe"})
_APOSTROPHE = "\u2019"
_INNER = frozenset("\u2019\xa0\u2013\u2010")
"""What is no letter, and stands between letters all the same."""
_CEDILLAS = str.maketrans("\u015f\u0163\u015e\u0162", "\u0219\u021b\u0218\u021a")
"""Romanian is written with a cedilla or a comma, and it is the same letter."""
_NEVER = re.compile("[\u0700-\u08ff]")
"""Letters that come only of another code page which is UTF-8 by chance."""


class NotDecoded(ValueError):
    """A file whose letters nobody knows; `way_out` says what to do."""

    def __init__(self, message: str, way_out: str = "save it again as CSV in UTF-8") -> None:
        """Take what is wrong, and the way out."""
        super().__init__(message)
        self.way_out = way_out


@frozen
class Decoded:
    """The text of a file, and its encoding; `certain` where the file itself says it."""

    text: str
    encoding: str
    certain: bool = True


@frozen(kw_only=True)
class Letters:
    """What tells code pages apart: the countries of a project, and the words that it writes.

    `known` are words in small letters that are right beyond doubt.
    """

    countries: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()


def decoded(data: bytes, letters: Callable[[], Letters], encoding: str | None = None) -> Decoded:
    """Return the text of a file; with `encoding` in that one, unless it is Unicode by now.

    A byte order mark, UTF-16 by its zeros and valid UTF-8 leave no doubt; `letters` is asked where
    there is one. Raises `NotDecoded` for what is no text, and where two code pages fit, or none.
    """
    if encoding is not None and not _is_unicode(data):
        try:
            return Decoded(data.decode(encoding), encoding)
        except (UnicodeDecodeError, LookupError):
            raise NotDecoded(f"it is not {encoding}", "correct the encoding") from None
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name)
    if b"\0" in data:
        return _utf_16(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _by_letters(data, letters())
    return _by_letters(data, letters()) if _NEVER.search(text) else Decoded(text, "utf-8")


def _is_unicode(data: bytes) -> bool:
    """Tell whether a file says itself that it is Unicode, so that no note on it is right."""
    if any(data.startswith(mark) for mark, _ in _MARKS):
        return True
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not text.isascii() and not _NEVER.search(text)


def _strictly(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError as error:
        raise NotDecoded(str(error)) from None


def _utf_16(data: bytes) -> Decoded:
    """Read UTF-16 without a mark: nearly every second byte of a table is zero."""
    head = data[:2000]
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(head) >= 4 and zeros.count(0) * 4 >= len(zeros) * 3:  # noqa: PLR2004
            found = _strictly(data, name)
            if "\0" not in found.text:
                return found
    raise NotDecoded("it holds NUL bytes and is not text")


def _by_letters(data: bytes, letters: Letters) -> Decoded:
    """Read what is in one of the code pages, if only one text can be meant."""
    words = tuple(dict.fromkeys(islice((m[0] for m in _WORD.finditer(data)), 50 * _MOST_WORDS)))
    read = {page: texts for page in PAGES if (texts := _texts(words[:_MOST_WORDS], page))}
    if "RO" not in letters.countries:
        read.pop("iso8859-16", None)  # it is for Romanian alone, and otherwise like others
    for alphabets in (_alphabets(letters.countries), tuple(table_words()["alphabets"].values())):
        page = _page(read, alphabets, letters.known)
        if page is not None:
            _look_at_dos(words[:_MOST_WORDS], page, read[page], alphabets)
            with suppress(UnicodeDecodeError):
                return Decoded(data.decode(page), page, certain=False)
    raise NotDecoded("no encoding is known in which its letters are those of one language")


def _look_at_dos(
    words: Sequence[bytes], page: str, read: tuple[str, ...], alphabets: tuple[str, ...]
) -> None:
    """Raise `NotDecoded` where what fits a Macintosh is as well a language in a page of DOS."""
    if not page.startswith("mac"):
        return
    capitals = sum(text[:1].isupper() for text in read)
    for dos in _DOS:
        texts = _texts(words, dos)
        if not texts or texts == read or not _languages(texts, alphabets):
            continue
        if sum(text[:1].isupper() for text in texts) >= capitals:
            raise _several({read: page, texts: dos})


def _page(
    read: dict[str, tuple[str, ...]], alphabets: tuple[str, ...], known: frozenset[str]
) -> str | None:
    """Return the code page that fits these alphabets, None for none; raise where two fit."""
    # Pages that give the same letters are one; `more` tells that it needs a second language.
    fitting: dict[tuple[str, ...], str] = {}
    more: dict[tuple[str, ...], bool] = {}
    for page, texts in read.items():
        languages = _languages(texts, alphabets)
        if languages is not None:
            fitting.setdefault(texts, page)
            more[texts] = not languages
    if not fitting:
        return None
    best = _most(fitting, lambda texts: not more[texts])
    best = _most(best, lambda texts: sum(each.casefold() in known for each in texts))
    if len(best) > 1:
        raise _several(best)
    return next(iter(best.values()))


def _texts(words: Sequence[bytes], page: str) -> tuple[str, ...] | None:
    try:
        return tuple(word.decode(page).translate(_CEDILLAS).strip("'") for word in words)
    except UnicodeDecodeError:
        return None


@cache
def _alphabets(countries: tuple[str, ...]) -> tuple[str, ...]:
    words = table_words()
    spoken = (each for land in countries for each in words["spoken"].get(land, ()))
    return tuple(words["alphabets"][each] for each in dict.fromkeys(spoken))


def _languages(texts: Iterable[str], alphabets: tuple[str, ...]) -> set[str] | None:
    """Return the alphabets of which every text is a word; None where one is a word of none.

    None of them is left where a second language is needed.
    """
    left = set(alphabets)
    for text in texts:
        own = _alphabets_of(text, alphabets)
        if not own:
            return None
        left &= own
    return left


def _alphabets_of(text: str, alphabets: tuple[str, ...]) -> set[str]:
    """Return the alphabets of which a text is a word, whole and with nothing else in it."""
    odd = {sign for sign in text if not sign.isascii() and not sign.isalpha()}
    if any(unicodedata.category(sign) not in _NEUTRAL for sign in odd):
        return set()  # a control character, an accent that stands alone, a sign such as (c)
    if text[:1] == _APOSTROPHE or any(sign in text.strip("".join(odd)) for sign in odd - _INNER):
        return set()
    if any(before.islower() and after.isupper() for before, after in pairwise(text)):
        return set()  # a capital letter begins a word
    small = {sign for sign in text.replace("\u0130", "i").lower() if sign.isalpha()}
    high = {sign for sign in small if not sign.isascii()}
    return {
        each
        for each in alphabets
        if high <= _letters_of(each) and (not high or high == small or not _is_foreign(each))
    }


@cache
def _letters_of(alphabet: str) -> frozenset[str]:
    return frozenset(alphabet)


@cache
def _is_foreign(alphabet: str) -> bool:
    """Tell whether an alphabet has no Latin letters, so that none stands beside its own."""
    return not any("LATIN" in unicodedata.name(sign, "") for sign in alphabet)


def _most(
    fitting: dict[tuple[str, ...], str], score: Callable[[tuple[str, ...]], int]
) -> dict[tuple[str, ...], str]:
    """Return the readings that score highest."""
    most = max(map(score, fitting))
    return {texts: page for texts, page in fitting.items() if score(texts) == most}


def _several(fitting: dict[tuple[str, ...], str]) -> NotDecoded:
    readings = list(fitting.items())
    at = next(n for n, each in enumerate(zip(*fitting, strict=True)) if len(set(each)) > 1)
    listed = ", ".join(f"{texts[at]!r} in {page}" for texts, page in readings[:_SHOWN])
    message = f"its letters can be read in more than one way: {listed}"
    way_out = "save it again as CSV in UTF-8, or write encoding into the file beside it"
    return NotDecoded(message, way_out)


def words_of(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words with letters beyond ASCII in texts, in small letters."""
    for text in texts:
        if not text.isascii():
            for word in re.findall(r"[^\W\d_']+", text):
                if not word.isascii():
                    yield word.casefold()

"""Known people in free text, however they are spelt, and other personal data beside them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import attrs
from attrs import field, frozen

from vetpartner.model.rewriting import texts
from vetpartner.values.page_text import folded, readings
from vetpartner.values.personal_data import Mark, mails, may_be_personal, personal_data, word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model.partnership import Partnership

Span = tuple[int, int]

GONE = "[…]"
"""What stands where a name stood."""

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
_BLOCK = re.compile(r"(?:[^\n]+\n?)+")
"""Lines without an empty one between; nothing personal goes on behind it."""
_PART = re.compile(r"[^\W_]+")
_LONGEST_ID = 4
"""Of how many parts with a dot or a dash between an id is at most, that stands in a longer one."""
_RUN = re.compile(rf"{re.escape(GONE)}(?:[\s.,'\u2019-]{{0,2}}{re.escape(GONE)})+")

_DOTTED = re.compile(r"(?<![\w.])[^\W\d_]\.[ -]?(?:[^\W\d_]\.[ -]?){0,2}(?:[^\W\d_]\b\.?)?")
_LETTER_BEFORE = re.compile(r"(?<!\w)[A-Z]\.[ -]?\Z")
_LETTER_BEHIND = re.compile(r",? [A-Z]\.")
_BARE = re.compile(r"(?<![\w./-])[^\W\d_]{2,4}(?![\w/-])")
_SIGNING = re.compile(
    r"(?:[(\[{\n–—]|\b(?:by|von|od|par|por|da|przez|door|av)\s)\s*\Z",
    re.IGNORECASE,
)


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


def _initials(parts: tuple[str, ...]) -> Iterator[str]:
    """Yield the initials of a name: all of them, and the first with the last."""
    if len(parts) > 1:
        yield "".join(part[0] for part in parts)
        yield parts[0][0] + parts[-1][0]


def _flat(text: str) -> str:
    """Return the words and numbers of a text alone, to compare addresses."""
    return " ".join(re.findall(r"[^\W_]+", folded(text)))


@frozen(kw_only=True)
class Mentions:
    """What to look for: forms of names, whole names with short parts, initials, addresses and ids.

    Parts of names with three letters or more count anywhere; shorter ones and particles such as
    `van` only within the whole name. Initials count with dots, `A. B.`, and without where somebody
    signs: in brackets, before a colon, behind `by`. Accents, case, grammatical case, invisible
    characters, entities, Markdown and look-alike letters make no difference.
    With `everything` all personal data count that are known by their form, whoever they are of;
    but not the `places` of organisations and venues, nor handles with a `known` word in them, which
    are those of an organisation. A known word, such as an acronym, is nobody's initials either.
    """

    forms: frozenset[str] = frozenset()
    whole: frozenset[tuple[str, ...]] = frozenset()
    inside: tuple[str, ...] = ()
    initials: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    everything: bool = field(default=False)

    @classmethod
    def of(
        cls,
        names: Iterable[str | None],
        mails: Iterable[str | None] = (),
        ids: Iterable[str] = (),
        *,
        known: Iterable[str | None] = (),
        places: Iterable[str | None] = (),
        everything: bool = False,
    ) -> Mentions:
        """Take up what to look for; `ids` count only as written and if a letter is in them."""
        forms: set[str] = set()
        whole: set[tuple[str, ...]] = set()
        inside: dict[str, None] = {}
        initials: set[str] = set()
        for name in filter(None, names):
            for parts in _spellings(name):
                long = [p for p in parts if len(p) >= _SHORTEST and p not in _PARTICLES]
                forms.update(form for part in long for form in _forms(part))
                forms.update(_joined(parts))
                inside.update(dict.fromkeys(part for part in long if len(part) >= _INSIDE))
                initials.update(_initials(parts))
                if len(long) < len(parts):
                    whole |= {parts, parts[::-1]}
        abbreviated = frozenset(folded(word) for word in known if word)
        return cls(
            forms=frozenset(forms),
            whole=frozenset(whole),
            inside=tuple(inside),
            initials=frozenset(initials) - abbreviated - word_list("abbreviations"),
            mails=frozenset(mail.strip().casefold() for mail in mails if mail),
            ids=frozenset(id_ for id_ in ids if any(map(str.isalpha, id_))),
            known=abbreviated,
            places=frozenset(_flat(place) for place in places if place),
            everything=everything,
        )

    def found(self, text: str, *, link: bool = False) -> list[Mark]:
        """Return all mentions in a text, in its order; none of them lies within another.

        In a `link` or a file name, numbers that may well be something else do not count.
        """
        marks: set[Mark] = set()
        named = self.forms or self.whole or self.mails or self.ids
        for block in _BLOCK.finditer(text):
            if not named and not may_be_personal(block[0]):
                continue
            for reading in readings(block[0]):
                for mark in self._in(reading.text, link=link):
                    start, end = reading.span(mark.start, mark.end)
                    more = block.start()
                    marks.add(Mark(more + start, more + end, mark.kind, mark.certain))
        outer: list[Mark] = []
        for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
            if not outer or mark.end > outer[-1].end:
                outer.append(mark)
        return outer

    def hide(self, text: str, *, link: bool = False) -> str:
        """Return a text with `[…]` in place of every mention; the same text if there is none."""
        pieces, last = [], 0
        for mark in self.found(text, link=link):
            if mark.start >= last:
                pieces += [text[last : mark.start], GONE]
            last = mark.end
        return _RUN.sub(GONE, "".join((*pieces, text[last:]))) if pieces else text

    def within(self, text: str, *, link: bool = False) -> bool:
        """Tell whether a text mentions anything."""
        return bool(self.found(text, link=link))

    def in_file_name(self, name: str) -> bool:
        """Tell whether a file name or a link mentions anything, run together or not."""
        if self.within(name, link=True):
            return True
        flat = [reading.text.casefold() for reading in readings(name)]
        return any(part in text for part in self.inside for text in flat)

    def _in(self, text: str, *, link: bool) -> Iterator[Mark]:
        """Yield what stands in a text as it reads; parts of it may overlap."""
        for start, end in mails(text) if self.mails else ():
            if text[start:end].casefold() in self.mails:
                yield Mark(start, end, "e-mail address")
        yield from (Mark(*span, "name") for span in self._names(text))
        yield from (Mark(*span, "initials") for span in self._signed(text))
        for match in _TOKEN.finditer(text) if self.ids else ():
            yield from (Mark(*span, "id") for span in self._ids(match))
        for mark in personal_data(text, link=link) if self.everything else ():
            if not self._is_public(mark, text[mark.start : mark.end]):
                yield mark

    def _is_public(self, mark: Mark, text: str) -> bool:
        """Tell whether it is the address of an organisation or venue, or the handle of one."""
        if mark.kind == "home address":
            # What was found may begin with a word that only stands before it, such as `At`.
            said = _flat(text).split()
            tails = [f"{' '.join(said[n:])} " for n in range(len(said) - 1)]
            return any(
                tail.startswith(f"{place} ") or f"{place} ".startswith(tail)
                for place in self.places
                for tail in tails
            )
        return mark.kind == "handle" and any(
            word in folded(text) for word in self.known if len(word) >= _INSIDE
        )

    def _names(self, text: str) -> Iterator[Span]:
        if not self.forms and not self.whole:
            return
        found = list(_WORD.finditer(text))
        tokens = [match[0].casefold() for match in found]
        hit = [token in self.forms for token in tokens]
        for size in {len(parts) for parts in self.whole}:
            for at in range(len(tokens) - size + 1):
                if tuple(tokens[at : at + size]) in self.whole and (
                    size > 1 or found[at][0][0].isupper()
                ):
                    hit[at : at + size] = [True] * size
        for match, is_hit in zip(found, hit, strict=True):
            if is_hit:
                start, end = match.span()
                before = _LETTER_BEFORE.search(text[max(0, start - 4) : start])
                behind = _LETTER_BEHIND.match(text, end)
                yield start - len(before[0]) if before else start, behind.end() if behind else end

    def _signed(self, text: str) -> Iterator[Span]:
        """Yield initials: with dots anywhere, without where somebody signs."""
        if not self.initials:
            return
        for match in _DOTTED.finditer(text):
            letters = _WORD.findall(match[0])
            if all(map(str.isupper, letters)) and "".join(letters).casefold() in self.initials:
                yield match.start(), match.start() + len(match[0].rstrip(" -"))
        for match in _BARE.finditer(text):
            if match[0].isupper() and match[0].casefold() in self.initials:
                signs = _SIGNING.search(text[max(0, match.start() - 20) : match.start()])
                if signs or text[match.end() : match.end() + 1] == ":":
                    yield match.span()

    def _ids(self, match: re.Match[str]) -> Iterator[Span]:
        """Yield ids, also within something longer: L07 in T1-L07.pdf, but no id of one letter."""
        if match[0] in self.ids:
            yield match.span()
            return
        parts = list(_PART.finditer(match[0]))
        for first, start in enumerate(parts):
            for last in parts[first : first + _LONGEST_ID]:
                id_ = match[0][start.start() : last.end()]
                if len(id_) > 1 and id_ in self.ids:
                    yield match.start() + start.start(), match.start() + last.end()


def _joined(parts: tuple[str, ...]) -> Iterable[str]:
    """Yield how names are run together in file names and addresses: anaanic, aanic, anica."""
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        yield from ("".join(parts), "".join(parts[::-1]), first[0] + last, last + first[0])


PEOPLE = ("people", "participants")
"""The tables of a plan in which people stand."""


def anybody(p: Partnership) -> Mentions:
    """Return what to look for in texts to find whatever is personal by its form."""
    known: list[str | None] = []
    for plan in (p.baseline, p.plan):
        known += [plan.project.acronym]
        known += [thing.id for kind, thing in plan.things() if kind not in PEOPLE]
        for one in plan.organisations:
            known += [one.acronym, one.country, *one.also_known_as]
    # Where an organisation is, or an activity was, is nobody's home.
    places = (
        text
        for address, name, text in texts(p)
        if name == "address" and not address.startswith("accepted/")
    )
    return Mentions.of((), known=known, places=places, everything=True)


def everybody(p: Partnership) -> Mentions:
    """Return what to look for in texts to find all people and participants too."""
    people = [
        thing for plan in (p.baseline, p.plan) for kind in PEOPLE for thing in getattr(plan, kind)
    ]
    names = Mentions.of(
        names=[each.name for each in people],
        mails=[getattr(each, "email", None) for each in people],
        ids=[each.id for each in people],
    )
    form = anybody(p)
    return attrs.evolve(
        names,
        initials=names.initials - form.known,
        known=form.known,
        places=form.places,
        everything=True,
    )

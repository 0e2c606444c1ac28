"""Texts in several languages: what they say in further ones, and the mark of a foreign text.

A thing has its texts in the language of the project; `translations` holds them in others.
Whoever shows a thing in a language takes the text in it where there is one. Another text is
marked with its language: by signs that nobody sees, which stay with it through every sentence that
it is put into, and of which each format makes what it can.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Words = str | tuple[str, ...]
"""A text, or the texts of a list."""
IN_LANGUAGES = "in_languages"
"""Metadata of a field whose text may be given in several languages."""
FIELD = "translations"
"""The field of a class that holds them."""
CODE = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*")
"""How a language is named: `hr`, `pt_BR`."""


def text(default: Any = None) -> Any:  # noqa: ANN401 - stands where attrs.field stands
    """Declare a field whose text, or texts, may be given in several languages."""
    return attrs.field(default=default, metadata={IN_LANGUAGES: True})


def spoken(cls: type[Any]) -> tuple[str, ...]:
    """Return the fields of a class that may be given in several languages."""
    return tuple(a.name for a in attrs.fields(cls) if IN_LANGUAGES in a.metadata)


def _pairs(given: Any) -> tuple[tuple[str, tuple[tuple[str, Words], ...]], ...]:  # noqa: ANN401
    found = []
    for name, texts in sorted(dict(given).items()):
        inner = dict(texts)
        for code, words in inner.items():
            if not isinstance(code, str) or not CODE.fullmatch(code):
                raise ValueError(f"{code!r} names no language; write a code such as hr")
            several = words if isinstance(words, list | tuple) else (words,)
            if not all(isinstance(one, str) and one.strip() for one in several):
                raise ValueError(f"the text of {name} in {code} is empty, or no text")
            inner[code] = words if isinstance(words, str) else tuple(several)
        if inner:
            found.append((name, tuple(sorted(inner.items()))))
    return tuple(found)


@attrs.frozen(repr=False)
class Translations(Mapping[str, "Mapping[str, Words]"]):
    """Texts of a thing in further languages, by field: `translations["title"]["hr"]`."""

    pairs: tuple[tuple[str, tuple[tuple[str, Words], ...]], ...] = attrs.field(
        default=(), converter=_pairs
    )

    def __getitem__(self, name: str) -> Mapping[str, Words]:
        return dict(dict(self.pairs)[name])

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __repr__(self) -> str:
        return f"Translations({ {name: dict(texts) for name, texts in self.pairs} })"

    def changed(self, change: Callable[[str, str], str | None]) -> Translations:
        """Return them with each text passed through `change`; what becomes None is left out."""

        def new(name: str, words: Words) -> Words | None:
            if isinstance(words, str):
                return change(name, words)
            return tuple(one for word in words if (one := change(name, word)) is not None) or None

        return Translations(
            {
                name: {code: made for code, words in texts if (made := new(name, words))}
                for name, texts in self.pairs
            }
        )


def _known(thing: Any, _: object, given: Any) -> None:  # noqa: ANN401
    names = spoken(type(thing)) if given else ()
    for name in given if isinstance(given, Mapping) else ():
        if name not in names:
            raise ValueError(f"{name!r} is not given in several languages; {names} are")


def translations() -> Any:  # noqa: ANN401 - stands where attrs.field stands
    """Declare the field that holds the texts of a thing in further languages."""
    return attrs.field(factory=Translations, validator=_known)


def renewed(thing: Any, changes: Mapping[str, Any], new: Translations) -> dict[str, Translations]:  # noqa: ANN401
    """Return the translations of a thing after changes, which bring `new` ones; nothing if none.

    What a text said before it was changed is no translation of what it says now.
    """
    names = spoken(type(thing))
    before: Translations | None = getattr(thing, FIELD, None)
    if before is None or not (before or new):
        return {}
    kept = {name: texts for name, texts in before.items() if name not in changes}
    for name, texts in new.items():
        kept |= {name: {**kept.get(name, {}), **texts}} if name in names else {}
    return {FIELD: Translations(kept)}


# Which text is shown, and the mark of one in another language.

_BEGIN, _END = "\U000e0001", "\U000e0001\U000e007f"
_TAGS = 0xE0000
_MARK = re.compile(f"{_BEGIN}([\U000e0020-\U000e007f]+)")
_WHOLE = re.compile(f"({_BEGIN}[\U000e0020-\U000e007e]+)(.*)({_END})", re.DOTALL)


def told(thing: Any, own: str, wanted: str) -> Any:  # noqa: ANN401 - of the model
    """Return a thing with its texts as they are shown in the language `wanted`.

    `own` is that of the project. What is not given in `wanted` is in `own`, else in the first that
    there is, and marked.
    """
    others: Mapping[str, Mapping[str, Words]] = getattr(thing, FIELD)
    changes: dict[str, Any] = {}
    for name in spoken(type(thing)):
        here = getattr(thing, name)
        texts = {**({own: here} if here else {}), **others.get(name, {})}
        if not texts:
            continue
        same = (code for code in texts if code.partition("_")[0] == wanted.partition("_")[0])
        code = wanted if wanted in texts else next(same, None)
        shown = texts[next(iter(texts)) if code is None else code]
        if code is None:
            shown = _marked(shown, next(iter(texts)))
        if shown != here:
            changes[name] = shown
    return attrs.evolve(thing, **changes) if changes else thing


def _marked(words: Words, code: str) -> Words:
    if not isinstance(words, str):
        return tuple(marked(one, code) for one in words)
    return marked(words, code)


def marked(text: str, code: str) -> str:
    """Return a text with the mark of its language; of no language, where that is no code."""
    if not CODE.fullmatch(code):
        return text
    tag = "".join(chr(_TAGS + ord(letter)) for letter in code.replace("_", "-").lower())
    return f"{_BEGIN}{tag}{text}{_END}"


def unmarked(text: str) -> str:
    """Return a text without marks, for a format that has none."""
    return _MARK.sub("", text) if _BEGIN in text else text


def parted(text: str, code: str = "") -> Iterator[tuple[str, str]]:
    """Yield the pieces of a text, each with its language, empty for that of the page.

    `code` is the language in which it begins; the last piece may be empty and tells the one in
    which it ends.
    """
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            yield text[at : mark.start()], code
        told_ = "".join(chr(ord(sign) - _TAGS) for sign in mark[1])
        code, at = "" if mark[0] == _END else told_, mark.end()
    yield text[at:], code


def inside(text: str, change: Callable[[str], str]) -> str:
    """Return a text changed within its mark, if it has one around it."""
    whole = _WHOLE.fullmatch(text) if text.startswith(_BEGIN) else None
    return change(text) if whole is None else f"{whole[1]}{change(whole[2])}{whole[3]}"

"""Short sentences with values in them, which an exporter can put into another language."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - types of values are looked up
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypeAlias

from attrs import frozen

from vetpartner.values.money import Money  # noqa: TC001 - types of values are looked up
from vetpartner.values.translations import inside
from vetpartner.values.when import When

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


BETWEEN = "; "
"""What stands between two sayings in a row; in Greek that would be a question mark."""
_FEWEST_WORDS = 4
"""From how many words on a text that ends with a full stop is taken for a sentence."""

Value: TypeAlias = "str | int | Decimal | date | When | Money | Phrase"


class Language(Protocol):
    """What an exporter knows of a language: its words, and how it writes a value."""

    def gettext(self, text: str) -> str:
        """Return a text in the language."""
        ...

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form of a text that goes with a number."""
        ...

    def value(self, value: Value) -> str:
        """Return a number, date or amount as the language writes it."""
        ...

    def language_name(self, code: str) -> str:
        """Return the name of a language by its code, or the code where it has none."""
        ...

    def amount(self, money: Money) -> str:
        """Return an amount without its currency, with cents only where it has some."""
        ...

    def cents(self, money: Money) -> str:
        """Return an amount without its currency, always with cents."""
        ...


@frozen(kw_only=True)
class Phrase:
    """A text such as `{n} days late` and its values; `one` is its form for a single `n`."""

    text: str
    values: tuple[tuple[str, Value], ...] = ()
    one: str | None = None

    def __str__(self) -> str:
        return self._filled(self._form, plain)

    @property
    def _form(self) -> str:
        return self.one if self.one is not None and self._number == 1 else self.text

    @property
    def _number(self) -> int:
        return next(value for name, value in self.values if name == "n" and isinstance(value, int))

    def within(self, language: Language) -> str:
        """Return it in a language."""
        form = language.gettext(self.text)
        if self.one is not None:
            form = language.ngettext(self.one, self.text, self._number)
        return self._filled(form, language.value)

    def _filled(self, form: str, shown: Callable[[Value], str]) -> str:
        return form.format(**{name: shown(value) for name, value in self.values})


def say(text: str, /, **values: Value) -> Phrase:
    """Make a phrase; the names in braces are the names of the values."""
    return Phrase(text=text, values=tuple(values.items()))


def count(one: str, many: str, n: int, /, **values: Value) -> Phrase:
    """Make a phrase about a number: `count("{n} day late", "{n} days late", 3)`."""
    return Phrase(text=many, one=one, values=(("n", n), *values.items()))


def bare(value: Value) -> Phrase:
    """Make a phrase that is nothing but a value."""
    return Phrase(text="{value}", values=(("value", value),))


@frozen(kw_only=True)
class Listed(Phrase):
    """Several sayings in a row, with between them what a language sets there."""

    text: str = ""
    parts: tuple[Phrase, ...]
    between: str = BETWEEN

    def __str__(self) -> str:
        return self.between.join(map(str, self.parts))

    def within(self, language: Language) -> str:
        """Return them in a language."""
        return language.gettext(self.between).join(part.within(language) for part in self.parts)


def listed(values: Iterable[Value], between: str = BETWEEN) -> Phrase | None:
    """Return several values in a row as one phrase, None for none; `, ` is the same everywhere."""
    parts = tuple(one if isinstance(one, Phrase) else bare(one) for one in values)
    return Listed(parts=parts, between=between) if parts else None


@frozen(kw_only=True)
class Tongue(Phrase):
    """A language: its name on a page, its code for programs."""

    text: str = ""
    code: str

    def __str__(self) -> str:
        return self.code

    def within(self, language: Language) -> str:
        """Return its name in a language."""
        return language.language_name(self.code)


def tongues(codes: Iterable[str]) -> Phrase | None:
    """Return languages in a row, by their codes; None for none."""
    return listed((Tongue(code=code) for code in codes), ", ")


def clause(text: str) -> Phrase:
    """Make a phrase of a text that somebody typed and another follows: without its full stop."""
    return bare(inside(text, _without_stop))


def _without_stop(text: str) -> str:
    words = text.split()
    # A single word, or `d.o.o.` at the end, may be an abbreviation.
    sentence = len(words) >= _FEWEST_WORDS and words[-1].find(".") == len(words[-1]) - 1
    return text.rstrip().removesuffix(".") if sentence else text


def joined(parts: tuple[Phrase, ...]) -> str:
    """Return phrases one after the other, in English."""
    return BETWEEN.join(str(part) for part in parts)


def plain(value: Value) -> str:
    """Return a value as text, without the habits of any language: `2024-03-14`, `12.5`."""
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    if isinstance(value, When):
        return str(value).replace("..", " to ")
    return str(value)

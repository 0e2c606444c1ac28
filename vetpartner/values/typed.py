"""Classes that take what their fields are, convert what is certain, and refuse the rest by name."""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial, wraps
from operator import is_
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    ParamSpec,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

import attrs

from vetpartner.values.hints import is_union, types_of, without_none, without_words
from vetpartner.values.money import Amounts, Money, Share, money_of
from vetpartner.values.reading import read_date, read_when, shown
from vetpartner.values.translations import Translations
from vetpartner.values.when import When
from vetpartner.values.words import Stated, stated

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrs import frozen as frozen  # noqa: PLC0414 - handed on

    Take = Callable[[Any], Any]
    """Returns a value of the type, converted where its meaning is certain; else raises."""

T = TypeVar("T")
P = ParamSpec("P")


class _Refused(TypeError):
    """A value of a wrong type: what was expected, and what was there, maybe deep inside."""

    def __init__(self, expected: str, value: object) -> None:
        super().__init__(f"expected {expected}, not {shown(value)}")
        self.expected, self.value = expected, value


def day_of(value: object) -> date:
    """Return a day, from a `date` or a text in ISO form; a moment is none."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        return read_date(value)
    raise _Refused('a day: date(2025, 3, 31) or "2025-03-31"', value)


def when_of(value: object) -> When:
    """Return a date of any precision, from a `When`, a day or the text of one."""
    if isinstance(value, When):
        return value
    if isinstance(value, date | str) and not isinstance(value, datetime):
        return read_when(value)
    raise _Refused('a date: When.parse("2024-12-04..2024-12-05"), or its text', value)


def amounts_of(value: object) -> Amounts:
    """Return amounts by organisation, from `Amounts` or a mapping to `Money`."""
    if isinstance(value, Amounts):
        return value
    if isinstance(value, dict):
        return Amounts(value)
    raise _Refused('amounts by organisation: Amounts({"sts": Money(30_000)})', value)


def translations_of(value: object) -> Translations:
    """Return texts in further languages, from `Translations` or a mapping by field and language."""
    if isinstance(value, Translations):
        return value
    if isinstance(value, dict):
        return Translations(value)
    raise _Refused('texts by field and language: {"title": {"hr": "…"}}', value)


def share_of(value: object) -> Share:
    """Return a share, from `Share`, a text in percent, or a number from 0 to 1."""
    if isinstance(value, Share):
        return value
    if isinstance(value, str):
        return Share.parse(value)
    if isinstance(value, int | Decimal | float) and not isinstance(value, bool):
        return Share(number_of(value))
    raise _Refused('a share: Share("0.40"), or "40 %"', value)


def number_of(value: object) -> Decimal:
    """Return an exact number; a float is the one that it shows."""
    if isinstance(value, int | Decimal | float) and not isinstance(value, bool):
        number = value if isinstance(value, Decimal) else Decimal(repr(value))
        if not number.is_finite():
            raise ValueError(f"{number} is no number of anything")
        return number
    raise _Refused('a number: Decimal("7.5")', value)


def text_of(value: object) -> str:
    """Return a text in which something stands."""
    if not isinstance(value, str):
        raise _Refused("a text", value)
    if _is_blank(value):
        raise ValueError("the text is empty")
    return value


def _is_blank(value: object) -> bool:
    """Tell whether a value is a text of which nothing was typed."""
    return isinstance(value, str) and (not value or value.isspace())


def _plainly(type_: type, form: str) -> Take:
    def take(value: object) -> object:
        if isinstance(value, type_) and (type_ is bool or not isinstance(value, bool)):
            return value
        raise _Refused(form, value)

    return take


_TAKES: dict[Any, Take] = {
    date: day_of,
    When: when_of,
    Money: money_of,
    Amounts: amounts_of,
    Translations: translations_of,
    Share: share_of,
    Decimal: number_of,
    str: text_of,
    int: _plainly(int, "a whole number"),
    bool: _plainly(bool, "True or False"),
    Stated: lambda v: text_of(stated(str(v) if isinstance(v, When | Money | Share) else v)),
}
_ANY_TEXT = _plainly(str, "a text")


def _take(type_: Any) -> Take | None:  # noqa: ANN401 - as typing gives it
    """Return how values of a type are taken; None where nothing is known of it."""
    origin, arguments = get_origin(type_), get_args(type_)
    if origin in (Union, UnionType):
        plain, words = without_words(without_none(type_))
        take = None if is_union(plain) else _take(plain)
        if take and words:
            return _optional(_or_word(words, take), None)
        return take and _optional(take, _nothing(plain))
    if origin is Literal:
        return _one_of(arguments)
    if origin is tuple:
        return _many(arguments[0]) if arguments[-1] is ... else _few(arguments)
    if origin is Mapping:
        return _mapping(arguments[1])
    if type_ in _TAKES:
        return _TAKES[type_]
    return _instance(type_) if attrs.has(type_) else None


def _optional(take: Take, nothing: object) -> Take:
    """Take None too, and make it of what says nothing: a blank text, or a record without a word."""

    def taken(value: object) -> object:
        if value is None or _is_blank(value):
            return None
        made = take(value)
        return None if made == nothing else made

    return taken


def _nothing(type_: Any) -> object:  # noqa: ANN401
    """Return the record of a class that says nothing; None where each of them says something."""
    if not attrs.has(type_) or any(a.default is attrs.NOTHING for a in attrs.fields(type_)):
        return None
    return type_()


def _one_of(words: tuple[str, ...]) -> Take:
    def take(value: object) -> object:
        if isinstance(value, str) and value in words:
            return value
        raise _Refused(f"one of {', '.join(map(repr, words))}", value)

    return take


def _or_word(words: tuple[str, ...], take: Take) -> Take:
    def taken(value: object) -> object:
        try:
            return value if value in words else take(value)
        except _Refused as refused:
            expected = " or ".join((refused.expected, *map(repr, words)))
            raise _Refused(expected, value) from None

    return taken


def _many(type_: Any) -> Take:  # noqa: ANN401
    one, are_pairs = _take(type_), get_origin(type_) is tuple
    exact = type_ in _TAKES
    texts = type_ is str
    kinds: set[type] = {type_} if exact else set()

    def take(value: object) -> tuple[Any, ...]:
        if isinstance(value, dict) and are_pairs:
            value = tuple(value.items())
        if not isinstance(value, list | tuple):
            raise _Refused(f"a tuple: ({value!r},)" if isinstance(value, str) else "a tuple", value)
        if texts and any(map(_is_blank, value)):
            value = tuple(each for each in value if not _is_blank(each))
        # A plan has thousands of participants: their classes are looked at, not each of them.
        found = set(map(type, value))
        if not found <= kinds:
            if attrs.has(type_) and all(issubclass(each, type_) for each in found):
                kinds.update(found)
            elif one is not None:
                value = _same(value, map(one, value))
        # A tuple with a face of its own, such as a `Listing`, keeps it.
        return value if isinstance(value, tuple) else tuple(value)

    return take


def _few(types: tuple[Any, ...]) -> Take:
    # An answer of which nothing is typed yet is one.
    takes = [_ANY_TEXT if each is str else _take(each) for each in types]

    def take(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or len(value) != len(takes):
            raise _Refused(f"{len(takes)} values in brackets", value)
        return _same(value, (one(v) if one else v for one, v in zip(takes, value, strict=True)))

    return take


def _same(value: Sequence[Any], made: Iterable[Any]) -> tuple[Any, ...]:
    """Return a tuple of what was made; the one that was given where nothing changed."""
    taken = tuple(made)
    return value if isinstance(value, tuple) and all(map(is_, value, taken)) else taken


def _mapping(held: Any) -> Take:  # noqa: ANN401
    one = _take(held)

    def take(value: object) -> dict[Any, Any]:
        if not isinstance(value, Mapping):
            raise _Refused("a dict", value)
        return {key: one(item) if one else item for key, item in value.items()}

    return take


def _instance(cls: type[Any]) -> Take:
    def take(value: object) -> object:
        if isinstance(value, cls):
            return value
        if isinstance(value, dict):
            return cls(**value)
        first = next(iter(attrs.fields_dict(cls)), "")
        raise _Refused(f"{cls.__name__}({first}=…), or its fields in a dict", value)

    return take


# Where they are used: the fields of a class, and the parameters of a function.


def _taken(
    owner: str,
    name: str,
    take: Take,
    value: object,
    of_text: type[Exception] = ValueError,
) -> Any:  # noqa: ANN401
    """Return a value as it is taken; the error names class, field, value and the right form.

    `of_text` is raised of a text where no text can be.
    """
    try:
        return take(value)
    except _Refused as refused:
        wrong = of_text if isinstance(refused.value, str) else TypeError
        raise wrong(f"{owner}.{name}: {refused}") from None
    except (TypeError, ValueError) as error:
        more = f"; {way_out}" if (way_out := getattr(error, "way_out", None)) else ""
        msg = f"{owner}.{name}: {error}{more}"
        raise (TypeError if isinstance(error, TypeError) else ValueError)(msg) from None


_KNOWN: dict[type[Any], dict[str, Take]] = {}
"""How the fields of a class are taken, worked out when its first value is made."""


def _takes_of(cls: type[Any]) -> dict[str, Take]:
    if (known := _KNOWN.get(cls)) is not None:
        return known
    hints = types_of(cls)
    found = ((a.name, _take(hints[a.name])) for a in attrs.fields(cls))
    _KNOWN[cls] = made = {name: take for name, take in found if take is not None}
    return made


def fits(cls: type[Any], name: str, value: object) -> bool:
    """Tell whether a field of a class takes a value as it is."""
    take = _takes_of(cls).get(name)
    try:
        return take is None or take(value) is value
    except (TypeError, ValueError):
        return False


def _look_first(self: Any) -> None:  # noqa: ANN401
    """Look at a value of a class for the first time, and leave there how it is done."""
    cls = type(self)
    cls.__attrs_post_init__ = _look(cls)
    cls.__attrs_post_init__(self)


def _look(cls: type[Any]) -> Callable[[Any], None]:
    """Return a function that looks at each field of a value, and takes apart what is not plain.

    It is written out for each class, as attrs does it too: ten thousand facts are made at once,
    and a converter for each of their fields would double the time.
    """
    takes, hints = _takes_of(cls), types_of(cls)
    known: dict[str, Any] = {"none": ()}
    lines = ["def look(self):", "    v = None"]

    def mend(self: object, name: str, value: object) -> None:
        taken = _taken(cls.__name__, name, takes[name], value)
        if taken is not value:
            object.__setattr__(self, name, taken)

    for n, name in enumerate(takes):
        arguments = [each for each in get_args(hints[name]) if each is not NoneType]
        optional = NoneType in get_args(hints[name])
        type_ = arguments[0] if optional else hints[name]
        if get_origin(type_) is tuple:
            odd = "v is not none"
        elif get_origin(type_) is Literal:
            known[f"k{n}"] = frozenset(get_args(type_))
            odd = f"(type(v) is not str or v not in k{n})"
        else:
            known[f"k{n}"] = type_
            odd = f"type(v) is not k{n}"
            if type_ is str:
                odd = f"({odd} or not v or v.isspace())"
            elif type_ is Decimal:
                odd = f"({odd} or not v.is_finite())"
            elif optional and (nothing := _nothing(type_)) is not None:
                known[f"n{n}"] = nothing
                odd = f"({odd} or v == n{n})"
        lines += [
            f"    v = self.{name}",
            f"    if {'v is not None and ' * optional}{odd}: mend(self, {name!r}, v)",
        ]
    made: dict[str, Callable[[Any], None]] = {}
    code = compile("\n".join(lines), f"<look of {cls.__qualname__}>", "exec")
    exec(code, {**known, "mend": mend}, made)  # noqa: S102 - our own
    return made["look"]


if not TYPE_CHECKING:

    def frozen(**options: Any) -> Callable[[type[T]], type[T]]:  # noqa: ANN401
        """Make a frozen class of attrs whose fields take only what they are."""

        def make(cls: type[T]) -> type[T]:
            cls.__attrs_post_init__ = _look_first
            return attrs.frozen(**options)(cls)

        return make


# The door of the functions: each argument is taken, or refused with the names of both.

_NAMES: dict[str, Any] = {
    each.__name__: each
    for each in (date, When, Money, Amounts, Share, Decimal, Path, Mapping, Iterable, Sequence)
}
_FORMS: dict[Any, str] = {
    str: "a text",
    int: "a whole number",
    date: "a day: date(2025, 3, 31)",
    When: 'a date: When.parse("2024-12")',
    Money: "an amount: Money(30_000)",
    Decimal: 'a number: Decimal("7.5")',
    Path: 'a path: Path("FOLDER")',
    Mapping: "a dict",
    Iterable: "a list",
    Sequence: "a list",
    "Partnership": 'a partnership: vp.load("FOLDER")',
}


_UNKNOWN = TypeVar("_UNKNOWN")
"""Stands for a type of which nothing is known here, in brackets too."""


class _Known(dict[str, Any]):
    """Names of types, and those that somebody else knows."""

    def __init__(self, function: Callable[..., Any], look: Callable[[str], Any] | None) -> None:
        own = inspect.unwrap(function).__globals__
        super().__init__({**vars(builtins), **own, **_NAMES})
        self.public = look

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - a type
        try:
            return self.public(name) if self.public is not None else _UNKNOWN
        except AttributeError:
            return _UNKNOWN


def checked(function: Callable[P, T], look: Callable[[str], Any] | None = None) -> Callable[P, T]:
    """Make a function take days, dates and amounts as the classes of the model do.

    An argument of another type than the function says is refused: the `TypeError` names function,
    argument, value and the right form. `look` finds types that the module of the function imports
    for type checkers only; what nobody finds is not looked at.
    """
    signature = inspect.signature(function)

    @cache
    def takes() -> dict[str, Take]:
        found, known = {}, _Known(function, look)
        for name, each in signature.parameters.items():
            typed = isinstance(each.annotation, str)
            type_ = eval(each.annotation, {}, known) if typed else _UNKNOWN  # noqa: S307 - our own
            if (take := _argument(type_)) is not None:
                several = each.kind is inspect.Parameter.VAR_POSITIONAL
                found[name] = partial(_each, take) if several else take
        return found

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError:
            return function(*args, **kwargs)  # which says by its name what is missing
        for name, take in takes().items():
            if name in bound.arguments:
                value = bound.arguments[name]
                bound.arguments[name] = _taken(function.__qualname__, name, take, value, TypeError)
        return function(*bound.args, **bound.kwargs)

    return call


def _each(take: Take, values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(map(take, values))


def _argument(type_: Any) -> Take | None:  # noqa: ANN401 - as Python reads it
    """Return how an argument is taken: as a field is, or as one of several classes, as it is."""
    parts = get_args(type_) if get_origin(type_) in (Union, UnionType) else (type_,)
    others = [get_origin(each) or each for each in parts if each is not NoneType]
    own = others[0] in {tuple, Literal, Mapping} or others[0] in _TAKES.keys() - {str}
    if len(others) == 1 and own:
        take = _take(next(each for each in parts if each is not NoneType))
    elif others in ([Iterable], [Sequence]):
        take = _row_of(_argument(get_args(next(p for p in parts if p is not NoneType))[0]))
    elif all(isinstance(each, type) and each is not Any for each in others):
        take = _one_class_of(tuple(others))
    else:
        return None
    if take is None or NoneType not in parts:
        return take
    return lambda value: None if value is None else take(value)


def _row_of(one: Take | None) -> Take:
    """Return how several values in a row are taken, each of them alike; as a tuple."""
    row = _one_class_of((Iterable,))
    return lambda value: tuple(map(one, row(value)) if one is not None else row(value))


def _one_class_of(classes: tuple[type, ...]) -> Take:
    forms = (_FORMS.get(each, _FORMS.get(each.__name__, each.__name__)) for each in classes)
    expected = " or ".join(dict.fromkeys(forms))

    def take(value: object) -> object:
        # A text is a row of signs, but nobody means that.
        astray = isinstance(value, str | bytes) and type(value) not in classes
        if astray or not isinstance(value, classes):
            raise _Refused(expected, value)
        return value

    return take

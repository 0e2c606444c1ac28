"""What the cell of a table holds: days, words, states and numbers, read and never guessed."""

from __future__ import annotations

import re
from datetime import time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from vetpartner.files.tables.headings import clean, folded, table_words, words
from vetpartner.files.tables.money import NumberCell, stored
from vetpartner.values.reading import WrongValue, number_of, read_id, read_str
from vetpartner.values.words import NOT_TOLD, near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from vetpartner.model import Plan, PresenceStatus
    from vetpartner.values.words import HowMany

ERRORS = re.compile(
    r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}", re.ASCII
)
GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""What a text of a CSV file does not begin with, because a spreadsheet would compute it."""


def read_how_many(value: object, count: int, what: str) -> HowMany:
    """Return how many of a group: a number, or yes and no for one person; or that it is unstated.

    The cell is never repeated in a message: somebody may have written a reason into it.
    """
    if not isinstance(value, bool | float | int):
        word = folded(clean(value)) or clean(value)
        if (unstated := words("unstated").get(word)) is not None:
            return NOT_TOLD if unstated == NOT_TOLD else None
        answer = words("yes_no").get(word)
        if answer is not None and not word.isdigit():
            value = answer == "yes"
        elif (number := number_of(clean(value))) is not None:
            value = float(number)
    if value is True and count > 1:
        message = f"{what} must say how many of the {count}"
        raise WrongValue("table-value", message, "write a number")
    if not isinstance(value, bool | float | int) or value != int(value):
        message = f"{what} is neither yes nor no nor a number"
        raise WrongValue("table-value", message, "write yes, no or not known, and never the reason")
    if not 0 <= value <= count:
        raise WrongValue("table-value", f"{what} cannot be {int(value)} of {count}")
    return int(value)


def read_count(value: object) -> int:
    """Return how many a group is, from 1 where the cell says nothing else."""
    number = read_number(value)
    if number != int(number):
        raise WrongValue("table-value", f"{shown(value)} is not a whole number")
    return int(number)


def read_rate(value: object) -> Decimal:
    """Return an exact number that may have any decimals, such as `25.305`."""
    return read_number(value, fine=True)


def read_number(value: object, *, fine: bool = False) -> Decimal:
    """Return an exact number; a comma is a decimal sign, and `2.000` has two readings."""
    number = None
    if isinstance(value, float | int) and not isinstance(value, bool):
        number = stored(value, count=not fine)
    elif isinstance(value, str):
        number = number_of(clean(value), fine=fine)
    if number is None or not number.is_finite() or not 0 <= number < Decimal(10) ** 6:
        raise WrongValue("table-value", f"{shown(value)} is not a number that can be right here")
    return number


def read_word(kind: str, value: object) -> str:
    """Return what a word means: `kind` is `role` or `gender`."""
    known = words(kind)
    text = clean(value)
    meaning = known.get(folded(text))
    if meaning is None:
        raise WrongValue(
            "table-value",
            f"{shown(value)} is not known as a {kind}",
            lambda: near(folded(text), known) or _listed(known),
        )
    return meaning


def _listed(known: dict[str, str]) -> str:
    return f"write {', '.join(sorted(set(known.values())))}"


_LETTER = re.compile(r"([^\W\d_])(?:\s*\([^()]*\))?")
_MARK_NUMBER = 24  # hours of a day; a larger number in a column nobody knows can be anything


def letter_of(value: object) -> str | None:
    """Return the one letter that a cell holds, perhaps with points behind: `P (2/2)`."""
    if not isinstance(value, str):
        return None
    match = _LETTER.fullmatch(clean(value))
    return folded(match[1]) if match else None


def letters_of(values: Iterable[object]) -> dict[str, PresenceStatus]:
    """Return what the letters of a list mean for a presence, where all its systems agree.

    `x` is there, whatever else stands beside it.
    """
    met = {letter for value in values if (letter := letter_of(value))} - {"x"}
    systems: list[dict[str, Any]] = [
        system for system in table_words()["letters"].values() if met <= set(system)
    ]
    return {
        letter: next(iter(meant))
        for letter in met
        if len(meant := {system[letter] for system in systems}) == 1
    }


def read_presence(
    value: object, letters: Callable[[], Mapping[str, PresenceStatus]] | None = None
) -> tuple[PresenceStatus, Decimal | None]:
    """Return the state that a cell tells, and the hours if it is a number; 0 is absent.

    `letters` gives the meaning of single letters in the list as a whole.
    """
    if isinstance(value, bool):
        return ("present" if value else "absent"), None
    if isinstance(value, time | timedelta):
        hours = hours_of(value)
        return ("present", hours) if hours else ("absent", None)
    text = clean(value)
    known: dict[str, Any] = words("status")
    letter = letter_of(value)
    if letter is not None and letter != "x":
        return _lettered(value, letter, letters() if letters is not None else {}), None
    # `x?` and `(x)` say something else than `x`, and nobody knows what.
    status = known.get(folded(text) or text) if not _DOUBTED.fullmatch(text) else None
    if status is not None:
        return status, None
    try:
        number = hours_of(value)
    except WrongValue:
        raise WrongValue(
            "table-value",
            f"{shown(value)} tells no presence",
            lambda: _near_word(text, known) or f"{_listed(known)}, or the hours",
        ) from None
    return ("present", number) if number else ("absent", None)


_DOUBTED = re.compile(r".*\?.*|\(.*\)|\[.*\]")


def _lettered(value: object, letter: str, known: Mapping[str, PresenceStatus]) -> PresenceStatus:
    """Return the state for which a letter stands, if the list leaves no doubt."""
    if (status := known.get(letter)) is not None:
        return status
    status_words: dict[str, Any] = words("status")
    alone: PresenceStatus | None = status_words.get(letter)
    every = {system.get(letter) for system in table_words()["letters"].values()} - {None}
    if alone is not None and every <= {alone}:
        return alone
    raise WrongValue(
        "table-value",
        f"{shown(value)} is one state in some lists, and another in others",
        "write present, online, absent or excused",
    )


def _near_word(text: str, known: Mapping[str, Any]) -> str | None:
    """Return words that are like a text, none for one so short that any is."""
    return near(folded(text), known) if len(folded(text)) > _SHORTEST_WORD else None


_SHORTEST_WORD = 3


def is_mark(value: object) -> bool:
    """Tell whether a cell in a column that nobody knows may tell a presence."""
    if isinstance(value, bool | time | timedelta):
        return True
    if isinstance(value, float | int):
        return 0 <= value <= _MARK_NUMBER
    text = clean(value)
    if not text or len(text) > 40:  # noqa: PLR2004 - no state is as long
        return False
    if (folded(text) or text) in words("status") or letter_of(text) is not None:
        return True
    try:
        return hours_of(text) is not None
    except WrongValue:
        return False


_CLOCKED = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?")
_SPOKEN = re.compile(
    r"(?:(?P<h>\d+(?:[.,]\d+)?) ?(?:h|hr|hrs|hours?|std|stunden?|sati?|sata|ore|"
    r"ora|horas?|heures?|godz|hod|saat|óra|ure?)\.?)? ?"
    r"(?:(?P<m>\d+(?:[.,]\d+)?) ?(?:(?<=\dh\d\d)|m|min|mins|minutes?|minuten?|minuta?|"
    r"minuti|minutos?|dk|perc)\.?)? ?(?:(?P<s>\d+) ?(?:s|sec|secs|seconds?|sek|sekunden?)\.?)?",
    re.IGNORECASE,
)
_CENT = Decimal("0.01")


def hours_of(value: object, unit: str = "hours", *, fine: bool = False) -> Decimal:
    """Return a time in hours of two decimals: `1h 23m 45s`, `6:00`, a cell of time, or a number.

    A number alone is in `unit`; numbers of hours stay as they are. With `fine` nothing is rounded.
    """
    seconds: Decimal | None = None
    if isinstance(value, NumberCell) and value.text.endswith("%"):
        message = f"the cell shows {value.text}, a share and no number of hours"
        raise WrongValue("table-value", message, "write the hours")
    if isinstance(value, timedelta):
        seconds = Decimal(value.days * 86_400 + value.seconds)
    elif isinstance(value, time):
        seconds = Decimal(value.hour * 3600 + value.minute * 60 + value.second)
    elif isinstance(value, str):
        text = clean(value)
        if match := _CLOCKED.fullmatch(text):
            hour, minute, second = (int(part or 0) for part in match.groups())
            seconds = Decimal(hour * 3600 + minute * 60 + second)
        elif text and (match := _SPOKEN.fullmatch(text)) and any(match.groups()):
            parts = [Decimal((match[name] or "0").replace(",", ".")) for name in "hms"]
            seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    if seconds is None:
        number = read_number(value)
        if unit == "hours":
            return number
        seconds = number * (60 if unit == "minutes" else 1)
    return seconds / 3600 if fine else _plain_hours(seconds)


def _plain_hours(seconds: Decimal) -> Decimal:
    hours = (seconds / 3600).quantize(_CENT, ROUND_HALF_UP)
    if hours >= Decimal(10) ** 6:
        raise WrongValue("table-value", f"{hours} hours cannot be right here")
    return Decimal(f"{hours:f}".rstrip("0").rstrip(".")) if hours else Decimal(0)


_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp])?\.?[Mm]?\.?")
_NOON = 12


def clock(text: str) -> time | None:
    """Return a time of day, of twelve hours with AM and PM or of twenty-four; None for others."""
    match = _CLOCK.match(text.strip())
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    if match[4]:
        hour = hour % _NOON + _NOON * (match[4].lower() == "p")
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def read_table_id(value: object) -> str:
    """Return the id in a cell; a whole number is one too."""
    return read_id(_identity(value))


def _identity(value: object) -> str:
    """Return the text of a cell that names somebody: a number as it shows, with its zeros."""
    if isinstance(value, float) and value.is_integer():
        shown_as = value.text if isinstance(value, NumberCell) else ""
        return shown_as if shown_as.isdecimal() else str(int(value))
    return clean(value)


def named(value: object, known: dict[str, str], slug: str, what: str, otherwise: str) -> str:
    """Return the id of what a cell names; `known` is from `known_as`.

    Raises `WrongValue` with this slug for what is not `what`; `otherwise` is the way out where
    nothing is like it.
    """
    text = read_text(value)
    found = known.get(text) or known.get(folded(text))
    if found is None:
        message = f"{shown(value)} is not {what}"
        raise WrongValue(slug, message, lambda: near(text, known) or otherwise)
    return found


def known_as(things: Iterable[Any], *names: str) -> dict[str, str]:
    """Return the ids of things by id and by these of their names, in their plain spelling too.

    An id leads before a name, and a thing before those behind it.
    """
    listed = list(things)
    known: dict[str, str] = {}
    for thing in listed:
        for name in names:
            held = getattr(thing, name)
            for text in held if isinstance(held, tuple) else (held or "",):
                known.setdefault(folded(text), thing.id)
    known |= {folded(thing.id): thing.id for thing in reversed(listed)}
    return known | {thing.id: thing.id for thing in listed}


def organisations(plan: Plan) -> dict[str, str]:
    """Return the ids of the organisations by id, name, acronym and other spelling."""
    return known_as(plan.organisations, "name", "acronym", "also_known_as")


def read_organisation(value: object, known: dict[str, str]) -> str:
    """Return the id of the organisation that a cell names; `known` is from `organisations`."""
    what, otherwise = (
        "an organisation of the project",
        "add it to the organisations of project.toml",
    )
    return named(value, known, "table-unknown-organisation", what, otherwise)


def shown(value: object) -> str:
    """Return how a message shows a cell: short."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)
    text = getattr(value, "text", text)
    return repr(text if len(text) <= 60 else f"{text[:57]}...")  # noqa: PLR2004 - a short line


def needed(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return how to read a cell without which a row says nothing; its message tells so."""

    def with_consequence(value: object) -> Any:  # noqa: ANN401
        try:
            return read(value)
        except WrongValue as error:
            message = f"{error}; the row is left out"
            raise error.saying(message) from None

    return with_consequence


def read_text(value: object) -> str:
    """Return a text of one line; numbers are texts here. A guard against formulas is taken off."""
    return read_str(_unguarded(_identity(value)))


def read_note(value: object) -> str:
    """Return a text as it is, without the spaces around it."""
    return read_str(_unguarded(value.strip())) if isinstance(value, str) else read_text(value)


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in GUARDED else text

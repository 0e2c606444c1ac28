"""Words that are typed most often where any word will do; reports know them in every language."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, NewType

from vetpartner.values.translations import inside, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable


NOT_TOLD: Final = "not told"
"""What stands for a count that is known and kept back, because it could point at somebody."""
HowMany = int | Literal["not told"] | None
"""How many of a group; None where nobody stated it, which is neither 0 nor kept back."""
Stated = NewType("Stated", str)
"""A value of any field, as a text: `19`, `2024-05-14`, `en, hr`. Only the field tells its type."""
EVIDENCE = (
    "article",
    "contract",
    "letter",
    "list",
    "newsletter",
    "presentation",
    "questionnaire",
    "receipt",
    "recording",
    "result",
    "timetable",
)
"""Kinds of evidence beside those that the rules name."""
CHANNELS = (
    "e-mail",
    "event",
    "newsletter",
    "press",
    "radio",
    "social media",
    "television",
    "trade journal",
    "website",
)
"""Ways in which something is made known."""
CATEGORIES = (
    "staff",
    "travel",
    "subsistence",
    "equipment",
    "venue",
    "it",
    "publication",
    "translation",
    "accounting",
    "subcontracting",
    "other",
)
"""Usual categories of costs, after those that a lump sum covers (Handbook 2026, 3.4 and 5.1)."""
ORGANISATIONS = (
    "association",
    "chamber of commerce",
    "chamber of crafts",
    "company",
    "foundation",
    "public authority",
    "research institute",
    "school",
    "training centre",
    "training company",
    "university",
    "VET provider",
    "VET school",
)
"""Kinds of organisations."""

RESULTS = (
    "assessment tool",
    "course",
    "curriculum",
    "guide",
    "learning material",
    "plan",
    "platform",
    "report",
    "study",
    "toolkit",
    "training course",
    "video",
    "website",
)
"""Kinds of deliverables."""
UNITS = (
    "companies",
    "downloads",
    "hours",
    "learners",
    "organisations",
    "participants",
    "people",
    "teachers",
    "trainers",
    "units",
)
"""What indicators count."""
HOURS = frozenset(
    {
        *("h", "hr", "hrs", "hour", "hours", "hora", "horas", "heure", "heures", "ora", "ore"),
        *("sat", "sata", "sati", "godzina", "godziny", "godzin", "ura", "ure", "ur"),
        *("stunde", "stunden", "std", "ώρα", "ώρες"),
    }
)
"""Units that are hours, in the languages of reports and their neighbours."""
TRAVELLERS = frozenset(
    {
        *("traveller", "travellers", "traveler", "travelers", "voyageur", "voyageurs"),
        *("viajero", "viajeros", "viajante", "viajantes", "viaggiatore", "viaggiatori"),
        *("putnik", "putnika", "putnici", "podróżny", "podróżni", "podróżnych"),
        *("potnik", "potniki", "potnikov", "reisende", "reisenden", "reisender"),
        *("ταξιδιώτης", "ταξιδιώτες"),
    }
)
"""Units that are people on a journey; measures for the environment in one count green travel."""


def needs_text(of: str, form: str, value: object) -> str:
    """Return a text that is to be read; `TypeError` for anything else, with the right form."""
    if not isinstance(value, str):
        raise TypeError(f"{of}.parse: expected a text such as {form!r}, not {value!r}")
    return value


_GOES_ON = re.compile(r"\w|[-._/]\w")
"""What stands behind the beginning of a longer id."""


def entitled(id_: str, title: str | None) -> str:
    """Return id and title in one text; the title alone where it begins with the id itself."""
    if not title or not id_:
        return title or id_
    said = unmarked(title)
    again = said.startswith(id_) and not _GOES_ON.match(said, len(id_))
    # An id is of no language, and stands before the mark of one.
    return id_ + inside(title, lambda text: text.removeprefix(id_)) if again else f"{id_} {title}"


# Words that are like a word that is not known.

_MANY = 20_000


def alike(word: str, known: Iterable[str], most: int = 3, *, cutoff: float = 0.6) -> list[str]:
    """Return known words that are like a word, whatever the case, the likest first.

    Among more than twenty thousand none is looked for: it would take a second each time.
    """
    from difflib import get_close_matches

    lowered = {name.lower(): name for name in reversed(list(known))}
    if len(lowered) > _MANY:
        return []
    return [lowered[name] for name in get_close_matches(word.lower(), lowered, most, cutoff)]


def stated(value: object) -> str:
    """Return the value of some field as a text; raise `ValueError` for what can be none."""
    if isinstance(value, list | tuple):
        return ", ".join(map(stated, value))
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | date):
        message = f"expected a value such as 19, or its text, not {value!r:.60}"
        raise ValueError(message)  # noqa: TRY004 - in a file it is no mistake of a programmer
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def did_you_mean(word: str, known: Iterable[str], most: int = 2) -> str:
    """Return `; did you mean a or b?`, to end a message with, or an empty text."""
    found = alike(word, known, most)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def none_such(what: str, word: str, known: Iterable[str]) -> str:
    """Return `there is no chart 'monye'; did you mean money?; there are money, gantt`."""
    names = list(known)
    return f"there is no {what} {word!r}{did_you_mean(word, names)}; there are {', '.join(names)}"


def no_format(what: str, suffix: str, formats: Iterable[str]) -> str:
    """Return `a chart cannot be written as '.odt'; use .html, .docx or .pdf`."""
    *others, last = formats
    use = f"{', '.join(others)} or {last}" if others else last
    return f"{what} cannot be written as {suffix or 'a file without a suffix'!r}; use {use}"


def meant(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the ids that a word may mean: itself, or else those with other capitals."""
    ids = tuple(dict.fromkeys(known))
    if word in ids:
        return (word,)
    return tuple(id_ for id_ in ids if id_.casefold() == word.casefold())


def near(word: str, known: Iterable[str]) -> str | None:
    """Return ``did you mean `a` or `b`?``, as a way out, or None."""
    return asked(alike(word, known))


def asked(names: Iterable[str]) -> str | None:
    """Return ``did you mean `a` or `b`?`` for names that may be meant, or None for none."""
    quoted = " or ".join(f"`{name}`" for name in names)
    return f"did you mean {quoted}?" if quoted else None


def no_such(table: str, id_: str, known: Iterable[str]) -> str:
    """Return `no activity “T9”; did you mean T1 or T2?` for `activities`, or else all known ids."""
    ids = list(known)
    one = f"{table[:-3]}y" if table.endswith("ies") else table.removesuffix("s").replace("_", " ")
    one = "person" if table == "people" else one
    hint = did_you_mean(id_, ids) or f"; there are {', '.join(ids)}" if ids else "; there is none"
    return f"no {one} “{id_}”{hint}"

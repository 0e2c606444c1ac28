"""What the name of a file in `tables/` says: which list it is, of which activity, of which day.

`attendance T1 day 2.csv`, `participants-T1.xlsx`, `Anwesenheit T1.csv`; what a name leaves open is
asked, and no file is passed over without a word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.files.tables.days import day_words, days_in
from vetpartner.files.tables.headings import folded, table_words
from vetpartner.model import When
from vetpartner.values.keyed import grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

ListKind = Literal["participants", "attendance", "costs"]
SHEETS = frozenset(
    (
        *(".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".ots"),
        *(".numbers", ".doc", ".docx", ".odt", ".rtf", ".pdf", ".gsheet"),
    )
)
"""Files that may be lists, whether they are read or not."""
_EXACT = re.compile(r"(?:participants|costs|attendance-(?P<activity>.+))", re.IGNORECASE)
_PLAIN_FILES = frozenset({"readme.txt", "readme.md", ".gitkeep", ".gitignore"})
"""Files that say something about the folder, and are no lists."""
_LOCKS = re.compile(r"~\$.*|\.~lock\..*#")


@frozen(kw_only=True)
class Told:
    """What a name says: the kinds of lists that it may be, the activity, and which of its days.

    `day` is the number of a day from 1, or a date. `exact` is a name as the program writes it.
    """

    kinds: frozenset[str] = frozenset()
    activity: str | None = None
    day: int | When | None = None
    exact: bool = False

    @property
    def kind(self) -> str | None:
        """Return the kind of list; None where the name leaves it open, or of whom it is."""
        (one, *others) = sorted(self.kinds) or [""]
        certain = one and not others and (self.exact or (self.activity and one != "costs"))
        return one if certain else None


def told_by(stem: str, activities: tuple[str, ...], own: Mapping[str, tuple[date, ...]]) -> Told:
    """Return what a name without its ending says; `own` are the days of each activity."""
    words = folded(stem).split()
    kinds = frozenset(
        kind for kind, known in table_words()["lists"].items() if _begins(words, known)
    )
    ids = _by_first_word(activities)
    found = {id_ for word in words for wanted, id_ in ids.get(word, ()) if _holds(words, wanted)}
    # `T1` is a part of the name of `T1 b` too: the longer one is meant.
    longest = {id_ for id_ in found if not any(id_ != o and _within(id_, o) for o in found)}
    if len(longest) != 1:
        return Told(kinds=kinds)
    (activity,) = longest
    days = days_in(stem, own.get(activity, ()))
    day = When.day(next(iter(days))) if len(days) == 1 else _number(words)
    return Told(kinds=kinds, activity=activity, day=day)


@lru_cache(maxsize=8)
def _by_first_word(activities: tuple[str, ...]) -> dict[str, list[tuple[list[str], str]]]:
    """Return the words of the ids by the first of them, since a folder has a list for each."""
    return grouped((parts[0], (parts, id_)) for id_ in activities if (parts := folded(id_).split()))


def exact(stem: str) -> re.Match[str] | None:
    """Return the match of a name as the program writes it."""
    return _EXACT.fullmatch(stem)


def passed_over(name: str) -> str | None:
    """Return why a file that is no list is not read; None of one that may be a list, or is ours.

    An empty text stands for what says something about the folder itself.
    """
    if name.lower() in _PLAIN_FILES:
        return ""
    if _LOCKS.fullmatch(name):
        return "it is what an office program leaves while a list is open; close the list"
    if name.startswith(".") or name.lower() in {"thumbs.db", "desktop.ini"}:
        return "it is a hidden file"
    return None


def _begins(words: list[str], known: Iterable[str]) -> bool:
    """Tell whether a name has a word of a kind, however it is bent."""
    return any(word.startswith(folded(each)) for word in words for each in known)


def _holds(words: list[str], wanted: list[str]) -> bool:
    size = len(wanted)
    return any(words[at : at + size] == wanted for at in range(len(words) - size + 1))


def _within(one: str, other: str) -> bool:
    return _holds(folded(other).split(), folded(one).split())


def _number(words: list[str]) -> int | None:
    """Return which day a name says: `day 2`, `2. dan`, `Tag2`."""
    said = set()
    for word, behind in zip(words, [*words[1:], ""], strict=True):
        if word in day_words() and behind.isdigit():
            said.add(int(behind))
        elif word.isdigit() and behind in day_words():
            said.add(int(word))
        elif match := re.fullmatch(r"([^\W\d_]+)(\d{1,2})", word):
            said |= {int(match[2])} if match[1] in day_words() else set()
    return said.pop() if len(said) == 1 else None


def is_sheet(name: str) -> bool:
    """Tell whether a file may be a list by its ending."""
    return Path(name).suffix.lower() in SHEETS

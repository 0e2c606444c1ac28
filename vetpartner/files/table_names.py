"""Names of tables as people write them: other words, the singular, too few brackets, slips."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.files.structuring import ALL_TABLES, PLAN_TABLES
from vetpartner.model import FACTS, KINDS
from vetpartner.values.words import alike

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

ONCE = ("project", "agreement", "look", "lint")
"""Tables that stand once, each in single brackets."""
LISTS = (*(name for name in PLAN_TABLES if name not in ONCE), *FACTS, "narratives")
"""Tables that may stand several times, each time in double brackets."""
OTHER_NAMES = {
    **{name.removesuffix("s"): name for name in KINDS if name.endswith("s")},
    **dict.fromkeys(("person", "staff_member"), "people"),
    **dict.fromkeys(("organization", "organizations", "partner", "institution"), "organisations"),
    **dict.fromkeys(("tpm", "tpms", "transnational_meetings", "project_meetings"), "meetings"),
    **dict.fromkeys(("ltt", "ltts", "ltta", "lttas", "mobilities"), "trainings"),
    **dict.fromkeys(("multiplier_event", "multiplier_events"), "dissemination_events"),
    **dict.fromkeys(("multiplier", "multipliers"), "dissemination_events"),
    **dict.fromkeys(("partners", "institutions", "consortium"), "organisations"),
    **dict.fromkeys(("staff", "persons", "contacts"), "people"),
    **dict.fromkeys(("learners", "pupils", "students"), "participants"),
    **dict.fromkeys(("wp", "wps", "workpackages"), "work_packages"),
    **dict.fromkeys(("intellectual_outputs", "outputs"), "deliverables"),
    **dict.fromkeys(("kpi", "kpis"), "indicators"),
    **dict.fromkeys(("goals", "aims"), "objectives"),
}
"""What people call our tables, beside names that are only spelled otherwise."""
HEADER = re.compile(
    r"(?P<open>[\[\s]*\[)\s*(?P<name>[\w\-. \"']*?)\s*(?P<close>\][\]\s]*)(?P<rest>.*)"
)
_FEW, _ALIKE = 2, 0.8
"""How like a name is to that of a table to be read as it, beside its first letters alone."""


def bare(name: str) -> str:
    """Return the name in a header as the file format would write it."""
    return re.sub(r"[\s\-]+", "_", name.strip("\"' ")).lower()


def misspelt(name: str, known: Collection[str]) -> str | None:
    """Return the one of the `known` tables that a name is a slip of; None for a name of a table."""
    if name in ALL_TABLES or name in OTHER_NAMES:
        return None
    plain = bare(name)
    near = alike(plain, (*known, *OTHER_NAMES), 1, cutoff=_ALIKE)
    if not near and len(name) > _FEW:
        near = [table for table in known if table.startswith(plain)]
    return OTHER_NAMES.get(near[0], near[0]) if len(near) == 1 else None


def header_meant(text: str, known: Collection[str], say: Callable[[str], None]) -> str | None:
    """Return a header as it was meant, and say what was wrong with it; None for what is none.

    `known` are the tables of the file; a file without any, such as rules, has others.
    """
    typed, text = text, text.lstrip(",;. ")
    closed = re.sub(r"^[(\[{<\s]*[\[({<](?=[\w\"' ])", lambda marks: _square(marks[0]), text)
    closed = re.sub(
        r"(?<=[\w\"' ])[)\]}>][)\]}>\s]*", lambda marks: _square(marks[0]), closed, count=1
    )
    closed = closed if closed.startswith("[") else f"[{closed}"
    closed = closed if "]" in closed else f"{closed.rstrip()}]"
    match = HEADER.fullmatch(closed)
    first, _, more = bare(match["name"]).partition(".") if match is not None else ("", "", "")
    if match is None or not (text.startswith("[") or first in ALL_TABLES or first in OTHER_NAMES):
        return None
    if first != match["name"].partition(".")[0]:
        say("the name of a table is written as in the file format")
    if known and first in OTHER_NAMES:
        say(f"what is called {first} here stands in {OTHER_NAMES[first]}")
        first = OTHER_NAMES[first]
    many = match["open"].count("[") > 1
    if known and not more:
        many = first in LISTS or (many and first not in ONCE)
    marks = (text.count("["), text.count("]"))
    if marks != ((2, 2) if many else (1, 1)):
        why = "two brackets on each side, since there may be several"
        say(f"`{first}` has {why if many else 'one bracket on each side'}")
    elif closed != typed:
        say("the name of a table stands in square brackets")
    rest = match["rest"].strip(" \t:;,")
    whole = ".".join(filter(None, (first, more)))
    header = f"[[{whole}]]" if many else f"[{whole}]"
    return f"{header}  {rest if rest.startswith('#') else f'# {rest}'}" if rest else header


def _square(marks: str) -> str:
    return re.sub(r"[({<]", "[", re.sub(r"[)}>]", "]", marks))

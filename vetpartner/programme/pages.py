"""The rules of calls as a page of the documentation, in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.programme.citation import CONFIDENCE_MEANS
from vetpartner.programme.labels import FACTS, GROUPS
from vetpartner.programme.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.programme.citation import Citation
    from vetpartner.programme.law import Rules

_INTRODUCTION = """# The rules of each call

This page is made from the files in `vetpartner/programme/calls/`.
Every value has a source, the page or section in it, the day of the last check, and a letter that
tells how sure we are of it.
The grant agreement of your own project comes before everything here.
"""
_LONGEST_BESIDE = 60


def page(rules_list: Iterable[Rules]) -> str:
    """Return a page with the calls of each action side by side, then all with sources."""
    laws = tuple(rules_list)
    parts = [_INTRODUCTION, "| Letter | What it means |", "| --- | --- |"]
    parts += [_row(letter, meaning) for letter, meaning in CONFIDENCE_MEANS]
    for action in dict.fromkeys(law.action for law in laws):
        same = tuple(law for law in laws if law.action == action)
        parts += ["", f"## {action}: {same[0].title}", "", *_side_by_side(same)]
        for group, labels in GROUPS.items():
            rows = [row for key in labels for row in _rows(same, key)]
            if rows:
                head = ("What", "Name", "Calls", "Value", "Source", "Place", "Letter", "Checked")
                parts += ["", f"### {action}: {group}", "", _row(*head, "Note")]
                parts += [_row(*("---" for _ in range(len(head) + 1))), *rows]
    return "\n".join(parts) + "\n"


def _side_by_side(laws: tuple[Rules, ...]) -> Iterator[str]:
    """Yield a table of the short values, each with its letter."""
    yield "The letter after a value tells how sure we are of it."
    yield ""
    yield _row("", *(str(law.call) for law in laws))
    yield _row(*("---" for _ in range(len(laws) + 1)))
    for key, label in FACTS.items():
        cells = [_beside(law, key) for law in laws]
        if any(cells) and all(len(cell) <= _LONGEST_BESIDE for cell in cells):
            yield _row(label, *cells)


def _beside(law: Rules, key: str) -> str:
    return f"{shown(getattr(law, key))} ({law.cite(key).confidence})" if law.says(key) else ""


def _rows(laws: tuple[Rules, ...], key: str) -> Iterator[str]:
    """Yield a row for each value and citation, with the calls that have both in common."""
    found: dict[tuple[str, Citation], list[str]] = {}
    for law in laws:
        if law.says(key):
            found.setdefault((shown(getattr(law, key)), law.cite(key)), []).append(str(law.call))
    before = None
    for (value, cited), years in found.items():
        yield _row(
            FACTS[key],
            f"`{key}`",
            ", ".join(years),
            "the same" if value == before and len(value) > _LONGEST_BESIDE else value,
            cited.source,
            cited.place,
            cited.confidence,
            cited.checked.isoformat() if cited.checked else "",
            " ".join(filter(None, (cited.note, *(f"But: {other}." for other in cited.others)))),
        )
        before = value


def _row(*cells: str) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    if re.fullmatch(r"`\w+`|---", text):
        return text
    return re.sub(r"([\\|*_<>\[\]{}`#$])", r"\\\1", " ".join(text.split()))

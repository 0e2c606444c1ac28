"""The templates of a project's folder: where they lie, and which of them nothing uses any more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.files.disk import NotOpened
from vetpartner.files.door import Door

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SMALL = "agenda.md, minutes.md, partner_sheet.md, dissemination_log.md or result_sheet.md"
REPLACED = {
    "account.html": "account.md",
    "attendance.html": "attendance.md",
    "certificate_register.html": "table.md",
    "certificates.html": "certificates.md",
    "gantt.html": "gantt.md",
    "gantt_table.html": "gantt.md",
    "papers.html": "table.md",
    "planner.html": "planner.md",
    "report.css": "page.css",
    "report.html": "report.md",
    "report_parts.html": "report_parts.md",
    "small_paper.html": _SMALL,
    "table.html": "table.md",
}
"""Names of templates of version 0.1, and which has taken their place."""
_BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)")


class TemplateProblem(ValueError):
    """A template of the project cannot be used: `file`, `line` (None if unknown) and why."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        """Take the name of the file below the project's folder."""
        self.file = file
        self.line = line
        self.reason = reason
        super().__init__(f"{file}:{line}: {reason}" if line is not None else f"{file}: {reason}")


class OutdatedTemplate(TemplateProblem):
    """A template of the project is of an earlier version: nothing uses it any more."""


def own_templates(folder: Path | None) -> Path | None:
    """Return the folder of a project's own templates, or None.

    One that is a link to somewhere outside the project raises `TemplateProblem`.
    """
    found = folder / "templates" if folder is not None else None
    if folder is None or found is None or not found.is_dir():
        return None
    if not found.resolve().is_relative_to(folder.resolve()):
        raise TemplateProblem("templates", None, "it leads out of the project's folder")
    return found


_LOOKED_AT = 100_000
"""How many bytes of an outdated template are looked through for its blocks."""


def outdated(folder: Path | None) -> Iterator[OutdatedTemplate]:
    """Yield the templates of a project that nothing uses any more, and what takes their place."""
    home = own_templates(folder)
    for old, new in REPLACED.items():
        path = home / old if home is not None else None
        if path is None or not path.is_file():
            continue
        try:
            text = Door(path.parent).head(old, _LOOKED_AT).decode("utf-8", "replace")
        except NotOpened:
            text = ""
        blocks = dict.fromkeys(_BLOCK.findall(text))
        looks = [f"what block {name!r} says into page.css" for name in blocks if name == "style"]
        named = [f"block {name!r} into {new}, as Markdown" for name in blocks if name != "style"]
        put = ", ".join((*named, *looks)) or f"what it says into {new}"
        reason = f"one template makes all formats now, and this one is not used; put {put}"
        yield OutdatedTemplate(f"templates/{old}", None, reason)

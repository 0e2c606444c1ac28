"""A workbook to start from: rows with ids, and nothing that nobody knows yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.files.disk import NotWritten
from vetpartner.files.saving import save
from vetpartner.model import KINDS, Narrative, Partnership, Plan, Project
from vetpartner.programme.questions import asked, structure_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PREFIXES = {
    "organisations": "P",
    "work_packages": "WP",
    "meetings": "M",
    "trainings": "T",
    "dissemination_events": "E",
    "deliverables": "D",
    "indicators": "I",
}
"""How ids of each kind begin, such as P1."""
MOST = 200
"""How many rows of a kind a workbook begins with at most."""
FIRST_REPORT = "interim"


def starting(
    *, action: str, call: int | None, language: str, counts: Mapping[str, int]
) -> Partnership:
    """Return a partnership of which only action and language are known, and how many of each.

    `counts` are by table of `PREFIXES`. Raises `NotWritten` for a number that no project has.
    """
    things: dict[str, Any] = {}
    for table, prefix in PREFIXES.items():
        many = counts.get(table, 0)
        if not 0 <= many <= MOST:
            raise NotWritten(f"{many} is no number of {table.replace('_', ' ')}; 0 to {MOST} are")
        things[table] = tuple(KINDS[table](id=f"{prefix}{n}") for n in range(1, many + 1))
    project = Project(action=action, call=call, language=language)
    p = Partnership(baseline=Plan(project=project, **things))
    answers = tuple(
        (each.id, "")
        for block in structure_for(p).blocks
        for each in asked(p, block, FIRST_REPORT, language=language)
    )
    narrative = Narrative(report=FIRST_REPORT, language=language, answers=answers)
    return Partnership(baseline=p.baseline, narratives=(narrative,))


def start_workbook(path: Path, p: Partnership) -> tuple[Path, ...]:
    """Write a workbook to start from; raise `NotWritten` where something is there already."""
    if path.exists():
        raise NotWritten(f"{path} is there already; name a file that does not exist yet")
    return save(p, path)

"""The overview page: what a coordinator wants to see first, as plain rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.checks import Finding
from vetpartner.model import Paid, Partnership
from vetpartner.views.achieved import achieved
from vetpartner.views.calendar import undated
from vetpartner.views.money import matrix, payments
from vetpartner.views.report_statement import statement
from vetpartner.views.status import GROUPS, StatusRow, status

if TYPE_CHECKING:
    from vetpartner.checks import Findings

COUNTED = ("done", "exceeded")
MOST_FINDINGS = 40


@frozen(kw_only=True)
class Tile:
    """A number with its name, at the head of the page."""

    name: str
    value: str


@frozen(kw_only=True)
class Progress:
    """How much of a work package is done: activities, deliverables and indicators."""

    name: str
    done: int
    all: int

    @property
    def percent(self) -> int:
        """Return the part that is done, in whole percent."""
        return 100 * self.done // self.all if self.all else 0


@frozen(kw_only=True)
class Dashboard:
    """Everything on the overview page."""

    label: str
    title: str
    about: str
    day: str
    tiles: tuple[Tile, ...]
    attention: tuple[tuple[str, StatusRow], ...]
    packages: tuple[Progress, ...]
    findings: tuple[Finding, ...]
    findings_left: int
    findings_summary: str
    dates: tuple[StatusRow, ...]
    undated: str
    statement: str


def dashboard(p: Partnership, findings: Findings) -> Dashboard:
    """Return the overview of a partnership as of its day; `findings` are those of its check."""
    project = p.plan.project
    now = status(p)
    titles = dict(GROUPS)
    attention = tuple((titles[r.group], r) for r in now.rows if r.group != "next")
    serious = (*findings.errors, *findings.warnings)
    call = f"{project.action or ''} {project.call or ''}".strip()
    about = (project.reference, call, f"coordinated by {p.label(project.coordinator)}")
    return Dashboard(
        label=project.label,
        title=project.title or "" if project.acronym else "",
        about=" · ".join(part for part in about if part and not part.endswith("by ")),
        day=str(p.as_of),
        tiles=_tiles(p, now.line),
        attention=attention,
        packages=_packages(p),
        findings=serious[:MOST_FINDINGS],
        findings_left=max(len(serious) - MOST_FINDINGS, 0),
        findings_summary=findings.summary(),
        dates=now.of("next"),
        undated=", ".join(" ".join(dict.fromkeys((i, p.label(i)))) for i in undated(p)),
        statement=_statement(p),
    )


def _statement(p: Partnership) -> str:
    found = statement(p, "en")
    return found.disclaimer or found.funding or ""


def _tiles(p: Partnership, line: str) -> tuple[Tile, ...]:
    rows = achieved(p)
    done = sum(row.status in COUNTED for row in rows)
    arrived = [fact.amount for fact in p.facts_of_kind(Paid) if fact.from_agency]
    lump_sum = p.plan.project.lump_sum
    money = matrix(p)
    tiles = [Tile(name="Time", value=line)]
    if rows:
        tiles.append(Tile(name="Promises kept", value=f"{done} of {len(rows)}"))
    if lump_sum is not None:
        tiles.append(Tile(name="Lump sum", value=str(lump_sum)))
    elif money.total:
        tiles.append(Tile(name="Allocated", value=str(money.total)))
    if arrived and payments(p):
        total = sum((row.paid.amount for row in payments(p)), start=arrived[0].amount * 0)
        tiles.append(Tile(name="Arrived", value=f"{total:,.0f}".replace(",", " ")))
    return tuple(tiles)


def _packages(p: Partnership) -> tuple[Progress, ...]:
    """Count rows by work package; what belongs to none stands under the whole project."""
    counted: dict[str, list[bool]] = {wp.id: [] for wp in p.plan.work_packages}
    for row in achieved(p):
        counted.setdefault(row.work_package or "", []).append(row.status in COUNTED)
    return tuple(
        Progress(
            name=f"{id_} {p.label(id_)}" if id_ else "The whole project",
            done=sum(done),
            all=len(done),
        )
        for id_, done in counted.items()
        if done
    )

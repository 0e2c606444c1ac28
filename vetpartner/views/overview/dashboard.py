"""The overview page: what a coordinator wants to see first, as plain rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.checks import Finding
from vetpartner.showing import Brief
from vetpartner.views.dates.calendar import undated
from vetpartner.views.finance.money import matrix
from vetpartner.views.finance.partner_ledger import ledger
from vetpartner.views.overview.dashboard_rows import (
    COUNTED,
    AccountLine,
    GapLine,
    PeopleLine,
    Progress,
    RiskLine,
    TransferNote,
    accounts,
    named,
    open_transfers,
    packages,
    people,
    proofs,
    risks,
)
from vetpartner.views.overview.status import GROUPS, Status, StatusRow, status
from vetpartner.views.progress.achieved import achieved
from vetpartner.views.reports.report_statement import statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks import Findings
    from vetpartner.model import Money, Partnership

MOST_FINDINGS = 20


@frozen(kw_only=True)
class Tile:
    """A number with its name, at the head of the page; `percent` draws a bar below it.

    `tone` is the kind of trouble that the number tells of, empty where there is none.
    """

    name: str
    value: str
    note: str = ""
    percent: int | None = None
    tone: str = ""


@frozen(kw_only=True)
class Dashboard(Brief):
    """Everything on the overview page.

    `attention` is what is overdue or due soon, each row with the words for its group.
    `accounts` are the partners with their sum at the end, all in `currency`.
    `participants` sums up those of activities that took place, None where there are none.
    """

    label: str
    title: str
    about: str
    day: str
    tiles: tuple[Tile, ...]
    attention: tuple[tuple[str, StatusRow], ...]
    packages: tuple[Progress, ...]
    currency: str
    accounts: tuple[AccountLine, ...]
    risks: tuple[RiskLine, ...]
    transfers: tuple[TransferNote, ...]
    proofs: tuple[GapLine, ...]
    people: tuple[PeopleLine, ...]
    participants: PeopleLine | None
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
    serious = (*findings.errors, *findings.warnings)
    call = f"{project.action or ''} {project.call or ''}".strip()
    about = (project.reference, call, f"coordinated by {p.label(project.coordinator)}")
    numbers = people(p)
    return Dashboard(
        label=project.label,
        title=project.title or "" if project.acronym else "",
        about=" · ".join(part for part in about if part and not part.endswith("by ")),
        day=str(p.as_of),
        tiles=tuple(_tiles(p, now, findings)),
        attention=tuple((titles[r.group], r) for r in now.rows if r.group in {"overdue", "due"}),
        packages=packages(p),
        currency=project.currency,
        accounts=accounts(p),
        risks=risks(p),
        transfers=open_transfers(p),
        proofs=proofs(p),
        people=numbers,
        participants=_sum(numbers),
        findings=serious[:MOST_FINDINGS],
        findings_left=max(len(serious) - MOST_FINDINGS, 0),
        findings_summary=findings.summary(),
        dates=now.of("next"),
        undated=", ".join(named(p, id_) for id_ in undated(p)),
        statement=_statement(p),
    )


def _statement(p: Partnership) -> str:
    found = statement(p, "en")
    return found.disclaimer or found.funding or ""


def _sum(lines: tuple[PeopleLine, ...]) -> PeopleLine | None:
    held = [line for line in lines if line.achieved is not None]
    if not held:
        return None
    return PeopleLine(
        name="Took place so far",
        planned=sum(line.planned for line in held),
        achieved=sum(line.achieved or 0 for line in held),
    )


def _tiles(p: Partnership, now: Status, findings: Findings) -> Iterator[Tile]:
    rows = achieved(p)
    yield _time(p, now)
    if rows:
        done = sum(row.status in COUNTED for row in rows)
        percent = 100 * done // len(rows)
        yield Tile(name="Promises kept", value=f"{done} of {len(rows)}", percent=percent)
    yield from _money(p)
    if now.risk is not None:
        yield Tile(name="Money at risk", value=str(now.risk), tone="warning")
    tone = "error" if findings.errors else "warning" if findings.warnings else ""
    number = len(findings.errors) + len(findings.warnings)
    yield Tile(name="Errors and warnings", value=str(number), note=findings.summary(), tone=tone)


def _time(p: Partnership, now: Status) -> Tile:
    if p.start is None or p.end is None or not p.start <= p.as_of <= p.end:
        return Tile(name="Time", value=now.line)
    day, days = (p.as_of - p.start).days + 1, (p.end - p.start).days + 1
    note = f"of {days}, {days - day} left until {p.end}"
    return Tile(name="Time", value=f"Day {day}", note=note, percent=100 * day // days)


def _money(p: Partnership) -> Iterator[Tile]:
    project = p.plan.project
    total, arrived = matrix(p).total, ledger(p).arrived
    whole = project.lump_sum or total
    if project.lump_sum is not None:
        shared = f"{total} of it shared out" if total else "not shared out yet"
        note = "" if total == project.lump_sum else shared
        yield Tile(name="Lump sum", value=str(project.lump_sum), note=note)
    elif total:
        yield Tile(name="Allocated", value=str(total))
    if arrived:
        yield Tile(
            name="Arrived",
            value=str(arrived),
            note=_on_its_way(p),
            percent=_part(arrived, whole),
        )


def _on_its_way(p: Partnership) -> str:
    way = ledger(p).on_its_way
    return f"{way} on its way to partners" if way else ""


def _part(part: Money, whole: Money) -> int | None:
    """Return a part in whole percent, 100 at most; None where it cannot be told."""
    if part.currency != whole.currency or whole.amount <= 0:
        return None
    return min(max(int(100 * part.amount / whole.amount), 0), 100)

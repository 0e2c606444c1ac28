"""The overview page: what a coordinator wants to see first, as plain rows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.render.markdown import plain
from vetpartner.state.achieved import achieved
from vetpartner.state.earned import AT_RISK, at_risk
from vetpartner.state.entries import undated
from vetpartner.state.gaps import gaps
from vetpartner.state.ledger import ledger, ledger_table
from vetpartner.state.rows import LATE, package_of
from vetpartner.state.shares import matrix
from vetpartner.state.statement import statement
from vetpartner.state.status import Status, StatusRow, status
from vetpartner.state.transfers import Transfer, transfers
from vetpartner.state.unknown import unknown, unknown_evidence
from vetpartner.values.grid import Run
from vetpartner.values.showing import Brief
from vetpartner.values.table import Column, Table, in_order
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Money, Partnership
    from vetpartner.state.gaps import Gap
    from vetpartner.values.finding import Finding, Findings
    from vetpartner.values.grid import Runs


# The tables of the overview page: work packages, money, transfers, evidence, participants.

COUNTED = ("done", "exceeded")


@frozen(kw_only=True)
class Progress:
    """How much of a work package is done: activities, deliverables and indicators.

    `late` of those that are not done are overdue.
    """

    name: str
    done: int
    all: int
    late: int = 0

    @property
    def percent(self) -> int:
        """Return the part that is done, in whole percent."""
        return 100 * self.done // self.all if self.all else 0


def _with(name: str, number: int, word: str, look: str) -> Runs:
    """Return a name, and how many of what it has that somebody should look at."""
    told = (Run(" "), Run(f"{number} {word}", look=look)) if number else ()
    return (Run(plain(name)), *told)


PROGRESS = Table(
    name="progress",
    caption="Activities, deliverables, indicators and dissemination that are done",
    columns=(
        Column(
            "name",
            "Work package",
            get=lambda row: _with(row.name, row.late, "late", "overdue"),
            names=True,
        ),
        Column("kept", "Done", "count", get=lambda row: f"{row.done} of {row.all}"),
        Column("percent", "Progress", "progress"),
    ),
    empty="Nothing is planned yet.",
)


@frozen(kw_only=True)
class PeopleLine:
    """The participants of an activity; `achieved` is None where it has not taken place."""

    name: str
    planned: int
    achieved: int | None

    @property
    def missing(self) -> int:
        """Return how many fewer there were than planned."""
        return 0 if self.achieved is None else max(self.planned - self.achieved, 0)


PEOPLE = Table(
    name="people",
    caption="Planned, and those who were there",
    columns=(
        Column(
            "name",
            "Activity",
            get=lambda row: _with(row.name, row.missing, "fewer", "word warning"),
            names=True,
        ),
        Column("planned", "Planned", "count"),
        Column("achieved", "Were there", "count"),
    ),
)


def _left(row: StatusRow) -> Runs | int | None:
    late = row.days is not None and row.days < 0
    return (Run(f"{-(row.days or 0)} late", look="overdue"),) if late else row.days


ATTENTION = Table(
    name="attention",
    caption="Overdue, and due in the next 30 days; most urgent first",
    columns=(
        Column("what", "What", get="text"),
        Column("who", "Who", get="owner"),
        Column("days", "Days left", "count", get=_left, absent=""),
    ),
)
DATES = Table(
    name="dates",
    columns=(
        Column("what", "What", "lines", get=lambda row: tuple(filter(None, (row.text, row.owner)))),
        Column("days", "In days", "count"),
    ),
    empty="No date lies ahead.",
)


def _severity(finding: Finding) -> Runs:
    return (Run(finding.severity.value, look=f"word {finding.severity.value}"),)


def _said(finding: Finding) -> Runs:
    way = f"Way out: {finding.way_out}." if finding.way_out else ""
    where = Run(plain(str(finding.place or finding.address)), code=True)
    told = (Run(plain(way), look="muted"), Run(" ")) if way else ()
    return (Run(plain(f"{finding.message} ")), *told, where)


TO_MEND = Table(
    name="to_mend",
    caption="What a check of the project says",
    columns=(
        Column("severity", "Severity", get=_severity),
        Column("what", "What, and where", get=_said),
    ),
    empty="No error and no warning.",
)


def packages(p: Partnership) -> tuple[Progress, ...]:
    """Count rows by work package; what belongs to none stands last, outside of them."""
    found: dict[str, list[str]] = {wp.id: [] for wp in p.plan.work_packages}
    rest = "Outside the work packages" if found else "The whole project"
    for row in achieved(p):
        found.setdefault(package_of(p, row) or "", []).append(row.status)
    return tuple(
        Progress(
            name=named(p, id_) if id_ else rest,
            done=sum(state in COUNTED for state in states),
            all=len(states),
            late=sum(state in LATE for state in states),
        )
        for id_, states in found.items()
        if states
    )


def accounts(p: Partnership) -> Table:
    """Return the accounts of all partners and their sum; no row where no money is planned."""
    found = ledger(p)
    planned = any(account.share or account.sent for account in found.accounts)
    caption = (
        f"Each partner’s part, in {p.plan.project.currency}: what it ought to have and was sent, "
        "what it earned with all proof, and what is at risk"
    )
    return evolve(
        ledger_table(found).without("received", "open", "to_recover"),
        rows=found.accounts if planned else (),
        total=found.total,
        caption=caption,
        cents=False,
    )


OPEN_TRANSFERS = Table(
    name="open_transfers",
    caption="Money moved that still needs a word",
    columns=in_order(
        Column("moved", "Moved", "lines"),
        Column("verdict", "By the rules", "word"),
        Column("amount", "Amount", "amount"),
    ),
)
PROOFS = Table(
    name="proofs",
    caption="Days are left until the partners’ part of the next report",
    columns=in_order(
        Column("what", "What", "lines"),
        Column("who", "Who"),
        Column("days", "Days left", "count"),
    ),
)


def risks(p: Partnership) -> Table:
    """Return the amounts at risk, the largest first."""
    table = AT_RISK.without("reasons").changed(
        "named", head="What and why", kind="lines", get=lambda at: (at.named, at.why)
    )
    return table.of(at_risk(p), caption="What the agency may cut, the largest first")


def open_transfers(p: Partnership) -> Table:
    """Return the transfers that still need the agency, a reason, or a second look."""
    rows = filter(_is_open, transfers(p).rows)
    return OPEN_TRANSFERS.of(((row.route, str(row.day)), row.verdict, row.amount) for row in rows)


def _is_open(row: Transfer) -> bool:
    """Tell whether a transfer lacks the agency's word or a reason; a free one needs nothing."""
    if row.verdict == "to be explained":
        return row.reason is None
    if row.verdict in {"needs an amendment", "not decided"}:
        return row.approved is None
    return row.verdict == "impossible"


def proofs(p: Partnership) -> Table:
    """Return the proofs that are missing, one row for each thing, those of most money first."""
    found: dict[str, list[Gap]] = {}
    for gap in gaps(p):
        if gap.kind == "evidence":
            found.setdefault(gap.id or gap.address, []).append(gap)
    rows = []
    for id_, each in sorted(found.items(), key=lambda item: _cost(item[1][0])):
        what, first = ", ".join(dict.fromkeys(gap.what for gap in each)), each[0]
        proves = f"; it proves {first.amount}" if first.amount is not None else ""
        name = named(p, id_) if first.id else first.title
        rows.append(((name, f"{what}{proves}"), first.owner_label, first.days))
    return PROOFS.of(rows)


def _cost(gap: Gap) -> Decimal:
    """Return what puts the dearest first."""
    return -gap.amount.amount if gap.amount is not None else Decimal(0)


def people(p: Partnership) -> tuple[PeopleLine, ...]:
    """Return planned and achieved participants by activity; what was cancelled is left out."""
    return tuple(_people(p))


def _people(p: Partnership) -> Iterator[PeopleLine]:
    for row in achieved(p):
        if row.kind == "activity" and row.planned_value is not None and row.status != "cancelled":
            yield PeopleLine(
                name=named(p, row.id),
                planned=int(row.planned_value),
                achieved=None if row.achieved_value is None else int(row.achieved_value),
            )


def named(p: Partnership, id_: str) -> str:
    """Return the id of something with its title, or the id alone where it has none."""
    return entitled(id_, p.label(id_))


MOST = {"attention": 15, "dates": 8, "to_mend": 20, "people": 20, "proofs": 20}
"""How many rows of a table the page shows; the rest is counted."""
_URGENT = frozenset({"overdue", "due", "late"})


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

    `attention` is what is overdue or due soon. `accounts` are the partners with their sum at the
    end; that of `people` counts the activities that took place.
    """

    label: str
    title: str
    about: str
    day: str
    tiles: tuple[Tile, ...]
    attention: Table
    packages: Table
    accounts: Table
    risks: Table
    transfers: Table
    proofs: Table
    unknown: tuple[str, ...]
    proof_unknown: str
    proofs_in_doubt: bool
    people: Table
    findings: Table
    findings_summary: str
    dates: Table
    undated: str
    statement: str


def dashboard(p: Partnership, findings: Findings) -> Dashboard:
    """Return the overview of a partnership as of its day; `findings` are those of its check."""
    project = p.plan.project
    now = status(p)
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
        attention=_first(ATTENTION.of(row for row in now.rows if row.group in _URGENT)),
        packages=PROGRESS.of(packages(p)),
        accounts=accounts(p),
        risks=risks(p).first(10),
        transfers=open_transfers(p).first(10),
        proofs=_first(proofs(p), " in the reports"),
        unknown=tuple(str(phrase) for phrase in unknown(p)),
        proof_unknown=str(unknown_evidence(p) or ""),
        proofs_in_doubt=any(found.slug.startswith("evidence-") for found in findings),
        people=_first(PEOPLE.of(numbers, total=_sum(numbers))),
        findings=_first(TO_MEND.of(serious)),
        findings_summary=findings.summary(),
        dates=_first(DATES.of(now.of("next")), " in the year planner"),
        undated=", ".join(named(p, id_) for id_ in undated(p)),
        statement=_statement(p),
    )


def _first(table: Table, where: str = "") -> Table:
    return table.first(MOST[table.name], where)


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
        value = f"at least {now.risk}" if now.at_least else str(now.risk)
        note = f"of {now.unjudged} it is not known" if now.unjudged else ""
        yield Tile(name="Money at risk", value=value, note=note, tone="warning")
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
        shared = f"{total} of it allocated" if total else "not allocated yet"
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


def _part(part: Money, whole: Money | None) -> int | None:
    """Return a part in whole percent, 100 at most; None where it cannot be told."""
    if whole is None or part.currency != whole.currency or whole.amount <= 0:
        return None
    return min(max(int(100 * part.amount / whole.amount), 0), 100)

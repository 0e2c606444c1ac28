"""The overview page: what a coordinator wants to see first, as rows in no language yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.papers.overview_tiles import COUNTED, Tile, part_done, summary, tiles
from vetpartner.render.language import ENGLISH
from vetpartner.render.markdown import plain
from vetpartner.state.achieved import achieved
from vetpartner.state.earned import AT_RISK, at_risk
from vetpartner.state.entries import undated
from vetpartner.state.gaps import gaps
from vetpartner.state.ledger import ledger, ledger_table
from vetpartner.state.rows import LATE, NOT_JUDGED, package_of
from vetpartner.state.statement import statement
from vetpartner.state.status import StatusRow, status
from vetpartner.state.transfers import Transfer, transfers
from vetpartner.state.unknown import unknown, unknown_evidence
from vetpartner.values.counts import percent
from vetpartner.values.finding import Finding
from vetpartner.values.grid import Run
from vetpartner.values.phrase import Phrase, bare, count, listed, say
from vetpartner.values.showing import Brief
from vetpartner.values.table import Column, Table, in_order
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vetpartner.model import Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.state.gaps import Gap
    from vetpartner.values.finding import Findings
    from vetpartner.values.grid import Runs


# The tables of the overview page: work packages, money, transfers, evidence, participants.


@frozen(kw_only=True)
class Progress:
    """How much of a work package is done: activities, deliverables and indicators.

    `late` of those that are not done are overdue, and `unjudged` were measured and not judged.
    """

    name: Phrase | str
    done: int
    all: int
    late: int = 0
    unjudged: int = 0

    @property
    def kept(self) -> Phrase:
        """Return how many are done, and of how many nobody knows it."""
        return part_done(self.done, self.all, self.unjudged)

    @property
    def percent(self) -> int:
        """Return the part that is done, in whole percent."""
        return int(percent(self.done, self.all)) if self.all else 0


@frozen
class Looked:
    """A saying with a look, and what stands before it."""

    phrase: Phrase
    look: str
    before: Phrase | str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.before), str(self.phrase))))

    def runs(self, language: ReportLanguage) -> Runs:
        """Return its pieces in a language."""
        before = language.value(self.before)
        said = Run(plain(self.phrase.within(language)), look=self.look)
        return (Run(plain(f"{before} ")), said) if before else (said,)


def _with(name: Phrase | str, phrase: Phrase | None, look: str) -> Looked | Phrase | str:
    """Return a name, and what of it somebody should look at."""
    return name if phrase is None else Looked(phrase, look, before=name)


def _late(number: int) -> Phrase | None:
    return count("{n} late", "{n} late", number) if number else None


def _fewer(number: int) -> Phrase | None:
    return count("{n} fewer", "{n} fewer", number) if number else None


PROGRESS = Table(
    name="progress",
    caption="Activities, deliverables, indicators and dissemination that are done",
    columns=(
        Column(
            "name",
            "Work package",
            get=lambda row: _with(row.name, _late(row.late), "overdue"),
            names=True,
        ),
        Column("kept", "Done", "count"),
        Column("percent", "Progress", "progress"),
    ),
    empty="Nothing is planned yet.",
)


@frozen(kw_only=True)
class PeopleLine:
    """The participants of an activity; `achieved` is None where it has not taken place."""

    name: Phrase | str
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
            get=lambda row: _with(row.name, _fewer(row.missing), "word warning"),
            names=True,
        ),
        Column("planned", "Planned", "count"),
        Column("achieved", "Were there", "count"),
    ),
)


def _left(row: StatusRow) -> Looked | int | None:
    late = _late(max(-(row.days or 0), 0))
    return Looked(late, "overdue") if late is not None else row.days


ATTENTION = Table(
    name="attention",
    caption="Overdue, and due in the next 30 days; most urgent first",
    columns=(
        Column("what", "What", get="phrase"),
        Column("who", "Who", get="owner"),
        Column("days", "Days left", "count", get=_left, absent=""),
    ),
)
DATES = Table(
    name="dates",
    columns=(
        Column(
            "what", "What", "lines", get=lambda row: tuple(filter(None, (row.phrase, row.owner)))
        ),
        Column("days", "In days", "count"),
    ),
    empty="No date lies ahead.",
)


SEVERITIES = {"error": say("error"), "warning": say("warning"), "note": say("note")}


def _severity(finding: Finding) -> Looked:
    severity = finding.severity.value
    return Looked(SEVERITIES[severity], f"word {severity}")


@frozen
class Sentence:
    """What a finding says, with its way out and its place; its sentences are in English."""

    finding: Finding

    def __str__(self) -> str:
        found = self.finding
        way = f"Way out: {found.way_out}." if found.way_out else ""
        return " ".join(filter(None, (found.message, way, str(found.place or found.address))))

    def runs(self, language: ReportLanguage) -> Runs:
        """Return its pieces, those in English marked as such on a page in another language."""
        found, code = self.finding, "" if language.code == ENGLISH else ENGLISH
        where = Run(plain(str(found.place or found.address)), code=True)
        way: Runs = ()
        if found.way_out:
            label = f"{language.gettext('Way out')}{language.colon} "
            out = Run(plain(f"{found.way_out}."), look="muted", language=code)
            way = (Run(label, look="muted"), out, Run(" "))
        return (Run(plain(found.message), language=code), Run(" "), *way, where)


TO_MEND = Table(
    name="to_mend",
    caption="What a check of the project says",
    columns=(
        Column("severity", "Severity", get=_severity),
        Column("what", "What, and where", get=Sentence),
    ),
    empty="No error and no warning.",
)


def packages(p: Partnership) -> tuple[Progress, ...]:
    """Count rows by work package; what belongs to none stands last, outside of them."""
    found: dict[str, list[str]] = {wp.id: [] for wp in p.plan.work_packages}
    rest = say("Outside the work packages") if found else say("The whole project")
    for row in achieved(p):
        found.setdefault(package_of(p, row) or "", []).append(row.status)
    return tuple(
        Progress(
            name=named(p, id_) if id_ else rest,
            done=sum(state in COUNTED for state in states),
            all=len(states),
            late=sum(state in LATE for state in states),
            unjudged=states.count(NOT_JUDGED),
        )
        for id_, states in found.items()
        if states
    )


def accounts(p: Partnership) -> Table:
    """Return the accounts of all partners and their sum; no row where no money is planned."""
    found = ledger(p)
    planned = any(account.share or account.sent for account in found.accounts)
    caption = say(
        "Each partner’s part, in {currency}: what it ought to have and was sent, what it earned "
        "with all proof, and what is at risk",
        currency=p.plan.project.currency,
    )
    table = ledger_table(found).without("received", "open", "to_recover")
    return evolve(
        table.changed("label", get=lambda row: say("Total") if row is found.total else row.label),
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
        "named", head="What and why", kind="lines", get=lambda at: (at.named, at.reasons)
    )
    return table.of(at_risk(p), caption="What the agency may cut, the largest first")


def open_transfers(p: Partnership) -> Table:
    """Return the transfers that still need the agency, a reason, or a second look."""
    rows = filter(_is_open, transfers(p).rows)
    return OPEN_TRANSFERS.of(((_route(row), row.day), row.verdict, row.amount) for row in rows)


def _route(row: Transfer) -> Phrase:
    """Return from where to where money went."""
    ends = (bare(str(end)) if end else say("not recorded") for end in (row.giver, row.taker))
    giver, taker = ends
    return say("{giver} → {taker}", giver=giver, taker=taker)


def _is_open(row: Transfer) -> bool:
    """Tell whether a transfer lacks the agency's word or a reason; a free one needs nothing."""
    if row.verdict == "to be explained":
        return row.reason is None
    return row.lacks_consent or row.verdict == "impossible"


def proofs(p: Partnership) -> Table:
    """Return the proofs that are missing, one row for each thing, those of most money first."""
    found: dict[str, list[Gap]] = {}
    for gap in gaps(p):
        if gap.kind == "evidence":
            found.setdefault(gap.id or gap.address, []).append(gap)
    rows = []
    for id_, each in sorted(found.items(), key=lambda item: _cost(item[1][0])):
        what, first = listed(dict.fromkeys(gap.phrase for gap in each), ", "), each[0]
        amount = first.amount
        proves = None if amount is None else say("it proves {amount}", amount=amount)
        name = named(p, id_) if first.id else first.title
        rows.append((tuple(filter(None, (name, what, proves))), first.owner_label, first.days))
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
class Dashboard(Brief):
    """Everything on the overview page.

    `attention` is what is overdue or due soon. `accounts` are the partners with their sum at the
    end; that of `people` counts the activities that took place.
    """

    label: str
    title: str
    about: Phrase | None
    day: date
    tiles: tuple[Tile, ...]
    attention: Table
    packages: Table
    accounts: Table
    risks: Table
    transfers: Table
    proofs: Table
    unknown: tuple[Phrase, ...]
    proof_unknown: Phrase | None
    proofs_in_doubt: bool
    people: Table
    findings: Table
    findings_summary: Phrase
    dates: Table
    undated: str
    statement: str
    statement_language: str


def dashboard(p: Partnership, findings: Findings, language: str = ENGLISH) -> Dashboard:
    """Return the overview of a partnership as of its day; `findings` are those of its check.

    What the programme wants to be said stands in it in a language, if there are words for it.
    """
    project = p.plan.project
    now = status(p)
    serious = (*findings.errors, *findings.warnings)
    call = f"{project.action or ''} {project.call or ''}".strip()
    home = p.label(project.coordinator)
    by = say("coordinated by {home}", home=home) if home else None
    said = statement(p, language)
    numbers = people(p)
    return Dashboard(
        label=project.label,
        title=project.title or "" if project.acronym else "",
        about=listed(filter(None, (project.reference, call, by)), " · "),
        day=p.as_of,
        tiles=tuple(tiles(p, now, findings)),
        attention=_first(ATTENTION.of(row for row in now.rows if row.group in _URGENT)),
        packages=PROGRESS.of(packages(p)),
        accounts=accounts(p),
        risks=risks(p).first(10, _more),
        transfers=open_transfers(p).first(10, _more),
        proofs=_first(proofs(p), lambda n: say("… and {n} more in the reports", n=n)),
        unknown=unknown(p),
        proof_unknown=unknown_evidence(p),
        proofs_in_doubt=any(found.slug.startswith("evidence-") for found in findings),
        people=_first(PEOPLE.of(numbers, total=_sum(numbers))),
        findings=_first(TO_MEND.of(serious)),
        findings_summary=summary(findings),
        dates=_first(
            DATES.of(now.of("next")), lambda n: say("… and {n} more in the year planner", n=n)
        ),
        undated=", ".join(named(p, id_) for id_ in undated(p)),
        statement=said.disclaimer or said.funding or "",
        statement_language=said.language,
    )


def _more(number: int) -> Phrase:
    return say("… and {n} more", n=number)


def _first(table: Table, more: Callable[[int], Phrase] = _more) -> Table:
    return table.first(MOST[table.name], more)


def _sum(lines: tuple[PeopleLine, ...]) -> PeopleLine | None:
    held = [line for line in lines if line.achieved is not None]
    if not held:
        return None
    return PeopleLine(
        name=say("Took place so far"),
        planned=sum(line.planned for line in held),
        achieved=sum(line.achieved or 0 for line in held),
    )

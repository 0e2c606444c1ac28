"""Monday morning: what is overdue, due soon, missing and next, most important first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.model import Decided, Meeting, Money, Partnership
from vetpartner.state.achieved import achieved, late_without_reason
from vetpartner.state.coming import coming
from vetpartner.state.deadlines import PART, deadlines, ended
from vetpartner.state.earned import AtRisk, at_risk, total_at_risk, unjudged, unverified
from vetpartner.state.entries import entries
from vetpartner.state.evidence import owner_of
from vetpartner.state.gaps import gaps
from vetpartner.state.rows import LATE
from vetpartner.state.shares import matrix
from vetpartner.state.timeline import KINDS
from vetpartner.state.unknown import outside_packages, unknown
from vetpartner.values.phrase import Phrase, bare, count, listed, say
from vetpartner.values.table import Column, Table, Tabled, data
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterator


Urgency = Literal["overdue", "due", "late", "missing", "risk", "unknown", "next"]
GROUPS: tuple[tuple[Urgency, str], ...] = (
    ("overdue", "Overdue"),
    ("due", "Due in the next 30 days"),
    ("late", "Came late"),
    ("missing", "Missing"),
    ("risk", "Money at risk"),
    ("unknown", "Not known"),
    ("next", "Next dates"),
)
SOON = 30
SHOWN = {"overdue": 6, "due": 6, "late": 3, "missing": 5, "risk": 4, "unknown": 6, "next": 4}
"""How many rows of a group are printed, so that all stand on one screen; the rest is counted."""


@frozen(kw_only=True)
class StatusRow:
    """One thing to look at; `days` are left until it is due, negative if it is late."""

    group: Urgency
    phrase: Phrase
    days: int | None
    owner: str
    address: str

    @property
    def text(self) -> str:
        """Return what it is, in English."""
        return str(self.phrase)

    def __str__(self) -> str:
        if self.group == "unknown":
            return f"  {self.text}"
        if self.group == "late":
            return f"  {'':>10}  {self.text}" + (f"  [{self.owner}]" if self.owner else "")
        left = "" if self.days is None else f"{self.days:+d} days" if self.days else "today"
        owner = f"  [{self.owner}]" if self.owner else ""
        return f"  {left:>10}  {self.text}{owner}"


@frozen(kw_only=True)
class Status(Tabled):
    """What needs attention as of a day; prints as one screen and shows as a table.

    `risk` is the sum of the money at risk, None where none is known to be. With `at_least` it may
    be more, since of a part of the budget nobody knows it: of `unjudged`, where that is a number.
    """

    label: str
    day: date
    time: Phrase
    rows: tuple[StatusRow, ...]
    risk: Money | None = None
    unjudged: Money | None = None
    at_least: bool = False

    @property
    def line(self) -> str:
        """Return where in time the project is, in English."""
        return str(self.time)

    @property
    def risk_said(self) -> str:
        """Return the sum of the money at risk in words, empty where none is known to be."""
        if self.risk is None:
            return ""
        more = f"; of {self.unjudged} it is not known" if self.unjudged else ""
        return f"at least {self.risk}{more}" if self.at_least else f"{self.risk} in all"

    def of(self, group: Urgency) -> tuple[StatusRow, ...]:
        """Return the rows of one group, most urgent first."""
        return tuple(row for row in self.rows if row.group == group)

    def __str__(self) -> str:
        return self.text()

    def text(self, *, whole: bool = False) -> str:
        """Return it for a terminal: one screen, or with `whole` every row."""
        lines = [f"{self.label}, as of {self.day}", self.line]
        for group, title in GROUPS:
            found = self.of(group)
            if found:
                shown = len(found) if whole else SHOWN[group]
                total = f": {self.risk_said}" if group == "risk" else ""
                lines += ["", f"{title} ({len(found)}){total}"]
                lines += [str(row) for row in found[:shown]]
                if len(found) > shown:
                    lines.append(f"{'':>12}  … and {len(found) - shown} more, see --all")
        if not any(row.group != "next" for row in self.rows):
            lines += ["", "Nothing is overdue, due soon, missing or at risk."]
        return "\n".join(lines)

    @property
    def table(self) -> Table:
        """Return all rows, those that are not printed too."""
        return STATUS.of(self.rows, caption=f"{self.label}, as of {self.day}. {self.line}")


STATUS = Table(
    name="status",
    about="One row for each thing to look at, as in `vp.status`.",
    columns=(
        Column("what", "What", "word", get=lambda row: dict(GROUPS)[row.group], place="shown"),
        data("kind", "text", "overdue, due, late, missing, risk, unknown or next", "group"),
        Column("days", "Days left", "count", "days until it is due, below zero if it is late"),
        Column("owner", "Who", "text", "what the organisation is called that does it", absent=""),
        Column("text", "About", "text", "what there is to do", width=70),
        data("address", "text", "where it stands in the project, such as meetings/M3"),
    ),
)


def status(p: Partnership) -> Status:
    """Return what is overdue, due within 30 days, missing, at risk and next, as of the day."""
    found = [*_rows(p), *_late(p), *_deadlines(p), *_decisions(p), *_missing(p), *_next(p)]
    order = {group: number for number, (group, _) in enumerate(GROUPS)}
    found.sort(key=lambda row: (order[row.group], row.days or 0, row.text))
    risks = at_risk(p)
    before = [row for row in found if row.group != "next"]
    rows = (*before, *_risks(p, risks), *_unknown(p), *found[len(before) :])
    unsure, table = unjudged(p), matrix(p)
    return Status(
        label=p.plan.project.label,
        day=p.as_of,
        time=_time(p),
        rows=rows,
        risk=total_at_risk(p, risks) if risks else None,
        unjudged=unsure or None,
        at_least=bool(unsure) or table.partly or outside_packages(p) is not None,
    )


def _time(p: Partnership) -> Phrase:
    if p.start is None or p.end is None:
        return say("Start or duration of the project are not known.")
    if p.as_of < p.start:
        days, day = (p.start - p.as_of).days, p.start
        return count(
            "The project begins in {n} day, on {day}.",
            "The project begins in {n} days, on {day}.",
            days,
            day=day,
        )
    if p.as_of > p.end:
        return ended(p.end, p.as_of)
    left = (p.end - p.as_of).days
    return say(
        "Day {day} of the project, {left} left.", day=(p.as_of - p.start).days + 1, left=left
    )


def _row(
    p: Partnership, day: date, phrase: Phrase, owner: str | None, address: str
) -> StatusRow | None:
    days = (day - p.as_of).days
    if days > SOON:
        return None
    group: Urgency = "overdue" if days < 0 else "due"
    return StatusRow(
        group=group,
        phrase=phrase,
        days=days,
        owner=p.label(owner) if owner else "",
        address=address,
    )


def _rows(p: Partnership) -> Iterator[StatusRow]:
    for row in achieved(p):
        if row.due is None or row.status in {"done", "exceeded", "cancelled"}:
            continue
        # What is ahead is due; what is past is overdue only where its own status says so.
        if row.due >= p.as_of or row.status in LATE:
            named = bare(entitled(row.id, row.title))
            if found := _row(p, row.due, named, owner_of(p, row.id), row.address):
                yield found


def _late(p: Partnership) -> Iterator[StatusRow]:
    for row in late_without_reason(p):
        yield StatusRow(
            group="late",
            phrase=count(
                "{thing}: came {n} day late, and no reason is given",
                "{thing}: came {n} days late, and no reason is given",
                row.late or 0,
                thing=entitled(row.id, row.title),
            ),
            days=None,
            owner=p.label(owner_of(p, row.id)),
            address=row.address,
        )


def _deadlines(p: Partnership) -> Iterator[StatusRow]:
    """Yield deadlines; while the partners' part is still ahead, that part comes first."""
    owner = p.plan.project.coordinator
    for deadline in deadlines(p):
        if deadline.done or (deadline.day < p.as_of and not deadline.can_be_late):
            continue
        if found := _row(p, deadline.day, deadline.phrase, owner, deadline.address):
            yield found
        elif deadline.internal is not None and deadline.internal >= p.as_of:
            part = say("{part}: {of}", part=PART, of=deadline.phrase)
            if found := _row(p, deadline.internal, part, owner, deadline.address):
                yield found


def _risks(p: Partnership, risks: tuple[AtRisk, ...]) -> Iterator[StatusRow]:
    for risk in risks:
        yield StatusRow(
            group="risk",
            phrase=bare(f"{risk.amount} of {risk.named}: {risk.why}"),
            days=None,
            owner=p.label(risk.owner) if risk.owner else "",
            address=risk.address,
        )


def _unknown(p: Partnership) -> Iterator[StatusRow]:
    texts = [str(phrase) for phrase in unknown(p)]
    if unsure := unjudged(p):
        texts.append(f"whether {unsure} is at risk is not known")
    table = matrix(p)
    if open_ := [row.unshared for row in table.rows if row.unshared]:
        unshared = Money.total(open_, open_[0].currency)
        texts.append(f"{unshared} is not shared out yet, so that nobody’s part of it is known")
    if number := len(p.later):
        facts, do = ("1 fact is", "does") if number == 1 else (f"{number} facts are", "do")
        texts.append(f"{facts} dated after {p.as_of}, and {do} not count yet")
    for text in texts:
        yield StatusRow(group="unknown", phrase=bare(text), days=None, owner="", address="project")
    for one in unverified(p):
        yield StatusRow(
            group="unknown",
            phrase=bare(
                f"whether {one.amount} of {one.named} is earned rests on an unverified rule: "
                f"{one.why}"
            ),
            days=None,
            owner=p.label(one.owner) if one.owner else "",
            address=one.address,
        )


def _decisions(p: Partnership) -> Iterator[StatusRow]:
    for address, fact in p.numbered_facts(Decided):
        if fact.due is None or fact.done is not None:
            continue
        if found := _row(p, fact.due, say("Agreed: {text}", text=fact.text), fact.owner, address):
            yield found


def _missing(p: Partnership) -> Iterator[StatusRow]:
    for gap in gaps(p):
        if gap.kind == "evidence":
            yield StatusRow(
                group="missing",
                phrase=bare(f"{entitled(gap.id, gap.title)}: {gap.what}"),
                days=None,
                owner=p.label(gap.owner) if gap.owner else "",
                address=gap.address,
            )


def _next(p: Partnership) -> Iterator[StatusRow]:
    seen: set[str] = set()
    for entry in entries(p):
        ahead = entry.first > p.as_of and entry.status != "cancelled" and entry.busy
        if ahead and entry.address not in seen:  # of a training the next session is enough
            seen.add(entry.address)
            thing = p.at(entry.address)
            kind = "meeting" if isinstance(thing, Meeting) else entry.category
            city = getattr(getattr(thing, "venue", None), "city", None)
            place = say("online") if entry.place == "online" else city
            what = say(
                "{day} {named} ({kind})",
                day=entry.first,
                named=entitled(entry.id, entry.title),
                kind=KINDS.get(kind, bare(kind)),
            )
            told = listed(filter(None, (what, place)), ", ") or what
            said = coming(p, entry.address.partition("/")[2], entry.session)
            yield StatusRow(
                group="next",
                phrase=say("{what}: {who}", what=told, who=said.said(p)) if said else told,
                days=(entry.first - p.as_of).days,
                owner=p.label(getattr(thing, "responsible", None)),
                address=entry.address,
            )

"""What is missing: facts, evidence and answers that somebody will ask for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.model import Activity, Measured, Money, When, WorkPackage
from vetpartner.state.achieved import achieved
from vetpartner.state.deadlines import deadlines
from vetpartner.state.evidence import lacks_document, missing_evidence, owner_of, unshown, untraced
from vetpartner.state.rows import LATE, came_later
from vetpartner.state.shares import amount_of, makers_of
from vetpartner.values.phrase import Phrase, joined, say
from vetpartner.values.showing import Listing, Shown
from vetpartner.values.table import Column, Table, data
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vetpartner.model import Partnership
    from vetpartner.state.balance import BudgetLine
    from vetpartner.state.rows import Achieved
    from vetpartner.values.phrase import Value


GapKind = Literal["fact", "evidence", "deliverable", "measurement", "answer", "reason"]


@frozen(kw_only=True)
class Gap(Shown):
    """Something missing: `what` in a sentence, of which thing, who owes it and since when.

    `owner` is the id of an organisation, `owner_label` what it is called.
    `days` are left until the partners' part of the next report is due, None where none is ahead;
    `amount` is what the agency may cut for it, None where no amount is known.
    """

    kind: GapKind
    phrase: Phrase
    id: str
    title: str
    owner: str | None
    owner_label: str
    due: date | None
    address: str
    days: int | None = None
    amount: Money | None = None

    @property
    def what(self) -> str:
        """Return what is missing, in English."""
        return str(self.phrase)

    def __str__(self) -> str:
        amount = f", {self.amount}" if self.amount is not None else ""
        return f"{entitled(self.id, self.title)}: {self.what}{amount}  [{self.owner_label}]"


GAPS = Table(
    name="gaps",
    about="One row for each thing that is missing.",
    columns=(
        data("kind", "text", "fact, evidence, deliverable, measurement or answer"),
        Column("thing", "Of", get=lambda gap: entitled(gap.id, gap.title), place="shown"),
        data("id", "id", "id of the thing"),
        data("title", "text", "title, or else the id"),
        Column("what", "What is missing", "text", "what is missing", get="phrase"),
        data("owner", "id", "id of the organisation that owes it"),
        Column("who", "Who", get="owner_label", place="shown"),
        Column("due", "Due", "day", "last day by which it was promised"),
        Column(
            "days",
            "Days left",
            "count",
            "days until the partners' part of the next report is due",
            summed=False,
        ),
        Column("amount", "At risk", "amount", "what the agency may cut for it"),
        data(
            "currency",
            "text",
            "currency of the amount, such as EUR",
            lambda gap: gap.amount.currency if gap.amount is not None else None,
        ),
        data("address", "text", "where it stands in the project, such as meetings/M3"),
    ),
)


def gaps(
    p: Partnership,
    answers: Iterable[tuple[str, str]] = (),
    *,
    rows: Iterable[Achieved] | None = None,
    unexplained: Iterable[Unexplained] = (),
) -> Listing[Gap]:
    """Return what is missing as of the day; nothing that is not due yet counts.

    `answers` are questions without an answer, as address and label; `rows` those of `achieved`,
    if they were computed before; `unexplained` what differs from the plan without a reason.
    """
    rows = tuple(achieved(p) if rows is None else rows)
    missing = missing_evidence(p)
    of_rows = tuple(gap for row in rows for gap in _of_row(p, row, missing))
    # What did not happen needs a fact first; a line below, for its reason, would say it twice.
    told = {gap.id for gap in of_rows if gap.kind != "evidence"}
    # Nobody cuts the amount of a work package for a post.
    posts = tuple(_untraced(p))
    found = (
        *of_rows,
        *posts,
        *(_reason(p, one) for one in unexplained if one.id not in told),
        *(_answer(p, address, label) for address, label in answers),
    )
    left = _days_left(p)
    makers = makers_of(p)
    packages = {package.id: amount_of(p, package) for package in p.plan.work_packages}
    costly = {gap.id for gap in found if gap not in posts}
    amounts = {id_: _amount(p, id_, makers.get(id_), packages) for id_ in costly}
    return Listing(
        evolve(gap, days=left, amount=None if gap in posts else amounts[gap.id]) for gap in found
    )


def _days_left(p: Partnership) -> int | None:
    """Return the days until the partners' part of the next report, or the report itself, is due."""
    ahead = [d for d in deadlines(p) if d.kind == "report" and not d.done and d.day >= p.as_of]
    if not ahead:
        return None
    due = ahead[0].internal
    return ((due if due is not None and due >= p.as_of else ahead[0].day) - p.as_of).days


def _amount(
    p: Partnership, id_: str, maker: Activity | None, packages: Mapping[str, Money | None]
) -> Money | None:
    """Return the amount of the activity, of the one that makes a result, or of the work package."""
    thing = p.get(id_)
    for activity in (thing, maker):
        if isinstance(activity, Activity) and (found := amount_of(p, activity)) is not None:
            return found
    own = id_ if isinstance(thing, WorkPackage) else getattr(thing, "work_package", None)
    return packages.get(own) if own is not None else None


def _of_row(p: Partnership, row: Achieved, missing: dict[str, tuple[str, ...]]) -> Iterator[Gap]:
    if row.status in LATE and came_later(p, row.id):
        return
    if row.kind == "activity":
        yield from _of_activity(p, row, missing.get(row.id, ()))
    elif row.kind == "deliverable":
        yield from _of_deliverable(p, row, missing.get(row.id, ()))
    elif row.kind == "indicator" and row.status in LATE and not p.facts_of(row.id, Measured):
        yield _gap(p, row, "measurement", say("never measured"))
    elif row.kind == "dissemination" and row.status in LATE:
        yield _gap(p, row, "fact", say("nothing recorded"))


def _of_activity(p: Partnership, row: Achieved, missing: tuple[str, ...]) -> Iterator[Gap]:
    if row.status in LATE:
        yield _gap(p, row, "fact", say("past, but not recorded as held"))
    for kind in missing:
        yield _gap(p, row, "evidence", lacks_document(p, row.id, kind))


def _of_deliverable(p: Partnership, row: Achieved, missing: tuple[str, ...]) -> Iterator[Gap]:
    if row.status in LATE:
        yield _gap(p, row, "deliverable", say("nothing recorded"))
    elif row.status == "partly" and row.difference_phrases:
        yield _gap(p, row, "deliverable", say("not delivered in all languages"))
    for kind in missing:
        yield _gap(p, row, "evidence", lacks_document(p, row.id, kind))
    if row.id in unshown(p):
        yield _gap(p, row, "evidence", say("neither a file nor an address to show"))


def _untraced(p: Partnership) -> Iterator[Gap]:
    """Yield what was made known and nothing shows."""
    for at, fact in untraced(p):
        owner = fact.organisation or owner_of(p, fact.of or "")
        yield Gap(
            kind="evidence",
            phrase=say("neither a file nor an address to show"),
            id=fact.of or "",
            title=fact.title or p.label(fact.of) or fact.channel or "",
            owner=owner,
            owner_label=p.label(owner),
            due=None,
            address=at,
        )


def _gap(p: Partnership, row: Achieved, kind: GapKind, phrase: Phrase) -> Gap:
    owner = owner_of(p, row.id)
    return Gap(
        kind=kind,
        phrase=phrase,
        id=row.id,
        title=row.title,
        owner=owner,
        owner_label=p.label(owner),
        due=row.due,
        address=row.address,
    )


def _reason(p: Partnership, one: Unexplained) -> Gap:
    owner = owner_of(p, one.id)
    return Gap(
        kind="reason",
        phrase=say("no reason for the difference from the plan"),
        id=one.id,
        title=one.title,
        owner=owner,
        owner_label=p.label(owner),
        due=None,
        address=one.address,
    )


def _answer(p: Partnership, address: str, label: str) -> Gap:
    return Gap(
        kind="answer",
        phrase=say("not answered"),
        id=address.rpartition("/")[2],
        title=label,
        owner=p.plan.project.coordinator,
        owner_label=p.label(p.plan.project.coordinator),
        due=None,
        address=address,
    )


# Which differences from the plan are so large that a report has to give their reason.

OF_THE_NUMBER = frozenset(
    {
        "{n} participants more",
        "{n} participants fewer",
        "{n} people more reached",
        "{n} people fewer reached",
        "{value} above the target",
        "{value} below the target",
    }
)
"""Differences between the planned and the achieved number of a row."""

OF_DAYS = frozenset({"{n} days late", "{least}–{n} days late", "{n} days overdue"})
"""Differences that say their days."""

PAIRS = (("before", "now"), ("planned", "held"), ("stated", "recorded"))
"""How a phrase calls the two values that it compares, the one promised first."""


@frozen(kw_only=True)
class Unexplained:
    """Something that differs from the plan by more than may pass, and nobody wrote why.

    `difference` is in English; `address` is where the thing stands in the plan.
    """

    id: str
    title: str
    address: str
    difference: str


def unexplained(
    p: Partnership, rows: Iterable[Achieved], lines: Iterable[BudgetLine] = ()
) -> tuple[Unexplained, ...]:
    """Return what needs a reason and has none: planned things, then whole lines of the budget."""
    return (
        *(
            Unexplained(
                id=row.id,
                title=row.title,
                address=row.address,
                difference=joined(row.difference_phrases),
            )
            for row in rows
            if row.reason is None and needs_reason(p, row)
        ),
        *(
            Unexplained(
                id=line.id,
                title=line.title,
                address=f"{p.kind_of(line.id) or 'work_packages'}/{line.id}/grant",
                difference=f"{line.now} instead of {line.approved}",
            )
            for line in lines
            if line.organisation is None
            and line.reason is None
            and line.approved is not None
            and line.now is not None
            and beyond(p, line.approved.amount, line.now.amount)
        ),
    )


def needs_reason(p: Partnership, row: Achieved) -> bool:
    """Tell whether a row differs from the plan by more than `[project]` lets pass.

    A number may differ by `deviation_share` of the planned one, a date by `deviation_days`.
    Whatever is neither a number nor a date, such as another place, always needs a reason.
    """
    return any(_large(p, row, phrase) for phrase in row.difference_phrases)


def beyond(p: Partnership, planned: Decimal, achieved: Decimal) -> bool:
    """Tell whether a number differs by more than the share of the planned one that may pass."""
    return abs(achieved - planned) > abs(planned) * p.plan.project.deviation_share.portion


def _large(p: Partnership, row: Achieved, phrase: Phrase) -> bool:
    values = dict(phrase.values)
    if phrase.text in OF_THE_NUMBER:
        planned, achieved = row.planned_value, row.achieved_value
        return planned is None or achieved is None or beyond(p, planned, achieved)
    if phrase.text in OF_DAYS:
        late = values["n"]
        return not isinstance(late, int) or late > p.plan.project.deviation_days
    for promised, became in PAIRS:
        if promised in values and became in values:
            return _apart(p, values[promised], values[became])
    return True


def _apart(p: Partnership, promised: Value, became: Value) -> bool:
    if isinstance(promised, When) and isinstance(became, When):
        return _days_apart(p, promised, became) > p.plan.project.deviation_days
    if isinstance(promised, int | Decimal) and isinstance(became, int | Decimal):
        return beyond(p, Decimal(promised), Decimal(became))
    return True


def _days_apart(p: Partnership, promised: When, became: When) -> int:
    """Return by how many days something lies outside the time promised.

    An exact date within a month that was promised is no move; a date that was not fixed before is
    none either, and one that is not fixed any more counts as far away.
    """
    before, now = promised.span(p.start), became.span(p.start)
    if before is None:
        return 0
    if now is None:
        return p.plan.project.deviation_days + 1
    if promised.tentative:
        return max(0, (before.first - now.first).days, (now.last - before.last).days)
    return max(abs((now.first - before.first).days), abs((now.last - before.last).days))

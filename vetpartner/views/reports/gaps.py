"""What is missing: facts, evidence and answers that somebody will ask for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.model import Activity, Delivered, Money, WorkPackage
from vetpartner.showing import Listing, Shown
from vetpartner.views.dates.deadlines import deadlines
from vetpartner.views.finance.money import amount_of, makers_of
from vetpartner.views.phrases import Phrase, say
from vetpartner.views.progress.achieved import Row, achieved
from vetpartner.views.progress.owed import missing_proofs, owner_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vetpartner.model import Partnership
    from vetpartner.views.reports.explaining import Unexplained

Missing = Literal["fact", "evidence", "deliverable", "measurement", "answer", "reason"]


@frozen(kw_only=True)
class Gap(Shown):
    """Something missing: `what` in a sentence, of which thing, who owes it and since when.

    `owner` is the id of an organisation, `owner_label` what it is called.
    `days` are left until the partners' part of the next report is due, None where none is ahead;
    `amount` is what the agency may cut for it, None where no amount is known.
    """

    kind: Missing
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
        thing = f"{self.id} {self.title}" if self.id != self.title else self.title
        amount = f", {self.amount}" if self.amount is not None else ""
        return f"{thing}: {self.what}{amount}  [{self.owner_label}]"


def gaps(
    p: Partnership,
    answers: Iterable[tuple[str, str]] = (),
    *,
    rows: Iterable[Row] | None = None,
    unexplained: Iterable[Unexplained] = (),
) -> Listing[Gap]:
    """Return what is missing as of the day; nothing that is not due yet counts.

    `answers` are questions without an answer, as address and label; `rows` those of `achieved`,
    if they were computed before; `unexplained` what differs from the plan without a reason.
    """
    rows = tuple(achieved(p) if rows is None else rows)
    missing = missing_proofs(p)
    of_rows = tuple(gap for row in rows for gap in _of_row(p, row, missing))
    # What did not happen needs a fact first; a line below, for its reason, would say it twice.
    told = {gap.id for gap in of_rows if gap.kind != "evidence"}
    found = (
        *of_rows,
        *(_reason(p, one) for one in unexplained if one.id not in told),
        *(_answer(p, address, label) for address, label in answers),
    )
    left = _days_left(p)
    makers = makers_of(p)
    packages = {package.id: amount_of(p, package) for package in p.plan.work_packages}
    amounts = {id_: _amount(p, id_, makers.get(id_), packages) for id_ in {g.id for g in found}}
    return Listing(evolve(gap, days=left, amount=amounts[gap.id]) for gap in found)


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


def _of_row(p: Partnership, row: Row, missing: dict[str, tuple[str, ...]]) -> Iterator[Gap]:
    if row.kind == "activity":
        yield from _of_activity(p, row, missing.get(row.id, ()))
    elif row.kind == "deliverable":
        yield from _of_deliverable(p, row, missing.get(row.id, ()))
    elif row.kind == "indicator" and row.status == "overdue":
        yield _gap(p, row, "measurement", say("never measured"))
    elif row.kind == "dissemination" and row.status == "overdue":
        yield _gap(p, row, "fact", say("nothing recorded"))


def _of_activity(p: Partnership, row: Row, missing: tuple[str, ...]) -> Iterator[Gap]:
    if row.status in {"overdue", "partly"}:
        yield _gap(p, row, "fact", say("past, but not recorded as held"))
    for kind in missing:
        yield _gap(p, row, "evidence", say(f"no {kind}"))


def _of_deliverable(p: Partnership, row: Row, missing: tuple[str, ...]) -> Iterator[Gap]:
    if row.status == "overdue":
        yield _gap(p, row, "deliverable", say("not delivered"))
    elif row.status == "partly" and row.difference_phrases:
        yield _gap(p, row, "deliverable", say("not delivered in all languages"))
    for kind in missing:
        yield _gap(p, row, "evidence", say(f"no {kind}"))
    facts = p.facts_of(row.id, Delivered)
    shown = any(f.url or any(e.file or e.url for e in f.evidence) for f in facts)
    if facts and not shown:
        yield _gap(p, row, "evidence", say("neither a file nor an address to show"))


def _gap(p: Partnership, row: Row, kind: Missing, phrase: Phrase) -> Gap:
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

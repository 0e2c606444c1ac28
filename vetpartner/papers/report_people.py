"""Who took part and what each partner did, as a report shows it: rows in no language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import Delivered, Disseminated, Money, Surveyed, Task, Training
from vetpartner.model.partnership import once
from vetpartner.papers.report_groups import Pair, ReportRow
from vetpartner.state.held import held_facts, participants
from vetpartner.state.rows import DONE
from vetpartner.state.summary import at_least
from vetpartner.values.keyed import added, grouped
from vetpartner.values.phrase import Phrase, bare, count, listed, say
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Attended, Organisation, Partnership
    from vetpartner.state.shares import Matrix
    from vetpartner.values.phrase import Phrase


@frozen(kw_only=True)
class TrainingRow:
    """A training that was held: for whom, how many were there, for how long, and what they say.

    `hours` are those of the programme, `score` the mean of the last survey on a scale up to `scale`
    from `respondents` answers; None is what is not known.
    """

    id: str
    title: str
    target_group: str | None
    participants: int | None
    hours: Decimal | None
    respondents: int | None = None
    score: Decimal | None = None
    scale: Decimal | None = None


@frozen(kw_only=True)
class PartnerPart:
    """What one organisation did, and what is known of it.

    `pairs` are its numbers too: who came from it, how often it made the project known, its share,
    and what it led, hosted or made, by name: the tables of the activities tell the rest.
    """

    id: str
    name: str
    role: str
    pairs: tuple[Pair, ...]
    description: str | None


def trainings(p: Partnership, rows: Iterable[ReportRow]) -> Iterator[TrainingRow]:
    """Yield the trainings that were held, in the order of the plan."""
    for line in rows:
        training = p.at(line.row.address)
        if not isinstance(training, Training) or line.row.status not in {*DONE, "partly"}:
            continue
        asked = p.facts_of(training.id, Surveyed)
        last = asked[-1] if asked else None
        count = line.row.achieved_value
        yield TrainingRow(
            id=training.id,
            title=line.row.title,
            target_group=training.target_group,
            participants=None if count is None else int(count),
            hours=training.hours,
            respondents=last.respondents if last else None,
            score=last.score if last else None,
            scale=last.scale if last else None,
        )


def partner_parts(
    p: Partnership, activities: Iterable[ReportRow], results: Iterable[ReportRow], budget: Matrix
) -> Iterator[PartnerPart]:
    """Yield what each organisation did, the coordinator first."""
    order = {"coordinator": 0, "partner": 1, "associated": 2}
    shares = {o.id: budget.totals[n] for n, o in enumerate(budget.organisations)}
    told = p.facts_of_kind(Disseminated)
    activities, results = tuple(activities), tuple(results)
    for home in sorted(p.plan.organisations, key=lambda o: order[p.role_of(o.id)]):
        own = [fact for fact in told if fact.organisation == home.id]
        led = [row for row in activities if _does(p, row, home.id)]
        made = [row for row in results if _makes(p, row, home.id)]
        yield PartnerPart(
            id=home.id,
            name=home.label,
            role=p.role_of(home.id),
            pairs=(
                Pair(label="Role", value=say(p.role_of(home.id))),
                *_pairs(p, home, own, shares.get(home.id)),
                *_done(led, made),
            ),
            description=home.description,
        )


def _done(led: Iterable[ReportRow], made: Iterable[ReportRow]) -> Iterator[Pair]:
    """Yield what an organisation led and made, where there is any."""
    if (named := _named(led)) is not None:
        yield Pair(label="Activities led or hosted", value=named)
    if (named := _named(made)) is not None:
        yield Pair(label="Results made", value=named)


def _named(rows: Iterable[ReportRow]) -> Phrase | None:
    """Return what things are called, one after the other; None for none."""
    return listed(entitled(line.row.id, line.row.title) for line in rows)


def _pairs(
    p: Partnership, home: Organisation, told: list[Disseminated], share: Money | None
) -> Iterator[Pair]:
    """Yield the numbers of an organisation; what is not known is not said."""
    led = listed(entitled(w.id, w.title or "") for w in p.plan.work_packages if w.lead == home.id)
    if led is not None:
        yield Pair(label="Work packages led", value=led)
    if (sent := _sent(p, home.id)) is not None:
        yield Pair(label="Participants sent to activities", value=sent)
    if told:
        times = count("{n} time", "{n} times", sum(fact.times for fact in told))
        yield Pair(label="Made the project known", value=times)
        if (reach := added(fact.reach for fact in told)) is not None:
            yield Pair(label="People reached", value=bare(reach))
    if share is not None:
        yield Pair(label="Share of the budget", value=bare(share))


def _does(p: Partnership, row: ReportRow, home: str) -> bool:
    thing = p.at(row.row.address)
    return row.row.status in {*DONE, "partly"} and home in {
        getattr(thing, "lead", None),
        getattr(thing, "host", None),
    }


def _makes(p: Partnership, row: ReportRow, home: str) -> bool:
    result = p.at(row.row.address)
    package = p.get(getattr(result, "work_package", None))
    lead = getattr(result, "lead", None) or getattr(package, "lead", None)
    facts = p.facts_of(row.row.id, Delivered)
    return bool(facts) and (lead == home or home in getattr(result, "organisations", ()))


def _sent(p: Partnership, home: str) -> Phrase | None:
    """Return how many people an organisation sent to activities; None where nobody told it.

    Where more were there than the records name, or nobody is named, it may have sent more.
    """
    found, whole = _all_sent(p)
    if not found or None in found:
        return None
    number = added(fact.people for fact in found.get(home, ()))
    return None if number is None or not (number or whole) else at_least(number, whole=whole)


@once
def _all_sent(p: Partnership) -> tuple[dict[str | None, list[Attended]], bool]:
    """Return who attended by organisation, and whether the records name all who were there."""
    attended = (fact for activity in p.plan.activities for fact in p.attended(activity.id))
    found = grouped((fact.organisation, fact) for fact in attended)
    events = (a for a in p.plan.activities if not isinstance(a, Task) and held_facts(p, a))
    counts = (participants(p, activity) for activity in events)
    return found, all(one.listed and (one.stated or 0) <= (one.recorded or 0) for one in counts)

"""Who took part and what each partner did, as a report shows it: rows in no language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model import (
    Activity,
    Delivered,
    Disseminated,
    Money,
    Quoted,
    Surveyed,
    Task,
    Training,
)
from vetpartner.model.partnership import once
from vetpartner.papers.report_groups import Pair, ReportRow
from vetpartner.papers.report_money import total_of
from vetpartner.state.activity_entries import begins, is_in
from vetpartner.state.disputed import certain_of, certain_there
from vetpartner.state.held import held_facts, participants
from vetpartner.state.inclusion import may_be_told
from vetpartner.state.rows import DONE, LATE, has_begun
from vetpartner.state.summary import left_by
from vetpartner.values.counts import AtLeast, known_part, least_sum, told
from vetpartner.values.keyed import grouped
from vetpartner.values.phrase import Phrase, bare, count, listed, say
from vetpartner.values.translations import inside
from vetpartner.values.words import NOT_TOLD, entitled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from vetpartner.model import Attended, Organisation, Partnership
    from vetpartner.state.inclusion import Inclusion
    from vetpartner.state.shares import Matrix
    from vetpartner.values.phrase import Value


@frozen(kw_only=True)
class TrainingRow:
    """A training that was held: for whom, how many were there, for how long, and what they say.

    `hours` are those of the programme, `score` the mean of the last survey on a scale up to `scale`
    from `respondents` answers; None is what is not known. `outcomes` are what each group of people
    was to learn, under what it is called.
    """

    id: str
    title: str
    target_group: str | None
    participants: Decimal | None
    hours: Decimal | None
    respondents: int | None = None
    score: Decimal | None = None
    scale: Decimal | None = None
    outcomes: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def named(self) -> str:
        """Return id and title in one text."""
        return entitled(self.id, self.title)


_TOOK_PLACE = frozenset({*DONE, "partly"})
_OUTCOMES = {
    "Learning outcomes": "learning_outcomes",
    "Staff outcomes": "staff_outcomes",
    "Trainer outcomes": "trainer_outcomes",
    "Accompanying outcomes": "accompanying_outcomes",
}


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
        if not isinstance(training, Training) or line.row.status not in _TOOK_PLACE:
            continue
        asked = certain_of(p, Surveyed, training.id)
        last = asked[-1] if asked else None
        yield TrainingRow(
            id=training.id,
            title=line.row.title,
            target_group=training.target_group,
            participants=line.row.known_value,
            hours=training.hours,
            respondents=last.respondents if last else None,
            score=last.score if last else None,
            scale=last.scale if last else None,
            outcomes=tuple(
                (label, told)
                for label, name in _OUTCOMES.items()
                if (told := getattr(training, name))
            ),
        )


def quotes(p: Partnership) -> Iterator[Phrase]:
    """Yield what people said of activities and results, and agreed to, with who they are.

    They are told by role and organisation; a name is recorded nowhere.
    """
    for fact in p.facts_of_kind(Quoted):
        if fact.may_be_printed:
            text = inside(fact.text, lambda words: " ".join(words.split()))
            about = entitled(fact.of or "", p.label(fact.of))
            who = (say(fact.role), p.label(fact.organisation), about)
            yield say("“{text}” – {who}", text=text, who=listed(filter(None, who)) or "")


def partner_parts(
    p: Partnership,
    activities: Iterable[ReportRow],
    results: Iterable[ReportRow],
    budget: Matrix,
    people: Inclusion,
) -> Iterator[PartnerPart]:
    """Yield what each organisation did, the coordinator first.

    `people` are the counts that may be published: what is kept back there is not told here.
    """
    order = {"coordinator": 0, "partner": 1, "associated": 2}
    shares = {o.id: total_of(budget, n) for n, o in enumerate(budget.organisations)}
    spread = certain_of(p, Disseminated)
    all_led = grouped((home, row) for row in activities for home in _leading(p, row))
    all_made = grouped((home, row) for row in results for home in _making(p, row))
    telling = may_be_told(p, people)
    for home in sorted(p.plan.organisations, key=lambda o: order[p.role_of(o.id)]):
        own = [fact for fact in spread if fact.organisation == home.id]
        led, made = all_led.get(home.id, ()), all_made.get(home.id, ())
        yield PartnerPart(
            id=home.id,
            name=home.label,
            role=p.role_of(home.id),
            pairs=(
                Pair(label="Role", value=say(p.role_of(home.id))),
                *_left(p, home),
                *_pairs(p, home, own, shares.get(home.id), telling),
                *_done(led, made),
            ),
            description=home.description,
        )


def _done(led: Iterable[ReportRow], made: Iterable[ReportRow]) -> Iterator[Pair]:
    """Yield what an organisation led and made, where there is any; what runs on says so."""
    if (named := listed(map(_led, led))) is not None:
        yield Pair(label="Activities led or hosted", value=named)
    if (named := listed(line.named for line in made)) is not None:
        yield Pair(label="Results made", value=named)


def _led(line: ReportRow) -> Value | Phrase:
    """Return what an activity is called, and how far it is where it is not done."""
    row = line.row
    if row.status in _TOOK_PLACE:
        return line.named
    late = (say(row.status),) if row.status in LATE else ()
    so_far = listed((*late, *row.achieved_phrases), ", ")
    return say("{value} ({source})", value=line.named, source=so_far or "")


def _left(p: Partnership, home: Organisation) -> Iterator[Pair]:
    left = left_by(p, home)
    if left is not None:
        yield Pair(label="Left on", value=bare(left))


def _pairs(
    p: Partnership,
    home: Organisation,
    made_known: list[Disseminated],
    share: Money | Phrase | None,
    telling: Collection[str],
) -> Iterator[Pair]:
    """Yield the numbers of an organisation; what is not known is not said."""
    led = listed(entitled(w.id, w.title or "") for w in p.plan.work_packages if w.lead == home.id)
    if led is not None:
        yield Pair(label="Work packages led", value=led)
    if (sent := _sent(p, home.id)) is not None:
        value = sent if home.id in telling else say(NOT_TOLD)
        yield Pair(label="Participations in activities", value=value)
    if made_known:
        times = count("{n} time", "{n} times", sum(fact.times for fact in made_known))
        yield Pair(label="Made the project known", value=times)
        if (reach := told(least_sum(fact.reach for fact in made_known))) is not None:
            yield Pair(label="People reached", value=reach)
    if share is not None:
        yield Pair(label="Share of the budget", value=bare(share))


def _leading(p: Partnership, row: ReportRow) -> set[str | None]:
    """Return who led or hosted what took place, or what began and is not done.

    A task of which nobody says who leads it is led by who leads its work package. Who had left
    before it began led nothing of it.
    """
    if row.row.status not in _TOOK_PLACE and not has_begun(row.row):
        return set()
    thing = p.at(row.row.address)
    own = {getattr(thing, "lead", None), getattr(thing, "host", None)} - {None}
    if not own and isinstance(thing, Task):
        own = {getattr(p.get(thing.work_package), "lead", None)}
    first = begins(p, thing) if isinstance(thing, Activity) else p.as_of
    return {home for home in own if home is None or is_in(p, home, first)}


def _making(p: Partnership, row: ReportRow) -> set[str | None]:
    """Return who made a result that is delivered: who leads it, and who takes part in it."""
    if not p.facts_of(row.row.id, Delivered):
        return set()
    result = p.at(row.row.address)
    package = p.get(getattr(result, "work_package", None))
    lead = getattr(result, "lead", None) or getattr(package, "lead", None)
    return {lead, *getattr(result, "organisations", ())}


def _sent(p: Partnership, home: str) -> Phrase | None:
    """Return how many people an organisation sent to activities; None where nobody told it.

    Where more were there than the records name, where it is not recorded of some who sent them, or
    of a group how many they were, it may have sent more.
    """
    found, whole = _all_sent(p)
    if not found:
        return None
    number = least_sum(fact.people for fact in found.get(home, ()))
    sure = whole and None not in found and not isinstance(number, AtLeast)
    return None if number is None else told(known_part(number, whole=sure))


@once
def _all_sent(p: Partnership) -> tuple[dict[str | None, list[Attended]], bool]:
    """Return who attended by organisation, and whether the records name all who were there."""
    attended = (fact for activity in p.plan.activities for fact in certain_there(p, activity.id))
    found = grouped((fact.organisation, fact) for fact in attended)
    events = (a for a in p.plan.activities if not isinstance(a, Task) and held_facts(p, a))
    counts = (participants(p, activity) for activity in events)
    return found, all(
        one.listed and max((one.stated or 0, *one.said)) <= (one.recorded or 0) for one in counts
    )

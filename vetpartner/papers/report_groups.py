"""The rows of planned and achieved by work package and by activity, as a report shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.model import Activity, Delivered, Indicator, Money, Task
from vetpartner.programme import country, known_rules
from vetpartner.render.language import has_catalogue
from vetpartner.render.language import language as language_of
from vetpartner.state.earned import stands_with
from vetpartner.state.figures import KINDS, Figure
from vetpartner.state.rows import Achieved, package_of, period
from vetpartner.state.shares import Matrix, activity_amounts
from vetpartner.state.statement import agency
from vetpartner.state.summary import Concerned, left_by
from vetpartner.values.phrase import Phrase, Value, bare, count, listed, say
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from vetpartner.model import Deliverable, Limit, Organisation, Partnership, WorkPackage
    from vetpartner.programme.questions import Asked


# The coordinator's own words in a report, and where they are missing.


@frozen(kw_only=True)
class Answer:
    """An answer to a question, or its absence.

    `text` is Markdown, None where there is none; `language` is the one that it is written in.
    `fallback` says that this is not the language asked for.
    `limit` is how many characters the online form takes, None where the project does not say.
    `unknown_figures` are the addresses in its `{{ figure("…") }}` that no figure has.
    """

    id: str
    label: str
    help: str
    required: bool
    english: bool
    text: str | None
    language: str
    fallback: bool
    address: str
    limit: int | None = None
    unknown_figures: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        """Tell whether the report cannot do without it and has not got it."""
        return self.required and self.text is None


Limits = tuple["Limit", ...]
Words = tuple[tuple[str, Mapping[str, str]], ...]
"""What was written for a kind of report: language and answers by question, the best first."""


def words_of(p: Partnership, kind: str, language: str) -> Words:
    """Return the narratives of a kind: as wanted, then the project's language, English, others."""
    written = {n.language: n for n in reversed(p.narratives) if n.report == kind}
    order = dict.fromkeys((language, p.plan.project.language, "en", *sorted(written)))
    return tuple((name, dict(written[name].answers)) for name in order if name in written)


def answer(
    found: Asked,
    words: Words,
    kind: str,
    language: str,
    limits: Limits = (),
    figures: Mapping[str, Figure] = MappingProxyType({}),
    *,
    running: bool = False,
) -> Answer:
    """Look an answer up in the best language that has it, with the figures that it asks for.

    Its label is in the present tense where what it is about is `running`, or still to come.
    """
    wanted = "en" if found.english else language
    text, written_in = _english(found, words) if found.english else _any(found, words)
    unknown: tuple[str, ...] = ()
    if text is not None:
        text, unknown = with_figures(text, figures, written_in or wanted)
    return Answer(
        id=found.id,
        label=(running and found.question.running) or found.question.label,
        help=found.question.help,
        required=found.required,
        english=found.english,
        text=text,
        language=written_in or wanted,
        fallback=written_in is not None and not same_language(written_in, wanted),
        address=f"narrative/{kind}.{language}/{found.id}",
        limit=_limit(found, limits),
        unknown_figures=unknown,
    )


_FIGURE = re.compile(r"\{\{\s*figure\(\s*[\"'“”„«»]([^\"'“”„«»{}\n]{1,200})[\"'“”«»]\s*\)\s*\}\}")
"""The one thing in braces that means anything in somebody's own words."""


def with_figures(
    text: str, figures: Mapping[str, Figure], code: str
) -> tuple[str, tuple[str, ...]]:
    """Put the numbers of the record where a text asks for them; what nothing has stays as typed.

    Returned with the addresses that no figure has, or none with a number.
    """
    unknown: list[str] = []
    spoken = language_of(code if has_catalogue(code) else "en")

    def filled(match: re.Match[str]) -> str:
        figure = figures.get(address := match[1].strip())
        if figure is None or figure.value is None:
            unknown.append(address)
            return match[0]
        return spoken.value(figure.value)

    return _FIGURE.sub(filled, text), tuple(unknown)


def _limit(found: Asked, limits: Limits) -> int | None:
    """Return the limit of this very question, or else that of its kind; the first one holds."""
    of = dict(reversed([(limit.question, limit.characters) for limit in limits]))
    return of.get(found.id, of.get(found.question.id))


def _any(found: Asked, words: Words) -> tuple[str | None, str | None]:
    for name, answers in words:
        if text := answers.get(found.id):
            return text, name
    return None, None


def _english(found: Asked, words: Words) -> tuple[str | None, str | None]:
    """Look for an English answer: below its own heading, or in the narrative in English."""
    for name, answers in words:
        own = answers.get(found.question.id) if same_language(name, "en") else None
        if text := answers.get(found.id) or own:
            return text, "en"
    return None, None


def same_language(one: str, other: str) -> bool:
    """Tell whether two codes name one language, such as `en` and `en_GB`."""
    return one.partition("_")[0] == other.partition("_")[0]


# The results that were delivered, as the results platform and the final report show them.


@frozen(kw_only=True)
class ResultRow:
    """A delivered result: what it is, in which languages (codes), its licence and address.

    `evidence` are the numbers of what shows it.
    """

    id: str
    title: str
    kind: str | None
    languages: tuple[str, ...]
    licence: str | None
    url: str | None
    evidence: tuple[str, ...] = ()


def delivered_in_part(lines: Iterable[ReportRow]) -> tuple[Phrase, ...]:
    """Return which results are delivered in part alone, where any is."""
    some = [line.row.id for line in lines if line.row.status == "partly"]
    return (say("Delivered in part: {ids}.", ids=", ".join(some)),) if some else ()


def result_row(p: Partnership, result: Deliverable, evidence: tuple[str, ...] = ()) -> ResultRow:
    """Return what is known of a result: the latest address and licence, all languages."""
    facts = p.facts_of(result.id, Delivered)
    licence = next((fact.licence for fact in reversed(facts) if fact.licence), result.licence)
    return ResultRow(
        id=result.id,
        title=p.label(result.id),
        kind=result.kind,
        languages=tuple(dict.fromkeys(code for fact in facts for code in fact.languages)),
        licence=licence or p.plan.project.licence,
        url=next((fact.url for fact in reversed(facts) if fact.url), None),
        evidence=evidence,
    )


def result_rows(p: Partnership, evidence: Mapping[str, tuple[str, ...]]) -> tuple[ResultRow, ...]:
    """Return the delivered results in the order of the plan; `evidence` are numbers by id."""
    return tuple(
        result_row(p, result, evidence.get(result.id, ()))
        for result in p.plan.deliverables
        if p.facts_of(result.id, Delivered)
    )


# The head of a report: the project, its partners, and what is known of each work package.


@frozen(kw_only=True)
class Pair:
    """A label and what stands beside it."""

    label: str
    value: Phrase


@frozen(kw_only=True)
class Partner:
    """An organisation as the report lists it; `country` is an ISO code, or as it was typed.

    `left` is its last day where it has left, None where it stays.
    """

    id: str
    name: str
    role: str
    kind: str | None
    city: str | None
    country: str | None
    oid: str | None
    newcomer: bool | None
    description: str | None
    left: date | None = None


def partners(p: Partnership) -> tuple[Partner, ...]:
    """Return the coordinator first, then the partners, then associated partners."""
    order = {"coordinator": 0, "partner": 1, "associated": 2}
    found = [_partner(p, organisation) for organisation in p.plan.organisations]
    return tuple(sorted(found, key=lambda partner: order[partner.role]))


def _partner(p: Partnership, organisation: Organisation) -> Partner:
    return Partner(
        id=organisation.id,
        name=organisation.label,
        role=p.role_of(organisation.id),
        kind=organisation.kind,
        city=organisation.city,
        country=organisation.country and (country(organisation.country) or organisation.country),
        oid=organisation.oid,
        newcomer=organisation.newcomer,
        left=left_by(p, organisation),
        description=organisation.description,
    )


def project_pairs(p: Partnership) -> tuple[Pair, ...]:
    """Return what is known of the project, without what is not."""
    project = p.plan.project
    months = project.months
    duration = count("{n} month", "{n} months", months) if months is not None else None
    known: tuple[tuple[str, Value | Phrase | None], ...] = (
        ("Project reference", project.reference),
        ("Title", project.title),
        ("Acronym", project.acronym),
        ("Action", project.action),
        ("Call", str(project.call) if project.call is not None else None),
        ("Start", project.start),
        ("End", p.end),
        ("Duration", duration),
        ("Lump sum", project.lump_sum),
        ("Coordinator", _name(p, project.coordinator)),
        ("National agency", agency(p)),
        ("Website", project.website),
        ("Licence of the results", project.licence),
        ("Priorities", listed(_priorities(p))),
        ("Topics", listed(project.topics)),
    )
    pairs = [
        Pair(label=label, value=value if isinstance(value, Phrase) else bare(value))
        for label, value in known
        if value is not None
    ]
    return tuple(pairs)


def amounts(p: Partnership, budget: Matrix) -> dict[str, Money]:
    """Return the amount of each work package and activity, by id, where it is known."""
    found = {row.id: row.total for row in budget.rows if row.total}
    found |= {thing.id: amount for thing, amount in activity_amounts(p) if amount}
    return found


def concerned(
    p: Partnership, rows: Iterable[Achieved], known: Mapping[str, Money]
) -> dict[str, Concerned]:
    """Return, by id, the amounts with which activities and results stand or fall.

    It is that of an activity itself, of the activity that makes a result, or else of the work
    package as a whole; `known` is as `amounts` returns it.
    """
    priced = (row for row in rows if row.kind in {"activity", "deliverable"})
    tied = ((row.id, row.id if row.id in known else stands_with(p, row) or "") for row in priced)
    return {id_: Concerned(amount=known[of], of=of) for id_, of in tied if of in known}


def group_pairs(
    p: Partnership, thing: WorkPackage | Activity, amount: Money | None
) -> tuple[Pair, ...]:
    """Return what is known of a work package or activity beside its rows."""
    return tuple(_group_pairs(p, thing, amount))


def _group_pairs(p: Partnership, thing: Any, amount: Money | None) -> Iterator[Pair]:  # noqa: ANN401 - two classes
    if thing.lead is not None:
        yield Pair(label="Lead", value=bare(_name(p, thing.lead) or thing.lead))
    if isinstance(thing, Activity) and thing.host not in {None, thing.lead}:
        yield Pair(label="Host", value=bare(_name(p, thing.host) or ""))
    if thing.organisations:
        names = ", ".join(p.label(organisation) for organisation in thing.organisations)
        yield Pair(label="Organisations", value=bare(names))
    if (phrase := period(p, thing.when)) is not None:
        yield Pair(label="Period", value=phrase)
    if amount is not None:
        yield Pair(label="Amount", value=bare(amount))
    titles = listed(p.label(objective) for objective in getattr(thing, "objectives", ()))
    if titles is not None:
        yield Pair(label="Specific objectives", value=titles)


def _priorities(p: Partnership) -> tuple[Value, ...]:
    """Return the priorities by title, whether that was typed or a key, which only forms know."""
    rules = known_rules(p)
    known = ((text, rules.priority(text)) for text in p.plan.project.priorities)
    return tuple(text if one is None else say(one.label) for text, one in known)


def _name(p: Partnership, id_: str | None) -> str | None:
    """Return the full name of an organisation, or the id where nothing is known."""
    found = p.get(id_)
    return getattr(found, "name", None) or (p.label(id_) if id_ else None)


@frozen(kw_only=True)
class ReportRow:
    """A row of planned and achieved with the numbers of its evidence.

    `figure` is the address of what explains its number, None where no record is behind it;
    `amount` is that of an activity, where it has one of its own; `source` tells how an indicator is
    verified, None where the plan does not say.
    """

    row: Achieved
    evidence: tuple[str, ...] = ()
    figure: str | None = None
    amount: Money | None = None
    source: str | None = None

    @property
    def named(self) -> str:
        """Return id and title in one text."""
        return entitled(self.row.id, self.row.title)


@frozen(kw_only=True)
class ReportGroup:
    """A work package or activity: what is known of it, its rows by kind, and its answers."""

    id: str
    title: str
    kind: str
    pairs: tuple[Pair, ...] = ()
    description: str | None = None
    activities: tuple[ReportRow, ...] = ()
    deliverables: tuple[ReportRow, ...] = ()
    indicators: tuple[ReportRow, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def named(self) -> str:
        """Return id and title in one text."""
        return entitled(self.id, self.title)


class ReportGroups:
    """The rows of a partnership by work package and by activity."""

    def __init__(  # noqa: D107 - the class says it
        self,
        p: Partnership,
        rows: tuple[Achieved, ...],
        evidence: Mapping[str, tuple[str, ...]],
        budget: Matrix,
        figures: Collection[str] = (),
    ) -> None:
        self._p = p
        self._rows = rows
        self._evidence = evidence
        self._figures = figures
        self._activities = {row.id: row for row in rows if row.kind == "activity"}
        # By kind, since an id may be used twice by mistake.
        self._packages = {wp.id: wp for wp in p.plan.work_packages}
        self._planned = {activity.id: activity for activity in p.plan.activities}
        self._amounts = amounts(p, budget)
        self._by_package: dict[str | None, list[Achieved]] = {}
        for row in rows:
            self._by_package.setdefault(package_of(p, row), []).append(row)

    def lines(self, chosen: Iterable[Achieved]) -> tuple[ReportRow, ...]:
        """Return rows with the numbers of their evidence."""
        return tuple(
            ReportRow(
                row=row,
                evidence=self._proofs(row),
                figure=self._figure(row),
                amount=self._amounts.get(row.id) if row.kind == "activity" else None,
                source=self._source(row),
            )
            for row in chosen
        )

    def _proofs(self, row: Achieved) -> tuple[str, ...]:
        """Return the evidence of a row; that of a task is that of the results it made."""
        own = self._evidence.get(row.id, ())
        task = self._planned.get(row.id) if row.kind == "activity" else None
        if own or row.status != "done" or not isinstance(task, Task):
            return own
        return tuple(number for id_ in task.results for number in self._evidence.get(id_, ()))

    def _source(self, row: Achieved) -> str | None:
        thing = self._p.at(row.address)
        return thing.source if isinstance(thing, Indicator) else None

    def _figure(self, row: Achieved) -> str | None:
        address = f"{KINDS.get(row.kind, row.kind)}/{row.id}"
        return address if address in self._figures else None

    def of(self, id_: str) -> ReportGroup:
        """Return the group of a work package or of an activity."""
        if id_ in self._packages:
            return self.package(id_)
        return self._group(self._planned[id_], "activity", (self._activities[id_],))

    def package(self, id_: str) -> ReportGroup:
        """Return a work package with everything that hangs on it."""
        rows = self._by_package.get(id_, [])
        return self._group(self._packages[id_], "work package", rows)

    def elsewhere(self, packages: list[str]) -> ReportGroup:
        """Return what hangs on no work package, or on one that does not exist."""
        rows = [r for id_, found in self._by_package.items() if id_ not in packages for r in found]
        return self._filled(ReportGroup(id="", title="", kind="elsewhere"), rows)

    def everything(self) -> ReportGroup:
        """Return all rows together, for a project without work packages."""
        return self._filled(ReportGroup(id="", title="", kind="project"), self._rows)

    def _group(
        self, thing: WorkPackage | Activity, kind: str, rows: Iterable[Achieved]
    ) -> ReportGroup:
        group = ReportGroup(
            id=thing.id,
            title=thing.title or thing.id,
            kind=kind,
            pairs=group_pairs(self._p, thing, self._amounts.get(thing.id)),
            description=thing.description,
        )
        return self._filled(group, rows)

    def _filled(self, group: ReportGroup, rows: Iterable[Achieved]) -> ReportGroup:
        found = tuple(rows)
        return evolve(
            group,
            activities=self.lines(row for row in found if row.kind == "activity"),
            deliverables=self.lines(row for row in found if row.kind == "deliverable"),
            indicators=self.lines(row for row in found if row.kind == "indicator"),
        )

"""Everything that a report shows, as plain rows: no words of any language, no format."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import Held, Money, Training, management_of
from vetpartner.papers.against_record import Difference, Untold, differences, untold
from vetpartner.papers.plain_answer import plain_text
from vetpartner.papers.report_effects import (
    Amendment,
    Effects,
    amendments,
    effects,
    moved_because,
    unreasoned,
)
from vetpartner.papers.report_groups import (
    Answer,
    Pair,
    Partner,
    ReportGroup,
    ReportGroups,
    ReportRow,
    ResultRow,
    amounts,
    answer,
    concerned,
    partners,
    project_pairs,
    result_rows,
    words_of,
)
from vetpartner.papers.report_people import (
    PartnerPart,
    TrainingRow,
    partner_parts,
    quotes,
    trainings,
)
from vetpartner.programme.questions import asked, structure_for
from vetpartner.state.achieved import achieved, milestones
from vetpartner.state.ahead import Ahead, ahead
from vetpartner.state.balance import (
    BalanceLine,
    BudgetLine,
    PaidFor,
    budget_lines,
    objective_lines,
    package_lines,
    paid_for,
    total_line,
)
from vetpartner.state.claims import ClaimedField, settled_claims
from vetpartner.state.deadlines import Deadline, deadlines
from vetpartner.state.dissemination import Record, records
from vetpartner.state.evidence import EvidenceRow, evidence, numbers_by_id
from vetpartner.state.figures import Figure, figures, for_readers
from vetpartner.state.gaps import Gap, Unexplained, gaps, unexplained
from vetpartner.state.held import held_facts
from vetpartner.state.inclusion import Inclusion, inclusion
from vetpartner.state.outcomes import (
    AspectTotal,
    KeptRow,
    Place,
    RiskRow,
    aspect_totals,
    kept,
    not_kept,
    places,
    risks,
)
from vetpartner.state.periods import covered_until, within
from vetpartner.state.quality import Followed, learned, quality
from vetpartner.state.rows import DONE, Achieved, deviations, last_day
from vetpartner.state.shares import Matrix, PaymentRow, matrix, payments
from vetpartner.state.statement import AspectRow, VisibleStatement, aspects, statement
from vetpartner.state.summary import Concerned, KeyFigure, achievements, gravest, key_figures
from vetpartner.state.transfers import Transfer, transfers_of
from vetpartner.state.unknown import unknown
from vetpartner.state.used import PaymentUse, payment_use
from vetpartner.values.phrase import Phrase, say
from vetpartner.values.showing import Brief
from vetpartner.values.translations import unmarked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from vetpartner.model import Partnership


@frozen(kw_only=True)
class Section:
    """A block of the report: computed parts before, answers, groups, computed parts after."""

    id: str
    title: str
    before: tuple[str, ...]
    answers: tuple[Answer, ...]
    groups: tuple[ReportGroup, ...]
    after: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would stand below its heading; what nobody asks for is no gap."""
        told = any(found.text is not None or found.missing for found in self.answers)
        return not (self.before or self.groups or self.after or told)


@frozen(kw_only=True)
class ReportData(Brief):
    """All that a template gets. Nothing in it can reach a file.

    `told_otherwise` are what the answers say otherwise than the record, with their addresses;
    `effects` are what each deviation moved, by the address of its row, and `moved_because` why the
    deadlines of the project were; `followed` and `learned`
    name the chapter where the rest stands.
    `planned_by` is the last day of which the report tells, until which it says what was planned;
    None where the project is over by then, and nothing `ahead`. `use` is None in a final report.
    `untold` are the numbers in them, and in other own words, that the record does not say.
    `explained` are the addresses of `figures`, `without_reason` those of `unexplained` and of the
    amendments without a reason, and `lines_without_reason` the ids of its lines of the budget: a
    small difference needs no reason, and is not marked.
    """

    kind: str
    language: str
    as_of: date
    label: str
    title: str | None
    reference: str | None
    start: date | None
    end: date | None
    covers_until: date | None
    planned_by: date | None
    pairs: tuple[Pair, ...]
    summary: str | None
    partners: tuple[Partner, ...]
    sections: tuple[Section, ...]
    management: ReportGroup | None
    elsewhere: ReportGroup
    everything: ReportGroup
    dissemination: tuple[ReportRow, ...]
    records: tuple[Record, ...]
    milestones: tuple[ReportRow, ...]
    deviations: tuple[ReportRow, ...]
    unexplained: tuple[Unexplained, ...]
    objectives: tuple[BalanceLine, ...]
    packages: tuple[BalanceLine, ...]
    budget_lines: tuple[BudgetLine, ...]
    budget_total: BudgetLine
    amendments: tuple[Amendment, ...]
    evidence: tuple[EvidenceRow, ...]
    figures: tuple[Figure, ...]
    settled: tuple[ClaimedField, ...]
    explained: frozenset[str]
    without_reason: frozenset[str]
    lines_without_reason: frozenset[str]
    told_otherwise: tuple[tuple[str, Difference], ...]
    untold: tuple[tuple[str, Untold], ...]
    gaps: tuple[Gap, ...]
    unknown: tuple[Phrase, ...]
    risks: tuple[RiskRow, ...]
    kept: tuple[KeptRow, ...]
    not_kept: tuple[str, ...]
    places: tuple[Place, ...]
    aspect_totals: tuple[AspectTotal, ...]
    budget: Matrix
    paid_for: tuple[PaidFor, ...]
    lump_sum: Money | None
    currency: str
    payments: tuple[PaymentRow, ...]
    deadlines: tuple[Deadline, ...]
    aspects: tuple[AspectRow, ...]
    results: tuple[ResultRow, ...]
    transfers: tuple[Transfer, ...]
    statement: VisibleStatement
    key_figures: tuple[KeyFigure, ...]
    achievements: tuple[ReportRow, ...]
    differences: tuple[tuple[Achieved, Concerned | None], ...]
    effects: Effects
    moved_because: str | None
    followed: tuple[Followed, ...]
    learned: tuple[Followed, ...]
    inclusion: Inclusion
    trainings: tuple[TrainingRow, ...]
    quotes: tuple[Phrase, ...]
    parts: tuple[PartnerPart, ...]
    ahead: Ahead | None
    use: PaymentUse | None

    @property
    def chapters(self) -> tuple[Section, ...]:
        """Return the blocks that have something to show."""
        return tuple(section for section in self.sections if not section.is_empty)

    @property
    def ahead_of_the_end(self) -> bool:
        """Tell whether it is a final report of a project that is not over, as far as is known."""
        return self.kind == "final" and (self.end is None or self.end >= self.as_of)

    @property
    def within_its_period(self) -> bool:
        """Tell whether the last day that it is to cover is not over."""
        return self.covers_until is not None and self.covers_until >= self.as_of


def report_data(p: Partnership, kind: str, language: str) -> ReportData:
    """Compute everything for a report of a kind, with the answers in a language if there are.

    A report holds what happened by the last day that it covers, and by the end of the project, and
    nothing later.
    """
    now = p
    p, until = covered(p, kind)
    goes_on = _goes_on(now, until)
    rows, proofs = achieved(p), evidence(p)
    reached, budget = milestones(p), matrix(p)
    made, numbers = figures(p, rows), numbers_by_id(proofs)
    explained = frozenset(figure.address for figure in made)
    groups = ReportGroups(p, rows, numbers, budget, explained)
    lines, whole = groups.lines, groups.everything()
    going_on = _going_on(p, rows, goes_on)
    by_address = {figure.address: figure for figure in made}
    all_of_them = tuple(_sections(p, kind, language, groups, by_address, going_on))
    followed = (
        *_in_chapters(p, quality(p, rows, proofs)),
        *(one for section in all_of_them for one in _own_words_on_quality(section)),
    )
    parts = {"quality": bool(followed), "ahead": goes_on is not None}
    sections = tuple(s for s in all_of_them if all(parts.get(part, True) for part in s.before))
    packages = [package.id for package in p.plan.work_packages]
    reported = {group.id for section in sections for group in section.groups}
    managing = management_of(p.plan.work_packages).package
    first = managing.id if managing is not None and managing.id not in reported else None
    project = p.plan.project
    different = deviations((*rows, *reached))
    allotted = budget_lines(p)
    changed = tuple(amendments(p))
    open_reasons = unexplained(p, different, allotted)
    open_reasons += tuple(unreasoned(changed, {one.id for one in open_reasons}))
    people = inclusion(p).public()
    not_recorded = tuple(
        dict.fromkeys(
            (address, one)
            for address, text, of in _own_words(p, sections)
            for one in untold(p, unmarked(text), of)
        )
    )
    return ReportData(
        kind=kind,
        language=language,
        as_of=now.as_of,
        label=project.label,
        title=project.title,
        reference=project.reference,
        start=p.start,
        end=p.end,
        covers_until=until,
        planned_by=goes_on,
        pairs=project_pairs(p),
        summary=project.summary,
        partners=partners(p),
        sections=sections,
        management=groups.package(first) if first is not None else None,
        elsewhere=groups.elsewhere(packages),
        everything=whole,
        dissemination=lines(row for row in rows if row.kind == "dissemination"),
        records=tuple(records(p)),
        milestones=lines(reached),
        deviations=lines(different),
        unexplained=open_reasons,
        objectives=objective_lines(p, rows, goes_on),
        packages=package_lines(p, rows, allotted, goes_on),
        budget_lines=allotted,
        budget_total=total_line(allotted, project.currency),
        amendments=changed,
        evidence=proofs,
        figures=tuple(map(for_readers, made)),
        settled=settled_claims(p),
        explained=explained,
        without_reason=frozenset(
            (
                *(one.address for one in open_reasons),
                *(one.address for one in changed if one.reason is None),
            )
        ),
        lines_without_reason=frozenset(
            one.id for one in open_reasons if one.address.endswith("/grant")
        ),
        told_otherwise=tuple(_told_otherwise(p, sections)),
        untold=not_recorded,
        gaps=gaps(p, _unanswered(sections), rows=rows, unexplained=open_reasons),
        unknown=(*unknown(p), *(_not_recorded(one) for _, one in not_recorded)),
        risks=risks(p),
        kept=kept(p),
        not_kept=not_kept(p),
        places=places(p, rows),
        aspect_totals=aspect_totals(p, people, rows),
        budget=budget,
        paid_for=paid_for(p, (*rows, *reached), budget),
        lump_sum=project.lump_sum,
        currency=project.currency,
        payments=payments(p),
        aspects=aspects(p),
        results=result_rows(p, numbers),
        transfers=transfers_of(p),
        deadlines=tuple(d for d in deadlines(now) if d.day >= now.as_of and not d.done),
        statement=statement(p, language),
        key_figures=key_figures(p, rows, goes_on),
        achievements=lines(achievements(rows)),
        differences=gravest(different, concerned(p, different, amounts(p, budget))),
        effects=effects(p, different, (*rows, *reached)),
        moved_because=moved_because(p),
        followed=followed,
        learned=_in_chapters(p, learned(p, different)),
        inclusion=people,
        trainings=tuple(trainings(p, whole.activities)),
        quotes=tuple(quotes(p)),
        parts=tuple(partner_parts(p, whole.activities, whole.deliverables, budget, people)),
        ahead=None if goes_on is None else ahead(p, now, goes_on),
        use=None if kind == "final" else payment_use(p),
    )


def covered(p: Partnership, kind: str) -> tuple[Partnership, date | None]:
    """Return what a report of a kind is about, and its last day: the end of the project at most.

    The day is None where it is ahead and the agreement names none.
    """
    agreed = (covered_until(p, report) for report in p.plan.reports if report.kind == kind)
    until = next(agreed, None)
    last = until or p.end
    if last is None or last >= p.as_of:
        return p, until
    return within(p, last), last


def _goes_on(p: Partnership, until: date | None) -> date | None:
    """Return the last day of which a report tells, where the project is not over by then."""
    day = p.as_of if until is None else min(until, p.as_of)
    return day if p.end is None or day < p.end else None


def all_answers(sections: Iterable[Section]) -> Iterator[Answer]:
    """Yield every answer of a report, in the order of reading."""
    for section in sections:
        yield from section.answers
        for group in section.groups:
            yield from group.answers


def _unanswered(sections: Iterable[Section]) -> Iterator[tuple[str, str]]:
    for found in all_answers(sections):
        if found.missing:
            yield found.address, found.label


def _going_on(p: Partnership, rows: Iterable[Achieved], day: date | None) -> frozenset[str | None]:
    """Return what goes on after a day or is still to come: the project, as None, and ids.

    Nothing does where there is no day, since the project is over then.
    """
    if day is None:
        return frozenset()
    packages = ((wp.id, last_day(p, wp.when)) for wp in p.plan.work_packages)
    past = {*DONE, "partly", "cancelled"}
    return frozenset(
        (
            None,
            *(id_ for id_, last in packages if last is None or last > day),
            *(r.id for r in rows if r.kind == "activity" and r.status not in past),
        )
    )


def _sections(
    p: Partnership,
    kind: str,
    language: str,
    groups: ReportGroups,
    made: Mapping[str, Figure],
    going_on: Collection[str | None],
) -> Iterator[Section]:
    words = words_of(p, kind, language)
    for block in structure_for(p).blocks:
        answers: dict[str | None, list[Answer]] = {None: []}
        for found in asked(p, block, kind, language=language):
            answers.setdefault(found.of, []).append(
                answer(
                    found,
                    words,
                    kind,
                    language,
                    p.plan.limits,
                    made,
                    running=found.of in going_on,
                )
            )
        yield Section(
            id=block.id,
            title=block.title,
            before=block.before,
            answers=tuple(answers[None]),
            groups=tuple(
                evolve(groups.of(id_), answers=tuple(own))
                for id_, own in answers.items()
                if id_ is not None
            ),
            after=block.after,
        )


def _in_chapters(p: Partnership, rows: Iterable[Followed]) -> tuple[Followed, ...]:
    """Return rows with the title of the chapter in the place of the part that it holds."""
    titles = {
        part: block.title
        for block in structure_for(p).blocks
        for part in (*block.before, *block.after)
    }
    titles["evidence"] = "List of evidence"
    return tuple(evolve(row, where=titles.get(row.where or "")) for row in rows)


_ON_QUALITY = frozenset({"wp1.monitoring", "part.monitoring", "imp.assessment"})
"""The questions on monitoring, quality, and how it was measured what was reached."""


def _own_words_on_quality(section: Section) -> Iterator[Followed]:
    """Yield where the coordinator says in own words how quality was followed."""
    for found in section.answers:
        if found.id in _ON_QUALITY and found.text is not None:
            yield Followed(
                what=say(found.label),
                much=say("told in own words"),
                where=section.title,
                internal=True,
            )


def _told_otherwise(
    p: Partnership, sections: Iterable[Section]
) -> Iterator[tuple[str, Difference]]:
    for address, text, of in _answered(sections):
        yield from ((address, one) for one in differences(p, text, of))


def _answered(sections: Iterable[Section]) -> Iterator[tuple[str, str, str | None]]:
    """Yield the address of each answer, what it says, and the one thing that it is about."""
    for section in sections:
        for of, answers in ((None, section.answers), *((g.id, g.answers) for g in section.groups)):
            for found in answers:
                if found.text is not None:
                    yield found.address, plain_text(found.text), of


def _own_words(
    p: Partnership, sections: Iterable[Section]
) -> Iterator[tuple[str, str, str | None]]:
    """Yield all that stands in a report in somebody's own words: answers, groups, measures."""
    yield from _answered(sections)
    for activity in p.plan.activities:
        if isinstance(activity, Training) and activity.target_group and held_facts(p, activity):
            yield f"trainings/{activity.id}", activity.target_group, activity.id
    for address, fact in p.numbered_facts(Held):
        for one in fact.measures:
            much = "" if one.number is None else f" ({one.number} {one.unit or ''})"
            yield address, f"{one.what}{much}", fact.of


def _not_recorded(one: Untold) -> Phrase:
    """Return what the record does not know although somebody says it."""
    if one.few:
        return say(
            "“{said}” in “{sentence}” gives away a number that the tables keep back",
            said=one.said,
            sentence=one.sentence,
        )
    return say("“{said}” in “{sentence}” is not recorded", said=one.said, sentence=one.sentence)

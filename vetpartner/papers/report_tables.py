"""The tables of a report: columns and rows, in no language and no format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from vetpartner.papers import report_columns as columns
from vetpartner.papers import report_money as money
from vetpartner.papers.report import ReportData
from vetpartner.papers.report_columns import cell, naming
from vetpartner.papers.report_counts import people_tables
from vetpartner.papers.report_going_on import EARNED, Coming, coming, on_end, on_late, used_tables
from vetpartner.papers.report_groups import delivered_in_part
from vetpartner.render.grids import Joined, Missing, Named, Word
from vetpartner.values.phrase import say
from vetpartner.values.table import DASH, NOT_KNOWN, Column, Group, Table
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from vetpartner.papers.report_groups import ReportGroup, ReportRow
    from vetpartner.state.balance import BudgetLine
    from vetpartner.state.figures import Figure
    from vetpartner.state.quality import Followed
    from vetpartner.values.phrase import Phrase


@frozen
class ReportTables:
    """The tables of one report, by name; a template shows them, and may leave out columns.

    Those of planned and achieved are of a group: a work package, an activity, the whole project.
    Those with `internal` columns say what is earned and at risk too, which is the partners' matter.
    """

    _report: ReportData
    _internal: bool = field(default=True, kw_only=True)

    def activities(self, group: ReportGroup) -> Table:
        """Return the activities of a group, with their amounts where they have any."""
        table = _with_amounts(group.activities)
        return _of_group(table, "Activities", group, group.activities)

    def deliverables(self, group: ReportGroup) -> Table:
        """Return the deliverables of a group."""
        return _of_group(columns.DELIVERABLES, "Deliverables", group, group.deliverables)

    def indicators(self, group: ReportGroup) -> Table:
        """Return the indicators of a group, with how they are verified where the plan says so."""
        sources = any(line.source for line in self._report.everything.indicators)
        table = columns.INDICATORS if sources else columns.INDICATORS.without("source")
        return _of_group(table, "Indicators", group, group.indicators)

    @property
    def all_activities(self) -> Table:
        """Return the activities of a project without work packages."""
        rows = self._report.everything.activities
        return _with_amounts(rows).of(
            rows, caption="Activities, planned and achieved", empty="No activity is planned."
        )

    @property
    def milestones(self) -> Table:
        """Return the milestones."""
        return columns.MILESTONES.of(
            self._report.milestones, caption="Milestones, planned and reached"
        )

    @property
    def dissemination(self) -> Table:
        """Return the actions of dissemination that were planned."""
        rows = self._report.dissemination
        return columns.DISSEMINATION.of(rows, caption="Dissemination, planned and achieved")

    @property
    def key_figures(self) -> Table:
        """Return the numbers that tell the project's size and progress."""
        figures = self._report.key_figures
        notes = tuple(dict.fromkeys(note for figure in figures for note in figure.notes))
        return self._until(columns.KEY_FIGURES).of(figures, notes=notes)

    def _until(self, table: Table) -> Table:
        """Return a table with what was planned until the day, where the project goes on."""
        day = self._report.planned_by
        if day is None:
            return table.without("so_far")
        head = say("Planned until {day}", day=day)
        return table.changed("so_far", head=head)

    @property
    def achievements(self) -> Table:
        """Return what was achieved, three of it at most."""
        return columns.ACHIEVEMENTS.of(self._report.achievements)

    @property
    def differences(self) -> Table:
        """Return the three gravest differences from the plan, with the amounts concerned."""

        def moved(pair: Any) -> Any:  # noqa: ANN401 - a row, and its amount
            return self._report.effects[pair[0].address] or None

        table = columns.DIFFERENCES.changed("effect", get=moved)
        return (table if self._internal else table.changed("effect", absent=DASH)).of(
            self._report.differences,
            caption=self._in_currency("The gravest differences from the plan, in {currency}"),
            notes=columns.of_what(self._report.differences),
        )

    @property
    def trainings(self) -> Table:
        """Return the trainings that were held, with what the surveys say."""
        return columns.TRAININGS.of(self._report.trainings)

    @property
    def people(self) -> tuple[Table, ...]:
        """Return who took part by country and role, and how many of them are counted apart.

        Captions and rows say whether people are counted, or participations.
        """
        return people_tables(self._report.inclusion)

    @property
    def made_known(self) -> Table:
        """Return all that was made known, planned or not."""
        return columns.MADE_KNOWN.of(self._report.records)

    @property
    def organisations(self) -> Table:
        """Return the organisations with their roles, and until when those that left were there."""
        some = any(partner.left is not None for partner in self._report.partners)
        table = columns.ORGANISATIONS if some else columns.ORGANISATIONS.without("left")
        return table.of(self._report.partners)

    @property
    def objectives(self) -> Table:
        """Return the objectives, with how much of what serves them is done.

        Those that nothing of the plan serves stand below in words.
        """
        linked = [line for line in self._report.objectives if line.status is not None]
        notes = tuple(
            say(
                "Nothing of the plan is counted in this table for the objective “{objective}”.",
                objective=entitled(line.id, line.title),
            )
            for line in self._report.objectives
            if line.status is None
        )
        return self._until(columns.OBJECTIVES).of(linked, notes=notes)

    @property
    def packages(self) -> Table:
        """Return what is done in each work package, and its money."""
        day = self._report.planned_by
        caption = self._in_currency(
            "Work packages: what is done of what was planned, and the money in {currency}"
        )
        if day is not None:
            caption = say(
                "Work packages: what is done of what was planned, how much of it was due by {day}, "
                "and the money in {currency}",
                day=day,
                currency=self._report.currency,
            )
        return self._told(columns.PACKAGES).of(self._report.packages, caption=caption)

    @property
    def budget_lines(self) -> Table:
        """Return the lines of the budget as approved and as they are now."""
        report = self._report
        table = Table(
            name="budget_lines",
            cents=False,
            columns=(
                naming("What", _budget_line),
                Column("approved", "As approved", "money", absent=NOT_KNOWN),
                Column("now", "Now", "money", absent=NOT_KNOWN),
                Column(
                    "difference", "Difference", "money", get=lambda line: line.difference or None
                ),
                Column("earned", "Earned", "money", absent=NOT_KNOWN),
                Column("unverified", "Unverified", "money", absent=NOT_KNOWN),
                Column("at_risk", "At risk", "money", absent=NOT_KNOWN),
                cell("reason", "Reason", self._budget_reason),
            ),
            notes=(EARNED,) if self._internal else (),
        )
        changed = self._internal or any(line.difference for line in report.budget_lines)
        shown = self._told(evolve(table, empty="No change of a line of the budget is on record."))
        return shown.of(
            report.budget_lines if changed else (),
            caption=self._in_currency(
                "Budget lines as approved and as they are now, in {currency}"
            ),
            total=report.budget_total if changed else "",
        )

    def _told(self, table: Table) -> Table:
        return table if self._internal else table.without("earned", "unverified", "at_risk")

    def _budget_reason(self, line: BudgetLine) -> Any:  # noqa: ANN401 - a value of a cell
        if line is self._report.budget_total:
            return ""
        if line.reason is None and line.id in self._report.lines_without_reason:
            return Missing("Reason")
        return line.reason

    @property
    def transfers(self) -> Table:
        """Return the money that was moved after the approval."""
        return self._asking(columns.TRANSFERS).of(
            self._report.transfers,
            caption=self._in_currency("Money moved after the approval of the plan, in {currency}"),
        )

    @property
    def amendments(self) -> Table:
        """Return the changes of the plan."""
        return self._asking(columns.AMENDMENTS).of(self._report.amendments)

    def _asking(self, table: Table) -> Table:
        """Return a table that marks a reason which the report cannot do without."""

        def reason(row: Any) -> Any:  # noqa: ANN401 - a value of a cell
            asked = row.reason is None and row.address in self._report.without_reason
            return Missing("Reason") if asked else row.reason

        return table.changed("reason", get=reason)

    @property
    def kept(self) -> Table:
        """Return who keeps the results after the project."""
        return columns.KEPT.of(self._report.kept)

    @property
    def internal(self) -> bool:
        """Tell whether it is for the partners, who are told what is still to be done."""
        return self._internal

    @property
    def followed(self) -> tuple[Followed, ...]:
        """Return how quality was followed, and where it is told in full."""
        rows = self._report.followed
        return tuple(row for row in rows if self._internal or not row.internal)

    @property
    def learned(self) -> tuple[Followed, ...]:
        """Return from which facts to learn, and where they are told in full."""
        return self._report.learned

    @property
    def places(self) -> Table:
        """Return the places in which something was held."""
        return columns.PLACES.of(self._report.places)

    @property
    def aspect_totals(self) -> Table:
        """Return what was done for each of the four aspects in all."""
        totals = self._report.aspect_totals
        notes = tuple(note for total in totals for note in total.notes)
        return columns.ASPECT_TOTALS.of(totals, notes=notes)

    @property
    def measured(self) -> Table:
        """Return beginning, target and value of each indicator with a number."""
        lines = self._report.everything.indicators
        return columns.MEASURED.of(line for line in lines if line.row.planned_value is not None)

    @property
    def evidence(self) -> Table:
        """Return the list of evidence."""
        return columns.EVIDENCE.of(self._report.evidence)

    @property
    def outputs(self) -> Table:
        """Return the results that are delivered."""
        notes = delivered_in_part(self._report.everything.deliverables)
        return columns.OUTPUTS.of(self._report.results, notes=notes)

    @property
    def budget(self) -> Table:
        """Return the amounts by organisation, with a column for each."""
        return money.shared_out(self._report)

    @property
    def carried_out(self) -> Table | None:
        """Return for what the grant was, by how much of it is done; None but in a final report."""
        return money.carried_out(self._report) if self._report.kind == "final" else None

    @property
    def payments(self) -> Table:
        """Return the payments of the agency."""
        return money.paid(self._report)

    @property
    def used(self) -> tuple[Table, ...]:
        """Return how much of what the agency paid is used; nothing in a final report."""
        use = self._report.use
        return () if use is None else used_tables(use, internal=self._internal)

    @property
    def ahead(self) -> tuple[Coming, ...]:
        """Return what is still to come, what is late first; nothing where the project is over."""
        found = self._report.ahead
        return () if found is None else coming(found)

    @property
    def on_end(self) -> Phrase | None:
        """Return until when the project goes on, or when it ended; None where nobody knows it."""
        return on_end(self._report)

    @property
    def on_late(self) -> Phrase | None:
        """Return what late means, or that nothing is; None where the project is over."""
        found = self._report.ahead
        return None if found is None else on_late(found)

    @property
    def deadlines(self) -> Table:
        """Return what is due next."""
        return columns.DEADLINES.of(
            self._report.deadlines,
            caption=say(
                "What is due after {day}, and by when the partners send their part",
                day=self._report.as_of,
            ),
        )

    @property
    def gaps(self) -> Table:
        """Return what is missing."""
        return columns.GAPS.of(
            self._report.gaps,
            caption=say(
                "Facts, evidence and answers that are missing as of {day}", day=self._report.as_of
            ),
            notes=self._report.unknown,
            empty="" if self._report.unknown else columns.GAPS.empty,
        )

    @property
    def records(self) -> Table:
        """Return the records behind each figure; those of a whole stand under its parts."""
        figures = self._report.figures

        def repeats(figure: Figure) -> bool:
            return figure.is_whole and all(one.address in parts for one in figure.records)

        parts = {one.address for figure in figures if not figure.is_whole for one in figure.records}
        groups = tuple(
            Group(title=_figure(figure, REPEATED), rows=())
            if repeats(figure)
            else Group(title=_figure(figure), rows=figure.records)
            for figure in figures
        )
        table = columns.RECORDS
        if not self._internal:
            table = table.changed("record", get=columns.told_record)
        return table.of((), groups=groups)

    @property
    def settled(self) -> Table:
        """Return what was settled where sources say different things."""
        return columns.SETTLED.of(self._report.settled)

    def _in_currency(self, text: str) -> Phrase:
        return say(text, currency=self._report.currency)


def _budget_line(line: BudgetLine) -> Any:  # noqa: ANN401 - a value of a cell
    if not line.id:
        return Word("Total")
    return Named(id=line.id, title=line.organisation or line.title)


REPEATED = say("the records stand under the figures of each part")
"""What is said of a sum in the place of its records."""


def _figure(figure: Figure, beside: Phrase | None = None) -> Named:
    """Return the title over the records of a figure, to which the figure leads."""
    _, _, id_ = figure.address.partition("/")
    return Named(
        id=id_,
        title=figure.title,
        word=figure.is_whole,
        more=Joined((": ", figure.phrases, beside and Joined((" – ", beside)))),
        anchor=f"figure-{figure.address}",
    )


def _with_amounts(rows: tuple[ReportRow, ...]) -> Table:
    """Return the table of activities; where none has an amount of its own, without the column."""
    table = columns.ACTIVITIES
    return table if any(row.amount is not None for row in rows) else table.without("amount")


def _of_group(table: Table, word: str, group: ReportGroup, rows: tuple[ReportRow, ...]) -> Table:
    """Return the rows of a group under a caption that names it."""
    of = {"elsewhere": Word("outside the work packages"), "project": None}.get(group.kind, group.id)
    return table.of(rows, caption=Joined((Word(word), of), between=" – "))

"""The rows of planned and achieved by work package and by activity, as a report shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.model import Indicator, Task
from vetpartner.views.progress.achieved import Row
from vetpartner.views.reports.figures import KINDS
from vetpartner.views.reports.report_answers import Answer
from vetpartner.views.reports.report_people import Pair, amounts, group_pairs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from vetpartner.model import Activity, Partnership, WorkPackage
    from vetpartner.views.finance.money import Matrix


@frozen(kw_only=True)
class Line:
    """A row of planned and achieved with the numbers of its evidence.

    `figure` is the address of what explains its number, None where no record is behind it.
    """

    row: Row
    evidence: tuple[str, ...] = ()
    figure: str | None = None


@frozen(kw_only=True)
class Group:
    """A work package or activity: what is known of it, its rows by kind, and its answers."""

    id: str
    title: str
    kind: str
    pairs: tuple[Pair, ...] = ()
    description: str | None = None
    activities: tuple[Line, ...] = ()
    deliverables: tuple[Line, ...] = ()
    indicators: tuple[Line, ...] = ()
    answers: tuple[Answer, ...] = ()


class Groups:
    """The rows of a partnership by work package and by activity."""

    def __init__(  # noqa: D107 - the class says it
        self,
        p: Partnership,
        rows: tuple[Row, ...],
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
        self._by_package: dict[str | None, list[Row]] = {}
        for row in rows:
            self._by_package.setdefault(package_of(p, row), []).append(row)

    def lines(self, chosen: Iterable[Row]) -> tuple[Line, ...]:
        """Return rows with the numbers of their evidence."""
        return tuple(
            Line(row=row, evidence=self._proofs(row), figure=self._figure(row)) for row in chosen
        )

    def _proofs(self, row: Row) -> tuple[str, ...]:
        """Return the evidence of a row; that of a task is that of the results it made."""
        own = self._evidence.get(row.id, ())
        task = self._planned.get(row.id) if row.kind == "activity" else None
        if own or row.status != "done" or not isinstance(task, Task):
            return own
        return tuple(number for id_ in task.results for number in self._evidence.get(id_, ()))

    def _figure(self, row: Row) -> str | None:
        address = f"{KINDS.get(row.kind, row.kind)}/{row.id}"
        return address if address in self._figures else None

    def of(self, id_: str) -> Group:
        """Return the group of a work package or of an activity."""
        if id_ in self._packages:
            return self.package(id_)
        return self._group(self._planned[id_], "activity", (self._activities[id_],))

    def package(self, id_: str) -> Group:
        """Return a work package with everything that hangs on it."""
        rows = self._by_package.get(id_, [])
        return self._group(self._packages[id_], "work package", rows)

    def elsewhere(self, packages: list[str]) -> Group:
        """Return what hangs on no work package, or on one that does not exist."""
        rows = [r for id_, found in self._by_package.items() if id_ not in packages for r in found]
        return self._filled(Group(id="", title="", kind="elsewhere"), rows)

    def everything(self) -> Group:
        """Return all rows together, for a project without work packages."""
        return self._filled(Group(id="", title="", kind="project"), self._rows)

    def _group(self, thing: WorkPackage | Activity, kind: str, rows: Iterable[Row]) -> Group:
        group = Group(
            id=thing.id,
            title=thing.title or thing.id,
            kind=kind,
            pairs=group_pairs(self._p, thing, self._amounts.get(thing.id)),
            description=thing.description,
        )
        return self._filled(group, rows)

    def _filled(self, group: Group, rows: Iterable[Row]) -> Group:
        found = tuple(rows)
        return evolve(
            group,
            activities=self.lines(row for row in found if row.kind == "activity"),
            deliverables=self.lines(row for row in found if row.kind == "deliverable"),
            indicators=self.lines(row for row in found if row.kind == "indicator"),
        )


def package_of(p: Partnership, row: Row) -> str | None:
    """Return the work package of a row; an indicator may have it through what it measures."""
    if row.work_package is not None:
        return row.work_package
    thing = p.get(row.id)
    measured = p.get(thing.of) if isinstance(thing, Indicator) else None
    found = getattr(measured, "work_package", None)
    return str(found) if found is not None else None

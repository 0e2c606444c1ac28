"""What is counted over all projects: applications, deadlines, money at risk, mistakes, progress."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from vetpartner.checks.running import sentence
from vetpartner.values.counts import percent
from vetpartner.values.money import Money
from vetpartner.values.table import NOT_KNOWN, Column, Table, data, in_order
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vetpartner.portfolios.one import One

LIMITS = Table(
    name="limits",
    about="One row for each organisation that is, or may be, in more applications than allowed.",
    caption="Organisations in more applications of one deadline than the call allows",
    columns=in_order(
        Column("organisation", "Organisation", "text", "short name", names=True),
        Column("call", "Call", "text", "action, year and round"),
        Column("applications", "Applications", "count", "known here or stated, whichever is more"),
        Column("allowed", "Allowed", "count", "by the call"),
        Column("verdict", "Verdict", "word", "over, over by the stricter reading, or may be over"),
        Column("projects", "Projects", "lines", "projects known here"),
        data("basis", "text", "where the call says so"),
    ),
    empty="No organisation is known to be over the limit of its call.",
)
COMING = Table(
    name="coming",
    about="One row for each deadline that is overdue or lies in the days asked for.",
    caption="Deadlines, the nearest first",
    columns=in_order(
        Column("day", "Day", "day", "last day", names=True),
        Column("days", "Days left", "count", "negative where it is overdue", summed=False),
        Column("what", "What", "text", "what is due"),
        Column("kind", "Kind", "word", "kind of deadline"),
        Column("project", "Project", "text", "project"),
        Column("owner", "Who", "text", "short name of the organisation that does it"),
    ),
    empty="No deadline lies in these days.",
)
AT_RISK = Table(
    name="money_at_risk",
    about="One row for each project with money at risk, or of which it is not known.",
    caption="Money at risk by project, the most first",
    columns=in_order(
        Column("project", "Project", "text", "project", names=True),
        Column("at_risk", "At risk", "amount", "late, cancelled or without proof"),
        Column("unjudged", "Not known", "amount", "of which nobody knows whether it is at risk"),
        Column("lump_sum", "Lump sum", "amount", "the whole grant", absent=NOT_KNOWN),
        Column("most", "Most of it", "text", "the largest amount"),
    ),
    empty="No money is known to be at risk.",
)
MISTAKES = Table(
    name="mistakes",
    about="One row for each rule that found something.",
    caption="What went wrong most often",
    columns=in_order(
        Column("slug", "Rule", "text", "name of the rule", names=True),
        Column("severity", "Severity", "word", "the gravest that it found"),
        Column("says", "What it says", "text", "what the rule guards"),
        Column("projects", "Projects", "count", "projects in which it found something"),
        Column("findings", "Findings", "count", "how often"),
    ),
    empty="No rule found anything.",
)
PARTNERS = Table(
    name="partners",
    about="One row for each organisation that errors or warnings concern.",
    caption="Organisations by the projects in which it is so",
    columns=in_order(
        Column("organisation", "Organisation", "text", "short name", names=True),
        Column("projects", "Projects", "count", "projects in which it is so"),
        Column("errors", "Errors", "count", "errors"),
        Column("warnings", "Warnings", "count", "warnings"),
    ),
    empty="No error and no warning concerns an organisation.",
)
PROGRESS = Table(
    name="progress",
    about="One row for each project that was read.",
    caption="Time that is over, and promises that are kept; those furthest behind first",
    columns=in_order(
        Column("project", "Project", "text", "project", names=True),
        Column("time", "Time", "progress", "days that are over, in percent"),
        Column("kept", "Kept", "progress", "promises that are kept, in percent"),
        Column("behind", "Behind", "count", "time less kept, in points", summed=False),
        Column("late", "Overdue", "count", "promises that are overdue", summed=False),
    ),
    empty="Of no project both time and promises are known.",
)
SUMS = (LIMITS, COMING, AT_RISK, MISTAKES, PARTNERS, PROGRESS)
GRAVE = ("error", "warning", "note")
VERDICTS = ("over", "over by the stricter reading", "may be over")
AS_APPLICANT = ", as applicant"


@frozen(kw_only=True)
class Sums:
    """Takes one project after the other; all tables are made at the end.

    `day` is that of the portfolio, `days` how far deadlines are looked for.
    """

    day: date
    days: int
    _applied: dict[tuple[str, str, str], dict[int | None, dict[str, str]]] = field(factory=dict)
    _allowed: dict[str, tuple[Any, ...]] = field(factory=dict)
    _stated: dict[tuple[str, str, str], dict[int | None, int]] = field(factory=dict)
    _short: dict[str, str] = field(factory=dict)
    _coming: list[tuple[Any, ...]] = field(factory=list)
    _risks: list[tuple[Any, ...]] = field(factory=list)
    _slugs: dict[str, list[Any]] = field(factory=dict)
    _partners: dict[str, list[Any]] = field(factory=dict)
    _progress: list[tuple[Any, ...]] = field(factory=list)

    def add(self, one: One, *, again: bool) -> None:
        """Take up a project; `again` tells that it came already by another path."""
        about = one.about
        if about["state"] != "read":
            return
        self._mistakes(one)
        if again:
            return
        self._applications(one, about)
        self._deadlines(one)
        self._money(one, about)
        self._way(one, about)

    def _applications(self, one: One, about: dict[str, Any]) -> None:
        if about["action"] is None or about["call"] is None:
            return
        call = f"{about['action']} {about['call']}"
        told = tuple(about[name] for name in ("most", "most_low", "most_sent", "most_basis"))
        self._allowed.setdefault(call, told)
        columns = ("key", "short", "role", "applications", "applications_as_applicant")
        for key, short, role, stated, sent in one.rows("organisations", *columns):
            if key is None or role == "associated":
                continue
            counted = {"": max(stated or 0, sent or 0)}
            if role == "coordinator" or sent:
                counted[AS_APPLICANT] = sent or 0
            for kind, number in counted.items():
                at = (call, key, kind)
                # What was stated is of the deadline of this project, and of no other one.
                told_of = self._stated.setdefault(at, {})
                told_of[about["round"]] = max(number, told_of.get(about["round"], 0))
                self._short.setdefault(key, short)
                rounds = self._applied.setdefault(at, {})
                if not kind or role == "coordinator":
                    rounds.setdefault(about["round"], {})[one.project] = one.label

    def _deadlines(self, one: One) -> None:
        until = (self.day + timedelta(days=self.days)).isoformat()
        columns = ("day", "internal", "id", "title", "kind", "owner")
        for last, internal, id_, title, kind, owner in one.rows("deadlines", *columns):
            late = last < self.day.isoformat()
            # The end of a project and of its records just comes; nobody is late with it.
            if late and kind not in {"report", "results", "deliverable", "agreed"}:
                continue
            if last <= until:
                self._coming.append((last, title, id_, kind, one.label, owner))
            elif internal is not None and self.day.isoformat() <= internal <= until:
                said = f"Contributions of the partners: {title}"
                self._coming.append((internal, said, None, kind, one.label, owner))

    def _money(self, one: One, about: dict[str, Any]) -> None:
        unit = about["currency"]
        if about["at_risk"] is None and about["unjudged"] is None:
            return
        found = list(one.rows("risks", "id", "title", "amount"))
        most = entitled(found[0][0], found[0][1]) if found else None
        money = [
            None if about[name] is None else Money(Decimal(about[name]), unit)
            for name in ("at_risk", "unjudged", "lump_sum")
        ]
        self._risks.append((one.label, *money, most))

    def _mistakes(self, one: One) -> None:
        told: dict[str, Counter[str]] = {}
        homes: dict[str, Counter[str]] = {}
        names: dict[str, str] = {}
        columns = ("slug", "severity", "partner", "partner_key")
        for slug, severity, partner, key in one.rows("findings", *columns):
            told.setdefault(slug, Counter())[severity] += 1
            if partner is not None and severity != "note":
                named = key or f"{one.project} {partner}"
                homes.setdefault(named, Counter())[severity] += 1
                names[named] = partner
        for slug, counted in told.items():
            held = self._slugs.setdefault(slug, [0, 0, "note"])
            gravest = min((*counted, held[2]), key=GRAVE.index)
            held[:] = held[0] + 1, held[1] + counted.total(), gravest
        for named, counted in homes.items():
            held = self._partners.setdefault(named, [names[named], 0, 0, 0])
            held[1:] = held[1] + 1, held[2] + counted["error"], held[3] + counted["warning"]

    def _way(self, one: One, about: dict[str, Any]) -> None:
        way = way_of(about, self.day)
        if way is not None:
            self._progress.append((one.label, *way, way[0] - way[1], about["late"]))

    # The tables.

    def limits(self) -> Table:
        """Return who is in more applications of one deadline than allowed, or may be.

        Only what is known here is counted, so there may be more; a project of which the round is
        not known may be in any.
        """
        rows = [row for at, rounds in self._applied.items() for row in self._over(at, rounds)]
        unsaid = ", ".join(sorted(call for call, told in self._allowed.items() if told[3] is None))
        notes = (f"The limit is not known of {unsaid}",) if unsaid else ()
        rows.sort(key=lambda row: (VERDICTS.index(row[4]), -row[2], row[0], row[1]))
        return LIMITS.of(rows, notes=notes)

    def _over(
        self, at: tuple[str, str, str], rounds: dict[int | None, dict[str, str]]
    ) -> Iterator[tuple[Any, ...]]:
        (call, key, kind), stated = at, self._stated[at]
        most, low, most_sent, basis = self._allowed[call]
        limits = ((most_sent, "over"),) if kind else ((most, "over"), (low, VERDICTS[1]))
        unsure = rounds.get(None, {})
        stated_rounds: Iterable[int | None] = sorted(n for n in rounds if n is not None)
        for number in stated_rounds or [None]:
            known = rounds.get(number, {})
            every = {**known, **unsure}
            sure = max(len(known), stated.get(number, 0))
            may = max(sure, len(every), stated.get(None, 0))
            which = f"round {number}" if number is not None else "round not known"
            for limit, word in limits:
                if limit is not None and may > limit:
                    certain = sure > limit and number is not None
                    told = (sure, limit, word) if certain else (may, limit, VERDICTS[2])
                    yield (
                        self._short[key],
                        f"{call}, {which}{kind}",
                        *told,
                        tuple(every.values()),
                        basis,
                    )
                    break

    def coming(self) -> Table:
        """Return all deadlines of the next days, and what is overdue."""
        rows = []
        for last, title, id_, kind, project, owner in sorted(self._coming, key=_by_day):
            day = date.fromisoformat(last)
            what = entitled(id_, title) if kind == "deliverable" else title
            rows.append((day, (day - self.day).days, what, kind, project, owner))
        return COMING.of(rows, caption=f"Overdue, or due in the next {self.days} days")

    def risks(self) -> Table:
        """Return the money at risk by project."""
        rows = sorted(self._risks, key=lambda row: (-_amount(row[1]), -_amount(row[2]), row[0]))
        return AT_RISK.of(rows)

    def mistakes(self) -> Table:
        """Return which rules found most."""
        rows = [
            (slug, gravest, sentence(slug), projects, findings)
            for slug, (projects, findings, gravest) in self._slugs.items()
        ]
        return MISTAKES.of(sorted(rows, key=lambda r: (-r[3], -r[4], GRAVE.index(r[1]), r[0])))

    def partners(self) -> Table:
        """Return whom errors and warnings concern."""
        rows = [tuple(row) for row in self._partners.values()]
        return PARTNERS.of(sorted(rows, key=lambda row: (-row[1], -row[2], -row[3], row[0])))

    def progress(self) -> Table:
        """Return how far projects are beside their time."""
        return PROGRESS.of(sorted(self._progress, key=lambda row: (-row[3], row[0])))


def way_of(about: Mapping[str, Any], day: date) -> tuple[int, int] | None:
    """Return which part of its time is over and of its promises kept, in whole percent.

    Both are rounded as everywhere: 100 is all of it.

    None where one of both is not known.
    """
    if about["start"] is None or about["end"] is None or not about["promised"]:
        return None
    start, end = date.fromisoformat(about["start"]), date.fromisoformat(about["end"])
    days, over = (end - start).days + 1, (day - start).days + 1
    over = min(max(over, 0), days)
    return int(percent(over, days)), int(percent(about["kept"], about["promised"]))


def _by_day(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell) for cell in row)


def _amount(money: Money | None) -> Decimal:
    return money.amount if money is not None else Decimal(0)


def totals(found: Iterable[Money | None]) -> tuple[Money, ...]:
    """Return the sum of amounts for each currency, in the order of the currencies."""
    sums: dict[str, Money] = {}
    for money in found:
        if money is not None:
            sums[money.currency] = sums.get(money.currency, Money(0, money.currency)) + money
    return tuple(sums[unit] for unit in sorted(sums))

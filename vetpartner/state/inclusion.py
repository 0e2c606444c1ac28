"""Who took part: by country and role, with fewer opportunities, minors, and on green journeys."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, get_args

import attrs
from attrs import frozen

from vetpartner.model import Attended, Participant, ParticipantRole, Task, those_there
from vetpartner.programme import country, country_name
from vetpartner.state.disputed import certain_there
from vetpartner.state.held import held_facts, participants
from vetpartner.state.suppression import SMALLEST, suppressed
from vetpartner.state.travelling import Travellers, travellers
from vetpartner.values.counts import AtLeast, least_sum
from vetpartner.values.keyed import added, grouped, stated
from vetpartner.values.phrase import say
from vetpartner.values.showing import Brief
from vetpartner.values.table import DASH, NOT_KNOWN, Column, Table, Tabled, in_order
from vetpartner.values.words import NOT_TOLD, HowMany

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Partnership


Counts = tuple[HowMany, ...]
"""Numbers of people; None is one that nobody stated, `"not told"` one that is kept back."""

Told = tuple[HowMany | Decimal, ...]
"""Counts as they are shown: a sum of which a part is not known is `AtLeast` what the rest is."""

PLANNED, ALL = "planned", "all"
Counted = Participant | Attended
"""Somebody of a list, or a group of which only the number is recorded."""

ROLES: tuple[ParticipantRole, ...] = get_args(ParticipantRole)
FEWER, GREEN = "fewer opportunities", "green travel"
TRAITS = ((FEWER, "fewer_opportunities"), ("under 18", "minors"), (GREEN, "green_travel"))
"""What is counted of participants: how it is called, and the field that counts it."""
AMONG = "Among all participants: fewer opportunities, under 18, green travel"
NO_ROLE = say("role not recorded").text
"""What stands over those whose role nobody recorded: they are of none of the others."""
STAFF = frozenset({"staff", "trainer"})
"""Roles of those who work for the project, who are not the ones whom a training is for."""
EVERYBODY = "all of them"
"""The row with which the counts of some among all are compared."""


@frozen(kw_only=True)
class CountTable(Tabled):
    """Counts by row and column, with totals; None stands for what is not known.

    `rows` are pairs of a name and its counts, the last of them the total of the row; the last row
    is the total of the columns where `summed` says so. `beyond` is what is known of the total of a
    row, by its name, and of none of its columns.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, Counts], ...]
    summed: bool = True
    beyond: tuple[tuple[str, Decimal], ...] = ()

    @property
    def told(self) -> tuple[tuple[str, Told], ...]:
        """Return the rows as every output shows them: what is known of a total at least.

        Only what is shown beside it is added up, so that nothing is given away.
        """
        if self.heads[-1] != ALL:
            return self.rows
        inner = self.rows[:-1] if self.summed and len(self.rows) > 1 else self.rows
        more = dict(self.beyond)
        rows: list[tuple[str, Told]] = [
            (name, _with_least(counts, more.get(name))) for name, counts in inner
        ]
        if len(inner) < len(self.rows):
            name, totals = self.rows[-1]
            columns = zip(*(counts for _, counts in rows), strict=True)
            known = (
                _or_least(total, column) for column, total in zip(columns, totals, strict=True)
            )
            rows.append((name, tuple(known)))
        return tuple(rows)

    @property
    def table(self) -> Table:
        """Return it as a table; its sums are rows like the others."""
        heads = (
            Column(f"count {n}", head, "count", absent=DASH if head == PLANNED else NOT_KNOWN)
            for n, head in enumerate(self.heads)
        )
        return Table(
            name="inclusion",
            columns=in_order(Column("name", "", names=True), *heads),
            caption=self.title,
            rows=tuple((name, *counts) for name, counts in self.told),
        )


@frozen(kw_only=True)
class Inclusion(Brief):
    """The counts of a partnership as of a day.

    `countries` counts people by country and role, each once in the whole project where lists tell
    them apart; `traits` how many of them have fewer opportunities, are minors, travel green.
    `activities` are planned and achieved numbers of each activity.
    `once` tells that nobody is counted twice; without lists of participants the same person may
    be in several activities.
    `travellers` are those who travelled green by measures alone. Where people are counted, and not
    participations, they are not in `traits`: one person may be in several of them.
    `unlisted` are the ids of the activities that were held, and of which nobody recorded who was
    there: these people are in no count.
    """

    countries: CountTable
    traits: CountTable
    genders: CountTable
    activities: CountTable
    once: bool
    travellers: tuple[Travellers, ...] = ()
    unlisted: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return the tables that have rows."""
        found = (self.countries, self.traits, self.genders, self.activities)
        return tuple(each.table for each in found if each.rows)

    def __str__(self) -> str:
        note = "" if self.once else "\nWhere there are no lists, one person may be counted twice."
        return "\n\n".join(table.text() for table in self.tables) + note

    def _repr_html_(self) -> str:
        return "".join(table.html() for table in self.tables)

    def public(self, least: int = SMALLEST) -> Inclusion:
        """Return the counts without those below `least`, and without what would give them away.

        What is left out is `"not told"`.
        Small rows and columns are put together first. What one table keeps back of everybody the
        next one does too; what two reports of different days tell together is not weighed.
        """
        countries = _hidden(self.countries, least)
        return attrs.evolve(
            self,
            countries=countries,
            traits=_as_in(countries, _hidden_parts(self.traits, least)),
            genders=_hidden(self.genders, least),
            activities=_hidden_activities(self.activities, least),
        )


def _with_least(counts: Counts, more: Decimal | None) -> Told:
    *parts, total = counts
    least = _or_least(total, parts)
    if more is None:
        return (*parts, least)
    known = least_sum((least, more))
    exact = known is not None and not isinstance(known, AtLeast) and known == int(known)
    return (*parts, int(known) if known is not None and exact else known)


def _or_least(total: HowMany, parts: Iterable[HowMany | Decimal]) -> HowMany | Decimal:
    """Return a total, or else what those of its parts make that are shown.

    Where none of them is, and one is kept back, the total is too: it is not that nobody knows it.
    """
    if total is not None:
        return total
    shown = list(parts)
    least = least_sum((*shown, None))
    return NOT_TOLD if least is None and NOT_TOLD in shown else least


def inclusion(p: Partnership) -> Inclusion:
    """Return who took part up to the day: counts only, no names."""
    people = tuple(_people(p))
    lands = sorted({land for _, land in people}, key=lambda land: (land == "not stated", land))
    of_roles = [(land, [w for w, home in people if home == land]) for land in lands]
    everybody = [who for who, _ in people]
    once = not any(_groups_of(p, activity.id) for activity in p.plan.activities)
    known = [
        (g, [w for w in everybody if getattr(w, "gender", None) == g])
        for g in ("female", "male", "other")
    ]
    measured = travellers(p)
    travelled = sum((one.number for one in measured), Decimal(0))
    beyond = () if once or not travelled else ((GREEN, travelled),)
    return Inclusion(
        countries=_table(_BY_COUNTRY[once].text, of_roles),
        traits=attrs.evolve(_traits(_AMONG[once].text, everybody), beyond=beyond),
        genders=_table("People by gender, where it is stated", [k for k in known if k[1]]),
        activities=_activities(p),
        once=once,
        travellers=measured,
        unlisted=tuple(
            activity.id
            for activity in p.plan.activities
            if not isinstance(activity, Task)
            and held_facts(p, activity)
            and not p.attended(activity.id)
            and participants(p, activity).known != 0
        ),
    )


_BY_COUNTRY = {
    True: say("People by country and role"),
    False: say("Participations by country and role"),
}
_AMONG = {
    True: say(AMONG),
    False: say("Among all participations: fewer opportunities, under 18, green travel"),
}
"""What tables are called, by whether each person counts once in them."""


def staff_apart(heads: Iterable[str]) -> list[bool]:
    """Tell of each column whether it is staff, whom no count of fewer opportunities is about.

    None is where staff stand in one column with others, or nobody else took part: all count then.
    """
    roles = [set(head.split(", ")) for head in heads]
    mixed = any(of & STAFF and of - STAFF for of in roles)
    apart = [not of - STAFF for of in roles]
    return [False] * len(roles) if mixed or all(apart) else apart


def _people(p: Partnership) -> Iterator[tuple[Counted, str]]:
    """Yield everybody who took part, once, and groups of which only the number is known."""
    there = dict.fromkeys(id_ for rows in p.presences.values() for id_ in those_there(rows))
    for id_ in there:
        found = p.get(id_)
        # Of somebody who is in a list and not registered nothing is known, no role either.
        who = found if isinstance(found, Participant) else Attended(count=1)
        yield who, _home(p, getattr(who, "country", None), who.organisation)
    for activity in p.plan.activities:
        for row in _groups_of(p, activity.id):
            yield row, _home(p, None, row.organisation)


def may_be_told(p: Partnership, told: Inclusion, least: int = SMALLEST) -> frozenset[str]:
    """Return the organisations of which a report may tell how many people they sent.

    `told` are the counts that it has by country. Such a number would give away one that is kept
    back there, or else a small one of another organisation of the country.
    Where a country has a group of which nobody stated how many they were, the others of an
    organisation are what is known of it at least, and none of them may be small.
    """
    rows = dict(told.countries.rows[:-1])
    sent: dict[str, int] = {}
    groups: dict[tuple[str, str | None], int] = {}
    for activity in p.plan.activities:
        for row in p.attended(activity.id):
            if row.organisation is not None:
                number, key = row.people or 0, (row.organisation, row.role)
                sent[row.organisation] = sent.get(row.organisation, 0) + number
                groups[key] = groups.get(key, 0) + number
    few = {home for (home, _), number in groups.items() if 0 < number < least}

    def open_to_all(name: str, ids: list[str]) -> bool:
        counts = rows.get(name, (NOT_TOLD,))
        unknown = counts[-1] is None and NOT_TOLD not in counts
        return isinstance(counts[-1], int) or (unknown and not few.intersection(ids))

    homes = grouped((_home(p, None, home.id), home.id) for home in p.plan.organisations)
    return frozenset(
        id_
        for name, ids in homes.items()
        for id_ in ids
        if not any(0 < sent.get(one, 0) < least for one in ids)
        and (open_to_all(name, ids) or not sent.get(id_))
    )


def _groups_of(p: Partnership, activity: str) -> tuple[Attended, ...]:
    return () if activity in p.presences else certain_there(p, activity)


def _home(p: Partnership, code: str | None, organisation: str | None) -> str:
    stated = code or getattr(p.get(organisation), "country", None)
    iso = country(stated) if stated else None
    return country_name(iso) if iso is not None else "not stated"


def _table(title: str, groups: list[tuple[str, list[Counted]]]) -> CountTable:
    roles = _roles(who for _, group in groups for who in group)
    rows = [(name, _by_role(group, roles)) for name, group in groups]
    everybody = [who for _, group in groups for who in group]
    total = [(ALL, _by_role(everybody, roles))] if rows else []
    return CountTable(title=title, heads=(*roles, ALL), rows=(*rows, *total))


def _role(who: Counted) -> str:
    return who.role or NO_ROLE


def _roles(everybody: Iterable[Counted]) -> list[str]:
    there = {_role(who) for who in everybody}
    return [role for role in (*ROLES, NO_ROLE) if role in there]


def _by_role(group: list[Counted], roles: list[str]) -> Counts:
    counts = [added(who.people for who in group if _role(who) == role) for role in roles]
    return (*counts, added(counts))


def _traits(title: str, everybody: list[Counted]) -> CountTable:
    roles = _roles(everybody)
    rows = []
    for name, field in TRAITS:
        # Attendance that is only counted does not tell who travelled green.
        told = [(_role(who), getattr(who, field, None)) for who in everybody]
        counts = [added(n for of, n in told if of == role) for role in roles]
        rows.append((name, (*counts, added(counts))))
    total = (EVERYBODY, _by_role(everybody, roles))
    shown = (*rows, total) if everybody else ()
    return CountTable(title=title, heads=(*roles, ALL), rows=shown, summed=False)


def _activities(p: Partnership) -> CountTable:
    rows = []
    for activity in p.plan.activities:
        there = certain_there(p, activity.id)
        if there:
            achieved = added(row.people for row in there)
            fewer = added(row.fewer_opportunities for row in there)
            minors = added(row.minors for row in there)
            rows.append((activity.id, (activity.expected, achieved, fewer, minors)))
    heads = (PLANNED, "achieved", "fewer opp.", "under 18")
    return CountTable(title="Activities", heads=heads, rows=tuple(rows), summed=False)


def _hidden(table: CountTable, least: int) -> CountTable:
    """Hide cells of a table whose last row and last column are totals."""
    if not table.rows:
        return table
    table = _merged(table, least)
    cells = {
        (_place(row, len(table.rows)), _place(column, len(counts))): _least(count)
        for row, (_, counts) in enumerate(table.rows)
        for column, count in enumerate(counts)
    }
    return _without(table, cells, suppressed(cells, least))


def _merged(table: CountTable, least: int) -> CountTable:
    """Put the smallest columns, and then rows, together until each has enough people."""
    table = _merged_columns(table, least)
    return attrs.evolve(table, rows=tuple(_joined(list(table.rows), least)))


def _merged_columns(table: CountTable, least: int) -> CountTable:
    turned = _joined(list(zip(table.heads, _columns(table), strict=True)), least)
    rows = [
        (name, tuple(counts[i] for _, counts in turned)) for i, (name, _) in enumerate(table.rows)
    ]
    return attrs.evolve(table, heads=tuple(name for name, _ in turned), rows=tuple(rows))


def _columns(table: CountTable) -> list[Counts]:
    return [tuple(counts[i] for _, counts in table.rows) for i in range(len(table.heads))]


def _joined(lines: list[tuple[str, Counts]], least: int) -> list[tuple[str, Counts]]:
    """Join lines whose last number is below `least` with the next smallest; the last is a sum."""
    *parts, total = lines

    def size(index: int) -> tuple[int, int]:
        return _least(parts[index][1][-1]), index

    while len(parts) > 1 and 0 < min(size(i)[0] for i in range(len(parts))) < least:
        first, second = sorted(sorted(range(len(parts)), key=size)[:2])
        name = f"{parts[first][0]}, {parts[second][0]}"
        sums = tuple(map(added, zip(parts[first][1], parts[second][1], strict=True)))
        parts[first] = (name, sums)
        del parts[second]
    return [*parts, total]


def _least(count: HowMany) -> int:
    """Return how many there are at least."""
    return sum(stated([count]))


def _kept_back(count: HowMany) -> HowMany:
    """Return what is shown in place of a count: nobody keeps back what is not known."""
    return None if count is None else NOT_TOLD


def _place(index: int, length: int) -> int:
    return -1 if index == length - 1 else index


def _without(
    table: CountTable, cells: dict[tuple[int, int], int], out: frozenset[tuple[int, int]]
) -> CountTable:
    length = len(table.rows)
    rows = tuple(
        (
            name,
            tuple(
                _kept_back(n) if (_place(r, length), _place(c, len(counts))) in out else n
                for c, n in enumerate(counts)
            ),
        )
        for r, (name, counts) in enumerate(table.rows)
    )
    return attrs.evolve(table, rows=rows) if cells else table


def _hidden_parts(table: CountTable, least: int) -> CountTable:
    """Hide parts of a whole: each row is looked at beside the rest of the last row."""
    if not table.rows:
        return table
    table = _merged_columns(table, least)
    name, everybody = table.rows[-1]
    whole = list(map(_least, everybody))
    hidden = []
    for trait, counts in table.rows[:-1]:
        part = stated(counts)
        if len(part) < len(counts) or len(stated(everybody)) < len(everybody):
            safe = (_safe(n, w, least) for n, w in zip(counts, whole, strict=True))
            hidden.append((trait, tuple(safe)))
            continue
        cells = {}
        for row, line in enumerate((part, [w - n for w, n in zip(whole, part, strict=True)])):
            cells.update({(row, _place(c, len(line))): n for c, n in enumerate(line)})
        cells.update({(-1, _place(c, len(whole))): n for c, n in enumerate(whole)})
        out = suppressed(cells, least)
        shown: Counts = tuple(
            NOT_TOLD if out & {(0, _place(c, len(part))), (1, _place(c, len(part)))} else n
            for c, n in enumerate(part)
        )
        hidden.append((trait, shown))
    few = any(0 < count < least for count in whole)
    last = tuple(_kept_back(count) if few else count for count in everybody)
    return attrs.evolve(table, rows=(*hidden, (name, last)))


def _as_in(countries: CountTable, traits: CountTable) -> CountTable:
    """Return the counts of traits, where everybody is told only where that is told by country."""
    if not traits.rows or not countries.rows:
        return traits
    *rows, (name, everybody) = traits.rows
    told = dict(zip(countries.heads, countries.rows[-1][1], strict=True))
    last = tuple(
        n if n is None or told.get(head) != NOT_TOLD else NOT_TOLD
        for head, n in zip(traits.heads, everybody, strict=True)
    )
    return attrs.evolve(traits, rows=(*rows, (name, last)))


def _safe(part: HowMany, whole: int, least: int) -> HowMany:
    """Return a part of a whole, not told where it is small or leaves a small rest."""
    few = isinstance(part, int) and (0 < part < least or 0 < whole - part < least)
    return NOT_TOLD if few else part


def _hidden_activities(table: CountTable, least: int) -> CountTable:
    """Hide small numbers of an activity, and small rests; what is planned is no personal datum."""
    rows = []
    for name, (planned, achieved, *parts) in table.rows:
        whole = _least(achieved)
        shown = [_safe(n, whole, least) for n in parts]
        if 0 < whole < least:
            rows.append((name, (planned, *map(_kept_back, (achieved, *parts)))))
        else:
            rows.append((name, (planned, achieved, *shown)))
    return attrs.evolve(table, rows=tuple(rows))

"""The activity sheet of a partner: what one organisation did in a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.model import Delivered, Organisation, Paid, When
from vetpartner.papers.dissemination import (
    ALWAYS,
    NoOrganisation,
    disseminated,
    made_known,
    period_pairs,
    within,
)
from vetpartner.render.grids import Joined, Word
from vetpartner.render.paper import Kind, page_of, paper_of, project_pairs, spoken
from vetpartner.state.achieved import achieved
from vetpartner.state.disputed import certain_there
from vetpartner.state.held import held_facts
from vetpartner.state.open_work import action_items
from vetpartner.values.keyed import added
from vetpartner.values.table import Column, Table, in_order
from vetpartner.values.words import entitled, no_such

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from vetpartner.model import Activity, Partnership
    from vetpartner.papers.dissemination import Period
    from vetpartner.render.paper import Paper


def partner_sheet(
    p: Partnership, organisation: str, *, language: str | None = None, period: Period = ALWAYS
) -> Paper:
    """Return what an organisation did in a period, to be signed by it.

    Activities with the part it had and how many came from it, results, dissemination, action items
    and payments to it. `period` is first and last day, None for the project's first day and the
    day of the partnership.
    Raises `UnknownId`, `NoOrganisation`, or `UnknownLanguage` for a language without words.
    """
    home = p[organisation]
    if not isinstance(home, Organisation):
        known = (each.id for each in p.plan.organisations)
        raise NoOrganisation(no_such("organisations", organisation, known))
    p, words = spoken(p, language)
    gettext = words.gettext
    whole = (period[0] or p.start, period[1] or p.as_of)
    pairs = (
        *project_pairs(p, words),
        (gettext("Role"), gettext(p.role_of(organisation))),
        (gettext("OID"), home.oid or ""),
        (gettext("Country"), words.country(home.country)),
        *period_pairs(whole, words),
    )
    tables = (_activities, _results, _told, _items, _paid)
    page = page_of(
        p,
        "partner_sheet.md",
        {
            "title": home.label,
            "pairs": pairs,
            "tables": tuple(made(p, organisation, whole) for made in tables),
        },
        what="a partner sheet",
        title=f"{gettext('Activity sheet of a partner')} – {home.label} – {p.plan.project.label}",
        language=words,
    )
    return paper_of(page)


def _table(
    caption: str, rows: Iterable[Any], *in_turn: Column, columns: tuple[Column, ...] = ()
) -> Table:
    """Return a table; the rows are tuples in the order of the columns that are `in_turn`."""
    return Table(
        name=caption.lower().replace(" ", "_"),
        caption=caption,
        empty="Nothing is recorded for this period.",
        columns=columns or in_order(*in_turn),
        rows=tuple(rows),
    )


def _activities(p: Partnership, own: str, period: Period) -> Table:
    return _table(
        "Activities",
        _taken_part(p, own, period),
        Column("activity", "Activity"),
        Column("when", "Date", "when"),
        Column("part", "Part"),
        Column("people", "Own participants", "count"),
        Column("status", "Status", "word"),
    )


def _taken_part(p: Partnership, own: str, period: Period) -> Iterator[tuple[Any, ...]]:
    rows = {row.id: row for row in achieved(p) if row.kind == "activity"}
    for activity in p.plan.activities:
        row = rows[activity.id]
        own_rows = [f for f in certain_there(p, activity.id) if f.organisation == own]
        people = added(f.people for f in own_rows)
        parts = _parts(activity, own)
        if (not parts and not own_rows) or not _overlaps(row.first, row.last, period):
            continue
        held = next((f.when for f in held_facts(p, activity) if f.when), activity.when)
        part = Joined(parts or (Word("took part"),), between=", ")
        yield entitled(activity.id, row.title), held, part, people if own_rows else None, row.word


def _parts(activity: Activity, own: str) -> tuple[Word, ...]:
    """Return which parts an organisation has in an activity, as far as they are stated."""
    leads = (Word("lead"),) if activity.lead == own else ()
    hosts = (Word("host"),) if activity.host == own else ()
    return (*leads, *hosts) or ((Word("took part"),) if own in activity.organisations else ())


def _overlaps(first: date | None, last: date | None, period: Period) -> bool:
    if first is None or last is None:
        return False
    begin, end = period
    return (begin is None or last >= begin) and (end is None or first <= end)


def _results(p: Partnership, own: str, period: Period) -> Table:
    return _table(
        "Deliverables",
        _delivered(p, own, period),
        Column("what", "Deliverable"),
        Column("part", "Part"),
        Column("when", "Delivered", "when"),
        Column("languages", "Languages"),
    )


def _delivered(p: Partnership, own: str, period: Period) -> Iterator[tuple[Any, ...]]:
    for result in p.plan.deliverables:
        if own not in {result.lead, *result.organisations}:
            continue
        for fact in p.facts_of(result.id, Delivered):
            if within(_day(p, fact.when) or fact.recorded, period):
                part = Word("lead" if result.lead == own else "took part")
                named, languages = (
                    entitled(result.id, p.label(result.id)),
                    ", ".join(fact.languages),
                )
                yield named, part, fact.when or fact.recorded, languages or None


def _told(p: Partnership, own: str, period: Period) -> Table:
    reach = Column("reach", "People reached", "count", get=lambda told: told[2].reach)
    columns = (*made_known(p), reach)
    rows = disseminated(p, own, period)
    return _table("Dissemination", rows, columns=columns)


def _items(p: Partnership, own: str, period: Period) -> Table:
    """Return the items of an organisation and its people that were agreed or done in the period."""
    owners = {own, *(person.id for person in p.plan.people if person.organisation == own)}
    rows = (
        (item.text, item.due, item.done, item.proofs or None)
        for item in action_items(p)
        if item.owner in owners
        and any(within(day, period) for day in (_day(p, item.agreed), item.done))
    )
    return _table(
        "Action items",
        rows,
        Column("text", "What"),
        Column("due", "Due", "day"),
        Column("done", "Done", "day"),
        Column("evidence", "Evidence"),
    )


def _paid(p: Partnership, own: str, period: Period) -> Table:
    rows = (
        (
            fact.when or fact.recorded,
            p.label(fact.of),
            fact.amount,
            p.label(fact.payer) or Word("National agency"),
        )
        for fact in p.facts_of_kind(Paid)
        if (fact.payee or p.plan.project.coordinator) == own
        and within(_day(p, fact.when) or fact.recorded, period)
    )
    return _table(
        "Payments received",
        rows,
        Column("when", "Date", "when"),
        Column("payment", "Payment"),
        Column("amount", "Amount", "amount"),
        Column("payer", "From whom"),
    )


def _day(p: Partnership, when: When | None) -> date | None:
    """Return the last day of something, as far as it is known."""
    span = when.span(p.start) if when is not None else None
    return span.last if span is not None else None


PARTNER_SHEET = Kind(
    what="what a partner did in a period",
    make=partner_sheet,
    given=(("tables", tuple[Table, ...]),),
    of="an organisation",
    dated=True,
)

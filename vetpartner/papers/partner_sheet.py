"""The activity sheet of a partner: what one organisation did in a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Delivered, Held, Organisation, Paid
from vetpartner.papers.dissemination import ALWAYS, disseminated, period_pairs, within
from vetpartner.render.page import Block
from vetpartner.render.paper import project_pairs, small_paper, spoken
from vetpartner.state.achieved import achieved
from vetpartner.state.open_work import action_items
from vetpartner.values.words import no_such

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.model import Activity, Partnership
    from vetpartner.papers.dissemination import Period
    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.paper import Paper


class NoOrganisation(ValueError):
    """The id is that of something else; the message lists the organisations."""


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
    words = spoken(p, language)
    gettext = words.gettext
    whole = (period[0] or p.start, period[1] or p.as_of)
    role = gettext(p.role_of(organisation))
    return small_paper(
        p,
        words,
        what="a partner sheet",
        heading=gettext("Activity sheet of a partner"),
        title=home.label,
        pairs=(
            *project_pairs(p, words),
            (gettext("Role"), role),
            (gettext("OID"), home.oid or ""),
            (gettext("Country"), words.country(home.country)),
            *period_pairs(whole, words),
        ),
        blocks=(
            _block(gettext("Activities"), _activities(p, organisation, whole, words), words),
            _block(gettext("Deliverables"), _results(p, organisation, whole, words), words),
            _block(gettext("Dissemination"), _told(p, organisation, whole, words), words),
            _block(gettext("Action items"), _items(p, organisation, whole, words), words),
            _block(gettext("Payments received"), _paid(p, organisation, whole, words), words),
        ),
        signatures=(gettext("Place and date"), gettext("Name, signature and stamp")),
    )


def _block(heading: str, rows: Iterator[tuple[str, ...]], words: ReportLanguage) -> Block:
    """Return a table whose first row are its heads; a sentence where there is no other row."""
    heads, *found = rows
    if not found:
        return Block(heading=heading, text=words.gettext("Nothing is recorded for this period."))
    return Block(heading=heading, heads=heads, rows=tuple(found))


def _activities(
    p: Partnership, own: str, period: Period, words: ReportLanguage
) -> Iterator[tuple[str, ...]]:
    gettext = words.gettext
    yield (
        gettext("Activity"),
        gettext("Date"),
        gettext("Part"),
        gettext("Own participants"),
        gettext("Status"),
    )
    rows = {row.id: row for row in achieved(p) if row.kind == "activity"}
    for activity in p.plan.activities:
        row = rows[activity.id]
        people = sum(f.count for f in p.attended(activity.id) if f.organisation == own)
        part = _part(activity, own, words)
        if (part is None and not people) or not _overlaps(row.first, row.last, period):
            continue
        held = next((f.when for f in p.facts_of(activity.id, Held) if f.when), activity.when)
        yield (
            f"{activity.id} {row.title}",
            words.value(held),
            part or gettext("took part"),
            words.value(people) if people else words.value(None),
            gettext(row.status),
        )


def _part(activity: Activity, own: str, words: ReportLanguage) -> str | None:
    """Return which part an organisation has in an activity; None for none that is stated."""
    gettext = words.gettext
    parts = []
    if activity.lead == own:
        parts.append(gettext("lead"))
    if activity.host == own:
        parts.append(gettext("host"))
    if not parts and own in activity.organisations:
        parts.append(gettext("took part"))
    return ", ".join(parts) or None


def _overlaps(first: date | None, last: date | None, period: Period) -> bool:
    if first is None or last is None:
        return False
    begin, end = period
    return (begin is None or last >= begin) and (end is None or first <= end)


def _results(
    p: Partnership, own: str, period: Period, words: ReportLanguage
) -> Iterator[tuple[str, ...]]:
    gettext = words.gettext
    yield gettext("Deliverable"), gettext("Part"), gettext("Delivered"), gettext("Languages")
    for result in p.plan.deliverables:
        if own not in {result.lead, *result.organisations}:
            continue
        for fact in p.facts_of(result.id, Delivered):
            span = fact.when.span(p.start) if fact.when is not None else None
            if within(span.last if span is not None else fact.recorded, period):
                yield (
                    f"{result.id} {p.label(result.id)}",
                    gettext("lead") if result.lead == own else gettext("took part"),
                    words.value(fact.when or fact.recorded),
                    ", ".join(fact.languages) or words.value(None),
                )


def _told(
    p: Partnership, own: str, period: Period, words: ReportLanguage
) -> Iterator[tuple[str, ...]]:
    gettext = words.gettext
    yield gettext("Date"), gettext("Title"), gettext("Channel"), gettext("People reached")
    for day, _, fact in disseminated(p, own, period):
        yield (
            words.value(day),
            fact.title or p.label(fact.of) or words.value(None),
            words.gettext(fact.channel) if fact.channel else words.value(None),
            words.value(fact.reach),
        )


def _items(
    p: Partnership, own: str, period: Period, words: ReportLanguage
) -> Iterator[tuple[str, ...]]:
    """Yield the items of an organisation and its people that were agreed or done in the period."""
    gettext = words.gettext
    yield gettext("What"), gettext("Due"), gettext("Done"), gettext("Evidence")
    owners = {own, *(person.id for person in p.plan.people if person.organisation == own)}
    for item in action_items(p):
        span = item.agreed.span(p.start) if item.agreed is not None else None
        days = (span.last if span is not None else None, item.done)
        if item.owner in owners and any(within(day, period) for day in days):
            done = words.value(item.done)
            yield item.text, words.value(item.due), done, "; ".join(item.proofs)


def _paid(
    p: Partnership, own: str, period: Period, words: ReportLanguage
) -> Iterator[tuple[str, ...]]:
    gettext = words.gettext
    yield gettext("Date"), gettext("Payment"), gettext("Amount"), gettext("From whom")
    for fact in p.facts_of_kind(Paid):
        span = fact.when.span(p.start) if fact.when is not None else None
        day = span.last if span is not None else fact.recorded
        if (fact.payee or p.plan.project.coordinator) == own and within(day, period):
            payer = p.label(fact.payer) or gettext("National agency")
            yield words.value(day), p.label(fact.of), words.value(fact.amount), payer

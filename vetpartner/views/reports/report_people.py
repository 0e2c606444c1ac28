"""The head of a report: the project, its partners, and what is known of each work package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.model import Activity
from vetpartner.programme import UnknownCall, country, rules_for
from vetpartner.views.finance.money import Matrix, activity_amounts
from vetpartner.views.phrases import Phrase, Value, bare, count
from vetpartner.views.progress.rows import period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Money, Organisation, Partnership, WorkPackage


@frozen(kw_only=True)
class Pair:
    """A label and what stands beside it."""

    label: str
    value: Phrase


@frozen(kw_only=True)
class Partner:
    """An organisation as the report lists it; `country` is an ISO code, or as it was typed."""

    id: str
    name: str
    role: str
    kind: str | None
    city: str | None
    country: str | None
    oid: str | None
    newcomer: bool | None
    description: str | None


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
        ("Priorities", "; ".join(_priorities(p)) or None),
        ("Topics", "; ".join(project.topics) or None),
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
    titles = [p.label(objective) for objective in getattr(thing, "objectives", ())]
    if titles:
        yield Pair(label="Specific objectives", value=bare("; ".join(titles)))


def agency(p: Partnership) -> str | None:
    """Return the name of the national agency, by the project's own word or its reference."""
    project = p.plan.project
    code = project.national_agency
    if code is None and project.reference is not None:
        parts = project.reference.split("-")
        code = parts[2] if len(parts) > 2 else None  # noqa: PLR2004 - year, round, agency
    if code is None:
        return None
    try:
        known = {found.code: found.name for found in rules_for(p).national_agencies}
    except UnknownCall:
        return project.national_agency
    return known.get(code, project.national_agency)


def _priorities(p: Partnership) -> tuple[str, ...]:
    keys = p.plan.project.priorities
    if not keys:
        return ()
    try:
        labels = {priority.key: priority.label for priority in rules_for(p).priorities}
    except UnknownCall:
        labels = {}
    return tuple(labels.get(key, key) for key in keys)


def _name(p: Partnership, id_: str | None) -> str | None:
    """Return the full name of an organisation, or the id where nothing is known."""
    found = p.get(id_)
    return getattr(found, "name", None) or (p.label(id_) if id_ else None)

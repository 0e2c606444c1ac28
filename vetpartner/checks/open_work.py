"""What an organisation leads, hosts or does that is not done by a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.checks.transferring import complete_since, last_day
from vetpartner.model import Activity, Deliverable, Training, WorkPackage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership


@frozen(kw_only=True)
class OpenRole:
    """Something that an organisation has to do: `verb` is `leads`, `hosts` or `trains in`.

    `field` is the one of the thing that names it; `amendable` tells whether an amendment can.
    """

    id: str
    title: str
    verb: str
    field: str
    address: str
    due: date | None

    @property
    def amendable(self) -> bool:
        """Tell whether an amendment can name somebody else."""
        return self.field in {"lead", "host"}

    @property
    def said(self) -> str:
        """Return it as the end of a sentence: `leads WP3 Learning units (until 2025-04-30)`."""
        named = self.id if self.title == self.id else f"{self.id} {self.title}"
        return f"{self.verb} {named}{f' (until {self.due})' if self.due else ''}"


def open_roles(p: Partnership, organisation: str, day: date) -> Iterator[OpenRole]:
    """Yield what an organisation leads, hosts and trains in that is neither done nor over on a day.

    What has no date is open until it is recorded as done.
    """
    complete = complete_since(p)
    people = {one.id for one in p.plan.people if one.organisation == organisation}
    for kind, thing in p.plan.things():
        if not isinstance(thing, WorkPackage | Activity | Deliverable) or thing.id in complete:
            continue
        if isinstance(thing, Activity) and thing.cancelled:
            continue
        when = thing.due if isinstance(thing, Deliverable) else thing.when
        last = last_day(p, when)
        # A result that is late is still owed; an activity that is over is a matter of its fact.
        if last is not None and last <= day and not isinstance(thing, Deliverable):
            continue
        for verb, field in _roles(thing, organisation, people):
            yield OpenRole(
                id=thing.id,
                title=p.label(thing.id),
                verb=verb,
                field=field,
                address=f"{kind}/{thing.id}",
                due=last,
            )


def _roles(
    thing: WorkPackage | Activity | Deliverable, organisation: str, people: set[str]
) -> Iterator[tuple[str, str]]:
    if thing.lead == organisation:
        yield "leads", "lead"
    if isinstance(thing, WorkPackage) and organisation in thing.co_leads:
        yield "leads with others", "co_leads"
    if isinstance(thing, Activity) and thing.host == organisation:
        yield "hosts", "host"
    if isinstance(thing, Training) and people & set(thing.trainers):
        yield "trains in", "trainers"

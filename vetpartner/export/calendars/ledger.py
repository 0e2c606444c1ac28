"""What was sent of a calendar, and to whom: a small file beside the project."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from attrs import asdict, field, frozen

from vetpartner.model import zone_of

if TYPE_CHECKING:
    from pathlib import Path

LEDGER = "calendar-ledger.json"


@frozen(kw_only=True)
class Sent:
    """One entry as it was last sent: what it said, its SEQUENCE, and who has it.

    `people` are the names of those who were invited, by organisation and address.
    `first` and `last` are days; `starts` and `ends` local times with `zone`, where there are times.
    """

    id: str
    sequence: int
    title: str
    status: str
    first: str
    last: str
    starts: str | None = None
    ends: str | None = None
    zone: str | None = None
    place: str | None = None
    link: str | None = None
    recipients: tuple[str, ...] = ()
    people: dict[str, dict[str, str]] = field(factory=dict, eq=False)

    def moment(self, text: str | None) -> datetime | None:
        """Return a stored local time as an aware one."""
        if text is None or self.zone is None:
            return None
        return datetime.fromisoformat(text).replace(tzinfo=zone_of(self.zone))

    @property
    def days(self) -> tuple[date, date]:
        """Return the first and the last day."""
        return date.fromisoformat(self.first), date.fromisoformat(self.last)

    @property
    def said(self) -> tuple[str | None, ...]:
        """Return what a recipient must be told again when it changes."""
        return (self.status, *self.when, self.place, self.link)

    @property
    def when(self) -> tuple[str | None, ...]:
        """Return the date as it was sent."""
        return (self.first, self.last, self.starts, self.ends, self.zone)


class BrokenLedger(ValueError):
    """The ledger cannot be read; nothing is sent, so that nobody gets anything twice."""


def read_ledger(path: Path) -> dict[str, Sent]:
    """Return what was sent by UID, nothing if there is no ledger yet.

    Raises `BrokenLedger` if the file is not what was written.
    """
    if not path.exists():
        return {}
    try:
        raw: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))["sent"]
        ledger = {
            uid: Sent(**{**item, "recipients": tuple(item["recipients"])})
            for uid, item in raw.items()
        }
        for sent in ledger.values():
            _ = {str(m): str(n) for home in sent.people.values() for m, n in home.items()}
            _ = (sent.days, sent.moment(sent.starts), sent.moment(sent.ends))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        msg = f"{path.name} cannot be read ({error}); restore it from a copy, or delete it"
        raise BrokenLedger(msg) from None
    return ledger


def ledger_bytes(ledger: dict[str, Sent]) -> bytes:
    """Return a ledger as it is written: readable, and in a steady order."""
    sent = {uid: asdict(ledger[uid]) for uid in sorted(ledger)}
    return (json.dumps({"sent": sent}, ensure_ascii=False, indent=1) + "\n").encode()

"""One thing that somebody must be told about a calendar."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from vetpartner.views.dates.entry import Entry

News = Literal["new", "changed", "cancelled", "withdrawn"]


@frozen(kw_only=True)
class Update:
    """One entry that one organisation must be told about, and in words what is new.

    `to` are names and addresses where it is for some people of the organisation only.
    """

    recipient: str
    uid: str
    news: News
    entry: Entry
    sequence: int
    words: str
    to: tuple[tuple[str, str], ...] = ()

    @property
    def cancels(self) -> bool:
        """Tell whether it calls the entry off, for these recipients or for everybody."""
        return self.entry.status == "cancelled"

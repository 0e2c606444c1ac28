"""What came of reading a table: its rows, and what is wrong with it, counted where it repeats."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from vetpartner.checks import Finding, Severity
from vetpartner.model import Place

SHOWN = 20
"""How many findings of one kind are shown for a file; one more counts the rest."""


@frozen(kw_only=True)
class TableReading:
    """The rows that could be read, as `Participant`, `Presence` or `Spent`, and all findings.

    `places` are where each participant stands, by id, and each cost, by what it is for; `spots`
    where each presence does.
    `whole` tells that the file could be read as a table at all; single rows may be left out.
    """

    rows: tuple[Any, ...] = ()
    findings: tuple[Finding, ...] = ()
    places: tuple[tuple[str, Place], ...] = ()
    spots: tuple[Place, ...] = ()
    whole: bool = True


class TableFindings:
    """Collects findings of one file; of each kind only the first twenty are kept, and a count."""

    def __init__(self, file: str) -> None:
        """Take how findings call the file."""
        self.file = file
        self.found: list[Finding] = []
        self.counts: dict[tuple[str, Severity], int] = {}

    def say(
        self,
        slug: str,
        message: str,
        *,
        severity: Severity = Severity.ERROR,
        sheet: str = "",
        line: int = 1,
        column: int = 1,
        way_out: str | None = None,
    ) -> None:
        """Add a finding at a row and column, both from 1."""
        key = (slug, severity)
        self.counts[key] = count = self.counts.get(key, 0) + 1
        if count <= SHOWN:
            name = f"{self.file}!{sheet}" if sheet else self.file
            place = Place(file=name, line=line, column=column)
            self.found.append(
                Finding(slug=slug, message=message, severity=severity, place=place, way_out=way_out)
            )

    def take(self, other: TableFindings) -> None:
        """Add what was found apart."""
        for each in other.found:
            place = each.place or Place(file=self.file, line=1, column=1)
            self.say(
                each.slug,
                each.message,
                severity=each.severity,
                sheet=place.file.removeprefix(self.file).removeprefix("!"),
                line=place.line,
                column=place.column,
                way_out=each.way_out,
            )
        for key, count in other.counts.items():
            self.counts[key] += max(0, count - SHOWN)

    def all(self) -> tuple[Finding, ...]:
        """Return them all, with a finding for each kind that counts those not shown."""
        more = [
            Finding(
                slug=slug,
                message=f"{count - SHOWN} more of this kind in {self.file}",
                severity=severity,
                place=Place(file=self.file, line=1, column=1),
            )
            for (slug, severity), count in self.counts.items()
            if count > SHOWN
        ]
        return (*self.found, *more)

"""Findings: what is wrong or missing, where, on what basis, and the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import Any, overload

from attrs import field, frozen

from vetpartner.values.showing import Shown
from vetpartner.values.table import Column, Table, data


@frozen(kw_only=True)
class Place:
    """Where something is written: a file of the project's folder, line and column from 1.

    In a workbook `file` ends with the sheet and `line` and `column` are row and column.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(Enum):
    """How bad a finding is."""

    ERROR = "error"
    """It cannot be right."""
    WARNING = "warning"
    """It may cost money or points."""
    NOTE = "note"
    """Good to know."""

    @property
    def rank(self) -> int:
        """Return 0 for an error, 1 for a warning, 2 for a note."""
        return list(Severity).index(self)


@frozen(kw_only=True)
class Finding(Shown):
    """One thing that a coordinator should look at.

    `message` is one sentence with the facts in it; `address` says where in the project it is, as
    `meetings/M3/venue`; `place` where in the files, if it was read from files.
    `basis` names the legal basis; `way_out` what can be done; `slug` the rule, for `explain`.
    `line` is the text of the line at `place`; `accepted` the reason for which the project accepts
    it.
    """

    message: str
    severity: Severity
    slug: str = ""
    address: str = ""
    basis: str | None = None
    way_out: str | None = None
    place: Place | None = None
    line: str | None = None
    accepted: str | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else f"{self.address}: " if self.address else ""
        return f"{where}{self.severity.value}: {self.message} [{self.slug}]"

    def text(self) -> str:
        """Return the finding for a terminal: the line with a caret, basis and way out below."""
        parts = [str(self)]
        if self.line is not None and self.place is not None:
            shown = self.line.replace("\t", " ").rstrip()
            number = str(self.place.line)
            parts.append(f"    {number} | {shown}")
            parts.append(f"    {' ' * len(number)} | {' ' * (self.place.column - 1)}^")
        if self.way_out:
            parts.append(f"    way out: {self.way_out}")
        if self.basis:
            parts.append(f"    basis: {self.basis}")
        return "\n".join(parts)


def _tuple(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(findings)


@frozen(repr=False)
class Findings(Sequence[Finding]):
    """All findings of a reading or a check, in order; prints well and shows as a table."""

    all: tuple[Finding, ...] = field(default=(), converter=_tuple)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return those that cannot be right."""
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Return those that may cost money or points."""
        return self._of(Severity.WARNING)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """Return those that are good to know."""
        return self._of(Severity.NOTE)

    def sorted(self) -> Findings:
        """Return them by file position, then severity, then text."""
        return Findings(sorted(self.all, key=_position))

    def summary(self) -> str:
        """Return a line that counts them, such as `1 error, 2 warnings, 0 notes`."""
        counted = (
            (len(self.errors), "error"),
            (len(self.warnings), "warning"),
            (len(self.notes), "note"),
        )
        return ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counted)

    def text(self) -> str:
        """Return all of them for a terminal, with a counting line at the end."""
        return "\n".join([*(finding.text() for finding in self.all), self.summary()])

    def compact(self) -> str:
        """Return a line each, `file:line:column: severity: message [slug]`, for editors."""
        return "\n".join(str(finding) for finding in self.all)

    def json(self) -> str:
        """Return them as a JSON array of objects with the fields of `Finding`."""
        return self.table.json()

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Findings: {self.summary()}>"

    def _repr_html_(self) -> str:
        return self.table.only("severity", "place", "message", "slug", "way_out").html()

    @property
    def table(self) -> Table:
        """Return them as a table, counted in its caption."""
        return FINDINGS.of(self.all, caption=self.summary())

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Findings: ...
    def __getitem__(self, index: int | slice) -> Finding | Findings:
        return Findings(self.all[index]) if isinstance(index, slice) else self.all[index]

    def __add__(self, other: Iterable[Finding]) -> Findings:
        return Findings((*self.all, *other))

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.all if finding.severity is severity)


def _position(finding: Finding) -> tuple[bool, str, int, int, int, str, str]:
    place = finding.place
    return (
        place is None,
        place.file if place else "",
        place.line if place else 0,
        place.column if place else 0,
        finding.severity.rank,
        finding.address,
        finding.message,
    )


def _where(name: str) -> Callable[[Finding], Any]:
    """Return what gets a part of the place of a finding, None where it has no place."""
    return lambda finding: getattr(finding.place, name, None)


FINDINGS = Table(
    name="findings",
    about="One row for each finding of `vp.check`.",
    columns=(
        Column("slug", "Rule", "text", "name of the rule"),
        Column(
            "severity",
            "Severity",
            "word",
            "error, warning or note",
            get=lambda finding: finding.severity.value,
            names=True,
        ),
        Column("message", "What", "text", "what was found", width=70),
        data("address", "text", "where it stands in the project, such as meetings/M3"),
        data("file", "text", "file in which it stands", _where("file")),
        data("line", "count", "line in the file, from 1", _where("line")),
        data("column", "count", "column in the line, from 1", _where("column")),
        data("basis", "text", "legal basis"),
        Column("way_out", "Way out", "text", "what can be done", absent="", width=44),
        Column(
            "place", "Where", "text", get=lambda f: f.place or f.address, place="shown", width=30
        ),
        data("accepted", "text", "reason for which the project accepts it"),
    ),
)


def error(
    message: str, at: str, *, basis: str | None = None, way_out: str | None = None
) -> Finding:
    """Make a finding that cannot be right; the slug is added by who runs the rule."""
    return Finding(
        message=message, severity=Severity.ERROR, address=at, basis=basis, way_out=way_out
    )


def warning(
    message: str, at: str, *, basis: str | None = None, way_out: str | None = None
) -> Finding:
    """Make a finding that may cost money or points."""
    return Finding(
        message=message, severity=Severity.WARNING, address=at, basis=basis, way_out=way_out
    )


def note(message: str, at: str, *, basis: str | None = None, way_out: str | None = None) -> Finding:
    """Make a finding that is good to know."""
    return Finding(
        message=message, severity=Severity.NOTE, address=at, basis=basis, way_out=way_out
    )

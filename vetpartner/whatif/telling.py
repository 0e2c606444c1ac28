"""What a question of what-if is answered with: rows of one kind, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.values.table import Column, Table, data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.values.finding import Finding


@frozen(kw_only=True)
class Told:
    """One thing that is told: its sentence, and what stands in it as values where it has such.

    `kind` is the title of those with which it stands. It prints as its sentence.
    """

    text: str
    kind: str = ""
    id: str | None = None
    address: str | None = None
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        return self.text


TOLD = Table(
    name="told",
    about="The first row is the thing itself, each other one what hangs on it.",
    columns=(
        Column("kind", "What", "word", "the thing itself, or what hangs on it", width=40),
        data("id", "id", "id of what it is about, missing where it is about no one thing"),
        data("address", "text", "where it stands in the project, missing where it stands nowhere"),
        Column("before", "Before", "text", "as it was; missing where nothing was", width=24),
        Column("after", "After", "text", "as it is then; missing where nothing is", width=24),
        Column("text", "", "text", "all of it in a sentence", width=80),
    ),
)


def told(name: str, first: Told, groups: Iterable[tuple[str, Iterable[Told]]]) -> Table:
    """Return a table of the thing itself and of what hangs on it, each with its group's title."""
    rows = (evolve(row, kind=title) for title, found in groups for row in found)
    return evolve(TOLD, name=name, caption=first.text, rows=(first, *rows))


def of_finding(finding: Finding) -> Told:
    """Return a finding in a line, without its place."""
    text = f"{finding.severity.value}: {finding.message} [{finding.slug}]"
    return Told(address=finding.address or None, text=text)

"""What attendance lists and certificates show, whatever the format."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.model import Share
from vetpartner.render.language import ReportLanguage
from vetpartner.state.attendance import ActivityHead, Attending
from vetpartner.state.statement import VisibleStatement

if TYPE_CHECKING:
    from collections.abc import Iterator


Kind = Literal["certificate", "participation note"]

MOST_LINES = 500
"""Lines for one counted group, and empty lines for those expected; a larger group has one line."""


@frozen(kw_only=True)
class Line:
    """A line to sign; all but the number is empty in a line for somebody who is not listed.

    `id` is shown beside the name, and alone where there is no name.
    """

    number: int
    id: str = ""
    name: str = ""
    organisation: str = ""
    country: str | None = None

    @property
    def shown(self) -> str:
        """Return the name with the id behind it, or the id alone."""
        return f"{self.name} ({self.id})" if self.name and self.id else self.name or self.id


@frozen(kw_only=True)
class ListData:
    """All that the list shows.

    `sheets` are the days that stand side by side, sheet by sheet; `which` stands above the heads
    of the columns on every page, so that no page is without its activity.
    """

    head: ActivityHead
    facts: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    sheets: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...]
    statement: VisibleStatement
    title: str
    language: ReportLanguage

    @property
    def which(self) -> str:
        """Return project, activity, dates and place in one line."""
        return " – ".join((self.head.label, *(value for _, value in self.facts[2:])))


@frozen(kw_only=True)
class Certificate:
    """One page: a certificate, or a participation note for who did not reach the threshold.

    `name` is None where none is known, and is then written by hand.
    `pairs` are labels and values, `lines` what stands above and below the name.
    """

    number: str
    kind: Kind
    title: str
    lines: tuple[str, str]
    name: str | None
    attending: Attending
    organisation: str | None
    pairs: tuple[tuple[str, str], ...]


@frozen(kw_only=True)
class CertificateData:
    """All certificates of an activity in the order of the register."""

    head: ActivityHead
    threshold: Share
    pages: tuple[Certificate, ...]
    statement: VisibleStatement
    language: ReportLanguage


def place_of(head: ActivityHead, language: ReportLanguage) -> str:
    """Return the venue with its country, or that it is online; a dash where neither is known."""
    if head.mode == "online":
        return language.gettext("online")
    country = language.country(head.country) if head.country else None
    return ", ".join(filter(None, (head.place, country))) or language.value(None)


def each_of(id_: str, count: int) -> Iterator[str]:
    """Yield an id for each one of a counted group, `G/1`; for a single one, or too many, itself."""
    if 1 < count <= MOST_LINES:
        yield from (f"{id_}/{one}" for one in range(1, count + 1))
    else:
        yield id_


# What a smaller paper shows: its head, then blocks with lists, tables and lines to write on.


@frozen(kw_only=True)
class Block:
    """A part of a paper: a heading, a text, a numbered list, a table, lines to write on.

    `heads` and `rows` are texts; columns in `numbers` stand to the right. `level` is that of the
    heading, 2 or 3. `missing` tells that `text` names something that is still open.
    """

    heading: str
    level: int = 2
    text: str | None = None
    missing: bool = False
    points: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    lines: int = 0


@frozen(kw_only=True)
class SmallPaper:
    """All that a small paper shows, in its language.

    `pairs` are labels and values below the title; `signatures` are who signs at the end.
    `across` tells that the page lies on its side, for wide tables.
    `label`, `reference` and `as_of` are those of the project, for the properties of the file.
    """

    what: str
    heading: str
    title: str
    pairs: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    signatures: tuple[str, ...]
    statement: VisibleStatement
    language: ReportLanguage
    label: str
    reference: str | None
    as_of: date
    across: bool = False

    @property
    def said(self) -> tuple[str, ...]:
        """Return funding statement and disclaimer, of which one may begin with the other."""
        return self.statement.said

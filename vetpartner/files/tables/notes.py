"""The file beside a list, such as `attendance-T3.toml`, that fixes how the list is understood.

It is written from what was understood, corrected by hand, and kept. Where the list has other
headings than those it was written for, it says nothing any more, and that is a finding.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from vetpartner.files.tables.days import Order
from vetpartner.model import When
from vetpartner.values.reading import Strict
from vetpartner.values.toml import NotParsed, toml_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vetpartner.files.tables.headings import TableFindings
    from vetpartner.files.tables.shape import Shape

FORMAT = 1
SUFFIX = ".toml"
READ = "read"
_SLUG = "table-notes"


@frozen(kw_only=True)
class NotedColumn:
    """What a column means: the name of a field, `nothing`, or nothing said; or a day."""

    heading: str
    means: str | None = None
    unit: str | None = None
    when: When | None = None
    session: str | None = None


@frozen(kw_only=True)
class Noted:
    """How a list is to be understood; what is not said is found out as without it.

    `heading` are the numbers of the rows of headings. `hidden` is `read` where rows and sheets
    that nobody sees are read too. `day` is that of a list in which no column says it.
    """

    format: int
    file: str = ""
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    heading: tuple[int, ...] = ()
    order: Order | None = None
    hidden: str | None = None
    day: When | None = None
    columns: tuple[NotedColumn, ...] = field(default=())


_STRICT = Strict()


def notes_of(data: bytes, found: TableFindings, fields: Mapping[str, str]) -> Noted | None:
    """Return what a file beside a list says, or None with findings.

    `fields` are the headings that are known; a column can mean one of what they mean.
    """
    try:
        raw = toml_of(data.decode("utf-8-sig"))
        held, problems = _STRICT.structure(raw, Noted)
    except (NotParsed, ValueError, RecursionError, ArithmeticError) as error:
        found.say(_SLUG, f"it cannot be read: {error}", way_out="write it anew, or take it out")
        return None
    told = [(problem.message, problem.way_out) for problem in problems]
    if held is not None:
        told = list(_wrong(held, {*fields.values(), "nothing"}))
    for message, way_out in told:
        found.say(_SLUG, message, way_out=way_out)
    return None if told else held


def _wrong(noted: Noted, known: set[str]) -> Iterator[tuple[str, str | None]]:
    if noted.format != FORMAT:
        yield f"its format is {noted.format}, and this version knows {FORMAT}", None
    if noted.hidden not in {None, READ, "left out"}:
        yield "`hidden` is neither read nor left out", None
    for column in noted.columns:
        if column.means is not None and column.means not in known:
            listed = ", ".join(sorted(known))
            yield f"`{column.means}` is no meaning of a column here", f"write one of {listed}"
        if column.unit not in {None, "", "hours", "minutes", "seconds"}:
            yield f"`{column.unit}` is no unit", "write hours, minutes or seconds"


def unfit(noted: Noted, shape: Shape) -> str | None:
    """Return why notes do not fit the headings of a list; None where they do."""
    if not noted.columns:
        return None
    now = [head.text for head in shape.heads]
    then = [column.heading for column in noted.columns]
    for texts in (now, then):
        while texts and not texts[-1]:
            texts.pop()
    if now == then:
        return None
    at = next((n for n, (a, b) in enumerate(zip(then, now, strict=False)) if a != b), None)
    if at is None:
        return f"it has {len(now)} columns, and had {len(then)}"
    return f"the heading {then[at]!r} is {now[at]!r} now"


def notes_text(noted: Noted) -> str:
    """Return notes as TOML, with what may be changed in it."""
    from vetpartner.files.toml_text import toml_text

    held: dict[str, Any] = {"format": noted.format, "file": noted.file}
    for name in ("encoding", "separator", "sheet", "order", "hidden"):
        if (value := getattr(noted, name)) is not None:
            held[name] = value
    if noted.day is not None:
        held["day"] = str(noted.day)
    held["heading"] = tuple(noted.heading)
    held["columns"] = [
        {
            name: str(value) if name == "when" else value
            for name in ("heading", "means", "unit", "when", "session")
            if (value := getattr(column, name)) not in {None, ""} or name == "heading"
        }
        for column in noted.columns
    ]
    head = (
        f"# How {noted.file} is understood. Correct what is wrong: `means` is what a column is,\n"
        '# "nothing" for one that says nothing; `order` is "day first" or "month first".\n\n'
    )
    text = head + toml_text(held)
    tomllib.loads(text)
    return text

"""A plan as it is read from somewhere else: what is certain, what is not, what is not understood.

Nothing is guessed: what may be meant stands as a remark at its place, with what was read and why it
is not certain, so that a person can take it or correct it.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, field, frozen

from vetpartner.files.atomic import write_folder_whole
from vetpartner.files.toml_text import toml_key, toml_value
from vetpartner.values.file_names import FACTS_FILE, PLAN_FILE
from vetpartner.values.finding import Finding, Findings, Place, Severity
from vetpartner.values.showing import Shown
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable


LEFT_FILE = "not-understood.txt"
_HEAD = """\
# Read from {source} by `vetpartner import`.
# A line that begins with # is not certain: look at it, correct it, and take the # away.
# What was not understood at all stands in {left}.

format = 1
"""
_FACTS = """\
# What happened: dated, added, never edited. `vetpartner add` writes here too.
"""
_WIDTH = 100


class NotImported(ValueError):
    """A source holds no project that is understood; the text says why, and what is."""


@frozen(kw_only=True)
class NotUnderstood:
    """Something in a source that is nowhere in the plan: where it stands, what it says, and why.

    `at` is the place in the file by line and column, or by row and column, where it is known.
    """

    place: str
    said: str
    why: str
    at: Place | None = None


@define
class Entry:
    """A table of the plan, such as an organisation: values that are certain, and others.

    `places` says where in the source a value stands. Where `unsure` says why nobody knows which of
    the tables `heads` it is, all of it is a remark.
    """

    table: str
    values: dict[str, Any] = Factory(dict)
    doubts: dict[str, tuple[Any, str]] = Factory(dict)
    places: dict[str, Place] = Factory(dict)
    unsure: str = ""
    heads: tuple[str, ...] = ()

    def put(self, name: str, value: object, doubt: str = "", at: Place | None = None) -> None:
        """Take a value, with what makes it uncertain; one that is empty is not taken."""
        value = _clean(value)
        if value is None or value in ("", (), [], {}):
            return
        if at is not None:
            self.places[name] = at
        if doubt:
            self.doubts[name] = (value, doubt)
        else:
            self.values[name] = value

    def lines(self) -> Iterable[str]:
        """Yield its lines in TOML; what is not certain is a remark, its reason above it."""
        if self.unsure:
            yield f"# {_capital(self.unsure)}: keep one of these heads, and take the # away from"
            yield "# it and from the lines below it."
            yield from (f"# [[{head}]]" for head in self.heads)
            for line in self._values():
                yield line if line.startswith("#") else f"# {line}"
            return
        yield f"[{self.table}]" if self.table == "project" else f"[[{self.table}]]"
        yield from self._values()

    def _values(self) -> Iterable[str]:
        for name, value in self.values.items():
            yield from f"{toml_key(name)} = {toml_value(value)}".split("\n")
        for name, (value, why) in self.doubts.items():
            yield from (f"# {line}" for line in f"{_capital(why)}:".splitlines())
            yield from (
                f"# {line}" for line in f"{toml_key(name)} = {toml_value(value)}".split("\n")
            )


LEFT = Table(
    name="not_understood",
    about="One row for each thing in a source that is nowhere in the plan.",
    columns=(
        Column("place", "Where", "text", "where it stands in the source", names=True),
        Column("said", "What it says", "text", "what stands there"),
        Column("why", "Why", "text", "why it is not in the plan"),
    ),
)


@define(kw_only=True)
class Draft(Shown):
    """A plan that is being read; `source` is how the file is called.

    `what` is as what it was read, `files` are further files of the folder, by name; `told` is what
    was made that no source says, such as ids.
    """

    source: str
    what: str = "a row of a list of results"
    entries: list[Entry] = field(factory=list)
    left: list[NotUnderstood] = field(factory=list)
    files: dict[str, str] = field(factory=dict)
    told: list[str] = field(factory=list)

    def entry(self, table: str, **values: object) -> Entry:
        """Return a new table of the plan with these values, which are certain."""
        made = Entry(table)
        for name, value in values.items():
            made.put(name, value)
        self.entries.append(made)
        return made

    def leave(self, place: str, said: object, why: str, at: Place | None = None) -> None:
        """Note something that is nowhere in the plan."""
        self.left.append(NotUnderstood(place=place, said=_short(str(said)), why=why, at=at))

    @property
    def remarks(self) -> list[NotUnderstood]:
        """Return what stands in the plan as a remark, because it is not certain."""
        found = []
        for entry in self.entries:
            name = str(entry.values.get("title") or entry.values.get("name") or "")
            if entry.unsure:
                at = entry.places.get("title")
                found.append(
                    NotUnderstood(place=_called(at, "activity"), said=name, why=entry.unsure, at=at)
                )
            for key, (value, why) in entry.doubts.items():
                at = entry.places.get(key)
                of = f"{entry.table}: {name}: {key}" if name else f"{entry.table}: {key}"
                said = _short(f"{of} = {toml_value(value)}")
                found.append(NotUnderstood(place=_called(at, of), said=said, why=why, at=at))
        return found

    @property
    def findings(self) -> Findings:
        """Return what is nowhere in the plan, and what stands there as a remark, with its place."""
        told = [
            Finding(
                slug="import-not-understood",
                message=f"{each.said!r} is nowhere in the plan: {each.why}",
                severity=Severity.WARNING,
                address=each.place,
                place=each.at,
            )
            for each in self.left
        ]
        told += [
            Finding(
                slug="import-not-certain",
                message=f"{each.said} is not certain: {each.why}",
                severity=Severity.NOTE,
                address=each.place,
                place=each.at,
                way_out=f"look at the remark in {PLAN_FILE}, correct it, and take the # away",
            )
            for each in self.remarks
        ]
        return Findings(told)

    @property
    def text(self) -> str:
        """Return the plan in TOML."""
        head = _HEAD.format(source=_short(str(_clean(self.source))), left=LEFT_FILE)
        for line in self.told:
            head += "".join(f"\n# {part}" for part in wrap(str(_clean(line)), _WIDTH - 2))
        head += "\n" * bool(self.told)
        blocks = ("\n".join(entry.lines()) + "\n" for entry in self.entries)
        return "\n".join((head, *blocks))

    @property
    def table(self) -> Table:
        """Return what was not understood."""
        return LEFT.of(self.left, caption=f"Not understood in {self.source}", empty="nothing")

    def write(self, folder: Path | str) -> None:
        """Write a new folder of a project; raises `FileExistsError` if something is there."""
        left = f"{self.table.text()}\n"
        texts = {PLAN_FILE: self.text, FACTS_FILE: _FACTS, LEFT_FILE: left, **self.files}
        write_folder_whole(Path(folder), {name: text.encode() for name, text in texts.items()})

    def __str__(self) -> str:
        sure = sum(len(entry.values) for entry in self.entries if not entry.unsure)
        remarks = self.remarks
        said = (
            f"{self.source}, read as {self.what}: certain values: {sure}; "
            f"remarks to look at: {len(remarks)}; not understood: {len(self.left)}"
        )
        shown = [said, "\n".join(self.told)]
        if remarks:
            shown.append(LEFT.of(remarks, caption=f"Remarks in {PLAN_FILE}").text())
        if self.left:
            shown.append(self.table.text())
        return "\n\n".join(filter(None, shown))


def _clean(value: object) -> object:
    """Return a value without signs that no text of a plan may hold."""
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    if isinstance(value, str):
        return "".join(sign for sign in value if sign.isprintable() or sign in "\n\t").strip()
    return value


def _called(at: Place | None, otherwise: str) -> str:
    return otherwise if at is None else str(at)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _WIDTH else f"{plain[:_WIDTH]}…"

"""A plan as it is read from somewhere else: what is certain, what is not, what is not understood.

Nothing is guessed: what may be meant stands as a remark at its place, with what was read and why it
is not certain, so that a person can take it or correct it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import Factory, define, field, frozen

from vetpartner.files.atomic import write_folder_whole
from vetpartner.files.toml_text import toml_key, toml_value
from vetpartner.values.file_names import FACTS_FILE, PLAN_FILE
from vetpartner.values.showing import Shown
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

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
    """Something in a source that is nowhere in the plan: where it stands, what it says, and why."""

    place: str
    said: str
    why: str


@define
class Entry:
    """A table of the plan, such as an organisation: values that are certain, and others."""

    table: str
    values: dict[str, Any] = Factory(dict)
    doubts: dict[str, tuple[Any, str]] = Factory(dict)

    def put(self, name: str, value: object, doubt: str = "") -> None:
        """Take a value, with what makes it uncertain; one that is empty is not taken."""
        value = _clean(value)
        if value is None or value in ("", (), []):
            return
        if doubt:
            self.doubts[name] = (value, doubt)
        else:
            self.values[name] = value

    def lines(self) -> Iterable[str]:
        """Yield its lines in TOML; what is not certain is a remark, its reason above it."""
        yield f"[{self.table}]" if self.table == "project" else f"[[{self.table}]]"
        for name, value in self.values.items():
            yield f"{toml_key(name)} = {toml_value(value)}"
        for name, (value, why) in self.doubts.items():
            yield from (f"# {line}" for line in f"{_capital(why)}:".splitlines())
            yield from (
                f"# {line}" for line in f"{toml_key(name)} = {toml_value(value)}".splitlines()
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

    `files` are further files of the folder, by name.
    """

    source: str
    entries: list[Entry] = field(factory=list)
    left: list[NotUnderstood] = field(factory=list)
    files: dict[str, str] = field(factory=dict)

    def entry(self, table: str, **values: object) -> Entry:
        """Return a new table of the plan with these values, which are certain."""
        made = Entry(table)
        for name, value in values.items():
            made.put(name, value)
        self.entries.append(made)
        return made

    def leave(self, place: str, said: object, why: str) -> None:
        """Note something that is nowhere in the plan."""
        self.left.append(NotUnderstood(place=place, said=_short(str(said)), why=why))

    @property
    def text(self) -> str:
        """Return the plan in TOML."""
        head = _HEAD.format(source=_short(str(_clean(self.source))), left=LEFT_FILE)
        blocks = ("\n".join(entry.lines()) + "\n" for entry in self.entries)
        return "\n".join((head, *blocks))

    @property
    def table(self) -> Table:
        """Return what was not understood."""
        return LEFT.of(self.left, caption=f"Not understood in {self.source}", empty="nothing")

    def write(self, folder: Path) -> None:
        """Write a new folder of a project; raises `FileExistsError` if something is there."""
        left = f"{self.table.text()}\n"
        texts = {PLAN_FILE: self.text, FACTS_FILE: _FACTS, LEFT_FILE: left, **self.files}
        write_folder_whole(folder, {name: text.encode() for name, text in texts.items()})

    def __str__(self) -> str:
        sure = sum(len(entry.values) for entry in self.entries)
        doubts = sum(len(entry.doubts) for entry in self.entries)
        said = (
            f"{self.source}: certain values: {sure}; remarks to look at: {doubts}; "
            f"not understood: {len(self.left)}"
        )
        return f"{said}\n\n{self.table.text()}" if self.left else said


def _clean(value: object) -> object:
    """Return a value without signs that no text of a plan may hold."""
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    if isinstance(value, str):
        return "".join(sign for sign in value if sign.isprintable() or sign in "\n\t").strip()
    return value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _WIDTH else f"{plain[:_WIDTH]}…"

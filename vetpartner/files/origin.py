"""What a partnership was read from: where in its texts each thing stands, and its narratives."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.files.toml_text import Positions, positions
from vetpartner.model import FACTS, Narrative, Place, Presence
from vetpartner.values.reading import control_character

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Fact
    from vetpartner.values.problems import Path


RULES_FILE = "rules.toml"
_ELEMENT = re.compile(r"(?P<of>.*?)(?:#(?P<number>\d+))?")
FILE_NAME = re.compile(
    r"(?P<report>progress|interim|final)\.(?P<language>[a-z]{2,3}(?:_[A-Z]{2})?)\.md"
)
"""How a file of the coordinator's own words is called."""
_HEADING = re.compile(r"##[ \t]++(?P<id>\w++(?:\.[\w\-]++)++)(?:[ \t].*+)?")
_BEGIN, _END, _NEXT = "<!--", "-->", re.compile(r"\n##[ \t]+\w+\.")


@frozen(kw_only=True)
class Source:
    """One TOML file as read: its name below the folder, its text and what was parsed from it."""

    file: str
    text: str = field(repr=False)
    raw: dict[str, object] = field(repr=False)

    @cached_property
    def positions(self) -> Positions:
        """Return where its keys and values stand."""
        return positions(self.text)

    def place(self, path: Path, *, at_key: bool = False) -> Place:
        """Return where a path, or the nearest thing around it, is written."""
        found = self.positions
        line, column = found.key(path) if at_key else found.value(path)
        return Place(file=self.file, line=line, column=column)

    def path(self, address: str) -> Path | None:
        """Return the way to an address such as `meetings/M3/venue`; None if it is not here."""
        table, *rest = address.split("/")
        held = self.raw.get(table)
        if isinstance(held, dict):
            return (table, *rest)
        if not isinstance(held, list):
            return None
        if not rest:
            return (table,)
        # What a fact is of may be the address of another one, as in `settled/held/M1#2`.
        for end in range(len(rest), 0, -1):
            name = "/".join(rest[:end])
            match = _ELEMENT.fullmatch(name)
            numbered = (match["of"], int(match["number"] or 1)) if match else (name, 1)
            for wanted, number in ((name, 1), numbered):
                same = self._elements.get((table, wanted), [])
                if 0 < number <= len(same):
                    return (table, same[number - 1], *rest[end:])
        return None

    @cached_property
    def lines(self) -> list[str]:
        """Return the text line by line."""
        return self.text.split("\n")

    @cached_property
    def _elements(self) -> dict[tuple[str, object], list[int]]:
        """Return the places of the elements of each table by their id, or by what they are of."""
        found: dict[tuple[str, object], list[int]] = {}
        for table, held in self.raw.items():
            key = "of" if table in FACTS else "id"
            for index, item in enumerate(held if isinstance(held, list) else ()):
                name = item.get(key, "") if isinstance(item, dict) else None
                if isinstance(name, str):
                    found.setdefault((table, name), []).append(index)
        return found


@frozen(kw_only=True)
class TomlOrigin:
    """A folder or a single TOML file, with the texts as they were read.

    `tables` are the places of participants and costs that stand in tables, by address; `presences`
    those of presences.
    """

    folder: FilePath
    sources: tuple[Source, ...] = ()
    narratives: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    tables: tuple[tuple[str, Place], ...] = field(default=(), repr=False)
    presences: tuple[tuple[Presence, Place], ...] = field(default=(), repr=False)

    def locate(self, address: str, fact: Fact | None = None) -> Place | None:
        """Return where an address, or the nearest thing around it, is written.

        `fact` is what the address leads to: of a presence in a table it tells the row.
        """
        if fact is not None and (place := self._rows.get(id(fact))):
            return place
        if address.startswith("narrative/"):
            return self._in_narrative(address)
        if address.partition("/")[0] == "rules":
            return self._in(RULES_FILE, tuple(address.split("/")[1:]))
        for source in self.sources:
            path = source.path(address) if source.file != RULES_FILE else None
            if path is not None:
                return source.place(path)
        if place := self._tables.get("/".join(address.split("/")[:2])):
            return place
        kind, _, rest = address.partition("/")
        if kind == "presences" and (place := self._attendance.get(rest.partition("#")[0])):
            return place
        return self._in(self.sources[0].file, ()) if self.sources else None

    def line(self, place: Place) -> str | None:
        """Return the text of the line at a place."""
        lines = self._lines.get(place.file, [])
        return lines[place.line - 1] if place.line <= len(lines) else None

    @cached_property
    def _attendance(self) -> dict[str, Place]:
        """Return where the list of each activity begins."""
        return {
            fact.of: Place(file=place.file, line=1, column=1)
            for fact, place in self.presences
            if fact.of is not None
        }

    @cached_property
    def _tables(self) -> dict[str, Place]:
        return dict(reversed(self.tables))

    @cached_property
    def _rows(self) -> dict[int, Place]:
        """Return places by what stands there, because numbers change with the day of a view."""
        return {id(presence): place for presence, place in self.presences}

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        own = {source.file: source.lines for source in self.sources}
        return own | {file: text.split("\n") for file, text in self.narratives}

    @cached_property
    def _headings(self) -> dict[str, dict[str, int]]:
        """Return the lines of the headings of all questions, by file."""
        return {file: heading_lines(text) for file, text in self.narratives}

    def _in(self, file: str, path: Path) -> Place | None:
        for source in self.sources:
            if source.file == file:
                return source.place(path)
        return None

    def _in_narrative(self, address: str) -> Place | None:
        _, name, *question = address.split("/", 2)
        file = f"narrative/{name}.md"
        if file not in self._headings:
            return None
        line = self._headings[file].get(question[0]) if question else None
        return Place(file=file, line=line or 1, column=1)


def read_narrative(text: str, *, report: str, language: str) -> Narrative:
    """Read the answers; comments are hints and are left out, and so is what precedes them."""
    answers: dict[str, list[str]] = {}
    current: list[str] = []
    for line in without_comments(text).splitlines():
        if match := _HEADING.fullmatch(line.rstrip()):
            current = answers.setdefault(match["id"], [])
        else:
            current.append(line)
    kept = ((id_, "\n".join(lines).strip()) for id_, lines in answers.items())
    return Narrative(report=report, language=language, answers=tuple(kept))


def narrative_problems(text: str) -> Iterator[tuple[str, str, int, str | None]]:
    """Yield slug, message, line and way out of what no narrative may hold."""
    seen: dict[str, int] = {}
    for number, line in enumerate(without_comments(text, lines=True).split("\n"), start=1):
        heads = map(_HEADING.fullmatch, map(str.rstrip, line.splitlines()))
        for id_ in (head["id"] for head in heads if head):
            if (first := seen.setdefault(id_, number)) != number:
                message = f"`{id_}` is answered in line {first} already"
                way_out = "put both answers under one heading"
                yield "narrative-question-twice", message, number, way_out
        for part in line.splitlines():
            if found := control_character(part):
                yield "control-character", found, number, None


def without_comments(text: str, *, lines: bool = False) -> str:
    """Leave out comments, with their line ends unless `lines` asks for them.

    One that is not closed ends before the next heading or comment, so that no answer is lost.
    """
    kept, *comments = text.split(_BEGIN)
    parts = [kept]
    for comment in comments:
        inside, closed, behind = comment.partition(_END)
        if not closed and (heading := _NEXT.search(comment)):
            inside, behind = comment[: heading.start()], comment[heading.start() :]
        parts += ["\n" * inside.count("\n") if lines else "", behind]
    return "".join(parts)


def write_narrative(narrative: Narrative) -> str:
    """Write the answers as `read_narrative` reads them."""
    return "\n\n".join(f"## {id_}\n\n{text}".rstrip() for id_, text in narrative.answers) + "\n"


def heading_lines(text: str) -> dict[str, int]:
    """Return the lines, from 1, on which the headings of questions stand first."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _HEADING.fullmatch(line.rstrip()):
            found.setdefault(match["id"], number)
    return found

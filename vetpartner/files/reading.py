"""Reading a folder or a TOML file: everything that is wrong comes at once, as findings."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from vetpartner.checks import Finding, Findings, Severity
from vetpartner.files.atomic import LARGEST_FILE, MEGABYTE
from vetpartner.files.evidence import evidence_findings
from vetpartner.files.origin import FILE_NAME, RULES_FILE, Source, TomlOrigin, read_narrative
from vetpartner.files.seals.seal import seal_findings
from vetpartner.files.structuring import (
    EXTRA_TABLES,
    PLAN_TABLES,
    TABLES_OF_FACTS,
    Assembly,
    assemble,
    currency_of,
    known_ids,
    raw_link_problems,
)
from vetpartner.files.tables.folder import Tables, folder_tables, table_places
from vetpartner.model import Narrative, Partnership, Place, Plan, Presence
from vetpartner.programme import read_rules
from vetpartner.values.showing import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from vetpartner.values.reading import Problem

PLAN_FILE, FACTS_FILE = "project.toml", "facts.toml"
_AT = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")


@frozen(kw_only=True)
class Reading(Shown):
    """What came of reading: a partnership, unless it could not be built, and all findings.

    `tables` are the lists of participants, attendance and costs of a folder, file by file.
    """

    partnership: Partnership | None
    findings: Findings
    tables: Tables = Tables()  # noqa: RUF009 - frozen


class InvalidProject(ValueError):
    """A project could not be built; `findings` say what is wrong and where, all at once."""

    def __init__(self, findings: Findings) -> None:
        """Take the findings that say what is wrong."""
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        return f"the project cannot be read\n{self.findings.text()}"


def text_of(path: Path, file: str, say: Callable[..., None]) -> str | None:
    """Return a file's text with plain line ends, or None with a finding; `file` is its name."""
    start = Place(file=file, line=1, column=1)
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            limit = LARGEST_FILE // MEGABYTE
            message = f"{file} has {size // MEGABYTE} MB; more than {limit} MB are not read"
            say("file-too-large", message, place=start, way_out="put long lists into tables/")
            return None
        data = path.read_bytes()
    except OSError as error:
        say("unreadable-file", f"{file} cannot be read: {error.strerror}", place=start)
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        place = Place(file=file, line=before.count(b"\n") + 1, column=column)
        message = f"{file} is not UTF-8: the byte 0x{data[error.start]:02X} cannot be read"
        say("not-utf-8", message, place=place, way_out="save the file again as UTF-8")
        return None


class _Reader:
    """Collects findings while files are read; nothing is raised for a mistake in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[Finding] = []
        self.sources: list[Source] = []
        self.sound = True

    def say(self, slug: str, message: str, **more: Any) -> None:  # noqa: ANN401
        more.setdefault("severity", Severity.ERROR)
        self.found.append(Finding(slug=slug, message=message, **more))

    def toml(self, file: str) -> Source | None:
        """Return a parsed TOML file, or None with a finding."""
        text = text_of(self.folder / file, file, self.say)
        if text is None:
            return None
        try:
            raw = tomllib.loads(text, parse_float=Decimal)
        except RecursionError:
            start = Place(file=file, line=1, column=1)
            self.say("nested-too-deeply", f"{file} nests lists or tables too deeply", place=start)
            return None
        except (ValueError, InvalidOperation) as error:
            self._syntax(file, text, str(error))
            return None
        source = Source(file=file, text=text, raw=raw)
        self.sources.append(source)
        return source

    def _syntax(self, file: str, text: str, message: str) -> None:
        match = _AT.search(message)
        lines = text.split("\n")
        line, column = len(lines), len(lines[-1]) + 1
        if match and match["line"]:
            line, column = int(match["line"]), int(match["column"])
        self.say(
            "not-toml",
            f"this line is not TOML: {_AT.sub('', message)}",
            place=Place(file=file, line=line, column=column),
            way_out="texts stand in quotes, days do not; see the file format in the reference",
            line=lines[line - 1] if line <= len(lines) else None,
        )

    def assemble(self, source: Source | None, known: tuple[str, ...], currency: str) -> Assembly:
        """Build what a file holds; its problems become findings with a place."""
        if source is None:
            return Assembly(plan=None, facts=None)
        built = assemble(source.raw, known, currency=currency, name=source.file)
        self.problems(source, built.problems)
        self.sound = self.sound and not built.problems
        return built

    def problems(self, source: Source, problems: Iterable[Problem]) -> None:
        """Say problems of a file, each at its place."""
        lines = source.text.split("\n")
        for problem in problems:
            place = source.place(problem.path, at_key=problem.at_key)
            self.say(
                problem.slug,
                problem.message,
                place=place,
                way_out=problem.way_out,
                line=lines[place.line - 1],
            )

    def links(self, plan: Source | None, in_tables: tuple[str, ...] = ()) -> None:
        """Look for ids and links that are wrong, where the rules for them cannot run.

        `in_tables` are the ids of participants that stand in tables.
        """
        if self.sound or plan is None:
            return
        sources = [source for source in self.sources if source.file != RULES_FILE]
        known = (*(id_ for source in sources for id_ in known_ids(source.raw)), *in_tables)
        for source in sources:
            self.problems(source, raw_link_problems(source.raw, known))

    def result(self, **parts: Any) -> Reading:  # noqa: ANN401 - the fields of Partnership
        """Return the reading, with a partnership if every part could be built."""
        partnership = None
        if self.sound and parts["baseline"] is not None and parts["facts"] is not None:
            partnership = Partnership(**parts)
        return Reading(partnership=partnership, findings=Findings(self.found).sorted())


def read_folder(folder: Path) -> Reading:
    """Read a project folder; every mistake in every file is among the findings."""
    reader = _Reader(folder)
    source = reader.toml(PLAN_FILE)
    currency = currency_of(source.raw) if source else "EUR"
    plan = reader.assemble(source, PLAN_TABLES, currency).plan
    facts: Any = ()
    if (folder / FACTS_FILE).exists():
        facts = reader.assemble(reader.toml(FACTS_FILE), TABLES_OF_FACTS, currency).facts
    # Without a plan lists are read all the same: its mistakes are not theirs.
    tables = folder_tables(folder, plan if plan is not None else Plan())
    if plan is not None:
        plan = attrs.evolve(plan, participants=(*plan.participants, *tables.participants))
    if facts is not None:
        facts = (*facts, *tables.presences, *tables.costs)
    if plan is not None:
        reader.found += tables.findings
    reader.sound = reader.sound and tables.whole
    narratives, texts = _narratives(reader)
    own_rules = _own_rules(reader) if (folder / RULES_FILE).exists() else None
    reader.links(source, tuple(who.id for who in tables.participants))
    origin = TomlOrigin(
        folder=folder,
        sources=tuple(reader.sources),
        narratives=texts,
        tables=table_places(tables, facts or ()),
        presences=tables.placed(Presence),
    )
    made = reader.result(
        baseline=plan, facts=facts, narratives=narratives, own_rules=own_rules, origin=origin
    )
    if made.partnership is None:
        return made
    # Only a folder keeps the files of evidence beside the facts; a single file travels alone.
    findings = made.findings + evidence_findings(made.partnership, origin)
    findings += seal_findings(folder)
    return Reading(partnership=made.partnership, findings=findings.sorted(), tables=tables)


def read_toml(file: Path) -> Reading:
    """Read plan and facts from a single TOML file."""
    reader = _Reader(file.parent)
    source = reader.toml(file.name)
    currency = currency_of(source.raw) if source else "EUR"
    built = reader.assemble(source, (*PLAN_TABLES, *TABLES_OF_FACTS, *EXTRA_TABLES), currency)
    if built.own_rules is not None:
        for problem in read_rules(built.own_rules, file="own_rules").problems:
            reader.say("rules-problem", problem.message, address=f"own_rules/{problem.address}")
            reader.sound = False
    reader.links(source)
    return reader.result(
        baseline=built.plan,
        facts=built.facts,
        narratives=built.narratives,
        own_rules=built.own_rules,
        origin=TomlOrigin(folder=file.parent, sources=tuple(reader.sources)),
    )


def _narratives(
    reader: _Reader,
) -> tuple[tuple[Narrative, ...], tuple[tuple[str, str], ...]]:
    narratives, texts = [], []
    for path in sorted((reader.folder / "narrative").glob("*.md")):
        file = f"narrative/{path.name}"
        match = FILE_NAME.fullmatch(path.name)
        if match is None:
            reader.say(
                "narrative-name",
                f"{file} is not named after a report and a language, and is not read",
                severity=Severity.NOTE,
                place=Place(file=file, line=1, column=1),
                way_out="call it for example final.en.md",
            )
        elif (text := text_of(path, file, reader.say)) is not None:
            narratives.append(
                read_narrative(text, report=match["report"], language=match["language"])
            )
            texts.append((file, text))
        else:
            reader.sound = False
    return tuple(narratives), tuple(texts)


def _own_rules(reader: _Reader) -> str | None:
    """Return the text of the project's own rules; what is wrong in them is found and said."""
    source = reader.toml(RULES_FILE)
    if source is None:
        reader.sound = False
        return None
    problems = read_rules(source.text, file=RULES_FILE).problems
    for problem in problems:
        place = source.place(tuple(problem.address.split("/")))
        line = source.text.split("\n")[place.line - 1]
        reader.say("rules-problem", problem.message, place=place, line=line)
    reader.sound = reader.sound and not problems
    return source.text

"""Reading a folder or a file: everything that is wrong comes at once, as findings."""

from __future__ import annotations

import re
from decimal import InvalidOperation
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from vetpartner.files.disk import MEGABYTE, STAGED, contents, text_of
from vetpartner.files.door import Door
from vetpartner.files.evidence import evidence_findings
from vetpartner.files.origin import (
    FILE_NAME,
    RULES_FILE,
    Source,
    TomlOrigin,
    narrative_problems,
    read_narrative,
)
from vetpartner.files.structuring import (
    ALL_TABLES,
    FORMAT,
    PLAN_TABLES,
    STRICT,
    TABLES_OF_FACTS,
    Assembly,
    Own,
    assemble,
    known_ids,
    linked_ids,
    raw_link_problems,
)
from vetpartner.files.table_names import LISTS, ONCE
from vetpartner.files.tables.folder import Tables, concerned, folder_tables, table_places
from vetpartner.files.telling import OF_RULES, RULE, Telling
from vetpartner.files.transaction import JOURNAL, BrokenJournal, door_of
from vetpartner.model import (
    Narrative,
    Partnership,
    Place,
    Presence,
)
from vetpartner.model.partnership import Seen
from vetpartner.values.file_names import FACTS_FILE, PLAN_FILE
from vetpartner.values.finding import Finding, Findings, Severity
from vetpartner.values.problems import Problem, Slip
from vetpartner.values.showing import Shown
from vetpartner.values.toml import NotParsed, toml_of
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from vetpartner.files.slips import Slips
    from vetpartner.model import Origin, Plan
    from vetpartner.values.reading import Strict

    Where = Callable[[Problem], dict[str, Any] | None]
    """Returns what a finding says of where a problem stands; None for one that is told later."""

LARGEST_TOML = 5 * MEGABYTE
MOST_HEADINGS = 20_000
"""How many headings a narrative may have; a form has about a hundred questions."""
"""How large a file of TOML may be, in bytes."""
_SHEET = re.compile(r"(?<=\.xlsx)!.*|(?<=\.ods)!.*", re.IGNORECASE)
"""How findings call a sheet behind the name of its file."""


@frozen(kw_only=True)
class Reading(Shown):
    """What came of reading: a partnership, unless it could not be built, and all findings.

    `tables` are the lists of participants, attendance and costs of a folder, file by file; `slips`
    are the lines of files, by their names, that can be put right with certainty.
    """

    partnership: Partnership | None
    findings: Findings
    tables: Tables = Tables()  # noqa: RUF009 - frozen
    slips: tuple[tuple[str, Slip], ...] = field(default=(), repr=False)


class InvalidProject(ValueError):
    """A project could not be built; `findings` say what is wrong and where, all at once."""

    def __init__(self, findings: Findings) -> None:
        """Take the findings that say what is wrong."""
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        return f"the project cannot be read\n{self.findings.text()}"


class NotRecorded(InvalidProject):
    """Facts would contradict the project, and were not written; `findings` say what is wrong."""

    def __str__(self) -> str:
        return f"nothing was recorded\n{self.findings.text()}"


class Reader:
    """Collects findings while a partnership is read; nothing is raised for a mistake in it.

    `sound` tells that nothing so far keeps a partnership from being built.
    """

    def __init__(self, strict: Strict = STRICT) -> None:
        """Begin without findings; `strict` reads the tables."""
        self.strict = strict
        self.found: list[Finding] = []
        self.sound = True

    def say(self, slug: str, message: str, **more: Any) -> None:  # noqa: ANN401
        """Add a finding, an error unless it says another severity."""
        more.setdefault("severity", Severity.ERROR)
        self.found.append(Finding(slug=slug, message=message, **more))

    def parsed(self, file: str, parse: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Return what a text holds, or None with a finding where it nests too deeply."""
        try:
            return parse()
        except RecursionError:
            start = Place(file=file, line=1, column=1)
            self.say("nested-too-deeply", f"{file} nests lists or tables too deeply", place=start)
            return None

    def assemble(
        self,
        raw: dict[str, Any],
        known: tuple[str, ...],
        own: Own,
        name: str,
        where: Where,
    ) -> Assembly:
        """Build what parsed tables hold; `where` returns the place or address of a problem."""
        built = assemble(raw, known, own=own, name=name, strict=self.strict)
        self.problems(built.problems, where)
        self.sound = self.sound and not built.problems
        return built

    def problems(self, problems: Iterable[Problem], where: Where) -> None:
        """Say problems, each where it stands."""
        for problem in problems:
            at = where(problem)
            if at is not None:
                told = {"way_out": problem.way_out, **at}
                self.say(problem.slug, problem.message, **told)

    def document(self, raw: dict[str, Any], name: str, where: Where) -> Assembly:
        """Build what a single document holds; its own rules are looked at too."""
        first, ours = islice(raw, 20), (*ALL_TABLES, *FORMAT)
        if raw and not any(table in ours or near(table, ALL_TABLES) for table in first):
            message = f"{name} is no project of vetpartner: it has none of its tables"
            self.say("no-project", message, way_out=f"known tables: {', '.join(ALL_TABLES[:6])}, …")
            self.sound = False
            return Assembly(plan=None, facts=None)
        built = self.assemble(raw, ALL_TABLES, Own.in_tables(raw), name, where)
        if built.own_rules is not None:
            from vetpartner.programme.reading import read_rules

            for problem in read_rules(built.own_rules, file="own_rules").problems:
                self.say("rules-problem", problem.message, address=f"own_rules/{problem.address}")
                self.sound = False
        return built

    def result(self, built: Assembly | None, path: Path, origin: Origin | None = None) -> Reading:
        """Return the reading of what lies at a path, with a partnership if all could be built."""
        partnership = None
        if self.sound and built and built.plan is not None and built.facts is not None:
            partnership = Partnership(
                baseline=built.plan,
                facts=built.facts,
                narratives=built.narratives,
                own_rules=built.own_rules,
                origin=origin,
                seen=Seen(
                    path=path.resolve(),
                    baseline=built.plan,
                    facts=built.facts,
                    narratives=built.narratives,
                    own_rules=built.own_rules,
                ),
            )
        return Reading(partnership=partnership, findings=Findings(self.found))


class _TomlReader(Reader):
    """Reads TOML, each mistake with its line; what is told of each file waits for all of them."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        super().__init__()
        self.read = read
        self.told: list[Telling] = []
        self.language = True

    @property
    def sources(self) -> list[Source]:
        """Return the files that could be read, as they were meant."""
        return [telling.source for telling in self.told]

    def toml(self, file: str) -> Telling | None:
        """Return a TOML file as it was meant, with its slips, or None with a finding."""
        before = len(self.found)
        text = text_of(partial(self.read, file), file, self.say, anyway=True)
        if text is None:
            return None
        self.sound = self.sound and len(self.found) == before
        try:
            raw = self.parsed(file, lambda: toml_of(text))
        except NotParsed as error:
            place = Place(file=file, line=error.line, column=1)
            self.say(error.slug, f"{file}: {error}", place=place, way_out=error.way_out)
            return None
        except (ValueError, InvalidOperation) as error:
            return self._slips(file, text, str(error))
        if raw is None:
            return None
        known = _KNOWN.get(file, (*ALL_TABLES, *FORMAT))
        if known and not all(name in known and _in_its_brackets(name, raw) for name in raw):
            return self._slips(file, text)
        return self._telling(Source(file=file, text=text, raw=raw), text)

    def _telling(self, source: Source, typed: str, found: Slips | None = None) -> Telling:
        gaps = found.gaps if found is not None else ()
        made = Telling(source, typed.split("\n"), found.found if found is not None else (), gaps)
        self.told.append(made)
        return made

    def _slips(self, file: str, text: str, message: str = "") -> Telling | None:
        """Return a text as it was meant, with all its slips; None where it cannot be read on.

        `message` is what the parser said, if anything.
        """
        from vetpartner.files.slips import AT, error_place, slips

        found = slips(text, _KNOWN.get(file, (*ALL_TABLES, *FORMAT)))
        held = found.held if found.held is not None else {}
        self.sound = self.sound and not (found.found or message)
        if found.held is not None:
            return self._telling(Source(file=file, text=found.text, raw=held), text, found)
        lines = text.split("\n")
        source = Source(file=file, text=text, raw={})
        self.found += Telling(source, lines, found.found).findings()
        if not found.found:
            line, column = error_place(message, lines)
            self.say(
                "not-toml",
                f"this line is not TOML: {AT.sub('', message)}",
                place=Place(file=file, line=line, column=column),
                way_out=RULE,
                line=lines[line - 1] if line <= len(lines) else None,
            )
        return None

    def built(self, file: str, known: tuple[str, ...], own: Own | None = None) -> Assembly:
        """Build what a file holds, in its own currency and language where none are given."""
        telling = self.toml(file)
        if telling is None:
            self.sound = self.language = False
            return Assembly(plan=None, facts=None)
        self.language = self.language and telling.language
        raw = telling.source.raw
        built = self.assemble(raw, known, own or Own.in_tables(raw), file, self.where(telling))
        # What is there in part is compared with nothing.
        return attrs.evolve(built, plan=None, facts=None) if telling.gaps else built

    def assemble(
        self, raw: dict[str, Any], known: tuple[str, ...], own: Own, name: str, where: Where
    ) -> Assembly:
        """Build what parsed tables hold, and find out which values are certain."""
        built = super().assemble(raw, known, own, name, where)
        telling = next(each for each in self.told if each.source.file == name)
        tried = telling.tried()
        if tried is not None:
            again = assemble(tried, known, own=own, name=name, strict=self.strict)
            telling.still(again.problems)
        return built

    def where(self, telling: Telling) -> Where:
        """Return what takes the problems of a file; they are told when all of them are known."""
        return lambda problem: telling.add((problem,), language=self.language)

    def links(self, in_tables: tuple[str, ...] = ()) -> None:
        """Look for ids and links that are wrong, where the rules for them cannot run.

        `in_tables` are the ids of participants that stand in tables.
        """
        told = [telling for telling in self.told if telling.source.file != RULES_FILE]
        if self.sound:
            return
        raws = [telling.source.raw for telling in told]
        known = (*(id_ for raw in raws for id_ in known_ids(raw)), *in_tables)
        nowhere = {id_ for raw in raws for id_ in linked_ids(raw)} - {*known}
        hidden = [telling.hidden(nowhere) for telling in told]
        ids = {id_ for found, _ in hidden for id_ in found}
        tables = {table for _, found in hidden for table in found}
        for telling in told:
            telling.add(raw_link_problems(telling.source.raw, known, ids, tables))

    def result(self, built: Assembly | None, path: Path, origin: Origin | None = None) -> Reading:
        """Return the reading, after all that waited was told."""
        for telling in self.told:
            self.found += telling.findings()
        certain = ((each.source.file, slip) for each in self.told for slip in each.certain())
        return attrs.evolve(super().result(built, path, origin), slips=tuple(certain))


_KNOWN = {RULES_FILE: (), PLAN_FILE: (*PLAN_TABLES, *FORMAT), FACTS_FILE: TABLES_OF_FACTS}
"""The tables that a file of a folder may hold; a file that travels alone may hold all."""


def _in_its_brackets(name: str, raw: dict[str, Any]) -> bool:
    """Tell whether a table has two brackets where it may stand several times, or else one."""
    return not isinstance(raw[name], dict if name in LISTS else list if name in ONCE else ())


def _door(folder: Path, found: list[Finding]) -> Door:
    """Return the way to the files of a folder, and say what a stopped command left in it."""
    place = Place(file=JOURNAL, line=1, column=1)
    try:
        door, who = door_of(folder)
    except BrokenJournal as error:
        way_out = "look whether all files are as they should be, then delete it"
        found.append(
            Finding(
                slug="journal-broken",
                message=f"{error}; the files are read as they lie there",
                severity=Severity.ERROR,
                place=place,
                way_out=way_out,
            )
        )
        return Door(folder)
    if who is not None:
        found.append(
            Finding(
                slug="change-unfinished",
                message=f"{who} was stopped while it wrote; all is read as it would be afterwards",
                severity=Severity.WARNING,
                place=place,
                way_out="the next command that writes here completes it",
            )
        )
    return door


def read_folder(folder: Path, door: Door | None = None) -> Reading:
    """Read a project folder; every mistake in every file is among the findings.

    `door` is the way to its files, where they are to be read otherwise than they lie there.
    """
    found: list[Finding] = []
    door = door or _door(folder, found)
    reader = _TomlReader(partial(door.read, most=LARGEST_TOML))
    reader.found += found
    plan = reader.built(PLAN_FILE, PLAN_TABLES).plan
    facts: Any = ()
    if door.has(FACTS_FILE):
        own = Own.in_tables(reader.sources[0].raw) if reader.sources else Own()
        facts = reader.built(FACTS_FILE, TABLES_OF_FACTS, own).facts
    tables = folder_tables(door, plan)
    reader.found += tables.findings
    if plan is not None:
        plan = attrs.evolve(plan, participants=(*plan.participants, *tables.participants))
    if facts is not None:
        facts = (*facts, *tables.presences, *tables.costs)
    reader.sound = reader.sound and tables.whole
    narratives, texts = _narratives(reader, door)
    own_rules = _own_rules(reader) if door.has(RULES_FILE) else None
    if reader.sources and reader.sources[0].file == PLAN_FILE:
        reader.links(tuple(who.id for who in tables.participants))
    origin = TomlOrigin(
        folder=folder,
        sources=tuple(reader.sources),
        narratives=texts,
        tables=table_places(tables, facts or ()),
        presences=tables.placed(Presence),
    )
    built = Assembly(plan=plan, facts=facts, narratives=narratives, own_rules=own_rules)
    made = reader.result(built, folder, origin)
    # Only a folder keeps the files of evidence beside the facts; a single file travels alone.
    known = made.partnership or Partnership(facts=facts or ())
    findings = made.findings + evidence_findings(known, origin)
    if made.partnership is None:
        return attrs.evolve(made, findings=findings.sorted())
    left = tuple(unread(tables, made.partnership.baseline))
    known = attrs.evolve(made.partnership, unread=left)
    return Reading(partnership=known, findings=findings.sorted(), tables=tables)


_NOT_TAKEN = ("table-name", "table-other-name", "table-unknown-participant")
"""Warnings that a list was not read, or that it is not certain of whom it speaks."""


def unread(tables: Tables, plan: Plan) -> Iterator[Finding]:
    """Yield the findings of lists of which not all was taken, with the addresses of the lists."""
    for finding in tables.findings:
        if finding.place is not None and (
            finding.severity is Severity.ERROR or finding.slug in _NOT_TAKEN
        ):
            file = _SHEET.sub("", finding.place.file)
            yield attrs.evolve(finding, address=concerned(file, plan))


def read_toml(file: Path) -> Reading:
    """Read plan and facts from a single TOML file."""
    reader = _TomlReader(lambda _: contents(file, most=LARGEST_TOML))
    told = reader.toml(file.name)
    built = None
    if told is not None:
        reader.language = told.language
        built = reader.document(told.source.raw, file.name, reader.where(told))
    reader.links()
    origin = TomlOrigin(folder=file.parent, sources=tuple(reader.sources))
    made = reader.result(built, file, origin)
    return attrs.evolve(made, findings=made.findings.sorted())


def _narratives(
    reader: _TomlReader, door: Door
) -> tuple[tuple[Narrative, ...], tuple[tuple[str, str], ...]]:
    narratives, texts = [], []
    for file in door.names("narrative"):
        if not file.endswith(".md") or STAGED.fullmatch(file.removeprefix("narrative/")):
            continue
        match = FILE_NAME.fullmatch(file.removeprefix("narrative/"))
        if match is None:
            reader.say(
                "narrative-name",
                f"{file} is not named after a report and a language, and is not read",
                severity=Severity.NOTE,
                place=Place(file=file, line=1, column=1),
                way_out="call it for example final.en.md",
            )
        elif (text := text_of(partial(door.read, file), file, reader.say)) is None:
            reader.sound = False
        elif text.count("\n## ") > MOST_HEADINGS:
            reader.say(
                "file-too-large",
                f"{file} has more headings than are read",
                place=Place(file=file, line=1, column=1),
                way_out="one heading for each question of the report",
            )
            reader.sound = False
        else:
            narratives.append(
                read_narrative(text, report=match["report"], language=match["language"])
            )
            texts.append((file, text))
            for slug, message, line, way_out in narrative_problems(text):
                place = Place(file=file, line=line, column=1)
                reader.say(slug, message, place=place, way_out=way_out)
                reader.sound = False
    return tuple(narratives), tuple(texts)


def _own_rules(reader: _TomlReader) -> str | None:
    """Return the text of the project's own rules; what is wrong in them is found and said."""
    from vetpartner.programme.reading import read_rules

    told = reader.toml(RULES_FILE)
    if told is None:
        reader.sound = False
        return None
    text = told.source.text
    if told.gaps:
        from vetpartner.files.slips import without_gaps

        text = without_gaps(text)
    problems = read_rules(text, file=RULES_FILE).problems
    told.add(
        Problem(slug=OF_RULES, reason=each.message, path=tuple(each.address.split("/")))
        for each in problems
    )
    reader.sound = reader.sound and not problems
    return text

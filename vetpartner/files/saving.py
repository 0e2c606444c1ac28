"""Writing a partnership to any of its homes, whole or not at all."""

from __future__ import annotations

import tomllib
from collections import Counter
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.files.atomic import (
    NotKept,
    encoded,
    is_empty,
    write_folder_whole,
    write_whole,
)
from vetpartner.files.disk import NotWritten, contents
from vetpartner.files.document import json_text, read_json
from vetpartner.files.door import Door
from vetpartner.files.origin import FILE_NAME, RULES_FILE, write_narrative
from vetpartner.files.reading import Reading, read_folder, read_toml
from vetpartner.files.schema import SCHEMA_FILE, schema_text
from vetpartner.files.structuring import (
    FORMAT,
    PLAN_TABLES,
    TABLES_OF_FACTS,
    Own,
    assemble,
    plain_extras,
    plain_facts,
    plain_plan,
)
from vetpartner.files.tables.costs import Costs
from vetpartner.files.tables.folder import (
    FOLDER,
    Split,
    is_table,
    split_costs,
    split_participants,
    split_presences,
    table_text,
)
from vetpartner.files.toml_text import CannotEdit, edited, toml_text
from vetpartner.files.transaction import EditedSince, free_backup, transaction
from vetpartner.model import FACT_TABLES, Participant, Presence, Spent, add_months
from vetpartner.programme import calls, rules
from vetpartner.values.file_names import FACTS_FILE, PLAN_FILE
from vetpartner.values.finding import Findings
from vetpartner.values.keyed import beside, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from vetpartner.files.tables.folder import TableFile
    from vetpartner.model import Narrative, Partnership


_LISTED = (Presence, Spent)
_NOTHING = Reading(partnership=None, findings=Findings())


def save(p: Partnership, path: Path | str) -> tuple[Path, ...]:
    """Write a partnership: to a folder, or by suffix to one .toml, .json or .xlsx file.

    Returns the files written.
    What is written is the plan as approved and the facts, so that reading gives the same value.
    In a folder a file that already says the same stays as it is, comments and all. In one that says
    something else the values are changed where they stand, if that can be done, and comments and
    order stay; the old file is kept beside the new one as `NAME.bak1`.
    A workbook that is written over is kept so too, and one with more in it than the plan is not
    written over.
    Participants, presences and costs are written to CSV files in `tables/`; another table that
    holds the same rows already stays.
    What is written is read back first: `NotKept`, a `ValueError`, tells what would be lost, and
    nothing is written. Raises `ValueError` for another suffix too, and where a partnership of an
    earlier day would be written over one that may know more; `OSError` if the disk refuses.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if p.later and (path / PLAN_FILE if path.is_dir() else path).exists():
        msg = (
            f"this is the partnership as of {p.day}, and {len(p.later)} facts that are known later "
            f"would be lost in {path.name}; save the whole one, or to a new place"
        )
        raise ValueError(msg)
    if suffix == ".toml":
        text = toml_text(FORMAT | plain_extras(p) | plain_plan(p) | plain_facts(p))
        data = encoded(text, path.name)
    elif suffix == ".json":
        data = encoded(json_text(p), path.name)
    elif suffix == ".xlsx":
        data = _workbook(p, path)
    elif suffix and not path.is_dir():
        msg = f"{path.name}: a partnership is saved to a folder, or to .toml, .json or .xlsx"
        raise ValueError(msg)
    else:
        return _save_folder(p, path)
    read = {".toml": read_toml, ".json": read_json, ".xlsx": _read_workbook}[suffix]
    if suffix == ".xlsx" and path.is_file():
        _refuse_own(path)
    if p.seen is not None and p.seen.path == path.resolve() and path.is_file():
        refuse_loss(p, read(path).partnership)
    before = contents(path) if suffix == ".xlsx" and path.is_file() else data
    if before != data:  # colours, widths and remarks of somebody are in no value
        write_whole(free_backup(path), before)
    write_whole(path, data, check=lambda new: kept(p, read(new), path.name, new.name))
    return (path,)


# Only who writes a workbook pays for what it takes.


def _read_workbook(path: Path) -> Reading:
    from vetpartner.files.workbooks.home import read_workbook

    return read_workbook(path)


def _refuse_own(path: Path) -> None:
    """Raise `NotWritten` for a workbook in which somebody keeps more than the plan."""
    from vetpartner.files.workbooks.home import own_in

    if own := own_in(_read_workbook(path).findings, path):
        raise NotWritten(f"{path.name} holds more than the plan, and would lose {', '.join(own)}")


def _workbook(p: Partnership, path: Path) -> bytes:
    from vetpartner.files.workbooks.home import own_part
    from vetpartner.files.workbooks.writing import workbook_bytes

    try:
        return workbook_bytes(own_part(p, path))
    except Exception as error:  # noqa: BLE001 - openpyxl raises its own for what no cell can hold
        raise NotKept(f"{path.name} was not written: {error}") from None


def _save_folder(p: Partnership, folder: Path) -> tuple[Path, ...]:
    if not folder.exists() or is_empty(folder):
        new = _texts(p, folder, _NOTHING, _divided(p, _NOTHING))
        write_folder_whole(folder, new, check=lambda made: kept(p, read_folder(made), folder.name))
        return tuple(folder / name for name in new)
    with transaction(folder, "a program that saves") as changes:
        door = Door(folder)
        there = read_folder(folder, door) if door.has(PLAN_FILE) else _NOTHING
        if p.seen is not None and p.seen.path == folder.resolve():
            refuse_loss(p, there.partnership)
        splits = _divided(p, there)
        new, gone = _changes(p, folder, there, splits)
        for name in (*new, *gone):
            if (path := folder / name).exists():
                backup = free_backup(path).relative_to(folder).as_posix()
                changes.write(backup, contents(path))
        for name, data in new.items():
            changes.write(name, data)
        for name in gone:
            changes.remove(name)
        kept(p, read_folder(folder, changes.door()), folder.name)
        changes.expect(door.seen)
    return tuple(folder / name for name in new)


def _changes(
    p: Partnership, folder: Path, there: Reading, splits: tuple[Split, ...]
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a folder that are written, and those that go, by their names."""
    texts = _texts(p, folder, there, splits)
    before = there.partnership and _toml_part(there.partnership, there)
    toml = _only(p, *(split.toml for split in splits))
    same: set[str] = set()
    if before is not None:
        same |= {PLAN_FILE} if before.baseline == toml.baseline else set()
        same |= {FACTS_FILE} if before.facts == toml.facts else set()
        same |= {RULES_FILE} if before.own_rules == p.own_rules else set()
        same |= {_file_of(each) for each in before.narratives if each in p.narratives}
    new = {
        name: data
        for name, data in texts.items()
        if name not in same and not (name.startswith(f"{FOLDER}/") and _holds(folder / name, data))
    }
    # What stays would be read beside what is written: rows twice, and answers of an earlier state.
    keep = {path for split in splits for path in split.keep}
    was_read = {file.path for file in there.tables.files}
    gone = [
        name
        for path in (*_below(folder, FOLDER), *_narratives(folder), folder / RULES_FILE)
        if (name := path.relative_to(folder).as_posix()) not in texts
        and path not in keep
        and path.is_file()
        and (path.parent.name != FOLDER or is_table(path) or path in was_read)
    ]
    return new, gone


def _texts(
    p: Partnership, folder: Path, there: Reading, splits: tuple[Split, ...]
) -> dict[str, bytes]:
    """Return all files of a folder as they should be, by their names."""
    texts = {name: table_text(rows) for split in splits for name, rows in split.tables}
    toml = _only(p, *(split.toml for split in splits))
    before = there.partnership and _toml_part(there.partnership, there)
    for name, plain in ((PLAN_FILE, plain_plan), (FACTS_FILE, plain_facts)):
        if name == PLAN_FILE or toml.facts or (folder / FACTS_FILE).exists():
            said = plain(before) if before is not None else None
            texts[name] = _toml(folder / name, said, plain(toml), toml)
    for narrative in p.narratives:
        texts[_file_of(narrative)] = write_narrative(narrative)
    if p.own_rules is not None:
        texts[RULES_FILE] = p.own_rules
    return {name: encoded(text, name) for name, text in texts.items()}


def _narratives(folder: Path) -> list[Path]:
    """Return the files that are read as answers of a report."""
    return [path for path in _below(folder, "narrative") if FILE_NAME.fullmatch(path.name)]


def _below(folder: Path, name: str) -> list[Path]:
    return sorted((folder / name).glob("*"))


def refuse_loss(p: Partnership, now: Partnership | None) -> None:
    """Raise `EditedSince` where saving would undo what was edited since a partnership was read.

    `now` is what stands there; None, if it cannot be read, is what nobody can compare.
    What was added or taken away there meanwhile must be so in `p` too.
    """
    before = p.seen
    if before is None:
        return
    if now is None:
        raise EditedSince("the project was edited since it was read, and cannot be read now")
    for a in attrs.fields(type(p.baseline)):
        held = (getattr(each.baseline, a.name) for each in (before, now, p))
        _agree(a.name, *(each if isinstance(each, tuple) else (each,) for each in held))
    for kind, table in FACT_TABLES.items():
        was = tuple(fact for fact in before.facts if type(fact) is kind)
        _agree(table, was, now.typed_of(kind), p.typed_of(kind))
    _agree("narrative", *(tuple(_answered(each.narratives)) for each in (before, now, p)))
    _agree("own_rules", (before.own_rules,), (now.own_rules,), (p.own_rules,))


def _answered(narratives: Iterable[Narrative]) -> Iterator[tuple[str, str]]:
    """Yield what was answered, with the file and question; of an empty answer nothing is lost."""
    for each in narratives:
        for question, text in each.answers:
            if text:
                yield f"{each.report}.{each.language}.md/{question}", text


def _agree(
    table: str, before: tuple[Any, ...], now: tuple[Any, ...], mine: tuple[Any, ...]
) -> None:
    """Raise `EditedSince` unless what changed between two states is so in the third as well."""
    if before == now:
        return
    was, held, own = set(before), set(now), set(mine)
    lost = [one for one in now if one not in was and one not in own]
    back = [one for one in before if one not in held and one in own]
    for one in (*lost, *back):
        of = one[0] if isinstance(one, tuple) else getattr(one, "id", getattr(one, "of", None))
        what = "would be lost" if lost else "would come back"
        raise EditedSince(
            f"{'/'.join(filter(None, (table, of)))} was edited since the project was read, and "
            f"{what}; read it again and make the change anew"
        )


def _file_of(narrative: Narrative) -> str:
    return f"narrative/{narrative.report}.{narrative.language}.md"


def _toml(path: Path, old: dict[str, Any] | None, new: dict[str, Any], meant: Partnership) -> str:
    """Return a text that says `new`: the one that is there, edited, where that says the same."""
    whole = toml_text((FORMAT if path.name == PLAN_FILE else {}) | new)
    if old is None or not path.is_file():
        return whole
    try:
        text = edited(contents(path).decode("utf-8-sig"), old, new)
        raw = tomllib.loads(text, parse_float=Decimal)
    except (CannotEdit, ValueError):
        return whole
    known = PLAN_TABLES if path.name == PLAN_FILE else TABLES_OF_FACTS
    built = assemble(raw, known, own=Own.of(meant), name=path.name)
    said = built.plan if path.name == PLAN_FILE else built.facts
    is_same = said == (meant.baseline if path.name == PLAN_FILE else meant.facts)
    return text if is_same and not built.problems else whole


def _toml_part(p: Partnership, there: Reading) -> Partnership:
    """Return what of a partnership that was read stands in its TOML files."""
    kinds = {Participant: p.baseline.participants} | {k: p.typed_of(k) for k in _LISTED}
    return _only(p, *(rows[: len(rows) - len(there.tables.of(k))] for k, rows in kinds.items()))


def _only(
    p: Partnership,
    participants: tuple[Any, ...],
    presences: tuple[Any, ...],
    costs: tuple[Any, ...],
) -> Partnership:
    others = (fact for fact in p.facts if not isinstance(fact, _LISTED))
    plan = attrs.evolve(p.baseline, participants=participants)
    return attrs.evolve(p, baseline=plan, facts=(*others, *presences, *costs))


def _divided(p: Partnership, there: Reading) -> tuple[Split, Split, Split]:
    """Return where participants, presences and costs are written.

    A table stays as long as all that was read from it is as it was.
    """
    old, files = there.partnership, there.tables.files
    if old is None:
        return split_participants(p), split_presences(p), split_costs(p)
    own = _toml_part(old, there)
    keep = frozenset(f.path for f in files if f.holds_costs)
    costs = Split(toml=own.typed_of(Spent), keep=keep)
    read_again = (Costs("", p.baseline).read(f.path).rows == f.rows for f in files if f.holds_costs)
    if old.typed_of(Spent) != p.typed_of(Spent) or not all(read_again):
        costs = split_costs(p)
    if old.baseline.participants != p.baseline.participants:
        # Attendance that goes by names would be read differently beside other participants.
        return split_participants(p), split_presences(p), costs
    keep = frozenset(f.path for f in files if not f.holds_costs and f.activity is None)
    people = Split(toml=own.baseline.participants, keep=keep)
    if old.typed_of(Presence) == p.typed_of(Presence):
        keep = frozenset(f.path for f in files if f.activity is not None)
        return people, Split(toml=own.typed_of(Presence), keep=keep), costs
    return people, _kept_where_same(split_presences(p), files), costs


def _kept_where_same(split: Split, files: tuple[TableFile, ...]) -> Split:
    """Return the same, without writing a table that is the only one with these rows already."""
    counts = Counter(file.activity for file in files)
    held = {(f.activity, f.rows): f.path for f in files if counts[f.activity] == 1}
    there = {name: held.get((rows[0].of, rows)) for name, rows in split.tables}
    return attrs.evolve(
        split,
        tables=tuple(each for each in split.tables if there[each[0]] is None),
        keep=frozenset(path for path in there.values() if path is not None),
    )


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and contents(path) == data


# A commented project folder to start from.

ACTION = "KA220-VET"
_TEXTS = ("project.toml", "facts.toml", "README.md")
_FOLDERS = {
    "narrative": "The report's answers in your own words; `vetpartner report … --scaffold` begins.",
    "tables": "Lists of people: participants.csv, and attendance-T1.csv after the activity T1.",
    "evidence": "Agendas, minutes, signed lists, certificates; facts.toml names them.",
}


def start_folder(folder: Path, day: date) -> tuple[Path, ...]:
    """Write a new project folder and return the files written.

    The project starts on the first day of a month in the start window of the latest call that
    still has one ahead on `day`; else on the first day of the last window there is.
    """
    call, number, start = _next_start(day)
    filled = {"call": str(call), "round": str(number), "start": start.isoformat()}
    made: dict[str, bytes] = {}
    for name in _TEXTS:
        text = (files("vetpartner") / "files" / "start" / name).read_text("utf-8")
        for place, value in filled.items():
            text = text.replace(f"{{{{{place}}}}}", value)
        made[name] = text.encode()
    made[SCHEMA_FILE] = schema_text().encode()
    made |= {f"{name}/README.txt": f"{purpose}\n".encode() for name, purpose in _FOLDERS.items()}
    write_folder_whole(folder, made)
    return tuple(folder / name for name in made)


def _next_start(day: date) -> tuple[int, int, date]:
    next_month = add_months(day.replace(day=1), 1)
    windows = sorted(
        (window.first, window.last, call, window.round)
        for action, call in calls()
        if action == ACTION and rules(action, call).lump_sums
        for window in rules(action, call).start_windows
    )
    for first, last, call, number in windows:
        if next_month <= last:
            return call, number, max(first, next_month)
    first, _, call, number = windows[-1]
    return call, number, first


# What was written is read back.


_SHOWN = 80


def kept(meant: Partnership, reading: Reading, name: str, read_as: str = "") -> None:
    """Raise `NotKept` with file, place and both values unless a reading says what was meant.

    `name` is that of the file, which was read under the name `read_as` before it took its place.
    """
    found = reading.partnership
    if found is None:
        first = next(iter(reading.findings.errors), None)
        why = f"{first.place or first.address}: {first.message}" if first else "it has no project"
        why = why.replace(read_as, name) if read_as else why
        raise NotKept(f"{name} was not written, because it could not be read again: {why}")
    for place, want, got in _differences(meant, found):
        raise NotKept(
            f"{name} was not written, because {place} would be read as {_said(got)}, "
            f"not as {_said(want)}"
        )


def _differences(meant: Partnership, found: Partnership) -> Iterator[tuple[str, object, object]]:
    for a in attrs.fields(type(meant.baseline)):
        want, got = getattr(meant.baseline, a.name), getattr(found.baseline, a.name)
        if want != got:
            yield from _first(a.name, want, got)
    for kind, table in FACT_TABLES.items():
        wanted, have = meant.typed_of(kind), found.typed_of(kind)
        if wanted != have:
            yield from _first(table, wanted, have)
    words = [
        grouped(((n.report, n.language), n.answers) for n in p.narratives) for p in (meant, found)
    ]
    for key, want, got in beside(*words):
        if want != got:
            yield f"narrative/{'.'.join(key)}", want, got
    if meant.own_rules != found.own_rules:
        yield "the project's own rules", meant.own_rules, found.own_rules


def _first(place: str, want: object, got: object) -> Iterator[tuple[str, object, object]]:
    """Yield the first of many that differs, and in it the first field."""
    if isinstance(want, tuple) and isinstance(got, tuple) and len(want) == len(got):
        index, one, other = next(
            (n, a, b) for n, (a, b) in enumerate(zip(want, got, strict=True)) if a != b
        )
        yield from _first(f"{place}[{index + 1}]", one, other)
    elif attrs.has(type(want)) and type(want) is type(got):
        kind: type[Any] = type(want)
        names = (a.name for a in attrs.fields(kind) if a.eq)
        name = next((n for n in names if getattr(want, n) != getattr(got, n)), None)
        values = (want, got) if name is None else (getattr(want, name), getattr(got, name))
        yield (f"{place}.{name}" if name else place, *values)
    else:
        yield place, want, got


def _said(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

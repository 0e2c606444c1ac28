"""Writing a partnership to any of its homes, whole or not at all."""

from __future__ import annotations

import tomllib
from collections import Counter
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.checks import Findings
from vetpartner.files.atomic import NotKept, encoded, kept, write_whole
from vetpartner.files.document import json_text, read_json
from vetpartner.files.origin import FILE_NAME, RULES_FILE, write_narrative
from vetpartner.files.reading import FACTS_FILE, PLAN_FILE, Reading, read_folder, read_toml
from vetpartner.files.schema import SCHEMA_FILE, schema_text
from vetpartner.files.structuring import (
    PLAN_TABLES,
    TABLES_OF_FACTS,
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
from vetpartner.files.workbooks.reading import read_workbook
from vetpartner.files.workbooks.workbook import workbook_bytes
from vetpartner.model import Participant, Presence, Spent, add_months
from vetpartner.programme import calls, rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
        text = toml_text(plain_extras(p) | plain_plan(p) | plain_facts(p))
        data = encoded(text, path.name)
    elif suffix == ".json":
        data = encoded(json_text(p), path.name)
    elif suffix == ".xlsx":
        data = _workbook(p, path.name)
    elif suffix and not path.is_dir():
        msg = f"{path.name}: a partnership is saved to a folder, or to .toml, .json or .xlsx"
        raise ValueError(msg)
    else:
        return _save_folder(p, path)
    read = {".toml": read_toml, ".json": read_json, ".xlsx": read_workbook}[suffix]
    write_whole(path, data, check=lambda written: kept(p, read(written), path.name))
    return (path,)


def _workbook(p: Partnership, name: str) -> bytes:
    try:
        return workbook_bytes(p)
    except Exception as error:  # noqa: BLE001 - openpyxl raises its own for what no cell can hold
        raise NotKept(f"{name} was not written: {error}") from None


def _save_folder(p: Partnership, folder: Path) -> tuple[Path, ...]:
    there = read_folder(folder) if (folder / PLAN_FILE).exists() else _NOTHING
    splits = _divided(p, there)
    toml = _only(p, *(split.toml for split in splits))
    # Lists come first: if the disk fails in between, a row stands twice and none is missing.
    texts = {name: table_text(rows) for split in splits for name, rows in split.tables}
    before = there.partnership and _toml_part(there.partnership, there)
    same: set[str] = set()
    for name, plain in ((PLAN_FILE, plain_plan), (FACTS_FILE, plain_facts)):
        if name == PLAN_FILE or toml.facts or (folder / FACTS_FILE).exists():
            said = plain(before) if before is not None else None
            texts[name] = _toml(folder / name, said, plain(toml), toml)
    for narrative in p.narratives:
        texts[_file_of(narrative)] = write_narrative(narrative)
    if p.own_rules is not None:
        texts[RULES_FILE] = p.own_rules
    if before is not None:
        same |= {PLAN_FILE} if before.baseline == toml.baseline else set()
        same |= {FACTS_FILE} if before.facts == toml.facts else set()
        same |= {RULES_FILE} if before.own_rules == p.own_rules else set()
        same |= {_file_of(each) for each in before.narratives if each in p.narratives}
    new = {
        name: data
        for name, data in ((name, encoded(text, name)) for name, text in texts.items())
        if name not in same and not (name.startswith(f"{FOLDER}/") and _holds(folder / name, data))
    }
    # What stays would be read beside what is written: rows twice, and answers of an earlier state.
    keep = {path for split in splits for path in split.keep}
    gone = [
        path
        for path in (*_below(folder, FOLDER), *_narratives(folder), folder / RULES_FILE)
        if path.relative_to(folder).as_posix() not in texts
        and path not in keep
        and path.is_file()
        and (path.parent.name != FOLDER or is_table(path))
    ]
    with TemporaryDirectory() as stage:
        _staged(folder, Path(stage), new, gone)
        kept(p, read_folder(Path(stage)), folder.name)
    for name, data in new.items():
        _keep_old(folder / name)
        write_whole(folder / name, data)
    for path in gone:
        _keep_old(path)
        path.unlink()
    return tuple(folder / name for name in new)


def _narratives(folder: Path) -> list[Path]:
    """Return the files that are read as answers of a report."""
    return [path for path in _below(folder, "narrative") if FILE_NAME.fullmatch(path.name)]


def _below(folder: Path, name: str) -> list[Path]:
    return sorted((folder / name).glob("*"))


def _staged(folder: Path, stage: Path, new: Mapping[str, bytes], gone: Iterable[Path]) -> None:
    """Put into another folder what a folder would hold after a change, as far as it is read."""
    tables = [path for path in _below(folder, FOLDER) if is_table(path)]
    named = (folder / name for name in (PLAN_FILE, FACTS_FILE, RULES_FILE))
    left = {*gone}
    for path in (*named, *_narratives(folder), *tables):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path not in left and name not in new:
            target = stage / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    for name, data in new.items():
        target = stage / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _file_of(narrative: Narrative) -> str:
    return f"narrative/{narrative.report}.{narrative.language}.md"


def _toml(path: Path, old: dict[str, Any] | None, new: dict[str, Any], meant: Partnership) -> str:
    """Return a text that says `new`: the one that is there, edited, where that says the same."""
    whole = toml_text(new)
    if old is None or not path.is_file():
        return whole
    try:
        text = edited(path.read_bytes().decode("utf-8-sig"), old, new)
        raw = tomllib.loads(text, parse_float=Decimal)
    except (CannotEdit, ValueError):
        return whole
    known = PLAN_TABLES if path.name == PLAN_FILE else TABLES_OF_FACTS
    built = assemble(raw, known, currency=meant.baseline.project.currency, name=path.name)
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
    there = {
        name: held.get((name.removeprefix(f"{FOLDER}/attendance-").removesuffix(".csv"), rows))
        for name, rows in split.tables
    }
    return attrs.evolve(
        split,
        tables=tuple(each for each in split.tables if there[each[0]] is None),
        keep=frozenset(path for path in there.values() if path is not None),
    )


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _keep_old(path: Path) -> None:
    """Copy what stands at a path to the next free `.bak` name, so that nothing is lost."""
    if path.exists():
        number = 1
        while (backup := path.with_name(f"{path.name}.bak{number}")).exists():
            number += 1
        write_whole(backup, path.read_bytes())


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
    call, start = _next_start(day)
    written = []
    for name in _TEXTS:
        text = (files("vetpartner") / "files" / "start" / name).read_text("utf-8")
        text = text.replace("{{call}}", str(call)).replace("{{start}}", start.isoformat())
        write_whole(folder / name, text.encode())
        written.append(folder / name)
    write_whole(folder / SCHEMA_FILE, schema_text().encode())
    written.append(folder / SCHEMA_FILE)
    for name, purpose in _FOLDERS.items():
        path = folder / name / "README.txt"
        write_whole(path, f"{purpose}\n".encode())
        written.append(path)
    return tuple(written)


def _next_start(day: date) -> tuple[int, date]:
    next_month = add_months(day.replace(day=1), 1)
    windows = sorted(
        (window.first, window.last, call)
        for action, call in calls()
        if action == ACTION and rules(action, call).lump_sums
        for window in rules(action, call).start_windows
    )
    for first, last, call in windows:
        if next_month <= last:
            return call, max(first, next_month)
    first, _, call = windows[-1]
    return call, first

"""Changes of several files of a folder that happen whole or not at all, one command at a time.

All new files are written aside. Then a journal says which of them takes which place; from that
moment the change holds, and whoever writes next in the folder completes it, should the program have
been stopped. Before that moment nothing has changed.
"""

from __future__ import annotations

import errno
import json
import os
import threading
from contextlib import contextmanager
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from attrs import asdict, frozen

from vetpartner.files import disk
from vetpartner.files.atomic import followed, is_empty, write_folder_whole, write_whole
from vetpartner.files.disk import NotWritten
from vetpartner.files.door import Door
from vetpartner.values.reading import Strict, read_any_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vetpartner.files.atomic import Check

STATE = ".vetpartner"
"""The folder in a project's folder in which journal and lock are kept."""
JOURNAL, LOCK, WORKING = (f"{STATE}/{name}" for name in ("journal.json", "lock", "working"))
FORMAT = 1
PATIENCE = 3.0
"""How many seconds a command waits for another one."""
_LARGEST = 4 * disk.MEGABYTE
_OUT = "it is a link, and is not followed"


class InUse(NotWritten):
    """Another program works in the folder; the message says which."""


class EditedSince(NotWritten):
    """A file is no longer what was read, and would be lost; the message says which."""


class Unfinished(ValueError):
    """The change holds, but a file could not take its place yet; the message says which."""


class BrokenJournal(NotWritten):
    """What a stopped command left behind cannot be understood; the message says why."""


@frozen(kw_only=True)
class Step:
    """One change: the name in the folder, the file in `STATE` that takes its place, and the hashes.

    `staged` is None where the file goes. `before` and `after` are None where nothing lies there.
    """

    name: str
    staged: str | None = None
    before: str | None = None
    after: str | None = None


@frozen(kw_only=True)
class Journal:
    """All changes of one command; `who` says which."""

    format: int
    who: str
    steps: tuple[Step, ...]


_STRICT = Strict({str: read_any_text})


def read_journal(home: Path) -> Journal | None:
    """Return what a command that was stopped in a folder left to do; None where there is nothing.

    Raises `BrokenJournal` for anything that this program would not write: the folder may come from
    somebody else, and nothing outside of it is ever named.
    """
    path = home / JOURNAL
    if not path.is_symlink() and not path.exists():
        return None
    try:
        if path.is_symlink() or path.parent.is_symlink():
            raise BrokenJournal("it is a link")
        journal, problems = _STRICT.structure(
            json.loads(disk.contents(path, most=_LARGEST)), Journal
        )
    except RecursionError:
        problems, why = (), "it nests lists too deeply"
    except ValueError as error:
        problems, why = (), str(error)
    else:
        why = "; ".join(problem.message for problem in problems)
        if not problems:
            why = _refused(journal)
    if why:
        raise BrokenJournal(f"{JOURNAL} cannot be used: {why}")
    found: Journal = journal
    return found


def _refused(journal: Journal) -> str:
    """Return why a journal cannot be ours, or an empty text."""
    if journal.format != FORMAT:
        return f"its format is {journal.format}, and this version knows {FORMAT}"
    for step in journal.steps:
        path = PurePosixPath(step.name)
        if path.is_absolute() or ".." in path.parts or "\\" in step.name or ":" in step.name:
            return f"{step.name!r} is no name in this folder"
        if step.staged is not None and not disk.STAGED.fullmatch(step.staged):
            return f"{step.staged!r} is no file of this program"
    return ""


def door_of(home: Path) -> tuple[Door, str | None]:
    """Return the way to the files of a folder, and who was stopped while it wrote there, if so.

    Nothing is written. Raises `BrokenJournal`.
    """
    journal = read_journal(home)
    if journal is None:
        return Door(home), None
    waiting: dict[str, Path | None] = {}
    for step in journal.steps:
        if _hash(home / step.name) != step.after:
            waiting[step.name] = _aside(home, step)
    return Door(home, waiting), journal.who


class Changes:
    """What one command changes in a folder; nothing of it is seen before all of it is done."""

    def __init__(self, home: Path, who: str) -> None:
        """Begin without a change."""
        self.home, self.who = home, who
        self._steps: dict[str, Step] = {}
        self._expected: dict[str, str | None] = {}
        self._done = False

    def expect(self, seen: dict[str, str | None]) -> None:
        """Refuse the whole with `EditedSince` where one of these names holds something else now."""
        self._expected |= seen

    def write(self, name: str, data: bytes, check: Check | None = None) -> None:
        """Let a file hold this; its permissions stay, and a link in the folder stays a link.

        `check` looks at it as it lies aside, and raises what is wrong with it.
        """
        target = self._target(name)
        aside = disk.staged_beside(self.home / STATE / target.name)
        disk.create(aside, data, meant=target)
        self._add(target, staged=aside.name, after=sha256(data).hexdigest())
        if check is not None:
            check(aside)

    def remove(self, name: str) -> None:
        """Let a file be gone."""
        self._add(self._target(name))

    def _target(self, name: str) -> Path:
        path = self.home / name
        if not path.parent.resolve().is_relative_to(self.home.resolve()):
            raise OSError(errno.ELOOP, _OUT, str(path.parent))
        return followed(path, self.home)

    def _add(self, target: Path, *, staged: str | None = None, after: str | None = None) -> None:
        home = self.home if target.is_relative_to(self.home) else self.home.resolve()
        name = target.relative_to(home).as_posix()
        old = self._steps.get(name)
        if old is not None and (aside := _aside(self.home, old)) is not None:
            disk.remove(aside)
        self._steps[name] = Step(name=name, staged=staged, before=_hash(target), after=after)

    def door(self) -> Door:
        """Return the way to the files as they will be."""
        return Door(
            self.home, {step.name: _aside(self.home, step) for step in self._steps.values()}
        )

    def commit(self) -> None:
        """Do all changes; raise `EditedSince`, and do none, where a file was edited meanwhile."""
        for name, seen in self._expected.items():
            if _hash(self.home / name) != seen:
                raise EditedSince(f"{name} was edited while this was written; run it again")
        steps = tuple(self._steps.values())
        if not steps:
            return
        journal = Journal(format=FORMAT, who=self.who, steps=steps)
        text = json.dumps(asdict(journal), ensure_ascii=False, indent=1) + "\n"
        write_whole(self.home / JOURNAL, text.encode())
        self._done = True
        try:
            _complete(self.home, journal)
        except OSError as error:
            raise Unfinished(
                f"{error.filename or 'a file'}: {error.strerror}; all is recorded, and the next "
                "command that writes here completes it: close the file in other programs first"
            ) from None

    def drop(self) -> None:
        """Take away what lies aside, unless the journal says that it takes its place."""
        if not self._done:
            for step in self._steps.values():
                if (aside := _aside(self.home, step)) is not None:
                    disk.remove(aside)


def _aside(home: Path, step: Step) -> Path | None:
    """Return the file that takes the place of another one; None where that goes."""
    return home / STATE / step.staged if step.staged is not None else None


def _complete(home: Path, journal: Journal) -> None:
    """Do the steps of a journal that are not done yet, and take the journal away."""
    for step in journal.steps:
        target = home / step.name
        if not target.parent.resolve().is_relative_to(home.resolve()):
            raise BrokenJournal(f"{JOURNAL} cannot be used: {step.name} leads out of the folder")
        there = _hash(target)
        aside = _aside(home, step)
        if aside is None:
            if there == step.before:
                disk.remove(target)
        elif _hash(aside) == step.after:
            if there not in {step.before, step.after}:
                keep_old(target)  # somebody edited it after the stop: both are kept
            disk.make_folders(target.parent)
            disk.replace(aside, target)
    disk.remove(home / JOURNAL)


def keep_old(path: Path) -> None:
    """Copy what stands at a path to the next free `.bak` name, so that nothing is lost."""
    write_whole(free_backup(path), disk.contents(path))


def free_backup(path: Path) -> Path:
    """Return the next `.bak` name that is free."""
    number = 1
    while os.path.lexists(found := path.with_name(f"{path.name}.bak{number}")):
        number += 1
    return found


def _hash(path: Path) -> str | None:
    """Return the hash of what lies at a path; None where nothing lies there, a text otherwise."""
    if not os.path.lexists(path):
        return None
    try:
        return disk.hash_of(path)
    except disk.NotOpened:
        return "unreadable"


# One command at a time.

_HELD = threading.local()


def _held() -> dict[Path, str]:
    """Return who holds which folder in this thread."""
    folders: dict[Path, str] = _HELD.__dict__.setdefault("folders", {})
    return folders


@contextmanager
def working(home: Path, who: str) -> Iterator[str | None]:
    """Hold a folder, so that nobody else writes in it; complete what a stopped command left.

    Gives who was stopped there, if somebody was. Within it the same thread may hold it again.
    Raises `InUse` if somebody else holds it for
    longer than `PATIENCE`, `BrokenJournal`, and `OSError` where the folder cannot be written.
    """
    held = _held()
    place = home.resolve()
    if place in held:
        yield None
        return
    from filelock import FileLock, Timeout

    state = home / STATE
    if state.is_symlink():
        raise OSError(errno.ELOOP, _OUT, str(state))
    if not (state / ".gitignore").exists():
        write_whole(state / ".gitignore", b"*\n")
    lock = FileLock(home / LOCK, timeout=PATIENCE)
    try:
        lock.acquire()
    except Timeout:
        raise InUse(f"{_who(home)} works in {home}; wait until it has ended") from None
    held[place] = who
    try:
        write_whole(home / WORKING, f"{who} (process {os.getpid()})\n".encode())
        journal = read_journal(home)
        if journal is not None:
            _complete(home, journal)
        _tidy(home)
        yield journal.who if journal is not None else None
    finally:
        held.pop(place, None)
        try:
            disk.remove(home / WORKING)
        finally:
            lock.release()


def _who(home: Path) -> str:
    try:
        text = disk.contents(home / WORKING, most=1000).decode("utf-8", "replace")
    except disk.NotOpened:
        text = ""
    return "".join(c for c in text if c.isprintable()) or "another program"


def _tidy(home: Path) -> None:
    """Take away files that a command wrote aside before it was stopped."""
    for path in (home / STATE).iterdir():
        if disk.STAGED.fullmatch(path.name) and not path.is_dir():
            disk.remove(path)


def write_all(
    folder: Path, files: Mapping[str, bytes], who: str, checks: Mapping[str, Check] | None = None
) -> None:
    """Write these files of a folder, by their names in it: all of them, or none.

    The folder is made if it is not there; other files in it stay. `checks` by name as for one file.
    """
    looks = checks or {}

    def check(made: Path) -> None:
        for name, look in looks.items():
            look(made / name)

    if not folder.exists() or is_empty(folder):
        write_folder_whole(folder, files, check=check)
        return
    with transaction(folder, who) as changes:
        for name, data in files.items():
            changes.write(name, data, looks.get(name))


@contextmanager
def transaction(home: Path, who: str) -> Iterator[Changes]:
    """Collect changes of a folder's files, and do them all at the end; none after an exception."""
    with working(home, who):
        changes = Changes(home, _held()[home.resolve()])
        try:
            yield changes
            changes.commit()
        except BaseException:
            changes.drop()
            raise

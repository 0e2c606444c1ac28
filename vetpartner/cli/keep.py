"""The commands of keeping: everything at once, what was reported, personal data."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli.command import (
    ANYWAY,
    PROJECT,
    Trouble,
    argument,
    checked,
    command,
    day,
    day_of,
    flag,
    folder_of,
    known,
    on_project,
    opened,
    output,
    show,
    table_output,
    told,
    went_on,
    whole,
    writing,
    wrote,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator


_OF_MANY = 50_000
"""How many objects are made before dead ones are looked for: one project after the other is."""
DEMO_DAY = date(2025, 1, 31)
NOT_SEEN = "evidence, templates and older copies of the project were not looked into"
COPY = (output("a new FOLDER or FILE.toml, .json or .xlsx"), ANYWAY)
"""Where a copy is written, and why, although a list of people could not be read whole."""


@command(
    "everything at once, with an index page",
    *PROJECT,
    argument("--language", "xx", "language of all pages and workbooks, such as hr"),
    output("DIR"),
)
def build(arguments: Namespace) -> int:
    """Write everything at once."""
    p, mistakes = opened(arguments.project, day_of(arguments))
    return _build(p, mistakes, Path(arguments.output), arguments.language)


@command("the same for an invented example, to look around", output("DIR"), group="learn")
def demo(arguments: Namespace) -> int:
    """Build the invented example."""
    with _example_folder("green-welding") as folder:
        p, mistakes = opened(str(folder), DEMO_DAY)
        print(f"an invented partnership, as of {DEMO_DAY}")
        return _build(p, mistakes, Path(arguments.output))


def _build(
    p: vp.Partnership, mistakes: vp.Findings, folder: Path, language: str | None = None
) -> int:
    """Write all files; `mistakes` are what reading the project found."""
    from vetpartner.export.building import build as build_of
    from vetpartner.files.transaction import write_all
    from vetpartner.state.open_lists import open_attendance

    findings = checked(p, mistakes)
    with told():
        built = build_of(p, findings, language=language)
    write_all(folder, dict(built), "vetpartner build")
    for name, _ in built:
        wrote(folder / name)
    for activity in p.presences:
        if open_attendance(p, activity):
            print(f"no certificates of {activity}: its lists have open questions")
    print(findings.summary())
    return 1 if findings.errors else 0


@contextmanager
def _example_folder(name: str) -> Iterator[Path]:
    """Give the folder of an example, in a wheel or a checkout, for as long as it is needed."""
    from importlib.resources import as_file, files

    packaged = files("vetpartner") / "examples" / name
    if packaged.is_dir():
        with as_file(packaged) as folder:
            yield folder
    else:
        yield Path(__file__).parents[2] / "examples" / name


@command(
    "many projects at once: deadlines, money at risk, what may be funded twice",
    argument("paths", "PATH", "projects, or folders in which they lie", nargs="+"),
    day(),
    argument("--days", "N", "how far ahead deadlines are told; 30 if not", type=int, default=30),
    argument("--key", "FILE", "the file with the secret key by which people are compared"),
    flag("--new-key", "make the key first"),
    argument("--workers", "N", "how many processes read; 1 if not", type=int, default=1),
    argument("--dask", "ADDRESS", "read on the workers of a dask cluster"),
    output(
        "DIR: overview, answers and tables; what did not change is not read again", required=False
    ),
    group="learn",
)
def portfolio(arguments: Namespace) -> int:
    """Look at many projects at once.

    Nothing of a project is changed, and a broken one stops no other.
    """
    key = _portfolio_key(arguments)
    folder = Path(arguments.output) if arguments.output is not None else None
    if arguments.workers < 1 or arguments.days < 1:
        raise Trouble("--workers and --days are 1 or more", code=2)
    if arguments.dask is not None and arguments.workers > 1:
        raise Trouble("--dask has workers of its own; leave out --workers", code=2)
    gc.set_threshold(_OF_MANY)
    from vetpartner.files.transaction import working
    from vetpartner.portfolios.engines import read_all
    from vetpartner.portfolios.running import WHO
    from vetpartner.portfolios.store import KEPT
    from vetpartner.portfolios.worker import NO_PROJECT
    from vetpartner.portfolios.writing import write

    with told(), nullcontext() if folder is None else working(folder, WHO):
        found = read_all(
            arguments.paths,
            arguments.workers,
            arguments.dask,
            on=day_of(arguments),
            key=key,
            store=folder / KEPT if folder is not None else None,
            days=arguments.days,
        )
        files, missing = write(found, folder) if folder is not None else ([], "")
        print(found.summary())
        for path, state, reason in found.troubles:
            print(f"{path}: {state}: {reason}")
        if files:
            print(f"wrote {files[-1]}, and {len(files) - 1} files beside it")
            if missing:
                print(missing, file=sys.stderr)
    return 0 if "read" in found.states and found.states.keys() <= {"read", NO_PROJECT} else 1


def _portfolio_key(arguments: Namespace) -> bytes | None:
    """Return the key by which people are compared, None where none is named."""
    if arguments.key is None:
        if arguments.new_key:
            raise Trouble("--new-key needs --key FILE: where the key is kept", code=2)
        return None
    file = Path(arguments.key)
    if arguments.output is not None and file.resolve().is_relative_to(
        Path(arguments.output).resolve()
    ):
        raise Trouble(f"the key {file} would lie beside the tables; keep it elsewhere", code=2)
    if arguments.new_key:
        _make_key(file)
    return _key(file)


@on_project(
    "put away what was reported; `compare` tells what of it has changed",
    argument("name", "NAME", "of the seal, such as interim-1"),
    argument("outputs", "FILE", "the report as it was sent", nargs="*"),
    flag("--mend", "write a seal of an earlier version anew, and keep the old one beside it"),
    group="care",
)
def seal(p: vp.Partnership, arguments: Namespace) -> None:
    """Put away what was reported."""
    folder = folder_of(p, arguments.project)
    if arguments.mend and arguments.outputs:
        raise Trouble("--mend takes no FILE: what was sealed stays what it is", code=2)
    with writing(str(folder), "seal"), told():
        made = (
            vp.mend_seal(folder, arguments.name, p.as_of)
            if arguments.mend
            else vp.seal(p, arguments.name, arguments.outputs, folder=folder)
        )
    wrote(f"{folder}/sealed/{made.name}")
    if made.mended is not None:
        print(f"mended from the seal with the fingerprint {made.mended.fingerprint}, which is kept")
    print(f"sealed as of {made.day}, with {len(made.files)} files; it covers until {made.until}")
    print(f"fingerprint {made.fingerprint}")
    print("keep the fingerprint outside the folder, for example in the e-mail with the report")


@command(
    "write what an earlier version wrote in today's form; the old is kept", *PROJECT, group="care"
)
def migrate(arguments: Namespace) -> None:
    """Write a folder of an earlier version in today's form."""
    from vetpartner.export.calendar_state import LEDGER, current_ledger
    from vetpartner.files.migrating import migrate as migrated

    if not Path(arguments.project).is_dir():
        raise Trouble(f"{arguments.project} is no folder; a single file is written anew by itself")
    states = {LEDGER: current_ledger}
    with writing(arguments.project, "migrate"), told():
        said = migrated(arguments.project, day_of(arguments), states)
    print("\n".join(said) if said else "all has today's form; nothing was written")


@on_project(
    "which personal data are held, why, and until when",
    *table_output(),
    group="privacy",
    called="data",
)
def privacy(p: vp.Partnership, arguments: Namespace) -> None:
    """Show which personal data are held, and why."""
    found = vp.privacy(p)
    show(found.table, arguments, p, text=str(found))


@on_project(
    "a copy without any personal datum",
    argument("--since", "OLD", "a copy that is public already, to tell what the two tell together"),
    *COPY,
    group="privacy",
)
def public(p: vp.Partnership, arguments: Namespace) -> None:
    """Write a copy without personal data, and tell what of it stood in texts."""
    from vetpartner.model.mentions import everybody
    from vetpartner.whatif.copies import found_in
    from vetpartner.whatif.releases import differing

    _new(arguments.output)
    with told():
        copy = vp.public(p, anyway=arguments.anyway)
    _read_of(p)
    _list("hidden in the copy, as […]", found_in(p, everybody(p)))
    if arguments.since is not None:
        earlier, _ = whole(arguments.since)
        with told(code=2):
            _list(f"beside {arguments.since}", differing(earlier, copy))
    _write(copy, arguments.output)
    _copied(p, arguments)


def _read_of(p: vp.Partnership) -> None:
    """Say what was read of all lists of people, before a copy is written."""
    from vetpartner.state.open_lists import people_read

    print(people_read(p))


def _copied(p: vp.Partnership, arguments: Namespace, erased: str | None = None) -> None:
    """Tell for what reason a copy was made although not all of a list was read."""
    from vetpartner.state.open_lists import open_people

    went_on(arguments.anyway, open_people(p, erased), "copied")


def _list(head: str, findings: vp.Findings) -> None:
    """Print findings, each with its places, and the way out, before anything is written."""
    if findings:
        lines = (f"  {finding.message}" for finding in findings)
        ways = dict.fromkeys(f"  way out: {finding.way_out}" for finding in findings)
        print("\n".join((f"{head}:", *lines, *ways, "")))


@command(
    "a copy with pseudonyms for the names of participants",
    *PROJECT,
    argument("--key", "FILE", "the file with the secret key", required=True),
    flag("--new-key", "make the key first"),
    *COPY,
    group="privacy",
)
def pseudonyms(arguments: Namespace) -> None:
    """Write a copy with pseudonyms."""
    from vetpartner.files import disk

    _new(arguments.output)
    file = Path(arguments.key)
    if file.resolve().is_relative_to(Path(arguments.output).resolve()):
        raise Trouble(f"the key {file} would lie in the copy; keep it elsewhere", code=2)
    p, _ = whole(arguments.project)
    if not arguments.new_key:
        _pseudonyms(p, _key(file), arguments)
        return
    # The key first: a copy whose key is lost can never be made again, a key alone does no harm.
    _make_key(file)
    try:
        _pseudonyms(p, _key(file), arguments)
    except BaseException:
        if _is_free(arguments.output):
            disk.remove(file)  # so that the same command works once what is wrong is put right
        raise
    print(f"{file} is the key; keep it at the school, and never beside the copy")


def _pseudonyms(p: vp.Partnership, key: bytes, arguments: Namespace) -> None:
    """Write the copy with pseudonyms, with what was read before it, and the reason to go on."""
    from vetpartner.whatif.copies import pseudonymised

    with told():
        copy = pseudonymised(p, key, anyway=arguments.anyway)
    _read_of(p)
    _write(copy, arguments.output, NOT_SEEN, p)
    _copied(p, arguments)


def _make_key(file: Path) -> None:
    """Write a random key to a file that is not there yet; it is never printed."""
    import secrets

    from vetpartner.files import write_whole

    made = f"{secrets.token_hex(32)}\n".encode()
    if file.is_symlink() or file.exists():
        raise Trouble(
            f"{file} is there already, and a new key would give new pseudonyms; leave out --new-key"
        )
    try:
        write_whole(file, made, check=lambda new: _same_key(new, made), private=True)
    except OSError as error:
        raise Trouble(f"{file} cannot be written: {error.strerror}") from None


def _key(file: Path) -> bytes:
    """Return the key in a file, which is never printed."""
    from vetpartner.files import disk
    from vetpartner.whatif.copies import weakness

    try:
        key = disk.contents(file, most=1000).strip()
    except disk.NotOpened as error:
        if not file.exists():
            raise Trouble(f"there is no key {file}; make one with --new-key") from None
        raise Trouble(f"{file} {error}") from None
    if (weak := weakness(key)) is not None:
        way_out = "name a file that is not there yet, with --new-key; it gives new pseudonyms"
        raise Trouble(f"the key in {file} can be guessed: {weak}; {way_out}")
    return key


def _same_key(file: Path, made: bytes) -> None:
    """Raise `NotKept` where a key is not in its file: what it hides could never be found again."""
    from vetpartner.files import disk
    from vetpartner.files.atomic import NotKept

    if disk.contents(file) != made:
        raise NotKept("the key reads otherwise than it was made")


@command(
    "a copy without one person, all counts the same",
    *PROJECT,
    argument("id", "ID", "the id of a person or participant"),
    *COPY,
    group="privacy",
)
def erase(arguments: Namespace) -> None:
    """Write a copy without one person.

    All facts stay, whatever their day.
    """
    _new(arguments.output)
    p, _ = whole(arguments.project)
    arguments.id = known(p, arguments.id, "anything")
    with told(code=2):
        after = vp.erase(p, arguments.id, anyway=arguments.anyway)
    _read_of(p)
    _write(after, arguments.output, NOT_SEEN, p)
    _copied(p, arguments, arguments.id)


def _new(path: str) -> None:
    """Refuse what is there already: a file kept as a backup would still hold the name."""
    if not _is_free(path):
        raise Trouble(f"{path} is there already; name a folder or file that does not exist yet")


def _is_free(path: str) -> bool:
    """Tell whether nothing lies at a path, or a folder without anything in it."""
    target = Path(path)
    return not target.exists() or (target.is_dir() and not any(target.iterdir()))


def _write(p: vp.Partnership, path: str, hint: str = "", of: vp.Partnership | None = None) -> None:
    """Write a copy; of one in which people stay, tell first what of theirs its texts may hold."""
    from vetpartner.model.mentions import anybody
    from vetpartner.whatif.copies import found_in

    if of is not None:
        _list("left in the copy, because nobody knows whose it is", found_in(of, anybody(of)))
    with told(code=2):
        files = vp.save(p, path)
    for file in files:
        wrote(file)
    if hint:
        print(hint)


@command(
    "what a shell needs to complete commands, ids and files at Tab",
    argument("shell", "SHELL", "bash, zsh or fish", choices=("bash", "zsh", "fish")),
    group="care",
)
def completion(arguments: Namespace) -> None:
    """Print the script that completes commands, options, ids and files in a shell."""
    from vetpartner.cli.completion import SCRIPTS

    print(SCRIPTS[arguments.shell], end="")

"""Commands that keep what was reported, and write the smaller papers."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.command import Trouble, opened, partnership, wrote
from vetpartner.files import read, save

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from vetpartner.model import Partnership


def seal(arguments: Namespace) -> int:
    """Seal what was reported."""
    from vetpartner.files.seals.sealing import SealRefused
    from vetpartner.files.seals.sealing import seal as sealed

    p = partnership(arguments)
    try:
        made = sealed(p, arguments.name, arguments.outputs, folder=_folder(p, arguments.project))
    except SealRefused as error:
        raise Trouble(str(error)) from None
    wrote(f"{_folder(p, arguments.project)}/sealed/{made.name}")
    print(f"sealed as of {made.day}, with {len(made.files)} files; it covers until {made.until}")
    print(f"fingerprint {made.fingerprint}")
    print("keep the fingerprint outside the folder, for example in the e-mail with the report")
    return 0


def _folder(p: Partnership, path: str) -> Path:
    return p.origin.folder if p.origin is not None else Path(path).parent


def compare_sealed(project: str, name: str, day: date) -> int:
    """Print what was reported and sealed under a name and is not so any more."""
    from vetpartner.files.seals.sealing import UnknownSeal, open_seal

    p, _ = opened(project, day)
    try:
        found = open_seal(_folder(p, project), name)
    except UnknownSeal as error:
        raise Trouble(f"{name}: there is no such file or folder, and {error.args[0]}") from None
    if found.findings:
        print(found.findings.text())
    if found.seal is None or found.partnership is None:
        raise Trouble("the sealed data are not what was sealed, and cannot be compared")
    if p.as_of < found.seal.day:
        raise Trouble(f"{found.seal.name} was sealed on {found.seal.day}, after {p.as_of}", code=2)
    print(f"{found.seal.name}: fingerprint {found.seal.fingerprint}")
    print(found.since(p))
    return 1 if found.findings.errors else 0


def paper(arguments: Namespace) -> int:
    """Write one of the smaller papers."""
    from vetpartner.export.paper import paper as paper_of

    p = partnership(arguments)
    period = (arguments.start, arguments.end)
    try:
        made = paper_of(p, arguments.kind, arguments.id, language=arguments.language, period=period)
        data = made.data(Path(arguments.output).suffix.lower())
    except (KeyError, ValueError, ImportError) as error:
        raise Trouble(str(error)) from None
    wrote(arguments.output, data)
    return 0


# Commands about personal data: the register, and copies without some or all of it.

SHORTEST_KEY = 16
NOT_SEEN = "evidence, templates and older copies of the project were not looked into"


def privacy(arguments: Namespace) -> int:
    """Print which personal data are held, why, and until when."""
    from vetpartner.state.personal import privacy as register

    print(register(partnership(arguments)))
    return 0


def public(arguments: Namespace) -> int:
    """Write the project without any personal datum."""
    from vetpartner.whatif.copies import public as public_of

    _new(arguments.output)
    _write(public_of(partnership(arguments)), arguments.output)
    return 0


def pseudonyms(arguments: Namespace) -> int:
    """Write the project with pseudonyms for the names of participants."""
    from vetpartner.whatif.erase import pseudonymised

    _new(arguments.output)
    key = _key(Path(arguments.key), make=arguments.new_key)
    _write(pseudonymised(_whole(arguments.project), key), arguments.output)
    print(NOT_SEEN)
    return 0


def _key(file: Path, *, make: bool) -> bytes:
    """Return the key in a file, which is never printed; with `make`, write a random one before."""
    if make:
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(f"{secrets.token_hex(32)}\n")
        except FileExistsError:
            raise Trouble(f"{file} is there already; a new key would give new pseudonyms") from None
        except OSError as error:
            raise Trouble(f"{file} cannot be written: {error.strerror}") from None
        print(f"{file} is the key; keep it at the school, and never beside the copy")
    try:
        key = file.read_bytes().strip()
    except FileNotFoundError:
        raise Trouble(f"there is no key {file}; make one with --new-key") from None
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}") from None
    if len(key) < SHORTEST_KEY:
        raise Trouble(f"the key in {file} is shorter than {SHORTEST_KEY} characters and is guessed")
    return key


def erase(arguments: Namespace) -> int:
    """Write the project without one person; all facts stay, whatever their day."""
    from vetpartner.whatif.erase import erase as erased

    _new(arguments.output)
    try:
        after = erased(_whole(arguments.project), arguments.id)
    except (KeyError, ValueError) as error:
        raise Trouble(str(error), code=2) from None
    _write(after, arguments.output)
    print(NOT_SEEN)
    return 0


def _whole(project: str) -> Partnership:
    """Return the project with all its facts, whatever their day."""
    reading = read(project)
    if reading.partnership is None:
        raise Trouble(reading.findings.text())
    return reading.partnership


def _new(path: str) -> None:
    """Refuse what is there already: a file kept as a backup would still hold the name."""
    target = Path(path)
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise Trouble(f"{target} is there already; name a folder or file that does not exist yet")


def _write(p: Partnership, path: str) -> None:
    try:
        files = save(p, path)
    except ValueError as error:
        raise Trouble(str(error), code=2) from None
    for file in files:
        wrote(file)


# The example that comes with the program, in a wheel or in a checkout.

DEMO_DAY = date(2025, 1, 31)


@contextmanager
def example_folder(name: str) -> Iterator[Path]:
    """Give the folder of an example for as long as it is needed."""
    packaged = files("vetpartner") / "examples" / name
    if packaged.is_dir():
        with as_file(packaged) as folder:
            yield folder
    else:
        yield Path(__file__).parents[2] / "examples" / name

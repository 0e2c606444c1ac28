"""Commands about personal data: the register, and copies without some or all of it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, partnership, wrote
from vetpartner.files import read, save

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.model import Partnership


SHORTEST_KEY = 16
NOT_SEEN = "evidence, templates and older copies of the project were not looked into"


def privacy(arguments: Namespace) -> int:
    """Print which personal data are held, why, and until when."""
    from vetpartner.views.people.privacy import privacy as register

    print(register(partnership(arguments)))
    return 0


def public(arguments: Namespace) -> int:
    """Write the project without any personal datum."""
    from vetpartner.views.people.public import public as public_of

    _new(arguments.output)
    _write(public_of(partnership(arguments)), arguments.output)
    return 0


def pseudonyms(arguments: Namespace) -> int:
    """Write the project with pseudonyms for the names of participants."""
    from vetpartner.views.people.pseudonyms import pseudonymised

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
    from vetpartner.views.people.erasing import erase as erased

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

"""Commands about personal data: the register, a public copy, a copy without one person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, partnership, wrote
from vetpartner.files import read, save

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.model import Partnership


def privacy(arguments: Namespace) -> int:
    """Print which personal data are held, why, and until when."""
    from vetpartner.views.privacy import privacy as register

    print(register(partnership(arguments)))
    return 0


def public(arguments: Namespace) -> int:
    """Write the project without any personal datum."""
    from vetpartner.views.public import public as public_of

    _new(arguments.output)
    _write(public_of(partnership(arguments)), arguments.output)
    return 0


def erase(arguments: Namespace) -> int:
    """Write the project without one person; all facts stay, whatever their day."""
    from vetpartner.views.erasing import erase as erased

    _new(arguments.output)
    reading = read(arguments.project)
    if reading.partnership is None:
        raise Trouble(reading.findings.text())
    try:
        after = erased(reading.partnership, arguments.id)
    except (KeyError, ValueError) as error:
        raise Trouble(str(error), code=2) from None
    _write(after, arguments.output)
    print("evidence, templates and older copies of the project were not looked into")
    return 0


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

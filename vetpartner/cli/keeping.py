"""Commands that keep what was reported, and write the smaller papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, opened, partnership, wrote

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import date

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
    from vetpartner.files.seals.sealed import UnknownSeal, open_seal

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
    from vetpartner.export.papers.papers import paper as paper_of

    p = partnership(arguments)
    period = (arguments.start, arguments.end)
    try:
        made = paper_of(p, arguments.kind, arguments.id, language=arguments.language, period=period)
        data = made.data(Path(arguments.output).suffix.lower())
    except (KeyError, ValueError, ImportError) as error:
        raise Trouble(str(error)) from None
    wrote(arguments.output, data)
    return 0

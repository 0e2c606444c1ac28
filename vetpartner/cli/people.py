"""Commands about those who take part: lists, certificates, reconciliation, evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, partnership, wrote
from vetpartner.model import ACTIVITIES, Share

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from vetpartner.export.pages.paper import Paper
    from vetpartner.model import Partnership


def attendance(arguments: Namespace) -> int:
    """Write the attendance list of an activity."""
    from vetpartner.export.papers.attendance_list import attendance_list

    p = partnership(arguments)
    id_ = _activity(p, arguments.activity)
    _write((arguments.output, lambda: attendance_list(p, id_, language=arguments.language)))
    return 0


def certificates(arguments: Namespace) -> int:
    """Write the certificates of an activity, and with `--register` their register."""
    from vetpartner.export.papers.certificates import certificate_register
    from vetpartner.export.papers.certificates import certificates as certificates_of

    try:
        threshold = Share.parse(arguments.threshold)
    except ValueError as error:
        raise Trouble(f"--threshold: {error}", code=2) from None
    p = partnership(arguments)
    id_ = _activity(p, arguments.activity)

    def pages() -> Paper:
        return certificates_of(p, id_, threshold=threshold, language=arguments.language)

    def register() -> Paper:
        return certificate_register(p, id_, threshold=threshold, language=arguments.language)

    wanted = [(arguments.output, pages)]
    if arguments.register is not None:
        wanted.append((arguments.register, register))
    _write(*wanted)
    return 0


def reconcile(arguments: Namespace) -> int:
    """Print the numbers of participants of each activity side by side, and write them with `-o`."""
    from vetpartner.export.papers.reconciliation import reconciliation
    from vetpartner.views.people.reconciling import reconcile as reconciled

    p = partnership(arguments)
    print(reconciled(p))
    if arguments.output is not None:
        _write((arguments.output, lambda: reconciliation(p)))
    return 0


def evidence(arguments: Namespace) -> int:
    """Write the index of evidence."""
    from vetpartner.export.papers.evidence_index import evidence_index

    p = partnership(arguments)
    _write((arguments.output, lambda: evidence_index(p)))
    return 0


def _activity(p: Partnership, id_: str) -> str:
    if p.kind_of(id_) in ACTIVITIES:
        return id_
    ids = ", ".join(thing.id for kind in ACTIVITIES for thing in getattr(p.plan, kind)) or "none"
    raise Trouble(f"{id_!r} is not among the activities of this project: {ids}", code=2)


def _write(*wanted: tuple[str, Callable[[], Paper]]) -> None:
    """Make all files before the first is written."""
    try:
        made = [(path, make().data(Path(path).suffix.lower())) for path, make in wanted]
    except (ValueError, ImportError) as error:
        raise Trouble(str(error)) from None
    for path, data in made:
        wrote(path, data)

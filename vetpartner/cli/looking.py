"""Commands that look at a project: check, status, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, day_of, partnership
from vetpartner.files import read

if TYPE_CHECKING:
    from argparse import Namespace


def check(arguments: Namespace) -> int:
    """Print all findings; exit with 1 if there are errors."""
    # Rules are imported here, so that commands which need none start sooner.
    from vetpartner.checks import Findings, accept
    from vetpartner.checks import check as checked

    reading = read(arguments.project)
    findings = reading.findings
    if reading.partnership is not None:
        p = reading.partnership.on(day_of(arguments))
        findings = Findings((*accept(findings, p), *checked(p))).sorted()
    shown = {"text": findings.text, "json": findings.json, "compact": findings.compact}
    text = shown[arguments.format]()
    if text:
        print(text)
    return 1 if findings.errors else 0


def status(arguments: Namespace) -> int:
    """Print what needs attention, most important first."""
    from vetpartner.views.overview.status import status as status_of

    print(status_of(partnership(arguments)))
    return 0


def explain(arguments: Namespace) -> int:
    """Print the page of a finding."""
    from vetpartner.checks import explain as explained

    try:
        print(explained(arguments.slug))
    except LookupError as error:
        raise Trouble(str(error.args[0]), code=2) from None
    return 0

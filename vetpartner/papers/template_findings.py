"""What is found about a project's own templates while nothing is made of them, and its place.

`check` asks it too, and loads nothing of reports for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.render.own_templates import TemplateProblem, outdated
from vetpartner.values.finding import Finding, Findings, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership

Slugged = tuple[str, Finding]
"""A finding with the slug of its rule."""


def template_findings(p: Partnership) -> Findings:
    """Return a warning for each template of the project that nothing uses any more."""
    try:
        return Findings(placed(p, *found) for found in outdated_templates(p))
    except TemplateProblem:
        # Where the folder leads out of the project, each page that looks for templates says so.
        return Findings()


def outdated_templates(p: Partnership, begins: str = "") -> Iterator[Slugged]:
    """Yield templates that nothing uses any more, all or those whose names begin so."""
    for problem in outdated(p.origin.folder if p.origin is not None else None):
        if problem.file.startswith(f"templates/{begins}"):
            yield (
                "template-outdated",
                warning(
                    str(problem),
                    problem.file,
                    way_out="see docs/how-to/own-templates.md, then delete the file",
                ),
            )


def placed(p: Partnership, slug: str, finding: Finding) -> Finding:
    """Add the rule, and where in the files the finding is: a missing answer is in its file."""
    if p.origin is None:
        return evolve(finding, slug=slug)
    missing = slug == "narrative-missing"
    address = finding.address.rpartition("/")[0] if missing else finding.address
    place = p.origin.locate(address)
    line = p.origin.line(place) if place is not None and not missing else None
    return evolve(finding, slug=slug, place=place, line=line)

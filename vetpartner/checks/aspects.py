"""The four aspects that every project has to address in all its phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.finding import error, warning
from vetpartner.model import Held
from vetpartner.programme.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject
    from vetpartner.model import Measure


def aspect_without_measure(s: Subject) -> Iterator[Finding]:
    """Guard that each of the four aspects has a measure, planned or done.

    The application promises all four, and the final report asks what was done for each.
    Write `measures` into an activity, or into the fact that it was held, with a number if you can.

    Basis: Programme Guide, award criteria on inclusion, digital tools, green practices and civic
    engagement.
    """
    seen = {measure.aspect for _, measure in _measures(s)}
    for aspect in s.rules.aspects:
        if aspect.key not in seen:
            message = f"no activity has a measure for {aspect.name} ({aspect.key})"
            way_out = f'write measures = [{{ aspect = "{aspect.key}", what = "…" }}]'
            yield warning(message, "project", way_out=way_out, basis=str(s.rules.cite("aspects")))


def measure_of_unknown_aspect(s: Subject) -> Iterator[Finding]:
    """Guard that each measure belongs to one of the aspects of the call.

    It is in no answer of the report otherwise.

    Basis: Programme Guide, aspects of every project.
    """
    keys = [aspect.key for aspect in s.rules.aspects]
    for at, measure in _measures(s) if keys else ():
        if measure.aspect not in keys:
            message = f"`{measure.aspect}` is no aspect of {s.law_name}"
            way_out = f"known: {', '.join(keys)}"
            hint = did_you_mean(measure.aspect, keys)
            yield error(message + hint, f"{at}/measures", way_out=way_out)


def _measures(s: Subject) -> Iterator[tuple[str, Measure]]:
    for at, activity in s.activities:
        yield from ((at, measure) for measure in activity.measures)
    for at, held in s.facts(Held):
        yield from ((at, measure) for measure in held.measures)


ASPECTS = (
    aspect_without_measure,
    measure_of_unknown_aspect,
)

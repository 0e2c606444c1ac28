"""Commands about time: days on which all can meet, a year planner, a Gantt chart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, known_id, partnership, wrote

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.export.pages.paper import Paper


def dates(arguments: Namespace) -> int:
    """Print the days on which partners can meet; exit with 1 if there are none."""
    from vetpartner.views.dates.free_days import free_days

    p = partnership(arguments)
    for id_ in arguments.partner or ():
        known_id(p, id_, "organisations")
    between = tuple(arguments.between) if arguments.between else None
    try:
        found = free_days(p, arguments.partner, arguments.days, between)
    except ValueError as error:
        raise Trouble(str(error), code=2) from None
    print(found)
    return 0 if found.choices else 1


def planner(arguments: Namespace) -> int:
    """Write the year planner."""
    from vetpartner.export.charts.planner import planner as planner_of

    p = partnership(arguments)
    known_id(p, arguments.partner, "organisations")
    try:
        made = planner_of(p, arguments.year, partner=arguments.partner, language=arguments.language)
        return _write(made, arguments.output)
    except (ValueError, ImportError) as error:
        raise Trouble(str(error)) from None


def gantt(arguments: Namespace) -> int:
    """Write the Gantt chart."""
    from vetpartner.export.charts.gantt import gantt as gantt_of

    p = partnership(arguments)
    try:
        return _write(gantt_of(p, language=arguments.language), arguments.output)
    except (ValueError, ImportError) as error:
        raise Trouble(str(error)) from None


def _write(made: Paper, path: str) -> int:
    wrote(path, made.data(Path(path).suffix.lower()))
    return 0

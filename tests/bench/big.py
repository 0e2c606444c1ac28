"""An invented partnership of 50 organisations, 20 work packages, 400 activities and 400 results."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from cases import rendered_pair

import vetpartner as vp

if TYPE_CHECKING:
    from collections.abc import Callable

    from cases import Pair

_LANDS = ("HR", "IT", "DE", "PT", "AT", "SI", "FR", "ES", "PL", "RO")
_HEAD = """# An invented plan, made for measuring.
[project]
reference = "2025-1-HR01-KA220-VET-000157891"
acronym = "Big"
title = "A big partnership"
action = "KA220-VET"
call = 2025
start = 2025-11-01
months = 36
lump_sum = 400_000
coordinator = "o0"
priorities = ["HORIZ:GREEN"]
"""


def big_project() -> tuple[str, str]:
    """Return plan and facts: half of all has happened, meetings list ten partners each."""
    plan, facts = [_HEAD], ["# Invented facts, made for measuring.\n"]
    plan += [
        f'[[organisations]]\nid = "o{n}"\nname = "Školski centar number {n}"\n'
        f'acronym = "O{n}"\ncountry = "{_LANDS[n % 10]}"\noid = "E{10000000 + n}"\n'
        f'[[people]]\nid = "p{n}"\nname = "Person {n}"\norganisation = "o{n}"\n'
        f'email = "p{n}@example.org"\n'
        for n in range(50)
    ]
    plan += [
        f'[[work_packages]]\nid = "WP{n}"\ntitle = "Package {n}"\nlead = "o{n}"\n'
        f'when = "M1..M36"\ngrant = {{ o{n} = 12_000, o0 = 8_000 }}\nrationale = "days"\n'
        for n in range(1, 21)
    ]
    for n in range(400):
        package, month, day = n % 19 + 2, n % 36 + 1, _day(n)
        takes_part = ", ".join(f'"o{(n + k) % 50}"' for k in range(10))
        kind = ("meetings", "trainings", "dissemination_events", "tasks")[n % 4]
        plan.append(
            f'[[{kind}]]\nid = "A{n}"\nwork_package = "WP{package}"\ntitle = "Activity {n}"\n'
            f'host = "o{n % 50}"\norganisations = [{takes_part}]\nwhen = "{day} 09:00..16:00"\n'
            f'expected = 12\nresults = ["D{n}"]\n'
            f'venue = {{ city = "City {n % 50}", country = "{_LANDS[n % 10]}" }}\n'
            f'[[deliverables]]\nid = "D{n}"\nwork_package = "WP{package}"\ntitle = "Result {n}"\n'
            f'lead = "o{n % 50}"\ndue = "M{month}"\nlanguages = ["en", "hr"]\n'
        )
        if n % 2 == 0:
            facts.append(
                f'[[held]]\nof = "A{n}"\nwhen = {day}\nrecorded = 2026-03-01\nparticipants = 12\n'
                f'evidence = [{{ kind = "agenda", url = "https://example.org/{n}" }}]\n'
                f'[[delivered]]\nof = "D{n}"\nwhen = 2026-03-01\nlanguages = ["en", "hr"]\n'
            )
    return "\n".join(plan), "\n".join(facts)


def write_big(folder: Path) -> None:
    """Write the big partnership into a folder."""
    for name, text in zip(("project.toml", "facts.toml"), big_project(), strict=True):
        (folder / name).write_text(text, "utf-8")


def with_attendance(folder: Path) -> None:
    """Add 10 000 rows of attendance: 2 500 participants, each for four days of one training."""
    people = ["id,organisation,role,country\n"]
    sheets: dict[str, list[str]] = {}
    for n in range(2_500):
        training = n % 100 * 4 + 1
        people.append(f"x{n},o{n % 50},{('learner', 'staff')[n % 2]},{_LANDS[n % 10]}\n")
        rows = sheets.setdefault(f"A{training}", ["participant,day,hours,signed\n"])
        rows += [f"x{n},{_day(training, later)},6,yes\n" for later in range(4)]
    tables = folder / "tables"
    tables.mkdir()
    (tables / "participants.csv").write_text("".join(people), "utf-8")
    for activity, rows in sheets.items():
        (tables / f"attendance-{activity}.csv").write_text("".join(rows), "utf-8")


def big_report_pair() -> Pair:
    """Compare the final report as HTML, after the end, with rendering its template alone."""
    with tempfile.TemporaryDirectory() as name:
        write_big(Path(name))
        with_attendance(Path(name))
        p = vp.load(name).on(date(2028, 11, 1))
    return rendered_pair(p, lambda made: made.html)


def _day(number: int, later: int = 0) -> str:
    """Return a day of an activity in ISO form."""
    return f"20{26 + number % 2}-{number % 12 + 1:02}-{number % 24 + 1 + later:02}"


def big_pair(work: Callable[[vp.Partnership], object]) -> Pair:
    """Compare some work on the big partnership with loading it."""
    folder = tempfile.TemporaryDirectory()  # it lives as long as the closure that reads it
    write_big(Path(folder.name))
    p = vp.load(folder.name)

    # What a partnership has computed once it keeps; a new one computes it again.
    return lambda: work(attrs.evolve(p)), lambda: vp.load(folder.name)

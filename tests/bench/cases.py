"""The pairs that the benchmark compares: our work, and the same work with the bare library."""

from __future__ import annotations

import io
import tempfile
import tomllib
from collections.abc import Callable
from contextvars import Context, copy_context
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import attrs

import vetpartner as vp
from vetpartner.model import Money, Spent, When

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/green-welding"
Pair = tuple[Callable[[], object], Callable[[], object]]

_PARTNERS = ("sts", "fbk", "hwk", "cfs")
_PLAN = """# An invented plan, made for measuring.
[project]
reference = "2023-1-HR01-KA220-VET-000157891"
acronym = "Large"
title = "A large partnership"
action = "KA220-VET"
call = 2023
start = 2023-11-01
months = 36
lump_sum = 400_000
coordinator = "sts"
priorities = ["HORIZ:GREEN"]
"""


def large_project() -> tuple[str, str]:
    """Return an invented plan and its facts, 200 kB in all, without any mistake of form."""
    plan, facts = [_PLAN], ["# Invented facts, made for measuring.\n"]
    for id_, country in zip(_PARTNERS, ("HR", "IT", "DE", "PT"), strict=True):
        plan.append(
            f'[[organisations]]\nid = "{id_}"\nname = "School {id_}"\ncountry = "{country}"\n'
        )
    plan += [
        f'[[work_packages]]\nid = "WP{number}"\ntitle = "Package {number}"\nlead = "sts"\n'
        f'when = "M1..M36"\ngrant = {{ sts = 40_000, fbk = 20_000, cfs = 20_000 }}\n'
        for number in range(1, 6)
    ]
    number = 0
    while sum(map(len, plan)) + sum(map(len, facts)) < 200_000:
        number += 1
        partner, day = _PARTNERS[number % 4], f"{2024 + number % 2}-{number % 12 + 1:02}-15"
        plan.append(
            f'[[meetings]]\nid = "M{number}"\nwork_package = "WP{number % 4 + 2}"\n'
            f'title = "Meeting number {number} of all partners, Škola"\nhost = "{partner}"\n'
            f'when = "{day} 09:00..16:00"\nexpected = 12\n'
            f'venue = {{ city = "Split", country = "HR", name = "Strukovna škola Split" }}\n'
            f'[[deliverables]]\nid = "D{number}"\nwork_package = "WP{number % 4 + 2}"\n'
            f'title = "Result number {number}"\nlead = "{partner}"\ndue = "M{number % 36 + 1}"\n'
            f'languages = ["en", "hr"]\n'
        )
        facts.append(
            f'[[held]]\nof = "M{number}"\nrecorded = {day}\nparticipants = 12\n'
            f'[[delivered]]\nof = "D{number}"\nwhen = {day}\nlanguages = ["en", "hr"]\n'
        )
    return "\n".join(plan), "\n".join(facts)


def write_large(folder: Path) -> tuple[str, str]:
    """Write the large project into a folder and return its texts."""
    texts = large_project()
    for name, text in zip(("project.toml", "facts.toml"), texts, strict=True):
        (folder / name).write_text(text, "utf-8")
    return texts


@cache
def partnership(name: str) -> vp.Partnership:
    """Return the shipped example, also with so many invented costs, or the large project."""
    if name == "example":
        return vp.load(EXAMPLE)
    if name.isdecimal():
        p = vp.load(EXAMPLE)
        return attrs.evolve(p, facts=(*p.facts, *map(cost, range(int(name)))))
    with tempfile.TemporaryDirectory() as folder:
        write_large(Path(folder))
        return vp.load(folder)


def cost(number: int) -> Spent:
    """Return an invented cost."""
    return Spent(
        of=f"WP{number % 5 + 1}",
        organisation=_PARTNERS[number % 4],
        amount=Money(Decimal(number % 997) + Decimal("0.25")),
        category=("staff", "travel", "other")[number % 3],
        days=Decimal(number % 7),
        document=f"R-{number}",
        when=When.day(date(2024, number % 12 + 1, number % 27 + 1)),
    )


def load_pair() -> Pair:
    """Compare reading a folder with parsing the text of its files."""
    folder = tempfile.TemporaryDirectory()  # it lives as long as the closure that reads it
    texts = write_large(Path(folder.name))
    return (
        lambda: vp.load(folder.name),
        lambda: [tomllib.loads(text, parse_float=Decimal) for text in texts],
    )


def plain_value(value: Any) -> Any:  # noqa: ANN401 - any property of a calendar
    """Return what somebody would hand to icalendar: a time, a day or a text; else as it is."""
    told_by_type = {"TZID"} if getattr(value, "params", {}).get("VALUE") != "DATE" else {"VALUE"}
    if set(getattr(value, "params", {})) - told_by_type:
        return value
    return getattr(value, "dt", str(value) if isinstance(value, str) else value)


def calendar_pair(kind: str) -> Pair:
    """Compare our calendar with plain icalendar code for the same events and their time zones."""
    from icalendar import Alarm, Calendar, Event

    p = partnership(kind)
    ours = vp.calendar(p)

    def values(component: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - any component
        properties = component.property_items(recursive=False)
        return [(name, plain_value(v)) for name, v in properties if name not in {"BEGIN", "END"}]

    def filled(component: Any, properties: list[tuple[str, Any]]) -> Any:  # noqa: ANN401
        for name, value in properties:
            component.add(name, value)
        return component

    head = values(ours)
    events = [
        (values(event), [values(alarm) for alarm in event.subcomponents])
        for event in ours.walk("VEVENT")
    ]

    def plain() -> Calendar:
        calendar = filled(Calendar(), head)
        for properties, alarms in events:
            event = filled(Event(), properties)
            event.subcomponents += [filled(Alarm(), alarm) for alarm in alarms]
            calendar.add_component(event)
        calendar.add_missing_timezones()
        return calendar

    if [e.to_ical() for e in plain().walk("VEVENT")] != [e.to_ical() for e in ours.walk("VEVENT")]:
        raise RuntimeError("the events differ, so that comparing them means nothing")
    return lambda: vp.calendar(p).to_ical(), lambda: plain().to_ical()


def workbook_pair(kind: str) -> Pair:
    """Compare our budget workbook with XlsxWriter writing the same cells and number formats."""
    import xlsxwriter

    p = partnership(kind)
    sheets = [
        (
            sheet.title,
            [
                (cell.row - 1, cell.column - 1, cell.value, cell.number_format, cell.font.b)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None or cell.has_style
            ],
        )
        for sheet in vp.budget(p).worksheets
    ]

    def ours() -> None:
        vp.budget(attrs.evolve(p)).save(io.BytesIO())

    def plain() -> None:
        book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
        formats: dict[tuple[str, bool], Any] = {}
        for title, cells in sheets:
            sheet = book.add_worksheet(title)
            for row, column, value, number_format, bold in cells:
                key = (number_format, bold)
                if key not in formats:
                    formats[key] = book.add_format({"num_format": number_format, "bold": bold})
                sheet.write(row, column, value, formats[key])
        book.close()

    return ours, plain


def report_pair(kind: str) -> Pair:
    """Compare our report as Markdown and HTML with rendering its templates and nothing else."""
    return rendered_pair(partnership(kind), lambda made: (made.markdown, made.html))


def rendered_pair(p: vp.Partnership, texts: Callable[[vp.Report], object]) -> Pair:
    """Compare a final report with rendering its templates from the contexts that it gave them."""
    from jinja2 import Template

    rendered: list[tuple[Context, Template, tuple[Any, ...], dict[str, Any]]] = []
    original = Template.render

    def recording(template: Template, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401
        rendered.append((copy_context(), template, args, kwargs))
        return original(template, *args, **kwargs)

    def ours() -> object:
        return texts(vp.report(attrs.evolve(p), "final", draft=True))

    with mock.patch.object(Template, "render", recording):
        ours()
    if not rendered:
        raise RuntimeError("the report rendered no template")
    return ours, lambda: [
        held.run(template.render, *args, **kw) for held, template, args, kw in rendered
    ]

"""All calendars of a partnership as bytes: an event is written once and stands in many of them."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.export.calendar_state import numbering
from vetpartner.export.events import BEGIN, END, clean, line, text, widen, zone_lines, zone_years
from vetpartner.files import write_whole
from vetpartner.model import Person
from vetpartner.state.entries import (
    Choice,
    all_entries,
    belongs,
    choice,
    chosen,
    each_entry,
    order,
    undated,
)
from vetpartner.state.statement import statement
from vetpartner.values.file_names import file_stems
from vetpartner.values.phrase import Phrase, say
from vetpartner.values.showing import Listing, Shown
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from vetpartner.export.calendar_state import Numbering
    from vetpartner.model import Partnership

REFRESH_HOURS = 12
"""How often a program that subscribes to a calendar should fetch it again."""


@frozen(kw_only=True)
class Feed(Shown):
    """One calendar: the name of its file, how it is called, and its bytes."""

    name: str
    title: str
    phrase: Phrase = field(repr=False)
    data: bytes = field(repr=False)


def feeds(p: Partnership) -> Listing[Feed]:
    """Return the calendars of all, of the deadlines, of organisations, people and work packages.

    No two files have names that are one on any system, such as `calendar-a` and `calendar-A`.
    """
    everything = all_entries(p)
    years = zone_years(everything)
    numbers = numbering(p)
    lines = {id(entry): numbers.lines(entry) for entry in everything}
    choices = list(_choices(p))
    stems = file_stems(stem for stem, _, _ in choices)
    made = []
    for stem, (_, title, wanted) in zip(stems, choices, strict=True):
        found = chosen(everything, wanted)
        head = _head(p, wanted, {zone: years[zone] for zone in zone_years(found)})
        data = b"".join([*head, *(lines[id(entry)] for entry in found), END])
        made.append(Feed(name=f"{stem}.ics", title=str(title), phrase=title, data=data))
    return Listing(made)


def feed(p: Partnership, wanted: Choice) -> bytes:
    """Return one calendar."""
    everything = all_entries(p)
    found, numbers = chosen(everything, wanted), numbering(p)
    years = zone_years(everything)
    head = _head(p, wanted, {zone: years[zone] for zone in zone_years(found)})
    return b"".join([*head, *(numbers.lines(entry) for entry in found), END])


def write_feed(
    p: Partnership, path: Path, wanted: Choice, numbers: Numbering | None = None
) -> None:
    """Write one calendar to a file, the bytes those of `feed`; `numbers` are those of its state.

    Events wait in a file until all time zones are known, so that a large calendar needs little
    memory: what an event is sorted by, and where it waits.
    If anything fails, the old file is left whole.
    """
    numbers = numbers or numbering(p)
    years: dict[str, tuple[int, int]] = {}
    used: dict[str, tuple[int, int]] = {}
    places: list[tuple[date, str, str, int, int]] = []
    with TemporaryFile() as waiting:
        for entry in each_entry(p):
            widen(years, entry)
            if belongs(entry, wanted):
                widen(used, entry)
                begin = waiting.tell()
                length = waiting.write(numbers.lines(entry))
                places.append((*order(entry), begin, length))
        places.sort()

        def pieces() -> Iterator[bytes]:
            yield from _head(p, wanted, {zone: years[zone] for zone in used})
            for *_, begin, length in places:
                waiting.seek(begin)
                yield waiting.read(length)
            yield END

        write_whole(path, pieces())


def _choices(p: Partnership) -> Iterator[tuple[str, Phrase, Choice]]:
    """Yield the stem of the file's name, the title, and what the calendar is of."""
    yield "calendar", say("Calendar of all"), Choice()
    yield "calendar-deadlines", say("Calendar of deadlines"), Choice(deadlines=True)
    for organisation in dict.fromkeys(o.id for o in p.plan.organisations):
        found = p[organisation]
        title = say("Calendar of {whom}", whom=getattr(found, "short", organisation))
        yield f"calendar-{organisation}", title, Choice(organisation=organisation)
    for package in dict.fromkeys(w.id for w in p.plan.work_packages):
        title = say("Calendar of {whom}", whom=package)
        yield f"calendar-{package}", title, Choice(work_package=package)
    for person in p.plan.people:
        if isinstance(p.get(person.id), Person):
            title = say("Calendar of {whom}", whom=p.label(person.id))
            yield f"calendar-{person.id}", title, choice(p, person=person.id)


def feed_name(p: Partnership, wanted: Choice) -> str:
    """Return how a calendar is called: the project, and in brackets of whom or what it is."""
    whose = wanted.person or wanted.organisation
    of = [p.label(whose)] if whose else []
    if wanted.work_package:
        of.append(wanted.work_package)
    if wanted.deadlines:
        of.append("deadlines")
    name = f"{p.plan.project.label} ({', '.join(of)})" if of else p.plan.project.label
    return " ".join(clean(name).split())


def without_date(p: Partnership, wanted: Choice) -> str:
    """Return a sentence that names what is in no calendar because it has no date; "" for none."""
    named = [entitled(id_, p.label(id_)) for id_ in undated(p, wanted)]
    return clean(f"Without a date yet: {'; '.join(named)}") if named else ""


def _head(p: Partnership, wanted: Choice, years: dict[str, tuple[int, int]]) -> Iterator[bytes]:
    yield BEGIN + b"CALSCALE:GREGORIAN\r\n"
    # What it lacks, and who pays for the project.
    said = filter(None, (without_date(p, wanted), *statement(p, "en").said))
    described = text(clean(" ".join(said)))
    if described:
        yield line("DESCRIPTION", described) + line("X-WR-CALDESC", described)
    name = text(feed_name(p, wanted))
    yield line("NAME", name) + line("X-WR-CALNAME", name)
    refresh = f"PT{REFRESH_HOURS}H"
    yield line("REFRESH-INTERVAL;VALUE=DURATION", refresh) + line("X-PUBLISHED-TTL", refresh)
    for zone in sorted(years):
        yield zone_lines(zone, *years[zone])

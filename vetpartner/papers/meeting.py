"""Agenda and minutes of a meeting: the open action items of earlier meetings come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Held, Meeting
from vetpartner.papers.attendance_list import head_facts
from vetpartner.render.page import Block
from vetpartner.render.paper import project_licence, small_paper, spoken
from vetpartner.state.attendance import activity_head
from vetpartner.state.deadlines import deadlines
from vetpartner.state.evidence import evidence
from vetpartner.state.open_work import agreed_at, brought_forward
from vetpartner.values.words import no_such

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from vetpartner.model import Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.paper import Paper
    from vetpartner.state.open_work import ActionItem


_LINES = 3
"""Lines to write on under each item of an agenda."""
_SOON = 8
"""Deadlines that an agenda lists."""


class NoMeeting(ValueError):
    """The id is that of something else; the message lists the meetings."""


def agenda(p: Partnership, meeting: str, *, language: str | None = None) -> Paper:
    """Return the agenda of a meeting: open items of earlier meetings, its own items, what is due.

    Raises `UnknownId`, `NoMeeting`, or `UnknownLanguage` for a language without words.
    """
    found, words = _meeting(p, meeting), spoken(p, language)
    gettext = words.gettext
    head = activity_head(p, found)
    return small_paper(
        p,
        words,
        what="an agenda",
        heading=gettext("Agenda"),
        title=f"{found.id} {head.title}" if head.title != found.id else found.id,
        pairs=_pairs(p, found, head_facts(head, words), words),
        blocks=(
            _open_items(p, found, words),
            _agenda_items(found, words),
            *_due(p, found, words),
        ),
    )


def minutes(p: Partnership, meeting: str, *, language: str | None = None) -> Paper:
    """Return the minutes: who was there, earlier items, the course, and what was agreed.

    Each item of the agenda has lines to write on; what was agreed has owner, day and proof.
    Errors as in `agenda`.
    """
    found, words = _meeting(p, meeting), spoken(p, language)
    gettext = words.gettext
    head = activity_head(p, found, held=True)
    return small_paper(
        p,
        words,
        what="minutes",
        heading=gettext("Minutes"),
        title=f"{found.id} {head.title}" if head.title != found.id else found.id,
        pairs=_pairs(p, found, head_facts(head, words), words),
        blocks=(
            _present(p, found, words),
            _open_items(p, found, words),
            *_written(p, found, words),
            _agreed(p, found, words),
            *_proofs(p, found, words),
        ),
        signatures=(gettext("Place and date"), gettext("For the minutes: name and signature")),
    )


def _meeting(p: Partnership, id_: str) -> Meeting:
    found = p[id_]
    if not isinstance(found, Meeting):
        raise NoMeeting(no_such("meetings", id_, (one.id for one in p.plan.meetings)))
    return found


def _pairs(
    p: Partnership, meeting: Meeting, head: tuple[tuple[str, str], ...], words: ReportLanguage
) -> tuple[tuple[str, str], ...]:
    """Return what stands at the head; the meeting itself is the title already."""
    taking = meeting.organisations or tuple(o.id for o in p.plan.organisations)
    names = ", ".join(p.label(id_) for id_ in taking)
    link = (words.gettext("Link"), meeting.link or "")
    organisations = (words.gettext("Organisations"), names)
    return (*head[:2], *project_licence(p, words), *head[3:], link, organisations)


def _open_items(p: Partnership, meeting: Meeting, words: ReportLanguage) -> Block:
    gettext = words.gettext
    heading = gettext("Action items of earlier meetings")
    items = brought_forward(p, meeting)
    if not items:
        return Block(heading=heading, text=gettext("No action item is open."))
    heads = (
        gettext("What"),
        gettext("Who"),
        gettext("Due"),
        gettext("Agreed at"),
        gettext("State"),
    )
    rows = tuple(
        (
            item.text,
            item.owner_label or words.value(None),
            words.value(item.due),
            item.of or words.value(None),
            _state(item, p.as_of, words),
        )
        for item in items
    )
    return Block(heading=heading, heads=heads, rows=rows)


def _state(item: ActionItem, day: date, words: ReportLanguage) -> str:
    """Return whether an item is done, with its proof, overdue or open."""
    gettext = words.gettext
    if not item.open_on(day):
        done = gettext("done {day}").format(day=words.value(item.done))
        return "; ".join((done, *item.proofs))
    return gettext("overdue") if item.overdue_on(day) else gettext("open")


def _agenda_items(meeting: Meeting, words: ReportLanguage) -> Block:
    heading = words.gettext("Items of the agenda")
    if meeting.agenda:
        return Block(heading=heading, points=meeting.agenda)
    text = words.gettext("No item is planned yet.")
    return Block(heading=heading, text=text, lines=_LINES)


def _due(p: Partnership, meeting: Meeting, words: ReportLanguage) -> Iterator[Block]:
    """Yield the deadlines that come next after the meeting begins."""
    gettext = words.gettext
    span = meeting.when.span(p.start)
    begins = max(p.as_of, span.first) if span is not None else p.as_of
    ahead = [d for d in deadlines(p) if d.day >= begins and not d.done][:_SOON]
    if ahead:
        rows = tuple((d.phrase.within(words), words.value(d.day)) for d in ahead)
        heads = (gettext("What"), gettext("Due"))
        yield Block(heading=gettext("Deadlines ahead"), heads=heads, rows=rows)


def _present(p: Partnership, meeting: Meeting, words: ReportLanguage) -> Block:
    gettext = words.gettext
    heading = gettext("Present")
    counts: dict[str, int] = {}
    for row in p.attended(meeting.id):
        name = p.label(row.organisation) or words.value(None)
        counts[name] = counts.get(name, 0) + row.count
    stated = [h.participants for h in p.facts_of(meeting.id, Held) if h.participants is not None]
    if not counts:
        text = words.ngettext("{n} participant", "{n} participants", sum(stated))
        if not stated:
            return Block(heading=heading, text=gettext("No attendance is recorded."), missing=True)
        return Block(heading=heading, text=text.format(n=words.value(sum(stated))))
    total = (gettext("Total"), words.value(sum(counts.values())))
    return Block(
        heading=heading,
        heads=(gettext("Organisation"), gettext("Participants")),
        rows=(*((name, words.value(count)) for name, count in counts.items()), total),
        numbers=(1,),
    )


def _written(p: Partnership, meeting: Meeting, words: ReportLanguage) -> Iterator[Block]:
    """Yield each item of the agenda with lines to write on, and what is noted of the meeting."""
    gettext = words.gettext
    noted = [fact.note for fact in p.facts_of(meeting.id, Held) if fact.note]
    text = "\n".join(noted) or None
    lines = 0 if meeting.agenda or text else _LINES
    yield Block(heading=gettext("Course of the meeting"), text=text, lines=lines)
    for number, item in enumerate(meeting.agenda, start=1):
        yield Block(heading=f"{number}. {item}", level=3, lines=_LINES)


def _agreed(p: Partnership, meeting: Meeting, words: ReportLanguage) -> Block:
    gettext = words.gettext
    heading = gettext("Agreed action items")
    items = agreed_at(p, meeting.id)
    if not items:
        return Block(heading=heading, text=gettext("No action item is recorded."))
    return Block(
        heading=heading,
        heads=(gettext("What"), gettext("Who"), gettext("Due"), gettext("State")),
        rows=tuple(
            (
                item.text,
                item.owner_label or words.value(None),
                words.value(item.due),
                _state(item, p.as_of, words),
            )
            for item in items
        ),
    )


def _proofs(p: Partnership, meeting: Meeting, words: ReportLanguage) -> Iterator[Block]:
    gettext = words.gettext
    rows = tuple(
        (row.number, gettext(row.kind), row.file or row.url or words.value(None))
        for row in evidence(p)
        if row.of == meeting.id
    )
    if rows:
        heads = (gettext("Number"), gettext("Kind"), gettext("File or address"))
        yield Block(heading=gettext("Evidence"), heads=heads, rows=rows)

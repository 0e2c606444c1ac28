"""Agenda and minutes of a meeting: the open action items of earlier meetings come first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.model import Held, Meeting
from vetpartner.papers.attendance_list import head_facts
from vetpartner.render.grids import Joined, Word, link
from vetpartner.render.language import NOTHING
from vetpartner.render.paper import Kind, page_of, paper_of, project_licence, spoken
from vetpartner.state.activity_entries import taking_part
from vetpartner.state.attendance import activity_head
from vetpartner.state.deadlines import deadlines
from vetpartner.state.disputed import certain_there
from vetpartner.state.evidence import evidence
from vetpartner.state.held import held_span, participants
from vetpartner.state.open_work import agreed_at, brought_forward
from vetpartner.values.keyed import added, grouped
from vetpartner.values.phrase import BETWEEN, say
from vetpartner.values.table import NOT_KNOWN, Column, Table, in_order
from vetpartner.values.words import entitled, no_such

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.model import Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.paper import Paper
    from vetpartner.state.deadlines import Deadline
    from vetpartner.state.open_work import ActionItem


_SOON = 8
"""Deadlines that an agenda lists."""


class NoMeeting(ValueError):
    """The id is that of something else; the message lists the meetings."""


def agenda(p: Partnership, meeting: str, *, language: str | None = None) -> Paper:
    """Return the agenda of a meeting: open items of earlier meetings, its own items, what is due.

    Raises `UnknownId`, `NoMeeting`, or `UnknownLanguage` for a language without words.
    """
    p, words = spoken(p, language)
    found = _meeting(p, meeting)
    head = activity_head(p, found)
    context = {"earlier": _earlier(p, found), "ahead": _AHEAD.of(_due(p, found))}
    pairs = _pairs(p, found, head_facts(head, words), words)
    return _paper(p, "agenda.md", found, head.title, words, {**context, "pairs": pairs})


def minutes(p: Partnership, meeting: str, *, language: str | None = None) -> Paper:
    """Return the minutes: who was there, earlier items, the course, and what was agreed.

    Each item of the agenda has lines to write on; what was agreed has owner, day and proof. What is
    done or overdue is that by the end of the meeting, whenever the minutes are made.
    Errors as in `agenda`.
    """
    p, words = spoken(p, language)
    found = _meeting(p, meeting)
    head = activity_head(p, found, held=True)
    held, day = p.facts_of(found.id, Held), _last_day(p, found)
    context = {
        "pairs": _pairs(p, found, head_facts(head, words), words),
        "present": _present(p, found),
        "stated": participants(p, found).stated,
        "earlier": _earlier(p, found),
        "notes": "\n".join(fact.note for fact in held if fact.note),
        "agreed": _ITEMS.of(agreed_at(p, found.id), empty="No action item is recorded.")
        .without("agreed")
        .changed("state", get=lambda item: _state(item, day)),
        "evidence": _EVIDENCE.of(row for row in evidence(p) if row.of == found.id),
    }
    return _paper(p, "minutes.md", found, head.title, words, context)


def _paper(
    p: Partnership,
    template: str,
    meeting: Meeting,
    title: str,
    language: ReportLanguage,
    context: dict[str, Any],
) -> Paper:
    kind = {"agenda.md": "Agenda", "minutes.md": "Minutes"}[template]
    named = entitled(meeting.id, title)
    page = page_of(
        p,
        template,
        {"meeting": meeting, "title": named, **context},
        what="an agenda" if kind == "Agenda" else "minutes",
        title=f"{language.gettext(kind)} – {named} – {p.plan.project.label}",
        language=language,
    )
    return paper_of(page)


def _meeting(p: Partnership, id_: str) -> Meeting:
    found = p[id_]
    if not isinstance(found, Meeting):
        raise NoMeeting(no_such("meetings", id_, (one.id for one in p.plan.meetings)))
    return found


def _pairs(
    p: Partnership, meeting: Meeting, head: tuple[tuple[str, str], ...], words: ReportLanguage
) -> tuple[tuple[str, str], ...]:
    """Return what stands at the head; the meeting itself is the title already."""
    names = ", ".join(p.label(id_) for id_ in taking_part(p, meeting))
    link = (words.gettext("Link"), meeting.link or "")
    organisations = (words.gettext("Organisations"), names)
    return (*head[:2], *project_licence(p, words), *head[3:], link, organisations)


_ITEMS = Table(
    name="action_items",
    columns=(
        Column("text", "What"),
        Column("owner_label", "Who"),
        Column("due", "Due", "day"),
        Column("agreed", "Agreed at", get=lambda item: item.of),
        Column("state", "State"),
    ),
)
_AHEAD = Table(
    name="deadlines",
    columns=(Column("what", "What", get=lambda d: d.phrase), Column("day", "Due", "day")),
)
_PRESENT = Table(
    name="present",
    columns=in_order(
        Column("name", "Organisation"), Column("count", "Participants", "count", absent=NOT_KNOWN)
    ),
)
_EVIDENCE = Table(
    name="evidence",
    columns=(
        Column("number", "Number", "id"),
        Column("kind", "Kind", "word"),
        Column("where", "File or address", get=lambda row: row.file or link(row.url)),
    ),
)


def _earlier(p: Partnership, meeting: Meeting) -> Table:
    """Return the items of earlier meetings that are open when it begins."""
    items, day = brought_forward(p, meeting), _last_day(p, meeting)
    table = _ITEMS.of(items, empty="No action item is open.")
    return table.changed("state", get=lambda item: _state(item, day))


def _last_day(p: Partnership, meeting: Meeting) -> date:
    """Return the day whose state agenda and minutes show: that of the meeting, not a later one."""
    span = held_span(p, meeting) or meeting.when.span(p.start)
    return p.as_of if span is None else min(span.last, p.as_of)


def _state(item: ActionItem, day: date) -> Any:  # noqa: ANN401 - a value of a cell
    """Return whether an item is done, with its proof, overdue or open."""
    if not item.open_on(day):
        return Joined((say("done {day}", day=item.done or day), *item.proofs), between=BETWEEN)
    return Word("overdue" if item.overdue_on(day) else "open")


def _due(p: Partnership, meeting: Meeting) -> list[Deadline]:
    """Return the deadlines that come next after the meeting begins."""
    span = meeting.when.span(p.start)
    begins = max(p.as_of, span.first) if span is not None else p.as_of
    return [d for d in deadlines(p) if d.day >= begins and not d.done][:_SOON]


def _present(p: Partnership, meeting: Meeting) -> Table:
    """Return how many were there from each organisation."""
    rows = (
        (p.label(row.organisation) or NOTHING, row.people) for row in certain_there(p, meeting.id)
    )
    counts = ((name, added(people)) for name, people in grouped(rows).items())
    return _PRESENT.of(tuple(counts), total="Total")


_GIVEN = (("meeting", Meeting), ("earlier", Table))
AGENDA = Kind(
    what="the agenda of a meeting",
    make=agenda,
    given=(*_GIVEN, ("ahead", Table)),
    of="a meeting",
)
MINUTES = Kind(
    what="the minutes of a meeting",
    make=minutes,
    given=(
        *_GIVEN,
        ("present", Table),
        ("stated", int | None),
        ("notes", str),
        ("agreed", Table),
        ("evidence", Table),
    ),
    of="a meeting",
)

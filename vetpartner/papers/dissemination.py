"""The dissemination log, and a sheet for each result as the results platform asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.model import Deliverable, Delivered, Disseminated
from vetpartner.papers.report_groups import result_row
from vetpartner.render.page import Block
from vetpartner.render.paper import project_pairs, small_paper, spoken
from vetpartner.state.evidence import evidence
from vetpartner.values.words import no_such

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.model import Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.paper import Paper

    Period = tuple[date | None, date | None]


ALWAYS: Period = (None, None)


class NoResult(ValueError):
    """The id is that of something else; the message lists the deliverables."""


def dissemination_log(
    p: Partnership,
    organisation: str | None = None,
    *,
    language: str | None = None,
    period: Period = ALWAYS,
) -> Paper:
    """Return all that was made known, by day, of one organisation or all, with reach and proof.

    `period` is first and last day, None for open. Raises `UnknownId`, and `UnknownLanguage` for a
    language without words.
    """
    words = spoken(p, language)
    gettext = words.gettext
    found = disseminated(p, organisation, period)
    proofs: dict[str, list[str]] = {}
    for proof in evidence(p):
        proofs.setdefault(proof.address, []).append(proof.number)
    rows = tuple(
        (
            words.value(day),
            fact.title or p.label(fact.of) or words.value(None),
            words.gettext(fact.channel) if fact.channel else words.value(None),
            p.label(fact.organisation) or words.value(None),
            ", ".join(fact.audience) or words.value(None),
            words.value(fact.reach),
            ", ".join(fact.languages) or words.value(None),
            " ".join(filter(None, (fact.url, *proofs.get(address, ())))) or words.value(None),
        )
        for day, address, fact in found
    )
    heads = (
        gettext("Date"),
        gettext("Title"),
        gettext("Channel"),
        gettext("Organisation"),
        gettext("Audience"),
        gettext("People reached"),
        gettext("Languages"),
        gettext("Evidence"),
    )
    reach = sum(fact.reach or 0 for _, _, fact in found)
    heading = gettext("What was made known, to whom and when")
    return small_paper(
        p,
        words,
        what="a dissemination log",
        heading=p.plan.project.label,
        title=gettext("Dissemination log"),
        across=True,
        pairs=(
            *project_pairs(p, words),
            (gettext("Organisation"), p[organisation].label if organisation else ""),
            *period_pairs(period, words),
            (gettext("Records"), words.value(len(rows))),
            (gettext("People reached"), words.value(reach)),
        ),
        blocks=(
            Block(heading=heading, heads=heads, rows=rows, numbers=(5,))
            if rows
            else Block(heading=heading, text=gettext("Nothing is planned or recorded.")),
        ),
    )


def disseminated(
    p: Partnership, organisation: str | None, period: Period
) -> list[tuple[date | None, str, Disseminated]]:
    """Return day, address and fact, by day; what has no day comes first."""
    found = []
    for address, fact in p.numbered_facts(Disseminated):
        if organisation not in {None, fact.organisation}:
            continue
        span = fact.when.span(p.start) if fact.when is not None else None
        day = span.last if span is not None else fact.recorded
        if within(day, period):
            found.append((day, address, fact))
    found.sort(key=lambda each: (each[0] is not None, each[0] or p.as_of))
    return found


def within(day: date | None, period: Period) -> bool:
    """Tell whether a day lies in a period; an unknown day does only where the period is open."""
    first, last = period
    if day is None:
        return first is None and last is None
    return (first is None or first <= day) and (last is None or day <= last)


def period_pairs(period: Period, words: ReportLanguage) -> tuple[tuple[str, str], ...]:
    """Return the period with its label, where one is asked for."""
    first, last = period
    if first is None and last is None:
        return ()
    return ((words.gettext("Period"), f"{words.value(first)} – {words.value(last)}"),)


def result_sheet(
    p: Partnership, deliverable: str | None = None, *, language: str | None = None
) -> Paper:
    """Return what the results platform asks of one result, or of all that are delivered.

    Title, description, kind, languages, licence, address, who made it, and what is missing.
    Raises `UnknownId`, `NoResult`, or `UnknownLanguage` for a language without words.
    """
    words = spoken(p, language)
    gettext = words.gettext
    if deliverable is not None and not isinstance(p[deliverable], Deliverable):
        known = (each.id for each in p.plan.deliverables)
        raise NoResult(no_such("deliverables", deliverable, known))
    chosen = [
        each
        for each in p.plan.deliverables
        if (each.id == deliverable if deliverable else p.facts_of(each.id, Delivered))
    ]
    blocks = [_result(p, each, words) for each in chosen]
    empty = Block(heading=gettext("Results"), text=gettext("No result is delivered yet."))
    return small_paper(
        p,
        words,
        what="a result sheet",
        heading=p.plan.project.label,
        title=gettext("Results for the results platform"),
        pairs=project_pairs(p, words),
        blocks=[block for pair in blocks for block in pair] or [empty],
    )


def _result(p: Partnership, result: Deliverable, words: ReportLanguage) -> tuple[Block, ...]:
    gettext, facts = words.gettext, p.facts_of(result.id, Delivered)
    row = result_row(p, result)
    have, url, licence = row.languages, row.url, row.licence
    lacking = [code for code in result.languages if code not in have]
    makers = dict.fromkeys(filter(None, (result.lead, *result.organisations)))
    files = [proof for proof in evidence(p) if proof.of == result.id]
    pairs = (
        (gettext("Kind"), result.kind),
        (gettext("Learning material"), words.value(result.learning_material)),
        (gettext("Delivered"), ", ".join(words.value(f.when) for f in facts if f.when)),
        (gettext("Languages"), ", ".join(words.language_name(code) for code in have)),
        (gettext("Licence"), licence),
        (gettext("Address"), url),
        (gettext("Organisations"), ", ".join(p.label(id_) for id_ in makers)),
        (gettext("Evidence"), "; ".join(f"{r.number} {r.file or r.url}" for r in files)),
    )
    missing = [
        *(() if facts else (gettext("it is not delivered"),)),
        *(() if result.description else (gettext("a description"),)),
        *(() if have else (gettext("the languages"),)),
        *(() if licence else (gettext("the licence"),)),
        *(() if url or any(proof.file for proof in files) else (gettext("a file or an address"),)),
    ]
    if have and lacking:
        names = ", ".join(words.language_name(code) for code in lacking)
        missing.append(gettext("missing languages: {languages}").format(languages=names))
    table = Block(
        heading=f"{result.id} {p.label(result.id)}",
        text=result.description,
        heads=(gettext("What"), gettext("Value")),
        rows=tuple((label, value or words.value(None)) for label, value in pairs),
    )
    if not missing:
        return (table,)
    gap = Block(
        heading=gettext("Missing before it is uploaded"),
        level=3,
        text="; ".join(missing),
        missing=True,
    )
    return (table, gap)

"""The dissemination log, and a sheet for each result as the results platform asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.model import Deliverable, Delivered, Disseminated, Organisation
from vetpartner.papers.report_groups import result_row
from vetpartner.render.grids import Joined, Languages, Word, link
from vetpartner.render.paper import Kind, page_of, paper_of, project_pairs, spoken
from vetpartner.state.disputed import certain
from vetpartner.state.evidence import evidence
from vetpartner.values.keyed import added
from vetpartner.values.phrase import BETWEEN
from vetpartner.values.table import NOT_KNOWN, Column, Table
from vetpartner.values.words import entitled, no_such

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.model import Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.render.paper import Paper

    Period = tuple[date | None, date | None]
    Told = tuple[date | None, str, Disseminated]

ALWAYS: Period = (None, None)


class NoOrganisation(ValueError):
    """The id is that of something else than an organisation."""


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

    `period` is first and last day, None for open. Raises `UnknownId`, `NoOrganisation`, or
    `UnknownLanguage` for a language without words.
    """
    if organisation is not None and not isinstance(p[organisation], Organisation):
        raise NoOrganisation(f"{organisation} is not an organisation; a log is of one, or of all")
    p, words = spoken(p, language)
    gettext = words.gettext
    found = disseminated(p, organisation, period)
    reach = added(fact.reach for _, _, fact in found)
    reached = gettext(NOT_KNOWN) if reach is None else words.value(reach)
    title = gettext("Dissemination log")
    pairs = (
        *project_pairs(p, words),
        (gettext("Organisation"), p[organisation].label if organisation else ""),
        *period_pairs(period, words),
        (gettext("Records"), words.value(len(found))),
        (gettext("People reached"), reached),
    )
    page = page_of(
        p,
        "dissemination_log.md",
        {"title": title, "pairs": pairs, "table": _log(p, found)},
        what="a dissemination log",
        title=f"{title} – {p.plan.project.label}",
        language=words,
        across=True,
    )
    return paper_of(page)


def _log(p: Partnership, found: list[Told]) -> Table:
    """Return what was made known, with its proofs."""
    proofs: dict[str, list[str]] = {}
    for proof in evidence(p):
        proofs.setdefault(proof.address, []).append(proof.number)

    def shown(told: Told) -> Joined:
        _, address, fact = told
        return Joined((fact.url and link(fact.url), *proofs.get(address, ())), between=" ")

    return Table(
        name="log",
        empty="Nothing is planned or recorded.",
        columns=(
            *made_known(p),
            Column(
                "organisation", "Organisation", get=lambda t: p.label(t[2].organisation) or None
            ),
            Column("audience", "Audience", get=lambda t: ", ".join(t[2].audience) or None),
            Column("times", "Times", "count", get=lambda t: t[2].times),
            Column("reach", "People reached", "count", get=lambda t: t[2].reach),
            Column("languages", "Languages", get=lambda t: ", ".join(t[2].languages) or None),
            Column("evidence", "Evidence", get=shown),
        ),
        rows=found,
    )


def made_known(p: Partnership) -> tuple[Column, ...]:
    """Return the columns of day, title and channel of what was made known."""
    return (
        Column("day", "Date", "day", get=lambda told: told[0] if told[2].when else None),
        Column("title", "Title", get=lambda told: told[2].title or p.label(told[2].of) or None),
        Column("channel", "Channel", "word", get=lambda told: told[2].channel),
    )


def disseminated(p: Partnership, organisation: str | None, period: Period) -> list[Told]:
    """Return day, address and fact, by day; what has no day comes first."""
    found = []
    for address, fact in p.numbered_facts(Disseminated):
        if organisation not in {None, fact.organisation}:
            continue
        span = fact.when.span(p.start) if fact.when is not None else None
        day = span.last if span is not None else fact.recorded
        if within(day, period):
            found.append((day, address, certain(p, address, fact)))
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
    p, words = spoken(p, language)
    if deliverable is not None and not isinstance(p[deliverable], Deliverable):
        known = (each.id for each in p.plan.deliverables)
        raise NoResult(no_such("deliverables", deliverable, known))
    chosen = [
        each
        for each in p.plan.deliverables
        if (each.id == deliverable if deliverable else p.facts_of(each.id, Delivered))
    ]
    title = words.gettext("Results for the results platform")
    page = page_of(
        p,
        "result_sheet.md",
        {
            "title": title,
            "pairs": project_pairs(p, words),
            "results": [_result(p, each, words) for each in chosen],
        },
        what="a result sheet",
        title=f"{title} – {p.plan.project.label}",
        language=words,
    )
    return paper_of(page)


@frozen(kw_only=True)
class Result:
    """A result as the sheet shows it: what is known of it, and what is missing, in words."""

    id: str
    title: str
    description: str | None
    table: Table
    missing: str

    @property
    def named(self) -> str:
        """Return id and title in one text."""
        return entitled(self.id, self.title)


def _result(p: Partnership, result: Deliverable, words: ReportLanguage) -> Result:
    gettext, facts = words.gettext, p.facts_of(result.id, Delivered)
    row = result_row(p, result)
    have, url, licence = row.languages, row.url, row.licence
    lacking = [code for code in result.languages if code not in have]
    makers = dict.fromkeys(filter(None, (result.lead, *result.organisations)))
    files = [proof for proof in evidence(p) if proof.of == result.id]
    known: tuple[tuple[str, Any], ...] = (
        ("Kind", result.kind and Word(result.kind)),
        ("Learning material", Joined((result.learning_material,))),
        ("Delivered", Joined(tuple(f.when for f in facts if f.when), between=", ")),
        ("Languages", Languages(have)),
        ("Licence", licence),
        ("Address", link(url)),
        ("Organisations", ", ".join(p.label(id_) for id_ in makers)),
        ("Evidence", tuple(f"{r.number} {r.file or r.url}" for r in files)),
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
    return Result(
        id=result.id,
        title=p.label(result.id),
        description=result.description,
        table=_KNOWN.of(known),
        missing=gettext(BETWEEN).join(missing),
    )


_KNOWN = Table(
    name="result",
    columns=(
        Column("what", "What", "word", get=lambda row: row[0], names=True),
        Column("value", "Value", get=lambda row: row[1] or None),
    ),
)


LOG = Kind(
    what="what was made known", make=dissemination_log, given=(("table", Table),), dated=True
)
RESULT_SHEET = Kind(
    what="results for the results platform",
    make=result_sheet,
    given=(("results", tuple[Result, ...]),),
)

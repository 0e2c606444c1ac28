"""Partners' documents held against plan and record: all findings, each with its place."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.checks.running import accept
from vetpartner.documents import (
    find_claims,
    find_counts,
    find_names,
    find_publishing,
    find_tables,
)
from vetpartner.documents.finding import DocumentFinding, Found
from vetpartner.documents.pdf import PdfReader
from vetpartner.documents.plan_index import plan_index
from vetpartner.documents.reading import Reader, Refused, found
from vetpartner.documents.subject import Subject
from vetpartner.files.toml_text import toml_value
from vetpartner.values.finding import Findings, Place, Severity
from vetpartner.values.keyed import grouped
from vetpartner.values.page_text import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vetpartner.documents.document import Document
    from vetpartner.documents.plan_index import PlanIndex
    from vetpartner.model import Partnership

_LONGEST = 60
_MOST = 500
"""How many findings of a document are told."""
FINDERS: tuple[Callable[[Subject], Iterator[Found]], ...] = (
    find_names.references,
    find_names.near_names,
    find_names.other_projects,
    find_claims.claims,
    find_claims.places,
    find_claims.ranges,
    find_claims.dates_of_papers,
    find_claims.planned_days,
    find_claims.days_beside,
    find_claims.weekdays,
    find_claims.months,
    find_claims.venues,
    find_counts.hours,
    find_counts.counted_results,
    find_counts.measured,
    find_tables.leaders,
    find_tables.titles,
    find_tables.totals,
    find_publishing.statements,
    find_publishing.agencies,
    find_publishing.emblem,
    find_publishing.licences,
    find_publishing.personal,
    find_publishing.left_behind,
    find_publishing.metadata,
    find_publishing.placeholders,
)
"""What is looked for, one after the other, in each document."""


def lint(p: Partnership, paths: Iterable[Path | str] | Path | str | None = None) -> Findings:
    """Return what partners' documents say otherwise than plan and facts, or should not say.

    `paths` are files and folders; left out, `documents/` and `evidence/` of the project's folder.
    Each finding is a `DocumentFinding`: file, page, line, the words around, what the plan says, and
    how sure it is. What the project accepts, see `[[accepted]]`, is a note with its reason.
    A file that cannot be read is a finding too; nothing in a file is run, and it never raises for
    what a file holds.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths or ())
    for each in given:
        if not isinstance(each, str | Path):
            raise TypeError(f"lint.paths: expected a path or a text, not {each!r}")
    folder = p.origin.folder if p.origin is not None else None
    with PdfReader() as pdf:
        reader = Reader(pdf)
        findings = [
            one
            for name, path in found(folder, tuple(map(Path, given)))
            for read in reader.read(name, path)
            for one in (_refused(read) if isinstance(read, Refused) else findings_of(p, read))
        ]
    return Findings(accept(findings, p))


def findings_of(p: Partnership, document: Document) -> Iterator[DocumentFinding]:
    """Yield the findings of one document, in the order of its lines; the same one once."""
    plan = plan_index(p)
    subject = Subject(document, plan)
    each = [one for finder in FINDERS for one in finder(subject)] if document.lines else []
    pages = {line.page: n for n, line in reversed(list(enumerate(document.lines)))}
    each.sort(key=lambda one: (pages.get(one.page, -1), one.line, one.column, one.slug, one.said))
    for trouble in document.troubles:
        yield _finding(
            document.name,
            Found(
                slug=trouble.slug,
                message=trouble.message,
                said=trouble.page and f"page {trouble.page}",
                sure="certain",
                page=trouble.page,
                way_out=trouble.way_out,
            ),
        )
    yield from (_finding(document.name, one) for one in _once(plan, each))


def _once(plan: PlanIndex, each: list[Found]) -> Iterator[Found]:
    """Yield the first of findings that say the same of the same words, with how often they stand.

    What the glossary has is left out. Of two about one place the surer one counts.
    """
    order = {"certain": 0, "likely": 1, "possible": 2}
    kept = [one for one in each if folded(one.said) not in plan.glossary]
    # Where it is the number that is wrong, all else in the row is right of something else.
    twice = {(one.page, one.line, one.said) for one in each if one.slug == "document-id-twice"}
    kept = [one for one in kept if (one.page, one.line, one.of) not in twice]
    at_place: dict[tuple[str, int, str], Found] = {}
    for one in kept:
        place = (one.page, one.line, folded(one.said))
        other = at_place.get(place)
        if other is None or order[one.sure] < order[other.sure]:
            at_place[place] = one
    surest = {id(one) for one in at_place.values()}
    same = grouped(
        ((one.slug, folded(one.said), one.record), one) for one in kept if id(one) in surest
    )
    for first, *others in islice(same.values(), _MOST):
        more = f"; {len(others)} more in this file" if others else ""
        yield evolve(first, message=f"{first.message}{more}")


def _finding(name: str, one: Found) -> DocumentFinding:
    page = f", p. {one.page}" if one.page.isdigit() else f", {one.page}" if one.page else ""
    place = Place(file=f"{name}{page}", line=one.line, column=one.column)
    words = " ".join((one.key or one.said).replace("/", " ").split())[:_LONGEST]
    address = "/".join(filter(None, (name, page.removeprefix(", "), words)))
    return DocumentFinding(
        slug=one.slug,
        message=f"{one.message} ({one.sure})",
        severity=Severity.WARNING,
        address=address,
        place=place,
        document=name,
        page=one.page,
        said=one.said,
        around=one.around,
        record=one.record,
        of=one.of,
        sure=one.sure,
        way_out="; ".join(filter(None, (one.way_out, _acceptance(one.slug, address)))),
    )


def _acceptance(slug: str, address: str) -> str:
    """Return how a finding is accepted at its place, to be pasted into project.toml."""
    return (
        "correct the document, or accept it:\n"
        f"      [[accepted]]\n      slug = {toml_value(slug)}\n"
        f"      address = {toml_value(address)}\n"
        '      reason = "…"'
    )


def _refused(read: Refused) -> Iterator[DocumentFinding]:
    slug = read.why.slug if read.why.slug.startswith("document-") else "document-not-read"
    yield _finding(
        read.name,
        Found(slug=slug, message=str(read.why), said="", sure="certain", way_out=read.why.way_out),
    )

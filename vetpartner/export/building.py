"""Everything at once: reports, calendars, workbooks, lists, and a page that links them."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.export.budget import budget
from vetpartner.export.feeds import feeds
from vetpartner.export.gantt import gantt
from vetpartner.export.planner import planner
from vetpartner.export.report import report
from vetpartner.papers.account_letter import account_letter
from vetpartner.papers.attendance_list import attendance_list
from vetpartner.papers.certificates import certificate_register, certificates
from vetpartner.papers.evidence_index import evidence_index, reconciliation
from vetpartner.papers.overview import dashboard
from vetpartner.render.templates import OutdatedTemplate, render, table_markup
from vetpartner.state.ledger import ledger
from vetpartner.state.open_lists import OpenLists
from vetpartner.values.file_names import file_stems
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vetpartner.model import Activity, Organisation, Partnership
    from vetpartner.render.paper import Paper
    from vetpartner.values.finding import Findings

ShelfName = Literal["Reports", "Money", "People", "Planner and charts", "Calendars", "Check"]
REPORTS = ("interim", "final")
SOON = timedelta(days=60)
"""How long before an activity a build has the list to sign."""
FORMS = {
    ".html": "page",
    ".md": "Markdown",
    ".xlsx": "Excel",
    ".ics": "calendar",
    ".svg": "drawing",
    ".mmd": "Mermaid",
    ".txt": "text",
}
"""What the index page calls the format of a file, by its suffix."""


@frozen(kw_only=True)
class File:
    """A file to write: its name, how the index page calls it and where it stands, and its bytes."""

    name: str
    title: str
    group: ShelfName
    data: bytes

    @property
    def form(self) -> str:
        """Return its format in a word."""
        return FORMS[f".{self.name.rpartition('.')[2]}"]


@frozen(kw_only=True)
class Download:
    """Files with one content, which differ by their format."""

    title: str
    files: tuple[File, ...]


@frozen(kw_only=True)
class Shelf:
    """The downloads of one group, as the index page shows them."""

    title: str
    downloads: tuple[Download, ...]


def build(
    p: Partnership, findings: Findings, *, language: str | None = None
) -> tuple[tuple[str, bytes], ...]:
    """Return all files of a build as `(name, bytes)`, the index page last.

    Reports, papers and workbooks are in one `language`; without it those for a person or a partner
    are in theirs, and all others in that of the project. The index page is in English.
    All are made before the first is written, so that a failing export leaves the old files whole.
    A page whose template is of an earlier version is left out, and so are certificates while a list
    has an open question; all others are made.
    Raises `TemplateProblem` for a broken template of the project.
    """
    files = tuple(_files(p, findings, language))
    index = overview_page(p, findings, files)
    return (*((file.name, file.data) for file in files), ("index.html", index.encode()))


def overview_page(p: Partnership, findings: Findings, files: tuple[File, ...] = ()) -> str:
    """Return the index page, with links to files; errors are those of `build`."""
    context = {"board": dashboard(p, findings), "files": files, "shelves": shelves(files)}
    folder = p.origin.folder if p.origin is not None else None
    return render("index.html", context, words={"table": table_markup}, folder=folder)


def shelves(files: tuple[File, ...]) -> tuple[Shelf, ...]:
    """Return the files by group, and in it by title, in the order in which each comes first."""
    found: dict[ShelfName, dict[str, list[File]]] = {}
    for file in files:
        found.setdefault(file.group, {}).setdefault(file.title, []).append(file)
    return tuple(
        Shelf(
            title=group,
            downloads=tuple(Download(title=t, files=tuple(each)) for t, each in titles.items()),
        )
        for group, titles in found.items()
    )


def _files(p: Partnership, findings: Findings, language: str | None) -> Iterator[File]:
    yield from _reports(p, language)
    yield from _money(p, language)
    yield from _people(p, language)
    yield from _time(p, language)
    for feed in feeds(p):
        yield File(name=feed.name, title=feed.title, group="Calendars", data=feed.data)
    text = f"{findings.text()}\n".encode()
    yield File(name="findings.txt", title="Findings", group="Check", data=text)


def _reports(p: Partnership, language: str | None) -> Iterator[File]:
    for kind in REPORTS:
        made = report(p, kind, language=language)
        if made.findings.errors:
            made = evolve(made, draft=True)
        name, title = f"report-{kind}", f"{kind.capitalize()} report"
        yield File(name=f"{name}.html", title=title, group="Reports", data=made.html.encode())
        yield File(name=f"{name}.md", title=title, group="Reports", data=made.markdown.encode())


def _money(p: Partnership, language: str | None) -> Iterator[File]:
    out = io.BytesIO()
    budget(p, language=language).save(out)
    yield File(name="budget.xlsx", title="Budget workbook", group="Money", data=out.getvalue())
    accounts = {each.id for each in ledger(p).accounts if each.share is not None}
    partners = p.plan.organisations
    for partner, name in zip(partners, _names("account", partners), strict=True):
        if partner.id in accounts and partner.id != p.plan.project.coordinator:
            title = f"Statement of account of {partner.short}"
            letter = partial(account_letter, p, partner.id, language=language)
            yield from _made(name, title, "Money", letter)


def _time(p: Partnership, language: str | None) -> Iterator[File]:
    """Yield the year planner and the chart."""
    group: ShelfName = "Planner and charts"
    yield from _made("planner", "Year planner", group, partial(planner, p, language=language))
    chart = partial(gantt, p, language=language)
    yield from _made("gantt", "Gantt chart", group, chart, ".html", ".svg", ".mmd")


def _people(p: Partnership, language: str | None) -> Iterator[File]:
    """Yield what is asked for about those who take part, and the lists to sign next."""
    both = (".html", ".xlsx")
    people = partial(reconciliation, p)
    yield from _made("participants", "Participants", "People", people, *both)
    index = partial(evidence_index, p, language=language)
    yield from _made("evidence", "Index of evidence", "People", index, *both)
    activities = p.plan.activities
    names = (_names(kind, activities) for kind in ("certificates", "attendance"))
    for activity, certified, signed in zip(activities, *names, strict=True):
        named = entitled(activity.id, p.label(activity.id))
        if p.presences.get(activity.id):
            pages = partial(certificates, p, activity.id, language=language)
            yield from _made(certified, f"Certificates, {named}", "People", pages)
            title = f"Register of certificates, {named}"
            register = partial(certificate_register, p, activity.id, language=language)
            yield from _made(certified, title, "People", register, ".xlsx")
        elif _soon(p, activity):
            sheets = partial(attendance_list, p, activity.id, language=language)
            yield from _made(signed, f"List to sign, {named}", "People", sheets)


def _names(kind: str, things: Iterable[Activity | Organisation]) -> list[str]:
    """Return the names of files of a kind, without ending, one for each thing."""
    return file_stems(f"{kind}-{thing.id}" for thing in things)


def _made(
    name: str, title: str, group: ShelfName, make: Callable[[], Paper], *suffixes: str
) -> Iterator[File]:
    """Yield a paper in some formats, `.html` if none is given.

    What an outdated template of the project stops is left out; `template-outdated` tells of it.
    So are certificates from lists with open questions, of which the findings tell.
    """
    paper = cache(make)
    for suffix in suffixes or (".html",):
        with suppress(OutdatedTemplate, OpenLists):
            data = paper().data(suffix)
            yield File(name=f"{name}{suffix}", title=title, group=group, data=data)


def _soon(p: Partnership, activity: Activity) -> bool:
    first = activity.when.first
    return first is not None and p.as_of <= first <= p.as_of + SOON

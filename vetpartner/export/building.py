"""Everything at once: reports, calendars, workbooks, lists, and a page that links them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.export.budget import budget_bytes
from vetpartner.export.feeds import feeds
from vetpartner.export.gantt import gantt
from vetpartner.export.planner import planner
from vetpartner.export.report import report
from vetpartner.papers.account_letter import account_letter
from vetpartner.papers.attendance_list import attendance_list
from vetpartner.papers.certificates import certificate_register, certificates
from vetpartner.papers.evidence_index import evidence_index, reconciliation
from vetpartner.papers.overview import dashboard
from vetpartner.render.html import spoken_html
from vetpartner.render.own_templates import OutdatedTemplate
from vetpartner.render.paper import spoken
from vetpartner.render.templates import render, table_markup
from vetpartner.render.words import html_words
from vetpartner.state.ledger import ledger
from vetpartner.state.open_lists import OpenLists
from vetpartner.values.file_names import file_stems
from vetpartner.values.phrase import Phrase, say
from vetpartner.values.progress import steps
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vetpartner.model import Activity, Organisation, Partnership
    from vetpartner.model.plan import ReportKind
    from vetpartner.render.paper import Paper
    from vetpartner.values.finding import Findings

SHELVES = {
    "reports": say("Reports"),
    "money": say("Money"),
    "people": say("People"),
    "time": say("Planner and charts"),
    "calendars": say("Calendars"),
    "check": say("Check"),
}
ShelfName = Literal["reports", "money", "people", "time", "calendars", "check"]
REPORTS: dict[ReportKind, Phrase] = {
    "interim": say("Interim report"),
    "final": say("Final report"),
}
SOON = timedelta(days=60)
"""How long before an activity a build has the list to sign."""
FORMS: dict[str, Phrase | str] = {
    ".html": say("page"),
    ".md": "Markdown",
    ".xlsx": "Excel",
    ".ics": say("calendar"),
    ".svg": say("drawing"),
    ".mmd": "Mermaid",
    ".txt": say("text"),
}
"""What the index page calls the format of a file, by its suffix."""


@frozen(kw_only=True)
class File:
    """A file to write: its name, how the index page calls it and where it stands, and its bytes."""

    name: str
    title: Phrase
    group: ShelfName
    data: bytes

    @property
    def form(self) -> Phrase | str:
        """Return its format in a word."""
        return FORMS[f".{self.name.rpartition('.')[2]}"]


@frozen(kw_only=True)
class Download:
    """Files with one content, which differ by their format."""

    title: Phrase
    files: tuple[File, ...]


@frozen(kw_only=True)
class Shelf:
    """The downloads of one group, as the index page shows them."""

    title: Phrase
    downloads: tuple[Download, ...]


def build(
    p: Partnership, findings: Findings, *, language: str | None = None
) -> tuple[tuple[str, bytes], ...]:
    """Return all files of a build as `(name, bytes)`, the index page last.

    Reports, papers and workbooks are in one `language`; without it those for a person or a partner
    are in theirs, and all others in that of the project. What a check says is in English, and the
    calendars are; the index page marks it so.
    All are made before the first is written, so that a failing export leaves the old files whole.
    A page whose template is of an earlier version is left out, and so are certificates while a list
    has an open question; all others are made.
    Raises `TemplateProblem` for a broken template of the project.
    """
    files = tuple(steps(_files(p, findings, language), "making the files", every=1))
    index = overview_page(p, findings, files, language=language)
    return (*((file.name, file.data) for file in files), ("index.html", index.encode()))


def overview_page(
    p: Partnership,
    findings: Findings,
    files: tuple[File, ...] = (),
    *,
    language: str | None = None,
) -> str:
    """Return the index page, with links to files; errors are those of `build`.

    Without a language it is in that of the project, in English where there are no words for it.
    """
    told, words = spoken(p, language, papers=False)
    board = dashboard(told, findings, words.code)

    context = {"board": board, "files": files, "shelves": shelves(files)}
    folder = p.origin.folder if p.origin is not None else None
    said = {**html_words(words), "table": partial(table_markup, language=words)}
    return spoken_html(render("index.html", context, words=said, folder=folder))


def shelves(files: tuple[File, ...]) -> tuple[Shelf, ...]:
    """Return the files by group, and in it by title, in the order in which each comes first."""
    found: dict[ShelfName, dict[Phrase, list[File]]] = {}
    for file in files:
        found.setdefault(file.group, {}).setdefault(file.title, []).append(file)
    return tuple(
        Shelf(
            title=SHELVES[group],
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
        yield File(name=feed.name, title=feed.phrase, group="calendars", data=feed.data)
    text = f"{findings.text()}\n".encode()
    yield File(name="findings.txt", title=say("Findings"), group="check", data=text)


def _reports(p: Partnership, language: str | None) -> Iterator[File]:
    for kind, title in REPORTS.items():
        made = report(p, kind, language=language)
        if made.findings.errors:
            made = evolve(made, draft=True)
        name = f"report-{kind}"
        yield File(name=f"{name}.html", title=title, group="reports", data=made.html.encode())
        yield File(name=f"{name}.md", title=title, group="reports", data=made.markdown.encode())


def _money(p: Partnership, language: str | None) -> Iterator[File]:
    data = budget_bytes(p, language=language)
    yield File(name="budget.xlsx", title=say("Budget workbook"), group="money", data=data)
    accounts = {each.id for each in ledger(p).accounts if each.share is not None}
    partners = p.plan.organisations
    for partner, name in zip(partners, _names("account", partners), strict=True):
        if partner.id in accounts and partner.id != p.plan.project.coordinator:
            title = say("Statement of account of {partner}", partner=partner.short)
            letter = partial(account_letter, p, partner.id, language=language)
            yield from _made(name, title, "money", letter)


def _time(p: Partnership, language: str | None) -> Iterator[File]:
    """Yield the year planner and the chart."""
    group: ShelfName = "time"
    yield from _made("planner", say("Year planner"), group, partial(planner, p, language=language))
    chart = partial(gantt, p, language=language)
    yield from _made("gantt", say("Gantt chart"), group, chart, ".html", ".svg", ".mmd")


def _people(p: Partnership, language: str | None) -> Iterator[File]:
    """Yield what is asked for about those who take part, and the lists to sign next."""
    both = (".html", ".xlsx")
    people = partial(reconciliation, p, language=language)
    yield from _made("participants", say("Participants"), "people", people, *both)
    index = partial(evidence_index, p, language=language)
    yield from _made("evidence", say("Index of evidence"), "people", index, *both)
    activities = p.plan.activities
    names = (_names(kind, activities) for kind in ("certificates", "attendance"))
    for activity, certified, signed in zip(activities, *names, strict=True):
        named = entitled(activity.id, p.label(activity.id))
        if p.presences.get(activity.id):
            pages = partial(certificates, p, activity.id, language=language)
            title = say("Certificates, {named}", named=named)
            yield from _made(certified, title, "people", pages)
            title = say("Register of certificates, {named}", named=named)
            register = partial(certificate_register, p, activity.id, language=language)
            yield from _made(certified, title, "people", register, ".xlsx")
        elif _soon(p, activity):
            sheets = partial(attendance_list, p, activity.id, language=language)
            title = say("List to sign, {named}", named=named)
            yield from _made(signed, title, "people", sheets)


def _names(kind: str, things: Iterable[Activity | Organisation]) -> list[str]:
    """Return the names of files of a kind, without ending, one for each thing."""
    return file_stems(f"{kind}-{thing.id}" for thing in things)


def _made(
    name: str, title: Phrase, group: ShelfName, make: Callable[[], Paper], *suffixes: str
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

"""Everything at once: reports, calendars, workbooks, lists, and a page that links them."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.export.account_letter import account_letter
from vetpartner.export.attendance_list import attendance_list
from vetpartner.export.budget import budget
from vetpartner.export.certificates import certificate_register, certificates
from vetpartner.export.evidence_index import evidence_index
from vetpartner.export.feeds import feeds
from vetpartner.export.gantt import gantt
from vetpartner.export.planner import planner
from vetpartner.export.reconciliation import reconciliation
from vetpartner.export.report import report
from vetpartner.export.templating import render
from vetpartner.views.dashboard import dashboard
from vetpartner.views.partner_ledger import ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks import Findings
    from vetpartner.model import Activity, Partnership

REPORTS = ("interim", "final")
SOON = timedelta(days=60)
"""How long before an activity a build has the list to sign."""


@frozen(kw_only=True)
class File:
    """A file to write: its name, how the index page calls it, and its bytes."""

    name: str
    title: str
    data: bytes


def build(p: Partnership, findings: Findings) -> tuple[tuple[str, bytes], ...]:
    """Return all files of a build as `(name, bytes)`, the index page last.

    All are made before the first is written, so that a failing export leaves the old files whole.
    Raises `TemplateProblem` for a broken template of the project.
    """
    files = [*_files(p), File(name="findings.txt", title="Findings", data=_text(findings))]
    context = {"board": dashboard(p, findings), "files": files}
    folder = p.origin.folder if p.origin is not None else None
    index = render("index.html", context, words={}, folder=folder)
    return (*((file.name, file.data) for file in files), ("index.html", index.encode()))


def _text(findings: Findings) -> bytes:
    return f"{findings.text()}\n".encode()


def _files(p: Partnership) -> Iterator[File]:
    for kind in REPORTS:
        made = report(p, kind)
        if made.findings.errors:
            made = evolve(made, draft=True)
        title = f"{kind.capitalize()} report"
        yield File(name=f"report-{kind}.html", title=title, data=made.html.encode())
        name = f"report-{kind}.md"
        yield File(name=name, title=f"{title}, Markdown", data=made.markdown.encode())
    out = io.BytesIO()
    budget(p).save(out)
    yield File(name="budget.xlsx", title="Budget workbook", data=out.getvalue())
    yield from _time(p)
    yield from _people(p)
    accounts = {account.id for account in ledger(p).accounts}
    for partner in p.plan.organisations:
        if partner.id in accounts and partner.id != p.plan.project.coordinator:
            letter = account_letter(p, partner.id).data(".html")
            title = f"Statement of account of {partner.short}"
            yield File(name=f"account-{partner.id}.html", title=title, data=letter)
    for feed in feeds(p):
        yield File(name=feed.name, title=feed.title, data=feed.data)


def _time(p: Partnership) -> Iterator[File]:
    """Yield the year planner and the chart."""
    yield File(name="planner.html", title="Year planner", data=planner(p).data(".html"))
    chart = gantt(p)
    yield File(name="gantt.html", title="Gantt chart", data=chart.data(".html"))
    yield File(name="gantt.svg", title="Gantt chart, drawing", data=chart.data(".svg"))
    yield File(name="gantt.mmd", title="Gantt chart, text for wikis", data=chart.data(".mmd"))


def _people(p: Partnership) -> Iterator[File]:
    """Yield what is asked for about those who take part, and the lists to sign next."""
    index = evidence_index(p)
    numbers = reconciliation(p)
    yield File(name="participants.html", title="Participants", data=numbers.data(".html"))
    yield File(name="participants.xlsx", title="Participants, workbook", data=numbers.xlsx)
    yield File(name="evidence.html", title="Index of evidence", data=index.data(".html"))
    yield File(name="evidence.xlsx", title="Index of evidence, workbook", data=index.xlsx)
    for activity in p.plan.activities:
        named = f"{activity.id} {p.label(activity.id)}"
        if p.presences.get(activity.id):
            pages = certificates(p, activity.id).data(".html")
            register = certificate_register(p, activity.id).xlsx
            name = f"certificates-{activity.id}"
            yield File(name=f"{name}.html", title=f"Certificates, {named}", data=pages)
            yield File(name=f"{name}.xlsx", title=f"Register, {named}", data=register)
        elif _soon(p, activity):
            pages = attendance_list(p, activity.id).data(".html")
            name = f"attendance-{activity.id}.html"
            yield File(name=name, title=f"List to sign, {named}", data=pages)


def _soon(p: Partnership, activity: Activity) -> bool:
    first = activity.when.first
    return first is not None and p.as_of <= first <= p.as_of + SOON

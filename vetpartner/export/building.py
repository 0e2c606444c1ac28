"""Everything at once: calendars, workbook, reports, findings, and a page that links them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from vetpartner.export.budget import budget
from vetpartner.export.calendar import calendar
from vetpartner.export.report import report
from vetpartner.export.templating import render
from vetpartner.views.dashboard import dashboard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks import Findings
    from vetpartner.model import Partnership

REPORTS = ("interim", "final")


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
    yield File(name="calendar.ics", title="Calendar of all", data=calendar(p).to_ical())
    for partner in p.plan.organisations:
        made_for = calendar(p, partner=partner.id)
        title = f"Calendar of {partner.short}"
        yield File(name=f"calendar-{partner.id}.ics", title=title, data=made_for.to_ical())

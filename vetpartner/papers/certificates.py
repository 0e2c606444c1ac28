"""Certificates of attendance, a page each, and their register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.render.language import ReportLanguage, has_catalogue, words
from vetpartner.render.language import language as language_of
from vetpartner.render.page import Certificate, CertificateData, Kind, each_of, place_of
from vetpartner.render.paper import Paper, pdf_of
from vetpartner.render.tables import table_workbook
from vetpartner.render.templates import render
from vetpartner.state.attendance import THRESHOLD, ActivityHead, Attending, activity_head, attending
from vetpartner.state.statement import statement
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Activity, Partnership, Share


class NobodyThere(ValueError):
    """Nobody's presence at an activity is recorded, so that nothing can be certified."""


def certificates(
    p: Partnership, activity: str, *, threshold: Share = THRESHOLD, language: str | None = None
) -> Paper:
    """Return a page for each one who was there: `.html`, and `.write` also for PDF and Word.

    Who reached the threshold gets a certificate, whoever else was there a participation note that
    states the hours; who was never there gets nothing.
    Dates, hours, place and learning outcomes are those of the activity, as it was held.
    Without `language` it is in the project's language, in English where there are no words for it.
    Raises `UnknownId` for an unknown activity, `UnknownLanguage` for a language without words, and
    `NobodyThere` where no presences are recorded.
    """
    data = _data(p, activity, threshold, language)
    html = _html(p, "certificates.html", data)

    def docx() -> bytes:
        from vetpartner.render.docx import certificates_docx

        return certificates_docx(data)

    makers = ((".pdf", pdf_of(html)), (".docx", docx))
    return Paper(what="a set of certificates", html=html, makers=makers)


def certificate_register(
    p: Partnership, activity: str, *, threshold: Share = THRESHOLD, language: str | None = None
) -> Paper:
    """Return the register of the certificates and notes of an activity: `.html` and `.xlsx`.

    It has number, id, name, organisation, hours, share and kind. Errors as in `certificates`.
    """
    data = _data(p, activity, threshold, language)
    html = _html(p, "certificate_register.html", data)
    return Paper(
        what="a register of certificates", html=html, makers=((".xlsx", lambda: _xlsx(data)),)
    )


def _html(p: Partnership, template: str, data: CertificateData) -> str:
    folder = p.origin.folder if p.origin is not None else None
    register = REGISTER.of(data.pages)
    context = {
        "data": data,
        "head": data.head,
        "heads": register.heads(data.language),
        "rows": tuple(register.lines(data.language)),
    }
    return render(template, context, words=words(data.language, html=True), folder=folder)


def _data(p: Partnership, activity: str, threshold: Share, language: str | None) -> CertificateData:
    found: Activity = p[activity]
    code = language or p.plan.project.language
    spoken = language_of(code if language is not None or has_catalogue(code) else "en")
    if activity not in p.presences:
        msg = f"no presences of {activity} are recorded, so that nothing can be certified"
        raise NobodyThere(f"{msg}; add tables/attendance-{activity}.csv")
    head = activity_head(p, found, held=True)
    rows = attending(p, activity, threshold=threshold)
    return CertificateData(
        head=head,
        threshold=threshold,
        pages=tuple(_pages(p, head, rows, spoken)),
        statement=statement(p, spoken.code),
        language=spoken,
    )


def number_of(label: str, activity: str, row: Attending) -> str:
    """Return the number of a certificate: the one recorded, else `GreenWeld-T1-L03` by the id.

    An id stays, so a number does too, whoever else is registered or taken out later.
    """
    return row.number or "-".join((label.replace(" ", "-"), activity, row.participant))


def _pages(
    p: Partnership, head: ActivityHead, rows: tuple[Attending, ...], language: ReportLanguage
) -> Iterator[Certificate]:
    for row in rows:
        if row.sessions:
            home = getattr(p.get(row.organisation), "label", row.organisation)
            for number in each_of(number_of(head.label, head.id, row), row.count):
                yield _page(head, row, number, home, language)


def _page(
    head: ActivityHead,
    row: Attending,
    number: str,
    organisation: str | None,
    language: ReportLanguage,
) -> Certificate:
    gettext = language.gettext
    if row.reached:
        kind: Kind = "certificate"
        title = gettext("Certificate of attendance")
        lines = (gettext("This is to certify that"), gettext("took part in"))
    else:
        kind = "participation note"
        title = gettext("Participation note")
        lines = (gettext("This note states that"), gettext("took part in a part of"))
    return Certificate(
        number=number,
        kind=kind,
        title=title,
        lines=lines,
        name=row.name,
        attending=row,
        organisation=organisation,
        pairs=tuple(_pairs(head, row, language)),
    )


def _pairs(
    head: ActivityHead, row: Attending, language: ReportLanguage
) -> Iterator[tuple[str, str]]:
    gettext = language.gettext
    if row.role != "learner":
        yield gettext("Role"), gettext(row.role)
    yield gettext("Date"), language.value(head.when)
    yield gettext("Place"), place_of(head, language)
    if head.hours is not None:
        yield gettext("Hours of the activity"), language.value(head.hours)
    label = gettext("Sessions attended") if row.hours is None else gettext("Hours attended")
    yield label, _extent(row, language)
    project = filter(None, (head.label, head.project))
    yield gettext("Project"), " – ".join(dict.fromkeys(project))


def _extent(row: Attending, language: ReportLanguage) -> str:
    there, whole = (
        (row.sessions, row.held)
        if row.hours is None or row.whole is None
        else (row.hours, row.whole)
    )
    text = language.gettext("{there} of {whole}")
    return text.format(there=language.value(there), whole=language.value(whole))


REGISTER = Table(
    name="certificates",
    about="One row for each certificate and note of an activity.",
    columns=(
        Column("number", "Number", "id", "its number", names=True, width=26),
        Column("id", "Id", "id", "of the participant", get="attending.participant"),
        Column("name", "Name", "text", "of the participant", absent="", width=34),
        Column("organisation", "Organisation", "text", "where they are from", absent="", width=40),
        Column("hours", "Hours", "number", "hours of 60 minutes", get="attending.hours", width=10),
        Column(
            "share",
            "Share",
            "share",
            "part of the activity",
            get=lambda page: page.attending.percent and page.attending.percent / 100,
            width=12,
        ),
        Column("kind", "Kind", "word", "certificate or participation note", width=22),
    ),
)


def _xlsx(data: CertificateData) -> bytes:
    title, head = data.language.gettext("Register of certificates"), data.head
    about = f"{head.label}, {head.id} {head.title}, {data.language.value(head.when)}"
    return table_workbook(
        REGISTER.of(data.pages),
        title,
        f"{about} ({data.threshold})",
        head.as_of,
        data.statement.funding or "",
        data.language,
    )

"""Certificates of attendance, a page each, and their register."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from vetpartner.render.language import ReportLanguage, has_catalogue, words
from vetpartner.render.language import language as language_of
from vetpartner.render.page import Certificate, CertificateData, Kind, each_of, place_of
from vetpartner.render.paper import Paper, pdf_of
from vetpartner.render.templates import render
from vetpartner.state.attendance import THRESHOLD, ActivityHead, Attending, activity_head, attending
from vetpartner.state.statement import statement

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
    context = {"data": data, "head": data.head, "heads": _heads(data.language), "rows": _rows(data)}
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


def _heads(language: ReportLanguage) -> tuple[str, ...]:
    gettext = language.gettext
    return (
        gettext("Number"),
        gettext("Id"),
        gettext("Name"),
        gettext("Organisation"),
        gettext("Hours"),
        gettext("Share"),
        gettext("Kind"),
    )


def _rows(data: CertificateData) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the register as texts in its language; `Kind` says which page it is."""
    language = data.language
    kinds = {
        "certificate": language.gettext("certificate"),
        "participation note": language.gettext("participation note"),
    }
    return tuple(
        (
            page.number,
            page.attending.participant,
            page.name or "",
            page.organisation or "",
            language.value(page.attending.hours),
            f"{language.value(page.attending.percent)} %",
            kinds[page.kind],
        )
        for page in data.pages
    )


_WIDTHS = (26, 12, 34, 40, 10, 12, 22)
_HOURS = 5


def _xlsx(data: CertificateData) -> bytes:
    """Return the register as a workbook with one sheet; hours and shares are numbers."""
    from vetpartner.render.xlsx import TOP, CalculatedWorkbook, lay_out, put_title

    book = CalculatedWorkbook(data.head.as_of, data.statement.funding or "")
    title = data.language.gettext("Register of certificates")
    sheet: Any = book.create_sheet(title[:31])
    head = data.head
    remark = f"{head.label}, {head.id} {head.title}, {data.language.value(head.when)}"
    put_title(book, sheet, title, f"{remark} ({data.threshold})")
    heads = _heads(data.language)
    for column, text in enumerate(heads, start=1):
        number = column in {_HOURS, _HOURS + 1}
        book.put(sheet, TOP, column, text, "head number" if number else "head")
    for row, (page, texts) in enumerate(zip(data.pages, _rows(data), strict=True), start=TOP + 1):
        for column, text in enumerate(texts, start=1):
            if column not in {_HOURS, _HOURS + 1}:
                book.put(sheet, row, column, text)
        book.put(sheet, row, _HOURS, page.attending.hours, "number")
        percent = page.attending.percent
        book.put(sheet, row, _HOURS + 1, None if percent is None else percent / 100, "percent")
    lay_out(sheet, list(_WIDTHS), freeze=f"A{TOP + 1}", head_row=TOP)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

"""The report as a tagged PDF, made of its HTML page."""

from __future__ import annotations

from vetpartner.export.pages.report_extras import needed


class OutsideResource(ValueError):
    """A page asked for something outside itself, which is never fetched."""


def pdf_bytes(html: str) -> bytes:
    """Return the page as PDF/UA.

    A page that asks for anything but `data:` addresses, be it a file or the network, raises
    `OutsideResource`.
    """
    weasyprint = needed("weasyprint", "pdf", "a report as PDF")
    urls = needed("weasyprint.urls", "pdf", "a report as PDF")
    fetcher = urls.URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    document = weasyprint.HTML(string=html, url_fetcher=fetcher)
    try:
        made: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    except urls.FatalURLFetchingError as error:
        msg = f"a report fetches nothing from outside: {error}"
        raise OutsideResource(msg) from error
    return made

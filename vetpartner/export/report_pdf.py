"""The report as a tagged PDF, made of its HTML page."""

from __future__ import annotations

from typing import Any

from vetpartner.export.report_extras import needed


class OutsideResource(ValueError):
    """A page asked for something outside itself, which is never fetched."""


def pdf_bytes(html: str) -> bytes:
    """Return the page as PDF/UA; nothing but `data:` addresses is fetched."""
    weasyprint = needed("weasyprint", "pdf", "a report as PDF")
    document = weasyprint.HTML(string=html, url_fetcher=only_data)
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return made


def only_data(url: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as weasyprint calls it
    """Fetch what stands in the page itself; refuse files and the network."""
    if not url.startswith("data:"):
        raise OutsideResource(f"{url} lies outside the report and is not fetched")
    return needed("weasyprint", "pdf", "a report as PDF").default_url_fetcher(url, *args, **kwargs)

"""The report as a tagged PDF, made of its HTML page."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# Packages that only some formats need.


class MissingExtra(ImportError):
    """A format needs a package that is not installed; the message says how to get it."""


def needed(module: str, extra: str, what: str) -> Any:  # noqa: ANN401 - a module
    """Import a module that belongs to an extra, or raise `MissingExtra`."""
    try:
        return import_module(module)
    except ImportError as error:
        msg = f'{what} needs the {extra!r} extra: pip install "vetpartner[{extra}]" ({error})'
        raise MissingExtra(msg) from error
    except OSError as error:
        msg = f"{what} needs a library of the system that {module} does not find: {error}"
        raise MissingExtra(msg) from error


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

"""What is printed and signed, or put into an annex: one content in several formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.export.pages.report_pdf import pdf_bytes
from vetpartner.files.atomic import write_whole
from vetpartner.showing import Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    Makers = tuple[tuple[str, Callable[[], bytes]], ...]


@frozen(kw_only=True)
class Paper(Shown):
    """A page or more in several formats: `.html`, `.data(suffix)`, and `.write(path)`.

    `what` is how it is called in messages; `makers` make the bytes of each format but HTML.
    """

    what: str
    html: str = field(repr=False)
    makers: Makers = field(repr=False)

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Return the suffixes of the formats in which it can be written."""
        return (".html", *(suffix for suffix, _ in self.makers))

    @property
    def xlsx(self) -> bytes:
        """Return it as a workbook; `ValueError` where it has none."""
        return self.data(".xlsx")

    def data(self, suffix: str) -> bytes:
        """Return it in the format of a suffix; any other than `suffixes` raises `ValueError`.

        A missing package for Word or PDF raises `MissingExtra`.
        """
        if suffix == ".html":
            return self.html.encode()
        make = dict(self.makers).get(suffix)
        if make is None:
            *others, last = self.suffixes
            use = f"{', '.join(others)} or {last}" if others else last
            wrong = repr(suffix or "a file without a suffix")
            msg = f"{self.what} cannot be written as {wrong}; use {use}"
            raise ValueError(msg)
        return make()

    def write(self, path: str | Path) -> None:
        """Write it, whole or not at all, in the format of the suffix; errors as in `data`."""
        target = Path(path)
        write_whole(target, self.data(target.suffix.lower()))


def pdf_of(html: str) -> Callable[[], bytes]:
    """Return what makes a PDF of a page when it is asked for."""
    return lambda: pdf_bytes(html)

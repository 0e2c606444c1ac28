"""What is printed and signed, or put into an annex: one content in several formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from vetpartner.files.atomic import write_whole
from vetpartner.render.language import ReportLanguage, has_catalogue, words
from vetpartner.render.language import language as language_of
from vetpartner.render.page import Block, SmallPaper
from vetpartner.render.pdf import pdf_bytes
from vetpartner.render.templates import render
from vetpartner.state.statement import statement
from vetpartner.values.showing import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vetpartner.model import Partnership

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


# The smaller papers: a head, then lists and tables, the same in HTML, Word and PDF.


def spoken(p: Partnership, language: str | None) -> ReportLanguage:
    """Return the language asked for, else the project's, else English."""
    code = language or p.plan.project.language
    return language_of(code if language is not None or has_catalogue(code) else "en")


def small_paper(  # noqa: PLR0913 - the parts of a page
    p: Partnership,
    language: ReportLanguage,
    *,
    what: str,
    heading: str,
    title: str,
    pairs: Iterable[tuple[str, str]],
    blocks: Iterable[Block],
    signatures: Iterable[str] = (),
    across: bool = False,
) -> Paper:
    """Return a paper of `heading`, `title` and blocks: `.html`, and `.write` for Word and PDF."""
    project = p.plan.project
    shown = SmallPaper(
        what=what,
        heading=heading,
        title=title,
        pairs=tuple((label, value) for label, value in pairs if value),
        blocks=tuple(blocks),
        signatures=tuple(signatures),
        statement=statement(p, language.code),
        language=language,
        label=project.label,
        reference=project.reference,
        as_of=p.as_of,
        across=across,
    )
    folder = p.origin.folder if p.origin is not None else None
    context: dict[str, Any] = {"paper": shown}
    html = render("small_paper.html", context, words=words(language, html=True), folder=folder)

    def docx() -> bytes:
        from vetpartner.render.small_paper_docx import small_paper_docx

        return small_paper_docx(shown)

    return Paper(what=what, html=html, makers=((".pdf", pdf_of(html)), (".docx", docx)))


def project_pairs(p: Partnership, language: ReportLanguage) -> tuple[tuple[str, str], ...]:
    """Return the project, its reference and the licence of its results, with their labels."""
    project = p.plan.project
    name = " – ".join(dict.fromkeys(filter(None, (project.label, project.title))))
    return (
        (language.gettext("Project"), name),
        (language.gettext("Project reference"), project.reference or ""),
        *project_licence(p, language),
    )


def project_licence(p: Partnership, language: ReportLanguage) -> tuple[tuple[str, str], ...]:
    """Return the licence of the results with its label, or nothing if the project states none."""
    licence = p.plan.project.licence
    return ((language.gettext("Licence of the results"), licence),) if licence else ()

"""What is printed and signed, or put into an annex: one page in several formats."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from vetpartner.files.atomic import write_whole
from vetpartner.model.languages import in_language
from vetpartner.render.language import ENGLISH, ReportLanguage, has_catalogue
from vetpartner.render.language import language as language_of
from vetpartner.render.markdown import plain
from vetpartner.render.own_templates import REPLACED, outdated
from vetpartner.render.page import Page, Picture, coloured, in_languages, in_steps
from vetpartner.render.pictures import emblem
from vetpartner.render.templates import blocks, look
from vetpartner.render.words import page_words
from vetpartner.state.statement import statement
from vetpartner.values.showing import Shown
from vetpartner.values.translations import unmarked
from vetpartner.values.words import no_format

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vetpartner.model import Partnership

    Makers = tuple[tuple[str, Callable[[], bytes]], ...]
    from datetime import date

    from vetpartner.values.table import Table


@frozen(kw_only=True)
class Paper(Shown):
    """A page or more in several formats: `.html`, `.data(suffix)`, and `.write(path)`.

    `what` is how it is called in messages; `makers` make the bytes of each format.
    """

    what: str
    makers: Makers = field(repr=False)

    @cached_property
    def html(self) -> str:
        """Return it as one HTML page that needs nothing else."""
        return self.data(".html").decode()

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Return the suffixes of the formats in which it can be written."""
        return tuple(suffix for suffix, _ in self.makers)

    @property
    def xlsx(self) -> bytes:
        """Return it as a workbook; `ValueError` where it has none."""
        return self.data(".xlsx")

    def data(self, suffix: str) -> bytes:
        """Return it in the format of a suffix; any other than `suffixes` raises `ValueError`.

        A missing package for Word or PDF raises `MissingExtra`.
        """
        make = dict(self.makers).get(suffix)
        if make is None:
            raise ValueError(no_format(self.what, suffix, self.suffixes))
        return make()

    def write(self, path: str | Path) -> None:
        """Write it, whole or not at all, in the format of the suffix; errors as in `data`."""
        target = Path(path)
        write_whole(target, self.data(target.suffix.lower()))


@frozen(kw_only=True)
class Kind:
    """One of the smaller papers: what it is, how it is made, and what its template is given.

    `given` are names and classes beside those that all of them have. `of` says whose it is where an
    id has to be given. A `dated` one is of a period.
    """

    what: str
    make: Callable[..., Paper]
    given: tuple[tuple[str, Any], ...]
    of: str | None = None
    dated: bool = False


def spoken(
    p: Partnership, language: str | None, *homes: str | None, papers: bool = True
) -> tuple[Partnership, ReportLanguage]:
    """Return a partnership with its texts in a language, and that language.

    It is the one asked for, else the first of `homes` with words, else the project's, else English.
    What is no paper that somebody holds in the hands, such as a workbook, needs all words: without
    `papers` a language that has those of papers alone is none.
    """
    if language is None:
        wanted = (*homes, p.plan.project.language)
        language = next((c for c in wanted if c and has_catalogue(c, papers=papers)), ENGLISH)
    words = language_of(language, papers=papers)
    return in_language(p, words.code), words


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


def emblem_picture(p: Partnership, language: ReportLanguage, least: int, most: int) -> Picture:
    """Return the emblem of the Union, between so many millimetres high.

    It is as high as the project's logo, since no other logo may be more prominent (Programme Guide
    2025, p. 13).
    """
    folder = p.origin.folder if p.origin is not None else None
    logo = look(folder, p.plan.look).logo
    high = least if logo is None or logo.height is None else max(least, logo.height)
    return Picture(
        data=emblem().encode(),
        media="image/svg+xml",
        alt=language.gettext("Emblem of the European Union"),
        height=min(most, high),
    )


def page_of(
    p: Partnership,
    template: str,
    context: Mapping[str, Any],
    *,
    what: str,
    title: str,
    language: ReportLanguage,
    replaces: Sequence[str] = (),
    **form: Any,  # noqa: ANN401 - fields of a page
) -> Page:
    """Return the page that a template makes of a context, in the look of the project.

    Beside the context it is given the `project`, `as_of`, and the `statement` of funding and
    responsibility. Mistakes in files of the project raise `TemplateProblem`. `replaces` are the
    old templates that this one page had, where the template is that of several pages.
    """
    project = p.plan.project
    given = {
        "project": project,
        "as_of": p.as_of,
        "statement": statement(p, language.code),
        **context,
    }
    folder = p.origin.folder if p.origin is not None else None
    for problem in outdated(folder):
        old = problem.file.removeprefix("templates/")
        # A certificate without the school's letterhead would be seen when it is signed.
        if template != "report.md" and (
            old in replaces or (not replaces and template in REPLACED[old])
        ):
            raise problem
    words = page_words(language)
    found = blocks(template, given, words=words, language=language, folder=folder)
    looks = look(folder, p.plan.look)
    return Page(
        kind=template.removesuffix(".md"),
        what=what,
        title=unmarked(plain(title)),
        language=language,
        label=unmarked(plain(project.label)),
        reference=project.reference and plain(project.reference),
        as_of=p.as_of,
        blocks=coloured(in_languages(in_steps(found)), looks.colour),
        look=looks,
        **form,
    )


def paper_of(page: Page, *more: tuple[str, Callable[[], bytes]]) -> Paper:
    """Return a page in all formats, and in those that it alone has."""
    return Paper(what=page.what, makers=(*formats(lambda: page), *more))


def formats(make: Callable[[], Page], *, word: Path | None = None) -> Makers:
    """Return what makes each format of a page; a writer is imported when it is asked for.

    The page is made once, for the first of these formats: what is wrong with its template does
    not stop a format that is made without it, such as a workbook.
    `word` is a document whose styles, headers and footers are taken over.
    """
    page = cache(make)

    def html() -> bytes:
        from vetpartner.render.html import html

        return html(page()).encode()

    def markdown() -> bytes:
        from vetpartner.render.markdown import written

        return written(page()).encode()

    def docx() -> bytes:
        from vetpartner.render.docx import docx
        from vetpartner.render.word_template import word_template

        return docx(page(), word_template(word) if word is not None else None)

    def pdf() -> bytes:
        from vetpartner.render.pdf import pdf

        return pdf(page())

    return ((".html", html), (".md", markdown), (".docx", docx), (".pdf", pdf))


# A table as a paper of its own: a page, a workbook of one sheet, CSV and JSON.


def table_paper(
    p: Partnership,
    table: Table,
    *,
    what: str,
    title: str,
    under: str,
    language: ReportLanguage | None = None,
    replaces: str = "table.html",
) -> Paper:
    """Return a table as a page, in English if no language is given, as workbook, CSV and JSON.

    `what` is how it is called in messages, `under` stands below the title,
    `replaces` is the template that it had in version 0.1.
    """
    said = statement(p, "en" if language is None else language.code).funding or ""
    # What stands below the title need not stand above the table again.
    shown = evolve(table, caption="") if table.caption == under else table

    def page() -> Page:
        return page_of(
            p,
            "table.md",
            {"title": title, "under": under, "table": shown},
            what=what,
            title=f"{title} – {under}",
            language=language or language_of("en"),
            across=True,
            replaces=(replaces, "papers.html"),
        )

    def xlsx() -> bytes:
        return table_workbook(table, title, under, p.as_of, said, language)

    def csv() -> bytes:
        # With the mark Excel reads the letters of all languages.
        return unmarked(table.csv()).encode("utf-8-sig")

    def json() -> bytes:
        return f"{unmarked(table.json())}\n".encode()

    more = ((".xlsx", xlsx), (".csv", csv), (".json", json))
    return Paper(what=what, makers=(*formats(page), *more))


def table_workbook(
    table: Table,
    title: str,
    under: str,
    day: date,
    said: str,
    language: ReportLanguage | None = None,
) -> bytes:
    """Return a workbook with one sheet; `said` is the funding statement above the table."""
    from vetpartner.render.xlsx import put_table, put_title
    from vetpartner.render.xlsx_cells import Book
    from vetpartner.render.xlsx_parts import book_bytes

    book = Book(day, said)
    if language is not None:
        book.day_format = language.day_format
    sheet = book.sheet(title[:31])
    put_title(book, sheet, title, under)
    put_table(sheet, table, beside=0, language=language)
    return book_bytes(book)

"""What a template can say: its functions and filters, for one language and one format."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from vetpartner.export.pages.report_language import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markupsafe import Markup

    from vetpartner.export.pages.report_language import ReportLanguage

DEEPEST = 6
"""The lowest level of headings in HTML and Markdown."""

_WEB = re.compile(r"https?://[^\s<>\"|\\^`{}]+")
_BRACES = re.compile(r"\{(?P<name>\w+)\}")
_NO_ANCHOR = re.compile(r"[^\w.\-]+")
_BLOCK = re.compile(r"\A(?P<number>\d{0,9})(?P<mark>[#+\-=.)])(?=[\s#\-=]|$)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://[^\s<>]*>)")


def words(language: ReportLanguage, *, html: bool) -> dict[str, Any]:
    """Return the functions that a template can use, also as filters, and the sign for nothing."""

    def translated(text: str, **values: str) -> str:
        return filled(language.gettext(text), values) if values else language.gettext(text)

    def counted(one: str, many: str, n: int) -> str:
        return filled(language.ngettext(one, many, n), {"n": language.value(n)})

    return {
        "_": translated,
        "ngettext": counted,
        "say": language.phrases,
        "value": language.value,
        "amount": language.amount,
        "country": language.country,
        "language_name": language.language_name,
        "language_tag": lambda code: code.replace("_", "-"),
        "anchor": lambda text: _NO_ANCHOR.sub("-", text),
        "hashes": _hashes,
        "narrative": narrative_html if html else narrative_markdown,
        "nothing": NOTHING,
        "colon": "\N{NO-BREAK SPACE}:" if language.code.startswith("fr") else ":",
        "language_code": language.code,
        "paragraph": str if html else paragraph,
        "link": link_html if html else link_markdown,
    }


def filled(text: str, values: Mapping[str, object]) -> str:
    """Put values into the braces of a text that a template may have written.

    Unlike `str.format` it knows names alone: no attributes, and no widths.
    A name without a value raises `KeyError`.
    """
    return _BRACES.sub(lambda match: str(values[match["name"]]), text)


@cache
def markdown() -> MarkdownIt:
    """Return the reader of people's Markdown: tables, but no HTML and no pictures from outside."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def narrative_html(text: str, level: int) -> Markup:
    """Return an answer as HTML, its headings below the one of the question at `level`."""
    from markupsafe import Markup

    tokens = markdown().parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(DEEPEST, level + int(token.tag[1]))}"
    # The reader of Markdown has escaped everything that is not its own.
    return Markup(markdown().renderer.render(tokens, markdown().options, {}))  # noqa: S704


def narrative_markdown(text: str, level: int) -> Markup:
    """Return an answer as Markdown, its headings below the question, HTML tags made harmless."""
    from markupsafe import Markup

    lines = text.splitlines()
    for token in markdown().parse(text):
        if token.type == "heading_open" and token.map is not None:
            first, last = token.map
            _lower(lines, first, last, level)
    plain = "\n".join(line for line in lines if line is not None)
    return Markup(_TAG.sub("&lt;", plain))  # noqa: S704


def paragraph(text: str) -> Markup:
    """Return a text that begins a line, so that it begins no heading, list or rule there."""
    from markupsafe import Markup

    from vetpartner.export.pages.templating_sandbox import escaped_markdown

    escaped = escaped_markdown(text)
    return Markup(_BLOCK.sub(r"\g<number>\\\g<mark>", escaped, count=1))  # noqa: S704


def _lower(lines: list[str], first: int, last: int, level: int) -> None:
    """Put a heading below the question's; one that is underlined becomes one with `#`."""
    line = lines[first]
    match = re.search(r"#{1,6}", line)
    if last - first == 1 and match is not None:
        depth = min(DEEPEST, level + len(match[0]))
        lines[first] = f"{line[: match.start()]}{_hashes(depth)}{line[match.end() :]}"
        return
    depth = min(DEEPEST, level + (1 if "=" in lines[last - 1] else 2))
    words_of = " ".join(part.strip() for part in lines[first : last - 1])
    lines[first:last] = [f"{_hashes(depth)} {words_of}", *[""] * (last - first - 1)]


def _hashes(level: int) -> Markup:
    from markupsafe import Markup

    return Markup("#" * min(level, DEEPEST))  # noqa: S704 - nothing but #


def link_html(url: str | None) -> str | Markup:
    """Return a link to a web page; any other address stays a text."""
    from markupsafe import Markup

    if url is None:
        return NOTHING
    if not _WEB.fullmatch(url):
        return url
    return Markup('<a href="{0}">{0}</a>').format(url)


def link_markdown(url: str | None) -> str | Markup:
    """Return a link to a web page in Markdown; any other address stays a text."""
    from markupsafe import Markup

    if url is None:
        return NOTHING
    return Markup(f"<{url}>") if _WEB.fullmatch(url) else url  # noqa: S704 - no < in it

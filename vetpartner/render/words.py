"""What a template can say: its functions, which are filters too, for one language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from vetpartner.render.grids import Missing, link
from vetpartner.render.language import NOTHING
from vetpartner.render.markdown import DEEPEST, narrative, plain, several_lines
from vetpartner.render.page import Break, Facts, Lines, Part, Target
from vetpartner.values.grid import Run, cell_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    from vetpartner.render.language import ReportLanguage
    from vetpartner.values.grid import Cell

_BRACES = re.compile(r"\{(?P<name>\w+)\}")
_NO_ANCHOR = re.compile(r"[^\w.\-]+")


def _both(language: ReportLanguage) -> dict[str, Any]:
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
        "nothing": NOTHING,
        "colon": language.colon,
        "language_code": language.code,
    }


def html_words(language: ReportLanguage) -> dict[str, Any]:
    """Return the functions of a template of HTML, and the sign for nothing."""
    return {
        **_both(language),
        "language_tag": lambda code: code.replace("_", "-"),
        "anchor": lambda text: _NO_ANCHOR.sub("-", text),
        "link": _link_html,
    }


def page_words(language: ReportLanguage) -> dict[str, Any]:
    """Return the functions of a template of a page, and the sign for nothing."""
    return {
        **_both(language),
        "cents": language.cents,
        "gap": Missing,
        "facts": lambda pairs: facts(pairs, language),
        "hashes": hashes,
        "id": lambda text: Run(text, look="id"),
        "lines": several_lines,
        "link": link,
        "page_break": Break,
        "narrative": lambda text, level, code="": Part(
            kind="language", language=code, blocks=narrative(text, level)
        ),
        "target": Target,
        "write_on": Lines,
    }


def filled(text: str, values: Mapping[str, object]) -> str:
    """Put values into the braces of a text that a template may have written.

    Unlike `str.format` it knows names alone: no attributes, and no widths.
    A name without a value raises `KeyError`.
    """
    return _BRACES.sub(lambda match: str(values[match["name"]]), text)


def hashes(level: int) -> Markup:
    """Return the signs of a heading of a level."""
    from markupsafe import Markup

    return Markup("#" * min(level, DEEPEST))  # noqa: S704 - nothing but #


def _link_html(url: str | None) -> Markup:
    from markupsafe import Markup

    return Markup(cell_html(link(url)))  # noqa: S704 - everything in it is escaped


def facts(pairs: Iterable[Any], language: ReportLanguage) -> Facts:
    """Return labels and values, none without a value: texts, or pairs of a report with phrases."""
    found: list[tuple[str, Cell]] = []
    for pair in pairs:
        if isinstance(pair, tuple):
            label, value = pair
        else:
            label, value = language.gettext(pair.label), pair.value.within(language)
        if value:
            found.append((plain(label), link(value) if isinstance(value, str) else value))
    return Facts(tuple(found))

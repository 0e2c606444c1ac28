"""The paste pack: every answer of a report as the online form takes it, to copy one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.export.report import TITLES, report
from vetpartner.papers.scaffold import Crossing, characters, crossing, plain_text
from vetpartner.render.language import language as language_of
from vetpartner.render.paper import Paper
from vetpartner.render.templates import render
from vetpartner.render.words import html_words
from vetpartner.state.statement import VisibleStatement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership
    from vetpartner.papers.report import Section
    from vetpartner.papers.report_groups import Answer


_LOW = 100
"""From how many characters left the page says so in words of warning."""


@frozen(kw_only=True)
class PasteField:
    """A field of the form: its text, plain, and how it is counted.

    `text` is None where nothing was written; `left` is negative where it is too long, and
    `crossing` then says in which sentence.
    """

    id: str
    label: str
    required: bool
    english: bool
    language: str
    fallback: bool
    text: str | None
    characters: int
    limit: int | None
    left: int | None
    crossing: Crossing | None

    @property
    def state(self) -> str:
        """Return `over`, `low`, `empty` or `fits`."""
        if self.text is None:
            return "empty"
        if self.left is None:
            return "fits"
        return "over" if self.left < 0 else "low" if self.left < _LOW else "fits"


@frozen(kw_only=True)
class PasteGroup:
    """The fields of a block of the form, or of a work package or activity in it."""

    title: str
    name: str | None
    fields: tuple[PasteField, ...]


@frozen(kw_only=True)
class PasteData:
    """All that the template of a paste pack gets."""

    label: str
    reference: str | None
    kind_title: str
    day: str
    line_break: int
    statement: VisibleStatement
    groups: tuple[PasteGroup, ...] = field(repr=False)

    @property
    def fields(self) -> tuple[PasteField, ...]:
        """Return all fields, in the order of the form."""
        return tuple(found for group in self.groups for found in group.fields)

    def number(self, state: str) -> int:
        """Return how many fields are `over`, `low`, `empty` or `fits`."""
        return sum(found.state == state for found in self.fields)

    @property
    def missing(self) -> int:
        """Return how many fields that the report cannot do without are empty."""
        return sum(found.state == "empty" and found.required for found in self.fields)


def paste_pack(p: Partnership, kind: str, *, language: str | None = None) -> Paper:
    """Return the answers of a `progress`, `interim` or `final` report, to paste: `.html`.

    They stand in the order of the form, as plain text, with counted characters, the limit of
    `[[limits]]` and what is left. Characters are code points; `project.line_break` says for how
    many the end of a line counts.
    `language` is that of answers and page; errors are those of `report`.
    """
    made = report(p, kind, language=language, draft=True)
    spoken = language_of(made.language)
    data = PasteData(
        label=p.plan.project.label,
        reference=p.plan.project.reference,
        kind_title=TITLES[kind],
        day=spoken.value(p.as_of),
        line_break=p.plan.project.line_break,
        statement=made.data.statement,
        groups=tuple(_groups(p, made.data.sections)),
    )
    folder = p.origin.folder if p.origin is not None else None
    html = render("paste.html", {"pack": data}, words=html_words(spoken), folder=folder)
    return Paper(what="a paste pack", makers=((".html", html.encode),))


def _groups(p: Partnership, sections: tuple[Section, ...]) -> Iterator[PasteGroup]:
    for section in sections:
        parts: list[tuple[str | None, tuple[Answer, ...]]] = [(None, section.answers)]
        parts += [(f"{group.id} {group.title}", group.answers) for group in section.groups]
        for name, answers in parts:
            if answers:
                fields = tuple(_field(found, p.plan.project.line_break) for found in answers)
                yield PasteGroup(title=section.title, name=name, fields=fields)


def _field(found: Answer, line_break: int) -> PasteField:
    text = plain_text(found.text) if found.text is not None else None
    number = characters(text, line_break) if text is not None else 0
    return PasteField(
        id=found.id,
        label=found.label,
        required=found.required,
        english=found.english,
        language=found.language,
        fallback=found.fallback,
        text=text,
        characters=number,
        limit=found.limit,
        left=found.limit - number if found.limit is not None else None,
        crossing=None
        if text is None or found.limit is None
        else crossing(text, found.limit, line_break),
    )

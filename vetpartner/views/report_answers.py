"""The coordinator's own words in a report, and where they are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Narrative, Partnership
    from vetpartner.programme.questions import Asked


@frozen(kw_only=True)
class Answer:
    """An answer to a question, or its absence.

    `text` is Markdown, None where there is none; `language` is the one that it is written in.
    `fallback` says that this is not the language asked for.
    """

    id: str
    label: str
    help: str
    required: bool
    english: bool
    text: str | None
    language: str
    fallback: bool
    address: str

    @property
    def missing(self) -> bool:
        """Tell whether the report cannot do without it and has not got it."""
        return self.required and self.text is None


def answer(p: Partnership, found: Asked, kind: str, language: str) -> Answer:
    """Look an answer up in the language wanted, then in that of the project, English, any other."""
    wanted = "en" if found.english else language
    text, written_in = None, wanted
    for narrative, question in _places(p, found, kind, language):
        if (words := narrative.answer(question)) is not None:
            text = words
            written_in = "en" if found.english else narrative.language
            break
    return Answer(
        id=found.id,
        label=found.question.label,
        help=found.question.help,
        required=found.required,
        english=found.english,
        text=text,
        language=written_in,
        fallback=not same_language(written_in, wanted),
        address=f"narrative/{kind}.{language}/{found.id}",
    )


def _places(
    p: Partnership, found: Asked, kind: str, language: str
) -> Iterator[tuple[Narrative, str]]:
    """Yield the narratives to look into, and under which id."""
    order = dict.fromkeys((language, p.plan.project.language, "en"))
    others = (n.language for n in p.narratives if n.report == kind)
    for name in dict.fromkeys((*order, *sorted(others))):
        narrative = p.narrative(kind, name)
        if narrative is None:
            continue
        if not found.english:
            yield narrative, found.id
            continue
        yield narrative, found.id
        if same_language(name, "en"):
            yield narrative, found.question.id


def same_language(one: str, other: str) -> bool:
    """Tell whether two codes name one language, such as `en` and `en_GB`."""
    return one.partition("_")[0] == other.partition("_")[0]

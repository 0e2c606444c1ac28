"""The coordinator's own words in a report, and where they are missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from vetpartner.model import Limit, Partnership
    from vetpartner.programme.questions import Asked


@frozen(kw_only=True)
class Answer:
    """An answer to a question, or its absence.

    `text` is Markdown, None where there is none; `language` is the one that it is written in.
    `fallback` says that this is not the language asked for.
    `limit` is how many characters the online form takes, None where the project does not say.
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
    limit: int | None = None

    @property
    def missing(self) -> bool:
        """Tell whether the report cannot do without it and has not got it."""
        return self.required and self.text is None


Limits = tuple["Limit", ...]
Words = tuple[tuple[str, Mapping[str, str]], ...]
"""What was written for a kind of report: language and answers by question, the best first."""


def words_of(p: Partnership, kind: str, language: str) -> Words:
    """Return the narratives of a kind: as wanted, then the project's language, English, others."""
    written = {n.language: n for n in reversed(p.narratives) if n.report == kind}
    order = dict.fromkeys((language, p.plan.project.language, "en", *sorted(written)))
    return tuple((name, dict(written[name].answers)) for name in order if name in written)


def answer(found: Asked, words: Words, kind: str, language: str, limits: Limits = ()) -> Answer:
    """Look an answer up in the best language that has it."""
    wanted = "en" if found.english else language
    text, written_in = _english(found, words) if found.english else _any(found, words)
    return Answer(
        id=found.id,
        label=found.question.label,
        help=found.question.help,
        required=found.required,
        english=found.english,
        text=text,
        language=written_in or wanted,
        fallback=written_in is not None and not same_language(written_in, wanted),
        address=f"narrative/{kind}.{language}/{found.id}",
        limit=_limit(found, limits),
    )


def _limit(found: Asked, limits: Limits) -> int | None:
    """Return the limit of this very question, or else that of its kind; the first one holds."""
    of = dict(reversed([(limit.question, limit.characters) for limit in limits]))
    return of.get(found.id, of.get(found.question.id))


def _any(found: Asked, words: Words) -> tuple[str | None, str | None]:
    for name, answers in words:
        if text := answers.get(found.id):
            return text, name
    return None, None


def _english(found: Asked, words: Words) -> tuple[str | None, str | None]:
    """Look for an English answer: below its own heading, or in the narrative in English."""
    for name, answers in words:
        own = answers.get(found.question.id) if same_language(name, "en") else None
        if text := answers.get(found.id) or own:
            return text, "en"
    return None, None


def same_language(one: str, other: str) -> bool:
    """Tell whether two codes name one language, such as `en` and `en_GB`."""
    return one.partition("_")[0] == other.partition("_")[0]

"""A document as the finders see it: its paragraphs and sentences, what it is, and what it is of."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.documents.document import Document, Line, Passage, passages
from vetpartner.documents.finding import Found, Sure
from vetpartner.documents.words import language_of, names, said, words
from vetpartner.model import (
    Activity,
    Deliverable,
    DisseminationAction,
    Milestone,
    Task,
    Training,
    WorkPackage,
)
from vetpartner.papers.claims import Sentence, pieces, sentence
from vetpartner.values.page_text import folded

if TYPE_CHECKING:
    from vetpartner.documents.plan_index import PlanIndex

_AROUND = 60
"""How many signs before and behind the words are shown."""
_HEAD_LINES, _TITLE_LINES, _HEAD_SIGNS = 6, 2, 80
_SHEETS = (".xlsx", ".xlsm", ".ods")
"""Files that are a table, and no paper that says what it is."""
_HELD = frozenset(("minutes", "attendance list", "certificate", "agenda", "programme", "photo"))
"""Kinds of documents that belong to something that took place."""
_TOLD = (Activity, Deliverable, DisseminationAction, Milestone, WorkPackage)
"""What a file can be named after: `final` in its name is no report, and `sts` who sent it."""


@frozen(kw_only=True)
class Said:
    """A sentence of a document, the paragraph in which it stands, and where it begins there."""

    sentence: Sentence
    passage: Passage
    start: int


class Subject:
    """One document beside the plan; all that several finders need is worked out once."""

    def __init__(self, document: Document, plan: PlanIndex) -> None:
        """Take a document and the names and numbers of the plan."""
        self.document, self.plan = document, plan

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Return its paragraphs."""
        return tuple(passages(self.document))

    @cached_property
    def sentences(self) -> tuple[Said, ...]:
        """Return its sentences, each with what it names and says of the plan."""
        return tuple(
            Said(sentence=sentence(self.plan.p, line), passage=passage, start=start)
            for passage in self.passages
            for start, line in pieces(passage.text)
        )

    @cached_property
    def head(self) -> str:
        """Return its name and first lines, folded; of a path only the name of the file."""
        stem = re.sub(r"[-_.]+", " ", PurePosixPath(self.document.name).stem)
        lines = [line.text for line in self.document.lines if line.page not in {"head", "foot"}]
        name = self.document.name.lower()
        # A mail speaks of papers from its first line on; its subject alone is a head.
        most = 0 if name.endswith(_SHEETS) else 1 if name.endswith(".eml") else _HEAD_LINES
        shown = lines[:most]
        return folded("\n".join((stem, *shown)))

    @cached_property
    def text(self) -> str:
        """Return all of it, folded, with single blanks."""
        return folded(" ".join(passage.text for passage in self.passages))

    @cached_property
    def size(self) -> int:
        """Return how many words it has."""
        return self.text.count(" ") + 1

    @cached_property
    def kind(self) -> str:
        """Return what it is: by the facts that name it, by its own name, or by its first lines."""
        known = self.plan.evidence.get(self.document.name)
        if known is not None:
            return known[1]
        name, _, rest = self.head.partition("\n")
        # A sentence speaks of papers, and a head says what this one is.
        heads = [line for line in rest.split("\n") if len(line) <= _HEAD_SIGNS]
        title, lines = "\n".join(heads[:_TITLE_LINES]), "\n".join(heads)
        for text in (name, title, lines):
            found = [kind for kind in names("kinds") if said("kinds", kind, text)]
            if text is lines:
                # What a paper speaks of is not what it is.
                found = [kind for kind in found if kind in _HELD]
            if found:
                return min(found, key=lambda kind: _at(kind, text))
        return ""

    @cached_property
    def of(self) -> str | None:
        """Return the one thing of the plan that the document is about, None where nobody says."""
        known = self.plan.evidence.get(self.document.name)
        if known is not None:
            return known[0]
        stem = PurePosixPath(self.document.name).stem
        tokens = re.split(r"[\s_-]+", stem)
        named = [token for token in tokens if isinstance(self.plan.p.get(token), _TOLD)]
        if named:
            return named[0]
        found = [id_ for each in self.sentences[:_HEAD_LINES] for id_ in each.sentence.named]
        kinds: tuple[type, ...] = (Activity,) if self.kind in _HELD else ()
        if self.kind in {"result", "newsletter"}:
            kinds = (Deliverable, DisseminationAction)
        if self.kind == "certificate":
            kinds = (Training,)
        of_kind = [id_ for id_ in dict.fromkeys(found) if isinstance(self.plan.p.get(id_), kinds)]
        return of_kind[0] if kinds and len(of_kind) == 1 else None

    @cached_property
    def topic(self) -> str | None:
        """Return the one meeting, training or event that a document speaks of, if it is only one.

        What its sentences say without a name is most likely of it.
        """
        activities = [
            id_
            for each in self.sentences
            for id_ in (each.sentence.named if not each.sentence.placed else ())
            if isinstance(self.plan.p.get(id_), Activity)
        ]
        found = list(dict.fromkeys(activities))
        one = found[0] if len(found) == 1 else None
        return None if isinstance(self.plan.p.get(one), Task) else one

    @cached_property
    def thing(self) -> object:
        """Return what it is about, as the plan has it."""
        return self.plan.p.get(self.of)

    def activity(self, each: Said) -> Activity | None:
        """Return the one meeting, training or event that a sentence is about."""
        named = each.sentence.named or ((self.of,) if self.held and self.of else ())
        thing = self.plan.p.get(named[0]) if len(named) == 1 else None
        return thing if isinstance(thing, Activity) and not isinstance(thing, Task) else None

    @cached_property
    def language(self) -> str | None:
        """Return its language, None where its words do not tell."""
        return language_of("\n".join(passage.text for passage in self.passages))

    @cached_property
    def public(self) -> bool:
        """Tell whether everybody may read it: results, newsletters, articles, web pages."""
        if self.document.name.lower().endswith((".html", ".htm")):
            return True
        of_result = isinstance(self.thing, Deliverable) and self.kind in {"", "result"}
        return of_result or self.kind in words("public", "kinds")

    @cached_property
    def held(self) -> bool:
        """Tell whether it belongs to something that took place, and is about nothing else."""
        return isinstance(self.thing, Activity) and self.kind in {*_HELD, ""}

    # Findings.

    def found(  # noqa: PLR0913 - what a finding is made of
        self,
        slug: str,
        message: str,
        words: str,
        *,
        sure: Sure,
        passage: Passage | None = None,
        at: int = 0,
        line: Line | None = None,
        record: str | None = None,
        way_out: str | None = None,
        key: str = "",
        of: str | None = None,
    ) -> Found:
        """Make a finding about words at a place of a paragraph, on a line, or in the whole file."""
        column, around = 1, ""
        if passage is not None:
            line, column = passage.line(at)
            around = _around(passage.text, at, len(words))
        elif line is not None:
            around = _around(line.text, max(0, line.text.find(words)), len(words))
            column = max(0, line.text.find(words)) + 1
        return Found(
            slug=slug,
            message=message,
            said=words,
            sure=sure,
            page=line.page if line is not None else "",
            line=line.number if line is not None else 1,
            column=column,
            around=around,
            record=record,
            way_out=way_out,
            key=key,
            of=of,
        )

    def told(self, each: Said, slug: str, message: str, words: str, **more: object) -> Found:
        """Make a finding about words of a sentence."""
        text = each.passage.text
        at = text.find(words, each.start)
        if at < 0:
            at = each.start
        return self.found(slug, message, words, passage=each.passage, at=at, **more)  # type: ignore[arg-type]


def _at(kind: str, text: str) -> int:
    match = said("kinds", kind, text)
    return match.start() if match else len(text)


def _around(text: str, at: int, size: int) -> str:
    first, last = max(0, at - _AROUND), min(len(text), at + size + _AROUND)
    if first:
        first = text.find(" ", first, at) + 1 or first
    if last < len(text):
        last = text.rfind(" ", at + size, last) if " " in text[at + size : last] else last
    dots = "\N{HORIZONTAL ELLIPSIS}"
    return f"{dots * bool(first)}{text[first:last].strip()}{dots * (last < len(text))}"

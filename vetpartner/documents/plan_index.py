"""The names and numbers of a plan, gathered once, and looked up word by word."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.documents.words import TOKEN, fold
from vetpartner.model import Organisation, Training
from vetpartner.model.partnership import once
from vetpartner.values.page_text import folded
from vetpartner.values.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Partnership

SHORTEST_WORD = 6
"""Shorter words of names are not compared letter by letter: too much else looks like them."""
_SHORTEST_ACRONYM = 3
_LEGAL = frozenset(("doo", "d", "o", "gmbh", "srl", "spa", "sl", "sa", "ltd", "ev", "e", "v"))


@frozen
class Name:
    """A name of the plan that may be misspelt: as written, of what, and whether it is short.

    `of` says what it is, such as `the organisation STS` or `the project`.
    """

    text: str
    of: str
    acronym: bool = False


class PlanIndex:
    """What the finders look up; made once for each partnership, see `plan_index`."""

    def __init__(self, p: Partnership) -> None:
        """Gather names, numbers and words of a plan."""
        self.p = p
        project, agreement = p.plan.project, p.plan.agreement
        self.references: tuple[str, ...] = tuple(
            dict.fromkeys(
                each
                for each in (project.reference, agreement.reference if agreement else None)
                if each
            )
        )
        self.oids = {o.oid: o.short for o in p.plan.organisations if o.oid}
        self.glossary = (
            frozenset(fold(word) for word in p.plan.lint.words) if p.plan.lint else frozenset()
        )
        self.organisations: Phrases[str] = Phrases(endings=3)
        self.heads: Phrases[str] = Phrases(endings=3)
        for o in p.plan.organisations:
            for name in filter(None, (o.name, o.acronym, o.id, *o.also_known_as)):
                self.organisations.add(words_of(name), o.id)
            longer = words_of(o.name or "")[:-1]
            if len(longer) > 1:
                self.heads.add(longer, o.id)
        self.projects = frozenset(
            word for name in (project.acronym, project.title) if name for word in words_of(name)
        )

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Return the names that are compared letter by letter."""
        project = self.p.plan.project
        found = [Name(project.acronym, "the project", acronym=True)] if project.acronym else []
        for o in self.p.plan.organisations:
            of = f"the organisation {o.short}"
            found += [
                Name(each, of, acronym=True)
                for each in (o.acronym, *o.also_known_as)
                if each and " " not in each
            ]
            found += [Name(word, of) for word in TOKEN.findall(o.name or "")]
        for person in self.p.plan.people:
            found += [Name(word, f"{person.name}") for word in TOKEN.findall(person.name or "")[1:]]
        return tuple(name for name in dict.fromkeys(found) if len(name.text) >= _SHORTEST_ACRONYM)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return all words of the plan, and of the texts of its facts, folded."""
        found: set[str] = set()
        for text in _texts(self.p):
            found.update(words_of(text))
        return frozenset(found) | self.glossary

    @cached_property
    def near(self) -> dict[str, list[Name]]:
        """Return the names by each word that one of their letters less makes of them."""
        found: dict[str, list[Name]] = {}
        for name in self.names:
            plain = folded(name.text)
            if len(plain) >= SHORTEST_WORD or (name.acronym and len(plain) >= _SHORTEST_ACRONYM):
                for key in {plain, *less(plain)}:
                    found.setdefault(key, []).append(name)
        return found

    @cached_property
    def evidence(self) -> dict[str, tuple[str, str]]:
        """Return of what each file of evidence is a proof, and of which kind."""
        found: dict[str, tuple[str, str]] = {}
        for fact in self.p.facts:
            for proof in fact.evidence:
                if proof.file and fact.of:
                    found.setdefault(proof.file, (fact.of, proof.kind))
        return found

    @cached_property
    def first_names(self) -> frozenset[str]:
        """Return the first names of the people of the plan, folded."""
        people = (words_of(person.name or "") for person in self.p.plan.people)
        return frozenset(name[0] for name in people if name)

    def organisation(self, text: str) -> str | None:
        """Return the one organisation that a text names, or None."""
        found = {id_ for _, _, id_ in self.organisations.found(words_of(text))}
        return next(iter(found)) if len(found) == 1 else None

    def hours(self, id_: str | None) -> object:
        """Return how many hours a training has, None where nobody says."""
        thing = self.p.get(id_)
        return thing.hours if isinstance(thing, Training) else None

    def led_by(self, id_: str | None) -> str | None:
        """Return the organisation that leads something of the plan."""
        thing = self.p.get(id_)
        return None if isinstance(thing, Organisation) else getattr(thing, "lead", None)


plan_index = once(PlanIndex)


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded, without forms of companies."""
    return [word for word in map(fold, re.findall(r"\w+", text)) if word not in _LEGAL]


def less(word: str) -> Iterator[str]:
    """Yield a word without each of its letters in turn."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _texts(p: Partnership) -> Iterator[str]:
    """Yield what is written in a plan, and in the titles, notes and reasons of facts."""
    project = p.plan.project
    yield from filter(None, (project.acronym, project.title, project.summary, *project.topics))
    for _, thing in p.plan.things():
        for name in (
            "id",
            "name",
            "acronym",
            "title",
            "description",
            "rationale",
            "city",
            "address",
            "kind",
            "target_group",
            "region",
        ):
            value = getattr(thing, name, None)
            if isinstance(value, str):
                yield value
        for name in ("also_known_as", "agenda", "learning_outcomes"):
            yield from getattr(thing, name, ()) or ()
        venue = getattr(thing, "venue", None)
        if venue is not None:
            yield from filter(None, (venue.city, venue.name, venue.address))
    for fact in p.facts:
        for name in ("title", "note", "reason", "text"):
            value = getattr(fact, name, None)
            if isinstance(value, str):
                yield value

"""References, names and acronyms that are not those of the plan, or nearly."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from vetpartner.documents.plan_index import SHORTEST_WORD, less, words_of
from vetpartner.documents.words import TOKEN, fold, is_word, said, words
from vetpartner.values.page_text import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.documents.document import Passage
    from vetpartner.documents.finding import Found
    from vetpartner.documents.plan_index import Name, PlanIndex
    from vetpartner.documents.subject import Subject

_REFERENCE = re.compile(
    r"(?<![\w-])(?:19|20)\d\d\s?[-\u2013]\s?\d\s?[-\u2013]\s?[A-Z]{2}\d{2}\s?[-\u2013]\s?KA\d{2,3}"
    r"(?:\s?[-\u2013]\s?[A-Z]{2,4})?\s?[-\u2013]\s?\d{4,10}(?!\w)"
)
_OID = re.compile(r"(?<!\w)E\d{8}(?!\w)")
_NEAR = 3
"""How many signs a reference may differ in, to be a slip of the pen and no other project's."""
_BEFORE, _BEHIND = 80, 60
"""How far from the name of a project the words stand that make it another one on purpose."""
_FEWEST_CAPITALS, _FEWEST_WORDS = 2, 2
_SHORTEST_PROJECT = 4


def references(s: Subject) -> Iterator[Found]:
    """Yield reference numbers that differ from the project's by a few signs, or are another's."""
    own = {plain_reference(each): each for each in s.plan.references}
    for passage in s.passages:
        for match in _REFERENCE.finditer(passage.text):
            plain = plain_reference(match[0])
            if not own or plain in own or _of_others(passage.text, match.start(), match.end()):
                continue
            near = min(own, key=lambda each: distance(each, plain))
            differs = distance(near, plain)
            if differs <= _NEAR:
                signs = "one sign" if differs == 1 else f"{differs} signs"
                message = f"{match[0]} differs from the project's reference in {signs}"
            else:
                message = f"{match[0]} is the reference of another project"
            yield s.found(
                "document-reference-differs",
                message,
                match[0],
                sure="certain" if differs <= _NEAR else "likely",
                passage=passage,
                at=match.start(),
                record=own[near],
            )
        for match in _OID.finditer(passage.text):
            if match[0] in s.plan.oids:
                continue
            near_oid = next((oid for oid in s.plan.oids if distance(oid, match[0]) == 1), None)
            named = s.plan.organisation(passage.text)
            if (
                near_oid is not None
                and named is not None
                and s.plan.oids[near_oid] == s.plan.p.label(named)
            ):
                yield s.found(
                    "document-reference-differs",
                    f"{match[0]} differs in one sign from the OID of {s.plan.oids[near_oid]}",
                    match[0],
                    sure="likely",
                    passage=passage,
                    at=match.start(),
                    record=near_oid,
                )


def plain_reference(text: str) -> str:
    """Return a reference as it is compared."""
    return re.sub(r"\s", "", text).replace("\N{EN DASH}", "-")


def distance(one: str, other: str) -> int:
    """Return how many signs are to be put in, left out, changed or swapped with the next one."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            step = min(last[j] + 1, row[-1] + 1, last[j - 1] + (sign != against))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == against:
                step = min(step, before[j - 2] + 1)
            row.append(step)
        before, last = last, row
    return last[-1]


def _of_others(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence says that it speaks of other projects."""
    first = max(text.rfind(". ", 0, start) + 1, start - _BEFORE, 0)
    last = text.find(". ", end, end + _BEHIND)
    piece = folded(text[first : last if last >= 0 else end + _BEHIND])
    return said("project", "other", piece) is not None


# Names that look like ours.


def near_names(s: Subject) -> Iterator[Found]:
    """Yield words that are nearly a name of the plan, or look like it in another alphabet."""
    for passage in s.passages:
        before = ""
        for match in TOKEN.finditer(passage.text):
            word = match[0]
            if word[0].isupper() or not word.isascii():
                found = _near(s.plan, word, before)
                if found is not None:
                    message, record, sure = found
                    yield s.found(
                        "document-name-differs",
                        message,
                        word,
                        sure=sure,  # type: ignore[arg-type]
                        passage=passage,
                        at=match.start(),
                        record=record,
                    )
            before = word
        yield from _look_alikes(s, passage)
        yield from _other_endings(s, passage)


def _near(plan: PlanIndex, word: str, before: str) -> tuple[str, str, str] | None:
    """Return what a word nearly is, as message, name and how sure."""
    plain = fold(word)
    if _mixed(word) and (plain in plan.vocabulary):
        message = f"“{word}” has letters of another alphabet that only look like those of the name"
        return message, plain, "certain"
    if plain in plan.vocabulary or not word[0].isupper() or any(map(str.isdigit, word)):
        return None
    keys = {plain, *less(plain)} if len(plain) >= len("FBK") else ()
    names = {name for key in keys for name in plan.near.get(key, ())}
    for name in sorted(names, key=lambda each: (not each.acronym, each.text)):
        sure = _how_near(plan, word, name, before)
        if sure is not None:
            return (
                f"“{word}” is nearly {name.text}, the name of {name.of}".replace(
                    ", the name of", " in the name of" if not name.acronym else ", the acronym of"
                ),
                name.text,
                sure,
            )
    return None


def _how_near(plan: PlanIndex, word: str, name: Name, before: str) -> str | None:
    one, other = fold(word), folded(name.text)
    if name.acronym and other.upper() == name.text:
        return _near_acronym(word, one, other)
    if min(len(one), len(other)) < SHORTEST_WORD - 1 or distance(one, other) > 1:
        return None
    if name.acronym:
        return "certain"
    if one[-1] != other[-1]:
        return None  # perhaps another case of the same word
    if fold(before) in plan.first_names:
        return "certain"
    return "likely" if len(other) >= SHORTEST_WORD + 1 else "possible"


def _near_acronym(word: str, one: str, other: str) -> str | None:
    """Return how sure it is that capitals are meant as others: swapped, or one is missing."""
    if word.upper() != word or (one[0] != other[0] and sorted(one) != sorted(other)):
        return None
    if sorted(one) == sorted(other) and distance(one, other) == 1:
        return "likely"
    if len(other) > len("FBKX") and distance(one, other) == 1:
        return "likely"
    return None


def _mixed(word: str) -> bool:
    """Tell whether a word has letters of Latin and of another alphabet."""
    if word.isascii():
        return False
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in word if sign.isalpha()}
    return "LATIN" in scripts and bool(scripts & {"GREEK", "CYRILLIC"})


def _look_alikes(s: Subject, passage: Passage) -> Iterator[Found]:
    """Yield organisations whose names begin like one of ours, and end otherwise."""
    tokens = list(TOKEN.finditer(passage.text))
    plain = [fold(token[0]) for token in tokens]
    heads = list(s.plan.heads.found(plain))
    whole = {start for start, _, _ in s.plan.organisations.found(plain)} if heads else set()
    for start, end, id_ in heads:
        if start in whole or end >= len(tokens) or not tokens[end][0][0].isupper():
            continue
        last = words_of(s.plan.p.get(id_).name or "")[-1]
        gap = passage.text[tokens[end - 1].end() : tokens[end].start()]
        if gap.strip() or plain[end] in s.plan.vocabulary or plain[end][:4] == last[:4]:
            continue
        name = passage.text[tokens[start].start() : tokens[end].end()]
        yield s.found(
            "document-name-differs",
            f"“{name}” is not {s.plan.p.get(id_).name}, which begins alike",
            name,
            sure="possible",
            passage=passage,
            at=tokens[start].start(),
            record=s.plan.p.get(id_).name,
        )


def _other_endings(s: Subject, passage: Passage) -> Iterator[Found]:
    """Yield names of organisations with another ending, in languages that bend no names."""
    if s.language not in words("names", "unbent"):
        return
    tokens = list(TOKEN.finditer(passage.text))
    plain = [fold(token[0]) for token in tokens]
    for start, end, id_ in s.plan.organisations.found(plain):
        said_, home = plain[start:end], s.plan.p.get(id_)
        known = [words_of(name) for name in (home.name, home.acronym, *home.also_known_as) if name]
        if len(said_) < _FEWEST_WORDS or said_[-1].endswith(("'s", "s'")):
            continue
        if any(said_ == name[: len(said_)] for name in known):
            continue
        name = passage.text[tokens[start].start() : tokens[end - 1].end()]
        yield s.found(
            "document-name-differs",
            f"“{name}” is nearly {home.name}",
            name,
            sure="likely",
            passage=passage,
            at=tokens[start].start(),
            record=home.name,
        )


# Other projects.


def other_projects(s: Subject) -> Iterator[Found]:
    """Yield names of projects that are not this one, as templates of others leave them."""
    if not s.plan.projects:
        return  # nobody says how the own one is called
    for passage in s.passages:
        tokens = list(TOKEN.finditer(passage.text))
        for at, token in enumerate(tokens):
            if not is_word("project", "beside", fold(token[0])):
                continue
            for near in (at - 1, at + 1):
                if not 0 <= near < len(tokens) or not _close(passage.text, tokens, at, near):
                    continue
                name = tokens[near][0]
                if names_project(s.plan, name) and not _of_others(
                    passage.text, *tokens[near].span()
                ):
                    yield s.found(
                        "document-other-project",
                        f"“{name}” is named as the project, which is {s.plan.p.plan.project.label}",
                        name,
                        sure="likely",
                        passage=passage,
                        at=tokens[near].start(),
                        record=s.plan.p.plan.project.label,
                    )


def _close(text: str, tokens: list[re.Match[str]], at: int, near: int) -> bool:
    first, last = sorted((at, near))
    gap = text[tokens[first].end() : tokens[last].start()].strip()
    return not gap.strip("\"'\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019: ")


def names_project(plan: PlanIndex, word: str) -> bool:
    """Tell whether a word looks like the acronym of a project, and is none that the plan knows."""
    plain = fold(word)
    parts = words_of(word)
    capitals = sum(sign.isupper() for sign in word)
    shaped = capitals >= _FEWEST_CAPITALS and len(plain) >= _SHORTEST_PROJECT
    known = plain in plan.vocabulary or all(part in plan.vocabulary for part in parts)
    if not shaped or known or is_word("project", "never", plain) or any(map(str.isdigit, word[:3])):
        return False
    return not any(distance(plain, each) <= 1 for each in plan.projects)

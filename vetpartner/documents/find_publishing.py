"""What a document that others read needs, and what it must not have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.documents.find_names import names_project, plain_reference
from vetpartner.documents.words import TOKEN, fold, is_word, language_of, said, words
from vetpartner.model import Deliverable, Delivered
from vetpartner.programme import known_rules
from vetpartner.state.statement import agency, statement
from vetpartner.values.page_text import folded
from vetpartner.values.personal_data import personal_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.documents.document import Passage
    from vetpartner.documents.finding import Found, Sure
    from vetpartner.documents.subject import Subject

_FEWEST_WORDS = 40
"""What has fewer words is a cover, a picture or a note, and is not asked for statements."""
_LICENCE = re.compile(
    r"\bCC0\b|\bCC[ -]?BY(?:[ -](?:NC|SA|ND))*(?:[ -]?(?P<version>\d\.\d))?"
    r"|creativecommons\.org/licenses/(?P<link>by(?:-nc|-sa|-nd)*)/(?P<at>\d\.\d)",
    re.IGNORECASE,
)
_DISCLAIMER = 500
"""How far behind the statement the disclaimer stands."""
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'"})
_MARKS: dict[str, Sure] = {
    "date of birth": "likely",
    "national number": "likely",
    "bank account": "likely",
    "telephone number": "possible",
    "home address": "possible",
}
_FEWEST_DIGITS = 6
"""Fewer make no number of a telephone or an account, and no day of birth."""
_SIGNATURE = re.compile(r"signature|unterschrift|potpis|\bfirma\b|podpis|assinatura|υπογραφ")
_TEMPLATE = re.compile(
    r"(?<!\[)\[(?:(?:insert|enter|name|date|title|acronym|datum|ime|naziv|nombre|fecha|nome|data)"
    r"(?: [^\]\[]{0,40})?|xx+|\.\.\.|\u2026)\](?![\](])",
    re.IGNORECASE,
)
_UNLIKE_COMPANIES = frozenset(("microsoft", "hewlett-packard", "hp", "home", "privat", "private"))


# The statement of funding, the disclaimer and the emblem.


def statements(s: Subject) -> Iterator[Found]:
    """Yield a statement of funding that is missing, of earlier years, or without its disclaimer."""
    p, rules = s.plan.p, known_rules(s.plan.p)
    if not rules.funding_statement or p.plan.project.action is None:
        return
    text = s.text.translate(_APOSTROPHES)
    funded = said("statement", "funded", text)
    outdated = said("statement", "outdated", text) or (None if funded else _commission(s))
    own = statement(p, s.language or p.plan.project.language)
    way_out = f"write: {' '.join(own.said)}"
    if outdated is not None and rules.funding_statement.startswith("Funded by"):
        passage, at, quoted = _where(s, outdated[0])
        yield s.found(
            "document-statement-outdated",
            "the statement of funding is that of calls before 2021",
            quoted,
            sure="certain",
            passage=passage,
            at=at,
            record=own.funding,
            way_out=way_out,
        )
        return
    if not s.public or s.size < _FEWEST_WORDS:
        return
    if funded is None:
        yield s.found(
            "document-statement-missing",
            "it will be published, and does not say that the European Union funds it",
            "statement of funding",
            sure="likely",
            record=own.funding,
            way_out=way_out,
        )
        return
    passage, at, quoted = _where(s, funded[0])
    behind = text[funded.start() : funded.end() + _DISCLAIMER]
    if said("statement", "disclaimer", behind) is None:
        yield s.found(
            "document-statement-missing",
            "the statement of funding stands without the disclaimer",
            quoted,
            sure="likely",
            passage=passage,
            at=at,
            record=own.disclaimer,
            way_out=way_out,
        )
    right = folded(own.funding or "").strip(" .").translate(_APOSTROPHES)
    written = s.language if right and behind.startswith(right) else language_of(behind)
    if written and s.language and written != s.language and own.language == s.language:
        yield s.found(
            "document-statement-language",
            f"the statement of funding is in another language than the document ({s.language})",
            quoted,
            sure="possible",
            passage=passage,
            at=at,
            record=own.funding,
            way_out=way_out,
        )


def _commission(s: Subject) -> re.Match[str] | None:
    """Return where a sentence says that the Commission, and not the Union, funds the project."""
    for each in s.sentences:
        text = folded(each.sentence.text).translate(_APOSTROPHES)
        named = said("statement", "commission", text)
        if named and all(said("statement", group, text) for group in ("supported", "about")):
            return named
    return None


def agencies(s: Subject) -> Iterator[Found]:
    """Yield a disclaimer that names another agency than that of the project."""
    p = s.plan.p
    text = s.text.translate(_APOSTROPHES)
    funded = said("statement", "funded", text)
    if funded is None or p.plan.project.action is None:
        return
    behind = text[funded.start() : funded.end() + _DISCLAIMER + 200]
    name = agency(p)
    others = {
        folded(each.name): each.name
        for each in known_rules(p).national_agencies
        if each.name != name
    }
    others |= {each: each.upper() for each in words("statement", "agencies")}
    for plain, other in others.items():
        if len(plain) > len("EACEA") - 1 and re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", behind):
            passage, at, quoted = _where(s, plain)
            yield s.found(
                "document-agency-differs",
                f"the disclaimer names {other}, and the project has {name or 'a national agency'}",
                quoted,
                sure="certain",
                passage=passage,
                at=at,
                record=name,
            )
            return


def emblem(s: Subject) -> Iterator[Found]:
    """Yield a statement of funding in a document that shows no picture at all."""
    drawn = s.document.images
    if drawn != 0 or s.document.name.lower().endswith((".md", ".txt", ".eml", ".xlsx", ".ods")):
        return
    funded = said("statement", "funded", s.text.translate(_APOSTROPHES))
    if funded is not None and s.public:
        passage, at, quoted = _where(s, funded[0])
        yield s.found(
            "document-emblem-missing",
            "the statement of funding stands without the emblem: there is no picture in the file",
            quoted,
            sure="likely",
            passage=passage,
            at=at,
            record="the emblem of the European Union beside the statement",
        )


def _where(s: Subject, plain: str) -> tuple[Passage, int, str]:
    """Return the paragraph in which folded words stand, where, and the words as written."""
    for passage in s.passages:
        text = folded(passage.text).translate(_APOSTROPHES)
        at = text.find(plain)
        if at >= 0:
            # Folding keeps the length of nearly every text; where not, the paragraph is enough.
            same = len(text) == len(passage.text)
            return passage, at if same else 0, passage.text[at : at + len(plain)] if same else plain
    return s.passages[0], 0, plain


# Licences.


def licences(s: Subject) -> Iterator[Found]:
    """Yield a licence that is another one than promised, or missing in a result."""
    thing = s.thing
    promised = thing.licence if isinstance(thing, Deliverable) else None
    if isinstance(thing, Deliverable):
        given = [f.licence for f in s.plan.p.facts_of(thing.id, Delivered) if f.licence]
        promised = given[-1] if given else promised
    elif s.public:
        promised = s.plan.p.plan.project.licence
    if promised is None or not s.public:
        return
    reserved = said("licence", "reserved", s.text)
    if reserved is not None:
        passage, at, quoted = _where(s, reserved[0])
        message = f"“{quoted}” contradicts the licence that was promised, {promised}"
        yield s.found("document-licence-differs", message, quoted, sure="certain",
                      passage=passage, at=at, record=promised)  # fmt: skip
        return
    found = [
        (match, passage) for passage in s.passages for match in _LICENCE.finditer(passage.text)
    ]
    if any(_same_licence(_named(match), promised) for match, _ in found):
        return
    for match, passage in found[:1]:
        message = f"the licence is {_named(match)}, and {promised} was promised"
        yield s.found("document-licence-differs", message, match[0], sure="likely",
                      passage=passage, at=match.start(), record=promised)  # fmt: skip
    if not found and isinstance(thing, Deliverable) and s.size >= _FEWEST_WORDS:
        message = f"it does not say under which licence it may be used; {promised} was promised"
        yield s.found("document-licence-missing", message, "licence", sure="likely",
                      record=promised)  # fmt: skip


def _named(match: re.Match[str]) -> str:
    if match["link"]:
        return f"CC {match['link'].upper()} {match['at']}"
    return " ".join(match[0].split()).upper()


def _same_licence(one: str, other: str) -> bool:
    def parts(text: str) -> tuple[frozenset[str], str | None]:
        version = re.search(r"\d\.\d", text)
        return frozenset(re.findall(r"BY|NC|SA|ND|CC0", text.upper())), version and version[0]

    (kind, version), (promised, wanted) = parts(one), parts(other)
    return kind == promised and (version is None or wanted is None or version == wanted)


# What must not be in it.


def personal(s: Subject) -> Iterator[Found]:
    """Yield personal data in a document that everybody may read."""
    if not s.public:
        return
    for passage in s.passages:
        text = passage.text
        if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
            continue
        for mark in personal_data(text):
            quoted = text[mark.start : mark.end]
            if mark.kind not in _MARKS or _of_the_plan(s, quoted, mark.kind):
                continue
            yield s.found(
                "document-personal-data",
                f"a {mark.kind} stands in a document that everybody may read",
                quoted,
                sure=_MARKS[mark.kind],
                passage=passage,
                at=mark.start,
            )
    for grid in s.document.grids:
        head = next((cell for cell in grid.rows[0] if _SIGNATURE.search(folded(cell))), None)
        if head is not None and len(grid.rows) > len("ab"):
            yield s.found(
                "document-personal-data",
                "a list of people with their signatures stands in a document for everybody",
                head,
                sure="likely",
                line=grid.places[0],
            )


def _of_the_plan(s: Subject, quoted: str, kind: str) -> bool:
    """Tell whether an address is that of an organisation or a venue, or a number a reference."""
    if kind == "home address":
        plain = [fold(word) for word in TOKEN.findall(quoted) if not word[0].isdigit()]
        return any(word in s.plan.vocabulary for word in plain if len(word) > len("ulica"))
    own = {plain_reference(each) for each in s.plan.references}
    return any(quoted in each for each in own) or "KA2" in quoted


def left_behind(s: Subject) -> Iterator[Found]:
    """Yield tracked changes and comments that were left in a file."""
    document = s.document
    for number, what in ((document.changes, "tracked change"), (document.comments, "comment")):
        if number:
            many = f"{number} {what}{'' if number == 1 else 's'}"
            yield s.found(
                "document-changes-left",
                f"{many} {'is' if number == 1 else 'are'} still in the file",
                many,
                sure="certain",
                way_out="accept or reject the changes, delete the comments, and save it again",
            )


def metadata(s: Subject) -> Iterator[Found]:
    """Yield what the file says of itself that names another project or organisation."""
    for name, text in s.document.properties.items():
        where = f"in the properties of the file: {name} “{text[:120]}”"
        if name in {"title", "subject", "keywords", "template"}:
            for token in TOKEN.findall(text.replace("_", " ")):
                if names_project(s.plan, token) and not _file_word(token):
                    yield s.found(
                        "document-metadata-differs",
                        f"“{token}” {where}",
                        token,
                        sure="likely",
                        record=s.plan.p.plan.project.label,
                        way_out="change it in the properties of the document, and save it again",
                    )
                    break
        if name == "company" and _foreign(s, text):
            yield s.found(
                "document-metadata-differs",
                f"{where} is no organisation of the plan",
                text,
                sure="possible",
                way_out="change it in the properties of the document, and save it again",
            )


def _file_word(token: str) -> bool:
    plain = fold(token)
    return plain in {"microsoft", "word", "powerpoint", "docx", "pptx", "xlsx"} or is_word(
        "project", "beside", plain
    )


def _foreign(s: Subject, text: str) -> bool:
    plain = [fold(word) for word in TOKEN.findall(text)]
    known = any(word in s.plan.vocabulary for word in plain if len(word) > len("doo"))
    return bool(plain) and not known and not _UNLIKE_COMPANIES.intersection(plain)


def placeholders(s: Subject) -> Iterator[Found]:
    """Yield what a template has left: insert name, lorem ipsum, XX.XX.20XX."""
    for passage in s.passages:
        plain = folded(passage.text)
        match = said("placeholders", "texts", plain)
        bracket = _TEMPLATE.search(passage.text)
        at = match.start() if match else bracket.start() if bracket else -1
        if at < 0:
            continue
        quoted = passage.text[at : match.end()] if match else bracket[0] if bracket else ""
        yield s.found(
            "document-placeholder",
            f"“{quoted}” is left from a template",
            quoted,
            sure="likely",
            passage=passage,
            at=at,
        )

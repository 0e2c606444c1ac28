"""What a sheet or form says of the project itself, label by label."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import Factory, define

from vetpartner.files.imports.draft import Draft, Entry
from vetpartner.files.imports.plan_cells import as_text, euros_of, organisation_of, wrong
from vetpartner.files.imports.plan_tables import Known
from vetpartner.files.imports.results import ACTIONS, REFERENCE, known_topics, whole_months
from vetpartner.files.tables.days import Days, read_day
from vetpartner.files.tables.headings import folded
from vetpartner.files.tables.months import LANGUAGES
from vetpartner.model import Place
from vetpartner.programme import UnknownCall, rules
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.programme import Rules

_ACTION = re.compile(r"KA2[12]0-[A-Z]{3}")
_AGENCY = re.compile(r"([A-Z]{2}\d{2})\b")
_MONTHS = re.compile(r"(\d{1,3})\s*(?:[^\W\d_]+\.?)?")
_CHOICES = re.compile(r"\s*[;|\n•]\s*")
_PREFIX = re.compile(r"(?:HORIZ|VET|HORIZONTAL)\s*:\s*", re.IGNORECASE)
_MOST_MONTHS = 120  # no plan may be longer
_YEAR, _ROUND = re.compile(r"20\d\d"), re.compile(r"\D*([12])\b.*")
FORM_ID = re.compile(r"\b(KA2[12]0-[A-Z]{3})-([0-9A-F]{8})\b")
CALL = re.compile(r"\bCall (20\d\d)(?: Round ([12]))?\b")


@define
class ProjectFacts:
    """Collects what is said of the project, and puts it into its entry when all is known.

    Of a thing that is said twice both sayings must agree.
    """

    said: dict[str, list[tuple[object, Place]]] = Factory(dict)

    def add(self, name: str, value: object, at: Place) -> None:
        """Keep what is said under a label."""
        self.said.setdefault(name, []).append((value, at))

    def fill(self, entry: Entry, draft: Draft, known: Known) -> Rules | None:
        """Put everything into the entry of the project; return the rules of its call, if known."""
        filling = _Filling(self, entry, draft, known)
        filling.identity()
        filling.time()
        law = filling.law()
        filling.choices(law)
        return law


@define
class _Filling:
    facts: ProjectFacts
    entry: Entry
    draft: Draft
    known: Known

    def take(self, name: str, read: Callable[[Any], Any], into: str | None = None) -> Any:  # noqa: ANN401
        """Take what is said under a label; two sayings that differ are a doubt."""
        key = into or name
        for value, at in self.facts.said.get(name, ()):
            try:
                made = read(value)
            except WrongValue as error:
                if key not in self.entry.values:
                    self.entry.put(key, as_text(value), str(error), at)
                continue
            if made is None:
                continue
            before = self.entry.values.get(key)
            if before is not None and before != made:
                del self.entry.values[key]
                self.entry.put(key, made, f"another place says {before}", at)
            elif key not in self.entry.doubts or "another place" not in self.entry.doubts[key][1]:
                self.entry.doubts.pop(key, None)
                self.entry.put(key, made, at=at)
        return self.entry.values.get(key)

    def identity(self) -> None:
        """Take names, reference, action and call."""
        for name in ("title", "acronym", "website", "summary"):
            self.take(name, as_text)
        reference = self.take("reference", _reference)
        if reference and (found := REFERENCE.fullmatch(reference)):
            at = self.entry.places["reference"]
            for name, text in (("call", found[1]), ("round", found[2]), ("action", found[4])):
                self.facts.add(name, text, at)
        self.take("action", _action)
        self.take("call", _call)
        self.take("round", _round)
        self.take("lump_sum", lambda value: euros_of(value, self.known.home))
        self.take("national_agency", _agency)
        self.take("language", _language)
        self.take("coordinator", lambda value: organisation_of(value, self.known.organisations))

    def time(self) -> None:
        """Take start and months; the end is held against them."""
        cells = [value for name in ("start", "end") for value, _ in self.facts.said.get(name, ())]
        days = Days(order=self.known.order, evidence=lambda: cells)
        start = self.take("start", lambda value: read_day(value, days))
        end = self.take("end", lambda value: read_day(value, days))
        self.entry.values.pop("end", None)
        self.entry.doubts.pop("end", None)
        self.take("months", _months)
        if not isinstance(start, date) or not isinstance(end, date):
            if end is not None:
                self.draft.leave("project: end", str(end), "the beginning of the project is not "
                                 "certain, so that nobody knows its months",
                                 self.entry.places.get("end"))  # fmt: skip
            return
        if end <= start:
            self.draft.leave("project: end", str(end), f"the project begins on {start}",
                             self.entry.places.get("end"))  # fmt: skip
            return
        months, whole = whole_months(start, end)
        said, at = self.entry.values.get("months"), self.entry.places.get("end")
        if said is None:
            why = "" if whole else f"{start} to {end} are no whole months"
            if months > _MOST_MONTHS:
                why = f"no project lasts from {start} to {end}"
            self.entry.put("months", months, why, at)
        elif not whole or said != months:
            why = f"the project ends on {end}"
            self.entry.doubts["months"] = (self.entry.values.pop("months"), why)

    def law(self) -> Rules | None:
        """Return the rules of action and call, if both are certain and known."""
        action, call = self.entry.values.get("action"), self.entry.values.get("call")
        if action is None or call is None:
            return None
        try:
            return rules(action, call)
        except UnknownCall:
            return None

    def choices(self, law: Rules | None) -> None:
        """Take priorities and topics, which are words of the call."""
        self._listed("priorities", lambda text: _priority(text, law))
        topics = known_topics(law)
        self._listed("topics", lambda text: topics.get(text.casefold()))

    def _listed(self, name: str, read: Callable[[str], str | None]) -> None:
        said = self.facts.said.get(name, ())
        texts = [(each, at) for value, at in said for each in _lines(str(value), read)]
        if not texts:
            return
        split = [(one, at) for text, at in texts for one in _choices(text, read)]
        read_as = [read(text) for text, _ in split]
        at = texts[0][1]
        certain = [each for each in dict.fromkeys(read_as) if each is not None]
        if None not in read_as:
            self.entry.put(name, certain, at=at)
            return
        words = list(
            dict.fromkeys(made or text for made, (text, _) in zip(read_as, split, strict=True))
        )
        what = "priorities" if name == "priorities" else "topics"
        self.entry.put(name, words, f"not all of them are {what} of the call by these words", at)


def _lines(text: str, read: Callable[[str], str | None]) -> list[str]:
    """Return the choices of a text, a line each; one that is longer goes on in the next lines."""
    parts = [part.strip() for part in _CHOICES.split(text) if part.strip()]
    found: list[str] = []
    at = 0
    while at < len(parts):
        end = next(
            (n for n in range(len(parts), at, -1) if read(" ".join(parts[at:n])) is not None),
            at + 1,
        )
        found.append(" ".join(parts[at:end]))
        at = end
    return found


def _choices(text: str, read: Callable[[str], str | None]) -> list[str]:
    """Return the choices of a line: all of it, or parts between commas where all are known."""
    if read(text) is not None or "," not in text:
        return [text.strip()]
    parts = [part.strip() for part in text.split(",")]
    found: list[str] = []
    at = 0
    while at < len(parts):
        for end in range(len(parts), at, -1):
            if read(piece := ", ".join(parts[at:end])) is not None:
                found.append(piece)
                at = end
                break
        else:
            return [text.strip()]
    return found


def _priority(text: str, law: Rules | None) -> str | None:
    """Return the key of a priority by key, title or another of its names."""
    if law is None:
        return None
    bare = folded(_PREFIX.sub("", text))
    for each in law.priorities:
        names = {folded(name) for name in (each.label, *each.names)}
        if text.strip().upper() == each.key or bare in names:
            return each.key
    return None


def _reference(value: object) -> str:
    text = as_text(value).upper()
    if not REFERENCE.fullmatch(text):
        raise wrong("it has not the form of a reference")
    return text


def _action(value: object) -> str:
    found = _ACTION.search(as_text(value).upper())
    if found is None or found[0] not in ACTIONS:
        raise wrong(f"only {' and '.join(ACTIONS)} have rules here")
    return found[0]


def _call(value: object) -> int:
    years = set(_YEAR.findall(as_text(value)))
    if len(years) != 1:
        raise wrong("it names no year")
    return int(years.pop())


def _round(value: object) -> int:
    match = _ROUND.fullmatch(as_text(value))
    if match is None:
        raise wrong("it is neither 1 nor 2")
    return int(match[1])


def _agency(value: object) -> str:
    found = _AGENCY.match(as_text(value))
    if found is None:
        raise wrong("it does not begin with the code of an agency")
    return found[1]


def _language(value: object) -> str:
    text = as_text(value)
    code = _languages().get(folded(text))
    if code is None:
        raise wrong("it is no language that is known")
    return code


@cache
def _languages() -> dict[str, str]:
    """Return the codes of languages by code and by name."""
    from babel import Locale

    from vetpartner.values.catalogue import languages

    named: dict[str, str] = {}
    for code in LANGUAGES:
        names = Locale(code).languages
        for each in {*LANGUAGES, *languages()}:
            named.setdefault(folded(names.get(each, each)), each)
    return named | {each: each for each in {*LANGUAGES, *languages()}}


def _months(value: object) -> int:
    match = _MONTHS.fullmatch(as_text(value))
    if match is None or not 0 < int(match[1]) <= _MOST_MONTHS:
        raise wrong("it is no number of months that a project may last")
    return int(match[1])

"""A project as the Commission's list of projects and results has it, exported as CSV or JSON.

The list holds what was awarded: reference, title, call, dates, grant, summary, topics, coordinator
and partners. Its grant is indicative, says its own heading, so it is certain only where it is a
lump sum of the call. Work packages, activities and people are in no such list.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from vetpartner.files.imports.draft import Draft, Entry, NotImported
from vetpartner.files.tables.days import read_day
from vetpartner.files.tables.headings import folded
from vetpartner.files.tables.money import read_amount
from vetpartner.files.tables.rows import read_country
from vetpartner.programme import UnknownCall, country, rules
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vetpartner.programme import Rules

    Row = dict[str, Any]

_LISTED = 1_000
"""From where on partners are numbered that stand in a list of their own."""
LARGEST_ROW = 2_000_000
"""How many characters a field may have."""
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "reference": (
        "project identifier",
        "project number",
        "project reference",
        "reference",
        "project id",
        "project code",
        "identifier",
    ),
    "title": ("project title", "title"),
    "call": ("call year", "funding year", "call", "year"),
    "action": ("action type", "action"),
    "start": ("start date", "project start date", "start"),
    "end": ("end date", "project end date", "end"),
    "grant": ("eu grant award in euros", "eu grant", "grant", "lump sum", "eu contribution"),
    "summary": ("project summary", "summary", "description"),
    "topics": ("topics", "topic"),
    "website": ("project website", "website"),
    "countries": ("participating countries", "countries"),
    "partners": ("partners",),
    "coordinator": ("coordinator",),
}
_COORDINATOR: Mapping[str, tuple[str, ...]] = {
    "name": (
        "coordinating organisation name",
        "coordinator organisation name",
        "coordinator name",
        "coordinator s name",
    ),
    "kind": (
        "coordinating organisation type",
        "coordinator organisation type",
        "coordinator s organisation type",
    ),
    "address": ("coordinator s address", "coordinator address"),
    "region": ("coordinator s region", "coordinator region"),
    "country": ("coordinator s country", "coordinator country"),
    "website": ("coordinator s website", "coordinator website"),
}
_ITS_OWN, _ENOUGH = ("reference", "call", "action", "grant", "countries"), 2
"""Headings that no table of partners, work packages or activities has, and how many are enough."""
_PARTNER = re.compile(
    r"partner (\d{1,3}) "
    r"(name|organisation name|legal name|organisation type|type|address|region|country|website)"
)
_CALLED = {
    "organisation type": "kind",
    "type": "kind",
    "legal name": "name",
    "organisation name": "name",
}
REFERENCE = re.compile(r"(\d{4})-([123])-([A-Z]{2}\d{2})-(KA\d{3}-[A-Z]{3})-\d{6,}")
ACTIONS = ("KA220-VET", "KA210-VET")
_DAY_FIRST = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*")
_SEVERAL = re.compile(r"\s*[;|\n]\s*")


def is_results(data: bytes) -> bool:
    """Tell whether a CSV file is a list of results, by its headings and its references."""
    try:
        rows = results_rows(data, "")
    except NotImported:
        return False
    keys = set(rows[0])
    own = sum(not keys.isdisjoint(_HEADINGS[name]) for name in _ITS_OWN)
    own += sum(not keys.isdisjoint(names) for names in _COORDINATOR.values())
    referred = any(REFERENCE.fullmatch(_one(row, "reference").upper()) for row in rows)
    return own >= _ENOUGH or (own > 0 and referred)


def results_rows(data: bytes, source: str) -> list[Row]:
    """Return the rows of an export in CSV or JSON, their keys as they are compared.

    Raises `NotImported`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        msg = f"{source} is not in UTF-8: save it again as CSV in UTF-8, or as JSON"
        raise NotImported(msg) from None
    rows = _json(text, source) if text.lstrip()[:1] in {"{", "["} else _csv(text, source)
    found = [row for row in rows if _one(row, "reference") or _one(row, "title")]
    if not found:
        msg = f"{source} has no row with a `Project Identifier` or a `Project Title`"
        raise NotImported(msg)
    return found


def _json(text: str, source: str) -> Iterable[Row]:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as error:
        msg = f"{source} is no JSON: {error}"
        raise NotImported(msg) from None
    if isinstance(held, dict):
        lists = [value for value in held.values() if isinstance(value, list)]
        inner = [each for each in lists if each and all(isinstance(one, dict) for one in each)]
        is_row = any(_plain(key) in names for key in held for names in _HEADINGS.values())
        held = [held] if is_row or not inner else inner[0]
    odd = [row for row in held if not isinstance(row, dict)]
    if 0 < len(odd) < len(held):
        msg = f"{source} holds {str(odd[0])[:60]!r}, which is no project"
        raise NotImported(msg)
    return [
        {_plain(key): value for key, value in row.items()} for row in held if isinstance(row, dict)
    ]


def _csv(text: str, source: str) -> Iterable[Row]:
    first = text.partition("\n")[0]
    separator = max(",;\t|", key=first.count)
    before = csv.field_size_limit(LARGEST_ROW)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        msg = f"{source} is no CSV: {error}"
        raise NotImported(msg) from None
    finally:
        csv.field_size_limit(before)
    return [{_plain(key): value for key, value in row.items() if key is not None} for row in rows]


def _plain(key: object) -> str:
    """Return a heading as it is compared: small letters, and what stands in brackets left out."""
    return folded(
        re.sub(r"\(.*\)", "", str(key), flags=re.DOTALL).replace("'", " ").replace("’", " ")
    )


def _one(row: Row, name: str) -> str:
    """Return the text of a field, under whichever of its headings it stands."""
    for heading in _HEADINGS[name]:
        value = row.get(heading)
        if isinstance(value, str | int | float) and str(value).strip():
            return str(value).strip()
    return ""


def from_results(data: bytes, source: str, *, reference: str | None = None) -> Draft:
    """Return the project of a row; of several rows `reference` says which.

    Raises `NotImported`.
    """
    rows = results_rows(data, source)
    if reference is not None:
        rows = [row for row in rows if _one(row, "reference").casefold() == reference.casefold()]
        if not rows:
            msg = f"{source} has no project {reference}"
            raise NotImported(msg)
    if len(rows) > 1:
        known = ", ".join(_one(row, "reference") for row in rows[:5])
        msg = f"{source} has {len(rows)} projects, such as {known}: say which by --reference"
        raise NotImported(msg)
    return _Row(rows[0], source).draft()


def _ordered(text: str, order: tuple[int, int]) -> date | None:
    """Return a day with its day and month in this order, None where there is none."""
    found = _DAY_FIRST.fullmatch(text)
    try:
        return found and date(int(found[3]), int(found[order[1]]), int(found[order[0]]))
    except ValueError:
        return None


def whole_months(start: date, end: date) -> tuple[int, bool]:
    """Return the months from the first to the last day of a project, and whether they are whole."""
    after = end + timedelta(1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return months, after.day == start.day


def known_topics(law: Rules | None) -> dict[str, str]:
    """Return the topics of a call by their plain spelling; none where no rules are known."""
    return {each.casefold(): each for each in law.topics} if law is not None else {}


class _Row:
    """Reads one row, and notes which of its fields were used."""

    def __init__(self, row: Row, source: str) -> None:
        self.row, self.used = row, set[str]()
        self.made = Draft(source=source)

    def draft(self) -> Draft:
        """Return the plan."""
        project = self.made.entry("project")
        law = self._identity(project)
        self._time(project)
        self._money(project, law)
        for name in ("summary", "website"):
            project.put(name, self._take(name))
        self._topics(project, law)
        self._organisations(project)
        for heading, value in self.row.items():
            if heading not in self.used and value not in (None, "", [], {}):
                self.made.leave(heading, value, "the plan has no place for it")
        return self.made

    def _take(self, name: str) -> str:
        self.used.update(heading for heading in _HEADINGS[name] if heading in self.row)
        return _one(self.row, name)

    def _identity(self, project: Entry) -> Rules | None:
        """Take reference, title, action and call; the reference says action, call and round too."""
        reference = self._take("reference").upper()
        found = REFERENCE.fullmatch(reference)
        project.put(
            "reference",
            reference,
            "" if found or not reference else "it has not the form of a reference",
        )
        project.put("title", self._take("title"))
        said, year = self._take("action"), self._take("call")
        action = found[4] if found else ""
        call = int(found[1]) if found else int(year) if re.fullmatch(r"20\d\d", year) else None
        if found and year and year != found[1]:
            self.made.leave("call year", year, f"the reference says {found[1]}, which was taken")
        if found is not None:
            project.put("round", int(found[2]))
            project.put("national_agency", found[3], "the reference has only its code")
        if action in ACTIONS:
            project.put("action", action)
        else:
            what = action or said or "nothing"
            why = f"it is {what}, and only {' and '.join(ACTIONS)} have rules here"
            project.put("action", action or None, why)
            if not action and said:
                self.made.leave("action type", said, "the action is taken from the reference alone")
        project.put("call", call)
        try:
            return rules(action, call) if call is not None else None
        except UnknownCall:
            return None

    def _time(self, project: Entry) -> None:
        """Take start and duration; a day that has two readings is settled by the other one."""
        texts = [self._take("start"), self._take("end")]
        start, end = days = self._days(texts)
        for text, day, name in zip(texts, days, ("start date", "end date"), strict=True):
            if text and day is None:
                why = "it is no day, or one day to some readers and another to others"
                self.made.leave(name, text, why)
        project.put("start", start)
        if start is not None and end is not None and end > start:
            months, whole = whole_months(start, end)
            project.put("months", months, "" if whole else f"{start} to {end} are no whole months")

    def _days(self, texts: list[str]) -> list[date | None]:
        """Return start and end; a day with two readings is read as the other one is."""
        days = [self._day(text) for text in texts]
        orders = [
            order
            for order in ((1, 2), (2, 1))
            if all(
                day is None or _ordered(text, order) == day
                for text, day in zip(texts, days, strict=True)
                if _DAY_FIRST.fullmatch(text)
            )
        ]
        read = [[_ordered(text, order) for text in texts] for order in orders]
        if any(days):
            settled = read[0] if len(read) == 1 else [None, None]
        else:
            # From the first of a month to the last of one is what a project is.
            whole = [
                r for r in read if r[0] and r[1] and r[0].day == 1 == (r[1] + timedelta(1)).day
            ]
            settled = whole[0] if len(whole) == 1 else [None, None]
        return [day or other for day, other in zip(days, settled, strict=True)]

    @staticmethod
    def _day(text: str) -> date | None:
        if not text:
            return None
        try:
            return read_day(text)
        except WrongValue:
            return None

    def _money(self, project: Entry, law: Rules | None) -> None:
        text = self._take("grant")
        if not text:
            return
        try:
            money = read_amount(text, "EUR", None)
        except WrongValue as error:
            self.made.leave("eu grant award in euros", text, str(error))
            return
        known = law is not None and money in law.lump_sums
        doubt = "the list says itself that it is indicative, and it is no lump sum of the call"
        whole = money.amount == money.amount.to_integral_value()
        amount = int(money.amount) if whole else money.amount
        project.put("lump_sum", amount, "" if known else doubt)

    def _topics(self, project: Entry, law: Rules | None) -> None:
        text = self._take("topics")
        given = [each for each in _SEVERAL.split(text) if each]
        known = known_topics(law)
        joined = text.casefold()
        if len(given) == 1 and joined not in known and "," in text:
            # Titles of topics have commas themselves: known ones are found first.
            given = [each for key, each in known.items() if key in joined] or given
        certain = [known[each.casefold()] for each in given if each.casefold() in known]
        if certain and len(certain) == len(given):
            project.put("topics", certain)
        else:
            project.put("topics", given, "not all of them are topics of the call by these words")

    # Organisations.

    def _organisations(self, project: Entry) -> None:
        found = list(self._parties())
        countries = {country(str(entry.values.get("country"))) for entry in found}
        for number, entry in enumerate(found, start=1):
            entry.values = {"id": f"P{number}", **entry.values}
            self.made.entries.append(entry)
        if found and found[0].table == "organisations" and self._named(_COORDINATOR, "name"):
            project.put("coordinator", "P1")
        self._countries(countries)

    def _countries(self, have: set[str | None]) -> None:
        """Tell of countries that take part and in which no organisation is listed."""
        value = self.row.get("participating countries", self.row.get("countries"))
        self._take("countries")
        listed = value if isinstance(value, list) else re.split(r"[,;|]", str(value or ""))
        for each in filter(None, (str(one).strip() for one in listed)):
            code = self._country(each)
            if code is None or country(code) not in have:
                self.made.leave(
                    "participating countries", each, "no organisation from there is listed"
                )

    def _parties(self) -> Iterable[Entry]:
        coordinator = {name: self._named(_COORDINATOR, name) for name in _COORDINATOR}
        inner = self.row.get("coordinator")
        if isinstance(inner, dict):
            self.used.add("coordinator")
            coordinator = {**coordinator, **self._inner(inner)}
        elif isinstance(inner, str) and not coordinator["name"]:
            self.used.add("coordinator")
            coordinator["name"] = inner.strip()
        if coordinator["name"]:
            yield self._party(coordinator, "coordinator")
        for number, party in sorted(self._partners().items()):
            where = f"partner {number if number < _LISTED else number - _LISTED + 1}"
            if party.get("name"):
                yield self._party(party, where)
            elif said := ", ".join(f"{key}: {value}" for key, value in party.items() if value):
                self.made.leave(where, said, "it has no name")

    def _partners(self) -> dict[int, Row]:
        """Return the partners by number: those of columns, then those of a list."""
        partners: dict[int, Row] = {}
        for heading, value in self.row.items():
            if match := _PARTNER.fullmatch(heading):
                self.used.add(heading)
                name = _CALLED.get(match[2], match[2])
                partners.setdefault(int(match[1]), {})[name] = str(value or "").strip()
        listed = self.row.get("partners")
        if not isinstance(listed, list):
            return partners
        self.used.add("partners")
        for number, one in enumerate(listed, start=_LISTED):
            if isinstance(one, dict | str):
                partners[number] = self._inner(one) if isinstance(one, dict) else {"name": one}
            else:
                self.made.leave(f"partner {number - _LISTED + 1}", one, "it is no organisation")
        return partners

    def _inner(self, held: Mapping[str, Any]) -> Row:
        """Return an organisation of a JSON document."""
        plain = {_plain(key): value for key, value in held.items()}
        texts = {key: value for key, value in plain.items() if isinstance(value, str | int)}
        for key in plain.keys() - texts.keys():
            if plain[key]:
                self.made.leave(key, plain[key], "it is no text")
        return {_CALLED.get(key, key): str(value).strip() for key, value in texts.items() if value}

    def _named(self, headings: Mapping[str, tuple[str, ...]], name: str) -> str:
        self.used.update(heading for heading in headings[name] if heading in self.row)
        values = (self.row.get(heading) for heading in headings[name])
        return next((str(value).strip() for value in values if value), "")

    def _party(self, party: Row, where: str) -> Entry:
        entry = Entry("organisations")
        entry.put("name", party["name"])
        text = party.get("country", "")
        code = self._country(text) if text else None
        entry.put("country", code)
        if text and code is None:
            self.made.leave(f"{where}: country", text, "it is no country that is known")
        for name in ("region", "website", "address", "city", "oid", "pic"):
            entry.put(name, party.get(name))
        entry.put("kind", party.get("kind"), "the list has kinds of its own")
        return entry

    @staticmethod
    def _country(text: str) -> str | None:
        try:
            return read_country(text)
        except WrongValue:
            return None

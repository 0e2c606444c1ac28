"""The first form of a partner, with the tables of the files as its sheets, taken back.

It is not written any more, and still comes back. What was sent, what came back and what stands here
now are compared cell by cell.
"""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from vetpartner.files.structuring import (
    PLAN_TABLES,
    TABLES_OF_FACTS,
    Assembly,
    Own,
    known_ids,
    plain_plan,
    raw_link_problems,
)
from vetpartner.files.workbooks.cells import apart, joined
from vetpartner.files.workbooks.reading import BookReader
from vetpartner.model import (
    ACTIVITIES,
    FACT_TABLES,
    KINDS,
    NO_REASON,
    Amended,
    Fact,
    Partnership,
    Place,
)
from vetpartner.values.finding import Findings, Severity
from vetpartner.values.translations import spoken
from vetpartner.values.words import near

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    FormRow = dict[str, Any]
    Tables = dict[str, list[FormRow]]
    Changed = dict[str, list["ChangedCell"]]

SENT = "_sent"
"""The hidden sheet that says what stood in the form when it was sent."""
FACTS_TO_FILL = ("held", "attended", "delivered", "disseminated")
MONEY = frozenset({"amount", "grant", "rationale"})
"""What a form neither shows nor takes."""
PARTNERS_OWN = ("organisations", "people")
"""What is the partner's own to change, and no part of what was approved."""
_AMENDABLE = frozenset(attrs.fields_dict(Amended)) - frozenset(attrs.fields_dict(Fact)) | {"when"}
PLAN_TO_FILL = ("organisations", "people", *ACTIVITIES, "deliverables", "dissemination_actions")
FORM_SHEETS = frozenset((*PLAN_TO_FILL, *FACTS_TO_FILL))
"""The sheets of a form of the first kind."""


def part_of(p: Partnership, partner: str) -> Tables:
    """Return the rows of the plan in force that concern a partner, without money.

    Amendments are in it, and what is cancelled says so.
    """
    plain = plain_plan(in_force(p))
    everybody = [home.id for home in p.plan.organisations]

    def concerns(kind: str, row: FormRow) -> bool:
        if kind == "organisations":
            return bool(row["id"] == partner)
        if kind in ACTIVITIES:
            taking = row.get("organisations", everybody)
            return partner in {row.get("lead"), row.get("host"), *taking}
        if kind == "dissemination_actions":
            return partner in row.get("organisations", ())
        return partner in {row.get("organisation"), row.get("lead")}

    return {
        kind: rows
        for kind in PLAN_TO_FILL
        if (
            rows := [
                {key: held for key, held in row.items() if key not in MONEY}
                for row in plain.get(kind, [])
                if concerns(kind, row)
            ]
        )
    }


def in_force(p: Partnership) -> Partnership:
    """Return a partnership with the plan in force in the place of the approved one."""
    return attrs.evolve(p, baseline=p.plan)


@frozen(kw_only=True)
class ChangedCell:
    """A cell of the form that was changed; values are None where nothing stood."""

    address: str
    sent: object
    here: object
    form: object

    def __str__(self) -> str:
        before, after = _shown(self.here), _shown(self.form)
        if said(self.here) == said(self.sent):
            return f"{self.address}: {before} → {after}"
        return f"{self.address}: sent {_shown(self.sent)}, here now {before}, in the form {after}"


@frozen(kw_only=True)
class Merged:
    """What became of a form.

    `partnership` has all clean changes, None where the form cannot be taken; `applied` are these
    changes, `conflicts` those that were left as they stand here, `added` the addresses of new rows.
    """

    partnership: Partnership | None
    applied: tuple[ChangedCell, ...] = ()
    conflicts: tuple[ChangedCell, ...] = ()
    added: tuple[str, ...] = ()
    findings: Findings

    def __str__(self) -> str:
        lines: list[str] = []
        for title, rows in (
            ("Changed", self.applied),
            ("Added", self.added),
            ("Changed here and in the form, and left as it is here", self.conflicts),
        ):
            if rows:
                lines += [f"{title} ({len(rows)})", *(f"  {row}" for row in rows)]
        if self.findings:
            lines.append(self.findings.text())
        return "\n".join(lines) or "Nothing in the form differs."


def merge(p: Partnership, file: Path, *, on: date | None = None) -> Merged:
    """Return a partnership with what a partner changed in its form since it was sent.

    A cell that was changed in the form and not here is taken over; one that was changed here and
    in the form in different ways is a conflict, and stays. The plan as approved stays as it is:
    what is changed of it becomes an amendment of the day `on` (left out, the day of `p`) that names
    the partner as its source. Organisation and people are the partner's own data, and are changed.
    A fact that says nothing new is not added, so that a form may be merged any number of times.
    A row that is gone from the form is told, and stays. What a form does not offer, such as
    amounts, other sheets and rows of other partners, is told and not taken, whoever wrote it into
    the file. Nothing is written anywhere.
    """
    reader = BookReader(file.name)
    form = reader.tables(file)
    sent = _sent(reader)
    if sent is None or Findings(reader.found).errors:
        return _nothing(reader)
    if sent["project"] != p.plan.project.label or p.kind_of(sent["partner"]) != "organisations":
        whose = f"{sent['partner']} in {sent['project']}"
        reader.say("form-of-another", f"{file.name} was made for {whose}")
        return _nothing(reader)
    work = _Merging(reader, p, sent, on or p.as_of)
    for place in sorted(reader.formula_places(), key=lambda at: (at.file, at.line, at.column)):
        work.warn("a formula stands here; its last value is taken", place)
    for table, rows in form.items():
        if table in PLAN_TO_FILL:
            work.table(table, rows)
        elif table not in FACTS_TO_FILL and rows:
            work.warn(f"the sheet {table} is not part of the form; nothing was taken from it")
    return work.built({name: form[name] for name in FACTS_TO_FILL if form.get(name)})


class _Merging:
    """Compares the rows of a form cell by cell, with the plan in force."""

    def __init__(self, reader: BookReader, p: Partnership, sent: dict[str, Any], on: date) -> None:
        self.reader = reader
        self.p = p
        self.partner = sent["partner"]
        self.on = on
        self.own = plain_plan(p)
        self.tables = plain_plan(in_force(p))
        self.sent = sent["tables"]
        offered = part_of(p, self.partner)
        self.offered = {name: {row["id"] for row in rows} for name, rows in offered.items()}
        self.amended: list[FormRow] = []
        self.applied: list[ChangedCell] = []
        self.conflicts: list[ChangedCell] = []
        self.added: list[str] = []

    def table(self, name: str, rows: list[FormRow]) -> None:
        before = {row["id"]: row for row in self.sent.get(name, [])}
        here = {row["id"]: row for row in self.tables.get(name, [])}
        self._twice(name, rows)
        for number, row in enumerate(rows):
            id_, place = row.get("id"), self.reader.place((name, number))
            taken = self._without_money(row, place)
            if self._is_one_of_two(name, row):
                continue
            if id_ in here and id_ not in self.offered.get(name, ()):
                self.warn(f"{id_} is not of the part of this partner; it stays as it is", place)
            elif id_ in before and id_ in here:
                self._row(name, number, before[id_], here[id_], taken)
            elif id_ in here:
                self.warn(f"{id_} stands here, but was not in the form that was sent", place)
            elif id_ in before:
                self.warn(f"{id_} was taken out here since the form was sent; it stays out", place)
            elif name in PARTNERS_OWN:
                self.own.setdefault(name, []).append(taken)
                self.added.append(f"{name}/{id_ or ''}")
            else:
                message = f"{id_ or 'a new row'} is not in the plan as approved; it was not taken"
                way_out = f"if all agree, add it to [[{name}]] in project.toml"
                self.warn(message, place, way_out)
        got = {row.get("id") for row in rows}
        for id_ in before:
            if id_ not in got:
                message = f"{name}/{id_} is gone from the form; nothing was taken out here"
                self.warn(message)

    def _is_one_of_two(self, name: str, row: FormRow) -> bool:
        """Tell whether a row came back as it was sent, and its id stood twice in the plan."""
        sent = [each for each in self.sent.get(name, []) if each["id"] == row.get("id")]
        rows = (said(self._apart(name, each)) for each in sent)
        return len(sent) > 1 and said(self._apart(name, row)) in rows

    def _apart(self, name: str, row: FormRow) -> FormRow:
        return apart(row, KINDS[name], Own.of(self.p).language)

    def _twice(self, name: str, rows: list[FormRow]) -> None:
        """Refuse rows with one id not twice in what was sent: nobody knows who is meant."""
        sent = Counter(str(row["id"]) for row in self.sent.get(name, []))
        lines: dict[str, list[Place | None]] = {}
        for number, row in enumerate(rows):
            if "id" in row:
                place = self.reader.place((name, number, "id"))
                lines.setdefault(str(row["id"]), []).append(place)
        for id_, places in lines.items():
            if len(places) > max(sent[id_], 1):
                at = [str(place.line) for place in places if place is not None]
                message = f"the id `{id_}` stands in rows {' and '.join(at)}"
                way_out = "give one of them another id, or take it out"
                self.reader.say("id-used-twice", message, place=places[-1], way_out=way_out)

    def _without_money(self, row: FormRow, place: Place | None) -> FormRow:
        """Return a row without amounts, which the form does not offer."""
        kept = {key: held for key, held in row.items() if key not in MONEY}
        if kept != row:
            self.warn("amounts are not taken from a form", place)
        return kept

    def _row(self, name: str, number: int, before: FormRow, here: FormRow, row: FormRow) -> None:
        flat = {
            key: dict(_flat(self._apart(name, table)))
            for key, table in (("b", before), ("h", here), ("r", row))
        }
        heads = self.reader.heads.get(name, ())
        now, texts = self._apart(name, deepcopy(here)), spoken(KINDS[name])
        changed: Changed = {}
        for head in dict.fromkeys((*flat["b"], *flat["r"])):
            if head not in heads:
                message = f"the column {head} is gone from the form; its values stay"
                if message not in {found.message for found in self.reader.found}:
                    self.warn(message)
                continue
            sent, current, form = (flat[key].get(head) for key in "bhr")
            if said(form) in {said(sent), said(current)}:
                continue
            address = f"{name}/{here['id']}/{head}"
            found = ChangedCell(address=address, sent=sent, here=current, form=form)
            if said(current) == said(sent):
                _put(now, head, form, texts)
                changed.setdefault(head.partition(".")[0], []).append(found)
            else:
                self.conflicts.append(found)
        if name in PARTNERS_OWN:
            for at, whose in enumerate(self.own.get(name, [])):
                own = self._apart(name, whose)
                for found in chain(*changed.values()) if own["id"] == here["id"] else ():
                    _put(own, found.address.rpartition("/")[2], found.form, texts)
                self.own[name][at] = joined(own, KINDS[name])
            self.applied += chain(*changed.values())
        elif changed:
            self._amend(name, number, joined(now, KINDS[name]), changed)

    def _amend(
        self, name: str, number: int, row: FormRow, changed: dict[str, list[ChangedCell]]
    ) -> None:
        """Make an amendment of what was changed of a thing that was approved."""
        changes: FormRow = {}
        fields = attrs.fields_dict(KINDS[name])
        for key, differences in changed.items():
            place = self.reader.place((name, number, key))
            if key not in fields:
                message = f"`{key}` is not a column of {name}"
                self.reader.say("unknown-key", message, place=place, way_out=near(key, fields))
            elif key in _AMENDABLE and row.get(key) is not None:
                self.reader.move((name, number, key), ("amended", len(self.amended), key))
                changes[key] = row[key]
                self.applied += differences
            else:
                what = "was emptied" if key in _AMENDABLE else "cannot be amended"
                message = f"{name}/{row['id']}/{key} {what} in the form; it stays as approved"
                self.warn(message, place, "if all agree, record an amendment that says it")
        if changes:
            self.amended.append(
                {
                    "of": row["id"],
                    "recorded": self.on,
                    "reason": NO_REASON,
                    "source": self.partner,
                    **changes,
                }
            )

    def built(self, facts: Tables) -> Merged:
        """Build the partnership; what cannot be read is said at its cell, and nothing is taken."""
        reader, own = self.reader, Own.of(self.p)

        def assembled(raw: Tables, known: tuple[str, ...]) -> Assembly:
            return reader.assemble(raw, known, own, "the form", reader.where)

        news = {**facts, "amended": self.amended}
        reader.problems(raw_link_problems(news, known_ids(self.own)), reader.where)
        plan = assembled(self.own, PLAN_TABLES).plan
        told = assembled(news, TABLES_OF_FACTS).facts
        merged = None
        if plan is not None and told is not None and not Findings(reader.found).errors:
            merged = attrs.evolve(self.p, baseline=plan)
            for fact in told:
                known = fact if fact.recorded else attrs.evolve(fact, recorded=self.on)
                more = merged.with_news(known)
                if more is not merged and not isinstance(fact, Amended):
                    self.added.append(f"{FACT_TABLES[type(fact)]}/{fact.of or ''}")
                merged = more
        return Merged(
            partnership=merged,
            applied=tuple(self.applied),
            conflicts=tuple(self.conflicts),
            added=tuple(self.added),
            findings=Findings(reader.found),
        )

    def warn(self, message: str, place: Place | None = None, way_out: str | None = None) -> None:
        """Tell of something that is not taken."""
        told = {"severity": Severity.WARNING, "place": place, "way_out": way_out}
        self.reader.say("form-differs", message, **told)


def _flat(row: FormRow) -> Iterator[tuple[str, Any]]:
    """Yield the cells of a row by their heads: `venue.city`."""
    for key, held in row.items():
        if isinstance(held, dict):
            yield from ((f"{key}.{inner}", value) for inner, value in held.items())
        else:
            yield key, held


def _put(row: FormRow, head: str, value: object, texts: tuple[str, ...]) -> None:
    first, _, rest = head.partition(".")
    first, rest = (head, "") if first in texts else (first, rest)
    table, key = (row.setdefault(first, {}), rest) if rest else (row, first)
    if value is None:
        table.pop(key, None)
        if rest and not table:
            row.pop(first)
    else:
        table[key] = value


def said(value: object) -> object:
    """Return a value so that equal ones compare equal, wherever they were written."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | Decimal):
        return f"{Decimal(value).normalize() + 0:f}"
    if isinstance(value, list):
        return tuple(said(item) for item in value)
    if isinstance(value, dict):
        return tuple(sorted((key, said(item)) for key, item in value.items()))
    return value


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _sent(reader: BookReader) -> dict[str, Any] | None:
    """Return what the form held when it was sent, or None with a finding."""
    if Findings(reader.found).errors:
        return None
    try:
        sent = json.loads("".join(str(row[0]) for row in reader.sheets[SENT]))
        tables = {name: list(map(dict, held)) for name, held in sent["tables"].items()}
        project, partner = str(sent["project"]), str(sent["partner"])
        if all("id" in row for held in tables.values() for row in held):
            return {"project": project, "partner": partner, "tables": tables}
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        pass  # whoever sends a form back may have changed what is hidden in it
    way_out = "send the form again, and ask for it to be filled in and sent back as it is"
    message = f"{reader.name} is not a form of vetpartner, or what was sent is gone from it"
    reader.say("not-a-form", message, way_out=way_out)
    return None


def _nothing(reader: BookReader) -> Merged:
    return Merged(partnership=None, findings=Findings(reader.found))

"""A form that came back, compared with what was sent and with what is recorded, cell by cell.

What was not filled in is never written: a cell that is as it was sent says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from vetpartner.export.form import FORMAT, Form, form_of, remembered, title_of
from vetpartner.export.form_facts import Facts
from vetpartner.export.form_reading import TABLES, FormReader, Found, Row
from vetpartner.export.form_values import comparable, kept, read
from vetpartner.export.telling import language_of
from vetpartner.files.tables.headings import folded
from vetpartner.files.workbooks.cells import CellError
from vetpartner.files.workbooks.merging import FORM_SHEETS, ChangedCell, Merged, merge
from vetpartner.model import FACT_TABLES, Amended, When
from vetpartner.render.language import has_catalogue
from vetpartner.state.partner_form import DATES, PROOFS, FormRow
from vetpartner.values.finding import Findings, Severity
from vetpartner.values.reading import WrongValue
from vetpartner.values.words import asked, meant, near

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from vetpartner.model import Organisation, Partnership, Place
    from vetpartner.values.table import Column

_AGAIN = "send the form again, or name the partner with --partner"


def taken(
    p: Partnership,
    file: Path,
    *,
    on: date | None = None,
    partner: str | None = None,
    name: str = "",
) -> Merged:
    """Return a partnership with what a partner filled in; nothing is written anywhere.

    A form of an earlier version is taken as `merge` does. A cell that was filled in and is not
    recorded here becomes a fact of the day `on` (left out, the day of `p`); one that was recorded
    otherwise a correction; one that was changed here and in the form in different ways is a
    conflict, and stays. What was emptied is asked, what is only shown is told where it was changed.
    A form may be merged any number of times. `partner` is whose it is, where the file does not say.
    """
    reader = FormReader(name or file.name)
    if not reader.read(file, p.plan):
        return Merged(partnership=None, findings=Findings(reader.found))
    sent = reader.sent()
    if sent is None or sent.get("form") != FORMAT:
        old = sent is not None or any(sheet in FORM_SHEETS for sheet in reader.sheets)
        if old:
            return merge(p, file, on=on)
        sent = None
    work = _Taking(reader, p, sent, on or p.as_of)
    if not work.knows(partner):
        return Merged(partnership=None, findings=Findings(reader.found))
    return work.merged()


class _Taking:
    """Goes through the tables of a form."""

    def __init__(
        self, reader: FormReader, p: Partnership, sent: dict[str, Any] | None, on: date
    ) -> None:
        self.reader, self.p, self.on = reader, p, on
        self.sent = _rows_sent(sent)
        self.about = sent or {}
        self.applied: list[ChangedCell] = []
        self.conflicts: list[ChangedCell] = []

    # Whose it is.

    def knows(self, partner: str | None) -> bool:
        """Find out whose form it is, or say that nobody knows."""
        label = self.p.plan.project.label
        whose = str(self.about.get("partner") or "")
        homes = {home.id: home for home in self.p.plan.organisations}
        if self.about and (self.about.get("project") != label or whose not in homes):
            made = f"{whose} in {self.about.get('project')}"
            self._say("form-of-another", f"{self.reader.name} was made for {made}")
            return False
        named = self._titled(list(homes.values())) if not whose else [whose]
        if partner is not None and named and partner not in named:
            made = f"it says that it is of {named[0]}, and --partner says {partner}"
            self._say("form-of-another", f"{self.reader.name}: {made}")
            return False
        found = [partner] if partner is not None else named
        if len(found) != 1:
            message = f"{self.reader.name} does not say whose form it is"
            self._say("not-a-form", message, way_out=_AGAIN)
            return False
        self.partner = found[0]
        code = str(self.about.get("language") or language_of(self.p, self.partner))
        self.code = code if has_catalogue(code, papers=True) else language_of(self.p, self.partner)
        self.tables = self.reader.found_tables((self.code, language_of(self.p, self.partner)))
        if not self.tables:
            message = f"{self.reader.name} is no form of vetpartner: none of its tables is in it"
            self._say("not-a-form", message, way_out=_AGAIN)
            return False
        self.code = self.code if self.about else self.tables[0].code
        self.here: Form = form_of(self.p, self.partner, code=self.code)
        if not self.about:
            self.sent = remembered(self.here)
            self._note(
                "what was sent is not in the file; it is compared with what is recorded here"
            )
        return True

    def _titled(self, homes: list[Organisation]) -> list[str]:
        """Return whose title stands on top of a sheet."""
        tops = [
            folded(str(value))
            for _, rows in self.reader.shown()
            for row in rows[:3]
            for value in row[:3]
            if value is not None
        ]
        titles = {home.id: folded(title_of(self.p, home.id)) for home in homes}
        return [id_ for id_, title in titles.items() if title in tops]

    # What was filled in.

    def merged(self) -> Merged:
        """Compare all tables, and return what comes of it."""
        for place in sorted(
            self.reader.formula_places(), key=lambda at: (at.file, at.line, at.column)
        ):
            self._warn("a formula stands here; its last value is taken", place)
        facts = Facts(self.p, self.partner, self.on, self.here.language, self._say)
        for found in self.tables:
            self._table(found, facts)
        self._gone()
        if Findings(self.reader.found).errors:
            return self._result(None, ())
        baseline, news = facts.built()
        merged = attrs.evolve(self.p, baseline=baseline)
        added: list[str] = list(facts.people)
        for fact in news:
            more = merged.with_news(fact)
            if more is not merged and not isinstance(fact, Amended) and fact.corrects is None:
                added.append(f"{FACT_TABLES[type(fact)]}/{fact.of or ''}")
            merged = more
        return self._result(merged, tuple(added))

    def _result(self, p: Partnership | None, added: tuple[str, ...]) -> Merged:
        return Merged(
            partnership=p,
            applied=tuple(self.applied),
            conflicts=tuple(self.conflicts),
            added=added,
            findings=Findings(self.reader.found),
        )

    def _table(self, found: Found, facts: Facts) -> None:
        table = self.here.tables.get(found.name, TABLES[found.name])
        rows: list[FormRow] = [row for row in table.rows if row.of]
        sent = [row for row in self.sent.get(found.name, []) if row["of"]]
        self._columns(found, sent)
        seen: dict[str, int] = {}
        for row in found.rows:
            of = self._whose(found, row, sent)
            if of is None:
                continue
            # Of several rows of one thing the kind of proof tells which it is, or else their order.
            kind = folded(str(row.cells.get("kind", ""))) if found.name == PROOFS.name else ""
            number = seen[of] = seen.get(of, -1) + 1
            here = [each for each in rows if each.of == of and kind in {"", self._kind(each)}]
            before = [
                each
                for each in sent
                if each["of"] == of and kind in {"", folded(str(each["cells"].get("kind", "")))}
            ]
            at = 0 if kind else number
            known = bool(of) and at < len(here)
            self._row(
                _Compared(
                    found=found,
                    row=row,
                    of=of,
                    here=here[at] if known else FormRow(of=of),
                    sent=before[at]["cells"] if of and at < len(before) else {},
                    new=not of or at >= len(before),
                    extra=not known and (not of or at >= len(before)),
                ),
                facts,
            )
        for each in {row["of"]: row for row in sent}.values():
            times = sum(1 for row in sent if row["of"] == each["of"])
            if seen.get(each["of"], -1) + 1 < times and found.name != DATES.name and each["cells"]:
                self._warn(f"the row of {each['label']} is gone; nothing was taken out here")

    def _kind(self, row: FormRow) -> str:
        """Return the kind of proof that a row asks for, as it is shown."""
        return folded(self.here.language.gettext(str(row.held.get("kind", ""))))

    def _columns(self, found: Found, sent: list[dict[str, Any]]) -> None:
        """Tell which columns are gone."""
        for column in TABLES[found.name].shown[1:]:
            if column.name not in found.columns and any(column.name in r["cells"] for r in sent):
                head = self.here.language.gettext(column.head)
                self._warn(f"the column “{head}” is gone from the form; its values stay")

    def _whose(self, found: Found, row: Row, sent: list[dict[str, Any]]) -> str | None:
        """Return of what a row is: an id, empty for something new, None where nobody knows."""
        here = remembered(self.here).get(found.name, [])
        labels = {each["label"]: str(each["of"]) for each in reversed(sent)}
        labels |= {each["label"]: str(each["of"]) for each in here if each["of"]}
        if not row.label:
            filled = row.cells and found.name in {"disseminated", "people", "proofs"}
            if filled or not row.cells:
                return ""
            self._error(row, found, "", "it does not say what this row is about", None)
            return None
        if (known := _labelled(row.label, labels)) is not None:
            return known
        if found.name == DATES.name:
            return None
        if found.name == "people":
            return ""
        first = re.split(r"[\s:–]", row.label)[0]
        ids = [each["of"] for each in (*sent, *here) if each["of"]]
        of = meant(first, ids) or meant(first, (thing.id for _, thing in self.p.plan.things()))
        if len(of) == 1:
            return of[0]
        if of:
            facts_of = asked(of)
        elif found.name == "disseminated":
            facts_of = near(first, ids)
        else:
            facts_of = near(row.label, [each["label"] for each in (*sent, *here) if each["label"]])
        self._error(row, found, "", f"nothing in the plan is called “{row.label}”", facts_of)
        return None

    def _row(self, compared: _Compared, facts: Facts) -> None:
        changes: dict[str, Any] = {}
        wrong = len(Findings(self.reader.found).errors)
        for column in TABLES[compared.found.name].shown[1:]:
            if column.name not in compared.found.columns:
                continue
            asked = column.input or (compared.extra and column.name in {"kind", "role"})
            if asked and column.name not in compared.here.fixed:
                value = self._cell(compared, column)
                if value is not None:
                    changes[column.name] = value
            elif compared.of:
                self._only_shown(compared, column)
        if changes and wrong == len(Findings(self.reader.found).errors):
            facts.take(
                compared.found.name,
                compared.row,
                compared.of,
                compared.here,
                changes,
                self._place(compared.found, compared.row),
            )

    def _cell(self, c: _Compared, column: Column) -> Any:  # noqa: ANN401
        """Return the value of a cell that is to be taken; None where there is nothing to take."""
        raw = c.row.cells.get(column.name)
        typed, sent = comparable(raw), comparable(c.sent.get(column.name))
        here = comparable(_here(c.here, column, self.here))
        if typed in {sent, here} or (typed is None and sent is None):
            return None
        place = self._place(c.found, c.row, column.name)
        address = f"{c.of or 'new'}/{column.name}"
        if typed is None:
            if c.new or here is None:
                return None
            message = f"{c.row.label}: “{self._head(column)}” was emptied, here stands {here}"
            self._warn(message, place, "ask what is right, and type that; nothing was taken out")
            return None
        if place in self.reader.refused:
            return None  # an error of a spreadsheet is said already
        try:
            value = read(raw, column, self.here.language)
        except (CellError, WrongValue) as error:
            slug = getattr(error, "slug", "wrong-type")
            self._say(slug, str(error), place=place, way_out=getattr(error, "way_out", None))
            return None
        if kept(value) in {sent, here} or _same(value, c.here.value(column)):
            return None
        changed = ChangedCell(address=address, sent=sent, here=here, form=kept(value))
        if here != sent and not c.new:
            self.conflicts.append(changed)
            return None
        if here is not None:
            self.applied.append(changed)
        return value

    def _only_shown(self, c: _Compared, column: Column) -> None:
        raw = comparable(c.row.cells.get(column.name))
        sent = comparable(c.sent.get(column.name))
        here = comparable(_here(c.here, column, self.here))
        if raw is None or raw in {sent, here}:
            return
        try:
            value = read(raw, column, self.here.language) if column.kind == "when" else raw
        except (CellError, WrongValue):
            value = raw
        if _same(value, c.here.value(column)):
            return
        message = (
            f"{c.row.label}: “{self._head(column)}” is only shown; the form says {raw}, "
            f"here stands {here if here is not None else 'nothing'}, and nothing was taken"
        )
        way_out = None
        if column.kind == "when" and c.found.name in {"dates", "held"}:
            way_out = f"if all agree: vetpartner move PROJECT {c.of} {value} --reason …"
        self._warn(message, self._place(c.found, c.row, column.name), way_out)

    def _gone(self) -> None:
        """Tell which tables of the form are not there, unless one sheet came alone."""
        if "" in self.reader.sheets:
            return
        there = {found.name for found in self.tables}
        for name, rows in self.sent.items():
            if name not in there and any(row["cells"] for row in rows):
                caption = self.here.language.gettext(str(TABLES[name].caption) or name)
                self._warn(
                    f"the table “{caption}” is gone from the form; nothing was taken from it"
                )

    # How it is said.

    def _head(self, column: Column) -> str:
        return self.here.language.gettext(column.head)

    def _place(self, found: Found, row: Row, name: str = "") -> Place:
        return self.reader.at(row.sheet, row.line, found.columns.get(name, 0) + 1)

    def _say(self, slug: str, message: str, **more: Any) -> None:  # noqa: ANN401
        self.reader.say(slug, message, **more)

    def _error(self, row: Row, found: Found, name: str, message: str, way_out: str | None) -> None:
        self._say("form-differs", message, place=self._place(found, row, name), way_out=way_out)

    def _warn(self, message: str, place: Place | None = None, way_out: str | None = None) -> None:
        told = {"severity": Severity.WARNING, "place": place, "way_out": way_out}
        self._say("form-differs", message, **told)

    def _note(self, message: str) -> None:
        self._say("form-differs", f"{self.reader.name}: {message}", severity=Severity.NOTE)


@frozen(kw_only=True)
class _Compared:
    """A row of the form, with what was sent of it and what is recorded here.

    `new` tells that it was not sent, `extra` that it is not here either.
    """

    found: Found
    row: Row
    of: str
    here: FormRow
    sent: Mapping[str, Any]
    new: bool
    extra: bool


def _labelled(label: str, known: Mapping[str, str]) -> str | None:
    """Return what has this label, or else the only thing that has it in other capitals or marks."""
    if label in known:
        return known[label]
    alike = {of for each, of in known.items() if folded(each) == folded(label)}
    return alike.pop() if len(alike) == 1 else None


def _same(value: object, here: object) -> bool:
    """Tell whether a value says what stands here; a form knows days and no hours."""
    if isinstance(value, When) and isinstance(here, When):
        return not here.tentative and (value.first, value.last) == (here.first, here.last)
    return kept(value) == kept(here)


def _here(row: FormRow, column: Column, form: Form) -> object:
    """Return what the form would show today in a cell."""
    from vetpartner.export.form import plain
    from vetpartner.render.form_sheet import shown

    return plain(shown(row.value(column), column, form.language))


def _rows_sent(sent: dict[str, Any] | None) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that were sent, as far as they can be understood: a form may be changed."""
    rows = (sent or {}).get("rows")
    if not isinstance(rows, dict):
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    for name, held in rows.items():
        if name in TABLES and isinstance(held, list):
            found[name] = [
                {
                    "of": str(row.get("of", "")),
                    "label": str(row.get("label", "")),
                    "cells": dict(row.get("cells") or {}),
                }
                for row in held
                if isinstance(row, dict) and isinstance(row.get("cells", {}), dict)
            ]
    return found

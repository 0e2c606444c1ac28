"""A plan from the tables and labels of a sheet or form: who, which packages, what, how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, evolve

from vetpartner.files.imports.blocks import (
    BUDGET,
    Block,
    Names,
    Pair,
    Text,
    blocks,
    known_label,
    question,
)
from vetpartner.files.imports.draft import Draft, Entry, NotImported
from vetpartner.files.imports.entries import (
    merge,
    same_activity,
    same_organisation,
    same_package,
    with_ids,
)
from vetpartner.files.imports.plan_amounts import Amounts, Budget
from vetpartner.files.imports.plan_cells import as_text, package_of
from vetpartner.files.imports.plan_tables import (
    Activities,
    Known,
    Organisations,
    Packages,
    PlanFindings,
    labelled,
)
from vetpartner.files.imports.plan_words import (
    ACTIVITIES,
    ORGANISATIONS,
    PACKAGES,
    PROJECT,
    field_of,
    meant,
)
from vetpartner.files.imports.project_facts import CALL, FORM_ID, ProjectFacts
from vetpartner.files.imports.records import Records, bare
from vetpartner.files.imports.results import ACTIONS
from vetpartner.files.tables.days import Order
from vetpartner.files.tables.headings import clean, folded
from vetpartner.files.tables.shape import Sheet
from vetpartner.programme import country
from vetpartner.values.finding import Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Item = Block | Pair | Text

_ORDER = {table: n for n, table in enumerate(
    ("project", "organisations", "work_packages", "meetings", "trainings",
     "dissemination_events", "tasks")
)}  # fmt: skip
MOST_ROWS = 20_000
"""How many rows of a sheet, or lines of a form, are read."""
_TELLING = 3
"""So many letters tell something; a line of fewer is a number of a page or a sign."""


@define(kw_only=True)
class Drafting:
    """Makes a draft of the sheets of one source; `places` are those of rows that have others.

    `order` is how days are written where the source says it. `in_words` tells that it is a form,
    in which much is answered in words.
    """

    draft: Draft
    sheets: Sequence[Sheet]
    places: Mapping[int, Place] = Factory(dict)
    order: Order | None = None
    in_words: bool = False
    found: PlanFindings = Factory(
        lambda self: PlanFindings(self.draft.source, self.places), takes_self=True
    )
    known: Known = Factory(Known)
    facts: ProjectFacts = Factory(ProjectFacts)
    items: list[tuple[Sheet, Item]] = Factory(list)
    organisations: list[Entry] = Factory(list)
    packages: list[Entry] = Factory(list)
    activities: list[Entry] = Factory(list)
    ids: list[str] = Factory(list)

    def made(self) -> Draft:
        """Read everything, and return the draft; raises `NotImported` for what is too long."""
        self.refuse_long()
        self.known.order = self.order
        self.items = list(self._items(self._names()))
        labels = Records(self.items, in_words=self.in_words)
        records = [block for _, block in self._blocks()] + list(labels.blocks())
        for where, pair in labels.facts:
            self._fact(field_of(bare(pair.label), PROJECT), pair, where)
        for where, pair in labels.left:
            at = self.found.place(where.name, pair.line, pair.column + 1)
            said = f"{pair.label}: {as_text(pair.value)}"
            self.draft.leave(str(at), said, "nobody knows what it is of", at)
        self._organisations([b for b in records if b.kind == ORGANISATIONS])
        self._packages([b for b in records if b.kind == PACKAGES])
        self._activities([b for b in records if b.kind == ACTIVITIES])
        amounts = self._budgets([b for b in records if b.kind == BUDGET])
        self._answers()
        project = self._project([b for b in records if b.kind == PROJECT])
        self._shares(amounts)
        every = [*self.organisations, *self.packages, *self.activities]
        every.sort(key=lambda entry: (bool(entry.unsure), _ORDER.get(entry.table, len(_ORDER))))
        self.draft.entries = [project, *every]
        self._findings()
        if not {"action", "call"} <= project.values.keys():
            actions = " or ".join(f'"{each}"' for each in ACTIONS)
            self.draft.told.append(
                f"Nothing says for sure which rules hold: add action = {actions} and call = its "
                "year to [project]"
            )
        if self.ids:
            made = ", ".join(self.ids)
            self.draft.told.insert(0, f"Ids made here, which the source does not have: {made}")
        return self.draft

    @property
    def understood(self) -> bool:
        """Tell whether anything but texts is in the source."""
        return bool(self.organisations or self.packages or self.activities or self.facts.said)

    # What there is.

    def refuse_long(self) -> None:
        """Refuse a source of more rows than any plan has; raises `NotImported`."""
        for sheet in self.sheets:
            if any(n >= MOST_ROWS for n, _ in enumerate(sheet.again())):
                name = f" {sheet.name}" if sheet.name else ""
                msg = (
                    f"{self.draft.source}{name} has more than {MOST_ROWS} rows: no plan is so long"
                )
                raise NotImported(msg)

    def _items(self, names: Names) -> Iterator[tuple[Sheet, Item]]:
        for sheet in self.sheets:
            for item in blocks(sheet, names, in_words=self.in_words):
                yield sheet, item

    def _blocks(self) -> Iterator[tuple[Sheet, Block]]:
        for sheet, item in self.items:
            if isinstance(item, Block):
                yield sheet, item

    def _names(self) -> Names:
        """Return the names with which a table of amounts may be headed."""
        known: dict[str, str] = {}
        for _, item in self._items(Names()):
            if isinstance(item, Block) and item.kind == ORGANISATIONS:
                rows = list(item.sheet.again())
                means = [field_of(clean(v), ORGANISATIONS) for v in rows[0][1]]
                for _, values in rows[1:]:
                    for name, value in zip(means, values, strict=False):
                        if name in {"id", "name", "acronym"} and value != "":
                            known[folded(clean(value))] = folded(clean(value))
        return Names(known)

    def _fact(self, name: str, pair: Pair, sheet: Sheet | None) -> None:
        """Keep what a label says of the project."""
        if name and name != "unused":
            at = self.found.place(sheet.name if sheet else "", pair.line, pair.column + 1)
            self.facts.add(name, pair.value, at)

    # Who takes part.

    def _organisations(self, given: Sequence[Block]) -> None:
        for block in given:
            reader = Organisations(block, self.found, self.known)
            read = list(reader.entries())
            applicant = any(
                meant("titles").get(folded(t)) == "applicant" for t in block.titles[-2:]
            )
            before = list(self.organisations)
            for entry in read:
                if applicant and len(read) == 1 and "role" not in entry.values:
                    entry.put("role", "coordinator")
                merge(self.organisations, before, entry, same_organisation)
        self._ids(self.organisations, "P")
        named: dict[str, set[str]] = {}
        for entry in self.organisations:
            own = entry.values
            for text in (own["id"], own.get("acronym"), own.get("name")):
                key = folded(str(text or ""))
                if not key:
                    continue
                named.setdefault(key, set()).add(own["id"])
        self.known.organisations = {k: next(iter(v)) for k, v in named.items() if len(v) == 1}
        for text, ids in named.items():
            if len(ids) > 1:
                why = f"{' and '.join(sorted(ids))} are called so, and nobody knows which is meant"
                self.draft.leave("organisations", text, why)
        leads = [e for e in self.organisations if e.values.get("role") == "coordinator"]
        home = leads[0] if leads else None
        self.known.home = country(str(home.values.get("country"))) if home else None

    def _ids(self, entries: Sequence[Entry], prefix: str) -> None:
        """Give ids where none stand, or one stands twice, and tell so."""
        made, twice = with_ids(entries, prefix)
        self.ids += made
        for entry, id_ in twice:
            at = entry.places.get("id") or entry.places.get("title")
            why = f"the id stands twice; here {entry.values['id']} was made instead"
            self.draft.leave(str(at or entry.table), id_, why, at)

    # Which work packages and activities.

    def _packages(self, given: Sequence[Block]) -> None:
        for block in given:
            before = list(self.packages)
            for entry in Packages(block, self.found, self.known).entries():
                merge(self.packages, before, entry, same_package)
        self._ids(self.packages, "WP")
        self._know_packages()

    def _know_packages(self) -> None:
        titles = [folded(str(e.values["title"])) for e in self.packages if "title" in e.values]
        self.known.packages = {
            title: each.values["id"]
            for each in self.packages
            if titles.count(title := folded(str(each.values.get("title", "")))) == 1
        }

    def _activities(self, given: Sequence[Block]) -> None:
        for block in given:
            read = list(Activities(block, self.found, self.known).entries())
            labelled(read)
            before = list(self.activities)
            for entry in read:
                merge(self.activities, before, entry, same_activity)
        by_package: dict[str, list[Entry]] = {}
        for entry in self.activities:
            by_package.setdefault(str(entry.values.get("work_package", "")), []).append(entry)
        for package, entries in by_package.items():
            stem = package.removeprefix("WP")
            self._ids(entries, f"A{stem}." if stem.isdigit() else "A")
        self._ids(self.activities, "A")
        for package in by_package:
            if package and not any(e.values.get("id") == package for e in self.packages):
                self.packages.append(Entry(PACKAGES, {"id": package}))
                self.draft.told.append(f"{package} is named by activities alone")

    # How much.

    def _budgets(self, given: Sequence[Block]) -> list[tuple[str, str, Any, Place]]:
        """Return the shares of the tables of amounts: organisation, work package, euros, place."""
        found = []
        for block in given:
            columns = {n: self._resolved(of) for n, of in block.columns.items()}
            if any(not of for of in columns.values()):
                self.draft.leave("budget", ", ".join(block.columns.values()), "not all are known")
                continue
            reader = Budget(evolve(block, columns=columns), self.found, self.known)
            for row in reader.entries():
                self._total(row)
                for name, amount in row.parts.items():
                    pair = (name, row.of) if reader.across == "organisation" else (row.of, name)
                    found.append((*pair, amount, row.at))
            for text, at in reader.odd:
                why = "it is no organisation and no work package that is listed"
                self.draft.leave(str(at), text, why, at)
            for fact in reader.facts:
                self._fact(field_of(fact.label, PROJECT), fact, block.sheet)
        return found

    def _resolved(self, of: str) -> str:
        """Return a column of amounts by the id that its organisation has now."""
        kind, _, name = of.partition(":")
        if kind != "organisation":
            return of
        id_ = self.known.organisations.get(name)
        return f"organisation:{id_}" if id_ else ""

    def _total(self, row: Amounts) -> None:
        whole = sum(row.parts.values())
        if row.total is not None and row.total != whole:
            why = f"the amounts beside it make {whole}"
            self.draft.leave(str(row.at), f"{row.of}: total {row.total}", why, row.at)

    def _shares(self, amounts: list[tuple[str, str, Any, Place]]) -> None:
        """Put shares into their work packages, and hold the amount of each against them."""
        by_id = {entry.values["id"]: entry for entry in self.packages}
        for organisation, package, amount, at in amounts:
            entry = by_id.get(package)
            if entry is None:
                entry = by_id[package] = Entry(PACKAGES, {"id": package})
                self.packages.append(entry)
                self.draft.told.append(f"{package} is named by the table of amounts alone")
            grant = entry.values.setdefault("grant", {})
            before = grant.get(organisation)
            if before is not None and before != amount:
                said = f"{package}: {organisation} {amount}"
                self.draft.leave(str(at), said, f"another place says {before}", at)
                continue
            grant[organisation] = amount
        for entry in self.packages:
            grant, amount = entry.values.get("grant"), entry.values.get("amount")
            if grant and amount is not None:
                del entry.values["amount"]
                if amount != sum(grant.values()):
                    why = f"the shares of the organisations make {sum(grant.values())}"
                    entry.put("amount", amount, why, entry.places.get("amount"))

    # The project, and what is left.

    def _project(self, given: Sequence[Block]) -> Entry:
        for block in given:
            rows = list(block.sheet.again())
            for line, values in rows[1:2]:
                for n, value in enumerate(values):
                    name = field_of(clean(rows[0][1][n]), PROJECT) if n < len(rows[0][1]) else ""
                    if value != "" and name:
                        pair = Pair(label=name, value=value, line=line, column=n)
                        self._fact(name, pair, block.sheet)
        entry = Entry(PROJECT)
        for each in self.organisations:
            role = each.values.get("role")
            if role == "coordinator":
                del each.values["role"]
                self.facts.add(
                    "coordinator",
                    each.values["id"],
                    each.places.get("role") or self.found.place("", 1),
                )
            elif role == "partner":
                del each.values["role"]
            elif each.doubts.get("role", ("",))[0] not in {"", "partner"}:
                continue
        self.facts.fill(entry, self.draft, self.known)
        return entry

    def _answers(self) -> None:
        """Take the choices of a form; tell of what is answered in words, and of all other lines."""
        asked, sheet = "", None
        lines: list[Text] = []
        name = "other"
        for where, item in [*self.items, (None, None)]:
            if isinstance(item, Text) and not (self.in_words and question(item.text)):
                if lines or not (self.in_words and item.text[:1].islower() and asked):
                    lines.append(item)
                sheet = where
                continue
            self._answer(name, asked, lines, sheet)
            lines, asked, name = [], "", "other"
            if isinstance(item, Text):
                asked, name, sheet = item.text, question(item.text), where
                lines = []
        self._answer(name, asked, lines, sheet)

    def _answer(self, name: str, asked: str, lines: list[Text], sheet: Sheet | None) -> None:
        """Take or tell the lines behind a question, or those between tables."""
        lines = [line for line in lines if self._tells(line)]
        if not lines or sheet is None:
            return
        at = self.found.place(sheet.name, lines[0].line)
        if name != "other":
            self.facts.add(name, "\n".join(line.text for line in lines), at)
        elif self.in_words:
            said = f"{asked} … {lines[0].text}" if asked else lines[0].text
            why = f"{len(lines)} lines in words: the plan has no place for them"
            self.draft.leave(
                str(at), said, why if len(lines) > 1 else "the plan has no place for it", at
            )
        else:
            for line in lines:
                at = self.found.place(sheet.name, line.line)
                self.draft.leave(str(at), line.text, "it belongs to no table and no label", at)

    def _tells(self, item: Text) -> bool:
        plain = folded(item.text)
        letters = sum(sign.isalpha() for sign in plain)
        if letters < _TELLING or plain in meant("titles") or plain in meant("sections"):
            return False
        if CALL.search(item.text) or FORM_ID.search(item.text):
            return False
        if known_label(item.text):  # it is not answered
            return False
        number = package_of(item.text).number
        return number is None or all(e.values["id"] != f"WP{number}" for e in self.packages)

    def _findings(self) -> None:
        """Tell what the readers of tables said."""
        for one in self.found.all():
            if one.severity is not Severity.NOTE or one.slug == "table-row-left-out":
                why = one.message if not one.way_out else f"{one.message}; {one.way_out}"
                self.draft.leave(str(one.place), _said(one.message), why, one.place)


def _said(message: str) -> str:
    """Return what a message quotes."""
    first = message.find("'")
    last = message.find("'", first + 1)
    return message[first + 1 : last] if 0 <= first < last else message


def lines_of(rows: Iterable[tuple[int, Sequence[object]]], name: str = "") -> Sheet:
    """Return rows as a sheet."""
    held = tuple(rows)
    return Sheet(name=name, again=lambda: iter(held))

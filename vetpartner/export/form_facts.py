"""The facts that come of a form: what is new, what corrects, and what is asked before it is taken.

Nothing is said to have taken place unless the partner says on which day.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.export.form_values import is_link, kind_of_proof, kinds_of_proof
from vetpartner.files.tables.headings import folded
from vetpartner.model import (
    Attended,
    Delivered,
    Disseminated,
    Fact,
    Held,
    LaterEvidence,
    Noted,
    Person,
    Venue,
    When,
)
from vetpartner.state.partner_form import ROLES
from vetpartner.values.file_names import alike, portable
from vetpartner.values.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from vetpartner.export.form_reading import Row
    from vetpartner.model import Partnership, Place, Plan
    from vetpartner.render.language import ReportLanguage
    from vetpartner.state.partner_form import FormRow

    Values = dict[str, Any]

_EVIDENCE_FOLDER = "evidence"


class Facts:
    """Collects what rows of a form say."""

    def __init__(
        self,
        p: Partnership,
        partner: str,
        on: date,
        spoken: ReportLanguage,
        say: Callable[..., None],
    ) -> None:
        """Take the partnership, whose form it is, the day, its language, and who is told."""
        self.p, self.partner, self.on, self.spoken = p, partner, on, spoken
        self.say = say
        self.facts: list[Fact] = []
        self.emails: dict[str, str] = {}
        self.new_people: list[Person] = []

    @property
    def people(self) -> tuple[str, ...]:
        """Return the addresses of new people."""
        return tuple(f"people/{person.id}" for person in self.new_people)

    def built(self) -> tuple[Plan, tuple[Fact, ...]]:
        """Return the plan with the partner's own people, and the facts, proofs last."""
        plan = self.p.baseline
        people = tuple(
            attrs.evolve(person, email=self.emails[person.id])
            if person.id in self.emails
            else person
            for person in plan.people
        )
        plan = attrs.evolve(plan, people=(*people, *self.new_people))
        return plan, tuple(sorted(self.facts, key=lambda f: isinstance(f, LaterEvidence)))

    def take(
        self, table: str, row: Row, of: str, here: FormRow, values: Values, place: Place
    ) -> None:
        """Take what was filled in a row: `values` are those that are new or changed."""
        made = {
            "held": self._held,
            "delivered": self._delivered,
            "disseminated": self._disseminated,
            "people": self._person,
            "proofs": self._proof,
        }.get(table)
        if made is not None:
            made(row, of, here, values, place)

    def _ask(self, message: str, place: Place, way_out: str | None = None) -> None:
        told: dict[str, Any] = {"severity": Severity.WARNING, "place": place, "way_out": way_out}
        self.say("form-asks", message, **told)

    def _refused(self, row: Row, when: When | None, place: Place) -> bool:
        """Tell, and say so, whether a day is still to come."""
        if when is None or when.first is None or when.first <= self.on:
            return False
        shown = self.spoken.value(when)
        self.say("form-in-future", f"{row.label}: {shown} is still to come", place=place)
        return True

    # Activities.

    def _held(self, row: Row, of: str, here: FormRow, values: Values, place: Place) -> None:
        counts = {name: values.pop(name) for name in ROLES if name in values}
        if self._refused(row, values.get("when"), place):
            return
        address = next((at for name, at in here.facts.items() if name not in ROLES and at), "")
        venue = values.pop("venue", None)
        told = {**values, **_where(venue)}
        if address:
            self._about(Held, of, address, here, told, place)
        elif "when" in told:
            self.facts.append(Held(of=of, recorded=self.on, **told))
        else:
            self._without_day(row, of, told, place)
        happened = bool(address) or "when" in told or self._is_past(of)
        if counts and not happened:
            self._ask(
                f"{row.label} is still ahead, and nothing says that it was held; "
                "who was there was not taken",
                place,
                "fill in on which day it was held",
            )
            return
        for name, count in counts.items():
            self._counted(of, name, count, here)

    def _is_past(self, of: str) -> bool:
        when = getattr(self.p.get(of), "when", None)
        span = when.span(self.p.start) if when is not None else None
        return bool(self.p.facts_of(of, Held)) or (span is not None and span.last <= self.on)

    def _counted(self, of: str, name: str, count: int, here: FormRow) -> None:
        role: Any = ROLES[name]
        self.facts.append(
            Attended(
                of=of,
                organisation=self.partner,
                role=role,
                count=count,
                recorded=self.on,
                corrects=here.facts.get(name) or None,
            )
        )

    def _without_day(self, row: Row, of: str, told: Values, place: Place) -> None:
        """Keep a note on something that is not said to have taken place; ask for the day else."""
        note = told.pop("note", None)
        if note is not None:
            known = {(f.of, f.note) for f in self.p.facts_of_kind(Noted)}
            if (of, note) not in known:
                self.facts.append(Noted(of=of, note=note, recorded=self.on))
        if told:
            message = f"{row.label}: it does not say on which day; nothing of this row was taken"
            self._ask(message, place, "fill in the day, or first and last day")

    def _about(
        self,
        kind: type[Any],
        of: str,
        address: str,
        here: FormRow,
        told: Values,
        place: Place,
    ) -> None:
        """Add to a fact what it does not say yet, and correct what it says otherwise."""
        fact = dict(self.p.numbered_facts(kind))[address]
        known = {name for name in told if _stated(getattr(fact, name))}
        reason = told.pop("reason", None)
        if reason is not None:
            if "reason" in known:
                where = f"{here.label}: the reason stands in {address} already"
                self._ask(f"{where}; that of the form was not taken", place, "change it there")
            else:
                same = {"when": fact.when}
                if kind is Delivered:
                    same["languages"] = fact.languages
                self.facts.append(kind(of=of, recorded=self.on, reason=reason, **same))
        if told:
            self.facts.append(kind(of=of, recorded=self.on, corrects=address, **told))

    # Results and what was made known.

    def _delivered(self, row: Row, of: str, here: FormRow, values: Values, place: Place) -> None:
        if self._refused(row, values.get("when"), place):
            return
        address = next(iter(here.facts.values()), "")
        if address:
            self._about(Delivered, of, address, here, values, place)
        elif "when" in values:
            self.facts.append(Delivered(of=of, recorded=self.on, **values))
        else:
            self._without_day(row, of, values, place)

    def _disseminated(
        self,
        row: Row,
        of: str,
        here: FormRow,  # noqa: ARG002 - as the others
        values: Values,
        place: Place,
    ) -> None:
        if self._refused(row, values.get("when"), place):
            return
        if "when" not in values:
            name = row.label or values.get("title") or values.get("url") or row.line
            message = f"{name}: it does not say on which day; nothing of this row was taken"
            self._ask(message, place, "fill in the day")
            return
        self.facts.append(
            Disseminated(of=of or None, organisation=self.partner, recorded=self.on, **values)
        )

    # People.

    def _person(self, row: Row, of: str, here: FormRow, values: Values, place: Place) -> None:  # noqa: ARG002
        if of:
            if "email" in values:
                self.emails[of] = values["email"]
            return
        if not row.label:
            self._ask("a person without a name was not taken", place, "fill in the name")
            return
        named = {folded(person.name or ""): person for person in self.p.plan.people}
        known = named.get(folded(row.label))
        if known is not None:
            if any(getattr(known, name) != value for name, value in values.items()):
                where = f"{row.label} stands in the plan already as {known.id}"
                self._ask(f"{where}; the row was not taken", place, "change what stands there")
            return
        role: Any = values.get("role")
        self.new_people.append(
            Person(
                id=self._new_id(row.label),
                name=row.label,
                organisation=self.partner,
                role=role,
                email=values.get("email"),
            )
        )

    def _new_id(self, name: str) -> str:
        words = folded(name).split() or ["person"]
        taken = {thing.id for _, thing in self.p.baseline.things()}
        taken |= {person.id for person in self.new_people}
        tried = (words[0], "-".join(words), *(f"{words[0]}-{n}" for n in range(2, 1_000)))
        return next(one for one in map(portable, tried) if one not in taken)

    # Proofs.

    def _proof(self, row: Row, of: str, here: FormRow, values: Values, place: Place) -> None:
        kinds = kinds_of_proof(self.p)
        kind = here.held.get("kind") or values.get("kind")
        files = values.get("file", ())
        if not files:
            if "title" in values:
                self._ask(f"{row.label}: a note says “{values['title']}”, and no file", place)
            return
        if not of or not kind:
            missing = "what it proves" if not of else "what it is"
            self._ask(f"{', '.join(files)}: nothing says {missing}; it was not taken", place)
            return
        kind = kind_of_proof(kind, kinds, self.spoken)
        there = {(one.file or one.url) for f in self._shown(of) for one in f.shows}
        links = [name for name in files if is_link(name)]
        found = [file for name in files if not is_link(name) for file in self._file(name, place)]
        news: list[Values] = [{"url": link} for link in links if link not in there]
        fresh = tuple(file for file in found if file not in there)
        news += [{"files": fresh}] if fresh else []
        title = values.get("title")
        self.facts += [
            LaterEvidence(of=of, kind=kind, title=title, recorded=self.on, **each) for each in news
        ]

    def _shown(self, of: str) -> Iterator[Fact]:
        yield from (fact for at, fact in self.p.typed if of in {fact.of, at})

    def _file(self, name: str, place: Place) -> tuple[str, ...]:
        """Return the name of a file in the project; none, and a question, where it is not there."""
        plain = name.replace("\\", "/").rpartition("/")[2]
        origin = self.p.origin
        folder = origin.folder / _EVIDENCE_FOLDER if origin is not None else None
        if folder is None or not _has_folder(self.p):
            return (f"{_EVIDENCE_FOLDER}/{plain}",)
        there = sorted(path for path in folder.rglob("*") if path.is_file())
        same = [path for path in there if alike(path.name) == alike(plain)]
        if len(same) == 1:
            return (same[0].relative_to(origin.folder).as_posix(),) if origin is not None else ()
        told = "is not in evidence/ yet" if not same else "is in evidence/ more than once"
        way_out = "put the file into evidence/, and merge the form again" if not same else None
        self._ask(f"{plain} {told}; it was not taken", place, way_out)
        return ()


def _has_folder(p: Partnership) -> bool:
    """Tell whether a partnership was read from a folder, in which its evidence lies."""
    path = p.seen.path if p.seen is not None else None
    return path is not None and Path(path).is_dir()


def _stated(value: object) -> bool:
    return value not in (None, ())


def _where(venue: Venue | str | None) -> Values:
    """Return the fields of a fact that say where something was."""
    if venue is None:
        return {}
    return {"mode": venue} if isinstance(venue, str) else {"venue": venue}

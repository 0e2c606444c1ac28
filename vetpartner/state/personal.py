"""Personal data: each field, what it is for, and how long it is needed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from vetpartner.model import Answered, Attended, Participant, Person, Presence, Quoted, Spent
from vetpartner.state.deadlines import balance_day, final_reports, records_day
from vetpartner.values.table import Column, Table, Tabled, data
from vetpartner.values.words import NOT_TOLD

if TYPE_CHECKING:
    from vetpartner.model import Partnership


Until = Literal["final report", "records"]
_BASIS = "GDPR; Programme Guide 2025, pp. 463-464"


@frozen(kw_only=True)
class PersonalField:
    """A field of the model that holds a personal datum, its purpose and how long it is needed.

    `until` is the acceptance of the final report, or the end of the keeping of records.
    """

    kind: type[Any]
    field: str
    what: str
    purpose: str
    until: Until
    basis: str = _BASIS


PERSONAL = (
    PersonalField(
        kind=Person,
        field="name",
        what="names of staff",
        purpose="to know who works for the partnership, and to show it in a check",
        until="records",
    ),
    PersonalField(
        kind=Person,
        field="email",
        what="e-mail addresses of staff",
        purpose="to invite to meetings and to send what changed",
        until="final report",
    ),
    PersonalField(
        kind=Person,
        field="role",
        what="roles of staff",
        purpose="to know who answers for what",
        until="records",
    ),
    PersonalField(
        kind=Participant,
        field="name",
        what="names of participants",
        purpose="to make lists to sign and certificates; a pseudonym will do for learners",
        until="records",
    ),
    PersonalField(
        kind=Participant,
        field="gender",
        what="gender of participants",
        purpose="to count how many took part, where the agency asks for it",
        until="final report",
    ),
    PersonalField(
        kind=Participant,
        field="fewer_opportunities",
        what="whether participants have fewer opportunities",
        purpose="to count them for the report; never why",
        until="final report",
    ),
    PersonalField(
        kind=Participant,
        field="minors",
        what="whether participants are under 18",
        purpose="to see that they are accompanied, and to count them",
        until="final report",
    ),
    PersonalField(
        kind=Presence,
        field="participant",
        what="who was there on which day",
        purpose="to give certificates, and to show in a check that the training took place",
        until="records",
    ),
    PersonalField(
        kind=Answered,
        field="person",
        what="who said whether they come",
        purpose="to prepare meetings and trainings, and their lists to sign",
        until="final report",
    ),
    PersonalField(
        kind=Attended,
        field="person",
        what="which person attended what",
        purpose="to show in a check who travelled",
        until="records",
    ),
    PersonalField(
        kind=Spent,
        field="person",
        what="for whose work or journey something was spent",
        purpose="to know what staff days and journeys cost, if costs are kept at all",
        until="records",
    ),
    PersonalField(
        kind=Quoted,
        field="text",
        what="what people said, with their role and organisation",
        purpose="to print it in reports, as they agreed",
        until="records",
    ),
)
"""All personal fields. Texts, evidence and narratives may hold names too; people read those."""


def needed_until(p: Partnership) -> dict[Until, date | None]:
    """Return until when personal data are needed; None while that is not known.

    The final report is behind the project when it was accepted, or else on the day on which the
    balance is due by the law; records are kept for years after the balance.
    """
    accepted = [fact.accepted for fact in final_reports(p) if fact.accepted]
    records = records_day(p)
    return {
        "final report": max(accepted, default=balance_day(p)[0]),
        "records": records[0] if records is not None else None,
    }


def held(p: Partnership, field: PersonalField) -> int:
    """Return how many personal data of a kind the project holds as of the day."""
    things = [thing for _, thing in p.plan.things() if type(thing) is field.kind]
    facts = [fact for fact in p.facts if type(fact) is field.kind]
    values = (getattr(each, field.field) for each in (*things, *facts))
    return sum(bool(value) and value != NOT_TOLD for value in values)


# The register of personal data: what is held, why, until when, and what is overdue.


@frozen(kw_only=True)
class PrivacyRow:
    """One kind of personal data; `until` is None while the day cannot be told."""

    what: str
    number: int
    purpose: str
    basis: str
    until: date | None
    overdue: bool


@frozen(kw_only=True)
class PrivacyRegister(Tabled):
    """All kinds of personal data that a project can hold, as of a day."""

    label: str
    day: date
    rows: tuple[PrivacyRow, ...]

    @property
    def overdue(self) -> tuple[PrivacyRow, ...]:
        """Return what is held although nobody needs it any more."""
        return tuple(row for row in self.rows if row.overdue)

    def __str__(self) -> str:
        lines = [f"{self.label}: personal data as of {self.day}"]
        for row in self.rows:
            if row.number:
                until = f"until {row.until}" if row.until else "until a day that is not known yet"
                mark = "OVERDUE  " if row.overdue else ""
                lines += ["", f"  {mark}{row.number} × {row.what}, {until}", f"      {row.purpose}"]
        if not any(row.number for row in self.rows):
            lines += ["", "  none"]
        bases = "; ".join(dict.fromkeys(row.basis for row in self.rows))
        lines += ["", "In texts `vetpartner check` looks; files of evidence are not looked into."]
        lines.append(f"Basis: {bases}. How long each is needed is our reading, no legal advice.")
        return "\n".join(lines)

    @property
    def table(self) -> Table:
        """Return all kinds, those of which nothing is held too."""
        return PRIVACY.of(self.rows, caption=f"{self.label}: personal data as of {self.day}")


PRIVACY = Table(
    name="privacy",
    about="One row for each kind of personal data that a project can hold, as in `vp.privacy`.",
    columns=(
        Column("what", "What", "text", "kind of data", names=True, width=40),
        Column("number", "How many", "count", "how many of them are held"),
        Column("purpose", "Purpose", "text", "why they are held", width=50),
        data("basis", "text", "legal basis"),
        Column("until", "Until", "day", "day until which they are needed", absent="not known"),
        Column("overdue", "Overdue", "flag", "whether they are held although that day is past"),
    ),
)


def privacy(p: Partnership) -> PrivacyRegister:
    """Return the register of personal data as of the partnership's day."""
    until = needed_until(p)
    rows = []
    for field in PERSONAL:
        day, number = until[field.until], held(p, field)
        rows.append(
            PrivacyRow(
                what=field.what,
                number=number,
                purpose=field.purpose,
                basis=field.basis,
                until=day,
                overdue=bool(number) and day is not None and day < p.as_of,
            )
        )
    return PrivacyRegister(label=p.plan.project.label, day=p.as_of, rows=tuple(rows))

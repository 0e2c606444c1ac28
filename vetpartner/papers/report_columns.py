"""The columns of the tables of a report, in no language and no format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.render.grids import (
    Explained,
    Joined,
    Languages,
    Missing,
    Named,
    Town,
    Word,
    link,
)
from vetpartner.values.grid import Run
from vetpartner.values.phrase import count, say
from vetpartner.values.table import NOT_KNOWN, Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.state.balance import BalanceLine
    from vetpartner.state.rows import Achieved


def naming(head: str, get: Callable[[Any], Any]) -> Column:
    """Return the column that tells the rows apart."""
    return Column("what", head, get=get, names=True)


def cell(name: str, head: str, get: Callable[[Any], Any]) -> Column:
    """Return a column whose cells may be more than a text."""
    return Column(name, head, get=get)


def _word(text: str | None, look: str = "") -> Word | None:
    return Word(text, look) if text else None


def _status(status: str) -> Word:
    return Word(status, f"status {status.replace(' ', '-')}")


def _why(row: Achieved) -> Joined | None:
    if not row.difference_phrases:
        return None
    return Joined((row.difference_phrases, row.reason), between="\n")


def _lines(first: str) -> tuple[Column, ...]:
    """Return the columns of planned and achieved."""
    return (
        naming(first, lambda line: Named(id=line.row.id, title=line.row.title)),
        cell("planned", "Planned", lambda line: line.row.planned_phrases or None),
        cell(
            "achieved",
            "Achieved",
            lambda line: Explained(line.row.achieved_phrases or None, line.figure),
        ),
        cell("status", "Status", lambda line: _status(line.row.status)),
        cell("why", "Difference and reason", lambda line: _why(line.row)),
        cell("evidence", "Evidence", lambda line: ", ".join(line.evidence) or None),
    )


ACTIVITIES = Table(name="activities", columns=_lines("Activity"))


DELIVERABLES = Table(name="deliverables", columns=_lines("Deliverable"))


INDICATORS = Table(name="indicators", columns=_lines("Indicator"))


MILESTONES = Table(name="milestones", columns=_lines("Milestone"))


DISSEMINATION = Table(name="dissemination", columns=_lines("Dissemination action"))


ORGANISATIONS = Table(
    name="organisations",
    caption="Participating organisations and their roles",
    empty="No organisation is listed.",
    columns=(
        naming("Organisation", lambda partner: partner.name),
        Column("role", "Role", "word"),
        Column("kind", "Kind", "word"),
        cell("place", "Place", lambda partner: Town(partner.city, partner.country)),
        Column("oid", "OID"),
        Column("newcomer", "New to the programme", "flag"),
    ),
)


KEY_FIGURES = Table(
    name="key_figures",
    caption="Key figures",
    columns=(
        naming("What", lambda figure: figure.what),
        Column("planned", "Planned", absent=NOT_KNOWN),
        Column("achieved", "Achieved", absent=NOT_KNOWN),
    ),
)
ACHIEVEMENTS = Table(
    name="achievements",
    caption="What went furthest beyond the plan",
    columns=(
        naming("What", lambda line: Named(id=line.row.id, title=line.row.title)),
        cell("planned", "Planned", lambda line: line.row.planned_phrases or None),
        cell("achieved", "Achieved", lambda line: line.row.achieved_phrases or None),
    ),
)


PART = Table(
    name="part",
    columns=(
        naming("What", lambda line: Named(id=line.row.id, title=line.row.title)),
        cell("achieved", "Achieved", lambda line: line.row.achieved_phrases or None),
        cell("status", "Status", lambda line: _status(line.row.status)),
    ),
)


def _score(row: Any) -> Any:  # noqa: ANN401 - a value of a cell
    if row.score is None:
        return None
    return (
        row.score
        if row.scale is None
        else say("{score} of {scale}", score=row.score, scale=row.scale)
    )


TRAININGS = Table(
    name="trainings",
    caption="Trainings that were held, and what participants say of them",
    columns=(
        naming("Training", lambda row: Named(id=row.id, title=row.title)),
        Column("target_group", "Target group"),
        Column("participants", "Participants", "count", absent=NOT_KNOWN),
        Column("hours", "Hours", "number", absent=NOT_KNOWN, summed=False),
        cell("score", "Survey", _score),
        Column("respondents", "Answers", "count", summed=False),
    ),
)


MADE_KNOWN = Table(
    name="made_known",
    caption="What was made known, to whom and when",
    empty="Nothing is planned or recorded.",
    columns=(
        Column("when", "Date", "when"),
        cell(
            "title",
            "Title",
            lambda record: Joined((record.title, record.url and link(record.url)), between="\n"),
        ),
        Column("channel", "Channel", "word"),
        Column("organisation", "Organisation"),
        cell("audience", "Audience", lambda record: record.audience or None),
        Column("times", "Times", "count"),
        Column("reach", "People reached", "count"),
    ),
)


def _tally(line: BalanceLine, of: str) -> Any:  # noqa: ANN401 - a value of a cell
    tallies = (
        ("Activities", line.activities),
        ("Deliverables", line.deliverables),
        ("Indicators", line.indicators),
    )
    return Joined(
        tuple(
            Joined((Word(label), " ", getattr(tally, of)))
            for label, tally in tallies
            if tally.planned
        ),
        between="; ",
    )


def _objective(line: Any) -> Named:  # noqa: ANN401 - an objective, or the row of an indicator
    if not hasattr(line, "packages"):
        return Named(id=line.id, title=line.title)
    serving = f" ({', '.join(line.packages)})" if line.packages else ""
    return Named(id=line.id, title=line.title, more=serving, kind="group")


OBJECTIVES = Table(
    name="objectives",
    caption="Specific objectives: what was planned and what was reached",
    columns=(
        naming("What", _objective),
        cell(
            "planned",
            "Planned",
            lambda one: (
                _tally(one, "planned") if hasattr(one, "packages") else one.planned_phrases or None
            ),
        ),
        cell(
            "achieved",
            "Achieved",
            lambda one: (
                _tally(one, "done") if hasattr(one, "packages") else one.achieved_phrases or None
            ),
        ),
        cell("status", "Status", lambda one: _status(one.status) if one.status else None),
    ),
)


def _done(name: str) -> Callable[[BalanceLine], Joined]:
    return lambda line: Joined((getattr(line, name).done, " / ", getattr(line, name).planned))


def _money(name: str) -> Callable[[BalanceLine], Any]:
    return lambda line: getattr(line.money, name, None)


PACKAGES = Table(
    name="packages",
    cents=False,
    columns=(
        naming("Work package", lambda line: Named(id=line.id, title=line.title)),
        cell("activities", "Activities", _done("activities")),
        cell("deliverables", "Deliverables", _done("deliverables")),
        cell("indicators", "Indicators", _done("indicators")),
        *(
            Column(name, head, "money", get=_money(field), absent=NOT_KNOWN)
            for name, head, field in (
                ("amount", "Amount", "now"),
                ("earned", "Earned", "earned"),
                ("unverified", "Unverified", "unverified"),
                ("at_risk", "At risk", "at_risk"),
            )
        ),
    ),
)


DEADLINES = Table(
    name="deadlines",
    columns=(
        naming("What", lambda deadline: deadline.phrase),
        Column("internal", "Partners’ part by", "day"),
        Column("day", "Due", "day"),
    ),
)


ASPECTS = Table(
    name="aspects",
    caption="Measures for inclusion, environment, digital dimension and participation",
    columns=(
        naming("Aspect", lambda row: Word(row.name)),
        cell("activity", "Activity", lambda row: Named(id=row.id, title=row.activity)),
        Column("what", "What"),
        cell(
            "much",
            "How much",
            lambda row: None if row.number is None else Joined((row.number, row.unit), between=" "),
        ),
        cell("done", "Done", lambda row: Word("yes" if row.done else "planned")),
    ),
)


AMENDMENTS = Table(
    name="amendments",
    caption="Changes of the plan after its approval",
    columns=(
        Column("known", "Date", "day"),
        cell("what", "What", lambda one: Named(id=one.id or "", title=one.title)),
        cell("changed", "Changed", lambda one: Joined(tuple(map(Word, one.fields)), between=", ")),
        Column("approved", "Approved by the agency", "day"),
        cell("reason", "Reason", lambda one: one.reason or Missing("Reason")),
    ),
)


RISKS = Table(
    name="risks",
    caption="Risks and what is done about them",
    columns=(
        naming("Risk", lambda risk: risk.title),
        Column("likelihood", "Likelihood", "word"),
        Column("impact", "Severity", "word"),
        Column("mitigation", "Measures"),
    ),
)


def _proves(proof: Any) -> Any:  # noqa: ANN401 - a value of a cell
    if proof.address.startswith("reported/"):
        return Word(proof.title)
    return Named(id=proof.of if proof.of and proof.of != proof.title else "", title=proof.title)


def _where(proof: Any) -> Joined:  # noqa: ANN401 - a value of a cell
    seen = say("seen {day}", day=proof.seen) if proof.url and proof.seen else None
    found = (proof.file, proof.url and link(proof.url), seen and Joined(("(", seen, ")")))
    return Joined(found, between=" ")


EVIDENCE = Table(
    name="evidence",
    caption="Evidence, numbered in the order in which it became known",
    empty="No evidence is recorded.",
    columns=(
        naming("Number", lambda proof: Named(title=proof.number, anchor=proof.number)),
        cell("proves", "Proves", _proves),
        Column("kind", "Kind", "word"),
        cell("where", "File or address", _where),
        Column("known", "Date", "day"),
    ),
)


OUTPUTS = Table(
    name="outputs",
    caption="Results that are delivered, their languages and licences, and where they are",
    empty="No result is delivered yet.",
    columns=(
        naming("Deliverable", lambda row: Named(id=row.id, title=row.title)),
        Column("kind", "Kind", "word"),
        cell("languages", "Languages", lambda row: Languages(row.languages)),
        Column("licence", "Licence"),
        cell("address", "Address", lambda row: link(row.url)),
        cell("evidence", "Evidence", lambda row: ", ".join(row.evidence) or None),
    ),
)


def _counted(record: Any) -> Any:  # noqa: ANN401 - a value of a cell
    """Return a number; one that is about the same thing, but is not counted, in brackets."""
    if record.value is None or record.counts:
        return Joined((record.value,))
    return Joined(("(", record.value, ")"))


def _address(record: Any) -> Joined:  # noqa: ANN401 - a value of a cell
    more = count("and {n} more", "and {n} more", record.number - 1) if record.number > 1 else None
    return Joined(((Run(record.address, look="record"),), more), between=" ")


RECORDS = Table(
    name="records",
    caption="Figures and what they are made of",
    notes=("A value in brackets is about the same thing, but is not counted.",),
    columns=(
        cell("record", "Record", _address),
        cell("says", "What it says", lambda record: record.phrases or None),
        Column("value", "Value", "number", get=_counted),
    ),
)


TRANSFERS = Table(
    name="transfers",
    cents=False,
    columns=(
        Column("day", "Date", "day"),
        cell("giver", "From", lambda row: row.giver.named if row.giver else Word("not recorded")),
        cell("taker", "To", lambda row: row.taker.named if row.taker else Word("not recorded")),
        Column("amount", "Amount", "money"),
        Column("verdict", "By the rules", "word"),
        Column("approved", "Approved by the agency", "day"),
        cell("reason", "Reason", lambda row: row.reason or Missing("Reason")),
    ),
)


GAPS = Table(
    name="gaps",
    empty="Nothing is missing.",
    columns=(
        naming("What", lambda gap: Named(id=gap.id, title=gap.title, word=gap.kind == "answer")),
        cell("missing", "Missing", lambda gap: gap.phrase),
        Column("due", "Due", "day"),
        cell("organisation", "Organisation", lambda gap: gap.owner_label or None),
    ),
)

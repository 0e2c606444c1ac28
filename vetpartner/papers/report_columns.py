"""The columns of the tables of a report, in no language and no format."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vetpartner.model.links import head_of
from vetpartner.render.grids import (
    Explained,
    Joined,
    Languages,
    Named,
    Numbers,
    Town,
    Word,
    link,
)
from vetpartner.state.claims import shown
from vetpartner.values.counts import told
from vetpartner.values.grid import Run
from vetpartner.values.phrase import BETWEEN, count, listed, say
from vetpartner.values.table import NOT_KNOWN, Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vetpartner.state.balance import BalanceLine, Tally
    from vetpartner.state.rows import Achieved
    from vetpartner.state.summary import Concerned
    from vetpartner.values.phrase import Phrase


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


def _lines(first: str) -> tuple[Column, ...]:
    """Return the columns of planned and achieved."""
    return (
        naming(first, lambda line: Named(id=line.row.id, title=line.row.title)),
        cell("planned", "Planned", lambda line: line.row.plan_phrases or None),
        cell(
            "achieved",
            "Achieved",
            lambda line: Explained(line.row.achieved_phrases or None, line.figure),
        ),
        Column("status", "Status", "word", get=lambda line: _status(line.row.word)),
        cell("evidence", "Evidence", lambda line: Numbers(line.evidence)),
    )


ACTIVITIES = Table(
    name="activities",
    cents=False,
    columns=(*_lines("Activity"), Column("amount", "Amount", "amount", absent=NOT_KNOWN)),
)


DELIVERABLES = Table(name="deliverables", columns=_lines("Deliverable"))


INDICATORS = Table(
    name="indicators",
    columns=(
        *_lines("Indicator"),
        Column("source", "Source of verification", absent="not stated"),
    ),
)


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
        Column("left", "Left on", "when"),
    ),
)


KEY_FIGURES = Table(
    name="key_figures",
    caption="Key figures",
    columns=(
        naming("What", lambda figure: figure.what),
        Column("planned", "Planned", absent=NOT_KNOWN),
        Column("so_far", "Planned until {day}", absent=NOT_KNOWN),
        Column("achieved", "Achieved", absent=NOT_KNOWN),
    ),
)
ACHIEVEMENTS = Table(
    name="achievements",
    caption="Achievements",
    columns=(
        naming("What", lambda line: Named(id=line.row.id, title=line.row.title)),
        cell("planned", "Planned", lambda line: line.row.plan_phrases or None),
        cell("achieved", "Achieved", lambda line: line.row.achieved_phrases or None),
    ),
)


DIFFERENCES = Table(
    name="differences",
    cents=False,
    columns=(
        naming("What", lambda pair: Named(id=pair[0].id, title=pair[0].title)),
        cell("difference", "Difference", lambda pair: pair[0].difference_phrases),
        Column("effect", "Effect", absent="nothing else is recorded to have moved"),
        Column("amount", "Amount concerned", "money", get=lambda pair: pair[1] and pair[1].amount),
    ),
)


def of_what(pairs: Iterable[tuple[Achieved, Concerned | None]]) -> tuple[Phrase, ...]:
    """Return the notes of `DIFFERENCES`: whose amounts they are where it is something else's."""
    return tuple(
        say("{id}: the amount is that of {of} as a whole.", id=row.id, of=concerned.of)
        for row, concerned in pairs
        if concerned is not None and concerned.of != row.id
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
    caption="Trainings held, and what participants say about them",
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


def _part(tally: Tally, of: str) -> Phrase:
    """Return one number of a tally, or that nobody knows it."""
    number = getattr(tally, of)
    return told(None if number is None else Decimal(number)) or say(NOT_KNOWN)


def _tally(line: BalanceLine, of: str) -> Any:  # noqa: ANN401 - a value of a cell
    tallies = (
        ("Activities", line.activities),
        ("Deliverables", line.deliverables),
        ("Indicators", line.indicators),
    )
    return Joined(
        tuple(
            Joined((Word(label), " ", _part(tally, of)))
            for label, tally in tallies
            if tally.planned
        ),
        between=BETWEEN,
    )


def _objective(line: BalanceLine) -> Named:
    serving = f" ({', '.join(line.packages)})" if line.packages else ""
    return Named(id=line.id, title=line.title, more=serving)


OBJECTIVES = Table(
    name="objectives",
    caption="Specific objectives: what was planned and what was reached",
    columns=(
        naming("What", _objective),
        cell("planned", "Planned", lambda line: _tally(line, "planned")),
        cell("so_far", "Planned until {day}", lambda line: _tally(line, "so_far")),
        cell("achieved", "Achieved", lambda line: _tally(line, "done")),
        Column(
            "status",
            "Status",
            "word",
            get=lambda line: _status(line.status),
        ),
    ),
)


def _done(name: str) -> Callable[[BalanceLine], Any]:
    """Return how many are done of those planned, and had to be by the day where one is asked for.

    A dash stands where none is planned.
    """

    def of(line: BalanceLine) -> Any:  # noqa: ANN401 - a value of a cell
        tally: Tally = getattr(line, name)
        if not tally.planned:
            return None
        done = _part(tally, "done")
        if tally.so_far is None:
            return say("{part} of {whole}", part=done, whole=tally.planned)
        due = _part(tally, "so_far")
        return say("{part} of {whole}; due: {due}", part=done, whole=tally.planned, due=due)

    return of


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


AMENDMENTS = Table(
    name="amendments",
    caption="Changes of the plan after its approval",
    columns=(
        Column("known", "Date", "day"),
        cell("what", "What", lambda one: Named(id=one.id or "", title=one.title)),
        cell("changed", "Changed", lambda one: Joined(tuple(map(Word, one.fields)), between=", ")),
        Column("approved", "Approved by the agency", "day", absent="not recorded"),
        Column("reason", "Reason"),
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
    caption="Evidence, by what it proves; numbers stay the same in every report",
    empty="No evidence is recorded.",
    columns=(
        naming("Number", lambda proof: Named(title=proof.number, anchor=proof.number, whole=True)),
        cell("proves", "Proves", _proves),
        Column("kind", "Kind", "word"),
        cell("where", "File or address", _where),
        Column("about", "Date of what it shows", "when", absent="not recorded"),
    ),
)


OUTPUTS = Table(
    name="outputs",
    caption="Delivered results, with their languages and licences, and where to find them",
    empty="No result is delivered yet.",
    columns=(
        naming("Deliverable", lambda row: Named(id=row.id, title=row.title)),
        Column("kind", "Kind", "word"),
        cell("languages", "Languages", lambda row: Languages(row.languages)),
        Column("licence", "Licence"),
        cell("address", "Address", lambda row: link(row.url)),
        cell("evidence", "Evidence", lambda row: Numbers(row.evidence)),
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


_RECORDS = {
    "held": "Activity",
    "attended": "Participants",
    "presences": "Attendance",
    "delivered": "Deliverable",
    "measured": "Indicator",
    "disseminated": "Dissemination",
    "paid": "Payment",
    "settled": "Settled",
}
"""What a record is called where nobody has the project's files, by its table; else planned."""


def told_record(record: Any) -> Joined:  # noqa: ANN401 - a value of a cell
    """Return what a record is, and of what: addresses of files tell the agency nothing."""
    table, _, rest = record.address.partition("/")
    of, _, number = rest.partition("#")
    if table == "presences" or table not in _RECORDS:
        number = ""
    what = Word(_RECORDS.get(table, "Planned"))
    return Joined((what, of.partition("/")[0], number and f"({number})"), between=" ")


RECORDS = Table(
    name="records",
    caption="Figures and what they are made of",
    columns=(
        cell("record", "Record", _address),
        cell("says", "What it says", lambda record: record.phrases or None),
        Column("value", "Value", "number", get=_counted),
    ),
)


SETTLED = Table(
    name="settled",
    caption="What was settled where sources say different things",
    columns=(
        naming("Of", lambda one: one.of),
        cell("what", "What", lambda one: say(head_of(one.kind, one.field))),
        Column("settled", "Settled", get=lambda one: shown(one.counts)),
        cell("others", "Others say", lambda one: listed(each.said for each in one.others)),
        Column("reason", "Reason", get="holding.fact.reason"),
        Column("day", "Date", "day", get="holding.fact.recorded"),
    ),
)


def _consent(row: Any) -> Any:  # noqa: ANN401 - a value of a cell
    """Return when the agency agreed; what needs no consent has none that could be recorded."""
    return Word("not recorded") if row.lacks_consent else row.approved


TRANSFERS = Table(
    name="transfers",
    cents=False,
    columns=(
        Column("day", "Date", "day"),
        cell("giver", "From", lambda row: row.giver.named if row.giver else Word("not recorded")),
        cell("taker", "To", lambda row: row.taker.named if row.taker else Word("not recorded")),
        Column("amount", "Amount", "money"),
        Column("verdict", "By the rules", "word"),
        cell("approved", "Approved by the agency", _consent),
        Column("reason", "Reason"),
    ),
)


KEPT = Table(
    name="kept",
    caption="Who keeps the results after the project",
    cents=False,
    columns=(
        naming("Deliverable", lambda row: Named(id=row.id, title=row.title)),
        Column("keeper", "Kept by", absent=NOT_KNOWN),
        cell("address", "Address", lambda row: link(row.url)),
        Column("cost", "Cost in a year", "amount", absent=NOT_KNOWN),
        Column("until", "Until", "day", absent=NOT_KNOWN),
    ),
)


PLACES = Table(
    name="places",
    caption="Where activities took place",
    columns=(
        naming("Place", lambda place: Town(place.city, place.country)),
        cell("held", "Activities", lambda place: ", ".join(place.held)),
    ),
)


ASPECT_TOTALS = Table(
    name="aspect_totals",
    caption="The four aspects in figures",
    columns=(
        naming("Aspect", lambda row: Word(row.name)),
        Column("what", "What"),
        Column("much", "How much", absent=NOT_KNOWN),
        Column("made_of", "Made of"),
    ),
)


MEASURED = Table(
    name="measured",
    caption="Indicators: baseline, target and value reached",
    columns=(
        naming("Indicator", lambda line: Named(id=line.row.id, title=line.row.title)),
        Column("start", "Beginning", "number", get="row.start_value", absent=NOT_KNOWN),
        Column("target", "Target", "number", get="row.planned_value", absent=NOT_KNOWN),
        Column("due", "Due", "day", get="row.due"),
        Column("value", "Reached", "number", get="row.achieved_value", absent=NOT_KNOWN),
        Column("percent", "In %", "number", get="row.percent", absent=NOT_KNOWN),
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

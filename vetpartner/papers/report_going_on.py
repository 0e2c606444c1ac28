"""What only a report of a project that goes on tells: what is to come, what is used of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.papers.report_columns import naming
from vetpartner.state.ahead import Open
from vetpartner.state.deadlines import ended
from vetpartner.state.earned import UNVERIFIED
from vetpartner.values.phrase import Phrase, listed, say
from vetpartner.values.table import NOT_KNOWN, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.papers.report import ReportData
    from vetpartner.state.ahead import Ahead
    from vetpartner.state.used import PaymentUse, Use


EARNED = say(
    "Earned are whole activities and work packages that were held or delivered with all their "
    "evidence. What only an unverified rule asks for stands apart. The national agency decides "
    "about the grant when it assesses the final report."
)
"""What must be known to read amounts that are earned, where others rest on an unverified rule."""
_ALL_EARNED = say(
    "Earned are whole activities and work packages that were held or delivered with all their "
    "evidence. The national agency decides about the grant when it assesses the final report."
)


KINDS = {
    "activity": "Activities",
    "deliverable": "Deliverables",
    "milestone": "Milestones",
    "indicator": "Indicators",
    "dissemination": "Dissemination",
}
"""The titles over what is still to come, by its kind."""


@frozen(kw_only=True)
class Coming:
    """What is still to come of one kind, or what is late, or was done since, under a title."""

    title: Phrase
    rows: tuple[Open, ...]


def coming(found: Ahead) -> tuple[Coming, ...]:
    """Return what is still to come, what is late first; without what there is nothing of."""
    groups = (
        Coming(title=say("Late"), rows=found.late),
        *(Coming(title=say(KINDS[kind]), rows=rows) for kind, rows in found.coming),
        Coming(title=say("Action items"), rows=found.agreed),
        Coming(title=say("Done or cancelled after the period of this report"), rows=found.since),
    )
    return tuple(group for group in groups if group.rows)


def on_end(report: ReportData) -> Phrase | None:
    """Return until when the project goes on, or when it ended; None where nobody knows it."""
    if report.end is None:
        return None
    if report.end < report.as_of:
        return ended(report.end, report.as_of)
    return say("The project goes on until {day}.", day=report.end)


def on_late(found: Ahead) -> Phrase:
    """Return what late means, or that nothing is."""
    if found.late:
        return say(
            "Late means that something was due before {day} and is not recorded as done.",
            day=found.seen,
        )
    return say("Nothing that is still to come was due before {day}.", day=found.seen)


def _amount(use: Use) -> Any:  # noqa: ANN401 - a value of a cell
    return say("at least {amount}", amount=use.amount) if use.amount and use.least else use.amount


def _share(use: Use) -> Phrase | None:
    if use.percent is None:
        return None
    if use.least:
        return say("at least {number} %", number=use.percent)
    return say("{number} %", number=use.percent)


USED = Table(
    name="used",
    cents=False,
    empty="No payment of the agency is recorded: the share that is used is not known.",
    columns=(
        naming("How it is calculated", lambda use: use.reading),
        Column("amount", "Used", "amount", get=_amount, absent=NOT_KNOWN),
        Column("share", "Share of what was received", get=_share, absent=NOT_KNOWN),
    ),
)


def used_tables(use: PaymentUse, *, internal: bool) -> tuple[Table, ...]:
    """Return how much of what the agency paid is used, by each reading, and what rests on what.

    The second one, of what rests on a rule without a source, is there where something does.
    What no source says of the next payment is told to the partners alone: an agency knows it.
    """
    if use.received is None:
        return (USED,)
    used = USED.of(
        use.uses,
        caption=say(
            "What is used of the {amount} that the agency paid: {payments}",
            amount=use.received,
            payments=listed(use.payments, ", ") or "",
        ),
        notes=tuple(_notes(use, internal=internal)),
    )
    resting = UNVERIFIED.without("owner_label").of(use.unverified)
    return (used, resting) if resting.rows else (used,)


def _notes(use: PaymentUse, *, internal: bool) -> Iterator[Phrase]:
    """Yield what must be known to read how much is used."""
    yield EARNED if use.unverified else _ALL_EARNED
    if use.unverified:
        yield say("By the share of its results, what rests on an unverified rule is earned.")
    if any(one.amount is None and not one.left_out for one in use.uses):
        yield say(
            "What is earned is not known while an amount is not stated, or no rules say what must "
            "be proved."
        )
    if foreign := listed((money for one in use.uses for money in one.left_out), ", "):
        yield say("left out (no exchange rate): {amounts}", amounts=foreign)
    if use.asked is None:
        return
    share = use.asked.portion * 100
    if use.verified:
        yield say("Before the next payment {share} % of it must be used.", share=share)
    elif internal:
        yield say(
            "That {share} % of it must be used before the next payment is not verified: no source "
            "for this call says so.",
            share=share,
        )

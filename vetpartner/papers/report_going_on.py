"""What only a report of a project that goes on tells: what is to come, what is used of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.papers.report_columns import cell, naming, status_word
from vetpartner.render.grids import Named
from vetpartner.values.phrase import listed, say
from vetpartner.values.table import NOT_KNOWN, Column, Group, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.state.ahead import Ahead
    from vetpartner.state.used import PaymentUse, Use
    from vetpartner.values.phrase import Phrase


EARNED = say(
    "Earned are whole activities and work packages that were held or delivered with all their "
    "evidence. What only an unverified rule asks for stands apart. The national agency decides "
    "about the grant when it assesses the final report."
)
"""What must be known to read amounts that are earned."""


KINDS = {
    "activity": "Activities",
    "deliverable": "Deliverables",
    "milestone": "Milestones",
    "indicator": "Indicators",
    "dissemination": "Dissemination",
}
"""The titles over what is still to come, by its kind."""


AHEAD = Table(
    name="ahead",
    empty="Nothing that is planned is still to come.",
    columns=(
        naming("What", lambda one: Named(id=one.row.id, title=one.row.title)),
        cell("planned", "Planned", lambda one: one.row.planned_phrases or None),
        cell("so_far", "So far", lambda one: one.so_far or None),
        Column("status", "Status", "word", get=lambda one: status_word(one.row.status)),
        Column("lead", "Lead"),
    ),
)


def ahead_table(found: Ahead, *, lead: bool) -> Table:
    """Return what is still to come, what is late first, and who leads it where that is wanted."""
    groups = (
        Group(title="Late", rows=found.late),
        *(Group(title=KINDS[kind], rows=rows) for kind, rows in found.coming),
        Group(title="Done or cancelled after the period of this report", rows=found.since),
    )
    table = AHEAD if lead else AHEAD.without("lead")
    text = "Late is what was due before {day} and is not done."
    if not found.late:
        text = "Nothing of it was due before {day}."
    return table.of(
        (),
        groups=tuple(group for group in groups if group.rows),
        caption=say("What is planned and not done by {day}", day=found.day),
        notes=(say(text, day=found.seen),),
    )


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
        naming("How it is reckoned", lambda use: use.reading),
        Column("amount", "Used", "amount", get=_amount, absent=NOT_KNOWN),
        Column("share", "Share of what was received", get=_share, absent=NOT_KNOWN),
    ),
)


def used_table(use: PaymentUse) -> Table:
    """Return how much of what the agency paid is used, by each reading."""
    if use.received is None:
        return USED
    return USED.of(
        use.uses,
        caption=say(
            "What is used of the {amount} that the agency paid: {payments}",
            amount=use.received,
            payments=listed(use.payments, ", ") or "",
        ),
        notes=tuple(_notes(use)),
    )


def _notes(use: PaymentUse) -> Iterator[Phrase]:
    """Yield what must be known to read how much is used."""
    yield EARNED
    if any(one.amount is None for one in use.uses):
        yield say(
            "What is earned is not known while an amount is not stated, or no rules say what must "
            "be proved."
        )
    if use.asked is None:
        return
    share = use.asked.portion * 100
    if use.verified:
        yield say("Before the next payment {share} % of it must be used.", share=share)
    else:
        yield say(
            "Before the next payment {share} % of it must be used; for this call no source was "
            "found that says so.",
            share=share,
        )

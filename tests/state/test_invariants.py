"""What holds for every partnership: order does not count, later facts do not, figures agree."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import examples, happening, sparse

import vetpartner as vp
from vetpartner.model import Amended, Deliverable, Delivered, Meeting, Organisation, Partnership
from vetpartner.state.achieved import ACHIEVED, achieved
from vetpartner.state.evidence import evidence

if TYPE_CHECKING:
    from vetpartner.state.rows import Achieved


def outputs(p: Partnership) -> dict[str, str]:
    """Return what is said of a partnership, but for where something stands in the files."""
    report = vp.report(p, "final", draft=True).markdown
    # As the addresses of records are those of the file, so are the numbers of their evidence.
    for number in sorted({row.number for row in evidence(p)}, key=len, reverse=True):
        report = report.replace(number, "(number)")
    status = "\n".join(f"{row.group} {row.text} {row.days}" for row in vp.status(p).rows)
    numbers = [(row.of, row.kind, row.file, row.url) for row in evidence(p)]
    return {
        # Addresses of records are those of the file.
        "report": report.partition("## Annex D")[0],
        "status": status,
        "ledger": str(vp.ledger(p)),
        "costs": str(vp.costs(p)),
        "evidence": repr(numbers),
        "calendar": vp.calendar(p).to_ical().decode(),
        "gantt": vp.gantt(p).mermaid,
    }


@settings(max_examples=examples(40))
@given(happening(), st.integers(0, 99))
def test_the_order_of_facts_changes_no_output(p: Partnership, seed: int) -> None:
    """Guard tables, sums and numbers of evidence against the order in the file."""
    shuffled = list(p.facts)
    Random(seed).shuffle(shuffled)  # noqa: S311 - no secret
    other = attrs.evolve(p, facts=tuple(shuffled))

    assert outputs(p) == outputs(other)


def test_changes_of_several_things_on_one_day_come_in_the_order_of_the_plan() -> None:
    """Guard the report of a project in which partners' forms were merged in another order."""
    plan = vp.Plan(meetings=(Meeting(id="M1"), Meeting(id="M2")))
    day = date(2025, 3, 1)
    changes = [Amended(of=id_, title="New", reason="?", recorded=day) for id_ in ("M1", "M2")]
    forms = (Partnership(baseline=plan, facts=tuple(some)) for some in (changes, changes[::-1]))
    first, second = (outputs(p) for p in forms)

    assert first == second


@settings(max_examples=examples(40))
@given(happening(), st.dates(date(2025, 1, 1), date(2026, 6, 30)))
def test_what_is_recorded_later_changes_nothing(p: Partnership, day: date) -> None:
    """Guard a report of an earlier day against everything that was learnt afterwards."""
    early = attrs.evolve(p, facts=tuple(f for f in p.facts if p.known_from(f) <= day))

    assert outputs(attrs.evolve(early, day=day)) == outputs(attrs.evolve(p.on(day), recorded=()))


@settings(max_examples=examples(60))
@given(happening())
def test_one_figure_is_the_same_everywhere(p: Partnership) -> None:
    """Guard statuses, people and money in rows, overview, status, workbook and frames."""
    rows = {row.id: row for row in achieved(p)}
    overdue = {row.id for row in rows.values() if row.status == "overdue" and row.due is not None}
    told = {row.text.split()[0] for row in vp.status(p).rows if row.group == "overdue"}
    frame = {row["id"]: row for row in ACHIEVED.of(achieved(p)).records()}
    accounts = {row["organisation"]: row for row in vp.ledger(p).table.records()}
    states = {item: gantt_state(p, item) for item in rows}

    assert overdue <= told
    for id_, row in rows.items():
        assert row.status == frame[id_]["status"]
        if states[id_] is not None:
            assert (row.status in {"done", "exceeded"}) is (states[id_] in {"done", "after"})
        assert people(row) == people_of(p, id_)
    for account in vp.ledger(p).accounts:
        found = accounts[account.id]
        for name in ("share", "earned", "at_risk", "sent"):
            money = getattr(account, name)
            assert (None if money is None else money.amount) == found[name]


def gantt_state(p: Partnership, id_: str) -> str | None:
    """Return the state of something in the Gantt chart, None for what has no bar there."""
    from vetpartner.state.timeline import items

    found = {item.id: item.state for item in items(p)}
    state = found.get(id_)
    return None if state is None else str(state)


def people(row: Achieved) -> int | None:
    """Return the number of participants of a row of planned and achieved."""
    if row.kind != "activity" or row.achieved_value is None:
        return None
    return int(row.achieved_value)


def people_of(p: Partnership, id_: str) -> int | None:
    """Return the number that the figures of the report give."""
    from vetpartner.state.figures import figures

    found = {figure.address: figure.value for figure in figures(p, achieved(p))}
    value = found.get(f"participants/{id_}")
    return None if value is None else int(value)


def test_a_repeated_delivery_is_not_late() -> None:
    """Guard a result that is delivered once more, months after it was due."""
    due = Deliverable(id="D1", due=vp.When.parse("2025-03-31"))
    first = Delivered(of="D1", when=vp.When.parse("2025-03-01"))
    again = Delivered(of="D1", when=vp.When.parse("2025-07-01"), languages=("en",))
    plan = vp.Plan(organisations=(Organisation(id="a"),), deliverables=(due,))
    for facts in ((first, again), (again, first)):
        (row,) = achieved(Partnership(baseline=plan, facts=facts))
        assert (None, "done") == (row.late, row.status)


@settings(max_examples=examples(30))
@given(sparse())
def test_every_finding_has_words(p: Partnership) -> None:
    """Guard that no rule fails on what is not known, and each says something."""
    for finding in vp.check(p):
        assert finding.message
        assert "None" not in finding.message

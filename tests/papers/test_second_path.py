"""The figures of the report once more, from the files of the examples alone.

Nothing here comes from the package but the report: the numbers are counted anew, by a second path,
from what stands in TOML and in the one list.
"""

import csv
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import vetpartner as vp

EXAMPLES = Path(__file__).parents[2] / "examples"
EVENTS = ("meetings", "trainings", "dissemination_events")
ON = date(2026, 6, 30)
"""The day on which the reports are made: what they cover ended long before."""


def read(name: str) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Return plan and facts as the files have them."""
    folder = EXAMPLES / name
    plan = tomllib.loads((folder / "project.toml").read_text(encoding="utf-8"))
    return plan, tomllib.loads((folder / "facts.toml").read_text(encoding="utf-8"))


def last_day(value: object) -> date:
    """Return the last day of a date as it is typed: a day, a range, a month."""
    if isinstance(value, date):
        return value
    text = str(value).split("..")[-1]
    month = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if month:
        year, number = int(month[1]), int(month[2])
        return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    found = re.match(r"\d{4}-\d{2}-\d{2}", text) or re.match(r"\d{4}-\d{2}-\d{2}", str(value))
    assert found is not None
    return date.fromisoformat(found[0])


def by(facts: dict[str, list[dict[str, Any]]], kind: str, until: date) -> list[dict[str, Any]]:
    """Return the facts of a kind that happened by a day."""
    return [fact for fact in facts.get(kind, []) if last_day(fact["when"]) <= until]


def listed(name: str, activity: str) -> int:
    """Return how many people stand in the list of an activity as there; 0 without a list."""
    path = EXAMPLES / name / "tables" / f"attendance-{activity}.csv"
    if not path.exists():
        return 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return len({row[0] for row in rows[1:] if any(row[1:])})


def counted(name: str, until: date) -> dict[str, tuple[int, int]]:
    """Return planned and achieved by the name of the figure."""
    plan, facts = read(name)
    events = [one for kind in EVENTS for one in plan.get(kind, [])]
    held = {f["of"] for f in by(facts, "held", until)} & {one["id"] for one in events}
    there = {id_: listed(name, id_) for id_ in held}
    for fact in by(facts, "attended", until):
        if fact["of"] in held and not listed(name, fact["of"]):
            there[fact["of"]] += fact["count"]
    wanted = {one["id"]: set(one.get("languages", ())) for one in plan["deliverables"]}
    made: dict[str, set[str]] = {}
    for fact in by(facts, "delivered", until):
        if fact["of"] in wanted:
            made.setdefault(fact["of"], set()).update(fact.get("languages", ()))
    told = by(facts, "disseminated", until)
    countries = {one["country"] for one in plan["organisations"]}
    return {
        "Participating organisations": (len(plan["organisations"]),) * 2,
        "Countries": (len(countries),) * 2,
        "Meetings, trainings and events held": (len(events), len(held)),
        "Participations": (
            sum(one["expected"] for one in events),
            sum(there.values()),
        ),
        "Results delivered": (len(wanted), sum(made[id_] >= wanted[id_] for id_ in made)),
        "Languages of the results": (
            len(set().union(*wanted.values())),
            len(set().union(*made.values())),
        ),
        "People reached by dissemination": (
            sum(one["reach"] for one in plan.get("dissemination_actions", [])),
            sum(fact["reach"] for fact in told),
        ),
    }


def day_of(plan: dict[str, Any], value: object) -> date:
    """Return the last day of a date of the plan, which may be months of the project."""
    month = re.search(r"M(\d+)$", str(value))
    if month is None:
        return last_day(value)
    start = plan["project"]["start"]
    number = start.month + int(month[1])
    return date(start.year + (number - 1) // 12, (number - 1) % 12 + 1, 1) - timedelta(days=1)


def planned(name: str, until: date) -> dict[str, int | None]:
    """Return what was planned until a day by the name of the figure; None where no date tells it.

    An amendment moved one meeting, and no other date of the plan.
    """
    plan, facts = read(name)
    moved = {fact["of"]: fact["when"] for fact in facts["amended"] if "when" in fact}

    def due(kind: str, field: str) -> list[dict[str, Any]]:
        every = plan.get(kind, [])
        return [one for one in every if day_of(plan, moved.get(one["id"], one[field])) <= until]

    events = [one for kind in EVENTS for one in due(kind, "when")]
    results = due("deliverables", "due")
    spread = plan.get("dissemination_actions", [])
    return {
        "Participating organisations": len(plan["organisations"]),
        "Countries": len({one["country"] for one in plan["organisations"]}),
        "Meetings, trainings and events held": len(events),
        "Participations": sum(one["expected"] for one in events),
        "Results delivered": len(results),
        "Languages of the results": len({c for one in results for c in one.get("languages", ())}),
        "Indicators reached": len(due("indicators", "due")),
        # All that is spread runs on over the day.
        "People reached by dissemination": None if spread else 0,
    }


def table(text: str, caption: str) -> dict[str, list[str]]:
    """Return the rows of a table below its caption, by their first cell."""
    part = text.partition(f"**{caption}")[2].partition("\n\n")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()]
    return {row[0].strip("*"): row[1:] for row in rows[2:]}


def number(cell: str) -> int:
    """Return a number of a report in English."""
    return int(cell.replace(",", ""))


@pytest.mark.parametrize(
    ("name", "kind", "until"),
    [
        ("green-welding", "interim", date(2024, 12, 31)),
        ("green-welding", "final", date(2025, 10, 31)),
        ("small-harvest", "final", date(2026, 2, 28)),
    ],
)
def test_key_figures_and_money(name: str, kind: str, until: date) -> None:
    """Guard each figure of the first page, the budget and the payments against the files."""
    p = vp.load(EXAMPLES / name).on(ON)
    text = vp.report(p, kind, draft=True).markdown
    plan, facts = read(name)
    lines = plan.get("work_packages") or [
        one for kind in (*EVENTS, "tasks") for one in plan.get(kind, [])
    ]

    figures = table(text, "Key figures")
    shown = {what: (number(row[0]), number(row[-1])) for what, row in figures.items()}
    assert counted(name, until) == {k: v for k, v in shown.items() if k != "Indicators reached"}
    if kind == "interim":
        assert planned(name, until) == {
            what: None if row[1] == "not known" else number(row[1]) for what, row in figures.items()
        }
    budget = table(text, "Amounts as allocated")
    for line in lines:
        row = next(row for what, row in budget.items() if what.split()[0] == line["id"])
        shares = [line["grant"].get(one["id"], 0) for one in plan["organisations"]]
        assert [*shares, sum(shares)] == [0 if cell == "–" else number(cell) for cell in row]
    assert plan["project"]["lump_sum"] == number(budget["Total"][-1])
    paid = {f["of"]: f["amount"] for f in by(facts, "paid", until) if "payer" not in f}
    received = table(text, "Payments of the agency")
    each = [paid.get(one["id"], 0) for one in plan["payments"]]
    assert [*each, sum(each)] == [number(row[3]) for row in received.values()]


def test_posts_and_risks() -> None:
    """Guard how often the project was made known, and what became of its risks."""
    until = date(2024, 12, 31)
    plan, facts = read("green-welding")
    p = vp.load(EXAMPLES / "green-welding").on(ON)
    text, whole = (
        vp.report(p, "interim", draft=True, edition=edition).markdown
        for edition in ("agency", "partners")
    )
    told = by(facts, "disseminated", until)
    outcome = {fact["of"]: fact["came_true"] for fact in by(facts, "risked", until)}
    words = {True: "yes", False: "not so far", None: "not recorded"}  # the project goes on

    for action in plan["dissemination_actions"]:
        times = sum(fact.get("count", 1) for fact in told if fact["of"] == action["id"])
        row = table(text, "Dissemination, planned and achieved")
        assert f"{times} times" in row[f"{action['id']} {action['title']}"][1] or times == 1
    found = [words[outcome.get(risk["id"])] for risk in plan["risks"]]
    assert found == re.findall(r"Came true: ([a-z ]+)\.", whole)
    # What nobody recorded yet is the partners' homework.
    assert [word for word in found if word != "not recorded"] == re.findall(
        r"Came true: ([a-z ]+)\.", text
    )

"""The two invented partnerships that are shipped are complete, consistent and tell their story."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import holidays
import pytest

import vetpartner as vp
from vetpartner.model import (
    Amended,
    Attended,
    Delivered,
    Held,
    Measured,
    Money,
    Precision,
    Presence,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner import Partnership

EXAMPLES = Path(__file__).parent.parent / "examples"
LAST_DAYS = {"green-welding": date(2025, 1, 31), "small-harvest": date(2025, 4, 30)}
LARGEST_FILE, LARGEST_FOLDER = 8_000, 60_000

both = pytest.mark.parametrize("name", LAST_DAYS)


def example(name: str) -> Partnership:
    """Return an example as of the last day of its facts."""
    return vp.load(EXAMPLES / name).on(LAST_DAYS[name])


@pytest.fixture(scope="module")
def green() -> Partnership:
    """Return GreenWeld on the last day of its first 15 months."""
    return example("green-welding")


@pytest.fixture(scope="module")
def harvest() -> Partnership:
    """Return SmallHarvest on the last day of its facts."""
    return example("small-harvest")


@both
def test_nothing_is_wrong_in_the_files(name: str) -> None:
    """Guards that files, links and evidence of the examples read without a single finding."""
    assert () == tuple(vp.read(EXAMPLES / name).findings)


@both
def test_no_errors(name: str) -> None:
    """Guards that the examples show a partnership that can be right."""
    assert () == vp.check(example(name)).errors


@both
def test_findings(name: str, golden: Callable[[str, bytes], None]) -> None:
    """Guards what a coordinator sees after `check`: every finding, with place and way out."""
    golden(f"{name}-findings.txt", f"{vp.check(example(name)).text()}\n".encode())


@both
def test_every_file_says_that_it_is_invented(name: str) -> None:
    """Guards that nobody takes an example for a real partnership."""
    texts = [*(EXAMPLES / name).glob("*.toml"), *(EXAMPLES / name).glob("narrative/*.md")]

    silent = [
        path.name
        for path in texts
        if not re.search("INVENTED|IZMIŠLJEN", path.read_text(encoding="utf-8")[:200])
    ]

    assert [] == silent


@both
def test_evidence_is_there_small_and_named(name: str) -> None:
    """Guards that each evidence file belongs to a fact, is not empty, and is small."""
    p = example(name)
    named = {e.file for fact in p.facts for e in fact.shows if e.file is not None}

    files = {
        f"evidence/{path.name}": path.stat().st_size
        for path in (EXAMPLES / name / "evidence").iterdir()
    }

    assert named == set(files)
    assert [] == [file for file, size in files.items() if not 0 < size < LARGEST_FILE]
    assert sum(files.values()) < LARGEST_FOLDER


@both
def test_dates_avoid_weekends_and_public_holidays(name: str) -> None:
    """Guards that every dated activity, planned and held, falls on working days of all partners."""
    p = example(name)
    off = [
        holidays.country_holidays(country, years=range(2023, 2027))
        for country in {o.country for o in p.partners if o.country}
    ]

    bad = [
        f"{title}: {day}"
        for title, when in _dated(p)
        for day in _days(when)
        if day.weekday() > FRIDAY or any(day in calendar for calendar in off)
    ]

    assert [] == bad


FRIDAY = 4


def _dated(p: Partnership) -> list[tuple[str, When]]:
    planned = [(a.id, a.when) for plan in (p.baseline, p.plan) for a in plan.activities]
    held = [(f"held {f.of}", f.when) for f in p.facts_of_kind(Held) if f.when is not None]
    return [(title, when) for title, when in planned + held if not when.tentative]


def _days(when: When) -> list[date]:
    span = when.span(None)
    return [span.first + timedelta(n) for n in range(span.days)] if span else []


@both
def test_dated_activities_do_not_overlap(name: str) -> None:
    """Guards that nobody has to be at two places at the same time."""
    activities = [a for a in example(name).plan.activities if not a.when.tentative]

    clashes = [
        (a.id, b.id)
        for n, a in enumerate(activities)
        for b in activities[n + 1 :]
        if a.when.overlaps(b.when)
    ]

    assert [] == clashes


@both
def test_lump_sum_adds_up(name: str) -> None:
    """Guards that shares of the organisations add up to the lump sum, to the cent."""
    p = example(name)
    parts = p.plan.work_packages or p.plan.activities

    assert p.plan.project.lump_sum == Money.total(part.grant.total() for part in parts)


def test_green_has_what_its_brief_promises(green: Partnership) -> None:
    """Guards the size of the example: it is complete, not only valid."""
    plan = green.plan

    assert (5, 4) == (len(plan.organisations), len({o.country for o in plan.organisations}))
    assert 5 == len(plan.work_packages)
    assert (4, 3, 3) == (
        len(plan.meetings),
        len(plan.trainings),
        len(plan.dissemination_events),
    )
    assert 12 == len(plan.deliverables)
    assert (Money(250_000), 24) == (plan.project.lump_sum, plan.project.months)
    assert (date(2023, 11, 1), date(2025, 10, 31)) == (green.start, green.end)
    assert 7 == len(plan.risks)
    assert ["M2"] == [m.id for m in plan.meetings if m.online]


def test_green_activities_add_up_to_their_work_packages(green: Partnership) -> None:
    """Guards that WP1 stays without activities and that the other four are used to the euro."""
    plan = green.plan

    totals = {
        wp.id: Money.total(
            a.amount for a in plan.activities if a.work_package == wp.id and a.amount is not None
        )
        for wp in plan.work_packages
    }

    assert {
        "WP1": Money(0),
        "WP2": Money(60_000),
        "WP3": Money(60_000),
        "WP4": Money(50_000),
        "WP5": Money(35_000),
    } == totals
    assert Money(45_000) == plan.work_packages[0].grant.total()


def test_green_has_indicators_of_both_kinds_in_every_work_package(green: Partnership) -> None:
    """Guards the evidence that a final report is judged by."""
    kinds = {
        wp.id: {i.kind for i in green.plan.indicators if i.work_package == wp.id}
        for wp in green.plan.work_packages
    }

    both_kinds = {"quantitative", "qualitative"}

    assert {f"WP{n}": both_kinds for n in range(1, 6)} == kinds


def test_green_shows_four_deviations(green: Partnership) -> None:
    """Guards the story: a meeting moved, an event cancelled, a result late, a target beaten."""
    late = next(f for f in green.facts_of("D2.2", Delivered))
    due = green["D2.2"].due.span(green.start)
    beaten = next(f for f in green.facts_of("I2.1", Measured))

    assert ["M3", "E2"] == [f.of for f in green.facts_of_kind(Amended)]
    assert "2024-12-03 09:00..2024-12-04 13:00" == str(green["M3"].when)
    assert "2024-11-05 09:00..2024-11-06 13:00" == str(green.baseline.meetings[2].when)
    assert green["E2"].cancelled
    assert (date(2024, 8, 31), When.day(date(2024, 9, 18))) == (due.last, late.when)
    assert Decimal(60) == green["I2.1"].target
    assert Decimal(74) == beaten.value


@pytest.mark.parametrize(
    ("name", "differ"), [("green-welding", {"M3": (12, 11)}), ("small-harvest", {})]
)
def test_stated_participants_are_recorded(name: str, differ: dict[str, tuple[int, int]]) -> None:
    """Guards that the minutes and the list agree, but for the one that is meant to differ."""
    p = example(name)
    stated = {f.of: f.participants for f in p.facts_of_kind(Held) if f.of is not None}

    recorded = {id_: sum(row.count for row in p.attended(id_)) for id_ in stated}

    assert differ == {
        id_: (count, recorded[id_]) for id_, count in stated.items() if count != recorded[id_]
    }


def test_green_tells_its_story_in_15_months(green: Partnership) -> None:
    """Guards that the facts stop on the day the example stands for, and that none is left out."""
    whole = vp.load(EXAMPLES / "green-welding")
    without_lists = [f for f in green.facts if not isinstance(f, Attended | Presence)]

    assert len(whole.on(date(2026, 1, 1)).facts) == len(green.facts)
    assert 61 == len(without_lists)
    assert 23 == len(green.facts_of_kind(Attended))
    assert 100 == len(green.facts_of_kind(Presence))


def test_green_narratives(green: Partnership) -> None:
    """Guards that the interim report is answered alike in both languages, and the final whole."""
    answers = {(n.report, n.language): dict(n.answers) for n in green.narratives}
    interim, croatian = answers["interim", "en"], answers["interim", "hr"]

    assert {("interim", "en"), ("interim", "hr"), ("final", "en")} == set(answers)
    assert list(interim) == list(croatian)
    assert set() == set(interim) - set(answers["final", "en"])
    for texts in (interim, croatian):
        assert [] == [id_ for id_ in texts if len(texts[id_]) < SHORTEST]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("green-welding", "final"), *(("small-harvest", k) for k in ("interim", "progress", "final"))],
)
def test_reports_are_whole(name: str, kind: str) -> None:
    """Guards that a report for the agency needs no `--draft`, and that nothing in it is wrong."""
    made = vp.report(example(name), kind)

    assert () == tuple(made.findings)
    assert "[missing" not in made.markdown


def test_finals_speak_more_than_they_list() -> None:
    """Guards that at most 30 % of the words of the body stand in tables: annexes do not count."""
    for name in LAST_DAYS:
        body = vp.report(example(name), "final").markdown.partition("\n## Annex")[0]
        rows = [line for line in body.splitlines() if line.startswith("|")]

        words, in_tables = len(re.findall(r"\w+", body)), len(re.findall(r"\w+", "\n".join(rows)))

        assert in_tables <= 0.30 * words, (name, in_tables, words)


SHORTEST = 100


def test_harvest_is_a_small_partnership(harvest: Partnership) -> None:
    """Guards the shape of a KA210: no work packages, and each activity has its amount."""
    plan = harvest.plan

    assert () == plan.work_packages
    assert (2, 2) == (len(plan.organisations), len({o.country for o in plan.organisations}))
    assert (Money(60_000), 18) == (plan.project.lump_sum, plan.project.months)
    assert date(2026, 2, 28) == harvest.end
    assert [] == [a.id for a in plan.activities if a.amount != a.grant.total()]
    assert Money(60_000) == Money.total(a.amount for a in plan.activities if a.amount is not None)


def test_times_are_exact(green: Partnership) -> None:
    """Guards that meetings, trainings and events have hours, so that a calendar can show them."""
    plan = green.plan
    timed = (*plan.meetings, *plan.trainings, *plan.dissemination_events)

    assert {Precision.TIMES} == {a.when.precision for a in timed}


@pytest.mark.parametrize(("kind", "times"), [("interim", 0), ("final", 1)])
def test_a_quote_is_of_the_period_of_what_it_is_about(
    green: Partnership, kind: str, times: int
) -> None:
    """Guard the words of a learner in January against the interim report until December."""
    made = vp.report(green, kind, draft=True).markdown

    assert times == made.count("Now I read the meter first.")

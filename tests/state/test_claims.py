"""Who says what, what was settled, and that every output goes by it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.model import (
    Attended,
    Deliverable,
    Delivered,
    Held,
    Meeting,
    Organisation,
    Plan,
    Presence,
    Project,
    Settled,
    Venue,
    When,
)
from vetpartner.state.achieved import achieved
from vetpartner.state.held import actual, participants

if TYPE_CHECKING:
    from pathlib import Path

    from vetpartner.model import Fact

DAY = date(2025, 3, 31)
MINUTES = Held(
    of="M1",
    participants=19,
    venue=Venue(city="Split", country="HR"),
    source="minutes-M1.pdf, p. 3",
    recorded=date(2025, 3, 7),
)
REPORT = Held(
    of="M1",
    participants=18,
    venue=Venue(city="Solin", country="HR"),
    source="D4.1, p. 2",
    recorded=date(2025, 3, 9),
)
LIST = Attended(of="M1", organisation="a", count=18, recorded=date(2025, 3, 8))


def project(*facts: Fact) -> vp.Partnership:
    """Return a meeting of which these facts tell."""
    plan = Plan(
        project=Project(acronym="X", start=date(2025, 1, 1), months=12, coordinator="a"),
        organisations=(Organisation(id="a", name="Alpha"),),
        meetings=(Meeting(id="M1", when=When.parse("2025-03-05"), host="a", expected=18),),
        deliverables=(Deliverable(id="D1", due=When.parse("M3")),),
    )
    return vp.Partnership(baseline=plan, facts=facts, day=DAY)


def settled(**given: Any) -> Settled:  # noqa: ANN401 - fields
    """Return that the number of participants of M1 was settled, unless it is told otherwise."""
    usual = {"of": "M1", "field": "participants", "reason": "One was the driver."}
    return Settled(**{**usual, "recorded": date(2025, 3, 20), **given})


def said(p: vp.Partnership, field: str = "participants") -> list[tuple[str, object, str]]:
    """Return address, value and source of each claim about a field of M1."""
    (one,) = (one for one in vp.claims(p).of("M1").fields if (one.of, one.field) == ("M1", field))
    return [(each.address, each.value, str(each.source)) for each in one.claims]


def test_side_by_side() -> None:
    """Guard that what was stated of one thing stands together, and lists are counted."""
    p = project(MINUTES, REPORT, LIST)

    assert said(p) == [
        ("held/M1", 19, "minutes-M1.pdf, p. 3"),
        ("held/M1#2", 18, "D4.1, p. 2"),
        ("attended/M1", 18, "attendance list, counted"),
    ]
    assert [(one.field, one.state) for one in vp.claims(p).contradictions] == [
        ("participants", "contradicts"),
        ("venue", "contradicts"),
    ]
    assert [one.counts for one in vp.claims(p).contradictions] == [18, REPORT.venue]


def test_the_entry_to_paste_settles_it(tmp_path: Path) -> None:
    """Guard that the way out can be pasted, also for a place, which no single value tells."""
    p = project(MINUTES, REPORT, LIST)
    vp.save(p, tmp_path / "x")
    entries = [one.way_out(DAY).replace("…", "so") for one in vp.claims(p).contradictions]
    facts = tmp_path / "x" / "facts.toml"
    facts.write_text("\n\n".join((facts.read_text("utf-8"), *entries)), "utf-8")

    found = vp.load(tmp_path / "x").on(DAY)

    assert entries[0].splitlines() == [
        "# minutes-M1.pdf, p. 3: 19; D4.1, p. 2: 18; attendance list, counted: 18",
        "[[settled]]",
        'of = "M1"',
        'field = "participants"',
        "value = 18",
        "recorded = 2025-03-31",
        'reason = "so"',
    ]
    assert 'claim = "held/M1#2"' in entries[1]
    assert vp.claims(found).contradictions == ()
    assert [one.field for one in vp.claims(found).settled] == ["participants", "venue"]
    assert "facts-contradict" not in {one.slug for one in vp.check(found)}


@pytest.mark.parametrize(
    "one",
    [settled(value=19), settled(claim="minutes-M1.pdf, p. 3"), settled(claim="held/M1")],
    ids=["value", "source", "address"],
)
def test_outputs_go_by_what_was_settled(one: Settled) -> None:
    """Guard that a settled number is in every output, with the others behind it."""
    p = project(MINUTES, REPORT, LIST, one)
    (row,) = (row for row in achieved(p) if row.id == "M1")
    figure = vp.explain_figure(p, "participants/M1")

    assert participants(p, p["M1"]).known == 19
    assert row.achieved_value == 19
    assert "1 participant more" in map(str, row.difference_phrases)
    assert [(r.address, r.value, r.counts) for r in figure.records] == [
        ("settled/M1", 19, True),
        ("held/M1", 19, False),
        ("held/M1#2", 18, False),
        ("attended/M1", 18, False),
    ]
    assert str(figure.records[0].phrases[0]) == (
        "People there: 19, as settled: One was the driver; "
        "others say 18 (D4.1, p. 2); 18 (attendance list, counted)"
    )
    found = {each.slug for each in vp.check(p)}
    assert not found & {"participants-differ", "settled-nowhere", "settled-differs-from-claims"}


def test_a_list_alone_can_be_settled() -> None:
    """Guard that a number of which only lists tell holds without an entry of what was held."""
    p = project(LIST, settled(value=17))

    assert participants(p, p["M1"]).known == 17
    assert [each.slug for each in vp.check(p) if each.slug.startswith("settled")] == [
        "settled-differs-from-claims"
    ]


def test_days_that_contradict_become_one_meeting() -> None:
    """Guard that a settled day makes one meeting of two entries on different days."""
    first = Held(of="M1", when=When.parse("2025-03-05"), source="minutes")
    other = Held(of="M1", when=When.parse("2025-03-12"), source="newsletter")
    p = project(first, other, settled(field="when", value="2025-03-05"))

    assert [fact.when for fact in p.facts_of("M1", Held)] == [When.parse("2025-03-05")]
    assert [v for _, v, _ in said(p, "when")] == [first.when, other.when]
    assert "held-on-other-days-too" not in {one.slug for one in vp.check(p)}


def test_an_earlier_day_does_not_know_it() -> None:
    """Guard that a report of an earlier day is the same after something was settled."""
    p = project(MINUTES, REPORT, LIST)
    after = project(MINUTES, REPORT, LIST, settled(value=19))

    assert after.on(date(2025, 3, 19)).facts == p.on(date(2025, 3, 19)).facts
    assert participants(after.on(date(2025, 3, 19)), p["M1"]).known == 18


def test_the_last_view_counts() -> None:
    """Guard that of two views the last one counts, and that a correction takes its place."""
    early, late = settled(value=18), settled(claim="held/M1", recorded=date(2025, 3, 25))
    for facts in ((early, late), (late, early)):
        p = project(MINUTES, REPORT, LIST, *facts)
        assert participants(p, p["M1"]).known == 19
        assert "settled-twice" in {one.slug for one in vp.check(p)}
    corrected = attrs.evolve(late, corrects="settled/M1")
    p = project(MINUTES, REPORT, LIST, early, corrected)
    assert participants(p, p["M1"]).known == 19
    assert not [one for one in vp.check(p) if one.slug.startswith("settled")]


def test_parts_of_a_meeting() -> None:
    """Guard that the number of a meeting in parts is settled as a whole, or of one part."""
    parts = (
        Held(of="M1", id="morning", when=When.parse("2025-03-05"), participants=10),
        Held(of="M1", id="evening", when=When.parse("2025-03-05"), participants=12),
    )
    whole = project(*parts, settled(value=15))
    part = project(*parts, settled(of="morning", value=11))

    assert participants(whole, whole["M1"]).known == 15
    assert [f.participants for f in whole.facts_of("M1", Held)] == [12, 10]
    assert sorted(f.participants or 0 for f in part.facts_of("M1", Held)) == [11, 12]
    assert part.settled.number_of("M1") is None


def test_a_public_copy_says_the_same() -> None:
    """Guard that a copy without names goes by what was settled."""
    p = project(MINUTES, REPORT, LIST, settled(claim="held/M1"))
    copy = vp.public(p)

    assert participants(copy, copy["M1"]).known == 19
    assert actual(copy, copy["M1"]).venue == REPORT.venue
    assert "settled-nowhere" not in {one.slug for one in vp.check(copy)}


def test_lists_of_presences() -> None:
    """Guard that a list day by day is a claim as well, beside entries of groups."""
    there = tuple(Presence(of="M1", participant=f"L{n}") for n in range(3))

    assert said(project(*there, LIST)) == [
        ("presences/M1", 3, "attendance list, counted"),
        ("attended/M1", 18, "attendance list, counted"),
    ]


def test_corrected_is_no_claim() -> None:
    """Guard that what was corrected is no claim any more, and the correction has its address."""
    better = attrs.evolve(REPORT, corrects="held/M1", venue=None, reason="counted again")

    assert said(project(MINUTES, better)) == [("held/M1#2", 18, "D4.1, p. 2")]


def test_two_sources_that_agree_are_no_double() -> None:
    """Guard that the same said by two is recorded twice and counted once."""
    p = project(MINUTES)
    same = attrs.evolve(MINUTES, source="D4.1, p. 2", recorded=date(2025, 3, 9))
    more = p.with_news(same)

    assert more.facts == (MINUTES, same)
    assert [fact.source for fact in more.facts_of("M1", Held)] == [
        "minutes-M1.pdf, p. 3; D4.1, p. 2"
    ]
    assert not {"fact-twice", "facts-contradict"} & {one.slug for one in vp.check(more)}
    assert {one.state for one in vp.claims(more).fields} == {"agrees"}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (19, "19"),
        (date(2025, 3, 5), "2025-03-05"),
        (["en", "hr"], "en, hr"),
        (vp.Money(500), "500 EUR"),
        ("x", "x"),
    ],
)
def test_values_as_they_are_typed(typed: object, text: str) -> None:
    """Guard that any value is taken, and stands as one text in every home."""
    assert settled(value=typed).value == text


def test_languages_of_a_result() -> None:
    """Guard that a list of words is settled by a text, and an amount of two readings is not."""
    done = Delivered(of="D1", when=When.parse("2025-03-01"), languages=("en",))
    p = project(done, settled(of="D1", field="languages", value="en, hr"))

    assert p.facts_of("D1", Delivered)[0].languages == ("en", "hr")


@pytest.mark.parametrize("name", ["p", "p.xlsx", "p.json", "p.toml"])
def test_every_home_keeps_it(name: str, tmp_path: Path) -> None:
    """Guard that sources and what was settled stand in folder, workbook, JSON and TOML."""
    p = attrs.evolve(project(MINUTES, REPORT, LIST, settled(value=19)), day=None)
    vp.save(p, tmp_path / name)

    assert vp.load(tmp_path / name).facts == p.facts


def test_a_number_in_a_file_is_a_value(tmp_path: Path) -> None:
    """Guard that a value needs no quotes in TOML and JSON."""
    vp.save(attrs.evolve(project(MINUTES, settled(value=19)), day=None), tmp_path / "p.json")
    raw = json.loads((tmp_path / "p.json").read_text("utf-8"))
    raw["settled"][0]["value"] = 19
    (tmp_path / "p.json").write_text(json.dumps(raw), "utf-8")

    assert vp.load(tmp_path / "p.json").facts[-1] == settled(value=19)


def test_reports_tell_the_others_behind_it() -> None:
    """Guard that what was settled is a table for partners, and a record for the agency."""
    p = project(MINUTES, REPORT, LIST, settled(value=19))
    partners, agency = (
        vp.report(p, "final", edition=edition, draft=True).markdown
        for edition in ("partners", "agency")
    )

    assert "| M1 | People there | 19 | 18 (D4.1, p. 2); 18 (attendance list, counted)" in partners
    assert "What was settled where sources say different things" not in agency
    assert "People there: 19, as settled: One was the driver; others say 18" in agency


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Guard that a line settles, that the command shows it, and that it asks for the reason."""
    home = str(tmp_path / "x")
    vp.save(attrs.evolve(project(MINUTES, LIST), day=None), home)

    assert main(["add", home, "settled", "M1", "participants", "19"]) == 2
    assert "say why" in capsys.readouterr().err
    line = ["add", home, "settled", "M1", "participants", "19", "--reason", "Counted."]
    assert main([*line, "--recorded", "2025-03-30"]) == 0
    capsys.readouterr()
    assert main(["claims", home, "M1", "--format", "csv", "--on", "2025-03-31"]) == 0
    rows = [row.split(",")[:4] for row in capsys.readouterr().out.splitlines()[1:4]]
    assert rows == [
        ["M1", "participants", "settled/M1", "19"],
        ["M1", "participants", "held/M1", "19"],
        ["M1", "participants", "attended/M1", "18"],
    ]

"""Values in a notebook: each public one shows itself, escaped, with heads and captions."""

from __future__ import annotations

import inspect
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from shown_plainly import plain
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.export.cards import card, said
from vetpartner.files.seals.sealing import Opened
from vetpartner.model import KINDS, Measure, Meeting, Organisation, Plan, Project, Venue
from vetpartner.values.money import Amounts
from vetpartner.values.showing import Listing

GREEN = Path(__file__).parents[2] / "examples/green-welding"
DAY = date(2025, 1, 31)
NASTY = "<script>alert(\"1\")</script> & 'x'"


@pytest.fixture(scope="module")
def green() -> vp.Partnership:
    """Read the invented partnership, 15 months after its beginning."""
    return vp.load(GREEN).on(DAY)


class Tags(HTMLParser):
    """Collects the tags, and tells of each table whether it has a caption."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag; a head of a table must say what it is the head of."""
        self.seen.append(tag)
        self.open.append(tag)
        assert tag != "th" or "scope" in dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        """Check that what is closed is what was opened last."""
        assert tag == self.open.pop()


def tags(html: str) -> list[str]:
    """Return all tags of HTML in which every tag is closed."""
    parser = Tags()
    parser.feed(html)
    parser.close()
    assert [] == parser.open
    return parser.seen


def test_every_public_value_shows_itself() -> None:
    """Guards that no class of the public face was forgotten; exceptions and an enum are none."""
    classes = {name: getattr(vp, name) for name in vp.__all__}
    classes = {name: cls for name, cls in classes.items() if inspect.isclass(cls)}
    without = {name for name, cls in classes.items() if not hasattr(cls, "_repr_html_")}

    assert {
        *("EditedSince", "InUse", "InvalidProject", "NotKept", "NotRecorded", "OpenLists"),
        *("Severity", "UnknownCall"),
    } == without
    assert [] == [name for name, cls in KINDS.items() if not hasattr(cls, "_repr_html_")]


def test_partnership(green: vp.Partnership) -> None:
    """Guards the card: time, promises, money, what is open, and progress in words and as bars."""
    html = plain(green._repr_html_())

    assert "<caption>GreenWeld · Green skills for welders</caption>" in html
    assert row("Time", "Day 458 (of 731, 273 left until 2025-10-31)") in html
    assert row("Promises kept", "22 of 43") in html
    assert row("Overdue", "1") in html
    assert 1 == html.count(row("Money at risk", "4 000 EUR"))
    assert row("Errors and warnings", "3 (0 errors, 3 warnings, 2 notes)") in html
    assert (
        '<th scope="row">WP2 Needs and curriculum</th><td>8 of 8</td>'
        '<td><progress max="100" value="100" aria-label="Progress">100 %</progress>'
        " 100 %</td>"
    ) in html
    assert 5 == tags(html).count("progress")


def row(name: str, value: str) -> str:
    """Return a row of a card."""
    return f'<tr><th scope="row">{name}</th><td>{value}</td></tr>'


def test_an_empty_partnership() -> None:
    """Guards a folder in which nothing is written yet."""
    p = vp.Partnership()

    assert row("Time", "Start or duration of the project are not known.") in plain(p._repr_html_())
    assert "progress" not in tags(p._repr_html_())
    assert "<Partnership Project: 0 organisations, 0 activities, 0 facts>" == repr(p)
    assert "<Plan of Project: nothing yet>" == repr(p.plan)


def test_plain_texts_are_short(green: vp.Partnership) -> None:
    """Guards what a terminal shows: a line, not the whole plan."""
    shown = repr(green)

    assert (
        "<Partnership GreenWeld as of 2025-01-31: 5 organisations, 17 activities, 184 facts>"
        == shown
    )
    assert repr(green.plan).startswith("<Plan of GreenWeld: 5 organisations, 8 people, ")
    assert "<Rules KA220-VET 2023>" == repr(vp.rules("KA220-VET", 2023))
    assert "Feed(name='calendar.ics', title='Calendar of all')" == repr(vp.feeds(green)[0])
    assert shown in repr(vp.Reading(partnership=green, findings=vp.Findings()))


def test_things_of_the_plan(green: vp.Partnership) -> None:
    """Guards the card of a work package: only what is stated, money by organisation."""
    html = plain(green["WP2"]._repr_html_())

    assert "<caption>work package WP2 Needs and curriculum</caption>" in html
    assert row("when", "M1..M14") in html
    assert "sts 18 000 EUR, fbk 22 500 EUR" in html
    assert "co leads" not in html
    assert "<caption>transnational project meeting M1 Kick-off meeting</caption>" in (
        green["M1"]._repr_html_()
    )
    assert row("meetings", "4") in plain(green.plan._repr_html_())


def test_facts(green: vp.Partnership) -> None:
    """Guards the card of a fact: what it is about, and its evidence in words."""
    html = plain(green.facts_of("M1", type(green.facts[0]))[0]._repr_html_())

    assert "<caption>held M1</caption>" in html
    assert row("recorded", "2023-12-08") in html
    assert "minutes; evidence/M1-minutes.pdf" in html


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (False, ""),
        (True, "yes"),
        (0, "0"),
        (("hr", "de"), "hr, de"),
        (Amounts({"a": vp.Money(5)}), "a 5 EUR"),
        (Amounts(), ""),
        (Venue(name="School", city="Split"), "School, Split"),
        (Measure(aspect="ASPECT:ENV", what="by train", number=None), "ASPECT:ENV; by train"),
    ],
)
def test_said(value: object, expected: str) -> None:
    """Guards fields as text: no number is lost, and nothing stands for what is not there."""
    assert expected == said(value)


def test_changes(green: vp.Partnership) -> None:
    """Guards the table of changes: a tuple as before, one row for each, the rest counted."""
    plan = attrs.evolve(green.baseline, project=attrs.evolve(green.baseline.project, months=30))
    changes = vp.compare(green, attrs.evolve(green, baseline=plan))
    many = vp.compare(green.on(date(2024, 12, 31)), green)

    assert isinstance(changes, tuple)
    assert (vp.Change(address="project/months", before="24", after="30"),) == changes
    assert "<caption>1 change</caption>" in changes._repr_html_()
    assert "project/months</th>" in changes._repr_html_()
    assert "<caption>115 changes</caption>" in many._repr_html_()
    assert "</table>\n<p>… and 55 more</p>" in many._repr_html_()
    assert "<p>None.</p>" == vp.compare(green, green)._repr_html_()
    assert "<p>project/months: 24 → 30</p>" == changes[0]._repr_html_()


def test_other_listings(green: vp.Partnership) -> None:
    """Guards gaps, calendars and outcomes: heads, owner and money."""
    gaps = vp.gaps(green.on(date(2025, 9, 30)))
    outcome = vp.forecast(green, dict.fromkeys(("WP2", "WP3", "WP4", "WP5"), 85))

    assert f"<caption>{len(gaps)} gaps</caption>" in gaps._repr_html_()
    assert f">{gaps[0].owner_label}</td>" in gaps._repr_html_()
    assert ">calendar.ics</th>" in vp.feeds(green)._repr_html_()
    assert outcome[0]._repr_html_() == outcome._repr_html_()
    assert "<p>None.</p>" == Listing()._repr_html_()


def test_unit_costs() -> None:
    """Guards that a rate of which no source was seen says so."""
    p = vp.Partnership(
        baseline=Plan(
            project=Project(action="KA202-VET", call=2018),
            organisations=(Organisation(id="a", country="HR"),),
        )
    )
    near = vp.unit_cost(p, "project meetings", 3, km=500)
    far = vp.unit_cost(p, "project meetings", 3, km=2500)

    assert "<caption>1 unit cost</caption>" in near._repr_html_()
    assert "3 participant</td>" in near._repr_html_()
    assert "<td>1 725 EUR</td><td>yes</td>" in plain(near._repr_html_())
    assert "<td>2 280 EUR</td><td>no</td>" in plain(far._repr_html_())


def test_rules_reading_and_seal() -> None:
    """Guards the other cards: the rules to open, a project that is broken, a seal that is."""
    rules = vp.rules("KA220-VET", 2023)
    broken = vp.Reading(partnership=None, findings=vp.Findings())

    assert "<details><summary>KA220-VET, call 2023: " in rules._repr_html_()
    assert "<p>No partnership could be built.</p><p>No findings.</p>" == broken._repr_html_()
    assert "<p>There is no seal that can be read.</p><p>No findings.</p>" == (
        Opened(seal=None)._repr_html_()
    )
    assert vp.read(GREEN)._repr_html_().startswith("<table>\n<caption>GreenWeld")


def test_values() -> None:
    """Guards small values: their own text, with its lines where it has several."""
    assert "<p>12 500 EUR</p>" == vp.Money(12_500)._repr_html_()
    assert "<p>M3..M4</p>" == vp.When.parse("M3..M4")._repr_html_()
    assert "<pre>a\nb</pre>" == card("a\nb")


def test_everything_typed_is_escaped() -> None:
    """Guards names and titles that are HTML: they are shown and do nothing."""
    p = vp.Partnership(
        baseline=Plan(
            project=Project(acronym=NASTY, title=NASTY, coordinator=NASTY),
            organisations=(Organisation(id=NASTY, name=NASTY),),
            meetings=(Meeting(id="M1", title=NASTY, agenda=(NASTY,), work_package=NASTY),),
        )
    )
    values: list[Any] = [p, p.plan, *p.plan.organisations, *p.plan.meetings, vp.feeds(p)]
    values += [vp.compare(vp.Partnership(), p), *vp.compare(vp.Partnership(), p)]
    values += [vp.report(p, "final", draft=True), vp.planner(p), vp.check(p)[0]]

    assert [] == [value for value in values if "<script" in value._repr_html_()]
    assert [] == [value for value in values if "script" in tags(value._repr_html_())]


@settings(phases=[Phase.explicit, Phase.generate], max_examples=examples(15))
@given(partnerships())
def test_nothing_raises(p: vp.Partnership) -> None:
    """Guards that whatever stands in a plan, it shows itself in sound HTML."""
    things = [thing for _, thing in p.plan.things()]

    for value in (p, p.plan, *things[:20], *p.facts[:20], vp.gaps(p), vp.feeds(p)):
        assert tags(value._repr_html_())
        assert repr(value)

"""What version 0.1.0 wrote still opens, and what was wrong in it is told without alarm."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import openpyxl
import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.export.calendar_state import LEDGER, read_state
from vetpartner.export.updates import updates
from vetpartner.files.document import as_counted_before
from vetpartner.files.seals.sealing import mend_seal
from vetpartner.files.workbooks.merging import merge
from vetpartner.model import Attended, Certified, Measured
from vetpartner.values.finding import Severity
from vetpartner.whatif.copies import pseudonymised

if TYPE_CHECKING:
    from vetpartner.model import Partnership

OLD = Path(__file__).parents[1] / "fixtures" / "version-0.1.0"
WRITTEN = OLD / "written"
DAY = date(2025, 7, 15)
ALARM = re.compile(r"chang|tamper|not what was|broken|gone", re.IGNORECASE)
COUNTS = {
    "indicators/0/target": "12.500",
    "measured/0/value": "7.125",
    "presences/1/hours": "1.125",
    "spent/0/days": "1.125",
    "trainings/0/hours": "1.125",
}


def pasted(place: Path) -> None:
    """Write what the findings say for each number with two readings: the small one."""
    for found in vp.read(place).findings.errors:
        assert "ambiguous-number" == found.slug
        assert found.place is not None
        match = re.fullmatch(r"write \d+ or (?P<small>[\d.]+)", found.way_out or "")
        assert match is not None
        file = place / found.place.file if place.is_dir() else place
        lines = file.read_text("utf-8").split("\n")
        key = lines[found.place.line - 1].partition("=")[0]
        lines[found.place.line - 1] = f"{key}= {match['small']}"
        file.write_text("\n".join(lines), "utf-8")


@pytest.fixture
def hard(tmp_path: Path) -> Path:
    """Return the folder of the hard project, with its numbers written as they were meant."""
    folder = Path(shutil.copytree(OLD / "hard", tmp_path / "hard"))
    pasted(folder)
    return folder


def same(one: Partnership, other: Partnership | None) -> bool:
    """Tell whether two partnerships say the same, wherever and as of whatever day."""
    return other is not None and attrs.evolve(one, day=None, recorded=()) == attrs.evolve(
        other, day=None, recorded=()
    )


def test_what_was_typed_is_asked_for_and_the_answer_can_be_pasted(tmp_path: Path) -> None:
    """Guard TOML, where nobody but who typed it knows whether 1.125 was one hour or a thousand."""
    folder = Path(shutil.copytree(OLD / "hard", tmp_path / "hard"))
    asked = vp.read(folder).findings.errors

    assert sorted(COUNTS.values()) == sorted(f.message.split()[1] for f in asked)
    pasted(folder)
    assert [] == [*vp.read(folder).findings.errors]


def test_json_is_read_as_the_program_wrote_it(hard: Path) -> None:
    """Guard the numbers of a document that a program wrote: taken, and told with both readings."""
    reading = vp.read(WRITTEN / "hard.json")

    assert same(as_counted_before(vp.load(hard)), reading.partnership)
    assert COUNTS == {f.address: f.message.split()[1] for f in reading.findings.warnings}
    assert {"ambiguous-number"} == {f.slug for f in reading.findings}
    told = next(f for f in reading.findings if f.address == "measured/0/value")
    assert "7.125 can be read as 7125 or as 7.125; 7.125 is taken" in told.message
    assert "write 7125 or 7.1250" == told.way_out


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"hours": 1.125\n', '"hours":1.125\n', "1.125 can be read as 1125"),  # as nobody wrote it
        ('"converted": 101.36', '"converted": 101.360', "101.360 can be read as 101360"),  # money
        ('"hours": 1.125\n', '"hours": "1.125"\n', "'1.125' can be read as 1125"),
        ('"count": 3', '"count": 3.000', "3.000 can be read as 3000"),
        ("{", '{"deep": ' + "[" * 600 + "]" * 600 + ",", "1.125 can be read as 1125"),
    ],
)
def test_json_by_hand_is_asked_for(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Guard that nothing is guessed in a document that no version of the program wrote so."""
    text = (WRITTEN / "hard.json").read_text("utf-8")
    assert old in text
    (tmp_path / "p.json").write_text(text.replace(old, new, 1), "utf-8")
    reading = vp.read(tmp_path / "p.json")

    assert reading.partnership is None
    assert any(message in f.message for f in reading.findings.errors)


def test_counts_that_version_0_1_0_left_out(tmp_path: Path) -> None:
    """Guard 1 of whom nobody counted and 0 of whom nobody asked, as that version meant it.

    A document with another form than the program's was written by somebody else, and says no more
    than stands in it; so does one of today.
    """
    old = """{
  "participants": [
    {
      "id": "L1",
      "minors": 1
    }
  ],
  "attended": [
    {
      "of": "M1"
    },
    {
      "of": "M1",
      "person": "ana",
      "fewer_opportunities": 1
    }
  ],
  "certified": [
    {
      "of": "T1"
    },
    {
      "of": "T1",
      "participant": "L1"
    }
  ]
}
"""

    def counts(text: str) -> list[tuple[object, ...]]:
        (tmp_path / "p.json").write_text(text, "utf-8")
        p = vp.load(tmp_path / "p.json")
        (who,) = p.baseline.participants
        return [
            (who.fewer_opportunities, who.minors, who.green_travel),
            *((a.count, a.fewer_opportunities, a.minors) for a in p.typed_of(Attended)),
            *((c.count,) for c in p.typed_of(Certified)),
        ]

    known = [(0, 1, 0), (1, 0, 0), (None, 1, 0), (1,), (None,)]
    said = [(None, 1, None), (None, None, None), (None, 1, None), (None,), (None,)]
    assert known == counts(old)
    assert said == counts(old.replace("\n", "\n\n"))
    assert said == counts(old.replace("{\n", '{\n  "format": 1,\n', 1))
    vp.save(vp.load(_written(tmp_path, old)), tmp_path / "new.json")
    assert known == counts((tmp_path / "new.json").read_text("utf-8"))


def _written(folder: Path, text: str) -> Path:
    (folder / "old.json").write_text(text, "utf-8")
    return folder / "old.json"


def test_what_nobody_counted_is_no_edit_of_what_was_sealed(hard: Path) -> None:
    """Guard the 0 of version 0.1.0 where nobody was asked, and a number that came since."""
    day = date(2025, 9, 1)
    for mended in (False, True):
        if mended:
            mend_seal(hard, "state", day)
        opened = vp.open_seal(hard, "state")
        p = vp.load(hard).on(day)
        first = next(at for at, fact in enumerate(p.facts) if isinstance(fact, Attended))
        facts = list(p.facts)
        facts[first] = attrs.evolve(facts[first], minors=2)

        assert {0} == {f.minors for f in opened.partnership.typed_of(Attended)}
        assert not opened.since(p)
        assert "minors: 0 → 2" in str(opened.since(attrs.evolve(p, facts=tuple(facts))))


def test_saved_again_it_has_one_reading(tmp_path: Path, hard: Path) -> None:
    """Guard the way out of the warnings: today's document says them no more."""
    vp.save(vp.load(WRITTEN / "hard.json"), tmp_path / "p.json")

    assert [] == [*vp.read(tmp_path / "p.json").findings]
    assert same(as_counted_before(vp.load(hard)), vp.load(tmp_path / "p.json"))


def as_typed(p: Partnership) -> Partnership:
    """Return a partnership as version 0.1.0 wrote it for somebody to type on: staff has no role."""
    facts = (
        attrs.evolve(fact, role=None)
        if isinstance(fact, Attended) and fact.role == "staff"
        else fact
        for fact in p.facts
    )
    return attrs.evolve(p, facts=tuple(facts))


def test_one_toml_file(tmp_path: Path, hard: Path) -> None:
    """Guard the single file, which looks as if it were typed."""
    file = tmp_path / "hard.toml"
    shutil.copy(WRITTEN / "hard.toml", file)
    pasted(file)

    assert same(as_typed(vp.load(hard)), vp.load(file))


def test_the_planning_workbook(hard: Path) -> None:
    """Guard the workbook, in which numbers are numbers."""
    reading = vp.read(WRITTEN / "hard.xlsx")

    assert [] == [*reading.findings]
    assert same(as_typed(vp.load(hard)), reading.partnership)


@pytest.mark.parametrize(("name", "day"), [("interim-1", DAY), ("state", date(2025, 8, 15))])
def test_seals(hard: Path, capsys: pytest.CaptureFixture[str], name: str, day: date) -> None:
    """Guard that a seal with empty answers and three decimals opens, and says what it took."""
    opened = vp.open_seal(hard, name)

    assert same(as_counted_before(vp.load(hard)).on(day), opened.partnership)
    assert sorted(COUNTS) == sorted(
        f.address.removeprefix(f"sealed/{name}/project.json/") for f in opened.findings.warnings
    )
    assert len(COUNTS) == len(opened.findings)
    assert 0 == main(["compare", str(hard), name, "--on", "2025-09-01"])
    out = capsys.readouterr().out
    assert "nothing that was reported has changed" in out
    assert f"`vetpartner seal PROJECT {name} --mend`" in out
    assert not ALARM.search(out.replace("nothing that was reported has changed", ""))
    assert [] == [f for f in vp.read(hard).findings if f.address.startswith("sealed")]


def test_the_seal_of_the_example_and_its_rules() -> None:
    """Guard the whole content of a seal, and that the law it was sealed with is compared."""
    p = vp.load(OLD / "small-harvest")
    opened = vp.open_seal(OLD / "small-harvest", "interim-1")

    assert [] == [*opened.findings]
    assert same(as_counted_before(p).on(date(2025, 4, 30)), opened.partnership)
    since = opened.since(p.on(date(2025, 6, 1)))
    assert ((), (), ()) == (since.figures, since.edited, since.late)
    # The law that is known of call 2024 is not what it was when the seal was made.
    assert "rules/venue_countries_of" in [change.address for change in since.rules]
    assert 90 == len(opened.rules)


def test_a_seal_without_a_day() -> None:
    """Guard the seal that Python made of a partnership without any date: it had the year 1."""
    opened = vp.open_seal(OLD / "undated", "first")
    p = opened.partnership

    assert p is not None
    assert {"seal-without-day", "ambiguous-number"} == {f.slug for f in opened.findings}
    assert {Severity.WARNING} == {f.severity for f in opened.findings}
    assert [Decimal("7.5"), Decimal("812.345")] == [f.value for f in p.typed_of(Measured)]
    assert "sealed on a day that is not known" in str(opened.since(p))


def test_the_calendar_goes_on(hard: Path) -> None:
    """Guard that nobody is invited twice, and that a move is told to those who were invited."""
    p = vp.load(hard).on(date(2025, 1, 16))
    sent = read_state(OLD / "hard" / LEDGER)

    assert () == updates(p, sent).updates
    plan = p.baseline
    later = attrs.evolve(plan.meetings[0], when="2025-02-14..2025-02-15")
    moved = attrs.evolve(p, baseline=attrs.evolve(plan, meetings=(later, *plan.meetings[1:])))
    assert [("a", "changed", 1), ("b", "changed", 1)] == [
        (u.recipient, u.news, u.mark.sequence)
        for u in updates(moved, sent).updates
        if u.entry.id == "M1"
    ]


def test_pseudonyms_stay(hard: Path) -> None:
    """Guard that the same key gives the same words, so that copies of two years fit together."""
    key = (WRITTEN / "key").read_bytes().strip()
    copy = vp.read(WRITTEN / "pseudonyms.json").partnership

    assert same(pseudonymised(as_counted_before(vp.load(hard)), key), copy)


def test_a_public_copy_opens() -> None:
    """Guard a copy that somebody else was given."""
    reading = vp.read(WRITTEN / "public.json")

    assert reading.partnership is not None
    assert {"ambiguous-number"} == {f.slug for f in reading.findings}


def test_a_form_that_was_sent_out_is_taken_back(hard: Path, tmp_path: Path) -> None:
    """Guard a form on its way while the coordinator takes the new version."""
    p = vp.load(hard).on(DAY)
    untouched = merge(p, WRITTEN / "form.xlsx")
    assert ("Nothing in the form differs.", p) == (str(untouched), untouched.partnership)
    book = openpyxl.load_workbook(WRITTEN / "form.xlsx")
    heads = [cell.value for cell in book["attended"][1]]
    for head, value in (("of", "T1"), ("organisation", "b"), ("role", "staff"), ("count", 4)):
        book["attended"].cell(2, heads.index(head) + 1).value = value
    book.save(tmp_path / "form.xlsx")
    merged = merge(p, tmp_path / "form.xlsx")

    assert merged.partnership is not None
    assert Counter({4: 1}) == Counter(
        fact.count for fact in merged.partnership.typed_of(Attended) if fact.of == "T1"
    )
    assert same(merged.partnership, merge(merged.partnership, tmp_path / "form.xlsx").partnership)

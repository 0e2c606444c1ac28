"""Lists are saved to tables, nothing is there twice, and everything reads back."""

from __future__ import annotations

import tempfile
import unicodedata
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
import pytest
from builders import changed, more
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from strategies import days, examples, ids, texts, things, whens

from vetpartner.files import load, read, save
from vetpartner.model import (
    Evidence,
    Held,
    Organisation,
    Participant,
    Partnership,
    Plan,
    Presence,
    Training,
    When,
)
from vetpartner.values.file_names import marked
from vetpartner.values.words import NOT_TOLD

if TYPE_CHECKING:
    from pathlib import Path

DAY = When.day(date(2024, 2, 12))
PLAN = Plan(
    organisations=(Organisation(id="sts", name="Škola"),),
    participants=(
        Participant(id="P1", name="=Ana", organisation="sts", minors=1, activities=("T1", "T2")),
        Participant(id="G1", count=12, minors=3, role="learner", registered=date(2024, 1, 2)),
    ),
    trainings=(Training(id="T1"), Training(id="T2")),
)
FACTS = (
    Held(of="T1"),
    Presence(of="T1", participant="P1", when=DAY, session="morning", hours=Decimal("3.5")),
    Presence(of="T1", participant="P1", when=DAY, session="late", status="excused", note="a\nb"),
    Presence(of="T2", participant="G1", recorded=date(2024, 3, 1)),
)
P = Partnership(baseline=PLAN, facts=FACTS)


def names(folder: Path) -> list[str]:
    """Return the files of the folder's tables."""
    return sorted(path.name for path in (folder / "tables").glob("*"))


def test_lists_are_written_to_tables(tmp_path: Path) -> None:
    """Guards the files, their headings, and that TOML does not hold them too."""
    save(P, tmp_path)

    assert ["attendance-T1.csv", "attendance-T2.csv", "participants.csv"] == names(tmp_path)
    assert (
        "id,name,organisation,country,role,count,fewer_opportunities,minors,green_travel,gender,"
        "activities,person,registered\n"
        "P1,'=Ana,sts,,learner,,,yes,,,T1 T2,,\n"
        "G1,,,,learner,12,,3,,,,,2024-01-02\n"
    ) == (tmp_path / "tables/participants.csv").read_text("utf-8")
    assert (
        "participant,date,session,status,hours,recorded,note\n"
        "P1,2024-02-12,morning,present,3.5,,\n"
        'P1,2024-02-12,late,excused,,,"a\nb"\n'
    ) == (tmp_path / "tables/attendance-T1.csv").read_text("utf-8")
    assert "participants" not in (tmp_path / "project.toml").read_text("utf-8")
    assert "presences" not in (tmp_path / "facts.toml").read_text("utf-8")
    assert P == load(tmp_path)
    assert () == save(P, tmp_path)


def test_three_states_in_a_list(tmp_path: Path) -> None:
    """Guards no, not known and not told, which would all be an empty cell."""
    people = (
        Participant(id="L1", minors=0, fewer_opportunities=1),
        Participant(id="L2", minors=1),
        Participant(id="G1", count=12, minors=NOT_TOLD, fewer_opportunities=0),
    )
    p = Partnership(baseline=Plan(participants=people))
    save(p, tmp_path)

    assert (
        "L1,,,,learner,,yes,no,,,,,\n"
        "L2,,,,learner,,not known,yes,,,,,\n"
        "G1,,,,learner,12,0,not told,,,,,\n"
    ) in (tmp_path / "tables/participants.csv").read_text("utf-8")
    assert p == load(tmp_path)


@pytest.mark.parametrize("home", ["p.toml", "p.json", "p.xlsx"])
def test_other_homes_keep_them_as_plain_tables(home: str, tmp_path: Path) -> None:
    """Guards that a single file travels with all lists."""
    save(P, tmp_path / home)

    assert P == load(tmp_path / home)


def test_what_a_table_cannot_hold_stays_in_toml(tmp_path: Path) -> None:
    """Guards evidence, and the order of those before it."""
    proof = Evidence(kind="photo", url="https://example.org")
    first = attrs.evolve(FACTS[1], evidence=(proof,))
    p = attrs.evolve(P, facts=(FACTS[0], first, *FACTS[2:]))
    save(p, tmp_path)

    assert 1 == (tmp_path / "facts.toml").read_text("utf-8").count("[[presences]]")
    assert p == load(tmp_path)


def test_an_old_table_is_kept_beside(tmp_path: Path) -> None:
    """Guards that what somebody typed is not lost, and not read twice."""
    save(P, tmp_path)
    old = (tmp_path / "tables/participants.csv").read_bytes()
    p = attrs.evolve(changed(P, participants=PLAN.participants[:1]), facts=FACTS[:2])
    save(p, tmp_path)

    assert [
        "attendance-T1.csv",
        "attendance-T1.csv.bak1",
        "attendance-T2.csv.bak1",
        "participants.csv",
        "participants.csv.bak1",
    ] == names(tmp_path)
    assert old == (tmp_path / "tables/participants.csv.bak1").read_bytes()
    assert p == load(tmp_path)


def test_a_workbook_that_says_the_same_stays(tmp_path: Path) -> None:
    """Guards that the coordinator's own workbook is not replaced without need."""
    save(P, tmp_path)
    (tmp_path / "tables/attendance-T1.csv").unlink()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("Ime i prezime", "Šifra", "12.02.2024 morning"))
    sheet.append(("", "P1", 3.5))
    book.save(tmp_path / "tables/attendance-T1.xlsx")
    read_ = load(tmp_path)
    later = more(read_, Presence(of="T2", participant="P1"))
    save(later, tmp_path)

    assert [
        "attendance-T1.xlsx",
        "attendance-T2.csv",
        "attendance-T2.csv.bak1",
        "participants.csv",
    ] == names(tmp_path)
    assert later == load(tmp_path)


def test_participants_of_the_plan_and_of_a_table(tmp_path: Path) -> None:
    """Guards that both are read, that a change elsewhere moves none, and that none is twice."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "project.toml").write_text('[[participants]]\nid = "A"\n', "utf-8")
    (tmp_path / "tables/participants.csv").write_text("id,role\nA,staff\nB,staff\n", "utf-8")
    reading = read(tmp_path)
    assert reading.partnership is not None
    p = more(reading.partnership, Training(id="T1"))
    save(p, tmp_path)

    assert ["table-id-twice"] == [finding.slug for finding in reading.findings]
    assert ["A", "B"] == [who.id for who in p.plan.participants]
    assert p == load(tmp_path)


ACTIVITIES = st.sampled_from(["T1", "T2", "zz"])
PARTICIPANTS = st.lists(
    things(
        Participant,
        name=st.none() | texts | st.sampled_from(["Ana Anić", "ANA ANIC", "P1"]),
        organisation=st.none() | st.sampled_from(["sts", "Škola", "x"]),
        country=st.none() | st.sampled_from(["HR", "EL", "hr", "x"]),
        count=st.integers(0, 30),
        activities=st.lists(ACTIVITIES, max_size=2).map(tuple),
    ),
    max_size=4,
).map(tuple)
PRESENCES = st.lists(
    things(
        Presence,
        of=ACTIVITIES,
        participant=st.none() | ids | texts | st.sampled_from(["P1", "Ana Anić"]),
        when=st.none() | whens(),
        recorded=st.none() | days,
        evidence=st.just(()),
        hours=st.none() | st.decimals(0, 99, places=2),
    ),
    max_size=5,
).map(tuple)


@settings(max_examples=examples(80))
@given(participants=PARTICIPANTS, presences=PRESENCES, other=PARTICIPANTS)
def test_everything_reads_back(
    participants: tuple[Participant, ...],
    presences: tuple[Presence, ...],
    other: tuple[Participant, ...],
) -> None:
    """Guards that any lists are the same after a folder was written, and written over."""
    p = Partnership(baseline=changed(PLAN, participants=participants), facts=presences)
    then = attrs.evolve(changed(p, participants=other), facts=tuple(reversed(presences)))
    with tempfile.TemporaryDirectory() as folder:
        for each in (p, then, attrs.evolve(then, facts=presences), p):
            save(each, folder)

            assert each == load(folder)


def test_links_to_a_table_are_known_beside_another_mistake(tmp_path: Path) -> None:
    """Guards against a second finding that is none, where the facts cannot be built."""
    save(P, tmp_path)
    (tmp_path / "facts.toml").write_text(
        '[[certified]]\nof = "T1"\nparticipant = "P1"\n'
        '[[certified]]\nof = "T1"\nparticipant = "P9"\ncount = "two"\n',
        "utf-8",
    )

    assert ["link-to-nowhere", "wrong-type"] == sorted(f.slug for f in read(tmp_path).findings)
    (tmp_path / "project.toml").write_text('[project]\nmonths = "two"\n', "utf-8")
    (tmp_path / "facts.toml").write_text('[[certified]]\nparticipant = "P1"\n', "utf-8")
    assert ["wrong-type"] == [f.slug for f in read(tmp_path).findings]


ALIKE = Plan(
    organisations=(Organisation(id="sts"),),
    participants=(Participant(id="P1", name="Ana"),),
    trainings=tuple(Training(id=id_) for id_ in ("T1", "t1", "ж" * 64, "NUL", "café")),
)


def test_lists_of_activities_whose_ids_are_alike(tmp_path: Path) -> None:
    """Guard that two lists are never one file, on Windows neither, and that all reads back."""
    rows = (Presence(of=activity.id, participant="P1", when=DAY) for activity in ALIKE.trainings)
    p = Partnership(baseline=ALIKE, facts=tuple(rows))
    save(p, tmp_path)
    files = names(tmp_path)

    assert "attendance-T1.csv" in files
    assert "attendance-NUL.csv" in files
    assert "attendance-t1.csv" not in files
    assert len(files) == len({name.casefold() for name in files}) == 6
    assert p == load(tmp_path)
    save(p, tmp_path)
    assert files == names(tmp_path)


def test_names_of_lists_as_other_systems_write_them(tmp_path: Path) -> None:
    """Guard letters in the form of macOS, and a mark that is not needed any more."""
    save(Partnership(baseline=attrs.evolve(ALIKE, trainings=ALIKE.trainings[1:])), tmp_path)
    text = "participant,date\nP1,2024-02-12\n"
    for name in (unicodedata.normalize("NFD", "attendance-café"), marked("attendance-t1")):
        (tmp_path / "tables" / f"{name}.csv").write_text(text, "utf-8")
    reading = read(tmp_path)

    assert () == tuple(reading.findings)
    assert reading.partnership is not None
    assert ["t1", "café"] == [fact.of for fact in reading.partnership.facts]


def test_two_lists_that_are_one_elsewhere(tmp_path: Path) -> None:
    """Guard that somebody is told before the folder comes to a computer with Windows."""
    save(Partnership(baseline=ALIKE), tmp_path)
    (tmp_path / "tables" / "Participants.csv").write_text("id,name\nP2,Ivo\n", "utf-8")

    assert [
        (
            "tables/participants.csv and tables/Participants.csv are one file on Windows and macOS",
            "put the rows of both into one of them",
        )
    ] == [(finding.message, finding.way_out) for finding in read(tmp_path).findings]

"""The gate: a list with an open question stops what certifies, converts or copies; others do not.

The lists are invented, in the shapes in which schools and meeting programs write them.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.papers.certificates import certificate_register, certificates
from vetpartner.state.open_lists import OpenLists

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = ("--on", "2025-06-30")
THREE = """\
ID,Name,Organisation,Role,Activities
Q1,Ana Horvat,STS,learner,T3
Q2,Ivan Šimić,STS,learner,T3
Q3,Lukas Müller,FBK,learner,T3
"""
WHOLE = """\
Name;12.05.2025;13.05.2025;14.05.2025;15.05.2025
Ana Horvat;x;x;x;x
Ivan Šimić;x;;;
"""
OPEN = {
    # A column of marks that nobody uses would make everybody present.
    "days without a date": (
        "No;Name;Day 1;Day 2;Session 3\n1;Ana Horvat;x;x;x\n2;Ivan Šimić;x;;\n",
        "table-marks-unused",
    ),
    "minutes under another head": (
        "Name,Date,Aufenthalt\nAna Horvat,2025-05-12,362\nIvan Šimić,2025-05-12,18\n",
        "table-marks-unused",
    ),
    "letters beside the days": (
        f"{WHOLE.splitlines()[0]};Nachmittag\nAna Horvat;x;x;x;x;x\nIvan Šimić;x;;;;odsutan\n",
        "table-marks-unused",
    ),
    "truths beside a state": (
        "Name,Status,Webinar\nAna Horvat,present,TRUE\nIvan Šimić,present,\n",
        "table-marks-unused",
    ),
    # A row or a column that could not be read.
    "somebody unknown": (f"{WHOLE}Maja Zupan;x;x;x;x\n", "table-unknown-participant"),
    "a cell that says nothing certain": (
        WHOLE.replace("Ivan Šimić;x;;;", "Ivan Šimić;x;vielleicht;;"),
        "table-value",
    ),
    "a day that there is not": (
        "Name;31.06.2025;12.05.2025;13.05.2025;14.05.2025;15.05.2025\nAna Horvat;x;x;x;x;x\n",
        "table-date",
    ),
    # Two unequal claims, and an id that is somebody else's.
    "two unequal claims": (f"{WHOLE}Ana Horvat;absent;x;x;x\n", "presence-twice"),
    "two unequal hours": (
        (
            "Name,Date,Hours\nAna Horvat,2025-05-12,6\nana horvat,12.5.2025,2\n"
            "Ana Horvat,2025-05-13,6\nAna Horvat,2025-05-14,6\nAna Horvat,2025-05-15,6\n"
        ),
        "presence-twice",
    ),
    "an id with another name": (
        "ID;Name;12.05.2025;13.05.2025;14.05.2025;15.05.2025\nQ1;Ivan Šimić;x;x;x;x\n",
        "table-other-name",
    ),
    "an id that nobody registered": (
        f"{WHOLE.replace('Name', 'ID').replace('Ana Horvat', 'Q1').replace('Ivan Šimić', 'Q9')}",
        "table-unknown-participant",
    ),
    "more hours than there were": (
        f"{WHOLE.splitlines()[0]}\nAna Horvat;360;360;360;360\nIvan Šimić;6;;;\n",
        "more-hours-than-activity",
    ),
    # Days on which it was held, and of which no list says anything.
    "two of four days": (
        "Name;12.05.2025;13.05.2025\nAna Horvat;x;x\nIvan Šimić;x;\n",
        "activity-day-unlisted",
    ),
}
SILENT = {
    "a whole list": WHOLE,
    "columns of which none is a mark": (
        "Name;E-mail;Phone;Born;12.05.2025;13.05.2025;14.05.2025;15.05.2025\n"
        "Ana Horvat;ana@x.example;+385 91 234;2007;x;x;x;x\n"
    ),
    "equal claims": f"{WHOLE}Ana Horvat;x;x;x;x\n",
    "a participant who is registered under another spelling": WHOLE.replace("Ana H", "ana h"),
}


def project(home: Path, **lists: str) -> Path:
    """Return a copy of the example with these lists alone, and nobody of them in the plan."""
    folder = home / "green"
    shutil.copytree(GREEN, folder)
    for old in (folder / "tables").iterdir():
        old.unlink()
    for name, text in lists.items():
        (folder / "tables" / f"{name.replace('_', '-')}.csv").write_text(text, "utf-8")
    return folder


def certify(folder: Path, *more: str) -> int:
    """Ask for certificates and register of T3."""
    out = [f"{folder.parent}/{name}" for name in ("c.html", "r.html")]
    return main(
        [
            "people",
            "certificates",
            str(folder),
            "T3",
            "-o",
            out[0],
            "--register",
            out[1],
            *DAY,
            *more,
        ]
    )


@pytest.mark.parametrize("name", OPEN)
def test_no_certificate_while_a_list_is_open(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that nothing is written, and that it is said why, with what was read before it."""
    listed, slug = OPEN[name]
    folder = project(tmp_path, participants=THREE, attendance_T3=listed)

    assert 1 == certify(folder)
    said = capsys.readouterr()
    assert "" == said.out
    assert re.search(r"^T3: read \d people × \d (?:day|session)s?; ", said.err, re.MULTILINE)
    assert "no certificate of T3 is made, because a list has an open question" in said.err
    assert f"[{slug}]" in said.err
    assert '--anyway "REASON"' in said.err
    assert ["green"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("name", OPEN)
def test_the_reason_stands_on_the_register(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that a reason opens the gate, and that who reads the register sees it."""
    folder = project(tmp_path, participants=THREE, attendance_T3=OPEN[name][0])

    assert 0 == certify(folder, "--anyway", "the school <confirmed> it")
    said = capsys.readouterr().out
    assert re.search(r"open questions \(\d\), because: the school <confirmed> it", said)
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "Made although its lists have open questions, because: the school &lt;conf" in page


@pytest.mark.parametrize("name", SILENT)
def test_a_whole_list_is_certified(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that nobody is asked for a reason where nothing is open, and that none is printed."""
    folder = project(tmp_path, participants=THREE, attendance_T3=SILENT[name])

    assert 0 == certify(folder, "--anyway", "in vain")
    said = capsys.readouterr().out
    assert "T3: read 3 people × 4 days; " in said
    assert "Q3 Lukas Müller 0 of 4" in said
    assert "--anyway was not needed" in said
    assert "in vain" not in said + (tmp_path / "r.html").read_text("utf-8")


def test_the_list_of_another_activity_stops_nothing(tmp_path: Path) -> None:
    """Guard that only what concerns the activity stops its certificates, but any list a copy."""
    broken = "Name;20.01.2025\nNobody Known;x\n"
    folder = project(tmp_path, participants=THREE, attendance_T3=WHOLE, attendance_T2=broken)
    p = vp.load(folder)

    assert certificates(p, "T3").html
    with pytest.raises(OpenLists, match="no certificate of T2"):
        certificates(p, "T2")
    with pytest.raises(OpenLists, match="no copy"):
        vp.public(p)


def test_a_day_that_was_not_held_is_asked_for_no_more(tmp_path: Path) -> None:
    """Guard that recording when it was held is an answer."""
    folder = project(tmp_path, participants=THREE, attendance_T3=OPEN["two of four days"][0])
    with (folder / "facts.toml").open("a", encoding="utf-8") as facts:
        facts.write('\n[[held]]\nof = "T3"\nwhen = "2025-05-12..2025-05-13"\n')

    assert 0 == certify(folder)
    assert "24 of 24" in (tmp_path / "c.html").read_text("utf-8")


LOST = """\
No;Name;Organisation;Role
1;Ana Horvat;STS;learner
2;Ivan Šimić;STS;learner
1;Lukas Müller;FBK;learner
2;Eva Berg;FBK;learner
"""
"""A running number of each school, which is no id: two of four rows are left out."""
COPIES = {
    "erase": ["privacy", "erase", "{folder}", "1"],
    "pseudonyms": ["privacy", "pseudonyms", "{folder}", "--key", "{home}/key", "--new-key"],
    "public": ["privacy", "public", "{folder}"],
}


@pytest.mark.parametrize("command", COPIES)
def test_no_copy_while_a_list_of_people_is_open(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that nobody is gone from a copy, and no name left in it, without a word."""
    folder = project(
        tmp_path, participants=LOST.replace("2;Eva Berg;FBK;learner", ";Eva Berg;FBK;boss")
    )
    line = [part.format(folder=folder, home=tmp_path) for part in COPIES[command]]
    target = tmp_path / "copy"

    assert 1 == main([*line, "-o", str(target)])
    said = capsys.readouterr().err
    assert "no copy is made, because a list has an open question" in said
    assert re.search(r"^read \d participants", said, re.MULTILINE)
    assert not target.exists()
    assert 0 == main([*line, "-o", str(target), "--anyway", "they never came"])
    assert "copied although" in capsys.readouterr().out


def test_costs_are_not_converted_from_an_open_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard the gate before conversions, and that a list of costs stops no certificate."""
    costs = "Date;Organisation;WP;Amount\n04.12.2023;STS;WP1;100 CZK\n05.12.2023;FBK;WP1;lots\n"
    folder = project(tmp_path, participants=THREE, attendance_T3=WHOLE, costs=costs)
    command = ["money", "costs", str(folder), "--convert", *DAY]

    assert 0 == certify(folder)
    assert 1 == main(command)
    assert "nothing is converted until this is put right" in capsys.readouterr().err
    with pytest.raises(OpenLists, match="read 1 costs, 100 CZK\nno cost is converted"):
        vp.convert(vp.load(folder))
    assert 0 == main([*command, "--anyway", "F2 is disputed"])
    assert (
        "converted although lists have open questions (1), because: F2 is disputed"
        in capsys.readouterr().out
    )


def test_a_reason_for_nothing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that nobody thinks a reason was kept by a command that has no gate."""
    folder = project(tmp_path, costs="Date;Organisation;WP;Amount\n04.12.2023;STS;WP1;100\n")

    assert 2 == main(["money", "costs", str(folder), "--anyway", "F2 is disputed", *DAY])
    assert "--anyway has an effect only with --convert; leave it out" in capsys.readouterr().err
    main(
        [
            "money",
            "costs",
            str(folder),
            "--convert",
            "--anyway",
            "in vain",
            "--format",
            "json",
            *DAY,
        ]
    )
    said = capsys.readouterr()
    assert "was not needed" in said.err
    assert "was not needed" not in said.out


def test_an_empty_reason_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that the gate is not opened by an empty text."""
    folder = project(tmp_path, participants=THREE, attendance_T3=OPEN["two of four days"][0])

    assert 1 == certify(folder, "--anyway", " ")
    assert "the reason to go on all the same is empty" in capsys.readouterr().err


def test_a_build_leaves_open_lists_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that everything else of a build is made, and that it is said what is not."""
    folder = project(tmp_path, participants=THREE, attendance_T3=OPEN["two of four days"][0])
    main(["build", str(folder), "-o", str(tmp_path / "out"), *DAY])

    assert "no certificates of T3: its lists have open questions" in capsys.readouterr().out
    assert not list((tmp_path / "out").glob("certificates-T3*"))
    assert (tmp_path / "out" / "index.html").exists()


def test_the_register_of_a_workbook_has_the_reason(tmp_path: Path) -> None:
    """Guard that the reason stands in every form of the register, in its language."""
    p = vp.load(project(tmp_path, participants=THREE, attendance_T3=OPEN["two of four days"][0]))
    paper = certificate_register(p, "T3", anyway="Liste per Post", language="de")
    data = paper.data(".md").decode()

    assert "Liste per Post" in data
    assert "open questions" not in data


@pytest.mark.parametrize(
    "heads",
    [
        "ID;Startzeit;E-Mail;Name;Vor- und Nachname;Schule",
        "ID;Heure de début;Adresse;Nom complet;Nom et prénom;École",
        "ID;Start;Mail;Name;Name;School",
    ],
)
def test_of_two_columns_of_names_the_filled_one_is_read(heads: str, tmp_path: Path) -> None:
    """Guard the form that adds an empty column of names for answers without an account."""
    rows = "1;01.03.25 10:15;anonymous;;Ana Horvat;STS\n2;01.03.25 10:16;anonymous;;Ivo Ivić;STS\n"
    read = vp.read(project(tmp_path, participants=f"{heads}\n{rows}"))

    assert ["Ana Horvat", "Ivo Ivić"] == [who.name for who in read.tables.participants]
    assert [] == [found.slug for found in read.findings.errors if found.place]

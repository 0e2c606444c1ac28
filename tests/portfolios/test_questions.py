"""What only many projects together tell: all that is there is found, and nothing else."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from asked import DAY, KEY
from bench.many import EVERY, HUB, SHARED, entry
from builders import partnership

import vetpartner as vp
from vetpartner.model import (
    Attended,
    Deliverable,
    Held,
    Meeting,
    Organisation,
    Person,
    Project,
    Venue,
    When,
)
from vetpartner.values.counts import percent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vetpartner.values.table import Table

PLACES = {"sts": ("HR", "Split"), "fbk": ("AT", "Graz"), "cfs": ("PT", "Porto")}


def pairs(table: Table, *kinds: str) -> set[frozenset[str]]:
    """Return which projects stand together in the rows of some kinds."""
    rows = [row for row in table.rows if row.kind in kinds]
    return {frozenset(where.partition(":")[0] for where in row.where) for row in rows}


def test_shared_things_are_found(found: vp.Portfolio) -> None:
    """Guard each kind of double funding: the pair that shares it is found, with its partner."""
    kinds = {
        "result": "same result",
        "event": "same event",
        "evidence": "same file of evidence",
        "invoice": "same invoice",
        "nearly": "nearly the same result",
    }
    for pair, shared in enumerate(SHARED):
        if shared in kinds:
            wanted = frozenset((f"Inv{pair * EVERY}", f"Inv{pair * EVERY + 1}"))
            rows = [row for row in found.double_funding.rows if row.kind == kinds[shared]]
            (row,) = (r for r in rows if {w.partition(":")[0] for w in r.where} == wanted)

            assert 2 == row.projects
            assert row.shared


def test_what_is_the_same_by_its_bytes_and_numbers_is_in_no_other_pair(
    found: vp.Portfolio,
) -> None:
    """Guard against false alarms where there is no doubt: files, invoices, titles."""
    assert {frozenset(("Inv10", "Inv11"))} == pairs(found.double_funding, "same file of evidence")
    assert {frozenset(("Inv15", "Inv16"))} == pairs(found.double_funding, "same invoice")
    assert {frozenset(("Inv0", "Inv1"))} <= pairs(found.double_funding, "same result")
    assert {frozenset(("Inv25", "Inv26"))} == pairs(found.double_funding, "nearly the same result")


def test_everybody_in_two_places_is_found(many: Path, found: vp.Portfolio) -> None:
    """Guard the clashes of people against a plain look at all projects, e-mail by e-mail."""
    there: dict[tuple[str, date], set[tuple[str, str, str]]] = defaultdict(set)
    for folder in sorted(many.iterdir()):
        p = vp.read(folder).partnership
        for fact in p.on(DAY).facts_of_kind(Attended) if p is not None else ():
            activity, span = p[fact.of], fact.when.span(p.start)
            held = p.on(DAY).facts_of(fact.of, Held)
            venue = next((h.venue for h in held if h.venue), None) or activity.venue
            for n in range((span.last - span.first).days + 1):
                place = p.plan.project.acronym, fact.of, venue.city
                there[p[fact.person].email, span.first + timedelta(n)].add(place)
    wanted = {
        (day, frozenset(f"{project}: {activity}" for project, activity, _ in places))
        for (_, day), places in there.items()
        if len({city for *_, city in places}) > 1 and len({project for project, *_ in places}) > 1
    }
    # Who is only planned to train somewhere is in no fact yet.
    past = [row for row in found.people_clashes.rows if row.first <= DAY]
    rows = [row for row in past if row.why == "same e-mail address"]
    got = {
        (row.first, frozenset(where.partition(" in ")[0] for where in row.where)) for row in rows
    }

    assert wanted
    assert wanted == got
    assert (date(2026, 9, 16), frozenset(("Inv20: T2", "Inv21: T2"))) in got


def test_who_has_a_common_name_is_asked(tmp_path: Path) -> None:
    """Guard the words for how sure it is: same e-mail, same school, or only the same name."""
    told = [
        ("a", "Ana Novak", "ana@x.example.org", "E10000001"),
        ("b", "NOVAK Ana", "ana@x.example.org", "E10000002"),
        ("c", "Ana Novák", None, "E10000003"),
    ]
    for number, (name, *who) in enumerate(told):
        write(tmp_path / name, number, *who)
    rows = vp.portfolio([tmp_path], on=date(2026, 5, 1), key=KEY).people_clashes.rows

    assert {"same e-mail address", "same name only"} == {row.why for row in rows}
    assert [2, 3] == sorted(len(row.where) for row in rows)


def write(folder: Path, number: int, name: str, mail: str | None, oid: str) -> None:
    """Write an invented project in which somebody is at a meeting on 2026-04-10."""
    land, city = list(PLACES.values())[number]
    vp.save(
        partnership(
            Project(acronym=f"P{number}", start=date(2026, 1, 1), months=12, coordinator="o"),
            Organisation(id="o", name=f"School {number}", country=land, oid=oid),
            Person(id="w", name=name, organisation="o", email=mail),
            Meeting(
                id="M1",
                title=f"Meeting {number}",
                when=When.parse("2026-04-10"),
                venue=Venue(city=city, country=land),
                host="o",
            ),
            Attended(of="M1", organisation="o", person="w", when=When.parse("2026-04-10")),
        ),
        folder,
    )


def test_without_a_key_nobody_is_compared(many: Path) -> None:
    """Guard that nobody is in any table without a key, and that it is said."""
    found = vp.portfolio([many / "p00020", many / "p00021"], on=DAY)

    assert () == found.table("people").rows
    assert () == found.table("presences").rows
    assert "People in two places on one day: not asked without a key" in found.summary()
    assert "no key was given" in found.html


def limited(folder: Path, n: int, **more: object) -> None:
    """Write an invented project of one organisation that is in all of them."""
    round_ = more.pop("round", 1)
    vp.save(
        partnership(
            Project(
                reference=f"2025-1-HR01-KA220-VET-{n:09}",
                acronym=f"L{n}",
                action="KA220-VET",
                call=2025,
                round=round_,
                coordinator="own",
            ),
            Organisation(id="own", name=f"Own {n}", country="HR", oid=f"E2000{n:04}"),
            Organisation(id="hub", name="Hub", country="AT", oid="E10000009", **more),
        ),
        folder / f"l{n}",
    )


def verdicts(found: vp.Portfolio) -> list[tuple[str, int, str]]:
    """Return who is over, by how much, and how sure it is."""
    return [(row[0], row[2], row[4]) for row in found.limits.rows]


def test_over_the_limit(tmp_path: Path) -> None:
    """Guard the limit of call 2025, which is ten: ten are fine, eleven are over."""
    for n in range(10):
        limited(tmp_path, n)
    assert [] == verdicts(vp.portfolio([tmp_path], on=DAY))

    limited(tmp_path, 10)
    found = vp.portfolio([tmp_path], on=DAY)
    assert [("hub", 11, "over")] == verdicts(found)
    assert "p. 249" in found.limits.records()[0]["basis"]


def test_associated_partners_are_not_counted(tmp_path: Path) -> None:
    """Guard that who takes part without a grant is in no application."""
    for n in range(11):
        limited(tmp_path, n, role="associated")

    assert [] == verdicts(vp.portfolio([tmp_path], on=DAY))


def test_what_is_stated_counts_too(tmp_path: Path) -> None:
    """Guard that applications which were not funded, and are stated, count."""
    limited(tmp_path, 0, applications=12)

    assert [("hub", 12, "over")] == verdicts(vp.portfolio([tmp_path], on=DAY))


def test_a_limit_that_is_not_known_is_told(tmp_path: Path) -> None:
    """Guard that a call without a known limit is no call without any."""
    vp.save(
        partnership(
            Project(acronym="Old", action="KA220-VET", call=2024, coordinator="o"),
            Organisation(id="o", name="Own", country="HR", oid="E20000001"),
        ),
        tmp_path / "old",
    )
    found = vp.portfolio([tmp_path], on=DAY)

    assert ("The limit is not known of KA220-VET 2024",) == found.limits.notes
    assert "The limit is not known of KA220-VET 2024" in found.html


def test_two_paths_to_one_project_are_one(tmp_path: Path, many: Path) -> None:
    """Guard that a folder and its workbook are no double funding and count once."""
    p = vp.load(many / "p00003")
    vp.save(p, tmp_path / "copy.json")
    found = vp.portfolio([many / "p00003", tmp_path / "copy.json"], on=DAY, key=KEY)

    assert () == found.double_funding.rows
    assert () == found.people_clashes.rows
    assert 1 == len(found.progress.rows)
    assert 1 == found.answers.projects
    assert "1 path to a project that came before" in found.summary()


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Curriculum for low-carbon welding", "CURRICULA for Low Carbon Weldings", "same result"),
        (
            "Handbook on safe roofing work for young trainers",
            "Handbook on safe roofing work for young teachers",
            "nearly the same result",
        ),
        ("Website", "Website", None),
        ("Newsletter for schools 3", "Newsletter for schools 4", None),
        ("Curriculum for welding teachers", "Curriculum for bakery teachers", None),
        ("Příručka pro svářeče", "prirucka PRO SVARECE", "same result"),
    ],
)
def test_titles(tmp_path: Path, one: str, other: str, kind: str | None) -> None:
    """Guard what is the same title: not case, accents, endings; and what says too little."""
    for number, title in enumerate((one, other)):
        p = partnership(Project(acronym=f"P{number}"), Deliverable(id="D1", title=title))
        vp.save(p, tmp_path / f"p{number}")
    rows = vp.portfolio([tmp_path], on=DAY).double_funding.rows

    assert ([] if kind is None else [kind]) == [row.kind for row in rows]


def test_a_usual_title_is_left_out(tmp_path: Path) -> None:
    """Guard that what every project has is told in one line, and asked of nobody."""
    for number in range(12):
        title = "Quality plan" if number < 11 else "Something else entirely"
        p = partnership(Project(acronym=f"P{number}"), Deliverable(id="D1", title=title))
        vp.save(p, tmp_path / f"p{number}")
    table = vp.portfolio([tmp_path], on=DAY).double_funding

    assert () == table.rows
    assert "1 title is left out as usual, in more than a tenth of the projects" == table.notes[0]


def test_deadlines_come_with_their_owner(found: vp.Portfolio) -> None:
    """Guard that what is due or overdue is told by day, with who does it."""
    rows = found.coming.rows
    days = [row[0] for row in rows]

    assert all(one <= after for one, after in pairwise(days))
    assert max(days) <= DAY + timedelta(days=30)
    assert all(row[5] for row in rows)
    assert {"deliverable", "report"} <= {row[3] for row in rows}


def test_progress_and_money_are_those_of_the_project(many: Path, found: vp.Portfolio) -> None:
    """Guard that the numbers are those that each project tells by itself."""
    p = vp.load(many / "p00012").on(DAY)
    status = vp.status(p)
    (risk,) = (row[1] for row in found.money_at_risk.rows if row[0] == "Inv12")
    (row,) = (row for row in found.progress.rows if row[0] == "Inv12")

    assert status.risk == risk
    assert percent((DAY - p.start).days + 1, (p.end - p.start).days + 1) == row[1]


def test_mistakes_are_counted(many: Path, found: vp.Portfolio) -> None:
    """Guard that counts of findings are those of the checks of all projects."""
    counted: dict[str, int] = defaultdict(int)
    for folder in sorted(many.iterdir()):
        reading = vp.read(folder)
        if reading.partnership is not None:
            for each in (*reading.findings, *vp.check(reading.partnership.on(DAY))):
                counted[each.slug] += 1

    assert dict(counted) == {row[0]: row[4] for row in found.mistakes.rows}


def test_the_hub_is_over_the_limit(found: vp.Portfolio) -> None:
    """Guard the generator: its common school is in more applications than ten."""
    (row,) = found.limits.rows

    assert HUB == row[2]
    assert "over" == row[4]


def sums(texts: Iterable[bytes]) -> set[str]:
    """Return the digests of some texts."""
    return {sha256(text).hexdigest() for text in texts}


def test_a_file_is_compared_by_its_bytes(many: Path, found: vp.Portfolio) -> None:
    """Guard the digests in the table of evidence."""
    rows = [row for row in found.table("evidence").records() if row["path"].endswith("p00004")]
    facts = vp.load(many / "p00004").on(DAY).facts
    files = {one.file for fact in facts for one in fact.evidence if one.file is not None}
    held = (many / "p00004" / file for file in files)

    assert sums(file.read_bytes() for file in held) == {row["digest"] for row in rows}


def test_entries_of_the_generator_are_toml() -> None:
    """Guard the generator: text, number, list and table stand as TOML has them."""
    assert '[[x]]\na = "b"\nc = 1\nd = ["e"]\nf = { g = 2 }\n' == entry(
        "x", a="b", c=1, d=["e"], f={"g": 2}
    )


def like(folder: Path, source: Path, reference: str | None) -> Path:
    """Copy a project, and give it a reference or none."""
    shutil.copytree(source, folder)
    plan = folder / "project.toml"
    text = re.sub(r"(?m)^reference = .*\n", "", plan.read_text("utf-8"))
    told = "" if reference is None else f'reference = "{reference}"\n'
    plan.write_text(text.replace("[project]\n", f"[project]\n{told}", 1), "utf-8")
    return folder


@pytest.mark.parametrize(
    "references",
    [
        (None, None),
        ("2024-1-HR01-KA220-VET-000000001", None),
        ("2024-1-HR01-KA220-VET-000000001", "2024-1-DE02-KA220-VET-000000002"),
    ],
)
def test_two_folders_that_may_be_one_project_are_asked_first(
    tmp_path: Path, many: Path, references: tuple[str | None, str | None]
) -> None:
    """Guard that a copy, or one project that two agencies pay for, is a question of its own."""
    copies = [like(tmp_path / f"c{n}", many / "p00010", one) for n, one in enumerate(references)]
    found = vp.portfolio([*copies, many / "p00011"], on=DAY, key=KEY).double_funding
    first, *others = found.rows

    assert "same project" == first.kind
    assert 2 == first.projects == len(first.where)
    assert first.shared
    assert "same project" not in {row.kind for row in others}
    assert {"same file of evidence", "same result"} <= {row.kind for row in others}

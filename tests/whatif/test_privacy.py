"""A public copy tells nothing personal, whatever is typed where, and every count or none."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from personal import DATA, DISGUISES, LEARNERS, PEOPLE, Datum, planted, sentence, still_told
from strategies import examples

import vetpartner as vp
from vetpartner.files.document import json_text
from vetpartner.model import (
    Amended,
    Attended,
    Certified,
    Deliverable,
    Held,
    Meeting,
    Narrative,
    Noted,
    Organisation,
    Participant,
    Partnership,
    Person,
    Plan,
    Presence,
    Project,
    Spent,
    Surveyed,
    Task,
    Training,
    When,
    WorkPackage,
)
from vetpartner.model.mentions import anybody, everybody
from vetpartner.state.attendance import certified_count
from vetpartner.values.keyed import added
from vetpartner.values.words import NOT_TOLD
from vetpartner.whatif.copies import found_in, public
from vetpartner.whatif.releases import differing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vetpartner.values.words import HowMany

LEAST = 5


def texts_in(value: Any, at: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield each text of a document, keys too, with where it stands."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield at, key
            yield from texts_in(held, f"{at}/{key}")
    for item in value if isinstance(value, list) else ():
        yield from texts_in(item, at)
    if isinstance(value, str):
        yield at, value


def told(p: Partnership, data: tuple[Datum, ...]) -> list[tuple[str, str, str, str]]:
    """Return kind and text of what can still be read, where, and the whole text there."""
    known = dict.fromkeys(data)
    return [
        (datum.kind, datum.text, at, text)
        for at, text in texts_in(json.loads(json_text(p)))
        for datum in known
        if still_told(datum, text)
    ]


# What fails is named in one line; making it smaller takes minutes and names nothing else.
@settings(max_examples=examples(200), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(planted())
def test_a_public_copy_tells_nobody(drawn: tuple[Partnership, tuple[Datum, ...]]) -> None:
    """Guards every free text of plan, facts and words, over all kinds and disguises."""
    p, data = drawn

    assert [] == told(public(p), data)


def noting(*notes: str, **more: Any) -> Partnership:  # noqa: ANN401 - fields of a plan
    """Give a partnership with known people and a few notes."""
    plan = Plan(people=PEOPLE, participants=LEARNERS, **more)
    return Partnership(baseline=plan, facts=tuple(Noted(note=note) for note in notes))


@pytest.mark.parametrize("disguise", sorted(DISGUISES))
def test_each_kind_in_each_disguise(disguise: str) -> None:
    """Guards that the record itself tells, so that the search is not blind, and the copy not."""
    for datum in DATA:
        p = noting(sentence("note", DISGUISES[disguise](datum.text)))

        assert told(p, (datum,)), datum
        assert [] == told(public(p), (datum,))


HARMLESS = """\
Budget line 4.2.1, invoice 2025-000123, order 0042-17, KLASA: 602-03/24-01/12, URBROJ: 251-77-24-3.
Project 2023-1-HR01-KA220-VET-000157891, OID E10123456, PIC 999876543, call 2024, KA2, M7..M12.
From 09:00 to 17:30 on 12.03.2026, 2026-03-12 to 2026-03-14, 01/04/2026 and 3 May; room B 204.
EUR 250 000, 12.500,00 €, 1,250,000.00, 3 400.00 56 600.00, +12 500 000 EUR, 16 400 of 60 000.
Version 1.0.17, 10 × 12 = 120, 45° 48' N, ISBN 978-953-6058-11-2, Article 12, pp. 463-464, B2/C1.
https://doi.org/10.5281/zenodo.54790426297 and https://example.org/records/69239885104?page=2.
Set via Zoom 2, at Square 5; born of the idea of 2019; NATO 2024; WP 2, SB 1, BS 7799 and Q.V.S.
Reached 12 000 people (1 250 online); 091 of 120; 2024/2025; tel. unknown; 4 @ 120 EUR.
Κάθε χρόνο και πάλι 2025; каждый год 2025; Schulweg 3 und 4; Gruppe 2, 15 000 Teilnehmer."""


def test_what_is_not_personal_stays() -> None:
    """Guards budget references, project numbers, dates, times, amounts, links and abbreviations."""
    p = noting(*HARMLESS.splitlines())
    clean = public(p)

    assert {fact.note for fact in p.facts} == {fact.note for fact in clean.facts}
    assert [] == list(found_in(p, everybody(p)))


def test_places_and_handles_of_organisations_stay() -> None:
    """Guards what is meant to be found: where a partner is, and the channels of the project."""
    school = Organisation(id="sts", acronym="STS", address="Gundulićeva ulica 17, 10000 Zagreb")
    more = {"organisations": (school,), "project": Project(acronym="GreenWeld")}
    note = "At Gundulićeva ulica 17 in Zagreb; follow @greenweld_eu, and not @silke.b."
    home = "Her home: Palmotićeva ulica 17, 10000 Zagreb"

    copied = {fact.note for fact in public(noting(note, home, **more)).facts}

    assert {
        "At Gundulićeva ulica 17 in Zagreb; follow @greenweld_eu, and not […].",
        "Her home: […]",
    } == copied


def test_initials_only_where_somebody_signs() -> None:
    """Guards words that happen to be made of the same letters."""
    notes = ("S. Behrens wrote it; Behrens, S. too.", "SB 2, the SBs; (SB) by SB", "S.B. and S. B.")
    copied = {fact.note for fact in public(noting(*notes)).facts}

    assert {"[…] wrote it; […] too.", "SB 2, the SBs; ([…]) by […]", "[…] and […]"} == copied
    acronym = (Organisation(id="x", acronym="SB"),)
    assert "By SB" == public(noting("By SB", organisations=acronym)).facts[0].note


def test_a_name_in_an_id_or_a_link_to_nothing() -> None:
    """Guards ids, also those that lead nowhere, keys of amounts, questions and addresses."""
    package = WorkPackage(id="silke-wp", lead="behrens", grant={"behrens": vp.Money(5)})
    task = Task(id="A1", work_package="silke-wp", results=("drag-Dragicevic",))
    words = Narrative(report="final", language="en", answers=(("wp.silke-wp.results", "All."),))
    facts = (
        Spent(amount=vp.Money(1), of="silke-wp", organisation="vukasovic"),
        Amended(of="T1", trainers=("silke",), recorded=date(2025, 1, 1), reason="ill"),
    )
    p = noting(work_packages=(package,), tasks=(task,))
    p = attrs.evolve(p, narratives=(words,), facts=facts)
    text = json_text(public(p)).casefold()

    assert [] == [n for n in ("silke", "behrens", "dragicevic", "vukasovic") if n in text]
    assert public(p).baseline.tasks[0].work_package == public(p).baseline.work_packages[0].id


def test_an_id_that_is_taken() -> None:
    """Guards that a group of participants gets no id of something else."""
    clean = public(noting(deliverables=(Deliverable(id="G1"),)))

    assert ["G2"] == [who.id for who in clean.plan.participants]


def test_own_rules_stay_readable() -> None:
    """Guards TOML around a name: only texts and remarks are changed."""
    rules = "# Silke asked\nmanagement_share_max = 0.15 # Silke\nnumber = 34264567242\n"
    p = attrs.evolve(noting(), own_rules=rules)

    assert 34264567242 == tomllib.loads(public(p).own_rules or "")["number"]
    assert "Silke" not in (public(p).own_rules or "")


def test_it_is_listed_with_its_places(tmp_path: Path) -> None:
    """Guards one line for each kind, with file, line and column of each place."""
    (tmp_path / "project.toml").write_text(
        """[project]
acronym = "X"
[[people]]
id = "silke"
name = "Silke Behrens"
email = "silke@example.org"
[[meetings]]
id = "M1"
title = "At Silke Behrens's"
description = "tel. 091/234-56-78"
""",
        "utf-8",
    )
    (tmp_path / "facts.toml").write_text('[[noted]]\nnote = "+385 91 234 5678"\n', "utf-8")
    p = vp.load(tmp_path)

    assert [
        "2 × name: meetings/M1/title (project.toml:9:9)",
        (
            "2 × telephone number: meetings/M1/description (project.toml:10:15), "
            "noted/#1/note (facts.toml:2:8)"
        ),
    ] == [finding.message for finding in found_in(p, everybody(p))]
    assert 1 == len(found_in(p, anybody(p)))


# Counts.


@st.composite
def attended(draw: st.DrawFn) -> Partnership:
    """Draw a partnership with lists, groups and certificates of two activities."""
    homes, number = st.sampled_from(["a", "b", None]), st.integers(0, 12)
    roles = st.sampled_from(["learner", "staff", "guest"])
    people = []
    for n in range(draw(st.integers(0, 16))):
        count = draw(st.sampled_from([1, 1, 1, 3, 8]))
        few = st.integers(0, count) | st.sampled_from([None, NOT_TOLD])
        people.append(
            Participant(
                id=f"L{n}",
                organisation=draw(homes),
                role=draw(roles),
                count=count,
                fewer_opportunities=draw(few),
                minors=draw(few),
                green_travel=draw(few),
                gender=draw(st.sampled_from(["female", "male", None])),
            )
        )
    days = [date(2025, 3, day) for day in (3, 4)]
    facts: list[Any] = [
        Presence(of="T1", participant=who.id, when=When.day(day))
        for who in people
        for day in days
        if draw(st.booleans())
    ]
    for row in range(draw(st.integers(0, 4))):
        count = draw(st.none() | st.integers(1, 20))
        few = st.integers(0, count or 20) | st.sampled_from([None, NOT_TOLD])
        facts.append(
            Attended(
                of="M1",
                organisation=draw(homes),
                role=draw(roles),
                when=When.day(date(2025, 4, row + 1)),
                count=count,
                minors=draw(few),
                fewer_opportunities=draw(few),
            )
        )
    facts += [Certified(of="T1", participant=who.id) for who in people if draw(st.booleans())]
    facts += [Certified(of="M1", count=draw(st.none() | number))]
    facts += [Held(of="M1", participants=draw(number)), Surveyed(of="T1", respondents=draw(number))]
    plan = Plan(
        project=Project(acronym="X", start=date(2025, 1, 1), months=24),
        organisations=(Organisation(id="a", country="HR"), Organisation(id="b", country="AT")),
        people=(Person(id="P", name="Pat Pot", organisation="a"),),
        participants=tuple(people),
        meetings=(Meeting(id="M1", expected=10),),
        trainings=(Training(id="T1", expected=20, trainers=("P",)),),
    )
    return Partnership(baseline=plan, facts=tuple(facts))


def kept_or_not_told(before: HowMany, after: HowMany) -> bool:
    """Tell whether a count is the same, or kept back; nobody keeps back what is not known."""
    return before == after or (after == NOT_TOLD and before is not None)


@settings(max_examples=examples(300))
@given(attended())
def test_every_count_is_kept_or_not_told(p: Partnership) -> None:
    """Guards every sum of people, and each cell of what is told about activities and traits."""
    clean = public(p)

    def total(of: Partnership, id_: str, name: str) -> HowMany:
        return added(getattr(row, name) for row in of.attended(id_))

    for id_ in ("M1", "T1"):
        assert total(p, id_, "people") == total(clean, id_, "people")
        assert certified_count(p, id_) == certified_count(clean, id_)
        for name in ("minors", "fewer_opportunities"):
            assert kept_or_not_told(total(p, id_, name), total(clean, id_, name))
    for kind, name in ((Held, "participants"), (Surveyed, "respondents")):
        sums = [sum(getattr(fact, name) for fact in q.facts_of_kind(kind)) for q in (p, clean)]
        assert sums[0] == sums[1]
    everybody_ = [sum(who.count for who in q.plan.participants) for q in (p, clean)]
    assert everybody_[0] == everybody_[1]
    cells, copied = (dict(vp.inclusion(q).activities.rows) for q in (p, clean))
    for id_, row in copied.items():
        assert all(map(kept_or_not_told, cells[id_], row))
    traits = dict(vp.inclusion(clean).traits.rows)
    for name, field in (("under 18", "minors"), ("fewer opportunities", "fewer_opportunities")):
        whole = added(total(p, id_, field) for id_ in ("M1", "T1"))
        assert not traits or kept_or_not_told(whole, traits[name][-1])


@settings(max_examples=examples(300))
@given(attended())
def test_no_small_group_is_told(p: Partnership) -> None:
    """Guards that a row, and a part of a row, is of five or more people, or of all there are."""
    clean = public(p)
    for id_ in ("M1", "T1"):
        rows = clean.attended(id_)
        assert len(rows) < 2 or all(row.count >= LEAST for row in rows)
        for row in rows:
            for part in (row.minors, row.fewer_opportunities):
                if isinstance(part, int):
                    assert not 0 < part < LEAST
                    assert row.count is not None or not part
                    assert row.count is None or not 0 < row.count - part < LEAST


def test_what_is_not_told_is_no_zero() -> None:
    """Guards the count that a copy kept back: three of twelve learners, and green travel."""
    people = tuple(
        Participant(
            id=f"L{n}",
            organisation="a",
            minors=int(n < 3),
            green_travel=int(n < 7),
            fewer_opportunities=0,
        )
        for n in range(12)
    )
    facts = tuple(Presence(of="T1", participant=who.id) for who in people)
    plan = Plan(
        organisations=(Organisation(id="a", country="HR"),),
        participants=people,
        trainings=(Training(id="T1"),),
    )
    clean = public(Partnership(baseline=plan, facts=facts))
    (row,) = clean.attended("T1")

    group = clean.plan.participants[0]
    assert (NOT_TOLD, 0) == (row.minors, row.fewer_opportunities)
    assert (NOT_TOLD, 7) == (group.minors, group.green_travel)
    assert {
        "fewer opportunities": 0,
        "under 18": NOT_TOLD,
        "green travel": None,
        "all of them": 12,
    } == {name: counts[-1] for name, counts in vp.inclusion(clean).traits.rows}
    shown = str(vp.inclusion(clean))
    assert "under 18              not told   not told" in shown
    assert "green travel         not known  not known" in shown


@pytest.mark.parametrize("home", ["p.toml", "p.json", "p.xlsx", "folder"])
def test_not_told_in_every_home(tmp_path: Path, home: str) -> None:
    """Guards none, not known and not told: each is written, and read as what it was."""
    rows = (
        Attended(of="M1", count=12, minors=NOT_TOLD),
        Attended(of="M1", role="guest", count=12, minors=0, fewer_opportunities=NOT_TOLD),
    )
    people = (
        Participant(id="G1", count=9, minors=NOT_TOLD, fewer_opportunities=NOT_TOLD),
        Participant(id="G2", count=9, minors=3, fewer_opportunities=0),
        Participant(id="L1", minors=0, green_travel=1),
        Participant(id="L2", fewer_opportunities=NOT_TOLD, green_travel=0),
        Participant(id="L3"),
    )
    plan = Plan(meetings=(Meeting(id="M1"),), participants=people)
    p = Partnership(baseline=plan, facts=rows)
    vp.save(p, tmp_path / home)

    assert p == vp.load(tmp_path / home)


# Two copies.


def copy(*counts: tuple[int, int | None], day: int = 1, **project: Any) -> Partnership:  # noqa: ANN401
    """Give a public copy: learners of two partners at one training."""
    rows = tuple(
        Attended(of="T1", organisation=home, role="learner", count=count, minors=minors)
        for home, (count, minors) in zip("ab", counts, strict=False)
    )
    plan = Plan(
        project=Project(acronym="X", **project),
        organisations=(Organisation(id="a"), Organisation(id="b")),
        trainings=(Training(id="T1"),),
        deliverables=(Deliverable(id="D1"),) * day,
    )
    return public(Partnership(baseline=plan, facts=rows))


def test_two_copies_that_differ_by_few() -> None:
    """Guards that one more learner is told, also where only the sum gives it away."""
    found = differing(copy((12, 0), (9, 0)), copy((13, 0), (9, 0)))

    assert [
        "T1 attended in all: 21 in the earlier copy and 22 now, which is about few people",
        "T1 attended, learner, a: 12 in the earlier copy and 13 now, which is about few people",
    ] == [finding.message for finding in found]
    assert {"counts-differ-by-few"} == {finding.slug for finding in found}
    assert "--since OLD" in vp.explain("counts-differ-by-few")


def test_two_copies_that_may_stand_beside_each_other() -> None:
    """Guards that nothing is told where nothing or much has changed."""
    assert 0 == len(differing(copy((12, 0), (9, 0)), copy((12, 0), (9, 0))))
    assert 0 == len(differing(copy((12, 0), (9, 0)), copy((17, 0), (19, 0))))


def test_a_count_that_is_told_in_one_copy_only() -> None:
    """Guards five minors in one copy, and one more who makes the rest small in the other."""
    (found,) = differing(copy((12, 6)), copy((12, 8)))

    assert "6 in the earlier copy and not told now" in found.message


def test_what_nobody_stated_tells_of_no_few() -> None:
    """Guards a count that only became known: no copy kept anything of it back."""
    earlier = copy((12, None))

    assert [None] == [row.minors for row in earlier.attended("T1")]
    assert 0 == len(differing(earlier, copy((12, 6))))
    assert 0 == len(differing(copy((12, 8)), earlier))


def test_what_is_no_earlier_copy() -> None:
    """Guards against comparing with the project itself, or with another one."""
    with pytest.raises(ValueError, match="names people"):
        differing(noting(), copy((12, 0)))
    with pytest.raises(ValueError, match="is of Y, and not of X"):
        differing(attrs.evolve(copy(), baseline=Plan(project=Project(acronym="Y"))), copy())

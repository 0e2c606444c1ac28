"""Who in the lists is asked about as one person, what an answer does, and how often it is right."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
import pytest
from invented_people import three_hundred

import vetpartner as vp
from vetpartner.files.saving import save
from vetpartner.model import Certified, Identity, Participant, Person, Plan, Presence
from vetpartner.state.attendance import attending
from vetpartner.state.same_people import same_people
from vetpartner.values.person_names import plain_words, sounds

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2025, 5, 12)


def asked(*names: tuple[str, str | None], identities: tuple[Identity, ...] = ()) -> list[str]:
    """Return the ids of who is asked about, in a list of names and organisations."""
    people = tuple(
        Participant(id=f"P{number}", name=name, organisation=home)
        for number, (name, home) in enumerate(names, start=1)
    )
    p = vp.Partnership(baseline=Plan(participants=people, identities=identities))
    return [f"{each.first.id} {each.other.id}" for each in same_people(p)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ivan Šimić", "ivan simic"),
        ("Dr. Ana Horvat", "Horvat, Ana"),
        ("João da Silva", "Silva João"),
        ("Jürgen Weiß", "Juergen Weiss"),
        ("Łukasz Wójcik", "Wojcik Lukasz"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("Δημήτρης Οικονόμου", "Oikonomou Dimitris"),
        ("Δημήτρης Οικονόμου", "Dimitris Ikonomou"),
        ("Χριστίνα Μπακογιάννη", "Christina Bakogianni"),
        ("Чавдар Желязков", "Chavdar Zhelyazkov"),
        ("Юлия Щерева", "Yuliya Shtereva"),
        ("Ђорђе Љубић", "Đorđe Ljubić"),
        ("Maria D'Angelo", "D\N{RIGHT SINGLE QUOTATION MARK}Angelo Maria"),
        ("Jānis Bērziņš", "Janis Berzins"),
    ],
)
def test_one_name_in_two_spellings_is_asked_about_everywhere(one: str, other: str) -> None:
    """Guard that order, accents, titles, particles and alphabet tell nobody apart."""
    assert ["P1 P2"] == asked((one, "a"), (other, "b"))
    assert ["P1 P2"] == asked((other, None), (one, "b"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lukas Kos-Marić", "Luka Kos-Marić"),
        ("Ana Maria Horvat", "Ana Horvat"),
        ("A B C", "B C"),
        ("Ivan Horvat", "I. Horvat"),
        ("Horvat Đ.", "Đurđica Horvat"),
        ("João Pedro da Silva", "J. P. Silva"),
        ("Γιώργος Παπαδόπουλος", "G. Papadopoulos"),
    ],
)
def test_nearly_one_name_is_asked_about_at_home(one: str, other: str) -> None:
    """Guard that a letter, a word more or an initial is a question within an organisation only."""
    assert ["P1 P2"] == asked((one, "a"), (other, "a"))
    assert ["P1 P2"] == asked((one, None), (other, "a"))
    assert [] == asked((one, "b"), (other, "a"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ivan Horvat", "Ivana Horvat"),
        ("Mario García", "Maria García"),
        ("María García López", "María García Pérez"),
        ("Ana Kos", "Ana Kus"),
        ("Learner 11 Split", "Learner 12 Split"),
        ("Learner 1 Split", "Learner 11 Split"),
        ("Petra Novak", "Petra Novotná"),
        ("", "Ana"),
        ("I. Horvat", "Ana Horvat"),
        ("I. H.", "Ivan Horvat"),
        ("Ivan", "I."),
    ],
)
def test_two_people_are_not_asked_about(one: str, other: str) -> None:
    """Guard brothers and sisters, two family names, short names and numbers."""
    assert [] == asked((one, "a"), (other, "a"))


def test_a_group_is_nobody() -> None:
    """Guard that two groups of one name are two."""
    groups = [Participant(id=f"G{n}", name="Class 2a", count=20) for n in (1, 2)]

    assert () == same_people(vp.Partnership(baseline=Plan(participants=groups)))


def test_titles_and_particles_alone_are_a_name() -> None:
    """Guard that nothing is left of no name."""
    assert ("van", "den") == plain_words("van den")
    assert ((),) == sounds("…")


def test_three_hundred_people() -> None:
    """Guard how often a question is right, and how many are found, in ten languages.

    What is asked in vain are sisters, brothers and others with a letter or a word more, and an Inês
    Araújo at another school; what is missed is a woman under the ending of her family's men.
    """
    people, same = three_hundred()
    found = same_people(vp.Partnership(baseline=Plan(participants=people)))
    pairs = {frozenset((each.first.id, each.other.id)) for each in found}

    assert (300, 30) == (len(people), len(same))
    assert [["lv1", "lvagain1"]] == [sorted(pair) for pair in same - pairs]
    assert (29, 36) == (len(pairs & same), len(pairs))


def test_three_hundred_people_with_initials_and_in_the_plan() -> None:
    """Guard the same for who is listed with an initial, and for who is one of `[[people]]`.

    Of each language one more stands in the list with an initial, and one of the plan has a name of
    the list the other way round. What is asked in vain is as before.
    """
    listed, same = three_hundred()
    names = [(who, *who.name.split()) for who in listed if who.name and who.id[2:] in {"4", "5"}]
    initials = tuple(
        Participant(
            id=f"{who.id}short", name=f"{given[0]}. {family}", organisation=who.organisation
        )
        for who, given, family in names[::2]
    )
    staff = tuple(
        Person(id=f"{who.id}staff", name=f"{family} {given}", organisation="other")
        for who, given, family in names[1::2]
    )
    plan = Plan(people=staff, participants=(*listed, *initials))
    pairs = {
        frozenset((each.first.id, each.other.id))
        for each in same_people(vp.Partnership(baseline=plan))
    }
    short = {frozenset((who.id, f"{who.id}short")) for who, _, _ in names[::2]}
    own = {frozenset((who.id, f"{who.id}staff")) for who, _, _ in names[1::2]}

    assert (10, 10, 10, 10) == (len(short), len(own), len(pairs & short), len(pairs & own))
    assert (49, 56) == (len(pairs & (same | short | own)), len(pairs))


ANSWERED = vp.Partnership(
    baseline=Plan(
        trainings=[{"id": "T1", "when": DAY}],
        participants=[
            Participant(id="P1", name="Ana Anić", activities=("T1",), minors=1),
            Participant(id="P2", name="anic ana", organisation="b", activities=("M1",)),
            Participant(id="P3", name="Ana Anic", organisation="c"),
        ],
        identities=[Identity(ids=("P1", "P2"), same=True), Identity(ids=("P1", "P3"))],
    ),
    facts=[
        Presence(of="T1", participant="P1", when=DAY, status="absent"),
        Presence(of="T1", participant="P2", when=date(2025, 5, 13)),
        Certified(of="T1", participant="P2"),
    ],
)


def test_an_answer_counts() -> None:
    """Guard that who is one person is counted once, and that nobody is asked again."""
    assert () == same_people(ANSWERED)
    assert [("P1", "b", ("T1", "M1"), 1), ("P3", "c", (), None)] == [
        (who.id, who.organisation, who.activities, who.minors) for who in ANSWERED.plan.participants
    ]
    assert [("P1", 1, 2, True)] == [
        (row.participant, row.sessions, row.held, row.certified)
        for row in attending(ANSWERED, "T1")
    ]
    assert 3 == len(ANSWERED.baseline.participants)


def test_somebody_of_the_plan_is_linked_by_an_answer() -> None:
    """Guard that who is said to be one of `[[people]]` is linked and erased with them."""
    plan = Plan(
        people=[Person(id="ivo", name="Ivan Šimić", organisation="a")],
        participants=[
            Participant(id="P1", name="ivan simic"),
            Participant(id="P2", name="Ivan Simic", organisation="b"),
        ],
    )
    asked_first = same_people(vp.Partnership(baseline=plan))
    answers = (Identity(ids=("ivo", "P2"), same=True), Identity(ids=("P1", "P2"), same=True))
    p = vp.Partnership(baseline=attrs.evolve(plan, identities=answers))

    assert ["ivo P1", "ivo P2"] == [f"{each.first.id} {each.other.id}" for each in asked_first]
    assert "Ivan Simic (P2) is probably the same as Ivan Šimić (ivo)" == asked_first[1].said[0]
    assert () == same_people(p)
    assert [("P1", "ivo", "b")] == [
        (who.id, who.person, who.organisation) for who in p.plan.participants
    ]
    for id_ in ("ivo", "P1", "P2"):
        copy = vp.erase(p, id_).baseline
        assert {None} == {who.name for who in (*copy.people, *copy.participants)}


def test_an_answer_is_kept_and_copied(tmp_path: Path) -> None:
    """Guard that every home keeps the answer, and that no copy holds somebody under another id."""
    for name in ("folder", "p.toml", "p.json", "p.xlsx"):
        save(ANSWERED, tmp_path / name)
        assert ANSWERED.baseline == vp.load(tmp_path / name).baseline
    erased = vp.erase(ANSWERED, "P2")

    assert [None, None, "Ana Anic"] == [who.name for who in erased.baseline.participants]
    assert [2] == [sum(who.count for who in vp.public(ANSWERED).plan.participants)]


def test_an_answer_may_be_corrected() -> None:
    """Guard that without its answer a question stands again, and chains of ids are one person."""
    plan = ANSWERED.baseline
    bare = attrs.evolve(ANSWERED, baseline=attrs.evolve(plan, identities=()))
    chain = (Identity(ids=("P2", "P1"), same=True), Identity(ids=("P3", "P2"), same=True))
    one = attrs.evolve(ANSWERED, baseline=attrs.evolve(plan, identities=chain))

    assert 2 == len(same_people(bare))
    assert ["P3"] == [who.id for who in one.plan.participants]

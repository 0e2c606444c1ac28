"""The public partnership: nothing personal is left, and what is exported from it is clean."""

from __future__ import annotations

import io
import pickle
import random
import re
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import attrs
import pytest
from builders import when

import vetpartner as vp
from vetpartner.export.building import build
from vetpartner.export.updates import updates, write_updates
from vetpartner.model import (
    Agreement,
    Attended,
    Certified,
    Evidence,
    Noted,
    Participant,
    Presence,
)
from vetpartner.model.mentions import Mentions, words
from vetpartner.papers.attendance_list import attendance_list
from vetpartner.whatif.copies import erase, pseudonym, pseudonymised, public, weakness
from vetpartner.whatif.groups import grouped

KEY = b"5a0fd92c81b7e3464cf1902ed7b83a65f41c6e97d20b8a3513ce7f4608b9d2a1"
"""A key such as the program draws it, which nobody uses."""
GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = date(2025, 1, 31)


def invented() -> vp.Partnership:
    """Give the example with invented learners, and their names in many places."""
    p = vp.load(GREEN).on(DAY)
    learners = tuple(
        Participant(
            id=f"L{n}", name=name, organisation="sts", fewer_opportunities=1, activities=("T1",)
        )
        for n, name in enumerate(("Željka Dragičević", "Bo Öztürk"), start=1)
    )
    facts = (
        Presence(of="T1", participant="L1", when=when("2024-10-07"), recorded=DAY),
        Presence(of="T1", participant="L2", when=when("2024-10-07"), recorded=DAY),
        Presence(of="T1", participant="L1", when=when("2024-10-08"), recorded=DAY),
        Certified(of="T1", participant="L1", number="T1-1", recorded=DAY),
        Certified(of="T1", participant="L2", number="T1-2", recorded=DAY),
        Noted(
            note="Razgovor sa Željkom DRAGICEVIC, bo.o@mail.example.org and Silke Behrens.",
            recorded=DAY,
            evidence=(
                Evidence(kind="photo", file="evidence/ZeljkaDragicevic.png", title="Oztürk"),
            ),
        ),
    )
    meetings = tuple(
        attrs.evolve(each, title="At Silke Behrens's school") if each.id == "M4" else each
        for each in p.baseline.meetings
    )
    plan = attrs.evolve(p.baseline, participants=learners, meetings=meetings)
    return attrs.evolve(p, baseline=plan, facts=(*p.facts, *facts))


def leaks(data: bytes, p: vp.Partnership) -> list[str]:
    """Return the names, parts of names and addresses that stand in a file, unzipped."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return [leak for name in file.namelist() for leak in leaks(file.read(name), p)]
    text = re.sub(r"\r?\n[ \t]", "", data.decode("utf-8", "replace"))
    everybody = (*p.plan.people, *p.plan.participants)
    parts = {w for each in everybody for w in words(each.name or "") if len(w) >= 3}
    mails = {person.email for person in p.plan.people if person.email}
    return sorted(parts & set(words(text))) + sorted(mail for mail in mails if mail in text)


@pytest.mark.parametrize("home", ["p.toml", "p.json", "p.xlsx", "folder"])
def test_what_is_saved_is_clean(tmp_path: Path, home: str) -> None:
    """Guards every home; the record itself is full of names, so the search can find them."""
    p = invented()
    files = vp.save(public(p), tmp_path / home)
    secret = vp.save(p, tmp_path / "secret.json")[0].read_bytes()

    assert {"zeljka", "dragicevic", "ozturk", "behrens"} <= set(leaks(secret, p))
    for file in files:
        assert [] == leaks(file.read_bytes(), p), file.name


def test_what_is_built_is_clean() -> None:
    """Guards reports, calendars, workbooks, lists, certificates, findings and index page.

    The same build of the record itself leaks in each kind of file, so the search is not blind.
    """
    p = invented()
    clean = public(p)
    leaking = {Path(name).suffix for name, data in build(p, vp.check(p)) if leaks(data, p)}

    assert {".html", ".md", ".xlsx", ".ics", ".txt", ".svg", ".mmd"} == leaking
    for name, data in build(clean, vp.check(clean)):
        assert [] == leaks(data, p), name


def document(p: vp.Partnership, file: Path) -> bytes:
    """Write a report, and the next list to sign, as the suffix says; return all that is in them."""
    data = b""
    makers = (vp.report(p, "final", draft=True), attendance_list(p, "T1"))
    for number, made in enumerate(makers):
        path = file.with_stem(f"{file.stem}{number}")
        made.write(path)
        data += path.read_bytes() if file.suffix == ".pdf" else unzipped(path)
        if file.suffix == ".pdf":  # the glyphs of a PDF are no letters: both programs look for text
            for program, *more in (("pdftotext", "-"), ("pdfinfo",)):
                arguments = [program, str(path), *more]
                data += subprocess.run(arguments, check=True, capture_output=True).stdout
    assert b"GreenWeld" in data
    return data


def unzipped(path: Path) -> bytes:
    """Return all parts of a Word document, properties included."""
    with zipfile.ZipFile(path) as file:
        return b"\n".join(file.read(name) for name in file.namelist())


@pytest.mark.parametrize(
    "suffix", [".docx", pytest.param(".pdf", marks=pytest.mark.judge("pdftotext"))]
)
def test_documents_are_clean(tmp_path: Path, suffix: str) -> None:
    """Guards the documents with the extras, their metadata included; the record itself leaks."""
    p = invented()

    assert {"dragicevic", "ozturk"} <= set(leaks(document(p, tmp_path / f"secret{suffix}"), p))
    assert [] == leaks(document(public(p), tmp_path / f"clean{suffix}"), p)


def test_updates_are_clean(tmp_path: Path) -> None:
    """Guards what is sent to partners; that of the record has a name in a title."""
    p = invented()

    def sent(of: vp.Partnership, folder: Path) -> bytes:
        files = write_updates(updates(of, {}), folder, folder / "sent.json")
        return b"".join(file.read_bytes() for file in files)

    assert {"behrens", "silke"} <= set(leaks(sent(p, tmp_path / "secret"), p))
    assert [] == leaks(sent(public(p), tmp_path / "clean"), p)


def test_counts_stay() -> None:
    """Guards that each activity keeps its number of participants and of certificates."""
    p = invented()
    clean = public(p)

    for activity in p.plan.activities:
        before, after = p.attended(activity.id), clean.attended(activity.id)
        assert sum(row.count for row in before) == sum(row.count for row in after)
    assert sum(fact.count or 1 for fact in p.facts_of_kind(Certified)) == sum(
        fact.count or 0 for fact in clean.facts_of_kind(Certified)
    )
    assert {None} == {fact.participant for fact in clean.facts_of_kind(Certified)}
    assert () == clean.plan.people
    assert {None} == {row.organisation for row in clean.facts_of_kind(Attended) if row.count < 5}


def test_names_in_other_spellings() -> None:
    """Guards accents, grammatical case and short names, and that other words stay."""
    names = Mentions.of(["Marija Perković", "Li Wu"], ["marija@sts.example.org"])

    assert "S […] i […]." == names.hide("S Marijom i PERKOVICA.")
    assert "[…], any market" == names.hide("Li Wu, any market")
    assert "Write to […]" == names.hide("Write to marija@sts.example.org")


def test_pseudonyms() -> None:
    """Guards that spelling makes no difference and the key does."""
    assert pseudonym(KEY, "Ana  Anić") == pseudonym(KEY, " ana anić")
    assert pseudonym(KEY, "Ana") != pseudonym(KEY[::-1], "Ana")


@pytest.mark.parametrize(
    "key",
    [
        b"",
        b"the school in Split",
        b"correct horse battery staple, and so on to sixty-four letters 12",
        b"0" * 64,
        b"0123456789abcdef" * 4,
        bytes(range(32)).hex().encode(),
        KEY.upper(),
        KEY[:62],
    ],
)
def test_a_key_that_can_be_guessed(key: bytes) -> None:
    """Guards against keys that somebody typed, in both ways to use one."""
    with pytest.raises(ValueError, match=r"can be guessed: .* make one with --new-key"):
        pseudonym(key, "Ana")
    with pytest.raises(ValueError, match="can be guessed"):
        pseudonymised(invented(), key)


def test_every_key_that_is_drawn_is_good() -> None:
    """Guards that no key of the program is ever refused."""
    drawn = random.Random(16)  # noqa: S311 - the same in each run

    assert [] == [key for _ in range(2000) if weakness(key := drawn.randbytes(32).hex().encode())]


def test_names_become_pseudonyms() -> None:
    """Guards that names of participants go everywhere, staff stays, and all counts too."""
    p = invented()
    after = pseudonymised(p, KEY)
    own = pseudonym(KEY, "Željka Dragičević")
    told = repr(attrs.astuple(after))

    assert [own, pseudonym(KEY, "Bo Öztürk")] == [each.id for each in after.plan.participants]
    assert p.plan.people == after.plan.people
    assert own == after.facts_of("T1", Certified)[0].participant
    assert vp.inclusion(p) == vp.inclusion(after)
    assert "Željka" in repr(attrs.astuple(p))
    assert [] == [part for part in ("Željka", "DRAGICEVIC", "Oztürk") if part in told]


def test_a_licence_is_nobodys_initials() -> None:
    """Guards that `CC BY` survives a learner whose initials are the same."""
    p = invented()
    carla = Participant(id="L9", name="Carla Conti")
    people = (*p.baseline.participants, carla)
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, participants=people))

    assert "CC BY 4.0" == public(p).plan.project.licence
    assert "CC BY 4.0" == pseudonymised(p, KEY).plan.project.licence


def test_a_rule_of_the_agreement_stays() -> None:
    """Guards that each kind of copy can be made of a project whose agency has other rules."""
    p = invented()
    agreement = Agreement(rules=(("management_share_max", "15 %"), ("lump_sums", (250_000,))))
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, agreement=agreement))

    for copy in (public(p), pseudonymised(p, KEY), erase(p, "silke")):
        assert agreement == copy.plan.agreement


def test_a_name_in_place_of_an_id_becomes_a_pseudonym() -> None:
    """Guards somebody who stands in a list of attendance by name and is not registered."""
    p = invented()
    facts = (*p.facts, Presence(of="T1", participant="Ljubica", recorded=DAY))
    after = pseudonymised(attrs.evolve(p, facts=facts), KEY)

    assert pseudonym(KEY, "Ljubica") in {x.participant for x in after.facts_of_kind(Presence)}
    assert "Ljubica" not in repr(attrs.astuple(after))


def test_two_of_one_name_stay_two() -> None:
    """Guards that two people with the same name do not become one."""
    p = invented()
    two = tuple(attrs.evolve(each, name="Ana Anić") for each in p.plan.participants)
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, participants=two))
    first, second = (each.id for each in pseudonymised(p, KEY).plan.participants)

    assert f"{first}-2" == second


def test_a_role_of_few_is_not_told(tmp_path: Path) -> None:
    """Guards that four companions cannot be counted, nor worked out from what is left."""
    p = vp.load(GREEN).on(DAY)
    clean = public(p)
    rows = [(row.role, row.count) for row in clean.attended("T2")]
    vp.save(clean, tmp_path / "folder")

    assert [("learner", 6), ("learner", 5), ("other", 9)] == rows
    assert 20 == sum(row.count for row in p.attended("T2")) == sum(count for _, count in rows)
    assert clean.plan.participants == vp.load(tmp_path / "folder").plan.participants


def test_a_role_of_few_among_few() -> None:
    """Guards that all are put together where there are not enough of any role."""
    rows = (
        Attended(of="T1", role="learner", count=6, organisation="a"),
        Attended(of="T1", role="trainer", count=2, organisation="a"),
        Attended(of="T1", role="guest", count=3, organisation="b"),
    )

    assert [("learner", 6, "a"), ("other", 5, None)] == [
        (row.role, row.count, row.organisation) for row in grouped(rows, 5)
    ]
    assert [("other", 8, None)] == [
        (row.role, row.count, row.organisation) for row in grouped(rows[:2], 5)
    ]
    assert [("other", 2, None)] == [
        (row.role, row.count, row.organisation) for row in grouped(rows[1:2], 5)
    ]


def test_no_name_stays_in_what_is_kept_beside_the_facts() -> None:
    """Guards the whole value, with all that is not shown in it, also on an earlier day."""
    p = invented()
    before = p.on(date(2024, 12, 1))

    assert b"Dragi" in pickle.dumps(before)
    for known in (p, before, p.on(DAY)):
        assert [] == leaks(pickle.dumps(public(known)), p)
        assert [] == [
            w for w in ("Dragi", "DRAGIC") if w.encode() in pickle.dumps(erase(known, "L1"))
        ]
        hidden = pickle.dumps(pseudonymised(known, KEY))
        assert [] == [word for word in (b"Dragi", b"DRAGIC", "ztürk".encode()) if word in hidden]

"""The public partnership: nothing personal is left, and what is exported from it is clean."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import attrs
import pytest

import vetpartner as vp
from vetpartner.export.building import build
from vetpartner.model import Attended, Certified, Evidence, Noted, Participant, Presence, When
from vetpartner.model.mentions import Mentions, words
from vetpartner.views.pseudonyms import pseudonym
from vetpartner.views.public import public

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
        Presence(of="T1", participant="L1", when=When.parse("2024-10-07"), recorded=DAY),
        Presence(of="T1", participant="L2", when=When.parse("2024-10-07"), recorded=DAY),
        Certified(of="T1", participant="L1", number="T1-1", recorded=DAY),
        Noted(
            note="Razgovor sa Željkom DRAGICEVIC, bo.o@mail.example.org and Silke Behrens.",
            recorded=DAY,
            evidence=(
                Evidence(kind="photo", file="evidence/ZeljkaDragicevic.png", title="Oztürk"),
            ),
        ),
    )
    plan = attrs.evolve(p.baseline, participants=learners)
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
    """Guards calendars, workbook, reports, findings and index page."""
    p = invented()
    clean = public(p)

    for name, data in build(clean, vp.check(clean)):
        assert [] == leaks(data, p), name


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_documents_are_clean(tmp_path: Path, suffix: str) -> None:
    """Guards the documents with the extras, their metadata included."""
    p = invented()
    file = tmp_path / f"final{suffix}"
    vp.report(public(p), "final", draft=True).write(file)
    data = file.read_bytes()
    if suffix == ".pdf":  # the glyphs of a PDF are no letters: both programs look for text
        for program in ("pdftotext", "pdfinfo"):
            arguments = [program, str(file), *(["-"] if program == "pdftotext" else [])]
            data += subprocess.run(arguments, check=True, capture_output=True).stdout
        assert b"GreenWeld" in data

    assert [] == leaks(data, p)


def test_counts_stay() -> None:
    """Guards that each activity keeps its number of participants and of certificates."""
    p = invented()
    clean = public(p)

    for activity in p.plan.activities:
        before, after = p.attended(activity.id), clean.attended(activity.id)
        assert sum(row.count for row in before) == sum(row.count for row in after)
    assert sum(fact.count for fact in p.facts_of_kind(Certified)) == sum(
        fact.count for fact in clean.facts_of_kind(Certified)
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
    assert pseudonym(b"k", "Ana  Anić") == pseudonym(b"k", " ana anić")
    assert pseudonym(b"k", "Ana") != pseudonym(b"l", "Ana")
    with pytest.raises(ValueError, match="needs a key"):
        pseudonym(b"", "Ana")

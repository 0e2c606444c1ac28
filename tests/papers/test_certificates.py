"""Certificates, participation notes and their register: who gets which, and what stands on it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import docx
import openpyxl
import pypdfium2 as pdfium
import pytest

import vetpartner as vp
from vetpartner.model import Certified, Fact, Held, Participant, Partnership, Presence, Venue
from vetpartner.model.settings import LookSettings
from vetpartner.papers.certificates import NobodyThere, certificate_register, certificates
from vetpartner.render.language import language as language_of
from vetpartner.render.paper import emblem_picture
from vetpartner.values.person_names import in_order

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"


def green(*facts: Fact, names: dict[str, str] | None = None, **fields: Any) -> Partnership:  # noqa: ANN401
    """Return the example with more facts, some names, and the pilot training changed."""
    p = vp.load(GREEN).on(date(2025, 1, 31))
    plan = p.baseline
    plan = attrs.evolve(
        plan,
        trainings=tuple(attrs.evolve(t, **fields) if t.id == "T2" else t for t in plan.trainings),
        participants=tuple(
            attrs.evolve(one, name=(names or {}).get(one.id)) for one in plan.participants
        ),
    )
    return attrs.evolve(p, baseline=plan, facts=(*p.facts, *facts))


def pages(html: str) -> list[str]:
    """Return the pages as plain texts, their parts separated by bars."""
    found = re.findall(r'<section class="sheet[^>]*>(.*?)</section>', html, re.DOTALL)
    return [re.sub(r"\s*(?:<[^>]*>\s*)+", "|", page).strip("|") for page in found]


def rows(p: Partnership, **given: Any) -> list[list[Any]]:  # noqa: ANN401
    """Return the rows of the register as the workbook has them."""
    book = openpyxl.load_workbook(io.BytesIO(certificate_register(p, "T2", **given).xlsx))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=5)]


def test_a_certificate_says_what_the_activity_was() -> None:
    """Guard the whole text of a certificate: nothing on it is typed for it."""
    page = pages(certificates(green(names={"L01": "Iva Ić & <b>"}), "T2").html)[0]

    assert (
        "GreenWeld – Green skills for welders|2023-1-HR01-KA220-VET-000157891|"
        "Certificate of attendance|This is to certify that|Iva Ić &amp; &lt;b&gt;|"
        "Strukovna škola Split, Croatia|took part in|Pilot week for learners|"
        "Date|20–24 January 2025|Place|"
        "Workshops of Strukovna škola Split and Zavarivanje Jadran, Split, Croatia|"
        "Hours of the activity|30|Hours attended|30 of 30|"
        "Learning outcomes of the training|"
    ) == page.replace("\u2009", "").partition("can choose")[0]
    assert "can explain the choice to a customer|Place and date|Name, signature and stamp" in page
    assert "Funded by the European Union" in page
    assert (
        "Number: GreenWeld-T2-L01|To check that it is genuine, ask: Strukovna škola Split"
    ) in page


def test_who_missed_too_much_gets_a_note_that_states_the_hours() -> None:
    """Guard the threshold: 18 of 30 hours are no certificate, but at 60 % they are."""
    p = green()
    titles = [page.split("|")[2] for page in pages(certificates(p, "T2").html)]
    note = pages(certificates(p, "T2").html)[8]
    lower = certificates(p, "T2", threshold=vp.Share("0.6")).html

    assert {"Certificate of attendance": 19, "Participation note": 1} == {
        title: titles.count(title) for title in titles
    }
    assert "Participation note|This note states that|L09|" in note
    assert "took part in a part of|" in note
    assert "Hours attended|18 of 30|" in note
    assert "Participation note" not in lower


def test_who_was_never_there_gets_nothing() -> None:
    """Guard that an absent one has neither page nor row, and the others keep their numbers."""
    p = green()
    facts = tuple(
        attrs.evolve(fact, status="absent")
        if isinstance(fact, Presence) and fact.participant == "L02"
        else fact
        for fact in p.facts
    )
    p = attrs.evolve(p, facts=facts)

    assert ["GreenWeld-T2-L01", "GreenWeld-T2-L03"] == [row[0] for row in rows(p)[:2]]
    assert 19 == len(pages(certificates(p, "T2").html))


def test_the_register() -> None:
    """Guard its columns, numbers as numbers, and the language of its words."""
    p = green(names={"L09": "=SUM(A1)"})
    html = certificate_register(p, "T2", language="hr").html

    assert [
        "GreenWeld-T2-L09",
        "L09",
        "=SUM(A1)",
        "Fachberufskolleg für Konstruktion",
        18,
        0.6,
        "participation note",
    ] == rows(p)[8]
    assert "bilješka o djelomičnom sudjelovanju" in html
    assert ["C4", "certificate", 1] == [rows(p)[-1][n] for n in (1, 6, 5)]
    assert 20 == len(rows(p))


def test_a_recorded_number_wins_and_is_not_given_twice() -> None:
    """Guard that a certificate given out keeps its number; the others have that of their id."""
    found = [row[0] for row in rows(green(Certified(of="T2", participant="L03", number="7/2025")))]

    assert ["GreenWeld-T2-L01", "GreenWeld-T2-L02", "7/2025", "GreenWeld-T2-L04"] == found[:4]
    assert len(set(found)) == len(found)


def test_who_is_no_learner_is_named_as_what_they_were() -> None:
    """Guard that a companion does not pass for a learner."""
    html = pages(certificates(green(), "T2").html)
    croatian = pages(certificates(green(), "T2", language="hr").html)

    assert "|Role|accompanying person|Date|" in html[16]
    assert "|Role|" not in html[0]
    assert "|Uloga|osoba u pratnji|" in croatian[16]


def test_the_activity_as_it_was_held() -> None:
    """Guard that date and place are those that are recorded where they differ from the plan."""
    p = green()
    held = Held(
        of="T2",
        when=vp.When.parse("2025-01-21..2025-01-25"),
        venue=Venue(city="Graz", country="AT"),
    )
    others = tuple(f for f in p.facts if not (isinstance(f, Held) and f.of == "T2"))
    moved = attrs.evolve(p, facts=(*others, held))

    assert "Date|21–25 January 2025|Place|Graz, Austria|" in (
        pages(certificates(moved, "T2").html)[0].replace("\u2009", "")
    )


def test_without_hours_sessions_are_stated() -> None:
    """Guard an activity whose hours nobody knows."""
    p = green(hours=None)
    facts = tuple(
        attrs.evolve(fact, hours=None) if isinstance(fact, Presence) else fact for fact in p.facts
    )
    page = pages(certificates(attrs.evolve(p, facts=facts), "T2").html)[8]

    assert "Sessions attended|3 of 5|" in page
    assert "Hours" not in page


def test_a_group_gets_a_page_for_each() -> None:
    """Guard that a counted group has as many certificates, with numbers of their own."""
    p = green()
    group = Participant(id="G", organisation="fbk", count=2, activities=("T2",))
    there = (Presence(of="T2", participant="G", hours=Decimal(30)),)
    plan = attrs.evolve(p.baseline, participants=(group,))
    facts = tuple(fact for fact in p.facts if not isinstance(fact, Presence))
    p = attrs.evolve(p, baseline=plan, facts=(*facts, *there))

    assert ["GreenWeld-T2-G/1", "GreenWeld-T2-G/2"] == [row[0] for row in rows(p)]


def test_croatian() -> None:
    """Guard the words of a certificate and a note in Croatian, and its statement."""
    html = certificates(green(), "T2", language="hr").html

    assert "Potvrda o sudjelovanju" in html
    assert "Bilješka o djelomičnom sudjelovanju" in html
    assert "18 od 30" in html
    assert "Financirano sredstvima Europske unije" in html
    assert "took part" not in html


def test_nobody_there() -> None:
    """Guard the message where no list tells who was there."""
    with pytest.raises(NobodyThere, match=r"no presences of T1 .* add tables/attendance-T1\.csv"):
        certificates(green(), "T1")


def test_word_and_pdf_have_a_page_for_each() -> None:
    """Guard the formats of the extras."""
    made = certificates(green(names={"L01": "Iva Ić"}), "T2")
    document = docx.Document(io.BytesIO(made.data(".docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]

    assert 19 == texts.count("Certificate of attendance")
    cells = [cell.text for table in document.tables for cell in table.rows[0].cells]
    assert "Hours attended\n18 of 30" in cells
    assert "Iva Ić" in texts
    # What stands above, the facts, the outcomes of fifteen learners, who signs, and the foot.
    assert 4 * 20 + 15 == len(document.tables)
    assert b"%PDF" == made.data(".pdf")[:4]


def test_no_page_is_one_of_many() -> None:
    """Guard that no certificate in Word says that it is page 3 of 20: each goes to somebody."""
    made = certificates(green(), "T2").data(".docx")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        footers = [archive.read(name) for name in archive.namelist() if "footer" in name]

    assert not any(b"PAGE" in footer for footer in footers)


@pytest.mark.parametrize("number", [3, 4, 8])
def test_each_stands_on_one_page(number: int) -> None:
    """Guard the print: up to eight outcomes of two lines and a name written by hand fit on A4."""
    outcome = f"can {'measure and compare two ways of doing a job ' * 2}"
    p = green(learning_outcomes=tuple(f"{outcome} {n}" for n in range(number)))
    made = certificates(p, "T2", language="hr").data(".pdf")

    assert 20 == len(pdfium.PdfDocument(made))


def test_same_input_same_bytes() -> None:
    """Guard that every format is the same each time."""
    for suffix in (".html", ".docx", ".pdf"):
        first, second = (certificates(green(), "T2").data(suffix) for _ in range(2))
        assert first == second
    for suffix in (".html", ".xlsx"):
        first, second = (certificate_register(green(), "T2").data(suffix) for _ in range(2))
        assert first == second


OWN = {
    "staff_outcomes": ("can plan the week with others",),
    "trainer_outcomes": ("can explain with a meter",),
    "accompanying_outcomes": ("can look after a group abroad",),
}


def in_roles(*roles: str, **fields: Any) -> list[str]:  # noqa: ANN401
    """Return the pages of the pilot training when its first participants have these roles."""
    p = green(**fields)
    who = p.baseline.participants
    changed = [attrs.evolve(one, role=role) for one, role in zip(who, roles, strict=False)]
    plan = attrs.evolve(p.baseline, participants=(*changed, *who[len(changed) :]))
    return pages(certificates(attrs.evolve(p, baseline=plan), "T2").html)


def test_each_role_has_its_own_outcomes() -> None:
    """Guard that nobody is certified what others reached: what is not told for a role is left out.

    The first learner stays one, so that the outcomes of the training are the learners'.
    """
    roles = ("learner", "staff", "trainer", "accompanying person", "guest", "other")
    told, untold = in_roles(*roles, **OWN), in_roles(*roles)

    assert "Learning outcomes of the training|can choose wire" in told[0]
    assert "Learning outcomes of the training|can plan the week with others|Place" in told[1]
    assert "Outcomes in this role|can explain with a meter|Place and date" in told[2]
    assert "Outcomes in this role|can look after a group abroad|Place and date" in told[3]
    assert [False] * 2 == ["utcomes" in page for page in told[4:6]]
    assert [True, *[False] * 5] == ["utcomes" in page for page in untold[:6]]


def test_the_outcomes_of_a_training_of_staff_are_theirs() -> None:
    """Guard a training for which no learner is registered, and one whose staff has its own."""
    staff = in_roles(*("staff",) * 20)
    own = in_roles(*("staff",) * 20, **OWN)

    assert "can choose wire" in staff[0]
    assert "can choose wire" not in own[0]
    assert "can plan the week with others" in own[0]


def test_a_note_claims_no_outcomes() -> None:
    """Guard that who missed too much is not said to have learnt what the training teaches."""
    assert "utcomes" not in pages(certificates(green(), "T2").html)[8]


def test_names_stand_in_order() -> None:
    """Guard that first names stand first where the list has the family's, but in Hungarian."""
    html = certificates(green(names={"L01": "Ić, Iva", "L02": "Ana Anić, PhD"}), "T2").html

    assert "|Iva Ić|" in pages(html)[0]
    assert "|Ana Anić, PhD|" in pages(html)[1]
    assert "Kovács János" == in_order("Kovács, János", "hu")
    assert "János Kovács" == in_order("Kovács, János", "pl")


LISTED = {
    "Prezime i ime;Anić, Ana": "Ana Anić",
    "Prezime i ime;KOVAČ ŠIMIĆ Ana Petra": "Ana Petra KOVAČ ŠIMIĆ",
    "Nazwisko i imię;Ana KOWALSKA": "Ana KOWALSKA",
    # Nobody knows where the family's begins, and whether it was typed in this order.
    "Nom et prénom;Ana Horvat": "Ana Horvat",
    "Apellidos y nombre;García López María": "García López María",
    "Ime i prezime;Ana Anić": "Ana Anić",
    "Name;Anić Ana": "Anić Ana",
}


@pytest.mark.parametrize("listed", LISTED)
def test_a_heading_tells_the_order_of_names(listed: str, tmp_path: Path) -> None:
    """Guard that what is certain is turned round, and what is not stays as it was typed."""
    vp.save(green(), tmp_path / "weld")
    heading, name = listed.split(";")
    rows = f"id;{heading};organisation;activities\nL01;{name};sts;T2\n"
    (tmp_path / "weld" / "tables" / "participants.csv").write_text(rows, encoding="utf-8")

    assert [LISTED[listed]] == [one.name for one in vp.load(tmp_path / "weld").plan.participants]


def test_the_emblem_is_as_prominent_as_the_logo(tmp_path: Path) -> None:
    """Guard the rule of the programme: no other logo is larger, on certificates and reports."""
    home = tmp_path / "weld"
    vp.save(green(), home)
    (home / "templates").mkdir()
    (home / "templates" / "l.png").write_bytes((GREEN / "evidence" / "E1-photo.png").read_bytes())
    p, heights = vp.load(home), []
    for high in (8, 16, 60):
        plan = attrs.evolve(p.baseline, look=LookSettings(logo="l.png", logo_height=high))
        one = attrs.evolve(p, baseline=plan)
        heights.append(emblem_picture(one, language_of("en"), 12, 22).height)

    assert [12, 16, 22] == heights


LONG = {
    "title": "Pilotażowy tydzień szkolenia dla klas drugich: spawanie, pomiar i rozmowa " * 2,
    "learning_outcomes": tuple(
        f"μπορεί να επιλέγει σύρμα, αέριο και ρυθμίσεις ώστε μια εργασία {n} να χρειάζεται λίγα"  # noqa: RUF001
        for n in range(9)
    ),
}


def converted(path: Path) -> Path:
    """Return a Word document as LibreOffice prints it."""
    home = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    out = path.parent / "word"
    line = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(path)]
    subprocess.run(line, check=True, capture_output=True, timeout=180)
    return out / f"{path.stem}.pdf"


def printed(path: Path) -> Path:
    """Return a web page as Chromium prints it."""
    out = path.with_name("printed.pdf")
    profile = f"--user-data-dir={path.parent / 'browser'}"
    line = ["chromium", "--headless", "--no-sandbox", "--no-pdf-header-footer", profile]
    line += [f"--print-to-pdf={out}", path.as_uri()]
    subprocess.run(line, check=True, capture_output=True, timeout=180)
    return out


@pytest.mark.judge("soffice", "chromium")
@pytest.mark.parametrize("language", ["el", "pl"])
def test_the_longest_is_one_sheet_everywhere(language: str, tmp_path: Path) -> None:
    """Guard long names, titles and many outcomes: one page each in PDF, Word and print."""
    name = "Παπακωνσταντίνου-Χατζηγιαννάκη, Αικατερίνη-Αναστασία"
    p = green(names={"L01": name, "L02": "Brzęczyszczykiewicz, Grzegorz Maksymilian"}, **LONG)
    home = attrs.evolve(p.baseline.organisations[0], name="Zespół Szkół Technicznych " * 7)
    others = p.baseline.organisations[1:]
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, organisations=(home, *others)))
    made = certificates(p, "T2", language=language)
    for suffix in made.suffixes:
        made.write(tmp_path / f"c{suffix}")

    assert 20 == len(pdfium.PdfDocument(tmp_path / "c.pdf"))
    assert 20 == len(pdfium.PdfDocument(converted(tmp_path / "c.docx")))
    assert 20 == len(pdfium.PdfDocument(printed(tmp_path / "c.html")))

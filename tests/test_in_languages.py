"""The plan in several languages: one text is shown for a language, and foreign ones say so."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from attrs import evolve
from first_form import form

import vetpartner as vp
from vetpartner.export.telling import Teller
from vetpartner.files import read
from vetpartner.files.workbooks.merging import merge
from vetpartner.model import (
    Amended,
    Amounts,
    Meeting,
    Money,
    Objective,
    Organisation,
    Partnership,
    Plan,
    Project,
    Training,
    When,
    WorkPackage,
)
from vetpartner.model.languages import in_language
from vetpartner.model.management import management_of
from vetpartner.papers.account_letter import account_letter
from vetpartner.papers.evidence_index import evidence_index
from vetpartner.render.language import language, languages
from vetpartner.state.entries import entries
from vetpartner.values.translations import inside, marked, parted, unmarked
from vetpartner.values.words import entitled

TITLES = {"title": {"hr": "Početni sastanak", "de": "Auftakttreffen"}}
MEETING = Meeting(id="M1", title="Kick-off meeting", work_package="WP1", translations=TITLES)
HOME = "[project]\nlanguage = 'en'\n"


def plan(**more: object) -> Partnership:
    """Return an invented partnership with a meeting in three languages."""
    given = {
        "project": Project(acronym="X", action="KA220-VET", call=2024, start=date(2025, 1, 1)),
        "organisations": (Organisation(id="a", name="Alpha"), Organisation(id="b", name="Beta")),
        "work_packages": (WorkPackage(id="WP1", title="Project management"),),
        "meetings": (MEETING,),
    }
    return Partnership(baseline=Plan(**(given | more)))


def written(tmp_path: Path, text: str) -> vp.Reading:
    """Read a file of TOML."""
    path = tmp_path / "one.toml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def test_a_title_stays_a_text() -> None:
    """Guard that whoever reads `.title` gets a text, and the others stand beside it."""
    assert MEETING.title == "Kick-off meeting"
    assert MEETING.translations["title"]["hr"] == "Početni sastanak"
    assert evolve(MEETING) == MEETING
    assert hash(MEETING) == hash(evolve(MEETING))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"titel": {"hr": "x"}}, "'titel' is not given in several languages"),
        ({"title": {"Croatian": "x"}}, "'Croatian' names no language"),
        ({"title": {"hr": " "}}, "the text of title in hr is empty"),
    ],
)
def test_what_is_no_translation(given: dict[str, dict[str, str]], said: str) -> None:
    """Guard that Python refuses by name what no file could hold."""
    with pytest.raises(ValueError, match=said):
        Meeting(id="M1", translations=given)


def test_a_file_gives_a_text_for_each_language(tmp_path: Path) -> None:
    """Guard how it is written, and that the project's language decides which is the text."""
    row = '[[meetings]]\nid = "M1"\ntitle = { en = "Kick-off", hr = "Početak" }\n'
    row += 'agenda = { en = ["Budget"], hr = ["Proračun"] }\n'

    english = written(tmp_path, HOME + row).partnership
    croatian = written(tmp_path, HOME.replace("en", "hr") + row).partnership

    assert english is not None
    assert croatian is not None
    meeting, sastanak = english.plan.meetings[0], croatian.plan.meetings[0]
    assert (meeting.title, dict(meeting.translations["title"])) == ("Kick-off", {"hr": "Početak"})
    assert sastanak.title == "Početak"
    assert meeting.agenda == ("Budget",)
    assert meeting.translations["agenda"]["hr"] == ("Proračun",)


@pytest.mark.parametrize(
    ("row", "slug", "line"),
    [
        ('title = { Croatian = "x" }', "unknown-key", 5),
        ("title = {}", "empty-text", 5),
        ("title = { hr = 3 }", "wrong-type", 5),
        ('link = { hr = "https://example.org" }', "wrong-type", 5),
        ('translations = { title = { hr = "x" } }', "unknown-key", 5),
    ],
)
def test_slips_are_found_where_they_stand(tmp_path: Path, row: str, slug: str, line: int) -> None:
    """Guard that each slip in such a text is a finding at its line."""
    found = written(tmp_path, f'{HOME}[[meetings]]\nid = "M1"\n{row}\n').findings

    assert [(slug, line)] == [(one.slug, one.place and one.place.line) for one in found]


def test_a_text_that_has_to_be_there_is_asked_for_in_the_project_s_language(tmp_path: Path) -> None:
    """Guard that an objective which is told in another language alone is no traceback."""
    row = '[[objectives]]\nid = "O1"\ntitle = { hr = "Cilj" }\n'

    (found,) = written(tmp_path, HOME + row).findings

    assert "`title` needs its text in en too, as the project" == found.message


@pytest.mark.parametrize("name", ["one.toml", "one.json", "one.xlsx", "home"])
def test_each_home_keeps_them(tmp_path: Path, name: str) -> None:
    """Guard every form, a text that is in another language alone too."""
    only = Training(id="T1", translations={"title": {"hr": "Radionica"}})
    p = plan(trainings=(only,))

    vp.save(p, tmp_path / name)

    assert vp.load(tmp_path / name) == p


def test_a_column_for_a_language_is_added(tmp_path: Path) -> None:
    """Guard that somebody adds `title.hr` to a planning workbook, beside `title`."""
    from openpyxl import load_workbook

    path = tmp_path / "plan.xlsx"
    vp.save(plan(meetings=(Meeting(id="M1", title="Kick-off"),)), path)
    book = load_workbook(path)
    sheet = book["Meetings"]
    sheet.cell(3, sheet.max_column + 1, "title.hr")
    sheet.cell(5, sheet.max_column, "Početak")
    book.save(path)

    (meeting,) = vp.load(path).plan.meetings

    assert (meeting.title, meeting.translations["title"]["hr"]) == ("Kick-off", "Početak")


def test_a_form_brings_a_translation_back(tmp_path: Path) -> None:
    """Guard that a partner fills in its own language, as an amendment of what was approved."""
    from openpyxl import load_workbook

    p, path = plan(), tmp_path / "form.xlsx"
    path.write_bytes(form(p, "a"))
    book = load_workbook(path)
    sheet = book["meetings"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, 1 + heads.index("title.hr"), "Prvi sastanak")
    book.save(path)

    merged = merge(p, path).partnership

    assert merged is not None
    (meeting,) = merged.plan.meetings
    assert meeting.title == "Kick-off meeting"
    assert dict(meeting.translations["title"]) == {"hr": "Prvi sastanak", "de": "Auftakttreffen"}


def test_a_new_title_has_no_old_translation() -> None:
    """Guard against a report that shows, in another language, a title that was given up."""
    day = date(2025, 2, 1)
    plain = Amended(of="M1", recorded=day, reason="r", title="First meeting")
    both = evolve(plain, translations={"title": {"hr": "Prvi sastanak"}})

    old, new = (evolve(plan(), facts=(fact,)).plan.meetings[0] for fact in (plain, both))

    assert (old.title, dict(old.translations)) == ("First meeting", {})
    assert new.translations["title"]["hr"] == "Prvi sastanak"


def test_what_is_shown_in_a_language() -> None:
    """Guard the choice: the text of the language, else the project's own with its mark."""
    p = plan(objectives=(Objective(id="O1", title="Learn"),))

    croatian, polish = in_language(p, "hr").plan, in_language(p, "pl").plan

    assert croatian.meetings[0].title == "Početni sastanak"
    assert polish.meetings[0].title == marked("Kick-off meeting", "en")
    assert croatian.objectives[0].title == marked("Learn", "en")
    assert in_language(p, "en") is p
    only = Training(id="T1", translations={"title": {"hr": "Radionica"}})
    told = in_language(plan(trainings=(only,)), "en").plan.trainings[0]
    assert told.title == marked("Radionica", "hr")


def test_no_figure_depends_on_the_language() -> None:
    """Guard that a translated title does not make another work package that of management."""
    packages = (
        WorkPackage(id="A", title="Management", translations={"title": {"hr": "Prvi paket"}}),
        WorkPackage(id="B", title="Curriculum", translations={"title": {"hr": "Upravljanje"}}),
    )
    p = in_language(plan(work_packages=packages), "hr")

    found = management_of(p.plan.work_packages).package

    assert found is not None
    assert found.id == "A"


def test_marks_stay_with_their_text() -> None:
    """Guard the mark in sentences, before an id, at a full stop, and where it is taken off."""
    title = marked("M1 Kick-off", "en")

    assert list(parted(f"Das {marked('is', 'en')} es")) == [
        ("Das ", ""),
        ("is", "en"),
        (" es", ""),
    ]
    assert entitled("M1", title) == f"M1{marked(' Kick-off', 'en')}"
    assert unmarked(f"{title}, {marked('ž', 'pt_BR')}") == "M1 Kick-off, ž"
    assert inside(title, str.upper) == marked("M1 KICK-OFF", "en")
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    assert unmarked(flag) == flag
    assert marked("x", "čšž 😀") == "x"


def test_every_format_says_the_language_of_a_foreign_text() -> None:
    """Guard HTML, Word and PDF, and that no mark is left in any of them."""
    paper = vp.paper(plan(), "agenda", "M1", language="pl")

    assert '<span lang="en">' in paper.html
    with zipfile.ZipFile(io.BytesIO(paper.data(".docx"))) as file:
        word = file.read("word/document.xml").decode()
    assert re.search(r'<w:lang w:val="en"/></w:rPr><w:t[^>]*>[^<]*Kick-off meeting', word)
    for text in (paper.html, word, paper.data(".md").decode()):
        assert "\U000e0001" not in text
    assert languages_of(paper.data(".pdf")) == {"pl", "en"}
    assert '<span lang="en">' not in vp.paper(plan(), "agenda", "M1", language="hr").html


def test_a_mail_calls_a_meeting_as_its_reader_does() -> None:
    """Guard that a partner reads the title in its language, and the organiser the project's own."""
    home = Organisation(id="a", language="hr")
    p = plan(organisations=(home,), meetings=(evolve(MEETING, when=When.parse("2025-02-03")),))
    (entry,) = (one for one in entries(p) if one.id == "M1")

    told = [Teller(p, whom).title(SimpleNamespace(entry=entry)) for whom in ("a", None)]

    assert told == ["Početni sastanak", "Kick-off meeting"]


EXAMPLE = Path(__file__).parents[1] / "examples" / "green-welding"
ISO = re.compile(r"(?<![-\w/.])20\d\d-\d\d-\d\d(?![-\w/.])")


def everything(p: Partnership, code: str) -> dict[str, str]:
    """Return what each kind of output says in a language, as one text each."""
    pages = {
        "report": vp.report(p, "final", language=code, draft=True),
        "letter": account_letter(p, "fbk", language=code),
        "minutes": vp.paper(p, "minutes", "M2", language=code),
        "certificates": vp.certificates(p, "T2", language=code),
        "chart": vp.gantt(p, language=code),
        "planner": vp.planner(p, language=code),
    }
    said = {
        name: re.sub(r"<style>.*?</style>|<[^>]*>", " ", page.html, flags=re.DOTALL)
        for name, page in pages.items()
    }
    cells = (c.value for sheet in vp.budget(p, language=code) for row in sheet for c in row)
    said["workbook"] = "\n".join(text for text in cells if isinstance(text, str))
    homes = (evolve(home, language=code) for home in p.baseline.organisations)
    mailed = evolve(p, baseline=evolve(p.baseline, organisations=tuple(homes)))
    said["mail"] = Teller(mailed, "fbk").language.value(date(2024, 4, 16))
    return {name: html.unescape(text) for name, text in said.items()}


@pytest.mark.parametrize("code", languages())
def test_days_and_amounts_read_the_same_in_all_outputs(code: str) -> None:
    """Guard one style of days and amounts for each language, and that no mark is left anywhere."""
    day, amount = language(code).value(date(2024, 4, 16)), language(code).amount(Money(45_000))
    said = everything(vp.load(EXAMPLE).on(date(2025, 1, 31)), code)

    assert [] == [
        name
        for name in ("report", "minutes", "chart", "planner", "workbook", "mail")
        if day not in said[name]
    ]
    assert amount in said["report"]
    assert {} == {name: ISO.findall(text) for name, text in said.items() if ISO.search(text)}
    assert [] == [name for name, text in said.items() if "\U000e0001" in text]


def languages_of(data: bytes) -> set[str]:
    """Return every language that a PDF names, of the whole and of its pieces."""
    with pikepdf.open(io.BytesIO(data)) as found:
        dictionaries = [one for one in found.objects if isinstance(one, pikepdf.Dictionary)]
        drawn = [page.Contents.read_bytes().decode("latin-1") for page in found.pages]
        pieces = {code for text in drawn for code in re.findall(r"/Lang ?\((\w+)\)", text)}
        return pieces | {str(one.Lang) for one in dictionaries if "/Lang" in one}


def test_the_index_for_programs_is_the_same_in_each_language() -> None:
    """Guard that CSV and JSON are not translated, and hold no marks."""
    one, other = (evidence_index(plan(), language=code) for code in ("en", "hr"))

    assert one.data(".csv") == other.data(".csv")
    assert one.data(".json") == other.data(".json")


def test_a_letter_is_in_the_language_of_its_partner() -> None:
    """Guard that each partner is written to in its own language, unless another is asked for."""
    home = Organisation(id="b", name="Beta", language="hr")
    package = WorkPackage(id="WP1", title="Work", grant=Amounts({"b": Money(100)}))
    p = plan(organisations=(Organisation(id="a"), home), work_packages=(package,))

    assert '<html lang="hr">' in account_letter(p, "b").html
    assert '<html lang="de">' in account_letter(p, "b", language="de").html

"""The smaller papers: what they hold, in which language, and what they refuse."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from pathlib import Path

import docx
import pytest
from attrs import evolve

import vetpartner as vp
from vetpartner.export.paper import KINDS, PaperRefused
from vetpartner.model import Decided, Disseminated, Evidence, Held, Meeting, Partnership, When
from vetpartner.model.partnership import UnknownId
from vetpartner.render.language import UnknownLanguage

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = date(2025, 1, 31)
E2_ITEM = "Ask the national agency whether an online event in April 2025 may take the place of E2"
IDS = {"agenda": "M4", "minutes": "M3", "partner-sheet": "fbk"}


@pytest.fixture(scope="module")
def p() -> Partnership:
    """Return the example as of the day of its interim report."""
    return vp.load(GREEN).on(DAY)


def rows(html: str, heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading, the head of the table first."""
    below = html.partition(f">{heading}</h2>")[2].partition("</table>")[0]
    return [
        [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", below)
    ]


def test_agenda(p: Partnership) -> None:
    """Guard that it begins with the open items, then has its own, then what is due."""
    html = vp.paper(p, "agenda", "M4").html
    headings = re.findall(r"<h2>(.*?)</h2>", html)

    assert ["Action items of earlier meetings", "Items of the agenda", "Deadlines ahead"] == (
        headings
    )
    assert [
        ["What", "Who", "Due", "Agreed at", "State"],
        [
            E2_ITEM,
            "CFS",
            "20 December 2024",
            "E2",
            "overdue",
        ],
    ] == rows(html, "Action items of earlier meetings")
    assert ["Results of the pilot", "Sustainability plan", "Final conference", "Final report"] == (
        re.findall(r"<li>(.*?)</li>", html)
    )
    assert "<dt>Place</dt><dd>Centro de Formação Soldarte, Porto, Portugal</dd>" in html


def test_minutes(p: Partnership) -> None:
    """Guard that minutes say who was there, what was agreed, and what was done on that day.

    What was done since is no matter of the minutes, whenever they are made.
    """
    html = vp.paper(p, "minutes", "M3").html

    assert ["Total", "11"] == rows(html, "Present")[-1]
    assert [
        "Fix the days of the pilot in the three timetables",
        "STS",
        "17 January 2025",
        "open",
    ] == rows(html, "Agreed action items")[1]
    assert ["M3-a", "agenda", "evidence/M3-agenda.pdf"] == rows(html, "Evidence")[1]
    assert 4 * 3 == html.count('<div class="line">')


def test_done_with_proof_and_next_agenda(p: Partnership) -> None:
    """Guard the round: agreed in one meeting, open in the next agenda, done with its proof."""
    agreed = Decided(of="M3", when=When.parse("2024-12-04"), text="Ask <b> & see", due=DAY)
    proof = (Evidence(kind="minutes", file="evidence/M3-minutes.pdf"),)
    done = evolve(agreed, done=date(2024, 12, 4), evidence=proof)
    before = evolve(p, facts=(*p.facts, agreed))
    after = evolve(p, facts=(*p.facts, done))

    assert ["Ask <b> & see", "–", "31 January 2025", "M3", "open"] in rows(
        vp.paper(before, "agenda", "M4").html, "Action items of earlier meetings"
    )
    assert re.fullmatch(
        r"done 4 December 2024; M3-T\d+a minutes",
        rows(vp.paper(after, "minutes", "M3").html, "Agreed action items")[2][3],
    )
    assert "Ask &lt;b&gt;" not in vp.paper(after, "agenda", "M4").html


def test_a_meeting_of_which_nothing_is_known(p: Partnership) -> None:
    """Guard the sentences that stand where there is nothing, and the number that is only stated."""
    bare = evolve(p.baseline, meetings=(Meeting(id="M1"), Meeting(id="M2")))
    empty = evolve(p, baseline=bare, facts=(Held(of="M2", participants=1, note="Short."),))

    first = vp.paper(empty, "minutes", "M1").html
    assert "No attendance is recorded." in first
    assert "No action item is open." in first
    assert "No action item is recorded." in first
    assert 3 == first.count('<div class="line">')
    assert "No item is planned yet." in vp.paper(empty, "agenda", "M1").html
    second = vp.paper(empty, "minutes", "M2").html
    assert "<p>1 participant</p>" in second
    assert "<p>Short.</p>" in second


def test_partner_sheet(p: Partnership) -> None:
    """Guard what one organisation did, and that a period leaves out what lies outside."""
    html = vp.paper(p, "partner-sheet", "fbk").html
    short = vp.paper(p, "partner-sheet", "fbk", period=(date(2024, 9, 1), date(2024, 9, 30))).html

    assert [
        "T1 Training of trainers in low-carbon welding",
        "23–27 September 2024",
        "host",
        "3",
        "done",
    ] in rows(html, "Activities")
    assert ["D2.2 Curriculum for low-carbon welding", "lead"] == rows(html, "Deliverables")[2][:2]
    assert ["29 January 2024", "First instalment", "23,000\xa0EUR", "STS"] == (
        rows(html, "Payments received")[1]
    )
    assert "<dt>Period</dt><dd>1 November 2023 – 31 January 2025</dd>" in html
    assert {"T1", "A2.2"} >= {row[0].split()[0] for row in rows(short, "Activities")[1:]}
    assert 2 == len(rows(short, "Deliverables"))
    assert "Nothing is recorded for this period." in short


def test_partner_sheet_of_the_coordinator(p: Partnership) -> None:
    """Guard that money of the agency and the items of an organisation's people are its own."""
    person = next(person for person in p.plan.people if person.organisation == "sts")
    item = Decided(of="M1", when=When.parse("2023-12-05"), text="Print", owner=person.id)
    html = vp.paper(evolve(p, facts=(*p.facts, item)), "partner-sheet", "sts").html

    assert ["14 November 2023", "First pre-financing", "100,000\xa0EUR", "National agency"] == (
        rows(html, "Payments received")[1]
    )
    assert "Print" in [row[0] for row in rows(html, "Action items")]


def test_dissemination_log(p: Partnership) -> None:
    """Guard that the log is by day, sums up, and can be of one organisation and period."""
    everyone = vp.paper(p, "dissemination-log").html
    own = vp.paper(p, "dissemination-log", "hwk").html
    spring = vp.paper(p, "dissemination-log", period=(date(2024, 4, 1), date(2024, 4, 30))).html
    heading = "What was made known, to whom and when"

    assert "<dt>People reached</dt><dd>6,705</dd>" in everyone
    unsaid = vp.paper(p.with_facts(Disseminated(organisation="hwk")), "dissemination-log").html
    assert "<dt>People reached</dt><dd>not known</dd>" in unsaid
    assert [
        "20 March 2024",
        "2 posts from the welding workshop of the chamber",
        "social media",
        "HWK",
        "learners, parents",
        "2",
        "350",
        "de",
    ] == rows(everyone, heading)[1][:8]
    assert {"HWK"} == {row[3] for row in rows(own, heading)[1:]}
    assert ["10 April 2024", "16 April 2024", "24 April 2024"] == [
        row[0] for row in rows(spring, heading)[1:]
    ]
    assert "landscape" in everyone
    empty = vp.paper(evolve(p, facts=()), "dissemination-log").html
    assert "Nothing is planned or recorded." in empty


def test_result_sheet(p: Partnership) -> None:
    """Guard licence and languages, and that what is missing before uploading is said."""
    one = vp.paper(p, "result-sheet", "D2.1").html
    table = dict(
        row for row in rows(one, "D2.1 Needs study: what welders need for low-carbon work")
    )

    assert ("English, German", "CC BY 4.0", "https://greenweld.example.org/needs") == (
        table["Languages"],
        table["Licence"],
        table["Address"],
    )
    assert '<a href="https://greenweld.example.org/needs">' in one
    assert '<p class="missing">a description</p>' in one
    undone = next(d.id for d in p.plan.deliverables if d.id not in {f.of for f in p.facts})
    bare = evolve(p.baseline, project=evolve(p.baseline.project, licence=None))
    html = vp.paper(evolve(p, baseline=bare), "result-sheet", undone).html
    assert "it is not delivered; a description; the languages" in html
    assert "No result is delivered yet." in vp.paper(evolve(p, facts=()), "result-sheet").html


@pytest.mark.parametrize("kind", KINDS)
def test_each_has_the_statement_in_both_languages(p: Partnership, kind: str) -> None:
    """Guard disclaimer and licence on each paper, Croatian without English, same bytes."""
    english = vp.paper(p, kind, IDS.get(kind), language="en")
    croatian = vp.paper(p, kind, IDS.get(kind), language="hr")
    document = docx.Document(io.BytesIO(english.data(".docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]

    assert 1 == english.html.count("Funded by the European Union. Views and opinions")
    assert any(text.startswith("Funded by the European Union. Views") for text in texts)
    assert 1 == english.html.count("Licence of the results")
    assert 1 == croatian.html.count("Licencija rezultata")
    assert any(text.endswith("CC BY 4.0") for text in texts)
    assert '<html lang="hr">' in croatian.html
    assert "Financira" in croatian.html
    assert not re.search(r"<h2>(Present|Activities|Evidence|Results|What)", croatian.html)
    assert english.data(".docx") == vp.paper(p, kind, IDS.get(kind), language="en").data(".docx")
    signed = kind in {"minutes", "partner-sheet"}
    assert english.html.count("<tr") + signed == sum(len(t.rows) for t in document.tables)


@pytest.mark.parametrize(
    ("kind", "id_", "error", "message"),
    [
        ("agend", "M1", PaperRefused, "there is no paper 'agend'; did you mean agenda"),
        ("agenda", None, PaperRefused, "agenda is of a meeting; give its id"),
        ("partner-sheet", None, PaperRefused, "partner-sheet is of an organisation"),
        (
            "agenda",
            "T1",
            ValueError,
            "no meeting “T1”; there are M1, M2, M3, M4",
        ),
        ("partner-sheet", "M1", ValueError, "no organisation “M1”; there are sts, fbk"),
        ("result-sheet", "M1", ValueError, "no deliverable “M1”"),
        ("dissemination-log", "M1", ValueError, "M1 is not an organisation"),
        ("minutes", "M33", UnknownId, "did you mean M3"),
    ],
)
def test_refusals(
    p: Partnership, kind: str, id_: str | None, error: type[Exception], message: str
) -> None:
    """Guard the sentence for each thing that cannot be made."""
    with pytest.raises(error, match=message):
        vp.paper(p, kind, id_)


def test_a_language_without_words(p: Partnership) -> None:
    """Guard that a language asked for is never silently another one."""
    with pytest.raises(UnknownLanguage):
        vp.paper(p, "agenda", "M4", language="sq")

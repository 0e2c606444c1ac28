"""What `lint` says, where, how it is accepted, and how each format is read."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

import vetpartner as vp
from vetpartner.documents.document import Document, Grid, Line, passages
from vetpartner.documents.linting import findings_of
from vetpartner.documents.pdf import PdfReader
from vetpartner.documents.reading import Reader
from vetpartner.model import Delivered, LintSettings

sys.path.insert(0, str(Path(__file__).parent))
from making import ROOT, Planted, all_planted, made
from test_planted import right

GREEN = ROOT / "examples/green-welding"
DAY = date(2025, 1, 31)


@pytest.fixture(scope="module")
def p() -> vp.Partnership:
    """Return the example."""
    return vp.load(GREEN).on(DAY)


def said(p: vp.Partnership, *lines: str, name: str = "a.md") -> list[tuple[str, str]]:
    """Return the rules and words that are found in a few lines."""
    document = Document(
        name=name, lines=tuple(Line(text, "", n) for n, text in enumerate(lines, 1))
    )
    return [(each.slug, each.said) for each in findings_of(p, document)]


def test_the_example(p: vp.Partnership) -> None:
    """Guard the documents of the example: each fault is found, and nothing else."""
    planted = {one.name: one.planted for one in all_planted({}, "example")}
    found = vp.lint(p)

    assert sorted(planted) == sorted({Path(each.document).name for each in found})
    for each in found:
        assert any(right(each, fault) for fault in planted[Path(each.document).name]), each
    for name, faults in planted.items():
        for fault in faults:
            assert any(right(each, fault) for each in found if each.document.endswith(name)), fault


def test_a_finding_is_accepted_at_its_place(tmp_path: Path) -> None:
    """Guard acceptances: one of words holds there, one of a file for all of it; an other not."""
    folder = shutil.copytree(GREEN, tmp_path / "green")
    before = vp.lint(vp.load(folder).on(DAY), folder / "documents/work-plan.md")
    first, *rest = before
    pasted = "\n".join(line.strip() for line in first.way_out.split("\n")[1:])
    with (folder / "project.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{pasted.replace('…', 'a joke')}\n")
    p = vp.load(folder).on(DAY)
    after = vp.lint(p, folder / "documents/work-plan.md")

    assert "a joke" == after[0].accepted
    assert (vp.Severity.NOTE, None) == (after[0].severity, after[0].way_out)
    assert rest == list(after[1:])
    assert [] == [each for each in vp.check(p) if each.slug == "acceptance-matches-nothing"]


def test_the_glossary(p: vp.Partnership) -> None:
    """Guard `[lint]` words: what they name is no finding, whatever its capitals."""
    line = "The ECOWELD project and project SunFarm write to FKB."
    words = evolve(p.baseline, lint=LintSettings(words=("EcoWeld", "fkb")))
    q = evolve(p, baseline=words)

    assert {"ECOWELD", "SunFarm", "FKB"} == {text for _, text in said(p, line)}
    assert [("document-other-project", "SunFarm")] == said(q, line)


TRUE = (
    "WP3 is led by CFS, and STS leads WP1.",
    "Strukovne škole Split i Zavarivanja Jadran; u Splitu, u Grazu, iz Porta.",
    "The second meeting was on Tuesday, 16 April 2024.",
    "M3 was planned for 5 November 2024 and held on 3-4 December 2024 in Bremerhaven.",
    "T1: 23.09.2024 - 27.09.2024, 32 hours of 60 minutes in Graz, some 43 lessons.",
    "Projektmonat 15 (Januar 2025); M24 (October 2025).",
    "The website (D5.1) of the project is in four languages. In the WP2 project part FBK works.",
    "Marija Perković, Silke Behrensova and Frau Behrens.",
    "Our project follows the earlier project GreenSteel.",
    "FBK is responsible for the translation of D3.1. The layout of D3.1 is made by STS.",
    "T1 was coordinated by the Handwerkskammer Unterweser with the Strukovna škola Split.",
    "T2: 20.1.2025. - 24.1.2025. Split | 20 osoba",
    "Insgesamt 26 Interviews kamen aus Bremerhaven, zusammen 74 Interviews. Etwa 80 Interviews.",
    "12 teachers came to T1 in Graz. On 22 November in all 15 participants came to a workshop.",
    "At T2 everybody was busy. The 620 learners of Strukovna škola Split saw it on the screen.",
)


@pytest.mark.parametrize("line", TRUE)
def test_true_sentences_are_let_pass(p: vp.Partnership, line: str) -> None:
    """Guard against false alarms: what is true, bent by a language, or of others on purpose."""
    assert [] == said(p, line)


FALSE = {
    "Grееnweld writes the units.": ("document-name-differs", "Grееnweld"),  # noqa: RUF001
    "Marija Petković is the coordinator.": ("document-name-differs", "Petković"),
    "The third meeting was on 3 to 5 December 2024.": (
        "document-date-differs",
        "3 to 5 December 2024",
    ),
    "HWK leads WP2.": ("document-leader-differs", "HWK"),
    "M24 (November 2025) is the last month.": ("document-month-differs", "M24 (November 2025"),
    "D3.1 is coordinated by FBK.": ("document-leader-differs", "FBK"),
    "FBK is responsible for WP4.": ("document-leader-differs", "FBK"),
    "T2: 20.1.2025. - 25.1.2025. Split": ("document-date-differs", "20.1.2025. - 25.1.2025"),
    "T1 was in Graz. In all 15 participants came.": ("document-number-differs", "15 participants"),
    "Insgesamt wurden 76 Interviews geführt.": ("document-number-differs", "76 Interviews"),
    "At the end of T2 20 certificados were given.": ("document-number-differs", "20 certificados"),
    "Lorem ipsum dolor.": ("document-placeholder", "Lorem ipsum"),
    "Contract 2022-1-HR01-KA220-VET-000999999.": (
        "document-reference-differs",
        "2022-1-HR01-KA220-VET-000999999",
    ),
}


@pytest.mark.parametrize("line", FALSE)
def test_false_sentences_are_found(p: vp.Partnership, line: str) -> None:
    """Guard the finders one by one."""
    assert [FALSE[line]] == said(p, line)


HEADS = {
    "Place: Porto": ["Porto"],
    "Mjesto | Hamburg, Njemačka": ["Hamburg"],
    "Ort: Bremerhaven": [],
    "Lieu : en ligne": [],
    "Mjesto: u Bremerhavenu": [],
    "Venue: Education centre, Musterstraße 30": [],
    "Where: online": [],
}


@pytest.mark.parametrize("line", HEADS)
def test_the_place_in_a_head(p: vp.Partnership, line: str) -> None:
    """Guard the line of minutes that says where: not its town under a bent name, nor nowhere."""
    found = said(p, "Minutes of M3", line, name="M3-minutes.txt")

    assert found == [("document-place-differs", word) for word in HEADS[line]]


def test_leaders_of_a_table_of_two_columns(p: vp.Partnership) -> None:
    """Guard labels: one names its row, a bare one is of the paper, others are of nobody."""
    rows = (
        ("Deliverable", "D3.1"),
        ("Work package", "WP3"),
        ("Lead of the work package", "STS"),
        ("Lead", "FBK"),
        ("Project leader", "STS"),
        ("Lead of the deliverable", "CFS"),
    )
    lines = tuple(Line(" | ".join(row), "", n) for n, row in enumerate(rows, 1))
    document = Document(name="D3.1-cover.txt", lines=lines, grids=(Grid(rows, lines),))
    found = [each.message for each in findings_of(p, document)]

    assert found[:2] == [
        "WP3 is led by CFS, not by STS (likely)",
        "D3.1 is led by CFS, not by FBK (likely)",
    ]
    assert not [each for each in found[2:] if "led by" in each]


def test_a_row_with_a_wrong_number_is_told_once(p: vp.Partnership) -> None:
    """Guard that what belongs to another result is not held against the one whose number it has."""
    rows = (("D2.3", "Assessment grid", "29/10/2024"), ("D2.3", "Programme", "30/10/2024"))
    lines = tuple(Line(" | ".join(row), "", n) for n, row in enumerate(rows, 1))
    found = findings_of(p, Document(name="a.txt", lines=lines, grids=(Grid(rows, lines),)))

    assert [(each.slug, each.said) for each in found] == [("document-id-twice", "D2.3")]


@pytest.mark.parametrize(
    "suffix", [".docx", ".odt", ".pptx", ".html", ".md", ".txt", ".eml", ".pdf"]
)
def test_each_format_gives_its_text(suffix: str) -> None:
    """Guard the readers: the same words come out of each format, with places in their order."""
    text = "# A head\n\nFirst & second <words>, čšž and ß.\n\nThe end of it."
    one = Planted(name=f"a{suffix}", half="", language="en", text=text, planted=[])
    with PdfReader() as pdf:
        (document,) = Reader(pdf).held(one.name, made(one))
    lines = [
        line.text for line in document.lines if not line.text.startswith(("Subject", "From", "To"))
    ]

    assert ["A head", "First & second <words>, čšž and ß.", "The end of it."] == [
        line.removeprefix("# ") for line in lines
    ]


def test_lines_that_a_page_broke_are_one_paragraph() -> None:
    """Guard places in joined lines: a word of the second line stands in the second line."""
    texts = (
        "The partners met in the town of Split and looked at the",
        "workshop of the school.",
        "WP3 begins.",
    )
    document = Document(
        name="a.pdf",
        lines=tuple(Line(text, "1", n, wrapped=True) for n, text in enumerate(texts, 1)),
    )
    first, second = passages(document)
    line, column = first.line(first.text.index("school"))

    assert (2, 17) == (line.number, column)
    assert "WP3 begins." == second.text


def test_the_licence_given_counts(p: vp.Partnership) -> None:
    """Guard licences: that of the delivery counts before that of the plan."""
    given = Delivered(of="D2.2", when=vp.When.parse("2025-01-30"), licence="CC BY-SA 4.0")
    document = Document(name="D2.2-curriculum.md", lines=(Line("CC BY-SA 4.0", "", 1),))
    slugs = [each.slug for each in findings_of(p.with_news(given), document)]

    assert "document-licence-differs" not in slugs
    assert "document-licence-differs" in [each.slug for each in findings_of(p, document)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("- WP9 covers dissemination", [("document-id-does-not-exist", "WP9")]),
        ("WP8 | Dissemination", [("document-id-does-not-exist", "WP8")]),
        ("Work package 9 covers dissemination", [("document-id-does-not-exist", "Work package 9")]),
        ("Arbeitspaket 9: Verbreitung", [("document-id-does-not-exist", "Arbeitspaket 9")]),
        ("Work package 3 is led by HWK.", [("document-leader-differs", "HWK")]),
        ("Work package 3 is led by CFS.", []),
        ("WP3 covers the units", []),
        ("work packages 2 and 3", []),
    ],
)
def test_ids_are_found_in_any_line(
    p: vp.Partnership, line: str, found: list[tuple[str, str]]
) -> None:
    """Guard bullets, cells and headings, which end with no full stop, and numbers in words."""
    assert found == said(p, line)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("M2 took place on 19 April 2024.", "2024-04-16"),
        ("M1 took place on 7 December 2023.", "2023-12-04, 2023-12-05"),
        ("The minutes of M2 were finished on 19 April 2024.", None),
    ],
)
def test_a_day_of_typing_is_no_day_of_the_activity(
    p: vp.Partnership, line: str, shown: str | None
) -> None:
    """Guard the day on which a fact was written down, on which nothing took place."""
    records = [
        each.record for each in findings_of(p, Document(name="a.md", lines=(Line(line, "", 1),)))
    ]
    assert ([shown] if shown else []) == records

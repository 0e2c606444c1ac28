"""The paste pack: plain text, counted, in the order of the form, too long where it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from reported import HOSTILE, PROJECT, Folder, partnership

import vetpartner as vp
from vetpartner.model import Limit, Partnership
from vetpartner.papers.plain_answer import Crossing, characters, crossing, plain_text
from vetpartner.papers.report import all_answers, report_data

if TYPE_CHECKING:
    from pathlib import Path

AREA = re.compile(r'<textarea id="([^"]+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
COUNT = re.compile(r'<p class="count">(.*?)</p>')


def limited(answers: dict[str, str], **limits: int) -> Partnership:
    """Return the small partnership with answers and limits; `__` stands for a dot."""
    stated = tuple(
        Limit(question=question.replace("__", "."), characters=number)
        for question, number in limits.items()
    )
    return partnership(answers=answers, limits=stated)


def test_missing_are_those_that_the_report_misses() -> None:
    """Guard that both say the same number, and that the page has the funding statement."""
    p = partnership(answers={"sum.results": "Good."})
    html = vp.paste_pack(p, "final").html
    missing = sum(answer.missing for answer in all_answers(report_data(p, "final", "en").sections))
    (told,) = re.findall(r"not answered: (\d+) · not answered \(optional\): (\d+)", html)

    assert str(missing) == told[0]
    assert html.count("<p>not answered</p>") == missing
    assert html.count("<p>not answered (optional)</p>") == int(told[1])
    assert "Funded by the European Union. Views and opinions" in html


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("One *two* **three** `four`.", "One two three four."),
        ("One sentence.\nAnother one.", "One sentence. Another one."),
        ("One paragraph.\n\n\nAnother one.", "One paragraph.\n\nAnother one."),
        ("A line\\\nthe next  \nthe last", "A line\nthe next\nthe last"),
        ("# Heading\n\ntext", "Heading\n\ntext"),
        ("- a\n- b\n  - c\n\n1. x\n2. y", "- a\n- b\n  - c\n\n1. x\n2. y"),
        ("3. x\n4. y", "3. x\n4. y"),
        ("- a\n\n  b", "- a\n  b"),
        ("| a | b |\n|---|---|\n| 1 | *2* |", "a | b\n1 | 2"),
        ("[our site](https://x.org/a) <https://x.org>", "our site (https://x.org/a) https://x.org"),
        ("> said\n>\n> again", "said\n\nagain"),
        ("```\n a\n  b\n```", "a\n  b"),
        ("a & b < c &amp; d", "a & b < c & d"),
        ("<b>not bold</b>", "<b>not bold</b>"),
        ("![a picture](x.png)", "!a picture (x.png)"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("", ""),
    ],
)
def test_plain_text(markdown: str, expected: str) -> None:
    """Guard that no mark of Markdown gets into the form, and no word is lost."""
    assert expected == plain_text(markdown)


@pytest.mark.parametrize(
    ("text", "line_break", "expected"),
    [("abc", 2, 3), ("a\nb", 1, 3), ("a\nb", 2, 4), ("č€😀", 2, 3), ("e\u0301", 2, 2), ("", 2, 0)],
)
def test_counting(text: str, line_break: int, expected: int) -> None:
    """Guard the mode: code points, and the end of a line as one or as two."""
    assert expected == characters(text, line_break)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("One. Two three. Four.", 21, None),
        ("One. Two three. Four.", 20, Crossing(fits="Four", over=".")),
        ("One. Two three. Four.", 9, Crossing(fits="Two ", over="three. ")),
        ("One. Two three. Four.", 0, Crossing(fits="", over="One. ")),
        ("One. Two three. Four.", 5, Crossing(fits="", over="Two three. ")),
        ("no end at all", 3, Crossing(fits="no ", over="end at all")),
        ("a\nb", 3, Crossing(fits="", over="b")),
        ("a\nb", 2, Crossing(fits="a", over="\n")),
        ("a\nb", 4, None),
    ],
)
def test_crossing(text: str, limit: int, expected: Crossing | None) -> None:
    """Guard the sentence that is shown: the one in which the first character is too many."""
    assert expected == crossing(text, limit, 2)


@pytest.mark.parametrize("text", ["One. Two!\n\nThree? «Four.» 5.", "x" * 9, "\n".join("abcdef")])
@pytest.mark.parametrize("line_break", [1, 2])
def test_every_limit_is_exact(text: str, line_break: int) -> None:
    """Guard both sides of each limit: what fits is never one more, and one less never fits."""
    whole = characters(text, line_break)

    for limit in range(whole + 2):
        found = crossing(text, limit, line_break)
        assert (found is None) == (limit >= whole)
        if found is not None:
            start = text.index(found.fits + found.over)
            kept = text[: start + len(found.fits)]
            assert characters(kept, line_break) <= limit
            assert characters(kept + found.over[:1], line_break) > limit


def test_order_and_texts() -> None:
    """Guard that fields stand in the order of the form, and hold what was written."""
    answers = {"wp.WP2.results": "Done.", "sum.results": "A *b*.\n\n- c", "imp.wider": "Wide."}
    html = vp.paste_pack(partnership(answers=answers), "final").html

    expected = [("sum.results", "A b.\n\n- c"), ("wp.WP2.results", "Done."), ("imp.wider", "Wide.")]
    assert expected == AREA.findall(html)
    assert ["11 characters", "5 characters", "5 characters"] == COUNT.findall(html)


def test_every_question_has_a_field() -> None:
    """Guard that nobody reaches the end of the form and finds a field more."""
    p = partnership()
    html = vp.paste_pack(p, "final").html

    asked = [found.id for found in all_answers(report_data(p, "final", "en").sections)]
    assert asked == re.findall(r'<span class="id">([^<]+)</span>', html)


def test_limits() -> None:
    """Guard counts, what is left, and the sentence in which a text becomes too long."""
    p = limited(
        {"sum.results": "One. Two three.", "sum.objectives": "Short."},
        sum__results=9,
        sum__objectives=500,
    )
    html = vp.paste_pack(p, "final").html

    assert ["6 of 500 characters, 494 left", "15 of 9 characters, 6 too many"] == COUNT.findall(
        html
    )
    assert '<span lang="en">Two <mark>three.</mark></span>' in html
    assert 1 == html.count('<div class="field over">')
    assert "too long: 1" in html


def test_limit_of_all_work_packages_and_of_one() -> None:
    """Guard that the nearest limit holds, and without one none is shown."""
    answers = {"wp.WP2.results": "abc", "wp.WP2.objectives": "abc", "imp.wider": "abc"}
    p = limited(answers, wp__results=100, wp__WP2__results=10, wp__objectives=50)

    counts = COUNT.findall(vp.paste_pack(p, "final").html)
    assert ["3 of 50 characters, 47 left", "3 of 10 characters, 7 left", "3 characters"] == counts


def test_counting_is_named() -> None:
    """Guard that the reader knows how it was counted, and that this is not known of the form."""
    two = vp.paste_pack(partnership(answers={"sum.results": "a\n\nb"}), "final").html
    single = evolve(PROJECT, line_break=1)
    one = vp.paste_pack(
        partnership(answers={"sum.results": "a\n\nb"}, project=single), "final"
    ).html

    assert (["6 characters"], ["4 characters"]) == (COUNT.findall(two), COUNT.findall(one))
    assert "The end of a line is 2" in two
    assert "The end of a line is 1" in one
    assert "How the form itself counts is not published" in one


def test_line_break_is_one_or_two() -> None:
    """Guard against a number that no form can mean."""
    with pytest.raises(ValueError, match="counts 1 or 2 characters for the end of a line, not 3"):
        evolve(PROJECT, line_break=3)


def test_hostile_text_stays_text() -> None:
    """Guard the page against what people write into their answers."""
    text = f"</textarea><script>alert(1)</script>\n\n{HOSTILE}"
    html = vp.paste_pack(partnership(answers={"sum.results": text}), "final").html

    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert 1 == html.count("<script>")


def test_other_language() -> None:
    """Guard headings and numbers of the language, and answers that are only in another one."""
    html = vp.paste_pack(
        partnership(answers={"sum.results": "x" * 1200}), "final", language="hr"
    ).html

    assert '<html lang="hr">' in html
    assert ["1.200 znakova", "1.200 znakova"] == COUNT.findall(html)
    assert "Kopiraj" in html
    assert 2 == html.count('<textarea id="sum.results')


def test_report_says_what_is_too_long() -> None:
    """Guard that a final report stops, a draft goes on, and the message shows the place."""
    p = limited({"sum.results": "One. Two three."}, sum__results=9)
    final, draft = (
        [f for f in vp.report(p, "final", draft=draft).findings if f.slug == "answer-too-long"]
        for draft in (False, True)
    )

    message = (
        "“Results” (sum.results) has 15 characters, and the form takes 9: "
        "it is full at >>> in “Two >>>three.”"
    )
    assert [("error", message)] == [(f.severity.value, f.message) for f in final]
    assert ["warning"] == [f.severity.value for f in draft]
    assert "narrative/final.en/sum.results" == final[0].address


def test_scaffold_names_the_limit() -> None:
    """Guard that who writes knows the limit before the form says it."""
    from vetpartner.export.report import scaffold

    text = scaffold(limited({}, sum__results=500), "final", "en")
    assert 1 == text.count("- At most 500 characters")


def test_own_template(tmp_path: Path) -> None:
    """Guard that a project may lay the page out itself."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "paste.html").write_text("{{ pack.fields[0].id }}", "utf-8")
    p = evolve(partnership(), origin=Folder(folder=tmp_path))

    assert "sum.objectives" == vp.paste_pack(p, "final").html


def test_only_html() -> None:
    """Guard the message for a format that nobody can copy from."""
    with pytest.raises(ValueError, match=r"a paste pack cannot be written as '\.pdf'; use \.html$"):
        vp.paste_pack(partnership(), "final").data(".pdf")

"""People's Markdown, and texts in Markdown: harmless, below the headings of the page, as typed."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.render.grids import link
from vetpartner.render.html import html
from vetpartner.render.language import language
from vetpartner.render.markdown import (
    WrongDirective,
    escaped,
    markdown,
    narrative,
    plain,
    read,
    written,
)
from vetpartner.render.page import Blocks, Facts, Page, Paragraph, Part, texts
from vetpartner.render.words import html_words
from vetpartner.values.grid import Grid, GridRow, Run


def page(blocks: Blocks) -> Page:
    """Return a page of blocks."""
    return Page(
        kind="x",
        what="a page",
        title="x",
        language=language("en"),
        label="x",
        reference=None,
        as_of=date(2025, 1, 31),
        blocks=blocks,
    )


def shown(text: str) -> str:
    """Return an answer below a question at level 3 as Markdown."""
    return written(page(narrative(text, 3))).strip()


def on_screen(blocks: Blocks) -> str:
    """Return what a page of blocks has in its main part."""
    return html(page(blocks)).partition("<main>\n")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One", "#### One"),
        ("### Three ###", "###### Three"),
        ("Big\nword\n===\n\ntext", "#### Big word\n\ntext"),
        ("Small\n-----", "##### Small"),
        ("> # Quoted", "> #### Quoted"),
        ("no # heading", "no # heading"),
        ("    # code", "```\n# code\n```"),
        ("<b>x</b> 1 < 2 <https://x.org>", "&lt;b&gt;x&lt;/b&gt; 1 &lt; 2 <https://x.org>"),
        ("1. a\n2. b\n   - c", "1. a\n2. b\n   - c"),
        ("*a* **b** `c` [d](https://x.org)", "*a* **b** `c` [d](<https://x.org>)"),
        ("| a | b |\n| --- | ---: |\n| 1 | 2 |", "| a | b |\n| --- | ---: |\n| 1 | 2 |"),
    ],
)
def test_answer_as_markdown(text: str, expected: str) -> None:
    """Guard headings, which go below that of the question at level 3, lists, tables and HTML."""
    assert expected == shown(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One", "<h4>One</h4>\n"),
        ("###### Six", "<h6>Six</h6>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![x](https://x.org/a.png)", '<p>!<a href="https://x.org/a.png">x</a></p>\n'),
        ("[x](file:///etc/passwd)", "<p>[x](file:///etc/passwd)</p>\n"),
        ("[x](/etc/passwd)", "<p>x</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("a\\\nb", "<p>a<br>b</p>\n"),
    ],
)
def test_answer_as_html(text: str, expected: str) -> None:
    """Guard headings, HTML, scripts in links and pictures from outside."""
    assert expected == on_screen(narrative(text, 3))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (None, "–"),
        ("https://x.org/a?b=1&c", '<a href="https://x.org/a?b=1&amp;c">'),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://x.org/<b>", "https://x.org/&lt;b&gt;"),
    ],
)
def test_links(url: str | None, expected: str) -> None:
    """Guard that only addresses of the web become links, on pages and in templates of HTML."""
    assert expected in on_screen((Paragraph(link(url)),))
    assert expected in html_words(language("en"))["link"](url)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b *c* [d] `e` ~f~ \\", "a \\| b \\*c\\* \\[d\\] \\`e\\` \\~f\\~ \\\\"),
        ("snake_case _x_ &lt; &", "snake_case \\_x\\_ &amp;lt; &"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_text_as_markdown(text: str, expected: str) -> None:
    """Guard every mark of Markdown in a text of the project."""
    assert expected == escaped(text)


@given(st.text(alphabet="ab1 #*_-+=.)[]()`~|<>&;!\\\\\n\t", max_size=40))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """Guard texts made of nothing but marks: what a reader sees is what was typed."""
    typed = " ".join(text.split())
    tokens = markdown().parse(f"x {escaped(typed)}")
    inline = [token for token in tokens if token.type == "inline"]

    assert [f"x {typed}".rstrip()] == [
        "".join(c.content for c in (t.children or ())) for t in inline
    ]


@given(st.text(alphabet="ab1 #*_-+=.)`~|<>&;\\\\", max_size=30))
def test_paragraph_stays_a_paragraph(text: str) -> None:
    """Guard a text at the beginning of a line: no heading, list or rule comes of it."""
    typed = " ".join(text.split()) or "x"
    tokens = markdown().parse(written(page((Paragraph((Run(typed),)),))))

    assert ["paragraph_open", "inline", "paragraph_close"] == [token.type for token in tokens]


NASTY = "# a | <b> **x** {{ 7 }} ::: [x](javascript:1) `c` \\ 1. - > ~~~"


@given(st.text(alphabet="ab1 #*_-+=.)[]()`~|<>&;!:{}%\\\\\n\t\ue000\ue001", max_size=40))
def test_a_value_is_never_read_as_markdown(text: str) -> None:
    """Guard what somebody typed: a template's Markdown is read around it, and it stays a text."""
    for around in ("\ue0000\ue001", "# x \ue0000\ue001", "- **\ue0000\ue001**", "> \ue0000\ue001"):
        found = "".join(texts(read(f"{around}\n", [plain(text)])))

        assert found.removeprefix("x ").strip() == plain(text).strip()


def test_a_table_stands_between_the_words_around_it() -> None:
    """Guard a value that is a block in the middle of a line, which is cut there."""
    grid = Grid(heads=("a",), rows=(GridRow(("1",)),))
    before, found, after = read("one \ue0000\ue001 two", [grid])

    assert (Paragraph((Run("one "),)), grid, Paragraph((Run(" two"),))) == (before, found, after)


def test_parts() -> None:
    """Guard parts in parts, with a language, and what is said of one that is not closed."""
    found = read("::: note\na\n\n::: language el\nb\n\n:::\n:::\nc", [])

    inner = Part(kind="language", language="el", blocks=(Paragraph((Run("b"),)),))
    assert Part(kind="note", blocks=(Paragraph((Run("a"),)), inner)) == found[0]
    assert Paragraph((Run("c"),)) == found[1]
    for wrong in ("::: note\na", ":::", "::: nothing\n:::"):
        with pytest.raises(WrongDirective):
            read(wrong, [])


def test_signs_that_are_no_text_are_left_out() -> None:
    """Guard XML and PDF, which refuse control signs, halves of signs and private ones."""
    assert "ab c" == plain("a\x00\x07b\ue000\ud800\r\nc\ufffe")


def test_every_writer_shows_all_of_a_text() -> None:
    """Guard that a text full of marks is the same text in Markdown, when it is read again."""
    blocks = (Facts(((NASTY, NASTY),)), Paragraph((Run(NASTY),)))
    again = narrative(written(page(blocks)), 0)

    assert 3 == "".join(texts(again)).count(NASTY)


@pytest.mark.parametrize(
    ("name", "other"), [("text", "b"), *((each.name, True) for each in fields(Run)[1:])]
)
def test_pieces_of_one_look(name: str, other: object) -> None:
    """Guard that pieces become one only where nothing but their text differs."""
    piece = Run("a")

    assert (name == "text") == piece.looks_like(evolve(piece, **{name: other}))

"""People's Markdown and addresses in a report: harmless, below the headings of the report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.render.language import (
    link_html,
    link_markdown,
    markdown,
    narrative_html,
    narrative_markdown,
    paragraph,
)
from vetpartner.render.sandbox import escaped_markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One", "#### One"),
        ("### Three ###", "###### Three ###"),
        ("Big\nword\n===\n\ntext", "#### Big word\n\n\n\ntext"),
        ("Small\n-----", "##### Small\n"),
        ("> # Quoted", "> #### Quoted"),
        ("no # heading", "no # heading"),
        ("    # code", "    # code"),
        ("<b>x</b> 1 < 2 <https://x.org>", "&lt;b>x&lt;/b> 1 < 2 <https://x.org>"),
        ("<!-- x --> <?php", "&lt;!-- x --> &lt;?php"),
    ],
)
def test_answer_as_markdown(text: str, expected: str) -> None:
    """Guard headings, which go below that of the question at level 3, and HTML."""
    assert expected == narrative_markdown(text, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One", "<h4>One</h4>\n"),
        ("###### Six", "<h6>Six</h6>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![x](https://x.org/a.png)", '<p>!<a href="https://x.org/a.png">x</a></p>\n'),
    ],
)
def test_answer_as_html(text: str, expected: str) -> None:
    """Guard headings, HTML, scripts in links and pictures from outside."""
    assert expected == narrative_html(text, 3)


@pytest.mark.parametrize(
    ("url", "html", "text"),
    [
        (None, "–", "–"),
        (
            "https://x.org/a?b=1&c",
            '<a href="https://x.org/a?b=1&amp;c">',
            "<https://x.org/a?b=1&c>",
        ),
        ("javascript:alert(1)", "javascript:alert(1)", "javascript:alert(1)"),
        ("https://x.org/<b>", "https://x.org/<b>", "https://x.org/<b>"),
    ],
)
def test_links(url: str | None, html: str, text: str) -> None:
    """Guard that only addresses of the web become links."""
    assert link_html(url).startswith(html)
    assert text == link_markdown(url)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b *c* [d] `e` ~f~ \\", "a \\| b \\*c\\* \\[d\\] \\`e\\` \\~f\\~ \\\\"),
        ("snake_case _x_ &lt; &", "snake_case \\_x\\_ &amp;lt; &"),
        ("<b>\r\nx", "&lt;b&gt; x"),
    ],
)
def test_text_as_markdown(text: str, expected: str) -> None:
    """Guard every mark of Markdown in a text of the project."""
    assert expected == escaped_markdown(text)


@given(st.text(alphabet="ab1 #*_-+=.)[]()`~|<>&;!\\\\\n\t", max_size=40))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """Guard texts made of nothing but marks: what a reader sees is what was typed."""
    shown = " ".join(text.split())
    tokens = markdown().parse(f"x {escaped_markdown(shown)}")
    inline = [token for token in tokens if token.type == "inline"]

    assert [f"x {shown}".rstrip()] == [
        "".join(c.content for c in (t.children or ())) for t in inline
    ]


@given(st.text(alphabet="ab1 #*_-+=.)`~|<>&;\\\\", max_size=30))
def test_paragraph_stays_a_paragraph(text: str) -> None:
    """Guard a text at the beginning of a line: no heading, list or rule comes of it."""
    shown = " ".join(text.split()) or "x"
    tokens = markdown().parse(str(paragraph(shown)))

    assert ["paragraph_open", "inline", "paragraph_close"] == [token.type for token in tokens]

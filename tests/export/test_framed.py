"""How reports and papers show themselves in a notebook."""

from __future__ import annotations

from html.parser import HTMLParser

from reported import full

import vetpartner as vp
from vetpartner.export.cards import framed


class Frame(HTMLParser):
    """The one element of a frame."""

    def __init__(self, text: str) -> None:
        """Read it."""
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.found.append((tag, dict(attrs)))


def test_page_cannot_leave_the_frame() -> None:
    """Guard that quotes, tags and entities of a page stay inside, and come back as they were."""
    page = "<p title=\"a\">&lt;b&gt; 'c'</p></iframe><script>x</script>"
    ((tag, attributes),) = Frame(framed(page, 'He said "no" & went')).found

    assert "iframe" == tag
    assert page == attributes["srcdoc"]
    assert 'He said "no" & went' == attributes["title"]
    assert "allow-scripts" == attributes["sandbox"]


def test_report_and_paper_show_themselves() -> None:
    """Guard that the frame holds the page that would be written."""
    p = full()
    report, paper = vp.report(p, "interim"), vp.paste_pack(p, "interim")

    assert report.html == Frame(report._repr_html_()).found[0][1]["srcdoc"]
    assert paper.html == Frame(paper._repr_html_()).found[0][1]["srcdoc"]
    assert "Interim report" == Frame(report._repr_html_()).found[0][1]["title"]
    assert "a paste pack" == Frame(paper._repr_html_()).found[0][1]["title"]


def test_answers_in_the_order_of_reading() -> None:
    """Guard that every question of a report is there, with its answer where there is one."""
    report = vp.report(full(), "interim", draft=True)
    ids = [answer.id for answer in report.answers]

    assert ids == sorted(set(ids), key=ids.index)
    assert "sum.objectives" == ids[0]
    assert {
        finding.address for finding in report.findings if finding.slug == "narrative-missing"
    } == {answer.address for answer in report.answers if answer.missing}

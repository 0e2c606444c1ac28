"""Reading 300 pages of PDF, and looking for all in them, measured side by side in one run."""

from __future__ import annotations

import random
import re
import resource
import sys
import tempfile
from datetime import date
from pathlib import Path

import typst

import vetpartner as vp
from vetpartner.documents.linting import findings_of
from vetpartner.documents.pdf import PdfReader

ROOT = Path(__file__).parents[2]
WORDS = re.findall(
    r"\S+",
    "welding energy gas metal learners teacher workshop training curriculum unit measure partner"
    " school Graz Split Porto meeting participants December WP3 D3.1 report plan result HWK FBK"
    " Handwerkskammer Unterweser company numbers days guide assessment Bremerhaven and the of in",
)
SENTENCES = (
    "The training of trainers (T1) took place in Graz from 23 to 27 September 2024 with 12 people.",
    "WP3 is led by CFS, and D3.1 was delivered on 19 December 2024 in four languages.",
    "On 14 March 2024 the information day in Split had 46 visitors, 38 of them guests.",
    "Each partner asked 12 people; 74 companies and teachers answered in all.",
)
PAGES, MOST = 300, 1.5


def written(pages: int) -> bytes:
    """Return a PDF of so many pages of sentences that speak of the example, drawn by chance."""
    chance = random.Random(7)  # noqa: S311 - no secret
    page = []
    for _ in range(pages):
        lines = [
            chance.choice(SENTENCES)
            if chance.random() < 0.25
            else " ".join(chance.choices(WORDS, k=14)).capitalize() + "."
            for _ in range(34)
        ]
        page.append("\n\n".join(lines).replace("#", ""))
    return typst.compile(
        (
            "#set page(margin: 1.5cm)\n#set text(size: 9pt)\n" + "\n#pagebreak()\n".join(page)
        ).encode(),
        ignore_system_fonts=True,
    )


def worked() -> float:
    """Return the work of this process and its children so far, whatever else the machine does."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Print both times and how many times the first the whole takes."""
    p = vp.load(ROOT / "examples/green-welding").on(date(2025, 1, 31))
    data = written(PAGES)
    with tempfile.TemporaryDirectory() as place:
        start = worked()
        with PdfReader() as pdf:
            document = pdf.read(data, "report.pdf")
        read = worked()  # the work of a child counts once it has ended
        found = list(findings_of(p, document))
        done = worked()
        (Path(place) / "report.pdf").write_bytes(data)
        whole = worked()
        vp.lint(p, place)
        end = worked()
    pages = len({line.page for line in document.lines})
    times = (end - whole) / (read - start)
    sys.stdout.write(
        f"{pages} pages, {len(document.lines)} lines, {len(found)} findings, in work\n"
        f"text alone      {read - start:6.2f} s\n"
        f"finding alone   {done - read:6.2f} s\n"
        f"lint, all of it {end - whole:6.2f} s, {times:.2f} times the text\n"
        f"at most {MOST} times\n"
    )


if __name__ == "__main__":
    main()

"""All HTML that we make, as two independent checkers judge it: no error and no warning."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import vetpartner as vp
from vetpartner.papers.account_letter import account_letter
from vetpartner.papers.attendance_list import attendance_list
from vetpartner.papers.certificates import certificate_register, certificates

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.render.paper import Paper

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "tests" / "judges" / "node_modules"
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
HTML_VALIDATE = MODULES / "html-validate" / "bin" / "html-validate.mjs"
RULES = ROOT / "tests" / "judges" / "htmlvalidate.json"


@pytest.fixture(scope="module")
def pages(built: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a page of every template, most of them in English and Croatian."""
    folder = tmp_path_factory.mktemp("pages")
    small = vp.load(ROOT / "examples" / "small-harvest").on(date(2025, 6, 30))
    vp.report(small, "final", language="hr", draft=True).write(folder / "small-final-hr.html")
    vp.paste_pack(small, "interim", language="hr").write(folder / "small-paste-hr.html")
    p = vp.load(ROOT / "examples" / "green-welding").on(date(2025, 1, 31))
    for file, data in built.items():
        if file.endswith(".html"):
            (folder / file).write_bytes(data)
    vp.paste_pack(p, "final").write(folder / "paste.html")
    trained = next(iter(p.presences))
    makers: tuple[Callable[..., Paper], ...] = (attendance_list, certificates, certificate_register)
    for make in makers:
        paper = make(p, trained, language="hr")
        paper.write(folder / f"{make.__name__}-hr.html")
    vp.paper(p, "minutes", p.plan.meetings[0].id).write(folder / "minutes.html")
    account_letter(p, "fbk", language="hr").write(folder / "account-hr.html")
    many = vp.portfolio([ROOT / "examples", "/nowhere"], on=date(2025, 1, 31))
    (folder / "portfolio.html").write_text(many.html, "utf-8")
    return folder


@pytest.mark.judge("java", "vnu-jar")
def test_vnu_finds_nothing(pages: Path) -> None:
    """Guard that pages are sound HTML and CSS, by the checker of the W3C."""
    verdict = subprocess.run(
        ["java", "-jar", str(VNU), "--format", "json", *map(str, sorted(pages.glob("*.html")))],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    found = json.loads(verdict.stderr)["messages"]

    assert [] == [shown(each["url"], each["lastLine"], each["message"]) for each in found]
    assert 0 == verdict.returncode


@pytest.mark.judge("node", "html-validate")
def test_html_validate_finds_nothing(pages: Path) -> None:
    """Guard what the other does not look at: labels, headings, ids, buttons."""
    command = ["node", str(HTML_VALIDATE), "--config", str(RULES), "--formatter", "json"]
    # Into a file: it ends before a pipe has taken everything.
    with (pages / "verdict.json").open("w", encoding="utf-8") as out:
        verdict = subprocess.run(
            [*command, *map(str, sorted(pages.glob("*.html")))],
            stdout=out,
            check=False,
            timeout=240,
        )
    found = [
        shown(page["filePath"], each["line"], f"{each['ruleId']}: {each['message']}")
        for page in json.loads((pages / "verdict.json").read_text("utf-8"))
        for each in page["messages"]
    ]

    assert [] == found
    assert 0 == verdict.returncode


@pytest.mark.judge("java", "vnu-jar", "node", "html-validate")
def test_judges_can_say_no(tmp_path: Path) -> None:
    """Guard the two tests above: a page with mistakes does not pass."""
    page = tmp_path / "bad.html"
    page.write_text("<!DOCTYPE html><html lang=en><title>x</title><p id=a><b><i></b>", "utf-8")
    java = subprocess.run(["java", "-jar", str(VNU), str(page)], capture_output=True, check=False)
    node = subprocess.run(
        ["node", str(HTML_VALIDATE), "--config", str(RULES), str(page)],
        capture_output=True,
        check=False,
    )

    assert (1, 1) == (java.returncode, node.returncode)


def shown(address: str, line: int, message: str) -> str:
    """Return one message on one line."""
    return f"{Path(address).name}:{line}: {message}"

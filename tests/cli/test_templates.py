"""The commands for own templates and for the paste pack, as a coordinator types them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from vetpartner.cli import main

ROOT = Path(__file__).parents[2]
ON = ("--on", "2025-06-30")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the small example."""
    return Path(shutil.copytree(ROOT / "examples" / "small-harvest", tmp_path / "project"))


def test_list_and_own(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the list, and that a file which nothing uses is not passed over."""
    assert 0 == main(["paper", "templates", str(project), *ON])
    assert "table.md                   participants, index of evidence" in capsys.readouterr().out

    (project / "templates").mkdir()
    (project / "templates" / "attendanc.html").write_text("x", "utf-8")

    assert 1 == main(["paper", "templates", str(project), *ON])
    last = capsys.readouterr().out.splitlines()[-1]
    near = "did you mean attendance.md or paste.html?"
    assert f"templates/attendanc.html: nothing uses it; {near}" == last


def test_describe(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the description of one."""
    assert 0 == main(["paper", "templates", str(project), "table.md", *ON])
    assert capsys.readouterr().out.startswith("table.md: participants, index of evidence")


def test_copy(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that a copy is ours to the letter, and that nothing is written over."""
    assert 0 == main(["paper", "templates", str(project), "--copy", "page.css", *ON])
    copied = project / "templates" / "page.css"
    assert (ROOT / "vetpartner/templates/page.css").read_bytes() == copied.read_bytes()

    copied.write_text("mine", "utf-8")
    capsys.readouterr()

    assert 1 == main(["paper", "templates", str(project), "--copy", "page.css", *ON])
    assert "is there already and is not written over" in capsys.readouterr().err
    assert "mine" == copied.read_text("utf-8")


def test_folder_that_leads_elsewhere(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that a link out of the project is a message and no traceback, in each command."""
    (project / "templates").symlink_to(tmp_path)
    out = str(tmp_path / "out.html")

    for command in (
        ["paper", "templates", str(project)],
        ["report", str(project), "interim", "--draft", "-o", out],
        ["report", str(project), "interim", "--paste", "-o", out],
        ["paper", "evidence", str(project), "-o", out],
        ["build", str(project), "-o", str(tmp_path / "build")],
    ):
        assert 1 == main([*command, *ON])
        assert "templates: it leads out of the project's folder" in capsys.readouterr().err


def test_no_folder(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard a project that is one document."""
    assert 0 == main(["privacy", "public", str(project), "-o", str(project / "p.json"), *ON])
    assert 1 == main(["paper", "templates", str(project / "p.json"), *ON])
    assert "own templates need a project folder" in capsys.readouterr().err


def test_paste(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the page, and that a text which is too long is said and makes the command fail."""
    out = project / "paste.html"
    command = ["report", str(project), "interim", "--paste", "-o", str(out), *ON]
    narrative = project / "narrative"
    narrative.mkdir(exist_ok=True)
    (narrative / "interim.en.md").write_text("## sum.results\n\nOne. Two three.\n", "utf-8")

    assert 0 == main(command)
    assert "15 characters" in out.read_text("utf-8")

    with (project / "project.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[limits]]\nquestion = "sum.results"\ncharacters = 9\n')
    capsys.readouterr()

    assert 1 == main(command)
    printed = capsys.readouterr().out
    assert "narrative/interim.en.md:1:1: error: “Results” (sum.results) has 15 char" in printed
    assert "15 of 9 characters, 6 too many" in out.read_text("utf-8")


def old(project: Path, *names: str) -> None:
    """Put templates of version 0.1 into a project."""
    (project / "templates").mkdir()
    for name in names:
        (project / "templates" / name).write_text("{% block cover %}{% endblock %}", "utf-8")


def test_check_names_every_old_template(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that nobody needs to make a page to learn that a template is used no more."""
    old(project, "table.html", "report.css", "small_paper.html")
    main(["check", str(project), "--format", "compact", *ON])
    found = [line for line in capsys.readouterr().out.splitlines() if "[template-outdated]" in line]

    assert 3 == len(found)
    for name, new in (
        ("table.html", "table.md"),
        ("report.css", "page.css"),
        ("small_paper.html", "agenda.md, minutes.md"),
    ):
        (line,) = (line for line in found if f"templates/{name}: one template" in line)
        assert f"put block 'cover' into {new}" in line


def test_check_goes_on_where_templates_lead_elsewhere(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard a check against a folder that only pages look into."""
    (project / "templates").symlink_to(tmp_path)

    assert 0 == main(["check", str(project), *ON])
    assert "template" not in capsys.readouterr().out


def test_an_old_template_stops_only_the_page_that_it_was_for(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard data and workbooks, which no template makes, and pages of other templates."""
    old(project, "table.html", "certificate_register.html", "papers.html", "attendance.html")
    out = project / "out"

    assert 0 == main(["money", "ledger", str(project), "--format", "csv", *ON])
    for command, suffixes in (
        (("ledger",), ("csv", "json", "xlsx")),
        (("evidence",), ("csv", "json", "xlsx")),
        (("attendance", "T1"), ("xlsx",)),
    ):
        name, *more = command
        for suffix in suffixes:
            file = f"{out}.{suffix}"
            assert 0 == main([name, str(project), *more, "-o", file, *ON]), (command, suffix)
        for suffix in ("html", "md", "docx", "pdf"):
            assert 1 == main([name, str(project), *more, "-o", f"{out}.{suffix}", *ON])
            assert "this one is not used; put block 'cover'" in capsys.readouterr().err
            assert not Path(f"{out}.{suffix}").exists()


def test_an_old_template_of_a_register_stops_no_other_table(project: Path) -> None:
    """Guard that an old name is that of the page for which it was."""
    old(project, "certificate_register.html")

    assert 0 == main(["paper", "evidence", str(project), "-o", str(project / "out.html"), *ON])


def test_build_leaves_out_the_page_of_an_old_template(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that all other files are written, and that the findings name the template."""
    command = ["build", str(project), "-o"]
    main([*command, str(tmp_path / "all"), *ON])
    old(project, "planner.html", "gantt_table.html", "papers.html")
    main([*command, str(tmp_path / "some"), *ON])

    every, some = ({path.name for path in (tmp_path / name).iterdir()} for name in ("all", "some"))
    assert {"planner.html", "gantt.html", "participants.html", "evidence.html"} == every - some
    assert set() == some - every
    index = (tmp_path / "some" / "index.html").read_text("utf-8")
    assert set(re.findall(r'href="([^"#:]+)"', index)) <= some
    assert "templates/planner.html: one template" in (tmp_path / "some" / "findings.txt").read_text(
        "utf-8"
    )
    assert "Traceback" not in capsys.readouterr().err

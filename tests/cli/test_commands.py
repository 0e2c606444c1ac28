"""Each command on the example: what it shows, what it writes, and how it refuses."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.cli.command import COMMANDS
from vetpartner.cli.parser import DOORS
from vetpartner.papers.account_letter import account_letter
from vetpartner.papers.evidence_index import evidence_index
from vetpartner.render.paper import Paper, formats, table_paper

if TYPE_CHECKING:
    from collections.abc import Callable

GREEN = str(Path(__file__).parents[2] / "examples" / "green-welding")


def run(command: str, project: str = GREEN) -> int:
    """Run a command on the example as of a day; the project stands behind the command's words."""
    words = shlex.split(command)
    behind = 2 if words[0] in DOORS else 1
    return main([*words[:behind], project, *words[behind:], "--on", "2025-01-31"])


SHOWN = [
    (0, "money ledger", "From the agency 100 000 EUR"),
    (0, "money forecast WP2=75 WP3=60 WP4=90 WP5=80", "paid 244 000 EUR of 250 000 EUR"),
    (0, "people reconcile", "\n  M3: 12 stated, but 11 there\n"),
    (0, "withdraw zja --last-day 2024-06-30", "its last day is 2024-06-30"),
    (0, "withdraw zja --last-day 2024-06-30", "left = 2024-06-30"),
    (
        0,
        "dates --between 2025-05-26 2025-05-30 --partner sts --partner hwk",
        "GreenWeld: 2 working days in a row for STS, HWK, 2025-05-26 to",
    ),
    (
        0,
        "dates --between 2025-05-26 2025-05-30 --partner sts --partner hwk",
        "   1. Mon 2025-05-26 to Tue 2025-05-27      1  travel there falls on a",
    ),
    (1, "dates --between 2025-05-26 2025-05-30 --days 5", "There are no such days"),
]


@pytest.mark.parametrize(("code", "command", "text"), SHOWN)
def test_shown(
    code: int,
    command: str,
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guard what a command prints; nothing is written."""
    monkeypatch.chdir(tmp_path)

    assert code == run(command)
    assert text in capsys.readouterr().out
    assert [] == list(tmp_path.iterdir())


WRITTEN = [
    ("calendar -o all.ics", "X-WR-CALNAME:GreenWeld\r\n"),
    ("calendar --partner sts -o sts.ics", "X-WR-CALNAME:GreenWeld (STS)\r\n"),
    ("calendar --work-package WP4 -o wp4.ics", "X-WR-CALNAME:GreenWeld (WP4)\r\n"),
    ("calendar --deadlines -o due.ics", "X-WR-CALNAME:GreenWeld (deadlines)\r\n"),
    ("money budget -o budget.xlsx", "PK"),
    ("money budget --partner sts -o sts.xlsx", "PK"),
    ("report interim -o interim.html", "<html"),
    ("report final --draft -o final.md", "# "),
    ("report interim --language hr -o interim-hr.html", 'lang="hr"'),
    ("money ledger --partner cfs --language hr -o cfs.html", "Izvod o stanju"),
    ("people attendance T2 -o list.html --language hr", "Potpisna lista"),
    ("people attendance M4 -o list.xlsx", "PK"),
    ("paper evidence -o index.html", "GreenWeld, as of 31 January 2025"),
    ("paper evidence -o index.html --language de", "Verzeichnis der Nachweise"),
    ("paper agenda M4 -o agenda.html --language hr", "Dnevni red"),
    ("paper dissemination-log -o log.docx --from 2024-04-01 --to 2024-04-30", "PK"),
    (
        "paper planner -o p.html --year 2025 --partner fbk --language hr",
        "GreenWeld: Godišnji planer 2025",
    ),
    ("paper gantt -o g.html", "<h1>GreenWeld: Gantt chart</h1>"),
    ("paper gantt -o g.svg", "<svg xmlns="),
    ("paper gantt -o g.mmd", "gantt\n    title GreenWeld"),
]


@pytest.mark.parametrize(("command", "text"), WRITTEN)
def test_written(
    command: str,
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guard that a command writes its file and says so, and writes the same bytes again."""
    made = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        # A calendar keeps its state beside the project.
        green = str(shutil.copytree(GREEN, tmp_path / f"green-{folder}"))

        assert 0 == run(command, green)
        (path,) = (tmp_path / folder).iterdir()
        *more, last = capsys.readouterr().out.splitlines()
        assert f"wrote {path.name}" in (last, *more)
        assert not more or command.startswith(("calendar", "report"))
        made.append(path.read_bytes())

    assert text.encode() in made[0]
    assert made[0] == made[1]


def test_certificates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard threshold and register: at 60 % the learner who was ill has a certificate."""
    monkeypatch.chdir(tmp_path)

    assert 0 == run("people certificates T2 -o c.html --register r.html")
    assert [
        "T2: read 20 people × 5 days; L09 3 of 5",
        "wrote c.html",
        "wrote r.html",
    ] == capsys.readouterr().out.splitlines()
    assert 1 == Path("c.html").read_text("utf-8").count("<h2>Participation note</h2>")
    assert "participation note" in Path("r.html").read_text("utf-8")
    assert 0 == run("people certificates T2 -o c.html --threshold '60 %'")
    assert "Participation note" not in Path("c.html").read_text("utf-8")


def test_certificates_and_register_together(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that no certificates are written without the register that was asked for with them."""
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("no folder")

    assert 1 == run("people certificates T2 -o c.html --register file/r.html")
    assert 2 == run("people certificates T2 -o c.html --register c.html")
    assert "-o and --register both name c.html; name two files" in capsys.readouterr().err
    assert ["file"] == [path.name for path in tmp_path.iterdir()]


REFUSED = [
    (2, "calendar --partner nobody -o x.ics", "no organisation “nobody”; there are sts, fbk"),
    (2, "calendar --person sts -o x.ics", "no person “sts”; there are marija, ante, jelena"),
    (
        2,
        "calendar --work-package WP99 -o x.ics",
        "no work package “WP99”; there are WP1, WP2, WP3, WP4, WP5",
    ),
    (2, "report interim", "missing -o: name the output file, e.g. -o report.html"),
    (1, "report interim -o x.odt", "a report cannot be written as '.odt'"),
    (1, "report interim --language xx -o x.md", "a report cannot be written in 'xx'"),
    (1, "report interim --paste -o x.html --language xx", "a report cannot be written in 'xx'"),
    (1, "report interim --paste -o x.pdf", "a paste pack cannot be written as '.pdf'; use .html"),
    (1, "money ledger -o x.odt", "a table cannot be written as '.odt'; use .html, .md, .docx"),
    (2, "money ledger --partner cfs", "missing -o: name the output file, e.g. -o ledger.html"),
    (
        2,
        "money ledger --partner cfs --format csv -o x.html",
        "with --partner, -o is for the letter",
    ),
    (
        1,
        "money ledger --partner cfs -o x.odt",
        "a statement of account cannot be written as '.odt'",
    ),
    (2, "money ledger --partner nobody -o x.html", "no organisation “nobody”; there are sts, fbk"),
    (2, "money forecast WP2", "'WP2' is not of the form WP2=75"),
    (2, "money forecast WP2=many", "'WP2=many' is not of the form WP2=75"),
    (1, "money forecast WP2=75", "no points for WP3"),
    (2, "money costs --partner b", "no organisation “b”; there are sts, fbk"),
    (2, "people attendance T22 -o x.html", "no activity “T22”; did you mean T2?"),
    (1, "people attendance T2 --language xx -o x.html", "a paper cannot be written in 'xx'"),
    (1, "people certificates T1 -o x.html", "no presences of T1 are recorded"),
    (2, "people certificates T2 --threshold much -o x.html", "--threshold: 'much' is not"),
    (
        1,
        "people certificates T2 --register r.odt -o x.html",
        "a register of certificates cannot be written as '.odt'",
    ),
    (1, "paper evidence -o x.doc", "an index of evidence cannot be written as '.doc'"),
    (1, "paper agenda M4 -o x.odt", "an agenda cannot be written as '.odt'; use .html, .md"),
    (1, "paper agenda M44 -o x.odt", "nothing in the plan has the id 'M44'"),
    (
        1,
        "paper templates attendanc.html",
        "there is no template 'attendanc.html'; did you mean attend",
    ),
    (2, "dates --partner x", "no organisation “x”; there are sts, fbk"),
    (2, "dates --days 0", "ask for one day or more, not 0"),
    (2, "dates --between 2025-02-02 2025-02-01", "the last day, 2025-02-01, is before the first"),
    (1, "money budget -o b.pdf", "a budget cannot be written as '.pdf'; use .xlsx"),
    (1, "form --partner sts -o f", "a form cannot be written as 'a file without a suffix'; use"),
    (1, "calendar -o c.txt", "a calendar cannot be written as '.txt'; use .ics"),
    (1, "paper planner -o p.xlsx", "a year planner cannot be written as '.xlsx'; use .html, .md"),
    (1, "paper planner -o p.html --year 0", "0 is not a year such as 2025"),
    (2, "paper planner -o p.html --partner M1", "no organisation “M1”; there are sts, fbk"),
    (1, "paper gantt -o g.png", "a chart cannot be written as '.png'; use .html, .md"),
    (1, "paper gantt -o g.html --language sl", "a report or a workbook cannot be written in 'sl'"),
    (2, "withdraw WP1", "no organisation “WP1”; there are sts, fbk, hwk, cfs, zja"),
    (2, "withdraw cfs --last-day 2020-01-01", "2020-01-01 is before the project"),
    (2, "move M44 2025-09-23", "nothing in the plan has the id 'M44'; did you mean M4?"),
    (2, "move sts 2025-09-23", "sts stands in organisations, which have no date to move"),
    (2, "move M4 soon", "'soon' is not a date; write 2023-12-04, "),
    (2, "move M4 2025-02-30", "there is no day '2025-02-30'"),
    (2, "move interim undecided", "interim is a report and needs a day; undecided has none"),
    (2, "move interim 0001-01-01", "0001-01-01 is too far away"),
    (2, "move project '500 months'", "a project lasts 1 to 120 months, not 500"),
    (2, "move project M4", "a project starts on one day, and M4 is none; give its first day"),
    (
        2,
        "privacy erase T1 -o other",
        "T1 stands in trainings; only people and participants can be erased",
    ),
]


@pytest.mark.parametrize(("code", "command", "message"), REFUSED)
def test_refused(
    code: int,
    command: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guard that a mistake is one sentence, and that nothing is printed or written then."""
    monkeypatch.chdir(tmp_path)

    assert code == run(command)
    captured = capsys.readouterr()
    assert captured.err.startswith(message)
    assert (1, "") == (len(captured.err.splitlines()), captured.out)
    assert [] == list(tmp_path.iterdir())


PAPERS: dict[str, Callable[[vp.Partnership], Any]] = {
    "planner": lambda p: vp.planner(p, 2025),
    "gantt": vp.gantt,
    "report": lambda p: vp.report(p, "interim", draft=True),
    "attendance": lambda p: vp.attendance_list(p, "T2"),
    "certificates": lambda p: vp.certificates(p, "T2"),
    "evidence": evidence_index,
    "paper": lambda p: vp.paper(p, "minutes", "M3"),
    "ledger": lambda p: account_letter(p, "cfs"),
    "status": lambda p: table_paper(p, vp.status(p).table, what="", title="", under=""),
}


@pytest.mark.parametrize("name", PAPERS)
def test_help_says_every_format_that_the_paper_has(name: str) -> None:
    """Guard that what can be written is what help and reference promise, neither more nor less."""
    [one] = [command for command in COMMANDS if command.name == name]
    [out] = [each.settings["help"] for each in one.takes if each.name == "-o"]
    made = PAPERS[name](vp.load(GREEN).on(date(2025, 1, 31)))
    suffixes = made.suffixes if isinstance(made, Paper) else tuple(dict(formats(lambda: made.page)))

    assert suffixes == tuple(re.findall(r"\.[a-z]+", out.rpartition("with --partner")[2]))

"""The command line: what it prints, what it writes, and the codes with which it ends."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.cli import command as words
from vetpartner.cli import main
from vetpartner.cli.command import COMMANDS, EVERY_DAY
from vetpartner.cli.parser import DOORS, groups, named, overview, words_of
from vetpartner.programme.questions import REPORT_KINDS

GREEN = str(Path(__file__).parents[2] / "examples" / "green-welding")
DAY = ("--on", "2025-01-31")


@pytest.fixture
def started(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Give a folder as `vetpartner new` writes it."""
    assert 0 == main(["new", str(tmp_path / "mine"), "--on", "2026-01-15"])
    capsys.readouterr()
    return tmp_path / "mine"


def test_new_passes_check_with_only_notes(
    started: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A coordinator begins with a clean project, whatever the day."""
    for day in ("2026-01-15", "2026-06-30"):
        code = main(["check", str(started), "--on", day])

        out = capsys.readouterr().out
        assert (0, "0 errors, 0 warnings") == (code, out.splitlines()[-1][:20])


@pytest.mark.parametrize("day", ["2021-05-05", "2025-09-30", "2026-11-24", "2031-01-01"])
def test_new_starts_in_a_start_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], day: str
) -> None:
    """The start that `new` chooses is one that the call allows."""
    main(["new", str(tmp_path / "p"), "--on", day])
    capsys.readouterr()
    main(["check", str(tmp_path / "p"), "--on", "2021-01-01", "--format", "json"])

    findings = json.loads(capsys.readouterr().out)
    assert {"note"} == {finding["severity"] for finding in findings}


def test_new_never_writes_over(started: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder in which something stands is left alone."""
    before = {path: path.read_bytes() for path in started.rglob("*") if path.is_file()}

    assert 1 == main(["new", str(started)])
    assert "is there already" in capsys.readouterr().err
    assert before == {path: path.read_bytes() for path in started.rglob("*") if path.is_file()}


def test_check_formats(started: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors end with 1; text, JSON and the form for editors say the same."""
    file = started / "project.toml"
    file.write_text(file.read_text("utf-8").replace("acronym =", "acronim ="), "utf-8")

    assert 1 == main(["check", str(started)])
    text = capsys.readouterr().out
    assert 1 == main(["check", str(started), "--format", "compact"])
    compact = capsys.readouterr().out
    assert 1 == main(["check", str(started), "--format", "json"])
    found = json.loads(capsys.readouterr().out)

    assert "did you mean `acronym`" in text
    assert "^" in text
    said = "error: `acronim` is not a key of [project] [unknown-key]"
    assert f"project.toml:11:1: {said}\n" == compact
    assert ["unknown-key"] == [finding["slug"] for finding in found]
    assert ("project.toml", 11, 1) == (found[0]["file"], found[0]["line"], found[0]["column"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["calendar", "-o", "x.ics"],
        ["budget", "-o", "x.xlsx"],
        ["report", "final", "-o", "x.md"],
        ["build", "-o", "out"],
    ],
)
def test_a_broken_project_stops_every_command(
    started: Path,
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The findings are shown, nothing is written, and there is no traceback."""
    monkeypatch.chdir(started)
    (started / "facts.toml").write_text("[[held", "utf-8")
    command, *rest = arguments

    assert 1 == main([command, str(started), *rest])
    assert "facts.toml:1:7" in capsys.readouterr().err
    assert not list(started.glob("x.*"))
    assert not (started / "out").exists()


def test_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """One call's rules with sources, or what differs between two; unknown calls name the file."""
    assert 0 == main(["rules", "KA220-VET", "2025"])
    assert "Programme Guide 2025, p. 255" in capsys.readouterr().out
    assert 0 == main(["rules", "KA220-VET", "2023", "2025"])
    said = capsys.readouterr().out
    assert "Third countries from which partners may come: all countries -> by region" in said
    assert "not known of KA220-VET 2023, so that it cannot be compared: Maximum number" in said
    assert 0 == main(["rules", "KA220-VET", "2027", "--assume", "2026"])
    assert "94 assumed from call 2026" in capsys.readouterr().out
    assert 0 == main(["rules", "KA220-VET", "2025", "2025"])
    assert "no rule differs" in capsys.readouterr().out
    assert 1 == main(["rules", "KA220-VET", "2031"])
    assert "calls/ka220-vet.toml" in capsys.readouterr().err


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    """A slug has a page, and an unknown one is wrong usage with near words."""
    assert 0 == main(["explain", "link-to-nowhere"])
    assert "Each link" in capsys.readouterr().out
    assert 2 == main(["explain", "link-to-nowher"])
    assert "link-to-nowhere" in capsys.readouterr().err


def test_compare(started: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two versions of a project differ at addresses."""
    import shutil

    other = tmp_path / "other"
    shutil.copytree(started, other)
    file = other / "project.toml"
    file.write_text(file.read_text("utf-8").replace('due = "M20"', 'due = "M21"'), "utf-8")

    assert 0 == main(["compare", str(started), str(other)])
    assert "deliverables/D1/due: M20 → M21\n1 difference\n" == capsys.readouterr().out
    assert 0 == main(["compare", str(started), str(started)])
    assert "no difference\n" == capsys.readouterr().out


def test_status(capsys: pytest.CaptureFixture[str]) -> None:
    """Monday morning fits on a screen."""
    assert 0 == main(["status", GREEN, *DAY])
    lines = capsys.readouterr().out.splitlines()

    assert 5 < len(lines) < 60
    assert any("GreenWeld" in line for line in lines)


def test_a_final_report_with_gaps_needs_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Missing answers stop a final report; `--draft` goes on and marks them."""
    target, folder = tmp_path / "final.html", tmp_path / "project"
    shutil.copytree(GREEN, folder)
    (folder / "narrative" / "final.en.md").unlink()

    assert 1 == main(["report", str(folder), "final", *DAY, "-o", str(target)])
    captured = capsys.readouterr()
    assert "narrative-missing" in captured.out
    assert "use --draft" in captured.err
    assert not target.exists()


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """What argparse does not understand ends with 2 and how the command is used."""
    assert 2 == main([])
    assert "Start with `vetpartner new my-project`" in capsys.readouterr().err
    for arguments in (["check"], ["check", GREEN, "--on", "31.1.2025"], ["nonsense"]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert 2 == stopped.value.code
    assert "usage: vetpartner check [-h]" in capsys.readouterr().err


def test_scaffold(started: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The questions are written where the report looks for answers, and never over answers."""
    assert 0 == main(["report", str(started), "final", "--scaffold"])
    target = started / "narrative" / "final.en.md"

    assert f"wrote {target}" in capsys.readouterr().out
    assert "## sum.results" in target.read_text("utf-8")
    assert 1 == main(["report", str(started), "final", "--scaffold"])
    assert "not written over" in capsys.readouterr().err


def test_updates(started: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first run writes what nobody has yet, the second nothing."""
    out = tmp_path / "send"
    file = started / "project.toml"
    text = file.read_text("utf-8").replace(
        'when = "undecided"', 'when = "2027-05-10 09:00..16:00"', 1
    )
    file.write_text(text, "utf-8")

    assert 0 == main(["calendar", str(started), "--updates", "-o", str(out)])
    assert "wrote" in capsys.readouterr().out
    first = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert 0 == main(["calendar", str(started), "--updates", "-o", str(out)])
    assert "nothing changed" in capsys.readouterr().out
    assert first == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything is written at once, and the index page links all of it."""
    main(["build", GREEN, *DAY, "-o", str(tmp_path)])
    written = {path.name for path in tmp_path.iterdir()}
    index = (tmp_path / "index.html").read_text("utf-8")

    assert {
        "calendar.ics",
        "calendar-deadlines.ics",
        "calendar-sts.ics",
        "calendar-WP4.ics",
        "calendar-marija.ics",
        "budget.xlsx",
        "planner.html",
        "gantt.html",
        "gantt.svg",
        "gantt.mmd",
        "report-interim.html",
        "report-interim.md",
        "report-final.html",
        "report-final.md",
        "findings.txt",
        "index.html",
    } <= written
    for name in written - {"index.html"}:
        assert f'href="{name}"' in index
    assert f"wrote {tmp_path / 'index.html'}" in capsys.readouterr().out


def test_calendar_names_what_has_no_date(
    started: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands in no calendar is listed, so that nobody looks for it in vain."""
    file = started / "project.toml"
    text = file.read_text("utf-8")
    file.write_text(text + '\n[[meetings]]\nid = "M77"\ntitle = "Later"\n', "utf-8")

    assert 0 == main(["calendar", str(started), "-o", str(tmp_path / "x.ics")])
    assert "Without a date yet: M1 Kick-off meeting; M77 Later; T1 " in capsys.readouterr().out
    assert 0 == main(["calendar", str(started), "--deadlines", "-o", str(tmp_path / "x.ics")])
    assert "M77" not in capsys.readouterr().out


def test_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The demo builds the invented example and says that it is invented."""
    assert 0 == main(["demo", "-o", str(tmp_path)])
    assert "an invented partnership" in capsys.readouterr().out
    assert (tmp_path / "index.html").stat().st_size > 2_000


def test_the_clock_is_read_only_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --on the day is today's."""
    monkeypatch.setattr(words, "today", lambda: date(2024, 6, 3))
    main(["status", GREEN])

    assert "2024-06-03" in capsys.readouterr().out


def test_the_registry_is_whole() -> None:
    """Each command has a name, a group and both texts, and takes each argument once."""
    for each in COMMANDS:
        taken = [argument.settings.get("dest", argument.name) for argument in each.takes]

        assert each.name.isidentifier()
        assert each in groups()[each.group]
        assert each.description.endswith(".")
        assert not each.overview.endswith(".")
        assert len(set(taken)) == len(taken)
        assert all(argument.settings["help"] for argument in each.takes)
    assert len({each.name for each in COMMANDS}) == len(COMMANDS)


def test_a_missing_output_is_said_in_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command that needs `-o` says it with an example, in the words of those that may not."""
    for each in COMMANDS:
        given = ["x" for one in each.takes if not one.name.startswith("-")]
        needs = [one.name for one in each.takes if one.settings.get("required")]
        if needs != ["-o"] or any("choices" in one.settings for one in each.takes):
            continue
        with pytest.raises(SystemExit) as stopped:
            main([*words_of(each.name), *given])
        file = rf"{each.name}[.\w]*\n"

        assert 2 == stopped.value.code
        said = capsys.readouterr().err
        assert re.fullmatch(rf"missing -o: name the output \w+, e\.g\. -o {file}", said)


def test_each_paper_takes_a_language() -> None:
    """What is written in all formats of papers is written in the language that is asked for."""
    asked, written = set(), set()
    for each in COMMANDS:
        for one in each.takes:
            if one.name == "--language":
                asked.add(each.name)
            if one.name == "-o" and re.match(r"FILE.*\.docx", one.settings["help"]):
                written.add(each.name)

    assert written | {"ledger", "budget", "build", "pack", "form", "new"} == asked


def test_kinds_of_reports_are_those_that_exist() -> None:
    """The command line imports no rules at its start, so that it says the kinds itself."""
    (report,) = (each for each in COMMANDS if each.name == "report")
    (kind,) = (argument for argument in report.takes if argument.name == "kind")

    assert set(REPORT_KINDS) == set(kind.settings["choices"])


def test_help_and_pipes() -> None:
    """A coordinator understands the help, and `| head` is no error."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", "from vetpartner.cli import main; raise SystemExit(main())"]
    shown = subprocess.run(
        [*command, "--help"], capture_output=True, text=True, check=True, env=environment
    )
    program = "from vetpartner.cli import main; raise SystemExit(main())"
    script = f"{sys.executable} -c '{program}' rules KA220-VET 2025 | head -1"
    piped = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )

    for word in ("money", "people", "paper", "privacy", "vetpartner new my-project"):
        assert word in shown.stdout
    assert "" == piped.stderr
    assert 0 == piped.returncode


def test_files_that_the_disk_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A target that cannot be written ends with a sentence."""
    (tmp_path / "file").write_text("x")
    green = str(shutil.copytree(GREEN, tmp_path / "green"))

    assert 1 == main(["calendar", green, *DAY, "-o", str(tmp_path / "file" / "x.ics")])
    assert "Traceback" not in capsys.readouterr().err


def test_as_a_module() -> None:
    """`python -m vetpartner` is the same command."""
    done = subprocess.run(
        [sys.executable, "-m", "vetpartner", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert f"vetpartner {vp.__version__}\n" == done.stdout


@pytest.mark.parametrize(
    ("words", "ends"), [(("check", GREEN, *DAY), 0), (("rules", "KA220-VET", "1999"), 1)]
)
def test_a_process_of_its_own(
    words: tuple[str, ...], ends: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """Guard the quick end of a process: its code and its output are those of the function."""
    code = main(words)
    said = capfd.readouterr()
    done = subprocess.run(
        [sys.executable, "-m", "vetpartner", *words], capture_output=True, text=True, check=False
    )

    assert ends == code
    assert (code, said.out, said.err) == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "busy",
    [
        "sys.settrace(lambda *_: None)",
        "sys.setprofile(lambda *_: None)",
        "threading.Thread(target=time.sleep, args=(0.2,)).start()",
    ],
)
def test_a_process_in_which_somebody_works_on(busy: str) -> None:
    """Guard debuggers, profilers and threads: Python ends as usual where there are some."""
    code = (
        "import sys, threading, time; from vetpartner.cli import program\n"
        f"sys.argv = ['vetpartner', '--version']; {busy}; program(); print('and on')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert f"vetpartner {vp.__version__}\nand on\n" == done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [("status", GREEN, *DAY), ("--version",)])
def test_a_full_device(words: tuple[str, ...], unbuffered: str) -> None:
    """What cannot be written to the end of a pipe is told, with the code of a failure."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "vetpartner", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )

    assert 1 == done.returncode
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr


def test_a_command_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the pen is answered with the command that was meant."""
    with pytest.raises(SystemExit) as ended:
        main(["statsu", GREEN])

    assert 2 == ended.value.code
    assert "there is no command “statsu”; did you mean status?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["ledger", "--format", "csv"],
        ["move", "M4", "2025-10-01"],
        ["paper", "minutes", "M1", "-o", "{out}"],
        ["rules", "KA220-VET", "2023"],
    ],
)
def test_within_a_project(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The project in whose folder, or below it, one works need not be named."""
    command, *rest = [word.format(out=tmp_path / "x.md") for word in words]
    project, day = ([], []) if command == "rules" else ([GREEN], [*DAY])
    assert 0 == main([command, *project, *rest, *day])
    expected = capsys.readouterr().out
    monkeypatch.chdir(Path(GREEN) / "evidence")

    assert 0 == main([command, *rest, *day])
    assert expected == capsys.readouterr().out


def test_outside_of_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Elsewhere the project is asked for, and a wrong option is said as ever."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["status"])
    assert "the following arguments are required: PROJECT" in capsys.readouterr().err
    monkeypatch.chdir(GREEN)
    with pytest.raises(SystemExit):
        main(["status", "--whole"])
    assert "unrecognized arguments: --whole" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ledger", "--partner", "STS", "-o", "{out}.html"], "wrote"),
        (["ledger", "--partner", "strukovna škola split", "-o", "{out}.html"], "wrote"),
        (["attendance", "t2", "-o", "{out}.html"], "wrote"),
        (["move", "m4", "2025-10-01"], "M4"),
    ],
)
def test_ids_as_people_write_them(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Capitals do not matter, and an organisation may be called as tables call it."""
    command, *rest = [word.format(out=tmp_path / "x") for word in words]

    assert 0 == main([command, GREEN, *DAY, *rest])
    assert said in capsys.readouterr().out


def test_a_name_of_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What may be two organisations is asked."""
    text = (Path(GREEN) / "project.toml").read_text("utf-8")
    for acronym in ('"FBK"', '"HWK"'):
        text = text.replace(f"acronym = {acronym}", 'acronym = "XYZ"')
    (tmp_path / "project.toml").write_text(text, "utf-8")

    assert 2 == main(["money", "costs", str(tmp_path), "--partner", "xyz"])
    assert "“xyz” may be fbk or hwk" in capsys.readouterr().err
    assert 2 == main(["money", "costs", str(tmp_path), "--partner", "S.T.S."])
    assert "no organisation “S.T.S.”" in capsys.readouterr().err


def test_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It shows what was meant, writes only when asked, and says where there is nothing."""
    file = tmp_path / "project.toml"
    file.write_text("[project]\ntitle: Green\n", "utf-8")

    assert 0 == main(["fix", str(tmp_path)])
    assert '+ title = "Green"\n\nnothing was written' in capsys.readouterr().out
    assert 0 == main(["fix", str(tmp_path), "--write"])
    assert '[project]\ntitle = "Green"\n' == file.read_text("utf-8")
    capsys.readouterr()
    assert 0 == main(["fix", str(tmp_path)])
    assert capsys.readouterr().out.startswith("no line is certain")
    assert 1 == main(["fix", "project.json"])


def test_nine_stand_first() -> None:
    """Guard the help: what is for every day, in its order, then the doors with what is behind."""
    lines = overview().splitlines()

    assert list(EVERY_DAY) == [line.split()[0] for line in lines[2:11]]
    assert "money     who is owed what" in lines[12]
    assert "          budget, ledger, forecast, costs" == lines[13]
    assert all(len(line) <= 100 for line in lines)


@pytest.mark.parametrize("group", DOORS)
def test_a_door_shows_what_is_behind_it(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that a door alone, and its --help, list its commands, each with its sentence."""
    assert 0 == main([group])
    shown = capsys.readouterr().out
    assert 0 == main([group, "--help"])
    assert shown == capsys.readouterr().out
    for each in named()[group]:
        assert f"{each.words[-1]} " in shown
        assert each.overview in shown


OLD = {
    "ledger": "money ledger",
    "certificates T2 -o {out}.html": "people certificates T2 -o {out}.html",
    "privacy": "privacy data",
    "paper agenda M4 -o {out}.html": "paper agenda M4 -o {out}.html",
    "paper evidence -o {out}.html": None,
    "money ledger": None,
    "status": None,
}


@pytest.mark.parametrize("line", OLD)
def test_old_names_go_on(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that what was typed until now does the same, and says in one line what it is now."""
    old = line.format(out=tmp_path / "x").split()
    new = (OLD[line] or line).format(out=tmp_path / "x").split()
    behind = 2 if new[0] in DOORS else 1
    assert 0 == main([*new[:behind], GREEN, *new[behind:], *DAY])
    expected = capsys.readouterr()
    place = behind if OLD[line] is None else 1
    assert 0 == main([*old[:place], GREEN, *old[place:], *DAY])
    shown = capsys.readouterr()

    assert expected.out == shown.out
    assert "" == expected.err
    said = shown.err.splitlines()
    assert (OLD[line] is not None) == len(said) == bool(said)
    if said:
        assert said[0].startswith(f"`vetpartner {old[0]}` is `vetpartner {new[0]} {new[1][:6]}")


def test_a_misspelt_command_behind_a_door(capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the way out where a word is no command, behind a door or without it."""
    for typed, meant in (
        (["money", "ledgr"], "“money ledgr”; did you mean money ledger"),
        (["ledgr"], "“ledgr”; did you mean money ledger"),
        (["mony"], "“mony”; did you mean money"),
        (["people", "zzzzzzzzzzzz"], "“people zzzzzzzzzzzz”; see `vetpartner people`"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(typed)
        assert 2 == ended.value.code
        assert meant in capsys.readouterr().err


def test_a_word_that_is_no_path_is_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that an id may stand alone where PROJECT is left out and the id may be too."""
    monkeypatch.chdir(GREEN)

    assert 0 == main(["paper", "agenda", "M4", "-o", str(tmp_path / "a.html"), *DAY])
    assert f"wrote {tmp_path / 'a.html'}\n" == capsys.readouterr().out

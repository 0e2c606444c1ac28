"""Completion in a shell: what is offered, quickly, and that it never says or writes more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from vetpartner.cli import main
from vetpartner.cli.parser import named

ROOT = Path(__file__).parents[2]
GREEN = ROOT / "examples" / "green-welding"


def offered(*words: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the words that are offered for the last of these, without what they are."""
    assert 0 == main(["__complete", *words])
    said = capsys.readouterr()
    assert "" == said.err
    return [line.partition("\t")[0] for line in said.out.splitlines()]


OFFERED = {
    ("mon",): ["money"],
    ("st",): ["status"],
    ("money", ""): ["budget", "ledger", "forecast", "costs"],
    ("paper", "ag"): ["agenda"],
    ("money", "ledger", "--partner", ""): ["sts", "fbk", "hwk", "cfs", "zja"],
    ("money", "ledger", "--partner", "S"): ["sts"],
    ("money", "ledger", "--la"): ["--language"],
    ("people", "certificates", "t"): ["T1", "T2", "T3", ":files"],
    ("people", "certificates", ".", "t"): ["T1", "T2", "T3"],
    ("people", "certificates", "T2", "-o", ""): [":files"],
    ("report", "f"): ["final", ":files"],
    ("check", "--format", "x"): [],
    ("status", "--format", ""): ["text", "json", "csv"],
    ("status", "--on", ""): [],
    ("check", ""): [":files"],
    ("add", "hel"): ["held"],
    ("add", "held", "M"): ["M1", "M2", "M3", "M4"],
    ("add", "delivered", "D1"): ["D1.1"],
    ("add", "held", "M4", "--part"): ["--participants"],
    ("add", "paid", "I2", "--to", "s"): ["sts"],
    ("add", "held", "M4", "--evidence", "M1-m"): ["M1-minutes.pdf"],
    ("completion", ""): ["bash", "zsh", "fish"],
    ("nonsense", ""): [],
    ("new", ""): [":files"],
}


@pytest.mark.parametrize("words", OFFERED)
def test_offered(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard commands, options, ids of the project in the folder, and files."""
    monkeypatch.chdir(GREEN)

    assert OFFERED[words] == offered(*words, capsys=capsys)


BROKEN = {
    "no TOML": b'[[meetings]]\nid = "M1"\ntitle = "Kick\n[[meetings]]\nid = "M2"\n',
    "a typographic quote": '[[meetings]]\nid = "M1"\ntitle = “Kick”\n[[tasks]]\nid = "M2"'.encode(),
    "noise": bytes(range(256)),
    "a list of lists": b"meetings = [[1], 2]\n",
    "an id that is none": b"[[meetings]]\nid = 3\n[[meetings]]\nid = [1]\n",
    "nothing": b"",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_plan_that_is_being_typed(
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guard that ids are offered while something is wrong, and never a message in their place."""
    (tmp_path / "project.toml").write_bytes(BROKEN[text])
    monkeypatch.chdir(tmp_path)
    found = offered("add", "held", "M", capsys=capsys)

    assert (["M1", "M2"] if text in {"no TOML", "a typographic quote"} else []) == found
    assert ["project.toml"] == [each.name for each in tmp_path.iterdir()]


def test_every_command_answers_at_every_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard each command: options begin with a dash, and no answer is a message."""
    monkeypatch.chdir(GREEN)
    for each in (each for found in named().values() for each in found):
        for more in (["-"], [""], [".", ""], ["--on", "2025-01-31", ""], ["--zzz", "x", ""]):
            found = offered(*each.words, *more, capsys=capsys)
            assert more != ["-"] or all(one.startswith("-") for one in found)


def test_it_is_quick() -> None:
    """Guard the finger on the key: what answers loads no list, no rule and no Babel."""
    code = (
        "import sys; from vetpartner.cli import main; main(sys.argv[1:])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    line = [sys.executable, "-c", code, "__complete", "add", "held", "M"]
    run = subprocess.run(line, capture_output=True, text=True, check=True, cwd=GREEN, env=_HERE)
    loaded = set(run.stderr.split())

    assert "M1\tKick-off meeting" in run.stdout
    assert not loaded & {"babel", "openpyxl", "jinja2", "holidays", "icalendar", "rich"}
    assert not {one for one in loaded if one.startswith(("vetpartner.checks", "vetpartner.state"))}
    assert len(loaded) < 320


_HERE = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """Return a folder in which the project lies under a name with a space, and the program."""
    (tmp_path / "my project").mkdir()
    (tmp_path / "my project" / "project.toml").write_bytes((GREEN / "project.toml").read_bytes())
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "vetpartner"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m vetpartner "$@"\n', "utf-8")
    program.chmod(0o755)
    return tmp_path


def shell(folder: Path, *line: str) -> list[str]:
    """Return the lines that a shell prints in a folder; the program is found in it."""
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    env = {**_HERE, "PATH": path, "TERM": "dumb", "HOME": str(folder)}
    run = subprocess.run(
        line, capture_output=True, text=True, check=True, cwd=folder, env=env, timeout=120
    )
    return run.stdout.splitlines()


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")
def test_in_bash(beside: Path) -> None:
    """Guard the script of bash: what Tab would show, of ids and of files with spaces."""
    script = 'eval "$(vetpartner completion bash)"\n'
    typed = {
        ("move", "my\\ project", "M"): "marija;M1;M2;M3;M4;MS1;MS2;MS3;",
        ("money", "ledger", '"my project"', "--partner", "S"): "sts;",
        ("check", '"my'): "my project;",
        ("new", "my"): "my project;",
        ("money", "led"): "ledger;",
        ("",): None,
    }
    for words in typed:
        listed = " ".join(f"'{one}'" for one in words)
        script += f"COMP_WORDS=(vetpartner {listed}); COMP_CWORD={len(words)}; _vetpartner\n"
        script += 'printf "%s;" "${COMPREPLY[@]}"; echo\n'
    *found, everything = shell(beside, "bash", "-c", script)

    assert list(typed.values())[:-1] == found
    assert {"check", "money", "--version"} <= set(everything.split(";"))


@pytest.mark.judge("zsh")
def test_in_zsh(beside: Path) -> None:
    """Guard the script of zsh: what Tab makes of a line that is typed."""
    typed = {
        "vetpartner che": "vetpartner check ",
        "vetpartner money led": "vetpartner money ledger ",
        "vetpartner move my\\ project M2": "vetpartner move my\\ project M2 ",
        'vetpartner move "my project" MS1': 'vetpartner move "my project" MS1 ',
        'vetpartner money ledger "my project" --partner S': (
            'vetpartner money ledger "my project" --partner sts '
        ),
        "vetpartner add my\\ project held M4 --partici": (
            "vetpartner add my\\ project held M4 --participants "
        ),
        "vetpartner check my": "vetpartner check my\\ project/",
        "vetpartner status --form": "vetpartner status --format ",
        "vetpartner nonsense xy": "vetpartner nonsense xy",
    }
    quoted = {words: words.replace("\\", "\\\\").replace("'", "\\'") for words in typed}
    script = """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u -D'
        zpty -w shell 'eval "$(vetpartner completion zsh)"'
        zpty -w shell 'show() { print -r -- "<<$BUFFER>>" >> shown; BUFFER= }'
        zpty -w shell 'zle -N show; bindkey "^Xs" show; print rea""dy'
        zpty -r -m shell out '*ready*'
    """
    for words in quoted.values():
        script += f"zpty -w -n shell $'{words}\\t\\C-xs'\n"
    script += f"""
        for (( i = 0; i < 600; i++ )); do
            [[ -f shown && $(wc -l < shown) -ge {len(typed)} ]] && break
            zpty -r -t shell out; sleep 0.1
        done
        zpty -d shell
        cat shown
    """

    assert [f"<<{line}>>" for line in typed.values()] == shell(beside, "zsh", "-f", "-c", script)


@pytest.mark.judge("fish")
def test_in_fish(beside: Path) -> None:
    """Guard the script of fish: what it offers for a line."""
    typed = {
        "vetpartner che": ["check"],
        "vetpartner money led": ["ledger"],
        "vetpartner move my\\ project MS": ["MS1", "MS2", "MS3"],
        'vetpartner money ledger "my project" --partner S': ["sts"],
        'vetpartner check "my ': ["my project/"],
        "vetpartner check my\\ p": ["my project/"],
        "vetpartner add my\\ project held M4 --partici": ["--participants"],
        "vetpartner status --format ": ["csv", "json", "text"],
        "vetpartner nonsense xy": [],
    }
    script = "vetpartner completion fish | source\n"
    for words in typed:
        inner = words.replace("\\", "\\\\")
        script += f"complete -C '{inner}'\necho =\n"
    lines = shell(beside, "fish", "--no-config", "-c", script)
    found = [part.split("\n") for part in "\n".join(lines).split("=")]
    offered_ = [[one.partition("\t")[0] for one in part if one] for part in found]

    assert [*typed.values(), []] == offered_

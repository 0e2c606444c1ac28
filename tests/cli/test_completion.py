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


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here")
def test_in_bash(tmp_path: Path) -> None:
    """Guard the script of bash: what Tab would show, of ids and of files with spaces."""
    (tmp_path / "my project").mkdir()
    (tmp_path / "project.toml").write_bytes((GREEN / "project.toml").read_bytes())
    start = f'vetpartner() {{ {sys.executable} -m vetpartner "$@"; }}\n'
    script = start + 'eval "$(vetpartner completion bash)"\n'
    for words in ("move M", "new my", "money led"):
        *before, last = words.split(" ")
        typed = " ".join(f'"{one}"' for one in (*before, last))
        script += f"COMP_WORDS=(vetpartner {typed}); COMP_CWORD={len(before) + 1}; _vetpartner\n"
        script += 'printf "%s;" "${COMPREPLY[@]}"; echo\n'
    run = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path, env=_HERE
    )

    assert ["marija;M1;M2;M3;M4;MS1;MS2;MS3;", "my project;", "ledger;"] == run.stdout.splitlines()

"""Every command on every broken input: 0, 1 or 2, findings, no traceback and no open handle."""

from __future__ import annotations

import gc
import io
import json
import shutil
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from strategies import is_thorough

from vetpartner.cli import main
from vetpartner.cli.parser import groups, named
from vetpartner.files import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.cli.command import Argument, Command

SMALL = Path(__file__).parents[2] / "examples" / "small-harvest"
DAY = "2025-01-31"
PROJECT = """
[project]
acronym = "X"
action = "KA220-VET"
call = 2024
start = 2024-12-01
months = 24
coordinator = "a"
[[organisations]]
id = "a"
country = "HR"
[[work_packages]]
id = "WP1"
grant = { a = 100 }
[[meetings]]
id = "M1"
work_package = "WP1"
when = 2025-01-10
[[participants]]
id = "L1"
[[deliverables]]
id = "D1"
"""
FACTS = '[[held]]\nof = "M1"\nparticipants = 3\n[[spent]]\nof = "WP1"\namount = "5.00 CZK"\n'
TEXT = "## sum.results\n\nGood.\n"
COSTS = "of,organisation,date,amount\nWP1,a,2025-01-10,12.50\n"
SOUND: dict[str, bytes] = {
    "project.toml": PROJECT.encode(),
    "facts.toml": FACTS.encode(),
    "narrative/final.en.md": TEXT.encode(),
    "tables/costs.csv": COSTS.encode(),
    "tables/attendance-M1.csv": b"participant,date,status\nL1,2025-01-10,present\n",
}
NOISE = bytes(Random(7).choices(range(256), k=300))  # noqa: S311 - no secret
DIRECTORY = b"a folder of this name"
"""What stands for a folder where a file should be."""


def either(old: str, new: str, text: str = PROJECT) -> bytes:
    """Return a text with something changed."""
    assert old in text
    return text.replace(old, new).encode()


PLANS: dict[str, bytes | None] = {
    "no plan": None,
    "an empty plan": b"",
    "no TOML": b"<project>",
    "a key twice": either('acronym = "X"', 'acronym = "X"\nacronym = "Y"'),
    "wrong types": either("months = 24", 'months = "two years"\nlump_sum = [1]'),
    "no such day": either("2024-12-01", "2024-13-41"),
    "noise in the plan": NOISE,
    "UTF-16": PROJECT.encode("utf-16"),
    "a mark": b"\xef\xbb\xbf" + PROJECT.encode(),
    "old Windows": either('"X"', '"ž"').decode().encode("cp1250"),
    "a folder as plan": DIRECTORY,
    "ids and links": either('id = "D1"', 'id = "M1"\nlead = "nobody"'),
    "an impossible end": either("months = 24", "months = 999999"),
    "a call of nowhere": either("2024\nstart", "1888\nstart"),
    "three decimals": either("a = 100", "a = 16.400"),
}
OTHERS: dict[str, tuple[str, bytes]] = {
    "facts without TOML": ("facts.toml", b"[[held]\nof ="),
    "facts of a wrong kind": ("facts.toml", b'held = 3\n[[spent]]\namount = "1.234"\n'),
    "noise in the facts": ("facts.toml", NOISE),
    "facts of later": ("facts.toml", b'[[held]]\nof = "M1"\nwhen = 2031-01-01\n'),
    "facts as a folder": ("facts.toml", DIRECTORY),
    "evidence that is missing": (
        "facts.toml",
        b'[[evidence]]\nof = "M1"\nkind = "agenda"\nfiles = ["evidence/a.pdf", "../b"]\n',
    ),
    "a foreign narrative": ("narrative/final.en.md", NOISE),
    "a narrative of nothing": ("narrative/thoughts.md", b"## a.b\n\ntext"),
    "no narratives": ("narrative", b"a file where a folder should be"),
    "rules": ("rules.toml", b"[sources.x]\ntitle = 3\n[[nonsense]]\nvalue = 1\n"),
    "noise in the rules": ("rules.toml", NOISE),
    "costs with two readings": ("tables/costs.csv", b"of,organisation,amount\nWP1,a,1.234\n"),
    "costs without heads": ("tables/costs.csv", b"1;2;3\n4;5;6\n"),
    "noise as costs": ("tables/costs.xlsx", NOISE),
    "an empty workbook": ("tables/costs.xlsx", b""),
    "costs in OpenDocument": ("tables/costs.ods", b"PK\x03\x04 and no more"),
    "a quotation mark too many": (
        "tables/participants.csv",
        b'id,name\nL2,"Ana\nL3,Ivo\n',
    ),
    "attendance of nothing": ("tables/attendance-M9.csv", b"participant,date\nL1,2025-01-10\n"),
    "attendance of nobody": ("tables/attendance-M1.csv", b"participant,date\nL9,2025-02-31\n"),
    "NUL in a list": ("tables/attendance-M1.csv", b"participant,date\nL1,\x00\n"),
    "a list with another name": ("tables/participants-2.csv", b"id\nL5\n"),
    "no tables": ("tables", b"a file where a folder should be"),
    "a seal of noise": ("sealed/final/seal.json", NOISE),
    "a seal of nothing": ("sealed/final/seal.json", b"{}"),
    "a template that is broken": ("templates/report.md", b"{% block nowhere %}{{ x"),
    "an index that is broken": ("templates/index.html", b"{{ board.nothing }}"),
    "a look of nothing": ("templates/look.toml", b"colour = 3\nlogo = '../x'\n"),
    "a Word template": ("templates/report.docx", NOISE),
    "a calendar ledger": ("calendar-ledger.json", b'{"version": 9, "sent": ['),
}
SINGLE: dict[str, bytes] = {
    "p.json": b'{"project": {"months": "x"}, "held": [1, null], "meetings": {"id": 1}}',
    "deep.json": b"[" * 100_000,
    "utf16.json": '{"project": {}}'.encode("utf-16"),
    "p.toml": b"x = 1",
    "p.xlsx": NOISE,
    "half.xlsx": b"PK\x03\x04" + NOISE,
    "p.csv": COSTS.encode(),
    "p.pdf": b"%PDF-1.4",
}
RANDOM, PART = (20, 1) if is_thorough() else (4, 3)
"""How many folders are broken by chance; one command in so many meets what can be read."""


def put(folder: Path, files: dict[str, bytes | None]) -> Path:
    """Write a folder; None leaves a file out, and what comes first takes its place."""
    for name, data in files.items():
        path = folder / name
        if data is None or path.exists() or any(parent.is_file() for parent in path.parents):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if data == DIRECTORY:
            path.mkdir()
        else:
            path.write_bytes(data)
    return folder


def broken(folder: Path, seed: int) -> Path:
    """Write the small example with a few bytes or lines changed by chance."""
    luck = Random(seed)  # noqa: S311 - no secret
    shutil.copytree(SMALL, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in luck.sample(files, k=min(3, len(files))):
        data = bytearray(path.read_bytes())
        for _ in range(luck.randint(1, 3)):
            at, what = luck.randrange(len(data) + 1), luck.randrange(4)
            if what == 0:
                del data[at:]
            elif what == 1:
                data[at : at + 1] = bytes([luck.randrange(256)])
            elif what == 2:
                lines = data.split(b"\n")
                luck.shuffle(lines)
                data = bytearray(b"\n".join(lines))
            else:
                data[at:at] = luck.choice([b'"', b"[[", b"=", b"\x00", b"\r", b"#"])
        path.write_bytes(bytes(data))
    return folder


def projects(tmp: Path) -> Iterator[tuple[str, Path]]:
    """Yield all that is broken, with what it is called."""
    for number, (name, plan) in enumerate(PLANS.items()):
        yield name, put(tmp / f"plan{number}", {**SOUND, "project.toml": plan})
    for number, (name, (file, data)) in enumerate(OTHERS.items()):
        files = {**SOUND, file: data}
        yield name, put(tmp / f"other{number}", {file: data, **files})
    yield "all at once", put(tmp / "all", {**SOUND, **dict(OTHERS.values())})
    for name, data in SINGLE.items():
        yield name, put(tmp / "single", {name: data}) / name
    yield "an empty folder", put(tmp / "empty", {"x/y": b""}) / "x"
    yield "nothing", tmp / "nowhere"
    for seed in range(RANDOM):
        yield f"seed {seed}", broken(tmp / f"seed{seed}", seed)


VALUES = {
    "slug": "fact-twice",
    "id": "M1",
    "erase id": "L1",
    "when": "2025-06-02",
    "points": "WP1=50",
    "name": "one",
    "action": "KA220-VET",
    "call": "2024",
    "other": "2023",
    "--year": "2025",
    "--days": "1",
    "--threshold": "75 %",
    "--language": "hr",
}
"""What is given for arguments that say nothing more of themselves than their names."""
IDS = {"organisations": "a", "activities": "M1", "people": "P1", "work_packages": "WP1"}


def value(
    command: Command, argument: Argument, project: Path, out: Path, luck: Random
) -> list[str]:
    """Return what is given for an argument."""
    name, settings, of = argument
    if settings.get("action") == "store_true":
        return []
    if "choices" in settings:
        return [luck.choice(list(settings["choices"]))]
    if name in {"project", "old", "new", "replies"}:
        return [str(project)]
    if name in {"form", "outputs"}:
        inside = sorted(path for path in project.rglob("*") if path.is_file())
        return [str(luck.choice([*inside, project]))]
    if name in {"-o", "--register", "folder", "target", "--key", "--docx-template", "--publish"}:
        return [str(out / _named(settings))]
    known = DAY if getattr(settings.get("type"), "__name__", "") == "a_day" else IDS.get(of)
    known = known or VALUES.get(f"{command.name} {name}") or VALUES.get(name) or "x"
    return [known] * (settings["nargs"] if isinstance(settings.get("nargs"), int) else 1)


def _named(settings: dict[str, Any]) -> str:
    """Return the name of a file in the first format that is named, or of a folder."""
    words = f"{settings.get('metavar')} {settings.get('help')}"
    endings = [ending for ending in (".ics", ".xlsx", ".html", ".json") if ending in words]
    return f"made{endings[0]}" if "FILE" in words and endings else "made"


def line(command: Command, project: Path, out: Path, luck: Random) -> list[str]:
    """Return a command line with all that is needed, and with some of what is not."""
    ways = [each for found in named().values() for each in found if each.command is command]
    way = luck.choice(ways)
    given = list(way.words)
    for argument in sorted(command.takes, key=lambda each: each.name == "--on"):
        name, settings, _ = argument
        if name in way.said:
            continue
        option = name.startswith("-")
        needed = settings.get("required", not option and settings.get("nargs") not in {"*", "?"})
        if name == "--on" or needed or luck.random() < OFTEN:
            given += [*([name] if option else []), *value(command, argument, project, out, luck)]
    return given


OFTEN = 0.3
"""How often something is given that need not be."""


def ended(arguments: list[str]) -> tuple[int, str, str]:
    """Run a command; return with what it ended, and what it printed and complained."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return all that is broken, by name."""
    return dict(projects(tmp_path_factory.mktemp("broken")))


def test_every_command_ends_well(inputs: dict[str, Path], tmp_path: Path) -> None:
    """Guard whatever command meets whatever input: an answer, and never a traceback."""
    commands = tuple(each for group in groups().values() for each in group)
    asking = [each for each in commands if {"project", "old"} & {one.name for one in each.takes}]
    wrong = []

    def run(name: str, project: Path, command: Command) -> None:
        out = tmp_path / f"{project.parent.name}-{project.name}-{command.name}"
        out.mkdir()
        luck = Random(f"{name}{command.name}")  # noqa: S311 - no secret
        arguments = line(command, project, out, luck)
        try:
            code, shown, said = ended(arguments)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is one too many
            wrong.append((name, " ".join(arguments), repr(error)[:300]))
            return
        if code not in {0, 1, 2} or "Traceback" in said:
            wrong.append((name, " ".join(arguments), f"{code} {said[-300:]}"))
        if code and not shown + said:
            wrong.append((name, " ".join(arguments), f"{code}, and no word of why"))

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for number, (name, project) in enumerate(inputs.items()):
            few = asking if read(project).partnership is None else asking[number % PART :: PART]
            for command in few:
                run(name, project, command)
        for command in commands:
            if command not in asking:
                run("nothing", tmp_path / "nothing", command)
        gc.collect()
    assert [] == wrong
    assert [] == [str(each.message) for each in told]
    assert len(asking) > len(commands) / 2


def findings(project: Path) -> list[dict[str, Any]]:
    """Return what `check` finds, as data."""
    code, text, _ = ended(["check", str(project), "--on", DAY, "--format", "json"])
    found: list[dict[str, Any]] = json.loads(text)
    assert code == any(one["severity"] == "error" for one in found)
    return found


def place(one: dict[str, Any]) -> str:
    """Return file and line of a finding, or its address."""
    return f"{one['file']}:{one['line']}" if one["file"] else str(one["address"])


def test_every_finding_of_reading_is_among_those_of_check(inputs: dict[str, Path]) -> None:
    """Guard findings of lists, narratives, seals, rules and evidence, whatever else is wrong."""
    for name, project in inputs.items():
        told = [(one["slug"], one["message"]) for one in findings(project)]
        for one in read(project).findings:
            assert (one.slug, one.message) in told, (name, one)


SOME = {name: PLANS[name] for name in ("no plan", "no TOML", "wrong types", "ids and links")}
OF_THE_PLAN = {"table-unknown-activity", "table-unknown-participant"}
"""What is found in a list because a plan that can be read says otherwise."""


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_wrong_in_one_file_is_told_whatever_the_others_are(
    name: str, tmp_path: Path
) -> None:
    """Guard the findings of a file against a plan, facts or a list that cannot be read."""
    file, data = OTHERS[name]
    others = {name: text for name, text in SOUND.items() if name != file}
    alone = read(put(tmp_path / "alone", {file: data, **others})).findings.table.records()
    lost = {}
    for number, (other, plan) in enumerate(PLANS.items() if is_thorough() else SOME.items()):
        files = {file: data, **others, "project.toml": plan}
        told = {(one["slug"], place(one)) for one in findings(put(tmp_path / f"{number}", files))}
        if ("table-unknown-activity", f"{file}:1") not in told:  # then it says that it is not read
            lost[other] = {(one["slug"], place(one)) for one in alone} - told
            lost[other] = {(slug, at) for slug, at in lost[other] if slug not in OF_THE_PLAN}
    assert {} == {other: found for other, found in lost.items() if found}

"""Files of a project, changed by chance in the way files go wrong, under every command.

`python tests/fuzz.py FIRST COUNT` tries so many seeds from the first one on, and prints those that
failed; a seed always does the same. `tests/test_fuzz.py` tries the first of them.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
import warnings
import zipfile
from pathlib import Path

from openpyxl import Workbook

from vetpartner.cli import main
from vetpartner.cli import parser as _parser
from vetpartner.cli.command import COMMANDS

EXAMPLES = Path(__file__).parents[1] / "examples"
DAY = "2025-06-30"
SLOW, STUCK = 10.0, 120.0
"""Seconds of work, and of time, after which a command has failed."""
ARGUMENTS = {
    "new": "{out}/new",
    "convert": "{p} {out}/plan.xlsx",
    "schema": "-o {out}/schema.json",
    "rules": "KA220-VET 2024",
    "differences": "{p} {out}/other",
    "compare": "{p} final",
    "explain": "item-overdue",
    "fix": "{p} --write",
    "add": "{p} held M4 --participants 9",
    "undo": "{p}",
    "completion": "zsh",
    "move": "{p} M1 2025-09-01",
    "withdraw": "{p} sts",
    "dates": "{p} --between 2025-09-01 2025-09-30",
    "planner": "{p} -o {out}/planner.md",
    "gantt": "{p} -o {out}/gantt.svg",
    "calendar": "{p} --updates -o {out}/updates",
    "answers": "{p} {p}",
    "budget": "{p} -o {out}/budget.xlsx",
    "forecast": "{p} WP2=75",
    "form": "{p} --partner sts -o {out}/form.xlsx",
    "merge": "{p} {form}",
    "costs": "{p} --convert",
    "tables": "{p} --write",
    "attendance": "{p} M1 -o {out}/list.html",
    "report": "{p} final --draft -o {out}/report.docx",
    "certificates": "{p} T2 -o {out}/certificates.md",
    "lint": "{p}",
    "evidence": "{p} -o {out}/evidence.csv",
    "import": "{p} -o {out}/imported",
    "pack": "{p} interim --draft -o {out}/pack",
    "paper": "{p} M1 -o {out}/minutes.html",
    "build": "{p} -o {out}/built",
    "demo": "-o {out}/demo",
    "portfolio": "{p} -o {out}/portfolio --key {out}/portfolio.key --new-key",
    "seal": "{p} again",
    "public": "{p} -o {out}/public",
    "pseudonyms": "{p} --key {out}/key --new-key -o {out}/pseudonyms.json",
    "erase": "{p} L01 -o {out}/erased",
}
"""What each command is given; those that are not named take the project alone."""
SELDOM = frozenset({"new", "schema", "rules", "explain", "demo", "completion"})
"""Commands that read no file of a project."""
NASTY = (
    "", " ", "\x00", "\ufeff", "\u202e", "\ud800", "é", "\U0001d538", "x" * 5000, "'", '"',
    '"""', "\\", "\r", "\n",
    "[", "]]", "{", "=", "#", "..", "../../secret", "/etc/passwd", "CON", "a/b", "%s", "{{ 7*7 }}",
    "{% for x in y %}", "<script>", "&#x41;", "=cmd()", "-1", "0", "1e400", "nan", "inf", "16.400",
    "1_000", "0x10", "9" * 400, "true", "2024-02-30", "0001-01-01", "9999-12-31", "2024-13",
    "24:00", "2025-01-01T25:00", "2024-01-01..2023-01-01", "M1..M99", "EUR", "12,50 €", "120 %",
)  # fmt: skip
WORD = re.compile(r'"[^"\n]*"|[A-Za-z_]\w*|\d+(?:[.,:-]\d+)*|[^\s\w]')


@functools.cache
def base() -> Path:
    """Return a folder with every kind of file that the program reads, all of it invented."""
    place = Path(tempfile.mkdtemp(prefix="fuzz-base-"))
    folder = place / "project"
    shutil.copytree(EXAMPLES / "green-welding", folder)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        main(["seal", str(folder), "final", "--on", DAY])
        main(["calendar", str(folder), "--updates", "-o", str(place / "sent"), "--on", DAY])
        main(["form", str(folder), "--partner", "cfs", "-o", str(place / "form.xlsx")])
        for name in ("report.md", "letter.md"):
            main(["paper", "templates", str(folder), "--copy", name])
        main(["add", str(folder), "noted", "--note", "Invented."])
    (folder / "rules.toml").write_text(RULES, "utf-8")
    book = Workbook()
    book.active.append(["date", "amount", "of", "organisation"])
    book.active.append(["2024-10-01", 12.5, "M1", "sts"])
    book.save(folder / "tables" / "costs.xlsx")
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "look.toml").write_text('colour = "#0b3d91"\n', "utf-8")
    return place


RULES = """\
action = "KA220-VET"
call = 2023
title = "Invented rules"

[lump_sums]
value = [120_000, 250_000]
source = "invented"
place = "section 6"
confidence = "C"
checked = 2026-06-30
"""


def mutated(text: str, rnd: random.Random) -> str:
    """Return a text with one thing wrong that people, editors and programs get wrong."""
    lines = text.split("\n")
    at = rnd.randrange(len(lines))
    kind = rnd.randrange(9)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, rnd.choice(lines))
    elif kind == 2:
        lines[at:] = []
    elif kind == 3:  # a whole table twice, or in another place
        length = rnd.randrange(1, 9)
        lines[at:at] = lines[rnd.randrange(len(lines)) :][:length]
    elif kind == 4:
        lines[at] = rnd.choice(NASTY)
    else:
        words = WORD.findall(lines[at])
        if words:
            old = rnd.choice(words)
            new = rnd.choice((*NASTY, *WORD.findall(rnd.choice(lines)), f'"{rnd.choice(NASTY)}"'))
            if old.startswith('"') and rnd.random() < 0.7:
                new = f'"{new}"'
            lines[at] = lines[at].replace(old, new, 1)
    return "\n".join(lines)


def spoil(path: Path, rnd: random.Random) -> None:
    """Change one file in place."""
    data = path.read_bytes()
    kind = rnd.random()
    if kind < 0.03:
        path.unlink()
    elif kind < 0.05:
        path.unlink()
        path.mkdir()
    elif kind < 0.06:
        path.unlink()
        path.symlink_to(
            rnd.choice(["/etc/passwd", "..", path.name, "../../secret", "project.toml"])
        )
    elif kind < 0.07:
        path.unlink()
        os.mkfifo(path)
    elif kind < 0.12:
        codec = rnd.choice(["utf-16", "utf-8-sig", "cp1250", "utf-32", "latin-1"])
        path.write_bytes(data.decode("utf-8", "replace").encode(codec, "replace"))
    elif kind < 0.18:
        cut = rnd.randrange(len(data) + 1)
        flipped = bytes(rnd.randrange(256) for _ in range(rnd.randrange(4)))
        path.write_bytes(data[:cut] + flipped + data[cut + rnd.randrange(3) :])
    elif path.suffix in {".xlsx", ".ods", ".docx"}:
        path.write_bytes(_archive(data, rnd))
    else:
        text = data.decode("utf-8", "replace")
        for _ in range(rnd.randrange(1, 4)):
            text = mutated(text, rnd)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))


def _archive(data: bytes, rnd: random.Random) -> bytes:
    """Return a workbook in which one part is missing, there twice, or changed in its tags."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = old.namelist()
        victim = rnd.choice(names)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in names:
                held = old.read(name)
                if name == victim:
                    kind = rnd.randrange(5)
                    if kind == 0:
                        continue
                    if kind == 1:
                        new.writestr(name, held)
                    elif kind == 2:
                        held = held[: rnd.randrange(len(held) + 1)]
                    else:
                        text = held.decode("utf-8", "replace").replace("><", ">\n<")
                        for _ in range(rnd.randrange(1, 5)):
                            text = mutated(text, rnd)
                        held = text.encode("utf-8", "surrogatepass")
                new.writestr(name, held)
    return out.getvalue()


def attempt(seed: int) -> str | None:
    """Return what went wrong with a seed, such as a traceback or a write outside; else None."""
    rnd = random.Random(seed)  # noqa: S311 - the same for the same seed
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        place = Path(name)
        shutil.copytree(base(), place, dirs_exist_ok=True, copy_function=_copied)
        (place / "secret").write_text("secret")
        (place / "out").mkdir()
        folder = place / "project"
        if seed % 2:
            (folder / "rules.toml").unlink()  # ours know more than those of the project
        files = sorted(path for path in place.rglob("*") if _read_by_us(path.relative_to(place)))
        for path in rnd.sample(files, rnd.choice((1, 1, 1, 2, 3))):
            spoil(path, rnd)
        names = [each.name for each in COMMANDS if each.name not in SELDOM]
        chosen = rnd.choice((*names, "check", "check", "merge", "merge"))
        given = ARGUMENTS.get(chosen, "{p}").format(
            p=folder, out=place / "out", form=place / "form.xlsx"
        )
        taken = {a.name for each in COMMANDS if each.name == chosen for a in each.takes}
        argv = [
            *_parser.words_of(chosen),
            *given.split(),
            *(["--on", DAY] if "--on" in taken else []),
        ]
        before = time.process_time(), time.perf_counter()
        wrong = _run(argv)
        worked, took = time.process_time() - before[0], time.perf_counter() - before[1]
        if wrong is None and (worked > SLOW or took > STUCK):
            wrong = f"{worked:.1f} s of work in {took:.1f} s"
        if wrong is None and (place / "secret").read_text() != "secret":
            wrong = "a file outside was written"
        return f"{' '.join(argv)}\n{wrong}" if wrong else None


def _copied(source: str, target: str) -> None:
    """Copy a file that may be changed; what the program only looks for is the same file."""
    if "/evidence/" in source:
        os.link(source, target)
    else:
        shutil.copyfile(source, target)


def _read_by_us(path: Path) -> bool:
    return path.suffix in {".toml", ".md", ".csv", ".xlsx", ".json", ".css", ".ods"} and (
        path.parts[0] == "project" or path.name == "form.xlsx"
    ) and ".vetpartner" not in path.parts  # fmt: skip


def _run(argv: list[str]) -> str | None:
    import traceback

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = main(argv)
        except SystemExit as ended:
            code = ended.code
        except Exception:  # noqa: BLE001 - this is what is looked for
            return traceback.format_exc()
    return None if code in {0, 1, 2} else f"ended with {code}"


if __name__ == "__main__":
    first, count = (int(each) for each in sys.argv[1:3])
    failed = 0
    for number in range(first, first + count):
        if (said := attempt(number)) is not None:
            failed += 1
            sys.stdout.write(f"seed {number}: {said}\n\n")
            sys.stdout.flush()
    sys.stdout.write(json.dumps({"first": first, "tried": count, "failed": failed}) + "\n")
    sys.exit(1 if failed else 0)

"""The documentation says what the program does: its examples run and its generated pages are fresh.

In a page, `python` fences run one after the other, `pycon` fences must show what they print, and
of `console` fences every `$ vetpartner …` is run and must print what stands below it; a line `…`
stands for any lines, and with nothing below it the command must only succeed.
A comment `<!-- write: PATH -->`, `<!-- append: PATH -->` or `<!-- replace: PATH -->` before a
`toml`, `markdown` or `text` fence does that to a file; what is to be replaced stands above a line
`# becomes`.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import runpy
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sybil import Region, Sybil
from sybil.parsers.myst import PythonCodeBlockParser

from vetpartner.cli import main
from vetpartner.cli.parser import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sybil import Document, Example

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs/reference"
PAGES = [
    ROOT / "README.md",
    *sorted(page for page in (ROOT / "docs").rglob("*.md") if page.parent != REFERENCE),
]
FENCE = re.compile(
    r"(?:^<!-- (?P<change>write|append|replace): (?P<path>\S+) -->\n)?"
    r"^```(?P<language>pycon|console|toml|markdown|text)\n(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
ANEW = "_anew"
"""Where `make golden` asks for it: what a page shows of a command, and what it prints now."""
NOT_OURS = ("git ", "make ", "cd ", "pip ", "python ", "source ")


def fences(document: Document) -> Iterator[Region]:
    """Find the fences that are no plain Python."""
    for match in FENCE.finditer(document.text):
        if match["language"] == "pycon":
            yield Region(match.start(), match.end(), match["body"], session)
        elif match["language"] == "console":
            yield Region(match.start(), match.end(), match["body"], console)
        elif match["change"]:
            yield Region(match.start(), match.end(), match, change)


def session(example: Example) -> str | None:
    """Run an interactive session and return what differs."""
    body, names = example.parsed, example.namespace
    test = doctest.DocTestParser().get_doctest(body, names, example.path, None, example.line)
    test.globs = names
    report = io.StringIO()
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(
        test, out=report.write, clear_globs=False
    )
    return report.getvalue() or None


def console(example: Example) -> str | None:
    """Run the commands of a console and return what differs."""
    for part in re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        if command.startswith(NOT_OURS):
            continue
        code, printed = run(command)
        if not (fits(expected, printed) if expected.strip() else code == 0):
            new = anew(expected, printed) if ANEW in example.namespace else ""
            if new:
                example.namespace[ANEW][f"$ {command}\n{expected}"] = f"$ {command}\n{new}"
                continue
            return f"$ {command}\n--- the page shows\n{expected}--- printed was\n{printed}"
    return None


def run(command: str) -> tuple[int, str]:
    """Run a command of ours and return its exit code and all that it prints."""
    program, *arguments = shlex.split(command)
    assert program == "vetpartner", f"not one of our commands: {command}"
    out, code = io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
    return code, out.getvalue()


def fits(expected: str, printed: str) -> bool:
    """Tell whether a text is as shown; a line `…` stands for any lines."""
    shown, got = (
        [line.rstrip() for line in text.rstrip().splitlines()] for text in (expected, printed)
    )
    pattern = "".join("(?:.*\n)*" if line == "…" else f"{re.escape(line)}\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in got)) is not None


def anew(expected: str, printed: str) -> str:
    """Return what a page shows now: for each line, the next one printed that begins like it.

    Empty where nothing was shown, or where a line is not printed any more.
    """
    left, made = iter(printed.rstrip().splitlines()), []
    for line in expected.splitlines():
        begins = line.split(" ")[0]
        found = line if line == "…" else next((n for n in left if n.split(" ")[0] == begins), None)
        if found is None:
            return ""
        made.append(found.rstrip())
    return "".join(f"{line}\n" for line in made)


def change(example: Example) -> str | None:
    """Write a file, add to it, or replace a part of it, as the reader of the page would."""
    match = example.parsed
    path, body = Path(match["path"]), match["body"]
    path.parent.mkdir(parents=True, exist_ok=True)
    if match["change"] == "write":
        path.write_text(body, "utf-8")
    elif match["change"] == "append":
        path.write_text(f"{path.read_text('utf-8')}\n{body}", "utf-8")
    else:
        old, _, new = body.partition("# becomes\n")
        text = path.read_text("utf-8")
        if text.count(old) != 1:
            return f"{path} does not hold exactly once:\n{old}"
        path.write_text(text.replace(old, new), "utf-8")
    return None


def test_each_promise_is_held_by_a_test() -> None:
    """Guard that every promise names tests, and that these are there."""
    page = (ROOT / "docs/explanation/trust.md").read_text("utf-8")
    rows = [line for line in page.split("\n") if line.startswith("| ")][2:]
    named = [re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row) for row in rows]

    assert rows
    assert all(named)
    for file, name in (each for row in named for each in row):
        assert f"def {name}(" in (ROOT / file).read_text("utf-8"), (file, name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Guard every example of the documentation: what a page shows is what the reader gets."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    document = Sybil(parsers=[PythonCodeBlockParser(), fences]).parse(page)

    if request.config.getoption("--update-golden"):
        document.namespace[ANEW] = {}
    for example in document.examples():
        example.evaluate()
    for shown, printed in document.namespace.get(ANEW, {}).items():
        page.write_text(page.read_text("utf-8").replace(shown, printed), "utf-8")


def test_generated_pages_are_fresh() -> None:
    """Guard the reference: `make docs` was run after the last change of the code."""
    generate = runpy.run_path(str(ROOT / "docs/generate.py"))
    expected = generate["pages"]()

    assert sorted(expected) == sorted(page.name for page in REFERENCE.iterdir())
    for name, text in expected.items():
        assert text == (REFERENCE / name).read_text("utf-8"), f"docs/reference/{name}: make docs"
    assert generate["readme"]() == (ROOT / "README.md").read_text("utf-8"), "README.md: make docs"


def test_every_command_is_explained() -> None:
    """Guard that the page which says what to use for what has each command, in its group."""
    text = (ROOT / "docs/how-to/which-command.md").read_text("utf-8")
    sections = re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    rows = {
        heading.lower(): re.findall(r"^\| `([^`]*)`", section, re.MULTILINE)
        for heading, section in sections
    }

    for group, found in named().items():
        assert all(any(row.startswith(each.text) for row in rows[group]) for each in found)
        assert all(any(row.startswith(each.text) for each in found) for row in rows[group])


def test_the_first_page_leads_to_every_page() -> None:
    """Guard that a newcomer finds each page by a sentence of the first one, and in the sidebar."""
    first, _, sidebar = (ROOT / "docs/index.md").read_text("utf-8").partition("```{toctree}")
    pages = {
        str(page.relative_to(ROOT / "docs").with_suffix(""))
        for page in (ROOT / "docs").rglob("*.md")
        if page.name != "index.md"
    }
    linked = set(re.findall(r"\]\(([\w/-]+)\.md(?:#[\w-]+)?\)", first))

    assert pages == linked
    assert sorted(pages) == sorted(re.findall(r"^[\w-]+/[\w-]+$", sidebar, re.MULTILINE))


@pytest.mark.parametrize(
    ("shown", "printed", "fit"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nd\n", "a\nd\n", True),
        ("a\n…\nd\n", "a\nb\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("a.c\n", "abc\n", False),
        ("", "", True),
        ("", "a\n", False),
    ],
)
def test_what_fits(shown: str, printed: str, *, fit: bool) -> None:
    """Guard the comparison itself: it must be able to fail."""
    assert fit == fits(shown, printed)

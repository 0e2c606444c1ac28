"""Write the pages of docs/reference from the code, or with --check tell whether they are fresh."""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import vetpartner
from vetpartner import checks, programme
from vetpartner.cli.parser import EPILOG, named, overview, readme_table
from vetpartner.documents.finding import DOCUMENT_FINDINGS
from vetpartner.export.frames import frames_page, kind_of
from vetpartner.files.schema import SCHEMA_FILE, schema_text
from vetpartner.files.tables.understood import UNDERSTOOD
from vetpartner.portfolios.clashes import ORGANISATION_CLASHES, PEOPLE_CLASHES
from vetpartner.portfolios.declared import TABLES
from vetpartner.portfolios.funding import DOUBLE
from vetpartner.portfolios.sums import SUMS
from vetpartner.programme.describing import RULES
from vetpartner.state.costs import PLANNED_AND_SPENT
from vetpartner.state.ledger import LEDGER
from vetpartner.state.personal import PRIVACY
from vetpartner.state.reconciliation import RECONCILIATION
from vetpartner.state.status import STATUS
from vetpartner.values.finding import FINDINGS
from vetpartner.whatif.compare import CHANGES
from vetpartner.whatif.dates import DATES
from vetpartner.whatif.forecast import FORECAST
from vetpartner.whatif.telling import TOLD

sys.path.insert(0, str(Path(__file__).parent))
from file_format import file_format
from slip_answers import slips_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.cli.command import Argument

FOLDER = Path(__file__).parent / "reference"
README = Path(__file__).parents[1] / "README.md"
WRITTEN_BY = "<!-- Written by docs/generate.py; `make docs` writes it anew. -->\n\n"


def pages() -> dict[str, str]:
    """Return the generated pages: the name of the file in docs/reference and its text."""
    laws = (programme.rules(action, call) for action, call in programme.calls())
    made = {
        "api.md": "\n".join(_api()),
        "calls.md": programme.page(laws),
        "cli.md": "\n".join(_cli()),
        "file-format.md": file_format(),
        "findings.md": checks.page(),
        "frames.md": frames_page(),
        "portfolio.md": "\n".join(_portfolio()),
        "slips.md": slips_page(),
        "tables.md": "\n".join(_tables()),
    }
    texts = {name: WRITTEN_BY + text.rstrip("\n") + "\n" for name, text in made.items()}
    return {**texts, SCHEMA_FILE: schema_text()}


def readme() -> str:
    """Return the README with its table of commands as it should be."""
    text = README.read_text("utf-8")
    before, head, after = text.partition("| | | |\n|---|---|---|\n")
    return before + head + readme_table() + after[after.index("\n\n") :]


def _cli() -> Iterator[str]:
    """Yield the page of the command line: the overview, then each command with its options."""
    yield "# The command line"
    yield ""
    yield f"```text\n{overview().rstrip()}\n```"
    yield ""
    yield EPILOG.rstrip()
    for each in (each for found in named().values() for each in found):
        takes = [argument for argument in each.command.takes if argument.name not in each.said]
        yield ""
        yield f"## {each.text}"
        yield ""
        yield each.command.description
        yield ""
        words = " ".join(map(_usage, takes))
        yield f"```text\nvetpartner {each.text} {words}\n```"
        yield ""
        yield "| Argument | What it is |"
        yield "| --- | --- |"
        for argument in takes:
            yield f"| `{_cell(_shown(argument))}` | {_cell(_help(argument))} |"


def _usage(argument: Argument) -> str:
    """Return how an argument stands in a command, in brackets if it can be left out."""
    settings = argument.settings
    if argument.name.startswith("-"):
        optional = not settings.get("required")
    else:
        optional = settings.get("nargs") in ("?", "*")
    return f"[{_shown(argument)}]" if optional else _shown(argument)


def _shown(argument: Argument) -> str:
    """Return an argument with its value: as often as it is asked for, `…` for any number."""
    settings = argument.settings
    value = settings.get("metavar") or "|".join(settings.get("choices", ()))
    times = settings.get("nargs", 1)
    values = [value] * times if isinstance(times, int) else [value, *("…" * (times in "*+"))]
    name = argument.name if argument.name.startswith("-") else ""
    return " ".join(filter(None, (name, *values)))


def _help(argument: Argument) -> str:
    choices = argument.settings.get("choices", ())
    said = argument.settings["help"]
    one_of = f"one of {'|'.join(choices)}" if choices else ""
    named = all(choice in said for choice in choices)
    # argparse would take a percent sign for the beginning of a name.
    return (said if named else f"{one_of}; {said}").replace("%%", "%")


PRINTED = {
    "check": FINDINGS,
    "lint": DOCUMENT_FINDINGS,
    "compare": CHANGES,
    "costs": PLANNED_AND_SPENT,
    "dates": DATES,
    "forecast": FORECAST,
    "ledger": LEDGER,
    "move": TOLD,
    "privacy": PRIVACY,
    "reconcile": RECONCILIATION,
    "rules": RULES,
    "status": STATUS,
    "tables": UNDERSTOOD,
    "withdraw": TOLD,
}
"""The tables of commands; `compare` with a seal prints the one of `move` and `withdraw`."""


def _tables() -> Iterator[str]:
    """Yield the page of the tables that commands print: each with its columns."""
    yield "# The tables that commands print"
    yield ""
    yield "With `--format json` or `--format csv` each is data for programs, with these columns."
    yield "`-o FILE.csv`, `.json`, `.xlsx`, `.html`, `.md`, `.docx` or `.pdf` writes it;"
    yield "a sheet and a page have the heads."
    yield "In JSON an amount is a number with its cents, a day a text such as `2025-01-31`."
    yield "What is not known is `null`, and empty in CSV, never zero."
    for command, table in PRINTED.items():
        yield ""
        yield f"## {command}"
        yield ""
        yield table.about
        yield ""
        yield "| Column | Head | Kind | Meaning |"
        yield "| --- | --- | --- | --- |"
        for c in table.data:
            yield f"| `{c.name}` | {c.head} | {kind_of(c)} | {_cell(c.meaning)} |"


ANSWERS = (DOUBLE, PEOPLE_CLASHES, ORGANISATION_CLASHES, *SUMS)
"""The answers of a portfolio, in the order of its page."""


def _portfolio() -> Iterator[str]:
    """Yield the page of a portfolio: its tables, then its answers, each with its columns."""
    yield "# The tables of a portfolio"
    yield ""
    yield "`vetpartner portfolio … -o DIR` writes each of `tables` as a Parquet file."
    yield '`vp.portfolio(…).table("people")` is one of them in Python.'
    yield "What is not known is missing, never zero; amounts are exact, with two places."
    for head, tables in (("In tables", TABLES.values()), ("In answers", ANSWERS)):
        for table in tables:
            yield ""
            yield f"## {head}: {table.name}"
            yield ""
            yield table.about
            yield ""
            yield "| Column | Kind | Meaning |"
            yield "| --- | --- | --- |"
            for c in table.data:
                yield f"| `{c.name}` | {kind_of(c)} | {_cell(c.meaning)} |"


def _api() -> Iterator[str]:
    """Yield the page of the public names: how each is called and what its docstring says."""
    yield "# The names of the Python package"
    yield ""
    yield "Everything here is a promise: `import vetpartner as vp`, then `vp.load` and so on."
    for name in sorted(vetpartner.__all__, key=lambda name: (name[0].isupper(), name)):
        value = getattr(vetpartner, name)
        yield ""
        yield f"## {name}"
        yield ""
        if not inspect.isclass(value):
            signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(value)))
            yield f"```python\nvp.{name}{signature}\n```"
            yield ""
        yield inspect.getdoc(value) or ""
        if inspect.isclass(value):
            members = list(_members(value))
            yield from ["", *members] if members else []


def _members(cls: type[Any]) -> Iterator[str]:
    """Yield a line for each public method and property, with the first sentence about it."""
    for name, raw in sorted(vars(cls).items()):
        method = getattr(raw, "__func__", getattr(raw, "fget", getattr(raw, "func", raw)))
        if name.startswith("_") or not inspect.isfunction(method):
            continue
        called = name if hasattr(raw, "fget") or hasattr(raw, "func") else name + _arguments(method)
        first = (inspect.getdoc(method) or "").partition("\n\n")[0].replace("\n", " ")
        yield f"- `{called}`: {first}"


def _arguments(method: Any) -> str:  # noqa: ANN401 - any callable
    names = [
        parameter.name if parameter.default is parameter.empty else f"{parameter.name}=…"
        for parameter in inspect.signature(method).parameters.values()
        if parameter.name not in {"self", "cls"}
    ]
    return f"({', '.join(names)})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Write the pages, or tell which are not fresh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if not fresh")
    check = parser.parse_args().check
    texts = {**{FOLDER / name: text for name, text in pages().items()}, README: readme()}
    stale = {
        path: text
        for path, text in texts.items()
        if not path.is_file() or path.read_text("utf-8") != text
    }
    for path, text in stale.items():
        if not check:
            path.write_text(text, "utf-8")
        said = "is not fresh: make docs" if check else "written"
        print(f"{path.name} {said}")  # noqa: T201 - a script
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

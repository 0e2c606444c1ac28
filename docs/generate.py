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
from vetpartner.cli.parser import parser
from vetpartner.export.frames import frames_page
from vetpartner.files.schema import SCHEMA_FILE, schema_text

sys.path.insert(0, str(Path(__file__).parent))
from file_format import file_format

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "reference"
WRITTEN_BY = "<!-- Written by docs/generate.py; `make docs` writes it anew. -->\n\n"


def pages() -> dict[str, str]:
    """Return the generated pages: the name of the file in docs/reference and its text."""
    laws = (programme.rules(action, call) for action, call in programme.calls())
    made = {
        "api.md": "\n".join(_api()),
        "calls.md": programme.page(laws),
        "cli.md": "\n".join(_cli(parser())),
        "file-format.md": file_format(),
        "findings.md": checks.page(),
        "frames.md": frames_page(),
    }
    texts = {name: WRITTEN_BY + text.rstrip("\n") + "\n" for name, text in made.items()}
    return {**texts, SCHEMA_FILE: schema_text()}


def _cli(main: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the page of the command line: its description, then each command with its options."""
    yield "# The command line"
    yield ""
    yield f"```text\n{(main.description or '').rstrip()}\n```"
    yield ""
    yield "\n".join(line.strip() for line in (main.epilog or "").splitlines())
    for name, command in _commands(main).items():
        actions = [action for action in _actions(command) if action.dest != "help"]
        words = [f"vetpartner {name}", *(_usage(action) for action in actions)]
        yield ""
        yield f"## {name}"
        yield ""
        yield command.description or ""
        yield ""
        yield f"```text\n{' '.join(words)}\n```"
        yield ""
        yield "| Argument | What it is |"
        yield "| --- | --- |"
        for action in actions:
            yield f"| `{_cell(_shown(action))}` | {_cell(_help(action))} |"


def _commands(main: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return next(
        dict(action.choices)
        for action in _actions(main)
        if isinstance(action.choices, dict) and action.choices
    )


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    # argparse's own help differs between versions of Python, and the pages must not.
    return parser._actions  # noqa: SLF001 - argparse offers no public way to its arguments


def _shown(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or _choices(action) or action.dest)
    return " ".join(filter(None, (", ".join(action.option_strings), value)))


def _usage(action: argparse.Action) -> str:
    shown = _shown(action)
    optional = not action.required if action.option_strings else action.nargs == "?"
    return f"[{shown}]" if optional else shown


def _choices(action: argparse.Action) -> str:
    return "|".join(str(choice) for choice in action.choices or ())


def _help(action: argparse.Action) -> str:
    help_ = action.help or ""
    if action.choices and _choices(action) not in help_:
        help_ = "; ".join(filter(None, (f"one of {_choices(action)}", help_)))
    return help_


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
    stale = {
        name: text
        for name, text in pages().items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text("utf-8") != text
    }
    for name, text in stale.items():
        if not check:
            (FOLDER / name).write_text(text, "utf-8")
        print(f"docs/reference/{name} {'is not fresh: make docs' if check else 'written'}")  # noqa: T201 - a script
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

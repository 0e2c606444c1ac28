"""Write runtime.txt, extras.txt and dev.txt: the exact versions that `make pins` has resolved.

pip resolves the newest versions of everything that pyproject.toml and dev.in ask for which run on
the oldest Python that we support, and reports them; its report is what this program reads.
A version is all that is written: where packages come from is the business of each machine.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent


def closure(wanted: Iterable[str], resolved: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return name and version of everything that is needed for these requirements."""
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    queue = [(Requirement(text), "") for text in wanted]
    while queue:
        requirement, extra = queue.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        found[name] = resolved[name]["version"]
        for asked in ("", *sorted(requirement.extras)):
            if (name, asked) not in seen:
                seen.add((name, asked))
                needed = resolved[name].get("requires_dist", ())
                queue += [(Requirement(text), asked) for text in needed]
    return found


def write(name: str, title: str, pins: dict[str, str], *, on_top_of: tuple[str, ...] = ()) -> None:
    """Write one file of pins in alphabetical order."""
    lines = [f"# {title}", "# Written by `make pins`.", *(f"-r {other}" for other in on_top_of)]
    lines += [f"{package}=={pins[package]}" for package in sorted(pins)]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write the three files from the report that pip has written, whose path is the argument."""
    report = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    metadata = [each["metadata"] for each in report["install"]]
    resolved = {canonicalize_name(each["name"]): each for each in metadata}
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (HERE / "dev.in").read_text("utf-8").splitlines()
    tools = [line for line in lines if line and not line.startswith("#")]
    extras = [text for group in project["optional-dependencies"].values() for text in group]

    runtime = closure(project["dependencies"], resolved)
    more = {k: v for k, v in closure(extras, resolved).items() if k not in runtime}
    dev = {k: v for k, v in closure(tools, resolved).items() if k not in {**runtime, **more}}

    write("runtime.txt", "What vetpartner itself needs.", runtime)
    write(
        "extras.txt",
        "What all extras need beside that.",
        more,
    )
    write(
        "dev.txt",
        "What tests, checks and documentation need.",
        dev,
        on_top_of=("runtime.txt", "extras.txt"),
    )


if __name__ == "__main__":
    main()

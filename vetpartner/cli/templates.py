"""The command that shows which templates can be replaced, what each is given, and copies one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, partnership, wrote

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path


def templates(arguments: Namespace) -> int:
    """List the templates and the project's own, describe one, or copy one to start from."""
    from vetpartner.export.pages.templating import TemplateProblem
    from vetpartner.export.template_list import (
        SHIPPED,
        WORD,
        UnknownTemplate,
        described,
        own,
        shipped_text,
    )

    p = partnership(arguments)
    if p.origin is None:
        raise Trouble("own templates need a project folder")
    try:
        if arguments.copy:
            _copy(p.origin.folder / "templates" / arguments.copy, shipped_text(arguments.copy))
            return 0
        if arguments.name:
            print(described(arguments.name), end="")
            return 0
        found = own(p.origin.folder)
    except (UnknownTemplate, TemplateProblem) as error:
        raise Trouble(str(error)) from None
    uses = {each.name: each.use for each in found}
    for each in (*SHIPPED, WORD):
        given = ", ".join(name for name, _ in each.data) or "nothing of its own"
        use = uses.get(each.name)
        mark = f" (yours {use} it)" if use else ""
        print(f"{each.name:26} {each.what}{mark}")
        print(f"{'':26} given: {given}")
    problems = [each.problem for each in found if each.problem is not None]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _copy(target: Path, text: str) -> None:
    if target.exists():
        raise Trouble(f"{target} is there already and is not written over")
    wrote(target, text.encode())

"""Templates: ours, and those of a project's folder, which are not trusted.

A project's template sees the rows of its report and nothing else. It reads no file outside its
folder and no hidden attribute, and it cannot multiply texts or loops without bound.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vetpartner.export.templating_sandbox import CAUGHT, environment
from vetpartner.programme.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from jinja2 import BaseLoader, Environment, Template

_OURS = Path(__file__).parent.with_name("templates")
_LARGEST = 1_000_000
"""Bytes of a template; ours have a few thousand."""


class TemplateProblem(ValueError):
    """A template of the project cannot be used: `file`, `line` (None if unknown) and why."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:  # noqa: D107
        self.file = file
        self.line = line
        self.reason = reason
        super().__init__(f"{file}:{line}: {reason}" if line is not None else f"{file}: {reason}")


def own_templates(folder: Path | None) -> Path | None:
    """Return the folder of a project's own templates, or None."""
    found = folder / "templates" if folder is not None else None
    return found if found is not None and found.is_dir() else None


def render(
    name: str,
    context: Mapping[str, Any],
    *,
    words: Mapping[str, Callable[..., Any]],
    folder: Path | None = None,
) -> str:
    """Fill a template, the project's own one if `folder` has it, else ours.

    `words` are the functions and filters that a template can use, beside the context.
    A mistake in a template raises `TemplateProblem`.
    """
    filled = _environment(name.endswith(".html"), folder)
    try:
        template = filled.get_template(name, globals=dict(words))
        with_filters = filled.overlay()
        with_filters.filters = {**filled.filters, **words}
        template = _bound(with_filters, name, words)
        return template.render(context)
    except CAUGHT as error:
        raise _problem(error, name, [*context, *words]) from None

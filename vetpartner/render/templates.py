"""Templates: ours, and those of a project's folder, which are not trusted.

A project's template sees the rows of its page and nothing else. It reads no file outside its
folder and no hidden attribute, and all its work has a bound.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from jinja2 import Environment


WORD_TEMPLATE = "report.docx"
"""The one template of a project that is no text: a Word document to take styles from."""


class TemplateProblem(ValueError):
    """A template of the project cannot be used: `file`, `line` (None if unknown) and why."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        """Take the name of the file below the project's folder."""
        self.file = file
        self.line = line
        self.reason = reason
        super().__init__(f"{file}:{line}: {reason}" if line is not None else f"{file}: {reason}")


def own_templates(folder: Path | None) -> Path | None:
    """Return the folder of a project's own templates, or None.

    One that is a link to somewhere outside the project raises `TemplateProblem`.
    """
    found = folder / "templates" if folder is not None else None
    if folder is None or found is None or not found.is_dir():
        return None
    if not found.resolve().is_relative_to(folder.resolve()):
        raise TemplateProblem("templates", None, "it leads out of the project's folder")
    return found


def render(
    name: str, context: Mapping[str, Any], *, words: Mapping[str, Any], folder: Path | None = None
) -> str:
    """Fill a template, the one in the project's `folder` if it has it, else ours.

    `words` can be used as functions and as filters, beside the context.
    A mistake in a template raises `TemplateProblem`.
    """
    return fill(make_environment(name, words, folder=own_templates(folder)), name, context)


def make_environment(
    name: str, filters: Mapping[str, Any], *, folder: Path | None = None
) -> Environment:
    """Make what fills a template and those that it extends; `.html` is escaped as HTML.

    `filters` can be used as filters and as functions; what cannot be called is a value.
    """
    from vetpartner.render.sandbox import Bounded, environment

    made = environment(html=name.endswith(".html"), folder=folder)
    if isinstance(made, Bounded):
        made.add_words(filters)
    else:
        made.filters.update((key, value) for key, value in filters.items() if callable(value))
    made.globals.update(filters)
    return made


def fill(environment: Environment, name: str, context: Mapping[str, Any]) -> str:
    """Fill a template; a mistake in it raises `TemplateProblem`."""
    from jinja2 import TemplateError

    try:
        text = environment.get_template(name).render(context)
        _know_blocks(environment, name)
    except TemplateProblem:
        raise
    except (
        TemplateError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        MemoryError,
        RuntimeError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:
        known = [*context, *environment.globals, *environment.filters]
        names = environment.list_templates() if environment.loader else []
        raise _problem(error, _shown(environment, name), known, names) from error
    return text


def _know_blocks(environment: Environment, name: str) -> None:
    """Refuse a block that the extended template does not have: nothing would show it."""
    from jinja2 import nodes

    shown = _shown(environment, name)
    if not shown.startswith("templates/"):
        return
    tree = parsed(environment, name)
    parent = tree.find(nodes.Extends)
    if parent is None or not isinstance(parent.template, nodes.Const):
        return
    extended = environment.get_template(parent.template.value)
    if parsed(environment, parent.template.value).find(nodes.Extends) is not None:
        return
    for block in tree.body:
        if isinstance(block, nodes.Block) and block.name not in extended.blocks:
            reason = f"{parent.template.value} has no block {block.name!r}"
            reason += did_you_mean(block.name, sorted(extended.blocks))
            raise TemplateProblem(shown, block.lineno, reason)


def _shown(environment: Environment, name: str) -> str:
    """Return what messages call a template: `templates/` before a project's own."""
    from jinja2 import TemplateError
    from jinja2.exceptions import SecurityError

    if environment.loader is None:
        return name
    try:
        return environment.loader.get_source(environment, name)[1] or name
    except SecurityError:
        return f"templates/{name}"
    except TemplateError:
        return name


def parsed(environment: Environment, name: str) -> Any:  # noqa: ANN401 - a tree of the engine
    """Return the tree of a template; a mistake in its form raises `TemplateProblem`."""
    from jinja2 import TemplateError

    shown = _shown(environment, name)
    try:
        if environment.loader is None:
            return environment.parse("")
        return environment.parse(environment.loader.get_source(environment, name)[0], name, shown)
    except (TemplateError, AssertionError, MemoryError, RuntimeError) as error:
        raise _problem(error, shown, []) from error


_CLASS = re.compile(r"'(?:\w+\.)+(\w+) object'")
_UNDEFINED = re.compile(r"'(?P<name>\w+)' is undefined")
_NO_FILTER = re.compile(r"No filter named '(?P<name>\w+)'\.?")


def _problem(
    error: Exception, name: str, known: list[str], names: Sequence[str] = ()
) -> TemplateProblem:
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    file, line = _place(error.__traceback__) or (name, None)
    if isinstance(error, TemplateSyntaxError):
        return TemplateProblem(error.filename or name, error.lineno, _form(error.message, known))
    if isinstance(error, TemplateNotFound):
        near = did_you_mean(str(error.name), names)
        return TemplateProblem(file, line, f"there is no template {error.name!r}{near}")
    if isinstance(error, RecursionError | MemoryError):
        return TemplateProblem(file, line, "it is nested too deeply, or calls itself without end")
    if isinstance(error, SyntaxError):
        # Blocks in blocks in blocks: the engine reads them, and Python does not.
        return TemplateProblem(file, line, f"it is too involved: {error.msg}")
    reason = _CLASS.sub(r"\1", str(error)) or type(error).__name__
    if match := _UNDEFINED.search(reason):
        reason += did_you_mean(match["name"], known)
    return TemplateProblem(file, line, reason)


def _form(message: str | None, known: list[str]) -> str:
    """Return what is wrong with the form of a template; a filter gets the names like it."""
    match = _NO_FILTER.fullmatch(message or "")
    if match is None:
        return message or ""
    return f"No filter named {match['name']!r}{did_you_mean(match['name'], known)}"


def _place(traceback: TracebackType | None) -> tuple[str, int] | None:
    """Return file and line of the innermost template in a traceback."""
    places = [place for place in _frames(traceback) if place[0].startswith(_TEMPLATE_FILES)]
    return places[-1] if places else None


_TEMPLATE_FILES = ("templates/", "vetpartner:")


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next

"""Templates: ours, and those of a project's folder, which are not trusted.

A project's template sees the rows of its page and nothing else. It reads no file outside its
folder and no hidden attribute, and all its work has a bound.
A template of a page is Markdown: each value that it prints becomes a number in the text, and a
piece of text again after the Markdown was read, so that nothing typed is ever read as Markdown.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.files.disk import NotOpened
from vetpartner.files.door import Door
from vetpartner.model import LookSettings, Money, When
from vetpartner.render.grids import cleaned, shown
from vetpartner.render.language import ReportLanguage
from vetpartner.render.markdown import CLOSE, OPEN, WrongDirective, plain, read
from vetpartner.render.own_templates import TemplateProblem, own_templates
from vetpartner.render.page import PARTS, Look, Media, Picture, Target, is_block
from vetpartner.values.grid import Grid, Run
from vetpartner.values.reading import Strict
from vetpartner.values.table import Table
from vetpartner.values.toml import toml_of
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from jinja2 import Environment
    from jinja2.nodes import EvalContext
    from markupsafe import Markup

    from vetpartner.render.page import Blocks
    from vetpartner.render.pictures import Seen


WORD_TEMPLATE = "report.docx"
"""The one template of a project that is no text: a Word document to take styles from."""


def render(
    name: str,
    context: Mapping[str, Any],
    *,
    words: Mapping[str, Any],
    folder: Path | None = None,
    beside: Path | None = None,
) -> str:
    """Fill a template of HTML, the one in the project's `folder` if it has it, else ours.

    `words` can be used as functions and as filters, beside the context; `beside` as in
    `environment`. A mistake in a template raises `TemplateProblem`.
    """
    made = make_environment(name, words, folder=own_templates(folder), beside=beside)
    return fill(made, name, context)


def table_markup(table: Table, language: ReportLanguage | None = None) -> Markup:
    """Return a table as HTML that a template prints as it is: everything in it is escaped."""
    from markupsafe import Markup

    return Markup(table.html(language, inline=False))  # noqa: S704 - everything in it is escaped


def blocks(
    name: str,
    context: Mapping[str, Any],
    *,
    words: Mapping[str, Any],
    language: ReportLanguage,
    folder: Path | None = None,
) -> Blocks:
    """Fill a template of a page, in Markdown, and return its blocks; errors as in `render`."""
    filling = _Filling(language=language, values=[])
    token = _FILLING.set(filling)
    try:
        text = render(name, context, words=words, folder=folder)
    finally:
        _FILLING.reset(token)
    try:
        return read(text, filling.values)
    except WrongDirective as wrong:
        own = own_templates(folder)
        file = f"templates/{name}" if own is not None and (own / name).is_file() else name
        reason = (
            f"there is no part `::: {wrong.kind}`{did_you_mean(wrong.kind, PARTS)}"
            if wrong.kind
            else "a part that `:::` opens or closes is not closed, or was never opened"
        )
        if wrong.within:
            reason += f"; `:::` counts at the beginning of a line only, not in `{wrong.within}`"
        raise TemplateProblem(file, None, reason) from wrong


@frozen
class _Filling:
    """The values that a template has printed so far, each in the place of its number."""

    language: ReportLanguage
    values: list[Any]

    def place(self, value: Any) -> str:  # noqa: ANN401 - whatever a template prints
        """Keep a value, and return the number that stands for it in the text."""
        self.values.append(self._piece(value))
        return f"{OPEN}{len(self.values) - 1}{CLOSE}"

    def _piece(self, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, str):
            return plain(value)
        if isinstance(value, Grid):
            return cleaned(value)
        if isinstance(value, Target) or is_block(value):
            return value
        if isinstance(value, Table):
            return list(shown(value, self.language))
        if isinstance(value, Run):
            return (value,)
        if isinstance(value, tuple) and value and all(isinstance(one, Run) for one in value):
            return value
        if hasattr(value, "runs"):
            return value.runs(self.language)
        if hasattr(value, "within"):
            return plain(value.within(self.language))
        known = value is None or isinstance(value, int | Decimal | date | When | Money)
        return plain(self.language.value(value) if known else str(value))


_FILLING: ContextVar[_Filling] = ContextVar("_FILLING")
"""What is filled right now: a macro that is imported sees nothing of the page that it is for."""


def make_environment(
    name: str,
    words: Mapping[str, Any],
    *,
    folder: Path | None = None,
    beside: Path | None = None,
) -> Environment:
    """Make what fills a template and those that it extends: `.html` is escaped, the rest placed.

    `words` can be used as functions and as filters; what cannot be called is a value.
    """
    from vetpartner.render.sandbox import Bounded, environment

    html = name.endswith(".html")
    made = environment(_placing(), html=html, folder=folder, beside=beside)
    if isinstance(made, Bounded):
        made.add_words(words)
    else:
        made.filters.update((key, value) for key, value in words.items() if callable(value))
    made.globals.update(words)
    return made


@cache
def _placing() -> Callable[[EvalContext, Any], Any]:
    from jinja2 import pass_eval_context
    from markupsafe import Markup

    @pass_eval_context
    def placed(context: EvalContext, value: Any) -> Any:  # noqa: ANN401 - whatever is printed
        # It takes the context so that the engine prints constants by it too, not when compiling.
        del context
        # What is template already, as the result of a macro, stays.
        return value if isinstance(value, Markup) else Markup(_FILLING.get().place(value))  # noqa: S704

    return placed


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


# How the pages of a project look, by its `look.toml`.


SETTINGS, STYLE, FONTS = "look.toml", "page.css", "fonts"
_MEDIA: dict[str, Media] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
}
_LARGEST = 1_000_000


_STRICT = Strict()


def look(folder: Path | None, asked: LookSettings | None = None) -> Look:
    """Return the look that a project asks for, by `[look]` in its plan or by `look.toml`.

    A plan that lies in no folder, such as a JSON document, has no logo beside it.
    A mistake in `look.toml`, both of them, or a logo that cannot be used, raises `TemplateProblem`.
    """
    home = own_templates(folder)
    given = asked or LookSettings()
    if home is None:
        if folder is not None and given.logo is not None:
            raise TemplateProblem(f"templates/{given.logo}", None, "there is no such file")
        return Look(colour=given.colour or "", font=given.font or "")
    door, fonts = Door(home), home / FONTS
    if door.has(SETTINGS):
        if asked is not None:
            both = "the look stands in [look] of the plan too: keep one of them"
            raise TemplateProblem(f"templates/{SETTINGS}", None, both)
        given = _settings(door)
    return Look(
        css=_text(door, STYLE) if door.has(STYLE) else "",
        colour=given.colour or "",
        font=given.font or "",
        fonts=str(fonts) if _inside(fonts, home) and fonts.is_dir() else "",
        logo=None if given.logo is None else _logo(home.parent, given.logo, given),
    )


def _settings(door: Door) -> LookSettings:
    """Return what `look.toml` says; the first thing that is wrong in it is raised."""
    text, file = _text(door, SETTINGS), f"templates/{SETTINGS}"
    try:
        found, problems = _STRICT.structure(toml_of(text), LookSettings)
    except RecursionError:
        raise TemplateProblem(file, None, "lists nest too deeply") from None
    except (ValueError, ArithmeticError) as error:
        raise TemplateProblem(file, None, str(error)) from None
    for wrong in problems:
        ways = (wrong.message, wrong.way_out)
        key = "" if wrong.slug in {"impossible-value", "unknown-key"} else f"{wrong.path[0]}: "
        raise TemplateProblem(file, None, key + "; ".join(filter(None, ways)))
    settings: LookSettings = found
    return settings


def _logo(folder: Path, name: str, given: LookSettings) -> Picture:
    found = logo(folder, name)
    return Picture(
        data=found.data,
        media=found.media,
        alt=given.logo_alt,
        height=given.logo_height,
        name=name,
    )


def logo(folder: Path, name: str) -> Seen:
    """Return a logo of a project, a picture in its folder `templates/`, as it is shown.

    One that is not there, leads out of the folder, is too large, or is no picture that every
    format can show raises `TemplateProblem`.
    """
    from vetpartner.render.pictures import WrongPicture, drawable

    file = f"templates/{name}"
    media = _MEDIA.get(PurePosixPath(name).suffix.lower())
    if media is None:
        raise TemplateProblem(file, None, f"a logo is one of {', '.join(_MEDIA)}")
    home = own_templates(folder)
    door = Door(home) if home is not None else None
    if door is None or not door.has(name):
        raise TemplateProblem(file, None, "there is no such file")
    try:
        found = drawable(door.read(name, most=_LARGEST))
    except (NotOpened, WrongPicture) as error:
        raise TemplateProblem(file, None, f"it {error}") from None
    if found.media != media:
        raise TemplateProblem(file, None, f"its name says {media}, but it is {found.media}")
    if found.turned != 1:
        raise TemplateProblem(file, None, "it lies on its side; save it upright")
    return found


def _inside(path: Path, home: Path) -> bool:
    return path.resolve().is_relative_to(home.resolve())


def _text(door: Door, name: str) -> str:
    try:
        return door.read(name, most=_LARGEST).decode("utf-8-sig").replace("\r\n", "\n")
    except NotOpened as error:
        raise TemplateProblem(f"templates/{name}", None, f"it {error}") from None
    except UnicodeDecodeError:
        raise TemplateProblem(f"templates/{name}", None, "it cannot be read as UTF-8") from None

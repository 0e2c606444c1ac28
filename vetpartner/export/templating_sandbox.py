"""The engine of templates with its bounds; imported only when a template is filled.

It protects files and objects entirely, and against the usual explosions of memory.
A template can still waste time, with loops inside loops over the rows of the report.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, ChoiceLoader, PrefixLoader, StrictUndefined, TemplateNotFound
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from vetpartner.programme.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from jinja2.runtime import Context

OURS = Path(__file__).parent.with_name("templates")
LARGEST_FILE = 1_000_000
"""Bytes of a template; ours have a few thousand."""
LONGEST_TEXT = 100_000
"""Characters that one operation of a template may make."""
LARGEST_NUMBER = 10**15
LONGEST_LOOPS = 100_000
"""Rounds of all `range` loops of one template together."""

_GROWING_METHODS = frozenset(
    {"center", "expandtabs", "format", "format_map", "join", "ljust", "replace", "rjust", "zfill"}
)
"""Methods of texts that can make a huge one of a small one; filters do the same with bounds."""
_GROWING_FILTERS = ("center", "format", "indent", "replace", "wordwrap", "xmlattr")
_GROWING_GLOBALS = ("cycler", "joiner", "lipsum", "namespace")


class NearNames(StrictUndefined):
    """An undefined name, with the names that are like it."""

    @property
    def _undefined_message(self) -> str:
        text = super()._undefined_message
        if self._undefined_hint or not isinstance(self._undefined_name, str):
            return text
        known = (name for name in dir(self._undefined_obj) if not name.startswith("_"))
        return f"{text}{did_you_mean(self._undefined_name, known)}"


class FolderLoader(BaseLoader):
    """Templates below one folder and nowhere else, whatever links lie in it."""

    def __init__(self, folder: Path, shown: str) -> None:
        """Take a folder, and what its files are called in messages."""
        self._folder = folder.resolve()
        self._shown = shown

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return text and name of a template, or raise `TemplateNotFound`."""
        del environment
        path = (self._folder / template).resolve()
        inside = path.is_relative_to(self._folder) and ":" not in template
        if not inside or not path.is_file():
            raise TemplateNotFound(template)
        name = f"{self._shown}{template}"
        if path.stat().st_size > LARGEST_FILE:
            raise SecurityError(f"{name} is larger than {LARGEST_FILE} bytes")
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            raise SecurityError(f"{name} is not UTF-8") from None
        return text, name, lambda: True


class Bounded(ImmutableSandboxedEnvironment):
    """A sandbox in which a template cannot grow texts, numbers and loops without bound."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Carry out an operation of a template, if its result is bounded."""
        if operator == "**" and not _small_power(left, right):
            raise SecurityError("the result of ** is too large")
        if operator == "*" and not _small_product(left, right):
            raise SecurityError("the result of * is too large")
        if operator == "%" and isinstance(left, str):
            raise SecurityError("% does not fill texts here; write the parts one after the other")
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401
        """Let no text be filled by `format`, whose widths have no bound."""
        del value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401
        """Tell whether a template may use an attribute."""
        if isinstance(obj, str) and attr in _GROWING_METHODS:
            return False
        return not isinstance(obj, Path) and bool(super().is_safe_attribute(obj, attr, value))


def _small_power(left: Any, right: Any) -> bool:  # noqa: ANN401
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    return numbers and bool(abs(left) <= LARGEST_NUMBER and abs(right) <= 10)  # noqa: PLR2004


def _small_product(left: Any, right: Any) -> bool:  # noqa: ANN401
    for one, other in ((left, right), (right, left)):
        if isinstance(one, str | bytes | list | tuple):
            return isinstance(other, int) and len(one) * other <= LONGEST_TEXT
    return bool(abs(left) <= LARGEST_NUMBER and abs(right) <= LARGEST_NUMBER)


class _Range:
    """The `range` of a template: all loops together have a bounded number of rounds."""

    def __init__(self) -> None:
        self._left = LONGEST_LOOPS

    def __call__(self, *bounds: int) -> range:
        made = range(*bounds)
        self._left -= len(made)
        if self._left < 0:
            raise SecurityError(f"all ranges together have more than {LONGEST_LOOPS} rounds")
        return made


def environment(*, html: bool, folder: Path | None) -> Environment:
    """Make an engine: ours under `vetpartner:` and by plain name, the project's own before them."""
    ours = FolderLoader(OURS, "vetpartner:")
    loaders: list[BaseLoader] = [PrefixLoader({"vetpartner": ours}, delimiter=":"), ours]
    if folder is not None:
        loaders.insert(0, FolderLoader(folder, "templates/"))
    made = Bounded(
        loader=ChoiceLoader(loaders),
        undefined=NearNames,
        autoescape=True,
        finalize=None if html else escaped_markdown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    for name in _GROWING_FILTERS:
        del made.filters[name]
    for name in _GROWING_GLOBALS:
        del made.globals[name]
    made.globals["range"] = _Range()
    return made


_MARKED = str.maketrans(
    {c: f"\\{c}" for c in "\\`*[]|~"} | {"<": "&lt;", ">": "&gt;", "\n": " ", "\r": None}
)
_UNDERLINE = re.compile(r"(?<!\w)_|_(?!\w)")
"""An underline that is not inside a word, where it would begin or end emphasis."""
_ENTITY = re.compile(r"&(?=#?\w+;)")


def escaped_markdown(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    """Return a text so that Markdown shows it as it is, on one line, also inside a table."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    text = _UNDERLINE.sub(r"\_", _ENTITY.sub("&amp;", value).translate(_MARKED))
    return Markup(text)  # noqa: S704 - escaped above, so that the engine does not do it again

"""The engine of templates with its bounds; imported only when a template is filled.

Ours are trusted. With a project's own, nothing outside the folder is read, no hidden attribute is
reached, texts, lists and numbers stay small, and all loops and calls together take a bounded
number of steps: a template that never ends is stopped after seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sized
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from vetpartner.export.pages.templating_budget import (
    CALL,
    LARGEST_OUTPUT,
    LONGEST_ARGUMENT,
    LONGEST_TEXT,
    Budget,
    Counted,
    Range,
    bounded_filters,
)
from vetpartner.programme.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import CodeType

    from jinja2 import Environment, nodes
    from jinja2.bccache import Bucket
    from jinja2.runtime import Context

OURS = Path(__file__).parents[1].with_name("templates")
LARGEST_FILE = 1_000_000
"""Bytes of a template; ours have a few thousand."""
LARGEST_NUMBER = 10**15


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

    def list_templates(self) -> list[str]:
        """Return the names of the files, sorted, without links that lead out of the folder."""
        found = (path for path in self._folder.rglob("*") if path.is_file())
        inside = (path for path in found if path.resolve().is_relative_to(self._folder))
        return sorted(path.relative_to(self._folder).as_posix() for path in inside)

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return text and name of a template, or raise `TemplateNotFound`."""
        del environment
        name = f"{self._shown}{template}"
        try:
            path = (self._folder / template).resolve()
            inside = path.is_relative_to(self._folder) and ":" not in template
            if not inside or not path.is_file():
                raise TemplateNotFound(template)
            if path.stat().st_size > LARGEST_FILE:
                raise SecurityError(f"{name} is larger than {LARGEST_FILE} bytes")
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise SecurityError(f"{name} is not UTF-8") from None
        except (OSError, RuntimeError, ValueError) as error:
            # A name that no file can have, a ring of links, or a file that may not be read.
            raise TemplateNotFound(template) from error
        return text, name, lambda: True


class Compiled(BytecodeCache):
    """What our own templates were compiled to, so that a build compiles each of them once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if the same text was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = {True: Compiled(), False: Compiled()}
"""By whether it is HTML: what is printed is escaped when a template is compiled, too."""


class Bounded(ImmutableSandboxedEnvironment):
    """A sandbox in which all work of one template has a bound."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as the engine takes them
        """Take the options of the engine."""
        super().__init__(**options)
        self.budget = Budget()
        self.filters = bounded_filters(self.filters, self.budget)
        self.globals = {"range": Range(self.budget), "dict": self.globals["dict"]}

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002 - as the engine calls it
    ) -> str:
        counted = Counted().visit(source)
        counted.set_environment(self)
        return super()._generate(counted, name, filename, defer_init)

    def concat(self, parts: Iterable[str]) -> str:
        """Return the parts of a page, a macro or a block as one text of bounded length."""
        return self.budget.joined(parts)

    def add_words(self, words: Mapping[str, Any]) -> None:
        """Let functions be used as filters as well; they get no texts without bound."""
        self.filters |= {
            name: self.budget.watched(word, longest=LONGEST_ARGUMENT)
            for name, word in words.items()
            if callable(word)
        }

    def get_template(self, name: Any, *more: Any, **named: Any) -> Any:  # noqa: ANN401
        """Return a template; to include one is a step."""
        self.budget.spend(CALL)
        return super().get_template(name, *more, **named)

    def call(self, context: Context, called: Any, /, *args: Any, **named: Any) -> Any:  # noqa: ANN401
        """Call something for a template: a step, and more for a large result."""
        if called == self.budget.spend:
            self.budget.spend()
            return None
        self.budget.spend(CALL)
        self.budget.look_at((*args, *named.values()), LONGEST_ARGUMENT)
        made = super().call(context, called, *args, **named)
        self.budget.look_at((made,), LARGEST_OUTPUT)
        return made

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Carry out an operation of a template, if its result is bounded."""
        if operator == "**" and not _small_power(left, right):
            raise SecurityError("the result of ** is too large")
        if operator == "*" and not _small_product(left, right):
            raise SecurityError("the result of * is too large")
        if operator == "+" and not _small_sum(left, right):
            raise SecurityError("the result of + is too large")
        if operator == "%" and isinstance(left, str | bytes):
            raise SecurityError("% does not fill texts here; write the parts one after the other")
        return self.budget.measured(super().call_binop(context, operator, left, right))

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401
        """Let no text be filled by `format`, whose widths have no bound."""
        del value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401
        """Tell whether a template may use an attribute."""
        for types, names in _ATTRIBUTES:
            if isinstance(obj, types):
                return attr in names
        return not isinstance(obj, Path) and bool(super().is_safe_attribute(obj, attr, value))


_ATTRIBUTES: tuple[tuple[tuple[type, ...], frozenset[str]], ...] = (
    (
        (str,),
        frozenset(
            {"capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha"}
            | {"isascii", "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "istitle"}
            | {"isupper", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "rfind"}
            | {"rindex", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith"}
            | {"strip", "swapcase", "title", "upper"}
        ),
    ),
    ((dict,), frozenset({"get", "items", "keys", "values"})),
    ((list, tuple), frozenset({"count", "index", "grouper", "list"})),
    ((Decimal,), frozenset({"is_signed", "is_zero", "normalize", "quantize"})),
    ((int, float, bytes, range, set, frozenset), frozenset()),
)
"""What templates may use of plain values: nothing that makes a huge one of a small one."""


def _small_power(left: Any, right: Any) -> bool:  # noqa: ANN401
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    return numbers and bool(abs(left) <= LARGEST_NUMBER and abs(right) <= 10)  # noqa: PLR2004


def _small_product(left: Any, right: Any) -> bool:  # noqa: ANN401
    for one, other in ((left, right), (right, left)):
        if isinstance(one, str | bytes | list | tuple):
            return isinstance(other, int) and len(one) * other <= LONGEST_TEXT
    return bool(abs(left) <= LARGEST_NUMBER and abs(right) <= LARGEST_NUMBER)


def _small_sum(left: Any, right: Any) -> bool:  # noqa: ANN401
    if isinstance(left, str | bytes | list | tuple):
        return isinstance(right, Sized) and len(left) + len(right) <= LONGEST_TEXT
    return True


def environment(*, html: bool, folder: Path | None) -> Environment:
    """Make an engine: ours under `vetpartner:` and by plain name, the project's own before them."""
    ours = FolderLoader(OURS, "vetpartner:")
    loaders: list[BaseLoader] = [PrefixLoader({"vetpartner": ours}, delimiter=":"), ours]
    if folder is not None:
        loaders.insert(0, FolderLoader(folder, "templates/"))
    kind = ImmutableSandboxedEnvironment if folder is None else Bounded
    return kind(
        loader=ChoiceLoader(loaders),
        undefined=NearNames,
        autoescape=True,
        finalize=None if html else escaped_markdown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        # A project's own templates are compiled with steps that are counted, and not kept.
        bytecode_cache=_COMPILED[html] if folder is None else None,
    )


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

"""The engine of templates with its bounds; imported only when a template is filled.

Ours are trusted. With a project's own, nothing outside the folder is read, no hidden attribute is
reached, texts, lists and numbers stay small, and all loops and calls together take a bounded
number of steps: a template that never ends is stopped after seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sized
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    nodes,
    pass_eval_context,
)
from jinja2.exceptions import SecurityError
from jinja2.filters import make_attrgetter, sync_do_join
from jinja2.runtime import markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import CodeType

    from jinja2 import Environment
    from jinja2.bccache import Bucket
    from jinja2.nodes import EvalContext
    from jinja2.runtime import Context

    Filters = dict[str, Callable[..., Any]]


# How much a project's own template may do: steps, and the size of what it makes.

MOST_STEPS = 1_000_000
"""Rounds of loops, uses of filters, and calls of one template together: some seconds."""
CALL = 5
"""Steps of a call, or of taking in another template."""
LONGEST_TEXT = 100_000
"""Characters or items that one operation of a template may make."""
LONGEST_ARGUMENT = 1_000_000
"""Characters of a text that is given to a function."""
LARGEST_OUTPUT = 20_000_000
"""Characters of a page, or of a part of it."""
_CHARACTERS_PER_STEP = 100
_MOST_PLACES = 15

_UNBOUNDED = ("center", "format", "indent", "pprint", "replace", "striptags", "urlize", "wordwrap")
_UNSTEADY = ("random", "xmlattr")
"""One differs from time to time, the other writes attributes from any text."""


class Budget:
    """What is left of the steps of one template."""

    def __init__(self) -> None:
        """Begin with all steps."""
        self._left = MOST_STEPS

    def spend(self, steps: int = 1) -> None:
        """Take steps, or raise `SecurityError` where none is left."""
        self._left -= steps
        if self._left < 0:
            raise SecurityError("it takes too many steps: does it ever end?")

    def look_at(self, values: Iterable[Any], longest: int) -> None:
        """Take steps by the size of texts and lists; no text may be longer than `longest`."""
        for value in values:
            if isinstance(value, str | bytes):
                self._text(len(value), longest)
            else:
                self.measured(value)

    def measured(self, value: Any) -> Any:  # noqa: ANN401 - whatever a template makes
        """Return a value; a list is measured to its depths, as printing it would go there."""
        if not isinstance(value, list | tuple | dict | set | frozenset):
            return value
        items, characters = 0, 0
        waiting: list[Any] = [value]
        while waiting:
            held = waiting.pop()
            if isinstance(held, dict):
                waiting += [*held.keys(), *held.values()]
            elif isinstance(held, list | tuple | set | frozenset):
                waiting += held
            elif isinstance(held, str | bytes):
                characters += len(held)
            items += 1
            if items > LONGEST_TEXT + 1 or characters > LONGEST_ARGUMENT:
                raise SecurityError("a list is too large")
        self.spend(items // _CHARACTERS_PER_STEP)
        return value

    def joined(self, parts: Iterable[str]) -> str:
        """Return texts one after the other: how the engine ends a page, a macro, a block."""
        kept, size = [], 0
        for part in parts:
            size += len(part)
            if size > LARGEST_OUTPUT:
                raise SecurityError(f"it writes more than {LARGEST_OUTPUT} characters")
            kept.append(part)
        self._text(size, LARGEST_OUTPUT)
        return "".join(kept)

    def tied(self, *parts: Any) -> str:  # noqa: ANN401 - whatever a template writes
        """Return values as one text: what `~` does."""
        made = markup_join(parts)
        self._text(len(made), LONGEST_TEXT)
        return made

    def watched(self, function: Callable[..., Any], *, longest: int) -> Callable[..., Any]:
        """Return a filter that takes steps by the size of what it gets and makes."""

        @wraps(function)
        def watching(*args: Any, **named: Any) -> Any:  # noqa: ANN401
            self.spend()
            self.look_at((*args, *named.values()), longest)
            made = function(*args, **named)
            self.look_at((made,), LARGEST_OUTPUT)
            return made

        return watching

    def _text(self, size: int, longest: int) -> None:
        if size > longest:
            raise SecurityError(f"a text is longer than {longest} characters")
        self.spend(size // _CHARACTERS_PER_STEP)


class Range:
    """The `range` of a template: its rounds are steps before the first is made."""

    def __init__(self, budget: Budget) -> None:
        """Take what the rounds are taken from."""
        self._budget = budget

    def __call__(self, *bounds: int) -> range:
        """Return a range, as Python does."""
        made = range(*bounds)
        self._budget.spend(len(made[: MOST_STEPS + 1]))
        if len(made) > LONGEST_TEXT:
            raise SecurityError(f"a range has more than {LONGEST_TEXT} rounds")
        return made


class Counted(NodeTransformer):
    """Puts a step into each round of a loop, and measures what is put together."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - the engine's name
        """Count the rounds, also of a loop that calls itself."""
        self.generic_visit(node)
        call = _call("budget.spend", [], node.lineno)
        node.body.insert(0, nodes.ExprStmt(call, lineno=node.lineno))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Call:  # noqa: N802
        """Bound `~`."""
        self.generic_visit(node)
        return _call("budget.tied", node.nodes, node.lineno)

    def visit_List(self, node: nodes.List) -> nodes.Call:  # noqa: N802
        """Bound lists of lists of lists."""
        self.generic_visit(node)
        return _call("budget.measured", [node], node.lineno)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Call:  # noqa: N802
        """Bound tables of tables."""
        self.generic_visit(node)
        return _call("budget.measured", [node], node.lineno)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802
        """Bound lists in parentheses; `for a, b in …` has names there instead."""
        self.generic_visit(node)
        return _call("budget.measured", [node], node.lineno) if node.ctx == "load" else node


def _call(name: str, arguments: list[nodes.Expr], line: int) -> nodes.Call:
    of = nodes.EnvironmentAttribute(name, lineno=line)
    return nodes.Call(of, arguments, [], None, None, lineno=line)


def bounded_filters(filters: Filters, budget: Budget) -> Filters:
    """Return the filters of the engine without those that nothing bounds, the others watched."""
    kept = {k: f for k, f in filters.items() if k not in {*_UNBOUNDED, *_UNSTEADY}}
    kept |= {
        "batch": _with_few(filters["batch"]),
        "join": _join,
        "round": _rounded(filters["round"]),
        "slice": _with_few(filters["slice"]),
        "tojson": _tojson(filters["tojson"]),
    }
    return {name: budget.watched(made, longest=LARGEST_OUTPUT) for name, made in kept.items()}


def _with_few(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def cut(*args: Any, **named: Any) -> Any:  # noqa: ANN401
        for given in (*args, *named.values()):
            if isinstance(given, int) and given > LONGEST_TEXT:
                raise SecurityError(f"{given} is too many")
        return function(*args, **named)

    return cut


def _rounded(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def rounded(value: Any, precision: int = 0, method: str = "common") -> Any:  # noqa: ANN401
        if abs(precision) > _MOST_PLACES:
            raise SecurityError(f"{precision} places are too many")
        return function(value, precision, method)

    return rounded


def _tojson(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def tojson(context: EvalContext, value: Any) -> Any:  # noqa: ANN401
        return function(context, value)

    return tojson


@pass_eval_context
def _join(
    context: EvalContext,
    value: Iterable[Any],
    d: str = "",
    attribute: str | int | None = None,
) -> str:
    found = map(make_attrgetter(context.environment, attribute), value) if attribute else value
    # What is no text becomes one here, so that its length is known before they are joined.
    parts = [part if isinstance(part, str) else str(part) for part in found]
    if sum(map(len, parts)) + len(d) * len(parts) > LARGEST_OUTPUT:
        raise SecurityError(f"a text is longer than {LARGEST_OUTPUT} characters")
    return sync_do_join(context, parts, d)


OURS = Path(__file__).parent.with_name("templates")
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

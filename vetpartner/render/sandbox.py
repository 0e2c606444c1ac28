"""The engine of templates with its bounds; imported only when a template is filled.

Ours are trusted. With a project's own, nothing outside the folder is read, no hidden attribute is
reached, texts, lists and numbers stay small, and all loops, calls and filters together take a
bounded number of steps: a template that never ends is stopped after seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sized
from decimal import Decimal
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
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
from jinja2.filters import make_attrgetter
from jinja2.runtime import markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import htmlsafe_json_dumps
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from vetpartner.files.disk import NotOpened
from vetpartner.files.door import Door
from vetpartner.values.kept import digest, keep, recall
from vetpartner.values.table import Table
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from types import CodeType

    from jinja2 import Environment
    from jinja2.bccache import Bucket
    from jinja2.runtime import Context

OURS = Path(__file__).parents[1] / "templates"
LARGEST_FILE = 1_000_000
"""Bytes of a template; ours have a few thousand."""
MOST_STEPS = 1_000_000
"""Rounds of loops, uses of filters, and calls of one template together: some seconds."""
CALL = 5
"""Steps of a call, or of taking in another template."""
LONGEST_TEXT = 100_000
"""Characters or items that one operation of a template may make, and the largest count."""
LONGEST_ARGUMENT = 1_000_000
"""Characters of a text that is given to a function."""
LARGEST_OUTPUT = 20_000_000
"""Characters of a page, or of a part of it."""
LARGEST_NUMBER, LARGEST_POWER = 10**15, 10
_PER_STEP = 100
"""Characters or items that are made in one step."""

_UNBOUNDED = ("center", "format", "indent", "pprint", "replace", "striptags", "urlize", "wordwrap")
_UNSTEADY = ("random", "xmlattr")
"""One differs from time to time, the other writes attributes from any text."""
_OF_HTML = ("e", "escape", "forceescape", "safe")
"""They would make Markdown of what somebody typed."""


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
        self._door, self._shown = Door(folder), shown

    def list_templates(self) -> list[str]:
        """Return the names of the files, sorted, without links that lead out of the folder."""
        home = self._door.folder
        found = sorted(path.relative_to(home).as_posix() for path in home.rglob("*"))
        return [name for name in found if self._holds(name)]

    def _holds(self, name: str) -> bool:
        try:
            return ":" not in name and self._door.path(name).is_file()
        except (OSError, ValueError):  # one that leads out, or that no file can have
            return False

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return text and name of a template, or raise `TemplateNotFound`."""
        del environment
        name = f"{self._shown}{template}"
        if not self._holds(template):
            raise TemplateNotFound(template)
        try:
            text = self._door.read(template, most=LARGEST_FILE).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise SecurityError(f"{name} is not UTF-8") from None
        except NotOpened as error:
            raise SecurityError(f"{name} {error}") from None
        return text, name, lambda: True


_OURS = "vetpartner:"
"""What messages call our own templates, before their names."""


class Compiled(BytecodeCache):
    """What our own templates were compiled to, kept from one start of the program to the next.

    `way` says how they are compiled: how a template prints is part of it, and counted steps are.
    """

    def __init__(self, way: str) -> None:
        """Begin with none."""
        self._way = f"{way} {jinja2.__version__} {digest(__file__)}"
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if the same text was compiled before."""
        key = bucket.key, bucket.checksum
        if key not in self._codes and (code := recall("template", self._of(key))) is not None:
            self._codes[key] = code
        bucket.code = self._codes.get(key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template; that of a project's own is not."""
        if bucket.code is not None and bucket.code.co_filename.startswith(_OURS):
            key = bucket.key, bucket.checksum
            self._codes[key] = bucket.code
            keep("template", self._of(key), bucket.code)

    def _of(self, key: tuple[str, str]) -> str:
        return " ".join((*key, self._way))


@cache
def _compiled(way: str) -> Compiled:
    return Compiled(way)


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

    def measured(self, value: Any, longest: int = LARGEST_OUTPUT) -> Any:  # noqa: ANN401
        """Return a value, and take steps by its size.

        A list is measured to its depths, as printing it would go there.
        """
        if isinstance(value, str | bytes):
            if len(value) > longest:
                raise SecurityError(f"a text is longer than {longest} characters")
            self.spend(len(value) // _PER_STEP)
        elif isinstance(value, list | tuple | dict | set | frozenset):
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
            self.spend(items // _PER_STEP)
        return value

    def joined(self, parts: Iterable[str]) -> str:
        """Return texts one after the other, as one text of bounded length."""
        kept, size = [], 0
        for part in parts:
            size += len(part)
            if size > LARGEST_OUTPUT:
                raise SecurityError(f"it writes more than {LARGEST_OUTPUT} characters")
            kept.append(part)
        self.spend(size // _PER_STEP)
        return "".join(kept)

    def watched(self, function: Callable[..., Any], longest: int) -> Callable[..., Any]:
        """Return a function or filter that takes steps by the size of what it gets and makes.

        Behind the value that is filtered no number may be large: it would be a width or a count.
        """
        first = 2 if hasattr(function, "jinja_pass_arg") else 1

        @wraps(function)
        def watching(*args: Any, **named: Any) -> Any:  # noqa: ANN401
            self.spend()
            for given in (*args[first:], *named.values()):
                if isinstance(given, int) and given > LONGEST_TEXT:
                    raise SecurityError(f"{given} is too many")
            for given in (*args, *named.values()):
                self.measured(given, longest)
            return self.measured(function(*args, **named))

        return watching

    def range(self, *bounds: int) -> range:
        """Return a range; its rounds are steps before the first is made."""
        made = range(*bounds)
        self.spend(len(made[: MOST_STEPS + 1]))
        if len(made) > LONGEST_TEXT:
            raise SecurityError(f"a range has more than {LONGEST_TEXT} rounds")
        return made


class Counted(NodeTransformer):
    """Puts a step into each round of a loop, and measures what is put together."""

    def generic_visit(self, node: nodes.Node, *args: Any, **named: Any) -> nodes.Node:  # noqa: ANN401
        """Count the rounds of loops, `~`, lists, tables, and lists in parentheses."""
        super().generic_visit(node, *args, **named)
        if isinstance(node, nodes.For):
            node.body.insert(0, nodes.ExprStmt(_call("spent", []), lineno=node.lineno))
        elif isinstance(node, nodes.Concat):
            return _call("tied", node.nodes)
        elif isinstance(node, nodes.List | nodes.Dict | nodes.Tuple):
            # `for a, b in …` has names in its parentheses, which are no list.
            return _call("measured", [node]) if getattr(node, "ctx", "load") == "load" else node
        return node


def _call(name: str, arguments: list[nodes.Expr]) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(name), arguments, [], None, None)


class Bounded(ImmutableSandboxedEnvironment):
    """A sandbox in which all work of one template has a bound."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, *, html: bool, **options: Any) -> None:  # noqa: ANN401 - as the engine's
        """Take the options of the engine."""
        super().__init__(**options)
        self.budget = Budget()
        if self.finalize is not None:
            self.finalize = self._charged(self.finalize)
        # The names by which compiled templates call them.
        self.spent, self.measured, self.tied = self.budget.spend, self.budget.measured, self._tied
        gone = {*_UNBOUNDED, *_UNSTEADY, *(() if html else _OF_HTML)}
        dumped = htmlsafe_json_dumps if html else json.dumps
        kept = {name: made for name, made in self.filters.items() if name not in gone}
        kept |= {"join": self._join, "tojson": lambda value: dumped(value)}  # noqa: PLW0108 - no indent
        self.filters = {n: self.budget.watched(f, LARGEST_OUTPUT) for n, f in kept.items()}
        self.globals = {"range": lambda *bounds: self.budget.range(*bounds), "dict": dict}  # noqa: PLW0108 - hidden
        self._html = html

    def _charged(self, finalize: Callable[..., Any]) -> Callable[..., Any]:
        """Return what prints a value and takes a step for it, and more for a table."""

        @pass_eval_context
        def printed(context: Any, value: Any) -> Any:  # noqa: ANN401 - whatever is printed
            rows = sum(len(part.rows) for part in value.parts) if isinstance(value, Table) else 0
            self.budget.spend(1 + rows)
            return finalize(context, value)

        return printed

    def _generate(self, source: nodes.Template, *args: Any, **named: Any) -> str:  # noqa: ANN401
        counted = Counted().visit(source)
        counted.set_environment(self)
        counted.set_lineno(1, override=False)
        return super()._generate(counted, *args, **named)

    def concat(self, parts: Iterable[str]) -> str:
        """Return the parts of a page, a macro or a block as one text of bounded length."""
        return self.budget.joined(parts)

    def add_words(self, words: Mapping[str, Any]) -> None:
        """Let functions be used as filters as well; they get no texts without bound."""
        self.filters |= {
            name: self.budget.watched(word, LONGEST_ARGUMENT)
            for name, word in words.items()
            if callable(word)
        }

    def get_template(self, name: Any, *more: Any, **named: Any) -> Any:  # noqa: ANN401
        """Return a template; to include one is a step."""
        self.budget.spend(CALL)
        return super().get_template(name, *more, **named)

    def call(self, context: Context, called: Any, /, *args: Any, **named: Any) -> Any:  # noqa: ANN401
        """Call something for a template: a step, and more for a large result."""
        if called is self.spent or called is self.tied or called is self.measured:
            return called(*args)
        return self.budget.watched(
            lambda *a, **n: super(Bounded, self).call(context, called, *a, **n), LONGEST_ARGUMENT
        )(*args, **named)

    def _tied(self, *parts: Any) -> Any:  # noqa: ANN401 - whatever a template writes
        """Return values as one text: what `~` does."""
        return self.measured(self._marked(parts), LONGEST_TEXT)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Carry out an operation of a template, if its result is bounded."""
        if operator == "%" and isinstance(left, str | bytes):
            raise SecurityError("% does not fill texts here; write the parts one after the other")
        if not _small(operator, left, right):
            raise SecurityError(f"the result of {operator} is too large")
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self.tied(left, right)
        return self.measured(super().call_binop(context, operator, left, right))

    def _marked(self, parts: Iterable[Any], between: str = "") -> Any:  # noqa: ANN401
        """Return values as one text; on a page, what is typed in it is placed before.

        Otherwise a value beside the result of a macro would be read as Markdown with it.
        """
        held = [part if isinstance(part, str) else str(part) for part in parts]
        size = sum(map(len, held)) + len(between) * len(held)
        if size > LARGEST_OUTPUT:
            raise SecurityError(f"a text is longer than {LARGEST_OUTPUT} characters")
        if self._html or not any(isinstance(part, Markup) for part in held):
            pieces = held if not between else [x for part in held for x in (between, part)][1:]
            return markup_join(pieces)
        placed = self.finalize
        assert placed is not None  # noqa: S101 - a page has one
        return Markup(placed(None, between)).join(placed(None, part) for part in held)  # noqa: S704

    @pass_eval_context
    def _join(
        self,
        context: Any,  # noqa: ANN401
        value: Iterable[Any],
        d: str = "",
        attribute: str | int | None = None,
    ) -> Any:  # noqa: ANN401
        del context
        found = map(make_attrgetter(self, attribute), value) if attribute else value
        return self._marked(found, d)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401
        """Let no text be filled by `format`, whose widths have no bound."""
        del value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401
        """Tell whether a template may use an attribute."""
        for types, names in _ATTRIBUTES:
            if isinstance(obj, types):
                return attr in names
        return not isinstance(obj, Path) and bool(super().is_safe_attribute(obj, attr, value))


_ATTRIBUTES: tuple[tuple[type | tuple[type, ...], frozenset[str]], ...] = (
    (
        str,
        frozenset(
            {"capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha"}
            | {"isascii", "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "istitle"}
            | {"isupper", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "rfind"}
            | {"rindex", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith"}
            | {"strip", "swapcase", "title", "upper"}
        ),
    ),
    (dict, frozenset({"get", "items", "keys", "values"})),
    ((list, tuple), frozenset({"count", "index", "grouper", "list"})),
    (Table, frozenset({"caption", "empty", "first", "name", "only", "rows", "without"})),
    (Decimal, frozenset({"is_signed", "is_zero", "normalize", "quantize"})),
    ((int, float, bytes, range, set, frozenset), frozenset()),
)
"""What templates may use of plain values: nothing that makes a huge one of a small one."""


def _small(operator: str, left: Any, right: Any) -> bool:  # noqa: ANN401
    """Tell whether the result of an operation is bounded."""
    made = (str, bytes, list, tuple)
    if operator == "%" or (operator == "+" and not isinstance(left, made)):
        return True
    if operator == "+":
        return isinstance(right, Sized) and len(left) + len(right) <= LONGEST_TEXT
    for one, times in ((left, right), (right, left)):
        if operator == "*" and isinstance(one, made):
            return isinstance(times, int) and len(one) * times <= LONGEST_TEXT
    if operator == "**" and not all(isinstance(one, int | float) for one in (left, right)):
        return False
    most = LARGEST_POWER if operator == "**" else LARGEST_NUMBER
    return bool(abs(left) <= LARGEST_NUMBER and abs(right) <= most)


def environment(
    finalize: Any,  # noqa: ANN401 - a function of the engine
    *,
    html: bool,
    folder: Path | None,
    beside: Path | None = None,
) -> Environment:
    """Make an engine: ours under `vetpartner:` and by plain name, the project's own before them.

    `beside` is one more folder of ours, for pages that no project has a template for.
    HTML is escaped; on a page each value is printed by `finalize`.
    """
    ours = FolderLoader(OURS, _OURS)
    loaders: list[BaseLoader] = [PrefixLoader({"vetpartner": ours}, delimiter=":"), ours]
    if beside is not None:
        loaders.append(FolderLoader(beside, _OURS))
    if folder is not None:
        loaders.insert(0, FolderLoader(folder, "templates/"))
    options = {
        "loader": ChoiceLoader(loaders),
        "undefined": NearNames,
        "autoescape": True,
        "finalize": None if html else finalize,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
        "auto_reload": False,
    }
    kind = Bounded if folder is not None else ImmutableSandboxedEnvironment
    options["bytecode_cache"] = _compiled(f"{kind.__name__} {'html' if html else 'page'}")
    if folder is not None:
        return Bounded(html=html, **options)
    return ImmutableSandboxedEnvironment(**options)

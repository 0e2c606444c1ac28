"""How much a project's own template may do: steps, and the size of what it makes."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from jinja2 import nodes, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import make_attrgetter, sync_do_join
from jinja2.runtime import markup_join
from jinja2.visitor import NodeTransformer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2.nodes import EvalContext

    Filters = dict[str, Callable[..., Any]]

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

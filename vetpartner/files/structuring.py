"""Between parsed tables and the model, whichever home they came from, there and back."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from vetpartner.model import (
    FACT_TABLES,
    FACTS,
    KINDS,
    Amounts,
    Fact,
    Money,
    Narrative,
    Partnership,
    Plan,
    Project,
    Share,
    When,
    link_values,
)
from vetpartner.model.links import ANYTHING
from vetpartner.values.hints import are_pairs, default_of, types_of
from vetpartner.values.problems import Enough, Path, Problem, Problems
from vetpartner.values.reading import (
    Strict,
    WrongValue,
    read_any_text,
    read_decimal,
    read_id,
    read_quantity,
    read_str,
    shown,
    unmistakable,
)
from vetpartner.values.translations import FIELD
from vetpartner.values.words import Stated, near, stated

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator


def _answers(read: Callable[[object], str]) -> Callable[[object], tuple[tuple[str, str], ...]]:
    """Return how the answers of a report are read, by question; one may be left empty."""

    def answers(value: object) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, dict):
            raise WrongValue("wrong-type", f"expected a table of answers, not {shown(value)}")
        return tuple((read(key), text and read(text)) for key, text in value.items())

    return answers


CONTINUOUS = ("rate", "score", "scale", "latitude", "longitude")
"""Fields whose numbers have decimals by their nature: 24.715 is no count of thousands there."""
_AS_TYPED = dict.fromkeys(CONTINUOUS, read_decimal)
STRICT = Strict(
    of={Decimal: read_quantity, Stated: lambda value: read_str(stated(value))},
    named={"id": read_id, "answers": _answers(read_str), **_AS_TYPED},
)
"""Reads the classes of the model."""
OURS = Strict(
    of={Decimal: read_quantity, str: read_any_text, Stated: stated},
    named={"id": read_any_text, "answers": _answers(read_any_text), **_AS_TYPED},
)
"""Reads them where only this program wrote: texts are as somebody once typed them."""

_THREE = -3
"""The exponent of a number with three decimals."""
PLAN_TABLES = ("project", "agreement", "look", "lint", *KINDS, "accepted", "identities", "limits")
TABLES_OF_FACTS = tuple(FACTS)
EXTRA_TABLES = ("narratives", "own_rules")
_TYPES: dict[str, Any] = {
    **{table: tuple.__class_getitem__((cls, ...)) for table, cls in FACTS.items()},
    "narratives": tuple[Narrative, ...],
    "own_rules": str,
}
ALL_TABLES = (*PLAN_TABLES, *TABLES_OF_FACTS, *EXTRA_TABLES)
FORMAT = {"format": 1}
"""What stands before the tables; where it is missing, version 0.1.0 or a person wrote them."""


@frozen(kw_only=True)
class Assembly:
    """What could be built from tables, and every problem; a part with a problem is None."""

    plan: Plan | None
    facts: tuple[Fact, ...] | None
    narratives: tuple[Narrative, ...] = ()
    own_rules: str | None = None
    problems: tuple[Problem, ...] = ()


@frozen
class Own:
    """What holds in a project where an amount or a text says no other: currency and language."""

    currency: str = Project().currency
    language: str = Project().language

    @classmethod
    def of(cls, p: Partnership) -> Own:
        """Return them of a partnership."""
        return cls(p.baseline.project.currency, p.baseline.project.language)

    @classmethod
    def in_tables(cls, raw: dict[str, Any]) -> Own:
        """Return them of parsed tables, however they may be wrong."""
        held = raw.get("project")
        project = held if isinstance(held, dict) else {}
        currency, language = project.get("currency"), project.get("language")
        sound = isinstance(currency, str) and re.fullmatch(r"[A-Z]{3}", currency)
        own = {"currency": str(currency)} if sound else {}
        return cls(**own, **({"language": language} if isinstance(language, str) else {}))


def assemble(
    raw: dict[str, Any],
    known: tuple[str, ...],
    *,
    own: Own,
    name: str,
    strict: Strict = STRICT,
) -> Assembly:
    """Build plan, facts and the rest from tables; tables that are not `known` are problems.

    `own` are the project's currency and language; `name` is what the problems call the source,
    such as `facts.toml`.
    """
    unknown = Problems()
    problems: list[Problem] = []
    with_format = (*known, *FORMAT) if "project" in known else known
    with suppress(Enough):
        for table in raw:
            if table not in with_format:
                _say_unknown(unknown, table, known, name)
    if "format" in raw and "format" in with_format and raw["format"] not in {None, 1}:
        problems.append(_later_format(raw["format"]))

    def read(held: object, type_: Any, at: Path = ()) -> Any:  # noqa: ANN401
        value, found = strict.structure(
            held, type_, currency=own.currency, language=own.language, at=at
        )
        problems.extend(found)
        return value

    plan = read(
        {table: raw[table] for table in PLAN_TABLES if table in raw and table in known}, Plan
    )
    rest = {
        table: read(raw[table], type_, (table,))
        for table, type_ in _TYPES.items()
        if table in raw and table in known
    }
    seen: set[tuple[str, str]] = set()
    for number, words in enumerate(rest.get("narratives") or ()):
        if (key := (words.report, words.language)) in seen:
            reason = f"the answers of {'.'.join(key)} stand in this list twice"
            path = ("narratives", number)
            problems.append(Problem(slug="narrative-question-twice", reason=reason, path=path))
        seen.add(key)
    facts = [rest[table] for table in FACTS if table in rest]
    return Assembly(
        plan=plan,
        facts=None if None in facts else tuple(chain.from_iterable(facts)),
        narratives=rest.get("narratives") or (),
        own_rules=rest.get("own_rules"),
        problems=(*unknown.told(), *problems),
    )


def _later_format(held: object) -> Problem:
    return Problem(
        slug="format-unknown",
        reason=f"its format is {shown(held)}, and this version of the program knows 1",
        path=("format",),
        way_out="take a newer version of the program: `pip install -U vetpartner`",
    )


def _say_unknown(unknown: Problems, table: str, known: tuple[str, ...], name: str) -> None:
    home = "facts.toml" if table in FACTS else "project.toml" if table in PLAN_TABLES else None

    def way_out() -> str:
        if home:
            return f"it belongs in {home}"
        return near(table, known) or f"known tables: {', '.join(known)}"

    message = f"`{table}` is not a table of {name}"
    unknown.say("unknown-key", message, (table,), at_key=True, way_out=way_out)


# Ids and links in tables that could not be built, so that all mistakes come at once.


def known_ids(raw: dict[str, Any]) -> tuple[str, ...]:
    """Return the ids of all tables of a plan, in their order."""
    return tuple(item["id"] for _, item in _items(raw, KINDS) if isinstance(item.get("id"), str))


def hidden_ids(raw: dict[str, Any]) -> set[str]:
    """Return texts that may be ids, in tables of another name and where none stands as `id`."""
    found: set[str] = set()
    for name, held in raw.items():
        rows = [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []
        for row in (row for row in rows if not isinstance(row.get("id"), str)):
            keys = types_of(KINDS[name]) if name in KINDS else {}
            found.update(str(held) for key, held in row.items() if keys and key not in keys)
            found.update({str(row["id"])} if keys and "id" in row else ())
        ids = {row["id"] for row in rows if isinstance(row.get("id"), str)}
        found.update(ids if name not in ALL_TABLES else ())
        found.update(re.sub(r"[^\w.\-]", "", id_) for id_ in ids)
    return found


def linked_ids(raw: dict[str, Any]) -> set[str]:
    """Return the ids to which links lead."""
    linked = _linked(raw)
    return {id_ for cls, _, item in linked for _, _, id_ in link_values(cls, item.get)}


def raw_link_problems(
    raw: dict[str, Any],
    known: tuple[str, ...],
    hidden: Collection[str] = (),
    tables: Collection[str] = (),
) -> tuple[Problem, ...]:
    """Return links that lead to none of the known ids, and ids that are used twice.

    `hidden` are those that may stand where something is wrong, `tables` those in which an id is not
    known; nothing is said of links to them.
    """
    problems = Problems()
    with suppress(Enough):
        _say_links(problems, raw, known, hidden, tables)
    return problems.told()


def _say_links(
    problems: Problems,
    raw: dict[str, Any],
    known: tuple[str, ...],
    hidden: Collection[str],
    tables: Collection[str],
) -> None:
    ids = set(known)
    seen: set[str] = set()
    for path, item in _items(raw, KINDS):
        id_ = item.get("id")
        if isinstance(id_, str) and id_ in seen:
            problems.say("id-used-twice", f"the id `{id_}` is used twice", (*path, "id"))
        elif isinstance(id_, str):
            seen.add(id_)
    for cls, path, item in _linked(raw):
        for field, kinds, id_ in link_values(cls, item.get):
            perhaps = any(kind in kinds or kinds == ANYTHING for kind in tables)
            if id_.strip() and id_ not in ids and id_ not in hidden and not perhaps:
                held = item[field]
                inner: Path = (held.index(id_),) if isinstance(held, list) else ()
                if isinstance(held, dict):
                    inner = (id_,)
                problems.say(
                    "link-to-nowhere",
                    f"`{field}` leads to `{id_}`, and nothing has this id",
                    (*path, field, *inner),
                    at_key=isinstance(held, dict),
                    way_out=partial(near, id_, known),
                )


def _linked(raw: dict[str, Any]) -> Iterator[tuple[type, Path, dict[str, Any]]]:
    project = raw.get("project")
    if isinstance(project, dict):
        yield Project, ("project",), project
    for kind, cls in {**KINDS, **FACTS}.items():
        for path, item in _items(raw, {kind: cls}):
            yield cls, path, item


def _items(raw: dict[str, Any], kinds: dict[str, type]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for kind in kinds:
        held = raw.get(kind)
        for index, item in enumerate(held if isinstance(held, list) else ()):
            if isinstance(item, dict):
                yield (kind, index), item


# From the model to plain values: what TOML, JSON and workbooks can hold.


def plain_plan(p: Partnership) -> dict[str, Any]:
    """Return the plan as approved as tables of plain values, in the order of the file format.

    Values are str, int, bool, Decimal, date, lists and dicts; defaults are left out.
    """
    return _fields(p.baseline, Own.of(p))


def plain_extras(p: Partnership) -> dict[str, Any]:
    """Return narratives and own rules, which a folder keeps in files of their own."""
    extras = {"narratives": plain(p.narratives, Own()), "own_rules": p.own_rules}
    return {name: held for name, held in extras.items() if held or held == ""}


def plain_facts(p: Partnership) -> dict[str, Any]:
    """Return the facts as tables of plain values."""
    tables: dict[str, Any] = {}
    for fact in p.facts:
        row = plain(fact, Own.of(p))
        tables.setdefault(FACT_TABLES[type(fact)], []).append(row)
    return tables


def plain(value: Any, own: Own) -> Any:  # noqa: ANN401 - whatever the model holds
    """Return one value of the model as plain values; money in the project's currency is a number.

    A text in several languages becomes a table, with that of the project first.
    """
    if isinstance(value, Money):
        number = _number(value.amount)
        return number if value.currency == own.currency else f"{value.amount} {value.currency}"
    if isinstance(value, When):
        return value.one_day or str(value)
    if isinstance(value, Decimal):
        # Zeros at the end say nothing.
        return _number(value) if value.as_tuple().digits[-1:] == (0,) else value
    if isinstance(value, Share):
        return str(value)
    if isinstance(value, Amounts):
        return _table(value.pairs, own)
    if isinstance(value, tuple):
        return [plain(item, own) for item in value]
    return _fields(value, own) if attrs.has(type(value)) else value


def _table(pairs: tuple[tuple[str, Any], ...], own: Own) -> dict[str, Any]:
    return {key: _certain(plain(held, own)) for key, held in pairs}


def _certain(held: Any) -> Any:  # noqa: ANN401 - plain values
    """Return plain values of which no number has two readings."""
    if isinstance(held, list):
        return [_certain(item) for item in held]
    return unmistakable(held) if isinstance(held, Decimal) else held


def _fields(value: Any, own: Own) -> dict[str, Any]:  # noqa: ANN401
    table: dict[str, Any] = {}
    others = getattr(value, FIELD, {})
    for name, default, is_pairs in _written(value.__class__):
        item = getattr(value, name)
        if item is not None and item != default:
            held = _table(item, own) if is_pairs else plain(item, own)
            table[name] = held if name in CONTINUOUS else _certain(held)
        if name in others:
            here = {own.language: table[name]} if name in table else {}
            table[name] = here | {code: plain(text, own) for code, text in others[name].items()}
    return table


@cache
def _written(cls: type[Any]) -> tuple[tuple[str, object, bool], ...]:
    """Return the fields of a class, `id` and `of` first: what each is if it is left out.

    Last comes whether it is a tuple of pairs, which stands as a table.
    """
    types = types_of(cls)
    fields = sorted(attrs.fields(cls), key=lambda a: a.name not in {"id", "of"})
    fields = [a for a in fields if a.name != FIELD]
    return tuple((a.name, default_of(a), are_pairs(types[a.name])) for a in fields)


def _number(amount: Decimal) -> int | Decimal:
    if amount == amount.to_integral_value():
        return int(amount)
    return amount.normalize() if amount.as_tuple().exponent == _THREE else amount


def iso(value: Any) -> Any:  # noqa: ANN401 - for `json.dumps(default=…)`
    """Return days as ISO text; JSON has no dates."""
    if isinstance(value, date):
        return value.isoformat()
    msg = f"{type(value).__name__} has no place in JSON"
    raise TypeError(msg)

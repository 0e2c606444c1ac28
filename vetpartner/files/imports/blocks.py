"""Tables and labels among the rows of a sheet or document: where each begins, what it lists.

A sheet may hold several tables, one below the other. Each begins with its headings, and ends where
other headings begin, a label with its value, or a line of text that is no row of a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from vetpartner.files.imports.plan_cells import organisation_of, package_of
from vetpartner.files.imports.plan_words import (
    ACTIVITIES,
    KEYS,
    ORGANISATIONS,
    PACKAGES,
    PROJECT,
    TABLES,
    field_of,
    meant,
    plan_words,
)
from vetpartner.files.tables.headings import clean, folded
from vetpartner.files.tables.headings import words as list_words
from vetpartner.files.tables.shape import Sheet
from vetpartner.values.reading import WrongValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vetpartner.files.tables.shape import Row, Rows, Values

BUDGET = "budget"
"""The table of organisations and work packages, with an amount for each pair of them."""
_FEWEST, _LOOKED_AT = 2, 4
_LONGEST_LABEL = 120


@frozen(kw_only=True)
class Block:
    """A table: what it lists, its rows with the headings first, and the titles above it.

    `package` is how the work package is called under whose heading it stands, `columns` of a
    table of amounts what each column is of.
    """

    kind: str
    sheet: Sheet
    titles: tuple[str, ...] = ()
    package: str = ""
    columns: Mapping[int, str] = field(factory=dict)


@frozen(kw_only=True)
class Pair:
    """A label and its value, with the row of the value and the place of its cell from 0."""

    label: str
    value: object
    line: int
    column: int
    package: str = ""


@frozen(kw_only=True)
class Text:
    """A line of text that belongs to no table."""

    text: str
    line: int


@frozen
class Names:
    """What a table of amounts may be headed with: organisations, beside work packages."""

    organisations: Mapping[str, str] = field(factory=dict)


def known_label(text: str) -> set[str]:
    """Return which tables have a head or label of this text."""
    if len(text) > _LONGEST_LABEL:
        return set()
    bare = text.rstrip(" :*")
    return {table for table in TABLES if field_of(bare, table, sure=True)}


def is_question(text: str) -> bool:
    """Tell whether a line begins a question or a section of a form."""
    return question(text) != ""


def question(text: str) -> str:
    """Return what a question asks for: `priorities`, `topics`, `other`; nothing for no question."""
    plain = f"{folded(text)} "
    for name, begins in plan_words()["questions"].items():
        if any(plain.startswith(f"{folded(each)} ") for each in begins):
            return str(name)
    return ""


def _filled(values: Values) -> list[int]:
    return [n for n, value in enumerate(values) if value != "" and clean(value)]


def headed(values: Values) -> str:
    """Return what a row of headings lists, nothing for a row that is none."""
    filled = _filled(values)
    texts = [values[n] for n in filled]
    if len(filled) < _FEWEST or not all(isinstance(text, str) for text in texts):
        return ""
    best, most = "", 1
    for table in (PACKAGES, ACTIVITIES, ORGANISATIONS, PROJECT):
        known = [field_of(str(text), table) for text in texts]
        names = {name for name in known if name}
        count = len(names)
        # Facts of the project are labels as well, so that some values between them are no heads.
        enough = count == len(filled) if table == PROJECT else 2 * count >= len(filled)
        if count > most and not KEYS[table].isdisjoint(names) and enough:
            best, most = table, count
    return best


def _tied(values: Values) -> set[str]:
    """Return the lists that a row of headings fits equally well."""
    texts = [str(values[n]) for n in _filled(values)]
    counts = {
        table: len({field_of(text, table) for text in texts} - {""})
        for table in (PACKAGES, ACTIVITIES)
    }
    most = max(counts.values())
    return {table for table, count in counts.items() if count == most}


def blocks(sheet: Sheet, names: Names, *, in_words: bool = False) -> Iterator[Block | Pair | Text]:
    """Yield the tables of a sheet, its labels with their values, and the other lines, in order.

    `in_words` tells that it is a form, where a value may stand in the line below its label.
    """
    rows = list(sheet.again())
    at, package, titles = 0, "", list[str]()
    while at < len(rows):
        line, values = rows[at]
        filled = _filled(values)
        if not filled:
            at += 1
            continue
        columns = _amounts(rows, at, names)
        kind = BUDGET if columns else headed(values)
        if kind and line not in sheet.hidden:
            end = _end(rows, at, names) if kind != PROJECT else _first(rows, at)
            told = (*titles, sheet.name)
            for first, last in _beside(rows[at:end]):
                yield from _block(sheet, rows[at:end], first, last, told, package, names)
            at, titles = end, []
            continue
        if line not in sheet.hidden and (pairs := _pairs(values, line, package)):
            yield from pairs
            at, titles = at + 1, []
            continue
        if line not in sheet.hidden and (
            pair := _pair(rows, at, package) or (_below(rows, at) if in_words else None)
        ):
            yield pair
            at += 1 if pair.line == line else _reach(rows, at, pair)
            titles = []
            continue
        if len(filled) == 1:
            text = clean(values[filled[0]])
            titles = [*titles, text][-3:]
            if package_of(text).number is not None:
                package = text
            yield Text(text=text, line=line)
        else:
            yield Text(text=" | ".join(clean(values[n]) for n in filled), line=line)
        at += 1


def _beside(rows: list[Row]) -> list[tuple[int, int]]:
    """Return the columns of tables that stand side by side, with an empty column between them.

    Each of them has headings of its own; else all columns are those of one table.
    """
    width = max(len(values) for _, values in rows)
    used = [any(n in _filled(values) for _, values in rows) for n in range(width)]
    begins = [n for n in range(width) if used[n] and (n == 0 or not used[n - 1])]
    ends = [n + 1 for n in range(width) if used[n] and (n + 1 == width or not used[n + 1])]
    spans = list(zip(begins, ends, strict=True))
    if len(spans) > 1 and all(headed(rows[0][1][first:last]) for first, last in spans):
        return spans
    return [(0, width)]


def _block(
    sheet: Sheet,
    rows: list[Row],
    first: int,
    last: int,
    titles: tuple[str, ...],
    package: str,
    names: Names,
) -> Iterator[Block]:
    """Yield the table in some of the columns of rows, whose headings stand in the first row."""
    part = tuple((line, values[first:last]) for line, values in rows)
    columns = _amounts(list(part), 0, names)
    kind = BUDGET if columns else headed(part[0][1])
    if kind == PACKAGES and ACTIVITIES in _tied(part[0][1]):
        kind = ACTIVITIES if _of(titles, ACTIVITIES) and not _of(titles, PACKAGES) else kind
    yield Block(
        kind=kind,
        sheet=evolve(sheet, again=_again(part), offset=sheet.offset + first),
        titles=titles,
        package=package,
        columns=columns,
    )


def _pairs(values: Values, line: int, package: str) -> list[Pair]:
    """Return labels and values that stand in turn in one row; none for another row."""
    filled = _filled(values)
    labels, others = filled[::2], filled[1::2]
    if len(filled) < 4 or len(labels) != len(others):  # noqa: PLR2004 - two of them
        return []
    if not all(isinstance(values[n], str) and known_label(str(values[n])) for n in labels):
        return []
    if any(isinstance(values[n], str) and known_label(str(values[n])) for n in others):
        return []
    return [
        Pair(label=str(values[a]), value=values[b], line=line, column=b, package=package)
        for a, b in zip(labels, others, strict=True)
    ]


def _again(rows: tuple[Row, ...]) -> Callable[[], Rows]:
    return lambda: iter(rows)


def _of(titles: Sequence[str], table: str) -> bool:
    return any(meant("titles").get(folded(title)) == table for title in titles)


def _reach(rows: list[Row], at: int, pair: Pair) -> int:
    return next(n for n, (line, _) in enumerate(rows[at:]) if line == pair.line) + 1


def _end(rows: list[Row], at: int, names: Names) -> int:
    """Return where a table ends whose headings stand in a row."""
    last = at + 1
    for n in range(at + 1, len(rows)):
        values = rows[n][1]
        filled = _filled(values)
        if not filled:
            continue
        if len(values) == 1 or headed(values) or _amounts(rows, n, names):
            break
        other = _is_apart(rows, n) or len(values) != len(rows[at][1])
        if _pair(rows, n, "") is not None and other:
            break
        if len(filled) == 1 and _leads(rows, n, names):
            break
        last = n + 1
    return last


def _first(rows: list[Row], at: int) -> int:
    """Return where the only row of facts of the project ends."""
    below = (n for n in range(at + 1, len(rows)) if _filled(rows[n][1]))
    return next(below, at) + 1


def _is_apart(rows: list[Row], at: int) -> bool:
    """Tell whether a row stands below an empty one, or the sheet has no rows between."""
    return not _filled(rows[at - 1][1]) or rows[at][0] > rows[at - 1][0] + 1


def _leads(rows: list[Row], at: int, names: Names) -> bool:
    """Tell whether only titles stand between a row and the headings of another table."""
    for n in range(at, min(at + _LOOKED_AT, len(rows))):
        values = rows[n][1]
        if len(_filled(values)) > 1:
            return bool(headed(values) or _amounts(rows, n, names))
    return False


def _pair(rows: list[Row], at: int, package: str) -> Pair | None:
    """Return label and value of a row, or of a label that stands alone and the line below it."""
    line, values = rows[at]
    filled = _filled(values)
    first = values[filled[0]]
    if not isinstance(first, str):
        return None
    text = clean(first)
    if len(filled) == 1:
        label, colon, rest = text.partition(":")
        if colon and rest.strip() and known_label(label) and not is_question(text):
            return Pair(label=label, value=rest.strip(), line=line, column=filled[0],
                        package=package)  # fmt: skip
        return None
    if len(filled) == 2 and known_label(text):  # noqa: PLR2004 - label and value
        value = values[filled[1]]
        if not (isinstance(value, str) and known_label(value)):
            return Pair(label=text, value=value, line=line, column=filled[1], package=package)
    return None


def _below(rows: list[Row], at: int) -> Pair | None:
    """Return a label of the project that stands alone, and its value in the next line."""
    (_, values), (line, below) = rows[at], rows[at + 1] if at + 1 < len(rows) else (0, ())
    if len(values) != 1 or len(below) != 1 or not isinstance(values[0], str):
        return None
    name = field_of(values[0].rstrip(" :*"), PROJECT)
    value = clean(below[0])
    fits = _is_number(value) if name == "lump_sum" else name in {"title", "acronym"}
    if not fits or known_label(value) or is_question(value):
        return None
    return Pair(label=values[0], value=value, line=line, column=0)


def _amounts(rows: list[Row], at: int, names: Names) -> dict[int, str]:
    """Return of which organisation or work package each column is, in a table of amounts.

    There are two at least, and what stands below them are amounts or nothing.
    """
    values = rows[at][1]
    found: dict[int, str] = {}
    for n in _filled(values):
        text = values[n]
        if isinstance(text, str) and (one := _one_of(text, names)):
            found[n] = one
    kinds = {each.partition(":")[0] for each in found.values()}
    if len(set(found.values())) < _FEWEST or len(kinds) != 1:
        return {}
    if len(_filled(values)) - len(found) > _FEWEST:
        return {}
    below = [values for _, values in rows[at + 1 : at + 1 + _LOOKED_AT]]
    cells = [row[n] for row in below for n in found if n < len(row) and row[n] != ""]
    if not cells or not all(_is_number(cell) for cell in cells):
        return {}
    return found


def _one_of(text: str, names: Names) -> str:
    """Return the organisation or the work package that a heading names."""
    number = package_of(text).number
    if number is not None:
        return f"work_package:WP{number}"
    try:
        return f"organisation:{organisation_of(text, names.organisations)}"
    except WrongValue:
        return ""


def _is_number(value: Any) -> bool:  # noqa: ANN401 - what a cell holds
    if isinstance(value, bool):
        return False
    if isinstance(value, float | int):
        return True
    text = clean(value)
    digits = sum(sign.isdigit() for sign in text)
    letters = sum(sign.isalpha() for sign in text)
    return text in {"-", "\u2013"} or (digits > 0 and letters <= 3)  # noqa: PLR2004 - EUR


def is_total(text: str) -> bool:
    """Tell whether a heading or label is a word for sums, whatever stands in brackets behind."""
    plain = folded(text.partition("(")[0])
    sums = list_words("sum")
    return plain in sums or any(plain.startswith(f"{word} ") for word in ("total", "sum of"))

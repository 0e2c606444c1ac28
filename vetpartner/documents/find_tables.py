"""Titles and leaders of the plan in tables and sentences, and totals that do not add up."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vetpartner.documents.plan_index import words_of
from vetpartner.documents.words import TOKEN, fold, is_word
from vetpartner.values.page_text import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vetpartner.documents.document import Grid, Line
    from vetpartner.documents.finding import Found, Sure
    from vetpartner.documents.subject import Said, Subject

_CLAUSES = re.compile(r"[,;]| (?:and|und|e|y|et|i|oraz|και|while|dok|mientras|mentre) ")
_STEM = 5
_FEWEST_WORDS, _SHORTEST = 2, 4
_NUMBER = re.compile(
    r"(?<![\w.,])-?(?:\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+|\d+)(?:[.,]\d{1,2})?"
    r"(?![\w%]|[.,]\d)"
)
_CELL = re.compile(
    r"\s*(?:EUR|\u20ac)?\s*(?P<number>-?\d[\d.,'\u2019\u00a0\u202f ]*)\s*(?:EUR|\u20ac)?\s*"
)
_FEWEST_ROWS = 2
_LONG_LABEL = 4
_LABELLED = 2
_SKIPPED = 5
_CENT = Decimal("0.02")


# Leaders.


def leaders(s: Subject) -> Iterator[Found]:
    """Yield who is said to lead a work package, a result or an activity that another one leads."""
    for each in s.sentences:
        led = [id_ for id_ in each.sentence.named if s.plan.led_by(id_)]
        parts = _CLAUSES.split(each.sentence.text) if len(led) > 1 else [each.sentence.text]
        for part in parts if led else ():
            own = [id_ for id_ in led if len(led) == 1 or id_ in re.findall(r"[\w.]+\w", part)]
            found = _leader(s, part) if len(own) == 1 else None
            if found is not None and found[0] != s.plan.led_by(own[0]):
                yield _wrong_leader(s, own[0], *found, each=each)
    for grid in s.document.grids:
        column = next((n for n, cell in enumerate(grid.rows[0]) if _heads(cell)), None)
        for row, line in zip(grid.rows[1:], grid.places[1:], strict=True):
            id_ = _first_id(s, row)
            named = row[column] if column is not None and column < len(row) else ""
            leader = s.plan.organisation(named)
            right = s.plan.led_by(id_)
            if id_ is not None and leader is not None and right and leader != right:
                yield _wrong_leader(s, id_, leader, named, "certain", line=line)
        yield from _labelled_leaders(s, grid)


def _labelled_leaders(s: Subject, grid: Grid) -> Iterator[Found]:
    """Yield wrong leaders of a table of two columns, in which each row says what it tells.

    `Lead of the deliverable` is of the row `Deliverable`, a bare `Lead` of what the paper is about.
    """
    if any(len([cell for cell in row if cell.strip()]) > _LABELLED for row in grid.rows):
        return
    ids = {fold(row[0]).strip(" :"): _first_id(s, row[1:]) for row in grid.rows if len(row) > 1}
    for row, line in zip(grid.rows, grid.places, strict=True):
        if len(row) < _LABELLED or not _heads(row[0]):
            continue
        small = [fold(word) for word in TOKEN.findall(row[0])]
        rest = [
            word
            for word in small
            if not any(is_word("lead", each, word) for each in ("behind", "before", "between"))
        ]
        id_ = s.of if not rest else ids.get(" ".join(rest))
        leader, right = s.plan.organisation(row[1]), s.plan.led_by(id_)
        if id_ is not None and leader is not None and right and leader != right:
            yield _wrong_leader(s, id_, leader, row[1], "likely", line=line)


def _wrong_leader(
    s: Subject,
    id_: str,
    leader: str,
    words: str,
    sure: Sure,
    *,
    each: Said | None = None,
    line: Line | None = None,
) -> Found:
    p = s.plan.p
    right = p.label(s.plan.led_by(id_))
    message = f"{id_} is led by {right}, not by {p.label(leader)}"
    more: dict[str, Any] = {"record": f"led by {right}", "key": f"{id_} {words}"}
    if each is not None:
        return s.told(each, "document-leader-differs", message, words, sure=sure, **more)
    return s.found("document-leader-differs", message, words, sure=sure, line=line, **more)


def _heads(cell: str) -> bool:
    tokens = [fold(word) for word in TOKEN.findall(cell)[:3]]
    return any(is_word("lead", each, token) for token in tokens for each in ("behind", "before"))


def _first_id(s: Subject, row: Sequence[str]) -> str | None:
    word = re.match(r"\s*(\w+(?:\.\w+)*)", row[0]) if row else None
    return word[1] if word and s.plan.p.get(word[1]) is not None else None


def _leader(s: Subject, text: str) -> tuple[str, str, Sure] | None:
    """Return the organisation that a text calls a leader, its words, and how sure."""
    spans = [match.span() for match in TOKEN.finditer(text)]
    tokens = [folded(text[start:end]) for start, end in spans]
    if not any(is_word("lead", "behind", t) or is_word("lead", "before", t) for t in tokens):
        return None
    found = list(s.plan.organisations.found(tokens))
    begins = {start: (id_, end) for start, end, id_ in found}
    ends = {end: (id_, start) for start, end, id_ in found}

    def words(start: int, end: int) -> str:
        return text[spans[start][0] : spans[end - 1][1]]

    for at, token in enumerate(tokens):
        behind = is_word("lead", "behind", token)
        after = _after(s, tokens, at, begins) if behind else None
        if after is not None:
            id_, end = begins[after]
            return id_, words(after, end), "certain" if after <= at + 2 else "likely"
        partly = is_word("lead", "charge", token) and not _at_once(s, tokens[at + 1 :])
        if not partly and (behind or is_word("lead", "before", token)):
            before = at
            while before and before not in ends and is_word("lead", "between", tokens[before - 1]):
                before -= 1
            if before in ends:
                id_, start = ends[before]
                return id_, words(start, before), "likely"
    return None


def _at_once(s: Subject, tokens: list[str]) -> bool:
    """Tell whether an id of the plan follows, with small words and `work package` before it."""
    for token in tokens[:_SKIPPED]:
        if s.plan.p.get(token.upper()) is not None:
            return True
        if not _between(s, token):
            return False
    return False


def _after(
    s: Subject, tokens: list[str], at: int, begins: dict[int, tuple[str, int]]
) -> int | None:
    """Return where an organisation begins behind a word, with small words alone between them."""
    for behind in range(at + 1, min(len(tokens), at + 2 + _SKIPPED)):
        if behind in begins:
            return behind
        if not _between(s, tokens[behind]):
            return None
    return None


def _between(s: Subject, token: str) -> bool:
    return (
        is_word("lead", "between", token)
        or s.plan.p.get(token.upper()) is not None
        or (token.replace(".", "").isalnum() and any(map(str.isdigit, token)))
    )


# Titles.


def titles(s: Subject) -> Iterator[Found]:
    """Yield ids that stand before a title that shares no word with their own, or before two."""
    same_language = s.language is None or s.language == s.plan.p.plan.project.language
    for grid in s.document.grids:
        seen: dict[str, str] = {}
        for row, line in zip(grid.rows, grid.places, strict=True):
            id_ = _first_id(s, row)
            if id_ is None or len(row) < _FEWEST_WORDS or row[0].strip(" .:") != id_:
                continue
            said = row[1]
            if id_ in seen and seen[id_] != folded(said) and said:
                yield s.found(
                    "document-id-twice",
                    f"{id_} stands twice in a table, before two titles",
                    id_,
                    sure="likely",
                    line=line,
                    record=s.plan.p.label(id_),
                )
            elif same_language and _other_title(s, id_, said):
                yield s.found(
                    "document-title-differs",
                    f"“{said}” is not the title of {id_}",
                    said,
                    sure="likely",
                    line=line,
                    record=s.plan.p.label(id_),
                )
            seen.setdefault(id_, folded(said))


def _other_title(s: Subject, id_: str, said: str) -> bool:
    right = s.plan.p.label(id_)
    own, theirs = _stems(right), _stems(said)
    titled = not any(map(str.isdigit, said)) and s.plan.organisation(said) is None
    return (
        len(words_of(said)) >= _FEWEST_WORDS
        and bool(own)
        and bool(theirs)
        and titled
        and not own & theirs
        and any(
            folded(s.plan.p.label(other.id)) != folded(said) for _, other in s.plan.p.plan.things()
        )
    )


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in words_of(text) if len(word) >= _SHORTEST}


# Totals.


def totals(s: Subject) -> Iterator[Found]:
    """Yield totals of tables that are not the sum of what stands above them."""
    in_grids = {id(line) for grid in s.document.grids for line in grid.places}
    for grid in s.document.grids:
        yield from _grid_totals(s, grid)
    rows: list[tuple[Line, tuple[str, ...]]] = []
    for line in s.document.lines:
        cells = _as_row(line.text) if id(line) not in in_grids else ()
        if not cells:
            rows = []
            continue
        if rows and len(rows[-1][1]) != len(cells):
            rows = []
        rows.append((line, cells))
        if _is_total(cells[0]) and len(rows) > _FEWEST_ROWS + 1:
            yield from _wrong(s, [each for _, each in rows], line, sure="likely")


def _as_row(text: str) -> tuple[str, ...]:
    """Return a line of a page as a row: its words, and the numbers behind them."""
    numbers = list(_NUMBER.finditer(text))
    if not numbers or any(sign in text for sign in ".!?" if text.endswith(sign)):
        return ()
    label = text[: numbers[0].start()].strip(" :\t")
    behind = "".join(_NUMBER.sub("", text[numbers[0].start() :]).split())
    if not label or len(label.split()) > _LONG_LABEL or behind not in {"", "EUR", "€"}:
        return ()
    return (label, *(number[0] for number in numbers))


def _is_total(cell: str) -> bool:
    words = [fold(word) for word in TOKEN.findall(cell)]
    return 0 < len(words) <= _LONG_LABEL and is_word("totals", "words", words[0])


def _grid_totals(s: Subject, grid: Grid) -> Iterator[Found]:
    for at, (row, line) in enumerate(zip(grid.rows, grid.places, strict=True)):
        label = next((cell for cell in row if cell), "")
        if _is_total(label) and at >= _FEWEST_ROWS:
            yield from _wrong(s, [*grid.rows[: at + 1]], line, sure="certain")


def _wrong(s: Subject, rows: list[tuple[str, ...]], line: Line, *, sure: Sure) -> Iterator[Found]:
    *above, total = rows
    for column in range(1, len(total)):
        own = _numbers(total[column])
        if not own:
            continue
        cells = [
            (row[column] if column < len(row) else "", _is_total(next(filter(None, row), "")))
            for row in above
        ]
        while cells and not _numbers(cells[0][0]):
            cells.pop(0)  # heads
        if not _adds(cells):
            continue
        added = {_sum(cells, comma) for comma in (False, True)}
        since = {_sum(_since(cells), comma) for comma in (False, True)}
        subtotals = {_sum([(c, False) for c, t in cells if t], comma) for comma in (False, True)}
        if any(abs(each - one) <= _CENT for each in own for one in added | since | subtotals):
            continue
        said = total[column].strip()
        right = min(added, key=lambda one: abs(one - min(own)))
        yield s.found(
            "document-sum-differs",
            f"the total {said} is not the sum of what stands above it, {right:f}",
            said,
            sure=sure,
            line=line,
            record=f"{right:f}",
        )


def _adds(cells: list[tuple[str, bool]]) -> bool:
    """Tell whether there are enough numbers, and nothing else, above a total."""
    numbers = [cell for cell, _ in cells if _numbers(cell)]
    others = [cell for cell, _ in cells if not _numbers(cell) and cell.strip(" -\u2013\u2014")]
    return len(numbers) >= _FEWEST_ROWS and not others


def _since(cells: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return the rows behind the last total above."""
    last = max((n for n, (_, total) in enumerate(cells) if total), default=-1)
    return cells[last + 1 :]


def _sum(cells: list[tuple[str, bool]], comma: bool) -> Decimal:  # noqa: FBT001 - which sign
    values = (_value(cell, comma=comma) for cell, total in cells if not total)
    return sum((value for value in values if value is not None), Decimal(0))


def _numbers(cell: str) -> set[Decimal]:
    return {value for comma in (False, True) if (value := _value(cell, comma=comma)) is not None}


def _value(cell: str, *, comma: bool) -> Decimal | None:
    """Return the number in a cell, with a comma or a point before its decimals."""
    match = _CELL.fullmatch(cell)
    if match is None:
        return None
    text = re.sub(r"['\u2019\u00a0\u202f ]", "", match["number"])
    text = text.replace(".", "").replace(",", ".") if comma else text.replace(",", "")
    try:
        return Decimal(text.rstrip("."))
    except ArithmeticError:
        return None

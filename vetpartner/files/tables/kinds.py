"""What the rows below the headings are: entries, or sums, headings of groups, remarks, nothing.

A row that is no entry is left out and named, up to a hundred of a kind. A sum is told by what it
is: its formula, the total row of a table, a word at one end of a label, or that its numbers are
those of the rows above, where it names nothing or is in bold.
What can be an entry as well is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from attrs import Factory, define, frozen

from vetpartner.files.tables.columns import Headed
from vetpartner.files.tables.headings import clean, folded, words
from vetpartner.files.tables.shape import Rows, Values
from vetpartner.values.finding import Severity
from vetpartner.values.reading import WrongValue

Say: TypeAlias = Callable[[WrongValue, int, int, Severity], None]
"""Says a problem at row and column, the column from 0."""

MOST_LEFT = 100
_SEVERAL = 2  # the number of one row alone can be that of another by chance
_WHOLE = 2  # a text that is a word for sums, and nothing else
_LONE_IDS = frozenset({"organisation", "of", "work_package"})
"""Fields that name what a row is about: alone they are an entry that lacks the rest."""
_MANY_WORDS = 4
_REMARK = re.compile(r"[:=]|_{2,}|\.{3,}|©|https?://|;.*;")
_LONG = 60


@frozen
class Left:
    """A row that is left out: its sheet, its number, what it is, and why."""

    sheet: str
    line: int
    what: str
    why: str


@frozen(kw_only=True)
class Roles:
    """Which columns of a list tell what its rows are, by the names of their fields.

    `texts` name somebody or something, `numbers` are added up in sums; a row with one of `firm` is
    an entry whatever else it says. `named` are those of `texts` that name a person, `single` what
    else each row has for itself.
    """

    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    firm: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    single: tuple[str, ...] = ()
    way_out: str = "if it is an entry, say more in its row"
    severity: Severity = Severity.NOTE


@define
class _Total:
    """The sums of a column so far: of all rows, and of those since the last sum."""

    whole: Decimal = Decimal(0)
    part: Decimal = Decimal(0)
    filled: int = 0
    filled_part: int = 0
    known: bool = True


@define
class Kinds:
    """Tells the rows of one table apart.

    `number` returns what a cell adds to a sum, None where it is no number. `group` tells whether a
    text alone in its row is the heading of a group, and keeps it; `person` whether it is somebody.
    """

    table: Headed
    roles: Roles
    say: Say
    number: Callable[[object], Decimal | None]
    group: Callable[[str], bool]
    person: Callable[[str], bool]
    left: list[Left] = Factory(list)
    texts: list[int] = Factory(list)
    numbers: list[int] = Factory(list)
    firm: list[int] = Factory(list)
    named: list[int] = Factory(list)
    totals: dict[int, _Total] = Factory(dict)
    known: dict[str, int] = Factory(dict)
    behind: Rows | None = None
    out: set[int] = Factory(set)
    counted: int = 0
    counted_part: int = 0
    next: tuple[int, Values] | None = None
    numbered: list[int] = Factory(list)
    hidden: list[int] = Factory(list)
    entries: int = 0
    plain: bool = False
    bold: bool = False

    def __attrs_post_init__(self) -> None:
        columns = self.table.columns
        places = ("texts", "numbers", "firm", "named")
        for name in places:
            setattr(self, name, [columns[f] for f in getattr(self.roles, name) if f in columns])
        # What repeats is looked at first: it is known already, and in most rows it is enough.
        self.texts.sort(key=lambda n: n in {*self.named, columns.get("id")})
        self.numbers += [read.index for read in self.table.day_columns]
        self.totals = {index: _Total() for index in self.numbers}

    def rows(self) -> Iterator[tuple[int, Values]]:
        """Yield the rows that are entries, with their numbers."""
        sheet = self.table.shape.sheet
        hidden = sheet.hidden if not self._reads_hidden() else frozenset()
        blank = False
        for line, values in self.table.rows:
            filled = [n for n, value in enumerate(values) if value != ""]
            if not filled or (len(filled) == 1 and not clean(values[filled[0]])):
                blank = True
            elif line in hidden:
                self.hidden.append(line)
                self._leave(line, "hidden", "nobody sees the row")
            elif not self._is_other(line, values, filled, blank=blank):
                self.entries += 1
                blank = False
                yield line, values
        self._say_together()

    def _reads_hidden(self) -> bool:
        return self.table.noted is not None and self.table.noted.hidden == "read"

    def _leave(self, line: int, what: str, why: str) -> None:
        self.out.add(line)
        if len(self.left) < MOST_LEFT:
            self.left.append(Left(self.table.sheet, line, what, why))

    def _is_other(self, line: int, values: Values, filled: list[int], *, blank: bool) -> bool:
        """Tell whether a row is no entry, and leave it out."""
        first = values[filled[0]]
        if isinstance(first, str) and self._repeats(values, filled):
            self._leave(line, "heading", "it repeats the headings")
            return True
        if self._is_incomplete(values):
            self._leave(line, "incomplete", "it was never sent")
            message = "the answer was begun and never sent; the row is left out"
            self.say(WrongValue("table-row-left-out", message), line, filled[0], Severity.NOTE)
            return True
        if len(filled) == 1:
            return self._stands_alone(line, filled[0], first, blank=blank)
        return self._is_sum(line, values, filled)

    def _is_incomplete(self, values: Values) -> bool:
        export = self.table.shape.export
        if export is None or not export.complete:
            return False
        at = next((r.index for r in self.table.reads if folded(r.heading) == export.complete), None)
        if at is None:
            return False
        said = values[at] if at < len(values) else ""
        return not clean(said) or words("yes_no").get(folded(clean(said))) == "no"

    def _repeats(self, values: Values, filled: list[int]) -> bool:
        heads = self.table.shape.heads
        if len(filled) < 2 or filled[-1] >= len(heads):  # noqa: PLR2004
            return False
        return all(
            isinstance(values[n], str) and clean(values[n]) == clean(heads[n].cell) for n in filled
        )

    # One cell alone: a number, the heading of a group, a remark, or an entry that says no more.

    def _stands_alone(self, line: int, index: int, value: object, *, blank: bool) -> bool:
        columns = self.table.columns
        if index == columns.get("id") and _is_number(value):
            if not (self.named and self.entries):
                return False
            self.numbered.append(line)
            self._leave(line, "empty", "it has a number and nothing else")
            return True
        if index in self.numbers or not isinstance(value, str):
            return self._is_sum(line, [*[""] * index, value], [index])
        text = clean(value)
        if self._rank(text) == _WHOLE:
            return self._sum(line, index, text)
        own = next((name for name, at in columns.items() if at == index), "")
        if self.person(text) or (own in _LONE_IDS and not _REMARK.search(text)):
            return False
        if self.group(text):
            self._leave(line, "group", "it names the group of the rows below")
            return True
        return self._is_remark(line, index, text, own, blank=blank)

    def _is_remark(self, line: int, index: int, text: str, own: str, *, blank: bool) -> bool:
        """Leave out a text that says something of the list; ask where it can be somebody."""
        if own and own not in {*self.roles.named, "id", "participant", *_LONE_IDS}:
            return False
        long = len(text.split()) > _MANY_WORDS
        if _REMARK.search(text) or len(text) > _LONG or (long and blank) or not own:
            self.group("")  # it may have named a group that nobody knows
            self._leave(line, "remark", "it is a remark below the list")
            message = f"{_short(text)} is read as a remark, and nobody"
            way_out = "if it is an entry, say more in its row"
            self.say(WrongValue("table-row-left-out", message, way_out), line, index, Severity.NOTE)
            return True
        if self._is_group_word(text):
            self.group("")
            self._leave(line, "not clear", "somebody, or the heading of a group")
            message = f"nobody knows whether {_short(text)} is somebody or the heading of a group"
            way_out = "take the row out, or add the organisation to project.toml"
            wrong = WrongValue("table-row-unclear", f"{message}; the row is left out", way_out)
            self.say(wrong, line, index, Severity.ERROR)
            return True
        return False

    @staticmethod
    def _is_group_word(text: str) -> bool:
        known = words("of_groups")
        return any(word in known for word in folded(text).split())

    # Sums

    def _is_sum(self, line: int, values: Values, filled: list[int]) -> bool:
        held = set(filled)
        sums = self.table.shape.sheet.sums
        numbers = [n for n in self.numbers if n in held]
        if sums and numbers:
            offset = self.table.offset + 1
            if any((line, n + offset) in sums for n in numbers):
                return self._sum(line, numbers[0], "", why="its formula adds up the rows above")
        if line in self.table.shape.sheet.totals:
            why = "it is the total row of its table"
            return self._sum(line, filled[0], "", why=why)
        found = self._labels(values, held)
        named = found is None or found[1]
        if self._in_bold(line, numbers) and named and self._bold_sum(line, values, numbers):
            return True
        if found is None:
            return False
        labels, others = found
        at, rank = max(labels, key=lambda each: each[1], default=(0, 0))
        if others and rank != _WHOLE:
            return False
        if not labels:
            return bool(numbers) and self._compared(line, values, numbers)
        # `Ana Suma` is somebody, unless what the row counts are those above.
        certain = rank == _WHOLE or at not in self.named
        if not certain and (not numbers or self._equal(line, values, numbers) < _SEVERAL):
            return False
        return self._sum(line, at, clean(values[at]), values=values, numbers=numbers)

    def _in_bold(self, line: int, numbers: list[int]) -> bool:
        """Tell whether the numbers of a row are in bold, and those of a row above are not."""
        bold = self.table.shape.sheet.bold
        if not bold or not numbers:
            return False
        offset = self.table.offset + 1
        heavy = all((line, n + offset) in bold for n in numbers)
        self.plain = self.plain or not heavy
        return heavy and self.plain

    def _bold_sum(self, line: int, values: Values, numbers: list[int]) -> bool:
        """Leave out a row in bold that names something, if it adds up the rows above.

        One row alone may be followed by another one that costs as much: that is asked, unless
        other rows in bold were sums.
        """
        own = (*self.named, *self.firm)
        if any(n < len(values) and values[n] != "" for n in own):
            return False
        rows = self._equal(line, values, numbers)
        if rows >= _SEVERAL or (rows and self.bold):
            self.bold = True
            why = "it is in bold, and its numbers are those of the rows above"
            return self._sum(line, numbers[0], "", why=why)
        return bool(rows) and self._unclear(line, values, numbers[0], "is in bold")

    def _labels(self, values: Values, held: set[int]) -> tuple[list[tuple[int, int]], bool] | None:
        """Return the words for sums in a row, and whether it names more; None for an entry.

        Where a date or a document makes an entry, a word for a sum is enough without them.
        """
        labels: list[tuple[int, int]] = []
        others = False
        for n in self.texts:
            if n not in held:
                continue
            if rank := self._label(values[n]):
                labels.append((n, rank))
            elif n in self.firm:
                return None
            elif not self._is_running(n, values[n]):
                if not self.firm:
                    return None
                others = True
        return labels, others

    def _is_running(self, index: int, value: object) -> bool:
        return index == self.table.columns.get("id") and bool(self.named) and _is_number(value)

    def _label(self, value: object) -> int:
        return self._rank(value) if isinstance(value, str) else 0

    def _rank(self, text: str) -> int:
        """Return 2 for a text that is a word for sums, 1 where it begins or ends with one."""
        rank = self.known.get(text)
        if rank is None:
            sums, plain = words("sum"), folded(text)
            parts = plain.split()
            edges = {*parts[:1], *parts[-1:], " ".join(parts[-2:]), " ".join(parts[:2])}
            rank = 2 if plain in sums else int(len(parts) > 1 and not edges.isdisjoint(sums))
            if len(self.known) < 10_000:  # noqa: PLR2004
                self.known[text] = rank
        return rank

    def _compared(self, line: int, values: Values, numbers: list[int]) -> bool:
        """Leave out a row that names nothing, if its numbers are those of the rows above."""
        if self.number(values[numbers[0]]) is None:
            return False
        if self._equal(line, values, numbers) >= _SEVERAL:
            return self._sum(line, numbers[0], "", why="its numbers are those of the rows above")
        if self.roles.named and not self.roles.firm and self.table.day_columns:
            return False  # a list of attendance says itself that it does not know who is meant
        return self._unclear(line, values, numbers[0], "says of nothing")

    def _unclear(self, line: int, values: Values, index: int, what: str) -> bool:
        """Leave out a row that may be a sum, and ask."""
        self._leave(line, "not clear", "an entry, or a sum")
        shown = _short(clean(_plain(values[index])))
        message = f"the row holds {shown} and {what}; nobody knows whether it is a sum"
        wrong = WrongValue(
            "table-row-unclear", f"{message}, and it is left out", self.roles.way_out
        )
        self.say(wrong, line, index, Severity.ERROR)
        return True

    def _sum(
        self,
        line: int,
        index: int,
        text: str,
        *,
        why: str = "",
        values: Values = (),
        numbers: Sequence[int] = (),
    ) -> bool:
        """Leave out a sum, and say so; say more where it is not that of the rows above."""
        severity = self.roles.severity
        if text:
            message = f"{text!r} is read as a sum of the rows above, and left out"
            if numbers and self._equal(line, values, list(numbers)) == 0 and self.counted:
                message += "; its numbers are not those of the rows above"
                severity = Severity.WARNING
        else:
            message = f"the row is read as a sum, and left out: {why}"
        self._leave(line, "sum", why or f"it is called {text}")
        self.say(WrongValue("table-sum", message, self.roles.way_out), line, index, severity)
        self._forget_part(line)
        return True

    def _equal(self, line: int, values: Values, numbers: list[int]) -> int:
        """Return how many rows above add up to the numbers of a row, 0 where they do not."""
        self._advance(line)
        for whole in (False, True):
            rows = self.counted if whole else self.counted_part
            if rows and all(self._adds(values[n], self.totals[n], whole=whole) for n in numbers):
                return rows
        return 0

    def _adds(self, value: object, total: _Total, *, whole: bool) -> bool:
        number = self.number(value)
        if number is None:
            return False
        if number == (total.filled if whole else total.filled_part) and self.table.day_columns:
            return True
        return total.known and number == (total.whole if whole else total.part)

    def _advance(self, line: int) -> None:
        """Add up the rows up to this one, those that were left out apart; each is passed once."""
        if self.behind is None:
            self.behind = self.table.shape.body()
            self.next = next(self.behind, None)
        while self.next is not None and self.next[0] < line:
            at, values = self.next
            if at not in self.out:
                self._add(values)
            self.next = next(self.behind, None)

    def _add(self, values: Values) -> None:
        if all(value == "" for value in values):
            return
        self.counted += 1
        self.counted_part += 1
        for index, total in self.totals.items():
            value = values[index] if index < len(values) else ""
            if value == "":
                continue
            number = self.number(value)
            total.filled += 1
            total.filled_part += 1
            if number is None:
                total.known = False
            else:
                total.whole += number
                total.part += number

    def _forget_part(self, line: int) -> None:
        """Begin a new group of rows below a sum."""
        if self.behind is not None:
            self._advance(line)
            self.counted_part = 0
            for total in self.totals.values():
                total.part, total.filled_part = Decimal(0), 0

    def _say_together(self) -> None:
        """Say once of what there are many rows."""
        if self.numbered:
            message = f"{_listed(self.numbered)} have a number and nothing else; they are nobody"
            wrong = WrongValue("table-row-left-out", message)
            self.say(wrong, self.numbered[0], 0, Severity.NOTE)
        if self.hidden:
            way_out = (
                'show the rows, or delete them; hidden = "read" in the file beside it reads them'
            )
            message = f"{_listed(self.hidden)} are hidden, and are not read"
            noted = self.table.noted
            severity = Severity.NOTE if noted is not None and noted.hidden else Severity.ERROR
            self.say(WrongValue("table-hidden", message, way_out), self.hidden[0], 0, severity)


def _listed(lines: list[int]) -> str:
    """Return lines as they are told: the rows 3, 5 and 9, or how many they are."""
    if len(lines) == lines[-1] - lines[0] + 1 and len(lines) > 1:
        return f"the rows {lines[0]} to {lines[-1]}"
    shown = ", ".join(map(str, lines[:MOST_LEFT]))
    more = f" and {len(lines) - MOST_LEFT} more" if len(lines) > MOST_LEFT else ""
    return f"the rows {shown}{more}"


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, float | int) or (
        isinstance(value, str) and clean(value).rstrip(".").isdecimal()
    )


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _short(text: str) -> str:
    return repr(text if len(text) <= _LONG else f"{text[: _LONG - 3]}...")

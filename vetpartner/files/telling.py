"""What is told of a file of TOML: its slips, and what is wrong with what they were meant to be.

Each is told once, at its line as somebody typed it, and nothing that only seems wrong because a
line could not be read. A line is put right with certainty where the whole file was read with it
and nothing was wrong there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.files.structuring import hidden_ids
from vetpartner.model import KINDS, Place
from vetpartner.values.finding import Finding, Severity
from vetpartner.values.toml import toml_of
from vetpartner.values.words import alike

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from vetpartner.files.origin import Source
    from vetpartner.files.slips import Gap
    from vetpartner.values.problems import Problem, Slip

OF_RULES = "rules-problem"
RULE = "texts stand in quotes, days do not; see the file format in the reference"
RETYPED = frozenset({"wrong-type", "bad-date", "bad-money", "bad-share"})
"""The slugs of values of which another kind is asked."""
_UNKNOWN = "leave the line out until it is known"
_MISSING = "missing-key"
_OF_A_WHOLE = frozenset({_MISSING, "impossible-value", "no-project"})
"""The slugs of what is wrong with a table, and with none of its lines."""


_WORD = re.compile(r"[\w][\w.\-]*")


class Telling:
    """The slips and the problems of one file, until all of them are known."""

    def __init__(
        self, source: Source, typed: list[str], found: Iterable[Slip] = (), gaps: Iterable[Gap] = ()
    ) -> None:
        """Take the file as it was meant, its lines as they were typed, its slips and its gaps."""
        self.source, self.typed, self.gaps = source, typed, tuple(gaps)
        self.slips = {slip.line: slip for slip in found}
        self.language = not any(
            gap.path in {(), ("project",)} and (not gap.keys or "language" in gap.keys)
            for gap in self.gaps
        )
        self._problems: list[tuple[Problem, Place]] = []
        self._retyped: dict[int, Slip] = {}

    def add(self, problems: Iterable[Problem], *, language: bool = True) -> None:
        """Add problems; `language` tells that the project's language is known."""
        for problem in problems:
            if not self._rests_on_a_gap(problem, language):
                place = self.source.place(problem.path, at_key=problem.at_key)
                if problem.slug == _MISSING:
                    place = attrs.evolve(place, line=self._emptied(problem.key, place.line))
                self._problems.append((problem, place))

    def _emptied(self, key: str, table: int) -> int:
        """Return the line in which nothing stands behind a key of a table, or that of the table."""
        for number, line in enumerate(self.source.lines[table:], start=table + 1):
            if line.lstrip().startswith("["):
                break
            if number in self.slips and line.strip() == f"# {key} =":
                return number
        return table

    def _left(self) -> Iterator[tuple[Problem, Place]]:
        """Yield the problems with their places, but no key as missing that is only misspelt."""
        misspelt = {
            (*problem.path[:-1], _asked_for(problem))
            for problem, _ in self._problems
            if problem.slug == "unknown-key"
        }
        for problem, place in self._problems:
            if problem.slug != _MISSING or (*problem.path, problem.key) not in misspelt:
                yield problem, place

    def _rests_on_a_gap(self, problem: Problem, language: bool) -> bool:  # noqa: FBT001
        """Tell whether something seems wrong only because lines could not be read."""
        if problem.slug == _MISSING and problem.path[-1:] == (problem.key,):
            return not language  # its text in the project's language
        if problem.slug == OF_RULES and self.gaps:  # of a table it is not known what is missing
            return len(problem.path) == 1
        gaps = [gap for gap in self.gaps if gap.path == problem.path]
        if problem.slug == _MISSING:
            return any(not gap.keys or alike(problem.key, gap.keys, 1) for gap in gaps)
        return problem.slug in _OF_A_WHOLE and bool(gaps)

    def hidden(self, nowhere: Collection[str]) -> tuple[set[str], set[str]]:
        """Return ids that may stand where something could not be read, and tables of such ids.

        `nowhere` are those to which links lead and that nothing has. Where a line that cannot be
        read names one of them, the others are as wrong as before.
        """
        ids, tables = hidden_ids(self.source.raw), set[str]()
        for gap in self.gaps:
            ids.update(gap.ids)
            if gap.path and (gap.path[0] not in KINDS or self._has_id(gap)):
                continue
            named = {*_WORD.findall(gap.lines)} & {*nowhere}
            ids |= named
            if not named and gap.path:
                tables.add(str(gap.path[0]))
        for problem, place in self._problems:
            emptied = problem.slug == _MISSING and place.line in self.slips and problem.key == "id"
            if emptied or (problem.slug == "empty-text" and problem.path[-1] == "id"):
                tables.add(str(problem.path[0]))
        return ids, tables

    def _has_id(self, gap: Gap) -> bool:
        """Tell whether an id stands in the table of a gap, or around it."""
        held: Any = self.source.raw
        for step in gap.path[:2]:
            held = held[step]
        return "id" in held

    def tried(self) -> dict[str, Any] | None:
        """Return what the file holds with all values of another kind as they were meant.

        None where there are none, or where it is no TOML then.
        """
        wrong = [place for problem, place in self._problems if problem.slug in RETYPED]
        if not wrong:
            return None
        from vetpartner.files.meant import retyped

        for place in wrong:
            if (slip := retyped(self._meant(place.line))) is not None:
                self._retyped[place.line] = attrs.evolve(slip, line=place.line)
        lines = list(self.source.lines)
        for number, slip in self._retyped.items():
            lines[number - 1] = lines[number - 1] if slip.right is None else slip.right
        if lines == self.source.lines:
            return None
        try:
            return toml_of("\n".join(lines))
        except (ValueError, ArithmeticError, RecursionError):
            self._retyped.clear()
            return None

    def still(self, problems: Iterable[Problem]) -> None:
        """Take back the lines in which something is wrong even as they were meant."""
        for problem in problems:
            place = self.source.place(problem.path, at_key=problem.at_key)
            tried = self._retyped.get(place.line)
            if tried is not None and tried.right and not self._of_a_table(problem, place):
                del self._retyped[place.line]

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each slip and each problem."""
        worse: dict[int, list[Problem]] = {}
        for problem, place in self._left():
            slip = self.slips.get(place.line)
            if slip is not None and not self._of_a_table(problem, place):
                worse.setdefault(place.line, []).append(problem)
            else:
                yield self._of_problem(problem, place)
        for number, slip in self.slips.items():
            yield self._of_slip(slip, worse.get(number, []))

    def certain(self) -> Iterator[Slip]:
        """Yield the lines of the file that can be put right with certainty."""
        wrong = {
            place.line for problem, place in self._left() if not self._of_a_table(problem, place)
        }
        for number in sorted({*self.slips, *self._retyped}):
            first, then = self.slips.get(number), self._retyped.get(number)
            told = first if then is None else _both(first, then)
            sure = then is not None or number not in wrong
            if told is not None and told.right is not None and told.sure and sure:
                yield told

    def _of_a_table(self, problem: Problem, place: Place) -> bool:
        """Tell whether a problem is no matter of the line at which it stands."""
        named = problem.slug == "unknown-key" and len(problem.path) == 1
        header = self._meant(place.line).lstrip().startswith("[") and not named
        return header or not problem.path

    def _meant(self, number: int) -> str:
        return self.source.lines[number - 1]

    def _of_problem(self, problem: Problem, place: Place) -> Finding:
        line = self.typed[place.line - 1] if place.line <= len(self.typed) else None
        slip = self._retyped.get(place.line)
        better = (slip.right or slip.way_out) if slip and problem.slug in RETYPED else None
        column = min(place.column, len(line or "") + 1)
        of_a_kind = problem.slug == "wrong-type" and not self._of_a_table(problem, place)
        return Finding(
            slug=problem.slug,
            message=problem.message,
            severity=Severity.ERROR,
            place=attrs.evolve(place, column=column),
            way_out=better.strip()
            if better
            else problem.way_out or (_UNKNOWN if of_a_kind else None),
            line=line,
        )

    def _of_slip(self, slip: Slip, worse: list[Problem]) -> Finding:
        """Return the finding of a slip, with what is wrong with the line as it was meant."""
        then = self._retyped.get(slip.line)
        told = slip if then is None else _both(slip, then)
        why = told.why
        way_out: str | None = told.way_out or RULE
        way_out = told.right.strip() if told.right is not None else way_out
        if then is None and worse:
            why = "; ".join((why, *(problem.message for problem in worse)))
            emptied = worse[0].slug == _MISSING
            way_out = f"write {worse[0].key} = and what it is" if emptied else worse[0].way_out
        return Finding(
            slug=slip.slug,
            message=f"this line is not TOML: {why}" if slip.slug == "not-toml" else why,
            severity=Severity.ERROR,
            place=Place(file=self.source.file, line=slip.line, column=slip.column),
            way_out=way_out or _UNKNOWN,
            line=self.typed[slip.line - 1],
        )


def _asked_for(problem: Problem) -> str | None:
    """Return the key that a way out asks for."""
    parts = (problem.way_out or "").split("`")
    return parts[1] if parts[0] == "did you mean " and len(parts) > 1 else None


def _both(first: Slip | None, then: Slip) -> Slip:
    """Return the slip of a line that was put right twice."""
    if first is None:
        return then
    why = "; ".join(dict.fromkeys((first.why, then.why)))
    return attrs.evolve(first, why=why, right=then.right, way_out=then.way_out)

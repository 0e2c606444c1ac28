"""One person in two spellings: said as probable, and never merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks import Severity
from vetpartner.files.tables.table_headings import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.files.tables.table_findings import TableFindings
    from vetpartner.model import Participant

_SHORTEST = 7  # shorter names are often one letter from another person's


def say_probably_same(named: Iterable[tuple[Participant, str, int]], found: TableFindings) -> None:
    """Add a finding where two names of an organisation differ in little more than the spelling.

    That is accents, case, the order of the names, or one letter. `named` are participants with
    the sheet and row in which they stand. Linear in their number.
    """
    first: dict[tuple[str | None, str], tuple[Participant, int]] = {}
    for who, sheet, line in named:
        known = {(who.organisation, key): None for key in _keys(who.name or "")}
        near = (first[key] for key in known if key in first)
        other = next((each for each in near if _alike(who.name or "", each[0].name or "")), None)
        for key in known:
            first.setdefault(key, (who, line))
        if other is not None:
            found.say(
                "table-probably-same",
                f"{who.name} ({who.id}) is probably the same as {other[0].name} ({other[0].id})"
                f" in row {other[1]}",
                severity=Severity.WARNING,
                sheet=sheet,
                line=line,
                way_out="if so, keep one row, and use its id in the attendance",
            )


def _alike(name: str, other: str) -> bool:
    """Tell whether two names that have a key in common are really at most one letter apart."""
    one, two = folded(name), folded(other)
    if sorted(one.split()) == sorted(two.split()):
        return True
    differ = sum(a != b for a, b in zip(one, two, strict=False))
    return len(one) != len(two) or differ == 1


def _keys(name: str) -> Iterator[str]:
    """Yield the words of a name in order, and the name with each letter left out once."""
    plain = folded(name)
    yield " ".join(sorted(plain.split()))
    # Numbers tell people apart: Learner 1 is not Learner 2.
    if len(plain) >= _SHORTEST and not any(sign.isdigit() for sign in plain):
        yield plain
        for index in range(len(plain)):
            yield f"{plain[:index]}{plain[index + 1 :]}"

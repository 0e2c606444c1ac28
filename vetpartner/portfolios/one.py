"""One project of a portfolio, as the questions see it: its name, what it is, and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.portfolios.declared import Columns

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen(kw_only=True)
class One:
    """A path with its tables; `project` is the same for two paths to one project.

    `label` is the acronym, the reference, or else the path; `numbers` are those of its keys.
    """

    at: int
    path: str
    label: str
    project: str
    tables: Mapping[str, Columns]
    numbers: Sequence[int] = ()

    @classmethod
    def of(
        cls, at: int, path: str, tables: Mapping[str, Columns], numbers: Sequence[int] = ()
    ) -> One:
        """Take up the tables of a path, and the numbers of what is compared."""
        row = {name: values[0] for name, values in tables["projects"].items()}
        reference = " ".join((row["reference"] or "").upper().split())
        label = row["acronym"] or row["reference"] or row["title"] or path
        return cls(
            at=at, path=path, label=label, project=reference or path, tables=tables, numbers=numbers
        )

    @cached_property
    def about(self) -> dict[str, Any]:
        """Return the row of the project."""
        return {name: values[0] for name, values in self.tables["projects"].items()}

    def rows(self, table: str, *names: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table with these columns, as JSON has them."""
        held = self.tables[table]
        return zip(*(held[name] for name in names), strict=True)

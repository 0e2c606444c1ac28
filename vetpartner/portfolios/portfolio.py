"""Many partnerships looked at together: read by workers, kept as columns, asked as a whole."""

from __future__ import annotations

import os
from concurrent.futures import Executor  # noqa: TC003 - arguments are looked at by their types
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from vetpartner.portfolios.asked import Answers, answers
from vetpartner.portfolios.declared import TABLES, rows_of
from vetpartner.portfolios.one import One
from vetpartner.portfolios.running import Progress, run
from vetpartner.portfolios.store import Store
from vetpartner.portfolios.worker import Settings
from vetpartner.values.showing import Brief
from vetpartner.values.words import none_such

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vetpartner.values.table import Table

BATCH, DAYS = 10, 30
"""How many projects a worker takes at once, and how many days ahead deadlines are told."""


class UnknownTable(KeyError):
    """A portfolio has no such table; the message lists those that there are."""

    def __str__(self) -> str:
        return str(self.args[0])


def portfolio(  # noqa: PLR0913 - what is asked is named by the caller
    paths: Iterable[str | Path],
    on: date,
    executor: Executor | None = None,
    batch: int = BATCH,
    *,
    key: bytes | None = None,
    store: str | Path | None = None,
    days: int = DAYS,
    progress: Progress | None = None,
) -> Portfolio:
    """Return many partnerships as of a day, each path read, checked and put away as rows.

    A path is a folder, a workbook, a JSON document, or a folder of folders; each is one row of
    `projects`, also where it cannot be read, which stops no other.
    Workers of the `executor` take so many paths at once as `batch` says: any of
    `concurrent.futures`, or that of `dask.distributed.Client(…).get_executor()`; without one all
    are read here. What a worker that died had in hand is read by another one where the executor
    gives it to it, as dask does; else its rows say so.
    With a `key`, as `vetpartner pseudonyms` makes one, people are compared by keyed words; without
    one nobody stands in the tables. In a folder `store` is kept what is known of each project, so
    that the next run reads only what changed.
    `days` is how far ahead deadlines are told. `progress` is called with how many paths are done,
    and of how many.
    Raises `ValueError` for a key that can be guessed, and for a `batch` or `days` below 1.
    """
    for name, number in (("batch", batch), ("days", days)):
        if number < 1:
            msg = f"{name} is 1 or more, not {number}"
            raise ValueError(msg)
    if key is not None:
        from vetpartner.whatif.copies import pseudonym

        pseudonym(key, "")  # refuses a key that can be guessed, before anything is read
    asked = tuple(expanded(paths))
    kept = Store(folder=Path(store) if store is not None else None)
    settings = Settings(day=on, key=key)
    stopped = run(asked, settings, kept, executor=executor, batch=batch, progress=progress)
    kept.forget(asked)
    return Portfolio(paths=asked, day=on, days=days, store=kept, key=key, stopped=stopped)


def expanded(paths: Iterable[str | Path]) -> Iterator[str]:
    """Yield the paths of projects, each once: those below a folder that is none itself."""
    seen: set[str] = set()
    for path in paths:
        for one in _projects(Path(path)):
            try:
                where = os.path.realpath(one)
            except (OSError, ValueError):  # what no system can name is one row that says so
                where = str(one)
            if where not in seen:
                seen.add(where)
                yield str(one)


def _projects(path: Path) -> Iterator[Path]:
    from vetpartner.values.file_names import PLAN_FILE

    try:
        is_one = not path.is_dir() or (path / PLAN_FILE).exists()
    except (OSError, ValueError):  # the row of who reads it says why
        is_one = True
    if is_one:
        yield path
        return
    found = False
    closed: list[Path] = []
    walked = os.walk(path, onerror=lambda error: closed.append(Path(error.filename)))
    for place, folders, files in walked:
        here = Path(place)
        if PLAN_FILE in files:
            folders.clear()
            found = True
            yield here
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        # A link to the folder of a project is one; whatever else a link leads to is not walked.
        linked = [here / name for name in folders if (here / name).is_symlink()]
        single = [
            here / name
            for name in sorted(files)
            if Path(name).suffix.lower() in _SINGLE and not name.startswith((".", "~$"))
        ]
        for one in (*(one for one in linked if _lies(one / PLAN_FILE)), *single):
            found = True
            yield one
    yield from closed
    if not found and not closed:
        yield path  # one row that says that no project is there


_SINGLE = {".json", ".xlsx", ".ods"}
"""The endings of files that may be a whole project; what Excel locks or hides is none."""


def _lies(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


@define(kw_only=True, eq=False, repr=False)
class Portfolio(Brief):
    """Many partnerships as of a `day`: tables of what each has, and what only all of them tell.

    `paths` are those of the projects in the order asked. The `key` is the user's; no text of it
    shows it, and it is written nowhere. Tables and answers are made when they are asked for, from
    the entries of the store. `stopped` are the paths whose worker died.
    """

    paths: tuple[str, ...]
    day: date
    days: int
    store: Store = field(repr=False)
    key: bytes | None = field(default=None, repr=False)
    stopped: tuple[str, ...] = field(default=(), repr=False)
    _answers: Answers | None = field(init=False, default=None, repr=False)

    def __repr__(self) -> str:
        return f"<Portfolio as of {self.day}: {len(self.paths)} paths>"

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        shown = self.table("projects").only(*SHOWN).first(60)
        told = "<br>".join(self.summary().split("\n"))
        return f"<p>{told}</p>{shown.html()}"

    def each(self, some: Iterable[int] | None = None) -> Iterator[One]:
        """Yield one project after the other, with its tables, or those of some; none is kept."""
        for at in range(len(self.paths)) if some is None else some:
            yield One.of(at, self.paths[at], *self.store.body(self.paths[at]))

    @property
    def troubles(self) -> tuple[tuple[str, str, str], ...]:
        """Return the paths that could not be read, each with its state and the reason."""
        told = self.answers.abouts.items()
        return tuple(
            (path, row["state"], row["reason"]) for path, row in told if row["state"] != "read"
        )

    def table(self, name: str) -> Table:
        """Return a table of all projects, such as `organisations`; all are in the reference.

        Another name raises `UnknownTable`. All rows are in memory then.
        """
        if name not in TABLES:
            raise UnknownTable(none_such("table", name, TABLES))
        declared = TABLES[name]
        return declared.of(
            row for one in self.each() for row in rows_of(declared, one.path, one.tables[name])
        )

    @property
    def answers(self) -> Answers:
        """Return the answers to all questions; made once."""
        return self.answered()

    def answered(self, also: Callable[[One], None] | None = None) -> Answers:
        """Return the answers; where they are not made yet, `also` is given each project."""
        if self._answers is None:
            self._answers = answers(self.each, self.day, self.days, also)
        elif also is not None:
            for one in self.each():
                also(one)
        return self._answers

    @property
    def states(self) -> dict[str, int]:
        """Return how many paths are in which state, such as `read`."""
        return self.answers.states

    @property
    def double_funding(self) -> Table:
        """Return what stands in more than one project: results, events, files, invoices."""
        return self.answers.tables["double_funding"]

    @property
    def people_clashes(self) -> Table:
        """Return who is in two places on one day; without a key nobody is known."""
        return self.answers.tables["people_clashes"]

    @property
    def organisation_clashes(self) -> Table:
        """Return which organisations host in two places on one day."""
        return self.answers.tables["organisation_clashes"]

    @property
    def limits(self) -> Table:
        """Return which organisations are, or may be, in more applications than allowed."""
        return self.answers.tables["limits"]

    @property
    def coming(self) -> Table:
        """Return the deadlines of the next days with who does them, and what is overdue."""
        return self.answers.tables["coming"]

    @property
    def money_at_risk(self) -> Table:
        """Return the money at risk by project, and that of which it is not known."""
        return self.answers.tables["money_at_risk"]

    @property
    def mistakes(self) -> Table:
        """Return which rules found something most often."""
        return self.answers.tables["mistakes"]

    @property
    def partners(self) -> Table:
        """Return which organisations errors and warnings concern most."""
        return self.answers.tables["partners"]

    @property
    def progress(self) -> Table:
        """Return promises kept beside time that is over, for each project."""
        return self.answers.tables["progress"]

    @property
    def with_people(self) -> bool:
        """Tell whether people are compared, which needs a key."""
        return self.key is not None

    @property
    def html(self) -> str:
        """Return the overview page, with the names of those who are asked about."""
        from vetpartner.portfolios.page import page

        return page(self)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """Write the page, the answers and, with the extra `frames`, all tables into a folder.

        All of them or none are written; the page has names of people, the other files none.
        Raises `InUse` and `OSError`.
        """
        from vetpartner.portfolios.writing import write

        return tuple(write(self, Path(folder))[0])

    def summary(self) -> str:
        """Return what there is and what is asked, in a few lines."""
        found = self.answers
        read = found.states.get("read", 0)
        lines = [f"{_count(len(self.paths), 'path')}, {read} read, as of {self.day}"]
        lines += [f"{number} {state}" for state, number in found.states.items() if state != "read"]
        if found.copies:
            lines.append(f"{_count(len(found.copies), 'path')} to a project that came before")
        for name, word in ASKED.items():
            if name == "people_clashes" and not self.with_people:
                lines.append(f"{word}: not asked without a key")
            else:
                lines.append(f"{word}: {len(found.tables[name].rows)}")
        return "\n".join(lines)


ASKED = {
    "double_funding": "What may be funded twice",
    "people_clashes": "People in two places on one day",
    "organisation_clashes": "Organisations that host in two places on one day",
    "limits": "Organisations over the limit of applications, or perhaps",
    "coming": "Deadlines that are overdue or near",
    "money_at_risk": "Projects with money at risk, or of which it is not known",
}
"""The questions that a summary counts, and how it calls them."""
SHOWN = ("acronym", "state", "reason", "coordinator", "start", "end", "errors", "warnings")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"

"""Paths handed to workers in batches, and what comes back put away: nothing lost, nothing twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from contextlib import nullcontext
from itertools import islice
from typing import TYPE_CHECKING

from vetpartner.portfolios.worker import Result, packed, read_batch, read_one, unread
from vetpartner.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vetpartner.portfolios.store import Store
    from vetpartner.portfolios.worker import Settings

Progress = Callable[[int, int], None]
"""Is told how many paths are done, and how many there are."""
IN_FLIGHT = 200
"""Batches that are handed out at once: enough for many workers, and no list of all projects."""
WHO = "vetpartner portfolio"


def run(
    paths: Sequence[str],
    settings: Settings,
    store: Store,
    *,
    executor: Executor | None,
    batch: int,
    progress: Progress | None,
) -> tuple[str, ...]:
    """Look at all paths and keep what is new; with a store on the disk no other run writes there.

    Return the paths whose worker stopped. Raises `InUse` where another run writes.
    """
    from vetpartner.files.transaction import working

    with nullcontext() if store.folder is None else working(store.folder, WHO):
        results = (
            (read_one(store.known(path), settings) for path in paths)
            if executor is None
            else _Handing(settings, store, executor, batch).out(paths)
        )
        stopped = []
        for done, found in enumerate(results, start=1):
            result = found if found.version == VERSION else _other_version(found)
            if result.entry is not None:
                store.keep(result.path, result.entry, lasting=result.lasting)
            if result.stopped:
                stopped.append(result.path)
            if progress is not None:
                progress(done, len(paths))
    return tuple(stopped)


class _Handing:
    """Hands paths to an executor in batches, and takes back what comes, in whatever order.

    A batch that fails is handed out again path by path; what fails then has a row that says so.
    """

    def __init__(self, settings: Settings, store: Store, executor: Executor, batch: int) -> None:
        self.settings, self.store, self.executor, self.batch = settings, store, executor, batch
        self.again: deque[str] = deque()
        self.running: dict[Future[list[Result]], tuple[str, ...]] = {}

    def out(self, paths: Sequence[str]) -> Iterator[Result]:
        """Yield the result of each path once."""
        waiting = iter(paths)
        try:
            while True:
                yield from self._fill(waiting)
                if not self.running:
                    return
                for future in wait(self.running, return_when=FIRST_COMPLETED).done:
                    yield from self._taken(future)
        finally:
            for future in self.running:
                future.cancel()

    def _fill(self, waiting: Iterator[str]) -> Iterator[Result]:
        while len(self.running) < IN_FLIGHT:
            again = (self.again.popleft(),) if self.again else ()
            some = again or tuple(islice(waiting, self.batch))
            if not some:
                return
            tasks = [self.store.known(path) for path in some]
            try:
                self.running[self.executor.submit(read_batch, tasks, self.settings)] = some
            except RuntimeError as error:  # the executor is broken, or was shut down
                yield from (_stopped(path, error) for path in some)

    def _taken(self, future: Future[list[Result]]) -> Iterator[Result]:
        some = self.running.pop(future)
        error = CancelledError() if future.cancelled() else future.exception()
        if error is None:
            yield from future.result()
        elif len(some) > 1:
            self.again.extend(some)
        else:
            yield _stopped(some[0], error)


def _other_version(result: Result) -> Result:
    """Return the row of a path whose worker has another version, and may read otherwise."""
    reason = f"the worker that read it has vetpartner {result.version}, and here is {VERSION}"
    return Result(path=result.path, entry=packed(unread("stopped", reason)), lasting=False)


def _stopped(path: str, error: BaseException) -> Result:
    """Return the row of a path whose worker stopped; the next run reads it again."""
    reason = f"the worker that read it stopped: {type(error).__name__}"
    entry = packed(unread("stopped", reason))
    return Result(path=path, entry=entry, lasting=False, stopped=True)

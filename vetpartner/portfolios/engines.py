"""What reads many projects for the command line: this process, some of its own, or a dask cluster.

What a process that died had in hand is read once more by a new one, path by path, so that one
project too large for the machine costs no other its row.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from vetpartner.portfolios.portfolio import BATCH, portfolio
from vetpartner.portfolios.running import run
from vetpartner.portfolios.worker import Settings
from vetpartner.render.pdf import needed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor

    from vetpartner.portfolios.portfolio import Portfolio

WIDTH = 30
_DASK = "a cluster of dask"


@contextmanager
def engine(workers: int = 1, dask: str | None = None) -> Iterator[Executor | None]:
    """Give what runs work: the cluster at an address, so many processes, or None for this one.

    Raises `MissingExtra`, and `ValueError` where no cluster answers at the address.
    """
    if dask is not None:
        distributed = needed("distributed", "dask", _DASK)
        try:
            client = distributed.Client(dask, timeout=10)
        except (OSError, ValueError) as error:
            msg = f"no cluster of dask answers at {dask}: {error}"
            raise ValueError(msg) from None
        with client:
            yield client.get_executor()
    elif workers > 1:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # New processes and no copies of this one: the same on every system.
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
        with pool:
            yield pool
    else:
        yield None


def read_all(
    paths: Sequence[str],
    workers: int = 1,
    dask: str | None = None,
    **how: Any,  # noqa: ANN401 - as `portfolio` takes them
) -> Portfolio:
    """Return the portfolio of these paths; what a process of our own that died left is read again.

    `how` are the further arguments of `portfolio`.
    """
    with engine(workers, dask) as executor, shown() as progress:
        found = portfolio(paths, executor=executor, progress=progress, **how)
    if found.stopped and workers > 1:
        # One path at a time: what stops its worker again is the one that does, or comes after it.
        with engine(2) as executor:
            settings = Settings(day=found.day, key=found.key)
            found.stopped = run(
                found.stopped, settings, found.store, executor=executor, batch=1, progress=None
            )
    return found


@contextmanager
def shown() -> Iterator[Any]:
    """Give what draws a bar on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return

    def draw(done: int, of: int) -> None:
        if of <= BATCH or (done % BATCH and done != of):
            return  # nobody waits for a few
        full = WIDTH * done // of
        bar = "#" * full + "." * (WIDTH - full)
        sys.stderr.write(f"\r[{bar}] {done} of {of}" + ("\n" if done == of else ""))
        sys.stderr.flush()

    yield draw

"""The other side of `bounded`: a program that reads files within limits of memory and time.

It takes files from its input, each behind a line with its size and perhaps a word that says how,
and answers with lines of JSON; bytes stand behind the line that tells their `size`.
"""

from __future__ import annotations

import json
import signal
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMORY = 1_500_000_000
"""How many bytes this process may have."""


class Slow(BaseException):
    """Something takes too long; no error of the reader, which would swallow it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Let what stands below work for so many seconds, or raise `Slow`."""
    if not hasattr(signal, "setitimer"):  # Windows; there the parent alone looks at the clock
        yield
        return
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _late(_: int, __: object) -> None:
    raise Slow


def serve(read: Callable[[bytes, str], Iterator[dict[str, Any]]]) -> None:
    """Answer until the input ends; the last answer of `read` to a file has `end`."""
    import logging

    logging.disable()  # what the reader mends without being asked
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if hasattr(signal, "SIGVTALRM"):
        signal.signal(signal.SIGVTALRM, _late)
    while asked := sys.stdin.buffer.readline():
        size, _, how = asked.decode().strip().partition(" ")
        for answer in read(sys.stdin.buffer.read(int(size)), how):
            data = answer.pop("data", None)
            told = answer if data is None else {**answer, "size": len(data)}
            sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + (data or b""))
            sys.stdout.buffer.flush()

"""Foreign files read in a process of their own, within bounds of memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

WAITED = 30
"""How many seconds an answer is waited for on a busy machine; then the process is stopped."""


class Bounded:
    """Asks a module that runs `bounded_child.serve` for one file after the other.

    The process begins with the first file, ends with `with`, and is begun anew after it was
    stopped.
    """

    def __init__(self, module: str) -> None:
        """Begin nothing yet; `module` is run as a program."""
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self._end()

    def answers(self, data: bytes, how: str = "") -> Iterator[dict[str, Any]]:
        """Yield what is read of a file; the last has `end`, and is missing where it was stopped.

        `how` is a word for the module. Bytes that come with an answer stand in its `data`.
        """
        process = self._running()
        given, told = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            given.write(f"{len(data)} {how}\n".encode() + data)
            given.flush()
            while True:
                waiting = threading.Timer(WAITED, process.kill)
                waiting.start()
                line = told.readline()
                answer: dict[str, Any] = json.loads(line) if line else {}
                if "size" in answer:
                    answer["data"] = told.read(answer["size"])
                waiting.cancel()
                if not line or len(answer.get("data", b"")) != answer.get("size", 0):
                    break
                yield answer
                if "end" in answer:
                    return
        except (BrokenPipeError, ValueError, OSError):
            pass
        self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - a module of this package
                [sys.executable, "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        process.wait()

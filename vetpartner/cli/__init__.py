"""The command line: it parses, calls and prints, and it is the only place that reads the clock."""

from __future__ import annotations

import gc
import io
import os
import sys
from contextlib import contextmanager, suppress
from threading import active_count
from typing import TYPE_CHECKING

from vetpartner.version import SAID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["main", "program"]

OBJECTS_BETWEEN_LOOKS = 500_000
"""A command makes many objects and keeps them: to look often for dead ones costs a sixth of it."""


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _readable() -> Iterator[None]:
    """Print UTF-8 into files and pipes, and on a terminal whatever it can show of each sign.

    The encoding that Python takes from the system has no ž, no € and no dash in many places, and
    all that a command has computed would be lost with the first of them.
    """
    before = []
    for stream in (sys.stdout, sys.stderr):
        # What stands in for a console, in a notebook or a test, may hold any text as it is.
        if isinstance(stream, io.TextIOWrapper):
            before.append((stream, stream.encoding, stream.errors))
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
    try:
        yield
    finally:
        for stream, encoding, errors in before:
            if not stream.closed:
                with suppress(OSError):  # it writes what is left, which was told already
                    stream.reconfigure(encoding=encoding, errors=errors)


def program() -> int:
    """Run one command as a process of its own, which ends with it; return what `main` does.

    What a command made is not taken apart at its end, object by object, nor looked through for
    what is dead: that took a fifth of its time, and the system takes back the memory at once.
    Where somebody still has work to do (a debugger, a profiler, a thread), Python ends as usual.
    """
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
    code = _main(sys.argv[1:])
    if sys.gettrace() or sys.getprofile() or sys.flags.inspect or active_count() > 1:
        return code
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # none, full or closed
            stream.flush()
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 if all is well, 1 if something is wrong, 2 for wrong usage."""
    with _rarely_collecting():
        return _main(sys.argv[1:] if argv is None else list(argv))


def _main(words: list[str]) -> int:
    if words == ["--version"]:
        # Who asks for it, often a script, waits for nothing else.
        try:
            print(SAID, flush=True)
        except OSError as error:
            return _refused(error)
        return 0
    # Loaded here, so that what imports this package loads nothing else.
    from vetpartner.cli.classes import compiled_once

    with _readable(), compiled_once():
        return _run(words)


def _run(words: list[str]) -> int:
    from vetpartner.cli.command import Trouble
    from vetpartner.cli.parser import named, parsed

    if words[:1] == ["__complete"]:
        from vetpartner.cli.completion import answer

        return answer(words[1:], named())
    arguments = parsed(words)
    from vetpartner.cli.terminal import SEVERITIES, tell, watched
    from vetpartner.files.disk import NotWritten
    from vetpartner.files.transaction import Unfinished

    try:
        with watched():
            code: int = arguments.run(arguments) or 0
        sys.stdout.flush()
    except Trouble as trouble:
        tell(str(trouble), SEVERITIES, to=sys.stderr)
        return trouble.code
    except NotWritten as refused:
        print(f"{refused}; nothing was written", file=sys.stderr)
        return 1
    except Unfinished as unfinished:
        print(unfinished, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except OSError as error:
        return _refused(error)
    return code


def _refused(error: OSError) -> int:
    """Tell what the system refused, such as to print; return the code to end with."""
    if isinstance(error, BrokenPipeError):
        # Who reads us (`| head`) has seen enough; Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    print(f"{error.filename or 'a file'}: {error.strerror}", file=sys.stderr)
    return 1

"""The command line: it parses, calls and prints, and it is the only place that reads the clock."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from vetpartner.cli.parser import parser
from vetpartner.cli.words import Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main", "parser"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 if all is well, 1 if something is wrong, 2 for wrong usage."""
    arguments = parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    except BrokenPipeError:
        # Who reads us (`| head`) has seen enough; Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"{error.filename or 'a file'}: {error.strerror}", file=sys.stderr)
        return 1
    return code

"""What a terminal shows beside the words: colours of severity, and a bar while work takes long.

Both come from the package rich, where it is installed (`pip install "vetpartner[terminal]"`), and
both are left out in pipes and files. Colour is never the only sign: the words say the same. The
variable NO_COLOR turns it off, as everywhere.
"""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AFTER = 2.0
"""Seconds of work after which a bar is shown."""
_AGAIN = 0.1
"""Seconds between two drawings of it."""

NO_LOOKS: Mapping[str, str] = {}
SEVERITIES = {
    r"^.*?: error: |^error: ": "bold red",
    r"^.*?: warning: |^warning: ": "bold yellow",
    r"^.*?: note: |^note: ": "bold cyan",
    r"^    way out: ": "green",
    r"^\d+ errors?(?=, )": "bold",
}
"""What has which look in findings; of a line its place and severity, or its first words."""
URGENCIES = {
    r"^(?:Overdue|Missing|Money at risk) .*": "bold red",
    r"^(?:Due|Late|Not known) .*": "bold yellow",
    r"^Next .*": "bold cyan",
    r"^ +-\d+ days ": "red",
}
"""What has which look in what needs attention."""


def tell(text: str, looks: Mapping[str, str], *, to: Any = None) -> None:  # noqa: ANN401 - a stream
    """Print a text, on a terminal that shows colours with these looks of what fits a pattern."""
    stream = sys.stdout if to is None else to
    console = _console(stream) if looks and not os.environ.get("NO_COLOR") else None
    if console is None or console.color_system is None:
        print(text, file=stream)
        return
    from rich.text import Text

    shown = Text(text)
    for pattern, look in looks.items():
        for found in re.finditer(pattern, text, re.MULTILINE):
            shown.stylize(look, *found.span())
    console.print(shown, soft_wrap=True, highlight=False, markup=False, emoji=False)


def _console(stream: Any) -> Any:  # noqa: ANN401 - a console of rich, None where there is none
    """Return what draws on a stream; None where it is no terminal, or rich is not installed."""
    if not stream.isatty():
        return None
    try:
        from rich.console import Console
    except ImportError:
        return None
    return Console(file=stream)


class _Bar:
    """A bar on the terminal of the error output, once work has taken long enough."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._drawn = 0.0
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}

    def told(self, what: str, done: int, of: int | None) -> None:
        """Draw how far it is, if it is time."""
        now = time.monotonic()
        if now - self._began < AFTER or now - self._drawn < _AGAIN:
            return
        self._drawn = now
        bar = self._shown()
        if bar is None:
            self._began = float("inf")  # nothing can be drawn here, and nobody asks again
            return
        if what not in self._tasks:
            self._tasks[what] = bar.add_task(what, total=of)
        bar.update(self._tasks[what], completed=done, total=of)
        bar.refresh()

    def ended(self, what: str) -> None:
        """Take a work away; after the last of them the bar is gone, before anything is printed."""
        task = self._tasks.pop(what, None)
        if self._bar is not None and task is not None:
            self._bar.remove_task(task)
            if not self._tasks:
                self.close()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _shown(self) -> Any:  # noqa: ANN401
        if self._bar is None and (console := _console(sys.stderr)) is not None:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self._bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
            self._bar.start()
        return self._bar


@contextmanager
def watched() -> Iterator[None]:
    """Show a bar on the terminal while something within takes more than two seconds."""
    if not sys.stderr.isatty():
        yield
        return
    from vetpartner.values.progress import listening

    bar = _Bar()
    try:
        with listening(bar):
            yield
    finally:
        # A terminal that went away is no reason to lose what was done.
        with suppress(OSError):
            bar.close()

"""A commented project folder to start from."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from vetpartner.files.atomic import write_whole
from vetpartner.files.schema import SCHEMA_FILE, schema_text
from vetpartner.model import add_months
from vetpartner.programme import calls, rules

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

ACTION = "KA220-VET"
_TEXTS = ("project.toml", "facts.toml", "README.md")
_FOLDERS = {
    "narrative": "The report's answers in your own words; `vetpartner report … --scaffold` begins.",
    "evidence": "Agendas, minutes, signed lists, certificates; facts.toml names them.",
}


def start_folder(folder: Path, day: date) -> tuple[Path, ...]:
    """Write a new project folder and return the files written.

    The project starts on the first day of a month in the start window of the latest call that
    still has one ahead on `day`; else on the first day of the last window there is.
    """
    call, start = _next_start(day)
    written = []
    for name in _TEXTS:
        text = (files("vetpartner") / "files" / "start" / name).read_text("utf-8")
        text = text.replace("{{call}}", str(call)).replace("{{start}}", start.isoformat())
        write_whole(folder / name, text.encode())
        written.append(folder / name)
    write_whole(folder / SCHEMA_FILE, schema_text().encode())
    written.append(folder / SCHEMA_FILE)
    for name, purpose in _FOLDERS.items():
        path = folder / name / "README.txt"
        write_whole(path, f"{purpose}\n".encode())
        written.append(path)
    return tuple(written)


def _next_start(day: date) -> tuple[int, date]:
    next_month = add_months(day.replace(day=1), 1)
    windows = sorted(
        (window.first, window.last, call)
        for action, call in calls()
        if action == ACTION and rules(action, call).lump_sums
        for window in rules(action, call).start_windows
    )
    for first, last, call in windows:
        if next_month <= last:
            return call, max(first, next_month)
    first, _, call = windows[-1]
    return call, first

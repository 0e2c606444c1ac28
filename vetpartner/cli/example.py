"""The example that comes with the program, in a wheel or in a checkout."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DEMO_DAY = date(2025, 1, 31)


@contextmanager
def example_folder(name: str) -> Iterator[Path]:
    """Give the folder of an example for as long as it is needed."""
    packaged = files("vetpartner") / "examples" / name
    if packaged.is_dir():
        with as_file(packaged) as folder:
            yield folder
    else:
        yield Path(__file__).parents[2] / "examples" / name

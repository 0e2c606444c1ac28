"""Writes a foreign PDF anew, in a process of its own with limits; run by `volumes` only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.files.bounded_child import Slow, limited, serve
from vetpartner.render.volumes import NotJoined, piece

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 20
"""How many seconds of work a file may take."""


def _read(data: bytes, _: str) -> Iterator[dict[str, Any]]:
    try:
        with limited(SECONDS):
            made = piece("", data)
        yield {"end": "", "pages": made.pages, "data": made.data}
    except NotJoined as error:
        yield {"end": str(error)}
    except Slow:
        yield {"end": "takes too long to read"}
    except (MemoryError, RecursionError):
        yield {"end": "would fill the memory"}


if __name__ == "__main__":
    serve(_read)

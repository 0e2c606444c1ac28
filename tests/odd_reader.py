"""A program that reads as its input says: well, for ever, with much memory, or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from vetpartner.files.bounded_child import Slow, limited, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


def _read(data: bytes, _: str) -> Iterator[dict[str, Any]]:
    yield {"part": 1}
    if data == b"dies":
        os._exit(1)
    try:
        with limited(0.2):
            while data == b"for ever":
                pass
        held = bytes(2_000_000_000 if data == b"much" else 1)
    except (Slow, MemoryError) as error:
        yield {"end": type(error).__name__}
    else:
        yield {"end": "", "data": held + data}


if __name__ == "__main__":
    serve(_read)

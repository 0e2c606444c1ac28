"""A process that reads foreign files: what it takes, and how it goes on after a bad one."""

from __future__ import annotations

import pytest

from vetpartner.files.bounded import Bounded

END = {"end": "", "size": 6, "data": b"\0whole"}


@pytest.mark.parametrize(
    ("data", "last"),
    [
        (b"whole", END),
        (b"for ever", {"end": "Slow"}),
        (b"much", {"end": "MemoryError"}),
        (b"dies", {"part": 1}),
    ],
)
def test_the_next_file_is_read_whatever_became_of_one(data: bytes, last: dict[str, object]) -> None:
    """Guard the clock, the memory, and a process that is gone; the next file is read."""
    with Bounded("odd_reader") as reader:
        told = list(reader.answers(data))

        assert [{"part": 1}, END] == list(reader.answers(b"whole"))
    assert last == told[-1]

"""What a key means, in the words of its class: for editors, and for the heads of a workbook."""

from __future__ import annotations

import inspect
import re
from typing import Any

_SENTENCES = re.compile(r"(?<=\.)(?<!e\.g\.)\s+(?=[A-Z`])")


def meaning(cls: type[Any], key: str) -> str:
    """Return what the text of a class, or of one above it, says of a key; empty if nothing."""
    for home in cls.__mro__[:-1]:
        if home.__doc__ is None:
            continue
        paragraphs = inspect.cleandoc(home.__doc__).split("\n\n")[1:]
        sentences = (p for text in paragraphs for p in _SENTENCES.split(" ".join(text.split())))
        if said := [sentence for sentence in sentences if f"`{key}`" in sentence]:
            return " ".join(said)
    return ""

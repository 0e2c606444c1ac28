"""The classes of attrs are compiled once for all starts of the program.

attrs writes the methods of each class as a text and compiles it while the class is made, and
`typed` does it with what looks at the fields. A command makes two hundred classes, which is a fifth
of all its work, and they are the same each time. So within a command the code of such a text is
kept; it depends on the text and on its name alone.
Where a version of attrs goes another way, all is compiled as usual.
"""

from __future__ import annotations

import marshal
import re
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING

from vetpartner.values.kept import digest, folder, keep, recall

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

_KIND = "classes"
_SALT = re.compile(r"(?<=hash\(\(\n)\s+-?\d+,")
"""The number that the hash of a class begins with differs at each start; any of them will do."""
_MOST = 2_000
"""How many classes there are at most; of more, those of earlier versions of this one are gone."""


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let attrs take the code of a class from the last command that made it."""
    if folder() is None:
        yield
        return
    import attr._make as making

    from vetpartner.values import typed

    codes = _Codes(digest(str(making.__file__)))
    for module in (making, typed):
        # A name of the module comes before one of Python's own.
        vars(module)["compile"] = codes.of
    try:
        yield
    finally:
        for module in (making, typed):
            del vars(module)["compile"]
        codes.keep()


class _Codes:
    """The code of texts, as bytes until it is asked for."""

    def __init__(self, of: str) -> None:
        self._of, self._asked = of, 0
        found = recall(_KIND, of)
        self._known: dict[bytes, bytes] = marshal.loads(found) if found is not None else {}  # noqa: S302 - our own
        self._new: dict[bytes, bytes] = {}

    def of(self, text: str, name: str, mode: str) -> CodeType:
        """Return the code of a text, compiled now if nobody did it before."""
        same = _SALT.sub("", text)
        self._asked += 1
        key = blake2b(f"{name}\n{mode}\n{same}".encode(), digest_size=16).digest()
        held = self._known.get(key)
        if held is not None:
            code: CodeType = marshal.loads(held)  # noqa: S302 - our own
            return code
        made: CodeType = compile(text, name, mode)
        self._new[key] = marshal.dumps(made)
        return made

    def keep(self) -> None:
        """Keep what is new, if anything is.

        Where most of what was kept was not found again, texts differ at each start.
        """
        again = 2 * (self._asked - len(self._new)) >= min(len(self._known), self._asked)
        if self._new and again:
            known = self._known if len(self._known) < _MOST else {}
            keep(_KIND, self._of, marshal.dumps(known | self._new))

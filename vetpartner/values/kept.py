"""What was worked out once, kept in the user's cache directory until what it came from changes.

It is a matter of time alone: a file that is not there, or is not whole, is made again, and where
none can be written all is worked out each time. What stands in a project is never kept there.
"""

from __future__ import annotations

import marshal
import os
import pickle
import stat
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.machinery import PathFinder
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

from vetpartner.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

PLACE = "VETPARTNER_CACHE"
"""The variable of the environment that names another folder; where it is empty, nothing is kept."""
MOST_BYTES, MOST_FILES = 16_000_000, 500
"""Of more than this the older half goes."""
_DIGEST = sha256().digest_size


def kept(kind: str, of: str, make: Callable[[], T]) -> T:
    """Return what `make` returns, from the last time if it was made of the same.

    `of` says what it is made of, such as the digest of a file; the module that makes it counts too.
    A new value is returned each time, as `pickle` makes it.
    """
    assert isinstance(make, FunctionType)  # noqa: S101 - of another no module is known
    made_of = f"{of}\n{digest(make.__code__.co_filename)}"
    found = recall(kind, made_of)
    if found is None:
        found = pickle.dumps(make(), protocol=pickle.HIGHEST_PROTOCOL)
        keep(kind, made_of, found)
    value: T = pickle.loads(found)  # noqa: S301 - whole as we wrote it, where we alone write
    return value


def recall(kind: str, of: str) -> Any:  # noqa: ANN401 - bytes or code
    """Return what was kept of a kind, None where nothing was, or not all of it is there."""
    home = folder()
    if home is None:
        return None
    try:
        data = (home / _name(kind, of)).read_bytes()
    except OSError:
        return None
    if sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        return None
    return marshal.loads(data[_DIGEST:])  # noqa: S302 - whole as we wrote it, where we alone write


def keep(kind: str, of: str, value: bytes | CodeType) -> None:
    """Keep bytes or code, in one step, so that another process finds all of it or nothing."""
    home = folder()
    if home is None:
        return
    data = marshal.dumps(value)
    new = home / f".{os.urandom(8).hex()}"
    with suppress(OSError):
        try:
            new.write_bytes(sha256(data).digest() + data)
            new.replace(home / _name(kind, of))
        except OSError:
            new.unlink(missing_ok=True)
            raise
        _make_room(home)


@cache
def digest(path: str | Path) -> str:
    """Return what tells what a file holds, "" where it cannot be read."""
    try:
        return sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


@cache
def release(package: str, file: str = "__init__.py") -> str:
    """Return what tells one release of a package from another, without importing it.

    `file` is the one in which its number stands.
    """
    found = PathFinder.find_spec(package)
    places = None if found is None else found.submodule_search_locations
    return digest(Path(next(iter(places or ()), ""), file))


def _name(kind: str, of: str) -> str:
    # Code is of one version of Python alone; what we make of the same may differ in our next one.
    what = "\n".join((VERSION, digest(__file__), sys.version, kind, of))
    return f"{kind}-{sha256(what.encode()).hexdigest()[:32]}"


@cache
def folder() -> Path | None:
    """Return the folder in which things are kept; None where there can be none.

    One into which others may write is not used: what lies there is taken for our own.
    """
    named = os.environ.get(PLACE)
    try:
        home = Path(named) if named else usual_place() if named is None else None
        if home is None:
            return None
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = home.stat()
    except (OSError, RuntimeError):  # the latter where nobody knows the user's home
        return None
    ours = not hasattr(os, "getuid") or held.st_uid == os.getuid()
    return home if ours and (os.name == "nt" or not held.st_mode & 0o022) else None


def usual_place() -> Path:
    """Return where programs of this system keep what can be made again."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData/Local") / "vetpartner/Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/vetpartner"
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "vetpartner"


def _make_room(home: Path) -> None:
    """Delete the older half where there is too much."""
    found = sorted(_files(home))
    if len(found) > MOST_FILES or sum(size for _, size, _ in found) > MOST_BYTES:
        for _, _, path in found[: len(found) // 2 + 1]:
            Path(path).unlink(missing_ok=True)


def _files(home: Path) -> Iterator[tuple[float, int, str]]:
    with os.scandir(home) as entries:
        for entry in entries:
            held = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(held.st_mode):
                yield held.st_mtime, held.st_size, entry.path

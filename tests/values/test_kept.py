"""What is kept in the user's cache directory: found again, never trusted when it is not whole."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vetpartner.values import kept
from vetpartner.values.kept import digest, folder, keep, recall, release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MADE: list[int] = []


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep things in a folder of this test alone, and count what is made."""
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "kept"))
    folder.cache_clear()
    MADE.clear()
    yield tmp_path / "kept"
    folder.cache_clear()


def number(n: int) -> Callable[[], dict[str, int]]:
    """Return what makes a value, and counts how often."""

    def make() -> dict[str, int]:
        MADE.append(n)
        return {"number": n}

    return make


@pytest.mark.usefixtures("place")
def test_it_is_made_once() -> None:
    """Guard the gain: what was made of the same is not made again, and what is given is new."""
    first = kept.kept("numbers", "one", number(1))
    first["number"] = 5
    again = kept.kept("numbers", "one", number(1))

    assert {"number": 1} == again
    assert {"number": 2} == kept.kept("numbers", "two", number(2))
    assert {"number": 3} == kept.kept("others", "one", number(3))
    assert [1, 2, 3] == MADE


def test_what_is_not_whole_is_made_again(place: Path) -> None:
    """Guard against a disk that was full and a file that somebody changed: nothing of it counts."""
    kept.kept("numbers", "one", number(1))
    (file,) = place.iterdir()
    whole = file.read_bytes()

    for spoiled in (b"", whole[:10], whole[:-1], whole[:-1] + b"x", b"x" * 100):
        file.write_bytes(spoiled)
        assert {"number": 1} == kept.kept("numbers", "one", number(1))
        assert whole == file.read_bytes()


def test_two_processes_at_once_spoil_nothing(place: Path) -> None:
    """Guard writing: whoever reads meanwhile finds the whole of one of them, and no piece stays."""
    pieces = [bytes([n]) * 200_000 for n in range(8)]
    keep("pieces", "same", pieces[0])

    with ThreadPoolExecutor(8) as pool:
        done = pool.map(lambda piece: keep("pieces", "same", piece), pieces * 5)
        read = [recall("pieces", "same") for _ in range(100)]
        list(done)

    assert set(read) <= set(pieces)
    assert 1 == len(list(place.iterdir()))


@pytest.mark.parametrize("which", ["off", "a file", "open to others"])
def test_where_nothing_can_be_kept_all_is_made(
    which: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard a machine without a home, and a folder into which others may put code for us."""
    if which == "off":
        monkeypatch.setenv(kept.PLACE, "")
    elif which == "a file":
        place.write_text("no folder", "utf-8")
    else:
        place.mkdir()
        place.chmod(0o777)

    assert [{"number": 1}] * 2 == [kept.kept("numbers", "one", number(1)) for _ in "12"]
    assert [1, 1] == MADE
    assert folder() is None


def test_there_is_a_bound(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard the disk: of too many files, or too many bytes, the older half goes."""
    monkeypatch.setattr(kept, "MOST_FILES", 10)
    for n in range(11):
        keep("pieces", str(n), b"x")
    after_files = len(list(place.iterdir()))
    monkeypatch.setattr(kept, "MOST_BYTES", 1_000)
    keep("pieces", "large", b"x" * 2_000)

    assert 5 == after_files
    assert 2 == len(list(place.iterdir()))


def test_releases_are_told_apart_without_an_import() -> None:
    """Guard the key: it changes with the package, and asking for it loads nothing."""
    code = (
        "import sys; from vetpartner.values.kept import release\n"
        "print(len(release('holidays', 'version.py')), 'holidays' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert "64 False\n" == shown.stdout
    assert release("holidays", "version.py") != release("babel")
    assert "" == digest("no/such/file")


@pytest.mark.parametrize(
    ("system", "variables", "expected"),
    [
        ("linux", {"HOME": "/home/ana"}, "/home/ana/.cache/vetpartner"),
        ("linux", {"HOME": "/home/ana", "XDG_CACHE_HOME": "/k"}, "/k/vetpartner"),
        (
            "linux",
            {"HOME": "/home/ana", "XDG_CACHE_HOME": "relative"},
            "/home/ana/.cache/vetpartner",
        ),
        ("darwin", {"HOME": "/Users/ana"}, "/Users/ana/Library/Caches/vetpartner"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/vetpartner/Cache"),
    ],
)
def test_it_lies_where_the_system_wants_it(
    system: str, variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard the place: each system has one for what can be made again."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(kept.sys, "platform", system)

    assert Path(expected) == kept.usual_place()

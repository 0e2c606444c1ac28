"""Colour and a bar on a terminal: the words are the same without them, and pipes have neither."""

from __future__ import annotations

import builtins
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.values.progress import listening, steps

if TYPE_CHECKING:
    from collections.abc import Callable

GREEN = str(Path(__file__).parents[2] / "examples" / "green-welding")
DAY = ("--on", "2025-01-31")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.TextIOWrapper):
    """A terminal, whose letters are those of an encoding."""

    def isatty(self) -> bool:
        """Say that somebody sits there."""
        return True


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, str]]:
    """Give what runs a command on a terminal, and returns what it drew on both streams."""

    def run(
        *line: str,
        encoding: str = "utf-8",
        kind: type[Any] = Terminal,
        term: str = "xterm-256color",
    ) -> tuple[str, str]:
        raw = io.BytesIO(), io.BytesIO()
        for name, stream in zip(("stdout", "stderr"), raw, strict=True):
            monkeypatch.setattr(sys, name, kind(stream, encoding=encoding))
        monkeypatch.setenv("TERM", term)
        main([*line])
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        return raw[0].getvalue().decode(encoding), raw[1].getvalue().decode(encoding)

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("vetpartner.cli.terminal.AFTER", float("inf"))
    return run


def test_colour_adds_no_word(shown: Callable[..., tuple[str, str]]) -> None:
    """Guard that severity is coloured on a terminal, and that the words alone say the same."""
    for name, look in (("check", "\x1b[1;33m"), ("status", "\x1b[1;31m")):
        coloured, _ = shown(name, GREEN, *DAY)
        piped, _ = shown(name, GREEN, *DAY, kind=io.TextIOWrapper)

        assert look in coloured
        assert "\x1b" not in piped
        assert piped == COLOUR.sub("", coloured)


def test_mistakes_that_stop_it_are_coloured(
    shown: Callable[..., tuple[str, str]], tmp_path: Path
) -> None:
    """Guard the findings on the error output of a project that cannot be read."""
    (tmp_path / "project.toml").write_text("[project]\nmonths = 'two'\n")

    assert ": error: " in COLOUR.sub("", shown("status", str(tmp_path), *DAY)[1])
    assert "\x1b[1;31m" in shown("status", str(tmp_path), *DAY)[1]


def test_who_wants_no_colour_gets_none(
    shown: Callable[..., tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard NO_COLOR, and terminals that know no colours."""
    plain = COLOUR.sub("", shown("check", GREEN, *DAY)[0])

    assert plain == shown("check", GREEN, *DAY, term="dumb")[0]
    monkeypatch.setenv("NO_COLOR", "1")
    assert plain == shown("check", GREEN, *DAY)[0]


def test_without_rich_the_words_are_there(
    shown: Callable[..., tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard an installation without the extra: no colour, no bar, and nothing said of it."""
    real = builtins.__import__

    def missing(name: str, *more: Any, **given: Any) -> Any:  # noqa: ANN401
        if name.startswith("rich"):
            raise ImportError(name)
        return real(name, *more, **given)

    monkeypatch.setattr(builtins, "__import__", missing)
    monkeypatch.setattr("vetpartner.cli.terminal.AFTER", -1.0)
    out, err = shown("status", GREEN, *DAY)

    assert "Overdue (1)" in out
    assert "\x1b" not in out
    assert "" == err


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "cp1252", "ascii"])
def test_a_bar_where_it_takes_long(
    encoding: str, shown: Callable[..., tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard the bar: on the error output alone, in every alphabet, and gone at the end."""
    monkeypatch.setattr("vetpartner.cli.terminal.AFTER", -1.0)
    monkeypatch.setattr("vetpartner.cli.terminal._AGAIN", 0.0)
    out, err = shown("check", GREEN, *DAY, encoding=encoding)

    assert "reading tables/participants.csv" in err
    assert "checking" in err
    assert err.endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K", "\r"))
    assert "0 errors" in COLOUR.sub("", out)
    assert "reading tables" not in out


def test_no_bar_in_pipes_or_soon(shown: Callable[..., tuple[str, str]]) -> None:
    """Guard that who looks at a file sees no bar, and neither does who waits for a moment."""
    assert "" == shown("check", GREEN, *DAY)[1]
    assert "" == shown("check", GREEN, *DAY, kind=io.TextIOWrapper)[1]


class Heard:
    """What a listener was told."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.said: list[tuple[str, int, int | None]] = []
        self.over: list[str] = []

    def told(self, what: str, done: int, of: int | None) -> None:
        """Keep it."""
        self.said.append((what, done, of))

    def ended(self, what: str) -> None:
        """Keep that it ended."""
        self.over.append(what)


def test_steps_are_told_to_who_listens() -> None:
    """Guard the mechanism: the same steps, told now and then, also where they break off."""
    heard = Heard()
    work = [*range(1200)]
    assert work is steps(work, "counting")
    with listening(heard):
        assert work == list(steps(work, "counting", of=1200))
        with pytest.raises(ZeroDivisionError):
            [1 // 0 for _ in steps(work, "failing", every=1)]

    assert [("counting", n, 1200) for n in (0, 500, 1000)] == heard.said[:3]
    assert ["counting", "failing"] == heard.over
    assert work is steps(work, "counting")


def test_reading_tells_how_far_it_is() -> None:
    """Guard that lists and rules tell it, whoever listens."""
    heard = Heard()
    with listening(heard):
        vp.check(vp.load(GREEN))

    assert {"reading tables/participants.csv", "checking"} <= {what for what, _, _ in heard.said}

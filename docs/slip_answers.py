"""The page of the slips of the pen: what people type, and what the program answers to it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from vetpartner.checks import check
from vetpartner.files import read
from vetpartner.files.fixing import fixes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.values.finding import Finding

GIVEN = Path(__file__).parent / "slips.toml"
_BETWEEN = "link-to-nowhere"
"""What rules tell of tables that are sound each for itself."""


def slips_page() -> str:
    """Return the page: each slip of `slips.toml` alone, in a project without any other."""
    given = tomllib.loads(GIVEN.read_text("utf-8"))
    return "\n".join(_lines(given["files"], given["slips"])) + "\n"


def _lines(files: dict[str, str], slips: list[dict[str, Any]]) -> Iterator[str]:
    yield "# Slips of the pen"
    yield ""
    yield "Whoever writes TOML for the first time makes slips."
    yield "`vetpartner check` names all of them in one run, of all files: each with its line and"
    yield "column, what is wrong, and the line to paste."
    yield "What is not certain is asked and never guessed."
    yield "Nothing is said of what only seems to be missing because a line cannot be read."
    yield "A project with a slip is refused as a whole; what a line was meant to be is shown, and"
    yield "never counted with."
    yield ""
    yield "`vetpartner fix PROJECT` shows the lines that are certain, all at once."
    yield "With `--write` it puts them right, and keeps the old file beside the new one."
    yield "A second `check` then tells what was asked, and nothing else."
    yield ""
    yield "A byte order mark, tabs and the line ends of Windows are read as they are."
    yield "The project and its slips are invented; what is said of each is written here by the"
    yield "program itself."
    yield ""
    yield "| Slip | What was typed | What is said | Way out | `fix` |"
    yield "| --- | --- | --- | --- | --- |"
    with TemporaryDirectory() as name:
        for slip in slips:
            finding, certain = _answer(Path(name), files, slip)
            what = _code(slip["typed"]) if slip["typed"] else f"{_code(slip['right'])} left out"
            said = finding.message.removeprefix("this line is not TOML: ").replace("|", "\\|")
            way = finding.way_out or ""
            way = _code(way) if certain or _is_line(way) else way.replace("|", "\\|")
            fix = "puts it right" if certain else "asks"
            yield f"| {slip['about']} | {what} | {said} | {way} | {fix} |"


def _answer(folder: Path, files: dict[str, str], slip: dict[str, Any]) -> tuple[Finding, bool]:
    """Return what is said of one slip, and whether `fix` puts it right."""
    for name, text in files.items():
        lines = text.split("\n")
        places = [at for at, line in enumerate(lines) if line == slip["right"]]
        if places:
            lines[places[slip.get("nth", 1) - 1]] = slip["typed"]
        (folder / name).write_text("\n".join(lines), "utf-8")
    reading = read(folder)
    errors = reading.findings.errors
    if reading.partnership is not None:
        errors = tuple(f for f in check(reading.partnership).errors if f.slug == _BETWEEN)
    (finding,) = errors
    return finding, bool(fixes(folder))


def _is_line(way_out: str) -> bool:
    """Tell whether a way out is a line to paste, and no sentence."""
    try:
        return bool(tomllib.loads(way_out))
    except tomllib.TOMLDecodeError:
        return False


def _code(text: str) -> str:
    """Return text as code in a cell of a table."""
    return f"`{text.strip()}`".replace("|", "\\|")

"""Broken files say what must be found in them; nothing more and nothing less may be found."""

import re
from pathlib import Path

import pytest

from vetpartner.checks import check
from vetpartner.files import read

BROKEN = sorted((Path(__file__).parents[1] / "broken").glob("*.toml"))
FINDS = re.compile(r"^# FINDS: (\S+) (\d+):(\d+)$", re.MULTILINE)


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_broken(file: Path) -> None:
    """Each mistake is found at its line and column, all of them at once."""
    expected = sorted((s, int(x), int(y)) for s, x, y in FINDS.findall(file.read_text("utf-8")))
    reading = read(file)
    findings = list(reading.findings)
    if reading.partnership is not None:
        findings += check(reading.partnership).errors

    found = sorted((f.slug, f.place.line, f.place.column) for f in findings if f.place)

    assert expected
    assert expected == found
    assert all(f.place and f.place.file == file.name for f in findings)
    assert all(f.message and f.slug for f in findings)

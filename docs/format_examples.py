"""Examples for the page of the file format: from the shipped examples, else invented here."""

from __future__ import annotations

import re
from pathlib import Path

_EXAMPLES = Path(__file__).parents[1] / "examples"
_BLOCK = re.compile(
    r"^\[{1,2}(?P<name>\w+)\]{1,2}\n(?:(?!\[{1,2}\w+\]{1,2}$|#|\n).*\n)+", re.MULTILINE
)
_OWN = """\
[[participants]]
id = "L01"
organisation = "sts"
role = "learner"
country = "HR"
registered = 2025-01-10
activities = ["T2"]

[[identities]]
ids = ["P04", "P09"]
same = true
reason = "The school wrote her name in two ways."

[[limits]]
question = "sum.objectives"
characters = 3000

[[quoted]]
of = "T2"
text = { en = "I read the meter before I strike the arc.", hr = "Prvo pogledam brojilo." }
role = "learner"
organisation = "fbk"
agreed = 2025-01-24

[[answered]]
of = "M4"
person = "ines"
answer = "accepted"
at = "2025-01-30T10:15:00Z"
recorded = 2025-01-31

[[presences]]
of = "T2"
participant = "L01"
when = 2025-01-20
status = "present"
hours = 6

[[evidence]]
of = "M1"
kind = "minutes"
files = ["evidence/M1-minutes.pdf"]
recorded = 2024-01-12

[[rates]]
currency = "CZK"
rate = 25.308
when = "2024-05"
recorded = 2024-05-31
source = "InforEuro, invented for this page"

[[spent]]
of = "M1"
when = 2023-12-05
organisation = "sts"
category = "travel"
amount = 214.60
document = "R-17"
"""
"""For what no shipped example has; invented."""


def examples() -> dict[str, str]:
    """Return for each table the fullest entry of the first example that has one."""
    known: dict[str, str] = {}
    for folder in sorted(path for path in _EXAMPLES.iterdir() if path.is_dir()):
        texts = (path.read_text("utf-8") for path in sorted(folder.glob("*.toml")))
        known = _fullest("\n".join(texts)) | known
    return _fullest(_OWN) | known


def _fullest(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in _BLOCK.finditer(text + "\n"):
        if len(block[0].splitlines()) > len(found.get(block["name"], "").splitlines()):
            found[block["name"]] = block[0]
    return found

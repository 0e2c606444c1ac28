"""The same input gives the same bytes in every process, whatever the order of sets is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

MAKE = """
import sys
sys.path.insert(0, "tests")
from datetime import date
from hashlib import sha256
import vetpartner as vp
from reported import full
from vetpartner.export.building import build
from vetpartner.programme import calls, describe, page, rules

p = vp.load("examples/green-welding").on(date(2025, 1, 31))
made = dict(build(p, vp.check(p)))
report = vp.report(full(), "final", language="hr", draft=True)
made["Croatian"] = (report.html + report.markdown + report.findings.text()).encode()
laws = [rules(*call) for call in calls() if call[1] <= 2026]
made["laws"] = (page(laws) + describe(laws[0])).encode()
for name, data in made.items():
    print(name, sha256(data).hexdigest())
"""


def test_same_bytes_whatever_the_hash_seed() -> None:
    """Neither clock nor order of sets leaves a trace: in a whole build, a report, and the law."""
    one, other = (
        subprocess.run(
            [sys.executable, "-c", MAKE],
            check=True,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.splitlines()
        for seed in ("1", "2")
    )

    assert one == other
    assert {
        "budget.xlsx",
        "calendar.ics",
        "report-final.html",
        "gantt.svg",
        "Croatian",
        "laws",
    } <= {line.split()[0] for line in one}

"""The examples on the page of the file format are read as they stand."""

from __future__ import annotations

import runpy
from pathlib import Path

import vetpartner as vp
from vetpartner.model import FACTS, KINDS

ROOT = Path(__file__).parents[1]
PLAN = ("project", "agreement", *KINDS, "accepted", "limits")


def test_each_table_has_an_example_that_is_read(tmp_path: Path) -> None:
    """Guard against a key on the page that the program does not know, and a table without one."""
    found: dict[str, str] = runpy.run_path(str(ROOT / "docs" / "format_examples.py"))["examples"]()
    for file, names in (("project.toml", PLAN), ("facts.toml", tuple(FACTS))):
        (tmp_path / file).write_text("\n".join(found[name] for name in names), "utf-8")
    reading = vp.read(tmp_path)
    wrong = {finding.slug for finding in reading.findings if finding.severity.value == "error"}

    # They stand alone here, so what they lead to need not be there.
    assert wrong <= {"link-to-nowhere"}
    assert {*PLAN, *FACTS} <= set(found)

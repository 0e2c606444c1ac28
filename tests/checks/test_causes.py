"""Findings in groups: contradictions, risks and what is not typed yet; each cause once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.checks import Finding, Findings, Severity
from vetpartner.checks.running import CONTRADICTION, MEANINGS, OPEN, RISK, UNREAD, by_cause, meaning
from vetpartner.cli import main

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"


def finding(slug: str, severity: Severity = Severity.WARNING, address: str = "x") -> Finding:
    """Return a finding of a rule."""
    return Finding(slug=slug, message=f"{slug} at {address}", severity=severity, address=address)


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("facts-contradict", CONTRADICTION),
        ("participants-differ", CONTRADICTION),
        ("activities-overlap", CONTRADICTION),
        ("payment-may-be-twice", CONTRADICTION),
        ("evidence-missing", RISK),
        ("moved-without-reason", RISK),
        ("item-overdue", RISK),
        ("oid-missing", OPEN),
        ("deliverable-without-lead", OPEN),
        ("reach-not-recorded", OPEN),
        ("without-work-package", OPEN),
        ("money-without-work", RISK),
    ],
)
def test_what_a_finding_means(slug: str, expected: str) -> None:
    """Guard that what may cost money does not drown in what is only not typed yet."""
    assert expected == meaning(finding(slug))
    assert CONTRADICTION == meaning(finding(slug, Severity.ERROR))


@pytest.mark.parametrize("slug", ["not-toml", "wrong-type", "unknown-key", "unknown-call"])
def test_an_error_of_a_file_contradicts_nothing(slug: str) -> None:
    """Guard that a slip of the pen is not called two things that cannot both be true."""
    assert UNREAD == meaning(finding(slug, Severity.ERROR))


def test_each_cause_stands_once() -> None:
    """Guard the count and the places of the others, and that no finding is lost."""
    oids = [finding("oid-missing", Severity.NOTE, f"organisations/{n}") for n in "abc"]
    text = by_cause(Findings([*oids, finding("item-overdue")]))

    assert f"{OPEN} (3)" in text
    assert "and 2 more of this cause, see --all: organisations/b, organisations/c" in text
    assert text.index(RISK) < text.index(OPEN)
    assert text.endswith("0 errors, 1 warning, 3 notes")
    assert "0 errors, 0 warnings, 0 notes" == by_cause(Findings())


def test_everything_can_be_seen(capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that the short form names every place, and `--all` prints every finding."""
    day = ["--on", "2025-10-31"]
    main(["check", str(GREEN), *day])
    short = capsys.readouterr().out
    main(["check", str(GREEN), *day, "--all"])
    whole = capsys.readouterr().out
    main(["check", str(GREEN), *day, "--format", "json"])
    slugs = [one["slug"] for one in json.loads(capsys.readouterr().out)]
    assert slugs
    assert all(whole.count(f"[{slug}]") == slugs.count(slug) for slug in slugs)
    assert all(f"[{slug}]" in short for slug in slugs)
    assert any(title in short for title in MEANINGS)
    assert len(short.splitlines()) < len(whole.splitlines())
    assert vp.check(vp.load(GREEN)).summary()

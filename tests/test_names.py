"""The public names: listed once, found by Python, by type checkers and by editors."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import jedi
import pytest

import vetpartner as vp

CACHE = str(Path(__file__).parents[1] / ".mypy_cache/names")  # to check all of it once only
PACKAGES = ("vetpartner", "vetpartner.checks")
SCRIPT = """\
import vetpartner as vp
from vetpartner import Finding, Money, check
from vetpartner.checks import placed
from vetpartner.model import Meeting

p: vp.Partnership = vp.load("a-folder")
findings: vp.Findings = check(p)
first: Finding = findings[0]
owed: vp.Money | None = vp.ledger(p).accounts[0].share
version: str = vp.__version__
wrong: int = vp.status(p)
vp.nothing
"""


@pytest.mark.parametrize("name", PACKAGES)
def test_each_name_is_where_it_is_said(name: str) -> None:
    """Every name can be imported, is listed and sorted, and comes from the module of the list."""
    package = importlib.import_module(name)
    listed = package.__all__

    assert sorted(set(listed)) == listed
    assert set(listed) < set(dir(package))
    for each in listed:
        value = getattr(package, each)
        assert value is vars(package)[each]
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__module__.startswith("vetpartner.")


def test_what_is_no_name() -> None:
    """A slip is told like in any module, also to `hasattr` and to `from … import`."""
    assert not hasattr(vp, "lodger")
    with pytest.raises(AttributeError, match="module 'vetpartner' has no attribute 'lodger'"):
        _ = vp.lodger
    with pytest.raises(ImportError, match="cannot import name 'lodger'"):
        exec("from vetpartner import lodger", {})  # noqa: S102 - an import that must fail
    everything: dict[str, object] = {}
    exec("from vetpartner import *", everything)  # noqa: S102 - what users may write

    assert set(vp.__all__) <= set(everything)


def test_type_checkers_know_them(tmp_path: Path) -> None:
    """A script of a user passes the strictest checks, and its two mistakes are found."""
    file = tmp_path / "script.py"
    file.write_text(SCRIPT)
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", CACHE, "script.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(vp.__file__).parents[1]), "MYPYPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    ).stdout

    assert [11, 12] == [int(line.split(":")[1]) for line in found.splitlines() if ": error" in line]
    assert 'variable has type "int"' in found
    assert 'Module has no attribute "nothing"' in found


def test_editors_complete_them() -> None:
    """What jedi offers behind `vp.` are the names, each with its documentation."""
    offered = {each.name: each for each in jedi.Script("import vetpartner as vp\nvp.").complete()}
    (signature,) = jedi.Script("import vetpartner as vp\nvp.ledger(").get_signatures()

    assert set(vp.__all__) <= set(offered)
    assert inspect.getdoc(vp.Money) in offered["Money"].docstring()
    assert ["p"] == [parameter.name for parameter in signature.params]

"""The shape of the package: what importing it loads, how large modules are, no import rings."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import grimp
import pytest
from mutants import called_equal, every_change

import vetpartner

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(vetpartner.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 500
HEAVY = {
    "altair",
    "babel",
    "dask",
    "distributed",
    "docx",
    "holidays",
    "icalendar",
    "jinja2",
    "markdown_it",
    "narwhals",
    "openpyxl",
    "pandas",
    "polars",
    "pyarrow",
    "tree_sitter",
    "tree_sitter_toml",
    "typst",
}


def loaded(code: str) -> set[str]:
    """Return the top-level names of all modules loaded after running code in a new process."""
    print_them = "import json, sys; print(json.dumps(sorted(sys.modules)))"
    out = subprocess.run(
        [sys.executable, "-c", f"{code}\n{print_them}"], check=True, capture_output=True, text=True
    )
    return {name.partition(".")[0] for name in json.loads(out.stdout)}


def test_import_is_light() -> None:
    """Guard start-up: importing the package, or its command line, loads none of the heavy ones."""
    expected: set[str] = set()

    assert expected == HEAVY & loaded("import vetpartner")
    assert expected == HEAVY & loaded("import vetpartner.cli")


def test_a_command_line_is_light() -> None:
    """Guard that reading a command line loads no partnership, no file and no rule."""
    code = (
        "import sys; from vetpartner.cli.parser import parsed; parsed(['status', 'x'])\n"
        "print(*(m for m in sys.modules if m.startswith('vetpartner.')))"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    rooms = {name.split(".")[1] for name in shown.stdout.split()}

    assert {"cli", "export", "values", "version"} >= rooms


def test_reading_a_good_project_is_light() -> None:
    """Guard reading: positions are looked up only where there is a finding to show."""
    folder = ROOT / "examples/green-welding"
    now_loaded = loaded(f"import vetpartner as vp; vp.load({str(folder)!r})")

    assert set() == (HEAVY - {"tree_sitter", "tree_sitter_toml"}) & now_loaded


NEVER_IN_A_BUILD = {"holidays.countries.japan", "icalendar", "docx", "altair", "pandas", "openpyxl"}
OF_EXTRAS = ("numpy", "PIL")
"""What openpyxl takes along where an extra has brought it."""


def test_a_build_is_light(tmp_path: Path) -> None:
    """Guard a build: no calendar is parsed, one country's holidays bring no others, few modules.

    The second build knows the holidays from the first.
    """
    arguments = ["build", str(ROOT / "examples/green-welding"), "-o", str(tmp_path / "out")]
    count = (
        "from vetpartner.cli import main; import contextlib, io, sys\n"
        f"with contextlib.redirect_stdout(io.StringIO()): main({arguments!r})\n"
        "print(*sys.modules)"
    )
    environment = {**os.environ, "VETPARTNER_CACHE": str(tmp_path / "kept")}
    command = [sys.executable, "-c", count]
    first, second = (
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        for _ in "12"
    )
    names = [set(shown.stdout.split()) for shown in (first, second)]
    fresh, later = ({n for n in each if not n.startswith(OF_EXTRAS)} for each in names)

    assert {"holidays.countries.croatia"} < fresh
    assert not NEVER_IN_A_BUILD & fresh
    assert len(fresh) <= 820
    assert not {name for name in later if name.startswith(("holidays", "dateutil"))}
    assert len(later) <= 750


def test_each_command_loads_what_it_needs(tmp_path: Path) -> None:
    """Guard start-up: what is asked for most loads no rule, no template and no table of words."""
    count = (
        "from vetpartner.cli import main; import contextlib, io, sys\n"
        "with contextlib.redirect_stdout(io.StringIO()): main(sys.argv[1:])\n"
        "print(*sys.modules)"
    )
    environment = {**os.environ, "VETPARTNER_CACHE": str(tmp_path / "kept")}
    project = [str(ROOT / "examples/green-welding"), "--on", "2025-01-31"]

    def modules(*words: str) -> set[str]:
        command = [sys.executable, "-c", count, *words]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        return set(done.stdout.split())

    version, status = modules("--version"), modules("status", *project)
    modules("check", *project)
    check = modules("check", *project)

    assert {"vetpartner", "vetpartner.cli", "vetpartner.version"} < version
    assert not {"attr", "argparse"} & version
    assert not {m for m in status if m.startswith(("vetpartner.checks", "vetpartner.papers"))}
    assert len(status) <= 305
    assert "vetpartner.checks.money" in check
    assert not {m for m in check if m.startswith("vetpartner.papers.report")}
    assert not {"jinja2", "babel.numbers", "holidays", "markdown_it"} & check
    assert len(check) <= 350


def test_countries_can_be_imported_all_the_same() -> None:
    """Guard the trick that imports one country of `holidays`: later it is whole for others."""
    code = (
        "from datetime import date; from vetpartner.programme.countries import public_holiday\n"
        "name = public_holiday('HR', None, date(2025, 12, 25))\n"
        "from holidays.countries import Croatia, Japan; import holidays\n"
        "print(name, holidays.HR(years=2025) == Croatia(years=2025), Japan is not None)"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert "Christmas Day True True\n" == shown.stdout


def test_heavy_names_exist() -> None:
    """Guard the two tests above: each heavy name is one that Python would import."""
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = " ".join(dependencies["dependencies"]).replace("-", "_")

    for name in ("babel", "icalendar", "jinja2", "openpyxl", "tree_sitter"):
        assert name in wanted
        assert name in loaded(f"import {name}")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_is_short_and_explained(path: Path) -> None:
    """Guard readability: no module is long, and everything public says what it is."""
    text = path.read_text("utf-8")
    unexplained = [node.name for node in public(ast.parse(text)) if ast.get_docstring(node) is None]

    assert len(text.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(text)) is not None
    assert [] == unexplained


def public(
    tree: ast.Module | ast.ClassDef,
) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Yield public functions and classes, and those inside public classes, overloads left out."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if "overload" in {d.id for d in node.decorator_list if isinstance(d, ast.Name)}:
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from public(node)


def test_no_import_rings() -> None:
    """Guard the order of modules: following imports never leads back to where one began."""
    graph = grimp.build_graph("vetpartner", cache_dir=None, exclude_type_checking_imports=True)
    rings = [
        module
        for module in sorted(graph.modules)
        if any(
            graph.find_shortest_chain(imported, module)
            for imported in graph.find_modules_directly_imported_by(module)
            if imported != module
        )
    ]

    assert graph.modules > {"vetpartner", "vetpartner.model.plan", "vetpartner.cli.parser"}
    assert [] == rings


def test_wheel_holds_all_data(tmp_path: Path) -> None:
    """Guard the wheel: every file of the package and the examples is in it, and nothing else."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(tmp_path),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    expected = [
        *(f"vetpartner/{name}" for name in files_of(PACKAGE)),
        *(f"vetpartner/examples/{name}" for name in files_of(ROOT / "examples")),
    ]

    assert {"vetpartner/programme/calls/ka220-vet.toml", "vetpartner/__init__.pyi"} < set(expected)
    assert sorted(expected) == sorted(name for name in names if ".dist-info/" not in name)


def files_of(folder: Path) -> Iterator[str]:
    """Yield the files of a folder that are written by hand, relative to it."""
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".gitkeep":
            yield path.relative_to(folder).as_posix()


def test_changes_called_equal_are_still_there() -> None:
    """Guard the list of changes that no test can notice: each is one of the code as it is now."""
    listed, there = called_equal(), {change.key for change in every_change()}

    assert [] == [key for key in listed if key not in there]
    assert all(len(reason) > len("the same") for reason in listed.values())

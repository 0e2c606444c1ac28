"""The overview page of a portfolio, its files, and the command that writes them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest
from asked import DAY, KEY
from axe import WIDTHS, judged, verdict, widths
from bench.many import write_many
from builders import partnership

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.model import Project
from vetpartner.portfolios.declared import TABLES
from vetpartner.portfolios.engines import read_all, shown
from vetpartner.render.dots import Dots, drawn_dots
from vetpartner.render.pdf import MissingExtra

if TYPE_CHECKING:
    from vetpartner.portfolios.portfolio import Portfolio

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def written(found: Portfolio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the files of a portfolio."""
    folder = tmp_path_factory.mktemp("written")
    found.write(folder)
    return folder


@pytest.mark.judge("chromium", "axe-core")
def test_axe_finds_nothing(found: Portfolio, tmp_path: Path) -> None:
    """Guard that the page can be used with a keyboard, a screen reader and weak eyes."""
    result = judged(found.html, tmp_path / "portfolio.html")

    assert [] == result["found"]
    assert result["passed"] > 10


@pytest.mark.judge("chromium", "axe-core")
def test_axe_finds_nothing_where_there_is_nothing(tmp_path: Path) -> None:
    """Guard the page of a single path that leads nowhere: no table, no drawing."""
    page = vp.portfolio(["/nowhere"], on=DAY).html

    assert [] == judged(page, tmp_path / "empty.html")["found"]


@pytest.mark.judge("chromium")
def test_it_fits_three_widths(found: Portfolio, tmp_path: Path) -> None:
    """Guard that nobody scrolls sideways on phone, tablet and desk, even with an endless name."""
    vp.save(partnership(Project(acronym="Donaudampfschifffahrt" * 12)), tmp_path / "p")
    paths = [*found.paths[:12], tmp_path / "p", f"/nowhere/{'x' * 120}"]
    page = vp.portfolio(paths, on=DAY, key=KEY).html

    assert list(WIDTHS) == widths(page, tmp_path / "widths.html")


FILTER = """
<script>
addEventListener("load", () => {
  const rows = [...document.querySelectorAll("#list tbody tr")];
  const which = document.getElementById("which"), words = document.getElementById("words");
  const seen = () => rows.filter((row) => !row.hidden).map((row) => row.cells[0].textContent);
  const pick = (value) => { which.value = value; which.dispatchEvent(new Event("change")); };
  const found = {all: seen()};
  for (const kind of ["state:not read", "errors", "behind"]) { pick(kind); found[kind] = seen(); }
  pick("");
  words.value = "inv1"; words.dispatchEvent(new Event("input"));
  found.words = seen();
  const told = document.getElementById("shown").textContent;
  document.body.innerHTML = '<pre id="verdict"></pre>';
  document.getElementById("verdict").textContent = JSON.stringify({...found, told: told});
});
</script>
"""


@pytest.mark.judge("chromium")
def test_the_filters_show_what_is_asked_for(found: Portfolio, tmp_path: Path) -> None:
    """Guard the filters against the rows: by state, errors, time and words."""
    seen = verdict(found.html, FILTER, tmp_path / "filters.html")
    rows = found.table("projects").records()
    named = {row["acronym"] for row in rows if row["state"] == "read"}
    behind = {row[0] for row in found.progress.rows if row[1] > row[2]}

    assert len(found.paths) == len(seen["all"])
    assert [found.paths[22]] == seen["state:not read"]
    assert {row["acronym"] for row in rows if row["errors"]} == set(seen["errors"])
    assert behind == set(seen["behind"])
    assert {name for name in named if "Inv1" in name} == set(seen["words"])
    assert f"{len(seen['words'])} of {len(found.paths)} shown" == seen["told"]


def test_nothing_comes_from_elsewhere(found: Portfolio) -> None:
    """Guard that the page loads nothing: no script, style, font or picture of anybody."""
    page = found.html

    assert not re.search(r"<(script|img|link|iframe)[^>]+(src|href)=|@import|url\(", page)
    assert [] == re.findall(r"https?://(?!www\.w3\.org/2000/svg)", page)


def test_what_is_typed_is_no_markup(tmp_path: Path) -> None:
    """Guard that a project cannot write into the page of who looks at it."""
    vp.save(
        partnership(
            Project(
                acronym="<script>alert(1)</script>",
                start=date(2026, 1, 1),
                months=12,
                action="KA220-VET",
                call=2025,
            )
        ),
        tmp_path / "p",
    )
    page = vp.portfolio([tmp_path, "/nowhere/<b>x"], on=DAY).html

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>x" not in page


def test_names_are_looked_up(found: Portfolio) -> None:
    """Guard that the page tells who it is, and the table of the answers does not."""
    p = vp.load(found.paths[20])
    common = next(who for who in p.plan.people if who.id == next(iter(_away(p))))
    rows = [row for row in found.people_clashes.rows if row.first == date(2026, 9, 16)]

    assert common.name in found.html
    assert rows
    assert common.name not in found.people_clashes.csv()


def _away(p: vp.Partnership) -> list[str]:
    return [fact.person for fact in p.facts if getattr(fact, "person", None) and fact.of == "T2"]


def test_parquet_is_read_by_others(found: Portfolio, written: Path) -> None:
    """Guard each table as polars and duckdb read it: every row, and the type of each column."""
    for name in TABLES:
        records = found.table(name).records()
        frame = pl.read_parquet(written / "tables" / f"{name}.parquet")
        counted = duckdb.sql(f"select count(*) from '{written}/tables/{name}.parquet'")  # noqa: S608 - a file of this test

        assert records == frame.to_dicts()
        assert [(len(records),)] == counted.fetchall()
    money = pl.read_parquet(written / "tables" / "money.parquet")
    assert pl.Decimal(38, 2) == money.schema["share"]
    assert pl.Date == pl.read_parquet(written / "tables" / "deadlines.parquet").schema["day"]


def test_files_are_the_same_again(found: Portfolio, written: Path, tmp_path: Path) -> None:
    """Guard that the same projects give the same bytes."""
    files = found.write(tmp_path)

    assert len(files) == 1 + len(TABLES) + 2 * len(found.answers.tables)
    for file in files:
        assert file.read_bytes() == (written / file.relative_to(tmp_path)).read_bytes()


def test_rows_go_through_in_groups(
    found: Portfolio, written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard that a table which is written group by group has all its rows, in their order."""
    monkeypatch.setattr("vetpartner.portfolios.writing.ROWS", 7)
    found.write(tmp_path)
    for name in TABLES:
        one, other = (
            pl.read_parquet(f / "tables" / f"{name}.parquet") for f in (written, tmp_path)
        )

        assert one.equals(other)


def test_without_the_extra_there_are_the_answers(
    found: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard that page and answers are written where pyarrow is missing, and that it is said."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    files = found.write(tmp_path)

    assert {".csv", ".html"} == {file.suffix for file in files}


def test_the_drawing_tells_what_it_shows() -> None:
    """Guard that dots of one place are one, and that the words count what lies below the line."""
    dots = Dots(title="T", right="time", up="kept", points=((50, 20), (51, 21), (10, 90), (100, 0)))
    drawing = drawn_dots(dots, "x")

    assert 2 == drawing.count("<rect")
    assert 1 == drawing.count("<circle")
    assert "<title>2 at 50 %, 20 %</title>" in drawing
    assert "4 dots by time and kept; 3 of them lie below" in drawing


# The command.


def run(*argv: str) -> int:
    """Run the command on the day of the tests."""
    return main(["portfolio", *argv, "--on", str(DAY)])


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Write two invented projects."""
    write_many(tmp_path / "few", 2)
    return tmp_path / "few"


def test_the_command(few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard what is printed and written, with a key that is made first, and then used again."""
    out, key = tmp_path / "out", tmp_path / "key"
    line = (str(few), "-o", str(out), "--key", str(key))

    assert 0 == run(*line, "--new-key")
    said = capsys.readouterr().out
    assert "2 paths, 2 read, as of 2026-10-15" in said
    assert f"wrote {out / 'index.html'}, and 30 files beside it" in said
    before = (out / "index.html").read_bytes()
    assert key.read_bytes().strip() not in b"".join(
        file.read_bytes() for file in out.rglob("*") if file.is_file()
    )
    assert 0 == run(*line)
    assert before == (out / "index.html").read_bytes()


def test_the_command_tells_what_is_broken(few: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the exit code and the reason where a project cannot be read."""
    (few / "p00001" / "project.toml").write_text("[project", "utf-8")

    assert 1 == run(str(few))
    assert "p00001: not read: A file that ends with .toml is TOML" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--workers", "0"], "--workers and --days are 1 or more"),
        (["--days", "0"], "--workers and --days are 1 or more"),
        (["--new-key"], "--new-key needs --key FILE"),
        (["--key", "{out}/key", "-o", "{out}"], "would lie beside the tables; keep it elsewhere"),
        (["--key", "{out}/none"], "make one with --new-key"),
        (["--dask", "tcp://127.0.0.1:1", "--workers", "2"], "--dask has workers of its own"),
    ],
)
def test_the_command_refuses(
    few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    """Guard what cannot be: it is said in a sentence, and nothing is written."""
    out = tmp_path / "out"

    assert run(str(few), *(each.format(out=out) for each in more)) in {1, 2}
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_without_dask_it_is_said(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard the way out where the extra is missing."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtra, match=r'pip install "vetpartner\[dask\]"'):
        read_all([str(few)], dask="tcp://127.0.0.1:1", on=DAY)


def test_a_process_that_died_is_followed_by_another(
    few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard that what a process had in hand when it died is read by a new one."""
    write_many(few, 4)
    original = ProcessPoolExecutor.submit

    def dying(pool: ProcessPoolExecutor, work: Any, tasks: Any, *rest: Any) -> Any:  # noqa: ANN401 - as the pool takes them
        if not tries:
            tries.append(1)
            return original(pool, os._exit, 3)
        return original(pool, work, tasks, *rest)

    tries: list[int] = []
    monkeypatch.setattr(ProcessPoolExecutor, "submit", dying)
    found = read_all([str(few)], workers=2, on=DAY)

    assert {"read": 4} == found.states
    assert () == found.stopped


def test_a_bar_is_drawn_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that who waits sees how far it is, and that nothing of it comes into a file."""
    with shown() as draw:
        assert draw is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with shown() as draw:
        for done in range(1, 41):
            draw(done, 40)

    said = capsys.readouterr().err
    assert said.startswith("\r[#######.......................] 10 of 40")
    assert said.endswith(f"\r[{'#' * 30}] 40 of 40\n")


def test_two_workers_of_the_command(few: Path, tmp_path: Path) -> None:
    """Guard the command as a process of its own that starts others."""
    program = [sys.executable, "-m", "vetpartner", "portfolio", str(few), "--workers", "2"]
    done = subprocess.run(
        [*program, "-o", str(tmp_path / "out"), "--on", str(DAY)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "2 paths, 2 read" in done.stdout
    assert "" == done.stderr
    assert (tmp_path / "out" / "tables" / "projects.parquet").is_file()

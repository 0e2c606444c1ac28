"""Commands that print a table give it as data too, and write it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest

from vetpartner.cli import main

GREEN = str(Path(__file__).parents[2] / "examples" / "green-welding")
DAY = ("--on", "2025-01-31")
COMMANDS = {
    "check": ["check", GREEN],
    "status": ["status", GREEN],
    "ledger": ["money", "ledger", GREEN],
    "costs": ["money", "costs", GREEN],
    "reconcile": ["people", "reconcile", GREEN],
    "privacy": ["privacy", GREEN],
    "templates": ["paper", "templates", GREEN],
    "dates": ["dates", GREEN, "--between", "2025-03-03", "2025-03-21"],
    "forecast": ["money", "forecast", GREEN, "WP2=80", "WP3=75", "WP4=60", "WP5=90"],
    "move": ["move", GREEN, "M4", "2025-10-06"],
    "withdraw": ["withdraw", GREEN, "fbk"],
    "compare": ["compare", GREEN, str(Path(GREEN).with_name("small-harvest"))],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_as_data(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that JSON and CSV are whole, with the same rows and columns."""
    codes = [main([*COMMANDS[name], *DAY, "--format", "json"])]
    records = json.loads(capsys.readouterr().out)
    codes.append(main([*COMMANDS[name], *DAY, "--format", "csv"]))
    heads, *rows = csv.reader(io.StringIO(capsys.readouterr().out))

    assert [0, 0] == codes
    assert records
    assert heads == list(records[0])
    assert len(rows) == len(records)


@pytest.mark.parametrize("calls", [["2025"], ["2024", "2025"]])
def test_rules_as_data(calls: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that rules, and what differs between two calls, are data too."""
    assert 0 == main(["rules", "KA220-VET", *calls, "--format", "json"])
    assert "label" in json.loads(capsys.readouterr().out)[0]


def test_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard each kind of file, and that what is printed beside it is as without it."""
    main(["money", "ledger", GREEN, *DAY])
    printed = capsys.readouterr().out
    for suffix in ("csv", "xlsx", "json", "html"):
        path = tmp_path / f"ledger.{suffix}"

        assert 0 == main(["money", "ledger", GREEN, *DAY, "-o", str(path)])
        assert f"{printed}wrote {path}\n" == capsys.readouterr().out
    sheet = openpyxl.load_workbook(tmp_path / "ledger.xlsx").worksheets[0]
    at = {cell.value: cell.column_letter for cell in sheet[4]}
    share, earned, open_, risk = (at[head] for head in ("Share", "Earned", "Unverified", "At risk"))

    assert (tmp_path / "ledger.csv").read_bytes().startswith(b"\xef\xbb\xbforganisation,label,")
    assert "76000.00" in (tmp_path / "ledger.json").read_text("utf-8")
    assert f"=ROUND({share}5-{earned}5-{open_}5-{risk}5,2)" == sheet[f"{at['Open']}5"].value
    page = (tmp_path / "ledger.html").read_text("utf-8")
    assert "<h1>Ledger</h1>" in page
    assert "From the agency 100 000 EUR" in page
    assert "Funded by the European Union" in page


def test_groups_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that each group keeps its title and its total in a sheet and on a page."""
    for suffix in ("xlsx", "html"):
        assert 0 == main(["money", "costs", GREEN, *DAY, "-o", str(tmp_path / f"costs.{suffix}")])
    sheet = openpyxl.load_workbook(tmp_path / "costs.xlsx").worksheets[0]
    first = [cell.value for cell in sheet["A"]]

    assert 3 == first.count("Total")
    assert {"Work packages", "Partners", "Periods"} <= set(first)
    page = (tmp_path / "costs.html").read_text("utf-8")
    assert re.search(r'<th scope="rowgroup" colspan="\d">Partners</th>', page)
    assert 3 == page.count('<tr class="sum">')
    assert "wrote" in capsys.readouterr().out


def test_data_are_not_mixed_with_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that a program that reads the output reads nothing else."""
    path = tmp_path / "x.csv"

    assert 0 == main(["money", "ledger", GREEN, *DAY, "--format", "json", "-o", str(path)])
    out, err = capsys.readouterr()
    assert 6 == len(json.loads(out)) + 1
    assert f"wrote {path}\n" == err


def test_the_row_of_one_partner_is_data(capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that a program that asks for one account gets it, with the same values as in all."""
    assert 0 == main(["money", "ledger", GREEN, *DAY, "--format", "json"])
    every = json.loads(capsys.readouterr().out)
    assert 0 == main(["money", "ledger", GREEN, *DAY, "--partner", "cfs", "--format", "json"])

    assert [row for row in every if row["organisation"] == "cfs"] == json.loads(
        capsys.readouterr().out
    )


def test_nothing_is_printed_where_it_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that a wrong suffix is said at once."""
    assert 1 == main(["status", GREEN, *DAY, "-o", str(tmp_path / "x.odt")])
    out, err = capsys.readouterr()
    assert "" == out
    assert (
        "a table cannot be written as '.odt'; use .html, .md, .docx, .pdf, .xlsx, .csv or .json"
        in err
    )


def test_a_project_that_cannot_be_read_has_findings_as_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that `check` gives and writes its findings although there is no partnership."""
    (tmp_path / "project.toml").write_text("[project\n", "utf-8")
    page = tmp_path / "x.html"

    assert 1 == main(["check", str(tmp_path), "--format", "csv", "-o", str(page)])
    assert capsys.readouterr().out.startswith("slug,severity,message,")
    assert "<h1>Findings</h1>" in page.read_text("utf-8")
    page.unlink()
    assert 1 == main(["check", str(tmp_path), "--format", "compact", "-o", str(page)])
    out, err = capsys.readouterr()
    assert out.startswith("project.toml:")
    assert f"wrote {page}\n" == err
    assert page.exists()


def test_a_move_as_data_begins_with_what_moves(capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that a program gets old and new date, the amendment, and deadlines as values."""
    assert 0 == main(["move", GREEN, "M4", "2025-10-16", *DAY, "--format", "json"])
    first, amendment, *others = json.loads(capsys.readouterr().out)

    assert ("Move", "M4", "meetings/M4/when", "2025-10-16") == tuple(
        first[name] for name in ("kind", "id", "address", "after")
    )
    assert first["before"].startswith("2025-09-16")
    assert ("Amendment", "2025-10-16") == (amendment["kind"], amendment["after"])
    assert all(row["text"] for row in others)


def test_a_withdrawal_as_data_begins_with_who_leaves(capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that each share stands at its work package."""
    assert 0 == main(["withdraw", GREEN, "fbk", *DAY, "--format", "json"])
    first, *others = json.loads(capsys.readouterr().out)

    assert ("Withdrawal", "organisations/fbk", "2025-01-31") == tuple(
        first[name] for name in ("kind", "address", "after")
    )
    assert "work_packages/WP2" in [row["address"] for row in others]

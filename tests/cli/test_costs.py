"""The command that shows planned and spent, and converts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vetpartner.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PLAN = """\
[project]
acronym = "Inv"
start = 2024-01-01
months = 12

[agreement]
rate_month = "cost"

[[organisations]]
id = "a"
country = "CZ"

[[work_packages]]
id = "WP1"
when = "M1..M12"
grant = { a = 100 }
"""
FACTS = """\
[[rates]]
currency = "CZK"
when = "2024-02"
rate = 25
source = "an invented list"
recorded = 2024-02-02
"""
COSTS = "date,organisation,of,amount,currency\n2024-02-03,a,WP1,500,CZK\n2024-03-03,a,WP1,75,CZK\n"
SHOWN = """\
Inv: planned and spent as of 2024-06-01, amounts in EUR

Work packages                 Planned  Spent       Left  Days
WP1                               100     20         80
Total                             100     20         80

Partners                      Planned  Spent       Left  Days
a                                 100     20         80
Total                             100     20         80

Periods                       Planned  Spent       Left  Days
1 2024-01-01 to 2024-12-31        100     20         80
Total                             100     20         80

Categories                    Planned  Spent       Left  Days
not stated                  not known     20  not known
Total                       not known     20  not known

Left out of these totals (no exchange rate): 75 CZK
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give an invented project with two costs in another currency and one rate."""
    folder = tmp_path / "p"
    (folder / "tables").mkdir(parents=True)
    (folder / "project.toml").write_text(PLAN, "utf-8")
    (folder / "facts.toml").write_text(FACTS, "utf-8")
    (folder / "tables/costs.csv").write_text(COSTS, "utf-8")
    return folder


def test_costs_are_converted_and_shown(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards what is printed and stored, and that a second time nothing is written."""
    command = ["money", "costs", str(project), "--convert", "--on", "2024-06-01"]

    assert 0 == main(command)
    assert (
        "read 2 costs, 575 CZK\n"
        "spent/WP1: 500 CZK is 20 EUR at 25 for 2024-02 (an invented list, entered 2024-02-02)\n"
        "spent/WP1#2: not converted, there is no rate of CZK for 2024-03; add [[rates]] with the "
        f"rate of CZK for 2024-03\n\nwrote {project / 'tables/costs.csv'}\n\n{SHOWN}"
    ) == capsys.readouterr().out
    assert ",500.00,CZK,,2024-02,25,20.00 EUR,," in (project / "tables/costs.csv").read_text()
    assert 0 == main([*command, "--partner", "a"])
    assert "wrote" not in capsys.readouterr().out
    assert ["costs.csv", "costs.csv.bak1"] == sorted(p.name for p in (project / "tables").iterdir())


def test_nothing_is_converted_beside_a_mistake(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guards that a row that cannot be read is not lost by saving."""
    (project / "tables/costs.csv").write_text(f"{COSTS}2024-02-04,a,WP1,1.234,CZK\n", "utf-8")

    assert 1 == main(["money", "costs", str(project), "--convert"])
    assert "nothing is converted until this is put right" in capsys.readouterr().err
    assert not (project / "tables/costs.csv.bak1").exists()

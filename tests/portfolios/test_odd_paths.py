"""Whatever stands at a path: one row each, found wherever it lies, and read once it can be."""

from __future__ import annotations

import os
import shutil
import zlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from asked import KEY
from openpyxl import Workbook

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.files import disk
from vetpartner.portfolios import lying

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = date(2025, 6, 1)
PLAN = """\
[project]
{reference}acronym = "{acronym}"
title = "An invented plan {acronym}"
action = "KA220-VET"
call = 2024
round = {round}
start = 2024-11-01
months = 24
coordinator = "a"
[[organisations]]
id = "a"
name = "{home}"
country = "HR"
{applied}
[[organisations]]
id = "b"
name = "Invented school B"
country = "AT"
[[people]]
id = "zk"
name = "Zdenka Kukuljević"
organisation = "a"
[[meetings]]
id = "M1"
title = "Meeting {acronym}"
when = "2025-01-14"
"""
FACTS = """\
[[held]]
of = "M1"
when = 2025-01-14
evidence = [{{ kind = "{kind}", file = "{file}" }}]
"""


def written(
    place: Path,
    *,
    acronym: str = "AAA",
    file: str = "evidence/m.pdf",
    kind: str = "minutes",
    data: bytes = b"the same minutes",
    **more: object,
) -> Path:
    """Write an invented project with one file of evidence, and return its folder."""
    said = {"reference": "", "round": 1, "home": "Invented school A", "applied": ""} | more
    (place / "evidence").mkdir(parents=True)
    (place / "project.toml").write_text(PLAN.format(acronym=acronym, **said), "utf-8")
    (place / "facts.toml").write_text(FACTS.format(file=file, kind=kind), "utf-8")
    (place / "evidence" / Path(file).name).write_bytes(data)
    return place


def shared(paths: Iterable[Path], store: Path | None = None) -> list[str]:
    """Return why things in two projects are asked about."""
    found = vp.portfolio(paths, on=DAY, store=store)
    return [row.kind for row in found.double_funding.rows]


def states(found: vp.Portfolio) -> dict[str, tuple[str, str | None]]:
    """Return state and reason of each path, by its last part."""
    rows = found.table("projects").records()
    return {Path(row["path"]).name: (row["state"], row["reason"]) for row in rows}


@pytest.mark.parametrize("name", ["x\0y", "n" * 300])
def test_a_name_that_no_system_has(tmp_path: Path, name: str) -> None:
    """Guard that what cannot be named or opened is a row, and the rest is read."""
    good = written(tmp_path / "good")
    found = vp.portfolio([good, tmp_path / name], on=DAY)

    assert 1 == found.states["read"]
    assert [1, 1] == sorted(found.states.values())


def test_a_folder_that_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard one without permission, named itself or below one that is named."""
    written(tmp_path / "all" / "good")
    (tmp_path / "all" / "shut").mkdir()
    real, shut = os.scandir, str(tmp_path / "all" / "shut")
    exists = Path.exists

    def scandir(path: str) -> object:
        if str(path) == shut:
            raise PermissionError(13, "Permission denied", shut)
        return real(path)

    def closed(self: Path) -> bool:
        if str(self).startswith(shut + os.sep):
            raise PermissionError(13, "Permission denied", str(self))
        return exists(self)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(Path, "exists", closed)
    told = ("not read", "it cannot be read: Permission denied")

    for asked in ([tmp_path / "all"], [tmp_path / "all" / "good", Path(shut)]):
        assert {"good": ("read", None), "shut": told} == states(vp.portfolio(asked, on=DAY))


def test_evidence_that_can_be_opened_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard that a file which could not be opened is looked at again, although nothing changed."""
    both = [written(tmp_path / "p" / name) for name in "ab"]
    store, before = tmp_path / "store", lying.hash_of

    def refused(path: Path) -> str:
        if path.name == "m.pdf":
            raise disk.NotOpened("unreadable-file", "cannot be read")
        return before(path)

    monkeypatch.setattr(lying, "hash_of", refused)
    assert "same file of evidence" not in shared(both, store)
    monkeypatch.setattr(lying, "hash_of", before)
    assert "same file of evidence" in shared(both, store)


@pytest.mark.parametrize("file", ["./evidence/m.pdf", "evidence//m.pdf", "linked/m.pdf"])
def test_evidence_spelled_otherwise(tmp_path: Path, file: str) -> None:
    """Guard that one file is the same however its path is written, a link within the folder too."""
    both = [written(tmp_path / name, file=file) for name in "ab"]
    for folder in both if "linked" in file else ():
        (folder / "linked").symlink_to("evidence")

    assert "same file of evidence" in shared(both)


def test_what_lies_below(tmp_path: Path) -> None:
    """Guard a folder of folders: documents below it, links to projects, and no office locks."""
    written(tmp_path / "elsewhere" / "a", acronym="AAA")
    vp.save(vp.load(written(tmp_path / "b", acronym="BBB")), tmp_path / "all" / "x" / "b.json")
    vp.save(vp.load(tmp_path / "b"), tmp_path / "all" / "y" / "z" / "c.xlsx")
    (tmp_path / "all" / "a").symlink_to(tmp_path / "elsewhere" / "a")
    (tmp_path / "all" / "~$c.xlsx").write_bytes(b"a lock")
    found = vp.portfolio([tmp_path / "all"], on=DAY)

    assert {"a", "b.json", "c.xlsx"} == {Path(path).name for path in found.paths}
    assert {"read": 3} == found.states


def test_a_folder_without_a_project(tmp_path: Path) -> None:
    """Guard the reason, which says what was looked for."""
    (tmp_path / "empty").mkdir()
    reason = "there is no project in it: no project.toml, workbook or JSON document"

    assert {"empty": ("no project", reason)} == states(vp.portfolio([tmp_path / "empty"], on=DAY))


@pytest.mark.parametrize(("beside", "code"), [(True, 0), (False, 1)])
def test_what_is_no_project(tmp_path: Path, beside: bool, code: int) -> None:  # noqa: FBT001 - of the case
    """Guard sheets and documents of others: rows that say so, and no failure beside a project."""
    folder = tmp_path / "all"
    folder.mkdir()
    book = Workbook()
    book.active.title = "Sums"
    book.save(folder / "budget.xlsx")
    (folder / "settings.json").write_text('{"colour": "red"}', "utf-8")
    if beside:
        written(folder / "a")
    found = vp.portfolio([folder], on=DAY)

    assert 2 == found.states["no project"]
    assert code == main(["portfolio", str(folder), "--on", str(DAY)])


@pytest.mark.parametrize("copies", [0, 2])
def test_projects_of_one_acronym(tmp_path: Path, copies: int) -> None:
    """Guard that they can be told apart, by the reference or else the path, copies of one too."""
    references = ("2024-1-HR01-KA220-VET-000000001", "2024-1-HR01-KA220-VET-000000002")
    both = [
        written(tmp_path / str(n), reference=f'reference = "{one}"\n')
        for n, one in enumerate(references)
    ]
    again = [shutil.copytree(both[0], tmp_path / f"copy{n}") for n in range(copies)]
    found = vp.portfolio([*both, *again], on=DAY)

    assert {f"AAA ({one})" for one in references} == {row[0] for row in found.progress.rows}
    where = [line for row in found.double_funding.rows for line in row.where]
    assert all(any(one in line for line in where) for one in references)


def test_stated_applications_are_of_their_round(tmp_path: Path) -> None:
    """Guard that a number stated for one deadline is no verdict on another one."""
    stated = 'oid = "E10000001"\napplications = 99'
    both = [
        written(tmp_path / "a", acronym="AAA", round=2, applied=stated),
        written(tmp_path / "b", acronym="BBB", round=1, applied='oid = "E10000001"'),
    ]
    for folder in both:
        text = (folder / "project.toml").read_text("utf-8")
        (folder / "project.toml").write_text(text.replace("call = 2024", "call = 2025"), "utf-8")
    rows = vp.portfolio(both, on=DAY).limits.rows

    assert rows
    assert not [row for row in rows if "round 1" in row[1]]


def test_names_of_people_in_what_shows_it(tmp_path: Path) -> None:
    """Guard kinds and names of evidence, names of organisations, and the acronym."""
    name, out = "Zdenka Kukuljević", tmp_path / "out"
    both = [
        written(
            tmp_path / n,
            acronym="KUKULJEVIĆ",
            file=f"evidence/{name}.pdf",
            kind=f"certificate {name}",
            home=f"{name} s.p.",
        )
        for n in "ab"
    ]
    found = vp.portfolio(both, on=DAY, key=KEY, store=tmp_path / "store")
    found.write(out)
    files = [path for folder in (out, tmp_path / "store") for path in folder.rglob("*")]
    kept = {path.name: path.read_bytes() for path in files if path.is_file()}
    for data in [data for path, data in kept.items() if path.endswith(".entry")]:
        kept["body"] = kept.get("body", b"") + zlib.decompress(data.partition(b"\n")[2])
    del kept["index.html"]

    assert len(kept) > 5
    for said in ("Kukuljevi", "kukuljevi", "KUKULJEVI"):
        assert [] == [path for path, data in kept.items() if said.encode() in data]

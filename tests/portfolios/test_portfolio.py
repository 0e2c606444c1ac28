"""Many projects read by workers: the same whoever reads them, nothing lost, nothing twice."""

from __future__ import annotations

import os
import shutil
import threading
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import attrs
import pytest
from asked import COUNT, DAY, KEY
from bench.many import write_many, write_project

import vetpartner as vp
from vetpartner.files.transaction import InUse
from vetpartner.portfolios import lying, worker
from vetpartner.portfolios.declared import TABLES
from vetpartner.portfolios.portfolio import Portfolio, UnknownTable
from vetpartner.portfolios.store import StoreChanged
from vetpartner.portfolios.worker import Settings
from vetpartner.values.progress import listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def texts(found: Portfolio) -> dict[str, str]:
    """Return all tables and answers as texts."""
    tables = {name: found.table(name).csv() for name in TABLES}
    return {**tables, **{name: table.csv() for name, table in found.answers.tables.items()}}


def test_every_path_has_a_row(many: Path, found: Portfolio) -> None:
    """Guard that each folder below a folder is one project, in the order of their names."""
    rows = found.table("projects").records()

    assert [str(folder) for folder in sorted(many.iterdir())] == [row["path"] for row in rows]
    assert {"read": COUNT - 1, "not read": 1} == found.states
    (broken,) = (row for row in rows if row["state"] == "not read")
    assert "A file that ends with .toml is TOML (not-toml) at facts.toml:" in broken["reason"]


@pytest.mark.parametrize("batch", [2, 100])
def test_threads_give_the_same(many: Path, found: Portfolio, batch: int) -> None:
    """Guard that it makes no difference who reads, in which order, and how many at once."""
    with ThreadPoolExecutor(3) as pool:
        other = vp.portfolio([many], DAY, pool, batch, key=KEY)

    assert texts(found) == texts(other)


def test_processes_give_the_same(many: Path, found: Portfolio) -> None:
    """Guard the same with processes that begin without anything."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        other = vp.portfolio([many], on=DAY, executor=pool, key=KEY)

    assert texts(found) == texts(other)
    assert found.html == other.html


def test_every_home_and_what_is_none(many: Path, tmp_path: Path) -> None:
    """Guard workbooks and JSON documents beside folders, and a row for what is no project."""
    p = vp.load(many / "p00002")
    vp.save(p, tmp_path / "one.json")
    vp.save(vp.load(many / "p00005"), tmp_path / "two.xlsx")
    (tmp_path / "three.json").write_text("{", "utf-8")
    (tmp_path / "empty").mkdir()
    paths = [many / "p00003", tmp_path, tmp_path / "empty", "/nowhere/at-all"]
    rows = vp.portfolio(paths, on=DAY).table("projects").records()
    states = {Path(row["path"]).name: row["state"] for row in rows}

    assert {
        "p00003": "read",
        "one.json": "read",
        "two.xlsx": "read",
        "three.json": "not read",
        "empty": "no project",
        "at-all": "not there",
    } == states
    assert "there is no at-all for the worker on " in rows[-1]["reason"]


def test_one_path_given_twice_is_one(many: Path) -> None:
    """Guard that a folder, and the folder above it, do not count a project twice."""
    found = vp.portfolio([many / "p00001", many / "p00001" / "..", many / "p00001"], on=DAY)

    assert COUNT == len(found.paths)


def test_a_mistake_of_ours_stops_no_other(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard that whatever goes wrong with one project is its row, without a traceback."""
    original = worker.entry_of

    def broken(path: Path, *rest: object) -> dict[str, Any]:
        if path.name == "p00001":
            raise ZeroDivisionError
        return original(path, *rest)

    monkeypatch.setattr(worker, "entry_of", broken)
    rows = vp.portfolio([many / "p00000", many / "p00001"], on=DAY).table("projects").records()

    assert ["read", "not read"] == [row["state"] for row in rows]
    assert "it cannot be read: ZeroDivisionError" == rows[1]["reason"]


class Dying(ThreadPoolExecutor):
    """Runs work, and breaks for good after so many batches, as a pool does whose worker died."""

    def __init__(self, after: int) -> None:
        """Take after how many batches it breaks."""
        super().__init__(1)
        self.after = after

    def submit(self, work: Callable[..., Any], *args: object) -> Future[Any]:  # type: ignore[override]
        """Run what is given, or fail as a broken pool does."""
        self.after -= 1
        if self.after < -2:
            raise BrokenProcessPool
        if self.after < 0:
            failed: Future[Any] = Future()
            failed.set_exception(BrokenProcessPool())
            return failed
        return super().submit(work, *args)


def test_what_a_dead_worker_had_is_told(many: Path, tmp_path: Path) -> None:
    """Guard that nothing is lost in silence, and that the next run reads what was left."""
    with Dying(3) as pool:
        found = vp.portfolio([many], DAY, pool, 5, key=KEY, store=tmp_path)
    rows = found.table("projects").records()

    assert COUNT == len(rows) == len({row["path"] for row in rows})
    assert COUNT - 15 == found.states["stopped"]
    stopped = next(row for row in rows if row["state"] == "stopped")
    assert "the worker that read it stopped: BrokenProcessPool" == stopped["reason"]

    again = vp.portfolio([many], on=DAY, key=KEY, store=tmp_path)
    assert {"read": COUNT - 1, "not read": 1} == again.states


class Once(ThreadPoolExecutor):
    """Fails the first try of every batch of more than one path."""

    def submit(self, work: Callable[..., Any], *args: Any) -> Future[Any]:  # type: ignore[override]  # noqa: ANN401 - a list of tasks
        """Run what is given, unless it is a batch."""
        if len(args[0]) == 1:
            return super().submit(work, *args)
        failed: Future[Any] = Future()
        failed.set_exception(MemoryError())
        return failed


def test_a_batch_that_fails_is_read_path_by_path(many: Path, found: Portfolio) -> None:
    """Guard that one project which is too much for a worker costs its batch nothing."""
    with Once(2) as pool:
        other = vp.portfolio([many], DAY, pool, 10, key=KEY)

    assert texts(found) == texts(other)


class Elsewhere(ThreadPoolExecutor):
    """Runs work as a machine with another version does."""

    def submit(self, work: Callable[..., Any], *args: Any) -> Future[Any]:  # type: ignore[override]  # noqa: ANN401 - a list of tasks
        """Run what is given, and say that another version did."""
        return super().submit(lambda: [attrs.evolve(r, version="0.1.0") for r in work(*args)])


def test_a_worker_of_another_version_is_told(many: Path) -> None:
    """Guard that rows of another version are not taken for ours."""
    with Elsewhere(1) as pool:
        found = vp.portfolio([many / "p00000"], on=DAY, executor=pool)

    assert {"stopped": 1} == found.states
    assert "has vetpartner 0.1.0, and here is" in found.troubles[0][2]


def test_a_worker_in_another_folder_sees_the_same(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard relative paths: a worker of a cluster runs somewhere else."""
    monkeypatch.chdir(many)
    with ProcessPoolExecutor(1, get_context("spawn"), os.chdir, (many.parent,)) as pool:
        found = vp.portfolio(["p00000"], on=DAY, executor=pool)

    assert {"read": 1} == found.states
    assert ("p00000",) == found.paths


# What is kept from one run to the next.


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which projects are read."""
    seen: list[str] = []
    original = worker.entry_of

    def noted(path: Path, *rest: object) -> dict[str, Any]:
        seen.append(path.name)
        return original(path, *rest)

    monkeypatch.setattr(worker, "entry_of", noted)
    return seen


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Write two invented projects that a test may change."""
    write_many(tmp_path / "few", 2)
    return tmp_path / "few"


def test_what_did_not_change_is_not_read(few: Path, tmp_path: Path, reads: list[str]) -> None:
    """Guard the store: the second run reads nothing, and tells the same to the last byte."""
    first = vp.portfolio([few], on=DAY, key=KEY, store=tmp_path / "store")
    before = texts(first), first.html
    assert ["p00000", "p00001"] == reads

    reads.clear()
    second = vp.portfolio([few], on=DAY, key=KEY, store=tmp_path / "store")
    assert [] == reads
    assert before == (texts(second), second.html)


CHANGES = {
    "plan": lambda p: (p / "project.toml").write_text(
        (p / "project.toml").read_text("utf-8").replace("Invented project 1", "Changed"), "utf-8"
    ),
    "list": lambda p: (p / "tables" / "attendance-T1.csv").unlink(),
    "narrative": lambda p: (p / "narrative" / "final.en.md").write_text("## sum.x\n\nText.\n"),
    "evidence": lambda p: (p / "evidence" / "M1-agenda.pdf").write_bytes(b"%PDF-1.4 other"),
    "evidence gone": lambda p: (p / "evidence" / "M1-agenda.pdf").unlink(),
    "rules": lambda p: (p / "rules.toml").write_text('action = "KA220-VET"\n', "utf-8"),
    "link": lambda p: (p / "tables" / "participants.xlsx").symlink_to(p / "project.toml"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_read(few: Path, tmp_path: Path, reads: list[str], change: str) -> None:
    """Guard that any change of one project is seen, and that no other is read for it."""
    vp.portfolio([few], on=DAY, key=KEY, store=tmp_path / "store")
    reads.clear()
    CHANGES[change](few / "p00001")
    found = vp.portfolio([few], on=DAY, key=KEY, store=tmp_path / "store")

    assert ["p00001"] == reads
    assert texts(vp.portfolio([few], on=DAY, key=KEY)) == texts(found)


def test_evidence_is_hashed_when_its_time_changes(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard that files of evidence are not read again unless size or time changed."""
    hashed: list[str] = []
    original = lying.hash_of

    def noted(path: str | Path) -> str:
        hashed.append(Path(path).name)
        return original(path)

    vp.portfolio([few], on=DAY, store=tmp_path / "store")
    monkeypatch.setattr(lying, "hash_of", noted)
    os.utime(few / "p00001" / "evidence" / "M1-agenda.pdf", ns=(1, 1))
    vp.portfolio([few], on=DAY, store=tmp_path / "store")

    assert ["M1-agenda.pdf"] == [name for name in hashed if name.endswith(".pdf")]


@pytest.mark.parametrize("other", ["day", "key", "version", "rules"])
def test_results_depend_on_day_key_and_version(
    few: Path, tmp_path: Path, reads: list[str], other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard that nothing is taken from the store that was made under other conditions."""
    how: dict[str, Any] = {"on": DAY, "key": KEY, "store": tmp_path / "store"}
    vp.portfolio([few], **how)
    reads.clear()
    if other == "day":
        how["on"] = DAY.replace(day=16)
    elif other == "key":
        how["key"] = KEY[::-1]
    elif other == "version":
        monkeypatch.setattr(worker, "VERSION", "99")
    else:
        monkeypatch.setattr("vetpartner.programme.shipped.shipped_digest", lambda: "0" * 64)
    vp.portfolio([few], **how)

    assert 2 == len(reads)


SPOILT = {
    "nothing": lambda _: b"",
    "half": lambda data: data[: len(data) // 2],
    "no head": lambda data: b"x" + data,
    "another": lambda _: b'{"stamp":"x"}\n' + b"x" * 40,
    "numbers": lambda data: b"[1]\n" + data.partition(b"\n")[2],
    "deep": lambda _: b"[" * 100_000,
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_store_is_read_anew(few: Path, tmp_path: Path, reads: list[str], how: str) -> None:
    """Guard that a store which somebody spoilt is no store, and stops nobody."""
    before = texts(vp.portfolio([few], on=DAY, key=KEY, store=tmp_path / "store"))
    reads.clear()
    for file in (tmp_path / "store").glob("*.entry"):
        file.write_bytes(SPOILT[how](file.read_bytes()))
    found = vp.portfolio([few], on=DAY, key=KEY, store=tmp_path / "store")

    assert before == texts(found)
    assert 2 == len(reads)


def test_what_is_not_asked_for_is_not_kept(few: Path, tmp_path: Path) -> None:
    """Guard that a project which is gone leaves nothing in the store."""
    vp.portfolio([few], on=DAY, key=KEY, store=tmp_path / "store")
    shutil.rmtree(few / "p00001")
    vp.portfolio([few], on=DAY, key=KEY, store=tmp_path / "store")

    assert 1 == len(list((tmp_path / "store").glob("*.entry")))


def test_two_at_once_wait_for_each_other(few: Path, tmp_path: Path) -> None:
    """Guard that two runs never write one store: the second waits, and then says so."""
    begun, end = threading.Event(), threading.Event()

    def slow(done: int, _: int) -> None:
        if done == 1:
            begun.set()
            end.wait(30)

    store = tmp_path / "store"
    run = threading.Thread(target=lambda: vp.portfolio([few], on=DAY, store=store, progress=slow))
    run.start()
    assert begun.wait(30)
    with pytest.raises(InUse, match="vetpartner portfolio"):
        vp.portfolio([few], on=DAY, store=store)
    end.set()
    run.join(30)

    assert {"read": 2} == vp.portfolio([few], on=DAY, store=store).states


def test_a_portfolio_knows_when_its_store_is_another(few: Path, tmp_path: Path) -> None:
    """Guard that nobody gets rows of a later run by a portfolio of an earlier one."""
    first = vp.portfolio([few], on=DAY, store=tmp_path / "store")
    vp.portfolio([few], on=DAY.replace(day=20), store=tmp_path / "store")

    with pytest.raises(StoreChanged, match="make the portfolio again"):
        first.table("projects")


def test_progress_is_told(few: Path) -> None:
    """Guard that somebody who waits hears of every path, once."""
    told: list[tuple[int, int]] = []
    each = Mock()
    with listening(each):
        vp.portfolio([few], on=DAY, progress=lambda done, of: told.append((done, of)))

    assert [(1, 2), (2, 2)] == told
    assert [] == each.mock_calls  # what each project does would draw over the one bar


# The key and the names.


def everything(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield all files below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


def test_names_and_key_stand_nowhere(few: Path, tmp_path: Path) -> None:
    """Guard that no file has the key, and that names and addresses stand on the page alone."""
    write_project(few / "p00020", 20, 50)
    write_project(few / "p00021", 21, 50)
    out, store = tmp_path / "out", tmp_path / "store"
    found = vp.portfolio([few], on=DAY, key=KEY, store=store)
    found.write(out)
    plans = [vp.load(folder).plan for folder in sorted(few.iterdir())]
    people = [who for plan in plans for who in (*plan.people, *plan.participants)]
    secrets = {who.name.encode() for who in people}
    secrets |= {who.email.encode() for who in people if getattr(who, "email", None)}

    assert found.people_clashes.rows
    for path, data in (*everything(out), *everything(store)):
        assert KEY not in data
        if path.name != "index.html":
            assert not any(secret in data for secret in secrets), path
    entries = (found.store.body(path) for path in found.paths)
    assert not any(secret.decode() in str(tables) for tables in entries for secret in secrets)
    assert any(secret in (out / "index.html").read_bytes() for secret in secrets)


def test_no_text_shows_the_key(few: Path) -> None:
    """Guard logs and tracebacks: a cluster writes the arguments of what failed into its log."""
    found = vp.portfolio([few], on=DAY, key=KEY)
    shown = f"{found!r} {found} {Settings(day=DAY, key=KEY)!r} {found.store!r}"

    assert KEY.decode() not in shown


def test_a_name_in_a_title_is_hidden(tmp_path: Path) -> None:
    """Guard that somebody's name does not come into a table by the title of an activity."""
    folder = write_project(tmp_path / "p", 1)
    p = vp.load(folder)
    name = p.plan.people[0].name
    text = (folder / "project.toml").read_text("utf-8")
    (folder / "project.toml").write_text(text.replace("Meeting 1 of", f"Visit to {name},"), "utf-8")
    found = vp.portfolio([folder], on=DAY, key=KEY)
    titles = [row["title"] for row in found.table("activities").records()]

    assert "Visit to […], Inv1" in titles
    assert name not in str([found.table(name_).csv() for name_ in TABLES])


# What is refused.


def test_what_cannot_be(few: Path) -> None:
    """Guard the refusals: each says what is wrong, before anything is read."""
    with pytest.raises(ValueError, match="batch is 1 or more, not 0"):
        vp.portfolio([few], on=DAY, batch=0)
    with pytest.raises(ValueError, match="days is 1 or more, not 0"):
        vp.portfolio([few], on=DAY, days=0)
    with pytest.raises(ValueError, match="this key can be guessed"):
        vp.portfolio([few], on=DAY, key=b"secret")
    with pytest.raises(TypeError, match="executor"):
        vp.portfolio([few], on=DAY, executor=4)  # type: ignore[arg-type]
    with pytest.raises(UnknownTable, match="did you mean people"):
        vp.portfolio([few], on=DAY).table("peopel")


@pytest.mark.judge("distributed")
@pytest.mark.filterwarnings("ignore")  # a cluster that dies complains of it in many ways
def test_a_cluster_with_a_worker_killed(many: Path, found: Portfolio, tmp_path: Path) -> None:
    """Guard a cluster of dask: a worker is killed half way, and nothing is lost, nothing twice."""
    from distributed import Client, LocalCluster

    def kill(done: int, _: int) -> None:
        if done == COUNT // 4:
            first = next(iter(cluster.workers.values()))
            os.kill(first.process.process.pid, 9)
            killed.append(time.monotonic())

    killed: list[float] = []
    # A worker that dies is started again by its nanny, which takes longer than the rest.
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=None,
            local_directory=str(tmp_path),
        ) as cluster,
        Client(cluster) as client,
    ):
        other = vp.portfolio([many], DAY, client.get_executor(), 2, key=KEY, progress=kill)

    assert killed
    assert texts(found) == texts(other)
    assert found.html == other.html

"""A command that is stopped at any step of writing leaves the old state or the new one.

All steps are tried, one after the other, before the step and in the middle of it.
"""

from __future__ import annotations

import ast
import multiprocessing
import os
import re
import shutil
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from first_form import form as first_form

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.export.calendar_state import Numbering, State
from vetpartner.files import disk
from vetpartner.files.transaction import JOURNAL, PATIENCE, STATE, working, write_all
from vetpartner.model import Attended, Held, Paid
from vetpartner.state.entries import each_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PROJECT = """\
[project]
title = "Green"
acronym = "GREEN"
action = "KA220-VET"
call = 2024
start = 2024-09-01
months = 24
coordinator = "a"
currency = "EUR"

[agreement]
rate_month = "cost"

[[organisations]]
id = "a"
name = "School A"
country = "HR"

[[organisations]]
id = "b"
name = "School B"
country = "DE"

[[people]]
id = "P1"
name = "Ana Anić"
organisation = "a"

[[people]]
id = "P2"
name = "Bo Berg"
organisation = "b"
email = "bo@example.org"

[[meetings]]
id = "M1"
title = "First meeting"
when = "2024-10-01..2024-10-02"
"""
FACTS = """\
[[rates]]
currency = "SEK"
when = "2024-10"
rate = 11.5
source = "invented"
recorded = 2024-10-05

[[held]]
of = "M1"
when = "2024-10-01..2024-10-02"
recorded = 2024-10-05

[[spent]]
of = "M1"
organisation = "a"
category = "travel"
amount = "100.00 SEK"
when = 2024-10-02
recorded = 2024-10-05
"""
ONE = Paid(of="a", amount=vp.Money.parse("1.00"), recorded=date(2024, 11, 1))
STEPS = ("make_folders", "create", "replace", "remove", "remove_folder")
DAY = "2024-11-01"


class Stopped(BaseException):
    """The program was killed: nothing below may catch it, and nothing can be written any more."""


class Fault:
    """Kills the program at one step of writing; counts the steps."""

    def __init__(self, at: int | None, *, halfway: bool = False) -> None:
        """Take the number of the step, from 1; None for no stop."""
        self.at, self.halfway, self.steps = at, halfway, list[str]()
        self.dead = False

    def wrapped(self, name: str) -> Callable[..., object]:
        """Return a step of writing that may be the last one."""
        step = getattr(disk, name)

        def run(path: Path, *args: object, **more: object) -> object:
            if self.dead:
                raise Stopped
            self.steps.append(name)
            if len(self.steps) == self.at:
                self.dead = True
                if self.halfway and name == "create":
                    data = args[0] if isinstance(args[0], bytes) else b"".join(args[0])  # type: ignore[call-overload]
                    path.write_bytes(data[: len(data) // 2])
                elif self.halfway:
                    step(path, *args, **more)
                raise Stopped
            return step(path, *args, **more)

        return run


@contextmanager
def faulty(monkeypatch: pytest.MonkeyPatch, fault: Fault) -> Iterator[None]:
    """Let every step of writing go through a fault."""
    with monkeypatch.context() as patch:
        for name in STEPS:
            patch.setattr(disk, name, fault.wrapped(name))
        yield


def project(place: Path) -> Path:
    """Write an invented project with a cost in another currency, a list and an answer."""
    folder = place / "green"
    (folder / "tables").mkdir(parents=True)
    (folder / "narrative").mkdir()
    (folder / "project.toml").write_text(PROJECT, "utf-8")
    (folder / "facts.toml").write_text(FACTS, "utf-8")
    (folder / "tables" / "participants.csv").write_text("id,name\nQ1,Q One\n", "utf-8")
    (folder / "narrative" / "final.en.md").write_text("## sum.objectives\n\nText.\n", "utf-8")
    return folder


def form(folder: Path, place: Path) -> str:
    """Return a form of school b in which a meeting was held and a title changed."""
    file = place / "form.xlsx"
    file.write_bytes(first_form(vp.load(folder).on(date.fromisoformat(DAY)), "b"))
    book = openpyxl.load_workbook(file)
    for sheet, row in (("people", {"id": "P2", "name": "Bo Bergman"}),):
        heads = [cell.value for cell in book[sheet][1]]
        line = next(n for n in range(2, 9) if book[sheet].cell(n, 1).value == row["id"])
        for head, value in row.items():
            book[sheet].cell(line, heads.index(head) + 1, value)
    heads = [cell.value for cell in book["delivered"][1]]
    attended = [cell.value for cell in book["attended"][1]]
    assert heads
    for head, value in {"of": "M1", "organisation": "b", "count": 2}.items():
        book["attended"].cell(2, attended.index(head) + 1, value)
    book.save(file)
    return str(file)


def merge(folder: Path, place: Path) -> None:
    """Take a form back."""
    assert main(["merge", str(folder), str(place / "form.xlsx"), "--on", DAY]) == 0


def convert(folder: Path, _: Path) -> None:
    """Store the conversion of a cost."""
    assert main(["money", "costs", str(folder), "--convert", "--on", DAY]) == 0


def record(folder: Path, _: Path) -> None:
    """Write down a fact."""
    assert vp.record(folder, Held(of="M1", when=None, recorded=date(2024, 10, 6), reason="Twice."))


def save(folder: Path, _: Path) -> None:
    """Save with one more fact."""
    p = vp.load(folder)
    vp.save(p.with_facts(ONE), folder)


def seal(folder: Path, _: Path) -> None:
    """Put a report away."""
    assert main(["seal", str(folder), "final", "--on", DAY]) == 0


def updates(folder: Path, place: Path) -> None:
    """Write what changed for each recipient."""
    target = ["-o", str(place / "out"), "--on", DAY]
    assert main(["calendar", str(folder), "--updates", *target]) == 0


def feed(folder: Path, place: Path) -> None:
    """Write a calendar, and the state of all calendars before it."""
    assert main(["calendar", str(folder), "-o", str(place / "out.ics"), "--on", DAY]) == 0


def publish(folder: Path, place: Path) -> None:
    """Write events one by one into a folder, and then the state."""
    target = ["--publish", str(place / "events"), "--deadlines", "--on", DAY]
    assert main(["calendar", str(folder), *target]) == 0


def answers(folder: Path, place: Path) -> None:
    """Take an answer to an invitation."""
    assert (
        main(["people", "answers", str(folder), str(place / "replies"), "--on", "2024-09-20"]) == 0
    )


def reply(folder: Path, place: Path) -> None:
    """Write an answer to the invitation of the meeting."""
    numbers, p = Numbering(vp.load(folder), State()), vp.load(folder)
    uid = next(numbers.known(entry).uid for entry in each_entry(p) if entry.id == "M1")
    (place / "replies").mkdir()
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "METHOD:REPLY", "BEGIN:VEVENT"),
        *(f"UID:{uid}", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.org"),
        *("DTSTAMP:20240919T080000Z", "END:VEVENT", "END:VCALENDAR", ""),
    )
    (place / "replies" / "bo.ics").write_text("\r\n".join(lines), "utf-8")


def build(folder: Path, place: Path) -> None:
    """Write as `build` does, fewer files: each of the stops would build all of them."""
    title = vp.load(folder).plan.project.title or ""
    files = {name: f"{title} {name}".encode() for name in ("a.html", "b/c.xlsx", "index.html")}
    write_all(place / "built", files, "vetpartner build")


def erase(folder: Path, place: Path) -> None:
    """Write a copy without a participant."""
    assert (
        main(["privacy", "erase", str(folder), "Q1", "-o", str(place / "copy"), "--on", DAY]) == 0
    )


def public(folder: Path, place: Path) -> None:
    """Write a copy without personal data."""
    assert main(["privacy", "public", str(folder), "-o", str(place / "copy"), "--on", DAY]) == 0


def new(_: Path, place: Path) -> None:
    """Write a folder to start from."""
    assert main(["new", str(place / "new"), "--on", DAY]) == 0


def report(folder: Path, place: Path) -> None:
    """Write a single file."""
    main(["report", str(folder), "final", "--draft", "-o", str(place / "r.md"), "--on", DAY])


def mend(folder: Path, _: Path) -> None:
    """Write a seal of an earlier version anew."""
    assert main(["seal", str(folder), "state", "--mend", "--on", DAY_OF_MENDING]) == 0


def migrate(folder: Path, _: Path) -> None:
    """Write a plan and a calendar's state of an earlier version in today's form."""
    assert main(["migrate", str(folder), "--on", DAY_OF_MENDING]) == 0


def certificates(folder: Path, place: Path) -> None:
    """Write two files that belong together and need not lie in one folder."""
    out = ["-o", str(place / "c.html"), "--register", str(place / "list" / "r.html")]
    assert main(["people", "certificates", str(folder), "T2", *out, "--on", "2025-01-31"]) == 0


def pseudonyms(folder: Path, place: Path) -> None:
    """Write a key, and a copy made with it; go on with a key that a stop has left."""
    key = place / "key"
    made = [] if key.exists() else ["--new-key"]
    copy = ["--key", str(key), *made, "-o", str(place / "copy"), "--on", DAY]
    assert main(["privacy", "pseudonyms", str(folder), *copy]) == 0


COMMANDS = (
    *(merge, convert, record, save, seal, updates, build, erase, public, new, report),
    *(mend, migrate, certificates, pseudonyms, feed, publish, answers),
)
PARTLY: dict[Callable[[Path, Path], None], str] = {
    updates: "green/calendar-ledger.json",
    certificates: "list/",
    pseudonyms: "copy/",
}
"""What alone may still be old after a stop, where files lie in no folder that holds a journal."""
AGAIN = (feed, publish)
"""Commands that write file after file; after a stop they do the rest when they run again."""
EARLIER = Path(__file__).parents[1] / "fixtures" / "version-0.1.0" / "hard"
EXAMPLE = Path(__file__).parents[2] / "examples" / "green-welding"
DAY_OF_MENDING = "2026-11-29"


def prepared(place: Path, command: Callable[[Path, Path], None]) -> Path:
    """Return a project as it is before a command, with all that the command takes."""
    folder = project(place)
    if command in {mend, migrate}:
        shutil.rmtree(folder)
        shutil.copytree(EARLIER, folder)
        for name in ("project.toml", "facts.toml"):
            text = (folder / name).read_text("utf-8")
            (folder / name).write_text(re.sub(r"(?m)(= \d+\.\d{3})$", r"\g<1>0", text), "utf-8")
        if command is migrate:  # seals are mended one by one, each whole
            shutil.rmtree(folder / "sealed")
    if command is certificates:
        shutil.rmtree(folder)
        shutil.copytree(EXAMPLE, folder)
        (place / "list").mkdir()
        for name in ("c.html", "list/r.html"):
            (place / name).write_text("old")
    if command is merge:
        form(folder, place)
    if command is answers:
        reply(folder, place)
    if command is build:  # over an earlier build, of which every file is another one
        build(folder, place)
        (folder / "project.toml").write_text(PROJECT.replace("Green", "Blue"), "utf-8")
    return folder


def content(place: Path) -> Mapping[str, bytes]:
    """Return all files, but older copies and what only the program itself reads."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and ".bak" not in path.name and STATE not in path.parts
    }


def whole(place: Path) -> Mapping[str, bytes]:
    """Return all files without those that were aside when the program was stopped."""
    held = content(place)
    return {
        name: data
        for name, data in held.items()
        if not any(disk.STAGED.fullmatch(part) for part in Path(name).parts)
    }


def drawn() -> Callable[[int], str]:
    """Return what draws the same key each time, and other names of files."""
    number = count()
    return lambda size: sha256(b"key" if size > 6 else b"%d" % next(number)).hexdigest()[: 2 * size]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_stopped_anywhere(
    command: Callable[[Path, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard every point of writing: the next command finds the old state or the new one."""
    start = tmp_path / "start"
    prepared(start, command)
    monkeypatch.setattr("secrets.token_hex", drawn())
    before = content(start)
    place = tmp_path / "place"
    shutil.copytree(start, place)
    counted = Fault(None)
    with faulty(monkeypatch, counted):
        command(place / "green", place)
    after = content(place)
    assert before != after
    old, new = vp.load(start / "green"), vp.load(place / "green")
    assert not (start / "green" / STATE).exists()  # who only reads makes none

    outcomes = set()
    for at in range(1, len(counted.steps) + 1):
        for halfway in (False, True):
            shutil.rmtree(place)
            shutil.copytree(start, place)
            with faulty(monkeypatch, Fault(at, halfway=halfway)), pytest.raises(Stopped):
                command(place / "green", place)
            # Who only reads sees one of the two, and writes nothing.
            lying = content(place)
            assert vp.load(place / "green") in (old, new)
            assert lying == content(place)
            for home in (place / "green", place / "out", place / "built"):
                if (home / STATE).is_dir():
                    with working(home, "a test"):
                        pass
                    assert not [*home.rglob(f"{STATE}/.vetpartner-*")]
            held = whole(place)
            left = {name for name in after if held.get(name) != after[name]}
            last = {name for name in after if name.startswith(PARTLY.get(command, "none"))}
            if held not in (before, after) and (left == last or command in AGAIN):
                command(place / "green", place)  # the same once more gives the rest of it
                assert after == whole(place)
                continue
            assert held in (before, after), (at, counted.steps[at - 1], halfway)
            outcomes.add("old" if held == before else "new")
    assert {"old", "new"} == outcomes


def test_a_stopped_command_is_told_and_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard the sentences: reading says what it sees, and who writes next says what it did."""
    folder = prepared(tmp_path, merge)
    count = Fault(None)
    shutil.copytree(tmp_path, tmp_path.with_name("trial"))
    with faulty(monkeypatch, count):
        merge(tmp_path.with_name("trial") / "green", tmp_path)
    first = count.steps.index("replace", count.steps.index("replace") + 1)
    fault = Fault(None)
    for at in range(first, len(count.steps) + 1):
        shutil.rmtree(folder)
        project(tmp_path)
        fault = Fault(at)
        with faulty(monkeypatch, fault), pytest.raises(Stopped):
            merge(folder, tmp_path)
        if (folder / JOURNAL).exists():
            break
    capsys.readouterr()
    main(["check", str(folder), "--on", DAY])
    assert "vetpartner merge was stopped while it wrote" in capsys.readouterr().out
    assert (folder / JOURNAL).exists()

    assert main(["merge", str(folder), str(tmp_path / "form.xlsx"), "--on", DAY]) == 0
    assert "completed what vetpartner merge was stopped at" in capsys.readouterr().err
    assert not (folder / JOURNAL).exists()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "[" * 99_999,
        '{"format": 2, "who": "x", "steps": []}',
        '{"format": "1", "who": 1, "steps": {}}',
        '{"format": 1, "who": "x", "steps": [{"name": "../secret", "staged": null}]}',
        '{"format": 1, "who": "x", "steps": [{"name": "/etc/passwd"}]}',
        '{"format": 1, "who": "x", "steps": [{"name": "a", "staged": "../secret"}]}',
        '{"format": 1, "who": "x", "steps": [{"name": "a", "staged": "facts.toml"}]}',
    ],
)
def test_a_journal_of_somebody_else_does_nothing(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard against a journal in a folder from somebody else that reaches out of it."""
    folder = prepared(tmp_path, merge)
    (tmp_path / "secret").write_text("secret")
    (folder / STATE).mkdir()
    (folder / JOURNAL).write_text(text)
    before = content(tmp_path)

    assert "journal-broken" in [f.slug for f in vp.read(folder).findings]
    assert main(["merge", str(folder), str(tmp_path / "form.xlsx"), "--on", DAY]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert before == content(tmp_path)


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    """Guard that what a folder from somebody else names is never written over outside of it."""
    folder, secret = prepared(tmp_path, merge), tmp_path / "secret"
    secret.write_text("secret")
    for name in (STATE, "tables/attendance-M1.csv", "facts.toml.bak1", "narrative"):
        place = tmp_path / "links" / name.replace("/", "-")
        shutil.copytree(folder, place)
        if (place / name).is_dir():
            shutil.rmtree(place / name)
        target = tmp_path / "outside"
        target.mkdir(exist_ok=True)
        (place / name).symlink_to(target if name in {STATE, "narrative"} else secret)
        main(["merge", str(place), str(tmp_path / "form.xlsx"), "--on", DAY])

        assert secret.read_text() == "secret"
        assert [] == list(target.iterdir())


def test_a_mode_and_a_link_stay(tmp_path: Path) -> None:
    """Guard that a file that only its owner may read stays so, and that a link stays a link."""
    folder = project(tmp_path)
    (folder / "data").mkdir()
    (folder / "facts.toml").rename(folder / "data" / "facts.toml")
    (folder / "facts.toml").symlink_to("data/facts.toml")
    (folder / "data" / "facts.toml").chmod(0o600)
    save(folder, tmp_path)

    assert (folder / "facts.toml").is_symlink()
    assert 0o600 == (folder / "data" / "facts.toml").stat().st_mode & 0o777
    assert "paid" in (folder / "data" / "facts.toml").read_text("utf-8")


def test_a_later_edit_is_not_lost(tmp_path: Path) -> None:
    """Guard that saving refuses to undo what was edited since, and names it."""
    folder = project(tmp_path)
    p = vp.load(folder)
    facts = folder / "facts.toml"
    facts.write_text(facts.read_text("utf-8") + '\n[[achieved]]\nof = "MS1"\n', "utf-8")
    (folder / "project.toml").write_text(PROJECT.replace("Bo Berg", "Bo Bergman"), "utf-8")
    facts.write_text(FACTS, "utf-8")
    before = content(folder)

    with pytest.raises(vp.EditedSince, match="people/P2 was edited since the project was read"):
        vp.save(p.with_facts(ONE), folder)
    assert before == content(folder)


def test_what_a_program_saved_itself_is_no_edit(tmp_path: Path) -> None:
    """Guard the usual way in a notebook: load once, and save after each step."""
    folder = project(tmp_path)
    p = vp.load(folder)
    one = p.with_facts(ONE)
    vp.save(one, folder)
    two = one.with_facts(Paid(of="b", amount=vp.Money.parse("2.00"), recorded=date(2024, 11, 2)))
    vp.save(two, folder)

    assert two == vp.load(folder)


def _hold(folder: str, ready: object, done: object) -> None:
    with working(Path(folder), "vetpartner merge"):
        ready.set()  # type: ignore[attr-defined]
        done.wait(20)  # type: ignore[attr-defined]


def test_two_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that a second command waits a little, then says who works there and ends with 1."""
    folder = prepared(tmp_path, merge)
    before = content(folder)
    monkeypatch.setattr("vetpartner.files.transaction.PATIENCE", 0.2)
    assert PATIENCE > 1
    process = multiprocessing.get_context("spawn")
    ready, done = process.Event(), process.Event()
    other = process.Process(target=_hold, args=(str(folder), ready, done))
    other.start()
    assert ready.wait(20)
    capsys.readouterr()
    assert main(["merge", str(folder), str(tmp_path / "form.xlsx"), "--on", DAY]) == 1
    said = capsys.readouterr().err
    assert f"vetpartner merge (process {other.pid}) works in" in said
    assert before == content(folder)
    assert main(["check", str(folder), "--on", DAY]) in (0, 1)  # reading does not wait
    done.set()
    other.join(20)

    assert main(["merge", str(folder), str(tmp_path / "form.xlsx"), "--on", DAY]) == 0
    assert before != content(folder)


def _merge(folder: str, file: str) -> None:
    main(["merge", folder, file, "--on", DAY])


def test_two_merges_at_once_lose_nothing(tmp_path: Path) -> None:
    """Guard that of two forms that come back in the same second both are taken."""
    folder = prepared(tmp_path, merge)
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    heads = [cell.value for cell in book["people"][1]]
    book["people"].cell(2, heads.index("name") + 1, "Bo Berg")
    book["attended"].delete_rows(2)
    for head, value in {"of": "M1", "organisation": "b", "count": 2}.items():
        held = [cell.value for cell in book["disseminated"][1]]
        if head in held:
            book["disseminated"].cell(2, held.index(head) + 1, value)
    line = [cell.value for cell in book["meetings"][1]]
    book["meetings"].cell(2, line.index("venue.city") + 1, "Zagreb")
    book["disseminated"].delete_rows(2)
    book.save(tmp_path / "second.xlsx")
    process = multiprocessing.get_context("spawn")
    both = [
        process.Process(target=_merge, args=(str(folder), str(tmp_path / name)))
        for name in ("form.xlsx", "second.xlsx")
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    p = vp.load(folder)

    assert [(2, "b")] == [(fact.count, fact.organisation) for fact in p.typed_of(Attended)]
    assert "Bo Bergman" in [who.name for who in p.plan.people]
    assert ["Zagreb"] == [m.venue.city for m in p.plan.meetings if m.venue]


def test_a_full_disk_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that a disk without space leaves all as it was, and that the file is named."""
    folder = prepared(tmp_path, merge)
    before = content(folder)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    capsys.readouterr()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert main(["merge", str(folder), str(tmp_path / "form.xlsx"), "--on", DAY]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert before == content(folder)


METHODS = [
    "write_bytes",
    "write_text",
    "unlink",
    "mkdir",
    "rename",
    "rmdir",
    "rmtree",
    "symlink_to",
    "touch",
]
FUNCTIONS = ("open", "os.open", "os.replace", "os.remove", "os.unlink")


READING = ["read_bytes", "read_text", "open"]
OURS = re.compile(
    r"reading.md|FOLDER|OURS|CSS|files\(.vetp|file\.read|archive\.open|open\(io\.BytesIO"
)
"""What opens the files of the package itself, and the parts of an archive that is in memory."""
APART = {"disk.py", "kept.py"}
"""The one place that opens and changes files of a project, and the cache, which has none of it."""


def calls() -> Iterator[tuple[str, str, str]]:
    """Yield module, name and text of each call of the package outside of these two places."""
    root = Path(vp.__file__).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and path.name not in APART:
                yield path.name, ast.unparse(node.func), ast.unparse(node)


def test_nothing_is_written_elsewhere() -> None:
    """Guard the one place that changes files: no other module of the package does."""
    assert [] == [
        (module, text)
        for module, called, text in calls()
        if (called in FUNCTIONS or called.rpartition(".")[2] in METHODS) and "devnull" not in text
    ]


def test_nothing_is_opened_elsewhere() -> None:
    """Guard the one place that opens files of a project, with all its bounds."""
    assert [] == [
        (module, text)
        for module, called, text in calls()
        if "." in called and called.rpartition(".")[2] in READING
        if not OURS.search(text) and "devnull" not in text
    ]

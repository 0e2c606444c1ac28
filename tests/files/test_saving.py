"""Writing: whole or not at all, nothing lost, and read back as the same value."""

import json
import shutil
import tempfile
import tomllib
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.files import atomic, load, read, save
from vetpartner.files.atomic import write_whole
from vetpartner.model import (
    Agreement,
    Amounts,
    Held,
    Meeting,
    Money,
    Narrative,
    Noted,
    Partnership,
    Plan,
    Project,
    Venue,
    When,
    WorkPackage,
)
from vetpartner.whatif.compare import compare

HOMES = ("folder", "p.toml", "p.json", "p.xlsx")


@pytest.fixture
def p() -> Partnership:
    """Give a partnership with a bit of everything that is awkward to write."""
    return Partnership(
        baseline=Plan(
            project=Project(title='Say "hi"\nand go', start=date(2023, 11, 1), months=24),
            agreement=Agreement(reference="A 1", rules=(("months_max", 30), ("list", ("a", "b")))),
            work_packages=(
                WorkPackage(
                    id="WP1",
                    grant=Amounts({"a": Money(30_000), "b": Money("0.50")}),
                    amount=Money(5, "CZK"),
                ),
            ),
            meetings=(
                Meeting(
                    id="M1",
                    title="=1+1",
                    when=When.parse("2023-12-04 09:00..13:00"),
                    venue=Venue(city="Split", country="HR"),
                    agenda=("one", "two\nlines", "[three]"),
                ),
            ),
        ),
        facts=(Held(of="M1", participants=3), Noted(note="=cmd()", recorded=date(2024, 1, 1))),
        narratives=(Narrative(report="final", language="hr", answers=(("sum.results", "Čaj."),)),),
        own_rules='action = "KA202-VET"\ncall = 2019\ntitle = "Strategic partnership"\n',
    )


@pytest.mark.parametrize("home", HOMES)
def test_every_home_gives_the_same_value_back(p: Partnership, home: str, tmp_path: Path) -> None:
    """Nothing is lost on the way to a home and back, and the bytes are steady."""
    first = save(p, tmp_path / home)
    again = save(p, tmp_path / f"again-{home}")

    assert p == load(tmp_path / home)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]


@settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=examples(25),
)
@given(partnerships())
def test_round_trip(p: Partnership) -> None:
    """Generated partnerships come back from every home as they were."""
    with tempfile.TemporaryDirectory() as folder:
        for home in HOMES:
            save(p, Path(folder) / home)
            reading = read(Path(folder) / home)

            assert reading.partnership is not None, reading.findings.text()
            assert (home, ()) == (home, compare(p, reading.partnership))
            assert p == reading.partnership


def test_from_home_to_home(p: Partnership, tmp_path: Path) -> None:
    """Any home converts to any other."""
    save(p, tmp_path / "a.xlsx")
    save(load(tmp_path / "a.xlsx"), tmp_path / "b.json")
    save(load(tmp_path / "b.json"), tmp_path / "c")
    save(load(tmp_path / "c"), tmp_path / "d.toml")

    assert p == load(tmp_path / "d.toml")


def test_toml_reads_well(p: Partnership, tmp_path: Path) -> None:
    """Short tables are inline, long texts multi-line, large numbers grouped."""
    save(p, tmp_path / "green")
    text = (tmp_path / "green" / "project.toml").read_text("utf-8")

    assert "grant = { a = 30_000, b = 0.50 }" in text
    assert 'venue = { city = "Split", country = "HR" }' in text
    assert 'title = """\nSay "hi"\nand go"""' in text
    assert '[agreement.rules]\nmonths_max = 30\nlist = ["a", "b"]' in text
    assert 'amount = "5.00 CZK"' in text
    assert 30_000 == tomllib.loads(text)["work_packages"][0]["grant"]["a"]


def test_what_already_says_the_same_is_left_alone(p: Partnership, tmp_path: Path) -> None:
    """Comments and order survive a save that changes nothing."""
    save(p, tmp_path / "g")
    file = tmp_path / "g" / "project.toml"
    file.write_text("# my remark\n" + file.read_text("utf-8"), "utf-8")

    assert () == save(p, tmp_path / "g")
    assert file.read_text("utf-8").startswith("# my remark")


def test_what_is_replaced_is_kept(p: Partnership, tmp_path: Path) -> None:
    """A file that says something else is kept beside the new one, however often."""
    folder = tmp_path / "g"
    folder.mkdir()
    (folder / "project.toml").write_text("# mine\n[project]\n", "utf-8")
    save(p, folder)
    (folder / "project.toml").write_text("broken", "utf-8")
    save(p, folder)

    assert "# mine\n[project]\n" == (folder / "project.toml.bak1").read_text("utf-8")
    assert "broken" == (folder / "project.toml.bak2").read_text("utf-8")
    assert p == load(folder)


def test_what_is_no_list_stays(p: Partnership, tmp_path: Path) -> None:
    """Guard that saving takes away lists that are gone, and nothing else of the folder."""
    folder = tmp_path / "g"
    save(p, folder)
    (folder / "tables").mkdir(exist_ok=True)
    others = ("tables/README.txt", "tables/participants.txt", "tables/mine.csv", "narrative/x.txt")
    for name in others:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("mine", "utf-8")
    (folder / "tables" / "participants.ods").write_bytes(b"")
    save(p, folder)

    assert ["mine"] * 4 == [(folder / name).read_text("utf-8") for name in others]
    assert not (folder / "tables" / "participants.ods").exists()


def test_shares_in_another_order(tmp_path: Path) -> None:
    """A sheet has one order of columns; shares written in another order are the same shares."""
    packages = (
        WorkPackage(id="WP1", grant=Amounts({"a": Money(1), "b": Money(2)})),
        WorkPackage(id="WP2", grant=Amounts({"b": Money(3), "a": Money(4)})),
    )
    p = Partnership(baseline=Plan(work_packages=packages))
    save(p, tmp_path / "p.xlsx")

    assert p == load(tmp_path / "p.xlsx")


def test_unknown_suffix(p: Partnership, tmp_path: Path) -> None:
    """A partnership is not saved to what cannot hold it."""
    with pytest.raises(ValueError, match=r"plan\.docx: a partnership is saved to a folder"):
        save(p, tmp_path / "plan.docx")


def test_a_crash_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, at any moment, leaves the old file whole and nothing beside it."""
    file = tmp_path / "x.txt"
    write_whole(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"new")
    assert b"old" == file.read_bytes()
    assert [file] == list(tmp_path.iterdir())


def test_texts_never_become_formulas(p: Partnership, tmp_path: Path) -> None:
    """A title that begins with = is a text in the workbook."""
    from openpyxl import load_workbook

    save(p, tmp_path / "p.xlsx")
    book = load_workbook(tmp_path / "p.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert "=1+1" in {cell.value for cell in cells}
    assert set() == {cell.coordinate for cell in cells if cell.data_type == "f"}


def test_json_is_plain(p: Partnership, tmp_path: Path) -> None:
    """Amounts are exact numbers, days are ISO texts."""
    save(p, tmp_path / "p.json")
    document = json.loads((tmp_path / "p.json").read_text("utf-8"))

    assert "2023-11-01" == document["project"]["start"]
    assert 0.5 == document["work_packages"][0]["grant"]["b"]
    assert {"sum.results": "Čaj."} == document["narratives"][0]["answers"]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("[1]", "not-json"),
        ('{"project": {}', "not-json"),
        ('{"a": NaN}', "not-json"),
        ('{"project": {}, "project": {}}', "not-json"),
        ("[" * 100_000, "nested-too-deeply"),
        ('{"projekt": {}}', "unknown-key"),
        ('{"project": {"titel": "x"}}', "unknown-key"),
        ('{"own_rules": "action = 1"}', "rules-problem"),
        ('{"project": {"currency": 5}}', "wrong-type"),
    ],
)
def test_broken_json(tmp_path: Path, text: str, slug: str) -> None:
    """A broken document is findings, never a traceback."""
    (tmp_path / "p.json").write_text(text, "utf-8")
    reading = read(tmp_path / "p.json")

    assert None is reading.partnership
    assert slug in {finding.slug for finding in reading.findings}


def test_broken_own_rules_in_toml(tmp_path: Path) -> None:
    """Rules inside a single file are checked like those in a folder."""
    (tmp_path / "p.toml").write_text('own_rules = "action = 1"\n', "utf-8")
    reading = read(tmp_path / "p.toml")

    assert None is reading.partnership
    assert {"rules-problem"} == {finding.slug for finding in reading.findings}


def test_steady_zip_has_no_clock(p: Partnership, tmp_path: Path) -> None:
    """A workbook carries the day of the partnership, not that of the computer."""
    save(p, tmp_path / "p.xlsx")
    with zipfile.ZipFile(tmp_path / "p.xlsx") as archive:
        core = archive.read("docProps/core.xml").decode()

        assert {(1980, 1, 1, 0, 0, 0)} == {entry.date_time for entry in archive.infolist()}
    assert "2024-01-01T00:00:00Z</dcterms:modified>" in core


@pytest.mark.parametrize("name", ["folder", "one.toml", "one.json", "one.xlsx"])
def test_an_earlier_day_is_not_written_over_a_later_one(tmp_path: Path, name: str) -> None:
    """Guards later facts: the view of a day goes to a new place, and never over the whole."""
    target = tmp_path / name
    p = load(Path(__file__).parents[2] / "examples" / "green-welding")
    save(p, target)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    with pytest.raises(ValueError, match="facts that are known later would be lost"):
        save(p.on(date(2024, 6, 1)), target)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert save(p.on(date(2024, 6, 1)), tmp_path / f"new-{name}")
    assert save(p.on(date(2026, 6, 1)), target) is not None


def test_recording_goes_through_the_checks(tmp_path: Path) -> None:
    """Guard the door for single facts: news is written once, a contradiction is refused whole."""
    green = Path(__file__).parents[2] / "examples" / "green-welding"
    folder = Path(shutil.copytree(green, tmp_path / "p"))
    text = (folder / "facts.toml").read_bytes()
    stone = Noted(of="M4", note="The host moves.", recorded=date(2025, 2, 3))

    with pytest.raises(vp.NotRecorded, match="participants is 40 in one and 12 in the other"):
        vp.record(folder, stone, Held(of="M3", participants=40, recorded=date(2025, 2, 4)))
    assert text == (folder / "facts.toml").read_bytes()
    assert ["facts.toml"] == [path.name for path in vp.record(folder, stone)]
    assert stone in vp.load(folder).facts
    assert () == vp.record(folder, stone)
    (folder / "project.toml").write_text("[project", "utf-8")
    with pytest.raises(vp.InvalidProject):
        vp.record(folder, stone)

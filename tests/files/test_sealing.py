"""Seals: what is put away, what of it was changed, and that nothing leads out of the folder."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

import vetpartner as vp
from vetpartner.files.atomic import write_folder_whole
from vetpartner.files.origin import TomlOrigin
from vetpartner.files.seals.folder import names, seal_findings, seals
from vetpartner.files.seals.seal import BrokenSeal, read_seal, seal_text
from vetpartner.files.seals.sealing import SealRefused, UnknownSeal

if TYPE_CHECKING:
    from vetpartner.model import Partnership

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = date(2025, 1, 31)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder for seals, and beside it a report as it was sent."""
    made = tmp_path / "green"
    made.mkdir()
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7 as it was sent")
    return made


@cache
def example() -> Partnership:
    """Return the example as of the day of its interim report."""
    return vp.load(GREEN).on(DAY)


def project(folder: Path) -> Partnership:
    """Return the example as if it had been read from a folder."""
    return attrs.evolve(example(), origin=TomlOrigin(folder=folder))


def slugs(folder: Path) -> list[tuple[str, str]]:
    """Return what is found in the seals of a folder."""
    return [(f.slug, f.address) for f in seal_findings(folder)]


def test_reading_a_folder_looks_at_its_seals(tmp_path: Path) -> None:
    """Guard that `check` tells of a seal that was changed, without being asked."""
    copied = tmp_path / "green"
    shutil.copytree(GREEN, copied)
    vp.seal(vp.load(copied).on(DAY), "interim")
    (copied / "sealed" / "interim" / "rules.json").unlink()

    assert [("seal-file-missing", "sealed/interim/rules.json")] == [
        (f.slug, f.address) for f in vp.read(copied).findings.errors
    ]


def test_what_is_sealed(folder: Path) -> None:
    """Guard the content: data, rules and outputs, each with the hash of its bytes."""
    p = project(folder)
    made = vp.seal(p, "interim", [folder.parent / "report.pdf"])
    place = folder / "sealed" / "interim"
    opened = vp.open_seal(folder, "interim")

    assert (1, DAY, date(2024, 12, 31), "interim", None) == (
        made.number,
        made.day,
        made.until,
        made.report,
        made.previous,
    )
    assert ["outputs", "project.json", "rules.json", "seal.json"] == sorted(
        path.name for path in place.iterdir()
    )
    assert ["project.json", "rules.json", "outputs/report.pdf"] == [f.name for f in made.files]
    for file in made.files:
        data = (place / file.name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size, file.sha256)
    assert hashlib.sha256((place / "seal.json").read_bytes()).hexdigest() == made.fingerprint
    assert p == opened.partnership
    assert made == opened.seal
    assert [] == [*opened.findings, *slugs(folder)]
    law = {row["rule"]: row for row in json.loads((place / "rules.json").read_text())["rules"]}
    assert ("EAC/A10/2022", "A", False) == tuple(
        law["call_id"][name] for name in ("value", "confidence", "agreed")
    )


def test_same_input_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Guard that two seals of the same day are the same, byte for byte."""
    other = tmp_path / "other"
    other.mkdir()
    first = vp.seal(project(folder), "interim-1")
    second = vp.seal(project(folder), "interim-1", folder=other)

    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize(
    ("name", "outputs", "message"),
    [
        ("../interim", (), "'../interim' is not a name for a seal; use small letters"),
        ("Interim", (), "is not a name for a seal"),
        ("..", (), "is not a name for a seal"),
        ("a" * 61, (), "is not a name for a seal"),
        ("interim", ("gone.pdf",), "there is no file gone.pdf to seal"),
        ("interim", ("report.pdf", "twice/REPORT.pdf"), "have one name; rename one of them"),
        ("interim", ("odd\u202efdp.exe",), "holds signs that nobody sees"),
    ],
)
def test_refusals(
    folder: Path,
    name: str,
    outputs: tuple[str, ...],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Guard that nothing is written where something is wrong."""
    monkeypatch.chdir(folder.parent)
    (folder.parent / "twice").mkdir()
    (folder.parent / "twice" / "REPORT.pdf").write_bytes(b"x")
    (folder.parent / "odd\u202efdp.exe").write_bytes(b"x")

    with pytest.raises(SealRefused, match=message):
        vp.seal(project(folder), name, outputs)
    assert not (folder / "sealed").exists()


def test_never_written_over_and_needs_a_folder(folder: Path, tmp_path: Path) -> None:
    """Guard that a seal stays the first one, and that a single document has no place for one."""
    first = vp.seal(project(folder), "interim")

    with pytest.raises(SealRefused, match="is there already and is never written over"):
        vp.seal(project(folder), "interim")
    assert (first,) == seals(folder)
    vp.save(project(folder), tmp_path / "green.json")
    with pytest.raises(SealRefused, match="a seal needs a project folder"):
        vp.seal(vp.load(tmp_path / "green.json"), "interim")


def test_whole_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard that a disk that fails leaves nothing, and that nothing is written over."""
    place = folder / "sealed" / "x"

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device", str(descriptor))

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_folder_whole(place, {"a/b": b"1"})
    assert [] == list(place.parent.iterdir())
    monkeypatch.undo()
    write_folder_whole(place, {"a/b": b"1"})

    assert [place / "a", place / "a" / "b"] == sorted(place.rglob("*"))
    with pytest.raises(FileExistsError):
        write_folder_whole(place, {})


def test_tampering_is_found_by_name(folder: Path) -> None:
    """Guard that a file that was changed, taken out or put in is named, in the right order."""
    vp.seal(project(folder), "interim", [folder.parent / "report.pdf"])
    place = folder / "sealed" / "interim"
    report = place / "outputs" / "report.pdf"
    report.write_bytes(report.read_bytes().replace(b"sent", b"SENT"))
    (place / "rules.json").unlink()
    (place / "outputs" / "new.txt").write_text("new")

    assert [
        ("seal-file-added", "sealed/interim/outputs/new.txt"),
        ("seal-file-changed", "sealed/interim/outputs/report.pdf"),
        ("seal-file-missing", "sealed/interim/rules.json"),
    ] == sorted(slugs(folder))
    opened = vp.open_seal(folder, "interim")
    assert sorted(slugs(folder)) == sorted((f.slug, f.address) for f in opened.findings)
    assert opened.partnership is not None
    assert () == opened.rules


def test_changed_data_are_not_compared(folder: Path) -> None:
    """Guard that data that are not those sealed are never taken for what was reported."""
    vp.seal(project(folder), "interim")
    data = folder / "sealed" / "interim" / "project.json"
    data.write_text(data.read_text("utf-8").replace("GreenWeld", "GreenWell"), "utf-8")
    opened = vp.open_seal(folder, "interim")

    assert opened.partnership is None
    with pytest.raises(ValueError, match="cannot be compared"):
        opened.since(project(folder))


def test_chain(folder: Path) -> None:
    """Guard the chain: an earlier list written anew, with right hashes, is seen in the next one."""
    first = vp.seal(project(folder), "interim")
    second = vp.seal(project(folder), "progress-2")
    path = folder / "sealed" / "interim" / "seal.json"
    path.write_text(path.read_text("utf-8").replace(DAY.isoformat(), "2025-01-30"), "utf-8")

    assert (2, "interim", first.fingerprint) == (
        second.number,
        second.previous and second.previous.name,
        second.previous and second.previous.fingerprint,
    )
    assert [("seal-chain-broken", "sealed/interim/seal.json")] == slugs(folder)
    shutil.rmtree(folder / "sealed" / "interim")
    assert [("seal-chain-broken", "sealed/interim/seal.json")] == slugs(folder)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        "{}",
        "\udcff",
        '{"previous": null, "seal": 3}',
        '{"previous": 3}',
    ],
)
def test_broken_list(folder: Path, text: str) -> None:
    """Guard that a list that nobody can read is one finding, and stops the next seal."""
    vp.seal(project(folder), "interim")
    path = folder / "sealed" / "interim" / "seal.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    assert [("seal-broken", "sealed/interim/seal.json")] == slugs(folder)
    assert vp.open_seal(folder, "interim").seal is None
    with pytest.raises(SealRefused, match="the seal interim is broken"):
        vp.seal(project(folder), "final")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number": 1', '"number": -1'),
        ('"number": 1', '"number": true'),
        ('"sha256": "', '"sha256": "x'),
        ('"day": "2025-01-31"', '"day": "2025-01-32"'),
        ('"files": [', '"files": 3, "rest": ['),
    ],
)
def test_odd_values_in_the_list(folder: Path, old: str, new: str) -> None:
    """Guard each value of `seal.json` by its kind."""
    text = seal_text(vp.seal(project(folder), "interim"))

    assert old in text
    with pytest.raises(BrokenSeal):
        read_seal(text.replace(old, new).encode())


def test_no_link_is_followed(folder: Path, tmp_path: Path) -> None:
    """Guard that links in a hostile folder, and names in its lists, lead nowhere."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    vp.seal(project(folder), "interim", [folder.parent / "report.pdf"])
    place = folder / "sealed" / "interim"
    (place / "outputs" / "report.pdf").unlink()
    (place / "outputs" / "report.pdf").symlink_to(secret)
    (place / "more").symlink_to(tmp_path)
    (folder / "sealed" / "second").symlink_to(place)
    listed = place / "seal.json"
    text = listed.read_text("utf-8").replace("rules.json", "../../../secret.txt")
    listed.write_text(text, "utf-8")

    assert ("interim",) == names(folder)
    assert [
        ("seal-file-added", "sealed/interim/rules.json"),
        ("seal-file-missing", "sealed/interim/../../../secret.txt"),
        ("seal-file-unsafe", "sealed/interim/more"),
        ("seal-file-unsafe", "sealed/interim/outputs/report.pdf"),
        ("seal-file-unsafe", "sealed/second"),
    ] == sorted(slugs(folder))


def test_a_link_in_place_of_the_folder_or_list(folder: Path, tmp_path: Path) -> None:
    """Guard that neither `sealed/` nor `seal.json` may be a link."""
    vp.seal(project(folder), "interim")
    listed = folder / "sealed" / "interim" / "seal.json"
    listed.rename(tmp_path / "seal.json")
    listed.symlink_to(tmp_path / "seal.json")

    assert [("seal-broken", "sealed/interim/seal.json")] == slugs(folder)
    (folder / "sealed").rename(tmp_path / "elsewhere")
    (folder / "sealed").symlink_to(tmp_path / "elsewhere")
    assert [("seal-file-unsafe", "sealed")] == slugs(folder)
    assert () == names(folder)
    with pytest.raises(SealRefused, match="is a link or no folder"):
        vp.seal(project(folder), "final")


def test_renamed_and_unknown(folder: Path) -> None:
    """Guard that a seal has the name of its folder, and that the message lists the seals."""
    vp.seal(project(folder), "interim")
    (folder / "sealed" / "interim").rename(folder / "sealed" / "final")

    assert [("seal-broken", "sealed/final/seal.json")] == slugs(folder)
    with pytest.raises(UnknownSeal, match="there is no seal 'interim' in sealed/; there are final"):
        vp.open_seal(folder, "interim")


def test_which_report(folder: Path) -> None:
    """Guard how the name of a seal tells the report and the last day that it covers."""
    p = project(folder)
    made = [vp.seal(p, name) for name in ("interim-1", "interim-2", "state-of-play", "final")]

    assert [
        ("interim", date(2024, 12, 31)),
        (None, DAY),
        (None, DAY),
        ("final", DAY),
    ] == [(seal.report, seal.until) for seal in made]


def test_without_known_rules(folder: Path) -> None:
    """Guard that a project of an unknown call can be sealed, without rules."""
    p = project(folder)
    unknown = attrs.evolve(
        p.baseline, project=attrs.evolve(p.baseline.project, call=1999, assume=None)
    )
    vp.seal(attrs.evolve(p, baseline=unknown), "interim")

    assert () == vp.open_seal(folder, "interim").rules

"""The commands of keeping: what was reported, and personal data."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.whatif.copies import pseudonym

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = ("--on", "2025-01-31")
LATER = ("--on", "2025-06-30")
READ = "read 20 participants, 100 presences of T2"
"""What is told of the example's lists before a copy of it is written."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the example."""
    copied = tmp_path / "green"
    shutil.copytree(GREEN, copied)
    return copied


def test_seal_and_compare(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the way of a coordinator: seal, edit, compare, and find who touched the seal."""
    name, report = str(folder), folder.parent / "interim.html"
    report.write_text("<p>as sent")

    assert 0 == main(["seal", name, "interim-1", str(report), *DAY])
    out = capsys.readouterr().out
    assert f"wrote {folder}/sealed/interim-1\n" in out
    assert "sealed as of 2025-01-31, with 3 files; it covers until 2024-12-31" in out
    assert 0 == main(["compare", name, "interim-1", *LATER])
    assert "nothing that was reported has changed" in capsys.readouterr().out
    facts = folder / "facts.toml"
    facts.write_text(facts.read_text("utf-8").replace("value = 74", "value = 70"), "utf-8")
    assert 0 == main(["compare", name, "interim-1", *LATER])
    out = capsys.readouterr().out
    assert (
        "  indicators/I2.1 Companies and teachers interviewed: 74 interviews; as of 2024-03-27 → "
        "70 interviews; as of 2024-03-27\n"
    ) in out
    assert "  measured/I2.1/value: 74 → 70" in out
    (folder / "sealed" / "interim-1" / "outputs" / "interim.html").write_text("<p>other")
    assert 1 == main(["compare", name, "interim-1", *LATER])
    assert "outputs/interim.html was changed after it was sealed" in capsys.readouterr().out
    (folder / "sealed" / "interim-1" / "project.json").unlink()
    assert 1 == main(["compare", name, "interim-1", *LATER])
    assert "cannot be compared" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "arguments", "code", "message"),
    [
        ("seal", ["interim-1", *DAY], 1, "is there already and is never written over"),
        ("seal", ["../x", *DAY], 1, "is not a name for a seal"),
        ("compare", ["final", *DAY], 1, "no such file or folder, and there is no seal 'final' in"),
        ("compare", ["interim-1", "--on", "2024-12-31"], 2, "sealed on 2025-01-31, after"),
    ],
)
def test_refusals(
    folder: Path,
    command: str,
    arguments: list[str],
    code: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Guard that each mistake is one sentence."""
    main(["seal", str(folder), "interim-1", *DAY])
    capsys.readouterr()

    assert code == main([command, str(folder), *arguments])
    assert message in capsys.readouterr().err


def noting(folder: Path, note: str) -> Path:
    """Add a remark to the facts of a project."""
    with (folder / "facts.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[noted]]\nnote = "{note}"\nrecorded = 2024-12-01\n')
    return folder


def test_public(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards that the copy can be read and names nobody, and that nothing is written over."""
    target = str(tmp_path / "public.json")

    assert 0 == main(["privacy", "public", str(GREEN), "-o", target, "--on", "2025-01-31"])
    assert f"{READ}\nwrote {target}\n" == capsys.readouterr().out
    assert () == vp.load(target).plan.people
    assert 1 == main(["privacy", "public", str(GREEN), "-o", target])
    assert "is there already" in capsys.readouterr().err


def test_public_lists_what_it_hides(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guards a line for each kind with its place, and the way out, before anything is written."""
    noting(folder, "Call Silke on +385 91 234 5678.")

    assert 0 == main(["privacy", "public", str(folder), "-o", str(tmp_path / "p.json"), *DAY])
    said = capsys.readouterr().out.splitlines()
    number = (folder / "facts.toml").read_text("utf-8").splitlines().index("[[noted]]", -4) + 2
    assert [
        READ,
        "hidden in the copy, as […]:",
        f"  1 × name: noted/#1/note (facts.toml:{number}:8)",
        f"  1 × telephone number: noted/#1/note (facts.toml:{number}:8)",
        "  way out: where a text still tells who it is about, put it right in the project itself",
        "",
        f"wrote {tmp_path / 'p.json'}",
    ] == said
    assert "Call […] on […]." in (tmp_path / "p.json").read_text("utf-8")


def test_public_beside_an_earlier_copy(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guards that one guest more is told before the copy is written, and what is no copy."""
    old, new = (str(tmp_path / name) for name in ("old.json", "new.json"))
    main(["privacy", "public", str(folder), "-o", old, *DAY])
    facts = folder / "facts.toml"
    facts.write_text(facts.read_text("utf-8").replace("count = 38", "count = 39"), "utf-8")
    capsys.readouterr()

    assert 0 == main(["privacy", "public", str(folder), "-o", new, "--since", old, *DAY])
    said = capsys.readouterr().out
    assert f"beside {old}:\n  E1 attended in all: 46 in the earlier copy and 47 now" in said
    assert said.endswith(f"\nwrote {new}\n")
    assert 2 == main(
        ["privacy", "public", str(folder), "-o", f"{new}2.json", "--since", str(folder), *DAY]
    )
    assert "names people: it is no public copy" in capsys.readouterr().err


def test_erase(tmp_path: Path) -> None:
    """Guards that the name is in no file of the new folder, and that all facts are there."""
    target = tmp_path / "without"
    code = main(["privacy", "erase", str(GREEN), "silke", "-o", str(target)])
    written = b"".join(file.read_bytes() for file in target.rglob("*") if file.is_file())

    assert 0 == code
    assert b"Silke" not in written
    assert len(vp.load(GREEN).facts) == len(vp.load(target).facts)


def test_erase_lists_what_may_be_theirs(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guards that a number of which nobody knows whose it is stays, and is named."""
    noting(folder, "Call Silke on +385 91 234 5678.")

    assert 0 == main(["privacy", "erase", str(folder), "silke", "-o", str(tmp_path / "copy")])
    assert (
        "left in the copy, because nobody knows whose it is:\n  1 × telephone number: noted/#1"
        in (capsys.readouterr().out)
    )
    assert "Call […] on +385 91 234 5678." in (tmp_path / "copy/facts.toml").read_text("utf-8")


def test_pseudonyms(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards the key: made once, kept to its owner, never printed, and good for the same again."""
    key = tmp_path / "key"
    table = folder / "tables/participants.csv"
    lines = table.read_text("utf-8").splitlines()
    named = [f"{lines[0]},name", f"{lines[1]},Iva Ivić", *(f"{line}," for line in lines[2:])]
    table.write_text("\n".join(named), "utf-8")
    command = ["privacy", "pseudonyms", str(folder), "--key", str(key), "-o"]

    assert 1 == main([*command, str(tmp_path / "0")])
    assert "make one with --new-key" in capsys.readouterr().err
    assert 0 == main([*command, str(tmp_path / "1"), "--new-key"])
    assert 0 == main([*command, str(tmp_path / "2")])
    assert 1 == main([*command, str(tmp_path / "3"), "--new-key"])
    said = "".join(capsys.readouterr())
    secret = key.read_text().strip()
    one, other = ((tmp_path / name / "tables/participants.csv").read_text("utf-8") for name in "12")

    assert 0o600 == key.stat().st_mode & 0o777
    assert secret not in said
    assert "is there already" in said
    assert one == other
    assert "Iva" not in one
    assert pseudonym(secret.encode(), "Iva Ivić") in one
    for weak in ("short", "correct horse battery staple", "0" * 64):
        key.write_text(weak)
        assert 1 == main([*command, str(tmp_path / "4")])
        said = capsys.readouterr().err
        assert f"the key in {key} can be guessed: " in said
        assert "with --new-key; it gives new pseudonyms" in said
        assert weak not in said
    assert not (tmp_path / "4").exists()


def test_a_key_stays_only_beside_a_copy(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guards that what is refused leaves no key, and that none lies in the copy made with it."""
    key, plan = tmp_path / "key", folder / "project.toml"
    command = [
        "privacy",
        "pseudonyms",
        str(folder),
        "--new-key",
        "-o",
        str(tmp_path / "1"),
        "--key",
    ]
    text = plan.read_text("utf-8")

    plan.write_text("[project", "utf-8")
    assert 1 == main([*command, str(key)])
    plan.write_text(text, "utf-8")
    assert 2 == main([*command, str(key), "-o", str(tmp_path / "file.odt")])
    assert 2 == main([*command, str(tmp_path / "1" / "key")])
    assert "would lie in the copy" in capsys.readouterr().err
    assert [folder] == [*tmp_path.iterdir()]
    assert 0 == main([*command, str(key)])


def test_a_key_is_there_whole_or_not_at_all(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Guards that no copy is made with a key that is not kept, and that none is written over."""
    key = tmp_path / "key"
    command = [
        "privacy",
        "pseudonyms",
        str(folder),
        "--key",
        str(key),
        "--new-key",
        "-o",
        str(tmp_path / "1"),
    ]

    monkeypatch.setattr("os.fsync", lambda descriptor: os.ftruncate(descriptor, 40))
    assert 1 == main(command)
    said = capsys.readouterr().err
    assert "the key reads otherwise than it was made; nothing was written" in said
    assert [folder] == [*tmp_path.iterdir()]
    monkeypatch.undo()
    key.symlink_to(tmp_path / "elsewhere")
    assert 1 == main(command)
    assert "is there already" in capsys.readouterr().err

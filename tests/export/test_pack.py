"""What is uploaded with a report: in the limits of the form, and nothing lost without a word."""

from __future__ import annotations

import io
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

import vetpartner as vp
from vetpartner.export.pack import LIST, SUMS, NotPacked
from vetpartner.state.evidence import evidence

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("typst")

DAY = date(2026, 10, 1)
EXAMPLE = Path(__file__).parents[2] / "examples/green-welding"
ROOM = vp.UploadLimits(file=15_000_000, total=100_000_000, files=30, said="of the test")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the example, whose evidence a test may spoil."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "green"))


def packed(folder: Path, **given: object) -> vp.Pack:
    """Return the pack of a folder, with room for all unless a test gives less."""
    return vp.pack(vp.load(folder).on(DAY), "final", **{"limits": ROOM, "draft": True, **given})


def test_every_file_of_evidence_is_in_it_or_named(folder: Path) -> None:
    """Guards that no proof is lost: each is in one file of the pack, or named as left out."""
    p = vp.load(folder).on(DAY)
    made = packed(folder)

    held = [number for row in made.rows for number in row.holds]
    left = [one.number for one in made.left]
    links = [row.number for row in evidence(p) if row.file is None]
    assert sorted(held + left) == sorted({row.number for row in evidence(p)} - set(links))
    assert [] == left
    assert made.files == packed(folder).files


def test_volumes_are_by_work_package_and_list_what_is_in_them(folder: Path) -> None:
    """Guards that the pages of the list in front are those on which the pieces begin."""
    p = vp.load(folder).on(DAY)
    made = packed(folder)
    names = [row.name.partition("-")[2] for row in made.rows]
    assert ["report-final.pdf", "evidence-index.pdf", "evidence-WP1.pdf"] == names[:3]

    row = next(row for row in made.rows if row.name.endswith("WP4.pdf"))
    reader = pypdf.PdfReader(io.BytesIO(row.data))
    front = reader.pages[0].extract_text()
    titles = {each.number: f"{each.number} {each.title}" for each in evidence(p)}
    begins = {m.title: reader.get_destination_page_number(m) + 1 for m in reader.outline[1:]}
    assert {titles[number] for number in row.holds} == set(begins)
    assert len(row.holds) > 1
    for number in row.holds:
        (line,) = (each for each in front.splitlines() if each.startswith(f"{number} "))
        assert line.endswith(f" {begins[titles[number]]}")
    assert len(reader.pages) == row.pages


def test_names_are_short_and_ascii_and_the_sums_are_right(folder: Path) -> None:
    """Guards that every form takes the names, and that the sums are those of the files."""
    facts = folder / "facts.toml"
    text = facts.read_text("utf-8")
    assert 'kind = "list"' in text
    facts.write_text(text.replace('kind = "list"', 'kind = "Κατάλογος"'), "utf-8")
    (folder / "evidence/I2.1-interviews.txt").write_bytes(b"\xff\xfe" + "names".encode("utf-16-le"))
    made = packed(folder)

    for row in made.rows:
        assert row.name.isascii()
        assert len(row.name) < 80
        assert not set(row.name) & set(" /\\()'")
    sums = dict(line.split("  ")[::-1] for line in made.files[SUMS].decode().splitlines())
    assert {row.name: sha256(row.data).hexdigest() for row in made.rows} == sums


def spoil(folder: Path, name: str, data: bytes) -> None:
    """Write other bytes in the place of a file of evidence."""
    path = folder / "evidence" / name
    assert path.is_file()
    path.write_bytes(data)


def test_what_cannot_be_sent_is_named_with_the_reason(folder: Path) -> None:
    """Guards that missing, empty, broken and too large files are told, and stop nothing."""
    names = sorted(path.name for path in (folder / "evidence").glob("M1*.pdf"))
    gone, empty, heavy = names[:3]
    (folder / "evidence" / gone).unlink()
    spoil(folder, empty, b"")
    spoil(folder, heavy, b"%PDF-1.7" + bytes(2_900_000))
    made = packed(folder, limits=vp.UploadLimits(file=2_000_000))

    why = {Path(one.file).name: one.why for one in made.left}
    assert {gone, empty, heavy} <= set(why)
    assert "is not in the folder" in why[gone] or "No such file" in why[gone]
    assert "it is empty" == why[empty]
    assert "2.91 MB" in why[heavy]
    assert "2.00 MB a file" in why[heavy]
    assert "cannot be read as a PDF" in why[heavy]


def test_a_broken_pdf_goes_as_it_is(folder: Path) -> None:
    """Guards that what cannot be joined is not thrown away: a person may still open it."""
    name = next(iter(sorted(path.name for path in (folder / "evidence").glob("M1*.pdf"))))
    spoil(folder, name, b"%PDF-1.7 somebody can perhaps open it")
    (row,) = (row for row in packed(folder).rows if row.data.endswith(b"open it"))

    assert row.name.endswith(".pdf")
    assert row.pages is None


@pytest.mark.parametrize("files", [8, 6, 4, 3])
def test_too_many_files_become_fewer(folder: Path, files: int) -> None:
    """Guards that volumes are joined before anything is left out."""
    made = packed(folder, limits=vp.UploadLimits(file=15_000_000, files=files))

    assert len(made.rows) <= files
    assert () == made.left


def test_volumes_are_cut_at_the_limit_of_a_file(folder: Path) -> None:
    """Guards that no file is larger than the form takes, and that no piece is cut in two."""
    for path in sorted((folder / "evidence").glob("*.pdf")):
        path.write_bytes(large(path.name))
    whole = packed(folder)
    limit = 1_100_000
    made = packed(folder, limits=vp.UploadLimits(file=limit))

    assert max(len(row.data) for row in whole.rows) > limit
    assert all(len(row.data) <= limit for row in made.rows)
    assert len(made.rows) > len(whole.rows)
    assert () == made.left
    held = [[number for row in each.rows for number in row.holds] for each in (whole, made)]
    assert held[0] == held[1]


def large(name: str) -> bytes:
    """Return a PDF of about 200 kB that cannot be made smaller."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(100, 100)
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(b"".join(sha256(f"{name}{n}".encode()).digest() for n in range(6_250)))
    things, resources = (pypdf.generic.DictionaryObject() for _ in range(2))
    things[pypdf.generic.NameObject("/X")] = writer._add_object(stream)  # noqa: SLF001 - no other way
    resources[pypdf.generic.NameObject("/XObject")] = things
    page[pypdf.generic.NameObject("/Resources")] = resources
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_total_that_is_full_names_what_is_left(folder: Path) -> None:
    """Guards that the report and the index come first, and the rest is told."""
    two = sum(len(row.data) for row in packed(folder).rows[:2])
    made = packed(folder, limits=vp.UploadLimits(total=two + 10))

    assert 2 == len(made.rows)
    (why,) = {one.why for one in made.left}
    assert why.startswith("the form takes ")
    assert why.endswith(" MB in all")
    assert "Not in the pack" in made.files[LIST].decode()
    with pytest.raises(NotPacked, match="does not fit"):
        packed(folder, limits=vp.UploadLimits(total=10))


def test_a_public_pack_holds_no_list_of_names(folder: Path) -> None:
    """Guards that attendance lists, minutes and the report stay at home."""
    made = packed(folder, public=True)
    p = vp.load(folder).on(DAY)
    kinds = {row.number: row.kind for row in evidence(p)}

    held = {kinds[number] for row in made.rows for number in row.holds}
    assert {"result", "newsletter", "article"} >= held
    assert "result" in held
    assert all(row.name.partition("-")[2].startswith("evidence-") for row in made.rows)
    left = {kinds[one.number] for one in made.left}
    assert {"attendance list", "minutes", "certificate"} <= left


def test_limits_of_a_call_are_cited_and_unknown_ones_are_not_made_up() -> None:
    """Guards that a form of which no source says anything limits nothing."""
    p = vp.load(EXAMPLE)
    assert (15_000_000, 100_000_000, 6) == _three(vp.UploadLimits.of(p))
    assert "that of the report was not seen" in vp.UploadLimits.of(p).said

    small = vp.load(EXAMPLE.with_name("small-harvest"))
    assert (15_000_000, 100_000_000, 90) == _three(vp.UploadLimits.of(small))
    nothing = vp.UploadLimits.of(vp.Partnership())
    assert (None, None, None) == _three(nothing)
    assert "no limit is known" in nothing.said


def _three(limits: vp.UploadLimits) -> tuple[int | None, int | None, int | None]:
    return limits.file, limits.total, limits.files


def test_a_report_with_open_answers_is_not_packed(folder: Path) -> None:
    """Guards that half a report is not handed in by mistake."""
    for path in (folder / "narrative").glob("final*.md"):
        path.unlink()
    with pytest.raises(NotPacked, match="until the report is whole"):
        packed(folder, draft=False)

"""Logos and photos of a report: in all formats, never without consent, never left out unsaid."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from typing import TYPE_CHECKING

import docx
import pypdfium2 as pdfium
import pytest
from attrs import evolve
from PIL import Image
from reported import FACTS, Folder, partnership

import vetpartner as vp
from vetpartner.model import Evidence, Held, LaterEvidence, LookSettings, Organisation

if TYPE_CHECKING:
    from pathlib import Path

    from vetpartner.export.report import Report
    from vetpartner.model import Partnership

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}"><path d="M0 0H9V9z"/></svg>'
WHERE = b"43.508 N 16.440 E"


def jpeg(size: tuple[int, int] = (300, 200), turned: int = 1) -> bytes:
    """Return a photo that says where it was taken, and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turned, WHERE.decode()
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, "JPEG", exif=exif, comment=WHERE)
    return out.getvalue()


def photo(name: str, *, consent: bool | None = True, title: str | None = None) -> Evidence:
    """Return a photo among the evidence."""
    return Evidence(kind="Photo", file=f"evidence/{name}", title=title, consent=consent)


def project(tmp_path: Path, *photos: Evidence, logos: dict[str, str] | None = None) -> Partnership:
    """Return a partnership in a folder, with photos of its kick-off meeting, and logos."""
    p = partnership(*FACTS)
    home = (logos or {}).get
    organisations = tuple(evolve(o, logo=home(o.id)) for o in p.plan.organisations)
    facts = tuple(
        evolve(f, evidence=(*f.evidence, *photos)) if isinstance(f, Held) and f.of == "M1" else f
        for f in p.facts
    )
    (tmp_path / "evidence").mkdir(exist_ok=True)
    (tmp_path / "templates" / "logos").mkdir(parents=True, exist_ok=True)
    baseline = evolve(p.baseline, organisations=organisations)
    return evolve(p, baseline=baseline, facts=facts, origin=Folder(folder=tmp_path))


def made(p: Partnership, edition: str = "agency") -> Report:
    """Return a draft of the final report."""
    return vp.report(p, "final", draft=True, edition=edition)


def told(report: Report) -> list[tuple[str, str]]:
    """Return what is found about pictures."""
    slugs = {"photo-consent", "picture-not-shown"}
    return [(f.slug, f.message) for f in report.findings if f.slug in slugs]


@pytest.mark.parametrize("edition", ["agency", "partners"])
def test_a_photo_is_in_every_format(tmp_path: Path, edition: str) -> None:
    """Guard what is shown: the picture, what it shows in words, and of what, where and when."""
    p = project(tmp_path, photo("a.jpg", title="The table with all partners"))
    (tmp_path / "evidence/a.jpg").write_bytes(jpeg())
    report = made(p, edition)

    caption = "M1 Kick-off · Split, Croatia · 4–5 December 2023 · M1-b"
    assert caption in re.sub("</?span[^>]*>", "", report.html)
    assert 'alt="The table with all partners"' in report.html
    assert caption in report.markdown
    for suffix in (".pdf", ".docx"):
        report.write(tmp_path / f"r{suffix}")
    word = docx.Document(str(tmp_path / "r.docx"))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert any(caption in text for text in cells)
    assert b"The table with all partners" in _unpacked(tmp_path / "r.docx")
    pages = pdfium.PdfDocument(tmp_path / "r.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "M1 Kick-off · Split" in text
    assert [] == told(report)
    written = (
        report.html.encode(),
        _unpacked(tmp_path / "r.docx"),
        (tmp_path / "r.pdf").read_bytes(),
    )
    assert not any(sign in data for data in written for sign in (WHERE, b"Exif\0"))


def _unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as whole:
        # The small picture of python-docx, of an empty page, comes from no project.
        names = [name for name in whole.namelist() if name != "docProps/thumbnail.jpeg"]
        return b"".join(map(whole.read, names))


@pytest.mark.parametrize("consent", [None, False])
def test_without_consent_there_is_no_photo(
    tmp_path: Path,
    consent: bool | None,  # noqa: FBT001 - a parameter of pytest
) -> None:
    """Guard people: what nobody recorded is asked, a no is none, and neither is shown."""
    p = project(tmp_path, photo("a.jpg", consent=consent))
    (tmp_path / "evidence/a.jpg").write_bytes(jpeg())

    for report in (made(p), made(p, "partners")):
        assert () == report.pictures.photos
        assert "gallery" not in report.html.partition("</style>")[2]
        asked = ["photo-consent"] if consent is None else []
        assert asked == [slug for slug, _ in told(report)]


def test_consent_that_came_later(tmp_path: Path) -> None:
    """Guard facts that are only added: later evidence of the file tells it, and a no stays a no."""
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence/a.jpg").write_bytes(jpeg())
    p = project(tmp_path, photo("a.jpg", consent=None))
    later = LaterEvidence(of="M1", kind="photo", files=("evidence/a.jpg",), recorded=p.as_of)

    agreed = made(p.with_facts(evolve(later, consent=True)))
    assert (1, []) == (len(agreed.pictures.photos), told(agreed))
    refused = p.with_facts(evolve(later, consent=True), evolve(later, consent=False, id="no"))
    assert () == made(refused).pictures.photos


def test_few_photos(tmp_path: Path) -> None:
    """Guard a report that is no album: two of one activity, in the order of the evidence."""
    names = [f"{n}.jpg" for n in range(4)]
    p = project(tmp_path, *(photo(name, title=name) for name in names))
    for name in names:
        (tmp_path / "evidence" / name).write_bytes(jpeg())

    assert ["0.jpg", "1.jpg"] == [one.title for one in made(p).pictures.photos]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.jpg", None, "it cannot be read: No such file or directory"),
        ("a.jpg", jpeg()[:-900], "it ends too early"),
        ("a.jpg", b"\xff\xd8\xff\xe0nothing", "it ends too early"),
        ("a.png", SVG.format(9, 9).encode(), "is a drawing, and no photo"),
        ("../a.jpg", jpeg(), "leads out of the project's folder"),
    ],
)
def test_a_photo_that_cannot_be_shown_is_told(
    tmp_path: Path, name: str, data: bytes | None, why: str
) -> None:
    """Guard reports against broken and hostile files: they are made without, and say so."""
    home = tmp_path / "project"
    p = project_in(home, photo(name))
    if data is not None:
        (home / "evidence" / name).write_bytes(data)
    if name.startswith(".."):
        p = project_in(home, Evidence(kind="photo", file="../a.jpg", consent=True))
        (tmp_path / "a.jpg").write_bytes(jpeg())
    report = made(p)

    assert () == report.pictures.photos
    ((slug, message),) = told(report)
    assert "picture-not-shown" == slug
    assert why in message
    report.write(tmp_path / "r.pdf")


def project_in(home: Path, *photos: Evidence) -> Partnership:
    """Return a partnership in a new folder."""
    home.mkdir(exist_ok=True)
    return project(home, *photos)


def test_a_large_photo_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard who has not installed the extra: they are told how, or what to do without."""
    p = project(tmp_path, photo("a.jpg"))
    (tmp_path / "evidence/a.jpg").write_bytes(jpeg((2000, 100)))
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    report = made(p)

    ((_, message),) = told(report)
    assert 'pip install "vetpartner[photos]"' in message
    monkeypatch.undo()
    (shown,) = made(p).pictures.photos
    assert (1600, 80) == (shown.seen.wide, shown.seen.high)


def test_logos_have_one_size(tmp_path: Path) -> None:
    """Guard the cover: the coordinator's first, one area for all, less than that of the emblem."""
    p = project(tmp_path, logos={"fbk": "logos/fbk.svg", "sts": "logos/sts.svg"})
    (tmp_path / "templates/logos/fbk.svg").write_text(SVG.format(400, 100))
    (tmp_path / "templates/logos/sts.svg").write_text(SVG.format(200, 100))
    report = made(p)

    assert ["Strukovna škola", "Fachberufskolleg"] == [one.alt for one in report.pictures.logos][:2]
    sts, fbk = report.pictures.logos
    high, low = sts.height or 0, fbk.height or 0
    assert 0 < low < high < 14
    assert abs(2 * high**2 - 4 * low**2) < 5
    assert 'class="logos"' in report.html
    assert report.html.index('class="logos"') < report.html.index('alt="Emblem')
    for suffix in (".pdf", ".docx"):
        report.write(tmp_path / f"r{suffix}")
    xml = zipfile.ZipFile(tmp_path / "r.docx").read("word/document.xml").decode()
    assert 'descr="Strukovna škola"' in xml


def test_the_logo_of_the_look_stands_beside_them(tmp_path: Path) -> None:
    """Guard the coordinator's logo: it is in the row once, and no longer at the top of the page."""
    p = project(tmp_path, logos={"fbk": "logos/fbk.svg"})
    (tmp_path / "templates/logos/fbk.svg").write_text(SVG.format(400, 100))
    (tmp_path / "templates/own.svg").write_text(SVG.format(90, 30))
    settings = LookSettings(logo="own.svg", logo_alt="Our school")
    p = evolve(p, baseline=evolve(p.baseline, look=settings))
    html = made(p).html

    assert 1 == html.count('alt="Our school"')
    assert html.index('class="logos"') < html.index('alt="Our school"') < html.index('alt="Fach')


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.png", None, "there is no such file"),
        ("a.gif", b"GIF89a", "a logo is one of .png"),
        ("a.png", SVG.format(9, 9).encode(), "its name says image/png"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "ends too early"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "says no size"),
        ("../../secret.svg", None, "leads out of the project's folder"),
        ("a.jpg", jpeg(turned=6), "lies on its side"),
        ("a.png", bytes(1_000_001), "larger than 1 MB"),
    ],
)
def test_a_logo_that_cannot_be_shown_is_told(
    tmp_path: Path, name: str, data: bytes | None, why: str
) -> None:
    """Guard the cover against missing, broken and hostile files."""
    home = tmp_path / "project"
    home.mkdir()
    p = project(home, logos={"fbk": f"logos/{name}"})
    (tmp_path / "secret.svg").write_text(SVG.format(9, 9))
    if data is not None:
        (home / "templates/logos" / name).write_bytes(data)
    if ".." in name:
        p = project(home, logos={"fbk": "../../secret.svg"})
    report = made(p)

    assert () == report.pictures.logos
    ((slug, message),) = told(report)
    assert "picture-not-shown" == slug
    assert why in message
    report.write(tmp_path / "r.pdf")


def test_copies_go_without_logos_and_photos(tmp_path: Path) -> None:
    """Guard copies: files stay in the folder of the project."""
    p = project(tmp_path, photo("a.jpg"), logos={"fbk": "logos/fbk.svg"})
    copied = vp.public(p)

    assert {None} == {one.logo for one in copied.plan.organisations}
    assert [] == told(made(copied))


def test_without_a_folder() -> None:
    """Guard partnerships made in Python: no pictures, and nothing to complain about."""
    p = partnership()
    homes = tuple(evolve(o, logo="a.png") for o in p.plan.organisations)
    report = made(evolve(p, baseline=evolve(p.baseline, organisations=homes)))

    assert ((), (), []) == (report.pictures.logos, report.pictures.photos, told(report))
    assert Organisation(id="a").logo is None

"""The look of a project: colour, font, logo, style in all formats; slips are said in words."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import docx
import pypdfium2 as pdfium
import pytest
from attrs import evolve
from reported import Folder, partnership

import vetpartner as vp
from vetpartner.model import LookSettings, Presence, When
from vetpartner.render.own_templates import TemplateProblem
from vetpartner.render.templates import look

if TYPE_CHECKING:
    from pathlib import Path

    from vetpartner.export.report import Report
    from vetpartner.model import Partnership

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)


def folder(tmp_path: Path, **files: str) -> Path:
    """Return a project's folder with files in `templates/`, and a logo."""
    home = tmp_path / "templates"
    home.mkdir()
    (home / "logo.png").write_bytes(DOT)
    for name, text in files.items():
        (home / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return tmp_path


def made(home: Path) -> Report:
    """Return a report of a project in this folder."""
    return vp.report(evolve(partnership(), origin=Folder(folder=home)), "final", draft=True)


def test_without_a_folder() -> None:
    """Guard projects that have no look of their own."""
    assert vp.report(partnership(), "final").page.look == look(None)


def test_style_is_added_to_ours(tmp_path: Path) -> None:
    """Guard that own rules come last, and that none ends the element in which it stands."""
    home = folder(tmp_path, page_css="h1 { color: teal; }\n</style><script>x</script>")
    html = made(home).html

    assert html.index("--ink:") < html.index("h1 { color: teal; }") < html.index("</style>")
    assert "<script>" not in html.partition("</head>")[2]
    assert 1 == html.count("</style>")


def test_colour_font_and_logo_are_in_all_formats(tmp_path: Path) -> None:
    """Guard that one setting is enough for web page, Word and PDF."""
    text = (
        'colour = "#008080"\nfont = "New Computer Modern"\nlogo = "logo.png"\nlogo_alt = "School"'
    )
    report = made(folder(tmp_path, look_toml=text))
    report.write(tmp_path / "a.docx")
    report.write(tmp_path / "a.pdf")
    report.write(tmp_path / "a.html")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "a.docx").read_bytes())) as archive:
        styles = archive.read("word/styles.xml").decode()
        document = archive.read("word/document.xml").decode()
        names = archive.namelist()

    assert ":root { --blue: #008080; }" in report.html
    assert '"New Computer Modern"' in report.html
    assert '<img alt="School" height="60" src="data:image/png;base64,iVBOR' in report.html
    assert "008080" in styles
    assert "New Computer Modern" in styles
    assert 'descr="School"' in document
    assert any(name.endswith(".png") for name in names)
    assert b"NewCM" in (tmp_path / "a.pdf").read_bytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colour = red", "templates/look.toml: Invalid value"),
        ('color = "#fff000"', "`color` is not a key of this file; did you mean `colour`?"),
        ('colour = "red; } body { display: none"', 'colour is not as in colour = "#0b3d91"'),
        ("font = 'x\"; }'", 'font is not as in font = "Source Sans 3"'),
        ("colour = 5", "colour: expected a text in quotes, not 5"),
        ('font = ""', "font: the text is empty"),
        ("logo = []", "logo: expected a text in quotes, not a list"),
        ('logo_height = "12"', "logo_height: expected a whole number, not '12'"),
        ("[logo_size]\nheight = 3", "`logo_size` is not a key of this file; did you mean"),
        (f"logo = {'[' * 3000}", "lists nest too deeply"),
        ('logo = "../secret.png"', "it leads out of the project's folder"),
        ('logo = "nothing.png"', "templates/nothing.png: there is no such file"),
        ('logo = "logo.gif"', "a logo is one of .png, .jpg, .jpeg, .svg"),
        ('logo = "logo.png"\nlogo_height = 9000', "logo_height is a whole number of millimetres"),
    ],
)
def test_slips(tmp_path: Path, text: str, message: str) -> None:
    """Guard that each mistake is said in words, and nothing outside the folder is read."""
    (tmp_path / "secret.png").write_bytes(DOT)
    home = folder(tmp_path, look_toml=text)

    with pytest.raises(TemplateProblem) as caught:
        look(home)
    assert message in str(caught.value)


def test_files_that_are_no_text_or_too_large(tmp_path: Path) -> None:
    """Guard bounds: a folder may come from somebody else."""
    home = folder(tmp_path, look_toml='logo = "logo.png"', page_css="x" * 1_000_001)
    with pytest.raises(TemplateProblem, match=r"page\.css: it is larger than 1 MB"):
        look(home)
    (home / "templates" / "page.css").write_bytes(b"\xff\xfe")
    with pytest.raises(TemplateProblem, match=r"page\.css: it cannot be read as UTF-8"):
        look(home)
    (home / "templates" / "page.css").unlink()
    (home / "templates" / "logo.png").write_bytes(bytes(1_000_001))
    with pytest.raises(TemplateProblem, match=r"logo\.png: it is larger than 1 MB"):
        look(home)


def asking(home: Path | None, **settings: object) -> Partnership:
    """Return the project with its look in the plan."""
    p = partnership()
    plan = evolve(p.baseline, look=LookSettings(**settings))  # type: ignore[arg-type]
    return evolve(p, baseline=plan, origin=None if home is None else Folder(folder=home))


def test_the_look_in_the_plan(tmp_path: Path) -> None:
    """Guard that settings in the plan do what those in a file of their own do."""
    settings = {"colour": "#008080", "font": "New Computer Modern", "logo": "logo.png"}
    typed = "\n".join(f'{name} = "{value}"' for name, value in settings.items())
    home = folder(tmp_path)
    in_plan = vp.report(asking(home, **settings), "final", draft=True).page.look
    (home / "templates/look.toml").write_text(typed, "utf-8")

    assert in_plan == made(home).page.look
    assert "#008080" == in_plan.colour
    with pytest.raises(TemplateProblem, match=r"stands in \[look\] of the plan too"):
        vp.report(asking(home, **settings), "final", draft=True).page  # noqa: B018 - it is made


def test_a_logo_that_is_not_there(tmp_path: Path) -> None:
    """Guard that a missing picture is told, and a plan without a folder goes without one."""
    assert vp.report(asking(None, logo="logo.png"), "final", draft=True).page.look.logo is None
    with pytest.raises(TemplateProblem, match=r"templates/logo\.png: there is no such file"):
        vp.report(asking(tmp_path, logo="logo.png"), "final", draft=True).page  # noqa: B018


def test_a_copy_goes_without_the_logo(tmp_path: Path) -> None:
    """Guard copies of a project, which bring no templates along: their pages can be made."""
    copied = vp.public(asking(folder(tmp_path), logo="logo.png", colour="#8e1b1b"))

    assert copied.plan.look == LookSettings(colour="#8e1b1b")


def test_each_certificate_has_the_logo(tmp_path: Path) -> None:
    """Guard papers of many sheets: each goes out alone, and none is a logo and nothing else."""
    home = folder(tmp_path)
    presences = [
        Presence(of="T1", participant=id_, when=When.parse("2024-12-01"), hours=Decimal(8))
        for id_ in ("L1", "L2", "L3")
    ]
    p = asking(home, logo="logo.png", colour="#8e1b1b")
    paper = vp.certificates(evolve(p, facts=(*p.facts, *presences)), "T1")
    with pdfium.PdfDocument(paper.data(".pdf")) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    words = docx.Document(io.BytesIO(paper.data(".docx")))

    # Each has the emblem too, beside the statement.
    html = paper.data(".html").decode()
    assert 3 == html.count('<img alt="Logo"')
    assert 3 == html.count('<img alt="Emblem of the European Union"')
    assert [True] * 3 == ["Certificate of attendance" in text for text in pages]
    assert 2 * 3 == len(words.inline_shapes)


def test_drawings_have_the_colour(tmp_path: Path) -> None:
    """Guard that bars and headings have one colour, and the emblem of the Union its own."""
    made = vp.report(asking(folder(tmp_path), colour="#8e1b1b"), "final", draft=True).html

    assert 'fill="#8e1b1b"' in made
    assert 'fill="#0b3d91"' not in made
    assert "#003399" in made or "base64" in made

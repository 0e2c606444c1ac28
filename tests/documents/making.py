"""Makes the invented documents of `planted.toml` and of the example in each of the formats."""

from __future__ import annotations

import io
import tomllib
import zipfile
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "examples/green-welding/evidence/E1-photo.png"
Block = str | list[list[str]]
"""A heading that begins with `# `, a paragraph, or a table."""


@frozen(kw_only=True)
class Planted:
    """An invented document: its text as Markdown, and the faults that were planted in it."""

    name: str
    half: str
    language: str
    text: str
    planted: list[list[str]]
    image: bool = True
    comments: int = 0
    changes: int = 0
    properties: dict[str, str] = field(factory=dict)


def all_planted(statements: dict[str, str], name: str = "planted") -> list[Planted]:
    """Return all documents of a file, with the statements of funding in their languages."""
    raw = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))
    found = [Planted(**each) for each in raw["document"]]
    return [_with(each, statements) for each in found]


def _with(one: Planted, statements: dict[str, str]) -> Planted:
    from attrs import evolve

    text = one.text
    for language, words in statements.items():
        text = text.replace(f"{{statement:{language}}}", words)
    return evolve(one, text=text)


def blocks(text: str) -> list[Block]:
    """Return headings, paragraphs and tables of a text."""
    found: list[Block] = []
    for line in text.strip().split("\n"):
        if line.startswith("|"):
            if set(line) <= set("|- "):
                continue
            row = [cell.strip() for cell in line.strip("|").split("|")]
            if found and isinstance(found[-1], list):
                found[-1].append(row)
            else:
                found.append([row])
        elif line.strip():
            found.append(line)
        else:
            found.append("")
    return found


def made(one: Planted) -> bytes:
    """Return a document in the format of its name."""
    return _MAKERS[Path(one.name).suffix](one)


def _text(one: Planted) -> bytes:
    return one.text.strip().encode() + b"\n"


def _mail(one: Planted) -> bytes:
    message = EmailMessage()
    message["Subject"] = "GreenWeld"
    message["From"] = "ines@cfs.example.org"
    message["To"] = "marija@sts.example.org"
    message.set_content(one.text.strip())
    return message.as_bytes()


def _html(one: Planted) -> bytes:
    parts = ["<!doctype html><html><head><meta charset='utf-8'></head><body>"]
    parts += ["<img src='emblem.png' alt='EU'>"] if one.image else []
    for block in blocks(one.text):
        if isinstance(block, list):
            rows = (
                "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in block
            )
            parts.append(f"<table>{''.join(rows)}</table>")
        elif block.startswith("# "):
            parts.append(f"<h1>{escape(block[2:])}</h1>")
        elif block:
            parts.append(f"<p>{escape(block)}</p>")
    return "\n".join([*parts, "</body></html>"]).encode()


def _docx(one: Planted) -> bytes:
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = Document()
    if one.image:
        document.add_picture(str(PICTURE))
    last = None
    for block in blocks(one.text):
        if isinstance(block, list):
            table = document.add_table(rows=0, cols=len(block[0]))
            for row in block:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif block.startswith("# "):
            document.add_heading(block[2:], 1)
        elif block:
            last = document.add_paragraph(block)
    for _ in range(one.comments):
        comment = document.add_comment(last.runs, text="Really?", author="A", initials="a")
        comment._comment_elm.attrib.pop(qn("w:date"))  # noqa: SLF001 - the present time
    for _ in range(one.changes):
        run = last.runs[0]._r  # noqa: SLF001 - Word has no other way to leave a change
        inserted = OxmlElement("w:ins")
        run.addprevious(inserted)
        inserted.append(run)
    core = document.core_properties
    core.author, core.title = one.properties.get("author", ""), one.properties.get("title", "")
    core.comments = ""
    return _saved(document.save)


def _saved(save: Any) -> bytes:  # noqa: ANN401
    out = io.BytesIO()
    save(out)
    held = zipfile.ZipFile(out)
    return _zip({name: held.read(name) for name in held.namelist()})


def _xlsx(one: Planted) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for number, block in enumerate((b for b in blocks(one.text) if isinstance(b, list)), 1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in block:
            sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    held = zipfile.ZipFile(io.BytesIO(_saved(book.save)))
    parts = {name: held.read(name) for name in held.namelist()}
    del parts["docProps/core.xml"]  # it has the present time
    return _zip(parts)


def _pdf(one: Planted) -> bytes:
    import json

    import typst

    picture = tuple(PICTURE.read_bytes())
    source = (
        "#set document(date: none)\n"
        '#set page(width: 21cm, height: 29.7cm)\n#set text(font: "Libertinus Serif")\n'
        "#let blocks = json(bytes(sys.inputs.blocks))\n"
        f'#if sys.inputs.image == "yes" {{ image(bytes({picture}), width: 2cm) }}\n'
        "#for b in blocks { if type(b) == array { table(columns: b.at(0).len(), ..b.flatten()) }"
        ' else if b.starts-with("# ") { text(size: 16pt, b.slice(2)) ; parbreak() }'
        " else { b; parbreak() } }\n"
    )
    return typst.compile(
        source.encode(),
        sys_inputs={
            "blocks": json.dumps(blocks(one.text)),
            "image": "yes" if one.image else "no",
        },
        ignore_system_fonts=True,
    )


def _zip(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            # The day is always the same, so that the same text gives the same bytes.
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), text, how)
    return out.getvalue()


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
)


def _odf_block(block: Block) -> str:
    if isinstance(block, str):
        kind, text = ("h", block[2:]) if block.startswith("# ") else ("p", block)
        return f"<text:{kind}>{escape(text)}</text:{kind}>"
    rows = (
        "".join(
            f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in row
        )
        for row in block
    )
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f"<table:table>{inside}</table:table>"


def _odt(one: Planted) -> bytes:
    paragraphs = "".join(map(_odf_block, blocks(one.text)))
    content = (
        f"{_XML}<office:document-content {_ODF}><office:body><office:text>{paragraphs}"
        "</office:text></office:body></office:document-content>"
    )
    title = escape(one.properties.get("title", ""))
    meta = (
        f"{_XML}<office:document-meta {_ODF}><office:meta><dc:title>{title}</dc:title>"
        "</office:meta></office:document-meta>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{of}"/>'
        for path, of in (("/", kind), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    )
    manifest = (
        f'{_XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
        f'manifest:1.0" manifest:version="1.3">{entries}</manifest:manifest>'
    )
    return _zip(
        {
            "mimetype": kind,
            "content.xml": content,
            "meta.xml": meta,
            "META-INF/manifest.xml": manifest,
        }
    )


def _pptx(one: Planted) -> bytes:
    name = "http://schemas.openxmlformats.org/drawingml/2006/main"
    show = "http://schemas.openxmlformats.org/presentationml/2006/main"
    slides = {}
    if any(isinstance(block, list) for block in blocks(one.text)):
        msg = f"{one.name}: tables on slides are not made here"
        raise ValueError(msg)
    for number, block in enumerate((b for b in blocks(one.text) if isinstance(b, str) and b), 1):
        slides[f"ppt/slides/slide{number}.xml"] = (
            f'{_XML}<p:sld xmlns:p="{show}" xmlns:a="{name}"><p:cSld><p:spTree><p:sp><p:txBody>'
            f"<a:p><a:r><a:t>{escape(block)}</a:t></a:r></a:p>"
            "</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
        )
    core = (
        f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(one.properties.get('title', ''))}</dc:title></cp:coreProperties>"
    )
    return _zip(
        {
            "ppt/presentation.xml": f'{_XML}<p:presentation xmlns:p="{show}"/>',
            "docProps/core.xml": core,
            **({"ppt/media/image1.png": "picture"} if one.image else {}),
            **slides,
        }
    )


_MAKERS = {
    ".txt": _text,
    ".md": _text,
    ".eml": _mail,
    ".html": _html,
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".pdf": _pdf,
    ".odt": _odt,
    ".pptx": _pptx,
}


def main() -> None:
    """Write the documents of the example anew."""
    import vetpartner as vp
    from vetpartner.state.statement import statement

    p = vp.load(ROOT / "examples/green-welding")
    statements = {each: " ".join(statement(p, each).said) for each in ("en", "es")}
    folder = ROOT / "examples/green-welding/documents"
    folder.mkdir(exist_ok=True)
    for one in all_planted(statements, "example"):
        (folder / one.name).write_bytes(made(one))


if __name__ == "__main__":
    main()

"""Several PDFs as one: all pages, bookmarks, and nothing that runs."""

from __future__ import annotations

import io
import time

import pytest

pypdf = pytest.importorskip("pypdf")

from pypdf.generic import (  # noqa: E402 - the library is optional
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from vetpartner.render.volumes import NotJoined, Pieces, joined, piece  # noqa: E402


def made(pages: int = 1, **more: object) -> bytes:
    """Return a PDF of empty pages; `more` are what is done to the writer."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if more.get("script"):
        scripts = ArrayObject([TextStringObject("one"), _action("/JavaScript")])
        names = DictionaryObject({NameObject("/Names"): scripts})
        tree = DictionaryObject({NameObject("/JavaScript"): names})
        writer.root_object[NameObject("/Names")] = tree
        writer.root_object[NameObject("/OpenAction")] = _action("/JavaScript")
        writer.pages[0][NameObject("/AA")] = DictionaryObject()
        for kind in ("/JavaScript", "/Launch", "/SubmitForm", "/URI", "/GoTo"):
            writer.add_annotation(0, _link(kind))
    if attached := more.get("attached"):
        writer.add_attachment("secret.exe", attached)
    if signed := more.get("signed"):
        form = DictionaryObject({NameObject("/SigFlags"): NumberObject(signed)})
        writer.root_object[NameObject("/AcroForm")] = form
    if password := more.get("password"):
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _action(kind: str) -> DictionaryObject:
    named = {
        NameObject("/S"): NameObject(kind),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    return DictionaryObject(named)


def _link(kind: str) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject([NumberObject(each) for each in (0, 0, 9, 9)]),
            NameObject("/A"): _action(kind),
        }
    )


def test_all_pages_stand_in_order_with_bookmarks() -> None:
    """Guards that a piece begins on the page that its bookmark names."""
    both = joined([piece("one", made(2)), piece("two", made(3))], title="Both", author="GreenWeld")

    reader = pypdf.PdfReader(io.BytesIO(both.data))
    marks = [(each.title, reader.get_destination_page_number(each)) for each in reader.outline]
    assert (5, 5) == (both.pages, len(reader.pages))
    assert [("one", 0), ("two", 2)] == marks
    assert {"/Title": "Both", "/Author": "GreenWeld"} == reader.metadata
    assert both == joined(
        [piece("one", made(2)), piece("two", made(3))], title="Both", author="GreenWeld"
    )


def test_nothing_in_it_runs() -> None:
    """Guards that scripts, actions and attachments stay behind, and plain links do not."""
    data = joined([piece("one", made(script=True, attached=b"MZ-attached"))], title="One").data

    reader = pypdf.PdfReader(io.BytesIO(data))
    (page,) = reader.pages
    actions = [each.get_object().get("/A") for each in page["/Annots"]]
    assert {"/Type", "/Pages", "/Outlines"} == set(reader.root_object)
    assert ["/URI", "/GoTo"] == [each["/S"] for each in actions if each is not None]
    assert "/AA" not in page
    assert [None, None, None] == [each for each in actions if each is None]
    assert b"MZ-attached" not in data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "cannot be read as a PDF"),
        (b"%PDF-1.7 and nothing", "cannot be read as a PDF"),
        (made()[:200], "cannot be read as a PDF"),
        (made(0), "has no page"),
        (
            made(password="key"),  # noqa: S106 - of a test
            "is locked with a password",
        ),
        (made(signed=3), "is signed electronically, which holds for the file as it is"),
    ],
)
def test_what_cannot_be_joined_says_why(
    data: bytes, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guards that a broken, locked or signed file is named, without what the library prints."""
    with pytest.raises(NotJoined, match=why):
        piece("one", data)
    with Pieces() as pieces, pytest.raises(NotJoined, match=why):
        pieces.piece("one", data)

    assert ("", "") == capsys.readouterr()


def test_a_form_that_nobody_signed_is_joined() -> None:
    """Guards that a form without a signature is no reason to leave a file out."""
    assert 1 == piece("one", made(signed=2)).pages


def test_a_foreign_file_is_read_within_bounds() -> None:
    """What has a billion pages is refused, and the file after it is read all the same."""
    with Pieces() as pieces:
        begun = time.monotonic()
        with pytest.raises(NotJoined, match="cannot be read as a PDF"):
            pieces.piece("many", _billion())

        assert 60 > time.monotonic() - begun
        assert piece("one", made(2)) == pieces.piece("one", made(2))


def _billion() -> bytes:
    """Return a PDF whose tree of pages has ten times the same branch, nine times over."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>"]
    for n in range(2, 11):
        kids = " ".join([f"{n + 1} 0 R"] * 10)
        objects.append(f"<</Type/Pages/Kids[{kids}]/Count {10 ** (11 - n)}>>")
    objects.append("<</Type/Page/Parent 10 0 R/MediaBox[0 0 9 9]>>")
    data = "%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj{text}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        f"{data}xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer<</Root 1 0 R/Size {size}>>\nstartxref\n{len(data)}\n%%EOF"
    ).encode()

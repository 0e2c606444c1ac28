"""What is looked at in a workbook as it passes by, and archives that two readers read otherwise."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import attrs
import pytest
import worst
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineError, CalamineWorkbook

from vetpartner.files.tables import safety
from vetpartner.files.tables.archive import Archive, UnsafeTable
from vetpartner.files.tables.safety import LISTS, PLANNING, first_rows, look
from vetpartner.files.tables.sheets import OddCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORMATS = worst.formats("0").replace('numFmtId="0"', 'numFmtId="2"')
"""Style 0 shows two decimals, style 1 none."""


def pieces_of_one(_: object, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pass over nothing."""
    yield from pieces


def seen(data: bytes) -> Any:  # noqa: ANN401 - whatever is to be compared
    """Return what is found in a workbook, or how it is refused."""
    try:
        looked = look(data)
    except UnsafeTable as error:
        return error.slug
    shown = {name: {at: c.text for at, c in held.items()} for name, held in looked.shown.items()}
    return looked.odd, shown


CELLS = st.sampled_from(
    [
        '<c r="{at}"/>',
        '<c r="{at}" s="1"/>',
        '<c r="{at}"><v>1.5</v></c>',
        '<c r="{at}" s="1"><v>16.4</v></c>',
        '<c r="{at}" s="0" t="n"><v>16.456</v></c>',
        '<c r="{at}" s="1" t="s"><v>0</v></c>',
        '<c r="{at}" t="str"><v>a/&gt;b</v></c>',
        '<c r="{at}" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>',
        '<c r="{at}" t="inlineStr"><is><r><t>x</t></r></is></c>',
        '<c r="{at}" t="e"><v>#N/A</v></c>',
        '<c r="{at}" s="1"><f>1+1</f><v>2.5</v></c>',
        '<c r="{at}"><f>1+1</f></c>',
        '<c r="{at}"><f>1+1</f><v></v></c>',
        "<c r='{at}' t='e'><v>#REF!</v></c>",
        '<c s="1" r="{at}"><v>7.25</v></c>',
        "<c t='e'><v>#REF!</v></c>",
        "<c/>",
    ]
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(['<row r="{}">', '<row r="{}" spans="1:9" x:y="0.25">', "<row>"]),
        st.lists(CELLS, max_size=5),
        st.sampled_from(["</row>", "</row>\n", "</row><!-- x -->"]),
    ),
    max_size=8,
)


@given(ROWS)
def test_what_is_passed_over_is_as_if_it_was_parsed(
    rows: list[tuple[str, list[str], str]],
) -> None:
    """Guard that rows which are not parsed hide nothing: errors, formulas, numbers, or cells."""
    text = "".join(
        begin.replace("{}", str(n))
        + "".join(cell.replace("{at}", f"{'ABCDE'[at]}{n}") for at, cell in enumerate(cells))
        + end
        for n, (begin, cells, end) in enumerate(rows, start=2)
    )
    data = worst.xlsx(text, styles=FORMATS, strings="<si><t>x</t></si>", attributes=' xmlns:x="x"')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(safety.PlainRows, "left", pieces_of_one)
        parsed = seen(data)

    assert parsed == seen(data)


@pytest.mark.parametrize("at", [0, 1, 3, 7, 40, 200])
def test_rows_that_are_cut_in_two(at: int) -> None:
    """Guard rows of which the beginning stands in one piece and the end in the next."""
    cell = '<c r="A{}" s="1"><v>16.4</v></c><c r="B{}" t="s"><v>0</v></c>'
    filler = f'<row r="1" x="{"y" * at}"/>' * (1_048_576 // (len('<row r="1" x=""/>') + at) - 4)
    rows = filler + worst.rows_of(cell, 20)
    data = worst.xlsx(rows, styles=worst.formats("0"), strings="<si><t>x</t></si>")

    assert {(line, 1): "16" for line in range(2, 22)} == seen(data)[1]["participants"]


def test_empty_cells_count_where_each_becomes_an_object() -> None:
    """Guard planning workbooks against cells without a value, which a list may have."""
    data = worst.xlsx(worst.rows_of('<c r="A{}"/>', 200))

    assert {} == look(data, attrs.evolve(LISTS, cells=100)).shown
    with pytest.raises(UnsafeTable):
        look(data, attrs.evolve(PLANNING, cells=100))


def test_settings_of_a_sheet_are_counted() -> None:
    """Guard against a sheet of settings alone, such as merged cells, each of which is kept."""
    merged = '<mergeCell ref="A1:B1"/>' * 200
    data = worst.xlsx(after=f"<mergeCells>{merged}</mergeCells>")

    for most in (None, 1_000):
        assert {} == look(data, attrs.evolve(PLANNING, others=most)).shown
    with pytest.raises(UnsafeTable, match="more settings"):
        look(data, attrs.evolve(PLANNING, others=100))


def test_no_text_counts_twice() -> None:
    """Guard that a sheet is not refused for more text than all of it is, passed over or parsed."""
    cell = '<c r="A{}" t="inlineStr"><is><t>some text</t></is></c>'
    plain = worst.rows_of(cell, 300)
    parsed = "".join(f"<row r='{n}'>{cell.format(n)}</row>" for n in range(400, 700))
    for rows in (plain, parsed, plain + parsed):
        signs = len(worst.TOP) + len(rows)

        assert {} == look(worst.xlsx(rows), attrs.evolve(LISTS, signs=signs)).shown
    with pytest.raises(UnsafeTable):
        look(worst.xlsx(plain + parsed), attrs.evolve(LISTS, signs=600 * len("some text") - 1))


@pytest.mark.parametrize(
    ("rows", "odd"),
    [
        ('<row r="3"><c t="e"><v>#N/A</v></c><c t="e"/></row>', [(3, 1, True), (3, 2, True)]),
        ('<row><c/><c t="e"/></row>', [(2, 2, True)]),
        ('<row r="2"><c r="C2"/><c><f>1</f></c></row>', [(2, 4, False)]),
        ('<row r="2"><c r="C2"><f>1</f> <v> </v> </c></row>', [(2, 3, False)]),
        ('<row r="2"><c r="C2"><f>1</f><v>0</v></c></row>', []),
        ('<row r="2"><c r="C2" t="e"><f>1</f></c></row>', [(2, 3, True)]),
    ],
)
def test_odd_cells(rows: str, odd: list[tuple[int, int, bool]]) -> None:
    """Guard where errors and formulas without a value stand, named or not."""
    found = look(worst.xlsx(rows)).odd.get("participants", [])

    assert [OddCell(line=a, column=b, error=c) for a, b, c in odd] == found


@pytest.mark.parametrize(
    "rows",
    [
        "<row><row></row></row>",
        "<c/>",
        '<row r="x"/>',
        '<row><c r="A0x"><v>1</v></c></row>',
        "<row><x><c/></x></row>",
        "<row>",
        '<row a="1" a="2"/>',
    ],
)
def test_sheets_that_are_none(rows: str) -> None:
    """Guard cells of which nobody could say where they stand."""
    assert "not-a-workbook" == seen(worst.xlsx(rows))


def test_texts_behind_the_last_cell() -> None:
    """Guard a number in the last cell of a sheet, behind which others have texts."""
    footer = "<headerFooter><oddFooter>Page 1 of 9</oddFooter></headerFooter>"
    rows = '<row r="2"><c r="A2" s="1"><f>1</f><v>16.4</v></c></row>'
    data = worst.xlsx(rows, styles=worst.formats("0"), after=footer)

    assert {(2, 1): "16"} == seen(data)[1]["participants"]
    number = worst.text("16", 'office:value-type="float" office:value="16.4"')
    shapes = "<table:shapes><text:p>5</text:p></table:shapes>"

    assert {(2, 1): "16"} == seen(worst.ods(worst.row(number) + shapes))[1]["S"]


def test_formulas_of_a_planning_workbook() -> None:
    """Guard that each formula is told by its cell."""
    data = worst.xlsx('<row r="4"><c r="B4"><f>1</f><v>1</v></c><c r="AA4"><f>2</f></c></row>')

    assert {"participants": [(4, 2), (4, 27)]} == look(data, PLANNING).formulas


def test_the_first_row_alone() -> None:
    """Guard heads that are shared texts, texts in parts and numbers, whatever stands below."""
    head = (
        '<sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>9</v></c>'
        '<c r="C1" t="inlineStr"><is><r><t>na</t></r><r><t>me</t></r></is></c>'
        '<c r="D1"><f>1+1</f><v>2</v></c></row>{}</sheetData>'
    )
    strings = "<si><t>x</t></si><si><r><t>i</t></r><r><t>d</t></r></si>"
    for below in ("", '<row r="2"><c r="A2"><v>5</v></c></row>', "<row><row", "<!DOCTYPE"):
        data = worst.xlsx(
            data=head.format(below),
            after="<headerFooter><oddHeader>&amp;P</oddHeader></headerFooter>",
            strings=strings,
        )

        assert {"participants": ["id", "", "name", "2"]} == first_rows(data)
    assert {"participants": []} == first_rows(worst.xlsx(data='<sheetData><row r="2"/>'))
    assert {} == first_rows(b"PK")


# Archives that one program reads otherwise than another.


def changed(data: bytes, at: int, new: bytes) -> bytes:
    """Return the same with other bytes from a place on; a negative one counts from the end."""
    begin = at % len(data)
    return data[:begin] + new + data[begin + len(new) :]


SOUND = worst.xlsx('<row r="2"><c r="A2"><v>1</v></c></row>')


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        SOUND[:-1],
        SOUND + b"\0",
        b"x" + SOUND,
        changed(SOUND, -2, b"\1"),
        SOUND + SOUND,
        changed(SOUND, -6, (7).to_bytes(4, "little")),
        changed(SOUND, -10, b"\xff\xff\xff\x7f"),
    ],
)
def test_archives_with_two_readings(data: bytes) -> None:
    """Guard that there is one directory, where everybody looks for it, and whole parts."""
    with pytest.raises(UnsafeTable) as raised:
        look(data)

    assert "not-a-workbook" == raised.value.slug


def test_a_part_that_stands_twice() -> None:
    """Guard names that are one for who does not tell capital letters, or slashes, apart."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("xl/a.xml", "<a/>")
        made.writestr("XL\\A.xml", "<a/>")
    with pytest.raises(UnsafeTable, match="twice"):
        look(out.getvalue())


def test_parts_that_are_none() -> None:
    """Guard parts that are said to be encrypted, and those of which nobody knows where they begin.

    A reader that does not look at the mark would take the bytes as they stand.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("content.xml", "<a/>")
    plain = out.getvalue()
    entry = plain.rindex(b"PK\1\2")

    for data in (changed(plain, entry + 8, b"\1"), changed(plain, 0, b"PK\5\6")):
        with pytest.raises(UnsafeTable):
            list(Archive(data).pieces("content.xml"))
    assert [b"<a/>"] == list(Archive(plain).pieces("content.xml"))


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_parts_piece_by_piece(how: int) -> None:
    """Guard that all of a part is given, packed or not, and nothing of one that is not there."""
    whole = bytes(range(256)) * 20_000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        made.writestr("A.bin", whole)
        made.writestr("b", b"")
    archive = Archive(out.getvalue())

    assert whole == b"".join(archive.pieces("a.bin"))
    assert b"" == b"".join(archive.pieces("B"))
    assert [] == list(archive.pieces("c"))


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_in_another_way(how: int) -> None:
    """Guard ways of packing that no spreadsheet program uses."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        made.writestr("content.xml", "<a/>")

    assert "not-a-workbook" == seen(out.getvalue())


def test_a_binary_workbook() -> None:
    """Guard an .xlsb under the name .xlsx, in whose cells nobody looks."""
    with pytest.raises(UnsafeTable, match="not XML"):
        look(worst.xlsx(more={"xl/workbook.bin": "x"}))


@pytest.mark.parametrize("name", worst.XLSX)
def test_what_is_let_through_is_near(name: str) -> None:
    """Guard, with the reader itself, that no table that is let through is larger than it may be."""
    data = worst.XLSX[name](0.002)
    if isinstance(seen(data), str):
        return
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(each) for each in book.sheet_names]
    except CalamineError:
        return

    assert LISTS.area >= sum(sheet.total_height * sheet.total_width for sheet in sheets)

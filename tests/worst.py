"""Files made to fill the memory or to keep the program busy, by what they are; all are invented.

Each function takes how often something is repeated, as the largest files that are read have it,
times a share: with a small one the same file is made in a moment.
"""

from __future__ import annotations

import io
import random
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Make = Callable[[float], bytes] if TYPE_CHECKING else object

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TOP = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>name</t></is></c></row>'
)
"""The headings of a list of participants; a planning workbook has them in `participants`."""


def archive(parts: dict[str, str]) -> bytes:
    """Return a zip file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
        packed = sum(entry.compress_size for entry in made.infolist())
        # What does not pack: otherwise it would be refused since it unpacks to many times its size.
        size = sum(map(len, parts.values())) // 180 - packed
        made.writestr("media/noise.png", random.Random(1).randbytes(max(0, size)))
    return out.getvalue()


def xlsx(
    rows: str = "",
    *,
    top: str = TOP,
    data: str | None = None,
    after: str = "",
    before: str = "",
    strings: str = "",
    styles: str = "",
    more: dict[str, str] | None = None,
    sheets: str | None = None,
    attributes: str = "",
) -> bytes:
    """Return a workbook with a sheet `participants`, with whatever is given at its place."""
    sheet = data if data is not None else f"<sheetData>{top}{rows}</sheetData>"
    named = f'<sheet name="participants" sheetId="1" r:id="rId1"/>' if sheets is None else sheets
    office = f'xmlns:r="{OFFICE}"'
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/workbook.xml": f"{HEAD}<workbook {MAIN} {office}><sheets>{named}</sheets></workbook>",
        "xl/styles.xml": styles
        or f"{HEAD}<styleSheet {MAIN}>"
        '<fonts><font><sz val="11"/></font></fonts>'
        "<fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        '<cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": strings or f"{HEAD}<sst {MAIN}/>",
        "xl/worksheets/sheet1.xml": f"{HEAD}<worksheet {MAIN} {office}{attributes}>"
        f"{before}{sheet}{after}</worksheet>",
        **(more or {}),
    }
    return archive(parts)


def ods(rows: str, *, before: str = "") -> bytes:
    """Return an OpenDocument sheet with the heads of a list, and these rows below them."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    top = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{head}</text:p></table:table-cell>'
        for head in ("id", "name")
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'{HEAD}<manifest:manifest xmlns:manifest="{manifest}"/>',
            "content.xml": f"{HEAD}<office:document-content {spaces}><office:body>"
            f'<office:spreadsheet><table:table table:name="S">{before}<table:table-row>{top}'
            f"</table:table-row>{rows}</table:table></office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def times(text: str, number: float) -> str:
    """Return a text that often."""
    return text * max(1, int(number))


def rows_of(cells: str, number: float, first: int = 2) -> str:
    """Return numbered rows, each with these cells; `{}` in them is the number of the row."""
    made = (
        f'<row r="{n}">{cells.replace("{}", str(n))}</row>'
        for n in range(first, first + max(1, int(number)))
    )
    return "".join(made)


def cell(ref: str, value: str = "1", more: str = "") -> str:
    """Return a cell with a number."""
    return f'<c r="{ref}"{more}><v>{value}</v></c>'


def formats(code: str) -> str:
    """Return styles of which number 1 shows numbers by this format."""
    return (
        f'{HEAD}<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/>'
        '</numFmts><fonts><font><sz val="11"/></font></fonts><fills><fill><patternFill/></fill></fills>'
        '<borders><border/></borders><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )


def many_styles(share: float) -> bytes:
    """A style for everybody."""
    xfs = times('<xf numFmtId="2"/>', 2_000_000 * share)
    return xlsx(styles=f"{HEAD}<styleSheet {MAIN}><cellXfs>{xfs}</cellXfs></styleSheet>")


def one_part_many_sheets(share: float) -> bytes:
    """A part that is read again for each sheet that it is said to be."""
    named = "".join(
        f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 2 + int(3_000 * share))
    )
    return xlsx(rows_of(cell("A{}"), 10_000), sheets=named)


def says_less(share: float) -> bytes:
    """A part that unpacks to more than the archive says."""
    data = bytearray(ods(times(" ", 150_000_000 * share)))
    at = data.find(b"PK\x01\x02")
    while data[at + 46 : at + 57] != b"content.xml":
        at = data.find(b"PK\x01\x02", at + 1)
    data[at + 24 : at + 28] = (600).to_bytes(4, "little")
    return bytes(data)


def many_parts(share: float) -> bytes:
    """As many parts as the directory of an archive has room for."""
    return xlsx(more={f"x{n}": "" for n in range(int(200_000 * share))})


SHEET_END = "</sheetData>"
XLSX: dict[str, Callable[[float], bytes]] = {
    "tiny cells": lambda n: xlsx(times("<row>" + "<c><v>1</v></c>" * 100 + "</row>", 80_000 * n)),
    "empty cells": lambda n: xlsx(times("<row>" + "<c/>" * 1000 + "</row>", 30_000 * n)),
    "wide rows": lambda n: xlsx(times("<row>" + "<c><v>1</v></c>" * 16_384 + "</row>", 600 * n)),
    "long sheet": lambda n: xlsx(rows_of(cell("A{}") + cell("B{}"), 1_000_000 * n)),
    "deep rows": lambda n: xlsx(times("<row>", 5_000_000 * n) + times("</row>", 5_000_000 * n)),
    "deep cells": lambda n: xlsx(times("<c>", 5_000_000 * n) + times("</c>", 5_000_000 * n)),
    "deep elsewhere": lambda n: xlsx(
        more={"docProps/app.xml": HEAD + times("<a>", 5_000_000 * n) + times("</a>", 5_000_000 * n)}
    ),
    "many strings": lambda n: xlsx(
        cell("A2", "0", ' t="s"'),
        strings=f"{HEAD}<sst {MAIN}>{times('<si><t>ab</t></si>', 1_000_000 * n)}</sst>",
    ),
    "many runs": lambda n: xlsx(
        cell("A2", "0", ' t="s"'),
        strings=f"{HEAD}<sst {MAIN}><si>{times('<r><t>a</t></r>', 3_000_000 * n)}</si></sst>",
    ),
    "long string": lambda n: xlsx(
        rows_of(cell("A{}", "0", ' t="s"'), 3),
        strings=f"{HEAD}<sst {MAIN}><si><t>{times('abcdefgh', 12_000_000 * n)}</t></si></sst>",
    ),
    "shared text": lambda n: xlsx(
        rows_of(cell("A{}", "0", ' t="s"'), 100_000 * n),
        strings=f"{HEAD}<sst {MAIN}><si><t>{times('abcdefgh', 12_000)}</t></si></sst>",
    ),
    "says many strings": lambda _: xlsx(strings=f'{HEAD}<sst {MAIN} uniqueCount="99999999999"/>'),
    "huge attribute": lambda n: xlsx(attributes=f' x="{times("ab", 40_000_000 * n)}"'),
    "many attributes": lambda n: xlsx(
        attributes="".join(f' a{i}=""' for i in range(int(4_000_000 * n) + 1))
    ),
    "many attributes of a cell": lambda n: xlsx(
        "<row><c " + " ".join(f'a{i}=""' for i in range(int(4_000_000 * n) + 1)) + "/></row>"
    ),
    "many names": lambda n: xlsx("".join(f"<a{i}/>" for i in range(int(4_000_000 * n) + 1))),
    "cells that do not end": lambda n: xlsx(times('<c r="A1" t="', 5_000_000 * n)),
    "references in a text": lambda n: xlsx(
        f"<row><c x='{times('r=&quot;A1&quot; '.replace('&quot;', chr(34)), 2_000_000 * n)}'/></row>"
    ),
    "rows that do not end": lambda n: xlsx(
        data="<sheetData>" + times("<row><c>", 5_000_000 * n), top=""
    ),
    "formulas of spaces": lambda n: xlsx(
        rows_of('<c r="A{}"><f>1</f>' + " " * 2_000 + "<v>" + " " * 2_000 + "</v></c>", 10_000 * n)
    ),
    "formulas": lambda n: xlsx(rows_of('<c r="A{}"><f>1</f></c>', 900_000 * n)),
    "errors": lambda n: xlsx(rows_of('<c r="A{}" t="e"><v>#N/A</v></c>', 900_000 * n)),
    "far cell": lambda _: xlsx(f"<row>{cell('XFD1048576')}</row>"),
    "far cell in quotes": lambda _: xlsx("<row><c r='XFD1048576'><v>1</v></c></row>"),
    "far cell in small letters": lambda _: xlsx(
        "<row r='1048576'><c r='xfd1048576'><v>1</v></c></row>"
    ),
    "far row": lambda _: xlsx('<row r="1048576">' + "<c><v>1</v></c>" * 500 + "</row>"),
    "far cell of another name": lambda _: xlsx(
        '<y:row><y:c r="XFD1048576"><y:v>1</y:v></y:c></y:row>', attributes=f" xmlns:y{MAIN[5:]}"
    ),
    "far cells of many sheets": lambda n: xlsx(
        cell("A1") + cell("CV30000"),
        sheets="".join(
            f'<sheet name="s{i}" sheetId="{i}" r:id="x{i}"/>' for i in range(1, 2 + int(60 * n))
        ),
        more={
            "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="x{i}" Type="{OFFICE}/worksheet" Target="w/s{i}.xml"/>'
                for i in range(1, 2 + int(60 * n))
            )
            + "</Relationships>",
            **{
                f"xl/w/s{i}.xml": f"{HEAD}<worksheet {MAIN}><sheetData><row>"
                f"{cell('A1')}{cell('CV30000')}</row></sheetData></worksheet>"
                for i in range(1, 2 + int(60 * n))
            },
        },
    ),
    "sheet under another name": lambda _: xlsx(
        more={
            "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="x.dat"/></Relationships>',
            "xl/x.dat": f"<worksheet><sheetData>{TOP}{cell('XFD1048576')}</sheetData></worksheet>",
        }
    ),
    "one part, many sheets": one_part_many_sheets,
    "merged all over": lambda n: xlsx(
        after=f'<mergeCells><mergeCell ref="A1:XFD{int(1_048_575 * n) + 1}"/></mergeCells>'
    ),
    "many merged": lambda n: xlsx(
        after="<mergeCells>" + times('<mergeCell ref="A1:B1"/>', 3_000_000 * n) + "</mergeCells>"
    ),
    "link all over": lambda n: xlsx(
        after=f'<hyperlinks><hyperlink ref="A1:XFD{int(1_048_575 * n) + 1}" location="A1"/>'
        "</hyperlinks>"
    ),
    "many styles": many_styles,
    "a format of commas": lambda n: xlsx(
        rows_of(cell("A{}", "{}.5", ' s="1"'), 20_000 * n), styles=formats(times(",", 250) + "x")
    ),
    "a long format": lambda n: xlsx(
        rows_of(cell("A{}", "{}.5", ' s="1"'), 200 * n), styles=formats(times("[,", 200_000 * n))
    ),
    "a format of zeros": lambda n: xlsx(
        rows_of(cell("A{}", "{}.5", ' s="1"'), 2_000 * n), styles=formats("0." + "0" * 200)
    ),
    "many remarks": lambda n: xlsx(times("<!-- x -->", 8_000_000 * n)),
    "many conditions": lambda n: xlsx(
        after=times(
            '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1">'
            "<formula>1</formula></cfRule></conditionalFormatting>",
            400_000 * n,
        )
    ),
    "many parts": many_parts,
}
"""Workbooks, each read as a list and as a planning workbook."""

STRING = 'office:value-type="string"'
ODS: dict[str, Callable[[float], bytes]] = {
    "tiny cells": lambda n: ods(
        times(
            "<table:table-row>"
            + '<table:table-cell office:value="1" office:value-type="float"/>' * 100
            + "</table:table-row>",
            20_000 * n,
        )
    ),
    "repeated cells": lambda _: ods(
        f'<table:table-row><table:table-cell {STRING} table:number-columns-repeated="99999999">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    ),
    "repeated rows": lambda _: ods(
        f'<table:table-row table:number-rows-repeated="1000000"><table:table-cell {STRING} '
        'table:number-columns-repeated="90"><text:p>x</text:p></table:table-cell></table:table-row>'
    ),
    "empty rows before a far cell": lambda _: ods(
        '<table:table-row table:number-rows-repeated="90000"/><table:table-row>'
        f'<table:table-cell table:number-columns-repeated="900"/><table:table-cell {STRING}>'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    ),
    "repeated text": lambda n: ods(
        f'<table:table-row><table:table-cell {STRING} table:number-columns-repeated="900">'
        f"<text:p>{times('abcdefgh', 12_000)}</text:p></table:table-cell></table:table-row>" * 9
    ),
    "wide rows": lambda n: ods(
        times(
            '<table:table-row><table:table-cell table:number-columns-repeated="16000"/>'
            f"<table:table-cell {STRING}><text:p>x</text:p></table:table-cell></table:table-row>",
            5_000 * n,
        )
    ),
    "deep": lambda n: ods(times("<text:p>", 5_000_000 * n) + times("</text:p>", 5_000_000 * n)),
    "deep tables": lambda n: ods(
        times('<table:table table:name="x">', 1_000_000 * n)
        + times("</table:table>", 1_000_000 * n)
    ),
    "many attributes": lambda n: ods(
        "<table:table-row "
        + " ".join(f'a{i}=""' for i in range(int(4_000_000 * n) + 1))
        + "></table:table-row>"
    ),
    "cells that do not end": lambda n: ods(
        times(f"<table:table-row><table:table-cell {STRING}>", 1_000_000 * n)
    ),
    "remarks that do not end": lambda n: ods(
        "<table:table-row>"
        + times(
            '<table:table-cell office:value="1"><office:annotation><text:p/></office:annotation>'
            "<text:p/></table:table-cell>",
            600_000 * n,
        )
        + "</table:table-row>"
    ),
    "long number": lambda n: ods(
        '<table:table-row><table:table-cell office:value-type="float" office:value="1.5">'
        f"<text:p>{times('1,', 60_000)}</text:p></table:table-cell></table:table-row>" * 20
    ),
    "many decimals": lambda _: ods(
        '<table:table-row><table:table-cell office:value-type="float" office:value="1.5">'
        f"<text:p>1.{'5' * 90}</text:p></table:table-cell></table:table-row>"
    ),
    "says less than it holds": says_less,
}
"""OpenDocument sheets."""

LONG, SHORTER = 130_000, 1_990
PEOPLE = b"id,name,organisation,role\n"
COSTS = b"of,organisation,date,amount,category\n"
AMOUNTS = (b"1", b"1 ", b"1.", b"1,", b"1'", b".", b" ", b"-", b"1.234.", b"EUR ", b"(", b". ")
DAYS = (b"1", b"1. ", b"2024-", b"a", b"a. ", b"..", b"1 de ", b"09:00..", b"M")


def long_cells(row: bytes, text: bytes, size: int) -> Callable[[float], bytes]:
    """Return how to make a list of costs in which a cell holds a text again and again."""

    def make(share: float) -> bytes:
        cell = text * (size // len(text) - 3)
        many = range(max(1, int(19_000_000 * share / size)))
        return COSTS + b"".join(row % (b"%d" % i + cell) for i in many)

    return make


CSV: dict[str, Callable[[float], bytes]] = {
    "commas": lambda n: b"id,name\n" + b"," * int(19_000_000 * n),
    "a wide row": lambda n: b"id,name\n" + b"ab," * int(6_500_000 * n),
    "short rows": lambda n: b"id,name\n" + b"1\n" * int(9_000_000 * n),
    "empty rows": lambda n: b"id,name\n" + b"\n" * int(19_000_000 * n),
    "quotes": lambda n: b"id,name\n" + b'"",' * int(6_000_000 * n),
    "cells of lines": lambda n: b"id,name\n" + b'"\n",' * int(4_500_000 * n),
    "one cell": lambda n: b'id,name\n1,"' + b"x" * int(19_000_000 * n),
    "long cells": lambda n: b"id,name\n" + (b"1," + b"x" * LONG + b"\n") * max(1, int(150 * n)),
    "long ids": lambda n: b"id,name\n" + (b"a" * LONG + b",x\n") * max(1, int(150 * n)),
    "other letters": lambda n: b"id,name\n" + bytes(range(160, 256)) * int(190_000 * n),
    "people": lambda n: PEOPLE + b"".join(b"%d,A,b,c\n" % i for i in range(int(1_400_000 * n) + 1)),
    "wrong words": lambda n: (
        PEOPLE
        + b"".join(b"p%d,A,wrong%d,role%d\n" % (i, i, i) for i in range(int(700_000 * n) + 1))
    ),
    "many headings": lambda n: (
        b"id,name" + b"".join(b",head%d" % i for i in range(int(1_700_000 * n) + 1)) + b"\n1,Ana\n"
    ),
    "wrong costs": lambda n: (
        COSTS + b"".join(b"X%d,y%d,z%d,w%d,v\n" % (i, i, i, i) for i in range(int(600_000 * n) + 1))
    ),
    **{
        f"{len_} signs of {text.decode()!r} as {field}": long_cells(row, text, len_)
        for field, row, texts in (
            ("amount", b'WP1,sts,2024-02-12,"%s",other\n', AMOUNTS),
            ("day", b'WP1,sts,"%s",5,other\n', DAYS),
        )
        for text in texts
        for len_ in (LONG, SHORTER)
    },
}
"""Lists in CSV, of participants and of costs."""

TOML: dict[str, Callable[[float], bytes]] = {
    "dotted": lambda n: ".".join(["a"] * int(400_000 * n + 2)).encode() + b" = 1",
    "deep": lambda n: b"a = " + b"[" * int(19_000_000 * n + 2),
    "numbers": lambda n: b"a = [" + b"1," * int(9_000_000 * n) + b"]",
    "tables": lambda n: b"".join(b"[t%d]\n" % i for i in range(int(2_000_000 * n) + 1)),
    "facts": lambda n: (
        b'[project]\nacronym = "X"\n'
        + b'[[noted]]\nof = "M1"\nnote = "what was said there"\n' * int(350_000 * n + 1)
    ),
    "unknown keys": lambda n: (
        b"[project]\n" + b"".join(b"key%d = 1\n" % i for i in range(int(1_300_000 * n) + 1))
    ),
    "wrong values": lambda n: b'[[meetings]]\nid = "a/b"\nwhen = 7\n' * int(500_000 * n + 1),
    "long text": lambda n: b'[project]\ntitle = "' + b"ab " * int(6_000_000 * n) + b'"',
    "long dates": lambda n: (
        b'[[meetings]]\nid = "M1"\nwhen = "' + b"2024-01-01.." * int(1_500_000 * n + 1) + b'"'
    ),
    "long amounts": lambda n: (
        b'[[work_packages]]\nid = "WP1"\namount = "' + b"1." * int(9_000_000 * n + 1) + b'"'
    ),
}
"""Plans in TOML."""

JSON: dict[str, Callable[[float], bytes]] = {
    "deep": lambda n: b'{"a":' + b"[" * int(19_000_000 * n + 2),
    "numbers": lambda n: b'{"project":{"a":[' + b"1," * int(9_000_000 * n) + b"1]}}",
    "digits": lambda n: b'{"project":{"duration_months":' + b"1" * int(19_000_000 * n + 1) + b"}}",
    "facts": lambda n: (
        b'{"noted":[' + b'{"of":"M1","note":"what was said there"},' * int(450_000 * n) + b"{}]}"
    ),
    "keys": lambda n: (
        b"{" + b",".join(b'"k%d":1' % i for i in range(int(1_500_000 * n) + 1)) + b"}"
    ),
}
"""Documents in JSON."""

ANSWERS: dict[str, Callable[[float], bytes]] = {
    "remarks": lambda n: b"## a.b\n" + b"<!--" * int(4_900_000 * n),
    "remarks of headings": lambda n: b"<!-- x\n## a.b\n" * int(1_400_000 * n + 1),
    "headings": lambda n: b"## a.b\n" * int(2_800_000 * n + 1),
    "almost headings": lambda n: b"<!--" + b"\n## a a" * int(2_800_000 * n + 1),
    "spaces": lambda n: b"<!--\n##" + b" " * int(19_000_000 * n),
    "points": lambda n: b"## a" + b".a" * int(9_000_000 * n + 1) + b"!",
}
"""Answers of a report."""
TOML["parts"] = lambda n: b"".join(
    b"[a%d.b.c.d.e.f.g.h.i.j]\n" % i for i in range(int(900_000 * n) + 1)
)
TOML["inline"] = lambda n: b"a = [" + b"{b.c.d.e.f.g.h.i.j=1}," * int(900_000 * n) + b"]"

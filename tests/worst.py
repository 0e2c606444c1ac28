"""Files made to fill the memory or to keep the program busy, by what they are; all are invented.

Each function takes a share: with 1 it repeats something as often as the largest files do that are
opened at all, with less it makes the same file in a moment.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from hashlib import shake_128

Make = Callable[[float], bytes]

PLAN = b"""
[project]
acronym = "X"
coordinator = "sts"
start = 2024-01-01
months = 24

[[organisations]]
id = "sts"
name = "An invented school"
country = "HR"

[[work_packages]]
id = "WP1"
"""

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TOP = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>name</t></is></c></row>'
)
"""The headings of a list of participants, which a planning workbook has in `participants`."""
STYLES = (
    f'{HEAD}<styleSheet {MAIN}>{{}}<fonts><font><sz val="11"/></font></fonts>'
    "<fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
ANY_SIZE = 180
"""An archive that unpacks to 200 times its size is refused for that; these stay below."""


def archive(parts: dict[str, str]) -> bytes:
    """Return a zip file with these parts, and with noise, so that it does not pack too well."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
        packed = sum(entry.compress_size for entry in made.infolist())
        size = sum(map(len, parts.values())) // ANY_SIZE - packed
        made.writestr("media/noise.png", shake_128(b"").digest(max(0, size)))
    return out.getvalue()


def relationships(*rows: str) -> str:
    """Return a part of relationships."""
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def related(id_: str, kind: str, target: str) -> str:
    """Return one relationship."""
    return f'<Relationship Id="{id_}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def typed(part: str, kind: str) -> str:
    """Return the type of a part."""
    return f'<Override PartName="/xl/{part}.xml" ContentType="{TYPES}.{kind}+xml"/>'


def xlsx(rows: str = "", *, more: dict[str, str] | None = None, **given: str) -> bytes:
    """Return a workbook with a sheet `participants`, in which these rows stand below the headings.

    `data` is given in place of `sheetData`, `after` stands behind it; `attributes` are those of the
    sheet, `strings` and `styles` whole parts, `sheets` what the workbook says of its sheets.
    """
    named = '<sheet name="participants" sheetId="1" r:id="rId1"/>'
    office = f'xmlns:r="{OFFICE}"'
    data = given.get("data", f"<sheetData>{TOP}{rows}</sheetData>")
    return archive(
        {
            "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            + typed("workbook", "sheet.main")
            + typed("worksheets/sheet1", "worksheet")
            + typed("sharedStrings", "sharedStrings")
            + typed("styles", "styles")
            + "</Types>",
            "_rels/.rels": relationships(related("r1", "officeDocument", "xl/workbook.xml")),
            "xl/_rels/workbook.xml.rels": relationships(
                related("rId1", "worksheet", "worksheets/sheet1.xml"),
                related("rId2", "sharedStrings", "sharedStrings.xml"),
                related("rId3", "styles", "styles.xml"),
            ),
            "xl/workbook.xml": f"{HEAD}<workbook {MAIN} {office}>"
            f"<sheets>{given.get('sheets', named)}</sheets></workbook>",
            "xl/styles.xml": given.get("styles", STYLES.format("")),
            "xl/sharedStrings.xml": f"{HEAD}<sst {MAIN}>{given.get('strings', '')}</sst>",
            "xl/worksheets/sheet1.xml": f"{HEAD}<worksheet {MAIN} {office}"
            f"{given.get('attributes', '')}>{data}{given.get('after', '')}</worksheet>",
            **(more or {}),
        }
    )


def ods(rows: str) -> bytes:
    """Return an OpenDocument sheet with the headings of a list, and these rows below them."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'{HEAD}<manifest:manifest xmlns:manifest="{manifest}"/>',
            "content.xml": f"{HEAD}<office:document-content {spaces}><office:body>"
            f'<office:spreadsheet><table:table table:name="S">{row(text("id"), text("name"))}'
            f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>",
        }
    )


STRING = 'office:value-type="string"'


def row(*cells: str, more: str = "") -> str:
    """Return a row of an OpenDocument sheet."""
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def text(said: str, more: str = STRING) -> str:
    """Return a cell of an OpenDocument sheet."""
    return f"<table:table-cell {more}><text:p>{said}</text:p></table:table-cell>"


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
    return STYLES.format(
        f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
    )


def many_sheets(share: float) -> bytes:
    """Return a workbook with many sheets, in each of which two cells lie apart."""
    numbers = range(1, 2 + int(60 * share))
    rows = f'<row r="1">{cell("A1")}</row><row r="30000">{cell("CV30000")}</row>'
    sheet = f"{HEAD}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    return xlsx(
        sheets="".join(f'<sheet name="s{n}" sheetId="{n}" r:id="x{n}"/>' for n in numbers),
        more={
            "xl/_rels/workbook.xml.rels": relationships(
                *(related(f"x{n}", "worksheet", f"w/s{n}.xml") for n in numbers)
            ),
            **{f"xl/w/s{n}.xml": sheet for n in numbers},
        },
    )


def one_part_many_sheets(share: float) -> bytes:
    """Return a workbook with a part that is read again for each sheet that it is said to be."""
    named = (f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(int(3_000 * share)))
    return xlsx(rows_of(cell("A{}"), 10_000), sheets="".join(named))


def says_less(share: float) -> bytes:
    """Return an archive with a part that unpacks to more than it says."""
    data = bytearray(ods(times(" ", 150_000_000 * share)))
    entry, name = b"PK\x01\x02", b"content.xml"
    at = data.find(entry)
    while data[at + 46 : at + 46 + len(name)] != name:
        at = data.find(entry, at + 1)
    data[at + 24 : at + 28] = (600).to_bytes(4, "little")
    return bytes(data)


ALL_OVER = "A1:XFD{}"
CONDITION = (
    '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1">'
    "<formula>1</formula></cfRule></conditionalFormatting>"
)
XLSX: dict[str, Make] = {
    "tiny cells": lambda n: xlsx(times("<row>" + "<c><v>1</v></c>" * 100 + "</row>", 80_000 * n)),
    "empty cells": lambda n: xlsx(times("<row>" + "<c/>" * 1000 + "</row>", 30_000 * n)),
    "wide rows": lambda n: xlsx(times("<row>" + "<c><v>1</v></c>" * 16_384 + "</row>", 600 * n)),
    "long sheet": lambda n: xlsx(rows_of(cell("A{}") + cell("B{}"), 1_000_000 * n)),
    "deep rows": lambda n: xlsx(times("<row>", 5_000_000 * n) + times("</row>", 5_000_000 * n)),
    "deep cells": lambda n: xlsx(times("<c>", 5_000_000 * n) + times("</c>", 5_000_000 * n)),
    "deep elsewhere": lambda n: xlsx(
        more={"docProps/app.xml": times("<a>", 5_000_000 * n) + times("</a>", 5_000_000 * n)}
    ),
    "many strings": lambda n: xlsx(
        rows_of(cell("A{}", "0", ' t="s"'), 1), strings=times("<si><t>ab</t></si>", 1_000_000 * n)
    ),
    "many runs": lambda n: xlsx(
        rows_of(cell("A{}", "0", ' t="s"'), 1),
        strings=f"<si>{times('<r><t>a</t></r>', 3_000_000 * n)}</si>",
    ),
    "long string": lambda n: xlsx(
        rows_of(cell("A{}", "0", ' t="s"'), 3),
        strings=f"<si><t>{times('abcdefgh', 12_000_000 * n)}</t></si>",
    ),
    "shared text": lambda n: xlsx(
        rows_of(cell("A{}", "0", ' t="s"'), 100_000 * n),
        strings=f"<si><t>{times('abcdefgh', 12_000)}</t></si>",
    ),
    "says many strings": lambda _: xlsx(
        more={"xl/sharedStrings.xml": f'{HEAD}<sst {MAIN} uniqueCount="99999999999"/>'}
    ),
    "huge attribute": lambda n: xlsx(attributes=f' x="{times("ab", 40_000_000 * n)}"'),
    "many attributes": lambda n: xlsx(
        attributes="".join(f' a{i}=""' for i in range(int(4_000_000 * n)))
    ),
    "many attributes of a cell": lambda n: xlsx(
        "<row><c " + " ".join(f'a{i}=""' for i in range(int(4_000_000 * n))) + "/></row>"
    ),
    "many names": lambda n: xlsx("".join(f"<a{i}/>" for i in range(int(4_000_000 * n)))),
    "cells that do not end": lambda n: xlsx('t="e"' + times('<c r="A1" t="', 5_000_000 * n)),
    "references in an attribute": lambda n: xlsx(
        '<row><c t="e" r="A2"/><c x=\'' + times('r="A1" ', 2_000_000 * n) + "'/></row>"
    ),
    "references with a format": lambda n: xlsx(
        "<row><c x='" + times('r="A1" s="1" ', 2_000_000 * n) + "'/></row>", styles=formats("0")
    ),
    "rows that do not end": lambda n: xlsx(data="<sheetData>" + times("<row><c>", 5_000_000 * n)),
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
    "far cells behind a remark": lambda _: xlsx(
        '<?x <row r="2"><c r="A2" t="str"><v>?></v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><a ?>'
    ),
    "far cells of many sheets": many_sheets,
    "sheet under another name": lambda _: xlsx(
        more={
            "xl/_rels/workbook.xml.rels": relationships(related("rId1", "worksheet", "x.dat")),
            "xl/x.dat": f"<worksheet><sheetData>{TOP}{cell('XFD1048576')}</sheetData></worksheet>",
        }
    ),
    "one part, many sheets": one_part_many_sheets,
    "merged all over": lambda n: xlsx(
        after=f'<mergeCells><mergeCell ref="{ALL_OVER.format(int(1e6 * n))}"/></mergeCells>'
    ),
    "many merged": lambda n: xlsx(
        after="<mergeCells>" + times('<mergeCell ref="A1:B1"/>', 3_000_000 * n) + "</mergeCells>"
    ),
    "link all over": lambda n: xlsx(
        after=f'<hyperlinks><hyperlink ref="{ALL_OVER.format(int(1e6 * n))}" location="A1"/>'
        "</hyperlinks>"
    ),
    "many styles": lambda n: xlsx(
        styles=f"{HEAD}<styleSheet {MAIN}><cellXfs>"
        + times('<xf numFmtId="2"/>', 2_000_000 * n)
        + "</cellXfs></styleSheet>"
    ),
    "a format of commas": lambda n: xlsx(
        rows_of(cell("A{}", "{}.5", ' s="1"'), 20_000 * n), styles=formats("," * 250 + "x")
    ),
    "a long format": lambda n: xlsx(
        rows_of(cell("A{}", "{}.5", ' s="1"'), 200 * n), styles=formats(times("[,", 200_000 * n))
    ),
    "a format of zeros": lambda n: xlsx(
        rows_of(cell("A{}", "{}.5", ' s="1"'), 2_000 * n), styles=formats("0." + "0" * 200)
    ),
    "many remarks": lambda n: xlsx(times("<!-- x -->", 8_000_000 * n)),
    "many conditions": lambda n: xlsx(after=times(CONDITION, 400_000 * n)),
    "many parts": lambda n: xlsx(more={f"x{i}": "" for i in range(int(200_000 * n))}),
    "as much as is read": lambda n: xlsx(
        rows_of(
            "".join(f'<c r="{c}{{}}" t="inlineStr"><is><t>x{{}}</t></is></c>' for c in "ABCD"),
            49_000 * n,
        )
    ),
    "as many numbers": lambda n: xlsx(
        rows_of("".join(cell(f"{c}{{}}", "{}.5", ' s="1"') for c in "ABCD"), 49_000 * n),
        styles=formats("0"),
    ),
}
"""Workbooks, each read as a list and as a planning workbook."""

NUMBER = 'office:value="1" office:value-type="float"'
ODS: dict[str, Make] = {
    "tiny cells": lambda n: ods(
        times(row(f"<table:table-cell {NUMBER}/>" * 100), 20_000 * n),
    ),
    "repeated cells": lambda _: ods(
        row(text("x", f'{STRING} table:number-columns-repeated="99999999"'))
    ),
    "repeated rows": lambda _: ods(
        row(
            text("x", f'{STRING} table:number-columns-repeated="90"'),
            more=' table:number-rows-repeated="1000000"',
        )
    ),
    "empty rows before a far cell": lambda _: ods(
        row(more=' table:number-rows-repeated="90000"')
        + row('<table:table-cell table:number-columns-repeated="900"/>', text("x"))
    ),
    "repeated text": lambda _: ods(
        row(text("abcdefgh" * 12_000, f'{STRING} table:number-columns-repeated="900"')) * 9
    ),
    "wide rows": lambda n: ods(
        times(
            row('<table:table-cell table:number-columns-repeated="16000"/>', text("x")), 5_000 * n
        )
    ),
    "deep": lambda n: ods(times("<text:p>", 5_000_000 * n) + times("</text:p>", 5_000_000 * n)),
    "deep tables": lambda n: ods(
        times('<table:table table:name="x">', 1_000_000 * n)
        + times("</table:table>", 1_000_000 * n)
    ),
    "many attributes": lambda n: ods(
        row(more=" " + " ".join(f'a{i}=""' for i in range(int(4_000_000 * n))))
    ),
    "cells that do not end": lambda n: ods(
        times(f"<table:table-row><table:table-cell {STRING}>", 1_000_000 * n)
    ),
    "remarks": lambda n: ods(
        row(
            times(
                '<table:table-cell office:value="1"><office:annotation><text:p/>'
                "</office:annotation><text:p/></table:table-cell>",
                600_000 * n,
            )
        )
    ),
    "long number": lambda _: ods(
        row(text("1," * 60_000, 'office:value-type="float" office:value="1.5"')) * 20
    ),
    "many decimals": lambda _: ods(
        row(text(f"1.{'5' * 90}", 'office:value-type="float" office:value="1.5"'))
    ),
    "says less than it holds": says_less,
    "as much as is read": lambda n: ods(
        "".join(row(text(f"P{i}"), text(f"Ana {i:x}")) for i in range(int(119_000 * n)))
    ),
}
"""OpenDocument sheets."""

LONG, SHORTER = 130_000, 1_990
PEOPLE = b"id,name,organisation,role\n"
COSTS = b"of,organisation,date,amount,category\n"
AMOUNTS = (b"1", b"1 ", b"1.", b"1,", b"1'", b".", b" ", b"-", b"1.234.", b"EUR ", b"(", b". ")
DAYS = (b"1", b"1. ", b"2024-", b"a", b"a. ", b"..", b"1 de ", b"09:00..", b"M")


def long_cells(line: bytes, repeated: bytes, size: int) -> Make:
    """Return how to make a list of costs in which a cell holds a text again and again."""

    def make(share: float) -> bytes:
        held = repeated * (size // len(repeated) - 3)
        many = range(max(1, int(19_000_000 * share / size)))
        return COSTS + b"".join(line % (b"%d" % i + held) for i in many)

    return make


def lines(head: bytes, line: bytes, number: float) -> bytes:
    """Return so many lines below a head; `%d` in them is the number of the line."""
    return head + b"".join(line.replace(b"%d", b"%d" % i) for i in range(max(1, int(number))))


CSV: dict[str, Make] = {
    "commas": lambda n: b"id,name\n" + b"," * int(19_000_000 * n),
    "a wide row": lambda n: b"id,name\n" + b"ab," * int(6_500_000 * n),
    "short rows": lambda n: b"id,name\n" + b"1\n" * int(9_000_000 * n),
    "empty rows": lambda n: b"id,name\n" + b"\n" * int(19_000_000 * n),
    "quotes": lambda n: b"id,name\n" + b'"",' * int(6_000_000 * n),
    "cells of lines": lambda n: b"id,name\n" + b'"\n",' * int(4_500_000 * n),
    "one cell": lambda n: b'id,name\n1,"' + b"x" * int(19_000_000 * n),
    "long names": lambda n: lines(b"id,name\n", b"%d," + b"x" * LONG + b"\n", 150 * n),
    "names": lambda n: lines(b"id,name\n", b"%d," + b"x" * SHORTER + b"\n", 9_500 * n),
    "other letters": lambda n: b"id,name\n" + bytes(range(160, 256)) * int(190_000 * n),
    "as many as are read": lambda n: lines(PEOPLE, b"P%d,Ana Horvat %d,sts,learner\n", 119_000 * n),
    "more than are read": lambda n: lines(PEOPLE, b"%d,A,b,c\n", 1_400_000 * n),
    "wrong words": lambda n: lines(PEOPLE, b"p%d,A,wrong%d,role%d\n", 119_000 * n),
    "wrong costs": lambda n: lines(COSTS, b"X%d,y%d,z%d,w%d,v%d\n", 119_000 * n),
    "many headings": lambda n: lines(b"id,name", b",head%d", 1_700_000 * n) + b"\n1,Ana\n",
    "some headings": lambda n: lines(b"id,name", b",head%d", 1_900 * n) + b"\n1,Ana\n",
    **{
        f"{size} signs of {repeated.decode()!r} as {field}": long_cells(line, repeated, size)
        for field, line, texts in (
            ("amount", b'WP1,sts,2024-02-12,"%s",other\n', AMOUNTS),
            ("day", b'WP1,sts,"%s",5,other\n', DAYS),
        )
        for repeated in texts
        for size in (LONG, SHORTER)
    },
}
"""Lists in CSV, of participants and of costs."""

TOML: dict[str, Make] = {
    "dotted": lambda n: b"a." * int(400_000 * n) + b"a = 1",
    "deep": lambda n: b"a = " + b"[" * int(19_000_000 * n),
    "numbers": lambda n: b"a = [" + b"1," * int(9_000_000 * n) + b"]",
    "tables": lambda n: lines(b"", b"[t%d]\n", 2_000_000 * n),
    "parts": lambda n: lines(b"", b"[a%d.b.c.d.e.f.g.h.i.j]\n", 900_000 * n),
    "parts in a list": lambda n: b"a = [" + b"{b.c.d.e.f.g.h.i.j=1}," * int(900_000 * n) + b"]",
    "facts": lambda n: (
        b'[project]\nacronym = "X"\n'
        + b'[[noted]]\nof = "M1"\nnote = "what was said there"\n' * int(350_000 * n)
    ),
    "unknown keys": lambda n: lines(b"[project]\n", b"key%d = 1\n", 1_300_000 * n),
    "unknown tables": lambda n: lines(b"[project]\n", b"x%d = 1\n[y%d]\n", 1_000_000 * n),
    "wrong values": lambda n: b'[[meetings]]\nid = "a/b"\nwhen = 7\n' * int(500_000 * n),
    "long text": lambda n: b'[project]\ntitle = "' + b"ab " * int(6_000_000 * n) + b'"',
    "long dates": lambda n: (
        b'[[meetings]]\nid = "M1"\nwhen = "' + b"2024-01-01 - " * int(1_500_000 * n) + b'"'
    ),
    "long amounts": lambda n: (
        b'[[work_packages]]\nid = "WP1"\namount = "' + b"1 " * int(9_000_000 * n) + b'"'
    ),
}
"""Plans in TOML."""

JSON: dict[str, Make] = {
    "deep": lambda n: b'{"a":' + b"[" * int(19_000_000 * n),
    "numbers": lambda n: b'{"project":{"a":[' + b"1," * int(9_000_000 * n) + b"1]}}",
    "digits": lambda n: b'{"project":{"months":1' + b"1" * int(19_000_000 * n) + b"}}",
    "facts": lambda n: (
        b'{"noted":[' + b'{"of":"M1","note":"what was said there"},' * int(450_000 * n) + b"{}]}"
    ),
    "wrong values": lambda n: (
        b'{"meetings":[' + b'{"id":"a/b","when":7},' * int(800_000 * n) + b"{}]}"
    ),
    "unknown keys": lambda n: lines(b'{"project":{', b'"k%d":1,', 1_500_000 * n) + b'"k":1}}',
    "unknown tables": lambda n: lines(b'{"project":{},', b'"k%d":1,', 1_500_000 * n) + b'"k":1}',
    "one key twice": lambda n: lines(b'{"k":1,', b'"k%d":1,', 1_500_000 * n) + b'"k":1}',
    "rules": lambda n: b'{"project":{},"own_rules":"' + b"a." * int(9_000_000 * n) + b'a = 1"}',
}
"""Documents in JSON."""

ANSWERS: dict[str, Make] = {
    "remarks": lambda n: b"## a.b\n" + b"<!--" * int(4_900_000 * n),
    "remarks of headings": lambda n: b"<!-- x\n## a.b\n" * int(1_400_000 * n),
    "headings": lambda n: b"## a.b\n" * int(2_800_000 * n),
    "almost headings": lambda n: b"<!--" + b"\n## a a" * int(2_800_000 * n),
    "spaces": lambda n: b"<!--\n##" + b" " * int(19_000_000 * n),
    "points": lambda n: b"## a" + b".a" * int(9_000_000 * n) + b"!",
}
"""Answers of a report."""

TEXTS: dict[str, Make] = {
    "digits": lambda n: b"1" * int(19_000_000 * n),
    "digits and spaces": lambda n: b" 1" * int(9_500_000 * n),
    "national numbers": lambda n: lines(b"", b"%d9345678901\n", 1_000_000 * n),
    "paragraphs of them": lambda n: lines(b"", b"%d9345678901\n\n", 1_000_000 * n),
    "telephone numbers": lambda n: b"+38591234567 " * int(1_460_000 * n),
    "days": lambda n: b"1 May " * int(3_100_000 * n),
    "days of birth": lambda n: b"born 1. May 2001 " * int(1_100_000 * n),
    "addresses": lambda n: b"Ilica street 12, 10000 Zagreb " * int(630_000 * n),
    "accounts": lambda n: b"HR12 1234 5678 9012 " * int(950_000 * n),
    "mails": lambda n: b"a@b.c 1234 " * int(1_700_000 * n),
    "almost mails": lambda n: b"a.b-" * int(4_700_000 * n) + b"1234@",
    "words": lambda n: b"phone OIB born street 12 " * int(760_000 * n),
    "other letters": lambda n: "\u04101\u01072 ".encode() * int(2_700_000 * n),
    "entities": lambda n: b"&#43;1 " * int(2_700_000 * n),
    "markup": lambda n: b"**1** <b>2 " * int(1_700_000 * n),
}
"""Texts in which personal data are looked for, as an answer and, on one line, in a plan."""


def answer(text: Make) -> Make:
    """Return how to make an answer of a report that holds a text."""
    return lambda n: b"## sum.objectives\n\n" + text(n)


def titled(text: Make) -> Make:
    """Return how to make a plan, as large as plans may be, with a text in one line of it."""

    def make(share: float) -> bytes:
        title = text(0.25 * share).replace(b"\n", b" ")
        return PLAN.replace(b'acronym = "X"', b'acronym = "X"\ntitle = "' + title + b'"')

    return make

"""A workbook as a file: the parts of an .xlsx, written as text, the same bytes for the same cells.

They are laid out as openpyxl lays them out.
"""

from __future__ import annotations

import gc
import io
import zipfile
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from html import escape
from itertools import count
from typing import TYPE_CHECKING, Any

from vetpartner.render.xlsx_cells import Formula, letters
from vetpartner.render.xlsx_styles import MAIN, THEME, styles_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.render.xlsx_cells import Book, Chart, Sheet

FIXED = (1980, 1, 1, 0, 0, 0)
"""When each entry of a file was made: never."""
_FORMATS = "http://schemas.openxmlformats.org"
_TYPES = "application/vnd.openxmlformats-officedocument"
_OFFICE = f"{_FORMATS}/officeDocument/2006/relationships"
_R = f'xmlns:r="{_OFFICE}"'
_DRAWING = f"{_FORMATS}/drawingml/2006"
_A = f'xmlns:a="{_DRAWING}/main"'
_CALCULATING = frozenset("=+-@")  # a text that begins so is quoted
_CENTIMETRE = 360_000
_DAY_0, _LEAP = date(1899, 12, 30), 60  # Excel counts a 29 February 1900
_GUARD = (
    '<sheetProtection selectLockedCells="0" selectUnlockedCells="0" sheet="1" objects="0"'
    ' insertRows="1" insertHyperlinks="1" autoFilter="0" scenarios="0" formatColumns="0"'
    ' deleteColumns="1" insertColumns="1" pivotTables="1" deleteRows="1" formatCells="1"'
    ' formatRows="0" sort="0"/>'
)
"""Guards formulas against a slip; there is no password, and inputs can be typed into."""
_AMOUNTS = (
    ' showDropDown="0" showInputMessage="1" showErrorMessage="1" allowBlank="1"'
    ' errorTitle="No amount" error="Type an amount in figures, such as 1234.50."'
    ' promptTitle="Try it out"'
    ' prompt="Sums follow at once. The project\'s own files stay as they are."'
    ' type="decimal" operator="greaterThanOrEqual"><formula1>0</formula1></dataValidation>'
)
"""Lets nothing but amounts from zero upwards be typed into some cells."""
_PAGE = (
    '<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/>'
    '<pageSetup orientation="landscape" paperSize="9" fitToHeight="0" fitToWidth="1"/>'
    "<headerFooter><oddHeader></oddHeader><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N"
    "</oddFooter><evenHeader></evenHeader><evenFooter></evenFooter><firstHeader></firstHeader>"
    "<firstFooter></firstFooter></headerFooter>"
)
"""A4 across, a page wide."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let the collector of garbage rest: among many new cells it finds none, again and again."""
    resting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if resting:
            gc.enable()


@undisturbed()
def book_bytes(book: Book) -> bytes:
    """Return a workbook as a file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _Parts(book).all().items():
            archive.writestr(zipfile.ZipInfo(name, FIXED), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Parts:
    """The parts of a workbook by their names, as they are written one behind the other."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._parts: dict[str, str] = {}
        self._types: list[str] = []
        self._styles: dict[tuple[str, bool], int] = {}
        self._colours: dict[str, int] = {}
        self._tables = self._charts = 0

    def all(self) -> dict[str, str]:
        """Return all parts."""
        book, many = self._book, len(self._book.sheets)
        for number, sheet in enumerate(book.sheets, start=1):
            self._sheet(number, sheet)
        looks = styles_xml(self._styles, self._colours, book.day_format)
        self._add("xl/styles.xml", "styles", looks)
        self._parts["xl/theme/theme1.xml"] = THEME
        self._types.append(_override("xl/theme/theme1.xml", f"{_TYPES}.theme"))
        self._add("xl/workbook.xml", "sheet.main", _workbook(book))
        whole = [(f"worksheets/sheet{n}.xml", "worksheet") for n in range(1, many + 1)]
        whole += [("styles.xml", "styles"), ("theme/theme1.xml", "theme")]
        self._relate("xl/_rels/workbook.xml.rels", [(f"/xl/{at}", kind) for at, kind in whole])
        self._properties()
        self._parts["[Content_Types].xml"] = (
            f'<Types xmlns="{_FORMATS}/package/2006/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f"{''.join(self._types)}</Types>"
        )
        return self._parts

    def _add(self, name: str, kind: str, text: str) -> None:
        self._parts[name] = text
        self._types.append(_override(name, f"{_TYPES}.spreadsheetml.{kind}"))

    def _relate(self, name: str, targets: Iterable[tuple[str, str]]) -> None:
        related = "".join(
            f'<Relationship Type="{_OFFICE}/{kind}" Target="{target}" Id="rId{number}"/>'
            for number, (target, kind) in enumerate(targets, start=1)
        )
        self._parts[name] = _relationships(related)

    def _properties(self) -> None:
        # A day that is not known would name itself so.
        day, package = datetime.combine(self._book.day, time()), f"{_FORMATS}/package/2006"
        made = "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day.isoformat()}Z</dcterms:{name}>'
            for name in ("created", "modified")
        )
        title = f"<dc:title>{_text(self._book.title)}</dc:title>" if self._book.title else ""
        self._parts["docProps/core.xml"] = (
            f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:creator>vetpartner</dc:creator>{title}{made}</cp:coreProperties>"
        )
        self._parts["docProps/app.xml"] = (
            f'<Properties xmlns="{_FORMATS}/officeDocument/2006/extended-properties">'
            "<Application>Microsoft Excel Compatible / vetpartner</Application></Properties>"
        )
        self._types += (
            _override(
                "docProps/core.xml", "application/vnd.openxmlformats-package.core-properties"
            ),
            _override("docProps/app.xml", f"{_TYPES}.extended-properties"),
        )
        self._parts["_rels/.rels"] = _relationships(
            f'<Relationship Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml" Id="rId1"/>'
            f'<Relationship Type="{package}/relationships/metadata/core-properties"'
            ' Target="docProps/core.xml" Id="rId2"/>'
            f'<Relationship Type="{_OFFICE}/extended-properties" Target="docProps/app.xml"'
            ' Id="rId3"/>'
        )

    def _sheet(self, number: int, sheet: Sheet) -> None:
        """Write a sheet with what stands in parts of its own: its table and its chart."""
        related, below = [], ""
        if sheet.chart is not None:
            self._charts += 1
            self._chart(self._charts, sheet.title, sheet.chart)
            related.append((f"/xl/drawings/drawing{self._charts}.xml", "drawing"))
            below += f'<drawing {_R} r:id="rId{len(related)}"/>'
        if sheet.table is not None:
            self._tables += 1
            name = f"xl/tables/table{self._tables}.xml"
            self._add(name, "table", _table(self._tables, sheet.top, *sheet.table))
            related.append((f"/{name}", "table"))
            below += (
                f'<tableParts count="1"><tablePart {_R} r:id="rId{len(related)}"/></tableParts>'
            )
        if related:
            self._relate(f"xl/worksheets/_rels/sheet{number}.xml.rels", related)
        last = max(map(max, sheet.rows.values()))
        whole = f"A1:{letters(last)}{max(sheet.rows)}"
        merged = "".join(
            f'<mergeCell ref="A{row}:{letters(columns)}{row}"/>'
            for row, columns in sheet.merged.items()
        )
        text = (
            f'<worksheet xmlns="{MAIN}"><sheetPr><outlinePr summaryBelow="1" summaryRight="1"/>'
            f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="{whole}"/>{_view(sheet)}'
            '<sheetFormatPr baseColWidth="8" defaultRowHeight="17.5" customHeight="1"/><cols>'
            f"{_columns(sheet.widths)}</cols><sheetData>{self._rows(sheet, last)}</sheetData>"
            f"{_GUARD if sheet.protected else ''}"
            f"{_counted('mergeCells', len(sheet.merged), merged)}{self._rules(sheet)}"
            f"{_validations(sheet.typed)}{_PAGE}{below}</worksheet>"
        )
        self._add(f"xl/worksheets/sheet{number}.xml", "worksheet", text)

    def _rows(self, sheet: Sheet, last: int) -> str:
        parts: list[str] = []
        named = ["", *map(letters, range(1, last + 1))]
        styles, heights = self._styles, sheet.heights
        for row in sorted({*sheet.rows, *heights}):
            height = f' ht="{heights[row]:.16g}" customHeight="1"' if row in heights else ""
            parts.append(f'<row r="{row}"{height}>')
            for column, (style, value, held) in sorted(sheet.rows.get(row, {}).items()):
                kind = type(value)
                key = (style, kind is str and value[:1] in _CALCULATING)
                number = styles.get(key) or styles.setdefault(key, len(styles) + 1)
                head = f'<c r="{named[column]}{row}" s="{number}"'
                if value is None or value == "":
                    parts.append(f"{head}/>")
                elif kind is str:
                    space = ' xml:space="preserve"' if value != value.strip() else ""
                    said = escape(value, quote=False)
                    parts.append(f'{head} t="inlineStr"><is><t{space}>{said}</t></is></c>')
                elif kind is Formula:
                    parts.append(f"{head}{calculated(_text(value[1:]), held)}</c>")
                elif isinstance(value, date):
                    parts.append(f'{head} t="n"><v>{_serial(value)}</v></c>')
                else:
                    parts.append(f"{head}><v>{_digits(value)}</v></c>")
            parts.append("</row>")
        return "".join(parts)

    def _rules(self, sheet: Sheet) -> str:
        """Return when which cells are coloured, each rule before those behind it."""
        text, places = "", count(1)
        for cells, rules in sheet.rules.items():
            text += f'<conditionalFormatting sqref="{cells}">'
            for rule in rules:
                colour = self._colours.setdefault(rule.colour, len(self._colours))
                kind, how = "expression", ""
                if rule.operator:
                    kind, how = "cellIs", f' operator="{rule.operator}"'
                text += (
                    f'<cfRule type="{kind}" priority="{next(places)}"{how} dxfId="{colour}">'
                    f"<formula>{_text(rule.formula)}</formula></cfRule>"
                )
            text += "</conditionalFormatting>"
        return text

    def _chart(self, number: int, sheet: str, chart: Chart) -> None:
        drawing, name = f"drawings/drawing{number}.xml", f"xl/charts/chart{number}.xml"
        self._parts[f"xl/{drawing}"] = _drawing(chart)
        self._types.append(_override(f"xl/{drawing}", f"{_TYPES}.drawing"))
        self._relate(f"xl/drawings/_rels/drawing{number}.xml.rels", [(f"/{name}", "chart")])
        self._parts[name] = _bars(_quoted(sheet), chart)
        self._types.append(_override(name, f"{_TYPES}.drawingml.chart"))


def _override(name: str, kind: str) -> str:
    return f'<Override PartName="/{name}" ContentType="{kind}+xml"/>'


def _relationships(related: str) -> str:
    return f'<Relationships xmlns="{_FORMATS}/package/2006/relationships">{related}</Relationships>'


def _text(text: str) -> str:
    return escape(text, quote=False)


def _attribute(text: str) -> str:
    return escape(text).replace("\n", "&#10;").replace("\t", "&#9;")


def _quoted(sheet: str) -> str:
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"


def _counted(name: str, many: int, inner: str) -> str:
    return f'<{name} count="{many}">{inner}</{name}>' if many else ""


def _view(sheet: Sheet) -> str:
    """Return which rows and columns stay when the rest is scrolled."""
    first = f"{letters(sheet.beside + 1)}{sheet.top + 1}"
    side, corner, split = "", "bottomLeft", ""
    if sheet.beside:
        side = '<selection pane="topRight"/><selection pane="bottomLeft"/>'
        corner, split = "bottomRight", f'xSplit="{sheet.beside}" '
    return (
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
        f'<pane {split}ySplit="{sheet.top}" topLeftCell="{first}" activePane="{corner}"'
        f' state="frozen"/>{side}<selection pane="{corner}" activeCell="A1" sqref="A1"/>'
        "</sheetView></sheetViews>"
    )


def _columns(widths: list[int]) -> str:
    return "".join(
        f'<col width="{width}" customWidth="1" min="{number}" max="{number}"/>'
        for number, width in enumerate(widths, start=1)
    )


def calculated(formula: str, value: Any) -> str:  # noqa: ANN401 - as in `_digits`
    """Return what follows the style of a cell with a formula, which is XML, and its value."""
    if isinstance(value, str):
        return f' t="str"><f>{formula}</f><v>{_text(value)}</v>'
    return f"><f>{formula}</f>{'' if value is None else f'<v>{_digits(value)}</v>'}"


def _digits(number: Any) -> str:  # noqa: ANN401 - any number
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def _serial(day: date) -> int:
    days = (day - _DAY_0).days
    return days - (0 < days <= _LEAP)


def _validations(ranges: list[str]) -> str:
    inner = "".join(f'<dataValidation sqref="{cells}"{_AMOUNTS}' for cells in ranges)
    return _counted("dataValidations", len(ranges), inner)


def _table(number: int, top: int, name: str, last: int, heads: list[str]) -> str:
    """Return a structured table, whose rows can be filtered."""
    ref = f"A{top}:{letters(len(heads))}{last}"
    columns = "".join(
        f'<tableColumn id="{n}" name="{_attribute(head)}"/>'
        for n, head in enumerate(heads, start=1)
    )
    return (
        f'<table id="{number}" name="{name}" displayName="{name}" ref="{ref}" headerRowCount="1"'
        f' xmlns="{MAIN}"><autoFilter ref="{ref}"/>{_counted("tableColumns", len(heads), columns)}'
        '<tableStyleInfo name="TableStyleLight1" showRowStripes="0"/></table>'
    )


def _workbook(book: Book) -> str:
    sheets = "".join(
        f'<sheet {_R} name="{_attribute(sheet.title)}" sheetId="{number}" state="visible"'
        f' r:id="rId{number}"/>'
        for number, sheet in enumerate(book.sheets, start=1)
    )
    names = [
        f'<definedName name="{name}">{_text(cell)}</definedName>'
        for name, cell in book.names.items()
    ]
    names += (
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">'
        f"{_text(_quoted(sheet.title))}!${sheet.heads[0]}:${sheet.heads[1]}</definedName>"
        for number, sheet in enumerate(book.sheets)
    )
    return (
        f'<workbook xmlns="{MAIN}"><workbookPr/><workbookProtection/><bookViews><workbookView'
        ' visibility="visible" minimized="0" showHorizontalScroll="1" showVerticalScroll="1"'
        ' showSheetTabs="1" tabRatio="600" firstSheet="0" activeTab="0"'
        f' autoFilterDateGrouping="1"/></bookViews><sheets>{sheets}</sheets><definedNames>'
        f'{"".join(names)}</definedNames><calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>'
    )


def _drawing(chart: Chart) -> str:
    """Return where bars stand: beside the table, as high as their number asks for."""
    high = round((4 + (chart.last - chart.first + 1) * 0.9) * _CENTIMETRE)
    return (
        f'<wsDr xmlns="{_DRAWING}/spreadsheetDrawing"><oneCellAnchor><from><col>3</col>'
        "<colOff>0</colOff><row>3</row><rowOff>0</rowOff></from>"
        f'<ext cx="{18 * _CENTIMETRE}" cy="{high}"/><graphicFrame><nvGraphicFramePr>'
        '<cNvPr id="1" name="Chart 1"/><cNvGraphicFramePr/></nvGraphicFramePr><xfrm/>'
        f'<a:graphic {_A}><a:graphicData uri="{_DRAWING}/chart"><c:chart'
        f' xmlns:c="{_DRAWING}/chart" {_R} r:id="rId1"/></a:graphicData></a:graphic>'
        "</graphicFrame><clientData/></oneCellAnchor></wsDr>"
    )


def _bars(sheet: str, chart: Chart) -> str:
    """Return bars from the top downwards, with pale lines behind them."""
    names, amounts = (
        f"<numRef><f>{_text(sheet)}!${one}${chart.first}:${one}${chart.last}</f></numRef>"
        for one in "AB"
    )
    ticks = '<majorTickMark val="none"/><minorTickMark val="none"/>'
    title = f"<a:p><a:pPr><a:defRPr/></a:pPr><a:r><a:t>{_text(chart.title)}</a:t></a:r></a:p>"
    return (
        f'<chartSpace xmlns="{_DRAWING}/chart" {_A}><style val="10"/><chart><title><tx><rich>'
        f"<a:bodyPr/>{title}</rich></tx></title><plotArea><barChart>"
        '<barDir val="bar"/><grouping val="clustered"/><ser><idx val="0"/><order val="0"/>'
        '<spPr><a:ln><a:prstDash val="solid"/></a:ln></spPr>'
        f"<cat>{names}</cat><val>{amounts}</val></ser>"
        '<gapWidth val="150"/><axId val="10"/><axId val="100"/></barChart>'
        '<catAx><axId val="10"/><scaling><orientation val="maxMin"/></scaling><delete val="0"/>'
        f'<axPos val="l"/>{ticks}<crossAx val="100"/><lblOffset val="100"/></catAx>'
        '<valAx><axId val="100"/><scaling><orientation val="minMax"/></scaling><delete val="0"/>'
        '<axPos val="l"/><majorGridlines><spPr><a:ln><a:solidFill><a:srgbClr val="D5DBE3"/>'
        '</a:solidFill><a:prstDash val="solid"/></a:ln></spPr></majorGridlines>'
        f'<numFmt formatCode="#,##0" sourceLinked="0"/>{ticks}<crossAx val="10"/></valAx>'
        '</plotArea><plotVisOnly val="1"/><dispBlanksAs val="gap"/></chart></chartSpace>'
    )

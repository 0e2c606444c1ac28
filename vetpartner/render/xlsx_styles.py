"""How the cells of a workbook look: fonts, fills, lines and formats, as a file keeps them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MONEY_FORMAT = '#,##0.00;[Red]-#,##0.00;"–"'
_FIRST_FORMAT = 164  # those below are Excel's own


def _font(marks: str = "", size: int = 11, colour: str = "") -> str:
    shown = f'<color rgb="00{colour}"/>' if colour else ""
    return f'<font>{marks}<sz val="{size}"/>{shown}<name val="Calibri"/></font>'


def _fill(colour: str) -> str:
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="00{colour}"/>'
        f'<bgColor rgb="00{colour}"/></patternFill></fill>'
    )


def _border(colour: str, *sides: str) -> str:
    lines = (f'<{side} style="thin"><color rgb="00{colour}"/></{side}>' for side in sides)
    return f"<border>{''.join(lines)}</border>"


_USUAL = '<font><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/>'
_NO_FONT = f'{_USUAL}<scheme val="minor"/></font>'
_NO_FILLS = (
    "<fill><patternFill/></fill>",
    '<fill><patternFill patternType="gray125"/></fill>',
)
_NO_BORDER = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_BOLD = "<b/>"
_OPEN = '<protection locked="0"/>'


@frozen
class _Look:
    """A style, in the elements of a file; `open` is what can be typed into on a guarded sheet."""

    font: str = _font()
    fill: str = _NO_FILLS[0]
    border: str = _border("D5DBE3", "top", "bottom")
    place: str = 'vertical="top" wrapText="1"'
    number: str = "General"
    open: bool = False


_TEXT = _Look()
_STRONG = _Look(font=_font(_BOLD))
_HEAD = _Look(
    font=_font(_BOLD, colour="FFFFFF"),
    fill=_fill("1F3A5F"),
    place='vertical="center" wrapText="1"',
)
_TOTAL = evolve(_STRONG, fill=_fill("EEF2F7"))
# A number keeps away from the text of the next column.
_RIGHT = 'horizontal="right" vertical="top" indent="1"'
_NUMBERS = {"money": MONEY_FORMAT, "number": "#,##0.##", "percent": "0.0 %"}
STYLES = {
    "title": _Look(font=_font(_BOLD, 16, "1F3A5F"), border=_NO_BORDER, place=""),
    "remark": _Look(font=_font("<i/>", colour="566273"), border=_NO_BORDER, place=""),
    "text": _TEXT,
    "strong": _STRONG,
    "sign": _Look(
        border=_border("4D5A6A", "left", "right", "top", "bottom"),
        place='horizontal="left" vertical="center" wrapText="1"',
    ),
    "input": _Look(fill=_fill("FFFBEA"), place=_RIGHT, number=MONEY_FORMAT, open=True),
    "date": _Look(place='horizontal="left" vertical="top"'),
    "head": _HEAD,
    "head number": evolve(
        _HEAD, place='horizontal="right" vertical="center" wrapText="1" indent="1"'
    ),
    "total": _TOTAL,
    **{name: _Look(place=_RIGHT, number=form) for name, form in _NUMBERS.items()},
    **{
        f"total {name}": evolve(_TOTAL, place=_RIGHT, number=form)
        for name, form in _NUMBERS.items()
    },
}
"""The styles by their names."""


class _Numbered(dict[str, int]):
    """Elements with their numbers: one that is new gets the next."""

    def __missing__(self, element: str) -> int:
        self[element] = number = len(self)
        return number

    def within(self, name: str) -> str:
        """Return all of them as one element."""
        return f'<{name} count="{len(self)}">{"".join(self)}</{name}>'


def styles_xml(used: Iterable[tuple[str, bool]], colours: Iterable[str], day_format: str) -> str:
    """Return the part of a workbook with its styles, numbered from 1 as they are `used`.

    Of each the name counts, and whether it quotes a text that looks like a formula. `colours` are
    those that rules give to cells, numbered from 0. Days are written in `day_format`.
    """
    fonts, borders = _Numbered({_NO_FONT: 0}), _Numbered({_NO_BORDER: 0})
    fills = _Numbered({fill: number for number, fill in enumerate(_NO_FILLS)})
    numbers = _Numbered()
    looks = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>']
    for name, quoted in used:
        look = STYLES[name]
        shown = day_format if name == "date" else look.number
        number = 0 if shown == "General" else _FIRST_FORMAT + numbers[escape(shown)]
        looks.append(
            f'<xf numFmtId="{number}" fontId="{fonts[look.font]}" fillId="{fills[look.fill]}"'
            f' borderId="{borders[look.border]}" xfId="0" applyAlignment="1"'
            f' quotePrefix="{quoted:d}" applyProtection="{look.open:d}">'
            f"{f'<alignment {look.place}/>' if look.place else ''}"
            f"{_OPEN if look.open else ''}</xf>"
        )
    formats = "".join(
        f'<numFmt numFmtId="{_FIRST_FORMAT + number}" formatCode="{code}"/>'
        for code, number in numbers.items()
    )
    shades = [
        f'<dxf><fill><patternFill><bgColor rgb="00{colour}"/></patternFill></fill></dxf>'
        for colour in colours
    ]
    return (
        f'<styleSheet xmlns="{MAIN}">'
        f'<numFmts count="{len(numbers)}">{formats}</numFmts>'
        f"{fonts.within('fonts')}{fills.within('fills')}{borders.within('borders')}"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(looks)}">{"".join(looks)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        f'<dxfs count="{len(shades)}">{"".join(shades)}</dxfs>'
        '<tableStyles count="0" defaultTableStyle="TableStyleMedium9"'
        ' defaultPivotStyle="PivotStyleLight16"/></styleSheet>'
    )


def _theme() -> str:
    """Return the colours and fonts of Office 2007, in which charts are drawn.

    Without them each program takes others.
    """
    shades = {
        "dk2": "1F497D",
        "lt2": "EEECE1",
        "accent1": "4F81BD",
        "accent2": "C0504D",
        "accent3": "9BBB59",
        "accent4": "8064A2",
        "accent5": "4BACC6",
        "accent6": "F79646",
        "hlink": "0000FF",
        "folHlink": "800080",
    }
    colours = "".join(f'<a:{n}><a:srgbClr val="{c}"/></a:{n}>' for n, c in shades.items())
    fonts = "".join(
        f'<a:{name}Font><a:latin typeface="{face}"/><a:ea typeface=""/><a:cs typeface=""/>'
        f"</a:{name}Font>"
        for name, face in (("major", "Cambria"), ("minor", "Calibri"))
    )
    paint = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = (
        '<a:ln w="9525"><a:solidFill><a:schemeClr val="phClr"><a:shade val="95000"/>'
        '<a:satMod val="105000"/></a:schemeClr></a:solidFill></a:ln>'
    )
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office">'
        '<a:themeElements><a:clrScheme name="Office">'
        '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
        f'{colours}</a:clrScheme><a:fontScheme name="Office">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="Office"><a:fillStyleLst>{paint * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{paint * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


THEME = _theme()

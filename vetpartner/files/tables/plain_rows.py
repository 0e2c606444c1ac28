"""Rows of plain cells, and plain texts that cells share, passed over before XML is parsed.

In most sheets all rows are such: texts and numbers as every spreadsheet program writes them. One
expression goes through them ten times as fast as a parser that calls Python. No part of it gives
back what it took, so that it looks at each sign once; whatever it does not know goes to the parser.

What is passed over are whole elements, so that what is left is well-formed where all of it is. In
remarks and the like that would not be certain: from the first of these on nothing is passed over.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from vetpartner.files.tables.sheets import TRUE, as_number, column_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vetpartner.files.tables.sheets import Found
    from vetpartner.files.tables.xml_stream import Budget

_FIRST = 1 << 16
_LONGEST = 1 << 22
_LETTER = re.compile(rb'<c r="([A-Z])[0-9]')
_STYLED = re.compile(
    rb'<c r="([A-Z])[0-9]{1,5}+" s="([0-9]{1,5}+)"(?: t="n")?+><v>([^<]{0,40}+)</v></c>'
)
_FILLED = re.compile(rb'<row r="([0-9]{1,5}+)"[^>]*+><c [^>]*(?<!/)>')
_STYLE = '(?: s="[0-9]{1,5}+")?+'
_HIDDEN = re.compile(rb' hidden="([^"]*)"')
_STRING = re.compile(rb'<si><t(?: xml:space="preserve")?+>([^<]{0,4000}+)</t></si>')
_MARKUP = len('<c r="A1"><v></v></c>')
_INLINE = len(' t="inlineStr"<is><t></t></is>') - len("<v></v>")
_DECLARED = (b"<?xml ", b"\xef\xbb\xbf<?xml ")


@lru_cache
def _row(last: str, *, told: bool = True, styles: bool = True) -> re.Pattern[bytes]:
    """Return the expression for a plain row whose columns are among those up to a letter.

    One that is not `told` has nothing of which more is kept than its number: it is not hidden, each
    of its cells has a value, and a style only if `styles` are allowed.
    """
    # The branches differ in their first sign, so that no cell is tried twice.
    cell = (
        rf'<c r="[A-{last}]\1"{_STYLE if styles else ""}(?: t="(?:'
        r'inlineStr"><is><t(?: xml:space="preserve")?+>[^<]{0,4000}+</t></is></c>'
        r'|n"><v>[^<]{0,40}+</v></c>|(?:s|str|b)"><v>[^<]{0,4000}+</v></c>)'
        rf"|><v>[^<]{{0,40}}+</v></c>{'|/>' if told else ''})"
    )
    attribute = rf' {"" if told else "(?!hidden=)"}[\w:]{{1,30}}+="[^"<>]{{0,99}}+"'
    cells = rf"(?:{cell}){'*' if told else '+'}+"
    row = rf'<row r="([0-9]{{1,5}}+)"(?:{attribute}){{0,20}}+ ?+>{cells}</row>'
    return re.compile(row.encode())


class PlainRows:
    """Passes over plain rows; `cells` of them had a value, up to the row `last`."""

    def __init__(self, part: str, found: Found, budget: Budget) -> None:
        """Take the name of the part, what is found in it, and from what its texts are taken."""
        self.part, self.found, self.budget = part, found, budget
        self.cells = self.last = self.widest = 0
        self.bold: re.Pattern[bytes] | None = None

    def left(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what is left of the pieces of a part."""
        plain: tuple[re.Pattern[bytes], re.Pattern[bytes]] | None = None

        def pass_over(text: bytes) -> bytes:
            nonlocal plain
            if b"<row>" in text:  # the number of such a row is that of the one before, and one more
                return text
            if plain is None:
                letters = _LETTER.findall(text[:_FIRST])
                if not letters:
                    return text
                widest = max(letters).decode()
                styles = not self.found.formats and not self.found.bold_styles
                plain = _row(widest, told=False, styles=styles), _row(widest)
                self.widest = column_of(widest)
            # A call for each row costs as much as all the rest, and most rows need none.
            rest = plain[0].sub(b"", text)
            if len(rest) < len(text):
                self.last = max(self.last, *map(int, _FILLED.findall(text)), 0)
            rest = plain[1].sub(self.take, rest) if b"<row" in rest else rest
            cells, inline = (text.count(tag) - rest.count(tag) for tag in (b"</c>", b"</is>"))
            self.cells += cells
            self.budget.take_text(len(text) - len(rest) - _MARKUP * cells - _INLINE * inline)
            return rest

        return _passed_over(pieces, b"<row", pass_over)

    def take(self, match: re.Match[bytes]) -> bytes:
        """Take a row, and leave nothing of it."""
        row = match[0]
        if b"</c>" in row:
            line = int(match[1])
            self.last = max(self.last, line)
            if b' hidden="' in row and is_hidden(_HIDDEN.search(row[: row.index(b">")])):
                self.found.hidden.setdefault(self.part, set()).add(line)
            if b' s="' in row and (self.found.formats or self.has_bold(row)):
                self.numbers(line, row)
        return b""

    def has_bold(self, row: bytes) -> bool:
        """Tell whether a cell of a row is in bold."""
        styles = self.found.bold_styles
        if self.bold is None and styles:
            self.bold = re.compile(rf' s="(?:{"|".join(sorted(styles))})"'.encode())
        return self.bold is not None and self.bold.search(row) is not None

    def numbers(self, line: int, row: bytes) -> None:
        """Keep the numbers of a row that show otherwise, and where they are in bold."""
        for letter, named, stored in _STYLED.findall(row):
            style = named.decode()
            if style in self.found.bold_styles:
                self.found.keep_bold(self.part, (line, column_of(letter.decode())))
            code = self.found.formats.get(style)
            shown = as_number(stored.decode("utf-8", "replace"), code) if code is not None else None
            if shown is not None:
                place = (line, column_of(letter.decode()))
                self.found.shown.setdefault(self.part, {})[place] = shown


def is_hidden(match: re.Match[bytes] | None) -> bool:
    """Tell whether the attribute of a row hides it."""
    return match is not None and match[1].decode("utf-8", "replace") in TRUE


def without_plain_texts(
    pieces: Iterable[bytes], sizes: list[int], budget: Budget
) -> Iterator[bytes]:
    """Yield what is left of the texts that cells share; the sizes of others are added."""

    def pass_over(text: bytes) -> bytes:
        plain = list(map(len, _STRING.findall(text)))
        sizes.extend(plain)
        budget.take_strings(len(plain))
        budget.take_text(sum(plain))
        return _STRING.sub(b"", text)

    return _passed_over(pieces, b"<si", pass_over)


def _passed_over(
    pieces: Iterable[bytes], begin: bytes, pass_over: Callable[[bytes], bytes]
) -> Iterator[bytes]:
    """Yield what is left of each piece; an element that a piece cuts in two goes with the next."""
    rest = end = b""
    first = certain = True
    for piece in pieces:
        text = rest + piece
        declared = (len(each) for each in _DECLARED if first and text.startswith(each))
        certain = certain and not _is_odd(text[next(declared, 0) :], end)
        cut = text.rfind(begin) if certain else -1
        if cut < 0 or len(text) - cut > _LONGEST:
            cut = len(text)
        yield pass_over(text[:cut]) if certain else text
        rest, end, first = text[cut:], text[cut - 1 : cut], False
    yield pass_over(rest) if certain else rest


def _is_odd(text: bytes, before: bytes) -> bool:
    """Tell whether remarks, CDATA and the like begin in a text, or with the sign before it."""
    if b"!" not in text and b"?" not in text:  # a single sign is looked for ten times as fast
        return False
    return b"<!" in text or b"<?" in text or before + text[:1] in {b"<!", b"<?"}

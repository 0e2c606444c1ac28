"""Texts of web pages, mails, Markdown and plain text."""

from __future__ import annotations

import re
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.documents.document import Document, Lines, Unread
from vetpartner.files.disk import MEGABYTE
from vetpartner.values.reading import control_character

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage, MIMEPart

    from lxml.etree import _Element

_MOST_TEXT = 5 * MEGABYTE
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body br caption dd details dialog div dl dt fieldset"
        " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p"
        " pre section summary table title ul",
    )
)
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head"))
_META = {"author": "author", "keywords": "keywords", "description": "subject"}
_RULE = re.compile(r"[ \t]*\|?[ \t:|-]+\|[ \t:|-]*")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\(")


def decoded(data: bytes) -> str:
    """Return a text in UTF-8, in UTF-16 with its mark, or else as Windows writes it."""
    if len(data) > _MOST_TEXT:
        why = f"is not read: it holds more than {_MOST_TEXT // MEGABYTE} MB of text"
        raise Unread("document-unsafe", why, "make several files of it")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def plain(data: bytes, name: str) -> Document:
    """Read a text: each line is a line of it, and may go on in the next."""
    text = decoded(data)
    if control_character(text.replace("\x0c", " ")) is not None:
        raise Unread("document-broken", "is not read: it is no text", "save it as text or PDF")
    lines = Lines()
    for number, line in enumerate(text.splitlines(), 1):
        lines.add(line, "", number, wrapped=True)
    return Document(name=name, lines=tuple(lines.lines))


def markdown(data: bytes, name: str) -> Document:
    """Read a text in Markdown; its tables are tables, its markup is none of the text."""
    text = decoded(data)
    lines, rows = Lines(), list[tuple[tuple[str, ...], int]]()
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if "|" in line and (line.lstrip().startswith("|") or rows):
            if not _RULE.fullmatch(line):
                cells = line.strip().strip("|").split("|")
                rows.append((tuple(map(_unmarked, cells)), number))
            continue
        lines.table(rows, "")
        rows = []
        head = re.match(r"\s*(?:#{1,6}|[-*+>]|\d+[.)])\s", line)
        lines.add(_unmarked(line), "", number, wrapped=head is None)
    return Document(
        name=name,
        lines=tuple(lines.lines),
        grids=tuple(lines.grids),
        images=len(_IMAGE.findall(text)) + text.lower().count("<img"),
    )


def _unmarked(line: str) -> str:
    line = re.sub(r"^\s*#{1,6}\s+|^\s*>\s?", "", line)
    line = re.sub(r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)", r"\1", line)
    return re.sub(r"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)", "", line)


def web_page(data: bytes, name: str) -> Document:
    """Read a page of HTML as it shows; scripts are no text, and nothing is fetched."""
    from lxml import etree

    text = decoded(data)
    # Our own decoding counts, whatever the page says of itself.
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Unread("document-broken", "is not read: there is no page in it", "save it again")
    page = _Page()
    properties = {}
    for meta in root.iter("meta"):
        key = _META.get((meta.get("name") or "").lower())
        if key and meta.get("content"):
            properties[key] = " ".join(str(meta.get("content")).split())
    title = root.find(".//title")
    if title is not None and title.text:
        properties["title"] = " ".join(title.text.split())
        page.lines.add(title.text, "", _line(title))
    page.walk(root)
    return Document(
        name=name,
        lines=tuple(page.lines.lines),
        grids=tuple(page.lines.grids),
        properties=properties,
        images=sum(1 for _ in root.iter("img", "svg", "picture")),
    )


def _line(element: _Element) -> int:
    line: object = element.sourceline
    return line if isinstance(line, int) else 1


class _Page:
    """Makes lines of the blocks of a page, and tables of its tables."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._pieces: list[str] = []
        self._line = 1
        self._rows: list[tuple[list[str], int]] = []

    def walk(self, root: _Element) -> None:
        """Go through a page without a call for each depth."""
        stack: list[tuple[_Element, bool]] = [(root, False)]
        while stack:
            element, done = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if done:
                self._leave(tag)
                self._pieces.append(element.tail or "")
                continue
            if not tag or tag in _UNSEEN:
                self._pieces.append(element.tail or "")
                continue
            self._enter(tag, _line(element))
            self._pieces.append(element.text or "")
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        self._end()

    def _enter(self, tag: str, line: int) -> None:
        if tag in _BLOCKS or tag in {"tr", "td", "th"}:
            self._end()
            self._line = line
        if tag == "tr":
            self._rows.append(([], line))
        elif tag in {"td", "th"} and self._rows:
            self._rows[-1][0].append("")

    def _leave(self, tag: str) -> None:
        if tag in _BLOCKS or tag in {"tr", "td", "th"}:
            self._end()
        if tag == "table":
            self.lines.table([(tuple(cells), line) for cells, line in self._rows], "")
            self._rows = []

    def _end(self) -> None:
        text, self._pieces = " ".join("".join(self._pieces).split()), []
        if self._rows and self._rows[-1][0]:
            cells = self._rows[-1][0]
            cells[-1] = f"{cells[-1]} {text}".strip()
        else:
            self.lines.add(text, "", self._line)


def mail(data: bytes, name: str) -> Iterator[tuple[str, bytes] | Document]:
    """Yield what a mail says, and what hangs on it as name and bytes."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    body = Document(name=name)
    lines = Lines()
    for field in ("subject", "from", "to", "date"):
        with_field = _field(message, field)
        if with_field:
            lines.add(f"{field.capitalize()}: {with_field}", "", len(lines.lines) + 1)
    part = message.get_body(("plain", "html"))
    if part is not None:
        payload = _payload(part)
        html = part.get_content_type() == "text/html"
        body = (web_page if html else plain)(payload, name) if payload.strip() else body
    above = tuple(lines.lines)
    moved = tuple(evolve(line, number=line.number + len(above)) for line in body.lines)
    yield evolve(body, lines=(*above, *moved), images=None)
    for hanging in message.iter_attachments():
        file = hanging.get_filename()
        if file:
            yield f"{name}/{file}", _payload(hanging)


def _field(message: EmailMessage, field: str) -> str:
    try:
        return str(message.get(field, ""))
    except (ValueError, IndexError, AttributeError, LookupError):  # what no program has written
        return ""


def _payload(part: MIMEPart) -> bytes:
    """Return the bytes of a part; texts in UTF-8."""
    try:
        content = part.get_content()
    except (LookupError, ValueError, KeyError):
        payload = part.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""
    if isinstance(content, str):
        return content.encode("utf-8", "replace")
    return content if isinstance(content, bytes) else b""

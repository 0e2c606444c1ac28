"""A Word document that somebody brings as template: looked at before it is opened, then emptied."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from attrs import field, frozen

from vetpartner.files.disk import MEGABYTE, NotOpened, contents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_MOST_PARTS = 2_000
_LARGEST_UNPACKED, _LARGEST_RATIO, _SMALL = 60 * MEGABYTE, 200, 5 * MEGABYTE
_CHUNK = 1 << 16
_TYPES = "[Content_Types].xml"
_DOCUMENT = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "/word/document.xml",
)
_RUNS = re.compile(r"macro|vba|activex|oleobject|/package$|/control$|afchunk|subdocument|/frame$")
"""Kinds of parts that run something or bring in another file."""
_WEB = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_FETCHING = re.compile(r"\b(?:DDE|DDEAUTO|LINK|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE|RD)\b")
"""Fields that read another file or start another program."""


class RefusedTemplate(ValueError):
    """A Word template is not used; the message says why."""

    def __init__(self, file: str, reason: str) -> None:
        """Take the name of the file and why it is refused."""
        super().__init__(f"{file} is not used as Word template: {reason}")
        self.file = file
        self.reason = reason


@frozen(kw_only=True)
class WordTemplate:
    """A document that was looked at: the name of its file, and its bytes."""

    file: str
    data: bytes = field(repr=False)


def word_template(path: Path) -> WordTemplate:
    """Read a template; raise `RefusedTemplate` for one that is broken or may do harm.

    Refused are macros, embedded objects, anything fetched from outside but links to click, and
    files that unpack to many times their size or declare entities.
    """
    if path.suffix.lower() != ".docx":
        raise RefusedTemplate(path.name, "only .docx files are; save it as one, without macros")
    try:
        data = contents(path)
    except NotOpened as error:
        raise RefusedTemplate(path.name, f"it {error}") from None
    found = WordTemplate(file=path.name, data=data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            reason = next(_reasons(archive), None)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        # What zipfile raises for a broken, an unknown or an encrypted archive.
        reason = "it is no Word document, or damaged"
    if reason is not None:
        raise RefusedTemplate(path.name, reason)
    return found


def opened(template: WordTemplate) -> Any:  # noqa: ANN401 - a document of python-docx
    """Open a template without its text; raise `RefusedTemplate` if that is not possible."""
    import docx
    from docx.oxml.ns import qn

    try:
        document = docx.Document(io.BytesIO(template.data))
        body = document.element.body
        for child in list(body):
            if child.tag != qn("w:sectPr"):
                body.remove(child)
        if not len(document.sections) or "Normal" not in document.styles:
            raise KeyError
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, SyntaxError) as error:
        # What the reader of Word documents raises for parts that are missing or misplaced.
        raise RefusedTemplate(template.file, "it is no Word document, or damaged") from error
    return document


def _reasons(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield why a document is refused; the size is looked at before anything is parsed."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(names) > _MOST_PARTS or len(set(names)) != len(names):
        yield "it has too many parts, or one twice"
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > _LARGEST_UNPACKED or (
        unpacked > _SMALL and unpacked > _LARGEST_RATIO * max(packed, 1)
    ):
        yield "it unpacks to many times its size"
    if _TYPES not in names:
        yield "it is no Word document, or damaged"
    main = False
    for name in names:
        if _RUNS.search(name.lower()):
            yield "it holds macros or embedded objects"
        if not name.lower().endswith((".xml", ".rels")):
            continue
        part = _Part()
        try:
            part.read(archive, name)
        except expat.ExpatError as error:
            yield f"it is damaged: {name}: {error}"
        yield from part.reasons
        main = main or (name == _TYPES and part.is_document)
    if not main:
        yield "it is no Word document, or damaged"


class _Part:
    """What is found in one XML part while it is read through."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.is_document = False
        self._instructions: list[str] = []
        self._in_instruction = False

    def read(self, archive: zipfile.ZipFile, name: str) -> None:
        """Go through a part; raise `ExpatError` where it is not well-formed."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        with archive.open(name) as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)  # noqa: FBT003 - as expat names it
                if self.reasons:
                    return
        parser.Parse(b"", True)  # noqa: FBT003
        if _FETCHING.search("".join(self._instructions).upper()):
            self.reasons.append("a field in it reads another file or starts another program")

    def _doctype(self, *_: object) -> None:
        self.reasons.append("it declares a document type or entities")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        held = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if local in {"Default", "Override"}:
            kind = held.get("ContentType", "")
            self.is_document = self.is_document or (kind, held.get("PartName")) == _DOCUMENT
            if _RUNS.search(kind.lower()):
                self.reasons.append("it holds macros or embedded objects")
        elif local == "Relationship":
            self._relationship(held)
        elif local == "instrText":
            self._in_instruction = True
        elif local == "fldSimple":
            self._instructions.append(f" {held.get('instr', '')} ")
        elif local == "fldChar":
            self._instructions.append(" ")

    def _relationship(self, held: dict[str, str]) -> None:
        kind = held.get("Type", "")
        if _RUNS.search(kind.lower()):
            self.reasons.append("it holds macros or embedded objects")
        if held.get("TargetMode") == "External" and not (
            kind.endswith("/hyperlink") and _WEB.match(held.get("Target", ""))
        ):
            what = kind.rpartition("/")[2]
            self.reasons.append(f"it reads something outside itself ({what}); take the link out")

    def _end(self, tag: str) -> None:
        if tag.rpartition(" ")[2] == "instrText":
            self._in_instruction = False

    def _text(self, text: str) -> None:
        if self._in_instruction:
            self._instructions.append(text)

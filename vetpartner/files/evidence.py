"""Whether the files of evidence that facts name are really in the folder."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import attrs

from vetpartner.checks import Finding, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vetpartner.model import Origin, Partnership


# What a file of evidence really is, by its first bytes and not by its name.

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office 97"),
    (b"ID3", "MP3"),
    (b"OggS", "OGG"),
    (b"\x1aE\xdf\xa3", "WebM"),
    (b"{\\rtf", "RTF"),
)
_KINDS: dict[str, frozenset[str]] = {
    "pdf": frozenset({"PDF"}),
    "png": frozenset({"PNG"}),
    "jpg": frozenset({"JPEG"}),
    "jpeg": frozenset({"JPEG"}),
    "gif": frozenset({"GIF"}),
    "tif": frozenset({"TIFF"}),
    "tiff": frozenset({"TIFF"}),
    "webp": frozenset({"WebP"}),
    "heic": frozenset({"MP4"}),
    **dict.fromkeys(
        ("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip", "epub"), frozenset({"ZIP"})
    ),
    **dict.fromkeys(("doc", "xls", "ppt", "msg"), frozenset({"Office 97"})),
    "rtf": frozenset({"RTF"}),
    **dict.fromkeys(("mp4", "m4a", "mov", "m4v"), frozenset({"MP4"})),
    "mp3": frozenset({"MP3"}),
    "ogg": frozenset({"OGG"}),
    "webm": frozenset({"WebM"}),
    "mkv": frozenset({"WebM"}),
    **dict.fromkeys(("txt", "csv", "md", "eml", "html", "htm", "xml", "json"), frozenset({"text"})),
}
"""What a file with an ending holds."""
_NEVER_IN_TEXTS = frozenset((*range(9), *range(14, 27)))
HEAD = 4_096
"""How many bytes are read of a file."""


def content_of(head: bytes) -> str | None:
    """Return what the first bytes of a file say that it is; None for nothing that is known."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp":
        return "MP4"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    # Music without a header of its own begins with a frame.
    if head[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}:
        return "MP3"
    return "text" if _is_text(head) else None


def expected_of(name: str) -> frozenset[str]:
    """Return what a file of this name should be; nothing for an ending that is not known."""
    return _KINDS.get(PurePosixPath(name).suffix.lower().lstrip("."), frozenset())


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    # Old texts are not always UTF-8, but no text has these.
    return not _NEVER_IN_TEXTS.intersection(head)


def evidence_findings(p: Partnership, origin: Origin) -> Iterator[Finding]:
    """Yield a finding for each named file that is missing, empty or outside the folder."""
    for address, fact in p.numbered_facts():
        for evidence in fact.evidence:
            if evidence.file is None:
                continue
            found = look(origin.folder, evidence.file, evidence.kind, f"{address}/evidence")
            if found is not None:
                yield _located(found, origin)


def look(folder: Path, file: str, kind: str, at: str) -> Finding | None:
    """Return what is wrong with one file of evidence, or None; its slug says which mistake."""
    relative = PurePosixPath(file)
    if relative.is_absolute() or ".." in relative.parts or "\\" in file:
        found = error(
            f"the {kind} {file} lies outside the project's folder",
            at,
            way_out="copy it into evidence/ and name it from there",
        )
        return attrs.evolve(found, slug="evidence-outside-folder")
    path = folder / relative
    try:
        size = path.stat().st_size if path.is_file() else None
    except (OSError, ValueError):  # a name that the system cannot have
        size = None
    if size is None:
        found = warning(f"the {kind} {file} is not in the folder", at)
        return attrs.evolve(found, slug="evidence-file-missing")
    if size == 0:
        return attrs.evolve(warning(f"the {kind} {file} is empty", at), slug="evidence-file-empty")
    return _content(path, file, kind, at)


def _content(path: Path, file: str, kind: str, at: str) -> Finding | None:
    try:
        with path.open("rb") as opened:
            content = content_of(opened.read(HEAD))
    except OSError as trouble:
        found = warning(f"the {kind} {file} cannot be read: {trouble.strerror}", at)
        return attrs.evolve(found, slug="evidence-file-unreadable")
    expected = expected_of(file)
    if content is None or (not expected and content != "text"):
        found = warning(
            f"the {kind} {file} is of no known type", at, way_out="save it as PDF, picture or text"
        )
        return attrs.evolve(found, slug="evidence-file-of-unknown-type")
    if expected and content not in expected:
        found = warning(
            f"the {kind} {file} is not what its name says, but {_called(content)}",
            at,
            way_out="open it, and save it again under the right name",
        )
        return attrs.evolve(found, slug="evidence-file-of-other-type")
    return None


def _called(content: str) -> str:
    return "plain text" if content == "text" else f"a {content} file"


def _located(finding: Finding, origin: Origin) -> Finding:
    place = origin.locate(finding.address)
    line = origin.line(place) if place else None
    return attrs.evolve(finding, place=place, line=line)

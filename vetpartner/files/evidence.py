"""Whether the files of evidence are in the folder, and are what their names say."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import attrs

from vetpartner.files.disk import NotOpened
from vetpartner.files.door import Door
from vetpartner.values.file_names import alike, possible, why_not
from vetpartner.values.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vetpartner.model import Origin, Partnership

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
_ENDINGS = {
    "PDF": "pdf",
    "PNG": "png",
    "JPEG": "jpg jpeg",
    "GIF": "gif",
    "TIFF": "tif tiff",
    "WebP": "webp",
    "ZIP": "docx xlsx pptx odt ods odp zip epub",
    "Office 97": "doc xls ppt msg",
    "RTF": "rtf",
    "MP4": "mp4 m4a mov m4v heic",
    "MP3": "mp3",
    "OGG": "ogg",
    "WebM": "webm mkv",
    "text": "txt csv md eml html htm xml json",
}
_KINDS = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}
"""What a file with an ending holds."""
_NEVER_IN_TEXTS = frozenset((*range(9), *range(14, 27)))
HEAD = 4_096
"""How many bytes are read of a file."""


def evidence_findings(p: Partnership, origin: Origin) -> Iterator[Finding]:
    """Yield a finding for each named file that is missing, empty or outside the folder."""
    door = Door(origin.folder)
    first: dict[str, str] = {}
    for address, fact in p.typed:
        for evidence in fact.shows:
            if evidence.file is None:
                continue
            at = f"{address}/evidence"
            other = first.setdefault(alike(evidence.file), evidence.file)
            found = look(door, evidence.file, evidence.kind, at)
            if found is not None:
                yield _located(found, origin)
            if found is None or found.slug != "evidence-outside-folder":
                yield from (_located(each, origin) for each in _named(evidence.file, other, at))


def _named(file: str, other: str, at: str) -> Iterator[Finding]:
    """Yield why a file cannot be called so on every computer, or not beside another one."""
    path = PurePosixPath(file)
    why = next((f"`{part}` {why}" for part in path.parts if (why := why_not(part))), None)
    if why is not None:
        meant = "/".join(map(possible, path.parts))
        message, way_out = f"{file}: {why}", f'call it so, and write file = "{meant}"'
    elif other != file:
        message = f"{file} and {other} are one file on Windows and macOS"
        way_out = f'write file = "{other}", or give one of them another name'
    else:
        return
    yield Finding(
        slug="evidence-file-name",
        message=message,
        severity=Severity.WARNING,
        address=at,
        way_out=way_out,
    )


def look(door: Door, file: str, kind: str, at: str) -> Finding | None:
    """Return what is wrong with one file of evidence, or None; its slug says which mistake."""

    def found(
        slug: str, what: str, way_out: str | None = None, severity: Severity = Severity.WARNING
    ) -> Finding:
        return Finding(
            slug=slug,
            message=f"the {kind} {file} {what}",
            severity=severity,
            address=at,
            way_out=way_out,
        )

    relative = PurePosixPath(file)
    if relative.is_absolute() or ".." in relative.parts or "\\" in file:
        outside, way_out = "lies outside the project's folder", "copy it into evidence/ and name it"
        return found("evidence-outside-folder", outside, f"{way_out} from there", Severity.ERROR)
    if not _is_there(door.folder / relative):
        near = _alike(door.folder / relative)
        meant = f'write file = "{relative.with_name(near)}"' if near is not None else None
        return found("evidence-file-missing", "is not in the folder", meant)
    try:
        head = door.head(file, HEAD)
    except NotOpened as why:
        if why.slug == "file-outside-folder":
            return found("evidence-outside-folder", str(why), why.way_out, Severity.ERROR)
        return found("evidence-file-unreadable", str(why))
    if not head:
        return found("evidence-file-empty", "is empty")
    content, expected = content_of(head), expected_of(file)
    if content is None or (not expected and content != "text"):
        way_out = "save it as PDF, picture or text"
        return found("evidence-file-of-unknown-type", "is of no known type", way_out)
    if expected and content != expected:
        called = "plain text" if content == "text" else f"a {content} file"
        what = f"is not what its name says, but {called}"
        way_out = "open it, and save it again under the right name"
        return found("evidence-file-of-other-type", what, way_out)
    return None


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that the system cannot have
        return False


def _alike(path: Path) -> str | None:
    """Return the name of a file that differs only in case, or in how Unicode writes its letters."""
    try:
        names = [each.name for each in path.parent.iterdir()]
    except (OSError, ValueError):
        return None
    return next((name for name in sorted(names) if alike(name) == alike(path.name)), None)


def _located(finding: Finding, origin: Origin) -> Finding:
    place = origin.locate(finding.address)
    line = origin.line(place) if place else None
    return attrs.evolve(finding, place=place, line=line)


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


def expected_of(name: str) -> str | None:
    """Return what a file of this name should be; None for an ending that is not known."""
    return _KINDS.get(PurePosixPath(name).suffix.lower().lstrip("."))


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    # Old texts are not always UTF-8, but no text has these.
    return not _NEVER_IN_TEXTS.intersection(head)

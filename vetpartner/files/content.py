"""What a file of evidence really is, by its first bytes and not by its name."""

from __future__ import annotations

from pathlib import PurePosixPath

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

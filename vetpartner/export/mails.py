"""Mails as drafts: their headers and parts, written so that every reader gets what was meant."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from email import message_from_bytes
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.export.calendar_state import Mailbox
from vetpartner.export.events import clean
from vetpartner.files.atomic import NotKept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ATOM = r"[^\s@<>\",;:\\()\[\].]+"
_DOTTED = rf"{_ATOM}(?:\.{_ATOM})*"
_MAIL = re.compile(f"{_DOTTED}@{_DOTTED}")
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]*")
_NO_WORD = re.compile(r"=\?|[^\x20-\x7e]")
_LINE, _WORD = 74, 45
"""Letters of a line of a header, and bytes of an encoded word: 60 letters and what is around it."""
_BASE64_LINE = 57
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def reachable(address: str | None) -> str | None:
    """Return an address as mails need it; None where there is none, or no mail can reach it.

    A domain of other letters than plain ones is written as the servers know it; before the @ there
    are plain letters, because mail programs refuse others. Dots stand alone between other signs.
    """
    if not address or not _MAIL.fullmatch(address):
        return None
    user, _, domain = address.rpartition("@")
    try:
        plain = ".".join(map(_label, domain.split(".")))
    except UnicodeError:
        return None
    return f"{user}@{plain}" if user.isascii() and user.isprintable() else None


_OWN_LETTERS = re.compile("[ß\N{GREEK SMALL LETTER FINAL SIGMA}]")
_JOINERS = re.compile("[\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]")


def _label(text: str) -> str:
    """Return a part of a domain in plain letters; raises `UnicodeError`.

    Python's own makes two s of `ß` and replaces the final sigma: today that is another's domain.
    """
    if text.isascii():
        return text
    if _JOINERS.search(text):
        raise UnicodeError(text)
    shown = unicodedata.normalize("NFKC", text.lower())
    if _OWN_LETTERS.search(shown):
        return f"xn--{shown.encode('punycode').decode()}"
    return text.encode("idna").decode()


@frozen(kw_only=True)
class Attachment:
    """A file: its name, its bytes, and for an invitation the method; a calendar if not said."""

    name: str
    data: bytes
    method: str | None = None
    kind: str = 'text/calendar; charset="utf-8"'

    @classmethod
    def workbook(cls, name: str, data: bytes) -> Attachment:
        """Return a workbook as an attachment."""
        return cls(name=name, data=data, kind=_WORKBOOK)


@frozen(kw_only=True)
class Draft:
    """What a mail says: from whom and to whom, under which subject, its words and its files.

    `key` is the same for the same mail of another run.
    """

    sender: Mailbox
    to: tuple[Mailbox, ...]
    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    key: str

    @property
    def to_answer(self) -> tuple[Attachment, ...]:
        """Return the files with a method: invitations and what calls them off."""
        return tuple(one for one in self.attachments if one.method)


def on_a_line(text: str) -> str:
    """Return a text as it stands in a header: on one line."""
    return " ".join(clean(text).split())


def mail(draft: Draft) -> bytes:
    """Return a mail that a mail program opens as a draft."""
    digest = hashlib.sha256(draft.key.encode()).hexdigest()[:32]
    head = [
        _addresses("From", (draft.sender,)),
        _addresses("To", draft.to),
        _header("Subject", draft.subject),
        f"Message-ID: <{digest}@vetpartner.invalid>",
        "X-Unsent: 1",
        "MIME-Version: 1.0",
    ]
    words = _part('text/plain; charset="utf-8"', draft.text.encode())
    if len(draft.to_answer) == 1:
        # Mail programs offer to answer what stands beside the words, and take one thing only.
        (one,) = draft.to_answer
        kind = f'text/calendar; charset="utf-8"; method="{one.method}"'
        inner = f"=-a{digest}"
        parts = _joined([words, _part(kind, one.data)], inner)
        words = _multipart("alternative", inner) + b"\r\n" + parts
    outer = f"=-m{digest}"
    files = [_file(one) for one in draft.attachments]
    lines = "\r\n".join(head).encode()
    return b"\r\n".join((lines, _multipart("mixed", outer), _joined([words, *files], outer)))


def _multipart(kind: str, boundary: str) -> bytes:
    return f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n'.encode()


def _joined(parts: list[bytes], boundary: str) -> bytes:
    edge = f"--{boundary}".encode()
    lines = b"".join(edge + b"\r\n" + part + b"\r\n" for part in parts)
    return lines + edge + b"--\r\n"


def _part(kind: str, data: bytes, *more: str) -> bytes:
    """Return a part of a mail; base64 gets through every server as it is."""
    head = (f"Content-Type: {kind}", *more, "Content-Transfer-Encoding: base64", "", "")
    size = _BASE64_LINE
    lines = (base64.b64encode(data[at : at + size]) for at in range(0, len(data), size))
    return "\r\n".join(head).encode() + b"\r\n".join(lines) + b"\r\n"


def _file(one: Attachment) -> bytes:
    method = f'; method="{one.method}"' if one.method else ""
    name = "".join(c if c.isascii() else "-" for c in one.name)
    return _part(
        f'{one.kind}{method};\r\n name="{name}"',
        one.data,
        f'Content-Disposition: attachment; filename="{name}"',
    )


# Headers. Python's own lose spaces between encoded words of a long text.


def _header(name: str, text: str) -> str:
    """Return a header with a text of any letters."""
    if _NO_WORD.search(text) or len(f"{name}: {text}") > _LINE:
        return f"{name}: " + "\r\n ".join(_encoded(text, before=len(name) + 1))
    return f"{name}: {text}"


def _encoded(text: str, before: int = 0) -> Iterator[str]:
    """Yield encoded words, which say the text when they stand side by side; spaces are in them.

    `before` are the letters in front of the first one: no line with such a word is longer than 76.
    """
    part, room = b"", _WORD - before
    for letter in text:
        more = letter.encode()
        if len(part) + len(more) > room:
            yield f"=?utf-8?b?{base64.b64encode(part).decode()}?="
            part, room = b"", _WORD
        part += more
    yield f"=?utf-8?b?{base64.b64encode(part).decode()}?="


def _addresses(name: str, boxes: tuple[Mailbox, ...]) -> str:
    first, *others = boxes
    shown = (_address(first, before=len(name) + 1), *map(_address, others))
    return f"{name}: " + ",\r\n ".join(shown)


def _address(one: Mailbox, before: int = 0) -> str:
    """Return an address with its name, on lines of their own where the name is long."""
    name = on_a_line(one.name)
    if not name:
        return one.address
    if _NO_WORD.search(name):
        shown = "\r\n ".join(_encoded(name, before))
    elif _PLAIN.fullmatch(name):
        shown = name
    else:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        shown = f'"{escaped}"'
    return f"{shown}\r\n <{one.address}>"


# What was written is read again before it takes its place.


def mail_reads(file: Path, meant: Draft) -> None:
    """Raise `NotKept` unless a file is the mail that was meant."""
    message: Any = message_from_bytes(file.read_bytes(), policy=SMTP)
    parts = [part for part in message.walk() if not part.is_multipart()]
    data = [part.get_payload(decode=True) for part in parts]
    people = (*message["From"].addresses, *message["To"].addresses)
    found = (
        [(_closed(one.display_name), one.addr_spec) for one in people],
        str(message["Subject"]),
        data,
    )
    beside = [one.data for one in meant.to_answer] if len(meant.to_answer) == 1 else []
    wanted = (
        [(_closed(on_a_line(one.name)), one.address) for one in (meant.sender, *meant.to)],
        meant.subject,
        [meant.text.encode(), *beside, *(one.data for one in meant.attachments)],
    )
    if found != wanted:
        raise NotKept(f"the mail {meant.subject!r} was not written; it would be read otherwise")


def _closed(name: str) -> str:
    """Return a name without spaces: Python reads one between the encoded words of a long name."""
    return "".join(name.split())

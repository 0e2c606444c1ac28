"""Publishing: a calendar event by event to a server (CalDAV) or a folder, only what changed."""

from __future__ import annotations

import base64
import os
import re
import ssl
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlsplit

from attrs import evolve, frozen

from vetpartner.export.calendar_state import Copy, Numbering, State, seen
from vetpartner.export.events import BEGIN, END, zone_lines, zone_years
from vetpartner.files.atomic import write_whole
from vetpartner.files.disk import contents, remove
from vetpartner.state.entries import all_entries, chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vetpartner.model import Partnership
    from vetpartner.state.activity_entries import Entry
    from vetpartner.state.entries import Choice

USER, PASSWORD = "VETPARTNER_CALDAV_USER", "VETPARTNER_CALDAV_PASSWORD"
SECONDS = 30
_LONGEST = 4 * 1024 * 1024
_NAME = 32


class NotPublished(ValueError):
    """A place cannot be published to; the message says why, without any secret."""


class Taken(Exception):
    """What lies at the place is not what was put there last."""


class Place(Protocol):
    """Where events are published, each under a name of its own."""

    def read(self, name: str) -> tuple[bytes, str] | None:
        """Return what lies there and its mark, None if nothing does."""
        ...

    def put(self, name: str, data: bytes, mark: str | None) -> str:
        """Write over what has this mark, or what is not there; return the new mark.

        Raises `Taken`.
        """
        ...

    def delete(self, name: str, mark: str) -> None:
        """Take away what has this mark; raises `Taken`."""
        ...


@frozen(kw_only=True)
class Published:
    """What was done: titles written, taken away, and left as somebody else changed them.

    `state` is to be kept; `error` says why not all was done.
    """

    state: State
    written: tuple[str, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]
    unchanged: int
    error: str = ""

    def text(self) -> str:
        """Return it in words."""
        counts = (
            f"{len(self.written)} written, {len(self.removed)} taken away, "
            f"{self.unchanged} as they were"
        )
        head = "left as they are, since somebody changed them there (--force writes over them):"
        lines = [counts, *((head, *(f"  {title}" for title in self.left)) if self.left else ())]
        return "\n".join(lines)


def publish(
    p: Partnership, wanted: Choice, place: Place, key: str, before: State, *, force: bool = False
) -> Published:
    """Publish one calendar; what is no longer in it and was published there goes.

    `key` is that of the place in the state. Nothing that others changed is written over, unless
    `force` says so.
    """
    work = _Publishing(place, before.published.get(key, {}), force=force)
    state = seen(p, before)
    numbers = Numbering(p, state)
    try:
        for entry in chosen(all_entries(p), wanted):
            work.entry(entry, state.entries[numbers.key(entry)].uid, _alone(numbers, entry))
        work.others({known.uid: known.said.title for known in state.entries.values()})
    except (OSError, HTTPException, NotPublished) as error:
        work.error = str(error) or type(error).__name__
    return Published(
        state=evolve(
            state,
            # What failed before anything was written is no reason to refuse an older day.
            day=max(before.last, p.as_of).isoformat()
            if work.written or work.removed
            else before.day,
            published={**state.published, key: work.now},
        ),
        written=tuple(work.written),
        removed=tuple(work.removed),
        left=tuple(work.left),
        unchanged=work.unchanged,
        error=work.error,
    )


class _Publishing:
    """Gathers what was done."""

    def __init__(self, place: Place, known: Mapping[str, Copy], *, force: bool) -> None:
        self.place, self.force = place, force
        self.now: dict[str, Copy] = dict(known)
        self.seen: set[str] = set()
        self.written: list[str] = []
        self.removed: list[str] = []
        self.left: list[str] = []
        self.unchanged = 0
        self.error = ""

    def entry(self, entry: Entry, uid: str, data: bytes) -> None:
        """Write an event if it is not there as it is."""
        self.seen.add(uid)
        digest, known = sha256(data).hexdigest(), self.now.get(uid)
        if known is not None and known.digest == digest:
            self.unchanged += 1
            return
        name = name_of(uid)
        try:
            mark = self.place.put(name, data, known.etag if known else None)
        except Taken:
            found = self.place.read(name)
            if found is not None and _same(found[0], data):
                mark = found[1]
            elif self.force:
                mark = self.place.put(name, data, found[1] if found else None)
            else:
                self.left.append(entry.title)
                return
        self.now[uid] = Copy(digest=digest, etag=mark)
        self.written.append(entry.title)

    def others(self, titles: Mapping[str, str]) -> None:
        """Take away what was published and is not in the calendar any more."""
        for uid in [uid for uid in self.now if uid not in self.seen]:
            title, name = titles.get(uid, uid), name_of(uid)
            try:
                self.place.delete(name, self.now[uid].etag)
            except Taken:
                found = self.place.read(name)
                if found is not None and not self.force:
                    self.left.append(title)
                    continue
                if found is not None:
                    self.place.delete(name, found[1])
            del self.now[uid]
            self.removed.append(title)


def name_of(uid: str) -> str:
    """Return the name of an event's file; a UID of an earlier version may hold any sign."""
    plain = uid.partition("@")[0]
    fits = plain.isalnum() and plain.isascii() and len(plain) == _NAME
    return f"{plain if fits else sha256(uid.encode()).hexdigest()[:_NAME]}.ics"


def _alone(numbers: Numbering, entry: Entry) -> bytes:
    zones = [zone_lines(zone, *years) for zone, years in sorted(zone_years([entry]).items())]
    return b"".join([BEGIN, *zones, numbers.lines(entry), END])


_SAME = ("UID", "SEQUENCE", "SUMMARY", "STATUS", "LOCATION", "DESCRIPTION")


def _same(one: bytes, other: bytes) -> bool:
    """Tell whether two files say the same of an event: a server writes it in its own way."""
    from icalendar import Calendar

    def said(data: bytes) -> object:
        (event,) = Calendar.from_ical(data).walk("VEVENT")
        found: Any = event
        texts = [str(found.get(name, "")) for name in _SAME]
        return texts, found["DTSTART"].dt.isoformat(), found["DTEND"].dt.isoformat()

    try:
        return said(one) == said(other)
    except (ValueError, KeyError):
        return False


# The places: a folder, and a collection of a server.


def place_of(target: str) -> tuple[Place, str]:
    """Return where to publish, and its key in the state, from an address or the path of a folder.

    The key is a digest, since an address may be a secret by itself. Raises `NotPublished`.
    """
    try:
        parts = urlsplit(target)
        _ = parts.port
    except ValueError:  # what it says may show a part of a password
        raise NotPublished(
            "the address cannot be read: it is like https://cloud.example.org/calendars/ana/, "
            "without a name and a password"
        ) from None
    if parts.username is not None or parts.password is not None or _LOGIN.match(target):
        raise NotPublished(
            f"write no name or password into the address, and begin it with https://: set {USER} "
            f"and {PASSWORD}, or keep them in the keyring"
        )
    if parts.scheme not in {"http", "https"}:
        folder = Path(target)
        if "://" in target or (folder.exists() and not folder.is_dir()):
            raise NotPublished("publish to an address that begins with https://, or to a folder")
        return Folder(folder), _key(str(folder.resolve()))
    return Collection(target, credentials(parts.hostname or "")), _key(target.rstrip("/"))


_LOGIN = re.compile(r"[/\\]*([^@:/\\]{2,}:|[^@:/\\]:(?![/\\])).*@", re.DOTALL)
"""A name and a password before a host, as people type them; `C:\\a@b` is a folder."""


def _key(where: str) -> str:
    return sha256(where.encode()).hexdigest()[:_NAME]


class Folder:
    """A folder with a file for each event, as khal and vdirsyncer keep it."""

    def __init__(self, path: Path) -> None:
        """Take the path; the folder is made when the first event is written."""
        self.path = path

    def read(self, name: str) -> tuple[bytes, str] | None:
        """Return a file and its digest."""
        path = self.path / name
        if not path.exists():
            return None
        data = contents(path)
        return data, sha256(data).hexdigest()

    def put(self, name: str, data: bytes, mark: str | None) -> str:
        """Write a file over the one that was written last."""
        found = self.read(name)
        if (found[1] if found else None) != mark:
            raise Taken
        write_whole(self.path / name, data)
        return sha256(data).hexdigest()

    def delete(self, name: str, mark: str) -> None:
        """Take a file away that is as it was written."""
        found = self.read(name)
        if found is None or found[1] != mark:
            raise Taken
        remove(self.path / name)


Credentials = tuple[str, str]


def credentials(host: str) -> Credentials | None:
    """Return name and password for a server, from the environment or else the keyring."""
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    if user and password:
        return user, password
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        found = keyring.get_credential(f"vetpartner:{host}", user)
    except KeyringError:
        return None
    return (found.username, found.password) if found is not None else None


_GONE, _TAKEN = {404, 410}, {409, 412}
_GOOD = {200, 201, 204}
_WHY = {
    401: f"asks for a name and a password: set {USER} and {PASSWORD}, or keep them in the keyring",
    403: "does not let this name write there",
    404: "has no calendar there: make it first, and take its address from there",
    405: "takes no events there: is it the address of a calendar?",
    507: "is full",
}


_AS_IT_IS = "/%:@!$&'()*+,;=?~"
"""What stands in an address as it was typed; letters of other scripts are coded."""


class Collection:
    """A calendar of a CalDAV server."""

    def __init__(self, address: str, login: Credentials | None) -> None:
        """Take the address of the calendar; nothing is sent yet. Raises `NotPublished`."""
        parts = urlsplit(address)
        self.host, self.secure = parts.hostname or "", parts.scheme == "https"
        if not self.host:
            raise NotPublished("the address names no server")
        if login is not None and not self.secure and not _is_here(self.host):
            raise NotPublished(f"a password is sent to {self.host} by https:// only")
        self.base = quote(parts.path.rstrip("/"), safe=_AS_IT_IS) + "/"
        self.query = f"?{quote(parts.query, safe=_AS_IT_IS)}" if parts.query else ""
        self.headers = {"User-Agent": "vetpartner"}
        if login is not None:
            token = base64.b64encode(":".join(login).encode()).decode()
            self.headers["Authorization"] = f"Basic {token}"
        make: Callable[[], HTTPConnection] = (
            (
                lambda: HTTPSConnection(
                    self.host, parts.port, timeout=SECONDS, context=ssl.create_default_context()
                )
            )
            if self.secure
            else (lambda: HTTPConnection(self.host, parts.port, timeout=SECONDS))
        )
        self._make, self._line = make, make()

    def _ask(
        self, method: str, name: str, more: Mapping[str, str], data: bytes | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body of an answer; raise `NotPublished` for a refusal."""
        where = f"{self.base}{name}{self.query}"
        try:
            self._line.request(method, where, body=data, headers={**self.headers, **more})
            answer = self._line.getresponse()
            body = answer.read(_LONGEST)
        except (OSError, HTTPException) as error:
            self._line.close()
            self._line = self._make()
            why = getattr(error, "strerror", None) or type(error).__name__
            raise NotPublished(f"{self.host} does not answer: {why}") from None
        if answer.status not in _GOOD | _GONE | _TAKEN or (answer.status in _GONE and data):
            why = _WHY.get(answer.status, f"answers {answer.status}")
            if answer.status // 100 == 3:  # noqa: PLR2004 - the class of redirections
                why = "says that it moved: take the address from there"
            raise NotPublished(f"{self.host} {why}")
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body

    def read(self, name: str) -> tuple[bytes, str] | None:
        """Return an event and its ETag."""
        status, headers, body = self._ask("GET", name, {})
        return None if status in _GONE else (body, headers.get("etag", ""))

    def put(self, name: str, data: bytes, mark: str | None) -> str:
        """Write an event over that with the ETag."""
        when = {"If-Match": mark} if mark else {"If-None-Match": "*"}
        kind = {"Content-Type": "text/calendar; charset=utf-8"}
        status, headers, _ = self._ask("PUT", name, {**when, **kind}, data)
        if status in _TAKEN:
            raise Taken
        mark = headers.get("etag")
        if mark and not mark.startswith("W/"):
            return mark
        found = self.read(name)  # what is not told with the answer is asked for
        return found[1] if found else ""

    def delete(self, name: str, mark: str) -> None:
        """Take away the event with the ETag."""
        status, _, _ = self._ask("DELETE", name, {"If-Match": mark})
        if status in _TAKEN | _GONE:
            raise Taken


def _is_here(host: str) -> bool:
    """Tell whether a host is this computer."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False

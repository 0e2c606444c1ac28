"""Publishing to a folder and to a CalDAV server: only what changed, and nobody's change is lost."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import pytest
from calendars import SECRET, publish

from vetpartner.export.calendar_state import LEDGER, read_state
from vetpartner.export.publishing import PASSWORD, USER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from calendars import Radicale

PROJECT = """\
[project]
acronym = "Demo"
action = "KA220-VET"
call = 2023
start = 2023-11-01
months = 24
coordinator = "a"

[[organisations]]
id = "a"
name = "School A"
country = "HR"

[[meetings]]
id = "M1"
title = "Meeting, č"
when = "2025-09-16 09:00..17:00"
venue = { city = "Split", country = "HR" }

[[meetings]]
id = "M2"
title = "Second"
when = "2025-10-16 09:00..17:00"
"""


def project(place: Path, text: str = PROJECT) -> Path:
    """Write the project."""
    folder = place / "p"
    folder.mkdir(exist_ok=True)
    (folder / "project.toml").write_text(text, "utf-8")
    return folder


def of_title(folder: Path, title: str) -> Path:
    """Return the file of an event."""
    (found,) = (
        path for path in folder.rglob("*.ics") if f"SUMMARY:{title}" in path.read_text("utf-8")
    )
    return found


def test_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each event is a file; what others changed there is left and named, unless it is meant."""
    folder, out = project(tmp_path), tmp_path / "out"
    assert 0 == publish(folder, str(out))
    count = len(list(out.iterdir()))
    assert f"{count} written, 0 taken away, 0 as they were\n" == capsys.readouterr().out
    assert 0 == publish(folder, str(out))
    assert f"0 written, 0 taken away, {count} as they were\n" == capsys.readouterr().out

    of_title(out, "Second").write_bytes(of_title(out, "Second").read_bytes().replace(b"09", b"10"))
    moved = PROJECT.replace("2025-10-16", "2025-10-17").replace("2025-09-16", "2025-09-17")
    project(tmp_path, moved)
    edited = of_title(out, "Second").read_bytes()
    assert 1 == publish(folder, str(out), day="2025-02-04")
    said = capsys.readouterr().out
    assert "1 written" in said
    assert "(--force writes over them):\n  Second\n" in said
    assert edited == of_title(out, "Second").read_bytes()
    assert 0 == publish(folder, str(out), "--force", day="2025-02-04")
    assert "20251017T090000" in of_title(out, "Second").read_text("utf-8")
    capsys.readouterr()

    project(tmp_path, PROJECT[: PROJECT.index('[[meetings]]\nid = "M2"')])
    assert 0 == publish(folder, str(out), day="2025-02-05")
    assert f"1 written, 1 taken away, {count - 2} as they were\n" == capsys.readouterr().out
    assert not [path for path in out.iterdir() if "Second" in path.read_text("utf-8")]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (f"https://ana:{SECRET}@dav.example.org/c/", "write no name or password into the address"),
        (f"ana:{SECRET}@dav.example.org/c/", "write no name or password into the address"),
        (f"a:{SECRET}@dav.example.org", "write no name or password into the address"),
        (f"//ana:{SECRET}/x@dav.example.org/", "without a name and a password"),
        ("http://dav.example.org/c/", "a password is sent to dav.example.org by https:// only"),
        ("ftp://dav.example.org/c/", "an address that begins with https://, or to a folder"),
        ("https:///c/", "the address names no server"),
        (f"https://dav.example.org:{SECRET}/c/", "the address cannot be read: it is like https:"),
        (f"https://ana:{SECRET}/x@dav.example.org/", "without a name and a password"),
        ("https://[::1/c/", "the address cannot be read"),
    ],
)
def test_what_is_no_place(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    told: str,
) -> None:
    """It is refused before anything is sent, and no secret is said or kept."""
    monkeypatch.setenv(USER, "ana")
    monkeypatch.setenv(PASSWORD, SECRET)
    folder = project(tmp_path)
    assert 1 == publish(folder, target)
    said = "".join(capsys.readouterr())
    assert told in said
    assert SECRET not in said
    assert not (folder / LEDGER).exists()


class Server(BaseHTTPRequestHandler):
    """A server that answers as it is told."""

    status, asked = 201, list[tuple[str, str | None, str | None]]()
    paths: ClassVar[list[str]] = []

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        match = self.headers.get("If-Match") or self.headers.get("If-None-Match")
        self.asked.append((self.command, match, self.headers.get("Authorization")))
        self.paths.append(self.path)
        self.send_response(self.status)
        self.send_header("ETag", '"1"')
        self.send_header("Location", "http://other.example.org/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_PUT = do_GET = do_DELETE = _answer  # noqa: N815 - as http.server calls them

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextlib.contextmanager
def served(status: int) -> Iterator[str]:
    """Serve, and return the address."""
    handler = type("Told", (Server,), {"status": status, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/c"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    Server.asked[:] = handler.asked  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, f"127.0.0.1 asks for a name and a password: set {USER}"),
        (403, "127.0.0.1 does not let this name write there"),
        (404, "127.0.0.1 has no calendar there"),
        (301, "127.0.0.1 says that it moved"),
        (500, "127.0.0.1 answers 500"),
    ],
)
def test_a_server_that_refuses(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    told: str,
) -> None:
    """The reason is said in words, and neither there nor in the state stands a secret."""
    monkeypatch.setenv(USER, "ana")
    monkeypatch.setenv(PASSWORD, SECRET)
    folder = project(tmp_path)
    with served(status) as address:
        assert 1 == publish(folder, address, day="2025-02-09")
    assert read_state(folder / LEDGER).day is None, "nothing was published as of that day"
    said = "".join(capsys.readouterr())
    token = base64.b64encode(f"ana:{SECRET}".encode()).decode()
    assert told in said
    assert ("PUT", "*", f"Basic {token}") == Server.asked[0]
    for kept in (said, (folder / LEDGER).read_text("utf-8")):
        assert not [secret for secret in (SECRET, token, address) if secret in kept]


def test_an_address_of_other_letters(tmp_path: Path) -> None:
    """It is coded as servers know it, and what is coded already is not coded again."""
    Server.paths.clear()
    with served(201) as address:
        assert 0 == publish(project(tmp_path), f"{address}/kalendář/a%20b")
    assert {"/c/kalend%C3%A1%C5%99/a%20b"} == {path.rpartition("/")[0] for path in Server.paths}


@pytest.mark.parametrize("more", ["--updates", "--dry-run"])
def test_what_goes_without_it(tmp_path: Path, more: str) -> None:
    """A preview writes nothing, so it is refused where it would write."""
    assert 2 == publish(project(tmp_path), str(tmp_path / "out"), more)
    assert not (tmp_path / "out").exists()


def test_a_server_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said in a line."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert 1 == publish(project(tmp_path), f"http://127.0.0.1:{port}/c/")
    assert "127.0.0.1 does not answer: " in capsys.readouterr().err


def test_the_keyring_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the environment says nothing the keyring does."""
    keyring = pytest.importorskip("keyring", reason="keyring is missing: pip install keyring")
    monkeypatch.delenv(PASSWORD, raising=False)
    login = type("Login", (), {"username": "ana", "password": SECRET})()
    asked = []

    def get(service: str, user: str | None) -> object:
        asked.append((service, user))
        return login

    monkeypatch.setattr(keyring, "get_credential", get)
    with served(201) as address:
        assert 0 == publish(project(tmp_path), address)
    assert [("vetpartner:127.0.0.1", None)] == asked
    assert Server.asked[0][2] is not None
    assert SECRET not in "".join(capsys.readouterr())


@pytest.mark.judge("radicale")
def test_radicale(tmp_path: Path, radicale: Radicale, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what changed is put, what others changed stays, and a lost state doubles nothing."""
    folder = project(tmp_path)
    assert 0 == publish(folder, radicale.address)
    count = radicale.events().count("BEGIN:VEVENT")
    assert f"{count} written" in capsys.readouterr().out
    assert 0 == publish(folder, radicale.address)
    assert f"0 written, 0 taken away, {count} as they were" in capsys.readouterr().out

    (folder / LEDGER).unlink()
    assert 0 == publish(folder, radicale.address)
    assert count == radicale.events().count("BEGIN:VEVENT")
    capsys.readouterr()

    project(tmp_path, PROJECT.replace("2025-09-16", "2025-09-17"))
    assert 0 == publish(folder, radicale.address, day="2025-02-04")
    assert f"1 written, 0 taken away, {count - 1} as they were" in capsys.readouterr().out
    assert "20250917T090000" in radicale.events()
    assert "SEQUENCE:1" in radicale.events()

    uid = next(k.uid for n, k in read_state(folder / LEDGER).entries.items() if n == "meeting/M2")
    path = f"/ana/c/{uid.partition('@')[0]}.ics"
    theirs = radicale.ask("GET", path)[1].decode().replace("SUMMARY:Second", "SUMMARY:Theirs")
    assert radicale.ask("PUT", path, theirs)[0] in {201, 204}
    project(tmp_path, PROJECT.replace("2025-10-16", "2025-10-17"))
    assert 1 == publish(folder, radicale.address, day="2025-02-05")
    assert "writes over them):\n  Second" in capsys.readouterr().out
    assert "SUMMARY:Theirs" in radicale.events()

    project(tmp_path, PROJECT[: PROJECT.index("[[meetings]]")])
    assert 1 == publish(folder, radicale.address, day="2025-02-06")
    assert "SUMMARY:Theirs" in radicale.events()
    assert "SUMMARY:Meeting" not in radicale.events()
    assert 0 == publish(folder, radicale.address, "--force", day="2025-02-06")
    assert "SUMMARY:Theirs" not in radicale.events()


@pytest.mark.judge("radicale")
def test_radicale_refuses_a_stranger(
    tmp_path: Path,
    radicale: Radicale,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wrong password is told in words."""
    monkeypatch.setenv(PASSWORD, "wrong")
    assert 1 == publish(project(tmp_path), radicale.address)
    assert "asks for a name and a password" in capsys.readouterr().err

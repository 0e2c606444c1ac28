"""Pictures of others: what is broken or hostile is refused, and what they say of people is gone."""

from __future__ import annotations

import io
import random
import struct
import sys
import zlib

import pytest
from PIL import Image

from vetpartner.render.pdf import MissingExtra
from vetpartner.render.pictures import LONGEST, WrongPicture, drawable, seen, upright

SECRET = b"Ana Horvat, 43.5 N 16.4 E"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'


def picture(
    kind: str, size: tuple[int, int] = (64, 48), turned: int = 1, mode: str = "RGB"
) -> bytes:
    """Return a picture whose left half is red, with a name and a place in its metadata."""
    image = Image.new(mode, size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turned, SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    more = {"comment": SECRET} if kind == "JPEG" else {}
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a part of a PNG with its sum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*, wide: int = 2, high: int = 2, dots: bytes | None = None) -> bytes:
    """Return a grey PNG by hand."""
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    packed = zlib.compress((b"\0" * (wide + 1)) * high if dots is None else dots)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", packed), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_metadata_goes_and_the_way_it_was_held_is_known(kind: str, turned: int) -> None:
    """Guard people: neither name nor place is in what is shown, and how it was held is not lost."""
    data = picture(kind, turned=turned)
    assert SECRET in data

    found = seen(data)
    with Image.open(io.BytesIO(found.data)) as image:
        assert {} == dict(image.getexif())
        assert (64, 48) == image.size
        assert image.convert("RGB").getpixel((2, 2))[0] > 200
    assert not any(part in found.data for part in (SECRET, b"Exif", b"eXIf", b"Horvat"))
    assert (turned, 64, 48) == (found.turned, found.wide, found.high)


@pytest.mark.parametrize(
    ("turned", "red"),
    [
        *((1, "left"), (2, "right"), (3, "right"), (4, "left")),
        *((5, "top"), (6, "top"), (7, "bottom"), (8, "bottom")),
    ],
)
def test_a_photo_stands_upright(turned: int, red: str) -> None:
    """Guard the eight ways of holding a camera, each as EXIF defines it."""
    found = upright(seen(picture("JPEG", turned=turned)))

    at = {"left": (2, 20), "right": (-3, 20), "top": (20, 2), "bottom": (20, -3)}
    with Image.open(io.BytesIO(found.data)) as image:
        wide, high = image.size
        x, y = at[red]
        green = image.convert("RGB").getpixel((x % wide, y % high))[1]
    assert green < 100, "red has no green in it, and white has"
    assert ((48, 64) if turned > 4 else (64, 48)) == (wide, high)


def test_a_large_photo_is_made_smaller() -> None:
    """Guard the size of a report, and that the same photo gives the same bytes."""
    data = picture("PNG", size=(4000, 1000), mode="RGBA")
    found = upright(seen(data))

    assert (LONGEST, LONGEST // 4) == (found.wide, found.high)
    assert "image/jpeg" == found.media
    assert found == upright(seen(data))


def test_a_small_photo_stays_and_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard a report without the extra: a photo that is small and upright is shown."""
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    small = seen(picture("JPEG"))

    assert small is upright(small)
    with pytest.raises(MissingExtra, match="photos"):
        upright(seen(picture("JPEG", turned=6)))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no PNG"),
        (b"GIF89a\x01\x00\x01\x00", "no PNG"),
        (b"\xff\xd8\xff", "ends too early"),
        (picture("JPEG")[:-200], "ends too early"),
        (picture("PNG")[:60], "ends too early"),
        (picture("JPEG").replace(b"\xff\xc0", b"\xff\xc3"), "few programs show"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), "does not begin with its size"),
        (png(wide=60_000, high=60_000, dots=b"\0"), "up to 16 million"),
        (png(wide=0), "0 × 2 dots"),
        (png(wide=200, high=2), "times as long"),
        (png(dots=b"\0" * 5), "not have as many dots"),
        (png(wide=100, high=100, dots=b"\0" * 50_000_000), "not have as many dots"),
        (png(dots=b"\x07\0\0" * 2), "a row of it"),
        (png()[:-6] + b"\0" * 6, "not what its sum says"),
        (SVG.format("width='9' height='9'", "<script/>").encode(), "script"),
        (SVG.format("width='9' height='9'", "<use/>" * 31).encode(), "too many parts"),
        (SVG.format("width='9' height='9'", "<g>" * 60 + "</g>" * 60).encode(), "too many parts"),
        (SVG.format("width='1' height='999'", "").encode(), "times as long"),
        (SVG.format("", "").encode(), "says no size"),
        (SVG.format("width='1e99' height='nan'", "").encode(), "says no size"),
        (b'<!DOCTYPE svg [<!ENTITY a "aa">]>' + SVG.format("", "&a;").encode(), "definitions"),
        (b"<html/>", "no drawing"),
        (b"<svg", "cannot be read"),
        (SVG.format("width='9' height='9'", "").encode("utf-16"), "no PNG"),
    ],
)  # fmt: skip
def test_what_is_refused(data: bytes, why: str) -> None:
    """Guard readers behind it from what is broken, unpacks to too much, or is more than dots."""
    with pytest.raises(WrongPicture, match=why):
        seen(data)


def test_colours_of_print_are_refused() -> None:
    """Guard pictures that half of the programs would show in wrong colours."""
    out = io.BytesIO()
    Image.new("CMYK", (9, 9)).save(out, "JPEG")
    with pytest.raises(WrongPicture, match="colours of print"):
        seen(out.getvalue())


def test_sizes_of_drawings() -> None:
    """Guard the shape of a logo: by width and height, else by its box."""
    assert (20, 10) == _size("viewBox='0 0 20 10'")
    assert (96, 48) == _size("width='1in' height='0.5in' viewBox='0 0 7 7'")
    assert (7, 7) == _size("width='100%' height='100%' viewBox='0,0,7,7'")


def _size(values: str) -> tuple[float, float]:
    found = seen(SVG.format(values, "").encode())
    return found.wide, found.high


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_whatever_it_lets_pass_can_be_drawn(kind: str) -> None:
    """Guard against crashes: of a file with spoilt bytes nothing but `WrongPicture` comes."""
    draw, whole = random.Random(7), picture(kind)  # noqa: S311 - spoils bytes
    passed = 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(draw.choice((1, 2, 8))):
            data[draw.randrange(len(data))] = draw.randrange(256)
        try:
            found = drawable(bytes(data[: draw.choice((len(data), draw.randrange(len(data))))]))
        except WrongPicture:
            continue
        passed += 1
        with Image.open(io.BytesIO(found.data)) as image:
            assert image.size == (found.wide, found.high)
    # Each part of a PNG has a sum, which finds every spoilt byte.
    assert bool(passed) == (kind == "JPEG")

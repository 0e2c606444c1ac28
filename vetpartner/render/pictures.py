"""Pictures of pages: those of others, looked at before anything shows them, and the emblem.

What a camera writes into a file, such as place, time, name and a small copy of the picture, is left
out: of a JPEG or PNG only the parts stay that its dots are made of.
"""

from __future__ import annotations

import io
import math
import struct
import zlib
from functools import cache
from math import cos, pi, sin
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from attrs import frozen

from vetpartner.render.page import Media, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator


class WrongPicture(ValueError):
    """A file that is no picture, is broken, or takes too much; the text begins with a verb."""


@frozen
class Seen:
    """What a file of a picture is: its kind, the bytes that its dots are made of, and its size.

    `wide` and `high` are as it lies in the file, in dots, or for SVG in its units. `turned` is how
    the camera was held, 1 to 8 as in EXIF; 1 is upright.
    """

    media: Media
    data: bytes
    wide: float
    high: float
    turned: int = 1


MOST_DOTS = {"image/png": 16_000_000, "image/jpeg": 80_000_000}
"""How many dots a picture may have: a PNG is unpacked whole, a JPEG is read at a smaller size."""
LONGEST, HEAVIEST = 1_600, 1_000_000
"""Dots on the longer side of a photo that is shown, and the bytes that one may have."""
_NARROWEST = 25
"""How many times as long as high a picture may be, or as high as long."""
_MOST_SCANS = 100
"""A JPEG that becomes clear step by step has about ten."""


def seen(data: bytes) -> Seen:
    """Return what a PNG, JPEG or SVG is, without all that is not its dots; raise `WrongPicture`."""
    try:
        found = _read(data)
    except (struct.error, IndexError, zlib.error):
        raise WrongPicture("ends too early, or is broken") from None
    if max(found.wide, found.high) > _NARROWEST * min(found.wide, found.high):
        raise WrongPicture(f"is more than {_NARROWEST} times as long as high, or as high as long")
    return found


def drawable(data: bytes) -> Seen:
    """Return what `seen` does, after the dots of a JPEG and the parts of a drawing were read too.

    Without typst, which the extra `pdf` brings, they are not: no PDF can be made then.
    """
    found = seen(data)
    if found.media == "image/png":  # whose dots were unpacked
        return found
    from vetpartner.render.pdf import can_draw

    if not can_draw(Picture(data=found.data, media=found.media, alt="")):
        raise WrongPicture("is broken: its dots cannot be read")
    return found


def _read(data: bytes) -> Seen:
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _svg(data)
    raise WrongPicture("is no PNG, JPEG or SVG")


def upright(found: Seen) -> Seen:
    """Return a photo as it is shown: upright, at most `LONGEST` dots long and `HEAVIEST` bytes.

    One that is so already stays as it is; for others Pillow is needed, which the extra `photos`
    brings: without it `MissingExtra` is raised. One that cannot be read raises `WrongPicture`.
    """
    longest = max(found.wide, found.high)
    if found.turned == 1 and longest <= LONGEST and len(found.data) <= HEAVIEST:
        return found
    from vetpartner.render.pdf import needed

    image = needed("PIL.Image", "photos", "a photo that is larger or lies on its side")
    turns = (
        *(None, None, "FLIP_LEFT_RIGHT", "ROTATE_180", "FLIP_TOP_BOTTOM", "TRANSPOSE"),
        *("ROTATE_270", "TRANSVERSE", "ROTATE_90"),
    )
    try:
        with image.open(io.BytesIO(found.data), formats=("JPEG", "PNG")) as opened:
            opened.thumbnail((LONGEST, LONGEST))
            small = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, struct.error, image.DecompressionBombError):
        raise WrongPicture("is broken") from None
    if (turn := turns[found.turned]) is not None:
        small = small.transpose(getattr(image.Transpose, turn))
    # What is seen through shows the paper.
    paper = image.new("RGBA", small.size, "white")
    out = io.BytesIO()
    image.alpha_composite(paper, small).convert("RGB").save(out, "JPEG", quality=85)
    return seen(out.getvalue())


def _sized(media: Media, data: bytes, wide: int, high: int, turned: int = 1) -> Seen:
    if not wide or not high or wide * high > MOST_DOTS[media]:
        most = MOST_DOTS[media] // 1_000_000
        raise WrongPicture(f"is {wide} × {high} dots large; it may have up to {most} million")
    return Seen(media, data, wide, high, turned)


# PNG


_PNG = b"\x89PNG\r\n\x1a\n"
_OF_THE_DOTS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PASSES = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)
)  # fmt: skip
"""First dot and step, across and down, of the seven passes in which a PNG may become clear."""


def _png(data: bytes) -> Seen:
    wide = high = depth = colour = laced = 0
    kept, packed, turned = [_PNG], [], 1
    for number, (kind, body, whole) in enumerate(_chunks(data)):
        if number == 0:
            if kind != b"IHDR":
                raise WrongPicture("is no PNG: it does not begin with its size")
            wide, high, depth, colour, *_, laced = struct.unpack(">IIBBBBB", body)
            if depth not in _DEPTHS.get(colour, ()) or laced > 1:
                raise WrongPicture("is a PNG of a kind that there is not")
        if kind == b"eXIf":
            turned = _turned(body)
        if kind in _OF_THE_DOTS:
            kept.append(whole)
        if kind == b"IDAT":
            packed.append(body)
    found = _sized("image/png", b"".join(kept), wide, high, turned)
    bits = depth * _CHANNELS[colour]
    passes = _PASSES if laced else ((0, 0, 1, 1),)
    sizes = [(-(-(wide - x) // dx), -(-(high - y) // dy)) for x, y, dx, dy in passes]
    rows = [(1 + -(-w * bits // 8), h) for w, h in sizes if w > 0 and h > 0]
    _unpacked(b"".join(packed), rows)
    return found


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield kind, body and the whole of each part of a PNG, up to its end."""
    at = len(_PNG)
    while True:
        (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + length
        body, check = data[at + 8 : end - 4], data[end - 4 : end]
        if struct.unpack(">I", check)[0] != zlib.crc32(kind + body):
            raise WrongPicture("is broken: a part of it is not what its sum says")
        yield kind, body, data[at:end]
        if kind == b"IEND":
            return
        at = end


def _unpacked(packed: bytes, rows: list[tuple[int, int]]) -> None:
    """Unpack the dots, no more than there should be, and see that all are there."""
    whole = sum(length * number for length, number in rows)
    dots = zlib.decompressobj().decompress(packed, whole + 1)
    if len(dots) != whole:
        raise WrongPicture("is broken: it does not have as many dots as it says")
    at = 0
    for length, number in rows:
        end = at + length * number
        if max(dots[at:end:length], default=0) > _FILTERS:
            raise WrongPicture("is broken: a row of it cannot be read")
        at = end


_FILTERS = 4
"""The last of the ways in which a row of a PNG can be written."""


# JPEG


_MARK, _END, _SCAN, _EXIF, _ADOBE = 0xFF, 0xD9, 0xDA, 0xE1, 0xEE
_SIZES = frozenset({0xC0, 0xC1, 0xC2})
"""Marks behind which a size stands; the others from C0 on are of kinds that no program shows."""
_TABLES = frozenset({0xDB, 0xC4, 0xDD})
_OTHER_KINDS = frozenset(range(0xC0, 0xD0)) - _SIZES - _TABLES
_WITHIN = frozenset({0, *range(0xD0, 0xD8)})
"""What stands behind a mark among the dots."""
_OF_A_SCREEN = frozenset({1, 3})
_HEAD = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
"""How a JPEG begins that says nothing but that it is one."""


def _jpeg(data: bytes) -> Seen:
    kept, scans, turned, size = [_HEAD], 0, 1, None
    for mark, body, whole in _segments(data):
        if mark in _SIZES and size is None:
            bits, high, wide, channels = struct.unpack(">BHHB", body[:6])
            size = (wide, high)
            _screen(channels in _OF_A_SCREEN)
            colours = {body[at]: (body[at + 1], body[at + 2]) for at in range(6, len(body), 3)}
            fits = bits == _BITS and len(colours) == channels and len(body) == 6 + 3 * channels
            _whole(fits and all(_sampled(*each) for each in colours.values()))
        elif mark in _SIZES | _OTHER_KINDS:
            raise WrongPicture("is a JPEG of a kind that few programs show; save it as PNG")
        elif mark == _EXIF and body.startswith(b"Exif\0\0"):
            turned = _turned(body[6:])
        elif mark == _ADOBE and body.startswith(b"Adobe"):
            _screen(body[11:12] == b"\x01")
        if mark in _CHECKED:
            _whole(_CHECKED[mark](body))
        if mark in _SIZES | _TABLES or mark == _SCAN:
            kept.append(whole)
        scans += mark == _SCAN
        if scans > _MOST_SCANS or (scans and size is None):
            raise WrongPicture("is broken: its dots do not stand where they should")
    if size is None or not scans:
        raise WrongPicture("is broken: it has no dots")
    return _sized("image/jpeg", b"".join((*kept, b"\xff\xd9")), *size, turned)


def _whole(it_is: bool) -> None:  # noqa: FBT001 - a condition
    if not it_is:
        raise WrongPicture("is broken: what its dots are read by is not there")


_BITS, _MOST_TABLES = 8, 4


def _sampled(factors: int, table: int) -> bool:
    """Tell whether the dots of a colour can be as close, and be read by that table."""
    return 1 <= factors >> 4 <= _MOST_TABLES >= factors & 15 >= 1 and table < _MOST_TABLES


def _steps(body: bytes) -> bool:
    """Tell whether tables of steps are whole: 64 of one or two bytes each."""
    at = 0
    while at < len(body):
        wide, number = body[at] >> 4, body[at] & 15
        at += 1 + 64 * (1 + wide)
        if wide > 1 or number >= _MOST_TABLES:
            return False
    return at == len(body)


def _codes(body: bytes) -> bool:
    """Tell whether tables of codes are whole: sixteen numbers of codes, and as many codes."""
    at = 0
    while at + 17 <= len(body):
        kind, number, counts = body[at] >> 4, body[at] & 15, body[at + 1 : at + 17]
        room = 1
        for count in counts:
            room = 2 * room - count
            if room < 0:
                return False
        at += 17 + sum(counts)
        if kind > 1 or number >= _MOST_TABLES:
            return False
    return at == len(body)


def _scan(body: bytes) -> bool:
    """Tell whether a scan names as many colours as it says."""
    return 1 <= body[0] <= 3 and len(body) == 4 + 2 * body[0]  # noqa: PLR2004 - of a screen


_CHECKED = {0xDB: _steps, 0xC4: _codes, 0xDD: lambda body: len(body) == 2, _SCAN: _scan}  # noqa: PLR2004


def _screen(it_is: bool) -> None:  # noqa: FBT001 - a condition
    if not it_is:
        raise WrongPicture("has the colours of print; save it with those of a screen, sRGB")


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield mark, body and the whole of each part of a JPEG; behind a scan stand its dots."""
    at = 2
    while data[at] == _MARK:
        mark = data[at + 1]
        if mark == _END:
            return
        if mark == _MARK:
            at += 1
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        body, end = data[at + 4 : at + 2 + length], at + 2 + length
        if len(body) != length - 2:
            break
        end = _behind_dots(data, end) if mark == _SCAN else end
        yield mark, body, data[at:end]
        at = end
    raise WrongPicture("ends too early, or is broken")


def _behind_dots(data: bytes, at: int) -> int:
    """Return where the dots end that begin at a place: at the next mark that is none of theirs."""
    while (at := data.find(b"\xff", at)) >= 0 and data[at + 1] in _WITHIN:
        at += 2
    if at < 0:
        raise WrongPicture("ends too early, or is broken")
    return at


# How the camera was held, as EXIF says it.


_ORIENTATION, _SHORT, _MOST_ENTRIES = 0x0112, 3, 1_000


def _turned(exif: bytes) -> int:
    """Return 1 to 8, and 1 where nothing that can be read says otherwise."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (at,) = struct.unpack_from(f"{order}I", exif, 4)
        (number,) = struct.unpack_from(f"{order}H", exif, at)
        for entry in range(min(number, _MOST_ENTRIES)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, at + 2 + 12 * entry)
            if tag == _ORIENTATION and kind == _SHORT:
                return value if 1 <= value <= 8 else 1  # noqa: PLR2004 - the ways of EXIF
    except struct.error:
        pass
    return 1


# SVG


_DRAWING = "http://www.w3.org/2000/svg svg"
_DEEPEST, _MOST_PARTS, _MOST_COPIES = 50, 20_000, 30
"""Bounds of a drawing: copies of copies become many, and thirty make a few ten thousand at most."""
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 960 / 25.4, "in": 96.0}


class _Drawing:
    """Looks at the parts of a drawing as they pass."""

    def __init__(self) -> None:
        self.size: tuple[float, float] | None = None
        self._depth = self._parts = self._copies = 0

    def begin(self, name: str, values: dict[str, str]) -> None:
        self._depth, self._parts = self._depth + 1, self._parts + 1
        if self._parts == 1:
            if name != _DRAWING:
                raise WrongPicture("is no drawing in SVG")
            self.size = _size(values)
        kind = name.rpartition(" ")[2]
        self._copies += kind == "use"
        if self._depth > _DEEPEST or self._parts > _MOST_PARTS or self._copies > _MOST_COPIES:
            raise WrongPicture("is a drawing with too many parts; save it as PNG")
        if kind in {"script", "foreignObject", "iframe"}:
            raise WrongPicture(f"is a drawing with <{kind}> in it, which is more than a drawing")

    def end(self, _: str) -> None:
        self._depth -= 1


def _svg(data: bytes) -> Seen:
    parser, drawing = expat.ParserCreate(namespace_separator=" "), _Drawing()

    def refused(*_: Any) -> None:  # noqa: ANN401 - a part of an XML file
        raise WrongPicture("is a drawing with definitions of its own before it; save it as PNG")

    parser.StartElementHandler, parser.EndElementHandler = drawing.begin, drawing.end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refused
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the way of expat
        data.decode("utf-8")
    except (expat.ExpatError, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, WrongPicture):
            raise
        raise WrongPicture("cannot be read as a drawing in SVG") from None
    if drawing.size is None:
        raise WrongPicture("is a drawing that says no size: it needs width and height, or viewBox")
    return Seen("image/svg+xml", data, *drawing.size)


def _size(values: dict[str, str]) -> tuple[float, float] | None:
    """Return width and height, or else those of the box; None where there is neither."""
    sides = [_length(values.get(name, "")) for name in ("width", "height")]
    box = values.get("viewBox", "").replace(",", " ").split()
    boxed = [_length(side) for side in box[2:4]] if len(box) == 4 else []  # noqa: PLR2004
    wide, high = sides if None not in sides else boxed or (None, None)
    return None if wide is None or high is None else (wide, high)


def _length(text: str) -> float | None:
    number = text.strip().rstrip("abcdefghijklmnopqrstuvwxyz%")
    unit = _UNITS.get(text.strip()[len(number) :])
    try:
        found = float(number) * unit if unit is not None else math.nan
    except ValueError:
        return None
    return found if 0 < found < 1e6 else None  # noqa: PLR2004 - a wall is smaller


# The emblem of the European Union, drawn by its published geometry.
# Source: Council of Europe, "Technical characteristics of the European flag"
# (coe.int, 2005-12-drapeau/caracteristiques.asp, read on 2026-11-29): a rectangle half as long
# again as high; twelve stars like the hours of a clock on a circle of a third of the height; each
# star upright on a circle of an eighteenth of the height; blue 0/51/153 and yellow 255/204/0.

HIGH = 180
"""The height of the drawing, in units that make its parts whole numbers."""
BLUE, YELLOW = "#003399", "#ffcc00"
_STARS, _POINTS = 12, 5
_INNER = sin(pi / 10) / sin(3 * pi / 10)
"""How far the corners between the points of a star are from its middle, beside the points."""


@cache
def emblem() -> str:
    """Return the emblem as SVG; it stands beside the statement of funding, and is not changed."""
    wide, middle = HIGH * 3 // 2, HIGH / 2
    stars = "".join(
        _star(
            wide / 2 + HIGH / 3 * sin(2 * pi * hour / _STARS),
            middle - HIGH / 3 * cos(2 * pi * hour / _STARS),
        )
        for hour in range(_STARS)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {HIGH}" width="{wide}" '
        f'height="{HIGH}"><rect width="{wide}" height="{HIGH}" fill="{BLUE}"/>'
        f'<path fill="{YELLOW}" d="{stars}"/></svg>\n'
    )


def _star(x: float, y: float) -> str:
    """Return an upright star around a point."""
    corners = []
    for number in range(2 * _POINTS):
        far = HIGH / 18 * (1 if number % 2 == 0 else _INNER)
        angle = pi * number / _POINTS
        corners.append(f"{x + far * sin(angle):.2f} {y - far * cos(angle):.2f}")
    return f"M{'L'.join(corners)}Z"

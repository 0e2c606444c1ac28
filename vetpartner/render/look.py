"""How a project wants its pages to look: its colour, fonts, logo and style, from `templates/`."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vetpartner.files.disk import NotOpened
from vetpartner.files.door import Door
from vetpartner.render.page import Look, Media, Picture
from vetpartner.render.templates import TemplateProblem, own_templates
from vetpartner.values.toml import toml_of
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS, STYLE, FONTS = "look.toml", "page.css", "fonts"
KEYS = ("colour", "font", "logo", "logo_alt", "logo_height")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONT = re.compile(r"[\w .\-]{1,60}")
_MEDIA: dict[str, Media] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
}
_LARGEST = 1_000_000
_HEIGHT = 16
"""Millimetres of a logo whose height is not stated."""


def look(folder: Path | None) -> Look:
    """Return the look that a project's folder asks for.

    A mistake in `look.toml`, or a logo that cannot be used, raises `TemplateProblem`.
    """
    home = own_templates(folder)
    if home is None:
        return Look()
    door, fonts = Door(home), home / FONTS
    given = _settings(door) if door.has(SETTINGS) else {}
    return Look(
        css=_text(door, STYLE) if door.has(STYLE) else "",
        colour=given.get("colour", ""),
        font=given.get("font", ""),
        fonts=str(fonts) if _inside(fonts, home) and fonts.is_dir() else "",
        logo=_logo(door, given) if "logo" in given else None,
    )


def _settings(door: Door) -> dict[str, str]:
    text = _text(door, SETTINGS)
    try:
        found = toml_of(text)
    except (ValueError, ArithmeticError) as error:
        raise TemplateProblem(f"templates/{SETTINGS}", None, str(error)) from None
    except RecursionError:
        raise TemplateProblem(f"templates/{SETTINGS}", None, "lists nest too deeply") from None
    for key, value in found.items():
        if key not in KEYS:
            reason = f"there is no setting {key!r}{did_you_mean(key, KEYS)}"
            raise TemplateProblem(f"templates/{SETTINGS}", None, reason)
        shape = {"colour": _COLOUR, "font": _FONT}.get(key)
        if shape is not None and not (isinstance(value, str) and shape.fullmatch(value)):
            example = 'colour = "#0b3d91"' if key == "colour" else 'font = "Source Sans 3"'
            reason = f"{key} is not as in {example}"
            raise TemplateProblem(f"templates/{SETTINGS}", None, reason)
    return {key: str(value) for key, value in found.items()}


def _logo(door: Door, given: dict[str, str]) -> Picture:
    file = f"templates/{given['logo']}"
    media = _MEDIA.get(PurePosixPath(given["logo"]).suffix.lower())
    height = given.get("logo_height", str(_HEIGHT))
    if media is None:
        raise TemplateProblem(file, None, f"a logo is one of {', '.join(_MEDIA)}")
    if not door.has(given["logo"]):
        raise TemplateProblem(f"templates/{SETTINGS}", None, f"there is no file {file}")
    if not height.isdecimal() or not 0 < int(height) <= 100:  # noqa: PLR2004 - a third of a page
        reason = "logo_height is a whole number of millimetres up to 100"
        raise TemplateProblem(f"templates/{SETTINGS}", None, reason)
    alt = given.get("logo_alt", "Logo")
    try:
        data = door.read(given["logo"], most=_LARGEST)
    except NotOpened as error:
        raise TemplateProblem(file, None, f"it {error}") from None
    return Picture(data=data, media=media, alt=alt, height=int(height), name=given["logo"])


def _inside(path: Path, home: Path) -> bool:
    return path.resolve().is_relative_to(home.resolve())


def _text(door: Door, name: str) -> str:
    try:
        return door.read(name, most=_LARGEST).decode("utf-8-sig").replace("\r\n", "\n")
    except NotOpened as error:
        raise TemplateProblem(f"templates/{name}", None, f"it {error}") from None
    except UnicodeDecodeError:
        raise TemplateProblem(f"templates/{name}", None, "it cannot be read as UTF-8") from None

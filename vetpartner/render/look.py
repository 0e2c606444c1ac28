"""How a project wants its pages to look: its colour, fonts, logo and style, from `templates/`."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from vetpartner.render.page import Look, Media, Picture
from vetpartner.render.templates import TemplateProblem, own_templates
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
    style, settings, fonts = home / STYLE, home / SETTINGS, home / FONTS
    given = _settings(settings) if settings.is_file() else {}
    return Look(
        css=_text(style) if style.is_file() else "",
        colour=given.get("colour", ""),
        font=given.get("font", ""),
        fonts=str(fonts) if _inside(fonts, home) and fonts.is_dir() else "",
        logo=_logo(home, given) if "logo" in given else None,
    )


def _settings(path: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise TemplateProblem(f"templates/{SETTINGS}", None, str(error)) from None
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


def _logo(home: Path, given: dict[str, str]) -> Picture:
    path = home / given["logo"]
    file = f"templates/{given['logo']}"
    media = _MEDIA.get(path.suffix.lower())
    height = given.get("logo_height", str(_HEIGHT))
    if media is None:
        raise TemplateProblem(file, None, f"a logo is one of {', '.join(_MEDIA)}")
    if not _inside(path, home) or not path.is_file():
        raise TemplateProblem(f"templates/{SETTINGS}", None, f"there is no file {file}")
    if path.stat().st_size > _LARGEST:
        raise TemplateProblem(file, None, f"it is larger than {_LARGEST} bytes")
    if not height.isdecimal() or not 0 < int(height) <= 100:  # noqa: PLR2004 - a third of a page
        reason = "logo_height is a whole number of millimetres up to 100"
        raise TemplateProblem(f"templates/{SETTINGS}", None, reason)
    alt = given.get("logo_alt", "Logo")
    return Picture(
        data=path.read_bytes(), media=media, alt=alt, height=int(height), name=given["logo"]
    )


def _inside(path: Path, home: Path) -> bool:
    return path.resolve().is_relative_to(home.resolve())


def _text(path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise TemplateProblem(f"templates/{path.name}", None, f"it is larger than {_LARGEST} bytes")
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise TemplateProblem(
            f"templates/{path.name}", None, "it cannot be read as UTF-8"
        ) from None

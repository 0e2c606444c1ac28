"""The emblem of the European Union, drawn by its published geometry.

Source: Council of Europe, "Technical characteristics of the European flag"
(coe.int, 2005-12-drapeau/caracteristiques.asp, read on 2026-11-29): a rectangle half as long again
as high; twelve stars like the hours of a clock on a circle of a third of the height; each star
upright on a circle of an eighteenth of the height; blue 0/51/153 and yellow 255/204/0.
"""

from __future__ import annotations

from functools import cache
from math import cos, pi, sin

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

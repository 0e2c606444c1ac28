"""Take pictures of pages of invented projects: needs Pillow, and `chromium` on the path."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

from PIL import Image

from vetpartner.cli import main

HERE = Path(__file__).parent
PAGES = {
    "dashboard": ("index.html", 1180, 1335),
    "report": ("report-interim.html", 1000, 1180),
    "portfolio": ("portfolio/index.html", 1180, 1560),
}
PROJECTS, DAY = 60, "2026-10-15"
"""How many invented projects the page of a portfolio shows, and as of which day."""

COLOURS = 160
"""Enough for text, lines and bars; the files are a third of what they would be with all."""


def picture(page: Path, target: Path, width: int, height: int) -> None:
    """Photograph the upper part of a page."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--disable-background-networking",
            "--no-first-run",
            f"--user-data-dir={profile}",
            f"--window-size={width},{height}",
            f"--screenshot={target}",
            page.resolve().as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    with Image.open(target) as taken:
        small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(target, optimize=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as built:
        main(["demo", "-o", built])
        sys.path.append(str(HERE.parent / "tests/bench"))
        from many import write_many

        with chdir(built):
            write_many(Path("projects"), PROJECTS)
            key = ["--key", "portfolio.key", "--new-key"]
            main(["portfolio", "projects", "-o", "portfolio", "--on", DAY, *key])
        for name, (page, width, height) in PAGES.items():
            picture(Path(built) / page, HERE / "images" / f"{name}.png", width, height)
    sys.exit(0)

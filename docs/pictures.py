"""Take the pictures of the README from the example: needs Chromium, as `chromium` on the path."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from vetpartner.cli import main

HERE = Path(__file__).parent
PAGES = {"dashboard": ("index.html", 1100, 1460), "report": ("report-interim.html", 1100, 1500)}


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


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as built:
        main(["demo", "-o", built])
        for name, (page, width, height) in PAGES.items():
            picture(Path(built) / page, HERE / "images" / f"{name}.png", width, height)
    sys.exit(0)

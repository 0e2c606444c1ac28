"""The programs from outside Python that judge what we write: is one here, and what brings it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

JUDGES = Path(__file__).parent / "judges"
MODULES = JUDGES / "node_modules"

PROGRAMS = {
    "chromium": "apt install chromium",
    "fish": "apt install fish",
    "gcc": "apt install gcc libc6-dev",
    "java": "apt install default-jre-headless",
    "node": "apt install nodejs npm",
    "pdfinfo": "apt install poppler-utils",
    "pdftotext": "apt install poppler-utils",
    "soffice": "apt install libreoffice-calc libreoffice-writer",
    "zsh": "apt install zsh",
}
FILES = {
    "libical": (Path("/usr/include/libical/ical.h"), "apt install libical-dev"),
    **{
        name: (MODULES / name / "package.json", "npm install --prefix tests/judges")
        for name in ("axe-core", "html-validate", "ical.js", "mermaid", "vnu-jar")
    },
}
PACKAGES = ("distributed", "khal", "radicale")
"""Judges that are packages of Python, which the pins of development bring everywhere."""


def missing(judge: str) -> str:
    """Return what is missing of a judge and what brings it, or nothing where it is here."""
    if judge in PROGRAMS:
        here, way = shutil.which(judge) is not None, PROGRAMS[judge]
    elif judge in PACKAGES:
        here, way = importlib.util.find_spec(judge) is not None, f"pip install {judge}"
    else:
        path, way = FILES[judge]
        here = path.is_file()
    return "" if here else f"{judge} is missing: {way}"


def here() -> list[str]:
    """Return the judges from outside Python that are on this machine."""
    return [judge for judge in (*PROGRAMS, *FILES) if not missing(judge)]


def shown_by_chromium(page: Path) -> str:
    """Return a page as it stands after its scripts have run."""
    return subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--disable-background-networking",
            "--no-first-run",
            f"--user-data-dir={page.parent / 'profile'}",
            "--window-size=400,900",
            "--allow-file-access-from-files",
            "--virtual-time-budget=20000",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout


def converted(file: Path, suffix: str, folder: Path) -> Path:
    """Return a file as LibreOffice saves it in another form."""
    home = f"-env:UserInstallation=file://{folder}/home"
    line = ["soffice", "--headless", home, "--convert-to", suffix, "--outdir", str(folder)]
    subprocess.run([*line, str(file)], check=True, capture_output=True, timeout=120)
    return folder / f"{file.stem}.{suffix}"

"""Whether the files of evidence that facts name are really in the folder."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import attrs

from vetpartner.checks import Finding, error, warning
from vetpartner.files.content import HEAD, content_of, expected_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vetpartner.model import Origin, Partnership


def evidence_findings(p: Partnership, origin: Origin) -> Iterator[Finding]:
    """Yield a finding for each named file that is missing, empty or outside the folder."""
    for address, fact in p.numbered_facts():
        for evidence in fact.evidence:
            if evidence.file is None:
                continue
            found = look(origin.folder, evidence.file, evidence.kind, f"{address}/evidence")
            if found is not None:
                yield _located(found, origin)


def look(folder: Path, file: str, kind: str, at: str) -> Finding | None:
    """Return what is wrong with one file of evidence, or None; its slug says which mistake."""
    relative = PurePosixPath(file)
    if relative.is_absolute() or ".." in relative.parts or "\\" in file:
        found = error(
            f"the {kind} {file} lies outside the project's folder",
            at,
            way_out="copy it into evidence/ and name it from there",
        )
        return attrs.evolve(found, slug="evidence-outside-folder")
    path = folder / relative
    try:
        size = path.stat().st_size if path.is_file() else None
    except (OSError, ValueError):  # a name that the system cannot have
        size = None
    if size is None:
        found = warning(f"the {kind} {file} is not in the folder", at)
        return attrs.evolve(found, slug="evidence-file-missing")
    if size == 0:
        return attrs.evolve(warning(f"the {kind} {file} is empty", at), slug="evidence-file-empty")
    return _content(path, file, kind, at)


def _content(path: Path, file: str, kind: str, at: str) -> Finding | None:
    try:
        with path.open("rb") as opened:
            content = content_of(opened.read(HEAD))
    except OSError as trouble:
        found = warning(f"the {kind} {file} cannot be read: {trouble.strerror}", at)
        return attrs.evolve(found, slug="evidence-file-unreadable")
    expected = expected_of(file)
    if content is None or (not expected and content != "text"):
        found = warning(
            f"the {kind} {file} is of no known type", at, way_out="save it as PDF, picture or text"
        )
        return attrs.evolve(found, slug="evidence-file-of-unknown-type")
    if expected and content not in expected:
        found = warning(
            f"the {kind} {file} is not what its name says, but {_called(content)}",
            at,
            way_out="open it, and save it again under the right name",
        )
        return attrs.evolve(found, slug="evidence-file-of-other-type")
    return None


def _called(content: str) -> str:
    return "plain text" if content == "text" else f"a {content} file"


def _located(finding: Finding, origin: Origin) -> Finding:
    place = origin.locate(finding.address)
    line = origin.line(place) if place else None
    return attrs.evolve(finding, place=place, line=line)

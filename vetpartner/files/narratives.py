"""The coordinator's own words: Markdown with one `## question-id` heading per answer."""

from __future__ import annotations

import re

from vetpartner.model import Narrative

FILE_NAME = re.compile(
    r"(?P<report>progress|interim|final)\.(?P<language>[a-z]{2,3}(?:_[A-Z]{2})?)\.md"
)
_HEADING = re.compile(r"##[ \t]+(?P<id>\w+(?:\.[\w\-]+)+)(?:[ \t].*)?")
# One that is not closed ends before the next heading or comment, so that no other answer is lost.
_COMMENT = re.compile(r"<!--(?:(?:(?!<!--).)*?-->|(?:(?!<!--|\n##[ \t]+\w+\.).)*)", re.DOTALL)


def read_narrative(text: str, *, report: str, language: str) -> Narrative:
    """Read the answers; comments are hints and are left out, and so is what precedes them."""
    answers: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _COMMENT.sub("", text).splitlines():
        if match := _HEADING.fullmatch(line.rstrip()):
            current = answers.setdefault(match["id"], [])
        else:
            current.append(line)
    kept = ((id_, "\n".join(lines).strip()) for id_, lines in answers.items())
    return Narrative(report=report, language=language, answers=tuple(kept))


def write_narrative(narrative: Narrative) -> str:
    """Write the answers as `read_narrative` reads them."""
    return "\n\n".join(f"## {id_}\n\n{text}".rstrip() for id_, text in narrative.answers) + "\n"


def heading_line(text: str, question: str) -> int | None:
    """Return the line, from 1, on which the heading of a question stands."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = _HEADING.fullmatch(line.rstrip())
        if match and match["id"] == question:
            return number
    return None

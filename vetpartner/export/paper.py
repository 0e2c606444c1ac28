"""The smaller papers by their kind, as the command line and a notebook ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.model import Partnership
    from vetpartner.render.paper import Kind, Paper


KINDS = ("agenda", "minutes", "partner-sheet", "dissemination-log", "result-sheet")
"""What there is; the command line asks for it at each start, so that this module imports little."""


class PaperRefused(ValueError):
    """The paper cannot be made as asked for; the message says what is missing."""


def paper(
    p: Partnership,
    kind: str,
    id_: str | None = None,
    *,
    language: str | None = None,
    period: tuple[date | None, date | None] = (None, None),
) -> Paper:
    """Return a small paper: `.html`, and `.write(path)` for .html, .docx and .pdf.

    `agenda` and `minutes` are of a meeting, `partner-sheet` of an organisation.
    `dissemination-log` may be of one organisation, `result-sheet` of one deliverable.
    `period` is the first and the last day, for the sheet of a partner and the log.
    Without `language` it is in the project's language, in English where there are no words for it.
    Raises `PaperRefused` for another kind or a missing id, `UnknownId` for an unknown one, and
    `ValueError` for the id of something else or a language without words.
    """
    if kind not in KINDS:
        msg = f"there is no paper {kind!r}{did_you_mean(kind, KINDS)}; there are {', '.join(KINDS)}"
        raise PaperRefused(msg)
    asked = kinds()[kind]
    if asked.of is not None and id_ is None:
        raise PaperRefused(f"{kind} is of {asked.of}; give its id")
    return asked.make(p, id_, language=language, **({"period": period} if asked.dated else {}))


def kinds() -> dict[str, Kind]:
    """Return how each kind of `KINDS` is made."""
    from vetpartner.papers.dissemination import LOG, RESULT_SHEET
    from vetpartner.papers.meeting import AGENDA, MINUTES
    from vetpartner.papers.partner_sheet import PARTNER_SHEET

    return {
        "agenda": AGENDA,
        "minutes": MINUTES,
        "partner-sheet": PARTNER_SHEET,
        "dissemination-log": LOG,
        "result-sheet": RESULT_SHEET,
    }

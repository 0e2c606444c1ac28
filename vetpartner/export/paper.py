"""The smaller papers by their kind, as the command line and a notebook ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from datetime import date

    from vetpartner.model import Partnership
    from vetpartner.render.paper import Paper


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
    from vetpartner.model import Organisation
    from vetpartner.papers.dissemination import dissemination_log, result_sheet
    from vetpartner.papers.meeting import agenda, minutes
    from vetpartner.papers.partner_sheet import NoOrganisation, partner_sheet

    if kind not in KINDS:
        msg = f"there is no paper {kind!r}{did_you_mean(kind, KINDS)}; there are {', '.join(KINDS)}"
        raise PaperRefused(msg)
    if kind == "result-sheet":
        return result_sheet(p, id_, language=language)
    if kind == "dissemination-log":
        if id_ is not None and not isinstance(p[id_], Organisation):
            raise NoOrganisation(f"{id_} is not an organisation; a log is of one, or of all")
        return dissemination_log(p, id_, language=language, period=period)
    if id_ is None:
        of = "an organisation" if kind == "partner-sheet" else "a meeting"
        raise PaperRefused(f"{kind} is of {of}; give its id")
    if kind == "partner-sheet":
        return partner_sheet(p, id_, language=language, period=period)
    return (agenda if kind == "agenda" else minutes)(p, id_, language=language)

"""Tables for the annex: the numbered index of evidence, and who took part side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.files.door import Door
from vetpartner.files.evidence import look
from vetpartner.render.paper import table_paper
from vetpartner.state.attendance import THRESHOLD
from vetpartner.state.evidence import EVIDENCE, EvidenceRow, evidence
from vetpartner.state.reconciliation import reconcile
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from vetpartner.model import Partnership, Share
    from vetpartner.render.paper import Paper


STATES = {
    "evidence-outside-folder": "outside the folder",
    "evidence-file-missing": "missing",
    "evidence-file-empty": "empty",
    "evidence-file-unreadable": "cannot be read",
    "evidence-file-of-unknown-type": "of no known type",
    "evidence-file-of-other-type": "not what its name says",
}


def evidence_index(p: Partnership) -> Paper:
    """Return the index: `.html`, `.xlsx`, `.csv` and `.json`, and `.write` for all.

    Each proof has its number such as `EV7`, the id of what it proves, title, kind, file or link,
    the day on which it was last seen, and whether the file is there.
    A link counts as seen only where a day is recorded. Where the partnership was not read from
    files, the files are `not looked for`.
    """
    under = f"{p.plan.project.label}, as of {p.as_of}"
    what = "an index of evidence"
    return table_paper(p, index_table(p), what=what, title="Index of evidence", under=under)


def index_table(p: Partnership) -> Table:
    """Return all proofs in the order of their numbers, each with whether it is there."""
    state = Column(
        "state",
        "State",
        "word",
        "whether the file is there and good, or a link was seen",
        get=lambda row: _state(p, row),
        width=22,
    )
    table = evolve(EVIDENCE, columns=(*EVIDENCE.columns, state))
    return table.of(evidence(p), empty="No evidence is recorded.")


def _state(p: Partnership, row: EvidenceRow) -> str:
    """Return whether a file is there and good, or whether a link was seen."""
    if row.file is None:
        if row.url is None:
            return "no file and no link"
        return "link" if row.seen is not None else "link, not seen"
    if p.origin is None:
        return "not looked for"
    found = look(Door(p.origin.folder), row.file, row.kind, row.address)
    return "there" if found is None else STATES[found.slug]


# Who took part, in lists, certificates and minutes side by side.


def reconciliation(p: Partnership, *, threshold: Share = THRESHOLD) -> Paper:
    """Return the table of `reconcile`: `.html`, `.xlsx`, `.csv` and `.json`, and `.write`."""
    found = reconcile(p, threshold=threshold)
    return table_paper(
        p,
        found.table,
        what="a reconciliation",
        title="Participants",
        under=f"{found.label}, as of {found.day}",
    )

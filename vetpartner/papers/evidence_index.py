"""Tables for the annex: the numbered index of evidence, and who took part side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from vetpartner.files.door import Door
from vetpartner.files.evidence import look
from vetpartner.render.paper import spoken, table_paper
from vetpartner.state.attendance import THRESHOLD
from vetpartner.state.evidence import EVIDENCE, EvidenceRow, evidence
from vetpartner.state.reconciliation import RECONCILIATION, reconcile
from vetpartner.values.phrase import say
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.model import Partnership, Share
    from vetpartner.render.paper import Paper
    from vetpartner.values.phrase import Phrase


STATES = {
    "evidence-outside-folder": "outside the folder",
    "evidence-file-missing": "missing",
    "evidence-file-empty": "empty",
    "evidence-file-unreadable": "cannot be read",
    "evidence-file-of-unknown-type": "of no known type",
    "evidence-file-of-other-type": "not what its name says",
}

NO_FILE = {
    "nothing": "no file and no link",
    "seen": "link",
    "unseen": "link, not seen",
    "unknown": "not looked for",
    "there": "there",
}
"""What is said of a proof that is a link, or whose file has nothing wrong with it."""


def evidence_index(p: Partnership, *, language: str | None = None) -> Paper:
    """Return the index: `.html`, `.xlsx`, `.csv` and `.json`, and `.write` for all.

    Each proof has its number such as `M1-a`, the id of what it proves, title, kind, file or link,
    the day on which it was last seen, and whether the file is there.
    A link counts as seen only where a day is recorded. Where the partnership was not read from
    files, the files are `not looked for`. CSV and JSON are for programs, the same in each language.
    Without `language` it is in the project's language, in English where there are no words for it;
    raises `UnknownLanguage`.
    """
    return _in_both(
        p, language, index_table, what="an index of evidence", title=say("Index of evidence")
    )


def _in_both(
    p: Partnership,
    language: str | None,
    table_of: Callable[[Partnership], Table],
    *,
    what: str,
    title: Phrase,
) -> Paper:
    """Return a table as a paper: in a language for people, and for programs as it is."""
    told, words = spoken(p, language, papers=False)
    under = say("{project}, as of {day}", project=told.plan.project.label, day=p.as_of)
    shown, plain = (
        table_paper(
            each,
            table_of(each),
            what=what,
            title=title.within(words),
            under=under.within(words),
            language=words,
        )
        for each in (told, p)
    )
    makers = dict(shown.makers) | {s: m for s, m in plain.makers if s in {".csv", ".json"}}
    return evolve(shown, makers=tuple(makers.items()))


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
    return table.changed("kind", kind="word").of(evidence(p), empty="No evidence is recorded.")


def _state(p: Partnership, row: EvidenceRow) -> str:
    """Return whether a file is there and good, or whether a link was seen."""
    if row.file is None:
        if row.url is None:
            return NO_FILE["nothing"]
        return NO_FILE["unseen" if row.seen is None else "seen"]
    if p.origin is None:
        return NO_FILE["unknown"]
    found = look(Door(p.origin.folder), row.file, row.kind, row.address)
    return NO_FILE["there"] if found is None else STATES[found.slug]


# Who took part, in lists, certificates and minutes side by side.


def reconciliation(
    p: Partnership, *, threshold: Share = THRESHOLD, language: str | None = None
) -> Paper:
    """Return the table of `reconcile`: `.html`, `.xlsx`, `.csv` and `.json`, and `.write`.

    In which language it is stands in `evidence_index`.
    """
    return _in_both(
        p,
        language,
        lambda each: RECONCILIATION.of(reconcile(each, threshold=threshold).rows),
        what="a reconciliation",
        title=say("Participants"),
    )

"""The reconciliation of participants as a page and as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.render.tables import table_paper
from vetpartner.state.attendance import THRESHOLD
from vetpartner.state.reconciliation import reconcile

if TYPE_CHECKING:
    from vetpartner.model import Partnership, Share
    from vetpartner.render.paper import Paper


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

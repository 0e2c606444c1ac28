"""Which findings a change makes appear, and which it solves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from vetpartner.checks import Findings, check, placed

if TYPE_CHECKING:
    from vetpartner.model import Origin, Partnership


def findings_that_differ(before: Partnership, after: Partnership) -> tuple[Findings, Findings]:
    """Return the findings that appear with a change, and those that disappear.

    One that stays with other words is in both.
    """
    # Looking up places in the files is dear, so only findings that differ get theirs.
    old, new = (check(attrs.evolve(p, origin=None)) for p in (before, after))
    return _without(new, old, before.origin), _without(old, new, before.origin)


def _without(these: Findings, others: Findings, origin: Origin | None) -> Findings:
    known = {(one.slug, one.address, one.message) for one in others}
    found = (one for one in these if (one.slug, one.address, one.message) not in known)
    return Findings(placed(one, origin) for one in found).sorted()

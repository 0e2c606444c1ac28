"""Partners that left: what they still lead, host and are expected to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.finding import warning
from vetpartner.checks.open_work import open_roles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject


def left_with_open_work(s: Subject) -> Iterator[Finding]:
    """Guard that a partner that left leads and hosts nothing that is still to come.

    Nobody does the work otherwise, and its amount may be cut.
    Amend `lead` or `host`, or cancel what nobody can do.

    Basis: German national agency at BIBB, pages for beneficiaries, a partner in or out needs the
    consent of the agency (confidence B).
    """
    for o in s.plan.organisations:
        for role in open_roles(s.p, o.id, o.left) if o.left is not None else ():
            message = f"{o.short} left on {o.left}, but {role.said}"
            way_out = f"amend {role.field}" if role.amendable else None
            yield warning(message, f"{role.address}/{role.field}", way_out=way_out)


WITHDRAWING = (left_with_open_work,)

"""The time that a report covers, where a partnership is looked at for one."""

from __future__ import annotations

from datetime import date

from attrs import frozen


@frozen(kw_only=True)
class Covered:
    """The last day covered, and the ids of what only facts about later days tell something of.

    Those facts are known on the day of the report: of these things it is told that they came later,
    and not that nothing is recorded.
    """

    until: date
    since: frozenset[str] = frozenset()

"""Which work package is project management: the one that says so, or else by title and id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.model.activities import WorkPackage
from vetpartner.values.translations import unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

# Words of titles in the languages of the catalogues.
_MANAGES = (
    r"(?:project[ -]?)?(?:management|coordination)"
    r"|projekt(?:management|koordination|leitung|steuerung)"
    r"|gesti[oó]n|gestione|gestão|coordinaci[oó]n|coordinamento|upravljanje|vođenje|koordinacija"
    r"|zarządzanie|koordynacja|διαχείριση|συντονισμός"
)
_PROJECT = r"project|projekt|projet|proyecto|progetto|projeto|έργου|σχεδίου"
_BEGINS = re.compile(rf"(?:{_MANAGES})\b", re.IGNORECASE)
_OF_THE_PROJECT = re.compile(
    rf"(?=.*(?:{_PROJECT}))(?:.*\b)?(?:{_MANAGES})\b.*"
    rf"|(?:{_MANAGES})(?:\s*(?:and|und|et|y|e|i|και|&|,)\s*(?:{_MANAGES}))*",
    re.IGNORECASE,
)
_NUMBER_ONE = re.compile(r"[^\W\d]*[\s._-]*0*1", re.IGNORECASE)


@frozen(kw_only=True)
class Management:
    """The work package of project management, None where there is none, and whether it is sure.

    `why` says in a sentence why it is a guess; None where it is none.
    """

    package: WorkPackage | None = None
    why: str | None = None


def management_of(packages: Sequence[WorkPackage]) -> Management:
    """Return the work package that says `management = true`, or that title and id tell.

    Where neither does it is the first, which is a guess.
    """
    stated = [wp for wp in packages if wp.management]
    if stated:
        several = len(stated) > 1
        why = f"{len(stated)} work packages say management = true" if several else None
        return Management(package=stated[0], why=why)
    open_ = [wp for wp in packages if wp.management is None]
    if not open_:
        return Management()
    titles = {wp.id: unmarked(wp.title or "").strip() for wp in open_}
    sure = [wp for wp in open_ if _OF_THE_PROJECT.fullmatch(titles[wp.id])]
    like = [wp for wp in open_ if _BEGINS.match(titles[wp.id])]
    first = [wp for wp in open_ if _NUMBER_ONE.fullmatch(wp.id)]
    both = [wp for wp in sure or like if wp in first]
    if both or len(sure) == 1:
        return Management(package=(both or sure)[0])
    if sure:
        return Management(package=sure[0], why=f"{len(sure)} work packages are called so")
    if first and not like:
        return Management(package=first[0])
    if first or like:
        why = f"{(like or first)[0].id} may be meant by its title"
        return Management(package=(first or like)[0], why=why)
    return Management(package=open_[0], why="no title and no id tells it")

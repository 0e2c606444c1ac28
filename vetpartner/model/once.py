"""Views that are computed once for a partnership, however many ask for them."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from vetpartner.model.partnership import Partnership

T = TypeVar("T")


def once(view: Callable[[Partnership], T]) -> Callable[[Partnership], T]:
    """Make a view keep what it returned for a partnership, which never changes.

    What it returns must not be changed either.
    """
    name = f"{view.__module__}.{view.__qualname__}"

    @wraps(view)
    def known(p: Partnership) -> T:
        kept = p.computed
        if name not in kept:
            kept[name] = view(p)
        return cast("T", kept[name])

    return known

"""The command that shows what moves when something moves; it writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, partnership
from vetpartner.files.plain import plain
from vetpartner.files.toml_text import toml_text

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.views.dates.moving import Moved


def move(arguments: Namespace) -> int:
    """Print what a move touches, and how to record it."""
    from vetpartner.views.dates.moving import move as moved_of

    p = partnership(arguments)
    try:
        moved = moved_of(p, arguments.id, arguments.when, reason=arguments.reason)
    except (KeyError, ValueError) as error:
        raise Trouble(str(error), code=2) from None
    except OverflowError:
        raise Trouble(f"{arguments.when} is too far away to reckon with", code=2) from None
    print(moved)
    print(f"\n{_recording(moved)}")
    return 0


def _recording(moved: Moved) -> str:
    """Return how to make the move stay: the fact to add, or what to change in the plan."""
    if moved.amendment is not None:
        currency = moved.before.baseline.project.currency
        fact = toml_text({"amended": [plain(moved.amendment, currency)]})
        return f"Nothing was written. To record it, add this to the facts:\n\n{fact.rstrip()}"
    if moved.changes:
        return f"Nothing was written. To record it, change {moved.address} in the plan."
    return "Nothing was written."

"""The command that shows what happens if a partner withdraws; it writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, known_id, partnership
from vetpartner.files.plain import plain
from vetpartner.files.toml_text import toml_text

if TYPE_CHECKING:
    from argparse import Namespace


def withdraw(arguments: Namespace) -> int:
    """Print what the withdrawal of a partner means, and how to record it."""
    from vetpartner.views.finance.withdrawing import withdraw as withdrawal_of

    p = partnership(arguments)
    known_id(p, arguments.id, "organisations")
    try:
        found = withdrawal_of(p, arguments.id, on=arguments.last_day, reason=arguments.reason)
    except ValueError as error:
        raise Trouble(str(error), code=2) from None
    currency = p.baseline.project.currency
    facts = toml_text({"amended": [plain(one, currency) for one in found.amendments]})
    print(found)
    print("\nNothing was written. Once it is agreed, add this to the facts, with the leaders and")
    print(f"hosts that take over, and the agency's day as approved:\n\n{facts.rstrip()}")
    return 0

"""Commands about money: budget workbook, partner accounts, letters, forecast."""

from __future__ import annotations

import io
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.words import Trouble, known_id, partnership, wrote

if TYPE_CHECKING:
    from argparse import Namespace


def budget(arguments: Namespace) -> int:
    """Write the budget workbook."""
    from vetpartner.export.workbooks.budget import budget as budget_of

    p = partnership(arguments)
    known_id(p, arguments.partner, "organisations")
    out = io.BytesIO()
    budget_of(p, partner=arguments.partner).save(out)
    wrote(arguments.output, out.getvalue())
    return 0


def ledger(arguments: Namespace) -> int:
    """Print the accounts of all partners, or write the letter to one of them."""
    from vetpartner.export.papers.account_letter import account_letter
    from vetpartner.views.finance.partner_ledger import ledger as ledger_of

    p = partnership(arguments)
    if arguments.partner is None:
        if arguments.output is not None:
            raise Trouble("say with --partner whose letter to write", code=2)
        print(ledger_of(p))
        return 0
    known_id(p, arguments.partner, "organisations")
    if arguments.output is None:
        raise Trouble("say with -o where to write the letter", code=2)
    try:
        letter = account_letter(p, arguments.partner, language=arguments.language)
        data = letter.data(Path(arguments.output).suffix.lower())
    except (ValueError, LookupError, ImportError) as error:
        raise Trouble(str(error.args[0] if error.args else error)) from None
    wrote(arguments.output, data)
    return 0


def forecast(arguments: Namespace) -> int:
    """Print what the final report may bring for self-assessed points."""
    from vetpartner.views.finance.forecast import CannotForecast
    from vetpartner.views.finance.forecast import forecast as forecast_of

    p = partnership(arguments)
    points = dict(_points(text) for text in arguments.points)
    try:
        found = forecast_of(p, points)
    except (CannotForecast, LookupError) as error:
        raise Trouble(str(error.args[0])) from None
    print("\n\n".join(map(str, found)))
    return 0


def _points(text: str) -> tuple[str, Decimal]:
    name, sign, number = text.rpartition("=")
    try:
        points = Decimal(number)
    except InvalidOperation:
        points = Decimal("NaN")
    if not sign or not name.strip() or not points.is_finite():
        raise Trouble(f"{text!r} is not of the form WP2=75", code=2)
    return name.strip(), points

"""The commands of money: budget, accounts of the partners, costs, what a score would pay."""

from __future__ import annotations

import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli.command import (
    ANYWAY,
    PAPER,
    PROJECT,
    TABLE_FILE,
    Trouble,
    a_file,
    argument,
    command,
    flag,
    in_format,
    known,
    missing_output,
    on_project,
    paper_output,
    partner,
    partnership,
    printed,
    show,
    sound,
    table_output,
    told,
    went_on,
    write,
    writing,
    wrote,
)

if TYPE_CHECKING:
    from argparse import Namespace


@on_project(
    "the money as a workbook",
    partner("only this organisation's figures"),
    argument("--official", "TEMPLATE", "fill in this workbook of an agency or school instead"),
    argument("--map", "FILE.toml", "which of its cells gets which figure; a shipped map if not"),
    *paper_output(what="FILE.xlsx", of="workbook"),
    group="money",
)
def budget(p: vp.Partnership, arguments: Namespace) -> int:
    """Write the budget workbook, or fill in that of an agency."""
    if arguments.official is not None:
        return _official(p, arguments)
    if arguments.map is not None:
        raise Trouble("--map says how to fill in a workbook: name it by --official", code=2)
    from vetpartner.export.budget import budget_bytes

    target = in_format(arguments.output, "a budget", ".xlsx")
    with told():
        data = budget_bytes(p, partner=arguments.partner, language=arguments.language)
    wrote(target, data)
    return 0


def _official(p: vp.Partnership, arguments: Namespace) -> int:
    """Fill in a workbook of somebody else; 1 where something has no cell."""
    from vetpartner.export.filling import fill, read_map
    from vetpartner.files.disk import contents

    template, target = Path(arguments.official), Path(arguments.output)
    if target.suffix.lower() != template.suffix.lower():
        raise Trouble(f"the filled workbook is a {template.suffix} file like the template", code=2)
    if target.exists() and target.samefile(template):
        raise Trouble("the template is not written over; name another -o", code=2)
    with told():
        form = None
        if arguments.map is not None:
            form = read_map(contents(Path(arguments.map)), arguments.map)
        made = fill(p, contents(template), form)
    print(made)
    wrote(target, made.data)
    return 1 if made.left else 0


@on_project(
    "due, sent, earned and at risk for each partner, and their letters",
    partner("the letter to this organisation, or with --format its row"),
    printed(),
    *paper_output(
        what=f"{TABLE_FILE}; with --partner the letter, {a_file(*PAPER)}",
        of="letter",
        required=False,
    ),
    group="money",
)
def ledger(p: vp.Partnership, arguments: Namespace) -> None:
    """Show the accounts of all partners."""
    from vetpartner.papers.account_letter import account_letter

    partner, output = arguments.partner, arguments.output
    if partner is None:
        show(vp.ledger(p).table, arguments, p)
    elif arguments.format != "text":
        _account(p, partner, arguments)
    elif output is None:
        raise Trouble(missing_output("ledger"), code=2)
    else:
        write(output, account_letter, p, partner, language=arguments.language)


def _account(p: vp.Partnership, partner: str, arguments: Namespace) -> None:
    """Print the account of one organisation as data, which its letter is not."""
    if arguments.output is not None:
        raise Trouble("with --partner, -o is for the letter; leave out --format or -o", code=2)
    found = vp.ledger(p)
    try:
        account = found.account(partner)
    except KeyError:
        raise Trouble(f"{partner!r} has neither a share nor a payment") from None
    show(found.table.of((account,), total=None), arguments, p)


@on_project(
    "what the final report may bring, for points that you give yourself",
    argument(
        "points",
        "ID=POINTS",
        "a work package and up to 100 points; for KA210 the name of a criterion",
        nargs="+",
    ),
    *table_output(),
    group="money",
)
def forecast(p: vp.Partnership, arguments: Namespace) -> None:
    """Show what a score would pay."""
    from vetpartner.whatif.forecast import forecast_table, readings_table

    given = dict(_points(text) for text in arguments.points)
    points = {str(known(p, name, "anything")): number for name, number in given.items()}
    with told():
        found = vp.forecast(p, points)
    readings = readings_table(found)
    text = f"{found[0]}\n\n{readings.text() if len(found) > 1 else readings.caption}"
    show(forecast_table(found), arguments, p, text=text)


def _points(text: str) -> tuple[str, Decimal]:
    name, sign, number = text.rpartition("=")
    try:
        points = Decimal(number)
    except InvalidOperation:
        points = Decimal("NaN")
    if not sign or not name.strip() or not points.is_finite():
        raise Trouble(f"{text!r} is not of the form WP2=75", code=2)
    return name.strip(), points


@command(
    "planned and spent, by work package, partner and period",
    *PROJECT,
    partner("only this organisation's figures"),
    flag("--convert", "first store the conversion of costs in other currencies with them"),
    ANYWAY,
    *table_output(),
    group="money",
)
def costs(arguments: Namespace) -> None:
    """Show planned and spent, if costs are kept."""
    if arguments.anyway is not None and not arguments.convert:
        raise Trouble("--anyway has an effect only with --convert; leave it out", code=2)
    if arguments.convert:
        _convert(arguments, aside=arguments.format != "text")
    p = partnership(arguments)
    arguments.partner = known(p, arguments.partner, "organisations")
    show(vp.costs(p, arguments.partner).table, arguments, p)


def _convert(arguments: Namespace, *, aside: bool) -> None:
    """Store the conversions of costs; tell of it `aside` where data are printed."""
    from vetpartner.state.open_lists import costs_read, open_costs

    out = sys.stderr if aside else sys.stdout
    with writing(arguments.project, "costs --convert"):
        p = sound(arguments.project, "converted", anyway=arguments.anyway)
        with told():
            done = vp.convert(p, anyway=arguments.anyway)
        print(f"{costs_read(p)}\n{done}\n", file=out)
        if done.stored:
            for path in vp.save(done.partnership, Path(arguments.project)):
                wrote(path, aside=aside)
            print(file=out)
        went_on(arguments.anyway, open_costs(p), "converted", aside=aside)

"""Costs and exchange rates, if they are kept: dates, owners, documents, conversions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family, listed, outside
from vetpartner.model import Money, Organisation, Rate, Spent, When, WorkPackage
from vetpartner.state.rates import NoRate, Rates, at_rate
from vetpartner.values.keyed import summed
from vetpartner.values.words import CATEGORIES, near

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.checks.subject import Subject

rule = family("Costs")

_CODE = 3


@rule("Programme Guide, eligible period of activities")
def cost_outside_project(s: Subject) -> Found:
    """Costs lie inside the project's period.

    Work before the first day is not eligible, and what is bought after the last one serves nothing.
    A lump sum needs no cost proof, but such a cost tells that a date is wrong, or an activity is.
    """
    for at, cost in s.facts(Spent) if s.rules.activities_inside_period is not False else ():
        name = _called(s, cost)
        message = outside(s, name, cost.when, s.period, "the project", "has the date")
        if message is not None:
            yield s.law("activities_inside_period", message, f"{at}/when", may=True)


@rule("none; practice")
def cost_counts_nowhere(s: Subject) -> Found:
    """Each cost says whose it is, and for which work package or activity.

    It stands in the sum of the project, but in none of a partner or a work package.
    Fill the column `organisation` or `of`.
    """
    for field, what, example in (
        ("organisation", "partner", s.some(Organisation, "sts")),
        ("of", "work package or activity", s.some(WorkPackage, "WP1")),
    ):
        without = [(at, cost) for at, cost in s.facts(Spent) if getattr(cost, field) is None]
        if without:
            count = _counted(len(without))
            belong = "belongs" if len(without) == 1 else "belong"
            message = f"{count} ({_sums(c for _, c in without)}) {belong} to no {what}"
            yield s.warning(message, without[0][0], f'add {field} = "{example}"')


@rule("none; practice")
def cost_of_other_organisation(s: Subject) -> Found:
    """The person of a cost belongs to the organisation of the cost.

    One of the two is wrong, or the person works for both.
    """
    for at, cost in s.facts(Spent):
        theirs = getattr(s.p.get(cost.person), "organisation", None)
        if cost.organisation is not None and theirs is not None and theirs != cost.organisation:
            who, home = s.p.label(cost.person), s.p.label(theirs)
            message = f"{_called(s, cost)} is for {who}, who belongs to {home}"
            yield s.warning(message, f"{at}/person")


@rule("Handbook on the lump sum funding model, costs that the lump sum covers")
def cost_category_unknown(s: Subject) -> Found:
    """The category of a cost is one of the usual ones.

    They are kept as they are; two spellings of one category make two lines in the sums.
    """
    usual = (*CATEGORIES, *dict.fromkeys(cost.heading for cost in s.rules.unit_costs))
    seen = set(usual)
    for at, cost in s.facts(Spent):
        if cost.category is not None and cost.category not in seen:
            seen.add(cost.category)
            hint = near(cost.category, usual) or f"usual: {', '.join(usual)}"
            message = f"“{cost.category}” is not a usual category of costs"
            yield s.note(message, f"{at}/category", hint)


@rule("Programme Guide 2025, p. 453, double funding")
def document_used_twice(s: Subject) -> Found:
    """No document stands for two costs: nothing is paid twice.

    The same cost must never be financed twice from the budget of the Union.
    One partner has the number twice, or two partners have it with the same date and amount.
    Take one of them out; if a document is shared out, say in the `reason` of each how.
    """
    first: dict[tuple[object, ...], str] = {}
    for at, cost in s.facts(Spent):
        if cost.document is None:
            continue
        number = "".join(cost.document.casefold().split())
        keys = ((number, cost.organisation), (number, cost.amount, cost.when))
        before = next((first[key] for key in keys if key in first), None)
        for key in keys:
            first.setdefault(key, at)
        if before is not None and cost.why is None:
            message = f"invoice {cost.document} of {_called(s, cost)} is already recorded under "
            message += before
            way_out = 'delete one of the two, or add reason = "half of it is for WP1"'
            yield s.warning(message, f"{at}/document", way_out)


@rule("the data sheet of the grant agreement (unverified: from general knowledge)")
def cost_not_converted(s: Subject) -> Found:
    """Costs in another currency are converted, at the rate that the agreement fixes.

    Until then they are in no sum: sums over two currencies cannot be made.
    Where the month has no rate the cost is not converted; the nearest month is never taken.
    Add the rate to `facts.toml` and run `vetpartner money costs FOLDER --convert`.
    """
    rates = Rates.of(s.p)
    reasons: dict[tuple[str, str], list[tuple[str, Spent]]] = {}
    for at, cost in s.facts(Spent):
        if cost.booked(s.plan.project.currency) is None:
            try:
                rates.conversion(cost)
                reason = ("", "run `vetpartner money costs FOLDER --convert`")
            except NoRate as missing:
                reason = (f": {missing.args[0]}", missing.way_out)
            reasons.setdefault(reason, []).append((at, cost))
    for (why, way_out), costs in reasons.items():
        is_ = "is" if len(costs) == 1 else "are"
        sums = _sums(cost for _, cost in costs)
        message = f"{_counted(len(costs))} ({sums}) {is_} not converted{why}"
        yield s.warning(message, f"{costs[0][0]}/amount", way_out)


@rule("arithmetic")
def conversion_wrong(s: Subject) -> Found:
    """A stored conversion is complete, and its amount follows from its rate.

    It is the amount divided by the rate, rounded half up to the cent.
    Delete `rate_month`, `rate` and `converted` of the cost, and convert it again.
    """
    currency = s.plan.project.currency
    for at, cost in s.facts(Spent):
        parts = (cost.rate_month, cost.rate, cost.converted)
        if all(part is None for part in parts):
            continue
        way_out = "delete rate_month, rate and converted; `vetpartner money costs FOLDER --convert`"
        if cost.amount.currency == currency:
            message = f"{_called(s, cost)} is in {currency} and needs no conversion"
            yield s.error(message, f"{at}/converted", way_out)
        elif cost.rate is None or cost.converted is None or cost.rate_month is None:
            missing = [n for n in ("rate_month", "rate", "converted") if getattr(cost, n) is None]
            message = f"the conversion of {_called(s, cost)} has no {listed(missing)}"
            yield s.error(message, f"{at}/converted", way_out)
        elif cost.rate <= 0 or cost.converted != at_rate(cost.amount, cost.rate, currency):
            message = f"{_called(s, cost)} is converted wrongly: at {cost.rate} it is not "
            message += str(cost.converted)
            yield s.error(message, f"{at}/converted", way_out)


@rule("the data sheet of the grant agreement (unverified: from general knowledge)")
def conversion_differs_from_rates(s: Subject) -> Found:
    """A stored conversion has the rate that the project's rates give now.

    A conversion that is stored stays, whatever becomes of rates and agreement: reports rest on it.
    If the new rate is right, delete `rate_month`, `rate` and `converted` and convert again.
    """
    currency, rates = s.plan.project.currency, Rates.of(s.p)
    for at, cost in s.facts(Spent):
        if cost.rate is None or cost.rate_month is None or cost.amount.currency == currency:
            continue
        stored = f"{cost.rate} of {cost.rate_month}"
        try:
            now = rates.conversion(cost)
        except NoRate as missing:
            why = missing.args[0]
        else:
            if (now.rate, now.month) == (cost.rate, cost.rate_month):
                continue
            why = f"the rate that holds is {now.rate} of {now.month}"
        message = f"{_called(s, cost)} was converted at {stored}, but {why}"
        yield s.warning(message, f"{at}/rate", "put the rates right, or convert it again")


@rule("the file format")
def rate_unusable(s: Subject) -> Found:
    """A rate is above zero, for one month, and for another currency.

    A rate says how many units of the currency one unit of the project's currency buys.
    """
    for at, rate in s.facts(Rate):
        code, month = rate.currency, rate.when
        own = s.plan.project.currency
        if not (len(code) == _CODE and code.isascii() and code.isupper() and code.isalpha()):
            way_out = 'write currency = "CZK"'
            yield s.error(f"`{code}` is not the code of a currency", f"{at}/currency", way_out)
        elif code == own:
            message = f"{code} is the currency of the project and needs no rate"
            yield s.error(message, f"{at}/currency")
        if rate.rate <= 0:
            message = f"the rate of {code} for {month} is {rate.rate}, but must be above zero"
            yield s.error(message, f"{at}/rate")
        if month.first is None or month != When.calendar_months(month.first, month.first):
            message = f"the rate of {code} is for {month}, which is not one month"
            yield s.error(message, f"{at}/when", 'write when = "2024-02"')


@rule("the file format")
def rate_given_twice(s: Subject) -> Found:
    """A currency has one rate in a month.

    Nobody can tell which of two holds, so none of them is used.
    """
    first: dict[tuple[str, When], Rate] = {}
    for at, rate in s.facts(Rate):
        before = first.setdefault((rate.currency, rate.when), rate)
        if before.rate != rate.rate:
            name = f"{rate.currency} for {rate.when}"
            message = f"the rate of {name} is {before.rate} from {before.source}, and {rate.rate}"
            message += f" from {rate.source}"
            yield s.error(message, f"{at}/rate", "delete the wrong one")


@rule("none; practice")
def spent_over_plan(s: Subject) -> Found:
    """No partner spends more on a work package than planned.

    It costs the partner own money; the lump sum is not changed by it.
    """
    packages = {a.id: a.work_package for a in s.plan.activities}
    sums: dict[tuple[str, str], list[Money]] = {}
    for _, cost in s.facts(Spent):
        money = cost.booked(s.plan.project.currency)
        package = packages.get(cost.of or "") or cost.of
        if money is not None and package is not None and cost.organisation is not None:
            sums.setdefault((package, cost.organisation), []).append(money)
    for (package, organisation), moneys in sums.items():
        planned = getattr(s.p.get(package), "grant", {}).get(organisation)
        spent = s.total(moneys)
        if planned is None or spent is None or planned.currency != spent.currency:
            continue
        if spent > planned:
            who = s.p.label(organisation)
            message = f"{who} has spent {spent} on {package}, {spent - planned} more than planned"
            yield s.note(message, f"{s.p.kind_of(package)}/{package}/grant/{organisation}")


def _called(s: Subject, cost: Spent) -> str:
    """Return how a sentence calls a cost."""
    whose = f" of {s.p.label(cost.organisation)}" if cost.organisation else ""
    return f"the cost of {cost.amount}{whose}" + (f" for {cost.of}" if cost.of else "")


def _counted(number: int) -> str:
    return "1 cost" if number == 1 else f"{number} costs"


def _sums(costs: Iterable[Spent]) -> str:
    sums = summed((cost.amount.currency, cost.amount) for cost in costs)
    return listed([str(money) for money in sums.values()])

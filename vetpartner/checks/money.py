"""Money: the lump sum and how it is shared out, by work package, activity and partner."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from vetpartner.checks.rule import Found, family
from vetpartner.model import Money, Organisation, Paid, Payment, WorkPackage
from vetpartner.state.shares import amount_of, matrix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.checks.subject import Subject
    from vetpartner.model import Activity

rule = family("Money")


@rule("Programme Guide, Partnerships for Cooperation, funding rules")
def lump_sum_missing(s: Subject) -> Found:
    """The project states its lump sum, where the call pays one.

    Nothing about money can be computed without it.
    """
    if s.rules.lump_sums and s.plan.project.lump_sum is None:
        yield s.note("the project has no lump sum", "project", _state_it(s))


@rule("Programme Guide, Partnerships for Cooperation, funding rules")
def lump_sum_not_allowed(s: Subject) -> Found:
    """The lump sum is one of the amounts of the call.

    There is nothing in between, and no change after the application.
    """
    stated, allowed = s.plan.project.lump_sum, s.rules.lump_sums
    if stated is not None and allowed and stated not in allowed:
        message = f"the lump sum is {stated}; {s.law_name} pays {_choice(s)}"
        yield s.law("lump_sums", message, "project/lump_sum", _state_it(s))


def _state_it(s: Subject) -> str:
    sums = " or ".join(f"{int(money.amount):_}" for money in s.rules.lump_sums)
    return f"write lump_sum = {sums} into [project]"


def _choice(s: Subject) -> str:
    return " or ".join(str(money) for money in s.rules.lump_sums)


@rule("Handbook on the lump sum funding model, arithmetic of the budget")
def allocations_differ_from_lump_sum(s: Subject) -> Found:
    """The amounts of all work packages, in KA210 of all activities, make the lump sum exactly.

    The form refuses any other sum, and a difference has to be explained to the agency.
    An amount that is not yet known keeps this rule quiet, unless the rest is too much already.
    """
    key, lump_sum, at = "total_must_equal_lump_sum", s.plan.project.lump_sum, "project/lump_sum"
    if lump_sum is None or lump_sum.currency != s.plan.project.currency:
        return
    things: tuple[WorkPackage | Activity, ...] = s.plan.work_packages
    what = "work packages"
    if not things or s.rules.has_work_packages is False:
        things, what = tuple(activity for _, activity in s.all_activities), "activities"
    total, complete = s.known_total(things)
    if total is None:
        return
    if total > lump_sum:
        more = total - lump_sum
        message = f"the {what} add up to {total}, which is {more} more than the lump sum of"
        basis = str(s.rules.cite(key)) if s.rules.says(key) else None
        way_out = f"take {more} off the amounts of the {what}"
        yield s.error(f"{message} {lump_sum}", at, way_out, basis=basis)
    elif complete and total < lump_sum:
        less = lump_sum - total
        message = f"the {what} add up to {total}, which is {less} less than the lump sum of"
        yield s.law(key, f"{message} {lump_sum}", at, f"share out {less} more among the {what}")


@rule("Handbook on the lump sum funding model, arithmetic of the budget")
def shares_differ_from_amount(s: Subject) -> Found:
    """The shares of the partners add up to the amount stated beside them.

    One of the two is wrong, and nobody can tell which.
    Leave `amount` out where `grant` says it all.
    """
    for at, thing in s.budgeted:
        shares = s.total(thing.grant.values())
        amount = thing.amount
        if shares is not None and amount is not None and s.total((amount,)) not in (None, shares):
            message = f"the shares of {thing.id} add up to {shares}, but its amount is {amount}"
            yield s.error(message, f"{at}/amount", "delete amount, or correct a share")


@rule("Handbook on the lump sum funding model, arithmetic of the budget")
def activities_differ_from_work_package(s: Subject) -> Found:
    """The activities of a work package add up to its amount.

    The form computes the work package from its activities.
    Activities without an amount keep this rule quiet, unless the rest is too much already.
    """
    for at, package in s.each(WorkPackage):
        total, complete = s.known_total(s.budgeted_in.get(package.id, ()))
        whole = s.amount_of(package)
        if total is None or whole is None or total == whole:
            continue
        said = f"the activities of {package.id} add up to {total}"
        if total > whole:
            yield s.error(f"{said}, more than its {whole}", at)
        elif complete:
            yield s.warning(f"{said}, less than its {whole}", at)


@rule("arithmetic of the budget")
def amount_in_no_work_package(s: Subject) -> Found:
    """An activity with an amount belongs to a work package, where there are any.

    Its money is in no sum, no account and no amount at risk, since it may be in that of a work
    package already.
    """
    packages = {package.id for package in s.plan.work_packages}
    for at, a in s.all_activities if packages else ():
        amount = amount_of(s.p, a)
        if a.work_package not in packages and amount is not None:
            message = f"{amount} of {a.id} is in no work package, and so in no sum of the budget"
            way_out = f'add work_package = "{s.plan.work_packages[-1].id}"'
            yield s.warning(message, at, way_out)


@rule("arithmetic of the budget, and the partners' own agreement")
def shared_out_otherwise(s: Subject) -> Found:
    """No organisation has more in the activities of a work package than in the work package.

    One of the two is wrong. Until it is put right the share of the work package counts, and nobody
    has what the activities give beyond it.
    """
    for at, package in s.each(WorkPackage):
        rows = [activity.grant for activity in s.budgeted_in.get(package.id, ())]
        named = dict.fromkeys(id_ for grant in rows for id_ in grant)
        for id_ in named if package.grant else ():
            stated = s.total(grant[id_] for grant in rows if id_ in grant)
            if stated is None:
                continue
            share = package.grant.get(id_, stated - stated)
            if s.total((share,)) is not None and stated > share:
                message = f"the activities of {package.id} give {s.p.label(id_)} {stated}, but "
                message += f"{package.id} has {share} for it"
                way_out = f"correct grant of {package.id}, or that of its activities"
                place = f"{at}/grant/{id_}" if id_ in package.grant else f"{at}/grant"
                yield s.error(message, place, way_out)


@rule("Programme Guide, Partnerships for Cooperation, funding rules")
def management_over_share(s: Subject) -> Found:
    """Project management takes no more than its share of the lump sum.

    An application above it is scored low or refused.
    Move work that makes results into the other work packages.
    """
    package, share, lump_sum = s.management, s.rules.management_share_max, s.plan.project.lump_sum
    if package is None or share is None or lump_sum is None:
        return
    amount, most = s.amount_of(package), share.of(lump_sum)
    if amount is not None and amount.currency == most.currency and amount > most:
        message = (
            f"management ({package.id}) costs {amount}; "
            f"at most {share} of the lump sum ({most}) is allowed"
        )
        at = f"work_packages/{package.id}/{'grant' if package.grant else 'amount'}"
        yield s.law("management_share_max", message, at)


@rule("Programme Guide, Partnerships for Cooperation, associated partners")
def associated_partner_with_money(s: Subject) -> Found:
    """Associated partners get no part of the grant.

    They are no beneficiaries, and what they get is not eligible.
    Give the money to a full partner, or the organisation the role `partner`.
    """
    for at, owner, id_, money in s.shares:
        o = s.p.get(id_)
        if isinstance(o, Organisation) and o.role == "associated" and money.amount > 0:
            message = f"{o.short} is an associated partner, but gets {money} in {owner}"
            yield s.law("associated_partners", message, f"{at}/grant/{id_}")


@rule("Handbook on the lump sum funding model, matrix of work packages and organisations")
def partner_without_money(s: Subject) -> Found:
    """Each full partner has a share of the grant.

    Work without money leads to disputes, and assessors ask what the partner is there for.
    While money of a work package is not shared out, its part of that is not known.
    """
    rows = matrix(s.p).rows
    if any(row.total is None or row.unshared for row in rows):
        return
    paid = {id_ for _, _, id_, money in s.shares if money.amount > 0}
    for at, o in s.partners if paid else ():
        if o.id not in paid and o.left is None:
            yield s.warning(f"{o.short} is a full partner, but has no share of the grant", at)


@rule("Programme Guide, grants are in euros")
def foreign_currency(s: Subject) -> Found:
    """The amounts of the plan are in the project's currency.

    Sums over two currencies cannot be made, so such an amount is left out of all of them.
    What a partner spent may be in its own currency; other rules look at that.
    """
    currency = s.plan.project.currency
    for at, owner, money in _moneys(s):
        if money.currency != currency:
            message = f"{owner} has {money}, but the currency of the project is {currency}"
            yield s.error(message, at, f"convert it to {currency}")


@rule("Handbook on the lump sum funding model, arithmetic of the budget")
def negative_amount(s: Subject) -> Found:
    """No amount of the plan is below zero.

    It hides a mistake in the sums, because another amount is too large by as much.
    """
    for at, owner, money in _moneys(s):
        if money.amount < 0 and not at.startswith("paid/"):
            yield s.error(f"{owner} has a negative amount: {money}", at)


def _moneys(s: Subject) -> Iterator[tuple[str, str, Money]]:
    """Yield `(address, name, money)` for every amount of the plan and every payment."""
    lump_sum = s.plan.project.lump_sum
    if lump_sum is not None:
        yield "project/lump_sum", "the lump sum", lump_sum
    for at, thing in s.budgeted:
        if thing.amount is not None:
            yield f"{at}/amount", thing.id, thing.amount
    for at, owner, id_, money in s.shares:
        yield f"{at}/grant/{id_}", f"the share of {s.p.label(id_)} in {owner}", money
    for payment in s.plan.payments:
        if payment.amount is not None:
            yield f"payments/{payment.id}/amount", payment.id, payment.amount
    for at, paid in s.facts(Paid):
        yield f"{at}/amount", f"a payment for {paid.of or 'the project'}", paid.amount


@rule("Programme Guide, payment options of the agreement")
def payments_do_not_add_up(s: Subject) -> Found:
    """The payments of the agreement add up to the whole grant.

    Otherwise a payment is missing in the plan, or stands in it twice.
    """
    payments, lump_sum = s.plan.payments, s.plan.project.lump_sum
    shares = [payment.share for payment in payments if payment.share is not None]
    if payments and len(shares) == len(payments):
        whole = sum((share.portion for share in shares), Decimal(0))
        if whole != 1:
            percent = f"{(whole * 100).normalize():f} %"
            yield s.error(
                f"the payments add up to {percent} of the grant, not to 100 %", "payments"
            )
        return
    amounts = [payment.amount for payment in payments if payment.amount is not None]
    total = s.total(amounts) if len(amounts) == len(payments) else None
    if total is not None and lump_sum is not None and s.total((lump_sum,)) not in (None, total):
        yield s.error(f"the payments add up to {total}, but the lump sum is {lump_sum}", "payments")


@rule("the grant agreement of the project")
def received_more_than_lump_sum(s: Subject) -> Found:
    """The agency has not paid more than the lump sum.

    A payment was noted twice, or has to be given back.
    """
    lump_sum = s.plan.project.lump_sum
    own = [fact for _, fact in s.facts(Paid) if fact.amount.currency == s.plan.project.currency]
    received = s.total(paid.amount for paid in own if paid.from_agency)
    if received is None or lump_sum is None or lump_sum.currency != received.currency:
        return
    if received > lump_sum:
        message = f"the agency paid {received}, but the lump sum is {lump_sum}"
        yield s.error(message, "paid")


# Shares and reasons: who works for which money, and why an amount is what it is.


@rule("Programme Guide of the call, funding rules")
def grant_outside_range(s: Subject) -> Found:
    """The grant lies in the range of a call that pays no lump sums.

    An application outside it was not eligible, so that one of the numbers is wrong.
    """
    grant, rules = s.plan.project.lump_sum, s.rules
    months, per_month = s.p.baseline.project.months, rules.grant_max_per_month
    by_time = None
    if per_month is not None and months is not None:
        by_time = Money(per_month.amount * months, per_month.currency)
    if grant is None or s.total((grant,)) is None:
        return
    for key, limit, what in (
        ("grant_min", rules.grant_min, "least"),
        ("grant_max", rules.grant_max, "most"),
        ("grant_max_per_month", by_time, "most"),
    ):
        if limit is None or limit.currency != grant.currency:
            continue
        if (grant > limit) if what == "most" else (grant < limit):
            over = f" for {months} months" if key == "grant_max_per_month" else ""
            message = f"the grant is {grant}; {s.law_name} pays at {what} {limit}{over}"
            yield s.law(key, message, "project/lump_sum")
            return


@rule("application form, how the amount was determined and its cost-effectiveness")
def amount_without_rationale(s: Subject) -> Found:
    """Each amount says how it was determined.

    Amounts that are not explained are scored low, and a check asks for the reason years later.
    Write `rationale` into the work package, where there are none into the activity.
    """
    things: Iterable[tuple[str, WorkPackage | Activity]] = s.activities
    if s.rules.has_work_packages is not False:
        things = [(f"work_packages/{wp.id}", wp) for wp in s.content_packages]
    for at, thing in things if s.rules.lump_sums else ():
        amount = s.amount_of(thing)
        if amount is not None and amount.amount > 0 and thing.rationale is None:
            message = f"{thing.id} costs {amount}, but nothing says how that was determined"
            yield s.warning(message, at, 'add rationale = "40 days of 200 EUR each"')


@rule("application form, tasks and responsibilities of each partner")
def money_without_work(s: Subject) -> Found:
    """An organisation that gets money from a work package is named in its work.

    Assessors compare shares and tasks, and partners argue about them.
    An activity that lists nobody is for all.
    """
    for at, package in s.each(WorkPackage):
        named = _named(s, package)
        for id_ in _paid(package) if named is not None else ():
            if named is not None and id_ not in named:
                who = s.p.label(id_)
                message = f"{who} gets money from {package.id}, but is named nowhere in its work"
                yield s.warning(message, f"{at}/grant/{id_}", f'add "{id_}" to its organisations')


def _paid(package: WorkPackage) -> tuple[str, ...]:
    return tuple(id_ for id_, money in package.grant.items() if money.amount > 0)


@rule("Handbook on the lump sum funding model, matrix of work packages and organisations")
def work_without_money(s: Subject) -> Found:
    """An organisation that leads a work package or one of its results gets money from it.

    A partner that is not paid for its work does it late or not at all.
    """
    full = {o.id for o in s.p.partners}
    for at, package in s.each(WorkPackage):
        paid = _paid(package)
        leads = {package.lead, *(d.lead for d in s.deliverables_in.get(package.id, ()))}
        for id_ in sorted(full.intersection(filter(None, leads))) if paid else ():
            if id_ not in paid:
                what = "leads" if id_ == package.lead else "leads a result of"
                message = f"{s.p.label(id_)} {what} {package.id}, but gets no money from it"
                yield s.warning(message, f"{at}/grant")


def _named(s: Subject, package: WorkPackage) -> set[str | None] | None:
    """Return who is named in the work of a package; None where that means everybody."""
    named: set[str | None] = {package.lead, *package.co_leads, *package.organisations}
    activities = s.budgeted_in.get(package.id, [])
    if any(not a.organisations for a in activities) or not (activities or package.organisations):
        return None
    for activity in activities:
        named.update((activity.lead, activity.host, *activity.organisations))
    for deliverable in s.deliverables_in.get(package.id, ()):
        named.update((deliverable.lead, *deliverable.organisations))
    return named


@rule("Programme Guide, further pre-financing on request with a report")
def payment_without_report(s: Subject) -> Found:
    """The report that a payment follows is among those of the agreement.

    Nobody is reminded of the report otherwise, and the payment does not come.
    Add the report with its day, or correct the trigger of the payment.
    """
    kinds = {report.kind for report in s.plan.reports} | {"final"}
    for at, payment in s.each(Payment):
        kind = (payment.trigger or "").removesuffix(" report")
        if payment.trigger is not None and kind != payment.trigger and kind not in kinds:
            a = "an" if kind.startswith("i") else "a"
            message = f"{payment.id} follows {a} {kind} report, but the agreement has none"
            way_out = f'add [[reports]] with kind = "{kind}" and the day of the agreement as due'
            yield s.warning(message, f"{at}/trigger", way_out)

"""What the final report may bring: score, reduction, grant, balance, from self-assessed points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, frozen

from vetpartner.model import CENT, Money, Paid, Share
from vetpartner.programme import rules_for
from vetpartner.state.shares import amount_of
from vetpartner.values.showing import Listing
from vetpartner.values.table import Column, Group, Table, Tabled, data
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from vetpartner.model import Partnership
    from vetpartner.programme import Band, Rules


Points = Mapping[str, int | Decimal]
Level = Literal["none", "whole grant", "work packages"]
_ROUNDED = {"up": ROUND_CEILING, "nearest": ROUND_HALF_UP}
_FULL = 100


class CannotForecast(ValueError):
    """The rules, the amounts or the points do not suffice; the message says what is missing."""


@frozen(kw_only=True)
class Outlook:
    """A work package or a criterion: its points, its amount, and what is paid for it.

    `missing` are the points up to the next band, None in the highest one.
    `score` is None for project management, which is not scored.
    """

    id: str
    title: str
    score: Decimal | None
    maximum: int
    amount: Money | None
    paid: Money | None
    missing: Decimal | None


@frozen(kw_only=True)
class Forecast(Tabled):
    """The outcome under one reading of the rounding.

    `exact` is the score before rounding; `reduced` tells what the reduction applies to.
    `balance` is what is still to come; below zero it has to be given back.
    `verified` tells whether the bands of this call have a source.
    """

    exact: Decimal
    score: int
    rounding: str
    reduced: Level
    share: Share
    grant: Money
    paid: Money
    received: Money
    parts: tuple[Outlook, ...]
    missing: Decimal | None
    verified: bool
    basis: str

    @property
    def balance(self) -> Money:
        """Return what the agency still pays, or with a minus what it asks back."""
        return self.paid - self.received

    def __str__(self) -> str:
        lines = [
            f"score {self.score} ({self.exact:.3f}, rounded {self.rounding})"
            + ("" if self.verified else ", bands unverified for this call"),
            f"paid {self.paid} of {self.grant}; {_reduction(self)}",
            f"received so far {self.received}; "
            + (
                f"to be given back {-self.balance}"
                if self.balance < Money(0, self.balance.currency)
                else f"still to come {self.balance}"
            ),
        ]
        lines += [f"  {_said(part)}" for part in self.parts]
        return "\n".join(lines)

    @property
    def table(self) -> Table:
        """Return what is paid for each part."""
        caption = str(self).split("\n  ", 1)[0].replace("\n", "; ")
        return FORECAST.of(((self, part) for part in self.parts), caption=caption)


def forecast_table(found: Sequence[Forecast]) -> Table:
    """Return the outcomes as one table, a group for each where the rounding decides."""
    if len(found) == 1:
        return found[0].table
    groups = (Group(title=each.table.caption, rows=each.table.rows) for each in found)
    return evolve(FORECAST, groups=tuple(groups))


def _of_part(name: str) -> Callable[[tuple[Forecast, Outlook]], Any]:
    return lambda row: getattr(row[1], name)


def _of_all(name: str) -> Callable[[tuple[Forecast, Outlook]], Any]:
    return lambda row: getattr(row[0], name)


FORECAST = Table(
    name="forecast",
    about="One row for each work package or criterion, as in `vp.forecast`, under each reading of "
    "the rounding.",
    columns=(
        data("rounding", "text", "how the score is rounded", _of_all("rounding")),
        data("total_score", "count", "score of the whole", _of_all("score")),
        data("total_paid", "money", "what is paid in all", _of_all("paid")),
        data("balance", "money", "what is still paid, below zero asked back", _of_all("balance")),
        Column(
            "id",
            "Part",
            "id",
            "id of the work package, or number of the criterion",
            get=_of_part("id"),
            names=True,
        ),
        Column("title", "Title", "text", "what it is called", get=_of_part("title")),
        Column("score", "Points", "number", "points given", get=_of_part("score")),
        Column("maximum", "Of", "count", "points possible", get=_of_part("maximum")),
        Column("amount", "Amount", "money", "its amount", get=_of_part("amount")),
        Column("paid", "Paid", "money", "what is paid for it", get=_of_part("paid")),
        Column(
            "missing",
            "To the next band",
            "number",
            "points that are missing to the next band",
            get=_of_part("missing"),
        ),
    ),
    cents=False,
)


def _reduction(found: Forecast) -> str:
    if found.reduced == "none":
        return "nothing is reduced"
    if found.reduced == "whole grant":
        more = f", {found.missing} points to the next band" if found.missing is not None else ""
        return f"the whole grant is paid at {found.share}{more}"
    return "only work packages below the threshold are reduced"


def _said(part: Outlook) -> str:
    if part.score is None:
        return f"{entitled(part.id, part.title)}: not scored, {part.paid} of {part.amount}"
    paid = f", {part.paid} of {part.amount}" if part.amount is not None else ""
    more = f", {part.missing} points to the next band" if part.missing is not None else ""
    return f"{entitled(part.id, part.title)}: {part.score} of {part.maximum} points{paid}{more}"


def forecast(p: Partnership, points: Points) -> Listing[Forecast]:
    """Return the outcome for self-assessed points: one, or two where the rounding decides.

    `points` are by work package, up to 100 each, without management (KA220), or by the name of a
    criterion (KA210). The first outcome follows the rounding of the assessment tool; a second one
    follows the other reading of the sources, where it leads to another band.

    Management is paid at most its share of all that is paid, which is our reading of the handbook.
    Raises `CannotForecast`, a `ValueError`, where rules, amounts or points are missing, and
    `UnknownCall` where there are no rules.
    Source: Handbook on the lump sum funding model, call 2026, sections 4.3 and 5.3.
    """
    rules = rules_for(p)
    if not rules.final_bands or rules.final_score is None:
        raise CannotForecast(
            f"the rules of {rules.action} {rules.call} do not say how a score pays"
        )
    by_package = rules.final_score.startswith("mean")
    made = _of_packages if by_package else _of_criteria
    first = made(p, rules, points, rules.final_rounding or "nearest")
    readings = [other.value for other in rules.cite("final_rounding").others] if by_package else []
    others = [made(p, rules, points, reading) for reading in readings if reading in _ROUNDED]
    different = (o for o in others if (o.share, o.paid) != (first.share, first.paid))
    return Listing((first, *different))


def _of_packages(p: Partnership, rules: Rules, points: Points, rounding: str) -> Forecast:
    packages = p.plan.work_packages
    scored = packages[1:] if rules.management_share_max is not None else packages
    amounts = {package.id: amount_of(p, package) for package in packages}
    _complete((wp.id for wp in scored), points, {wp.id: _FULL for wp in scored})
    without = [wp.id for wp in packages if amounts[wp.id] is None]
    if without or not scored:
        raise CannotForecast(f"no amount is known of {', '.join(without) or 'any work package'}")
    budget = {id_: money for id_, money in amounts.items() if money is not None}
    weights = sum((budget[wp.id].amount for wp in scored), Decimal(0))
    exact = sum((Decimal(points[wp.id]) * budget[wp.id].amount for wp in scored), Decimal(0))
    exact /= weights
    score = int(exact.quantize(Decimal(1), rounding=_ROUNDED[rounding]))
    share, threshold = _band(rules, score), rules.final_threshold or 0
    if score < threshold:
        reduced: Level = "whole grant"
        shares = {wp.id: share for wp in packages}
    else:
        shares = {wp.id: _band(rules, points[wp.id]) for wp in scored}
        reduced = "work packages" if any(s != Share(1) for s in shares.values()) else "none"
    paid = {wp.id: shares[wp.id].of(budget[wp.id]) for wp in scored}
    for management in packages[: len(packages) - len(scored)]:
        own = shares.get(management.id, Share(1)).of(budget[management.id])
        paid[management.id] = min(own, _most(rules, Money.total(paid.values())))
    parts = tuple(
        Outlook(
            id=wp.id,
            title=wp.title or wp.id,
            score=Decimal(points[wp.id]) if wp in scored else None,
            maximum=_FULL,
            amount=budget[wp.id],
            paid=paid[wp.id],
            missing=_missing(rules, Decimal(points[wp.id])) if wp in scored else None,
        )
        for wp in packages
    )
    whole, stated = Money.total(budget.values()), p.plan.project.lump_sum
    grant = stated if stated is not None and stated.currency == whole.currency else whole
    return _forecast(p, rules, exact, (score, rounding), (reduced, share), grant, parts)


def _most(rules: Rules, others: Money) -> Money:
    """Return how much of management is paid: its share of all, seen from what the others get."""
    most = rules.management_share_max
    if most is None or most.portion == 1:
        return others
    exact = others.amount * most.portion / (1 - most.portion)
    return Money(exact.quantize(CENT, rounding=ROUND_HALF_UP), others.currency)


def _of_criteria(p: Partnership, rules: Rules, points: Points, rounding: str) -> Forecast:
    maxima = {criterion.name: criterion.maximum for criterion in rules.final_criteria}
    _complete(maxima, points, maxima)
    grant = p.plan.project.lump_sum
    if grant is None:
        raise CannotForecast("the project states no lump sum")
    exact = sum((Decimal(points[name]) for name in maxima), Decimal(0))
    score = int(exact.quantize(Decimal(1), rounding=_ROUNDED[rounding]))
    share = _band(rules, score)
    parts = tuple(
        Outlook(
            id=str(number),
            title=name,
            score=Decimal(points[name]),
            maximum=maximum,
            amount=None,
            paid=None,
            missing=None,
        )
        for number, (name, maximum) in enumerate(maxima.items(), start=1)
    )
    reduced: Level = "none" if share == Share(1) else "whole grant"
    return _forecast(p, rules, exact, (score, rounding), (reduced, share), grant, parts)


def _forecast(
    p: Partnership,
    rules: Rules,
    exact: Decimal,
    rounded: tuple[int, str],
    reduction: tuple[Level, Share],
    grant: Money,
    parts: tuple[Outlook, ...],
) -> Forecast:
    by_part = [part.paid for part in parts if part.paid is not None]
    paid = Money.total(by_part, grant.currency) if by_part else reduction[1].of(grant)
    arrived = [f.amount for f in p.facts_of_kind(Paid) if f.from_agency]
    received = [money for money in arrived if money.currency == grant.currency]
    citation = rules.cite("final_bands")
    return Forecast(
        exact=exact,
        score=rounded[0],
        rounding=rounded[1],
        reduced=reduction[0],
        share=reduction[1] if reduction[0] != "work packages" else Share(1),
        grant=grant,
        paid=paid,
        received=Money.total(received, grant.currency),
        parts=parts,
        missing=_missing(rules, Decimal(rounded[0])),
        verified=citation.verified,
        basis=str(citation),
    )


def _complete(ids: Iterable[str], points: Points, maxima: Mapping[str, int]) -> None:
    """Raise if points are missing, too many, out of range or for something else."""
    wanted = list(ids)
    missing = [id_ for id_ in wanted if id_ not in points]
    unknown = [id_ for id_ in points if id_ not in wanted]
    if missing or unknown:
        said = [f"no points for {', '.join(missing)}"] if missing else []
        said += [f"{', '.join(unknown)} is not scored"] if unknown else []
        raise CannotForecast("; ".join([*said, f"scored are {', '.join(wanted)}"]))
    for id_ in wanted:
        if not 0 <= points[id_] <= maxima[id_]:
            raise CannotForecast(f"{id_} has {points[id_]} points; 0 to {maxima[id_]} are possible")


def _band(rules: Rules, points: int | Decimal) -> Share:
    """Return the share that is paid for points; between two bands the lower one holds."""
    found = next((b.paid for b in _bands(rules) if b.at_least <= points), None)
    if found is None:
        raise CannotForecast(f"the rules of {rules.action} {rules.call} have no band for {points}")
    return found


def _missing(rules: Rules, points: Decimal) -> Decimal | None:
    above = [band.at_least for band in _bands(rules) if band.at_least > points]
    return min(above) - points if above else None


def _bands(rules: Rules) -> list[Band]:
    return sorted(rules.final_bands, key=lambda band: -band.at_least)

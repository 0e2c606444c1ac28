"""What the final report may bring from self-assessed points, under every reading of the sources."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal

from attrs import evolve, frozen

from vetpartner.model import CENT, Money, Paid, Share, management_of
from vetpartner.programme import rules_for, years_of
from vetpartner.state.shares import amount_of
from vetpartner.values.showing import Listing
from vetpartner.values.table import Column, Group, Table, Tabled, data, in_order
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from vetpartner.model import Partnership, WorkPackage
    from vetpartner.programme import Band, Citation, OtherReading, Rules


Points = Mapping[str, int | Decimal]
Level = Literal["none", "whole grant", "work packages"]
Weights = Literal["exact amounts", "whole percentages"]
"""By what the points of a work package are weighted."""
Cap = Literal["capped after it is cut", "capped before it is cut", "the rest in full"]
"""Whether management is at most its share of what is paid in the end, or of what would be paid
before it is cut itself, or whether all but the work packages below the threshold is in full."""
_HANDBOOK = "Handbook on the lump sum funding model, call 2026, section 5.3"
_WIKI = "Commission wiki NAITDOC, page 143427289"
_WEIGHED: dict[Weights, str] = {"exact amounts": _HANDBOOK, "whole percentages": _WIKI}
_CAPPED: tuple[Cap, ...] = ("capped after it is cut", "capped before it is cut", "the rest in full")
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
class Reading:
    """One way to read the sources, where they leave it open or disagree.

    `weights` and `management` are None where the action has no work packages.
    """

    rounding: str
    weights: Weights | None = None
    management: Cap | None = None
    source: str = ""


@frozen(kw_only=True)
class Forecast(Tabled):
    """The outcome under one reading of the sources, or under several that lead to the same.

    `exact` is the score before rounding; `reduced` tells what the reduction applies to.
    `readings` are those that lead to it, the first of them is the one that is shown in words.
    `received` is None where no payment of the agency is recorded.
    `balance` is what is still to come; below zero it has to be given back.
    `verified` tells whether the bands of this call have a source, `assumed_from` where they are
    carried over from.
    """

    exact: Decimal
    score: int
    readings: tuple[Reading, ...]
    reduced: Level
    share: Share
    grant: Money
    paid: Money
    received: Money | None
    parts: tuple[Outlook, ...]
    missing: Decimal | None
    verified: bool
    basis: str
    assumed_from: str | None = None

    @property
    def rounding(self) -> str:
        """Return how the score is rounded, by the first of its readings."""
        return self.readings[0].rounding

    @property
    def balance(self) -> Money | None:
        """Return what the agency still pays, or with a minus what it asks back."""
        return None if self.received is None else self.paid - self.received

    def __str__(self) -> str:
        doubt = f"assumed from {self.assumed_from}" if self.assumed_from else "unverified"
        lines = [
            f"score {self.score} ({self.exact:.3f}, rounded {self.rounding})"
            + ("" if self.verified else f", bands {doubt}"),
            f"paid {self.paid} of {self.grant}; {_reduction(self)}",
            self._flow(),
        ]
        lines += [f"  {_said(part)}" for part in self.parts]
        return "\n".join(lines)

    def _flow(self) -> str:
        if self.balance is None:
            return "no payment of the agency is recorded: what is still to come is not known"
        back = self.balance < Money(0, self.balance.currency)
        rest = f"to be given back {-self.balance}" if back else f"still to come {self.balance}"
        return f"received so far {self.received}; {rest}"

    @property
    def table(self) -> Table:
        """Return what is paid for each part."""
        caption = str(self).split("\n  ", 1)[0].replace("\n", "; ")
        return FORECAST.of(((self, part) for part in self.parts), caption=caption)


def forecast_table(found: Sequence[Forecast]) -> Table:
    """Return the outcomes as one table, a group for each where the reading decides."""
    if len(found) == 1:
        return found[0].table
    groups = (Group(title=each.table.caption, rows=each.table.rows) for each in found)
    return evolve(FORECAST, groups=tuple(groups))


READINGS = Table(
    name="readings",
    about="One row for each reading of the sources in `vp.forecast`, with what it would pay.",
    columns=in_order(
        Column("weights", "Weighted by", "text", "by what the points are weighted"),
        Column("rounding", "Rounded", "text", "how the score is rounded"),
        Column("management", "Management", "text", "how management is capped", width=24),
        Column("score", "Score", "count", "score of the whole"),
        Column("paid", "Paid", "money", "what is paid in all"),
        Column("beside", "Beside the first", "money", "how far that is from the first reading"),
        Column("source", "Source", "text", "where each of them stands", width=60),
    ),
    cents=False,
)
_SHORT = {_HANDBOOK: "handbook", _WIKI: "wiki"}


def _shortly(source: str) -> str:
    for long, short in _SHORT.items():
        source = source.replace(long, short)
    return source


def readings_table(found: Sequence[Forecast]) -> Table:
    """Return every reading of the sources with what it pays, and how far they lie apart."""
    rows = [(reading, outcome) for outcome in found for reading in outcome.readings]
    paid = [outcome.paid for outcome in found]
    least, most = min(paid), max(paid)
    spread = f"from {least} to {most}, which is {most - least} apart" if least != most else None
    caption = f"{len(rows)} reading{'s' if len(rows) > 1 else ''} of the sources, "
    caption += spread or f"all pay {least}"
    if any(
        reading.management is None and any(part.score is None for part in outcome.parts)
        for reading, outcome in rows
    ):
        # What a cap takes off cannot be reckoned; where none is known, not all is sure to be paid.
        caption += "; how much of management is paid at most is not known, and so not capped"
    return READINGS.of(
        (
            (
                reading.weights,
                reading.rounding,
                reading.management,
                outcome.score,
                outcome.paid,
                outcome.paid - found[0].paid,
                _shortly(reading.source),
            )
            for reading, outcome in rows
        ),
        caption=caption,
        notes=tuple(f"{short}: {long}" for long, short in _SHORT.items()),
    )


def _of_part(name: str) -> Callable[[tuple[Forecast, Outlook]], Any]:
    return lambda row: getattr(row[1], name)


def _of_all(name: str) -> Callable[[tuple[Forecast, Outlook]], Any]:
    return lambda row: getattr(row[0], name)


def _of_reading(name: str) -> Callable[[tuple[Forecast, Outlook]], Any]:
    return lambda row: getattr(row[0].readings[0], name)


FORECAST = Table(
    name="forecast",
    about="One row for each work package or criterion, as in `vp.forecast`, for each outcome to "
    "which the readings of the sources lead.",
    columns=(
        data("rounding", "text", "how the score is rounded", _of_all("rounding")),
        data("weights", "text", "by what the points are weighted", _of_reading("weights")),
        data("management", "text", "whether management is capped", _of_reading("management")),
        data("source", "text", "where this reading stands", _of_reading("source")),
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
        more = f", {_points(found.missing)} to the next band" if found.missing is not None else ""
        return f"the whole grant is paid at {found.share}{more}"
    return "only work packages below the threshold are reduced"


def _said(part: Outlook) -> str:
    if part.score is None:
        return f"{entitled(part.id, part.title)}: not scored, {part.paid} of {part.amount}"
    paid = f", {part.paid} of {part.amount}" if part.amount is not None else ""
    more = f", {_points(part.missing)} to the next band" if part.missing is not None else ""
    return f"{entitled(part.id, part.title)}: {part.score} of {part.maximum} points{paid}{more}"


def _points(number: Decimal) -> str:
    return f"{number} point" if number == 1 else f"{number} points"


def forecast(p: Partnership, points: Points) -> Listing[Forecast]:
    """Return the outcome for self-assessed points: one, or more where the readings differ.

    `points` are by work package, up to 100 each, without management (KA220), or by the name of a
    criterion (KA210). The sources leave open, or disagree on, three things: whether the weights are
    exact amounts or whole percentages, whether a score is rounded up or to the nearest number, and
    how management is capped. All readings are reckoned; those that lead to the same are one
    outcome. The first outcome is that of exact amounts, the rounding of the rules, and management
    paid at most its share of all that is paid.

    Raises `CannotForecast`, a `ValueError`, where rules, amounts or points are missing, and
    `UnknownCall` where there are no rules.
    Source: Handbook on the lump sum funding model, call 2026, sections 4.3 and 5.3.
    """
    rules = rules_for(p)
    if not rules.final_bands or rules.final_score is None:
        newest = max(years_of(rules.action), default=rules.call)
        later = f"; add assume = {newest} to [project] to take those of that call"
        raise CannotForecast(
            f"the rules of {rules.action} {rules.call} do not say how a score pays"
            f"{later if newest > rules.call else ''}"
        )
    by_package = rules.final_score.startswith("mean")
    made = _of_packages if by_package else _of_criteria
    outcomes: dict[tuple[int, Level, Money], Forecast] = {}
    for reading in _readings(p, rules, by_package=by_package):
        one = made(p, rules, points, reading)
        key = (one.score, one.reduced, one.paid)
        known = outcomes.get(key)
        outcomes[key] = (
            one if known is None else evolve(known, readings=(*known.readings, *one.readings))
        )
    return Listing(outcomes.values())


def _readings(p: Partnership, rules: Rules, *, by_package: bool) -> Iterator[Reading]:
    """Yield every reading that the sources leave open, the one that is taken first."""
    if not by_package:
        source = str(rules.cite("final_score"))
        yield Reading(rounding=rules.final_rounding or "nearest", source=source)
        return
    cited = rules.cite("final_rounding") if rules.says("final_rounding") else None
    first: str = rules.final_rounding or "nearest"
    roundings = {first: _place(cited) if cited else _HANDBOOK}
    for other in cited.others if cited else ():
        if other.value in _ROUNDED:
            roundings.setdefault(other.value, _place(other))
    managed = rules.management_share_max is not None and _managing(p, rules) is not None
    for cap in _CAPPED if managed else (None,):
        for weights, weighed in _WEIGHED.items():
            for rounding, rounded in roundings.items():
                told = [("weights", weighed), ("rounding", rounded)]
                told += [("management", _HANDBOOK)] if cap is not None else []
                yield Reading(
                    rounding=rounding,
                    weights=weights,
                    management=cap,
                    source="; ".join(f"{what}: {source}" for what, source in told),
                )


def _place(cited: Citation | OtherReading) -> str:
    return f"{cited.source}, {cited.place}" if cited.place else cited.source


def _managing(p: Partnership, rules: Rules) -> WorkPackage | None:
    """Return the work package of project management, which is not scored, where there is one."""
    known = rules.management_share_max is not None or rules.management_is_scored is False
    return management_of(p.plan.work_packages).package if known else None


def _of_packages(p: Partnership, rules: Rules, points: Points, reading: Reading) -> Forecast:
    packages, managing = p.plan.work_packages, _managing(p, rules)
    scored = [wp for wp in packages if wp is not managing]
    amounts = {package.id: amount_of(p, package) for package in packages}
    _complete((wp.id for wp in scored), points, {wp.id: _FULL for wp in scored})
    without = [wp.id for wp in packages if amounts[wp.id] is None]
    if without or not scored:
        raise CannotForecast(f"no amount is known of {', '.join(without) or 'any work package'}")
    budget = {id_: money for id_, money in amounts.items() if money is not None}
    exact = _mean(budget, points, [wp.id for wp in scored], reading.weights)
    score = int(exact.quantize(Decimal(1), rounding=_ROUNDED[reading.rounding]))
    share, threshold = _band(rules, score), rules.final_threshold or 0
    if score < threshold:
        reduced: Level = "whole grant"
        shares = {wp.id: share for wp in packages}
    else:
        shares = {wp.id: _band(rules, points[wp.id]) for wp in scored}
        reduced = "work packages" if any(s != Share(1) for s in shares.values()) else "none"
    paid = {wp.id: shares[wp.id].of(budget[wp.id]) for wp in scored}
    if managing is not None:
        own = shares.get(managing.id, Share(1)).of(budget[managing.id])
        others = Money.total(paid.values())
        paid[managing.id] = min(own, _most(rules, others, own, reading.management))
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
    return _forecast(p, rules, exact, (score, reading), (reduced, share), grant, parts)


def _mean(
    budget: Mapping[str, Money], points: Points, scored: Sequence[str], weights: Weights | None
) -> Decimal:
    """Return the mean of the points, weighted by amounts or by percentages in whole numbers.

    By the wiki the percentages of the scored work packages and of management are 100 in all, and
    where rounding makes them 101 it is 101.
    """
    amounts = {id_: money.amount for id_, money in budget.items()}
    whole = sum(amounts.values(), Decimal(0))
    if weights != "whole percentages" or not whole:
        total = sum((amounts[id_] for id_ in scored), Decimal(0))
        return _weighed(points, amounts, scored) / total
    shares = {
        id_: (100 * amount / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        for id_, amount in amounts.items()
    }
    unscored = sum((share for id_, share in shares.items() if id_ not in scored), Decimal(0))
    all_ = max(Decimal(_FULL), sum(shares.values(), Decimal(0)))
    return _weighed(points, shares, scored) / (all_ - unscored)


def _weighed(points: Points, weights: Mapping[str, Decimal], scored: Sequence[str]) -> Decimal:
    return sum((Decimal(points[id_]) * weights[id_] for id_ in scored), Decimal(0))


def _most(rules: Rules, others: Money, own: Money, cap: Cap | None) -> Money:
    """Return how much of management is paid at most, seen from what the others get."""
    most = rules.management_share_max
    if cap in {None, "the rest in full"} or most is None or most.portion == 1:
        return own
    if cap == "capped before it is cut":
        return most.of(others + own)
    exact = others.amount * most.portion / (1 - most.portion)
    return Money(exact.quantize(CENT, rounding=ROUND_HALF_UP), others.currency)


def _of_criteria(p: Partnership, rules: Rules, points: Points, reading: Reading) -> Forecast:
    maxima = {criterion.name: criterion.maximum for criterion in rules.final_criteria}
    _complete(maxima, points, maxima)
    grant = p.plan.project.lump_sum
    if grant is None:
        raise CannotForecast("the project states no lump sum")
    exact = sum((Decimal(points[name]) for name in maxima), Decimal(0))
    score = int(exact.quantize(Decimal(1), rounding=_ROUNDED[reading.rounding]))
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
    return _forecast(p, rules, exact, (score, reading), (reduced, share), grant, parts)


def _forecast(
    p: Partnership,
    rules: Rules,
    exact: Decimal,
    rounded: tuple[int, Reading],
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
        readings=(rounded[1],),
        reduced=reduction[0],
        share=reduction[1] if reduction[0] != "work packages" else Share(1),
        grant=grant,
        paid=paid,
        received=Money.total(received, grant.currency) if received else None,
        parts=parts,
        missing=_missing(rules, Decimal(rounded[0])),
        verified=citation.verified,
        basis=str(citation),
        assumed_from=citation.assumed_from,
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

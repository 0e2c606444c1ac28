"""The charts of a report: bars in the words of a language, with what they show said beside them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import frozen

from vetpartner.papers.report import ReportData
from vetpartner.programme import country_code
from vetpartner.render.bars import Bars, Series, drawn_bars
from vetpartner.render.language import ReportLanguage
from vetpartner.render.page import Picture
from vetpartner.values.phrase import Phrase, bare, say
from vetpartner.values.table import NOT_KNOWN
from vetpartner.values.words import NOT_TOLD, entitled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vetpartner.model import Money

Rows = tuple[tuple[str, tuple[Decimal | None, ...]], ...]
FEWEST = 2
"""How many bars make a chart."""


@frozen
class ReportCharts:
    """The charts of one report by name; an empty text where too little is known for one.

    Each has its numbers in it and in its description; those of people in small groups are not told.
    """

    _report: ReportData
    _language: ReportLanguage

    @property
    def packages(self) -> Picture | str:
        """Return the amount of each work package or activity."""
        rows = ((entitled(row.id, row.title), row.total) for row in self._report.budget.rows)
        single = self._report.budget.by_activity
        title = say("Budget by activity") if single else say("Budget by work package")
        return self._amounts("packages", title, rows)

    @property
    def partners(self) -> Picture | str:
        """Return the share of each organisation."""
        budget = self._report.budget
        rows = ((o.label, budget.totals[n]) for n, o in enumerate(budget.organisations))
        return self._amounts("partners", say("Budget by organisation"), rows)

    @property
    def participants(self) -> Picture | str:
        """Return planned and recorded participants of each activity."""
        found = [one.row for one in self._report.everything.activities]
        rows = tuple(
            (entitled(row.id, row.title), (row.planned_value, row.achieved_value))
            for row in found
            if row.status != "cancelled"
            and (row.planned_value is not None or row.achieved_value is not None)
        )
        series = ((say("planned"), "empty"), (say("took part"), "full"))
        return self._drawn(
            "participants", say("Participants by activity"), say("people"), rows, series
        )

    @property
    def countries(self) -> Picture | str:
        """Return who took part by country, small groups together or not told."""
        counted = self._report.inclusion.countries
        rows: list[tuple[str, tuple[Decimal | None, ...]]] = []
        for name, counts in counted.rows[:-1]:
            number = counts[-1] if isinstance(counts[-1], int) else None
            # What is kept back is known, and is not told.
            kept = "" if counts[-1] in {None, number} else f" ({self._word(NOT_TOLD)})"
            land = f"{self._lands(name)}{kept}"
            rows.append((land, (None if number is None else Decimal(number),)))
        return self._drawn("countries", say("Participants by country"), say("people"), tuple(rows))

    @property
    def indicators(self) -> Picture | str:
        """Return how much of its target each indicator has reached."""
        found = [one.row for one in self._report.everything.indicators]
        rows = tuple(
            (
                entitled(row.id, row.title),
                (Decimal(row.percent) if row.percent is not None else None,),
            )
            for row in found
            if row.planned_value is not None
        )
        return self._drawn(
            "indicators", say("Indicators: how much of the target is reached"), bare("%"), rows
        )

    @property
    def channels(self) -> Picture | str:
        """Return how many people were reached in each way; where one number is missing, none."""
        reach: Counter[str] = Counter()
        for record in self._report.records:
            if record.reach is None:
                continue
            reach[record.channel or "not stated"] += record.reach
        rows = tuple((self._word(name), (Decimal(n),)) for name, n in reach.most_common())
        return self._drawn("channels", say("People reached, by channel"), say("people"), rows)

    @property
    def languages(self) -> Picture | str:
        """Return how many results there are in each language."""
        number = Counter(code for result in self._report.results for code in result.languages)
        rows = tuple(
            (self._language.language_name(code), (Decimal(n),))
            for code, n in sorted(number.items(), key=lambda pair: (-pair[1], pair[0]))
        )
        return self._drawn("languages", say("Results by language"), say("results"), rows)

    def _lands(self, names: str) -> str:
        """Return countries, some of them put together, in the language."""
        found = (
            self._language.country(country_code(n)) if country_code(n) else self._word(n)
            for n in names.split(", ")
        )
        return ", ".join(found)

    def _word(self, text: str) -> str:
        return self._language.gettext(text)

    def _amounts(
        self, name: str, title: Phrase, lines: Iterable[tuple[str, Money | None]]
    ) -> Picture | str:
        found = tuple(lines)
        if not any(amount is not None for _, amount in found):
            return ""
        rows = tuple((label, (None if a is None else a.amount,)) for label, a in found)
        return self._drawn(name, title, bare(self._report.currency), rows)

    def _drawn(
        self,
        name: str,
        title: Phrase,
        unit: Phrase,
        rows: Rows,
        series: tuple[tuple[Phrase, str], ...] = ((bare(""), "full"),),
    ) -> Picture | str:
        known = [values for _, values in rows if any(value is not None for value in values)]
        if len(known) < FEWEST:
            return ""
        bars = Bars(
            title=title.within(self._language),
            unit=unit.within(self._language),
            series=tuple(Series(name=n.within(self._language), form=form) for n, form in series),
            rows=rows,
        )
        told = "; ".join(f"{label}: {self._told(bars, values)}" for label, values in rows)
        alt = f"{bars.title} ({bars.unit}): {told}"
        drawn = drawn_bars(bars, name, self._shown, described=alt)
        return Picture(data=drawn.encode(), media="image/svg+xml", alt=alt)

    def _told(self, bars: Bars, values: tuple[Decimal | None, ...]) -> str:
        pairs = zip(bars.series, values, strict=True)
        return ", ".join(f"{self._shown(value)} {one.name}".rstrip() for one, value in pairs)

    def _shown(self, value: Any) -> str:  # noqa: ANN401 - a number, or None
        return self._word(NOT_KNOWN) if value is None else self._language.value(value)

"""The charts of a report: bars in the words of a language, with what they show said beside them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from vetpartner.model import Money
from vetpartner.papers.report import ReportData
from vetpartner.papers.report_counts import of_everybody, trait_notes
from vetpartner.papers.report_groups import delivered_in_part
from vetpartner.papers.report_money import undivided
from vetpartner.programme import country_code
from vetpartner.render.bars import Bars, Series, bar_table, drawn_bars
from vetpartner.render.language import ReportLanguage
from vetpartner.render.page import Picture
from vetpartner.state.inclusion import EVERYBODY
from vetpartner.state.rows import DONE, LATE
from vetpartner.values.counts import AtLeast, KeptBack, least_sum, told
from vetpartner.values.keyed import grouped
from vetpartner.values.phrase import Phrase, bare, say
from vetpartner.values.table import NOT_KNOWN
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vetpartner.state.rows import Achieved
    from vetpartner.values.table import Table
    from vetpartner.values.words import HowMany

Rows = tuple[tuple[str, tuple[Decimal | None, ...]], ...]
FEWEST = 2
"""How many bars make a chart."""


@frozen
class ReportCharts:
    """The charts of one report by name; an empty text where too little is known for one.

    Each has its numbers in it and in its description, and `numbers` has them as tables; those of
    people in small groups are not told.
    """

    _report: ReportData
    _language: ReportLanguage

    @property
    def packages(self) -> Picture | str:
        """Return the amount of each work package or activity."""
        return self._drawn("packages", self._packages())

    @property
    def partners(self) -> Picture | str:
        """Return the share of each organisation."""
        return self._drawn("partners", self._partners())

    @property
    def participants(self) -> Picture | str:
        """Return planned and recorded participants of what was held, or should have been."""
        return self._drawn("participants", self._participants())

    @property
    def countries(self) -> Picture | str:
        """Return who took part by country, small groups together or not told."""
        return self._drawn("countries", self._countries())

    @property
    def roles(self) -> Picture | str:
        """Return who took part by role, small groups together or not told."""
        return self._drawn("roles", self._roles())

    @property
    def traits(self) -> Picture | str:
        """Return how many of them have fewer opportunities, are minors, travelled green."""
        return self._drawn("traits", self._traits())

    @property
    def indicators(self) -> Picture | str:
        """Return how much of its target each indicator has reached, and which is not due yet."""
        return self._drawn("indicators", self._indicators())

    @property
    def channels(self) -> Picture | str:
        """Return how many people were reached in each way, at least where a number is missing."""
        return self._drawn("channels", self._channels())

    @property
    def languages(self) -> Picture | str:
        """Return how many results there are in each language."""
        return self._drawn("languages", self._languages())

    @property
    def numbers(self) -> tuple[Table, ...]:
        """Return the numbers of the charts as tables, chart by chart."""
        made = (
            self._packages(),
            self._partners(),
            self._participants(),
            self._countries(),
            self._roles(),
            self._traits(),
            self._channels(),
            self._languages(),
        )
        return tuple(bar_table(bars, self._saying(bars)) for bars in made if bars is not None)

    def _packages(self) -> Bars | None:
        rows = ((entitled(row.id, row.title), row.total) for row in self._report.budget.rows)
        single = self._report.budget.by_activity
        title = say("Budget by activity") if single else say("Budget by work package")
        return self._amounts(title, rows)

    def _partners(self) -> Bars | None:
        budget = self._report.budget
        rows = ((o.label, budget.totals[n]) for n, o in enumerate(budget.organisations))
        bars = self._amounts(say("Budget by organisation"), rows)
        if bars is None or not undivided(budget):
            return bars
        # Of what is not shared out yet each of them may have a part.
        known = tuple(
            (label, tuple(n and AtLeast(n) for n in amounts)) for label, amounts in bars.rows
        )
        notes = tuple(note.within(self._language) for note in undivided(budget))
        return evolve(bars, rows=known, notes=notes)

    def _participants(self) -> Bars | None:
        found = [one.row for one in self._report.everything.activities]
        rows = tuple(
            (entitled(row.id, row.title), (row.planned_value, row.known_value))
            for row in found
            if row.known_value is not None
            or (row.status in DONE | LATE and row.planned_value is not None)
        )
        series = ((say("planned"), "empty"), (say("took part"), "full"))
        bars = self._bars(say("Participants by activity"), say("people"), rows, series)
        # Whom a cancelled activity was planned for is in the sum of the plan, and in no bar.
        notes = tuple(
            say("{part}: {of}", part=row.id, of=say("cancelled")).within(self._language)
            for row in found
            if row.status == "cancelled" and row.known_value is None and row.planned_value
        )
        return bars and evolve(bars, notes=notes)

    def _countries(self) -> Bars | None:
        counted = self._report.inclusion.countries
        rows = ((self._lands(name), counts[-1]) for name, counts in counted.told[:-1])
        people, times = say("Participants by country"), say("Participations by country")
        return self._people(people, times, rows)

    def _roles(self) -> Bars | None:
        counted = self._report.inclusion.countries
        heads, totals = counted.heads[:-1], counted.told[-1][1] if counted.rows else ()
        rows = ((self._word("others" if ", " in h else h), n) for h, n in zip(heads, totals))  # noqa: B905 - the last total is that of all
        return self._people(say("Participants by role"), say("Participations by role"), rows)

    def _traits(self) -> Bars | None:
        whole = of_everybody(self._report.inclusion).within(self._language)
        counted = self._report.inclusion.traits.told
        rows = ((whole if name == EVERYBODY else self._word(name), n[-1]) for name, n in counted)
        people = say("Participants: groups counted separately")
        bars = self._people(people, say("Participations: groups counted separately"), rows)
        notes = (note.within(self._language) for note in trait_notes(self._report.inclusion))
        return bars and evolve(bars, notes=tuple(notes))

    def _people(
        self, people: Phrase, times: Phrase, counted: Iterable[tuple[str, HowMany | Decimal]]
    ) -> Bars | None:
        """Return bars of counts, of which some may be kept back: they are known, and not told.

        They are called by `people` where each counts once, else by `times`.
        """
        rows: list[tuple[str, tuple[Decimal | None, ...]]] = []
        for name, number in counted:
            value = KeptBack() if isinstance(number, str) else number
            rows.append((name, (Decimal(value) if isinstance(value, int) else value,)))
        once = self._report.inclusion.once
        title, unit = (people, say("people")) if once else (times, say("participations"))
        return self._bars(title, unit, tuple(rows))

    def _indicators(self) -> Bars | None:
        lines = self._report.everything.indicators
        found = [one.row for one in lines if one.row.planned_value is not None]
        rows = tuple(
            (
                entitled(row.id, row.title),
                (Decimal(row.percent) if row.percent is not None else None,),
            )
            for row in found
        )
        title = say("Indicators: how much of the target is reached")
        bars = self._bars(title, bare("%"), rows)
        return bars and evolve(bars, remarks=tuple(self._not_due(row) for row in found))

    def _not_due(self, row: Achieved) -> str:
        """Return by when a target is to be reached that is not due yet."""
        day = self._report.planned_by
        if day is None or row.due is None or row.due_by(day):
            return ""
        return say("(due {day})", day=row.due).within(self._language)

    def _channels(self) -> Bars | None:
        of = grouped((one.channel or "not stated", one.reach) for one in self._report.records)
        sums = ((name, least_sum(reached)) for name, reached in of.items())
        known = [(name, reach) for name, reach in sums if reach is not None]
        rows = tuple((self._word(n), (reach,)) for n, reach in sorted(known, key=lambda x: -x[1]))
        return self._bars(say("People reached, by channel"), say("people"), rows)

    def _languages(self) -> Bars | None:
        number = Counter(code for result in self._report.results for code in result.languages)
        rows = tuple(
            (self._language.language_name(code), (Decimal(n),))
            for code, n in sorted(number.items(), key=lambda pair: (-pair[1], pair[0]))
        )
        bars = self._bars(say("Results by language"), say("results"), rows)
        notes = delivered_in_part(self._report.everything.deliverables)
        return bars and evolve(bars, notes=tuple(note.within(self._language) for note in notes))

    def _lands(self, names: str) -> str:
        """Return countries, some of them put together, in the language."""
        found = (
            self._language.country(country_code(n)) if country_code(n) else self._word(n)
            for n in names.split(", ")
        )
        return ", ".join(found)

    def _word(self, text: str) -> str:
        return self._language.gettext(text)

    def _amounts(self, title: Phrase, lines: Iterable[tuple[str, Money | None]]) -> Bars | None:
        rows = tuple((label, (None if a is None else a.amount,)) for label, a in lines)
        bars = self._bars(title, bare(self._report.currency), rows)
        return bars and evolve(bars, cents=any(n is not None and n % 1 for _, (n,) in rows))

    def _bars(
        self,
        title: Phrase,
        unit: Phrase,
        rows: Rows,
        series: tuple[tuple[Phrase, str], ...] = ((bare(""), "full"),),
    ) -> Bars | None:
        known = [v for _, v in rows if any(not isinstance(n, KeptBack | None) for n in v)]
        if len(known) < FEWEST:
            return None
        return Bars(
            title=title.within(self._language),
            unit=unit.within(self._language),
            series=tuple(Series(name=n.within(self._language), form=form) for n, form in series),
            rows=rows,
        )

    def _drawn(self, name: str, bars: Bars | None) -> Picture | str:
        if bars is None:
            return ""
        heard = self._language.in_a_row(
            f"{label}: {self._told(bars, n)}" for n, (label, _) in enumerate(bars.rows)
        )
        alt = f"{bars.title} ({bars.unit}): {heard}"
        drawn = drawn_bars(bars, name, self._saying(bars), described=alt)
        return Picture(data=drawn.encode(), media="image/svg+xml", alt=alt)

    def _told(self, bars: Bars, number: int) -> str:
        pairs = zip(bars.series, bars.rows[number][1], strict=True)
        remark = bars.remarks[number] if bars.remarks else ""
        say_ = self._saying(bars)
        told = ", ".join(f"{say_(value)} {one.name}".rstrip() for one, value in pairs)
        return f"{told} {remark}".rstrip()

    def _saying(self, bars: Bars) -> Callable[[Any], str]:
        """Return how the numbers of a chart are written: amounts all with cents, or all without."""
        return self._in_cents if bars.cents else self._shown

    def _in_cents(self, value: Any) -> str:  # noqa: ANN401 - a number, or None
        if value is None:
            return self._word(NOT_KNOWN)
        text = self._language.cents(Money(Decimal(value)))
        phrase = say("at least {number}", number=text) if isinstance(value, AtLeast) else bare(text)
        return phrase.within(self._language)

    def _shown(self, value: Any) -> str:  # noqa: ANN401 - a number, or None
        phrase = told(value)
        return self._word(NOT_KNOWN) if phrase is None else phrase.within(self._language)

"""Hours of trainings, and what results and indicators count, otherwise than in plan and facts."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from vetpartner.documents.words import TOKEN, fold, is_word
from vetpartner.model import Measured, Training
from vetpartner.papers.claim_words import is_rough, takes_place, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.documents.finding import Found
    from vetpartner.documents.subject import Subject
    from vetpartner.model import Indicator

_SLUG = "document-number-differs"
_HOURS = re.compile(r"(?<![\w.,])(?P<number>\d{1,3}(?:[.,]\d)?)\s?(?P<word>[^\W\d_]{1,15})")
_ID_BEHIND = re.compile(r"(?:[^\W_][^\s(),;:]* ){2,6}(?=\((?P<id>[A-Z]{1,3}\d(?:\.?\d)*)\))")
"""What stands before the id of a result in brackets."""
_LESSON = Decimal(60) / 45
_LEAST, _MOST = Decimal("0.6"), Decimal("1.7")
"""Hours beside a training that are far from its own are of something else."""
_UNIT = 6
"""Units are compared by so many letters, since languages share words such as interview."""
_TWICE = 2
"""More than twice the number measured, or less than half of it, is of something else."""


def counted_results(s: Subject) -> Iterator[Found]:
    """Yield another number of what the title of a result counts: ten units (D3.1), not eight."""
    for each in s.sentences:
        for match in _ID_BEHIND.finditer(each.sentence.text):
            label, words = s.plan.p.label(match["id"]), match[0].split()
            planned = whole_number(fold(label.split()[0]))
            at = max((n for n, word in enumerate(words) if whole_number(fold(word))), default=None)
            said = None if at is None else whole_number(fold(words[at]))
            if planned is not None and said is not None and said != planned:
                yield s.told(
                    each,
                    _SLUG,
                    f"“{' '.join(words[at:])}” of {match['id']}: the plan says “{label}”",
                    " ".join(words[at:]),
                    sure="likely",
                    record=label,
                )


def hours(s: Subject) -> Iterator[Found]:
    """Yield hours of a training that are others than it has."""
    for each in s.sentences:
        activity = s.activity(each)
        if not each.sentence.named and activity is None:
            activity = s.plan.p.get(s.topic)
        if not isinstance(activity, Training) or activity.hours is None:
            continue
        for match in _HOURS.finditer(each.sentence.text):
            if not is_word("hours", "words", fold(match["word"])):
                continue
            number = Decimal(match["number"].replace(",", "."))
            right = {activity.hours, activity.hours * _LESSON}
            near = _LEAST <= number / activity.hours <= _MOST if activity.hours else False
            if number not in right and near:
                yield s.told(
                    each,
                    "document-hours-differ",
                    f"“{match[0]}” of {activity.id}: the plan says {activity.hours:f} hours",
                    match[0],
                    sure="likely",
                    record=f"{activity.hours:f} hours",
                )


def measured(s: Subject) -> Iterator[Found]:
    """Yield how many there were in all of what an indicator counts, where another was measured.

    A sentence that names a town or an organisation tells what belongs to these alone.
    """
    for each in s.sentences:
        said = each.sentence
        if said.homes or said.cities:
            continue
        words = TOKEN.findall(said.text)
        for number, unit in pairwise(words):
            value = whole_number(fold(number))
            indicator = _counting(s, fold(unit)) if value is not None else None
            if value is None or indicator is None or is_rough(said.text, number):
                continue
            if not takes_place(said.text):
                continue
            values = [fact.value for fact in s.plan.p.facts_of(indicator.id, Measured)]
            known = [each for each in values if each is not None]
            if not known or not known[-1] or value in {*known, indicator.target, sum(known)}:
                continue
            if max(value, known[-1]) > _TWICE * min(value, known[-1]):
                continue
            yield s.told(
                each,
                _SLUG,
                f"“{number} {unit}”: the record says {known[-1]:f} ({indicator.id})",
                f"{number} {unit}",
                sure="likely",
                record=f"{known[-1]:f} {indicator.unit}",
                of=indicator.id,
            )


def _counting(s: Subject, word: str) -> Indicator | None:
    """Return the one indicator that counts what a word says, None where there are several."""
    found = [
        each
        for each in s.plan.p.plan.indicators
        if each.unit and len(word) >= _UNIT and fold(each.unit)[:_UNIT] == word[:_UNIT]
    ]
    return found[0] if len(found) == 1 else None

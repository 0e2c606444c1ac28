"""Limits of the online form: each one belongs to a question, and to one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.checks.finding import error, warning
from vetpartner.programme.near import did_you_mean
from vetpartner.programme.questions import REPORT_KINDS, asked, structure_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject

_NOT_ENGLISH = "hr"
"""A report in any other language than English has the most questions."""


def limit_of_no_question(s: Subject) -> Iterator[Finding]:
    """Guard that each limit of the online form belongs to a question of a report.

    A limit below a misspelt id is never applied, and you notice only in the form.
    `vetpartner report … --scaffold` writes the ids of all questions.

    Basis: the file format.
    """
    known: set[str] = set()
    for number, limit in enumerate(s.plan.limits, start=1):
        known = known or _questions(s)
        if limit.question not in known:
            near = did_you_mean(limit.question, sorted(known)).removeprefix("; ")
            message = f"`{limit.question}` has a limit, but no report asks it"
            yield error(message, f"limits/#{number}/question", way_out=near or "correct the id")


def limit_twice(s: Subject) -> Iterator[Finding]:
    """Guard that each question has one limit.

    The first one is used, and nobody can tell whether it is the right one.
    Look at the counter of the form, and take the other one out.

    Basis: the file format.
    """
    first: dict[str, int] = {}
    for number, limit in enumerate(s.plan.limits, start=1):
        if limit.question in first:
            message = (
                f"`{limit.question}` has two limits, {first[limit.question]} and "
                f"{limit.characters} characters; the first one is used"
            )
            yield warning(message, f"limits/#{number}", way_out="take one of them out")
        else:
            first[limit.question] = limit.characters


def _questions(s: Subject) -> set[str]:
    found = (
        each
        for block in structure_for(s.p).blocks
        for kind in REPORT_KINDS
        for each in asked(s.p, block, kind, language=_NOT_ENGLISH)
    )
    return {name for each in found for name in (each.id, each.question.id)}


FORM_LIMITS = (limit_of_no_question, limit_twice)

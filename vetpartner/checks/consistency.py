"""Consistency: what contradicts itself although each part of it could be right."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.checks.rule import Found, family, listed
from vetpartner.model import ACTIVITIES, Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.subject import Subject

rule = family("Consistency")

_SERIES = re.compile(r"(?P<series>[A-Za-z]+(?:\d+[.-])*)(?P<number>\d{1,3})")
_OF_PACKAGE = re.compile(r"[A-Za-z]+(?P<number>\d+)[.-]\d.*")
_PACKAGE = re.compile(r"[A-Za-z]+(?P<number>\d+)")
_NAMED_PACKAGE = re.compile(r"\bWP ?(?P<number>\d{1,2})\b")
_NAMED_RESULT = re.compile(r"\bD\d{1,2}\.\d{1,2}\b")
_NUMBERED = ("work_packages", *ACTIVITIES, "deliverables", "milestones", "indicators")
_TITLED = ("work_packages", "deliverables", "milestones", "indicators", "objectives")
_LEGAL = frozenset(
    {
        *("gmbh", "ev", "ltd", "limited", "llc", "sa", "srl", "spa", "sl", "bv", "as", "oy"),
        *("ab", "doo", "dd", "foundation"),
    }
)
_FEWEST_WORDS = 2


@rule("consistency of the plan")
def id_skips_number(s: Subject) -> Found:
    """Numbered ids have no gap: after D2.1 comes D2.2.

    A reader looks for the missing one and thinks that it was lost.
    Add it, give the others their right numbers, or accept the gap with its reason.
    """
    for kind in _NUMBERED:
        series: dict[str, dict[int, str]] = {}
        for thing in getattr(s.plan, kind):
            match = _SERIES.fullmatch(thing.id)
            if match:
                series.setdefault(match["series"], {})[int(match["number"])] = thing.id
        for name, numbers in series.items():
            digits = len(numbers[max(numbers)]) - len(name)
            padded = any(id_[len(name)] == "0" for id_ in numbers.values())
            called = {n: f"{name}{n:0{digits if padded else 1}}" for n in range(max(numbers))}
            # Activities of several kinds may share one series of numbers.
            gaps = [n for n in range(min(numbers), max(numbers)) if called[n] not in s.kinds]
            if gaps and len(gaps) < len(numbers):
                after = numbers[next(n for n in sorted(numbers) if n > gaps[0])]
                missing = " and no ".join(called[n] for n in gaps)
                message = f"the {kind.replace('_', ' ')} skip a number: there is {after}, "
                message += f"but no {missing}"
                yield s.warning(message, f"{kind}/{after}", "add what is missing, or renumber")


@rule("consistency of the plan")
def id_under_other_package(s: Subject) -> Found:
    """An id with the number of a work package belongs to that work package.

    One of the two is wrong, and money, lead and report go by the link.
    """
    numbers = {id_: m["number"] for id_ in s.packages if (m := _PACKAGE.fullmatch(id_))}
    for kind in _NUMBERED[1:]:
        for thing in getattr(s.plan, kind):
            match, package = _OF_PACKAGE.fullmatch(thing.id), numbers.get(thing.work_package or "")
            if match and package is not None and int(match["number"]) != int(package):
                message = (
                    f"{thing.id} is called after another work package than {thing.work_package}"
                )
                way_out = "correct the id or the work package"
                yield s.warning(message, f"{kind}/{thing.id}/work_package", way_out)


@rule("consistency of the plan")
def text_names_missing_thing(s: Subject) -> Found:
    """Texts name no work package and no deliverable that the plan does not have.

    It is often a rest of another project's template, or of an earlier version of the plan.
    """
    packages = {int(m["number"]) for id_ in s.packages if (m := _PACKAGE.fullmatch(id_))}
    results = {d.id for d in s.plan.deliverables}
    dotted = any(_NAMED_RESULT.fullmatch(id_) for id_ in results)
    for at, field, text in _texts(s):
        wrong = [m[0] for m in _NAMED_PACKAGE.finditer(text) if int(m["number"]) not in packages]
        if not packages:
            wrong = []
        if dotted:
            wrong += [name for name in _NAMED_RESULT.findall(text) if name not in results]
        if wrong:
            named = listed(list(dict.fromkeys(wrong)))
            message = (
                f"`{field}` of {at.rpartition('/')[2]} names {named}, which the plan does not have"
            )
            yield s.warning(message, f"{at}/{field}")


def _texts(s: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield `(address, field, text)` of the words in the plan."""
    for at, thing in s.everything:
        for field in _text_fields(type(thing)):
            text = getattr(thing, field)
            if isinstance(text, str):
                yield at, field, text


def _text_fields(cls: type[Any]) -> tuple[str, ...]:
    names = attrs.fields_dict(cls)
    return tuple(n for n in ("title", "description", "rationale", "verification") if n in names)


@rule("consistency of the plan")
def title_used_twice(s: Subject) -> Found:
    """No two results, milestones or work packages have the same title.

    It is the same thing twice, or one was copied and not finished.
    """
    for kind in _TITLED:
        seen: dict[str, str] = {}
        for thing in getattr(s.plan, kind):
            if thing.title is None:
                continue
            first = seen.setdefault(thing.title.strip().casefold(), thing.id)
            if first != thing.id:
                message = f"{thing.id} has the same title as {first}: {thing.title.strip()}"
                yield s.warning(message, f"{kind}/{thing.id}/title")


@rule("consistency of the plan")
def organisation_maybe_twice(s: Subject) -> Found:
    """No organisation is in the plan twice under names that mean the same.

    Its money, tasks and people would be counted apart.
    Keep one of them, and put the other name into `also_known_as`.
    """
    seen: dict[tuple[str | None, str], Organisation] = {}
    for o in s.plan.organisations:
        for name in filter(None, (o.name, *o.also_known_as)):
            words = _words(name)
            if len(words) < _FEWEST_WORDS:
                continue
            first = seen.setdefault((s.country(o), " ".join(words)), o)
            same = first.name is not None and first.name.casefold() == name.casefold()
            if first.id != o.id and not same:
                message = (
                    f"{o.id} ({name}) and {first.id} ({first.label}) look like one organisation"
                )
                way_out = f'keep one, and add also_known_as = ["{name}"]'
                yield s.warning(message, f"organisations/{o.id}", way_out)
                break


def _words(name: str) -> list[str]:
    """Return the words of a name without accents, order, signs and legal forms."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).replace(".", "")
    return sorted({w for w in re.findall(r"\w+", letters) if w not in _LEGAL})


@rule("consistency of the plan")
def lead_not_in_package(s: Subject) -> Found:
    """An organisation that leads a work package or its results is one of its organisations.

    Otherwise it works without being asked, or the wrong lead is named.
    """
    for package in s.plan.work_packages:
        named = {*package.organisations, *package.grant}
        if package.organisations and package.lead in s.p and package.lead not in named:
            message = (
                f"{s.p.label(package.lead)} leads {package.id}, but is not one of its organisations"
            )
            yield s.warning(message, f"work_packages/{package.id}/organisations")
        leads = [(f"deliverables/{d.id}", d) for d in s.deliverables_in.get(package.id, ())]
        for at, thing in leads if package.organisations else ():
            if thing.lead in s.p and thing.lead not in {*named, package.lead}:
                who = f"{s.p.label(thing.lead)} leads {thing.id}"
                message = f"{who}, but is not one of the organisations of {package.id}"
                yield s.warning(message, f"{at}/lead")


@rule("consistency of the plan")
def indicator_differs_from_expected(s: Subject) -> Found:
    """An indicator of participants has the number that its activity expects.

    Nineteen on one page and eighteen on another make a reader doubt both.
    """
    for indicator in s.plan.indicators:
        expected = getattr(s.p.get(indicator.of), "expected", None)
        people = (indicator.unit or "").casefold() in {"participant", "participants"}
        if people and isinstance(expected, int) and indicator.target not in (None, expected):
            message = (
                f"{indicator.id} wants {indicator.target} {indicator.unit}, but {indicator.of} "
                f"expects {expected}"
            )
            yield s.warning(message, f"indicators/{indicator.id}/target")

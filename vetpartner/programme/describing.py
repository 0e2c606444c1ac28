"""The rules of a call as text, what differs between two calls, and the page of all calls."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.programme.law import APPLIED, FACTS, GROUPS
from vetpartner.programme.terms import CONFIDENCE_MEANS, Region
from vetpartner.values.counts import percent
from vetpartner.values.table import Column, Table, data, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.programme.law import Rules
    from vetpartner.programme.terms import Citation, Confidence

WIDTH = 96

# What is checked whether or not a call says it, as arithmetic or good sense, is rarely set, or only
# the words beside another value.
_ANYWAY = (
    "total_must_equal_lump_sum",
    "activities_inside_period",
    "associated_partners",
    "work_package_contents",
    "final_criteria",
    "latest_end",
    "venue_rule",
)
_OF_UNITS = ("grant_min", "grant_max", "grant_max_per_month", "unit_costs", "transfer_share_max")
_OF_PACKAGES = (
    "min_work_packages",
    "max_work_packages",
    "recommended_max_work_packages",
    "min_activities_per_work_package",
    "management_share_max",
    "management_has_activities",
    "management_is_scored",
)


def not_known(rules: Rules) -> tuple[str, ...]:
    """Return the names of what could be checked and no source says of a call, in order.

    What another value makes pointless is left out, such as unit costs under a lump sum.
    """
    pointless = set(_ANYWAY)
    if rules.lump_sums:
        pointless.update(_OF_UNITS)
    if rules.has_work_packages is False:
        pointless.update(_OF_PACKAGES)
    if rules.third_country_partners in {"all countries", "no country"}:
        pointless.add("third_country_regions")
    if rules.third_country_partners == "no country":
        pointless.add("third_country_needs_reason")
    return tuple(
        key
        for key, by in APPLIED.items()
        if not by.startswith("told: ") and key not in pointless and not rules.says(key)
    )


def shown(value: object) -> str:
    """Return a value as text: `none` for None, `yes` or `no`, lists joined by semicolons."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        items = [shown(item) for item in value]
        short = not any("," in item or " " in item for item in items)
        return (", " if short else "; ").join(items) or "none"
    if isinstance(value, Region):
        return f"{value}: {', '.join(value.countries)}"
    return str(value)


@frozen(kw_only=True)
class Difference:
    """A value of the law that is not the same in two calls; `key` is its name in `Rules`."""

    key: str
    before: object
    after: object

    @property
    def label(self) -> str:
        """Return what the value is called in plain English."""
        return FACTS[self.key]

    def __str__(self) -> str:
        if isinstance(self.before, tuple) and isinstance(self.after, tuple):
            kept = {_key(item) for item in self.before} & {_key(item) for item in self.after}
            gone = [item for item in self.before if _key(item) not in kept]
            new = [item for item in self.after if _key(item) not in kept]
            parts = [
                f"{word} {'; '.join(_names(items, beside))}"
                for word, items, beside in (("no more", gone, new), ("new", new, gone))
                if items
            ]
            return f"{self.label}: {'; '.join(parts) or 'in other words or in another order'}"
        return f"{self.label}: {shown(self.before)} -> {shown(self.after)}"


def _key(item: object) -> object:
    """Return what an item of a list is known by, whatever its words."""
    return getattr(item, "key", item)


DIFFERENCES = Table(
    name="rule_differences",
    about="One row for each value of the law that is not the same in two calls.",
    columns=(
        data("key", "text", "name in `Rules`"),
        Column("label", "What", "text", "what it is called", names=True, width=40),
        Column(
            "before",
            "Before",
            "text",
            "value of the first call",
            get=lambda found: shown(found.before),
            width=60,
        ),
        Column(
            "after",
            "After",
            "text",
            "value of the second call",
            get=lambda found: shown(found.after),
            width=60,
        ),
    ),
)
RULES = Table(
    name="rules",
    about="One row for each value of the rules of a call.",
    columns=in_order(
        data("key", "text", "name in `Rules`"),
        Column("group", "Group", "text", "what it is about"),
        Column("label", "What", "text", "what it is called", names=True, width=40),
        Column("value", "Value", "text", "the value in words", width=60),
        Column("verified", "Verified", "flag", "whether a source of it was seen"),
        Column("assumed_from", "Assumed from", "text", "the call that it is carried over from"),
        Column("source", "Source", "text", "where it stands", width=60),
    ),
)


def rules_table(rules: Rules) -> Table:
    """Return the rules of a call, each value with its source."""
    cited = (
        (key, group, rules.cite(key))
        for group, labels in GROUPS.items()
        for key in labels
        if rules.says(key)
    )
    return RULES.of(
        (
            (
                key,
                group,
                FACTS[key],
                shown(getattr(rules, key)),
                source.verified,
                source.assumed_from,
                str(source),
            )
            for key, group, source in cited
        ),
        caption=f"{rules.action}, call {rules.call}: {rules.title}",
    )


def differences(a: Rules, b: Rules) -> tuple[Difference, ...]:
    """Return every value that differs between two calls, in the order of showing.

    Sources do not count: a value that was only read in another document is the same value.
    What only one of the two says is no difference, since nobody knows it of the other: see
    `said_by_one`.
    """
    return tuple(
        Difference(key=key, before=getattr(a, key), after=getattr(b, key))
        for key in FACTS
        if a.says(key) and b.says(key) and getattr(a, key) != getattr(b, key)
    )


def said_by_one(a: Rules, b: Rules) -> tuple[str, ...]:
    """Return a sentence for each of two calls of which less is known than of the other."""
    return tuple(
        f"not known of {one.action} {one.call}, so that it cannot be compared: "
        + "; ".join(FACTS[key] for key in gaps)
        for one, other in ((a, b), (b, a))
        if (gaps := [key for key in not_known(one) if other.says(key)])
    )


def describe(rules: Rules) -> str:
    """Return the rules of a call for a terminal: by group, each value with its source.

    Above them stands how much was read, what is assumed from which call, and what is not known.
    Values of confidence D are marked as unverified.
    """
    parts = [*_wrapped(f"{rules.action}, call {rules.call}: {rules.title}", 0), *_read(rules)]
    for group, labels in GROUPS.items():
        said = [key for key in labels if rules.says(key)]
        if said:
            parts += ["", group]
        for key in said:
            parts += _lines(rules, key)
        if group == "Time" and rules.rounds:
            parts += _wrapped("What holds in each round:", 2)
            parts += [line for each in rules.rounds for line in _wrapped(str(each), 6)]
    return "\n".join(parts) + "\n"


def letters(rules: Rules) -> dict[Confidence, int]:
    """Return how many values of a call have each letter."""
    counted = Counter(citation.confidence for citation in rules.citations)
    return {letter: counted[letter] for letter, _ in CONFIDENCE_MEANS}


def assumed(rules: Rules) -> dict[str, list[str]]:
    """Return what is carried over: the names of the values by the call that they come from."""
    found: dict[str, list[str]] = {}
    for key in FACTS:
        origin = rules.cite(key).assumed_from if rules.says(key) else None
        if origin is not None:
            found.setdefault(origin, []).append(key)
    return found


def _read(rules: Rules) -> Iterator[str]:
    """Yield how much of the rules was read, what is assumed, and what is not known."""
    counts = letters(rules)
    read = ", ".join(f"{counts[letter]} {letter}" for letter in counts)
    yield from _wrapped(f"{len(rules.citations)} values by confidence: {read}", 0)
    lists = [(f"assumed from {origin}", keys) for origin, keys in assumed(rules).items()]
    lists += [("not known, and so not checked", list(not_known(rules)))]
    for what, keys in lists:
        if keys:
            names = "; ".join(FACTS[key] for key in keys)
            yield from _wrapped(f"{len(keys)} {what}: {names}", 0)


def _lines(rules: Rules, key: str) -> Iterator[str]:
    cited = rules.cite(key)
    origin = cited.assumed_from
    some = any(part.confidence != "D" for part in cited.parts)
    doubt = "unverified in part" if some else "unverified"
    doubt = doubt if origin is None else f"assumed from {origin}"
    mark = "" if cited.verified else f" [{doubt}]"
    yield from _wrapped(f"{FACTS[key]}{mark}: {shown(getattr(rules, key))}", 2)
    yield from _wrapped(str(cited), 6)
    if cited.note:
        yield from _wrapped(f"note: {cited.note}", 6)
    for part in cited.parts:
        yield from _wrapped(f"part: {part}", 6)
    for other in cited.others:
        yield from _wrapped(f"but: {other}", 6)


def _names(items: list[object], beside: list[object]) -> list[str]:
    """Return items as short as they can be told from those beside them."""
    others = {str(item) for item in beside}
    return [shown(item) if str(item) in others else str(item) for item in items]


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text,
        width=WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


# The rules of calls as a page of the documentation, in Markdown.

_INTRODUCTION = """# The rules of each call

This page is made from the files in `vetpartner/programme/calls/`.
Every value has a source, the page or section in it, the day of the last check, and a letter that
tells how sure we are of it.
Nothing is carried back to an earlier call: a call has the values that a source says of it, and
those that are carried forward to it, which say from where.
The grant agreement of your own project comes before everything here.
"""
_LONGEST_BESIDE = 60


def page(rules_list: Iterable[Rules]) -> str:
    """Return a page with the calls of each action side by side, then all with sources."""
    laws = tuple(rules_list)
    parts = [_INTRODUCTION, "| Letter | What it means |", "| --- | --- |"]
    parts += [_row(letter, meaning) for letter, meaning in CONFIDENCE_MEANS]
    parts += ["", *_at_a_glance(laws), "", *_clauses()]
    for action in dict.fromkeys(law.action for law in laws):
        same = tuple(law for law in laws if law.action == action)
        parts += ["", f"## {action}: {same[0].title}", "", *_side_by_side(same)]
        for group, labels in GROUPS.items():
            rows = [row for key in labels for row in _page_rows(same, key)]
            if rows:
                head = ("What", "Name", "Calls", "Value", "Source", "Place", "Letter", "Checked")
                parts += ["", f"### {action}: {group}", "", _row(*head, "Note")]
                parts += [_row(*("---" for _ in range(len(head) + 1))), *rows]
    return "\n".join(parts) + "\n"


def _at_a_glance(laws: tuple[Rules, ...]) -> Iterator[str]:
    """Yield a table of how much of each call was read."""
    yield "## How much of each call was read"
    yield ""
    yield "The share read in the original is that of letter A among all that could be known."
    yield ""
    names = [letter for letter, _ in CONFIDENCE_MEANS]
    yield _row("Call", *names, "of D assumed", "Not known", "Read in the original")
    yield _row(*("---" for _ in range(len(names) + 4)))
    for law in laws:
        counts, unknown = letters(law), len(not_known(law))
        original = f"{percent(counts['A'], len(law.citations) + unknown)} %"
        carried = sum(1 for each in law.citations if each.assumed_from is not None)
        numbers = (*counts.values(), carried, unknown)
        yield _row(f"{law.action} {law.call}", *map(str, numbers), original)


def _clauses() -> Iterator[str]:
    """Yield a table of what applies each value, or why it is only told."""
    yield "## What applies each value"
    yield ""
    yield "Names with dashes are findings; `vetpartner explain` tells more of them."
    yield ""
    yield _row("What", "Name", "Applied by", "Only told, because")
    yield _row("---", "---", "---", "---")
    for key, by in APPLIED.items():
        told = by.removeprefix("told: ") if by.startswith("told: ") else ""
        yield _row(FACTS[key], f"`{key}`", "" if told else ", ".join(by.split()), told)


def _side_by_side(laws: tuple[Rules, ...]) -> Iterator[str]:
    """Yield a table of the short values, each with its letter."""
    yield "The letter after a value tells how sure we are of it."
    yield ""
    yield _row("", *(str(law.call) for law in laws))
    yield _row(*("---" for _ in range(len(laws) + 1)))
    for key, label in FACTS.items():
        cells = [_beside(law, key) for law in laws]
        if any(cells) and all(len(cell) <= _LONGEST_BESIDE for cell in cells):
            yield _row(label, *cells)


def _beside(law: Rules, key: str) -> str:
    return f"{shown(getattr(law, key))} ({law.cite(key).confidence})" if law.says(key) else ""


def _page_rows(laws: tuple[Rules, ...], key: str) -> Iterator[str]:
    """Yield a row for each value and citation, with the calls that have both in common."""
    found: dict[tuple[str, Citation], list[str]] = {}
    for law in laws:
        if law.says(key):
            found.setdefault((shown(getattr(law, key)), law.cite(key)), []).append(str(law.call))
    before = None
    for (value, cited), years in found.items():
        yield _row(
            FACTS[key],
            f"`{key}`",
            ", ".join(years),
            "the same" if value == before and len(value) > _LONGEST_BESIDE else value,
            cited.source,
            cited.place,
            cited.confidence,
            cited.checked.isoformat() if cited.checked else "",
            _remarks(cited),
        )
        before = value


def _remarks(cited: Citation) -> str:
    parts = [f"Part: {part}." for part in cited.parts]
    return " ".join(filter(None, (cited.note, *parts, *(f"But: {o}." for o in cited.others))))


def _row(*cells: str) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    if re.fullmatch(r"`\w+`|---", text):
        return text
    return re.sub(r"([\\|*_<>\[\]{}`#$])", r"\\\1", " ".join(text.split()))

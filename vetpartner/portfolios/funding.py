"""What two projects may have been funded for: one result, event, file of evidence or invoice.

Each row is a question. What is the same to the last byte may be meant so, and what is only called
the same may be two things; the agency asks about either. Two paths may be copies of one project, or
two grants for one: this is asked first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from vetpartner.portfolios.twice import Found, in_several
from vetpartner.values.page_text import folded
from vetpartner.values.table import Column, Table
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.portfolios.one import One

Same = Literal[
    "same project",
    "same file of evidence",
    "same invoice",
    "same event",
    "same result",
    "nearly the same result",
]
ORDER: tuple[Same, ...] = (
    "same project",
    "same file of evidence",
    "same invoice",
    "same event",
    "same result",
    "nearly the same result",
)
_BY_TITLE: tuple[Same, ...] = ("same result", "nearly the same result")
USUAL = 10
"""A title that stands in more than one project of so many says nothing: a dissemination plan."""
_FEW = 4
"""Projects in which a title may stand all the same."""
_WORD = re.compile(r"[^\W_]+")
_STEM, _SHORTEST = 6, 4
_FEWEST_SAME, _FEWEST_NEAR = 2, 5
_MOST_WORDS = 12
"""Words of a title that are looked at; a title of a hundred words would have a hundred keys."""


@frozen(kw_only=True)
class Double:
    """What stands in more than one project.

    `where` says in which, and as what; `shared` are the organisations that all of these have.
    """

    kind: Same
    what: str
    where: tuple[str, ...]
    projects: int
    shared: tuple[str, ...]


DOUBLE = Table(
    name="double_funding",
    about="One row for each thing that stands in more than one project.",
    caption="What may be funded twice: each row is a question, and no verdict",
    columns=(
        Column(
            "what", "What", "text", "title, number of the invoice, or kind of evidence", names=True
        ),
        Column("kind", "Why it is asked", "word", ", ".join(ORDER)),
        Column("where", "Projects, and as what", "lines", "project, id and title in each"),
        Column("projects", "Number", "count", "number of projects"),
        Column("shared", "In all of them", "lines", "organisations that take part in all of them"),
    ),
    empty="Nothing stands in two projects.",
)


def stems(title: str) -> tuple[str, ...]:
    """Return the words of a title that say something, each as its first letters, in order of ABC.

    What differs in case, accents, endings, order and short words is the same; numbers count.
    """
    found = _WORD.findall(folded(title))
    # A number is what tells the third newsletter from the fourth.
    words = (word for word in found if len(word) >= _SHORTEST or word.isdigit())
    return tuple(sorted({word[:_STEM] for word in words})[:_MOST_WORDS])


def keys(one: One) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is compared of a project: a key that another one may have, and what has it."""
    yield from _whole(one)
    yield from _results(one)
    yield from _events(one)
    for of, kind, digest, size in one.rows("evidence", "of", "kind", "digest", "size"):
        if size:
            yield f"file {digest}", {"id": of, "title": kind}
    columns = ("document", "of", "amount", "currency", "organisation_key")
    for document, of, amount, currency, home in one.rows("invoices", *columns):
        number = "".join(_WORD.findall(folded(document or "")))
        told = {"id": of, "title": f"{document}, {amount} {currency}"}
        if any(map(str.isdigit, number)):
            yield f"invoice {number} {amount} {currency}", told
            if home is not None:
                yield f"invoice {number} of {home}", told


def _whole(one: One) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what tells a project that has no reference yet, or another one in each copy."""
    for acronym, title, home, start in one.rows(
        "projects", "acronym", "title", "coordinator_key", "start"
    ):
        if acronym and title and home and start:
            said = " ".join(_WORD.findall(folded(f"{acronym} {title}")))
            yield f"project {said} {home} {start}", {"id": None, "title": title}


def _results(one: One) -> Iterator[tuple[str, dict[str, Any]]]:
    for id_, title, status in one.rows("deliverables", "id", "title", "status"):
        words = stems(title or "")
        if status == "cancelled" or len(words) < _FEWEST_SAME:
            continue
        told = {"id": id_, "title": title}
        yield f"result {' '.join(words)}", told
        if len(words) >= _FEWEST_NEAR - 1:
            yield f"near {' '.join(words)}", told
        if len(words) >= _FEWEST_NEAR:
            for n in range(len(words)):
                yield f"near {' '.join((*words[:n], *words[n + 1 :]))}", told


def _events(one: One) -> Iterator[tuple[str, dict[str, Any]]]:
    columns = ("id", "kind", "title", "status", "first", "last", "city", "country", "mode")
    for row in one.rows("activities", *columns, "venue", "host_key"):
        id_, kind, title, status, first, last, city, country, mode, venue, host = row
        # A task is work of months and no event; who is online has no place.
        if kind == "task" or mode == "online" or status == "cancelled" or not (first and city):
            continue
        at = f"event {first} {last} {country} {folded(city)}"
        told = {"id": id_, "title": f"{title}, {first}, {city}"}
        if venue:
            yield f"{at} venue {' '.join(_WORD.findall(folded(venue)))}", told
        if host:
            yield f"{at} host {host}", told
        if words := stems(title or ""):
            yield f"{at} title {' '.join(words)}", told


def doubles(
    pairs: Iterable[tuple[str, Found]], homes: dict[int, dict[str, str]], projects: int
) -> Table:
    """Return what stands in several projects, of all keys that do.

    `homes` are the organisations by key of each project concerned; `projects` is the number of all.
    """
    rows: dict[tuple[Any, ...], Double] = {}
    usual = 0
    for key, found in in_several(pairs):
        kind = _kind(key)
        ids = {each.project for each in found}
        if kind in _BY_TITLE and len(ids) > max(_FEW, projects // USUAL):
            usual += kind == "same result"
            continue
        things = tuple(sorted({(each.at, each.told["id"] or "") for each in found}))
        row = Double(
            kind=kind,
            what=_what(kind, found[0]),
            where=_where(found),
            projects=len(ids),
            shared=_shared(found, homes),
        )
        known = rows.get(things)
        if known is None or ORDER.index(kind) < ORDER.index(known.kind):
            rows[things] = row
    notes = (_usual(usual),) if usual else ()
    found_rows = sorted(rows.values(), key=_rank)
    return DOUBLE.of(found_rows, notes=notes)


def _usual(number: int) -> str:
    said = "1 title is" if number == 1 else f"{number} titles are"
    return f"{said} left out as usual, in more than a tenth of the projects"


def _rank(row: Double) -> tuple[Any, ...]:
    return not row.shared, ORDER.index(row.kind), -row.projects, row.what, row.where


def _kind(key: str) -> Same:
    first = key.partition(" ")[0]
    kinds: dict[str, Same] = {
        "project": "same project",
        "file": "same file of evidence",
        "invoice": "same invoice",
        "event": "same event",
        "result": "same result",
        "near": "nearly the same result",
    }
    return kinds[first]


def _what(kind: Same, first: Found) -> str:
    title = first.told["title"] or first.told["id"] or "not known"
    of = first.told["id"] if kind == "same file of evidence" else None
    return f"{title} of {of}" if of else str(title)


def _where(found: list[Found]) -> tuple[str, ...]:
    said = (
        f"{each.told['label']}: {entitled(each.told['id'] or '', each.told['title'])}"
        for each in sorted(found, key=lambda each: (each.at, str(each.told["id"])))
    )
    return tuple(dict.fromkeys(said))


def _shared(found: list[Found], homes: dict[int, dict[str, str]]) -> tuple[str, ...]:
    """Return how those are called that take part in all of these projects."""
    each = [homes.get(at, {}) for at in sorted({one.at for one in found})]
    common = set(each[0]).intersection(*each[1:]) if each else set()
    return tuple(sorted(each[0][key] for key in common))

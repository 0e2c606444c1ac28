"""How values look in a notebook: cards and tables in plain HTML, everything typed is escaped."""

from __future__ import annotations

from functools import singledispatch
from html import escape
from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.checks import check
from vetpartner.export.feeds import Feed
from vetpartner.export.report import TITLES, Report
from vetpartner.files.reading import Reading
from vetpartner.files.seals.seal import Seal
from vetpartner.files.seals.sealing import Opened
from vetpartner.model import Activity, Fact, Partnership, Plan
from vetpartner.model.plan import KINDS
from vetpartner.papers.overview import dashboard
from vetpartner.programme import Rules
from vetpartner.programme.describing import describe
from vetpartner.render.paper import Paper
from vetpartner.state.gaps import GAPS, Gap
from vetpartner.state.status import GROUPS, status
from vetpartner.state.unit_costs import UNIT_COSTS, UnitLine
from vetpartner.values.showing import Listing
from vetpartner.values.table import Column, Table, pairs
from vetpartner.whatif.compare import CHANGES, Change
from vetpartner.whatif.forecast import Forecast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vetpartner.papers.overview_tiles import Tile
    from vetpartner.values.finding import Findings


# Listings as tables for a notebook: changes, gaps, calendars, unit costs.

MOST = 60
"""How many rows of a listing are shown; the rest is counted."""
FEEDS = Table(
    name="calendars",
    about="One row for each calendar file.",
    columns=(
        Column("name", "File", names=True),
        Column("title", "Name"),
        Column("size", "Size", "count", get=lambda feed: f"{len(feed.data)} bytes"),
    ),
)
_TABLES = {Change: CHANGES, Gap: GAPS, Feed: FEEDS, UnitLine: UNIT_COSTS}


def listing_table(listing: Sequence[object]) -> str:
    """Return a table of values of one kind, counted in its caption."""
    if not listing:
        return "<p>None.</p>"
    table = _TABLES[type(listing[0])]
    name = table.name.replace("_", " ")
    caption = f"{len(listing)} {name if len(listing) > 1 else name.removesuffix('s')}"
    return table.of(listing, caption=caption).first(MOST).html()


# A page inside another page: how reports and papers show themselves in a notebook.


def framed(page: str, title: str) -> str:
    """Return an HTML page as a frame of 600 pixels height, which cannot touch what is around it."""
    return (
        f'<iframe srcdoc="{escape(page)}" title="{escape(title)}" sandbox="allow-scripts" '
        'style="width: 100%; height: 600px; border: 1px solid #bbb"></iframe>'
    )


_COUNTED = ("overdue", "due", "missing")


@singledispatch
def card(value: object) -> str:
    """Return HTML for a value: of its own kind, or else its text with its lines."""
    shown = value.text() if hasattr(value, "text") else str(value)
    return f"<pre>{escape(shown)}</pre>" if "\n" in shown else f"<p>{escape(shown)}</p>"


@card.register
def _partnership(p: Partnership) -> str:
    overview, now = dashboard(p, check(p)), status(p)
    about = [("Project", str(overview.about or "")), ("As of", str(overview.day))]
    about += [(str(tile.name), _with_note(tile)) for tile in overview.tiles]
    about += [(title, str(len(now.of(group)))) for group, title in GROUPS if group in _COUNTED]
    names = " · ".join(part for part in (overview.label, overview.title) if part)
    kept = overview.packages.html() if overview.packages.rows else ""
    return pairs(names, [row for row in about if row[1]]).html() + kept


def _with_note(tile: Tile) -> str:
    return f"{tile.value} ({tile.note})" if tile.note else str(tile.value)


@card.register
def _plan(plan: Plan) -> str:
    counted = [(kind.replace("_", " "), str(len(getattr(plan, kind)))) for kind in KINDS]
    return pairs(f"Plan of {plan.project.label}", [c for c in counted if c[1] != "0"]).html()


def _thing(thing: Any) -> str:  # noqa: ANN401 - whatever stands in the plan
    name = thing.kind if isinstance(thing, Activity) else _word(type(thing).__name__)
    title = getattr(thing, "title", None) or getattr(thing, "name", None)
    return _fields(" ".join(filter(None, (name, thing.id, title))), thing)


for _kind in KINDS.values():
    card.register(_kind, _thing)


@card.register
def _fact(fact: Fact) -> str:
    return _fields(" ".join(filter(None, (_word(type(fact).__name__), fact.of))), fact)


def _fields(caption: str, thing: Any) -> str:  # noqa: ANN401 - an attrs value
    rows = ((field.name, getattr(thing, field.name)) for field in attrs.fields(type(thing)))
    return pairs(caption, [(n.replace("_", " "), said(v)) for n, v in rows if said(v)]).html()


def _word(name: str) -> str:
    """Return the name of a class in words: `WorkPackage` is a work package."""
    return "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in name).strip()


def said(value: Any) -> str:  # noqa: ANN401 - whatever a field of the model holds
    """Return a field's value as text, an empty one where nothing stands there."""
    if value is None or value is False or value in ((), ""):
        return ""
    if value is True:
        return "yes"
    if isinstance(value, tuple):
        return ", ".join(said(item) for item in value)
    if hasattr(value, "items"):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    cls: Any = type(value)
    if attrs.has(cls) and cls.__str__ is object.__str__:
        parts = (getattr(value, field.name) for field in attrs.fields(type(value)))
        return "; ".join(filter(None, map(said, parts)))
    return str(value)


@card.register
def _rules(rules: Rules) -> str:
    name = f"{rules.action}, call {rules.call}"
    body = f"<pre>{escape(describe(rules))}</pre>"
    return f"<details><summary>{escape(name)}: {escape(rules.title)}</summary>{body}</details>"


@card.register
def _reading(reading: Reading) -> str:
    first = "<p>No partnership could be built.</p>"
    if reading.partnership is not None:
        first = card(reading.partnership)
    return first + _found(reading.findings)


@card.register
def _opened(opened: Opened) -> str:
    first = (
        "<p>There is no seal that can be read.</p>" if opened.seal is None else card(opened.seal)
    )
    return first + _found(opened.findings)


def _found(findings: Findings) -> str:
    return findings._repr_html_() if findings else "<p>No findings.</p>"


@card.register
def _seal(seal: Seal) -> str:
    files = [(file.name, f"{file.size} bytes, SHA-256 {file.sha256}") for file in seal.files]
    about = [("day", str(seal.day)), ("covers until", str(seal.until))]
    about += [("report", seal.report or ""), ("fingerprint", seal.fingerprint), *files]
    return pairs(f"Seal {seal.number}, {seal.name}, of {seal.project}", about).html()


@card.register
def _report(report: Report) -> str:
    return framed(report.html, TITLES[report.kind])


@card.register
def _paper(paper: Paper) -> str:
    return framed(paper.html, paper.what)


@card.register(Listing)
def _listing(listing: Listing[Any]) -> str:
    if listing and isinstance(listing[0], Forecast):
        return "".join(outcome._repr_html_() for outcome in listing)
    return listing_table(listing)

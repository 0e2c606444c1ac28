"""Which templates a project can replace, what each is given, and what its own folder holds."""

from __future__ import annotations

import inspect
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import attrs
from attrs import frozen

from vetpartner.export.building import File, Shelf
from vetpartner.export.paper import kinds
from vetpartner.export.planner import Year
from vetpartner.export.report import PasteData
from vetpartner.model import Organisation, Project
from vetpartner.papers.certificates import Certificate
from vetpartner.papers.overview import Dashboard
from vetpartner.papers.report import ReportData
from vetpartner.papers.report_charts import ReportCharts
from vetpartner.papers.report_tables import ReportTables
from vetpartner.render.language import language
from vetpartner.render.own_templates import REPLACED, TemplateProblem, outdated, own_templates
from vetpartner.render.page import Part, Picture
from vetpartner.render.templates import (
    FONTS,
    SETTINGS,
    WORD_TEMPLATE,
    logo,
    look,
    make_environment,
    parsed,
)
from vetpartner.render.words import html_words, page_words
from vetpartner.state.account import AccountStatement
from vetpartner.state.attendance import ActivityHead
from vetpartner.state.statement import VisibleStatement
from vetpartner.values.grid import Grid
from vetpartner.values.phrase import Phrase
from vetpartner.values.table import Column, Table
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import LookSettings

OURS = Path(__file__).parent.with_name("templates")


@frozen(kw_only=True)
class Shipped:
    """A template of ours: what it makes, and the names and classes of what it is given."""

    name: str
    what: str
    data: tuple[tuple[str, Any], ...] = ()


_PAGE = (("project", Project), ("as_of", date), ("statement", VisibleStatement))
"""What each page is given beside its own."""
_PAIRS = ("pairs", tuple[tuple[str, str], ...])
_SMALL = (*_PAGE, ("title", str), _PAIRS)


def _small(name: str, what: str, *data: tuple[str, Any]) -> Shipped:
    return Shipped(name=name, what=what, data=(*_SMALL, *data))


_OTHERS = (
    Shipped(
        name="account.md",
        what="the statement of account of a partner",
        data=(
            *_PAGE,
            ("home", Organisation),
            ("address", tuple[str, ...]),
            ("sender", str),
            ("data", AccountStatement),
            ("summary", Grid),
            ("tables", tuple[Table, ...]),
        ),
    ),
    _small(
        "attendance.md",
        "the list of an activity to sign",
        ("sheets", tuple[Grid, ...]),
        ("head", ActivityHead),
    ),
    Shipped(
        name="certificates.md",
        what="certificates of attendance, a sheet each",
        data=(
            *_PAGE,
            ("pages", tuple[Certificate, ...]),
            ("head", ActivityHead),
            ("emblem", Picture),
        ),
    ),
    Shipped(
        name="gantt.md",
        what="the whole project as a chart",
        data=(
            *_PAGE,
            ("about", str),
            ("under", Phrase),
            ("drawings", tuple[Picture, ...]),
            ("table", Table),
        ),
    ),
    Shipped(
        name="index.html",
        what="the first page of a build",
        data=(
            ("board", Dashboard),
            ("files", tuple[File, ...]),
            ("shelves", tuple[Shelf, ...]),
        ),
    ),
    Shipped(name="overview.css", what="a part: how the first page of a build looks"),
    Shipped(name="page.css", what="a part: how web pages look; yours is added to it"),
    Shipped(name="parts.md", what="a part: head and foot of the smaller pages"),
    Shipped(name="paste.html", what="the answers to paste", data=(("pack", PasteData),)),
    Shipped(
        name="planner.md",
        what="the year on a page",
        data=(
            *_PAGE,
            ("title", str),
            ("under", Phrase),
            ("years", tuple[Year, ...]),
            ("legend", tuple[tuple[str, Phrase], ...]),
            ("undated", tuple[str, ...]),
        ),
    ),
    Shipped(
        name="report.md",
        what="a report",
        data=(
            *_PAGE,
            ("report", ReportData),
            ("tables", ReportTables),
            ("charts", ReportCharts),
            ("gantt", tuple[Picture, ...]),
            ("timetable", Table),
            ("emblem", Picture),
            ("logos", Part | str),
            ("gallery", Part | str),
            ("kind_title", str),
            ("draft", bool),
            ("open_answers", int),
        ),
    ),
    Shipped(name="report_parts.md", what="a part: the pieces of which a report is made"),
    Shipped(
        name="table.md",
        what="participants, index of evidence, register of certificates",
        data=(*_PAGE, ("title", str), ("under", str), ("table", Table)),
    ),
)
_PAPERS = (
    _small(f"{name.replace('-', '_')}.md", kind.what, *kind.given) for name, kind in kinds().items()
)
SHIPPED = tuple(sorted((*_OTHERS, *_PAPERS), key=lambda each: each.name))


class UnknownTemplate(LookupError):
    """There is no template of ours with this name; the message names similar ones."""


WORD = Shipped(
    name=WORD_TEMPLATE, what="your own Word document: styles, headers and footers of a report"
)
LOOK = Shipped(name=SETTINGS, what="your own colour, font and logo, for all pages and formats")
OWN = (WORD, LOOK)
"""What a project may bring that replaces none of ours."""


def shipped(name: str) -> Shipped:
    """Return a template of ours by its name; raise `UnknownTemplate` for another."""
    names = [each.name for each in SHIPPED]
    if name not in names:
        msg = f"there is no template {name!r}{did_you_mean(name, names)}; "
        raise UnknownTemplate(msg + f"there are {', '.join(names)}")
    return SHIPPED[names.index(name)]


def shipped_text(name: str) -> str:
    """Return the text of a template of ours, to start from; errors as in `shipped`."""
    return (OURS / shipped(name).name).read_text(encoding="utf-8")


@frozen(kw_only=True)
class Own:
    """A template of the project: what it is for, or why it cannot be used."""

    name: str
    use: str
    problem: TemplateProblem | None = None


def own(
    folder: Path, asked: LookSettings | None = None, logos: Iterable[str] = ()
) -> tuple[Own, ...]:
    """Return the templates in the folder of a project, each looked through for mistakes.

    `asked` is the look of the plan, and `logos` are the files of its organisations.
    A file that replaces none of ours, and that no other one takes in, is one that nothing uses.
    """
    from jinja2 import meta, nodes

    home = own_templates(folder)
    if home is None:
        return ()
    names = sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())
    takes: dict[str, set[str]] = {}
    broken: dict[str, TemplateProblem] = {
        problem.file.removeprefix("templates/"): problem for problem in outdated(folder)
    }
    extending: set[str] = set()
    looks, faults = _looks(folder, home, asked, tuple(logos))
    broken |= faults
    for name in names:
        if name in looks or name in broken or name == WORD_TEMPLATE:
            continue
        try:
            tree = parsed(make_environment(name, {}, folder=home), name)
        except TemplateProblem as problem:
            broken[name] = problem
            continue
        takes[name] = {found for found in meta.find_referenced_templates(tree) if found}
        if tree.find(nodes.Extends):
            extending.add(name)
    if WORD_TEMPLATE in names:
        broken |= _refused(home / WORD_TEMPLATE)
    ours = {each.name for each in (*SHIPPED, *OWN)}
    used = _reached(ours.intersection(names), takes) | looks | REPLACED.keys()
    return tuple(_own(name, ours, used, extending, broken.get(name)) for name in names)


def _looks(
    folder: Path, home: Path, asked: LookSettings | None, logos: tuple[str, ...]
) -> tuple[set[str], dict[str, TemplateProblem]]:
    """Return the files that the look and the logos use, and what is wrong with them."""
    fonts = {path.relative_to(home).as_posix() for path in (home / FONTS).rglob("*")}
    used, faults = {SETTINGS, "page.css", *fonts, *logos}, {}
    for name in logos:
        try:
            logo(folder, name)
        except TemplateProblem as problem:
            faults[problem.file.removeprefix("templates/")] = problem
    try:
        own_logo = look(folder, asked).logo
    except TemplateProblem as problem:
        faults[problem.file.removeprefix("templates/")] = problem
        return used, faults
    return used | ({own_logo.name} if own_logo is not None else set()), faults


def _refused(path: Path) -> dict[str, TemplateProblem]:
    """Return what is wrong with a template for Word, if something is."""
    from vetpartner.render.word_template import RefusedTemplate, word_template

    try:
        word_template(path)
    except RefusedTemplate as refused:
        return {path.name: TemplateProblem(f"templates/{path.name}", None, refused.reason)}
    return {}


def _reached(first: set[str], takes: dict[str, set[str]]) -> set[str]:
    reached, waiting = set(first), list(first)
    while waiting:
        new = takes.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


def _own(
    name: str, ours: set[str], used: set[str], extending: set[str], problem: TemplateProblem | None
) -> Own:
    if problem is None and name not in used:
        reason = f"nothing uses it{did_you_mean(name, sorted(ours))}"
        problem = TemplateProblem(f"templates/{name}", None, reason)
    if name not in ours:
        return Own(name=name, use="a part", problem=problem)
    return Own(name=name, use="extends" if name in extending else "replaces", problem=problem)


@frozen
class Listed:
    """A template as it is listed: `use` is how the project's own one uses it, or None."""

    name: str
    what: str
    given: str
    use: str | None


TEMPLATES = Table(
    name="templates",
    about="One row for each template, also for those that only a project brings.",
    columns=(
        Column("name", "Template", "text", "its name below templates/", names=True, width=26),
        Column("what", "Makes", "text", "what it makes", width=50),
        Column("given", "Is given", "text", "names of what it is given", width=60),
        Column("use", "Yours", "word", "whether your own one extends or replaces it", absent=""),
    ),
)


def listed(found: tuple[Own, ...]) -> Table:
    """Return all templates as a table, with the use that a project's own make of them."""
    uses = {each.name: each.use for each in found}
    return TEMPLATES.of(
        Listed(
            each.name,
            each.what,
            ", ".join(name for name, _ in each.data) or "nothing of its own",
            uses.get(each.name),
        )
        for each in (*SHIPPED, *OWN)
    )


def described(name: str) -> str:
    """Return what a template is given: names, classes and their fields, and the functions."""
    template = shipped(name)
    lines = [f"{template.name}: {template.what}", ""]
    lines += [f"{key}: {_name(kind)}" for key, kind in template.data]
    for cls in _classes([kind for _, kind in template.data]):
        lines += ["", f"{cls.__name__}: {_first_line(cls)}", *_members(cls)]
    words = (html_words if name.endswith(".html") else page_words)(language("en"))
    lines += ["", "Functions, also as filters:"]
    lines += sorted(f"  {key}" for key, word in words.items() if callable(word))
    return "\n".join(lines) + "\n"


def _classes(kinds: list[Any]) -> list[type[Any]]:
    """Return the classes of ours that types name, and those of their fields, each once."""
    found: list[type[Any]] = []
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop(0)
        waiting += get_args(kind)
        if isinstance(kind, type) and attrs.has(kind) and kind not in found:
            found.append(kind)
            waiting += get_type_hints(kind).values()
    return found


def _members(cls: type[Any]) -> Iterator[str]:
    hints = get_type_hints(cls)
    for one in attrs.fields(cls):
        if not one.name.startswith("_"):
            yield f"  {one.name}: {_name(hints[one.name])}"
    for name, member in vars(cls).items():
        if name.startswith("_") or name in hints:
            continue
        if isinstance(member, property) or inspect.isfunction(member):
            call = "" if isinstance(member, property) else "(…)"
            yield f"  {name}{call}: {_first_line(member)}"


def _name(kind: Any) -> str:  # noqa: ANN401 - a type as typing gives it
    text = kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", text)


def _first_line(thing: Any) -> str:  # noqa: ANN401 - a class or a property
    return (inspect.getdoc(thing) or "").partition("\n")[0]

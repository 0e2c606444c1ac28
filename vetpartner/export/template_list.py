"""Which templates a project can replace, what each is given, and what its own folder holds."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import attrs
from attrs import frozen

from vetpartner.export.building import File, Shelf
from vetpartner.export.gantt import Line
from vetpartner.export.paste_pack import PasteData
from vetpartner.export.planner import Page
from vetpartner.model import Organisation, Project
from vetpartner.papers.account_letter import Table
from vetpartner.papers.overview import Dashboard
from vetpartner.papers.report import ReportData
from vetpartner.render.language import language, words
from vetpartner.render.page import CertificateData, ListData, SmallPaper
from vetpartner.render.templates import (
    WORD_TEMPLATE,
    TemplateProblem,
    make_environment,
    own_templates,
    parsed,
)
from vetpartner.state.attendance import ActivityHead
from vetpartner.state.ledger import AccountStatement
from vetpartner.state.statement import VisibleStatement
from vetpartner.values.words import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = Path(__file__).parent.with_name("templates")
Texts = tuple[str, ...]


@frozen(kw_only=True)
class Shipped:
    """A template of ours: what it makes, and the names and classes of what it is given."""

    name: str
    what: str
    data: tuple[tuple[str, Any], ...] = ()


_REPORT = (("report", ReportData), ("kind_title", str), ("draft", bool), ("open_answers", int))
_CHART = (("title", str), ("under", str), ("lines", tuple[Line, ...]))
_TABLE = (("heads", Texts), ("rows", tuple[Texts, ...]))
SHIPPED = (
    Shipped(
        name="account.html",
        what="the statement of account of a partner",
        data=(
            ("project", Project),
            ("home", Organisation),
            ("address", Texts),
            ("sender", str),
            ("data", AccountStatement),
            ("summary", tuple[tuple[str, str, bool], ...]),
            ("tables", tuple[Table, ...]),
            ("statement", VisibleStatement),
        ),
    ),
    Shipped(
        name="attendance.html",
        what="the list of an activity to sign",
        data=(
            ("list", ListData),
            ("head", ActivityHead),
        ),
    ),
    Shipped(
        name="certificate_register.html",
        what="the register of certificates",
        data=(
            ("data", CertificateData),
            ("head", ActivityHead),
            *_TABLE,
        ),
    ),
    Shipped(
        name="certificates.html",
        what="certificates of attendance, a page each",
        data=(
            ("data", CertificateData),
            ("head", ActivityHead),
            *_TABLE,
        ),
    ),
    Shipped(
        name="gantt.html",
        what="the whole project as a chart",
        data=(
            *_CHART,
            ("about", str),
            ("drawings", tuple[str, ...]),
            ("table", str),
            ("statement", VisibleStatement),
        ),
    ),
    Shipped(name="gantt_table.html", what="the same as a table", data=_CHART),
    Shipped(
        name="index.html",
        what="the first page of a build",
        data=(
            ("board", Dashboard),
            ("files", tuple[File, ...]),
            ("shelves", tuple[Shelf, ...]),
        ),
    ),
    Shipped(name="papers.html", what="a part: the table of a page that is one table"),
    Shipped(name="paste.html", what="the answers to paste", data=(("pack", PasteData),)),
    Shipped(
        name="planner.html",
        what="the year on a page",
        data=(
            ("title", str),
            ("under", str),
            ("pages", tuple[Page, ...]),
            ("legend", tuple[tuple[str, str], ...]),
            ("statement", VisibleStatement),
            ("undated", Texts),
        ),
    ),
    Shipped(name="report.css", what="a part: how the report looks"),
    Shipped(name="report.html", what="a report as a web page, and as PDF", data=_REPORT),
    Shipped(name="report.md", what="a report as Markdown, and as Word document", data=_REPORT),
    Shipped(name="report_parts.html", what="a part: the tables of the report as a web page"),
    Shipped(name="report_parts.md", what="a part: the tables of the report as Markdown"),
    Shipped(
        name="small_paper.html",
        what="agenda, minutes, partner sheet, dissemination log, result sheet",
        data=(("paper", SmallPaper),),
    ),
    Shipped(
        name="table.html",
        what="participants and index of evidence, and any other table",
        data=(
            ("title", str),
            ("under", str),
            *_TABLE,
            ("numbers", tuple[int, ...]),
            ("notes", Texts),
            ("statement", VisibleStatement),
        ),
    ),
)


class UnknownTemplate(LookupError):
    """There is no template of ours with this name; the message names similar ones."""


WORD = Shipped(
    name=WORD_TEMPLATE, what="your own Word document: styles, headers and footers of a report"
)
"""The one template of a project that replaces none of ours, and is no text."""


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


def own(folder: Path) -> tuple[Own, ...]:
    """Return the templates in the folder of a project, each looked through for mistakes.

    A file that replaces none of ours, and that no other one takes in, is one that nothing uses.
    """
    from jinja2 import meta, nodes

    home = own_templates(folder)
    if home is None:
        return ()
    names = sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())
    takes: dict[str, set[str]] = {}
    broken: dict[str, TemplateProblem] = {}
    extending: set[str] = set()
    for name in names:
        if name == WORD_TEMPLATE:
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
    ours = {each.name for each in (*SHIPPED, WORD)}
    used = _reached(ours.intersection(names), takes)
    return tuple(_own(name, ours, used, extending, broken.get(name)) for name in names)


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


def described(name: str) -> str:
    """Return what a template is given: names, classes and their fields, and the functions."""
    template = shipped(name)
    lines = [f"{template.name}: {template.what}", ""]
    lines += [f"{key}: {_name(kind)}" for key, kind in template.data]
    for cls in _classes([kind for _, kind in template.data]):
        lines += ["", f"{cls.__name__}: {_first_line(cls)}", *_members(cls)]
    lines += ["", "Functions, also as filters:"]
    lines += sorted(f"  {key}" for key, word in _words() if callable(word))
    return "\n".join(lines) + "\n"


def _words() -> Iterator[tuple[str, Any]]:
    yield from words(language("en"), html=True).items()


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

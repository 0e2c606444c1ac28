"""Which texts of the program stand on papers: those that a catalogue for papers alone has to have.

Papers are what partners and participants hold in their hands: lists to sign, certificates, letters,
forms, mails. Nobody keeps a list of their texts. From the functions that make the papers, the code
is followed by its names, through all modules, and into the templates; a text that is said on the
way, and that the catalogues know, is a text of papers. Words that come from the data, such as the
kind of a proof, belong together in vocabularies: where a paper of an example shows one of them, all
of them are needed.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args
from unittest.mock import patch

from attrs import evolve

import vetpartner
from vetpartner.export.calendar_state import State
from vetpartner.export.drafts import drafts
from vetpartner.export.form import form
from vetpartner.export.paper import KINDS
from vetpartner.export.updates import updates
from vetpartner.model import Meeting, Mode
from vetpartner.model.activities import ParticipantRole
from vetpartner.papers.account_letter import account_letter
from vetpartner.papers.attendance_list import attendance_list
from vetpartner.papers.certificates import Kind, certificate_register, certificates
from vetpartner.programme import rules
from vetpartner.render.language import ReportLanguage
from vetpartner.state.rows import Status
from vetpartner.state.shares import InstalmentState
from vetpartner.values.words import CHANNELS, EVIDENCE, ORGANISATIONS, RESULTS, UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vetpartner.model import Partnership

PACKAGE = Path(vetpartner.__file__).parent
PAPERS = (
    ("papers.attendance_list", "attendance_list"),
    ("papers.certificates", "certificates"),
    ("papers.certificates", "certificate_register"),
    ("papers.account_letter", "account_letter"),
    ("export.paper", "kinds"),
    ("export.updates", "updates"),
    ("export.drafts", "drafts"),
    ("export.form", "form"),
    ("export.form_writing", "write_forms"),
)
"""What makes them: module and name."""
ELSEWHERE = {
    ("state.achieved", "achieved"): "papers show the status of a row alone",
    ("values.counts", "told"): "no paper has a sum of which a part is not known",
    ("programme.shipped", "rules"): "the law has names of its own, which are a vocabulary",
}
"""Where following ends, and why nothing behind it stands on a paper."""
SAYING = {"say", "count", "gettext", "ngettext", "dated", "Word", "naming", "due_by"}
"""Calls whose texts are said. In rooms where other texts are keys, nothing else is."""
ROOMS_OF_KEYS = {"values", "model", "programme", "files", "render"}
NOT_SAID = {"getattr", "get", "only", "without", "setdefault", "no_such", "header", "put"}
"""Calls whose texts are keys."""
KEYS = {"given", "kind", "name", "get", "look", "what"}
"""Arguments by name in which no text is said, however deep."""
SAID_BY = {"caption", "empty", "notes", "total", "full", "absent", "head", "label"}
"""Arguments by name whose texts are said; others are keys, such as the kind of a column."""
_LAW = rules("KA220-VET", 2026)
VOCABULARIES = (
    *(EVIDENCE, CHANNELS, ORGANISATIONS, RESULTS, UNITS),
    tuple(kind for one in _LAW.activity_kinds for kind in (*one.evidence, *_LAW.online_evidence)),
    ("coordinator", "partner", "associated"),
    *map(get_args, (Status, ParticipantRole, Kind, InstalmentState, Mode)),
)
"""Words that come from the data: who shows one of them may have to show the others."""
_TEMPLATE = re.compile(r'(?:(?<!\w)_\(|ngettext\()\s*"((?:[^"\\]|\\.)*)"(?:,\s*"([^"]*)")?')
_OTHER = re.compile(r'{% (?:import|extends|include) "([\w.]+)"')
_MOST_PARTS = 3
_FEW_WORDS = r"[\w'-]+(?: [\w'-]+){0,2}"
"""What can stand for a value in a text that is put together, such as `no {kind}`."""


class Name(NamedTuple):
    """A name in a module, such as `papers.meeting` and `AGENDA`."""

    module: str
    name: str


@cache
def modules() -> dict[str, dict[str, list[ast.AST | Name]]]:
    """Return what each name of each module stands for: code, or a name elsewhere."""
    found: dict[str, dict[str, list[ast.AST | Name]]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        names = found.setdefault(module, {})
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            for name in _defined(node):
                names.setdefault(name, []).append(node)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("vetpartner"):
                home = (node.module or "").removeprefix("vetpartner").lstrip(".")
                for alias in node.names:
                    there = Name(home, alias.name)
                    names.setdefault(alias.asname or alias.name, []).append(there)
    return found


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))


def said_on_papers() -> tuple[set[str], set[str]]:
    """Return the texts that the code behind papers says, and patterns of those it puts together."""
    texts, patterns, seen = set[str](), set[str](), {Name(*key) for key in ELSEWHERE}
    todo = [Name(*one) for one in PAPERS]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for there in modules().get(name.module, {}).get(name.name, ()):
            if isinstance(there, Name):
                todo.append(there)
                continue
            keys = name.module.partition(".")[0] in ROOMS_OF_KEYS
            for kind, text in _said(there, keys=keys):
                (patterns if kind == "pattern" else texts).add(text)
            todo += [one for one in _names(name.module, there) if one not in seen]
    for template in sorted(_templates(texts)):
        page = (PACKAGE / "templates" / template).read_text(encoding="utf-8")
        texts.update(text for pair in _TEMPLATE.findall(page) for text in pair if text)
    return texts, patterns


def _templates(texts: set[str]) -> set[str]:
    known = {path.name for path in (PACKAGE / "templates").iterdir()}
    found, todo = set[str](), sorted(texts & known)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += _OTHER.findall((PACKAGE / "templates" / name).read_text(encoding="utf-8"))
    return found


def _names(module: str, code: ast.AST) -> Iterator[Name]:
    """Yield what a piece of code refers to: names of its module, and of modules that it imports."""
    for node in _walked(code):
        if isinstance(node, ast.Name):
            yield Name(module, node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            for there in modules()[module].get(node.value.id, ()):
                if isinstance(there, Name):
                    inner = ".".join(filter(None, there))
                    if inner in modules():
                        yield Name(inner, node.attr)


def _walked(code: ast.AST) -> Iterator[ast.AST]:
    """Yield a piece of code and all in it but types and what documents it."""
    todo = [code]
    while todo:
        node = todo.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name not in {"annotation", "returns"}:
                inner = value if isinstance(value, list) else [value]
                todo += [one for one in inner if isinstance(one, ast.AST) and not _documents(one)]


def _documents(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _said(code: ast.AST, *, keys: bool) -> Iterator[tuple[str, str]]:
    """Yield the texts that a piece of code says, and the patterns of those it puts together.

    With `keys` a text is said in a call of `SAYING` alone.
    """
    named = isinstance(code, ast.Assign) and isinstance(code.value, ast.Constant)
    todo = [(code, named or not keys)]  # a constant is a text with a name, such as NOT_KNOWN
    while todo:
        node, says = todo.pop()
        if isinstance(node, ast.Set):
            continue
        if isinstance(node, ast.Constant):
            if says and isinstance(node.value, str):
                yield "text", node.value
            continue
        if isinstance(node, ast.JoinedStr):
            around = _around(node)
            if says and len(around) <= _MOST_PARTS and _tells(around):
                yield "pattern", _FEW_WORDS.join(map(re.escape, around))
            todo += [(part, False) for part in node.values]
            continue
        if isinstance(node, ast.Call):
            todo += _arguments(node, says=says)
            continue
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns", "decorator_list"}:
                continue
            key = isinstance(node, ast.Compare | ast.Subscript) and name in {
                "left",
                "comparators",
                "slice",
            }
            key = key or (isinstance(node, ast.Dict) and name == "keys")
            inner = value if isinstance(value, list) else [value]
            todo += [
                (one, says and not key)
                for one in inner
                if isinstance(one, ast.AST) and not _documents(one)
            ]


def _tells(around: list[str]) -> bool:
    """Tell whether enough is known of a text; of `{one} in {other}` it is not."""
    ends = around[0].strip() or around[-1].strip()
    return bool(ends) and re.search("[a-z]{2}", "".join(around)) is not None


def _around(node: ast.JoinedStr) -> list[str]:
    """Return what stands before, between and behind the values of a text that is put together."""
    found = [""]
    for part in node.values:
        if isinstance(part, ast.Constant):
            found[-1] += str(part.value)
        else:
            found.append("")
    return found


def _arguments(call: ast.Call, *, says: bool) -> Iterator[tuple[ast.AST, bool]]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    yield call.func, says
    if name in SAYING:
        yield from ((one, True) for one in call.args)
        yield from ((word.value, False) for word in call.keywords)
        return
    for number, one in enumerate(call.args):
        text = isinstance(one, ast.Constant)
        heads = number == 1 if name in {"Column", "cell", "page_of"} else name not in NOT_SAID
        heads = heads and not (name in {"changed", "evolve", "Table"} and number == 0)
        yield one, says and (heads or not text)
    for word in call.keywords:
        said = word.arg is None or word.arg in SAID_BY
        key = word.arg in KEYS or (not said and isinstance(word.value, ast.Constant))
        yield word.value, says and not key


def _shown(unexplained: set[str], words: set[str], vocabulary: tuple[str, ...]) -> bool:
    """Tell whether a vocabulary is shown: a word of it was looked up that no code says itself.

    Two words of it are enough: code names one for itself, such as the role of a learner.
    """
    return bool(unexplained & set(vocabulary)) or len(words & set(vocabulary)) > 1


Text = str | tuple[str, str]


def paper_texts(known: Iterable[Text], looked_up: Iterable[str] = ()) -> set[Text]:
    """Return those of the known texts that papers need.

    `looked_up` are texts that were translated while papers were made; their vocabularies are added.
    """
    texts, patterns = said_on_papers()
    put_together = re.compile("|".join(f"(?:{one})" for one in sorted(patterns)) or r"(?!)")
    words = set(looked_up)
    texts = texts.union(words, *(v for v in VOCABULARIES if _shown(words - texts, words, v)))
    return {
        text
        for text in known
        for one in [text if isinstance(text, str) else text[1]]
        if one in texts or (isinstance(text, str) and put_together.fullmatch(one))
    }


# The papers of the examples, to see what they look up, and what is left in English on them.

DAYS = (date(2024, 6, 30), date(2025, 6, 30), date(2027, 3, 31))
"""As of which days the examples are looked at: in their course and after their end."""


@cache
def examples() -> tuple[Partnership, ...]:
    """Return the invented examples as of several days."""
    folder = PACKAGE.parent / "examples"
    found = [vetpartner.load(path) for path in sorted(folder.iterdir()) if path.is_dir()]
    return tuple(p.on(day) for p in found for day in DAYS)


def papers(p: Partnership, code: str, most: int | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield the papers of a partnership in a language: how each is called, and its bytes.

    All mails, and of each other kind at most so many.
    """
    homes, activities = p.plan.organisations, p.plan.activities
    makers: list[tuple[str, Callable[..., vetpartner.Paper], str | None]] = [
        *(("list", attendance_list, activity.id) for activity in activities),
        *(("certificates", certificates, activity.id) for activity in activities),
        *(("register", certificate_register, activity.id) for activity in activities),
        *(("letter", account_letter, home.id) for home in homes),
    ]
    for kind in KINDS:
        meetings = [activity.id for activity in activities if isinstance(activity, Meeting)]
        of = {"agenda": meetings, "minutes": meetings, "partner-sheet": [home.id for home in homes]}
        makers += [(kind, _small(kind), id_) for id_ in of.get(kind, [None])]
    made = Counter[str]()
    for home in homes[:most]:
        yield f"form-{home.id}.xlsx", form(p, home.id, code=code)
    for called, make, id_ in makers:
        if most is not None and made[called] >= most:
            continue
        # Not each activity has presences, nor each partner a share.
        with suppress(ValueError, KeyError):
            paper = make(p, id_, language=code)
            for suffix in {".html", ".xlsx"} & set(paper.suffixes):
                yield f"{called}-{id_ or ''}{suffix}", paper.data(suffix)
            made[called] += 1
    yield from _mails(p, code)


def _small(kind: str) -> Callable[..., vetpartner.Paper]:
    def made(p: Partnership, id_: str | None, *, language: str) -> vetpartner.Paper:
        return vetpartner.paper(p, kind, id_, language=language)

    return made


def _mails(p: Partnership, code: str) -> Iterator[tuple[str, bytes]]:
    """Yield the mails of the first invitation, and of all that was moved or called off since."""
    own = tuple(evolve(home, language=code) for home in p.baseline.organisations)
    told = evolve(p, baseline=evolve(p.baseline, organisations=own))
    before = State()
    for day in (p.start, p.as_of):
        found = updates(told.on(day), before)
        for name, data in drafts(found).items():
            if name.endswith(".eml"):
                yield f"{day}/{name}", data
        before = found.after


@contextmanager
def recording() -> Iterator[set[str]]:
    """Collect the texts that are looked up in catalogues while something is made."""
    found = set[str]()
    single, counted = ReportLanguage.gettext, ReportLanguage.ngettext

    def gettext(self: ReportLanguage, text: str) -> str:
        found.add(text)
        return single(self, text)

    def ngettext(self: ReportLanguage, one: str, many: str, n: int) -> str:
        found.add(many)
        return counted(self, one, many, n)

    with (
        patch.object(ReportLanguage, "gettext", gettext),
        patch.object(ReportLanguage, "ngettext", ngettext),
    ):
        yield found


@cache
def looked_up() -> frozenset[str]:
    """Return the texts that the papers of the examples look up."""
    with recording() as found:
        for p in examples():
            for _ in papers(p, "hr"):
                pass
    return frozenset(found)

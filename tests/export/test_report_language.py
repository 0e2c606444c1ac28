"""The languages of reports: catalogues are complete, and dates and numbers are those of Europe."""

from __future__ import annotations

import ast
import re
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po

import vetpartner
from vetpartner.export.report import TITLES
from vetpartner.export.report_language import UnknownLanguage, language, languages
from vetpartner.model import Mode, Money, When
from vetpartner.model.plan import Trigger
from vetpartner.model.results import Level
from vetpartner.programme.questions import structure
from vetpartner.views.gaps import EXPECTED_EVIDENCE
from vetpartner.views.phrases import count, say
from vetpartner.views.report import CHANGED
from vetpartner.views.rows import Status

PACKAGE = Path(vetpartner.__file__).parent
SAYING = {"say", "dated", "gettext", "due_by"}
IN_TEMPLATE = re.compile(r'(?<!\w)_\(\s*"((?:[^"\\]|\\.)*)"')
COUNTED_IN_TEMPLATE = re.compile(r'ngettext\(\s*"([^"]*)",\s*"([^"]*)"')
PLACEHOLDER = re.compile(r"\{\w*\}")


def single_texts() -> set[str]:
    """Return every text without a number that a report can show, as it stands in the code."""
    found = set(TITLES.values()) | set(CHANGED.values()) | {"yes", "no"}
    for words in (Status, Trigger, Level):
        found.update(get_args(words))
    found.update(("coordinator", "partner", "associated"))
    found.update(f"{now} instead of {before}" for now, before in permutations(get_args(Mode), 2))
    for _, kinds in EXPECTED_EVIDENCE:
        found.update(kinds)
        found.update(f"no {kind}" for kind in kinds)
    for name in ("ka220-vet", "ka210-vet"):
        for block in structure(name).blocks:
            found.add(block.title)
            for question in block.questions:
                found.update((question.label, question.help))
    for path in (PACKAGE / "templates").glob("report*"):
        found.update(IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
    for tree in trees():
        for node in ast.walk(tree):
            found.update(said(node))
    return {text for text in found if PLACEHOLDER.sub("", text).strip()}


def counted_texts() -> set[tuple[str, str]]:
    """Return every text with a number, as its form for one and its form for many."""
    found = set()
    for path in (PACKAGE / "templates").glob("report*"):
        found.update(COUNTED_IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "count" and len(node.args) > 1:
                one, many = (arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant))
                found.add((str(one), str(many)))
    return found


def trees() -> list[ast.Module]:
    """Return the modules whose texts a report shows."""
    paths = (*(PACKAGE / "views").glob("*.py"), *(PACKAGE / "export").glob("report*.py"))
    shown = (path for path in paths if path.stem not in {"phrases", "calendar", "status"})
    return [ast.parse(path.read_text(encoding="utf-8")) for path in shown]


def called(node: ast.Call) -> str:
    """Return the name of what is called."""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def said(node: ast.AST) -> set[str]:
    """Return the texts that one piece of code says: of a phrase, or of the label of a pair."""
    if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "known":
        rows = node.value.elts if isinstance(node.value, ast.Tuple) else []
        return {row.elts[0].value for row in rows if isinstance(row, ast.Tuple)}
    if not isinstance(node, ast.Call):
        return set()
    if called(node) == "Pair":
        labels = [word.value for word in node.keywords if word.arg == "label"]
        return {label.value for label in labels if isinstance(label, ast.Constant)}
    if called(node) not in SAYING or not node.args or isinstance(node.args[0], ast.JoinedStr):
        return set()
    inside = ast.walk(node.args[0])
    return {n.value for n in inside if isinstance(n, ast.Constant) and isinstance(n.value, str)}

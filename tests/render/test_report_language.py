"""The languages of reports: catalogues are complete, and dates and numbers are those of Europe."""

from __future__ import annotations

import ast
import re
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import permutations, product
from pathlib import Path
from typing import get_args

import pytest
from babel import Locale
from babel.messages.pofile import read_po

import vetpartner
from vetpartner.checks.rule import reading_pages
from vetpartner.export.budget import SHOWN_FINDINGS
from vetpartner.export.report import TITLES
from vetpartner.files.workbooks.checked import HEADS as CHECKED_HEADS
from vetpartner.files.workbooks.checked import NOTHING_OPEN
from vetpartner.files.workbooks.sheets import texts
from vetpartner.files.workbooks.writing import word_texts
from vetpartner.model import Mode, Money, When
from vetpartner.model.activities import ParticipantRole
from vetpartner.model.plan import Level, Trigger
from vetpartner.papers import account_letter
from vetpartner.papers.certificates import REGISTER, Kind
from vetpartner.papers.evidence_index import NO_FILE, STATES
from vetpartner.papers.report_effects import CHANGED, DETAILS
from vetpartner.programme import calls, rules
from vetpartner.programme.questions import structure
from vetpartner.render.language import UnknownLanguage, language, languages
from vetpartner.state import deadlines
from vetpartner.state.achieved import ACHIEVED
from vetpartner.state.evidence import EVIDENCE as EVIDENCE_TABLE
from vetpartner.state.evidence import WEB_PAGE
from vetpartner.state.inclusion import AMONG, TRAITS
from vetpartner.state.ledger import LEDGER
from vetpartner.state.rows import Status
from vetpartner.state.shares import INSTALMENTS, PAYMENTS, InstalmentState
from vetpartner.state.transfers import Verdict
from vetpartner.tables.facts import COSTS
from vetpartner.values.finding import FINDINGS
from vetpartner.values.phrase import BETWEEN, count, say
from vetpartner.values.table import NOT_KNOWN
from vetpartner.values.words import CHANNELS, EVIDENCE, NOT_TOLD, ORGANISATIONS, RESULTS, UNITS

PACKAGE = Path(vetpartner.__file__).parent
SAYING = {
    "say",
    "dated",
    "gettext",
    "due_by",
    "Word",
    "Missing",
    "naming",
    "_lines",
    "_table",
    "_in_currency",
}
IN_TABLES = {"caption", "empty", "notes", "total", "full", "head"}
"""What says something of a table: its fields with words, and where the head of a column stands."""
HEADS = {"Column", "cell"}
IN_TEMPLATE = re.compile(r'(?<!\w)_\(\s*"((?:[^"\\]|\\.)*)"')
COUNTED_IN_TEMPLATE = re.compile(r'ngettext\(\s*"([^"]*)",\s*"([^"]*)"')
PLACEHOLDER = re.compile(r"\{\w*\}")
CODES = [code for code in languages() if code != "en"]


@cache
def single_texts() -> set[str]:  # noqa: C901 - one source of texts after the other
    """Return every text without a number that can be shown, as it stands in the code."""
    found = {
        *TITLES.values(),
        *CHANGED.values(),
        DETAILS,
        NOT_KNOWN,
        *deadlines.TITLES.values(),
        "yes",
        "no",
        # of the counts of people
        *(trait for trait, _ in TRAITS),
        *("all", AMONG, "not stated", NOT_TOLD),
    }
    for words in (Status, Trigger, Level, ParticipantRole, Verdict, Kind, InstalmentState):
        found.update(get_args(words))
    found.update(("coordinator", "partner", "associated", WEB_PAGE))
    found.update(f"{now} instead of {before}" for now, before in permutations(get_args(Mode), 2))
    found.update((*EVIDENCE, *CHANNELS, *ORGANISATIONS, *RESULTS, *UNITS, BETWEEN))
    for action, call in calls():
        found.update(priority.label for priority in rules(action, call).priorities)
    law = rules("KA220-VET", 2026)
    found.update(aspect.name for aspect in law.aspects)
    for kinds in (*(kind.evidence for kind in law.activity_kinds), law.online_evidence):
        found.update(kinds)
        found.update(f"no {kind}" for kind in kinds)
    for name, call in product(("ka220-vet", "ka210-vet"), (2025, 2026)):
        for block in structure(name, call).blocks:
            found.add(block.title)
            for question in block.questions:
                found.update(filter(None, (question.label, question.running, question.help)))
    in_workbooks = (LEDGER, PAYMENTS, INSTALMENTS, COSTS, ACHIEVED)
    in_papers = (REGISTER, EVIDENCE_TABLE, *account_letter.TABLES)
    for table in (*in_workbooks, *in_papers, FINDINGS.only(*SHOWN_FINDINGS)):
        found.update(column.full or column.head for column in table.shown)
        found.update(filter(None, (table.caption, table.total)))
    found.update((*STATES.values(), *NO_FILE.values()))
    found.update((*texts(), *word_texts(), NOTHING_OPEN, *CHECKED_HEADS))
    for path in templates():
        found.update(IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
    for path, tree in trees().items():
        tabled = path.parent.name == "papers" or path.stem in {
            "budget",
            "gantt",
            "partner_form",
            "planner",
            "reconciliation",
        }
        for node in ast.walk(tree):
            if tabled or called_of(node) not in {"Column", "Table", "of", "_table"}:
                found.update(said(node))
            if path.stem == "partner_form" and called_of(node) == "Column":
                # What a column means is the line of help below its head.
                found.update(
                    each.value for each in node.args[3:4] if isinstance(each, ast.Constant)
                )
    found -= reading_pages().keys()  # a reader of forms says findings by their slugs
    return {text for text in found if PLACEHOLDER.sub("", text).strip()}


@cache
def counted_texts() -> set[tuple[str, str]]:
    """Return every text with a number, as its form for one and its form for many."""
    found = set()
    for path in templates():
        found.update(COUNTED_IN_TEMPLATE.findall(path.read_text(encoding="utf-8")))
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "count" and len(node.args) > 1:
                one, many = (arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant))
                found.add((str(one), str(many)))
    return found


def templates() -> list[Path]:
    """Return the templates whose words are translated: all of them."""
    return [path for path in (PACKAGE / "templates").iterdir() if path.is_file()]


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the modules whose texts a report, a list to sign or a certificate shows."""
    rooms = ("model", "state", "tables", "whatif", "papers", "render", "export")
    paths = (path for room in rooms for path in (PACKAGE / room).rglob("*.py"))
    counts = PACKAGE / "values" / "counts.py"
    shown = (path for path in (*paths, counts) if path.stem not in {"calendar", "entries"})
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in shown}


def called_of(node: ast.AST) -> str:
    """Return the name of what is called, if something is."""
    return called(node) if isinstance(node, ast.Call) else ""


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
    told = {
        each.value
        for word in node.keywords
        if word.arg in IN_TABLES
        for each in (word.value.elts if isinstance(word.value, ast.Tuple) else (word.value,))
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }
    first = node.args[0] if called(node) in SAYING and node.args else None
    if called(node) in HEADS and len(node.args) > 1:
        first = node.args[1]
    if first is None or isinstance(first, ast.JoinedStr):
        return told
    either = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
    texts = {n.value for n in either if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return told | texts


@pytest.mark.parametrize("code", CODES)
def test_catalogues_are_complete_and_have_nothing_else(code: str) -> None:
    """Guard against a report that is half English, and against words that nobody shows.

    `python docs/catalogues.py` adds what is missing as empty entries.
    """
    singles, plurals = catalogue(code)

    assert single_texts() == set(singles)
    assert counted_texts() == set(plurals)
    assert [] == [text for text, word in singles.items() if not word.strip()]
    form_of = language(code).form_of
    forms = 1 + max(form_of(n) for n in range(1, 1000))
    assert {forms} == {len([form for form in found if form]) for found in plurals.values()}


@pytest.mark.parametrize("code", CODES)
def test_catalogues_have_nothing_doubtful(code: str) -> None:
    """Guard against guesses of a tool, words that are kept though unused, and a wrong head."""
    with path_of(code).open("rb") as file:
        found = read_po(file, locale=code)

    assert [] == [message.id for message in found if message.fuzzy and message.id]
    assert {} == found.obsolete
    assert str(found.locale) == code
    assert f'"Language: {code}\\n"' in path_of(code).read_text(encoding="utf-8")
    assert found.num_plurals == 1 + max(language(code).form_of(n) for n in range(1, 1000))


@pytest.mark.parametrize("code", CODES)
def test_plural_forms_are_those_of_the_language(code: str) -> None:
    """Guard that two numbers share a form exactly where the language treats them alike."""
    form_of, kind_of = language(code).form_of, Locale.parse(code).plural_form
    pairs = {(form_of(n), kind_of(n)) for n in range(1, 1000)}

    assert len(pairs) == len({form for form, _ in pairs})
    assert len(pairs) == len({kind for _, kind in pairs})


@pytest.mark.parametrize("code", CODES)
def test_translations_keep_the_placeholders(code: str) -> None:
    """Guard against a translation that loses a value, or names one that does not exist."""
    singles, plurals = catalogue(code)

    for text, word in singles.items():
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(word))
    for (_, many), forms in plurals.items():
        for form in forms:
            assert PLACEHOLDER.findall(many) == PLACEHOLDER.findall(form)


@pytest.mark.parametrize("code", CODES)
def test_translations_end_as_the_text_does(code: str) -> None:
    """Guard against a label that became a sentence, and spaces that shift what is beside them."""
    singles, _ = catalogue(code)
    texts = [
        (text, word)
        for text, word in singles.items()
        if not text.endswith("{day}.") and text != BETWEEN
    ]

    assert [] == [word for _, word in texts if word != word.strip() or "  " in word]
    assert [] == [w for t, w in texts if t.endswith(".") != w.endswith(".") and t != "No."]


def path_of(code: str) -> Path:
    """Return the file of a catalogue."""
    return PACKAGE / "locale" / code / "LC_MESSAGES" / "vetpartner.po"


def catalogue(code: str) -> tuple[dict[str, str], dict[tuple[str, str], tuple[str, ...]]]:
    """Return the texts of a catalogue: without a number, and with one."""
    with path_of(code).open("rb") as file:
        messages = [message for message in read_po(file, locale=code) if message.id]
    singles = {m.id: str(m.string) for m in messages if isinstance(m.id, str)}
    plurals = {
        (m.id[0], m.id[1]): tuple(m.string or ()) for m in messages if not isinstance(m.id, str)
    }
    return singles, plurals


def test_unknown_language_names_those_that_there_are() -> None:
    """Guard the message for a language that nobody has translated yet."""
    with pytest.raises(UnknownLanguage) as caught:
        language("sq")

    known = "de, el, en, es, fr, hr, it, pl"
    assert known == ", ".join(languages())
    assert str(caught.value) == (
        "a report cannot be written in 'sq'; there are words for de (German), el (Greek), "
        "en (English), es (Spanish), fr (French), hr (Croatian), it (Italian), pl (Polish)"
    )


@pytest.mark.parametrize(
    ("code", "when", "expected"),
    [
        ("en", "2023-12-04", "4 December 2023"),
        ("en", "2023-12-04 09:00..2023-12-05 13:00", "4–5 December 2023"),
        ("en", "2023-11-30..2023-12-02", "30 November 2023 – 2 December 2023"),
        ("en", "2026-05", "May 2026"),
        ("en", "2026-05..2026-07", "May – July 2026"),
        ("en", "M7", "month 7"),
        ("en", "M7..M9", "months 7–9"),
        ("de", "M7..M9", "Monate 7–9"),
        ("en", "undecided", "not fixed"),
        ("hr", "2023-12-04..2023-12-05", "4.–5. prosinca 2023."),
        ("hr", "2026-05", "svibanj 2026."),
        ("hr", "undecided", "nije određeno"),
    ],
)
def test_dates(code: str, when: str, expected: str) -> None:
    """Guard how dates read in a report: European order, months in words."""
    actual = language(code).value(When.parse(when))

    assert expected == actual.replace("\u2009", " ")


def test_numbers_and_money() -> None:
    """Guard separators: a thousand is not a decimal comma elsewhere."""
    english, croatian = language("en"), language("hr")

    assert "12,500.50\xa0EUR" == english.value(Money("12500.50"))
    assert "12.500,50\xa0EUR" == croatian.value(Money("12500.50"))
    assert "250.000" == croatian.amount(Money(250_000))
    assert "–" == croatian.amount(None)
    assert "1.234,5" == croatian.value(Decimal("1234.50"))
    assert "1,234" == english.value(1234)
    assert ("yes", "ne", "–") == (english.value(True), croatian.value(False), english.value(None))  # noqa: FBT003
    assert "4 December 2023" == english.value(date(2023, 12, 4))
    assert "as it is" == english.value("as it is")


def test_plural_forms_of_croatian() -> None:
    """Guard the three forms: 1 and 21 alike, 2 to 4 alike, but not 11 to 14."""
    croatian = language("hr")
    phrases = [count("{n} month", "{n} months", n).within(croatian) for n in (1, 3, 5, 11, 13, 21)]

    expected = ["1 mjesec", "3 mjeseca", "5 mjeseci", "11 mjeseci", "13 mjeseci", "21 mjesec"]
    assert expected == phrases


def test_phrases_in_english_and_with_braces() -> None:
    """Guard that braces in a user's text are never taken for placeholders."""
    english = language("en")

    assert "1 day late; in {x} instead of Graz" == english.phrases(
        (
            count("{n} day late", "{n} days late", 1),
            say("in {now} instead of {before}", now="{x}", before="Graz"),
        )
    )
    assert "2 days late" == count("{n} day late", "{n} days late", 2).within(english)


def test_names_of_countries_and_languages() -> None:
    """Guard the names, and that what is no code is shown as it was typed."""
    croatian = language("hr")

    assert ("Austrija", "Atlantis", "–") == (
        croatian.country("AT"),
        croatian.country("Atlantis"),
        croatian.country(None),
    )
    assert ("njemački", "xx") == (croatian.language_name("de"), croatian.language_name("xx"))


def test_variants_of_a_language() -> None:
    """Guard that a variant has the words of its language, and American dates appear nowhere."""
    irish, nonsense = language("en_IE"), language("en_XX")

    assert "4 December 2023" == irish.value(date(2023, 12, 4))
    assert "4 December 2023" == nonsense.value(date(2023, 12, 4))
    assert "en" == irish.code

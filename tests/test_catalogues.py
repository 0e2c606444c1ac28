"""The helper for translators tells what a catalogue lacks, and adds it without losing anything."""

from __future__ import annotations

import re
import runpy
import tomllib
from gettext import c2py
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po

from vetpartner.render.language import language, languages
from vetpartner.values.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
ALL = '\nmsgid "Yes"\nmsgstr "Da"\n\nmsgid "{n} day"\nmsgid_plural "{n} days"\n'
DAYS = 'msgstr[0] "{n} dan"\nmsgstr[1] "{n} dana"\nmsgstr[2] "{n} dana"\n'


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., int]:
    """Return the helper, working on a folder with the list of all texts."""
    put(tmp_path, "hr", HEAD + ALL + DAYS)
    main: Any = runpy.run_path(str(ROOT / "docs" / "catalogues.py"))["main"]
    return lambda *arguments: int(main(list(arguments), tmp_path))


def put(folder: Path, code: str, text: str) -> Path:
    """Write a catalogue."""
    path = folder / code / "LC_MESSAGES" / "vetpartner.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_missing_is_added(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard the lines that are printed, the entries that are added, and that the rest stays."""
    before = HEAD + '\n# ours\nmsgid "Old"\nmsgstr "Alt"\n'
    path = put(tmp_path, "de", before)

    assert 1 == run("--check")
    assert before == path.read_text(encoding="utf-8")
    assert 1 == run()
    added = (
        '\nmsgid "Yes"\nmsgstr ""\n'
        '\nmsgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    )
    assert before + added == path.read_text(encoding="utf-8")
    lines = ["de: missing: Yes", "de: missing: {n} day | {n} days", "de: not shown any more: Old"]
    assert lines * 2 == capsys.readouterr().out.splitlines()
    assert 1 == run()
    again = ["de: empty: Yes", "de: empty: {n} day | {n} days", "de: not shown any more: Old"]
    assert again == capsys.readouterr().out.splitlines()
    assert before + added == path.read_text(encoding="utf-8")


def test_a_new_language(run: Callable[..., int], tmp_path: Path) -> None:
    """Guard the head of a new catalogue: its plural forms are those of the language."""
    assert 1 == run("sl")
    text = (tmp_path / "sl" / "LC_MESSAGES" / "vetpartner.po").read_text(encoding="utf-8")

    assert text.startswith("# Slovenian words of reports and papers.\n# No native speaker has read")
    rule = re.search(r"nplurals=4; plural=(.*);", text)
    assert rule
    assert "X-Covers" not in text
    assert [3, 0, 1, 2, 2, 3, 0] == [c2py(rule[1])(n) for n in (0, 1, 2, 3, 4, 5, 101)]
    assert 'msgid "Yes"\nmsgstr ""\n' in text
    assert 'msgstr[3] ""\n' in text


def test_an_unknown_language_is_refused(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that a slip makes no folder."""
    with pytest.raises(SystemExit):
        run("slovene")

    assert "slovene is no language that has dates and plural forms" in capsys.readouterr().err
    assert ["hr"] == [path.name for path in tmp_path.iterdir()]


def test_the_catalogues_of_the_package_lack_nothing() -> None:
    """Guard that the helper has nothing to say about the package itself."""
    found = runpy.run_path(str(ROOT / "docs" / "catalogues.py"))
    folder = ROOT / "vetpartner" / "locale"

    assert {"de", "el", "es", "fr", "it", "pl", *PAPERS_ALONE} == set(found["catalogues"](folder))
    assert [] == list(found["lacks"](folder))


def test_an_empty_entry_is_shown_in_english(
    run: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard that an entry which waits for its translator leaves no hole in a report."""
    run("de")
    monkeypatch.setattr("vetpartner.values.catalogue.FOLDER", tmp_path)
    monkeypatch.setattr("vetpartner.render.language.catalogue", catalogue.__wrapped__)
    german = language.__wrapped__("de")

    assert "Yes" == german.gettext("Yes")
    assert "{n} days" == german.ngettext("{n} day", "{n} days", 2)


TERMS = tomllib.loads((ROOT / "docs" / "terms.toml").read_text(encoding="utf-8"))
CODES = tuple(code for code in languages(papers=True) if code != "en")
PAPERS_ALONE = tuple(sorted({*CODES} - {*languages()}))


def wrong_words(code: str, path: Path) -> list[str]:
    """Return what a catalogue says otherwise than the programme does, a sentence for each."""
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale=code) if message.id]
    found = []
    for term in TERMS["term"]:
        held = term.get(code, {})
        for message in messages:
            english = message.id if isinstance(message.id, str) else message.id[1]
            several = isinstance(message.string, tuple)
            for text in message.string if several else (message.string,):
                if "never" in held and (word := re.search(held["never"], text, re.IGNORECASE)):
                    found.append(f"{word[0]!r} is not {term['english']!r}: {text}")
                about = re.search(term["where"], english, re.IGNORECASE)
                if about and "say" in held and not re.search(held["say"], text, re.IGNORECASE):
                    found.append(f"{term['english']!r} is not said in: {text}")
    return found


@pytest.mark.parametrize("code", CODES)
def test_the_words_are_those_of_the_programme(code: str) -> None:
    """Guard each catalogue against words that the programme has for something else."""
    path = ROOT / "vetpartner" / "locale" / code / "LC_MESSAGES" / "vetpartner.po"

    assert [] == wrong_words(code, path)


def test_a_wrong_word_is_found(tmp_path: Path) -> None:
    """Guard that a word of another programme, and one left out, do not pass."""
    wrong = 'msgid "Value of working across borders"\nmsgstr "Wert grenzüberschreitender Arbeit"\n'

    path = put(tmp_path, "de", f"{HEAD}\n{wrong}")

    assert [
        "'grenzüberschreit' is not 'transnational': Wert grenzüberschreitender Arbeit",
        "'transnational' is not said in: Wert grenzüberschreitender Arbeit",
    ] == wrong_words("de", path)


def test_each_word_says_how_sure_it_is() -> None:
    """Guard that a source that is named is listed, and that only a judgement has none."""
    words = [held for term in TERMS["term"] for code in CODES if (held := term.get(code))]

    assert {True} == {("source" in held) == (held["confidence"] != "D") for held in words}
    assert {held["source"] for held in words if "source" in held} == set(TERMS["sources"])

"""List what the catalogues of words lack, and add it as empty entries; begin a new catalogue.

The Croatian catalogue is the list of all texts, and a test holds it to the texts of the program.
`python docs/catalogues.py` lists, adds and changes nothing else, `--check` lists only, and
`python docs/catalogues.py sl` begins one.
An empty entry is shown in English, and a test fails until somebody has filled it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.localedata import locale_identifiers
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

import vetpartner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LIST = "hr"
"""The catalogue that has every text."""
HEAD = """\
# {language} words of reports.
# No native speaker has read them yet.
msgid ""
msgstr ""
"Project-Id-Version: vetpartner\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={plural.num_plurals}; plural={plural.plural_expr};\\n"
"""

Text = str | tuple[str, str]
"""A text of the program, or its forms for one and for many."""


def catalogues(folder: Path) -> dict[str, Path]:
    """Return the catalogues in a folder by language, the list of all texts left out."""
    found = sorted(folder.glob("*/LC_MESSAGES/vetpartner.po"))
    return {path.parts[-3]: path for path in found if path.parts[-3] != LIST}


def translated(path: Path, code: str) -> dict[Text, bool]:
    """Return the texts of a catalogue in their order, and whether each is translated."""
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale=code) if message.id]
    return {
        one if isinstance(one := message.id, str) else (one[0], one[1]): bool(
            message.string if isinstance(message.string, str) else all(message.string or ())
        )
        for message in messages
    }


def lacks(folder: Path) -> Iterator[tuple[str, str, Text]]:
    """Yield language, what is wrong, and the text: missing, empty, or not shown any more."""
    wanted = translated(folder / LIST / "LC_MESSAGES" / "vetpartner.po", LIST)
    for code, path in catalogues(folder).items():
        there = translated(path, code)
        yield from ((code, "missing", text) for text in wanted if text not in there)
        yield from ((code, "empty", text) for text, done in there.items() if not done)
        yield from ((code, "not shown any more", text) for text in there if text not in wanted)


def entry(text: Text, forms: int) -> str:
    """Return an empty entry for a text."""
    if isinstance(text, str):
        return f'\nmsgid {quoted(text)}\nmsgstr ""\n'
    one, many = text
    lines = [f"\nmsgid {quoted(one)}", f"msgid_plural {quoted(many)}"]
    return "\n".join([*lines, *(f'msgstr[{form}] ""' for form in range(forms))]) + "\n"


def quoted(text: str) -> str:
    """Return a text as a catalogue writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def add(path: Path, code: str, texts: Iterable[Text]) -> None:
    """Add empty entries at the end of a catalogue; all that stands in it stays as it is."""
    with path.open("rb") as file:
        forms = read_po(file, locale=code).num_plurals
    with path.open("a", encoding="utf-8") as file:
        file.writelines(entry(text, forms) for text in texts)


def begin(folder: Path, code: str) -> Path:
    """Begin the catalogue of a language, with the plural forms that the language has."""
    path = folder / code / "LC_MESSAGES" / "vetpartner.po"
    path.parent.mkdir(parents=True)
    language = Locale.parse(code).get_display_name("en")
    head = HEAD.format(language=language, code=code, plural=get_plural(code))
    path.write_text(head, encoding="utf-8")
    return path


def main(arguments: list[str], folder: Path = Path(vetpartner.__file__).parent / "locale") -> int:
    """List what is wrong, one line each; return 1 where something is, else 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("language", nargs="?", help="a language to begin, such as sl")
    parser.add_argument("--check", action="store_true", help="change no file")
    given = parser.parse_args(arguments)
    code = given.language
    if code is not None and code not in locale_identifiers():
        parser.error(f"{code} is no language that has dates and plural forms")
    if code is not None and code not in {LIST, *catalogues(folder)}:
        begin(folder, code)
    found = list(lacks(folder))
    for code, what, text in found:
        shown = text if isinstance(text, str) else " | ".join(text)
        sys.stdout.write(f"{code}: {what}: {shown}\n")
    if not given.check:
        for code, path in catalogues(folder).items():
            add(path, code, (t for c, what, t in found if (c, what) == (code, "missing")))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

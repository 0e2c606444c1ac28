"""List what the catalogues of words lack, and add it as empty entries; begin a new catalogue.

The Croatian catalogue is the list of all texts, and a test holds it to the texts of the program.
`python docs/catalogues.py` lists, adds and changes nothing else, `--check` lists only, and
`python docs/catalogues.py sq` begins one, with `--papers` one that has the words of papers alone.
An empty entry is shown in English, and a test fails until somebody has filled it.

The head of each catalogue says how it was checked. In those of papers, what a mistake would make
somebody do or believe otherwise was translated back, and the comment `# back:` says as what.
Those of reports say in the head alone whether their texts were translated back, and how many.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.localedata import locale_identifiers
from babel.messages.pofile import read_po
from babel.plural import PluralRule, to_gettext

import vetpartner
from vetpartner.values.catalogue import papers_alone

sys.path.append(str(Path(__file__).parent))
from paper_texts import looked_up, paper_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LIST = "hr"
"""The catalogue that has every text."""
HEAD = """\
# {language} words of {what}.
# No native speaker has read them yet.
msgid ""
msgstr ""
"Project-Id-Version: vetpartner\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"
"""
COVERS = '"X-Covers: papers\\n"\n'
CHECKED = '"X-Checked: not yet\\n"\n'
TO_TRANSLATE_BACK = re.compile(
    r"\b(no|not|nothing|neither|without|longer|least|last day|kept|certify|note states|grant|earned"
    r"|lump sum|unverified|although|cancelled|all amounts|given back|due|submitted|sure|each day"
    r"|genuine)\b|\{n\}",
    re.IGNORECASE,
)
"""What is said of a number, with a negation, or with a meaning in law."""
_LABEL = 3
"""Words of a label, in which a negation cannot get lost."""

Text = str | tuple[str, str]
"""A text of the program, or its forms for one and for many."""


def to_translate_back(text: Text) -> bool:
    """Tell whether a translation of a text is to be translated back."""
    many = text if isinstance(text, str) else text[1]
    long = len(many.split()) > _LABEL or not isinstance(text, str)
    return long and TO_TRANSLATE_BACK.search(many) is not None


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
        needed = paper_texts(wanted, looked_up()) if papers_alone(path) else set(wanted)
        yield from ((code, "missing", t) for t in wanted if t in needed and t not in there)
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


def plural_forms(code: str) -> str:
    """Return the plural forms of a language for whole numbers, as the head of a catalogue has them.

    What the Unicode Consortium has for fractions and for whole millions is left out: nothing here
    counts either.
    """
    rule = Locale.parse(code).plural_form
    used = {rule(n) for n in range(1001)}
    return str(to_gettext(PluralRule({tag: r for tag, r in rule.rules.items() if tag in used})))


def begin(folder: Path, code: str, *, papers: bool = False) -> Path:
    """Begin the catalogue of a language, with the plural forms that the language has."""
    path = folder / code / "LC_MESSAGES" / "vetpartner.po"
    path.parent.mkdir(parents=True)
    language = Locale.parse(code).get_display_name("en")
    what = "papers" if papers else "reports and papers"
    head = HEAD.format(language=language, what=what, code=code, plural=plural_forms(code))
    path.write_text(head + (COVERS if papers else "") + CHECKED, encoding="utf-8")
    return path


def main(arguments: list[str], folder: Path = Path(vetpartner.__file__).parent / "locale") -> int:
    """List what is wrong, one line each; return 1 where something is, else 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("language", nargs="?", help="a language to begin, such as sl")
    parser.add_argument("--check", action="store_true", help="change no file")
    parser.add_argument("--papers", action="store_true", help="begin one for papers alone")
    given = parser.parse_args(arguments)
    code = given.language
    if code is not None and code not in locale_identifiers():
        parser.error(f"{code} is no language that has dates and plural forms")
    if code is not None and code not in {LIST, *catalogues(folder)}:
        begin(folder, code, papers=given.papers)
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

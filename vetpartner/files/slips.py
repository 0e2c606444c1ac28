"""All slips of the pen in a file of TOML at once, each with the line to paste.

What a parser stumbles over is put right as it was meant, or left out, and the rest is read. What
is left out leaves a gap behind, so that nothing that hangs on it is taken for missing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from vetpartner.files.meant import meant
from vetpartner.files.structuring import ALL_TABLES
from vetpartner.files.table_names import HEADER, LISTS, ONCE, OTHER_NAMES, bare, misspelt
from vetpartner.model import KINDS
from vetpartner.values.problems import Path, Slip
from vetpartner.values.toml import toml_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST, LONGEST = 500, 200_000
"""How many slips of a file are told at once, and in how many signs they are looked for."""
LONGEST_LINE = 5_000
"""How many signs a line has that somebody typed; a longer one is not read as it was meant."""
AT = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_BEGINS = re.compile(r"\s*(?:\[+\s*[A-Za-z_]|[\w\-.]+[ \t]*=)")
_OPENS = re.compile(r"[^#]*(?:[\[{][^\]}]*$|\"\"\"|''')")
_OPENS_LIST = re.compile(r"[^=#]*=\s*\[")
_KEY = re.compile(r"\s*[\"'“”„]?([A-Za-z_][\w\-]*)[\"'“”]?\s*[:=]")
_UNOPENED = re.compile(
    r"(?P<key>\s*[\w\-.]+)\s*(?P<mark>:=|=>|=+|:|)\s*(?P<value>[“”„\"]{3,}|\[.*|)\s*"
)
"""A key whose value goes on in the lines below, or may do so."""
_LONELY = re.compile(r"[^#\"']*'[^']*$")
_LETTERS = re.compile(r"[“”„″]{3}\s*$")
_ID = re.compile(r"\s*id[ \t]*=")
_LONG_TEXT = re.compile('"""|' + "'''")
GAP = "left-out-in-line-"
"""How the keys and tables begin that stand, while the rest is parsed, for what was left out."""
_A_LINE = "write `key = value`, or # before a remark"
_ROOM = "[a-place-for-the-rest]\n"


@frozen
class Gap:
    """What could not be read: the `path` of the table in which it stood, and the `lines`.

    `keys` are those that it held, where that is known; `()` tells that nobody knows. `ids` are
    those that stood below a header that could not be read.
    """

    path: Path
    lines: str
    keys: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@frozen
class Slips:
    """All slips of a text by their line, and the text without them with what it holds.

    What nobody can put right is left out: `gaps`; in the text a key or table of no meaning stands
    for it, in what it holds nothing. `held` is None where there are too many slips, or a text too
    long to look for them.
    """

    found: tuple[Slip, ...]
    text: str
    held: dict[str, Any] | None
    gaps: tuple[Gap, ...] = ()


def slips(text: str, known: Collection[str] = ALL_TABLES) -> Slips:
    """Return the slips of a text; `known` are the tables that it may hold.

    A text of TOML has none, unless a table is called otherwise or lacks its brackets. Rules of a
    project's own have other tables; of them nothing is `known`.
    """
    if len(text) > LONGEST:
        return Slips((), text, None)
    work = _Work(text.split("\n"), known, long=_LONG_TEXT.search(text) is not None)
    held = work.parsed()
    told = tuple(work.found[number] for number in sorted(work.found))
    gaps = tuple(_gaps(held, work.left_out)) if held is not None else ()
    return Slips(told, "\n".join(work.lines), held, gaps)


def _gaps(held: dict[str, Any], left_out: dict[int, str]) -> Iterator[Gap]:
    """Take what stands for lines left out from what a text holds, and yield what it was."""
    marks = {f"{GAP}{number}": lines for number, lines in left_out.items()}
    stack: list[tuple[Path, Any]] = [((), held)]
    while stack:
        path, here = stack.pop()
        items = here.items() if isinstance(here, dict) else enumerate(here)
        for key, value in list(items):
            lines = marks.get(key)
            if lines is None:
                if isinstance(value, dict | list):
                    stack.append(((*path, key), value))
                continue
            del here[key]
            if isinstance(value, dict):
                ids = tuple(one for name, one in value.items() if name == "id" and str(one) == one)
                match = HEADER.fullmatch(lines.strip())
                twice = match["name"] if match is not None else ""
                yield Gap((twice,) if twice in ONCE else (), lines, ids=ids)
            else:
                yield Gap(path, lines, _keys(lines))


def _keys(lines: str) -> tuple[str, ...]:
    """Return the key that begins some lines; none where they say no such."""
    match = _KEY.match(lines)
    return (match[1],) if match else ()


def without_gaps(text: str) -> str:
    """Return a text in which an empty line stands for each key and table that was left out."""
    kept = re.sub(rf"^\[{GAP}\d+\]\n(?:(?!\[).*\n?)*", _empty, text, flags=re.MULTILINE)
    return re.sub(rf"^{GAP}\d+ = 0$", "", kept, flags=re.MULTILINE)


def _empty(lines: re.Match[str]) -> str:
    return "\n" * lines[0].count("\n")


def error_place(message: str, lines: list[str]) -> tuple[int, int]:
    """Return line and column, from 1, of what a parser says; the end where it names none."""
    match = AT.search(message)
    if match and match["line"]:
        return int(match["line"]), int(match["column"])
    return len(lines), len(lines[-1]) + 1


@frozen
class _Work:
    """The lines of a text while they are put right, and the slips by the numbers of their lines.

    `known` are the tables that the text may hold; `long` tells that it has texts in three quotes.
    A list of several lines and such a text are put right, or left out, as one.
    """

    lines: list[str]
    known: Collection[str]
    long: bool
    found: dict[int, Slip] = field(factory=dict)
    left_out: dict[int, str] = field(factory=dict)

    def parsed(self) -> dict[str, Any] | None:
        """Put right what can be, and return what the text holds then; None if there is no end.

        A stretch that parses is not parsed again until all of them do.
        """
        begin, whole = 0, False
        for _ in range(4 * MOST):
            behind = "\n".join(self.lines[begin:])
            try:
                raw = toml_of(_ROOM + behind if begin else behind)
            except tomllib.TOMLDecodeError as error:
                if begin and str(error).startswith("Cannot"):  # by what stands before
                    begin, whole = 0, True
                    continue
                number = self._stumbled(str(error), begin)
                if number is None or len(self.found) >= MOST:
                    return None
                begin = begin if whole else self._sound(begin, number)
            except (ValueError, ArithmeticError, RecursionError):
                return None
            else:
                if begin:
                    begin, whole = 0, True
                elif not self._renamed(raw):
                    return raw
        return None

    def _stumbled(self, message: str, begin: int) -> int | None:
        """Put right what a parser says of the lines behind some; None if nothing is left to do."""
        number, column = error_place(message, self.lines)
        if begin and not message.endswith("(at end of document)"):
            number += begin - 1
        return number if self._put_right(AT.sub("", message), number, column) else None

    def _sound(self, begin: int, number: int) -> int:
        """Return before how many lines all is sound, up to the line of a slip."""
        while number > begin + 1 and not _BEGINS.match(self.lines[number - 1]):
            number -= 1
        try:
            toml_of(_ROOM + "\n".join(self.lines[begin : number - 1]))
        except (ValueError, ArithmeticError, RecursionError):
            return begin
        return number - 1

    def _renamed(self, raw: dict[str, Any]) -> bool:
        """Put right the names and brackets of tables; tell whether there were any."""
        wrong = {
            name
            for name, held in raw.items()
            if (name in LISTS and isinstance(held, dict)) or (name in ONCE and _tables(held))
        }
        before = len(self.found)
        for number, name in list(self._headers()):
            if number in self.found:
                continue
            if name not in self.known and bare(name) in self.known:
                self._note(number, slug="unknown-key")
            elif name in wrong and ((name in LISTS) is (self._brackets(number) == 1)):
                self._note(number, slug="wrong-type")
            elif name in OTHER_NAMES and name in raw:
                self._note(number, slug="unknown-key")
            elif name in raw and (other := misspelt(name, self.known)) is not None:
                self._misspelt(number, name, other)
        return len(self.found) > before

    def _headers(self) -> Iterator[tuple[int, str]]:
        """Yield the lines with the headers of tables, where the tables are known."""
        for number, line in enumerate(self.lines if self.known else (), start=1):
            if line.lstrip().startswith("[") and (match := HEADER.fullmatch(line.strip())):
                yield number, match["name"].strip("\"'")

    def _brackets(self, number: int) -> int:
        line = self.lines[number - 1].strip()
        return len(line) - len(line.lstrip("["))

    def _misspelt(self, number: int, name: str, other: str) -> None:
        """Read a table by another name than it has; nobody is told to have meant that."""
        line = self.lines[number - 1]
        slip = Slip(number, len(line) - len(line.lstrip()) + 1, "", line, slug="unknown-key")
        self.found[number] = _asked(slip, name, other)
        self.lines[number - 1] = self.found[number].right or line

    def _note(self, number: int, *, listed: bool = False, slug: str = "not-toml") -> bool:
        """Put one line right; tell whether that could be done."""
        line = self.lines[number - 1]
        short = len(line) <= LONGEST_LINE
        slip = meant(line, listed=listed, known=self.known) if short else None
        if slip is None or slip.right == line:
            return False
        slip = attrs.evolve(slip, line=number, slug=slug)
        head = HEADER.fullmatch((slip.right or "").strip()) if self.known else None
        if head is not None and (other := misspelt(head["name"], self.known)) is not None:
            slip = _asked(slip, head["name"], other)
        self.found.setdefault(number, slip)
        if slip.right is None:
            return False
        self.lines[number - 1] = slip.right
        return True

    def _put_right(self, what: str, number: int, column: int) -> bool:
        """Put right what a parser stumbled over, or leave it out; False if neither can be."""
        lines = self.lines
        if what == "Cannot overwrite a value" or what.startswith("Cannot declare"):
            return self._again(number, column)
        if what == 'Expected "\'"':  # told at the end, where no other one stands
            number = next((at for at, line in enumerate(lines, 1) if _LONELY.match(line)), number)
        while number > 1 and not lines[number - 1].strip():
            number -= 1
        if number not in self.found and self._open_block(number):
            return True
        if self.long and (opened := self._open_text()) and opened <= number:
            return self._end_text(opened)
        if self._close_list(number):
            return True
        start = _start(lines, number)
        listed = start < number
        if what.startswith("Unclosed array") and listed and self._comma(start, number):
            return True
        if number not in self.found and self._note(number, listed=listed):
            return True
        return self._leave_out(number, column, self.found.get(number) or what)

    def _again(self, number: int, column: int) -> bool:
        """Put right a key or a table that stood before, or leave it out."""
        if header := HEADER.fullmatch(self.lines[number - 1].strip()):
            for single, name in self._headers():
                one = name in LISTS and self._brackets(single) == 1
                if one and header["name"] == name and single not in self.found:
                    return self._note(single)
        if self._behind_a_head(number) or self._another(number):
            return True
        twice = Slip(number, column, self._twice(number), way_out="keep one of the two")
        return self._leave_out(number, column, self.found.setdefault(number, twice))

    def _behind_a_head(self, number: int) -> bool:
        """Take a line that says nothing for the head of a table, where a key behind it is again."""
        at = number - 1
        while at > 0 and not self.lines[at - 1].lstrip().startswith("["):
            if self.lines[at - 1] == f"{GAP}{at} = 0" and not _keys(self.left_out[at]):
                self.lines[at - 1] = f"[{GAP}{at}]"
                return True
            at -= 1
        return False

    def _another(self, number: int) -> bool:
        """Read on behind an id that stands twice: the head of another row is missing above it."""
        heads = [name for at, name in self._headers() if at < number]
        if not heads or heads[-1] not in KINDS or not _ID.match(self.lines[number - 1]):
            return False
        way_out = f"write [[{heads[-1]}]] above this line, if another one begins here"
        why = self._twice(number)
        self.found.setdefault(number, Slip(number, 1, why, way_out=way_out))
        self._gap(number, number, table=True)
        return True

    def _open_text(self) -> int | None:
        """Return the line of the three quotes that nothing closes, where the text has such."""
        inside: int | None = None
        marks = 0
        for at, line in enumerate(self.lines, start=1):
            if inside is not None and _begins_anew(line, self.known):
                return inside
            for _ in _LONG_TEXT.finditer(line):
                marks += 1
                inside = None if inside else at
        return inside if inside is not None and marks % 2 else None

    def _end_text(self, opened: int) -> bool:
        """Leave out a text that is not closed, up to the next line that begins something."""
        end = opened
        while end < len(self.lines) and not _begins_anew(self.lines[end], self.known):
            end += 1
        for at in range(opened, end + 1):
            line = self.lines[at - 1]
            if at not in self.found and (letters := _LETTERS.search(line)):
                right = f'{line[: letters.start()]}"""'
                why = "a text of several lines ends with three straight quotes"
                self.found[at] = Slip(at, letters.start() + 1, why, right)
                self.lines[at - 1] = right
                return True
        why = f"the text that begins in line {opened} with three quotes is not closed by three"
        column = self.lines[opened - 1].find("=") + 1 or 1
        way_out = 'write """ behind the last word of the text'
        self.found.setdefault(opened, Slip(opened, column, why, way_out=way_out))
        self._gap(opened, end)
        return True

    def _close_list(self, number: int) -> bool:
        """Close a list of several lines that ends where something else begins."""
        if not _BEGINS.match(self.lines[number - 1]):
            return False
        last = number - 1
        while last > 0 and self.lines[last - 1].strip()[:1] in {"", "#"}:
            last -= 1
        start = _start(self.lines, last) if last else 0
        held = "\n".join(self.lines[start - 1 : last])
        if not _OPENS_LIST.match(held) or held.count("[") <= held.count("]"):
            return False
        if start == last:
            return self._note(last)
        if "#" in held:
            return False
        line, why = self.lines[last - 1].rstrip(), "a list ends with a bracket"
        before = self.found.get(last, Slip(last, len(line) + 1, why))
        why = "; ".join(dict.fromkeys((before.why, why)))
        self.found[last] = attrs.evolve(before, why=why, right=f"{line}]")
        self.lines[last - 1] = f"{line}]"
        return True

    def _open_block(self, number: int) -> bool:
        """Open a list, or a text in three quotes, of which only the end is there."""
        line = self.lines[number - 1]
        match = _UNOPENED.fullmatch(line)
        mark = self._closes(number)
        if match is None or mark is None or not (match["mark"] or match["value"]):
            return False
        opening = "[" if mark == "]" else mark
        value = match["value"] if match["value"].startswith(opening) else opening
        if match["value"] not in {"", opening} and not match["value"].startswith("["):
            why = f"a text of several lines begins with {opening}"
        elif value == match["value"]:
            why = f"between a key and its value stands =, not {match['mark'] or 'nothing'}"
        else:
            why = f"what stands below begins with {opening}, since it ends with {mark}"
        right = f"{match['key']} = {value}"
        if right == line.rstrip() or (value != "[" and match["value"].count("]") > 0):
            return False
        self.found[number] = Slip(number, match.end("key") + 1, why, right)
        self.lines[number - 1] = right
        return True

    def _closes(self, number: int) -> str | None:
        """Return what closes in the lines behind one, up to the next key, and opens in none."""
        end = number
        while end < len(self.lines) and not _BEGINS.match(self.lines[end]):
            end += 1
        held = "\n".join(self.lines[number:end]).rstrip()
        if held.endswith("]") and held.count("[") < held.count("]"):
            return "]"
        return next((m for m in ('"""', "'''") if held.endswith(m) and held.count(m) == 1), None)

    def _comma(self, start: int, number: int) -> bool:
        """Put a comma to the end of the line before one, in a list that begins in a line."""
        number -= 1
        while number > start and not self.lines[number - 1].strip():
            number -= 1
        line = self.lines[number - 1].rstrip()
        if number == start or number in self.found or line.endswith((",", "[")) or "#" in line:
            return False
        why = "the values of a list are parted by commas"
        self.found[number] = Slip(number, len(line) + 1, why, f"{line},")
        self.lines[number - 1] = f"{line},"
        return True

    def _twice(self, number: int) -> str:
        """Return what to say of a key or a table that stood before."""
        key = self.lines[number - 1].partition("=")[0].strip()
        for before in range(number - 1, 0, -1):
            line = self.lines[before - 1].strip()
            if line.partition("=")[0].strip() == key:
                return f"{key} stands twice: in line {before} too"
            if line.startswith("[") and not key.startswith("["):
                break
        return f"{key} stands twice"

    def _leave_out(self, number: int, column: int, why: Slip | str) -> bool:
        """Take a line and what belongs to it out; a slip is told where none is yet."""
        lines = self.lines
        start, end = _start(lines, number), number
        said = _BEGINS.match(lines[start - 1]) or isinstance(why, Slip)
        more = start < number or _OPENS.match(lines[number - 1])
        if more or (not said and self._closes(end)):
            while end < len(lines) and not _BEGINS.match(lines[end]):
                end += 1
        if not any(line.strip() for line in lines[start - 1 : end]) or start in self.left_out:
            return False
        if start == end and isinstance(why, str) and self._head(number, column, why):
            return True
        if isinstance(why, str) and not any(one in self.found for one in range(start, end + 1)):
            way_out = _A_LINE if why.startswith("Expected '=' after") else None
            self.found[number] = Slip(number, column, why, way_out=way_out)
        for one in range(start, end + 1):
            if one in self.found:
                self.found[one] = attrs.evolve(self.found[one], right=None)
        self._gap(start, end)
        return True

    def _head(self, number: int, column: int, why: str) -> bool:
        """Read on with the one table that is named in the head of a table which nobody can read."""
        line = self.lines[number - 1]
        if number in self.found or not line.lstrip().startswith("["):
            return False
        words = (word for word in re.findall(r"\w+", line.lower()[:LONGEST_LINE]))
        names = {OTHER_NAMES.get(word, word) for word in words} & {*LISTS, *ONCE}
        if len(names) != 1 or not names <= {*self.known}:
            return False
        (name,) = names
        right = f"[[{name}]]" if name in LISTS else f"[{name}]"
        self.found[number] = Slip(number, column, why, right, sure=False)
        self.lines[number - 1] = right
        return True

    def _gap(self, start: int, end: int, *, table: bool = False) -> None:
        """Put a key, or a table, in the place of lines that are left out."""
        self.left_out[start] = "\n".join(self.lines[start - 1 : end])
        header = table or self.lines[start - 1].lstrip().startswith("[")
        mark = f"{GAP}{start}"
        self.lines[start - 1 : end] = [""] * (end - start + 1)
        self.lines[start - 1] = f"[{mark}]" if header else f"{mark} = 0"


def _asked(slip: Slip, name: str, other: str) -> Slip:
    """Return a slip in the head of a table with the name that may be meant."""
    head = f"[[{other}]]" if other in LISTS else f"[{other}]"
    right = re.sub(r"\[+[^\]]*\]+", head, slip.right or "", count=1)
    why = f"`{name}` is no table; did you mean `{other}`?"
    why = f"{slip.why}; {why}" if slip.why else why
    return attrs.evolve(slip, why=why, right=right, sure=False)


def _tables(held: object) -> bool:
    return isinstance(held, list) and all(isinstance(each, dict) for each in held)


def _begins_anew(line: str, known: Collection[str]) -> bool:
    """Tell whether a line within a text in three quotes begins what hardly stands in a text."""
    match = HEADER.fullmatch(line.strip())
    if match is not None and not match["rest"]:
        return match["name"] in known or match["name"] in OTHER_NAMES
    return _BEGINS.match(line) is not None and _LONG_TEXT.search(line) is not None


def _start(lines: list[str], number: int) -> int:
    """Return the line in which what stands in a line begins."""
    if _BEGINS.match(lines[number - 1]):
        return number
    start = number
    while start > 1 and not _BEGINS.match(lines[start - 1]):
        start -= 1
    held = "\n".join(lines[start - 1 : number - 1])
    return start if _OPENS_LIST.match(held) and held.count("[") > held.count("]") else number

"""Completion in a shell: what may stand where somebody presses Tab.

The scripts of the three shells ask `vetpartner __complete WORD…`, whose last word is the one that
is typed. The answer is a line for each word that fits, with what it is behind a tab; the line
`:files` asks the shell for its own names of files. It reads the plan as a text alone, since it
must be there before the finger has left the key, and it says nothing where it knows nothing.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.cli.command import DOORS, GROUPS, Argument, here

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from vetpartner.cli.command import Named

FILES = ":files"
"""What asks the shell for the names of files."""
SCRIPTS = {
    "bash": r"""# Completion of vetpartner for bash: put this into ~/.bashrc
#   eval "$(vetpartner completion bash)"
_vetpartner() {
    local line cur
    # Without the marks by which a shell keeps a name with spaces together.
    local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
    words=("${words[@]//[\\\"\']/}")
    cur="${words[COMP_CWORD - 1]}"
    COMPREPLY=()
    while IFS= read -r line; do
        if [ "$line" = ":files" ]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$cur")
        elif [ -n "$line" ]; then
            COMPREPLY+=("${line%%$'\t'*}")
        fi
    done < <(vetpartner __complete "${words[@]}" 2>/dev/null)
}
complete -F _vetpartner vetpartner
""",
    "zsh": r"""# Completion of vetpartner for zsh: put this into ~/.zshrc
#   eval "$(vetpartner completion zsh)"
_vetpartner() {
    local line files
    local -a found
    for line in "${(@f)$(vetpartner __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        if [[ $line == ":files" ]]; then
            files=1
        elif [[ $line == *$'\t'* ]]; then
            found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        elif [[ -n $line ]]; then
            found+=("${line//:/\\:}")
        fi
    done
    (( $#found )) && _describe vetpartner found -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}'
    [[ -n $files ]] && _files
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _vetpartner vetpartner
""",
    "fish": r"""# Completion of vetpartner for fish: put this into ~/.config/fish/config.fish
#   vetpartner completion fish | source
function __vetpartner_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct | string replace -ra '[\\\\"\']' '')
    for line in (vetpartner __complete $words[2..-1] "$typed" 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path "$typed"
        else
            echo $line
        end
    end
end
complete -c vetpartner -f -a '(__vetpartner_complete)'
""",
}
_MOST = 5_000_000
_ID = re.compile(r"""^\s*id\s*=\s*["']([^"']+)["']""", re.MULTILINE)
_TABLE = re.compile(r"^\s*\[\[\s*([\w-]+)\s*\]\]", re.MULTILINE)
_A_FILE = frozenset({"PROJECT", "FILE", "FOLDER", "OUT", "DIR", "OLD", "OTHER", "FORM", "REPLIES"})
"""What arguments are called that are names of files."""
_LONGEST = 60


def answer(words: Sequence[str], all_: Mapping[str, Sequence[Named]]) -> int:
    """Print what may stand in the place of the last word; nothing where that is not known.

    `all_` is what may be typed, by group.
    """
    # A line that is being typed is no place for any message.
    with suppress(Exception):
        *before, typed = list(words) or [""]
        found = list(_answers([*map(os.path.expanduser, before), typed], all_))
        print("\n".join(dict.fromkeys(found)), end="\n" if found else "", flush=True)
    return 0


def _answers(words: list[str], all_: Mapping[str, Sequence[Named]]) -> Iterator[str]:
    """Yield what fits, each with what it is behind a tab."""
    typed = words[-1]
    for word, about in _offered(words, all_):
        if word == FILES:
            yield FILES
        elif word.casefold().startswith(typed.casefold()) and word.isprintable():
            short = " ".join(about.split())[:_LONGEST]
            yield f"{word}\t{short}" if short else word


def _offered(words: list[str], all_: Mapping[str, Sequence[Named]]) -> Iterator[tuple[str, str]]:
    if len(words) == 1:
        for group, found in all_.items():
            if group in DOORS:
                yield group, GROUPS[group]
            else:
                yield from ((each.text, each.overview) for each in found)
        yield from (("--help", "show what there is"), ("--version", "show the version"))
        return
    if words[0] in DOORS and len(words) == 2:  # noqa: PLR2004 - the door, and what is typed
        yield from ((each.words[-1], each.overview) for each in all_[words[0]])
    one = next((each for found in all_.values() for each in found if _is(each, words)), None)
    if one is not None:
        yield from _arguments(one, words[len(one.words) :])


def _is(each: Named, words: Sequence[str]) -> bool:
    return tuple(words[: len(each.words)]) == each.words and len(words) > len(each.words)


def _arguments(one: Named, rest: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what may stand in the place of the last of the words behind a command."""
    takes = [each for each in one.command.takes if each.name not in one.said]
    options = {each.name: each for each in takes if each.name.startswith("-")}
    places = [each for each in takes if not each.name.startswith("-")]
    *before, typed = rest
    plain, open_ = _read(before, options)
    project = here()
    if plain and Path(plain[0]).exists():
        project = plain[0]
    elif project is not None and places and places[0].name == "project":
        plain = [project, *plain]  # it was left out
    if places and places[-1].name == "words" and len(plain) > 0:
        yield from _of_fact(project, plain[1:], before, typed)
        return
    if open_ is not None:
        yield from _values(open_, project)
        return
    if typed.startswith("-"):
        yield from ((n, str(o.settings["help"])) for n, o in options.items() if n not in before)
    elif places:
        yield from _placed(places, plain, before, project)


def _placed(
    places: Sequence[Argument], plain: Sequence[str], before: Sequence[str], project: str | None
) -> Iterator[tuple[str, str]]:
    """Yield what the next argument without a name may be."""
    many = places[-1].settings.get("nargs") in {"*", "+"}
    place = min(len(plain), len(places) - 1) if many else len(plain)
    if place < len(places):
        yield from _values(places[place], project)
    if place == 1 and places[0].name == "project" and not _given(before):
        yield FILES, ""


def _given(before: Sequence[str]) -> bool:
    """Tell whether a word before names a project."""
    return any(not word.startswith("-") and Path(word).exists() for word in before)


def _read(before: Sequence[str], options: dict[str, Argument]) -> tuple[list[str], Argument | None]:
    """Return the words that belong to no option, and the option whose value is typed now."""
    plain: list[str] = []
    waits: Argument | None = None
    left = 0
    for word in before:
        if left:
            left -= 1
            waits = waits if left else None
        elif word in options:
            number = options[word].settings.get("nargs", 1)
            left = 0 if "action" in options[word].settings else int(number)
            waits = options[word] if left else None
        elif not word.startswith("-"):
            plain.append(word)
    return plain, waits


def _values(argument: Argument, project: str | None) -> Iterator[tuple[str, str]]:
    """Yield what an argument may be."""
    settings = argument.settings
    if settings.get("choices"):
        yield from ((str(each), "") for each in settings["choices"])
    elif argument.of or settings.get("metavar") == "ID":
        yield from _ids(project, _tables(argument.of))
    elif argument.name == "--language":
        folders = (Path(__file__).parents[1] / "locale").iterdir()
        yield from ((each, "") for each in sorted({"en", *(one.name for one in folders)}))
    elif argument.name in {"folder", "old", "-o"} or settings.get("metavar") in _A_FILE:
        yield FILES, ""


def _tables(of: str) -> tuple[str, ...]:
    """Return the tables of the plan in which ids of a kind stand; none for all of them."""
    if of != "activities":
        return () if of in {"", "anything"} else (of,)
    from vetpartner.model import ACTIVITIES

    return ACTIVITIES


def _ids(project: str | None, tables: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the ids of a plan with their titles; where it is no TOML at present, the ids alone."""
    if project is None:
        return
    from vetpartner.files import disk
    from vetpartner.values.file_names import PLAN_FILE
    from vetpartner.values.toml import toml_of

    path = Path(project)
    path = path / PLAN_FILE if path.is_dir() else path
    if path.suffix != ".toml" or not path.is_file():
        return
    text = disk.contents(path, most=_MOST).decode("utf-8-sig", errors="replace")
    wanted = set(tables)
    try:
        plan = toml_of(text)
    except (ValueError, RecursionError, ArithmeticError):
        yield from _ids_of_text(text, wanted)
        return
    for table, things in plan.items():
        if isinstance(things, list) and (not wanted or table in wanted):
            for thing in things:
                if isinstance(thing, dict) and isinstance(thing.get("id"), str):
                    yield thing["id"], _title(thing)


def _ids_of_text(text: str, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the ids below each `[[table]]` of a text that no parser reads."""
    parts = _TABLE.split(text)
    for table, below in zip(parts[1::2], parts[2::2], strict=True):
        if not wanted or table in wanted:
            yield from ((found, "") for found in _ID.findall(below))


def _title(thing: dict[str, object]) -> str:
    """Return what a thing is called, in the first of its languages."""
    for key in ("title", "acronym", "name"):
        value = thing.get(key)
        value = next(iter(value.values()), "") if isinstance(value, dict) else value
        if isinstance(value, str) and value:
            return value
    return ""


def _of_fact(
    project: str | None, plain: Sequence[str], before: Sequence[str], typed: str
) -> Iterator[tuple[str, str]]:
    """Yield what may stand in a fact: its kind, the id, and options by their names."""
    import attrs

    from vetpartner.model import FACTS, LINKS_TO
    from vetpartner.model.facts import CHANGES

    kind = next((word for word in plain if word in FACTS or word in CHANGES), None)
    if kind is None:
        yield from ((name, "") for name in (*FACTS, *CHANGES))
        return
    fields = attrs.fields_dict(FACTS["amended" if kind in CHANGES else kind])
    last = before[-1] if before else ""
    if typed.startswith("-"):
        names = (*(name for name in fields if name != "of"), "evidence", "on")
        yield from ((f"--{name.replace('_', '-')}", "") for name in dict.fromkeys(names))
    elif last.startswith("--"):
        name = {"to": "payee", "from": "payer"}.get(last[2:], last[2:].replace("-", "_"))
        links = fields[name].metadata.get(LINKS_TO, ()) if name in fields else ()
        if links:
            yield from _ids(project, links)
        elif name in {"evidence", "file", "files"}:
            yield from _proofs(project)
    elif last == kind:
        yield from _ids(project, fields["of"].metadata.get(LINKS_TO, ()))


def _proofs(project: str | None) -> Iterator[tuple[str, str]]:
    """Yield the files of the folder of evidence, as `add` takes them."""
    folder = Path(project or ".") / "evidence"
    if folder.is_dir():
        yield from ((each.name, "") for each in sorted(folder.iterdir()) if each.is_file())

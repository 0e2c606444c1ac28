"""Writing a partnership to any of its homes, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vetpartner.files.atomic import write_whole
from vetpartner.files.document import json_text
from vetpartner.files.narratives import write_narrative
from vetpartner.files.origin import RULES_FILE
from vetpartner.files.plain import plain_extras, plain_facts, plain_plan
from vetpartner.files.reading import FACTS_FILE, PLAN_FILE, read_folder
from vetpartner.files.toml_text import toml_text
from vetpartner.files.workbook import workbook_bytes

if TYPE_CHECKING:
    from vetpartner.model import Partnership


def save(p: Partnership, path: Path | str) -> tuple[Path, ...]:
    """Write a partnership: to a folder, or by suffix to one .toml, .json or .xlsx file.

    Returns the files written.
    What is written is the plan as approved and the facts, so that reading gives the same value.
    In a folder a file that already says the same stays as it is, comments and all; one that says
    something else is kept beside the new one as `NAME.bak`.
    Raises `ValueError` for another suffix, `OSError` if the disk refuses.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == ".toml":
        data = toml_text(plain_extras(p) | plain_plan(p) | plain_facts(p)).encode()
    elif suffix == ".json":
        data = json_text(p).encode()
    elif suffix == ".xlsx":
        data = workbook_bytes(p)
    elif suffix and not path.is_dir():
        msg = f"{path.name}: a partnership is saved to a folder, or to .toml, .json or .xlsx"
        raise ValueError(msg)
    else:
        return _save_folder(p, path)
    write_whole(path, data)
    return (path,)


def _save_folder(p: Partnership, folder: Path) -> tuple[Path, ...]:
    texts = {PLAN_FILE: toml_text(plain_plan(p))}
    same: set[str] = set()
    if p.facts or (folder / FACTS_FILE).exists():
        texts[FACTS_FILE] = toml_text(plain_facts(p))
    for narrative in p.narratives:
        name = f"narrative/{narrative.report}.{narrative.language}.md"
        texts[name] = write_narrative(narrative)
    if p.own_rules is not None:
        texts[RULES_FILE] = p.own_rules
    there = read_folder(folder).partnership if (folder / PLAN_FILE).exists() else None
    if there is not None:
        same |= {PLAN_FILE} if there.baseline == p.baseline else set()
        same |= {FACTS_FILE} if there.facts == p.facts else set()
        same |= {RULES_FILE} if there.own_rules == p.own_rules else set()
        same |= {
            f"narrative/{n.report}.{n.language}.md" for n in there.narratives if n in p.narratives
        }
    written = []
    for name, text in texts.items():
        if name not in same:
            _keep_old(folder / name)
            write_whole(folder / name, text.encode())
            written.append(folder / name)
    return tuple(written)


def _keep_old(path: Path) -> None:
    """Copy what stands at a path to the next free `.bak` name, so that nothing is lost."""
    if path.exists():
        number = 1
        while (backup := path.with_name(f"{path.name}.bak{number}")).exists():
            number += 1
        write_whole(backup, path.read_bytes())

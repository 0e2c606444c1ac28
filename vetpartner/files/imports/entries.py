"""Entries of a plan that several tables of a source tell: which are one, and their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.files.tables.headings import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vetpartner.files.imports.draft import Entry

_OTHER = "another place says"


def merge(
    entries: list[Entry],
    earlier: Sequence[Entry],
    entry: Entry,
    same: Callable[[Entry, Entry], bool],
) -> None:
    """Add an entry, or what it says more of one of earlier tables; what differs is a doubt."""
    there = next((each for each in earlier if same(each, entry)), None)
    if there is None:
        entries.append(entry)
        return
    for name, value in entry.values.items():
        before, at = there.values.get(name), entry.places.get(name)
        doubted = there.doubts.get(name)
        if before is None and (doubted is None or not doubted[1].startswith(_OTHER)):
            there.doubts.pop(name, None)
            there.put(name, value, at=at)
        elif before is not None and before != value:
            there.put(name, value, f"{_OTHER} {before}", at)
            del there.values[name]
    for name, (value, why) in entry.doubts.items():
        if name not in there.values and name not in there.doubts:
            there.put(name, value, why, entry.places.get(name))
    if there.unsure and not entry.unsure:
        there.unsure, there.table = "", entry.table


def with_ids(entries: Sequence[Entry], prefix: str) -> tuple[list[str], list[tuple[Entry, str]]]:
    """Give ids where none stand, or one stands a second time, and put all ids first.

    Return the ids that were made, and the entries whose own id stood twice, with that id.
    """
    taken: set[str] = set()
    twice: list[tuple[Entry, str]] = []
    for entry in entries:
        own = str(entry.values.get("id", ""))
        if own and own.casefold() in taken:
            twice.append((entry, own))
            del entry.values["id"]
        elif own:
            taken.add(own.casefold())
    made = []
    number = 0
    for entry in entries:
        if "id" not in entry.values:
            number += 1
            while f"{prefix}{number}".casefold() in taken:
                number += 1
            made.append(f"{prefix}{number}")
            taken.add(made[-1].casefold())
            entry.values["id"] = made[-1]
        entry.values = {"id": entry.values["id"], **entry.values}
    return made, twice


def same_organisation(one: Entry, other: Entry) -> bool:
    """Tell whether two entries are the same organisation, by the surest name that both have."""
    for name in ("oid", "pic", "acronym", "name"):
        mine, theirs = one.values.get(name), other.values.get(name)
        if mine and theirs:
            return folded(str(mine)) == folded(str(theirs))
    return False


def same_package(one: Entry, other: Entry) -> bool:
    """Tell whether two entries are the same work package, by their ids, or else by their titles."""
    mine, theirs = one.values.get("id"), other.values.get("id")
    if mine and theirs:
        return bool(mine == theirs)
    return folded(str(one.values.get("title", ""))) == folded(str(other.values.get("title", "-")))


def same_activity(one: Entry, other: Entry) -> bool:
    """Tell whether two entries are the same activity: nothing that tells them apart differs."""
    for name in ("id", "when"):
        mine, theirs = one.values.get(name), other.values.get(name)
        if mine and theirs and mine != theirs:
            return False
    return all(
        folded(str(one.values.get(name, ""))) == folded(str(other.values.get(name, "")))
        for name in ("title", "work_package")
    )

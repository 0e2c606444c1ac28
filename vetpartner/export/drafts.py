"""The files of what changed: a folder for each organisation with its mail and its calendars."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from vetpartner.export.calendar_state import LEDGER, State, reads_back, state_bytes
from vetpartner.export.events import PRODUCT
from vetpartner.export.invitations import deadline_calendar, entries_read, invitation
from vetpartner.export.mails import Attachment, Draft, mail, mail_reads, on_a_line
from vetpartner.export.telling import Teller
from vetpartner.files.atomic import NotKept
from vetpartner.files.disk import contents
from vetpartner.files.transaction import transaction, write_all
from vetpartner.model import Answered
from vetpartner.values.file_names import file_stems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from vetpartner.export.invitations import Update
    from vetpartner.export.updates import Updates
    from vetpartner.files.atomic import Check


class Refused(ValueError):
    """Nothing is written, because the calendars would go back; the message says what to do."""


def refuse_older(state: State, day: date) -> None:
    """Raise `Refused` for an older day than what was sent or published."""
    if day < state.last:
        raise Refused(
            f"calendars were last sent or published as of {state.last}, and this is {day}: what "
            "partners have would go back; add --force if it is meant"
        )


def refuse(found: Updates, folder: Path) -> None:
    """Raise `Refused` for an older day than what was sent, or a state that was lost."""
    refuse_older(found.before, found.partnership.as_of)
    shown = None if found.before.was_sent else _trace(found, folder)
    if shown is not None:
        raise Refused(
            f"{shown}, but {LEDGER} is not there or was never sent from: everybody would be "
            "invited again; restore the file from a copy, or add --force if nothing was sent"
        )


def _trace(found: Updates, folder: Path) -> str | None:
    """Return what shows that invitations were sent, though the state does not have it.

    These are answers among the facts, and drafts that would not be written like that now, where
    they usually lie: in the folder that is asked for, and beside it and the project.
    """
    p = found.partnership
    if any(fact.at for fact in p.facts if isinstance(fact, Answered)):
        return "the facts have answers to invitations"
    new, ours = drafts(found), {update.mark.uid.encode() for update in found.updates}
    homes = [folder.parent, *((p.origin.folder, p.origin.folder.parent) if p.origin else ())]
    beside = {page.parent for home in homes for page in home.glob(f"*/{PAGE}")}
    for place in (folder, *sorted(beside - {folder})):
        there = earlier(place)
        if place == folder or any(uid in data for uid in ours for data in there.values()):
            other = next((name for name, data in there.items() if new.get(name) != data), None)
            if other is not None:
                return f"{place} holds drafts of an earlier run, such as {other}"
    return None


def earlier(folder: Path) -> dict[str, bytes]:
    """Return the drafts that this program wrote into a folder, by their names in it."""
    paths = [folder / PAGE, *folder.glob("*/*.ics"), *folder.glob("*/*.eml")]
    found = {}
    for path in sorted(paths):
        if path.is_file() and path.parent.name != OLD and not path.is_symlink():
            data = contents(path)
            if any(sign in data[:_HEAD] for sign in _OURS):
                found[path.relative_to(folder).as_posix()] = data
    return found


PAGE, OLD, DEADLINES, MAIL = "updates.txt", "old", "deadlines", "mail"
_HEAD = 4096
_OURS = (PRODUCT.encode(), b"\r\nX-Unsent: 1\r\n", b"What changed in the calendars of ")


def drafts(found: Updates) -> dict[str, bytes]:
    """Return the files of all updates by their names: calendars, one mail for all, and a page."""
    return {name: data for name, (data, _) in _files(found).items()}


def write_updates(found: Updates, folder: Path, ledger: Path) -> tuple[Path, ...]:
    """Write a folder for each organisation, with a mail and its files, a page, and the state last.

    The mails are drafts: nothing is sent. Drafts of an earlier run are moved to `old`.

    Returns the files written: none if nothing changed.
    Every file is read back before any takes its place: `NotKept` tells what would be read
    otherwise, and nothing is written. A stop before the end leaves the state as it was, so the
    next run writes the same again.
    """
    if not found.updates:
        if found.after.entries != found.before.entries:
            save_state(found.after, ledger)
        return ()
    made = _files(found)
    files = {name: data for name, (data, _) in made.items()}
    checks = {name: check for name, (_, check) in made.items() if check is not None}
    data = state_bytes(found.after)
    if not reads_back(data, found.after):
        raise NotKept(f"{LEDGER} was not written, because it would be read otherwise")
    who = "vetpartner calendar --updates"
    old = {n: d for n, d in earlier(folder).items() if files.get(n) != d} if folder.is_dir() else {}
    if old:
        place = _place_of_old(folder, found.before.day or "earlier")
        with transaction(folder, who) as changes:
            for name, before in old.items():
                changes.write(f"{place}/{name}", before)
                if name not in files:
                    changes.remove(name)
            for name, new in files.items():
                changes.write(name, new, checks.get(name))
    else:
        write_all(folder, files, who, checks)
    save_state(found.after, ledger)
    return (*(folder / name for name in files), ledger)


def _place_of_old(folder: Path, day: str) -> str:
    number, name = 1, f"{OLD}/{day}"
    while (folder / name).exists():
        number += 1
        name = f"{OLD}/{day}-{number}"
    return name


def save_state(state: State, ledger: Path) -> None:
    """Write the state of the calendars, whole or not at all."""
    with transaction(ledger.parent, "vetpartner calendar") as changes:
        changes.write(ledger.name, state_bytes(state))


def _files(found: Updates) -> dict[str, tuple[bytes, Check | None]]:
    """Return every file, and what looks at it when it is written."""
    p, made = found.partnership, dict[str, tuple[bytes, "Check | None"]]()
    folders, names = _names(found)
    for number, together in enumerate(found.mails):
        recipient, to = together[0].recipient, together[0].to
        folder = folders[recipient]
        teller = Teller(p, recipient)
        attached = []
        for update in (u for u in together if not u.in_list):
            name = _free(made, f"{folder}/{names[update.entry.id]}", ".ics")
            data = invitation(update)
            made[name] = data, partial(entries_read, updates=(update,))
            base = name.rpartition("/")[2]
            attached.append(Attachment(name=base, data=data, method=update.method))
        dates = tuple(u for u in together if u.in_list)
        if dates:
            name = _free(made, f"{folder}/{DEADLINES}", ".ics")
            data = deadline_calendar(teller.calendar_name(recipient), dates)
            made[name] = data, partial(entries_read, updates=dates)
            attached.append(Attachment(name=name.rpartition("/")[2], data=data))
        organiser = found.after.organiser
        if to and organiser is not None:
            draft = Draft(
                sender=organiser,
                to=to,
                subject=on_a_line(teller.subject(together)),
                text=teller.text(together, organiser),
                attachments=tuple(attached),
                key=" ".join((found.after.home, str(number), recipient, *map(_key, together))),
            )
            name = _free(made, f"{folder}/{MAIL}", ".eml")
            made[name] = mail(draft), partial(mail_reads, meant=draft)
    made[PAGE] = found.text().encode(), None
    return made


def _key(update: Update) -> str:
    return f"{update.mark.uid} {update.mark.sequence} {update.news}"


def _names(found: Updates) -> tuple[dict[str, str], dict[str, str]]:
    """Return the folders of organisations and the names of entries, without an ending.

    They are made with all ids of the plan, so that they are the same from one time to the next.
    """
    known = [thing.id for _, thing in found.partnership.plan.things()]
    homes = list(dict.fromkeys((OLD, *known, *(u.recipient for u in found.updates))))
    kept = (DEADLINES, MAIL, *known, *(u.entry.id for u in found.updates))
    entries = list(dict.fromkeys(kept))
    return (
        dict(zip(homes, file_stems(homes), strict=True)),
        dict(zip(entries, file_stems(entries), strict=True)),
    )


def _free(made: Mapping[str, object], stem: str, suffix: str) -> str:
    """Return a name that is not taken yet, with a number where it is."""
    number, name = 1, f"{stem}{suffix}"
    while name in made:
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name

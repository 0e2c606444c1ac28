"""How calendars are written, sent, published and answered; the commands themselves are `run`'s."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import vetpartner as vp
from vetpartner.cli.command import (
    Trouble,
    day_of,
    folder_of,
    in_format,
    sound,
    told,
    writing,
    wrote,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from vetpartner.state.entries import Choice


def feed(p: vp.Partnership, arguments: Namespace, wanted: Choice) -> None:
    """Write a calendar, after its state, so that what changes later gets a higher number."""
    from vetpartner.export.calendar_state import LEDGER, Numbering, read_state, seen
    from vetpartner.export.drafts import refuse_older, save_state
    from vetpartner.export.feeds import without_date, write_feed
    from vetpartner.files.transaction import InUse

    target = in_format(arguments.output, "a calendar", ".ics")
    ledger = folder_of(p, arguments.project) / LEDGER
    with told():
        state = read_state(ledger)
        if not arguments.force:
            refuse_older(state, p.as_of)
        now = seen(p, state)
    if now.entries != state.entries:
        try:
            with writing(arguments.project, "calendar"), told():
                now = seen(p, read_state(ledger))
                save_state(now, ledger)
            wrote(ledger)
        except (OSError, InUse) as error:
            # A folder that can only be read, or where somebody works, still gives calendars.
            why = getattr(error, "strerror", None) or error
            text = f"{LEDGER} was not written ({why}), so a later change may not be seen"
            print(text, file=sys.stderr)
    write_feed(p, target, wanted, Numbering(p, now))
    wrote(target)
    missing = without_date(p, wanted)
    if missing:
        print(missing)


def publish(p: vp.Partnership, arguments: Namespace, wanted: Choice) -> int:
    """Write to a server or a folder what is not there yet; 1 where something was left."""
    from vetpartner.export.calendar_state import LEDGER, read_state
    from vetpartner.export.drafts import refuse_older, save_state
    from vetpartner.export.publishing import place_of
    from vetpartner.export.publishing import publish as published

    ledger = folder_of(p, arguments.project) / LEDGER
    with writing(arguments.project, "calendar --publish"), told():
        place, key = place_of(arguments.publish)
        state = read_state(ledger)
        if not arguments.force:
            refuse_older(state, p.as_of)
        done = published(p, wanted, place, key, state, force=arguments.force)
        save_state(done.state, ledger)
    print(done.text())
    if done.error:
        raise Trouble(done.error)
    return 1 if done.left else 0


def updates(p: vp.Partnership, arguments: Namespace) -> int:
    """Write what changed since it was last sent, or say it."""
    from vetpartner.export.calendar_state import LEDGER, read_state
    from vetpartner.export.drafts import refuse, write_updates
    from vetpartner.export.updates import updates as compared

    folder = Path(arguments.output) if arguments.output is not None else None
    ledger = folder_of(p, arguments.project) / LEDGER
    if arguments.dry_run:
        with told():
            print(compared(p, read_state(ledger)).text(), end="")
        return 0
    if folder is None:
        raise Trouble("missing -o: name the output folder, e.g. -o to-send", code=2)
    with writing(arguments.project, "calendar --updates"), told():
        found = compared(p, read_state(ledger))
        if not arguments.force:
            refuse(found, folder)
        written = write_updates(found, folder, ledger)
    for path in written:
        wrote(path)
    if not written:
        print(f"nothing changed since it was last sent (as of {day_of(arguments)})")
    return 0


def answers(arguments: Namespace) -> None:
    """Take answers, and save them unless it is a preview."""
    from vetpartner.export.answers import read_answers
    from vetpartner.export.calendar_state import LEDGER, read_state

    folder = Path(arguments.replies)
    if not folder.is_dir():
        raise Trouble(f"{folder} is no folder: save the answers as .ics or .eml files in one")
    p = sound(arguments.project, "taken")
    with told():
        state = read_state(folder_of(p, arguments.project) / LEDGER)
        found = read_answers(p.on(day_of(arguments)), state, folder)
    print(found.text())
    if arguments.dry_run:
        print("nothing was written")
    elif found.taken:
        for file in vp.save(p.with_news(*found.taken), arguments.project):
            wrote(file)

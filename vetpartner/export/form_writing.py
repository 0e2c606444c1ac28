"""Forms written for partners, each taken back before it is kept, with drafts of their mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.export.form import SHEETS, YELLOW, form
from vetpartner.export.form_taking import taken
from vetpartner.export.mails import Attachment, Draft, mail, mail_reads, on_a_line
from vetpartner.export.telling import language_of
from vetpartner.export.updates import mailboxes, organiser_of
from vetpartner.files.atomic import NotKept, write_whole
from vetpartner.files.transaction import write_all
from vetpartner.model import Organisation
from vetpartner.render.language import language
from vetpartner.state.partner_form import deadline
from vetpartner.values.file_names import file_stems
from vetpartner.values.phrase import say

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from vetpartner.files.atomic import Check
    from vetpartner.model import Partnership


def write_form(
    p: Partnership, partner: str, path: Path, *, by: date | None = None, code: str = ""
) -> None:
    """Write the form of a partner; taken back as it is it changes nothing, or it is not written.

    Raises `NotKept` for what no form can hold, otherwise as `form` does.
    """
    data = _made(p, partner, path.name, by=by, code=code)
    write_whole(path, data, check=_untouched(p, path.name))


def _made(p: Partnership, partner: str, name: str, *, by: date | None, code: str) -> bytes:
    p.thing(partner, Organisation)
    try:
        return form(p, partner, by=by, code=code)
    except Exception as error:
        if type(error).__module__.startswith("openpyxl"):  # what no cell can hold
            raise NotKept(f"{name} was not written: {error}") from None
        raise


def _untouched(p: Partnership, name: str) -> Check:
    def check(waiting: Path) -> None:
        back = taken(p, waiting, name=name)
        if back.partnership != p or back.conflicts or back.findings:
            raise NotKept(
                f"{name} was not written, because it would be taken back otherwise: {back}"
            )

    return check


# One for each partner, with a mail.


def partners_asked(p: Partnership) -> tuple[str, ...]:
    """Return the organisations that get a form: all but the coordinator and those that left."""
    return tuple(
        o.id
        for o in p.plan.organisations
        if o.id != p.plan.project.coordinator and (o.left is None or o.left >= p.as_of)
    )


def write_forms(
    p: Partnership, folder: Path, *, by: date | None = None, code: str = ""
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write a folder for each partner with its form and a draft of a mail; nothing is sent.

    Return the files, and the organisations for which no mail could be written since they, or the
    coordinator, have no address. All files are written, or none.
    """
    files: dict[str, bytes] = {}
    checks: dict[str, Check] = {}
    alone: list[str] = []
    asked = partners_asked(p)
    for partner, stem in zip(asked, file_stems(asked), strict=True):
        name = f"form-{stem}.xlsx"
        data = _made(p, partner, name, by=by, code=code)
        files[f"{stem}/{name}"], checks[f"{stem}/{name}"] = data, _untouched(p, name)
        draft = _draft(p, partner, Attachment.workbook(name, data), by=by, code=code)
        if draft is None:
            alone.append(partner)
            continue
        files[f"{stem}/mail.eml"] = mail(draft)
        checks[f"{stem}/mail.eml"] = _reads(draft)
    write_all(folder, files, "vetpartner form", checks)
    return tuple(folder / name for name in files), tuple(alone)


def _reads(draft: Draft) -> Check:
    return lambda file: mail_reads(file, draft)


def _draft(
    p: Partnership, partner: str, attached: Attachment, *, by: date | None, code: str
) -> Draft | None:
    sender, to = organiser_of(p, None), mailboxes(p, partner)
    if sender is None or not to:
        return None
    here = language(code or language_of(p, partner), papers=True)
    label = p.plan.project.label
    subject = say("{project}: what happened, and what is still missing", project=label)
    due = by or deadline(p)
    told = [
        say("Dear colleagues,"),
        say("attached is your form of {project} with three sheets:", project=label),
        YELLOW,
        say("It opens in Excel, LibreOffice, Google Sheets and Numbers."),
        *((say("Please send it back by {day}.", day=due),) if due is not None else ()),
    ]
    sheets = [f"- {phrase.within(here)}" for phrase in SHEETS.values()]
    lines = [phrase.within(here) for phrase in told]
    first, second, *rest = lines
    groups = ([first], [second, *sheets], rest, [sender.name, label])
    text = "\r\n\r\n".join("\r\n".join(group) for group in groups)
    return Draft(
        sender=sender,
        to=to,
        subject=on_a_line(subject.within(here)),
        text=text + "\r\n",
        attachments=(attached,),
        key=f"form {label} {partner} {p.as_of.isoformat()}",
    )

"""Certificates of attendance, a page each, and their register."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from attrs import evolve, frozen

from vetpartner.model import Activity, Partnership
from vetpartner.papers.attendance_list import place_of
from vetpartner.render.language import ReportLanguage, has_catalogue
from vetpartner.render.page import Part
from vetpartner.render.paper import Paper, emblem_picture, page_of, paper_of, spoken, table_paper
from vetpartner.state.attendance import (
    THRESHOLD,
    ActivityHead,
    Attending,
    activity_head,
    attending,
    registered,
)
from vetpartner.state.open_lists import open_attendance, pass_gate, preview
from vetpartner.values.members import each_of
from vetpartner.values.person_names import in_order
from vetpartner.values.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Share
    from vetpartner.render.page import Block, Page


Kind = Literal["certificate", "participation note"]
EMBLEM, HIGHEST = 12, 22
"""Millimetres of the emblem's height, at least and at most, and of a logo at most."""


@frozen(kw_only=True)
class Certificate:
    """One sheet: a certificate, or a participation note for who did not reach the threshold.

    `name` is None where none is known, and is then written by hand.
    `pairs` are labels and values, `lines` what stands above and below the name, and
    `project` the project with its title.
    `outcomes` are those of this person's role, under `outcomes_title`; none where none are told for
    it. `checking` says who can tell whether it is genuine.
    """

    number: str
    kind: Kind
    title: str
    lines: tuple[str, str]
    name: str | None
    attending: Attending
    organisation: str | None
    project: str
    pairs: tuple[tuple[str, str], ...]
    outcomes_title: str
    outcomes: tuple[str, ...]
    checking: str | None


@frozen(kw_only=True)
class CertificateData:
    """All certificates of an activity in the order of the register.

    `told` is the partnership with its texts in their language.
    `anyway` is why they are made although the lists have open questions, None where these have not.
    """

    told: Partnership
    head: ActivityHead
    pages: tuple[Certificate, ...]
    language: ReportLanguage
    anyway: str | None = None


class NobodyThere(ValueError):
    """Nobody's presence at an activity is recorded, so that nothing can be certified."""


def certificates(
    p: Partnership,
    activity: str,
    *,
    threshold: Share = THRESHOLD,
    language: str | None = None,
    anyway: str | None = None,
) -> Paper:
    """Return a sheet for each one who was there: `.html`, and `.write` also for PDF and Word.

    Who reached the threshold gets a certificate, whoever else was there a participation note that
    states the hours; who was never there gets nothing.
    Dates, hours, place and learning outcomes are those of the activity, as it was held.
    Without `language` each sheet is in the language of its person, else of the organisation, else
    of the project, and in English where there are no words for any of them.
    Raises `UnknownId` for an unknown activity, `UnknownLanguage` for a language without words,
    `NobodyThere` where no presences are recorded, and `OpenLists` where the lists of the activity
    have an open question, unless `anyway` gives the reason to go on, which the register shows.
    """

    def made(language: str | None) -> tuple[CertificateData, Page]:
        data = _data(p, activity, threshold, language, anyway)
        title = data.language.gettext("Certificate of attendance")
        page = page_of(
            data.told,
            "certificates.md",
            {
                "pages": data.pages,
                "head": data.head,
                "emblem": emblem_picture(p, data.language, EMBLEM, HIGHEST),
            },
            what="a set of certificates",
            title=f"{title} – {data.head.named} – {data.head.label}",
            language=data.language,
            # Each sheet goes to somebody else, who is not the third of twenty.
            numbered=False,
            across=True,
        )
        logo = page.look.logo
        if logo is not None:
            small = evolve(logo, height=min(HIGHEST, logo.height or HIGHEST))
            page = evolve(page, look=evolve(page.look, logo=small))
        return data, page

    data, page = made(language)
    own = {} if language is not None else {one.number: _own(p, one) for one in data.pages}
    sheets = {
        code: {b.language: b for b in made(code)[1].blocks if isinstance(b, Part)}
        for code in dict.fromkeys(own.values())
        if code not in {None, data.language.code}
    }

    def in_own(block: Block) -> Block:
        code = own.get(block.language) if isinstance(block, Part) else None
        if not isinstance(block, Part) or code not in sheets:
            return block
        return Part(kind="language", language=code or "", blocks=(sheets[code][block.language],))

    return paper_of(evolve(page, blocks=tuple(map(in_own, page.blocks))))


def _own(p: Partnership, page: Certificate) -> str | None:
    """Return the language of a person, or else of the organisation; None where it has no words."""
    who, home = p.get(page.attending.participant), p.get(page.attending.organisation)
    person = p.get(getattr(who, "person", None))
    codes = (getattr(one, "language", None) for one in (person, home))
    return next((code for code in codes if code and has_catalogue(code, papers=True)), None)


def certificate_register(
    p: Partnership,
    activity: str,
    *,
    threshold: Share = THRESHOLD,
    language: str | None = None,
    anyway: str | None = None,
) -> Paper:
    """Return the register of the certificates and notes of an activity, also as `.xlsx`.

    It has number, id, name, organisation, hours, share and kind. Errors as in `certificates`.
    """
    data = _data(p, activity, threshold, language, anyway)
    head, spoken = data.head, data.language
    about = f"{head.label}, {head.named}, {spoken.value(head.when)} ({threshold})"
    if data.anyway is not None:
        words = spoken.gettext("Made although its lists have open questions, because: {reason}")
        about = f"{about}. {words.format(reason=data.anyway)}"
    return table_paper(
        data.told,
        REGISTER.of(data.pages),
        what="a register of certificates",
        title=spoken.gettext("Register of certificates"),
        under=about,
        language=spoken,
        replaces="certificate_register.html",
    )


def _data(
    p: Partnership, activity: str, threshold: Share, language: str | None, anyway: str | None
) -> CertificateData:
    p, words = spoken(p, language)
    found = p.thing(activity, Activity)
    refused = f"no certificate of {activity} is made"
    reason = pass_gate(refused, open_attendance(p, activity), anyway, partial(preview, p, activity))
    if activity not in p.presences:
        msg = f"no presences of {activity} are recorded, so that nothing can be certified"
        raise NobodyThere(f"{msg}; add tables/attendance-{activity}.csv")
    head = activity_head(p, found, held=True)
    rows = attending(p, activity, threshold=threshold)
    return CertificateData(
        told=p,
        head=head,
        pages=tuple(_pages(p, found, head, rows, words)),
        language=words,
        anyway=reason,
    )


def number_of(label: str, activity: str, row: Attending) -> str:
    """Return the number of a certificate: the one recorded, else `GreenWeld-T1-L03` by the id.

    An id stays, so a number does too, whoever else is registered or taken out later.
    """
    return row.number or "-".join((label.replace(" ", "-"), activity, row.participant))


def _pages(
    p: Partnership,
    activity: Activity,
    head: ActivityHead,
    rows: tuple[Attending, ...],
    language: ReportLanguage,
) -> Iterator[Certificate]:
    learners = any(who.role == "learner" for who in registered(p, head.id))
    for row in rows:
        if row.sessions:
            home = getattr(p.get(row.organisation), "label", row.organisation)
            reached = outcomes(activity, row, learners=learners)
            for number in each_of(number_of(head.label, head.id, row), row.count):
                yield _page(head, row, number, home, reached, language)


def outcomes(activity: Activity, row: Attending, *, learners: bool) -> tuple[str, ...]:
    """Return what somebody reached by the role in which they were there.

    What is not told for a role is nothing, and neither is what a role that nobody registered
    reached. With `learners` a training has some, and its learning outcomes are theirs alone.
    """
    if not row.reached or not row.registered:
        return ()
    own = {
        "learner": "learning_outcomes",
        "staff": "staff_outcomes",
        "trainer": "trainer_outcomes",
        "accompanying person": "accompanying_outcomes",
    }
    told: tuple[str, ...] = getattr(activity, own.get(row.role, ""), ())
    if row.role == "staff" and not told and not learners:
        told = getattr(activity, "learning_outcomes", ())
    return told


def _page(
    head: ActivityHead,
    row: Attending,
    number: str,
    organisation: str | None,
    reached: tuple[str, ...],
    language: ReportLanguage,
) -> Certificate:
    gettext = language.gettext
    if row.reached:
        kind: Kind = "certificate"
        title = gettext("Certificate of attendance")
        lines = (gettext("This is to certify that"), gettext("took part in"))
    else:
        kind = "participation note"
        title = gettext("Participation note")
        lines = (gettext("This note states that"), gettext("took part in a part of"))
    trains = gettext("Learning outcomes of the training")
    asked = gettext("To check that it is genuine, ask: {organisation}")
    return Certificate(
        number=number,
        kind=kind,
        title=title,
        lines=lines,
        name=row.name and in_order(row.name, language.code),
        attending=row,
        organisation=organisation,
        project=" – ".join(dict.fromkeys(filter(None, (head.label, head.project)))),
        pairs=tuple(_pairs(head, row, language)),
        outcomes_title=trains
        if row.role in {"learner", "staff"}
        else gettext("Outcomes in this role"),
        outcomes=reached,
        checking=asked.format(organisation=head.organiser) if head.organiser else None,
    )


def _pairs(
    head: ActivityHead, row: Attending, language: ReportLanguage
) -> Iterator[tuple[str, str]]:
    gettext = language.gettext
    if row.role != "learner":
        yield gettext("Role"), gettext(row.role)
    yield gettext("Date"), language.value(head.when)
    yield gettext("Place"), place_of(head, language)
    if head.hours is not None:
        yield gettext("Hours of the activity"), language.value(head.hours)
    label = gettext("Sessions attended") if row.hours is None else gettext("Hours attended")
    yield label, _extent(row, language)


def _extent(row: Attending, language: ReportLanguage) -> str:
    there, whole = (
        (row.sessions, row.held)
        if row.hours is None or row.whole is None
        else (row.hours, row.whole)
    )
    text = language.gettext("{there} of {whole}")
    return text.format(there=language.value(there), whole=language.value(whole))


REGISTER = Table(
    name="certificates",
    about="One row for each certificate and note of an activity.",
    columns=(
        Column("number", "Number", "id", "its number", names=True, width=26),
        Column("id", "Id", "id", "of the participant", get="attending.participant"),
        Column("name", "Name", "text", "of the participant", absent="", width=34),
        Column("organisation", "Organisation", "text", "where they are from", absent="", width=40),
        Column("hours", "Hours", "number", "hours of 60 minutes", get="attending.hours", width=10),
        Column(
            "share",
            "Share",
            "share",
            "part of the activity",
            get=lambda page: page.attending.percent and page.attending.percent / 100,
            width=12,
        ),
        Column("kind", "Kind", "word", "certificate or participation note", width=22),
    ),
)

"""The pictures of a report: logos of the organisations, and photos with the consent of people."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from vetpartner.files.disk import NotOpened
from vetpartner.files.door import Door
from vetpartner.model import Activity, When
from vetpartner.programme import country
from vetpartner.render.own_templates import TemplateProblem
from vetpartner.render.page import Part, Picture
from vetpartner.render.pictures import Seen, WrongPicture, drawable, seen, upright
from vetpartner.render.templates import logo
from vetpartner.state.evidence import SAME_EVIDENCE
from vetpartner.state.held import actual, held_span
from vetpartner.values.grid import Run
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vetpartner.model import Organisation, Partnership
    from vetpartner.render.language import ReportLanguage
    from vetpartner.state.evidence import EvidenceRow
    from vetpartner.values.grid import Runs


MOST, MOST_OF_ONE = 6, 2
"""How many photos a report has, and how many of them are of one activity."""
PHOTO = "photo"
_HIGHEST, _WIDEST, _AREA = 12.0, 36.0, 216.0
"""Millimetres of a logo, and square millimetres: less than those of the emblem (14 by 21)."""
_PHOTO_WIDE, _PHOTO_HIGH = 80.0, 62.0


@frozen
class NotShown:
    """A picture that the report does not show: of what, its file, why, and what can be done.

    `asked` tells that nobody knows whether the people on it agreed: that is asked, and no mistake.
    """

    address: str
    file: str
    of: str
    why: str
    way_out: str
    asked: bool = False


@frozen(kw_only=True)
class Photo:
    """A photo as it is shown: what it shows, of which activity, where and when it took place."""

    seen: Seen = field(repr=False)
    number: str
    title: str
    named: str
    city: str | None
    country: str | None
    when: When | None

    def caption(self, language: ReportLanguage) -> Runs:
        """Return activity, place, day, and the number of the evidence."""
        place = ", ".join(filter(None, (self.city, language.country(self.country))))
        day = "" if self.when is None else language.value(self.when)
        told = "".join(f"{one} · " for one in (self.named, place if self.city else "", day) if one)
        return (Run(told), Run(self.number, look="nowrap"))


@frozen(kw_only=True)
class ReportPictures:
    """The pictures of one report, and those that it cannot show."""

    logos: tuple[Picture, ...] = ()
    photos: tuple[Photo, ...] = ()
    not_shown: tuple[NotShown, ...] = ()

    def cover(self, own: Picture | None) -> Part | str:
        """Return the logos in a row, `own` of the look first, or nothing without any.

        They have about the same area, so that none seems larger than another.
        """
        row = (*((_sized(own, own.alt),) if own is not None else ()), *self.logos)
        return Part(kind="logos", blocks=row) if self.logos else ""

    def gallery(self, language: ReportLanguage) -> Part | str:
        """Return the photos with their captions, or nothing without any."""
        blocks = tuple(
            Picture(
                data=one.seen.data,
                media=one.seen.media,
                alt=one.title,
                height=_high(one.seen.wide / one.seen.high),
                caption=one.caption(language),
            )
            for one in self.photos
        )
        return Part(kind="gallery", blocks=blocks) if blocks else ""


def report_pictures(p: Partnership, proofs: Iterable[EvidenceRow]) -> ReportPictures:
    """Read the logos of the organisations, and the photos among some evidence.

    A plan that lies in no folder has neither. What cannot be shown is left out and named.
    """
    folder = p.origin.folder if p.origin is not None else None
    if folder is None:
        return ReportPictures()
    problems: list[NotShown] = []
    logos = tuple(_logos(p, folder, problems))
    photos = tuple(_photos(p, folder, tuple(proofs), problems))
    return ReportPictures(logos=logos, photos=photos, not_shown=tuple(problems))


# Logos.


def _logos(p: Partnership, folder: Path, problems: list[NotShown]) -> Iterator[Picture]:
    """Yield the logos, the coordinator's first."""
    first = p.plan.project.coordinator
    for home in sorted(p.plan.organisations, key=lambda one: one.id != first):
        if home.logo is not None and (found := _logo(folder, home, home.logo, problems)):
            yield found


def _logo(folder: Path, home: Organisation, name: str, problems: list[NotShown]) -> Picture | None:
    try:
        found = logo(folder, name)
    except TemplateProblem as problem:
        at, file = f"organisations/{home.id}/logo", f"templates/{name}"
        way_out = "put a PNG, JPEG or SVG of up to 1 MB there, or leave out `logo`"
        problems.append(NotShown(at, file, home.short, problem.reason, way_out))
        return None
    picture = Picture(data=found.data, media=found.media, alt=home.label, name=name)
    return evolve(picture, height=_logo_high(found.wide / found.high))


def _sized(picture: Picture, alt: str) -> Picture:
    """Return a logo of the look in the size of the others."""
    found = seen(picture.data)
    return evolve(picture, alt=alt, height=_logo_high(found.wide / found.high))


def _logo_high(ratio: float) -> float:
    """Return the height of a logo in millimetres by how wide it is for one of height."""
    return round(min(_HIGHEST, sqrt(_AREA / ratio), _WIDEST / ratio), 1)


# Photos.


def _photos(
    p: Partnership, folder: Path, proofs: tuple[EvidenceRow, ...], problems: list[NotShown]
) -> Iterator[Photo]:
    """Yield the photos that are shown, first one of each activity, in the order of the evidence."""
    rows = [
        row
        for row in proofs
        if row.file is not None and SAME_EVIDENCE.get(_kind(row), _kind(row)) == PHOTO
    ]
    agreed: dict[str | None, set[bool | None]] = {}
    for row in rows:
        agreed.setdefault(row.file, set()).add(row.consent)
    unknown = [row for row in rows if agreed[row.file] == {None}]
    problems += [
        NotShown(row.address, row.file or "", row.of or "", _UNKNOWN, _ASK, asked=True)
        for row in unknown
    ]
    may = {
        row.file: row for row in rows if True in agreed[row.file] and False not in agreed[row.file]
    }
    chosen: list[tuple[EvidenceRow, Seen]] = []
    taken: dict[str | None, int] = {}
    for most in range(1, MOST_OF_ONE + 1):
        for file in list(may):
            row = may[file]
            if len(chosen) == MOST or taken.get(row.of, 0) >= most:
                continue
            del may[file]
            if (found := _photo(folder, row, problems)) is not None:
                chosen.append((row, found))
                taken[row.of] = taken.get(row.of, 0) + 1
    order = {row.number: place for place, row in enumerate(rows)}
    for row, found in sorted(chosen, key=lambda pair: order[pair[0].number]):
        yield _told(p, row, found)


_UNKNOWN = "nobody recorded whether the people on it agreed"
_ASK = "ask them, and add consent = true to its evidence, or consent = false"


def _kind(row: EvidenceRow) -> str:
    return row.kind.strip().lower()


def _photo(folder: Path, row: EvidenceRow, problems: list[NotShown]) -> Seen | None:
    """Return a photo as it is shown, or None where it cannot be, which is told."""
    file = row.file or ""
    way_out = "save it as JPEG or PNG and name that, or leave out `consent`"
    try:
        found = seen(Door(folder).read(file))
        if found.media == "image/svg+xml":
            raise WrongPicture("is a drawing, and no photo")
        return drawable(upright(found).data)
    except ImportError as error:
        why = f"it lies on its side, or is larger than a report shows it, and {error}"
        way_out = 'pip install "vetpartner[photos]", or save it upright with at most 1600 dots'
    except (NotOpened, WrongPicture) as error:
        why = f"it {error}"
    problems.append(NotShown(row.address, file, row.of or "", why, way_out))
    return None


def _told(p: Partnership, row: EvidenceRow, found: Seen) -> Photo:
    thing = p.get(row.of)
    now = actual(p, thing) if isinstance(thing, Activity) else None
    span = held_span(p, thing) if now is not None else None
    venue = now.place if now is not None else None
    land = venue.country if venue is not None else None
    return Photo(
        seen=found,
        number=row.number,
        title=row.title,
        named=entitled(row.of or "", p.label(row.of)),
        city=venue.city if venue is not None else None,
        country=land and (country(land) or land),
        when=When.days(span.first, span.last) if span is not None else None,
    )


def _high(ratio: float) -> float:
    """Return the height of a photo that has half a line of text, in millimetres."""
    return round(min(_PHOTO_HIGH, _PHOTO_WIDE / ratio), 1)

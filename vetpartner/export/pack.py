"""What is uploaded with a report: its PDF, the index of evidence, and the evidence, joined.

The evidence of a work package is one PDF with a list of what is in it, cut in parts where the form
takes no larger file. What cannot be joined goes beside it as it is, and what does not fit is named.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from itertools import pairwise
from operator import itemgetter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from attrs import field, frozen

from vetpartner.export.report import report
from vetpartner.files.disk import MEGABYTE, NotOpened
from vetpartner.files.door import Door
from vetpartner.files.evidence import content_of
from vetpartner.papers.evidence_index import evidence_index
from vetpartner.programme import known_rules
from vetpartner.render.markdown import plain
from vetpartner.render.page import Code, Heading, Page, Paragraph, Picture
from vetpartner.render.paper import spoken, table_paper
from vetpartner.render.pdf import pdf
from vetpartner.render.templates import look
from vetpartner.render.volumes import NotJoined, Piece, Pieces, joined, piece
from vetpartner.state.evidence import EvidenceRow, evidence
from vetpartner.values.grid import runs
from vetpartner.values.showing import Shown
from vetpartner.values.table import Column, Table, data
from vetpartner.values.translations import unmarked
from vetpartner.values.words import entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Literal

    from vetpartner.export.report import Report
    from vetpartner.model import Partnership
    from vetpartner.render.page import Block

LIST, SUMS = "what-is-in-it.txt", "SHA256SUMS"
"""The two files of a pack that are for the coordinator, and are not uploaded."""
PUBLISHED = frozenset({"article", "newsletter", "poster", "press release", "publication", "result"})
"""The kinds of evidence that were made to be read by everybody."""
_PICTURES: Mapping[str, Literal["image/png", "image/jpeg"]] = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
}
_TEXTS, _LONGEST_TEXT = (".md", ".txt"), 100_000
_NOT_NAMED = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 30
_FRONT = 300_000
"""Bytes of a file that are kept for the list of what is in it."""


class NotPacked(ValueError):
    """There is nothing to pack, or nothing that could be sent; the text says why."""


@frozen(kw_only=True)
class UploadLimits(Shown):
    """What a form takes: bytes of a file and of all files, and how many; None for no known limit.

    `said` tells where the limits come from.
    """

    file: int | None = None
    total: int | None = None
    files: int | None = None
    said: str = "no limit is known"

    @classmethod
    def of(cls, p: Partnership) -> UploadLimits:
        """Return the limits that the form of the project's call prints.

        They are those of the application form: that of the report was not seen.
        """
        law = known_rules(p)
        if not law.says("annex_megabytes"):
            said = (
                "no limit is known for this call: look at the form, and give --file-mb, --total-mb"
            )
            return cls(said=said)
        each, all_ = law.annex_megabytes, law.annexes_megabytes
        cited = law.cite("annex_megabytes")
        said = (
            f"{cited.source}, confidence {cited.confidence}: it is the form of the application; "
            "that of the report was not seen, so look at what it says"
        )
        return cls(
            file=each and each * MEGABYTE,
            total=all_ and all_ * MEGABYTE,
            files=law.annexes_number,
            said=said,
        )


@frozen(kw_only=True)
class PackRow:
    """A file of a pack: its name, what it is, the evidence in it, its pages if it is a PDF."""

    name: str
    what: str
    holds: tuple[str, ...]
    pages: int | None
    data: bytes = field(repr=False)

    @property
    def megabytes(self) -> str:
        """Return its size in megabytes."""
        return _megabytes(len(self.data))


@frozen(kw_only=True)
class LeftOut:
    """A piece of evidence that is not in the pack, and why."""

    number: str
    title: str
    file: str
    why: str


PACKED = Table(
    name="pack",
    about="One row for each file of a pack.",
    columns=(
        Column("name", "File", "text", "its name", names=True, width=36),
        Column("what", "What", "text", "what it is", width=40),
        Column("pieces", "Evidence", "count", "pieces in it", get=lambda row: len(row.holds)),
        data("holds", "lines", "the numbers of the evidence in it"),
        Column("pages", "Pages", "count", "how many pages it has"),
        Column("megabytes", "MB", "text", "its size"),
    ),
)
LEFT = Table(
    name="left_out",
    about="One row for each piece of evidence that is not in a pack.",
    columns=(
        Column("number", "Number", "id", "its number in the reports", names=True),
        Column("title", "Title", "text", "what it is called"),
        Column("file", "File or link", "text", "where it is"),
        Column("why", "Why", "text", "why it is not in the pack"),
    ),
)
_HELD = Table(
    name="volume",
    columns=(
        Column("number", "Number", "id", names=True, get=lambda row: row[0].number),
        Column("title", "Title", "text", get=lambda row: row[0].title),
        Column("kind", "Kind", "word", get=lambda row: row[0].kind),
        Column("of", "Proves", "id", get=lambda row: row[0].of, absent=""),
        Column("page", "Page", "count", get=lambda row: row[1], summed=False),
    ),
)
"""What stands first in a PDF of evidence."""


@frozen(kw_only=True)
class Pack(Shown):
    """What is uploaded with a report: the files, and what is left out.

    `files` are all names and bytes to write, the list and the check sums among them.
    """

    label: str
    limits: UploadLimits
    rows: tuple[PackRow, ...]
    left: tuple[LeftOut, ...]

    @property
    def table(self) -> Table:
        """Return the files of the pack."""
        return PACKED.of(self.rows, caption=self.label)

    @property
    def files(self) -> dict[str, bytes]:
        """Return every file by name, with `SHA256SUMS` as `sha256sum --check` reads them."""
        found = {row.name: row.data for row in self.rows}
        sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in found.items())
        return {**found, LIST: f"{self}\n".encode(), SUMS: sums.encode()}

    def __str__(self) -> str:
        size = _megabytes(sum(len(row.data) for row in self.rows))
        lines = [
            f"{self.label}: {len(self.rows)} files, {size} MB",
            f"Limits: {_limits(self.limits)} ({self.limits.said})",
            "",
            self.table.text(),
        ]
        if self.left:
            lines += ["", "Not in the pack:", LEFT.of(self.left).text()]
        elif not any(row.holds for row in self.rows):
            lines += ["", "No evidence is recorded."]
        return "\n".join(lines)


def pack(
    p: Partnership,
    kind: str,
    *,
    limits: UploadLimits | None = None,
    language: str | None = None,
    draft: bool = False,
    public: bool = False,
) -> Pack:
    """Return what is uploaded with a `progress`, `interim` or `final` report.

    Without `limits` they are those that the form of the call prints, if it is known. `draft` goes
    on where the report lacks an answer, which raises `NotPacked` else.
    A `public` pack holds no report, and of the evidence only what is of a kind made for everybody;
    nobody looks into these files for names.
    Raises `UnknownReport`, `UnknownLanguage` and `MissingExtra`.
    """
    made = report(p, kind, language=language, draft=draft)
    if made.findings.errors and not (draft or public):
        msg = (
            f"{made.findings.text()}\nnothing is packed until the report is whole, or with --draft"
        )
        raise NotPacked(msg)
    if p.origin is None:
        msg = "only a project in a folder has files of evidence to pack"
        raise NotPacked(msg)
    return _Packer(made, limits or UploadLimits.of(p), Door(p.origin.folder), public=public).pack()


@frozen(kw_only=True)
class _Held:
    """A piece of evidence that can be sent: joined with others, or else as it is."""

    row: EvidenceRow
    package: str | None
    piece: Piece | None
    data: bytes
    suffix: str


class _Packer:
    """Gathers the files of a pack within limits."""

    def __init__(self, made: Report, limits: UploadLimits, door: Door, *, public: bool) -> None:
        self.made, self.p, self.limits, self.door = made, made.partnership, limits, door
        self.public = public
        self.pieces = Pieces()
        self.rows: list[PackRow] = []
        self.left: list[LeftOut] = []
        _, self.words = spoken(self.p, made.language)

    def pack(self) -> Pack:
        """Return the pack."""
        if not self.public:
            self._papers()
        proofs = evidence(self.p)
        order = {row.number: place for place, row in enumerate(proofs)}
        with self.pieces:
            held = [one for row in proofs if (one := self._held(row)) is not None]
        alone = [one for one in held if one.piece is None]
        for volume in self._volumes([one for one in held if one.piece is not None], len(alone)):
            self._joined(volume)
        for one in alone:
            name = f"{_ascii(one.row.kind) or 'evidence'}-{_ascii(one.row.number)}{one.suffix}"
            self._add(name, _named(one.row), [one], one.data, None)
        return Pack(
            label=f"{self.made.data.label}, {self.made.kind} report, as of {self.p.as_of}",
            limits=self.limits,
            rows=tuple(self.rows),
            left=tuple(sorted(self.left, key=lambda one: order[one.number])),
        )

    def _papers(self) -> None:
        """Add the report and the index of evidence."""
        words = self.words
        told = pdf(self.made.page)
        self._add(
            f"report-{self.made.kind}.pdf", words.gettext("Report"), [], told, piece("", told).pages
        )
        index = evidence_index(self.p, language=self.made.language).data(".pdf")
        title = words.gettext("Index of evidence")
        self._add("evidence-index.pdf", title, [], index, piece("", index).pages)

    def _held(self, row: EvidenceRow) -> _Held | None:
        """Return a piece of evidence as it can be sent; what cannot is left out."""
        if row.file is None:
            # A link is in the index, with the day on which it was seen.
            if self.public or row.url is None:
                self._leave(row, "it has no file" if row.url is None else "it is a link")
            return None
        if self.public and row.kind not in PUBLISHED:
            self._leave(
                row, f"it may hold personal data, as “{row.kind}” is not made for everybody"
            )
            return None
        try:
            data = self.door.read(row.file)
        except (NotOpened, OSError) as error:
            why = str(error) if isinstance(error, NotOpened) else "is not in the folder"
            self._leave(row, f"it {why}")
            return None
        if not data:
            self._leave(row, "it is empty")
            return None
        found, why = self._piece(row, data)
        largest = self.limits.file
        if found is None and largest is not None and len(data) > largest:
            size = f"{_megabytes(len(data))} MB, and the form takes {_megabytes(largest)} MB a file"
            self._leave(row, f"it has {size}; make it smaller{why and f'; it {why}'}")
            return None
        suffix = PurePosixPath(row.file).suffix.lower()
        package = self._package(row)
        return _Held(row=row, package=package, piece=found, data=data, suffix=_suffix(suffix))

    def _piece(self, row: EvidenceRow, data: bytes) -> tuple[Piece | None, str]:
        """Return what can be shown on pages, or why it goes as it is."""
        block = _shown(row, data)
        if block is None and content_of(data) != "PDF":
            return None, ""
        try:
            if block is not None:
                found = piece(_named(row), pdf(self._page(row, block)))
            else:
                found = self.pieces.piece(_named(row), data)
        except NotJoined as error:
            return None, str(error)
        fits = self.limits.file is None or len(found.data) <= self.limits.file - _FRONT
        return (found if fits else None), ""

    def _page(self, row: EvidenceRow, block: Block) -> Page:
        """Return a page with a picture or a text, and what it is."""
        title = _named(row)
        under = " · ".join(filter(None, (self.words.gettext(row.kind), row.of)))
        project = self.p.plan.project
        return Page(
            kind="evidence",
            what="a piece of evidence",
            title=unmarked(plain(title)),
            language=self.words,
            label=unmarked(plain(project.label)),
            reference=project.reference,
            as_of=self.p.as_of,
            blocks=(Heading(level=1, text=runs(title)), Paragraph(runs(under)), block),
            look=look(self.door.folder, self.p.plan.look),
        )

    def _package(self, row: EvidenceRow) -> str | None:
        """Return the work package to which what it proves belongs."""
        thing = self.p.get(row.of)
        own = [wp.id for wp in self.p.plan.work_packages if wp.id == row.of]
        found: str | None = own[0] if own else getattr(thing, "work_package", None)
        return found

    def _volumes(self, held: Sequence[_Held], alone: int) -> list[list[_Held]]:
        """Return what is joined, by work package, cut where a part would be too large.

        Where that makes too many files, the smallest that stand side by side become one.
        """
        ids = [wp.id for wp in self.p.plan.work_packages]
        by_package = [[one for one in held if one.package == id_] for id_ in ids]
        rest = [one for one in held if one.package not in ids]
        volumes = [part for group in (*by_package, rest) for part in self._parts(group)]
        most = self.limits.files
        while most is not None and len(self.rows) + len(volumes) + alone > most:
            pairs = [self._parts([*one, *next_]) for one, next_ in pairwise(volumes)]
            whole = [
                (sum(_size(one) for one in each[0]), at, each[0])
                for at, each in enumerate(pairs)
                if len(each) == 1
            ]
            if not whole:
                break
            _, at, both = min(whole, key=itemgetter(0, 1))
            volumes[at : at + 2] = [both]
        return volumes

    def _parts(self, group: Sequence[_Held]) -> list[list[_Held]]:
        """Return pieces in the order given, in as few parts as the limit of a file allows."""
        parts: list[list[_Held]] = []
        room = None if self.limits.file is None else self.limits.file - _FRONT
        size = 0
        for one in group:
            size += _size(one)
            if not parts or (room is not None and size > room):
                parts.append([])
                size = _size(one)
            parts[-1].append(one)
        return parts

    def _joined(self, volume: Sequence[_Held]) -> None:
        """Add the PDF of several pieces, with the list of what is in it."""
        packages = list(dict.fromkeys(one.package for one in volume))
        labels = [
            entitled(id_, self.p.label(id_)) if id_ else self.made.data.label for id_ in packages
        ]
        title = "{}: {}".format(self.words.gettext("Evidence"), ", ".join(labels))
        pieces = [one.piece for one in volume if one.piece is not None]
        # How long the list is tells on which page the first piece begins.
        first = piece("", self._list(volume, title, 1)).pages
        front = piece(title, self._list(volume, title, first + 1))
        made = joined((front, *pieces), title=title, author=self.p.plan.project.label)
        names = [_ascii(id_) for id_ in packages if id_]
        name = f"evidence-{'-'.join(filter(None, names)) or 'project'}.pdf"
        self._add(name, title, volume, made.data, made.pages)

    def _list(self, volume: Sequence[_Held], title: str, first: int) -> bytes:
        starts = list(_starts((one.piece for one in volume if one.piece is not None), first))
        rows = [(one.row, at) for one, at in zip(volume, starts, strict=True)]
        what, label = "a list of evidence", self.made.data.label
        paper = table_paper(
            self.p, _HELD.of(rows), what=what, title=title, under=label, language=self.words
        )
        return paper.data(".pdf")

    def _add(
        self, name: str, what: str, held: Sequence[_Held], data: bytes, pages: int | None
    ) -> None:
        """Add a file if it fits, or leave out the evidence in it."""
        limits = self.limits
        total = sum(len(row.data) for row in self.rows) + len(data)
        why = ""
        if limits.files is not None and len(self.rows) == limits.files:
            why = f"the form takes {limits.files} files"
        elif limits.total is not None and total > limits.total:
            why = f"the form takes {_megabytes(limits.total)} MB in all"
        elif limits.file is not None and len(data) > limits.file:
            why = f"the form takes {_megabytes(limits.file)} MB a file"
        if why and not held:
            msg = f"{name} does not fit: {why}"
            raise NotPacked(msg)
        if why:
            for one in held:
                self._leave(one.row, why)
            return
        numbered = f"{len(self.rows) + 1:02}-{name}"
        holds = tuple(one.row.number for one in held)
        self.rows.append(PackRow(name=numbered, what=what, holds=holds, pages=pages, data=data))

    def _leave(self, row: EvidenceRow, why: str) -> None:
        where = row.file or row.url or ""
        self.left.append(LeftOut(number=row.number, title=row.title, file=where, why=why))


def _named(row: EvidenceRow) -> str:
    return f"{row.number} {row.title}"


def _shown(row: EvidenceRow, data: bytes) -> Block | None:
    """Return a picture or a short text as a block of a page; None for anything else."""
    media = _PICTURES.get(content_of(data) or "")
    if media is not None:
        return Picture(data=data, media=media, alt=_named(row))
    if not str(row.file).lower().endswith(_TEXTS) or len(data) > _LONGEST_TEXT:
        return None
    try:
        return Code(data.decode("utf-8-sig").strip())
    except UnicodeDecodeError:
        return None


def _size(one: _Held) -> int:
    return len(one.piece.data) if one.piece is not None else 0


def _starts(pieces: Iterable[Piece], first: int) -> Iterator[int]:
    """Yield on which page each piece begins."""
    for each in pieces:
        yield first
        first += each.pages


def _ascii(text: str) -> str:
    """Return a text in letters that every form takes in the name of a file; none for others."""
    plain_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NOT_NAMED.sub("-", plain_).strip("-")[:_LONGEST]


def _suffix(suffix: str) -> str:
    return f".{_ascii(suffix.removeprefix('.'))}" if _ascii(suffix) else ""


def _megabytes(size: int) -> str:
    """Return a size in megabytes, rounded up to a hundredth, so that none is 0."""
    return f"{-(-size * 100 // MEGABYTE) / 100:.2f}"


def _limits(limits: UploadLimits) -> str:
    parts = [
        f"{_megabytes(limits.file)} MB a file" if limits.file is not None else "",
        f"{_megabytes(limits.total)} MB in all" if limits.total is not None else "",
        f"{limits.files} files" if limits.files is not None else "",
    ]
    return ", ".join(filter(None, parts)) or "none"

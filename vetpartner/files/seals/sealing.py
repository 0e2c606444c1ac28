"""Sealing: what was reported is put away, so that nobody can change it unseen."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from vetpartner.files.atomic import NotKept, encoded, write_folder_whole
from vetpartner.files.disk import MEGABYTE, NotOpened, contents
from vetpartner.files.document import as_counted_before, json_text, read_json
from vetpartner.files.saving import kept
from vetpartner.files.seals.folder import (
    broken,
    findings_of,
    kept_name,
    names,
    one_seal,
    seals,
)
from vetpartner.files.seals.seal import (
    DATA_FILE,
    NAME,
    OUTPUTS,
    RULES_FILE,
    SEAL_FILE,
    Link,
    Mended,
    Seal,
    SealedFile,
    read_seal,
    rule_values,
    rules_text,
    seal_text,
    sha256,
)
from vetpartner.files.transaction import transaction
from vetpartner.model import Partnership
from vetpartner.state.periods import covered_until
from vetpartner.values.file_names import SEALS, alike, why_not
from vetpartner.values.finding import Findings, Severity
from vetpartner.values.showing import Shown
from vetpartner.values.when import NO_DAY
from vetpartner.version import VERSION
from vetpartner.whatif.compare import SinceSealed, rule_changes, since_sealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from vetpartner.values.finding import Finding

EARLIEST = "0.1.0"
"""The version whose seals do not say what nobody counted; a mended seal was one of them."""
_LONGEST_NAME = 60
_LARGEST_OUTPUT = 200 * MEGABYTE


class SealRefused(ValueError):
    """Nothing was sealed, and the message says why and what to do."""


class SealIsCurrent(SealRefused):
    """A seal has today's form, so that nothing of it is mended."""


def seal(
    p: Partnership,
    name: str,
    outputs: Iterable[Path | str] = (),
    *,
    folder: Path | str | None = None,
) -> Seal:
    """Put away what is reported as of the partnership's day, in `sealed/NAME` of its folder.

    There are the data as one JSON document, the rules in force with their sources, the files given
    as `outputs` (the report as it was sent), and `seal.json` with the day, the version of the
    program and the SHA-256 of each file.
    All of it is written, or nothing; a seal that is there is never written over.
    `folder` is the project's folder, where the partnership was not read from one.
    Raises `SealRefused` for a bad or used name, for outputs that are missing or called alike, for
    a partnership that has no day, and where an earlier seal is broken.
    """
    if p.as_of == NO_DAY:
        raise SealRefused(
            "it is not known as of which day this is sealed: seal p.on(date(2025, 1, 31))"
        )
    target = _folder(p, folder)
    _fitting(name)
    earlier = _earlier(target, name)
    files = {
        DATA_FILE: encoded(json_text(p), f"the seal {name}"),
        RULES_FILE: rules_text(p).encode(),
    }
    files |= dict(_outputs(outputs))
    kind, until = reported(p, name)
    made = Seal(
        name=name,
        number=earlier[-1].number + 1 if earlier else 1,
        day=p.as_of,
        until=until,
        report=kind,
        project=p.plan.project.reference or p.plan.project.label,
        program=VERSION,
        files=tuple(_listed(file, data) for file, data in files.items()),
        previous=Link(name=earlier[-1].name, fingerprint=earlier[-1].fingerprint)
        if earlier
        else None,
    )
    text = seal_text(made).encode()
    _list_kept(text, made)
    try:
        write_folder_whole(
            target / SEALS / name,
            files | {SEAL_FILE: text},
            check=lambda waiting: _data_kept(waiting / DATA_FILE, p, name),
        )
    except FileExistsError:
        raise SealRefused(_there(name)) from None
    return evolve(made, fingerprint=sha256(text))


def _listed(name: str, data: bytes) -> SealedFile:
    return SealedFile(name=name, size=len(data), sha256=sha256(data))


def _data_kept(file: Path, p: Partnership, name: str) -> None:
    kept(p, read_json(file, ours=True), f"the seal {name}", file.name)


def _list_kept(text: bytes, made: Seal) -> None:
    if read_seal(text) != made:
        raise NotKept(f"the seal {made.name} was not written, because its list reads otherwise")


def reported(p: Partnership, name: str) -> tuple[str | None, date]:
    """Return which kind of report a seal is of, by its name, and the last day that it covers.

    `interim` is the report with this id, `interim-2` the second of its kind; the day is never
    later than that of the partnership. A name that tells no report covers all up to that day.
    """
    kind, _, rest = name.partition("-")
    same = [report for report in p.plan.reports if report.kind == kind]
    number = int(rest) if re.fullmatch(r"[1-9]\d?", rest) else 1
    found = next((report for report in p.plan.reports if report.id == name), None)
    if found is None and number <= len(same):
        found = same[number - 1]
    until = covered_until(p, found) if found is not None else None
    return found.kind if found is not None else None, min(until or p.as_of, p.as_of)


def _folder(p: Partnership, folder: Path | str | None) -> Path:
    found = Path(folder) if folder is not None else p.origin.folder if p.origin else None
    if found is None or not found.is_dir():
        raise SealRefused("a seal needs a project folder, in which it is kept")
    place = found / SEALS
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise SealRefused(f"{place} is a link or no folder; a seal is not put behind it")
    return found


def _fitting(name: str) -> None:
    if not NAME.fullmatch(name) or len(name) > _LONGEST_NAME or why_not(name):
        msg = f"{name!r} is not a name for a seal; use small letters, digits and dashes: interim-1"
        raise SealRefused(msg)


def _earlier(folder: Path, name: str) -> tuple[Seal, ...]:
    """Return the seals so far; none of them may be broken, or the chain would leave it out."""
    for known in names(folder):
        if known == name:
            raise SealRefused(_there(name))
        found, why = one_seal(folder, known)
        if found is None:
            msg = f"the seal {known} is broken ({why}); put it right before another is made"
            raise SealRefused(msg)
    return seals(folder)


def _there(name: str) -> str:
    return f"{SEALS}/{name} is there already and is never written over; choose another name"


def _outputs(paths: Iterable[Path | str]) -> Iterator[tuple[str, bytes]]:
    seen: dict[str, Path] = {}
    for path in map(Path, paths):
        if not path.is_file():
            raise SealRefused(f"there is no file {path} to seal")
        if not path.name.isprintable():
            raise SealRefused(f"{path.name!r} holds signs that nobody sees; rename the file")
        before = seen.setdefault(alike(path.name), path)
        if before is not path:
            raise SealRefused(f"{before} and {path} have one name; rename one of them")
        try:
            yield f"{OUTPUTS}/{path.name}", contents(path, most=_LARGEST_OUTPUT)
        except NotOpened as error:
            raise SealRefused(f"{path} {error}") from None


def mend_seal(folder: Path | str, name: str, day: date) -> Seal:
    """Write a seal anew in today's form, with a new fingerprint that refers to the old one.

    What it says stays: the data are what is read of them, rules and outputs keep their bytes. The
    old folder is kept beside it, as `NAME_` and the first eight digits of its fingerprint, and
    what refers to the old fingerprint goes on to hold. `day` is the day of mending.
    Raises `UnknownSeal`; and `SealRefused` where anything of the seal was changed after it was
    sealed, where it cannot be read, and where it has today's form already.
    """
    folder = Path(folder)
    opened = open_seal(folder, name)
    old, place = opened.seal, folder / SEALS / name
    if opened.findings.errors or old is None:
        said = Findings(opened.findings.errors).text()
        raise SealRefused(f"the seal {name} is not what was sealed, and is not mended\n{said}")
    p = read_json(place / DATA_FILE, ours=True).partnership
    if p is None:
        raise SealRefused(opened.unreadable)
    if day < old.day:
        raise SealRefused(f"{name} was sealed on {old.day}, after {day}")
    files = {file.name: contents(place / file.name, most=_LARGEST_OUTPUT) for file in old.files}
    data = encoded(json_text(p), f"the seal {name}")
    if data == files[DATA_FILE]:
        raise SealIsCurrent(f"the seal {name} has today's form already; nothing is to be mended")
    files[DATA_FILE] = data
    made = evolve(
        old,
        program=VERSION,
        mended=Mended(fingerprint=old.fingerprint, day=day),
        files=tuple(_listed(file, data) for file, data in files.items()),
        fingerprint="",
    )
    text = seal_text(made).encode()
    _list_kept(text, made)
    here, beside = f"{SEALS}/{name}", f"{SEALS}/{kept_name(name, old.fingerprint)}"
    if os.path.lexists(folder / beside):
        raise SealRefused(_there(kept_name(name, old.fingerprint)))
    with transaction(folder, "a program that mends a seal") as changes:
        for file in (SEAL_FILE, *(each.name for each in old.files)):
            changes.write(f"{beside}/{file}", contents(place / file, most=_LARGEST_OUTPUT))
        changes.write(f"{here}/{DATA_FILE}", data, lambda new: _data_kept(new, p, name))
        changes.write(f"{here}/{SEAL_FILE}", text)
    return evolve(made, fingerprint=sha256(text))


# A seal read back: what was reported, and whether it still is what was sealed.


class UnknownSeal(LookupError):
    """There is no seal of this name; the message lists those that there are."""


@frozen(kw_only=True)
class Opened(Shown):
    """A seal as it lies in the folder.

    `partnership` is what was reported, as of the day of the seal; None where the data or their
    hash are gone. `rules` are `(name, value)` as they were in force.
    `findings` say which files were changed, are missing, or came later.
    """

    seal: Seal | None
    partnership: Partnership | None = field(default=None, repr=False)
    rules: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    findings: Findings = Findings()  # noqa: RUF009 - frozen

    @property
    def unreadable(self) -> str:
        """Say why there is no partnership: what was sealed is gone, or is there but not read."""
        found = {f.address for f in self.findings.errors if f.slug.startswith("seal-")}
        if self.seal is None or f"{SEALS}/{self.seal.name}/{DATA_FILE}" in found:
            return "the sealed data are not what was sealed, and cannot be compared"
        return "the data are as they were sealed, but they cannot be read, and are not compared"

    def since(self, p: Partnership) -> SinceSealed:
        """Return what was reported and is otherwise now; `ValueError` where the data are gone."""
        if self.seal is None or self.partnership is None:
            raise ValueError(self.unreadable)
        before = self.seal.program == EARLIEST or self.seal.mended is not None
        return since_sealed(
            self.partnership,
            as_counted_before(p) if before else p,
            until=self.seal.until,
            report=self.seal.report,
            rules=rule_changes(self.rules, rule_values(rules_text(p))) if self.rules else (),
        )


def open_seal(folder: Path | str, name: str) -> Opened:
    """Read a seal and compare each of its files with its hash; raise `UnknownSeal` for no seal."""
    folder = Path(folder)
    known = names(folder)
    if name not in known:
        msg = f"there is no seal {name!r} in {SEALS}/; there are {', '.join(known) or 'none'}"
        raise UnknownSeal(msg)
    seal, why = one_seal(folder, name)
    if seal is None:
        return Opened(seal=None, findings=Findings((broken(name, why),)))
    place = folder / SEALS / name
    found = list(findings_of(folder, seal, seals(folder)))
    wrong = {finding.address for finding in found}
    whole = {f.name for f in seal.files if f"{SEALS}/{name}/{f.name}" not in wrong}
    partnership: Partnership | None = None
    rules: tuple[tuple[str, str], ...] = ()
    if DATA_FILE in whole:
        reading = read_json(place / DATA_FILE, ours=True)
        found += (_in_seal(f, name) for f in reading.findings)
        if reading.partnership is not None:
            partnership = evolve(reading.partnership.on(seal.day), origin=None)
    if RULES_FILE in whole:
        rules = rule_values(contents(place / RULES_FILE).decode())
    return Opened(
        seal=seal, partnership=partnership, rules=rules, findings=Findings(found).sorted()
    )


def _in_seal(finding: Finding, name: str) -> Finding:
    """Return a finding of sealed data, which nobody may edit, as one of the seal."""
    at = f"{SEALS}/{name}/{DATA_FILE}/{finding.address or ''}".rstrip("/")
    way_out = f"`vetpartner seal PROJECT {name} --mend` writes it plainly, and keeps this seal too"
    if finding.severity is Severity.ERROR:
        way_out = "keep the seal as it is, and seal the same day again under another name"
    return evolve(finding, address=at, way_out=way_out)

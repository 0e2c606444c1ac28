"""A seal read back: what was reported, and whether it still is what was sealed."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve, field, frozen

from vetpartner.checks import Findings
from vetpartner.files.document import read_json
from vetpartner.files.seals.seal_checking import (
    FOLDER,
    broken,
    changed,
    names,
    one_seal,
    seals,
    unchained,
)
from vetpartner.files.seals.seal_json import DATA_FILE, RULES_FILE, Seal
from vetpartner.files.seals.seal_rules import rule_values, rules_text
from vetpartner.model import Partnership
from vetpartner.showing import Shown
from vetpartner.views.reports.since_sealed import SinceSealed, rule_changes, since_sealed


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

    def since(self, p: Partnership) -> SinceSealed:
        """Return what was reported and is otherwise now; `ValueError` where the data are gone."""
        if self.seal is None or self.partnership is None:
            raise ValueError("the sealed data are not what was sealed, and cannot be compared")
        return since_sealed(
            self.partnership,
            p,
            until=self.seal.until,
            report=self.seal.report,
            rules=rule_changes(self.rules, rule_values(rules_text(p))) if self.rules else (),
        )


def open_seal(folder: Path, name: str) -> Opened:
    """Read a seal and compare each of its files with its hash; raise `UnknownSeal` for no seal."""
    folder = Path(folder)
    known = names(folder)
    if name not in known:
        msg = f"there is no seal {name!r} in {FOLDER}/; there are {', '.join(known) or 'none'}"
        raise UnknownSeal(msg)
    seal, why = one_seal(folder, name)
    if seal is None:
        return Opened(seal=None, findings=Findings((broken(name, why),)))
    place = folder / FOLDER / name
    found = [*changed(place, seal), *unchained(seals(folder), seal)]
    wrong = {finding.address for finding in found}
    whole = {f.name for f in seal.files if f"{FOLDER}/{name}/{f.name}" not in wrong}
    partnership: Partnership | None = None
    rules: tuple[tuple[str, str], ...] = ()
    if DATA_FILE in whole:
        reading = read_json(place / DATA_FILE)
        found += reading.findings
        if reading.partnership is not None:
            partnership = evolve(reading.partnership.on(seal.day), origin=None)
    if RULES_FILE in whole:
        rules = rule_values((place / RULES_FILE).read_text("utf-8"))
    return Opened(
        seal=seal, partnership=partnership, rules=rules, findings=Findings(found).sorted()
    )

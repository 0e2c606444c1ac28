"""The register of personal data: what is held, why, until when, and what is overdue."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from vetpartner.checks.personal import PERSONAL, held, needed_until
from vetpartner.programme import UnknownCall, rules_for
from vetpartner.showing import Brief, html_table

if TYPE_CHECKING:
    from vetpartner.model import Partnership


@frozen(kw_only=True)
class PrivacyRow:
    """One kind of personal data; `until` is None while the day cannot be told."""

    what: str
    number: int
    purpose: str
    basis: str
    until: date | None
    overdue: bool


@frozen(kw_only=True)
class PrivacyRegister(Brief):
    """All kinds of personal data that a project can hold, as of a day."""

    label: str
    day: date
    rows: tuple[PrivacyRow, ...]

    @property
    def overdue(self) -> tuple[PrivacyRow, ...]:
        """Return what is held although nobody needs it any more."""
        return tuple(row for row in self.rows if row.overdue)

    def __str__(self) -> str:
        lines = [f"{self.label}: personal data as of {self.day}"]
        for row in self.rows:
            if row.number:
                until = f"until {row.until}" if row.until else "until a day that is not known yet"
                mark = "OVERDUE  " if row.overdue else ""
                lines += ["", f"  {mark}{row.number} × {row.what}, {until}", f"      {row.purpose}"]
        if not any(row.number for row in self.rows):
            lines += ["", "  none"]
        bases = "; ".join(dict.fromkeys(row.basis for row in self.rows))
        lines += ["", "Texts, narratives and files of evidence are not looked into."]
        lines.append(f"Basis: {bases}. How long each is needed is our reading, no legal advice.")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        heads = ("What", "How many", "Purpose", "Until", "Overdue")
        rows = [
            (r.what, r.number, r.purpose, r.until or "not known", "yes" if r.overdue else None)
            for r in self.rows
        ]
        caption = f"{self.label}: personal data as of {self.day}"
        return html_table(caption, heads, rows, numbers=(1,))


def privacy(p: Partnership) -> PrivacyRegister:
    """Return the register of personal data as of the partnership's day."""
    try:
        until = needed_until(p, rules_for(p))
    except UnknownCall:
        until = needed_until(p, None)
    rows = []
    for field in PERSONAL:
        day, number = until[field.until], held(p, field)
        rows.append(
            PrivacyRow(
                what=field.what,
                number=number,
                purpose=field.purpose,
                basis=field.basis,
                until=day,
                overdue=bool(number) and day is not None and day < p.as_of,
            )
        )
    return PrivacyRegister(label=p.plan.project.label, day=p.as_of, rows=tuple(rows))

"""How a value of the law is written for a reader."""

from __future__ import annotations

from vetpartner.programme.values import Region


def shown(value: object) -> str:
    """Return a value as text: `none` for None, `yes` or `no`, lists joined by semicolons."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        items = [shown(item) for item in value]
        short = not any("," in item or " " in item for item in items)
        return (", " if short else "; ").join(items) or "none"
    if isinstance(value, Region):
        return f"{value}: {', '.join(value.countries)}"
    return str(value)

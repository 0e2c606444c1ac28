"""The rules in force, as a seal keeps them: each value with its source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vetpartner.programme import FACTS, UnknownCall, rules_for
from vetpartner.programme.shown import shown

if TYPE_CHECKING:
    from vetpartner.model import Partnership


def rules_text(p: Partnership) -> str:
    """Return the rules in force as JSON: each value that is said, with source and confidence."""
    try:
        rules = rules_for(p)
    except UnknownCall:
        table: dict[str, object] = {"action": None, "call": None, "rules": []}
        return json.dumps(table, indent=2) + "\n"
    rows = []
    for key in filter(rules.says, FACTS):
        cited = rules.cite(key)
        rows.append(
            {
                "rule": key,
                "value": shown(getattr(rules, key)),
                "source": cited.source,
                "place": cited.place,
                "confidence": cited.confidence,
                "checked": cited.checked.isoformat() if cited.checked else None,
                "agreed": key in rules.overridden,
            }
        )
    table = {"action": rules.action, "call": rules.call, "rules": rows}
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def rule_values(text: str) -> tuple[tuple[str, str], ...]:
    """Return names and values of the rules in a text that `rules_text` wrote."""
    return tuple((row["rule"], row["value"]) for row in json.loads(text)["rules"])

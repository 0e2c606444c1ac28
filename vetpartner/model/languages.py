"""A partnership as it is shown in a language: each text in it, or else marked as another's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from vetpartner.model.facts import Amended, Quoted
from vetpartner.model.management import management_of
from vetpartner.values.translations import FIELD, spoken, told

if TYPE_CHECKING:
    from vetpartner.model.partnership import Partnership

_INNER = ("measures", "sessions")
"""Fields with parts of a thing that have texts of their own."""


def in_language(p: Partnership, wanted: str) -> Partnership:
    """Return a partnership whose texts are those in a language, for whatever is made of it.

    What is not given in it stays in the project's own language, or the first that there is, and is
    marked with it. Nothing else changes, no figure either: the work package of management stays the
    same, although its title tells which it is.
    """
    own = p.baseline.project.language

    def shown(thing: Any) -> Any:  # noqa: ANN401 - of the model
        for name in _INNER:
            before = getattr(thing, name, ())
            # An amendment has a method of this name.
            after = tuple(map(shown, before)) if isinstance(before, tuple) else before
            if after != before:
                thing = attrs.evolve(thing, **{name: after})
        return told(thing, own, wanted) if hasattr(thing, FIELD) else thing

    tables: dict[str, Any] = {"project": shown(p.baseline.project)}
    for a in attrs.fields(type(p.baseline)):
        held = getattr(p.baseline, a.name)
        if isinstance(held, tuple) and held and spoken(type(held[0])):
            tables[a.name] = tuple(map(shown, held))
    told_facts = (f for f in (*p.recorded, *p.facts) if isinstance(f, Amended | Quoted))
    amended = {id(f): shown(f) for f in told_facts}
    changed = {name: new for name, new in tables.items() if new != getattr(p.baseline, name)}
    if not changed and all(id(new) == old for old, new in amended.items()):
        return p
    made = attrs.evolve(
        p,
        baseline=attrs.evolve(p.baseline, **changed),
        facts=tuple(amended.get(id(f), f) for f in p.facts),
        recorded=tuple(amended.get(id(f), f) for f in p.recorded),
    )
    managing, now = (management_of(each.plan.work_packages).package for each in (p, made))
    if managing is None or now is None or managing.id == now.id:
        return made
    packages = tuple(
        attrs.evolve(wp, management=wp.id == managing.id) for wp in made.baseline.work_packages
    )
    return attrs.evolve(made, baseline=attrs.evolve(made.baseline, work_packages=packages))

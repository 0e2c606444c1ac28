"""Ids and links in tables that could not be built, so that all mistakes come at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vetpartner.files.scalars import near
from vetpartner.files.structuring import Problem
from vetpartner.model import FACTS, KINDS, Project, link_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.files.positions import Path


def known_ids(raw: dict[str, Any]) -> tuple[str, ...]:
    """Return the ids of all tables of a plan, in their order."""
    return tuple(item["id"] for _, item in _items(raw, KINDS) if isinstance(item.get("id"), str))


def raw_link_problems(raw: dict[str, Any], known: tuple[str, ...]) -> Iterator[Problem]:
    """Yield links that lead to none of the known ids, and ids that are used twice."""
    ids = set(known)
    seen: set[str] = set()
    for path, item in _items(raw, KINDS):
        id_ = item.get("id")
        if isinstance(id_, str) and id_ in seen:
            message = f"the id `{id_}` is used twice"
            yield Problem(slug="id-used-twice", message=message, path=(*path, "id"))
        elif isinstance(id_, str):
            seen.add(id_)
    for cls, path, item in _linked(raw):
        for field, _, id_ in link_values(cls, item.get):
            if id_ not in ids:
                held = item[field]
                inner: Path = (held.index(id_),) if isinstance(held, list) else ()
                if isinstance(held, dict):
                    inner = (id_,)
                yield Problem(
                    slug="link-to-nowhere",
                    message=f"`{field}` leads to `{id_}`, and nothing has this id",
                    path=(*path, field, *inner),
                    at_key=isinstance(held, dict),
                    way_out=near(id_, known),
                )


def _linked(raw: dict[str, Any]) -> Iterator[tuple[type, Path, dict[str, Any]]]:
    project = raw.get("project")
    if isinstance(project, dict):
        yield Project, ("project",), project
    for kind, cls in {**KINDS, **FACTS}.items():
        for path, item in _items(raw, {kind: cls}):
            yield cls, path, item


def _items(raw: dict[str, Any], kinds: dict[str, type]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for kind in kinds:
        held = raw.get(kind)
        for index, item in enumerate(held if isinstance(held, list) else ()):
            if isinstance(item, dict):
                yield (kind, index), item

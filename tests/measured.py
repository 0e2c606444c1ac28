"""Holds a plan that was imported against the one that was written down: field by field."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

import vetpartner as vp
from vetpartner.files.tables.headings import folded
from vetpartner.model.activities import ACTIVITIES

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from vetpartner.files.imports.draft import Draft

ORGANISATION = ("name", "acronym", "country", "city", "oid", "kind", "newcomer", "website")
PACKAGE = ("title", "lead", "when", "amount")
ACTIVITY = ("kind", "title", "work_package", "lead", "organisations", "when", "city", "country",
            "expected", "amount")  # fmt: skip
Fields = dict[tuple[str, str, str], Any]


def fields(p: vp.Partnership, start: date | None) -> Fields:
    """Return the fields of a plan by table, by what the thing is called, and by their names.

    Organisations are named by their names, dates are first and last days of a project that begins
    on `start`, amounts whole sums.
    """
    plan = p.plan
    names = {o.id: o.name or o.acronym for o in plan.organisations}
    found: Fields = {}
    project = plan.project
    for name in ("title", "acronym", "start", "months", "lump_sum", "action", "call",
                 "national_agency", "language", "priorities", "topics"):  # fmt: skip
        found["project", "", name] = getattr(project, name)
    found["project", "", "coordinator"] = names.get(project.coordinator or "")
    for o in plan.organisations:
        for name in ORGANISATION:
            found["organisation", folded(str(o.name or o.acronym)), name] = getattr(o, name)
    for w in plan.work_packages:
        key = ("work package", w.id)
        found[(*key, "title")], found[(*key, "lead")] = w.title, names.get(w.lead or "")
        found[(*key, "when")] = w.when.span(start)
        found[(*key, "amount")] = w.amount or sum((m.amount for m in w.grant.values()), 0) or None
        for organisation, share in w.grant.items():
            found[(*key, f"grant of {names.get(organisation, organisation)}")] = share.amount
    for table in ACTIVITIES:
        for a in getattr(plan, table):
            key = ("activity", folded(str(a.title)))
            venue = a.venue
            found |= {
                (*key, "kind"): table,
                (*key, "title"): a.title,
                (*key, "work_package"): a.work_package,
                (*key, "lead"): names.get(a.lead or ""),
                (*key, "organisations"): {names.get(o, o) for o in a.organisations} or None,
                (*key, "when"): a.when.span(start),
                (*key, "city"): venue and venue.city,
                (*key, "country"): venue and venue.country,
                (*key, "expected"): a.expected,
                (*key, "amount"): a.amount,
            }
    return {key: _plain(value) for key, value in found.items() if value not in (None, "", ())}


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.amount if isinstance(value, vp.Money) else value


def measured(p: vp.Partnership, draft: Draft, folder: Path, written: set[str]) -> Counter[str]:
    """Return how many fields were right, wrong, a remark, or are missing.

    `written` are the names of the fields that the source has, such as `activity/when`. What the
    import holds for certain, and no source said, is wrong; ids are made, and are not compared.
    """
    draft.write(folder)
    reading = vp.read(folder)
    assert () == tuple(reading.findings.errors)
    assert reading.partnership is not None
    tomllib.loads(draft.text)
    start = p.plan.project.start
    every = fields(p, start)
    wanted = {k: v for k, v in every.items() if f"{k[0]}/{k[2].partition(' of ')[0]}" in written}
    got = fields(reading.partnership, start)
    doubts = _doubted(draft)
    counts: Counter[str] = Counter()
    for key, value in wanted.items():
        if key in got:
            right = got[key] == value
            counts["right" if right else "wrong"] += 1
            if not right:
                counts[f"wrong: {key}: {got[key]!r} for {value!r}"] += 1
        elif key in doubts or (key[0], key[1], "") in doubts:
            counts["remark"] += 1
        else:
            counts["missing"] += 1
            counts[f"missing: {key}"] += 1
    for key in got.keys() - wanted.keys():
        if got[key] == every.get(key):
            continue  # the source says it in another way
        counts["wrong"] += 1
        counts[f"wrong: {key}: {got[key]!r}"] += 1
    return counts


def _doubted(draft: Draft) -> set[tuple[str, str, str]]:
    """Return the fields that stand as remarks; all of an entry whose head does so."""
    found: set[tuple[str, str, str]] = set()
    words = {"project": "project", "organisations": "organisation", "work_packages": "work package"}
    for entry in draft.entries:
        kind = words.get(entry.table, "activity")
        name = {
            "project": "",
            "organisation": folded(str(entry.values.get("name") or entry.values.get("acronym"))),
            "work package": str(entry.values.get("id")),
            "activity": folded(str(entry.values.get("title"))),
        }[kind]
        if entry.unsure:
            found.add((kind, name, ""))
        for field in entry.doubts:
            found |= (
                {(kind, name, each) for each in ("city", "country")}
                if field == "venue"
                else {(kind, name, field)}
            )
    return found


def summary(counts: Counter[str]) -> dict[str, int]:
    """Return the four numbers alone."""
    return {name: counts[name] for name in ("right", "wrong", "remark", "missing")}


def settle(draft: Draft, p: vp.Partnership) -> None:
    """Choose the head of each activity whose kind is asked, as a coordinator does."""
    kinds = {folded(str(a.title)): a.table for a in p.plan.activities}
    for entry in draft.entries:
        if entry.unsure:
            entry.table = kinds[folded(str(entry.values["title"]))]
            entry.unsure = ""

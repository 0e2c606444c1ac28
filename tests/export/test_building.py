"""A whole build: no file takes the place of another one, whatever the ids are."""

from __future__ import annotations

from datetime import date

import attrs

import vetpartner as vp
from vetpartner.export.building import build
from vetpartner.model import (
    Amounts,
    Money,
    Organisation,
    Participant,
    Partnership,
    Plan,
    Presence,
    Project,
    Training,
    When,
    WorkPackage,
)
from vetpartner.values.file_names import alike, why_not

IDS = ("T1", "t1", "NUL", "aux.txt", "Å", "\u212b", "ж" * 64, "..")


def test_ids_that_are_alike() -> None:
    """Guard letters, certificates, lists and calendars of ids that some system takes for one."""
    plan = Plan(
        project=Project(acronym="X", coordinator="sts", start=date(2024, 1, 1), months=12),
        organisations=tuple(Organisation(id=id_, name=f"School {id_}") for id_ in ("sts", *IDS)),
        work_packages=(WorkPackage(id="WP1", grant=Amounts(dict.fromkeys(IDS, Money(9)))),),
        trainings=tuple(
            Training(id=f"x{id_}", hours=1, when=When.day(date(2024, 2, 1))) for id_ in IDS
        ),
        participants=(Participant(id="P1", name="Ana"),),
    )
    facts = tuple(Presence(of=each.id, participant="P1", hours=1) for each in plan.trainings)
    p = Partnership(baseline=plan, facts=facts).on(date(2024, 3, 1))
    later = attrs.evolve(p, facts=()).on(date(2024, 1, 20))
    for each in (p, later):
        names = [name for name, _ in build(each, vp.check(each))]

        assert len(names) == len({alike(name) for name in names})
        assert [] == [name for name in names if why_not(name)]
    kinds = {name.partition("-")[0] for name in names}

    assert {"account", "attendance", "calendar"} <= kinds

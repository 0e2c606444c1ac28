"""What a partnership promises to achieve: objectives, deliverables, milestones, indicators."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from attrs import field, frozen

from vetpartner.model.links import ACTIVITIES, link, links
from vetpartner.model.when import When
from vetpartner.showing import Shown

IndicatorKind = Literal["quantitative", "qualitative"]
Level = Literal["low", "medium", "high"]


@frozen(kw_only=True)
class Objective(Shown):
    """A specific objective of the project, in the words of the application."""

    id: str
    title: str


@frozen(kw_only=True)
class Deliverable(Shown):
    """A result that can be handed over: a curriculum, a report, a platform, a course.

    `languages` are the language versions promised, as codes such as `hr`.
    `licence` of learning material must be open (Programme Guide 2025, pp. 14, 470).
    """

    id: str
    title: str | None = None
    work_package: str | None = link("work_packages")
    lead: str | None = link("organisations")
    organisations: tuple[str, ...] = links("organisations")
    due: When = field(factory=When.undecided)
    languages: tuple[str, ...] = ()
    kind: str | None = None
    learning_material: bool = False
    licence: str | None = None
    description: str | None = None


@frozen(kw_only=True)
class Milestone(Shown):
    """A point at which something must be reached; `verification` says how one can tell."""

    id: str
    title: str | None = None
    work_package: str | None = link("work_packages")
    due: When = field(factory=When.undecided)
    verification: str | None = None


@frozen(kw_only=True)
class Indicator(Shown):
    """How one can tell that something was achieved.

    `target` and `baseline` are numbers in `unit` for a quantitative indicator.
    `expected` says the target in words for a qualitative one.
    `source` is the source of verification, for example the list of participants.
    """

    id: str
    title: str | None = None
    kind: IndicatorKind = "quantitative"
    work_package: str | None = link("work_packages")
    of: str | None = link(*ACTIVITIES, "deliverables", "objectives")
    unit: str | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    expected: str | None = None
    due: When = field(factory=When.undecided)
    source: str | None = None


@frozen(kw_only=True)
class Risk(Shown):
    """Something that may go wrong, how likely and how bad, and what is done about it."""

    id: str
    title: str
    work_package: str | None = link("work_packages")
    likelihood: Level | None = None
    impact: Level | None = None
    mitigation: str | None = None
    owner: str | None = link("organisations", "people")


@frozen(kw_only=True)
class DisseminationAction(Shown):
    """A planned newsletter, post, article, broadcast: `channel`, `audience` and `reach`.

    `count` is how many are planned (four newsletters); `reach` how many people in all.
    """

    id: str
    title: str | None = None
    work_package: str | None = link("work_packages")
    organisations: tuple[str, ...] = links("organisations")
    channel: str | None = None
    audience: tuple[str, ...] = ()
    when: When = field(factory=When.undecided)
    count: int | None = None
    reach: int | None = None
    languages: tuple[str, ...] = ()

"""The organisations of a partnership and the people who work for it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from vetpartner.model.links import link
from vetpartner.model.when import When
from vetpartner.showing import Shown

OrganisationRole = Literal["partner", "associated"]


@frozen(kw_only=True)
class Organisation(Shown):
    """A participating organisation.

    The coordinator is named once, in the project; `role` tells full from associated partners.
    Associated partners take part without a grant (Programme Guide 2025, pp. 248-249, 466).

    `country` is an ISO 3166 code such as `HR`; the EU's own `EL` and `UK` are understood too.
    `oid` is the organisation ID, `E` and eight digits; `pic` the older nine digits.
    `also_known_as` holds other spellings and acronyms met in documents.
    `region` is a part of the country; as a code of ISO 3166-2, such as `DE-BY`, it brings the
    region's own public holidays.
    `established` is the day of legal establishment (two-year rule of KA220 since call 2024).
    `joined` is the day on which it joined a project that was running already, `left` the last day
    on which it took part if it withdrew.
    `public_interest_trust` tells that it is a Hungarian public-interest trust, or maintained by one
    (Council Implementing Decision (EU) 2022/2506).
    `applications` is in how many applications of the same deadline it took part.
    `school_holidays` are the days on which nobody can come or host: holidays of a school, or when
    a company is closed. Public holidays are known and are not written here.
    """

    id: str
    name: str | None = None
    acronym: str | None = None
    also_known_as: tuple[str, ...] = ()
    country: str | None = None
    city: str | None = None
    region: str | None = None
    timezone: str | None = None
    oid: str | None = None
    pic: str | None = None
    kind: str | None = None
    role: OrganisationRole = "partner"
    established: date | None = None
    joined: date | None = None
    left: date | None = None
    newcomer: bool | None = None
    public_interest_trust: bool | None = None
    applications: int | None = None
    school_holidays: tuple[When, ...] = ()
    website: str | None = None
    address: str | None = None
    description: str | None = None

    @property
    def label(self) -> str:
        """Return the name, or else the acronym, or else the id."""
        return self.name or self.acronym or self.id

    @property
    def short(self) -> str:
        """Return the acronym, or else the id: for column heads."""
        return self.acronym or self.id


@frozen(kw_only=True)
class Person(Shown):
    """Someone who works for the partnership: coordinator, teacher, trainer, accountant.

    Learners are not listed here: they are counted, or stand in a table under a pseudonym.
    """

    id: str
    name: str | None = None
    organisation: str | None = link("organisations")
    role: str | None = None
    email: str | None = None

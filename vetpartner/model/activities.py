"""Work packages, and the kinds of activities with all that is decided for each kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from attrs import NOTHING, field

from vetpartner.model.links import LINKS_TO, called, link, links
from vetpartner.values.money import Amounts, Money
from vetpartner.values.phrase import Phrase, say
from vetpartner.values.showing import Shown
from vetpartner.values.translations import Translations, text, translations
from vetpartner.values.typed import frozen
from vetpartner.values.when import When
from vetpartner.values.words import HowMany

Mode = Literal["in person", "online", "blended"]
_POLE, _ANTIMERIDIAN, _SMALLEST = 90, 180, 0.0001  # degrees


@frozen(kw_only=True)
class WorkPackage(Shown):
    """A group of activities that serve the same specific objectives.

    One work package of a KA220 is project management: at most 20 % of the lump sum, no
    activities, not scored (Programme Guide 2025, p. 255). `management = true` says which one;
    else it is known by its title and id.
    KA210 has no work packages.

    `grant` is the share of each organisation; `amount` the whole, where only that is known.
    `description` says in words who does what; `rationale` how the amount was determined.
    """

    id: str
    title: str | None = text()
    lead: str | None = called("Led by", link("organisations"))
    co_leads: tuple[str, ...] = called("Led together with", links("organisations"))
    organisations: tuple[str, ...] = called(
        "Partners taking part", links("organisations"), help="none named means all"
    )
    objectives: tuple[str, ...] = links("objectives")
    when: When = called("Date", field(factory=When.undecided))
    grant: Amounts = called(
        "Amount", field(factory=Amounts, metadata={LINKS_TO: ("organisations",)})
    )
    amount: Money | None = called("Amount", help="where only the whole is known")
    description: str | None = text()
    rationale: str | None = called("How the amount was found", text())
    management: bool | None = called(
        "Project management", help="yes for the one that manages the project"
    )
    translations: Translations = translations()


@frozen(kw_only=True)
class Venue:
    """Where something takes place.

    `country` is an ISO 3166 code.
    `reason` justifies the seat of an EU institution, or an event of others at which results are
    shared (Programme Guide 2025, pp. 249-250, 259).
    `timezone` is needed only where the country has several, e.g. `Atlantic/Canary`.
    `region` is a code of ISO 3166-2 such as `DE-BY`, for the region's own public holidays.
    `latitude` and `longitude` are degrees, north and east positive, as a map shows them.
    """

    city: str | None = None
    country: str | None = None
    region: str | None = called("Region of the venue")
    name: str | None = called("Venue")
    address: str | None = called("Address of the venue")
    timezone: str | None = called("Time zone of the venue")
    reason: str | None = called("Reason for the venue")
    latitude: Decimal | None = None
    longitude: Decimal | None = None

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.city, self.country) if part)

    @property
    def position(self) -> tuple[float, float] | None:
        """Return latitude and longitude in degrees; None unless both are given and on Earth."""
        if self.latitude is None or self.longitude is None:
            return None
        if abs(self.latitude) > _POLE or abs(self.longitude) > _ANTIMERIDIAN:
            return None
        return _degrees(self.latitude), _degrees(self.longitude)


def _degrees(value: Decimal) -> float:
    """Return degrees to about 10 cm; next to the equator or Greenwich to 10 m."""
    degrees = round(float(value), 6)
    # Smaller numbers would be shown with an exponent, which no calendar reads.
    return degrees if abs(degrees) >= _SMALLEST else 0.0


@frozen(kw_only=True)
class Measure:
    """Something done for one of the four aspects that every project has to address.

    `aspect` is a key of the call, such as `ASPECT:ENV`; `what` says it in a few words.
    `number` and `unit` give it weight: 7 journeys by train, 40 % of the sessions online. Reports
    add up `hours` online, and the `travellers` or `of 9 travellers` of what was done for the
    environment as green travel.
    """

    aspect: str
    what: str = text(NOTHING)
    number: Decimal | None = None
    unit: str | None = text()
    translations: Translations = translations()


@frozen(kw_only=True)
class Activity(Shown):
    """What all activities have in common.

    `lead` is the leading organisation of the form; `host` the one at whose place it happens.
    `organisations` are those that take part; none listed means all of the partnership.
    `expected` is the number of participants planned.
    `amount` is the part of the lump sum; `grant` the same by organisation.
    `results` are the ids of deliverables that come out of it.
    `measures` are planned for the four aspects; what was really done stands in the facts.
    """

    # What each kind decides for itself. `kind` and `word` call it in sentences and in lists;
    # `table` is its name in the files and the field of `Plan`; `reminders` are the days before it
    # on which a calendar reminds; `colour` is its colour there, a name of CSS; `sign` marks it in
    # the planner of a year, which leaves out a kind without one.
    kind: ClassVar[str] = "activity"
    table: ClassVar[str]
    word: ClassVar[Phrase]
    reminders: ClassVar[tuple[int, ...]] = (14, 1)
    colour: ClassVar[str]
    sign: ClassVar[str | None] = None

    id: str
    title: str | None = text()
    work_package: str | None = link("work_packages")
    lead: str | None = called("Led by", link("organisations"))
    host: str | None = called("Hosted by", link("organisations"))
    organisations: tuple[str, ...] = called(
        "Partners taking part", links("organisations"), help="none named means all"
    )
    when: When = called("Date", field(factory=When.undecided))
    venue: Venue | None = None
    mode: Mode | None = called("In person or online")
    link: str | None = called("Link to join")
    expected: int | None = called("People expected")
    amount: Money | None = called("Amount", help="where only the whole is known")
    grant: Amounts = called(
        "Amount", field(factory=Amounts, metadata={LINKS_TO: ("organisations",)})
    )
    rationale: str | None = called("How the amount was found", text())
    results: tuple[str, ...] = links("deliverables")
    measures: tuple[Measure, ...] = ()
    description: str | None = text()
    cancelled: bool = False
    translations: Translations = translations()

    @property
    def responsible(self) -> str | None:
        """Return the id of the leading organisation, or else of the host."""
        return self.lead or self.host

    @property
    def online(self) -> bool:
        """Tell whether it takes place online only."""
        return self.mode == "online"

    @property
    def place(self) -> Venue | None:
        """Return its venue; None where it takes place online, and nobody goes there."""
        return None if self.online else self.venue


@frozen(kw_only=True)
class Meeting(Activity):
    """A transnational project meeting (TPM), in person or online.

    `agenda` holds the items in their order.
    """

    kind: ClassVar[str] = "transnational project meeting"
    table: ClassVar[str] = "meetings"
    word: ClassVar[Phrase] = say("meeting")
    colour: ClassVar[str] = "royalblue"
    sign: ClassVar[str | None] = "●"

    agenda: tuple[str, ...] = text(())


@frozen(kw_only=True)
class Session:
    """A part of a training with a date of its own: a morning, a day, a module.

    `when` lies within the training's; `title` says what it is about.
    By its `id`, such as `S1`, a fact `amended` moves or cancels it, and calendars know it again
    whatever else of it changes; it is of this training alone.
    """

    when: When
    title: str | None = text()
    id: str | None = None
    cancelled: bool = False
    translations: Translations = translations()


@frozen(kw_only=True)
class Training(Activity):
    """A learning, teaching and training activity (LTT) for staff or learners.

    `hours` counts training hours of 60 minutes.
    `learning_outcomes` are what those whom it trains can do afterwards (Programme Guide 2025,
    pp. 252-254): its learners, or its staff where no learner is registered for it. What others
    reach by their part in it stands apart, `staff_outcomes`, `trainer_outcomes` and
    `accompanying_outcomes`; a certificate takes none of them from the learners.
    `trainers` are ids of people.
    `sessions` are its parts where their dates are known: each stands in the calendars by itself.
    `minors` is how many of `expected` are under 18, `accompanying` how many adults come with them.
    """

    kind: ClassVar[str] = "learning, teaching and training activity"
    table: ClassVar[str] = "trainings"
    word: ClassVar[Phrase] = say("training")
    colour: ClassVar[str] = "seagreen"
    sign: ClassVar[str | None] = "▲"

    hours: Decimal | None = called("Hours", help="of 60 minutes")
    learning_outcomes: tuple[str, ...] = text(())
    staff_outcomes: tuple[str, ...] = text(())
    trainer_outcomes: tuple[str, ...] = text(())
    accompanying_outcomes: tuple[str, ...] = text(())
    trainers: tuple[str, ...] = links("people")
    target_group: str | None = text()
    sessions: tuple[Session, ...] = ()
    minors: int | None = called("Under 18")
    accompanying: int | None = called("Accompanying persons")


@frozen(kw_only=True)
class DisseminationEvent(Activity):
    """A multiplier event, conference or information day that shares results.

    `audience` says who is invited; `expected_foreign` how many of `expected` come from abroad.
    """

    kind: ClassVar[str] = "dissemination event"
    table: ClassVar[str] = "dissemination_events"
    word: ClassVar[Phrase] = say("dissemination event")
    colour: ClassVar[str] = "darkorange"
    sign: ClassVar[str | None] = "★"

    audience: tuple[str, ...] = ()
    expected_foreign: int | None = called("People from abroad")


@frozen(kw_only=True)
class Task(Activity):
    """Work that makes a result: research, development, a pilot, a study, an evaluation."""

    kind: ClassVar[str] = "task"
    table: ClassVar[str] = "tasks"
    word: ClassVar[Phrase] = say("task")
    reminders: ClassVar[tuple[int, ...]] = ()
    colour: ClassVar[str] = "slategray"


ACTIVITY_KINDS: tuple[type[Activity], ...] = (Meeting, Training, DisseminationEvent, Task)
"""The kinds of activities in the order in which they are read, listed and shown."""
ACTIVITIES = tuple(cls.table for cls in ACTIVITY_KINDS)
"""Their tables in the files."""


# Those who take part: registered once, present day by day, certified by the hours.

ParticipantRole = Literal["staff", "learner", "accompanying person", "trainer", "guest", "other"]
Gender = Literal["female", "male", "other"]
PresenceStatus = Literal["present", "online", "absent", "excused"]


@frozen(kw_only=True)
class Participant(Shown):
    """Somebody who takes part in activities, or a counted group of learners.

    `id` is short and stays: a number or a pseudonym. `name` may be left out, and is for learners.
    `count` is above 1 for a group of which only the number is known.
    `fewer_opportunities`, `minors` and `green_travel` say how many of them; never who in a group,
    and never why. Left out, it is not known, which is no 0; `"not told"` stands for a number that
    is kept back.
    `country` is an ISO 3166 code; left out, it is that of the organisation.
    `activities` are those for which they are registered; `registered` is the day of it.
    `person` is the id of a person of the plan, for staff of the partners.
    """

    id: str
    name: str | None = None
    organisation: str | None = link("organisations")
    country: str | None = None
    role: ParticipantRole = "learner"
    count: int = called("How many", 1)
    fewer_opportunities: HowMany = called(
        "With fewer opportunities", help="how many; never who or why"
    )
    minors: HowMany = called("Under 18")
    green_travel: HowMany = None
    gender: Gender | None = None
    activities: tuple[str, ...] = links(*ACTIVITIES)
    person: str | None = called("Person of the plan", link("people"))
    registered: date | None = called("Registered on")

    @property
    def people(self) -> int:
        """Return how many they are."""
        return self.count


HOW_MANY = ("fewer_opportunities", "minors", "green_travel")
"""What is counted of participants, by the fields that do it."""
THERE: frozenset[PresenceStatus] = frozenset({"present", "online"})
"""The states of a presence that count as having taken part."""

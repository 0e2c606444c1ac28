"""Facts: what happened. They are dated, added, never edited, and point to something planned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import attrs
from attrs import NOTHING, field

from vetpartner.model.activities import (
    ACTIVITIES,
    Measure,
    Mode,
    ParticipantRole,
    PresenceStatus,
    Session,
    Venue,
)
from vetpartner.model.fact import Evidence, Fact
from vetpartner.model.links import LINKS_TO, called, link
from vetpartner.values.money import Amounts, Money
from vetpartner.values.translations import Translations, renewed, text, translations
from vetpartner.values.typed import frozen
from vetpartner.values.when import When, possible_duration
from vetpartner.values.words import HowMany, Stated

CONSENT = "consent"
"""The kind of evidence that shows that somebody agreed to being quoted."""

# Facts about money: what arrived, what was spent, and the exchange rates that hold for it.


@frozen(kw_only=True)
class Paid(Fact):
    """Money arrived. No payer means the national agency; no payee means the coordinator.

    `of` is a payment of the agency, or an instalment to a partner. `sent` is the day of the
    transfer; with it and without `when` the money is on its way.
    """

    of: str | None = called("About", link("payments", "instalments"))
    amount: Money
    sent: date | None = called("Sent on")
    payer: str | None = called("Paid by", link("organisations"), help="empty: the National Agency")
    payee: str | None = called("Paid to", link("organisations"), help="empty: the coordinator")

    @property
    def received(self) -> bool:
        """Tell whether the money is there, and not only on its way."""
        return self.when is not None or self.sent is None

    @property
    def from_agency(self) -> bool:
        """Tell whether it is money of the national agency that is there."""
        return self.payer is None and self.received


@frozen(kw_only=True)
class Rate(Fact):
    """The exchange rate of the month `when`: so many units of `currency` for one of the project's.

    `source` is where it was published; `recorded` the day of entry. A rate is never edited.
    """

    currency: str
    when: When = called("Month", field())
    rate: Decimal
    source: str
    recorded: date = called("Written down on", field())


@frozen(kw_only=True)
class Spent(Fact):
    """Money was used by an organisation; kept for planning only, a lump sum needs no cost proof.

    `days` are staff days; `document` is the number of the invoice or receipt. `units` is how many
    units of a budget table the amount is for, such as person-months or journeys.
    An amount in another currency is converted once: `converted` is the amount in the project's
    currency, at the `rate` of `rate_month`, and stays whatever becomes of the rates.
    """

    of: str | None = called("About", link("work_packages", *ACTIVITIES))
    organisation: str | None = link("organisations")
    person: str | None = called("Person of the plan", link("people"))
    amount: Money
    category: str | None = None
    days: Decimal | None = called("Working days")
    units: Decimal | None = None
    document: str | None = None
    rate_month: When | None = called("Month of the rate")
    rate: Decimal | None = None
    converted: Money | None = called("Amount converted")

    def booked(self, currency: str) -> Money | None:
        """Return the amount in a currency: as paid or as converted; None if it is not known."""
        for money in (self.amount, self.converted):
            if money is not None and money.currency == currency:
                return money
        return None


# Facts about what was done: activities, results, decisions, amendments, reports.


@frozen(kw_only=True)
class Held(Fact):
    """An activity took place. `when`, `venue` and `mode` only where they differ from the plan.

    `participants` is the number stated in minutes or a report; records are `Attended`.
    `measures` are what was done for the four aspects.
    """

    of: str | None = called("About", link(*ACTIVITIES))
    venue: Venue | None = None
    mode: Mode | None = called("In person or online")
    participants: int | None = called("People there")
    measures: tuple[Measure, ...] = ()


Answer = Literal["accepted", "declined", "tentative"]


@frozen(kw_only=True)
class Answered(Fact):
    """Somebody said whether they come to an activity, or to a session of it.

    `at` is the moment of the answer in UTC, such as `2025-02-03T10:15:00Z`: of several the last one
    counts. `person` is the id of a person of the plan. `date_asked` is the date of the activity, or
    of the session, to which they were asked: for another one the answer does not count.
    """

    of: str | None = called("About", link(*ACTIVITIES))
    at: str | None = called("Answered at")
    date_asked: When | None = None
    session: str | None = None
    person: str | None = called("Person of the plan", link("people"))
    answer: Answer


@frozen(kw_only=True)
class Attended(Fact):
    """Participants of one organisation and role: `count` of them, or one person by id.

    Left out, `count` is 1 where a person is named, else not known; a `role` left out is not known.
    `fewer_opportunities` and `minors` are how many of them, never who or why. Left out is not
    known, which is no 0; `"not told"` stands for a number that is kept back.
    """

    of: str | None = called("About", link(*ACTIVITIES), help="its id")
    organisation: str | None = link("organisations")
    person: str | None = called("Person of the plan", link("people"))
    role: ParticipantRole | None = None
    count: int | None = called("How many")
    fewer_opportunities: HowMany = called(
        "With fewer opportunities", help="how many; never who or why"
    )
    minors: HowMany = called("Under 18")

    @property
    def people(self) -> int | None:
        """Return how many they are, None where nobody counted them."""
        return 1 if self.count is None and self.person is not None else self.count

    @property
    def same_as(self) -> str:
        """Return the role in other entries of the same people; nobody counts twice by it."""
        return self.role or "staff"


@frozen(kw_only=True)
class Presence(Fact):
    """A participant was at a session of an activity, or was not; `when` is the day.

    `session` names one of several on a day; `hours` is how long it was, or how long they stayed.
    """

    of: str | None = called("About", link(*ACTIVITIES), help="its id")
    participant: str | None = link("participants")
    session: str | None = None
    status: PresenceStatus = called("Present", "present")
    hours: Decimal | None = None


@frozen(kw_only=True)
class Certified(Fact):
    """Certificates were given out for an activity: to one participant, or `count` of them.

    Without both it is not known how many.
    """

    of: str | None = called("About", link(*ACTIVITIES))
    participant: str | None = link("participants")
    count: int | None = called("How many")
    number: str | None = None


@frozen(kw_only=True)
class Delivered(Fact):
    """A deliverable was finished or published, in these `languages`."""

    of: str | None = called("About", link("deliverables", "milestones"))
    languages: tuple[str, ...] = called("Languages", (), help="codes, such as en, hr")
    url: str | None = called("Web page")
    licence: str | None = None


@frozen(kw_only=True)
class Measured(Fact):
    """An indicator was measured: the value reached in all up to then, in the indicator's unit.

    `reached` says whether the target is reached where no number tells it; left out, nobody judged.
    """

    of: str | None = called("About", link("indicators"))
    value: Decimal | None = called("Value", help="reached in all up to then")
    text: str | None = called("In words")
    reached: bool | None = called("Target reached")

    @property
    def says_something(self) -> bool:
        """Tell whether a number, words or a judgement say what was found."""
        return (self.value, self.text, self.reached) != (None, None, None)


@frozen(kw_only=True)
class Disseminated(Fact):
    """Something was made known through a `channel`, `count` times; left out, once."""

    of: str | None = called("About", link("dissemination_actions", "dissemination_events"))
    organisation: str | None = link("organisations")
    channel: str | None = None
    audience: tuple[str, ...] = ()
    count: int | None = called("How many")
    reach: int | None = called("People reached")
    languages: tuple[str, ...] = ()
    url: str | None = called("Web page")
    title: str | None = None

    @property
    def times(self) -> int:
        """Return for how many posts, issues or talks it stands."""
        return 1 if self.count is None else self.count


@frozen(kw_only=True)
class Decided(Fact):
    """An action item: what was agreed, who does it until when, and when it was done."""

    text: str = called("In words", field())
    owner: str | None = called("Who looks after it", link("organisations", "people"))
    due: date | None = None
    done: date | None = None


@frozen(kw_only=True)
class Surveyed(Fact):
    """A survey of participants: how many answered, and the mean score on a scale up to `scale`."""

    respondents: int | None = called("Answers")
    score: Decimal | None = None
    scale: Decimal | None = None


@frozen(kw_only=True)
class Quoted(Fact):
    """Somebody said something of an activity or a result, in a `text` to be printed in reports.

    `role` and `organisation` say who it was, and nothing says the name. `agreed` is the day on
    which they agreed to its being printed; evidence of the kind `consent` shows it too. Without
    either nothing prints the words.
    """

    of: str | None = called("About", link(*ACTIVITIES, "deliverables"))
    text: str = called("In words", text(NOTHING))
    role: ParticipantRole
    organisation: str | None = link("organisations")
    agreed: date | None = called("Agreed on")
    translations: Translations = translations()

    @property
    def may_be_printed(self) -> bool:
        """Tell whether it is known that whoever said it agreed."""
        shown = (one for one in self.evidence if one.kind.strip().casefold() == CONSENT)
        return self.agreed is not None or any(one.file or one.url for one in shown)


@frozen(kw_only=True)
class Risked(Fact):
    """A risk of the plan came true, or did not; `done` is what was done about it."""

    of: str | None = called("About", link("risks"))
    came_true: bool
    done: str | None = None


@frozen(kw_only=True)
class Sustained(Fact):
    """An `organisation` keeps a result after the project, at a `cost` in a year, `until` a day."""

    of: str | None = called("About", link("deliverables"))
    organisation: str | None = link("organisations")
    url: str | None = called("Web page")
    cost: Money | None = called("Cost in a year")
    until: date | None = None


@frozen(kw_only=True)
class Noted(Fact):
    """Anything worth remembering; the text stands in `note`."""


def _several(kind: str) -> Any:  # noqa: ANN401 - stands where attrs.field stands
    return field(default=None, metadata={LINKS_TO: (kind,)})


@frozen(kw_only=True)
class Amended(Fact):
    """Something planned was changed, and why. Only what is given here changes; the rest stays.

    Its fields are called like those of what they change: `when` is the new date of an activity,
    `due` that of a deliverable. `months` extends the project (`of` is left out then), `left` is the
    last day of an organisation that withdrew.
    `approved` is the day on which the national agency agreed, where it had to; `source` may be the
    id of the partner whose form told it.
    With `session` it is about that session of a training alone: `when`, `title` and `cancelled`
    are of the session, and one that the training does not have yet is added.
    """

    recorded: date = called("Written down on", field())
    reason: str
    approved: date | None = called("Approved on")
    session: str | None = None
    title: str | None = text()
    lead: str | None = called("Led by", link("organisations"))
    host: str | None = called("Hosted by", link("organisations"))
    venue: Venue | None = None
    mode: Mode | None = called("In person or online")
    due: When | None = None
    target: Decimal | None = None
    amount: Money | None = None
    grant: Amounts | None = called(
        "Amount", field(default=None, metadata={LINKS_TO: ("organisations",)})
    )
    months: int | None = field(default=None, validator=possible_duration)
    left: date | None = called("Left on")
    cancelled: bool | None = None
    description: str | None = text()
    organisations: tuple[str, ...] | None = called(
        "Partners taking part", _several("organisations")
    )
    expected: int | None = called("People expected")
    link: str | None = called("Link to join")
    agenda: tuple[str, ...] | None = text()
    hours: Decimal | None = None
    learning_outcomes: tuple[str, ...] | None = text()
    staff_outcomes: tuple[str, ...] | None = text()
    trainer_outcomes: tuple[str, ...] | None = text()
    accompanying_outcomes: tuple[str, ...] | None = text()
    trainers: tuple[str, ...] | None = _several("people")
    target_group: str | None = text()
    minors: int | None = called("Under 18")
    accompanying: int | None = called("Accompanying persons")
    audience: tuple[str, ...] | None = None
    expected_foreign: int | None = called("People from abroad")
    languages: tuple[str, ...] | None = None
    kind: str | None = None
    licence: str | None = None
    channel: str | None = None
    count: int | None = called("How many")
    reach: int | None = called("People reached")
    translations: Translations = translations()

    def changes(self) -> dict[str, Any]:
        """Return the fields to change and their new values; of a session what it has of its own."""
        about = {a.name for a in attrs.fields(Fact)} - {"when"}
        about |= {"approved", "session", "translations"}
        names = [a.name for a in attrs.fields(type(self)) if a.name not in about]
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def changes_to(self, thing: Any) -> dict[str, Any]:  # noqa: ANN401 - anything planned
        """Return the fields of a thing that it changes, and their new values."""
        if self.session is None:
            return self.changes()
        planned = getattr(thing, "sessions", None)
        return {} if planned is None else {"sessions": self.sessions(planned)}

    @property
    def cancels(self) -> bool:
        """Tell whether it cancels the whole thing, and not a session of it."""
        return bool(self.cancelled) and self.session is None

    def sessions(self, planned: tuple[Session, ...]) -> tuple[Session, ...]:
        """Return the sessions of a training after this change of one of them.

        One that is not there and has no date cannot be added; checks tell it.
        """
        given = {k: v for k, v in self.changes().items() if k in OF_A_SESSION}

        def changed(one: Session) -> Session:
            new: dict[str, Any] = {**given, **renewed(one, given, self.translations)}
            return attrs.evolve(one, **new)

        if any(one.id == self.session for one in planned):
            return tuple(changed(one) if one.id == self.session else one for one in planned)
        return (*planned, Session(id=self.session, **given)) if "when" in given else planned


OF_A_SESSION = frozenset({"when", "title", "cancelled"})
"""The fields of an amendment that can be of a session."""


@frozen(kw_only=True)
class Reported(Fact):
    """A report was sent to the agency on `when`; `accepted` is the day of its acceptance."""

    of: str | None = called("About", link("reports"))
    accepted: date | None = called("Accepted on")


NO_KIND = "kind not stated"
"""The kind of evidence of which only the file is known; it proves nothing by the rules."""


@frozen(kw_only=True)
class LaterEvidence(Fact):
    """Evidence that came after the fact: `files` in the folder, or a `url`, all of one `kind`.

    `of` is the planned thing that it shows, or the id or the address of one fact about it.
    `consent` is that of `Evidence`, for all these files.
    """

    of: str | None = called("About")
    kind: str | None = None
    files: tuple[str, ...] = ()
    url: str | None = called("Web page")
    title: str | None = None
    seen: date | None = called("Seen on")
    consent: bool | None = None

    @property
    def shows(self) -> tuple[Evidence, ...]:
        """Return the evidence, piece by piece, with what is given in `evidence`."""
        kind = self.kind or NO_KIND
        files = (
            Evidence(kind=kind, file=file, title=self.title, consent=self.consent)
            for file in self.files
        )
        page = Evidence(kind=kind, url=self.url, title=self.title, seen=self.seen)
        return (*files, *((page,) if self.url else ()), *self.evidence)


@frozen(kw_only=True)
class Settled(Fact):
    """What holds where facts contradict each other: the value of a `field`, and the reason.

    `of` is the planned thing, or the id or the address of one fact about it, such as
    `attended/M2#2`. `field` is called as in the facts: `participants`, `when`, `venue`. `value` is
    what holds from `recorded` on; in its place `claim` names the entry that is right, by its
    address, its id or its `source`.
    """

    of: str | None = called("About")
    field: str = called("What of it", attrs.field())
    value: Stated | None = called("Value")
    claim: str | None = called("The entry that is right")
    recorded: date = called("Written down on", attrs.field())
    reason: str


FACTS: dict[str, type[Any]] = {
    "held": Held,
    "answered": Answered,
    "attended": Attended,
    "presences": Presence,
    "certified": Certified,
    "delivered": Delivered,
    "measured": Measured,
    "disseminated": Disseminated,
    "paid": Paid,
    "rates": Rate,
    "spent": Spent,
    "decided": Decided,
    "surveyed": Surveyed,
    "quoted": Quoted,
    "risked": Risked,
    "sustained": Sustained,
    "noted": Noted,
    "amended": Amended,
    "reported": Reported,
    "evidence": LaterEvidence,
    "settled": Settled,
}
"""The tables of facts: the name in the file and its class."""

CHANGES: dict[str, dict[str, bool]] = {"moved": {}, "cancelled": {"cancelled": True}, "left": {}}
"""What is typed like a fact of its own, and is an amendment with these fields."""

FACT_TABLES = {cls: name for name, cls in FACTS.items()}

"""The plan: what was promised to the national agency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from attrs import NOTHING, field

from vetpartner.model.activities import (
    ACTIVITIES,
    ACTIVITY_KINDS,
    Activity,
    DisseminationEvent,
    Meeting,
    Participant,
    Task,
    Training,
    WorkPackage,
)
from vetpartner.model.links import LINKS_TO, called, link, links
from vetpartner.model.settings import LintSettings, LookSettings
from vetpartner.values.money import Amounts, Money, Share
from vetpartner.values.showing import Shown
from vetpartner.values.translations import Translations, text, translations
from vetpartner.values.typed import frozen
from vetpartner.values.when import When, possible_duration, project_end

if TYPE_CHECKING:
    from collections.abc import Iterator


# The organisations of a partnership and the people who work for it.

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
    `applications` is in how many applications of the same deadline it took part,
    `applications_as_applicant` how many of them it sent itself.
    `school_holidays` are the days on which nobody can come or host: holidays of a school, or when
    a company is closed. Public holidays are known and are not written here.
    `language` is that of mails, letters and certificates for it, such as `pt`; left out, mails are
    in the first of the project's `languages`, the others in the language of the project.
    `logo` is a picture in the folder `templates/` of the project, for the cover of reports.
    """

    id: str
    name: str | None = called("Name of the organisation", text())
    acronym: str | None = called("Acronym", help="the short name")
    also_known_as: tuple[str, ...] = ()
    country: str | None = None
    city: str | None = None
    region: str | None = None
    timezone: str | None = called("Time zone")
    oid: str | None = called("OID", help="E and eight digits")
    pic: str | None = called("PIC")
    kind: str | None = called("Kind", help="such as VET school")
    role: OrganisationRole = "partner"
    established: date | None = called("Founded on")
    joined: date | None = called("Joined on")
    left: date | None = called("Left on")
    newcomer: bool | None = called("Newcomer", help="yes if it is its first project")
    public_interest_trust: bool | None = None
    applications: int | None = None
    applications_as_applicant: int | None = None
    school_holidays: tuple[When, ...] = called("Days when closed", ())
    language: str | None = called("Language", help="of its letters, as hr")
    website: str | None = None
    logo: str | None = None
    address: str | None = None
    description: str | None = text()
    translations: Translations = translations()

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
    `language` is that of certificates for it, such as `pt`; left out, that of its organisation.
    """

    id: str
    name: str | None = None
    organisation: str | None = link("organisations")
    role: str | None = called("Role", text(), help="such as coordinator, teacher, accountant")
    email: str | None = called("E-mail")
    language: str | None = None
    translations: Translations = translations()


# What a partnership promises to achieve: objectives, deliverables, milestones, indicators.

IndicatorKind = Literal["quantitative", "qualitative"]
Level = Literal["low", "medium", "high"]


@frozen(kw_only=True)
class Objective(Shown):
    """A specific objective of the project, in the words of the application."""

    id: str
    title: str = text(NOTHING)
    translations: Translations = translations()


@frozen(kw_only=True)
class Deliverable(Shown):
    """A result that can be handed over: a curriculum, a report, a platform, a course.

    `languages` are the language versions promised, as codes such as `hr`.
    `licence` of learning material must be open (Programme Guide 2025, pp. 14, 470).
    """

    id: str
    title: str | None = text()
    work_package: str | None = link("work_packages")
    lead: str | None = called("Led by", link("organisations"))
    organisations: tuple[str, ...] = called("Partners taking part", links("organisations"))
    due: When = field(factory=When.undecided)
    languages: tuple[str, ...] = called("Languages", (), help="codes, such as en, hr")
    kind: str | None = called("Kind", help="such as curriculum, course, report")
    learning_material: bool = False
    licence: str | None = None
    description: str | None = text()
    translations: Translations = translations()


@frozen(kw_only=True)
class Milestone(Shown):
    """A point at which something must be reached; `verification` says how one can tell."""

    id: str
    title: str | None = text()
    work_package: str | None = link("work_packages")
    due: When = field(factory=When.undecided)
    verification: str | None = called("How it is shown", text())
    translations: Translations = translations()


@frozen(kw_only=True)
class Indicator(Shown):
    """How one can tell that something was achieved.

    `target` and `baseline` are numbers in `unit` for a quantitative indicator.
    `expected` says the target in words for a qualitative one.
    `source` is the source of verification, for example the list of participants.
    """

    id: str
    title: str | None = text()
    kind: IndicatorKind = "quantitative"
    work_package: str | None = link("work_packages")
    of: str | None = called("About", link(*ACTIVITIES, "deliverables", "objectives"))
    unit: str | None = called("Unit", text(), help="what is counted, such as participants")
    baseline: Decimal | None = called("Value before", help="0 if there was none")
    target: Decimal | None = None
    expected: str | None = called("Target in words", text())
    due: When = field(factory=When.undecided)
    source: str | None = called("Source of verification", text())
    translations: Translations = translations()


@frozen(kw_only=True)
class Risk(Shown):
    """Something that may go wrong, how likely and how bad, and what is done about it."""

    id: str
    title: str = text(NOTHING)
    work_package: str | None = link("work_packages")
    likelihood: Level | None = None
    impact: Level | None = None
    mitigation: str | None = called("What is done about it", text())
    owner: str | None = called("Who looks after it", link("organisations", "people"))
    translations: Translations = translations()


@frozen(kw_only=True)
class DisseminationAction(Shown):
    """A planned newsletter, post, article, broadcast: `channel`, `audience` and `reach`.

    `count` is how many are planned (four newsletters); `reach` how many people in all.
    """

    id: str
    title: str | None = text()
    work_package: str | None = link("work_packages")
    organisations: tuple[str, ...] = called("Partners taking part", links("organisations"))
    channel: str | None = called("Channel", help="such as newsletter, website, press")
    audience: tuple[str, ...] = ()
    when: When = called("Date", field(factory=When.undecided))
    count: int | None = called("How many")
    reach: int | None = called("People reached")
    languages: tuple[str, ...] = ()
    translations: Translations = translations()


Trigger = Literal[
    "signature",
    "date",
    "progress report",
    "interim report",
    "final report",
]
ReportKind = Literal["progress", "interim", "final"]


def _not_negative(_: object, __: object, days: int) -> None:
    if isinstance(days, int) and days < 0:
        msg = f"deviation_days is 0 or more, not {days}"
        raise ValueError(msg)


def _one_or_two(_: object, __: object, counted: int) -> None:
    if isinstance(counted, int) and counted not in {1, 2}:
        msg = f"a form counts 1 or 2 characters for the end of a line, not {counted}"
        raise ValueError(msg)


@frozen(kw_only=True)
class Project:
    """The project itself, as in the grant agreement.

    `reference` is the project code, e.g. `2023-1-HR01-KA220-VET-000157891`.
    `action` and `call` choose the rules; `months` is the duration; `lump_sum` the whole grant.
    `round` is the selection round of the call, 1 or 2; the reference says it too.
    `assume` is another call whose rules fill what those of this call say nothing about, such as
    2026 for a project of call 2027; whatever is taken from there is marked as assumed.
    `priorities` are keys or official titles of the call's list, the first is the most relevant one.
    `languages` are the working languages; `language` is that of the reports to the agency.
    `line_break` is how many characters the online form counts for the end of a line: 1 or 2.
    That is not published; 2 is on the safe side.
    `deviation_share` and `deviation_days` are how far a number and a date may differ from the plan
    without a reason in the final report. No rule says it; they are a custom of careful projects.
    """

    reference: str | None = called("Project code", help="as in the grant agreement")
    acronym: str | None = called("Acronym", help="the short name")
    title: str | None = called("Title", text(), help="as in the application")
    action: str | None = called("Action", help="KA220-VET or KA210-VET")
    call: int | None = called("Call", help="the year of the call for proposals")
    round: int | None = called("Round of the call", help="1 or 2")
    assume: int | None = called("Rules taken from the call")
    start: date | None = called("First day", help="the day on which the project starts")
    months: int | None = called("Months", field(default=None, validator=possible_duration))
    lump_sum: Money | None = called("Lump sum", help="the whole grant")
    currency: str = "EUR"
    coordinator: str | None = called("Coordinator", link("organisations"))
    national_agency: str | None = called("National Agency", help="such as HR01")
    priorities: tuple[str, ...] = called("Priorities", (), help="the first counts most")
    topics: tuple[str, ...] = ()
    language: str = called("Language of reports", "en", help="a code such as hr")
    languages: tuple[str, ...] = called("Working languages", (), help="codes, such as en, hr")
    website: str | None = None
    licence: str | None = None
    summary: str | None = text()
    line_break: int = called("Characters of a line end", field(default=2, validator=_one_or_two))
    deviation_share: Share = called("Allowed deviation", field(factory=lambda: Share("0.1")))
    deviation_days: int = called("Allowed delay (days)", field(default=14, validator=_not_negative))
    translations: Translations = translations()

    @property
    def end(self) -> date | None:
        """Return the last day, or None while start or duration is unknown, or it is none."""
        if self.start is None or self.months is None:
            return None
        try:
            return project_end(self.start, self.months)
        except ValueError:  # after the end of time
            return None

    @property
    def label(self) -> str:
        """Return the acronym, or else the title, or else the reference."""
        return self.acronym or self.title or self.reference or "Project"


@frozen(kw_only=True)
class Payment(Shown):
    """A payment of the agreement's plan: a share of the grant, or an amount, and its trigger.

    Which options agencies use: Programme Guide 2025, pp. 460-461.
    """

    id: str
    title: str | None = text()
    share: Share | None = called("Share", help="of the whole grant, as 40 %")
    amount: Money | None = None
    trigger: Trigger | None = called("Paid after")
    expected: When = called("Expected on", field(factory=When.undecided))
    translations: Translations = translations()


@frozen(kw_only=True)
class Instalment(Shown):
    """What the coordinator passes on to each partner, by their own agreement.

    Either a `share` of each organisation's part of the lump sum, or `amounts` by organisation.
    It is due once the payment `after` which it comes has arrived, and the `expected` day is there;
    with neither of them at once.
    """

    id: str
    title: str | None = text()
    share: Share | None = called("Share", help="of each partner's part, as 40 %")
    amounts: Amounts = called(
        "Amount", field(factory=Amounts, metadata={LINKS_TO: ("organisations",)})
    )
    after: str | None = link("payments")
    expected: When = called("Expected on", field(factory=When.undecided))
    translations: Translations = translations()


@frozen(kw_only=True)
class ReportDue(Shown):
    """A report that the agreement asks for; `until` is the last day that it covers.

    The final report has no `due` of its own as a rule: it follows from the end of the project.
    """

    id: str
    kind: ReportKind = called("Report", field())
    due: date | None = None
    until: date | None = called("Covers until", help="the last day that it covers")


@frozen(kw_only=True)
class Agreement:
    """The project's own grant agreement, which overrides the rules of the call.

    `rules` are pairs of a rule's name and the value agreed, as typed.
    `rate_month` fixes the exchange rate of costs in other currencies: `cost` for that of the month
    of each cost, or a month such as `2024-02` whose rate holds for all.
    """

    reference: str | None = called("Number of the agreement")
    signed: date | None = called("Signed on")
    rate_month: str | None = called("Month of the exchange rates")
    rules: tuple[tuple[str, Any], ...] = called("Agreed", ())


@frozen(kw_only=True)
class Acceptance:
    """A warning that the coordinator has looked at and accepts, with the reason.

    `slug` is the word in brackets behind the finding; `address` what it is about, such as
    `meetings/M3`, which also accepts findings on parts of it.
    `until` is the last day on which it holds; left out, it holds for good.
    Errors cannot be accepted.
    """

    slug: str = called("Finding", field(), help="the word in brackets behind it")
    address: str = called("About", field(), help="such as meetings/M3")
    reason: str
    until: date | None = None


@frozen(kw_only=True)
class Identity:
    """The answer to whether lists name one person under several ids.

    `ids` are those of participants, the first of which counts where they are the `same`; left out
    or false, they are different people who only have similar names. With the id of a person of the
    plan they are that person.
    """

    ids: tuple[str, ...]
    same: bool = called("Same person", field(default=False))
    reason: str | None = None


@frozen(kw_only=True)
class Limit:
    """How many characters the online form takes as the answer to a question.

    `question` is the id of a question, such as `sum.objectives`; `wp.results` holds for all work
    packages, `wp.WP2.results` for one of them.
    """

    question: str
    characters: int


@frozen(kw_only=True, repr=False)
class Plan(Shown):
    """Everything that was promised, in the order in which it is written down."""

    project: Project = field(factory=Project)
    agreement: Agreement | None = None
    look: LookSettings | None = None
    lint: LintSettings | None = None
    organisations: tuple[Organisation, ...] = ()
    people: tuple[Person, ...] = ()
    participants: tuple[Participant, ...] = ()
    objectives: tuple[Objective, ...] = ()
    work_packages: tuple[WorkPackage, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    trainings: tuple[Training, ...] = ()
    dissemination_events: tuple[DisseminationEvent, ...] = ()
    tasks: tuple[Task, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    risks: tuple[Risk, ...] = ()
    dissemination_actions: tuple[DisseminationAction, ...] = ()
    payments: tuple[Payment, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    reports: tuple[ReportDue, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
    identities: tuple[Identity, ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Return all activities, in the order of their kinds."""
        return tuple(activity for table in ACTIVITIES for activity in getattr(self, table))

    def things(self) -> Iterator[tuple[str, Any]]:
        """Yield `(kind, thing)` for everything that has an id, in the order of `KINDS`."""
        for kind in KINDS:
            for thing in getattr(self, kind):
                yield kind, thing

    def __repr__(self) -> str:
        counted = (f"{len(getattr(self, kind))} {kind.replace('_', ' ')}" for kind in KINDS)
        said = ", ".join(part for part in counted if not part.startswith("0 "))
        return f"<Plan of {self.project.label}: {said or 'nothing yet'}>"


KINDS: dict[str, type[Any]] = {
    "organisations": Organisation,
    "people": Person,
    "participants": Participant,
    "objectives": Objective,
    "work_packages": WorkPackage,
    **{cls.table: cls for cls in ACTIVITY_KINDS},
    "deliverables": Deliverable,
    "milestones": Milestone,
    "indicators": Indicator,
    "risks": Risk,
    "dissemination_actions": DisseminationAction,
    "payments": Payment,
    "instalments": Instalment,
    "reports": ReportDue,
}
"""The tables of a plan: the name in the file, which is the field of `Plan`, and its class."""

TABLES: dict[type[Any], str] = {cls: name for name, cls in KINDS.items()}
"""The same the other way round."""

DATED = {
    "work_packages": "when",
    **dict.fromkeys(ACTIVITIES, "when"),
    "deliverables": "due",
    "milestones": "due",
    "indicators": "due",
    "dissemination_actions": "when",
    "payments": "expected",
    "instalments": "expected",
    "reports": "due",
}
"""The field that holds the date, by table; a report has a day in it, all others a `When`."""


def date_of(thing: Any) -> Any:  # noqa: ANN401 - a When, of a report a day, else None
    """Return the date of something planned, None for what has none."""
    field_ = DATED.get(TABLES.get(type(thing), ""))
    return None if field_ is None else getattr(thing, field_)

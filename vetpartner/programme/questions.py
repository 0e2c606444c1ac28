"""What a report is made of: blocks, questions and computed parts, as data for each action."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from attrs import evolve, field, frozen

from vetpartner.model import management_of
from vetpartner.model.plan import ReportKind
from vetpartner.values.toml import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.model import Activity, Partnership, WorkPackage


Per = Literal["project", "work package", "activity"]
REPORT_KINDS: tuple[ReportKind, ...] = get_args(ReportKind)
_FOLDER = Path(__file__).with_name("questions")


@frozen(kw_only=True)
class Question:
    """A question that the coordinator answers in own words.

    `reports` are the kinds of report that ask it, `required_in` those that cannot do without.
    `english` says that a final report in another language needs the answer in English too.
    `running` is the label while what it asks of goes on; empty where `label` fits that too.
    `since` and `until` are the first and the last call of which the set has it.
    """

    id: str
    label: str
    help: str
    per: Per = "project"
    reports: tuple[str, ...] = field(default=REPORT_KINDS, converter=tuple)
    required_in: tuple[str, ...] = field(default=(), converter=tuple)
    english: bool = False
    running: str = ""
    since: int | None = None
    until: int | None = None

    def asked_in(self, call: int) -> bool:
        """Tell whether the set of a call has it."""
        return (self.since or call) <= call <= (self.until or call)


@frozen(kw_only=True)
class Block:
    """A block of a report; `before` and `after` name computed parts around its questions."""

    id: str
    title: str
    before: tuple[str, ...] = field(default=(), converter=tuple)
    after: tuple[str, ...] = field(default=(), converter=tuple)
    questions: tuple[Question, ...] = ()


@frozen(kw_only=True)
class Structure:
    """The blocks of a report in their order, where they come from and how sure we are."""

    source: str
    confidence: str
    checked: date
    note: str
    blocks: tuple[Block, ...]


@frozen(kw_only=True)
class Asked:
    """A question about the project or one work package or activity, with its own id.

    `wp.results` asked of WP2 is `wp.WP2.results`.
    """

    id: str
    question: Question
    required: bool
    of: str | None = None
    english: bool = False


@frozen(kw_only=True)
class Statement:
    """Funding statement and disclaimer in one language; `{agency}` stands for the agency.

    `translates` is the English funding statement that belongs to both.
    """

    translates: str
    funding_statement: str
    disclaimer: str
    source: str
    confidence: str
    checked: date

    @property
    def verified(self) -> bool:
        """Tell whether the words were read in a document of the Commission or an agency."""
        return self.confidence in {"A", "B"}

    def disclaimer_of(self, agency: str | None) -> str:
        """Return the disclaimer with the agency's name, or without a name where none is known."""
        if agency is None:
            return self.disclaimer.replace(" {agency}", "")
        return self.disclaimer.replace("{agency}", agency)


@lru_cache
def structure(name: str, call: int | None = None) -> Structure:
    """Return the structure `ka220-vet` (by work packages) or `ka210-vet` (by activities) of a call.

    Without a call it is the latest set that was read.
    A call is served by the latest set that is not after it, an earlier one by the first.
    """
    raw = _read(name)
    sets = raw.pop("sets")
    number = sets[-1]["since"] if call is None else max(call, sets[0]["since"])
    own = next(found for found in reversed(sets) if found.pop("since") <= number)
    blocks = tuple(_block(block) for block in raw.pop("blocks"))
    of_call = (
        evolve(block, questions=tuple(q for q in block.questions if q.asked_in(number)))
        for block in blocks
    )
    return Structure(blocks=tuple(of_call), **own)


def structure_for(p: Partnership) -> Structure:
    """Return the structure for a partnership; other actions go by having work packages or not."""
    by_activity = (p.plan.project.action or "").startswith("KA210") or not p.plan.work_packages
    return structure("ka210-vet" if by_activity else "ka220-vet", p.plan.project.call)


def work_packages_of(p: Partnership) -> tuple[WorkPackage, ...]:
    """Return the work packages that are reported one by one: all but project management."""
    managing = management_of(p.plan.work_packages).package
    busy = {activity.work_package for activity in p.plan.activities}
    return tuple(wp for wp in p.plan.work_packages if wp is not managing or wp.id in busy)


def activities_of(p: Partnership) -> tuple[Activity, ...]:
    """Return the activities that are reported one by one."""
    return p.plan.activities


def asked(p: Partnership, block: Block, kind: str, *, language: str = "en") -> Iterator[Asked]:
    """Yield the questions of a block for one kind of report: of the project, then of each part.

    A final report in another language than English asks for its summary in English as well.
    """
    wanted = [question for question in block.questions if kind in question.reports]
    for question in wanted:
        if question.per == "project":
            yield Asked(id=question.id, question=question, required=kind in question.required_in)
    for question in wanted:
        if question.english and kind == "final" and language != "en":
            yield Asked(id=f"{question.id}.en", question=question, required=True, english=True)
    parts = {
        "work package": [thing.id for thing in work_packages_of(p)],
        "activity": [thing.id for thing in activities_of(p)],
    }
    for per, ids in parts.items():
        for id_ in ids:
            for question in wanted:
                if question.per == per:
                    required = kind in question.required_in
                    yield Asked(
                        id=_own(question.id, id_), question=question, required=required, of=id_
                    )


@lru_cache
def statements() -> tuple[tuple[str, Statement], ...]:
    """Return funding statement and disclaimer of each language but English, whose law has them."""
    raw = _read("statements")
    translates = raw.pop("translates")
    return tuple(
        (language, Statement(translates=translates, **values)) for language, values in raw.items()
    )


def _own(question: str, part: str) -> str:
    head, _, tail = question.partition(".")
    return f"{head}.{part}.{tail}"


def _block(raw: dict[str, Any]) -> Block:
    questions = raw.pop("questions", ())
    return Block(questions=tuple(Question(**question) for question in questions), **raw)


def _read(name: str) -> dict[str, Any]:
    return shipped(_FOLDER / f"{name}.toml")

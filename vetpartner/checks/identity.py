"""What the project says of itself: call, reference, priorities, topics, and its agreement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vetpartner.checks.finding import error, note, warning
from vetpartner.checks.subject import land
from vetpartner.model import Organisation
from vetpartner.programme import country, override_problems
from vetpartner.programme.near import did_you_mean
from vetpartner.programme.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vetpartner.checks.finding import Finding
    from vetpartner.checks.subject import Subject

_AGENCY = re.compile(r"[A-Z]{2}\d{2}")


def unknown_call(s: Subject) -> Iterator[Finding]:
    """Guard that the rules of the project's action and call are known.

    Without them nothing can be said about eligibility, money and deadlines; the rules that need
    no law still run.
    State `action` and `call`, or put a `rules.toml` of your own into the project's folder.

    Basis: each call has its own Programme Guide.
    """
    if s.trouble is not None:
        way_out = "state action and call, or put a rules.toml into the project's folder"
        yield error(s.trouble, "project/call", way_out=way_out)


def agreement_overrides_rule(s: Subject) -> Iterator[Finding]:
    """Tell which rules of the call the project's own grant agreement replaces.

    The agreement always wins over the guide, and everybody should see where it does.
    Nothing has to be put right.

    Basis: the grant agreement of the project.
    """
    for key in s.rules.overridden:
        citation = s.rules.cite(key)
        value = shown(getattr(s.rules, key))
        message = f"the agreement sets {key} to {value} ({citation.note})"
        yield note(message, f"agreement/rules/{key}", basis=str(citation))


def agreement_rule_unreadable(s: Subject) -> Iterator[Finding]:
    """Guard that the rules that the agreement replaces are known and can be read.

    What cannot be read is not applied, and the call's own value holds.
    Use the names that `vetpartner rules` prints, and values of the same form.

    Basis: the grant agreement of the project.
    """
    for problem in override_problems(s.p):
        yield error(problem.message, problem.address)


def reference_missing(s: Subject) -> Iterator[Finding]:
    """Guard that the project has its code from the agreement.

    Reports, dissemination and calendars name the project by it.

    Basis: the grant agreement of the project.
    """
    if s.plan.project.reference is None:
        way_out = "write reference as soon as the agreement gives it"
        yield note("the project has no reference yet", "project", way_out=way_out)


def reference_malformed(s: Subject) -> Iterator[Finding]:
    """Guard the form of the project code.

    A wrong code on a publication or in a letter to the agency leads nowhere.
    It reads year, round, agency, action and nine digits: `2023-1-HR01-KA220-VET-000157891`.

    Basis: project codes of the programme since 2021.
    """
    reference = s.plan.project.reference
    if reference is not None and not s.matches("reference_pattern", reference):
        message = f"the reference `{reference}` has not the form of a project code"
        way_out = "year, round, agency, action and nine digits, 2023-1-HR01-KA220-VET-000157891"
        yield s.law("reference_pattern", message, "project/reference", way_out=way_out)


def reference_disagrees(s: Subject) -> Iterator[Finding]:
    """Guard that the project code agrees with action, call, agency and coordinator.

    One of the two is wrong, and with the call the rules are wrong too.

    Basis: project codes of the programme since 2021.
    """
    project = s.plan.project
    parts = s.reference_parts
    at = "project/reference"
    for name, stated in (("action", project.action), ("call", project.call)):
        said = parts.get(name)
        # The codes of the programme before 2021 do not name the field: KA202 for KA202-VET.
        if said and stated is not None and said != str(stated) != f"{said}-VET":
            yield error(f"the reference says {name} {said}, the project {stated}", at)
    agency = parts.get("agency")
    if agency is None:
        return
    said = project.national_agency
    if said is not None and _AGENCY.fullmatch(said) and said != agency:
        yield error(f"the reference says national agency {agency}, the project {said}", at)
    found = s.p.get(project.coordinator)
    code = s.country(found) if isinstance(found, Organisation) else None
    if code is not None and country(agency[:2]) != code:
        message = (
            f"the reference names the agency {agency}, but the coordinator is from {land(code)}"
        )
        yield error(message, at)


def agency_unlikely(s: Subject) -> Iterator[Finding]:
    """Guard that the national agency in the project code manages the field of VET.

    A wrong agency code leads letters and the disclaimer astray.

    Basis: codes of national agencies, for which no official table was found.
    """
    agency = s.reference_parts.get("agency")
    known = {each.code: each for each in s.rules.national_agencies}
    if agency is None or not known:
        return
    if agency not in known:
        message = f"the reference names the agency {agency}, which is not in the list of agencies"
    elif not known[agency].vet:
        message = f"the reference names {agency} ({known[agency].name}), which does not manage VET"
    else:
        return
    yield s.law("national_agencies", message, "project/reference", may=True)


def priority_missing(s: Subject) -> Iterator[Finding]:
    """Guard that the project has a most relevant priority.

    Relevance is scored against it, and the final report asks how it was addressed.
    The first of `priorities` is the most relevant one.

    Basis: Programme Guide, Partnerships for Cooperation, priorities.
    """
    if s.rules.priorities and not s.plan.project.priorities:
        keys = ", ".join(priority.key for priority in s.rules.priorities)
        message = "the project names no priority"
        yield s.law("priorities", message, "project", way_out=f"choose of {keys}", may=True)


def priority_unknown(s: Subject) -> Iterator[Finding]:
    """Guard that each priority is one of the call.

    A priority that the call does not have earns no points.
    `vetpartner rules` prints the list with its keys.

    Basis: Programme Guide, Partnerships for Cooperation, priorities.
    """
    keys = [priority.key for priority in s.rules.priorities]
    for key in s.plan.project.priorities if keys else ():
        if key not in keys:
            message = f"`{key}` is no priority of {s.law_name}{did_you_mean(key, keys)}"
            way_out = f"known: {', '.join(keys)}"
            yield s.law("priorities", message, "project/priorities", way_out=way_out)


def too_many_priorities(s: Subject) -> Iterator[Finding]:
    """Guard the number of priorities: one main and a few further ones, none twice.

    The form takes no more, and a project that serves everything convinces nobody.

    Basis: application form, section on the priorities.
    """
    stated, further = s.plan.project.priorities, s.rules.max_additional_priorities
    if further is not None and len(stated) > 1 + further:
        message = (
            f"the project names {len(stated)} priorities; one main and {further} further are taken"
        )
        yield s.law("max_additional_priorities", message, "project/priorities")
    for key in sorted({key for key in stated if stated.count(key) > 1}):
        yield warning(f"the priority {key} stands twice", "project/priorities")


def too_many_topics(s: Subject) -> Iterator[Finding]:
    """Guard the number of topics.

    The form takes no more; the list of topics itself was not found and is not checked.

    Basis: application form, section on the topics.
    """
    stated, most = s.plan.project.topics, s.rules.max_topics
    if most is not None and len(stated) > most:
        message = f"the project names {len(stated)} topics; at most {most} are taken"
        yield s.law("max_topics", message, "project/topics")


IDENTITY = (
    unknown_call,
    agreement_overrides_rule,
    agreement_rule_unreadable,
    reference_missing,
    reference_malformed,
    reference_disagrees,
    agency_unlikely,
    priority_missing,
    priority_unknown,
    too_many_priorities,
    too_many_topics,
)

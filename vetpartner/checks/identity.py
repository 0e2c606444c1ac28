"""Ids and links: each id once, each link to something that exists and is of the right kind."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING
from unicodedata import normalize

from vetpartner.checks.rule import Found, family, land
from vetpartner.model import ANYTHING, KINDS, Organisation, link_values
from vetpartner.programme import GROUPS, WHICH, country, not_known, override_problems, years_of
from vetpartner.programme.describing import shown
from vetpartner.values.file_names import alike, portable, why_not
from vetpartner.values.words import alike as alike_words
from vetpartner.values.words import asked, did_you_mean, near

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vetpartner.checks.subject import Subject

rule = family("Ids and links")


def _words(kind: str) -> str:
    """Return one thing of a kind for a sentence: `a work package`."""
    word = "person" if kind == "people" else kind.replace("_", " ").removesuffix("s")
    return f"{'an' if word[0] in 'aio' else 'a'} {word}"


@rule("the file format")
def id_used_twice(s: Subject) -> Found:
    """Each id is used once in the whole plan.

    Facts and links go by the id, and nobody can tell which of the two is meant.
    Give one of them another id.
    """
    first: dict[str, str] = {}
    for kind, thing in s.plan.things():
        if thing.id in first:
            other = first[thing.id]
            where = "twice" if other == kind else f"in {other} and in {kind}"
            message = f"the id `{thing.id}` is used {where}"
            yield s.error(message, f"{kind}/{thing.id}", "give one of them another id")
        else:
            first[thing.id] = kind


@rule("names of files on Windows and macOS")
def id_like_another(s: Subject) -> Found:
    """Ids differ in more than capital letters, or how Unicode writes a letter.

    On Windows and macOS the lists, calendars and folders of both would be one file. What is written
    here gets names that differ; a list such as `attendance-m1.csv` that you put into `tables/` does
    not. Participants have no files.
    Give one of them another id, there and wherever it is named.
    """
    first: dict[str, str] = {}
    for kind, thing in s.plan.things():
        other = first.setdefault(alike(thing.id), thing.id) if kind != "participants" else thing.id
        if other != thing.id:
            same = normalize("NFC", other) == normalize("NFC", thing.id)
            how = "how Unicode writes a letter" if same else "capital letters"
            what = "files named after them are one on Windows and macOS"
            message = f"the ids `{other}` and `{thing.id}` differ only in {how}; {what}"
            way_out = f'write id = "{_free(s, thing.id)}", and the same where it is named'
            yield s.warning(message, f"{kind}/{thing.id}", way_out)


@rule("names of files on Windows, macOS and Linux")
def id_no_file_name(s: Subject) -> Found:
    """An id can be the name of a file on every computer.

    Folders and files are named after ids. Windows keeps names such as `NUL`, `COM1` and `aux.txt`
    for devices, and takes a dot from the end of a name; no system has very long ones. What is
    written here gets another name then.
    Give it another id, there and wherever it is named.
    """
    for kind, thing in s.plan.things():
        if kind != "participants" and portable(thing.id) != thing.id:
            why = why_not(thing.id) or "has a sign that not every file name can hold, or too many"
            message = f"the id `{thing.id}` {why}; its files are called otherwise"
            way_out = f'write id = "{_free(s, thing.id)}", and the same where it is named'
            yield s.note(message, f"{kind}/{thing.id}", way_out)


_MOST_NEAR = 200
_LONGEST = 60  # an id has at most 64 signs, and a number may come behind


def _free(s: Subject, id_: str) -> str:
    """Return an id like this one that nothing has, and that every system can hold."""
    taken = {alike(thing.id) for _, thing in s.plan.things()}
    stem = portable(id_)[:_LONGEST].strip("-.") or "id"
    tried = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in tried if alike(each) not in taken and portable(each) == each)


@rule("the file format")
def link_to_nowhere(s: Subject) -> Found:
    """Each link in plan and facts leads to something that exists in the plan.

    What it means is counted nowhere: the lead is not told, the fact is not reported.
    Correct the id, or add what is missing.
    """
    told: set[tuple[str, str, str]] = set()
    for at, field, kinds, id_ in _links(s):
        if id_ not in s.kinds:
            # Of a list of attendance each day would say the same again.
            key = (at.partition("#")[0], field, id_)
            if key in told and at.startswith("presences/"):
                continue
            told.add(key)
            # Looking for ids that are like one takes longer than all the rest.
            near_by = _near(s, kinds, id_) if len(told) <= _MOST_NEAR else None
            way_out = near_by or "add it, or correct the id"
            message = f"`{field}` of {_owner(at)} leads to `{id_}`, and nothing has this id"
            yield s.error(message, f"{at}/{field}", way_out)


@rule("the file format")
def link_to_wrong_kind(s: Subject) -> Found:
    """Each link leads to a thing of the kind that is meant.

    A work package cannot be a meeting, and a fact about a deliverable is not held.
    Correct the id.
    """
    for at, field, kinds, id_ in _links(s):
        found = s.kinds.get(id_)
        if found is not None and kinds != ANYTHING and not found.intersection(kinds):
            is_ = " and ".join(_words(kind) for kind in KINDS if kind in found)
            wanted = " or ".join(_words(kind) for kind in kinds)
            way_out = _near(s, kinds, id_)
            message = f"`{field}` of {_owner(at)} leads to {id_}, which is {is_} and not {wanted}"
            yield s.error(message, f"{at}/{field}", way_out)


def _links(s: Subject) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """Yield `(address, field, kinds, id)` for every link of plan and facts."""
    for at, thing in (("project", s.plan.project), *s.everything, *s.numbered):
        for field, kinds, id_ in link_values(type(thing), partial(getattr, thing)):
            yield at, field, kinds, id_


def _near(s: Subject, kinds: tuple[str, ...], id_: str) -> str | None:
    """Ask whether an id of these kinds is meant: one that is alike, or is called so by name."""
    named = s.organisation(id_)
    if named is not None and named != id_ and "organisations" in kinds:
        return asked([named])
    fitting = [known for known, of in s.kinds.items() if kinds == ANYTHING or of & set(kinds)]
    return near(id_, fitting)


def _owner(at: str) -> str:
    """Return how a sentence calls what stands at an address."""
    kind, _, name = at.partition("/")
    return f"the {kind}" if not name else name if kind in KINDS else at


# What the project says of itself: call, reference, priorities, topics, and its agreement.

agreement = family("The project and its agreement")
_CODE = "2023-1-HR01-KA220-VET-000157891"
_AGENCY = re.compile(r"[A-Z]{2}\d{2}")
_LIKE = 0.85  # how much of two texts is the same
_MOST_HINTS = 20  # looking for what is like a text takes longer than all the rest


@agreement("each call has its own Programme Guide")
def unknown_call(s: Subject) -> Found:
    """The rules of the project's action and call are known.

    Without them nothing can be said about eligibility, money and deadlines; the rules that need
    no law still run.
    State `action` and `call`, or put a `rules.toml` of your own into the project's folder.
    """
    years = years_of(s.plan.project.action or "") if s.p.own_rules is None else []
    asked = s.plan.project.assume
    if s.trouble is not None and asked is not None and years and asked not in years:
        yield s.error(s.trouble, "project/assume", f"write assume = {max(years)}")
    elif s.trouble is not None:
        way_out = "state action and call, or put a rules.toml into the project's folder"
        yield s.error(s.trouble, "project/call", way_out)


@agreement("the grant agreement of the project")
def agreement_overrides_rule(s: Subject) -> Found:
    """The grant agreement wins over the rules of the call; these rules are replaced by it.

    The agreement always wins over the guide, and everybody should see where it does.
    Nothing has to be put right.
    """
    for key in s.rules.overridden:
        citation = s.rules.cite(key)
        value = shown(getattr(s.rules, key))
        message = f"the agreement sets {key} to {value} ({citation.note})"
        yield s.note(message, f"agreement/rules/{key}", basis=str(citation))


@agreement("the grant agreement of the project")
def agreement_rule_unreadable(s: Subject) -> Found:
    """A rule that the agreement replaces is a known one, with a value that can be read.

    What cannot be read is not applied, and the call's own value holds.
    Use the names that `vetpartner rules` prints, and values of the same form.
    """
    for problem in override_problems(s.p):
        yield s.error(problem.message, problem.address)


@agreement("the grant agreement of the project")
def reference_missing(s: Subject) -> Found:
    """The project has its code from the agreement.

    Reports, dissemination and calendars name the project by it.
    """
    if s.plan.project.reference is None:
        way_out = f'add reference = "{_CODE}" as soon as the agreement gives it'
        yield s.note("the project has no reference yet", "project", way_out)


@agreement("project codes of the programme since 2021")
def reference_malformed(s: Subject) -> Found:
    """The project code has the form that the programme gives it.

    A wrong code on a publication or in a letter to the agency leads nowhere.
    It reads year, round, agency, action and nine digits: `2023-1-HR01-KA220-VET-000157891`.
    """
    reference = s.plan.project.reference
    if reference is not None and not s.matches("reference_pattern", reference):
        message = f"“{reference}” is not a project reference such as {_CODE}"
        way_out = "copy it from the agreement: year, round, agency, action and nine digits"
        yield s.law("reference_pattern", message, "project/reference", way_out)


@agreement("project codes of the programme since 2021")
def reference_disagrees(s: Subject) -> Found:
    """The project code agrees with action, call, agency and coordinator.

    One of the two is wrong, and with the call the rules are wrong too.
    """
    project = s.plan.project
    parts = s.reference_parts
    at = "project/reference"
    for name, stated in (("action", project.action), ("call", project.call)):
        said = parts.get(name)
        # The codes of the programme before 2021 do not name the field: KA202 for KA202-VET.
        if said and stated is not None and said != str(stated) != f"{said}-VET":
            yield s.error(f"the reference says {name} {said}, but the project {stated}", at)
    agency = parts.get("agency")
    if agency is None:
        return
    said = project.national_agency
    if said is not None and _AGENCY.fullmatch(said) and said != agency:
        yield s.error(f"the reference says agency {agency}, but the project {said}", at)
    found = s.p.get(project.coordinator)
    code = s.state(found) if isinstance(found, Organisation) else None
    if code is not None and country(agency[:2]) != code:
        message = (
            f"the reference names the agency {agency}, but the coordinator is from {land(code)}"
        )
        yield s.error(message, at)


@agreement("codes of national agencies, for which no official table was found")
def agency_unlikely(s: Subject) -> Found:
    """The national agency in the project code manages the field of VET.

    A wrong agency code leads letters and the disclaimer astray.
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


@agreement("Programme Guide, Partnerships for Cooperation, priorities")
def priority_missing(s: Subject) -> Found:
    """The project has a most relevant priority.

    Relevance is scored against it, and the final report asks how it was addressed.
    The first of `priorities` is the most relevant one.
    """
    if s.rules.priorities and not s.plan.project.priorities:
        keys = ", ".join(priority.key for priority in s.rules.priorities)
        message = "the project names no priority"
        way_out = f'add priorities = ["{s.rules.priorities[0].key}"] to [project]; known are {keys}'
        yield s.law("priorities", message, "project", way_out, may=True, part=(WHICH, None))


@agreement("Programme Guide, Partnerships for Cooperation, priorities")
def priority_unknown(s: Subject) -> Found:
    """Each priority is one of the call, by its key or its official title.

    A priority that the call does not have earns no points; one that a corrigendum added is one
    from its day on. Titles were read in English, and in few other languages: which one is meant by
    another title is asked.
    `vetpartner rules` prints the list with its keys.
    """
    listed_ = s.rules.priorities
    keys = [priority.key for priority in listed_]
    open_ = s.round.priorities if s.round is not None else listed_
    for number, text in enumerate(s.plan.project.priorities if keys else ()):
        found = s.rules.priority(text)
        if found is not None and found in open_:
            continue
        way_out, may = f"use one of {', '.join(priority.key for priority in open_)}", False
        if found is not None:
            message = f"{found.key} is a priority of {s.law_name} only since {found.since}, "
            message += "after the deadline of the project's round"
            item: str | None = found.key
        else:
            hint = _meant(s, text) if number < _MOST_HINTS else ""
            may = not hint and _KEY.fullmatch(text) is None
            message, item = f"`{text}` is not a priority of {s.law_name}{hint}", None
            if may:
                message = f"which priority of {s.law_name} is “{text}”? No source of this title "
                message += "was read"
                way_out = f"write the key of the one that is meant: {way_out.removeprefix('use ')}"
        part = (WHICH, item)
        yield s.law("priorities", message, "project/priorities", way_out, may=may, part=part)


_KEY = re.compile(r"[A-Z0-9_]+(:\s*[A-Z0-9_]+)?")
"""How keys of priorities look; all else is a title."""


def _meant(s: Subject, text: str) -> str:
    """Ask which priority is meant by a title or a key that is like one, if any is."""
    titles = [title for each in s.rules.priorities for title in (each.label, *each.names)]
    like = next(iter(alike_words(text, titles, 1, cutoff=_LIKE)), None)
    found = s.rules.priority(like) if like else None
    keys = [priority.key for priority in s.rules.priorities]
    return f"; did you mean {found.key}?" if found else did_you_mean(text, keys)


@agreement("application form, section on the priorities")
def too_many_priorities(s: Subject) -> Found:
    """A project has one main priority and only a few further ones, none of them twice.

    The form takes no more, and a project that serves everything convinces nobody.
    """
    stated, further = s.plan.project.priorities, s.rules.max_additional_priorities
    if further is not None and len(stated) > 1 + further:
        message = (
            f"the project names {len(stated)} priorities; "
            f"at most {1 + further} are allowed, one of them the main one"
        )
        yield s.law("max_additional_priorities", message, "project/priorities")
    meant = Counter(found.key if (found := s.rules.priority(text)) else text for text in stated)
    for key in sorted(key for key, times in meant.items() if times > 1):
        yield s.warning(f"the priority {key} is named twice", "project/priorities")


@agreement("application form, section on the topics")
def too_many_topics(s: Subject) -> Found:
    """A project has no more topics than the form takes.

    The form takes no more; the list of topics itself was not found and is not checked.
    """
    stated, most = len(s.plan.project.topics), s.rules.max_topics
    if most is not None and stated > most:
        message = f"the project names {stated} topics; at most {most} are allowed"
        yield s.law("max_topics", message, "project/topics")


@agreement("application form, list of topics, which was not found in full")
def topic_misspelt(s: Subject) -> Found:
    """A topic that is like one of the list is written as it is there.

    Only what looks like a slip of the pen is told: the list is from general knowledge, and a topic
    that is not in it may well be right.
    """
    known = s.rules.topics
    for topic in s.plan.project.topics[:_MOST_HINTS]:
        for like in alike_words(topic, known, 1, cutoff=_LIKE) if topic not in known else ():
            message = f"the topic “{topic}” is like “{like}” of the form"
            yield s.note(message, "project/topics", f'write "{like}" if it is meant')


# What the rules of the call do not say, and what is assumed in its place.


@agreement("the sources that were read for the call")
def rules_not_known(s: Subject) -> Found:
    """The rules say of everything that can be checked what holds in the call.

    Where no source was read for a call, nothing is carried back from a later one, and nothing is
    checked. It is no sign that all is well.
    Look them up in your agreement and state them there, or write `assume` with a later call to
    check against that one.
    """
    silent = () if s.trouble or s.p.own_rules is not None else not_known(s.rules)
    if silent:
        asked_, newest = s.plan.project.assume, max(years_of(s.rules.action), default=0)
        command = f"vetpartner rules {s.law_name}" + (f" --assume {asked_}" if asked_ else "")
        message = f"{len(silent)} rules of {s.law_name} are not known and not checked: "
        message += f"{_groups(silent)}; {command} lists them"
        way_out = f"add assume = {newest} to [project] to check against that call"
        way_out = "state them in [agreement.rules]" if asked_ or newest == s.rules.call else way_out
        yield s.note(message, "project/call", way_out)


@agreement("the project's own word")
def rules_assumed(s: Subject) -> Found:
    """The rules of another call are used only where the project asks for it.

    `assume` takes what the rules of the call say nothing about from another call. Findings that
    rest on it say so, and are warnings at most.
    Nothing has to be put right; look again when the Guide of the call is out.
    """
    asked_, assumed = s.plan.project.assume, s.rules.assumed
    keys = [each.key for each in assumed if each.assumed_from == f"call {asked_}"]
    if asked_ is not None and keys:
        message = f"{len(keys)} rules of {s.law_name} are assumed from call {asked_}: "
        message += _groups(keys)
        yield s.note(message, "project/assume")


def _groups(keys: Sequence[str]) -> str:
    """Return how many rules there are of each group."""
    counted = ((group, sum(key in labels for key in keys)) for group, labels in GROUPS.items())
    return ", ".join(f"{number} of “{group}”" for group, number in counted if number)


@agreement("calls of the Commission, rounds that were open to the action")
def round_not_open(s: Subject) -> Found:
    """The project's round was open to its action.

    Agencies open a second round for some actions and fields only; nobody could apply in another.
    Correct the reference or `round`.
    """
    number, rounds = s.round_number, s.rules.rounds
    said = s.reference_parts.get("round")
    own = s.plan.project.round
    if number is None or not s.rules.deadlines:
        return
    if own is not None and said is not None and said != str(own):
        message = f"the reference says round {said}, but the project {own}"
        yield s.error(message, "project/round")
    if all(each.number != number for each in rounds):
        open_ = " and ".join(str(each.number) for each in rounds)
        only = f"rounds {open_} were" if len(rounds) > 1 else f"round {open_} was"
        message = f"round {number} was not open to {s.law_name}; only {only}"
        at = "project/reference" if own is None else "project/round"
        yield s.law("deadlines", message, at, "correct the round")

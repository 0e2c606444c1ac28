"""The file of questions to answer, with the facts to write from as comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vetpartner.papers.report import report_data
from vetpartner.programme.questions import REPORT_KINDS, structure_for
from vetpartner.render.language import ReportLanguage, language, languages
from vetpartner.values.phrase import count
from vetpartner.values.words import did_you_mean, entitled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vetpartner.model import Partnership
    from vetpartner.papers.report import ReportData, Section
    from vetpartner.papers.report_groups import Answer, ReportGroup, ReportRow


_ASPECTS = {
    "wp1.inclusion": "ASPECT:INCLUSION",
    "wp1.green": "ASPECT:ENV",
    "wp1.digital": "ASPECT:DIGITAL",
    "wp1.civic": "ASPECT:CIVIC",
}
"""The questions of the report about the four aspects, by the keys of the call."""


def scaffold(p: Partnership, kind: str, code: str) -> str:
    """Return the text of `narrative/<kind>.<language>.md`: every question, and what it is fed by.

    Answers that exist already in this language are kept.
    A language without words has its hints in English; another kind raises `ValueError`.
    """
    if kind not in REPORT_KINDS:
        msg = f"there is no report {kind!r}{did_you_mean(kind, REPORT_KINDS)}; "
        raise ValueError(msg + f"there are {', '.join(REPORT_KINDS)}")
    spoken = language(code if code.partition("_")[0] in languages() else "en")
    data = report_data(p, kind, code)
    structure = structure_for(p)
    head = spoken.gettext(
        "Write each answer below its heading. Comments like this one do not get into the report."
    )
    source = f"{structure.source} (confidence {structure.confidence}). {structure.note}"
    parts = [f"<!--\n{head}\n{_harmless(source)}\n-->\n"]
    for section in data.sections:
        parts.extend(_section(spoken, data, section, code))
    return "\n".join(parts)


def _section(
    spoken: ReportLanguage, data: ReportData, section: Section, code: str
) -> Iterator[str]:
    asked = [*section.answers, *(a for group in section.groups for a in group.answers)]
    if not asked:
        return
    yield f"<!-- ===== {spoken.gettext(section.title)} ===== -->\n"
    for found in section.answers:
        yield _question(spoken, found, code, _facts(spoken, data, found))
    for group in section.groups:
        yield _comment([group.named, *_group_facts(spoken, group)])
        for found in group.answers:
            yield _question(spoken, found, code, ())


def _question(spoken: ReportLanguage, found: Answer, code: str, facts: Iterable[str]) -> str:
    label = _harmless(spoken.gettext(found.label))
    extra = f" ({spoken.gettext('in English')})" if found.english else ""
    optional = "" if found.required else f" ({spoken.gettext('optional')})"
    own = found.text if found.text is not None and _is_own(found, code) else ""
    limit = (
        ()
        if found.limit is None
        else (count("At most {n} character", "At most {n} characters", found.limit).within(spoken),)
    )
    hint = _comment([spoken.gettext(found.help) + optional, *limit, *facts])
    return f"## {found.id} — {label}{extra}\n\n{hint}\n{own}\n"


def _is_own(found: Answer, code: str) -> bool:
    return found.language == code


def _facts(spoken: ReportLanguage, data: ReportData, found: Answer) -> Iterator[str]:
    """Yield the facts to write from, for questions of the whole project."""
    if found.id == "rep.deviations":
        for line in data.deviations:
            yield f"{_name(line)}: {spoken.phrases(line.row.difference_phrases)}" + (
                f" ({line.row.reason})" if line.row.reason else ""
            )
    elif found.id in _ASPECTS:
        for row in data.aspects:
            if row.aspect == _ASPECTS[found.id]:
                number = "" if row.number is None else f", {spoken.value(row.number)}"
                much = f"{number} {row.unit}" if number and row.unit else number
                standing = f" ({spoken.value(row.standing)})" if row.standing else ""
                yield f"{row.id} {row.activity}: {row.what}{much}{standing}"
    elif found.id == "wp1.risk":
        titles = ((one.risk.title, one.done) for one in data.risks)
        yield from (f"{title} ({done})" if done else title for title, done in titles)
    elif found.id in {"sum.results", "rep.results_links"}:
        groups = (data.everything,)
        yield from (_achieved(spoken, li) for g in groups for li in g.deliverables if _has(li))
    elif found.id == "sum.implementation":
        yield from (_achieved(spoken, li) for li in data.everything.activities if _has(li))
    elif found.id == "imp.sharing":
        yield from (_achieved(spoken, line) for line in data.dissemination if _has(line))


def _group_facts(spoken: ReportLanguage, group: ReportGroup) -> Iterator[str]:
    for pair in group.pairs:
        yield f"{spoken.gettext(pair.label)}: {pair.value.within(spoken)}"
    for line in (*group.activities, *group.deliverables, *group.indicators):
        planned = spoken.phrases(line.row.plan_phrases)
        yield f"{_name(line)}: {planned} → {_rest(spoken, line)}"


def _achieved(spoken: ReportLanguage, line: ReportRow) -> str:
    return f"{_name(line)}: {_rest(spoken, line)}"


def _rest(spoken: ReportLanguage, line: ReportRow) -> str:
    achieved = spoken.phrases(line.row.achieved_phrases) or spoken.gettext(line.row.word)
    proofs = f" [{', '.join(line.evidence)}]" if line.evidence else ""
    number = line.figure is not None and line.row.achieved_value is not None
    return f"{achieved}{proofs}" + (f' {{{{ figure("{line.figure}") }}}}' if number else "")


def _has(line: ReportRow) -> bool:
    return bool(line.row.achieved_phrases)


def _name(line: ReportRow) -> str:
    return entitled(line.row.id, line.row.title)


def _comment(lines: Iterable[str]) -> str:
    first, *others = [_harmless(line) for line in lines]
    body = "".join(f"\n- {line}" for line in others)
    return f"<!-- {first}{body} -->"


def _harmless(text: str) -> str:
    """Return a text that cannot end a comment, on one line."""
    return " ".join(text.replace("--", "\N{EN DASH}").split())

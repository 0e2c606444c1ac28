"""The rows of a report: what stands in which block, and that nothing is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import evolve
from reported import PLAN, partnership

from vetpartner.model import (
    Amended,
    Amounts,
    Disseminated,
    Evidence,
    Held,
    Indicator,
    Meeting,
    Money,
    Narrative,
    Organisation,
    Partnership,
    Project,
    ReportDue,
    Task,
    When,
)
from vetpartner.papers.report import all_answers, report_data

if TYPE_CHECKING:
    from vetpartner.papers.report_groups import Answer


def pairs(p: Partnership) -> dict[str, str]:
    """Return what the head of a report says of the project."""
    return {pair.label: str(pair.value) for pair in report_data(p, "final", "en").pairs}


def test_head() -> None:
    """Guard the head: what is known, in words, with the agency and priorities by name."""
    project = evolve(PLAN.project, priorities=("HORIZ:GREEN", "XX:1"), topics=("A", "B"))

    expected = {
        "Project reference": "2023-1-HR01-KA220-VET-000000001",
        "Title": "Welding & <more>",
        "Acronym": "Weld",
        "Action": "KA220-VET",
        "Call": "2023",
        "Start": "2023-11-01",
        "End": "2025-10-31",
        "Duration": "24 months",
        "Lump sum": "120 000 EUR",
        "Coordinator": "Strukovna škola",
        "National agency": "AMPEU",
        "Priorities": "Environment and fight against climate change; XX:1",
        "Topics": "A; B",
    }
    assert expected == pairs(partnership(project=project))


def test_head_of_a_project_of_which_little_is_known() -> None:
    """Guard unknown calls, agencies and coordinators: shown as they are, or not at all."""
    unknown = Project(action="KA999", call=1999, coordinator="AMU", national_agency="ZZ99")
    odd = Project(reference="none", action="KA220-VET", call=2023, priorities=("A",))

    expected = {"Action": "KA999", "Call": "1999", "Coordinator": "AMU", "National agency": "ZZ99"}
    assert expected == pairs(partnership(project=unknown))
    assert "National agency" not in pairs(partnership(project=odd))
    assert {} == pairs(Partnership())
    assert {"Priorities": "A"} == pairs(partnership(project=Project(priorities=("A",))))


def test_partners_by_role() -> None:
    """Guard the order coordinator, partner, associated, and the country as ISO code."""
    associated = Organisation(id="x", role="associated", country="EL")
    odd = Organisation(id="y", country="Narnia")
    p = partnership(organisations=(associated, *PLAN.organisations, odd))

    assert [
        ("sts", "coordinator", "HR"),
        ("fbk", "partner", "AT"),
        ("y", "partner", "Narnia"),
        ("x", "associated", "GR"),
    ] == [(found.id, found.role, found.country) for found in report_data(p, "final", "en").partners]


def test_groups() -> None:
    """Guard that each work package has its rows, facts and answers, and evidence its numbers."""
    proof, other = (Evidence(kind="agenda", file=file) for file in ("a.pdf", "b.pdf"))
    p = partnership(
        Held(of="M1", evidence=(proof, other, proof)), answers={"wp.WP2.results": "Much."}
    )
    data = report_data(p, "final", "en")
    section = next(found for found in data.sections if found.id == "implementation")
    (group,) = section.groups

    assert ["M1", "T1", "E1", "A1"] == [line.row.id for line in group.activities]
    assert (("M1-a", "M1-b"), ()) == (group.activities[0].evidence, group.activities[1].evidence)
    assert ["D1"] == [line.row.id for line in group.deliverables]
    assert ["I1"] == [line.row.id for line in group.indicators]
    assert [
        ("Lead", "Fachberufskolleg"),
        ("Period", "M2 to M12 (2023-12 to 2024-10)"),
        ("Amount", "100 000 EUR"),
    ] == [(pair.label, str(pair.value)) for pair in group.pairs]
    assert "Much." == next(a.text for a in group.answers if a.id == "wp.WP2.results")


def test_management_and_what_hangs_nowhere() -> None:
    """Guard that rows of management, of no work package and of an unknown one are shown."""
    p = partnership(
        meetings=(Meeting(id="M1"), Meeting(id="M2", work_package="WP9")),
        indicators=(
            Indicator(id="I1", work_package="WP1"),
            Indicator(id="I2", of="T1"),
            Indicator(id="I3", of="nothing"),
        ),
    )
    data = report_data(p, "final", "en")

    assert data.management is not None
    assert ["I1"] == [line.row.id for line in data.management.indicators]
    assert ["M1", "M2"] == [line.row.id for line in data.elsewhere.activities]
    assert ["I3"] == [line.row.id for line in data.elsewhere.indicators]


def test_small_partnership() -> None:
    """Guard that a KA210 reports by activity, with the host and the amount of each."""
    plan = evolve(
        PLAN,
        project=Project(action="KA210-VET", call=2024, lump_sum=Money(60_000), coordinator="sts"),
        work_packages=(),
        meetings=(
            Meeting(
                id="M1",
                lead="sts",
                host="fbk",
                organisations=("sts", "nobody"),
                grant=Amounts({"sts": Money(5_000), "fbk": Money(1_000)}),
            ),
        ),
    )
    data = report_data(Partnership(baseline=plan), "final", "en")
    section = next(found for found in data.sections if found.id == "implementation")

    assert data.management is None
    assert ["M1", "T1", "E1", "A1"] == [group.id for group in section.groups]
    assert [
        ("Lead", "Strukovna škola"),
        ("Host", "Fachberufskolleg"),
        ("Organisations", "STS, nobody"),
        ("Amount", "6 000 EUR"),
    ] == [(pair.label, str(pair.value)) for pair in section.groups[0].pairs]
    assert (True, Money(6_000)) == (data.budget.by_activity, data.budget.total)


def test_answers_in_other_languages() -> None:
    """Guard the order of languages: the one asked for, the project's, English, any other."""
    p = partnership(answers={"sum.results": "English", "imp.wider": "English"})
    german = Narrative(
        report="final",
        language="de",
        answers=(("sum.results", "Deutsch"), ("rel.synergies", "Nur deutsch")),
    )
    p = evolve(p, narratives=(*p.narratives, german))
    german_first = {a.id: a for a in all_answers(report_data(p, "final", "de").sections)}
    english = {a.id: a for a in all_answers(report_data(p, "final", "en").sections)}

    assert ("Deutsch", "de", False) == shown(german_first["sum.results"])
    assert ("English", "en", True) == shown(german_first["imp.wider"])
    assert ("English", "en", False) == shown(german_first["sum.results.en"])
    assert ("Nur deutsch", "de", True) == shown(english["rel.synergies"])
    assert (None, "en", False) == shown(english["imp.sharing"])
    assert "narrative/final.de/sum.results" == german_first["sum.results"].address


def shown(answer: Answer) -> tuple[str | None, str, bool]:
    """Return text, language and whether it stands in for another language."""
    return answer.text, answer.language, answer.fallback


def test_english_summary_inside_the_same_file() -> None:
    """Guard that the English summary may stand below its own heading in the other file."""
    words = Narrative(report="final", language="hr", answers=(("sum.results.en", "Results."),))
    p = evolve(partnership(), narratives=(words,))
    found = {a.id: a for a in all_answers(report_data(p, "final", "hr").sections)}

    assert ("Results.", "en", False) == shown(found["sum.results.en"])
    assert found["sum.objectives.en"].missing


def test_missing_answers_are_gaps() -> None:
    """Guard that an answer which is needed is listed as missing, and an optional one is not."""
    data = report_data(partnership(), "final", "en")
    missing = {gap.id for gap in data.gaps if gap.kind == "answer"}

    assert "imp.sharing" in missing
    assert "rel.synergies" not in missing


def test_records_and_amendments() -> None:
    """Guard the log of dissemination, planned or not, and the list of amendments in words."""
    p = partnership(
        Disseminated(of="N1", when=When.parse("2024-05"), organisation="fbk", audience=("a", "b")),
        Disseminated(recorded=date(2024, 6, 1), title="Radio", reach=900),
        Amended(of="M1", recorded=date(2023, 11, 9), when=When.parse("M3"), reason="snow"),
        Amended(recorded=date(2024, 2, 9), months=30, reason="war", approved=date(2024, 3, 1)),
    )
    data = report_data(p, "final", "en")

    assert [
        (When.parse("2024-05"), "Newsletter", "FBK", "a, b", None),
        (None, "Radio", None, "", 900),  # when it was on the air nobody stated
    ] == [(r.when, r.title, r.organisation, r.audience, r.reach) for r in data.records]
    assert [
        ("M1", "Kick-off", ("dates",), "snow", None),
        (None, "Weld", ("duration",), "war", date(2024, 3, 1)),
    ] == [(a.id, a.title, a.fields, a.reason, a.approved) for a in data.amendments]


def test_time_that_the_report_covers() -> None:
    """Guard the last day that an interim report covers, from the agreement's schedule."""
    p = partnership(reports=(ReportDue(id="r", kind="interim", until=date(2024, 10, 31)),))

    assert date(2024, 10, 31) == report_data(p, "interim", "en").covers_until
    assert report_data(p, "final", "en").covers_until is None


def test_statement_names_the_agency() -> None:
    """Guard that the disclaimer names the project's own agency, not a European one."""
    english = report_data(partnership(), "final", "en").statement
    croatian = report_data(partnership(), "final", "hr").statement

    assert "European Union or AMPEU. Neither" in (english.disclaimer or "")
    assert ("Funded by the European Union", "en", "C") == (
        english.funding,
        english.language,
        english.confidence,
    )
    assert "nacionalne agencije AMPEU" in (croatian.disclaimer or "")
    assert ("hr", "D") == (croatian.language, croatian.confidence)


def test_statement_without_agency_or_rules() -> None:
    """Guard unknown agencies and calls: a neutral name, or no statement at all."""
    nameless = partnership(project=evolve(PLAN.project, reference=None))
    unknown = partnership(project=Project(action="KA999", call=1999))
    own = evolve(unknown, own_rules='action = "KA999"\ncall = 1999\ntitle = "Old"\n')

    text = report_data(nameless, "final", "en").statement.disclaimer or ""
    assert "European Union or the national agency. Neither" in text
    bare = report_data(nameless, "final", "hr").statement.disclaimer or ""
    assert "ili nacionalne agencije. Ni Europska unija ni nacionalna agencija ne mogu" in bare
    assert report_data(unknown, "final", "en").statement.disclaimer is None
    silent = report_data(own, "final", "hr").statement
    assert (None, None, None) == (silent.funding, silent.disclaimer, silent.source)


def test_task_without_title_shows_its_id() -> None:
    """Guard things of which only the id is known."""
    data = report_data(partnership(tasks=(Task(id="A9"),)), "final", "en")

    assert ["A9"] == [line.row.title for line in data.elsewhere.activities]


def test_same_data_in_the_same_order() -> None:
    """Guard repeatability: the report of a day can be made again."""
    p = partnership(Held(of="M1", recorded=date(2024, 1, 5), participants=7))
    later = evolve(p, facts=(*p.facts, Held(of="E1", recorded=date(2025, 1, 5))))
    day = date(2024, 6, 30)

    assert report_data(p.on(day), "interim", "en") == report_data(later.on(day), "interim", "en")
    assert Decimal(7) == report_data(p, "final", "en").everything.activities[0].row.achieved_value


def test_chapter_that_nothing_is_asked_for_is_left_out() -> None:
    """Guard against a heading with nothing below it, as relevance in an interim report of KA210."""
    small = partnership(project=evolve(PLAN.project, action="KA210-VET"))
    made = {kind: report_data(small, kind, "en") for kind in ("interim", "final")}

    left_out = {
        kind: [one.id for one in data.sections if one not in data.chapters]
        for kind, data in made.items()
    }
    assert {"interim": ["relevance"], "final": []} == left_out


def test_quality_names_the_chapter_that_tells_it() -> None:
    """Guard references: own words are named where they stand, and without a record none is made."""
    told = partnership(answers={"wp1.monitoring": "We looked each month."})
    rows = {
        str(row.what): (str(row.much), row.where)
        for row in report_data(told, "final", "en").followed
    }
    asked = "Monitoring of progress, quality and results"

    assert ("told in own words", "Project management") == rows[asked]
    assert "Impact and follow-up" == rows["Indicators reached"][1]
    assert asked not in {str(r.what) for r in report_data(partnership(), "final", "en").followed}
    empty = Partnership(baseline=evolve(PLAN, **dict.fromkeys(("risks", "indicators"), ())))
    chapters = [section.id for section in report_data(empty, "final", "en").chapters]
    assert "quality" not in chapters
    assert "lessons" in chapters

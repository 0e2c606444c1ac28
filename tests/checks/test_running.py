"""All rules together: slugs, places, explanations, and the call that is unknown."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from textwrap import dedent

import attrs
import pytest
from checks.clean import change, clean, found, later, old, plan, project, told

import vetpartner as vp
from vetpartner.checks import FAMILIES, RULES, Subject, UnknownSlug, explain, page
from vetpartner.checks.rule import reading_pages
from vetpartner.files.saving import start_folder
from vetpartner.model import (
    Agreement,
    Fact,
    Meeting,
    Partnership,
    Place,
    Plan,
    Precision,
    Venue,
    When,
)
from vetpartner.programme import Rules


def test_slugs_are_unique() -> None:
    """Guards that no two rules share a page, and none stands in two families."""
    slugs = [rule.slug for rule in RULES]

    assert len(slugs) == len(set(slugs))
    assert len(RULES) == sum(len(rules) for _, rules in FAMILIES.items())


def test_findings_know_their_slug_place_and_line() -> None:
    """Guards that a finding leads to the line of the file, and that the nearest is enough."""

    @attrs.frozen
    class Origin:
        folder: Path = Path()

        def locate(self, address: str, fact: Fact | None = None) -> Place | None:
            del fact
            known = address == "meetings/M1/host"
            return Place(file="project.toml", line=7, column=3) if known else None

        def line(self, place: Place) -> str | None:
            return f"line {place.line}"

    p = attrs.evolve(change("M1", host="stz", title=None), origin=Origin())
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, objectives=()))
    host, objective = vp.check(p)

    assert ("link-to-nowhere", "project.toml:7:3") == (host.slug, str(host.place))
    assert "line 7" == host.line
    assert "did you mean `sts`?" == host.way_out
    assert (None, None) == (objective.place, objective.line)
    assert "work_packages/WP2/objectives" == objective.address


def test_the_basis_is_the_law() -> None:
    """Guards that a finding cites document, page and confidence, and names a way out."""
    finding = next(f for f in vp.check(project(lump_sum=vp.Money(200_000))) if f.basis)

    assert "Programme Guide 2025, p. 255 (confidence A, checked 2026-06-30)" == finding.basis
    assert "write lump_sum = 120_000 or 250_000 or 400_000 into [project]" == finding.way_out


def test_unverified_law_makes_a_warning_that_says_so() -> None:
    """Guards that nothing of general knowledge is an error."""
    p = old(project(months=40), call=2022)

    expected = [
        (
            "warning",
            "project/months",
            "the project lasts 40 months; KA220-VET 2022 allows at most 36 (unverified rule)",
        )
    ]

    assert expected == found("duration-not-allowed", p)


def test_assumed_law_makes_a_warning_that_says_so() -> None:
    """Guards that what a project lets be assumed is told in each finding that rests on it."""
    p = old(project(lump_sum=vp.Money(120_000), assume=2026), call=2023)
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, work_packages=()))

    assert [
        (
            "warning",
            "work_packages",
            (
                "the plan has no work packages; KA220-VET 2023 needs at least 2, one of them for "
                "management (assumed from call 2026)"
            ),
        )
    ] == found("too-few-work-packages", p)


def test_the_agreement_wins_over_the_call() -> None:
    """Guards that a rule replaced by the agreement is the one that is checked, and is cited."""
    p = change("WP1", grant={"sts": vp.Money(30_000)})
    p = attrs.evolve(
        p,
        baseline=attrs.evolve(
            p.baseline, agreement=Agreement(rules=(("management_share_max", "25 %"),))
        ),
    )

    assert [] == found("management-over-share", p)
    assert 1 == len(found("agreement-overrides-rule", p))


def test_an_unknown_call_silences_only_the_law() -> None:
    """Guards that the rules that need no law still run where there is none."""
    p = old(change("M1", host="stz", venue=Venue(city="Graz", country="AT")), call=2031)

    slugs = {f.slug for f in vp.check(p)}

    assert {"unknown-call", "link-to-nowhere", "reference-missing"} == slugs


def test_a_value_without_a_citation_has_no_basis() -> None:
    """Guards that rules made in Python, without sources, can be checked."""
    rules = Rules(action="X", call=2025, title="X", min_organisations=9, max_topics=0)
    subject = Subject(p=clean(), rules=rules)

    firm = subject.law("min_organisations", "few", "organisations")
    soft = subject.law("max_topics", "many", "project/topics", may=True)

    assert (None, "error") == (firm.basis, firm.severity.value)
    assert (None, "warning") == (soft.basis, soft.severity.value)


def test_the_start_folder_has_only_notes(tmp_path: Path) -> None:
    """Guards what a coordinator sees in the first minute."""
    start_folder(tmp_path / "new", date(2026, 11, 24))
    found_ = vp.check(vp.load(tmp_path / "new"))

    assert () == (*found_.errors, *found_.warnings)
    assert {"reference-missing", "activity-without-date", "oid-missing"} == {f.slug for f in found_}


def test_the_examples_of_the_start_folder_can_be_used(tmp_path: Path) -> None:
    """Guards that the facts that stand there as remarks are read once the # is taken away."""
    start_folder(tmp_path, date(2026, 11, 24))
    facts = tmp_path / "facts.toml"
    text = re.sub(r"^# (?=\[\[|\w+ = )", "", facts.read_text("utf-8"), flags=re.MULTILINE)
    facts.write_text(text, "utf-8")
    reading = vp.read(tmp_path)

    assert ["evidence-file-missing"] == [found.slug for found in reading.findings]
    assert ["Held", "Attended", "Delivered", "Measured", "Amended"] == [
        fact.__class__.__name__ for fact in reading.partnership.facts
    ]


@pytest.mark.parametrize(("slug", "near"), [("venue-outside-partner", "venue-outside-partnership")])
def test_an_unknown_slug_names_similar_ones(slug: str, near: str) -> None:
    """Guards that a slip of the pen leads to the page; what is like nothing gets no hint."""
    with pytest.raises(UnknownSlug, match=f"did you mean {near}"):
        explain(slug)
    with pytest.raises(LookupError, match=r"there is no finding `x`$"):
        explain("x")


def test_mistakes_of_reading_are_explained_too() -> None:
    """Guards that each slug that `check` prints has a page."""
    text = "\n".join(
        file.read_text(encoding="utf-8")
        for room in ("values", "whatif", "files", "papers", "render", "export", "documents")
        for file in Path(vp.__file__).parent.glob(f"{room}/**/*.py")
    )
    rules = {rule.slug for rule in RULES}

    assert [] == [slug for slug in reading_pages() if f'"{slug}"' not in text]
    assert set() == rules & set(reading_pages())
    assert explain("bad-money").startswith("# bad-money\n\nAn amount has one reading.")


def test_the_page_of_all_findings() -> None:
    """Guards the generated reference: every family and every slug once, in order."""
    lines = page().split("\n")
    headings = [line[4:] for line in lines if line.startswith("### ")]

    assert "# Findings" == lines[0]
    assert [*(rule.slug for rule in RULES), *reading_pages()] == headings
    assert [*FAMILIES, "Reading files and making reports", "Partners' documents"] == [
        line[3:] for line in lines if line.startswith("## ")
    ]


def test_an_empty_partnership_bears_checking() -> None:
    """Guards that a plan of nothing has findings and no traceback."""
    assert {"unknown-call", "coordinator-missing"} <= {f.slug for f in vp.check(Partnership())}
    assert [] != list(vp.check(later(clean().as_of, plan(organisations=(), work_packages=()))))
    assert 0 == len(vp.check(told()))


def test_every_slug_in_the_code_has_its_page() -> None:
    """Guards that whatever a coordinator meets in brackets can be explained."""
    package = Path(__file__).parents[2] / "vetpartner"
    pattern = re.compile(
        r'(?:slug=|WrongValue\(\s*|\.say\(\s*|yield \(\s*)"([a-z]+(?:-[a-z0-9]+)+)"'
    )
    slugs = {s for path in package.rglob("*.py") for s in pattern.findall(path.read_text("utf-8"))}

    assert {"narrative-missing", "unknown-key", "bad-money", "not-toml"} <= slugs
    for slug in slugs:
        assert explain(slug).startswith(f"# {slug}")


def test_two_meetings_on_one_day_need_not_overlap() -> None:
    """Guards that times count, in a zone that does not exist too."""
    split, bremen = Venue(city="Split", country="HR"), Venue(city="Bremen", country="DE")
    first, second, *_ = clean().baseline.meetings

    def overlaps(zone: str | None) -> int:
        one = attrs.evolve(When.parse("2026-09-01 09:00..12:00"), zone=zone)
        two = attrs.evolve(When.parse("2026-09-01 12:00..18:00"), zone=zone)
        meetings = (
            attrs.evolve(first, when=two, venue=split),
            attrs.evolve(second, when=one, venue=bremen, mode="in person"),
        )
        return len(found("activities-overlap", plan(meetings=meetings)))

    assert 0 == overlaps(None)
    assert 0 == overlaps("Europe/Zagreb")
    assert 0 == overlaps("Nowhere/Land")


def test_an_impossible_end_is_no_traceback() -> None:
    """Guards that a start at the end of time leaves the period unknown."""
    p = attrs.evolve(project(start=date(9999, 6, 1)), facts=())

    assert [] == found("activity-outside-project", p)
    assert [] == found("held-outside-project", p)


def test_times_without_days_are_no_traceback() -> None:
    """Guards that a date made by hand without its days is nowhere."""
    nowhere = When(precision=Precision.TIMES)

    assert [] == found("activities-overlap", change("E1", when=nowhere))


def test_a_finding_points_to_the_entry_that_gave_the_field(tmp_path: Path) -> None:
    """Guard the place of what a second entry, or a correction, says of one fact."""
    (tmp_path / "project.toml").write_text(
        '[project]\ncoordinator = "a"\nstart = 2025-01-01\nmonths = 12\n'
        '[[organisations]]\nid = "a"\n[[meetings]]\nid = "M1"\nwhen = 2025-03-01\n',
        "utf-8",
    )
    facts = """
    [[held]]
    of = "M1"
    [[attended]]
    of = "M1"
    recorded = 2025-03-02
    count = 9
    [[held]]
    of = "M1"
    participants = 12
    [[held]]
    of = "M1"
    corrects = "held/M1"
    recorded = 2025-03-03
    reason = "the minutes say so"
    when = "2025-03-02"
    venue = { city = "X", timezone = "Nowhere/Land" }
    """
    (tmp_path / "facts.toml").write_text(facts.replace("\n    ", "\n"), "utf-8")
    found = {one.slug: one for one in vp.check(vp.load(tmp_path))}

    differ, zone = found["participants-differ"], found["time-zone-unknown"]
    assert ("held/M1#2/participants", "facts.toml:10:16") == (differ.address, str(differ.place))
    assert ("held/M1#3/venue/timezone", "facts.toml:17:34") == (zone.address, str(zone.place))


def test_lists_are_judged_like_entries(tmp_path: Path) -> None:
    """Guard lists of attendance and costs: too many people, two places at once, days to come."""
    (tmp_path / "tables").mkdir()
    files = {
        "project.toml": """
            [project]
            coordinator = "a"
            start = 2025-01-01
            months = 24
            [[organisations]]
            id = "a"
            [[people]]
            id = "ana"
            [[meetings]]
            id = "M1"
            when = 2025-03-03
            venue = { city = "Split" }
            [[trainings]]
            id = "T1"
            when = "2025-03-03..2025-03-05"
            venue = { city = "Bremen" }
            expected = 2
            """,
        "facts.toml": """
            [[attended]]
            of = "M1"
            person = "ana"
            [[paid]]
            sent = 2026-01-05
            amount = 5
            """,
        "tables/participants.csv": "id,person,count\nL1,ana,1\nL2,,30\n",
        "tables/attendance-T1.csv": (
            "participant,date\nL2,2025-03-04\nL1,2025-03-03\nL1,2026-03-05\nL2,2025-03-04\n"
        ),
        "tables/costs.csv": "of,date,amount\nT1,2025-03-03,9.50\nT1,2026-02-01,9.50\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(dedent(text), "utf-8")
    p = vp.load(tmp_path).on(date(2025, 12, 31))
    told = {
        one.slug: (str(one.place), one.message)
        for one in vp.check(p)
        if one.slug in {"number-far-from-plan", "person-in-two-places", "facts-not-known-yet"}
    }
    later = "3 facts are dated after 2025-12-31, and do not count yet"

    assert {
        "facts-not-known-yet": ("project.toml:2:1", later),
        "number-far-from-plan": (
            "tables/attendance-T1.csv:2:1",
            "T1 has 31 participants, and 2 were expected",
        ),
        "person-in-two-places": (
            "tables/attendance-T1.csv:3:1",
            "ana attended M1 in Split (2025-03-03) and T1 in Bremen (2025-03-03)",
        ),
    } == told
    assert [later] == [row.text for row in vp.status(p).rows if "dated after" in row.text]


def test_what_was_not_looked_at_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard that a text behind the bound is no clean text: it is named, once for all of them."""
    monkeypatch.setattr("vetpartner.checks.people._LOOKED_AT", 60)
    number = "+385 91 234 5678"
    texts = ("Nothing to see in this long title without any number at all, is there?", number)
    long = f"{number} {'and so on ' * 5}{number}"
    meetings = tuple(
        Meeting(id=f"M{n}", title=text) for n, text in enumerate((*texts, long, number), start=1)
    )
    p = Partnership(baseline=Plan(meetings=meetings))
    told = [f for f in vp.check(p) if f.slug == "personal-data-in-text"]

    assert ["meetings/M2/title", "meetings/M3/title", "meetings/M3/title"] == sorted(
        finding.address for finding in told
    )
    said = (
        "texts not looked at for personal data, or not to their end: 2, from here on, because all "
        "texts with numbers have more than 60 signs"
    )
    assert [said] == [finding.message for finding in told if "personal in a" not in finding.message]


def test_many_of_a_kind_are_counted() -> None:
    """Guard that a list of numbers in a text is a page of findings and not a thousand."""
    text = " ".join(f"@somebody_{n:02}" for n in range(23)) + " +385 91 234 5678"
    p = Partnership(baseline=Plan(meetings=(Meeting(id="M1", title=text),)))
    told = [f.message for f in vp.check(p) if f.slug == "personal-data-in-text"]

    assert ["personal in this text are 3 more: handle"] == [m for m in told if "a text" not in m]
    assert 20 == sum("personal in a text: handle" in message for message in told)
    assert 1 == sum("personal in a text: telephone number" in message for message in told)

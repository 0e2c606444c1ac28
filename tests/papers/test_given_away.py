"""Own words give away no number that the tables keep back, neither by itself nor by a sum."""

from __future__ import annotations

import pytest
from builders import partnership, when

from vetpartner.export.report import report
from vetpartner.model import Attended, Held, Meeting, Narrative, Organisation, Partnership, Training
from vetpartner.papers.against_record import untold

HOMES = (
    Organisation(id="sts", name="Strukovna škola Split", acronym="STS", country="HR", city="Split"),
    Organisation(id="fbk", name="Berufskolleg", acronym="FBK", country="AT", city="Graz"),
)


Group = tuple[str, str | None, str | None, int]
"""Activity, organisation, role, and how many."""


def there(of: str, home: str | None, role: str | None, count: int, fewer: int | None) -> Attended:
    """Return a counted group."""
    return Attended(of=of, organisation=home, role=role, count=count, fewer_opportunities=fewer)


def project(
    *groups: tuple[str, str | None, str | None, int], fewer: int | None = None
) -> Partnership:
    """Return a project with a meeting and a training at which these groups were."""
    return partnership(
        *HOMES,
        Meeting(id="M1", title="Opening meeting", when=when("2025-03-03")),
        Training(id="T1", title="Pilot week for learners", when=when("2025-04-07")),
        *(
            Held(of=id_, when=when(day))
            for id_, day in (("M1", "2025-03-03"), ("T1", "2025-04-07"))
        ),
        *(there(*group, fewer) for group in groups),
        on="2025-06-01",
        action="KA220-VET",
        call=2025,
    )


# 20 were there, and tables tell neither that 16 were learners nor that four came with them.
WEEK = project(("T1", "sts", "learner", 16), ("T1", "sts", "accompanying person", 4))
# Three staff of one country are kept back, and with them all else from which they follow.
TWO = project(
    ("M1", "sts", "staff", 5),
    ("M1", "fbk", "staff", 3),
    ("T1", "sts", "learner", 8),
    ("T1", "fbk", "learner", 7),
)
# Nobody is few.
MANY = project(
    ("M1", "sts", "staff", 12), ("T1", "sts", "learner", 16), ("T1", "fbk", "learner", 9)
)


@pytest.mark.parametrize(
    ("p", "text", "said"),
    [
        (WEEK, "20 people, 16 of them learners, worked for a week in Split.", ["16"]),
        (WEEK, "In the pilot week for learners, T1, 16 learners took part.", ["16"]),
        (WEEK, "The 16 learners and 4 accompanying persons met the companies.", ["16"]),
        (WEEK, "20 people took part in T1.", []),
        (WEEK, "They worked for 16 hours and made 4 films.", []),
        (TWO, "Three of FBK came to M1.", ["Three"]),
        (TWO, "At M1 there were five of STS and three from Graz.", ["five", "three"]),
        (TWO, "T1: 15 learners, eight from Split and seven from Graz.", ["eight", "seven"]),
        (TWO, "At T1 eight came from the one side and seven from the other.", ["eight", "seven"]),
        (TWO, "15 learners came to T1, and 8 people to M1.", []),
        (TWO, "The course has eight units and seven tests.", []),
        (MANY, "At T1 16 came from Split and nine from Graz.", []),
        (MANY, "25 learners took part in T1.", []),
    ],
)
def test_numbers_from_which_few_follow(p: Partnership, text: str, said: list[str]) -> None:
    """Sums are reckoned as a reader would; what the tables tell themselves is let pass."""
    found = [one.said for one in untold(p, text) if one.few]

    assert said == found[: len(said)]
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    ("text", "few"),
    [
        ("13 of the 15 learners of T1 have fewer opportunities.", True),  # two have not
        ("Three of the 15 learners of T1 have fewer opportunities.", True),
        ("15 of the 15 learners of T1 have fewer opportunities.", False),
        ("Nine of the 15 learners of T1 have fewer opportunities.", False),
    ],
)
def test_a_small_rest_has_no_fewer_opportunities(text: str, *, few: bool) -> None:
    """How many have not is as much a number of people as how many have."""
    p = project(("T1", "sts", "learner", 15), fewer=9)

    assert few == any(one.few for one in untold(p, text))


def test_the_report_names_the_place() -> None:
    """The finding leads to the answer, and is a warning of its own kind."""
    words = Narrative(
        report="final",
        language="en",
        answers=(("sum.results", "Sixteen learners worked in Split for a week."),),
    )
    given = Partnership(baseline=WEEK.baseline, facts=WEEK.facts, day=WEEK.day, narratives=(words,))
    findings = report(given, "final", draft=True).findings
    (found,) = (one for one in findings if one.slug == "narrative-few-people")

    assert "narrative/final.en/sum.results" == found.address
    assert "“Sixteen”" in str(found)

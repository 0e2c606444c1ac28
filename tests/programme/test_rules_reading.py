"""Rules of a project's own: read strictly, with all mistakes at once and none raised."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetpartner.model import Money, Share
from vetpartner.programme import Band, Citation, Rules, UnknownRule, read_rules

HEAD = 'action = "KA202-VET"\ncall = 2019\ntitle = "Strategic Partnerships for VET"\n'
CITED = 'source = "Slovak agency"\nconfidence = "B"\nchecked = 2026-06-30\n'


def with_rule(key: str, value: str, cited: str = CITED) -> str:
    """Return the text of rules with one value."""
    return f"{HEAD}\n[{key}]\nvalue = {value}\n{cited}"


def problems_of(text: str) -> list[tuple[str, str]]:
    """Return address and message of every problem."""
    reading = read_rules(text, file="rules.toml")

    assert (reading.rules is None) == bool(reading.problems)
    return [(problem.address, problem.message) for problem in reading.problems]


def sound(text: str) -> Rules:
    """Return rules that have to be without problems."""
    assert problems_of(text) == []
    law = read_rules(text, file="rules.toml").rules
    assert law is not None
    return law


def test_little_is_enough() -> None:
    """Own rules need a name only; what they leave out is None or empty, and not cited."""
    law = sound(HEAD)

    assert ("KA202-VET", 2019, "Strategic Partnerships for VET") == (
        law.action,
        law.call,
        law.title,
    )
    assert law.min_months is None
    assert () == law.lump_sums
    assert () == law.citations
    assert law.longest_months(24) is None
    with pytest.raises(
        UnknownRule, match="the rules of KA202-VET 2019 say nothing about `min_months`"
    ):
        law.cite("min_months")


def test_values_of_an_old_action() -> None:
    """The old reduction bands can be written, with place and note."""
    text = with_rule(
        "final_bands",
        '[{ at_least = 50, at_most = 100, paid = "100 %" }, '
        "{ at_least = 40, at_most = 49, paid = 0.75 }]",
        'source = "Slovak agency"\nplace = "question 186"\nconfidence = "B"\n'
        'checked = 2026-06-30\nnote = "Gap at 25."\n',
    )
    law = sound(text)

    assert (
        Band(at_least=50, at_most=100, paid=Share(1)),
        Band(at_least=40, at_most=49, paid=Share("0.75")),
    ) == law.final_bands
    assert (
        Citation(
            key="final_bands",
            source="Slovak agency",
            place="question 186",
            confidence="B",
            checked=date(2026, 6, 30),
            note="Gap at 25.",
        ),
    ) == law.citations
    assert "Slovak agency, question 186 (confidence B, checked 2026-06-30)" == str(
        law.cite("final_bands")
    )


def test_money_in_another_currency() -> None:
    """An amount is a number in euro, or a text with its currency."""
    law = sound(with_rule("lump_sums", '[30_000, 12.5, "500.00 CZK"]'))

    assert (Money(30_000), Money("12.50"), Money(500, "CZK")) == law.lump_sums


def test_no_value_is_a_value() -> None:
    """`none` says that the law sets no value, which is cited and not the same as silence."""
    law = sound(with_rule("max_organisations", '"none"'))

    assert law.max_organisations is None
    assert law.says("max_organisations")
    assert not law.says("min_organisations")


def test_countries_in_the_way_of_the_union() -> None:
    """EL and UK become ISO codes."""
    law = sound(with_rule("member_states", '["EL", "UK", "hr"]'))

    assert ("GR", "GB", "HR") == law.member_states


def test_all_problems_at_once() -> None:
    """Missing, unknown and wrong things are found together, each with its address."""
    text = """
call = "2019"
titel = "Strategic"
[min_month]
value = 6
[min_months]
value = "six"
source = "Guide"
confidence = "E"
[max_months]
source = "Guide"
confidence = "A"
checked = 2026-06-30
page = "p. 3"
[lump_sums]
value = [100, -5, 1.234, true]
source = ""
confidence = "a"
checked = "today"
"""

    expected = [
        ("titel", "`titel` is not a rule that rules.toml can hold; did you mean title?"),
        (
            "min_month",
            (
                "`min_month` is not a rule that rules.toml can hold; "
                "did you mean min_months or max_months?"
            ),
        ),
        ("", "rules.toml needs `action`"),
        ("call", "expected a whole number, not '2019'"),
        ("", "rules.toml needs `title`"),
        ("min_months/confidence", "'E' is not one of `A`, `B`, `C`, `D`"),
        ("min_months", "`checked` is missing"),
        ("min_months/value", "expected a whole number, not 'six'"),
        ("max_months/page", "`page` is not known here; did you mean place?"),
        ("max_months", "`value` is missing"),
        ("lump_sums/source", "the text is empty; leave the key out until it is known"),
        ("lump_sums/confidence", "'a' is not one of `A`, `B`, `C`, `D`; did you mean `A`?"),
        ("lump_sums/checked", "'today' is not a day; write year, month and day: 2023-11-01"),
        ("lump_sums/value", "item 2: an amount of the rules is not negative: -5 EUR"),
        ("lump_sums/value", "item 3: 1.234 can be read as 1234 or as 1.234"),
        ("lump_sums/value", "item 4: expected an amount, not true"),
    ]
    assert expected == problems_of(text)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("min_months", "true", "expected a whole number, not true"),
        ("min_months", "-1", "-1 cannot be right here"),
        ("min_months", "6.5", "expected a whole number, not 6.5"),
        ("min_months", f"0x{'f' * 5000}", "a very large number cannot be right here"),
        ("min_months", "[6]", "expected a whole number, not a list"),
        ("has_work_packages", '"yes"', "expected true or false, not 'yes'"),
        ("call_id", "2019", 'expected a text in quotes, not 2019; write "2019" in quotes'),
        ("call_id", '" "', "the text is empty; leave the key out until it is known"),
        ("call_id", "{ a = 1 }", "expected a text in quotes, not a table"),
        ("min_months", f'"{"x" * 70}"', f"expected a whole number, not '{'x' * 56}..."),
        ("guide_versions", '"v1"', "expected a list in brackets, not 'v1'"),
        (
            "management_share_max",
            "20",
            'a share lies between 0 and 1, not 20; write a share as "40 %" or 0.40',
        ),
        ("management_share_max", "nan", "NaN cannot be right here"),
        (
            "low_value_limit",
            '"1.234"',
            "'1.234' can be read as 1234 or as 1.234",
        ),
        ("member_states", '["HRV"]', "item 1: 'HRV' is not the code of a country, such as HR"),
        (
            "oid_pattern",
            '"E("',
            ("'E(' is not a regular expression: missing ), unterminated subpattern at position 1"),
        ),
        *(
            (
                "oid_pattern",
                f"'{pattern}'",
                (
                    f"{pattern!r} could be tried in too many ways; say how often a sign stands, "
                    r"as in [A-Z]{2}\d{6}, and repeat no brackets"
                ),
            )
            for pattern in (
                "(a+)+b",
                "(a|a)*",
                "(?:ab){9}",
                r"(a)\1",
                "(?=a)b",
                r"\d?" * 14,
                ".*" * 3,
            )
        ),
        (
            "funding",
            '"lump sum by activities"',
            (
                "'lump sum by activities' is not one of `lump sum by work package`, "
                "`lump sum by activity`, `unit costs and real costs`; "
                "did you mean `lump sum by activity` or `lump sum by work package`?"
            ),
        ),
        (
            "funding",
            "1",
            (
                "1 is not one of `lump sum by work package`, `lump sum by activity`, "
                "`unit costs and real costs`"
            ),
        ),
        ("deadlines", "[2019-03-21]", "item 1: expected a table, not 2019-03-21"),
        (
            "deadlines",
            "[{ round = 1, day = 2019-03-21T12:00:00 }]",
            ("item 1: `day`: expected a day such as 2023-11-01, not 2019-03-21 12:00:00"),
        ),
        (
            "deadlines",
            "[{ rond = 1, day = 2019-03-21 }]",
            ("item 1: `rond` is not a key of [[deadlines.value]]; did you mean `round`?"),
        ),
        (
            "start_windows",
            "[{ round = 1, first = 2019-12-31, last = 2019-09-01 }]",
            "the window of round 1 ends before it begins",
        ),
        (
            "final_bands",
            "[{ at_least = 9, at_most = 1, paid = 1 }]",
            "a band goes from 9 down to 1 points",
        ),
    ],
)
def test_wrong_values(key: str, value: str, message: str) -> None:
    """Each wrong value is said with what was expected and what stands there."""
    found = problems_of(with_rule(key, value))

    assert (f"{key}/value", message) == found[0]


def test_missing_part_of_a_record() -> None:
    """A record without a required part is no record."""
    assert [
        (
            "deadlines/value",
            "item 1: `rond` is not a key of [[deadlines.value]]; did you mean `round`?",
        ),
        ("deadlines/value", "item 1: [[deadlines.value]] needs the key `round`"),
    ] == problems_of(with_rule("deadlines", "[{ rond = 1, day = 2019-03-21 }]"))


def test_parts_may_be_left_out_of_a_record() -> None:
    """A criterion needs no minimum."""
    law = sound(with_rule("award_criteria", '[{ name = "Impact", maximum = 30 }]'))

    assert "Impact: at most 30" == str(law.award_criteria[0])


def test_contradiction() -> None:
    """The shortest duration is not above the longest."""
    text = with_rule("min_months", "37") + f"\n[max_months]\nvalue = 36\n{CITED}"

    assert [("min_months/value", "37 for min_months is above 36 for max_months")] == (
        problems_of(text)
    )


def test_value_without_table() -> None:
    """A bare value has no source, and is refused."""
    assert [("min_months", "expected a table with `value` and `source`, not 6")] == (
        problems_of(f"{HEAD}min_months = 6\n")
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "rules.toml needs `action`"),
        ("action = ", "rules.toml is not TOML: Invalid value (at end of document)"),
        (f"call = {'[' * 5000}", "rules.toml nests lists or tables too deeply"),
        (f"call = {'9' * 5000}", "rules.toml is not TOML: Exceeds the limit (4300 digits) for "),
    ],
)
def test_no_rules_at_all(text: str, message: str) -> None:
    """Empty, broken, or hostile: a problem of the whole file, never a traceback."""
    address, said = problems_of(text)[0]

    assert address == ""
    assert said.startswith(message)


def test_problem_as_text() -> None:
    """A problem prints with its address, if it has one."""
    problems = read_rules('action = 1\ntitle = "T"', file="own.toml").problems

    assert [
        'action: expected a text in quotes, not 1; write "1" in quotes',
        "own.toml needs `call`",
    ] == [str(problem) for problem in problems]


toml_values = st.recursive(
    st.sampled_from(
        [
            *("1", "-1", "0.5", "nan", "inf", "1e400", "1e-400", "true", "2019-01-01", "07:00:00"),
            *('""', '"x"', '"none"', '"20 %"', '"HR"', "2019-01-01T00:00:00Z"),
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(inner, max_size=3).map(
            lambda items: "{ " + ", ".join(f"k{n} = {i}" for n, i in enumerate(items)) + " }"
        ),
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(["lump_sums", "min_months", "deadlines", "funding", "member_states"]),
    toml_values,
    toml_values,
)
def test_nothing_is_raised(key: str, value: str, confidence: str) -> None:
    """Whatever stands in a value or a citation, it is read or said."""
    cited = f'source = "S"\nchecked = 2026-06-30\nconfidence = {confidence}\n'
    reading = read_rules(with_rule(key, value, cited), file="rules.toml")

    assert (reading.rules is None) == bool(reading.problems)

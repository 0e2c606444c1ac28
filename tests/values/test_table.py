"""A table gives every format from one declaration: who declares one tests its rows alone."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve, frozen

from vetpartner.model import Money, Share, When
from vetpartner.values.phrase import say
from vetpartner.values.table import Column, Group, Table, in_order, pairs

LEFT, RIGHT = ' style="text-align:left"', ' style="text-align:right;white-space:nowrap"'


@frozen
class Row:
    """A row of the tables here."""

    id: str
    label: str
    share: Money | None
    days: Decimal | None = None


TABLE = Table(
    name="shares",
    about="One row for each organisation.",
    columns=(
        Column("id", "", "id", "id of the organisation", place="data"),
        Column("label", "Partner", "text", "what people call it", names=True),
        Column("share", "Share", "money", "its part of the lump sum"),
        Column("days", "Days", "number", "staff days"),
    ),
    caption="Small, EUR",
    empty="Nobody has a share.",
)
ROWS = (Row("a", "Škola A", Money("1000.10"), Decimal("1.50")), Row("b", "B", None))


class Croatian:
    """A language with two words, whose numbers have commas."""

    def gettext(self, text: str) -> str:
        """Return a word."""
        return {"Partner": "Partner (hr)", "done": "gotovo", "Total": "Ukupno"}.get(text, text)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return a form."""
        return one if n == 1 else many

    def value(self, value: Any) -> str:  # noqa: ANN401 - any value
        """Return a value."""
        return str(value).replace(".", ",")

    def amount(self, money: Money) -> str:
        """Return an amount without cents."""
        return f"{money.amount:.0f}"

    def cents(self, money: Money) -> str:
        """Return an amount with cents."""
        return f"{money.amount:.2f}".replace(".", ",")


def test_text() -> None:
    """Guard heads, sides, a dash for what is not known, and sums without it."""
    expected = """\
Small, EUR

Partner     Share  Days
Škola A  1 000.10   1.5
B               –     –
Total    1 000.10   1.5

Nobody has confirmed."""

    assert expected == TABLE.of(ROWS, total="Total", notes=("Nobody has confirmed.",)).text()


def test_a_total_of_its_own() -> None:
    """Guard that a row of sums that somebody else made is shown as it is."""
    made = TABLE.of(ROWS, total=Row("", "In all", Money(7))).text()

    assert "In all       7.00     –" == made.splitlines()[-1]


def test_without_rows() -> None:
    """Guard that an empty table says so, and that one without these words has its heads."""
    assert "Small, EUR\nNobody has a share." == TABLE.text()
    assert "Small, EUR\n\nPartner  Share  Days" == evolve(TABLE, empty="").text()
    assert "<p>Small, EUR</p><p>Nobody has a share.</p>" == TABLE.html()
    assert "<p>Nobody has a share.</p>" == TABLE.html(inline=False)


def test_html() -> None:
    """Guard sides, the head of a row, and the row of sums."""
    expected = (
        "<table>\n<caption>Small, EUR</caption>\n"
        f'<thead><tr><th scope="col"{LEFT}>Partner</th><th scope="col"{RIGHT}>Share</th></tr>'
        f'</thead>\n<tbody>\n<tr><th scope="row"{LEFT}>B</th><td{RIGHT}>–</td></tr>\n'
        "</tbody>\n</table>\n"
    )

    assert expected == TABLE.only("label", "share").of(ROWS[1:]).html()


def test_html_for_a_page() -> None:
    """Guard that a page styles by classes, and that sums are marked as such."""
    made = TABLE.only("label", "share").of(ROWS, total="Total").html(inline=False)

    assert '<th scope="col">Partner</th><th scope="col" class="number">Share</th>' in made
    assert '<tr class="sum"><th scope="row">Total</th><td class="number">1 000.10</td></tr>' in made


def test_html_is_escaped() -> None:
    """Guard caption, heads, cells, lines and notes."""
    columns = in_order(Column("a", "<h>"), Column("b", "b", "lines"))
    made = Table(name="t", columns=columns, caption="<c>", rows=[("<d>", ("<e>", "f"))])

    assert "<caption>&lt;c&gt;</caption>" in made.html()
    assert ">&lt;h&gt;</th>" in made.html()
    assert ">&lt;d&gt;</td>" in made.html()
    assert '>&lt;e&gt;<br><span class="sub">f</span></td>' in made.html()
    assert "<p>&lt;n&gt;</p>" in evolve(made, notes=("<n>",)).html()


@pytest.mark.parametrize(
    ("kind", "value", "text", "spoken", "plain"),
    [
        ("text", "1.5", "1.5", "1.5", "1.5"),
        ("text", say("{d} late", d=Decimal("1.50")), "1.5 late", "1,50 late", "1.5 late"),
        ("word", "done", "done", "gotovo", "done"),
        ("id", "WP1", "WP1", "WP1", "WP1"),
        ("lines", ("a", say("b")), "a; b", "a; b", "a; b"),
        ("money", Money("1000.10"), "1 000.10", "1000,10", Decimal("1000.10")),
        ("amount", Money(1000, "CZK"), "1 000 CZK", "1 000 CZK", Decimal("1000.00")),
        ("count", 1200, "1200", "1200", 1200),
        ("number", Decimal("100.50"), "100.5", "100,50", Decimal("100.50")),
        ("share", Share("0.125"), "12.5 %", "12,500 %", Decimal("0.125")),
        ("share", Decimal("0.3333"), "33.3 %", "33,3 %", Decimal("0.3333")),
        ("progress", 40, "40 %", "40 %", 40),
        ("day", date(2025, 1, 31), "2025-01-31", "2025-01-31", date(2025, 1, 31)),
        ("when", When.project_months(1, 2), "M1 to M2", "M1,,M2", "M1..M2"),
        ("flag", True, "yes", "yes", True),
        ("flag", False, "no", "no", False),
        ("money", None, "–", "–", None),
    ],
)
def test_kinds(kind: Any, value: Any, text: str, spoken: str, plain: Any) -> None:  # noqa: ANN401
    """Guard how each kind is shown in English and in a language, and given to programs."""
    made = Table(name="t", columns=in_order(Column("a", "A", kind)), rows=[(value,)])

    assert [(text,)] == list(made.lines())
    assert [(spoken,)] == list(made.lines(Croatian()))
    assert [{"a": plain}] == made.records()


def test_cents_in_all_cells_or_in_none() -> None:
    """Guard that whole amounts lose their cents only where none has any."""
    table = evolve(TABLE.only("share"), cents=False)
    rows = (Row("a", "A", Money(1000)), Row("b", "B", Money(5)))

    assert [("1 000",), ("5",)] == list(table.of(rows).lines())
    assert [("1000",), ("5",)] == list(table.of(rows).lines(Croatian()))
    assert [("1 000.10",), ("–",)] == list(table.of(ROWS).lines())


def test_cents_are_those_of_all_groups() -> None:
    """Guard that an amount with cents in one group gives the others theirs."""
    groups = (Group(title="a", rows=(Row("a", "A", Money(5)),)), Group(title="b", rows=ROWS))
    made = evolve(TABLE.only("label", "share"), groups=groups, cents=False)

    assert ("A", "5.00") == next(made.lines())
    assert "A            5.00" in made.text()


def test_in_another_language() -> None:
    """Guard that heads, the word for the sum and values are those of the language."""
    made = TABLE.of(ROWS, total="Total").text(Croatian()).splitlines()

    assert "Partner (hr)    Share  Days" == made[2]
    assert "Ukupno        1000,10  1,50" == made[-1]


def test_groups() -> None:
    """Guard that each group has its title over it and its sums below, in columns of one width."""
    groups = (
        Group(title="Partners", rows=ROWS[:1], total="Total"),
        Group(title="Others", rows=ROWS[1:]),
    )
    made = evolve(TABLE, groups=groups)

    assert """\
Small, EUR

Partners     Share  Days
Škola A   1 000.10   1.5
Total     1 000.10   1.5

Others       Share  Days
B                –     –""" == made.text()
    assert f'<tbody>\n<tr><th scope="rowgroup" colspan="3"{LEFT}>Others</th></tr>' in made.html()
    assert 1 == made.html().count("<thead>")
    assert ["Partners", "Others"] == [row["group"] for row in made.records()]
    assert "group,id,label,share,days" == made.csv().splitlines()[0]


def test_columns_are_chosen_by_name() -> None:
    """Guard that columns can be chosen and left out, and that a wrong name is refused."""
    assert ("Days", "Partner") == TABLE.only("days", "label").heads()
    assert ("Partner", "Days") == TABLE.without("share").heads()
    assert ("id", "label", "share", "days") == tuple(c.name for c in TABLE.data)
    with pytest.raises(KeyError):
        TABLE.only("nothing")
    with pytest.raises(KeyError):
        TABLE.without("nothing")


def test_the_rest_is_counted() -> None:
    """Guard that a table that is cut says so."""
    below = TABLE.of(ROWS).first(1, lambda n: say("… and {n} more below", n=n)).notes
    assert ["… and 1 more below"] == list(map(str, below))
    assert ["… and 1 more"] == list(map(str, TABLE.of(ROWS).first(1).notes))
    assert TABLE.of(ROWS) == TABLE.of(ROWS).first(2)


def test_csv() -> None:
    """Guard the names of the columns, quoting, and that no text becomes a formula."""
    rows = [
        Row("a", text, Money("-1.50")) for text in ("=1", "+1", "-1", "@a", "\tx", "\rx", "a,b")
    ]
    made = list(csv.reader(io.StringIO(TABLE.of(rows).csv())))

    assert ["id", "label", "share", "days"] == made[0]
    assert ["'=1", "'+1", "'-1", "'@a", "'\tx", "'\nx", "a,b"] == [row[1] for row in made[1:]]
    assert ["-1.50"] * len(rows) == [row[2] for row in made[1:]]
    assert {""} == {row[3] for row in made[1:]}


def test_json() -> None:
    """Guard that amounts are exact numbers, and what is not known is null."""
    made = TABLE.of(ROWS).json()

    assert '"share": 1000.10,' in made
    assert [
        {"id": "a", "label": "Škola A", "share": Decimal("1000.10"), "days": Decimal("1.50")},
        {"id": "b", "label": "B", "share": None, "days": None},
    ] == json.loads(made, parse_float=Decimal)
    assert "[]" == TABLE.json()
    day = Table(name="t", columns=in_order(Column("d", "", "day")), rows=[(date(2025, 1, 2),)])
    assert [{"d": "2025-01-02"}] == json.loads(day.json())


def test_sums() -> None:
    """Guard that what is not known is no zero, and that words and foreign amounts have no sum."""
    assert Money("1000.10") == TABLE["share"].sum(ROWS)
    assert TABLE["share"].sum(ROWS[1:]) is None
    assert TABLE["label"].sum(ROWS) is None
    assert evolve(TABLE["share"], summed=False).sum(ROWS) is None
    assert Column("share", "", "amount").sum(ROWS) is None


def test_names_and_values() -> None:
    """Guard a table without heads, as of a card."""
    made = pairs("Project", [("title", "Small"), ("days", "3")])

    assert "Project\n\ntitle  Small\ndays   3" == made.text()
    assert "<thead>" not in made.html()
    assert f'<tr><th scope="row"{LEFT}>days</th><td{LEFT}>3</td></tr>' in made.html()


def test_a_bar() -> None:
    """Guard that progress is a bar in HTML and a number elsewhere."""
    made = Table(name="t", columns=in_order(Column("p", "P", "progress")), rows=[(40,)])

    assert '<progress max="100" value="40" aria-label="P">40 %</progress> 40 %' in made.html()


def test_shows_itself() -> None:
    """Guard that a table prints, has a short `repr`, and a notebook shows its HTML."""
    made = TABLE.of(ROWS[:1])

    assert made.text() == str(made)
    assert made.html() == made._repr_html_()
    assert "<Table shares: 1 row>" == repr(made)

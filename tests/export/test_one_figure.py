"""One figure is the same in the budget workbook, the overview, the paste pack and the report."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from sheets import Sheets
from strategies import examples, happening, partnerships, sparse

import vetpartner as vp
from vetpartner.export.building import overview_page
from vetpartner.model import (
    Amounts,
    Indicator,
    Instalment,
    Limit,
    Money,
    Narrative,
    Paid,
    Partnership,
    Payment,
    Share,
    Spent,
    When,
    WorkPackage,
)
from vetpartner.render.language import language
from vetpartner.state.achieved import achieved
from vetpartner.state.earned import at_risk, total_at_risk
from vetpartner.state.ledger import instalments, ledger
from vetpartner.state.rows import package_of
from vetpartner.state.shares import matrix, payments
from vetpartner.state.status import status

if TYPE_CHECKING:
    from vetpartner.model import Fact

MONEY = ("share", "due", "sent", "received", "to_send", "earned", "at_risk", "open", "to_recover")
HEADS = ("Share", "Due", "Sent", "Received", "To send", "Earned", "At risk", "Open", "To recover")


@st.composite
def paying(draw: st.DrawFn) -> Partnership:
    """Draw a small partnership in which things happen, with money that is shared out and paid."""
    p = draw(happening())

    def grant(most: int) -> Amounts:
        ids = draw(st.sets(st.sampled_from("abc")))
        return Amounts({id_: Money(draw(st.integers(0, most))) for id_ in sorted(ids)})

    packages = tuple(
        attrs.evolve(each, grant=grant(40_000), amount=draw(st.none() | st.just(Money(50_000))))
        for each in p.baseline.work_packages
    )
    meetings = tuple(attrs.evolve(m, grant=grant(9_000)) for m in p.baseline.meetings)
    third = draw(st.sampled_from([(), (WorkPackage(id="WP3", title="=1+1"),)]))
    plan = attrs.evolve(
        p.baseline,
        project=attrs.evolve(
            p.baseline.project, lump_sum=draw(st.sampled_from([None, Money(120_000)]))
        ),
        work_packages=draw(st.sampled_from([(), (*packages, *third)])),
        meetings=meetings,
        indicators=(*p.baseline.indicators, Indicator(id="I2", of="D1", target=Decimal(1))),
        payments=(
            Payment(id="P1", share=Share("0.8")),
            Payment(id="P2", amount=draw(st.none() | st.just(Money(7)))),
        ),
        instalments=draw(
            st.sampled_from(
                [
                    (),
                    (Instalment(id="IN1", share=Share("0.5"), after="P1"),),
                    (Instalment(id="IN1", amounts=Amounts({"b": Money(900)})),),
                ]
            )
        ),
    )
    day = st.sampled_from(["2025-02-03", "2025-06-30", "2026-05-01"]).map(When.parse)
    who, number = st.sampled_from(["a", "b", "c"]), st.integers(1, 90_000).map(Money)
    more: list[Fact] = draw(
        st.lists(
            st.one_of(
                st.builds(Paid, of=st.just("P1"), amount=number, when=day),
                st.builds(
                    Paid, of=st.just("IN1"), amount=number, when=day, payer=st.just("a"), payee=who
                ),
                st.builds(Paid, amount=number, payer=who, payee=who, sent=st.just(None), when=day),
                st.builds(
                    Spent,
                    of=st.sampled_from(["WP1", "WP2", "M1", None]),
                    organisation=who,
                    amount=st.sampled_from([Money(5), Money(7, "CZK"), Money("0.01")]),
                    when=day,
                ),
            ),
            max_size=6,
        )
    )
    return attrs.evolve(p, baseline=plan, facts=(*p.facts, *more))


def plain(value: object) -> object:
    """Return an amount as a number, as a sheet has it."""
    return value.amount if isinstance(value, Money) else value


@settings(max_examples=examples(60))
@given(st.one_of(paying(), happening(), sparse(), partnerships()), st.booleans())
def test_every_formula_gives_the_value_that_is_stored(p: Partnership, one_partner: bool) -> None:  # noqa: FBT001
    """Guard cells that a viewer shows otherwise than a program that works formulas out."""
    who = p.plan.organisations[0].id if one_partner and p.plan.organisations else None
    if who is not None and p.kind_of(who) != "organisations":
        who = None
    sheets = Sheets.of(vp.budget(p, partner=who))
    for at, formula in sheets.formulas:
        stored = sheets.shown(at)
        worked = sheets.value(at)
        where = f"{at}: {formula} is {worked} and not {stored}"
        if isinstance(worked, str):
            assert worked == stored, where
        else:
            assert stored is not None, where
            assert abs(worked - Decimal(repr(stored))) < Decimal("1e-9"), where


def same(shown: object, money: Money | None, *, known: bool = True) -> bool:
    """Tell whether a cell shows an amount, or that it is not known."""
    if money is None:
        return shown == "not known" if known else shown in {None, "–"}
    return isinstance(shown, Decimal | int) and Decimal(shown) == money.amount


states = st.one_of(paying(), paying(), happening(), sparse())


@settings(max_examples=examples(100))
@given(states)
def test_the_workbook_has_the_figures_of_the_accounts(p: Partnership) -> None:
    """Guard cell by cell what was shared out, sent, earned and is at risk."""
    sheets, accounts = Sheets.of(vp.budget(p)), ledger(p)
    partners = sheets.rows("Partners")
    summary = sheets.rows("Summary")
    for account in (*accounts.accounts, accounts.total):
        row = partners[account.label]
        for name, head in zip(MONEY, HEADS, strict=True):
            given_ = getattr(account, name)
            shown, dash = row[head], name in {"due", "to_send"} and row[head] != "not known"
            assert same(shown, given_, known=not dash), (account.label, head, shown, given_)
    total = accounts.total
    for what, money in (
        ("Earned so far", total.earned),
        ("At risk", total.at_risk),
        ("To be given back by partners", total.to_recover),
        ("Allocated", matrix(p).total),
        ("Arrived from the agency", accounts.arrived),
    ):
        if what in summary:
            assert same(summary[what]["Value"], money), (what, summary[what], money)
    if p.plan.instalments:
        rows = [row for row in instalments(p) if row.amount]
        table = list(sheets.rows("Instalments", 6).values())[: len(rows)]
        for row, cells in zip(rows, table, strict=True):
            assert [row.amount.amount, row.sent.amount, row.to_send.amount] == [
                cells["Amount"],
                cells["Sent"],
                cells["To send"],
            ]
    for line, cells in zip(payments(p), sheets.rows("Payments", 3).values(), strict=False):
        assert same(cells["Amount"], line.amount, known=False)
        assert same(cells["Arrived"], line.paid)


@settings(max_examples=examples(100))
@given(states)
def test_the_workbook_has_the_figures_of_the_work_packages(p: Partnership) -> None:
    """Guard what is planned, earned, at risk and spent by work package in workbook and report."""
    sheets, table, found = Sheets.of(vp.budget(p)), matrix(p), vp.costs(p)
    name = "Activities × partners" if table.by_activity else "Work packages × partners"
    shared, used = sheets.rows(name), sheets.rows("Planned and spent")
    data = vp.report(p, "final", draft=True).data
    lines = {line.id: line for line in data.budget_lines if line.organisation is None}
    spent = {line.id: line for line in found.packages}
    for row in table.rows:
        assert same(shared[row.id]["Total"], row.total, known=False)
        for home, share in zip(table.organisations, row.shares, strict=True):
            assert same(shared[row.id][home.short], share, known=False)
        cells, line = used[row.id], lines[row.id]
        assert line.now == row.total
        assert same(cells["Planned"], row.total)
        assert same(cells["Spent"], spent[row.id].spent)
        assert same(cells["Left"], spent[row.id].left)
        assert same(cells["Earned"], line.earned), (row.id, cells, line)
        assert same(cells["At risk"], line.at_risk), (row.id, cells, line)
    whole, accounts = data.budget_total, ledger(p).total
    assert whole.now == table.whole == found.total.planned
    if table.rows:
        assert same(used["Total"]["Planned"], table.whole)
        assert same(used["Total"]["Spent"], found.total.spent)
        assert same(used["Total"]["Left"], found.total.left)
        assert same(used["Total"]["At risk"], whole.at_risk)
    if accounts.share is not None:
        assert accounts.share == table.whole
        assert (accounts.earned, accounts.at_risk) == (whole.earned, whole.at_risk)


@settings(max_examples=examples(60))
@given(states)
def test_the_workbook_has_what_was_achieved(p: Partnership) -> None:
    """Guard planned and achieved of the workbook against the rows of the report."""
    cells = Sheets.of(vp.budget(p)).rows("Planned and achieved", 2)
    rows = achieved(p)

    assert [row.status for row in rows] == [each["Status"] for each in cells.values()][: len(rows)]


def texts(page: html.HtmlElement, caption: str) -> list[list[str]]:
    """Return the rows of the table of a page whose caption begins so."""
    for table in page.iter("table"):
        head = table.find("caption")
        if head is not None and head.text_content().startswith(caption):
            found = [[c.text_content().strip() for c in row] for row in table.iter("tr")]
            return found[1:]
    return []


def amount(text: str) -> Decimal | None:
    """Return the amount that a page shows."""
    plain_ = re.sub(r"[^\d.-]", "", text)
    return Decimal(plain_) if plain_ and text not in {"–", "not known"} else None


@settings(max_examples=examples(100))
@given(states)
def test_the_overview_has_the_same_figures(p: Partnership) -> None:
    """Guard the tiles and tables of the first page."""
    findings = vp.check(p)
    page, said = html.fromstring(overview_page(p, findings, language="en")), language("en").value
    tiles = {
        each.find("dt").text_content(): each.find("dd").find("span").text_content()
        for each in page.xpath('//dl[@class="tiles"]/div')
    }
    rows, accounts, now = achieved(p), ledger(p), status(p)
    done = [row for row in rows if row.status in {"done", "exceeded"}]

    open_ = sum(row.status == "not judged" for row in rows)
    if rows:
        more = f"; measured, not judged: {open_}" if open_ else ""
        assert f"{len(done)} of {len(rows)}{more}" == tiles["Promises kept"]
    least = "at least " if now.at_least else ""
    risk = said(now.risk) if now.risk is not None else "None"
    assert f"{least}{risk}" == tiles.get("Money at risk", f"{least}None")
    assert now.risk == (total_at_risk(p, at_risk(p)) if at_risk(p) else None)
    assert said(accounts.arrived) == tiles.get("Arrived", said(Money(0)))
    assert str(len(findings.errors) + len(findings.warnings)) == tiles["Errors and warnings"]
    told = {row[0]: row[1:] for row in texts(page, "Each partner’s part")}
    for account in accounts.accounts if told else ():
        shown = [amount(text) for text in told[account.label]]
        names = ("share", "due", "sent", "to_send", "earned", "unverified", "at_risk")
        assert shown[: len(names)] == [plain(getattr(account, name)) for name in names]
    counted = {row[0].split()[0]: row[1] for row in texts(page, "Activities, deliverables")}
    for package in p.plan.work_packages:
        own = [row for row in rows if package_of(p, row) == package.id]
        if own:
            kept = sum(row in done for row in own)
            assert f"{kept} of {len(own)}" == counted[package.id]
    there = {row[0].split()[0]: row[1:] for row in texts(page, "Planned, and those")}
    for row in rows:
        if row.kind == "activity" and row.planned_value is not None and row.status != "cancelled":
            known = "–" if row.achieved_value is None else said(int(row.achieved_value))
            assert [said(int(row.planned_value)), known] == there[row.id]
    attention = [row[0] for row in texts(page, "Overdue, and due")]
    urgent = (row for row in now.rows if row.group in {"overdue", "due", "late"})
    listed = [row.phrase.within(language("en")) for row in urgent]
    assert [" ".join(text.split()) for text in listed[:15]] == attention


QUESTIONS = ("sum.results", "sum.objectives", "imp.wider", "nothing.of.it")


@settings(max_examples=examples(60))
@given(states, st.data())
def test_the_paste_pack_has_the_answers_of_the_report(p: Partnership, data: st.DataObject) -> None:
    """Guard texts, counts and limits of the page to paste from against report and findings."""
    words = st.sampled_from(["Good.", "A *b*.\n\n- c", "x" * 40, "One. Two three. Four."])
    answers = data.draw(st.dictionaries(st.sampled_from(QUESTIONS), words))
    p = attrs.evolve(
        p,
        narratives=(Narrative(report="final", language="en", answers=tuple(answers.items())),),
        baseline=attrs.evolve(p.baseline, limits=(Limit(question="sum.results", characters=21),)),
    )
    page, made = html.fromstring(vp.paste_pack(p, "final").html), vp.report(p, "final", draft=True)
    areas = {area.get("id"): area.text_content() for area in page.iter("textarea")}
    given_ = [answer for answer in made.answers if answer.text is not None]
    missing = sum(answer.missing for answer in made.answers)
    too_long = [f for f in made.findings if f.slug == "answer-too-long"]
    (told,) = page.xpath('//p[@class="sum"]/text()')
    numbers = [int(number) for number in re.findall(r"\d+", told)]

    assert len(given_) == len(areas)
    optional = len(made.answers) - len(given_) - missing
    assert [len(made.answers), len(too_long), missing, optional] == numbers
    assert missing == sum(f.slug == "narrative-missing" for f in made.findings)
    counts = [text for each in page.xpath('//p[@class="count"]') for text in [each.text_content()]]
    for text, count, answer in zip(areas.values(), counts, given_, strict=True):
        length = len(text.strip("\n")) + text.strip("\n").count("\n")
        assert count.startswith(str(length))
        assert ("too many" in count) is any(answer.id in f.message for f in too_long)

"""The letter to a partner: what stands in it, in which language, and that nothing is HTML."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import attrs
import pikepdf
import pytest

import vetpartner as vp
from vetpartner.model import Money, Organisation, Paid, Partnership, UnknownId
from vetpartner.papers.account_letter import account_letter

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"


def green() -> Partnership:
    """Return the example on the last day of its facts."""
    return vp.load(GREEN).on(date(2025, 1, 31))


def plain(html: str) -> str:
    """Return the texts of a page, separated by bars."""
    body = html.partition("<main")[2]
    return re.sub(r"\s*(?:<[^>]*>\s*)+", "|", body)


def test_the_letter() -> None:
    """Guard address, summary, tables and statement for the partner whose event was cancelled."""
    text = plain(account_letter(green(), "cfs").html)

    assert "|Centro de Formação Soldarte|Rua do Exemplo 118, 4100-000 Porto|" in text
    assert "|As of 31 January 2025; all amounts in EUR|" in text
    assert "|Share of the lump sum|43,000.00|" in text
    assert "|At risk|2,181.82|" in text
    assert "|Due by the instalments so far|17,200.00|" in text
    assert "|I2 Second instalment|after Second pre-financing|not due|17,200.00|0.00|" in text
    assert "|29 January 2024|First instalment|STS|17,200.00|" in text
    assert "|E2 Welding and climate: multiplier event|cancelled|4,000.00|" in text
    assert "|Funded by the European Union. Views" in text
    assert text.index("|Total|43,000.00|") > text.index("|WP5 ")


def test_croatian() -> None:
    """Guard words, numbers and the reason of a risk in Croatian."""
    text = plain(account_letter(green(), "cfs", language="hr").html)

    assert "|Izvod o stanju|" in text
    assert "|Ugroženo|2.181,82|" in text
    assert "|otkazano|4.000,00|" in text


@pytest.mark.parametrize("code", ["de", "el", "es", "it"])
def test_one_sheet(code: str) -> None:
    """Guard letters that fit one sheet with less room above the headings, also in long words."""
    for home in ("sts", "fbk", "cfs"):
        made = account_letter(green(), home, language=code).data(".pdf")
        with pikepdf.open(io.BytesIO(made)) as document:
            assert 1 == len(document.pages)


def test_money_on_its_way() -> None:
    """Guard that a transfer without arrival says so, and texts from files are escaped."""
    sent = Paid(
        amount=Money(5),
        payer="sts",
        payee="cfs",
        sent=date(2025, 1, 30),
        recorded=date(2025, 1, 30),
    )
    p = green()
    homes = tuple(
        attrs.evolve(home, address="<script>") if home.id == "cfs" else home
        for home in p.baseline.organisations
    )
    p = attrs.evolve(
        p, baseline=attrs.evolve(p.baseline, organisations=homes), facts=(*p.facts, sent)
    )
    html = account_letter(p, "cfs").html

    assert "|30 January 2025, on its way|STS|5.00|" in plain(html)
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_who_gets_no_letter() -> None:
    """Guard that a wrong id is said, and one that has neither share nor payment."""
    p = green()
    guest = Organisation(id="ngo", role="associated")
    plan = attrs.evolve(p.baseline, organisations=(*p.baseline.organisations, guest))

    with pytest.raises(UnknownId, match="not an organisation"):
        account_letter(p, "M1")
    with pytest.raises(UnknownId, match="neither a share nor a payment"):
        account_letter(attrs.evolve(p, baseline=plan), "ngo")


def test_same_input_same_bytes() -> None:
    """Guard that the letter depends on nothing but the project."""
    assert account_letter(green(), "fbk").html == account_letter(green(), "fbk").html

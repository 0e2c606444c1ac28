"""The form of three sheets: what a partner sees, what comes back from which program, what is asked.

All names and dates are invented.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import openpyxl
import pytest
from builders import with_fields
from hypothesis import given, settings
from strategies import examples, partnerships

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.export.form import form
from vetpartner.export.form_taking import taken
from vetpartner.export.form_values import in_figures
from vetpartner.export.form_writing import write_form
from vetpartner.files.atomic import NotKept
from vetpartner.model import (
    Attended,
    Delivered,
    Disseminated,
    DisseminationAction,
    Held,
    LaterEvidence,
    Noted,
    Organisation,
    Partnership,
    UnknownId,
)
from vetpartner.render.form_sheet import FormSheet
from vetpartner.render.language import language, languages
from vetpartner.state.partner_form import DATES, HAPPENED, PROOFS

if TYPE_CHECKING:
    from vetpartner.files.workbooks.merging import Merged
    from vetpartner.values.table import Table

GREEN = Path(__file__).parents[2] / "examples" / "green-welding"
DAY = date(2025, 6, 30)
SENT = "_sent"


@pytest.fixture(scope="module")
def p() -> Partnership:
    """Return the example."""
    return vp.load(GREEN).on(DAY)


class Sent:
    """A form that a partner has on its table."""

    def __init__(self, p: Partnership, code: str = "en", partner: str = "cfs") -> None:
        """Take whose form it is, and its language."""
        self.book: Any = openpyxl.load_workbook(io.BytesIO(form(p, partner, code=code)))
        self.say = language(code, papers=True)

    def at(self, table: str, label: str, name: str, nth: int = 0) -> Any:  # noqa: ANN401
        """Return the cell of a table in the row of a label; an empty one is a new row."""
        (made,) = (t for t in (DATES, *HAPPENED, PROOFS) if t.name == table)
        heads = [self.say.gettext(column.head) for column in made.shown]
        sheet, top = next(
            (sheet, row[0].row)
            for sheet in self.book.worksheets
            for row in sheet.iter_rows()
            if row[0].value == heads[0] and heads[-1] in {cell.value for cell in row}
        )
        columns = {cell.value: cell.column for cell in sheet[top] if cell.value}
        rows = [
            line
            for line in range(top + 1, sheet.max_row + 1)
            if str(sheet.cell(line, 1).value or "").split(" ")[0] == label
            and (label or not sheet.cell(line, 1).protection.locked)
        ]
        return sheet.cell(rows[nth], columns[self.say.gettext(made[name].head)])

    def fill(self, table: str, label: str, nth: int = 0, **cells: object) -> Sent:
        """Type into a row; empty cells of a new row one after the other, its label last."""
        held = {name: self.at(table, label, name, nth) for name in cells}
        for name, value in cells.items():
            held[name].value = value
        return self

    def back(self, p: Partnership, folder: Path, **more: Any) -> Merged:  # noqa: ANN401
        """Return what comes of it."""
        self.book.save(folder / "back.xlsx")
        return taken(p, folder / "back.xlsx", **more)


def new(merged: Merged, p: Partnership) -> list[Any]:
    """Return the facts that a form brought."""
    assert merged.partnership is not None, str(merged)
    before = list(p.facts)
    return [fact for fact in merged.partnership.facts if fact not in before]


def told(merged: Merged) -> list[str]:
    """Return slug and message of each finding."""
    return [f"{finding.slug}: {finding.message}" for finding in merged.findings]


# What goes out.


@pytest.mark.parametrize("code", languages(papers=True))
def test_three_sheets_without_a_raw_key(p: Partnership, code: str) -> None:
    """Guard the heads in each language, and that ids and keys of the files are in no cell."""
    book = Sent(p, code).book
    say = language(code, papers=True).gettext
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    texts = {str(cell.value) for sheet in shown for row in sheet for cell in row if cell.value}

    assert [say("Your next dates"), say("What happened"), say("Proofs")] == [s.title for s in shown]
    assert not texts & {"of", "when", "venue.city", "recorded", "organisation", "cfs", "held"}
    assert {f"{p.plan.project.label} – {p['cfs'].name}"} == {s["A1"].value for s in shown}
    assert [1, 1, 1] == [sheet.page_setup.fitToHeight for sheet in shown]
    assert form(p, "cfs", code=code) == form(p, "cfs", code=code)


def test_what_is_shown_is_guarded_and_what_is_asked_is_not(p: Partnership) -> None:
    """Guard that dates and titles are locked, and that cells of others are not there."""
    sent = Sent(p)

    assert sent.at("dates", "M4", "when").protection.locked
    assert "16–17 September 2025" == sent.at("dates", "M4", "when").value
    assert sent.at("held", "T3", "planned").protection.locked
    assert not sent.at("held", "T3", "when").protection.locked
    assert 12 == sent.at("held", "M1", "participants").value
    with pytest.raises(UnknownId):
        form(p, "M1")


def test_the_deadline_is_that_of_the_next_report_or_the_given_one(p: Partnership) -> None:
    """Guard the line on top: no date where none is known."""

    def lines(data: bytes) -> list[str]:
        sheet: Any = openpyxl.load_workbook(io.BytesIO(data)).worksheets[1]
        return [str(sheet.cell(row, 1).value) for row in range(1, 7)]

    never = attrs.evolve(p, baseline=attrs.evolve(p.baseline, reports=()), day=date(2030, 1, 1))

    assert "Please send it back by 2 December 2025." in lines(form(p, "cfs"))
    assert "Please send it back by 14 July 2025." in lines(form(p, "cfs", by=date(2025, 7, 14)))
    assert not any("send it back" in line for line in lines(form(never, "cfs")))


@settings(max_examples=examples(40))
@given(partnerships())
def test_an_untouched_form_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, p: Partnership
) -> None:
    """Guard that every form can be taken back, with whatever stands in it."""
    file = tmp_path_factory.mktemp("form") / "form.xlsx"
    plan = attrs.evolve(p.baseline, organisations=(Organisation(id="own"), *p.plan.organisations))
    p = attrs.evolve(p, baseline=plan)
    write_form(p, "own", file)
    merged = taken(p, file)

    assert "Nothing in the form differs." == str(merged)
    assert p == merged.partnership


def test_ids_that_differ_in_their_capitals_alone(p: Partnership, tmp_path: Path) -> None:
    """A row is of the id that it says, and asks where other capitals may mean two."""
    first = DisseminationAction(id="n1", organisations=("cfs",), when=vp.When.day(date(2025, 7, 1)))
    other = attrs.evolve(first, id="N1", when=vp.When.day(date(2025, 9, 1)))
    p = attrs.evolve(p, baseline=attrs.evolve(p.baseline, dissemination_actions=(first, other)))
    write_form(p, "cfs", tmp_path / "form.xlsx")

    assert p == taken(p, tmp_path / "form.xlsx").partnership


def test_what_would_be_taken_back_otherwise_is_not_written(
    p: Partnership, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard a form that says otherwise than what is remembered of it."""
    file = tmp_path / "form.xlsx"
    file.write_bytes(b"the form of last month")
    put = FormSheet.table

    def wrong(self: FormSheet, table: Table, **more: Any) -> None:  # noqa: ANN401
        rows = (attrs.evolve(r, held={**r.held, "participants": 99}) for r in table.rows)
        put(self, table.of(rows), **more)

    monkeypatch.setattr(FormSheet, "table", wrong)
    with pytest.raises(NotKept, match=r"(?s)form.xlsx was not written, .*M1/participants: 12 → 99"):
        write_form(p, "cfs", file)
    assert b"the form of last month" == file.read_bytes()


# What comes back.


def filled(p: Partnership, code: str = "en") -> Sent:
    """Return a form with something in each table."""
    sent = Sent(p, code)
    sent.fill("held", "T3", when="12.5.2025 - 15.5.2025", participants=11, staff="2", learners=9)
    sent.fill("held", "M4", note="We look forward.")
    sent.fill("delivered", "D3.3", when="20.5.2025", languages="en; hr, pt", url="x.example.org/g")
    sent.fill("disseminated", "N1", when="3.6.2025", reach="2 000", title="Spring letter")
    sent.fill("people", "", email="rosa@cfs.example.org", role="teacher", name="Rosa Lima")
    return sent


def test_each_table_is_taken_and_only_once(p: Partnership, tmp_path: Path) -> None:
    """Guard the facts of all tables, and that a form may be merged any number of times."""
    sent = filled(p)
    once = sent.back(p, tmp_path)
    facts = new(once, p)
    kinds = [type(fact) for fact in facts]

    assert [Held, Attended, Attended, Delivered, Disseminated, Noted] == kinds
    assert ["2025-05-12..2025-05-15", 11] == [str(facts[0].when), facts[0].participants]
    assert {("staff", 2), ("learner", 9)} == {(f.role, f.count) for f in facts[1:3]}
    assert {"cfs"} == {f.organisation for f in facts[1:3]}
    assert ("en", "hr", "pt") == facts[3].languages
    assert "https://x.example.org/g" == facts[3].url
    assert (2000, "cfs", "Spring letter") == (facts[4].reach, facts[4].organisation, facts[4].title)
    assert once.partnership is not None
    assert "Rosa Lima" == once.partnership["rosa"].name
    again = sent.back(once.partnership, tmp_path)
    later = sent.back(attrs.evolve(once.partnership, day=date(2025, 7, 30)), tmp_path)
    assert "Nothing in the form differs." == str(again) == str(later)
    assert once.partnership == again.partnership
    assert later.partnership is not None
    assert once.partnership.facts == later.partnership.facts


@pytest.mark.parametrize("code", languages(papers=True))
def test_dates_as_each_language_writes_them(p: Partnership, code: str, tmp_path: Path) -> None:
    """Guard that what the form itself would show can be typed."""
    here = language(code, papers=True)
    span = vp.When.days(date(2025, 4, 28), date(2025, 5, 2))
    sent = Sent(p, code)
    sent.fill("held", "T3", when=here.value(span))
    sent.fill("delivered", "D3.3", when=here.value(date(2025, 5, 1)))
    facts = new(sent.back(p, tmp_path), p)

    assert [span, vp.When.day(date(2025, 5, 1))] == [fact.when for fact in facts]
    assert "28" in in_figures(here.value(span), here)


def test_what_the_programs_make_of_it(p: Partnership, tmp_path: Path) -> None:
    """Guard sheets called otherwise, hidden ones and help that are lost, and numbers as texts."""
    wanted = filled(p).back(p, tmp_path).partnership
    sent = filled(p)
    for number, sheet in enumerate(sent.book.worksheets, start=1):
        sheet.data_validations.dataValidation = []
        sheet.title = f"Sheet{number}" if sheet.title != SENT else SENT
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int):
                    cell.value = str(cell.value)
    assert wanted == sent.back(p, tmp_path).partnership

    del sent.book[SENT]
    lost = sent.back(p, tmp_path)
    assert wanted == lost.partnership
    assert ["form-differs"] == [found.slug for found in lost.findings]
    assert "what was sent is not in the file" in told(lost)[0]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_one_sheet_as_csv(p: Partnership, tmp_path: Path, separator: str, encoding: str) -> None:
    """Guard a single sheet that comes as text: whose it is says its title."""
    sent = filled(p)
    wanted = sent.back(p, tmp_path).partnership
    file = tmp_path / "form - What happened.csv"
    with file.open("w", encoding=encoding, newline="") as text:
        rows = csv.writer(text, delimiter=separator)
        for row in sent.book.worksheets[1].iter_rows(values_only=True):
            rows.writerow(["" if value is None else value for value in row])
    back = taken(p, file)

    assert wanted == back.partnership
    assert 1 == len(back.findings)


@pytest.mark.judge("soffice")
@pytest.mark.parametrize("kind", ["ods", "xlsx:Calc MS Excel 2007 XML"])
def test_libreoffice_saves_it(p: Partnership, tmp_path: Path, kind: str) -> None:
    """Guard what LibreOffice makes of the form."""
    sent = filled(p)
    wanted = sent.back(p, tmp_path).partnership
    profile, out = f"-env:UserInstallation=file://{tmp_path}/profile", tmp_path / "out"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(out)]
    subprocess.run([*command, str(tmp_path / "back.xlsx")], check=True, capture_output=True)
    (file,) = out.iterdir()
    back = taken(p, file)

    assert wanted == back.partnership
    assert not back.findings


@pytest.mark.parametrize(
    ("table", "label", "name", "typed", "said"),
    [
        ("held", "T3", "participants", "2.000", "can be read as"),
        ("held", "T3", "participants", "about 30", "about 30"),
        ("held", "T3", "participants", -3, "no possible number"),
        ("held", "T3", "when", "bald", "is no day"),
        ("held", "T3", "when", "05/06/2025", "one day to some readers"),
        ("held", "T3", "when", "1.12.2025", "still to come"),
        ("held", "T3", "staff", "#REF!", "holds an error"),
        ("delivered", "D3.3", "languages", "en, Klingonisch", "is no language"),
        ("delivered", "D3.3", "url", "on our website", "is no link"),
        ("people", "Inês", "email", "ines at cfs", "is no e-mail address"),
    ],
)
def test_a_refusal_names_its_cell(
    p: Partnership, tmp_path: Path, table: str, label: str, name: str, typed: object, said: str
) -> None:
    """Guard that what cannot be read is told at its cell, and that nothing is taken then."""
    sent = Sent(p)
    cell = sent.at(table, label, name)
    cell.value = typed
    sent.fill("held", "M4", note="fine")
    merged = sent.back(p, tmp_path)
    (error,) = merged.findings.errors

    assert merged.partnership is None
    assert said in error.message
    at = 1 if "still to come" in said else cell.column
    assert f"back.xlsx!{cell.parent.title}:{cell.row}:{at}" == str(error.place)


def test_what_was_emptied_is_asked(p: Partnership, tmp_path: Path) -> None:
    """Guard that nothing is taken out because a cell is empty."""
    sent = Sent(p).fill("held", "M1", when=None, participants=None)
    merged = sent.back(p, tmp_path)

    assert p == merged.partnership
    assert [
        "form-differs: M1 Kick-off meeting: “Held on” was emptied, here stands 4–5 December 2023",
        "form-differs: M1 Kick-off meeting: “People there” was emptied, here stands 12",
    ] == told(merged)


def test_a_change_becomes_a_correction(p: Partnership, tmp_path: Path) -> None:
    """Guard that what is recorded stays, and that a second part of a meeting is not invented."""
    sent = Sent(p).fill("held", "M1", participants=13, when="5.12.2023", note="One came late.")
    merged = sent.back(p, tmp_path)
    (fact,) = new(merged, p)
    assert merged.partnership is not None
    (held,) = merged.partnership.facts_of("M1", Held)

    assert "held/M1" == fact.corrects
    assert (13, "2023-12-05") == (held.participants, str(held.when))
    assert ["M1/when: 4–5 December 2023 → 2023-12-05", "M1/participants: 12 → 13"] == [
        str(change) for change in merged.applied
    ]
    assert "Nothing in the form differs." == str(sent.back(merged.partnership, tmp_path))


def test_changed_here_and_there_is_a_conflict(p: Partnership, tmp_path: Path) -> None:
    """Guard that neither wins in silence."""
    sent = Sent(p).fill("held", "M1", participants=13)
    here = p.with_facts(
        Held(of="M1", corrects="held/M1", participants=14, recorded=date(2025, 6, 1))
    )
    merged = sent.back(here, tmp_path)

    assert here == merged.partnership
    assert ["M1/participants: sent 12, here now 14, in the form 13"] == [
        str(found) for found in merged.conflicts
    ]


def test_what_is_only_shown_is_told_where_it_was_changed(p: Partnership, tmp_path: Path) -> None:
    """Guard that a date typed over a grey one is neither taken nor lost."""
    sent = Sent(p).fill("dates", "M4", when="23.9.2025")
    merged = sent.back(p, tmp_path)
    (found,) = merged.findings

    assert p == merged.partnership
    assert "is only shown; the form says 23.9.2025" in found.message
    assert "if all agree: vetpartner move PROJECT M4 2025-09-23 --reason …" == found.way_out


def test_nothing_is_said_to_be_held_without_a_day(p: Partnership, tmp_path: Path) -> None:
    """Guard numbers and proofs of what is ahead, and what has no day."""
    sent = Sent(p).fill("held", "M4", staff=3)
    sent.fill("held", "T3", participants=9)
    sent.fill("disseminated", "", title="A talk")
    merged = sent.back(p, tmp_path)

    assert p == merged.partnership
    assert ["form-asks"] * 3 == [found.slug for found in merged.findings]
    assert "is still ahead" in merged.findings[1].message


def test_numbers_of_lists_are_not_changed(p: Partnership) -> None:
    """Guard that who was there by the list is shown, and guarded."""
    day = vp.When.day(date(2025, 5, 12))
    here = p.with_facts(
        vp.model.Presence(of="T3", participant="X", when=day, recorded=date(2025, 5, 12))
    )

    assert Sent(here).at("held", "T3", "staff").protection.locked


def test_proofs_are_taken_when_the_file_is_there(tmp_path: Path) -> None:
    """Guard names of files on lines or with commas, links, and what is not in the folder yet."""
    folder = Path(shutil.copytree(GREEN, tmp_path / "p"))
    p = vp.load(folder).on(DAY)
    (folder / "evidence").mkdir(exist_ok=True)
    for name in ("List T3.pdf", "photo-1.jpg", "photo-2.jpg"):
        (folder / "evidence" / name).write_bytes(b"%PDF-1.4 invented")
    sent = Sent(p).fill("held", "T3", when="12.5.2025 - 15.5.2025")
    lines = [sent.at("proofs", "T3", "kind", nth).value for nth in range(2)]
    sent.fill("proofs", "T3", lines.index("attendance list"), file="list t3.pdf")
    sent.fill("proofs", "", kind="photo", file="photo-1.jpg, photo-2.jpg", of="t3")
    sent.fill("proofs", "", kind="article", file="https://x.example.org/a\nclip.pdf", of="T3 a")
    merged = sent.back(p, tmp_path)
    proofs = [fact for fact in new(merged, p) if isinstance(fact, LaterEvidence)]

    assert {
        ("attendance list", ("evidence/List T3.pdf",), None),
        ("photo", ("evidence/photo-1.jpg", "evidence/photo-2.jpg"), None),
        ("article", (), "https://x.example.org/a"),
    } == {(fact.kind, fact.files, fact.url) for fact in proofs}
    assert ["form-asks: clip.pdf is not in evidence/ yet; it was not taken"] == told(merged)
    assert merged.partnership is not None
    again = sent.back(merged.partnership, tmp_path)
    assert merged.partnership == again.partnership


# Whose it is.


def test_whose_form_it_is(p: Partnership, tmp_path: Path) -> None:
    """Guard a form of another project, one without a title, and another partner's."""
    other = with_fields(p, "project", acronym="Other")
    assert ["form-of-another: back.xlsx was made for cfs in Other"] == told(
        Sent(other).back(p, tmp_path)
    )
    sent = filled(p)
    wanted = sent.back(p, tmp_path).partnership
    del sent.book[SENT]
    for sheet in sent.book.worksheets:
        sheet["A1"].value = None
    assert ["not-a-form: back.xlsx does not say whose form it is"] == told(sent.back(p, tmp_path))
    assert wanted == sent.back(p, tmp_path, partner="cfs").partnership
    assert "form-of-another" in told(filled(p).back(p, tmp_path, partner="sts"))[0]


def test_another_workbook_is_no_form(p: Partnership, tmp_path: Path) -> None:
    """Guard what is nothing of ours."""
    book = openpyxl.Workbook()
    book.active["A1"] = f"{p.plan.project.label} – {p['cfs'].name}"
    book.save(tmp_path / "x.xlsx")
    (tmp_path / "x.csv").write_text("a;b\n1;2\n", "utf-8")

    assert "not-a-form" in told(taken(p, tmp_path / "x.xlsx"))[0]
    assert "not-a-form" in told(taken(p, tmp_path / "x.csv"))[0]


def test_hidden_notes_that_somebody_changed(p: Partnership, tmp_path: Path) -> None:
    """Guard that what is hidden in a form is hostile until read."""
    for held in ('{"form": 2}', '{"form": 2, "rows": 3, "project": []}', "[" * 5_000):
        sent = filled(p)
        sent.book[SENT]["A1"].value = held
        merged = sent.back(p, tmp_path)
        assert merged.findings or merged.partnership is not None
    about = {"form": 2, "project": p.plan.project.label, "partner": "cfs", "language": "xx"}
    sent = filled(p)
    sent.book[SENT]["A1"].value = json.dumps(about | {"rows": {"held": [{"of": 3}], "x": 1}})
    assert sent.back(p, tmp_path).partnership is not None


# All partners at once.


def test_one_for_each_partner_with_a_mail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard forms and drafts, the language of each, and that the coordinator gets none."""
    folder = Path(shutil.copytree(GREEN, tmp_path / "p"))
    out = tmp_path / "out"
    assert 0 == main(["form", str(folder), "--all", "-o", str(out), "--on", DAY.isoformat()])
    partners = [o.id for o in vp.load(folder).plan.organisations if o.id != "sts"]

    assert sorted(partners) == sorted(path.name for path in out.iterdir())
    mail: Any = message_from_bytes((out / "cfs" / "mail.eml").read_bytes())
    (attached,) = (part for part in mail.walk() if part.get_filename())
    assert (out / "cfs" / "form-cfs.xlsx").read_bytes() == attached.get_payload(decode=True)
    assert attached.get_filename() == "form-cfs.xlsx"
    assert "ines@cfs.example.org" in mail["To"]
    assert "wrote" in capsys.readouterr().out
    before = {path: path.read_bytes() for path in out.rglob("*.*") if path.parent.parent == out}
    assert 0 == main(["form", str(folder), "--all", "-o", str(out), "--on", DAY.isoformat()])
    assert before == {path: path.read_bytes() for path in before}
    assert 2 == main(["form", str(folder), "-o", str(out)])


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard the way out and back, and that a merged form says so."""
    folder = Path(shutil.copytree(GREEN, tmp_path / "p"))
    day = ["--on", DAY.isoformat()]
    p = vp.load(folder).on(DAY)
    filled(p).book.save(tmp_path / "back.xlsx")

    assert 0 == main(["merge", str(folder), str(tmp_path / "back.xlsx"), *day])
    assert 11 == vp.load(folder).on(DAY).facts_of("T3", Held)[0].participants
    text = (folder / "facts.toml").read_text("utf-8")
    capsys.readouterr()
    assert 0 == main(["merge", str(folder), str(tmp_path / "back.xlsx"), *day])
    assert "Nothing in the form differs." in capsys.readouterr().out
    assert text == (folder / "facts.toml").read_text("utf-8")

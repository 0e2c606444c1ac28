"""One fact in one line, taken back too; and what a report says of the words beside the facts."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

import vetpartner as vp
from vetpartner.cli import main
from vetpartner.cli.asking import ASKED
from vetpartner.files import record
from vetpartner.model import FACTS, Delivered, Held, Paid
from vetpartner.model.facts import CHANGES

if TYPE_CHECKING:
    from pathlib import Path as Home

EXAMPLE = Path(__file__).parents[2] / "examples" / "green-welding"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the example, on a fixed day."""
    monkeypatch.setattr("vetpartner.cli.plan.the_day", lambda: date(2025, 6, 30))
    shutil.copytree(EXAMPLE, tmp_path / "weld")
    return tmp_path / "weld"


LINES = {
    "held m4 --participants 9 --on 12.5.2025 --evidence M1-minutes.pdf": (
        "[[held]]\n"
        'of = "M4"\n'
        "when = 2025-05-12\n"
        "recorded = 2025-06-30\n"
        'evidence = [{ kind = "minutes", file = "evidence/M1-minutes.pdf" }]\n'
        "participants = 9\n"
    ),
    "moved M4 2025-06-02 --reason The school is closed.": (
        "[[amended]]\n"
        'of = "M4"\n'
        "when = 2025-06-02\n"
        "recorded = 2025-06-30\n"
        'reason = "The school is closed."\n'
    ),
    "cancelled E3 --reason Nobody came.": (
        '[[amended]]\nof = "E3"\nrecorded = 2025-06-30\nreason = "Nobody came."\ncancelled = true\n'
    ),
    "paid I2 --to fbk --amount 16 400 --on 2025-03-04": (
        "[[paid]]\n"
        'of = "I2"\n'
        "when = 2025-03-04\n"
        "recorded = 2025-06-30\n"
        "amount = 16_400\n"
        'payer = "sts"\n'
        'payee = "fbk"\n'
    ),
    "delivered D3.2 --languages en hr --url https://x.example.org/d --when 2025-03-01": (
        "[[delivered]]\n"
        'of = "D3.2"\n'
        "when = 2025-03-01\n"
        "recorded = 2025-06-30\n"
        'languages = ["en", "hr"]\n'
        'url = "https://x.example.org/d"\n'
    ),
}
REFUSED = {
    "hold M4": "there is no kind of fact 'hold'; did you mean held?",
    "held M44 --participants 9": "there is no id 'M44'; did you mean M4",
    "held M4 --persons 9": "there is no --persons here; did you mean",
    "held M4 --participants many": "expected a whole number",
    "held M4 --evidence thing.pdf": 'what is thing.pdf? write --evidence "minutes=thing.pdf"',
    "held M4 --evidence minutes-M44.pdf": "there is no evidence/minutes-M44.pdf in the project",
    "moved M4 2025-06-02": "say why: --reason",
    "held M4 --when 5/12/2025": "one day to some readers and another to others",
    "held M4 --participants": "--participants needs a value",
    "paid I1 --amount 16.400": "16.400",
}


@pytest.mark.parametrize("line", LINES)
def test_added(line: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard each line of the handbook: written as a person would, and nothing else changes."""
    before = (home / "facts.toml").read_text("utf-8")
    assert main(["add", str(home), *line.split()]) == 0
    after = (home / "facts.toml").read_text("utf-8")

    assert LINES[line] in f"{capsys.readouterr().out}\n"
    assert after.replace(LINES[line], "").split() == before.split()
    assert main(["undo", str(home)]) == 0
    assert before == (home / "facts.toml").read_text("utf-8")


@pytest.mark.parametrize("line", REFUSED)
def test_refused(line: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that what is no fact is refused with a way out, and nothing is written."""
    before = (home / "facts.toml").read_bytes()

    assert main(["add", str(home), *line.split()]) == 2
    assert REFUSED[line] in capsys.readouterr().err
    assert before == (home / "facts.toml").read_bytes()


def test_twice(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that a fact which is recorded already is not written again."""
    line = ["add", str(home), "held", "M4", "--participants", "9"]

    assert [main(line), main(line)] == [0, 0]
    assert "this is recorded already; nothing was written" in capsys.readouterr().out
    assert len([f for f in vp.load(home).facts if isinstance(f, Held) and f.of == "M4"]) == 1


def test_within_the_folder(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard that PROJECT may be left out where one works in its folder."""
    monkeypatch.chdir(home)

    assert main(["add", "held", "M4", "--participants", "9"]) == 0
    assert main(["undo"]) == 0


def test_questions(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that without options it asks, and Enter takes what is likely."""
    given = iter(["held", "T3", "", "9", "-"])
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or next(given))

    assert main(["add", str(home)]) == 0
    assert asked[1].startswith("Of what (its id)? [")
    assert "participants = 9" in capsys.readouterr().out
    assert vp.load(home).facts_of("T3", Held)[0].when == vp.load(home)["T3"].when


def test_undo_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that nothing edited, sealed or sent since is taken back."""
    assert main(["undo", str(home)]) == 1
    assert "nothing was added here" in capsys.readouterr().err
    main(["add", str(home), "held", "M4", "--participants", "9"])
    record(home, Delivered(of="D3.2", recorded=date(2025, 6, 30)))
    assert main(["undo", str(home)]) == 1
    assert "facts.toml was edited since; take the fact out by hand" in capsys.readouterr().err
    main(["add", str(home), "paid", "--amount", "10", "--to", "fbk"])
    main(["seal", str(home), "s1", "--on", "2025-06-30"])
    assert main(["undo", str(home)]) == 1
    assert "something was sealed or sent since" in capsys.readouterr().err
    assert any(isinstance(f, Paid) and f.payee == "fbk" for f in vp.load(home).facts)


@pytest.mark.parametrize("text", ["{", "[]", '{"files": {"../x.csv": [null, null]}, "kept": []}'])
def test_a_state_of_somebody_else(
    text: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that a state which this program did not write undoes nothing, anywhere."""
    (home / ".vetpartner").mkdir(exist_ok=True)
    (home / ".vetpartner/added.json").write_text(text, "utf-8")

    assert main(["undo", str(home)]) == 1
    assert "cannot be read, so nothing is taken back" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "said"), [("en", "47 learners"), ("hr", "47 učenika")])
def test_report_lists_what_the_record_contradicts(
    language: str, said: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that what differs is listed when a report is made, and not only counted."""
    out = ["-o", str(home / "interim.md"), "--on", "2025-06-30", "--language", language]

    assert main(["report", str(home), "interim", *out]) == 0
    told = capsys.readouterr().out
    assert f"“{said}” in “" in told
    assert "[narrative-differs]" in told


def test_lists_in_another_encoding_are_kept(home: Path) -> None:
    """Guard lists that are no UTF-8, and evidence that would lie outside the folder."""
    costs = home / "tables/costs.csv"
    costs.write_bytes(
        "date;amount;of;organisation;title\r\n2024-10-01;12,50;M1;sts;Ručak\r\n".encode("cp1250")
    )
    before = costs.read_bytes()

    assert main(["add", str(home), "held", "M4", "--evidence", "minutes=../project.toml"]) == 2
    assert main(["add", str(home), "held", "M4", "--participants", "9"]) == 0
    assert main(["undo", str(home)]) == 0
    assert before == costs.read_bytes()


DOUBTFUL = {
    "held T3 --participants 5000 --on 2025-05-12": "T3 has 5000 participants, and 10 were expected",
    "paid I2 --to fbk --amount 99999999 --on 2025-03-01": "more than the lump sum of the whole",
    "spent WP2 --organisation sts --amount 99999999": "more than the lump sum of the whole",
    "measured I2.1 -5": "is only -5",
    "delivered D3.2 --on 2023-01-01": "before the project began on 2023-11-01",
    "left zja 1999-01-01 --reason x": "1999-01-01 is before the project began",
    "moved M4 2020-06-02 --reason x": "M4 is planned for 2020-06-02, but the project begins",
}


@pytest.mark.parametrize("line", DOUBTFUL)
def test_what_cannot_be_is_refused(
    line: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard impossible numbers: refused, and written with a reason all the same."""
    words = line.split()
    before = {f.name: f.read_bytes() for f in home.rglob("*.toml")}
    assert 1 == main(["add", str(home), *words])
    said = capsys.readouterr().err
    assert DOUBTFUL[line] in said
    assert said.endswith('if it is so all the same, say why: --anyway "REASON"\n')
    assert before == {f.name: f.read_bytes() for f in home.rglob("*.toml")}

    assert 0 == main(["add", str(home), *words, "--anyway", "counted", "twice"])
    shown = capsys.readouterr().out
    assert 'note = "counted twice"' in shown
    assert DOUBTFUL[line] in shown
    assert 0 == main(["undo", str(home)])


def test_what_is_recorded_already_is_corrected(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard the way out of a second entry that says something else, which can be typed."""
    line = ["add", str(home), "held", "M1", "--participants", "11"]
    assert 1 == main(line)
    said = capsys.readouterr().err
    assert 'if the new one is right, add --corrects held/M1 --reason "…"' in said
    assert "project.toml:1:1" not in said
    assert 0 == main([*line, "--corrects", "held/M1", "--reason", "counted again"])
    assert {11} == {fact.participants for fact in vp.load(home).facts_of("M1", Held)}


KINDS = {
    "answered M4 --person marija --answer accepted": "answer = ",
    "attended M4 --organisation sts --count 3": "count = 3",
    "certified M4 --count 3": "count = 3",
    "disseminated N1 --reach 50": "reach = 50",
    "decided M3 --text Ask. --owner sts": 'text = "Ask."',
    "surveyed T1 --respondents 5": "respondents = 5",
    "risked R1 --came-true yes": "came_true = true",
    "quoted T1 --text Good. --role learner --agreed 2025-01-05": 'role = "learner"',
    "sustained D2.1 --organisation sts --until 2030-01-01": "until = 2030-01-01",
    "noted M3 --note Fine.": 'note = "Fine."',
    "reported interim --on 2025-01-05": "when = 2025-01-05",
    "evidence M3 --kind photo --file M1-minutes.pdf": 'files = ["evidence/M1-minutes.pdf"]',
    "rates --currency CZK --when 2025-01 --rate 25.1 --source InforEuro": 'currency = "CZK"',
    "spent WP2 --organisation sts --amount 12": "amount = 12",
    "presences T3 --participant L01 --on 2025-05-12 --hours 2": "hours = 2",
    "measured I4.3 50": "value = 50",
    "measured I3.2 --text Fine. --reached no": "reached = false",
}


@pytest.mark.parametrize("line", KINDS)
def test_every_kind_of_fact(line: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that each kind of fact is written by one line, read again, and taken back."""
    before = {p.relative_to(home): p.read_bytes() for p in home.rglob("*.*") if p.is_file()}
    code = main(["add", str(home), *line.split()])
    shown = capsys.readouterr()
    assert (0, "") == (code, shown.err)
    assert KINDS[line] in shown.out
    assert not vp.read(home).findings.errors
    assert 0 == main(["undo", str(home)])
    after = {p.relative_to(home): p.read_bytes() for p in home.rglob("*.*") if p.is_file()}
    kept = [name for name in after if ".bak" in name.suffix or ".vetpartner" in name.parts]
    assert before == {name: text for name, text in after.items() if name not in kept}


def test_every_kind_is_asked_for() -> None:
    """Guard the questions: each kind has some, of fields that it has."""
    assert {*FACTS, *CHANGES} == set(ASKED)
    for kind, fields in ASKED.items():
        known = {*attrs.fields_dict(FACTS["amended" if kind in CHANGES else kind]), "evidence"}
        assert set(fields) <= known, kind


def test_a_wrong_answer_is_asked_again(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Guard that nobody types all answers anew for one that cannot be."""
    given = iter(["helt", "held", "M44", "m4", "5/12/2025", "2025-05-12", "many", "9", "-"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: next(given))

    assert 0 == main(["add", str(home)])
    said = capsys.readouterr().out
    assert "there is no M44; there are M1, M2" in said
    assert "one day to some readers and another to others" in said
    assert "participants = 9" in said


def test_a_move_is_written(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard `move --write`: shown first, written as a fact, and taken back; it needs a reason."""
    line = ["move", str(home), "M4", "2025-09-23", "--on", "2025-06-30", "--write"]
    before = (home / "facts.toml").read_bytes()
    assert 2 == main(line)
    assert "say why: --reason" in capsys.readouterr().err
    assert 0 == main([*line, "--reason", "The school is closed."])
    shown = capsys.readouterr().out
    assert "wrote " in shown
    assert 'reason = "The school is closed."' in shown
    assert "2025-09-23" == str(vp.load(home)["M4"].when)
    assert 0 == main(["undo", str(home)])
    assert before == (home / "facts.toml").read_bytes()


def test_a_move_of_the_project_is_no_fact(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Guard that what changes the plan itself is said, and nothing is written."""
    line = ["move", str(home), "project", "2023-12-01", "--reason", "x", "--write"]
    assert 2 == main([*line, "--on", "2025-06-30"])
    assert "change project/start in the plan" in capsys.readouterr().err
